"""La cédula de cada crédito y el oficio de observaciones de una delegación: lo que un oficio hizo saber.

Salen de los pasos de los hallazgos que ese oficio notificó o reiteró, así que rehacerlos da los mismos bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from cobranza.base.dinero import texto
from cobranza.base.fechas import fecha_corta
from cobranza.papel import palabras
from cobranza.procesos.hallazgo.solventacion import a_mas_tardar
from cobranza.tramites.libro_de_pasos import Paso, Tramite, que_dicen
from cobranza.tramites.papeles import concepto_de, contribuyente_de, quien_firma
from cobranza.tramites.tramitar import Caso
from cobranza.verificacion.regla import Severidad
from cobranza.verificacion.seguimiento import NOTIFICA, TIPO

_SE_LEE = {"CRITICA": "Crítica", "ALTA": "Alta", "MEDIA": "Media", "BAJA": "Baja"}
_Notificado = tuple[Tramite, Paso]


def cedulas(caso: Caso) -> Sequence[Mapping[str, Any]]:
    """Una cédula por crédito de los que notificó el oficio de este hallazgo ese día; ninguna si ese día no hubo."""
    if (paso := _notifico(caso.tramite, caso.al)) is None:
        return ()
    del_oficio = _del_oficio(caso, paso)
    return [
        _cedula(caso, paso, folio, list(suyos))
        for folio, suyos in groupby(del_oficio, key=lambda n: str(n[0].datos["folio"]))
    ]


def oficio(caso: Caso) -> Mapping[str, Any]:
    """El oficio de observaciones con que se notificó este hallazgo ese día; vacío si ese día no hubo."""
    if (paso := _notifico(caso.tramite, caso.al)) is None:
        return {}
    del_oficio = _del_oficio(caso, paso)
    primero = min(t.numero for t, _ in del_oficio)
    motivo = {"motivo": str(paso.datos["motivo"])} if paso.estado == "REITERADO" else {}
    return _firmado(caso, paso) | motivo | {
        "folio": f"{primero}-{paso.orden:02d}-OFICIO",
        "expediente": str(paso.datos["oficio"]),
        "oficio": str(paso.datos["oficio"]),
        "delegacion": _delegacion(caso),
        "clase": "observaciones" if paso.estado == "NOTIFICADO" else "reiteración",
        "corte": str(max(str(t.datos["corte"]) for t, _ in del_oficio)),
        **_por_severidad([t for t, _ in del_oficio]),
        "hallazgos": [
            {"numero": t.numero, "credito": str(t.datos["folio"]), "falta": str(t.datos["titulo"]),
             "severidad": _SE_LEE[str(t.datos["severidad"])], "clase": _clase(t, p)} | _acto(t)
            for t, p in sorted(del_oficio, key=_gravedad)
        ],
        "a_mas_tardar": a_mas_tardar(caso, paso.fecha).isoformat(),
    }  # fmt: skip


def _cedula(caso: Caso, paso: Paso, folio: str, suyos: list[_Notificado]) -> Mapping[str, Any]:
    return _firmado(caso, paso, suyos[0][0].de("LEVANTADO")) | {
        "folio": f"{min(t.numero for t, _ in suyos)}-{paso.orden:02d}-CED",
        "expediente": str(paso.datos["oficio"]),
        "oficio": str(paso.datos["oficio"]),
        "delegacion": _delegacion(caso),
        "contribuyente": contribuyente_de(caso.conexion, folio),
        "credito": folio,
        "concepto": concepto_de(caso.conexion, folio),
        "corte": str(suyos[0][0].datos["corte"]),
        "saldo": texto(int(suyos[0][0].datos["saldo"])),
        "hallazgos": [
            {"numero": t.numero, "regla": str(t.datos["regla"]), "falta": str(t.datos["titulo"]),
             "severidad": _SE_LEE[str(t.datos["severidad"])], "clase": _clase(t, p),
             "evidencia": str(t.datos["evidencia_de_la_regla"]), "que_hacer": str(t.datos["que_hacer"]),
             "fundamento": str(t.datos["fundamento"])}
            | _acto(t) | ({"quien": str(t.datos["persona"])} if t.datos["persona"] else {})
            for t, p in sorted(suyos, key=_gravedad)
        ],
        "a_mas_tardar": a_mas_tardar(caso, paso.fecha).isoformat(),
    }  # fmt: skip


def _notifico(tramite: Tramite | None, al: date) -> Paso | None:
    """El paso con que se hizo saber ese día."""
    dados = tramite.pasos if tramite else ()
    return next((p for p in reversed(dados) if p.estado in NOTIFICA and p.fecha == al), None)


def _del_oficio(caso: Caso, paso: Paso) -> list[_Notificado]:
    """Los hallazgos que ese oficio hizo saber ese día a la misma delegación, por crédito y por número."""
    hay = [
        (t, suyo)
        for t in que_dicen(caso.conexion, str(paso.datos["oficio"]))
        if t.tipo == TIPO
        and t.datos["delegacion"] == caso.datos["delegacion"]
        and (suyo := _notifico(t, paso.fecha)) is not None
        and (suyo.estado, suyo.datos["oficio"]) == (paso.estado, paso.datos["oficio"])
    ]
    return sorted(hay, key=lambda n: (str(n[0].datos["folio"]), n[0].numero))


def _firmado(caso: Caso, paso: Paso, levanto: Paso | None = None) -> dict[str, Any]:
    """Quien lo notificó y, si se dice, quien lo levantó."""
    firma: dict[str, Any] = {"autoriza": quien_firma(caso.conexion, paso, paso.fecha)}
    if levanto is not None:
        firma["tambien_firman"] = [quien_firma(caso.conexion, levanto, paso.fecha)]
    return firma


def _delegacion(caso: Caso) -> str:
    clave = str(caso.datos["delegacion"])
    return palabras.delegaciones().get(clave, clave)


def _por_severidad(tramites: Sequence[Tramite]) -> dict[str, Any]:
    """Cuántos hallazgos de cada gravedad y, contado cada crédito una vez, cuántos y cuánto deben."""
    orden = [s.value for s in Severidad]
    peor: dict[str, tuple[int, int]] = {}
    for t in tramites:
        folio, lugar = str(t.datos["folio"]), orden.index(str(t.datos["severidad"]))
        peor[folio] = min(peor.get(folio, (lugar, 0))[0], lugar), int(t.datos["saldo"])
    renglones = [
        {"severidad": _SE_LEE[s], "hallazgos": sum(t.datos["severidad"] == s for t in tramites),
         "creditos": sum(lugar == k for lugar, _ in peor.values()),
         "saldo": texto(sum(saldo for lugar, saldo in peor.values() if lugar == k))}
        for k, s in enumerate(orden)
    ]  # fmt: skip
    return {
        "por_severidad": [r for r in renglones if r["hallazgos"]],
        "total": texto(sum(saldo for _, saldo in peor.values())),
    }


def _clase(tramite: Tramite, paso: Paso) -> str:
    if paso.estado == "REITERADO":
        return "Reiterado"
    return "Reincidencia" if tramite.datos["reincide_de"] else "Primera vez"


def _acto(tramite: Tramite) -> dict[str, str]:
    if not tramite.datos["acto"]:
        return {}
    que = palabras.actos().get(str(tramite.datos["tipo_de_acto"]), str(tramite.datos["tipo_de_acto"]))
    return {"acto": f"{que}, {fecha_corta(date.fromisoformat(str(tramite.datos['fecha_del_acto'])))}"}


def _gravedad(notificado: _Notificado) -> tuple[int, str]:
    orden = [s.value for s in Severidad]
    return orden.index(str(notificado[0].datos["severidad"])), notificado[0].numero
