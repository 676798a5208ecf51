"""Lo que un deudor debía por todos sus créditos el día en que uno se canceló por incosteable (CFF, art. 146-A, ¶4).

Como los ratos encimados, mira créditos que no son el suyo: se busca aparte, en toda la foto, y se pasa hecho a quien
lee una parte (`pae.leer`). Sólo lee los créditos de quienes tienen algo cancelado así.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cobranza.base.fechas import SIN_DIA, dias, fecha_de
from cobranza.cuenta.liquidacion import adeudos_a, liquidar_cartera
from cobranza.expediente.historia import TIPOS, Historia, historia_de
from cobranza.expediente.por_credito import a_su_dia
from cobranza.expediente.situacion import notificaciones
from cobranza.libros.vocabulario import RFC_GENERICOS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

    from cobranza.ley.norma import Normas

    Columna = NDArray[np.int64]

COSTO = "CANCELACION.monto"
_INCOSTEABLES = """
    FROM acto a WHERE a.tipo = 'CANCELACION' AND a.resultado = 'INCOSTEABILIDAD' AND a.fecha <= $corte
        AND (a.monto > 0 OR a.fecha >= $desde) {de_estos}
"""
_DE_LOS_MISMOS = f"""
    WITH deudor AS (
        SELECT id, folio, fecha_registro,
            rfc || CASE WHEN rfc IN {{genericos}} THEN '|' || nombre ELSE '' END AS quien
        FROM credito
    ), cancelado AS (
        SELECT i.clave, i.fecha, c.quien FROM (SELECT a.credito, a.clave, a.fecha {_INCOSTEABLES}) i
        JOIN deudor c ON c.id = i.credito
    )
    SELECT x.clave, x.fecha, o.folio FROM cancelado x JOIN deudor o ON o.quien = x.quien
    WHERE o.fecha_registro <= x.fecha ORDER BY x.clave, o.folio
"""


def deudas(
    conexion: DuckDBPyConnection,
    normas: Normas,
    corte: date,
    captura: Mapping[str, int],
    de: Columna | None = None,
) -> pd.Series[int]:
    """Clave de cada cancelación por incosteable → lo que su deudor debía ese día por todos sus créditos, en centavos.

    Lo que ya estaba cancelado se sigue debiendo. No sale la que no dice lo que costaría cobrarle, de antes de que se
    capturara (`captura.capturado_desde`): no se juzga. `de`: sólo las de esos créditos. Errores: `ErrorDeLey` si
    falta un parámetro.
    """
    if de is not None:
        conexion.register("estos", pd.DataFrame({"numero": de}))
    de_estos = "" if de is None else "AND a.credito IN (FROM estos)"
    capturado = captura.get(COSTO)
    cuales = {"corte": corte, "desde": date.max if capturado is None else fecha_de(capturado)}
    # casi nunca hay alguna, y buscar a los demás créditos de cada deudor cuesta leer toda la cartera
    if not conexion.execute(f"SELECT 1 {_INCOSTEABLES.format(de_estos=de_estos)} LIMIT 1", cuales).fetchall():
        return pd.Series(dtype="int64")
    pares = conexion.execute(_DE_LOS_MISMOS.format(genericos=RFC_GENERICOS, de_estos=de_estos), cuales).df()
    h = historia_de(conexion, normas, pares["folio"].drop_duplicates())
    al = dias(pares["fecha"].astype("datetime64[s]"))
    debe = _debido(h, h.lugares(pares["folio"]), al)
    suma: pd.Series[int] = pd.Series(debe).groupby(pares["clave"].to_numpy()).sum()
    return suma


def _debido(h: Historia, lugar: Columna, al: Columna) -> Columna:
    """Lo que cada crédito debía a su día, con lo que se le canceló."""
    m = h.movimientos
    quien, renglon = m.de(lugar)
    sirve = m["dia"][renglon] <= a_su_dia(al, quien)
    sirve &= np.isin(m["tipo"][renglon], [TIPOS["CANCELACION"], TIPOS["REACTIVACION"]])
    cancelado = np.zeros(lugar.size, dtype=np.int64)
    np.subtract.at(cancelado, quien[sirve], m["importe"][renglon][sirve])
    notificacion = notificaciones(h, int(al.max(initial=SIN_DIA)))[lugar]
    total = liquidar_cartera(adeudos_a(h, lugar, al, notificacion), al)["total"].to_numpy(np.int64)
    debe: Columna = total + np.maximum(cancelado, 0)
    return debe
