"""Los catálogos de la oficina (`params/catalogos`), leídos una vez por proceso.

Un catálogo es una tabla corta de textos (lo vacío es ""); aquí sólo se leen: nada decide con ellos.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd
import yaml

from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeUso


def carpeta() -> Path:
    """Carpeta de los catálogos de esta instalación."""
    return ajustes().params / "catalogos"


def tabla(nombre: str) -> pd.DataFrame:
    """Un catálogo CSV, en el orden del archivo. Errores: `ErrorDeUso` si no existe.

    >>> list(tabla("etapas")["clave"])[:3]
    ['REG', 'NOT', 'PLZ']
    """
    return _csv(carpeta() / f"{nombre}.csv").copy(deep=False)


def conceptos() -> pd.DataFrame:
    """Conceptos: clave, concepto, ambito, naturaleza, multa (`fiscal`, `no_fiscal` o "") y causa_recargos (si/no).

    >>> list(conceptos().set_index("clave")["causa_recargos"].loc[["F-ISR", "F-MFNF"]])
    ['si', 'no']
    """
    return tabla("conceptos")


def delegaciones() -> pd.DataFrame:
    """Delegaciones y centros de recaudación: clave (`DH-TGZ`), nombre, tipo, sede, estado_dato, fuente."""
    return tabla("delegaciones")


def municipios() -> pd.DataFrame:
    """Municipios: clave_inegi (cinco dígitos), nombre y delegación donde hay fuente."""
    return tabla("municipios")


def actos() -> Mapping[str, Mapping[str, Any]]:
    """Tipos de acto: `titulo`, `captura` (archivos donde se captura), `fundamento` y lo que exige su renglón."""
    return MappingProxyType(_yaml(carpeta() / "actos.yaml")["actos"])


def resultados() -> Mapping[str, str]:
    """Resultados posibles de una diligencia y su descripción."""
    return MappingProxyType(_yaml(carpeta() / "actos.yaml")["resultados"])


def indicadores() -> Mapping[str, Any]:
    """Indicadores calificados: `edicion`, `aviso` y `umbrales` por clave (norma, certeza, bandas, fuente)."""
    return MappingProxyType(_yaml(carpeta() / "indicadores.yaml"))


@lru_cache
def _csv(ruta: Path) -> pd.DataFrame:
    _comprueba(ruta)
    return pd.read_csv(ruta, dtype=str, keep_default_na=False, encoding="utf-8")


@lru_cache
def _yaml(ruta: Path) -> Mapping[str, Any]:
    _comprueba(ruta)
    return MappingProxyType(yaml.safe_load(ruta.read_text(encoding="utf-8")))


def _comprueba(ruta: Path) -> None:
    if not ruta.is_file():
        existentes = ", ".join(sorted(p.name for p in ruta.parent.glob("*.*"))) or "ninguno"
        raise ErrorDeUso(
            f"No existe el catálogo {ruta.name} en {ruta.parent}; hay: {existentes}. "
            "Revisa COBRANZA_PARAMS o restaura el archivo."
        )
