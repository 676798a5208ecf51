"""Cada renglón cobrado, partido según su norma: cuánto es de personas, cuánto de fondos y cuánto no se asigna."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.fechas import dias
from cobranza.nomina.norma_habilitante import (
    FONDO,
    NOTIFICO_ANTES,
    PRACTICO,
    SUPERVISO,
    TITULAR,
    NormaHabilitante,
    norma_por_dia,
)
from cobranza.nomina.participantes import Participantes
from cobranza.nomina.reparto import por_resto_mayor

Textos = NDArray[np.object_]
Mascara = NDArray[np.bool_]
A_PERSONA, A_FONDO, SIN_ASIGNAR = "PERSONA", "FONDO", "SIN_ASIGNAR"
SIN_DILIGENCIA, SIN_PERSONA, SIN_NOMBRAMIENTO = "SIN_DILIGENCIA", "SIN_PERSONA", "SIN_NOMBRAMIENTO"
VACANTE, EXCEDENTE = "VACANTE", "EXCEDENTE"
MOTIVOS = {
    SIN_DILIGENCIA: "El cobro no está ligado a una diligencia registrada",
    SIN_PERSONA: "La diligencia no dice quién la practicó",
    SIN_NOMBRAMIENTO: "Sin nombramiento vigente el día de la diligencia",
    VACANTE: "Puesto vacante o sin otra persona que participara",
    EXCEDENTE: "Excedente del tope por persona",
}
"""Por qué una parte no fue a una persona."""


def asignar(cobros: pd.DataFrame, quienes: Participantes, registradas: Sequence[NormaHabilitante]) -> pd.DataFrame:
    """Las partes de cada cobro, en su orden y en el de sus reglas; suman el importe de cada uno, al centavo.

    Sale: clave, norma, regla, puesto, destino (`PERSONA`, `FONDO`, `SIN_ASIGNAR`), beneficiario (número de empleado,
    fondo o ""), motivo, importe, delegacion, es_anterior; los textos, como categorías. Rige la norma de la fecha de
    ingreso. Errores: `ErrorDeLey` si un ingreso no tiene norma o su norma no reparte ese concepto.
    """
    reglas = _en_tabla(registradas)
    partes = _por_regla(cobros, reglas, registradas)
    partes = _entre_supervisores(partes, reglas, cobros, quienes.supervisores)
    lugar, cual = partes["lugar"].to_numpy(), partes["cual"].to_numpy()
    hechos = quienes.por_cobro.reindex(cobros["clave"])
    de_regla = {c: reglas[c].to_numpy(object)[cual] for c in ("participa", "puesto", "vacante", "fondo")}
    persona, con_nombramiento, acrece = _personas(partes, de_regla, hechos, quienes.titulares)
    destino, motivo = _destino(
        sin_diligencia=hechos["practicada"].isna().to_numpy()[lugar],
        participa=de_regla["participa"],
        sin_persona=pd.isna(persona),
        acrece=acrece,
        con_nombramiento=con_nombramiento,
    )
    del_fondo = np.where(de_regla["participa"] == FONDO, de_regla["puesto"], de_regla["fondo"])
    beneficiario = np.select([destino == A_PERSONA, destino == A_FONDO], [persona, del_fondo], "")
    resultado = pd.DataFrame(
        {
            "clave": pd.Categorical.from_codes(lugar, pd.Index(cobros["clave"])),
            **{c: _categoria(reglas[c], cual) for c in ("norma", "regla", "puesto")},
            "destino": pd.Categorical(destino),
            "beneficiario": pd.Categorical(beneficiario),
            "motivo": pd.Categorical(motivo),
            "importe": partes["importe"].to_numpy(),
            "delegacion": _categoria(hechos["delegacion"], lugar),
            "es_anterior": cobros["es_anterior"].to_numpy(bool)[lugar],
        }
    )
    return resultado[resultado["importe"] > 0].reset_index(drop=True)


def _en_tabla(registradas: Sequence[NormaHabilitante]) -> pd.DataFrame:
    """Todas las reglas, una por renglón, con su norma."""
    return pd.DataFrame(
        [
            {**asdict(regla), "regla": regla.clave, "norma": norma.clave, "fondo": norma.fondo}
            for norma in registradas
            for regla in norma.reglas
        ],
        columns=["norma", "fondo", "regla", "concepto", "puesto", "participa", "vacante", "porcentaje"],
    )


def _por_regla(cobros: pd.DataFrame, reglas: pd.DataFrame, registradas: Sequence[NormaHabilitante]) -> pd.DataFrame:
    """`lugar` del cobro, `cual` regla e importe: un renglón por cobro y regla de la norma que rige su ingreso."""
    rige = np.zeros(len(cobros), dtype=np.int64)
    for ambito in sorted(cobros["ambito"].unique()):
        suyos = (cobros["ambito"] == ambito).to_numpy()
        rige[suyos] = norma_por_dia(registradas, ambito, dias(cobros.loc[suyos, "ingreso"]))
    lugares, cuales = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for k, norma in enumerate(registradas):
        for concepto, de_concepto in cobros[rige == k].groupby("concepto").groups.items():
            claves = [r.clave for r in norma.de_concepto(str(concepto))]
            propias = np.flatnonzero((reglas["norma"] == norma.clave) & reglas["regla"].isin(claves))
            lugares.append(np.repeat(de_concepto.to_numpy(), len(propias)))
            cuales.append(np.tile(propias, len(de_concepto)))
    orden = np.argsort(np.concatenate(lugares), kind="stable")
    lugar, cual = np.concatenate(lugares)[orden], np.concatenate(cuales)[orden]
    total = cobros["importe"].to_numpy(np.int64)[lugar]
    importe = por_resto_mayor(total, peso=reglas["porcentaje"].to_numpy(np.int64)[cual], grupo=lugar)
    return pd.DataFrame({"lugar": lugar, "cual": cual, "importe": importe, "supervisor": None})


def _entre_supervisores(
    partes: pd.DataFrame, reglas: pd.DataFrame, cobros: pd.DataFrame, supervisores: pd.DataFrame
) -> pd.DataFrame:
    """La parte de quienes supervisan, por partes iguales entre los que había el día del ingreso."""
    son = (reglas["participa"] == SUPERVISO).to_numpy()[partes["cual"]]
    if not son.any() or supervisores.empty:
        return partes
    entre = partes[son].drop(columns="supervisor").rename_axis("renglon").reset_index()
    entre["ingreso"] = cobros["ingreso"].to_numpy()[entre["lugar"]]
    entre["puesto"] = reglas["puesto"].to_numpy(object)[entre["cual"]]
    entre = entre.merge(supervisores.rename(columns={"persona": "supervisor"}), on=["ingreso", "puesto"], how="left")
    grupo = pd.factorize(entre["renglon"])[0].astype(np.int64)
    uno = np.ones(len(entre), dtype=np.int64)
    entre["importe"] = por_resto_mayor(entre["importe"].to_numpy(np.int64), peso=uno, grupo=grupo)
    entre = entre.set_index("renglon")[[*partes.columns]]
    return pd.concat([partes[~son], entre]).sort_index(kind="stable").reset_index(drop=True)


def _personas(
    partes: pd.DataFrame, de_regla: dict[str, Textos], hechos: pd.DataFrame, titulares: pd.DataFrame
) -> tuple[Textos, Mascara, Mascara]:
    """(persona de cada parte o None, si tenía nombramiento, si le llegó por acrecer)."""
    lugar, participa = partes["lugar"].to_numpy(), de_regla["participa"]
    persona = partes["supervisor"].to_numpy(object, copy=True)
    con_nombramiento = np.ones(len(partes), dtype=bool)
    practico, practico_con = (hechos[c].to_numpy()[lugar] for c in ("practico", "practico_con_nombramiento"))
    for modo in (PRACTICO, NOTIFICO_ANTES):
        son = participa == modo
        persona[son] = hechos[modo].to_numpy(object)[lugar[son]]
        con_nombramiento[son] = hechos[f"{modo}_con_nombramiento"].to_numpy(bool)[lugar[son]]
    for puesto in titulares.columns:
        son = (participa == TITULAR) & (de_regla["puesto"] == puesto)
        persona[son] = titulares[puesto].reindex(hechos.index).to_numpy(object)[lugar[son]]
    acrece = pd.isna(persona) & (participa != FONDO) & (participa != PRACTICO) & (de_regla["vacante"] == "ACRECE")
    persona[acrece], con_nombramiento[acrece] = practico[acrece], practico_con[acrece]
    return persona, con_nombramiento, acrece


def _destino(
    *, sin_diligencia: Mascara, participa: Textos, sin_persona: Mascara, acrece: Mascara, con_nombramiento: Mascara
) -> tuple[Textos, Textos]:
    """(destino, motivo) de cada parte; la primera condición que se cumpla."""
    casos = [
        (sin_diligencia, SIN_ASIGNAR, SIN_DILIGENCIA),
        (participa == FONDO, A_FONDO, ""),
        (sin_persona & ((participa == PRACTICO) | acrece), SIN_ASIGNAR, SIN_PERSONA),
        (sin_persona, A_FONDO, VACANTE),
        (~con_nombramiento, SIN_ASIGNAR, SIN_NOMBRAMIENTO),
    ]
    cuando = [c for c, _, _ in casos]
    destino = np.select(cuando, [np.array(d, dtype=object) for _, d, _ in casos], A_PERSONA)
    motivo = np.select(cuando, [np.array(m, dtype=object) for _, _, m in casos], "")
    return destino, motivo


def _categoria(valores: pd.Series[str], lugar: NDArray[np.int64]) -> pd.Categorical[str]:
    """Los textos de una tabla corta, tomados por lugar sin copiarlos."""
    unicos = pd.Categorical(valores)
    return pd.Categorical.from_codes(unicos.codes[lugar], unicos.categories)
