"""El papel de las gráficas: trazos SVG y la figura con su título, su descripción y sus datos plegados."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cobranza.papel.formato import escapar
from cobranza.papel.marco import enmarcada

ANCHO, ANGOSTO = 760, 340
_ACENTO, _PAPEL, _TINTA, _GRIS = (
    "var(--acento,#0f5e56)", "var(--papel,#fff)", "var(--tinta,currentColor)", "var(--gris,currentColor)"
)  # fmt: skip
_RELLENOS = {
    "acento": f'fill="{_ACENTO}"',
    "saldo": f'fill="{_TINTA}"',
    "hueca": f'fill="{_PAPEL}" stroke="{_ACENTO}" stroke-width="1.5"',
}
_LINEAS = {"base": f'stroke="{_GRIS}"', "guia": f'stroke="{_GRIS}" stroke-dasharray="2 2"'}
_LETRAS = {"eje": "", "cifra": ' font-weight="600"', "fuerte": ' font-weight="600"'}


@dataclass(frozen=True, slots=True)
class Dibujo:
    """Un trazo de la gráfica para un ancho."""

    ancho: int
    alto: int
    trazos: str


class Figura:
    """Una gráfica con su título y su descripción; se muestra como HTML y, en texto, como su descripción.

    `dibujos`: el ancho y, si lo hay, el de teléfono. `datos`: renglones de textos para la tabla plegada; si el
    primero empieza con "" es de encabezados.
    """

    def __init__(
        self, titulo: str, descripcion: str, dibujos: Sequence[Dibujo], datos: Sequence[tuple[str, ...]]
    ) -> None:
        self.titulo, self.descripcion, self.dibujos, self.datos = titulo, descripcion, dibujos, datos

    def html(self) -> str:
        """Fragmento `figure` con el SVG en línea."""
        clases = ["ancha", "angosta"] if len(self.dibujos) > 1 else ["unica"]
        dibujos = "".join(self._svg(d, clase) for d, clase in zip(self.dibujos, clases, strict=True))
        # el dibujo único no cabe en un teléfono: se desliza, también con el teclado
        foco = "" if len(clases) > 1 else f' role="region" tabindex="0" aria-label="{escapar(self.titulo)}"'
        return (
            f'<figure><figcaption>{escapar(self.titulo)}</figcaption><div class="lienzo"{foco}>{dibujos}</div>'
            f"{self._plegados()}</figure>"
        )

    def _svg(self, dibujo: Dibujo, clase: str) -> str:
        clave = hashlib.sha256((self.titulo + dibujo.trazos).encode()).hexdigest()[:8]
        oculta = ' style="display:none"' if clase == "angosta" else ""  # sin la hoja de estilo, sólo se ve la ancha
        return (
            f'<svg class="{clase}"{oculta} viewBox="0 0 {dibujo.ancho} {dibujo.alto}" width="{dibujo.ancho}" '
            f'fill="{_TINTA}" font-size="13" role="img" aria-labelledby="t{clave} d{clave}">'
            f'<title id="t{clave}">{escapar(self.titulo)}</title>'
            f'<desc id="d{clave}">{escapar(self.descripcion)}</desc>{dibujo.trazos}</svg>'
        )

    def _plegados(self) -> str:
        cabezas, filas = (
            (self.datos[0], self.datos[1:]) if self.datos and self.datos[0][0] == "" else ((), self.datos)
        )
        encabezado = "".join(f'<th scope="col">{escapar(c)}</th>' if c else "<td></td>" for c in cabezas)
        cuerpo = "".join(_renglon(*fila) for fila in filas)
        thead = f"<thead><tr>{encabezado}</tr></thead>" if cabezas else ""
        return (
            f'<details class="datos"><summary>Ver los datos de la gráfica</summary><div class="tabla"><table '
            f'aria-label="{escapar(self.titulo)}">{thead}<tbody>{cuerpo}</tbody></table></div></details>'
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return enmarcada(self.html(), f"{self.titulo}\n{self.descripcion}")


def _renglon(nombre: str, *cifras: str) -> str:
    celdas = "".join(f"<td>{escapar(cifra)}</td>" for cifra in cifras)
    return f'<tr><th scope="row">{escapar(nombre)}</th>{celdas}</tr>'


def texto(x: int, y: int, contenido: str, clase: str = "eje", ancla: str = "start") -> str:
    """Un rótulo; `ancla` es start, middle o end."""
    anclado = "" if ancla == "start" else f' text-anchor="{ancla}"'
    return f'<text x="{x}" y="{y}"{_LETRAS[clase]}{anclado}>{escapar(contenido)}</text>'


def rectangulo(x: int, y: int, ancho: int, alto: int, clase: str = "acento") -> str:
    """Una barra; la más chica se ve como una raya."""
    return f'<rect x="{x}" y="{y}" width="{max(ancho, 1)}" height="{max(alto, 1)}" {_RELLENOS[clase]}/>'


def matices(celdas: Sequence[tuple[int, int, int]], ancho: int, alto: int) -> str:
    """Celdas iguales del acento: (x, y, intensidad de 0 a 99); `alto`, par. La de intensidad cero no se pinta.

    Las de una intensidad son un solo trazo, tan grueso como el alto: una por una, un mapa de calor pesaba el triple.
    """
    trazos: dict[int, str] = {}
    for x, y, intensidad in celdas:
        trazos[intensidad] = f"{trazos.get(intensidad, '')}M{x} {y + alto // 2}h{ancho}"
    caminos = "".join(f'<path stroke-opacity=".{k:02d}" d="{trazos[k]}"/>' for k in sorted(trazos) if k)
    return f'<g class="calor" fill="none" stroke="{_ACENTO}" stroke-width="{alto}">{caminos}</g>'


def cifras(renglones: Sequence[tuple[int, Sequence[tuple[int, str]]]]) -> str:
    """Renglones de cifras centradas: la `y` de cada uno y sus (x, cifra)."""
    trazos = [
        f'<g transform="translate(0 {y})">'
        + "".join(f'<text x="{x}">{escapar(cifra)}</text>' for x, cifra in suyas)
        + "</g>"
        for y, suyas in renglones
    ]
    return f'<g font-weight="600" text-anchor="middle">{"".join(trazos)}</g>'


def linea_recta(x1: int, x2: int, y1: int, y2: int, clase: str) -> str:
    """Un eje (`base`) o una guía punteada (`guia`)."""
    return f'<line x1="{x1}" x2="{x2}" y1="{y1}" y2="{y2}" {_LINEAS[clase]}/>'
