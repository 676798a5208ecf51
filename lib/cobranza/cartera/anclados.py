"""El testigo de esta instalación: dónde está, qué registros cubre además de los libros y qué se revisa."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cobranza.almacen import ancla, testigo
from cobranza.almacen.foto import ruta_de
from cobranza.base import encadenado, firma, nominativas
from cobranza.base.ajustes import Ajustes
from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.base.motivos import motivo_de
from cobranza.ley import historial, publicacion
from cobranza.libros.anclaje import Lugar, Publicada, revisar_impresa, revisar_publicado, revisar_testigo
from cobranza.libros.comprobacion import Revision, revision

if TYPE_CHECKING:
    from sqlalchemy import Engine

_PUBLICADAS = "publicadas.jsonl"
_JUNTO_A_LA_BASE = (nominativas.ARCHIVO, _PUBLICADAS)
_CORRIDAS = ("", f"{nominativas.RESERVADO}/", "archivo/", f"{nominativas.RESERVADO}/archivo/")
"""Dónde puede haber corridas dentro de las salidas."""


def lugar(actual: Ajustes, dicho: str = "") -> Lugar:
    """El testigo que se dijo o, sin decirlo, el de `COBRANZA_TESTIGO` o el que está junto a la base."""
    carpeta = nominativas.el_que_haya(actual, testigo.NOTAS).parent
    siempre = os.environ.get(testigo.VARIABLE) or str(carpeta / testigo.ARCHIVO)
    return Lugar(ruta_de(dicho or siempre), carpeta, de_omision=not dicho or ruta_de(dicho) == ruta_de(siempre))


def registros(actual: Ajustes) -> dict[str, Path]:
    """Los registros de sólo agregar que no están en la base, por nombre."""
    carpeta = nominativas.junto_a_la_base(actual)
    return {nombre: carpeta / nombre for nombre in _JUNTO_A_LA_BASE} | {
        historial.ARCHIVO: actual.params / "legales" / historial.ARCHIVO,
        publicacion.ARCHIVO: publicacion.registro(actual.params),
    }


def publicado(actual: Ajustes) -> dict[str, Publicada]:
    """El ancla de cada informe: la que dice el registro de lo publicado y la que dice su manifiesto.

    Errores: `ErrorDeDatos` si un registro no se puede leer.
    """
    dichas: dict[str, Publicada] = {}
    for registro in nominativas.en_todas(actual, _PUBLICADAS):
        try:
            renglones = encadenado.leer(registro).renglones
        except OSError as error:
            raise ErrorDeDatos(f"No se puede leer {registro} ({motivo_de(error)}); revisa su permiso.") from error
        for r in renglones:
            if isinstance(libros := r.get("libros"), dict):
                dichas[f"la corrida {r.get('corrida')} (renglón {r.get('n')} de {_PUBLICADAS})"] = libros
    for donde in _CORRIDAS:
        for archivo in sorted(actual.salidas.glob(f"{donde}[!.]*/*/*/manifiesto.json")):
            if (libros := _de_un_manifiesto(archivo)) is not None:
                dichas[f"la corrida {archivo.parent.name} (su manifiesto)"] = libros
    return dichas


def _de_un_manifiesto(archivo: Path) -> Publicada | None:
    """El ancla que dice; None si no la dice o no se entiende, que es de `comprobar --informes`."""
    try:
        dicho = json.loads(archivo.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    libros = dicho.get("ancla") if isinstance(dicho, dict) else None
    return libros if isinstance(libros, dict) else None


def empezar_a_firmar(actual: Ajustes, cuando: datetime, quien: str) -> None:
    """Firma los registros que ya había al crear la clave: lo de antes queda cubierto y lo que siga va firmado.

    Errores: `ErrorDeUso` si en alguno no se puede escribir.
    """
    suyas = {nominativas.junto_a_la_base(actual), actual.salidas / nominativas.RESERVADO}
    for registro in sorted(carpeta / nombre for carpeta in suyas for nombre in _JUNTO_A_LA_BASE):
        try:
            if encadenado.leer(registro).renglones:
                encadenado.agregar(registro, {"cuando": cuando.isoformat(), "quien": quien, "hecho": "firma"})
        except OSError as error:
            raise ErrorDeUso(
                f"La clave quedó creada, pero no se pudo firmar {registro} ({motivo_de(error)}); revisa su permiso y "
                "corre un informe: lo que se anote irá firmado."
            ) from error


def revisar_ancla(motor: Engine, actual: Ajustes, dicha: str = "", publica: str = "") -> Iterator[Revision]:
    """Los libros contra el testigo (o el ancla impresa) que se dijo o, sin decirlo, contra el de siempre."""
    try:
        publicas, impresa = firma.publicas(publica), ancla.impresa(dicha)
        if impresa:
            yield _la_impresa(motor, *impresa, publicado(actual).values())
        if dicha and not impresa:
            yield from revisar_testigo(motor, lugar(actual, dicha), publicas, registros(actual))
        else:
            yield from _el_de_siempre(motor, actual, publicas)
        yield revisar_publicado(motor, publicado(actual))
    except (ErrorDeUso, ErrorDeDatos) as error:
        yield Revision("ancla", error.mensaje, error.codigo)


def _la_impresa(motor: Engine, base: str, raiz: str, publicadas: Iterable[Publicada]) -> Revision:
    """El ancla de un papel. Si consta qué puntas resume, se comparan ellas: hay libros que crecen entre cargas."""
    dicha = revisar_impresa(motor, base, raiz)
    suya = next((p for p in publicadas if p.get("raiz") == raiz and ancla.corta(str(p.get("base"))) == base), None)
    if not dicha.falla or suya is None:
        return dicha
    falla = revisar_publicado(motor, {"el informe impreso": suya}).falla
    return Revision(f"ancla impresa {raiz[:16]}…: los libros contienen lo que había") if not falla else dicha


def _el_de_siempre(motor: Engine, actual: Ajustes, publicas: tuple[str, ...]) -> Iterator[Revision]:
    """El testigo de `COBRANZA_TESTIGO` debe estar; el de junto a la base, si alguna vez se escribió."""
    aqui = lugar(actual)
    if testigo.leer(aqui.destino) or os.environ.get(testigo.VARIABLE):
        yield from revisar_testigo(motor, aqui, publicas, registros(actual))
    elif falta := testigo.desaparecido(aqui.carpeta):
        yield revision("testigo", falta)
    else:
        yield Revision(
            "sin testigo: reescribir la base entera no se notaría; anótalo con «cobranza ancla»", aviso=True
        )
