"""Plazos en días hábiles y fechas que de ellos dependen (CFF, arts. 12, 65, 135, 144 y 145).

Un `Dia` entero o una columna; sale la misma forma. Fuera del calendario capturado, `ErrorDeLey`.
"""

from __future__ import annotations

from cobranza.base.fechas import Dia, fecha_de
from cobranza.ley.norma import Norma
from cobranza.ley.vigencias import al_dia


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


def vencimiento_efectivo(de: Norma, fecha_legal: int, en_banco: bool) -> tuple[int, str]:
    """Vencimiento recorrido por día inhábil o por viernes en banco, y el motivo (CFF, art. 12, quinto párrafo).

    Las vacaciones generales no cuentan como inhábiles para pagar (segundo párrafo).
    """
    calendario, efectivo = de.con("vacaciones.sat", "apagado").calendario, fecha_legal
    motivos: list[str] = []
    while not calendario.es_habil(efectivo) or (en_banco and _es_viernes(efectivo)):
        if calendario.es_habil(efectivo):
            motivos.append(f"{fecha_de(efectivo)} viernes, último día para pagar en banco")
        siguiente = int(calendario.habil_posterior(efectivo))
        motivos += [f"{d} {motivo}" for d, motivo in calendario.excluidos(efectivo - 1, siguiente - 1)]
        efectivo = siguiente
    return efectivo, f"se recorre: {'; '.join(motivos)}" if motivos else "día hábil: no se recorre"


def vence_en_meses(de: Norma, desde: int, meses: int) -> tuple[int, int]:
    """(aniversario, último día) de un plazo en meses: si el día no existe o es inhábil, el siguiente hábil.

    Fundamento: CFF, art. 12, párrafos cuarto y quinto.
    """
    aniversario = int(de.calendario.mas_meses(desde, meses))
    return aniversario, int(de.calendario.habil_de_aniversario(aniversario))


def _es_viernes(d: int) -> bool:
    return (d + 3) % 7 == 4
