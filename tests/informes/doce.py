"""Doce créditos con nombre propio, uno por cada cosa que puede pasarle a un crédito."""

from __future__ import annotations

import pandas as pd
from oficina import acto, asentar, credito, gasto, hecho
from sqlalchemy import Connection

from cobranza.libros import libro


def rfc_de(numero: int) -> str:
    """El RFC ficticio de cada uno: los doce son doce contribuyentes."""
    return f"XEXX0101{numero:02d}000"


def anotar(conexion: Connection) -> None:
    """Los doce en los libros, con sus pagos, actos y la recaudación de tres años."""
    lugar = {"delegacion": "DH-TGZ", "fecha_registro": "2021-02-01", "vencimiento": "2019-04-30"}
    credito(conexion, "TGZ-2021-000001", rfc=rfc_de(1), nombre="El Vigente", **lugar)
    credito(conexion, "TGZ-2021-000002", rfc=rfc_de(2), nombre="El Prescrito", notificacion="2019-06-10", **lugar)
    credito(conexion, "TGZ-2021-000003", rfc=rfc_de(3), nombre="El Litigante", importe=90_000_000, **lugar)
    credito(conexion, "TGZ-2021-000004", rfc=rfc_de(4), nombre="El Pagado", notificacion="2025-02-10", **lugar)
    credito(conexion, "TGZ-2021-000005", rfc=rfc_de(5), nombre="El Cancelado", **lugar)
    credito(conexion, "TAP-2025-000006", rfc=rfc_de(6), nombre="El Nuevo", delegacion="DH-TAP",
            notificacion="2025-12-15", fecha_registro="2025-12-16", vencimiento="2025-06-17")  # fmt: skip
    credito(conexion, "TAP-2025-000007", rfc=rfc_de(7), nombre="El Sin Notificar", delegacion="DH-TAP",
            notificacion="", fecha_registro="2025-11-03", vencimiento="2025-06-17")  # fmt: skip
    credito(conexion, "TAP-2021-000008", rfc=rfc_de(8), nombre="La Multada", ambito="estatal", concepto="E-MULF",
            importe=0, multa=500_000, delegacion="DH-TAP", fecha_registro="2021-02-01")  # fmt: skip
    credito(conexion, "TAP-2021-000009", rfc=rfc_de(9), nombre="El Convenido", ambito="estatal", concepto="E-ISN",
            delegacion="DH-TAP", fecha_registro="2021-02-01")  # fmt: skip
    credito(
        conexion,
        "TAP-2021-000010",
        rfc=rfc_de(10),
        nombre="El Traspasado",
        delegacion="DH-TAP",
        fecha_registro="2021-02-01",
    )
    credito(conexion, "TGZ-2021-000011", rfc=rfc_de(11), nombre="El No Localizado", **lugar)
    credito(conexion, "TGZ-2021-000012", rfc=rfc_de(12), nombre="El Urgente", notificacion="2021-01-12", **lugar)
    acto(conexion, "TGZ-2021-000003", "IMPUGNACION", "2021-03-01")
    acto(conexion, "TGZ-2021-000003", "SUSPENSION", "2021-03-05")
    acto(conexion, "TAP-2021-000009", "CONVENIO", "2025-03-01", hasta="2026-03-01")
    acto(conexion, "TAP-2021-000010", "TRASPASO", "2025-08-01", documento="DH-TGZ")
    acto(conexion, "TGZ-2021-000011", "NO_LOCALIZADO", "2025-07-01")
    acto(conexion, "TGZ-2021-000001", "REQUERIMIENTO", "2025-10-06", resultado="PRACTICADA")
    acto(conexion, "TGZ-2021-000012", "PROGRAMACION", "2025-12-20", hasta="2026-01-15")
    gasto(conexion, "TGZ-2021-000001", 56_000, "2025-10-06", "D-1")
    asentar(
        conexion,
        hecho("TGZ-2021-000004", "PAGO", "2025-06-10", 5_000_000),
        hecho("TGZ-2021-000005", "CANCELACION", "2025-05-20"),
        hecho("TAP-2021-000008", "PAGO", "2025-09-15", 100_000),
        hecho("TGZ-2021-000001", "PAGO", "2025-11-20", 300_000),
    )
    recaudado = [
        {"clave": f"{a}", "ejercicio": a, "ambito": "estatal", "rubro": "Todos", "importe": 2_000_000_000,
         "fuente": "Prueba", "lote": 1, "linea": 1} for a in (2023, 2024, 2025)
    ]  # fmt: skip
    libro.agregar(conexion, "recaudacion", pd.DataFrame(recaudado))
