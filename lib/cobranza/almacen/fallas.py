"""Lo que dicen SQLite y PostgreSQL cuando algo no va, en español, con qué hacer y sin nada que sea secreto."""

from __future__ import annotations

import errno

from sqlalchemy import URL

from cobranza.base.errores import ErrorDeCobranza, ErrorDeDatos, ErrorDeUso

CREALA = "Si es la que quieres, créala con: cobranza migrar, o al cargar: cobranza ingerir cartera ARCHIVO"
"""Qué hacer cuando no está la base que se nombró."""

# lo que dicen los servidores, en inglés o en español → qué pasó y qué hacer
_DEL_SERVIDOR = (
    (
        ("authentication", "autentificación", "password", "contraseña", "role"),
        "no admitió al usuario o su contraseña",
    ),
    (("refused", "rechazada", "timeout", "timed out", "tiempo"), "no contesta en ese puerto"),
    (("resolve", "translate", "name or service", "nodename"), "no se encuentra con ese nombre"),
    (("too many", "demasiadas"), "no admite más conexiones por ahora"),
)
# cómo se llama el error de SQLite (su comienzo) → qué pasó y qué hacer
_DE_SQLITE = {
    "SQLITE_CORRUPT": "está dañada: lo que hay en el archivo no se puede leer. No escribas en ella; guárdala aparte "
    "y restaura el último respaldo",
    "SQLITE_NOTADB": "no es una base de SQLite, o su principio está dañado. Revisa COBRANZA_BD; si es la tuya, "
    "guárdala aparte y restaura el último respaldo",
    "SQLITE_BUSY": "está ocupada: otro programa lleva un rato escribiendo en ella. Espera a que termine y repite "
    "la orden; no se cambió nada",
    "SQLITE_LOCKED": "está ocupada por otro programa. Espera a que termine y repite la orden; no se cambió nada",
    "SQLITE_FULL": "no se pudo escribir: no queda espacio en el disco. Libera espacio y repite la orden; la base "
    "quedó como estaba",
    "SQLITE_IOERR": "no se pudo leer o escribir: el disco falló o no queda espacio. Revísalo y repite la orden",
    "SQLITE_READONLY": "es de sólo lectura para este usuario. Pide permiso de escritura sobre el archivo y su "
    "carpeta, o da otra base en COBRANZA_BD",
    "SQLITE_CANTOPEN": "no se puede abrir: se esperaba un archivo .db de cobranza, con permiso sobre él y sobre su "
    "carpeta (SQLite abre ahí dos archivos suyos, -wal y -shm, hasta para leer). Pide el permiso, o corre los "
    "informes de una foto (COBRANZA_BD=foto:CARPETA)",
    "SQLITE_PERM": "no se puede abrir: falta permiso sobre el archivo",
    "SQLITE_AUTH": "no se puede abrir: falta permiso sobre el archivo",
}
_DEL_SISTEMA = {
    errno.EACCES: "falta permiso",
    errno.EPERM: "falta permiso",
    errno.EROFS: "ese disco es de sólo lectura",
    errno.ENOSPC: "no queda espacio en el disco",
    errno.EDQUOT: "se acabó el espacio que este usuario puede ocupar",
    errno.ENOTDIR: "algo de esa ruta no es una carpeta",
    errno.ENAMETOOLONG: "la ruta es demasiado larga",
    errno.EFBIG: "el archivo pasa de lo que este usuario puede escribir",
    errno.EIO: "el disco falló",
}


def del_sistema(error: OSError) -> str:
    """Qué pasó con el disco, en una frase."""
    return _DEL_SISTEMA.get(error.errno or 0, "el sistema no lo permitió")


def de_sqlite(nombre: str, error: BaseException | None) -> ErrorDeDatos | None:
    """El error de SQLite que no es de lo que se le pidió, sino de la base o del disco; None si es de otra clase."""
    clase = str(getattr(error, "sqlite_errorname", ""))
    que = next((que for comienzo, que in _DE_SQLITE.items() if clase.startswith(comienzo)), "")
    return ErrorDeDatos(f"La base {nombre} {que}.") if que else None


def no_abre(destino: URL, nombre: str, error: Exception) -> ErrorDeCobranza:
    """Por qué no se abrió una base, en español y sin nada de la URL que sea secreto."""
    if destino.get_backend_name() == "sqlite":
        original = getattr(error, "orig", error)
        que = del_sistema(original) if isinstance(original, OSError) else "no se entiende lo que contiene"
        return de_sqlite(nombre, original) or ErrorDeDatos(
            f"{nombre} no se puede abrir como base de SQLite: {que}. Se esperaba un archivo .db de "
            "cobranza en una carpeta donde se pueda escribir; revisa COBRANZA_BD."
        )
    return del_servidor(destino, str(error))


def repite_la_clave(destino: URL, error: Exception) -> bool:
    """¿Lo que dijo el servidor, que se vería con --rastro, trae la contraseña o una opción de la URL?"""
    opciones = [str(valor) for valor in destino.query.values()]
    return any(secreto in str(error) for secreto in (destino.password, *opciones) if secreto)


def del_servidor(destino: URL, dicho: str) -> ErrorDeCobranza:
    """Lo que dijo PostgreSQL al conectarse."""
    dicho = dicho.casefold()
    if ("does not exist" in dicho and "database" in dicho) or "no existe la base" in dicho:
        return ErrorDeDatos(
            f"La base «{destino.database}» no existe en {destino.host or 'este servidor'}; revisa COBRANZA_BD. Si es "
            f"la que quieres, créala con: createdb {destino.database}, y luego: cobranza migrar"
        )
    que = next((que for pistas, que in _DEL_SERVIDOR if any(p in dicho for p in pistas)), "no responde")
    return ErrorDeUso(
        f"El servidor de la base ({destino.host or 'esta máquina'}) {que}. Revisa COBRANZA_BD y que el servidor esté "
        "encendido; el detalle sale con --rastro."
    )


def de_la_lectura(destino: URL, nombre: str, error: Exception) -> ErrorDeDatos:
    """Por qué una base ya abierta no contestó lo que se le preguntó."""
    original = getattr(error, "orig", error)
    if que := de_sqlite(nombre, original):
        return que
    de_un_servidor = destino.get_backend_name() != "sqlite"
    if de_un_servidor and type(original).__name__ in ("OperationalError", "AdminShutdown", "InterfaceError"):
        return ErrorDeDatos(
            "Se perdió la conexión con el servidor de la base a media lectura. Repite la orden; no se cambió nada."
        )
    if type(original).__name__ == "InsufficientPrivilege":
        return ErrorDeDatos(
            f"El usuario de la base «{destino.database}» no tiene permiso de leerla. Pídelo a quien la administra."
        )
    return ErrorDeDatos(
        "La base no tiene las tablas o los datos que se esperaban: alguien la cambió, o está dañada. Corre `cobranza "
        "comprobar`; si no dice qué, restaura el último respaldo. El detalle sale con --rastro."
    )
