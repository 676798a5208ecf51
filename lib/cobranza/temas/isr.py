"""Temas de ISR de salarios: la nómina de gastos de ejecución, pagos de varios meses y periodos cortos."""

from __future__ import annotations

from typing import Any

from cobranza.base.dinero import texto
from cobranza.ley import isr as regla
from cobranza.ley.norma import Norma
from cobranza.ley.renglon import Renglon
from cobranza.temas.campos import FECHA, IMPORTE, SI_NO, Campo, entero, opcional
from cobranza.temas.tema import Calculo, tema

_PAGO = Campo("fecha_pago", FECHA, "Día en que se paga: fija la tarifa y el subsidio.")
_DIRECTA = "ley"  # la LISR obliga al Estado como patrón: no es supletoria en ningún ámbito
_CONTRADICCION = "se dijo que sólo percibe un salario mínimo y también que cobró gastos; se calcula con retención."
_SUELDO = Campo("sueldo_mes", IMPORTE, "Sueldo ordinario del mes.")


@tema(
    "isr_nomina_gastos",
    "ISR que los gastos de ejecución agregan al del sueldo del mes",
    _SUELDO,
    Campo("gastos_ejecucion_mes", IMPORTE, "Gastos de ejecución pagados en el mes."),
    _PAGO,
    opcional("unico_ingreso_salario_minimo", SI_NO, "true si su único ingreso es un salario mínimo general."),
    suma="neto_gastos",
)
def isr_nomina_gastos(de: Norma, caso: dict[str, Any]) -> Calculo:
    """LISR, arts. 94, fr. I, y 96: la tarifa va sobre la totalidad del mes, nunca sobre los gastos solos.

    Quien cobra gastos no percibe únicamente un salario mínimo: si el caso dice las dos cosas, se retiene y se avisa.
    """
    al, sueldo, gastos = caso["fecha_pago"], caso["sueldo_mes"], caso["gastos_ejecucion_mes"]
    dice_minimo = bool(caso["unico_ingreso_salario_minimo"])
    minimo = dice_minimo and not gastos
    total = regla.retencion(de, ingreso=sueldo + gastos, al=al, solo_salario_minimo=minimo)
    solo = regla.retencion(de, ingreso=sueldo, al=al, solo_salario_minimo=minimo)
    atribuible = int(total.retencion) - int(solo.retencion)
    avisos = [_CONTRADICCION] if dice_minimo and gastos else []
    renglones = [
        *(
            Renglon(f"Aviso: {a}", None, "", None, de.cita("isr_nomina"), calidad=_DIRECTA, suma=False)
            for a in avisos
        ),
        *_retencion(de, caso, "sueldo y gastos", sueldo + gastos, total),
        *_retencion(de, caso, "sueldo solo", sueldo, solo),
        Renglon("Gastos de ejecución", None, "", gastos, de.cita("isr_nomina"), calidad=_DIRECTA),
        Renglon("Retención atribuible a los gastos", None, "", -atribuible, de.cita("isr_nomina"), calidad=_DIRECTA),
    ]
    salida = {
        "isr_bruto_total": texto(int(total.impuesto)),
        "subsidio_total": texto(int(total.subsidio)),
        "retencion_total": texto(int(total.retencion)),
        "retencion_sueldo_solo": texto(int(solo.retencion)),
        "retencion_atribuible_a_gastos": texto(atribuible),
        "neto_gastos": texto(gastos - atribuible),
        "avisos": avisos,
    }
    return salida, renglones


def _retencion(de: Norma, caso: dict[str, Any], rotulo: str, base: int, hallada: regla.Retencion) -> list[Renglon]:
    al = caso["fecha_pago"]
    escala, apoyo = regla.tarifa(de, al), regla.subsidio(de, al)
    cita = de.cita("isr_nomina")
    impuesto, corresponde, retenido = int(hallada.impuesto), int(hallada.subsidio), int(hallada.retencion)
    efecto = ""
    if retenido > impuesto - corresponde:
        efecto = "el excedente del subsidio no se paga"
    elif retenido < impuesto - corresponde:
        efecto = "no se retiene: sólo percibe un salario mínimo"
    return [
        Renglon(
            f"ISR de {rotulo}", base, escala.tramo(base), impuesto, cita, escala.fuente, escala.calidad, suma=False
        ),
        Renglon(f"Subsidio de {rotulo}", base, "", -corresponde, cita, apoyo.fuente, apoyo.calidad, suma=False),
        Renglon(f"Retención de {rotulo}", base, efecto, retenido, cita, calidad=_DIRECTA, suma=False),
    ]


@tema(
    "isr_varios_meses",
    "ISR de un pago que corresponde a varios meses",
    Campo("percepcion_total", IMPORTE, "Lo que se paga de una vez."),
    Campo("dias", entero(1, 3660), "A cuántos días corresponde."),
    _SUELDO,
    _PAGO,
    suma="retencion",
)
def isr_varios_meses(de: Norma, caso: dict[str, Any]) -> Calculo:
    """RLISR, art. 163."""
    total, dias, sueldo, al = (caso[c] for c in ("percepcion_total", "dias", "sueldo_mes", "fecha_pago"))
    hallada = regla.de_varios_meses(de, percepcion=total, dias=dias, sueldo=sueldo, al=al)
    escala = regla.tarifa(de, al)
    cita = de.cita("isr_varios_meses")
    con = sueldo + hallada.mensualizada

    def renglon(concepto: str, base: int, factor: str, monto: int, *, suma: bool = False) -> Renglon:
        return Renglon(concepto, base, factor, monto, cita, escala.fuente, escala.calidad, suma=suma)

    renglones = [
        renglon("Percepción mensualizada", total, f"÷ {dias} × {regla.DIAS_POR_MES}", hallada.mensualizada),
        renglon("ISR del sueldo con la percepción mensualizada", con, escala.tramo(con), hallada.con),
        renglon("ISR del sueldo", sueldo, escala.tramo(sueldo), hallada.sin),
        renglon("Retención", total, f"{texto(hallada.tasa)} %", hallada.retencion, suma=True),
    ]
    salida = {
        "mensualizada": texto(hallada.mensualizada),
        "isr_con": texto(hallada.con),
        "isr_sin": texto(hallada.sin),
        "diferencia": texto(hallada.con - hallada.sin),
        "tasa": texto(hallada.tasa, 4),
        "retencion": texto(hallada.retencion),
    }
    return salida, renglones


@tema(
    "isr_periodo",
    "Retención de ISR de un periodo menor a un mes, con la tarifa diaria y el subsidio de sus días",
    Campo("ingreso", IMPORTE, "Lo percibido en el periodo."),
    Campo("dias", entero(1, 31), "De cuántos días: 1 diario, 7 semanal, 10 decenal, 15 quincenal."),
    _PAGO,
    suma="isr",
)
def isr_periodo(de: Norma, caso: dict[str, Any]) -> Calculo:
    """RLISR, art. 175; el ajuste con la tarifa mensual se hace en el último pago del mes."""
    ingreso, dias, al = caso["ingreso"], caso["dias"], caso["fecha_pago"]
    hallada = regla.por_periodo(de, ingreso=ingreso, dias=dias, al=al)
    impuesto, corresponde, retenido = int(hallada.impuesto), int(hallada.subsidio), int(hallada.retencion)
    escala, apoyo = regla.tarifa(de, al, "isr_diaria"), regla.subsidio(de, al)
    cita = de.cita("isr_periodo")
    factor = f"mensual ÷ {regla.DIAS_POR_MES} × {dias}"
    renglones = [
        Renglon(
            "ISR del periodo", ingreso, escala.tramo(ingreso, dias), impuesto, cita, escala.fuente, escala.calidad
        ),
        Renglon("Subsidio del periodo", ingreso, factor, -corresponde, cita, apoyo.fuente, apoyo.calidad),
    ]
    if retenido > impuesto - corresponde:
        sobra = retenido - impuesto + corresponde
        renglones.append(Renglon("El excedente del subsidio no se paga", None, "", sobra, cita, calidad=_DIRECTA))
    return {"isr_bruto": texto(impuesto), "subsidio": texto(corresponde), "isr": texto(retenido)}, renglones
