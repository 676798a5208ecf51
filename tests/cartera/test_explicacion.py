"""La explicación de un crédito suma, al centavo, lo que la cartera dice que se debe, pase lo que pase."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from duckdb import DuckDBPyConnection
from oficina import acto, almacen_nuevo, asentar, credito, en_carpeta, gasto, hecho
from sqlalchemy import Connection

from cobranza.almacen.toma import foto_actual
from cobranza.base.errores import ErrorDeUso
from cobranza.cartera.consultas import cartera_al
from cobranza.cartera.explicacion import Explicacion, como_dict, explicar
from cobranza.informes.liquidacion import operacion
from cobranza.ley.norma import de_la_oficina
from cobranza.puertas.explica import en_texto

pytestmark = pytest.mark.lenta

CORTE = date(2025, 12, 31)
FOLIOS = [f"TGZ-2019-{k:06d}" for k in range(70)]


def con_convenio(conexion: Connection, azar: random.Random, folio: str) -> list[dict[str, Any]]:
    """Un crédito con convenio vigente, cumplido o revocado, y sus pagos antes, durante y después."""
    credito(
        conexion, folio, ambito=azar.choice(["federal", "estatal"]), multa=azar.choice([0, 250_000]),
        concepto=azar.choice(["F-ISR", "F-MFNF"]), importe=azar.randint(1_000_00, 90_000_000),
        vencimiento=f"201{azar.randint(3, 9)}-0{azar.randint(1, 9)}-{azar.randint(10, 28)}",
    )  # fmt: skip
    desde = date(2021, 1, 4) + timedelta(days=azar.randint(0, 700))
    hasta = azar.choice([None, (desde + timedelta(days=azar.choice([300, 700]))).isoformat()])
    acto(conexion, folio, "CONVENIO", desde.isoformat(), hasta=hasta)
    cierre = azar.choice(["", "CONVENIO_CUMPLIDO", "CONVENIO_REVOCADO"])
    if cierre:
        fin = desde + timedelta(days=azar.randint(20, 400))
        acto(conexion, folio, cierre, fin.isoformat())
        if azar.random() < 0.3:
            acto(conexion, folio, "CONVENIO", (fin + timedelta(days=200)).isoformat())
    hechos = []
    for n in range(azar.randint(0, 6)):
        fecha = (desde + timedelta(days=azar.randint(-200, 900))).isoformat()
        tipo = azar.choice(["PAGO"] * 8 + ["CONDONACION", "CANCELACION"])
        importe = azar.randint(1, 15_000_000) if tipo == "PAGO" else -1
        hechos.append(hecho(folio, tipo, fecha, importe, f"{folio}-P{n}"))
    return hechos


@pytest.fixture(scope="module")
def libros(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBPyConnection]:
    """Créditos con pagos, gastos, condonaciones y cancelaciones al azar; desde el trigésimo primero, con convenio."""
    carpeta: Path = tmp_path_factory.mktemp("libros")
    azar, motor = random.Random(11), almacen_nuevo(en_carpeta(carpeta))
    with motor.begin() as conexion:
        hechos = []
        for folio in FOLIOS[:30]:
            credito(
                conexion, folio, ambito=azar.choice(["federal", "estatal"]), multa=azar.choice([0, 250_000]),
                concepto=azar.choice(["F-ISR", "F-MFNF"]), importe=azar.randint(1, 90_000_000),
                vencimiento=f"201{azar.randint(3, 9)}-0{azar.randint(1, 9)}-{azar.randint(10, 28)}",
            )  # fmt: skip
            for n in range(azar.randint(0, 2)):
                gasto(conexion, folio, azar.randint(1, 900_000), f"202{azar.randint(1, 3)}-05-1{n}", f"{folio}-D{n}")
            for n in range(azar.randint(0, 4)):
                tipo = azar.choice(["PAGO"] * 6 + ["CONDONACION", "CANCELACION"])
                importe = azar.randint(1, 50_000_000) if tipo == "PAGO" else -1
                hechos.append(
                    hecho(
                        folio, tipo, f"202{azar.randint(1, 5)}-0{azar.randint(1, 9)}-2{n}", importe, f"{folio}-P{n}"
                    )
                )
        for folio in FOLIOS[30:]:
            hechos += con_convenio(conexion, azar, folio)
        asentar(conexion, *hechos)
    conexion = foto_actual(en_carpeta(carpeta), carpeta).conexion()
    yield conexion
    conexion.close()


@lru_cache
def explicada(libros: DuckDBPyConnection, folio: str, al: date) -> Explicacion:
    """La explicación de un crédito, que varias pruebas miran."""
    return explicar(libros, de_la_oficina(), folio, al)


@pytest.mark.lenta
@pytest.mark.parametrize("al", [date(2020, 3, 1), date(2022, 6, 15), CORTE])
def test_las_lineas_suman_lo_que_dice_la_cartera(libros: DuckDBPyConnection, al: date) -> None:
    cartera = cartera_al(libros, de_la_oficina(), al).set_index("folio")
    for folio in FOLIOS:
        assert explicada(libros, folio, al).debido == cartera["total"][folio], folio


def centavos(importe: str) -> int:
    return int(Fraction(importe.replace(",", "").replace("−", "-")) * 100)


def por(base: int, factor: str) -> int:
    """La operación como la haría quien la lee: «1.0181» o «4.52 %», medio hacia arriba."""
    exacto = Fraction(factor.removesuffix(" %")) / (100 if factor.endswith("%") else 1)
    return int(base * exacto + Fraction(1, 2))


@pytest.mark.lenta
def test_cada_operacion_impresa_da_su_importe(libros: DuckDBPyConnection) -> None:
    """En las líneas, en el JSON y en la columna «Operación» del cuaderno."""
    operaciones = 0
    for folio in FOLIOS:
        explicacion = explicada(libros, folio, CORTE)
        for renglon, en_json in zip(explicacion.renglones, como_dict(explicacion)["renglones"], strict=True):
            assert renglon.fundamento
            assert not renglon.fuente.endswith(("Acto ", "Recibo ", "None"))
            impresa = operacion(renglon)
            assert bool(impresa) == bool(renglon.base is not None and renglon.factor)
            if not impresa:
                continue
            base, factor = impresa.split(" × ")
            assert renglon.monto == por(centavos(base), factor), (folio, renglon)
            assert centavos(en_json["monto"]) == por(centavos(en_json["base"]), en_json["factor"]), (folio, renglon)
            operaciones += 1
    assert operaciones > 100


@pytest.mark.lenta
def test_los_componentes_y_los_renglones_suman_el_total(libros: DuckDBPyConnection) -> None:
    """El saldo a favor va con signo negativo: sin él, el total sería lo que se debe, que es lo de la cartera."""
    cartera, con_saldo_a_favor = cartera_al(libros, de_la_oficina(), CORTE).set_index("folio"), 0
    for folio in FOLIOS:
        datos = como_dict(explicada(libros, folio, CORTE))
        componentes = {nombre: centavos(importe) for nombre, importe in datos["componentes"].items()}
        assert sum(componentes.values()) == centavos(datos["total"]), folio
        assert sum(centavos(r["monto"]) for r in datos["renglones"] if r["suma"]) == centavos(datos["total"]), folio
        assert centavos(datos["debido"]) == centavos(datos["total"]) - componentes["saldo_a_favor"]
        recargos = componentes["recargos"] + componentes["recargos_prorroga"]
        assert recargos == cartera["recargos"][folio], folio
        for nombre in ("historico", "actualizacion", "multas", "gastos", "honorarios", "indemnizacion"):
            assert componentes[nombre] == cartera[nombre][folio], (folio, nombre)
        con_saldo_a_favor += componentes["saldo_a_favor"] < 0
    assert con_saldo_a_favor > 3


@pytest.mark.lenta
def test_el_detalle_mensual_suma_la_tasa_de_su_linea(libros: DuckDBPyConnection) -> None:
    con_detalle = 0
    for folio in FOLIOS:
        for renglon in explicada(libros, folio, CORTE).renglones:
            if renglon.detalle and renglon.factor:
                centesimas = sum(int(d["tasa"].replace(".", "")) for d in renglon.detalle)
                assert f"{centesimas // 100}.{centesimas % 100:02d} %" == renglon.factor
                con_detalle += 1
    assert con_detalle > 30


@pytest.mark.lenta
def test_la_prorroga_y_los_tramos_del_convenio_se_cuentan_con_su_articulo(libros: DuckDBPyConnection) -> None:
    renglones = [r for folio in FOLIOS[30:] for r in explicada(libros, folio, CORTE).renglones]
    de_prorroga = [r for r in renglones if r.concepto.startswith("Recargos por prórroga")]
    assert len(de_prorroga) >= 10
    assert all("66-A" in r.fundamento for r in de_prorroga)
    reanudados = [r for r in renglones if r.concepto.startswith("Recargos por mora del") and "66-A" in r.fundamento]
    assert len(reanudados) >= 10
    en_el_orden = {r.fundamento for r in renglones if r.concepto.startswith("Pago del")}
    assert {"CFF, art. 20, octavo párrafo", "CFF, art. 66-A, fr. V"} <= en_el_orden


def test_en_texto_y_en_json_dice_lo_mismo(libros: DuckDBPyConnection) -> None:
    explicacion = explicada(libros, FOLIOS[0], CORTE)
    contada, datos = en_texto(explicacion), como_dict(explicacion)
    assert FOLIOS[0] in contada
    assert "CFF, art. 17-A" in contada
    assert datos["total"].replace(".", "") == str(explicacion.total)
    assert len(datos["renglones"]) == len(explicacion.renglones)


def test_lo_estatal_se_rotula_ilustrativo(libros: DuckDBPyConnection) -> None:
    estatales = cartera_al(libros, de_la_oficina(), CORTE).query("ambito == 'estatal' and historico > 0")["folio"]
    assert "ilustrativo" in en_texto(explicar(libros, de_la_oficina(), str(estatales.iloc[0]), CORTE)).lower()


def test_un_folio_que_no_existe_se_dice(libros: DuckDBPyConnection) -> None:
    with pytest.raises(ErrorDeUso, match="No hay un crédito"):
        explicar(libros, de_la_oficina(), "TGZ-1999-000001", CORTE)
