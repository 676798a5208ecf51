"""Saldos y liquidación de muchos créditos, cada uno a su fecha, desde los libros de la foto."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.catalogos import conceptos
from cobranza.base.fechas import dias
from cobranza.cartera.adeudos import COMPONENTES, Adeudos
from cobranza.cartera.convenios import consulta_de_abonos, consulta_de_actos, convenios_de, de_marco
from cobranza.cartera.lectura import vencimientos_de_multa
from cobranza.ley.norma import Norma, de_ambito

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Columna = NDArray[np.int64]

_SUMAS = ", ".join(
    f"CAST(COALESCE(SUM(m.importe) FILTER (m.componente = '{c}'), 0) AS BIGINT) AS {c}" for c in COMPONENTES
)
_DEL_PAR = """m.fecha_registro <= p.conocido_al
    AND (m.fecha_efecto < p.al OR (m.fecha_efecto = p.al AND (p.incluye_el_dia OR m.tipo = 'ALTA')))"""
_ACTOS = consulta_de_actos("pares", "p.posicion", "AND a.fecha <= p.al AND a.fecha_registro <= p.conocido_al")
_ABONOS = consulta_de_abonos("pares", "p.posicion", f"AND {_DEL_PAR}")
_SALDOS = f"""
    SELECT p.posicion, {_SUMAS},
        MAX(m.fecha_efecto) FILTER (m.tipo IN ('RECARGO', 'ACTUALIZACION', 'PAGO')) AS ultimo,
        CAST(COALESCE(-SUM(m.importe) FILTER (m.tipo = 'PAGO' AND m.componente <> 'SALDO_A_FAVOR'), 0) AS BIGINT)
            AS pagado,
        MAX(m.fecha_efecto) FILTER (m.tipo = 'PAGO' AND m.componente = 'HISTORICO') AS ultimo_pago
    FROM pares p JOIN movimiento m ON m.folio = p.folio AND {_DEL_PAR}
    GROUP BY p.posicion
"""


_FECHAS = ("ultimo", "ultimo_pago")


def saldos_a(conexion: DuckDBPyConnection, pares: pd.DataFrame) -> pd.DataFrame:
    """Saldo asentado por componente de cada par (folio, al), en el orden de `pares`.

    `pares`: folio, al (fecha), conocido_al (fecha), incluye_el_dia (si los movimientos del mismo día cuentan).
    Sale con índice igual al de `pares`: una columna por componente en centavos, `ultimo`, `pagado`, `ultimo_pago` y
    las de sus convenios (`convenios.de_marco`).
    """
    conexion.register("pares", pares.assign(posicion=np.arange(len(pares))))
    asentado = conexion.execute(_SALDOS).fetchnumpy()
    actos, abonos = (conexion.execute(consulta).df() for consulta in (_ACTOS, _ABONOS))
    conexion.unregister("pares")
    lugar = asentado.pop("posicion")
    columnas: dict[str, Any] = {"folio": pares["folio"].array, "al": pares["al"].array}
    for nombre, valores in asentado.items():
        if nombre in _FECHAS:
            columnas[nombre] = np.full(len(pares), np.datetime64("NaT"), dtype="datetime64[s]")
        else:
            columnas[nombre] = np.zeros(len(pares), dtype=np.int64)
        columnas[nombre][lugar] = np.ma.filled(valores.astype(columnas[nombre].dtype))
    junto = pd.DataFrame(columnas, index=pares.index)
    return pd.concat([junto, convenios_de(len(pares), actos, abonos).en_marco(pares.index)], axis=1)


def adeudos_de(creditos: pd.DataFrame, saldos: pd.DataFrame) -> Adeudos:
    """Adeudos por columnas a partir de créditos (ambito, concepto, vencimiento, notificacion) y sus saldos."""
    causan = conceptos().set_index("clave")["causa_recargos"].eq("si")
    return Adeudos(
        ambito=creditos["ambito"].to_numpy(dtype=object),
        causa_recargos=creditos["concepto"].map(causan).fillna(True).to_numpy(bool),
        vencimiento=dias(creditos["vencimiento"]),
        vencimiento_multa=vencimientos_de_multa(creditos["ambito"], dias(creditos["notificacion"])),
        ultimo=dias(saldos["ultimo"]),
        saldo={c: saldos[c].to_numpy(np.int64) for c in COMPONENTES},
        convenios=de_marco(saldos),
    )


def liquidar_cartera(
    creditos: pd.DataFrame, saldos: pd.DataFrame, al: Columna, norma_de: Callable[[str], Norma] = de_ambito
) -> pd.DataFrame:
    """Lo debido por cada crédito a su día: lo asentado más lo que falta devengar, por concepto.

    Columnas en centavos: historico, actualizacion, recargos (de mora y por prórroga), multas, gastos, honorarios,
    indemnizacion, total, y `por_devengar` (lo que aún no está en el libro). La suspensión no detiene nada de esto:
    los arts. 144 y 146 del CFF sólo detienen el procedimiento y la prescripción.
    """
    adeudos = adeudos_de(creditos, saldos)
    falta, _ = adeudos.falta_devengar(al, norma_de)
    saldo = adeudos.saldo
    resultado = pd.DataFrame(
        {
            "historico": saldo["HISTORICO"],
            "actualizacion": saldo["ACTUALIZACION"] + falta["ACTUALIZACION"],
            "recargos": saldo["RECARGO"] + falta["RECARGO"] + saldo["RECARGO_PRORROGA"] + falta["RECARGO_PRORROGA"],
            "multas": saldo["MULTA"] + saldo["ACTUALIZACION_MULTA"] + falta["ACTUALIZACION_MULTA"],
            "gastos": saldo["GASTO_EJECUCION"] + saldo["GASTO_EXTRAORDINARIO"],
            "honorarios": saldo["HONORARIO_NOTIFICACION"],
            "indemnizacion": saldo["INDEMNIZACION"],
        },
        index=creditos.index,
    )
    resultado["total"] = resultado.sum(axis=1)
    resultado["por_devengar"] = np.sum(list(falta.values()), axis=0)
    return resultado


def pares_de(folios: pd.Series[str], al: date, conocido_al: date | None = None) -> pd.DataFrame:
    """Los mismos folios a un mismo día, con los movimientos de ese día incluidos."""
    return pd.DataFrame(
        {
            "folio": folios.to_numpy(),
            "al": np.datetime64(al, "s"),
            "conocido_al": np.datetime64(conocido_al or date(9999, 12, 31), "s"),
            "incluye_el_dia": True,
        },
        index=folios.index,
    )
