"""Quien tenga el padrón, con RFC, delegación e importes exactos, no sabe de quién habla una relación compartida."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.papel.formato import Reservada
from cobranza.papel.mascara import resguardada

MINIMO = 3
_UNIDAD = {"mil": 10**3, "millón": 10**6, "millones": 10**6, "mil millones": 10**9}

contribuyentes = st.lists(
    st.lists(st.tuples(st.sampled_from("ABC"), st.integers(1, 10**11)), min_size=1, max_size=4), max_size=40
)


def relacion(padron: list[list[tuple[str, int]]]) -> pd.DataFrame:
    """Los créditos de un padrón: un renglón por importe."""
    filas = [
        (f"F{q:03d}-{k}", f"RFC{q:03d}", lugar, total)
        for q, suyos in enumerate(padron)
        for k, (lugar, total) in enumerate(suyos)
    ]
    return pd.DataFrame(filas, columns=["folio", "rfc", "delegacion", "total"])


def limites(rango: str) -> tuple[float, float]:
    """Los pesos entre los que dice estar un rango.

    >>> limites("200 mil a 1 millón"), limites("1 a 2 mil"), limites("Menos de 1 mil")
    ((200000.0, 1000000.0), (1000.0, 2000.0), (0.0, 1000.0))
    """
    if rango == "De cualquier importe":
        return 0.0, float("inf")
    if rango.startswith("Menos de "):
        return 0.0, _pesos(rango.removeprefix("Menos de "))
    if rango.endswith(" o más"):
        return _pesos(rango.removesuffix(" o más")), float("inf")
    desde, hasta = rango.split(" a ")
    unidad = hasta.partition(" ")[2]
    return _pesos(desde if " " in desde else f"{desde} {unidad}"), _pesos(hasta)


def _pesos(texto: str) -> float:
    cuantos, _, unidad = texto.partition(" ")
    return float(int(cuantos) * _UNIDAD[unidad])


def candidatos(padron: pd.DataFrame, vistos: list[tuple[str, str]]) -> list[str]:
    """Quiénes del padrón pueden ser alguien de quien se vieron estos (delegación, rango): todos sus créditos."""
    posibles = []
    for rfc, suyos in padron.groupby("rfc"):
        libres = list(suyos[["delegacion", "total"]].itertuples(index=False, name=None))
        # los rangos de una delegación no se enciman: cada crédito cabe a lo más en uno
        for lugar, rango in vistos:
            desde, hasta = limites(rango)
            cabe = next((c for c in libres if c[0] == lugar and desde <= c[1] / 100 < hasta), None)
            if cabe is None:
                break
            libres.remove(cabe)
        else:
            if not libres:
                posibles.append(str(rfc))
    return posibles


@given(contribuyentes)
def test_de_cada_seudonimo_hay_al_menos_tres_que_pudieron_ser(padron: list[list[tuple[str, int]]]) -> None:
    creditos = relacion(padron)
    dicho = resguardada(creditos, MINIMO, lambda rfc: f"C-{rfc}")
    vistos: dict[str, list[tuple[str, str]]] = defaultdict(list)
    callados = []
    for (seudonimo, rango), lugar, rfc in zip(
        dicho[["seudonimo", "rango"]].to_numpy(), creditos["delegacion"], creditos["rfc"], strict=True
    ):
        if isinstance(seudonimo, Reservada):
            assert isinstance(rango, Reservada), "lo uno sin lo otro señala"
            callados.append((lugar, rfc))
        else:
            vistos[seudonimo].append((lugar, rango))
    for seudonimo, suyos in vistos.items():
        quienes = candidatos(creditos, suyos)
        assert seudonimo.removeprefix("C-") in quienes and len(quienes) >= MINIMO
    de_la_delegacion = creditos.groupby("delegacion")["rfc"].nunique()
    for lugar in {lugar for lugar, _ in callados}:
        distintos = len({rfc for donde, rfc in callados if donde == lugar})
        assert distintos >= min(MINIMO, de_la_delegacion[lugar])


@given(contribuyentes)
def test_el_rango_es_cierto_y_el_orden_no_dice_mas(padron: list[list[tuple[str, int]]]) -> None:
    creditos = relacion(padron)
    dicho = resguardada(creditos, MINIMO, lambda rfc: f"C-{rfc}")
    for total, rango in zip(creditos["total"], dicho["rango"], strict=True):
        if not isinstance(rango, Reservada):
            desde, hasta = limites(rango)
            assert desde <= total / 100 < hasta
    # en una delegación, el mismo rango es el mismo nivel: dentro de él no hay orden
    niveles = pd.DataFrame({"lugar": creditos["delegacion"].to_numpy(), "rango": dicho["rango"].map(str).to_numpy(),
                            "nivel": dicho["nivel"].to_numpy()})  # fmt: skip
    assert (niveles.groupby(["lugar", "rango"])["nivel"].nunique() == 1).all()


def test_con_muchos_contribuyentes_los_rangos_sirven() -> None:
    padron = [[("A", 100_000 * (k + 1))] for k in range(300)]
    rangos = Counter(map(str, resguardada(relacion(padron), MINIMO, str)["rango"]))
    assert rangos.keys() == {"1 a 5 mil", "5 a 10 mil", "10 a 20 mil", "20 a 50 mil", "50 a 100 mil",
                             "100 a 200 mil", "200 a 500 mil"}  # fmt: skip
    assert all(re.fullmatch(r"\d+ a \d+ mil", rango) for rango in rangos)


def test_quien_debe_varios_creditos_como_nadie_no_se_sigue() -> None:
    """Su combinación lo señalaría aunque cada renglón por sí solo no."""
    padron = [[("A", 500_000)]] * 6 + [[("A", 50_000_000)]] * 6 + [[("A", 500_000), ("A", 50_000_000)]]
    dicho = resguardada(relacion(padron), MINIMO, str)
    assert [str(v) for v in dicho.loc["F012-0"][["seudonimo", "rango"]]] == ["res.", "res."]


@pytest.mark.parametrize("cuantos", [1, 2])
def test_una_delegacion_de_uno_o_dos_no_dice_nada(cuantos: int) -> None:
    padron = [[("A", 10**6)]] * cuantos + [[("B", 10**6)]] * 9
    dicho = resguardada(relacion(padron), MINIMO, str)
    assert all(isinstance(v, Reservada) for v in dicho["rango"][:cuantos])
    assert not any(isinstance(v, Reservada) for v in dicho["rango"][cuantos:])
