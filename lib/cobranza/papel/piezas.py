"""Lo que no es tabla ni gráfica: carátula con sello, hallazgos, avisos, fichas y procedencia."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cobranza.papel.formato import escapar

MIME_PROCEDENCIA = "application/vnd.cobranza.procedencia+json"
MIME_CARATULA = "application/vnd.cobranza.caratula+json"


@dataclass(frozen=True, slots=True)
class Cifra:
    """Una cifra de la carátula: etiqueta, valor ya escrito, unidad y nota (variación, meta)."""

    etiqueta: str
    valor: str
    unidad: str
    nota: str = ""


@dataclass(frozen=True, slots=True)
class Sello:
    """El sello del cuadre: si cuadra y qué se dice."""

    cuadra: bool
    texto: str

    def html(self) -> str:
        """El sello; si no cuadra, además una leyenda que se repite en cada página impresa."""
        if self.cuadra:
            return f'<p class="sello bien"><b>✓ Cuadra.</b> {escapar(self.texto)}</p>'
        leyenda = '<p class="no-cuadra" aria-hidden="true">NO CUADRA</p>'
        return f'<p class="sello mal" role="alert"><b>✗ No cuadra.</b> {escapar(self.texto)}</p>{leyenda}'


class Pieza:
    """Algo que se muestra en HTML y en texto."""

    def html(self) -> str:
        """Fragmento HTML."""
        raise NotImplementedError

    def texto(self) -> str:
        """Lo mismo, en texto llano."""
        raise NotImplementedError

    def extras(self) -> dict[str, Any]:
        """Otros formatos que viajan en la salida de la celda."""
        return {}

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {"text/html": self.html(), "text/plain": self.texto(), **self.extras()}


@dataclass(frozen=True)
class Caratula(Pieza):
    """La pantalla que lee el director: cifras, hallazgos en frases completas y sello."""

    pregunta: str
    cifras: Sequence[Cifra]
    hallazgos: Sequence[str]
    sello: Sello

    def html(self) -> str:
        """Cifras, hallazgos y sello."""
        cifras = "".join(
            f'<div class="cifra"><dt>{escapar(c.etiqueta)}</dt><dd><b>{escapar(c.valor)}</b>'
            f"<span>{escapar(c.unidad)}</span><small>{escapar(c.nota)}</small></dd></div>"
            for c in self.cifras
        )
        frases = "".join(f"<li>{escapar(h)}</li>" for h in self.hallazgos)
        return (
            f'<section class="caratula" aria-label="Lo esencial"><dl class="cifras">{cifras}</dl>'
            f'<ul class="hallazgos">{frases}</ul>{self.sello.html()}</section>'
        )

    def texto(self) -> str:
        """La carátula en texto."""
        cifras = [f"{c.etiqueta}: {c.valor} {c.unidad} ({c.nota})" for c in self.cifras]
        marca = "✓" if self.sello.cuadra else "✗"
        return "\n".join([*cifras, *(f"- {h}" for h in self.hallazgos), f"{marca} {self.sello.texto}"])

    def extras(self) -> dict[str, Any]:
        """El hallazgo principal y el sello, para el índice."""
        return {
            MIME_CARATULA: {"hallazgos": list(self.hallazgos), "cuadra": self.sello.cuadra, "sello": self.sello.texto}
        }


@dataclass(frozen=True)
class Aviso(Pieza):
    """Un recuadro: `tipo` es nota, atencion o ilustrativo."""

    tipo: str
    mensaje: str

    def html(self) -> str:
        """Recuadro con su palabra, no sólo su color."""
        palabra = {"atencion": "Atención", "ilustrativo": "Valores ilustrativos"}.get(self.tipo, "Nota")
        return f'<p class="aviso {self.tipo}"><b>{palabra}.</b> {escapar(self.mensaje)}</p>'

    def texto(self) -> str:
        """El mensaje."""
        return self.mensaje


@dataclass(frozen=True)
class Ficha(Pieza):
    """Ficha de método de un indicador: pares de rótulo y contenido, plegada."""

    titulo: str
    pares: Sequence[tuple[str, str]]

    def html(self) -> str:
        """Ficha plegada en pantalla, abierta al imprimir."""
        contenido = "".join(f"<dt>{escapar(k)}</dt><dd>{escapar(v)}</dd>" for k, v in self.pares)
        return f'<details class="ficha"><summary>{escapar(self.titulo)}</summary><dl>{contenido}</dl></details>'

    def texto(self) -> str:
        """La ficha en texto."""
        return "\n".join([self.titulo, *(f"  {k}: {v}" for k, v in self.pares)])


@dataclass(frozen=True)
class Varias(Pieza):
    """Varias piezas, una tras otra, que se muestran como una."""

    piezas: Sequence[Any]

    def html(self) -> str:
        """Todas, en orden."""
        return "".join(p.html() for p in self.piezas)

    def texto(self) -> str:
        """Todas, en texto."""
        return "\n\n".join(p._repr_mimebundle_()["text/plain"] for p in self.piezas)

    def extras(self) -> dict[str, Any]:
        """Las tablas viajan juntas, en una lista."""
        tablas = [p.datos() for p in self.piezas if hasattr(p, "datos")]
        return {"application/vnd.cobranza.tabla+json": tablas} if tablas else {}


@dataclass(frozen=True)
class Procedencia(Pieza):
    """Con qué se hizo el informe y cómo repetirlo."""

    pares: Sequence[tuple[str, str]]

    def html(self) -> str:
        """Lista de pares; las huellas se parten donde haga falta."""
        return '<dl class="procedencia">' + "".join(
            f"<div><dt>{escapar(k)}</dt><dd>{escapar(v)}</dd></div>" for k, v in self.pares
        ) + "</dl>"  # fmt: skip

    def texto(self) -> str:
        """Los pares en texto."""
        return "\n".join(f"{k}: {v}" for k, v in self.pares)

    def extras(self) -> dict[str, Any]:
        """Los mismos pares, para el manifiesto de la corrida."""
        return {MIME_PROCEDENCIA: dict(self.pares)}
