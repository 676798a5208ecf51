"""Lo publicado llega al disco y lo que dejó quien murió se recoge; lo de un vivo, no."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cobranza.base import durable


@pytest.fixture
def sincronizados(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Lo que se pidió llevar al disco, en orden; se lleva de verdad."""
    pedidos: list[str] = []
    de_verdad = os.fsync

    def anotar(descriptor: int) -> None:
        pedidos.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)
        de_verdad(descriptor)

    monkeypatch.setattr(durable.os, "fsync", anotar)
    return pedidos


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="sin /proc no se sabe qué se sincronizó")
def test_primero_el_archivo_y_luego_su_carpeta(tmp_path: Path, sincronizados: list[str]) -> None:
    durable.escribir(tmp_path / "a.json", b"{}")
    assert sincronizados == [f"a.json.{os.getpid()}.tmp", tmp_path.name]
    assert (tmp_path / "a.json").stat().st_mode & 0o777 == 0o600


def test_si_el_disco_no_lo_guarda_queda_lo_de_antes_y_sin_restos(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    durable.escribir(tmp_path / "a.json", b"antes")

    def lleno(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(durable.os, "fsync", lleno)
    with pytest.raises(OSError, match="No space"):
        durable.escribir(tmp_path / "a.json", b"despues")
    assert [r.read_bytes() for r in tmp_path.iterdir()] == [b"antes"]


def test_se_recoge_lo_de_los_muertos_y_no_lo_de_los_vivos(tmp_path: Path) -> None:
    muerto = subprocess.Popen([sys.executable, "-c", ""])
    muerto.wait()
    suyo, carpeta = tmp_path / f"todo.{muerto.pid}.tmp", tmp_path / f"x.{muerto.pid}.orden"
    suyo.touch()
    carpeta.mkdir()
    (carpeta / "dentro").touch()
    vivo, ajeno = durable.provisional(tmp_path / "todo"), tmp_path / "apuntes.tmp"
    vivo.touch()
    ajeno.touch()
    assert durable.recoger(tmp_path.iterdir()) == 2
    assert sorted(tmp_path.iterdir()) == sorted([vivo, ajeno])


def test_lo_que_se_hace_por_partes_toma_su_nombre_al_terminar_o_deja_lo_que_habia(tmp_path: Path) -> None:
    final = tmp_path / "corregido.csv"
    final.write_text("lo que ya se corrigió")
    with pytest.raises(OSError, match="lleno"), durable.de_una_vez(final) as aparte:
        aparte.write_text("a med")
        raise OSError(errno.ENOSPC, "lleno")
    assert [r.read_text() for r in tmp_path.iterdir()] == ["lo que ya se corrigió"]
    with durable.de_una_vez(final) as aparte:
        aparte.write_text("entero")
    assert [r.read_text() for r in tmp_path.iterdir()] == ["entero"]


def test_una_liga_sigue_siendo_liga_y_un_dispositivo_no_se_sustituye(tmp_path: Path) -> None:
    liga, destino = tmp_path / "liga.csv", tmp_path / "real.csv"
    destino.touch()
    liga.symlink_to(destino)
    with durable.de_una_vez(liga) as aparte:
        aparte.write_text("x")
    assert liga.is_symlink() and destino.read_text() == "x"
    with durable.de_una_vez(Path("/dev/null")) as aparte:
        assert aparte == Path("/dev/null")
    assert Path("/dev/null").is_char_device()
