"""La firma: lo firmado se comprueba con la clave pública sola, y la clave privada no se pierde ni se enseña."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from cobranza.base import firma
from cobranza.base.errores import ErrorDeUso


@pytest.fixture(autouse=True)
def casa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Una cuenta recién hecha: sin clave y sin variables."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv(firma.VARIABLE, raising=False)
    monkeypatch.delenv(firma.VARIABLE_PUBLICA, raising=False)
    return tmp_path


def test_lo_firmado_se_comprueba_con_la_publica_y_lo_cambiado_no() -> None:
    _, publica = firma.crear()
    firmado = firma.firmar(b"dos renglones")
    assert firma.verificada(b"dos renglones", firmado, publica)
    assert not firma.verificada(b"dos renglones.", firmado, publica)
    assert not firma.verificada(b"dos renglones", firmado[:-4] + "AAA=", publica)


def test_la_firma_de_otra_clave_no_vale(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    firma.crear()
    firmado = firma.firmar(b"x")
    monkeypatch.setenv(firma.VARIABLE, str(tmp_path / "otra.pem"))
    _, otra = firma.crear()
    assert not firma.verificada(b"x", firmado, otra)


@pytest.mark.parametrize("rara", ["", "no es base64 ñ", "AAAA", "A" * 44])
def test_una_firma_o_una_clave_mal_escritas_no_son_buenas_ni_truenan(rara: str) -> None:
    _, publica = firma.crear()
    assert not firma.verificada(b"x", rara, publica)
    assert not firma.verificada(b"x", firma.firmar(b"x"), rara)


def test_sin_clave_nada_sale_firmado() -> None:
    assert (firma.clave_privada(), firma.firmar(b"x"), firma.publica(), firma.publicas()) == (None, "", "", ())


def test_la_clave_es_solo_de_su_dueno_y_no_se_pisa() -> None:
    donde, publica = firma.crear()
    assert stat.S_IMODE(donde.stat().st_mode) == 0o600
    assert stat.S_IMODE(donde.parent.stat().st_mode) == 0o700
    with pytest.raises(ErrorDeUso, match="no se pisa"):
        firma.crear()
    assert firma.publica() == publica


def test_una_clave_que_cualquiera_lee_no_se_usa() -> None:
    donde, _ = firma.crear()
    donde.chmod(0o644)
    with pytest.raises(ErrorDeUso, match="chmod 600"):
        firma.firmar(b"x")
    donde.chmod(0o640)  # la comparte su grupo, que sólo la lee
    assert firma.firmar(b"x")


def test_la_clave_que_dice_la_variable_y_no_esta_es_un_error_y_no_un_silencio(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(firma.VARIABLE, str(tmp_path / "falta.pem"))
    with pytest.raises(ErrorDeUso, match=r"falta\.pem"):
        firma.firmar(b"x")


@pytest.mark.parametrize(
    "contenido", [b"", b"basura", b"-----BEGIN PRIVATE KEY-----\nAA\n-----END PRIVATE KEY-----\n"]
)
def test_un_archivo_que_no_es_clave_se_explica(contenido: bytes) -> None:
    donde, _ = firma.crear()
    donde.write_bytes(contenido)
    with pytest.raises(ErrorDeUso, match="clave"):
        firma.firmar(b"x")


def test_la_publica_llega_en_base64_por_renglon_o_en_pem(tmp_path: Path) -> None:
    privada, publica = firma.crear()
    varias = tmp_path / "claves.txt"
    varias.write_text(f"# la de hoy\n{publica}\n{'A' * 43}= # la de 2025\n")
    pem = tmp_path / "publica.pem"
    clave = load_pem_private_key(privada.read_bytes(), None)
    pem.write_bytes(clave.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    assert firma.publicas(publica) == (publica,)
    assert firma.publicas(str(varias)) == (publica, "A" * 43 + "=")
    assert firma.publicas(str(pem)) == (publica,)


def test_la_publica_que_no_esta_o_no_lo_es_dice_que_se_esperaba(tmp_path: Path) -> None:
    privada, _ = firma.crear()
    otra = tmp_path / "otra.txt"
    otra.write_text("esto no es\n")
    for mala in (str(tmp_path / "falta"), "/dev/zero", str(privada), str(otra), str(tmp_path), "con\0nulo"):
        with pytest.raises(ErrorDeUso, match="se esperaba"):
            firma.publicas(mala)


def test_la_publica_de_la_variable_vale_donde_no_hay_privada(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(firma.VARIABLE_PUBLICA, "A" * 43 + "=")
    assert firma.publicas() == ("A" * 43 + "=",)
