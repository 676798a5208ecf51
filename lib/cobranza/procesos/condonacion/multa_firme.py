"""Qué multa se puede reducir: la fiscal, una sola vez, firme y sin acto conexo en disputa (CFF, art. 74)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cobranza.base.dinero import pesos
from cobranza.base.fechas import fecha_corta
from cobranza.base.impedimento import Impedimento
from cobranza.cartera.en_curso import EnCurso, en_curso
from cobranza.cartera.multas import multa_debida, por_que_no_es_firme, ultimo_para_impugnar
from cobranza.ingesta.anotacion import tablas_de
from cobranza.libros.lecturas import de_la_misma_resolucion
from cobranza.papel import palabras
from cobranza.tramites.libro_de_pasos import todos
from cobranza.tramites.papeles import credito_de
from cobranza.tramites.tramitar import Caso

TIPO = "condonacion"


def en(caso: Caso, folio: str = "") -> EnCurso:
    """El crédito de la multa (u otro) como está el día del caso."""
    folio = folio or str(caso.asunto)
    return en_curso(tablas_de(caso.conexion, folio), caso.normas, folio, caso.al)


def ambito(caso: Caso) -> str:
    """El ordenamiento del crédito."""
    return credito_de(caso.conexion, str(caso.asunto))["ambito"]


def procede(caso: Caso) -> list[Impedimento]:
    """Sólo multa fiscal, una vez, firme y sin acto conexo en disputa."""
    e, tablas = en(caso), tablas_de(caso.conexion, str(caso.asunto))
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
    impugnados = [f for f in dict.fromkeys([*hallados, *dichos]) if en(caso, f).credito["controvertido"]]
    motivos = [f"Está impugnado: {', '.join(impugnados)}."] if impugnados else []
    motivos += ["El acto está en un procedimiento de un tratado."] if caso.datos.get("en_tratado") else []
    if not motivos:
        return []
    fundamento = "CFF art. 74, cuarto párrafo"
    que_hacer = "Espera a que se resuelva el acto conexo."
    return [caso.estado.impide("CDN04", "Un acto conexo está en disputa", " ".join(motivos), que_hacer, fundamento)]


def garantiza(caso: Caso) -> list[Impedimento]:
    """Que esté garantizada si se pide suspender (art. 74, tercer párrafo)."""
    if not caso.datos.get("pide_suspension") or en(caso).credito["garantizado"]:
        return []
    evidencia = f"Pide suspensión y {caso.asunto} no está garantizado el {caso.al}."
    que_hacer = "Garantiza antes el interés fiscal, o pide la reducción sin suspensión."
    fundamento = "CFF art. 74, tercer párrafo"
    return [caso.estado.impide("CDN05", "Suspensión sin garantía", evidencia, que_hacer, fundamento)]


def por_que_es_firme(caso: Caso) -> dict[str, Any]:
    """Con qué se dice en la resolución que está firme; nada si no lo está."""
    e, tablas = en(caso), tablas_de(caso.conexion, str(caso.asunto))
    if por_que_no_es_firme(e, tablas):
        return {}  # lo dice su comprobación
    notificacion, ultimo = e.credito["notificacion"], fecha_corta(ultimo_para_impugnar(e, tablas))
    cuando = "" if pd.isna(notificacion) else f"se notificó el {fecha_corta(notificacion.date())} y "
    return {
        "firmeza": f"La multa {cuando}se pudo impugnar hasta el {ultimo}; ni ella ni un acto conexo está en disputa."
    }
