"""Lo que una muestra permite decir y hasta dónde: intervalos del 95 %, lo esperado por volumen y cuánto revisar.

Fundamento: indicadores, regla 13, PAE-06 y caso 8.5. Todo es la distribución exacta, salvo la fórmula `wilson`;
sin coma flotante: los pesos son `Decimal` relativos al de la moda, y los límites, enteros.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal, localcontext
from fractions import Fraction

from cobranza.base.errores import ErrorDeUso

CONFIANZA = 95
"""Por ciento. Los límites dejan la mitad de lo demás en cada cola."""
_COLA = Decimal("0.025")
_Z = Decimal("1.959963984540054")
"""Cuantil de la normal que deja 2.5 % arriba."""
_NADA = Decimal("1e-30")
"""Un peso tan chico junto al de la moda no cambia ningún límite."""
_MITAD = 50
"""Puntos: con más no se sabe nada."""
_CIEN = 10_000
"""Centésimas de punto en el entero."""


def wilson(casos: int, de: int) -> tuple[int, int]:
    """Intervalo de Wilson de una proporción, en centésimas de punto redondeadas (206 es 2.06 %).

    >>> wilson(3, 50)
    (206, 1622)
    """
    _comprobar(casos, de)
    desde, hasta = wilson_de(Fraction(casos, de), Fraction(de))
    return round(_CIEN * desde), round(_CIEN * hasta)


def wilson_de(proporcion: Fraction, tamano: Fraction) -> tuple[Fraction, Fraction]:
    """El mismo, en tanto por uno, con un tamaño que puede ser el efectivo de un diseño y no un entero."""
    with localcontext() as c:
        c.prec = 40
        p, n = (_entre(f.numerator, f.denominator) for f in (proporcion, tamano))
        z2, mas = _Z * _Z, 1 + _entre(_Z * _Z, n)
        centro, mitad = p + _entre(z2, 2 * n), _Z * _entre(p * (1 - p) + _entre(z2, 4 * n), n).sqrt()
        desde, hasta = (Fraction(_entre(v, mas)) for v in (centro - mitad, centro + mitad))
    return max(desde, Fraction(0)), min(hasta, Fraction(1))


def binomial(casos: int, de: int) -> tuple[int, int]:
    """Intervalo exacto (Clopper y Pearson) de una tasa, en centésimas de punto, redondeado hacia afuera.

    >>> binomial(0, 10), binomial(3, 50)
    ((0, 3085), (125, 1655))
    """
    _comprobar(casos, de)
    desde = _primera(0, _CIEN, lambda k: _cola_binomial(casos, de, k, arriba=True) >= _COLA) - 1 if casos else 0
    hasta = _primera(0, _CIEN, lambda k: _cola_binomial(casos, de, k, arriba=False) < _COLA) if casos < de else _CIEN
    return max(desde, 0), hasta


def hipergeometrico(poblacion: int, muestra: int, casos: int) -> tuple[int, int]:
    """Entre cuántos casos puede haber en la población, con lo hallado en una muestra sin reemplazo; exacto.

    >>> hipergeometrico(578, 50, 3)
    (8, 93)
    """
    _comprobar(casos, muestra)
    _comprobar(muestra, poblacion)
    menos, mas = casos, poblacion - muestra + casos
    desde = _primera(menos, mas, lambda m: _cola(poblacion, m, muestra, casos, arriba=True) > _COLA)
    hasta = _primera(menos, mas + 1, lambda m: m > mas or _cola(poblacion, m, muestra, casos, arriba=False) <= _COLA)
    return desde, hasta - 1


def esperado(poblacion: int, con: int, volumen: int) -> tuple[Fraction, int, int]:
    """Cuántos casos tocarían a ese volumen si fuera como la población, y entre cuántos caería 95 de cada cien veces.

    El intervalo es el central exacto, sin reemplazo: fuera de él, lo visto no se explica por el volumen.

    >>> esperado(1000, 100, 50)
    (Fraction(5, 1), 1, 9)
    """
    _comprobar(con, poblacion)
    _comprobar(volumen, poblacion)
    if poblacion == 0:
        return Fraction(0), 0, 0
    pesos = _pesos_hipergeometricos(poblacion, con, volumen)
    total, acumulado, desde = sum(pesos.values()), Decimal(0), None
    for casos in sorted(pesos):
        acumulado += pesos[casos]
        if desde is None and acumulado > _COLA * total:
            desde = casos
        if acumulado >= (1 - _COLA) * total:
            return Fraction(con * volumen, poblacion), desde if desde is not None else casos, casos
    raise AssertionError("los pesos suman su total")


def tamano(poblacion: int, error: int) -> int:
    """Cuántos revisar para un error de esos puntos por ciento, con p = 0.5 y corrección por población finita.

    >>> [tamano(578, e) for e in (5, 7, 10)], tamano(20, 5)
    ([232, 147, 83], 20)
    """
    if not 1 <= error <= _MITAD or poblacion < 0:
        raise ErrorDeUso(
            f"El error es {error} y la población {poblacion}; se esperaba de 1 a 50 puntos y no negativa."
        )
    if poblacion == 0:
        return 0
    z = Fraction(_Z)
    infinita = z * z * Fraction(1, 4) * Fraction(100, error) ** 2
    exacto = infinita * poblacion * (poblacion - 1 + infinita) ** -1
    return min(poblacion, -(-exacto.numerator // exacto.denominator))


# ---- las distribuciones, por pesos alrededor de su moda ----


def _cola(poblacion: int, con: int, muestra: int, casos: int, *, arriba: bool) -> Decimal:
    """P(X ≥ casos) o P(X ≤ casos) de la hipergeométrica."""
    return _parte(_pesos_hipergeometricos(poblacion, con, muestra), casos, arriba=arriba)


def _cola_binomial(casos: int, de: int, centesimas: int, *, arriba: bool) -> Decimal:
    """P(X ≥ casos) o P(X ≤ casos) de la binomial con esa proporción."""
    si, no = centesimas, _CIEN - centesimas
    if not si or not no:
        fijo = de if si else 0
        return Decimal(int(fijo >= casos if arriba else fijo <= casos))

    def sube(k: int) -> tuple[int, int]:
        return (de - k) * si, (k + 1) * no

    return _parte(_pesos(min((de + 1) * si // _CIEN, de), 0, de, sube), casos, arriba=arriba)


def _pesos_hipergeometricos(poblacion: int, con: int, muestra: int) -> dict[int, Decimal]:
    sin = poblacion - con

    def sube(k: int) -> tuple[int, int]:
        return (con - k) * (muestra - k), (k + 1) * (sin - muestra + k + 1)

    menos, mas = max(0, muestra - sin), min(con, muestra)
    moda = min(max((con + 1) * (muestra + 1) // (poblacion + 2), menos), mas)
    return _pesos(moda, menos, mas, sube)


def _pesos(moda: int, menos: int, mas: int, sube: Callable[[int], tuple[int, int]]) -> dict[int, Decimal]:
    """De cada valor, su peso junto al de la moda; `sube(k)` es la razón del de k + 1 al de k."""
    pesos = {moda: Decimal(1)}
    for k, peso in (*_hacia(moda, mas, sube, 1), *_hacia(moda, menos, sube, -1)):
        pesos[k] = peso
    return pesos


def _hacia(
    desde: int, hasta: int, sube: Callable[[int], tuple[int, int]], paso: int
) -> Iterator[tuple[int, Decimal]]:
    k, peso = desde, Decimal(1)
    while k != hasta and peso > _NADA:
        arriba, abajo = sube(k) if paso == 1 else sube(k - 1)[::-1]
        peso, k = _entre(peso * arriba, abajo), k + paso
        yield k, peso


def _parte(pesos: dict[int, Decimal], casos: int, *, arriba: bool) -> Decimal:
    suyos = sum((p for k, p in pesos.items() if (k >= casos if arriba else k <= casos)), Decimal(0))
    return _entre(suyos, sum(pesos.values(), Decimal(0)))


def _entre(esto: Decimal | int, aquello: Decimal | int) -> Decimal:
    return Decimal(esto) * Decimal(aquello) ** -1


def _primera(menos: int, mas: int, cumple: Callable[[int], bool]) -> int:
    """El primer entero de [menos, mas] que cumple algo que, una vez cierto, sigue siéndolo."""
    while menos < mas:
        medio = (menos + mas) // 2
        menos, mas = (menos, medio) if cumple(medio) else (medio + 1, mas)
    return menos


def _comprobar(parte: int, de: int) -> None:
    if not 0 <= parte <= de:
        raise ErrorDeUso(f"Son {parte} de {de}; se esperaba una parte de su total.")
