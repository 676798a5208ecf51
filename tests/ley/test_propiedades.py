"""Lo que la ley garantiza para cualquier crédito, y lo que cada interpretación cambia."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from oficina import almacen_nuevo, asentar, credito, en_carpeta, hecho

from cobranza.base.dinero import TOPE, dividir_redondeando, en_proporcion
from cobranza.base.errores import ErrorDeDatos
from cobranza.base.fechas import SIN_DIA, dia
from cobranza.ley.actualizacion import UNO, factor
from cobranza.ley.devengo import FINO, aplicar_en_orden, en_tramos, extinguido
from cobranza.ley.gastos import gasto_ejecucion
from cobranza.ley.liquidacion import BLOQUE, Liquidacion, liquidar, liquidar_exacto, memoria
from cobranza.ley.norma import norma
from cobranza.ley.recargos import meses, recargos, tasa
from cobranza.temas import calcular

DE = norma("federal")
PRIMERO, ULTIMO = dia(date(2006, 7, 31)), dia(date(2026, 10, 9))
"""Vencimientos con calendario y tasa, y el último pago cuyo INPC ya se publicó."""
CORTE = dia(date(2026, 9, 15))
CINCO_MIL_MILLONES = 500_000_000_000

siempre = settings(deadline=None, derandomize=True)
"""Los mismos casos en cada corrida, sin prisa: en una máquina ocupada el plazo por caso no dice nada."""

fechas = st.integers(PRIMERO, ULTIMO)
montos = st.one_of(st.sampled_from([0, 1, CINCO_MIL_MILLONES]), st.integers(0, CINCO_MIL_MILLONES))
creditos = st.tuples(montos, fechas, fechas, st.booleans())
lecturas = st.fixed_dictionaries(
    {},
    optional={
        "inpc.disponible_desde_dia": st.integers(10, 31).map(str),
        "recargos.tasa_del_mes": st.sampled_from(["primer_dia", "dia_de_pago"]),
        "recargos.inicio_primer_mes": st.sampled_from(["dia_siguiente", "dia_del_vencimiento"]),
        "recargos.fin_de_mes_inhabil": st.sampled_from(["no_se_recorre", "siguiente_habil"]),
    },
)


def campos(resultado: Liquidacion) -> list[Any]:
    return [getattr(resultado, campo) for campo in resultado.__slots__]


def columnas(lote: list[tuple[int, int, int, bool]]) -> dict[str, np.ndarray]:
    monto, vencimiento, pago, causa = (np.array(c) for c in zip(*lote, strict=True))
    return {"monto": monto, "vencimiento": vencimiento, "pago": pago, "causa_recargos": causa}


# ── una fórmula, un crédito o un millón ─────────────────────────────────────────────────────────────────────────


@siempre
@given(st.lists(creditos, min_size=1, max_size=40), lecturas)
def test_la_columna_da_lo_mismo_que_cada_credito_con_cualquier_lectura(
    lote: list[Any], elegidas: dict[str, str]
) -> None:
    de = norma("federal", elegidas)
    juntos = liquidar(de, **columnas(lote))
    for i, (monto, vencimiento, pago, causa) in enumerate(lote):
        uno = liquidar(de, monto=monto, vencimiento=vencimiento, pago=pago, causa_recargos=causa)
        assert [int(columna[i]) for columna in campos(juntos)] == campos(uno)


@settings(siempre, max_examples=30)
@given(st.integers(0, 2**32), fechas, st.integers(1, 8_000), fechas, lecturas)
def test_muchos_creditos_al_mismo_corte_dan_lo_que_cada_uno_a_su_fecha(
    semilla: int, desde: int, ancho: int, corte: int, elegidas: dict[str, str]
) -> None:
    """Hay más créditos que días desde 1970: factor y tasa salen de una tabla, no de cada crédito."""
    de, azar = norma("federal", elegidas), np.random.default_rng(semilla)
    lote = {
        "monto": azar.integers(0, CINCO_MIL_MILLONES, ULTIMO + 1),
        "vencimiento": azar.integers(desde, min(desde + ancho, ULTIMO + 1), ULTIMO + 1),
        "causa_recargos": azar.random(ULTIMO + 1) < 0.8,
    }
    de_tabla = liquidar(de, pago=corte, **lote)
    cada_uno = liquidar(de, pago=np.full(ULTIMO + 1, corte), **lote)
    for uno, otro in zip(campos(de_tabla), campos(cada_uno), strict=True):
        assert np.array_equal(uno, otro)


@pytest.fixture(scope="module")
def cartera() -> dict[str, np.ndarray]:
    """Más créditos de los que caben en un tramo, para que haya varios y trabaje más de un hilo."""
    azar = np.random.default_rng(146)
    cuantos = 1_200_000
    return {
        "monto": azar.integers(0, CINCO_MIL_MILLONES, cuantos),
        "vencimiento": azar.integers(PRIMERO, CORTE, cuantos),
        "causa_recargos": azar.random(cuantos) < 0.7,
    }


def test_la_cartera_entera_da_lo_que_sus_partes(cartera: dict[str, np.ndarray]) -> None:
    entera = liquidar(DE, pago=CORTE, **cartera)
    partes = np.array_split(np.arange(cartera["monto"].size), 7)
    aparte = [liquidar(DE, pago=CORTE, **{c: v[p] for c, v in cartera.items()}) for p in partes]
    for campo in Liquidacion.__slots__:
        assert np.array_equal(np.concatenate([getattr(a, campo) for a in aparte]), getattr(entera, campo))


def test_el_orden_de_los_creditos_no_importa(cartera: dict[str, np.ndarray]) -> None:
    orden = np.random.default_rng(1).permutation(cartera["monto"].size)
    entera = liquidar(DE, pago=CORTE, **cartera)
    revuelta = liquidar(DE, pago=CORTE, **{c: v[orden] for c, v in cartera.items()})
    assert np.array_equal(entera.total[orden], revuelta.total)


def test_una_cartera_vacia_da_columnas_vacias() -> None:
    vacia = np.array([], dtype=np.int64)
    assert all(c.size == 0 for c in campos(liquidar(DE, monto=vacia, vencimiento=vacia, pago=CORTE)))


# ── lo que nunca pasa ───────────────────────────────────────────────────────────────────────────────────────────


@siempre
@given(montos, fechas, fechas, fechas)
def test_mas_meses_nunca_son_menos_recargos(base: int, vencimiento: int, un_pago: int, otro_pago: int) -> None:
    antes, despues = sorted((un_pago, otro_pago))
    assert meses(DE, vencimiento, antes) <= meses(DE, vencimiento, despues)
    primera, segunda = tasa(DE, vencimiento, antes), tasa(DE, vencimiento, despues)
    assert recargos(base, primera) <= recargos(base, segunda)


@siempre
@given(fechas, fechas, lecturas)
def test_el_factor_nunca_es_menor_que_uno(vencimiento: int, pago: int, elegidas: dict[str, str]) -> None:
    obtenido = factor(norma("federal", elegidas), vencimiento, pago)
    assert obtenido >= UNO
    if pago <= vencimiento:
        assert obtenido == UNO


@siempre
@given(creditos)
@example((0, PRIMERO, ULTIMO, True))
@example((CINCO_MIL_MILLONES, PRIMERO, ULTIMO, False))
def test_las_lineas_de_la_memoria_suman_el_total(caso: tuple[int, int, int, bool]) -> None:
    monto, vencimiento, pago, causa = caso
    lineas = memoria(DE, monto, vencimiento, pago, causa)
    total = liquidar(DE, monto=monto, vencimiento=vencimiento, pago=pago, causa_recargos=causa).total
    assert sum(linea.monto for linea in lineas if linea.suma) == total


@siempre
@given(montos, fechas, fechas)
def test_antes_del_vencimiento_nada_se_causa(monto: int, un_dia: int, otro_dia: int) -> None:
    pago, vencimiento = sorted((un_dia, otro_dia))
    assert liquidar(DE, monto=monto, vencimiento=vencimiento, pago=pago).total == monto


@siempre
@given(montos, st.integers(dia(date(2026, 1, 1)), ULTIMO))
def test_el_gasto_queda_entre_el_minimo_y_el_maximo(monto: int, al: int) -> None:
    minimo, maximo = 63_000, 9_788_000  # pesos de 2026: 630.00 y 97,880.00
    gasto = gasto_ejecucion(DE, credito=monto, al=al)
    assert minimo <= gasto <= maximo
    assert gasto in (minimo, maximo) or abs(50 * gasto - monto) <= 25, "2 % al medio centavo"


# ── exactitud y desborde ────────────────────────────────────────────────────────────────────────────────────────

grandes = st.integers(-(2**52), 2**52)


@siempre
@given(st.lists(grandes, min_size=1, max_size=20), st.integers(-1_024, 1_024), st.integers(1, 10_000))
def test_la_proporcion_es_el_cociente_exacto_redondeado(importes: list[int], razon: int, entre: int) -> None:
    def exacto(importe: int) -> int:
        cociente = Fraction(importe * razon, entre)
        entero = int(abs(cociente) + Fraction(1, 2))
        return entero if cociente >= 0 else -entero

    esperado = [exacto(i) for i in importes]
    assert [en_proporcion(i, razon, entre) for i in importes] == esperado
    assert np.asarray(en_proporcion(np.array(importes), razon, entre)).tolist() == esperado
    productos = np.array(importes) * razon
    assert np.asarray(dividir_redondeando(productos, entre)).tolist() == esperado
    assert productos.tolist() == [i * razon for i in importes], "dividir no debe tocar lo que recibe"


@siempre
@given(st.integers(TOPE // UNO + 1, 10**30), fechas, fechas)
def test_un_monto_que_desborda_es_un_error_y_no_una_cifra(monto: int, vencimiento: int, pago: int) -> None:
    with pytest.raises(ErrorDeDatos, match="no cabe en 64 bits"):
        liquidar(DE, monto=monto, vencimiento=vencimiento, pago=pago)


@pytest.mark.parametrize("lugar", [0, BLOQUE - 1, BLOQUE, BLOQUE + 99])
@pytest.mark.parametrize(
    ("malo", "mensaje"), [(TOPE // UNO + 1, "no cabe"), (-1, "negativo"), (-(2**63), "negativo")]
)
def test_un_solo_monto_malo_detiene_toda_la_columna(lugar: int, malo: int, mensaje: str) -> None:
    monto = np.full(BLOQUE + 100, 12_345)
    monto[lugar] = malo
    with pytest.raises(ErrorDeDatos, match=mensaje):
        liquidar(DE, monto=monto, vencimiento=np.full(monto.size, CORTE - 900), pago=CORTE)


def test_el_mayor_monto_que_cabe_se_liquida_exacto() -> None:
    al_dia = liquidar(DE, monto=TOPE // UNO, vencimiento=CORTE, pago=CORTE)
    assert al_dia.total == TOPE // UNO


def test_una_multa_se_actualiza_aunque_no_haya_tasa_de_recargos() -> None:
    """Las multas no causan recargos: que falte la tasa de 1998 no impide actualizarlas."""
    vencida = dia(date(1998, 3, 17))
    sola = liquidar(DE, monto=100_00, vencimiento=vencida, pago=CORTE, causa_recargos=False)
    assert sola.recargos == 0
    assert sola.factor > UNO
    lote = liquidar(
        DE,
        monto=np.full(3, 100_00),
        vencimiento=np.array([vencida, vencida, CORTE - 400]),
        pago=CORTE,
        causa_recargos=np.array([False, False, True]),
    )
    assert lote.total[0] == sola.total
    assert lote.recargos[2] > 0


# ── partir un pago ──────────────────────────────────────────────────────────────────────────────────────────────


@siempre
@given(montos, fechas, fechas)
def test_un_solo_tramo_es_lo_que_dice_liquidar(monto: int, vencimiento: int, al: int) -> None:
    fin = max(al, vencimiento)
    tramos = (np.array([[vencimiento]]), np.array([[fin]]))
    (causado,) = en_tramos(DE, np.array([monto * FINO]), tramos, np.array([SIN_DIA]))
    completa = liquidar(DE, monto=monto, vencimiento=vencimiento, pago=fin)
    assert (int(causado.base[0]), int(causado.mora[0])) == (completa.actualizado, completa.recargos)


@siempre
@given(montos, st.integers(0, FINO - 1), fechas, fechas)
def test_la_fraccion_de_centavo_no_cambia_mas_de_lo_que_vale(monto: int, resto: int, v: int, al: int) -> None:
    """Lo exacto queda entre lo que darían el centavo de abajo y el de arriba."""
    fino = np.array([max(monto - 1, 0) * FINO + resto])
    abajo, arriba = (
        liquidar(DE, monto=m, vencimiento=v, pago=al) for m in (max(monto - 1, 0), max(monto - 1, 0) + 1)
    )
    exacto = liquidar_exacto(DE, fino=fino, vencimiento=np.array([v]), pago=np.array([al]))
    assert abajo.actualizado <= int(exacto.actualizado[0]) <= arriba.actualizado
    assert abajo.total <= int(exacto.total[0]) <= arriba.total


@siempre
@given(montos, st.integers(10_000, 40_000), st.integers(10_000, 40_000))
def test_lo_extinguido_por_los_factores_vuelve_a_ser_lo_pagado(pago: int, uno: int, otro: int) -> None:
    historico = int(extinguido(np.array([pago]), [np.array([uno]), np.array([otro])])[0])
    assert historico <= pago * FINO
    assert abs(historico * uno * otro - pago * FINO**3) <= 2 * FINO * otro * uno


saldos = st.lists(st.integers(0, 10_000_000), min_size=1, max_size=6)


@siempre
@given(saldos, st.lists(st.integers(0, 10_000_000), min_size=1, max_size=5))
def test_pagar_en_partes_el_mismo_dia_aplica_lo_mismo_que_de_una_vez(debido: list[int], pagos: list[int]) -> None:
    de_una_vez = aplicar_en_orden(sum(pagos), [np.array([s]) for s in debido])
    quedan = [np.array([s]) for s in debido]
    for pago in pagos:
        quedan = [s - parte for s, parte in zip(quedan, aplicar_en_orden(pago, quedan), strict=True)]
    assert [s - int(p[0]) for s, p in zip(debido, de_una_vez, strict=True)] == [int(s[0]) for s in quedan]


def test_partir_un_recibo_en_la_oficina_no_cambia_lo_que_queda(tmp_path: Path) -> None:
    """En los libros: mismo saldo por concepto; entre histórico y actualización, a lo más un centavo por recibo."""
    azar = np.random.default_rng(20)
    with almacen_nuevo(en_carpeta(tmp_path)).begin() as conexion:
        hechos, partes = [], {}
        for k in range(60):
            importe = int(azar.integers(1_000_000, 90_000_000))
            pedazos = [int(p) for p in azar.integers(1, importe // 6, azar.integers(2, 5))]
            for folio, recibos in ((f"TGZ-2018-{k:06d}", [sum(pedazos)]), (f"TGZ-2019-{k:06d}", pedazos)):
                credito(conexion, folio, importe=importe, multa=int(k % 2) * 700_000)
                hechos += [hecho(folio, "PAGO", "2023-03-15", p, f"{folio}-{n}") for n, p in enumerate(recibos)]
            partes[k] = len(pedazos)
        asentar(conexion, *hechos)
        filas = conexion.exec_driver_sql("SELECT folio, componente, SUM(importe) FROM movimiento GROUP BY 1, 2").all()
    quedan: dict[str, dict[str, int]] = {}
    for folio, componente, saldo in filas:
        quedan.setdefault(folio, {})[componente] = int(saldo)
    for k, cuantas in partes.items():
        entero, partido = quedan[f"TGZ-2018-{k:06d}"], quedan[f"TGZ-2019-{k:06d}"]
        assert sum(entero.values()) == sum(partido.values())
        for componente in entero.keys() | partido.keys():
            distancia = abs(entero.get(componente, 0) - partido.get(componente, 0))
            assert distancia <= (cuantas if componente in ("HISTORICO", "ACTUALIZACION") else 0), (k, componente)


# ── cada interpretación cambia lo que dice su nota, y sólo eso ──────────────────────────────────────────────────


def _liquidacion(vencimiento: str, pago: str) -> dict[str, Any]:
    return {"monto": "1000000.00", "vencimiento_efectivo": vencimiento, "fecha_pago": pago}


# punto → (opción, tema, campo, caso donde cambia, por omisión, con la opción, caso donde no cambia)
TESTIGOS: dict[str, tuple[str, str, str, dict[str, Any], str, str, dict[str, Any]]] = {
    # el 5 de mayo aún no se cuenta con el INPC de abril, salvo que se tenga por publicado desde el día 1
    "inpc.disponible_desde_dia": (
        "1", "liquidacion", "inpc_num",
        _liquidacion("2025-03-17", "2026-05-05"), "145.544", "145.831",
        _liquidacion("2025-03-17", "2026-05-10"),
    ),
    # 1.47 de diciembre y 2.07 de enero, o dos veces la de 2026
    "recargos.tasa_del_mes": (
        "dia_de_pago", "liquidacion", "tasa_recargos",
        _liquidacion("2025-12-17", "2026-02-10"), "3.54", "4.14",
        _liquidacion("2026-01-19", "2026-04-10"),
    ),
    # vencido el 31 de diciembre, el primer mes empieza el 1 de enero o ese mismo día
    "recargos.inicio_primer_mes": (
        "dia_del_vencimiento", "liquidacion", "tasa_recargos",
        _liquidacion("2025-12-31", "2026-01-20"), "2.07", "1.47",
        _liquidacion("2025-12-17", "2026-01-20"),
    ),
    # el cuarto mes termina el domingo 17 de mayo; si se recorre, el lunes 18 aún está dentro
    "recargos.fin_de_mes_inhabil": (
        "siguiente_habil", "liquidacion", "meses",
        _liquidacion("2026-01-17", "2026-05-18"), "5", "4",
        _liquidacion("2026-01-17", "2026-05-19"),
    ),
    # cincuenta centavos bajan; juntos son un peso
    "redondeo.nivel": (
        "por_total", "redondeo_pago", "a_pagar",
        {"conceptos": {"recargos": "10.50", "principal": "20.50"}}, "30.00", "31.00",
        {"conceptos": {"principal": "20.50"}},
    ),
    # 2 % del crédito exigido o de su principal
    "gastos.base": (
        "solo_principal", "gastos_ejecucion", "gasto",
        {"credito": "100000.00", "principal": "60000.00", "diligencia": "embargo", "fecha_diligencia": "2026-03-04"},
        "2000.00", "1200.00",
        {"credito": "9000.00", "principal": "8000.00", "diligencia": "embargo", "fecha_diligencia": "2026-03-04"},
    ),
    # inmovilizar cuentas como embargar, o sin gasto
    "gastos.inmovilizacion": (
        "sin_gasto", "gastos_ejecucion", "gasto",
        {"credito": "100000.00", "diligencia": "inmovilizacion", "fecha_diligencia": "2026-03-04"}, "2000.00", "0.00",
        {"credito": "100000.00", "diligencia": "embargo", "fecha_diligencia": "2026-03-04"},
    ),
    # las vacaciones de fin de 2025, si el Estado las publica
    "vacaciones.sat": (
        "publicadas", "plazo_dias", "vence",
        {"notificacion": "2025-12-15", "dias_habiles": 10}, "2025-12-31", "2026-01-15",
        {"notificacion": "2026-06-01", "dias_habiles": 10},
    ),
    "dic1.2024": (
        "inhabil_2024_10_01", "plazo_dias", "vence",
        {"notificacion": "2024-09-27", "dias_habiles": 3}, "2024-10-03", "2024-10-04",
        {"notificacion": "2024-10-02", "dias_habiles": 3},
    ),
    # 353.38 ÷ 3,040.00 sólo con la tarifa; (1,082.40 − 193.37) ÷ 3,040.00 si el sueldo solo tenía subsidio
    "isr.varios_meses": (
        "tarifa_y_subsidio", "isr_varios_meses", "retencion",
        {"percepcion_total": "12000.00", "dias": 120, "sueldo_mes": "10000.00", "fecha_pago": "2026-11-30"},
        "1394.40", "3508.80",
        {"percepcion_total": "12000.00", "dias": 120, "sueldo_mes": "20000.00", "fecha_pago": "2026-11-30"},
    ),
    # los cinco años se cumplen el sábado 15 de marzo de 2025 y el lunes 17 es inhábil
    "prescripcion.inhabil": (
        "siguiente_habil", "prescripcion", "consumada",
        {"exigible": "2020-03-15"}, "2025-03-15", "2025-03-18",
        {"exigible": "2020-03-12"},
    ),
    # doce de 7,297.90 suman un centavo más que lo que amortiza el saldo
    "parcialidad.redondeo": (
        "ultima_ajusta", "parcialidades", "total",
        {"adeudo": "100000.00", "parcialidades": 12, "fecha_solicitud": "2026-03-04"}, "107574.80", "107574.79",
        {"adeudo": "100000.00", "parcialidades": 1, "fecha_solicitud": "2026-03-04"},
    ),
    "subasta.dias": (
        "naturales", "remate", "fin",
        {"inicio_subasta": "2026-03-04"}, "2026-03-10", "2026-03-08",
        {"inicio_subasta": "2026-03-02"},
    ),
}  # fmt: skip


EN_LA_CARTERA = {"prorroga.plazo_sin_fecha", "recargos.pago_parcial", "embargo.por_declaratoria"}
"""Interpretaciones que no entran en ningún cálculo de la ley sola: las prueban `tests/cartera` y la verificación."""


def test_toda_interpretacion_con_alternativa_tiene_un_caso_que_la_prueba() -> None:
    elegibles = {punto for punto, ficha in DE.interpretaciones().items() if len(ficha["opciones"]) > 1}
    assert elegibles - EN_LA_CARTERA == set(TESTIGOS)


@pytest.mark.parametrize("punto", TESTIGOS)
def test_la_interpretacion_cambia_lo_que_dice_su_nota(punto: str) -> None:
    opcion, tema, campo, caso, por_omision, con_la_opcion, _ = TESTIGOS[punto]
    assert str(calcular(tema, caso, {})[campo]) == por_omision
    assert str(calcular(tema, caso, {punto: opcion})[campo]) == con_la_opcion


@pytest.mark.parametrize("punto", TESTIGOS)
def test_donde_no_hay_duda_la_interpretacion_no_cambia_nada(punto: str) -> None:
    opcion, tema, _, _, _, _, indiferente = TESTIGOS[punto]

    def sin_rotulos(elegidas: dict[str, str]) -> dict[str, Any]:
        resultado = calcular(tema, indiferente, elegidas)
        return {c: v for c, v in resultado.items() if c not in ("interpretaciones", "renglones")}

    assert sin_rotulos({}) == sin_rotulos({punto: opcion})


@pytest.mark.parametrize("punto", TESTIGOS)
def test_pedir_la_opcion_de_omision_es_no_pedir_nada(punto: str) -> None:
    _, tema, campo, caso, *_ = TESTIGOS[punto]
    assert calcular(tema, caso, {})[campo] == calcular(tema, caso, {punto: DE.omision(punto)})[campo]
