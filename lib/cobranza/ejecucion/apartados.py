"""Del cuaderno corrido a los apartados de una página: cada `##` abre uno; el código no se ve, sus salidas sí."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from typing import Any

from mistune import BlockState, HTMLRenderer, Markdown, create_markdown

from cobranza.ejecucion.documento import INYECTADA
from cobranza.papel import mime
from cobranza.papel.marco import sin_marco

_CASA = "application/vnd.cobranza."
_INTERACTIVO = "application/vnd.jupyter.widget-view+json"
_IMAGENES = ("image/svg+xml", "image/png", "image/jpeg")
_GUION = re.compile(r"<script\b.*?</script\s*>", re.IGNORECASE | re.DOTALL)


@dataclass
class Apartado:
    """Un `##` con lo que lleva debajo, ya en HTML. El primero de un cuaderno, sin título, es la entrada."""

    titulo: str
    ancla: str
    partes: list[str] = field(default_factory=list)

    @property
    def html(self) -> str:
        """Sus partes, en orden."""
        return "\n".join(self.partes)


def apartados(nodo: Mapping[str, Any], falla: int | None) -> tuple[list[Apartado], list[str]]:
    """Los apartados con contenido y, si falló en la celda `falla`, los títulos de los que no se alcanzaron.

    El primero de la lista es la entrada: lo que va antes de cualquier `##`; no tiene título y puede estar vacío.
    """
    hechos, pendientes, numero = [Apartado("", "")], [], 0
    for celda in nodo["cells"]:
        numero += INYECTADA not in celda["metadata"].get("tags", [])
        alcanzada = falla is None or numero <= falla
        if celda["cell_type"] == "markdown":
            for titulo, html in _trozos(celda["source"]):
                if titulo and not alcanzada:
                    pendientes.append(titulo)
                elif titulo:
                    hechos.append(Apartado(titulo, _ancla(titulo, len(hechos))))
                if html and alcanzada:
                    hechos[-1].partes.append(html)
        elif celda["cell_type"] == "code" and alcanzada:
            hechos[-1].partes += [html for s in celda["outputs"] if (html := _salida(s, hechos[-1].titulo))]
    return [hechos[0], *(a for a in hechos[1:] if a.partes)], pendientes


def _ancla(titulo: str, numero: int) -> str:
    llano = unicodedata.normalize("NFKD", titulo).encode("ascii", "ignore").decode().casefold()
    return f"{numero}-{re.sub(r'[^a-z0-9]+', '-', llano).strip('-')}"


# ---------------------------------------------------------------- texto


class _Prosa(HTMLRenderer):
    """Markdown → HTML sin código ajeno: lo que venga como HTML se muestra escrito, y una imagen es su texto."""

    def __init__(self) -> None:
        super().__init__(escape=True)

    def heading(self, text: str, level: int, **_attrs: Any) -> str:
        """Debajo de un `##` todo es `h3`: la página no salta niveles."""
        return f"<h3>{text}</h3>\n"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Nada de la página pide archivos."""
        return escape(text)


@lru_cache
def _markdown() -> Markdown:
    return create_markdown(renderer=_Prosa(), plugins=["table", "strikethrough"])


def _trozos(fuente: str) -> Iterator[tuple[str, str]]:
    """Pares (título del `##` o "", HTML de lo que sigue). El primer `#` es el título de la página y no se repite."""
    marcas = _markdown()
    estado = marcas.block.state_cls()
    estado.process(fuente)
    marcas.block.parse(estado)
    titulo, grupo = "", []  # type: tuple[str, list[dict[str, Any]]]
    for ficha in estado.tokens:
        nivel = ficha.get("attrs", {}).get("level", 0) if ficha["type"] == "heading" else 0
        if nivel == 2:
            yield titulo, _prosa(grupo, estado)
            titulo, grupo = _llano(ficha["text"]), []
        elif nivel != 1:
            grupo.append(ficha)
    yield titulo, _prosa(grupo, estado)


def _prosa(fichas: list[dict[str, Any]], estado: BlockState) -> str:
    estado.tokens = fichas
    return str(_markdown().render_state(estado)).strip()


def _llano(titulo: str) -> str:
    return re.sub(r"[*_`]", "", titulo).strip()


# ---------------------------------------------------------------- salidas


def _salida(salida: Mapping[str, Any], apartado: str) -> str:
    """Una salida en HTML: lo más rico que traiga. Avisos, rastros y datos para máquinas no se ven."""
    if salida["output_type"] == "stream":
        return _escrito(salida["text"]) if salida["name"] == "stdout" else ""
    datos: Mapping[str, Any] = salida.get("data", {})
    if mime.SOLO_DEL_CUADERNO in datos:
        return ""
    if "text/html" in datos:
        return _ajeno(sin_marco(datos["text/html"]))
    for tipo in _IMAGENES:
        if tipo in datos:
            alterno = salida.get("metadata", {}).get(tipo, {}).get("alt") or f"Gráfica de «{apartado}»"
            return f'<figure><img src="{_en_linea(tipo, datos[tipo])}" alt="{escape(alterno)}"></figure>'
    if "text/markdown" in datos:
        return str(_markdown()(datos["text/markdown"]))
    if any(tipo.startswith(_CASA) or tipo == _INTERACTIVO for tipo in datos):
        return ""
    return _escrito(datos.get("text/plain", ""))


def _escrito(texto: str) -> str:
    return f'<pre tabindex="0">{escape(texto.rstrip())}</pre>' if texto.strip() else ""


def _ajeno(html: str) -> str:
    """Sin programas; una tabla de pandas se desliza como las de la casa."""
    limpio = _GUION.sub("", html).strip()
    if 'class="dataframe"' in limpio:
        return f'<div class="tabla ajena" role="region" tabindex="0" aria-label="Tabla">{limpio}</div>'
    return limpio


def _en_linea(tipo: str, contenido: str) -> str:
    import base64

    codificado = base64.b64encode(contenido.encode()).decode() if tipo == "image/svg+xml" else contenido
    return f"data:{tipo};base64,{''.join(codificado.split())}"
