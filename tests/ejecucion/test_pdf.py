"""Un informe en PDF: carta, página x de y, sin tocar la corrida; y si no hay con qué, se dice qué instalar."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from ejecucion.muestra import cuaderno, ficha

from cobranza.ejecucion import pdf
from cobranza.ejecucion.html import a_html
from cobranza.puertas.cli import ejecutar

HAY = next(filter(None, map(shutil.which, pdf._PROGRAMAS)), None)


@pytest.fixture
def informe(tmp_path: Path) -> Path:
    """La página de una corrida, en su carpeta y con manifiesto al lado."""
    nodo = cuaderno()
    carpeta = tmp_path / "corrida"
    carpeta.mkdir()
    (carpeta / "informe.html").write_text(a_html(nodo, contexto=ficha(nodo)), encoding="utf-8", newline="\n")
    return carpeta / "informe.html"


@pytest.mark.lenta
@pytest.mark.skipif(HAY is None, reason="no hay Chromium: el PDF no se prueba (apt-get install chromium)")
def test_sale_en_carta_numerado_y_con_los_encabezados_repetidos(
    informe: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import pikepdf

    monkeypatch.chdir(tmp_path)
    assert ejecutar(["pdf", str(informe)]) == 0
    assert capsys.readouterr().out.strip() == "informe.pdf"
    with pikepdf.open(tmp_path / "informe.pdf") as hecho:
        hojas = len(hecho.pages)
        medidas = {tuple(sorted(round(float(m)) for m in hoja.mediabox[2:])) for hoja in hecho.pages}
        assert medidas == {(612, 792)}, "carta, derecha o acostada"
        assert str(hecho.docinfo["/Title"]).startswith("¿Cómo se comporta la cartera")
    assert [r.name for r in informe.parent.iterdir()] == ["informe.html"]
    if shutil.which("pdftotext"):
        orden = ["pdftotext", "-layout", str(tmp_path / "informe.pdf"), "-"]
        texto = subprocess.run(orden, capture_output=True, text=True, check=True).stdout
        assert all(f"página {n} de {hojas}" in texto for n in range(1, hojas + 1))
        assert texto.count("Crédito ") >= 2 and hojas > 4


def test_sin_chromium_se_dice_que_instalar(
    informe: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert ejecutar(["pdf", str(informe), "--salida", str(tmp_path / "x.pdf")]) == 2
    assert "apt-get install chromium" in capsys.readouterr().err
    monkeypatch.setenv("COBRANZA_CHROMIUM", "/no/esta")
    assert ejecutar(["pdf", str(informe), "--salida", str(tmp_path / "x.pdf")]) == 2
    assert "COBRANZA_CHROMIUM dice «/no/esta»" in capsys.readouterr().err


def _de_ensayo(carpeta: Path, orden: str) -> Path:
    programa = carpeta / "navegador"
    programa.write_text(f"#!/bin/sh\n{orden}\n", encoding="utf-8")
    programa.chmod(0o755)
    return programa


def test_un_navegador_que_no_deja_nada_o_no_termina_es_una_falla_dicha(
    informe: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COBRANZA_CHROMIUM", str(_de_ensayo(tmp_path, "exit 0")))
    assert ejecutar(["pdf", str(informe), "--salida", str(tmp_path / "x.pdf")]) == 6
    assert "no dejó un PDF" in capsys.readouterr().err
    monkeypatch.setattr(pdf, "PLAZO_SEGUNDOS", 0.2)
    _de_ensayo(tmp_path, f"echo $$ > {tmp_path}/pid; exec sleep 60")
    assert ejecutar(["pdf", str(informe), "--salida", str(tmp_path / "x.pdf")]) == 6
    assert "se detuvo" in capsys.readouterr().err
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
    assert not (tmp_path / "x.pdf").exists()


def test_no_se_agrega_a_la_carpeta_de_una_corrida_ni_se_imprime_lo_ajeno(
    informe: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (informe.parent / "manifiesto.json").write_text("{}", encoding="utf-8")
    assert ejecutar(["pdf", str(informe), "--salida", str(informe.parent / "x.pdf")]) == 2
    assert "ahí no se agrega nada" in capsys.readouterr().err
    informe.write_text(informe.read_text(encoding="utf-8").replace("cartera", "carterA"), encoding="utf-8")
    assert ejecutar(["pdf", str(informe), "--salida", str(tmp_path / "x.pdf")]) == 3
    ajeno = tmp_path / "ajeno.html"
    ajeno.write_text("<script>alert(1)</script>", encoding="utf-8")
    assert ejecutar(["pdf", str(ajeno), "--salida", str(tmp_path / "x.pdf")]) == 3
    assert "no es un informe de cobranza" in capsys.readouterr().err


def test_lo_que_lleva_nombres_solo_lo_lee_quien_lo_hizo(
    informe: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hace = 'for a in "$@"; do case "$a" in --print-to-pdf=*) echo "%PDF-1.4" > "${a#--print-to-pdf=}";; esac; done'
    monkeypatch.setenv("COBRANZA_CHROMIUM", str(_de_ensayo(tmp_path, hace)))
    hecho = pdf.hacer(informe, tmp_path / "x.pdf", nominativo=True)
    assert stat.S_IMODE(hecho.stat().st_mode) == 0o600
