"""La tabla de una publicación: título con unidad, encabezados con alcance, total, pocas filas; el resto, al Excel."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cobranza.papel import mime
from cobranza.papel.formato import (
    DINERO,
    NO_APLICA,
    NUMERICOS,
    Decimas,
    NoCalculable,
    con_signo,
    en_texto,
    es_vacio,
    escapar,
)
from cobranza.papel.marco import enmarcada
from cobranza.papel.palabras import cuantos

LETRAS_DE_UN_NOMBRE = 20
"""Si ningún nombre de renglón pasa de aquí, van sin partir."""
LETRAS_A_SU_TAMANO = 96
"""Las que caben a lo ancho de una hoja carta con su letra; una tabla con más la lleva más chica."""
LETRAS_EN_VERTICAL = 136
"""Con más, la letra chica ya no se leería: la tabla se imprime apaisada."""
LETRAS_DE_LA_BARRA = 5
LETRAS_DE_UN_PARRAFO = 40
"""Un texto con más, en teléfono, va ancho aunque haya que deslizar: angosto haría renglones altísimos."""
_SUMAS = ("saldo", "suma", "total", "neto")
_PARTE = "De ello"
_FOLIO = re.compile(r"[A-Z]{3}-\d{4}-\d{6}|R-[0-9A-Z]{4}-[0-9A-Z]{4}")
"""Un folio, o la clave que va en su lugar, no se parte en dos renglones, vaya en la columna que vaya."""
RENGLONES_JUNTOS = 16
"""Hasta estos renglones impresos, un cuadro no se parte entre dos hojas."""


@dataclass(frozen=True, slots=True)
class Columna:
    """Una columna: clave en los datos, encabezado y tipo.

    Tipos: texto, entero, pesos, millones, porcentaje, fecha, razon (una cifra ya escrita) y ordinal (un año o un
    número de renglón: se lee como nombre, sin miles). El dinero llega en centavos y el porcentaje en décimas.
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
        """`filas`: DataFrame o diccionarios. Opciones: nota, maximo (20; 0, sólo en el anexo), barra, ilustrativo,
        fija (cada renglón se lee después del de arriba: quien lee no lo reordena), principal (la columna que no se
        pierde de vista al deslizar; si no se dice, la última de dinero o, si no hay textos que tape, de cifras).
        """
        self.titulo, self.columnas, self.total, self.hoja = titulo, list(columnas), total, hoja
        self.filas = [[_valor(v) for v in fila] for fila in _renglones(filas, [c.clave for c in self.columnas])]
        self.nota: str = opciones.pop("nota", "")
        self.maximo: int = opciones.pop("maximo", 20)
        self.barra: str | None = opciones.pop("barra", None)
        self.ilustrativo: bool = opciones.pop("ilustrativo", False)
        self.fija: bool = opciones.pop("fija", False)
        self.principal: str | None = opciones.pop("principal", None) or self._la_principal()
        if opciones:
            raise TypeError(f"opciones desconocidas: {', '.join(opciones)}")

    def html(self) -> str:
        """Fragmento HTML accesible: se desliza con el teclado si no cabe a lo ancho."""
        if not self.filas:
            return f'<p class="vacio">{escapar(self.titulo)}: no hay renglones que mostrar.</p>'
        if not self.maximo:
            return f'<p class="nota">{escapar(self._en_el_anexo())}</p>'
        etiqueta = " <b>ilustrativo</b>" if self.ilustrativo else ""
        clases = self._clases()
        cuerpo = "".join(self._fila(k, fila, clases) for k, fila in enumerate(self.filas[: self.maximo]))
        pie = f"<tfoot>{self._fila_total(self.total, clases)}</tfoot>" if self.total else ""
        sobran = len(self.filas) - self.maximo
        mas = f' data-mas="{sobran}"' if sobran > 0 else ""
        return (
            f"<div {self._envoltura()}{' data-fijo' if self.fija else ''}>"
            f'<div class="tabla" role="region" tabindex="0" aria-label="{escapar(self.titulo)}">'
            f"<table{mas}><caption><span>{escapar(self.titulo)}{etiqueta}</span></caption>"
            f"<thead><tr>{self._encabezados()}</tr></thead>"
            f"<tbody>{cuerpo}</tbody>{pie}</table></div>{self._notas()}</div>"
        )

    def _en_el_anexo(self) -> str:
        return (
            f"{self.titulo}: {cuantos(len(self.filas), 'renglón', 'renglones')} en la hoja «{self.hoja}» del Excel."
        )

    def _envoltura(self) -> str:
        """Clases: `ancho` se imprime con letra chica; `acostado`, apaisado; `corto` y `breve` no se parten."""
        renglones = [*self.filas[: self.maximo], [(self.total or {}).get(c.clave, "") for c in self.columnas]]
        vistas = [[en_texto(r[k], c.tipo) for r in renglones] for k, c in enumerate(self.columnas)]
        letras = sum(_letras(c, vista) for c, vista in zip(self.columnas, vistas, strict=True))
        letras += LETRAS_DE_LA_BARRA if self.barra else 0
        clases = " corto" if max(map(len, vistas[0])) <= LETRAS_DE_UN_NOMBRE else ""
        impresos = sum(_impresos(sum(map(len, celdas))) for celdas in zip(*vistas, strict=True))
        clases += " breve" if impresos <= RENGLONES_JUNTOS + 1 else ""
        if letras > LETRAS_A_SU_TAMANO:
            clases += " acostado" if letras > LETRAS_EN_VERTICAL else ""
            return f'class="cuadro ancho{clases}" style="--letras:{letras}"'
        return f'class="cuadro{clases}"'

    def _la_principal(self) -> str | None:
        cifras = [c for c in self.columnas[1:] if c.tipo in NUMERICOS]
        dinero = [c for c in cifras if c.tipo in DINERO and not c.titulo.startswith(_PARTE)]
        sumas = [c for c in dinero if c.clave == self.barra or c.titulo.casefold().startswith(_SUMAS)]
        # un conteo fijo taparía lo que se vino a leer: de quién es, qué pasó
        textos = [c for c in self.columnas[1:] if c.tipo == "texto"]
        cuentas = [] if textos else cifras
        return (sumas or dinero or cuentas)[-1].clave if dinero or cuentas else None

    def _clases(self) -> list[str]:
        """El atributo de clase de cada columna: cómo se alinea, si no se parte y si no se pierde de vista."""
        filas = self.filas[: self.maximo]
        return [
            _clase(c, principal=self.principal, vistos=[str(f[k]) for f in filas]) if k else ""
            for k, c in enumerate(self.columnas)
        ]

    def _encabezados(self) -> str:
        pares = zip(self.columnas, self._clases(), strict=True)
        return "".join(f'<th scope="col"{clase}>{escapar(c.titulo)}</th>' for c, clase in pares)

    def _fila(self, numero: int, fila: list[Any], clases: Sequence[str]) -> str:
        celdas = []
        for k, (columna, valor) in enumerate(zip(self.columnas, fila, strict=True)):
            contenido = self._celda(columna, valor, primera=numero == 0)
            if k == 0:
                celdas.append(_cabeza_de_renglon(contenido))
            else:
                celdas.append(f"<td{clases[k]}{self._barra(columna, valor)}>{contenido}</td>")
        return f"<tr>{''.join(celdas)}</tr>"

    def _fila_total(self, total: Mapping[str, Any], clases: Sequence[str]) -> str:
        celdas = []
        for k, columna in enumerate(self.columnas):
            contenido = self._celda(columna, total.get(columna.clave, ""), primera=True)
            celdas.append(_cabeza_de_renglon(contenido) if k == 0 else f"<td{clases[k]}>{contenido}</td>")
        return f"<tr>{''.join(celdas)}</tr>"

    def _celda(self, columna: Columna, valor: Any, *, primera: bool) -> str:
        if not isinstance(valor, NoCalculable):
            return _contenido(columna, valor, primera=primera)
        # si la nota da un solo motivo, ahí se lee: repetirlo en cada celda pesaba la décima parte de una página
        iguales = [nota for nota in self._motivos if nota.startswith(f"{valor.corto},")]
        dicho = f"{valor.largo}; por qué, en la nota" if iguales == [valor.nota()] else valor.motivo
        return f'<abbr title="{escapar(dicho)}">{valor}</abbr>'

    def _barra(self, columna: Columna, valor: Any) -> str:
        if columna.clave != self.barra or not isinstance(valor, int):
            return ""
        k = self.columnas.index(columna)
        mayor = max(abs(f[k]) for f in self.filas if isinstance(f[k], int))
        return f' style="--largo:{100 * abs(valor) // mayor if mayor else 0}"'

    def _notas(self) -> str:
        notas = [self.notas()] if self.notas() else []
        sobran = len(self.filas) - self.maximo
        if sobran > 0:
            notas.append(f"Se muestran {self.maximo}; {sobran:,} más en la hoja «{self.hoja}» del Excel.")
        return f'<p class="nota">{escapar(" ".join(notas))}</p>' if notas else ""

    def notas(self) -> str:
        """La nota de la tabla y, si algo no se pudo calcular o no se comparte, por qué."""
        return " ".join([*filter(None, [self.nota]), *self._motivos])

    @cached_property
    def _motivos(self) -> list[str]:
        """Lo que la nota dice de cada motivo de sus renglones, una vez y en orden."""
        return list({v.nota(): None for fila in self.filas for v in fila if isinstance(v, NoCalculable)})

    def datos(self) -> dict[str, Any]:
        """Todo lo que la tabla lleva, en valores simples: centavos enteros y fechas ISO."""
        return {
            "hoja": self.hoja,
            "titulo": self.titulo,
            "nota": self.notas(),
            "ilustrativo": self.ilustrativo,
            "numerado": bool(self.filas and self.maximo),
            "columnas": [{"clave": c.clave, "titulo": c.titulo, "tipo": c.tipo} for c in self.columnas],
            "filas": [[_simple(v) for v in fila] for fila in self.filas],
            "total": None if self.total is None else [_simple(self.total.get(c.clave, "")) for c in self.columnas],
        }

    def texto(self) -> str:
        """La tabla en texto llano, alineada: es lo que se guarda como oro."""
        if not self.maximo:
            return self._en_el_anexo()
        filas = [[c.titulo for c in self.columnas]]
        filas += [
            [en_texto(v, c.tipo) for v, c in zip(f, self.columnas, strict=True)] for f in self.filas[: self.maximo]
        ]
        if self.total is not None:
            filas.append([en_texto(self.total.get(c.clave, ""), c.tipo) for c in self.columnas])
        anchos = [max(len(f[k]) for f in filas) for k in range(len(self.columnas))]
        alinear = [str.rjust if c.tipo in NUMERICOS else str.ljust for c in self.columnas]
        lineas = ["  ".join(a(v, n) for a, v, n in zip(alinear, f, anchos, strict=True)).rstrip() for f in filas]
        return "\n".join([self.titulo, *lineas, *filter(None, [self.notas()])])

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return enmarcada(self.html(), self.texto(), **{mime.TABLA: self.datos()})


def _contenido(columna: Columna, valor: Any, *, primera: bool) -> str:
    """El contenido de una celda; «$» sólo en el primer renglón y en los totales."""
    texto = en_texto(valor, columna.tipo)
    lleva_signo = primera and columna.tipo in DINERO and texto not in ("", NO_APLICA)
    if lleva_signo:
        return con_signo(texto)
    # una clave larga se puede partir en sus guiones bajos
    return escapar(texto).replace("_", "_<wbr>") if columna.tipo == "texto" else texto


def _cabeza_de_renglon(contenido: str) -> str:
    """El nombre del renglón; el que no lo tiene (sigue al de arriba) no es encabezado de nada."""
    entero = ' class="f"' if _FOLIO.fullmatch(contenido) else ""
    return f'<th scope="row"{entero}>{contenido}</th>' if contenido else '<td class="v"></td>'


def _clase(columna: Columna, *, principal: str | None, vistos: Sequence[str]) -> str:
    """`n` va a la derecha; `f` no se parte; `l` y `ll`, texto largo y muy largo; `p`, la que no se pierde."""
    letras = max(map(len, vistos), default=0)
    clase = "n" if columna.tipo in NUMERICOS else "f" if columna.tipo in ("fecha", "ordinal") else ""
    if columna.tipo == "texto" and letras > LETRAS_DE_UN_PARRAFO:
        clase = "ll" if letras > 4 * LETRAS_DE_UN_PARRAFO else "l"
    elif any(_FOLIO.fullmatch(visto) for visto in vistos):
        clase = "f"
    if columna.clave == principal:
        clase = f"{clase} p".strip()
    return f' class="{clase}"' if clase else ""


def _impresos(letras: int) -> int:
    """Los renglones de papel que ocupa uno del cuadro: el que no cabe en uno se parte dentro de sus columnas."""
    return 1 if letras <= LETRAS_A_SU_TAMANO else 2 + letras // LETRAS_A_SU_TAMANO


def _letras(columna: Columna, vista: Sequence[str]) -> int:
    """Lo menos que puede medir una columna: una cifra o una fecha van enteras; un texto se parte entre palabras."""
    enteros = vista if columna.tipo != "texto" else re.split(r"[\s_]", " ".join(vista))
    aparte = 3 if columna.tipo in DINERO else 2  # los márgenes y el signo de pesos
    return aparte + max(map(len, [*enteros, *columna.titulo.split()]))


def _renglones(filas: Any, claves: Sequence[str]) -> Iterable[Sequence[Any]]:
    """Los valores de esas claves, renglón por renglón; None donde no hay. De un marco, por columnas."""
    if not hasattr(filas, "columns"):
        return ([fila.get(clave) for clave in claves] for fila in filas)
    columnas = [filas[clave].tolist() if clave in filas.columns else [None] * len(filas) for clave in claves]
    return zip(*columnas, strict=True)


_DE_PYTHON = (str, int, bool, type(None))
"""Lo que ya es simple, que es casi todo: con ello no hay más que ver."""


def _valor(valor: Any) -> Any:
    """Valores de NumPy y pandas → de Python; lo ausente, None."""
    if type(valor) in _DE_PYTHON:
        return valor
    if isinstance(valor, NoCalculable):
        return valor
    if es_vacio(valor):
        return None
    return valor.item() if hasattr(valor, "item") and not hasattr(valor, "isoformat") else valor


def _simple(valor: Any) -> Any:
    if type(valor) in _DE_PYTHON:
        return valor
    if isinstance(valor, NoCalculable):
        return str(valor)
    if isinstance(valor, Decimas) and valor.total:
        return {"decimas": int(valor), "parte": valor.parte, "total": valor.total}
    if hasattr(valor, "isoformat"):
        return valor.isoformat()[:10]
    return valor.item() if hasattr(valor, "item") else valor
