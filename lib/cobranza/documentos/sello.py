"""El sello de un PDF: la huella de todos sus bytes y la firma de la casa, en un comentario antes del final.

Va donde un PDF admite comentarios (delante de `startxref`), no mueve ningún objeto y no es parte de lo que resume.
Lo que después agregue una firma electrónica queda fuera: el sello cuida la versión que se imprimió.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from cobranza.base import firma

_FINAL = re.compile(rb"startxref\s+\d+\s+%%EOF\s*\Z")
_SELLADO = re.compile(rb"%cobranza-sello 1 ([0-9a-f]{64}) ([A-Za-z0-9+/=]{88}|-)\n(startxref\s+\d+\s+%%EOF)")
_FIRMADO = "COBRANZA1|sello|"


@dataclass(frozen=True, slots=True)
class Sellado:
    """Un PDF leído: los bytes de cuando se imprimió, lo que su sello dice de ellos y lo que vino después."""

    impreso: bytes
    hasta: int
    huella: str
    firma: str
    despues: bytes

    @property
    def intacto(self) -> bool:
        """¿Los bytes son los que se sellaron?"""
        return hashlib.sha256(self.impreso).hexdigest() == self.huella

    def es_de(self, publica: str) -> bool:
        """¿Lo selló quien tiene la clave de esa pública?"""
        return firma.verificada(f"{_FIRMADO}{self.huella}".encode(), self.firma, publica)


def sellar(pdf: bytes) -> bytes:
    """El PDF con su sello; sin firma si en esta instalación no hay clave."""
    final = _FINAL.search(pdf)
    assert final is not None, "un PDF termina en %%EOF"
    huella = hashlib.sha256(pdf).hexdigest()
    firmado = firma.firmar(f"{_FIRMADO}{huella}".encode()) or "-"
    return b"".join((pdf[: final.start()], f"%cobranza-sello 1 {huella} {firmado}\n".encode(), final[0]))


def leer(pdf: bytes) -> Sellado | None:
    """El sello de un PDF; None si no trae uno."""
    hallado = _SELLADO.search(pdf)
    if hallado is None:
        return None
    impreso = pdf[: hallado.start()] + hallado[3]
    firmado = hallado[2].decode()
    return Sellado(
        impreso, hallado.end(), hallado[1].decode(), "" if firmado == "-" else firmado, pdf[hallado.end() :]
    )
