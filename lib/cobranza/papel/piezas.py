"""Lo que no es tabla ni gráfica: carátula con sello, frases, avisos, fichas y procedencia."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from cobranza.papel import mime
from cobranza.papel.formato import escapar
from cobranza.papel.marco import enmarcada, sin_marco
from cobranza.papel.palabras import con_mayuscula

LETRAS_DE_UNA_CIFRA = 9
"""Con un valor más largo, todas las cifras de la carátula se escriben más chicas: parejas y sin partirse."""


def es_larga(valor: str) -> bool:
    """¿Ocupa más de lo que cabe? Una letra ocupa lo que cifra y cuarto.

    >>> es_larga("12,345.67"), es_larga("Ninguno"), es_larga("Reservado")
    (False, False, True)
    """
    return sum(5 if letra.isalpha() else 4 for letra in valor) > 4 * LETRAS_DE_UNA_CIFRA


class Pieza(ABC):
    """Algo que se muestra en HTML y en texto."""

    @abstractmethod
    def html(self) -> str:
        """Fragmento HTML."""

    @abstractmethod
    def texto(self) -> str:
        """Lo mismo, en texto llano."""

    def extras(self) -> dict[str, Any]:
        """Otros formatos que viajan en la salida de la celda."""
        return {}

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return enmarcada(self.html(), self.texto(), **self.extras())


@dataclass(frozen=True, slots=True)
class Cifra:
    """Una cifra de la carátula: etiqueta, valor escrito, unidad, nota (variación), meta y ancla de su definición."""

    etiqueta: str
    valor: str
    unidad: str
    nota: str = ""
    meta: str = ""
    ancla: str = ""

    def html(self) -> str:
        """Un par rótulo y cifra de la lista de la carátula."""
        renglones = [f"<small>{escapar(con_mayuscula(r))}</small>" for r in self._debajo()]
        clase = ' class="largo"' if es_larga(self.valor) else ""
        return (
            f"<div><dt>{self._rotulo()}</dt><dd><b{clase}>{escapar(self.valor)}</b> "
            f"<span>{escapar(self._unidad())}</span>{''.join(renglones)}</dd></div>"
        )

    def texto(self) -> str:
        """Lo mismo en un renglón."""
        debajo = f" ({'; '.join(self._debajo())})" if self._debajo() else ""
        return f"{self.etiqueta}: {self.valor} {self._unidad()}{debajo}"

    def _unidad(self) -> str:
        """La unidad, en singular si sólo hay uno: «1 crédito»."""
        return self.unidad.removesuffix("s") if self.valor == "1" else self.unidad

    def _rotulo(self) -> str:
        """La etiqueta, que lleva a lo que quiere decir."""
        etiqueta = escapar(self.etiqueta)
        return f'<a href="#{escapar(self.ancla)}">{etiqueta}</a>' if self.ancla else etiqueta

    def _debajo(self) -> list[str]:
        return [*filter(None, [self.nota]), *([f"Meta: {self.meta}"] if self.meta else [])]


@dataclass(frozen=True, slots=True)
class Sello:
    """El sello del cuadre: si cuadra y qué se dice."""

    cuadra: bool
    texto: str

    def html(self) -> str:
        """El sello con su signo y su palabra: no depende del color."""
        clase, aviso = ("bien", "") if self.cuadra else ("mal", ' role="alert"')
        palabra = "Cuadra" if self.cuadra else "No cuadra"
        resto = self.texto.removeprefix(palabra) if self.texto.startswith(palabra) else f". {self.texto}"
        return f'<p class="sello {clase}"{aviso}><b>{self._signo()} {palabra}</b>{escapar(resto)}</p>'

    def extras(self) -> dict[str, Any]:
        """Si cuadra y qué se dice, para el manifiesto y el índice."""
        return {mime.CUADRE: {"cuadra": self.cuadra, "texto": self.texto}}

    def en_texto(self) -> str:
        """El sello en un renglón de texto."""
        return f"{self._signo()} {self.texto}"

    def _signo(self) -> str:
        return "✓" if self.cuadra else "✗"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return enmarcada(self.html(), self.en_texto(), **self.extras())


@dataclass(frozen=True)
class Caratula(Pieza):
    """La pantalla que lee el director: cifras, hallazgos en frases completas y sello."""

    pregunta: str
    cifras: Sequence[Cifra]
    hallazgos: Sequence[str]
    sello: Sello

    def html(self) -> str:
        """Cifras, hallazgos y sello."""
        cifras = "".join(cifra.html() for cifra in self.cifras)
        frases = "".join(f"<li>{escapar(h)}</li>" for h in self.hallazgos)
        return (
            f'<div class="caratula"><dl class="cifras">{cifras}</dl>'
            f'<ul class="hallazgos">{frases}</ul>{self.sello.html()}</div>'
        )

    def texto(self) -> str:
        """La carátula en texto."""
        return "\n".join(
            [*(c.texto() for c in self.cifras), *(f"- {h}" for h in self.hallazgos), self.sello.en_texto()]
        )

    def extras(self) -> dict[str, Any]:
        """Los hallazgos y el sello, para el manifiesto y el índice; las cifras, para el Excel."""
        cifras = [asdict(cifra) for cifra in self.cifras]
        return {
            mime.HALLAZGOS: {"hallazgos": list(self.hallazgos)},
            mime.CIFRAS: {"cifras": cifras},
            **self.sello.extras(),
        }


@dataclass(frozen=True)
class Frase(Pieza):
    """La frase que contesta la pregunta de un apartado."""

    contenido: str

    def html(self) -> str:
        """Párrafo destacado."""
        return f'<p class="respuesta">{escapar(self.contenido)}</p>'

    def texto(self) -> str:
        """La frase."""
        return self.contenido


@dataclass(frozen=True)
class Aviso(Pieza):
    """Un recuadro: `tipo` es nota, atencion o ilustrativo."""

    tipo: str
    mensaje: str

    def html(self) -> str:
        """Recuadro con su palabra, no sólo su color."""
        palabra = {"atencion": "Atención", "ilustrativo": "Valores ilustrativos"}.get(self.tipo, "Nota")
        return f'<p class="aviso {escapar(self.tipo)}"><b>{palabra}.</b> {escapar(self.mensaje)}</p>'

    def texto(self) -> str:
        """El mensaje."""
        return self.mensaje


@dataclass(frozen=True)
class Ficha(Pieza):
    """Pares de rótulo y contenido: plegada si es de método; a la vista si identifica de qué trata el informe."""

    titulo: str
    pares: Sequence[tuple[str, str]]
    plegada: bool = True

    def html(self) -> str:
        """Ficha plegada en pantalla y abierta al imprimir, o siempre a la vista."""
        if not self.plegada:
            return f'<section class="identidad" aria-label="{escapar(self.titulo)}">{_pares(self.pares)}</section>'
        return f'<details class="ficha"><summary>{escapar(self.titulo)}</summary>{_pares(self.pares)}</details>'

    def texto(self) -> str:
        """La ficha en texto."""
        return "\n".join([self.titulo, *(f"  {k}: {v}" for k, v in self.pares)])


@dataclass(frozen=True)
class Ordenes(Pieza):
    """Órdenes de consola, tal cual se escriben, cada una con lo que hace."""

    titulo: str
    pares: Sequence[tuple[str, str]]

    def html(self) -> str:
        """Qué hace y, debajo, la orden en letra de máquina, para copiarla entera."""
        pasos = "".join(f'<li>{escapar(q)}<pre tabindex="0">{escapar(orden)}</pre></li>' for q, orden in self.pares)
        return f'<ol class="ordenes" aria-label="{escapar(self.titulo)}">{pasos}</ol>'

    def texto(self) -> str:
        """Las órdenes en texto."""
        return "\n".join([self.titulo, *(f"  {q}\n    {orden}" for q, orden in self.pares)])


@dataclass(frozen=True)
class Procedencia(Pieza):
    """Con qué se hizo el informe y cómo repetirlo."""

    pares: Sequence[tuple[str, str]]

    def html(self) -> str:
        """Lista de pares; las huellas se parten donde haga falta."""
        return _pares(self.pares)

    def texto(self) -> str:
        """Los pares en texto."""
        return "\n".join(f"{k}: {v}" for k, v in self.pares)

    def extras(self) -> dict[str, Any]:
        """Los mismos pares, para el manifiesto de la corrida."""
        return {mime.PROCEDENCIA: dict(self.pares)}


def _pares(pares: Sequence[tuple[str, str]]) -> str:
    contenido = "".join(f"<div><dt>{escapar(k)}</dt><dd>{escapar(v)}</dd></div>" for k, v in pares)
    return f'<dl class="pares">{contenido}</dl>'


@dataclass(frozen=True)
class Varias(Pieza):
    """Varias piezas, una tras otra, que se muestran como una."""

    piezas: Sequence[Any]

    def html(self) -> str:
        """Todas, en orden."""
        return "".join(p.html() for p in self.piezas)

    def texto(self) -> str:
        """Todas, en texto."""
        return _textos(self._hechas())

    def extras(self) -> dict[str, Any]:
        """Lo que dice cada una; las tablas viajan juntas, en una lista, y lo que no cuadra manda."""
        return _reunidos(self._hechas())

    def _hechas(self) -> list[dict[str, Any]]:
        return [pieza._repr_mimebundle_() for pieza in self.piezas]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        # cada una se hace una vez: su HTML, su texto y sus datos salen juntos
        hechas = self._hechas()
        html = "".join(sin_marco(hecha["text/html"]) for hecha in hechas)
        return enmarcada(html, _textos(hechas), **_reunidos(hechas))


def _textos(hechas: Sequence[Mapping[str, Any]]) -> str:
    return "\n\n".join(hecha["text/plain"] for hecha in hechas)


def _reunidos(hechas: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    reunidos: dict[str, Any] = {}
    tablas: list[Any] = []
    for hecha in hechas:
        for tipo, dato in hecha.items():
            if tipo == mime.TABLA:
                tablas += dato if isinstance(dato, list) else [dato]
            elif tipo.startswith("application/") and _manda(dato, reunidos.get(tipo)):
                reunidos[tipo] = dato
    return {**reunidos, **({mime.TABLA: tablas} if tablas else {})}


def _manda(dato: dict[str, Any], previo: dict[str, Any] | None) -> bool:
    """De dos datos del mismo tipo queda el primero, salvo que el segundo diga que no cuadra."""
    return previo is None or dato.get("cuadra") is False
