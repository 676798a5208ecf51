"""Qué prescribe cada mes y en cada delegación, crédito por crédito con su razón, y lo que ya prescribió."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cobranza.base.fechas import fecha_corta, mes_largo
from cobranza.informes.de_quien import cuanto, de_cada_quien, de_quien
from cobranza.informes.prescripcion.datos import Datos
from cobranza.informes.sumado_por import con_delegacion, sumadas
from cobranza.papel.piezas import Aviso, Varias
from cobranza.papel.tabla import Columna, Tabla

_FUNDAMENTO = "CFF, art. 146"


def dichos_meses(datos: Datos) -> str:
    """«12 meses»."""
    return "1 mes" if datos.meses == 1 else f"{datos.meses} meses"


def radar(datos: Datos) -> Tabla | Aviso:
    """Cuántos y cuánto prescribe cada mes, y cuánto de eso no tiene diligencia programada."""
    c = datos.por_venir
    if c.empty:
        return Aviso("nota", f"Ningún crédito prescribe en los {dichos_meses(datos)} que siguen al corte.")
    sin_acto = ~c["programado"].to_numpy(bool)
    meses = c["prescribe"].dt.to_period("M")
    filas = c.assign(
        mes=[mes_largo(p.to_timestamp().date()).capitalize() for p in meses],
        sin_acto=sin_acto.astype("int64"),
        saldo_sin_acto=np.where(sin_acto, c["total"], 0),
    )
    orden = [mes_largo(p.to_timestamp().date()).capitalize() for p in sorted(meses.unique())]
    cuadro, total = sumadas(datos, filas, "mes", ["total", "sin_acto", "saldo_sin_acto"], orden)
    # de lo que se comparte, el saldo sin acto de un mes podría ser el de uno solo
    sin_acto_en_pesos = [Columna("saldo_sin_acto", "Saldo sin acto", datos.escala.tipo)] if datos.nominativo else []
    return Tabla(
        f"Lo que prescribe del {fecha_corta(datos.corte)} al {fecha_corta(datos.partes.limite)}, por mes, "
        f"{datos.escala.unidad}",
        [
            Columna("mes", "Mes en que prescribe"),
            Columna("casos", "Créditos", "entero"),
            Columna("total", "Saldo", datos.escala.tipo),
            Columna("sin_acto", "Sin acto programado", "entero"),
            *sin_acto_en_pesos,
        ],
        cuadro,
        total={"mes": "Total", **total},
        hoja="radar",
        barra="total",
        principal="total",
        nota="Si nada lo interrumpe o lo detiene antes. Una gestión notificada o un pago reinician los cinco años; "
        f"la suspensión los detiene y el tope es de diez ({_FUNDAMENTO}).{datos.escala.redondeo}",
    )


def por_delegacion(datos: Datos) -> Varias:
    """Lo que está por prescribir y lo prescrito, cada uno por delegación."""
    return Varias(
        [
            _de_cada_delegacion(datos, datos.por_venir, f"Prescriben en {dichos_meses(datos)}", "por_delegacion"),
            _de_cada_delegacion(datos, datos.consumados, "Prescritos sin declarar", "prescritos_por_delegacion"),
        ]
    )


def _de_cada_delegacion(datos: Datos, c: pd.DataFrame, que: str, hoja: str) -> Tabla | Aviso:
    if c.empty:
        return Aviso("nota", f"{que}: ninguno al {fecha_corta(datos.corte)}.")
    cuadro, total = sumadas(datos, con_delegacion(c), "donde", ["total"])
    return Tabla(
        f"{que}, por delegación, al {fecha_corta(datos.corte)}, {datos.escala.unidad}",
        [
            Columna("donde", "Delegación"),
            Columna("casos", "Créditos", "entero"),
            Columna("total", "Saldo", datos.escala.tipo),
        ],
        cuadro,
        total={"donde": "Total", **total},
        hoja=hoja,
        barra="total",
        nota=f"De más a menos saldo.{datos.escala.redondeo}",
    )


def los_que_vienen(datos: Datos) -> Tabla | Aviso:
    """Crédito por crédito: qué día prescribe, por qué ese día y qué sigue antes."""
    if datos.por_venir.empty:
        return Aviso("nota", f"Ningún crédito prescribe en los {dichos_meses(datos)} que siguen al corte.")
    return _lista(
        datos,
        datos.por_venir,
        _Dicha(
            f"Créditos que prescriben en {dichos_meses(datos)}",
            "Prescribe",
            "por_prescribir",
            "Prescribe al terminar ese día. Lo que sigue es lo de la lista de trabajo; sólo interrumpe lo que se "
            "notifica.",
        ),
    )


def limpieza(datos: Datos) -> Tabla | Aviso:
    """Los ya prescritos: se dictaminan; ninguno se cobra."""
    if datos.consumados.empty:
        return Aviso("nota", f"Al {fecha_corta(datos.corte)} ningún crédito vigente ha prescrito sin declararse.")
    return _lista(
        datos,
        datos.consumados,
        _Dicha(
            f"Créditos prescritos sin declarar al {fecha_corta(datos.corte)}",
            "Prescribió",
            "depurar",
            "Cada dictamen sale con «cobranza documento dictamen_de_prescripcion» y el folio. Lo que se gestione "
            f"después de ese día no revive el plazo ({_FUNDAMENTO}).",
        ),
    )


@dataclass(frozen=True, slots=True)
class _Dicha:
    """Cómo se dice una lista: su título, qué es su fecha, su hoja y su nota."""

    titulo: str
    cuando: str
    hoja: str
    nota: str


def _lista(datos: Datos, c: pd.DataFrame, dicha: _Dicha) -> Tabla:
    return Tabla(
        f"{dicha.titulo}{', pesos' if datos.nominativo else ''}",
        [
            Columna("folio", "Crédito"),
            Columna("donde", "Delegación"),
            *de_quien(datos),
            Columna("prescribe", dicha.cuando, "fecha"),
            Columna("razon", "Por qué"),
            Columna("que_hacer", "Qué sigue"),
            cuanto(datos),
        ],
        de_cada_quien(datos, con_delegacion(c), ["prescribe"]),
        total={"folio": "Total", "total": int(c["total"].sum())} if datos.nominativo else None,
        hoja=dicha.hoja,
        maximo=15,
        principal="total" if datos.nominativo else None,
        nota=dicha.nota,
    )
