"""Plazos en días hábiles y fechas que de ellos dependen (CFF, arts. 12, 65, 135, 144 y 145).

Un `Dia` entero o una columna; sale la misma forma. Fuera del calendario capturado, `ErrorDeLey`.
"""

from __future__ import annotations

import re
from datetime import date
from typing import cast

import numpy as np
from numpy.typing import NDArray

from cobranza.base.errores import ErrorDeDatos
from cobranza.base.fechas import Dia, dia, fecha_de
from cobranza.ley.calendario import Calendario
from cobranza.ley.norma import Norma
from cobranza.ley.proporciones import Proporcion, proporcion
from cobranza.ley.vigencias import al_dia

DIA_DE_PAGO = 17
"""Día del mes siguiente en que vencen los pagos provisionales y las retenciones (CFF, art. 6, cuarto párrafo)."""


def surte_efectos(de: Norma, notificacion: Dia) -> Dia:
    """Día en que surte efectos una notificación: el hábil siguiente (CFF, art. 135)."""
    return de.calendario.habil_posterior(notificacion)


def vence(de: Norma, notificacion: Dia, dias_habiles: Dia) -> Dia:
    """Último día de un plazo en días, contado desde el siguiente a aquel en que surte efectos (arts. 12 y 135)."""
    return de.calendario.mas_habiles(surte_efectos(de, notificacion), dias_habiles)


def vence_para_pagar(de: Norma, notificacion: Dia) -> Dia:
    """Último día para pagar o garantizar un crédito determinado: los días que daba el art. 65 al notificarlo.

    Fundamento: CFF, art. 65. Errores: `ErrorDeLey` si el calendario o el plazo no alcanzan a ese día.
    """
    surte = surte_efectos(de, notificacion)
    plazo = al_dia(de, "plazo_para_pagar_dias", notificacion)
    return de.calendario.mas_habiles(surte, int(plazo) if isinstance(notificacion, int) else plazo)


def exigible(de: Norma, notificacion: Dia) -> Dia:
    """Desde cuándo es exigible: el día natural siguiente al vencimiento del plazo (arts. 65, 144 y 145)."""
    return vence_para_pagar(de, notificacion) + 1


GENERAL, OMISION, AUTODETERMINADO = "general", "omision_de_declaracion", "autodeterminado"
SUPUESTOS = (
    GENERAL,
    OMISION,
    AUTODETERMINADO,
    "multa_no_fiscal_firme",
    "cese_de_prorroga",
    "cese_de_parcialidades",
    "error_aritmetico",
)
"""De dónde nace la exigibilidad: arts. 65; 41, fr. II; 6 y 145; 4o. y 65; y 151, los tres últimos."""
DEL_65 = (GENERAL, "multa_no_fiscal_firme")
"""Los que se pagan en el plazo del art. 65, que es el de «los demás créditos fiscales»: la multa no fiscal lo es."""
DEL_CREDITO = (*DEL_65, OMISION, AUTODETERMINADO)
"""Los que dependen de por qué existe el crédito; los otros, de lo que ocurrió después."""


def exigible_desde(
    de: Norma, supuesto: str, notificacion: NDArray[np.int64], vencimiento: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Desde cuándo es exigible cada crédito del mismo supuesto (uno de `DEL_CREDITO`); columnas de días.

    Lo autodeterminado no se notifica: se exige lo no cubierto dentro del plazo que la ley señala, desde el día
    siguiente a su vencimiento (CFF, arts. 6, párrafos tercero y cuarto, 145 y 146). La omisión de declaración, a
    partir del tercer día siguiente a la notificación (art. 41, fr. II); antes de que rigiera la excepción, por el 65.
    """
    if supuesto == AUTODETERMINADO:
        return vencimiento + 1
    desde = np.array(exigible(de, notificacion), dtype=np.int64)
    if supuesto == OMISION:
        plazo = proporcion(de, "exigible_omision_dias")
        cual = notificacion >= dia(plazo.desde)
        desde[cual] = de.calendario.mas_habiles(notificacion[cual], plazo.entero)
    return desde


def vence_tras_el_cese(de: Norma, requerido: NDArray[np.int64]) -> NDArray[np.int64]:
    """Último día para pagar lo que es exigible porque cesó el pago a plazos, desde que se notificó el requerimiento.

    Fundamento: CFF, art. 151, penúltimo párrafo. Forma: una columna de días, y sale otra.
    """
    plazo = proporcion(de, "exigible_cese_dias")
    return cast("NDArray[np.int64]", np.asarray(vence(de, requerido, plazo.entero), dtype=np.int64))


def exigible_segun(
    de: Norma, calendario: Calendario, notificacion: date, supuesto: str
) -> tuple[int, int, Proporcion]:
    """(último día para pagar, desde cuándo se ejecuta, el plazo) por omisión de declaración, cese o error aritmético.

    Por omisión de declaración se ejecuta a partir del tercer día siguiente a la notificación del adeudo; por cese del
    pago a plazos o error aritmético, pasados seis días desde que surte efectos la del requerimiento. Días hábiles.
    Errores: `ErrorDeLey` si el plazo no está capturado para ese día.
    """
    notificado = dia(notificacion)
    if supuesto == OMISION:
        plazo = proporcion(de, "exigible_omision_dias", notificacion)
        ultimo, desde = (int(calendario.mas_habiles(notificado, plazo.entero - antes)) for antes in (1, 0))
        return ultimo, desde, plazo
    plazo = proporcion(de, "exigible_cese_dias", notificacion)
    ultimo = int(calendario.mas_habiles(calendario.habil_posterior(notificado), plazo.entero))
    return ultimo, ultimo + 1, plazo


def vencimiento_efectivo(de: Norma, fecha_legal: int, en_banco: bool) -> tuple[int, str]:
    """Vencimiento recorrido por día inhábil o por viernes en banco, y el motivo (CFF, art. 12, quinto párrafo).

    Las vacaciones generales no cuentan como inhábiles para pagar (segundo párrafo).
    """
    calendario, efectivo = _para_pagar(de), fecha_legal
    motivos: list[str] = []
    while not calendario.es_habil(efectivo) or (en_banco and _es_viernes(efectivo)):
        if calendario.es_habil(efectivo):
            motivos.append(f"{fecha_de(efectivo)} viernes, último día para pagar en banco")
        siguiente = int(calendario.habil_posterior(efectivo))
        motivos += [f"{d} {motivo}" for d, motivo in calendario.excluidos(efectivo - 1, siguiente - 1)]
        efectivo = siguiente
    return efectivo, f"se recorre: {'; '.join(motivos)}" if motivos else "día hábil: no se recorre"


def con_dias_del_rfc(de: Norma, fecha_legal: int, rfc: str) -> tuple[int, dict[str, str] | None]:
    """(fecha con los días hábiles que da el sexto dígito numérico del RFC, renglón que los da o None si no toca).

    Sólo lo que vence el día 17. Fundamento: decreto DOF 26-12-2013, art. 5.1. Errores: `ErrorDeDatos` si no es un
    RFC; `ErrorDeLey` si ese día no regía.
    """
    hallado = re.fullmatch(r"[A-ZÑ&]{3,4}([0-9]{6})[A-Z0-9]{3}", rfc.strip().upper())
    if hallado is None:
        raise ErrorDeDatos(
            "rfc no tiene la forma de un RFC; se esperaban tres o cuatro letras, seis dígitos y homoclave."
        )
    if fecha_de(fecha_legal).day != DIA_DE_PAGO:
        return fecha_legal, None
    renglones = de.serie("dias_adicionales_rfc").tabla_al(fecha_de(fecha_legal))
    (suyo,) = (r for r in renglones if hallado[1][-1] in r["digitos"])
    return int(_para_pagar(de).mas_habiles(fecha_legal, int(suyo["valor"]))), suyo


def _para_pagar(de: Norma) -> Calendario:
    return de.con("vacaciones.sat", "apagado").calendario


def vence_en_meses(de: Norma, desde: int, meses: int) -> tuple[int, int]:
    """(aniversario, último día) de un plazo en meses: si el día no existe o es inhábil, el siguiente hábil.

    Fundamento: CFF, art. 12, párrafos cuarto y quinto.
    """
    aniversario = int(de.calendario.mas_meses(desde, meses))
    return aniversario, int(de.calendario.habil_de_aniversario(aniversario))


def _es_viernes(d: int) -> bool:
    return (d + 3) % 7 == 4
