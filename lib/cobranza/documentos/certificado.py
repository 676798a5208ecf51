"""El certificado con que se firma un PDF (PAdES, con pyHanko): el de `COBRANZA_CERTIFICADO`, si lo hay.

Es un `.p12`, o un certificado (`.pem`, `.cer`) con su clave al lado, del mismo nombre y terminada en `.key`, como la
e.firma. La contraseña va en un archivo, el de `COBRANZA_CERTIFICADO_CLAVE`. Nada de eso vive en el proyecto.
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeUso
from cobranza.base.fechas import fecha_larga
from cobranza.base.motivos import motivo_de

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner

VARIABLE, VARIABLE_DE_LA_CLAVE = "COBRANZA_CERTIFICADO", "COBRANZA_CERTIFICADO_CLAVE"
CAMPO = "Firma"
_AJENOS = stat.S_IRWXO | stat.S_IWGRP | stat.S_IXGRP
"""Permisos que una clave no debe dar: a cualquiera, o a su grupo para cambiarla."""


@dataclass(frozen=True)
class Certificado:
    """Con qué se firma: de quién es, su número de serie, su huella y hasta cuándo vale."""

    firmador: SimpleSigner
    titular: str
    serie: str
    huella: str
    desde: datetime
    hasta: datetime

    def como_firmante(self) -> dict[str, str]:
        """Lo que el documento dice de quien lo firma."""
        return {"titular": self.titular, "serie": self.serie, "huella": self.huella}


def configurado() -> Certificado | None:
    """El certificado de esta instalación; None si no hay.

    Errores: `ErrorDeUso` si no está, no se entiende, lo puede leer cualquiera o vive en el proyecto.
    """
    dicho = os.environ.get(VARIABLE)
    return leer(Path(dicho)) if dicho else None


def leer(ruta: Path) -> Certificado:
    """Un certificado y su clave, de sus archivos. Errores: los de `configurado`."""
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    contrasena = _contrasena()
    try:
        if ruta.suffix.lower() in (".p12", ".pfx"):
            firmador = SimpleSigner.load_pkcs12_data(_secreto(ruta), (), contrasena)
        else:
            propio, cadena, clave = _par(ruta, contrasena)
            otros = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # no publica tipos
            otros.register_multiple(cadena)
            firmador = SimpleSigner(propio, clave, otros)
    except (ValueError, TypeError) as error:
        raise ErrorDeUso(
            f"No se entiende el certificado {ruta} o su contraseña no es ésa; se esperaba un .p12, o un .pem o .cer "
            f"con su .key al lado, y la contraseña en el archivo que dice {VARIABLE_DE_LA_CLAVE}."
        ) from error
    return _certificado(firmador)


def _certificado(firmador: SimpleSigner) -> Certificado:
    x509: Any = firmador.signing_cert
    sujeto = x509.subject.native
    return Certificado(
        firmador,
        str(sujeto.get("common_name") or x509.subject.human_friendly),
        numero_de_serie(x509.serial_number),
        hashlib.sha256(x509.dump()).hexdigest(),
        x509.not_valid_before,
        x509.not_valid_after,
    )


def numero_de_serie(numero: int) -> str:
    """El número de serie como se lee: los del SAT guardan sus veinte cifras como letras.

    >>> numero_de_serie(0x3330303031303030303030343030303032343334), numero_de_serie(0x1A2B)
    ('30001000000400002434', '1A2B')
    """
    octetos = numero.to_bytes((numero.bit_length() + 7) // 8 or 1, "big")
    return octetos.decode() if len(octetos) == 20 and octetos.isdigit() else f"{numero:X}"


def firmar(pdf: bytes, certificado: Certificado, momento: datetime) -> bytes:
    """El PDF con su firma electrónica, agregada al final: lo impreso no cambia.

    `momento`: la hora de la firma, con zona. Errores: `ErrorDeUso` si a esa hora el certificado no vale.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    if not certificado.desde <= momento <= certificado.hasta:
        raise ErrorDeUso(
            f"El certificado {certificado.serie} vale del {fecha_larga(certificado.desde)} al "
            f"{fecha_larga(certificado.hasta)} y se quiso firmar el {fecha_larga(momento)}; renuévalo y repite."
        )

    class _Firmador(PdfSigner):
        """El de pyHanko, con la hora que se le da y no la del reloj."""

        def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> Any:
            sesion = super().init_signing_session(pdf_out, existing_fields_only)
            sesion.system_time = momento
            return sesion

    datos = PdfSignatureMetadata(field_name=CAMPO, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256")
    campo = SigFieldSpec(CAMPO, readable_field_name="Firma electrónica del documento")
    firmador = _Firmador(datos, signer=certificado.firmador, new_field_spec=campo)
    salida = io.BytesIO()
    firmador.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=salida)
    return salida.getvalue()


def _par(ruta: Path, contrasena: bytes | None) -> tuple[Any, list[Any], Any]:
    from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data

    propio, *cadena = load_certs_from_pemder_data(_archivo(ruta))
    return propio, cadena, load_private_key_from_pemder_data(_secreto(ruta.with_suffix(".key")), contrasena)


def _contrasena() -> bytes | None:
    dicho = os.environ.get(VARIABLE_DE_LA_CLAVE)
    return _secreto(Path(dicho)).rstrip(b"\r\n") if dicho else None


def _secreto(ruta: Path) -> bytes:
    """Un archivo que sólo su dueño debe poder leer y que no vive en el proyecto."""
    if ruta.resolve().is_relative_to(ajustes().raiz):
        raise ErrorDeUso(f"{ruta} está dentro del proyecto, que se comparte; llévalo fuera de {ajustes().raiz}.")
    contenido = _archivo(ruta)
    if ruta.stat().st_mode & _AJENOS:
        raise ErrorDeUso(f"{ruta} lo puede leer o cambiar alguien más. Ciérralo con: chmod 600 {ruta}")
    return contenido


def _archivo(ruta: Path) -> bytes:
    try:
        return ruta.read_bytes()
    except OSError as error:
        raise ErrorDeUso(
            f"No se puede leer {ruta} ({motivo_de(error)}); corrige {VARIABLE} o {VARIABLE_DE_LA_CLAVE}."
        ) from error
