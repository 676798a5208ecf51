"""`cobranza hallazgos`: levantar, notificar y reiterar por delegación, contestar, solventar y decir cómo van."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cobranza.base.errores import ErrorDeUso
from cobranza.puertas import consola
from cobranza.puertas.actos import Usuario, libros
from cobranza.puertas.consola import Grupo, Orden
from cobranza.puertas.ventanilla import Al, EnJson, dia_de, leyendo, orden_de, proceso_de

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from cobranza.tramites.libro_de_pasos import Tramite
    from cobranza.tramites.tramitar import Orden as OrdenDePaso
    from cobranza.tramites.tramitar import Pedido

app = typer.Typer(cls=Grupo, rich_markup_mode=None, no_args_is_help=True)
_TIPO = "hallazgo"
_A_LA_VISTA = 3
Delegacion = Annotated[str, typer.Argument(metavar="DELEGACION", help="La delegación, por su clave (DH-TGZ).")]
Numero = Annotated[str, typer.Argument(metavar="NUMERO", help="El hallazgo, como HALL-2026-000001.")]
Archivos = Annotated[
    list[Path], typer.Option("--archivo", metavar="RUTA", help="Un archivo de evidencia; se puede repetir.")
]
Aplicar = Annotated[bool, typer.Option("--aplicar", help="Hazlo; sin esto sólo dice qué haría.")]
Oficio = Annotated[str, typer.Option("--oficio", metavar="NUMERO", help="El número del oficio de observaciones.")]
Salida = Annotated[Path | None, typer.Option("--salida", metavar="DIR", help="La carpeta de los PDF.")]


@app.callback()
def hallazgos() -> None:
    """Los hallazgos de la verificación: se levantan, se notifican, se contestan y se solventan, o vencen.

    \b
    Ejemplo:  cobranza hallazgos levantar DH-TGZ --corte 2025-12-31 --aplicar
              cobranza hallazgos notificar DH-TGZ --oficio DCC/012/2026 --aplicar
    """


@app.command(cls=Orden, short_help="Levanta lo que las reglas señalan en una delegación.")
def levantar(  # noqa: PLR0913 — son las opciones de la orden
    delegacion: Delegacion,
    regla: Annotated[
        list[str] | None, typer.Option("--regla", metavar="CLAVE", help="Sólo de esa regla; se puede repetir.")
    ] = None,
    severidad: Annotated[
        str, typer.Option("--severidad", metavar="NIVEL", help="De ésa o más graves: CRITICA, ALTA, MEDIA o BAJA.")
    ] = "ALTA",
    corte: Annotated[
        str | None, typer.Option("--corte", metavar="AAAA-MM-DD", help="Por omisión, el último día capturado.")
    ] = None,
    aplicar: Aplicar = False,
    usuario: Usuario = None,
    al: Al = None,
) -> int:
    """Abre un trámite por cada hallazgo de la delegación que no lo tenga. Repetirla no hace nada.

    Cada uno se comprueba con su regla al abrirse. Termina con 5 si alguno no procede.

    \b
    Ejemplo:  cobranza hallazgos levantar DH-TGZ --regla PAE002 --corte 2025-12-31 --aplicar
    """
    from cobranza.tramites.tramitar import Pedido

    hallados = _hallados(delegacion, regla, severidad, corte)
    with libros(leer=not aplicar) as motor:
        nuevos = _sin_levantar(motor, hallados)
        if not aplicar:
            return _ensayo([f"{h['regla']}  {h['folio']}  {h['acto'] or '(crédito)'}" for h in nuevos])
        pedidos = [
            Pedido("LEVANTADO", {"folio": h["folio"], "regla": h["regla"], "corte": h["corte"]}
                   | ({"acto": h["acto"]} if h["acto"] else {}))
            for h in nuevos
        ]  # fmt: skip
        return _dar(motor, pedidos, orden_de(motor, usuario, al, ""))


@app.command(cls=Orden, short_help="Notifica lo levantado y hace el oficio y las cédulas.")
def notificar(  # noqa: PLR0913 — son las opciones de la orden
    delegacion: Delegacion,
    oficio: Oficio,
    aplicar: Aplicar = False,
    usuario: Usuario = None,
    al: Al = None,
    salida: Salida = None,
) -> int:
    """Notifica a la delegación lo levantado y deja en PDF el oficio de observaciones y la cédula de cada crédito.

    Repetirla con el mismo oficio y día da los mismos documentos.

    \b
    Ejemplo:  cobranza hallazgos notificar DH-TGZ --oficio DCC/012/2026 --usuario E0007 --aplicar
    """
    datos = {"oficio": oficio}
    return _hacer_saber(
        delegacion, "LEVANTADO", "NOTIFICADO", datos, aplicar=aplicar, usuario=usuario, al=al, salida=salida
    )


@app.command(cls=Orden, short_help="Reitera lo que venció sin contestar.")
def reiterar(  # noqa: PLR0913 — son las opciones de la orden
    delegacion: Delegacion,
    oficio: Oficio,
    motivo: Annotated[str, typer.Option("--motivo", metavar="TEXTO", help="Por qué se reitera.")],
    aplicar: Aplicar = False,
    usuario: Usuario = None,
    al: Al = None,
    salida: Salida = None,
) -> int:
    """Reitera a la delegación todo lo que venció sin contestar, con su oficio y sus cédulas.

    \b
    Ejemplo:  cobranza hallazgos reiterar DH-TGZ --oficio DCC/031/2026 --motivo "No se contestó" --aplicar
    """
    datos = {"oficio": oficio, "motivo": motivo}
    return _hacer_saber(
        delegacion, "VENCIDO", "REITERADO", datos, aplicar=aplicar, usuario=usuario, al=al, salida=salida
    )


@app.command(cls=Orden, short_help="Contesta un hallazgo con su evidencia.")
def contestar(  # noqa: PLR0913 — son las opciones de la orden
    numero: Numero,
    archivo: Archivos,
    respuesta: Annotated[str, typer.Option("--respuesta", metavar="TEXTO", help="Qué se hizo, o por qué no lo es.")],
    foja: Annotated[str, typer.Option("--foja", metavar="TEXTO", help="En qué foja del expediente está.")] = "s/f",
    usuario: Usuario = None,
    al: Al = None,
) -> int:
    """Contesta un hallazgo; de cada archivo se guarda el nombre y su SHA-256, no el archivo.

    \b
    Ejemplo:  cobranza hallazgos contestar HALL-2026-000001 --archivo acta.pdf --respuesta "Se repuso" --usuario E0021
    """
    evidencia = [{"documento": ruta.name, "huella": _huella(ruta), "foja": foja} for ruta in archivo]
    return _uno(numero, "CONTESTADO", {"respuesta": respuesta, "evidencia": evidencia}, usuario, al)


@app.command(cls=Orden, short_help="Da por solventado un hallazgo, con la evidencia a la vista.")
def solventar(
    numero: Numero,
    archivo: Archivos,
    motivacion: Annotated[str, typer.Option("--motivacion", metavar="TEXTO", help="Por qué lo solventa.")],
    usuario: Usuario = None,
    al: Al = None,
) -> int:
    """Lo da por solventado quien no lo contestó, si los archivos que tiene a la vista son los que se entregaron.

    \b
    Ejemplo:  cobranza hallazgos solventar HALL-2026-000001 --archivo acta.pdf --motivacion "Se repuso"
    """
    cotejadas = [{"huella": _huella(ruta)} for ruta in archivo]
    return _uno(numero, "SOLVENTADO", {"motivacion": motivacion, "cotejadas": cotejadas}, usuario, al)


@app.command(cls=Orden, short_help="Dice cuántos hay en cada estado, por delegación.")
def estado(al: Al = None, en_json: EnJson = False) -> None:
    """Dice cuántos hallazgos hay en cada estado, por delegación, con los plazos vencidos a ese día.

    \b
    Ejemplo:  cobranza hallazgos estado --al 2026-03-31
    """
    from cobranza.ley.norma import de_la_oficina
    from cobranza.tramites.libro_de_pasos import todos
    from cobranza.verificacion.seguimiento import CUENTA, por_delegacion, seguimiento

    with libros(leer=True) as motor, leyendo(motor) as conexion:
        cuadro = por_delegacion(seguimiento(todos(conexion, _TIPO), dia_de(al), de_la_oficina()))
    if en_json:
        consola.decir(consola.en_json(cuadro))
        return
    for renglon in cuadro:
        cuentas = "  ".join(f"{titulo.lower()} {renglon[c]:,}" for c, titulo in CUENTA.items() if renglon[c])
        consola.decir(f"{renglon['delegacion']:<10} {cuentas}")
    if not cuadro:
        consola.decir("No se ha levantado ningún hallazgo.")


def _hallados(
    delegacion: str, regla: Sequence[str] | None, severidad: str, corte: str | None
) -> list[dict[str, str]]:
    """Lo que las reglas señalan al corte en la delegación, de esa gravedad o mayor."""
    from cobranza.cartera.consultas import sin_creditos
    from cobranza.informes.entrada import entrada
    from cobranza.verificacion.evaluacion import evaluar
    from cobranza.verificacion.pae import leer
    from cobranza.verificacion.regla import Severidad, reglas

    niveles = [s.value for s in Severidad]
    if severidad.upper() not in niveles:
        raise ErrorDeUso(f"«{severidad}» no es una severidad; son: {', '.join(niveles)}.")
    graves = niveles[: niveles.index(severidad.upper()) + 1]
    pedidas = [r.clave for r in reglas(regla or None) if regla or r.severidad in graves]
    de = entrada(corte, delegacion)
    pae = leer(de.conexion, de.normas, de.corte, de.delegacion)
    if pae.creditos.empty:
        raise sin_creditos(de.corte, de.delegacion)
    hallados = evaluar(pae, pedidas)[["regla", "folio", "acto"]].to_dict("records")
    return [{str(k): str(v) for k, v in h.items()} | {"corte": de.corte.isoformat()} for h in hallados]


def _sin_levantar(motor: Engine, hallados: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    from cobranza.procesos.hallazgo.lo_hallado import ya_levantados
    from cobranza.tramites.libro_de_pasos import todos

    with leyendo(motor) as conexion:
        hay = todos(conexion, _TIPO)
    ya = {corte: ya_levantados(hay, date.fromisoformat(corte)) for corte in {h["corte"] for h in hallados}}
    return [h for h in hallados if (h["regla"], h["folio"], h["acto"]) not in ya[h["corte"]]]


def _hacer_saber(  # noqa: PLR0913 — quién, cuándo y dónde van por nombre
    delegacion: str,
    desde: str,
    estado: str,
    datos: Mapping[str, Any],
    *,
    aplicar: bool,
    usuario: str | None,
    al: str | None,
    salida: Path | None,
) -> int:
    """Lleva a `estado` los de la delegación que están en `desde`, y deja los documentos de ese oficio y día."""
    from cobranza.tramites.tramitar import Pedido

    dia = dia_de(al)
    with libros(leer=not aplicar) as motor:
        suyos = [t for t in _de(motor, delegacion) if t.estado == desde]
        if not aplicar:
            return _ensayo([f"{t.numero}  {t.datos['folio']}  {t.datos['titulo']}" for t in suyos])
        codigo = _dar(motor, [Pedido(estado, datos, t.numero) for t in suyos], orden_de(motor, usuario, al, ""))
        dichos = [
            t.numero
            for t in _de(motor, delegacion)
            if any((p.estado, p.fecha, p.datos.get("oficio")) == (estado, dia, datos["oficio"]) for p in t.pasos)
        ]
    if not dichos:
        consola.decir(
            f"Nada se notificó con {datos['oficio']} el {dia}: en {delegacion} no hay nada {desde.lower()}."
        )
        return codigo
    from cobranza.puertas.ventanilla_al_dia import documentos_hechos

    for plantilla in ("oficio_de_observaciones", "cedula_de_verificacion"):
        for hecho in documentos_hechos(dichos[0], plantilla, dia.isoformat(), salida):
            consola.decir(consola.corta(hecho))
    return codigo


def _de(motor: Engine, delegacion: str) -> list[Tramite]:
    """Los hallazgos de una delegación. Errores: `ErrorDeUso` si no existe."""
    from cobranza.base import dominios
    from cobranza.tramites.libro_de_pasos import todos

    clave = dominios.valor("delegacion", delegacion)
    with leyendo(motor) as conexion:
        return [t for t in todos(conexion, _TIPO) if t.datos["delegacion"] == clave]


def _dar(motor: Engine, pedidos: Sequence[Pedido], orden: OrdenDePaso) -> int:
    """Da esos pasos uno por uno y dice cada uno; el que no procede no impide a los demás.

    Lo que a muchos los detiene por igual se dice una vez, con cuáles fueron.
    """
    from cobranza.base.errores import ErrorDeProceso
    from cobranza.tramites.tramitar import paso

    negados: dict[str, list[str]] = {}
    for pedido in pedidos:
        try:
            tramite = paso(motor, proceso_de(_TIPO), pedido, orden).tramite
        except ErrorDeProceso as error:
            cual = pedido.numero or f"{pedido.datos['regla']} {pedido.datos['folio']}"
            negados.setdefault(error.mensaje, []).append(cual)
            continue
        consola.decir(f"{tramite.numero}  {tramite.estado}  {tramite.datos['folio']}  {tramite.datos['titulo']}")
    for mensaje, cuales in negados.items():
        consola.error(f"{mensaje} No procedió en {_nombrados(cuales)}.")
    cuantos = sum(map(len, negados.values()))
    consola.aviso(f"{consola.cuantos(len(pedidos) - cuantos, 'hallazgo', 'hallazgos')}; {cuantos} no procedieron.")
    return ErrorDeProceso.codigo if negados else 0


def _nombrados(cuales: Sequence[str]) -> str:
    """Los primeros por su nombre y cuántos más."""
    mas = f" y {len(cuales) - _A_LA_VISTA} más" if len(cuales) > _A_LA_VISTA else ""
    return f"{', '.join(cuales[:_A_LA_VISTA])}{mas}"


def _uno(numero: str, estado: str, datos: Mapping[str, Any], usuario: str | None, al: str | None) -> int:
    from cobranza.tramites.tramitar import Pedido, paso

    with libros() as motor:
        hecho = paso(motor, proceso_de(_TIPO), Pedido(estado, datos, numero), orden_de(motor, usuario, al, ""))
    consola.decir(f"{numero}  {hecho.tramite.estado}{' (ya estaba)' if hecho.ya_estaba else ''}")
    return 0


def _ensayo(renglones: Sequence[str]) -> int:
    for renglon in renglones:
        consola.decir(renglon)
    consola.aviso(f"{consola.cuantos(len(renglones), 'hallazgo', 'hallazgos')}; nada se hizo: agrega --aplicar.")
    return 0


def _huella(ruta: Path) -> str:
    """SHA-256 de un archivo. Errores: `ErrorDeUso` si no existe."""
    import hashlib

    if not ruta.is_file():
        raise ErrorDeUso(f"No existe el archivo {ruta}; se esperaba la evidencia que se entrega.")
    with ruta.open("rb") as archivo:
        return hashlib.file_digest(archivo, "sha256").hexdigest()
