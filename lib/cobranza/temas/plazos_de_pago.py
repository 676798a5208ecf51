"""Temas de pago a plazos: parcialidades, diferido, cuándo procede y las parcialidades del ISR anual."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cobranza.base.dinero import dividir_redondeando, texto
from cobranza.base.errores import ErrorDeDatos
from cobranza.base.fechas import dia, fecha_de
from cobranza.ley import plazos_de_pago as formula
from cobranza.ley.norma import Norma
from cobranza.ley.proporciones import proporcion
from cobranza.ley.renglon import Renglon, fuente_de
from cobranza.temas.campos import FECHA, IMPORTE, MES, SI_NO, Campo, entero, lista, opcional
from cobranza.temas.tema import Calculo, tema

_ADEUDO = Campo(
    "adeudo", IMPORTE, "Contribuciones y multas actualizadas, más accesorios, a la fecha de la solicitud."
)
_SOLICITUD = Campo("fecha_solicitud", FECHA, "Cuándo se pide la autorización: fija la tasa.")
_MUCHOS = 600


@tema(
    "parcialidades",
    "Pago a plazos en parcialidades iguales",
    _ADEUDO,
    Campo("parcialidades", entero(1, _MUCHOS), "Cuántas."),
    _SOLICITUD,
    suma="total",
)
def parcialidades(de: Norma, caso: dict[str, Any]) -> Calculo:
    """CFF, arts. 66 y 66-A, fr. I. La tabla supone un mes entre el pago inicial y la primera parcialidad."""
    solicitud, cuantas = caso["fecha_solicitud"], caso["parcialidades"]
    _dentro_del_maximo(de, "parcialidades_maximo", cuantas, "parcialidades", solicitud)
    inicial, saldo, del_inicial = _inicial(de, caso)
    tasa = formula.tasa_por_plazo(de, cuantas, solicitud)
    pago = formula.parcialidad(saldo, tasa.numero or 0, cuantas)
    ajusta = de.interpretacion("parcialidad.redondeo") == "ultima_ajusta"
    pagos = formula.tabla(saldo, tasa.numero or 0, pago, cuantas, ultima_ajusta=ajusta)
    recargos = sum(p.recargo for p in pagos)
    fuente, calidad = fuente_de(tasa)
    cita = de.cita("parcialidades")
    renglones = [
        del_inicial,
        Renglon("Saldo en parcialidades (capital)", None, "", saldo, cita),
        Renglon(
            f"Recargos por prórroga, {cuantas} parcialidades de {texto(pago)}",
            saldo,
            f"{tasa.texto} % mensual",
            recargos,
            cita,
            fuente,
            calidad,
        ),
        _garantia(de, caso, recargos),
    ]
    salida = {
        "pago_inicial": texto(inicial),
        "saldo": texto(saldo),
        "tasa_mensual": tasa.texto,
        "parcialidad": texto(pago),
        "total": texto(inicial + saldo + recargos),
        "garantia": texto(renglones[-1].monto or 0),
        "tabla": [
            {
                "numero": p.numero,
                "vence": fecha_de(int(vence)).isoformat(),
                **{campo: texto(getattr(p, campo)) for campo in ("parcialidad", "recargo", "capital", "saldo")},
            }
            for p, vence in zip(pagos, _un_mes_cada_una(de, solicitud, cuantas), strict=True)
        ],
    }
    return salida, renglones


@tema(
    "diferido",
    "Pago a plazos diferido, en una exhibición",
    _ADEUDO,
    _SOLICITUD,
    opcional("meses", entero(1, _MUCHOS), "Meses de plazo."),
    opcional("fecha_liquidacion", FECHA, "Día elegido para liquidar: cuenta meses o fracción."),
    alternativas=(("meses",), ("fecha_liquidacion",)),
    suma="a_liquidar",
)
def diferido(de: Norma, caso: dict[str, Any]) -> Calculo:
    """CFF, arts. 66 y 66-A, fr. II: interés simple por mes o fracción."""
    solicitud = caso["fecha_solicitud"]
    meses = caso["meses"] or formula.meses_de_prorroga(de, solicitud, caso["fecha_liquidacion"])
    _dentro_del_maximo(de, "diferido_maximo", meses, "meses", solicitud)
    inicial, monto, del_inicial = _inicial(de, caso)
    tasa = formula.tasa_del_diferido(de, solicitud)
    recargo = formula.recargo_diferido(monto, tasa.numero or 0, meses)
    fuente, calidad = fuente_de(tasa)
    cita = de.cita("diferido")
    renglones = [
        replace(del_inicial, suma=False),
        Renglon("Monto que se difiere", None, "", monto, cita),
        Renglon("Recargos por prórroga", monto, f"{tasa.texto} % × {meses}", recargo, cita, fuente, calidad),
        _garantia(de, caso, recargo),
    ]
    salida = {
        "pago_inicial": texto(inicial),
        "monto_diferido": texto(monto),
        "tasa_mensual": tasa.texto,
        "meses_o_fraccion": meses,
        "a_liquidar": texto(monto + recargo),
        "garantia": texto(renglones[-1].monto or 0),
    }
    return salida, renglones


@tema(
    "procedencia_plazos",
    "Si procede autorizar el pago a plazos",
    Campo("mes_en_que_debio_pagarse", MES, "Mes en que debió pagarse la contribución."),
    Campo("mes_solicitud", MES, "Mes en que se pide la autorización."),
    opcional("retenida", SI_NO, "true si es contribución retenida, trasladada o recaudada."),
    opcional("seguridad_social", SI_NO, "true si son aportaciones de seguridad social."),
)
def procedencia_plazos(de: Norma, caso: dict[str, Any]) -> Calculo:
    """CFF, art. 66-A, fr. VI."""
    motivo = formula.impedimento(
        de,
        caso["mes_en_que_debio_pagarse"],
        caso["mes_solicitud"],
        retenida=bool(caso["retenida"]),
        seguridad_social=bool(caso["seguridad_social"]),
    )
    concepto = "No procede el pago a plazos" if motivo else "Procede el pago a plazos"
    renglon = Renglon(concepto, None, motivo or "", None, de.cita("procedencia_plazos"), suma=False)
    return {"procede": motivo is None, "motivo": motivo}, [renglon]


@tema(
    "revocacion_plazos",
    "Si un convenio en parcialidades se revoca",
    Campo("parcialidades", entero(1, _MUCHOS), "Cuántas se autorizaron."),
    Campo("incumplidas", lista(entero(1, _MUCHOS)), "Número de cada una que no se pagó en tiempo y monto."),
)
def revocacion_plazos(de: Norma, caso: dict[str, Any]) -> Calculo:
    """CFF, art. 66-A, fr. IV, inciso c)."""
    motivo = formula.causal_de_revocacion(de, caso["parcialidades"], caso["incumplidas"])
    concepto = "Se revoca el convenio" if motivo else "El convenio sigue vigente"
    renglon = Renglon(concepto, None, motivo or "", None, de.cita("revocacion_plazos"), suma=False)
    return {"se_revoca": motivo is not None, "motivo": motivo}, [renglon]


@tema(
    "isr_anual",
    "Parcialidades del ISR anual de personas físicas (distintas del pago a plazos del CFF)",
    Campo("isr", IMPORTE, "ISR anual a cargo."),
    Campo("parcialidades", entero(2, _MUCHOS), "Cuántas, con la primera."),
    _SOLICITUD,
    suma="total",
)
def isr_anual(de: Norma, caso: dict[str, Any]) -> Calculo:
    """RMF, regla 3.17.3: la primera es el total entre n; las demás, el resto entre el factor truncado."""
    solicitud, cuantas = caso["fecha_solicitud"], caso["parcialidades"]
    _dentro_del_maximo(de, "isr_anual_maximo", cuantas, "parcialidades", solicitud)
    tasa = formula.tasa_por_plazo(de, cuantas, solicitud)
    factor = formula.factor_isr_anual(tasa.numero or 0, cuantas)
    primera = int(dividir_redondeando(caso["isr"], cuantas))
    siguiente = int(dividir_redondeando((caso["isr"] - primera) * 10_000, factor))
    fuente, calidad = fuente_de(tasa)
    cita = de.cita("isr_anual")
    renglones = [
        Renglon("Primera parcialidad", caso["isr"], f"1/{cuantas}", primera, cita),
        Renglon(
            f"Las {cuantas - 1} siguientes, de {texto(siguiente)}",
            caso["isr"] - primera,
            f"÷ {texto(factor, 4)} ({tasa.texto} % mensual)",
            siguiente * (cuantas - 1),
            cita,
            fuente,
            calidad,
        ),
    ]
    salida = {
        "primera": texto(primera),
        "factor": texto(factor, 4),
        "siguientes": texto(siguiente),
        "total": texto(primera + siguiente * (cuantas - 1)),
    }
    return salida, renglones


def _un_mes_cada_una(de: Norma, solicitud: date, cuantas: int) -> NDArray[np.int64]:
    """Días en que vence cada parcialidad, contados desde la solicitud sin encadenar."""
    desde = np.full(cuantas, dia(solicitud), dtype=np.int64)
    return np.asarray(de.calendario.mas_meses(desde, np.arange(1, cuantas + 1)))


def _dentro_del_maximo(de: Norma, clave: str, pedido: int, unidad: str, al: date) -> None:
    maximo = proporcion(de, clave, al)
    if pedido > maximo.entero:
        raise ErrorDeDatos(
            f"Se encontró {pedido} {unidad}; se esperaba {maximo.entero} a lo más ({maximo.fundamento}).",
            maximo=maximo.entero,
        )


def _inicial(de: Norma, caso: dict[str, Any]) -> tuple[int, int, Renglon]:
    """(pago inicial, saldo, renglón del pago inicial)."""
    regla = proporcion(de, "plazos_pago_inicial", caso["fecha_solicitud"])
    inicial = regla.de(caso["adeudo"])
    return inicial, caso["adeudo"] - inicial, regla.renglon("Pago inicial", caso["adeudo"], inicial)


def _garantia(de: Norma, caso: dict[str, Any], recargos: int) -> Renglon:
    """Lo que debe garantizarse: 80 % del adeudo más los recargos de prórroga del plazo (art. 66-A, fr. III)."""
    regla = proporcion(de, "plazos_garantia", caso["fecha_solicitud"])
    concepto = f"Garantía: {regla.impreso} del adeudo más recargos por prórroga de {texto(recargos)}"
    return regla.renglon(concepto, caso["adeudo"], regla.de(caso["adeudo"]) + recargos, suma=False)
