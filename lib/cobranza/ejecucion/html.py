"""La cara de un informe: un solo archivo HTML, sin red, sin programas y sin código a la vista.

La estructura vive en `plantilla/*.j2` y la apariencia en `plantilla/estilo.css`; aquí se reúne lo que llevan.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from cobranza.ejecucion import documento
from cobranza.ejecucion.apartados import Apartado, apartados
from cobranza.ejecucion.encabezado import encabezado, orden
from cobranza.ejecucion.huellas import DE_ARCHIVO
from cobranza.papel import mime

_PLANTILLA = Path(__file__).parent / "plantilla"
_QUE_HACER = {
    2: "Corrige el parámetro que se indica y vuelve a correr el informe.",
    3: "Corrige los datos en su origen, vuelve a cargarlos y corre el informe otra vez.",
    4: "Completa el valor que falta, con su fuente, en el archivo que se indica; aquí nada se calcula con valores "
    "supuestos.",
    5: "Atiende los impedimentos que se indican y vuelve a correr el informe.",
    6: "Vuelve a correrlo. Si falla otra vez, entrega esta carpeta a quien mantiene los cuadernos: el detalle "
    "técnico está en cuaderno.ipynb.",
}
_CARATULA = '<div class="caratula">'
_HUELLAS = {
    "datos": "Huella de los datos",
    "norma": mime.HUELLA_DE_LA_NORMA,
    "catalogos": "Huella de los catálogos",
    "cuaderno": "Huella del cuaderno",
}
_AYUDA = re.compile(r"^(?P<nombre>\w+)\s*:[^#\n]*(?:\"[^\"\n]*\"[^#\n]*)?#\s*(?P<ayuda>.+)$", re.MULTILINE)


def a_html(nodo: dict[str, Any], *, contexto: Mapping[str, Any]) -> str:
    """La página de un cuaderno ya corrido. `contexto`: la ficha de su manifiesto más `nominativo`."""
    error = contexto.get("error")
    (entrada, *hechos), pendientes = apartados(nodo, error["celda"] if error else None)
    if hechos and _CARATULA in hechos[0].html:
        # el director lee la carátula en una pantalla: de qué trata el informe va debajo
        hechos[0].partes += [f'<div class="entrada">{entrada.html}</div>'] if entrada.partes else []
        entrada.partes = []
    _agregar_corrida(hechos, nodo, contexto)
    cabeza = encabezado(contexto)
    return pagina(
        "informe",
        institucion=cabeza.institucion,
        cabeza=cabeza,
        pie=_css(" · ".join([f"Folio {contexto['corrida']}", *cabeza.datos[:1], cabeza.reserva])),
        leyenda=_leyenda(nodo, error),
        error={**error, "que_hacer": _QUE_HACER.get(error["codigo"], _QUE_HACER[6])} if error else None,
        pendientes=[titulo for titulo in pendientes if not _es_procedencia(titulo)],
        entrada=Markup(entrada.html),
        apartados=[{"titulo": a.titulo, "ancla": a.ancla, "html": Markup(a.html)} for a in hechos],
    )


def pagina(plantilla: str, **datos: Any) -> str:
    """Una página de la casa con su estilo puesto."""
    return _entorno().get_template(f"{plantilla}.html.j2").render(estilo=Markup(estilo()), **datos) + "\n"


@lru_cache
def estilo() -> str:
    """La hoja de estilo de la casa, sin comentarios ni espacios de más."""
    css = (_PLANTILLA / "estilo.css").read_text(encoding="utf-8")
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\s*([{};,])\s*|\s+", lambda m: m[1] or " ", css).strip()


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
        ("Folio de la corrida", contexto["corrida"]),
        *((rotulo, contexto["huellas"][clave]) for clave, rotulo in _HUELLAS.items()),
        *(
            (f"Huella del archivo «{clave.removeprefix(DE_ARCHIVO)}»", huella)
            for clave, huella in contexto["huellas"].items()
            if clave.startswith(DE_ARCHIVO)
        ),
        ("Huella del código", contexto["huellas"]["codigo"]),
        ("Versión del programa", contexto["version"]),
        ("Para repetirlo", orden(contexto)),
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
            huellas=[(rotulo, valor) for rotulo, valor in pares if rotulo.casefold() not in ya_dicho],
        )
    )


def _es_procedencia(titulo: str) -> bool:
    return titulo.casefold().startswith("procedencia")


def _ayudas(nodo: Mapping[str, Any]) -> dict[str, str]:
    """Qué es cada parámetro, según el comentario de la celda que los declara."""
    declarados = [c["source"] for c in nodo["cells"] if "parameters" in c["metadata"].get("tags", [])]
    return {m["nombre"]: m["ayuda"] for fuente in declarados for m in _AYUDA.finditer(fuente)}


def _legible(valor: object) -> str:
    if isinstance(valor, bool):
        return "sí" if valor else "no"
    return "—" if valor == "" else str(valor)


def _css(texto: str) -> Markup:
    """Un texto entre comillas para la hoja de estilo."""
    seguro = re.sub(r'["\\<\n]', lambda m: f"\\{ord(m[0]):x} ", texto)
    return Markup(f'"{seguro}"')
