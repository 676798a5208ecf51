"""La liquidación de un crédito: su oro, su cuadre y que no enseñe a nadie."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from informes.conftest import dicho

from cobranza.base.errores import ErrorDeLey, ErrorDeUso
from cobranza.informes import liquidacion as informe

FOLIO, CORTE = "TGZ-2021-000001", "2025-12-31"


def _piezas(datos: informe.Datos) -> Iterator[Any]:
    for funcion in (informe.caratula, informe.identificacion, informe.componentes, informe.linea_de_tiempo,
                    informe.parcialidades, informe.memoria, informe.meses_de_recargos, informe.cuadrar):  # fmt: skip
        yield funcion(datos)


def test_dice_lo_mismo_que_su_oro(oficina: Path, oro: Callable[[str, str], None]) -> None:
    oro("liquidacion", dicho(_piezas(informe.preparar(corte=CORTE, folio=FOLIO))))


def test_sin_folio_ensena_uno_que_debe_algo(oficina: Path) -> None:
    datos = informe.preparar(corte=CORTE)
    assert datos.explicacion.total > 0
    assert informe.caratula(datos).sello.cuadra


def test_no_ensena_al_contribuyente_si_no_es_nominativo(oficina: Path) -> None:
    assert "El Vigente" not in dicho(_piezas(informe.preparar(corte=CORTE, folio=FOLIO)))
    assert "El Vigente" in dicho(_piezas(informe.preparar(corte=CORTE, folio=FOLIO, nominativo=True)))


@pytest.mark.parametrize(
    ("folio", "corte", "error"), [("TGZ-1999-000001", CORTE, ErrorDeUso), (FOLIO, "2028-01-31", ErrorDeLey)]
)
def test_lo_que_no_se_puede_liquidar_se_dice(oficina: Path, folio: str, corte: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        informe.preparar(corte=corte, folio=folio)
