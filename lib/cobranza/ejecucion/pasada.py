"""Pasar un cuaderno por su núcleo, de la primera celda a la que se pueda, y leer cómo terminó."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cobranza.base import topes
from cobranza.ejecucion import documento
from cobranza.ejecucion.documento import Falla
from cobranza.ejecucion.silencio import en_silencio

_SIN_TIEMPO = "CellTimeoutError"
AlAvanzar = Callable[[int, int], None]


def ejecutar(
    ruta: Path, valores: dict[str, Any], salida: Path, raiz: Path, al_avanzar: AlAvanzar | None
) -> tuple[dict[str, Any], Falla | None]:
    """Corre con papermill y devuelve el cuaderno, limpio, y su falla si la hubo; en `salida` queda como terminó."""
    with en_silencio():
        import nbformat
        import papermill  # type: ignore[import-untyped]  # no publica tipos

        from cobranza.ejecucion.nucleo import NucleoAislado, soltar_todos

        nb = papermill.iorw.load_notebook_node(str(ruta))
        paso = _Paso(len(nb.cells), al_avanzar)
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
                execution_timeout=topes.SEGUNDOS_POR_CELDA,
                kernel_manager_class=NucleoAislado,
                resources={"metadata": {"path": str(ruta.parent)}},
                coalesce_streams=True,
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
    if falla and falla.nombre == KeyboardInterrupt.__name__:  # así se detiene a la celda que pasó de su plazo
        falla, muerte = None, _SIN_TIEMPO
    if falla is None and muerte:
        falla = documento.fallida_por(corrido, paso.posicion, muerte, _explicar(muerte))
    return corrido, falla


def _literal(ruta: Path) -> str:
    """Papermill trata las llaves de la ruta de salida como parámetros; aquí una ruta es una ruta."""
    return str(ruta).replace("{", "{{").replace("}", "}}")


@dataclass
class _Paso:
    """En qué celda va el núcleo; papermill lo llama al empezar cada una."""

    celdas: int
    al_avanzar: AlAvanzar | None
    posicion: int = 0
    vistas: list[Any] = field(default_factory=list)

    def __call__(self, cell: object, cell_index: int) -> None:
        self.posicion = cell_index
        self.vistas.append(cell)
        if self.al_avanzar:
            self.al_avanzar(min(cell_index + 1, self.celdas), self.celdas)

    def con_lo_visto(self, celdas: list[Any]) -> list[Any]:
        """Las celdas por las que pasó el núcleo, con sus salidas, y las que le faltaron."""
        puestas = sum("injected-parameters" in vista.metadata.get("tags", []) for vista in self.vistas)
        return [*self.vistas, *celdas[len(self.vistas) - puestas :]]


def _explicar(muerte: str) -> str:
    if muerte == _SIN_TIEMPO:
        return (
            f"Una celda pasó de {topes.SEGUNDOS_POR_CELDA:,} segundos, que es lo que se le espera, y se detuvo. "
            "Acota el informe (por ejemplo, a una delegación) y vuelve a correrlo."
        )
    return (
        f"El núcleo se cerró a media celda ({muerte}); casi siempre es falta de memoria. "
        "Cierra otros programas o corre con menos trabajadores y vuelve a intentarlo."
    )
