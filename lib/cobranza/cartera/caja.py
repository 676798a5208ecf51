"""La caja contra los libros: recibido = aplicado + a favor + sin identificar, y qué ha sido de lo que quedó a favor.

Lo recibido lo dicen los recibos; lo aplicado y lo que excedió, los movimientos de cada pago: son cuentas distintas.
Lo que se cobró de más es del contribuyente hasta que se le devuelve o se compensa (CFF, arts. 22 y 23).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    from duckdb import DuckDBPyConnection

_DEL_PERIODO = "r.fecha_ingreso BETWEEN $desde AND $corte AND ($delegacion = '' OR r.delegacion = $delegacion)"
_SU_PAGO = "m.credito = r.credito AND m.documento = r.recibo AND m.tipo = 'PAGO'"
_RECIBIDO = f"""
    SELECT COUNT(*), COALESCE(SUM(importe), 0) FROM (
        SELECT r.importe FROM recibo r WHERE r.estado = 'VIGENTE' AND {_DEL_PERIODO}
        UNION ALL
        SELECT r.importe FROM (
            SELECT * FROM recibo r WHERE r.estado <> 'VIGENTE' AND r.fecha_estado > $corte AND {_DEL_PERIODO}
        ) r SEMI JOIN movimiento m ON {_SU_PAGO})
"""
"""En la foto cada recibo y cada movimiento lleva el número y la delegación de su crédito: no hay que ir por ellos.
El recibo que llegó ya caído nunca se aplicó: no cuenta; el que cayó después del corte, sí."""
_CONOCIDO = f"""
    SELECT COUNT(*), COALESCE(SUM(r.importe), 0) FROM recibo r
    WHERE {_DEL_PERIODO} AND EXISTS (SELECT 1 FROM movimiento m WHERE {_SU_PAGO})
    AND NOT EXISTS (SELECT 1 FROM movimiento m WHERE {_SU_PAGO}
        AND m.reversa_de IS NOT NULL AND m.causa = r.estado AND m.fecha_efecto <= $corte)
"""
"""Lo que se conocía un día: el recibo sólo dice su último estado, y cuándo se supo que cayó lo dice la reversa de su
pago."""
_APLICADO = """
    SELECT COALESCE(-SUM(m.importe) FILTER (m.componente <> 'SALDO_A_FAVOR'), 0),
           COALESCE(-SUM(m.importe) FILTER (m.componente = 'SALDO_A_FAVOR'), 0)
    FROM movimiento m JOIN recibo r ON r.recibo = m.documento AND r.credito = m.credito
    WHERE m.tipo = 'PAGO' AND r.fecha_ingreso BETWEEN $desde AND $corte AND m.fecha_efecto <= $corte
    AND ($delegacion = '' OR m.delegacion = $delegacion)
"""
_SIN_IDENTIFICAR = """
    SELECT COUNT(importe), COALESCE(SUM(importe), 0) FROM (
        SELECT q.importe, q.fecha FROM cuarentena q JOIN lote l ON l.id = q.lote
        WHERE l.layout = 'recibos' AND q.motivo = 'Crédito que no existe'
        AND NOT EXISTS (SELECT 1 FROM recibo r WHERE r.recibo = q.clave)
        QUALIFY ROW_NUMBER() OVER (PARTITION BY q.clave ORDER BY q.id DESC) = 1)
    WHERE fecha BETWEEN $desde AND $corte
"""
"""De cada recibo vale lo último que llegó; el que ya no está vigente no tiene importe (`ingesta.apartado`)."""
_A_FAVOR_DE = """
    SELECT COUNT(DISTINCT c.rfc)
    FROM movimiento m JOIN recibo r ON r.recibo = m.documento AND r.credito = m.credito
    JOIN credito c ON c.id = m.credito
    WHERE m.tipo = 'PAGO' AND m.componente = 'SALDO_A_FAVOR'
    AND r.fecha_ingreso BETWEEN $desde AND $corte AND m.fecha_efecto <= $corte
    AND ($delegacion = '' OR m.delegacion = $delegacion)
"""
_A_FAVOR = """
    SELECT m.folio, ANY_VALUE(c.rfc) AS rfc, m.delegacion,
           CAST(-SUM(m.importe) FILTER (m.tipo = 'PAGO') AS BIGINT) AS excedente,
           CAST(-SUM(m.importe) FILTER (m.tipo NOT IN ('PAGO', 'AJUSTE')) AS BIGINT) AS por_resolucion,
           CAST(SUM(m.importe) FILTER (m.clave LIKE '%:devolucion:saldo_a_favor%') AS BIGINT) AS devuelto,
           CAST(SUM(m.importe) FILTER (m.clave LIKE '%:compensacion:saldo_a_favor%') AS BIGINT) AS compensado,
           CAST(-SUM(m.importe) AS BIGINT) AS queda
    FROM movimiento m JOIN credito c ON c.id = m.credito
    WHERE m.componente = 'SALDO_A_FAVOR' AND m.fecha_efecto <= $corte
    AND ($delegacion = '' OR m.delegacion = $delegacion)
    GROUP BY m.folio, m.delegacion HAVING SUM(ABS(m.importe)) > 0 ORDER BY queda DESC, m.folio
"""


@dataclass(frozen=True)
class Caja:
    """Lo que la caja recibió en un periodo y qué fue de ello; centavos.

    `a_favor`: un renglón por crédito que ha tenido algo a favor hasta el corte, con lo que excedió, lo que una
    resolución mandó devolver, lo devuelto, lo compensado y lo que queda.
    """

    recibos: int
    recibido: int
    aplicado: int
    excedente: int
    sin_identificar: int
    """Recibos vigentes que entraron a la caja y no se sabe de qué crédito son: siguen en cuarentena."""
    recibos_sin_identificar: int
    a_favor: pd.DataFrame
    a_favor_de: int
    """De cuántos contribuyentes es lo que en el periodo quedó a favor."""

    @property
    def entro(self) -> int:
        """Todo lo que entró a la caja, se sepa o no de qué crédito es."""
        return self.recibido + self.sin_identificar

    @property
    def diferencia(self) -> int:
        """Lo que los recibos dicen y los libros no explican: cero si la caja cuadra."""
        return self.recibido - self.aplicado - self.excedente

    @property
    def queda(self) -> int:
        """Lo que hay a favor de contribuyentes al corte, sin devolver ni compensar."""
        return int(self.a_favor["queda"].clip(lower=0).sum())

    @property
    def de_mas(self) -> int:
        """Lo devuelto o compensado de pagos que después cayeron: a nadie se le compensa con lo que es de otro."""
        return int(-self.a_favor["queda"].clip(upper=0).sum())


def caja_de(
    conexion: DuckDBPyConnection, desde: date, corte: date, delegacion: str = "", *, todo: bool = True
) -> Caja:
    """La caja de un periodo; `delegacion`, la que registró el crédito (vacía, todas).

    Sin `todo`, los recibos que la conexión conoce aplicados y no conoce caídos: los recibos no llevan cuándo se supo
    de ellos, y lo que sigue sin identificar tampoco; por eso ni así ni por delegación se cuenta.
    """
    del_periodo = {"desde": desde, "corte": corte, "delegacion": delegacion}
    ((recibos, recibido),) = conexion.execute(_RECIBIDO if todo else _CONOCIDO, del_periodo).fetchall()
    ((aplicado, excedente),) = conexion.execute(_APLICADO, del_periodo).fetchall()
    ((pendientes, sin_identificar),) = conexion.execute(_SIN_IDENTIFICAR, {"desde": desde, "corte": corte}).fetchall()
    ((a_favor_de,),) = conexion.execute(_A_FAVOR_DE, del_periodo).fetchall()
    a_favor = conexion.execute(_A_FAVOR, {"corte": corte, "delegacion": delegacion}).df()
    importes = ["excedente", "por_resolucion", "devuelto", "compensado", "queda"]
    solo_todo = todo and not delegacion
    return Caja(
        recibos=int(recibos),
        recibido=int(recibido),
        aplicado=int(aplicado),
        excedente=int(excedente),
        sin_identificar=int(sin_identificar) if solo_todo else 0,
        recibos_sin_identificar=int(pendientes) if solo_todo else 0,
        a_favor_de=int(a_favor_de),
        a_favor=a_favor.assign(**{k: a_favor[k].fillna(0).astype("int64") for k in importes}),
    )
