"""La rejilla: una lista larga de la que el navegador sólo recibe los renglones que están a la vista.

Lo que la página puede pedir es un tramo, un orden y unos filtros, por columnas declaradas; nunca una consulta.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import anywidget
import traitlets

from cobranza.base.errores import ErrorDeCobranza, ErrorDeUso

_AQUI = Path(__file__).parent
_RENGLONES, _LETRAS = 200, 200
"""Lo más que se da de una vez y lo más largo que puede ser un filtro."""


@dataclass(frozen=True, slots=True)
class Columna:
    """Una columna a la vista: su clave, su título, si va a la derecha, su ancho en letras y cómo se filtra.

    `tinta`: valor → cómo se escribe, de lo que además se pinta (un semáforo).
    """

    clave: str
    titulo: str
    ancho: float = 8
    numero: bool = False
    filtra: bool = True
    opciones: Sequence[tuple[str, str]] = ()
    pista: str = ""
    crece: int = 1
    tinta: Mapping[str, str] = field(default_factory=dict)

    def como_dict(self) -> dict[str, Any]:
        """Como la recibe la página."""
        return {
            "clave": self.clave, "titulo": self.titulo, "ancho": self.ancho, "clase": "n" if self.numero else "",
            "filtra": self.filtra, "opciones": [list(par) for par in self.opciones], "pista": self.pista,
            "crece": self.crece, "tinta": dict(self.tinta) or None,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pedido:
    """Qué tramo se quiere, ordenado y filtrado cómo. `orden`: (columna, ¿de mayor a menor?)."""

    desde: int
    cuantos: int
    orden: tuple[str, bool]
    filtros: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pagina:
    """Cuántos hay en total y, de los pedidos, (clave, lo que dice cada columna)."""

    total: int
    filas: Sequence[tuple[str, Sequence[str]]]


Repartir = Callable[[Pedido], Mapping[str, Sequence[tuple[str, int]]]]
"""De lo que cumple un pedido, por columna: (qué, cuántos), ya contado y en el orden en que se enseña."""


class Fuente(Protocol):
    """De dónde salen los renglones."""

    @property
    def columnas(self) -> Sequence[Columna]:
        """Las columnas que enseña: por ninguna otra se ordena ni se filtra."""

    def pagina(self, pedido: Pedido) -> Pagina:
        """Los renglones de un tramo."""


class Rejilla(anywidget.AnyWidget):
    """La lista en la página. `al_elegir` recibe la clave del renglón que alguien abrió.

    `repartir`: con ella, debajo de cada encabezado va el histograma de lo que se ve; se cuenta aquí, no en la página.
    """

    _esm = _AQUI / "rejilla.js"
    _css = _AQUI / "rejilla.css"
    columnas: traitlets.List[Any] = traitlets.List().tag(sync=True)
    orden: traitlets.List[Any] = traitlets.List().tag(sync=True)
    rotulo = traitlets.Unicode().tag(sync=True)
    uno = traitlets.Unicode("renglón").tag(sync=True)
    varios = traitlets.Unicode("renglones").tag(sync=True)
    elegido = traitlets.Unicode("").tag(sync=True)
    reparte = traitlets.Bool(False).tag(sync=True)
    version = traitlets.Int(0).tag(sync=True)

    def __init__(
        self,
        fuente: Fuente,
        al_elegir: Callable[[str], None],
        *,
        orden: tuple[str, bool],
        repartir: Repartir | None = None,
        **dichos: Any,
    ) -> None:
        columnas = [c.como_dict() for c in fuente.columnas]
        super().__init__(columnas=columnas, orden=list(orden), reparte=repartir is not None, **dichos)
        self._fuente, self._al_elegir, self._repartir = fuente, al_elegir, repartir
        self.pedido = Pedido(0, _RENGLONES, orden, {})
        self.on_msg(self._recibir)

    def refrescar(self, fuente: Fuente | None = None) -> None:
        """Vuelve a pedir desde el principio; con otra fuente, de ella (las mismas columnas)."""
        self._fuente = fuente or self._fuente
        self.version += 1

    def _recibir(self, _: Any, mensaje: Any, __: Any) -> None:
        if not isinstance(mensaje, dict):
            return
        if "elige" in mensaje:
            self._al_elegir(str(mensaje["elige"])[:_LETRAS])
            return
        cual = {campo: mensaje.get(campo) for campo in ("turno", "pagina")}
        try:
            pedido = entender(mensaje, self._fuente.columnas)
            if "reparte" in mensaje:
                repartos = self._repartir(pedido) if self._repartir else {}
                dichos = {clave: [list(par) for par in pares] for clave, pares in repartos.items()}
                self.send({"turno": cual["turno"], "repartos": dichos})
                return
            self.pedido = pedido
            dada = self._fuente.pagina(pedido)
        except ErrorDeCobranza as error:
            self.send({**cual, "falla": error.mensaje})
            return
        self.send({**cual, "total": dada.total, "filas": [[clave, list(fila)] for clave, fila in dada.filas]})


def entender(mensaje: Mapping[str, Any], columnas: Sequence[Columna]) -> Pedido:
    """Lo que la página pide, comprobado. Errores: `ErrorDeUso` si pide lo que no se le da."""
    claves = {c.clave for c in columnas}
    que_filtran = {c.clave for c in columnas if c.filtra}
    desde, cuantos = (mensaje.get(campo) for campo in ("desde", "cuantos"))
    filtros, orden = mensaje.get("filtros"), mensaje.get("orden")
    bien = (
        type(desde) is int and desde >= 0 and type(cuantos) is int and 0 < cuantos <= _RENGLONES
        and isinstance(orden, list) and len(orden) == 2 and orden[0] in claves and type(orden[1]) is bool
        and isinstance(filtros, dict) and all(c in que_filtran and isinstance(v, str) for c, v in filtros.items())
    )  # fmt: skip
    if not bien:
        raise ErrorDeUso("La lista pidió algo que no se le da; vuelve a correr la celda del panel.")
    assert isinstance(desde, int) and isinstance(cuantos, int) and isinstance(filtros, dict) and orden
    dichos = {clave: dicho.strip()[:_LETRAS] for clave, dicho in filtros.items() if dicho.strip()}
    return Pedido(desde, cuantos, (orden[0], orden[1]), dichos)


class EnMemoria:
    """Una fuente corta: sus renglones, cada uno con su clave y lo que dice cada columna."""

    def __init__(self, columnas: Sequence[Columna], filas: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
        self.columnas, self._filas = columnas, filas

    def pagina(self, pedido: Pedido) -> Pagina:
        """Filtra (sin distinguir mayúsculas) y ordena lo que hay."""
        exactas = {c.clave for c in self.columnas if c.opciones}
        quedan = [
            (clave, fila)
            for clave, fila in self._filas
            if all(
                str(fila[c]) == dicho if c in exactas else dicho.casefold() in str(fila[c]).casefold()
                for c, dicho in pedido.filtros.items()
            )
        ]
        por, al_reves = pedido.orden
        quedan.sort(key=lambda par: (par[1][por] == "", par[1][por]), reverse=al_reves)
        tramo = quedan[pedido.desde : pedido.desde + pedido.cuantos]
        return Pagina(len(quedan), [(clave, [str(fila[c.clave]) for c in self.columnas]) for clave, fila in tramo])
