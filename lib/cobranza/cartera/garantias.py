"""Las garantías de toda la cartera a un corte: si alcanzan, hasta cuándo valen y cuáles ya se pueden liberar.

Una responde por varios créditos y un crédito tiene varias: se miran por grupos que se tocan, y un peso garantizado
cubre un solo peso (`garantizado.suficiencia`). Fundamento: CFF, arts. 141 a 144.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from cobranza.cartera.garantizado import VIGENTES, Garantia, suficiencia, vigentes

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from cobranza.ley.norma import Normas
    from cobranza.tramites.libro_de_pasos import Tramite

CLASES = {
    "billete_de_deposito": "Billete de depósito",
    "carta_de_credito": "Carta de crédito",
    "prenda": "Prenda",
    "hipoteca": "Hipoteca",
    "fianza": "Fianza",
    "obligacion_solidaria": "Obligación solidaria",
    "embargo_en_via_administrativa": "Embargo en la vía administrativa",
}
"""Las siete (CFF, art. 141, fracciones I a VI), en su orden."""
SIN_CLASE = "sin_clase"
AVISAN = (60, 30)
"""A cuántos días de que deje de valer o de alcanzar se avisa (procesos B.4)."""
TERMINADAS = ("VENCIDA", "SUSTITUIDA", "EFECTIVA")
"""Estados en que ya no responde y todavía no se libera."""
_ACTOS = (
    "SELECT clave, folio, tipo, fecha, forma, monto, hasta, referencia FROM acto "
    "WHERE tipo IN ('GARANTIA', 'FIN_GARANTIA') AND fecha <= ? ORDER BY id"
)
_DE_UNA = ["consta", "clase", "estado", "monto", "desde", "hasta", "folios", "responde"]
_DE_UN_GRUPO = ["folios", "garantias", "garantizado", "requerido", "falta", "deja_el"]


@dataclass(frozen=True)
class Garantias:
    """Las garantías a un corte. Centavos.

    `todas`, un renglón por garantía: consta (número de trámite o clave del acto), clase, estado (el del trámite;
    «Por archivo» si no lo tiene), monto (ausente si no se dijo), desde, hasta (ausente: hasta que se libere), folios
    y responde (¿al corte?). `grupos`, un renglón por grupo de créditos y garantías con importe que se tocan: folios,
    garantias, garantizado (la suma de sus importes), requerido, falta y deja_el (el día en que dejará de alcanzar;
    ausente si no alcanza o si alcanza más de doce meses).
    """

    al: date
    todas: pd.DataFrame
    grupos: pd.DataFrame

    @property
    def responden(self) -> pd.DataFrame:
        """Las que responden al corte."""
        return self.todas[self.todas["responde"]]

    @property
    def insuficientes(self) -> pd.DataFrame:
        """Los grupos que hoy no alcanzan, primero el que más le falta."""
        g = self.grupos[self.grupos["falta"] > 0]
        return g.sort_values("falta", ascending=False)

    def dejan_de_alcanzar(self, dias: int = AVISAN[0]) -> pd.DataFrame:
        """Los que alcanzan hoy y no más allá de esos días."""
        hasta = pd.Timestamp(self.al + timedelta(days=dias))
        return self.grupos[self.grupos["deja_el"].notna() & (self.grupos["deja_el"] <= hasta)].sort_values("deja_el")

    def vencen(self, dias: int = AVISAN[0]) -> pd.DataFrame:
        """Las que responden y cuya vigencia termina en esos días, de la primera a la última."""
        r, hasta = self.responden, pd.Timestamp(self.al + timedelta(days=dias))
        return r[r["hasta"].notna() & (r["hasta"] <= hasta)].sort_values(["hasta", "consta"])


def garantias_al(
    conexion: DuckDBPyConnection, tramites: Sequence[Tramite], cartera: pd.DataFrame, normas: Normas, al: date
) -> Garantias:
    """Las de los créditos de `cartera`, por trámite o por archivo. Errores: `ErrorDeLey` si falta un parámetro.

    `tramites`: los de garantía, como estaban ese día.
    """
    actos = conexion.execute(_ACTOS, [al]).df()
    actos = actos[actos["folio"].isin(cartera["folio"])]
    propios = [t for t in tramites if {*t.datos["folios"]} & {*cartera["folio"]}]
    cubren = vigentes(propios, actos, al)
    vivas = {g.consta for g in cubren}
    filas = [_de_tramite(t, t.numero in vivas) for t in propios]
    filas += _de_archivo(propios, actos, cartera, vivas, al)
    todas = pd.DataFrame(filas, columns=_DE_UNA)
    fechas = {c: pd.to_datetime(todas[c]).astype("datetime64[s]") for c in ("desde", "hasta")}
    todas = todas.assign(monto=todas["monto"].astype("Int64"), responde=todas["responde"].astype(bool), **fechas)
    por_folio, hay = cartera.set_index("folio", drop=False), {*cartera["folio"]}
    # lo que responde por un crédito ajeno a esta cartera (de otra delegación) también cuenta con él
    grupos = [
        _grupo(por_folio.loc[sorted(folios & hay)], suyas, normas, al) for folios, suyas in _que_se_tocan(cubren)
    ]
    hechos = pd.DataFrame(grupos, columns=_DE_UN_GRUPO)
    return Garantias(al, todas, hechos.assign(deja_el=pd.to_datetime(hechos["deja_el"]).astype("datetime64[s]")))


def _de_tramite(t: Tramite, responde: bool) -> dict[str, Any]:
    d = t.datos
    return {"consta": t.numero, "clase": str(d["clase"]), "estado": t.estado, "monto": int(d["monto"]),
            "desde": d["desde"], "hasta": d.get("hasta"), "folios": tuple(d["folios"]),
            "responde": responde and t.estado in VIGENTES}  # fmt: skip


def _de_archivo(
    tramites: Sequence[Tramite], actos: pd.DataFrame, cartera: pd.DataFrame, vivas: set[str], al: date
) -> list[dict[str, Any]]:
    """Las que sólo constan como acto. Sin importe no se sabe cuánto cubren: responden si marcan a su crédito."""
    dadas = {str(e["clave"]) for t in tramites for paso in t.pasos for e in paso.efectos}
    marcados = set(cartera.loc[cartera["garantizado"], "folio"])
    cerradas = set(actos.loc[actos["tipo"].eq("FIN_GARANTIA"), "referencia"].dropna())
    sueltas = actos[actos["tipo"].eq("GARANTIA") & ~actos["clave"].isin(dadas)]
    filas = []
    for a in sueltas.to_dict("records"):
        sin_monto = bool(pd.isna(a["monto"]))
        en_pie = a["clave"] not in cerradas and (pd.isna(a["hasta"]) or a["hasta"].date() >= al)
        clase = str(a["forma"] or "").lower()
        filas.append({
            "consta": str(a["clave"]), "clase": clase if clase in CLASES else SIN_CLASE, "estado": "POR_ARCHIVO",
            "monto": None if sin_monto else int(a["monto"]), "desde": a["fecha"], "hasta": a["hasta"],
            "folios": (str(a["folio"]),),
            "responde": en_pie and str(a["folio"]) in marcados if sin_monto else str(a["clave"]) in vivas,
        })  # fmt: skip
    return filas


def _que_se_tocan(garantias: Sequence[Garantia]) -> Iterable[tuple[set[str], list[Garantia]]]:
    """Los grupos de garantías que comparten créditos, con los créditos de todas, en orden de folio."""
    grupo: dict[str, tuple[set[str], list[Garantia]]] = {}
    for g in garantias:
        tocados = {id(grupo[f]): grupo[f] for f in g.folios if f in grupo}
        folios, suyas = set(g.folios), [g]
        for otros, de_otros in tocados.values():
            folios |= otros
            suyas = [*de_otros, *suyas]
        grupo |= dict.fromkeys(folios, (folios, suyas))
    unicos = {id(par): par for par in grupo.values()}
    return sorted(unicos.values(), key=lambda par: min(par[0]))


def _grupo(creditos: pd.DataFrame, garantias: Sequence[Garantia], normas: Normas, al: date) -> dict[str, Any]:
    s = suficiencia(creditos, garantias, normas, al)
    return {
        "folios": tuple(sorted(creditos.index)),
        "garantias": tuple(g.consta for g in garantias),
        "garantizado": sum(g.monto for g in garantias),
        "requerido": s.requerido,
        "falta": s.faltante,
        "deja_el": s.deja_el,
    }


def por_liberar(hay: Garantias, cartera: pd.DataFrame) -> pd.DataFrame:
    """Las que ya no garantizan nada: sus créditos no deben, o dejaron de responder y nadie las ha liberado.

    Con `por_que`. Las que sólo constan por archivo y ya no responden no se sabe si se liberaron: no se listan.
    """
    deben = set(cartera.loc[(cartera["total"] > 0) | cartera["cancelado"], "folio"])
    nada = [not {*folios} & deben for folios in hay.todas["folios"]]
    pagadas = hay.todas["responde"] & pd.Series(nada, index=hay.todas.index, dtype=bool)
    terminadas = hay.todas["estado"].isin(TERMINADAS)
    listas = hay.todas[pagadas | terminadas]
    por_que = ["Sus créditos ya no deben nada" if p else "Ya no responde" for p in pagadas[listas.index]]
    return listas.assign(por_que=por_que)


def cuadre(hay: Garantias, cartera: pd.DataFrame) -> dict[str, str]:
    """Folio → en qué difieren las garantías que responden y la marca de su crédito; vacío si cuadran."""
    con = {f for folios in hay.responden["folios"] for f in folios} & {*cartera["folio"]}
    marcados = {str(f) for f in cartera.loc[cartera["garantizado"], "folio"]}
    return dict.fromkeys(
        con - marcados, "tiene una garantía que responde y la cartera no lo da por garantizado"
    ) | dict.fromkeys(marcados - con, "la cartera lo da por garantizado y ninguna garantía responde")
