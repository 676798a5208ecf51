"""Cancelación en cuentas públicas: se propone, se investiga, se dictamina, se autoriza y puede revertirse.

No extingue (CFF, art. 146-A): el acto CANCELACION saca el saldo de la cuenta pública y REACTIVACION lo devuelve. Lo
prescrito y lo que quedó sin efectos son bajas y aquí se rechazan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cobranza.base.dinero import pesos
from cobranza.base.fechas import dia, fecha_de
from cobranza.base.impedimento import Impedimento
from cobranza.cartera import lotes_de_cancelacion as lotes
from cobranza.cartera import oficios_de_cancelacion as oficios
from cobranza.cartera.creditos_en_curso import cartera_en_curso
from cobranza.cartera.incosteables import Deuda, cancelado_de, deuda, deudores, por_que_no
from cobranza.ingesta.anotacion import folios_del_deudor, tablas_de
from cobranza.ley.plazo import ultimo_dia
from cobranza.libros.lecturas import cancelado
from cobranza.tramites import libro_de_pasos as pasos
from cobranza.tramites.facultados import Nivel, niveles, quien_es, titulo_de
from cobranza.tramites.tramitar import Caso, Ocurrido, Proceso, Vencimiento

if TYPE_CHECKING:
    from cobranza.tramites.libro_de_pasos import Tramite

_ES_BAJA = {
    "prescripcion": ("es baja por prescripción", "Declárala con su acto PRESCRIPCION_DECLARADA.", "CFF, art. 146"),
    "sin_efectos": ("es baja por resolución", "Regístrala con su acto RESOLUCION.", "CFF, art. 133"),
    "duplicado": ("es un error de captura", "Corrígelo donde se capturó.", "CFF, art. 146-A"),
}
"""Lo que no se cancela: qué es, qué hacer y en qué se apoya."""
_INVESTIGACION = "MET-INVESTIGACION"


def _deudor(caso: Caso) -> tuple[pd.DataFrame, Deuda]:
    """(todos los créditos del deudor a ese día, lo que debe por todos)."""
    tablas = tablas_de(caso.conexion, *folios_del_deudor(caso.conexion, *caso.asunto))
    c = cartera_en_curso(tablas, caso.normas, caso.al)
    return c, deuda(c, cancelado_de(tablas, caso.al), caso.normas, caso.al)


def _del_asunto(caso: Caso, c: pd.DataFrame) -> pd.DataFrame:
    return c[c["folio"].isin(caso.asunto)]


def _alcanzan(caso: Caso, importe: int) -> list[Nivel]:
    """Los niveles que alcanzan a autorizar ese importe ese día, del menor al mayor."""

    def udi() -> int:
        valor = caso.normas.de("federal").valor("udi", caso.al).numero
        assert valor is not None, "sin la UDI de ese día, `valor` se niega"
        return valor

    return [n for n in niveles("cancelacion", caso.al, udi) if n.hasta is None or importe <= n.hasta]


def adeudo(caso: Caso) -> dict[str, Any]:
    """Lo que el deudor debe por todos sus créditos ese día y con qué se compara."""
    c, d = _deudor(caso)
    nivel = next(iter(_alcanzan(caso, d.total)), None)
    estorban = {str(r["folio"]): por_que_no(r) for r in _del_asunto(caso, c).to_dict("records")}
    dicho = {
        "al": caso.al.isoformat(),
        "importes": dict(d.importes),
        "total": d.total,
        "udi": d.udi,
        "tope_200": d.topes.menor,
        "tope_20000": d.topes.mayor,
        "causal": d.causal(int(caso.datos.get("costo") or 0)),
        "estorban": {f: ", ".join(m) for f, m in estorban.items() if m},
        "nivel": f"{titulo_de(nivel.rol)}, {nivel.dicho}" if nivel else "nadie alcanza",
    }
    return {"adeudo": dicho, "total": d.total}


# ---- lo que se comprueba ----


def un_deudor(caso: Caso) -> Iterator[Impedimento]:
    """Que los créditos existan y sean de una misma persona."""
    c, _ = _deudor(caso)
    suyos = _del_asunto(caso, c)
    for folio in sorted({*caso.asunto} - {*suyos["folio"]}):
        yield caso.estado.impide("CAN-A", "No hay ese crédito", f"{folio} no está.", "Corrige el folio.")
    if (cuantos := deudores(suyos).nunique()) > 1:
        evidencia = f"Los {len(suyos)} créditos son de {cuantos} deudores."
        yield caso.estado.impide("CAN-B", "De varios deudores", evidencia, "Abre un trámite por deudor.")


def cancelable(caso: Caso) -> Iterator[Impedimento]:
    """Que la causa sea de cancelación y nada lo impida: defensa, plazos, suspensión, garantía o prescripción."""
    if es := _ES_BAJA.get(str(caso.datos["causal"])):
        yield caso.estado.impide("CAN-C", "No se cancela: es baja o corrección", f"Lo propuesto {es[0]}.", *es[1:])
    c, _ = _deudor(caso)
    for r in _del_asunto(caso, c).to_dict("records"):
        for motivo in por_que_no(r):
            yield caso.estado.impide("CAN-D", "El crédito no se cancela", f"{r['folio']}: {motivo}.", "Quítalo.")


def con_causal(caso: Caso) -> Iterator[Impedimento]:
    """Que la causal esté probada: el tope y el costo, o las búsquedas, con fecha y sin caducar."""
    causal = str(caso.datos["causal"])
    if causal == "incosteabilidad":
        yield from _incosteable(caso)
        return
    busquedas = _busquedas(caso)
    yield from _fechadas(caso, busquedas)
    yield from _suficientes(caso, causal, {b["fuente"] for b in busquedas}, busquedas)


def _incosteable(caso: Caso) -> Iterator[Impedimento]:
    _, d = _deudor(caso)
    costo = caso.datos.get("costo")
    if d.causal(int(costo or 0)) is None:
        falta = "" if costo else " y no se dijo lo que cuesta recuperarlos"
        evidencia = (
            f"Sus {len(d.importes)} créditos suman {pesos(d.total)} al {caso.al}: más de 200 UDI "
            f"({pesos(d.topes.menor)}){falta or f', con un costo de {pesos(int(costo or 0))}'}."
        )
        yield caso.estado.impide(
            "CAN-E", "No es incosteable", evidencia, "Sigue cobrando, o di el costo y su estudio."
        )
    elif costo and not caso.datos.get("costo_como"):
        yield caso.estado.impide(
            "CAN-F", "Falta el estudio del costo", "No se dijo cómo se estimó.", "Di «costo_como»."
        )


def _busquedas(caso: Caso) -> list[dict[str, Any]]:
    return [b | {"fecha": _fecha(b["fecha"])} for b in caso.datos.get("busquedas") or ()]


def _caduca(caso: Caso, fecha: date) -> date:
    de = caso.normas.de("federal")
    return fecha_de(int(ultimo_dia(de, _INVESTIGACION, np.array([dia(fecha)], dtype=np.int64))[0]))


def _fechadas(caso: Caso, busquedas: Sequence[Mapping[str, Any]]) -> Iterator[Impedimento]:
    """Ninguna caduca, futura ni con hallazgo: lo encontrado se cobra."""
    for b in busquedas:
        if b["fecha"] > caso.al or _caduca(caso, b["fecha"]) < caso.al:
            evidencia = f"La de {b['fuente']} es del {b['fecha']} y vale hasta el {_caduca(caso, b['fecha'])}."
            que_hacer = "Repite la búsqueda (lo que vale es meta interna)."
            yield caso.estado.impide("CAN-G", "Investigación caduca", evidencia, que_hacer)
        if b["resultado"] in ("con_bienes", "localizado"):
            evidencia = f"La de {b['fuente']} del {b['fecha']} dice «{b['resultado']}»."
            yield caso.estado.impide(
                "CAN-H", "Hay de dónde cobrar", evidencia, "Sigue el procedimiento de ejecución."
            )


def _suficientes(
    caso: Caso, causal: str, fuentes: set[str], busquedas: Sequence[Mapping[str, Any]]
) -> Iterator[Impedimento]:
    reglas = lotes.reglas()
    faltas: list[str] = []
    if causal == "insolvencia":
        faltas = [f"buscar en {f}" for f in reglas["fuentes_de_insolvencia"] if f not in fuentes]
    if causal == "no_localizado":
        visitas = len({b["fecha"] for b in busquedas if b["fuente"] == "visita"})
        lugares = len(fuentes - {"visita"})
        hacen_falta = (("visitas", visitas, reglas["visitas_sin_localizar"]),
                       ("fuentes", lugares, reglas["fuentes_sin_localizar"]))  # fmt: skip
        faltas = [f"{n} {que} (hay {hay})" for que, hay, n in hacen_falta if hay < n]
    if causal == "fallecimiento":
        faltas = [] if caso.datos.get("acta_de_defuncion") else ["el acta de defunción"]
        faltas += [] if busquedas else ["alguna búsqueda de bienes"]
    if faltas:
        evidencia = lotes.rotulo(f"Falta {', '.join(faltas)}") + "."
        yield caso.estado.impide("CAN-I", "Sin investigación suficiente", evidencia, "Que la delegación la complete.")


# ---- el lote ----


def _lote(caso: Caso) -> tuple[str, list[Tramite]]:
    """(el lote de este trámite, los que cuentan en él; éste incluido si ya cuenta)."""
    lote = str(caso.datos.get("lote") or caso.numero)
    return lote, lotes.del_lote(pasos.todos(caso.conexion, "cancelacion"), lote)


def cabe_en_el_lote(caso: Caso) -> Iterator[Impedimento]:
    """Que el lote no pase de su máximo ni se le agregue nada después de que empezó a autorizarse."""
    lote, hay = _lote(caso)
    total, maximo = len(caso.asunto) + sum(len(t.datos["folios"]) for t in hay), int(lotes.reglas()["lote_maximo"])
    if total > maximo:
        evidencia = lotes.rotulo(f"El lote {lote} llegaría a {total:,} créditos y caben {maximo:,}") + "."
        yield caso.estado.impide("CAN-J", "El lote está lleno", evidencia, "Ponlo en otro lote.")
    if any(t.estado != "PROCEDE" for t in hay):
        evidencia = f"El lote {lote} ya empezó a autorizarse: su muestra ya se eligió."
        yield caso.estado.impide("CAN-K", "El lote está cerrado", evidencia, "Ponlo en otro lote.")


def revisado_si_le_toca(caso: Caso) -> Iterator[Impedimento]:
    """Que lo que cayó en la muestra del lote se haya revisado."""
    lote, hay = _lote(caso)
    if caso.numero in lotes.muestra(hay, lote) and not caso.datos.get("muestra_revisada"):
        evidencia = lotes.rotulo(f"Le tocó en la muestra de {lotes.reglas()['muestra_por_ciento']} % del lote {lote}")
        yield caso.estado.impide(
            "CAN-L", "Falta revisar la muestra", f"{evidencia}.", "Revisa su expediente y di «muestra_revisada»."
        )


def muestra_completa(caso: Caso) -> Iterator[Impedimento]:
    """Que toda la muestra del lote esté revisada y autorizada antes de cancelar el primero."""
    lote, hay = _lote(caso)
    if faltan := sorted(t.numero for t in hay if t.numero in lotes.muestra(hay, lote) and t.estado == "PROCEDE"):
        evidencia = f"De la muestra del lote {lote} falta{'n' if len(faltan) > 1 else ''} {', '.join(faltan[:5])}."
        yield caso.estado.impide("CAN-M", "La muestra no está completa", evidencia, "Revísala y autorízala antes.")


def sigue_en_su_nivel(caso: Caso) -> Iterator[Impedimento]:
    """Que lo que se debe hoy no rebase a quien lo autorizó: la deuda crece entre un paso y otro."""
    autorizo = caso.tramite.de("AUTORIZADO") if caso.tramite else None
    alcanzan = _alcanzan(caso, int(caso.datos["total"]))
    if autorizo is None or not alcanzan:
        return
    if not quien_es(caso.conexion, autorizo.usuario, autorizo.fecha).con_rol([n.rol for n in alcanzan]):
        evidencia = (
            f"Hoy suma {pesos(caso.datos['total'])}: lo autoriza {titulo_de(alcanzan[0].rol)} ({alcanzan[0].dicho})."
        )
        que_hacer = "Que no proceda y se dictamine otra vez."
        yield caso.estado.impide("CAN-N", "Rebasa a quien lo autorizó", evidencia, que_hacer)


def sin_cancelar(caso: Caso) -> Iterator[Impedimento]:
    """Que ninguno de sus créditos siga cancelado."""
    c, _ = _deudor(caso)
    if quedan := sorted(_del_asunto(caso, c).loc[lambda x: x["cancelado"], "folio"]):
        yield caso.estado.impide("CAN-O", "Aún está cancelado", f"{', '.join(quedan)}.", "Reactívalo antes.")


# ---- lo que se asienta ----


def _actos(caso: Caso, acto: str, folios: Sequence[str], **dichos: str) -> list[dict[str, Any]]:
    assert caso.anotar is not None and caso.tramite is not None
    orden = len(caso.tramite.pasos) + 1
    return [
        dict(
            caso.anotar(
                {"clave": f"{caso.numero}:{orden}:{k}", "folio": folio, "acto": acto, "fecha": caso.al, **dichos}
            )
        )
        for k, folio in enumerate(folios, 1)
    ]


def _cancela(caso: Caso) -> list[dict[str, Any]]:
    """Los actos, cada uno con lo que el libro canceló por él: es lo que se informa y lo que se cuadra."""
    folios = list(caso.asunto)
    antes = cancelado_de(tablas_de(caso.conexion, *folios), caso.al)
    costo = int(caso.datos.get("costo") or 0) if caso.datos["causal"] == "incosteabilidad" else 0
    dicho = {"resultado": str(caso.datos["causal"]).upper(), "documento": caso.numero}
    # lo que costaría cobrarle queda en el acto: con él se verifica después que era incosteable
    dicho |= {"monto": f"{costo // 100}.{costo % 100:02d}"} if costo else {}
    hechos = _actos(caso, "CANCELACION", folios, **dicho)
    despues = cancelado_de(tablas_de(caso.conexion, *folios), caso.al)
    return [h | {"importe": despues.get(h["folio"], 0) - antes.get(h["folio"], 0)} for h in hechos]


def _reactiva(caso: Caso) -> list[dict[str, Any]]:
    """Sólo lo que siga cancelado: un pago reactiva por sí solo."""
    c, _ = _deudor(caso)
    folios = sorted(_del_asunto(caso, c).loc[lambda x: x["cancelado"], "folio"])
    return _actos(caso, "REACTIVACION", folios, resultado=str(caso.datos["motivo"]).upper(), documento=caso.numero)


def reactivado(caso: Caso) -> Ocurrido | None:
    """Un pago de alguno de sus créditos después de cancelado: se reactivó solo ese día."""
    cancelo = caso.tramite.de("CANCELADO") if caso.tramite else None
    if cancelo is None:
        return None
    m = tablas_de(caso.conexion, *caso.asunto)["movimiento"]
    dias = pd.to_datetime(m.loc[m["tipo"].eq("REACTIVACION"), "fecha_efecto"])
    dias = dias[(dias >= pd.Timestamp(cancelo.fecha)) & (dias <= pd.Timestamp(caso.al))]
    if dias.empty:
        return None
    return Ocurrido(dias.min().date(), {"motivo": "pago", "evidencia": "El libro de movimientos"})


def vencimientos(caso: Caso) -> Iterator[Vencimiento]:
    """Cuándo caduca la investigación, mientras no se cancele."""
    if caso.tramite is not None and caso.tramite.estado in (
        "EN_INVESTIGACION",
        "DICTAMINADO",
        "PROCEDE",
        "AUTORIZADO",
    ):
        dias = [_caduca(caso, b["fecha"]) for b in _busquedas(caso)]
        if dias:
            yield Vencimiento("INVESTIGACION", min(dias), "Meta interna", 30)


def avisos(caso: Caso) -> Iterator[str]:
    """De lo cancelado, que no libera; de lo que sigue en trámite, lo que hoy lo impediría."""
    if caso.tramite is not None and caso.tramite.estado == "CANCELADO":
        yield "No libera del pago (art. 146-A): si aparecen bienes, se localiza al deudor o paga, se reactiva."


def relacion(caso: Caso) -> Mapping[str, Any]:
    """La relación de lo cancelado de su lote, con su cuadre contra el libro."""
    lote, hay = _lote(caso)
    dias = [p.fecha for t in hay for p in t.pasos if p.estado == "CANCELADO" and p.fecha <= caso.al]
    if not dias:
        return {}
    dicho = lotes.informado(hay, min(dias), max(dias))
    base = cancelado(caso.conexion, min(dias), max(dias))
    cuadra = lotes.cuadre(dicho, {llave: i for llave, i in base.items() if llave in dicho})["cuadra"]
    return oficios.relacion(lote, hay, lotes.muestra(hay, lote), cuadra)


def _fecha(dicha: Any) -> date:
    return dicha if isinstance(dicha, date) else date.fromisoformat(str(dicha))


PROCESO = Proceso(
    "cancelacion",
    comprueba={f.__name__: f for f in (
        un_deudor, cancelable, con_causal, cabe_en_el_lote, revisado_si_le_toca, muestra_completa, sigue_en_su_nivel,
        sin_cancelar,
    )},
    calcula={"adeudo": adeudo},
    efectos={"cancela": _cancela, "reactiva": _reactiva},
    documentos={"dictamen_de_cancelacion": oficios.dictamen, "acuerdo_de_cancelacion": oficios.acuerdo},
    del_dia={"relacion_de_cancelados": relacion},
    observa={"REACTIVADO": reactivado},
    vencimientos=vencimientos,
    avisos=avisos,
)  # fmt: skip
