"""Lo cancelado en cuentas públicas y lo que no lo es: cuánto, por qué causa, quién lo respalda y cuánto volvió.

Lo cancelado se sigue debiendo (CFF, art. 146-A); la prescripción extingue y es baja (art. 146): se cuentan aparte y
nunca una por otra. Lo informado sale de los trámites; la base, de los movimientos: son cuentas distintas.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from cobranza.cartera.lotes_de_cancelacion import EN_LOTE, del_lote, informado, lote_de, muestra

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from cobranza.tramites.libro_de_pasos import Tramite

NUNCA = ("PRESCRIPCION", "SIN_EFECTOS", "DUPLICADO")
"""Causas que no cancelan: las primeras son bajas; la última, un error de captura."""
_ANOTADO = "anotar"
_MOVIDO = """
    SELECT m.folio, m.tipo, COALESCE(m.causa, '') AS causa, l.layout <> $anotado AS de_archivo,
           CAST(-SUM(m.importe) AS BIGINT) AS importe, COUNT(DISTINCT m.fecha_efecto) AS veces,
           MAX(m.fecha_efecto) AS ultimo
    FROM movimiento m JOIN lote l ON l.id = m.lote
    WHERE m.tipo IN ('CANCELACION', 'REACTIVACION', 'PRESCRIPCION') AND m.fecha_efecto BETWEEN $desde AND $corte
    GROUP BY ALL HAVING SUM(m.importe) <> 0 ORDER BY ALL
"""
_NETO = """
    SELECT folio, CAST(-SUM(importe) AS BIGINT) AS importe,
           COALESCE(MAX_BY(causa, id) FILTER (tipo = 'CANCELACION'), '') AS causa
    FROM movimiento WHERE tipo IN ('CANCELACION', 'REACTIVACION') AND fecha_efecto <= ?
    GROUP BY folio ORDER BY folio
"""
_POR_LOTE = ["lote", "tramites", "creditos", "importe", "estado", "muestra", "revisados", "hallazgos"]


@dataclass(frozen=True)
class Cancelados:
    """Lo cancelado de unos créditos; centavos positivos.

    `movido`, por crédito, tipo (CANCELACION, REACTIVACION, PRESCRIPCION), causa y si vino en un archivo, lo del
    periodo. `neto`, por crédito, lo que sigue cancelado al corte y la última causa. `informado`, (folio, causa) →
    lo que los trámites cancelaron en el periodo.
    """

    desde: date
    corte: date
    movido: pd.DataFrame
    neto: pd.DataFrame
    informado: Mapping[tuple[str, str], int]

    def de_tipo(self, tipo: str) -> pd.DataFrame:
        """Lo movido de ese tipo."""
        return self.movido[self.movido["tipo"] == tipo]

    @property
    def base(self) -> dict[tuple[str, str], int]:
        """(folio, causa) → lo que el libro canceló por actos anotados aquí: lo que debe tener trámite."""
        c = self.de_tipo("CANCELACION")
        c = c[~c["de_archivo"]]
        return {(f, causa): int(i) for f, causa, i in zip(c["folio"], c["causa"], c["importe"], strict=True)}

    @property
    def por_causa(self) -> pd.DataFrame:
        """causa, y de cada lado créditos e importe: informado, anotado (la base), archivo y total del libro."""
        c = self.de_tipo("CANCELACION")
        lados = {"anotado": c[~c["de_archivo"]], "archivo": c[c["de_archivo"]], "libro": c}
        dicho = pd.DataFrame([(causa, i) for (_, causa), i in self.informado.items()], columns=["causa", "importe"])
        cuadro = pd.DataFrame(index=sorted({*c["causa"], *dicho["causa"]}))
        for lado, filas in {"informado": dicho, **lados}.items():
            por = filas.groupby("causa")["importe"]
            cuadro[f"{lado}_creditos"] = por.size().reindex(cuadro.index).fillna(0).astype("int64")
            cuadro[f"{lado}_importe"] = por.sum().reindex(cuadro.index).fillna(0).astype("int64")
        return cuadro.rename_axis("causa").reset_index()

    @property
    def mal_cancelados(self) -> pd.DataFrame:
        """Lo cancelado por una causa que no cancela: prescripción, sin efectos o duplicado."""
        c = self.de_tipo("CANCELACION")
        return c[c["causa"].isin(NUNCA)]


def cancelados_al(
    conexion: DuckDBPyConnection, tramites: Sequence[Tramite], folios: pd.Series[str], desde: date, corte: date
) -> Cancelados:
    """Lo cancelado, reactivado y prescrito de esos créditos. `tramites`: los de cancelación, al corte."""
    suyos = {*folios}
    parametros = {"desde": desde, "corte": corte, "anotado": _ANOTADO}
    movido = conexion.execute(_MOVIDO, parametros).df()
    neto = neto_al(conexion, corte)
    dicho = {llave: i for llave, i in informado(tramites, desde, corte).items() if llave[0] in suyos}
    movido, neto = (m[m["folio"].isin(suyos)].reset_index(drop=True) for m in (movido, neto))
    # un recibo reactiva lo que alcance: la reactivación se dice en positivo
    return Cancelados(desde, corte, movido.assign(importe=movido["importe"].abs()), neto, dicho)


def neto_al(conexion: DuckDBPyConnection, corte: date) -> pd.DataFrame:
    """folio, importe (centavos que siguen cancelados ese día, menos lo reactivado) y la última causa."""
    return conexion.execute(_NETO, [corte]).df()


def lotes_al(tramites: Sequence[Tramite]) -> pd.DataFrame:
    """Un renglón por lote con trámites que ya proceden: cuántos, cuánto, cómo van y su muestra; centavos.

    `muestra`: los trámites que se revisan; `revisados`: los que ya; `hallazgos`: lo que se encontró.
    """
    filas = []
    for lote in sorted({lote_de(t) for t in tramites if t.estado in EN_LOTE}):
        hay = del_lote(tramites, lote)
        elegidos = [t for t in hay if t.numero in muestra(hay, lote)]
        revisados = [t for t in elegidos if t.datos.get("muestra_revisada")]
        cuantos = {estado: sum(t.estado == estado for t in hay) for estado in EN_LOTE}
        filas.append({
            "lote": lote, "tramites": len(hay), "creditos": sum(len(t.datos["folios"]) for t in hay),
            "importe": sum(_importe(t) for t in hay),
            "estado": ", ".join(f"{n} {estado.lower()}" for estado, n in cuantos.items() if n),
            "muestra": len(elegidos), "revisados": len(revisados),
            "hallazgos": "; ".join(sorted({str(t.datos["muestra_revisada"]) for t in revisados})),
        })  # fmt: skip
    return pd.DataFrame(filas, columns=_POR_LOTE)


def _importe(t: Tramite) -> int:
    """Lo que canceló o, si aún no, lo que sus créditos sumaban al último dictamen."""
    if (cancelo := t.de("CANCELADO")) is not None:
        return sum(int(e["importe"]) for e in cancelo.efectos)
    importes = t.datos["adeudo"]["importes"]
    return sum(int(i) for f, i in importes.items() if f in t.datos["folios"])


def descuadre(hay: Cancelados, cartera: pd.DataFrame) -> dict[str, str]:
    """Folio → en qué difieren la marca de cancelado de la cartera y lo cancelado en el libro; vacío si nada."""
    marcados = {str(f) for f in cartera.loc[cartera["cancelado"], "folio"]}
    netos = {str(f) for f in hay.neto.loc[hay.neto["importe"] > 0, "folio"]}
    return dict.fromkeys(sorted(netos - marcados), "el libro lo tiene cancelado y la cartera no") | dict.fromkeys(
        sorted(marcados - netos), "la cartera lo da por cancelado y el libro no"
    )
