"""Cada parámetro tiene un dominio: lo mismo dicho de otra manera queda igual, y lo que no va se dice."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from cobranza.base import dominios
from cobranza.base.errores import ErrorDeUso


@pytest.mark.parametrize("dicho", ["sí", "si", "Si", "SÍ", "true", "True", "verdadero", "1", 1, True, " si "])
def test_un_si_escrito_como_si_es_si(dicho: object) -> None:
    assert dominios.valor("nominativo", dicho) is True


@pytest.mark.parametrize(
    "dicho", ["no", "No", "false", "False", "falso", "0", "", " ", "None", "null", 0, False, None]
)
def test_lo_que_dice_que_no_es_no(dicho: object) -> None:
    assert dominios.valor("nominativo", dicho) is False


@pytest.mark.parametrize("dicho", ["quizá", "yes", "2", 2, -1, 0.0, 1.0, ["si"], {"si": True}, ("si",), b"si"])
def test_lo_que_no_es_ni_si_ni_no_detiene(dicho: object) -> None:
    with pytest.raises(ErrorDeUso, match=r"«nominativo».*se esperaba sí o no"):
        dominios.valor("nominativo", dicho)


@pytest.mark.parametrize(("a_medias", "clave"), [("Tuxtla", "DH-TGZ"), ("san cristóbal", "DH-SCL")])
def test_la_que_se_dijo_a_medias_es_la_que_se_sugiere(a_medias: str, clave: str) -> None:
    """«Tuxtla» se parece más, por sus letras, a Huixtla."""
    with pytest.raises(ErrorDeUso, match=f"¿Quisiste decir {clave},"):
        dominios.valor("delegacion", a_medias)


@pytest.mark.parametrize(
    "dicha",
    ["DH-SCL", "dh-scl", " Dh-Scl ", "San Cristóbal de las Casas", "SAN CRISTOBAL DE LAS CASAS",
     "Delegación de Hacienda San Cristóbal de las Casas"],
)  # fmt: skip
def test_la_delegacion_vale_por_su_clave_o_por_su_nombre(dicha: str) -> None:
    assert dominios.valor("delegacion", dicha) == "DH-SCL"


def test_la_que_no_existe_dice_las_que_hay_con_nombre_y_la_mas_parecida() -> None:
    with pytest.raises(ErrorDeUso) as dicho:
        dominios.valor("delegacion", "Tapachla")
    assert "¿Quisiste decir DH-TAP, Tapachula?" in dicho.value.mensaje
    assert "DH-COM, Comitán" in dicho.value.mensaje
    assert dicho.value.codigo == 2


@pytest.mark.parametrize(
    ("nombre", "dicho", "queda"),
    [
        ("folio", " tgz-2019-000123 ", "TGZ-2019-000123"),
        ("folio", "SF/DC/0001/2022", "SF/DC/0001/2022"),
        ("folio", 1234, "1234"),
        ("ejecutor", 20, "20"),
        ("corte", date(2024, 2, 29), "2024-02-29"),
        ("desde", None, ""),
        ("mora_a", "1.80", "1.8"),
        ("mora_a", 1.8, "1.8"),
        ("mora_b", 2, "2"),
        ("inflacion_a", "-0.10", "-0.1"),
        ("reduccion_multas_b", "100", "100"),
        ("reduccion_multas_a", "0.00", "0"),
        ("verdad", "demo/verdad/anomalias.csv", "demo/verdad/anomalias.csv"),
    ],
)
def test_lo_mismo_dicho_de_otra_manera_queda_igual(nombre: str, dicho: object, queda: str) -> None:
    assert dominios.valor(nombre, dicho) == queda


@pytest.mark.parametrize(
    ("nombre", "dicho"),
    [
        ("corte", ""), ("corte", None), ("corte", "31/12/2025"), ("corte", "2025-02-30"), ("corte", "20251231"),
        ("corte", 20251231), ("corte", 2025.0), ("corte", ["2025-12-31"]), ("corte", True),
        ("corte", datetime(2025, 12, 31, 8)),
        ("desde", "ayer"), ("delegacion", 7), ("delegacion", ["DH-TGZ"]), ("delegacion", {"a": 1}),
        ("delegacion", False),
        ("folio", 1.5), ("folio", "x" * 65), ("folio", "TGZ\n2019"), ("ejecutor", ["E0020"]), ("ejecutor", True),
        ("mora_a", "-3"), ("mora_a", -3), ("mora_a", "abc"), ("mora_a", float("nan")), ("mora_a", float("inf")),
        ("mora_a", "1e3"), ("mora_a", [1]), ("mora_a", True), ("inflacion_b", "0.355"), ("inflacion_b", "1,5"),
        ("reduccion_multas_a", "150"), ("reduccion_multas_a", 100.01),
        ("verdad", "../datos/c.db"), ("verdad", "/etc/passwd"), ("verdad", "a/../../b"), ("verdad", 5.0),
    ],
)  # fmt: skip
def test_lo_que_no_va_se_dice_con_su_nombre(nombre: str, dicho: object) -> None:
    with pytest.raises(ErrorDeUso, match=f"El parámetro «{nombre}» es «"):
        dominios.valor(nombre, dicho)


@pytest.mark.parametrize(
    ("antes", "despues"), [("desde", "corte"), ("desde", "hasta"), ("corte", "al_a"), ("corte", "al_b")]
)
def test_las_fechas_van_en_orden(antes: str, despues: str) -> None:
    assert dominios.valores({antes: "2025-01-01", despues: "2025-01-01"})
    with pytest.raises(ErrorDeUso, match=f"«{antes}» no pasara de «{despues}»"):
        dominios.valores({antes: "2025-02-01", despues: "2025-01-31"})


def test_un_valor_enorme_no_llena_la_pantalla() -> None:
    with pytest.raises(ErrorDeUso) as dicho:
        dominios.valor("corte", "9" * 5000)
    assert len(dicho.value.mensaje) < 300


def test_cada_delegacion_se_puede_decir_por_su_nombre() -> None:
    for clave, nombre in dominios.delegaciones().items():
        assert dominios.valor("delegacion", nombre) == dominios.valor("delegacion", clave.lower()) == clave
