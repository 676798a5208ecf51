"""La subasta de un remate: cuándo cierra, quién gana y qué pasa si el ganador no cumple (CFF, arts. 183 a 186)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cobranza.ley.norma import Norma
from cobranza.ley.proporciones import proporcion
from cobranza.ley.remate import postura_legal


@dataclass(frozen=True, slots=True)
class Postura:
    """Lo que ofrece un postor, en centavos, y cuándo se recibió (hora de la Zona Centro)."""

    postor: str
    monto: int
    recibida: datetime


def cierre(de: Norma, vence: datetime, posturas: Sequence[Postura]) -> datetime:
    """Cuándo concluye: a su hora o, si la mejoran en los últimos minutos, tras un plazo sin mejora.

    Fundamento: CFF, art. 183, tercer párrafo.
    """
    ultimos, plazo = (
        timedelta(minutes=proporcion(de, f"subasta_{clave}").entero) for clave in ("ultimos_minutos", "prorroga")
    )
    mejoras = _mejoras(posturas)
    if not any(vence - ultimos <= mejora <= vence for mejora in mejoras):
        return vence
    fin = vence + plazo
    while any(fin - plazo < mejora <= fin for mejora in mejoras):
        fin += plazo
    return fin


def _mejoras(posturas: Sequence[Postura]) -> list[datetime]:
    """Los momentos en que se recibió una postura mayor que todas las anteriores."""
    mejoras, mayor = [], 0
    for postura in sorted(posturas, key=lambda p: p.recibida):
        if postura.monto > mayor:
            mejoras.append(postura.recibida)
            mayor = postura.monto
    return mejoras


def ganadora(
    de: Norma, base: int, posturas: Sequence[Postura], fin: datetime, incumplieron: Collection[str] = ()
) -> Postura | None:
    """La postura que se adjudica; None si hay que adjudicar al fisco o empezar otra almoneda.

    Gana la más alta que sea legal; en empate, la primera recibida. Si el ganador incumplió, la siguiente sólo si
    alcanza el precio base. Fundamento: CFF, arts. 179, 183, cuarto párrafo, y 184, segundo párrafo.
    """
    fincadas = a_quienes_se_finco(de, base, posturas, fin, incumplieron)
    return fincadas[-1] if fincadas and fincadas[-1].postor not in incumplieron else None


def a_quienes_se_finco(
    de: Norma, base: int, posturas: Sequence[Postura], fin: datetime, incumplieron: Collection[str]
) -> list[Postura]:
    """Las posturas a que se fincó el remate, en orden: la última, la que se adjudica si su postor no incumplió."""
    legales = [p for p in posturas if p.recibida <= fin and p.monto >= postura_legal(de, base)]
    fincadas: list[Postura] = []
    for postura in sorted(legales, key=lambda p: (-p.monto, p.recibida)):
        if postura.postor in {f.postor for f in fincadas}:
            continue
        if fincadas and postura.monto < base:
            break
        fincadas.append(postura)
        if postura.postor not in incumplieron:
            break
    return fincadas
