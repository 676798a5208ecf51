"""Lo transferido de más: cuánto se puede, y el exceso que se libera."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cobranza.base.fechas import SIN_DIA
from cobranza.verificacion.cruces import (
    despues_de,
    que_cita,
    termina_el,
)
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.regla import Severidad, regla
from cobranza.verificacion.reglas.depositos import PARA_LIBERAR

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Columna, Pae

_TODO = 10**15
"""Los centavos que cubren cualquier exceso."""


@regla(
    "PAE017",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 156-Ter, párrafos primero y tercero",
    titulo="Transferencia mayor al crédito",
    corto="Transferencia de más",
    mide="diferencia",
    que_hacer="Devolver al contribuyente el exceso transferido, con su actualización.",
    etapa="cuentas",
    efecto="D",
    por_que="Se le quita al contribuyente dinero que no debe: hay que devolverlo y responde quien lo ordenó.",
    sobre=("TRANSFERENCIA",),
    con="monto",
    rompe="""
        2025-05-08 TRANSFERENCIA monto=90000.00 !
    """,
    tambien=("""
        2025-05-08 TRANSFERENCIA #a monto=9000.00
        2025-05-08 TRANSFERENCIA #b monto=9000.00 !
    """,),
    cumple="""
        2025-05-07 TRANSFERENCIA monto=10000.00
    """,
    salvo=((
        "La orden no se cumplió: no se transfirió nada",
        """
        2025-05-07 TRANSFERENCIA monto=10000.00
        2025-05-07 TRANSFERENCIA monto=90000.00 resultado=SIN_BIENES
        """,
    ),),
)  # fmt: skip
def transferencia_excesiva(pae: Pae) -> pd.DataFrame:
    """Transferencia de lo inmovilizado con que lo transferido ese día pasa de lo que el crédito debía."""
    return _excesos(
        con_exceso(pae, transferido_en_el_dia(pae)), "se transfirieron", "se transfirieron, entre varias,"
    )


def transferido_en_el_dia(pae: Pae) -> pd.DataFrame:
    """Las transferencias con lo que de su crédito se llevaba transferido ese día (`suma`): lo de antes ya se pagó."""
    actos = pae.practicados("TRANSFERENCIA").sort_values("clave", kind="stable")
    return actos.assign(suma=actos.groupby(["credito", "dia"])["monto"].cumsum()).sort_index()


@regla(
    "PAE018",
    severidad=Severidad.ALTA,
    fundamento="CFF, arts. 151, fr. I, párrafo cuarto, y 156-Bis, fr. II, párrafo quinto",
    titulo="Exceso no liberado en 3 días",
    corto="Exceso no liberado",
    mide="diferencia",
    que_hacer="Ordenar de inmediato a la institución que libere el exceso.",
    etapa="cuentas",
    efecto="D",
    por_que="Retener lo que no se debe ahoga a quien paga y expone a la oficina a responder por el daño.",
    sobre=("INMOVILIZACION",),
    con="monto",
    rompe="""
        2025-04-01 INMOVILIZACION monto=90000.00 !
        2025-04-07 LIBERACION monto=80000.00
    """,
    tambien=(
        """
        2025-03-03 INMOVILIZACION monto=90000.00 !
        2025-03-06 LIBERACION monto=1.00
        """,
        """
        2025-03-03 INMOVILIZACION #a monto=10000.00
        2025-03-03 INMOVILIZACION #b monto=10000.00 !
        """,
        """
        2025-03-03 INMOVILIZACION #b monto=10000.00
        2025-03-10 INMOVILIZACION #a monto=10000.00 !
        2025-03-25 LIBERACION monto=10000.00
        """,
        """
        2025-03-03 INMOVILIZACION monto=10000.00
        2025-03-10 INMOVILIZACION monto=10000.00 !
        2025-03-10 LIBERACION monto=3000.00
        """,
    ),
    cumple="""
        2025-03-03 INMOVILIZACION monto=90000.00
        2025-03-06 LIBERACION monto=80000.00
    """,
    salvo=((
        "La liberación no dice cuánto: se entiende que todo el exceso",
        """
        2025-03-03 INMOVILIZACION monto=90000.00
        2025-03-06 LIBERACION
        """,
    ), (
        "Lo de la otra cuenta ya se había liberado o levantado",
        """
        2025-03-03 INMOVILIZACION monto=10000.00
        2025-03-10 LIBERACION monto=10000.00
        2025-03-10 INMOVILIZACION #b monto=10000.00
        2025-03-20 LEVANTAMIENTO ref=b
        2025-03-20 INMOVILIZACION monto=10000.00
        """,
    ), (
        "No se halló qué inmovilizar",
        """
        2025-04-01 INMOVILIZACION monto=90000.00 resultado=SIN_BIENES
        """,
    ), (
        "El exceso se conoció después, con el informe de la entidad (art. 156-Bis, fr. II)",
        """
        2025-04-01 INMOVILIZACION #i monto=90000.00
        2025-04-03 INFORME_ENTIDAD ref=i
        2025-04-07 LIBERACION monto=80000.00
        """,
    ),),
)  # fmt: skip
def exceso_sin_liberar(pae: Pae) -> pd.DataFrame:
    """Inmovilización con que lo retenido pasa de lo debido ese día, sin liberar el exceso en los 3 días hábiles.

    Se cuentan desde que se conoció el exceso: el informe de la entidad si se capturó o, si no, la inmovilización. Lo
    retenido es lo de todas las cuentas (art. 156-Bis, último párrafo) que no se ha levantado, liberado o transferido.
    La liberación que no dice cuánto libera todo el exceso.
    """
    actos = _retenido(pae)
    informe = que_cita(actos, pae.de_tipo("INFORME_ENTIDAD"))["dia"]
    actos = actos.assign(desde=informe.where(informe != SIN_DIA, actos["dia"]))
    vencido = despues_de(pae.normas, actos["ambito"], actos["desde"].to_numpy(), PARA_LIBERAR, pae.al_corte(actos))
    malos = con_exceso(pae, actos[vencido])
    return _excesos(
        malos[_liberado_a_tiempo(pae, malos) < malos["importe"].to_numpy(np.int64)],
        "se inmovilizaron",
        "se retenían en varias cuentas",
    )


def _retenido(pae: Pae) -> pd.DataFrame:
    """Las inmovilizaciones con lo que de su crédito se retenía ese día en todas las cuentas (`suma`)."""
    actos = pae.practicados("INMOVILIZACION")
    varias = actos[actos["credito"].duplicated(keep=False)]
    if varias.empty:
        return actos.assign(suma=actos["monto"])
    levantada = termina_el(varias, pae.de_tipo("LEVANTAMIENTO"))
    otras = varias[["credito", "dia", "clave", "monto"]].assign(hasta=levantada)
    salidas = pae.practicados("LIBERACION", "TRANSFERENCIA")[["credito", "dia", "monto"]]
    pares = varias[["credito", "dia", "clave"]].merge(otras, on="credito", suffixes=("", "_otra"))
    # en un mismo día, por su clave: la que apenas se anota va al último
    antes = (pares["dia_otra"] < pares["dia"]) | (
        (pares["dia_otra"] == pares["dia"]) & (pares["clave_otra"] < pares["clave"])
    )
    entro = pares[antes & (pares["hasta"] > pares["dia"])].groupby("clave")["monto"].sum()
    pares = varias[["credito", "dia", "clave"]].merge(salidas, on="credito", suffixes=("", "_otra"))
    # lo que se libera ese día cuenta como exceso liberado, no dos veces
    salio = pares[pares["dia_otra"] < pares["dia"]].groupby("clave")["monto"].sum()
    de_las_otras = actos["clave"].map(entro.sub(salio, fill_value=0)).fillna(0).astype("int64")
    return actos.assign(suma=actos["monto"] + de_las_otras.clip(lower=0))


def _liberado_a_tiempo(pae: Pae, actos: pd.DataFrame) -> Columna:
    """Cuánto se liberó de cada crédito entre cada inmovilización y el fin de su plazo; sin importe, todo."""
    libres = pae.practicados("LIBERACION")
    pares = actos[["credito", "clave", "dia", "desde", "ambito"]].merge(
        libres[["credito", "dia", "monto"]], on="credito", suffixes=("", "_otro")
    )
    pares = pares[pares["dia_otro"] >= pares["dia"]]
    tarde = despues_de(
        pae.normas,
        pares["ambito"],
        pares["desde"].to_numpy(np.int64),
        PARA_LIBERAR,
        pares["dia_otro"].to_numpy(np.int64),
    )
    pares = pares[~tarde]
    cuanto = pares["monto"].where(pares["monto"] > 0, _TODO).groupby(pares["clave"]).sum()
    return actos["clave"].map(cuanto).fillna(0).to_numpy().astype(np.int64)


def con_exceso(pae: Pae, actos: pd.DataFrame) -> pd.DataFrame:
    """Los que pasan de lo debido, con lo que se debía y el exceso que les toca (`importe`)."""
    actos = actos.assign(debido=pae.debido(actos))
    exceso = np.minimum(actos["suma"] - actos["debido"], actos["monto"])
    return actos.assign(importe=exceso)[exceso > 0]


def _excesos(malos: pd.DataFrame, que: str, entre_varias: str) -> pd.DataFrame:
    """Los que pasan de lo debido, solos o con otros; en juego está el exceso."""
    que_paso = malos["suma"].eq(malos["monto"]).map({True: que, False: entre_varias}).astype("str")
    return redactar(
        malos.assign(que_paso=que_paso), "El {dia:fecha} {que_paso} ${suma:pesos} y se debían ${debido:pesos}."
    )
