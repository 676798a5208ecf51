"""Lo que alguien debe mirar antes de autorizar: no detiene la nómina, pero se dice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cobranza.nomina.calculo import Nomina
from cobranza.nomina.partes import A_PERSONA
from cobranza.papel.formato import decimas, porcentaje

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CONCENTRACION_DECIMAS = 200
"""Parte del total a personas, en décimas de punto, que enciende la alerta (ilustrativo, función F01)."""
# lo que cayó después del periodo se descuenta en la nómina de su fecha: aquí no es alerta
_RECIBOS = """
    SELECT recibo, folio, CASE WHEN estado <> 'VIGENTE' THEN estado ELSE 'SUSTITUIDO' END AS estado FROM recibo
    WHERE (estado <> 'VIGENTE' AND COALESCE(fecha_estado, fecha_ingreso) <= $hasta)
        OR recibo IN (SELECT sustituye_a FROM recibo WHERE estado = 'VIGENTE' AND fecha_ingreso <= $hasta)
"""


def alertas(nomina: Nomina, conexion: DuckDBPyConnection) -> pd.DataFrame:
    """Renglones alerta, asunto (empleado o recibo), detalle e importe en centavos."""
    partes = [
        _concentracion(nomina),
        _beneficiario_y_deudor(nomina),
        _clabe_repetida(nomina),
        _retencion_incompleta(nomina),
        _recibos(nomina, conexion.execute(_RECIBOS, {"hasta": nomina.hasta}).df()),
    ]
    return pd.concat(partes, ignore_index=True)


def _renglones(alerta: str, asunto: pd.Series[str], detalle: list[str], importe: pd.Series[int]) -> pd.DataFrame:
    return pd.DataFrame({"alerta": alerta, "asunto": asunto, "detalle": detalle, "importe": importe})


def _concentracion(nomina: Nomina) -> pd.DataFrame:
    total = nomina.bruto
    parte = nomina.personas["bruto"].map(lambda bruto: decimas(bruto, total))
    quienes = nomina.personas[parte > CONCENTRACION_DECIMAS]
    detalle = [f"Recibe {porcentaje(p)} de lo que va a personas" for p in parte[quienes.index]]
    return _renglones("Concentración", quienes["numero_empleado"], detalle, quienes["bruto"])


def _beneficiario_y_deudor(nomina: Nomina) -> pd.DataFrame:
    """Quien recibe parte de un cobro hecho a su propio RFC."""
    suyas = nomina.partes[nomina.partes["destino"] == A_PERSONA]
    deudores = nomina.cobros[["clave", "folio", "rfc"]]
    personas = nomina.personas[["numero_empleado", "rfc"]]
    junto = suyas.merge(deudores, on="clave").merge(
        personas, left_on=["beneficiario", "rfc"], right_on=["numero_empleado", "rfc"]
    )
    casos = junto.groupby(["numero_empleado", "folio"])["importe"].sum().reset_index()
    detalle = [f"Es el deudor del crédito {folio}" for folio in casos["folio"]]
    return _renglones("Beneficiario y contribuyente", casos["numero_empleado"], detalle, casos["importe"])


def _clabe_repetida(nomina: Nomina) -> pd.DataFrame:
    con_pago = nomina.personas[nomina.personas["neto"] > 0]
    casos = con_pago[con_pago["clabe"].duplicated(keep=False)]
    detalle = ["Otra persona de esta nómina cobra en la misma cuenta"] * len(casos)
    return _renglones("CLABE compartida", casos["numero_empleado"], detalle, casos["neto"])


def _retencion_incompleta(nomina: Nomina) -> pd.DataFrame:
    """El pago no alcanza a cubrir el ISR que provoca, casi siempre porque hace perder el subsidio."""
    casos = nomina.personas[nomina.personas["por_retener"] > 0]
    detalle = ["Ese ISR falta por retener en la nómina ordinaria del mes"] * len(casos)
    return _renglones("Retención incompleta", casos["numero_empleado"], detalle, casos["por_retener"])


def _recibos(nomina: Nomina, dudosos: pd.DataFrame) -> pd.DataFrame:
    """Recibos cancelados, devueltos o sustituidos que siguen en la base: falta asentar su reversa."""
    por_recibo = nomina.cobros.groupby(["recibo", "folio"])["importe"].sum().reset_index()
    casos = por_recibo[por_recibo["importe"] > 0].merge(dudosos, on=["recibo", "folio"])
    detalle = [
        f"Está {e} y sigue en la base; crédito {f}" for e, f in zip(casos["estado"], casos["folio"], strict=True)
    ]
    return _renglones("Recibo sin reversa", casos["recibo"], detalle, casos["importe"])
