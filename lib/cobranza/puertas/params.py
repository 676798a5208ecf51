"""`cobranza params`: qué parámetros de la norma hay, hasta cuándo alcanzan y cómo agregar el que sigue."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeLey, ErrorDeUso
from cobranza.puertas import consola
from cobranza.puertas.consola import Grupo, Orden

if TYPE_CHECKING:
    from cobranza.ley.parametros import Serie, Valor

app = typer.Typer(cls=Grupo, rich_markup_mode=None)
_NO_SON_SERIES = ("ordenamiento.yaml",)
_DIAS_PARA_PUBLICAR = 10
_AVISO_DIAS = 60
_VENCIDO, _POR_VENCER, _VIGENTE = _ORDEN = ("VENCIDO", "POR VENCER", "VIGENTE")


@app.callback(invoke_without_command=True)
def params(
    contexto: typer.Context,
    vencidos: Annotated[
        bool, typer.Option("--vencidos", help="Sólo los que no alcanzan al día que se mira.")
    ] = False,
    al: Annotated[
        str | None, typer.Option("--al", metavar="AAAA-MM-DD", help="El día que se mira; por omisión, hoy.")
    ] = None,
) -> int:
    """Lista los parámetros de la norma: último valor, vigencia, calidad y fuente; primero lo vencido y por vencer.

    Con --vencidos termina con código 4 si alguno no alcanza al día que se mira: sirve en cron.

    \b
    Ejemplo:  cobranza params --vencidos --al 2026-12-31
    """
    if contexto.invoked_subcommand:
        return 0
    from cobranza.base.fechas import hoy

    dia = _dia("al", al) if al else hoy()
    estados = [(_estado(serie, dia), ordenamiento, serie) for ordenamiento, serie in _series()]
    pendientes = sum(estado == _VENCIDO for estado, _, _ in estados)
    for estado, ordenamiento, serie in sorted(estados, key=lambda e: (_ORDEN.index(e[0]), e[1], e[2].clave)):
        if estado == _VENCIDO or not vencidos:
            consola.decir(_renglon(estado, ordenamiento, serie, dia))
    if vencidos and not pendientes:
        consola.decir(f"Todos los parámetros alcanzan al {dia}.")
    return 4 if vencidos and pendientes else 0


@app.command(cls=Orden, short_help="Agrega un valor a un parámetro.")
def agregar(  # noqa: PLR0913 — son las opciones de la orden
    clave: Annotated[str, typer.Argument(metavar="CLAVE", help="El parámetro; «cobranza params» los lista.")],
    periodo: Annotated[
        str, typer.Argument(metavar="PERIODO", help="Un mes (2026-09), un año (2027) o el primer día en que rige.")
    ],
    valor: Annotated[
        str, typer.Argument(metavar="VALOR", help="El valor, como se publicó y con punto decimal: 1.47")
    ],
    fuente: Annotated[str, typer.Option("--fuente", metavar="TEXTO", help="Dónde se publicó y cuándo.")],
    hasta: Annotated[
        str, typer.Option("--hasta", metavar="AAAA-MM-DD", help="Último día; vacío, el del periodo o sin fin.")
    ] = "",
    calidad: Annotated[
        str,
        typer.Option(
            "--calidad",
            metavar="TEXTO",
            help="ley, inegi, dos_fuentes, una_fuente…; vacía, «ley» si la fuente es oficial y si no, «una_fuente».",
        ),
    ] = "",
    ordenamiento: Annotated[
        str, typer.Option("--ordenamiento", metavar="CARPETA", help="Si la clave está en más de uno.")
    ] = "",
    confirmo: Annotated[
        str, typer.Option("--confirmo", metavar="MOTIVO", help="Por qué es cierto un valor que parece equivocado.")
    ] = "",
    reemplazar: Annotated[
        str, typer.Option("--reemplazar", metavar="MOTIVO", help="Cambia el que ya está; lo que decía queda anotado.")
    ] = "",
    ensayo: Annotated[
        bool, typer.Option("--ensayo", help="Comprueba y dice qué pasaría, sin escribir nada.")
    ] = False,
) -> None:
    """Agrega un valor a un parámetro, con su vigencia y su fuente.

    Lo compara con los que ya están: lo que no puede ser (traslape, hueco, coma decimal) se rechaza y lo que parece un
    error de dedo se confirma con su motivo. Si no entra, no se cambia nada; si entra, queda publicado con su fuente y
    anotado quién y cuándo en params/legales/historial.csv.

    \b
    Ejemplo:  cobranza params agregar inpc 2026-09 145.900 --fuente "Valor de ejemplo, no oficial" --ensayo
              cobranza params agregar recargos_mora 2027 2.07 --fuente "Valor de ejemplo, no oficial" --ensayo
    """
    from cobranza.base.fechas import ahora
    from cobranza.base.quien import quien
    from cobranza.ley.edicion import Cambio, editar
    from cobranza.ley.parametros import leer_serie

    ruta = _localizar(clave, ordenamiento)
    desde, fin = _vigencia(periodo, hasta, leer_serie(ruta).tipo)
    cambio = Cambio(desde, fin, valor.strip(), calidad, fuente.strip(), confirmo.strip(), reemplazar.strip())
    hecho = editar(ruta, cambio, (ahora(), quien()), aplicar=not ensayo)
    rige = f"del {desde} al {fin}" if fin else f"desde el {desde}, sin fin"
    antes = f" (antes decía {hecho.decia})" if hecho.decia else ""
    if ensayo:
        consola.decir(f"Ensayo: {clave} valdría {valor} {rige}{antes}. No se escribió nada.")
    else:
        consola.decir(f"{clave} vale {valor} {rige}{antes}: quedó en {consola.corta(hecho.archivo)}")


@app.command(cls=Orden, short_help="Publica la norma y los catálogos como están.")
def publicar(
    motivo: Annotated[str, typer.Option("--motivo", metavar="TEXTO", help="Por qué cambió y dónde consta.")],
) -> None:
    """Publica la norma y los catálogos como están: desde ahora los informes no los rotulan como editados.

    Queda anotado quién, cuándo, por qué y qué archivos cambiaron. «agregar» publica lo suyo con su fuente: esto es
    para lo que se edita a mano.

    \b
    Ejemplo:  cobranza params publicar --motivo "Tarifa 2027 del Anexo 8, DOF del 28 de diciembre de 2026"
    """
    from cobranza.base.fechas import ahora
    from cobranza.base.quien import quien
    from cobranza.ley import publicacion

    for _, serie in _series():  # lo que no se entiende no se publica
        del serie
    en = ajustes().params
    cambiados = publicacion.publicar(en, motivo, (ahora(), quien()))
    for cambiado in cambiados:
        consola.decir(f"publicado {cambiado}")
    if not cambiados:
        consola.decir("La norma ya es la publicada; no había qué publicar.")


def _vigencia(periodo: str, hasta: str, tipo: str) -> tuple[str, str]:
    """(primer día, último día) de un mes, un año o un día; el último es «» si no tiene fin."""
    if re.fullmatch(r"\d{4}", periodo):
        desde, fin = _primer_dia(periodo, f"{periodo}-01-01"), f"{periodo}-12-31"
    elif re.fullmatch(r"\d{4}-\d{2}", periodo):
        desde = _primer_dia(periodo, f"{periodo}-01")
        fin = desde.replace(day=monthrange(desde.year, desde.month)[1]).isoformat()
    else:
        desde = _primer_dia(periodo, periodo)
        fin = desde.isoformat() if tipo == "diario" else ""
    return desde.isoformat(), _dia("hasta", hasta).isoformat() if hasta else fin


def _primer_dia(periodo: str, escrito: str) -> date:
    """El primer día de un periodo. Errores: `ErrorDeUso`, que repite el periodo como se escribió."""
    try:
        return date.fromisoformat(escrito)
    except ValueError:
        raise ErrorDeUso(
            f"PERIODO es «{periodo}»; se esperaba AAAA-MM-DD, un mes (2026-09) o un año (2027) que exista."
        ) from None


def _series() -> list[tuple[str, Serie]]:
    """Todos los parámetros. Errores: `ErrorDeUso` si no está la carpeta; `ErrorDeLey` si no hay ninguno."""
    from cobranza.ley.contenido import Contenido

    carpeta = consola.que_exista(ajustes().params / "legales", "parámetros", "COBRANZA_PARAMS")
    contenido = Contenido.leer(ajustes().params)
    todas = ((c, contenido.serie(c, clave)) for c in contenido.carpetas() for clave in contenido.claves(c))
    hay = [(ordenamiento, serie) for ordenamiento, serie in todas if serie]
    if not hay:
        raise ErrorDeLey(
            f"En {carpeta} no hay ningún parámetro; se esperaba una carpeta por ordenamiento con sus archivos .yaml. "
            "Revisa COBRANZA_PARAMS o restaura params/ de un respaldo."
        )
    return hay


def _vigente(serie: Serie, dia: date) -> Valor | None:
    """El valor de ese día; en las tablas basta que haya renglones. Sin él, None."""
    if serie.tipo == "mensual":  # se publica cuando el mes ya terminó: hoy se espera el del mes pasado, o el anterior
        dia = dia.replace(day=1) - timedelta(days=1 if dia.day > _DIAS_PARA_PUBLICAR else 32)
    vigentes = [v for v in serie.valores if v.desde <= dia <= v.hasta]
    if serie.tipo == "tabla":
        return vigentes[0] if vigentes else None
    return next((v for v in vigentes if v.numero is not None), None)


def _estado(serie: Serie, dia: date) -> str:
    vigente = _vigente(serie, dia)
    if vigente is None:
        return _VENCIDO
    if serie.tipo != "mensual" and vigente.hasta < dia + timedelta(days=_AVISO_DIAS):
        siguiente = any(v.desde > vigente.hasta for v in serie.valores)
        return _VIGENTE if siguiente else _POR_VENCER
    return _VIGENTE


def _renglon(estado: str, ordenamiento: str, serie: Serie, dia: date) -> str:
    cabeza = f"{estado:<11} {serie.clave} ({ordenamiento}), {serie.descripcion}"
    vigente = _vigente(serie, dia)
    if vigente is None:
        con_dato = [v for v in serie.valores if v.numero is not None or serie.tipo == "tabla"]
        ultimo = f"el último rige hasta {con_dato[-1].hasta}" if con_dato else "está vacío"
        return f"{cabeza}\n{'':<11} {ultimo}; agrégalo con su fuente en {serie.archivo}"
    hasta = "sin fin" if vigente.hasta.year > 9000 else f"hasta {vigente.hasta}"
    if estado == _POR_VENCER:
        hasta += f", en {consola.cuantos((vigente.hasta - dia).days, 'día', 'días')}"
    cuanto = "tabla" if serie.tipo == "tabla" else f"{vigente.texto} {serie.unidad}"
    fuente = f"{vigente.calidad}; cotejado {serie.revisado_el}; {vigente.fuente}"
    return f"{cabeza}\n{'':<11} {cuanto}, {hasta} · {fuente}"


def _localizar(clave: str, ordenamiento: str) -> Path:
    carpeta = ajustes().params / "legales"
    todas = [r for r in sorted(carpeta.glob("*/*.yaml")) if r.name not in _NO_SON_SERIES]
    halladas = [r for r in todas if r.stem == clave and ordenamiento in ("", r.parent.name)]
    if len(halladas) == 1:
        return halladas[0]
    if halladas:
        donde = ", ".join(r.parent.name for r in halladas)
        raise ErrorDeUso(f"«{clave}» está en {donde}; di en cuál con --ordenamiento.")
    hay = ", ".join(f"{r.parent.name}/{r.stem}" for r in todas)
    raise ErrorDeUso(f"No existe el parámetro «{clave}»; los que hay son: {hay}.")


def _dia(nombre: str, texto: str) -> date:
    from cobranza.base.fechas import fecha_pedida

    return fecha_pedida(texto, f"--{nombre}")
