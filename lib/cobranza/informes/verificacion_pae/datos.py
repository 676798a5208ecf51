"""Lo que el informe necesita: las reglas corridas sobre la foto a su corte; todo lo que puede fallar falla aquí."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from cobranza.base.ajustes import ajustes
from cobranza.informes.entrada import Entrada, entrada
from cobranza.verificacion.evaluacion import evaluar
from cobranza.verificacion.exactitud import exactitud, leer_verdad
from cobranza.verificacion.pae import Pae, leer
from cobranza.verificacion.regla import Severidad

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_USUARIO_DE_EJEMPLO = "demo"
_DEL_CREDITO = ["folio", "delegacion", "concepto", "rfc", "nombre", "total"]


@dataclass(frozen=True)
class Datos:
    """Los hallazgos al corte y a quién tocan; importes en centavos.

    `creditos`: los verificados (folio, delegacion, concepto, rfc, nombre, total). `hallazgos`: como `evaluar`.
    `diligencias`: número por persona. `exactitud`: contra lo sembrado; None si la cartera no es la de ejemplo.
    """

    corte: date
    delegacion: str
    nominativo: bool
    creditos: pd.DataFrame
    hallazgos: pd.DataFrame
    personas: pd.DataFrame
    diligencias: pd.Series[int]
    exactitud: pd.DataFrame | None
    entrada: Entrada

    @property
    def en_riesgo(self) -> pd.DataFrame:
        """Créditos con algún hallazgo crítico o alto, cada uno una vez."""
        graves = self.de([s for s in Severidad if s.bloquea])
        return self.creditos[self.creditos["folio"].isin(graves["folio"])]

    def de(self, severidades: list[Severidad]) -> pd.DataFrame:
        """Los hallazgos de esas severidades."""
        return self.hallazgos[self.hallazgos["severidad"].isin(severidades)]


def preparar(corte: str, delegacion: str = "", nominativo: bool = False) -> Datos:
    """Lee la foto y corre las reglas sobre los créditos registrados al corte; `delegacion` vacía, todas.

    Errores: `ErrorDeUso` si la delegación no existe; `ErrorDeDatos` si no hay cartera; `ErrorDeLey` si falta un
    parámetro.
    """
    de = entrada(corte, delegacion)
    pae = leer(de.conexion, de.normas, de.corte, delegacion)
    hallazgos = evaluar(pae)
    return Datos(
        corte=de.corte,
        delegacion=delegacion,
        nominativo=nominativo,
        creditos=pae.creditos[_DEL_CREDITO],
        hallazgos=hallazgos,
        personas=pae.personas,
        diligencias=pae.actos.groupby("persona").size(),
        exactitud=_medida(de.conexion, pae, hallazgos),
        entrada=de,
    )


def _medida(conexion: DuckDBPyConnection, pae: Pae, hallazgos: pd.DataFrame) -> pd.DataFrame | None:
    """Sólo la cartera de ejemplo trae escrito qué se sembró en ella."""
    verdad = ajustes().salidas / "demo" / "verdad" / "anomalias.csv"
    usuarios = {usuario for (usuario,) in conexion.execute("SELECT DISTINCT usuario FROM lote").fetchall()}
    if usuarios != {_USUARIO_DE_EJEMPLO} or not verdad.is_file():
        return None
    return exactitud(hallazgos, leer_verdad(verdad, pae))
