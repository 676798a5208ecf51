"""La baja de un crédito pagado: que de verdad esté pagado, qué hay que levantar y qué lo reabre.

Fundamento: CFF, art. 20, y procesos F11. Ni el saldo ni cómo se pagó se deciden aquí: los dice el libro. Si deja
de valer un recibo de los que lo pagaron, el crédito vuelve a deber desde ese día y el trámite lo cuenta con su fecha.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from cobranza.base.dinero import pesos, texto
from cobranza.base.fechas import dia, fecha_corta
from cobranza.base.impedimento import Impedimento
from cobranza.cartera.en_curso import EnCurso, en_curso
from cobranza.cartera.reapertura import caidos, por_que, primer_dia, sin_efectos
from cobranza.cartera.recuperacion import motivo_del_pago
from cobranza.expediente.por_liberar import GARANTIA, Gravamen, por_liberar
from cobranza.ingesta.anotacion import tablas_de
from cobranza.libros.lecturas import recibos_de
from cobranza.papel import palabras
from cobranza.tramites.libro_de_pasos import todos
from cobranza.tramites.papeles import concepto_de, contribuyente_de, credito_de
from cobranza.tramites.tramitar import Caso, Ocurrido, Proceso

TIPO = "baja"
_NO_ES_PAGO = ("CANCELACION", "PRESCRIPCION", "REDUCCION_RESOLUCION")
"""Los movimientos que acaban con el saldo sin que se pague: esa baja es de otro procedimiento."""
_TERMINADOS = ("PAGO_PARCIAL", "VIGENTE")


def _en(caso: Caso, al: date | None = None) -> EnCurso:
    folio = str(caso.asunto)
    return en_curso(tablas_de(caso.conexion, folio), caso.normas, folio, al or caso.al)


# ---- qué lo impide ----


def _pagado(caso: Caso) -> list[Impedimento]:
    impiden = []
    e = _en(caso)
    if e.debido:
        debe = ", ".join(
            f"{palabras.COMPONENTES.get(c, c).lower()} {pesos(v)}" for c, v in e.componentes.items() if v
        )
        evidencia = f"{caso.asunto} debe {pesos(e.debido)} el {caso.al}: {debe}."
        que_hacer = (
            "Cóbrese lo que falta, con sus accesorios; lo que se tolera es `tolerancia_de_baja` (ilustrativo)."
        )
        impiden.append(caso.estado.impide("BAJ01", "El crédito tiene saldo", evidencia, que_hacer))
    if not caso.datos["recibos"]:
        evidencia = f"{caso.asunto} no tiene un recibo vigente aplicado el {caso.al}."
        que_hacer = "Carga el recibo; sin él no hay pago que acordar."
        impiden.append(caso.estado.impide("BAJ02", "No hay recibo", evidencia, que_hacer))
    if otra := _otra_causa(caso):
        evidencia = f"Lo que extinguió {caso.asunto} fue: {', '.join(otra)}."
        que_hacer = "Síguelo por su procedimiento (F06 o el medio de defensa); la cancelación no extingue."
        impiden.append(caso.estado.impide("BAJ03", "No lo extinguió un pago", evidencia, que_hacer))
    return impiden


def _otra_causa(caso: Caso) -> list[str]:
    m = tablas_de(caso.conexion, str(caso.asunto))["movimiento"]
    m = m[m["tipo"].isin(_NO_ES_PAGO) & (pd.to_datetime(m["fecha_efecto"]) <= pd.Timestamp(caso.al))]
    netos = m["importe"].astype("int64").groupby(m["tipo"]).sum()
    if "CANCELACION" in netos.index and not _en(caso).credito["cancelado"]:
        netos = netos.drop("CANCELACION")  # se reactivó y se pagó
    return [palabras.enunciado(str(tipo)).lower() for tipo, importe in netos.items() if importe]


def _una_viva(caso: Caso) -> list[Impedimento]:
    vivas = [
        f"{t.numero} ({t.estado})"
        for t in todos(caso.conexion, TIPO)
        if t.datos["folio"] == caso.asunto and t.numero != caso.numero and t.estado not in _TERMINADOS
    ]
    if not vivas:
        return []
    evidencia = f"De {caso.asunto} ya hay: {', '.join(vivas)}."
    return [caso.estado.impide("BAJ04", "Ya tiene su baja", evidencia, "Síguela por ese trámite.")]


# ---- qué se calcula ----


def _pago(caso: Caso) -> dict[str, Any]:
    """Con qué recibos se pagó, cómo, qué día quedó en cero y cuánto quedó a favor; importes en centavos."""
    folio = str(caso.asunto)
    e, tablas = _en(caso), tablas_de(caso.conexion, folio)
    recibos = [r for r in recibos_de(caso.conexion, folio) if r[3] == "VIGENTE" and r[1] <= caso.al]
    m = tablas["movimiento"].assign(dia=lambda t: pd.to_datetime(t["fecha_efecto"]))
    m = m[m["dia"] <= pd.Timestamp(caso.al)]
    a_favor = m["componente"].eq("SALDO_A_FAVOR")
    pagos = m[m["tipo"].eq("PAGO") & ~a_favor]
    vivos = pagos[pagos["reversa_de"].isna() & ~pagos["clave"].isin(pagos["reversa_de"].dropna())]
    if vivos.empty:
        return {"recibos": [], "pagado": 0, "a_favor": 0, "como_se_pago": "", "saldo": e.debido}
    extinguido_el = vivos["dia"].max().date()
    lugar, cuando = np.array([int(e.credito["lugar"])]), np.array([dia(extinguido_el)])
    return {
        "recibos": [{"recibo": r, "fecha": cuando, "importe": importe} for r, cuando, importe, _ in recibos],
        "pagado": sum(importe for _, _, importe, _ in recibos),
        "a_favor": max(-int(m.loc[a_favor, "importe"].sum()), 0),  # si no, se devolvió de un pago que cayó
        "como_se_pago": str(motivo_del_pago(e.h, lugar, cuando)[0]),
        "extinguido_el": extinguido_el,
        "saldo": e.debido,
    }


def _por_liberar(caso: Caso) -> dict[str, Any]:
    gravan = _gravan(caso)
    return {"por_liberar": [{"clave": g.clave, "tipo": g.tipo, "fecha": g.fecha, "forma": g.forma} for g in gravan]}


def _gravan(caso: Caso) -> list[Gravamen]:
    desde = caso.datos.get("extinguido_el")
    extinguido = date.fromisoformat(str(desde)) if desde else None
    return por_liberar(_en(caso).h, tablas_de(caso.conexion, str(caso.asunto)), caso.al, extinguido)


# ---- qué asienta ----


def _da_de_baja(caso: Caso) -> list[Mapping[str, Any]]:
    assert caso.anotar is not None
    return [caso.anotar(_acto(caso, "BAJA"))]


def _levanta(caso: Caso) -> list[Mapping[str, Any]]:
    """Un levantamiento por embargo, inscripción o inmovilización; la garantía la libera su propio trámite."""
    assert caso.anotar is not None
    gravan = [g for g in caso.datos["por_liberar"] if g["tipo"] != GARANTIA]
    return [caso.anotar(_acto(caso, "LEVANTAMIENTO", referencia=g["clave"])) for g in gravan]


def _reabre(caso: Caso) -> list[Mapping[str, Any]]:
    return sin_efectos(caso, "BAJA", "REAPERTURA")


def _acto(caso: Caso, acto: str, **otros: str) -> dict[str, str]:
    return {"folio": str(caso.asunto), "acto": acto, "fecha": caso.al.isoformat(), "documento": caso.numero} | otros


# ---- qué pasa solo ----


def _reabierto(caso: Caso, *, con_pagos: bool) -> Ocurrido | None:
    """Si hoy vuelve a deber, desde qué día; `con_pagos`, si entonces quedaba algún recibo."""
    assert caso.tramite is not None
    if not _en(caso).debido:
        return None
    folio, ultimo = str(caso.asunto), caso.tramite.pasos[-1].fecha
    movimientos = tablas_de(caso.conexion, folio)["movimiento"]
    cuando = primer_dia([movimientos], ultimo, caso.al, lambda al: _en(caso, al).debido != 0)
    quedan = any(r[3] == "VIGENTE" and r[1] <= cuando for r in recibos_de(caso.conexion, folio))
    if quedan != con_pagos:
        return None
    motivo = por_que(caidos(caso.conexion, folio), cuando)
    return Ocurrido(cuando, {"motivo": f"Debe {pesos(_en(caso, cuando).debido)} {motivo}"})


def _con_pagos(caso: Caso) -> Ocurrido | None:
    return _reabierto(caso, con_pagos=True)


def _sin_pagos(caso: Caso) -> Ocurrido | None:
    return _reabierto(caso, con_pagos=False)


def _avisos(caso: Caso) -> list[str]:
    """Lo que la baja obliga a liberar y sigue sin liberarse."""
    if caso.estado.clave != "BAJA":
        return []
    return [f"Falta liberar: {_en_palabras(g.tipo, g.fecha, g.forma)}." for g in _gravan(caso)]


# ---- qué documentos da ----


def _acuerdo(caso: Caso) -> Mapping[str, Any]:
    datos, folio = caso.datos, str(caso.asunto)
    bienes = _liberados(caso)
    return (
        {
            "contribuyente": contribuyente_de(caso.conexion, folio),
            "credito": folio,
            "concepto": concepto_de(caso.conexion, folio),
            "como_se_pago": _COMO.get(datos["como_se_pago"], "espontáneo"),
            "pagos": [r | {"fecha": str(r["fecha"]), "importe": texto(r["importe"])} for r in datos["recibos"]],
            "pagado": texto(datos["pagado"]),
            "extinguido_el": str(datos["extinguido_el"]),
            "saldo": texto(datos["saldo"]),
        }
        | ({"bienes_por_liberar": bienes} if bienes else {})
        | ({"a_favor": texto(datos["a_favor"])} if datos["a_favor"] else {})
    )


_COMO = {
    "ESPONTANEO": "espontáneo",
    "POR_REQUERIMIENTO": "por requerimiento",
    "POR_EMBARGO": "por embargo",
    "POR_TRANSFERENCIA": "por transferencia",
    "POR_CONVENIO": "por convenio",
    "POR_REMATE": "por remate",
}


def _en_palabras(tipo: str, fecha: date, forma: str) -> str:
    sobre = f" ({forma.replace('_', ' ').lower()})" if forma else ""
    return f"{palabras.actos().get(tipo, tipo)}{sobre} del {fecha_corta(fecha)}"


def _liberados(caso: Caso) -> list[str]:
    return [
        _en_palabras(g["tipo"], date.fromisoformat(str(g["fecha"])), g["forma"]) for g in caso.datos["por_liberar"]
    ]


def _carta(caso: Caso) -> Mapping[str, Any]:
    """Una carta sólo si hay embargo que levantar; la garantía tiene la suya en su trámite."""
    gravan = [g for g in caso.datos["por_liberar"] if g["tipo"] != GARANTIA]
    if not gravan:
        return {}
    return {
        "contribuyente": contribuyente_de(caso.conexion, str(caso.asunto)),
        "credito": str(caso.asunto),
        "baja": caso.numero,
        "baja_del": caso.al.isoformat(),
        "bienes": [
            {
                "descripcion": _en_palabras(g["tipo"], date.fromisoformat(str(g["fecha"])), g["forma"]),
                "embargado_el": str(g["fecha"]),
            }
            for g in gravan
        ],
        "motivo": "El crédito se pagó en su totalidad.",
    }


def _aviso(caso: Caso) -> Mapping[str, Any]:
    de = credito_de(caso.conexion, str(caso.asunto))
    if caso.estado.clave == "BAJA":
        asunto, resuelto = "Baja por pago", f"Baja por pago total ({caso.numero})"
        que_hacer = [*(f"Levantar y dar acuse: {b}." for b in _liberados(caso)), "Cerrar el expediente."]
    else:
        asunto, resuelto = "Reapertura de un crédito", f"{caso.datos['motivo']} ({caso.numero})"
        que_hacer = ["Reabrir el expediente y continuar el cobro."]
    return {
        "delegacion": palabras.delegaciones().get(de["delegacion"], de["delegacion"]),
        "asunto": asunto,
        "creditos": [{"folio": str(caso.asunto), "que_se_resolvio": resuelto}],
        "que_hacer": que_hacer,
    }


def _ambito(caso: Caso) -> str:
    return credito_de(caso.conexion, str(caso.asunto))["ambito"]


PROCESO = Proceso(
    TIPO,
    comprueba={"pagado": _pagado, "una_viva": _una_viva},
    calcula={"pago": _pago, "por_liberar": _por_liberar},
    efectos={"da_de_baja": _da_de_baja, "levanta": _levanta, "reabre": _reabre},
    documentos={"acuerdo_de_baja": _acuerdo, "carta_de_liberacion": _carta, "aviso_a_delegacion": _aviso},
    observa={"PAGO_PARCIAL": _con_pagos, "VIGENTE": _sin_pagos},
    avisos=_avisos,
    ambito=_ambito,
)
