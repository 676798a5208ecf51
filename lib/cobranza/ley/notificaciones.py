"""Fecha de notificación cuando el interesado no la recibe en mano: estrados y buzón (CFF, arts. 134 y 139)."""

from __future__ import annotations

from datetime import date

from cobranza.base.fechas import Dia
from cobranza.ley.norma import Norma
from cobranza.ley.proporciones import proporcion


def por_estrados(de: Norma, publicacion: Dia, al: date | None = None) -> tuple[Dia, Dia]:
    """(último día publicado, fecha de notificación): décimo y decimoprimer día hábil desde el siguiente.

    Con `al`, el texto que regía ese día. Errores: `ErrorDeLey` si no se capturó.
    """
    dias = proporcion(de, "estrados_dias", al).entero
    return de.calendario.mas_habiles(publicacion, dias), de.calendario.mas_habiles(publicacion, dias + 1)


def por_buzon_sin_abrir(de: Norma, aviso: Dia) -> tuple[Dia, Dia]:
    """(último día para abrir, fecha de notificación): tercer y cuarto día hábil desde el siguiente al aviso."""
    dias = proporcion(de, "buzon_dias_para_abrir").entero
    return de.calendario.mas_habiles(aviso, dias), de.calendario.mas_habiles(aviso, dias + 1)
