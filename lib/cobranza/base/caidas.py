"""Lo que falla fuera de la casa (disco, permisos, base, codificación), dicho qué hacer y con su código de salida.

Cada cuarto explica lo que puede fallarle, que es donde mejor se sabe qué se hacía; ésta es la última frontera, para
lo que ninguno previó. Las bibliotecas se reconocen por el nombre de su error: aquí no se importa ninguna.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator

from cobranza.base.errores import ErrorDeCobranza, ErrorDeDatos, ErrorDeEjecucion, ErrorDeUso
from cobranza.base.motivos import motivo_de
from cobranza.base.permisos import como_compartir

_LLENO = "Libera espacio (du -sh outputs/* dice qué pesa) y repite la orden; lo que iba a medias no se guardó."
_DETALLE = "El detalle sale con --rastro."
_SIN_PERMISO = (errno.EACCES, errno.EPERM, errno.EROFS)
_SIN_LUGAR = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_SIN_RECURSOS = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN)
_NO_ESTA = (errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.ELOOP)
# lo que dicen las bases, en inglés → clase de error y qué pasó
_DE_LA_BASE = (
    (
        r"attempt to write a readonly|read-?only|permission denied|unable to open database",
        ErrorDeUso,
        "La base no se puede abrir o no admite escritura con esta cuenta; revisa el permiso del archivo y de su "
        "carpeta (SQLite escribe junto a la base) y COBRANZA_BD.",
    ),
    (
        r"(?:disk|database)\b.* full|no space|could not extend",
        ErrorDeEjecucion,
        f"El disco de la base está lleno. {_LLENO}",
    ),
    (
        r"locked|deadlock|lock timeout",
        ErrorDeDatos,
        "Otro programa tiene ocupada la base; espera a que termine y repite la orden.",
    ),
    (
        r"no such (?:table|column)|does not exist|undefined ?(?:table|column)|has no column",
        ErrorDeDatos,
        "A la base le falta una tabla o una columna: es de otra versión o alguien la cambió. Corre «cobranza migrar» "
        "y luego «cobranza comprobar»; si sigue, restaura un respaldo.",
    ),
    (
        r"malformed|not a database|disk i/o|corrupt|checksum|invalid page",
        ErrorDeDatos,
        "El archivo de la base está dañado. No lo borres: copia la carpeta, restaura un respaldo y corre «cobranza "
        "comprobar».",
    ),
)
_DE_LA_MEMORIA = re.compile(r"out of memory|cannot allocate|bad_alloc", re.IGNORECASE)


def explicada(error: BaseException) -> ErrorDeCobranza | None:
    """El error de la casa que dice lo mismo, o None si la falla es nuestra. Mira también lo que lo causó."""
    for causa in _causas(error):
        if isinstance(causa, ErrorDeCobranza):
            return causa
        if dicho := _de_python(causa) or _de_biblioteca(causa):
            return dicho
    return None


def _causas(error: BaseException) -> Iterator[BaseException]:
    vistas: set[int] = set()
    causa: BaseException | None = error
    while causa is not None and id(causa) not in vistas:
        vistas.add(id(causa))
        yield causa
        causa = causa.__cause__ or (None if causa.__suppress_context__ else causa.__context__)


def _de_python(error: BaseException) -> ErrorDeCobranza | None:
    if isinstance(error, MemoryError):
        return _sin_memoria()
    if isinstance(error, RecursionError):
        return ErrorDeDatos(f"Lo que se leyó está anidado demasiadas veces; se esperaba algo plano. {_DETALLE}")
    if isinstance(error, UnicodeEncodeError):
        return ErrorDeUso(
            "Un texto trae letras que no se pueden escribir: suele ser un nombre de archivo o un parámetro que no "
            "está en UTF-8. Escríbelo de nuevo o cambia el nombre del archivo."
        )
    if isinstance(error, UnicodeDecodeError):
        return ErrorDeDatos(
            f"Un archivo no está en UTF-8 (byte {error.start}); guárdalo con esa codificación y repite. {_DETALLE}"
        )
    return _del_sistema(error) if isinstance(error, OSError) else None


def _del_sistema(error: OSError) -> ErrorDeCobranza | None:
    cual = f" {error.filename}" if isinstance(error.filename, str) else ""
    if error.errno in _SIN_PERMISO or isinstance(error, PermissionError):
        que = "está en un disco de sólo lectura" if error.errno == errno.EROFS else "no da permiso a esta cuenta"
        return ErrorDeUso(
            f"{cual.strip() or 'Un archivo o una carpeta'} {que}; se esperaba poder leer los datos y escribir en las "
            f"salidas. {como_compartir('la carpeta')}; o di otras con COBRANZA_SALIDAS y COBRANZA_BD."
        )
    if error.errno in _SIN_LUGAR:
        return ErrorDeEjecucion(f"No hay espacio en el disco{' para' + cual if cual else ''}. {_LLENO}")
    if error.errno in _SIN_RECURSOS:
        return ErrorDeEjecucion(
            f"El sistema no dio más memoria, archivos o procesos ({motivo_de(error)}). Cierra otros programas o usa "
            "menos --trabajadores y repite la orden."
        )
    if error.errno in _NO_ESTA:
        return ErrorDeUso(
            f"No se puede usar{cual or ' una ruta'}: no existe o no es lo que se esperaba ({motivo_de(error)}). "
            "Revisa la ruta y repite la orden."
        )
    if error.errno is None:
        return None
    return ErrorDeEjecucion(
        f"El sistema no pudo leer o escribir{cual} ({motivo_de(error)}). Revisa el disco o la red y repite. "
        f"{_DETALLE}"
    )


def _de_biblioteca(error: BaseException) -> ErrorDeCobranza | None:
    """Por el nombre de la biblioteca y del error: SQLAlchemy, los motores, Arrow, ZIP, XML, YAML, Jupyter."""
    clases = {f"{clase.__module__.partition('.')[0]}.{clase.__name__}" for clase in type(error).__mro__}
    dicho = str(error)
    if clases & {"sqlalchemy.DBAPIError", "sqlite3.Error", "psycopg.Error", "duckdb.Error"}:
        return _de_la_base(dicho, foto="duckdb.Error" in clases)
    if clases & {"sqlalchemy.NoSuchTableError", "sqlalchemy.NoSuchColumnError"}:
        return _de_la_base("no such table", foto=False)
    if clases & {"pyarrow.ArrowException", "pyarrow.ArrowInvalid"}:
        return _de_la_base(dicho, foto=True)
    if clases & {"zipfile.BadZipFile", "xml.ParseError", "zlib.error", "yaml.YAMLError", "json.JSONDecodeError"}:
        return ErrorDeDatos(f"Un archivo está dañado o no es de la clase que dice su nombre. {_DETALLE}")
    if clases & {"zmq.ZMQError"} or "Kernel died" in dicho or "Kernel didn't respond" in dicho:
        return ErrorDeEjecucion(
            "El núcleo que corre el cuaderno no arrancó; casi siempre es falta de memoria, de espacio en TMPDIR o de "
            f"permiso ahí. Revísalos y repite. {_DETALLE}"
        )
    return None


def _de_la_base(dicho: str, *, foto: bool) -> ErrorDeCobranza:
    if _DE_LA_MEMORIA.search(dicho):
        return _sin_memoria()
    for patron, clase, mensaje in _DE_LA_BASE[:2] if foto else _DE_LA_BASE:
        if re.search(patron, dicho, re.IGNORECASE):
            return clase(mensaje)
    if foto:
        return ErrorDeDatos(
            "La foto de los libros no se puede leer: le falta un archivo o está dañado. Corre «cobranza comprobar»; "
            f"si lo confirma, borra la carpeta foto de las salidas, que se vuelve a tomar. {_DETALLE}"
        )
    return ErrorDeDatos(f"La base no contestó como se esperaba; corre «cobranza comprobar». {_DETALLE}")


def _sin_memoria() -> ErrorDeCobranza:
    return ErrorDeEjecucion(
        "No alcanzó la memoria. Cierra otros programas, usa menos --trabajadores o acota lo que se pide y repite."
    )
