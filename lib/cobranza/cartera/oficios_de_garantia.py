"""Los datos de los documentos de una garantía, tomados de los pasos de su trámite y del registro de sus créditos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from cobranza.base.dinero import texto
from cobranza.base.fechas import dia, fecha_de
from cobranza.ley.proporciones import proporcion
from cobranza.tramites.papeles import concepto_de, contribuyente_de, credito_de

if TYPE_CHECKING:
    from cobranza.ley.plazo import Plazo
    from cobranza.tramites.tramitar import Caso

_CLASES = {
    "billete_de_deposito": "billete de depósito",
    "carta_de_credito": "carta de crédito",
    "obligacion_solidaria": "obligación solidaria de tercero",
    "embargo_en_via_administrativa": "embargo en la vía administrativa",
}
_RESULTADOS = {
    "CALIFICADA": "se califica de idónea y suficiente",
    "REQUERIDA_COMPLEMENTAR": "se requiere complementarla",
    "NO_ACEPTADA": "no se acepta",
}
_MOTIVOS = {
    "pago_total": "pago total",
    "sustitucion": "sustitución por otra garantía",
    "sin_efectos": "el crédito quedó sin efectos",
    "otra_causa": "otra causa",
}


def ambito_de(caso: Caso) -> str:
    """El ámbito de su primer crédito; federal si aún no hay cuál."""
    tramite = caso.tramite.datos if caso.tramite else {}
    folios = caso.datos.get("folios") or tramite.get("folios")
    return credito_de(caso.conexion, folios[0])["ambito"] if folios else "federal"


def calificacion(caso: Caso) -> Mapping[str, Any]:
    """La calificación: qué debe cubrir, qué se revisó y el resultado."""
    d, requerido = caso.datos, caso.datos["requerido"]
    dicho = {
        "contribuyente": contribuyente_de(caso.conexion, caso.asunto[0]),
        "ofrecida_el": _abierta_el(caso),
        "para_que": d["para_que"],
        "garantia": _garantia(caso),
        "creditos": _creditos(caso, [*requerido["debido"].items()]),
        "al": requerido["al"],
        "actualizado": texto(requerido["actualizado"]),
        "accesorios": texto(requerido["accesorios"]),
        "doce_meses": texto(requerido["doce_meses"]),
        "requerido": texto(requerido["total"]),
        "orden": d.get("imposibilidad"),
        "idoneidad": d["idoneidad"],
        "resultado": _RESULTADOS[caso.estado.clave],
        "motivos": d.get("motivos") if caso.estado.clave != "CALIFICADA" else None,
    }
    return {nombre: valor for nombre, valor in dicho.items() if valor}


def aceptacion(caso: Caso) -> Mapping[str, Any]:
    """La aceptación: qué cubre, dónde queda y cuándo debe ampliarse."""
    d, requerido, de = caso.datos, caso.datos["requerido"], caso.normas.de(ambito_de(caso))
    assert caso.tramite is not None
    calificada = caso.tramite.de("CALIFICADA")
    assert calificada is not None
    meses = proporcion(de, "garantia_meses", caso.al).entero
    return {
        "contribuyente": contribuyente_de(caso.conexion, caso.asunto[0]),
        "calificacion": f"{caso.numero}-{calificada.orden:02d}-01",
        "calificada_el": calificada.fecha.isoformat(),
        "garantia": _garantia(caso),
        "creditos": _creditos(caso, [*requerido["debido"].items()]),
        "requerido": texto(requerido["total"]),
        "revision": fecha_de(int(de.calendario.mas_meses(dia(caso.al), meses))).isoformat(),
        "resguardo": d["resguardo"],
    }


def ampliacion(
    caso: Caso, requerido: int, falta: int, debido: Sequence[tuple[str, int]], plazo: Plazo
) -> Mapping[str, Any]:
    """El requerimiento de ampliarla o sustituirla."""
    dicho = {
        "contribuyente": contribuyente_de(caso.conexion, caso.asunto[0]),
        "garantia": _garantia(caso),
        "creditos": _creditos(caso, debido),
        "al": caso.al.isoformat(),
        "requerido": texto(requerido),
        "cubierto": texto(requerido - falta),
        "faltante": texto(falta),
        "plazo_dias": plazo.cantidad,
        "norma_del_plazo": plazo.fundamento.lower(),
    }
    return dicho | (
        {"ilustrativos": [f"plazo de {plazo.impreso} ({plazo.fundamento.lower()})"]} if plazo.es_meta else {}
    )


def liberacion(caso: Caso) -> Mapping[str, Any]:
    """La liberación, con cómo quedó cada crédito."""
    motivo = _MOTIVOS[caso.datos["causa"]]
    como = {"pago_total": "pagado", "sin_efectos": "sin efectos"}.get(caso.datos["causa"], motivo)
    dicho = {
        "contribuyente": contribuyente_de(caso.conexion, caso.asunto[0]),
        "garantia": _garantia(caso),
        "creditos": [{"folio": folio, "como_quedo": como} for folio in caso.asunto],
        "motivo": motivo,
        "detalle": caso.datos["detalle"],
        "destinatario": caso.datos.get("emisor"),
    }
    return {nombre: valor for nombre, valor in dicho.items() if valor}


def _garantia(caso: Caso) -> dict[str, Any]:
    d = caso.datos
    dicha = {
        "clase": _CLASES.get(d["clase"], d["clase"]),
        "emisor": d.get("emisor"),
        "identificacion": d["identificacion"],
        "monto": texto(int(d["monto"])),
        "desde": _iso(d["desde"]),
        "hasta": _iso(d["hasta"]) if d.get("hasta") else None,
    }
    return {nombre: valor for nombre, valor in dicha.items() if valor}


def _creditos(caso: Caso, debido: Sequence[tuple[str, int]]) -> list[dict[str, str]]:
    return [
        {"folio": folio, "concepto": concepto_de(caso.conexion, folio), "importe": texto(importe)}
        for folio, importe in debido
    ]


def _abierta_el(caso: Caso) -> str:
    assert caso.tramite is not None
    return caso.tramite.abierto_el.isoformat()


def _iso(valor: Any) -> str:
    return valor.isoformat() if isinstance(valor, date) else str(valor)
