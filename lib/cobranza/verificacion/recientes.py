"""Qué créditos hay que volver a verificar cuando llegó el trabajo de un día: aquellos de los que se registró algo.

Un hallazgo cambia porque se registró algo de su crédito, porque su ejecutor hizo otra diligencia a la misma hora,
porque cambió el personal o lo que su deudor debe por otro, o porque pasó el tiempo. Aquí se busca lo primero; lo que
sólo vence o viene de otro crédito de su deudor, en la corrida entera.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cobranza.almacen.conocido import registrado_desde
from cobranza.verificacion.encimados import con_los_que_coinciden

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd
    from duckdb import DuckDBPyConnection

    from cobranza.almacen.foto import Foto

# lo que leen las reglas; un paso de un trámite cuenta por el acto o el movimiento que dejó
_DEL_CREDITO, _DEL_PERSONAL = ("credito", "acto", "movimiento", "recibo"), ("persona", "nombramiento")


@dataclass(frozen=True, slots=True)
class Recientes:
    """Los créditos por verificar (`numeros`), de cuántos en la foto, y los ratos `encimados` de sus días."""

    numeros: NDArray[np.int64]
    en_cartera: int
    encimados: pd.DataFrame


def recientes(foto: Foto, desde: date, corte: date) -> Recientes:
    """Los créditos de los que este sistema registró algo desde ese día, según su reloj (`almacen.conocido`)."""
    conexion = foto.conexion()
    # la diligencia nueva también es la falta de la otra: ese crédito se ve
    numeros, ratos = con_los_que_coinciden(conexion, corte, _con_algo_nuevo(conexion, foto, desde))
    ((en_cartera,),) = conexion.execute(
        "SELECT count(*) FROM credito WHERE fecha_registro <= $corte", {"corte": corte}
    ).fetchall()
    return Recientes(numeros, en_cartera, ratos)


def _con_algo_nuevo(conexion: DuckDBPyConnection, foto: Foto, desde: date) -> NDArray[np.int64]:
    fichas = [foto.fichas[tabla] for tabla in (*_DEL_CREDITO, *_DEL_PERSONAL)]
    nuevo = registrado_desde(conexion, fichas, desde)
    partes = [f"SELECT {f.numero} AS numero FROM {f.nombre} WHERE {nuevo[f.nombre]}" for f in fichas if f.principal]
    quienes = " UNION ".join(f"SELECT numero_empleado FROM {t} WHERE {nuevo[t]}" for t in _DEL_PERSONAL)
    if conexion.execute(f"SELECT 1 FROM ({quienes}) LIMIT 1").fetchall():
        partes.append(f"SELECT credito FROM acto WHERE persona IN ({quienes})")
    leidos = conexion.execute(f"SELECT DISTINCT numero FROM ({' UNION ALL '.join(partes)}) ORDER BY 1").fetchnumpy()
    return np.asarray(leidos["numero"], dtype=np.int64)
