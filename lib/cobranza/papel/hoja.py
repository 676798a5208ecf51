"""El anexo en Excel: portada, índice con vínculos, notas y una tabla por hoja.

Los números son números con formato, las fechas fechas, y nada de lo que venga de los datos se vuelve fórmula ni
vínculo. Los mismos datos dan los mismos bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from cobranza.base.dinero import texto as decimal
from cobranza.papel.formato import DINERO, NO_APLICA, NUMERICOS

FILAS_QUE_CABEN = 1_048_576
"""Renglones de una hoja de Excel."""
_ENCABEZADO = 3  # renglones antes de la primera fila: título, nota y encabezado
_LETRAS_QUE_CABEN = 32_767
# fija: la fecha de creación no es del informe y cambiaría los bytes
_CREADO = datetime(2000, 1, 1)  # noqa: DTZ001 — xlsx no admite zona
_PROPIAS = ("Portada", "Índice", "Notas")
_RESERVADAS = {"history", *(nombre.casefold() for nombre in _PROPIAS)}
_FORMATOS = {
    "entero": "#,##0",
    "pesos": "#,##0.00",
    "millones": "#,##0.00",
    "porcentaje": "0.0%",
    "fecha": "[$-80A]d mmm yyyy",
    "razon": "General",
    "texto": "@",
}
_AVISO_ILUSTRATIVO = "Valores ilustrativos: no provienen de una norma confirmada."


class _Exacto(Decimal):
    """Se escribe con todos sus dígitos: xlsxwriter recorta a 16, y hay importes de más."""

    def __format__(self, _forma: str, /) -> str:  # type: ignore[override]  # sólo la llama xlsxwriter
        return str(self)


@dataclass(frozen=True, slots=True)
class _Hoja:
    """Una tabla con el nombre de hoja que le tocó."""

    nombre: str
    tabla: Mapping[str, Any]

    @property
    def titulo(self) -> str:
        """Sin «millones»: aquí todo va en pesos y centavos."""
        return str(self.tabla["titulo"]).replace("millones de pesos", "pesos")

    @property
    def filas(self) -> Sequence[Sequence[Any]]:
        """Las que caben en una hoja, dejando lugar al encabezado y al total."""
        filas: Sequence[Sequence[Any]] = self.tabla["filas"]
        return filas[: FILAS_QUE_CABEN - _ENCABEZADO - 1]

    @property
    def nota(self) -> str:
        """Lo que hay que saber para leerla."""
        faltan = len(self.tabla["filas"]) - len(self.filas)
        recorte = (
            f"No caben en una hoja: faltan {faltan:,} de {len(self.tabla['filas']):,} renglones." if faltan else ""
        )
        ilustrativo = _AVISO_ILUSTRATIVO if self.tabla.get("ilustrativo") else ""
        return " ".join(filter(None, [recorte, ilustrativo, self.tabla.get("nota", "")]))


def escribir_xlsx(ruta: Path, portada: Mapping[str, str], tablas: Sequence[Mapping[str, Any]]) -> None:
    """Escribe el anexo. `portada`: rótulo → texto; el primero es el título. `tablas`: como `Tabla.datos()`."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # no publica tipos

    opciones = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(str(ruta), opciones) as libro:
        titulo = next(iter(portada.values()), "")
        libro.set_properties({"title": titulo, "created": _CREADO})
        estilos = _estilos(libro)
        hojas = [_Hoja(n, t) for n, t in zip(_nombres([str(t["hoja"]) for t in tablas]), tablas, strict=True)]
        _portada(libro, estilos, portada)
        _indice(libro, estilos, hojas)
        _notas(libro, estilos, hojas)
        for hoja in hojas:
            _tabla(libro, estilos, hoja)


def _estilos(libro: Any) -> dict[str, Any]:
    formato = partial(libro.add_format)
    base = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
    estilos = {
        "titulo": formato({**base, "bold": True, "font_size": 16}),
        "subtitulo": formato({**base, "bold": True, "font_size": 13}),
        "rotulo": formato({**base, "font_color": "#595959"}),
        "parrafo": formato({**base, "text_wrap": True}),
        "nota": formato({**base, "font_color": "#595959", "italic": True}),
        "vinculo": formato({**base, "font_color": "#0563C1", "underline": 1}),
        "cabeza": formato({**base, "bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#EDEDED"}),
        "cabeza_n": formato(
            {**base, "bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#EDEDED", "align": "right"}
        ),
    }
    for tipo, numero in _FORMATOS.items():
        estilos[tipo] = formato({**base, "num_format": numero, **_alineado(tipo)})
        estilos[f"total_{tipo}"] = formato({**base, "num_format": numero, "bold": True, "top": 1, **_alineado(tipo)})
    return estilos


def _alineado(tipo: str) -> dict[str, str]:
    return {"align": "right"} if tipo in NUMERICOS else {"align": "left"}


def _nombres(pedidos: Sequence[str]) -> list[str]:
    """Nombres de hoja válidos y únicos: hasta 31 letras, sin `[]:*?/\\` ni apóstrofo en los extremos."""
    usados, nombres = set(_RESERVADAS), []
    for pedido in pedidos:
        limpio = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", pedido).strip(" '") or "tabla"
        nombre, vuelta = limpio[:31].strip(" '"), 1
        while nombre.casefold() in usados:
            vuelta += 1
            cola = f" {vuelta}"
            nombre = limpio[: 31 - len(cola)].rstrip(" '") + cola
        usados.add(nombre.casefold())
        nombres.append(nombre)
    return nombres


def _lisa(libro: Any, nombre: str, anchos: Sequence[int]) -> Any:
    """Una hoja sin cuadrícula, para leer."""
    hoja = libro.add_worksheet(nombre)
    hoja.hide_gridlines(2)
    for columna, ancho in enumerate(anchos):
        hoja.set_column(columna, columna, ancho)
    _papel(hoja)
    return hoja


def _papel(hoja: Any) -> None:
    hoja.set_paper(1)  # carta
    hoja.fit_to_pages(1, 0)
    hoja.set_footer("&L&A&RPágina &P de &N")


def _portada(libro: Any, estilos: dict[str, Any], portada: Mapping[str, str]) -> None:
    hoja = _lisa(libro, "Portada", (26, 90))
    for fila, (rotulo, valor) in enumerate(portada.items()):
        estilo = "titulo" if fila == 0 else "parrafo"
        hoja.write_string(fila, 0, rotulo, estilos["rotulo"])
        hoja.write_string(fila, 1, str(valor), estilos[estilo])
    hoja.write_url(len(portada) + 1, 1, "internal:'Índice'!A1", estilos["vinculo"], "Ir al índice")


def _indice(libro: Any, estilos: dict[str, Any], hojas: Sequence[_Hoja]) -> None:
    indice = _lisa(libro, "Índice", (34, 90, 12))
    indice.write_string(0, 0, "Índice", estilos["titulo"])
    for columna, rotulo in enumerate(("Hoja", "Contenido", "Renglones")):
        indice.write_string(2, columna, rotulo, estilos["cabeza_n" if columna == 2 else "cabeza"])
    for fila, hoja in enumerate(hojas, start=3):
        destino = hoja.nombre.replace("'", "''")
        indice.write_url(fila, 0, f"internal:'{destino}'!A1", estilos["vinculo"], hoja.nombre)
        indice.write_string(fila, 1, hoja.titulo, estilos["parrafo"])
        indice.write_number(fila, 2, len(hoja.filas), estilos["entero"])


def _notas(libro: Any, estilos: dict[str, Any], hojas: Sequence[_Hoja]) -> None:
    notas = _lisa(libro, "Notas", (34, 110))
    notas.write_string(0, 0, "Notas", estilos["titulo"])
    generales = [
        ("Unidades", "Los importes van en pesos y centavos, aunque el informe los muestre en millones."),
        ("Signos", f"0 es cero; «{NO_APLICA}», no aplica o no hay dato; «n. c.», no se puede calcular."),
    ]
    propias = [(hoja.nombre, hoja.nota) for hoja in hojas if hoja.nota]
    for fila, (rotulo, contenido) in enumerate([*generales, *propias], start=2):
        notas.write_string(fila, 0, rotulo, estilos["rotulo"])
        notas.write_string(fila, 1, contenido, estilos["parrafo"])


def _tabla(libro: Any, estilos: dict[str, Any], hoja: _Hoja) -> None:
    columnas: list[dict[str, str]] = hoja.tabla["columnas"]
    en = libro.add_worksheet(hoja.nombre)
    en.write_string(0, 0, hoja.titulo, estilos["subtitulo"])
    if hoja.nota:
        en.write_string(1, 0, hoja.nota, estilos["nota"])
    for k, columna in enumerate(columnas):
        estilo = "cabeza_n" if columna["tipo"] in NUMERICOS else "cabeza"
        en.write_string(_ENCABEZADO - 1, k, columna["titulo"], estilos[estilo])
        en.set_column(k, k, _ancho(hoja, k))
    tipos = [columna["tipo"] for columna in columnas]
    for fila, valores in enumerate(hoja.filas, start=_ENCABEZADO):
        for k, (tipo, valor) in enumerate(zip(tipos, valores, strict=True)):
            _celda(en, (fila, k), tipo, valor, estilos[tipo])
    ultima = _ENCABEZADO + len(hoja.filas)
    for k, (tipo, valor) in enumerate(zip(tipos, hoja.tabla.get("total") or (), strict=False)):
        _celda(en, (ultima, k), tipo, valor, estilos[f"total_{tipo}"])
    en.freeze_panes(_ENCABEZADO, 1)
    if hoja.filas:
        en.autofilter(_ENCABEZADO - 1, 0, ultima - 1, len(columnas) - 1)
    en.repeat_rows(_ENCABEZADO - 1)
    en.set_landscape()
    _papel(en)


def _celda(en: Any, lugar: tuple[int, int], tipo: str, valor: Any, estilo: Any) -> None:
    """Escribe un valor según el tipo de su columna; lo que no sea del tipo («n. c.», un rótulo) va como texto."""
    if tipo == "fecha" and _es_fecha(valor):
        en.write_datetime(*lugar, date.fromisoformat(valor), estilo)
    elif isinstance(valor, bool):
        en.write_string(*lugar, "sí" if valor else "no", estilo)
    elif isinstance(valor, int) and tipo in NUMERICOS:
        escala = 2 if tipo in DINERO else 3 if tipo == "porcentaje" else 0
        en.write_number(*lugar, _Exacto(decimal(valor, escala)), estilo)
    elif valor != "":
        en.write_string(*lugar, (NO_APLICA if valor is None else str(valor))[:_LETRAS_QUE_CABEN], estilo)


def _es_fecha(valor: Any) -> bool:
    return isinstance(valor, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", valor) is not None and valor >= "1900-03-01"


def _ancho(hoja: _Hoja, columna: int) -> int:
    """Ancho por lo que hay en las primeras filas y el total; el encabezado se parte en renglones."""
    tipo = hoja.tabla["columnas"][columna]["tipo"]
    valores = [fila[columna] for fila in [*hoja.filas[:200], *filter(None, [hoja.tabla.get("total")])]]
    margen = {"pesos": 4, "millones": 4, "entero": 3}.get(tipo, 2)
    palabras = hoja.tabla["columnas"][columna]["titulo"].split()
    return min(max([11, *(len(str(v)) + margen for v in valores), *(len(p) + 3 for p in palabras)]), 60)
