"""Las recetas de docs/recetas.md sirven: cron, systemd y Airflow las entienden, y sus órdenes existen."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from cobranza.ejecucion.correo import _NOMBRES, buzon
from cobranza.puertas.cli import ejecutar

RAIZ = Path(__file__).parents[2]
TEXTO = (RAIZ / "docs" / "recetas.md").read_text(encoding="utf-8")


def _bloques(lenguaje: str) -> list[str]:
    return re.findall(rf"^```{lenguaje}\n(.*?)^```", TEXTO, re.MULTILINE | re.DOTALL)


def test_las_ordenes_de_las_recetas_existen_con_sus_opciones(capsys: pytest.CaptureFixture[str]) -> None:
    ordenes = set(re.findall(r"(?:\.venv/bin/|`)cobranza ([a-z-]+(?: al-dia)?)((?: --[a-z]+)*)", TEXTO))
    assert {"agenda", "tramite al-dia", "publicar", "lote"} <= {orden for orden, _ in ordenes}
    for orden, opciones in ordenes:
        assert ejecutar([*orden.split(), "--help"]) == 0, orden
        ayuda = capsys.readouterr().out
        assert all(opcion in ayuda for opcion in opciones.split()), (orden, opciones)


def test_el_archivo_de_variables_es_el_que_lee_el_correo(tmp_path: Path) -> None:
    (archivo,) = _bloques("sh")
    (tmp_path / "cobranza.env").write_text(archivo, encoding="utf-8")
    orden = f"set -a; . {tmp_path}/cobranza.env; set +a; env"
    dicho = subprocess.run(["sh", "-ec", orden], capture_output=True, text=True, check=True, env={}).stdout
    leido = dict(renglon.split("=", 1) for renglon in dicho.splitlines() if "=" in renglon)
    suyo = buzon(leido)
    assert suyo is not None and suyo.para == ("direccion@oficina.gob.mx", "turno@oficina.gob.mx")
    nombradas = set(re.findall(r"COBRANZA_SMTP(_[A-Z]+)?", TEXTO))
    assert nombradas == set(_NOMBRES), "toda variable del correo está en la receta, y ninguna de más"


def test_el_renglon_de_cron_son_cinco_campos_y_una_orden_que_el_shell_entiende() -> None:
    (renglon,) = "".join(_bloques("crontab")).splitlines()
    *campos, orden = renglon.split(" ", 5)
    assert all(re.fullmatch(r"\*|\d+", campo) for campo in campos) and len(campos) == 5
    assert "%" not in orden, "para cron, % es un fin de renglón"
    subprocess.run(["sh", "-nc", orden], check=True)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no hay systemd-analyze: su receta no se prueba")
def test_systemd_acepta_el_servicio_y_el_temporizador(tmp_path: Path) -> None:
    servicio, temporizador = _bloques("ini")
    instalada = tmp_path / "opt" / ".venv" / "bin"
    instalada.mkdir(parents=True)
    (instalada / "cobranza").write_text("#!/bin/sh\n", encoding="utf-8")
    (instalada / "cobranza").chmod(0o755)
    servicio = servicio.replace("/opt/cobranza", str(tmp_path / "opt")).replace("User=cobranza", "User=root")
    for nombre, texto in (("service", servicio), ("timer", temporizador)):
        (tmp_path / f"cobranza-agenda.{nombre}").write_text(texto, encoding="utf-8")
    orden = ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.glob("cobranza-agenda.*")))]
    hecha = subprocess.run(orden, capture_output=True, text=True, check=False)
    assert hecha.returncode == 0, hecha.stderr
    assert "cobranza-agenda" not in hecha.stderr, hecha.stderr


def test_el_archivo_de_airflow_compila_y_llama_a_la_agenda() -> None:
    (dag,) = _bloques("python")
    arbol = ast.parse(dag)
    compile(arbol, "cobranza_agenda.py", "exec")
    operadores = [
        n for n in ast.walk(arbol) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "BashOperator"
    ]
    assert len(operadores) == 2
    assert "agenda --correr" in ast.unparse(operadores[1]) and "catchup=False" in dag
