"""Un entorno de corrida aparte para cada prueba, con los cuadernos de ensayo de esta carpeta."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from ejecucion.cumulo_de_ensayo import coordinador
from moto.server import ThreadedMotoServer

from cobranza.ejecucion.motor import Entorno

AQUI = Path(__file__).parent
CUBETA = "informes"


class HuellaDada:
    """La huella de unos datos o de una norma de ensayo; cruza a otro proceso."""

    def __init__(self, huella: str) -> None:
        self.huella = huella

    def __call__(self) -> str:
        return self.huella


@pytest.fixture(scope="module")
def direccion(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """La de un coordinador de Dask recién encendido, sin trabajadores."""
    with coordinador(tmp_path_factory.mktemp("cumulo")) as (_, suya):
        yield suya


@pytest.fixture
def entorno(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Entorno:
    monkeypatch.setenv("COBRANZA_BD", f"sqlite:///{tmp_path / 'datos' / 'libros.db'}")  # junto a ella va el registro
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path / "salidas"))  # y el de las demás, si son de estas salidas
    params = tmp_path / "params"
    (params / "catalogos").mkdir(parents=True)
    (params / "catalogos" / "actos.yaml").write_text("titulo: Embargo\n", encoding="utf-8")
    (params / "corridas").mkdir()
    return Entorno(
        raiz=AQUI.parents[1],
        cuadernos=AQUI / "cuadernos",
        salidas=tmp_path / "salidas",
        params=params,
        ahora=datetime(2026, 1, 15, 9, 30),
        huella_de_datos=HuellaDada("foto-de-ensayo"),
        huella_de_la_norma=HuellaDada("norma-de-ensayo"),
    )


@pytest.fixture(scope="module")
def servidor() -> Iterator[str]:
    """Un S3 en esta máquina: su dirección."""
    abierto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    abierto.start()
    yield "http://{}:{}".format(*abierto.get_host_and_port())
    abierto.stop()


@pytest.fixture
def cubeta(servidor: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[str]:
    """Un lugar vacío en ese S3."""
    import s3fs

    for variable, valor in {
        "AWS_ENDPOINT_URL": servidor, "AWS_ACCESS_KEY_ID": "prueba", "AWS_SECRET_ACCESS_KEY": "no-es-de-nadie",
        "AWS_DEFAULT_REGION": "us-east-1", "AWS_MAX_ATTEMPTS": "1",
    }.items():  # fmt: skip
        monkeypatch.setenv(variable, valor)
    # fsspec guarda el que ya abrió, y otra prueba del mismo proceso pudo abrirlo sin con qué entrar o a otro servidor
    s3fs.S3FileSystem.clear_instance_cache()
    if not s3().exists(CUBETA):
        s3().mkdir(CUBETA)
    yield f"s3://{CUBETA}/{request.node.name}"
    s3fs.S3FileSystem.clear_instance_cache()


def s3() -> Any:
    import s3fs

    return s3fs.S3FileSystem(skip_instance_cache=True)
