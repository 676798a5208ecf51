"""Por qué créditos responde la garantía de un trámite, con cuáles otras y si entre todas alcanzan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza.cartera import oficios_de_garantia as oficios
from cobranza.cartera.creditos_en_curso import cartera_en_curso
from cobranza.cartera.garantizado import Garantia, Suficiencia, garantia_de, suficiencia, vigentes
from cobranza.ingesta.anotacion import tablas_de
from cobranza.tramites import libro_de_pasos as pasos
from cobranza.tramites.tramitar import Caso

if TYPE_CHECKING:
    import pandas as pd

    from cobranza.tramites.libro_de_pasos import Tramite

_MODALIDAD = {"prenda": "prenda_o_hipoteca", "hipoteca": "prenda_o_hipoteca"}
_CUENTAN = {
    "CALIFICADA": ("OFRECIDA", "REQUERIDA_COMPLEMENTAR", "CALIFICADA", "ACEPTADA"),
    "ACEPTADA": ("CALIFICADA", "ACEPTADA"),
    "VIGENTE": ("ACEPTADA",),
}
"""Con qué otras garantías por registrar se puede completar, según el paso: varias se ofrecen en una solicitud."""


def modalidad(caso: Caso) -> str:
    """La fracción del art. 141 a que corresponde su clase."""
    return _MODALIDAD.get(caso.datos["clase"], str(caso.datos["clase"]))


def creditos(caso: Caso) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(los créditos por los que responde, a ese día; sus actos)."""
    tablas = tablas_de(caso.conexion, *caso.asunto)
    return cartera_en_curso(tablas, caso.normas, caso.al), tablas["acto"]


def otras(caso: Caso) -> list[Tramite]:
    """Los demás trámites de garantía."""
    return [t for t in pasos.todos(caso.conexion, "garantia") if t.numero != caso.numero]


def esta(caso: Caso) -> Garantia:
    """La de este trámite, con los datos del paso que se da."""
    return Garantia(caso.numero, int(caso.datos["monto"]), frozenset(caso.asunto), caso.datos.get("hasta"))


def alcance(caso: Caso, *, sin_esta: bool = False) -> Suficiencia:
    """Si alcanzan todas las que responden por sus créditos; una que también responde por otros, lo que le quede."""
    demas = otras(caso)
    completan = [garantia_de(t) for t in demas if t.estado in _CUENTAN.get(caso.estado.clave, ())]
    propias = [] if sin_esta else [esta(caso)]
    folios, hay = set(caso.asunto), 0
    while len(folios) > hay:  # las que tocan a las que tocan…: comparten lo que cubren
        hay = len(folios)
        tablas = tablas_de(caso.conexion, *sorted(folios))
        actos = tablas["acto"][tablas["acto"]["clave"].isin(_claves(caso.tramite)).eq(False)]
        cubren = [g for g in (*vigentes(demas, actos, caso.al), *completan, *propias) if g.folios & folios]
        folios |= {f for g in cubren for f in g.folios}
    return suficiencia(cartera_en_curso(tablas, caso.normas, caso.al), cubren, caso.normas, caso.al)


def _claves(tramite: Tramite | None) -> list[str]:
    return [str(e["clave"]) for paso in (tramite.pasos if tramite else ()) for e in paso.efectos]


def ambito(caso: Caso) -> str:
    """El de su primer crédito."""
    return oficios.ambito_de(caso)
