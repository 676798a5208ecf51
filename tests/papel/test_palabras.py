"""Cada cosa se llama igual en todas partes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from cobranza.base import catalogos
from cobranza.cartera.escenario import CONCEPTOS
from cobranza.papel import palabras

ORO = sorted((Path(__file__).resolve().parents[1] / "oro").glob("*.txt"))


def test_dos_oficinas_no_comparten_nombre_corto() -> None:
    cortos = palabras.delegaciones()
    assert len(set(cortos.values())) == len(cortos) == len(catalogos.delegaciones())


@pytest.mark.parametrize("oro", ORO, ids=lambda ruta: ruta.stem)
def test_ningun_informe_imprime_el_nombre_largo_de_una_oficina(oro: Path) -> None:
    largos = [n for n in catalogos.delegaciones()["nombre"] if palabras.corto(n) != n]
    texto = oro.read_text(encoding="utf-8")
    assert largos
    assert not [nombre for nombre in largos if nombre in texto]


def test_lo_que_no_esta_en_el_catalogo_se_imprime_tal_cual() -> None:
    claves = pd.Series(["DH-TGZ", "CRL-ACP", "DH-NUEVA"])
    dichas = palabras.nombradas(claves, palabras.delegaciones())
    assert list(dichas) == ["Tuxtla Gutiérrez", "CRL Acapetahua", "DH-NUEVA"]


def test_cada_componente_del_adeudo_tiene_su_titulo() -> None:
    assert tuple(palabras.COMPONENTES) == CONCEPTOS
