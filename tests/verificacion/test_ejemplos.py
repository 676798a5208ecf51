"""Los ejemplos de cada regla corren: el que la rompe se señala; el que cumple y cada excepción, no.

Cada excepción tiene su ejemplo y cada supuesto el suyo: quitar una o invertir una condición hace fallar alguno.
"""

from __future__ import annotations

import pytest

from cobranza.verificacion.regla import reglas

TODOS = [(r.clave, k) for r in reglas() for k in range(1, len(r.ejemplos) + 1)]


@pytest.fixture(scope="module")
def senalados(de_ejemplo: list) -> dict[str, tuple[set[str], set[str]]]:
    """Folio del ejemplo → (lo que su regla señala en él, lo que debía señalar)."""
    resultado = {}
    for _, puestos, hallado in de_ejemplo:
        for p in puestos:
            h = hallado[p.regla]
            de_acto = "clave" if "clave" in h else "folio"
            resultado[p.folio] = (set(h.loc[h["folio"] == p.folio, de_acto]), set(p.esperados))
    return resultado


@pytest.mark.parametrize(("clave", "numero"), TODOS, ids=lambda v: str(v))
def test_el_ejemplo_dice_lo_que_la_regla_dice(clave: str, numero: int, senalados: dict) -> None:
    hallado, esperado = senalados[f"{clave}-{numero}"]
    assert hallado == esperado


def test_un_ejemplo_que_rompe_espera_algo_y_uno_que_cumple_no(de_ejemplo: list) -> None:
    for _, puestos, _ in de_ejemplo:
        assert all(bool(p.esperados) == p.ejemplo.rompe for p in puestos)
