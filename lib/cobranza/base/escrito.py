"""Lo que dice un archivo de `params` que alguien pudo editar, cortar o vaciar: se entiende, o se dice cuál está mal.

Quien lo lee no tiene que prever cada modo de dañarlo: una clave que falta es un error de la casa que nombra el
archivo, y lo que no tiene la forma que se esperaba no pasa de aquí.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import yaml

from cobranza.base.errores import ErrorDeCobranza, ErrorDeDatos, ErrorDeLey, en_que_renglon

FICHAS = "fichas"
"""La forma de un mapa cuyos valores son mapas."""
_REPON = "Corrígelo, o repónlo de un respaldo o del repositorio; «cobranza comprobar» dice qué archivos cambiaron."
_DICHO = {dict: "claves con su valor", list: "una lista", str: "un texto", int: "un entero"}


_NO_SE_ENTIENDE = (
    yaml.YAMLError,
    csv.Error,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    ArithmeticError,
    RecursionError,
)


class FaltaEnArchivo(ErrorDeDatos, KeyError):  # noqa: N818 — en español, como las de `errores`
    """Se buscó en un catálogo una clave que no trae."""


class FaltaEnNorma(ErrorDeLey, KeyError):  # noqa: N818 — en español, como las de `errores`
    """Se buscó en un archivo de la norma una clave que no trae."""


class Escrito(dict[str, Any]):
    """Un mapa de un archivo: pedirle lo que no trae dice qué falta y en cuál."""

    def __init__(self, dicho: Mapping[Any, Any], archivo: str, clase: type[ErrorDeCobranza] = ErrorDeDatos) -> None:
        super().__init__({llave: _escrito(valor, archivo, clase) for llave, valor in dicho.items()})
        self._de = archivo, clase

    def __reduce__(self) -> tuple[Any, ...]:
        return Escrito, (dict(self), *self._de)

    def __missing__(self, llave: str) -> Any:
        archivo, clase = self._de
        falta = FaltaEnNorma if issubclass(clase, ErrorDeLey) else FaltaEnArchivo
        raise falta(f"A {archivo} le falta «{llave}». {_REPON}", archivo=archivo)


def _escrito(valor: Any, archivo: str, clase: type[ErrorDeCobranza]) -> Any:
    if isinstance(valor, dict):
        return Escrito(valor, archivo, clase)
    return [_escrito(v, archivo, clase) for v in valor] if isinstance(valor, list) else valor


@contextmanager
def al_entender(archivo: str, clase: type[ErrorDeCobranza] = ErrorDeDatos) -> Iterator[None]:
    """Lo que falle al entender un archivo se dice con su nombre; lo que ya es de la casa pasa como está."""
    try:
        yield
    except ErrorDeCobranza:
        raise
    except _NO_SE_ENTIENDE as error:
        que = (
            "no está en UTF-8" if isinstance(error, UnicodeDecodeError) else f"no se entiende{en_que_renglon(error)}"
        )
        raise clase(
            f"{archivo} {que}: está dañado o no tiene la forma que se esperaba. {_REPON}",
            archivo=archivo,
        ) from error


def yaml_de(
    crudo: bytes, archivo: str, llaves: Mapping[str, Any] | None = None, clase: type[ErrorDeCobranza] = ErrorDeDatos
) -> Escrito:
    """Un YAML de claves y valores; `llaves`: las que debe traer y de qué clase (`FICHAS`, list, dict, str)."""
    with al_entender(archivo, clase):
        leido = entendido(crudo)
    if not isinstance(leido, dict) or not leido:
        que = "está vacío" if leido is None else "no son claves con su valor"
        raise clase(f"{archivo} {que}. {_REPON}", archivo=archivo)
    for llave, forma in (llaves or {}).items():
        if llave not in leido:
            raise clase(f"A {archivo} le falta «{llave}». {_REPON}", archivo=archivo)
        _que_sea(leido[llave], forma, f"«{llave}» de {archivo}", clase)
    return Escrito(leido, archivo, clase)


@lru_cache(maxsize=256)
def entendido(crudo: bytes) -> Any:
    """Lo que dice un YAML. Se guarda por lo que dice y no por su ruta; nadie lo cambia: `Escrito` lo copia."""
    return yaml.load(crudo, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _que_sea(valor: Any, forma: Any, cual: str, clase: type[ErrorDeCobranza]) -> None:
    tipo = dict if forma == FICHAS else forma
    if not isinstance(valor, tipo):
        raise clase(f"En {cual} se esperaba {_DICHO[tipo]}. {_REPON}")
    if forma == FICHAS and (malas := [llave for llave, ficha in valor.items() if not isinstance(ficha, dict)]):
        raise clase(f"En «{malas[0]}», dentro de {cual}, se esperaba {_DICHO[dict]}. {_REPON}")


def csv_de(
    crudo: bytes,
    archivo: str,
    columnas: tuple[str, ...] = (),
    clase: type[ErrorDeCobranza] = ErrorDeDatos,
    *,
    vacio: bool = False,
) -> list[dict[str, str]]:
    """Los renglones de un CSV, todos con las celdas de su encabezado. `columnas`: las que debe traer.

    `vacio`: puede no traer ningún renglón, con su encabezado.
    """
    with al_entender(archivo, clase):
        lector = csv.DictReader(io.StringIO(crudo.decode("utf-8-sig"), newline=""))
        renglones, hay = list(lector), list(lector.fieldnames or [])
    if not (hay if vacio else renglones):
        raise clase(f"{archivo} no trae ningún renglón: está vacío. {_REPON}", archivo=archivo)
    if faltan := [c for c in columnas if c not in hay]:
        raise clase(f"A {archivo} le falta la columna «{faltan[0]}». {_REPON}", archivo=archivo)
    for numero, renglon in enumerate(renglones, start=2):
        if None in renglon or None in renglon.values():
            raise clase(
                f"El renglón {numero} de {archivo} no trae las celdas del encabezado: lo cortaron o le sobra una "
                f"coma. {_REPON}",
                archivo=archivo,
            )
    return [Escrito(renglon, archivo, clase) for renglon in renglones]
