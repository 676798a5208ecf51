"""Banco de la cartera: liquidar desde los libros (varios movimientos por crédito) y armar el cubo.

Los libros se escriben como segmentos Parquet, igual que una foto; lo que se mide empieza al leerlos.
"""

from __future__ import annotations

import tempfile
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from banco.medida import Medida, Meta, Par, lado_a_lado

from cobranza.base.fechas import columna_fecha, dia
from cobranza.cartera.consultas import cartera_al
from cobranza.cartera.cubo import cubo
from cobranza.cuenta.liquidacion import adeudos_a, liquidar_cartera
from cobranza.expediente.historia import historia
from cobranza.expediente.situacion import notificaciones
from cobranza.ley.norma import de_la_oficina

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CORTE = date(2025, 12, 31)
MOVIMIENTOS = 5
"""Por crédito: alta, actualización y recargos devengados, y dos abonos de un pago parcial."""
META_SEGUNDOS, META_CUBO = 3.0, 1.0
LIQUIDAR, CUBO = "liquidar la cartera", "cubo"


@lru_cache
def libros(creditos: int) -> Path:
    """Carpeta con los tres libros de una cartera al azar, siempre la misma; se borra al terminar el proceso."""
    carpeta = Path(_TEMPORAL.name) / str(creditos)
    carpeta.mkdir(parents=True)
    azar = np.random.default_rng(7)
    folio = pa.array([f"TGZ-2020-{k:07d}" for k in range(creditos)])
    vence = azar.integers(dia(date(2018, 1, 1)), dia(date(2024, 12, 31)), creditos)
    importe = np.minimum(azar.lognormal(13, 1.5, creditos), 5e10).astype(np.int64) + 1_000
    alta = columna_fecha(vence + 90)
    iguales = ("origen", "autoridad", "resolucion", "rfc", "nombre", "tipo_persona", "municipio", "ejecutor")
    credito = {
        "id": np.arange(creditos),
        "folio": folio,
        "ambito": azar.choice(["federal", "estatal"], creditos),
        "concepto": azar.choice(["F-ISR", "F-MFNF"], creditos),
        "delegacion": azar.choice(["DH-TGZ", "DH-TAP", "DH-COM"], creditos),
        **{columna: ["x"] * creditos for columna in iguales},
        "ejercicio": np.full(creditos, 2019),
        "vencimiento": columna_fecha(vence),
        "importe": importe,
        "multa": np.zeros(creditos, np.int64),
        "fecha_registro": alta,
    }
    nulos = pa.nulls(creditos, pa.string())
    acto = {
        "id": np.arange(creditos),
        "credito": np.arange(creditos),
        "folio": folio,
        "tipo": ["NOTIFICACION"] * creditos,
        "fecha": columna_fecha(vence + 60),
        "hasta": pa.nulls(creditos, pa.date32()),
        "resultado": [""] * creditos,
        **dict.fromkeys(("documento", "persona", "clave", "referencia", "forma"), nulos),
        "parcialidades": pa.nulls(creditos, pa.int64()),
        "notificado_el": pa.nulls(creditos, pa.date32()),
        "fecha_registro": alta,
    }
    movimiento = _movimientos(folio, vence, importe)
    recibo = {"recibo": pa.array([], pa.string()), "fecha_ingreso": pa.array([], pa.date32())}
    for libro, columnas in {"credito": credito, "movimiento": movimiento, "acto": acto, "recibo": recibo}.items():
        _guardar(carpeta / f"{libro}.parquet", columnas)
    return carpeta


def _movimientos(folio: pa.Array, vence: np.ndarray, importe: np.ndarray) -> dict[str, object]:
    creditos = len(importe)
    nulos = pa.nulls(creditos * MOVIMIENTOS, pa.string())
    pasos = (
        ("HISTORICO", "ALTA", 100, 90),
        ("ACTUALIZACION", "ACTUALIZACION", 4, 300),
        ("RECARGO", "RECARGO", 12, 300),
        ("RECARGO", "PAGO", -12, 300),
        ("HISTORICO", "PAGO", -20, 300),
    )
    fechas = np.concatenate([vence + despues for *_, despues in pasos])
    return {
        "id": np.arange(creditos * MOVIMIENTOS),
        "credito": np.tile(np.arange(creditos), MOVIMIENTOS),
        "folio": pa.concat_arrays([folio] * MOVIMIENTOS),
        "componente": np.repeat([c for c, *_ in pasos], creditos),
        "tipo": np.repeat([t for _, t, *_ in pasos], creditos),
        "importe": np.concatenate([importe * parte // 100 for _, _, parte, _ in pasos]),
        "clave": pa.array([f"{k}" for k in range(creditos * MOVIMIENTOS)]),
        **dict.fromkeys(("reversa_de", "documento", "referencia"), nulos),
        **{columna: nulos.cast(pa.int64()) for columna in ("exacto", "recargos")},
        "fecha_efecto": columna_fecha(fechas),
        "fecha_registro": columna_fecha(fechas),
    }


def _guardar(ruta: Path, columnas: dict[str, object]) -> None:
    tabla = pa.table(columnas)
    dias = [f.name for f in tabla.schema if pa.types.is_timestamp(f.type)]
    for nombre in dias:
        lugar = tabla.schema.get_field_index(nombre)
        tabla = tabla.set_column(lugar, nombre, tabla[nombre].cast(pa.date32()))
    pq.write_table(tabla, ruta)


def conexion(creditos: int) -> DuckDBPyConnection:
    import duckdb

    abierta = duckdb.connect()
    for libro in ("credito", "movimiento", "acto", "recibo"):
        abierta.execute(f"CREATE VIEW {libro} AS SELECT * FROM read_parquet('{libros(creditos)}/{libro}.parquet')")
    return abierta


def medir(*, corto: bool) -> list[Medida]:
    medidas = []
    for creditos in (50_000,) if corto else (100_000, 1_000_000):
        abierta = conexion(creditos)
        al, todos = np.full(creditos, dia(CORTE), dtype=np.int64), np.arange(creditos)

        def liquidar(abierta: DuckDBPyConnection = abierta, al: np.ndarray = al, todos: np.ndarray = todos) -> None:
            leida = historia(abierta, de_la_oficina())
            liquidar_cartera(adeudos_a(leida, todos, al, notificaciones(leida, dia(CORTE))), al)

        cartera = cartera_al(abierta, de_la_oficina(), CORTE)
        cuadro = f"{_millones(creditos)} de créditos y {_millones(creditos * MOVIMIENTOS)} de movimientos"
        pares = [
            Par(LIQUIDAR, liquidar, 2, "de los libros a lo debido por concepto"),
            Par(
                "cartera al corte",
                lambda abierta=abierta: cartera_al(abierta, de_la_oficina(), CORTE),
                2,
                "además estado y prescripción",
            ),
            Par(CUBO, lambda cartera=cartera: cubo(cartera), 1),
        ]
        medidas += lado_a_lado(cuadro, pares, contra=LIQUIDAR, vueltas=3)
    return medidas


def metas(medidas: list[Medida]) -> list[Meta]:
    grandes = {m.nombre: m.segundos for m in medidas if m.cuadro.startswith("1 M de créditos y")}
    if not grandes:
        return []
    return [
        Meta(f"{quien} de 1 M en menos de {meta:g} s", f"{grandes[quien]:.2f} s", grandes[quien] < meta)
        for quien, meta in ((LIQUIDAR, META_SEGUNDOS), (CUBO, META_CUBO))
    ]


def _millones(cuantos: int) -> str:
    return f"{cuantos / 1_000_000:g} M"


_TEMPORAL = tempfile.TemporaryDirectory(prefix="banco-")
