"""Una oficina chica con trámites: convenios, garantías y cancelaciones, unos por trámite y otros por archivo."""

from __future__ import annotations

from datetime import date

from oficina import acto, asentar, credito, hecho
from personal import Oficina, contratar
from sqlalchemy import Engine

from cobranza.procesos import cancelacion, convenio, garantia

CORTE = "2025-12-31"
MULTA = {"concepto": "F-MFNF", "importe": 100_000_00, "vencimiento": "2025-09-10"}
_VIEJO = {"vencimiento": "2024-04-30", "fecha_resolucion": "2024-06-03", "notificacion": "2024-06-10",
          "fecha_registro": "2024-06-20", "ejercicio": 2023}  # fmt: skip
_CHICO = _VIEJO | {"importe": 100_000}
A_PLAZOS, ATRASADO, CADUCO = "TGZ-2024-000001", "TAP-2024-000002", "TGZ-2024-000003"
GARANTIZADO, CON_EL, CORTO = "TGZ-2024-000004", "TGZ-2024-000005", "TAP-2024-000006"
CANCELADO, DE_ARCHIVO, REACTIVADO, CANDIDATO = (f"TAP-2024-{k:06d}" for k in (7, 8, 9, 10))


def _rfc(numero: int) -> dict[str, str]:
    return {"rfc": f"XEXX0202{numero:02d}000", "nombre": f"Deudor {numero}"}


def anotar(motor: Engine) -> None:
    """Los créditos, lo que consta por archivo y los trámites, cada paso en su día."""
    contratar(motor)
    tap = {"delegacion": "DH-TAP"}
    with motor.begin() as conexion:
        for k, (folio, otros) in enumerate(
            {
                A_PLAZOS: MULTA, ATRASADO: MULTA | tap, CADUCO: _VIEJO, GARANTIZADO: _VIEJO, CON_EL: _VIEJO | _rfc(4),
                CORTO: _VIEJO | tap, CANCELADO: _CHICO | tap, DE_ARCHIVO: _CHICO | tap, REACTIVADO: _CHICO | tap,
                CANDIDATO: _CHICO,
            }.items(), 1,
        ):  # fmt: skip
            credito(conexion, folio, **_rfc(k) | otros)
        acto(conexion, CADUCO, "CONVENIO", "2025-01-10", hasta="2026-01-10", parcialidades=12)
        acto(conexion, CORTO, "GARANTIA", "2025-03-03", monto=500_000, hasta="2026-01-15")
        asentar(conexion, hecho(DE_ARCHIVO, "CANCELACION", "2025-05-20"))
        for folio in (A_PLAZOS, ATRASADO):
            asentar(conexion, hecho(folio, "PAGO", "2025-09-10", 20_000_00))
    _convenios(Oficina(motor, convenio.PROCESO))
    _garantias(Oficina(motor, garantia.PROCESO))
    _cancelaciones(Oficina(motor, cancelacion.PROCESO))


def _convenios(o: Oficina) -> None:
    for folio, meses in ((A_PLAZOS, 12), (ATRASADO, 10)):
        pedido = {"folios": [folio], "solicitud": "2025-09-10", "modalidad": "parcialidades", "parcialidades": meses}
        numero = o.abrir("DEL", date(2025, 9, 10), pedido)
        o.paso(numero, "EN_REVISION", "OPG", date(2025, 9, 11))
        o.paso(numero, "DICTAMINADO", "OPG", date(2025, 9, 12), dispensa="Regla de la prueba")
        t = o.paso(numero, "AUTORIZADO", "DIR", date(2025, 9, 15))
        for f in t.datos["tabla"][: 3 if folio == A_PLAZOS else 1]:
            with o.motor.begin() as conexion:
                asentar(conexion, hecho(folio, "PAGO", str(f["vence"]), int(f["importe"])))
    o.abrir("DEL", date(2025, 12, 20), {"folios": [CADUCO], "solicitud": "2025-12-20", "modalidad": "parcialidades",
                                        "parcialidades": 6})  # fmt: skip


def _garantias(o: Oficina) -> None:
    fianza = {"clase": "fianza", "emisor": "Afianzadora de Prueba", "identificacion": "P-1", "monto": "60000.00",
              "desde": "2025-10-01", "hasta": "2026-02-20", "para_que": "una suspensión",
              "sin_orden_ni_excusion": True, "folios": [GARANTIZADO, CON_EL]}  # fmt: skip
    numero = o.abrir("DEL", date(2025, 10, 6), fianza)
    o.paso(numero, "CALIFICADA", "OPG", date(2025, 10, 7), idoneidad="Se revisó")
    o.paso(numero, "ACEPTADA", "DIR", date(2025, 10, 8), resguardo="Caja")
    o.paso(numero, "VIGENTE", "OPG", date(2025, 10, 9))
    o.abrir("DEL", date(2025, 12, 1), fianza | {"identificacion": "P-2", "folios": [CADUCO]})


def _cancelaciones(o: Oficina) -> None:
    for folio in (CANCELADO, REACTIVADO):
        numero = o.abrir("DEL", date(2025, 11, 3), {"folios": [folio], "causal": "incosteabilidad"})
        for estado, usuario, datos in (
            ("EN_INVESTIGACION", "DEL", {}), ("DICTAMINADO", "OSC2", {"motivacion": "Cuesta más cobrarlo."}),
            ("PROCEDE", "DCC", {}), ("AUTORIZADO", "OSC", {"muestra_revisada": "Expediente completo"}),
            ("CANCELADO", "OSC3", {}),
        ):  # fmt: skip
            o.paso(numero, estado, usuario, date(2025, 11, 10), **datos)
    o.paso(numero, "REACTIVADO", "OSC", date(2025, 12, 9), motivo="bienes", evidencia="Oficio")
    o.abrir("DEL", date(2025, 12, 15), {"folios": [CANDIDATO], "causal": "incosteabilidad"})
