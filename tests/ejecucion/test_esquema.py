"""El esquema de cada cuaderno sale de su celda de parámetros y admite lo mismo que la consola."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from cobranza.base import dominios
from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeUso
from cobranza.ejecucion import parametros
from cobranza.puertas.cli import ejecutar

CUADERNOS = [r for r in sorted(ajustes().cuadernos.glob("*.ipynb")) if parametros.leer(r)]


@pytest.mark.parametrize("cuaderno", CUADERNOS, ids=lambda r: r.stem)
def test_con_sus_omisiones_cumple_su_esquema(cuaderno: Path) -> None:
    esquema, declarados = parametros.esquema(cuaderno), parametros.leer(cuaderno)
    jsonschema.Draft202012Validator.check_schema(esquema)
    dados = {nombre: p.omision for nombre, p in declarados.items() if not p.es_obligatorio}
    for faltante in esquema["required"]:
        dados[faltante] = "2025-12-31"
    jsonschema.validate(dados, esquema)
    assert parametros.completar(declarados, dados) == dados, "lo que el esquema admite ya va como lo escribe la casa"
    assert all(suyo["description"] for suyo in esquema["properties"].values())


@pytest.mark.parametrize(
    ("nombre", "valor", "admite"),
    [
        ("corte", "2025-12-31", True), ("corte", "", False), ("desde", "", True), ("delegacion", "DH-TAP", True),
        ("delegacion", "DH-XXX", False), ("nominativo", True, True), ("nominativo", "sí", False),
        ("mora_a", "1.8", True), ("mora_a", "alta", False), ("folio", "TGZ-2019-000123", True),
    ],
)  # fmt: skip
def test_cada_dominio_dice_en_el_esquema_lo_que_la_consola_comprueba(
    nombre: str, valor: object, admite: bool
) -> None:
    tipo = "bool" if nombre == "nominativo" else "str"
    suyo = parametros.Parametro(nombre, tipo, False if tipo == "bool" else "", "ayuda").esquema()
    cumple = jsonschema.Draft202012Validator(suyo, format_checker=jsonschema.FormatChecker()).is_valid(valor)
    assert cumple is admite
    if admite:
        assert dominios.valor(nombre, valor, tipo) == valor
    elif valor != "sí":  # la consola entiende más maneras de decir que sí
        with pytest.raises(ErrorDeUso):
            dominios.valor(nombre, valor, tipo)


def test_la_consola_lo_imprime(capsys: pytest.CaptureFixture[str]) -> None:
    assert ejecutar(["corre", "lista_de_trabajo", "--esquema"]) == 0
    dicho = json.loads(capsys.readouterr().out)
    assert list(dicho["properties"]) == ["corte", "delegacion", "ejecutor", "nominativo"]
    assert {"const": "DH-TAP", "title": "Delegación de Hacienda Tapachula"} in dicho["properties"]["delegacion"][
        "oneOf"
    ]
    assert dicho["properties"]["nominativo"]["default"] is False
