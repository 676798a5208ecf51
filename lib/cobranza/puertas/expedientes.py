"""`cobranza expediente`: integrar piezas, ver qué falta, comprobar los archivos y confrontar el estante."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.base.motivos import motivo_de
from cobranza.puertas import consola
from cobranza.puertas.actos import Usuario, libros
from cobranza.puertas.consola import Grupo, Orden
from cobranza.puertas.ventanilla import Al, dia_de, orden_de

if TYPE_CHECKING:
    from cobranza.cartera.integracion import Expediente

app = typer.Typer(cls=Grupo, rich_markup_mode=None, no_args_is_help=True)
_FOLIO, _FOJAS, _LUGAR = ("credito", "folio"), ("fojas",), ("ubicacion", "lugar")


@app.callback()
def expediente() -> None:
    """Integra los expedientes de los créditos y comprueba sus archivos. Se abren, prestan y revisan como trámite.

    \b
    Ejemplo:  cobranza tramite abrir revision_expediente --datos expediente.json
    """


@app.command(cls=Orden, short_help="Guarda un archivo y lo integra a su expediente.")
def integrar(  # noqa: PLR0913 — son las opciones de la orden
    numero: Annotated[str, typer.Argument(metavar="NUMERO", help="El expediente (EXP-2026-000001).")],
    archivo: Annotated[Path, typer.Argument(metavar="ARCHIVO", help="El documento digitalizado.")],
    pieza: Annotated[str, typer.Option("--pieza", metavar="CLAVE", help="Cuál es: MAN-01… de documentos.csv.")],
    fechada: Annotated[str, typer.Option("--fechada", metavar="AAAA-MM-DD", help="La fecha del documento.")],
    fojas: Annotated[str, typer.Option("--fojas", metavar="N-M", help="De qué foja a cuál, como 12-15.")],
    usuario: Usuario = None,
    al: Al = None,
) -> int:
    """Guarda el archivo por su huella en el depósito e integra la pieza. Una pieza no se quita: se integra otra.

    \b
    Ejemplo:  cobranza expediente integrar EXP-2026-000001 acta.pdf --pieza REQ-02 --fechada 2026-02-03 --fojas 8-9
    """
    from cobranza.almacen.deposito import MAYOR, el_de_la_oficina
    from cobranza.base.fechas import fecha_pedida
    from cobranza.procesos.revision_expediente import PROCESO
    from cobranza.tramites.tramitar import Pedido, paso

    desde, _, hasta = fojas.partition("-")
    if not desde.isdecimal() or not (hasta or desde).isdecimal():
        raise ErrorDeUso(f"--fojas es «{fojas}»; se esperaba de qué foja a cuál, como 12-15.")
    try:
        contenido = archivo.read_bytes() if archivo.stat().st_size <= MAYOR else b""
    except OSError as error:
        raise ErrorDeUso(f"No se puede leer {archivo} ({motivo_de(error)}); revisa la ruta y su permiso.") from error
    if not contenido:
        raise ErrorDeDatos(f"{archivo} está vacío o pasa de {MAYOR >> 20} MB; vuelve a digitalizarlo.")
    datos = {
        "pieza": pieza.upper(),
        "fechada_el": fecha_pedida(fechada, "--fechada").isoformat(),
        "archivo": archivo.name,
        "foja_inicial": int(desde),
        "foja_final": int(hasta or desde),
        "huella": el_de_la_oficina().guardar(contenido),
    }
    with libros() as motor:
        dado = paso(motor, PROCESO, Pedido("INTEGRADO_PARCIAL", datos, numero), orden_de(motor, usuario, al, ""))
    consola.decir(f"{dado.tramite.numero} {datos['pieza']} {datos['huella']}")
    return 0


@app.command(cls=Orden, short_help="Dice qué tiene y qué le falta a un expediente.")
def indice(
    numero: Annotated[str, typer.Argument(metavar="NUMERO", help="El expediente.")],
    al: Al = None,
) -> int:
    """Dice qué documentos se exigen a un crédito por la etapa que alcanzó, cuáles tiene y qué está mal. No escribe.

    \b
    Ejemplo:  cobranza expediente indice EXP-2026-000001
    """
    from cobranza.almacen.sesion import instante
    from cobranza.cartera.integracion import expediente_de, fallas
    from cobranza.cartera.integracion import indice as indice_de
    from cobranza.ingesta.anotacion import tablas_de
    from cobranza.ley.norma import de_la_oficina
    from cobranza.procesos.revision_expediente import exigidos_hoy
    from cobranza.tramites.libro_de_pasos import leer

    with libros(leer=True) as motor, instante(motor) as conexion:
        e = expediente_de(leer(conexion, numero))
        con = indice_de(exigidos_hoy(tablas_de(conexion, e.folio), de_la_oficina(), dia_de(al)), [e])
    for fila in con.itertuples(index=False):
        consola.decir(f"{'✓' if fila.presente else '✗'} {fila.clave}  {fila.documento}")
    consola.decir(f"{int(con['presente'].sum())} de {len(con)} exigibles; {e.fojas} fojas en {len(e.piezas)} piezas")
    for mal in fallas(e):
        consola.decir(f"  mal integrado: {mal}")
    return 0


@app.command(cls=Orden, short_help="Dice qué archivo cambió, falta o es otro.")
def comprobar() -> int:
    """Vuelve a calcular la huella de cada archivo integrado: termina con 3 si alguno falta, cambió o es otro.

    \b
    Ejemplo:  cobranza expediente comprobar
    """
    from cobranza.almacen.deposito import BIEN, FALTA, el_de_la_oficina

    deposito, cuantos, mal = el_de_la_oficina(), 0, []
    for e in _todos():
        for p in e.piezas:
            cuantos += 1
            if (como := deposito.como_esta(p.huella)) != BIEN:
                que = "falta su archivo" if como == FALTA else "su archivo cambió o es otro"
                mal.append(f"{e.numero} ({e.folio}), {p.clave}, fojas {p.foja_inicial} a {p.foja_final}: {que}")
    consola.decir("\n".join([*mal, f"{consola.cuantos(cuantos, 'archivo', 'archivos')}, {len(mal)} mal"]))
    return ErrorDeDatos.codigo if mal else 0


@app.command(cls=Orden, short_help="Compara el estante con lo anotado.")
def confrontar(
    estante: Annotated[Path, typer.Argument(metavar="ARCHIVO.csv", help="Crédito, Fojas y Ubicación de cada uno.")],
) -> int:
    """Compara lo que hay en el estante con lo que dice el sistema; termina con 3 si difieren.

    \b
    Ejemplo:  cobranza expediente confrontar estante.csv
    """
    from cobranza.cartera.integracion import confronta

    hay = _todos()
    difieren = confronta(hay, _del_estante(estante))
    for folio, numero, que in difieren:
        consola.decir(f"{folio}  {numero or '—':<16} {que}")
    consola.decir(f"{consola.cuantos(len(hay), 'expediente', 'expedientes')}, {len(difieren)} diferencias")
    return ErrorDeDatos.codigo if difieren else 0


def _todos() -> list[Expediente]:
    from cobranza.almacen.sesion import instante
    from cobranza.cartera.integracion import TIPO, expediente_de
    from cobranza.tramites.libro_de_pasos import todos

    with libros(leer=True) as motor, instante(motor) as conexion:
        return [expediente_de(t) for t in todos(conexion, TIPO)]


def _del_estante(archivo: Path) -> dict[str, dict[str, Any]]:
    """Folio → fojas y ubicación. Errores: `ErrorDeDatos` si falta el crédito, se repite o sus fojas no son número."""
    try:
        renglones = list(csv.DictReader(archivo.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError) as error:
        raise ErrorDeUso(f"No se puede leer {archivo}; se esperaba un CSV en UTF-8.") from error
    visto: dict[str, dict[str, Any]] = {}
    for k, renglon in enumerate(renglones, 2):
        llano = {_llano(t): (v or "").strip() for t, v in renglon.items() if t}
        folio, fojas = _uno(llano, _FOLIO), _uno(llano, _FOJAS)
        if not folio or folio in visto or (fojas and not fojas.isdecimal()):
            raise ErrorDeDatos(
                f"{archivo.name}, renglón {k}: crédito «{folio}», fojas «{fojas}»; se esperaba un crédito por "
                "renglón, sin repetir, y sus fojas en número."
            )
        visto[folio] = {"fojas": int(fojas) if fojas else None, "ubicacion": _uno(llano, _LUGAR)}
    return visto


def _uno(renglon: dict[str, str], nombres: Iterable[str]) -> str:
    return next((renglon[n] for n in nombres if renglon.get(n)), "")


def _llano(titulo: str) -> str:
    return titulo.strip().lower().translate(str.maketrans("áéíóú", "aeiou"))
