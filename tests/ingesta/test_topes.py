"""Ningún archivo tumba la máquina: cada tope se prueba justo abajo y justo arriba, y cada ataque, con lo que mide."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from ingesta import hostiles
from ingesta.libros_de_prueba import con_openpyxl
from ingesta.test_ingesta import AHORA, CARTERA, _csv
from ingesta.test_reales import _cargar
from sqlalchemy import Engine

from cobranza.base import topes
from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.ingesta import ingerir, lectura, reconocimiento
from cobranza.ingesta.avisos import Avisos
from cobranza.ingesta.fuente import reconocer
from cobranza.ingesta.layouts import leer
from cobranza.ingesta.vistazo import mirar

pytestmark = pytest.mark.lenta

TITULOS = list(CARTERA)
_MIDE = """
import json, sys, time
from pathlib import Path
from cobranza.base.errores import ErrorDeCobranza
from cobranza.ingesta import lectura, layouts, lectura_hoja
from cobranza.ingesta.avisos import Avisos
from cobranza.ingesta.fuente import reconocer
inicio = time.process_time()
try:
    bloques = lectura.bloques(reconocer(Path(sys.argv[1])), layouts.leer("cartera"), 50_000, Avisos())
    codigo, dicho = 0, sum(bloque.leidas for bloque in bloques)
except ErrorDeCobranza as error:
    codigo, dicho = error.codigo, error.mensaje
segundos = time.process_time() - inicio
memoria = next(int(r.split()[1]) >> 10 for r in open("/proc/self/status") if r.startswith("VmHWM"))
print(json.dumps([codigo, str(dicho), segundos, memoria]))
"""


def medido(ruta: Path) -> tuple[int, str, float, int]:
    """(código, mensaje, segundos de procesador, MB) de leer un archivo en un proceso recién nacido."""
    hecho = subprocess.run(
        [sys.executable, "-c", _MIDE, str(ruta)], capture_output=True, text=True, timeout=900, check=False
    )
    assert hecho.returncode == 0, hecho.stderr[-2000:]
    codigo, dicho, segundos, memoria = json.loads(hecho.stdout)
    return codigo, dicho, segundos, memoria


def leidas(ruta: Path) -> int:
    return sum(b.leidas for b in lectura.bloques(reconocer(ruta), leer("cartera"), 50_000, Avisos()))


@pytest.mark.lenta
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="la memoria se mide en Linux")
@pytest.mark.parametrize("nombre", hostiles.LIBROS)
def test_un_libro_hostil_se_rechaza_en_un_segundo_y_doscientos_megas(tmp_path: Path, nombre: str) -> None:
    ruta = hostiles.LIBROS[nombre](tmp_path / nombre)
    assert ruta.stat().st_size < (300_000 if nombre != "blancos.xlsx" else 4 << 20)
    codigo, dicho, segundos, memoria = medido(ruta)
    assert (codigo, memoria < 200) == (3, True), (dicho, memoria)
    assert segundos < 1, segundos
    assert "falla inesperada" not in dicho
    with suppress(ErrorDeDatos) if nombre.startswith("combinadas") else pytest.raises(ErrorDeDatos):
        mirar(ruta)  # para reconocerlo se abre con el mismo cuidado


def test_las_combinadas_se_guardan_como_rangos(motor: Engine, tmp_path: Path) -> None:
    """Un rango que abarca mil millones de renglones sólo aparta las filas que toca."""
    from openpyxl import load_workbook

    ruta = con_openpyxl(tmp_path / "c.xlsx", Cartera=[TITULOS, *([list(CARTERA.values())] * 3)])
    libro = load_workbook(ruta)
    hoja = libro.worksheets[0]
    for k in range(2, 5):
        hoja.cell(k, 1, f"TGZ-2019-00000{k}")
        hoja.cell(k, 6, f"R-{k}")
    libro.save(ruta)
    with zipfile.ZipFile(ruta) as caja:
        partes = {n: caja.read(n) for n in caja.namelist()}
    parte = "xl/worksheets/sheet1.xml"
    combinadas = b'</sheetData><mergeCells><mergeCell ref="T3:T999999999"/></mergeCells>'
    partes[parte] = partes[parte].replace(b"</sheetData>", combinadas)
    with zipfile.ZipFile(ruta, "w") as caja:
        for nombre, contenido in partes.items():
            caja.writestr(nombre, contenido)
    r = _cargar(motor, ruta)
    assert (r.aceptadas, r.por_motivo) == (1, {"Celdas combinadas": 2})
    assert "T3:T999999999" in r.reparos[0].mensaje


# -- justo abajo y justo arriba -------------------------------------------------------------------------------


def _csv_ancho(ruta: Path, columnas: int) -> Path:
    extra = [f"c{k}" for k in range(columnas - len(TITULOS))]
    valores = [f'"{v}"' for v in CARTERA.values()]
    ruta.write_text(",".join(TITULOS + extra) + "\n" + ",".join(valores + [""] * len(extra)) + "\n", encoding="utf-8")
    return ruta


def test_las_columnas_tienen_tope(tmp_path: Path) -> None:
    assert leidas(_csv_ancho(tmp_path / "justo.csv", topes.COLUMNAS)) == 1
    with pytest.raises(ErrorDeDatos, match=r"trae 1,001 columnas; se admiten hasta 1,000\. Deja las que se cargan"):
        leidas(_csv_ancho(tmp_path / "una_mas.csv", topes.COLUMNAS + 1))


def test_un_millon_de_columnas_se_rechaza_pronto(tmp_path: Path) -> None:
    ruta = tmp_path / "ancho.csv"
    ruta.write_text(",".join(TITULOS) + "," + ",".join(f"c{k}" for k in range(1_000_000)) + "\n", encoding="utf-8")
    with pytest.raises(ErrorDeDatos, match="1,000,000 letras"):
        leidas(ruta)
    assert medido(ruta)[2] < 1


@pytest.mark.parametrize(("de_mas", "motivo"), [(0, None), (1, "Fila mal formada")])
def test_una_celda_y_un_renglon_enormes_cuestan_su_fila(
    motor: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, de_mas: int, motivo: str | None
) -> None:
    monkeypatch.setattr(topes, "LETRAS_DE_CELDA", 200)
    largo = "D" * (200 + de_mas)
    ruta = _csv(tmp_path / "c.csv", [CARTERA | {"Autoridad emisora": largo}, CARTERA], "utf-8")
    r = _cargar(motor, ruta)
    assert (r.leidas, r.aceptadas + r.cuarentena) == (2, 2)
    assert (r.por_motivo.get("Fila mal formada") == 1) is (motivo is not None)
    if motivo:
        assert "200 letras" in r.reparos[0].mensaje


@pytest.mark.parametrize("de_mas", [0, 1])
def test_un_renglon_sin_fin_cuesta_su_fila_y_las_demas_entran(
    motor: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, de_mas: int
) -> None:
    monkeypatch.setattr(topes, "LETRAS_DE_RENGLON", 2_000)
    buena = _csv(tmp_path / "c.csv", [CARTERA], "utf-8").read_text(encoding="utf-8")
    malo = "x" * (1_999 + de_mas)
    (tmp_path / "c.csv").write_text(f"{buena}{malo}\n", encoding="utf-8")
    r = _cargar(motor, tmp_path / "c.csv")
    assert (r.leidas, r.aceptadas, r.cuarentena) == (2, 1, 1)
    assert ("2,000 letras" in r.reparos[0].mensaje) is bool(de_mas)


def test_un_bloque_se_cierra_antes_si_sus_letras_no_caben(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filas = [CARTERA | {"Número de crédito": f"TGZ-2019-{k:06d}"} for k in range(50)]
    ruta = _csv(tmp_path / "c.csv", filas, "utf-8")
    monkeypatch.setattr(topes, "LETRAS_DE_BLOQUE", 1_000)
    partidos = [b.leidas for b in lectura.bloques(reconocer(ruta), leer("cartera"), 50_000, Avisos())]
    assert sum(partidos) == 50
    assert max(partidos) < 10


@pytest.mark.parametrize(
    ("tope", "valor", "contenido", "dice"),
    [
        ("FILAS", 3, lambda n: "\n".join(["x"] * n), "filas"),
        ("RENGLONES_EN_BLANCO", 3, lambda n: "\n" * n, "renglones en blanco"),
        ("BYTES_DE_TEXTO", 2 << 20, lambda n: "x" * ((n - 3) << 20), "MB"),
    ],
)
def test_filas_blancos_y_bytes_de_un_csv_tienen_tope(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tope: str,
    valor: int,
    contenido: Callable[[int], str],
    dice: str,
) -> None:
    monkeypatch.setattr(topes, tope, valor)
    ruta = tmp_path / "c.csv"
    encabezado = ",".join(TITULOS) + "\n"
    ruta.write_text(encabezado + contenido(3) + "\n" * (tope == "FILAS"), encoding="utf-8")
    leidas(ruta)
    ruta.write_text(encabezado + contenido(6 if tope == "BYTES_DE_TEXTO" else 4) + "\n", encoding="utf-8")
    with pytest.raises(ErrorDeDatos, match=dice):
        leidas(ruta)


def _libro(ruta: Path, filas: int = 4, **partes: str) -> Path:
    datos = hostiles.renglon(TITULOS) + hostiles.renglon(CARTERA.values()) * (filas - 1)
    return hostiles.con_hoja(ruta, datos, **partes)


@pytest.mark.parametrize(
    ("tope", "justo", "dice"),
    [
        ("CELDAS_DE_HOJA", 4 * len(TITULOS), "celdas"),
        ("RENGLONES_DE_HOJA", 4, "renglones"),
        ("HOJAS_DE_LIBRO", 1, "hojas"),
        ("NIVELES_DE_XML", 6, "dañado"),  # worksheet, sheetData, row, c, is, t
        ("LETRAS_DE_HOJA", None, "letras"),
        ("BYTES_DESPLEGADOS", None, "desplegado"),
        ("PARTES_DE_LIBRO", None, "archivos dentro"),
        ("BYTES_DE_LIBRO", None, "pesa"),
    ],
)
def test_cada_tope_de_un_libro_esta_donde_dice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tope: str, justo: int | None, dice: str
) -> None:
    ruta = _libro(tmp_path / "c.xlsx")
    if justo is None:
        with zipfile.ZipFile(ruta) as caja:
            justo = {
                "LETRAS_DE_HOJA": sum(map(len, TITULOS)) + 3 * sum(map(len, CARTERA.values())),
                "BYTES_DESPLEGADOS": sum(parte.file_size for parte in caja.infolist()),
                "PARTES_DE_LIBRO": len(caja.namelist()),
                "BYTES_DE_LIBRO": ruta.stat().st_size,
            }[tope]
    monkeypatch.setattr(topes, tope, justo)
    assert leidas(ruta) == 3
    otra = hostiles.con_hoja(
        tmp_path / "otra.xlsx", hostiles.renglon(TITULOS) + hostiles.renglon(CARTERA.values()) * 3
    )  # el mismo, en otra ruta: lo ya medido se guarda por archivo
    monkeypatch.setattr(topes, tope, justo - 1)
    with pytest.raises(ErrorDeDatos, match=dice):
        leidas(otra)


def test_las_combinadas_tienen_tope(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topes, "COMBINADAS", 2)

    def con(cuantas: int) -> Path:
        rangos = "".join(f'<mergeCell ref="A{9 + k}:B{9 + k}"/>' for k in range(cuantas))
        datos = hostiles.renglon(TITULOS) + hostiles.renglon(CARTERA.values())
        return hostiles.con_hoja(tmp_path / f"{cuantas}.xlsx", datos, f"<mergeCells>{rangos}</mergeCells>")

    assert leidas(con(2)) == 1
    with pytest.raises(ErrorDeDatos, match="más de 2 rangos de celdas combinadas"):
        leidas(con(3))


def test_una_parte_puede_crecer_hasta_su_razon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ruta = _libro(tmp_path / "c.xlsx", filas=200)
    with zipfile.ZipFile(ruta) as caja:
        parte = caja.getinfo("xl/worksheets/sheet1.xml")
    veces = -(-parte.file_size // parte.compress_size)
    monkeypatch.setattr(topes, "BYTES_SIN_MIRAR_LA_RAZON", parte.file_size - 1)
    monkeypatch.setattr(topes, "VECES_DE_COMPRESION", veces)
    assert leidas(ruta) == 199
    monkeypatch.setattr(topes, "VECES_DE_COMPRESION", veces - 1)
    with pytest.raises(ErrorDeDatos, match="veces al descomprimirse"):
        leidas(ruta)
    monkeypatch.setattr(topes, "BYTES_SIN_MIRAR_LA_RAZON", parte.file_size)
    assert leidas(ruta) == 199  # lo chico puede repetirse cuanto quiera


@pytest.mark.parametrize(("lejos", "codigo"), [(None, 0), ((100, 50), 0), ((60_000, 60_000), 3)])
def test_un_xls_se_prueba_en_otro_proceso(tmp_path: Path, lejos: tuple[int, int] | None, codigo: int) -> None:
    ruta = hostiles.xls_con(tmp_path / "c.xls", [TITULOS, list(CARTERA.values())], lejos)
    if codigo:
        with pytest.raises(ErrorDeDatos, match="800 MB de memoria"):
            leidas(ruta)
    else:
        assert leidas(ruta) >= 1


# -- lo que no es un archivo ----------------------------------------------------------------------------------


def test_lo_que_no_es_un_archivo_se_dice_sin_esperarlo(motor: Engine, tmp_path: Path) -> None:
    tuberia = tmp_path / "tuberia.csv"
    os.mkfifo(tuberia)
    lazo = tmp_path / "lazo.csv"
    lazo.symlink_to(lazo)
    ceros = tmp_path / "ceros.csv"
    ceros.symlink_to("/dev/zero")
    for ruta in (tuberia, ceros, tmp_path):
        with pytest.raises(ErrorDeUso, match="se esperaba un archivo"):
            ingerir(motor, "cartera", ruta, usuario="x", ahora=AHORA)
    with pytest.raises(ErrorDeDatos):
        ingerir(motor, "cartera", lazo, usuario="x", ahora=AHORA)
    for ruta in (tuberia, ceros, lazo):
        with pytest.raises(ErrorDeUso):
            reconocimiento.archivos_de([ruta])
