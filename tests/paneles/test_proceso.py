"""La corrida del panel va en otro proceso: lo mal pedido se dice, y cancelar no deja nada."""

from __future__ import annotations

from pathlib import Path

import pytest

from cobranza.puertas.paneles.proceso import EnCurso, Terminada

pytestmark = pytest.mark.lenta


def _correr(cuaderno: str, *, cancelar: bool = False, **valores: str) -> Terminada:
    dichas: list[Terminada] = []
    corridas: list[EnCurso] = []

    def al_avanzar(celda: int, de: int) -> None:
        if cancelar:
            corridas[0].cancelar()

    corridas.append(EnCurso(cuaderno, valores, al_avanzar, dichas.append))
    corridas[0].hilo.join(90)
    return dichas[0]


@pytest.mark.usefixtures("oficina_chica")
def test_lo_mal_pedido_se_dice_como_en_la_consola() -> None:
    como = _correr("liquidacion", corte="2025-12-31", folio="NO-ESTA")
    assert como.codigo == 2 and "no hay un crédito con ese folio" in como.mensaje
    assert not como.informe and not como.cancelada


def test_cancelada_no_deja_nada(oficina_chica: Path) -> None:
    como = _correr("liquidacion", cancelar=True, corte="2025-12-31", folio="TGZ-2020-000001")
    assert como.cancelada and como.codigo != 0 and not como.informe
    assert not list((oficina_chica / "salidas").glob("[!.]*/*/*/informe.html"))
