"""El ancla: lo que la base decía un día, resumido en una raíz y anotado donde quien la altere no pueda alterarlo.

La *raíz* es la de un árbol de Merkle de las puntas de todos los libros (último renglón y su huella). Un renglón del
testigo la lleva firmada y ligada al anterior; dónde se guarda es de `testigo`, y compararlo con la base, de
`libros.anclaje`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cobranza.almacen.cadena import INICIO
from cobranza.base import firma
from cobranza.base.errores import ErrorDeUso

if TYPE_CHECKING:
    from cobranza.almacen.foto import Foto

Puntas = Mapping[str, tuple[int, str]]
"""Por libro, el id de su último renglón (0 si no tiene) y su huella."""

_HOJA, _NODO = b"\x00", b"\x01"
_IMPRESA = re.compile(r"cobranza-ancla:1:(?P<base>[0-9a-f]{12}):(?P<raiz>[0-9a-f]{64})")
CAMPOS = {"anterior", "archivos", "base", "cuando", "firma", "puntas", "raiz"}


def raiz(puntas: Puntas) -> str:
    """La raíz de Merkle de las puntas, en hexadecimal, con los libros en orden de nombre.

    Como en RFC 6962, una hoja y un nodo se resumen distinto: nadie puede hacer pasar un nodo por un libro.

    >>> raiz({"acto": (2, "aa"), "credito": (1, "bb")}) == raiz({"credito": (1, "bb"), "acto": (2, "aa")})
    True
    """
    hojas = [_resumen(_HOJA + canonico([libro, *puntas[libro]])) for libro in sorted(puntas)]
    return _arbol(hojas).hex()


def _arbol(hojas: Sequence[bytes]) -> bytes:
    if len(hojas) < 2:
        return hojas[0] if hojas else _resumen(b"")
    corte = 1 << (len(hojas) - 1).bit_length() - 1
    return _resumen(_NODO + _arbol(hojas[:corte]) + _arbol(hojas[corte:]))


def _resumen(datos: bytes) -> bytes:
    return hashlib.sha256(datos).digest()


def canonico(objeto: object) -> bytes:
    """JSON con llaves en orden y sin espacios: el mismo objeto, los mismos bytes."""
    return json.dumps(objeto, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class Renglon:
    """Un renglón del testigo: de qué base, cuándo, hasta dónde llegaba cada libro, y sus ligas."""

    base: str
    cuando: str
    puntas: Puntas
    archivos: Puntas
    """De los registros de sólo agregar que no están en la base: cuántos bytes tenían y su SHA-256."""
    raiz: str
    anterior: str
    firma: str

    def firmado(self) -> bytes:
        """Los bytes que cubre la firma: todo lo demás."""
        return canonico({nombre: valor for nombre, valor in self._dict().items() if nombre != "firma"})

    def bytes(self) -> bytes:
        """Como va en el archivo, sin el fin de renglón."""
        return canonico(self._dict())

    def huella(self) -> str:
        """Con lo que el siguiente dice a quién sigue."""
        return hashlib.sha256(self.bytes()).hexdigest()

    def _dict(self) -> dict[str, Any]:
        return {nombre: getattr(self, nombre) for nombre in CAMPOS}


def nuevo(base: str, cuando: datetime, puntas: Puntas, archivos: Puntas, anterior: Renglon | None) -> Renglon:
    """El renglón que sigue, firmado si hay con qué."""
    sin_firma = Renglon(
        base=base,
        cuando=cuando.isoformat(timespec="seconds"),
        puntas=dict(puntas),
        archivos=dict(archivos),
        raiz=raiz(puntas),
        anterior=anterior.huella() if anterior else INICIO,
        firma="",
    )
    return Renglon(**{**sin_firma._dict(), "firma": firma.firmar(sin_firma.firmado())})


def de_la_foto(foto: Foto) -> dict[str, Any]:
    """El ancla de los libros que trae una foto, como va en el manifiesto de corrida: `base`, `raiz` y `puntas`."""
    leido = json.loads(foto.manifiesto.read_text())["puntas"]
    puntas = {libro: (int(hasta), str(huella)) for libro, (hasta, huella) in leido["cadenas"].items()}
    return {"base": leido["base"], "raiz": raiz(puntas), "puntas": puntas}


def texto(base: str, raiz: str) -> str:
    """El ancla como se imprime en el QR de un informe.

    >>> texto("2:" + "ab" * 32, "cd" * 32)[:31]
    'cobranza-ancla:1:abababababab:c'
    """
    return f"cobranza-ancla:1:{corta(base)}:{raiz}"


def corta(base: str) -> str:
    """Los primeros caracteres de la identidad de una base: bastan para distinguirla y caben en un papel."""
    return base.rpartition(":")[2][:12]


def impresa(dicha: str) -> tuple[str, str] | None:
    """(base corta, raíz) de un ancla impresa; None si es otra cosa. Errores: `ErrorDeUso` si está mal copiada."""
    if not dicha.strip().startswith("cobranza-ancla:"):
        return None
    hallada = _IMPRESA.fullmatch(dicha.strip())
    if hallada is None:
        raise ErrorDeUso(
            "El ancla impresa está incompleta; se esperaba cobranza-ancla:1:, doce caracteres de la base, dos "
            "puntos y "
            "los sesenta y cuatro de la raíz, tal como los lee el QR del informe."
        )
    return hallada["base"], hallada["raiz"]
