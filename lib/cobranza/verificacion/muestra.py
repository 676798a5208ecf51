"""La muestra de expedientes: lo de más riesgo, entero, y del resto un sorteo por delegación y etapa que se repite.

Fundamento: procesos F05 e indicadores, PAE-06. El sorteo ordena los folios por la huella de semilla y folio: la
misma semilla da la misma muestra en cualquier máquina, y no depende del orden en que vengan los créditos.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

from cobranza.base.catalogos import actos, carpeta, leer_yaml, tabla
from cobranza.base.dinero import escalado
from cobranza.base.errores import ErrorDeUso
from cobranza.cartera.integracion import exigibles
from cobranza.verificacion.intervalos import hipergeometrico, tamano, wilson_de

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae

Estrato = tuple[str, str]
"""Delegación y etapa."""
Clave = TypeVar("Clave", str, Estrato)
RIESGO, SORTEO = "riesgo", "sorteo"
PARTES = {RIESGO: "De riesgo, todos", SORTEO: "Sorteada"}
_DE_TODOS = ("REG", "NOT", "PLZ", "EXG", "MAN", "REQ", "EMB")
"""Las etapas que no se saltan; las demás se revisan sólo si el crédito pasó por ellas."""


@dataclass(frozen=True)
class Muestra:
    """Qué expedientes se revisan y de cuántos: `creditos` (folio, delegacion, etapa, parte), por folio.

    `estratos`: por delegación y etapa, riesgo (cuántos, todos se revisan), poblacion (el resto) y sorteados.
    `documentos`: lo que se revisa de cada crédito (folio, etapa, documento, obligatorio, requisitos, fundamento).
    """

    corte: date
    semilla: str
    puntos: int
    creditos: pd.DataFrame
    estratos: pd.DataFrame
    documentos: pd.DataFrame

    @property
    def huella(self) -> str:
        """La de qué se revisa: la cédula la lleva y, al volver, debe ser la misma."""
        renglones = self.creditos[["folio", "parte"]].itertuples(index=False)
        dicho = "\n".join([str(self.corte), self.semilla, str(self.puntos), *(f"{f}|{p}" for f, p in renglones)])
        return hashlib.sha256(dicho.encode()).hexdigest()


def reglas_de_la_muestra() -> Mapping[str, Any]:
    """Los umbrales de riesgo y el mínimo por delegación, con su calidad y su fuente."""
    return leer_yaml(carpeta() / "muestra.yaml")


def determinada(pae: Pae, *, semilla: str, puntos: int) -> Muestra:
    """La muestra de los créditos vigentes de un procedimiento, para ese error en puntos por ciento.

    Errores: `ErrorDeUso` si falta la semilla o el error no es de 1 a 50 puntos.
    """
    if not semilla.strip():
        raise ErrorDeUso("Falta la semilla; se esperaba un texto, como PROGRAMA-2026: con él se repite el sorteo.")
    vigentes = pae.creditos[pae.creditos["vida"] == "VIGENTE"].sort_values("folio", ignore_index=True)
    de_riesgo = _de_riesgo(vigentes, pae.corte)
    donde, hasta = vigentes["delegacion"].astype("str"), vigentes["etapa"].astype("str")
    minimo = int(reglas_de_la_muestra()["minimo_por_delegacion"])
    elegir = por_etapa(_cuantos(donde[~de_riesgo], hasta[~de_riesgo]), puntos=puntos, minimo=minimo)
    partes = [vigentes[de_riesgo].assign(parte=RIESGO)]
    for (delegacion, etapa), (_, cuantos) in elegir.items():
        suyos = vigentes[(donde == delegacion) & (hasta == etapa) & ~de_riesgo]
        elegidos = sorteados(suyos["folio"].tolist(), semilla, cuantos)
        partes.append(suyos[suyos["folio"].isin(elegidos)].assign(parte=SORTEO))
    creditos = pd.concat(partes)[["folio", "delegacion", "etapa", "parte"]].sort_values("folio", ignore_index=True)
    riesgo = _cuantos(donde[de_riesgo], hasta[de_riesgo])
    filas = [(*de, riesgo.get(de, 0), *elegir.get(de, (0, 0))) for de in sorted({*elegir, *riesgo})]
    return Muestra(
        pae.corte, semilla.strip(), puntos, creditos,
        pd.DataFrame(filas, columns=["delegacion", "etapa", "riesgo", "poblacion", "sorteados"]),
        _documentos(pae, creditos),
    )  # fmt: skip


def _cuantos(donde: pd.Series[str], hasta: pd.Series[str]) -> dict[Estrato, int]:
    return dict(Counter(zip(donde.tolist(), hasta.tolist(), strict=True)))


def _de_riesgo(creditos: pd.DataFrame, corte: date) -> pd.Series[bool]:
    """Los que deben más del umbral y prescriben dentro de los meses que dice el catálogo."""
    dichas = reglas_de_la_muestra()["riesgo"]
    hasta = pd.Timestamp(corte) + pd.DateOffset(months=int(dichas["prescribe_meses"]))
    prescribe = pd.to_datetime(creditos["prescribe"])
    return (creditos["total"] > escalado(str(dichas["saldo"]), 2)) & prescribe.notna() & (prescribe <= hasta)


def repartida(poblacion: Mapping[str, int], *, puntos: int, minimo: int) -> dict[str, tuple[int, int]]:
    """Por estrato, (población, cuántos se sortean): en proporción, con un mínimo o todos si no lo alcanza.

    >>> repartida({"A": 500, "B": 78, "C": 4}, puntos=5, minimo=10)
    {'A': (500, 199), 'B': (78, 31), 'C': (4, 4)}
    """
    cuantos = tamano(sum(poblacion.values()), puntos)
    return {
        d: (poblacion[d], min(poblacion[d], max(n, minimo))) for d, n in _en_proporcion(poblacion, cuantos).items()
    }


def por_etapa(poblacion: Mapping[Estrato, int], *, puntos: int, minimo: int) -> dict[Estrato, tuple[int, int]]:
    """Por delegación y etapa, (población, cuántos se sortean): lo de cada delegación, en proporción a sus etapas.

    De cada etapa con población sale al menos uno: de la que no se ve ninguno no se puede decir nada.

    >>> por_etapa({("A", "REQ"): 300, ("A", "EMB"): 200, ("B", "REQ"): 4}, puntos=10, minimo=10)
    {('A', 'EMB'): (200, 32), ('A', 'REQ'): (300, 48), ('B', 'REQ'): (4, 4)}
    """
    de_cada = Counter[str]()
    for (delegacion, _), n in poblacion.items():
        de_cada[delegacion] += n
    salen: dict[Estrato, tuple[int, int]] = {}
    for delegacion, (_, cuantos) in repartida(de_cada, puntos=puntos, minimo=minimo).items():
        suyas = {e: n for e, n in poblacion.items() if e[0] == delegacion}
        salen |= {e: (suyas[e], min(suyas[e], max(n, 1))) for e, n in _en_proporcion(suyas, cuantos).items()}
    return salen


def _en_proporcion(poblacion: Mapping[Clave, int], cuantos: int) -> dict[Clave, int]:
    """Cuántos tocan a cada parte: los enteros de la proporción y, de los que faltan, a las de mayor residuo."""
    total = sum(poblacion.values())
    exactos = {d: Fraction(cuantos * n, total or 1) for d, n in sorted(poblacion.items())}
    enteros = {d: int(e) for d, e in exactos.items()}
    faltan = cuantos - sum(enteros.values())
    for d in sorted(exactos, key=lambda d: (enteros[d] - exactos[d], d))[:faltan]:
        enteros[d] += 1
    return enteros


def sorteados(folios: list[str], semilla: str, cuantos: int) -> set[str]:
    """Los folios que salen, sin reemplazo: los de menor huella."""
    return set(sorted(folios, key=lambda f: hashlib.sha256(f"{semilla}|{f}".encode()).hexdigest())[:cuantos])


def _documentos(pae: Pae, creditos: pd.DataFrame) -> pd.DataFrame:
    """De cada crédito, los documentos de las etapas que alcanzó y los que algún acto suyo hizo exigibles.

    Lo condicional cuyo supuesto ocurrió (`documentos.csv`: qué acto lo exige) es obligatorio; lo demás se pregunta
    como el catálogo lo dice, y puede no aplicar.
    """
    documentos, orden = tabla("documentos"), tabla("etapas").set_index("clave")["orden"].astype("int64")
    etapa_de = {tipo: ficha["etapa"] for tipo, ficha in actos().items() if ficha.get("etapa")}
    pasaron = pae.actos[pae.actos["folio"].isin(creditos["folio"])]
    por_actos = pasaron["tipo"].map(etapa_de).dropna().groupby(pasaron["folio"]).agg(set).to_dict()
    suyos = pae.creditos[pae.creditos["folio"].isin(creditos["folio"])]
    exigidos = exigibles(suyos, pasaron).groupby("folio")["clave"].agg(set).to_dict()
    filas = []
    for folio, etapa in zip(creditos["folio"], creditos["etapa"].astype("str"), strict=True):
        hasta = int(orden.get(etapa, 0))
        suyas = {e for e in _DE_TODOS if int(orden[e]) <= hasta} | {etapa} | por_actos.get(folio, set())
        exige = documentos["clave"].isin(exigidos.get(folio, set()))
        obligatorio = documentos["obligatorio"].mask(exige, "si")
        filas.append(documentos.assign(folio=folio, obligatorio=obligatorio)[documentos["etapa"].isin(suyas) | exige])
    columnas = {"requisitos_minimos": "requisitos"}
    juntos = pd.concat(filas) if filas else documentos.iloc[:0].assign(folio="")
    juntos = juntos.rename(columns=columnas)[
        ["folio", "etapa", "documento", "obligatorio", "requisitos", "fundamento"]
    ]
    return juntos.reset_index(drop=True)


# ---- lo que la muestra permite decir ----


@dataclass(frozen=True, slots=True)
class Extrapolado:
    """Los casos que habría en todo, el mejor estimado y su intervalo del 95 %, en créditos; lo de riesgo, exacto."""

    poblacion: int
    revisados: int
    hallados: int
    estimado: Fraction
    desde: int
    hasta: int


def extrapolado(estratos: Mapping[Any, tuple[int, int, int]], de_riesgo: tuple[int, int] = (0, 0)) -> Extrapolado:
    """De cada estrato, (población, sorteados, casos); `de_riesgo`: (revisados, casos), que se suman tal cual.

    Estimador estratificado; su intervalo es el de Wilson con el tamaño efectivo: el de un sorteo simple con la misma
    varianza. La de cada estrato es la suya o, si es mayor, la de todos juntos: en uno chico sin casos no es cero, y
    con faltas raras el intervalo acertaba tres de cada cuatro veces.
    Errores: `ErrorDeUso` si un estrato con población no tiene ninguno revisado.
    """
    poblacion = sum(n for n, _, _ in estratos.values())
    for cual, (n, m, x) in estratos.items():
        if not (0 < m <= n and 0 <= x <= m):
            raise ErrorDeUso(f"De {cual} hay {n}, se revisaron {m} y {x} son casos; se esperaba alguno revisado.")
    revisados, hallados = (sum(e[k] for e in estratos.values()) for k in (1, 2))
    censo, casos = de_riesgo
    estimado = sum((Fraction(n * x, m) for n, m, x in estratos.values()), Fraction(0))
    desde, hasta = _intervalo(list(estratos.values()), poblacion, estimado)
    return Extrapolado(
        poblacion + censo, revisados + censo, hallados + casos, estimado + casos,
        max(desde, hallados) + casos, min(hasta, poblacion - revisados + hallados) + casos,
    )  # fmt: skip


def _intervalo(estratos: list[tuple[int, int, int]], poblacion: int, estimado: Fraction) -> tuple[int, int]:
    """Créditos, hacia afuera; si se revisó todo, es lo hallado y, en un solo estrato, el hipergeométrico exacto."""
    if all(n == m for n, m, _ in estratos):
        return int(estimado), int(estimado)
    if len(estratos) == 1:
        return hipergeometrico(*estratos[0])
    p = estimado * Fraction(1, poblacion)
    revisados = sum(m for _, m, _ in estratos)
    comun = (p * revisados + 1) * Fraction(1, revisados + 2)
    varianza = Fraction(0)
    for n, m, x in estratos:
        suya = (x + comun) * Fraction(1, m + 1)
        mayor = max(suya * (1 - suya), comun * (1 - comun))
        varianza += Fraction(n, poblacion) ** 2 * Fraction(n - m, n) * mayor * Fraction(1, m)
    efectivo = comun * (1 - comun) * varianza**-1
    desde, hasta = wilson_de(p, efectivo)
    return int(poblacion * desde), -int(-poblacion * hasta // 1)
