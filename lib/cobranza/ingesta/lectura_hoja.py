"""Una hoja de cálculo (.xlsx, .xls, .xlsb, .ods) fila por fila, con cada celda vuelta el texto que representa."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from cobranza.base import topes
from cobranza.base.errores import ErrorDeDatos
from cobranza.base.invisibles import sin_medias_letras
from cobranza.ingesta import libro_abierto
from cobranza.ingesta.avisos import Avisos, enumerados
from cobranza.ingesta.encabezado_del_archivo import RENGLONES_A_LA_VISTA, reconocidas
from cobranza.ingesta.especie import XLSX
from cobranza.ingesta.fuente import Fuente
from cobranza.ingesta.hoja_xml import Notas, que_sea_posible
from cobranza.ingesta.importes_escritos import CIFRAS_EXACTAS, sin_ruido
from cobranza.ingesta.layouts import Layout
from cobranza.ingesta.lectura_csv import Fila, celda_enorme
from cobranza.ingesta.reparos import Reparo

_ESCAPADA = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CON_FORMULA = "Filas con fórmulas: se tomó el valor que guardó la hoja"


def filas(fuente: Fuente, layout: Layout, avisos: Avisos) -> Iterator[Fila]:
    """Las filas de la hoja que trae el encabezado; las vacías no cuentan. Lo oculto y lo no leído queda en `avisos`.

    Errores: `ErrorDeDatos` si no es un libro legible o no se sabe cuál de sus hojas es.
    """
    libro = libro_abierto.abrir(fuente)
    anotadas: dict[str, Notas] = {}
    nombre = _elegida(libro, fuente, layout, avisos, anotadas)
    anotado = anotadas.get(nombre, Notas())
    try:
        with libro_abierto.en_silencio():
            hoja = libro.get_sheet_by_name(nombre)
    except libro_abierto.ILEGIBLE as error:
        raise libro_abierto.ilegible(fuente) from error
    if fuente.clase != XLSX:
        avisos.decir(
            f"Se leyó como {fuente.clase}: en ese formato no se distinguen las celdas con error (#N/A, #REF!), que "
            "se leen vacías, ni los renglones ocultos; si los trae, guárdalo como .xlsx."
        )
    elif anotado.columnas_ocultas:
        avisos.decir(f"La hoja «{nombre}» tiene columnas ocultas, que también se leyeron.")
    return _sin_sorpresas(fuente, _de_hoja(hoja, anotado, avisos))


def _elegida(
    libro: CalamineWorkbook, fuente: Fuente, layout: Layout, avisos: Avisos, anotadas: dict[str, Notas]
) -> str:
    """La hoja con el encabezado; si ninguna lo trae, la única con datos, y el error dirá qué le falta."""
    hojas = {m.name: m.visible == SheetVisibleEnum.Visible for m in libro.sheets_metadata if _es_de_celdas(m.typ)}
    cuentas = {nombre: _columnas_que_nombra(libro, fuente, nombre, layout, anotadas) for nombre in hojas}
    con_datos = [nombre for nombre, cuenta in cuentas.items() if cuenta >= 0]
    minimas = max(2, sum(columna.obligatoria for columna in layout.columnas.values()) // 2)
    candidatas = [nombre for nombre in con_datos if cuentas[nombre] >= minimas]
    candidatas = [nombre for nombre in candidatas if hojas[nombre]] or candidatas or con_datos
    if not con_datos:
        raise ErrorDeDatos(
            f"{fuente.ruta.name} está vacío: ninguna de sus hojas trae datos. Vuelve a exportarlo.",
            archivo=str(fuente.ruta),
        )
    if len(candidatas) != 1:
        con = "con el encabezado" if candidatas and cuentas[candidatas[0]] >= minimas else "con datos"
        raise ErrorDeDatos(
            f"{fuente.ruta.name} tiene {len(candidatas)} hojas {con} ({enumerados(candidatas)}); "
            f"se esperaba una sola con las columnas de «{layout.nombre}». Deja la que se carga, o guarda cada una en "
            "su archivo.",
            archivo=str(fuente.ruta),
        )
    elegida = candidatas[0]
    if not hojas[elegida]:
        avisos.decir(f"La hoja «{elegida}» está oculta; se leyó porque sólo ella trae el encabezado.")
    otras = [nombre if hojas[nombre] else f"{nombre} (oculta)" for nombre in con_datos if nombre != elegida]
    if otras:
        avisos.decir(f"Se leyó la hoja «{elegida}»; no se leyeron {enumerados(otras)}.")
    return elegida


def _es_de_celdas(tipo: SheetTypeEnum) -> bool:
    return tipo == SheetTypeEnum.WorkSheet


def _columnas_que_nombra(
    libro: CalamineWorkbook, fuente: Fuente, nombre: str, layout: Layout, anotadas: dict[str, Notas]
) -> int:
    """Cuántas columnas nombra su mejor renglón; −1 si la hoja está vacía."""
    try:
        anotadas[nombre] = libro_abierto.notas(fuente, nombre)
        with libro_abierto.en_silencio():
            hoja = libro.get_sheet_by_name(nombre)
        if hoja.start is None:
            return -1
        abajo, derecha = hoja.end or (0, 0)
        que_sea_posible(fuente.ruta, nombre, abajo + 1, derecha + 1)
        encabezados = layout.encabezados
        vistas = islice(hoja.iter_rows(), hoja.start[0] + RENGLONES_A_LA_VISTA)
        return max((reconocidas([texto_de(celda) for celda in fila], encabezados) for fila in vistas), default=-1)
    except libro_abierto.ILEGIBLE as error:
        raise libro_abierto.ilegible(fuente) from error


def _sin_sorpresas(fuente: Fuente, filas: Iterator[Fila]) -> Iterator[Fila]:
    """Las mismas filas; lo que la biblioteca lance a media hoja (una fecha imposible) es del libro, no nuestro."""
    try:
        yield from filas
    except libro_abierto.ILEGIBLE as error:
        raise libro_abierto.ilegible(fuente) from error


def _de_hoja(hoja: Any, anotado: Notas, avisos: Avisos) -> Iterator[Fila]:
    combinadas = _Combinadas(hoja.merged_cell_ranges or ())
    for numero, celdas in enumerate(hoja.iter_rows(), start=1):
        valores = [texto_de(celda) for celda in celdas]
        if not any(valores) and numero not in anotado.errores and numero not in anotado.formulas:
            continue
        if numero in anotado.ocultos:
            avisos.contar("Renglones ocultos o filtrados, que también se leyeron", "", {numero: ""})
        if numero in anotado.con_formula:
            avisos.contar(_CON_FORMULA, "", {numero: anotado.con_formula[numero]})
        yield (
            numero,
            valores,
            "\t".join(valores).rstrip("\t"),
            _reparo(numero, celdas, combinadas.en(numero), anotado),
        )


class _Combinadas:
    """Los rangos de celdas combinadas, como rangos: uno puede abarcar mil millones de renglones."""

    def __init__(self, rangos: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> None:
        self._desde: list[int] = []
        self._hasta: list[tuple[int, str]] = []
        for (arriba, izquierda), (abajo, derecha) in sorted(rangos):
            if self._hasta and abajo + 1 <= self._hasta[-1][0]:
                continue  # cabe en el anterior
            desde = max(arriba + 1, self._hasta[-1][0] + 1) if self._hasta else arriba + 1
            self._desde.append(desde)
            self._hasta.append((abajo + 1, f"{_letra(izquierda)}{arriba + 1}:{_letra(derecha)}{abajo + 1}"))

    def en(self, renglon: int) -> str | None:
        """El rango que toca ese renglón, si hay alguno."""
        cual = bisect_right(self._desde, renglon) - 1
        return self._hasta[cual][1] if cual >= 0 and renglon <= self._hasta[cual][0] else None


def _letra(columna: int) -> str:
    """Número de columna, desde cero → su letra.

    >>> _letra(0), _letra(27)
    ('A', 'AB')
    """
    letras = ""
    columna += 1
    while columna:
        columna, resto = divmod(columna - 1, 26)
        letras = chr(ord("A") + resto) + letras
    return letras


def _reparo(numero: int, celdas: Any, rango: str | None, anotado: Notas) -> Reparo | None:
    if rango:
        mensaje = f"La fila toca celdas combinadas ({rango}); sepáralas y llena cada celda."
        return Reparo(numero, "", rango, mensaje, "Celdas combinadas")
    if (formula := anotado.formulas.get(numero)) is not None:
        mensaje = (
            f"La celda {formula.donde} trae una fórmula sin su valor; pega el valor («pegado especial, valores»)."
        )
        return Reparo(numero, formula.donde, formula.dice, mensaje, "Fórmula en lugar de valor")
    if (error := anotado.errores.get(numero)) is not None:
        mensaje = f"La celda {error.donde} trae un error de Excel ({error.dice}); escribe el valor."
        return Reparo(numero, error.donde, error.dice, mensaje, "Error de Excel")
    for i, valor in enumerate(celdas):
        if isinstance(valor, str) and len(valor) > topes.LETRAS_DE_CELDA:
            return celda_enorme(numero, f"La celda {_letra(i)}{numero}")
        if isinstance(valor, int | float) and abs(valor) >= 10**CIFRAS_EXACTAS:
            donde = f"{_letra(i)}{numero}"
            mensaje = f"La celda {donde} pasa de 15 dígitos y Excel pierde los últimos; captúrala como texto."
            return Reparo(numero, donde, texto_de(valor), mensaje, "Número con más dígitos de los que Excel guarda")
    return None


def texto_de(valor: object) -> str:
    """El valor de una celda como texto: fechas ISO, números sin notación científica, ceros de más ni ruido."""
    if isinstance(valor, str):
        return sin_medias_letras(_ESCAPADA.sub(_de_escape, valor)).strip() if "_x" in valor else valor.strip()
    if isinstance(valor, bool):
        return "VERDADERO" if valor else "FALSO"
    if isinstance(valor, int | float):
        return _de_numero(valor)
    if isinstance(valor, datetime):
        return valor.date().isoformat() if valor.time() == time() else valor.isoformat(sep=" ")
    if isinstance(valor, date):
        return valor.isoformat()
    if isinstance(valor, time):
        return valor.strftime("%H:%M") if not valor.second else valor.isoformat()
    if isinstance(valor, timedelta):
        minutos, segundos = divmod(round(valor.total_seconds()), 60)
        return f"{minutos // 60:02d}:{minutos % 60:02d}" + (f":{segundos:02d}" if segundos else "")
    return str(valor)


def _de_numero(valor: float) -> str:
    if isinstance(valor, int) or valor.is_integer():
        return str(int(valor))
    return f"{sin_ruido(Decimal(repr(valor))):f}"


def _de_escape(letra: re.Match[str]) -> str:
    return chr(int(letra[1], 16))
