"""El crédito que la oficina conoce por su propio número se pide y se enseña por él en la consola y en el cuaderno."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from informes.conftest import dicho
from informes.doce import anotar
from oficina import almacen_nuevo, en_carpeta

from cobranza.base.errores import ErrorDeUso
from cobranza.cartera.numeros_propios import folio_dicho
from cobranza.informes import informe_cartera, liquidacion, lista_de_trabajo, verificacion_pae
from cobranza.libros import libro
from cobranza.papel.tabla import Tabla
from cobranza.puertas.cli import ejecutar

pytestmark = pytest.mark.lenta

RAIZ = Path(__file__).resolve().parents[2]
CORTE, FOLIO, PROPIO = "2025-12-31", "TGZ-2021-000003", "SF/DC/0001/2022"
OTRO = "SF/DC/0002/2022", "TGZ-2021-000001"
"""El de un crédito con faltas en su procedimiento."""


@pytest.fixture(scope="module")
def numerada(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """La oficina de los doce créditos; a uno le había dado su número."""
    carpeta = tmp_path_factory.mktemp("numerada")
    motor = almacen_nuevo(en_carpeta(carpeta))
    with motor.begin() as conexion:
        anotar(conexion)
        numeros = [{"numero": n, "folio": f, "lote": 1, "linea": 1} for n, f in ((PROPIO, FOLIO), OTRO)]
        libro.agregar(conexion, "numero_propio", pd.DataFrame(numeros))
        persona = {"numero_empleado": "E0020", "nombre": "Persona de Prueba", "rfc": "XEXX010101000",
                   "curp": "", "puesto": "EJECUTOR", "delegacion": "DH-TAP", "clabe": "", "sueldo_mensual": 0,
                   "alta": "2020-01-01", "lote": 1, "linea": 1}  # fmt: skip
        libro.agregar(conexion, "persona", pd.DataFrame([persona]))
    motor.dispose()
    with pytest.MonkeyPatch.context() as entorno:
        entorno.setenv("COBRANZA_BD", en_carpeta(carpeta))
        entorno.setenv("COBRANZA_SALIDAS", str(carpeta / "salidas"))
        yield carpeta


@pytest.mark.parametrize("escrito", [PROPIO, "sf/dc/0001/2022", " SF / DC / 0001 / 2022", FOLIO, "tgz-2021-000003"])
def test_la_liquidacion_se_pide_por_el_numero_de_la_oficina(numerada: Path, escrito: str) -> None:
    datos = liquidacion.preparar(corte=CORTE, folio=escrito)
    assert (datos.credito["folio"], datos.explicacion.numero_propio) == (FOLIO, PROPIO)
    assert PROPIO in dicho([liquidacion.identificacion(datos)])


def test_un_numero_que_nadie_tiene_se_dice(numerada: Path) -> None:
    with pytest.raises(ErrorDeUso, match=r"«SF/DC/9999/2022» y no hay un crédito.*número que le dio la oficina"):
        liquidacion.preparar(corte=CORTE, folio="SF/DC/9999/2022")


def test_la_lista_ensena_el_numero_si_alguno_lo_tiene(numerada: Path) -> None:
    con_numero = lista_de_trabajo.lista(lista_de_trabajo.preparar(corte=CORTE))
    assert [c.titulo for c in con_numero.columnas][:2] == ["Crédito", "Número de la oficina"]
    assert {fila[0]: fila[1] for fila in con_numero.filas}[FOLIO] == PROPIO
    sin_numero = lista_de_trabajo.lista(lista_de_trabajo.preparar(corte=CORTE, delegacion="DH-TAP"))
    assert "Número de la oficina" not in [c.titulo for c in sin_numero.columnas]


def test_la_relacion_y_los_casos_lo_ensenan(numerada: Path) -> None:
    cartera = informe_cartera.preparar(corte=CORTE)
    pae = verificacion_pae.preparar(corte=CORTE)
    uno_por_uno = [p for p in verificacion_pae.criticos(pae).piezas if isinstance(p, Tabla)]
    for tabla in (informe_cartera.relacion(cartera), verificacion_pae.peores_casos(pae), *uno_por_uno):
        numeros = {fila[0]: fila[1] for fila in tabla.datos()["filas"]}
        if OTRO[1] in numeros:
            assert [c.titulo for c in tabla.columnas][:2] == ["Crédito", "Número de la oficina"]
            assert numeros[OTRO[1]] == OTRO[0]
    assert OTRO[1] in {fila[0] for fila in verificacion_pae.peores_casos(pae).datos()["filas"]}


def test_un_numero_de_cifras_se_halla_sin_sus_ceros_si_no_puede_ser_otro(numerada: Path) -> None:
    conexion = duckdb.connect()
    numeros = "('0007', 'A-1'), ('0012', 'A-2'), ('12', 'A-3'), ('012', 'A-4')"
    conexion.execute(f"CREATE TABLE numero_propio AS SELECT * FROM (VALUES {numeros}) t(numero, folio)")
    assert [folio_dicho(conexion, n) for n in ("7", "007.0", "12", "00012", "a-9")] == [
        "A-1",
        "A-1",
        "A-3",
        "00012",
        "A-9",
    ]


def test_la_lista_vacia_de_un_ejecutor_en_una_delegacion_sale_en_ceros(numerada: Path) -> None:
    i = lista_de_trabajo
    datos = i.preparar(corte=CORTE, ejecutor="E0020", delegacion="DH-TGZ")
    dichas = dicho([f(datos) for f in (i.caratula, i.por_acto, i.lista, i.prescritos, i.metodo, i.cuadrar)])
    assert datos.lista.empty
    assert "De E0020: No hay créditos por trabajar." in dichas


@pytest.mark.lenta
def test_por_la_consola_y_por_el_cuaderno_sale_la_misma_liquidacion(numerada: Path) -> None:
    assert ejecutar(["corre", "liquidacion", "-p", "corte", CORTE, "-p", "folio", PROPIO]) == 0
    (manifiesto,) = (numerada / "salidas").rglob("liquidacion/*/manifiesto.json")
    assert FOLIO in json.loads(manifiesto.read_text(encoding="utf-8"))["hallazgo"]
    salida = numerada / "salida.ipynb"
    orden = [sys.executable, "-m", "papermill", str(RAIZ / "notebooks" / "liquidacion.ipynb"), str(salida)]
    hecho = subprocess.run(
        [*orden, "-p", "corte", CORTE, "-p", "folio", PROPIO, "--cwd", str(numerada)], capture_output=True, text=True
    )
    assert hecho.returncode == 0, hecho.stderr[-2000:]
    assert f"Crédito {FOLIO}" in salida.read_text(encoding="utf-8")
