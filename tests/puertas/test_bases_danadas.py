"""Una base dañada, de otra versión, sin permiso o mal nombrada: código 3 (o 2), en español, y nada se crea."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from ingesta.test_ingesta import CARTERA, _csv
from oficina import almacen_nuevo, credito
from sqlalchemy import Engine, text

from cobranza.almacen import sesion
from cobranza.almacen.migrar import CABEZA
from cobranza.almacen.sesion import abrir, instante, para_leer
from cobranza.base.errores import ErrorDeDatos
from cobranza.base.seudonimos import llave
from cobranza.puertas.cli import ejecutar

pytestmark = pytest.mark.lenta

EN_INGLES = ("malformed", "database is", "unable to", "no such", "not a database", "Traceback", "falla inesperada")
LEEN = {
    "comprobar": ["comprobar"],
    "foto": ["foto"],
    "cuarentena": ["cuarentena"],
    "verificar": ["verificar"],
    "explica": ["explica", "TGZ-2020-000001"],
    "corre": ["corre", "informe_cartera"],
    "asignar": ["asignar"],
}


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Una base de la oficina, cerrada, con unos créditos."""
    (tmp_path / "bases").mkdir()
    ruta = tmp_path / "bases" / "oficina.db"
    motor = almacen_nuevo(f"sqlite:///{ruta}")
    with motor.begin() as conexion:
        for n in range(3):
            credito(conexion, f"TGZ-2020-{n + 1:06}")
    motor.dispose()
    monkeypatch.setenv("COBRANZA_BD", f"sqlite:///{ruta}")
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path / "salidas"))
    return ruta


@pytest.fixture
def ordenes(tmp_path: Path) -> dict[str, list[str]]:
    return LEEN | {"ingerir": ["ingerir", "cartera", str(_csv(tmp_path / "enero.csv", [CARTERA]))]}


def _en_espanol(dicho: str) -> None:
    for ingles in EN_INGLES:
        assert ingles not in dicho


def _basura(base: Path, desde: int, bytes_: int) -> None:
    with base.open("r+b") as archivo:
        archivo.seek(desde)
        archivo.write(b"\xde\xad" * (bytes_ // 2))


DANOS: dict[str, Callable[[Path], object]] = {
    "truncada": lambda b: os.truncate(b, b.stat().st_size // 2),
    "en 0 bytes": lambda b: os.truncate(b, 0),
    "no es SQLite": lambda b: b.write_text("folio,importe\n" * 2000),
    "cabecera mala": lambda b: _basura(b, 0, 100),
    "a la mitad": lambda b: _basura(b, 4096, b.stat().st_size - 8192),
    "esquema dañado": lambda b: _basura(b, 100, 3900),
}


@pytest.mark.muestra(20)
@pytest.mark.parametrize("orden", [*LEEN, "ingerir"])
@pytest.mark.parametrize("dano", DANOS)
def test_una_base_danada_es_codigo_3_y_no_se_le_escribe(
    base: Path, ordenes: dict[str, list[str]], dano: str, orden: str, capsys: pytest.CaptureFixture[str]
) -> None:
    DANOS[dano](base)
    antes = base.read_bytes()
    assert ejecutar(ordenes[orden]) == 3
    dicho = capsys.readouterr().err
    _en_espanol(dicho)
    assert "respaldo" in dicho or "migrar" in dicho
    assert base.read_bytes() == antes


@pytest.mark.muestra(16)
@pytest.mark.parametrize("orden", [*LEEN, "ingerir", "migrar"])
@pytest.mark.parametrize("version", ["0003", "0999", "", "sin tabla"])
def test_una_base_de_otra_version_la_dicen_todas_las_ordenes_y_solo_migrar_la_toca(
    base: Path, ordenes: dict[str, list[str]], version: str, orden: str, capsys: pytest.CaptureFixture[str]
) -> None:
    motor = abrir(f"sqlite:///{base}")
    with motor.begin() as conexion:
        conexion.execute(
            text("DROP TABLE alembic_version" if version == "sin tabla" else "DELETE FROM alembic_version")
        )
        if version.isdigit():
            conexion.execute(text("INSERT INTO alembic_version VALUES (:v)"), {"v": version})
    motor.dispose()
    antes = base.read_bytes()
    assert ejecutar((ordenes | {"migrar": ["migrar"]})[orden]) == 3
    dicho = capsys.readouterr().err
    _en_espanol(dicho)
    if version == "0003" and orden == "migrar":  # dice ser de antes y ya tiene lo de ahora
        assert f"no se pudo llevar a la {CABEZA}" in dicho
        return
    assert {"0003": "cobranza migrar", "0999": "programa es viejo"}.get(version, "no dice de qué versión es") in dicho
    assert base.read_bytes() == antes


@pytest.mark.parametrize("orden", LEEN)
def test_leer_no_crea_ni_cambia_nada_donde_vive_la_base(
    base: Path, orden: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if orden == "corre":
        pytest.skip("abre un núcleo: lo prueban las lentas")
    llave()  # la de los seudónimos se hace la primera vez que se enseña un crédito: no es de la base
    antes = {r.name: (r.read_bytes(), r.stat().st_mtime_ns) for r in base.parent.iterdir()}
    ejecutar(LEEN[orden])
    assert {r.name: (r.read_bytes(), r.stat().st_mtime_ns) for r in base.parent.iterdir()} == antes


@pytest.mark.parametrize("orden", [o for o in LEEN if o != "corre"])
def test_quien_lee_no_espera_a_quien_escribe(
    base: Path, orden: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """F15: con una carga larga abierta, todos leen lo que había antes de ella."""
    monkeypatch.setattr(sesion, "ESPERA_SEGUNDOS", 0.1)
    escritor = abrir(f"sqlite:///{base}")
    with escritor.begin() as conexion:
        credito(conexion, "TGZ-2020-000099")
        assert ejecutar(LEEN[orden]) in (0, 3), "3 sólo por lo que la revisión encuentre"
        assert "ocupada" not in capsys.readouterr().err
    escritor.dispose()


@pytest.mark.parametrize("como", ["borrada", "en 0 bytes", "otra ruta"])
def test_los_libros_que_ya_no_estan_nunca_salen_en_verde(
    base: Path, ordenes: dict[str, list[str]], como: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """F3: con una foto de antes, y sin base, ninguna orden la da por buena ni empieza libros nuevos."""
    assert ejecutar(["foto"]) == 0
    if como == "borrada":
        base.unlink()
    elif como == "en 0 bytes":
        os.truncate(base, 0)
    else:
        monkeypatch.setenv("COBRANZA_BD", f"sqlite:///{tmp_path / 'no' / 'existe' / 'x.db'}")
    antes = sorted(r.name for r in base.parent.iterdir())
    for nombre, orden in ordenes.items():
        if (nombre, como) != ("ingerir", "borrada"):  # la primera carga crea la suya, y lo dice
            assert ejecutar(orden) == 3, nombre
    assert sorted(r.name for r in base.parent.iterdir()) == antes
    assert not (tmp_path / "no").exists()


def test_el_segundo_que_escribe_espera_y_si_no_lo_dice(
    base: Path, ordenes: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sesion, "ESPERA_SEGUNDOS", 0.1)
    escritor = abrir(f"sqlite:///{base}")
    with escritor.begin() as conexion:
        credito(conexion, "TGZ-2020-000099")
        assert ejecutar(ordenes["ingerir"]) == 3
    dicho = capsys.readouterr().err
    assert "está ocupada" in dicho and "repite" in dicho
    _en_espanol(dicho)
    escritor.dispose()
    assert ejecutar(ordenes["ingerir"]) == 0


def test_para_leer_rechaza_escribir_en_cualquier_motor(motor: Engine, url_de_almacen: str) -> None:
    leyendo = para_leer(url_de_almacen)
    with pytest.raises(ErrorDeDatos), instante(leyendo) as conexion:
        conexion.execute(text("DELETE FROM persona"))
    leyendo.dispose()


def test_una_carga_confirmada_ya_esta_en_el_disco(base: Path) -> None:
    """Con synchronous=NORMAL un corte de luz puede llevarse lo último que se confirmó."""
    motor = abrir(f"sqlite:///{base}")
    with motor.connect() as conexion:
        assert conexion.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert conexion.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    motor.dispose()


@pytest.mark.skipif(os.geteuid() != 0, reason="para leer como otro usuario hay que poder serlo")
@pytest.mark.lenta
@pytest.mark.parametrize("permisos", [(0o000, 0o755), (0o444, 0o555), (0o644, 0o000)])
def test_sin_permiso_se_dice_que_permiso_falta(base: Path, tmp_path: Path, permisos: tuple[int, int]) -> None:
    """Con la carpeta en sólo lectura SQLite no puede abrir sus auxiliares: se dice eso y la salida."""
    archivo, carpeta = permisos
    for madre in (tmp_path, *tmp_path.parents):  # pytest hace la suya en 0700
        madre.chmod(madre.stat().st_mode | 0o011)
    base.chmod(archivo)
    base.parent.chmod(carpeta)
    codigo = (
        "import os,sys\n"
        "from cobranza.almacen.sesion import para_leer\nfrom cobranza.base.errores import ErrorDeCobranza\n"
        "para_leer(sys.argv[1])\nos.setgid(65534); os.setuid(65534)\n"
        "try:\n    para_leer(sys.argv[1])\nexcept ErrorDeCobranza as e:\n    print(e.codigo, e.mensaje)\n"
    )
    hecho = subprocess.run(
        [sys.executable, "-c", codigo, f"sqlite:///{base}"], capture_output=True, text=True, check=False
    )
    base.parent.chmod(0o755)
    assert hecho.stdout.startswith("3 "), hecho.stderr
    assert "permiso" in hecho.stdout
    _en_espanol(hecho.stdout)


RUTAS = (
    "con espacios", "ñandú", "a%25b", "a%b", "50%", "a?b", "a?b=c", "a#b", "a&b=c", "a'b", "a;b", "[a]", "a+b",
)  # fmt: skip


@pytest.mark.parametrize("nombre", RUTAS)
def test_la_base_es_la_que_se_escribio_aunque_su_ruta_sea_rara(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nombre: str
) -> None:
    """F26: cuatro órdenes sobre una ruta rara usan ésa, y las vecinas con que se confundiría siguen sin existir."""
    carpeta = tmp_path / nombre
    carpeta.mkdir()
    base = carpeta / f"{nombre.replace('=', '')}.db"
    monkeypatch.setenv("COBRANZA_BD", f"sqlite:///{base}")
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path / "salidas"))
    archivo = str(_csv(tmp_path / "enero.csv", [CARTERA]))
    for orden in (["migrar"], ["ingerir", "cartera", archivo], ["foto"], ["comprobar"]):
        assert ejecutar(orden) == 0, orden
    assert sorted(r for r in tmp_path.rglob("*.db*") if not r.name.endswith(("-wal", "-shm"))) == [base]
    with sqlite3.connect(f"file:{quote(str(base))}?mode=ro", uri=True) as conexion:
        assert conexion.execute("SELECT COUNT(*) FROM credito").fetchone() == (1,)


CLAVE = "Oro77secreto"
CON_CLAVE = (
    f"postgresql+psycopg://cobrador:{CLAVE}@127.0.0.1:1/oficina",
    f"postgresql+psycopg://cobrador:Oro@{CLAVE}@127.0.0.1:1/oficina",
    f"postgresql+psycopg://cobrador:a/{CLAVE}@127.0.0.1:1/oficina",
    f"postgresql+psycopg://cobrador:a@b/{CLAVE}@127.0.0.1/oficina",
    f"postgresql+psycopg://cobrador:a#{CLAVE}@127.0.0.1:1/oficina",
    f"postgresql+psycopg://cobrador:a?{CLAVE}@127.0.0.1:1/oficina",
    f"postgresql+psycopg://cobrador:%zz{CLAVE}@127.0.0.1:1/oficina",
    f"postgresql+psycopg://127.0.0.1:{CLAVE}/oficina",
    f"postgresql+psycopg://127.0.0.1:1/oficina?user=cobrador&password={CLAVE}",
    f"postgresql+psycopg://127.0.0.1:1/oficina?passfile={CLAVE}&connect_timeout=x{CLAVE}",
    f"postgresql+nada://cobrador:{CLAVE}@127.0.0.1/oficina",
    f"mysql://cobrador:{CLAVE}@127.0.0.1/oficina",
    f"cobrador:{CLAVE}@127.0.0.1/oficina",
    f"sqlite://cobrador:{CLAVE}@127.0.0.1/oficina.db",
    f"sqlite:////tmp/no/hay.db?password={CLAVE}",
    f"sqlite:///file:/tmp/no/hay.db?key={CLAVE}&uri=true",
    f"foto:s3://LLAVE:{CLAVE}@balde/foto",
    f"foto:s3://balde/foto?secret={CLAVE}",
    f"foto:ftp://cobrador:{CLAVE}@127.0.0.1:1/foto",
    f"foto:memory://cobrador:{CLAVE}@nada/foto",
    f"foto:/tmp/no-hay/LLAVE:{CLAVE}@balde",
    f"foto:nada://x:{CLAVE}@y::file:///tmp",
)


@pytest.mark.parametrize("rastro", [False, True])
@pytest.mark.parametrize("url", CON_CLAVE)
def test_ningun_mensaje_repite_la_clave(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], url: str, rastro: bool
) -> None:
    """F25: ni en el mensaje ni, con --rastro, en el rastro."""
    monkeypatch.setenv("COBRANZA_BD", url)
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path))
    for orden in (["foto"], ["comprobar"], ["cuarentena"], ["migrar"]):
        assert ejecutar([*orden, *(["--rastro"] if rastro else [])]) in (2, 3), orden
        salio = capsys.readouterr()
        assert CLAVE not in salio.out + salio.err, orden
        _en_espanol(salio.err.replace("Traceback", "")) if not rastro else None
    assert not Path("/tmp/no").exists()
