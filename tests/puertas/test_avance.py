"""Quien espera ve que algo avanza, también sin terminal: en cron, en un contenedor o con `| tee`."""

from __future__ import annotations

import subprocess
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cobranza.ejecucion import lote
from cobranza.ejecucion.motor import Corrida
from cobranza.puertas import consola, corridas

RAIZ = Path(__file__).resolve().parents[2]


def test_un_lote_sin_terminal_dice_que_empezo_y_cada_informe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tareas = [SimpleNamespace(cuaderno=nombre) for nombre in ("informe_cartera", "verificacion_pae")]
    vistos: list[str] = []

    def correr(tareas: Any, *, al_terminar: Any, **_: Any) -> list[Corrida]:
        vistos.append(capsys.readouterr().err)
        hechas = [Corrida(t.cuaderno, {}, "2025-12-31", "abc", tmp_path) for t in tareas]
        for tarea, hecha in zip(tareas, hechas, strict=True):
            al_terminar(tarea, hecha)
            vistos.append(capsys.readouterr().err)
        return hechas

    monkeypatch.setattr(lote, "correr_lote", correr)
    monkeypatch.setattr(corridas, "rehacer_indice", lambda _: tmp_path / "index.html")
    en: Any = SimpleNamespace(ahora=datetime(2026, 1, 5, 9, 30))
    dadas: Any = tareas
    assert corridas.peor(corridas.correr_tareas(dadas, en, 1)) == 0
    assert vistos == [
        "2 informes…\n",
        "1 de 2: informe_cartera listo; termina hacia las 09:30\n",
        "2 de 2: verificacion_pae listo\n",
    ]


def test_con_terminal_hay_barra_y_ningun_renglon(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(consola, "con_terminal", lambda: True)
    with consola.barra() as avance:
        avance.add_task("Cierre", total=1, detalle="")
        consola.renglon("1 de 1")
    assert "1 de 1" not in capsys.readouterr().err


@pytest.mark.parametrize(("tarea", "codigo"), [("command sleep 0.4", 0), ("exit 7", 7)])
def test_la_instalacion_cuenta_los_segundos_y_no_esconde_una_falla(tarea: str, codigo: int) -> None:
    """La función de `.ci/instala`, con segundos cortos."""
    texto = (RAIZ / ".ci" / "instala").read_text(encoding="utf-8")
    mientras = texto[texto.index("mientras() {") : texto.index("\n}\n", texto.index("mientras() {")) + 3]
    guion = f"set -eu\nsleep() {{ command sleep 0.01; }}\ntrabajo() {{ {tarea}; }}\n{mientras}\nmientras trabajo\n"
    hecho = subprocess.run(["/bin/sh", "-c", guion], capture_output=True, text=True, timeout=60, check=False)
    assert hecho.returncode == codigo, hecho.stderr
    assert ("  10 s\n" in hecho.stdout) is (codigo == 0)
