"""Los datos de los documentos de una cancelación, tomados de los pasos de su trámite y del registro."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from cobranza.base.dinero import pesos, texto
from cobranza.cartera.lotes_de_cancelacion import informado, rotulo
from cobranza.tramites.papeles import concepto_de, contribuyente_de

if TYPE_CHECKING:
    from cobranza.tramites.libro_de_pasos import Tramite
    from cobranza.tramites.tramitar import Caso

CAUSALES = {
    "200_udi": "importe de hasta 200 UDI",
    "20000_udi": "importe de hasta 20,000 UDI y costo mayor al 75 %",
    "costo_mayor": "costo igual o mayor al importe",
    "insolvencia": "insolvencia sin bienes embargables",
    "no_localizado": "deudor no localizable",
    "fallecimiento": "deudor fallecido sin bienes",
}
_FUENTES = {"registro_publico": "Registro público", "vehicular": "Padrón vehicular", "bancaria": "Cuentas bancarias",
            "catastro": "Catastro", "padron": "Padrón", "visita": "Visita", "otra": "Otra"}  # fmt: skip


def causal_dicha(caso: Caso) -> str:
    """La causal, como la dice el documento; la de incosteabilidad, según el tope que cumple."""
    causal = str(caso.datos["causal"])
    if causal == "incosteabilidad":
        causal = str(caso.datos["adeudo"]["causal"] or "costo_mayor")
    return CAUSALES.get(causal, CAUSALES["costo_mayor"])


def dictamen(caso: Caso) -> Mapping[str, Any]:
    """El dictamen: todo lo que debe el deudor, con qué se compara, qué se buscó y el sentido."""
    d, adeudo = caso.datos, caso.datos["adeudo"]
    dicho = {
        "contribuyente": contribuyente_de(caso.conexion, caso.asunto[0]),
        "causal": causal_dicha(caso),
        "creditos": _creditos(caso, adeudo["importes"]),
        "total": texto(adeudo["total"]),
        "al": adeudo["al"],
        "udi": texto(adeudo["udi"], 6),
        "tope_200": texto(adeudo["tope_200"]),
        "tope_20000": texto(adeudo["tope_20000"]),
        "costo": texto(int(d["costo"])) if d.get("costo") else None,
        "costo_como": d.get("costo_como"),
        "busquedas": [
            {
                "fuente": _FUENTES[b["fuente"]],
                "fecha": _iso(b["fecha"]),
                "resultado": b["resultado"].replace("_", " "),
            }
            for b in d.get("busquedas") or ()
        ],
        "litigio": "ninguno de los créditos que se proponen tiene un medio de defensa sin resolver a esa fecha.",
        "prescripcion": "ninguno había prescrito a esa fecha.",
        "motivacion": d["motivacion"],
        "sentido": "no procede" if caso.estado.clave == "NO_PROCEDE" else "procede",
    }
    if caso.estado.clave == "NO_PROCEDE" and adeudo["estorban"]:
        dicho["litigio"] = dicho["prescripcion"] = "; ".join(f"{f}: {m}" for f, m in adeudo["estorban"].items())
    return {nombre: valor for nombre, valor in dicho.items() if valor}


def acuerdo(caso: Caso) -> Mapping[str, Any]:
    """El acuerdo: lo que se cancela y por qué le toca a ese nivel."""
    assert caso.tramite is not None
    procede = caso.tramite.de("PROCEDE")
    assert procede is not None
    importes = {f: i for f, i in caso.datos["adeudo"]["importes"].items() if f in caso.asunto}
    return {
        "contribuyente": contribuyente_de(caso.conexion, caso.asunto[0]),
        "dictamen": f"{caso.numero}-{procede.orden:02d}-01",
        "dictaminado_el": procede.fecha.isoformat(),
        "causal": causal_dicha(caso),
        "creditos": _creditos(caso, importes),
        "total": texto(sum(importes.values())),
        "nivel": caso.datos["adeudo"]["nivel"],
        "ilustrativos": [rotulo("el nivel de quien autoriza")],
    }


def relacion(lote: str, tramites: Sequence[Tramite], muestra: set[str], cuadrado: bool) -> Mapping[str, Any]:
    """La relación de lo que un lote canceló, por causal; sin datos si aún no cancela nada."""
    dias = [p.fecha for t in tramites for p in t.pasos if p.estado == "CANCELADO"]
    dicho = informado(tramites, min(dias), max(dias)) if dias else {}
    if not dicho:
        return {}
    de_quien = {f: t.numero for t in tramites for f in t.datos["folios"]}
    por_causal: dict[str, list[int]] = defaultdict(list)
    for (_, causa), importe in dicho.items():
        por_causal[causa].append(importe)
    revisados = sum(len(t.datos["folios"]) for t in tramites if t.numero in muestra)
    hallazgos = sorted({str(t.datos["muestra_revisada"]) for t in tramites if t.numero in muestra
                        and t.datos.get("muestra_revisada")})  # fmt: skip
    como = "coincide" if cuadrado else "NO coincide: revísalo con «cobranza tramite cuadre» antes de informarlo"
    return {
        "desde": min(dias).isoformat(),
        "hasta": max(dias).isoformat(),
        "por_causal": [
            {"causal": c.capitalize().replace("_", " "), "cuantos": len(i), "importe": texto(sum(i))}
            for c, i in sorted(por_causal.items())
        ],
        "creditos": [
            {"folio": f, "causal": c.capitalize().replace("_", " "), "acuerdo": de_quien[f], "importe": texto(i)}
            for (f, c), i in sorted(dicho.items())
        ],
        "total": texto(sum(dicho.values())),
        "revisados": revisados,
        "hallazgos": "; ".join(hallazgos) or "Sin hallazgos.",
        "cuadre": f"Lote {lote}: lo relacionado, {pesos(sum(dicho.values()))}, {como} con lo que canceló el libro.",
        "ilustrativos": [rotulo("el tamaño del lote y de la muestra")],
    }


def _creditos(caso: Caso, importes: Mapping[str, int]) -> list[dict[str, str]]:
    return [{"folio": f, "concepto": concepto_de(caso.conexion, f), "importe": texto(i)} for f, i in importes.items()]


def _iso(valor: Any) -> str:
    return valor.isoformat() if isinstance(valor, date) else str(valor)
