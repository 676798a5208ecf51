"""¿Es auténtico un documento? Se responde con el archivo y, si se tiene, la clave pública: sin red y sin la base.

Tres respuestas. «Auténtico»: lo prueba una firma, la de la casa o la del certificado. «Sin firma»: está íntegro, pero
nada prueba quién lo hizo. «Alterado»: algo no corresponde, o falta una firma que debía traer.
"""

from __future__ import annotations

import hashlib
import io
import logging
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from cobranza.base import firma
from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.documentos import imprenta, plantillas, sello
from cobranza.documentos.plantillas import Plantilla
from cobranza.documentos.sello import Sellado
from cobranza.documentos.sobre import ARCHIVO, Sobre, abierto, firma_del_qr

_MAYOR = 8 << 20
"""Lo más que pesa lo que un documento dice: una relación de cinco mil renglones no llega a dos millones de bytes."""
for _quien in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_quien).addHandler(logging.NullHandler())  # lo que encuentra se dice aquí, y no por su cuenta
_RAROS = (Exception,)
"""Leer un PDF ajeno puede fallar de mil maneras, y todas dicen lo mismo: no es lo que se imprimió."""


class Dictamen(StrEnum):
    """Qué es un documento."""

    AUTENTICO = "auténtico"
    SIN_FIRMA = "sin firma"
    ALTERADO = "alterado"


@dataclass(slots=True)
class Comprobado:
    """El dictamen de un archivo, con cada cosa que se miró (`hechos`) y lo que no corresponde (`faltas`)."""

    dictamen: Dictamen = Dictamen.SIN_FIRMA
    tipo: str = ""
    folio: str = ""
    fecha: str = ""
    huella: str = ""
    hechos: list[str] = field(default_factory=list)
    faltas: list[str] = field(default_factory=list)


def comprobar(pdf: bytes, *, publicas: Sequence[str] = (), raices: Sequence[Any] = ()) -> Comprobado:
    """El dictamen de un PDF.

    `publicas`: las claves Ed25519 de la casa (base64); si se dan, la firma debe ser de una de ellas. `raices`:
    certificados en que se confía, para saber de quién es una firma electrónica. Errores: `ErrorDeDatos` si no es un
    PDF.
    """
    if not pdf.lstrip().startswith(b"%PDF-"):
        raise ErrorDeDatos("El archivo no es un PDF; se esperaba un documento hecho con «cobranza documento».")
    c = Comprobado()
    sellado = sello.leer(pdf)
    if sellado is None:
        c.faltas.append("no trae el sello de un documento de la casa: no se hizo aquí, o se volvió a guardar")
    elif not sellado.intacto:
        c.faltas.append("sus bytes no son los que se sellaron al imprimirlo")
    else:
        _por_dentro(c, pdf, sellado, publicas, raices)
    if c.faltas:
        c.dictamen = Dictamen.ALTERADO
    return c


def comprobar_qr(texto: str, publicas: Sequence[str]) -> Comprobado:
    """El dictamen de un QR leído del papel. Errores: `ErrorDeDatos` si no es de un documento de la casa."""
    try:
        dicho, firmado = firma_del_qr(texto)
    except ValueError as error:
        raise ErrorDeDatos("Ese texto no es el QR de un documento de la casa; vuelve a leerlo completo.") from error
    _, tipo, folio, fecha, huella = dicho.split("|")
    c = Comprobado(tipo=tipo, folio=folio, fecha=fecha, huella=huella)
    if _firmado_por(dicho, firmado, publicas):
        c.dictamen = Dictamen.AUTENTICO
        c.hechos.append("el QR lo firmó la casa; compara folio, fecha y huella con los del papel")
    elif publicas:
        c.faltas.append("la firma del QR no es de la casa" if firmado else "el QR no trae la firma de la casa")
    if c.faltas:
        c.dictamen = Dictamen.ALTERADO
    return c


def _por_dentro(c: Comprobado, pdf: bytes, sellado: Sellado, publicas: Sequence[str], raices: Sequence[Any]) -> None:
    try:
        sobre, qr = _adjunto(pdf, sellado.hasta)
    except _RAROS:
        c.faltas.append(f"no trae adjunto {ARCHIVO}, con lo que dice, o no se entiende")
        return
    c.tipo, c.folio, c.fecha = sobre.contenido["tipo"], sobre.datos["folio"], sobre.datos["fecha"]
    c.huella = sobre.huella
    c.hechos.append("los bytes son los que se sellaron")
    dicho, _, firmado = qr.rpartition("|")
    if dicho != sobre.sin_firmar:
        c.faltas.append("el QR dice otro folio, otra fecha u otra huella que el documento")
        return
    c.hechos.append("la huella es la de lo que el documento dice")
    de_la_casa = any(map(sellado.es_de, publicas)) and _firmado_por(dicho, firmado, publicas)
    if de_la_casa:
        c.dictamen = Dictamen.AUTENTICO
        c.hechos.append("lo selló la casa, con la clave que se dio")
    elif publicas:
        c.faltas.append(
            "no lleva la firma de la clave que se dio" if sellado.firma else "no lleva la firma de la casa"
        )
    else:
        _vuelto_a_imprimir(c, sellado, sobre, qr)
    c.faltas += _de_la_firma_electronica(c, pdf, sellado, sobre, raices)


def _firmado_por(dicho: str, firmado: str, publicas: Sequence[str]) -> bool:
    return any(firma.verificada(dicho.encode(), firmado, publica) for publica in publicas)


def _vuelto_a_imprimir(c: Comprobado, sellado: Sellado, sobre: Sobre, qr: str) -> None:
    """Sin clave, lo que prueba que las páginas dicen lo que el sobre es volver a imprimirlas."""
    try:
        plantilla = plantillas.leer(c.tipo)
    except ErrorDeUso:
        plantilla = None
    if plantilla is None or plantilla.huella != sobre.contenido["plantilla"]:
        c.hechos.append("su plantilla ya cambió: las páginas no se volvieron a imprimir para compararlas")
    elif _impreso(plantilla, sobre, qr) == sellado.impreso:
        c.hechos.append("vuelto a imprimir con lo que dice, da los mismos bytes")
    elif imprenta.con_la_misma(sellado.impreso):
        c.faltas.append("sus páginas no son las que da su plantilla con lo que el documento dice")
    else:
        c.hechos.append("se imprimió con otra versión de typst: las páginas no se pudieron comparar")


def _impreso(plantilla: Plantilla, sobre: Sobre, qr: str) -> bytes:
    """Vuelto a imprimir; vacío si su plantilla no puede con lo que dice, que entonces no salió de ella."""
    try:
        return imprenta.compuesto(plantilla, sobre, qr) if plantilla.comprobados(sobre.datos) == sobre.datos else b""
    except _RAROS:
        return b""


def _adjunto(pdf: bytes, hasta: int) -> tuple[Sobre, str]:
    from pyhanko.pdf_utils.reader import PdfFileReader

    if b"/ObjStm" in pdf or b"/XRef" in pdf:
        raise ValueError("la casa no comprime sus objetos: uno ajeno podría inflarse hasta llenar la memoria")
    leido: Any = PdfFileReader(io.BytesIO(pdf[:hasta]))
    adjuntos = [a for a in (a.get_object() for a in leido.root["/AF"]) if str(a["/UF"]) == ARCHIVO]
    return abierto(_desinflado(adjuntos[0]["/EF"]["/F"])), str(leido.trailer["/Info"]["/Keywords"])


def _desinflado(adjunto: Any) -> bytes:
    """Los bytes de un adjunto. Errores: `ValueError` si son más de los que un documento lleva."""
    crudo: bytes = adjunto.encoded_data
    if str(adjunto.get("/Filter", "")) == "/FlateDecode":
        crudo = zlib.decompressobj().decompress(crudo, _MAYOR + 1)
    if len(crudo) > _MAYOR:
        raise ValueError("el adjunto no cabe")
    return crudo


def _de_la_firma_electronica(
    c: Comprobado, pdf: bytes, sellado: Sellado, sobre: Sobre, raices: Sequence[Any]
) -> Iterator[str]:
    """Lo que la firma electrónica tiene mal; si está bien, lo anota."""
    declarado = sobre.contenido["firmante"]
    if declarado is None:
        if sellado.despues.strip():
            yield "dice no llevar firma y trae algo después de lo que se imprimió"
        return
    try:
        estado, cuantas, canonica = _firma_electronica(pdf, raices)
    except _RAROS:
        yield "dice estar firmado y su firma no está o no se entiende"
        return
    if hashlib.sha256(estado.signing_cert.dump()).hexdigest() != declarado["huella"] or cuantas != 1:
        yield "no lo firmó el certificado que el documento dice"
    elif not (estado.intact and estado.valid and canonica) or estado.coverage.name != "ENTIRE_FILE":
        yield "se cambió después de firmarse"
    elif raices and not estado.trusted:
        yield "el certificado con que se firmó no lo respalda la autoridad que se dio"
    else:
        quien = f"{declarado['titular']}, certificado {declarado['serie']}"
        c.hechos.append(f"lo firmó {quien}" if raices else f"lo firmó {quien}, que no se comprobó: dalo con --raiz")
        if raices:
            c.dictamen = Dictamen.AUTENTICO


def _firma_electronica(pdf: bytes, raices: Sequence[Any]) -> tuple[Any, int, bool]:
    """(estado de la firma, cuántas hay, si está escrita como se escribe y su hueco va en ceros)."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko_certvalidator import ValidationContext

    firmas: list[Any] = list(PdfFileReader(io.BytesIO(pdf)).embedded_signatures)
    una = firmas[0]
    contexto = ValidationContext(
        # sin raíces se comprueba la firma, no de quién es: con la suya misma no se pregunta nada a nadie
        trust_roots=list(raices) or [una.signer_cert],
        moment=una.self_reported_timestamp,
        allow_fetching=False,
    )
    usos = KeyUsageConstraints(key_usage=set())
    # cubrir el archivo entero se exige aparte: no hay cambios posteriores que juzgar
    estado = validate_pdf_signature(una, contexto, key_usage_settings=usos, skip_diff=True)
    return estado, len(firmas), _es_canonica(pdf, una)


def _es_canonica(pdf: bytes, una: Any) -> bool:
    """El hueco de la firma es lo único que ella no cubre: no debe traer nada más."""
    from asn1crypto.parser import peek  # type: ignore[import-untyped]  # no publica tipos

    desde, hasta = una.byte_range[1], una.byte_range[2]
    crudo: bytes = una.pkcs7_content
    firma_sola = crudo[: peek(crudo)].hex().upper().encode()
    return pdf[desde:hasta] == b"<" + firma_sola.ljust(hasta - desde - 2, b"0") + b">"
