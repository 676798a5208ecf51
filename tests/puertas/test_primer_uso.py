"""Del archivo como lo exporta otro sistema a los tres informes: a lo más cuatro órdenes, las que dice el README."""

from __future__ import annotations

import csv
import re
import shlex
import shutil
from pathlib import Path

import pytest
import yaml

from cobranza.puertas.cli import ejecutar
from cobranza.puertas.instalacion import buscar_en_los_libros

pytestmark = pytest.mark.lenta

OFICINA = Path(__file__).parents[1] / "casos" / "reales" / "primer_uso"
RAIZ = Path(__file__).parents[2]
FIJOS = [
    *("--fijo", "Origen=LIQUIDACION", "--fijo", "Autoridad emisora=Dirección de Ingresos"),
    *("--fijo", "Ejercicio={año de Vencimiento}"),
]


@pytest.fixture
def oficina(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """La carpeta de la oficina, con una base y unos parámetros que son sólo de esta prueba."""
    monkeypatch.setenv("COBRANZA_BD", f"sqlite:///{tmp_path / 'mia.db'}")
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path / "salidas"))
    monkeypatch.setenv("COBRANZA_PARAMS", str(tmp_path / "params"))
    shutil.copytree(RAIZ / "params", tmp_path / "params")
    shutil.copytree(OFICINA, tmp_path / "oficina")
    return tmp_path / "oficina"


def _ordenes_del_readme() -> list[str]:
    """El bloque de órdenes de «Tu primera cartera», una por renglón, sin comentarios."""
    leeme = (RAIZ / "README.md").read_text(encoding="utf-8")
    bloque = re.search(r"## Tu primera cartera\n.*?```sh\n(.*?)```", leeme, re.DOTALL)
    assert bloque, "el README no trae «Tu primera cartera»"
    juntas = bloque[1].replace("\\\n", " ")
    return [renglon for renglon in juntas.splitlines() if renglon.strip() and not renglon.startswith("#")]


@pytest.mark.lenta
def test_de_los_archivos_de_la_oficina_a_los_tres_informes_en_cuatro_ordenes(
    oficina: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ordenes = _ordenes_del_readme()
    assert len(ordenes) <= 4
    for orden in ordenes:
        programa, *argumentos = shlex.split(orden, comments=True)
        assert programa == ".venv/bin/cobranza"
        dados = [a.replace("~/oficina", str(oficina)) for a in argumentos]
        dados = [a.replace("params/", f"{oficina.parent}/params/") for a in dados]
        assert ejecutar(dados) == 0, (orden, capsys.readouterr())
    # el reloj es el de verdad y el plan el que se entrega: la norma incluida siempre va detrás del calendario
    corridas = oficina.parent / "salidas" / "2025-12-22"
    assert {r.parent.parent.name for r in corridas.glob("*/*/informe.html")} == {
        "informe_cartera",
        "verificacion_pae",
        "nomina_gastos",
    }
    assert not list(corridas.glob("*/*-fallida"))


def test_todas_las_filas_entran_con_lo_propuesto_y_tres_constantes(
    oficina: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ejecutar(["ingerir", str(oficina), "--mapear", *FIJOS]) == 0
    dicho = capsys.readouterr().out
    assert "FALTA" not in dicho
    assert "SIN TRADUCIR" not in dicho
    assert ejecutar(["ingerir", str(oficina)]) == 0
    dicho = capsys.readouterr().out
    for cuenta in ("41 leídas = 41", "45 leídas = 45", "30 leídas = 30", "42 leídas = 42"):
        assert f"{cuenta} aceptadas + 0 en cuarentena" in dicho
    orden = [renglon.split(":")[0] for renglon in dicho.splitlines() if "leídas" in renglon]
    assert orden == [
        "personal.xlsx", "nombramientos.xlsx", "cartera_2025.csv", "diligencias_2025.csv", "recibos_2025.csv",
    ]  # fmt: skip


def test_mapear_dice_que_falta_y_no_carga_hasta_que_se_diga(
    oficina: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ejecutar(["ingerir", str(oficina), "--mapear"])
    dicho = capsys.readouterr().out
    for columna in ("Origen", "Autoridad emisora", "Ejercicio"):
        assert f"FALTA {columna}" in dicho
    assert "«No. Control» es Número propio" in dicho
    assert "Tipo: «Requerimiento de pago» es REQUERIMIENTO" in dicho
    assert ejecutar(["ingerir", str(oficina / "cartera_2025.csv")]) == 3
    assert "le falta decir cuánto vale: Origen, Autoridad emisora, Ejercicio" in capsys.readouterr().err


def test_lo_que_le_falta_a_un_mapeo_se_dice_sin_crear_la_base(oficina: Path) -> None:
    """Una base vacía se leería en lugar de la de ejemplo; la ya creada no se borra: otra orden puede usarla."""
    base = oficina.parent / "mia.db"
    ejecutar(["ingerir", str(oficina), "--mapear"])
    assert ejecutar(["ingerir", str(oficina)]) == 3, "lo que le falta a un mapeo se dice antes de cargar el primero"
    assert not base.exists()
    vacio = oficina.parent / "vacio.csv"
    vacio.write_text("Municipio\n", encoding="utf-8")
    assert ejecutar(["ingerir", "cartera", str(vacio)]) == 3
    assert base.is_file()
    ejecutar(["ingerir", str(oficina), "--mapear", *FIJOS])
    assert ejecutar(["ingerir", str(oficina)]) == 0
    assert ejecutar(["ingerir", "cartera", str(vacio)]) == 3
    assert base.is_file(), "la que ya tenía cargas se queda aunque otra falle"


def test_mapear_lee_el_municipio_como_la_carga_y_pregunta_por_el_nombre(
    tmp_path: Path, oficina: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (oficina / "cartera_2025.csv").open(encoding="cp1252", newline="") as abierto:
        titulos, *filas = list(csv.reader(abierto, delimiter=";"))
    municipio = titulos.index("Municipio")
    for fila, dicho in zip(filas, ("Comitán", "Tuxtla", "Ocosimgo"), strict=False):
        fila[municipio] = dicho
    otra = tmp_path / "otra.csv"
    with otra.open("w", encoding="utf-8", newline="") as abierto:
        csv.writer(abierto).writerows([titulos, *filas])
    ejecutar(["ingerir", "cartera", str(otra), "--mapear", *FIJOS])
    dicho = capsys.readouterr().out
    assert "«Comitán»" not in dicho, "la carga lo entiende: Comitán de Domínguez"
    assert "SIN TRADUCIR Municipio «Tuxtla» Escríbelo" in dicho, "hay dos que empiezan así: no se propone ninguno"
    assert "SIN TRADUCIR Municipio «Ocosimgo»; ¿es 07059, Ocosingo?" in dicho


def test_repetir_mapear_no_pierde_lo_que_una_persona_corrigio(oficina: Path) -> None:
    ejecutar(["ingerir", str(oficina / "cartera_2025.csv"), "--mapear", *FIJOS])
    mapeo = oficina.parent / "params" / "catalogos" / "mapeos" / "cartera-2025.yaml"
    mapeo.write_text(mapeo.read_text("utf-8").replace('"HOSP": "E-HOSP"', '"HOSP": "E-DIV"'), encoding="utf-8")
    ejecutar(["ingerir", str(oficina / "cartera_2025.csv"), "--mapear", "--fijo", "Origen=AUTODETERMINADO"])
    dicho = yaml.safe_load(mapeo.read_text("utf-8"))
    assert dicho["valores"]["Clave de concepto"]["HOSP"] == "E-DIV"
    assert dicho["constantes"]["Origen"] == "AUTODETERMINADO"
    assert dicho["constantes"]["Autoridad emisora"] == "Dirección de Ingresos"


def test_el_ensayo_de_una_carpeta_ve_los_creditos_que_aun_no_estan(
    oficina: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ejecutar(["ingerir", str(oficina), "--mapear", *FIJOS])
    capsys.readouterr()
    assert ejecutar(["ingerir", str(oficina), "--ensayo"]) == 0
    dicho = capsys.readouterr().out
    assert dicho.count("+ 0 en cuarentena") == 5
    (folios,) = (oficina.parent / "cargas").glob("*-ensayo-folios.csv")
    with folios.open(encoding="utf-8-sig", newline="") as abierto:
        filas = list(csv.DictReader(abierto))
    assert (len(filas), {f["Número de crédito"] for f in filas}) == (30, {"se asignará"})


def test_la_carga_deja_el_folio_de_cada_fila(oficina: Path) -> None:
    ejecutar(["ingerir", str(oficina), "--mapear", *FIJOS])
    ejecutar(["ingerir", str(oficina)])
    assert (oficina.parent / "cargas").stat().st_mode & 0o077 == 0, "llevan RFC: sólo para quien carga"
    assert not [*(oficina.parent / "salidas").rglob("*-folios.csv")], "ni entre lo que se comparte"
    (folios,) = (oficina.parent / "cargas").glob("cartera_2025-lote-*-folios.csv")
    with folios.open(encoding="utf-8-sig", newline="") as abierto:
        primera = next(csv.DictReader(abierto))
    assert (primera["Renglón en el archivo"], primera["Número propio"]) == ("2", "SF/DC/0001/2022")
    assert re.fullmatch(r"[A-Z]{3}-\d{4}-\d{6}", primera["Número de crédito"])


def test_el_numero_de_la_oficina_vale_como_folio_de_un_informe(
    oficina: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ejecutar(["ingerir", str(oficina), "--mapear", *FIJOS])
    ejecutar(["ingerir", str(oficina)])
    pedido = {"corte": "2025-12-22", "folio": "sf/dc/0001/2022"}
    assert buscar_en_los_libros(pedido) == {**pedido, "folio": "TGZ-2022-000001"}
    capsys.readouterr()
    assert ejecutar(["corre", "liquidacion", "-p", "corte", "2025-12-22", "-p", "folio", "SF/DC/9999/2022"]) == 2
    assert "o el número que le dio la oficina" in capsys.readouterr().err


@pytest.mark.parametrize("escrito", ["layout: [\n", "layout: cartera\nfilas: {a: b}\n"])
def test_un_mapeo_mal_escrito_se_dice_en_espanol(
    oficina: Path, capsys: pytest.CaptureFixture[str], escrito: str
) -> None:
    mapeo = oficina.parent / "params" / "catalogos" / "mapeos" / "cartera-2025.yaml"
    mapeo.write_text(escrito, encoding="utf-8")
    assert ejecutar(["ingerir", str(oficina / "cartera_2025.csv"), "--ensayo"]) == 2
    dicho = capsys.readouterr().err
    assert "cartera-2025.yaml" in dicho and ("está mal escrito" in dicho or "no es YAML válido" in dicho)
    assert not re.search(r"while|expected|extra|input|validation", dicho, re.IGNORECASE)


def test_un_archivo_que_no_se_reconoce_dice_que_hacer(oficina: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ejecutar(["ingerir", str(oficina / "recibos_2025.csv")]) == 3
    assert "parece «recibos»" in (dicho := capsys.readouterr().err)
    assert re.search("no trae «[^»]+».* con ese título", dicho), "cuáles faltan"
    assert "--mapear" in dicho


def test_el_ensayo_en_que_nada_entraria_termina_con_codigo_de_datos_y_se_corrige(
    oficina: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ejecutar(["ingerir", str(oficina / "cartera_2025.csv"), "--mapear", *FIJOS[:-2], "--fijo", "Ejercicio=22"])
    capsys.readouterr()
    assert ejecutar(["ingerir", str(oficina / "cartera_2025.csv"), "--ensayo"]) == 3
    dicho = capsys.readouterr().out
    assert "30 leídas = 0 aceptadas + 30 en cuarentena" in dicho
    assert re.search(r"^ +30 ", dicho, re.MULTILINE)
    assert "y 20 filas más con reparos" in dicho
    (por_corregir,) = (oficina.parent / "cargas").glob("*-por-corregir.csv")
    with por_corregir.open(encoding="utf-8-sig", newline="") as abierto:
        filas = list(csv.DictReader(abierto))
    assert filas[0]["No. Control"] == "SF/DC/0001/2022"
    assert filas[0]["Qué hacer"]
    ejecutar(["ingerir", str(por_corregir), "--mapeo", "cartera-2025", "--mapear", *FIJOS])
    capsys.readouterr()
    assert ejecutar(["ingerir", str(por_corregir)]) == 0
    assert "30 leídas = 30 aceptadas + 0 en cuarentena" in capsys.readouterr().out


def test_lo_que_la_carpeta_trae_de_mas_se_dice_y_no_estorba(
    oficina: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (oficina / "leeme.txt").write_text("hola\n", encoding="utf-8")
    (oficina / "oficio.pdf").write_bytes(b"%PDF-1.7")
    assert ejecutar(["ingerir", str(oficina), "--mapear", *FIJOS]) == 0
    assert ejecutar(["ingerir", str(oficina)]) == 0
    dicho = capsys.readouterr()
    assert "No se toma leeme.txt: " in dicho.err
    assert "No se toma oficio.pdf: no es CSV ni hoja de cálculo" in dicho.err
    assert dicho.out.count("+ 0 en cuarentena") == 5
