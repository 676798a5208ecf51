"""El expediente de un crédito: integrar sus piezas, observarlo, prestarlo, darlo por completo y archivarlo (F09).

Una pieza no se reemplaza: se integra otra. Su archivo está en el depósito, con su huella; aquí no se abre ni se lee.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from cobranza.almacen.deposito import BIEN, HUELLA, el_de_la_oficina
from cobranza.base.catalogos import tabla
from cobranza.base.impedimento import Impedimento
from cobranza.cartera.creditos_en_curso import cartera_en_curso
from cobranza.cartera.integracion import OBSERVA, TIPO, exigibles, expediente_de, fallas, fojas_de, indice
from cobranza.ingesta.anotacion import tablas_de
from cobranza.tramites.libro_de_pasos import plegado, todos
from cobranza.tramites.papeles import concepto_de, contribuyente_de, quien_firma
from cobranza.tramites.tramitar import Caso, Proceso, Vencimiento

if TYPE_CHECKING:
    from cobranza.ley.norma import Normas

_REVISA = (OBSERVA, "COMPLETO_A_LA_ETAPA", "SOLVENTADO", "CERRADO")
"""Los pasos de quien revisa: el último firma la cédula."""


def exigidos_hoy(tablas: Mapping[str, pd.DataFrame], normas: Normas, al: date) -> pd.DataFrame:
    """Los documentos que se exigen a un crédito ese día (`exigibles`), de lo que dicen los libros (`tablas_de`)."""
    actos = tablas["acto"].assign(forma=lambda a: a["forma"].fillna(""))
    actos = actos.assign(fecha=pd.to_datetime(actos["fecha"]).astype("datetime64[s]"))
    cartera = cartera_en_curso(tablas, normas, al).reset_index(drop=True)
    return exigibles(cartera, actos[actos["fecha"] <= pd.Timestamp(al)])


def _una_viva(caso: Caso) -> list[Impedimento]:
    if tablas_de(caso.conexion, str(caso.asunto))["credito"].empty:
        que_hacer = "Revisa el folio; el número propio de la oficina no sirve aquí."
        return [caso.estado.impide("EXP01", "No hay ese crédito", f"No existe {caso.asunto}.", que_hacer)]
    otros = [t.numero for t in todos(caso.conexion, TIPO) if t.datos["folio"] == caso.asunto]
    if not otros:
        return []
    evidencia = f"De {caso.asunto} ya hay: {', '.join(otros)}."
    return [caso.estado.impide("EXP02", "Ya tiene su expediente", evidencia, "Sigue en ése: es uno por crédito.")]


def _integrable(caso: Caso) -> list[Impedimento]:
    """Que la pieza exista en el catálogo, tenga fojas, no sea de mañana y su archivo esté en el depósito."""
    d, impiden = caso.datos, []
    if d["pieza"] not in set(tabla("documentos")["clave"]):
        que_hacer = "Elige una de params/catalogos/documentos.csv."
        impiden.append(caso.estado.impide("EXP03", "No hay ese documento", f"«{d['pieza']}» no existe.", que_hacer))
    if d["foja_final"] < d["foja_inicial"] or d["fechada_el"] > caso.al:
        evidencia = f"Fojas {d['foja_inicial']} a {d['foja_final']}; documento del {d['fechada_el']}."
        impiden.append(caso.estado.impide("EXP04", "Fojas o fecha imposibles", evidencia, "Corrige el dato."))
    huella = str(d["huella"])
    if not HUELLA.fullmatch(huella) or (como := el_de_la_oficina().como_esta(huella)) != BIEN:
        evidencia = f"{huella[:12]}…: {como if HUELLA.fullmatch(huella) else 'no es una huella SHA-256'}."
        que_hacer = "Intégralo con «cobranza expediente integrar», que guarda el archivo y toma su huella."
        impiden.append(caso.estado.impide("EXP05", "Su archivo no está en el depósito", evidencia, que_hacer))
    elif caso.tramite and (ya := [p.clave for p in expediente_de(caso.tramite).piezas if p.huella == huella]):
        evidencia = f"Ese mismo archivo ya es la pieza {ya[0]}."
        que_hacer = "Digitaliza cada documento por separado."
        impiden.append(caso.estado.impide("EXP06", "El archivo ya está integrado", evidencia, que_hacer))
    return impiden


def _completo(caso: Caso) -> list[Impedimento]:
    """Que estén todos los documentos que hoy se exigen y bien foliados."""
    assert caso.tramite is not None, "nadie completa un expediente al abrirlo"
    e = expediente_de(caso.tramite)
    con = indice(exigidos_hoy(tablas_de(caso.conexion, str(caso.asunto)), caso.normas, caso.al), [e])
    faltan = con.loc[~con["presente"], "clave"].tolist()
    impiden = []
    if faltan:
        evidencia = f"Faltan {len(faltan)} de {len(con)}: {', '.join(faltan[:12])}."
        impiden.append(caso.estado.impide("EXP07", "Le faltan documentos", evidencia, "Intégralos o búscalos."))
    if mal := fallas(e):
        que_hacer = "Corrige el foliado o la fecha integrando otra vez la pieza."
        impiden.append(caso.estado.impide("EXP08", "Está mal integrado", f"{'; '.join(mal)}.", que_hacer))
    return impiden


def _sin_adeudo(caso: Caso) -> list[Impedimento]:
    c = cartera_en_curso(tablas_de(caso.conexion, str(caso.asunto)), caso.normas, caso.al)
    if c["vida"].iloc[0] != "VIGENTE":
        return []
    evidencia = f"{caso.asunto} sigue vigente el {caso.al}."
    return [caso.estado.impide("EXP09", "El crédito sigue vivo", evidencia, "Se cierra con su baja o cancelación.")]


def _por_venir(caso: Caso) -> list[Impedimento]:
    limite = caso.datos["solventar_el" if caso.estado.clave == OBSERVA else "devolver_el"]
    if limite >= caso.al:
        return []
    evidencia = f"El límite es el {limite} y el paso, del {caso.al}."
    return [caso.estado.impide("EXP10", "El límite ya pasó", evidencia, "Di un día por venir.")]


def _de_la_plantilla(caso: Caso) -> list[Impedimento]:
    if caso.datos["prestado_a"] in set(tablas_de(caso.conexion)["persona"]["numero_empleado"]):
        return []
    evidencia = f"«{caso.datos['prestado_a']}» no está en la plantilla."
    return [caso.estado.impide("EXP11", "No se sabe a quién se presta", evidencia, "Di su número de empleado.")]


def _observado(caso: Caso) -> list[Impedimento]:
    if caso.tramite and caso.tramite.de(OBSERVA):
        return []
    return [caso.estado.impide("EXP12", "Nadie lo ha observado", f"{caso.numero} no tiene observación.", "Nada.")]


def cedula(caso: Caso) -> Mapping[str, Any]:
    """La cédula del expediente como estaba ese día; vacía si aún no se abría."""
    pasos = tuple(p for p in caso.tramite.pasos if p.fecha <= caso.al) if caso.tramite else ()
    if not pasos:
        return {}
    e = expediente_de(plegado(pasos))
    con = indice(exigidos_hoy(tablas_de(caso.conexion, e.folio), caso.normas, caso.al), [e])
    revisa = next((p for p in reversed(pasos) if p.estado in _REVISA), pasos[-1])
    fojas = {p.clave: fojas_de(p) for p in e.piezas}
    dicha: dict[str, Any] = {
        "contribuyente": contribuyente_de(caso.conexion, e.folio),
        "credito": e.folio,
        "concepto": concepto_de(caso.conexion, e.folio),
        "fojas": e.fojas,
        "exigibles": len(con),
        "presentes": int(con["presente"].sum()),
        "documentos": [
            {"clave": str(clave), "documento": str(documento), "donde": fojas.get(str(clave), "falta")}
            for clave, documento in zip(con["clave"], con["documento"], strict=True)
        ],
        "autoriza": quien_firma(caso.conexion, revisa, caso.al),
    }
    if e.ubicacion:
        dicha["ubicacion"] = e.ubicacion
    if mal := fallas(e):
        dicha["mal"] = mal
    if revisa.estado == OBSERVA:
        dicha |= {
            "observacion": str(revisa.datos["observacion"]),
            "a_mas_tardar": str(revisa.datos["solventar_el"]),
        }
    return dicha


def _vencimientos(caso: Caso) -> list[Vencimiento]:
    estado, d = caso.tramite.estado if caso.tramite else "", caso.datos
    if estado == "PRESTADO":
        return [Vencimiento("Devolver el expediente", d["devolver_el"], caso.tipo.fundamento)]
    if estado == OBSERVA:
        return [Vencimiento("Solventar lo observado", d["solventar_el"], caso.tipo.fundamento)]
    return []


PROCESO = Proceso(
    TIPO,
    comprueba={
        "una_viva": _una_viva,
        "integrable": _integrable,
        "completo": _completo,
        "sin_adeudo": _sin_adeudo,
        "por_venir": _por_venir,
        "de_la_plantilla": _de_la_plantilla,
        "observado": _observado,
    },
    del_dia={"cedula_de_expediente": cedula},
    vencimientos=_vencimientos,
)
