"""La orden que se imprime da la misma corrida, sea cual sea el valor que declara el cuaderno."""

from __future__ import annotations

import shlex
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from cobranza.ejecucion.ficha import Pedido, con_su_base, ficha_de, orden, sin_base
from cobranza.ejecucion.parametros import Parametro, completar

DECLARADOS = {
    "corte": "2025-12-31",
    "desde": "",
    "verdad": "demo/verdad.csv",
    "nominativo": False,
    "con_graficas": True,
    "maximo": 7,
}


def _cuaderno() -> Any:
    fuente = "\n".join(f"{nombre}: {type(v).__name__} = {v!r}  # ayuda" for nombre, v in DECLARADOS.items())
    return new_notebook(cells=[new_code_cell(fuente, metadata={"tags": ["parameters"]})])


@pytest.mark.parametrize(
    "dados",
    [
        {},
        {"corte": "2014-12-31", "desde": "2014-01-01"},
        {"verdad": "", "con_graficas": "no", "nominativo": "si", "maximo": "0"},
        {"verdad": "otra carpeta/con «raro» $HOME.csv"},
    ],
)
def test_la_orden_impresa_da_los_mismos_parametros(dados: dict[str, str]) -> None:
    declarados = {n: Parametro(n, type(v).__name__, v, "") for n, v in DECLARADOS.items()}
    valores = completar(declarados, dados)
    partes = shlex.split(orden(_cuaderno(), Pedido("informe", valores, {}, sin_base())))
    assert partes[:3] == ["cobranza", "corre", "informe"]
    escritos = dict(zip(partes[4::3], partes[5::3], strict=True))
    assert completar(declarados, escritos) == valores
    assert set(escritos) == {"corte", *dados}, "lo que vale lo de omisión no estorba"


def test_otra_base_es_otra_corrida_porque_el_informe_la_nombra() -> None:
    corridas = {
        Pedido("informe", {}, con_su_base({"datos": "x"}, {**sin_base(), **base}), {}).corrida
        for base in (
            {},
            {"nombre": "oficina"},
            {"nombre": "oficina", "ejemplo": True},
            {"ultimo_dato": "2025-12-31"},
            {"ancla": {"base": "2:ab", "raiz": "cd", "puntas": {}}},
        )
    }
    assert len(corridas) == 4, "el último día capturado ya está en la huella de los datos"


def test_la_ficha_dice_de_que_base_es() -> None:
    base = {"nombre": "oficina", "ejemplo": False, "ultimo_dato": "2025-12-31"}
    ficha = ficha_de(_cuaderno(), Pedido("informe", {"corte": "2025-12-31"}, {}, base), None)
    assert ficha["base"] == {"nombre": "oficina", "ejemplo": False}
    assert ficha["ultimo_dato"] == "2025-12-31"
    assert "emitido" not in ficha, "la hora va sólo en el manifiesto"
