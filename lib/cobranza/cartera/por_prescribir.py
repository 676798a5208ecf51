"""Lo que prescribe en unos meses y lo que ya prescribió: cuándo, por qué y cuánto.

Cuándo prescribe lo dice `expediente.prescripcion`, como en todo informe; aquí se parte la cartera y se dicen razones.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.catalogos import actos
from cobranza.base.fechas import SIN_DIA, dia, dias, fecha_corta, fecha_de
from cobranza.cartera.consultas import con_caducidades
from cobranza.expediente.prescripcion import razones

if TYPE_CHECKING:
    from cobranza.expediente.historia import Historia

Columna = NDArray[np.int64]


@dataclass(frozen=True)
class PorPrescribir:
    """Los créditos vigentes al corte, partidos por cuándo prescriben; con las columnas de la cartera, en centavos.

    `consumados`: ya prescritos y sin declarar. `radar`: los que prescriben del corte a `limite`, ambos incluidos.
    `despues` y `sin_fecha`: los demás. Los dos primeros llevan `razon`, en palabras, y van por fecha.
    """

    corte: date
    limite: date
    consumados: pd.DataFrame
    radar: pd.DataFrame
    despues: pd.DataFrame
    sin_fecha: pd.DataFrame


def por_prescribir(h: Historia, cartera: pd.DataFrame, corte: date, meses: int) -> PorPrescribir:
    """La cartera (`cartera_de` de esa historia al corte) partida por cuándo prescribe; el radar, a `meses` meses."""
    calendario = h.normas.de("federal").calendario
    limite = int(calendario.mas_meses(dia(corte), meses))
    c = cartera[cartera["vida"] == "VIGENTE"].reset_index(drop=True)
    prescribe, consumada = dias(c["prescribe"]), c["consumada"].to_numpy(bool)
    sin_fecha = prescribe == SIN_DIA
    cerca = ~consumada & ~sin_fecha & (prescribe <= limite)
    con_razon = _con_razon(con_caducidades(h, corte), cartera, c[consumada | cerca], corte)
    en_orden = con_razon.sort_values(["prescribe", "total", "folio"], ascending=[True, False, True])
    return PorPrescribir(
        corte,
        fecha_de(limite),
        en_orden[en_orden["consumada"]].reset_index(drop=True),
        en_orden[~en_orden["consumada"]].reset_index(drop=True),
        c[~consumada & ~sin_fecha & (prescribe > limite)],
        c[sin_fecha],
    )


def _con_razon(h: Historia, cartera: pd.DataFrame, c: pd.DataFrame, corte: date) -> pd.DataFrame:
    exigible = np.full(len(h.creditos), SIN_DIA, dtype=np.int64)
    exigible[cartera["lugar"].to_numpy(np.int64)] = dias(cartera["exigible"])
    r = razones(h, exigible, corte).iloc[c["lugar"].to_numpy(np.int64)].set_axis(c.index)
    titulos = {tipo: str(ficha["titulo"]) for tipo, ficha in actos().items()} | {"PAGO": "Pago"}
    dichas = [_razon(fila, titulos) for fila in zip(dias(c["exigible"]), *(r[n] for n in r.columns), strict=True)]
    return c.assign(razon=pd.Series(dichas, index=c.index, dtype="str"))


def _razon(fila: tuple[int, int, str, int, bool], titulos: dict[str, str]) -> str:
    """«Corre desde el 3 mar 2020 (Requerimiento de pago); se detuvo 120 días»."""
    exigible, ultima, causa, suspendidos, por_tope = fila
    if ultima == SIN_DIA:
        dicha = f"Exigible desde el {fecha_corta(fecha_de(exigible))}, sin gestión que lo interrumpa"
    else:
        dicha = f"Corre desde el {fecha_corta(fecha_de(ultima))} ({titulos[causa]})"
    if suspendidos:
        dicha += f"; se detuvo {suspendidos:,} {'día' if suspendidos == 1 else 'días'}"
    return f"{dicha}; lo cierra el tope de diez años" if por_tope else dicha
