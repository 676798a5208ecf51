"""Los lotes en que se cancela: cuántos créditos caben, qué muestra se revisa y si lo informado es lo de la base."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from cobranza.base.catalogos import carpeta, leer_yaml

if TYPE_CHECKING:
    from cobranza.tramites.libro_de_pasos import Tramite

EN_LOTE = ("PROCEDE", "AUTORIZADO", "CANCELADO", "REACTIVADO", "VIGENTE")
"""Los estados en que un trámite cuenta en su lote."""


def reglas() -> Mapping[str, Any]:
    """Los topes de la oficina (`params/catalogos/cancelacion.yaml`), ilustrativos mientras no los fije una norma."""
    return leer_yaml(carpeta() / "cancelacion.yaml")


def rotulo(que: str) -> str:
    """Uno de esos topes, dicho con lo que es."""
    return f"{que} ({reglas()['calidad']}: {reglas()['fuente']})"


def lote_de(tramite: Tramite) -> str:
    """Su lote; sin uno dicho, va solo."""
    return str(tramite.datos.get("lote") or tramite.numero)


def del_lote(tramites: Sequence[Tramite], lote: str) -> list[Tramite]:
    """Los trámites que cuentan en un lote."""
    return [t for t in tramites if t.estado in EN_LOTE and lote_de(t) == lote]


def muestra(tramites: Sequence[Tramite], lote: str) -> set[str]:
    """Los números de trámite que se revisan: los que dice su huella, hasta juntar la parte de los créditos que toca.

    Nadie los elige y cualquiera puede repetir la elección: es el orden de SHA-256 de «lote|número».
    """
    total = sum(len(t.datos["folios"]) for t in tramites)
    hacen_falta = -(-total * int(reglas()["muestra_por_ciento"]) // 100)
    elegidos: set[str] = set()
    for t in sorted(tramites, key=lambda t: hashlib.sha256(f"{lote}|{t.numero}".encode()).hexdigest()):
        if hacen_falta <= 0:
            break
        elegidos.add(t.numero)
        hacen_falta -= len(t.datos["folios"])
    return elegidos


def informado(tramites: Sequence[Tramite], desde: date, hasta: date) -> dict[tuple[str, str], int]:
    """(folio, causal) → centavos de lo que los trámites cancelaron en esos días."""
    dicho: dict[tuple[str, str], int] = defaultdict(int)
    for t in tramites:
        for paso in t.pasos:
            if paso.estado == "CANCELADO" and desde <= paso.fecha <= hasta:
                for efecto in paso.efectos:
                    dicho[str(efecto["folio"]), str(t.datos["causal"]).upper()] += int(efecto["importe"])
    return dict(dicho)


def cuadre(dicho: Mapping[tuple[str, str], int], base: Mapping[tuple[str, str], int]) -> dict[str, Any]:
    """Lo informado contra la base, por causa: cuántos y cuánto (centavos) de cada lado, y los folios en que difieren.

    Los dos, (folio, causa) → centavos: lo que dicen los trámites y lo que el libro canceló en los mismos días.
    """
    por_causa: dict[str, dict[str, int]] = {}
    for lado, de in (("informado", dicho), ("base", base)):
        for (_, causa), importe in de.items():
            suma = por_causa.setdefault(causa, dict.fromkeys(_COLUMNAS, 0))
            suma[f"{lado}_creditos"] += 1
            suma[f"{lado}_importe"] += importe
    difieren = {
        f"{folio} {causa}": "informado y no está en la base" if (folio, causa) not in base
        else "en la base, sin trámite" if (folio, causa) not in dicho
        else "con otro importe"
        for folio, causa in sorted({*dicho, *base})
        if dicho.get((folio, causa)) != base.get((folio, causa))
    }  # fmt: skip
    return {"por_causa": dict(sorted(por_causa.items())), "difieren": difieren, "cuadra": not difieren}


_COLUMNAS = ("informado_creditos", "informado_importe", "base_creditos", "base_importe")
