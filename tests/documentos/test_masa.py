"""Muchos de una vez: en orden, enteros, cada uno sólo para su dueño y sin que uno borre a otro."""

from __future__ import annotations

import itertools
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cobranza.base.errores import ErrorDeDatos, ErrorDeEjecucion, ErrorDeUso
from cobranza.documentos import masa
from cobranza.documentos.autenticidad import Dictamen, comprobar
from cobranza.documentos.hechura import pdf
from cobranza.documentos.masa import en_masa

Datos = dict[str, Any]


def _muchos(datos: Datos, cuantos: int) -> list[Datos]:
    return [datos | {"folio": f"FICHA-{k:04d}"} for k in range(cuantos)]


@pytest.mark.parametrize("procesos", [1, pytest.param(2, marks=pytest.mark.lenta)])
def test_son_los_mismos_que_de_uno_en_uno(procesos: int, tmp_path: Path, ejemplos: dict[str, Datos]) -> None:
    lista = _muchos(ejemplos["ficha_de_pago"], 20)
    rutas = list(en_masa("ficha_de_pago", iter(lista), tmp_path / "fichas", procesos=procesos))
    assert [r.name for r in rutas] == [f"{d['folio']}.pdf" for d in lista]
    assert all(r.read_bytes() == pdf("ficha_de_pago", d) for r, d in zip(rutas[::9], lista[::9], strict=True))
    assert {stat.S_IMODE(r.stat().st_mode) for r in rutas} == {0o600}
    assert stat.S_IMODE(rutas[0].parent.stat().st_mode) == 0o700
    assert sorted(p.name for p in rutas[0].parent.iterdir()) == [r.name for r in rutas], "no quedan temporales"


def test_no_junta_la_lista_entera(tmp_path: Path, ejemplos: dict[str, Datos]) -> None:
    pedidos = 0

    def sin_fin() -> Iterator[Datos]:
        nonlocal pedidos
        for k in itertools.count():
            pedidos += 1
            yield ejemplos["ficha_de_pago"] | {"folio": f"FICHA-{k:06d}"}

    hechos = en_masa("ficha_de_pago", sin_fin(), tmp_path, procesos=1)
    next(hechos)
    hechos.close()  # type: ignore[attr-defined]
    assert pedidos == masa._TANDA


@pytest.mark.parametrize("procesos", [1, pytest.param(2, marks=pytest.mark.lenta)])
def test_el_que_no_sirve_dice_cual_es_y_lo_hecho_queda(
    procesos: int, tmp_path: Path, ejemplos: dict[str, Datos]
) -> None:
    lista = _muchos(ejemplos["ficha_de_pago"], 20)
    lista[17]["vence"] = "mañana"
    with pytest.raises(ErrorDeDatos, match=r"^Documento 18 de la lista: ficha_de_pago: «vence» no es una fecha"):
        list(en_masa("ficha_de_pago", lista, tmp_path, procesos=procesos))
    quedan = sorted(tmp_path.iterdir())
    assert len(quedan) >= 17
    assert all(comprobar(r.read_bytes()).dictamen is Dictamen.SIN_FIRMA for r in quedan[:2])


def test_dos_con_el_mismo_folio_se_rechazan(tmp_path: Path, ejemplos: dict[str, Datos]) -> None:
    lista = [ejemplos["ficha_de_pago"]] * 2
    with pytest.raises(ErrorDeDatos, match="Los documentos 1 y 2 llevan el mismo folio"):
        list(en_masa("ficha_de_pago", lista, tmp_path, procesos=1))


@pytest.mark.parametrize("malo", [None, 3, "texto", [], {}])
def test_un_elemento_que_no_es_un_objeto_se_explica(malo: Any, tmp_path: Path) -> None:
    with pytest.raises(ErrorDeDatos, match="Documento 1 de la lista"):
        list(en_masa("ficha_de_pago", [malo], tmp_path, procesos=1))


def test_donde_no_se_puede_escribir_se_explica(tmp_path: Path, ejemplos: dict[str, Datos]) -> None:
    (tmp_path / "archivo").write_text("")
    with pytest.raises(ErrorDeEjecucion, match="No se pudo crear la carpeta"):
        list(en_masa("ficha_de_pago", [ejemplos["ficha_de_pago"]], tmp_path / "archivo", procesos=1))
    with pytest.raises(ErrorDeEjecucion, match="No se pudo escribir"):
        masa.escribir(tmp_path / "no-hay" / "x.pdf", b"")
    (tmp_path / "carpeta.pdf").mkdir()
    with pytest.raises(ErrorDeEjecucion, match="No se pudo escribir"):
        masa.escribir(tmp_path / "carpeta.pdf", b"x")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["archivo", "carpeta.pdf"]


def test_una_plantilla_que_no_existe_se_dice_antes_de_empezar(tmp_path: Path) -> None:
    with pytest.raises(ErrorDeUso, match="No hay un documento"):
        list(en_masa("no_existe", iter([]), tmp_path / "nada"))
    assert not (tmp_path / "nada").exists()
