"""«Create job» de JupyterLab corre por el camino de `cobranza corre`, con jupyter-scheduler de verdad."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_scheduler.exceptions import SchedulerError
from jupyter_scheduler.orm import Job, create_session, create_tables
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from oficina import en_carpeta

from cobranza.base.ajustes import ajustes
from cobranza.ejecucion.abrir import puerto_libre
from cobranza.puertas.agendador import CorreInforme
from cobranza.puertas.cli import ejecutar
from cobranza.puertas.cuadernos import del_agendador

pytestmark = pytest.mark.lenta

_PLAZO_SEGUNDOS, _LLAVE = 240, "llave-de-la-prueba"
_DECLARADOS = (
    'corte: str = ""  # fecha de corte, AAAA-MM-DD\n'
    'delegacion: str = ""  # clave de la delegación; vacía, todas\n'
    "cuantos: int = 3  # cuántos renglones\n"
    "nominativo: bool = False  # con nombres"
)


@pytest.fixture(scope="module")
def oficina(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Una cartera chica, con sus variables puestas, y la carpeta donde trabaja quien analiza."""
    carpeta = tmp_path_factory.mktemp("oficina")
    with pytest.MonkeyPatch.context() as puesto:
        puesto.setenv("COBRANZA_BD", en_carpeta(carpeta))
        puesto.setenv("COBRANZA_SALIDAS", str(carpeta / "salidas"))
        assert ejecutar(["demo", "--creditos", "100"]) == 0
        yield carpeta


@pytest.fixture(scope="module")
def cuaderno(oficina: Path) -> Path:
    """Un cuaderno propio que dice lo que le llegó y de qué tipo."""
    celdas = [
        new_markdown_cell("# ¿Qué llegó?"),
        new_code_cell(_DECLARADOS, metadata={"tags": ["parameters"]}),
        new_markdown_cell("## Lo que llegó"),
        new_code_cell("print([corte, delegacion, cuantos, nominativo])"),
    ]
    nucleo = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    ruta = oficina / "cuadernos" / "lo_que_llego.ipynb"
    ruta.parent.mkdir()
    nbformat.write(new_notebook(cells=celdas, metadata=nucleo), ruta)
    return ruta


class _Trabajo:
    """Un trabajo en la base de jupyter-scheduler, corrido por su ejecutor en este proceso."""

    def __init__(self, carpeta: Path, cuaderno: Path, parametros: dict[str, str]) -> None:
        self.bd, copia = f"sqlite:///{carpeta / 'trabajos.sqlite'}", carpeta / cuaderno.name
        shutil.copy(cuaderno, copia)
        self.rutas = {"input": str(copia), "ipynb": str(carpeta / "sale.ipynb"), "html": str(carpeta / "sale.html")}
        create_tables(self.bd)
        with create_session(self.bd)() as sesion:
            trabajo = Job(
                name="prueba",
                input_filename=cuaderno.name,
                runtime_environment_name="python",
                output_formats=["ipynb", "html"],
                parameters=parametros,
            )
            sesion.add(trabajo)
            sesion.commit()
            self.clave = trabajo.job_id

    def correr(self) -> tuple[str, str]:
        """(estado, mensaje) como los ve quien mira la lista de trabajos."""
        CorreInforme(self.clave, "", self.bd, self.rutas).process()
        with create_session(self.bd)() as sesion:
            trabajo = sesion.query(Job).filter(Job.job_id == self.clave).one()
            return trabajo.status, trabajo.status_message or ""


@pytest.mark.parametrize(
    ("parametros", "dice"),
    [
        ({"corte": "2025-12-31", "cuantos": "doce"}, "«cuantos» es «doce»"),
        ({"corte": "31-13-2025"}, "«corte» es «31-13-2025»"),
        ({"corte": "'2025-12-31'", "delegacion": "Atlantis"}, "«delegacion» es «Atlantis»"),
        ({"cort": "2025-12-31"}, "¿Quisiste decir «corte»?"),
        ({}, "Falta el parámetro «corte»"),
        ({"corte": "2025-12-31", "nominativo": "True"}, "fuera de lo reservado"),
    ],
    ids=["entero", "fecha", "lista", "desconocido", "ausente", "con_nombres"],
)
def test_un_parametro_que_no_va_hace_fallar_el_trabajo_en_espanol_y_sin_rastro(
    cuaderno: Path,
    oficina: Path,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    parametros: dict[str, str],
    dice: str,
) -> None:
    trabajo = _Trabajo(tmp_path, cuaderno, parametros)
    estado, mensaje = trabajo.correr()
    assert (estado, dice in mensaje) == ("FAILED", True), mensaje
    bitacora = capfd.readouterr().err
    assert f"error: {mensaje}" in bitacora and "Traceback" not in bitacora
    assert not Path(trabajo.rutas["html"]).exists(), "ni se abrió el núcleo"
    assert not list((oficina / "salidas").rglob("lo_que_llego/*-fallida"))


def test_el_instalado_que_ya_cambio_no_se_corre_con_su_nombre(oficina: Path, tmp_path: Path) -> None:
    cambiado = tmp_path / "liquidacion.ipynb"
    nb = nbformat.read(ajustes().cuadernos / cambiado.name, as_version=4)
    nb.cells[-1].source += "\n1"
    nbformat.write(nb, cambiado)
    (tmp_path / "otra").mkdir()
    estado, mensaje = _Trabajo(tmp_path / "otra", cambiado, {"corte": "2025-12-31"}).correr()
    assert estado == "FAILED"
    assert "liquidacion.ipynb de este trabajo no es el instalado" in mensaje


def test_un_panel_o_lo_que_no_es_cuaderno_no_llega_a_trabajo(tmp_path: Path) -> None:
    roto = tmp_path / "roto.ipynb"
    roto.write_text("{}", encoding="utf-8")
    for ruta, dice in ((ajustes().cuadernos / "panel.ipynb", "es un panel"), (roto, "no es un cuaderno")):
        with pytest.raises(SchedulerError, match=dice):
            CorreInforme.validate(CorreInforme, str(ruta))


@pytest.mark.lenta
def test_por_su_api_corre_como_la_consola_con_cada_parametro_de_su_tipo(oficina: Path, cuaderno: Path) -> None:
    with _servidor(oficina, cuaderno.parent) as pedir:
        assert pedir("GET", "/scheduler/config")["supported_features"]["output_formats"] is True
        datos = {"corte": "'2025-12-31'", "delegacion": "Tapachula", "cuantos": "12"}
        bueno = pedir("POST", "/scheduler/jobs", _pedido(cuaderno, datos))["job_id"]
        for ruta, mas in (("/scheduler/jobs", {}), ("/scheduler/job_definitions", {"schedule": "0 8 * * *"})):
            malo = _rechazo(pedir, "POST", ruta, {**_pedido(cuaderno, {**datos, "cuantos": "doce"}), **mas})
            assert malo[0] == 400 and "«cuantos» es «doce»; se esperaba un" in malo[1], malo
        repite = {**_pedido(cuaderno, {**datos, "corte": "ultimo_capturado"}), "schedule": "0 8 1 1 *"}
        suyo = (
            f"/scheduler/job_definitions/{pedir('POST', '/scheduler/job_definitions', repite)['job_definition_id']}"
        )
        for metodo, ruta in (("PATCH", suyo), ("POST", f"{suyo}/jobs")):
            malo = _rechazo(pedir, metodo, ruta, {"parameters": {**datos, "delegacion": "Atlantis"}})
            assert malo[0] == 400 and "«delegacion» es «Atlantis»" in malo[1], malo
        hecho = _terminado(pedir, bueno)
        assert pedir("GET", "/scheduler/jobs")["total_count"] == 1, "lo que no va no llega a trabajo"
    assert hecho["status"] == "COMPLETED", hecho["status_message"]
    assert "Traceback" not in (oficina / "servidor.txt").read_text(encoding="utf-8")
    (ficha,) = (oficina / "salidas").glob("2025-12-31/lo_que_llego/*/manifiesto.json")
    dicha = json.loads(ficha.read_text(encoding="utf-8"))
    esperados = {"corte": "2025-12-31", "delegacion": "DH-TAP", "cuantos": 12, "nominativo": False}
    assert dicha["parametros"] == esperados
    copias = {r["file_format"]: oficina / "puesta" / bueno for r in hecho["job_files"]}
    assert {"ipynb", "html"} <= set(copias)
    (pagina,) = (oficina / "puesta" / bueno).glob("*.html")
    assert pagina.read_bytes() == ficha.with_name("informe.html").read_bytes()
    assert "[&#x27;2025-12-31&#x27;, &#x27;DH-TAP&#x27;, 12, False]" in pagina.read_text(encoding="utf-8")


@pytest.mark.lenta
def test_la_consola_reconoce_lo_que_corrio_un_trabajo(
    oficina: Path, cuaderno: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    estado, mensaje = _Trabajo(tmp_path, cuaderno, {"corte": "ultimo_capturado", "cuantos": "7"}).correr()
    assert estado == "COMPLETED", mensaje
    capsys.readouterr()
    (ficha,) = [
        json.loads(r.read_text(encoding="utf-8"))
        for r in (oficina / "salidas").glob("*/lo_que_llego/*/manifiesto.json")
        if '"cuantos": 7' in r.read_text(encoding="utf-8")
    ]
    assert ejecutar(["corre", str(cuaderno), "-p", "corte", ficha["corte"], "-p", "cuantos", "7"]) == 0
    assert "ya estaba, con los mismos datos, norma y código" in capsys.readouterr().out
    assert "lo_que_llego" in (oficina / "salidas" / "index.html").read_text(encoding="utf-8")


def _pedido(cuaderno: Path, parametros: dict[str, str]) -> dict[str, Any]:
    return {
        "name": "prueba",
        "input_uri": cuaderno.name,
        "runtime_environment_name": Path(sys.executable).name,
        "output_formats": ["ipynb", "html"],
        "parameters": parametros,
    }


def _rechazo(pedir: Any, metodo: str, ruta: str, datos: dict[str, Any]) -> tuple[int, str]:
    """(código, mensaje) con que contesta el servidor: lo que JupyterLab enseña en el formulario."""
    with pytest.raises(urllib.error.HTTPError) as dicho:
        pedir(metodo, ruta, datos)
    return dicho.value.code, json.loads(dicho.value.read())["message"]


def _terminado(pedir: Any, clave: str) -> dict[str, Any]:
    fin = time.monotonic() + _PLAZO_SEGUNDOS
    while True:
        trabajo: dict[str, Any] = pedir("GET", f"/scheduler/jobs/{clave}")
        # nace «STOPPED»: así lo deja jupyter-scheduler hasta que su proceso arranca
        if trabajo["status"] in ("COMPLETED", "FAILED"):
            return trabajo
        assert time.monotonic() < fin, trabajo
        time.sleep(0.2)


class _servidor:  # noqa: N801 — se usa como una función
    """Un servidor de Jupyter con su agendador, abierto con lo que `cobranza cuadernos` le agrega."""

    def __init__(self, oficina: Path, cuadernos: Path) -> None:
        self.puerto = puerto_libre()
        orden = [
            sys.executable,
            "-m",
            "jupyter_server",
            f"--ServerApp.root_dir={cuadernos}",
            "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.port={self.puerto}",
            "--ServerApp.port_retries=0",
            "--no-browser",
            "--allow-root",
            f"--SchedulerApp.db_url=sqlite:///{oficina / 'servidor.sqlite'}",
            f"--Scheduler.staging_path={oficina / 'puesta'}",
            *del_agendador(),
        ]
        propio = {
            "JUPYTER_TOKEN": _LLAVE,
            "JUPYTER_CONFIG_DIR": str(oficina / "config"),
            "JUPYTER_DATA_DIR": str(oficina / "datos"),
            "JUPYTER_RUNTIME_DIR": str(oficina / "nucleos"),
        }
        self.bitacora = (oficina / "servidor.txt").open("w")
        self.proceso = subprocess.Popen(
            orden, env={**os.environ, **propio}, stdout=self.bitacora, stderr=self.bitacora
        )

    def __enter__(self) -> Any:
        fin = time.monotonic() + _PLAZO_SEGUNDOS
        while True:
            assert self.proceso.poll() is None and time.monotonic() < fin, Path(self.bitacora.name).read_text()
            try:
                self._pedir("GET", "/api")
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
            else:
                return self._pedir

    def __exit__(self, *_: object) -> None:
        self.proceso.terminate()
        self.proceso.wait(_PLAZO_SEGUNDOS)
        self.bitacora.close()

    def _pedir(self, metodo: str, ruta: str, datos: dict[str, Any] | None = None) -> Any:
        peticion = urllib.request.Request(
            f"http://127.0.0.1:{self.puerto}{ruta}",
            method=metodo,
            data=json.dumps(datos).encode() if datos else None,
            headers={"Authorization": f"token {_LLAVE}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(peticion, timeout=_PLAZO_SEGUNDOS) as respuesta:
            return json.loads(respuesta.read())
