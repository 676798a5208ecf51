"""La gente con que se prueban los trámites y un reloj que avanza: cada paso, por quien le toca y en su día."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import pandas as pd
from oficina import con_lote
from sqlalchemy import Engine, func, select

from cobranza.almacen.sesion import instante
from cobranza.ingesta.anotacion import Mano, tablas_de
from cobranza.ley.norma import de_la_oficina
from cobranza.libros import libro, tablas
from cobranza.procesos.anotar import con_que_anotar
from cobranza.tramites.automaticos import poner_al_dia
from cobranza.tramites.libro_de_pasos import Tramite, leer
from cobranza.tramites.tramitar import Orden, Pedido, Proceso, abrir, paso
from cobranza.tramites.vista import Vista
from cobranza.verificacion.impedimentos import juez

PUESTOS = {
    "DEL": "DELEGADO", "OPG": "JEFE_OFICINA_PLAZOS_GARANTIAS", "OPG2": "JEFE_OFICINA_PLAZOS_GARANTIAS",
    "DIR": "DIRECTOR_COBRANZA", "OSC": "JEFE_OFICINA_SEGUIMIENTO", "OSC2": "SUPERVISOR_CENTRAL",
    "OSC3": "SUPERVISOR_CENTRAL", "DCC": "JEFE_COBRANZA_COACTIVA", "DCC2": "JEFE_COBRANZA_COACTIVA",
    "SUB": "SUBSECRETARIO_INGRESOS", "DSC": "JEFE_SEGUIMIENTO_CONTROL",
}  # fmt: skip
"""Cuenta → puesto; la cuenta dice su órgano."""


def cuantos_lotes(motor: Engine) -> int:
    """Los lotes que tienen los libros."""
    with motor.connect() as conexion:
        return int(conexion.execute(select(func.count()).select_from(tablas.lote)).scalar_one())


def contratar(motor: Engine) -> None:
    """Una persona por cuenta, con su puesto; y un lote, si no hay."""
    if not cuantos_lotes(motor):
        con_lote(motor)
    gente = [
        {"numero_empleado": cuenta, "nombre": f"Persona {cuenta}", "rfc": "XEXX010101000", "curp": "C",
         "puesto": puesto, "delegacion": "DH-TGZ", "clabe": "0" * 18, "sueldo_mensual": 1, "alta": "2015-01-01",
         "baja": None, "lote": 1, "linea": 2}
        for cuenta, puesto in PUESTOS.items()
    ]  # fmt: skip
    with motor.begin() as conexion:
        libro.agregar(conexion, "persona", pd.DataFrame(gente))


def orden(usuario: str, al: date, **otros: Any) -> Orden:
    """Un paso de esa cuenta ese día, dicho ese día."""
    normas, ahora = de_la_oficina(), datetime.combine(al, time(12))
    return Orden(usuario, al, ahora, normas, con_que_anotar(Mano(usuario, ahora, normas, juez(normas))), **otros)


@dataclass(frozen=True)
class Oficina:
    """Un proceso sobre unos libros, como se usa."""

    motor: Engine
    proceso: Proceso

    def abrir(self, usuario: str, al: date, datos: Mapping[str, Any]) -> str:
        return abrir(self.motor, self.proceso, datos, orden(usuario, al)).tramite.numero

    def paso(self, numero: str, estado: str, usuario: str, al: date, **datos: Any) -> Tramite:
        return paso(self.motor, self.proceso, Pedido(estado, datos, numero), orden(usuario, al)).tramite

    def al_dia(self, al: date) -> list[tuple[str, str, date]]:
        puestos = poner_al_dia(self.motor, lambda _: self.proceso, orden("", al))
        assert not any(p.negado for p in puestos)
        return [(p.numero, p.estado, p.fecha) for p in puestos]

    def leer(self, numero: str) -> Tramite:
        with instante(self.motor) as conexion:
            return leer(conexion, numero)

    def ver(self, numero: str, al: date) -> dict[str, Any]:
        with instante(self.motor) as conexion:
            return Vista(conexion, self.proceso, al, de_la_oficina()).ver(leer(conexion, numero))

    def documentos(self, numero: str, al: date) -> list[str]:
        return [d["plantilla"] for d in self.ver(numero, al)["documentos"]]

    def cartera(self, al: date, *folios: str) -> pd.DataFrame:
        from cobranza.cartera.creditos_en_curso import cartera_en_curso

        with instante(self.motor) as conexion:
            return cartera_en_curso(tablas_de(conexion, *folios), de_la_oficina(), al)
