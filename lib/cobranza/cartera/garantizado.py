"""Si lo garantizado alcanza: lo que debe cubrir cada crédito a un día y lo que cubren sus garantías, todas juntas.

Una garantía puede responder por varios créditos y un crédito tener varias: un peso garantizado sólo cubre un peso
(`ley.garantia.faltantes`). Las que entraron por archivo cuentan por su acto; las de un trámite, por sus pasos.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from cobranza.base.catalogos import conceptos
from cobranza.base.fechas import dia, fecha_de
from cobranza.ley.garantia import Requerido, faltantes, requerido
from cobranza.ley.proporciones import proporcion

if TYPE_CHECKING:
    from cobranza.ley.norma import Normas
    from cobranza.tramites.libro_de_pasos import Tramite

VIGENTES = ("VIGENTE", "AMPLIADA")
"""Los estados de un trámite de garantía en que responde por sus créditos."""


@dataclass(frozen=True, slots=True)
class Garantia:
    """Una garantía: de dónde consta, por cuánto, por qué créditos responde y hasta cuándo (None: hasta liberarse)."""

    consta: str
    monto: int
    folios: frozenset[str]
    hasta: date | None = None


@dataclass(frozen=True, slots=True)
class Suficiencia:
    """Lo que deben cubrir unas garantías a un día y lo que les falta, en centavos.

    `deja_el`: el día en que dejará de alcanzar si nada se paga, con la tasa de ese día y sin inflación; None si ya no
    alcanza o si alcanza más de doce meses, al cabo de los cuales de todos modos se actualiza y se amplía.
    """

    al: date
    requeridos: Mapping[str, Requerido]
    falta: Mapping[str, int]
    deja_el: date | None

    @property
    def requerido(self) -> int:
        """Lo que deben cubrir todas."""
        return sum(r.total for r in self.requeridos.values())

    @property
    def faltante(self) -> int:
        """Lo que les falta."""
        return sum(self.falta.values())


def vigentes(tramites: Sequence[Tramite], actos: pd.DataFrame, al: date) -> list[Garantia]:
    """Las garantías que ese día responden por algo: las de trámite y las que sólo constan como acto con su monto."""
    dadas = {str(e["clave"]) for t in tramites for paso in t.pasos for e in paso.efectos}
    hay = [garantia_de(t) for t in tramites if t.estado in VIGENTES]
    cerradas = set(actos.loc[actos["tipo"].eq("FIN_GARANTIA"), "referencia"].dropna())
    sueltas = actos[actos["tipo"].eq("GARANTIA") & actos["monto"].notna() & ~actos["clave"].isin({*dadas, *cerradas})]
    hay += [
        Garantia(str(a.clave), int(str(a.monto)), frozenset([str(a.folio)]), _dia(a.hasta))
        for a in sueltas.itertuples()
        if (_dia(a.fecha) or al) <= al
    ]
    return [g for g in hay if g.hasta is None or g.hasta >= al]


def garantia_de(tramite: Tramite) -> Garantia:
    """La de un trámite, como la dejaron sus pasos."""
    d = tramite.datos
    return Garantia(tramite.numero, int(d["monto"]), frozenset(d["folios"]), _dia(d.get("hasta")))


def suficiencia(creditos: pd.DataFrame, garantias: Sequence[Garantia], normas: Normas, al: date) -> Suficiencia:
    """Si esas garantías alcanzan ese día para esos créditos (`cartera.en_curso`). Fundamento: CFF, art. 141."""
    causan = conceptos().set_index("clave")["causa_recargos"].eq("si")
    requeridos = {str(c["folio"]): _requerido(c, bool(causan.get(c["concepto"], True)), normas, al)
                  for _, c in creditos.iterrows()}  # fmt: skip
    cubren = [(g.monto, g.folios) for g in garantias]
    falta = faltantes({folio: r.total for folio, r in requeridos.items()}, cubren)
    deja = None if falta else _deja_de_alcanzar(requeridos, cubren, normas, al)
    return Suficiencia(al, requeridos, falta, deja)


def _requerido(c: pd.Series[Any], causa: bool, normas: Normas, al: date) -> Requerido:
    principal = int(c["historico"] + c["actualizacion"])
    recargos, multas = int(c["recargos"] + c["indemnizacion"]), int(c["multas"])
    contribuciones, multas = (principal, multas) if causa else (0, multas + principal)
    gastos = int(c["gastos"] + c["honorarios"])
    return requerido(normas.de(str(c["ambito"])), al, contribuciones, (recargos, multas), gastos)


def _deja_de_alcanzar(
    requeridos: Mapping[str, Requerido], cubren: Sequence[tuple[int, frozenset[str]]], normas: Normas, al: date
) -> date | None:
    de = normas.de("federal")
    for meses in range(1, proporcion(de, "garantia_meses", al).entero + 1):
        if faltantes({folio: r.total + meses * r.mensual for folio, r in requeridos.items()}, cubren):
            # el mes se causa entero desde su primer día: alcanza hasta que termina el anterior
            return fecha_de(int(de.calendario.mas_meses(dia(al), meses - 1)))
    return None


def _dia(valor: Any) -> date | None:
    return None if valor is None or pd.isna(valor) else pd.Timestamp(valor).date()
