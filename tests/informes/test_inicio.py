"""El primer cuaderno: con la base vacía no falla y dice qué sigue; con cartera, cuánto hay y con qué corte correr."""

from __future__ import annotations

from pathlib import Path

import pytest
from oficina import almacen_nuevo, en_carpeta

from cobranza.base.ajustes import ajustes
from cobranza.informes import inicio


def test_con_la_base_vacia_dice_por_donde_se_empieza(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    almacen_nuevo(en_carpeta(tmp_path)).dispose()
    monkeypatch.setenv("COBRANZA_BD", en_carpeta(tmp_path))
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path))
    datos = inicio.preparar()
    assert "Todavía no hay cartera" in inicio.estado(datos).texto()
    assert "cobranza ingerir" in inicio.para_cargar(datos).texto()


@pytest.mark.usefixtures("oficina")
def test_con_cartera_dice_cuanto_hay_y_el_corte_que_admite() -> None:
    datos = inicio.preparar()
    assert datos.de is not None
    creditos = datos.de.foto.conteos["credito"]
    assert f"Hay {creditos} créditos" in inicio.estado(datos).texto()
    assert f"-p corte {datos.de.corte.isoformat()}" in inicio.para_correr(datos).texto()


@pytest.mark.usefixtures("oficina")
def test_dice_que_contesta_cada_cuaderno() -> None:
    dichos = inicio.cuadernos(inicio.preparar()).texto()
    otros = [ruta for ruta in ajustes().cuadernos.glob("*.ipynb") if ruta.stem != "inicio"]
    assert otros
    assert all(ruta.name in dichos for ruta in otros)
