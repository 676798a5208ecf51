"""Multas fiscales: cuánto se impone y cuánto se paga según el supuesto (CFF, arts. 70 a 78; LIF 2026, art. 19).

Todo en centavos y con el renglón que lo explica. La reducción del 75-VII es del 20 % de la multa; la del 76,
séptimo párrafo, del 20 % de las contribuciones omitidas: son excluyentes.
"""

from __future__ import annotations

from datetime import date

from cobranza.base.dinero import dividir_redondeando, texto
from cobranza.base.errores import ErrorDeDatos
from cobranza.ley.norma import Norma
from cobranza.ley.proporciones import Proporcion, proporcion
from cobranza.ley.renglon import Renglon

MOMENTOS = ("espontaneo", "antes_del_acta_final", "despues_del_acta_final", "despues_de_la_resolucion")
EN_QUE_SE_CORRIGE = MOMENTOS[1:3]
"""Cuándo cabe la autocorrección y la reducción de las multas formales: antes de notificarse la resolución."""
AGRAVANTES = ("reincidencia", "continuada", "dolo", "retenidas", "partes_relacionadas")
_RANGO_DEL_AGRAVANTE = {
    "continuada": "reincidencia",  # art. 77, fr. I: los dos llevan el mismo aumento
    "partes_relacionadas": "retenidas",  # art. 77, fr. III, segundo párrafo: el agravante del 75, fr. V
}


def por_omision(de: Norma, omitida: int, porcentaje: int, *, error_aritmetico: bool = False) -> Renglon:
    """Multa por omitir contribuciones: el porcentaje que se impuso, dentro de los límites de la ley.

    Fundamento: CFF, arts. 76, primer párrafo, y 78. Unidades: centavos; porcentaje en centésimas de punto.
    Errores: `ErrorDeDatos` si el porcentaje se sale de los límites.
    """
    clave = "multa_error_aritmetico" if error_aritmetico else "multa_omision"
    limite = _dentro(de, clave, porcentaje)
    concepto = "Multa por error aritmético" if error_aritmetico else "Multa por omisión de contribuciones"
    return _porcentual(concepto, omitida, porcentaje, limite)


def por_autocorreccion(de: Norma, omitida: int, momento: str) -> Renglon:
    """Multa de quien corrige antes de la resolución: 20 % de lo omitido antes del acta final, 30 % después.

    Fundamento: CFF, art. 76, párrafos segundo y tercero; LFDC, art. 17.
    """
    regla = proporcion(de, f"multa_{momento}")
    return regla.renglon(f"Multa por autocorrección {momento.replace('_', ' ')}", omitida, regla.de(omitida))


def por_agravante(de: Norma, omitida: int, agravante: str, porcentaje: int) -> Renglon:
    """Aumento por un agravante, sobre las contribuciones omitidas o retenidas (CFF, art. 77).

    `partes_relacionadas` es no cumplir lo que nombra el art. 75, fr. V (LISR, arts. 76-IX y XII, 76-A, 179 y otros).
    """
    clave = f"multa_agravante_{_RANGO_DEL_AGRAVANTE.get(agravante, agravante)}"
    return _porcentual(f"Aumento por {agravante}", omitida, porcentaje, _dentro(de, clave, porcentaje))


def pronto_pago(de: Norma, multa: int) -> Renglon:
    """Reducción del 20 % de la multa pagada en 30 días; no en aduanera, ni con la del 76 ¶7, ni en el 78 (75-VII)."""
    regla = proporcion(de, "multa_pronto_pago")
    return regla.renglon("Reducción por pagar en 30 días", multa, -regla.de(multa))


def pago_de_lo_omitido(de: Norma, multa: int, omitida: int) -> Renglon:
    """Reducción por pagar todo en 45 días: el 20 % de las contribuciones omitidas, no de la multa (76 ¶7)."""
    regla = proporcion(de, "multa_omision_45_dias")
    return regla.renglon("Reducción por pagar lo omitido en 45 días", omitida, -min(regla.de(omitida), multa))


def error_aritmetico_pagado(de: Norma, multa: int) -> Renglon:
    """La mitad de la multa por error aritmético si todo se paga en 15 días (78)."""
    regla = proporcion(de, "multa_error_aritmetico_15_dias")
    return regla.renglon("Reducción por pagar en 15 días el error aritmético", multa, -regla.de(multa))


def formal(de: Norma, multa: int, momento: str, ejercicio: int) -> Renglon:
    """Reducción de una multa formal: se paga la parte que fija la Ley de Ingresos del ejercicio.

    Fundamento: LIF 2026, art. 19. Errores: `ErrorDeLey` si ese ejercicio no la tiene capturada.
    """
    regla = proporcion(de, f"multa_formal_{momento}", date(ejercicio, 1, 1))
    concepto = f"Multa formal {momento.replace('_', ' ')}: se paga {regla.impreso}"
    return regla.renglon(concepto, multa, regla.de(multa) - multa)


def sin_reduccion_formal(de: Norma, multa: int, motivo: str) -> Renglon:
    """La multa formal se paga completa: por qué no procede la reducción de la Ley de Ingresos."""
    return Renglon(f"Multa formal: no se reduce, {motivo}", multa, "0", 0, de.cita("multa_formal"))


def perdonada(de: Norma, multa: int) -> Renglon:
    """Reducción de la multa a quien cumple el 70-A y paga en 15 días (además, sus recargos son de prórroga)."""
    regla = proporcion(de, "multa_70A")
    return regla.renglon("Reducción del artículo 70-A por pagar en 15 días", multa, -regla.de(multa))


def del_rif(de: Norma, multa: int) -> Renglon:
    """Reducción del 50 % a quien tributa en el Título IV, Capítulo II, Sección II de la LISR (70 ¶4)."""
    regla = proporcion(de, "multa_rif")
    return regla.renglon("Reducción por régimen de incorporación", multa, -regla.de(multa))


def menor_por_reforma(de: Norma, al_infringir: int, al_imponer: int) -> Renglon:
    """La menor entre la multa vigente al infringir y al imponer, si el precepto se reformó (70 ¶5)."""
    comparadas = f"la menor de {texto(al_infringir)} y {texto(al_imponer)}"
    menor = min(al_infringir, al_imponer)
    return Renglon("Multa más benigna por reforma", None, comparadas, menor, de.cita("multa_menor_por_reforma"))


def mayor_de_varias(de: Norma, multas: list[int]) -> Renglon:
    """De varias multas por un mismo acto u omisión, sólo la mayor (75-VI)."""
    comparadas = f"la mayor de {', '.join(texto(m) for m in multas)}"
    return Renglon("Multa mayor por un solo acto", None, comparadas, max(multas), de.cita("multa_mayor_de_varias"))


def espontanea(de: Norma, multa: int) -> Renglon:
    """Sin multa si se cumple en forma espontánea (73)."""
    return Renglon("Cumplimiento espontáneo: no se impone multa", multa, "0", -multa, de.cita("multa_espontanea"))


def _dentro(de: Norma, clave: str, porcentaje: int) -> Proporcion:
    """El límite superior del rango; `ErrorDeDatos` si el porcentaje no cae en él."""
    minimo, maximo = (proporcion(de, f"{clave}_{extremo}") for extremo in ("minimo", "maximo"))
    if not minimo.exacto * 10_000 <= porcentaje <= maximo.exacto * 10_000:
        raise ErrorDeDatos(
            f"Se encontró {texto(porcentaje)} %; se esperaba de {minimo.texto} a {maximo.texto} % "
            f"({maximo.fundamento})."
        )
    return maximo


def _porcentual(concepto: str, base: int, porcentaje: int, limite: Proporcion) -> Renglon:
    monto = dividir_redondeando(base * porcentaje, 10_000)
    assert isinstance(monto, int)
    return Renglon(concepto, base, f"{texto(porcentaje)} %", monto, limite.fundamento, limite.fuente, limite.calidad)
