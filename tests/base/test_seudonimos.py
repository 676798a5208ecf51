"""La llave de los seudónimos: se crea sola, sólo la lee su dueño, y sin ella nada se junta."""

from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from cobranza.base import catalogos, encadenado, nominativas
from cobranza.base import seudonimos as modulo
from cobranza.base.ajustes import Ajustes
from cobranza.base.errores import ErrorDeEjecucion, ErrorDeUso
from cobranza.base.seudonimos import CONTRIBUYENTE, DESTINATARIO, LLAVE, PERSONA, huella, llave, seudonimos

CORTE, RFC = date(2025, 12, 31), "PEGJ800101AB1"


@pytest.fixture(autouse=True)
def archivo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(LLAVE, str(tmp_path / "llaves" / "propia.llave"))
    monkeypatch.delenv(DESTINATARIO, raising=False)
    return tmp_path / "llaves" / "propia.llave"


def _de(corte: date = CORTE, ambito: str = "", letra: str = CONTRIBUYENTE, quien: str = RFC) -> str:
    return seudonimos(corte, ambito).de(letra, quien)


def test_es_corto_y_legible_y_no_lleva_nada_del_rfc() -> None:
    assert re.fullmatch(r"C-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", _de())
    assert len({_de(quien=f"PEGJ80010{k:04d}") for k in range(5_000)}) == 5_000


def test_sigue_a_la_misma_persona_en_el_mismo_corte_y_destinatario(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _de() == _de(quien=f" {RFC.lower()} ")
    monkeypatch.setenv(DESTINATARIO, "Auditoría Superior")
    dicho = _de()
    monkeypatch.setenv(DESTINATARIO, "  auditoría   superior ")
    assert _de() == dicho


def test_en_otro_corte_ambito_destinatario_clase_o_llave_es_otro(
    archivo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dichos = [_de(), _de(date(2025, 11, 30)), _de(ambito="DH-TGZ"), _de(letra=PERSONA)]
    monkeypatch.setenv(DESTINATARIO, "SAT")
    dichos += [_de(), _de(ambito="DH-TGZ")]
    archivo.unlink()
    dichos += [_de()]
    cuerpos = [d[2:] for d in dichos]
    assert len(set(cuerpos)) == len(cuerpos)


def test_la_llave_se_crea_una_vez_y_solo_la_lee_su_duenio(archivo: Path) -> None:
    with ThreadPoolExecutor(8) as hilos:
        leidas = {f.result() for f in [hilos.submit(llave) for _ in range(16)]}
    assert len(leidas) == 1 and len(leidas.pop()) == 32
    assert archivo.stat().st_mode & 0o777 == 0o600
    assert [r.name for r in archivo.parent.iterdir()] == [archivo.name], "no quedan restos"


def test_vive_junto_a_la_base_y_nunca_entre_lo_que_se_comparte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(LLAVE)
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path / "salidas"))
    monkeypatch.setenv("COBRANZA_BD", f"sqlite:///{tmp_path / 'libros' / 'x.db'}")
    assert modulo.ruta() == tmp_path / "libros" / modulo.ARCHIVO
    monkeypatch.setenv("COBRANZA_BD", f"sqlite:///{tmp_path / 'salidas' / 'x.db'}")
    assert modulo.ruta().parent == tmp_path / "salidas" / "reservado"


@pytest.mark.parametrize("bd", ["foto:/otro/disco/corte.json", "postgresql+psycopg://u@servidor/base"])
def test_sin_archivo_de_base_va_a_lo_reservado_y_se_sigue_leyendo_lo_que_habia(
    bd: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(LLAVE)
    suya = tmp_path / "salidas" / "reservado"
    aqui = Ajustes(raiz=tmp_path, params=tmp_path / "params", salidas=tmp_path / "salidas", bd=bd)
    monkeypatch.setattr(modulo, "ajustes", lambda: aqui)
    monkeypatch.setattr(nominativas, "ajustes", lambda: aqui)
    assert modulo.ruta() == suya / modulo.ARCHIVO
    llave()
    assert suya.stat().st_mode & 0o777 == 0o700
    antes = tmp_path / "datos"
    antes.mkdir()
    (suya / modulo.ARCHIVO).rename(antes / modulo.ARCHIVO)
    assert modulo.ruta() == antes / modulo.ARCHIVO
    encadenado.agregar(antes / nominativas.ARCHIVO, {"cuaderno": "de antes"})
    nominativas.registrar("de hoy", {})
    assert (suya / nominativas.ARCHIVO).is_file()
    assert [r["cuaderno"] for r in nominativas.leer().renglones] == ["de antes", "de hoy"]


def test_la_huella_distingue_llave_y_destinatario_y_no_es_la_llave(
    archivo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    primera = huella()
    assert primera == huella() and llave().hex() not in primera
    monkeypatch.setenv(DESTINATARIO, "SAT")
    assert huella() != primera
    monkeypatch.delenv(DESTINATARIO)
    archivo.unlink()
    assert huella() != primera


@pytest.mark.parametrize("escrito", ["", "abc", "z" * 64, "á" * 64])
def test_lo_que_no_es_una_llave_se_dice(archivo: Path, escrito: str) -> None:
    archivo.parent.mkdir()
    archivo.write_text(escrito, encoding="utf-8")
    archivo.chmod(0o600)
    with pytest.raises(ErrorDeEjecucion, match=re.escape(archivo.name)):
        llave()


@pytest.mark.skipif(os.name != "posix", reason="los permisos son de POSIX")
def test_una_llave_que_cualquiera_lee_no_se_usa(archivo: Path) -> None:
    llave()
    archivo.chmod(0o644)
    with pytest.raises(ErrorDeEjecucion, match="Cualquiera puede leer"):
        llave()


def test_sin_donde_guardarla_se_dice_que_hacer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "estorbo").write_text("", encoding="utf-8")
    monkeypatch.setenv(LLAVE, str(tmp_path / "estorbo" / "x.llave"))
    with pytest.raises(ErrorDeEjecucion, match=LLAVE):
        llave()


@pytest.mark.parametrize("dicho", ["1", "0", "-3", "tres", "2.5", "true", "null"])
def test_un_minimo_que_no_protege_se_rechaza(dicho: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "catalogos").mkdir()
    (tmp_path / "catalogos" / "institucion.yaml").write_text(f"minimo_de_contribuyentes: {dicho}\n", encoding="utf-8")
    monkeypatch.setenv("COBRANZA_PARAMS", str(tmp_path))
    with pytest.raises(ErrorDeUso, match="minimo_de_contribuyentes"):
        catalogos.minimo_de_contribuyentes()
