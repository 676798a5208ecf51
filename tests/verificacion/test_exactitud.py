"""Medir la detección contra lo sembrado: ni un acierto de más ni uno de menos."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from verificacion.expedientes import CORTE

from cobranza.verificacion.exactitud import LLAVE, TOTAL, comparar, exactitud, leer_verdad
from cobranza.verificacion.pae import Pae
from cobranza.verificacion.regla import reglas

pytestmark = pytest.mark.lenta


@pytest.fixture
def verdad(todos: pd.DataFrame) -> pd.DataFrame:
    return todos[LLAVE].reset_index(drop=True)


def test_quien_halla_todo_lo_sembrado_y_nada_mas_acierta_en_todo(todos: pd.DataFrame, verdad: pd.DataFrame) -> None:
    medida = exactitud(todos, verdad).set_index("regla")
    assert (medida["aciertos"] == medida["sembradas"]).all() and (medida["aciertos"] == medida["halladas"]).all()
    assert medida.loc[TOTAL, "aciertos"] == len(verdad)
    assert len(medida) == len(reglas()) + 1


def test_lo_omitido_y_lo_de_mas_se_cuentan_por_separado(todos: pd.DataFrame, verdad: pd.DataFrame) -> None:
    sobra, falta = verdad.iloc[0], {"regla": "PAE018", "folio": "REGULAR", "acto": "REGULAR:otro"}
    otra = pd.concat([verdad.iloc[1:], pd.DataFrame([falta])], ignore_index=True)
    medida = exactitud(todos, otra).set_index("regla")
    assert medida.loc[sobra["regla"], "de_mas"] == 1 and medida.loc["PAE018", "omitidas"] == 1
    assert tuple(medida.loc[TOTAL, ["omitidas", "de_mas"]]) == (1, 1)
    distintas = comparar(todos, otra).query("donde != 'ambos'").set_index("donde")["acto"]
    assert distintas["sembrado"] == "REGULAR:otro" and distintas["hallado"] == sobra["acto"]


def test_una_anomalia_existe_desde_su_dia_y_hasta_la_vispera_del_fin(pae: Pae, tmp_path: Path) -> None:
    ruta = tmp_path / "anomalias.csv"
    manana = CORTE.replace(day=31).isoformat()
    ruta.write_text(
        "regla,folio,acto,desde,hasta\n"
        f"PAE001,REGULAR,desde-hoy,{CORTE},\n"
        f"PAE001,REGULAR,hasta-manana,2025-01-01,{manana}\n"
        f"PAE001,REGULAR,termina-hoy,2025-01-01,{CORTE}\n"
        f"PAE001,REGULAR,desde-manana,{manana},\n"
        f"PAE001,OTRA-CARTERA,ajena,2025-01-01,\n",
        encoding="utf-8",
    )
    assert list(leer_verdad(ruta, pae)["acto"]) == ["desde-hoy", "hasta-manana"]
