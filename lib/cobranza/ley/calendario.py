"""Días hábiles e inhábiles de un ordenamiento, para un día o para una columna de días.

Fundamento: CFF, arts. 12 y 135. La lista es la del artículo 12, no la de un calendario laboral. Fuera de los
años capturados un plazo en días se detiene: un año sin calendario no se adivina. Los plazos en meses o años
sólo miran el calendario cuando el día no existe; para esos aniversarios lejanos basta la regla del artículo.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from cobranza.base.errores import ErrorDeLey
from cobranza.base.escrito import al_entender
from cobranza.base.fechas import Dia, dia, fecha_de

if TYPE_CHECKING:
    from cobranza.ley.norma import Norma

Columna = NDArray[np.int64]
_LISTAS = ("art_12", "estatal")
HORIZONTE = date(2100, 12, 31)
"""Hasta dónde se proyecta la regla del artículo 12 para aniversarios (nunca para plazos en días)."""


class Calendario:
    """Calendario de un ordenamiento; toda función acepta un `Dia` entero o una columna `int64`."""

    def __init__(self, nombre: str, desde: date, hasta: date, motivos: dict[int, str]) -> None:
        self.nombre = nombre
        self.desde, self.hasta = dia(desde), dia(hasta)
        self.motivos = motivos
        numeros = np.arange(self.desde, dia(HORIZONTE) + 1)
        habil = (numeros + 3) % 7 < 5  # 1970-01-01 fue jueves
        de_regla = [d for anio in range(hasta.year + 1, HORIZONTE.year + 1) for d in lista_del_articulo_12(anio)]
        for d in (*motivos, *de_regla):
            if self.desde <= d <= dia(HORIZONTE):
                habil[d - self.desde] = False
        self._habil = habil
        self._acumulados = np.cumsum(habil)
        self._habiles = numeros[habil]

    def con(self, dias: Iterable[tuple[date, str]]) -> Calendario:
        """Otro calendario con más días inhábiles (por ejemplo, los que publique el Estado)."""
        motivos = self.motivos | {dia(d): motivo for d, motivo in dias}
        return Calendario(self.nombre, fecha_de(self.desde), fecha_de(self.hasta), motivos)

    def _posicion(self, d: Dia, limite: int | None = None) -> Dia:
        """Posición en la tabla; fuera de los años capturados, `ErrorDeLey`."""
        fuera = (np.asarray(d) < self.desde) | (np.asarray(d) > (limite or self.hasta))
        if np.any(fuera):
            malo = d if isinstance(d, int) else int(np.asarray(d)[fuera].flat[0])
            raise ErrorDeLey(
                f"El calendario {self.nombre} no cubre el {fecha_de(malo) if abs(malo) < 10**6 else 'día vacío'}: "
                f"va de {fecha_de(self.desde)} a {fecha_de(self.hasta)}. Agrega los días inhábiles de ese año y su "
                "fuente en params/legales/*/dias_inhabiles.csv y amplía `calendario.hasta`.",
            )
        return d - self.desde

    def es_habil(self, d: Dia) -> bool | NDArray[np.bool_]:
        """¿Es día hábil?"""
        resultado = self._habil[self._posicion(d)]
        return bool(resultado) if isinstance(d, int) else resultado

    def mas_habiles(self, d: Dia, k: Dia) -> Dia:
        """El `k`-ésimo día hábil estrictamente posterior a `d` (k = 0: `d` mismo; en una columna, k ≥ 1)."""
        if isinstance(k, int) and k == 0:
            return d
        habil = self._habiles[self._acumulados[self._posicion(d)] + k - 1]
        self._posicion(habil)
        return self._forma(habil, d)

    def habil_posterior(self, d: Dia) -> Dia:
        """El primer hábil posterior: cuando surte efectos una notificación (CFF, art. 135)."""
        return self.mas_habiles(d, 1)

    def siguiente_habil(self, d: Dia) -> Dia:
        """`d` si es hábil; si no, el primero que le siga (CFF, art. 12, quinto párrafo)."""
        return self.mas_habiles(d - 1, 1)

    def habil_de_aniversario(self, d: Dia) -> Dia:
        """Como `siguiente_habil`, pero más allá de los años capturados sigue la regla del artículo 12."""
        return self._forma(self._habiles[self._acumulados[self._posicion(d - 1, dia(HORIZONTE) - 60)]], d)

    def entre(self, desde: Dia, hasta: Dia) -> Dia:
        """Número de días hábiles en (desde, hasta]."""
        return self._forma(self._acumulados[self._posicion(hasta)] - self._acumulados[self._posicion(desde)], hasta)

    def mas_meses(self, d: Dia, k: Dia) -> Dia:
        """Mismo día, `k` meses después; si no existe, primer hábil del mes siguiente (art. 12, cuarto párrafo).

        Se calcula desde la fecha original, sin encadenar. Sólo pide calendario cuando el día no existe.
        """
        if isinstance(d, int) and isinstance(k, int):
            return int(cast(Columna, self.mas_meses(np.array([d]), k))[0])
        numero = np.asarray(d, dtype=np.int64)
        mes, del_mes = partes(numero)
        destino = primer_dia(mes + k)
        resultado = destino + del_mes - 1
        # sólo del 29 en adelante puede no existir el día; se mira aparte porque son pocos
        lugares = np.flatnonzero(np.broadcast_to(del_mes > 28, resultado.shape))
        siguiente = primer_dia(np.broadcast_to(mes + k, resultado.shape)[lugares] + 1)
        inexistente = resultado[lugares] >= siguiente
        if np.any(inexistente):
            ultimo = siguiente[inexistente] - 1
            habil = self._habiles[self._acumulados[self._posicion(ultimo, dia(HORIZONTE) - 60)]]
            resultado[lugares[inexistente]] = habil
        return resultado

    def motivo(self, d: int) -> str | None:
        """Por qué ese día es inhábil; None si es hábil."""
        if self.es_habil(d):
            return None
        nombre = ("sábado", "domingo")[(d + 3) % 7 - 5] if (d + 3) % 7 >= 5 else ""
        return self.motivos.get(d, nombre)

    def excluidos(self, desde: int, hasta: int) -> list[tuple[date, str]]:
        """Días inhábiles en (desde, hasta], cada uno con su motivo."""
        return [(fecha_de(d), self.motivo(d) or "") for d in range(desde + 1, hasta + 1) if not self.es_habil(d)]

    @staticmethod
    def _forma(resultado: NDArray[np.int64], como: Dia) -> Dia:
        return int(resultado) if isinstance(como, int) else resultado


def lista_del_articulo_12(anio: int) -> list[int]:
    """Días inhábiles que el artículo 12 nombra para un año (texto desde DOF 28-06-2006), sin el 1 de diciembre."""

    def lunes(mes: int, ordinal: int) -> int:
        primero = dia(date(anio, mes, 1))
        return primero + (4 - primero) % 7 + 7 * (ordinal - 1)  # 1970-01-05 fue lunes

    fijos = [dia(date(anio, mes, numero)) for mes, numero in ((1, 1), (5, 1), (5, 5), (9, 16), (12, 25))]
    return sorted([*fijos, lunes(2, 1), lunes(3, 3), lunes(11, 3)])


def partes(d: Dia) -> tuple[Columna, Columna]:
    """Día → (índice de mes `12·año + mes − 1`, día del mes)."""
    numero = np.asarray(d, dtype=np.int64)
    tabla = _dias_con_mes()
    lugar = numero - tabla.desde
    if _cabe(lugar, tabla.mes.size):
        return tabla.mes[lugar], tabla.del_mes[lugar]
    return _partes(numero)


def primer_dia(mes: Dia) -> Columna:
    """Índice de mes → su primer día."""
    numero = np.asarray(mes, dtype=np.int64)
    tabla = _dias_con_mes()
    lugar = numero - tabla.desde_mes
    return tabla.primero[lugar] if _cabe(lugar, tabla.primero.size) else _primer_dia(numero)


def _cabe(lugar: Columna, tamano: int) -> bool:
    """¿Toda posición está en la tabla? Vistas sin signo, las negativas son enormes: basta una pasada."""
    return int(lugar.view(np.uint64).max(initial=0)) < tamano


def _partes(numero: Columna) -> tuple[Columna, Columna]:
    momento = numero.astype("datetime64[D]")
    mes = momento.astype("datetime64[M]")
    return mes.astype(np.int64) + 12 * 1970, (momento - mes.astype("datetime64[D]")).astype(np.int64) + 1


def _primer_dia(mes: Columna) -> Columna:
    return (mes - 12 * 1970).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


class _Tabla(NamedTuple):
    """Mes y día del mes de cada día, y primer día de cada mes, del siglo XX al horizonte."""

    desde: int
    mes: Columna
    del_mes: Columna
    desde_mes: int
    primero: Columna


@cache
def _dias_con_mes() -> _Tabla:
    """Buscar en una tabla cuesta treinta veces menos que convertir la fecha."""
    desde, hasta = dia(date(1900, 1, 1)), dia(HORIZONTE)
    mes, del_mes = _partes(np.arange(desde, hasta + 1))
    return _Tabla(desde, mes, del_mes, 12 * 1900, _primer_dia(np.arange(12 * 1900, int(mes[-1]) + 2)))


def leer_calendario(de: Norma) -> Calendario:
    """Calendario de un ordenamiento: el suyo más el de aquellos de los que hereda."""
    motivos: dict[int, str] = {}
    listas = (*_LISTAS, "sat") if de.interpretacion("vacaciones.sat") == "publicadas" else _LISTAS
    for origen in (*reversed(de.padres), de):
        if "calendario" in origen.ficha:
            motivos |= _motivos(origen, listas)
    if de.interpretacion("dic1.2024") == "inhabil_2024_10_01":
        motivos[dia(date(2024, 10, 1))] = "transmisión del Poder Ejecutivo (interpretación elegida)"
    with al_entender(f"params/legales/{de.clave}/ordenamiento.yaml", ErrorDeLey):
        desde, hasta = (date.fromisoformat(de.ficha["calendario"][extremo]) for extremo in ("desde", "hasta"))
    return Calendario(de.clave, desde, hasta, motivos)


def _motivos(de: Norma, listas: tuple[str, ...]) -> dict[int, str]:
    archivo = str(de.ficha["calendario"]["archivo"])
    with al_entender(f"params/legales/{de.clave}/{archivo}", ErrorDeLey):
        return {
            dia(date.fromisoformat(r["fecha"])): f"{r['motivo']} ({r['fundamento']})"
            for r in de.normas.contenido.renglones(de.clave, archivo)
            if r["lista"] in listas
        }
