"""El anexo en Excel: portada, índice con vínculos, notas y una tabla por hoja.

Los números son números con formato, las fechas fechas, y nada de lo que venga de los datos se vuelve fórmula ni
vínculo. Los mismos datos dan los mismos bytes.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from io import BytesIO
from pathlib import Path
from typing import Any

from cobranza.papel.celda_de_hoja import ALTO, BASE, Celdas, alto
from cobranza.papel.formato import NO_APLICA, NUMERICOS, NoCalculable, Reservada

FILAS_QUE_CABEN = 1_048_576
"""Renglones de una hoja de Excel."""
_ENCABEZADO = 3  # renglones antes de la primera fila: título, nota y encabezado
_LETRAS_DE_UNA_NOTA = 90
"""Lo menos que mide un renglón de nota sobre una tabla angosta."""
# fija: la fecha de creación no es del informe y cambiaría los bytes
_CREADO = datetime(2000, 1, 1)  # noqa: DTZ001 — xlsx no admite zona
_PROPIAS = ("Portada", "Cifras", "Índice", "Notas")
_RESERVADAS = {"history", *(nombre.casefold() for nombre in _PROPIAS)}
_AVISO_ILUSTRATIVO = "Valores ilustrativos: no provienen de una norma confirmada."


@dataclass(frozen=True)
class _Hoja:
    """Una tabla con el nombre de hoja que le tocó; lo que mide se cuenta una vez."""

    nombre: str
    tabla: Mapping[str, Any]
    cuadro: int = 0
    """El número que lleva en el informe; 0 si ahí no se ve."""

    @property
    def titulo(self) -> str:
        """Con su número del informe y sin «millones»: aquí todo va en pesos y centavos."""
        titulo = str(self.tabla["titulo"]).replace("millones de pesos", "pesos")
        return f"Cuadro {self.cuadro}. {titulo}" if self.cuadro else titulo

    @property
    def en_millones(self) -> bool:
        """¿El informe la enseña en millones?"""
        return any(columna["tipo"] == "millones" for columna in self.tabla["columnas"])

    @cached_property
    def anchos(self) -> list[int]:
        """El de cada columna, en letras."""
        return [_ancho(self, k) for k in range(len(self.tabla["columnas"]))]

    @cached_property
    def renglones_de_nota(self) -> list[str]:
        """La nota partida al ancho de la tabla: ni se corta ni encoge la impresión."""
        return textwrap.wrap(self.nota, max(sum(self.anchos), _LETRAS_DE_UNA_NOTA))

    @property
    def encabezado(self) -> int:
        """Renglones antes de la primera fila: título, nota y encabezado."""
        return max(_ENCABEZADO, 2 + len(self.renglones_de_nota))

    @cached_property
    def filas(self) -> Sequence[Sequence[Any]]:
        """Las que caben en una hoja, dejando lugar al encabezado y al total."""
        filas: Sequence[Sequence[Any]] = self.tabla["filas"]
        propia = textwrap.wrap(str(self.tabla.get("nota", "")), _LETRAS_DE_UNA_NOTA)
        return filas[: FILAS_QUE_CABEN - _ENCABEZADO - 1 - max(len(propia) - 1, 0)]

    @cached_property
    def nota(self) -> str:
        """Lo que hay que saber para leerla."""
        faltan = len(self.tabla["filas"]) - len(self.filas)
        recorte = (
            f"No caben en una hoja: faltan {faltan:,} de {len(self.tabla['filas']):,} renglones." if faltan else ""
        )
        ilustrativo = _AVISO_ILUSTRATIVO if self.tabla.get("ilustrativo") else ""
        return " ".join(filter(None, [recorte, ilustrativo, self.tabla.get("nota", "")]))


def escribir_xlsx(
    ruta: Path,
    portada: Mapping[str, str],
    tablas: Sequence[Mapping[str, Any]],
    cifras: Sequence[Mapping[str, str]] = (),
    sello: str = "",
) -> None:
    """Escribe el anexo. `portada`: rótulo → texto; el primero es el título. `tablas`: como `Tabla.datos()`.

    `cifras`: las de la carátula, ya escritas (etiqueta, valor, unidad, nota, meta). `sello`: lo que va arriba de cada
    hoja impresa.
    """
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # no publica tipos

    opciones = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    hecho = BytesIO()  # si el disco se llena, el archivo a medias de la biblioteca se queja en inglés al cerrarse
    with Workbook(hecho, opciones) as libro:
        titulo = next(iter(portada.values()), "")
        libro.set_properties({"title": titulo, "created": _CREADO})
        estilos, celdas = _estilos(libro), Celdas(libro)
        nombres = _nombres([str(t["hoja"]) for t in tablas])
        hojas = [_Hoja(n, t, c) for n, t, c in zip(nombres, tablas, _cuadros(tablas), strict=True)]
        _portada(libro, estilos, portada, cifras)
        _indice(libro, estilos, hojas)
        _notas(libro, estilos, hojas)
        for hoja in hojas:
            _tabla(libro, estilos, celdas, hoja)
        for impresa in libro.worksheets() if sello else ():
            impresa.set_header(f"&R{sello}")
    ruta.write_bytes(hecho.getvalue())


def _estilos(libro: Any) -> dict[str, Any]:
    formato = partial(libro.add_format)
    return {
        "titulo": formato({**BASE, "bold": True, "font_size": 16}),
        "subtitulo": formato({**BASE, "bold": True, "font_size": 13}),
        "rotulo": formato({**BASE, "font_color": "#595959"}),
        "parrafo": formato({**BASE, "text_wrap": True}),
        "nota": formato({**BASE, "font_color": "#595959", "italic": True}),
        "numero": formato({**BASE, "num_format": "#,##0", "align": "right"}),
        "vinculo": formato({**BASE, "font_color": "#0563C1", "underline": 1}),
        "cabeza": formato({**BASE, "bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#EDEDED"}),
        "cabeza_n": formato(
            {**BASE, "bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#EDEDED", "align": "right"}
        ),
    }


def _cuadros(tablas: Sequence[Mapping[str, Any]]) -> list[int]:
    """El número con que cada tabla sale en el informe, que sólo numera las que enseña."""
    cuenta, numeros = 0, []
    for tabla in tablas:
        cuenta += bool(tabla.get("numerado"))
        numeros.append(cuenta if tabla.get("numerado") else 0)
    return numeros


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


def _portada(
    libro: Any, estilos: dict[str, Any], portada: Mapping[str, str], cifras: Sequence[Mapping[str, str]]
) -> None:
    hoja = _lisa(libro, "Portada", (26, 90))
    for fila, (rotulo, valor) in enumerate(portada.items()):
        estilo = "titulo" if fila == 0 else "parrafo"
        hoja.write_string(fila, 0, rotulo, estilos["rotulo"])
        hoja.write_string(fila, 1, str(valor), estilos[estilo])
        hoja.set_row(fila, alto([str(valor)], [60 if fila == 0 else 90]) + (7 if fila == 0 else 0))
    hoja.write_url(len(portada) + 1, 1, "internal:'Índice'!A1", estilos["vinculo"], "Ir al índice")
    if cifras:
        _cifras(libro, estilos, cifras)


def _cifras(libro: Any, estilos: dict[str, Any], cifras: Sequence[Mapping[str, str]]) -> None:
    """Las de la carátula, en su hoja: el valor como número, con los decimales con que se imprime."""
    celdas = Celdas(libro)
    hoja = _lisa(libro, "Cifras", (34, 18, 24, 60))
    hoja.write_string(0, 0, "Cifras de la carátula", estilos["titulo"])
    hoja.set_row(0, ALTO + 7)
    for columna, rotulo in enumerate(("Cifra", "Valor", "Unidad", "Nota")):
        hoja.write_string(2, columna, rotulo, estilos["cabeza_n" if columna == 1 else "cabeza"])
    for fila, cifra in enumerate(cifras, start=3):
        meta = f"Meta: {cifra['meta']}" if cifra["meta"] else ""
        nota = "; ".join(filter(None, [cifra["nota"], meta]))
        hoja.write_string(fila, 0, cifra["etiqueta"], estilos["parrafo"])
        celdas.escribir(hoja, (fila, 1), "razon", cifra["valor"])
        hoja.write_string(fila, 2, cifra["unidad"], estilos["parrafo"])
        hoja.write_string(fila, 3, nota, estilos["parrafo"])
        hoja.set_row(fila, alto([cifra["etiqueta"], nota], [34, 60]))


def _indice(libro: Any, estilos: dict[str, Any], hojas: Sequence[_Hoja]) -> None:
    indice = _lisa(libro, "Índice", (34, 90, 12))
    indice.write_string(0, 0, "Índice", estilos["titulo"])
    for columna, rotulo in enumerate(("Hoja", "Contenido", "Renglones")):
        indice.write_string(2, columna, rotulo, estilos["cabeza_n" if columna == 2 else "cabeza"])
    for fila, hoja in enumerate(hojas, start=3):
        destino = hoja.nombre.replace("'", "''")
        indice.write_url(fila, 0, f"internal:'{destino}'!A1", estilos["vinculo"], hoja.nombre)
        indice.write_string(fila, 1, hoja.titulo, estilos["parrafo"])
        indice.write_number(fila, 2, len(hoja.filas), estilos["numero"])
        indice.set_row(fila, alto([hoja.titulo], [90]))


def _notas(libro: Any, estilos: dict[str, Any], hojas: Sequence[_Hoja]) -> None:
    notas = _lisa(libro, "Notas", (34, 110))
    notas.write_string(0, 0, "Notas", estilos["titulo"])
    salvo = ", aunque el informe los muestre en millones" if any(hoja.en_millones for hoja in hojas) else ""
    generales = [
        ("Unidades", f"Los importes van en pesos y centavos{salvo}."),
        (
            "Signos",
            f"0 es cero; «{NO_APLICA}», no aplica o no hay dato; «{NoCalculable.corto}», no se puede calcular; "
            f"«{Reservada.corto}», reservado: no se comparte porque señalaría a alguien.",
        ),
    ]
    propias = [(hoja.nombre, hoja.nota) for hoja in hojas if hoja.nota]
    for fila, (rotulo, contenido) in enumerate([*generales, *propias], start=2):
        notas.write_string(fila, 0, rotulo, estilos["rotulo"])
        notas.write_string(fila, 1, contenido, estilos["parrafo"])
        notas.set_row(fila, alto([contenido], [110]))


def _tabla(libro: Any, estilos: dict[str, Any], celdas: Celdas, hoja: _Hoja) -> None:
    columnas: list[dict[str, str]] = hoja.tabla["columnas"]
    en = libro.add_worksheet(hoja.nombre)
    arriba, anchos = hoja.encabezado, hoja.anchos
    en.write_string(0, 0, hoja.titulo, estilos["subtitulo"])
    en.set_row(0, ALTO + 4)
    for fila, renglon in enumerate(hoja.renglones_de_nota, start=1):
        en.write_string(fila, 0, renglon, estilos["nota"])
    for k, columna in enumerate(columnas):
        estilo = "cabeza_n" if columna["tipo"] in NUMERICOS else "cabeza"
        en.write_string(arriba - 1, k, columna["titulo"], estilos[estilo])
        en.set_column(k, k, anchos[k])
    en.set_row(arriba - 1, alto([columna["titulo"] for columna in columnas], anchos))
    tipos = [columna["tipo"] for columna in columnas]
    for fila, valores in enumerate(hoja.filas, start=arriba):
        for k, (tipo, valor) in enumerate(zip(tipos, valores, strict=True)):
            celdas.escribir(en, (fila, k), tipo, valor)
    ultima = arriba + len(hoja.filas)
    for k, (tipo, valor) in enumerate(zip(tipos, hoja.tabla.get("total") or (), strict=False)):
        celdas.escribir(en, (ultima, k), tipo, valor, total=True)
    en.freeze_panes(arriba, 1)
    if hoja.filas:
        en.autofilter(arriba - 1, 0, ultima - 1, len(columnas) - 1)
    en.repeat_rows(arriba - 1)
    # un título o una nota más anchos que la tabla no la encogen al imprimir
    en.print_area(
        0, 0, ultima if hoja.tabla.get("total") else ultima - 1, max(len(columnas), _columnas_de(anchos)) - 1
    )
    en.set_landscape()
    _papel(en)


def _columnas_de(anchos: Sequence[int]) -> int:
    """Cuántas columnas hacen falta para que quepa un renglón de nota; las que no son de la tabla miden 8."""
    return len(anchos) + max(0, -(-(_LETRAS_DE_UNA_NOTA - sum(anchos)) // 8))


def _ancho(hoja: _Hoja, columna: int) -> int:
    """Ancho por lo que hay en las primeras filas y el total; el encabezado se parte en renglones."""
    tipo = hoja.tabla["columnas"][columna]["tipo"]
    valores = [fila[columna] for fila in [*hoja.filas[:200], *filter(None, [hoja.tabla.get("total")])]]
    margen = {"pesos": 4, "millones": 4, "entero": 3}.get(tipo, 2)
    palabras = hoja.tabla["columnas"][columna]["titulo"].split()
    return min(
        max(
            [11, *(len(str(v)) + margen for v in valores if not isinstance(v, dict)), *(len(p) + 3 for p in palabras)]
        ),
        60,
    )
