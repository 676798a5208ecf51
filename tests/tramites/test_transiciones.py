"""La tabla de cada trámite de la casa: de un estado sólo se pasa a los que su YAML dice."""

from __future__ import annotations

from datetime import date, datetime
from itertools import product

import pytest

from cobranza.puertas.ventanilla import proceso_de
from cobranza.tramites.definicion import tipos
from cobranza.tramites.exigido import de_forma
from cobranza.tramites.libro_de_pasos import Paso, plegado

DIA = date(2026, 3, 16)
PARES = [
    (clave, *par) for clave in tipos() for par in product(proceso_de(clave).definicion().estados, repeat=2)
]  # fmt: skip


@pytest.mark.parametrize(("clave", "desde", "hasta"), PARES)
def test_ninguna_transicion_fuera_de_la_tabla(clave: str, desde: str, hasta: str) -> None:
    definido = proceso_de(clave).definicion()
    dado = Paso("X-2026-000001", 1, clave, desde, DIA, datetime(2026, 3, 16), "otro", "otro", "", {})
    # lo da el programa: así sólo puede impedirlo la tabla
    impiden = [i.regla for i in de_forma(definido, plegado([dado]), definido.estados[hasta], None, DIA)]
    assert impiden == ([] if desde in definido.estados[hasta].desde else ["TRA02"])
