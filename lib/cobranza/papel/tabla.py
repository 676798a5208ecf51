"""La tabla de una publicación: título con unidad, encabezados con alcance, total, pocas filas; el resto, al Excel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cobranza.papel.formato import MILLON, NoCalculable, en_texto, es_vacio, escapar

MIME = "application/vnd.cobranza.tabla+json"
NUMERICOS = ("entero", "pesos", "millones", "porcentaje", "razon")


@dataclass(frozen=True, slots=True)
class Columna:
    """Una columna: clave en los datos, encabezado y tipo (texto, entero, pesos, millones, porcentaje, fecha, razon).

    El dinero llega en centavos enteros y el porcentaje en décimas de punto.
    """

    clave: str
    titulo: str
    tipo: str = "texto"


class Tabla:
    """Tabla con título y unidad. Muestra `maximo` filas y lleva todas en sus datos, para el anexo."""

    def __init__(
        self,
        titulo: str,
        columnas: Sequence[Columna],
        filas: Any,
        *,
        total: Mapping[str, Any] | None = None,
        hoja: str = "tabla",
        **opciones: Any,
    ) -> None:
        """`filas`: DataFrame o lista de diccionarios. Opciones: nota, maximo (20), barra (clave), ilustrativo."""
        self.titulo, self.columnas, self.total, self.hoja = titulo, list(columnas), total, hoja
        self.filas = [[_valor(f.get(c.clave)) for c in self.columnas] for f in _diccionarios(filas)]
        self.nota: str = opciones.pop("nota", "")
        self.maximo: int = opciones.pop("maximo", 20)
        self.barra: str | None = opciones.pop("barra", None)
        self.ilustrativo: bool = opciones.pop("ilustrativo", False)
        if opciones:
            raise TypeError(f"opciones desconocidas: {', '.join(opciones)}")

    def html(self) -> str:
        """Fragmento HTML accesible."""
        if not self.filas:
            return f'<p class="vacio">{escapar(self.titulo)}: no hay renglones que mostrar.</p>'
        etiqueta = ' <span class="ilustrativo">ilustrativo</span>' if self.ilustrativo else ""
        cuerpo = "".join(self._fila(k, fila) for k, fila in enumerate(self.filas[: self.maximo]))
        pie = f"<tfoot>{self._renglon_total()}</tfoot>" if self.total else ""
        return (
            f'<div class="tabla"><table><caption>{escapar(self.titulo)}{etiqueta}</caption>'
            f"<thead><tr>{self._encabezados()}</tr></thead><tbody>{cuerpo}</tbody>{pie}</table></div>{self._notas()}"
        )

    def _encabezados(self) -> str:
        return "".join(f'<th scope="col"{_clase(c, k)}>{escapar(c.titulo)}</th>' for k, c in enumerate(self.columnas))

    def _fila(self, numero: int, fila: list[Any]) -> str:
        celdas = []
        for k, (columna, valor) in enumerate(zip(self.columnas, fila, strict=True)):
            texto = self._celda(columna, valor, con_signo=numero == 0)
            if k == 0:
                celdas.append(f'<th scope="row">{texto}</th>')
            else:
                celdas.append(f"<td{_clase(columna, k)}{self._barra(columna, valor)}>{texto}</td>")
        return f"<tr>{''.join(celdas)}</tr>"

    def _celda(self, columna: Columna, valor: Any, *, con_signo: bool) -> str:
        if isinstance(valor, NoCalculable):
            return f'<abbr title="{escapar(valor.motivo)}">n. c.</abbr>'
        texto = escapar(en_texto(valor, columna.tipo))
        signo = con_signo and columna.tipo in ("pesos", "millones") and not es_vacio(valor)
        return f'<span class="signo">$</span>{texto}' if signo else texto

    def _barra(self, columna: Columna, valor: Any) -> str:
        if columna.clave != self.barra or not isinstance(valor, int):
            return ""
        k = self.columnas.index(columna)
        mayor = max((abs(f[k]) for f in self.filas if isinstance(f[k], int)), default=0)
        return f' style="--largo:{100 * abs(valor) // mayor if mayor else 0}%"'

    def _renglon_total(self) -> str:
        assert self.total is not None
        celdas = []
        for k, columna in enumerate(self.columnas):
            valor = self.total.get(columna.clave, "")
            texto = "" if valor == "" else self._celda(columna, valor, con_signo=True)
            celdas.append(f'<th scope="row">{texto}</th>' if k == 0 else f"<td{_clase(columna, k)}>{texto}</td>")
        return f"<tr>{''.join(celdas)}</tr>"

    def _notas(self) -> str:
        notas = [escapar(self.nota)] if self.nota else []
        sobran = len(self.filas) - self.maximo
        if sobran > 0:
            notas.append(f"Se muestran {self.maximo}; {sobran:,} más en la hoja «{escapar(self.hoja)}» del Excel.")
        return f'<p class="nota">{" ".join(notas)}</p>' if notas else ""

    def datos(self) -> dict[str, Any]:
        """Todo lo que la tabla lleva, en valores simples: centavos enteros y fechas ISO."""
        return {
            "hoja": self.hoja,
            "titulo": self.titulo,
            "nota": self.nota,
            "ilustrativo": self.ilustrativo,
            "columnas": [{"clave": c.clave, "titulo": c.titulo, "tipo": c.tipo} for c in self.columnas],
            "filas": [[_simple(v) for v in fila] for fila in self.filas],
            "total": None if self.total is None else [_simple(self.total.get(c.clave, "")) for c in self.columnas],
        }

    def texto(self) -> str:
        """La tabla en texto llano, alineada: es lo que se guarda como oro."""
        filas = [[c.titulo for c in self.columnas]]
        filas += [
            [en_texto(v, c.tipo) for v, c in zip(f, self.columnas, strict=True)] for f in self.filas[: self.maximo]
        ]
        if self.total is not None:
            total = self.total
            filas.append(
                [en_texto(total.get(c.clave, ""), c.tipo) if c.clave in total else "" for c in self.columnas]
            )
        anchos = [max(len(f[k]) for f in filas) for k in range(len(self.columnas))]
        alinear = [str.rjust if c.tipo in NUMERICOS else str.ljust for c in self.columnas]
        lineas = ["  ".join(a(v, n) for a, v, n in zip(alinear, f, anchos, strict=True)).rstrip() for f in filas]
        return "\n".join([self.titulo, *lineas, *([self.nota] if self.nota else [])])

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {"text/html": self.html(), "text/plain": self.texto(), MIME: self.datos()}


def _clase(columna: Columna, lugar: int) -> str:
    return ' class="n"' if columna.tipo in NUMERICOS and lugar else ""


def _diccionarios(filas: Any) -> Iterable[Mapping[str, Any]]:
    renglones: Iterable[Mapping[str, Any]] = filas.to_dict("records") if hasattr(filas, "to_dict") else filas
    return renglones


def _valor(valor: Any) -> Any:
    """Valores de NumPy y pandas → de Python; lo ausente, None."""
    if isinstance(valor, NoCalculable):
        return valor
    if es_vacio(valor):
        return None
    return valor.item() if hasattr(valor, "item") and not hasattr(valor, "isoformat") else valor


def _simple(valor: Any) -> Any:
    if isinstance(valor, NoCalculable):
        return str(valor)
    return valor.isoformat()[:10] if hasattr(valor, "isoformat") else valor


__all__ = ["MILLON", "MIME", "Columna", "Tabla"]
