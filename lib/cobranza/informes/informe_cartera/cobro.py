"""Cómo se cobró lo que se cobró en el periodo y qué quedó vivo tras pagarse el principal."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from cobranza.base.fechas import MESES, fecha, fecha_corta, mes_largo
from cobranza.cartera.recuperacion import REVERTIDO
from cobranza.informes.informe_cartera import nombres
from cobranza.informes.informe_cartera.datos import Datos
from cobranza.informes.informe_cartera.quienes import EL_COBRADO
from cobranza.papel import palabras
from cobranza.papel.celdas_chicas import al_final, calladas, desgloses_por_reservar, renglones_por_reservar, reservada
from cobranza.papel.escala import escala_de
from cobranza.papel.figuras import columnas
from cobranza.papel.formato import entero
from cobranza.papel.lienzo import Figura
from cobranza.papel.palabras import AMBITOS, AMBOS
from cobranza.papel.piezas import Aviso, Varias
from cobranza.papel.tabla import Columna, Tabla

MESES_DE_UNA_SERIE = 3
"""Con menos meses no hay serie que dibujar."""


def cobranza_del_periodo(datos: Datos) -> Varias:
    """Lo cobrado por mes, por lo que lo motivó y por ejercicio del crédito (REC-02)."""
    rango = f"del {fecha_corta(datos.desde)} al {fecha_corta(datos.corte)}, pesos"
    return Varias(
        [
            *por_mes(datos),
            _cobrado_por(datos, "causa", f"Cobrado por causa {rango}", nombres.CAUSAS_DE_PAGO),
            _cobrado_por(datos, "ejercicio", f"Cobrado por ejercicio del crédito {rango}", None),
            remanente(datos),
        ]
    )


def por_mes(datos: Datos) -> list[Figura | Tabla]:
    """Lo cobrado cada mes del periodo, con su cambio contra el mes anterior; los meses sin cobro van en cero."""
    meses = pd.period_range(datos.desde, datos.corte, freq="M").strftime("%Y-%m")
    por = datos.suma.pagos.groupby("mes")[["recibos", "importe"]].sum().reindex(meses, fill_value=0).astype("int64")
    importes = por["importe"].tolist()
    filas = [
        {
            "mes": palabras.con_mayuscula(mes_largo(fecha(f"{mes}-01"))),
            "recibos": int(recibos),
            "importe": importe,
            "cambio": importe - antes if antes is not None else None,
        }
        for mes, recibos, importe, antes in zip(meses, por["recibos"], importes, [None, *importes[:-1]], strict=True)
    ]
    callar = renglones_por_reservar(_quienes_pagaron(datos, "mes", meses), datos.minimo)
    marco = calladas(pd.DataFrame(filas, dtype=object), callar, ["recibos", "importe"], datos.minimo)
    # el cambio diría el del mes callado o, desde él, el del siguiente
    marco = calladas(
        marco, [a or b for a, b in zip(callar, [False, *callar], strict=False)], ["cambio"], datos.minimo
    )
    tabla = Tabla(
        f"Cobrado por mes del {fecha_corta(datos.desde)} al {fecha_corta(datos.corte)}, pesos",
        [
            Columna("mes", "Mes"),
            Columna("recibos", "Recibos", "entero"),
            Columna("importe", "Cobrado", "pesos"),
            Columna("cambio", "Contra el mes anterior", "pesos"),
        ],
        marco,
        total={"mes": "Total", "recibos": int(por["recibos"].sum()), "importe": sum(importes)},
        hoja="cobrado_mes",
        maximo=12,
        nota="Un mes a medias sólo lleva los días del periodo.",
    )
    if len(filas) < MESES_DE_UNA_SERIE or not any(importes) or any(callar):
        return [tabla]
    pares = [(_mes_corto(mes), importe) for mes, importe in zip(meses, importes, strict=True)][-12:]
    escala = escala_de(max(importes))
    return [columnas(f"Cobrado cada mes, {escala.unidad}", pares, escala.corta), tabla]


def _quienes_pagaron(datos: Datos, dimension: str, valores: Iterable[object], parte: str = "") -> list[int]:
    """Cuántos contribuyentes hay detrás de cada renglón de lo cobrado; en lo reservado no se calla nada."""
    cuantos = datos.contribuyentes(f"{EL_COBRADO}{dimension}", valores, parte)
    return [datos.minimo if datos.nominativo and n else n for n in cuantos]


def _mes_corto(mes: str) -> str:
    return f"{MESES[int(mes[5:]) - 1][:3]} {mes[2:4]}"


def remanente(datos: Datos) -> Tabla | Aviso:
    """Lo que queda vivo de los créditos cuyo principal ya se pagó (CAN-04): nadie lo da por cerrado sin cobrarlo."""
    quedan = datos.cubo[datos.cubo["principal_pagado"]]
    if quedan.empty:
        return Aviso("nota", "Ningún crédito con el principal pagado debe todavía accesorios.")
    claves = ("creditos", "actualizacion", "recargos", "multas", "otros", "total")
    filas = quedan.assign(otros=quedan["gastos"] + quedan["honorarios"] + quedan["indemnizacion"])
    filas = filas.groupby("ambito", as_index=False)[list(claves)].sum()
    total: dict[str, object] = {"nombre": AMBOS, **{k: int(filas[k].sum()) for k in claves}}
    quienes = [datos.minimo if datos.nominativo else int(n) for n in filas["creditos"]]
    callar = renglones_por_reservar(quienes, datos.minimo)
    if sum(quienes) < datos.minimo:
        callar = [True] * len(callar)
        total |= {k: reservada(datos.minimo) for k in claves if k != "creditos"}
    filas = calladas(filas, callar, claves, datos.minimo)
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
        total=total,
        hoja="remanente",
        nota="El crédito sigue vigente: la baja por pago sólo procede con saldo en cero (función F11).",
    )


def _cobrado_por(datos: Datos, dimension: str, titulo: str, nombrar: dict[str, str] | None) -> Tabla:
    ancho = datos.suma.pagos.pivot_table(
        index=dimension, columns="ambito", values="importe", aggfunc="sum", fill_value=0
    )
    ancho = ancho.reindex(columns=list(AMBITOS), fill_value=0).astype("int64")
    for a in ("", *AMBITOS):
        ancho[f"quienes_{a}"] = _quienes_pagaron(datos, dimension, ancho.index, a)
    ancho["recibos"] = datos.suma.pagos.groupby(dimension)["recibos"].sum()
    ancho["total"] = ancho["estatal"] + ancho["federal"]
    orden = "total" if nombrar else dimension
    ancho = ancho.reset_index().sort_values(orden, ascending=False, ignore_index=True)
    ancho["nombre"] = ancho[dimension].map(nombrar).fillna(ancho[dimension]) if nombrar else ancho[dimension]
    totales = {k: int(ancho[k].sum()) for k in ("recibos", *AMBITOS, "total")}
    partes = list(zip(*(ancho[f"quienes_{a}"].tolist() for a in AMBITOS), strict=True))
    quienes = ancho["quienes_"].tolist()
    callar = renglones_por_reservar(quienes, datos.minimo)
    desgloses = desgloses_por_reservar(callar, partes, quienes, datos.minimo)
    juntos = [c or d for c, d in zip(callar, desgloses, strict=True)]
    ancho = calladas(calladas(ancho, juntos, [*AMBITOS], datos.minimo), callar, ["recibos", "total"], datos.minimo)
    ancho = al_final(ancho, callar, "nombre") if nombrar else ancho
    return Tabla(
        titulo,
        [
            Columna("nombre", "Causa") if nombrar else Columna("nombre", "Ejercicio", "ordinal"),
            Columna("recibos", "Recibos", "entero"),
            Columna("estatal", AMBITOS["estatal"], "pesos"),
            Columna("federal", AMBITOS["federal"], "pesos"),
            Columna("total", "Suma de ambos", "pesos"),
        ],
        ancho,
        total={"nombre": "Total", **totales},
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
