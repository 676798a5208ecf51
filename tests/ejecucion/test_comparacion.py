"""Dos corridas se comparan cifra por cifra y con palabras; lo reservado nunca sale por ahí."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ejecucion.muestra import cuaderno, ficha

from cobranza.base.errores import ErrorDeUso
from cobranza.ejecucion import documento
from cobranza.ejecucion.comparacion import Corrida, cambiaron, comparar, leer
from cobranza.ejecucion.cotejo_de_tablas import cotejadas


def _corrida(**cambios: Any) -> Corrida:
    nodo = cuaderno()
    hecha = ficha(nodo, **cambios) | {"archivos": {"informe.html": "a", "cuaderno.ipynb": "b"}}
    return Corrida(hecha, documento.cifras(nodo), json.loads(json.dumps(documento.tablas(nodo))))


def test_la_misma_corrida_no_difiere_en_nada() -> None:
    hallada = comparar(_corrida(), _corrida())
    assert hallada.iguales
    assert not (hallada.ingredientes or hallada.dicho or hallada.cifras or hallada.tablas)


def test_dice_con_que_se_hicieron_y_cada_cifra_que_cambio() -> None:
    una, otra = _corrida(), _corrida(parametros={"corte": "2026-01-31", "delegacion": "DH-TGZ"}, version="0.3.0")
    otra.ficha["huellas"]["datos"] = "cambiada"
    otra.ficha["archivos"]["informe.html"] = "z"
    cifras = [dict(c) for c in otra.cifras]
    cifras[0] |= {"valor": "1,500.1"}
    cifras[2] |= {"nota": "9.9 %"}
    hallada = comparar(una, replace(otra, cifras=cifras[:3]))
    assert list(map(str, hallada.ingredientes)) == [
        "el parámetro «corte»: 2025-12-31 → 2026-01-31",
        "el parámetro «delegacion»: (vacío) → DH-TGZ",
        "la versión del programa: 0.1.0 → 0.3.0",
        "los datos: la foto de los libros es otra: 6461746f73 → cambiada",
    ]
    assert list(map(str, hallada.cifras)) == [
        "Saldo, estatal y federal: 1,489.6 millones de pesos → 1,500.1 millones de pesos (+10.5)",
        "Cobrado en el periodo, lo que se anota: 14.7 % del saldo inicial más altas → 9.9 %",
        "Prescribe en 90 días: 18.4 millones de pesos → (no está)",
    ]
    assert hallada.archivos == ("informe.html",)


def test_una_tabla_se_compara_por_renglon_y_no_por_lugar() -> None:
    una, otra = _corrida(), _corrida()
    tabla = otra.tablas[1]
    assert tabla["hoja"] == "saldo_delegacion"
    tabla["filas"][0][2] += 1_000_000_00
    tabla["total"][2] += 1_000_000_00
    quitado = tabla["filas"].pop(1)
    tabla["filas"].append(["Palenque", *quitado[1:]])
    (distinta,) = comparar(una, otra).tablas
    assert distinta.titulo.startswith("Saldo por delegación")
    assert list(map(str, distinta.celdas)) == [
        "Tuxtla Gutiérrez, Saldo: 612.35 → 613.35 (+1.00)",
        "el total, Saldo: 1,288.68 → 1,289.68 (+1.00)",
    ]
    assert (distinta.aparecen, distinta.desaparecen) == (("Palenque",), ("Tapachula",))


def _tabla(filas: list[list[Any]], titulos: str = "AB") -> dict[str, Any]:
    tipos = ("texto", "pesos", "texto")
    columnas = [{"clave": t.lower(), "titulo": t, "tipo": tipo} for t, tipo in zip(titulos, tipos, strict=False)]
    return {"hoja": "h", "titulo": "T", "columnas": columnas, "filas": filas, "total": None}


def test_sin_texto_que_distinga_vale_el_lugar_y_lo_reservado_no_se_nombra() -> None:
    repetidos = cotejadas([_tabla([["x", 1], ["x", 2]])], [_tabla([["x", 1], ["x", 5]])], con_nombres=True)
    assert [str(c) for c in repetidos[0].celdas] == ["renglón 2, B: 0.02 → 0.05 (+0.03)"]
    (reservada,) = cotejadas(
        [_tabla([["Juana", 1, "JUPE800101"], ["Luis", 2, "LUIS"]], "ABC")],
        [_tabla([["Juana", 9, "OTRO800101"]], "ABC")],
        con_nombres=False,
    )
    assert [str(c) for c in reservada.celdas] == [
        "renglón 1, B: 0.01 → 0.09 (+0.08)",
        "renglón 1, C: (reservado) → (otro, reservado)",
    ]
    assert reservada.desaparecen == ("renglón 2",)


def test_una_tabla_nueva_una_que_ya_no_esta_y_otras_columnas() -> None:
    una = _tabla([["x", 1]])
    assert [t.aviso for t in cotejadas([una], [], con_nombres=True)] == ["ya no está"]
    assert [t.aviso for t in cotejadas([], [una], con_nombres=True)] == ["es nueva"]
    (otra,) = cotejadas([una], [_tabla([["x", 1, "y"]], "ABC")], con_nombres=True)
    assert otra.aviso == "cambió de columnas: A, B, C"


def test_que_huellas_cambiaron_con_palabras() -> None:
    antes = {"norma": "1", "datos": "1", "archivo:verdad": "1"}
    assert cambiaron(antes, antes) == []
    assert cambiaron(antes, {"norma": "2", "datos": "1", "archivo:verdad": "2"}) == [
        "la norma en uso",
        "el archivo que nombra «verdad»",
    ]


def test_donde_no_hay_corrida_se_dice(tmp_path: Path) -> None:
    with pytest.raises(ErrorDeUso, match="no hay una corrida completa"):
        leer(tmp_path)
