"""Los pagos a plazos de toda la cartera a un corte: cómo va cada uno, qué vence y cuál está por caducar.

Un renglón por convenio, también los que ya terminaron, con el mismo régimen con que se liquida (`cuenta.convenios`)
y con que `explica` cuenta uno (`cartera.convenido`). Fundamento: CFF, arts. 66 y 66-A.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.fechas import SIN_DIA, columna_fecha, dia
from cobranza.cartera.convenido import CADUCO, CUMPLIDO, REVOCADO, VIGENTE, como_cerro
from cobranza.cuenta.a_plazos import convenidos
from cobranza.cuenta.adeudos import FECHADOS, RECARGOS, Adeudos
from cobranza.cuenta.calendario_de_pagos import Parcialidad, calendario
from cobranza.cuenta.convenios import DIFERIDO
from cobranza.cuenta.liquidacion import adeudos_a
from cobranza.cuenta.parcialidades import Abonos, Curso, Plan
from cobranza.expediente.historia import Historia
from cobranza.expediente.situacion import notificaciones
from cobranza.ley.proporciones import proporcion

Columna = NDArray[np.int64]
ESTADOS = (VIGENTE, CUMPLIDO, CADUCO, REVOCADO)
"""Cómo está un convenio según la cuenta, en el orden en que se imprime."""
SEMANA = 7
_CERRADO, _MORA = "CERRADO", "RECARGO_PARCIALIDAD"
_DEL_CREDITO = ["folio", "ambito", "delegacion", "rfc", "nombre", "total"]
_DE_UN_PLAN = [
    *("lugar", "k", "solicitado", "autorizado", "modalidad", "parcialidades", "tasa", "estado", "terminado_el"),
    *("integrado", "prorroga", "mora", "abonado", "por_pagar", "aparte", "incumplidas", "limite"),
]
_DE_UNA_PARCIALIDAD = ["lugar", "k", "numero", "vence", "importe", "recargo", "pagada_el", "mora"]


@dataclass(frozen=True)
class Convenios:
    """Los convenios a un corte. Centavos.

    `todos`, un renglón por convenio, del más viejo al más nuevo: lo del crédito (folio, ambito, delegacion, rfc,
    nombre y `total`, lo que debe al corte), solicitado, autorizado, modalidad, parcialidades (cuántas), tasa
    (centésimas de punto al mes), estado, terminado_el (ausente si rige), integrado (lo convenido: el adeudo a la
    solicitud menos lo pagado ese día), prorroga y mora causadas, abonado, por_pagar (lo convenido y su prórroga que
    falta) y aparte (lo que deben además: la mora de sus parcialidades y los gastos posteriores), las dos en cero si
    terminó, incumplidas y limite (con cuántas caduca). `parcialidades`, las de los que rigen: indice (el de su
    renglón en `todos`), numero, vence, importe, recargo, pagada_el y mora.
    """

    al: date
    todos: pd.DataFrame
    parcialidades: pd.DataFrame

    @property
    def vigentes(self) -> pd.DataFrame:
        """Los que rigen al corte."""
        return self.todos[self.todos["estado"] == VIGENTE]

    @property
    def por_caducar(self) -> pd.DataFrame:
        """Los que rigen y con otra parcialidad incumplida caducan: se avisa al deudor (CFF, art. 66-A, fr. IV)."""
        v = self.vigentes
        return v[v["incumplidas"] == v["limite"] - 1]

    def vencen(self, dias: int = SEMANA) -> pd.DataFrame:
        """Las parcialidades sin cubrir que vencen desde el corte y hasta esos días después, con lo de su convenio."""
        p = self.parcialidades
        hasta = pd.Timestamp(self.al + timedelta(days=dias))
        p = p[p["pagada_el"].isna() & p["vence"].between(pd.Timestamp(self.al), hasta) & (p["importe"] > 0)]
        return p.join(self.todos[["folio", "delegacion", "rfc", "nombre", "total"]], on="indice")


def convenios_al(h: Historia, cartera: pd.DataFrame, al: date) -> Convenios:
    """Los convenios autorizados hasta ese día en los créditos de `cartera` (`consultas.cartera_de`, de esa historia).

    Errores: `ErrorDeLey` si falta una tasa o un índice.
    """
    quienes, _ = convenidos(h)
    quienes = quienes[np.isin(quienes, cartera["lugar"])]
    hoy = np.full(quienes.size, dia(al), dtype=np.int64)
    adeudos = adeudos_a(h, quienes, hoy, notificaciones(h, dia(al))[quienes])
    partes = [
        _de_un_ambito(h, adeudos, np.flatnonzero(adeudos.ambito == ambito), quienes, dia(al))
        for ambito in pd.unique(adeudos.ambito)
    ]
    filas = pd.concat([_vacio(_DE_UN_PLAN), *(f for f, _ in partes)], ignore_index=True)
    planes = filas.join(cartera.set_index("lugar")[_DEL_CREDITO].astype({"ambito": "str", "delegacion": "str"}),
                        on="lugar").sort_values(["autorizado", "folio"], ignore_index=True)  # fmt: skip
    llave = pd.DataFrame({"lugar": planes["lugar"], "k": planes["k"], "indice": planes.index})
    tablas = pd.concat([_vacio(_DE_UNA_PARCIALIDAD), *(t for _, t in partes)], ignore_index=True)
    tablas = tablas.merge(llave, on=["lugar", "k"]).drop(columns=["lugar", "k"])
    en_fechas = {c: columna_fecha(tablas[c].to_numpy(np.int64)) for c in ("vence", "pagada_el")}
    return Convenios(al, planes.drop(columns=["lugar", "k"]), tablas.assign(**en_fechas))


def _vacio(columnas: list[str]) -> pd.DataFrame:
    tipos = dict.fromkeys(("solicitado", "autorizado", "terminado_el"), "datetime64[s]")
    tipos |= {"modalidad": "object", "estado": "object"}
    return pd.DataFrame({c: np.zeros(0, dtype=tipos.get(c, "int64")) for c in columnas})


def _de_un_ambito(
    h: Historia, adeudos: Adeudos, suyos: Columna, quienes: Columna, al: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(sus convenios, las parcialidades de los que rigen); `suyos`, sus posiciones en `adeudos`."""
    norma = h.normas.de(str(adeudos.ambito[suyos[0]]))
    de = adeudos.de(suyos)
    en = de.regimen(norma, np.arange(suyos.size), np.full(suyos.size, al, dtype=np.int64))
    saldado = np.sum([s for c, s in de.saldo.items() if c not in RECARGOS], axis=0) <= 0
    mora = de.saldo[_MORA] + de.pendiente(np.full(suyos.size, al, dtype=np.int64)).importe[_MORA]
    filas: list[pd.DataFrame] = [_vacio(_DE_UN_PLAN)]
    tablas: list[tuple[int, ...]] = []
    for k, (cual, plan, va) in en.ultimo.items():
        cierra = de.convenios.cierra[cual, k]
        fila = _filas(plan, va, cierra, saldado[cual] | va.saldado, al)
        fila["aparte"] = np.where(fila["estado"] == VIGENTE, mora[cual] + _posteriores(de, cual, k), 0)
        fila = fila.assign(lugar=quienes[suyos[cual]], k=k, limite=proporcion(norma, "plazos_incumplidas").entero)
        cerrados = fila["estado"] == _CERRADO
        fila.loc[cerrados, "estado"] = [como_cerro(h, int(lugar), k) for lugar in fila.loc[cerrados, "lugar"]]
        # el que se solicitó antes del corte y se autoriza después aún no es convenio
        fila = fila[plan.rige <= al]
        filas.append(fila)
        rigen = fila.index[fila["estado"] == VIGENTE].to_numpy()
        abonos = de.convenios.abonos(cual[rigen], k, np.full(rigen.size, al + 1))
        for n, j in enumerate(rigen):
            dichas = calendario(norma, _uno(plan, j), _los_de(abonos, n), de.causa_recargos[cual[[j]]], al)
            tablas += [(int(quienes[suyos[cual[j]]]), k, *_dicha(p)) for p in dichas]
    parcialidades = pd.DataFrame(tablas, columns=_DE_UNA_PARCIALIDAD).astype("int64")
    return pd.concat(filas, ignore_index=True), parcialidades


def _filas(plan: Plan, va: Curso, cierra: Columna, saldado: NDArray[np.bool_], al: int) -> pd.DataFrame:
    """Cómo va cada uno; el que un acto cerró queda por decir con cuál."""
    fin = np.minimum(cierra, va.caduca)
    terminado = fin <= al
    estado = np.select([terminado & (va.caduca <= cierra), terminado, saldado], [CADUCO, _CERRADO, CUMPLIDO], VIGENTE)
    return pd.DataFrame({
        "solicitado": columna_fecha(plan.solicitud), "autorizado": columna_fecha(plan.rige),
        "modalidad": np.where(plan.diferido, DIFERIDO, "PARCIALIDADES"),
        "parcialidades": np.where(plan.diferido, 1, plan.parcialidades), "tasa": plan.tasa,
        "estado": estado.astype(object), "terminado_el": columna_fecha(np.where(terminado, fin, SIN_DIA)),
        "integrado": plan.integrado, "prorroga": va.prorroga, "mora": va.mora, "abonado": va.cubierto,
        "por_pagar": np.where(estado == VIGENTE, plan.integrado + va.prorroga - va.cubierto, 0),
        "incumplidas": va.incumplidas,
    })  # fmt: skip


def _posteriores(de: Adeudos, cual: Columna, k: int) -> Columna:
    """Lo que deben por gastos, honorarios e indemnización posteriores a su solicitud: el plan no los cubre."""
    p, solicitud = de.convenios.pagado.de(cual), de.convenios.solicitud[cual, k]
    pagados = np.zeros((cual.size, len(FECHADOS)), dtype=np.int64)
    despues = p.dia > solicitud[p.lugar]
    np.add.at(pagados, p.lugar[despues], p.fechado[despues])
    hoy = np.stack([de.saldo[c][cual] for c in FECHADOS], axis=1)
    posteriores: Columna = (hoy - np.maximum(de.convenios.fechados[cual, k] - pagados, 0)).sum(axis=1)
    return posteriores


def _uno(plan: Plan, j: int) -> Plan:
    return Plan(**{campo.name: getattr(plan, campo.name)[[j]] for campo in fields(Plan)})


def _los_de(abonos: Abonos, n: int) -> Abonos:
    desde, hasta = np.searchsorted(abonos.convenio, [n, n + 1])
    dia, importe = abonos.dia[desde:hasta], abonos.importe[desde:hasta]
    return Abonos(np.zeros(dia.size, dtype=np.int64), dia, importe, abonos.salda[desde:hasta])


def _dicha(p: Parcialidad) -> tuple[int, ...]:
    return p.numero, p.vence, p.importe, p.recargo, p.pagada_el, p.mora
