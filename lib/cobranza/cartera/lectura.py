"""Leer del almacén el estado de unos créditos para asentarles hechos."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from cobranza.base.catalogos import conceptos
from cobranza.base.fechas import SIN_DIA, dias
from cobranza.cartera.adeudos import COMPONENTES, GASTOS, Adeudos
from cobranza.ley.norma import de_ambito
from cobranza.ley.plazos import vence_para_pagar

_GASTOS = ", ".join(f"'{c}'" for c in GASTOS)


def leer_adeudos(conexion: Connection, folios: pd.Index[str]) -> tuple[Adeudos, pd.DataFrame]:
    """(adeudos en el orden de `folios`, gastos determinados en orden de antigüedad).

    Los gastos van aparte, con su fecha, porque un pago sólo cubre los determinados hasta su día.
    """
    _anotar_folios(conexion, folios)
    creditos = pd.read_sql_query(
        text(
            "SELECT c.folio, c.ambito, c.concepto, c.vencimiento, n.fecha AS notificacion FROM credito c "
            "JOIN folio_en_curso f ON f.folio = c.folio "
            "LEFT JOIN (SELECT folio, MIN(fecha) AS fecha FROM acto WHERE tipo = 'NOTIFICACION' GROUP BY folio) n "
            "ON n.folio = c.folio"
        ),
        conexion,
        parse_dates=["vencimiento", "notificacion"],
    ).set_index("folio").reindex(folios)  # fmt: skip
    saldos = pd.read_sql_query(
        text(
            "SELECT m.folio, m.componente, SUM(m.importe) AS importe, "
            "MAX(CASE WHEN m.tipo IN ('RECARGO', 'ACTUALIZACION', 'PAGO') THEN m.fecha_efecto END) AS ultimo "
            "FROM movimiento m JOIN folio_en_curso f ON f.folio = m.folio "
            f"WHERE NOT (m.componente IN ({_GASTOS}) AND m.importe > 0 AND m.tipo = m.componente) "
            "GROUP BY m.folio, m.componente"
        ),
        conexion,
        parse_dates=["ultimo"],
    )
    gastos = _gastos(conexion)
    cubierto = saldos[saldos["componente"].isin(GASTOS)].set_index(["folio", "componente"])["importe"]
    llave = pd.MultiIndex.from_frame(gastos[["folio", "componente"]])
    gastos["cubierto"] = -cubierto.reindex(llave).fillna(0).to_numpy(np.int64)
    return _adeudos(folios, creditos, saldos), gastos


def _anotar_folios(conexion: Connection, folios: pd.Index[str]) -> None:
    conexion.execute(text("DROP TABLE IF EXISTS folio_en_curso"))
    conexion.execute(text("CREATE TEMPORARY TABLE folio_en_curso (folio TEXT PRIMARY KEY)"))
    for desde in range(0, len(folios), 50_000):
        tramo = [{"folio": str(f)} for f in folios[desde : desde + 50_000]]
        conexion.execute(text("INSERT INTO folio_en_curso VALUES (:folio)"), tramo)


def _gastos(conexion: Connection) -> pd.DataFrame:
    return pd.read_sql_query(
        text(
            "SELECT m.clave, m.folio, m.componente, m.referencia, m.importe, m.fecha_efecto AS fecha, "
            "m.fecha_registro FROM movimiento m JOIN folio_en_curso f ON f.folio = m.folio "
            f"WHERE m.componente IN ({_GASTOS}) AND m.importe > 0 AND m.tipo = m.componente "
            "ORDER BY m.folio, m.fecha_efecto, m.id"
        ),
        conexion,
        parse_dates=["fecha", "fecha_registro"],
    )


def _adeudos(folios: pd.Index[str], creditos: pd.DataFrame, saldos: pd.DataFrame) -> Adeudos:
    causan = conceptos().set_index("clave")["causa_recargos"].eq("si")
    por_componente = {}
    ultimo = np.full(len(folios), SIN_DIA, dtype=np.int64)
    for componente in COMPONENTES:
        parte = saldos[saldos["componente"] == componente].set_index("folio")
        por_componente[componente] = parte["importe"].reindex(folios).fillna(0).to_numpy(np.int64, copy=True)
        ultimo = np.maximum(ultimo, dias(parte["ultimo"].reindex(folios)))
    return Adeudos(
        ambito=creditos["ambito"].to_numpy(dtype=object),
        causa_recargos=creditos["concepto"].map(causan).fillna(True).to_numpy(bool),
        vencimiento=dias(creditos["vencimiento"]),
        vencimiento_multa=vencimientos_de_multa(creditos["ambito"], dias(creditos["notificacion"])),
        ultimo=ultimo,
        saldo=por_componente,
    )


def vencimientos_de_multa(ambito: pd.Series[str], notificacion: NDArray[np.int64]) -> NDArray[np.int64]:
    """Último día para pagar la multa determinada en la resolución (CFF, arts. 65 y 70); `SIN_DIA` sin notificar."""
    resultado = np.full(len(notificacion), SIN_DIA, dtype=np.int64)
    for clave in ambito.unique():
        cual = ambito.eq(clave).to_numpy() & (notificacion != SIN_DIA)
        resultado[cual] = vence_para_pagar(de_ambito(clave), notificacion[cual])
    return resultado
