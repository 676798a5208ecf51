"""Un layout es su YAML y su módulo: nada más en la casa lo nombra."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from ingesta.test_ingesta import _carga_filas, _consulta
from sqlalchemy import Engine

from cobranza.base import catalogos
from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeUso
from cobranza.ingesta import entradas, layouts
from cobranza.libros import tablas


def test_cada_layout_tiene_su_yaml_y_su_modulo() -> None:
    assert sorted(layouts.nombres()) == list(entradas.nombres())


@pytest.mark.parametrize("nombre", layouts.nombres())
def test_lo_que_un_layout_guarda_cabe_en_su_tabla_y_lo_que_cita_se_sabe_donde_buscarlo(nombre: str) -> None:
    layout, entrada = layouts.leer(nombre), entradas.entrada(nombre)
    tabla = tablas.metadata.tables[entrada.tabla]
    assert set(entrada.propias(layout)) <= set(tabla.c.keys())
    assert set(entrada.aparte) <= set(layout.columnas), "lo que va aparte también viene en el archivo"
    assert tabla.c[layout.clave].primary_key or tabla.c[layout.clave].unique
    citadas = [columna.refiere.split(".") for columna in layout.columnas.values() if columna.refiere]
    assert all("registro" in tablas.metadata.tables[t].info and c in tablas.metadata.tables[t].c for t, c in citadas)


_YAML = """
orden: 8
titulo: Metas de recaudación
ayuda: Una fila por rubro.
clave: clave
columnas:
  clave: {titulo: Clave, tipo: texto, obligatoria: true}
  ejercicio: {titulo: Año, tipo: entero, obligatoria: true, minimo: "1980", maximo: "2100"}
  ambito: {titulo: Ámbito, tipo: opcion, obligatoria: true, opciones: {ESTATAL: estatal}}
  rubro: {titulo: Rubro, tipo: texto, obligatoria: true}
  importe: {titulo: Meta, tipo: importe, obligatoria: true}
  fuente: {titulo: Fuente, tipo: texto, obligatoria: true}
"""
_MODULO = """
from cobranza.ingesta.columnas import igual
from cobranza.ingesta.contrato import Entrada


def _sin_otros(revisado):
    revisado.celda("rubro").anotar(igual(revisado.texto("rubro"), "OTROS"), "Rubro vago", "Di cuál.")


ENTRADA = Entrada("recaudacion", condiciones=(_sin_otros,))
"""
_META = {"Clave": "M-1", "Año": "2026", "Ámbito": "ESTATAL", "Rubro": "ISN", "Meta": "1,000.00", "Fuente": "Plan"}


@pytest.fixture
def params(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Una copia de params con un layout de más."""
    copia = tmp_path / "params"
    shutil.copytree(ajustes().params, copia)
    (copia / "catalogos" / "layouts" / "metas.yaml").write_text(_YAML)
    monkeypatch.setenv("COBRANZA_PARAMS", str(copia))
    assert catalogos.carpeta() == copia / "catalogos"
    return copia


def test_agregar_un_layout_es_su_yaml_y_un_modulo(
    motor: Engine, tmp_path: Path, params: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modulos = tmp_path / "modulos"
    modulos.mkdir()
    (modulos / "metas.py").write_text(_MODULO)
    monkeypatch.setattr(entradas, "__path__", [*entradas.__path__, str(modulos)])
    r = _carga_filas(motor, tmp_path, "metas", _META, _META | {"Clave": "M-2", "Rubro": "OTROS"})
    assert (r.aceptadas, r.por_motivo) == (1, {"Rubro vago": 1})
    assert _consulta(motor, "SELECT clave, importe, linea FROM recaudacion") == [("M-1", 100_000, 2)]


def test_un_layout_sin_modulo_se_explica(motor: Engine, tmp_path: Path, params: Path) -> None:
    with pytest.raises(ErrorDeUso, match=r"entradas\.metas"):
        _carga_filas(motor, tmp_path, "metas", _META)
