"""`cobranza params`: qué parámetros de la norma hay, hasta cuándo alcanzan y cómo agregar el que sigue."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeUso
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


@app.command(cls=Orden)
def agregar(  # noqa: PLR0913 — son las opciones de la orden
    clave: Annotated[str, typer.Argument(metavar="CLAVE", help="El parámetro; «cobranza params» los lista.")],
    periodo: Annotated[
        str, typer.Argument(metavar="PERIODO", help="Un mes (2026-09), un año (2027) o el primer día en que rige.")
    ],
    valor: Annotated[str, typer.Argument(metavar="VALOR", help="El valor, como se publicó: 1.47")],
    fuente: Annotated[str, typer.Option("--fuente", metavar="TEXTO", help="Dónde se publicó y cuándo.")],
    hasta: Annotated[
        str, typer.Option("--hasta", metavar="AAAA-MM-DD", help="Último día; vacío, el del periodo o sin fin.")
    ] = "",
    calidad: Annotated[str, typer.Option("--calidad", metavar="TEXTO", help="ley, dos_fuentes, una_fuente…")] = "ley",
    ordenamiento: Annotated[
        str, typer.Option("--ordenamiento", metavar="CARPETA", help="Si la clave está en más de uno.")
    ] = "",
) -> None:
    """Agrega un valor a un parámetro, con su vigencia y su fuente.

    Si el archivo dejara de ser válido (traslape, hueco, cifra mal escrita) no se cambia nada.

    \b
    Ejemplo:  cobranza params agregar inpc 2026-09 145.900 --fuente "INEGI, DOF 2026-10-09"
              cobranza params agregar recargos_mora 2027 2.07 --fuente "LIF 2027, art. 11"
    """
    vigencia = _vigencia(periodo, hasta)
    ruta = _localizar(clave, ordenamiento)
    destino = agregar_valor(ruta, {"valor": valor, "calidad": calidad, "fuente": fuente}, vigencia)
    consola.decir(f"{clave} vale {valor} desde {vigencia[0]}: quedó en {consola.corta(destino)}")


def _vigencia(periodo: str, hasta: str) -> tuple[str, str]:
    """(primer día, último día) de un mes, un año o un día; el último es «» si no tiene fin."""
    if re.fullmatch(r"\d{4}", periodo):
        desde, fin = date(int(periodo), 1, 1), f"{periodo}-12-31"
    elif re.fullmatch(r"\d{4}-\d{2}", periodo):
        desde = _dia("periodo", f"{periodo}-01")
        fin = desde.replace(day=monthrange(desde.year, desde.month)[1]).isoformat()
    else:
        desde, fin = _dia("periodo", periodo), ""
    return desde.isoformat(), _dia("hasta", hasta).isoformat() if hasta else fin


def agregar_valor(ruta: Path, valor: dict[str, str], vigencia: tuple[str, str]) -> Path:
    """Agrega un renglón al archivo de un parámetro, comprueba el resultado y lo pone en su lugar de una vez.

    Devuelve el archivo que cambió. Errores: `ErrorDeLey` si no queda válido; entonces no se tocó.
    """
    import shutil
    import tempfile

    from cobranza.ley.parametros import leer_serie

    serie = leer_serie(ruta)
    cambia = ruta.with_name(Path(serie.archivo).name)
    aparte = Path(tempfile.mkdtemp(dir=ruta.parent, prefix=".ensayo-"))
    ensayo = aparte / ruta.parent.name  # así el error nombra el archivo de verdad
    ensayo.mkdir()
    try:
        for archivo in {ruta, cambia}:
            shutil.copy2(archivo, ensayo / archivo.name)
        nuevo = ensayo / cambia.name
        _escribir(nuevo, serie, valor, vigencia)
        leer_serie(ensayo / ruta.name)
        nuevo.replace(cambia)
    finally:
        shutil.rmtree(aparte, ignore_errors=True)
    return cambia


def _escribir(archivo: Path, serie: Serie, valor: dict[str, str], vigencia: tuple[str, str]) -> None:
    import csv
    import json

    desde, hasta = vigencia
    texto = archivo.read_text(encoding="utf-8")
    separacion = "" if texto.endswith("\n") else "\n"
    if archivo.suffix == ".csv":
        encabezado = next(csv.reader([texto.splitlines()[0]]))
        fila = {"desde": desde, "hasta": hasta, **valor}
        if set(encabezado) - set(fila):
            raise ErrorDeUso(
                f"{archivo.name} tiene más columnas ({', '.join(encabezado)}) y varios renglones por vigencia: "
                "edítalo con una hoja de cálculo y compruébalo con «cobranza params»."
            )
        with archivo.open("a", encoding="utf-8", newline="") as salida:
            salida.write(separacion)
            csv.DictWriter(salida, encabezado, lineterminator="\n").writerow(fila)
        return
    if not texto.rstrip().splitlines()[-1].lstrip().startswith("- {"):
        raise ErrorDeUso(f"{archivo.name} no termina en un renglón «- {{desde: …}}»; agrega el valor a mano.")
    partes = [f"desde: {desde}", *([f"hasta: {hasta}"] if hasta else [])]
    partes += [
        f"{nombre}: {json.dumps(valor[nombre], ensure_ascii=False)}" for nombre in ("valor", "calidad", "fuente")
    ]
    archivo.write_text(f"{texto}{separacion}  - {{{', '.join(partes)}}}\n", encoding="utf-8", newline="\n")


def _series() -> list[tuple[str, Serie]]:
    from cobranza.ley.contenido import Contenido

    contenido = Contenido.leer(ajustes().params)
    todas = ((c, contenido.serie(c, clave)) for c in contenido.carpetas() for clave in contenido.claves(c))
    return [(carpeta, serie) for carpeta, serie in todas if serie]


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
    try:
        return date.fromisoformat(texto)
    except ValueError as error:
        raise ErrorDeUso(f"--{nombre} es «{texto}»; se esperaba AAAA-MM-DD, como 2026-01-31.") from error
