"""La firma electrónica: se pone con el certificado de la oficina y se comprueba con el de su autoridad."""

from __future__ import annotations

import io
import random
import shutil
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from documentos_de_prueba import MOMENTO, Autoridad, Datos

from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeUso
from cobranza.documentos import certificado, sello
from cobranza.documentos.autenticidad import Dictamen, comprobar
from cobranza.documentos.certificado import Certificado
from cobranza.documentos.hechura import pdf

pytestmark = pytest.mark.lenta

AUTENTICO, ALTERADO, SIN_FIRMA = Dictamen.AUTENTICO, Dictamen.ALTERADO, Dictamen.SIN_FIRMA


@pytest.fixture
def con_que_firmar(autoridad: Autoridad, contrasena: Callable[[bytes], None]) -> Certificado:
    contrasena(b"secreta")
    return certificado.leer(autoridad.p12())


def _raices(autoridad: Autoridad) -> list[Any]:
    from pyhanko.keys import load_certs_from_pemder_data

    return list(load_certs_from_pemder_data(autoridad.raiz().read_bytes()))


@pytest.fixture
def firmado(con_que_firmar: Certificado, ejemplos: dict[str, Datos]) -> bytes:
    return pdf("convenio", ejemplos["convenio"], certificado=con_que_firmar, momento=MOMENTO)


def test_firmado_y_con_su_autoridad_es_autentico(firmado: bytes, autoridad: Autoridad) -> None:
    c = comprobar(firmado, raices=_raices(autoridad))
    assert c.dictamen is AUTENTICO, c.faltas
    assert any(h.startswith("lo firmó Funcionaria Ficticia, certificado ") for h in c.hechos)


def test_sin_su_autoridad_esta_integro_y_dice_que_no_sabe_de_quien_es(firmado: bytes) -> None:
    c = comprobar(firmado)
    assert c.dictamen is SIN_FIRMA
    assert any("no se comprobó" in h for h in c.hechos)


def test_con_otra_autoridad_no_pasa(firmado: bytes, tmp_path: Path) -> None:
    (tmp_path / "otra").mkdir()
    c = comprobar(firmado, raices=_raices(Autoridad(tmp_path / "otra", "otra autoridad")))
    assert (c.dictamen, c.faltas) == (
        ALTERADO,
        ["el certificado con que se firmó no lo respalda la autoridad que se dio"],
    )


def test_la_hora_de_la_firma_es_la_que_se_dio(firmado: bytes) -> None:
    from pyhanko.pdf_utils.reader import PdfFileReader

    (una,) = PdfFileReader(io.BytesIO(firmado)).embedded_signatures
    assert una.self_reported_timestamp == MOMENTO
    assert una.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"


def test_la_hoja_dice_quien_firma_y_no_dice_sin_firma(firmado: bytes, con_que_firmar: Certificado) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("falta pdftotext para leer el documento")
    dicho = subprocess.run(["pdftotext", "-", "-"], input=firmado, capture_output=True, check=True).stdout.decode()
    assert f"certificado {con_que_firmar.serie}" in " ".join(dicho.split())
    assert "Sin firma" not in dicho


def test_otro_lector_tambien_la_da_por_buena(firmado: bytes, tmp_path: Path) -> None:
    if shutil.which("pdfsig") is None:
        pytest.skip("falta pdfsig para tener otra opinión")
    ruta = tmp_path / "firmado.pdf"
    ruta.write_bytes(firmado)
    dicho = subprocess.run(["pdfsig", "-nocert", str(ruta)], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in dicho
    assert "Total document signed" in dicho


def test_quitarle_la_firma_se_nota(firmado: bytes) -> None:
    leido = sello.leer(firmado)
    assert leido
    c = comprobar(firmado[: leido.hasta])
    assert (c.dictamen, c.faltas) == (ALTERADO, ["dice estar firmado y su firma no está o no se entiende"])


def test_firmarlo_despues_con_otro_certificado_se_nota(
    firmado: bytes, ejemplos: dict[str, Datos], autoridad: Autoridad
) -> None:
    otro = certificado.leer(autoridad.p12("otro"))
    leido = sello.leer(firmado)
    assert leido
    suplantado = certificado.firmar(firmado[: leido.hasta], otro, MOMENTO)
    assert comprobar(suplantado, raices=_raices(autoridad)).dictamen is ALTERADO
    sin_declarar = certificado.firmar(pdf("convenio", ejemplos["convenio"]), otro, MOMENTO)
    assert comprobar(sin_declarar, raices=_raices(autoridad)).dictamen is ALTERADO


def test_cambiarlo_despues_de_firmado_se_nota(firmado: bytes, autoridad: Autoridad) -> None:
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    agregado = IncrementalPdfFileWriter(io.BytesIO(firmado))
    agregado.root["/Lang"] = generic.TextStringObject("en")
    agregado.update_root()
    salida = io.BytesIO()
    agregado.write(salida)
    c = comprobar(salida.getvalue(), raices=_raices(autoridad))
    assert (c.dictamen, c.faltas) == (ALTERADO, ["se cambió después de firmarse"])


@pytest.mark.lenta
def test_cambiar_lo_firmado_o_meter_algo_en_su_hueco_se_nota(firmado: bytes, autoridad: Autoridad) -> None:
    """El hueco es lo único que la firma no cubre; lo que en su propio sobre no firma, nada dice del documento."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    leido = sello.leer(firmado)
    (una,) = PdfFileReader(io.BytesIO(firmado)).embedded_signatures
    _, empieza, sigue, _ = una.byte_range
    assert leido
    raices, azar = _raices(autoridad), random.Random(2026)
    hueco = firmado.rindex(b"0000>", 0, sigue + 1)
    cubierto = [*azar.sample(range(leido.hasta, empieza), 20), *azar.sample(range(sigue, len(firmado)), 20)]
    for lugar in (*cubierto, hueco, sigue - 2, sigue - 300):
        tocado = bytearray(firmado)
        tocado[lugar] ^= azar.choice((1, 2, 4))
        assert comprobar(bytes(tocado), raices=raices).dictamen is ALTERADO, lugar
    for lugar in azar.sample(range(empieza, sigue), 20):
        tocado = bytearray(firmado)
        tocado[lugar] ^= azar.choice((1, 2, 32))
        assert comprobar(bytes(tocado), raices=raices).dictamen in tuple(Dictamen), "nunca una falla nuestra"


def test_las_dos_firmas_conviven(
    de_la_casa: str, con_que_firmar: Certificado, autoridad: Autoridad, ejemplos: dict[str, Datos]
) -> None:
    hecho = pdf("convenio", ejemplos["convenio"], certificado=con_que_firmar, momento=MOMENTO)
    c = comprobar(hecho, publicas=[de_la_casa], raices=_raices(autoridad))
    assert c.dictamen is AUTENTICO
    assert len(c.hechos) == 4


@pytest.mark.parametrize("clave", [None, b"otra contrase\xc3\xb1a"])
def test_sirve_el_par_de_la_efirma(
    clave: bytes | None, autoridad: Autoridad, contrasena: Callable[[bytes], None], ejemplos: dict[str, Datos]
) -> None:
    if clave:
        contrasena(clave)
    hecho = pdf(
        "ficha_de_pago",
        ejemplos["ficha_de_pago"],
        certificado=certificado.leer(autoridad.par(clave)),
        momento=MOMENTO,
    )
    assert comprobar(hecho, raices=_raices(autoridad)).dictamen is AUTENTICO


def test_un_certificado_vencido_no_firma(
    autoridad: Autoridad, contrasena: Callable[[bytes], None], ejemplos: dict[str, Datos]
) -> None:
    contrasena(b"secreta")
    vencido = certificado.leer(autoridad.p12(hasta=MOMENTO - timedelta(days=1)))
    with pytest.raises(ErrorDeUso, match=r"vale del .* al 9 de marzo de 2026"):
        pdf("convenio", ejemplos["convenio"], certificado=vencido, momento=MOMENTO)


def test_firmar_sin_hora_no_da_un_documento_a_medias(con_que_firmar: Certificado, ejemplos: dict[str, Datos]) -> None:
    with pytest.raises(ErrorDeUso, match="la hora de la firma"):
        pdf("convenio", ejemplos["convenio"], certificado=con_que_firmar)


def test_el_que_no_se_puede_usar_se_explica(
    autoridad: Autoridad, contrasena: Callable[[bytes], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    p12 = autoridad.p12()
    assert certificado.configurado() is None
    monkeypatch.setenv("COBRANZA_CERTIFICADO", str(p12))
    with pytest.raises(ErrorDeUso, match="su contraseña no es ésa"):
        certificado.configurado()
    contrasena(b"no es")
    with pytest.raises(ErrorDeUso, match="su contraseña no es ésa") as error:
        certificado.configurado()
    assert "no es\n" not in error.value.mensaje
    contrasena(b"secreta")
    assert certificado.configurado()
    p12.chmod(0o644)
    with pytest.raises(ErrorDeUso, match="chmod 600"):
        certificado.configurado()
    for nombre, contenido in (("nada.p12", b"basura"), ("nada.pem", b"basura"), ("vacio.cer", b"")):
        ruta = tmp_path / nombre
        ruta.write_bytes(contenido)
        ruta.chmod(0o600)
        monkeypatch.setenv("COBRANZA_CERTIFICADO", str(ruta))
        with pytest.raises(ErrorDeUso, match="No se entiende el certificado"):
            certificado.configurado()
    for falta in (tmp_path / "no-esta.p12", tmp_path):
        monkeypatch.setenv("COBRANZA_CERTIFICADO", str(falta))
        with pytest.raises(ErrorDeUso, match="No se puede leer"):
            certificado.configurado()


def test_la_clave_no_puede_vivir_en_el_proyecto(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COBRANZA_CERTIFICADO", str(ajustes().raiz / "firma.p12"))
    with pytest.raises(ErrorDeUso, match="dentro del proyecto"):
        certificado.configurado()
