"""El manifiesto de una foto: qué segmentos la forman, de qué base es y hasta dónde llega; y cómo se prueba.

Lleva dos huellas. La de *contenido* (`huella`) dice qué se ve en la foto: es la misma en cualquier máquina y aunque
se haya tomado en más tramos, y va en la identidad de cada corrida. El *sello* cubre el manifiesto entero (segmentos,
renglones, puntas, carpeta, base…): si se edita un solo dato deja de corresponder, y nadie lo acepta.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from cobranza.almacen.fichas import Ficha
from cobranza.base import durable
from cobranza.base.errores import ErrorDeDatos
from cobranza.base.secretos import a_la_vista

if TYPE_CHECKING:
    from upath import UPath

    Ruta = Path | UPath

FORMATO = 7
"""Versión de la foto: el manifiesto lleva su sello y dice de qué base es; los segmentos, sus columnas."""
ACTUAL = "actual.json"
"""El manifiesto de la última foto de una carpeta."""
CARGAS = "lote"
"""La tabla de cargas: la última dice si lo suelto pudo cambiar; cuándo se cargó no cambia lo que se ve."""
_CAMPOS = ("fichas", "base", "hasta", "huella", "puntas", "raiz", "segmentos", "sello")
_RAIZ = re.compile(r"libros-[0-9a-f]{12}")
_HUELLA = re.compile(r"[0-9a-f]{64}")
_NOMBRE = re.compile(r"[a-z_][a-z0-9_]*")


class FotoDanada(ErrorDeDatos):
    """El manifiesto no se puede leer, o no es el que se escribió."""


class FotoDeOtraVersion(ErrorDeDatos):
    """La foto la tomó otra versión del programa."""


def huella_del_contenido(manifiesto: Mapping[str, Any]) -> str:
    """Qué se ve en la foto: la punta de cada libro y lo que trae cada tabla suelta, sin cuándo se cargó."""
    enteras = {
        ficha["nombre"]: [s["huella"] for s in manifiesto["segmentos"][ficha["nombre"]]]
        for ficha in manifiesto["fichas"]
        if not ficha["libro"] and ficha["nombre"] != CARGAS
    }
    return _huella([manifiesto["puntas"]["libros"], enteras])


def sellado(manifiesto: Mapping[str, Any]) -> dict[str, Any]:
    """El manifiesto con su huella de contenido y su sello, en ese orden."""
    con_huella = {**{k: v for k, v in manifiesto.items() if k != "sello"}, "huella": huella_del_contenido(manifiesto)}
    return con_huella | {"sello": _huella(con_huella)}


def _huella(objeto: object) -> str:
    return hashlib.sha256(json.dumps(objeto, sort_keys=True).encode()).hexdigest()


def escribir(ruta: Path, manifiesto: Mapping[str, Any]) -> None:
    """Publica un manifiesto: completo y en el disco, o el de antes."""
    durable.escribir(ruta, json.dumps(manifiesto, indent=1, sort_keys=True).encode())


def leer(ruta: Ruta) -> dict[str, Any] | None:
    """El contenido de un manifiesto, ya probado; None si no está.

    Errores: `FotoDanada` si no es un manifiesto o no es como se escribió; `FotoDeOtraVersion`.
    """
    try:
        if not ruta.exists():
            return None
        leido = json.loads(ruta.read_text(encoding="utf-8"))
        leido["segmentos"], leido["puntas"], leido["raiz"]
    except (OSError, ValueError, LookupError, TypeError, RecursionError) as error:
        raise FotoDanada(
            f"{a_la_vista(ruta)} no es el manifiesto de una foto, o no se puede leer; se esperaba actual.json o "
            "corte-AAAA-MM-DD.json de su carpeta."
        ) from error
    if leido.get("formato") != FORMATO:
        raise FotoDeOtraVersion(
            f"La foto de {a_la_vista(ruta)} es de otra versión del programa: tiene formato {leido.get('formato', 1)} "
            f"y se esperaba {FORMATO}. Toma otra con `cobranza foto`."
        )
    try:
        reparo = _reparo(leido)
    except (ValueError, LookupError, TypeError, AttributeError):
        reparo = "le falta algo o lo trae de otra forma"
    if reparo:
        raise FotoDanada(
            f"El manifiesto {a_la_vista(ruta)} no es el que se escribió: {reparo}. Alguien lo editó o se dañó; no se "
            "usa. Recupera esa foto de donde la copiaste, o toma otra con `cobranza foto`."
        )
    return dict(leido)


def _reparo(leido: dict[str, Any]) -> str:
    """Qué no corresponde en un manifiesto; vacío si todo."""
    if faltan := [campo for campo in _CAMPOS if campo not in leido]:
        return f"le falta «{faltan[0]}»"
    if sellado(leido)["sello"] != leido["sello"] or huella_del_contenido(leido) != leido["huella"]:
        return "su sello no corresponde a lo que dice"
    if not _RAIZ.fullmatch(leido["raiz"]):
        return "su carpeta no es una de la foto"
    fichas = {ficha["nombre"]: Ficha(**ficha) for ficha in leido["fichas"]}
    if leido["segmentos"].keys() != fichas.keys() or not all(_NOMBRE.fullmatch(nombre) for nombre in fichas):
        return "sus tablas no son las de sus segmentos"
    for tabla, segmentos in leido["segmentos"].items():
        if not segmentos or not all(_es_segmento(tabla, segmento) for segmento in segmentos):
            return f"los segmentos de «{tabla}» no son de la foto"
    huecos = leido.get("huecos", {})
    for libro, (ultimo, _) in leido["puntas"]["libros"].items():
        hay = sum(segmento["filas"] for segmento in leido["segmentos"][libro])
        if hay + huecos.get(libro, 0) != ultimo:
            return f"«{libro}» llega al renglón {ultimo} y sus segmentos suman {hay}"
    return ""


def _es_segmento(tabla: str, segmento: dict[str, Any]) -> bool:
    partes = PurePosixPath(segmento["ruta"]).parts
    return (
        len(partes) == 3  # tabla / delegación / archivo: ni absoluta ni hacia afuera
        and partes[0] == tabla
        and not {"..", ".", "/"} & set(partes)
        and segmento["ruta"] == "/".join(partes)
        and partes[2].endswith(".parquet")
        and "\\" not in segmento["ruta"]
        and isinstance(segmento["filas"], int)
        and segmento["filas"] >= 0
        and bool(_HUELLA.fullmatch(segmento["huella"]))
    )
