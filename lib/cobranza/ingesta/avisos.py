"""Lo que entró, pero conviene saber: se cuenta por motivo y se dice al terminar la carga, con las primeras líneas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_EJEMPLOS = 3
_LARGO = 60


@dataclass
class _Cuantas:
    que_hacer: str
    filas: int = 0
    ejemplos: list[str] = field(default_factory=list)


@dataclass
class Avisos:
    """Los avisos de un archivo: frases sueltas y, por motivo, en cuántas filas se dio y en cuáles primero."""

    frases: list[str] = field(default_factory=list)
    por_motivo: dict[str, _Cuantas] = field(default_factory=dict)

    def decir(self, frase: str) -> None:
        """Un aviso del archivo entero; el mismo, una sola vez."""
        if frase not in self.frases:
            self.frases.append(frase)

    def contar(self, motivo: str, que_hacer: str, lineas: Mapping[int, str]) -> None:
        """El mismo aviso en varias filas: su línea y lo que traían."""
        cuantas = self.por_motivo.setdefault(motivo, _Cuantas(que_hacer))
        cuantas.filas += len(lineas)
        for linea, valor in lineas.items():
            if len(cuantas.ejemplos) == _EJEMPLOS:
                break
            cuantas.ejemplos.append(f"línea {linea:,}" + (f" «{valor[:_LARGO]}»" if valor else ""))

    def dichos(self) -> tuple[str, ...]:
        """Los avisos como se imprimen: primero los del archivo."""
        return (*self.frases, *(_dicho(motivo, cuantas) for motivo, cuantas in self.por_motivo.items()))


def _dicho(motivo: str, cuantas: _Cuantas) -> str:
    filas = "1 fila" if cuantas.filas == 1 else f"{cuantas.filas:,} filas"
    mas = f" y {cuantas.filas - len(cuantas.ejemplos):,} más" if cuantas.filas > len(cuantas.ejemplos) else ""
    return f"{motivo}: {filas} ({', '.join(cuantas.ejemplos)}{mas}). {cuantas.que_hacer}".strip()


def enumerados(nombres: Iterable[str], cuantos: int = 5) -> str:
    """Los primeros nombres entre comillas y cuántos faltan.

    >>> enumerados(["a", "b", "c"], 2)
    '«a», «b» y 1 más'
    """
    todos = list(nombres)
    mas = f" y {len(todos) - cuantos} más" if len(todos) > cuantos else ""
    return ", ".join(f"«{nombre}»" for nombre in todos[:cuantos]) + mas
