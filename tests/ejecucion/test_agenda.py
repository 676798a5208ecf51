"""Lo que toca se corre una sola vez: aunque se llame dos veces, tarde, interrumpido o a la vez."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeLey, ErrorDeUso
from cobranza.ejecucion import correo, lote, turnos
from cobranza.ejecucion.documento import Falla
from cobranza.ejecucion.motor import Corrida, Entorno
from cobranza.ejecucion.plan import Tarea
from cobranza.puertas import agenda, corridas
from cobranza.puertas.cli import ejecutar

pytestmark = pytest.mark.lenta

PLAN = "titulo: Nómina\ncuando: '{}'\nparametros: {{corte: fin_de_mes_anterior}}\ncuadernos: [nomina, cartera]\n"


class Oficina:
    """La consola con un reloj y un motor de ensayo: anota lo que se corrió y falla lo que se le diga."""

    def __init__(self, entorno: Entorno, poner: pytest.MonkeyPatch) -> None:
        self.entorno, self.poner = entorno, poner
        self.corridas: list[tuple[str, str]] = []
        self.falla: set[str] = set()
        self.carpeta = entorno.params / "corridas"
        suyos = replace(ajustes(), params=entorno.params)
        poner.setattr(agenda, "ajustes", lambda: suyos)
        poner.setattr(agenda, "_comprobado", lambda dia: 0)
        poner.setattr(agenda, "es_habil", lambda dia: dia.weekday() < 5 and dia != date(2026, 1, 1))
        poner.setattr(lote, "correr_lote", self._correr)
        self.es(date(2026, 1, 6))

    def es(self, dia: date) -> None:
        suyo = replace(self.entorno, ahora=datetime(dia.year, dia.month, dia.day, 7))
        self.poner.setattr(agenda, "entorno", lambda salida: suyo)

    def plan(self, nombre: str, cuando: str) -> None:
        (self.carpeta / f"{nombre}.yaml").write_text(PLAN.format(cuando), encoding="utf-8")

    def correr(self, *mas: str) -> list[tuple[str, str]]:
        self.corridas.clear()
        self.codigo = ejecutar(["agenda", "--correr", *mas])
        return list(self.corridas)

    def _correr(self, tareas: list[Tarea], **opciones: object) -> list[Corrida]:
        hechas = []
        for tarea in tareas:
            self.corridas.append((tarea.cuaderno, tarea.parametros["corte"]))
            falla = Falla(1, "", "ErrorDeLey", "falta el INPC", 4) if tarea.cuaderno in self.falla else None
            hecha = Corrida(tarea.cuaderno, tarea.parametros, "", "abc123", self.entorno.salidas, falla=falla)
            opciones["al_terminar"](tarea, hecha)  # type: ignore[operator]
            hechas.append(hecha)
            if tarea.cuaderno == "se_apaga":
                raise KeyboardInterrupt
        return hechas


@pytest.fixture
def oficina(entorno: Entorno, monkeypatch: pytest.MonkeyPatch) -> Iterator[Oficina]:
    yield Oficina(entorno, monkeypatch)


AMBAS = [("nomina", "2025-12-31"), ("cartera", "2025-12-31")]


def test_se_corre_el_tercer_dia_habil_una_sola_vez(oficina: Oficina, capsys: pytest.CaptureFixture[str]) -> None:
    oficina.plan("mensual", "habil:3")
    oficina.es(date(2026, 1, 5))
    assert oficina.correr() == [], "el 1 fue inhábil: el tercero es el 6"
    assert "2026-01-06  mensual" in capsys.readouterr().out
    oficina.es(date(2026, 1, 6))
    assert oficina.correr() == AMBAS
    assert oficina.correr() == []
    assert "ya corrido  mensual" in capsys.readouterr().out


def test_lo_que_no_se_corrio_en_su_dia_se_corre_al_volver_como_si_fuera_aquel(
    oficina: Oficina, capsys: pytest.CaptureFixture[str]
) -> None:
    oficina.plan("mensual", "habil:3")
    assert oficina.correr() == AMBAS
    oficina.es(date(2026, 3, 20))
    capsys.readouterr()
    assert oficina.correr() == [
        ("nomina", "2026-01-31"), ("cartera", "2026-01-31"), ("nomina", "2026-02-28"), ("cartera", "2026-02-28"),
    ]  # fmt: skip
    dicho = capsys.readouterr().out
    assert "pendiente lo del 2026-02-04" in dicho and "se corre lo del 2026-03-04" in dicho
    assert oficina.correr() == []


def test_un_plan_nuevo_no_corre_su_pasado(oficina: Oficina) -> None:
    oficina.plan("diario", "diario")
    assert oficina.correr() == AMBAS
    oficina.es(date(2026, 1, 20))
    oficina.plan("nuevo", "mensual:6")
    assert len(oficina.correr()) == 14 * 2, "los catorce días del diario y ninguno del nuevo"


def test_lo_que_fallo_se_reintenta_y_lo_que_salio_bien_no(oficina: Oficina) -> None:
    oficina.plan("mensual", "habil:3")
    oficina.falla = {"cartera"}
    assert oficina.correr() == AMBAS
    assert oficina.codigo == 4
    oficina.es(date(2026, 1, 9))
    oficina.falla.clear()
    assert oficina.correr() == [("cartera", "2025-12-31")], "la nómina que ya salió no se vuelve a correr"
    assert oficina.codigo == 0
    assert oficina.correr() == []


def test_una_llamada_interrumpida_sigue_donde_iba(oficina: Oficina) -> None:
    (oficina.carpeta / "p.yaml").write_text(
        "cuando: diario\nparametros: {corte: hoy}\ncuadernos: [nomina, se_apaga, cartera]\n", encoding="utf-8"
    )
    assert [c for c, _ in oficina.correr()] == ["nomina", "se_apaga"]
    assert oficina.codigo == 130
    assert [c for c, _ in oficina.correr()] == ["cartera"]


def test_dos_llamadas_a_la_vez_no_lo_corren_dos_veces(oficina: Oficina, capsys: pytest.CaptureFixture[str]) -> None:
    oficina.plan("mensual", "habil:3")
    with turnos.exclusiva():
        assert oficina.correr() == []
    assert oficina.codigo == 0
    assert "otra llamada ya está corriendo" in capsys.readouterr().err
    assert oficina.correr() == AMBAS


def test_la_que_entra_despues_vuelve_a_leer_lo_que_la_otra_hizo(
    oficina: Oficina, monkeypatch: pytest.MonkeyPatch
) -> None:
    oficina.plan("mensual", "habil:3")
    antes = turnos.recordar()
    assert oficina.correr() == AMBAS
    de_veras = turnos.recordar
    dichas = iter([antes])
    monkeypatch.setattr(turnos, "recordar", lambda: next(dichas, None) or de_veras())
    assert oficina.correr() == []


def test_si_no_cuadra_no_se_corre_nada_y_queda_pendiente(oficina: Oficina, monkeypatch: pytest.MonkeyPatch) -> None:
    oficina.plan("mensual", "habil:3")
    with monkeypatch.context() as mal:
        mal.setattr(agenda, "_comprobado", lambda dia: 3)
        assert oficina.correr() == []
        assert oficina.codigo == 3
    oficina.es(date(2026, 1, 8))
    assert oficina.correr() == AMBAS


def test_avisa_por_correo_al_terminar_bien_al_fallar_y_si_no_corrio_nada(
    oficina: Oficina, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asuntos: list[str] = []
    monkeypatch.setattr(correo, "mandar", lambda a, asunto, texto, ahora: asuntos.append(asunto))
    oficina.plan("mensual", "habil:3")
    for nombre, valor in {"": "smtp://localhost", "_DE": "a@b.mx", "_PARA": "c@d.mx"}.items():
        monkeypatch.setenv(f"COBRANZA_SMTP{nombre}", valor)
    with monkeypatch.context() as mal:
        mal.setattr(agenda, "_comprobado", lambda dia: 3)
        oficina.correr()
    oficina.falla = {"cartera"}
    oficina.correr()
    oficina.falla.clear()
    oficina.correr()
    oficina.correr()
    assert asuntos == [
        "cobranza: no se corrió nada (código 3)", "cobranza: 1 de 2 informes con falla", "cobranza: 1 informe listo",
    ]  # fmt: skip
    monkeypatch.setenv("COBRANZA_SMTP", "gopher://x")
    oficina.es(date(2026, 2, 4))
    capsys.readouterr()
    oficina.correr()
    assert oficina.codigo == 0, "el correo no estorba"
    assert "COBRANZA_SMTP no se entiende" in capsys.readouterr().err


def test_saltar_da_por_hecho_lo_pendiente_sin_correrlo(oficina: Oficina, capsys: pytest.CaptureFixture[str]) -> None:
    oficina.plan("mensual", "habil:3")
    assert ejecutar(["agenda", "--saltar", "mensual"]) == 0
    assert "lo del 2026-01-06 se da por hecho" in capsys.readouterr().out
    assert oficina.correr() == []
    assert ejecutar(["agenda", "--saltar", "otro"]) == 2


def test_sin_calendario_de_ese_anio_se_detiene_ese_plan_y_no_los_demas(
    oficina: Oficina, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def sin_capturar(dia: date) -> bool:
        raise ErrorDeLey("El calendario no cubre ese año.")

    monkeypatch.setattr(agenda, "es_habil", sin_capturar)
    oficina.plan("habiles", "habil:3")
    oficina.plan("fijo", "mensual:6")
    assert oficina.correr() == AMBAS
    assert oficina.codigo == 4
    assert "habiles: El calendario no cubre ese año." in capsys.readouterr().err


def test_no_se_corre_un_dia_que_no_ha_llegado(oficina: Oficina) -> None:
    oficina.plan("mensual", "habil:3")
    assert oficina.correr("--fecha", "2026-02-04") == []
    assert oficina.codigo == 2


def test_el_calendario_es_el_legal_de_la_oficina() -> None:
    assert ajustes().params.name == "params"
    assert [agenda.es_habil(date(2026, 2, d)) for d in (1, 2, 3)] == [False, False, True], (
        "el 2 es el art. 12 del CFF"
    )


def test_dias_habiles_sin_calendario_es_mal_uso(oficina: Oficina) -> None:
    oficina.plan("mensual", "habil:3")
    suyo = turnos.turno(oficina.carpeta / "mensual.yaml", date(2026, 1, 6), turnos.Memoria()).plan
    with pytest.raises(ErrorDeUso, match="no hay calendario"):
        suyo.toca(date(2026, 1, 6))
    assert corridas.peor([]) == 0


def test_el_registro_no_guarda_mas_que_lo_que_hace_falta(oficina: Oficina, tmp_path: Path) -> None:
    oficina.plan("mensual", "habil:3")
    oficina.correr()
    texto = (tmp_path / "datos" / "publicadas.jsonl").read_text(encoding="utf-8")
    assert texto.count('"hecho":"agenda"') == 4, "visto, dos hechas y cerrado"
