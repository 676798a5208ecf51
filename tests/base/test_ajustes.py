"""Los ajustes dicen lo mismo desde la consola que desde el núcleo de un cuaderno, que corre en otra carpeta."""

from __future__ import annotations

from pathlib import Path

import pytest

from cobranza.base.ajustes import ajustes

RAIZ = ajustes().raiz


@pytest.mark.parametrize(
    ("dicho", "leido"),
    [
        ("sqlite:///outputs/mia.db", f"sqlite:///{RAIZ}/outputs/mia.db"),
        ("sqlite+pysqlite:///mia.db", f"sqlite+pysqlite:///{RAIZ}/mia.db"),
        ("sqlite:////datos/mia.db", "sqlite:////datos/mia.db"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("foto:outputs/foto/actual.json", f"foto:{RAIZ}/outputs/foto/actual.json"),
        ("foto:/datos/foto", "foto:/datos/foto"),
        ("foto:s3://cubo/foto", "foto:s3://cubo/foto"),
        ("foto:simplecache::s3://cubo/foto", "foto:simplecache::s3://cubo/foto"),
        ("sqlite:///file:datos.db?uri=true", "sqlite:///file:datos.db?uri=true"),
        ("postgresql+psycopg://quien@servidor/base", "postgresql+psycopg://quien@servidor/base"),
    ],
)
def test_una_ruta_relativa_es_desde_la_raiz(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, dicho: str, leido: str
) -> None:
    monkeypatch.setenv("COBRANZA_BD", dicho)
    monkeypatch.chdir(tmp_path)
    assert ajustes().bd == leido


@pytest.mark.parametrize(
    ("hay", "leida"),
    [
        ((), "datos/cobranza.db"),
        (("ejemplo",), "datos/ejemplo.db"),
        (("cobranza", "ejemplo"), "datos/cobranza.db"),
    ],
)
def test_la_base_de_omision_es_la_propia_y_mientras_no_la_haya_la_de_ejemplo(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, hay: tuple[str, ...], leida: str
) -> None:
    monkeypatch.delenv("COBRANZA_BD", raising=False)
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path / "salidas"))
    monkeypatch.setattr("cobranza.base.ajustes._RAIZ", tmp_path)
    tmp_path.joinpath("datos").mkdir()
    for nombre in hay:
        tmp_path.joinpath("datos", f"{nombre}.db").touch()
    assert ajustes().bd == f"sqlite:///{tmp_path / leida}", "nunca entre las salidas, que se pueden borrar"


def test_las_carpetas_relativas_tambien(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COBRANZA_SALIDAS", "otras")
    monkeypatch.setenv("COBRANZA_PARAMS", "/norma")
    monkeypatch.chdir(tmp_path)
    assert (ajustes().salidas, ajustes().params) == (RAIZ / "otras", Path("/norma"))
