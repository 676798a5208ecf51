"""Proponer un mapeo: qué columna del archivo es cuál del layout, qué falta y qué palabras hay que traducir.

Se propone por el parecido de los títulos y se comprueba con lo que la columna trae; lo que no es seguro se deja en
blanco y se dice. Nadie carga con una propuesta: se carga con el mapeo escrito, que una persona revisa.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches

from cobranza.base import catalogos
from cobranza.base.errores import ErrorDeDatos
from cobranza.ingesta import layouts
from cobranza.ingesta.escrituras import claves_de_catalogo, nombres_de_catalogo
from cobranza.ingesta.layouts import Columna, Layout, normalizado
from cobranza.ingesta.mapeos import Mapeo, carpeta
from cobranza.ingesta.territorio import municipio_de, nombres_que_empiezan
from cobranza.ingesta.vistazo import Vistazo

_PARECIDO, _DUDOSO, _DE_LA_MAYORIA = 0.8, 0.6, 0.6
_FOLIO = re.compile(r"[A-Z]{3}-[0-9]{4}-[0-9]{6}")
_FORMAS = {
    "rfc": re.compile(r"[A-ZÑ&]{3,4}[-\s]?\d{6}[-\s]?[A-Z0-9]{3}", re.IGNORECASE),
    "curp": re.compile(r"[A-Z]{4}\d{6}[A-Z0-9]{8}", re.IGNORECASE),
    "clabe": re.compile(r"\d[\d\s-]{16,22}"),
    "fecha": re.compile(r".*\d.*[-/.\s].*\d.*|\d{5}|\d{8}"),
    "importe": re.compile(r"[-(]?\$?\s*[\d.,\s]+\)?|\$?\s*-"),
    "entero": re.compile(r"\d+"),
    "hora": re.compile(r"\d{1,2}[:.]\d{2}.*|0?\.\d+"),
}
_COMA_DECIMAL = re.compile(r"\$?\s*\d{1,3}(\.\d{3})*,\d{1,2}")
_CLAVES_COMPUESTAS = {"diligencias": "{Crédito}/{Tipo}/{Fecha}", "incidencias": "{Crédito}/{Tipo}/{Fecha}"}
"""Con qué se arma la clave de un acto si el archivo no la trae: siempre la misma para la misma fila."""
_DE_LISTA = ("catalogo", "opcion", "acto", "resultado")


@dataclass(frozen=True, slots=True)
class Propuesta:
    """Lo que se propone para un archivo y lo que queda por decir."""

    mapeo: Mapeo
    faltan: list[str] = field(default_factory=list)
    """Columnas obligatorias que el archivo no trae y nadie ha dicho, por su título."""
    dudas: list[tuple[str, str, str]] = field(default_factory=list)
    """(columna, como viene escrito, la clave más parecida y su nombre, o vacío) de lo que no se supo traducir."""
    sin_usar: list[str] = field(default_factory=list)


def proponer(vista: Vistazo, nombre: str, layout: str, fijos: Mapping[str, str]) -> Propuesta:
    """El mapeo que se propone para un archivo; `fijos` son las constantes que alguien ya dijo (columna → valor).

    Errores: `ErrorDeUso` si un fijo no es columna del layout.
    """
    ficha = layouts.leer(layout)
    columnas = _columnas(vista, ficha)
    usados = set(columnas.values())
    constantes = {ficha.columnas[c].titulo: v for c, v in _fijos(ficha, fijos).items()}
    if ficha.clave not in usados and layout in _CLAVES_COMPUESTAS:
        constantes.setdefault(ficha.columnas[ficha.clave].titulo, _CLAVES_COMPUESTAS[layout])
    faltan = [
        c.titulo for campo, c in ficha.columnas.items()
        if c.obligatoria and campo not in usados and not constantes.get(c.titulo)
    ]  # fmt: skip
    valores, dudas = _valores(vista, ficha, columnas)
    mapeo = Mapeo(
        nombre=nombre,
        layout=layout,
        columnas={titulo: ficha.columnas[campo].titulo for titulo, campo in columnas.items()},
        constantes=constantes | dict.fromkeys(faltan, ""),
        valores=valores,
        decimales="coma" if _con_coma(vista, ficha, columnas) else "punto",
    )
    return Propuesta(mapeo, faltan, dudas, [t for t in vista.titulos if t and t not in columnas])


def layout_probable(vista: Vistazo) -> str:
    """De qué layout parece un archivo, por sus títulos y por su nombre. Errores: `ErrorDeDatos` si no se sabe."""
    puntos = {nombre: _puntos(vista, layouts.leer(nombre)) for nombre in layouts.nombres()}
    mejor = max(puntos, key=lambda nombre: puntos[nombre])
    segundo = sorted(puntos.values())[-2]
    if puntos[mejor] < 0.4 or puntos[mejor] - segundo < 0.05:
        raise ErrorDeDatos(
            f"No se sabe qué trae {vista.ruta.name}: sus columnas ({', '.join(filter(None, vista.titulos[:12]))}) no "
            "se parecen lo bastante a las de un solo archivo. Dilo: cobranza ingerir LAYOUT ARCHIVO …; los layouts "
            f"son {', '.join(layouts.nombres())}."
        )
    return mejor


def _puntos(vista: Vistazo, ficha: Layout) -> float:
    """Qué parte de lo obligatorio trae, más un empujón si el archivo se llama así y si reconoce sus títulos."""
    columnas = _columnas(vista, ficha)
    halladas = set(columnas.values())
    halladas |= {"folio"} if "numero_propio" in halladas else set()
    obligatorias = [c for c, columna in ficha.columnas.items() if columna.obligatoria]
    parte = sum(c in halladas for c in obligatorias) / len(obligatorias)
    usados = len(columnas) / max(1, sum(bool(t) for t in vista.titulos))
    nombrado = normalizado(ficha.nombre)[:6] in normalizado(vista.ruta.stem)
    return parte * 0.6 + usados * 0.4 + 0.3 * nombrado


def _fijos(ficha: Layout, fijos: Mapping[str, str]) -> dict[str, str]:
    """Los fijos que son de este layout, por campo."""
    return {
        ficha.encabezados[normalizado(columna)]: valor
        for columna, valor in fijos.items()
        if normalizado(columna) in ficha.encabezados
    }


def _columnas(vista: Vistazo, ficha: Layout) -> dict[str, str]:
    """Título del archivo → campo: primero las parejas que más se parecen; cada título y cada campo, una vez."""
    parejas = sorted(_parejas(vista, ficha), key=lambda pareja: (-pareja[0], pareja[1]))
    columnas: dict[str, str] = {}
    for _, _, titulo, campo in parejas:
        if titulo not in columnas and campo not in columnas.values():
            columnas[titulo] = campo
    return {titulo: columnas[titulo] for titulo in vista.titulos if titulo in columnas}


def _parejas(vista: Vistazo, ficha: Layout) -> Iterator[tuple[float, int, str, str]]:
    parecidos = catalogos.leer_yaml(carpeta() / "_parecidos.yaml").get(ficha.nombre, {})
    for k, titulo in enumerate(vista.titulos):
        valores = vista.valores(titulo) if titulo else []
        for campo, columna in ficha.columnas.items():
            propios, de_otros = (campo, columna.titulo, *columna.sinonimos), parecidos.get(campo, ())
            parecido = max(
                (_parecido(titulo, texto) - castigo for textos, castigo in ((propios, 0), (de_otros, 0.02))
                 for texto in textos),
                default=0,
            )  # fmt: skip
            if parecido >= _PARECIDO and _cabe(campo, columna, valores):
                yield parecido, k, titulo, campo


def _parecido(uno: str, otro: str) -> float:
    """Entre 0 y 1: lo mismo es 1; las mismas palabras en otro orden, casi; si no, las letras que coinciden."""
    a, b = normalizado(uno), normalizado(otro)
    if not a or not b:
        return 0
    if a.replace(" ", "") == b.replace(" ", ""):  # «R.F.C.» es «RFC»
        return 1
    de_a, de_b = _palabras(a), _palabras(b)
    if de_a == de_b:
        return 0.97
    comunes = len(de_a & de_b) / max(len(de_a), len(de_b), 1)
    return max(0.95 * comunes, 0.95 * SequenceMatcher(None, a, b).ratio())


def _palabras(texto: str) -> frozenset[str]:
    """Las palabras que dicen algo: sin artículos y con las abreviaturas de siempre."""
    completas = {"no": "numero", "num": "numero", "nro": "numero", "f": "fecha", "fec": "fecha", "imp": "importe"}
    return frozenset(
        completas.get(p, p) for p in texto.split() if p not in ("de", "del", "la", "el", "los", "y", "o")
    )


def _cabe(campo: str, columna: Columna, valores: list[str]) -> bool:
    """¿Lo que trae la columna es de ese tipo? Sin valores, no estorba."""
    if campo == "folio" and columna.patron and valores:
        return _mayoria(valores, _FOLIO)
    forma = _FORMAS.get(columna.tipo)
    if campo == "ejercicio":
        return not valores or _mayoria(valores, re.compile(r"(19|20)\d\d"))
    return forma is None or not valores or _mayoria(valores, forma)


def _mayoria(valores: list[str], forma: re.Pattern[str]) -> bool:
    return sum(bool(forma.fullmatch(v)) for v in valores) >= _DE_LA_MAYORIA * len(valores)


def _con_coma(vista: Vistazo, ficha: Layout, columnas: Mapping[str, str]) -> bool:
    importes = [
        v
        for titulo, campo in columnas.items()
        if ficha.columnas[campo].tipo == "importe"
        for v in vista.valores(titulo)
    ]  # fmt: skip
    return bool(importes) and _mayoria(importes, _COMA_DECIMAL)


def _valores(
    vista: Vistazo, ficha: Layout, columnas: Mapping[str, str]
) -> tuple[dict[str, dict[str, str]], list[tuple[str, str, str]]]:
    """(columna → texto → clave de lo que no se entiende tal cual, y lo que queda en duda)."""
    valores: dict[str, dict[str, str]] = {}
    dudas = []
    for titulo, campo in columnas.items():
        columna = ficha.columnas[campo]
        if columna.tipo not in _DE_LISTA:
            continue
        se_entiende, conocidos = _lo_que_ya_se_entiende(columna, ficha), _conocidos(columna, ficha)
        for escrito in Counter(vista.valores(titulo)):
            if se_entiende(escrito):
                continue
            clave = _clave(escrito, conocidos)
            valores.setdefault(columna.titulo, {})[escrito] = clave
            if not clave:
                dudas.append((columna.titulo, escrito, _cerca(escrito, columna, conocidos)))
    return valores, dudas


def _cerca(escrito: str, columna: Columna, conocidos: Mapping[str, str]) -> str:
    """La clave más parecida con su nombre, o vacío: un municipio a medias puede ser cualquiera que empiece así."""
    frase = normalizado(escrito)
    if columna.catalogo == "municipios" and nombres_que_empiezan(frase):
        return ""
    cerca = get_close_matches(frase, conocidos, n=1, cutoff=_DUDOSO)
    if not cerca:
        return ""
    clave = conocidos[cerca[0]]
    nombre = nombres_de_catalogo(columna.catalogo).get(clave) if columna.tipo == "catalogo" else ""
    return f"{clave}, {nombre}" if nombre else clave


def _clave(escrito: str, conocidos: Mapping[str, str]) -> str:
    """La clave que sin duda se quiso decir: la misma frase o, si una sola cabe entera en ella, ésa."""
    frase = normalizado(escrito)
    if frase in conocidos:
        return conocidos[frase]
    if {"no", "sin"} & set(frase.split()):
        return ""
    caben = {clave for texto, clave in conocidos.items() if len(texto) > 3 and f" {texto} " in f" {frase} "}
    return caben.pop() if len(caben) == 1 else ""


def _lo_que_ya_se_entiende(columna: Columna, ficha: Layout) -> Callable[[str], bool]:
    """Si la carga ya lee ese texto sin mapeo; el municipio, con la misma lectura que ella."""
    if columna.catalogo == "municipios":
        leer_municipio = municipio_de(claves_de_catalogo("municipios"))
        return lambda escrito: bool(leer_municipio(escrito))
    leer: dict[str, Callable[[], Mapping[str, str]]] = {
        "catalogo": lambda: claves_de_catalogo(columna.catalogo),
        "opcion": lambda: columna.opciones,
        "acto": lambda: _actos(ficha),
        "resultado": catalogos.resultados,
    }
    admitidos = {normalizado(texto) for texto in leer[columna.tipo]()}
    return lambda escrito: normalizado(escrito) in admitidos


def _conocidos(columna: Columna, ficha: Layout) -> dict[str, str]:
    """Además, cómo se dice en palabras: el título de un acto, la clave de un concepto sin su ámbito."""
    if columna.tipo == "catalogo":
        claves = claves_de_catalogo(columna.catalogo)
        cortas = Counter(clave.partition("-")[2] for clave in set(claves.values()))
        return claves | {
            normalizado(corta): clave for clave in set(claves.values())
            if (corta := clave.partition("-")[2]) and cortas[corta] == 1
        }  # fmt: skip
    if columna.tipo == "opcion":
        return {normalizado(texto): texto for texto in columna.opciones}
    if columna.tipo == "acto":
        dichos = {normalizado(titulo): tipo for tipo, titulo in _actos(ficha).items()}
        primeras = Counter(dicho.split()[0] for dicho in dichos)
        cortos = {d.split()[0]: tipo for d, tipo in dichos.items() if primeras[d.split()[0]] == 1}
        return cortos | dichos | {normalizado(tipo): tipo for tipo in _actos(ficha)}
    return {
        normalizado(texto): clave for clave, titulo in catalogos.resultados().items() for texto in (titulo, clave)
    }


def _actos(ficha: Layout) -> dict[str, str]:
    return {t: str(acto["titulo"]) for t, acto in catalogos.actos().items() if ficha.nombre in acto["captura"]}
