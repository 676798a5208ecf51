"""Los datos de los documentos de una nómina: el oficio de trámite de pago y el recibo de cada persona."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cobranza.base.dinero import texto
from cobranza.nomina.analitica import relacion
from cobranza.nomina.netos import DESCUENTOS
from cobranza.nomina.partes import A_PERSONA
from cobranza.nomina.versiones import Version
from cobranza.papel import palabras

RENGLONES = 100
"""Con más (tres hojas), un recibo ya no se lee de pie al firmarlo: va por regla."""


def oficio_de_pago(de: Version, suficiencia: str) -> dict[str, Any]:
    """El oficio con que se pide el pago: sumas por delegación, sin nombres ni cuentas."""
    n, nombres = de.resultado, palabras.delegaciones()
    filas = n.por_delegacion.assign(descuentos=n.por_delegacion[[*DESCUENTOS]].sum(axis=1))
    por_delegacion = filas.groupby("delegacion")[["bruto", "descuentos", "neto"]].sum()
    sumas = {c: texto(int(por_delegacion[c].sum())) for c in ("bruto", "descuentos", "neto")}
    return _de_la_version(de) | {
        "suficiencia": suficiencia,
        "personas": int((n.personas["neto"] > 0).sum()),
        "por_delegacion": [
            {"delegacion": nombres.get(str(d), str(d))} | {str(c): texto(int(v)) for c, v in fila.items()}
            for d, fila in por_delegacion.iterrows()
        ],
        **sumas,
        "fondos": texto(n.fondos),
    }


def recibos(de: Version) -> list[dict[str, Any]]:
    """El recibo de cada persona que ganó algo, con cada renglón de que sale."""
    n = de.resultado
    partes = n.partes[n.partes["destino"] == A_PERSONA]
    suyas = {str(q): filas for q, filas in relacion(partes, n.cobros, n).groupby("beneficiario", observed=True)}
    ganan = n.personas[n.personas["bruto"] > 0]
    return [_recibo(de, p, suyas[str(p["numero_empleado"])].to_dict("records")) for p in ganan.to_dict("records")]


def sumas_de_recibos(de: Version) -> list[dict[str, Any]]:
    """Los mismos recibos sin sus renglones: lo que cada uno dice que se paga."""
    ganan = de.resultado.personas[de.resultado.personas["bruto"] > 0]
    return [_recibo(de, p, []) for p in ganan.to_dict("records")]


def _recibo(de: Version, persona: Mapping[Any, Any], renglones: list[Any]) -> dict[str, Any]:
    importes = {"bruto": "bruto", "isr": "retencion", "pension": "pension", "reversas": "descuento", "otras": "otras",
                "neto": "neto"}  # fmt: skip
    nombres = palabras.actos()
    return _de_la_version(de) | {
        "numero": str(persona["numero_empleado"]),
        **{campo: str(persona[campo]) for campo in ("nombre", "rfc", "clabe")},
        "renglones": _por_regla(renglones)
        if len(renglones) > RENGLONES
        else [
            {
                "credito": str(r["folio"]),
                "recibo": str(r["recibo"]),
                "diligencia": f"{nombres.get(str(r['acto']), str(r['acto']))}, {r['diligencia']}",
                "regla": f"{r['regla']}, {r['porcentaje']} %",
                "importe": texto(int(r["importe"])),
            }
            for r in renglones
        ],
        **{campo: texto(int(persona[columna])) for campo, columna in importes.items()},
    }


def _por_regla(renglones: Sequence[Mapping[Any, Any]]) -> list[dict[str, str]]:
    """Un renglón por regla, con cuántos créditos y recibos suma: cada uno va en la relación analítica."""
    suyos: dict[str, list[Mapping[Any, Any]]] = {}
    for r in renglones:
        suyos.setdefault(f"{r['regla']}, {r['porcentaje']} %", []).append(r)
    return [
        {
            "credito": palabras.creditos(len({r["folio"] for r in de})),
            "recibo": palabras.cuantos(len({r["recibo"] for r in de}), "recibo", "recibos"),
            "diligencia": "Cada una, en la relación analítica",
            "regla": regla,
            "importe": texto(sum(int(r["importe"]) for r in de)),
        }
        for regla, de in sorted(suyos.items())
    ]


def _de_la_version(de: Version) -> dict[str, Any]:
    n = de.resultado
    dicho: dict[str, Any] = {
        "nomina": de.nomina,
        "version": de.version,
        "sello": de.sello,
        "desde": n.desde.isoformat(),
        "hasta": n.hasta.isoformat(),
        "pago": n.fecha_pago.isoformat(),
    }
    if claves := [norma.clave for norma in n.normas if norma.es_ilustrativa]:
        dicho["ilustrativos"] = [f"norma de reparto {clave}" for clave in claves]
    return dicho
