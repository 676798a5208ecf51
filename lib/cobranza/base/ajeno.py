"""Leer un archivo que otro escribió: sólo si es un archivo de verdad, hasta su tope y en UTF-8."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cobranza.base import topes
from cobranza.base.errores import ErrorDeUso, en_que_renglon
from cobranza.base.invisibles import no_entra
from cobranza.base.motivos import motivo_de


def que_sea_archivo(ruta: Path, que: str = "El archivo") -> None:
    """Errores: `ErrorDeUso` si no existe o es otra cosa: una carpeta, una tubería, un dispositivo, un lazo.

    De una tubería se espera sin fin y de un dispositivo se lee sin fin: se miran antes de abrirlos.
    """
    try:
        modo = ruta.stat().st_mode
    except (OSError, ValueError) as error:
        por_que = motivo_de(error)
        raise ErrorDeUso(f"{que} {ruta} no se puede abrir ({por_que}); revisa la ruta y los permisos.") from error
    if not stat.S_ISREG(modo):
        raise ErrorDeUso(f"{que} {ruta} es {_que_es(modo)}; se esperaba un archivo. Indica otra ruta.")


def _que_es(modo: int) -> str:
    clases = (
        (stat.S_ISDIR, "una carpeta"),
        (stat.S_ISFIFO, "una tubería"),
        (stat.S_ISSOCK, "un enchufe de red"),
        (stat.S_ISCHR, "un dispositivo"),
        (stat.S_ISBLK, "un disco"),
    )
    return next((nombre for es, nombre in clases if es(modo)), "otra cosa")


def bytes_de(ruta: Path, tope: int, que: str = "El archivo") -> bytes:
    """Los bytes de un archivo, hasta uno más que el tope. Errores: `ErrorDeUso` con qué se encontró."""
    que_sea_archivo(ruta, que)
    try:
        with ruta.open("rb") as archivo:
            return archivo.read(tope + 1)
    except OSError as error:
        raise ErrorDeUso(f"{que} {ruta} no se pudo leer: {motivo_de(error)}. Revisa los permisos.") from error


def texto_de(ruta: Path, tope: int, que: str = "El archivo") -> str:
    """El texto de un archivo en UTF-8, con o sin marca de orden. Errores: `ErrorDeUso` con qué se encontró."""
    return texto_utf8(bytes_de(ruta, tope, que), tope, f"{que} {ruta.name}")


def texto_utf8(crudo: bytes, tope: int, que: str, *, con_medias_letras: bool = False) -> str:
    """Los bytes como texto. Errores: `ErrorDeUso` si pasan del tope o no son UTF-8.

    `con_medias_letras`: lo que no es UTF-8 queda como medias letras, para decir en qué parte está.
    """
    if len(crudo) > tope:
        raise ErrorDeUso(f"{que} pasa de {tope >> 20} MB, que es lo que se admite; pártelo en varios.")
    try:
        return crudo.decode("utf-8-sig", "surrogateescape" if con_medias_letras else "strict")
    except UnicodeDecodeError as error:
        renglon = crudo.count(b"\n", 0, error.start) + 1
        raise ErrorDeUso(
            f"{que} no está en UTF-8 (renglón {renglon}): se guardó con otra codificación (ANSI, Latin-1, UTF-16). "
            "Vuelve a guardarlo como UTF-8."
        ) from error


def yaml_de(ruta: Path, que: str = "El archivo") -> Any:
    """Lo que dice un YAML de la oficina. Errores: `ErrorDeUso` si no se entiende, es enorme o trae control."""
    return entender_yaml(texto_de(ruta, topes.BYTES_DE_YAML, que), ruta.name)


def entender_yaml(texto: str, nombre: str) -> Any:
    """Un YAML ya leído, sin anclas que crezcan ni anidados sin fin. Errores: `ErrorDeUso`."""
    import yaml  # tarda: sólo si hay que leer uno

    try:
        leido = yaml.safe_load(texto)
    except (yaml.YAMLError, ValueError, TypeError, OverflowError) as error:  # fecha que no existe, clave no textual…
        raise ErrorDeUso(f"{nombre} no es YAML válido{en_que_renglon(error)}; corrígelo.") from error
    except RecursionError as error:
        raise ErrorDeUso(_hondo(nombre)) from error
    for k, (hoja, nivel) in enumerate(_nudos(leido)):
        if nivel > topes.NIVELES_DE_YAML:
            raise ErrorDeUso(_hondo(nombre))
        if k >= topes.NUDOS_DE_YAML:
            raise ErrorDeUso(
                f"{nombre} pasa de {topes.NUDOS_DE_YAML:,} valores contando los que repiten sus anclas (&, *); "
                "escríbelo sin ellas."
            )
        if isinstance(hoja, str) and no_entra(hoja):
            raise ErrorDeUso(
                f"{nombre} trae caracteres de control o que cambian el orden en que se lee; escribe el dato de nuevo."
            )
    return leido


def _hondo(nombre: str) -> str:
    return f"{nombre} tiene más de {topes.NIVELES_DE_YAML} niveles, uno dentro de otro; escríbelo más plano."


def _nudos(raiz: Any) -> Iterator[tuple[Any, int]]:
    """Cada valor con su nivel; lo que un ancla repite sale otra vez. Sin recursión: puede citarse solo."""
    pendientes: list[tuple[Any, int]] = [(raiz, 0)]
    while pendientes:
        nudo, nivel = pendientes.pop()
        yield nudo, nivel
        if isinstance(nudo, dict):
            pendientes += [(parte, nivel + 1) for pareja in nudo.items() for parte in pareja]
        elif isinstance(nudo, list | tuple | set):
            pendientes += [(parte, nivel + 1) for parte in nudo]
