"""Sembrar en las historias los vicios que la verificación busca, y decir cuáles se sembraron.

Cada crédito recibe cuando más uno, así que ninguno esconde a otro. Aquí se siembran los que dependen de cómo se hizo
un acto; los que dependen de lo que ya no se hizo (falta de acción, de avalúo, de inscripción, de liberación y la
prescripción, con lo que se gestionó después) los cuenta `causadas` sobre la historia terminada.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from cobranza.base.fechas import SIN_DIA
from cobranza.gemelo.creditos import Creditos
from cobranza.gemelo.guiones import CORTE
from cobranza.gemelo.personas import DELEGADO, EJECUTOR, JEFE, NADIE, PLAZAS, Plantilla
from cobranza.gemelo.sorteo import Azar, Columna, Mascara, algunos, entre
from cobranza.gemelo.trama import (
    COBRO,
    GASTO_LEGAL,
    LIQUIDA,
    PAGO,
    SIN_GASTO,
    SIN_HORA,
    SIN_MONTO,
    Trama,
)
from cobranza.ley.gastos import con_limites
from cobranza.ley.norma import AMBITOS

TASAS = {
    "PAE001": 10, "PAE002": 20, "PAE003": 10, "PAE004": 15, "PAE005": 10, "PAE006": 15, "PAE007": 15, "PAE008": 15,
    "PAE009": 25, "PAE010": 30, "PAE011": 30, "PAE012": 30, "PAE013": 30, "PAE016": 25, "PAE017": 30, "PAE018": 30,
    "PAE023": 10, "PAE031": 20, "PAE040": 100, "PAE049": 60, "PAE052": 60, "PAE056": 30,
}  # fmt: skip
"""Milésimas de los créditos que llegan a la etapa de cada regla y la incumplen; al menos dos por bloque.

PAE014, PAE015 y PAE085 no se siembran: los causan los guiones de rezago, de prescripción y de pago a plazos.
"""
_MINIMO = 2
_LUGARES = 4
"""Cuánto avanza `orden` de un hecho al siguiente: deja lugar para los que se agregan tras él."""


class Siembra:
    """La historia de un bloque mientras se le siembran vicios; `sembradas` es (regla, hecho) de cada uno."""

    def __init__(self, t: Trama, plantilla: Plantilla) -> None:
        self.t, self.plantilla, self.azar = t, plantilla, t.azar
        self.h = t.hechos().assign(gasto_milesimas=1_000, ajeno=False, misma_acta=False, vale=True)
        self.h["orden"] = _LUGARES * np.arange(len(self.h))
        self.sembradas: list[tuple[str, int]] = []
        self._libre = np.ones(len(t.creditos), dtype=bool)
        self._nuevos: list[pd.DataFrame] = []

    def columna(self, campo: str) -> Columna:
        """Una columna de la historia."""
        return self.h[campo].to_numpy()

    def es(self, *tipos: str) -> Mascara:
        """Los hechos de esos tipos."""
        return self.h["tipo"].isin(tipos).to_numpy()

    def elegir(self, regla: str, candidatos: Mascara, de_cada: int = 1) -> Columna:
        """Hechos elegidos entre los candidatos, uno por crédito aún sin vicio; `de_cada` reparte la tasa."""
        lugar = np.flatnonzero(candidatos & self._libre[self.columna("credito")])
        lugar = self.azar.permutation(lugar)
        credito, primero = np.unique(self.columna("credito")[lugar], return_index=True)
        tope = max(len(credito) * TASAS[regla] // (1_000 * de_cada), _MINIMO)
        elegidos = self.azar.permutation(len(credito))[:tope]
        self._libre[credito[elegidos]] = False
        return np.sort(lugar[primero[elegidos]])

    def sembrar(self, regla: str, lugar: Columna) -> None:
        """Anota que esos hechos incumplen la regla."""
        self.sembradas += [(regla, int(orden)) for orden in self.columna("orden")[lugar]]

    def poner(self, lugar: Columna, campo: str, valor: Any) -> None:
        """Cambia un dato de unos hechos."""
        self.h.loc[lugar, campo] = valor

    def agregar(self, copias: pd.DataFrame, paso: int = 1, regla: str = "") -> None:
        """Hechos nuevos, copia de otros con cambios, que van `paso` lugares después y quizá incumplen la regla."""
        copias = copias.assign(orden=copias["orden"] + paso).astype(self.h.dtypes.to_dict())
        self._nuevos.append(copias)
        self.sembradas += [(regla, int(orden)) for orden in copias["orden"] if regla]

    def previo(self, tipo: str, en: Columna) -> Columna:
        """De cada hecho, el último anterior de ese tipo en su crédito; -1 si no hay."""
        lugar = np.maximum.accumulate(np.where(self.es(tipo), np.arange(len(self.h)), -1))[en]
        mismo = (lugar >= 0) & (self.columna("credito")[lugar] == self.columna("credito")[en])
        return np.where(mismo, lugar, -1)

    def terminada(self) -> pd.DataFrame:
        """La historia con sus vicios, en orden de crédito y fecha."""
        juntos = pd.concat([self.h[self.h["vale"]], *self._nuevos], ignore_index=True)
        juntos = juntos[juntos["fecha"] <= CORTE].drop(columns="vale")
        # lo que aún no se hacía saber al corte no consta
        juntos["notificado"] = juntos["notificado"].where(juntos["notificado"] <= CORTE, SIN_DIA)
        return juntos.sort_values(["credito", "fecha", "orden"], kind="stable", ignore_index=True)


def sembrar(t: Trama, plantilla: Plantilla) -> Siembra:
    """La historia de la trama con sus vicios sembrados. Las reglas con menos dónde sembrar van primero."""
    siembra = Siembra(t, plantilla)
    for vicio in _VICIOS:
        vicio(siembra)
    return siembra


def _avaluo_vencido(s: Siembra) -> None:
    """La vigencia del avalúo terminó antes de convocar, o antes de rematar."""
    rematadas = s.previo("CONVOCATORIA", np.flatnonzero(s.es("REMATE")))
    lugar = s.elegir("PAE011", s.es("CONVOCATORIA") & (s.previo("AVALUO", np.arange(len(s.h))) >= 0))
    fecha = s.columna("fecha")[lugar]
    sigue = np.isin(lugar, rematadas) & algunos(s.azar, len(lugar), 500)
    avaluos = s.previo("AVALUO", lugar)
    s.poner(avaluos, "hasta", np.where(sigue, fecha + 3, np.maximum(fecha - entre(s.azar, 1, 15, len(lugar)), 1)))
    s.sembrar("PAE011", lugar[~sigue])
    remates = np.flatnonzero(s.es("REMATE"))
    s.sembrar("PAE011", remates[np.isin(s.previo("CONVOCATORIA", remates), lugar)])


def _plazo_del_remate(s: Siembra) -> None:
    """El remate, antes de los diez días hábiles de convocado o después de los veinte; el pago se recorre con él."""
    for regla, desde, hasta in (("PAE012", 3, 8), ("PAE013", 22, 35)):
        lugar = s.elegir(regla, s.es("REMATE") & (s.columna("fecha") <= CORTE - 120))
        c, convocado = s.columna("credito")[lugar], s.columna("fecha")[s.previo("CONVOCATORIA", lugar)]
        nueva = s.t.mas_habiles(c, convocado, entre(s.azar, desde, hasta, len(lugar)))
        corre = np.zeros(len(s.t.creditos), dtype=np.int64)
        corre[c] = np.maximum(nueva - s.columna("fecha")[lugar], 0)
        pagos = np.flatnonzero((s.h["causa"] == "POR_REMATE").to_numpy() & (corre[s.columna("credito")] > 0))
        de = s.columna("credito")[pagos]
        s.poner(pagos, "fecha", s.t.habil(de, s.columna("fecha")[pagos] + corre[de]))
        s.poner(lugar, "fecha", nueva)
        s.sembrar(regla, lugar)


def _deposito_de_mas(s: Siembra) -> None:
    """Se transfiere más de lo debido, o no se libera lo inmovilizado de más."""
    lugar = s.elegir("PAE017", s.es("TRANSFERENCIA"))
    s.poner(lugar, "milesimas", LIQUIDA + entre(s.azar, 50, 600, len(lugar)))
    s.sembrar("PAE017", lugar)
    s.poner(s.elegir("PAE018", s.es("LIBERACION")), "vale", False)


def _sin_lo_que_sigue(s: Siembra) -> None:
    """Falta el depositario, la inscripción o el avalúo de lo embargado."""
    lugar = s.elegir("PAE009", s.es("DEPOSITARIO"))
    s.poner(lugar, "vale", False)
    s.sembrar("PAE009", lugar - 1)  # el embargo se anota justo antes que su depositario
    c, negociacion = (
        s.columna("credito"),
        (s.h["forma"] == "NEGOCIACION").to_numpy() & s.es("EMBARGO", "REQ_Y_EMBARGO"),
    )
    de_negociacion = np.isin(c, c[negociacion])
    s.poner(s.elegir("PAE056", s.es("INSCRIPCION") & de_negociacion), "vale", False)
    s.poner(s.elegir("PAE010", s.es("INSCRIPCION") & ~de_negociacion), "vale", False)
    convocados = np.unique(s.columna("credito")[s.es("CONVOCATORIA", "REMATE")])
    sin_convocar = ~np.isin(s.columna("credito"), convocados)
    lugar = s.elegir("PAE016", s.es("AVALUO") & sin_convocar)
    tarde = algunos(s.azar, len(lugar), 500)
    s.poner(lugar[~tarde], "vale", False)
    c, fecha = s.columna("credito")[lugar[tarde]], s.columna("fecha")[lugar[tarde]]
    s.poner(lugar[tarde], "fecha", s.t.tras(c, fecha, 91, 150))


def _con_la_ejecucion_detenida(s: Siembra) -> None:
    """Un mandamiento y un requerimiento con el crédito suspendido, en convenio o ya pagado."""
    convenio = s.t.creditos.del_guion("CONVENIO_VIGENTE")
    impugnado = s.t.creditos.del_guion("IMPUGNADO")
    pagado = s.t.creditos.del_guion("PAGO_ESPONTANEO", "PAGO_REQUERIDO")
    a_tiempo = s.columna("fecha") <= CORTE - 120
    for tipo, creditos in (("SUSPENSION", impugnado), ("CONVENIO", convenio), (PAGO, pagado)):
        de_estos = s.es(tipo) & np.isin(s.columna("credito"), creditos) & a_tiempo
        if tipo == PAGO:
            de_estos &= s.columna("milesimas") == LIQUIDA
        lugar = s.elegir("PAE006", de_estos)
        c = s.columna("credito")[lugar]
        ordena = s.t.tras(c, np.maximum(s.columna("fecha")[lugar], s.t.creditos.exigible[c]), 3, 20)
        requiere = s.t.tras(c, ordena, 4, 30)
        hora = entre(s.azar, 9 * 60, 16 * 60, len(lugar))
        nuevo = s.h.iloc[lugar].assign(
            causa="ESPONTANEO", milesimas=SIN_MONTO, hasta=SIN_DIA, gasto=SIN_GASTO, forma="", parcialidades=0
        )
        s.agregar(nuevo.assign(tipo="MANDAMIENTO", fecha=ordena, puesto=DELEGADO))
        gasto = GASTO_LEGAL if tipo == "SUSPENSION" else SIN_GASTO
        s.agregar(
            nuevo.assign(
                tipo="REQUERIMIENTO", fecha=requiere, puesto=EJECUTOR, resultado="PRACTICADA", hora=hora,
                fin=hora + 30, gasto=gasto,
            ),
            paso=2, regla="PAE006",
        )  # fmt: skip


def _gasto_indebido(s: Siembra) -> None:
    """Otro porcentaje, o dos gastos por una sola acta."""
    c, fecha = s.columna("credito"), s.columna("fecha")
    con_limite = np.zeros(len(s.h), dtype=bool)
    for k, ambito in enumerate(AMBITOS):
        cual = s.t.creditos.federal[c] == bool(k)
        con_limite[cual] = con_limites(s.t.creditos.normas.de(ambito), fecha[cual])
    causa = s.es("REQUERIMIENTO") & con_limite & (s.columna("gasto") == GASTO_LEGAL)
    lugar = s.elegir("PAE007", causa, de_cada=2)
    s.poner(lugar, "gasto_milesimas", np.where(algunos(s.azar, len(lugar), 700), 1_500, 600))
    s.sembrar("PAE007", lugar)
    # tras el cese de un pago a plazos, ese embargo el mismo día sería además PAE005
    causa &= ~np.isin(c, c[s.es("CONVENIO")]) & (s.h["resultado"] != "PAGO_EN_ACTO").to_numpy()
    lugar = s.elegir("PAE007", causa, de_cada=2)
    s.agregar(s.h.iloc[lugar].assign(tipo="EMBARGO", forma="DEPOSITOS", misma_acta=True), regla="PAE007")


def _sin_facultades(s: Siembra) -> None:
    """Quien actúa ya no tiene nombramiento, o firma el jefe de sección en lugar del delegado."""
    c = s.columna("credito")
    relevo = s.plantilla.relevo[EJECUTOR][s.t.creditos.delegacion[c], s.t.creditos.plaza[c] % PLAZAS]
    despues = (s.columna("puesto") == EJECUTOR) & (s.columna("fecha") >= relevo)
    lugar = s.elegir("PAE003", s.es("CITATORIO", *COBRO) & despues)
    s.poner(lugar, "ajeno", True)
    s.sembrar("PAE003", lugar)
    lugar = s.elegir("PAE004", s.es("MANDAMIENTO"), de_cada=2)
    s.poner(lugar, "puesto", JEFE)
    s.sembrar("PAE004", lugar)


def sin_supuesto_de_estrados(azar: Azar, creditos: Creditos) -> Mascara:
    """Los créditos que se notificaron por estrados sin haber buscado antes al deudor: ningún guión lo busca antes."""
    notificados = np.flatnonzero(creditos.notificacion != SIN_DIA)
    tope = max(len(notificados) * TASAS["PAE023"] // 1_000, _MINIMO)
    por_estrados: Mascara = np.zeros(len(creditos), dtype=bool)
    por_estrados[azar.permutation(notificados)[:tope]] = True
    return por_estrados


def _embargo_sin_requerir(s: Siembra) -> None:
    """Se embarga sin haber requerido: el requerimiento, que era el único, no se hizo."""
    c = s.columna("credito")
    requiere = s.es("REQUERIMIENTO")
    cuantos = np.bincount(c[s.es("REQUERIMIENTO", "REQ_Y_EMBARGO", "GARANTIA")], minlength=len(s.t.creditos))
    practicado = s.h["resultado"].isin(["PRACTICADA", "PRACTICADA_CON_TERCERO"]).to_numpy()
    embargo = s.es("EMBARGO") & practicado
    embargan = np.bincount(c[embargo], minlength=len(s.t.creditos))
    # tras el cese de un pago a plazos el requerimiento abre otro plazo, que es otra falta
    a_plazos = np.isin(c, c[s.es("CONVENIO")])
    lugar = s.elegir("PAE031", requiere & practicado & (cuantos[c] == 1) & (embargan[c] > 0) & ~a_plazos)
    s.poner(lugar, "vale", False)
    s.sembrar("PAE031", np.flatnonzero(embargo & np.isin(c, c[lugar])))


def _unicos_mandamientos(s: Siembra) -> Mascara:
    """Los mandamientos que son el único de su crédito."""
    cuantos = np.bincount(s.columna("credito")[s.es("MANDAMIENTO")], minlength=len(s.t.creditos))
    unico: Mascara = cuantos[s.columna("credito")] == 1
    return s.es("MANDAMIENTO") & unico


def _mandamiento_tardio(s: Siembra) -> None:
    """Se requirió y después se ordenó requerir."""
    mismo = np.append(s.columna("credito")[1:] == s.columna("credito")[:-1], False)
    sigue = np.append(s.es(*COBRO)[1:], False) & mismo & _unicos_mandamientos(s) & (s.columna("fecha") <= CORTE - 100)
    lugar = s.elegir("PAE004", sigue, de_cada=2)
    c = s.columna("credito")[lugar]
    nueva = s.t.tras(c, s.columna("fecha")[lugar + 1], 1, 10)
    limite = np.full(len(s.t.creditos), SIN_DIA, dtype=np.int64)
    limite[c] = nueva
    s.poner(lugar, "fecha", nueva)
    s.sembrar("PAE004", np.flatnonzero(s.es(*COBRO) & (s.columna("fecha") < limite[s.columna("credito")])))


def _antes_de_exigible(s: Siembra) -> None:
    """Se ordena, y a veces se requiere, sin que venza el plazo para pagar."""
    creditos = s.t.creditos
    puede = creditos.alta <= creditos.notificacion
    puede[creditos.del_guion("IMPUGNADO", "RESUELTO")] = False  # podría caer en su suspensión, que es otro vicio
    lugar = s.elegir("PAE005", _unicos_mandamientos(s) & puede[s.columna("credito")])
    c = s.columna("credito")[lugar]
    ordena = s.t.mas_habiles(c, creditos.notificacion[c], entre(s.azar, 3, 15, len(lugar)))
    s.poner(lugar, "fecha", ordena)
    s.sembrar("PAE005", lugar)
    siguiente = np.minimum(lugar + 1, len(s.h) - 1)
    solo = (s.columna("credito")[siguiente] == c) & (s.h["tipo"].iloc[siguiente] == "REQUERIMIENTO").to_numpy()
    solo &= (s.h["resultado"].iloc[siguiente] == "PRACTICADA").to_numpy()
    requiere = s.t.mas_habiles(c[solo], ordena[solo], entre(s.azar, 2, 5, int(solo.sum())))
    s.poner(siguiente[solo], "fecha", requiere)
    s.sembrar("PAE005", siguiente[solo])


def _tras_prescribir(s: Siembra) -> None:
    """Se vuelve a requerir lo que ya prescribió; cuáles son, con su día, lo dice `causadas`."""
    suyos = np.isin(s.columna("credito"), s.t.creditos.del_guion("PRESCRITO"))
    lugar = s.elegir("PAE040", s.es("REQUERIMIENTO") & suyos)
    c = s.columna("credito")[lugar]
    otra_vez = s.t.habil(c, CORTE - entre(s.azar, 5, 60, len(lugar)))
    hora = entre(s.azar, 9 * 60, 16 * 60, len(lugar))
    s.agregar(s.h.iloc[lugar].assign(fecha=otra_vez, resultado="PRACTICADA", hora=hora, fin=hora + 30))


def _impugnado_sin_resolver(s: Siembra) -> None:
    """Se inmoviliza, o sólo se transfiere, con un juicio sin resolver; a otros se les resolvió la víspera y vale."""
    federal = s.t.creditos.federal[s.columna("credito")].astype(bool)
    inmoviliza, transfiere = s.es("INMOVILIZACION") & federal, s.es("TRANSFERENCIA")
    transferidos = np.isin(s.columna("credito"), s.columna("credito")[transfiere])
    for regla, resuelto in (("PAE049", False), ("PAE052", False), ("PAE049", True)):
        lugar = s.elegir(regla, inmoviliza & transferidos, de_cada=2 if resuelto else 1)
        c, fecha = s.columna("credito")[lugar], s.columna("fecha")[lugar]
        vispera = s.t.habil_anterior(c, fecha)
        antes = s.t.habil_anterior(c, vispera)
        impugna = s.t.mas_habiles(c, fecha, np.full(len(c), 2)) if regla == "PAE052" else antes
        juicio = s.h.iloc[lugar].assign(
            tipo="IMPUGNACION", fecha=impugna, forma="NULIDAD", milesimas=SIN_MONTO, gasto=SIN_GASTO,
            notificado=SIN_DIA, puesto=NADIE,
        )  # fmt: skip
        s.agregar(juicio)
        if resuelto:
            s.agregar(juicio.assign(tipo="RESOLUCION", fecha=vispera, forma="", resultado="CONFIRMA"), paso=2)
            continue
        s.sembrar("PAE052", np.flatnonzero(transfiere & np.isin(s.columna("credito"), c)))
        if regla == "PAE049":
            s.sembrar(regla, lugar)


def _sin_citatorio(s: Siembra) -> None:
    """Se entendió con un tercero y no hubo citatorio, o fue de otro día."""
    con_tercero = (s.h["resultado"] == "PRACTICADA_CON_TERCERO").to_numpy() & s.es(*COBRO)
    previo = np.arange(len(s.h)) - 1
    con_tercero &= s.es("CITATORIO")[previo] & (s.columna("credito")[previo] == s.columna("credito"))
    lugar = s.elegir("PAE002", con_tercero)
    citatorios, de_otro_dia = lugar - 1, algunos(s.azar, len(lugar), 400)
    s.poner(citatorios[~de_otro_dia], "vale", False)
    antes = citatorios[de_otro_dia]
    s.poner(antes, "fecha", s.t.habil(s.columna("credito")[antes], s.columna("fecha")[antes] - 12))
    s.sembrar("PAE002", lugar)


def _a_deshora(s: Siembra) -> None:
    """De madrugada, de noche o en sábado; y actas sin hora de cierre."""
    c, fecha = s.columna("credito"), s.columna("fecha")
    actas = s.es("CITATORIO", *COBRO) & (s.columna("hora") != SIN_HORA)
    sin_habilitar = ~np.isin(c, np.unique(c[s.es("HABILITACION")]))
    lugar = s.elegir("PAE001", actas & sin_habilitar, de_cada=2)
    hora = np.where(algunos(s.azar, len(lugar), 500), entre(s.azar, 360, 435, len(lugar)), 0)
    hora = np.where(hora > 0, hora, entre(s.azar, 18 * 60 + 5, 20 * 60, len(lugar)))
    s.poner(lugar, "hora", hora)
    s.poner(lugar, "fin", hora + 40)
    s.sembrar("PAE001", lugar)
    lo_que_sigue = np.append(np.where(c[1:] == c[:-1], fecha[1:], CORTE), CORTE)
    solo = s.es("REQUERIMIENTO") & (s.h["resultado"] == "PRACTICADA").to_numpy() & (lo_que_sigue > fecha + 7)
    lugar = s.elegir("PAE001", solo & actas & sin_habilitar, de_cada=2)
    s.poner(lugar, "fecha", fecha[lugar] + 5 - (fecha[lugar] + 3) % 7)  # el sábado de esa semana
    s.sembrar("PAE001", lugar)
    lugar = s.elegir("PAE008", actas)
    s.poner(lugar, "fin", SIN_HORA)
    s.sembrar("PAE008", lugar)


_VICIOS: tuple[Callable[[Siembra], None], ...] = (
    _avaluo_vencido, _plazo_del_remate, _deposito_de_mas, _sin_lo_que_sigue, _con_la_ejecucion_detenida,
    _gasto_indebido, _embargo_sin_requerir, _mandamiento_tardio, _antes_de_exigible, _sin_citatorio,
    _sin_facultades, _a_deshora, _tras_prescribir, _impugnado_sin_resolver,
)  # fmt: skip
