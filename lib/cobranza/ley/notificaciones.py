"""Fecha de notificación cuando el interesado no la recibe en mano: estrados y buzón (CFF, arts. 134 y 139)."""

from __future__ import annotations

from cobranza.base.fechas import Dia
from cobranza.ley.norma import Norma

DIAS_DE_ESTRADOS = 10
"""Art. 139: se publica diez días y se notifica el decimoprimero."""
DIAS_PARA_ABRIR = 3
"""Art. 134, fr. I, sexto párrafo: tres días para abrir; el cuarto se tiene por notificado."""


def por_estrados(de: Norma, publicacion: Dia) -> tuple[Dia, Dia]:
    """(último día publicado, fecha de notificación): décimo y decimoprimer día hábil desde el siguiente."""
    calendario = de.calendario
    return calendario.mas_habiles(publicacion, DIAS_DE_ESTRADOS), calendario.mas_habiles(
        publicacion, DIAS_DE_ESTRADOS + 1
    )


def por_buzon_sin_abrir(de: Norma, aviso: Dia) -> tuple[Dia, Dia]:
    """(último día para abrir, fecha de notificación): tercer y cuarto día hábil desde el siguiente al aviso."""
    calendario = de.calendario
    return calendario.mas_habiles(aviso, DIAS_PARA_ABRIR), calendario.mas_habiles(aviso, DIAS_PARA_ABRIR + 1)
