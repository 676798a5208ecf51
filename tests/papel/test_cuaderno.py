"""Lo que un cuaderno abierto dice cuando algo falla o cuando lleva nombres, en un IPython de verdad."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from cobranza.base.errores import ErrorDeUso
from cobranza.papel import mime
from cobranza.papel.cuaderno import atender_fallas, mostrar_reserva


class _Visto:
    """Lo que IPython publicó: salidas y errores."""

    def __init__(self) -> None:
        self.salidas: list[dict[str, Any]] = []
        self.errores: list[tuple[str, str, str]] = []


@pytest.fixture
def consola(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Any, _Visto]]:
    from IPython.core.interactiveshell import InteractiveShell

    abierta = InteractiveShell.instance()
    visto = _Visto()
    monkeypatch.setattr(abierta.display_pub, "publish", lambda data, **_: visto.salidas.append(data))
    monkeypatch.setattr(
        abierta,
        "_showtraceback",
        lambda clase, error, renglones: visto.errores.append((clase.__name__, str(error), "\n".join(renglones))),
    )
    atender_fallas()
    yield abierta, visto
    InteractiveShell.clear_instance()


def test_un_error_de_la_casa_se_explica_sin_rastro_y_la_celda_queda_en_error(consola: tuple[Any, _Visto]) -> None:
    abierta, visto = consola
    hecho = abierta.run_cell("from cobranza.base.errores import ErrorDeUso\nraise ErrorDeUso('No existe «X».')")
    assert isinstance(hecho.error_in_exec, ErrorDeUso)
    ((nombre, mensaje, recuadro),) = visto.errores
    assert (nombre, mensaje) == ("ErrorDeUso", "No existe «X».")
    assert "Qué pasó" in recuadro
    assert "No existe «X»." in recuadro
    assert ErrorDeUso.que_hacer in " ".join(recuadro.split())
    assert "Traceback" not in recuadro
    assert visto.salidas == []


def test_lo_que_nadie_esperaba_lleva_su_rastro_plegado(consola: tuple[Any, _Visto]) -> None:
    abierta, visto = consola
    abierta.run_cell("{}['no está']")
    ((nombre, _, recuadro),) = visto.errores
    assert nombre == "KeyError"
    assert "Algo falló y no se esperaba" in recuadro
    (salida,) = visto.salidas
    assert "<details" in salida["text/html"]
    assert "Traceback" in salida["text/html"]
    assert mime.SOLO_DEL_CUADERNO in salida, "en el informe no se repite"


def test_una_celda_corrida_antes_de_tiempo_dice_que_faltan_las_de_arriba(consola: tuple[Any, _Visto]) -> None:
    abierta, visto = consola
    abierta.run_cell("nadie_me_definio.caratula()")
    ((_, _, recuadro),) = visto.errores
    assert "todavía no existe «nadie_me_definio»" in recuadro
    assert "Corre las celdas en orden" in recuadro


@pytest.mark.parametrize("nominativo", [False, "no", "false", "", 0, None])
def test_sin_nombres_no_hay_aviso_de_reserva(consola: tuple[Any, _Visto], nominativo: object) -> None:
    mostrar_reserva(nominativo)
    assert consola[1].salidas == []


def test_con_nombres_el_aviso_se_ve_y_no_va_en_el_informe(consola: tuple[Any, _Visto]) -> None:
    mostrar_reserva(True)
    (salida,) = consola[1].salidas
    assert salida["text/plain"].startswith("Reservado: secreto fiscal.")
    assert mime.SOLO_DEL_CUADERNO in salida


def test_fuera_de_un_cuaderno_no_pasa_nada(capsys: pytest.CaptureFixture[str]) -> None:
    mostrar_reserva(True)
    atender_fallas()
    assert capsys.readouterr().out == ""
