"""Hojas de cálculo de todas las clases: lo que se ve en ellas entra, y lo oculto o lo que no se leyó se dice."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from ingesta.libros_de_prueba import Celdas, con_openpyxl, con_xlsxwriter, estricto, ods, xlsb
from ingesta.test_ingesta import CARTERA, DILIGENCIA, _csv
from ingesta.test_reales import REALES, _cargar, _consulta
from sqlalchemy import Engine

from cobranza.base.errores import ErrorDeDatos

TITULOS = list(CARTERA)


def _fila(numero: int = 1, **cambios: object) -> list[object]:
    """Un crédito como lo guarda una hoja: fechas y números de verdad."""
    valores: dict[str, object] = CARTERA | {
        "Número de crédito": f"TGZ-2019-{numero:06d}",
        "Resolución": f"R-{numero}",
        "Fecha de resolución": date(2019, 3, 15),
        "Ejercicio": 2018,
        "Municipio": 7101,
        "Importe histórico": 10_000.1,
    }
    return list((valores | cambios).values())


@pytest.mark.parametrize(
    ("nombre", "escribir"),
    [
        ("c.xlsx", lambda ruta, filas: con_openpyxl(ruta, Cartera=filas)),
        ("w.xlsx", con_xlsxwriter),
        ("estricto.xlsx", estricto),
        ("c.ods", ods),
        ("disfrazado.csv", ods),
    ],
)
def test_fechas_y_numeros_de_verdad_entran_de_cada_clase(
    motor: Engine, tmp_path: Path, nombre: str, escribir: Callable[[Path, Celdas], Path]
) -> None:
    r = _cargar(motor, escribir(tmp_path / nombre, [TITULOS, _fila()]))
    assert (r.aceptadas, r.por_motivo) == (1, {})
    ((fecha, importe),) = _consulta(motor, "SELECT fecha_resolucion, importe FROM credito")
    assert (str(fecha), importe) == ("2019-03-15", 1_000_010)


def test_un_libro_binario_entra(motor: Engine, tmp_path: Path) -> None:
    fila = [str(dato) if isinstance(dato, date) else dato for dato in _fila()]
    r = _cargar(motor, xlsb(tmp_path / "c.xlsb", [TITULOS, fila]))
    assert (r.aceptadas, r.por_motivo) == (1, {})
    assert any(aviso.startswith("Se leyó como xlsb") for aviso in r.avisos)


def test_un_excel_de_antes_entra_con_sus_titulos_combinados_y_su_otra_hoja(motor: Engine) -> None:
    r = _cargar(motor, REALES / "antiguo.xls")
    assert (r.aceptadas, r.por_motivo) == (1, {})
    assert _consulta(motor, "SELECT importe FROM credito") == [(1_000_000,)]
    assert "Se leyó la hoja «Cartera»; no se leyeron «Notas»." in r.avisos
    assert any("no se distinguen las celdas con error" in aviso for aviso in r.avisos)


def test_de_varias_hojas_se_lee_la_del_encabezado_y_se_dice_cual(motor: Engine, tmp_path: Path) -> None:
    filas = [TITULOS, _fila()]
    r = _cargar(
        motor, con_openpyxl(tmp_path / "v.xlsx", Portada=[["Cartera 2019"]], Base=filas, Resumen=[["Total", 1]])
    )
    assert r.aceptadas == 1
    assert "Se leyó la hoja «Base»; no se leyeron «Portada», «Resumen»." in r.avisos


def test_dos_hojas_con_encabezado_no_se_adivinan(motor: Engine, tmp_path: Path) -> None:
    ruta = con_openpyxl(tmp_path / "v.xlsx", Enero=[TITULOS, _fila(1)], Febrero=[TITULOS, _fila(2)])
    with pytest.raises(ErrorDeDatos, match=r"2 hojas con el encabezado \(«Enero», «Febrero»\)"):
        _cargar(motor, ruta)


def test_lo_oculto_se_lee_y_se_avisa_y_la_hoja_oculta_no_se_lee(motor: Engine, tmp_path: Path) -> None:
    ruta = con_openpyxl(tmp_path / "o.xlsx", Base=[TITULOS, _fila(1), _fila(2)], Vieja=[TITULOS, _fila(3)])
    libro = openpyxl.load_workbook(ruta)
    libro["Base"].row_dimensions[3].hidden = True
    libro["Base"].column_dimensions["C"].hidden = True
    libro["Vieja"].sheet_state = "hidden"
    libro.save(ruta)
    r = _cargar(motor, ruta)
    assert r.aceptadas == 2
    dichos = "\n".join(r.avisos)
    assert "Renglones ocultos o filtrados, que también se leyeron: 1 fila (línea 3)" in dichos
    assert "«Vieja (oculta)»" in dichos
    assert "columnas ocultas" in dichos


def test_si_sola_la_hoja_oculta_trae_el_encabezado_se_lee_y_se_dice(motor: Engine, tmp_path: Path) -> None:
    ruta = con_openpyxl(tmp_path / "o.xlsx", Portada=[["Cartera"]], Datos=[TITULOS, _fila()])
    libro = openpyxl.load_workbook(ruta)
    libro["Datos"].sheet_state = "hidden"
    libro.save(ruta)
    r = _cargar(motor, ruta)
    assert r.aceptadas == 1
    assert "La hoja «Datos» está oculta; se leyó porque sólo ella trae el encabezado." in r.avisos


def test_titulos_vacios_totales_y_pies_no_son_filas_y_se_dice(motor: Engine, tmp_path: Path) -> None:
    total: list[object] = [""] * len(TITULOS)
    total[0], total[14] = "TOTAL", "=SUM(O4:O5)"
    filas: list[list[object]] = [
        ["OFICINA FICTICIA"], [], TITULOS, _fila(1), [None] * 19, _fila(2), total, [], ["Elaboró: Persona Ficticia"],
    ]  # fmt: skip
    r = _cargar(motor, con_openpyxl(tmp_path / "t.xlsx", Base=filas))
    assert (r.leidas, r.aceptadas) == (2, 2)
    dichos = "\n".join(r.avisos)
    assert "El encabezado está en el renglón 3" in dichos
    assert "Renglones de totales que no se cargaron: 1 fila (línea 7 «TOTAL»)" in dichos
    assert "Renglones que no son datos y no se cargaron: 1 fila (línea 9 «Elaboró: Persona Ficticia»)" in dichos


def test_las_celdas_sobrantes_de_una_hoja_solo_estorban_si_traen_algo(motor: Engine, tmp_path: Path) -> None:
    filas = [TITULOS, [*_fila(1), "", " "], [*_fila(2), "", "ojo"]]
    r = _cargar(motor, con_openpyxl(tmp_path / "s.xlsx", Base=filas))
    assert (r.aceptadas, r.por_motivo) == (1, {"Número de celdas distinto al del encabezado": 1})


def test_horas_duraciones_ruido_y_fechas_con_hora_cero(motor: Engine, tmp_path: Path) -> None:
    _cargar(motor, _csv(tmp_path / "c.csv", [CARTERA]))
    filas: list[list[object]] = [list(DILIGENCIA)]
    horas = (time(9, 5), timedelta(hours=10), datetime(1899, 12, 30, 11, 30), 0.5)
    for i, hora in enumerate(horas):
        cambios: dict[str, object] = {"Clave": f"D-{i}", "Fecha": datetime(2020, 5, 15), "Hora de inicio": hora}
        filas.append(list((DILIGENCIA | cambios | {"Hora de cierre": "", "Gasto determinado": 0.1 + 0.2}).values()))
    r = _cargar(motor, con_openpyxl(tmp_path / "d.xlsx", D=filas), "diligencias")
    assert (r.aceptadas, r.por_motivo) == (4, {})
    guardadas = _consulta(motor, "SELECT hora_inicio FROM acto WHERE clave LIKE 'D-%' ORDER BY clave")
    assert [hora for (hora,) in guardadas] == ["09:05", "10:00", "11:30", "12:00"]
    assert _consulta(motor, "SELECT DISTINCT importe FROM movimiento WHERE referencia LIKE 'D-%'") == [(30,)]


def test_una_formula_entra_con_el_valor_que_guardo_la_hoja(motor: Engine, tmp_path: Path) -> None:
    """xlsxwriter guarda el valor de la fórmula, como Excel; openpyxl no."""
    with xlsxwriter.Workbook(tmp_path / "f.xlsx") as libro:
        hoja = libro.add_worksheet()
        hoja.write_row(0, 0, TITULOS)
        hoja.write_row(1, 0, [str(d) if isinstance(d, date) else d for d in _fila()])
        hoja.write_formula(1, TITULOS.index("Importe histórico"), "=5000*2", None, 10_000)
    r = _cargar(motor, tmp_path / "f.xlsx")
    assert r.aceptadas == 1
    assert _consulta(motor, "SELECT importe FROM credito") == [(1_000_000,)]
    assert any("fórmulas: se tomó el valor que guardó la hoja: 1 fila (línea 2" in aviso for aviso in r.avisos)


def test_un_dato_perdido_en_la_ultima_celda_no_llena_la_memoria(motor: Engine, tmp_path: Path) -> None:
    ruta = con_openpyxl(tmp_path / "p.xlsx", Base=[TITULOS, _fila()])
    libro = openpyxl.load_workbook(ruta)
    libro["Base"]["XFD1048576"] = "x"
    libro.save(ruta)
    with pytest.raises(ErrorDeDatos, match=r"renglón 1,048,576.*dato perdido"):
        _cargar(motor, ruta)


def test_ningun_aviso_de_biblioteca_llega_a_la_pantalla(motor: Engine, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert _cargar(motor, con_openpyxl(tmp_path / "c.xlsx", Base=[TITULOS, _fila()])).aceptadas == 1


def test_una_hoja_sin_el_encabezado_dice_lo_que_se_ve(motor: Engine, tmp_path: Path) -> None:
    ruta = con_openpyxl(tmp_path / "n.xlsx", Base=[["Contribuyente ficticio", "Adeudo"], ["X", 5]])
    with pytest.raises(
        ErrorDeDatos, match=r"ninguno de sus primeros renglones nombra.*«Contribuyente ficticio», «Adeudo»"
    ):
        _cargar(motor, ruta)


def test_un_libro_sin_datos_se_dice_vacio(motor: Engine, tmp_path: Path) -> None:
    with pytest.raises(ErrorDeDatos, match=r"vacio\.xlsx está vacío"):
        _cargar(motor, con_openpyxl(tmp_path / "vacio.xlsx", Base=[]))
