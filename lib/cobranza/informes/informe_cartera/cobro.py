"""Cómo se cobró lo que se cobró en el periodo y qué quedó vivo tras pagarse el principal."""

from __future__ import annotations

from cobranza.base.fechas import fecha_corta
from cobranza.cartera.recuperacion import REVERTIDO
from cobranza.informes.informe_cartera import nombres
from cobranza.informes.informe_cartera.datos import Datos
from cobranza.papel.formato import entero
from cobranza.papel.palabras import AMBITOS, AMBOS
from cobranza.papel.piezas import Aviso, Varias
from cobranza.papel.tabla import Columna, Tabla


def cobranza_del_periodo(datos: Datos) -> Varias:
    """Lo cobrado por lo que lo motivó y por ejercicio del crédito (REC-02)."""
    rango = f"del {fecha_corta(datos.desde)} al {fecha_corta(datos.corte)}, pesos"
    return Varias([_cobrado_por(datos, "causa", f"Cobrado por causa {rango}", nombres.CAUSAS_DE_PAGO),
                   _cobrado_por(datos, "ejercicio", f"Cobrado por ejercicio del crédito {rango}", None),
                   remanente(datos)])  # fmt: skip


def remanente(datos: Datos) -> Tabla | Aviso:
    """Lo que queda vivo de los créditos cuyo principal ya se pagó (CAN-04): nadie lo da por cerrado sin cobrarlo."""
    quedan = datos.cubo[datos.cubo["principal_pagado"]]
    if quedan.empty:
        return Aviso("nota", "Ningún crédito con el principal pagado debe todavía accesorios.")
    claves = ("creditos", "actualizacion", "recargos", "multas", "otros", "total")
    filas = quedan.assign(otros=quedan["gastos"] + quedan["honorarios"] + quedan["indemnizacion"])
    filas = filas.groupby("ambito", as_index=False)[list(claves)].sum()
    return Tabla(
        f"Accesorios que quedan tras pagarse el principal, al {fecha_corta(datos.corte)}, pesos",
        [
            Columna("nombre", "Ámbito"),
            Columna("creditos", "Créditos", "entero"),
            Columna("actualizacion", "Actualización", "pesos"),
            Columna("recargos", "Recargos", "pesos"),
            Columna("multas", "Multas", "pesos"),
            Columna("otros", "Gastos y otros", "pesos"),
            Columna("total", "Saldo", "pesos"),
        ],
        filas.assign(nombre=filas["ambito"].map(AMBITOS)),
        total={"nombre": AMBOS, **{k: int(filas[k].sum()) for k in claves}},
        hoja="remanente",
        nota="El crédito sigue vigente: la baja por pago sólo procede con saldo en cero (función F11).",
    )


def _cobrado_por(datos: Datos, dimension: str, titulo: str, nombrar: dict[str, str] | None) -> Tabla:
    ancho = datos.suma.pagos.pivot_table(
        index=dimension, columns="ambito", values="importe", aggfunc="sum", fill_value=0
    )
    ancho = ancho.reindex(columns=list(AMBITOS), fill_value=0).astype("int64")
    ancho["recibos"] = datos.suma.pagos.groupby(dimension)["recibos"].sum()
    ancho["total"] = ancho["estatal"] + ancho["federal"]
    orden = "total" if nombrar else dimension
    ancho = ancho.reset_index().sort_values(orden, ascending=False, ignore_index=True)
    ancho["nombre"] = ancho[dimension].map(nombrar).fillna(ancho[dimension]) if nombrar else ancho[dimension].map(str)
    return Tabla(
        titulo,
        [
            Columna("nombre", "Causa" if nombrar else "Ejercicio"),
            Columna("recibos", "Recibos", "entero"),
            Columna("estatal", AMBITOS["estatal"], "pesos"),
            Columna("federal", AMBITOS["federal"], "pesos"),
            Columna("total", "Suma de ambos", "pesos"),
        ],
        ancho,
        total={"nombre": "Total", **{k: int(ancho[k].sum()) for k in ("recibos", "estatal", "federal", "total")}},
        nota=_de_donde_sale(datos) if nombrar else "",
        hoja=f"cobrado_{dimension}",
        barra="total",
    )


def _de_donde_sale(datos: Datos) -> str:
    en_pie = datos.suma.pagos[datos.suma.pagos["causa"] != REVERTIDO]
    distintos, recibos = (int(en_pie[k].sum()) for k in ("distintos", "recibos"))
    nota = (
        "Lo que motivó el pago se lee de los actos: el convenio vigente ese día o, si no, la última diligencia "
        "practicada; sin ninguna antes, es espontáneo (analogía con el CFF, art. 73)."
    )
    if not distintos:
        return nota
    return f"{nota} En {entero(distintos)} de {entero(recibos)} recibos la caja anotó otra causa."
