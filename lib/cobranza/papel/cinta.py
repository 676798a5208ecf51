"""La línea de tiempo de un asunto como figura: carriles con periodos y puntos sobre un mismo eje de años."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from cobranza.base.fechas import dia, fecha_corta, fecha_de
from cobranza.papel.lienzo import ANCHO, ANGOSTO, Dibujo, Figura, linea_recta, rectangulo, texto

_CARRIL, _ORILLA, _LETRA = 44, 8, 7


@dataclass(frozen=True, slots=True)
class Carril:
    """Un renglón de la cinta: su nombre, sus periodos (desde, hasta) y sus puntos, en días.

    `clase` es el relleno de los periodos: acento, saldo o hueca.
    """

    nombre: str
    periodos: Sequence[tuple[int, int]] = ()
    puntos: Sequence[int] = ()
    clase: str = "acento"


def cinta(titulo: str, carriles: Sequence[Carril], al: int, descripcion: str) -> Figura:
    """Los carriles del primer al último día que traen; `al` se marca con una guía. En teléfono, más angosta."""
    extremos = [d for c in carriles for p in (*c.periodos, *((x, x) for x in c.puntos)) for d in p]
    desde, hasta = min([*extremos, al]), max([*extremos, al]) + 1
    datos = [(c.nombre, _dicho(c)) for c in carriles]
    return Figura(titulo, descripcion, [_dibujo(carriles, al, (desde, hasta), a) for a in (ANCHO, ANGOSTO)], datos)


def _dibujo(carriles: Sequence[Carril], al: int, limites: tuple[int, int], ancho: int) -> Dibujo:
    desde, hasta = limites
    util = ancho - 2 * _ORILLA

    def x(d: int) -> int:
        return _ORILLA + util * (d - desde) // max(hasta - desde, 1)

    alto = 22 + _CARRIL * len(carriles)
    rotulo = f"al {fecha_corta(fecha_de(al))}"
    ancla = "end" if x(al) + _LETRA * len(rotulo) > ancho else "start"
    trazos = [
        _vertical(x(al), 16, alto, ' stroke-dasharray="2 2"'),
        texto(x(al), 12, rotulo, "cifra", ancla),
    ]
    for k, c in enumerate(carriles):
        y = 22 + _CARRIL * k
        trazos += [texto(_ORILLA, y + 12, c.nombre), linea_recta(_ORILLA, ancho - _ORILLA, y + 26, y + 26, "base")]
        trazos += [rectangulo(x(a), y + 19, x(b + 1) - x(a), 14, c.clase) for a, b in c.periodos]
        trazos += [f'<circle cx="{x(d)}" cy="{y + 26}" r="4.5" fill="var(--acento,#0f5e56)"/>' for d in c.puntos]
    return Dibujo(ancho, alto + 22, "".join([*trazos, *_eje(x, limites, ancho, alto)]))


def _eje(x: Callable[[int], int], limites: tuple[int, int], ancho: int, alto: int) -> list[str]:
    """Los años, tantos como quepan sin encimarse."""
    inicio, fin = (fecha_de(d).year for d in limites)
    paso = -(-(fin - inicio + 1) * 48 // ancho)
    enteros = [dia(date(a, 1, 1)) for a in range(inicio + 1, fin + 1, max(paso, 1))]
    trazos = [linea_recta(_ORILLA, ancho - _ORILLA, alto, alto, "base")]
    for d in enteros:
        ancla = "end" if x(d) + 17 > ancho else "middle"
        trazos.append(_vertical(x(d), alto, alto + 4))
        trazos.append(texto(x(d), alto + 18, str(fecha_de(d).year), "eje", ancla))
    return trazos


def _vertical(x: int, y1: int, y2: int, punteado: str = "") -> str:
    return f'<line x1="{x}" x2="{x}" y1="{y1}" y2="{y2}" stroke="var(--gris,currentColor)"{punteado}/>'


def _dicho(c: Carril) -> str:
    """Los periodos y los puntos de un carril, en palabras."""
    periodos = [f"{fecha_corta(fecha_de(a))} a {fecha_corta(fecha_de(b))}" for a, b in c.periodos]
    return "; ".join([*periodos, *(fecha_corta(fecha_de(d)) for d in c.puntos)])
