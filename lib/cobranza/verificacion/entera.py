"""La verificación de toda una foto: por partes y en los núcleos que hay, lo mismo que de una vez.

Lo que mira entre créditos de partes distintas (la misma persona en dos lugares a la vez, lo que un deudor debe por
todos) se busca antes, en la foto completa; lo demás es de cada crédito. Por eso verificar sólo los que tienen algo
nuevo da de ellos lo mismo.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from cobranza.almacen.partes import por_partes
from cobranza.base import catalogos
from cobranza.expediente.historia import origenes
from cobranza.verificacion.captura import capturado_desde
from cobranza.verificacion.deudas import deudas
from cobranza.verificacion.encimados import encimados
from cobranza.verificacion.evaluacion import evaluar, no_evaluadas, ordenar
from cobranza.verificacion.pae import NO_SE_LEEN, leer
from cobranza.verificacion.recientes import Recientes

if TYPE_CHECKING:
    from datetime import date

    from cobranza.almacen.foto import Foto
    from cobranza.ley.norma import Normas

CREDITOS_POR_PARTE = 80_000
"""Leer y juzgar una parte así ocupa unos 850 MB, con todo y proceso; más chicas, se tarda más en total."""


@dataclass(frozen=True)
class Verificada:
    """Los hallazgos (`evaluar`), lo que no se pudo juzgar (`no_evaluadas`) y cuántos créditos se vieron.

    `en_cartera`: de cuántos; si sólo se vieron los recientes, los de toda la foto.
    """

    hallazgos: pd.DataFrame
    sin_juzgar: pd.DataFrame
    creditos: int
    en_cartera: int


@dataclass(frozen=True, slots=True)
class _Pregunta:
    """Lo que se pide de cada parte."""

    normas: Normas
    corte: date
    claves: tuple[str, ...]
    delegacion: str
    ratos: pd.DataFrame
    debidas: pd.Series[int]


def verificada(  # noqa: PLR0913 — qué, con qué norma, a qué día y de quiénes
    foto: Foto,
    normas: Normas,
    corte: date,
    claves: Sequence[str],
    delegacion: str = "",
    solo: Recientes | None = None,
    *,
    ese_dia: bool = True,
) -> Verificada:
    """Toda la foto, o lo que una delegación tiene ese día; con `solo`, únicamente de esos créditos.

    `ese_dia`: si no, también lo que la delegación tuvo o tendrá: lo que le traspasaron ya traía sus hallazgos.
    Errores: `ErrorDeLey` si falta un parámetro.
    """
    conexion = foto.conexion()
    ratos = solo.encimados if solo else encimados(conexion, corte)
    debidas = deudas(conexion, normas, corte, capturado_desde(), solo.numeros if solo else None)
    pregunta = _Pregunta(normas, corte, tuple(claves), delegacion if ese_dia else "", ratos, debidas)
    if delegacion:
        foto = foto.solo(origenes(conexion, delegacion))
    if solo:
        foto = foto.acotada(solo.numeros, NO_SE_LEEN)
    vista = _de_una(pregunta, foto) if pregunta.delegacion else _por_partes(pregunta, foto)
    return replace(vista, en_cartera=solo.en_cartera) if solo else vista


def _por_partes(pregunta: _Pregunta, foto: Foto) -> Verificada:
    partes = por_partes(foto, partial(_de_una, pregunta), CREDITOS_POR_PARTE)
    sin_juzgar = pd.concat([p.sin_juzgar for p in partes], ignore_index=True)
    sumado = sin_juzgar.groupby(["regla", "delegacion", "falta"], sort=True)["cuantos"].sum().reset_index()
    vistos = sum(p.creditos for p in partes)
    return Verificada(ordenar([p.hallazgos for p in partes]), sumado, vistos, vistos)


@catalogos.quietos()
def _de_una(p: _Pregunta, foto: Foto) -> Verificada:
    pae = leer(foto.conexion(), p.normas, p.corte, p.delegacion, p.ratos, p.debidas)
    vistos = len(pae.creditos)
    return Verificada(evaluar(pae, p.claves), no_evaluadas(pae, p.claves), vistos, vistos)
