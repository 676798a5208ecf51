"""Lo que cada parte de la cartera aporta al informe. Sumar partes es concatenar y volver a agrupar.

Una cartera chica es una sola parte; una grande se recorre por partes en varios procesos (`almacen.partes`) y da las
mismas cifras, al centavo.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import reduce
from operator import add

import numpy as np
import pandas as pd

from cobranza.almacen.foto import Foto
from cobranza.base.catalogos import minimo_de_contribuyentes, quietos
from cobranza.base.fechas import fecha
from cobranza.cartera.caja import Caja, caja_de
from cobranza.cartera.cancelados import neto_al
from cobranza.cartera.consultas import cartera_de
from cobranza.cartera.cosechas import cosechas, transiciones
from cobranza.cartera.cubo import cubo
from cobranza.cartera.cubo import sumar as sumar_cubos
from cobranza.cartera.indicadores import Acervo, acervo_al
from cobranza.cartera.puente import puente
from cobranza.cartera.recuperacion import pagos_uno_a_uno, sumados
from cobranza.cartera.revisiones import por_importe, revisiones
from cobranza.expediente.historia import Historia, historia
from cobranza.expediente.situacion import URGENTE
from cobranza.informes.informe_cartera import por_tramite, quienes
from cobranza.ley.norma import Consultado, Normas, juntar

MAYORES = 2_000
"""De los créditos por prescribir se listan los de mayor saldo; el resto se cuenta."""
RELACIONADOS = 10_000
"""De los créditos con saldo se relacionan los de mayor saldo: más no se leen en una hoja y pesan en el cuaderno."""
_LISTA = ["folio", "delegacion", "rfc", "nombre", "prescribe", "total", "programado"]
_CATEGORIAS = ["delegacion", "ambito", "concepto", "ejecutor", "etapa", "clase"]
_RELACION = ["folio", *_CATEGORIAS, "rfc", "nombre", "exigible", "prescribe", "historico", "total"]


@dataclass(frozen=True, kw_only=True)
class Pregunta:
    """Lo que se le pregunta a cada parte: el periodo [desde, corte], de qué delegación y qué se sabía."""

    desde: date
    corte: date
    delegacion: str = ""
    conocido_al: str = ""

    @property
    def vispera(self) -> date:
        """El día del saldo inicial."""
        return self.desde - timedelta(days=1)

    @property
    def cierres(self) -> list[date]:
        """El corte y la misma fecha de los dos años anteriores, del más viejo al más nuevo."""
        return [(pd.Timestamp(self.corte) - pd.DateOffset(years=hace)).date() for hace in (2, 1, 0)]


@dataclass(frozen=True)
class Parte:
    """Sumandos del informe; importes en centavos. Cada marco trae sus dimensiones y sus medidas.

    `ejecutores`: delegacion, ejecutor, creditos, total. `deudores`: rfc, total. `urgentes`: los créditos que
    prescriben en 90 días, de mayor a menor saldo. `relacion`: los de mayor saldo de todos. `acervos`: la mora de
    cada cierre. `decidido`: que (convenio, garantia, cancelacion), creditos y total. `caja`: sin lo que está en
    cuarentena. `consultado`: qué se le preguntó a la norma. `quienes`: cuántos contribuyentes hay en cada renglón.
    Lo demás, como lo da `cartera`.
    """

    cubo: pd.DataFrame
    puente: pd.DataFrame
    pagos: pd.DataFrame
    cosechas: pd.DataFrame
    transiciones: pd.DataFrame
    revisiones: pd.DataFrame
    ejecutores: pd.DataFrame
    deudores: pd.DataFrame
    urgentes: pd.DataFrame
    relacion: pd.DataFrame
    decidido: pd.DataFrame
    quienes: pd.DataFrame
    caja: Caja
    acervos: tuple[Acervo, ...]
    creditos: int
    consultado: Consultado


_DIMENSIONES = {
    "puente": ["delegacion", "causa"],
    "pagos": ["ambito", "causa", "ejercicio", "mes"],
    "cosechas": ["cosecha"],
    "transiciones": ["de", "a"],
    "ejecutores": ["delegacion", "ejecutor"],
    "deudores": ["rfc"],
    "decidido": ["que"],
}


@quietos()
def parte_de(pregunta: Pregunta, normas: Normas, foto: Foto) -> Parte:
    """Lo que aporta una parte de la foto. Errores: `ErrorDeLey` si falta un parámetro."""
    conexion = foto.conexion(fecha(pregunta.conocido_al) if pregunta.conocido_al else None)
    h = historia(conexion, normas, pregunta.delegacion)
    # lo que ya no hace falta se suelta antes de lo demás: es lo que decide de qué tamaño pueden ser las partes
    acervos = {c: _acervo(h, pregunta, c) for c in pregunta.cierres if c not in (pregunta.vispera, pregunta.corte)}
    inicial, final = cartera_de(h, pregunta.vispera, textos=False), cartera_de(h, pregunta.corte)
    cartera = _de(final, pregunta.delegacion)
    vigentes = cartera.loc[
        cartera["vida"] == "VIGENTE", [*_RELACION, "programado", "tramo_de_prescripcion", "antiguedad"]
    ]
    vigentes = vigentes.assign(creditos=1)
    for c, leida in ((pregunta.vispera, inicial), (pregunta.corte, final)):
        acervos[c] = acervo_al(_de(leida, pregunta.delegacion), c)
    movimiento = puente(h, inicial, final, pregunta.desde, pregunta.corte)
    ejecutores = vigentes.groupby(_DIMENSIONES["ejecutores"], as_index=False, dropna=False)[
        ["creditos", "total"]
    ].sum()
    ejecutores["ejecutor"] = ejecutores["ejecutor"].astype("str").fillna("Sin asignar")
    minimo = minimo_de_contribuyentes()
    mueven = quienes.de_los_flujos(h, (inicial, final), pregunta.desde, pregunta.corte, minimo)
    pagos = pagos_uno_a_uno(conexion, h, cartera, pregunta.desde, pregunta.corte)
    suyo = por_tramite.de(cartera, neto_al(conexion, pregunta.corte))
    urgentes = vigentes.loc[vigentes["tramo_de_prescripcion"] == URGENTE, _LISTA]
    return Parte(
        cubo=cubo(cartera),
        puente=movimiento[movimiento["delegacion"] == pregunta.delegacion] if pregunta.delegacion else movimiento,
        pagos=sumados(pagos),
        cosechas=cosechas(h, cartera, pregunta.corte),
        transiciones=transiciones(_de(inicial, pregunta.delegacion), cartera),
        revisiones=_de(revisiones(h, inicial, pregunta.vispera), pregunta.delegacion),
        ejecutores=ejecutores.astype({"delegacion": "str"}),
        deudores=vigentes.groupby(_DIMENSIONES["deudores"], as_index=False)[["total"]].sum(),
        urgentes=_mayores(urgentes),
        relacion=_relacion(vigentes),
        decidido=por_tramite.sumado(suyo),
        quienes=quienes.juntos(
            [
                quienes.de_los_saldos(vigentes, minimo),
                mueven,
                por_tramite.quienes(suyo),
                quienes.de_los_pagos(pagos, cartera, minimo),
                quienes.de_las_cosechas(cartera, minimo),
            ],
            minimo,
        ),
        caja=caja_de(conexion, pregunta.desde, pregunta.corte, pregunta.delegacion, todo=not pregunta.conocido_al),
        acervos=tuple(acervos[c] for c in pregunta.cierres),
        creditos=len(cartera),
        consultado=dict(normas.consultado),
    )


def _acervo(h: Historia, pregunta: Pregunta, cierre: date) -> Acervo:
    """La mora de un cierre cuya cartera no se usa para nada más."""
    return acervo_al(_de(cartera_de(h, cierre, textos=False), pregunta.delegacion), cierre)


def _de(cartera: pd.DataFrame, delegacion: str) -> pd.DataFrame:
    return cartera[cartera["delegacion"] == delegacion] if delegacion else cartera


def _mayores(creditos: pd.DataFrame, cuantos: int = MAYORES) -> pd.DataFrame:
    return creditos.sort_values(["total", "folio"], ascending=[False, True], ignore_index=True).head(cuantos)


def _relacion(vigentes: pd.DataFrame) -> pd.DataFrame:
    """Los de mayor saldo; sólo se ordenan los que pueden quedar."""
    if len(vigentes) > RELACIONADOS:
        menor = np.partition(vigentes["total"].to_numpy(), -RELACIONADOS)[-RELACIONADOS]
        vigentes = vigentes[vigentes["total"] >= menor]
    textos = vigentes[_RELACION].astype(dict.fromkeys(_CATEGORIAS, "str"))
    return _mayores(textos.assign(ejecutor=textos["ejecutor"].where(vigentes["ejecutor"].notna())), RELACIONADOS)


def sumar(partes: Sequence[Parte]) -> Parte:
    """La suma de todas: la misma que si se hubiera calculado de una vez."""
    if len(partes) == 1:
        return partes[0]
    juntos = {
        campo.name: pd.concat([getattr(parte, campo.name) for parte in partes], ignore_index=True)
        for campo in fields(Parte)
        if campo.name not in ("caja", "acervos", "creditos", "consultado")
    }
    for nombre, dimensiones in _DIMENSIONES.items():
        # min_count: lo que ninguna parte sabe (una cosecha que aún no cumple sus meses) sigue sin saberse
        juntos[nombre] = juntos[nombre].groupby(dimensiones, as_index=False).sum(min_count=1)
    return Parte(
        **juntos
        | {
            "cubo": sumar_cubos([parte.cubo for parte in partes]),
            "urgentes": _mayores(juntos["urgentes"]),
            "relacion": _mayores(juntos["relacion"], RELACIONADOS),
            "quienes": quienes.juntos([juntos["quienes"]], minimo_de_contribuyentes()),
            "revisiones": por_importe(juntos["revisiones"]),
        },
        caja=reduce(add, (parte.caja for parte in partes)),
        acervos=tuple(reduce(add, cierre) for cierre in zip(*(parte.acervos for parte in partes), strict=True)),
        creditos=sum(parte.creditos for parte in partes),
        consultado=juntar([parte.consultado for parte in partes]),
    )
