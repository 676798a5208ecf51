"""Lo cobrado en un periodo: cuánto, por qué causa y de qué ejercicio venía cada crédito."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.catalogos import actos
from cobranza.base.fechas import dia, dias
from cobranza.cuenta.liquidacion import en_plazo
from cobranza.expediente.historia import Historia, numero_de_acto
from cobranza.expediente.por_credito import en_orden

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Columna = NDArray[np.int64]

ESPONTANEO, POR_CONVENIO, REVERTIDO = "ESPONTANEO", "POR_CONVENIO", "REVERTIDO"
DICHAS = (
    *(ESPONTANEO, "POR_REQUERIMIENTO", "POR_EMBARGO", "POR_TRANSFERENCIA"),
    *(POR_CONVENIO, "POR_REMATE"),
)
"""Las causas que un recibo puede traer escritas."""
_PAGOS = """
    WITH recibo AS (
        SELECT credito, fecha_efecto AS fecha, causa AS dicha,
            reversa_de IS NOT NULL AND causa <> 'REAPLICACION' AS revertido, documento, -SUM(importe) AS importe
        FROM movimiento WHERE tipo = 'PAGO' AND componente <> 'SALDO_A_FAVOR' AND fecha_efecto BETWEEN ? AND ?
        GROUP BY ALL
    )
    SELECT credito, fecha, dicha, revertido, COUNT(documento) FILTER (dicha <> 'REAPLICACION') AS recibos,
        CAST(SUM(importe) AS BIGINT) AS importe
    FROM recibo GROUP BY credito, fecha, dicha, revertido
"""
"""Por recibo y luego por crédito y día: contar distintos dentro de cada grupo cuesta el doble."""


def pagos_del_periodo(
    conexion: DuckDBPyConnection, h: Historia, cartera: pd.DataFrame, desde: date, corte: date
) -> pd.DataFrame:
    """Cobrado en [desde, corte] por ámbito, causa, ejercicio y mes («2025-12»): recibos, distintos e importe."""
    return sumados(pagos_uno_a_uno(conexion, h, cartera, desde, corte))


def sumados(pagos: pd.DataFrame) -> pd.DataFrame:
    """Los mismos, juntos los de igual ámbito, causa, ejercicio y mes."""
    medidas = ["recibos", "distintos", "importe"]
    agrupado = pagos.groupby(["ambito", "causa", "ejercicio", "mes"], as_index=False)[medidas].sum()
    return agrupado.astype({"ambito": "str", "mes": "str", **dict.fromkeys(medidas, np.int64)})


def pagos_uno_a_uno(
    conexion: DuckDBPyConnection, h: Historia, cartera: pd.DataFrame, desde: date, corte: date
) -> pd.DataFrame:
    """Lo mismo, por crédito (`lugar`) y día.

    Importes en centavos. El pago es del periodo por su fecha de efecto; nunca se suman los de otro (REC-02). Lo
    pagado de más (saldo a favor) no es cobro. La causa se lee de los actos (`motivo_del_pago`); `distintos` son los
    recibos que decían otra. Lo que un recibo cancelado o un cheque devuelto quitó va aparte, restando; lo que sólo se
    volvió a aplicar porque otro pago llegó tarde se compensa en su causa.
    """
    pagos = conexion.execute(_PAGOS, [desde, corte]).df()
    pagos["lugar"] = h.posicion(pagos.pop("credito").to_numpy(np.int64))
    junto = pagos.merge(cartera[["lugar", "ambito", "ejercicio"]], on="lugar")
    motivo = motivo_del_pago(h, junto["lugar"].to_numpy(), dias(junto["fecha"]), dia(corte))
    junto["causa"] = np.where(junto["revertido"], REVERTIDO, motivo)
    junto["recibos"] = junto["recibos"].where(~junto["revertido"], -junto["recibos"])
    dice_otra = (motivo != junto["dicha"]) & junto["dicha"].isin(DICHAS)
    junto["distintos"] = junto["recibos"].where(dice_otra, 0)
    junto["mes"] = junto["fecha"].astype("datetime64[s]").dt.strftime("%Y-%m")
    return junto


def motivo_del_pago(h: Historia, lugar: Columna, momento: Columna, hasta: int | None = None) -> NDArray[np.object_]:
    """Qué movió cada pago: el convenio vigente ese día o, si no, el último acto practicado que lo motiva.

    Sin ninguno antes, es espontáneo (analogía con CFF, art. 73: nada lo descubrió ni lo requirió). `lugar`: crédito
    en la historia; `momento`: día del pago; `hasta`, uno que ninguno pasa.
    """
    motiva = {numero_de_acto()[tipo]: ficha["motiva"] for tipo, ficha in actos().items() if "motiva" in ficha}
    a = h.actos
    cuales = np.flatnonzero(np.isin(a["tipo"], [*motiva]) & a["vale"])
    llave = en_orden(a.lugar[cuales], a["dia"][cuales])
    anterior = np.searchsorted(llave, en_orden(lugar, momento), side="right") - 1
    hay = anterior >= 0
    hay[hay] = a.lugar[cuales[anterior[hay]]] == lugar[hay]
    motivo = np.full(lugar.size, ESPONTANEO, dtype=object)
    for numero, nombre in motiva.items():
        motivo[hay] = np.where(a["tipo"][cuales[anterior[hay]]] == numero, nombre, motivo[hay])
    en_convenio = en_plazo(h, lugar, momento, hasta)
    motivo[en_convenio] = POR_CONVENIO
    return motivo


def recaudacion_anual(conexion: DuckDBPyConnection) -> dict[int, int]:
    """Recaudación de cada ejercicio, estatal y federal coordinada, como la capturó la oficina; centavos."""
    filas = conexion.execute(
        "SELECT ejercicio, CAST(SUM(importe) AS BIGINT) FROM recaudacion GROUP BY ejercicio HAVING SUM(importe) > 0"
    ).fetchall()
    return {int(ejercicio): int(importe) for ejercicio, importe in filas}
