"""Sin permiso, sin lugar, sin casa, sin letras: nunca un 1 ni un rastro; un mensaje con qué hacer y ningún resto."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from consola_aparte import RAIZ, Oficina, como

pytestmark = pytest.mark.lenta

ANA, GRUPO = 54301, 54321
CORTE = ["-p", "corte", "2025-12-31"]
CORRE = ["corre", "nomina_gastos", *CORTE, "--forzar"]
ORDENES = [CORRE, ["foto"], ["comprobar"], ["cuarentena"], ["verificar"], ["corridas"], ["migrar"]]


def _cargada(carpeta: Path) -> Oficina:
    oficina = Oficina(carpeta)
    oficina.base.parent.mkdir(parents=True, exist_ok=True)
    codigo, _, error = oficina.correr("demo", "--creditos", "150")
    assert codigo == 0, error
    assert oficina.correr("foto")[0] == 0
    return oficina


@pytest.fixture(scope="module")
def cargada(tmp_path_factory: pytest.TempPathFactory) -> Path:
    carpeta = tmp_path_factory.mktemp("hostil")
    for madre in [carpeta, *carpeta.parents][:3]:  # pytest las hace 0700 y a ellas llegará otra cuenta
        madre.chmod(0o755)
    return _cargada(carpeta / "oficina").carpeta


def _del_contrato(codigo: int, error: str) -> None:
    """Termina con un código de la casa y lo explica en una línea, sin rastro."""
    assert codigo in (0, 2, 3, 4, 6), error
    assert "Traceback" not in error
    assert "inesperada" not in error
    if codigo:
        assert error.startswith("error: ") or "\nerror: " in error, error


def _de(dueno: int, *rutas: Path) -> None:
    for raiz in rutas:
        for ruta in [raiz, *raiz.rglob("*")]:
            os.chown(ruta, dueno, -1)


@pytest.mark.parametrize("que", ["libros", "salidas", "salidas/foto", "salidas/.corridas", "salidas/index.html"])
def test_sin_permiso_de_escribir_se_dice_y_nunca_es_un_1(cargada: Path, tmp_path: Path, que: str) -> None:
    if not como(ANA, GRUPO):
        pytest.skip("probar con otra cuenta pide ser administrador y tener setpriv")
    propia = cargada.parent / f"de-{tmp_path.name}"
    shutil.copytree(cargada, propia)
    (propia / "salidas" / "index.html").write_text("de otra persona")
    (propia / "salidas" / ".corridas").mkdir()
    _de(ANA, propia)
    _de(0, propia / que)
    if (propia / que).is_dir():
        (propia / que).chmod(0o755)
    oficina = Oficina(propia, como(ANA, GRUPO))
    codigos = []
    for orden in ORDENES:
        codigo, _, error = oficina.correr(*orden)
        _del_contrato(codigo, error)
        codigos.append(codigo)
    if que != "salidas/index.html":  # un archivo suelto ajeno, en carpeta propia, se reemplaza
        assert any(codigos)
    assert oficina.restos() == [] or que == "salidas/.corridas"


@pytest.fixture(params=[1, 3])
def disco_chico(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """Un disco de esos megas, montado de verdad."""
    disco = tmp_path / "disco"
    disco.mkdir()
    monta = ["mount", "-t", "tmpfs", "-o", f"size={request.param}m", "tmpfs", str(disco)]
    if os.geteuid() != 0 or subprocess.run(monta, capture_output=True, check=False).returncode:
        pytest.skip("montar un disco chico pide ser administrador")
    yield disco
    subprocess.run(["umount", str(disco)], check=True)


def test_con_el_disco_lleno_se_dice_y_al_liberar_todo_sigue(cargada: Path, disco_chico: Path) -> None:
    oficina = Oficina(disco_chico / "oficina", mas={"TMPDIR": "/tmp"})
    oficina.base.parent.mkdir(parents=True)
    codigo, _, error = oficina.correr("demo", "--creditos", "150")
    _del_contrato(codigo, error)
    if codigo == 0:
        relleno = disco_chico / "relleno"
        for deja in (150_000, 0):
            relleno.unlink(missing_ok=True)
            libre = os.statvfs(disco_chico).f_bavail * os.statvfs(disco_chico).f_frsize
            relleno.write_bytes(b"0" * max(0, libre - deja))
            for orden in (CORRE, ["foto", "--corte", "2025-11-30"], ["comprobar"], ["demo", "--creditos", "150"]):
                codigo, _, error = oficina.correr(*orden)
                _del_contrato(codigo, error)
                if codigo == 6:
                    assert "espacio" in error or "disco" in error, error
        relleno.unlink()
        codigo, _, error = oficina.correr("corre", "nomina_gastos", *CORTE)
        assert codigo == 0, error
        assert oficina.correr("comprobar")[0] == 0
    assert [r for r in oficina.restos() if not r.startswith("tmp")] == []
    assert not list(disco_chico.rglob("*.demo-*"))


def test_una_cuenta_sin_nombre_ni_casa_y_una_carpeta_provisional_de_ruta_larga(cargada: Path, tmp_path: Path) -> None:
    if not como(ANA, GRUPO):
        pytest.skip("probar con otra cuenta pide ser administrador y tener setpriv")
    propia = cargada.parent / f"de-{tmp_path.name}"
    shutil.copytree(cargada, propia)
    larga = propia / ("x" * 120)
    larga.mkdir()
    _de(ANA, propia)
    for mas in ({"TMPDIR": str(larga)}, {"TMPDIR": "/noexiste"}):
        codigo, _, error = Oficina(propia, como(ANA, GRUPO, sin_casa=True), mas=mas).correr(*CORRE)
        assert codigo == 0, error
    assert list(larga.iterdir()) == []


def test_llaves_y_otras_letras_en_las_rutas_son_solo_letras(cargada: Path, tmp_path: Path) -> None:
    cuaderno = tmp_path / "{x} ñ 100%.ipynb"
    shutil.copy(RAIZ / "notebooks" / "nomina_gastos.ipynb", cuaderno)
    oficina = Oficina(cargada, mas={"COBRANZA_SALIDAS": str(tmp_path / "{s}%20 ?")})
    codigo, _, error = oficina.correr("corre", str(cuaderno), *CORTE)
    assert codigo == 0, error
    assert len(list((tmp_path / "{s}%20 ?").glob("2025-12-31/{x} ñ 100%/*/informe.html"))) == 1


@pytest.mark.parametrize("letras", ["latin-1", "cp1252", "ascii", "utf-8"])
def test_en_una_salida_sin_esas_letras_se_dice_con_las_que_hay(cargada: Path, letras: str) -> None:
    oficina = Oficina(cargada, mas={"PYTHONIOENCODING": letras, "PYTHONUTF8": "0"})
    for orden in (["cuarentena"], ["verificar"], ["verificar", "--json"], ["params"], ["corridas"], ["--help"]):
        with oficina.empezar(*orden) as proceso:
            assert proceso.stdout and proceso.stderr
            proceso.stdout.buffer.read()
            error = proceso.stderr.buffer.read()
        assert proceso.returncode == 0, (orden, error)


def test_recorrer_nada_no_es_haber_comprobado(cargada: Path, tmp_path: Path) -> None:
    sin_series = tmp_path / "params"
    shutil.copytree(
        RAIZ / "params", sin_series, ignore=lambda _, hay: [n for n in hay if n.endswith((".csv", ".yaml"))]
    )
    shutil.copytree(RAIZ / "params" / "catalogos", sin_series / "catalogos", dirs_exist_ok=True)
    casos = [("/noexiste", 2), (str(sin_series), 4)]
    for params, esperado in casos:
        oficina = Oficina(cargada, mas={"COBRANZA_PARAMS": params, "COBRANZA_ZONA": "America/Mexico_City"})
        for orden in (["params"], ["params", "--vencidos"]):
            codigo, _, error = oficina.correr(*orden)
            assert codigo == esperado, (params, orden, error)
        for orden in (["agenda"], ["agenda", "--correr"], ["comprobar"]):
            codigo, _, error = oficina.correr(*orden)
            assert codigo in (2, 3, 4), (params, orden, error)
            assert "error: " in error


def test_agenda_comprueba_antes_y_si_algo_no_cuadra_no_corre_nada(cargada: Path, tmp_path: Path) -> None:
    import sqlite3

    propia = tmp_path / "oficina"
    shutil.copytree(cargada, propia)
    params = tmp_path / "params"
    shutil.copytree(RAIZ / "params", params)
    (params / "corridas" / "diario.yaml").write_text(
        "titulo: Diario\ncuando: diario\nparametros: {corte: '2025-12-31'}\ncuadernos: [nomina_gastos]\n",
        encoding="utf-8",
    )
    oficina = Oficina(propia, mas={"COBRANZA_PARAMS": str(params)})
    codigo, dicho, error = oficina.correr("agenda", "--correr", "--fecha", "2026-01-15")
    assert codigo == 4 and "diario.yaml" in error, "un plan que nadie publicó no corre"
    assert oficina.correr("params", "publicar", "--motivo", "El plan diario")[0] == 0
    codigo, dicho, error = oficina.correr("agenda", "--correr", "--fecha", "2026-01-15")
    assert codigo == 0, error
    assert "1 nuevo" in dicho
    with sqlite3.connect(oficina.base) as conexion:
        disparadores = conexion.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (nombre,) in disparadores:
            conexion.execute(f"DROP TRIGGER {nombre}")
        conexion.execute("UPDATE movimiento SET importe = importe + 1 WHERE id = 5")
    codigo, dicho, error = oficina.correr("agenda", "--correr", "--fecha", "2026-01-16")
    assert codigo == 3
    assert "no se corrió nada" in error
    assert "informes en" not in dicho
    registro = (oficina.base.parent / "publicadas.jsonl").read_text(encoding="utf-8")
    assert registro.count('"hecho":"comprobada"') == 3
    assert '"codigo":3' in registro


@pytest.mark.parametrize(
    "orden",
    [
        ["ingerir", "cartera", "--plantilla", "--salida"],
        ["muestra", "--corte", "2025-12-31", "--semilla", "A"],
        ["cuarentena", "--csv"],
        ["asignar", "--al", "2025-12-31", "--csv"],
    ],
    ids=lambda orden: orden[0],
)
def test_si_no_cabe_lo_que_se_pide_no_queda_a_medias_ni_se_ve_un_rastro(
    cargada: Path, tmp_path: Path, orden: list[str]
) -> None:
    """Se limita lo que puede crecer un archivo: es como un disco que se llena a media escritura."""
    if shutil.which("prlimit") is None:
        pytest.skip("sin prlimit no se limita el tamaño de un archivo")
    tasada = Oficina(cargada, ("prlimit", "--fsize=1024:1024"))
    destino = tmp_path / "hecho.xlsx"
    codigo, _, error = tasada.correr(*orden, str(destino))
    _del_contrato(codigo, error)
    assert codigo != 0 and "Exception ignored" not in error
    assert list(tmp_path.iterdir()) == []
