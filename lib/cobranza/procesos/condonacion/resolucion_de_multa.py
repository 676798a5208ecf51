"""Los documentos de la reducción: la resolución y los avisos a la delegación."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cobranza.base.dinero import pesos, texto
from cobranza.cartera.multas import CAUSALES
from cobranza.papel import palabras
from cobranza.procesos.condonacion.firmas import cuantas, pide_dos
from cobranza.procesos.condonacion.resto_de_la_multa import PLAZO
from cobranza.tramites.facultados import titulo_de
from cobranza.tramites.papeles import concepto_de, contribuyente_de, credito_de
from cobranza.tramites.tramitar import Caso


def resolucion(caso: Caso) -> Mapping[str, Any]:
    """La resolución que autoriza o niega; la que firman dos, con la segunda firma."""
    tramite, datos = caso.tramite, caso.datos
    assert tramite is not None
    autoriza = caso.estado.clave == "AUTORIZADA"
    if autoriza and pide_dos(datos, tramite.pasos[-1].fecha) and cuantas(tramite) < 2:
        return {}
    folio = str(caso.asunto)
    primero = next((p for p in tramite.pasos if p.estado == "AUTORIZADA"), tramite.pasos[-1])
    tambien = [{"puesto": titulo_de(primero.rol)}] if autoriza and cuantas(tramite) > 1 else None
    ilustrativos = ["por ciento y tope por puesto", f"{PLAZO}: plazo para pagar el resto", "criterio de la reducción"]
    return {
        "contribuyente": contribuyente_de(caso.conexion, folio),
        "solicitud": tramite.abierto_el.isoformat(),
        "credito": folio,
        "concepto": concepto_de(caso.conexion, folio),
        "firmeza": datos["firmeza"],
        "sentido": "se autoriza" if autoriza else "se niega",
        "causal": CAUSALES[datos["causal"]],
        "motivacion": datos["motivacion"],
        "multa": texto(datos["multa"]),
        "porcentaje": texto(datos["porcentaje"]) if autoriza else "0",
        "reducido": texto(datos["reducido"]) if autoriza else "0.00",
        "a_pagar": texto(datos["a_pagar"] if autoriza else datos["multa"]),
        "ilustrativos": ilustrativos,
    } | ({"tambien_firman": tambien} if tambien else {})


def aviso(caso: Caso) -> Mapping[str, Any]:
    """El aviso a la delegación: se aplicó, caducó o se restauró."""
    de = credito_de(caso.conexion, str(caso.asunto))
    aplicada = caso.estado.clave == "APLICADA"
    resuelto = {
        "APLICADA": f"Se redujo la multa en {pesos(caso.datos.get('aplicado', 0))}: el resto se pagó en su plazo",
        "CADUCADA": "La reducción caducó: el resto no se pagó en su plazo y la multa se debe completa",
        "RESTAURADA": f"La reducción quedó sin efectos. {str(caso.datos.get('motivo', '')).rstrip('.')}",
    }[caso.estado.clave]
    return {
        "delegacion": palabras.delegaciones().get(de["delegacion"], de["delegacion"]),
        "asunto": "Reducción de multa",
        "creditos": [{"folio": str(caso.asunto), "que_se_resolvio": f"{resuelto} ({caso.numero})"}],
        "que_hacer": ["Agregarlo al expediente." if aplicada else "Continuar el cobro de la multa completa."],
        "ilustrativos": [f"{PLAZO}: plazo para pagar el resto"],
    }
