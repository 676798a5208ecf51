"""`cobranza nomina`: abrir, calcular, validar, revisar, autorizar, exportar, pagar, cerrar, comparar y ver."""

from __future__ import annotations

from collections.abc import Mapping
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

app = typer.Typer(cls=Grupo, rich_markup_mode=None, no_args_is_help=True)
Numero = Annotated[str, typer.Argument(metavar="NUMERO", help="La nómina, como NOM-2026-000001.")]
Motivo = Annotated[str, typer.Option("--motivo", metavar="TEXTO", help="Por qué.")]
_TIPO = "nomina"


@app.callback()
def nomina() -> None:
    """La nómina de gastos de ejecución, con memoria: lo que se pagó una vez no se vuelve a pagar.

    \b
    Ejemplo:  cobranza nomina abrir --desde 2025-12-01 --hasta 2025-12-31 --pago 2026-01-08
              cobranza nomina calcular NOM-2026-000001
    """


@app.command(cls=Orden, short_help="Abre la nómina de un periodo.")
def abrir(  # noqa: PLR0913 — son las opciones de la orden
    desde: Annotated[str, typer.Option("--desde", metavar="AAAA-MM-DD", help="Primer día de ingreso.")],
    hasta: Annotated[str, typer.Option("--hasta", metavar="AAAA-MM-DD", help="Último día de ingreso.")],
    pago: Annotated[str, typer.Option("--pago", metavar="AAAA-MM-DD", help="Día en que se pagará.")],
    usuario: Usuario = None,
    al: Al = None,
    en_json: EnJson = False,
) -> None:
    """Abre la nómina de lo que ingresó en esos días y dice su número. Un periodo que se encima con otro se niega.

    \b
    Ejemplo:  cobranza nomina abrir --desde 2025-12-01 --hasta 2025-12-31 --pago 2026-01-08 --usuario E0001
    """
    from cobranza.base.fechas import fecha_pedida
    from cobranza.papel.palabras import periodo
    from cobranza.tramites.tramitar import abrir as abrir_tramite

    dicho = periodo(fecha_pedida(desde, "--desde"), fecha_pedida(hasta, "--hasta"))
    datos = {"periodo": dicho, "desde": desde, "hasta": hasta, "fecha_pago": pago}
    with libros() as motor:
        dado = abrir_tramite(motor, proceso_de(_TIPO), datos, orden_de(motor, usuario, al, ""))
        _decir(motor, dado.tramite.numero, en_json)


@app.command(cls=Orden, short_help="Calcula una versión y la guarda.")
def calcular(  # noqa: PLR0913 — son las opciones de la orden
    numero: Numero,
    deducciones: Annotated[
        str | None,
        typer.Option("--deducciones", metavar="ARCHIVO", help="Pensiones y otros, en JSON; «-»: la entrada."),
    ] = None,
    varios_meses: Annotated[
        bool,
        typer.Option("--varios-meses", help="El ISR, como de un pago de varios meses (RLISR, art. 163)."),
    ] = False,
    usuario: Usuario = None,
    al: Al = None,
    en_json: EnJson = False,
) -> None:
    """Calcula la nómina con lo que hay en los libros y guarda la versión. Si cuadra, pasa a que la validen.

    \b
    Ejemplo:  cobranza nomina calcular NOM-2026-000001
    """
    from cobranza.puertas.calcular import leer_json

    datos: dict[str, Any] = {"deducciones": leer_json(deducciones)} if deducciones else {}
    datos |= {"varios_meses": varios_meses}
    _dar(numero, "CALCULADA", datos, usuario=usuario, al=al, en_json=en_json)


@app.command(cls=Orden, short_help="Valida lo de una delegación, o la observa.")
def validar(  # noqa: PLR0913 — son las opciones de la orden
    numero: Numero,
    delegacion: Annotated[
        str, typer.Option("--delegacion", metavar="CLAVE", help="Cuál; por omisión, la de quien valida.")
    ] = "",
    observa: Annotated[str, typer.Option("--observa", metavar="MOTIVO", help="La regresa y dice por qué.")] = "",
    usuario: Usuario = None,
    al: Al = None,
    en_json: EnJson = False,
) -> None:
    """Valida lo que se paga en una delegación. Lo que cobra quien valida lo valida otra persona.

    \b
    Ejemplo:  cobranza nomina validar NOM-2026-000001 --usuario E0001
    """
    from cobranza.base import dominios

    if observa:
        _dar(numero, "OBSERVADA", {"motivo": observa}, usuario=usuario, al=al, en_json=en_json)
        return
    datos = {"delegacion": str(dominios.valor("delegacion", delegacion))} if delegacion else {}
    _dar(numero, "EN_VALIDACION_DELEGACION", datos, usuario=usuario, al=al, en_json=en_json)


@app.command(cls=Orden, short_help="Anota que se revisó.")
def revisar(
    numero: Numero,
    muestra: Annotated[str, typer.Option("--muestra", metavar="TEXTO", help="Qué expedientes se vieron y qué hay.")],
    usuario: Usuario = None,
    al: Al = None,
    en_json: EnJson = False,
) -> None:
    """Anota que la coordinación la revisó.

    \b
    Ejemplo:  cobranza nomina revisar NOM-2026-000001 --muestra "Diez expedientes, completos"
    """
    _dar(numero, "REVISADA", {"muestra": muestra}, usuario=usuario, al=al, en_json=en_json)


@app.command(cls=Orden, short_help="La autoriza la Dirección, o la cancela.")
def autorizar(
    numero: Numero,
    cancela: Annotated[str, typer.Option("--cancela", metavar="MOTIVO", help="No la autoriza: la cancela.")] = "",
    usuario: Usuario = None,
    al: Al = None,
    en_json: EnJson = False,
) -> None:
    """Autoriza la nómina: no quien la calculó ni quien cobra en ella.

    \b
    Ejemplo:  cobranza nomina autorizar NOM-2026-000001
    """
    datos = {"motivo": cancela} if cancela else {}
    _dar(numero, "CANCELADA" if cancela else "AUTORIZADA", datos, usuario=usuario, al=al, en_json=en_json)


@app.command(cls=Orden, short_help="Deja sus archivos en una carpeta.")
def exportar(  # noqa: PLR0913 — son las opciones de la orden
    numero: Numero,
    salida: Annotated[Path, typer.Option("--salida", metavar="DIR", help="La carpeta; si no está, se crea.")],
    version: Annotated[int, typer.Option("--version", metavar="N", help="Cuál; por omisión, la última.", min=0)] = 0,
    cfdi: Annotated[
        Path | None,
        typer.Option("--cfdi", metavar="ARCHIVO", help="Además los CFDI; el archivo: persona,codigo_postal."),
    ] = None,
    pfx: Annotated[
        Path | None,
        typer.Option("--pfx", metavar="ARCHIVO", help="El certificado que los sella; clave en COBRANZA_CSD_CLAVE."),
    ] = None,
    recibos: Annotated[
        bool, typer.Option("--recibos", help="Además el recibo de cada persona en PDF y todo junto en un ZIP.")
    ] = False,
    en_json: EnJson = False,
) -> None:
    """Deja la nómina por delegación, la relación analítica, el resumen, la póliza y la dispersión de lo que falta.

    Llevan nombres y cuentas. Cada hoja dice de qué periodo, versión y huella es. Si algo no cuadra, no deja ninguna.

    \b
    Ejemplo:  cobranza nomina exportar NOM-2026-000001 --salida nomina-diciembre
    """
    from cobranza.nomina import versiones
    from cobranza.nomina.archivos import archivos, pagos_de
    from cobranza.nomina.cfdi import falta
    from cobranza.nomina.cuadre import comprobar
    from cobranza.nomina.releidos import cuadre_de_cfdi, cuadres_de
    from cobranza.procesos.nomina import pendientes
    from cobranza.puertas.exportacion_de_nomina import acta, cfdis, dejar, en_pdf_y_zip, recibos_de
    from cobranza.tramites.libro_de_pasos import leer

    with libros(leer=True) as motor, leyendo(motor) as conexion:
        guardada = versiones.leer(conexion, numero, version)
        movimientos = versiones.insumos_de(conexion, numero, version).movimientos
        tramite = leer(conexion, numero)
        faltan = pendientes(guardada, tramite.datos)
        por_hacer = recibos_de(conexion, tramite, guardada) if recibos else []
    hechos = archivos(guardada, movimientos)
    cuadres = [*cuadres_de(hechos)]
    hechos |= archivos(guardada, movimientos, pagos_de(guardada.resultado, faltan))
    sin_evaluar = f"Nómina = CFDI: no evaluado: falta {falta()}" if cfdi is None else ""
    if cfdi is None:
        consola.aviso(f"{sin_evaluar}.")
    else:
        xmls = cfdis(guardada, cfdi, pfx)
        cuadres.append(cuadre_de_cfdi(hechos, xmls.values()))
        hechos |= {f"cfdi-{quien}.xml": xml for quien, xml in xmls.items()}
    rutas = dejar(salida, guardada, hechos, acta(guardada, hechos, comprobar(tuple(cuadres)), sin_evaluar))
    if recibos:
        rutas += en_pdf_y_zip(salida, guardada, por_hacer, rutas)
    consola.decir(consola.en_json([str(r) for r in rutas]) if en_json else "\n".join(consola.corta(r) for r in rutas))


@app.command(cls=Orden, short_help="La envía a pago o registra lo que contestó el banco.")
def pagar(  # noqa: PLR0913 — son las opciones de la orden
    numero: Numero,
    suficiencia: Annotated[
        str, typer.Option("--suficiencia", metavar="OFICIO", help="La envía a pago con ese oficio de suficiencia.")
    ] = "",
    respuesta: Annotated[
        Path | None, typer.Option("--respuesta", metavar="ARCHIVO", help="El archivo con que contestó el banco.")
    ] = None,
    usuario: Usuario = None,
    al: Al = None,
    en_json: EnJson = False,
) -> None:
    """La envía a pago (desde ahí ningún renglón suyo se vuelve a pagar) o registra lo que el banco pagó y rechazó.

    \b
    Ejemplo:  cobranza nomina pagar NOM-2026-000001 --suficiencia SP-0123
              cobranza nomina pagar NOM-2026-000001 --respuesta respuesta.csv
    """
    from cobranza.nomina.dispersion import layout
    from cobranza.nomina.dispersion import respuesta as contestado

    if bool(suficiencia) == bool(respuesta):
        raise ErrorDeUso("Di una de las dos: --suficiencia OFICIO para enviarla, o --respuesta ARCHIVO del banco.")
    if respuesta is None:
        _dar(numero, "ENVIADA_A_PAGO", {"suficiencia": suficiencia}, usuario=usuario, al=al, en_json=en_json)
        return
    if not respuesta.is_file():
        raise ErrorDeUso(f"No existe {respuesta}; se esperaba el archivo de respuesta del banco.")
    dichas = contestado(layout(), respuesta.read_bytes())
    parcial = any(r["resultado"] == "rechazado" for r in dichas)
    estado = "PAGADA_PARCIAL" if parcial else "PAGADA"
    _dar(numero, estado, {"respuesta": dichas}, usuario=usuario, al=al, en_json=en_json)


@app.command(cls=Orden, short_help="La cierra con sus comprobantes.")
def cerrar(  # noqa: PLR0913 — son las opciones de la orden
    numero: Numero,
    poliza: Annotated[str, typer.Option("--poliza", metavar="NUMERO", help="La póliza registrada.")],
    recibos: Annotated[str, typer.Option("--recibos", metavar="DONDE", help="Dónde están los recibos firmados.")],
    cfdi: Annotated[str, typer.Option("--cfdi", metavar="DONDE", help="Dónde están los CFDI timbrados.")],
    usuario: Usuario = None,
    al: Al = None,
    en_json: EnJson = False,
) -> None:
    """Cierra una nómina pagada: no le falta póliza, recibos firmados ni CFDI.

    \b
    Ejemplo:  cobranza nomina cerrar NOM-2026-000001 --poliza P-88 --recibos "Caja 3" --cfdi "Carpeta 2026-01"
    """
    datos = {"poliza": poliza, "recibos": recibos, "cfdi": cfdi}
    _dar(numero, "CERRADA", datos, usuario=usuario, al=al, en_json=en_json)


@app.command(cls=Orden, short_help="En qué difieren dos versiones.")
def comparar(
    numero: Numero,
    una: Annotated[int, typer.Argument(metavar="UNA", help="Una versión.", min=1)],
    otra: Annotated[int, typer.Argument(metavar="OTRA", help="La otra.", min=1)],
    en_json: EnJson = False,
) -> None:
    """Dice qué cambió de una versión a otra: sumas, y persona por persona.

    \b
    Ejemplo:  cobranza nomina comparar NOM-2026-000001 1 2
    """
    from cobranza.base.dinero import pesos
    from cobranza.nomina import versiones
    from cobranza.nomina.diferencias import diferencias

    with libros(leer=True) as motor, leyendo(motor) as conexion:
        hay = diferencias(versiones.leer(conexion, numero, una), versiones.leer(conexion, numero, otra))
    if en_json:
        from cobranza.base.dinero import texto

        dichas = [d | {k: texto(d[k]) for k in ("antes", "despues", "diferencia")} for d in hay]
        consola.decir(consola.en_json(dichas))
        return
    for d in hay:
        consola.decir(
            f"{d['que']:<12} {d['de_quien']:<10} {pesos(d['antes']):>16} → {pesos(d['despues']):>16} "
            f"({pesos(d['diferencia'])})"
        )
    if not hay:
        consola.decir("Son iguales.")


@app.command(cls=Orden, short_help="Enseña una nómina.")
def ver(
    numero: Numero,
    recalcula: Annotated[bool, typer.Option("--recalcula", help="La vuelve a calcular y la compara.")] = False,
    al: Al = None,
    en_json: EnJson = False,
) -> None:
    """Enseña en qué va una nómina: sus sumas, sus avisos y qué sigue.

    \b
    Ejemplo:  cobranza nomina ver NOM-2026-000001
    """
    from cobranza.nomina import versiones

    with libros(leer=True) as motor:
        if recalcula:
            with leyendo(motor) as conexion:
                versiones.recalculada(conexion, numero)
            consola.aviso("Recalculada con lo guardado, da los mismos bytes.")
        _decir(motor, numero, en_json, al)


def _dar(  # noqa: PLR0913 — quién, cuándo y cómo se dice van por nombre
    numero: str, estado: str, datos: Mapping[str, Any], *, usuario: str | None, al: str | None, en_json: bool
) -> None:
    """Da el paso y los que le siguen solos, y dice cómo quedó. Errores: `ErrorDeProceso` si alguno no procede."""
    from cobranza.tramites.automaticos import poner_al_dia
    from cobranza.tramites.tramitar import Pedido, paso

    with libros() as motor:
        orden = orden_de(motor, usuario, al, "")
        paso(motor, proceso_de(_TIPO), Pedido(estado, datos, numero), orden)
        for puesto in poner_al_dia(motor, proceso_de, orden, _TIPO):
            if puesto.negado and puesto.numero == numero:
                raise puesto.negado
        _decir(motor, numero, en_json, al)


def _decir(motor: Engine, numero: str, en_json: bool, al: str | None = None) -> None:
    from cobranza.base.dinero import pesos
    from cobranza.ley.norma import de_la_oficina
    from cobranza.tramites.libro_de_pasos import leer
    from cobranza.tramites.vista import Vista

    with leyendo(motor) as conexion:
        dicho = Vista(conexion, proceso_de(_TIPO), dia_de(al), de_la_oficina()).ver(leer(conexion, numero))
    if dicho["tipo"] != _TIPO:
        raise ErrorDeUso(f"{numero} es un trámite de {dicho['tipo']}; se esperaba una nómina.")
    if en_json:
        consola.decir(consola.en_json(dicho))
        return
    datos = dicho["datos"]
    consola.decir(f"{numero}  {datos['periodo']}: {dicho['estado']}")
    if "version" in datos:
        sumas = {"cobrado": datos["base"], "a personas": datos["bruto"], "a fondos": datos["fondos"],
                 "sin asignar": datos["sin_asignar"], "neto": datos["neto"]}  # fmt: skip
        consola.decir(f"Versión {datos['version']}, huella {datos['sello'][:16]}")
        for que, importe in sumas.items():
            consola.decir(f"  {que:<12} {pesos(importe):>18}")
    for aviso in dicho["avisos"]:
        consola.aviso(aviso)
    for s in dicho["puede"]:
        consola.decir(f"  sigue: {s['estado']:<26} {' o '.join(s['roles'].values()) or 'el programa'}")
