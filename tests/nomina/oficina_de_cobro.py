"""Una oficina con su personal, sus diligencias y sus cobros, para nóminas de prueba."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from duckdb import DuckDBPyConnection
from oficina import acto, almacen_nuevo, credito, en_carpeta, movimiento
from sqlalchemy import Engine

from cobranza.almacen.toma import foto_actual
from cobranza.ley.norma import de_la_oficina
from cobranza.libros import libro
from cobranza.nomina.calculo import Nomina, calcular

FOLIO = "E-0001"
DILIGENCIA = "D-1"
PUESTOS = {
    "EJ": "EJECUTOR",
    "NO": "NOTIFICADOR",
    "JE": "JEFE_SECCION_EJECUCION",
    "DE": "DELEGADO",
    "SU": "SUPERVISOR_CENTRAL",
}
"""Número de empleado → puesto: una persona por puesto."""


def rfc_de(numero: str) -> str:
    return f"XE{numero}010101000"


def clabe_de(numero: str) -> str:
    """Una CLABE propia de la persona, con su dígito de control."""
    base = f"002{int.from_bytes(numero.encode()) % 10**14:014d}"
    return base + str(-sum(int(c) * p % 10 for c, p in zip(base, (3, 7, 1) * 6, strict=False)) % 10)


def _persona(numero: str, puesto: str, **otros: Any) -> dict[str, Any]:
    return {
        "numero_empleado": numero, "nombre": f"Persona {numero}", "rfc": rfc_de(numero),
        "curp": "XEXX010101HCSXXX00", "puesto": puesto, "delegacion": "DH-TGZ",
        "clabe": clabe_de(numero), "sueldo_mensual": 2_000_000,
        "alta": "2019-01-01", "baja": None, "lote": 1, "linea": 2,
    } | otros  # fmt: skip


def _nombramiento(numero: str, puesto: str, *, desde: str = "2020-01-01", **otros: Any) -> dict[str, Any]:
    return {
        "oficio": f"OF-{numero}-{puesto}-{desde}", "numero_empleado": numero, "puesto": puesto,
        "facultades": "Practicar diligencias", "delegacion": "DH-TGZ", "desde": desde, "hasta": None,
        "lote": 1, "linea": 2,
    } | otros  # fmt: skip


class Oficina:
    """Libros vacíos donde se anota; `nomina` toma la foto y calcula. Lo que se anota después ya no entra."""

    def __init__(self, carpeta: Path, motor: Engine | None = None) -> None:
        self.carpeta, self.url = carpeta, en_carpeta(carpeta)
        self.motor = motor or almacen_nuevo(self.url)

    def persona(self, numero: str, puesto: str, *, desde: str = "2020-01-01", **otros: Any) -> None:
        """Una persona con su nombramiento; `sin_nombramiento` la deja sin él y `hasta` lo termina."""
        hasta, sin = otros.pop("hasta", None), otros.pop("sin_nombramiento", False)
        datos = _persona(numero, puesto, **otros)
        self._agregar("persona", datos)
        if not sin:
            self.nombramiento(numero, puesto, desde=desde, hasta=hasta, delegacion=str(datos["delegacion"]))

    def nombramiento(self, numero: str, puesto: str, **otros: Any) -> None:
        self._agregar("nombramiento", _nombramiento(numero, puesto, **otros))

    def personal(self, **puestos: str) -> None:
        """Una persona por puesto, con su nombramiento; por omisión, los cinco."""
        quienes = (puestos or PUESTOS).items()
        self._agregar("persona", *(_persona(numero, puesto) for numero, puesto in quienes))
        self._agregar("nombramiento", *(_nombramiento(numero, puesto) for numero, puesto in quienes))

    def _agregar(self, tabla: str, *renglones: dict[str, Any]) -> None:
        with self.motor.begin() as conexion:
            libro.agregar(conexion, tabla, pd.DataFrame(renglones))

    def credito(self, folio: str = FOLIO, **otros: Any) -> None:
        with self.motor.begin() as conexion:
            credito(conexion, folio, **({"ambito": "estatal", "concepto": "E-ISN"} | otros))

    def diligencia(
        self, clave: str = DILIGENCIA, folio: str = FOLIO, fecha: str = "2025-11-10", **otros: Any
    ) -> None:
        """Un requerimiento practicado por EJ y, si se dice `cita`, el citatorio que esa persona dejó un día antes."""
        cita = otros.pop("cita", "NO")
        with self.motor.begin() as conexion:
            if cita:
                vispera = (date.fromisoformat(fecha) - pd.Timedelta(days=1)).isoformat()
                acto(conexion, folio, "CITATORIO", vispera, persona=cita, clave=f"C-{clave}")
            datos = {"tipo": "REQUERIMIENTO", "persona": "EJ", "resultado": "PRACTICADA"} | otros
            acto(conexion, folio, datos.pop("tipo"), fecha, clave=clave, **datos)

    def traspaso(self, folio: str, fecha: str, a: str) -> None:
        with self.motor.begin() as conexion:
            acto(conexion, folio, "TRASPASO", fecha, documento=a)

    def cobro(
        self, importe: int, ingreso: str = "2025-12-05", *, diligencia: str | None = DILIGENCIA, **otros: Any
    ) -> str:
        """Un peso cobrado de gastos, en centavos; devuelve la clave de su renglón."""
        folio, concepto = otros.pop("folio", FOLIO), otros.pop("concepto", "GASTO_EJECUCION")
        recibo = otros.pop("recibo", f"R-{ingreso}-{importe}")
        clave = f"{recibo}:{concepto.lower()}"
        with self.motor.begin() as conexion:
            movimiento(
                conexion, folio, concepto, "PAGO", -importe, ingreso, clave=clave, documento=recibo,
                referencia=diligencia, **otros,
            )  # fmt: skip
        return clave

    def reversa(
        self, clave: str, importe: int, fecha: str, *, concepto: str = "GASTO_EJECUCION", vez: str = ""
    ) -> None:
        with self.motor.begin() as conexion:
            movimiento(
                conexion, FOLIO, concepto, "PAGO", importe, fecha, clave=f"{clave}:reversa{vez}",
                referencia=DILIGENCIA, reversa_de=clave, causa="CHEQUE_DEVUELTO",
            )  # fmt: skip

    def foto(self) -> DuckDBPyConnection:
        return foto_actual(self.url, self.carpeta).conexion()

    def nomina(self, desde: str = "2025-12-01", hasta: str = "2025-12-31", **otros: Any) -> Nomina:
        return calcular(
            self.foto(),
            normas=de_la_oficina(),
            desde=date.fromisoformat(desde),
            hasta=date.fromisoformat(hasta),
            **otros,
        )


def por_persona(nomina: Nomina) -> dict[str, int]:
    """Bruto de cada persona que gana algo."""
    ganan = nomina.personas[nomina.personas["bruto"] > 0]
    return dict(zip(ganan["numero_empleado"], ganan["bruto"].tolist(), strict=True))


def por_fondo(nomina: Nomina) -> dict[str, int]:
    """Lo que recibe cada fondo."""
    suyas = nomina.partes[nomina.partes["destino"] == "FONDO"]
    return {str(k): int(v) for k, v in suyas.groupby("beneficiario")["importe"].sum().items()}


def motivos(nomina: Nomina) -> dict[str, int]:
    """Lo que no se asignó, por motivo."""
    pendientes = nomina.partes[nomina.partes["destino"] == "SIN_ASIGNAR"]
    return {str(k): int(v) for k, v in pendientes.groupby("motivo")["importe"].sum().items()}
