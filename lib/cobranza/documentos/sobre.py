"""El sobre de un documento: todo lo que dice, en JSON canónico, con su huella y el texto de su QR.

Viaja adjunto en el PDF (`documento.json`), así que la huella se vuelve a calcular sin la base. El QR lleva sólo tipo,
folio, fecha, huella y la firma de la casa: ni nombre ni RFC (CFF, art. 69).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cobranza.base import catalogos, firma
from cobranza.documentos.datos_declarados import FOLIO
from cobranza.documentos.plantillas import Plantilla

VERSION = 1
ARCHIVO = "documento.json"
_MARCA = "COBRANZA1"
_CAMPOS_DEL_QR = 6
_SIN_FIRMAR = re.compile(rf"{_MARCA}\|[a-z_]{{1,60}}\|{FOLIO}\|\d{{4}}-\d{{2}}-\d{{2}}\|[0-9a-f]{{64}}")
_DEL_FIRMANTE = {"titular", "serie", "huella"}


@dataclass(frozen=True, slots=True)
class Sobre:
    """Lo que dice un documento y los bytes con que lo dice."""

    contenido: Mapping[str, Any]
    bytes: bytes

    @property
    def huella(self) -> str:
        """SHA-256 de los bytes, en hexadecimal."""
        return hashlib.sha256(self.bytes).hexdigest()

    @property
    def datos(self) -> Mapping[str, Any]:
        """Los datos con que se hizo."""
        datos: Mapping[str, Any] = self.contenido["datos"]
        return datos

    @property
    def sin_firmar(self) -> str:
        """Lo que el QR dice de él, antes de la firma."""
        return "|".join((_MARCA, self.contenido["tipo"], self.datos["folio"], self.datos["fecha"], self.huella))

    def qr(self) -> str:
        """El texto del QR; su firma, vacía si en esta instalación no hay clave."""
        return f"{self.sin_firmar}|{firma.firmar(self.sin_firmar.encode())}"


def cerrado(plantilla: Plantilla, datos: Mapping[str, Any], firmante: Mapping[str, str] | None) -> Sobre:
    """El sobre de unos datos ya comprobados; `firmante`, el del certificado con que se firmará el PDF."""
    de = catalogos.institucion(date.fromisoformat(datos["fecha"]))
    propio = datos.get("fundamento")
    contenido = {
        "version": VERSION,
        "tipo": plantilla.nombre,
        "plantilla": plantilla.huella,
        "titulo": plantilla.titulos[datos["ambito"]],
        "dependencia": de.dependencia,
        "unidad": de.unidad,
        "acento": de.acento,
        "fundamento": propio or list(plantilla.fundamento),
        "supletorio": datos["ambito"] == "estatal" and not propio,
        "datos": datos,
        "firmante": firmante,
    }
    return Sobre(contenido, canonico(contenido))


def abierto(crudo: bytes) -> Sobre:
    """El sobre que traía un PDF. Errores: `ValueError` si no es uno, o no está escrito como se escribe."""
    contenido = json.loads(crudo)
    if not isinstance(contenido, dict) or contenido.get("version") != VERSION or canonico(contenido) != crudo:
        raise ValueError("no es el sobre de un documento")
    sobre = Sobre(contenido, crudo)
    firmante = contenido["firmante"] or dict.fromkeys(_DEL_FIRMANTE, "")
    _que_se_pueda_decir(sobre.sin_firmar)
    if set(firmante) != _DEL_FIRMANTE or not all(isinstance(v, str) and v.isprintable() for v in firmante.values()):
        raise ValueError("no dice bien quién lo firma")
    return sobre


def canonico(contenido: object) -> bytes:
    """JSON con las llaves en orden, sin espacios y en UTF-8: lo mismo da siempre los mismos bytes."""
    return json.dumps(contenido, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def firma_del_qr(texto: str) -> tuple[str, str]:
    """(lo firmado, la firma) del texto de un QR. Errores: `ValueError` si no es de un documento de la casa."""
    partes = texto.strip().split("|")
    if len(partes) != _CAMPOS_DEL_QR:
        raise ValueError("no es el QR de un documento")
    dicho = "|".join(partes[:-1])
    _que_se_pueda_decir(dicho)
    return dicho, partes[-1]


def _que_se_pueda_decir(sin_firmar: str) -> None:
    """Lo que un documento ajeno dice de sí se imprime en una terminal: debe ser lo que se espera y nada más."""
    if not _SIN_FIRMAR.fullmatch(sin_firmar):
        raise ValueError("no dice su tipo, su folio y su fecha como un documento de la casa")
