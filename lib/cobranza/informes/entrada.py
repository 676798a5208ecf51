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
from cobranza.base import dominios
from cobranza.base.ajustes import ajustes
from cobranza.base.fechas import dia, fecha
from cobranza.base.seudonimos import Seudonimos, seudonimos
from cobranza.expediente.historia import Historia, historia, origenes
from cobranza.ley.alcance import ultimo_dia_con_saldo
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

    @property
    def cual_dia(self) -> str:
        """Por qué es ése el corte cuando nadie dio uno, para decirlo junto a él."""
        es_el_ultimo = self.corte == self.foto.hasta
        return "el último día capturado" if es_el_ultimo else "el último día al que alcanza la norma capturada"

    @cached_property
    def seudonimos(self) -> Seudonimos:
        """Con qué se nombra a cada quien en lo que se comparte: la serie de este corte, destinatario y delegación."""
        return seudonimos(self.corte, self.delegacion)

    @cached_property
    def conexion(self) -> DuckDBPyConnection:
        """La foto abierta, con lo que se sabía."""
        return self.foto.conexion(self.conocido_al)

    @property
    def suya(self) -> Foto:
        """La foto con sólo los segmentos donde está lo de la delegación; si no se pidió ninguna, toda."""
        return self.foto.solo(origenes(self.conexion, self.delegacion)) if self.delegacion else self.foto

    def historia(self) -> Historia:
        """La historia de los créditos que la delegación ha tenido, o de todos; sólo abre sus segmentos."""
        conexion = self.suya.conexion(self.conocido_al) if self.delegacion else self.conexion
        return historia(conexion, self.normas, self.delegacion)


def entrada(corte: str | None, delegacion: str = "", conocido_al: str = "") -> Entrada:
    """Abre la foto y la norma de esta instalación.

    Sin `corte`, el último día en que se capturó algo o, si la norma capturada no llega hasta él, el último al que
    llega. Errores: `ErrorDeUso` si una fecha no lo es o la delegación no existe; `ErrorDeDatos` si no hay libros.
    """
    al, sabido = (_dia(nombre, dado) for nombre, dado in (("corte", corte), ("conocido_al", conocido_al)))
    donde = str(dominios.valor("delegacion", delegacion))
    actual = ajustes()
    foto = foto_actual(actual.bd, actual.salidas)
    normas = de_la_oficina()
    al = al or ultimo_dia_con_saldo(normas.aparte(), foto.hasta)
    return Entrada(al, donde, sabido, foto, normas.aparte())


def _dia(nombre: str, dado: str | None) -> date | None:
    return fecha(str(dominios.valor(nombre, dado))) if dado else None
