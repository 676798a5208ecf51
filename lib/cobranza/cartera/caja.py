"""La caja contra los libros: recibido = aplicado + a favor + sin identificar, y qué ha sido de lo que quedó a favor.

Lo recibido lo dicen los recibos; lo aplicado y lo que excedió, los movimientos de cada pago: son cuentas distintas.
Lo que se cobró de más es del contribuyente hasta que se le devuelve o se compensa (CFF, arts. 22 y 23).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    SELECT DISTINCT c.rfc
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
    GROUP BY m.folio, m.delegacion HAVING SUM(ABS(m.importe)) > 0
"""


@dataclass(frozen=True)
class Caja:
    """Lo que la caja recibió en un periodo y qué fue de ello; centavos.

    `a_favor`: un renglón por crédito que ha tenido algo a favor hasta el corte, con lo que excedió, lo que una
    resolución mandó devolver, lo devuelto, lo compensado y lo que queda. La de toda la cartera es la suma de las de
    sus partes.
    """

    recibos: int
    recibido: int
    aplicado: int
    excedente: int
    a_favor: pd.DataFrame
    a_favor_de: frozenset[str]
    """De qué contribuyentes (RFC) es lo que en el periodo quedó a favor."""
    sin_identificar: int = 0
    """Recibos vigentes que entraron a la caja y no se sabe de qué crédito son: siguen en cuarentena."""
    recibos_sin_identificar: int = 0

    def __add__(self, otra: Caja) -> Caja:
        import pandas as pd

        return Caja(
            recibos=self.recibos + otra.recibos,
            recibido=self.recibido + otra.recibido,
            aplicado=self.aplicado + otra.aplicado,
            excedente=self.excedente + otra.excedente,
            a_favor=_de_mayor_a_menor(pd.concat([self.a_favor, otra.a_favor], ignore_index=True)),
            a_favor_de=self.a_favor_de | otra.a_favor_de,
            sin_identificar=self.sin_identificar + otra.sin_identificar,
            recibos_sin_identificar=self.recibos_sin_identificar + otra.recibos_sin_identificar,
        )

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
    """La caja de un periodo, de los créditos de la conexión; `delegacion`, la que registró el crédito (vacía, todas).

    Sin `todo`, los recibos que la conexión conoce aplicados y no conoce caídos: los recibos no llevan cuándo se supo
    de ellos. Lo que sigue sin identificar no es de ningún crédito: lo agrega `con_lo_apartado`.
    """
    del_periodo = {"desde": desde, "corte": corte, "delegacion": delegacion}
    ((recibos, recibido),) = conexion.execute(_RECIBIDO if todo else _CONOCIDO, del_periodo).fetchall()
    ((aplicado, excedente),) = conexion.execute(_APLICADO, del_periodo).fetchall()
    a_favor_de = conexion.execute(_A_FAVOR_DE, del_periodo).fetchall()
    a_favor = conexion.execute(_A_FAVOR, {"corte": corte, "delegacion": delegacion}).df()
    importes = ["excedente", "por_resolucion", "devuelto", "compensado", "queda"]
    return Caja(
        recibos=int(recibos),
        recibido=int(recibido),
        aplicado=int(aplicado),
        excedente=int(excedente),
        a_favor=_de_mayor_a_menor(a_favor.assign(**{k: a_favor[k].fillna(0).astype("int64") for k in importes})),
        a_favor_de=frozenset(rfc for (rfc,) in a_favor_de),
    )


def con_lo_apartado(caja: Caja, conexion: DuckDBPyConnection, desde: date, corte: date) -> Caja:
    """La caja de toda la cartera con lo que entró y sigue en cuarentena; la conexión, de la foto entera.

    No se sabe de qué delegación es ni desde cuándo se conoce: a la de una, o con lo conocido a un día, no se le suma.
    """
    ((recibos, importe),) = conexion.execute(_SIN_IDENTIFICAR, {"desde": desde, "corte": corte}).fetchall()
    return replace(caja, sin_identificar=int(importe), recibos_sin_identificar=int(recibos))


def _de_mayor_a_menor(a_favor: pd.DataFrame) -> pd.DataFrame:
    return a_favor.sort_values(["queda", "folio"], ascending=[False, True], ignore_index=True)
