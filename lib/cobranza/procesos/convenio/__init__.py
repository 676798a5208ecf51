"""El pago a plazos: quién lo autoriza, con qué requisitos, y lo que le pasa solo (caduca o se termina de pagar).

El dinero no se calcula aquí: el adeudo, la tabla, la mora y la caducidad son los de `cuenta`, los mismos que dicen el
libro y `explica`. Fundamento: CFF, arts. 66 y 66-A. Lo que exige (`requisitos`), lo que guarda (`tabla_convenida`),
lo que le pasa (`cumplimiento`), sus documentos (`papeles_de_plazos`) y la comparación de plazos (`comparar_plazos`);
aquí, los actos que asienta.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from cobranza.cartera import plazos_en_papel as papel
from cobranza.cartera.reapertura import sin_efectos
from cobranza.procesos.convenio import cumplimiento, papeles_de_plazos, requisitos, tabla_convenida
from cobranza.procesos.convenio.comparar_plazos import PREGUNTA, simular
from cobranza.procesos.convenio.creditos_del_convenio import ambito
from cobranza.procesos.convenio.papeles_de_plazos import con_contribuyente, con_creditos, del_dia
from cobranza.tramites.tramitar import Caso, Proceso, Simulacion


def _anota(caso: Caso, acto: str, fecha: date, **otros: str) -> list[Mapping[str, Any]]:
    assert caso.anotar is not None
    comun = {"acto": acto, "fecha": fecha.isoformat(), "documento": caso.numero} | otros
    return [caso.anotar({"folio": f, **comun}) for f in caso.asunto]


def _convenio(caso: Caso) -> list[Mapping[str, Any]]:
    ultima = str(caso.datos["tabla"][-1]["vence"])
    dicho = {"forma": str(caso.datos["modalidad"]).upper(), "hasta": ultima, "resultado": _como_se_garantiza(caso)}
    if papel.es_diferido(caso.datos):
        return _anota(caso, "CONVENIO", caso.al, **dicho | {"hasta": caso.datos["liquida_el"].isoformat()})
    return _anota(caso, "CONVENIO", caso.al, **dicho, parcialidades=str(caso.datos["parcialidades"]))


def _como_se_garantiza(caso: Caso) -> str:
    """El pago inicial y la garantía de varios créditos son de todos juntos: los exige este trámite, no cada uno."""
    if len(caso.asunto) > 1:
        return "DE_VARIOS_CREDITOS"
    return "DISPENSADO" if caso.datos.get("dispensa") else "GARANTIZADO"


def _solicita(caso: Caso) -> list[Mapping[str, Any]]:
    return _anota(caso, "SOLICITUD_PLAZOS", caso.datos["solicitud"])


def _solicita_de_nuevo(caso: Caso) -> list[Mapping[str, Any]]:
    antes = caso.tramite.datos["solicitud"] if caso.tramite else ""
    return _solicita(caso) if str(caso.datos["solicitud"]) != str(antes) else []


def _modifica(caso: Caso) -> list[Mapping[str, Any]]:
    return [*_solicita(caso), *_convenio(caso)]


def _reabre(caso: Caso) -> list[Mapping[str, Any]]:
    """Del CUMPLIDO se vuelve con un acto que lo deja sin efectos; de los demás estados, sin ninguno."""
    vuelve = caso.tramite is not None and caso.tramite.estado == "CUMPLIDO"
    return sin_efectos(caso, "CONVENIO_CUMPLIDO", "CONVENIO_REABIERTO") if vuelve else []


PROCESO = Proceso(
    "convenio",
    comprueba={
        "asunto_claro": requisitos.asunto_claro,
        "plazo_admitido": requisitos.plazo_admitido,
        "procedencia": requisitos.procedencia,
        "pago_inicial": requisitos.pago_inicial_hecho,
        "garantia_ofrecida": requisitos.garantia_ofrecida,
        "garantia_vigente": requisitos.garantia_vigente,
        "sigue_en_pie": cumplimiento.sigue_en_pie,
        "una_sola_vez": requisitos.una_sola_vez,
        "plazo_en_conjunto": requisitos.plazo_en_conjunto,
        "reapertura_cierta": cumplimiento.reapertura_cierta,
        "causa_cierta": cumplimiento.causa_cierta,
    },
    calcula={
        "cotiza": tabla_convenida.cotiza,
        "cotiza_otra_vez": tabla_convenida.cotiza_otra_vez,
        "saldo_al_revocar": tabla_convenida.saldo_al_revocar,
    },
    efectos={
        "solicita": _solicita,
        "solicita_de_nuevo": _solicita_de_nuevo,
        "autoriza": _convenio,
        "modifica": _modifica,
        "cumple": lambda caso: _anota(caso, "CONVENIO_CUMPLIDO", caso.al),
        "reabre": _reabre,
        "revoca": lambda caso: _anota(caso, "CONVENIO_REVOCADO", caso.al),
    },
    documentos={
        "autorizacion_de_plazos": lambda caso: con_creditos(caso, papel.autorizacion(caso.datos)),
        "convenio": papeles_de_plazos.papel_convenio,
        "ficha_de_pago": lambda caso: [con_contribuyente(caso, f) for f in papel.fichas(caso.numero, caso.datos)],
        "aviso_contable": lambda caso: papel.devengado(caso.numero, caso.al.isoformat(), caso.datos),
        "revocacion": papeles_de_plazos.papel_revocacion,
    },
    del_dia={
        "ficha_de_pago": lambda caso: [con_contribuyente(caso, f) for f in del_dia(caso, papel.fichas_del_dia)],
        "aviso_de_incumplimiento": lambda caso: con_contribuyente(caso, del_dia(caso, papel.incumplimiento)),
        "aviso_contable": lambda caso: del_dia(caso, papel.recaudado),
        "estado_de_cuenta": papeles_de_plazos.estados_de_cuenta,
    },
    observa={
        "INCUMPLIDO": cumplimiento.se_incumplio,
        "VIGENTE": cumplimiento.sigue,
        "CUMPLIDO": cumplimiento.se_cumplio,
    },
    vencimientos=cumplimiento.vencimientos,
    avisos=cumplimiento.avisos,
    simula=Simulacion(PREGUNTA, simular),
    ambito=ambito,
)
