"""En qué difieren dos corridas, cifra por cifra y en palabras."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cobranza.base.errores import ErrorDeUso
from cobranza.ejecucion.diferencias import NO_ESTA, Diferencia, diferencias
from cobranza.papel import mime


def _corrida(carpeta: Path, *, saldo: int, corte: str = "2025-12-31", cuaderno: str = "uno", **otra: Any) -> Path:
    carpeta.mkdir()
    tabla = {
        "titulo": "Saldo por delegación, pesos", "total": ["Total", saldo],
        "columnas": [{"clave": "d", "titulo": "Delegación", "tipo": "texto"},
                     {"clave": "s", "titulo": "Saldo", "tipo": "pesos"}],
        "filas": [["Tapachula", saldo], ["Huixtla", 100]],
    }  # fmt: skip
    datos = {
        mime.TABLA: tabla,
        mime.CIFRAS: {"cifras": [{"etiqueta": "Saldo", "valor": str(saldo), "unidad": "pesos"}]},
    }
    nb = {"cells": [{"cell_type": "code", "source": "", "outputs": [{"output_type": "display_data", "data": datos}]}]}
    (carpeta / "cuaderno.ipynb").write_text(json.dumps(nb), encoding="utf-8")
    ficha = {
        "formato": 2, "estado": "terminada", "cuaderno": cuaderno, "titulo": "", "hallazgo": "", "corte": corte,
        "corrida": carpeta.name, "ultimo_dato": "", "parametros": {"corte": corte}, "archivos": {},
        "procedencia": {"norma": "abc"}, "base": {"nombre": "b", "ejemplo": False}, **otra,
    }  # fmt: skip
    (carpeta / "manifiesto.json").write_text(json.dumps(ficha), encoding="utf-8")
    return carpeta


def test_dice_que_cambio_y_solo_eso(tmp_path: Path) -> None:
    una = _corrida(tmp_path / "a", saldo=12_345)
    otra = _corrida(tmp_path / "b", saldo=999_900, corte="2026-01-31", procedencia={"norma": "abc", "foto": "f"})
    titulo = "Saldo por delegación, pesos"
    assert diferencias(una, otra) == [
        Diferencia("Parámetros", "corte", "2025-12-31", "2026-01-31"),
        Diferencia("Con qué se hizo", "foto", NO_ESTA, "f"),
        Diferencia("Carátula", "Saldo", "12345 pesos", "999900 pesos"),
        Diferencia(titulo, "Tapachula · Saldo", "123.45", "9,999.00"),
        Diferencia(titulo, "Total · Saldo", "123.45", "9,999.00"),
    ]
    assert diferencias(una, una) == []


def test_dos_informes_distintos_o_uno_fallido_no_se_comparan(tmp_path: Path) -> None:
    una = _corrida(tmp_path / "a", saldo=1)
    with pytest.raises(ErrorDeUso, match="dos del mismo"):
        diferencias(una, _corrida(tmp_path / "b", saldo=1, cuaderno="otro"))
    fallida = _corrida(tmp_path / "c", saldo=1, estado="fallida", error={"mensaje": "x", "codigo": 6})
    with pytest.raises(ErrorDeUso, match="terminada"):
        diferencias(una, fallida)
