"""El registro de lo que salió con nombres (CFF, art. 69): quién, cuándo, qué cuaderno, con qué y en qué corrida.

Es un registro encadenado (`encadenado`) y cada renglón queda en el disco antes de que se enseñe un solo nombre. Vive
junto a la base de la que salieron o, si no es un archivo, entre lo reservado; nunca entre lo que se comparte.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from cobranza.base import durable, encadenado, permisos
from cobranza.base.ajustes import Ajustes, ajustes
from cobranza.base.errores import ErrorDeEjecucion
from cobranza.base.fechas import ahora
from cobranza.base.motivos import motivo_de
from cobranza.base.quien import quien

ARCHIVO = "nominativas.jsonl"
CORRIDA = "COBRANZA_CORRIDA"
"""La variable con que el motor dice al cuaderno en qué corrida va; sin ella, lo corrió alguien por su cuenta."""
RESERVADO = "reservado"
"""La carpeta, dentro de las salidas, de lo que no se comparte."""
REGISTROS = "registros.txt"
"""En esa carpeta, junto a qué otras bases se lleva el registro de lo que hay en las salidas."""
_DE_SQLITE = re.compile(r"sqlite(?:\+\w+)?:///(?!:memory:|file:)(.+)")


def registrar(cuaderno: str, parametros: Mapping[str, object], *, reutilizada: bool = False) -> None:
    """Agrega un renglón. Errores: `ErrorDeEjecucion` si no se puede: sin registro no hay nombres."""
    renglon = {
        "cuando": ahora().isoformat(),
        "quien": quien(),
        "cuaderno": cuaderno,
        "corrida": os.environ.get(CORRIDA, ""),
        "parametros": {nombre: valor for nombre, valor in parametros.items() if valor not in ("", None)},
        **({"reutilizada": True} if reutilizada else {}),
    }
    destino = ruta(ajustes())
    try:
        encadenado.agregar(destino, renglon)
    except OSError as error:
        raise ErrorDeEjecucion(
            f"No se pudo anotar en {destino} que este informe sale con nombres ({motivo_de(error)}), y sin esa nota "
            "no sale. Revisa el permiso de esa carpeta o corre sin nominativo."
        ) from error


def leer(publicas: Sequence[str] = ()) -> encadenado.Leido:
    """El registro, del renglón más antiguo al más reciente, y si se alteró; vacío si nada ha salido con nombres.

    Con lo que hubiera en los demás lugares donde esta instalación lo haya llevado.
    """
    return encadenado.juntos(encadenado.leer(otra, publicas) for otra in rutas(ajustes()))


def ruta(actual: Ajustes) -> Path:
    """Dónde se anota."""
    return junto_a_la_base(actual).joinpath(ARCHIVO)


def rutas(actual: Ajustes) -> list[Path]:
    """Dónde puede haber: lo más antiguo primero y, al final, donde se anota."""
    datos = [] if _DE_SQLITE.fullmatch(actual.bd) else [_de_antes(actual)]
    return _sin_repetir([*datos, actual.salidas / RESERVADO, junto_a_la_base(actual)], ARCHIVO)


def en_todas(actual: Ajustes, archivo: str) -> list[Path]:
    """Ese archivo en cada carpeta donde una instalación con estas salidas puede haberlo dejado; al final, la suya."""
    return _sin_repetir([*_las_de_siempre(actual), *_recordadas(actual), junto_a_la_base(actual)], archivo)


def recordar_donde(actual: Ajustes) -> None:
    """Deja dicho, entre lo reservado, junto a qué base se lleva lo de estas salidas.

    Quien las lea desde otra base o desde una foto hallará así el registro. Errores: `OSError` si no se puede anotar.
    """
    suya, otras = junto_a_la_base(actual), _recordadas(actual)
    if suya not in {*_las_de_siempre(actual), *otras}:
        permisos.carpeta(actual.salidas / RESERVADO)
        durable.escribir(
            actual.salidas / RESERVADO / REGISTROS, "".join(f"{carpeta}\n" for carpeta in [*otras, suya]).encode()
        )


def _las_de_siempre(actual: Ajustes) -> tuple[Path, Path]:
    return _de_antes(actual), actual.salidas / RESERVADO


def _recordadas(actual: Ajustes) -> list[Path]:
    anotadas = actual.salidas / RESERVADO / REGISTROS
    return [*map(Path, anotadas.read_text(encoding="utf-8").splitlines())] if anotadas.is_file() else []


def el_que_haya(actual: Ajustes, archivo: str) -> Path:
    """Ese archivo junto a la base o, si sólo está donde se dejaba antes, ése.

    Antes de 0.2, lo de una foto o de un servidor quedaba en `datos/`.
    """
    suyo, antes = junto_a_la_base(actual).joinpath(archivo), _de_antes(actual).joinpath(archivo)
    return antes if not _DE_SQLITE.fullmatch(actual.bd) and antes.exists() and not suyo.exists() else suyo


def junto_a_la_base(actual: Ajustes) -> Path:
    """La carpeta de lo que ni se comparte ni se borra: la de la base, si es un archivo.

    De una foto, de un servidor o de una base que viva entre las salidas, es la carpeta de lo reservado.
    """
    archivo = _DE_SQLITE.fullmatch(actual.bd)
    if archivo and not (suya := Path(archivo[1]).parent).is_relative_to(actual.salidas):
        return suya
    return actual.salidas / RESERVADO


def _de_antes(actual: Ajustes) -> Path:
    return actual.raiz / "datos"


def _sin_repetir(carpetas: Sequence[Path], archivo: str) -> list[Path]:
    suya = carpetas[-1]
    return [*dict.fromkeys(c.joinpath(archivo) for c in carpetas if c != suya), suya.joinpath(archivo)]
