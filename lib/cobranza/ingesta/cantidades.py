"""Importes, números, fechas y horas: del texto al entero exacto, por columnas."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from cobranza.base.dinero import pesos
from cobranza.base.fechas import SIN_DIA, dia, fecha_corta
from cobranza.ingesta.celda import SIN_NUMERO, Celda
from cobranza.ingesta.columnas import (
    Enteros,
    Letras,
    Mascara,
    Textos,
    cambiar,
    casa,
    en_centavos,
    en_enteros,
    igual,
    largo,
    lista,
    marca,
    matriz,
    numero,
    tomar,
)
from cobranza.ingesta.fechas_escritas import con_el_dia_primero, leer_fecha
from cobranza.ingesta.horas_escritas import leer_hora
from cobranza.ingesta.identificadores import existe_dia
from cobranza.ingesta.importes_escritos import leer_entero, leer_importe
from cobranza.ingesta.reescritura import reescritos

_IMPORTE = r"^\$? ?([1-9][0-9]{0,2}(,[0-9]{3})+|[0-9]+)(\.[0-9]{1,2})?$"
_LARGO_DE_IMPORTE = 24


def importe(celda: Celda) -> Enteros:
    """Centavos exactos; `SIN_NUMERO` (o lo que diga el layout) donde viene vacío."""
    buenas = casa(celda.textos, _IMPORTE)
    textos = reescritos(celda, ~buenas & ~celda.vacias, leer_importe)
    legibles = ~igual(textos, "")
    vacio = celda.columna.vacio
    centavos = np.full(len(textos), SIN_NUMERO, dtype=np.int64)
    centavos[celda.vacias] = vacio if isinstance(vacio, int) else SIN_NUMERO
    largos = largo(textos) > _LARGO_DE_IMPORTE
    caben = legibles & ~largos
    exactos, grandes = en_centavos(cambiar(tomar(textos, caben), r"[$, ]", ""))
    centavos[caben] = exactos
    enormes = largos | marca(len(textos), np.flatnonzero(caben)[grandes])
    _entre_limites(celda, centavos, caben & ~enormes, en_pesos=True)
    maximo = celda.columna.limites[1]
    celda.anotar(
        enormes, "Importe fuera de rango", f"«{{}}» pasa del máximo de {pesos(maximo)}; revisa si sobra un dígito."
    )
    return centavos


def _entre_limites(celda: Celda, numeros: Enteros, cuales: Mascara, *, en_pesos: bool) -> None:
    minimo, maximo = celda.columna.limites
    que, dicho = ("Importe", pesos) if en_pesos else ("Número", str)
    celda.anotar(
        cuales & (numeros > maximo),
        f"{que} fuera de rango",
        f"«{{}}» pasa del máximo de {dicho(maximo)} para {celda.columna.titulo}; revisa si sobra un dígito.",
    )
    celda.anotar(
        cuales & (numeros < minimo),
        f"{que} fuera de rango",
        f"«{{}}» es menor que el mínimo de {dicho(minimo)} para {celda.columna.titulo}.",
    )


def entero(celda: Celda) -> Enteros:
    """Números enteros sin signo; `SIN_NUMERO` donde viene vacío."""
    textos = reescritos(celda, ~casa(celda.textos, r"^[0-9]{1,9}$") & ~celda.vacias, leer_entero)
    legibles = ~igual(textos, "")
    numeros = np.full(len(textos), SIN_NUMERO, dtype=np.int64)
    numeros[legibles] = en_enteros(tomar(textos, legibles))
    _entre_limites(celda, numeros, legibles, en_pesos=False)
    return numeros


_FORMAS_DE_FECHA = ((r"^[0-9]{2}/[0-9]{2}/[0-9]{4}$", (6, 3, 0)), (r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", (0, 5, 8)))


def fecha(celda: Celda) -> Enteros:
    """Días desde 1970-01-01; `SIN_DIA` donde no hay."""
    casan = [casa(celda.textos, forma) for forma, _ in _FORMAS_DE_FECHA]
    raras = ~celda.vacias & ~np.logical_or.reduce(casan)
    textos = celda.textos
    if raras.any():
        textos = _reescritas(celda, raras)
        casan = [casa(textos, forma) for forma, _ in _FORMAS_DE_FECHA]
    dias = np.full(len(textos), SIN_DIA, dtype=np.int64)
    for (_, donde), cuales in zip(_FORMAS_DE_FECHA, casan, strict=True):
        if cuales.any():
            dias[cuales] = _dias(celda, matriz(tomar(textos, cuales), 10), cuales, donde)
    _fecha_en_rango(celda, dias)
    return dias


def _reescritas(celda: Celda, raras: Mascara) -> Textos:
    dia_primero = con_el_dia_primero(dict.fromkeys(lista(tomar(celda.textos, raras))))
    desde, hasta = celda.columna.desde, celda.columna.hasta
    return reescritos(celda, raras, partial(leer_fecha, desde=desde, hasta=hasta, dia_primero=dia_primero))


def _dias(celda: Celda, letras: Letras, cuales: Mascara, donde: tuple[int, int, int]) -> Enteros:
    """Los días de las filas `cuales`, cuyas letras traen año, mes y día en esas posiciones."""
    en_anio, en_mes, en_dia = donde
    anio = numero(letras, en_anio, en_anio + 4)
    mes = numero(letras, en_mes, en_mes + 2)
    del_mes = numero(letras, en_dia, en_dia + 2)
    existe = existe_dia(anio, mes, del_mes) & (anio > 0)
    volteada = ~existe & (mes > 12) & (mes <= 31) & (del_mes >= 1) & (del_mes <= 12)
    celda.anotar(
        _en_todas(cuales, volteada),
        "Fecha en otro orden",
        "«{}» trae el mes y el día al revés; se esperaba dd/mm/aaaa.",
    )
    celda.anotar(
        _en_todas(cuales, ~existe & ~volteada), "Fecha que no existe", "«{}» no existe en el calendario; corrígela."
    )
    meses = (anio - 1970) * 12 + mes - 1
    inicio = meses.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return np.where(existe, inicio + del_mes - 1, SIN_DIA)


def _en_todas(cuales: Mascara, parte: Mascara) -> Mascara:
    completa = np.zeros_like(cuales)
    completa[cuales] = parte
    return completa


def _fecha_en_rango(celda: Celda, dias: Enteros) -> None:
    desde, hasta = celda.columna.desde, celda.columna.hasta
    fuera = (dias != SIN_DIA) & ((dias < dia(desde)) | (dias > dia(hasta)))
    celda.anotar(
        fuera,
        "Fecha fuera de rango",
        f"«{{}}» no es razonable para {celda.columna.titulo} (de {fecha_corta(desde)} a {fecha_corta(hasta)}).",
    )


def hora(celda: Celda) -> Textos:
    """Horas `HH:MM`; se admiten segundos en cero, como las escribe una hoja de cálculo."""
    textos = cambiar(celda.textos, r"^([0-9]{2}:[0-9]{2}):00$", r"\1")
    buenas = casa(textos, r"^([01][0-9]|2[0-3]):[0-5][0-9]$") | celda.vacias
    return textos if buenas.all() else reescritos(replace(celda, textos=textos), ~buenas, leer_hora)
