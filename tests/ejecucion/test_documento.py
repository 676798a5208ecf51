"""El cuaderno ya corrido dice con qué norma se hizo, y se le cree sólo si es la de la corrida."""

from __future__ import annotations

from cobranza.ejecucion import documento
from cobranza.papel.piezas import Procedencia


def test_un_informe_que_uso_otra_norma_no_vale() -> None:
    """La norma puede editarse entre que se nombra la corrida y el núcleo la abre."""
    dicho = Procedencia([("Huella de la norma", "la-de-antes")])._repr_mimebundle_()
    nb = {"cells": [{"cell_type": "code", "source": "", "metadata": {}, "outputs": [{"data": dicho}]}]}
    assert documento.de_otra_norma(nb, "la-de-antes") is None
    falla = documento.de_otra_norma(nb, "la-de-ahora")
    assert falla is not None
    assert (falla.codigo, falla.celda) == (6, 1)
    assert "La norma cambió mientras corría" in falla.mensaje
