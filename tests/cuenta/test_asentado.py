"""Asentar unos hechos lee sólo los créditos que tocan, por su índice: nunca el libro entero."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from oficina import acto, almacen_nuevo, asentar, credito, en_carpeta, hecho
from sqlalchemy import event, text

from cobranza.cuenta.reversas import asentar_hechos
from cobranza.ley.norma import de_la_oficina


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
