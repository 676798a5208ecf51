"""Los doce expedientes, en una foto que todas las pruebas de la verificación leen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest
from duckdb import DuckDBPyConnection
from verificacion import expedientes
from verificacion.sembrados import Sembrados, sembrar

from cobranza.almacen.toma import foto_actual
from cobranza.ley.norma import de_la_oficina
from cobranza.verificacion import ejemplos
from cobranza.verificacion.evaluacion import evaluar, halladas
from cobranza.verificacion.pae import Pae, leer
from cobranza.verificacion.regla import reglas


@pytest.fixture(scope="session")
def conexion(tmp_path_factory: pytest.TempPathFactory) -> DuckDBPyConnection:
    carpeta = tmp_path_factory.mktemp("los-doce")
    return foto_actual(expedientes.los_doce(carpeta), carpeta).conexion()


@pytest.fixture(scope="session")
def pae(conexion: DuckDBPyConnection) -> Pae:
    return leer(conexion, de_la_oficina(), expedientes.CORTE)


@pytest.fixture(scope="session")
def de_ejemplo() -> list[tuple[Pae, list[ejemplos.Puesto], dict[str, pd.DataFrame]]]:
    """Los ejemplos de todas las reglas, leídos una vez, con lo que cada una señala."""
    de_clave = {r.clave: r for r in reglas()}
    return [
        (pae, puestos, {clave: halladas(de_clave[clave], pae) for clave in sorted({p.regla for p in puestos})})
        for pae, puestos in ejemplos.de_reglas(reglas(), de_la_oficina())
    ]


@pytest.fixture(scope="session")
def sembrados() -> Sembrados:
    """Los sucesos, cada uno en dos créditos; se lee, no se cambia."""
    return sembrar(2)


@pytest.fixture(scope="session")
def todos(pae: Pae) -> pd.DataFrame:
    """Los hallazgos de los doce; se lee, no se cambia."""
    return evaluar(pae)


@pytest.fixture(scope="session")
def senalados(pae: Pae, conexion: DuckDBPyConnection) -> Callable[..., set[str]]:
    """`senalados(regla, corte)`: claves de los actos que la incumplen, o folios si el hallazgo es del crédito."""

    def de(regla: str, corte: date = expedientes.CORTE) -> set[str]:
        al_corte = pae if corte == expedientes.CORTE else leer(conexion, de_la_oficina(), corte)
        hallazgos = evaluar(al_corte, [regla])
        return set(hallazgos["acto"].where(hallazgos["acto"] != "", hallazgos["folio"]))

    return de
