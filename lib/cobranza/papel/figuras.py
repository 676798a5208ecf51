"""Gráficas SVG en línea, sin bibliotecas: barras, columnas, cascada, calor y línea.

Cada una lleva un título que dice el hallazgo, `role="img"` con título y descripción, etiquetas directas y eje
desde cero. Los colores salen de variables de la página: sirven de día, de noche y en papel.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from cobranza.papel.formato import escapar

ANCHO = 760
_Formato = Callable[[int], str]


class Figura:
    """Una gráfica con su título y su descripción; se muestra como HTML y, en texto, como su descripción."""

    def __init__(self, titulo: str, descripcion: str, alto: int, dibujo: str) -> None:
        self.titulo, self.descripcion, self.alto, self.dibujo = titulo, descripcion, alto, dibujo

    def html(self) -> str:
        """Fragmento `figure` con el SVG en línea."""
        clave = hashlib.sha256((self.titulo + self.dibujo).encode()).hexdigest()[:8]
        return (
            f"<figure><figcaption>{escapar(self.titulo)}</figcaption>"
            f'<svg viewBox="0 0 {ANCHO} {self.alto}" role="img" aria-labelledby="t{clave} d{clave}">'
            f'<title id="t{clave}">{escapar(self.titulo)}</title>'
            f'<desc id="d{clave}">{escapar(self.descripcion)}</desc>'
            f"{self.dibujo}</svg></figure>"
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {"text/html": self.html(), "text/plain": f"{self.titulo}\n{self.descripcion}"}


def _texto(x: int, y: int, texto: str, clase: str = "", ancla: str = "start") -> str:
    return f'<text x="{x}" y="{y}" class="{clase}" text-anchor="{ancla}">{escapar(texto)}</text>'


def _rect(x: int, y: int, ancho: int, alto: int, clase: str = "barra") -> str:
    return f'<rect x="{x}" y="{y}" width="{max(ancho, 1)}" height="{alto}" class="{clase}"/>'


def barras(titulo: str, datos: Sequence[tuple[str, int]], formato: _Formato, descripcion: str = "") -> Figura:
    """Barras horizontales en el orden recibido; cada una con su etiqueta y su cifra."""
    inicio, espacio = 250, 26
    mayor = max((v for _, v in datos), default=0) or 1
    dibujo = []
    for k, (nombre, valor) in enumerate(datos):
        y = 6 + k * espacio
        largo = (ANCHO - inicio - 110) * max(valor, 0) // mayor
        dibujo += [
            _texto(inicio - 10, y + 15, nombre, "eje", "end"),
            _rect(inicio, y + 2, largo, 18),
            _texto(inicio + largo + 8, y + 16, formato(valor), "cifra"),
        ]
    dibujo.append(f'<line x1="{inicio}" x2="{inicio}" y1="2" y2="{6 + len(datos) * espacio}" class="base"/>')
    return Figura(titulo, descripcion or _leida(datos, formato), 12 + len(datos) * espacio, "".join(dibujo))


def columnas(titulo: str, datos: Sequence[tuple[str, int]], formato: _Formato, descripcion: str = "") -> Figura:
    """Columnas en orden natural (antigüedad, meses); eje desde cero y cifra encima."""
    alto, base = 260, 210
    mayor = max((v for _, v in datos), default=0) or 1
    paso = (ANCHO - 20) // max(len(datos), 1)
    dibujo = [f'<line x1="10" x2="{ANCHO - 10}" y1="{base}" y2="{base}" class="base"/>']
    for k, (nombre, valor) in enumerate(datos):
        x, h = 10 + k * paso, 175 * max(valor, 0) // mayor
        centro = x + paso // 2
        dibujo += [
            _rect(x + paso // 8, base - h, paso - paso // 4, h),
            _texto(centro, base - h - 6, formato(valor), "cifra", "middle"),
            *(
                _texto(centro, base + 18 + 15 * r, renglon, "eje", "middle")
                for r, renglon in enumerate(_en_renglones(nombre, max(paso // 8, 6)))
            ),
        ]
    return Figura(titulo, descripcion or _leida(datos, formato), alto, "".join(dibujo))


def _en_renglones(texto: str, ancho: int) -> list[str]:
    renglones = [""]
    for palabra in texto.split():
        if renglones[-1] and len(renglones[-1]) + 1 + len(palabra) > ancho:
            renglones.append(palabra)
        else:
            renglones[-1] = f"{renglones[-1]} {palabra}".strip()
    return renglones[:3]


def cascada(titulo: str, pasos: Sequence[tuple[str, int, bool]], formato: _Formato, descripcion: str = "") -> Figura:
    """Del saldo inicial al final: `pasos` son (nombre, importe, es_saldo); los saldos arrancan de cero."""
    inicio, espacio = 210, 28
    limites, acumulado = [], 0
    for _, importe, es_saldo in pasos:
        antes = 0 if es_saldo else acumulado
        acumulado = importe if es_saldo else acumulado + importe
        limites.append((min(antes, acumulado), max(antes, acumulado), acumulado))
    mayor = max((b for _, b, _ in limites), default=0) or 1
    escala = ANCHO - inicio - 120
    dibujo = []
    for k, ((nombre, importe, es_saldo), (a, b, fin)) in enumerate(zip(pasos, limites, strict=True)):
        y, x = 4 + k * espacio, inicio + escala * a // mayor
        largo = max(escala * (b - a) // mayor, 2)
        clase = "saldo" if es_saldo else ("sube" if importe >= 0 else "baja")
        cifra = formato(importe) if es_saldo else ("+" if importe >= 0 else "") + formato(importe)
        dibujo += [
            _texto(inicio - 10, y + 17, nombre, "eje fuerte" if es_saldo else "eje", "end"),
            _rect(x, y + 3, largo, 19, f"barra {clase}"),
            _texto(x + largo + 8, y + 18, cifra, "cifra"),
        ]
        if k + 1 < len(pasos):
            xf = inicio + escala * fin // mayor
            dibujo.append(f'<line x1="{xf}" x2="{xf}" y1="{y + 22}" y2="{y + espacio + 3}" class="guia"/>')
    leida = descripcion or _leida([(n, v) for n, v, _ in pasos], formato)
    return Figura(titulo, leida, 10 + len(pasos) * espacio, "".join(dibujo))


def calor(
    titulo: str, filas: Sequence[str], cabezas: Sequence[str], valores: Sequence[Sequence[int]], descripcion: str = ""
) -> Figura:
    """Mapa de calor: más intenso es más; la cifra va escrita en cada celda, no sólo en el color."""
    inicio, alto_celda = 230, 24
    ancho = (ANCHO - inicio) // max(len(cabezas), 1)
    mayor = max((v for fila in valores for v in fila), default=0) or 1
    dibujo = [_texto(inicio + k * ancho + ancho // 2, 14, c, "eje", "middle") for k, c in enumerate(cabezas)]
    for i, (nombre, fila) in enumerate(zip(filas, valores, strict=True)):
        y = 22 + i * alto_celda
        dibujo.append(_texto(inicio - 10, y + 16, nombre, "eje", "end"))
        for j, valor in enumerate(fila):
            fuerza = 85 * valor // mayor
            fuerte = " claro" if fuerza > 50 else ""
            dibujo += [
                f'<rect x="{inicio + j * ancho}" y="{y}" width="{ancho - 2}" height="{alto_celda - 2}" class="calor" '
                f'fill-opacity=".{max(fuerza, 4):02d}"/>',
                _texto(inicio + j * ancho + ancho // 2, y + 16, f"{valor:,}", f"cifra{fuerte}", "middle"),
            ]
    leida = descripcion or f"{len(filas)} renglones por {len(cabezas)} columnas; el valor mayor es {mayor:,}."
    return Figura(titulo, leida, 26 + len(filas) * alto_celda, "".join(dibujo))


def linea(titulo: str, datos: Sequence[tuple[str, int]], formato: _Formato, descripcion: str = "") -> Figura:
    """Una serie en el tiempo, con eje desde cero y las cifras de los extremos."""
    base, mayor = 180, max((v for _, v in datos), default=0) or 1
    paso = (ANCHO - 140) / max(len(datos) - 1, 1)
    puntos = [(round(60 + k * paso), base - 150 * max(v, 0) // mayor) for k, (_, v) in enumerate(datos)]
    trazo = " ".join(f"{x},{y}" for x, y in puntos)
    dibujo = [f'<line x1="50" x2="{ANCHO - 70}" y1="{base}" y2="{base}" class="base"/>']
    dibujo.append(f'<polyline points="{trazo}" class="linea"/>')
    for k in {0, len(datos) - 1} if datos else set():
        (x, y), (nombre, valor) = puntos[k], datos[k]
        dibujo += [
            f'<circle cx="{x}" cy="{y}" r="4" class="barra"/>',
            _texto(x, y - 10, formato(valor), "cifra", "middle"),
            _texto(x, base + 18, nombre, "eje", "middle"),
        ]
    return Figura(titulo, descripcion or _leida(datos, formato), 210, "".join(sorted(dibujo)))


def _leida(datos: Sequence[tuple[str, int]], formato: _Formato) -> str:
    return "; ".join(f"{nombre}: {formato(valor)}" for nombre, valor in datos) + "."
