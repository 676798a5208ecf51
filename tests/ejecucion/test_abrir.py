"""Cómo se abre JupyterLab: sólo en esta máquina, en español, sin pedir nada fuera y también como root."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cobranza.ejecucion import abrir


def _orden(*, con_navegador: bool = False) -> list[str]:
    return abrir.orden_de_jupyterlab(Path("notebooks"), 8888, con_navegador=con_navegador)


def test_solo_escucha_en_esta_maquina_y_no_busca_noticias() -> None:
    orden = _orden()
    assert "--ServerApp.ip=127.0.0.1" in orden
    assert "--LabApp.news_url=None" in orden
    assert "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate" in orden
    assert not any("token" in o for o in orden), "la llave no se ve en la lista de procesos"


@pytest.mark.parametrize("root", [True, False])
def test_root_se_admite_solo_si_se_es_root(monkeypatch: pytest.MonkeyPatch, root: bool) -> None:
    monkeypatch.setattr(abrir, "es_root", lambda: root)
    assert ("--allow-root" in _orden()) is root


def test_sin_pantalla_no_se_abre_un_navegador(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(abrir, "es_root", lambda: False)
    monkeypatch.setattr(abrir.sys, "platform", "linux")
    assert not abrir.hay_pantalla({})
    assert abrir.hay_pantalla({"DISPLAY": ":0"})
    monkeypatch.setattr(abrir, "es_root", lambda: True)
    assert not abrir.hay_pantalla({"DISPLAY": ":0"})
    assert "--no-browser" in _orden()
    assert "--no-browser" not in _orden(con_navegador=True)


def test_lo_que_se_fija_va_con_el_programa() -> None:
    (ajustes,) = (o.partition("=")[2] for o in _orden() if o.startswith("--LabApp.app_settings_dir="))
    fijado = json.loads((Path(ajustes) / "overrides.json").read_text(encoding="utf-8"))
    assert fijado["@jupyterlab/translation-extension:plugin"]["locale"] == "es_ES"
    assert fijado["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"
