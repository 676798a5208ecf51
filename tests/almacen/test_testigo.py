"""El testigo: se agrega y nada más; editarlo, cortarlo, moverlo o firmarlo con otra clave se dice."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cobranza.almacen import ancla, testigo
from cobranza.almacen.ancla import Renglon
from cobranza.almacen.foto import ruta_de
from cobranza.base import firma
from cobranza.base.errores import ErrorDeDatos, ErrorDeUso

CUANDO = datetime(2026, 1, 31, 9, 30)


def _h(texto: str) -> str:
    return hashlib.sha256(texto.encode()).hexdigest()


def _puntas(n: int) -> dict[str, tuple[int, str]]:
    return {"acto": (n, _h(f"acto {n}")), "credito": (2 * n, _h(f"credito {n}")), "custodia": (1, _h("base"))}


@pytest.fixture(autouse=True)
def clave(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """La clave pública de una cuenta con clave propia."""
    monkeypatch.setenv("HOME", str(tmp_path / "casa"))
    for variable in (firma.VARIABLE, firma.VARIABLE_PUBLICA, testigo.VARIABLE):
        monkeypatch.delenv(variable, raising=False)
    return firma.crear()[1]


def _escribir(destino: Any, cuantos: int, desde: int = 1) -> list[Renglon]:
    for n in range(desde, desde + cuantos):
        leidos = testigo.leer(destino)
        renglon = ancla.nuevo("ba" * 32, CUANDO, _puntas(n), {}, leidos[-1] if leidos else None)
        testigo.agregar(destino, renglon, leidos)
    return testigo.leer(destino)


@pytest.fixture(params=["disco", "memory://"])
def destino(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Un testigo por escribir: en el disco y en un almacén de objetos."""
    return (
        tmp_path / "otro/testigo.jsonl" if request.param == "disco" else ruta_de(f"memory://{tmp_path.name}/t.jsonl")
    )


def test_lo_que_se_agrega_se_lee_ligado_y_firmado(destino: Any, clave: str) -> None:
    renglones = _escribir(destino, 4)
    assert [r.puntas["acto"][0] for r in renglones] == [1, 2, 3, 4]
    assert testigo.sin_firmar(renglones, [clave]) == ""
    assert all(json.loads(linea)["firma"] for linea in destino.read_bytes().splitlines())


def test_agregar_no_toca_lo_que_estaba(destino: Any) -> None:
    _escribir(destino, 2)
    antes = destino.read_bytes()
    _escribir(destino, 1, desde=3)
    assert destino.read_bytes().startswith(antes)


def test_si_alguien_mas_agrego_entretanto_no_se_pisa(destino: Any) -> None:
    leidos = _escribir(destino, 1)
    tarde = ancla.nuevo("ba" * 32, CUANDO, _puntas(9), {}, leidos[-1])
    _escribir(destino, 1, desde=2)
    with pytest.raises(ErrorDeUso, match="repite la orden"):
        testigo.agregar(destino, tarde, leidos)
    assert len(testigo.leer(destino)) == 2


def _quitar(lineas: list[bytes]) -> list[bytes]:
    return [lineas[0], *lineas[2:]]


def _mover(lineas: list[bytes]) -> list[bytes]:
    return [lineas[1], lineas[0], *lineas[2:]]


def _repetir(lineas: list[bytes]) -> list[bytes]:
    return [lineas[0], lineas[0], *lineas[1:]]


def _decapitar(lineas: list[bytes]) -> list[bytes]:
    return lineas[1:]


def _con_espacio(lineas: list[bytes]) -> list[bytes]:
    return [lineas[0].replace(b":", b": ", 1), *lineas[1:]]


def _otra_punta(lineas: list[bytes]) -> list[bytes]:
    return [lineas[0].replace(_h("acto 1").encode(), _h("otro").encode()), *lineas[1:]]


def _basura(lineas: list[bytes]) -> list[bytes]:
    return [*lineas, b'{"anterior":1}']


@pytest.mark.parametrize("dano", [_quitar, _mover, _repetir, _decapitar, _con_espacio, _otra_punta, _basura])
def test_un_renglon_alterado_quitado_o_movido_se_dice(
    destino: Any, dano: Callable[[list[bytes]], list[bytes]]
) -> None:
    _escribir(destino, 4)
    destino.write_bytes(b"".join(linea + b"\n" for linea in dano(destino.read_bytes().splitlines())))
    with pytest.raises(ErrorDeDatos, match=r"renglón \d del testigo"):
        testigo.leer(destino)


@pytest.mark.lenta
@settings(max_examples=300)
@given(st.data())
def test_ningun_byte_cambiado_pasa_en_silencio(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Con la clave pública, o no se lee o no se sostiene su firma, o es letra por letra el mismo."""
    destino = tmp_path_factory.mktemp("t") / "t.jsonl"
    bueno = b"".join(r.bytes() + b"\n" for r in _escribir(destino, 3))
    lugar = data.draw(st.integers(0, len(bueno) - 1))
    letra = data.draw(st.integers(0, 255))
    destino.write_bytes(bueno[:lugar] + bytes([letra]) + bueno[lugar + 1 :])
    try:
        renglones = testigo.leer(destino)
    except ErrorDeDatos:
        return
    assert testigo.sin_firmar(renglones, [firma.publica()]) or destino.read_bytes() == bueno


def test_el_testigo_rehecho_entero_no_lleva_la_firma(
    destino: Any, clave: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Quien puede escribir en el testigo lo rehace ligado y con sus raíces, pero no tiene la clave."""
    _escribir(destino, 3)
    for como in ("sin clave", "con otra"):
        destino.unlink()
        monkeypatch.setenv("HOME", str(tmp_path / como))
        if como == "con otra":
            firma.crear()
        renglones = _escribir(destino, 3)
        assert "el renglón 1 del testigo no" in testigo.sin_firmar(renglones, [clave])


def test_un_testigo_firmado_sin_la_clave_publica_no_se_da_por_bueno(destino: Any) -> None:
    dicho = testigo.sin_firmar(_escribir(destino, 1), [])
    assert "--clave-publica" in dicho and firma.VARIABLE_PUBLICA in dicho


def test_al_cambiar_de_clave_valen_las_dos(
    destino: Any, clave: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _escribir(destino, 2)
    monkeypatch.setenv("HOME", str(tmp_path / "nueva"))
    _, otra = firma.crear()
    renglones = _escribir(destino, 1, desde=3)
    assert testigo.sin_firmar(renglones, [clave, otra]) == ""
    assert "el renglón 3" in testigo.sin_firmar(renglones, [clave])


@pytest.mark.parametrize("corte", [1, 40, 400])
def test_un_renglon_a_medias_se_dice(destino: Any, corte: int) -> None:
    _escribir(destino, 2)
    destino.write_bytes(destino.read_bytes()[:-corte])
    with pytest.raises(ErrorDeDatos, match="renglón 2 del testigo está a medias"):
        testigo.leer(destino)


def test_cortar_el_final_lo_delata_la_nota_de_junto_a_la_base(destino: Any, tmp_path: Path) -> None:
    testigo.anotar(tmp_path, _escribir(destino, 3), de_omision=True)
    assert testigo.cortado(tmp_path, testigo.leer(destino)) == ""
    lineas = destino.read_bytes().splitlines(keepends=True)
    destino.write_bytes(b"".join(lineas[:-1]))
    assert "2 renglones y se le escribieron 3" in testigo.cortado(tmp_path, testigo.leer(destino))
    _escribir(destino, 2, desde=7)  # y si después le agregaron otros, tampoco es el mismo
    assert "lo cortaron" in testigo.cortado(tmp_path, testigo.leer(destino))
    assert "3 renglones" in testigo.desaparecido(tmp_path)


@pytest.mark.parametrize("contenido", ["", "[]", '{"x": 1}', '{"x": {"renglones": "dos"}}', "[" * 100_000])
def test_una_nota_alterada_se_dice(destino: Any, tmp_path: Path, contenido: str) -> None:
    renglones = _escribir(destino, 1)
    testigo.anotar(tmp_path, renglones, de_omision=True)
    (tmp_path / "testigos.json").write_text(contenido)
    with pytest.raises(ErrorDeDatos, match=r"testigos\.json no se entiende"):
        testigo.cortado(tmp_path, renglones)


def test_sin_espacio_el_testigo_queda_como_estaba(tmp_path: Path) -> None:
    destino = Path("/dev/full")
    renglon = ancla.nuevo("ba" * 32, CUANDO, _puntas(1), {}, None)
    with pytest.raises(ErrorDeUso, match="No se puede leer o escribir el testigo"):
        testigo.agregar(destino, renglon, [])


def test_un_destino_al_que_no_se_llega_no_repite_su_direccion(tmp_path: Path) -> None:
    (tmp_path / "archivo").write_text("")
    renglon = ancla.nuevo("ba" * 32, CUANDO, _puntas(1), {}, None)
    with pytest.raises(ErrorDeUso) as error:
        testigo.agregar(tmp_path / "archivo" / "SECRETO.jsonl", renglon, [])
    assert "SECRETO" not in error.value.mensaje


def test_lo_que_no_es_un_archivo_no_se_espera_sin_fin(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "tubo")
    for raro in (Path("/dev/zero"), tmp_path / "tubo", tmp_path):
        with pytest.raises(ErrorDeUso, match="No se puede leer"):
            testigo.leer(raro)


def test_retirarlo_lo_deja_junto_con_otro_nombre(destino: Any, tmp_path: Path) -> None:
    testigo.anotar(tmp_path, _escribir(destino, 2), de_omision=True)
    antes = destino.read_bytes()
    guardado = testigo.retirar(destino, tmp_path)
    assert destino.with_name(guardado).read_bytes() == antes
    assert testigo.leer(destino) == []
    assert testigo.desaparecido(tmp_path) == ""
    assert testigo.retirar(destino, tmp_path) == ""


def test_el_testigo_es_de_su_dueno_o_del_grupo_de_su_carpeta(tmp_path: Path) -> None:
    for modo, espera in ((0o700, 0o600), (0o755, 0o600), (0o2770, 0o660)):
        carpeta = tmp_path / f"{modo:o}"
        carpeta.mkdir()
        carpeta.chmod(modo)
        _escribir(carpeta / "t.jsonl", 1)
        assert (carpeta / "t.jsonl").stat().st_mode & 0o777 == espera


class TestRaiz:
    def test_es_la_de_rfc_6962(self) -> None:
        """Calculada aparte, con tres hojas: nodo(nodo(a, b), c)."""

        def hoja(*partes: Any) -> bytes:
            texto = json.dumps(partes, separators=(",", ":")).encode()
            return hashlib.sha256(b"\x00" + texto).digest()

        a, b, c = (hoja(libro, *_puntas(1)[libro]) for libro in ("acto", "credito", "custodia"))
        ab = hashlib.sha256(b"\x01" + a + b).digest()
        assert ancla.raiz(_puntas(1)) == hashlib.sha256(b"\x01" + ab + c).hexdigest()

    @settings(max_examples=40)
    @given(
        st.dictionaries(st.text(max_size=3), st.tuples(st.integers(0, 3), st.text(max_size=3)), max_size=5),
        st.dictionaries(st.text(max_size=3), st.tuples(st.integers(0, 3), st.text(max_size=3)), max_size=5),
    )
    def test_dos_puntas_distintas_dan_dos_raices(self, una: Any, otra: Any) -> None:
        assert (ancla.raiz(una) == ancla.raiz(otra)) == (una == otra)


class TestImpresa:
    def test_va_y_vuelve(self) -> None:
        dicha = ancla.texto("2:" + "ab" * 32, "cd" * 32)
        assert ancla.impresa(f" {dicha}\n") == ("ab" * 6, "cd" * 32)

    @pytest.mark.parametrize("mala", ["cobranza-ancla:1:", "cobranza-ancla:2:" + "a" * 77, "cobranza-ancla:1:ab:cd"])
    def test_mal_copiada_dice_como_es(self, mala: str) -> None:
        with pytest.raises(ErrorDeUso, match="sesenta y cuatro"):
            ancla.impresa(mala)

    def test_un_archivo_no_es_un_ancla_impresa(self) -> None:
        assert ancla.impresa("/mnt/testigo.jsonl") is None
