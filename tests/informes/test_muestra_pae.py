"""El cuaderno de la muestra: de la cédula que deja la consola a lo que se puede decir de toda la cartera."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from informes.conftest import dicho
from verificacion import expedientes

from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.informes import muestra_pae as informe
from cobranza.puertas.cli import ejecutar

pytestmark = pytest.mark.lenta

CORTE, SEMILLA = expedientes.CORTE.isoformat(), "PROGRAMA-2026"
PIEZAS = (
    informe.caratula, informe.sorteo, informe.expedientes, informe.requisitos, informe.extrapolacion,
    informe.rechazadas, informe.cuadrar,
)  # fmt: skip


@pytest.fixture(scope="module")
def oficina(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Los doce, y la cédula que la consola dejó: todo cumple menos un documento de REGULAR."""
    carpeta = tmp_path_factory.mktemp("muestra")
    with pytest.MonkeyPatch.context() as entorno:
        entorno.setenv("COBRANZA_BD", expedientes.los_doce(carpeta))
        entorno.setenv("COBRANZA_SALIDAS", str(carpeta))
        assert ejecutar(["muestra", str(carpeta / "c.xlsx"), "--corte", CORTE, "--semilla", SEMILLA]) == 0
        libro = openpyxl.load_workbook(carpeta / "c.xlsx")
        hoja = libro["Cédula"]
        lugar = {str(c.value): k for k, c in enumerate(hoja[1])}
        malo = False
        for fila in hoja.iter_rows(min_row=2):
            fila[lugar["¿Cumple?"]].value, fila[lugar["Foja"]].value = "cumple", "7"
            if fila[lugar["Crédito"]].value == "REGULAR" and not malo:
                fila[lugar["¿Cumple?"]].value, fila[lugar["Observación"]].value, malo = "no cumple", "Sin firma", True
        libro.save(carpeta / "llena.xlsx")
        hoja.cell(2, lugar["¿Cumple?"] + 1).value = "a veces"
        libro.save(carpeta / "con_dudas.xlsx")
        yield carpeta


@pytest.fixture(scope="module")
def sin_llenar(oficina: Path) -> informe.Datos:
    return informe.preparar(corte=CORTE, semilla=SEMILLA)


@pytest.fixture(scope="module")
def llena(oficina: Path) -> informe.Datos:
    return informe.preparar(corte=CORTE, semilla=SEMILLA, cedula="llena.xlsx")


def todo(datos: informe.Datos) -> str:
    return dicho([*(pieza(datos) for pieza in PIEZAS), informe.metodo()])


def test_el_informe_dice_lo_mismo_que_su_oro(llena: informe.Datos, oro: Callable[[str, str], None]) -> None:
    oro("muestra_pae", todo(llena))


def test_sin_la_cedula_dice_que_se_revisa_y_no_inventa(sin_llenar: informe.Datos) -> None:
    assert informe.caratula(sin_llenar).cifras[2].valor == "n. c."
    assert sin_llenar.extrapolado is None and "No se extrapola" in todo(sin_llenar)


def test_lo_hallado_se_extrapola_con_su_intervalo(llena: informe.Datos) -> None:
    x = llena.extrapolado
    assert x is not None and x.hallados == 1 and x.desde <= x.estimado <= x.hasta
    assert llena.faltan == 0 and x.poblacion == len(llena.muestra.creditos), "son tan pocos que se revisan todos"
    assert (x.desde, x.hasta) == (1, 1)


def test_con_un_renglon_rechazado_no_se_extrapola_y_se_dice_cual(oficina: Path) -> None:
    datos = informe.preparar(corte=CORTE, semilla=SEMILLA, cedula="con_dudas.xlsx")
    assert datos.faltan == 1 and datos.extrapolado is None
    assert "no es una respuesta" in todo(datos) and informe.cuadrar(datos).cuadra


def test_lo_que_no_es_se_rechaza(oficina: Path) -> None:
    with pytest.raises(ErrorDeUso, match=r"No existe otra.xlsx"):
        informe.preparar(corte=CORTE, semilla=SEMILLA, cedula="otra.xlsx")
    with pytest.raises(ErrorDeUso, match=r"No existe outputs/llena.xlsx en .*: escribe sólo llena.xlsx"):
        informe.preparar(corte=CORTE, semilla=SEMILLA, cedula="outputs/llena.xlsx")
    with pytest.raises(ErrorDeDatos, match="es de otra muestra"):
        informe.preparar(corte=CORTE, semilla="OTRA", cedula="llena.xlsx")
    assert ejecutar(["muestra", str(oficina / "c.xlsx"), "--corte", CORTE, "--semilla", SEMILLA]) == 2


def test_una_lista_que_pierde_a_alguien_detiene_el_informe(llena: informe.Datos) -> None:
    rota: Any = replace(llena.muestra, creditos=llena.muestra.creditos.iloc[1:])
    with pytest.raises(ErrorDeDatos, match="Por delegación se eligieron"):
        informe.cuadrar(replace(llena, muestra=rota))


def test_no_dice_de_quien_es(llena: informe.Datos) -> None:
    assert "XEXX" not in todo(llena) and "Persona de Prueba" not in todo(llena)
