"""Hacer un documento: datos comprobados → sobre → PDF sellado y, si se da un certificado, firmado."""

from __future__ import annotations

from datetime import datetime

from cobranza.base.errores import ErrorDeUso
from cobranza.documentos import imprenta, plantillas, sello
from cobranza.documentos.certificado import Certificado, firmar
from cobranza.documentos.plantillas import Plantilla
from cobranza.documentos.sobre import cerrado


def pdf(
    plantilla: str | Plantilla,
    datos: object,
    *,
    certificado: Certificado | None = None,
    momento: datetime | None = None,
) -> bytes:
    """Un documento: los mismos datos dan los mismos bytes. Sin `certificado` dice «Sin firma».

    `momento`: la hora de la firma, con zona; hace falta si hay certificado. Errores: `ErrorDeUso` si no hay esa
    plantilla o el certificado no sirve; `ErrorDeDatos` si los datos no son los que recibe.
    """
    if certificado and momento is None:
        raise ErrorDeUso("Para firmar hace falta la hora de la firma; da `momento`, con su zona.")
    de = plantillas.leer(plantilla) if isinstance(plantilla, str) else plantilla
    sobre = cerrado(de, de.comprobados(datos), certificado.como_firmante() if certificado else None)
    sellado = sello.sellar(imprenta.compuesto(de, sobre, sobre.qr()))
    return firmar(sellado, certificado, momento) if certificado and momento else sellado
