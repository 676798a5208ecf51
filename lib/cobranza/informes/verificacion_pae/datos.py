"""Lo que el informe necesita: las reglas corridas sobre la foto a su corte; todo lo que puede fallar falla aquí."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeUso
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
    `diligencias`: número por persona. `exactitud`: contra lo sembrado; None si no se dio la verdad del ejemplo.
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


def preparar(corte: str, delegacion: str = "", nominativo: bool = False, verdad: str = "") -> Datos:
    """Lee la foto y corre las reglas sobre los créditos registrados al corte; `delegacion` vacía, todas.

    `verdad`: archivo de la carpeta de salidas con las anomalías sembradas, para medir la detección.
    Errores: `ErrorDeUso` si la delegación o el archivo no existen, o la cartera no es la de ejemplo; `ErrorDeDatos` si
    no hay cartera; `ErrorDeLey` si falta un parámetro.
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
        exactitud=_medida(de.conexion, verdad, pae, hallazgos) if verdad else None,
        entrada=de,
    )


def _medida(conexion: DuckDBPyConnection, verdad: str, pae: Pae, hallazgos: pd.DataFrame) -> pd.DataFrame:
    """Qué tanto de lo sembrado se halló; sólo la cartera de ejemplo trae escrito qué se sembró en ella."""
    usuarios = {usuario for (usuario,) in conexion.execute("SELECT DISTINCT usuario FROM lote").fetchall()}
    if usuarios != {_USUARIO_DE_EJEMPLO}:
        raise ErrorDeUso(f"El parámetro verdad es «{verdad}» y esta cartera no es la de ejemplo. Déjalo vacío.")
    archivo = ajustes().salidas / verdad
    if not archivo.is_file():
        raise ErrorDeUso(
            f"No existe {verdad} en {ajustes().salidas.name}/; lo deja «cobranza demo» en demo/verdad/anomalias.csv. "
            "Sin él, deja vacío el parámetro verdad."
        )
    return exactitud(hallazgos, leer_verdad(archivo, pae))
