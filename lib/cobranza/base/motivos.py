"""Por qué el sistema no dejó leer o escribir, en español: lo que él dice va en inglés y no se repite."""

from __future__ import annotations

import errno

_MOTIVOS = {
    errno.ENOENT: "no existe",
    errno.ENOTDIR: "una parte de la ruta no es una carpeta",
    errno.EISDIR: "es una carpeta",
    errno.EEXIST: "ya existe",
    errno.ENOTEMPTY: "la carpeta no está vacía",
    errno.ENAMETOOLONG: "el nombre es demasiado largo",
    errno.ELOOP: "sus ligas dan vueltas",
    errno.EINVAL: "la ruta no se entiende",
    errno.EACCES: "sin permiso",
    errno.EPERM: "sin permiso",
    errno.EROFS: "el disco es de sólo lectura",
    errno.ENOSPC: "el disco está lleno",
    errno.EDQUOT: "se acabó el espacio que se le da a esta cuenta",
    errno.EFBIG: "el archivo es demasiado grande",
    errno.EBUSY: "lo está usando otro programa",
    errno.ETXTBSY: "lo está usando otro programa",
    errno.EAGAIN: "no hay recursos por ahora",
    errno.ENOMEM: "no alcanza la memoria",
    errno.EMFILE: "hay demasiados archivos abiertos",
    errno.ENFILE: "hay demasiados archivos abiertos",
    errno.EIO: "el disco falló",
    errno.ESTALE: "la carpeta de red se desconectó",
    errno.ENXIO: "el dispositivo no contesta",
    errno.ENODEV: "el dispositivo no contesta",
    errno.EPIPE: "el otro programa dejó de leer",
    errno.ETIMEDOUT: "no contestó a tiempo",
    errno.ECONNREFUSED: "el servidor no acepta la conexión",
    errno.ECONNRESET: "el servidor cortó",
    errno.EHOSTUNREACH: "no se llega al servidor",
    errno.ENETUNREACH: "no se llega al servidor",
}


def motivo_de(error: BaseException) -> str:
    """Qué pasó; si no es una falla del sistema o no se conoce, su número o su clase.

    >>> motivo_de(FileNotFoundError(2, "No such file or directory"))
    'no existe'
    >>> motivo_de(OSError(9999, "???"))
    'error 9999 del sistema'
    >>> motivo_de(ValueError("embedded null byte"))
    'la ruta no se entiende'
    """
    if isinstance(error, UnicodeEncodeError) or (isinstance(error, ValueError) and "null" in str(error)):
        return _MOTIVOS[errno.EINVAL]
    numero = getattr(error, "errno", None)
    if isinstance(error, OSError) and isinstance(numero, int):
        # la red numera sus fallas aparte, en negativo: no se encontró el nombre del servidor
        return _MOTIVOS.get(numero, "no se encontró el servidor" if numero < 0 else f"error {numero} del sistema")
    return type(error).__name__
