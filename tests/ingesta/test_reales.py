"""Archivos como los que entrega la gente del oficio: cada uno da lo que una persona esperaría."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from ingesta.test_ingesta import CARTERA, _csv
from sqlalchemy import Engine, text

from cobranza.base.errores import ErrorDeDatos
from cobranza.ingesta import Resultado, ingerir
from cobranza.puertas.cli import ejecutar

REALES = Path(__file__).parents[1] / "casos" / "reales"
AHORA = datetime(2026, 1, 2)


def _cargar(motor: Engine, ruta: Path, layout: str = "cartera") -> Resultado:
    return ingerir(motor, layout, ruta, usuario="x", ahora=AHORA)


def _consulta(motor: Engine, sql: str) -> list[tuple[object, ...]]:
    with motor.connect() as conexion:
        return [tuple(fila) for fila in conexion.execute(text(sql))]


def test_01_un_rfc_cuyo_digito_no_suma_entra_con_aviso(motor: Engine) -> None:
    r = _cargar(motor, REALES / "01-rfc-digito.csv")
    assert (r.aceptadas, r.cuarentena) == (2, 0)
    (aviso,) = [a for a in r.avisos if a.startswith("RFC")]
    assert "1 fila (línea 3)" in aviso
    assert "FIC010101AA5" not in aviso  # se dice en qué línea, no de quién (CFF, art. 69)


def test_01_el_aviso_se_imprime_al_cargar(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COBRANZA_BD", f"sqlite:///{tmp_path / 'libros.db'}")
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path))
    assert ejecutar(["ingerir", "cartera", str(REALES / "01-rfc-digito.csv"), "--ensayo"]) == 0
    dicho = "".join(capsys.readouterr())
    assert "aviso: RFC con dígito verificador que no corresponde: 1 fila" in dicho


def test_03_el_encabezado_se_halla_bajo_los_titulos(motor: Engine) -> None:
    r = _cargar(motor, REALES / "03-titulos.csv")
    assert (r.aceptadas, r.cuarentena) == (2, 0)
    assert r.avisos[0].startswith("El encabezado está en el renglón 3")


def test_03_tambien_en_una_hoja_con_el_titulo_en_celdas_combinadas(motor: Engine, tmp_path: Path) -> None:
    libro = openpyxl.Workbook()
    hoja = libro.active
    assert hoja is not None
    for fila in csv.reader((REALES / "03-titulos.csv").read_text(encoding="utf-8").splitlines()):
        hoja.append(fila)
    hoja.merge_cells("A1:N1")
    hoja.merge_cells("A2:N2")
    libro.save(tmp_path / "titulos.xlsx")
    r = _cargar(motor, tmp_path / "titulos.xlsx")
    assert (r.aceptadas, r.por_motivo) == (2, {})


def test_04_las_celdas_de_mas_vacias_no_son_dato_y_las_llenas_si(motor: Engine, tmp_path: Path) -> None:
    original = REALES / "04-celdas-de-mas.csv"
    assert _cargar(motor, original).aceptadas == 2
    con_dato = tmp_path / "con_dato.csv"
    con_dato.write_text(re.sub(r",,,$", ",,,ojo", original.read_text(encoding="utf-8"), flags=re.MULTILINE), "utf-8")
    assert _cargar(motor, con_dato).por_motivo == {"Número de celdas distinto al del encabezado": 2}


def test_04b_lo_opcional_del_final_puede_no_venir_y_lo_obligatorio_no(motor: Engine, tmp_path: Path) -> None:
    original = REALES / "04b-celdas-de-menos.csv"
    assert _cargar(motor, original).aceptadas == 2
    corta = tmp_path / "corta.csv"
    encabezado, una, *_ = original.read_text(encoding="utf-8").splitlines()
    corta.write_text(f"{encabezado}\n{una.removesuffix(',12/02/2025')}\n", "utf-8")
    r = _cargar(motor, corta)
    assert r.por_motivo == {"Falta un dato obligatorio": 1}
    assert (r.reparos[0].campo, "Falta Fecha de alta" in r.reparos[0].mensaje) == ("Fecha de alta", True)


def test_09_el_guion_contable_es_cero(motor: Engine) -> None:
    r = _cargar(motor, REALES / "09-guion-contable.csv")
    assert (r.aceptadas, r.importe) == (4, 4_000_000)
    assert _consulta(motor, "SELECT DISTINCT multa FROM credito") == [(0,)]


def test_10_la_hora_cero_no_estorba_a_la_fecha(motor: Engine, tmp_path: Path) -> None:
    original = REALES / "10-fecha-hora.csv"
    assert _cargar(motor, original).aceptadas == 4
    fechas = {tuple(map(str, f)) for f in _consulta(motor, "SELECT fecha_resolucion, vencimiento FROM credito")}
    assert fechas == {("2025-02-04", "2025-02-17")}
    con_hora = tmp_path / "con_hora.csv"
    renglones = original.read_text(encoding="utf-8").splitlines()[:2]
    con_hora.write_text("\n".join(renglones).replace("04 00:00:00", "04 16:30:00"), "utf-8")
    r = _cargar(motor, con_hora)
    assert r.por_motivo == {"Fecha con hora": 1}
    assert "la hora 16:30" in r.reparos[0].mensaje


def test_11_los_guiones_los_puntos_y_el_mes_en_letra_entran(motor: Engine) -> None:
    assert _cargar(motor, REALES / "11-fecha-guiones.csv").aceptadas == 4
    fechas = sorted(str(f[0]) for f in _consulta(motor, "SELECT fecha_resolucion FROM credito"))
    assert fechas == ["2025-01-25", "2025-01-25", "2025-02-04", "2025-02-04"]


@pytest.mark.parametrize(
    ("que", "por"),
    [(rb"<fill>.*?</fill>", b"<fill/>"), (rb"<patternFill ?/>", b"<patternFill><extLst/></patternFill>")],
    ids=["relleno vacío", "lista de extensiones"],
)
def test_14_el_estilo_no_importa_para_leer(motor: Engine, tmp_path: Path, que: bytes, por: bytes) -> None:
    libro = openpyxl.Workbook()
    assert libro.active is not None
    for fila in list(csv.reader((REALES / "01-rfc-digito.csv").read_text(encoding="utf-8").splitlines()))[:2]:
        libro.active.append(fila)
    memoria = io.BytesIO()
    libro.save(memoria)
    ruta = tmp_path / "estilo.xlsx"
    with zipfile.ZipFile(memoria) as antes, zipfile.ZipFile(ruta, "w") as despues:
        for nombre in antes.namelist():
            parte = antes.read(nombre)
            despues.writestr(nombre, re.sub(que, por, parte, count=1) if nombre == "xl/styles.xml" else parte)
    assert _cargar(motor, ruta).aceptadas == 1


def test_18_una_pagina_html_disfrazada_se_dice_por_su_nombre(motor: Engine) -> None:
    with pytest.raises(ErrorDeDatos, match=r"es una página HTML con extensión \.xls.*guárdalo como \.xlsx o CSV"):
        _cargar(motor, REALES / "18-html-disfrazado.xls")


def test_23_las_horas_entran_como_las_escribe_la_gente(motor: Engine, tmp_path: Path) -> None:
    _cargar(motor, _csv(tmp_path / "c.csv", [CARTERA]))
    horas = {"D-1": "09:00", "D-2": "9:00", "D-3": "9:05 a. m.", "D-4": "01:30 PM", "D-5": "09:00 hrs"}
    diligencia = {"Crédito": CARTERA["Número de crédito"], "Tipo": "MANDAMIENTO", "Fecha": "10/06/2024"}
    filas = [
        {"Clave": clave, **diligencia, "Hora de inicio": hora, "Documento": clave, "Fecha de captura": "11/06/2024"}
        for clave, hora in horas.items()
    ]
    r = _cargar(motor, _csv(tmp_path / "d.csv", filas), "diligencias")
    assert (r.aceptadas, r.por_motivo) == (5, {})
    guardadas = _consulta(motor, "SELECT hora_inicio FROM acto WHERE clave LIKE 'D-%' ORDER BY clave")
    assert [hora for (hora,) in guardadas] == ["09:00", "09:00", "09:05", "13:30", "09:00"]


def test_49_las_entidades_se_descifran_y_lo_perdido_va_a_cuarentena(motor: Engine) -> None:
    r = _cargar(motor, REALES / "49-letras-rotas.csv")
    assert (r.aceptadas, r.por_motivo) == (1, {"Letras rotas por la codificación": 1})
    assert _consulta(motor, "SELECT nombre FROM credito") == [("Muñoz Peña Ficticio",)]
    assert any("descifrado: 1 fila" in aviso for aviso in r.avisos)
