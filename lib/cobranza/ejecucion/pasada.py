"""Pasar un cuaderno por su núcleo, de la primera celda a la que se pueda, y leer cómo terminó."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cobranza.base import topes
from cobranza.ejecucion import documento
from cobranza.ejecucion.documento import Falla
from cobranza.ejecucion.silencio import en_silencio
from cobranza.papel.palabras import cuantos

_AHORITA = 0.01
"""Lo menos que se le da a una celda: para nbclient, cero es sin plazo."""

AlAvanzar = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Plazos:
    """Cuánto se espera, en segundos: a cada celda y, si no es cero, a toda la corrida."""

    celda: int = topes.SEGUNDOS_POR_CELDA
    corrida: int = 0


LOS_DE_SIEMPRE = Plazos()


@dataclass(frozen=True, slots=True)
class Como:
    """Con qué plazos se corre y a quién se le dice en qué celda va."""

    plazos: Plazos = LOS_DE_SIEMPRE
    al_avanzar: AlAvanzar | None = None


def ejecutar(
    ruta: Path, valores: dict[str, Any], salida: Path, raiz: Path, como: Como
) -> tuple[dict[str, Any], Falla | None]:
    """Corre con papermill y devuelve el cuaderno, limpio, y su falla si la hubo; en `salida` queda como terminó."""
    with en_silencio():
        import nbformat
        import papermill  # type: ignore[import-untyped]  # no publica tipos

        from cobranza.ejecucion.nucleo import NucleoAislado, soltar_todos

        nb = papermill.iorw.load_notebook_node(str(ruta))
        paso = _Paso(len(nb.cells), como, time.monotonic())
        muerte = ""
        try:
            papermill.execute_notebook(
                nb,
                _literal(salida),
                parameters=valores,
                kernel_name="python3",
                language="python",
                progress_bar=False,
                # una vez, al terminar: guardarlo en cada celda costaba la mitad de la corrida
                request_save_on_cell_execute=False,
                autosave_cell_every=0,
                timeout_func=paso.plazo,
                kernel_manager_class=NucleoAislado,
                # no tiene nada que recoger: despedirse cuesta lo suyo en cada informe, y a veces dos segundos y medio
                shutdown_kernel="immediate",
                resources={"metadata": {"path": str(ruta.parent)}},
                on_cell_start=paso,
            )
        except papermill.PapermillExecutionError:
            pass  # la celda y su mensaje quedaron en el cuaderno; ahí se leen
        except Exception as error:
            if not paso.vistas:
                raise
            muerte = type(error).__name__
            nb.cells = paso.con_lo_visto(nb.cells)
            papermill.iorw.write_ipynb(nb, str(salida))
        finally:
            soltar_todos()
        # el formato guarda los textos partidos en renglones; aquí se leen enteros
        corrido: dict[str, Any] = nbformat.reads(  # type: ignore[no-untyped-call]  # nbformat no anota algunas
            salida.read_text(encoding="utf-8"), as_version=4
        )
    desmedida = documento.salida_desmedida(corrido)
    documento.limpiar(corrido, raiz)
    falla = desmedida or documento.falla(corrido)
    # al acabarse el plazo la celda alcanza a decir que la interrumpieron: lo que pasó es el plazo
    if falla and falla.nombre == KeyboardInterrupt.__name__ and not muerte:
        muerte = "CellTimeoutError"
    if muerte and (falla is None or "Timeout" in muerte):
        falla = documento.fallida_por(corrido, paso.posicion, muerte, _explicar(muerte, paso))
    return corrido, falla


def _literal(ruta: Path) -> str:
    """Papermill trata las llaves de la ruta de salida como parámetros; aquí una ruta es una ruta."""
    return str(ruta).replace("{", "{{").replace("}", "}}")


@dataclass
class _Paso:
    """En qué celda va el núcleo; papermill lo llama al empezar cada una."""

    celdas: int
    como: Como
    inicio: float
    posicion: int = 0
    vistas: list[Any] = field(default_factory=list)

    def __call__(self, cell: object, cell_index: int) -> None:
        self.posicion = cell_index
        self.vistas.append(cell)
        if self.como.al_avanzar:
            self.como.al_avanzar(min(cell_index + 1, self.celdas), self.celdas)

    def plazo(self, celda: object) -> float:
        """Lo que se espera a la celda que empieza: lo suyo o, si es menos, lo que le queda a la corrida."""
        del celda
        return max(_AHORITA, min(self.como.plazos.celda, self._le_queda()))

    @property
    def se_acabo(self) -> bool:
        """¿Se acabó el plazo de toda la corrida?"""
        return self._le_queda() <= 0

    def _le_queda(self) -> float:
        de = self.como.plazos.corrida
        return de - (time.monotonic() - self.inicio) if de else float("inf")

    def con_lo_visto(self, celdas: list[Any]) -> list[Any]:
        """Las celdas por las que pasó el núcleo, con sus salidas, y las que le faltaron."""
        puestas = sum("injected-parameters" in vista.metadata.get("tags", []) for vista in self.vistas)
        return [*self.vistas, *celdas[len(self.vistas) - puestas :]]


def _explicar(muerte: str, paso: _Paso) -> str:
    plazos = paso.como.plazos
    if "Timeout" in muerte:
        que = (
            f"La corrida pasó de {en_palabras(plazos.corrida)}"
            if paso.se_acabo
            else (f"Una celda pasó de {en_palabras(plazos.celda)}")
        )
        return f"{que} y se detuvo. Acota el informe (por ejemplo, a una delegación) y vuelve a correrlo."
    return (
        f"El núcleo se cerró a media celda ({muerte}); casi siempre es falta de memoria. "
        "Cierra otros programas o corre con menos trabajadores y vuelve a intentarlo."
    )


def en_palabras(segundos: int) -> str:
    """Un plazo: «45 s», «20 minutos», «1 minuto».

    >>> en_palabras(45), en_palabras(60), en_palabras(7200)
    ('45 s', '1 minuto', '120 minutos')
    """
    return f"{segundos} s" if segundos % 60 else cuantos(segundos // 60, "minuto", "minutos")
