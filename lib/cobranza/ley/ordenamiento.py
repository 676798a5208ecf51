"""Un ordenamiento: de dónde toma cada parámetro, qué interpretación sigue y qué artículo cita.

Lo que su carpeta no tiene se hereda de las que declara, y lo heredado puede rotularse como ilustrativo. Cada
pregunta queda anotada en sus `Normas`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cobranza.base.errores import ErrorDeLey
from cobranza.base.fechas import dia
from cobranza.ley.parametros import Serie, Valor

if TYPE_CHECKING:
    from cobranza.ley.calendario import Calendario
    from cobranza.ley.norma import Normas

Consultado = dict[tuple[str, str], tuple[int, int] | None]
"""Por (ordenamiento, parámetro), el primer y el último día que se preguntó; None si se pidió la serie entera."""
ULTIMO_DIA = date(2100, 12, 31)
"""Hasta dónde se extiende, en una columna por mes, lo que rige sin fin."""
SIN_VALOR = -1
"""Marca, dentro de una columna de parámetros, que ese mes no tiene valor."""
_MESES = (12, 12 * 9999)
_DIAS = (dia(date.min), dia(date.max))
"""Los que se pueden decir como fecha; un día ausente queda en el primero."""


def anotar_en(consultado: Consultado, llave: tuple[str, str], lapso: tuple[int, int] | None) -> None:
    """Agrega una pregunta; la que dice sus días amplía los que ya había."""
    antes = consultado.get(llave)
    if antes and lapso:
        lapso = min(antes[0], lapso[0]), max(antes[1], lapso[1])
    consultado[llave] = lapso or antes


@dataclass(frozen=True, eq=False)
class Norma:
    """Un ordenamiento con las interpretaciones elegidas; se obtiene con `Normas.de(ambito)`."""

    clave: str
    normas: Normas = field(repr=False)
    _series: dict[str, Serie] = field(default_factory=dict, repr=False)

    @cached_property
    def ficha(self) -> dict[str, Any]:
        """Lo que dice su `ordenamiento.yaml`."""
        return self.normas.contenido.ficha(self.clave)

    @property
    def nombre(self) -> str:
        """Nombre del ordenamiento, como se cita."""
        return str(self.ficha["nombre"])

    @property
    def es_ilustrativa(self) -> bool:
        """¿Lo que hereda se aplica sólo a título ilustrativo?"""
        return "calidad_de_lo_heredado" in self.ficha

    @property
    def calidad_de_la_regla(self) -> str:
        """Calidad de lo que sale de la sola regla, sin parámetro: `ley`, o la de lo heredado."""
        return next(iter(self.ficha.get("calidad_de_lo_heredado", {}).values()), "ley")

    @cached_property
    def padres(self) -> tuple[Norma, ...]:
        """Ordenamientos de los que hereda, del más cercano al más general."""
        return tuple(self.normas.ordenamiento(clave) for clave in self.ficha.get("hereda", []))

    def serie(self, clave: str) -> Serie:
        """La serie de un parámetro, propia o heredada; lo heredado se rotula según el ordenamiento."""
        self.anotar(clave)
        return self._serie(clave)

    def _serie(self, clave: str) -> Serie:
        if clave not in self._series:
            self._series[clave] = self._buscar(clave)
        return self._series[clave]

    def _buscar(self, clave: str) -> Serie:
        for de, supuesta in self.normas.supuestas:
            if (de, supuesta.clave) == (self.clave, clave):
                return supuesta
        contenido = self.normas.contenido
        if propia := contenido.serie(self.clave, clave):
            return propia
        for padre in self.padres:
            if heredada := contenido.serie(padre.clave, clave):
                return self._heredada(heredada, padre.clave)
        raise ErrorDeLey(
            f"El parámetro «{clave}» no está en params/legales/{self.clave} ni en lo que hereda. "
            f"Créalo con su fuente en params/legales/{self.clave}/{clave}.yaml.",
            parametro=clave,
        )

    def _heredada(self, serie: Serie, de: str) -> Serie:
        calidad = self.ficha.get("calidad_de_lo_heredado", {}).get(de)
        if calidad is None:
            return serie
        nota = self.ficha["nota"]
        return replace(
            serie,
            valores=tuple(replace(v, calidad=calidad, fuente=f"{nota}. {v.fuente}") for v in serie.valores),
            renglones=tuple({**r, "calidad": calidad, "fuente": f"{nota}. {r['fuente']}"} for r in serie.renglones),
        )

    def anotar(self, clave: str, desde: int | None = None, hasta: int | None = None) -> None:
        """Deja dicho que se preguntó por un parámetro y, si se sabe, de qué día a qué día."""
        lapso = (
            None if desde is None or hasta is None else (max(desde, _DIAS[0]), min(max(hasta, _DIAS[0]), _DIAS[1]))
        )
        anotar_en(self.normas.consultado, (self.clave, clave), lapso)

    def anotar_meses(self, clave: str, desde: NDArray[np.int64], hasta: NDArray[np.int64]) -> None:
        """Como `anotar`, con meses (`12·año + mes − 1`): [desde, hasta) de cada renglón; los vacíos no cuentan."""
        primeros, fines = np.broadcast_arrays(desde, hasta)
        if np.any(cuentan := fines > primeros):
            mes, fin = primeros.min(where=cuentan, initial=_MESES[1]), fines.max(where=cuentan, initial=_MESES[0])
            del_primero_al_ultimo = np.clip([mes, fin - 1], *_MESES).tolist()
            self.anotar(clave, *(dia(date(m // 12, m % 12 + 1, 1)) for m in del_primero_al_ultimo))

    def valor(self, clave: str, al: date) -> Valor:
        """El valor de un parámetro ese día, con fuente y calidad; `ErrorDeLey` (código 4) si no hay."""
        self.anotar(clave, dia(al), dia(al))
        return self._serie(clave).al(al)

    def numero(self, clave: str, al: date) -> int:
        """El valor escalado a entero (según los decimales del parámetro)."""
        numero = self.valor(clave, al).numero
        assert numero is not None
        return numero

    def cita(self, tema: str) -> str:
        """Fundamento de un tema, como se imprime en la memoria de cálculo."""
        propias = self.ficha.get("citas", {})
        if tema in propias:
            return str(propias[tema])
        for padre in self.padres:
            if tema in padre.ficha.get("citas", {}):
                texto = str(padre.ficha["citas"][tema])
                supletorio = padre.clave in self.ficha.get("calidad_de_lo_heredado", {})
                return f"{texto} (supletorio, ilustrativo)" if supletorio else texto
        raise ErrorDeLey(f"params/legales/{self.clave}/ordenamiento.yaml no cita el artículo de «{tema}».")

    def interpretacion(self, clave: str) -> str:
        """La interpretación elegida (o la de omisión) para un punto que la ley no decide sola."""
        return dict(self.normas.elegidas).get(clave) or self.omision(clave)

    def con(self, punto: str, opcion: str) -> Norma:
        """El mismo ordenamiento con otra interpretación en un punto."""
        return self.normas.con(punto, opcion).ordenamiento(self.clave)

    def omision(self, clave: str) -> str:
        """La interpretación que rige si nadie pide otra."""
        ficha = self.interpretaciones()[clave]
        return str(ficha.get("omision") or ficha["opciones"][0])

    def interpretaciones(self) -> dict[str, Any]:
        """Todos los puntos interpretables con sus opciones y su nota."""
        return self._interpretaciones

    @cached_property
    def _interpretaciones(self) -> dict[str, Any]:
        heredadas: dict[str, Any] = {}
        for padre in reversed(self.padres):
            heredadas |= padre.interpretaciones()
        return {**heredadas, **self.ficha.get("interpretaciones", {})}

    @cached_property
    def calendario(self) -> Calendario:
        """Días inhábiles del ordenamiento."""
        from cobranza.ley.calendario import leer_calendario

        return leer_calendario(self)

    def por_mes(self, clave: str) -> tuple[int, NDArray[np.int64]]:
        """Serie como columna mensual: (índice del primer mes, valores); el índice es `12·año + mes − 1`.

        Los meses sin valor quedan en `SIN_VALOR`. Un escalón rige en el mes si cubre su primer día.
        """
        return _por_mes(self, clave)

    def por_vigencia(self, clave: str) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Serie como columnas (primer día, último día, valor) de cada vigencia; `SIN_VALOR` donde está vacía."""
        return _por_vigencia(self, clave)


@lru_cache(maxsize=64)
def _por_vigencia(de: Norma, clave: str) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    valores = de.serie(clave).valores
    desde = np.array([dia(v.desde) for v in valores], dtype=np.int64)
    hasta = np.array([dia(v.hasta) for v in valores], dtype=np.int64)
    return desde, hasta, np.array([SIN_VALOR if v.numero is None else v.numero for v in valores], dtype=np.int64)


@lru_cache(maxsize=64)
def _por_mes(de: Norma, clave: str) -> tuple[int, NDArray[np.int64]]:
    valores = de.serie(clave).valores
    inicio = _mes(valores[0].desde)
    limites = [_mes(min(v.hasta, ULTIMO_DIA)) + 1 - inicio for v in valores]
    columna = np.full(max(limites), SIN_VALOR, dtype=np.int64)
    for v, limite in zip(valores, limites, strict=True):
        columna[_mes(v.desde) + (v.desde.day > 1) - inicio : limite] = SIN_VALOR if v.numero is None else v.numero
    columna.flags.writeable = False
    return inicio, columna


def _mes(momento: date) -> int:
    return 12 * momento.year + momento.month - 1
