"""Qué base es: su identidad, cómo se llama y si es la de ejemplo. Ni contraseñas, ni servidores, ni rutas.

La identidad no vive en una tabla que se edite: es la huella del primer renglón del libro `custodia`, con su semilla
al azar, que la migración escribe una vez.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from cobranza.base.errores import ErrorDeDatos

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection

CUSTODIA = "custodia"
"""El libro cuyo primer renglón dice qué base es y hasta dónde llegaba cada libro cuando se escribió."""

DEL_EJEMPLO = "demo"
"""Con este usuario registra `cobranza demo` sus cargas; nadie más puede: es lo que marca a la base como ejemplo."""

DE_QUE_CARTERA = "cargas.csv"
"""Junto a la verdad de una cartera de ejemplo, la huella de cada archivo suyo: con eso se coteja con una base."""


@dataclass(frozen=True, slots=True)
class Identidad:
    """El nombre de una base y si trae la cartera de ejemplo."""

    nombre: str
    ejemplo: bool

    def como_dict(self) -> dict[str, Any]:
        """Como va en el manifiesto de la foto y en el de cada corrida."""
        return asdict(self)


def identidad_de(conexion: Connection) -> Identidad:
    """De qué base es esta conexión; basta una carga de ejemplo para que todo lo que salga de ella lo diga."""
    from sqlalchemy import text  # quien lee una foto no abre la base

    del_ejemplo = conexion.execute(text("SELECT 1 FROM lote WHERE usuario = :u LIMIT 1"), {"u": DEL_EJEMPLO})
    return Identidad(nombre_de(conexion.engine.url), del_ejemplo.scalar() is not None)


def nombre_de(url: URL) -> str:
    """Cómo se llama una base: su archivo, sin carpeta ni terminación, o su nombre en el servidor."""
    nombre = url.database or "memoria"
    return PurePath(nombre).stem if url.get_backend_name() == "sqlite" else nombre


@dataclass(frozen=True, slots=True)
class Sello:
    """Hasta dónde llegaba un libro al empezar su custodia: último id, su huella y la de todo él con la versión 2."""

    hasta: int
    huella: str
    entero: str


def huella_de_base(conexion: Connection) -> str:
    """La identidad de la base: la huella del primer renglón de `custodia`.

    Errores: `ErrorDeDatos` si no lo hay.
    """
    return _primero(conexion)[1]


def sellos(conexion: Connection) -> dict[str, Sello]:
    """Libro → hasta dónde llegaba al empezar su custodia; sólo los que ya tenían renglones.

    Errores: `ErrorDeDatos` si no hay custodia o no se entiende.
    """
    try:
        dichos = json.loads(_primero(conexion)[0])["sellos"]
        return {libro: Sello(*dicho) for libro, dicho in dichos.items()}
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise ErrorDeDatos(f"La custodia de la base no se entiende; fue alterada. {_RESTAURA}") from error


_RESTAURA = "Restaura la base de un respaldo anterior."


def _primero(conexion: Connection) -> tuple[str, str]:
    from sqlalchemy import text

    fila = conexion.execute(text(f"SELECT contenido, huella FROM {CUSTODIA} WHERE id = 1")).first()
    if fila is None:
        raise ErrorDeDatos(f"La base no dice cuál es: falta el primer renglón de «{CUSTODIA}». {_RESTAURA}")
    return str(fila[0]), str(fila[1])
