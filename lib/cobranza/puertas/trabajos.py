"""Los trabajos de JupyterLab se comprueban al crearlos, contra el esquema de su cuaderno, y no al empezar a correr.

Es la extensión del servidor que `cobranza cuadernos` pone en lugar de la de jupyter-scheduler (extra `agendador`): la
misma, con un agendador que comprueba los parámetros y contesta 400 con lo que no va. Lo que al crear aún no se puede
saber (si el folio existe, si el cuaderno cambió) lo dice el trabajo cuando corre, en `agendador`.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from jupyter_scheduler.exceptions import SchedulerError  # type: ignore[import-untyped]  # no publica tipos
from jupyter_scheduler.extension import SchedulerApp  # type: ignore[import-untyped]  # ídem
from jupyter_scheduler.handlers import (  # type: ignore[import-untyped]  # ídem
    JobDefinitionHandler,
    JobFromDefinitionHandler,
    JobHandler,
)
from jupyter_scheduler.models import (  # type: ignore[import-untyped]  # ídem
    CreateJob,
    CreateJobDefinition,
    CreateJobFromDefinition,
    UpdateJobDefinition,
)
from jupyter_scheduler.scheduler import Scheduler  # type: ignore[import-untyped]  # ídem
from tornado.web import HTTPError
from traitlets import default

from cobranza.base.errores import ErrorDeCobranza
from cobranza.puertas.agendador import comprobados


class NoSeCrea(SchedulerError):  # type: ignore[misc]  # noqa: N818 — no publica tipos; en español va al principio
    """El trabajo no se crea o no se cambia: algo de lo que se escribió no va, y se dice qué."""


class TrabajosComprobados(Scheduler):  # type: ignore[misc]  # no publica tipos
    """El agendador de siempre; antes de guardar comprueba. Errores: `NoSeCrea` con lo que no va."""

    @default("execution_manager_class")
    def _corre_informes(self) -> str:
        return "cobranza.puertas.agendador.CorreInforme"

    def create_job(self, model: CreateJob) -> str:
        """Crea un trabajo. El de una definición ya se comprobó con ella, y si hoy no va lo dice al correr."""
        if not model.job_definition_id:
            self._exigir(model.input_uri, model.parameters)
        clave: str = super().create_job(model)
        return clave

    def create_job_definition(self, model: CreateJobDefinition) -> str:
        """Crea un trabajo que se repite."""
        self._exigir(model.input_uri, model.parameters)
        clave: str = super().create_job_definition(model)
        return clave

    def create_job_from_definition(self, job_definition_id: str, model: CreateJobFromDefinition) -> str | None:
        """Corre ahora uno de los que se repiten, quizá con otros parámetros."""
        if model.parameters is not None:
            self._exigir(self._copia(job_definition_id), model.parameters)
        clave: str | None = super().create_job_from_definition(job_definition_id, model)
        return clave

    def update_job_definition(self, job_definition_id: str, model: UpdateJobDefinition) -> None:
        """Cambia un trabajo que se repite."""
        if model.parameters is not None or model.input_uri:
            escritos = model.parameters
            if escritos is None:
                escritos = self.get_job_definition(job_definition_id).parameters
            self._exigir(model.input_uri or self._copia(job_definition_id), escritos)
        super().update_job_definition(job_definition_id, model)

    def _copia(self, definicion: str) -> str:
        return str(self.get_staging_paths(self.get_job_definition(definicion))["input"])

    def _exigir(self, cuaderno: str, escritos: Mapping[str, str] | None) -> None:
        ruta = Path(os.path.join(self.root_dir, cuaderno))  # noqa: PTH118 — como la arma jupyter-scheduler
        if not ruta.is_file():
            return  # eso ya lo dice jupyter-scheduler
        try:
            comprobados(ruta, escritos or {})
        except ErrorDeCobranza as error:
            raise NoSeCrea(error.mensaje) from error


class _Sereno(logging.LoggerAdapter):  # type: ignore[type-arg]  # en tiempo de ejecución no lleva
    """Una captura equivocada no es una falla del servidor: va en un renglón, sin rastro de pila."""

    def exception(self, msg: object, *args: object, **opciones: Any) -> None:
        if isinstance(msg, NoSeCrea):
            self.warning("%s", msg)
        else:
            super().exception(msg, *args, **opciones)


class _Contesta:
    """Jupyter-scheduler contesta 500 a todo; a lo que se escribió mal, 400."""

    @property
    def log(self) -> _Sereno:
        """La bitácora del servidor."""
        return _Sereno(super().log, {})  # type: ignore[misc]  # la da el manejador con que se junta

    async def post(self, *ruta: str, **nombrada: str) -> None:
        """Crear. Errores: `HTTPError`."""
        await _con_su_codigo(super().post(*ruta, **nombrada))  # type: ignore[misc]  # ídem

    async def patch(self, *ruta: str, **nombrada: str) -> None:
        """Cambiar. Errores: `HTTPError`."""
        await _con_su_codigo(super().patch(*ruta, **nombrada))  # type: ignore[misc]  # ídem


class _LoQueNoVa(HTTPError):  # noqa: N818 — en español, como las de `errores`
    """Un mensaje que se lee tal cual: tornado duplicaría sus «%»."""

    @property
    def log_message(self) -> str | None:
        """Lo que el servidor de Jupyter pone en su respuesta."""
        return self._log_message


async def _con_su_codigo(contestar: Any) -> None:
    try:
        await contestar
    except HTTPError as error:
        if isinstance(error.__cause__, NoSeCrea):
            raise _LoQueNoVa(400, str(error.__cause__)) from None
        raise


class _Trabajo(_Contesta, JobHandler):  # type: ignore[misc]  # no publica tipos
    pass


class _Definicion(_Contesta, JobDefinitionHandler):  # type: ignore[misc]  # ídem
    pass


class _DeDefinicion(_Contesta, JobFromDefinitionHandler):  # type: ignore[misc]  # ídem
    pass


_EN_VEZ_DE = {JobHandler: _Trabajo, JobDefinitionHandler: _Definicion, JobFromDefinitionHandler: _DeDefinicion}


class Agendador(SchedulerApp):  # type: ignore[misc]  # no publica tipos
    """La extensión de jupyter-scheduler con lo de la casa."""

    handlers: ClassVar = [(ruta, _EN_VEZ_DE.get(quien, quien)) for ruta, quien in SchedulerApp.handlers]

    @default("scheduler_class")
    def _comprueba(self) -> type[TrabajosComprobados]:
        return TrabajosComprobados


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    """Con esto la halla el servidor de Jupyter."""
    return [{"module": __name__, "app": Agendador}]
