"""El movimiento de un periodo: saldo inicial + altas + … − pagos − … = saldo final, por número y por importe.

Los flujos salen del libro; los saldos, de la cartera a cada fecha. Son cuentas distintas: si no cuadran al
centavo y en número de créditos, el informe lo dice en todas partes (procesos.md F02; indicadores.md MOV-01).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CAUSAS = {
    "altas": ("ALTA",),
    "reactivaciones": ("REACTIVACION",),
    "accesorios": (
        "ACTUALIZACION",
        "RECARGO",
        "GASTO_EJECUCION",
        "GASTO_EXTRAORDINARIO",
        "HONORARIO_NOTIFICACION",
        "INDEMNIZACION",
        "RECARGO_PRORROGA",
    ),
    "traspasos_recibidos": ("TRASPASO_ENTRADA",),
    "ajustes": ("AJUSTE",),
    "pagos": ("PAGO",),
    "remates": ("APLICACION_REMATE",),
    "condonacion": ("CONDONACION",),
    "resolucion": ("REDUCCION_RESOLUCION",),
    "prescripcion": ("PRESCRIPCION",),
    "cancelacion": ("CANCELACION",),
    "devoluciones": ("DEVOLUCION_EMISORA",),
    "traspasos_enviados": ("TRASPASO_SALIDA",),
}
"""Cada causa del puente y los tipos de movimiento que la forman."""
ENTRADAS = ("altas", "reactivaciones", "accesorios", "traspasos_recibidos", "ajustes")
_DE_TIPO = {tipo: causa for causa, tipos in CAUSAS.items() for tipo in tipos}


def flujos(conexion: DuckDBPyConnection, desde: date, corte: date) -> pd.DataFrame:
    """Movimientos del periodo [desde, corte] por folio y causa, en centavos con su signo."""
    tipos = conexion.execute(
        """
        SELECT folio, tipo, CAST(SUM(importe) AS BIGINT) AS importe FROM movimiento
        WHERE componente <> 'SALDO_A_FAVOR' AND fecha_efecto BETWEEN ? AND ? GROUP BY folio, tipo
        """,
        [desde, corte],
    ).df()
    tipos["causa"] = tipos["tipo"].map(_DE_TIPO).fillna("sin_causa")
    return tipos


def puente(inicial: pd.DataFrame, final: pd.DataFrame, del_periodo: pd.DataFrame) -> pd.DataFrame:
    """Puente por delegación: una fila por delegación y causa con número e importe (centavos, con signo).

    `inicial` y `final`: `cartera_al` en la víspera y al corte. Causas: `inicial`, las de `CAUSAS`, `final` y
    `diferencia`, que debe ser 0 y 0. El traspaso entre delegaciones se anota por el saldo con que abrió el periodo.
    """
    c = final[["folio", "delegacion", "total", "vida", "por_devengar", "fecha_registro"]].merge(
        inicial[["folio", "delegacion", "total", "vida", "por_devengar"]],
        on="folio",
        how="left",
        suffixes=("", "_si"),
    )
    numeros = ["total_si", "por_devengar_si"]
    c[numeros] = c[numeros].fillna(0).astype(np.int64)
    c["delegacion_si"] = c["delegacion_si"].fillna(c["delegacion"])
    importes = _importes(c, del_periodo)
    cuentas = _cuentas(c, del_periodo)
    junto = importes.merge(cuentas, on=["delegacion", "causa"], how="outer").fillna(0)
    return junto.astype({"importe": np.int64, "numero": np.int64})


def _importes(c: pd.DataFrame, del_periodo: pd.DataFrame) -> pd.DataFrame:
    con_delegacion = del_periodo.merge(c[["folio", "delegacion"]], on="folio")
    devengo = c.assign(causa="accesorios", importe=c["por_devengar"] - c["por_devengar_si"])
    cambio = c[c["delegacion"] != c["delegacion_si"]]
    partes = [
        c.assign(causa="inicial", delegacion=c["delegacion_si"], importe=c["total_si"]),
        con_delegacion,
        devengo,
        cambio.assign(causa="traspasos_recibidos", importe=cambio["total_si"]),
        cambio.assign(causa="traspasos_enviados", importe=-cambio["total_si"], delegacion=cambio["delegacion_si"]),
        c.assign(causa="final", importe=c["total"]),
    ]
    columnas = ["delegacion", "causa", "importe"]
    largo = pd.concat([p[columnas] for p in partes], ignore_index=True)
    return _con_diferencia(largo, "importe")


def _cuentas(c: pd.DataFrame, del_periodo: pd.DataFrame) -> pd.DataFrame:
    """Créditos vivos al inicio, altas, reactivados, bajas por la causa que los dejó en cero y vivos al final."""
    altas = set(del_periodo.loc[del_periodo["causa"] == "altas", "folio"])
    vivo_si, vivo_sf = c["vida_si"].eq("VIGENTE") & (c["total_si"] > 0), c["vida"].eq("VIGENTE") & (c["total"] > 0)
    es_alta = c["folio"].isin(altas)
    baja = (vivo_si | es_alta) & ~vivo_sf
    causa_de_baja = c["folio"].map(_causa_de_baja(del_periodo)).astype(object).fillna("sin_causa")
    partes = [
        c[vivo_si].assign(causa="inicial", delegacion=c["delegacion_si"], numero=1),
        c[es_alta].assign(causa="altas", numero=1),
        c[vivo_sf & ~vivo_si & ~es_alta].assign(causa="reactivaciones", numero=1),
        c[baja].assign(causa=causa_de_baja, numero=-1),
        c[vivo_si & (c["delegacion"] != c["delegacion_si"])].assign(causa="traspasos_recibidos", numero=1),
        c[vivo_si & (c["delegacion"] != c["delegacion_si"])].assign(
            causa="traspasos_enviados", numero=-1, delegacion=c["delegacion_si"]
        ),
        c[vivo_sf].assign(causa="final", numero=1),
    ]
    largo = pd.concat([p[["delegacion", "causa", "numero"]] for p in partes], ignore_index=True)
    return _con_diferencia(largo, "numero")


def _causa_de_baja(del_periodo: pd.DataFrame) -> pd.Series[str]:
    """La causa que más saldo retiró de cada crédito en el periodo: es la que lo dio de baja."""
    salidas = del_periodo[(del_periodo["importe"] < 0) & ~del_periodo["causa"].isin(ENTRADAS)]
    return salidas.sort_values("importe", kind="stable").drop_duplicates("folio").set_index("folio")["causa"]


def _con_diferencia(largo: pd.DataFrame, medida: str) -> pd.DataFrame:
    """Suma por delegación y causa, y añade la diferencia entre lo que dan los flujos y el saldo final."""
    largo = pd.DataFrame(largo.groupby(["delegacion", "causa"])[medida].sum()).reset_index()
    signo = np.where(largo["causa"] == "final", -1, 1)
    diferencia = (largo[medida] * signo).groupby(largo["delegacion"]).sum()
    renglones = pd.DataFrame({"delegacion": diferencia.index, "causa": "diferencia", medida: diferencia.to_numpy()})
    return pd.concat([largo, renglones], ignore_index=True)


def total_del_puente(del_puente: pd.DataFrame) -> pd.DataFrame:
    """El puente de todas las delegaciones juntas, una fila por causa."""
    return del_puente.groupby("causa", as_index=False)[["numero", "importe"]].sum()
