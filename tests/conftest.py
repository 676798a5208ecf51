"""Lo común a todas las pruebas: dónde están, cómo se regenera el oro y un almacén nuevo en cada motor."""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import URL, make_url

sys.path.insert(0, str(Path(__file__).parent))
import sorteo
from servidor import COMO_TENERLO, VARIABLE, programas, servidor  # la carpeta de pruebas, ya en la ruta

# las mismas pruebas cada vez, y sin límite de tiempo: aquí no se mide la máquina
settings.register_profile("casa", deadline=None, derandomize=True)
settings.load_profile("casa")
_al_terminar = ExitStack()
_FUERA = pytest.StashKey[int]()
Siembra = Callable[[Engine], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--actualizar-oro", action="store_true", help="regenera los textos de oro (revisa el diff)")
    parser.addoption("--con-servidor", action="store_true", help="arranca un PostgreSQL privado si está instalado")


def pytest_configure(config: pytest.Config) -> None:
    """El servidor lo arranca quien reparte las pruebas, una vez; quienes las corren heredan su dirección."""
    es_reparto = not hasattr(config, "workerinput")
    bin_ = programas()
    if es_reparto and config.getoption("--con-servidor") and bin_ and not os.environ.get(VARIABLE):
        os.environ[VARIABLE] = _al_terminar.enter_context(servidor(bin_))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """La que abre un almacén es lenta; y de las combinatorias corre una muestra, salvo que se pidan todas."""
    for item in items:
        if {"url_de_almacen", "ejemplo"} & {*getattr(item, "fixturenames", ())}:
            item.add_marker(pytest.mark.lenta)
    fuera = sorteo.que_no_salieron(items)
    items[:] = [i for i in items if i not in fuera]
    if hasattr(config, "workeroutput"):
        config.workeroutput["fuera"] = len(fuera)
    else:
        config.stash[_FUERA] = len(fuera)


def pytest_testnodedown(node: Any) -> None:
    """Cada proceso recoge las mismas: basta lo que diga el último."""
    node.config.stash[_FUERA] = getattr(node, "workeroutput", {}).get("fuera", 0)


def pytest_unconfigure() -> None:
    _al_terminar.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Qué no se corrió, por qué y cómo tenerlo: una línea por motivo."""
    motivos = Counter(
        str(omitida.longrepr[2]).removeprefix("Skipped: ") for omitida in terminalreporter.stats.get("skipped", ())
    )
    for motivo, cuantas in sorted(motivos.items()):
        terminalreporter.write_line(f"{cuantas} {'omitida' if cuantas == 1 else 'omitidas'}: {motivo}")
    if fuera := terminalreporter.config.stash.get(_FUERA, 0):
        terminalreporter.write_line(f"{fuera} casos de combinatorias no sorteados; todos: {sorteo.COMO}")


@pytest.fixture(scope="session")
def plantilla_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Una base vacía y al día, para copiarla."""
    ruta = tmp_path_factory.mktemp("plantilla") / "libros.db"
    _migrada(f"sqlite:///{ruta}")
    return ruta


@pytest.fixture(scope="session")
def plantilla_postgres() -> Iterator[URL]:
    """La misma base en el servidor de pruebas, para usarla de plantilla; se borra al terminar."""
    direccion = os.environ.get(VARIABLE)
    if not direccion:
        pytest.skip(
            COMO_TENERLO if programas() is None else "son las de PostgreSQL; `make prueba` lo arranca y las corre"
        )
    plantilla = make_url(direccion).set(database=f"plantilla_{os.getpid()}")
    orden_al_servidor(f"CREATE DATABASE {plantilla.database}")
    _migrada(plantilla.render_as_string(hide_password=False))
    yield plantilla
    orden_al_servidor(f"DROP DATABASE {plantilla.database} WITH (FORCE)")


def _migrada(url: str) -> None:
    from cobranza.almacen.migrar import migrar
    from cobranza.almacen.sesion import abrir

    motor = abrir(url)
    migrar(motor)
    motor.dispose()


def orden_al_servidor(orden: str) -> None:
    """Crear o borrar bases en el PostgreSQL de pruebas."""
    motor = create_engine(os.environ[VARIABLE], isolation_level="AUTOCOMMIT")
    with motor.connect() as conexion:
        conexion.execute(text(orden))
    motor.dispose()


@pytest.fixture
def siembra() -> Siembra | None:
    """Con qué empieza la base de cada prueba: vacía. Un módulo la cambia por la función que escribe lo suyo."""
    return None


@pytest.fixture(scope="session")
def sembradas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[URL, Siembra], URL]]:
    """La base de cada siembra, que se escribe la primera vez que se pide: cuesta segundos, y copiarla, nada."""
    with ExitStack() as hechas:
        ya: dict[tuple[URL, Siembra], URL] = {}

        def dar(plantilla: URL, siembra: Siembra) -> URL:
            if (plantilla, siembra) not in ya:
                url = hechas.enter_context(_copia(plantilla, tmp_path_factory.mktemp("sembrada")))
                with _abierto(url) as nuevo:
                    siembra(nuevo)
                ya[plantilla, siembra] = make_url(url)
            return ya[plantilla, siembra]

        yield dar


@pytest.fixture(params=["sqlite", "postgres"])
def url_de_almacen(
    request: pytest.FixtureRequest,
    siembra: Siembra | None,
    sembradas: Callable[[URL, Siembra], URL],
    tmp_path: Path,
) -> Iterator[str]:
    """Una base propia de la prueba, al día y con su siembra, en cada motor."""
    if request.param == "sqlite":
        de = make_url(f"sqlite:///{request.getfixturevalue('plantilla_sqlite')}")
    else:
        de = request.getfixturevalue("plantilla_postgres")
    with _copia(sembradas(de, siembra) if siembra else de, tmp_path) as copia:
        yield copia


@pytest.fixture
def motor(url_de_almacen: str) -> Iterator[Engine]:
    """El almacén, abierto."""
    with _abierto(url_de_almacen) as abierto:
        yield abierto


@contextmanager
def _copia(de: URL, carpeta: Path) -> Iterator[str]:
    """Una base igual, que se borra al terminar; nadie debe tener abierta la otra."""
    assert de.database
    if de.get_backend_name() == "sqlite":
        ruta = carpeta / "libros.db"
        shutil.copy(de.database, ruta)
        yield f"sqlite:///{ruta}"
        return
    nueva = de.set(database=f"prueba_{os.getpid()}_{abs(hash(str(carpeta)))}")
    orden_al_servidor(f"CREATE DATABASE {nueva.database} TEMPLATE {de.database}")
    yield nueva.render_as_string(hide_password=False)
    orden_al_servidor(f"DROP DATABASE {nueva.database} WITH (FORCE)")


@contextmanager
def _abierto(url: str) -> Iterator[Engine]:
    from cobranza.almacen.sesion import abrir

    abierto = abrir(url)
    yield abierto
    abierto.dispose()
