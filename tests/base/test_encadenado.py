"""El registro encadenado: sólo crece, aguanta muertes y procesos a la vez, y cualquier cambio se dice."""

from __future__ import annotations

import json
import os
import resource
import signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.base import encadenado, firma
from cobranza.base.errores import ErrorDeUso

pytestmark = pytest.mark.lenta


@pytest.fixture
def ruta(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv(firma.VARIABLE, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path / "aparte" / "publicadas.jsonl"


def _con(ruta: Path, *ques: str) -> list[str]:
    for que in ques:
        encadenado.agregar(ruta, {"que": que})
    return ruta.read_text(encoding="utf-8").splitlines(keepends=True)


def test_lo_agregado_se_lee_en_orden_y_es_de_quien_lo_hizo(ruta: Path) -> None:
    _con(ruta, "uno", "dos\n\r\u2028", "tres \ud800")
    leido = encadenado.leer(ruta)
    assert [(r["n"], r["que"]) for r in leido.renglones] == [(1, "uno"), (2, "dos\n\r\u2028"), (3, "tres \ud800")]
    assert (leido.falla, leido.firmes) == ("", leido.renglones)
    assert ruta.stat().st_mode & 0o077 == 0
    assert ruta.parent.stat().st_mode & 0o077 == 0


@given(datos=st.data())
def test_ningun_cambio_de_adentro_pasa(datos: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Quitar, repetir, mover o cambiar un byte de cualquier renglón que no sea el último: siempre se dice."""
    ruta = tmp_path_factory.mktemp("cadena") / "publicadas.jsonl"
    lineas = _con(ruta, *"abcdef")
    k = datos.draw(st.integers(0, 4))
    como = datos.draw(st.sampled_from(["quitar", "repetir", "mover", "byte"]))
    if como == "quitar":
        del lineas[k]
    elif como == "repetir":
        lineas.insert(datos.draw(st.integers(0, 6)), lineas[k])
    elif como == "mover":
        lineas.insert(5, lineas.pop(k))
    else:
        lugar = datos.draw(st.integers(0, len(lineas[k]) - 2))
        letra = datos.draw(st.sampled_from(sorted(set('az09{}" ') - {lineas[k][lugar]})))
        lineas[k] = lineas[k][:lugar] + letra + lineas[k][lugar + 1 :]
    ruta.write_text("".join(lineas), encoding="utf-8")
    assert encadenado.leer(ruta).falla


def test_se_cree_a_lo_que_sigue_de_la_rotura_y_no_a_lo_de_antes(ruta: Path) -> None:
    lineas = _con(ruta, *"abcd")
    lineas[1] = lineas[1].replace('"b"', '"x"')
    ruta.write_text("".join(lineas), encoding="utf-8")
    _con(ruta, "e")
    leido = encadenado.leer(ruta)
    assert leido.falla.startswith("el renglón 2 de publicadas.jsonl cambió")
    assert [r["que"] for r in leido.firmes] == ["c", "d", "e"]


def test_lo_de_otro_registro_no_vale_en_este(ruta: Path) -> None:
    _con(ruta, "uno")
    otro = ruta.with_name("otras.jsonl")
    ruta.replace(otro)
    assert "renglón 1" in encadenado.leer(otro).falla


def test_lo_que_quedo_a_medias_no_cuenta_y_lo_repone_el_que_sigue(ruta: Path) -> None:
    _con(ruta, "uno", "dos")
    crudo = ruta.read_bytes()
    for corte in range(crudo.index(b"\n") + 2, len(crudo)):
        ruta.write_bytes(crudo[:corte])
        assert [r["que"] for r in encadenado.leer(ruta).renglones] == ["uno"]
        _con(ruta, "otra vez")
        leido = encadenado.leer(ruta)
        assert ([r["que"] for r in leido.renglones], leido.falla) == (["uno", "otra vez"], "")


def test_los_renglones_de_antes_de_encadenarlo_quedan_dentro_de_la_cadena(ruta: Path) -> None:
    ruta.parent.mkdir()
    ruta.write_text('{"que": "viejo"}\n{"que": "otro viejo"}\n', encoding="utf-8")
    _con(ruta, "nuevo")
    assert [r["que"] for r in encadenado.leer(ruta).renglones] == ["viejo", "otro viejo", "nuevo"]
    assert encadenado.leer(ruta).falla == ""
    ruta.write_text(ruta.read_text(encoding="utf-8").replace("otro viejo", "otro"), encoding="utf-8")
    assert "renglón 3" in encadenado.leer(ruta).falla


def _agregar_muchos(ruta: Path, quien: int) -> None:
    for numero in range(50):
        encadenado.agregar(ruta, {"quien": quien, "numero": numero})


@pytest.mark.lenta
def test_varios_procesos_a_la_vez_no_se_pisan(ruta: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as grupo:
        list(grupo.map(_agregar_muchos, [ruta] * 4, range(4)))
    leido = encadenado.leer(ruta)
    assert leido.falla == ""
    assert sorted((r["quien"], r["numero"]) for r in leido.renglones) == [(q, n) for q in range(4) for n in range(50)]


def test_matarlo_a_media_escritura_no_rompe_la_cadena(ruta: Path) -> None:
    _con(ruta, "antes")
    for _ in range(20):
        hijo = os.fork()
        if hijo == 0:
            while True:
                encadenado.agregar(ruta, {"que": "x" * 5000})
        os.kill(hijo, signal.SIGKILL)
        os.waitpid(hijo, 0)
        _con(ruta, "sigue")
    leido = encadenado.leer(ruta)
    assert leido.falla == ""
    assert [r["que"] for r in leido.renglones if len(r["que"]) < 9] == ["antes", *["sigue"] * 20]


def test_si_no_cabe_queda_como_estaba(ruta: Path) -> None:
    _con(ruta, "uno")
    antes = ruta.read_bytes()
    hijo = os.fork()
    if hijo == 0:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(antes) + 40, len(antes) + 40))
        try:
            encadenado.agregar(ruta, {"que": "no cabe " * 50})
        except OSError:
            os._exit(7)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(hijo, 0)[1]) == 7
    assert ruta.read_bytes() == antes


class TestConClave:
    @pytest.fixture
    def publica(self, ruta: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
        monkeypatch.setenv(firma.VARIABLE, str(tmp_path / "clave.pem"))
        return firma.crear()[1]

    def test_cada_renglon_va_firmado_y_lo_de_antes_de_la_clave_queda_cubierto(
        self, ruta: Path, publica: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as sin_clave:
            sin_clave.delenv(firma.VARIABLE)
            _con(ruta, "sin firma")
        _con(ruta, "firmado")
        leido = encadenado.leer(ruta, [publica])
        assert (leido.falla, leido.firmados) == ("", 1)

    def test_rehacer_la_cadena_sin_la_clave_se_nota(
        self, ruta: Path, publica: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _con(ruta, "bueno")
        monkeypatch.setenv(firma.VARIABLE, str(tmp_path / "otra.pem"))
        firma.crear()
        _con(ruta, "falso")
        leido = encadenado.leer(ruta, [publica])
        assert "renglón 2" in leido.falla and "firma" in leido.falla
        assert leido.firmes == ()

    def test_agregar_sin_firma_detras_de_lo_firmado_se_nota_y_no_se_hace_por_descuido(
        self, ruta: Path, publica: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _con(ruta, "bueno")
        monkeypatch.delenv(firma.VARIABLE)
        with pytest.raises(ErrorDeUso, match="COBRANZA_CLAVE"):
            _con(ruta, "sin clave")
        encadenado_a_mano = _forjado(ruta, "falso")
        ruta.write_bytes(ruta.read_bytes() + encadenado_a_mano)
        assert "no trae firma" in encadenado.leer(ruta).falla


def _forjado(ruta: Path, que: str) -> bytes:
    """El renglón que escribiría quien conoce la cadena y no tiene la clave."""
    ultimo = encadenado._final(encadenado._lineas(ruta.read_bytes()), ruta.stem)
    dicho = {"anterior": ultimo.enlace, "n": ultimo.numero + 1, "que": que}
    cuerpo = json.dumps(dicho, separators=(",", ":")).encode()
    huella = encadenado._huella(ruta.stem, cuerpo)
    return cuerpo[:-1] + f',"huella":"{huella}","firma":""}}\n'.encode()
