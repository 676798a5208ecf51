"""Retención de ISR: la totalidad del mes, el subsidio que se pierde y las vigencias que cambian."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from cobranza.base.errores import ErrorDeDatos, ErrorDeLey
from cobranza.ley.isr import Retencion, por_periodo, retencion, salario_minimo_del_mes, tarifa
from cobranza.ley.norma import norma

DE = norma("federal")
NOVIEMBRE_2026 = date(2026, 11, 30)


def _retenido(ingreso: int, al: date, **otros: bool) -> int:
    resultado = retencion(DE, ingreso=ingreso, al=al, **otros).retencion
    assert isinstance(resultado, int)
    return resultado


def test_sumar_los_gastos_hace_perder_el_subsidio() -> None:
    assert _retenido(1_000_000, NOVIEMBRE_2026) == 19_337
    assert _retenido(1_300_000, NOVIEMBRE_2026) == 107_600


def test_el_subsidio_de_enero_de_2026_no_es_el_de_febrero() -> None:
    enero, febrero = (retencion(DE, ingreso=1_000_000, al=date(2026, mes, 15)) for mes in (1, 2))
    assert (enero.subsidio, febrero.subsidio) == (53_621, 53_565)


def test_el_subsidio_se_pierde_un_centavo_despues_del_limite() -> None:
    assert retencion(DE, ingreso=1_149_266, al=NOVIEMBRE_2026).subsidio == 53_565
    assert retencion(DE, ingreso=1_149_267, al=NOVIEMBRE_2026).subsidio == 0


def test_desde_mayo_de_2024_el_excedente_del_subsidio_no_se_paga() -> None:
    antes = retencion(DE, ingreso=400_000, al=date(2024, 4, 30))
    # tarifa 2024: 14.32 + 6.40 % × (4,000.00 − 746.05) = 222.57; la tabla anterior daba 382.46 y entregaba el resto
    assert antes == Retencion(22_257, 38_246, 22_257 - 38_246)
    despues = retencion(DE, ingreso=400_000, al=date(2024, 5, 1))
    assert despues == Retencion(22_257, 39_012, 0)


def test_la_tarifa_2025_no_sirve_en_2026() -> None:
    # 13,000.00 cae en otro renglón: 1,182.88 + 17.92 % × (13,000.00 − 12,935.83) = 1,194.38 en 2025
    assert retencion(DE, ingreso=1_300_000, al=date(2025, 12, 31)).impuesto == 119_438
    assert retencion(DE, ingreso=1_300_000, al=date(2026, 1, 1)).impuesto == 107_600


def test_quien_solo_percibe_un_salario_minimo_no_paga() -> None:
    # el salario mínimo de 2024 causa más ISR que subsidio: sin la excepción habría retención
    mes = 24_893 * 30
    assert _retenido(mes, date(2024, 12, 31)) > 0
    assert _retenido(mes, date(2024, 12, 31), solo_salario_minimo=True) == 0


def test_con_gastos_ya_no_percibe_solo_el_salario_minimo() -> None:
    mas_que_el_minimo = salario_minimo_del_mes(DE, NOVIEMBRE_2026) + 300_000
    assert _retenido(mas_que_el_minimo, NOVIEMBRE_2026, solo_salario_minimo=True) == _retenido(
        mas_que_el_minimo, NOVIEMBRE_2026
    )


def test_una_columna_da_lo_mismo_que_uno_por_uno() -> None:
    ingresos = np.array([0, 1, 84_414, 84_415, 716_851, 1_149_266, 1_149_267, 1_300_000, 50_000_000_00])
    columna = retencion(DE, ingreso=ingresos, al=NOVIEMBRE_2026)
    sueltos = [retencion(DE, ingreso=int(i), al=NOVIEMBRE_2026) for i in ingresos]
    assert list(columna.impuesto) == [s.impuesto for s in sueltos]
    assert list(columna.subsidio) == [s.subsidio for s in sueltos]
    assert list(columna.retencion) == [s.retencion for s in sueltos]


@pytest.mark.parametrize("ejercicio", [2023, 2024, 2025, 2026])
def test_los_renglones_de_la_tarifa_empalman_a_cinco_centavos(ejercicio: int) -> None:
    """Así se publica: la cuota fija redondea lo acumulado. Un dígito mal copiado abre un salto mayor."""
    escala = tarifa(DE, date(ejercicio, 6, 30))
    for limite in escala.inferiores[1:]:
        salto = escala.impuesto(int(limite)) - escala.impuesto(int(limite) - 1)
        assert abs(salto) <= 5


def test_la_tarifa_de_un_periodo_es_la_diaria_por_sus_dias() -> None:
    # quincena: límite 24.55 diario es 368.11 en quince días (24.54 × 15 + 0.01)
    assert por_periodo(DE, ingreso=36_811, dias=15, al=date(2023, 1, 15)).impuesto == 705
    assert por_periodo(DE, ingreso=721_333, dias=10, al=date(2023, 1, 15)).impuesto == 99_206


def test_un_ingreso_negativo_es_un_error() -> None:
    with pytest.raises(ErrorDeDatos, match="negativo"):
        retencion(DE, ingreso=-1, al=NOVIEMBRE_2026)


@pytest.mark.parametrize("al", [date(2022, 12, 31), date(2027, 1, 1)])
def test_sin_tarifa_capturada_no_se_retiene_a_ciegas(al: date) -> None:
    with pytest.raises(ErrorDeLey, match=r"comunes/isr_mensual\.csv"):
        retencion(DE, ingreso=1_000_000, al=al)
