"""La foto vive igual en este disco o en otra parte: se copia incremental y sus informes se corren desde ella."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from almacen.conftest import Camara
from informes import doce
from informes.conftest import dicho
from oficina import en_carpeta
from upath import UPath

from cobranza.almacen.foto import ACTUAL, FORMATO, foto_de, ruta_de
from cobranza.almacen.sesion import abrir
from cobranza.almacen.toma import foto_actual, publicar
from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.informes import informe_cartera, verificacion_pae
from cobranza.puertas.cli import ejecutar

CORTE = "2025-12-31"


@pytest.fixture
def lejos() -> Iterator[UPath]:
    """Un lugar que no es un disco: el sistema de archivos en memoria de fsspec."""
    lugar = UPath("memory://respaldo/foto")
    yield lugar
    if lugar.exists():
        lugar.fs.rm(lugar.path, recursive=True)


def test_se_copia_y_dice_lo_mismo(camara: Camara, lejos: UPath) -> None:
    foto = camara.tomar()
    manifiesto, copiados = publicar(foto, lejos)
    assert copiados == len(foto.huellas)
    assert manifiesto.name == ACTUAL
    alla = foto_de(lejos)
    assert (alla.huella, alla.conteos, alla.alterados()) == (foto.huella, foto.conteos, [])
    en_la_copia, aqui = alla.conexion(), foto.conexion()
    for tabla in foto.tablas:
        consulta = f"SELECT * FROM {tabla} ORDER BY 1"
        assert en_la_copia.execute(consulta).fetchall() == aqui.execute(consulta).fetchall()


def test_la_segunda_vez_solo_viaja_lo_nuevo(camara: Camara, lejos: UPath) -> None:
    publicar(camara.tomar(), lejos)
    assert publicar(camara.tomar(), lejos)[1] == 0
    antes = set(camara.tomar().huellas)
    camara.agregar("TGZ-2020-000003")
    nueva = camara.tomar()
    assert publicar(nueva, lejos)[1] == len(set(nueva.huellas) - antes)
    assert foto_de(lejos).huella == nueva.huella


def test_a_la_copia_incompleta_se_le_nota(camara: Camara, lejos: UPath) -> None:
    publicar(camara.tomar(), lejos)
    falta = next(iter(foto_de(lejos).huellas))
    falta.unlink()
    with pytest.raises(ErrorDeDatos, match=f"le falta 1 segmento.*{falta.name}"):
        foto_de(lejos)


def test_no_se_copia_una_foto_alterada(camara: Camara, lejos: UPath) -> None:
    foto = camara.tomar()
    next(iter(foto.huellas)).write_bytes(b"otra cosa")
    with pytest.raises(ErrorDeDatos, match="falta o cambió"):
        publicar(foto, lejos)
    assert not lejos.exists()


@pytest.fixture
def oficina(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    from oficina import almacen_nuevo

    motor = almacen_nuevo(en_carpeta(tmp_path))
    with motor.begin() as conexion:
        doce.anotar(conexion)
    motor.dispose()
    monkeypatch.setenv("COBRANZA_BD", en_carpeta(tmp_path))
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path))
    return tmp_path


@pytest.mark.lenta
@pytest.mark.parametrize("donde", ["disco", "memoria"])
def test_los_informes_se_corren_desde_la_copia_sin_la_base(
    oficina: Path, lejos: UPath, monkeypatch: pytest.MonkeyPatch, donde: str
) -> None:
    destino = str(oficina / "copia") if donde == "disco" else str(lejos)
    antes = [dicho([f(d) for f in (m.caratula, m.parametros)]) for m, d in _preparados()]
    assert ejecutar(["foto", "--corte", CORTE, "--en", destino]) == 0
    shutil.rmtree(oficina / "foto")
    (oficina / "libros.db").unlink()
    manifiesto = f"{destino}/corte-{CORTE}.json"
    monkeypatch.setenv("COBRANZA_BD", f"foto:{manifiesto}")
    assert [dicho([f(d) for f in (m.caratula, m.parametros)]) for m, d in _preparados()] == antes
    assert not (oficina / "libros.db").exists()
    assert foto_actual(os.environ["COBRANZA_BD"], oficina).manifiesto.name == f"corte-{CORTE}.json"


def _preparados() -> list[tuple[object, object]]:
    return [(m, m.preparar(corte=CORTE)) for m in (informe_cartera, verificacion_pae)]


def test_en_una_foto_no_se_captura(tmp_path: Path) -> None:
    with pytest.raises(ErrorDeUso, match=r"es una foto .* sólo se lee"):
        abrir(f"foto:{tmp_path}")


@pytest.mark.parametrize("donde", ["nada://x/y", "gs://cubo/foto"])
def test_sin_con_que_llegar_se_dice(donde: str) -> None:
    with pytest.raises(ErrorDeUso, match="No se puede llegar a"):
        ruta_de(donde)


@pytest.mark.parametrize("donde", ["disco", "memoria"])
def test_una_copia_interrumpida_se_repite_y_queda_completa(
    camara: Camara, lejos: UPath, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, donde: str
) -> None:
    foto, destino = camara.tomar(), tmp_path / "copia" if donde == "disco" else lejos
    publicar(foto, destino)
    manifiesto = destino / ACTUAL
    a_medias = next(iter(foto_de(destino).huellas))
    a_medias.write_bytes(a_medias.read_bytes()[:100])
    manifiesto.unlink()

    def interrumpir(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as parche:
        parche.setattr("cobranza.almacen.toma.shutil.copyfileobj", interrumpir)
        with pytest.raises(KeyboardInterrupt):
            publicar(foto, destino)
    assert not manifiesto.exists(), "sin todos sus segmentos no hay foto allá"
    assert publicar(foto, destino)[1] == 1, "sólo se repite el que quedó a medias"
    assert foto_de(destino).alterados() == []


def test_lo_que_no_es_un_manifiesto_se_dice(tmp_path: Path) -> None:
    for contenido in ("hola", "{}", "[]"):
        (tmp_path / "x.json").write_text(contenido)
        with pytest.raises(ErrorDeDatos, match="no es el manifiesto de una foto"):
            foto_de(tmp_path / "x.json")


def test_una_foto_fija_de_otra_version_dice_como_tomarla_de_nuevo(camara: Camara) -> None:
    camara.tomar(date(2025, 12, 31))
    fija = camara.salidas / "foto" / "corte-2025-12-31.json"
    fija.write_text(fija.read_text().replace(f'"formato": {FORMATO}', '"formato": 1'))
    with pytest.raises(ErrorDeDatos, match=r"otra versión.*mueve .*corte-2025-12-31.json a otro lugar"):
        camara.tomar(date(2025, 12, 31))
    fija.rename(fija.with_suffix(".vieja"))
    assert camara.tomar(date(2025, 12, 31)).huella == camara.tomar().huella
