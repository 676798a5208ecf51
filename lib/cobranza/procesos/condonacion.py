"""La reducción («condonación») de una multa firme: quién la dictamina y autoriza, qué la impide y cuándo vale.

Fundamento: CFF, art. 74. La reducción es un por ciento de la multa actualizada al día en que surte. Está sujeta a
que el resto se pague en su plazo: mientras, el crédito se debe entero; el día en que se cubre lo que la resolución
dijo se anota la CONDONACION; si no se cubre, no hubo reducción y se debe el 100 %, sin que nada haya que deshacer.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from cobranza.base.dinero import dividir_redondeando, pesos, texto
from cobranza.base.fechas import dia, fecha_corta, fecha_de
from cobranza.base.impedimento import Impedimento
from cobranza.cartera.en_curso import EnCurso, en_curso
from cobranza.cartera.multas import (
    CAUSALES,
    multa_debida,
    pagado_a_la_multa,
    por_que_no_es_firme,
    ultimo_para_impugnar,
)
from cobranza.ingesta.anotacion import tablas_de
from cobranza.ley.plazo import plazo, ultimo_dia
from cobranza.ley.plazos import surte_efectos
from cobranza.libros.lecturas import de_la_misma_resolucion, recibos_de
from cobranza.papel import palabras
from cobranza.tramites.facultados import ROTULO, doble_firma, niveles, titulo_de
from cobranza.tramites.libro_de_pasos import Tramite, todos
from cobranza.tramites.papeles import concepto_de, contribuyente_de, credito_de
from cobranza.tramites.tramitar import Caso, Ocurrido, Proceso, Vencimiento

TIPO, PLAZO = "condonacion", "MET-CONDONACION"
_TODO = 10_000
"""El cien por ciento, con los dos decimales con que se dice."""


def _en(caso: Caso, folio: str = "") -> EnCurso:
    folio = folio or str(caso.asunto)
    return en_curso(tablas_de(caso.conexion, folio), caso.normas, folio, caso.al)


# ---- qué lo impide ----


def _procede(caso: Caso) -> list[Impedimento]:
    """Sólo multa fiscal, una vez, firme y sin acto conexo en disputa."""
    e, tablas = _en(caso), tablas_de(caso.conexion, str(caso.asunto))
    return [*_hay_multa(caso, e), *_una_por_multa(caso, tablas), *_firme(caso, e, tablas), *_sin_conexo(caso)]


def _hay_multa(caso: Caso, e: EnCurso) -> list[Impedimento]:
    if multa_debida(e.credito) > 0:
        return []
    debe = ", ".join(f"{palabras.COMPONENTES.get(c, c).lower()} {pesos(v)}" for c, v in e.componentes.items() if v)
    concepto = palabras.conceptos().get(str(e.credito["concepto"]), "")
    evidencia = f"{caso.asunto} ({concepto}) no debe multa fiscal el {caso.al}; debe: {debe or 'nada'}."
    que_hacer = (
        "Sólo se reduce la multa por infracción a disposiciones fiscales, no contribuciones, recargos, gastos ni "
        "honorarios (art. 21, párrafo 11); revisa el crédito."
    )
    return [caso.estado.impide("CDN01", "No hay multa que reducir", evidencia, que_hacer)]


def _una_por_multa(caso: Caso, tablas: Mapping[str, pd.DataFrame]) -> list[Impedimento]:
    otros = [
        f"{t.numero} ({t.estado})"
        for t in todos(caso.conexion, TIPO)
        if t.datos["folio"] == caso.asunto and t.numero != caso.numero and t.de("NEGADA") is None
    ]
    if not otros:
        ya = tablas["acto"][tablas["acto"]["tipo"].eq("CONDONACION")]
        otros = [f"acto {clave}" for clave in ya["clave"]]
    if not otros:
        return []
    evidencia = f"De {caso.asunto} ya hay: {', '.join(otros)}."
    return [caso.estado.impide("CDN02", "Una reducción por multa", evidencia, "No se pide otra de la misma multa.")]


def _firme(caso: Caso, e: EnCurso, tablas: Mapping[str, pd.DataFrame]) -> list[Impedimento]:
    if evidencia := por_que_no_es_firme(e, tablas):
        que_hacer = "Espera a que quede firme: consentida o resuelta en definitiva."
        fundamento = "CFF arts. 74, cuarto párrafo, y 121"
        return [caso.estado.impide("CDN03", "La multa no está firme", evidencia, que_hacer, fundamento)]
    return []


def _sin_conexo(caso: Caso) -> list[Impedimento]:
    dichos = [f for f in caso.datos.get("conexos", ()) if f != caso.asunto]
    hallados = de_la_misma_resolucion(caso.conexion, str(caso.asunto), caso.al)
    impugnados = [f for f in dict.fromkeys([*hallados, *dichos]) if _en(caso, f).credito["controvertido"]]
    motivos = [f"Está impugnado: {', '.join(impugnados)}."] if impugnados else []
    motivos += ["El acto está en un procedimiento de un tratado."] if caso.datos.get("en_tratado") else []
    if not motivos:
        return []
    fundamento = "CFF art. 74, cuarto párrafo"
    que_hacer = "Espera a que se resuelva el acto conexo."
    return [caso.estado.impide("CDN04", "Un acto conexo está en disputa", " ".join(motivos), que_hacer, fundamento)]


def _garantiza(caso: Caso) -> list[Impedimento]:
    if not caso.datos.get("pide_suspension") or _en(caso).credito["garantizado"]:
        return []
    evidencia = f"Pide suspensión y {caso.asunto} no está garantizado el {caso.al}."
    que_hacer = "Garantiza antes el interés fiscal, o pide la reducción sin suspensión."
    fundamento = "CFF art. 74, tercer párrafo"
    return [caso.estado.impide("CDN05", "Suspensión sin garantía", evidencia, que_hacer, fundamento)]


def _porcentaje(caso: Caso) -> list[Impedimento]:
    if 0 < caso.datos["porcentaje"] <= _TODO and caso.datos["reducido"] > 0:
        return []
    evidencia = f"Se dijo {texto(caso.datos['porcentaje'])} %, que son {pesos(caso.datos['reducido'])}."
    que_hacer = "La ley permite reducir hasta el 100 %; para no reducir nada, niega la solicitud."
    return [caso.estado.impide("CDN06", "Por ciento fuera de lo que la ley permite", evidencia, que_hacer)]


def _tope(caso: Caso) -> list[Impedimento]:
    """El por ciento que alcanza cada puesto; el importe lo mira el motor, con `nivel`."""
    pedido = caso.datos["porcentaje"] * 100  # los niveles van en diezmilésimas de por ciento
    hay = niveles("condonacion_porcentaje", caso.al, lambda: 0)
    alcanzan = [n for n in hay if n.hasta is None or pedido <= n.hasta]
    if caso.quien.con_rol([n.rol for n in alcanzan]):
        return []
    evidencia = f"Es del {texto(caso.datos['porcentaje'])} % y «{caso.quien.usuario}» no alcanza a autorizarlo."
    que_hacer = f"Lo autoriza {titulo_de(alcanzan[0].rol)} ({alcanzan[0].dicho})." if alcanzan else "Nadie alcanza."
    return [caso.estado.impide("CDN07", "El por ciento rebasa el nivel de quien autoriza", evidencia, que_hacer)]


def _firmas(tramite: Tramite) -> int:
    return sum(paso.estado == "AUTORIZADA" for paso in tramite.pasos)


def _pide_dos(datos: Mapping[str, Any], al: date) -> str:
    """Cómo se dice el importe desde el que firman dos, si lo que se reduce llega; vacío si basta una firma."""
    desde = doble_firma(TIPO, al)
    return desde[1] if desde and datos["reducido"] >= desde[0] else ""


def _otra_firma(caso: Caso) -> list[Impedimento]:
    assert caso.tramite is not None
    firmas = _firmas(caso.tramite)
    if firmas < (2 if _pide_dos(caso.datos, caso.al) else 1):
        return []
    evidencia = f"Ya la autorizó quien debía el {caso.tramite.pasos[-1].fecha}."
    return [caso.estado.impide("CDN08", "Ya está autorizada", evidencia, "Notifícala.")]


def _firmada(caso: Caso) -> list[Impedimento]:
    assert caso.tramite is not None
    resuelta = caso.tramite.pasos[-1]
    if resuelta.estado != "AUTORIZADA" or not (desde := _pide_dos(caso.datos, resuelta.fecha)):
        return []
    if _firmas(caso.tramite) > 1:
        return []
    evidencia = f"Se reducen {pesos(caso.datos['reducido'])} y sólo la autorizó «{resuelta.usuario}»."
    que_hacer = f"Que la autorice otra persona: firman dos desde {desde}."
    return [caso.estado.impide("CDN09", "Falta la segunda firma", evidencia, que_hacer)]


def _notificada_despues(caso: Caso) -> list[Impedimento]:
    assert caso.tramite is not None
    resuelta = caso.tramite.pasos[-1].fecha
    if resuelta <= caso.datos["notificada_el"] <= caso.al:
        return []
    evidencia = f"Se dice notificada el {caso.datos['notificada_el']}; se resolvió el {resuelta} y hoy es {caso.al}."
    return [caso.estado.impide("CDN10", "Notificación fuera de lugar", evidencia, "Corrige la fecha.")]


# ---- qué se calcula ----


def _cuanto(caso: Caso) -> dict[str, Any]:
    """La multa de ese día, lo que se reduce y lo que queda por pagar de ella; y lo que ya se le había pagado."""
    e = _en(caso)
    multa = multa_debida(e.credito)
    reducido = int(dividir_redondeando(multa * caso.datos["porcentaje"], _TODO))
    pagado = _pagos(caso, e)
    return {
        "multa": multa,
        "reducido": reducido,
        "a_pagar": multa - reducido,
        "pagado_antes": pagado[-1][1] if pagado else 0,
    }


def _pagos(caso: Caso, e: EnCurso) -> list[tuple[date, int]]:
    return pagado_a_la_multa(tablas_de(caso.conexion, str(caso.asunto)), str(e.credito["concepto"]))


def _por_que_es_firme(caso: Caso) -> dict[str, Any]:
    e, tablas = _en(caso), tablas_de(caso.conexion, str(caso.asunto))
    if por_que_no_es_firme(e, tablas):
        return {}  # lo dice su comprobación
    notificacion, ultimo = e.credito["notificacion"], fecha_corta(ultimo_para_impugnar(e, tablas))
    cuando = "" if pd.isna(notificacion) else f"se notificó el {fecha_corta(notificacion.date())} y "
    return {
        "firmeza": f"La multa {cuando}se pudo impugnar hasta el {ultimo}; ni ella ni un acto conexo está en disputa."
    }


def _plazo_de_pago(caso: Caso) -> dict[str, Any]:
    """Cuándo surte la notificación y, si se autorizó, hasta cuándo se puede pagar el resto."""
    assert caso.tramite is not None
    norma = caso.normas.de(_ambito(caso))
    surte = int(surte_efectos(norma, dia(caso.datos["notificada_el"])))
    dicho = {"surte_el": fecha_de(surte)}
    if caso.tramite.de("AUTORIZADA") is None:
        return dicho
    return dicho | {"vence": fecha_de(int(ultimo_dia(norma, PLAZO, np.array([surte], dtype=np.int64))[0]))}


def _lo_que_reduce(caso: Caso) -> dict[str, Any]:
    """El por ciento de la multa actualizada de ese día: lo que aún se debe de ella y lo que se le pagó desde que se
    autorizó."""
    e = _en(caso)
    pagado = [hasta for cuando, hasta in _pagos(caso, e) if cuando <= caso.al]
    de_ella = multa_debida(e.credito) + (pagado[-1] if pagado else 0) - caso.datos["pagado_antes"]
    return {"aplicado": int(dividir_redondeando(de_ella * caso.datos["porcentaje"], _TODO))}


# ---- qué asienta ----


def _suspende(caso: Caso) -> list[Mapping[str, Any]]:
    assert caso.anotar is not None
    if not caso.datos.get("pide_suspension"):
        return []
    return [caso.anotar(_acto(caso, "SUSPENSION"))]


def _reanuda(caso: Caso) -> list[Mapping[str, Any]]:
    assert caso.anotar is not None and caso.tramite is not None
    suspendio = [e["clave"] for p in caso.tramite.pasos for e in p.efectos if e["acto"] == "SUSPENSION"]
    return [caso.anotar(_acto(caso, "FIN_SUSPENSION", referencia=clave)) for clave in suspendio]


def _reduce(caso: Caso) -> list[Mapping[str, Any]]:
    assert caso.anotar is not None
    causa = str(caso.datos["causal"]).upper()
    return [caso.anotar(_acto(caso, "CONDONACION", monto=texto(caso.datos["aplicado"]), resultado=causa))]


def _acto(caso: Caso, acto: str, **otros: str) -> dict[str, str]:
    return {"folio": str(caso.asunto), "acto": acto, "fecha": caso.al.isoformat(), "documento": caso.numero} | otros


# ---- qué pasa solo ----


def _cubierto_el(caso: Caso) -> date | None:
    """El día en que se cubrió lo que la resolución dijo, si sigue cubierto; None si no, o no se autorizó."""
    assert caso.tramite is not None
    if caso.tramite.de("AUTORIZADA") is None:
        return None
    desde: date = caso.datos["notificada_el"]
    falta = caso.datos["a_pagar"] + caso.datos["pagado_antes"]
    pagado = [(cuando, hasta) for cuando, hasta in _pagos(caso, _en(caso)) if cuando <= caso.al]
    if caso.datos["a_pagar"] == 0:
        return desde
    if not pagado or pagado[-1][1] < falta:
        return None
    return max(next(cuando for cuando, hasta in pagado if hasta >= falta), desde)


def _se_pago(caso: Caso) -> Ocurrido | None:
    cuando = _cubierto_el(caso)
    return Ocurrido(cuando) if cuando is not None and cuando <= caso.datos["vence"] else None


def _no_se_pago(caso: Caso) -> Ocurrido | None:
    assert caso.tramite is not None
    if caso.tramite.de("AUTORIZADA") is None or caso.al <= caso.datos["vence"] or _se_pago(caso):
        return None
    return Ocurrido(caso.datos["vence"] + timedelta(days=1))


def _vencimientos(caso: Caso) -> list[Vencimiento]:
    vence = caso.datos.get("vence")
    if caso.estado.clave != "NOTIFICADA" or not vence:
        return []
    rige = plazo(caso.normas.de(_ambito(caso)), PLAZO, caso.datos["surte_el"])
    return [Vencimiento(PLAZO, vence, f"CFF art. 74; {rige.fundamento} ({ROTULO})")]


def _avisos(caso: Caso) -> list[str]:
    if caso.estado.clave == "APLICADA":
        return _sin_sustento(caso)
    if caso.estado.clave != "NOTIFICADA" or not caso.datos.get("vence"):
        return []
    e = _en(caso)
    pagado = _pagos(caso, e)
    cubierto = (pagado[-1][1] if pagado else 0) - caso.datos["pagado_antes"]
    falta = max(caso.datos["a_pagar"] - cubierto, 0)
    antes = sum(v for c, v in e.componentes.items() if c in ("gastos", "honorarios", "recargos"))
    previo = f" y antes {pesos(antes)} de gastos y recargos (CFF, art. 20)" if antes else ""
    return [f"Faltan {pesos(falta)} de la multa{previo}, a más tardar el {fecha_corta(caso.datos['vence'])}."]


def _sin_sustento(caso: Caso) -> list[str]:
    """Los recibos que pagaron el resto y dejaron de valer: lo pagado ya se debe otra vez, y lo reducido no."""
    assert caso.tramite is not None
    autorizada, aplicada = (caso.tramite.de(estado) for estado in ("AUTORIZADA", "APLICADA"))
    assert autorizada is not None and aplicada is not None
    return [
        f"El recibo {recibo}, con que se pagó el resto, ya no vale: la reducción quedó sin sustento; revísala."
        for recibo, cuando, _, estado in recibos_de(caso.conexion, str(caso.asunto))
        if estado != "VIGENTE" and autorizada.fecha <= cuando <= aplicada.fecha
    ]


# ---- qué documentos da ----


def _resolucion(caso: Caso) -> Mapping[str, Any]:
    tramite, datos = caso.tramite, caso.datos
    assert tramite is not None
    autoriza = caso.estado.clave == "AUTORIZADA"
    if autoriza and _pide_dos(datos, tramite.pasos[-1].fecha) and _firmas(tramite) < 2:
        return {}
    folio = str(caso.asunto)
    primero = next((p for p in tramite.pasos if p.estado == "AUTORIZADA"), tramite.pasos[-1])
    tambien = [{"puesto": titulo_de(primero.rol)}] if autoriza and _firmas(tramite) > 1 else None
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


def _aviso(caso: Caso) -> Mapping[str, Any]:
    de = credito_de(caso.conexion, str(caso.asunto))
    aplicada = caso.estado.clave == "APLICADA"
    resuelto = (
        f"Se redujo la multa en {pesos(caso.datos['aplicado'])}: el resto se pagó en su plazo"
        if aplicada
        else "La reducción quedó sin efectos: el resto no se pagó en su plazo y la multa se debe completa"
    )
    return {
        "delegacion": palabras.delegaciones().get(de["delegacion"], de["delegacion"]),
        "asunto": "Reducción de multa",
        "creditos": [{"folio": str(caso.asunto), "que_se_resolvio": f"{resuelto} ({caso.numero})"}],
        "que_hacer": ["Agregarlo al expediente." if aplicada else "Continuar el cobro de la multa completa."],
        "ilustrativos": [f"{PLAZO}: plazo para pagar el resto"],
    }


def _ambito(caso: Caso) -> str:
    return credito_de(caso.conexion, str(caso.asunto))["ambito"]


PROCESO = Proceso(
    TIPO,
    comprueba={
        "procede": _procede,
        "garantiza": _garantiza,
        "porcentaje": _porcentaje,
        "tope": _tope,
        "otra_firma": _otra_firma,
        "firmada": _firmada,
        "notificada_despues": _notificada_despues,
    },
    calcula={
        "cuanto": _cuanto,
        "firmeza": _por_que_es_firme,
        "plazo_de_pago": _plazo_de_pago,
        "lo_que_reduce": _lo_que_reduce,
    },
    efectos={"suspende": _suspende, "reanuda": _reanuda, "reduce": _reduce},
    documentos={"condonacion": _resolucion, "aviso_a_delegacion": _aviso},
    observa={"APLICADA": _se_pago, "CADUCADA": _no_se_pago},
    vencimientos=_vencimientos,
    avisos=_avisos,
    ambito=_ambito,
)
