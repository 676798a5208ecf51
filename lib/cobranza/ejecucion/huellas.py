"""Huellas: con qué cuaderno, qué código, qué norma y qué datos se hizo una corrida."""

from __future__ import annotations

import hashlib
import json
import os.path
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import cobranza

LARGO = 12
"""Caracteres del nombre de una corrida: 48 bits, sin choques en la vida de una oficina."""
DE_ARCHIVO = "archivo:"
"""Con qué empieza la clave de la huella de un archivo que nombra un parámetro."""


def de_texto(texto: str) -> str:
    """SHA-256 en hexadecimal de un texto."""
    return hashlib.sha256(texto.encode()).hexdigest()


def de_archivo(ruta: Path) -> str:
    """SHA-256 en hexadecimal del contenido de un archivo."""
    with ruta.open("rb") as archivo:
        return hashlib.file_digest(archivo, "sha256").hexdigest()


def de_archivos(raiz: Path, rutas: Iterable[Path]) -> str:
    """Huella de varios archivos: cuenta el nombre relativo y el contenido, no la fecha ni el lugar."""
    renglones = sorted(f"{ruta.relative_to(raiz).as_posix()} {de_archivo(ruta)}" for ruta in rutas)
    return de_texto("\n".join(renglones))


@lru_cache
def del_codigo() -> str:
    """Huella de la biblioteca que corre: todo lo que no sea bytecode."""
    raiz = Path(cobranza.__file__).parent
    return de_archivos(raiz, (r for r in raiz.rglob("*") if r.is_file() and r.suffix not in {".pyc", ".pyo"}))


def de_los_catalogos(params: Path) -> str:
    """Huella de `params/` aparte de la norma; lo que sólo dice cuándo se corre o cómo se carga no cuenta."""
    aparte = {Path(p) for p in ("legales", "corridas", "catalogos/mapeos", "catalogos/circunscripciones.csv")}
    return de_archivos(
        params,
        (
            r
            for r in params.rglob("*")
            if r.is_file() and not aparte & {r.relative_to(params), *r.relative_to(params).parents}
        ),
    )


def del_cuaderno(nb: Mapping[str, Any]) -> str:
    """Huella de lo que el cuaderno dice: tipo, etiquetas y texto de cada celda; no sus salidas ni sus números."""
    celdas = [
        [celda["cell_type"], celda["metadata"].get("tags", []), "".join(celda["source"])] for celda in nb["cells"]
    ]
    return de_texto(canonico(celdas))


def de_los_archivos(parametros: Mapping[str, object], carpeta: Path) -> dict[str, str]:
    """Huella de cada archivo de la carpeta que nombra un parámetro de texto: con otro contenido es otra corrida."""
    rutas = {nombre: carpeta / valor for nombre, valor in parametros.items() if isinstance(valor, str) and valor}
    return {DE_ARCHIVO + nombre: de_archivo(ruta) for nombre, ruta in rutas.items() if _es_archivo(ruta)}


def _es_archivo(ruta: Path) -> bool:
    return os.path.isfile(ruta)  # noqa: PTH113 — con `Path`, un texto demasiado largo para ser un nombre es un error


def canonico(objeto: object) -> str:
    """JSON con llaves en orden y sin espacios: el mismo objeto, los mismos bytes."""
    return json.dumps(objeto, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def de_corrida(parametros: Mapping[str, object], huellas: Mapping[str, str]) -> str:
    """El nombre de la corrida: igual si y sólo si es igual todo lo que puede cambiar su resultado."""
    return de_texto(canonico({"parametros": dict(parametros), "huellas": dict(huellas)}))[:LARGO]
