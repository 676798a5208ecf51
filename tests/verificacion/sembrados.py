"""La población de los sucesos, leída y verificada: la comparten las pruebas y el banco."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cobranza.expediente.de_tablas import conexion_de_tablas
from cobranza.expediente.en_renglones import Expedientes, plantilla
from cobranza.gemelo.sucesos import Poblacion, poblacion
from cobranza.ley.norma import de_la_oficina
from cobranza.verificacion import ejemplos
from cobranza.verificacion.evaluacion import evaluar
from cobranza.verificacion.pae import Pae, leer


@dataclass(frozen=True)
class Sembrados:
    """Lo sembrado, lo que de ello leen las reglas y lo que hallan."""

    poblacion: Poblacion
    pae: Pae
    hallazgos: pd.DataFrame


def sembrar(veces: int) -> Sembrados:
    """Cada suceso en tantos créditos, verificado con todo capturado."""
    sembrada = poblacion(de_la_oficina(), veces=veces)
    leido = leer_tablas(sembrada.tablas, sembrada)
    return Sembrados(sembrada, leido, evaluar(leido))


def leer_tablas(tablas: dict[str, pd.DataFrame], sembrada: Poblacion, delegacion: str = "") -> Pae:
    with conexion_de_tablas(tablas) as conexion:
        return leer(conexion, de_la_oficina(), sembrada.corte, delegacion, captura=ejemplos.TODO)


def leer_expedientes(hechos: dict[str, str]) -> Pae:
    """Unos expedientes escritos en renglones, con la plantilla y el corte de los ejemplos; la clave es su folio."""
    puestos = Expedientes()
    for folio, suyos in hechos.items():
        puestos.poner(folio, suyos)
    gente = plantilla(ejemplos.PERSONAL, ejemplos.DESDE)
    with conexion_de_tablas(gente | puestos.tablas()) as conexion:
        return leer(conexion, de_la_oficina(), ejemplos.CORTE, captura=ejemplos.TODO)
