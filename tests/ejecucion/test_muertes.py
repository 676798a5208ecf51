"""Matar a cualquiera en cualquier momento: nada a medias, nada vivo, nada que quede, y lo siguiente se repone.

`COBRANZA_MUERTES` dice cuántas muertes al azar (12 por omisión; `make muertes` hace 500).
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
from pathlib import Path

import pytest
from consola_aparte import Oficina, matar_cuando, matar_en

from cobranza.ejecucion import manifiesto

pytestmark = [pytest.mark.lenta, pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="necesita /proc")]

CORTE = "2025-12-31"
MUERTES = int(os.environ.get("COBRANZA_MUERTES") or 12)
PLAN = "titulo: Ensayo\nparametros: {corte: '2025-12-31'}\ncuadernos: [nomina_gastos, informe_cartera]\n"
MOMENTOS = [0.3, 1.2, 2.0, 3.0, 4.3]


@pytest.fixture(scope="module")
def cargada(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Una oficina con su cartera cargada y su foto, para copiarla."""
    oficina = Oficina(tmp_path_factory.mktemp("cargada"))
    oficina.base.parent.mkdir()
    # la cartera es la de ejemplo, cargada como propia: en la de ejemplo no entra otra carga
    ejemplo = Oficina(oficina.carpeta, mas={"COBRANZA_BD": f"sqlite:///{oficina.carpeta / 'ejemplo.db'}"})
    assert ejemplo.correr("demo", "--creditos", "150")[0] == 0
    assert oficina.correr("migrar")[0] == 0
    archivos = [
        ("personal", "xlsx"), ("nombramientos", "xlsx"), ("cartera", "csv"), ("diligencias", "csv"),
        ("recibos", "csv"), ("recaudacion", "xlsx"),
    ]  # fmt: skip
    for layout, clase in archivos:
        codigo, _, error = oficina.correr("ingerir", layout, str(oficina.salidas / "demo" / f"{layout}.{clase}"))
        assert codigo == 0, error
    assert oficina.correr("foto")[0] == 0
    (oficina.carpeta / "plan.yaml").write_text(PLAN, encoding="utf-8")
    return oficina.carpeta


@pytest.fixture
def oficina(cargada: Path, tmp_path: Path) -> Oficina:
    shutil.copytree(cargada, tmp_path / "oficina")
    return Oficina(tmp_path / "oficina")


@pytest.mark.parametrize("senal", [signal.SIGTERM, signal.SIGKILL], ids=lambda s: s.name)
def test_un_lote_detenido_no_deja_vivo_a_nadie_y_el_siguiente_se_repone(
    oficina: Oficina, senal: signal.Signals
) -> None:
    plan = str(oficina.carpeta / "plan.yaml")
    for momento in MOMENTOS:
        codigo, error = matar_en(oficina.empezar("lote", plan, "--forzar"), momento, senal)
        assert not oficina.se_quedan(), f"a los {momento} s de {senal.name} quedó alguien"
        assert codigo in (0, 128 + senal, -senal), error
        _nada_a_medias(oficina)
    otra = oficina.carpeta / "otro lugar"
    codigo, dicho, error = oficina.correr("lote", plan, "--llevar", str(otra))
    assert codigo == 0, error
    assert "2 informes" in dicho
    llevadas = {r.parent.relative_to(otra): r.read_bytes() for r in otra.rglob(manifiesto.ARCHIVO)}
    assert len(llevadas) == 2, "y quedan también donde se pidió"
    assert all((oficina.salidas / r / manifiesto.ARCHIVO).read_bytes() == m for r, m in llevadas.items())
    assert all(f"{r.name}/informe.html" in (otra / "index.html").read_text(encoding="utf-8") for r in llevadas)
    assert oficina.restos() == []
    assert oficina.correr("comprobar", "--informes")[0] == 0


def test_dos_lotes_a_la_vez_en_las_mismas_salidas_publican_cada_informe_una_vez(oficina: Oficina) -> None:
    plan = str(oficina.carpeta / "plan.yaml")
    a_la_vez = [oficina.empezar("lote", plan) for _ in range(2)]
    for proceso in a_la_vez:
        _, error = proceso.communicate(timeout=300)
        assert proceso.returncode == 0, error
    _nada_a_medias(oficina)
    hechas = [r.parent.relative_to(oficina.salidas) for r in oficina.salidas.glob(f"[!.]*/*/*/{manifiesto.ARCHIVO}")]
    assert sorted(h.parent.name for h in hechas) == ["informe_cartera", "nomina_gastos"]
    indice = (oficina.salidas / "index.html").read_text(encoding="utf-8")
    assert all(f"{h}/informe.html" in indice for h in hechas)
    assert not oficina.se_quedan() and oficina.restos() == []
    assert oficina.correr("comprobar", "--informes")[0] == 0


@pytest.mark.parametrize(("senal", "esperado"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)])
def test_cada_senal_termina_con_su_codigo_y_dice_que_se_interrumpio(
    oficina: Oficina, senal: signal.Signals, esperado: int
) -> None:
    proceso = oficina.empezar("corre", "informe_cartera", "-p", "corte", CORTE)
    codigo, error = matar_cuando(proceso, lambda: any(oficina.salidas.glob(".corridas/*.parcial")), senal)
    assert codigo == esperado
    assert "interrumpido" in error
    assert "Traceback" not in error
    assert not oficina.se_quedan()
    assert oficina.restos() == []


def test_muertes_al_azar_sobre_todo_lo_que_escribe(oficina: Oficina) -> None:
    azar = random.Random(20260115)
    antes = _libros(oficina)
    for numero in range(MUERTES):
        que, orden, hasta = azar.choice(_ordenes(oficina, numero))
        codigo, error = matar_en(oficina.empezar(*orden), azar.uniform(0.15, hasta), signal.SIGKILL)
        assert not oficina.se_quedan(), f"{numero}: {que} dejó a alguien vivo"
        # 3: el archivo entró entero y todo lo suyo ya estaba
        assert codigo in (0, -signal.SIGKILL) or (codigo, que) == (3, "ingerir"), f"{numero}: {que}: {error}"
        _nada_a_medias(oficina)
        ahora = _libros(oficina)
        assert ahora in (antes, antes + 1), f"{numero}: {que}: una carga entra entera o no entra"
        antes = ahora
    for orden in (["corre", "nomina_gastos", "-p", "corte", CORTE], ["foto"]):
        codigo, _, error = oficina.correr(*orden)
        assert codigo == 0, error
    assert oficina.restos() == []
    codigo, dicho, error = oficina.correr("comprobar")
    assert codigo == 0, dicho + error
    codigo, dicho, error = oficina.correr("comprobar", "--informes")
    assert codigo == 0, dicho + error


def _ordenes(oficina: Oficina, numero: int) -> list[tuple[str, list[str], float]]:
    """(qué es, la orden, hasta qué segundo puede morir)."""
    recibo = oficina.carpeta / f"recibos-{numero}.csv"
    original = (oficina.salidas / "demo" / "recibos.csv").read_bytes().splitlines(keepends=True)
    # otro archivo, con las mismas filas menos una: entra como otro lote y lo repetido se aparta
    recibo.write_bytes(b"".join(original[:1] + original[2 + numero % 7 :]) + b"\n" * numero)
    plan = str(oficina.carpeta / "plan.yaml")
    return [
        ("ingerir", ["ingerir", "recibos", str(recibo)], 1.6),
        ("corre", ["corre", "nomina_gastos", "-p", "corte", CORTE, "--forzar"], 3.5),
        ("lote", ["lote", plan, "--forzar"], 5.0),
        ("foto", ["foto"], 1.0),
    ]


def _libros(oficina: Oficina) -> int:
    """Cuántas cargas hay; de paso, que la base se lee."""
    with sqlite3.connect(f"file:{oficina.base}?mode=ro", uri=True) as conexion:
        (cuantas,) = conexion.execute("SELECT COUNT(*) FROM lote").fetchone()
        assert conexion.execute("PRAGMA quick_check").fetchone() == ("ok",)
    return int(cuantas)


def _nada_a_medias(oficina: Oficina) -> None:
    """Toda corrida que se ve está entera, y todo manifiesto de la foto se entiende."""
    for archivo in oficina.salidas.glob(f"[!.]*/*/*/{manifiesto.ARCHIVO}"):
        assert manifiesto.leer_integro(archivo.parent, terminada=False) is not None, archivo
    for corrida in oficina.salidas.glob("2025-*/*/*"):
        assert (corrida / manifiesto.ARCHIVO).is_file(), corrida
    for foto in (oficina.salidas / "foto").glob("*.json"):
        json.loads(foto.read_text(encoding="utf-8"))
