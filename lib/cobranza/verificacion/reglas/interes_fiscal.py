"""La garantía del interés fiscal: que alcance cuando se otorga o se amplía, y que se amplíe cada año."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.fechas import dia
from cobranza.cuenta.por_garantizar import por_garantizar
from cobranza.verificacion.cruces import limite_de
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.garantizado_a import cubren, dichas_por, terminan
from cobranza.verificacion.regla import Severidad, regla

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae

VIGENCIA_DE_GARANTIA = "GAR-02"
Columna = NDArray[np.int64]


@regla(
    "PAE084",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 141, párrafos segundo y tercero",
    titulo="Garantía corta, vencida o sin ampliar",
    corto="Garantía sin ampliar",
    que_hacer="Requerir que se actualice y amplíe la garantía por los doce meses siguientes.",
    etapa="producto",
    efecto="D",
    por_que="La garantía cubre lo debido y los accesorios de doce meses: con menos, el fisco cobra menos.",
    ambito="F",
    sobre=("GARANTIA",),
    en_parte=("AMPLIACION_GARANTIA", "GARANTIA.monto"),
    rompe="""
        2024-06-03 GARANTIA forma=FIANZA monto=20000.00 !
    """,
    tambien=("""
        2025-06-03 GARANTIA forma=FIANZA monto=15000.00 !
    """, """
        2024-06-03 GARANTIA #g forma=FIANZA monto=20000.00 !
        2025-06-03 AMPLIACION_GARANTIA ref=g monto=15000.00
    """, """
        2025-06-03 GARANTIA #uno forma=PRENDA monto=9000.00
        2025-07-03 FIN_GARANTIA ref=uno
        2025-07-03 GARANTIA forma=FIANZA monto=9000.00 !
    """,),
    cumple="""
        2024-06-03 GARANTIA #g forma=FIANZA monto=20000.00
        2025-06-03 AMPLIACION_GARANTIA ref=g monto=22000.00
    """,
    salvo=(
        (
            "Billete de depósito por su capacidad máxima",
            """
            2024-06-03 GARANTIA forma=BILLETE_DE_DEPOSITO monto=2000.00
            """,
        ),
        (
            "Varias que juntas alcanzan",
            """
            2025-06-03 GARANTIA forma=BILLETE_DE_DEPOSITO monto=10000.00
            2025-06-03 GARANTIA forma=FIANZA monto=10000.00
            """,
        ),
        (
            "Ya terminó",
            """
            2024-06-03 GARANTIA #g forma=FIANZA monto=20000.00
            2025-03-03 FIN_GARANTIA ref=g
            """,
        ),
        (
            "El crédito ya no debe",
            """
            2024-06-03 GARANTIA forma=FIANZA monto=20000.00
            2024-09-03 PAGO monto=todo
            """,
        ),
    ),
)  # fmt: skip
def garantia_sin_ampliar(pae: Pae) -> pd.DataFrame:
    """Garantía en vigor que al otorgarse o ampliarse por última vez no alcanzaba, o con más de un año sin ampliarse.

    Debe cubrir lo actualizado, los accesorios y los recargos de los doce meses siguientes. Se suman las que ese día
    garantizaban el crédito; si una no dice por cuánto, no se puede decir que falta.
    """
    todas = pae.de_tipo("GARANTIA")
    todas = todas.assign(termina=terminan(pae, todas))
    actos = todas[(todas["forma"] != "BILLETE_DE_DEPOSITO") & (todas["termina"] > dia(pae.corte))]
    actos = actos[pae.del_credito(actos, "vida") == "VIGENTE"]
    dichas = dichas_por(pae, todas)
    actos = actos.assign(al=dichas.groupby("clave")["dia"].max().reindex(actos["clave"]).to_numpy(np.int64))
    actos = actos.assign(cubre=cubren(actos, dichas), pide=_debe_cubrir(pae, actos))
    corta = (actos["cubre"] < actos["pide"]).to_numpy()
    lleva_mas = limite_de(pae.normas, actos["ambito"], VIGENCIA_DE_GARANTIA, actos["al"].to_numpy()) < dia(pae.corte)
    vieja = actos[lleva_mas & ~corta].assign(necesita="AMPLIACION_GARANTIA")
    return pd.concat([
        redactar(vieja, "La garantía del {dia:fecha} lleva más de doce meses sin ampliarse."),
        redactar(
            actos[corta].assign(necesita=""),
            "La garantía del {dia:fecha} cubre con las demás ${cubre:pesos}; al {al:fecha} se pedían ${pide:pesos}.",
        ),
    ])  # fmt: skip


def _debe_cubrir(pae: Pae, actos: pd.DataFrame) -> Columna:
    """Lo que a ese día pide la ley por el crédito de cada acto, con lo que ese día se pagó."""
    al = actos["al"].to_numpy(np.int64)
    return por_garantizar(pae.adeudos(actos.assign(dia=al), con_lo_del_dia=True), al)
