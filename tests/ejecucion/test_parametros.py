"""Los parámetros se comprueban antes de abrir el núcleo y cruzan intactos."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cobranza.base.errores import ErrorDeUso
from cobranza.ejecucion import parametros
from cobranza.ejecucion.parametros import Parametro

CUADERNOS = Path(__file__).parent / "cuadernos"


@pytest.fixture(scope="module")
def declarados() -> dict[str, Parametro]:
    return parametros.leer(CUADERNOS / "bueno.ipynb")


def test_se_leen_nombre_tipo_omision_y_ayuda(declarados: dict[str, Parametro]) -> None:
    assert declarados["maximo"] == Parametro("maximo", "int", 5, "renglones que se muestran")
    assert str(declarados["nominativo"]) == "nominativo (sí o no, por omisión no) · con nombres de contribuyentes"
    assert str(declarados["delegacion"]).startswith("delegacion (texto, por omisión vacío)")
    assert list(declarados) == ["corte", "delegacion", "maximo", "nominativo"]


def test_sin_dar_nada_corre_con_los_de_omision(declarados: dict[str, Parametro]) -> None:
    valores = parametros.completar(declarados, {})
    assert valores == {"corte": "2025-12-31", "delegacion": "", "maximo": 5, "nominativo": False}


def test_los_textos_de_la_consola_se_vuelven_del_tipo_declarado(declarados: dict[str, Parametro]) -> None:
    valores = parametros.completar(declarados, {"maximo": "12", "nominativo": "sí", "delegacion": "tapachula"})
    assert (valores["maximo"], valores["nominativo"], valores["delegacion"]) == (12, True, "DH-TAP")
    assert parametros.completar(declarados, {"corte": date(2024, 2, 29)})["corte"] == "2024-02-29"


def test_un_parametro_desconocido_dice_cuales_hay_y_sugiere_el_parecido(declarados: dict[str, Parametro]) -> None:
    with pytest.raises(ErrorDeUso, match=r"«delegacio».* ¿Quisiste decir «delegacion»\?.*renglones que se muestran"):
        parametros.completar(declarados, {"delegacio": "DH-TGZ"})


@pytest.mark.parametrize(
    ("nombre", "valor", "dice"),
    [
        ("corte", "31/12/2025", "AAAA-MM-DD"),
        ("corte", "2025-02-30", "AAAA-MM-DD"),
        ("corte", "20251231", "AAAA-MM-DD"),
        ("corte", "", "Falta el parámetro «corte»|AAAA-MM-DD"),
        ("maximo", "doce", "un entero"),
        ("maximo", True, "un entero"),
        ("nominativo", "quizá", "sí o no"),
        ("delegacion", ["DH-TGZ"], "la clave o el nombre de una delegación"),
    ],
)
def test_un_valor_que_no_va_detiene_la_corrida(
    declarados: dict[str, Parametro], nombre: str, valor: object, dice: str
) -> None:
    with pytest.raises(ErrorDeUso, match=dice):
        parametros.completar(declarados, {nombre: valor})


def test_uno_obligatorio_que_falta_se_dice() -> None:
    declarados = parametros.leer(CUADERNOS / "sin_omision.ipynb")
    with pytest.raises(ErrorDeUso, match="Falta el parámetro «corte»"):
        parametros.completar(declarados, {"clave": "x"})
    assert parametros.completar(declarados, {"clave": "x", "corte": "2025-12-31"})["clave"] == "x"


def test_un_tipo_que_no_cruza_intacto_no_se_admite() -> None:
    with pytest.raises(ErrorDeUso, match="«tasa» es float"):
        parametros.leer(CUADERNOS / "fecha_flotante.ipynb")


def test_un_cuaderno_sin_parametros_no_admite_ninguno() -> None:
    declarados = parametros.leer(CUADERNOS / "sin_parametros.ipynb")
    assert parametros.completar(declarados, {}) == {}
    with pytest.raises(ErrorDeUso, match="no declara parámetros"):
        parametros.completar(declarados, {"corte": "2025-12-31"})


def test_un_periodo_al_reves_no_procede() -> None:
    periodo = {n: Parametro(n, "str", "", "") for n in ("desde", "hasta")}
    with pytest.raises(ErrorDeUso, match="no pasara"):
        parametros.completar(periodo, {"desde": "2025-12-31", "hasta": "2025-01-01"})
    assert parametros.completar(periodo, {"desde": "2025-01-01"}) == {"desde": "2025-01-01", "hasta": ""}
