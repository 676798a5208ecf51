"""Un solo reloj, el de la oficina, y catálogos que dicen lo que hoy dice su archivo."""

from __future__ import annotations

import ast
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cobranza.base import catalogos
from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeUso
from cobranza.base.fechas import ahora, hoy

LIB = ajustes().raiz / "lib" / "cobranza"


@pytest.mark.parametrize(("zona", "horas"), [("America/Mexico_City", -6), ("Asia/Tokyo", 9)])
def test_la_hora_es_la_de_la_oficina(monkeypatch: pytest.MonkeyPatch, zona: str, horas: int) -> None:
    monkeypatch.setenv("COBRANZA_ZONA", zona)
    alla = datetime.now(UTC).replace(tzinfo=None) + timedelta(hours=horas)
    assert abs(ahora() - alla) < timedelta(seconds=5)
    assert ahora().tzinfo is None
    assert hoy() in {alla.date(), ahora().date()}


def test_una_zona_que_no_existe_dice_donde_se_corrige(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COBRANZA_ZONA", "America/Tuxtla")
    with pytest.raises(ErrorDeUso, match=r"America/Tuxtla.*institucion\.yaml o COBRANZA_ZONA"):
        ahora()


def test_nadie_mas_mira_el_reloj() -> None:
    mirones = {
        archivo.relative_to(LIB).as_posix()
        for archivo in LIB.rglob("*.py")
        for nodo in ast.walk(ast.parse(archivo.read_text(encoding="utf-8")))
        if isinstance(nodo, ast.Attribute) and nodo.attr in ("now", "today", "utcnow")
    }
    assert mirones == {"base/fechas.py"}


def test_un_catalogo_editado_se_vuelve_a_leer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    params = tmp_path / "params"
    shutil.copytree(ajustes().params / "catalogos", params / "catalogos")
    monkeypatch.setenv("COBRANZA_PARAMS", str(params))
    assert "Delegación de Hacienda Tapachula" in set(catalogos.delegaciones()["nombre"])
    for nombre, texto in (("delegaciones.csv", "Tapachula"), ("actos.yaml", "Embargo")):
        archivo = params / "catalogos" / nombre
        leido = archivo.read_text(encoding="utf-8")
        assert texto in leido
        archivo.write_text(leido.replace(texto, "Otra cosa"), encoding="utf-8")
    assert catalogos.nombre("delegaciones", "DH-TAP") == "Delegación de Hacienda Otra cosa"
    assert "Delegación de Hacienda Otra cosa" in set(catalogos.delegaciones()["nombre"])
    assert "Otra cosa" in str(dict(catalogos.actos()))
