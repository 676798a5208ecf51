"""El historial de la norma: cada cambio de un parámetro, con quién y por qué, ligado al anterior con su huella.

Es una hoja (`params/legales/historial.csv`) de sólo agregar. Cambiar, quitar, meter o mover un renglón se nota y se
dice cuál fue; cortarle el final, o reescribirla entera, lo nota el ancla.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from pathlib import Path

from cobranza.base.errores import ErrorDeLey

ARCHIVO = "historial.csv"
CAMPOS = ("cuando", "quien", "parametro", "desde", "hasta", "decia", "dice", "fuente", "hecho", "motivo")
_ENCABEZADO = [*CAMPOS, "huella"]
_INICIO = "0" * 64


def con_renglon(historial: Path, valores: Sequence[str]) -> str:
    """El texto del historial con un renglón más, ligado al último; con encabezado si es el primero.

    `valores`: uno por campo de `CAMPOS`. Errores: `ErrorDeLey` si lo que hay no se sostiene: no se liga a algo roto.
    """
    if roto := falla(historial):
        raise ErrorDeLey(f"No se cambió nada: {roto}")
    antes = historial.read_text(encoding="utf-8") if historial.is_file() else ""
    renglones = _leidos(antes)
    salida = io.StringIO()
    escritor = csv.writer(salida, lineterminator="\n")
    if not antes:
        escritor.writerow(_ENCABEZADO)
    anterior = renglones[-1][-1] if renglones else _INICIO
    escritor.writerow([*valores, _eslabon(anterior, valores)])
    return antes + salida.getvalue()


def falla(historial: Path) -> str:
    """El primer renglón que no sigue al anterior, dicho; vacía si todos siguen o no hay historial.

    Errores: `ErrorDeLey` si el archivo no se puede leer.
    """
    if not historial.is_file():
        return ""
    texto = _texto(historial)
    renglones, encabezado = _leidos(texto), next(csv.reader([texto.split("\n", 1)[0]]), [])
    if encabezado != _ENCABEZADO:
        return f"el encabezado de {ARCHIVO} no es el suyo (…motivo,huella): lo editaron. {_REPON}"
    anterior = _INICIO
    for numero, (*valores, huella) in enumerate(renglones, start=1):
        if _eslabon(anterior, valores) != huella:
            return f"el cambio {numero} de {ARCHIVO} no sigue al anterior: lo editaron, quitaron o movieron. {_REPON}"
        anterior = huella
    return ""


def cuantos(historial: Path) -> int:
    """Cuántos cambios tiene anotados."""
    return len(_leidos(_texto(historial))) if historial.is_file() else 0


def confirmados(legales: Path) -> frozenset[tuple[str, str, str]]:
    """Lo que alguien ya confirmó con su motivo: (parámetro, primer día, valor).

    Errores: `ErrorDeLey` si el archivo no se puede leer.
    """
    historial = legales.joinpath(ARCHIVO)
    if not historial.is_file():
        return frozenset()
    filas = csv.DictReader(io.StringIO(_texto(historial), newline=""))
    return frozenset((r["parametro"] or "", r["desde"] or "", r["dice"] or "") for r in filas if r.get("motivo"))


_REPON = "Compáralo con un respaldo y repónlo; los de antes están íntegros."


def _texto(historial: Path) -> str:
    """Todo el historial. Errores: `ErrorDeLey` si no es texto UTF-8, o no es CSV."""
    try:
        texto = historial.read_bytes().decode("utf-8").replace("\r\n", "\n")
        _leidos(texto)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        donde = f" (byte {error.start})" if isinstance(error, UnicodeDecodeError) else ""
        raise ErrorDeLey(
            f"No se puede leer params/legales/{ARCHIVO}{donde}; se esperaba el que escribe «cobranza params "
            "agregar». Repónlo de un respaldo o del repositorio."
        ) from error
    return texto


def _leidos(texto: str) -> list[list[str]]:
    return [renglon or [""] for renglon in csv.reader(io.StringIO(texto, newline=""))][1:]


def _eslabon(anterior: str, valores: Sequence[str]) -> str:
    """La huella de un renglón después de otra: cada valor entre comillas de JSON, así que no hay dos lecturas."""
    return hashlib.sha256(json.dumps([anterior, *valores], ensure_ascii=False).encode()).hexdigest()
