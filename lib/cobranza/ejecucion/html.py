"""La cara de un informe: un solo archivo HTML, sin red, sin programas ajenos y sin código a la vista.

La estructura vive en `plantilla/*.j2`, la apariencia en `plantilla/estilo.css` y lo que ordena y busca en los cuadros
en `plantilla/cuadros.js`; aquí se reúne lo que llevan. El navegador corre ese guion, por su huella, y ningún otro.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from cobranza.almacen.ancla import texto
from cobranza.base import errores
from cobranza.ejecucion import documento
from cobranza.ejecucion.apartados import Apartado, apartados
from cobranza.ejecucion.encabezado import Encabezado, encabezado
from cobranza.ejecucion.guion import de_los_cuadros
from cobranza.ejecucion.huellas import DE_ARCHIVO
from cobranza.ejecucion.sello import sellar
from cobranza.papel import mime
from cobranza.papel.marco import compacto, estilo_de_pagina
from cobranza.papel.palabras import con_mayuscula

_PLANTILLA = Path(__file__).parent / "plantilla"
_CARATULA = '<div class="caratula">'
_CUADRO = '<div class="cuadro'
_HUELLAS = {
    "datos": "Huella de los datos",
    "base": "Huella de la base",
    "norma": mime.HUELLA_DE_LA_NORMA,
    "catalogos": "Huella de los catálogos",
    "cuaderno": "Huella del cuaderno",
}
_ROTULO = re.compile(r'(?P<abre><th scope="(?:col|row)"[^<>]*>)(?P<nombre>[^<>]+)</th>')
_ANCLA = "Ancla de los datos"
_ALTERNATIVO = "Código QR del ancla de los datos; su texto está en la procedencia"
_REPETIR = "Para repetirlo"
"""Sólo la corrida sabe con qué parámetros se pidió: su orden va aunque el cuaderno diga otra."""
_AYUDA = re.compile(r"^(?P<nombre>\w+)\s*:[^#\n]*(?:\"[^\"\n]*\"[^#\n]*)?#\s*(?P<ayuda>.+)$", re.MULTILINE)


def a_html(nodo: dict[str, Any], *, contexto: Mapping[str, Any]) -> str:
    """La página de un cuaderno ya corrido, sellada. `contexto`: la ficha de su manifiesto."""
    error = contexto.get("error")
    (entrada, *hechos), pendientes = apartados(nodo, error["celda"] if error else None)
    if hechos and _CARATULA in hechos[0].html:
        # el director lee la carátula en una pantalla: de qué trata el informe va debajo
        hechos[0].partes += [f'<div class="entrada">{entrada.html}</div>'] if entrada.partes else []
        entrada.partes = []
    _enlazar(hechos)
    hay_cuadros = any(_CUADRO in apartado.html for apartado in hechos)
    _agregar_corrida(hechos, nodo, contexto)
    cabeza = encabezado(contexto)
    hecha = pagina(
        "informe",
        institucion=cabeza.institucion,
        cabeza=cabeza,
        pie=_css(" · ".join(_al_pie(contexto, cabeza))),
        leyenda=_leyenda(nodo, error),
        error={**error, "que_hacer": errores.que_hacer(error["codigo"])} if error else None,
        pendientes=[titulo for titulo in pendientes if not _es_procedencia(titulo)],
        ancla=Markup(_qr(contexto)),
        guion=de_los_cuadros() if hay_cuadros else None,
        entrada=Markup(entrada.html),
        apartados=[{"titulo": a.titulo, "ancla": a.ancla, "html": Markup(a.html)} for a in hechos],
    )
    return sellar(hecha, contexto["corrida"], contexto["corte"])


def _enlazar(hechos: list[Apartado]) -> None:
    """El encabezado de un cuadro que nombra una cifra definida en la página lleva a su definición."""
    definidas = {nombre: ancla for apartado in hechos for ancla, nombre in documento.DEFINIDA.findall(apartado.html)}

    def con_vinculo(rotulo: re.Match[str]) -> str:
        ancla = definidas.get(rotulo["nombre"])
        return f'{rotulo["abre"]}<a href="#{ancla}">{rotulo["nombre"]}</a></th>' if ancla else rotulo[0]

    for apartado in hechos if definidas else ():
        apartado.partes = [_ROTULO.sub(con_vinculo, parte) for parte in apartado.partes]


def _al_pie(contexto: Mapping[str, Any], cabeza: Encabezado) -> list[str]:
    """Lo que va al pie de cada hoja impresa."""
    partes = (cabeza.ejemplo, f"Corrida {contexto['corrida']}", cabeza.corte, cabeza.conocido, cabeza.reserva)
    return [parte for parte in partes if parte]


def _ancla(contexto: Mapping[str, Any]) -> str:
    """Hasta dónde llegaban los libros, como lo acepta `cobranza comprobar --ancla`; vacío si no se sabe."""
    dicha = contexto.get("ancla")
    return texto(dicha["base"], dicha["raiz"]) if dicha else ""


def _qr(contexto: Mapping[str, Any]) -> str:
    """El ancla para leerse del papel: quien lo conserve puede probar que los libros no se reescribieron."""
    dicha = _ancla(contexto)
    if not dicha or not contexto["parametros"].get("corte") or contexto.get("error"):
        return ""
    import segno

    codigo = segno.make_qr(dicha, error="m", boost_error=False)
    dibujo: str = codigo.svg_inline(border=4, light="#fff", omitsize=True, title=_ALTERNATIVO)
    dibujo = dibujo.replace("<svg ", '<svg role="img" aria-labelledby="qr" ', 1)
    return dibujo.replace("<title>", '<title id="qr">', 1)


def pagina(plantilla: str, **datos: Any) -> str:
    """Una página de la casa con su estilo puesto."""
    hoja = Markup(estilo(plantilla))
    return _entorno().get_template(f"{plantilla}.html.j2").render(estilo=hoja, **datos) + "\n"


@lru_cache
def estilo(plantilla: str = "") -> str:
    """La hoja de estilo de la casa: la de las piezas, la de esa plantilla si tiene una y, encima, la de la página."""
    hojas = (_PLANTILLA / f"{nombre}.css" for nombre in (plantilla, "estilo"))
    propias = "".join(compacto(hoja.read_text(encoding="utf-8")) for hoja in hojas if hoja.is_file())
    return estilo_de_pagina() + propias


@lru_cache
def _entorno() -> Environment:
    return Environment(
        loader=FileSystemLoader(_PLANTILLA),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _leyenda(nodo: dict[str, Any], error: Mapping[str, Any] | None) -> str:
    """Lo que se imprime encima de cada página si el informe no se puede usar."""
    if error:
        return "NO TERMINÓ"
    cuadre = documento.cuadre(nodo)
    return "NO CUADRA" if cuadre and not cuadre["cuadra"] else ""


def _agregar_corrida(hechos: list[Apartado], nodo: Mapping[str, Any], contexto: Mapping[str, Any]) -> None:
    """Parámetros, huellas y orden para repetirla, al final del apartado de procedencia o en uno propio."""
    if not hechos or not _es_procedencia(hechos[-1].titulo):
        hechos.append(Apartado("Procedencia", f"{len(hechos) + 1}-procedencia"))
    ya_dicho = {rotulo.casefold() for rotulo in contexto["procedencia"]}
    pares = [
        ("Corrida", contexto["corrida"]),
        *((rotulo, contexto["huellas"][clave]) for clave, rotulo in _HUELLAS.items()),
        *(
            (f"Huella del archivo «{clave.removeprefix(DE_ARCHIVO)}»", huella)
            for clave, huella in contexto["huellas"].items()
            if clave.startswith(DE_ARCHIVO)
        ),
        *((_ANCLA, dicha) for dicha in [_ancla(contexto)] if dicha),
        ("Huella del código", contexto["huellas"]["codigo"]),
        ("Versión del programa", contexto["version"]),
        (_REPETIR, contexto["orden"]),
    ]
    ayudas = _ayudas(nodo)
    hechos[-1].partes.append(
        _entorno()
        .get_template("corrida.html.j2")
        .render(
            parametros=[
                {"nombre": nombre, "valor": _legible(valor), "ayuda": ayudas.get(nombre, "")}
                for nombre, valor in contexto["parametros"].items()
            ],
            huellas=[
                (rotulo, valor) for rotulo, valor in pares if rotulo.casefold() not in ya_dicho or rotulo == _REPETIR
            ],
        )
    )


def _es_procedencia(titulo: str) -> bool:
    return titulo.casefold().startswith("procedencia")


def _ayudas(nodo: Mapping[str, Any]) -> dict[str, str]:
    """Qué es cada parámetro, según el comentario de la celda que los declara."""
    declarados = [c["source"] for c in nodo["cells"] if "parameters" in c["metadata"].get("tags", [])]
    return {m["nombre"]: con_mayuscula(m["ayuda"]) for fuente in declarados for m in _AYUDA.finditer(fuente)}


def _legible(valor: object) -> str:
    if isinstance(valor, bool):
        return "Sí" if valor else "No"
    return "—" if valor == "" else str(valor)


def _css(texto: str) -> Markup:
    """Un texto entre comillas para la hoja de estilo."""
    seguro = re.sub(r'["\\<\n]', lambda m: f"\\{ord(m[0]):x} ", texto)
    return Markup(f'"{seguro}"')
