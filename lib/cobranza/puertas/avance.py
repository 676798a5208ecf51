"""Cómo va un lote mientras corre: cuántos informes, cómo terminó el último y hacia qué hora se acaba."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from cobranza.puertas import consola

if TYPE_CHECKING:
    from datetime import datetime

    from rich.progress import Progress

    from cobranza.ejecucion.motor import Corrida


class Avance:
    """Cuántos van, cómo terminó el último y hacia qué hora se acaba; sin terminal, un renglón por informe."""

    def __init__(self, total: int, trabajadores: int, barra: Progress) -> None:
        self.total, self.trabajadores, self.barra = total, trabajadores, barra
        self.van, self.tardaron = 0, list[float]()
        self.linea = barra.add_task(informes(total), total=total, detalle="")

    def termino(self, hecha: Corrida, ahora: datetime) -> None:
        """Uno más."""
        self.van += 1
        if not hecha.reutilizada:
            self.tardaron.append(hecha.segundos)
        detalle = f"{hecha.cuaderno} {'falló' if hecha.falla else 'listo'}{self.hora(ahora)}"
        self.barra.update(self.linea, completed=self.van, detalle=detalle)
        consola.renglon(f"{self.van:,} de {self.total:,}: {detalle}")

    def trabajan(self, cuantos: int) -> None:
        """Cuántos trabajan ahora: en un cúmulo llegan y se van."""
        self.trabajadores = cuantos

    def hora(self, ahora: datetime) -> str:
        """Hacia qué hora se acaba, por lo que han tardado los que se corrieron; vacío si aún no se sabe."""
        faltan = self.total - self.van
        if not faltan or not self.tardaron:
            return ""
        a_la_vez = max(1, min(self.trabajadores, self.total))
        segundos = faltan * sum(self.tardaron) / len(self.tardaron) / a_la_vez
        return f"; termina hacia las {ahora + timedelta(seconds=segundos):%H:%M}"


def informes(cuantos: int) -> str:
    """«1 informe», «3 informes»."""
    return consola.cuantos(cuantos, "informe", "informes")
