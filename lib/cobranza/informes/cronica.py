"""Lo que le ha pasado a un crédito, en papel: su línea de tiempo dibujada y en tabla, y su pago a plazos."""

from __future__ import annotations

import pandas as pd

from cobranza.base.fechas import SIN_DIA, dia, fecha_corta, fecha_de
from cobranza.cartera.cronologia import ACTO, PAGO
from cobranza.cartera.explicacion import Explicacion
from cobranza.papel.cinta import Carril, cinta
from cobranza.papel.lienzo import Figura
from cobranza.papel.piezas import Aviso, Varias
from cobranza.papel.tabla import Columna, Tabla


def parcialidades(explicacion: Explicacion) -> Tabla | Aviso:
    """El último pago a plazos, parcialidad por parcialidad."""
    convenio = explicacion.convenio
    if convenio is None:
        return Aviso("nota", "Este crédito no tiene un pago a plazos.")
    filas = [
        {
            "numero": p.numero,
            "vence": fecha_de(p.vence),
            "importe": p.importe,
            "pagada": None if p.pagada_el == SIN_DIA else fecha_de(p.pagada_el),
            "mora": p.mora,
        }
        for p in convenio.parcialidades
    ]
    return Tabla(
        f"Parcialidades del convenio autorizado el {fecha_corta(fecha_de(convenio.autorizado))}, pesos",
        [
            Columna("numero", "Número", "ordinal"),
            Columna("vence", "Vence", "fecha"),
            Columna("importe", "Importe", "pesos"),
            Columna("pagada", "Cubierta el", "fecha"),
            Columna("mora", "Mora que causó", "pesos"),
        ],
        filas,
        hoja="parcialidades",
        principal="importe",
        maximo=60,
        nota=f"{convenio.en_palabras()}. El importe de las que no vencen supone que se pagan en su día.",
    )


def linea_de_tiempo(explicacion: Explicacion) -> Varias:
    """Actos, pagos, plazos, suspensiones, interrupciones y prescripción: dibujados y, en orden, en una tabla."""
    filas = [
        {"fecha": fecha_de(hito.dia), "hecho": hito.hecho, "efecto": hito.efecto, "fundamento": hito.fundamento}
        for hito in explicacion.cronologia.hitos
    ]
    columnas = [
        Columna("fecha", "Fecha", "fecha"),
        Columna("hecho", "Qué pasó o qué vence"),
        Columna("efecto", "Efecto"),
        Columna("fundamento", "Fundamento"),
    ]
    tabla = Tabla(
        f"Línea de tiempo del crédito {explicacion.credito['folio']}",
        columnas,
        filas,
        hoja="linea_de_tiempo",
        maximo=60,
    )
    return Varias([_figura(explicacion), tabla])


def _figura(explicacion: Explicacion) -> Figura:
    e, al = explicacion, dia(explicacion.al)
    contada, c = e.cronologia, e.credito
    exigible, fin = ([] if pd.isna(c[k]) else [dia(c[k].date())] for k in ("exigible", "prescribe"))
    carriles = [
        Carril("Actos", (), sorted({h.dia for h in contada.hitos if h.clase == ACTO})),
        Carril("Pagos", (), sorted({h.dia for h in contada.hitos if h.clase == PAGO})),
        Carril(
            "Suspendida la prescripción",
            [(s.desde, al if s.hasta is None else s.hasta) for s in contada.suspensiones],
        ),
    ]
    if e.convenio:
        ultima = max(p.vence for p in e.convenio.parcialidades)
        hasta = ultima if e.convenio.terminado_el is None else e.convenio.terminado_el - 1
        carriles.append(
            Carril("Pago a plazos", [(e.convenio.solicitado, max(hasta, e.convenio.solicitado))], (), "saldo")
        )
    corre = [(exigible[0], max(fin[0] if fin else al, exigible[0]))] if exigible and c["vida"] != "BAJA" else []
    carriles.append(Carril("Prescripción e interrupciones", corre, [d for d, _ in contada.interrupciones], "hueca"))
    carriles = [carril for carril in carriles if carril.periodos or carril.puntos]
    descripcion = "; ".join(f"{k.nombre}: {len(k.periodos) + len(k.puntos)}" for k in carriles) + "."
    return cinta(f"Lo que le ha pasado al crédito {c['folio']}", carriles, al, descripcion)
