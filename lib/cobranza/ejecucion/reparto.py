"""Las partes de un informe grande, entre los trabajadores del cúmulo donde corre: cada uno calcula sobre su foto.

El trabajador que corre un cuaderno lo anuncia en el entorno; su núcleo lo ve al nacer y desde entonces
`almacen.partes` reparte ahí. Viaja qué se pregunta, qué parte es y con qué huellas; ni foto, ni norma, ni claves:
cada máquina abre las suyas y, si alguna no es la de quien pregunta, no calcula. Vuelven sólo los sumandos, que son
del informe: llevan los folios y los nombres de sus relaciones. Si un trabajador muere, su parte la calcula otro.
"""

from __future__ import annotations

import io
import logging
import os
import pickle
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, TypeVar

from cobranza.base.errores import ErrorDeCobranza, ErrorDeEjecucion, ErrorDeUso
from cobranza.ejecucion import huellas
from cobranza.ejecucion.huesped import CUMULO

if TYPE_CHECKING:
    from cobranza.almacen.foto import Foto
    from cobranza.ejecucion.cuadrilla import Cuadrilla

_NO_VALE_LA_PENA = 50_000
"""Créditos: partir en menos cuesta más de lo que adelanta."""
_T = TypeVar("_T")


@contextmanager
def anunciado(direccion: str) -> Iterator[None]:
    """Los núcleos que este proceso abra mientras tanto reparten sus partes en ese cúmulo."""
    os.environ[CUMULO] = direccion
    try:
        yield
    finally:
        os.environ.pop(CUMULO, None)


def enganchar(direccion: str) -> None:
    """Desde ahora las partes de este proceso, un núcleo, se calculan en ese cúmulo."""
    from cobranza.almacen import partes

    partes.repartir_con(partial(repartir, direccion))


def que_difiere(propias: Mapping[str, str], esperadas: Mapping[str, str]) -> tuple[str, ...]:
    """En qué no es esta máquina como la que pide; vacía si es igual."""
    distintas = sorted(c for c in {*propias, *esperadas} if propias.get(c) != esperadas.get(c))
    return tuple(f"otra huella de {que}" for que in distintas)


# ---- en el núcleo ----


def repartir(direccion: str, foto: Foto, maximo: int, tarea: Callable[[Foto], _T]) -> list[_T]:
    """Lo que da `tarea` con cada parte de la foto, en orden, calculado en el cúmulo. Su error llega como vino.

    Errores: `ErrorDeEjecucion` si el cúmulo se pierde, si ningún trabajador tiene lo mismo o si una parte mata a
    cuantos la calculan.
    """
    from cobranza.ejecucion.cuadrilla import sin_perder_el_cumulo

    que, esperadas = _empacada(tarea), {**_de_esta_instalacion(), "datos": _datos(foto)}
    with _callado(), sin_perder_el_cumulo(direccion), _cuadrilla(direccion) as cuadrilla:
        maximo, cuantas = _que_alcancen(foto, maximo, cuadrilla.turnos())
        pedidas = [partial(_una, que, esperadas, (foto.delegaciones, maximo), cual) for cual in range(cuantas)]
        hechas: dict[int, _Hecha] = {}
        for cual, dicha in cuadrilla.terminadas(pedidas):
            hechas[cual] = dicha if isinstance(dicha, _Hecha) else _Hecha(error=_mataron(cual + 1, cuantas))
            if hechas[cual].error:
                break
    # ya fuera del cúmulo: el error de una parte puede parecerse al de su red
    for hecha in hechas.values():
        if hecha.error:
            raise hecha.error
    return [hechas[cual].valor for cual in range(cuantas)]


def _mataron(cual: int, cuantas: int) -> ErrorDeEjecucion:
    return ErrorDeEjecucion(
        f"La parte {cual} de {cuantas} mató a los trabajadores que la calculaban; casi siempre es falta de memoria. "
        "Dales más, o haz más chicas las partes con COBRANZA_CREDITOS_POR_PARTE."
    )


def _cuadrilla(direccion: str) -> Cuadrilla:
    """Aquí la dirección no la escribió nadie: si no contesta, se perdió. Errores: `ErrorDeEjecucion`."""
    from cobranza.ejecucion.cuadrilla import Cuadrilla

    try:
        return Cuadrilla(direccion)
    except ErrorDeUso as error:
        raise ErrorDeEjecucion(f"{error.mensaje} Lo ya publicado está entero: repite la misma orden.") from error


def _que_alcancen(foto: Foto, maximo: int, turnos: int) -> tuple[int, int]:
    """(créditos por parte, cuántas partes): más chicas, si con las de ese tamaño no hay una para cada turno."""
    cuantas = len(foto.partes(maximo))
    while cuantas < turnos and maximo > _NO_VALE_LA_PENA:
        maximo = max(maximo // 2, _NO_VALE_LA_PENA)
        cuantas = len(foto.partes(maximo))
    return maximo, cuantas


@contextmanager
def _callado() -> Iterator[None]:
    """Lo que Dask cuenta de su conexión no es del informe: si saliera, dos corridas iguales no darían lo mismo."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


class _Empaque(pickle.Pickler):
    """Lo que en cada máquina es de ella viaja como pregunta por lo suyo (`en_otra_maquina`), no como valor."""

    def reducer_override(self, objeto: Any) -> Any:
        como = getattr(type(objeto), "en_otra_maquina", None)
        return como(objeto) if como else NotImplemented


def _empacada(tarea: object) -> bytes:
    paquete = io.BytesIO()
    _Empaque(paquete).dump(tarea)
    return paquete.getvalue()


# ---- en el trabajador ----


@dataclass(frozen=True, slots=True)
class _Hecha:
    """Lo que dio una parte, o el error que la detuvo."""

    valor: Any = None
    error: Exception | None = None


def _una(
    que: bytes, esperadas: Mapping[str, str], como: tuple[tuple[str, ...], int], cual: int
) -> _Hecha | tuple[str, ...]:
    """Una parte, o en qué difiere esta máquina: sólo la calcula si aquí sale lo mismo.

    `como` se parte la foto: de qué delegaciones (ninguna, todas) y cuántos créditos por parte.
    """
    from cobranza.base.ajustes import ajustes

    if difiere := que_difiere({**_de_esta_instalacion(), "datos": esperadas["datos"]}, esperadas):
        return difiere
    actual = ajustes()
    try:
        tarea = pickle.loads(que)  # lo escribió quien pide el lote, que ya puede correr aquí lo que sea
        partes = _partes(actual.bd, str(actual.salidas), esperadas["datos"], *como)
    except ErrorDeCobranza as error:  # aquí no hay esa base, esa foto o esa norma
        return (error.mensaje,)
    try:
        return _Hecha(tarea(partes[cual]))
    except Exception as error:
        return _Hecha(error=error)


def _datos(foto: Foto) -> str:
    """La huella de lo que una parte lee: la foto y qué día entró cada carga, que decide lo que se sabía un día."""
    return huellas.de_texto(f"{foto.huella} {foto.cuando_se_cargo()}")


def _de_esta_instalacion() -> dict[str, str]:
    from cobranza.base.ajustes import ajustes

    return {"codigo": huellas.del_codigo(), "catalogos": huellas.de_los_catalogos(ajustes().params)}


@lru_cache(maxsize=2)
def _partes(bd: str, salidas: str, huella: str, delegaciones: tuple[str, ...], maximo: int) -> list[Foto]:
    """La foto de esta máquina, en partes: se abre y se prueba una vez. Errores: `ErrorDeDatos` si es otra."""
    from pathlib import Path

    from cobranza.almacen.toma import foto_actual
    from cobranza.base.errores import ErrorDeDatos

    foto = foto_actual(bd, Path(salidas))
    if _datos(foto) != huella:
        raise ErrorDeDatos("otra huella de datos")
    return (foto.solo({*delegaciones}) if delegaciones else foto).partes(maximo)
