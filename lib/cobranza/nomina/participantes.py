"""Quién intervino en cada cobro, leído de los actos y nombramientos como estaban el día de la diligencia."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from cobranza.expediente.personas import VIGENCIA
from cobranza.nomina.norma_habilitante import SUPERVISO, TITULAR, NormaHabilitante

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_VIGENCIA = f"vigencia AS ({VIGENCIA})"
# los tipos se dicen: una columna sin valores llegaría de pandas como número
_COBRO = """
    cobro AS (
        SELECT CAST(clave AS VARCHAR) AS clave, CAST(folio AS VARCHAR) AS folio, CAST(ingreso AS DATE) AS ingreso,
            CAST(delegacion AS VARCHAR) AS delegacion, CAST(diligencia AS VARCHAR) AS diligencia
        FROM cobro_en_curso
    )"""
_LIGADOS = f"""
    WITH {_VIGENCIA}, {_COBRO}, ligado AS (
        SELECT c.clave, c.folio, c.delegacion, a.tipo AS acto, a.fecha AS practicada,
            COALESCE(a.hora_inicio, '') AS hora, NULLIF(a.persona, '') AS practico,
            COALESCE(a.fecha, c.ingreso) AS dia
        FROM cobro c LEFT JOIN acto a ON a.clave = c.diligencia AND a.folio = c.folio
    ), previo AS (
        SELECT l.clave, a.persona FROM ligado l JOIN acto a ON a.folio = l.folio
        WHERE a.tipo IN ('CITATORIO', 'NOTIFICACION') AND a.persona <> ''
            AND (a.fecha < l.practicada OR (a.fecha = l.practicada AND COALESCE(a.hora_inicio, '') < l.hora))
        QUALIFY ROW_NUMBER() OVER (PARTITION BY l.clave ORDER BY a.fecha DESC, a.hora_inicio DESC, a.id DESC) = 1
    ), traspaso AS (
        SELECT l.clave, a.documento AS delegacion FROM ligado l JOIN acto a ON a.folio = l.folio
        WHERE a.tipo = 'TRASPASO' AND a.documento <> '' AND a.fecha <= l.dia
        QUALIFY ROW_NUMBER() OVER (PARTITION BY l.clave ORDER BY a.fecha DESC, a.id DESC) = 1
    ), completo AS (
        SELECT l.clave, l.acto, l.practicada, l.dia, l.practico, COALESCE(t.delegacion, l.delegacion) AS delegacion,
            CASE WHEN p.persona <> l.practico THEN p.persona END AS notifico_antes
        FROM ligado l LEFT JOIN previo p ON p.clave = l.clave LEFT JOIN traspaso t ON t.clave = l.clave
    )"""
_TENIA = (
    "EXISTS (SELECT 1 FROM vigencia v WHERE v.numero_empleado = k.{persona} AND k.dia BETWEEN v.desde AND v.hasta)"
)
_POR_COBRO = f"""
    {_LIGADOS}
    SELECT k.*,
        {_TENIA.format(persona="practico")} AS practico_con_nombramiento,
        {_TENIA.format(persona="notifico_antes")} AS notifico_antes_con_nombramiento
    FROM completo k ORDER BY k.clave
"""
# si dos nombramientos se enciman, el titular es el del más reciente: releva al anterior
_TITULARES = f"""
    {_LIGADOS}
    SELECT k.clave, v.puesto, v.numero_empleado AS persona
    FROM completo k JOIN vigencia v ON v.delegacion = k.delegacion AND k.dia BETWEEN v.desde AND v.hasta
    WHERE list_contains($puestos, v.puesto)
    QUALIFY ROW_NUMBER() OVER (PARTITION BY k.clave, v.puesto ORDER BY v.desde DESC, v.oficio DESC) = 1
"""
_SUPERVISORES = f"""
    WITH {_VIGENCIA}, {_COBRO}
    SELECT DISTINCT c.ingreso, v.puesto, v.numero_empleado AS persona
    FROM (SELECT DISTINCT ingreso FROM cobro) c JOIN vigencia v ON c.ingreso BETWEEN v.desde AND v.hasta
    WHERE list_contains($puestos, v.puesto) ORDER BY ALL
"""


@dataclass(frozen=True)
class Participantes:
    """Quién participó, por cobro.

    `por_cobro` (índice: clave): acto, practicada, delegacion, practico, notifico_antes y si tenían nombramiento.
    `titulares`: persona por clave (índice) y puesto (columna). `supervisores`: ingreso, puesto, persona, sin repetir.
    """

    por_cobro: pd.DataFrame
    titulares: pd.DataFrame
    supervisores: pd.DataFrame


def participantes(
    conexion: DuckDBPyConnection, cobros: pd.DataFrame, registradas: Sequence[NormaHabilitante]
) -> Participantes:
    """Los de cada cobro: los de la diligencia, el día de la diligencia; los que supervisan, el día del ingreso.

    La delegación es la que tenía el crédito ese día, con sus traspasos. `notifico_antes` es quien dejó el último
    citatorio o notificación previos, si es otra persona. De los puestos, sólo los que nombran las reglas.
    """
    conexion.register("cobro_en_curso", cobros[["clave", "folio", "delegacion", "diligencia", "ingreso"]])
    try:
        por_cobro = conexion.execute(_POR_COBRO).df().set_index("clave")
        titulares = conexion.execute(_TITULARES, {"puestos": _puestos(registradas, TITULAR)}).df()
        supervisores = conexion.execute(_SUPERVISORES, {"puestos": _puestos(registradas, SUPERVISO)}).df()
    finally:
        conexion.unregister("cobro_en_curso")
    return Participantes(por_cobro, titulares.pivot(index="clave", columns="puesto", values="persona"), supervisores)


def _puestos(registradas: Sequence[NormaHabilitante], participa: str) -> list[str]:
    return sorted({r.puesto for n in registradas for r in n.reglas if r.participa == participa})
