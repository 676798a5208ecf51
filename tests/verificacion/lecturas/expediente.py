"""Un expediente de los libros como lo lee una persona: un crédito, sus actos en orden y su dinero."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from typing import Any

import pandas as pd

from cobranza.base.fechas import dia
from cobranza.ley.liquidacion import liquidar
from cobranza.ley.norma import de_la_oficina

Acto = dict[str, Any]
PRACTICADO = ("", "PRACTICADA", "PRACTICADA_CON_TERCERO", "PAGO_EN_ACTO")
COBRO = ("REQUERIMIENTO", "EMBARGO", "REQ_Y_EMBARGO")
EMBARGO = ("EMBARGO", "REQ_Y_EMBARGO")
CREDITO = "credito"
SIEMPRE = 10**9
"""Un último día que no llega."""


@cache
def norma_de(ambito: str) -> Any:
    return de_la_oficina().de(ambito)


@cache
def es_habil(ambito: str, d: int) -> bool:
    return bool(norma_de(ambito).calendario.es_habil(d))


@dataclass
class Expediente:
    """Días como enteros y `None` si no constan; importes en centavos; textos, vacíos si no constan."""

    credito: Acto
    corte: int
    actos: list[Acto] = field(default_factory=list)
    dinero: list[Acto] = field(default_factory=list)
    nombramientos: list[Acto] = field(default_factory=list)
    plantilla: set[str] = field(default_factory=set)
    de_todos: dict[tuple[str, int], list[Acto]] = field(default_factory=dict)
    """Las diligencias de toda la cartera, por persona y día, con el municipio de su crédito."""

    todos: list[Expediente] = field(default_factory=list)
    """Los de toda la cartera."""

    @cached_property
    def del_deudor(self) -> list[Expediente]:
        """Los del mismo RFC y, si es genérico, del mismo nombre."""
        yo, generico = self.credito, self.credito["rfc"] in ("XAXX010101000", "XEXX010101000")
        return [o for o in self.todos if o.credito["rfc"] == yo["rfc"]
                and (not generico or o.credito["nombre"] == yo["nombre"])]  # fmt: skip

    # ---- los actos ----

    def de(self, *tipos: str, forma: str | tuple[str, ...] = ()) -> list[Acto]:
        formas = (forma,) if isinstance(forma, str) else forma
        return [a for a in self.actos if a["tipo"] in tipos and (not formas or a["forma"] in formas)]

    def practicados(self, *tipos: str, forma: str | tuple[str, ...] = ()) -> list[Acto]:
        return [a for a in self.de(*tipos, forma=forma) if a["resultado"] in PRACTICADO]

    def que_citan(self, acto: Acto, tipo: str) -> list[Acto]:
        return [a for a in self.de(tipo) if a["referencia"] == acto["clave"]]

    def primero(self, acto: Acto, tipo: str) -> int | None:
        """El día del primer acto de ese tipo que lo cita."""
        citan = self.que_citan(acto, tipo)
        return citan[0]["dia"] if citan else None

    def ultimo(self, acto: Acto, *tipos: str, antes: bool = False) -> Acto | None:
        """El último que se practicó de esos tipos hasta el día del acto o, con `antes`, hasta la víspera."""
        previos = [
            a for a in self.practicados(*tipos) if a["dia"] < acto["dia"] or (a["dia"] == acto["dia"] and not antes)
        ]
        return max(reversed(previos), key=lambda a: (a["dia"], a["hora_inicio"])) if previos else None

    # ---- los días ----

    @property
    def norma(self) -> Any:
        return norma_de(self.credito["ambito"])

    def habil(self, d: int) -> bool:
        return es_habil(self.credito["ambito"], d)

    def habiles(self, desde: int, hasta: int) -> int:
        """Días hábiles después de `desde` y hasta `hasta`, contados uno por uno."""
        return sum(self.habil(d) for d in range(desde + 1, hasta + 1))

    def habiles_despues(self, desde: int, cuantos: int) -> int:
        d = desde
        while cuantos:
            d += 1
            cuantos -= self.habil(d)
        return d

    def meses_despues(self, desde: int, cuantos: int) -> int:
        return int(self.norma.calendario.mas_meses(desde, cuantos))

    def limite_en_meses(self, desde: int, cuantos: int) -> int:
        """Último día de un plazo en meses: si cae en inhábil, el siguiente (art. 12); tras el corte no importa."""
        return self.o_el_habil(self.meses_despues(desde, cuantos))

    def paso_de(self, desde: int, habiles: int, hecho: int | None) -> bool:
        """¿Se hizo, o sigue sin hacerse al corte, después de esos días hábiles?"""
        return (self.corte if hecho is None else hecho) > self.habiles_despues(desde, habiles)

    @cached_property
    def exigible(self) -> int | None:
        """Art. 65: al día siguiente de treinta hábiles desde que surte; 41-II: al tercero; 145: sin notificar."""
        if self.credito["origen"] == "AUTODETERMINADO":
            return int(self.credito["vencimiento"]) + 1
        notificaciones = self.practicados("NOTIFICACION")
        if not notificaciones:
            return None
        cuando = notificaciones[0]["dia"]
        if self.credito["origen"] == "OMISION_DECLARACION":
            return self.habiles_despues(cuando, 3)
        return self.habiles_despues(cuando, 31) + 1

    # ---- el dinero ----

    def pagado(self, componente: str, antes_de: int) -> int:
        pagos = (m for m in self.dinero if m["tipo"] == "PAGO" and m["componente"] == componente)
        return -sum(m["importe"] for m in pagos if m["dia"] < antes_de)

    def insoluto(self, antes_de: int) -> int:
        return int(self.credito["importe"]) - self.pagado("HISTORICO", antes_de)

    def exigido(self, al: int) -> int:
        """Lo que se debía al empezar ese día, sin gastos."""
        insoluto = self.insoluto(al)
        if insoluto <= 0:
            return 0
        return int(liquidar(self.norma, monto=insoluto, vencimiento=self.credito["vencimiento"], pago=al).total)

    def debido(self, al: int) -> int:
        cargos = sum(m["importe"] for m in self.dinero if m["tipo"].startswith("GASTO") and m["dia"] < al)
        abonos = sum(self.pagado(c, al) for c in ("GASTO_EJECUCION", "GASTO_EXTRAORDINARIO"))
        return self.exigido(al) + cargos - abonos

    @property
    def debe(self) -> bool:
        """¿Sigue en la cartera al corte? Lo que una resolución deja sin efectos lo dice su movimiento."""
        if self.de("PRESCRIPCION_DECLARADA", "CANCELACION"):
            return False
        return self.insoluto(self.corte + 1) > 0

    @property
    def salio_pagado(self) -> bool:
        """Y desde antes del corte: ese día aún se levanta."""
        declarada = any(p["dia"] < self.corte for p in self.de("PRESCRIPCION_DECLARADA"))
        return not self.debe and not self.de("CANCELACION") and (declarada or self.insoluto(self.corte) <= 0)

    # ---- lo que detiene la ejecución ----

    def periodos(self, abre: list[Acto], fin: str, *, cierra_otro_dia: bool = False) -> Iterator[tuple[int, int]]:
        """(primer día, primero libre) de cada uno: termina con quien lo cita, con el último día que dice, o sigue."""
        for a in abre:
            cierres = [c["dia"] for c in self.de(fin) if c["referencia"] in ("", a["clave"]) and c["dia"] >= a["dia"]]
            hasta = min(cierres) + cierra_otro_dia if cierres else SIEMPRE
            yield a["dia"], min(hasta, SIEMPRE if a["hasta"] is None else a["hasta"] + 1)

    def suspendido(self, d: int) -> bool:
        return any(de <= d < a for de, a in self.periodos(self.de("SUSPENSION"), "FIN_SUSPENSION"))

    def en_concurso(self, d: int) -> bool:
        """144, párrafos noveno y décimo: de la sentencia a la quiebra o al convenio incumplido."""
        notificados = [c for c in self.de("CONCURSO") if c["dia"] <= d]
        if self.credito["ambito"] != "federal" or not notificados or notificados[-1]["forma"] == "QUIEBRA":
            return False
        return any(
            c["forma"] != "QUIEBRA" and not any(f["dia"] <= d for f in self.que_citan(c, "FIN_CONCURSO"))
            for c in notificados
        )

    def garantizado(self, d: int) -> bool:
        return any(de <= d < a for de, a in self.periodos(self.de("GARANTIA"), "FIN_GARANTIA"))

    def impugnado(self, d: int, *formas: str) -> bool:
        return any(
            i["dia"] <= d and not any(r["dia"] <= d and r["referencia"] in ("", i["clave"])
                                      for r in self.de("RESOLUCION") if r["dia"] >= i["dia"])
            for i in self.de("IMPUGNACION", forma=formas)
        )  # fmt: skip

    def caduca(self, convenio: Acto) -> int | None:
        """66-A, fr. IV, c) y d): el día siguiente al de la tercera parcialidad sin pagar, la última o el diferido."""
        solicitud = self.ultimo(convenio, "SOLICITUD_PLAZOS") or convenio
        if convenio["forma"] == "DIFERIDO":
            return convenio["hasta"] + 1 if convenio["hasta"] is not None else None
        numero = convenio["parcialidades"] or 0
        if not numero:
            return None
        return self.limite_en_meses(solicitud["dia"], min(3, numero)) + 1

    def en_convenio(self, d: int) -> bool:
        for c in self.de("CONVENIO"):
            cierres = [r["dia"] for r in self.de("CONVENIO_REVOCADO") if r["dia"] >= c["dia"]]
            cierres += [r["dia"] + 1 for r in self.de("CONVENIO_CUMPLIDO") if r["dia"] >= c["dia"]]
            if (cae := self.caduca(c)) is not None:
                cierres.append(cae)
            if c["dia"] <= d < min(cierres, default=SIEMPRE):
                return True
        return False

    def pidio_estimulo(self, d: int) -> bool:
        """LIF 2026, transitorio 22.º: quince días para el formulario y quince para pagar, naturales (art. 12)."""
        pedidos = self.de("SOLICITUD_ESTIMULO") if self.credito["ambito"] == "federal" else []
        return any(
            de <= d < min(a, self.o_el_habil(self.o_el_habil(de + 15) + 15) + 1)
            for de, a in self.periodos(pedidos, "FIN_ESTIMULO")
        )

    def o_el_habil(self, d: int) -> int:
        """Art. 12, quinto párrafo; tras el corte no importa."""
        while d <= self.corte and not self.habil(d):
            d += 1
        return d

    def en_los_seis_meses(self, d: int) -> bool:
        """LIF 2026, transitorio 29.º: seis meses para garantizar o, si se resuelve antes, diez días hábiles."""
        if self.credito["ambito"] != "federal":
            return False
        for i in self.de("IMPUGNACION", forma="REVOCACION"):
            if i["dia"] < dia(date(2026, 1, 1)) or d < i["dia"]:
                continue
            resuelta = [r["dia"] for r in self.de("RESOLUCION") if r["referencia"] in ("", i["clave"])]
            limites = [self.limite_en_meses(i["dia"], 6), *(self.habiles_despues(r, 11) for r in resuelta)]
            if d <= min(limites):
                return True
        return False

    def detenido(self, d: int) -> bool:
        return self.garantizado(d) or self.detenido_sin_garantia(d)

    def detenido_sin_garantia(self, d: int) -> bool:
        detienen = (self.suspendido, self.en_convenio, self.pidio_estimulo, self.en_los_seis_meses)
        return any(detiene(d) for detiene in detienen)

    def investigado(self, d: int, *tipos: str) -> bool:
        """Vale doce meses, hasta el fin del último."""
        for a in self.de(*tipos):
            vence = pd.Timestamp(a["dia"] * 86_400, unit="s") + pd.DateOffset(months=12) + pd.offsets.MonthEnd(0)
            if a["dia"] <= d <= vence.timestamp() // 86_400:
                return True
        return False

    # ---- la prescripción ----

    @cached_property
    def prescribe(self) -> int | None:
        """Art. 146: cinco años desde que pudo exigirse; cada gestión que se hace saber lo reinicia; se suspende."""
        if self.exigible is None:
            return None
        gestiones = [a["dia"] for a in self.practicados(*COBRO)]
        gestiones += [a["notificado"] for a in self.practicados("INMOVILIZACION", "AVALUO") if a["notificado"]]
        gestiones += [a["dia"] for a in self.de("SOLICITUD_PLAZOS", "CONVENIO")]
        desde = self.exigible
        for cuando in sorted(gestiones):
            if desde <= cuando <= self._cae(desde):
                desde = cuando
        return self._cae(desde)

    def _cae(self, desde: int) -> int:
        base = self.meses_despues(desde, 60)
        limite = base
        while (otro := base + sum(self._corre_suspendido(d) for d in range(desde + 1, limite + 1))) != limite:
            limite = otro
            if limite > self.corte + 1:
                break
        return limite

    def _corre_suspendido(self, d: int) -> bool:
        if not self._puede_suspenderse:
            return False
        return (
            self.suspendido(d) or (self.impugnado(d) and self.garantizado(d)) or self.en_concurso(d)
            or any(de <= d < a for de, a in self.periodos(self.de("DESOCUPACION"), "~"))
        )  # fmt: skip

    @cached_property
    def _puede_suspenderse(self) -> bool:
        return bool(self.de("SUSPENSION", "DESOCUPACION", "GARANTIA", "CONCURSO"))

    # ---- quién puede ----

    def nombrado(self, persona: str, d: int, *, facultad: str = "", delegacion: str = "") -> bool:
        return any(
            n["numero_empleado"] == persona and n["desde"] <= d and (n["hasta"] is None or d <= n["hasta"])
            and facultad in n["facultades"] and delegacion in ("", n["delegacion"])
            for n in self.nombramientos
        )  # fmt: skip

    def delegacion(self, d: int) -> str:
        traspasos = [t for t in self.de("TRASPASO") if t["dia"] <= d]
        return str(traspasos[-1]["documento"] if traspasos else self.credito["delegacion"])


Lectura = Callable[[Expediente], list[str]]
LECTURAS: dict[str, Lectura] = {}
SOLO_FEDERAL: set[str] = set()


def articulo(clave: str, *, federal: bool = False) -> Callable[[Lectura], Lectura]:
    """Inscribe la lectura de una regla; `federal` si su artículo no alcanza a lo estatal."""

    def inscribir(lectura: Lectura) -> Lectura:
        LECTURAS[clave] = lectura
        if federal:
            SOLO_FEDERAL.add(clave)
        return lectura

    return inscribir


def leer(clave: str, e: Expediente) -> set[str]:
    """Lo que la lectura de una regla señala en un expediente."""
    if clave in SOLO_FEDERAL and e.credito["ambito"] != "federal":
        return set()
    return {e.credito["folio"] if que == CREDITO else que for que in LECTURAS[clave](e)}


def expedientes(tablas: dict[str, pd.DataFrame], corte: date) -> list[Expediente]:
    """Los de las tablas de los libros, al corte."""
    ultimo = dia(corte)
    gente = [_limpio(n) | {"desde": _dia(n["desde"]), "hasta": _dia(n["hasta"])}
             for n in tablas["nombramiento"].to_dict("records")]  # fmt: skip
    rfc = {str(p["rfc"]) for p in tablas["persona"].to_dict("records")}
    todos = {
        c["folio"]: Expediente(
            _limpio(c)
            | {
                "vencimiento": _dia(c["vencimiento"]),
                "resuelto": _dia(c["fecha_resolucion"]),
                "registro": _dia(c["fecha_registro"]),
            },
            ultimo, [], [], gente, rfc,
        )
        for c in tablas["credito"].to_dict("records")
    }  # fmt: skip
    gastos: dict[str, int] = defaultdict(int)
    for m in tablas["movimiento"].to_dict("records"):
        cuando = _dia(m["fecha_efecto"])
        if cuando is not None and cuando <= ultimo:
            todos[m["folio"]].dinero.append(_limpio(m) | {"dia": cuando})
            if m["tipo"] == m["componente"] == "GASTO_EJECUCION":
                gastos[m["referencia"]] += m["importe"]
    diligencias: dict[tuple[str, int], list[Acto]] = defaultdict(list)
    for a in tablas["acto"].to_dict("records"):
        leido = _limpio(a) | {"dia": _dia(a["fecha"]), "hasta": _dia(a["hasta"]), "gasto": gastos[a["clave"]],
                              "notificado": _dia(a["notificado_el"])}  # fmt: skip
        leido |= {"monto": leido["monto"] or 0}
        if leido["dia"] <= ultimo:
            todos[a["folio"]].actos.append(leido)
            if a["tipo"] in ("CITATORIO", *COBRO) or (leido["tipo"], leido["forma"]) == ("NOTIFICACION", "PERSONAL"):
                de_quien = (leido["persona"], leido["dia"])
                diligencias[de_quien].append(leido | {"municipio": todos[a["folio"]].credito["municipio"]})
    for e in todos.values():
        e.actos.sort(key=lambda a: a["dia"])
        e.de_todos = diligencias
        e.todos = list(todos.values())
    return list(todos.values())


def _limpio(fila: Acto) -> Acto:
    return {campo: "" if pd.isna(valor) else valor for campo, valor in fila.items()}


def _dia(texto: Any) -> int | None:
    return None if texto is None or pd.isna(texto) or texto == "" else dia(date.fromisoformat(texto))


def devuelto_el(citas: list[Acto], cuanto: int) -> int | None:
    """El día en que lo devuelto llega a esa suma; el que no dice cuánto, o lo niega u ordena otro, la cierra."""
    suma = 0
    for c in sorted(citas, key=lambda c: (c["dia"], c["monto"])):
        suma += c["monto"]
        if suma >= cuanto or not c["monto"] or c["forma"] in ("NEGADO", "ORDEN_DE_AUTORIDAD"):
            return int(c["dia"])
    return None


def se_supo(a: Acto) -> int:
    """El día en que se hizo saber; si no consta, el suyo."""
    return int(a["dia"] if a["notificado"] is None else a["notificado"])
