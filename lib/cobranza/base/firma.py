"""Firmar y comprobar firmas (Ed25519): lo firmado se verifica lejos de aquí, con la clave pública y nada más.

La clave privada vive en un archivo fuera de la base (`COBRANZA_CLAVE` o `~/.config/cobranza/clave.pem`): quien puede
escribir en la base no puede, por eso, firmar. Sin clave todo funciona y nada sale firmado.
"""

from __future__ import annotations

import base64
import binascii
import errno
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from cobranza.base.errores import ErrorDeUso
from cobranza.base.motivos import motivo_de

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey as Clave

VARIABLE = "COBRANZA_CLAVE"
VARIABLE_PUBLICA = "COBRANZA_CLAVE_PUBLICA"
DE_OMISION = "~/.config/cobranza/clave.pem"
_AJENOS = stat.S_IRWXO | stat.S_IWGRP | stat.S_IXGRP
"""Permisos que una clave no debe dar: a cualquiera, o a su grupo para cambiarla."""
_LARGO_PUBLICA = 32
_TOPE_BYTES = 65_536
_CREALA = "Créala con «cobranza ancla --crear-clave»."


def ruta() -> Path:
    """Dónde está, o estaría, la clave privada de esta instalación."""
    dicha = os.environ.get(VARIABLE) or DE_OMISION
    return Path(os.path.expanduser(dicha))  # noqa: PTH111 — `Path.expanduser` falla en una cuenta sin carpeta propia


def clave_privada() -> Clave | None:
    """La clave con que se firma aquí; None si no hay.

    Errores: `ErrorDeUso` si `COBRANZA_CLAVE` nombra un archivo que no está, o el que hay no se puede leer, no es una
    clave Ed25519 o cualquiera puede leerlo.
    """
    archivo = ruta()
    try:
        quien_puede = archivo.stat().st_mode
        if quien_puede & _AJENOS:
            raise ErrorDeUso(
                f"La clave {archivo} la puede leer o cambiar alguien más; se esperaba sólo su dueño. "
                f"Ciérrala con: chmod 600 {archivo}"
            )
        return _leida(_chico(archivo), archivo)
    except FileNotFoundError:
        if os.environ.get(VARIABLE):
            raise ErrorDeUso(f"No está la clave {archivo} que dice {VARIABLE}. {_CREALA}") from None
        return None
    except OSError as error:
        raise ErrorDeUso(
            f"No se puede leer la clave {archivo} ({motivo_de(error)}); revisa sus permisos o di otra en {VARIABLE}."
        ) from error


def _chico(archivo: Path) -> bytes:
    """El contenido de un archivo de claves. Errores: `OSError` si no es un archivo o es mucho mayor que eso."""
    if archivo.exists() and not archivo.is_file():
        raise OSError(errno.EINVAL, "no es un archivo")  # una tubería esperaría sin fin
    with archivo.open("rb") as abierto:
        contenido = abierto.read(_TOPE_BYTES + 1)
    if len(contenido) > _TOPE_BYTES:
        raise OSError(errno.EFBIG, "es demasiado grande")
    return contenido


def _leida(pem: bytes, archivo: Path) -> Clave:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        clave = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ErrorDeUso(f"{archivo} no es una clave privada PEM sin contraseña. {_CREALA}") from error
    if not isinstance(clave, Ed25519PrivateKey):
        raise ErrorDeUso(f"{archivo} es una clave de otra clase; se esperaba Ed25519. {_CREALA}")
    return clave


def firmar(datos: bytes) -> str:
    """La firma de unos bytes, en base64; vacía si no hay clave. Errores: los de `clave_privada`."""
    clave = clave_privada()
    return base64.b64encode(clave.sign(datos)).decode() if clave else ""


def publica() -> str:
    """La clave pública de la de esta instalación: 32 bytes en base64; vacía si no hay clave."""
    clave = clave_privada()
    return base64.b64encode(clave.public_key().public_bytes_raw()).decode() if clave else ""


def verificada(datos: bytes, firma: str, publica: str) -> bool:
    """¿Firmó esos bytes quien tiene la clave de esa pública (32 bytes en base64)? Con cualquier cosa rara, no."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        clave = Ed25519PublicKey.from_public_bytes(base64.b64decode(publica, validate=True))
        clave.verify(base64.b64decode(firma, validate=True), datos)
    except (InvalidSignature, ValueError):
        return False
    return True


def publicas(dicha: str = "") -> tuple[str, ...]:
    """Las claves públicas con que se comprueba: las de `dicha`, o las de `COBRANZA_CLAVE_PUBLICA`, o la de aquí.

    `dicha`: la clave misma (base64) o un archivo: un PEM, o una clave por renglón (la de hoy y las de antes; lo que
    siga a `#` es comentario). Vacía si no hay ninguna. Errores: `ErrorDeUso` si lo dicho no es eso.
    """
    dicha = dicha or os.environ.get(VARIABLE_PUBLICA, "")
    if not dicha:
        propia = publica()
        return (propia,) if propia else ()
    if _es_publica(dicha):
        return (dicha,)
    try:
        contenido = _chico(Path(dicha))
    except (OSError, ValueError) as error:
        raise ErrorDeUso(
            f"No se puede leer la clave pública {dicha}; se esperaba un archivo, o la clave en base64 que enseña "
            "«cobranza ancla --crear-clave»."
        ) from error
    claves = _de_pem(contenido) if contenido.lstrip().startswith(b"-----") else _por_renglon(contenido)
    if not claves:
        raise ErrorDeUso(
            f"{dicha} no trae una clave pública Ed25519; se esperaba un PEM o una en base64 por renglón."
        )
    return claves


def _es_publica(texto: str) -> bool:
    try:
        return len(base64.b64decode(texto, validate=True)) == _LARGO_PUBLICA
    except (binascii.Error, ValueError):
        return False


def _por_renglon(contenido: bytes) -> tuple[str, ...]:
    renglones = [renglon.partition("#")[0].strip() for renglon in contenido.decode("utf-8", "replace").splitlines()]
    claves = tuple(filter(None, renglones))
    return claves if all(map(_es_publica, claves)) else ()


def _de_pem(pem: bytes) -> tuple[str, ...]:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        clave = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        return ()
    return (base64.b64encode(clave.public_bytes_raw()).decode(),) if isinstance(clave, Ed25519PublicKey) else ()


def crear() -> tuple[Path, str]:
    """Crea la clave de esta instalación, sólo para su dueño, y devuelve (dónde, su clave pública).

    Errores: `ErrorDeUso` si ya hay una (no se pisa: lo que firmó dejaría de tener quien lo firmara) o no se puede
    escribir ahí.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    archivo = ruta()
    nueva = Ed25519PrivateKey.generate()
    try:
        archivo.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(archivo, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(descriptor, nueva.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except FileExistsError:
        raise ErrorDeUso(
            f"Ya hay una clave en {archivo} y no se pisa: con ella está firmado lo de antes. Si quieres otra, mueve "
            f"ésa a un lugar seguro o di otro archivo en {VARIABLE}."
        ) from None
    except OSError as error:
        raise ErrorDeUso(
            f"No se pudo escribir la clave en {archivo} ({motivo_de(error)}); di otro archivo en {VARIABLE}."
        ) from error
    return archivo, base64.b64encode(nueva.public_key().public_bytes_raw()).decode()
