"""Qué tablas hay en la base y cómo se fotografía cada una, leído de la base misma: aquí no se nombra ninguna.

Un *libro* es la tabla que lleva su eslabón (`id`, `huella`) y desde cuándo se conoce cada renglón (`fecha_registro`).
El *principal* es el libro que dice de qué `delegacion` es cada renglón; lo que lo cita va con él, en la misma.
Lo demás es suelto: cambia, y cada foto lo lleva entero. Lo que sólo hace constar cómo estaba algo (lleva su
`contenido` escrito) no se fotografía: su punta basta.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cobranza.base.errores import ErrorDeDatos

if TYPE_CHECKING:
    from sqlalchemy import Connection

_DE_UN_LIBRO = {"id", "huella", "fecha_registro"}
DEL_PRINCIPAL = "delegacion"
"""La columna que dice con quién va cada renglón; la foto la repite en lo que cita al principal."""
_DE_ALEMBIC = "alembic_version"
_CONSTANCIA = "contenido"


@dataclass(frozen=True, slots=True)
class Ficha:
    """Una tabla: si es libro, con qué principal va (ella misma, si lo es) y qué columna suya cita a cuál de aquél."""

    nombre: str
    libro: bool
    principal: str = ""
    cita: str = ""
    citada: str = ""

    @property
    def es_principal(self) -> bool:
        """¿Las demás van con ella?"""
        return self.nombre == self.principal

    @property
    def numero(self) -> str:
        """En sus segmentos, la columna con el número del renglón del principal; vacía si no va con ninguno."""
        return "id" if self.es_principal else self.principal


def fichas(conexion: Connection) -> list[Ficha]:
    """La ficha de cada tabla, en orden de nombre; ninguna si la base no tiene libros.

    Errores: `ErrorDeDatos` si dos libros dicen la delegación y ninguno cita al otro.
    """
    from sqlalchemy import inspect  # quien lee una foto no abre la base

    base = inspect(conexion)
    columnas = {t: {c["name"] for c in cs} for (_, t), cs in base.get_multi_columns().items() if t != _DE_ALEMBIC}
    columnas = {tabla: suyas for tabla, suyas in columnas.items() if _CONSTANCIA not in suyas}
    libros = {tabla for tabla, suyas in columnas.items() if suyas >= _DE_UN_LIBRO}
    citas = {
        tabla: {f["referred_table"]: (f["constrained_columns"][0], f["referred_columns"][0]) for f in llaves}
        for (_, tabla), llaves in base.get_multi_foreign_keys().items()
    }
    principales = sorted(t for t in libros if DEL_PRINCIPAL in columnas[t] and not libros & citas[t].keys())
    if len(principales) > 1:
        raise ErrorDeDatos(
            f"La foto se parte por un solo libro con delegación y hay {len(principales)}: {', '.join(principales)}. "
            "Se esperaba que los demás lo citaran."
        )
    return [
        Ficha(tabla, tabla in libros, *_con_quien_va(tabla, principal, citas[tabla].get(principal)))
        for principal in principales
        for tabla in sorted(columnas)
    ]


def _con_quien_va(tabla: str, principal: str, cita: tuple[str, str] | None) -> tuple[str, ...]:
    if cita is None:
        return (principal,) if tabla == principal else ()
    return principal, *cita
