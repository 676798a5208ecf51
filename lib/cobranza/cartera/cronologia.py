"""Lo que le ha pasado a un crédito, en orden: actos, pagos, plazos, suspensiones, interrupciones y prescripción.

Los estados salen de los mismos lapsos que la situación (`expediente`); aquí sólo se dicen, con su artículo.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cobranza.base import catalogos
from cobranza.base.dinero import pesos
from cobranza.base.fechas import SIN_DIA, dias, fecha_corta, fecha_de
from cobranza.cartera.convenido import CADUCO, Convenido
from cobranza.expediente.historia import Historia
from cobranza.expediente.lapsos import lapsos_al
from cobranza.expediente.prescripcion import Textos, detalle
from cobranza.expediente.significado import efectos, marcas
from cobranza.ley.norma import Norma
from cobranza.ley.prescripcion import ABIERTA
from cobranza.libros.vocabulario import SIN_FIN

ACTO, PAGO, CHEQUE, PLAZO, SUSPENSION, CONVENIO, PRESCRIPCION, LIQUIDACION = (
    *("acto", "pago", "cheque", "plazo", "suspension", "convenio", "prescripcion", "liquidacion"),
)
_SIN_MARCA = ("convenio", "notificado", "cancelado")
"""Marcas que no se dicen como estado: el convenio se cuenta aparte; las otras las dice la situación."""
_DETIENE = {
    "pae": "no procede el cobro coactivo",
    "mora": "",
    "prescripcion": "no corre la prescripción",
    "gastos": "no se exigen los gastos de ejecución",
}


@dataclass(frozen=True, slots=True)
class Suspension:
    """Un periodo que detiene la prescripción; días, ambos incluidos (`hasta` None si sigue abierto).

    Los que se enciman o se siguen van fundidos: `causas` las dice todas, con el día en que se hizo saber la primera.
    """

    desde: int
    hasta: int | None
    causas: tuple[str, ...]
    fundamento: str
    notificada: int

    def como_dict(self) -> dict[str, Any]:
        """Forma del contrato, con fechas ISO."""
        return {
            "desde": _iso(self.desde),
            "hasta": None if self.hasta is None else _iso(self.hasta),
            "causa": "; ".join(self.causas),
            "notificada": _iso(self.notificada),
            "fundamento": self.fundamento,
        }


@dataclass(frozen=True, slots=True)
class Hito:
    """Un renglón de la línea de tiempo: qué día, de qué clase, qué pasó, qué efecto tuvo y con qué artículo."""

    dia: int
    clase: str
    hecho: str
    efecto: str = ""
    fundamento: str = ""

    def como_dict(self) -> dict[str, str]:
        """Forma del contrato."""
        return {
            "fecha": _iso(self.dia),
            "clase": self.clase,
            "hecho": self.hecho,
            "efecto": self.efecto,
            "fundamento": self.fundamento,
        }


@dataclass(frozen=True)
class Cronologia:
    """Lo que suspendió e interrumpió la prescripción de un crédito, su línea de tiempo y en qué estado está.

    `interrupciones`: (día en que se hizo saber, tipo de acto o `PAGO`).
    """

    suspensiones: list[Suspension]
    interrupciones: list[tuple[int, str]]
    hitos: list[Hito]
    estados: list[str]

    def interrupciones_como_dict(self) -> list[dict[str, str]]:
        """Forma del contrato, con fechas ISO."""
        nombres = {t: str(f["titulo"]) for t, f in catalogos.actos().items()} | {"PAGO": "Pago"}
        return [{"fecha": _iso(d), "acto": t, "titulo": nombres[t]} for d, t in self.interrupciones]


@dataclass(frozen=True)
class Sucesos:
    """Los renglones de un crédito en los libros, hasta el día: sus `actos`, sus `pagos` (`explicacion._pagos`) y las
    causas capturadas."""

    actos: pd.DataFrame
    pagos: pd.DataFrame
    causas: Textos


@dataclass(frozen=True)
class _Interrupciones:
    """Las gestiones que se hicieron saber (día, acto) y el plazo que podían interrumpir (`SIN_DIA` si no hay)."""

    gestiones: list[tuple[int, str]]
    desde: int
    prescribe: int

    def que_valieron(self) -> list[tuple[int, str]]:
        """Las que llegaron con el plazo corriendo: ni antes de exigirse, ni ya consumado (CFF, art. 146)."""
        fin = SIN_FIN if self.prescribe == SIN_DIA else self.prescribe
        return [g for g in self.gestiones if self.desde != SIN_DIA and self.desde <= g[0] <= fin]

    def efecto(self, d: int, causa: str) -> str:
        """Qué hizo con el plazo una gestión."""
        if (d, causa) not in self.gestiones:
            return ""
        if (d, causa) in self.que_valieron():
            return "interrumpe la prescripción"
        return "llegó ya consumada la prescripción" if self.prescribe != SIN_DIA and d > self.prescribe else ""


def cronologia(
    h: Historia, credito: pd.Series[Any], sucesos: Sucesos, convenio: Convenido | None, al: int
) -> Cronologia:
    """La de un crédito (renglón de la cartera de ese día) hasta el día `al`; lo que vence después también sale."""
    lugar, norma = int(credito["lugar"]), h.normas.de(str(credito["ambito"]))
    suspenden, interrumpen = detalle(h, lugar, fecha_de(al), sucesos.causas)
    suspensiones = _fundidas(suspenden)
    gestiones = [(int(d), str(causa)) for d, causa in zip(interrumpen["dia"], interrumpen["causa"], strict=True)]
    interrupciones = _Interrupciones(gestiones, _numero(credito["exigible"]), _numero(credito["prescribe"]))
    hitos = [
        *_de_plazos(credito, norma),
        *_de_actos(sucesos.actos, interrupciones),
        *_de_pagos(sucesos.pagos, interrupciones),
        *_de_suspensiones(suspensiones),
        *(_del_convenio(convenio, norma) if convenio else []),
        *_de_prescripcion(credito, norma, al),
        Hito(al, LIQUIDACION, "Día de esta liquidación"),
    ]
    hitos.sort(key=lambda hito: hito.dia)
    dichos = estados(h, lugar, al)
    if credito["consumada"]:
        cuando = fecha_corta(credito["prescribe"].date())
        dichos.append(f"La prescripción se consumó el {cuando} y no se ha declarado ({norma.cita('prescripcion')})")
    return Cronologia(suspensiones, interrupciones.que_valieron(), hitos, dichos)


def estados(h: Historia, lugar: int, al: int) -> list[str]:
    """Lo que el día `al` detiene el cobro o la prescripción, o pone en duda el crédito: una frase por cada cosa."""
    frases = []
    for m in marcas().values():
        p = lapsos_al(h, m.clave, al)
        for k in np.flatnonzero((p.lugar == lugar) & (p.desde <= al) & (p.fin > al)):
            if m.clave in _SIN_MARCA:
                continue
            hasta = "" if p.fin[k] == SIN_FIN else f" hasta el {_dia(int(p.fin[k]) - 1)}"
            detiene = " y ".join(filter(None, (_DETIENE[d] for d in m.detiene)))
            titulo = f"{m.titulo[:1].upper()}{m.titulo[1:]}"
            fundamento = f" ({_cita(m.fundamento)})" if m.fundamento else ""
            frases.append(
                f"{titulo} desde el {_dia(int(p.desde[k]))}{hasta}{f': {detiene}' * bool(detiene)}{fundamento}"
            )
    return frases


def _fundidas(suspenden: pd.DataFrame) -> list[Suspension]:
    juntas: list[Suspension] = []
    for s in suspenden.to_dict("records"):
        desde, hasta = int(s["desde"]), int(s["hasta"])
        antes = juntas[-1] if juntas else None
        causas: tuple[str, ...]
        causas, fundamentos = (_causa(str(s["marca"]), str(s["causa"])),), [_cita(str(s["fundamento"]))]
        notificada = int(s["notificado"])
        if antes and (antes.hasta is None or desde <= antes.hasta + 1):
            juntas.pop()
            causas = tuple(dict.fromkeys((*antes.causas, *causas)))
            fundamentos = list(dict.fromkeys([*antes.fundamento.split("; "), *fundamentos]))
            desde, notificada = antes.desde, min(antes.notificada, notificada)
            hasta = ABIERTA if antes.hasta is None else max(antes.hasta, hasta)
        fin = None if hasta >= ABIERTA else hasta
        juntas.append(Suspension(desde, fin, causas, "; ".join(filter(None, fundamentos)), notificada))
    return juntas


def _causa(marca: str, titulo: str) -> str:
    """El título del acto que la abre, si sólo uno puede; si no, el de la marca."""
    abren = list(efectos("abre", marca))
    return str(catalogos.actos()[abren[0]]["titulo"]) if len(abren) == 1 else f"{titulo[:1].upper()}{titulo[1:]}"


def _de_plazos(c: pd.Series[Any], norma: Norma) -> list[Hito]:
    hitos = []
    causa_recargos = catalogos.conceptos().set_index("clave")["causa_recargos"]
    if c["importe"]:
        causa = causa_recargos[str(c["concepto"])] == "si"
        efecto = "De aquí corren actualización y recargos" if causa else "De aquí corre la actualización"
        cita = norma.cita("recargos" if causa else "actualizacion")
        hitos.append(Hito(_numero(c["vencimiento"]), PLAZO, "Último día para pagar en tiempo", efecto, cita))
    if not pd.isna(c["exigible"]):
        que = "Primer día en que puede exigirse, si nada lo detiene"
        hitos.append(Hito(_numero(c["exigible"]), PLAZO, que, "", norma.cita("exigibilidad")))
    if c["multa"] and c["vencimiento_multa"] != SIN_DIA:
        cita = norma.cita("actualizacion_de_multas")
        hitos.append(
            Hito(int(c["vencimiento_multa"]), PLAZO, "Último día para pagar la multa sin actualización", "", cita)
        )
    return hitos


def _de_actos(actos: pd.DataFrame, interrupciones: _Interrupciones) -> list[Hito]:
    fichas, libro = catalogos.actos(), catalogos.libro_de_actos()
    resultados, practicados = catalogos.resultados(), libro["practicados"]
    fecha, notificado = dias(actos["fecha"]), dias(actos["notificado_el"])
    hitos = []
    for a, d, sabido in zip(actos.to_dict("records"), fecha, notificado, strict=True):
        ficha = fichas.get(str(a["tipo"]), {})
        hecho = str(ficha.get("titulo", a["tipo"]))
        resultado = "" if pd.isna(a["resultado"]) else str(a["resultado"])
        if resultado and resultado not in practicados:
            dicho = str(resultados.get(resultado, resultado.replace("_", " ").lower()))
            hecho += f": {dicho[:1].lower()}{dicho[1:]}"
        if sabido not in (SIN_DIA, d):
            hecho += f"; se hizo saber el {_dia(int(sabido))}"
        hecho += f" (acto {a['clave']})"
        cuenta = int(d) if sabido == SIN_DIA else int(sabido)
        efecto = interrupciones.efecto(cuenta, str(a["tipo"]))
        hitos.append(Hito(int(d), ACTO, hecho, efecto, _cita(str(ficha.get("fundamento", "")))))
    return hitos


def _de_pagos(pagos: pd.DataFrame, interrupciones: _Interrupciones) -> list[Hito]:
    hitos = []
    for p, d in zip(pagos.to_dict("records"), dias(pagos["fecha"]), strict=True):
        es_pago = p["tipo"] == "PAGO"
        que = ("Se deshace el " if p["deshace"] else "") + ("pago" if es_pago else "cheque devuelto: indemnización")
        que = f"{que[:1].upper()}{que[1:]} de {pesos(abs(int(p['importe'])))} (documento {p['documento']})"
        efecto = interrupciones.efecto(int(d), "PAGO") if es_pago and not p["deshace"] else ""
        hitos.append(Hito(int(d), PAGO if es_pago else CHEQUE, que, efecto))
    return hitos


def _de_suspensiones(suspensiones: list[Suspension]) -> list[Hito]:
    hitos = []
    for s in suspensiones:
        causas = "; ".join(f"{c[:1].lower()}{c[1:]}" for c in s.causas)
        hitos.append(
            Hito(s.desde, SUSPENSION, f"Primer día suspendido: {causas}", "No corre la prescripción", s.fundamento)
        )
        if s.hasta is not None:
            hitos.append(Hito(s.hasta, SUSPENSION, f"Último día suspendido: {causas}", "", s.fundamento))
    return hitos


def _del_convenio(convenio: Convenido, norma: Norma) -> list[Hito]:
    cita = norma.cita("parcialidad_tardia")
    hitos = []
    for p in convenio.incumplidas():
        como = "sin cubrir" if p.pagada_el == SIN_DIA else f"cubierta hasta el {_dia(p.pagada_el)}"
        que = f"Vence la parcialidad {p.numero} de {pesos(p.importe)}, {como}"
        hitos.append(Hito(p.vence, CONVENIO, que, "causa mora", cita))
    if convenio.estado == CADUCO and convenio.terminado_el is not None:
        que = "Caduca el pago a plazos"
        hitos.append(
            Hito(convenio.terminado_el, CONVENIO, que, "vuelve a correr la mora", norma.cita("revocacion_plazos"))
        )
    por_vencer = [p for p in convenio.parcialidades if p.vence >= convenio.al and p.pagada_el == SIN_DIA]
    if convenio.terminado_el is None and por_vencer:
        p = por_vencer[0]
        que = f"Último día para pagar la parcialidad {p.numero} de {pesos(p.importe)}"
        hitos.append(Hito(p.vence, CONVENIO, que, "", norma.cita("parcialidades")))
    return hitos


def _de_prescripcion(c: pd.Series[Any], norma: Norma, al: int) -> list[Hito]:
    if pd.isna(c["prescribe"]) or c["vida"] == "BAJA":
        return []
    cuando = _numero(c["prescribe"])
    que = "Prescribió al terminar este día" if cuando < al else "Prescribe al terminar este día si nada lo interrumpe"
    efecto = "consumada y sin declarar" if c["consumada"] else ""
    return [Hito(cuando, PRESCRIPCION, que, efecto, norma.cita("prescripcion"))]


def _cita(fundamento: str) -> str:
    """Un artículo escrito como en la norma: los catálogos omiten la coma."""
    return fundamento.replace("CFF art", "CFF, art")


def _numero(momento: Any) -> int:
    return SIN_DIA if pd.isna(momento) else int(dias([momento])[0])


def _dia(numero: int) -> str:
    return fecha_corta(fecha_de(numero))


def _iso(numero: int) -> str:
    return fecha_de(numero).isoformat()
