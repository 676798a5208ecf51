"""Con qué se hace un informe: la foto, el corte, la delegación y la norma, abiertos y comprobados una sola vez.

Aquí falla lo que puede fallar antes de leer; la fecha se convierte aquí y más abajo es un día entero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from cobranza.almacen.foto import Foto
from cobranza.almacen.toma import foto_actual
from cobranza.base.ajustes import ajustes
from cobranza.base.catalogos import comprobar_delegacion
from cobranza.base.fechas import dia, fecha
from cobranza.ley.norma import Normas, de_la_oficina

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Entrada:
    """Lo que se preguntó, y de dónde se contesta. `normas` lleva la cuenta de lo que este informe le pregunta.

    `delegacion` vacía, todas; `conocido_al`, qué se sabía (None: todo lo que hoy se sabe).
    """

    corte: date
    delegacion: str
    conocido_al: date | None
    foto: Foto
    normas: Normas

    @property
    def dia(self) -> int:
        """El corte, en días."""
        return dia(self.corte)

    @cached_property
    def conexion(self) -> DuckDBPyConnection:
        """La foto abierta, con lo que se sabía."""
        return self.foto.conexion(self.conocido_al)


def entrada(corte: str | None, delegacion: str = "", conocido_al: str = "") -> Entrada:
    """Abre la foto y la norma de esta instalación. Sin `corte`, el último día en que se capturó algo.

    Errores: `ErrorDeDatos` si una fecha no lo es o no hay libros; `ErrorDeUso` si la delegación no existe.
    """
    al, sabido = fecha(corte) if corte else None, fecha(conocido_al) if conocido_al else None
    comprobar_delegacion(delegacion)
    actual = ajustes()
    foto = foto_actual(actual.bd, actual.salidas)
    return Entrada(al or _ultimo_dia(foto), delegacion, sabido, foto, de_la_oficina().aparte())


def _ultimo_dia(foto: Foto) -> date:
    """El último día en que se capturó algo: con lo que se sabe, el corte más reciente que tiene sentido."""
    (ultimo,) = (
        foto.conexion()
        .execute(
            "SELECT MAX(fecha_registro) FROM (SELECT fecha_registro FROM credito UNION ALL SELECT fecha_registro "
            "FROM movimiento UNION ALL SELECT fecha_registro FROM acto)"
        )
        .fetchall()[0]
    )
    assert isinstance(ultimo, date)
    return ultimo
