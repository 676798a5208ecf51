"""Un trabajador no sobrevive a su padre, tampoco donde el sistema no sabe avisarle."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

GUION = """
import multiprocessing, os, sys, time

def trabajar():
    from cobranza.ejecucion import vida
    vida.morir_con_el_padre = lambda senal: None  # como donde no hay PR_SET_PDEATHSIG
    vida.atar_trabajador()
    print(os.getpid(), flush=True)
    time.sleep(300)

if __name__ == "__main__":
    multiprocessing.get_context("spawn").Process(target=trabajar).start()
    time.sleep(300)
"""


@pytest.mark.skipif(os.name != "posix", reason="se mata al padre con SIGKILL")
def test_la_tuberia_vigilada_basta_para_que_muera_con_su_padre(tmp_path: Path) -> None:
    (tmp_path / "padre.py").write_text(GUION, encoding="utf-8")
    with subprocess.Popen([sys.executable, str(tmp_path / "padre.py")], stdout=subprocess.PIPE, text=True) as padre:
        assert padre.stdout is not None
        trabajador = int(padre.stdout.readline())
        padre.send_signal(signal.SIGKILL)
    limite = time.monotonic() + 20
    while _vive(trabajador) and time.monotonic() < limite:
        time.sleep(0.05)
    assert not _vive(trabajador)


def _vive(pid: int) -> bool:
    """Uno que ya terminó y nadie ha recogido no está vivo."""
    estado = Path(f"/proc/{pid}/stat")
    if estado.parent.parent.joinpath("self").exists():
        return estado.exists() and estado.read_text().rpartition(")")[2].split()[0] != "Z"
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="sólo Linux avisa de la muerte del padre")
@pytest.mark.parametrize(
    "orden",
    [
        ["-c", "from cobranza.ejecucion import vida; vida.morir_con_el_padre(9, 1); print('sigue')"],
        ["-m", "cobranza.ejecucion.padre", "0", "1"],
    ],
    ids=["quien sea", "el padre de los núcleos"],
)
def test_quien_nace_cuando_su_padre_ya_murio_muere_tambien(orden: list[str]) -> None:
    """El sistema sólo avisa de las muertes que vienen: la de antes se ve en que el padre ya es otro."""
    with socket.socket(socket.AF_UNIX) as enchufe:
        hecho = subprocess.run(
            [sys.executable, *orden], stdin=enchufe, capture_output=True, text=True, check=False, timeout=60
        )
    assert (hecho.returncode, hecho.stdout) == (-signal.SIGKILL, "")
