"""Garantías del interés fiscal: se ofrecen, se califican, se vigilan y se liberan o se hacen efectivas.

Cuánto deben cubrir y si alcanzan lo dice `cartera.garantizado`; el acto GARANTIA detiene el procedimiento desde que
se registra y FIN_GARANTIA lo deja seguir. Fundamento: CFF, arts. 141 a 144.

Por qué créditos responde y con cuáles otras (`responden`), qué la impide (`idoneidad`), lo que se vigila
(`vigilancia`); aquí, lo que calcula y los actos que asienta.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cobranza.cartera import oficios_de_garantia as oficios
from cobranza.cartera.garantizado import suficiencia
from cobranza.procesos.garantia import idoneidad, vigilancia
from cobranza.procesos.garantia.responden import ambito, creditos, esta
from cobranza.tramites.tramitar import Caso, Proceso


def lo_requerido(caso: Caso) -> dict[str, Any]:
    """Lo que deben cubrir sus créditos ese día, para que el documento lo diga siempre igual."""
    c, _ = creditos(caso)
    s = suficiencia(c, [esta(caso)], caso.normas, caso.al)
    partes = {
        que: sum(getattr(r, que) for r in s.requeridos.values())
        for que in ("actualizado", "accesorios", "doce_meses")
    }
    debido = {str(folio): int(total) for folio, total in c["total"].items()}
    return {"requerido": {"al": caso.al.isoformat(), **partes, "total": s.requerido, "debido": debido}}


def _abre(caso: Caso) -> list[Mapping[str, Any]]:
    assert caso.anotar is not None
    d, orden = caso.datos, len(caso.tramite.pasos) + 1 if caso.tramite else 1
    # una garantía de varios créditos no responde entera por cada uno: su importe sólo va donde es de uno
    monto = {"monto": f"{int(d['monto']) // 100}.{int(d['monto']) % 100:02d}"} if len(caso.asunto) == 1 else {}
    hasta = {"hasta": d["hasta"]} if d.get("hasta") else {}
    return [
        caso.anotar({
            "clave": f"{caso.numero}:{orden}:{k}", "folio": folio, "acto": "GARANTIA", "fecha": caso.al,
            "forma": str(d["clase"]).upper(), "documento": caso.numero, **monto, **hasta,
        })
        for k, folio in enumerate(caso.asunto, 1)
    ]  # fmt: skip


def _cierra(caso: Caso) -> list[Mapping[str, Any]]:
    """Cierra lo que abrió su último registro, si nada lo cerró y no venció ya."""
    assert caso.anotar is not None
    con_actos = [p for p in (caso.tramite.pasos if caso.tramite else ()) if p.efectos]
    ultimos = [e for e in con_actos[-1].efectos if e["acto"] == "GARANTIA"] if con_actos else []
    if not ultimos or (caso.tramite and caso.tramite.de("VENCIDA")):
        return []
    return [
        caso.anotar({
            "clave": f"{e['clave']}:fin", "folio": e["folio"], "acto": "FIN_GARANTIA", "fecha": caso.al,
            "referencia": e["clave"], "documento": caso.numero,
        })
        for e in ultimos
    ]  # fmt: skip


def _amplia(caso: Caso) -> list[Mapping[str, Any]]:
    """La nueva se registra antes de cerrar la anterior: el crédito no queda un momento sin garantía."""
    return [*_cierra(caso), *_abre(caso)]


PROCESO = Proceso(
    "garantia",
    comprueba={f.__name__: f for f in (
        idoneidad.un_deudor, idoneidad.propia, idoneidad.en_su_orden, idoneidad.requisitos, idoneidad.inscrita,
        idoneidad.en_vigor, idoneidad.alcanza, idoneidad.no_baja, idoneidad.sustituida, idoneidad.firme,
        idoneidad.liberable,
    )},
    calcula={"lo_requerido": lo_requerido},
    efectos={"garantiza": _abre, "amplia": _amplia, "termina": _cierra},
    documentos={
        "calificacion_de_garantia": oficios.calificacion,
        "aceptacion_de_garantia": oficios.aceptacion,
        "liberacion_de_garantia": oficios.liberacion,
    },
    del_dia={"ampliacion_de_garantia": vigilancia.ampliacion},
    observa={"VENCIDA": vigilancia.vencio},
    vencimientos=vigilancia.vencimientos,
    avisos=vigilancia.avisos,
    ambito=ambito,
)  # fmt: skip
