"""Quién da los pasos en las pruebas de los trámites de la casa, y cómo se dan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest
from oficina import asentar, hecho
from sqlalchemy import Connection, Engine

from cobranza.almacen.sesion import instante
from cobranza.base.errores import ErrorDeProceso
from cobranza.ingesta.anotacion import Mano
from cobranza.ley.norma import de_la_oficina
from cobranza.libros import libro, vivo
from cobranza.libros.comprobacion import revisar_libros
from cobranza.procesos.anotar import con_que_anotar
from cobranza.puertas.ventanilla import proceso_de
from cobranza.tramites.automaticos import poner_al_dia
from cobranza.tramites.libro_de_pasos import Tramite, leer
from cobranza.tramites.papeles import Documentos
from cobranza.tramites.tramitar import Orden, Pedido, paso
from cobranza.verificacion.impedimentos import juez

AHORA = datetime(2026, 3, 31, 12)
GENTE = {
    "DEL1": "DELEGADO", "OPG1": "JEFE_OFICINA_PLAZOS_GARANTIAS", "DSC1": "JEFE_SEGUIMIENTO_CONTROL",
    "DIR1": "DIRECTOR_COBRANZA", "SUB1": "SUBSECRETARIO_INGRESOS",
}  # fmt: skip


def orden(usuario: str, al: date) -> Orden:
    normas = de_la_oficina()
    return Orden(usuario, al, AHORA, normas, con_que_anotar(Mano(usuario, AHORA, normas, juez(normas))))


def personal(conexion: Connection) -> None:
    gente = [
        {"numero_empleado": numero, "nombre": f"Persona {numero}", "rfc": "XEXX010101000", "curp": "C",
         "puesto": puesto, "delegacion": "DH-TGZ", "clabe": "0" * 18, "sueldo_mensual": 1, "alta": "2015-01-01",
         "baja": None, "lote": 1, "linea": 2}
        for numero, puesto in GENTE.items()
    ]  # fmt: skip
    libro.agregar(conexion, "persona", pd.DataFrame(gente))


def dar(motor: Engine, numero: str, estado: str, usuario: str, al: date, **datos: Any) -> Tramite:
    with instante(motor) as conexion:
        proceso = proceso_de(leer(conexion, numero).tipo)
    return paso(motor, proceso, Pedido(estado, datos, numero), orden(usuario, al)).tramite


def al_dia(motor: Engine, al: date) -> list[tuple[str, date]]:
    """Los pasos que se dieron solos; ninguno puede quedarse sin darse."""
    puestos = poner_al_dia(motor, proceso_de, orden("OPG1", al))
    assert not [p.negado for p in puestos if p.negado]
    return [(p.estado, p.fecha) for p in puestos]


def datos_de(motor: Engine, numero: str) -> Mapping[str, Any]:
    with instante(motor) as conexion:
        return leer(conexion, numero).datos


def pagar(motor: Engine, folio: str, fecha: str, importe: int, recibo: str = "") -> None:
    with motor.begin() as conexion:
        asentar(conexion, hecho(folio, "PAGO", fecha, importe, recibo))


def cae(motor: Engine, folio: str, fecha: str, recibo: str, estado: str = "CHEQUE_DEVUELTO") -> None:
    """El recibo deja de valer ese día, como lo deja la carga del archivo que lo dice."""
    with motor.begin() as conexion:
        vivo.cambiar(conexion, "recibo", {recibo: {"estado": estado, "fecha_estado": date.fromisoformat(fecha)}})
        asentar(conexion, hecho(folio, "REVERSA", fecha, 0, recibo))


def fallas(motor: Engine) -> list[str]:
    """Lo que los libros tienen mal; los pagos de estas pruebas se anotan a mano en la primera carga."""
    de_mas = "cada renglón, de la carga que lo dejó"
    return [r.falla for r in revisar_libros(motor) if r.falla and r.que != de_mas]


def negado(motor: Engine, que: Any) -> list[str]:
    with pytest.raises(ErrorDeProceso) as error:
        que()
    return [i.regla for i in error.value.impedimentos]  # type: ignore[attr-defined]


def documentos(motor: Engine, numero: str) -> list[tuple[str, Mapping[str, Any]]]:
    with instante(motor) as conexion:
        tramite = leer(conexion, numero)
        hechos = Documentos(conexion, proceso_de(tramite.tipo), de_la_oficina()).de_los_pasos(tramite)
    return [(h.plantilla, h.datos) for h in hechos]
