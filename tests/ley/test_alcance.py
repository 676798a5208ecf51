"""Sin día, se toma el último que la norma capturada sabe liquidar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cobranza.base.errores import ErrorDeLey
from cobranza.base.fechas import dia
from cobranza.ley.actualizacion import factor
from cobranza.ley.alcance import ultimo_dia_con_saldo
from cobranza.ley.norma import de_la_oficina


def test_hasta_ese_dia_hay_indice_y_al_siguiente_ya_no() -> None:
    normas = de_la_oficina().aparte()
    ultimo = normas.de("federal").serie("inpc").valores[-1].hasta
    tope = ultimo + timedelta(days=100)
    alcanza = ultimo_dia_con_saldo(normas, tope)
    assert ultimo < alcanza < tope
    for ambito in ("federal", "estatal"):
        assert factor(normas.de(ambito), dia(date(2020, 1, 17)), dia(alcanza)) > 10_000
        with pytest.raises(ErrorDeLey, match="inpc"):
            factor(normas.de(ambito), dia(date(2020, 1, 17)), dia(alcanza) + 1)


def test_si_la_norma_llega_se_queda_el_dia_pedido() -> None:
    assert ultimo_dia_con_saldo(de_la_oficina().aparte(), date(2025, 12, 31)) == date(2025, 12, 31)
