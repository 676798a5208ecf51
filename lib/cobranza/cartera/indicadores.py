"""Indicadores con calificación publicada: TADAT, PEFA 19.4 y SIGMA sobre el acervo de la mora.

Se compara la razón exacta (fracción), nunca el porcentaje redondeado. Los umbrales viven en
`params/catalogos/indicadores.yaml`, con su norma y su certeza.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd

from cobranza.base.catalogos import indicadores
from cobranza.base.errores import ErrorDeDatos

PUNTOS = {"A": 4, "B": 3, "C": 2, "D": 1}
"""Puntos de cada letra en el método M2."""


@dataclass(frozen=True, slots=True)
class Acervo:
    """La mora de un cierre de año, en centavos; `recaudacion` es None si no se ha capturado."""

    ejercicio: int
    recaudacion: int | None
    total: int
    cobrable: int
    de_mas_de_un_anio: int

    def __add__(self, otro: Acervo) -> Acervo:
        """El del mismo cierre de dos partes de la cartera; la recaudación es de todas y no se suma."""
        return Acervo(
            self.ejercicio,
            self.recaudacion,
            self.total + otro.total,
            self.cobrable + otro.cobrable,
            self.de_mas_de_un_anio + otro.de_mas_de_un_anio,
        )

    def __post_init__(self) -> None:
        if max(self.cobrable, self.de_mas_de_un_anio) > self.total:
            raise ErrorDeDatos(
                f"En {self.ejercicio} la mora cobrable o la de más de 12 meses supera a la total; son partes de ella."
            )


@dataclass(frozen=True, slots=True)
class Razon:
    """Una división que está detrás de una letra: de qué indicador, de qué año, qué es y sus dos lados en centavos."""

    indicador: str
    ejercicio: int
    que: str
    parte: int
    entre: int | None

    @property
    def valor(self) -> Fraction | None:
        """La razón exacta, en tanto por uno; None si falta entre qué dividir."""
        return _entre(self.parte, self.entre)


@dataclass(frozen=True, slots=True)
class Indicador:
    """Un indicador calificado; `valor` en tanto por uno (puntos en SIGMA); sin valor, `motivo` dice por qué.

    `razones`: las divisiones de las que sale, para enseñarlas; `valores`, lo que se imprime (dos en PEFA).
    """

    clave: str
    valor: Fraction | None
    letra: str
    motivo: str = ""
    razones: tuple[Razon, ...] = ()

    @property
    def valores(self) -> tuple[Fraction, ...]:
        """Las razones que deciden la letra: en PEFA son dos; en los demás, su único valor."""
        if self.valor is None:
            return ()
        if "conjuntas" in self.ficha:
            return tuple(r.valor for r in self.razones if r.valor is not None)
        return (self.valor,)

    @property
    def periodo(self) -> str:
        """De qué años es y cómo se juntan: «media de 2023, 2024 y 2025», «año 2025»."""
        anios = [str(a) for a in sorted({r.ejercicio for r in self.razones})]
        if len(anios) < 2:
            return "".join(f"año {anio}" for anio in anios)
        return f"media de {', '.join(anios[:-1])} y {anios[-1]}"

    @property
    def ficha(self) -> Mapping[str, Any]:
        """Título, norma, certeza y fuente de su umbral."""
        return _fichas()[self.clave]


def _fichas() -> Mapping[str, Mapping[str, Any]]:
    fichas: Mapping[str, Mapping[str, Any]] = indicadores()["umbrales"]
    return fichas


def limites(clave: str) -> tuple[tuple[int, ...], ...]:
    """Las fronteras de cada razón que decide la letra, en porcentaje y en el orden de `Indicador.valores`.

    >>> limites("ACV-01"), limites("ACV-05")
    (((10, 20, 40),), ((10, 20, 40), (25, 50, 75)))
    """
    ficha = _fichas()[clave]
    if "conjuntas" in ficha:
        return tuple(zip(*ficha["conjuntas"].values(), strict=True))
    return (tuple(banda[0] for banda in ficha["bandas"].values() if banda[0]),) if "bandas" in ficha else ()


def acervo_al(cartera: pd.DataFrame, corte: date, recaudacion: int | None = None) -> Acervo:
    """El acervo de la mora de una cartera (`cartera_al` a ese corte), con las definiciones de TADAT e ISORA.

    Total: lo exigible con saldo. Cobrable: sin lo suspendido o garantizado, lo prescrito ni lo de baja probabilidad.
    """
    exigible = (cartera["vida"] == "VIGENTE") & ~cartera["situacion"].isin(["SIN_NOTIFICAR", "EN_PLAZO"])
    mora = cartera.loc[exigible, ["situacion", "clase", "consumada", "exigible", "total"]]
    suspendida = mora["situacion"].isin(["CONTROVERTIDO_SUSPENDIDO", "SUSPENDIDO"])
    incobrable = mora["clase"] == "BAJA_PROBABILIDAD"
    sin_cobro = suspendida | incobrable | mora["consumada"]
    vieja = mora["exigible"] < pd.Timestamp(corte) - pd.DateOffset(years=1)
    return Acervo(
        corte.year,
        recaudacion,
        int(mora["total"].sum()),
        int(mora["total"][~sin_cobro].sum()),
        int(mora["total"][vieja].sum()),
    )


def evaluar(cierres: Sequence[Acervo]) -> list[Indicador]:
    """Los seis indicadores del acervo con los cierres de tres años, del más antiguo al último.

    TADAT promedia las tres razones anuales; no divide la suma de moras entre la suma de recaudaciones.
    """
    tres = [
        _media("ACV-01", [_mora_total("ACV-01", c) for c in cierres]),
        _media("ACV-02", [Razon("ACV-02", c.ejercicio, COBRABLE, c.cobrable, c.recaudacion) for c in cierres]),
        _media("ACV-03", [_mora_vieja("ACV-03", c) for c in cierres]),
    ]
    ultimo = cierres[-1]
    return [*tres, _m2(tres), _pefa(ultimo), _sigma(ultimo)]


TOTAL = "Mora total entre recaudación"
COBRABLE = "Mora cobrable entre recaudación"
VIEJA = "Mora con más de 12 meses entre mora total"


def _mora_total(clave: str, c: Acervo) -> Razon:
    return Razon(clave, c.ejercicio, TOTAL, c.total, c.recaudacion)


def _mora_vieja(clave: str, c: Acervo) -> Razon:
    return Razon(clave, c.ejercicio, VIEJA, c.de_mas_de_un_anio, c.total)


def letra(clave: str, valor: Fraction) -> str:
    """La letra de una razón según las bandas de su indicador: desde ≤ x < hasta, en porcentaje.

    >>> letra("ACV-01", Fraction(10, 100)), letra("ACV-01", Fraction(9999999, 100000000))
    ('B', 'A')
    """
    return _en_banda(_fichas()[clave]["bandas"], 100 * valor)


def _en_banda(bandas: Mapping[str, Sequence[int]], valor: Fraction | int) -> str:
    for nombre, limites in bandas.items():
        if limites[0] <= valor and (len(limites) == 1 or valor < limites[1]):
            return nombre
    raise ErrorDeDatos(f"Las bandas {dict(bandas)} no cubren el valor {valor}; se esperaban sin huecos.")


def _entre(parte: int, total: int | None) -> Fraction | None:
    return Fraction(parte, total) if total else None


def _media(clave: str, razones: Sequence[Razon]) -> Indicador:
    valores = [r.valor for r in razones if r.valor is not None]
    if len(valores) < 3:
        faltan = [str(r.ejercicio) for r in razones if r.valor is None]
        que = f"Faltan datos de {', '.join(faltan) or 'tres años'}."
        return Indicador(clave, None, "D*", que, tuple(razones))
    valor = sum(valores, Fraction(0)) * Fraction(1, len(valores))
    return Indicador(clave, valor, letra(clave, valor), "", tuple(razones))


def _m2(dimensiones: Sequence[Indicador]) -> Indicador:
    """Método M2: se suman los puntos de las tres dimensiones y se convierte la suma."""
    razones = tuple(r for d in dimensiones for r in d.razones)
    if any(d.valor is None for d in dimensiones):
        return Indicador("ACV-04", None, "D*", "Falta al menos una de las tres dimensiones.", razones)
    suma = sum(PUNTOS[d.letra] for d in dimensiones)
    return Indicador("ACV-04", Fraction(suma), _en_banda(_fichas()["ACV-04"]["m2"], suma), "", razones)


def _pefa(ultimo: Acervo) -> Indicador:
    """PEFA 19.4: la mejor letra cuyas dos condiciones se cumplen a la vez; si ninguna, D."""
    razones = (_mora_total("ACV-05", ultimo), _mora_vieja("ACV-05", ultimo))
    acervo, antiguos = (r.valor for r in razones)
    if acervo is None or antiguos is None:
        return Indicador("ACV-05", None, "D*", f"Faltan datos de {ultimo.ejercicio}.", razones)
    for nombre, (hasta, antiguos_hasta) in _fichas()["ACV-05"]["conjuntas"].items():
        if 100 * acervo < hasta and 100 * antiguos < antiguos_hasta:
            return Indicador("ACV-05", acervo, nombre, "", razones)
    return Indicador("ACV-05", acervo, "D", "", razones)


def _sigma(ultimo: Acervo) -> Indicador:
    """SIGMA: puntos enteros hasta un acervo, cero desde otro y lineal en medio."""
    razon = _mora_total("ACV-06", ultimo)
    if razon.valor is None:
        return Indicador("ACV-06", None, "", f"Faltan datos de {ultimo.ejercicio}.", (razon,))
    return Indicador("ACV-06", puntos_sigma(100 * razon.valor), "", "", (razon,))


def puntos_sigma(acervo_pct: Fraction | int) -> Fraction:
    """Puntos SIGMA de un acervo en porcentaje de la recaudación.

    >>> [str(puntos_sigma(x)) for x in (8, 10, 25, 40, 45)]
    ['5', '5', '5/2', '0', '0']
    """
    ficha = _fichas()["ACV-06"]
    pleno, cero, maximo = (Fraction(ficha[k]) for k in ("pleno_hasta", "cero_desde", "maximo"))
    lineal = maximo * (cero - acervo_pct) * Fraction(1, int(cero - pleno))
    return min(maximo, max(Fraction(0), lineal))
