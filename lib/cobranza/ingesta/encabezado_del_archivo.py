"""El renglón que nombra las columnas: se busca bajo los títulos, y lo que falta se dice con lo que sí se halló."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cobranza.base import topes
from cobranza.base.errores import ErrorDeDatos
from cobranza.ingesta.layouts import Layout, normalizado
from cobranza.ingesta.lectura_csv import Fila
from cobranza.ingesta.reparos import legible

RENGLONES_A_LA_VISTA = 50
"""Hasta dónde se busca el encabezado."""
_MINIMAS = 2
_LARGO_DE_TITULO = 300


@dataclass(frozen=True, slots=True)
class Encabezado:
    """En qué posición viene cada campo, y qué columnas sobran."""

    posiciones: dict[str, int]
    titulos: tuple[str, ...]
    de_mas: tuple[str, ...]

    @property
    def ancho(self) -> int:
        """Cuántas columnas nombra; las vacías del final no cuentan."""
        return len(self.titulos)


def reconocidas(celdas: Sequence[str], encabezados: Mapping[str, str]) -> int:
    """Cuántas columnas distintas nombra ese renglón; `encabezados`, los del layout."""
    a_la_vista = celdas[: topes.COLUMNAS]
    return len(
        {encabezados[n] for celda in a_la_vista if (n := normalizado(celda[:_LARGO_DE_TITULO])) in encabezados}
    )


def buscar(filas: Sequence[Fila], layout: Layout) -> int | None:
    """Cuál de las filas es el encabezado: la que más columnas nombra; ninguna si ni dos."""
    encabezados = layout.encabezados
    cuentas = [reconocidas(celdas, encabezados) for _, celdas, _, _ in filas]
    mejor = max(range(len(filas)), key=lambda i: cuentas[i], default=None)
    return mejor if mejor is not None and cuentas[mejor] >= _MINIMAS else None


def leer_encabezado(filas: Sequence[Fila], nombre: str, layout: Layout) -> tuple[int, Encabezado]:
    """(cuál de las filas es, qué dice).

    Errores: `ErrorDeDatos` si no hay, si le faltan columnas o si dos son la misma.
    """
    cual = buscar(filas, layout)
    if cual is None:
        raise _sin_encabezado(filas, nombre, layout)
    linea, crudas, _, _ = filas[cual]
    trae = max(i for i, celda in enumerate(crudas, start=1) if celda.strip())
    if trae > topes.COLUMNAS:
        raise topes.pasado(
            f"{nombre} trae", trae, topes.COLUMNAS, "Deja las que se cargan y vuelve a exportarlo", unidad="columnas"
        )
    celdas = [legible(" ".join(celda.split())) for celda in crudas[:trae]]
    posiciones: dict[str, int] = {}
    encabezados = layout.encabezados
    for posicion, celda in enumerate(celdas):
        campo = encabezados.get(normalizado(celda))
        if campo is None:
            continue
        if campo in posiciones:
            raise ErrorDeDatos(
                f"{nombre} trae dos columnas para «{layout.columnas[campo].titulo}»: «{celdas[posiciones[campo]]}» y "
                f"«{celda}»; deja una."
            )
        posiciones[campo] = posicion
    _que_no_falten(posiciones, celdas, (nombre, linea), layout)
    usadas = set(posiciones.values())
    de_mas = tuple(celda for i, celda in enumerate(celdas) if i not in usadas and celda)
    return cual, Encabezado(posiciones, tuple(celdas), de_mas)


def _que_no_falten(posiciones: dict[str, int], celdas: list[str], donde: tuple[str, int], layout: Layout) -> None:
    faltan = [c.titulo for campo, c in layout.columnas.items() if c.obligatoria and campo not in posiciones]
    if not faltan:
        return
    nombre, linea = donde
    en_que_renglon = f" (renglón {linea})" if linea > 1 else ""
    raise ErrorDeDatos(
        f"A {nombre} le faltan columnas del layout «{layout.nombre}»: {_lista(faltan)}. Se encontraron: "
        f"{_lista(celdas)}{en_que_renglon}. Revisa que sea el archivo de {layout.titulo.lower()} y que no se haya "
        "perdido el encabezado.",
        faltan=tuple(faltan),
        encontradas=tuple(celdas),
    )


def _sin_encabezado(filas: Sequence[Fila], nombre: str, layout: Layout) -> ErrorDeDatos:
    primeras = [celdas for _, celdas, _, _ in filas if any(celda.strip() for celda in celdas)]
    vistas = max(primeras[:5], key=len, default=[])
    hallado = (
        f"Lo que se ve: {_lista([legible(' '.join(c.split())) for c in vistas if c.strip()])}." if vistas else ""
    )
    if mala := next((reparo for *_, reparo in filas if reparo is not None), None):
        hallado = f"{hallado} Renglón {mala.linea}: {mala.mensaje}".strip()
    faltan = [c.titulo for c in layout.columnas.values() if c.obligatoria]
    return ErrorDeDatos(
        f"{nombre} no trae un encabezado legible: ninguno de sus primeros renglones nombra las columnas de "
        f"«{layout.nombre}» ({_lista(faltan)}). {hallado} Un renglón debe nombrar las columnas; le faltan todas.",
        faltan=tuple(faltan),
        encontradas=tuple(vistas),
    )


def _lista(nombres: Sequence[str]) -> str:
    return ", ".join(f"«{nombre[:60]}»" for nombre in nombres[:40] if nombre)
