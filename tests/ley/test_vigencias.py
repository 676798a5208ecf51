"""Un valor rige desde su día: la tasa que cambia a mitad de mes, el plazo del art. 65 y los de la prescripción."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import ley.independiente as lenta
import numpy as np
import pytest
from ley.test_independiente import LECTURAS, creditos_al_azar

from cobranza import temas
from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeLey
from cobranza.base.fechas import SIN_DIA, dia, fecha_de
from cobranza.ley.garantia import impedimento
from cobranza.ley.norma import norma
from cobranza.ley.plazos import vence_para_pagar
from cobranza.ley.plazos_de_pago import tasa_por_plazo, tasas_por_plazo
from cobranza.ley.prescripcion import ABIERTA, prescribe
from cobranza.ley.recargos import detalle, tasa, tasa_de_prorroga, tope_de_meses
from cobranza.ley.vigencias import al_dia

DE = norma("federal")
LEGALES = ajustes().params / "legales"
CAMBIO, VISPERA = date(2025, 7, 15), date(2025, 7, 14)


def _partir(archivo: Path, nuevo: str) -> None:
    """El renglón de 2025 de una serie, partido en dos: el segundo empieza el día del cambio con otro valor."""
    antes = archivo.read_text(encoding="utf-8")
    (renglon,) = re.findall(r"  - \{desde: 2025-01-01, hasta: 2025-12-31, .*\}\n", antes)
    segundo = re.sub(r'valor: "[\d.]+"', f'valor: "{nuevo}"', renglon.replace("2025-01-01", str(CAMBIO)))
    archivo.write_text(
        antes.replace(renglon, renglon.replace("2025-12-31", str(VISPERA)) + segundo), encoding="utf-8"
    )


@pytest.fixture
def tasas_que_cambian_el_quince(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """La mora de 2025 pasa de 1.47 a 1.60, en la norma y en la segunda implementación; la de plazos, a 1.40."""
    shutil.copytree(LEGALES, tmp_path / "legales")
    _partir(tmp_path / "legales" / "federal" / "recargos_mora.yaml", "1.60")
    _partir(tmp_path / "legales" / "federal" / "parcialidades_hasta_12.yaml", "1.40")
    monkeypatch.setenv("COBRANZA_PARAMS", str(tmp_path))
    nuevas = []
    for desde, hasta, valor in lenta.TASAS:
        if desde == date(2025, 1, 1):
            nuevas += [(desde, VISPERA, valor), (CAMBIO, hasta, Decimal("1.60"))]
        else:
            nuevas.append((desde, hasta, valor))
    monkeypatch.setattr(lenta, "TASAS", nuevas)
    recordadas = (lenta.tasa_de_mora, lenta._cuenta)
    for funcion in recordadas:
        funcion.cache_clear()
    yield
    for funcion in recordadas:
        funcion.cache_clear()


@pytest.mark.usefixtures("tasas_que_cambian_el_quince")
@pytest.mark.parametrize("lectura", LECTURAS)
def test_cada_mes_de_mora_toma_la_tasa_de_su_primer_dia(lectura: str) -> None:
    elegidas, como = LECTURAS[lectura]
    al_azar = creditos_al_azar(4_000, 15, vencidos_desde=date(2021, 1, 1))
    creditos = [(v, p) for _, v, p, _ in al_azar if p > CAMBIO]
    assert len(creditos) > 500
    dias = np.array([[dia(v), dia(p)] for v, p in creditos])
    esperado = [int(lenta.tasa(v, p, como) * 100) for v, p in creditos]
    de = norma("federal", elegidas)
    assert np.asarray(tasa(de, dias[:, 0], dias[:, 1])).tolist() == esperado
    assert [tasa(de, v, p) for v, p in dias[:100].tolist()] == esperado[:100]


@pytest.mark.usefixtures("tasas_que_cambian_el_quince")
def test_el_mes_que_empieza_la_vispera_del_cambio_lleva_la_tasa_vieja() -> None:
    def del_segundo_mes(vencimiento: date) -> tuple[str, int]:
        _, desde, _, cobrada = detalle(norma("federal"), dia(vencimiento), dia(date(2025, 8, 5)))[1]
        return str(desde), cobrada

    assert del_segundo_mes(date(2025, 6, 13)) == ("2025-07-14", 147)
    assert del_segundo_mes(date(2025, 6, 14)) == ("2025-07-15", 160)


@pytest.mark.usefixtures("tasas_que_cambian_el_quince")
def test_la_tasa_del_convenio_es_la_del_dia_de_la_solicitud() -> None:
    de = norma("federal")
    assert [tasa_por_plazo(de, 12, al).numero for al in (VISPERA, CAMBIO)] == [126, 140]
    assert tasas_por_plazo(
        de, np.array([12, 12]), np.array([dia(VISPERA), dia(CAMBIO)]), np.array([False, False])
    ).tolist() == [126, 140]


def test_la_prorroga_suma_la_de_cada_mes_de_mora() -> None:
    # 17-dic-2025 al 10-feb-2026: 0.98 del mes que empieza en diciembre y 1.38 del que empieza en enero
    assert tasa_de_prorroga(DE, dia(date(2025, 12, 17)), dia(date(2026, 2, 10))) == 98 + 138
    assert tasa_de_prorroga(DE, dia(date(2025, 12, 17)), dia(date(2025, 12, 17))) == 0


# Valores que antes no tenían fecha


def test_para_pagar_habia_45_dias_hasta_2013_y_30_desde_2014() -> None:
    notificados = [date(2013, 12, 31), date(2014, 1, 1)]
    vencen = [fecha_de(int(vence_para_pagar(DE, dia(n)))) for n in notificados]
    # surte el 2 de enero; 45 hábiles sin el 3 de febrero. El 1 de enero, inhábil, surte también el 2
    assert [str(v) for v in vencen] == ["2014-03-07", "2014-02-14"]
    columna = vence_para_pagar(DE, np.array([dia(n) for n in notificados]))
    assert [fecha_de(int(d)) for d in columna] == vencen
    assert DE.valor("plazo_para_pagar_dias", notificados[0]).calidad == "secundaria"
    assert temas.calcular("exigibilidad", {"notificacion": "2013-12-31"}, {})["vence"] == "2014-03-07"


def test_fuera_de_lo_capturado_un_valor_detiene_el_calculo() -> None:
    ayer = np.array([dia(date(2020, 1, 1)), dia(date(1982, 12, 31))])
    with pytest.raises(
        ErrorDeLey, match=r"prescripcion_anios no tiene valor al 1982-12-31.*prescripcion_anios\.yaml"
    ):
        al_dia(DE, "prescripcion_anios", ayer)
    assert al_dia(DE, "prescripcion_anios", ayer, np.array([True, False])).tolist() == [5, -1]


def test_el_tope_de_mensualidades_se_lee_al_vencimiento() -> None:
    antes, despues = dia(date(1999, 12, 31)), dia(date(2000, 1, 1))
    assert tope_de_meses(DE, np.array([antes, despues]), np.array([False, True])).tolist() == [0, 60]
    with pytest.raises(ErrorDeLey, match="recargos_tope_meses"):
        tope_de_meses(DE, antes)


def test_el_orden_de_las_garantias_se_lee_por_su_dia_y_su_ordenamiento() -> None:
    al_reves = ["fianza", "billete_de_deposito"]
    assert impedimento(DE, al_reves, date(2026, 1, 1)) is not None
    assert impedimento(DE, al_reves, date(2025, 12, 31)) is None
    assert impedimento(norma("estatal_chiapas"), al_reves, date(2026, 1, 1)) is None


# Prescripción: los dos extremos de una suspensión, y las que se enciman


def _prescribe(exigible: date, *lapsos: tuple[date, date | None]) -> tuple[str, str]:
    dias = [[dia(a), ABIERTA if b is None else dia(b)] for a, b in lapsos] or [[SIN_DIA, SIN_DIA]]
    fecha, tope = prescribe(DE, np.array([dia(exigible)]), np.zeros((1, 0), np.int64), np.array([dias]))
    return tuple("abierta" if d >= ABIERTA else str(fecha_de(int(d))) for d in (fecha[0], tope[0]))


def test_una_suspension_de_un_dia_alarga_un_dia() -> None:
    un_dia = date(2016, 5, 4)
    assert _prescribe(date(2015, 3, 2)) == ("2020-03-02", "2025-03-02")
    assert _prescribe(date(2015, 3, 2), (un_dia, un_dia)) == ("2020-03-03", "2025-03-03")


def test_las_que_se_enciman_o_llegan_en_desorden_cuentan_cada_dia_una_vez() -> None:
    a, b, c = (date(2016, 1, 1), date(2016, 1, 20)), (date(2016, 1, 11), date(2016, 1, 31)), (date(2016, 1, 31),) * 2
    esperado = _prescribe(date(2015, 3, 2), (date(2016, 1, 1), date(2016, 1, 31)))
    assert esperado == ("2020-04-02", "2025-04-02")
    for lapsos in ((a, b, c), (c, b, a), (b, a, c), (b, c, a)):
        assert _prescribe(date(2015, 3, 2), *lapsos) == esperado


def test_la_abierta_gana_a_la_que_termina_dentro_de_ella() -> None:
    abierta, dentro = (date(2016, 1, 1), None), (date(2016, 2, 1), date(2016, 2, 10))
    assert _prescribe(date(2015, 3, 2), dentro, abierta) == ("abierta", "abierta")


def test_la_que_empieza_el_ultimo_dia_lo_mueve_y_al_siguiente_ya_no() -> None:
    assert _prescribe(date(2015, 3, 2), (date(2020, 3, 2), date(2020, 3, 11)))[0] == "2020-03-12"
    assert _prescribe(date(2015, 3, 2), (date(2020, 3, 3), date(2020, 3, 11)))[0] == "2020-03-02"
