"""Leer del almacén el estado de unos créditos para asentarles hechos."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sqlalchemy import Connection, text

from cobranza.base.catalogos import conceptos
from cobranza.base.fechas import SIN_DIA, dias
from cobranza.cuenta.adeudos import COMPONENTES, FECHADOS, Adeudos
from cobranza.cuenta.convenios import Convenios, convenios_de
from cobranza.expediente.situacion import vencimientos_de_multa
from cobranza.ley.norma import Normas
from cobranza.libros.libro import insertar
from cobranza.libros.vocabulario import ABONOS, DE_CONVENIO

_FECHADOS = ", ".join(f"'{c}'" for c in FECHADOS)
_ORIGEN = f"(m.componente IN ({_FECHADOS}) AND m.importe > 0 AND m.tipo = m.componente)"
_SALDOS = f"""
    SELECT m.folio, m.componente, CAST(SUM(m.importe) AS BIGINT) AS importe,
        CAST(-SUM(CASE WHEN m.tipo IN ('CANCELACION', 'REACTIVACION') THEN m.importe ELSE 0 END) AS BIGINT)
            AS cancelado,
        MAX(CASE WHEN m.tipo IN ('RECARGO', 'ACTUALIZACION', 'PAGO') THEN m.fecha_efecto END) AS ultimo
    FROM movimiento m JOIN folio_en_curso f ON f.folio = m.folio
    WHERE NOT {_ORIGEN} GROUP BY m.folio, m.componente
"""
_CREDITOS = """
    SELECT c.folio, c.ambito, c.concepto, c.vencimiento, n.fecha AS notificacion FROM credito c
    JOIN folio_en_curso f ON f.folio = c.folio
    LEFT JOIN (
        SELECT a.folio, MIN(a.fecha) AS fecha FROM acto a JOIN folio_en_curso g ON g.folio = a.folio
        WHERE a.tipo = 'NOTIFICACION' GROUP BY a.folio
    ) n ON n.folio = c.folio
"""
_DETERMINADOS = f"""
    SELECT m.clave, m.folio, m.componente, m.referencia, m.importe, m.fecha_efecto AS fecha, m.fecha_registro
    FROM movimiento m JOIN folio_en_curso f ON f.folio = m.folio
    WHERE {_ORIGEN} ORDER BY m.folio, m.fecha_efecto, m.id
"""
_ACTOS = f"""
    SELECT a.folio AS lugar, a.tipo, a.fecha, a.hasta FROM acto a JOIN folio_en_curso f ON f.folio = a.folio
    WHERE a.tipo IN {DE_CONVENIO} ORDER BY a.folio, a.fecha, a.id
"""
# lo revertido suma cero con su contrario, que conserva el documento; lo vuelto a aplicar conserva su recibo
_ABONOS = f"""
    SELECT m.folio AS lugar, COALESCE(r.fecha_ingreso, m.fecha_efecto) AS fecha FROM movimiento m
    JOIN folio_en_curso f ON f.folio = m.folio LEFT JOIN recibo r ON r.recibo = m.documento
    WHERE m.tipo IN {ABONOS} AND EXISTS (SELECT 1 FROM acto c WHERE c.folio = m.folio AND c.tipo = 'CONVENIO')
    GROUP BY m.folio, COALESCE(r.fecha_ingreso, m.fecha_efecto) HAVING SUM(m.importe) < 0
"""


def leer_adeudos(conexion: Connection, folios: pd.Index[str], normas: Normas) -> tuple[Adeudos, pd.DataFrame]:
    """(adeudos en el orden de `folios`, gastos e indemnizaciones determinados en orden de antigüedad).

    Los determinados van aparte, con su fecha, porque un pago sólo cubre los que ya existían en su día.
    """
    anotar_folios(conexion, folios)
    saldos = pd.read_sql_query(text(_SALDOS), conexion, parse_dates=["ultimo"])
    abonos = pd.read_sql_query(text(_ABONOS), conexion, parse_dates=["fecha"])
    return adeudos_con(conexion, folios, saldos, abonos, normas)


def adeudos_con(
    conexion: Connection, folios: pd.Index[str], saldos: pd.DataFrame, abonos: pd.DataFrame, normas: Normas
) -> tuple[Adeudos, pd.DataFrame]:
    """Como `leer_adeudos`, desde unos saldos y abonos dados; los folios ya están anotados.

    `saldos`: folio, componente, importe (sin los determinados), cancelado, ultimo. `abonos`: lugar (folio), fecha.
    """
    creditos = pd.read_sql_query(text(_CREDITOS), conexion, parse_dates=["vencimiento", "notificacion"])
    creditos = creditos.set_index("folio").reindex(folios)
    gastos = pd.read_sql_query(text(_DETERMINADOS), conexion, parse_dates=["fecha", "fecha_registro"])
    cubierto = saldos[saldos["componente"].isin(FECHADOS)].set_index(["folio", "componente"])["importe"]
    llave = pd.MultiIndex.from_frame(gastos[["folio", "componente"]])
    gastos["cubierto"] = -cubierto.reindex(llave, fill_value=0).to_numpy(np.int64)
    return _adeudos(folios, creditos, saldos, _convenios(conexion, folios, abonos), normas), gastos


def _convenios(conexion: Connection, folios: pd.Index[str], abonos: pd.DataFrame) -> Convenios:
    actos = pd.read_sql_query(text(_ACTOS), conexion, parse_dates=["fecha", "hasta"])
    actos, abonos = (m.assign(lugar=folios.get_indexer(pd.Index(m["lugar"]))) for m in (actos, abonos))
    return convenios_de(len(folios), actos[actos["lugar"] >= 0], abonos)


def anotar_folios(conexion: Connection, folios: pd.Index[str]) -> None:
    """Deja los folios en la tabla temporal `folio_en_curso`, para cruzarla con los libros."""
    conexion.execute(text("DROP TABLE IF EXISTS folio_en_curso"))
    conexion.execute(text("CREATE TEMPORARY TABLE folio_en_curso (folio TEXT PRIMARY KEY)"))
    insertar(conexion, "folio_en_curso", ["folio"], ([str(f)] for f in folios))
    # sin saber que es chica, el planificador recorre el libro entero: cien veces más con un millón de créditos
    conexion.execute(text("ANALYZE folio_en_curso"))


def _adeudos(
    folios: pd.Index[str], creditos: pd.DataFrame, saldos: pd.DataFrame, convenios: Convenios, normas: Normas
) -> Adeudos:
    causan = conceptos().set_index("clave")["causa_recargos"].eq("si")
    por_componente, cancelado = {}, {}
    ultimo = np.full(len(folios), SIN_DIA, dtype=np.int64)
    for componente in COMPONENTES:
        parte = saldos[saldos["componente"] == componente].set_index("folio")
        por_componente[componente] = parte["importe"].reindex(folios, fill_value=0).to_numpy(np.int64, copy=True)
        cancelado[componente] = parte["cancelado"].reindex(folios, fill_value=0).to_numpy(np.int64, copy=True)
        ultimo = np.maximum(ultimo, dias(parte["ultimo"].reindex(folios)))
    return Adeudos(
        ambito=creditos["ambito"].to_numpy(dtype=object),
        causa_recargos=creditos["concepto"].map(causan).fillna(True).to_numpy(bool),
        vencimiento=dias(creditos["vencimiento"]),
        vencimiento_multa=vencimientos_de_multa(creditos["ambito"], dias(creditos["notificacion"]), normas),
        ultimo=ultimo,
        saldo=por_componente,
        convenios=convenios,
        normas=normas,
        cancelado=cancelado,
    )
