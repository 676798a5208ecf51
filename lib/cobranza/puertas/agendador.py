"""«Create job» de JupyterLab por el mismo camino que `cobranza corre`: es el ejecutor de jupyter-scheduler.

Sólo lo importa jupyter-scheduler, en el servidor y en el proceso que abre para cada trabajo (extra `agendador`);
`trabajos` lo nombra y comprueba antes de que haya trabajo. No hay otro motor: comprueba, corre, publica y anota el de
siempre. Aquí vive lo que ese formulario pide de más: todo llega como texto, quizá entre comillas, y el cuaderno, como
una copia.
"""

from __future__ import annotations

import ast
import io
import json
import shutil
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_scheduler.exceptions import SchedulerError  # type: ignore[import-untyped]  # no publica tipos
from jupyter_scheduler.executors import ExecutionManager  # type: ignore[import-untyped]  # no publica tipos
from jupyter_scheduler.models import JobFeature  # type: ignore[import-untyped]  # no publica tipos

from cobranza.base.errores import ErrorDeCobranza, ErrorDeEjecucion, ErrorDeUso

if TYPE_CHECKING:
    from cobranza.base.dominios import Escalar
    from cobranza.ejecucion.motor import Corrida, Entorno

_COMILLAS = ("'", '"')
_SABE = (JobFeature.job_name, JobFeature.output_formats, JobFeature.stop_job, JobFeature.delete_job)


class CorreInforme(ExecutionManager):  # type: ignore[misc]  # no publica tipos
    """Corre el cuaderno de un trabajo como informe: con sus huellas, en las salidas de la oficina y en su índice.

    El trabajo se queda con una copia del cuaderno corrido y de la página, que es lo que JupyterLab baja.
    """

    def execute(self) -> None:
        """Lo llama jupyter-scheduler. Errores: los de la casa; su mensaje es lo que se lee en el trabajo."""
        from cobranza.ejecucion.motor import CUADERNO, INFORME

        hecha = correr_trabajo(Path(self.staging_paths["input"]), self.model.parameters or {})
        if hecha.corrida:
            for formato, archivo in (("ipynb", CUADERNO), ("html", INFORME)):
                if formato in self.staging_paths:
                    shutil.copyfile(hecha.carpeta / archivo, self.staging_paths[formato])
        if hecha.falla:
            raise ErrorDeEjecucion(hecha.falla.mensaje)

    def on_failure(self, e: Exception) -> None:
        """Anota la falla en el trabajo. Lo que la casa sabe explicar va sin rastro de pila en la bitácora."""
        if not isinstance(e, ErrorDeCobranza):
            super().on_failure(e)
            return
        with redirect_stderr(io.StringIO()):
            super().on_failure(e)
        sys.stderr.write(f"error: {e.mensaje}\n")

    @staticmethod
    def supported_features(_: type[ExecutionManager]) -> dict[JobFeature, bool]:
        """Qué ofrece el formulario. Jupyter-scheduler le pasa la clase aunque lo declare método de clase."""
        return {cual: cual in _SABE for cual in JobFeature}

    @staticmethod
    def validate(_: type[ExecutionManager], input_path: str) -> bool:
        """¿Se puede correr? Errores: `SchedulerError` con lo que no va, y el trabajo no se crea."""
        from cobranza.ejecucion import parametros
        from cobranza.ejecucion.motor import que_no_sea_panel

        try:
            que_no_sea_panel(Path(input_path))
            parametros.leer(Path(input_path))
        except ErrorDeCobranza as error:
            raise SchedulerError(error.mensaje) from error
        return True


def correr_trabajo(copia: Path, escritos: Mapping[str, str]) -> Corrida:
    """Corre la copia del cuaderno con lo que se escribió en el formulario; deja el índice al día.

    Errores: `ErrorDeUso` si un parámetro no va, si el informe llevaría nombres (la copia del trabajo quedaría fuera
    de lo reservado) o si la copia ya no es el cuaderno instalado que dice ser.
    """
    from cobranza.ejecucion.motor import comprobar, correr
    from cobranza.ejecucion.plan import con_fechas
    from cobranza.puertas.corridas import rehacer_indice
    from cobranza.puertas.instalacion import entorno, ultimo_dia_de_los_libros

    en = entorno(None)
    dados = con_fechas(_sin_comillas(escritos), en.ahora.date(), ultimo_dia_de_los_libros)
    _, valores = comprobar(str(copia), dados, en)
    _que_no_lleve_nombres(valores)
    hecha = correr(str(_que_sea_el_instalado(copia, en)), dados, entorno=en)
    if hecha.corrida:
        rehacer_indice(en)
    return hecha


def comprobados(cuaderno: Path, escritos: Mapping[str, str]) -> dict[str, Escalar]:
    """Lo que se escribió en el formulario, según el esquema del cuaderno; sin abrir los libros ni su núcleo.

    Errores: `ErrorDeUso` si un parámetro no va, si saldría con nombres o si no es un cuaderno que se corra.
    """
    from cobranza.base.fechas import ahora
    from cobranza.ejecucion import parametros
    from cobranza.ejecucion.motor import que_no_sea_panel
    from cobranza.ejecucion.plan import con_fechas

    que_no_sea_panel(cuaderno)
    hoy = ahora().date()
    dados = con_fechas(_sin_comillas(escritos), hoy, lambda: hoy)  # aquí basta saber que será una fecha
    valores = parametros.completar(parametros.leer(cuaderno), dados)
    _que_no_lleve_nombres(valores)
    return valores


def _que_no_lleve_nombres(valores: Mapping[str, Escalar]) -> None:
    from cobranza.ejecucion import lugares

    if lugares.es_reservada(valores):
        raise ErrorDeUso(
            "El parámetro «nominativo» es sí, y lo que corre un trabajo de JupyterLab queda también en su carpeta, "
            "fuera de lo reservado. Pídelo en el panel o con «cobranza corre … -p nominativo si»."
        )


def _sin_comillas(escritos: Mapping[str, str]) -> dict[str, str]:
    return {nombre: sin_comillas(valor) for nombre, valor in escritos.items()}


def sin_comillas(escrito: str) -> str:
    """El texto de un parámetro; jupyter-scheduler pide los textos como en Python y aquí valen de las dos maneras.

    >>> sin_comillas("'2025-12-31'"), sin_comillas(' "Tapachula" '), sin_comillas("12"), sin_comillas("'")
    ('2025-12-31', 'Tapachula', '12', "'")
    """
    dicho = escrito.strip()
    if len(dicho) < 2 or dicho[0] != dicho[-1] or dicho[0] not in _COMILLAS:
        return dicho
    try:
        leido = ast.literal_eval(dicho)
    except (ValueError, SyntaxError):
        return dicho
    return leido if isinstance(leido, str) else dicho


def _que_sea_el_instalado(copia: Path, en: Entorno) -> Path:
    """El cuaderno instalado que se llama igual, si dice lo mismo; si no lo hay, la copia: es un cuaderno propio."""
    from cobranza.ejecucion import huellas

    instalado = en.cuadernos / copia.name
    if not instalado.is_file():
        return copia
    uno, otro = (huellas.del_cuaderno(_leido(ruta)) for ruta in (copia, instalado))
    if uno != otro:
        raise ErrorDeUso(
            f"El cuaderno {copia.name} de este trabajo no es el instalado: alguno de los dos cambió. Crea otra vez "
            "el trabajo desde el instalado o, si es uno tuyo, guárdalo con otro nombre y créalo desde ahí."
        )
    return instalado


def _leido(ruta: Path) -> dict[str, Any]:
    nb: dict[str, Any] = json.loads(ruta.read_text(encoding="utf-8"))
    return nb
