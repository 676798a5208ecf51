"""El dinero contra su segunda implementación: lo publicado, cien mil historias y lo que nunca puede pasar."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from cuenta import hechos as h
from cuenta.comparar import en_palabras
from cuenta.hechos import Caso, Hecho
from cuenta.oraculo import contar, debido
from cuenta.plan_a_plazos import parcialidad, redondo
from cuenta.producto import producto
from cuenta.tiempo_y_tasas import dia, factor, habil, mas_meses, mora, tasa_por_plazo, vence_multa

from cobranza.ley import plazos, plazos_de_pago, recargos
from cobranza.ley.actualizacion import factor as factor_de_ley
from cobranza.ley.norma import de_ambito

pytestmark = pytest.mark.lenta


def d(texto: str) -> int:
    return dia(date.fromisoformat(texto))


def total(caso: Caso, al: str) -> int:
    return contar(caso, d(al)).total


# ── lo publicado ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("importe", "vence", "pagado_el", "pagado", "al", "esperado"),
    [
        (10_000_000, "2022-01-17", "2024-01-17", 100, "2026-01-16", 20_796_281),
        (10_000_000, "2022-01-17", "2024-01-17", 8_000_000, "2026-01-16", 10_826_276),
        (100_000_000, "2026-01-19", "2026-05-12", 100, "2026-07-15", 114_061_232),
    ],
)
def test_un_pago_parcial_no_detiene_los_recargos_de_lo_que_no_extingue(
    importe: int, vence: str, pagado_el: str, pagado: int, al: str, esperado: int
) -> None:
    """CFF, arts. 17-A, 20 y 21: la fórmula corre desde el vencimiento, y la actualización baja con los precios."""
    caso = Caso(importe, d(vence), hechos=(h.pago(d(pagado_el), pagado, "A"),))
    assert total(caso, al) == esperado


def test_si_el_pago_cubrio_los_recargos_por_tramo_solo_corren_desde_el() -> None:
    caso = Caso(10_000_000, d("2022-01-17"), hechos=(h.pago(d("2024-01-17"), 8_000_000, "A"),), lectura=h.POR_TRAMO)
    assert total(caso, "2026-01-16") == 7_850_238 + 2_769_564  # 78,502.38 × 35.28 %
    de_un_peso = replace(caso, hechos=(h.pago(d("2024-01-17"), 100, "A"),))
    assert total(de_un_peso, "2026-01-16") == 20_796_281


DE_100_MIL = Caso(10_000_000, d("2025-01-17"), multa=3_000_000, notificacion=d("2025-01-20"))
"""Cien mil pesos y una multa de treinta mil: el ejemplo del convenio."""
INICIAL = h.pago(d("2026-03-10"), 3_171_758, "A")
CUOTA = 1_157_358


def con(*hechos: Hecho) -> Caso:
    return replace(DE_100_MIL, hechos=(INICIAL, *hechos))


def test_el_adeudo_se_integra_a_la_solicitud_y_no_a_la_autorizacion() -> None:
    caso = con(h.solicitud(d("2026-03-10")), h.convenio(d("2026-05-12"), parcialidades=12))
    assert total(replace(DE_100_MIL, hechos=()), "2026-03-10") == 15_858_788
    assert total(caso, "2026-06-10") == 13_227_497
    assert total(caso, "2026-05-11") == total(con(), "2026-05-11"), "antes de autorizarse rige lo ordinario"


def test_en_un_segundo_convenio_cada_abono_baja_justo_lo_pagado() -> None:
    """Con dos periodos de actualización, la de lo que quedaba se redondeaba dos veces después de cada abono."""
    antes = (h.solicitud(d("2024-07-12")), h.convenio(d("2024-07-17"), parcialidades=24))
    despues = (h.solicitud(d("2025-09-15")), h.convenio(d("2025-09-19"), parcialidades=6))
    vencen = [habil(mas_meses(d("2025-09-15"), k, "federal"), "federal") for k in range(1, 7)]
    creditos = []
    for importe in range(1_234_567, 1_834_567, 3_001):
        caso = Caso(
            importe, d("2024-06-05"), hechos=(h.pago(d("2024-07-12"), importe // 5, "INICIAL"), *antes, *despues)
        )
        cuota = parcialidad(contar(caso, d("2025-09-15")).total, tasa_por_plazo(6, d("2025-09-15")), 6)
        abonos = tuple(h.pago(cuando, cuota, f"P{k}") for k, cuando in enumerate(vencen))
        creditos.append((caso, cuota, abonos))
    for k in range(5):
        sin = producto([(replace(c, hechos=(*c.hechos, *abonos[:k])), vencen[k]) for c, _, abonos in creditos])
        con = producto([(replace(c, hechos=(*c.hechos, *abonos[: k + 1])), vencen[k]) for c, _, abonos in creditos])
        bajan = [sum(a.values()) - sum(b.values()) for a, b in zip(sin, con, strict=True)]
        assert bajan == [cuota for _, cuota, _ in creditos], k


def test_quien_paga_puntual_no_debe_mas_meses_porque_su_dia_sea_inhabil() -> None:
    """El 10 de mayo de 2026 es domingo: el lunes 11 es puntual (art. 12, quinto párrafo)."""
    plan = h.convenio(d("2026-03-10"), parcialidades=12)
    caso = con(plan, h.pago(d("2026-04-10"), CUOTA, "B"), h.pago(d("2026-05-11"), CUOTA, "C"))
    assert parcialidad(12_687_030, 142, 12) == CUOTA
    assert total(caso, "2026-06-10") == 10_870_956


def test_de_la_parcialidad_tardia_solo_ella_causa_mora() -> None:
    plan = h.convenio(d("2026-03-10"), parcialidades=12)
    cuenta = contar(con(plan, h.pago(d("2026-04-13"), CUOTA, "B")), d("2026-04-13"))
    assert cuenta.aplicado["B"]["RECARGO_PARCIALIDAD"] == 23_957  # 11,573.58 × 2.07 %
    assert cuenta.aplicado["B"]["RECARGO_PRORROGA"] == 180_156 + 166_279


def _caduco(importe: int, a_capital: int) -> tuple[int, int, int]:
    """(histórico, actualización, recargos) al 15-dic-2025 de un convenio del 19-mar-2024 que abona sólo el 17-jun."""
    plan, paga = h.convenio(d("2024-03-19"), d("2025-03-14")), d("2024-06-17")
    caso = Caso(importe, d("2024-03-19"), hechos=(plan,))
    antes = contar(caso, paga).debido
    accesorios = antes["RECARGO_PRORROGA"] + antes["RECARGO_PARCIALIDAD"]
    cuenta = contar(mas(caso, h.pago(paga, accesorios + a_capital, "A")), d("2025-12-15"))
    assert not cuenta.convenio_abierto
    return cuenta.debido["HISTORICO"], cuenta.debido["ACTUALIZACION"], cuenta.debido["RECARGO"]


def test_caduco_el_convenio_la_mora_corre_desde_el_ultimo_pago_conforme() -> None:
    """De 113,503.72, dieciocho meses después: 7,241.54 de actualización y 31,949.20 de recargos (art. 66-A)."""
    assert _caduco(12_350_372, 1_000_000) == (11_350_372, 724_154, 3_194_920)


def test_un_abono_que_no_completa_una_parcialidad_no_mueve_el_inicio_de_la_mora() -> None:
    """Corre desde la solicitud: factor 1.0670 y veintiún meses a 1.47 %."""
    assert _caduco(11_350_372, 0) == (11_350_372, 760_475, 3_738_618)


def _puntual(azar: random.Random) -> tuple[Caso, int, int, int]:
    """(crédito en convenio con todos sus pagos a tiempo, saldo a plazos, tasa, parcialidades)."""
    vence = azar.randint(d("2021-01-02"), d("2022-06-01"))
    pide, n = vence + azar.randint(200, 500), azar.randint(1, 30)
    caso = Caso(azar.choice([10_000_000, azar.randint(1_000, 10**8)]), vence, causa_recargos=azar.random() < 0.8)
    saldo, tasa = contar(caso, pide).total, tasa_por_plazo(n, pide)
    cuota = parcialidad(saldo, tasa, n)
    fechas = [habil(mas_meses(pide, k, caso.ambito), caso.ambito) for k in range(1, n + 1)]
    pagos = [h.pago(f, cuota, f"P{k:02d}") for k, f in enumerate(fechas)]
    return replace(caso, hechos=(h.convenio(pide, parcialidades=n), *pagos)), saldo, tasa, n


def test_quien_paga_puntual_sigue_la_tabla_de_amortizacion() -> None:
    """La tabla que publica el tema de parcialidades; la separa el redondeo de cada mes."""
    azar, seguidos = random.Random(5), 0
    for _ in range(60):
        caso, saldo, tasa, n = _puntual(azar)
        cuota = parcialidad(saldo, tasa, n)
        tabla = plazos_de_pago.tabla(saldo, tasa, cuota, n, ultima_ajusta=True)
        for renglon, pago in zip(tabla[:-1], caso.hechos[1:], strict=False):
            if pago.fecha > d("2026-08-31"):
                break
            cuenta = contar(caso, pago.fecha)
            assert abs(cuenta.total - renglon.saldo) <= 1 + renglon.numero, en_palabras((caso, pago.fecha))
            assert cuenta.convenio_abierto and not cuenta.debido["RECARGO_PARCIALIDAD"]
            seguidos += 1
    assert seguidos > 500


def test_mientras_el_convenio_rige_pagar_antes_no_cuesta_mas() -> None:
    """Caduco, sí puede: la mora corre desde el último pago (art. 66-A, fr. IV), y adelantarlo adelanta su inicio."""
    azar, vistos = random.Random(6), 0
    for _ in range(250):
        caso, _, _, _ = _puntual(azar)
        plan, *pagos = caso.hechos
        tarde = [replace(x, fecha=x.fecha + azar.choice([0, 0, 3, 25, 40])) for x in pagos]
        k = azar.randrange(len(tarde))
        antes = [*tarde[:k], replace(tarde[k], fecha=max(plan.fecha + 1, tarde[k].fecha - 20)), *tarde[k + 1 :]]
        al = min(tarde[k].fecha + azar.choice([0, 1, 40]), d("2026-08-31"))
        pares = [(replace(caso, hechos=(plan, *x)), al) for x in (antes, tarde)]
        una, otra = (contar(*par) for par in pares)
        if una.convenio_abierto and otra.convenio_abierto:
            assert una.total <= otra.total + 2 + k, "\n".join(map(en_palabras, pares))
            vistos += 1
    assert vistos > 100


def test_en_convenio_las_multas_van_antes_que_los_recargos_anteriores() -> None:
    """CFF, art. 66-A, fr. V: los recargos previos son el inciso c), numeral 4."""
    cuenta = contar(con(h.convenio(d("2026-03-10"), parcialidades=12)), d("2026-03-10"))
    assert cuenta.aplicado["A"] == {"MULTA": 3_000_000, "ACTUALIZACION_MULTA": 120_600, "RECARGO": 51_158}


def test_a_la_tercera_sin_cubrir_caduca_y_no_revive() -> None:
    plan = h.convenio(d("2026-03-10"), parcialidades=12)
    tercera = d("2026-06-10")
    assert contar(con(plan), tercera).convenio_abierto
    assert not contar(con(plan), tercera + 1).convenio_abierto
    tarde = h.pago(tercera + 1, 4 * CUOTA, "B")
    assert not contar(con(plan, tarde), tercera + 5).convenio_abierto


def test_el_diferido_debe_su_monto_por_tasa_y_meses_y_caduca_si_no_se_paga() -> None:
    """CFF, art. 66-A, fr. II: 126,870.30 × 1.97 % × 5 meses; el plazo termina el lunes 10 de agosto de 2026."""
    caso = con(h.convenio(d("2026-03-10"), d("2026-08-10"), modalidad=h.DIFERIDO))
    assert debido(caso, d("2026-08-10"))["RECARGO_PRORROGA"] == 1_249_672
    assert contar(caso, d("2026-08-10")).convenio_abierto
    assert not contar(caso, d("2026-08-11")).convenio_abierto
    paga = h.pago(d("2026-08-10"), 12_687_030 + 1_249_672, "B")
    assert {c: v for c, v in debido(mas(caso, paga), d("2026-08-31")).items() if v} == {"SALDO_A_FAVOR": -2}


def test_modificar_el_convenio_integra_otra_vez_lo_debido_ese_dia() -> None:
    """Lo convenido de nuevo es lo insoluto y la prórroga pendiente, a la tasa de las 24 parcialidades (1.63 %)."""
    caso = con(h.convenio(d("2026-03-10"), parcialidades=12), h.convenio(d("2026-05-20"), parcialidades=24))
    assert debido(caso, d("2026-05-19"))["RECARGO_PRORROGA"] == 498_642
    # la mora de la parcialidad tardía va aparte: no se conviene ni causa prórroga
    del_nuevo = redondo((12_687_030 + 498_642) * 163, 10_000)
    assert debido(caso, d("2026-06-10"))["RECARGO_PRORROGA"] == 498_642 + del_nuevo


def test_el_abono_al_que_le_falta_un_centavo_no_salda_el_convenio() -> None:
    """Lo histórico que sobrevive es menos de medio centavo: su saldo es cero, y aun así se debe uno."""
    pagos = {"2025-04-12": 13_900, "2025-05-12": 11_544, "2025-06-12": 11_543, "2025-07-14": 11_544,
             "2025-08-12": 11_544, "2026-04-14": 2_726, "2026-05-14": 11_061}  # fmt: skip
    caso = Caso(67_122, d("2025-02-24"), hechos=(
        h.convenio(d("2025-04-12"), hasta=d("2025-09-04")), h.convenio(d("2026-04-14"), parcialidades=1),
        *(h.pago(d(cuando), importe, cuando) for cuando, importe in pagos.items()),
    ))  # fmt: skip
    for al in ("2026-05-14", "2026-05-15", "2026-08-27"):
        assert producto([(caso, d(al))]) == [debido(caso, d(al))], al
    assert debido(caso, d("2026-05-14"))["ACTUALIZACION"] == 1


# ── gastos, bajas y reversas ────────────────────────────────────────────────────────────────────────────────────

CON_GASTO = Caso(1_000_000, d("2019-04-30"), hechos=(h.gasto(d("2023-02-01"), 56_000, "D"),))


def mas(caso: Caso, *hechos: Hecho) -> Caso:
    return replace(caso, hechos=(*caso.hechos, *hechos))


def test_con_revocacion_pendiente_los_gastos_ni_se_cobran_ni_suman() -> None:
    """CFF, art. 150, quinto párrafo."""
    caso = mas(CON_GASTO, h.revocacion(d("2023-03-01")), h.pago(d("2023-03-15"), 10_000, "A"))
    cuenta = contar(caso, d("2023-03-15"))
    assert cuenta.aplicado["A"] == {"RECARGO": 10_000}
    assert cuenta.debido["GASTO_EJECUCION"] == 0
    assert debido(mas(caso, h.resolucion(d("2023-06-01"))), d("2023-06-01"))["GASTO_EJECUCION"] == 56_000


def test_si_queda_sin_efectos_lo_cobrado_de_gastos_es_a_favor() -> None:
    """RCFF, art. 95, primer párrafo."""
    caso = mas(CON_GASTO, h.pago(d("2023-03-15"), 60_000, "A"), h.resolucion_sin_efectos(d("2023-06-01")))
    assert {c: v for c, v in debido(caso, d("2024-01-01")).items() if v} == {"SALDO_A_FAVOR": -56_000}


def test_reactivado_es_como_si_nunca_se_hubiera_cancelado() -> None:
    """CFF, art. 146-A: cancelar no libera del pago."""
    cancelado = mas(CON_GASTO, h.cancelacion(d("2023-05-10")))
    assert total(cancelado, "2023-05-10") == 0
    assert debido(mas(cancelado, h.reactivacion(d("2024-02-01"))), d("2024-02-01")) == debido(
        CON_GASTO, d("2024-02-01")
    )


def test_el_pago_que_cubre_el_total_en_pesos_no_deja_nada() -> None:
    """CFF, art. 20, décimo párrafo; lo que falta o sobra de centavos es ajuste."""
    caso = Caso(10_050, d("2026-08-20"), hechos=(h.pago(d("2026-08-21"), 10_200, "A"),))
    assert debido(replace(caso, hechos=()), d("2026-08-21"))["RECARGO"] == 208
    cuenta = contar(caso, d("2026-08-30"))
    assert (cuenta.total, cuenta.ajustes["A"]) == (0, 50 + 8)


# ── el oráculo y el producto leen igual el tiempo y las tasas ───────────────────────────────────────────────────


@pytest.mark.parametrize("ambito", ["federal", "estatal"])
def test_el_tiempo_y_las_tasas_son_los_del_producto(ambito: str) -> None:
    azar, norma = random.Random(7), de_ambito(ambito)
    for _ in range(300):
        a = azar.randint(d("2019-01-02"), d("2026-08-30"))
        b, k = azar.randint(a, d("2026-08-31")), azar.randint(0, 16)
        assert factor(a, b) == factor_de_ley(norma, a, b)
        assert mora(a, ambito).tasa(b) == recargos.tasa(norma, a, b)
        assert vence_multa(a, ambito) == plazos.vence_para_pagar(norma, a)
        assert habil(a, ambito) == norma.calendario.siguiente_habil(a)
        assert mas_meses(a, k, ambito) == norma.calendario.mas_meses(a, k)
        n, tasa = k + 1, tasa_por_plazo(k + 1, a)
        assert tasa == plazos_de_pago.tasa_por_plazo(norma, n, date.fromordinal(a + 719_163)).numero
        assert parcialidad(b * 997, tasa, n) == plazos_de_pago.parcialidad(b * 997, tasa, n)
