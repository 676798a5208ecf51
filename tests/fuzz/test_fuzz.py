"""Miles de archivos y de casos rotos, siempre los mismos: ninguno termina en 1, ni sin cuenta, ni se come la máquina.

`make fuzz` los corre todos (`COBRANZA_FUZZ=todo`); la suite, una parte.
"""

from __future__ import annotations

import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from fuzz import mutaciones
from sqlalchemy import create_engine, text

from cobranza import temas
from cobranza.puertas.cli import ejecutar

TODO = os.environ.get("COBRANZA_FUZZ") == "todo"
ARCHIVOS, EN_PROCESO_APARTE = (1_000, 30) if TODO else (60, 2)
CASOS = 20_000 if TODO else 2_000
SEGUNDOS, MEGAS = 20, 1_000
_CUENTA = re.compile(r"([\d,]+) leídas = ([\d,]+) aceptadas \+ ([\d,]+) en cuarentena")
pytestmark = [pytest.mark.lenta, pytest.mark.filterwarnings("ignore")]


def _megas(cual: str) -> int:
    """Lo que dice el sistema de la memoria de este proceso: `VmRSS`, la de ahora; `VmHWM`, la más que ha tenido."""
    estado = Path("/proc/self/status")
    if not estado.exists():
        return 0
    return next(int(r.split()[1]) >> 10 for r in estado.read_text().splitlines() if r.startswith(cual))


@pytest.fixture
def memoria() -> Callable[[], int]:
    """Lo más que ha crecido este proceso desde aquí, en MB: lo que ocupaba antes es de otras pruebas."""
    if (marca := Path("/proc/self/clear_refs")).exists():
        marca.write_text("5")
    antes = _megas("VmRSS")
    return lambda: _megas("VmHWM") - antes


Nueva = Callable[[Path], Path]


@pytest.fixture
def nueva(plantilla_sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> Nueva:
    """Deja en una carpeta una base vacía y al día, y la consola apuntando a ella."""

    def nueva(carpeta: Path) -> Path:
        base = carpeta / "libros.db"
        shutil.copy(plantilla_sqlite, base)
        monkeypatch.setenv("COBRANZA_BD", f"sqlite:///{base}")
        monkeypatch.setenv("COBRANZA_SALIDAS", str(carpeta))
        return base

    return nueva


def _que_cuadre(base: Path, dicho: str) -> None:
    """Lo que la consola contó es lo que la base tiene."""
    motor = create_engine(f"sqlite:///{base}")
    with motor.connect() as conexion:
        lotes = conexion.execute(text("SELECT leidas, aceptadas, en_cuarentena FROM lote")).all()
        apartadas = conexion.execute(text("SELECT COUNT(*) FROM cuarentena")).scalar()
        creditos = conexion.execute(text("SELECT COUNT(*) FROM credito")).scalar() or 0
    motor.dispose()
    contados = [tuple(int(n.replace(",", "")) for n in cuenta) for cuenta in _CUENTA.findall(dicho)]
    assert [tuple(lote) for lote in lotes] == contados
    for leidas, aceptadas, en_cuarentena in contados:
        assert leidas == aceptadas + en_cuarentena
        assert en_cuarentena == apartadas
        assert creditos <= aceptadas


def test_ningun_archivo_roto_termina_en_uno_ni_sin_cuenta(
    nueva: Nueva, tmp_path: Path, capsys: pytest.CaptureFixture[str], memoria: Callable[[], int]
) -> None:
    azar = random.Random(20_260_817)
    codigos: Counter[int] = Counter()
    for k in range(ARCHIVOS):
        carpeta = tmp_path / f"{k:04d}"
        carpeta.mkdir()
        ruta = mutaciones.archivo(azar, carpeta)
        base = nueva(carpeta)
        inicio = time.process_time()
        como = ["ingerir", "cartera", str(ruta), "--usuario", "x"]
        codigo = ejecutar(como) if azar.random() < 0.8 else ejecutar(["ingerir", str(ruta), "--usuario", "x"])
        salida = capsys.readouterr()
        assert codigo in (0, 2, 3), f"{ruta}: {salida.err}"
        assert time.process_time() - inicio < SEGUNDOS, ruta
        assert "Traceback" not in salida.err
        _que_cuadre(base, salida.out)
        codigos[codigo] += 1
        shutil.rmtree(carpeta)
    assert memoria() < MEGAS
    assert codigos[0] > ARCHIVOS // 20  # si ninguno entrara, no se probaría la cuenta
    assert codigos[3] > ARCHIVOS // 20
    with capsys.disabled():
        sys.stdout.write(f"\n{ARCHIVOS} archivos: {dict(codigos)}; {memoria()} MB\n")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="la memoria se mide en Linux")
def test_una_muestra_en_su_propio_proceso(nueva: Nueva, tmp_path: Path) -> None:
    azar = random.Random(7)
    for k in range(EN_PROCESO_APARTE):
        (carpeta := tmp_path / str(k)).mkdir()
        ruta, base = mutaciones.archivo(azar, carpeta), nueva(carpeta)
        orden = (
            "import sys; from cobranza.puertas.cli import ejecutar; c = ejecutar(sys.argv[1:]);"
            "print(*[r for r in open('/proc/self/status') if r.startswith('VmHWM')]); sys.exit(c)"
        )
        hecho = subprocess.run(
            [sys.executable, "-c", orden, "ingerir", "cartera", str(ruta), "--usuario", "x"],
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
        assert hecho.returncode in (0, 2, 3), (ruta.name, hecho.stderr)
        assert int(hecho.stdout.split("VmHWM:")[1].split()[0]) >> 10 < MEGAS
        _que_cuadre(base, hecho.stdout)


def _semillas() -> dict[str, list[dict[str, Any]]]:
    """Tema → casos de muestra, de los casos publicados; el que no tenga, los valores de su esquema."""
    semillas: dict[str, list[dict[str, Any]]] = {t.clave: [] for t in temas.temas()}
    for ruta in sorted((Path(__file__).parents[1] / "casos").glob("*.yaml")):
        for ficha in yaml.safe_load_all(ruta.read_text(encoding="utf-8")):
            if isinstance(ficha, dict) and ficha.get("tema") in semillas:
                entrada = ficha["entrada"]
                de_texto = json.loads(json.dumps(entrada, default=str))
                semillas[ficha["tema"]] += de_texto if isinstance(de_texto, list) else [de_texto]
    for clave, suyas in semillas.items():
        esquema = temas.esquema(clave)
        suyas.append({n: _de_esquema(f) for n, f in esquema["properties"].items()})
        suyas.append({n: _de_esquema(esquema["properties"][n]) for n in esquema["required"]})
    return semillas


def _de_esquema(ficha: dict[str, Any]) -> Any:
    if "anyOf" in ficha:
        return _de_esquema(ficha["anyOf"][0])
    if "enum" in ficha:
        return ficha["enum"][0]
    clase = ficha.get("type")
    if clase == "array":
        return [_de_esquema(ficha["items"])]
    if clase == "object":
        if "properties" in ficha:
            return {n: _de_esquema(f) for n, f in ficha["properties"].items()}
        return {"F-ISR": _de_esquema(ficha.get("additionalProperties") or {"type": "string"})}
    if ficha.get("format") == "date":
        return "2025-08-17"
    if ficha.get("format") == "date-time":
        return "2025-08-17T10:00"
    return "2025-08" if "-" in ficha.get("pattern", "") and "{4}" in ficha["pattern"] else "12"


def _tandas(azar: random.Random) -> Iterator[tuple[str, list[str]]]:
    semillas = _semillas()
    claves = list(semillas)
    de_a = 100
    for k in range(max(CASOS // de_a, len(claves))):
        clave = claves[k % len(claves)]
        esquema = temas.esquema(clave)
        yield clave, [mutaciones.caso(azar, azar.choice(semillas[clave]), esquema) for _ in range(de_a)]


def test_ningun_caso_roto_termina_en_uno_ni_pierde_su_lista(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], memoria: Callable[[], int]
) -> None:
    azar = random.Random(1_981)
    codigos: Counter[int] = Counter()
    casos = buenos = 0
    for clave, escritos in _tandas(azar):
        inicio = time.process_time()
        enteros = [escrito for escrito in escritos if _cabe_en_una_lista(escrito)]
        for sueltos in ([f"[{','.join(enteros)}]"], [e for e in escritos if e not in enteros]):
            for entrada in sueltos:
                crudo = io.TextIOWrapper(io.BytesIO(entrada.encode("utf-8", "surrogatepass")))
                monkeypatch.setattr("sys.stdin", crudo)
                codigo = ejecutar(["calcular", clave])
                salida = capsys.readouterr()
                assert codigo in (0, 2, 3, 4), (clave, salida.err, salida.out[:2_000])
                codigos[codigo] += 1
                buenos += salida.out.count('"calidad":')
                if entrada.startswith("[{") and entrada == sueltos[0] and len(enteros) > 1:
                    resultados = json.loads(salida.out)
                    assert len(resultados) == len(enteros), clave
                    assert not [r for r in resultados if r.get("codigo") == 1]
        casos += len(escritos)
        assert time.process_time() - inicio < SEGUNDOS, clave
    assert memoria() < MEGAS
    assert buenos > casos // 20  # si ninguno se calculara, no se probaría nada
    with capsys.disabled():
        sys.stdout.write(f"\n{casos} casos, {buenos} calculados: {dict(codigos)}; {memoria()} MB\n")


def _cabe_en_una_lista(escrito: str) -> bool:
    """¿Sus llaves y comillas se cierran? Si no, no se sabe dónde acaba y va solo."""
    sin_textos = re.sub(r'"[^"\\]*(?:\\.[^"\\]*)*"', "", escrito)
    llaves = sin_textos.count("{") + sin_textos.count("["), sin_textos.count("}") + sin_textos.count("]")
    return '"' not in sin_textos and llaves[0] == llaves[1] and escrito.startswith("{")
