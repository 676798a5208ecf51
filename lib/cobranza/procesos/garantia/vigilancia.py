"""Lo que se vigila de una garantía registrada: que siga en vigor y que siga alcanzando."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from cobranza.base.dinero import pesos
from cobranza.base.errores import ErrorDeLey
from cobranza.base.fechas import dia, fecha_de
from cobranza.cartera import oficios_de_garantia as oficios
from cobranza.cartera.garantizado import VIGENTES, suficiencia
from cobranza.ley.plazo import plazo
from cobranza.ley.proporciones import proporcion
from cobranza.procesos.garantia.idoneidad import sin_firmeza
from cobranza.procesos.garantia.responden import alcance, ambito, creditos, esta
from cobranza.tramites.tramitar import Caso, Ocurrido, Vencimiento

_AVISAN = (60, 30)
"""A cuántos días del fin de su vigencia se avisa (procesos B.4)."""


def vencio(caso: Caso) -> Ocurrido | None:
    """Terminó su vigencia: el primer día en que ya no vale."""
    hasta = caso.datos.get("hasta")
    return Ocurrido(hasta + timedelta(days=1)) if hasta and hasta < caso.al else None


def vencimientos(caso: Caso) -> Iterator[Vencimiento]:
    """Su vigencia, el día en que dejará de alcanzar y el de la ampliación anual."""
    if caso.tramite is None or caso.tramite.estado not in VIGENTES:
        return
    if hasta := caso.datos.get("hasta"):
        yield Vencimiento("VIGENCIA", hasta, "CFF, art. 141, tercer párrafo", _AVISAN[0])
    de = caso.normas.de(ambito(caso))
    otorgada = dia(caso.tramite.pasos[-1].fecha)
    anual = fecha_de(int(de.calendario.mas_meses(otorgada, proporcion(de, "garantia_meses", caso.al).entero)))
    yield Vencimiento("AMPLIACION", anual, "CFF, art. 141, segundo párrafo", _AVISAN[0])
    try:
        s = alcance(caso)
    except ErrorDeLey:
        return  # lo dicen los avisos: sin el valor de ese día no se sabe
    deja = caso.al - timedelta(days=1) if s.faltante else s.deja_el
    if deja is not None:
        yield Vencimiento("SUFICIENCIA", deja, "CFF, art. 141, tercer párrafo", _AVISAN[0])


def avisos(caso: Caso) -> Iterator[str]:
    """Lo que su vigilancia encuentra ese día."""
    if caso.tramite is None or caso.tramite.estado not in VIGENTES:
        return
    hasta = caso.datos.get("hasta")
    if hasta and (limite := min((a for a in _AVISAN if (hasta - caso.al).days <= a), default=None)):
        yield f"Vence el {hasta}, en {(hasta - caso.al).days} días (aviso de {limite}): pide que la renueven."
    try:
        s, (c, actos) = alcance(caso), creditos(caso)
    except ErrorDeLey as error:
        yield f"No se puede saber si alcanza al {caso.al}: {error.mensaje}"
        return
    if s.faltante:
        yield f"No alcanza: debe cubrir {pesos(s.requerido)} y falta {pesos(s.faltante)}. Requiere la ampliación."
    elif s.deja_el:
        yield f"Alcanza hasta el {s.deja_el}, si nada se paga, con la tasa de hoy y sin inflación."
    resueltos = set(actos.loc[actos["tipo"].eq("RESOLUCION"), "folio"])
    listos = sorted({*c.loc[c["total"] > 0, "folio"]} & resueltos - {*sin_firmeza(c, caso.al)})
    if listos:
        yield f"{', '.join(listos)}: su defensa se resolvió y sigue debiendo: si está firme, hazla efectiva."


def ampliacion(caso: Caso) -> Mapping[str, Any]:
    """El requerimiento de ampliación de ese día; sin datos si alcanza."""
    if caso.tramite is None or caso.tramite.estado not in VIGENTES:
        return {}
    c, _ = creditos(caso)
    s = suficiencia(c, [esta(caso)], caso.normas, caso.al)
    en_conjunto = alcance(caso).faltante
    dias = plazo(caso.normas.de(ambito(caso)), "MET-COMPLEMENTAR", caso.al)
    debido: Sequence[tuple[str, int]] = [(str(f), int(t)) for f, t in c["total"].items()]
    return oficios.ampliacion(caso, s.requerido, min(s.faltante, en_conjunto), debido, dias) if en_conjunto else {}
