"""Plazos: días hábiles, meses, viernes en banco, notificaciones y exigibilidad."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cobranza import temas
from cobranza.base.errores import ErrorDeLey
from cobranza.base.fechas import dia, fecha_de
from cobranza.ley import plazos
from cobranza.ley.norma import norma

DE = norma("federal")


def _tema(clave: str, **caso: Any) -> dict[str, Any]:
    return temas.calcular(clave, caso, {})


def _vencimiento(fecha_legal: date, *, en_banco: bool) -> date:
    return fecha_de(plazos.vencimiento_efectivo(DE, dia(fecha_legal), en_banco)[0])


def test_el_viernes_se_recorre_al_pagar_en_banco() -> None:
    assert _vencimiento(date(2026, 7, 17), en_banco=True) == date(2026, 7, 20)


def test_el_viernes_no_se_recorre_fuera_del_banco() -> None:
    assert _vencimiento(date(2026, 7, 17), en_banco=False) == date(2026, 7, 17)


def test_viernes_y_feriado_se_recorren_juntos() -> None:
    assert _vencimiento(date(2025, 1, 31), en_banco=True) == date(2025, 2, 4)


def test_el_sabado_se_recorre_al_lunes() -> None:
    assert _vencimiento(date(2026, 1, 17), en_banco=True) == date(2026, 1, 19)


def test_el_motivo_dice_cada_dia_recorrido() -> None:
    motivo = _tema("vencimiento_pago", fecha_legal="2025-01-31", pago_en_institucion_de_credito=True)["motivo"]
    assert all(parte in motivo for parte in ("viernes", "sábado", "domingo", "primer lunes de febrero"))


def test_el_dia_inexistente_pasa_al_primer_habil_del_mes_siguiente() -> None:
    assert _tema("plazo_meses", desde="2026-01-31", meses=1)["vence"] == "2026-03-02"  # 1 de marzo, domingo


def test_los_meses_se_cuentan_desde_la_fecha_original_sin_encadenar() -> None:
    assert _tema("plazo_meses", desde="2026-01-31", meses=2)["vence"] == "2026-03-31"


def test_un_plazo_en_meses_que_vence_en_domingo_se_prorroga() -> None:
    resultado = _tema("plazo_meses", desde="2026-03-17", meses=2)
    assert (resultado["aniversario"], resultado["vence"]) == ("2026-05-17", "2026-05-18")


def test_un_feriado_retrasa_el_surtimiento() -> None:
    # notificado el viernes 30 de enero: el lunes 2 de febrero es inhábil
    assert _tema("plazo_dias", notificacion="2026-01-30", dias_habiles=1)["surte_efectos"] == "2026-02-03"


def test_los_treinta_dias_son_habiles_y_desde_que_surte_efectos() -> None:
    resultado = _tema("plazo_dias", notificacion="2026-03-02", dias_habiles=30)
    # surte el 3; quedan 20 hábiles de marzo (el 16 no cuenta) y 10 de abril: 1, 2, 3, 6 a 10, 13 y 14
    assert (resultado["surte_efectos"], resultado["vence"]) == ("2026-03-03", "2026-04-15")


def test_los_dias_del_sat_no_cuentan_si_el_estado_no_los_publica() -> None:
    sin, con = (
        _tema("plazo_dias", notificacion="2025-07-14", dias_habiles=10, dias_sat_publicados_por_el_estado=publicados)
        for publicados in (False, True)
    )
    assert sin["vence"] < con["vence"]
    assert con["interpretaciones"] == {"vacaciones.sat": "publicadas"}


def test_el_estado_puede_publicar_solo_algunos_dias() -> None:
    resultado = _tema(
        "plazo_dias", notificacion="2026-06-01", dias_habiles=3, dias_sat_publicados_por_el_estado=["2026-06-03"]
    )
    # surte el 2; el 3 publicado; hábiles 4, 5 y 8
    assert resultado["vence"] == "2026-06-08"
    assert resultado["excluidos"] == ["2026-06-03", "2026-06-06", "2026-06-07"]


def test_los_excluidos_van_con_su_motivo() -> None:
    resultado = _tema("plazo_dias", notificacion="2026-01-30", dias_habiles=1)
    (detalle,) = [r["detalle"] for r in resultado["renglones"] if "detalle" in r]
    assert [d["fecha"] for d in detalle] == resultado["excluidos"]
    assert any("febrero" in d["motivo"] for d in detalle)


def test_las_vacaciones_publicadas_no_recorren_un_vencimiento_de_pago() -> None:
    """CFF, art. 12, segundo párrafo: para pagar contribuciones esos días son hábiles."""
    con_sat = norma("federal", {"vacaciones.sat": "publicadas"})
    de_vacaciones = dia(date(2025, 7, 22))
    assert not con_sat.calendario.es_habil(de_vacaciones)
    assert plazos.vencimiento_efectivo(con_sat, de_vacaciones, True)[0] == de_vacaciones


def test_el_1_de_octubre_de_2024_es_habil_salvo_que_se_elija_lo_contrario() -> None:
    caso = {"notificacion": "2024-09-27", "dias_habiles": 1}
    assert temas.calcular("plazo_dias", caso, {})["vence"] == "2024-10-01"
    elegido = temas.calcular("plazo_dias", caso, {"dic1.2024": "inhabil_2024_10_01"})
    assert elegido["vence"] == "2024-10-02"


def test_estrados_notifica_el_decimoprimer_dia_y_surte_el_siguiente() -> None:
    resultado = _tema("estrados", publicacion="2026-08-03")
    # del 4 al 17 de agosto van diez hábiles; el 18 es el decimoprimero
    assert (resultado["fecha_notificacion"], resultado["surte_efectos"]) == ("2026-08-18", "2026-08-19")


def test_los_estrados_de_antes_de_la_reforma_no_se_adivinan() -> None:
    with pytest.raises(ErrorDeLey, match=r"proporciones\.yaml"):
        _tema("estrados", publicacion="2020-08-03")


def test_el_buzon_sin_abrir_notifica_el_cuarto_dia() -> None:
    resultado = _tema("buzon_sin_apertura", aviso="2026-08-07")  # viernes
    assert resultado["ultimo_dia_para_abrir"] == "2026-08-12"
    assert resultado["fecha_notificacion"] == "2026-08-13"
    assert resultado["surte_efectos"] == "2026-08-14"


def test_es_exigible_el_dia_natural_siguiente_aunque_sea_sabado() -> None:
    resultado = _tema("exigibilidad", notificacion="2026-01-09", plazo_dias=28)
    assert (resultado["vence"], resultado["exigible_desde"]) == ("2026-02-20", "2026-02-21")


def test_las_cuotas_obrero_patronales_son_exigibles_a_los_quince_dias() -> None:
    resultado = _tema("exigibilidad", notificacion="2026-08-03", plazo_dias=15)
    assert (resultado["vence"], resultado["exigible_desde"]) == ("2026-08-25", "2026-08-26")


def test_fuera_del_calendario_capturado_se_detiene() -> None:
    with pytest.raises(ErrorDeLey, match=r"dias_inhabiles\.csv"):
        _tema("plazo_dias", notificacion="2027-12-15", dias_habiles=30)
