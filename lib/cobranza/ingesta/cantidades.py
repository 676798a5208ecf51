"""Importes, números, fechas y horas: del texto al entero exacto, por columnas."""

from __future__ import annotations

import numpy as np

from cobranza.base.dinero import pesos
from cobranza.base.fechas import SIN_DIA, dia, fecha_corta
from cobranza.ingesta.celda import SIN_NUMERO, Celda
from cobranza.ingesta.columnas import (
    Enteros,
    Mascara,
    Textos,
    cambiar,
    casa,
    en_centavos,
    en_enteros,
    largo,
    marca,
    matriz,
    numero,
    tomar,
)
from cobranza.ingesta.identificadores import existe_dia

_IMPORTE = r"^\$? ?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]{1,2})?$"
_NEGATIVO = r"^(\(.*\)|\$? ?[-−].*|.*[-−])$"
_DECIMALES = r"^\$? ?[0-9][0-9,]*\.[0-9]{3,}$"
_LARGO_DE_IMPORTE = 24


def importe(celda: Celda) -> Enteros:
    """Centavos exactos; `SIN_NUMERO` (o lo que diga el layout) donde viene vacío."""
    textos, vacias = celda.textos, celda.vacias
    buenas = casa(textos, _IMPORTE) & (largo(textos) <= _LARGO_DE_IMPORTE)
    malas = ~buenas & ~vacias
    if malas.any():
        negativas = malas & casa(textos, _NEGATIVO)
        decimales = malas & ~negativas & casa(textos, _DECIMALES)
        celda.anotar(
            negativas, "Importe negativo", "«{}» es negativo; los importes van sin signo y lo que resta es otro acto."
        )
        celda.anotar(
            decimales,
            "Importe con más de dos decimales",
            "«{}» trae más de dos decimales; escribe los centavos exactos.",
        )
        celda.anotar(
            malas & ~negativas & ~decimales,
            "Importe que no se entiende",
            "«{}» no es un importe; se esperaba algo como 12,345.67 (coma de miles, punto decimal).",
        )
    centavos = np.full(len(textos), SIN_NUMERO, dtype=np.int64)
    vacio = celda.columna.vacio
    centavos[vacias] = vacio if isinstance(vacio, int) else SIN_NUMERO
    exactos, grandes = en_centavos(cambiar(tomar(textos, buenas), r"[$, ]", ""))
    centavos[buenas] = exactos
    enormes = marca(len(textos), np.flatnonzero(buenas)[grandes])
    _entre_limites(celda, centavos, buenas & ~enormes, en_pesos=True)
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
    buenas = casa(celda.textos, r"^[0-9]{1,9}$")
    celda.anotar(~buenas & ~celda.vacias, "Número que no se entiende", "«{}» no es un número entero.")
    numeros = np.full(len(buenas), SIN_NUMERO, dtype=np.int64)
    numeros[buenas] = en_enteros(tomar(celda.textos, buenas))
    _entre_limites(celda, numeros, buenas, en_pesos=False)
    return numeros


def fecha(celda: Celda) -> Enteros:
    """Días desde 1970-01-01; `SIN_DIA` donde no hay."""
    textos = celda.textos
    dias = np.full(len(textos), SIN_DIA, dtype=np.int64)
    entendidas = celda.vacias
    formas = ((r"^[0-9]{2}/[0-9]{2}/[0-9]{4}$", (6, 3, 0)), (r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", (0, 5, 8)))
    for forma, (en_anio, en_mes, en_dia) in formas:
        cuales = casa(textos, forma)
        if not cuales.any():
            continue
        entendidas = entendidas | cuales
        letras = matriz(tomar(textos, cuales), 10)
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
            _en_todas(cuales, ~existe & ~volteada),
            "Fecha que no existe",
            "«{}» no existe en el calendario; corrígela.",
        )
        meses = (anio - 1970) * 12 + mes - 1
        inicio = meses.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
        dias[cuales] = np.where(existe, inicio + del_mes - 1, SIN_DIA)
    _fecha_rara(celda, ~entendidas)
    _fecha_en_rango(celda, dias)
    return dias


def _en_todas(cuales: Mascara, parte: Mascara) -> Mascara:
    completa = np.zeros_like(cuales)
    completa[cuales] = parte
    return completa


def _fecha_rara(celda: Celda, raras: Mascara) -> None:
    if not raras.any():
        return
    cortas = raras & casa(celda.textos, r"^[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2}$")
    sueltas = raras & ~cortas & casa(celda.textos, r"^[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}$")
    celda.anotar(
        cortas, "Fecha con año de dos dígitos", "«{}» trae el año con dos dígitos; escríbelo con cuatro: dd/mm/aaaa."
    )
    celda.anotar(
        sueltas,
        "Fecha ambigua",
        "«{}» no dice cuál es el día y cuál el mes; se esperaba dd/mm/aaaa con dos dígitos cada uno.",
    )
    celda.anotar(
        raras & ~cortas & ~sueltas, "Fecha que no se entiende", "«{}» no es una fecha; se esperaba dd/mm/aaaa."
    )


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
    buenas = casa(textos, r"^([01][0-9]|2[0-3]):[0-5][0-9]$")
    celda.anotar(
        ~buenas & ~celda.vacias, "Hora que no se entiende", "«{}» no es una hora; se esperaba HH:MM de 00:00 a 23:59."
    )
    return textos
