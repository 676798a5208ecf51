"""Gráficas SVG en línea, sin bibliotecas: barras, columnas, cascada, calor y línea.

Cada una lleva un título que dice el hallazgo, `role="img"` con título y descripción, etiquetas directas, eje desde
cero y sus datos en una tabla plegada. Los colores salen de variables de la página (sirven de día, de noche y en
papel) y, si no las hay, de un valor propio. Hay un trazo ancho y otro para teléfono: el texto nunca se encoge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from cobranza.papel.formato import entero
from cobranza.papel.lienzo import ANCHO, ANGOSTO, Dibujo, Figura, cifras, linea_recta, matices, rectangulo, texto

_Formato = Callable[[int], str]
_Par = tuple[str, int]
TOPE_DEL_MATIZ = 60
"""Intensidad de la celda mayor, en centésimas: con más, la cifra escrita encima dejaría de leerse."""
_POR_LETRA = 7  # ancho medio, en unidades del dibujo, de una letra de 13
_POR_CIFRA = 8  # y de una cifra


@dataclass(frozen=True, slots=True)
class _Renglon:
    """Una barra horizontal, de `desde` a `hasta`, con su nombre y su cifra; `sigue` es de dónde parte la próxima."""

    nombre: str
    cifra: str
    desde: int
    hasta: int
    clase: str = "acento"
    sigue: int | None = None


def barras(titulo: str, datos: Sequence[_Par], formato: _Formato, descripcion: str = "") -> Figura:
    """Barras horizontales en el orden recibido, con su cifra; lo negativo, hueco y hacia el otro lado del eje."""
    cero = -min([0, *(valor for _, valor in datos)])
    renglones = [
        _Renglon(n, formato(v), cero + min(v, 0), cero + max(v, 0), "hueca" if v < 0 else "acento") for n, v in datos
    ]
    return _figura(titulo, datos, formato, descripcion, [_ancho(renglones, cero), _angosto(renglones)])


def columnas(titulo: str, datos: Sequence[_Par], formato: _Formato, descripcion: str = "") -> Figura:
    """Columnas en orden natural (antigüedad, meses); eje desde cero y cifra encima.

    En teléfono, barras; y también donde dos cifras no caben una junto a otra.
    """
    base, mayor = 200, _mayor(v for _, v in datos)
    paso = ANCHO // max(len(datos), 1)
    if max((len(formato(valor)) for _, valor in datos), default=0) * _POR_CIFRA > paso:
        return barras(titulo, datos, formato, descripcion)
    rotulos = [_en_renglones(nombre, max(paso // _POR_LETRA, 6)) for nombre, _ in datos]
    trazos = [linea_recta(0, ANCHO, base, base, "base")]
    for k, ((_, valor), rotulo) in enumerate(zip(datos, rotulos, strict=True)):
        alto, centro = 172 * max(valor, 0) // mayor, k * paso + paso // 2
        trazos += [
            rectangulo(k * paso + paso // 7, base - alto, paso - 2 * (paso // 7), alto),
            texto(centro, base - alto - 7, formato(valor), "cifra", "middle"),
            *(texto(centro, base + 18 + 16 * r, palabras, "eje", "middle") for r, palabras in enumerate(rotulo)),
        ]
    alto_total = base + 10 + 16 * max((len(r) for r in rotulos), default=1)
    angosta = _angosto([_Renglon(nombre, formato(valor), 0, max(valor, 0)) for nombre, valor in datos])
    return _figura(titulo, datos, formato, descripcion, [Dibujo(ANCHO, alto_total, "".join(trazos)), angosta])


def cascada(titulo: str, pasos: Sequence[tuple[str, int, bool]], formato: _Formato, descripcion: str = "") -> Figura:
    """Del saldo inicial al final: `pasos` son (nombre, importe, es_saldo); los saldos arrancan de cero."""
    renglones, acumulado = [], 0
    for nombre, importe, es_saldo in pasos:
        antes = 0 if es_saldo else acumulado
        acumulado = antes + importe
        sube = importe >= 0
        cifra = formato(importe) if es_saldo or not sube else f"+{formato(importe)}"
        clase = "saldo" if es_saldo else "acento" if sube else "hueca"
        renglones.append(_Renglon(nombre, cifra, min(antes, acumulado), max(antes, acumulado), clase, acumulado))
    pares = [(nombre, importe) for nombre, importe, _ in pasos]
    return _figura(titulo, pares, formato, descripcion, [_ancho(renglones), _angosto(renglones)])


def calor(
    titulo: str, filas: Sequence[str], cabezas: Sequence[str], valores: Sequence[Sequence[int]], descripcion: str = ""
) -> Figura:
    """Mapa de calor: más intenso es más; la cifra va escrita en cada celda, no sólo en el color."""
    inicio, alto = _margen(filas), 26
    ancho = (ANCHO - inicio) // max(len(cabezas), 1)
    mayor = _mayor(v for fila in valores for v in fila)
    trazos = [texto(inicio + k * ancho + ancho // 2, 14, c, "eje", "middle") for k, c in enumerate(cabezas)]
    celdas, escritas = [], []
    for i, (nombre, fila) in enumerate(zip(filas, valores, strict=True)):
        y = 22 + i * alto
        trazos.append(texto(inicio - 10, y + 17, nombre, "eje", "end"))
        for j, valor in enumerate(fila):
            x = inicio + j * ancho
            celdas.append((x, y, TOPE_DEL_MATIZ * max(valor, 0) // mayor))
        centros = [inicio + j * ancho + ancho // 2 - 1 for j in range(len(fila))]
        escritas.append((y + 17, list(zip(centros, map(entero, fila), strict=True))))
    trazos += [matices(celdas, ancho - 2, alto - 2), cifras(escritas)]
    renglones = [(nombre, *map(entero, fila)) for nombre, fila in zip(filas, valores, strict=True)]
    leida = descripcion or f"{len(filas)} renglones por {len(cabezas)} columnas; el valor mayor es {entero(mayor)}."
    dibujo = Dibujo(ANCHO, 24 + len(filas) * alto, "".join(trazos))
    return Figura(titulo, leida, [dibujo], [("", *cabezas), *renglones])


def linea(titulo: str, datos: Sequence[_Par], formato: _Formato, descripcion: str = "") -> Figura:
    """Una serie en el tiempo, con eje desde cero y las cifras de los extremos."""
    return _figura(titulo, datos, formato, descripcion, [_serie(datos, formato, a) for a in (ANCHO, ANGOSTO)])


def _serie(datos: Sequence[_Par], formato: _Formato, ancho: int) -> Dibujo:
    base, mayor, ultimo = 170, _mayor(v for _, v in datos), len(datos) - 1
    orilla = max((len(formato(v)) for _, v in datos), default=0) * _POR_CIFRA + 14  # a los lados, para las cifras
    tramo = ancho - 2 * orilla
    puntos = [
        (orilla + tramo * k // max(ultimo, 1), base - 155 * max(v, 0) // mayor) for k, (_, v) in enumerate(datos)
    ]
    trazo = " ".join(f"{x},{y}" for x, y in puntos)
    trazos = [
        linea_recta(orilla, ancho - orilla, base, base, "base"),
        f'<polyline points="{trazo}" fill="none" stroke="var(--acento,#0f5e56)" stroke-width="2.5"/>',
    ]
    for k in sorted({0, ultimo}) if datos else ():
        (x, y), (nombre, valor) = puntos[k], datos[k]
        lado, ancla, eje = (10, "start", "end") if k else (-10, "end", "start")
        trazos += [
            f'<circle cx="{x}" cy="{y}" r="4.5" fill="var(--acento,#0f5e56)"/>',
            texto(x + lado, y + 5, formato(valor), "cifra", ancla),
            texto(x, base + 18, nombre, "eje", eje),
        ]
    return Dibujo(ancho, base + 26, "".join(trazos))


def _ancho(renglones: Sequence[_Renglon], cero: int = 0) -> Dibujo:
    """El nombre a la izquierda y la barra a la derecha, en un mismo renglón; `cero` es dónde cae el eje."""
    inicio, espacio = _margen([r.nombre for r in renglones]), 28
    escala, mayor = ANCHO - inicio - _sitio_de_la_cifra(renglones), _mayor(r.hasta for r in renglones)
    trazos = []
    for k, r in enumerate(renglones):
        y, x, fin = 2 + k * espacio, inicio + escala * r.desde // mayor, inicio + escala * r.hasta // mayor
        trazos += [
            texto(inicio - 10, y + 17, r.nombre, "fuerte" if r.clase == "saldo" else "eje", "end"),
            rectangulo(x, y + 3, fin - x, 20, r.clase),
            texto(fin + 8, y + 18, r.cifra, "cifra"),
        ]
        if r.sigue is not None and k + 1 < len(renglones):
            guia = inicio + escala * r.sigue // mayor
            trazos.append(linea_recta(guia, guia, y + 23, y + espacio + 3, "guia"))
    alto = 4 + len(renglones) * espacio
    eje = inicio + escala * cero // mayor
    return Dibujo(ANCHO, alto, "".join([*trazos, linea_recta(eje, eje, 0, alto, "base")]))


def _angosto(renglones: Sequence[_Renglon]) -> Dibujo:
    """El nombre encima de su barra: para teléfono."""
    escala, mayor, espacio = ANGOSTO - _sitio_de_la_cifra(renglones), _mayor(r.hasta for r in renglones), 44
    trazos = []
    for k, r in enumerate(renglones):
        y, x, fin = k * espacio, escala * r.desde // mayor, escala * r.hasta // mayor
        trazos += [
            texto(0, y + 14, r.nombre, "fuerte" if r.clase == "saldo" else "eje"),
            rectangulo(x, y + 20, fin - x, 16, r.clase),
            texto(fin + 8, y + 33, r.cifra, "cifra"),
        ]
    return Dibujo(ANGOSTO, len(renglones) * espacio, "".join(trazos))


def _figura(
    titulo: str, datos: Sequence[_Par], formato: _Formato, descripcion: str, dibujos: Sequence[Dibujo]
) -> Figura:
    pares = [(nombre, formato(valor)) for nombre, valor in datos]
    leida = "; ".join(f"{nombre}: {cifra}" for nombre, cifra in pares) + "."
    return Figura(titulo, descripcion or leida, dibujos, pares)


def _mayor(valores: Iterable[int]) -> int:
    return max(max(valores, default=0), 1)


def _margen(nombres: Sequence[str]) -> int:
    return min(max((len(n) for n in nombres), default=0) * _POR_LETRA + 14, 270)


def _sitio_de_la_cifra(renglones: Sequence[_Renglon]) -> int:
    return max((len(r.cifra) for r in renglones), default=0) * _POR_CIFRA + 12


def _en_renglones(nombre: str, letras: int) -> list[str]:
    renglones = [""]
    for palabra in nombre.split():
        if renglones[-1] and len(renglones[-1]) + 1 + len(palabra) > letras:
            renglones.append(palabra)
        else:
            renglones[-1] = f"{renglones[-1]} {palabra}".strip()
    return renglones
