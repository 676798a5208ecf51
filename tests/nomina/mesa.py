"""Una nómina como se tramita: quién da cada paso, con qué, y hasta dónde se lleva."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from nomina.oficina_de_cobro import Oficina
from sqlalchemy import text

from cobranza.almacen.sesion import instante
from cobranza.ingesta.anotacion import Mano
from cobranza.ley.norma import Normas, de_la_oficina
from cobranza.nomina import versiones
from cobranza.procesos import nomina as proceso
from cobranza.procesos.anotar import con_que_anotar
from cobranza.tramites.automaticos import poner_al_dia
from cobranza.tramites.libro_de_pasos import Tramite, leer
from cobranza.tramites.tramitar import Orden, Pedido, abrir, paso
from cobranza.tramites.vista import Vista
from cobranza.verificacion.impedimentos import juez

GENTE = {"OSC": "JEFE_OFICINA_SEGUIMIENTO", "DCC": "JEFE_COBRANZA_COACTIVA", "DIR": "DIRECTOR_COBRANZA",
         "ADM": "ADMINISTRATIVO", "TES": "TESORERIA", "DSC": "JEFE_SEGUIMIENTO_CONTROL"}  # fmt: skip
PERIODO = {"periodo": "Diciembre de 2025", "desde": "2025-12-01", "hasta": "2025-12-31", "fecha_pago": "2026-01-08"}
HOY = date(2026, 1, 8)


def orden(usuario: str, al: date, normas: Normas | None = None, **otros: Any) -> Orden:
    normas, ahora = normas or de_la_oficina(), datetime.combine(al, time(12))
    return Orden(usuario, al, ahora, normas, con_que_anotar(Mano(usuario, ahora, normas, juez(normas))), **otros)


class Mesa:
    """Quien tramita nóminas en esa oficina."""

    def __init__(self, oficina: Oficina) -> None:
        self.oficina, self.motor = oficina, oficina.motor
        for numero, puesto in GENTE.items():
            oficina.persona(numero, puesto)

    def abrir(self, al: date = HOY, usuario: str = "OSC", **otros: Any) -> str:
        return abrir(self.motor, proceso.PROCESO, PERIODO | otros, orden(usuario, al)).tramite.numero

    def paso(self, numero: str, estado: str, usuario: str, al: date = HOY, **datos: Any) -> Tramite:
        return paso(self.motor, proceso.PROCESO, Pedido(estado, datos, numero), orden(usuario, al)).tramite

    def al_dia(self, al: date = HOY) -> list[str]:
        puestos = poner_al_dia(self.motor, lambda _: proceso.PROCESO, orden("OSC", al), "nomina")
        assert not [p.negado for p in puestos if p.negado]
        return [p.estado for p in puestos]

    def calcular(self, numero: str, al: date = HOY, usuario: str = "OSC", **datos: Any) -> None:
        self.paso(numero, "CALCULADA", usuario, al, **datos)
        self.al_dia(al)

    def llevar(self, destino: str, al: date = HOY, numero: str = "", **otros: Any) -> str:
        """Una nómina llevada hasta un estado por quienes les toca."""
        numero = numero or self.abrir(al, **otros)
        camino = [
            ("CALCULADA", lambda: self.calcular(numero, al)),
            ("VALIDADA", lambda: self.validar(numero, al)),
            ("REVISADA", lambda: self.paso(numero, "REVISADA", "DCC", al, muestra="Tres expedientes, completos")),
            ("AUTORIZADA", lambda: self.paso(numero, "AUTORIZADA", "DIR", al)),
            ("ENVIADA_A_PAGO", lambda: self.paso(numero, "ENVIADA_A_PAGO", "ADM", al, suficiencia="SP-1")),
            ("PAGADA", lambda: self.paso(numero, "PAGADA", "TES", al, respuesta=self.respuesta(numero))),
        ]
        for estado, da in camino:
            da()
            if estado == destino:
                break
        return numero

    def validar(self, numero: str, al: date = HOY) -> None:
        """Cada delegación, por la coordinación y por su delegado si hace falta."""
        with instante(self.motor) as conexion:
            cobran = versiones.leer(conexion, numero).resultado.por_delegacion
        for delegacion in sorted(set(cobran["delegacion"])):
            self.paso(numero, "EN_VALIDACION_DELEGACION", "DCC", al, delegacion=delegacion)
        self.al_dia(al)

    def respuesta(self, numero: str, *rechazados: str) -> list[dict[str, str]]:
        with instante(self.motor) as conexion:
            deben = proceso.pendientes(versiones.leer(conexion, numero), leer(conexion, numero).datos)
        return [
            {"persona": p, "importe": f"{i // 100}.{i % 100:02d}",
             "resultado": "rechazado" if p in rechazados else "pagado", "motivo": "cuenta cancelada"}
            for p, i in deben.items()
        ]  # fmt: skip

    def version(self, numero: str, version: int = 0) -> versiones.Version:
        with instante(self.motor) as conexion:
            return versiones.leer(conexion, numero, version)

    def datos(self, numero: str) -> dict[str, Any]:
        with instante(self.motor) as conexion:
            return dict(leer(conexion, numero).datos)

    def estado(self, numero: str) -> str:
        with instante(self.motor) as conexion:
            return leer(conexion, numero).estado

    def ver(self, numero: str, al: date = HOY) -> dict[str, Any]:
        with instante(self.motor) as conexion:
            return Vista(conexion, proceso.PROCESO, al, de_la_oficina()).ver(leer(conexion, numero))

    def cuantos(self, tabla: str) -> int:
        with instante(self.motor) as conexion:
            return int(conexion.execute(text(f"SELECT COUNT(*) FROM {tabla}")).scalar_one())

    def bruto(self, numero: str, persona: str) -> int:
        personas = self.version(numero).resultado.personas.set_index("numero_empleado")
        return int(personas["bruto"].get(persona, 0))
