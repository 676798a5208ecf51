"""Lo que el convenio calcula y guarda: el adeudo a la solicitud, su tabla y lo que se debe si se revoca."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from cobranza.base.fechas import fecha_de
from cobranza.cartera import plazos_en_papel as papel
from cobranza.cartera.en_curso import en_curso
from cobranza.cuenta.cotizacion import (
    Cotizacion,
    Propuesta,
    cotizacion,
    garantia_exigida,
)
from cobranza.ingesta.anotacion import tablas_de
from cobranza.procesos.convenio.creditos_del_convenio import creditos_de, norma_de, propuesta_de
from cobranza.tramites.facultados import niveles, titulo_de
from cobranza.tramites.tramitar import Caso

if TYPE_CHECKING:
    pass


def _pagado_el(tablas: Mapping[str, pd.DataFrame], el_dia: date) -> tuple[int, list[str]]:
    """(lo que se pagó a un crédito con recibos de ese día, cuáles); lo que quedó a favor no paga."""
    m, r = tablas["movimiento"], tablas["recibo"]
    del_dia = r.loc[pd.to_datetime(r["fecha_ingreso"]) == pd.Timestamp(el_dia), "recibo"]
    suyos = m[m["tipo"].eq("PAGO") & m["componente"].ne("SALDO_A_FAVOR") & m["documento"].isin(del_dia)]
    return -int(suyos["importe"].sum()), sorted(set(suyos["documento"]))


def cotiza(caso: Caso) -> Mapping[str, Any]:
    """El adeudo a la solicitud, lo pagado ese día, y la tabla de lo que queda."""
    solicitud, norma = caso.datos["solicitud"], norma_de(caso)
    creditos = creditos_de(caso, solicitud)
    pagos = [_pagado_el(tablas_de(caso.conexion, f), solicitud) for f in caso.asunto]
    pagado = [p for p, _ in pagos]
    propuesta = propuesta_de(caso, caso.al)
    como = cotizacion(norma, propuesta, [c.integrable for c in creditos])
    adeudo = como.saldo + sum(pagado)
    return _guardable(caso, como, propuesta) | {
        "adeudo": adeudo,
        "pago_inicial": sum(pagado),
        "recibo": ", ".join(sorted({r for _, recibos in pagos for r in recibos})) or "ninguno",
        "creditos": [
            {"folio": f, "importe": c.integrable + p} for f, c, p in zip(caso.asunto, creditos, pagado, strict=True)
        ],
        "garantia_exigida": garantia_exigida(norma, adeudo, como.recargos, solicitud),
        "solicitud_original": solicitud,
    }


def cotiza_otra_vez(caso: Caso) -> Mapping[str, Any]:
    """Al modificar se integra lo que se debe ese día, y ése es el saldo."""
    creditos = creditos_de(caso, caso.al)
    propuesta = propuesta_de(caso, caso.al, caso.al)
    como = cotizacion(norma_de(caso), propuesta, [c.integrable for c in creditos])
    return _guardable(caso, como, propuesta) | {
        "adeudo": como.saldo,
        "pago_inicial": 0,
        "creditos": [{"folio": c.credito["folio"], "importe": c.integrable} for c in creditos],
        "solicitud": caso.al,
    }


def _guardable(caso: Caso, como: Cotizacion, propuesta: Propuesta) -> dict[str, Any]:
    norma = norma_de(caso)
    rotulos = []
    if caso.estado.nivel:
        udi = lambda: int(caso.normas.de("federal").valor("udi", caso.al).numero or 0)  # noqa: E731
        rotulos = [
            f"tope de {titulo_de(n.rol)} para autorizar, {n.dicho}"
            for n in niveles("convenio", caso.al, udi)
            if n.calidad == "ilustrativo"
        ]
    return {
        "saldo": como.saldo,
        "tasa": como.tasa,
        "tabla": papel.en_filas(como.cuotas),
        "plazo_meses": propuesta.meses(norma),
        "ilustrativos": rotulos,
    }


def saldo_al_revocar(caso: Caso) -> Mapping[str, Any]:
    """Lo que se debe al revocar, con actualización y recargos desde el último pago (art. 66-A, fr. IV)."""
    creditos = []
    for folio in caso.asunto:
        tablas = tablas_de(caso.conexion, folio)
        revoca = {"id": tablas["acto"]["id"].max() + 1, "clave": caso.numero, "tipo": "CONVENIO_REVOCADO"}
        revoca |= {"credito": tablas["credito"]["id"].iloc[0], "fecha": caso.al, "fecha_registro": caso.al}
        actos = pd.concat([tablas["acto"], pd.DataFrame([revoca])], ignore_index=True)
        creditos.append(en_curso({**tablas, "acto": actos}, caso.normas, folio, caso.al))
    corre = [c.convenio.corre_desde for c in creditos if c.convenio]
    return {
        "componentes": papel.componentes([c.componentes for c in creditos]),
        "saldo_revocado": sum(c.debido for c in creditos),
        "ultimo_pago": fecha_de(max(corre)),
    }
