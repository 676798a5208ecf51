"""Documentos por miles: en varios procesos, cada uno en su archivo, con la memoria de uno solo.

Cada proceso abre una vez la plantilla, las tipografías y el certificado. Cada archivo se escribe aparte y se pone en
su lugar cuando está entero, sólo para su dueño: lleva nombre y RFC.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from datetime import datetime
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from cobranza.base.errores import ErrorDeDatos, ErrorDeEjecucion
from cobranza.base.motivos import motivo_de
from cobranza.documentos.certificado import Certificado, configurado
from cobranza.documentos.hechura import pdf
from cobranza.documentos.plantillas import leer

_TANDA = 16
"""Documentos por encargo: bastantes para que repartirlos no pese, pocos para que la memoria no crezca."""
_ESPERAN = 2
"""Tandas pendientes por proceso: la lista puede ser un generador y nunca se junta entera."""
_SOLO_SU_DUENO = 0o600


def en_masa(
    plantilla: str,
    lista: Iterable[Mapping[str, Any]],
    carpeta: Path,
    *,
    momento: datetime | None = None,
    procesos: int | None = None,
) -> Iterator[Path]:
    """Hace un documento por cada elemento, en `carpeta`, con su folio por nombre, y los da en orden.

    Firma con el certificado de la instalación si lo hay y se da `momento`. `procesos`: por omisión, los núcleos que
    hay. Errores: los de `hechura.pdf`, con el lugar del elemento, y `ErrorDeDatos` por un folio repetido; lo ya
    escrito queda, y lo que faltaba no se hace.
    """
    leer(plantilla)  # una plantilla que no existe se dice antes de arrancar procesos
    cuantos = procesos or os.cpu_count() or 1
    preparar(carpeta)
    tandas = _tandas(_sin_repetidos(lista))
    if cuantos == 1:
        firma = configurado() if momento else None
        for tanda in tandas:
            yield from _hecha(plantilla, tanda, carpeta, firma, momento)
        return
    with ProcessPoolExecutor(cuantos, mp_context=get_context("spawn")) as nucleo:
        pendientes: list[Future[list[Path]]] = []
        try:
            for tanda in tandas:
                pendientes.append(nucleo.submit(_en_otro_proceso, plantilla, tanda, carpeta, momento))
                if len(pendientes) >= cuantos * _ESPERAN:
                    yield from pendientes.pop(0).result()
            while pendientes:
                yield from pendientes.pop(0).result()
        except BrokenProcessPool as error:
            raise ErrorDeEjecucion(
                "Un proceso terminó antes de tiempo, quizá por falta de memoria; los documentos que ya están, están "
                "enteros. Repite con los que faltan, o con menos procesos."
            ) from error
        finally:
            nucleo.shutdown(cancel_futures=True)


def escribir(destino: Path, contenido: bytes) -> Path:
    """Un archivo entero o ninguno, sólo para su dueño. Errores: `ErrorDeEjecucion` si no se puede escribir ahí."""
    temporal = ""
    try:
        descriptor, temporal = tempfile.mkstemp(dir=destino.parent, prefix=f".{destino.name[:40]}.")
        with os.fdopen(descriptor, "wb") as archivo:
            os.fchmod(archivo.fileno(), _SOLO_SU_DUENO)
            archivo.write(contenido)
            archivo.flush()
            os.fsync(archivo.fileno())
        Path(temporal).replace(destino)
    except OSError as error:
        raise ErrorDeEjecucion(
            f"No se pudo escribir {destino} ({motivo_de(error)}); revisa el espacio y el permiso de esa carpeta."
        ) from error
    finally:
        if temporal:
            with suppress(OSError):  # si ya está en su lugar, no hay temporal que quitar
                Path(temporal).unlink()
    return destino


def preparar(carpeta: Path) -> None:
    """La carpeta, creada sólo para su dueño. Errores: `ErrorDeEjecucion` si no se puede."""
    try:
        carpeta.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ErrorDeEjecucion(f"No se pudo crear la carpeta {carpeta} ({motivo_de(error)}); di otra.") from error


def _sin_repetidos(lista: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    vistos: dict[object, int] = {}
    for lugar, datos in enumerate(lista, start=1):
        folio = str(datos.get("folio")) if isinstance(datos, Mapping) else None
        if folio is not None and (antes := vistos.setdefault(folio, lugar)) != lugar:
            raise ErrorDeDatos(
                f"Los documentos {antes} y {lugar} llevan el mismo folio; cada uno debe llevar el suyo, o uno "
                "borraría al otro."
            )
        yield lugar, datos


def _tandas(lista: Iterator[tuple[int, Mapping[str, Any]]]) -> Iterator[list[tuple[int, Mapping[str, Any]]]]:
    while tanda := list(islice(lista, _TANDA)):
        yield tanda


def _en_otro_proceso(
    plantilla: str, tanda: list[tuple[int, Mapping[str, Any]]], carpeta: Path, momento: datetime | None
) -> list[Path]:
    return _hecha(plantilla, tanda, carpeta, configurado() if momento else None, momento)


def _hecha(
    plantilla: str,
    tanda: list[tuple[int, Mapping[str, Any]]],
    carpeta: Path,
    firma: Certificado | None,
    momento: datetime | None,
) -> list[Path]:
    hechos = []
    for lugar, datos in tanda:
        try:
            contenido = pdf(plantilla, datos, certificado=firma, momento=momento)
        except ErrorDeDatos as error:
            raise ErrorDeDatos(f"Documento {lugar} de la lista: {error.mensaje}") from None
        hechos.append(escribir(carpeta / f"{_como_nombre(datos)}.pdf", contenido))
    return hechos


def _como_nombre(datos: Mapping[str, Any]) -> str:
    """El folio, que el esquema ya comprobó: sin barras ni puntos no sale de su carpeta."""
    return re.sub(r"[^A-ZÑ0-9-]", "-", str(datos["folio"]))
