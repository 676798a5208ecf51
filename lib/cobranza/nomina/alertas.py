"""Lo que alguien debe mirar antes de autorizar: no detiene la nómina, pero se dice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from cobranza.base.dinero import dividir_redondeando
from cobranza.nomina.calculo import Nomina
from cobranza.nomina.controles import del_mismo_deudor, que_ganan_el_minimo
from cobranza.nomina.mediciones import diligencias_sin_gasto

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CONCENTRACION_DECIMAS = 200
"""Parte del total a personas, en décimas de punto, que enciende la alerta (ilustrativo, función F01)."""
CONCENTRACION, DEL_DEUDOR = "Concentración", "Beneficiario y contribuyente"
SIN_GASTO = "Diligencia sin gasto"
MINIMO = "Salario mínimo"
CLABE_REPETIDA, RETENCION, SIN_REVERSA = "CLABE compartida", "Retención incompleta", "Recibo sin reversa"
# lo que cayó después del periodo se descuenta en la nómina de su fecha: aquí no es alerta
_RECIBOS = """
    SELECT recibo, folio, CASE WHEN estado <> 'VIGENTE' THEN estado ELSE 'SUSTITUIDO' END AS estado FROM recibo
    WHERE (estado <> 'VIGENTE' AND COALESCE(fecha_estado, fecha_ingreso) <= $hasta)
        OR recibo IN (SELECT sustituye_a FROM recibo WHERE estado = 'VIGENTE' AND fecha_ingreso <= $hasta)
"""


def alertas(nomina: Nomina, conexion: DuckDBPyConnection, *, minimo: int) -> pd.DataFrame:
    """Renglones alerta, asunto (empleado, recibo o delegación), importe en centavos y lo que la explica.

    `minimo`: el salario mínimo del mes de pago, en centavos.

    `decimas`: su parte de lo que va a personas, en décimas de punto (−1 si no aplica); `folio` y `estado` del recibo
    (o de la primera diligencia y cuántas son), vacíos si no aplican.
    """
    partes = [
        _concentracion(nomina),
        _beneficiario_y_deudor(nomina),
        _con_el_minimo(nomina, minimo),
        _clabe_repetida(nomina),
        _retencion_incompleta(nomina),
        _recibos(nomina, conexion.execute(_RECIBOS, {"hasta": nomina.hasta}).df()),
        _sin_gasto(diligencias_sin_gasto(conexion, nomina.desde, nomina.hasta)),
    ]
    return pd.concat(partes, ignore_index=True)


def _renglones(alerta: str, asunto: pd.Series[str], importe: pd.Series[int], **porque: Any) -> pd.DataFrame:
    dicho = {"decimas": -1, "folio": "", "estado": ""} | porque
    return pd.DataFrame({"alerta": alerta, "asunto": asunto, "importe": importe, **dicho})


def _concentracion(nomina: Nomina) -> pd.DataFrame:
    total = nomina.bruto
    parte = nomina.personas["bruto"].map(lambda bruto: dividir_redondeando(1000 * int(bruto), total) if total else 0)
    quienes = nomina.personas[parte > CONCENTRACION_DECIMAS]
    return _renglones(CONCENTRACION, quienes["numero_empleado"], quienes["bruto"], decimas=parte[quienes.index])


def _beneficiario_y_deudor(nomina: Nomina) -> pd.DataFrame:
    casos = del_mismo_deudor(nomina)
    return _renglones(DEL_DEUDOR, casos["beneficiario"], casos["importe"], folio=casos["folio"])


def _con_el_minimo(nomina: Nomina, minimo: int) -> pd.DataFrame:
    casos = que_ganan_el_minimo(nomina, minimo)
    return _renglones(MINIMO, casos["numero_empleado"], casos["retencion_sueldo"])


def _clabe_repetida(nomina: Nomina) -> pd.DataFrame:
    con_pago = nomina.personas[nomina.personas["neto"] > 0]
    casos = con_pago[con_pago["clabe"].duplicated(keep=False)]
    return _renglones(CLABE_REPETIDA, casos["numero_empleado"], casos["neto"])


def _retencion_incompleta(nomina: Nomina) -> pd.DataFrame:
    """El pago no alcanza a cubrir el ISR que provoca, casi siempre porque hace perder el subsidio."""
    casos = nomina.personas[nomina.personas["por_retener"] > 0]
    return _renglones(RETENCION, casos["numero_empleado"], casos["por_retener"])


def _recibos(nomina: Nomina, dudosos: pd.DataFrame) -> pd.DataFrame:
    """Recibos cancelados, devueltos o sustituidos que siguen en la base: falta asentar su reversa."""
    por_recibo = nomina.cobros.groupby(["recibo", "folio"])["importe"].sum().reset_index()
    casos = por_recibo[por_recibo["importe"] > 0].merge(dudosos, on=["recibo", "folio"])
    return _renglones(SIN_REVERSA, casos["recibo"], casos["importe"], folio=casos["folio"], estado=casos["estado"])


def _sin_gasto(diligencias: pd.DataFrame) -> pd.DataFrame:
    """Por delegación, cuántas diligencias del periodo causan gasto y no lo tienen; el crédito de la primera."""
    grupos = diligencias.groupby("delegacion")["folio"].agg(cuantas="size", primera="first").reset_index()
    cuantas = grupos["cuantas"].astype("str")
    return _renglones(SIN_GASTO, grupos["delegacion"], grupos["cuantas"] * 0, folio=grupos["primera"], estado=cuantas)
