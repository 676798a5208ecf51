"""Lo que la página puede pedir: un tramo, un orden y unos filtros de lo que se le enseña; nunca otra cosa."""

from __future__ import annotations

from typing import Any

import pytest

from cobranza.base.errores import ErrorDeUso
from cobranza.puertas.paneles.rejilla import Columna, EnMemoria, Pedido, Rejilla, entender

COLUMNAS = [
    Columna("numero", "Número"),
    Columna("estado", "Estado", opciones=[("A", "A")]),
    Columna("n", "N", filtra=False),
]
BUENO: dict[str, Any] = {"desde": 0, "cuantos": 100, "orden": ["numero", False], "filtros": {"estado": "A"}}


def test_lo_bien_pedido_se_entiende() -> None:
    assert entender(BUENO, COLUMNAS) == Pedido(0, 100, ("numero", False), {"estado": "A"})


@pytest.mark.parametrize(
    "otro",
    [
        {"desde": -1}, {"desde": True}, {"cuantos": 10_000}, {"cuantos": "100"}, {"orden": ["rfc", False]},
        {"orden": "numero; drop table credito"}, {"orden": ["numero", "desc"]}, {"filtros": {"n": "1"}},
        {"filtros": {"rfc": "X"}}, {"filtros": {"estado": ["A"]}}, {"filtros": None},
    ],
)  # fmt: skip
def test_lo_que_no_se_le_da_se_niega(otro: dict[str, Any]) -> None:
    with pytest.raises(ErrorDeUso):
        entender(BUENO | otro, COLUMNAS)


def test_una_lista_corta_se_filtra_y_se_ordena() -> None:
    filas = [(str(k), {"numero": f"C-{k}", "estado": "AB"[k % 2], "n": k}) for k in range(5)]
    fuente = EnMemoria(COLUMNAS, filas)
    dada = fuente.pagina(Pedido(0, 2, ("n", True), {"estado": "A"}))
    assert (dada.total, [clave for clave, _ in dada.filas]) == (3, ["4", "2"])
    assert dada.filas[0][1] == ["C-4", "A", "4"]


def test_la_rejilla_contesta_al_turno_que_pregunto_y_dice_lo_que_no_va() -> None:
    elegidos: list[str] = []
    fuente = EnMemoria(COLUMNAS, [("1", {"numero": "C-1", "estado": "A", "n": 1})])
    rejilla = Rejilla(fuente, elegidos.append, orden=("numero", False))
    enviados: list[dict[str, Any]] = []
    rejilla.send = enviados.append  # type: ignore[method-assign,assignment]
    rejilla._recibir(None, BUENO | {"turno": 3, "pagina": 0}, [])
    rejilla._recibir(None, BUENO | {"turno": 4, "pagina": 0, "orden": ["rfc", True]}, [])
    rejilla._recibir(None, {"elige": "1"}, [])
    assert enviados[0] == {"turno": 3, "pagina": 0, "total": 1, "filas": [["1", ["C-1", "A", "1"]]]}
    assert enviados[1]["turno"] == 4 and "no se le da" in enviados[1]["falla"]
    assert elegidos == ["1"]


def test_lo_repartido_se_pide_con_los_mismos_filtros_y_sin_quien_cuente_no_hay() -> None:
    pedidos: list[Pedido] = []

    def repartir(pedido: Pedido) -> dict[str, list[tuple[str, int]]]:
        pedidos.append(pedido)
        return {"estado": [("A", 1)]}

    fuente = EnMemoria(COLUMNAS, [("1", {"numero": "C-1", "estado": "A", "n": 1})])
    for quien, se_ve, repartos in ((repartir, True, {"estado": [["A", 1]]}), (None, False, {})):
        rejilla = Rejilla(fuente, lambda _: None, orden=("numero", False), repartir=quien)
        enviados: list[dict[str, Any]] = []
        rejilla.send = enviados.append  # type: ignore[method-assign,assignment]
        rejilla._recibir(None, BUENO | {"turno": 3, "reparte": True}, [])
        rejilla._recibir(None, BUENO | {"turno": 4, "reparte": True, "filtros": {"rfc": "X"}}, [])
        assert rejilla.reparte is se_ve
        assert enviados[0] == {"turno": 3, "repartos": repartos}
        assert "no se le da" in enviados[1]["falla"]
    assert [p.filtros for p in pedidos] == [{"estado": "A"}]
