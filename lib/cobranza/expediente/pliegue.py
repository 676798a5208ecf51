"""El pliegue: de los actos que abren y cierran una marca, en orden, a sus periodos. Lo usa `lapsos`; nadie más.

Cada crédito se pliega a la vez que los demás: las vueltas son cuantos cierres tiene el que más tiene.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cobranza.base.fechas import SIN_DIA
from cobranza.expediente.deshechos import deshechos
from cobranza.expediente.historia import NINGUNO, numero_de_acto
from cobranza.expediente.por_credito import en_orden
from cobranza.expediente.significado import Efecto, catalogo, efectos, formas, marcas
from cobranza.ley.plazo import ultimo_dia, vigencias
from cobranza.ley.plazos import surte_efectos
from cobranza.ley.proporciones import proporcion
from cobranza.libros.vocabulario import SIN_FIN

if TYPE_CHECKING:
    from cobranza.expediente.historia import Historia

Columna = NDArray[np.int64]
Mascara = NDArray[np.bool_]
_NADIE: Columna = np.zeros(0, dtype=np.int64)
_DERIVADO = -1
"""Renglón de un acto que no está en el libro."""


@dataclass(frozen=True)
class Lapsos:
    """Periodos de una marca, en orden de crédito y de quien los abrió; columnas del mismo largo.

    `lugar`: crédito; `desde`, primer día; `fin`, el primer día en que ya no rige (`SIN_FIN` si nada lo termina);
    `plazo`, el que tendría si nadie lo cerrara; `cierra`, el día del acto que lo cerró (`SIN_FIN` si ninguno);
    `cual`, renglón de `Historia.actos` que lo abrió; `primero`, el renglón que abrió la cadena que éste modifica.
    """

    lugar: Columna
    desde: Columna
    fin: Columna
    plazo: Columna
    cierra: Columna
    cual: Columna
    primero: Columna

    def al(self, corte: int) -> Lapsos:
        """Los que ya empezaron ese día, como los dejan los actos de hasta entonces."""
        ya = self.desde <= corte
        columnas = {c.name: getattr(self, c.name)[ya] for c in fields(self)}
        columnas["fin"] = np.where(columnas["cierra"] <= corte, columnas["fin"], columnas["plazo"])
        return Lapsos(**columnas)


@dataclass(frozen=True)
class _Eventos:
    """Los actos que abren o cierran una marca, en orden de crédito, día y anotación.

    `dia`: el del acto. `limite`: del que abre, su fin si nadie lo cierra; del que cierra, el primer día en que ya no
    rige. `abre`: ¿abre o cierra? `pide`: del que cierra, el id del que dice cerrar (0, ninguno; −1, uno ajeno).
    """

    lugar: Columna
    dia: Columna
    renglon: Columna
    abre: Mascara
    limite: Columna
    pide: Columna

    def de(self, cuales: NDArray[np.generic]) -> _Eventos:
        """Sólo esos, en ese orden."""
        return _Eventos(*(getattr(self, c.name)[cuales] for c in fields(self)))


def plegar(h: Historia, marca: str) -> Lapsos:
    """Los periodos de una marca que abren y cierran actos. Errores: `ErrorDeLey` si un plazo no alcanza."""
    e = _eventos(h, marca)
    p = _en_pila(h, e) if marcas()[marca].varias else _en_cadena(e)
    hay = p.fin > p.desde
    return Lapsos(*(getattr(p, c.name)[hay] for c in fields(p)))


def aperturas(h: Historia, marca: str) -> tuple[Columna, Columna, Columna, Columna]:
    """(crédito, día, primer día en que ya no regiría si nadie la cerrara, renglón) de cada acto que abre la marca."""
    e = _eventos(h, marca)
    abre = e.abre & (e.limite > e.dia)
    return e.lugar[abre], e.dia[abre], e.limite[abre], e.renglon[abre]


def _en_cadena(e: _Eventos) -> Lapsos:
    """Una abierta a lo más: cada acto termina lo que dejó el anterior; abrir con otra abierta la modifica."""
    sigue = np.append(e.lugar[1:] == e.lugar[:-1], np.zeros(min(e.lugar.size, 1), dtype=bool))
    siguiente = np.arange(e.lugar.size) + sigue
    cierra = np.where(sigue, e.dia[siguiente], SIN_FIN)
    termina = np.where(e.abre[siguiente], e.dia[siguiente], e.limite[siguiente])
    fin = np.minimum(e.limite, np.where(sigue, termina, SIN_FIN))
    modifica = np.concatenate([[False], (sigue & e.abre & (e.limite > cierra))[:-1]])[: sigue.size] & e.abre
    inicio = np.maximum.accumulate(np.where(modifica, 0, np.arange(e.lugar.size)))
    a = np.flatnonzero(e.abre)
    otra = np.append(e.lugar[a][1:] == e.lugar[a][:-1], False)[: a.size]
    # la que abre después lo sustituye desde su día, aunque un cumplido lo abarcara
    fin[a[otra]] = np.minimum(fin[a[otra]], e.dia[a[np.flatnonzero(otra) + 1]])
    return Lapsos(e.lugar[a], e.dia[a], fin[a], e.limite[a], cierra[a], e.renglon[a], e.renglon[inicio][a])


def _en_pila(h: Historia, e: _Eventos) -> Lapsos:
    """Varias abiertas: cada cierre termina la que dice o, si no dice, la última que siga abierta ese día."""
    abren = np.flatnonzero(e.abre)
    numero = np.cumsum(e.abre) - 1  # de cada evento, la última que se había abierto
    mia = numero >= 0
    mia[mia] = e.lugar[abren[numero[mia]]] == e.lugar[mia]
    ultima = np.where(mia, numero, -1)
    con_previa = np.append(False, e.lugar[abren][1:] == e.lugar[abren][:-1])[: abren.size]
    previa = np.where(con_previa, np.arange(abren.size) - 1, -1)
    plazo, fin = e.limite[abren], e.limite[abren].copy()
    cierra = np.full(abren.size, SIN_FIN, dtype=np.int64)
    cierres = np.flatnonzero(~e.abre & (ultima >= 0))
    dicha = _dichas(h, e, abren, cierres)
    del_credito = np.append(True, e.lugar[cierres][1:] != e.lugar[cierres][:-1])[: cierres.size]
    primero = np.maximum.accumulate(np.where(del_credito, np.arange(cierres.size), 0))
    turno = np.arange(cierres.size) - primero
    for vuelta in range(int(turno.max(initial=-1)) + 1):
        van = np.flatnonzero(turno == vuelta)
        cual = np.where(dicha[van] >= 0, dicha[van], ultima[cierres[van]])
        cual[dicha[van] == _AJENA] = -1
        hoy = e.dia[cierres[van]]
        cerrada = _cerradas(cual, cierra, plazo, hoy)
        while (cerrada & (dicha[van] < 0)).any():
            cual = np.where(cerrada & (dicha[van] < 0), previa[cual], cual)
            cerrada = _cerradas(cual, cierra, plazo, hoy)
        si = (cual >= 0) & ~cerrada
        si[si] = e.dia[abren[cual[si]]] <= hoy[si]  # nada se cierra antes de abrirse
        fin[cual[si]] = np.minimum(plazo[cual[si]], e.limite[cierres[van[si]]])
        cierra[cual[si]] = hoy[si]
    renglon = e.renglon[abren]
    return Lapsos(e.lugar[abren], e.dia[abren], fin, plazo, cierra, renglon, renglon)


_AJENA = -2


def _cerradas(cual: Columna, cierra: Columna, plazo: Columna, hoy: Columna) -> Mascara:
    """¿Ya estaba cerrada o vencida ese día? Ninguna (−1) no cuenta como cerrada."""
    hay: Mascara = cual >= 0
    hay[hay] = (cierra[cual[hay]] < SIN_FIN) | (plazo[cual[hay]] <= hoy[hay])
    return hay


def _dichas(h: Historia, e: _Eventos, abren: Columna, cierres: Columna) -> Columna:
    """De cada cierre, la apertura que dice cerrar; −1 si no dice, `_AJENA` si dice una que no es de esta marca."""
    dicha = np.full(cierres.size, -1, dtype=np.int64)
    pide = e.pide[cierres]
    if not (pide != 0).any():
        return dicha
    ids = np.where(e.renglon[abren] >= 0, h.actos["id"][e.renglon[abren]], -1).astype(np.int64)
    orden = np.argsort(ids, kind="stable")
    lugar = np.minimum(np.searchsorted(ids[orden], pide), max(ids.size - 1, 0))
    esta = (ids[orden][lugar] == pide) & (pide > 0)
    return np.where(esta, orden[lugar], np.where(pide != 0, _AJENA, -1))


def _eventos(h: Historia, marca: str) -> _Eventos:
    """Los actos de la marca con su efecto; sin ninguno que abra, ninguno."""
    abren = [_de_efecto(h, marca, efecto, abre=True) for efecto in efectos("abre", marca).values()]
    cierran: list[_Eventos] = []
    if any(e.lugar.size for e in abren):
        cierran = [_de_efecto(h, marca, efecto, abre=False) for efecto in efectos("cierra", marca).values()]
    juntos = _Eventos(*(np.concatenate([getattr(e, c.name) for e in (*abren, *cierran)]) for c in fields(_Eventos)))
    llave = en_orden(juntos.lugar, juntos.dia)
    if len(abren) == 1 and not cierran and not h.derivados and not (llave[1:] < llave[:-1]).any():
        return juntos  # de un solo tipo: ya vienen en orden
    return juntos.de(np.lexsort((juntos.renglon, llave)))


def _de_efecto(h: Historia, marca: str, efecto: Efecto, *, abre: bool) -> _Eventos:
    renglon = _renglones(h, efecto)
    if efecto.forma:
        renglon = renglon[h.actos["forma"][renglon] == formas().index(efecto.forma)]
    if efecto.salvo:
        renglon = renglon[h.actos["forma"][renglon] != formas().index(efecto.salvo)]
    derivados = [(lugar, dia) for tipo, lugar, dia in h.derivados if tipo == efecto.tipo]
    del_libro = h.actos["notificado" if efecto.desde == "notificado_el" else "dia"][renglon].astype(np.int64)
    lugar = np.concatenate([h.actos.lugar[renglon], *(de for de, _ in derivados)])
    dia = np.concatenate([del_libro, *(d for _, d in derivados)])
    todos = np.concatenate([renglon, np.full(lugar.size - renglon.size, _DERIVADO, dtype=np.int64)])
    sin_nada = np.zeros(lugar.size, dtype=np.int64)
    e = _Eventos(lugar, dia, todos, np.full(lugar.size, abre), np.full(lugar.size, SIN_FIN), sin_nada)
    if efecto.ambito:
        e = e.de(dict(_por_ambito(h, e.lugar)).get(efecto.ambito, _NADIE))
    if efecto.ejercicio:
        e = e.de(_del_ejercicio(h, efecto.ejercicio, e.lugar))
    return _que_abre(h, efecto, e) if abre else _que_cierra(h, marca, efecto, e)


def _del_ejercicio(h: Historia, clave: str, lugar: Columna) -> Mascara:
    """¿Es el crédito del último ejercicio que dice esa proporción de su norma, o de uno anterior?"""
    alcanza: Mascara = np.zeros(lugar.size, dtype=bool)
    ejercicio = h.creditos["ejercicio"].to_numpy()[lugar]
    for ambito, cual in _por_ambito(h, lugar):
        alcanza[cual] = ejercicio[cual] <= proporcion(h.normas.de(ambito), clave).entero
    return alcanza


def _renglones(h: Historia, efecto: Efecto) -> Columna:
    """Los actos de ese tipo que valen, de los que tienen algún efecto (se apartan una vez)."""
    numero = numero_de_acto()
    if "" not in h.plegados:
        con_efecto = np.zeros(NINGUNO + 1, dtype=bool)
        con_efecto[[n for tipo, n in numero.items() if catalogo()[tipo].keys() & {"abre", "cierra"}]] = True
        h.plegados[""] = np.flatnonzero(con_efecto[h.actos["tipo"]] & h.actos["vale"] & ~deshechos(h))
    de_alguno: Columna = h.plegados[""]
    suyos: Columna = de_alguno[h.actos["tipo"][de_alguno] == numero[efecto.tipo]]
    return suyos


def _que_abre(h: Historia, efecto: Efecto, e: _Eventos) -> _Eventos:
    """Con su fin si nadie lo cierra: la columna `hasta`, o sus plazos uno tras otro; sin plazo ese día, no abre."""
    limite = e.limite
    if efecto.hasta:
        hasta = np.where(e.renglon >= 0, h.actos["hasta"][e.renglon], SIN_DIA)
        limite = np.where(hasta == SIN_DIA, SIN_FIN, np.maximum(hasta, e.dia - 1) + 1)
    if not efecto.plazos:
        return replace(e, limite=limite)
    fin = e.dia.copy()
    for ambito, cual in _por_ambito(h, e.lugar):
        for clave in efecto.plazos:
            con_plazo = cual[fin[cual] != SIN_DIA]
            fin[con_plazo] = ultimo_dia(h.normas.de(ambito), clave, fin[con_plazo], sin=SIN_DIA)
    return replace(e, limite=np.where(fin == SIN_DIA, SIN_DIA, fin + 1)).de(fin != SIN_DIA)


def _que_cierra(h: Historia, marca: str, efecto: Efecto, e: _Eventos) -> _Eventos:
    """Con el primer día en que ya no rige y el acto que dice cerrar."""
    limite = e.dia + (efecto.desde == "dia_siguiente")
    for clave in efecto.plazos:
        for ambito, cual in _por_ambito(h, e.lugar):
            norma = h.normas.de(ambito)
            cual = cual[[any(p.desde <= d <= p.hasta for p in vigencias(norma, clave)) for d in e.dia[cual]]]
            notificado = h.actos["notificado"][e.renglon[cual]].astype(np.int64)
            limite[cual] = ultimo_dia(norma, clave, np.asarray(surte_efectos(norma, notificado))) + 1
    e = replace(e, limite=limite, pide=_pedidos(h, efecto, e) if efecto.cual else e.pide)
    return e.de(e.pide != 0) if efecto.cual == "solo_referencia" else e


def _pedidos(h: Historia, efecto: Efecto, e: _Eventos) -> Columna:
    """El id del acto que cada cierre dice cerrar, si ese acto abre algo que este tipo cierra; 0 si no."""
    pide = np.zeros(e.lugar.size, dtype=np.int64)
    de, a = h.referencias
    if not de.size:
        return pide
    mios = np.where(e.renglon >= 0, h.actos["id"][e.renglon], -1).astype(np.int64)
    lugar = np.minimum(np.searchsorted(de, mios), de.size - 1)
    pide = np.where(de[lugar] == mios, a[lugar], 0)
    cierra = [m for m in marcas() if efecto.tipo in efectos("cierra", m)]
    abren = {t for m in cierra for t in efectos("abre", m)}
    suyos = h.plegados[""]
    suyos = suyos[np.isin(h.actos["tipo"][suyos], [numero_de_acto()[t] for t in abren])]
    return np.where(np.isin(pide, h.actos["id"][suyos]), pide, 0)


def _por_ambito(h: Historia, lugar: Columna) -> list[tuple[str, Columna]]:
    ambito = h.creditos["ambito"].cat
    de_cada_uno = ambito.codes.to_numpy()[lugar]
    por_clave = ((str(clave), np.flatnonzero(de_cada_uno == k)) for k, clave in enumerate(ambito.categories))
    return [(clave, cual) for clave, cual in por_clave if cual.size]
