"""Tema `multa`: cuánto se impone y cuánto se paga, según el supuesto que el caso describe."""

from __future__ import annotations

import re
from typing import Any

from cobranza.base.dinero import texto
from cobranza.base.errores import ErrorDeDatos
from cobranza.base.fechas import dia, fecha_de
from cobranza.ley import multas as regla
from cobranza.ley.actualizacion import actualizado, factor, fechas_del_inpc
from cobranza.ley.norma import Norma
from cobranza.ley.recargos import recargos, tasa_de_prorroga
from cobranza.ley.redondeo import a_pesos
from cobranza.ley.renglon import Renglon, fuente_de
from cobranza.temas.campos import (
    FECHA,
    IMPORTE,
    PORCENTAJE,
    SI_NO,
    Tipo,
    alguno,
    entero,
    lista,
    llano,
    opcional,
    por_nombre,
)
from cobranza.temas.tema import Calculo, tema


def _por_pistas(opciones: tuple[str, ...], pistas: dict[str, str]) -> Tipo:
    """Una opción como la escriba la persona: decide la primera pista (expresión regular) que aparezca."""
    esperado = f"uno de: {', '.join(opciones)}"

    def lee(valor: Any) -> str:
        dicho = llano(valor) if isinstance(valor, str) else ""
        halladas = [opcion for pista, opcion in pistas.items() if re.search(pista, dicho)]
        if not halladas:
            raise ErrorDeDatos(f"se encontró «{valor}»; se esperaba {esperado}.")
        return halladas[0]

    return Tipo(esperado, lee, {"type": "string", "minLength": 1})


_CAUSA = _por_pistas(
    ("error_aritmetico", "aduanera", "articulo_85_I", "perdidas_en_exceso"),
    {
        "aritm": "error_aritmetico",
        "aduan|comercio_exterior": "aduanera",
        "85": "articulo_85_I",
        "perdida": "perdidas_en_exceso",
    },
)
_SIN_REDUCCION_FORMAL = {
    "articulo_85_I": "es la del artículo 85, fracción I",
    "perdidas_en_exceso": "es por declarar pérdidas en exceso",
}
"""Las multas formales que la Ley de Ingresos excluye de su reducción."""
_MOMENTO = _por_pistas(
    regla.MOMENTOS,
    {
        "espontane": "espontaneo",
        "antes_de_.*resolucion": "despues_del_acta_final",
        "resolucion": "despues_de_la_resolucion",
        "despues": "despues_del_acta_final",
        "acta|oficio": "antes_del_acta_final",
    },
)


@tema(
    "multa",
    "Multa que se impone y lo que se paga según el supuesto",
    opcional("multa", IMPORTE, "Multa impuesta."),
    opcional("contribucion_omitida", IMPORTE, "Contribuciones omitidas (o retenidas y no enteradas)."),
    opcional("porcentaje", PORCENTAJE, "Por ciento impuesto, dentro del rango del art. 76 o del 78."),
    opcional("pago_dentro_30_dias", SI_NO, "Art. 75-VII: reduce una parte de la multa."),
    opcional("pago_total_dentro_45_dias", SI_NO, "Art. 76 ¶7: reduce una parte de lo omitido; excluye el 75-VII."),
    opcional(
        "causa",
        _CAUSA,
        "error_aritmetico (art. 78), aduanera (sin 75-VII), articulo_85_I o perdidas_en_exceso (sin LIF, art. 19).",
    ),
    opcional("pago_dentro_15_dias", SI_NO, "Art. 78: la mitad si la causa es error aritmético. Art. 70-A: lo exige."),
    opcional("momento", _MOMENTO, f"Cuándo se corrige: {', '.join(regla.MOMENTOS)}."),
    opcional(
        "beneficio_70A",
        SI_NO,
        "Art. 70-A: sin multa y con prórroga en vez de mora; con contribucion_omitida, su vencimiento_efectivo y "
        "fecha_pago dice los recargos.",
    ),
    opcional("paga_lo_demas", SI_NO, "LIF, art. 19: false si no paga también contribuciones y accesorios."),
    opcional("multa_formal", alguno(IMPORTE, SI_NO), "Multa formal (importe, o true con «multa»): LIF, art. 19."),
    opcional("ejercicio", entero(2009, 2090), "Ejercicio en que se paga la multa formal."),
    opcional("multas_por_un_acto", lista(IMPORTE, minimo=1), "Art. 75-VI: sólo se aplica la mayor."),
    opcional("multa_al_infringir", IMPORTE, "Art. 70 ¶5: la que regía al infringir; se aplica la menor."),
    opcional("agravantes", por_nombre(PORCENTAJE), f"Art. 77: {{agravante: %}}; {', '.join(regla.AGRAVANTES)}."),
    opcional("regimen_incorporacion", SI_NO, "Art. 70 ¶4: multa reducida."),
    opcional("vencimiento_efectivo", FECHA, "Art. 70 ¶2: cuándo debió pagarse la multa; se actualiza."),
    opcional("fecha_pago", FECHA, "Art. 70 ¶2: cuándo se paga."),
    alternativas=(("multa",), ("contribucion_omitida",), ("multa_formal",), ("multas_por_un_acto",)),
    suma="a_pagar",
)
def multa(de: Norma, caso: dict[str, Any]) -> Calculo:
    """CFF, arts. 70 a 78; LIF 2026, art. 19."""
    if caso["beneficio_70A"]:
        return _con_70a(de, caso)
    impuesta = _impuesta(de, caso)
    monto = sum(r.monto or 0 for r in impuesta)
    renglones = [*impuesta, *_actualizacion(de, caso, monto)]
    actualizada = sum(r.monto or 0 for r in renglones)
    reduccion = _reduccion(de, caso, actualizada)
    a_pagar = actualizada + sum(r.monto or 0 for r in reduccion)
    salida = {
        "multa": texto(monto),
        "multa_actualizada": texto(actualizada),
        "reduccion": texto(actualizada - a_pagar),
        "a_pagar": texto(a_pagar),
        "a_pagar_en_pesos": texto(int(a_pesos(a_pagar))),
    }
    return salida, [*renglones, *reduccion]


def _impuesta(de: Norma, caso: dict[str, Any]) -> list[Renglon]:
    """Los renglones que suman la multa impuesta, antes de actualizarla y reducirla."""
    omitida, momento = caso["contribucion_omitida"], caso["momento"]
    if caso["multas_por_un_acto"]:
        return [regla.mayor_de_varias(de, caso["multas_por_un_acto"])]
    if omitida is not None and momento in regla.EN_QUE_SE_CORRIGE:
        return [regla.por_autocorreccion(de, omitida, momento), *_agravantes(de, caso)]
    dada = caso["multa"] if isinstance(caso["multa_formal"], bool | None) else caso["multa_formal"]
    if dada is not None:
        return [_dada(de, caso, dada)]
    if omitida is None:
        raise ErrorDeDatos("multa_formal no trae importe: se esperaba el importe, o true con «multa».")
    if momento == "espontaneo":
        return [regla.espontanea(de, 0)]
    if caso["porcentaje"] is None:
        raise ErrorDeDatos(
            "Falta «porcentaje» o «momento» para fijar la multa sobre lo omitido (CFF, arts. 76 y 78)."
        )
    base = regla.por_omision(de, omitida, caso["porcentaje"], error_aritmetico=caso["causa"] == "error_aritmetico")
    return [base, *_agravantes(de, caso)]


def _dada(de: Norma, caso: dict[str, Any], dada: int) -> Renglon:
    if caso["agravantes"]:
        raise ErrorDeDatos("«agravantes» aumenta la multa por «contribucion_omitida»; se encontró una ya impuesta.")
    if caso["momento"] in regla.EN_QUE_SE_CORRIGE and not caso["multa_formal"]:
        raise ErrorDeDatos("«momento» fija la multa sobre lo omitido: falta «contribucion_omitida».")
    if caso["multa_al_infringir"] is not None:
        return regla.menor_por_reforma(de, caso["multa_al_infringir"], dada)
    return Renglon("Multa impuesta", None, "", dada, de.cita("multa"))


def _agravantes(de: Norma, caso: dict[str, Any]) -> list[Renglon]:
    renglones = []
    for agravante, porcentaje in (caso["agravantes"] or {}).items():
        if agravante not in regla.AGRAVANTES:
            raise ErrorDeDatos(
                f"agravantes: se encontró «{agravante}»; se esperaba uno de: {', '.join(regla.AGRAVANTES)}."
            )
        renglones.append(regla.por_agravante(de, caso["contribucion_omitida"], agravante, porcentaje))
    return renglones


def _actualizacion(de: Norma, caso: dict[str, Any], monto: int) -> list[Renglon]:
    """Multa no pagada en tiempo: se actualiza desde el mes en que debió pagarse, sin recargos (art. 70 ¶2)."""
    if caso["vencimiento_efectivo"] is None or caso["fecha_pago"] is None:
        return []
    vencimiento, pago = dia(caso["vencimiento_efectivo"]), dia(caso["fecha_pago"])
    del_dia = int(factor(de, vencimiento, pago))
    fuente, calidad = "Mismo mes o pago en plazo: factor 1", ""
    if fecha_de(vencimiento).replace(day=1) < fecha_de(pago).replace(day=1):
        fuente, calidad = fuente_de(*(de.valor("inpc", mes) for mes in fechas_del_inpc(de, vencimiento, pago)))
    importe = int(actualizado(monto, del_dia)) - monto
    cita = de.cita("actualizacion_de_multas")
    return [Renglon("Actualización de la multa", monto, texto(del_dia, 4), importe, cita, fuente, calidad)]


def _reduccion(de: Norma, caso: dict[str, Any], monto: int) -> list[Renglon]:
    """Lo que se resta, una sola reducción por pronto pago; la del régimen de incorporación va antes."""
    if caso["momento"] == "espontaneo":
        return [regla.espontanea(de, monto)]
    previas = [regla.del_rif(de, monto)] if caso["regimen_incorporacion"] else []
    monto += sum(r.monto or 0 for r in previas)
    if caso["multa_formal"]:
        return [*previas, _de_formal(de, caso, monto)]
    if caso["causa"] == "error_aritmetico":  # el 75-VII no aplica al supuesto del 78
        return [*previas, regla.error_aritmetico_pagado(de, monto)] if caso["pago_dentro_15_dias"] else previas
    if caso["pago_total_dentro_45_dias"]:
        if caso["contribucion_omitida"] is None:
            raise ErrorDeDatos("Falta «contribucion_omitida»: la reducción es una parte de lo omitido (art. 76 ¶7).")
        return [*previas, regla.pago_de_lo_omitido(de, monto, caso["contribucion_omitida"])]
    if caso["pago_dentro_30_dias"] and caso["causa"] != "aduanera":
        return [*previas, regla.pronto_pago(de, monto)]
    return previas


def _de_formal(de: Norma, caso: dict[str, Any], monto: int) -> Renglon:
    if caso["ejercicio"] is None or caso["momento"] is None:
        raise ErrorDeDatos(
            f"Falta «ejercicio» o «momento» ({' o '.join(regla.EN_QUE_SE_CORRIGE)}): de ellos depende la parte que "
            "se paga de una multa formal (LIF 2026, art. 19)."
        )
    motivo = _SIN_REDUCCION_FORMAL.get(caso["causa"])
    if caso["momento"] not in regla.EN_QUE_SE_CORRIGE:
        motivo = "ya se notificó la resolución"
    elif caso["paga_lo_demas"] is False:
        motivo = "no se pagan también las contribuciones y sus accesorios"
    if motivo:
        return regla.sin_reduccion_formal(de, monto, motivo)
    return regla.formal(de, monto, caso["momento"], caso["ejercicio"])


def _con_70a(de: Norma, caso: dict[str, Any]) -> Calculo:
    """Art. 70-A: multas firmes o consentidas de quien no retuvo ni agravó; se paga en 15 días de la resolución."""
    if caso["agravantes"]:
        raise ErrorDeDatos("El artículo 70-A no procede con agravantes del 75 (fr. V); se encontró «agravantes».")
    impuesta = _impuesta(de, caso)
    monto = sum(r.monto or 0 for r in impuesta)
    if caso["pago_dentro_15_dias"] is False:
        motivo = "Artículo 70-A: no procede, no se pagó en 15 días"
        reduccion = [Renglon(motivo, monto, "0", 0, de.cita("multa_70A"))]
    else:
        reduccion = [regla.perdonada(de, monto)]
    a_pagar = monto + sum(r.monto or 0 for r in reduccion)
    salida: dict[str, object] = {
        "multa": texto(monto),
        "multa_actualizada": texto(monto),
        "reduccion": texto(monto - a_pagar),
        "a_pagar": texto(a_pagar),
        "a_pagar_en_pesos": texto(int(a_pesos(a_pagar))),
    }
    if not a_pagar and caso["contribucion_omitida"] and caso["vencimiento_efectivo"] and caso["fecha_pago"]:
        renglon, con_recargos = _a_prorroga(de, caso)
        return {**salida, **con_recargos}, [*impuesta, *reduccion, renglon]
    return salida, [*impuesta, *reduccion]


def _a_prorroga(de: Norma, caso: dict[str, Any]) -> tuple[Renglon, dict[str, object]]:
    """Los recargos de la contribución con la tasa de prórroga: se explican aparte, no son parte de la multa."""
    vencimiento, pago = dia(caso["vencimiento_efectivo"]), dia(caso["fecha_pago"])
    base = int(actualizado(caso["contribucion_omitida"], factor(de, vencimiento, pago)))
    suma = tasa_de_prorroga(de, vencimiento, pago)
    importe = int(recargos(base, suma))
    concepto, por_ciento = "Recargos de la contribución, con la tasa de prórroga", f"{texto(suma)} %"
    fuente, calidad = fuente_de(de.valor("recargos_prorroga", caso["fecha_pago"]))
    renglon = Renglon(concepto, base, por_ciento, importe, de.cita("multa_70A"), fuente, calidad, suma=False)
    return renglon, {
        "contribucion_actualizada": texto(base),
        "tasa_recargos": texto(suma),
        "recargos": texto(importe),
    }
