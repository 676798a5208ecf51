"""Certificados de un día para las pruebas de documentos."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

MOMENTO = datetime(2026, 3, 10, 12, 30, tzinfo=UTC)
Datos = dict[str, Any]


@cache
def _clave(de_quien: str) -> rsa.RSAPrivateKey:
    """Una clave por nombre y por proceso: hacerla cuesta más que lo que se prueba con ella."""
    return rsa.generate_private_key(65537, 2048)


class Autoridad:
    """Una autoridad certificadora de prueba y los certificados que da."""

    def __init__(self, carpeta: Path, nombre: str = "autoridad") -> None:
        self.carpeta = carpeta
        self.clave = _clave(nombre)
        self.certificado = self._firmado("Autoridad de prueba", self.clave, es_ca=True)

    def p12(self, nombre: str = "firma", *, hasta: datetime | None = None, contrasena: bytes = b"secreta") -> Path:
        """Un `.p12` de una funcionaria inventada, sólo para su dueño."""
        clave = _clave(nombre)
        certificado = self._firmado("Funcionaria Ficticia", clave, hasta=hasta)
        ruta = self.carpeta / f"{nombre}.p12"
        ruta.write_bytes(
            pkcs12.serialize_key_and_certificates(
                b"firma", clave, certificado, None, BestAvailableEncryption(contrasena)
            )
        )
        ruta.chmod(0o600)
        return ruta

    def par(self, contrasena: bytes | None) -> Path:
        """Un certificado DER y su clave al lado, como los de la e.firma."""
        clave = _clave("efirma")
        certificado = self.carpeta / "efirma.cer"
        certificado.write_bytes(self._firmado("Funcionaria Ficticia", clave).public_bytes(Encoding.DER))
        cifrado = BestAvailableEncryption(contrasena) if contrasena else NoEncryption()
        llave = self.carpeta / "efirma.key"
        llave.write_bytes(clave.private_bytes(Encoding.DER, PrivateFormat.PKCS8, cifrado))
        llave.chmod(0o600)
        return certificado

    def raiz(self) -> Path:
        """El certificado de la autoridad, en su archivo."""
        ruta = self.carpeta / "raiz.pem"
        ruta.write_bytes(self.certificado.public_bytes(Encoding.PEM))
        return ruta

    def _firmado(
        self, nombre: str, clave: rsa.RSAPrivateKey, *, es_ca: bool = False, hasta: datetime | None = None
    ) -> x509.Certificate:
        sujeto = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, nombre)])
        emisor = sujeto if es_ca else self.certificado.subject
        uso = {"digital_signature": True, "content_commitment": True, "key_cert_sign": es_ca, "crl_sign": es_ca}
        nada = dict.fromkeys(("key_encipherment", "data_encipherment", "key_agreement"), False)
        return (
            x509.CertificateBuilder()
            .subject_name(sujeto)
            .issuer_name(emisor)
            .public_key(clave.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(MOMENTO - timedelta(days=900))
            .not_valid_after(hasta or MOMENTO + timedelta(days=900))
            .add_extension(x509.BasicConstraints(ca=es_ca, path_length=None), critical=True)
            .add_extension(x509.KeyUsage(**uso, **nada, encipher_only=False, decipher_only=False), critical=True)
            .sign(self.clave, hashes.SHA256())
        )
