"""Un plan de corridas dice qué se corre, con qué parámetros y cuándo toca."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cobranza.base.ajustes import ajustes
from cobranza.base.catalogos import delegaciones
from cobranza.base.errores import ErrorDeUso
from cobranza.ejecucion.plan import Plan, Tarea, leer, leer_todos

LUNES = date(2026, 1, 5)


def _habil(dia: date) -> bool:
    """Un calendario de ensayo: de lunes a viernes, menos el 1 de enero."""
    return dia.weekday() < 5 and dia != date(2026, 1, 1)


def _plan(carpeta: Path, texto: str, hoy: date = LUNES) -> Plan:
    ruta = carpeta / "ensayo.yaml"
    ruta.write_text(texto, encoding="utf-8")
    return leer(ruta, hoy)


def test_una_corrida_por_cada_valor_con_los_parametros_comunes(tmp_path: Path) -> None:
    plan = _plan(
        tmp_path,
        """
titulo: Mensuales
parametros: {corte: "2025-12-31"}
cuadernos:
  - informe_cartera
  - cuaderno: verificacion_pae
    parametros: {nominativo: true}
    por_cada: {delegacion: [DH-TGZ, DH-TAP], ambito: [estatal, federal]}
""",
    )
    assert (plan.nombre, plan.titulo) == ("ensayo", "Mensuales")
    assert plan.tareas[0] == Tarea("informe_cartera", {"corte": "2025-12-31"})
    assert [(t.parametros["delegacion"], t.parametros["ambito"]) for t in plan.tareas[1:]] == [
        ("DH-TGZ", "estatal"), ("DH-TGZ", "federal"), ("DH-TAP", "estatal"), ("DH-TAP", "federal"),
    ]  # fmt: skip
    assert all(t.parametros["nominativo"] is True for t in plan.tareas[1:])


def test_un_catalogo_da_una_corrida_por_clave(tmp_path: Path) -> None:
    plan = _plan(tmp_path, "cuadernos: [{cuaderno: x, por_cada: {delegacion: 'catalogo:delegaciones'}}]")
    assert [t.parametros["delegacion"] for t in plan.tareas] == list(delegaciones()["clave"])


@pytest.mark.parametrize(
    ("escrito", "leido"),
    [
        ("hoy", "2026-01-05"),
        ("ayer", "2026-01-04"),
        ("fin_de_mes_anterior", "2025-12-31"),
        ("inicio_de_mes_anterior", "2025-12-01"),
        ("2025-06-30", "2025-06-30"),
    ],
)
def test_el_corte_puede_ser_relativo_al_dia(tmp_path: Path, escrito: str, leido: str) -> None:
    plan = _plan(tmp_path, f"parametros: {{corte: {escrito}}}\ncuadernos: [x]")
    assert plan.tareas[0].parametros == {"corte": leido}


@pytest.mark.parametrize(
    ("cuando", "tocan", "proxima"),
    [
        ("diario", (1, 5, 31), date(2026, 1, 5)),
        ("semanal:lunes", (5, 12, 19, 26), date(2026, 1, 5)),
        ("mensual:1", (1,), date(2026, 2, 1)),
        ("mensual:ultimo", (31,), date(2026, 1, 31)),
        ("habil:3", (6,), date(2026, 1, 6)),
        ("habil:ultimo", (30,), date(2026, 1, 30)),
        ("", (), None),
    ],
)
def test_cuando_toca_y_cuando_toca_otra_vez(
    tmp_path: Path, cuando: str, tocan: tuple[int, ...], proxima: date | None
) -> None:
    plan = _plan(tmp_path, f"cuando: '{cuando}'\ncuadernos: [x]")
    hallados = [d for d in range(1, 32) if plan.toca(date(2026, 1, d), _habil)]
    assert set(tocan) <= set(hallados)
    assert cuando == "diario" or tuple(hallados) == tocan
    assert plan.proxima(LUNES, _habil) == proxima


@pytest.mark.parametrize(
    ("texto", "dice"),
    [
        ("cuadernos: []", "no dice qué correr"),
        ("- x", "no dice qué correr"),
        ("cuadernos: [x", "no es YAML"),
        ("cuadernos: [x]\ncuándo: diario", "no se entiende «cuándo»"),
        ("cuando: mensual:31\ncuadernos: [x]", "mensual:31"),
        ("cuando: habil:16\ncuadernos: [x]", "habil:16"),
        ("cuadernos: [{parametros: {}}]", "dice su «cuaderno»"),
        ("cuadernos: [{cuaderno: x, porcada: {}}]", "no se entiende «porcada»"),
        ("cuadernos: [{cuaderno: x, por_cada: {delegacion: DH-TGZ}}]", "espera una lista"),
    ],
)
def test_lo_que_no_se_entiende_se_dice(tmp_path: Path, texto: str, dice: str) -> None:
    with pytest.raises(ErrorDeUso, match=dice):
        _plan(tmp_path, texto)


def test_los_plazos_van_del_plan_al_cuaderno(tmp_path: Path) -> None:
    plan = _plan(tmp_path, "plazo: 2 h\ncuadernos:\n  - x\n  - {cuaderno: y, plazo: 20 min, plazo_por_celda: 45 s}")
    assert [(t.plazos.corrida, t.plazos.celda) for t in plan.tareas] == [(7200, 3600), (1200, 45)]
    with pytest.raises(ErrorDeUso, match="se esperaba 45 s, 20 min o 2 h"):
        _plan(tmp_path, "plazo: pronto\ncuadernos: [x]")


def test_un_plan_que_no_existe_dice_donde_estan(tmp_path: Path) -> None:
    with pytest.raises(ErrorDeUso, match="params/corridas"):
        leer(tmp_path / "nada.yaml", LUNES)


def test_los_planes_de_la_casa_se_leen() -> None:
    planes = leer_todos(Path(__file__).resolve().parents[2] / "params" / "corridas", LUNES)
    assert "principal" in {plan.nombre for plan in planes}


@pytest.mark.parametrize(
    ("dia", "desde", "corte"),
    [
        (date(2025, 12, 1), "2025-11-01", "2025-11-30"),
        (date(2026, 1, 1), "2025-12-01", "2025-12-31"),
        (date(2028, 3, 1), "2028-02-01", "2028-02-29"),
    ],
)
def test_el_plan_incluido_corre_cada_mes_el_que_acaba_de_cerrar(dia: date, desde: str, corte: str) -> None:
    plan = leer(ajustes().params / "corridas" / "principal.yaml", dia)
    assert plan.toca(dia)
    assert {t.parametros["corte"] for t in plan.tareas} == {corte}
    cuadernos = {t.cuaderno: t.parametros for t in plan.tareas}
    assert cuadernos["informe_cartera"]["desde"] == desde
    assert "desde" not in cuadernos["nomina_gastos"], "el periodo de la nómina es el mes del corte"
    assert "verdad" not in cuadernos["verificacion_pae"], "la cartera de la oficina no trae sembrada su verdad"


def test_el_primer_plan_toma_su_corte_de_los_libros_y_sin_ellos_no_los_abre() -> None:
    ruta = ajustes().params / "corridas" / "primera.yaml"
    plan = leer(ruta, LUNES, lambda: date(2025, 12, 22))
    assert [(t.cuaderno, t.parametros) for t in plan.tareas] == [
        (c, {"corte": "2025-12-22"}) for c in ("informe_cartera", "verificacion_pae", "nomina_gastos")
    ]
    assert {t.parametros["corte"] for t in leer(ruta, LUNES).tareas} == {"ultimo_capturado"}
    assert plan.proxima(LUNES) is None


def test_el_plan_del_ejemplo_solo_se_corre_a_mano() -> None:
    plan = leer(ajustes().params / "corridas" / "ejemplo.yaml", LUNES)
    assert plan.proxima(LUNES) is None
    assert {t.parametros["corte"] for t in plan.tareas} == {"2025-12-31"}
