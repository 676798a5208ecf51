"""La integración de los expedientes: qué documentos exige cada crédito por la etapa que alcanzó y cuáles tiene.

Qué se exige está en `documentos.csv`: lo obligatorio de las etapas ya alcanzadas, y lo condicional si ocurrió su
supuesto (un acto, una emisora ajena, un inmueble embargado, un pago, la baja). Las piezas salen de su trámite.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd

from cobranza.base.catalogos import conceptos, tabla
from cobranza.base.fechas import fecha_corta

if TYPE_CHECKING:
    from cobranza.tramites.libro_de_pasos import Tramite

TIPO = "revision_expediente"
INTEGRA, PRESTA, DEVUELVE, OBSERVA = "INTEGRADO_PARCIAL", "PRESTADO", "DEVUELTO", "OBSERVADO"
_EN_ORDEN = ("MAN-01", "REQ-01", "REQ-02", "EMB-01", "AVA-01", "CON-01", "REM-01")
"""Lo que no puede llevar una fecha anterior a lo que le precede (procesos F09)."""
_TRANSVERSAL = 90
"""Orden desde el que una etapa es una marca y no un avance."""


@dataclass(frozen=True, slots=True)
class Pieza:
    """Un documento integrado: cuál es, su fecha, sus fojas y la huella de su archivo."""

    clave: str
    fechada_el: date
    foja_inicial: int
    foja_final: int
    huella: str
    archivo: str = ""


@dataclass(frozen=True, slots=True)
class Expediente:
    """Un expediente como está: sus piezas en orden de foja y, si está prestado, a quién y hasta cuándo."""

    numero: str
    folio: str
    estado: str
    ubicacion: str
    piezas: tuple[Pieza, ...]
    prestado_a: str = ""
    devolver_el: date | None = None

    @property
    def fojas(self) -> int:
        """La última foja."""
        return max((p.foja_final for p in self.piezas), default=0)


def expediente_de(tramite: Tramite) -> Expediente:
    """El expediente que cuentan los pasos de su trámite."""
    piezas = [
        Pieza(
            str(d["pieza"]), date.fromisoformat(str(d["fechada_el"])), int(d["foja_inicial"]), int(d["foja_final"]),
            str(d["huella"]), str(d.get("archivo", "")),
        )
        for d in (p.datos for p in tramite.pasos if p.estado == INTEGRA)
    ]  # fmt: skip
    prestado = tramite.estado == PRESTA
    return Expediente(
        tramite.numero,
        str(tramite.datos["folio"]),
        tramite.estado,
        str(tramite.datos.get("ubicacion", "")),
        tuple(sorted(piezas, key=lambda p: (p.foja_inicial, p.foja_final))),
        str(tramite.datos["prestado_a"]) if prestado else "",
        date.fromisoformat(str(tramite.datos["devolver_el"])) if prestado else None,
    )


def exigibles(cartera: pd.DataFrame, actos: pd.DataFrame) -> pd.DataFrame:
    """Un renglón por crédito y documento que hoy se le exige: folio, clave, documento, etapa.

    `cartera`: la de `cartera_de`. `actos`: folio, tipo, fecha y forma de los ocurridos hasta ese día.
    """
    d = tabla("documentos")
    orden = {clave: int(n) for clave, n in zip(*(tabla("etapas")[c] for c in ("clave", "orden")), strict=True)}
    multa = dict(zip(*(conceptos()[c] for c in ("clave", "multa")), strict=True))
    alcanzada = cartera["etapa"].astype("str").map(orden).astype("int64")
    de_cada = {
        "si_externo": cartera["concepto"].astype("str").map(multa).eq("no_fiscal"),
        "si_inmueble": _con(cartera, actos[actos["forma"].eq("INMUEBLE")]),
        "si_pago": cartera["pagado"].gt(0),
        "si_baja": cartera["vida"].ne("VIGENTE"),
    }
    partes = []
    for clave, etapa, nombre, cuando, supuesto in d[
        ["clave", "etapa", "documento", "obligatorio", "supuesto"]
    ].itertuples(index=False):
        if cuando == "si" and etapa == "CIE":
            exige = cartera["vida"].eq("BAJA")
        elif cuando == "si":
            exige = (alcanzada >= orden[etapa]) & (alcanzada < _TRANSVERSAL)
        elif cuando in de_cada:
            exige = de_cada[cuando]
        else:
            exige = _con(cartera, _del_supuesto(cartera, actos, str(clave), str(supuesto).split()))
        folios = cartera.loc[exige.to_numpy(bool), "folio"]
        partes.append(pd.DataFrame({"folio": folios, "clave": clave, "documento": nombre, "etapa": etapa}))
    return pd.concat(partes, ignore_index=True)


def _con(cartera: pd.DataFrame, actos: pd.DataFrame) -> pd.Series[bool]:
    return cartera["folio"].isin(actos["folio"])


def _del_supuesto(cartera: pd.DataFrame, actos: pd.DataFrame, clave: str, tipos: Sequence[str]) -> pd.DataFrame:
    """Los actos que hacen exigible un documento; el citatorio es de la notificación o, después, de la diligencia."""
    suyos = actos[actos["tipo"].isin(tipos)]
    if clave not in ("NOT-01", "REQ-01"):
        return suyos
    notificado = cartera.set_index("folio")["notificacion"].reindex(suyos["folio"])
    antes = suyos["fecha"].to_numpy("datetime64[s]") <= notificado.to_numpy("datetime64[s]")
    return suyos[antes if clave == "NOT-01" else ~antes]


def indice(exigidos: pd.DataFrame, expedientes: Iterable[Expediente]) -> pd.DataFrame:
    """Los exigibles con `presente`: ¿está integrada una pieza de esa clave en el expediente de ese crédito?"""
    hay = {(e.folio, p.clave) for e in expedientes for p in e.piezas}
    presente = [(f, c) in hay for f, c in zip(exigidos["folio"], exigidos["clave"], strict=True)]
    return exigidos.assign(presente=pd.Series(presente, index=exigidos.index, dtype=bool))


def fallas(e: Expediente) -> list[str]:
    """Lo que está mal en cómo se integró: fojas encimadas o que faltan y fechas cruzadas, en palabras."""
    dichas, ultima = [], 0
    for p in e.piezas:
        if p.foja_inicial <= ultima:
            hasta = min(ultima, p.foja_final)
            dichas.append(f"{_fojas(p.foja_inicial, hasta)} en más de una pieza")
        elif p.foja_inicial > ultima + 1:
            dichas.append(f"{_fojas(ultima + 1, p.foja_inicial - 1)} sin pieza")
        ultima = max(ultima, p.foja_final)
    en_orden = (p for p in e.piezas if p.clave in _EN_ORDEN)
    for antes, despues in pairwise(sorted(en_orden, key=lambda p: (_EN_ORDEN.index(p.clave), p.fechada_el))):
        if despues.clave != antes.clave and despues.fechada_el < antes.fechada_el:
            dichas.append(
                f"{despues.clave} es del {fecha_corta(despues.fechada_el)}, anterior a {antes.clave}, del "
                f"{fecha_corta(antes.fechada_el)}"
            )
    return dichas


def _fojas(desde: int, hasta: int) -> str:
    return f"foja {desde}" if desde == hasta else f"fojas {desde} a {hasta}"


def fojas_de(p: Pieza) -> str:
    """De qué foja a cuál va, como se escribe: «12 a 15»."""
    return _fojas(p.foja_inicial, p.foja_final).partition(" ")[2]


def confronta(
    expedientes: Iterable[Expediente], estante: Mapping[str, Mapping[str, Any]]
) -> list[tuple[str, str, str]]:
    """(crédito, trámite, qué difiere) entre lo que dice el sistema y lo que hay en el estante.

    `estante`: folio → fojas (o None si no se contaron) y ubicacion, como se levantó.
    """
    por_folio = {e.folio: e for e in expedientes}
    difieren = []
    for folio, e in sorted(por_folio.items()):
        visto = estante.get(folio)
        if visto is None and not e.prestado_a:
            difieren.append((folio, e.numero, "no está en el estante y no consta prestado"))
        elif visto is not None and e.prestado_a:
            difieren.append((folio, e.numero, f"está en el estante y consta prestado a {e.prestado_a}"))
        if visto is not None:
            if visto["fojas"] is not None and visto["fojas"] != e.fojas:
                difieren.append((folio, e.numero, f"tiene {visto['fojas']} fojas y constan {e.fojas}"))
            if visto["ubicacion"] and e.ubicacion and visto["ubicacion"] != e.ubicacion:
                difieren.append((folio, e.numero, f"está en «{visto['ubicacion']}» y consta en «{e.ubicacion}»"))
    difieren += [
        (folio, "", "está en el estante y no tiene expediente") for folio in sorted({*estante} - {*por_folio})
    ]
    return difieren
