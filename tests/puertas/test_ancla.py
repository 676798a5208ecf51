"""`cobranza ancla` y `cobranza comprobar --ancla`, como las teclea una persona: qué dicen y con qué terminan."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from cobranza.almacen import testigo
from cobranza.base import firma
from cobranza.puertas.cli import ejecutar

Captura = pytest.CaptureFixture[str]
pytestmark = pytest.mark.lenta


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Una base «demo» chica, para que cada prueba trabaje en su copia."""
    carpeta = tmp_path_factory.mktemp("base")
    with pytest.MonkeyPatch.context() as entorno:
        entorno.setenv("COBRANZA_BD", f"sqlite:///{carpeta / 'demo.db'}")
        entorno.setenv("COBRANZA_SALIDAS", str(carpeta / "salidas"))
        assert ejecutar(["demo", "--creditos", "100"]) == 0
    return carpeta / "demo.db"


@pytest.fixture
def oficina(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Una instalación: su base, sus salidas y una cuenta sin clave todavía."""
    (tmp_path / "datos").mkdir(mode=0o700)
    with sqlite3.connect(base) as origen, sqlite3.connect(tmp_path / "datos/libros.db") as copia:
        origen.backup(copia)  # con lo que aún esté en su WAL
    monkeypatch.setenv("COBRANZA_BD", f"sqlite:///{tmp_path / 'datos/libros.db'}")
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path / "salidas"))
    monkeypatch.setenv("HOME", str(tmp_path / "casa"))
    for variable in (firma.VARIABLE, firma.VARIABLE_PUBLICA, testigo.VARIABLE):
        monkeypatch.delenv(variable, raising=False)
    return tmp_path


def _crear_clave(capsys: Captura) -> str:
    """La clave pública que la orden enseña."""
    assert ejecutar(["ancla", "--crear-clave"]) == 0
    dicho = capsys.readouterr().out
    return next(linea.rsplit(" ", 1)[1] for linea in dicho.splitlines() if linea.startswith("clave pública"))


def _mover_algo(oficina: Path) -> None:
    """Algo más entra a la base: aquí, a mano, lo que haría otra carga que nada agregó."""
    with sqlite3.connect(oficina / "datos/libros.db") as conexion:
        conexion.execute("DROP TRIGGER lote_sin_update")
        conexion.execute(
            "UPDATE lote SET eslabon = '2:' || lower(hex(randomblob(32))) WHERE id = (SELECT MAX(id) FROM lote)"
        )


def test_crear_la_clave_dice_donde_y_ensena_la_publica_y_no_la_pisa(oficina: Path, capsys: Captura) -> None:
    publica = _crear_clave(capsys)
    assert publica == firma.publica()
    assert (oficina / "casa/.config/cobranza/clave.pem").stat().st_mode & 0o777 == 0o600
    assert ejecutar(["ancla", "--crear-clave"]) == 2
    assert "no se pisa" in capsys.readouterr().err
    assert firma.publica() == publica


def test_anclar_y_comprobar_de_principio_a_fin(
    oficina: Path, capsys: Captura, monkeypatch: pytest.MonkeyPatch
) -> None:
    publica = _crear_clave(capsys)
    destino = oficina / "otro_disco/testigo.jsonl"
    assert ejecutar(["ancla", "--en", str(destino)]) == 0
    dicho = capsys.readouterr().out
    (renglon,) = map(json.loads, destino.read_text().splitlines())
    assert f"raíz {renglon['raiz']}" in dicho
    assert all(libro in dicho for libro in ("credito", "movimiento", "acto", "custodia", "lote", "version"))
    assert ejecutar(["ancla", "--en", str(destino)]) == 0
    assert "Nada cambió desde el ancla" in capsys.readouterr().out
    assert len(destino.read_text().splitlines()) == 1

    comprobar = ["comprobar", "--ancla", str(destino)]
    assert ejecutar(comprobar) == 0, "con la clave de aquí"
    assert "1 ancla " in capsys.readouterr().out
    monkeypatch.setenv("HOME", str(oficina / "auditoria"))  # otra máquina, sin la privada
    assert ejecutar(comprobar) == 3
    assert "--clave-publica" in capsys.readouterr().err
    assert ejecutar([*comprobar, "--clave-publica", publica]) == 0
    en_archivo = oficina / "publica.txt"
    en_archivo.write_text(f"{publica}  # la de la Dirección\n")
    assert ejecutar([*comprobar, "--clave-publica", str(en_archivo)]) == 0
    assert ejecutar([*comprobar, "--clave-publica", "A" * 43 + "="]) == 3
    assert "no lo firmó esa clave" in capsys.readouterr().err
    assert ejecutar([*comprobar, "--clave-publica", str(oficina / "falta")]) == 2

    papel = f"cobranza-ancla:1:{renglon['base'].removeprefix('2:')[:12]}:{renglon['raiz']}"
    assert ejecutar(["comprobar", "--ancla", papel]) == 0
    assert "ancla impresa" in capsys.readouterr().out
    assert ejecutar(["comprobar", "--ancla", papel[:-1] + ("0" if papel[-1] != "0" else "1")]) == 3
    assert ejecutar(["comprobar", "--ancla", papel[:-1]]) == 2


def test_comprobar_a_secas_usa_el_testigo_de_siempre(
    oficina: Path, capsys: Captura, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ejecutar(["comprobar"]) == 0
    renglones = capsys.readouterr().out.splitlines()
    assert [r.split()[0] for r in renglones if "sin testigo" in r] == ["aviso"], "no se dice que está bien"
    assert {r.split()[0] for r in renglones if "sin testigo" not in r} == {"bien"}
    monkeypatch.setenv(testigo.VARIABLE, str(oficina / "usb/testigo.jsonl"))
    assert ejecutar(["comprobar"]) == 3, "se dijo dónde y no está"
    capsys.readouterr()
    assert ejecutar(["ancla"]) == 0
    assert "SIN FIRMA" not in capsys.readouterr().out
    assert ejecutar(["comprobar"]) == 0
    assert "SIN FIRMA" in capsys.readouterr().out


def test_el_testigo_de_siempre_no_desaparece_en_silencio(oficina: Path, capsys: Captura) -> None:
    _crear_clave(capsys)
    assert ejecutar(["ancla"]) == 0
    siempre = oficina / "datos/testigo.jsonl"
    siempre.unlink()
    assert ejecutar(["ancla"]) == 3
    assert "--nuevo" in capsys.readouterr().err
    assert not siempre.exists(), "no se empieza otro como si nada"
    assert ejecutar(["ancla", "--nuevo"]) == 0
    assert "primera ancla" in capsys.readouterr().out


def test_uno_nuevo_conserva_el_de_antes(oficina: Path, capsys: Captura) -> None:
    """Se empezó sin firma; con clave se empieza otro y el primero queda guardado."""
    assert ejecutar(["ancla"]) == 0
    assert "sin firma" in capsys.readouterr().err
    _crear_clave(capsys)
    assert ejecutar(["ancla"]) == 3
    assert "--nuevo" in capsys.readouterr().err
    antes = (oficina / "datos/testigo.jsonl").read_bytes()
    assert ejecutar(["ancla", "--nuevo"]) == 0
    (guardado,) = (oficina / "datos").glob("testigo-*.jsonl")
    assert guardado.read_bytes() == antes
    assert json.loads((oficina / "datos/testigo.jsonl").read_text())["firma"]


def test_no_se_ancla_sobre_una_base_que_ya_no_dice_lo_anclado(oficina: Path, capsys: Captura) -> None:
    _crear_clave(capsys)
    assert ejecutar(["ancla"]) == 0
    _mover_algo(oficina)
    assert ejecutar(["ancla"]) == 3
    dicho = capsys.readouterr().err
    assert "No se ancló" in dicho and "«lote»" in dicho
    assert len((oficina / "datos/testigo.jsonl").read_text().splitlines()) == 1


def test_sin_base_no_hay_que_anclar(oficina: Path, capsys: Captura) -> None:
    (oficina / "datos/libros.db").unlink()
    assert ejecutar(["ancla"]) == 3
    assert "no existe" in capsys.readouterr().err
    assert not (oficina / "datos/libros.db").exists()
    assert not (oficina / "datos/testigo.jsonl").exists()


@pytest.mark.parametrize("donde", ["nada://x/y", "s3://LLAVE:SECRETO@balde/t.jsonl", "datos/libros.db/t.jsonl"])
def test_un_destino_al_que_no_se_llega_termina_con_dos_y_sin_secretos(
    oficina: Path, capsys: Captura, monkeypatch: pytest.MonkeyPatch, donde: str
) -> None:
    monkeypatch.chdir(oficina)
    assert ejecutar(["ancla", "--en", donde]) == 2
    assert "SECRETO" not in capsys.readouterr().err
    assert ejecutar(["comprobar", "--ancla", donde]) in (2, 3)
    assert "SECRETO" not in capsys.readouterr().err
