"""Anotar un acto: la regla que verifica es la que impide, y lo que entra asienta lo mismo que un archivo."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from oficina import con_lote, credito
from sqlalchemy import Engine, func, select
from verificacion import expedientes
from verificacion.expedientes import EJECUTOR

from cobranza.almacen.sesion import abrir
from cobranza.almacen.toma import foto_actual
from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.ingesta import ingerir
from cobranza.ingesta.anotacion import Mano
from cobranza.ley.norma import de_la_oficina
from cobranza.libros import tablas
from cobranza.libros.comprobacion import revisar_libros
from cobranza.procesos.anotar import anotar, puede
from cobranza.puertas.cli import ejecutar
from cobranza.verificacion.evaluacion import evaluar
from cobranza.verificacion.impedimentos import juez
from cobranza.verificacion.pae import leer

pytestmark = pytest.mark.lenta

NORMAS = de_la_oficina()
AHORA = datetime(2026, 1, 15, 12)
EN_DOMINGO = {"folio": "REGULAR", "acto": "CITATORIO", "fecha": "2025-12-14", "persona": EJECUTOR,
              "hora_inicio": "10:00", "hora_fin": "10:30"}  # fmt: skip
EN_LUNES = EN_DOMINGO | {"fecha": "2025-12-15"}


def mano(usuario: str = "ana") -> Mano:
    return Mano(usuario, AHORA, NORMAS, juez(NORMAS))


@pytest.fixture
def siembra() -> Callable[[Engine], None]:
    """Los doce expedientes de la verificación, en cada motor."""
    return _los_doce


def _los_doce(motor: Engine) -> None:
    con_lote(motor)
    with motor.begin() as conexion:
        expedientes.personal(conexion)
        for expediente in expedientes.LOS_DOCE:
            expediente(conexion)


@pytest.fixture
def libros(motor: Engine) -> Engine:
    return motor


def contenido(motor: Engine) -> dict[str, int]:
    with motor.connect() as conexion:
        return {
            nombre: conexion.execute(select(func.count()).select_from(tabla)).scalar_one()
            for nombre, tabla in tablas.metadata.tables.items()
        }


def test_lo_que_una_regla_senala_no_se_anota_y_lo_demas_si(libros: Engine) -> None:
    antes = contenido(libros)
    malo, bueno = anotar(libros, [EN_DOMINGO, EN_LUNES], mano())
    assert malo["codigo"] == 5 and [i["regla"] for i in malo["impedimentos"]] == ["PAE001"]
    assert {*malo["impedimentos"][0]} == {"regla", "severidad", "titulo", "fundamento", "evidencia", "que_hacer"}
    assert bueno == {"clave": bueno["clave"], "folio": "REGULAR", "acto": "CITATORIO", "anotado": True}
    despues = contenido(libros)
    assert despues["acto"] == antes["acto"] + 1 and despues["lote"] == antes["lote"] + 1
    assert not [r.falla for r in revisar_libros(libros) if r.falla]


def test_lo_anotado_no_lo_senala_la_verificacion(libros: Engine, url_de_almacen: str, tmp_path: Path) -> None:
    """Lo que se dejó anotar no aparece después como hallazgo."""
    (bueno,) = anotar(libros, [EN_LUNES], mano())
    foto = foto_actual(url_de_almacen, tmp_path)
    hallazgos = evaluar(leer(foto.conexion(), NORMAS, date(2025, 12, 15)))
    assert bueno["clave"] not in set(hallazgos["acto"])


def test_un_acto_se_juzga_con_los_anteriores_de_la_tanda(libros: Engine) -> None:
    suspende = {"folio": "REGULAR", "acto": "SUSPENSION", "fecha": "2025-12-10"}
    embarga = EN_LUNES | {"acto": "EMBARGO", "fecha": "2025-12-16", "resultado": "PRACTICADA", "forma": "MUEBLES"}
    assert puede(libros, embarga, mano())["procede"]
    _, negado = anotar(libros, [suspende, embarga], mano())
    assert negado["codigo"] == 5
    assert not puede(libros, embarga, mano())["procede"]


@pytest.mark.parametrize("con_clave", [{}, {"clave": "ACTA-77"}])
def test_la_misma_clave_dos_veces_es_una(libros: Engine, con_clave: dict[str, str]) -> None:
    pedido = EN_LUNES | con_clave
    primero, repetido = anotar(libros, [pedido, pedido], mano())
    antes = contenido(libros)
    (otra_vez,) = anotar(libros, [pedido], mano("beto"))
    assert contenido(libros) == antes, "una tanda sin nada nuevo no deja ni su lote"
    assert primero["clave"] == repetido["clave"] == otra_vez["clave"]
    assert not primero.get("ya_estaba") and repetido["ya_estaba"] and otra_vez["ya_estaba"]


def test_la_misma_clave_con_otros_datos_se_rechaza(libros: Engine) -> None:
    anotar(libros, [EN_LUNES | {"clave": "ACTA-77"}], mano())
    (negado,) = anotar(libros, [EN_LUNES | {"clave": "ACTA-77", "hora_inicio": "11:00", "hora_fin": "11:30"}], mano())
    assert negado["codigo"] == 3 and "Hora de inicio" in negado["error"]


@pytest.mark.parametrize(
    ("pedido", "codigo", "dice"),
    [
        ({"folio": "REGULAR"}, 2, "Falta decir acto, fecha"),
        ([1], 2, "se esperaba un objeto"),
        ({"folio": "REGULAR", "acto": "EMBARGAR", "fecha": "2025-12-15"}, 2, "¿quisiste decir EMBARGO?"),
        ({"folio": "REGULAR", "acto": "CONVENIO_CADUCO", "fecha": "2025-12-15"}, 2, "lo calcula el programa"),
        (EN_LUNES | {"gastos": "1.00"}, 2, "«gastos» no es dato de CITATORIO"),
        (EN_LUNES | {"fecha_registro": "2020-01-01"}, 2, "«fecha_registro» no es dato"),
        (EN_LUNES | {"hora_inicio": 10.5}, 2, "se esperaba un texto"),
        (EN_LUNES | {"fecha": "2026-01-16"}, 3, "posterior al día de la carga"),
        (EN_LUNES | {"fecha": "15 de fin de año"}, 3, "Fecha"),
        (EN_LUNES | {"folio": "NO-HAY"}, 3, "no está en la cartera"),
        (EN_LUNES | {"persona": "NADIE"}, 3, "no está en la plantilla"),
        ({"folio": "REGULAR", "acto": "CONDONACION", "fecha": "2025-12-15"}, 3, "exige Monto"),
    ],
)  # fmt: skip
def test_lo_mal_dicho_se_explica_y_no_detiene_a_los_demas(
    libros: Engine, pedido: Any, codigo: int, dice: str
) -> None:
    malo, bueno = anotar(libros, [pedido, EN_LUNES], mano())
    assert malo["codigo"] == codigo and dice in malo["error"]
    assert bueno["anotado"]


def test_anotar_mueve_el_mismo_dinero_que_el_archivo(plantilla_sqlite: Path, tmp_path: Path) -> None:
    """Una condonación y la resolución que anula: los renglones del libro son los de la carga, uno por uno."""
    pedidos = [
        {"folio": "CON-MULTA", "acto": "CONDONACION", "fecha": "2025-06-10", "monto": "1000.00", "clave": "C1"},
        {"folio": "ANULADO", "acto": "IMPUGNACION", "fecha": "2025-06-11", "forma": "NULIDAD", "clave": "C2"},
        {"folio": "ANULADO", "acto": "RESOLUCION", "fecha": "2025-09-12", "resultado": "DEJA_SIN_EFECTOS",
         "clave": "C3"},
    ]  # fmt: skip
    asentado = []
    for como in ("anotar", "ingerir"):
        ruta = tmp_path / f"{como}.db"
        ruta.write_bytes(plantilla_sqlite.read_bytes())
        motor = abrir(f"sqlite:///{ruta}")
        con_lote(motor)
        with motor.begin() as conexion:
            credito(conexion, "CON-MULTA", multa=500_000)
            credito(conexion, "ANULADO")
        if como == "anotar":
            assert all(h["anotado"] for h in anotar(motor, pedidos, mano()))
        else:
            archivo = tmp_path / "incidencias.csv"
            archivo.write_text(_csv(pedidos), encoding="utf-8")
            assert ingerir(motor, "incidencias", archivo, usuario="ana", ahora=AHORA).aceptadas == len(pedidos)
        with motor.connect() as conexion:
            asentado.append(
                pd.read_sql("SELECT * FROM movimiento ORDER BY clave", conexion).drop(
                    columns=["lote", "huella", "id"]
                )
            )
    assert len(asentado[0]) > 3
    pd.testing.assert_frame_equal(*asentado)


def _csv(pedidos: list[dict[str, str]]) -> str:
    campos = ["clave", "folio", "tipo", "fecha", "forma", "resultado", "monto", "fecha_registro"]
    texto = io.StringIO()
    escritor = csv.DictWriter(texto, campos)
    escritor.writeheader()
    for pedido in pedidos:
        fila = {**pedido, "tipo": pedido["acto"], "fecha_registro": AHORA.date().isoformat()}
        fila.pop("acto")
        escritor.writerow(fila)
    return texto.getvalue()


def test_un_ensayo_y_una_pregunta_no_dejan_nada(libros: Engine) -> None:
    antes = contenido(libros)
    assert anotar(libros, [EN_LUNES, EN_DOMINGO], mano(), ensayo=True)[0]["anotado"]
    assert puede(libros, EN_LUNES, mano()) == {"procede": True, "impedimentos": []}
    assert [i["regla"] for i in puede(libros, EN_DOMINGO, mano())["impedimentos"]] == ["PAE001"]
    with pytest.raises(ErrorDeDatos, match="no está en la cartera"):
        puede(libros, EN_LUNES | {"folio": "NO-HAY"}, mano())
    with pytest.raises(ErrorDeUso, match="Falta decir fecha"):
        puede(libros, {"folio": "REGULAR", "acto": "EMBARGO"}, mano())
    assert contenido(libros) == antes


def test_preguntar_no_espera_a_quien_escribe(libros: Engine) -> None:
    with libros.begin() as conexion:
        credito(conexion, "EN-CURSO")
        assert puede(libros, EN_LUNES, mano())["procede"]


@pytest.mark.lenta
def test_dos_a_la_vez_anotan_uno(libros: Engine, url_de_almacen: str) -> None:
    pedido = EN_LUNES | {"clave": "A-LA-VEZ"}
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as procesos:
        hechos = list(procesos.map(_anotar_en, [url_de_almacen] * 4, [pedido] * 4))
    assert all(hecho["anotado"] for hecho in hechos)
    assert sum(not hecho.get("ya_estaba") for hecho in hechos) == 1
    with libros.connect() as conexion:
        assert conexion.execute(select(func.count()).where(tablas.acto.c.clave == "A-LA-VEZ")).scalar() == 1


def _anotar_en(url: str, pedido: dict[str, str]) -> dict[str, Any]:
    motor = abrir(url)
    try:
        return anotar(motor, [pedido], mano())[0]
    finally:
        motor.dispose()


class TestConsola:
    @pytest.fixture(autouse=True)
    def en_la_base(
        self, libros: Engine, url_de_almacen: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COBRANZA_BD", url_de_almacen)
        monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path / "salidas"))

    def test_puede(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        datos = tmp_path / "datos.json"
        datos.write_text(json.dumps({k: v for k, v in EN_DOMINGO.items() if k not in ("folio", "acto", "fecha")}))
        orden = ["puede", "REGULAR", "citatorio", "--al", "2025-12-14", "--datos", str(datos)]
        assert ejecutar([*orden, "--json"]) == 5
        assert json.loads(capsys.readouterr().out)["procede"] is False
        assert ejecutar(orden) == 5
        dicho = capsys.readouterr().out
        assert "CITATORIO no procede en REGULAR" in dicho and "PAE001" in dicho and "CFF" in dicho
        assert ejecutar(["puede", "REGULAR", "GARANTIA", "--al", "2025-12-15"]) == 0
        assert "GARANTIA procede en REGULAR" in capsys.readouterr().out

    def test_puede_sin_fecha_es_hoy_o_hasta_donde_llega_la_norma(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("cobranza.base.fechas.ahora", lambda: datetime(2031, 5, 20, 9, 0))
        for acto in ("REQUERIMIENTO", "GARANTIA", "EMBARGO"):
            assert ejecutar(["puede", "REGULAR", acto]) in (0, 5)
            salida = capsys.readouterr()
            dia = re.search(r"el (\d{4}-\d\d-\d\d)[.:]", salida.out)
            assert dia and dia[1] < "2031", salida.out
            assert "La norma capturada llega al" in salida.err and "--al" in salida.err

    def test_anotar(self, libros: Engine, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        # en un servidor, quien anota es quien entró a la base
        usuario = ["--usuario", "ana"] if libros.dialect.name == "sqlite" else []
        entrada = tmp_path / "actos.json"
        entrada.write_text(json.dumps([EN_DOMINGO, EN_LUNES]))
        assert ejecutar(["anotar", "--entrada", str(entrada), *usuario]) == 5
        salida = capsys.readouterr()
        assert [h.get("anotado", False) for h in json.loads(salida.out)] == [False, True]
        assert "1 de 2 actos no se anotaron" in salida.err
        entrada.write_text(json.dumps(EN_LUNES))
        assert ejecutar(["anotar", "--entrada", str(entrada), *usuario]) == 0
        assert json.loads(capsys.readouterr().out)["ya_estaba"] is True
        assert ejecutar(["anotar", "--entrada", str(entrada), "--usuario", "demo"]) == 2
