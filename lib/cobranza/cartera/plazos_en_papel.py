"""Los documentos de un pago a plazos: de lo guardado en sus pasos, o de cómo va un día, a los datos de su plantilla.

Aquí no se calcula: los importes y las fechas llegan hechos.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cobranza.base.dinero import centavos, texto
from cobranza.base.fechas import SIN_DIA, fecha_de
from cobranza.cartera.en_curso import EnCurso
from cobranza.cuenta.calendario_de_pagos import Parcialidad
from cobranza.cuenta.convenios import DIFERIDO
from cobranza.ley.redondeo import a_pesos
from cobranza.papel import palabras

Datos = Mapping[str, Any]
CAUSAS = {
    "garantia": "la garantía no se otorgó, desapareció o es insuficiente",
    "concurso": "el concurso mercantil o la quiebra del contribuyente",
    "tres_parcialidades": "el incumplimiento de tres parcialidades",
    "ultima_parcialidad": "el incumplimiento de la última parcialidad",
    "diferido_vencido": "el vencimiento del pago diferido",
}
"""Las causas de revocación (art. 66-A, fr. IV), como las dice la plantilla."""


def es_diferido(datos: Datos) -> bool:
    """¿Se paga todo un día, y no en parcialidades?"""
    return str(datos["modalidad"]).upper() == DIFERIDO


def en_filas(cuotas: Sequence[Parcialidad]) -> list[dict[str, Any]]:
    """Las parcialidades como las guarda un paso: número, vence (ISO), importe y recargo, en centavos."""
    return [
        {"numero": c.numero, "vence": fecha_de(c.vence).isoformat(), "importe": c.importe, "recargo": c.recargo}
        for c in cuotas
    ]


def condiciones(datos: Datos) -> dict[str, Any]:
    """Lo que dicen igual la autorización y el convenio."""
    dichas = {
        "solicitud": str(datos["solicitud"]),
        "modalidad": "diferido" if es_diferido(datos) else "en parcialidades",
        "adeudo": texto(datos["adeudo"]),
        "pago_inicial": texto(datos["pago_inicial"]),
        "saldo": texto(datos["saldo"]),
        "tasa": texto(datos["tasa"]),
    }
    return dichas | ({"dispensa": datos["dispensa"]} if datos.get("dispensa") else {})


def autorizacion(datos: Datos) -> dict[str, Any]:
    """Los datos propios de `autorizacion_de_plazos`."""
    tabla = datos["tabla"]
    recibo = {"recibo": datos["recibo"], "fecha": str(datos["solicitud"]), "importe": texto(datos["pago_inicial"])}
    dicha = condiciones(datos) | {
        "recibo_del_pago_inicial": recibo,
        "plazo_meses": datos["plazo_meses"],
        "pagos": len(tabla),
        "importe_del_pago": texto(tabla[0]["importe"]),
        "primer_vencimiento": tabla[0]["vence"],
    }
    return dicha | {n: datos[n] for n in ("motivacion", "ilustrativos") if datos.get(n)}


def convenio(datos: Datos) -> dict[str, Any]:
    """Los datos propios de `convenio`, con su tabla."""
    tabla = datos["tabla"]
    dicho = condiciones(datos) | {
        "parcialidades": [_fila(f, "vence") for f in tabla],
        "total": texto(sum(f["importe"] for f in tabla)),
    }
    return dicho | ({"representante": datos["representante"]} if datos.get("representante") else {})


def fichas(numero: str, datos: Datos) -> list[dict[str, Any]]:
    """Una `ficha_de_pago` por parcialidad, para pagarla en su día."""
    tabla = datos["tabla"]
    return [_ficha(numero, f["numero"], len(tabla), f["vence"], (f["importe"], 0)) for f in tabla]


def fichas_del_dia(numero: str, va: Sequence[Parcialidad], al: int) -> list[dict[str, Any]]:
    """Las fichas de lo que ya venció sin cubrirse, con su mora a ese día, y la de lo que sigue."""
    faltan = [p for p in va if p.pagada_el == SIN_DIA and p.importe > 0]
    vencidas = [p for p in faltan if p.vence < al]
    siguen = [p for p in faltan if p.vence >= al][:1]
    return [
        _ficha(numero, p.numero, len(va), fecha_de(max(p.vence, al)).isoformat(), (p.importe, p.mora))
        for p in (*vencidas, *siguen)
    ]


def _ficha(numero: str, cual: int, de: int, vence: str, importes: tuple[int, int]) -> dict[str, Any]:
    importe, mora = importes
    a_pagar = int(a_pesos(importe + mora))
    ficha = {
        "de_que": f"Convenio {numero}",
        "numero": cual,
        "de_cuantas": de,
        "vence": vence,
        "importe": texto(importe),
        "ajuste": texto(a_pagar - importe - mora),
        "a_pagar": texto(a_pagar),
    }
    return ficha | ({"recargos": texto(mora)} if mora else {})


def incumplimiento(numero: str, va: Sequence[Parcialidad], al: int) -> dict[str, Any]:
    """Los datos propios de `aviso_de_incumplimiento`; vacío si no hay parcialidades vencidas sin cubrir."""
    vencidas = [p for p in va if p.vence < al and p.pagada_el == SIN_DIA and p.importe > 0]
    if not vencidas:
        return {}
    siguen = [p for p in va if p.vence >= al]
    aviso = {
        "convenio": numero,
        "incumplidas": [
            {"numero": p.numero, "vencio": fecha_de(p.vence).isoformat(), "importe": texto(p.importe),
             "accesorios": texto(p.mora)}
            for p in vencidas
        ],
        "por_cubrir": texto(sum(p.importe + p.mora for p in vencidas)),
    }  # fmt: skip
    return aviso | ({"siguiente_vence": fecha_de(siguen[0].vence).isoformat()} if siguen else {})


def devengado(numero: str, al: str, datos: Datos) -> dict[str, Any]:
    """Los datos propios de `aviso_contable` al formalizarse."""
    return _contable(numero, "devengado", al, [_fila(f, "dia") for f in datos["tabla"]])


def recaudado(numero: str, va: Sequence[Parcialidad], al: int) -> dict[str, Any]:
    """Los datos propios de `aviso_contable` de las parcialidades cubiertas hasta ese día; vacío si ninguna."""
    cubiertas = [p for p in va if p.pagada_el != SIN_DIA and p.pagada_el <= al and p.importe >= p.recargo]
    filas = [
        _fila(f | {"vence": fecha_de(p.pagada_el).isoformat()}, "dia")
        for f, p in zip(en_filas(cubiertas), cubiertas, strict=True)
    ]
    return _contable(numero, "recaudado", fecha_de(al).isoformat(), filas) if filas else {}


def _contable(numero: str, momento: str, al: str, filas: list[dict[str, Any]]) -> dict[str, Any]:
    total = sum(centavos(f["total"]) for f in filas)
    return {"convenio": numero, "momento": momento, "al": al, "renglones": filas, "total": texto(total)}


def _fila(f: Datos, dia: str) -> dict[str, Any]:
    return {
        "numero": f["numero"],
        dia: f["vence"],
        "capital": texto(f["importe"] - f["recargo"]),
        "recargo": texto(f["recargo"]),
        "total": texto(f["importe"]),
    }


def componentes(creditos: Sequence[Mapping[str, int]]) -> list[dict[str, Any]]:
    """Lo debido por concepto, en palabras, sumado entre los créditos; lo que no debe nada no sale."""
    nombres = palabras.COMPONENTES | {
        "recargos": "Recargos por mora",
        "recargos_prorroga": "Recargos por prórroga",
    }
    suma = {c: sum(de[c] for de in creditos) for c in creditos[0]}
    con_algo = {c: v for c, v in suma.items() if v} or {"historico": 0}
    return [{"nombre": nombres[c], "importe": texto(v)} for c, v in con_algo.items()]


def estado_de_cuenta(de: EnCurso, cita: str) -> dict[str, Any]:
    """Los datos propios de `estado_de_cuenta` de un crédito que se paga a plazos."""
    assert de.convenio is not None
    lineas = componentes([de.componentes])
    return {
        "credito": str(de.credito["folio"]),
        "concepto": palabras.conceptos().get(str(de.credito["concepto"]), str(de.credito["concepto"])),
        "situacion": str(de.credito["situacion"]).replace("_", " ").capitalize(),
        "estados": [de.convenio.en_palabras()],
        "al": de.al.isoformat(),
        "componentes": lineas,
        "debido": texto(de.debido),
        "lineas": [{"concepto": f["nombre"], "fundamento": cita, "importe": f["importe"]} for f in lineas],
        "parcialidades": [
            {"numero": p.numero, "vence": fecha_de(p.vence).isoformat(), "importe": texto(p.importe),
             "estado": "sin cubrir" if p.pagada_el == SIN_DIA else f"cubierta el {fecha_de(p.pagada_el)}"}
            for p in de.convenio.parcialidades
        ],
    }  # fmt: skip
