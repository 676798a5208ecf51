"""Cómo se nombra a alguien en lo que se comparte: un seudónimo con llave, por corte y por destinatario.

Un RFC recortado con iniciales señala a quien tenga un padrón; un HMAC no dice nada sin la llave, que es de esta
instalación y no viaja: ni en la base ni en los informes. El mismo seudónimo sigue a la misma persona dentro de un
corte y un destinatario; en otros es otro, y no se pueden juntar.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from cobranza.base import nominativas, permisos
from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeEjecucion

ARCHIVO = "seudonimos.llave"
LLAVE = "COBRANZA_LLAVE_SEUDONIMOS"
"""La variable con que se dice en qué archivo está la llave; sin ella, junto a la base."""
DESTINATARIO = "COBRANZA_DESTINATARIO"
"""Para quién es el informe, si del mismo ámbito se le da a varios: cada uno ve otros seudónimos."""
CONTRIBUYENTE, PERSONA, RENGLON = "C", "P", "R"
"""Con qué letra empieza: de quien debe, de quien trabaja en la oficina, o del crédito que se da sin su folio."""
_LETRAS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # base 32 de Crockford: sin I, L, O ni U
_LARGO = 8
"""Cuarenta bits: entre diez mil personas, una coincidencia por cada veinte mil informes."""
_BYTES = 32
_ESCRITA = re.compile(rf"[0-9a-f]{{{2 * _BYTES}}}\n?")


@dataclass(frozen=True, slots=True)
class Seudonimos:
    """La serie de un corte y un destinatario; `ambito`, la delegación que se pidió (vacía, todas)."""

    llave: bytes
    corte: str
    destinatario: str
    ambito: str

    def de(self, letra: str, identidad: object) -> str:
        """El seudónimo de un RFC, de un número de empleado o de un folio.

        >>> Seudonimos(bytes(32), "2025-12-31", "", "").de(CONTRIBUYENTE, "XEXX010101000")
        'C-R5C9-S5DV'
        """
        de_quien = str(identidad).strip().upper()
        resumen = _hmac(self.llave, [self.corte, self.destinatario, self.ambito, letra, de_quien])
        numero = int.from_bytes(resumen[: 5 * _LARGO // 8], "big")
        letras = "".join(_LETRAS[numero >> (5 * k) & 31] for k in reversed(range(_LARGO)))
        return f"{letra}-{letras[:4]}-{letras[4:]}"

    def de_su_cuenta(self, folio: str, rfc: object) -> str:
        """El de la cuenta exacta de un crédito y ninguna otra: con el de las relaciones diría de quién es."""
        return replace(self, ambito=f"liquidacion {folio}").de(CONTRIBUYENTE, rfc)


def seudonimos(corte: date, ambito: str) -> Seudonimos:
    """La serie con que se nombra en un informe. Errores: `ErrorDeEjecucion` si la llave no se puede leer ni crear."""
    return Seudonimos(llave(), corte.isoformat(), destinatario(), ambito)


def destinatario() -> str:
    """Para quién se dijo que es lo que se corre, sin distinguir mayúsculas ni espacios; vacío si no se dijo."""
    return " ".join(os.environ.get(DESTINATARIO, "").casefold().split())


def huella() -> str:
    """Con qué llave y para quién: distingue una corrida de otra sin decir nada de la llave."""
    return _hmac(llave(), ["huella", destinatario()]).hex()


def ruta() -> Path:
    """Dónde está la llave."""
    dicha = os.environ.get(LLAVE)
    return Path(dicha) if dicha else nominativas.el_que_haya(ajustes(), ARCHIVO)


def llave() -> bytes:
    """La llave de esta instalación; la primera vez se crea, sólo para quien la creó.

    Errores: `ErrorDeEjecucion` si no se puede leer ni crear, si no es una llave o si cualquiera puede leerla.
    """
    archivo = ruta()
    try:
        if not archivo.exists():
            _crear(archivo)
        abierta = os.name == "posix" and archivo.stat().st_mode & 0o007
        escrita = archivo.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise ErrorDeEjecucion(
            f"No se pudo leer ni crear la llave de los seudónimos, {archivo.name}, y sin ella no se tapa a nadie. "
            f"Revisa el permiso de su carpeta, o di en {LLAVE} el archivo donde está."
        ) from error
    if abierta:
        raise ErrorDeEjecucion(
            f"Cualquiera puede leer la llave de los seudónimos ({archivo.name}); se esperaba que sólo su dueño. "
            "Quita el permiso a los demás (chmod 600) y, si alguien pudo copiarla, bórrala: la siguiente corrida "
            "crea otra."
        )
    if not _ESCRITA.fullmatch(escrita):
        raise ErrorDeEjecucion(
            f"{archivo.name} no es una llave de seudónimos: se esperaban {2 * _BYTES} cifras hexadecimales. "
            "Restáurala de su respaldo o bórrala: la siguiente corrida crea otra, y los seudónimos de antes no se "
            "repiten."
        )
    return bytes.fromhex(escrita)


def _crear(archivo: Path) -> None:
    """Entera o nada: si dos corridas la crean a la vez, las dos se quedan con la primera."""
    permisos.carpeta(archivo.parent)
    nueva = archivo.with_name(f".{archivo.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(nueva, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as escrita:
            escrita.write(f"{secrets.token_hex(_BYTES)}\n")
            escrita.flush()
            os.fsync(escrita.fileno())
        try:
            os.link(nueva, archivo)
        except FileExistsError:
            return
    finally:
        nueva.unlink()


def _hmac(clave: bytes, partes: list[str]) -> bytes:
    """Las partes van en JSON: ninguna se confunde con la de junto."""
    return hmac.new(clave, json.dumps(["seudonimo", *partes]).encode(), hashlib.sha256).digest()
