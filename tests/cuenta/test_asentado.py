"""Asentar unos hechos lee sólo los créditos que tocan, por su índice: nunca el libro entero."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from oficina import acto, almacen_nuevo, asentar, credito, en_carpeta, hecho
from sqlalchemy import Connection, event, text

from cobranza.base.fechas import SIN_DIA, dias
from cobranza.cuenta.asentado import leer_adeudos
from cobranza.cuenta.reversas import asentar_hechos
from cobranza.ley.norma import de_la_oficina
from cobranza.libros import libro

pytestmark = pytest.mark.lenta


def test_en_sqlite_ninguna_consulta_recorre_un_libro(tmp_path: Path) -> None:
    motor, consultas = almacen_nuevo(en_carpeta(tmp_path)), set[str]()
    folios = [f"TGZ-2020-{k:06d}" for k in range(30)]
    with motor.begin() as conexion:
        for folio in folios:
            credito(conexion, folio)
            acto(conexion, folio, "CONVENIO", "2021-01-04", hasta="2022-01-04")
        asentar(conexion, *(hecho(folio, "PAGO", "2021-03-01", 1_000) for folio in folios))

    @event.listens_for(motor, "before_cursor_execute")
    def _anotar(_c: object, _k: object, orden: str, *_: object) -> None:
        if "folio_en_curso" in orden and "SELECT" in orden:
            consultas.add(orden)

    with motor.begin() as conexion:
        nuevos = [hecho(folios[0], "PAGO", "2021-04-05", 1_000), hecho(folios[1], "PAGO", "2021-02-01", 1_000)]
        asentar_hechos(conexion, pd.DataFrame(nuevos), de_la_oficina())
        assert len(consultas) > 6, "se leyó lo asentado y se volvió a contar un crédito"
        for consulta in sorted(consultas):
            plan = [paso[3] for paso in conexion.execute(text(f"EXPLAIN QUERY PLAN {consulta}")).all()]
            recorre = [paso for paso in plan if paso.split()[:2] in (["SCAN", "m"], ["SCAN", "a"], ["SCAN", "c"])]
            assert not recorre, f"{recorre} en {consulta}"


def test_por_tramo_el_pago_que_cayo_ya_no_cubre_recargos(tmp_path: Path) -> None:
    """Lo asentado que lee el pago siguiente es lo mismo que si el caído nunca hubiera sido."""
    motor, caido, nunca = almacen_nuevo(en_carpeta(tmp_path)), "TGZ-2020-000001", "TGZ-2020-000002"
    por_tramo = de_la_oficina().eligiendo({"recargos.pago_parcial": "por_tramo"})

    def asienta(conexion: Connection, *hechos: dict[str, Any]) -> None:
        movimientos, _ = asentar_hechos(conexion, pd.DataFrame(hechos), por_tramo)
        libro.agregar(conexion, "movimiento", movimientos.assign(lote=1))

    with motor.begin() as conexion:
        for folio in (caido, nunca):
            credito(conexion, folio)
        pago = hecho(caido, "PAGO", "2023-03-15", 900_000, "A-1")
        recibo = {
            "recibo": "A-1", "fecha_ingreso": pago["fecha"], "oficina": "TGZ", "caja": "1", "folio": caido,
            "importe": 900_000, "forma_pago": "CHEQUE", "estado": "CANCELADO", "fecha_estado": "2023-06-20",
            "sustituye_a": None, "lote": 1, "linea": 2,
        }  # fmt: skip
        asienta(conexion, pago)
        libro.agregar(conexion, "recibo", pd.DataFrame([recibo]))
        asienta(conexion, hecho(caido, "REVERSA", "2023-06-20", 900_000, "A-1"))
        for folio in (caido, nunca):
            asienta(conexion, hecho(folio, "PAGO", "2024-03-15", 500_000))
        adeudos, _ = leer_adeudos(conexion, pd.Index([caido, nunca]), por_tramo)
    assert adeudos.cubiertos.tolist() == [SIN_DIA, SIN_DIA]
    falta = adeudos.pendiente(dias(["2025-01-10"] * 2)).importe
    assert all(v[0] == v[1] for v in (*falta.values(), *adeudos.saldo.values()))
