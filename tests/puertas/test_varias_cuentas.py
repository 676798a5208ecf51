"""Varias cuentas de verdad del sistema: comparten salidas por su grupo, y lo de una no traba a la otra."""

from __future__ import annotations

import os
import shutil
import signal
import stat
from pathlib import Path

import pytest
from consola_aparte import Oficina, como, matar_en

pytestmark = pytest.mark.lenta

ANA, BETO, GRUPO = 54301, 54302, 54321
CORTE = ["-p", "corte", "2025-12-31"]


@pytest.fixture(scope="module")
def raiz(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Una carpeta a la que llega cualquier cuenta, con la cartera que cargó Ana en la carpeta del grupo."""
    if not como(ANA, GRUPO):
        pytest.skip("probar con otras cuentas pide ser administrador y tener setpriv")
    carpeta = tmp_path_factory.mktemp("cuentas")
    for madre in [carpeta, *carpeta.parents][:3]:  # pytest las hace 0700
        madre.chmod(0o755)
    comun = carpeta / "comun"
    for nombre in ("", "libros", "salidas", "tmp"):
        hecha = comun / nombre
        hecha.mkdir()
        os.chown(hecha, -1, GRUPO)
        hecha.chmod(0o1777 if nombre == "tmp" else 0o2770)
    codigo, _, error = Oficina(comun, como(ANA, GRUPO)).correr("demo", "--creditos", "150")
    assert codigo == 0, error
    return comun


def _bits(ruta: Path) -> int:
    return stat.S_IMODE(ruta.stat().st_mode)


@pytest.mark.parametrize("mascara", [0o022, 0o002, 0o077], ids=lambda m: f"{m:03o}")
def test_dos_del_grupo_corren_cargan_y_quitan_en_las_mismas_salidas(raiz: Path, mascara: int) -> None:
    ana, beto = Oficina(raiz, como(ANA, GRUPO, mascara)), Oficina(raiz, como(BETO, GRUPO, mascara))
    for quien in (ana, beto, ana):
        codigo, dicho, error = quien.correr("corre", "nomina_gastos", *CORTE, "--forzar")
        assert codigo == 0, error
        assert "índice" in dicho
    assert beto.correr("comprobar")[0] == 0
    codigo, _, error = beto.correr("demo", "--creditos", "150")
    assert codigo == 0, error
    (corrida,) = (raiz / "salidas").glob("2025-12-31/*/*")
    assert beto.correr("corridas", "quitar", corrida.name)[0] == 0, "la hizo Ana y la quita Beto"
    abiertos = [r for r in raiz.rglob("*") if r.parent != raiz and r.name != "tmp" and _bits(r) & 0o007]
    assert abiertos == [], "el grupo, y nadie más"


def test_la_que_muere_a_media_corrida_no_traba_a_la_otra(raiz: Path) -> None:
    ana, beto = Oficina(raiz, como(ANA, GRUPO)), Oficina(raiz, como(BETO, GRUPO))
    for momento in (0.8, 1.3, 1.8, 2.4):
        matar_en(ana.empezar("corre", "nomina_gastos", *CORTE, "--forzar"), momento, signal.SIGKILL)
        assert not ana.se_quedan()
        codigo, _, error = beto.correr("corre", "nomina_gastos", *CORTE, "--forzar")
        assert codigo == 0, error
    assert list((raiz / "salidas" / ".corridas").iterdir()) == []


def test_con_nombres_tampoco_lo_lee_quien_no_es_del_grupo(raiz: Path) -> None:
    ana, beto = Oficina(raiz, como(ANA, GRUPO)), Oficina(raiz, como(BETO, GRUPO))
    for quien in (ana, beto):
        codigo, _, error = quien.correr("corre", "nomina_gastos", *CORTE, "-p", "nominativo", "si")
        assert codigo == 0, error
    reservado = raiz / "salidas" / "reservado"
    assert {_bits(r) & 0o007 for r in [reservado, *reservado.rglob("*")]} == {0}


def test_en_lo_privado_de_otra_persona_se_dice_que_falta_permiso_y_como_compartirlo(raiz: Path) -> None:
    privada = raiz.parent / "privada"
    privada.mkdir()
    os.chown(privada, ANA, ANA)
    (privada / "libros").mkdir()
    os.chown(privada / "libros", ANA, ANA)
    ana = Oficina(privada, como(ANA, GRUPO))
    ana.provisional.mkdir()
    ana.provisional.chmod(0o1777)
    assert ana.correr("demo", "--creditos", "150")[0] == 0
    beto = Oficina(privada, como(BETO, GRUPO))
    for orden in (["corre", "nomina_gastos", *CORTE], ["foto"], ["demo", "--creditos", "150"], ["migrar"]):
        codigo, _, error = beto.correr(*orden)
        assert codigo in (2, 3), error
        assert "permiso" in error or "escribir" in error, error
        *avance, ultimo = error.splitlines()
        assert ultimo.startswith("error: "), error
        assert avance in ([], ["nomina_gastos…"]), "lo que se corría y por qué no, sin nada más"
    shutil.rmtree(privada)
