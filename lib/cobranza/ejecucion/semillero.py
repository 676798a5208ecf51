"""De dónde nacen los trabajadores de un lote: de un proceso que sólo cargó bibliotecas y no hace nada más.

Importar papermill y pandas cuesta a cada trabajador cerca de un segundo; bifurcado de quien ya los tiene, nada. Nunca
se bifurca el proceso que pide el lote: con sus hilos y conexiones, es buscar un bloqueo. Lo enciende el `forkserver`
de `multiprocessing`, que muere con quien lo encendió; donde no se puede, los trabajadores nacen de cero.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing import forkserver, get_context, util
from multiprocessing.context import BaseContext

from cobranza.base.restos import recoger, soltar_carpeta, tomar_carpeta
from cobranza.ejecucion import precalentado, vida

DE_OTROS = ["papermill", "pandas", "jinja2", "mistune", "segno", "sqlalchemy", "xlsxwriter", "yaml"]
"""Lo que todo trabajador importa. De la casa, nada: su código pudo cambiar en el disco."""
_PREFIJO = "cobranza-semillero-"
_DESPUES_DE_LA_SUYA = -101


def contexto() -> BaseContext:
    """Con qué se crean los trabajadores; la primera vez enciende el proceso del que nacen, y no lo espera."""
    if precalentado.por_que_no():
        return get_context("spawn")
    bifurcado = get_context("forkserver")
    bifurcado.set_forkserver_preload(DE_OTROS)
    try:
        _carpeta_del_enchufe()
        with _con_ambiente(precalentado.SIN_HILOS):
            forkserver.ensure_running()
    except OSError:  # sin procesos, sin descriptores o sin una carpeta de ruta corta
        return get_context("spawn")
    return bifurcado


def nacer(ambiente: Mapping[str, str]) -> None:
    """En el trabajador: con el ambiente de quien pidió el lote, que no es el de cuando se cargó lo demás."""
    os.environ.clear()
    os.environ.update(ambiente)
    vida.atar_trabajador()


class _Propia:
    """¿Ya hay carpeta para el enchufe? Una por proceso."""

    tomada = False


def _carpeta_del_enchufe() -> None:
    """`multiprocessing` lo pone en la carpeta provisional, cuya ruta puede no caber; y si lo matan, ahí se queda."""
    if _Propia.tomada:
        return
    donde = precalentado.carpeta_corta(_PREFIJO)
    recoger(donde, f"{_PREFIJO}*")
    carpeta, candado = tomar_carpeta(donde, _PREFIJO)
    # al terminar, `multiprocessing` borra antes la suya, que está dentro
    util.Finalize(None, soltar_carpeta, args=(carpeta, candado), exitpriority=_DESPUES_DE_LA_SUYA)
    _Propia.tomada = True
    antes, tempfile.tempdir = tempfile.tempdir, str(carpeta)
    try:
        util.get_temp_dir()  # la recuerda para todo lo que haga después
    finally:
        tempfile.tempdir = antes


@contextmanager
def _con_ambiente(dicho: Mapping[str, str]) -> Iterator[None]:
    """Quien se enciende dentro nace con eso; su módulo no admite dárselo de otro modo."""
    antes = {nombre: os.environ.get(nombre) for nombre in dicho}
    os.environ.update(dicho)
    try:
        yield
    finally:
        for nombre, valor in antes.items():
            if valor is None:
                del os.environ[nombre]
            else:
                os.environ[nombre] = valor
