"""Un documento se comprueba con el archivo y, si se tiene, la clave: nadie lo cambia sin que se note."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import random
import socket
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest

from cobranza.base import firma
from cobranza.base.errores import ErrorDeDatos
from cobranza.documentos import imprenta, plantillas, sello
from cobranza.documentos.autenticidad import Dictamen, comprobar, comprobar_qr
from cobranza.documentos.hechura import pdf
from cobranza.documentos.sobre import canonico, cerrado

Datos = dict[str, Any]
AUTENTICO, ALTERADO, SIN_FIRMA = Dictamen.AUTENTICO, Dictamen.ALTERADO, Dictamen.SIN_FIRMA


@pytest.fixture
def hecho(ejemplos: dict[str, Datos]) -> bytes:
    return pdf("convenio", ejemplos["convenio"])


@pytest.fixture(autouse=True)
def sin_red(monkeypatch: pytest.MonkeyPatch) -> None:
    def prohibido(*_: object) -> None:
        raise AssertionError("se quiso salir a la red")

    monkeypatch.setattr(socket.socket, "connect", prohibido)


def test_sin_clave_esta_integro_y_dice_que_nada_prueba_quien(hecho: bytes) -> None:
    c = comprobar(hecho)
    assert (c.dictamen, c.tipo, c.folio, c.fecha) == (SIN_FIRMA, "convenio", "CONV-2026-000001", "2026-03-10")
    assert any("mismos bytes" in h for h in c.hechos)


def test_con_la_clave_de_la_casa_es_autentico(de_la_casa: str, ejemplos: dict[str, Datos]) -> None:
    hecho = pdf("convenio", ejemplos["convenio"])
    assert comprobar(hecho, publicas=[de_la_casa]).dictamen is AUTENTICO
    assert hecho == pdf("convenio", ejemplos["convenio"]), "la firma de la casa no depende de la hora"


def test_con_otra_clave_no_lo_es(de_la_casa: str, hecho: bytes, ejemplos: dict[str, Datos]) -> None:
    del de_la_casa
    otra = base64.b64encode(bytes(32)).decode()
    assert comprobar(pdf("convenio", ejemplos["convenio"]), publicas=[otra]).dictamen is ALTERADO


def test_si_se_da_la_clave_no_traer_firma_es_falta(hecho: bytes, de_la_casa: str) -> None:
    c = comprobar(hecho, publicas=[de_la_casa])
    assert c.dictamen is ALTERADO
    assert c.faltas == ["no lleva la firma de la casa"]


@pytest.mark.parametrize("con_clave", [False, True])
def test_cambiar_cualquier_byte_se_nota(
    con_clave: bool, ejemplos: dict[str, Datos], request: pytest.FixtureRequest
) -> None:
    publicas = [request.getfixturevalue("de_la_casa")] if con_clave else []
    hecho = pdf("ficha_de_pago", ejemplos["ficha_de_pago"])
    azar = random.Random(2026)
    for lugar in azar.sample(range(10, len(hecho)), 400):
        tocado = bytearray(hecho)
        tocado[lugar] ^= azar.randrange(1, 256)
        assert comprobar(bytes(tocado), publicas=publicas).dictamen is ALTERADO, lugar


def test_cortar_o_agregar_se_nota(hecho: bytes) -> None:
    for tocado in (hecho[:-1], hecho[: len(hecho) // 2], hecho + b"\n%nada", hecho + hecho):
        assert comprobar(tocado).dictamen is ALTERADO


def test_volver_a_guardarlo_con_otro_programa_se_nota(hecho: bytes) -> None:
    salida = io.BytesIO()
    with pikepdf.open(io.BytesIO(hecho)) as abierto:
        abierto.save(salida)
    c = comprobar(salida.getvalue())
    assert c.dictamen is ALTERADO
    assert "sello" in c.faltas[0]


def _falsificado(hecho: bytes, antes: bytes, despues: bytes) -> bytes:
    """Las páginas con otro texto y un sello vuelto a calcular, como lo haría quien conoce el programa."""
    leido = sello.leer(hecho)
    assert leido
    salida = io.BytesIO()
    with pikepdf.open(io.BytesIO(leido.impreso)) as abierto:
        for pagina in abierto.pages:
            corriente = pagina.Contents.read_bytes()
            if antes in corriente:
                pagina.Contents.write(corriente.replace(antes, despues))
        abierto.save(salida)
    return sello.sellar(salida.getvalue())


@pytest.mark.parametrize("con_clave", [False, True])
def test_unas_paginas_falsas_con_sello_nuevo_se_notan(
    con_clave: bool, ejemplos: dict[str, Datos], request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    publica = request.getfixturevalue("de_la_casa") if con_clave else ""
    hecho = pdf("convenio", ejemplos["convenio"])
    monkeypatch.delenv("COBRANZA_CLAVE", raising=False)  # quien falsifica no la tiene
    falso = _falsificado(hecho, b"BT", b"BT ")
    assert falso != hecho
    assert comprobar(hecho, publicas=[publica] if publica else []).dictamen is not ALTERADO
    assert comprobar(falso, publicas=[publica] if publica else []).dictamen is ALTERADO


def test_otros_datos_con_las_mismas_paginas_se_notan(ejemplos: dict[str, Datos]) -> None:
    """El sobre dice menos de lo que dice la hoja: sin clave lo descubre volver a imprimirlo."""
    plantilla = plantillas.leer("ficha_de_pago")
    datos = plantilla.comprobados(ejemplos["ficha_de_pago"])
    otro = cerrado(plantilla, {**datos, "a_pagar": "1.00"}, None)
    impreso = imprenta.compuesto(plantilla, cerrado(plantilla, datos, None), otro.qr())
    assert comprobar(sello.sellar(impreso)).dictamen is ALTERADO


def test_el_sello_de_otro_documento_no_vale(de_la_casa: str, ejemplos: dict[str, Datos]) -> None:
    uno, otro = (pdf(t, ejemplos[t]) for t in ("convenio", "ficha_de_pago"))
    ajeno = next(r for r in otro.split(b"\n") if r.startswith(b"%cobranza-sello"))
    propio = next(r for r in uno.split(b"\n") if r.startswith(b"%cobranza-sello"))
    assert comprobar(uno.replace(propio, ajeno), publicas=[de_la_casa]).dictamen is ALTERADO


def test_si_la_plantilla_cambio_lo_dice_y_no_acusa(
    hecho: bytes, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    from cobranza.base.ajustes import ajustes

    shutil.copytree(ajustes().params, tmp_path / "params")
    monkeypatch.setenv("COBRANZA_PARAMS", str(tmp_path / "params"))
    suya = tmp_path / "params" / "plantillas" / "convenio.typ"
    suya.write_text(suya.read_text(encoding="utf-8") + "\nUna línea más.\n", encoding="utf-8")
    c = comprobar(hecho)
    assert c.dictamen is SIN_FIRMA
    assert any("plantilla ya cambió" in h for h in c.hechos)
    suya.unlink()
    assert comprobar(hecho).dictamen is SIN_FIRMA, "se comprueba aunque ya no haya esa plantilla"


@pytest.mark.parametrize("basura", [b"", b"hola", b"\x89PNG\r\n\x1a\n", bytes(1000)])
def test_lo_que_no_es_un_pdf_se_dice(basura: bytes) -> None:
    with pytest.raises(ErrorDeDatos, match="no es un PDF"):
        comprobar(basura)


def test_un_pdf_ajeno_aunque_traiga_un_sello_no_pasa() -> None:
    ajeno = io.BytesIO()
    vacio = pikepdf.new()
    vacio.add_blank_page()
    vacio.save(ajeno)
    assert comprobar(ajeno.getvalue()).dictamen is ALTERADO
    assert comprobar(sello.sellar(ajeno.getvalue())).dictamen is ALTERADO
    assert comprobar(sello.sellar(b"%PDF-1.7\nbasura\nstartxref\n0\n%%EOF")).dictamen is ALTERADO


def test_el_qr_de_un_papel_se_comprueba_solo(de_la_casa: str, ejemplos: dict[str, Datos]) -> None:
    plantilla = plantillas.leer("convenio")
    qr = cerrado(plantilla, plantilla.comprobados(ejemplos["convenio"]), None).qr()
    assert "CFS010101AB1" not in qr
    assert "Ficticia" not in qr
    c = comprobar_qr(qr, [de_la_casa])
    assert (c.dictamen, c.folio) == (AUTENTICO, "CONV-2026-000001")
    assert comprobar_qr(qr.replace("000001", "000002"), [de_la_casa]).dictamen is ALTERADO
    assert comprobar_qr(qr.rpartition("|")[0] + "|", [de_la_casa]).dictamen is ALTERADO
    assert comprobar_qr(qr, []).dictamen is SIN_FIRMA
    with pytest.raises(ErrorDeDatos, match="no es el QR"):
        comprobar_qr("https://ejemplo.mx", [de_la_casa])


def test_la_firma_de_un_sello_no_sirve_de_firma_de_un_qr(de_la_casa: str, hecho: bytes) -> None:
    leido = sello.leer(hecho)
    assert leido
    texto = f"COBRANZA1|sello|{leido.huella}"
    assert firma.verificada(texto.encode(), firma.firmar(texto.encode()), de_la_casa)
    with pytest.raises(ErrorDeDatos):
        comprobar_qr(f"{texto}|{firma.firmar(texto.encode())}", [de_la_casa])


def _con_otro_sobre(hecho: bytes, crudo: bytes, *, huella: bool = True) -> bytes:
    """El mismo PDF con otro adjunto, con su QR y su sello vueltos a calcular: una falsificación sin la clave."""
    leido = sello.leer(hecho)
    assert leido
    salida = io.BytesIO()
    with pikepdf.open(io.BytesIO(leido.impreso)) as abierto:
        abierto.Root.AF[0].EF.F.write(crudo)
        if huella:
            partes = str(abierto.docinfo["/Keywords"]).split("|")
            partes[4] = hashlib.sha256(crudo).hexdigest()
            abierto.docinfo["/Keywords"] = "|".join(partes)
        abierto.save(salida, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return sello.sellar(salida.getvalue())


def _sobres_falsos(bueno: dict[str, Any]) -> Iterator[bytes]:
    for clave in bueno:
        yield canonico({k: v for k, v in bueno.items() if k != clave})
        for malo in (None, 3, [], {}, "../comun", "\x1b[31m", {"titular": "\x1b[2J", "serie": "1", "huella": "2"}):
            yield canonico({**bueno, clave: malo})
    for clave in bueno["datos"]:
        yield canonico({**bueno, "datos": {k: v for k, v in bueno["datos"].items() if k != clave}})
        for malo in (None, 3, [], "\x1b]0;x\x07"):
            yield canonico({**bueno, "datos": {**bueno["datos"], clave: malo}})
    yield json.dumps(bueno).encode()
    yield from (b"", b"no es json", b"[" * 200_000, b"\xff\xfe", b"null", b" " * (9 << 20))


@pytest.mark.lenta
def test_un_sobre_falso_nunca_pasa_ni_hace_fallar(
    ejemplos: dict[str, Datos], capsys: pytest.CaptureFixture[str]
) -> None:
    hecho = pdf("aviso_a_delegacion", ejemplos["aviso_a_delegacion"])
    plantilla = plantillas.leer("aviso_a_delegacion")
    bueno = cerrado(plantilla, plantilla.comprobados(ejemplos["aviso_a_delegacion"]), None)
    falsos = list(_sobres_falsos(dict(bueno.contenido)))
    assert len(falsos) > 100
    for crudo in falsos:
        if crudo == bueno.bytes:
            continue
        c = comprobar(_con_otro_sobre(hecho, crudo))
        dichos = " ".join([c.tipo, c.folio, c.fecha, c.huella, *c.hechos, *c.faltas])
        assert c.dictamen is ALTERADO or "plantilla ya cambió" in dichos, crudo[:300]
        assert dichos.isprintable()
    assert capsys.readouterr().err == "", "lo que la biblioteca opine no se imprime"


@pytest.mark.lenta
def test_un_pdf_que_se_infla_no_se_abre(ejemplos: dict[str, Datos]) -> None:
    hecho = pdf("aviso_a_delegacion", ejemplos["aviso_a_delegacion"])
    bomba = _con_otro_sobre(hecho, bytes(200 << 20), huella=False)
    assert len(bomba) < 1 << 20
    tracemalloc.start()
    assert comprobar(bomba).dictamen is ALTERADO
    _, pico = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert pico < 64 << 20
