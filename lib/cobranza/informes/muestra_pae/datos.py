"""Lo que el informe necesita: la muestra de la foto a su corte y, si ya se llenó, su cédula."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeUso
from cobranza.cartera.consultas import sin_creditos
from cobranza.informes.entrada import Entrada, entrada
from cobranza.informes.pedido import comprobado
from cobranza.verificacion.cedula import NO_CUMPLE, Leida
from cobranza.verificacion.cedula import leer as leer_cedula
from cobranza.verificacion.muestra import RIESGO, SORTEO, Estrato, Extrapolado, Muestra, determinada, extrapolado
from cobranza.verificacion.pae import leer

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Datos:
    """La muestra y lo que de ella se contestó; `cedula` None si aún no se llena."""

    corte: date
    delegacion: str
    nominativo: bool
    muestra: Muestra
    cedula: Leida | None
    entrada: Entrada

    @cached_property
    def revisados(self) -> pd.DataFrame:
        """Los contestados por completo (folio, delegacion, parte) y `no_cumple`: si algún documento falla."""
        if self.cedula is None:
            return self.muestra.creditos.iloc[:0].assign(no_cumple=False)
        malos = set(self.cedula.respuestas.loc[self.cedula.respuestas["respuesta"] == NO_CUMPLE, "folio"])
        suyos = self.muestra.creditos[self.muestra.creditos["folio"].isin(self.cedula.completos)]
        return suyos.assign(no_cumple=suyos["folio"].isin(malos))

    @property
    def faltan(self) -> int:
        """Cuántos expedientes de la muestra no se han contestado por completo."""
        return len(self.muestra.creditos) - len(self.revisados)

    @cached_property
    def estratos(self) -> Mapping[Estrato, tuple[int, int, int]]:
        """Por delegación y etapa con expedientes que sortear: (población, sorteados, los que no cumplen)."""
        sorteada = self._casos(SORTEO)
        suyo = [sorteada[c].astype("str") for c in ("delegacion", "etapa")]
        casos = sorteada["no_cumple"].groupby(suyo).sum().to_dict()
        con = self.muestra.estratos[self.muestra.estratos["poblacion"] > 0]
        return {
            (str(d), str(e)): (int(n), int(m), int(casos.get((d, e), 0)))
            for d, e, n, m in zip(*(con[c] for c in ("delegacion", "etapa", "poblacion", "sorteados")), strict=True)
        }

    def por_parte(self, cual: int) -> dict[str, Extrapolado]:
        """Lo que habría en cada delegación (0) o en cada etapa (1), de lo sorteado, sin lo de riesgo."""
        partes: dict[str, dict[Estrato, tuple[int, int, int]]] = {}
        for estrato, visto in self.estratos.items():
            partes.setdefault(estrato[cual], {})[estrato] = visto
        return {parte: extrapolado(suyos) for parte, suyos in partes.items()}

    @cached_property
    def extrapolado(self) -> Extrapolado | None:
        """Lo que habría en todo; None mientras falte un expediente: los que faltan no se suponen."""
        if self.cedula is None or self.faltan:
            return None
        riesgo = self._casos(RIESGO)
        return extrapolado(self.estratos, (len(riesgo), int(riesgo["no_cumple"].sum())))

    def _casos(self, parte: str) -> pd.DataFrame:
        return self.revisados[self.revisados["parte"] == parte]


@comprobado
def preparar(corte: str, delegacion: str = "", semilla: str = "", puntos: int = 5, cedula: str = "") -> Datos:
    """Lee la foto y determina la muestra; si se da `cedula` (un archivo de la carpeta de salidas), lee lo contestado.

    Errores: `ErrorDeUso` si falta la semilla, el error no es de 1 a 50 puntos o no hay ese archivo; `ErrorDeDatos` si
    no hay créditos o la cédula es de otra muestra.
    """
    archivo = _llena(cedula) if cedula else None
    de = entrada(corte, delegacion)
    pae = leer(de.conexion, de.normas, de.corte, de.delegacion)
    if pae.creditos.empty:
        raise sin_creditos(de.corte, de.delegacion)
    sacada = determinada(pae, semilla=semilla, puntos=puntos)
    return Datos(
        corte=de.corte,
        delegacion=de.delegacion,
        nominativo=False,
        muestra=sacada,
        cedula=leer_cedula(archivo, sacada) if archivo else None,
        entrada=de,
    )


def _llena(cedula: str) -> Path:
    """La cédula llena, en la carpeta de salidas. Errores: `ErrorDeUso` si no está."""
    salidas = ajustes().salidas
    if (archivo := salidas / cedula).is_file():
        return archivo
    nombre = Path(cedula).name
    que_hacer = f"escribe sólo {nombre}, que ahí sí está" if (salidas / nombre).is_file() else "pon ahí la llena"
    raise ErrorDeUso(f"No existe {cedula} en {salidas.name}/, donde se busca: {que_hacer}, o deja vacío «cedula».")
