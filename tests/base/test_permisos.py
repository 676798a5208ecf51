"""Quién puede leer lo que se escribe: nadie más, salvo el grupo con que se pida o se comparta."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from cobranza.base import permisos
from cobranza.base.errores import ErrorDeUso

OTRO_GRUPO = 54321
solo_root = pytest.mark.skipif(os.geteuid() != 0, reason="cambiar de grupo una carpeta pide ser administrador")


@pytest.fixture(autouse=True)
def _mascara_abierta(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """La máscara más descuidada: aun así, lo que se escribe nace cerrado."""
    monkeypatch.delenv(permisos.VARIABLE, raising=False)
    antes = os.umask(0)
    yield
    os.umask(antes)


def _bits(ruta: Path) -> int:
    return stat.S_IMODE(ruta.stat().st_mode)


def test_por_omision_solo_quien_corre(tmp_path: Path) -> None:
    base = permisos.archivo(tmp_path / "datos" / "hondo" / "libros.db")
    assert (_bits(base), _bits(base.parent), _bits(base.parent.parent)) == (0o600, 0o700, 0o700)


def test_lo_que_ya_estaba_abierto_a_todos_se_cierra_sin_quitarle_nada_al_grupo(tmp_path: Path) -> None:
    base = tmp_path / "libros.db"
    base.write_text("con algo")
    base.chmod(0o644)
    permisos.archivo(base)
    assert _bits(base) == 0o640, "quien respalda por su grupo sigue leyendo"
    assert base.read_text() == "con algo"


@solo_root
def test_con_grupo_lo_lee_ese_grupo_y_nadie_mas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(permisos.VARIABLE, str(OTRO_GRUPO))
    base = permisos.archivo(tmp_path / "datos" / "libros.db")
    assert (_bits(base), _bits(base.parent)) == (0o640, 0o2750)
    assert base.stat().st_gid == base.parent.stat().st_gid == OTRO_GRUPO
    assert permisos.modo(tmp_path).mascara == 0o027


@solo_root
@pytest.mark.parametrize("bits", [0o2770, 0o2775])
def test_en_la_carpeta_de_un_grupo_trabajan_todos_los_suyos(tmp_path: Path, bits: int) -> None:
    comun = tmp_path / "salidas"
    comun.mkdir()
    os.chown(comun, -1, OTRO_GRUPO)
    comun.chmod(bits)
    hecho = permisos.archivo(comun / "2026" / "indice.html")
    assert (_bits(hecho), _bits(hecho.parent)) == (0o660, 0o2770)
    assert hecho.stat().st_gid == OTRO_GRUPO
    assert permisos.modo(comun).mascara == 0o007


def test_una_carpeta_que_el_grupo_propio_puede_escribir_no_es_una_carpeta_compartida(tmp_path: Path) -> None:
    tmp_path.chmod(0o775)  # como deja las suyas quien trabaja con la máscara 002
    assert permisos.modo(tmp_path) == permisos.Modo(0o600, 0o700)


def test_un_grupo_que_no_existe_se_dice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(permisos.VARIABLE, "no-hay-tal-grupo")
    with pytest.raises(ErrorDeUso, match="no-hay-tal-grupo"):
        permisos.carpeta(tmp_path / "x")


def test_un_vinculo_no_se_sigue_para_cambiarle_los_permisos_a_otra_cosa(tmp_path: Path) -> None:
    ajeno = tmp_path / "ajeno"
    ajeno.write_text("")
    ajeno.chmod(0o644)
    (tmp_path / "vinculo").symlink_to(ajeno)
    permisos.ajustar(tmp_path / "vinculo")
    assert _bits(ajeno) == 0o644


def test_la_mascara_se_repone_al_salir(tmp_path: Path) -> None:
    with permisos.mascara(tmp_path):
        (tmp_path / "a").write_text("")
    (tmp_path / "b").write_text("")
    assert (_bits(tmp_path / "a"), _bits(tmp_path / "b")) == (0o600, 0o666)


def test_lo_que_nace_donde_no_se_llega_es_de_una_sola_persona(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cerrada(ruta: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(ruta))  # una madre no deja pasar

    monkeypatch.setattr(Path, "is_dir", cerrada)
    assert permisos.modo(tmp_path / "salidas") == permisos.Modo(0o600, 0o700, None)


@pytest.mark.parametrize("direccion", ["s3://cubo/informes", "gs://cubo", "https://oficina.gob.mx/x"])
def test_una_direccion_no_se_vuelve_una_carpeta(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, direccion: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ErrorDeUso, match="se esperaba una carpeta de esta máquina"):
        permisos.carpeta(Path(direccion).resolve())
    assert list(tmp_path.iterdir()) == []
