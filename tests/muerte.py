"""Morir de golpe antes de una escritura, en un hijo, para ver qué deja quien muere a medias.

El hijo se bifurca de quien prueba: hereda lo ya leído y no paga el arranque. Cuenta lo que escribe en la base (cada
orden que no es consulta, cada tanda de renglones, cada confirmación, antes y después) y muere antes de la que le
toca: así se recorren todas, una por una.
"""

from __future__ import annotations

import os
import signal
import time
import traceback
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine.default import DefaultDialect

from cobranza.libros import libro

FALLO = 7
"""Con qué termina el hijo si lo que hacía falló en vez de morir."""
Hacer = Callable[[], object]


def muere(hacer: Hacer, cual: int, como: Callable[[Any], None] | None = None) -> bool:
    """¿Murió el hijo antes de su escritura `cual` en la base? Si no llegó a tantas, terminó lo que hacía.

    `como`: qué le pasa en vez de morir, dada la conexión con que escribía (se la cortan); entonces puede fallar.
    """

    def hijo() -> None:
        contar(Cuenta(cual, como))
        hacer()

    codigo = en_un_hijo(hijo)
    assert codigo in (0, -signal.SIGKILL) or (codigo == FALLO and como), codigo
    return codigo != 0


def muere_a_los(hacer: Hacer, segundos: float) -> bool:
    """¿Lo alcanzó la muerte, a los `segundos` de empezar, antes de terminar?"""
    return en_un_hijo(hacer, segundos) == -signal.SIGKILL


def en_un_hijo(hacer: Hacer, segundos: float | None = None) -> int:
    """Con qué terminó; con `segundos`, se le mata entonces si sigue vivo."""
    hijo = os.fork()
    if hijo == 0:
        try:
            hacer()
        except BaseException:
            traceback.print_exc()
            os._exit(FALLO)
        os._exit(0)
    if segundos is not None:
        time.sleep(segundos)
        os.kill(hijo, signal.SIGKILL)  # aún no se recoge: si ya terminó, es suyo y no estorba a nadie
    return os.waitstatus_to_exitcode(os.waitpid(hijo, 0)[1])


class Cuenta:
    """Cuántas escrituras van y antes de cuál se muere."""

    def __init__(self, cual: int, como: Callable[[Any], None] | None = None) -> None:
        self._van, self._cual, self._como = 0, cual, como

    def una(self, conexion: Any) -> None:
        """Va a escribirse algo por esa conexión del controlador."""
        self._van += 1
        if self._van == self._cual:
            self._como(conexion) if self._como else os.kill(os.getpid(), signal.SIGKILL)


def contar(cuenta: Cuenta) -> None:
    """Desde aquí, este proceso cuenta lo que escribe en la base. No se deshace: es de quien va a morir."""

    @event.listens_for(Engine, "before_cursor_execute")
    def _antes(conexion: Any, _: Any, orden: str, *__: Any) -> None:
        if not orden.lstrip().upper().startswith(("SELECT", "PRAGMA", "WITH", "SHOW")):
            cuenta.una(conexion.connection.dbapi_connection)

    insertar, confirmar = libro.insertar, DefaultDialect.do_commit

    def _insertar(conexion: Any, *resto: Any) -> None:
        cuenta.una(conexion.connection.dbapi_connection)  # COPY no pasa por donde se cuentan las demás
        insertar(conexion, *resto)

    def _confirmar(dialecto: DefaultDialect, conexion: Any) -> None:
        suya = getattr(conexion, "dbapi_connection", conexion)
        cuenta.una(suya)
        confirmar(dialecto, conexion)
        cuenta.una(suya)

    libro.insertar = _insertar
    DefaultDialect.do_commit = _confirmar  # type: ignore[method-assign]
