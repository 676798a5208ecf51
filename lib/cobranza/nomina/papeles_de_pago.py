"""Los datos de los documentos de una nómina: el oficio de trámite de pago y el recibo de cada persona."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cobranza.base.dinero import texto
from cobranza.nomina.analitica import relacion
from cobranza.nomina.netos import DESCUENTOS
from cobranza.nomina.partes import A_PERSONA
from cobranza.nomina.versiones import Version
from cobranza.papel import palabras

if TYPE_CHECKING:
    import pandas as pd

    from cobranza.nomina.calculo import Nomina

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
    suyas = _con_su_regla(n)
    cuantas = suyas.groupby("beneficiario")["importe"].transform("size")
    renglones = _de_cada_diligencia(suyas[cuantas <= RENGLONES]) | _por_regla(suyas[cuantas > RENGLONES])
    return [_recibo(de, p, renglones[str(p["numero_empleado"])]) for p in _ganan(n)]


def sumas_de_recibos(de: Version) -> list[dict[str, Any]]:
    """Los mismos recibos sin sus renglones: lo que cada uno dice que se paga."""
    return [_recibo(de, p, []) for p in _ganan(de.resultado)]


def _ganan(n: Nomina) -> list[dict[Any, Any]]:
    return n.personas[n.personas["bruto"] > 0].to_dict("records")


def _recibo(de: Version, persona: Mapping[Any, Any], renglones: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    importes = {"bruto": "bruto", "isr": "retencion", "pension": "pension", "reversas": "descuento", "otras": "otras",
                "neto": "neto"}  # fmt: skip
    return _de_la_version(de) | {
        "numero": str(persona["numero_empleado"]),
        **{campo: str(persona[campo]) for campo in ("nombre", "rfc", "clabe")},
        "renglones": renglones,
        **{campo: texto(int(persona[columna])) for campo, columna in importes.items()},
    }


def _con_su_regla(n: Nomina) -> pd.DataFrame:
    """Lo que le tocó a cada persona de cada cobro: beneficiario, folio, recibo, acto, diligencia, regla e importe."""
    partes = n.partes[n.partes["destino"] == A_PERSONA]
    suyas = relacion(partes, n.cobros, n)
    regla = suyas["regla"].astype("str") + ", " + suyas["porcentaje"].astype("str") + " %"
    columnas = ["beneficiario", "folio", "recibo", "acto", "diligencia", "importe"]
    return suyas[columnas].astype({"beneficiario": "str"}).assign(regla=regla)


def _de_cada_diligencia(suyas: pd.DataFrame) -> dict[str, list[dict[str, str]]]:
    """Persona → un renglón por cada cobro de que le tocó algo."""
    nombres = palabras.actos()
    renglones: dict[str, list[dict[str, str]]] = {}
    for r in suyas.to_dict("records"):
        diligencia = f"{nombres.get(str(r['acto']), str(r['acto']))}, {r['diligencia']}"
        renglon = _renglon(str(r["folio"]), str(r["recibo"]), diligencia, r["regla"], r["importe"])
        renglones.setdefault(r["beneficiario"], []).append(renglon)
    return renglones


def _por_regla(suyas: pd.DataFrame) -> dict[str, list[dict[str, str]]]:
    """Persona → un renglón por regla, con cuántos créditos y recibos suma: cada uno va en la relación analítica."""
    sumas = suyas.groupby(["beneficiario", "regla"]).agg(
        folios=("folio", "nunique"), recibos=("recibo", "nunique"), importe=("importe", "sum")
    )
    renglones: dict[str, list[dict[str, str]]] = {}
    for r in sumas.reset_index().to_dict("records"):
        creditos, recibos = palabras.creditos(r["folios"]), palabras.cuantos(r["recibos"], "recibo", "recibos")
        renglon = _renglon(creditos, recibos, "Cada una, en la relación analítica", r["regla"], r["importe"])
        renglones.setdefault(r["beneficiario"], []).append(renglon)
    return renglones


def _renglon(credito: str, recibo: str, diligencia: str, regla: str, importe: Any) -> dict[str, str]:
    en_pesos = texto(int(importe))
    return {"credito": credito, "recibo": recibo, "diligencia": diligencia, "regla": regla, "importe": en_pesos}


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
