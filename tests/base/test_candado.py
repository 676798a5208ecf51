"""Candados que el sistema suelta si su dueño muere, y lo provisional que el siguiente recoge."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from cobranza.base import restos
from cobranza.base.candado import candado

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="en Windows no hay flock")

TOMA = """
import sys, time
from pathlib import Path
from cobranza.base import restos
ruta, candado = restos.tomar_carpeta(Path(sys.argv[1]), "cosa-")
(ruta / "dentro").write_text("x")
print(ruta, flush=True)
time.sleep(60)
"""


def test_el_candado_de_un_vivo_no_se_toma_y_el_de_un_muerto_si(tmp_path: Path) -> None:
    codigo = "import sys,time\nfrom pathlib import Path\nfrom cobranza.base.candado import candado\n"
    codigo += "with candado(Path(sys.argv[1])):\n    print('ya', flush=True)\n    time.sleep(60)\n"
    ruta = tmp_path / "x.candado"
    with subprocess.Popen([sys.executable, "-c", codigo, str(ruta)], stdout=subprocess.PIPE, text=True) as otro:
        assert otro.stdout is not None
        assert otro.stdout.readline() == "ya\n"
        with pytest.raises(BlockingIOError), candado(ruta, espera=False):
            pass
        otro.send_signal(signal.SIGKILL)
    with candado(ruta, espera=False, borrar=True):
        assert ruta.exists()
    assert not ruta.exists()


def test_tomar_un_candado_no_borra_lo_que_tiene_el_archivo(tmp_path: Path) -> None:
    ruta = tmp_path / "registro"
    ruta.write_text("algo")
    with candado(ruta):
        pass
    assert ruta.read_text() == "algo"


def test_lo_provisional_de_un_vivo_se_respeta_y_lo_de_un_muerto_se_recoge(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", TOMA, str(tmp_path)], stdout=subprocess.PIPE, text=True) as otro:
        assert otro.stdout is not None
        suya = Path(otro.stdout.readline().strip())
        restos.recoger(tmp_path, "cosa-*")
        assert (suya / "dentro").exists(), "su dueño vive"
        otro.send_signal(signal.SIGKILL)
    with restos.provisional(tmp_path, "cosa-") as mia:
        assert [r.name for r in tmp_path.iterdir()] == [mia.name]
        assert stat.S_IMODE(mia.stat().st_mode) == 0o700
    assert list(tmp_path.iterdir()) == []


def test_escribir_de_un_golpe_recoge_lo_que_dejo_otro_y_no_deja_nada_si_falla(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    destino = tmp_path / "index.html"
    restos.escribir(destino, b"antes")
    (tmp_path / ".index.html.123").write_text("de un muerto")
    restos.escribir(destino, b"despues")
    assert [r.name for r in tmp_path.iterdir()] == ["index.html"]
    assert stat.S_IMODE(destino.stat().st_mode) == 0o600

    def sin_lugar(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", sin_lugar)
    with pytest.raises(OSError, match="No space"):
        restos.escribir(destino, b"otra cosa")
    assert destino.read_bytes() == b"despues"
    assert [r.name for r in tmp_path.iterdir()] == ["index.html"]
