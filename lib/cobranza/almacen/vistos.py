"""Comprobar los segmentos de una foto sin releer los que no han cambiado desde la última vez que se comprobaron.

Junto a la foto queda `.vistos.json`: de cada segmento ya comprobado, su tamaño, sus fechas y su inodo, y la huella
que dio. Sólo ahorra trabajo, y su límite es ése: quien pueda reescribir un segmento y además este archivo engaña a
esta comprobación, no a `Foto.alterados` ni a `recorrido.falla`, que no lo miran y releen todo (es lo que hace
`cobranza comprobar`).
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cobranza.almacen.segmentos import huella_de
from cobranza.base import durable

if TYPE_CHECKING:
    from upath import UPath

    Ruta = Path | UPath

ARCHIVO = ".vistos.json"
_RECIENTE_NS = 2_000_000_000
"""Lo cambiado hace menos de esto se vuelve a leer: dos cambios seguidos pueden llevar la misma fecha."""
_RECORRIDA = "recorrida-"
"""Con esto empieza, entre lo visto, el sello de una foto cuyas cadenas ya se recorrieron (`recorrido`)."""
_en_memoria: dict[str, list[Any]] = {}
"""Lo comprobado por este proceso: vale también para lo lejano y donde no se puede dejar el archivo."""


def danados(huellas: Mapping[Ruta, str], junto_a: Ruta) -> list[Ruta]:
    """Los segmentos que faltan, no se pueden leer o no dan su huella; sólo se leen los que cambiaron."""
    senas = _senas(huellas, junto_a)
    conocidos = _conocidos(junto_a)
    por_leer = [r for r in huellas if r in senas and conocidos.get(str(r)) != [*senas[r], huellas[r]]]
    malos = {r for r in huellas if r not in senas} | set(distintos({r: huellas[r] for r in por_leer}))
    ahora = time.time_ns()
    vistos = {str(r): [*senas[r], huellas[r]] for r in por_leer if r not in malos and not _reciente(senas[r], ahora)}
    if vistos:
        _en_memoria.update(vistos)
        _anotar(junto_a, conocidos | vistos)
    return [r for r in huellas if r in malos]


def recorrida(junto_a: Ruta, sello: str) -> bool:
    """¿La foto de ese sello ya se recorrió hasta sus puntas?"""
    return str(junto_a / f"{_RECORRIDA}{sello}") in _conocidos(junto_a)


def anotar_recorrida(junto_a: Ruta, sello: str) -> None:
    """Deja dicho que ya se recorrió; el sello cubre la huella de cada segmento."""
    nueva = {str(junto_a / f"{_RECORRIDA}{sello}"): [1]}
    _en_memoria.update(nueva)
    _anotar(junto_a, _conocidos(junto_a) | nueva)


def distintos(huellas: Mapping[Ruta, str]) -> list[Ruta]:
    """De esos segmentos, los que no se pueden leer o no dan su huella; se leen todos, varios a la vez."""
    rutas = list(huellas)
    if len(rutas) < 2:
        leidas: Iterable[str] = map(_huella, rutas)
        return [r for r, leida in zip(rutas, leidas, strict=True) if leida != huellas[r]]
    from concurrent.futures import ThreadPoolExecutor

    from cobranza.almacen.partes import nucleos  # él importa la foto

    with ThreadPoolExecutor(nucleos()) as hilos:
        return [r for r, leida in zip(rutas, hilos.map(_huella, rutas), strict=True) if leida != huellas[r]]


def _huella(ruta: Ruta) -> str:
    try:
        return huella_de(ruta)
    except OSError:
        return ""


def _senas(huellas: Iterable[Ruta], junto_a: Ruta) -> dict[Ruta, list[Any]]:
    """Por qué se sabría que un segmento cambió, de cada uno que está."""
    if isinstance(junto_a, Path):
        return {r: senas for r in huellas if isinstance(r, Path) and (senas := _del_disco(r))}
    hay = junto_a.fs.find(junto_a.path, detail=True)  # una sola pregunta: cada una es un viaje por la red
    return {r: [str(sorted(hay[r.path].items()))] for r in huellas if not isinstance(r, Path) and r.path in hay}


def _del_disco(ruta: Path) -> list[int]:
    try:
        es = ruta.stat()
    except OSError:
        return []
    # además de la fecha que se puede poner a mano, la que pone el sistema
    return [es.st_size, es.st_mtime_ns, es.st_ino, es.st_ctime_ns]


def _reciente(senas: list[Any], ahora: int) -> bool:
    return len(senas) > 1 and ahora - max(senas[1], senas[3]) < _RECIENTE_NS


def _conocidos(junto_a: Ruta) -> dict[str, Any]:
    if not isinstance(junto_a, Path):
        return _en_memoria
    with suppress(OSError, ValueError):
        leido = json.loads((junto_a / ARCHIVO).read_text(encoding="utf-8"))
        if isinstance(leido, dict):
            return {str(junto_a / ruta): visto for ruta, visto in leido.items()} | _en_memoria
    return dict(_en_memoria)


def _anotar(junto_a: Ruta, vistos: Mapping[str, Any]) -> None:
    """Deja lo comprobado para el siguiente; si no se puede, él lo vuelve a comprobar."""
    if not isinstance(junto_a, Path):
        return
    suyos = {}
    for ruta, visto in vistos.items():
        if Path(ruta).is_relative_to(junto_a):
            suyos[str(Path(ruta).relative_to(junto_a))] = visto
    with suppress(OSError):
        durable.escribir(junto_a / ARCHIVO, json.dumps(suyos).encode())
