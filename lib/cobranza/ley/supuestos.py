"""La norma con un supuesto: otra trayectoria del INPC u otra tasa de mora, para preguntar «¿qué pasa si…?».

Lo supuesto se rotula: su fuente dice que es un supuesto y su calidad es «ilustrativo».
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta

from cobranza.base.dinero import dividir_redondeando, texto
from cobranza.base.errores import ErrorDeUso
from cobranza.ley.norma import AMBITOS, Normas
from cobranza.ley.parametros import Serie, Valor

FUENTE = "Supuesto de quien analiza; no es un valor publicado"
CALIDAD = "ilustrativo (supuesto)"


def con_inflacion(normas: Normas, inflacion: int, hasta: date) -> Normas:
    """La norma con el INPC prolongado desde el último publicado a una inflación mensual constante.

    `inflacion` en centésimas de punto por mes (0.35 % = 35); llega hasta el mes de `hasta`. Lo publicado no cambia.
    """
    for ambito in AMBITOS:
        de = normas.de(ambito)
        normas = normas.suponiendo(de.clave, _prolongada(de.serie("inpc"), inflacion, hasta))
    return normas


def _prolongada(serie: Serie, inflacion: int, hasta: date) -> Serie:
    valores = [v for v in serie.valores if v.numero is not None]
    while valores[-1].hasta < hasta:
        ultimo = valores[-1]
        assert ultimo.numero is not None
        numero = _entero(dividir_redondeando(ultimo.numero * (10_000 + inflacion), 10_000))
        desde = ultimo.hasta + timedelta(days=1)
        fin = desde.replace(day=monthrange(desde.year, desde.month)[1])
        valores.append(_supuesto(ultimo, numero, desde, fin))
    return replace(serie, valores=tuple(valores))


def con_tasa_de_mora(normas: Normas, tasa: int, desde: date) -> Normas:
    """La norma con otra tasa mensual de mora a partir de un día; antes rige lo publicado.

    `tasa` en centésimas de punto (1.80 % = 180). Errores: `ErrorDeUso` si empieza antes que lo publicado.
    """
    for ambito in AMBITOS:
        de = normas.de(ambito)
        normas = normas.suponiendo(de.clave, _con_otra_tasa(de.serie("recargos_mora"), tasa, desde))
    return normas


def _con_otra_tasa(serie: Serie, tasa: int, desde: date) -> Serie:
    antes = [v for v in serie.valores if v.desde < desde and v.numero is not None]
    if not antes:
        primera = serie.valores[0].desde
        raise ErrorDeUso(
            f"La tasa supuesta empieza el {desde}; se esperaba después de la primera publicada ({primera})."
        )
    antes[-1] = replace(antes[-1], hasta=min(antes[-1].hasta, desde - timedelta(days=1)))
    supuesto = _supuesto(antes[-1], tasa, desde, date(9999, 12, 31))
    return replace(serie, valores=(*antes, supuesto))


def _supuesto(modelo: Valor, numero: int, desde: date, hasta: date) -> Valor:
    return replace(
        modelo,
        texto=texto(numero, modelo.decimales),
        numero=numero,
        desde=desde,
        hasta=hasta,
        fuente=FUENTE,
        calidad=CALIDAD,
    )


def _entero(numero: object) -> int:
    assert isinstance(numero, int)
    return numero
