"""Créditos ficticios con nombre propio y un almacén de prueba donde anotarlos, construidos por funciones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, make_url, text

from cobranza.almacen.migrar import migrar
from cobranza.almacen.proteccion import puestos
from cobranza.almacen.sesion import abrir
from cobranza.base.fechas import dias
from cobranza.cuenta.aplicacion import REGIMEN
from cobranza.cuenta.asentado import leer_adeudos
from cobranza.cuenta.imputacion import SALDO_ENTERO
from cobranza.cuenta.reversas import DEJA_SIN_EFECTOS, HECHO_DE_ACTO, asentar_hechos
from cobranza.ley.norma import de_la_oficina
from cobranza.libros import cargas, libro


def almacen_nuevo(url: str) -> Engine:
    """Un almacén vacío y al día, con su lote; el de SQLite se copia de uno que sólo se migra una vez por proceso."""
    ruta = Path(make_url(url).database or "")
    if url.startswith("sqlite:///") and not ruta.exists():
        ruta.write_bytes(_plantilla())
        return abrir(url)
    return _migrado(url)


@cache
def _plantilla() -> bytes:
    with TemporaryDirectory() as carpeta:
        _migrado(en_carpeta(Path(carpeta))).dispose()
        return (Path(carpeta) / "libros.db").read_bytes()


def _migrado(url: str) -> Engine:
    motor = abrir(url)
    migrar(motor)
    con_lote(motor)
    return motor


def con_lote(motor: Engine) -> None:
    """La carga a la que pertenecen los renglones que se anotan a mano."""
    with motor.begin() as conexion:
        lote = cargas.abrir(
            conexion,
            layout="cartera",
            archivo="prueba.csv",
            huella="0" * 64,
            leidas=0,
            aceptadas=0,
            en_cuarentena=0,
            registrado=datetime(2025, 1, 1),
            usuario="prueba",
        )
        cargas.encadenar(conexion, lote)  # de antes de que constara su cierre: se le agregan renglones a mano


def por_fuera(motor: Engine, *ordenes: str) -> None:
    """Lo que haría la dueña de la base: saltarse los disparadores y volver a dejarlos como estaban."""
    with motor.begin() as conexion:
        hay = puestos(conexion)
        es_postgres = conexion.dialect.name == "postgresql"
        for d in hay:
            quita = f"ALTER TABLE {d.tabla} DISABLE TRIGGER {d.nombre}" if es_postgres else f"DROP TRIGGER {d.nombre}"
            conexion.exec_driver_sql(quita)
        for orden in ordenes:
            conexion.exec_driver_sql(orden)
        for d in hay:
            repone = f"ALTER TABLE {d.tabla} ENABLE ALWAYS TRIGGER {d.nombre}" if es_postgres else d.definicion
            conexion.exec_driver_sql(repone)


def en_carpeta(carpeta: Path) -> str:
    return f"sqlite:///{carpeta / 'libros.db'}"


def credito(conexion: Connection, folio: str, **otros: Any) -> None:
    """Un crédito con su alta y, si se pide, su notificación y su multa."""
    creditos(conexion, [{"folio": folio} | otros])


def creditos(conexion: Connection, dichos: Sequence[dict[str, Any]]) -> None:
    """Varios créditos de una vez, cada uno con su alta y, si se pide, su notificación y su multa."""
    todos, altas, notificaciones = [], [], []
    for dicho in dichos:
        datos = _credito(**dicho)
        folio, registro, notificacion = datos["folio"], datos["fecha_registro"], datos.pop("notificacion")
        todos.append(datos)
        for componente, importe in (("HISTORICO", datos["importe"]), ("MULTA", datos["multa"])):
            if importe:
                altas.append(_movimiento(folio, componente, "ALTA", importe, registro))
        if notificacion:
            notificaciones.append(_acto(folio, "NOTIFICACION", notificacion, fecha_registro=registro))
    libro.agregar(conexion, "credito", pd.DataFrame(todos))
    for tabla, renglones in (("movimiento", altas), ("acto", notificaciones)):
        if renglones:
            libro.agregar(conexion, tabla, pd.DataFrame(renglones).convert_dtypes())


def _credito(**otros: Any) -> dict[str, Any]:
    folio = otros["folio"]
    return {
        "folio": folio, "ambito": "federal", "concepto": "F-ISR", "origen": "LIQUIDACION", "autoridad": "Auditoría",
        "resolucion": f"R-{folio}", "fecha_resolucion": "2020-01-10", "ejercicio": 2019, "rfc": "XEXX010101000",
        "nombre": "Persona de Prueba", "tipo_persona": "fisica", "municipio": "07101", "delegacion": "DH-TGZ",
        "ejecutor": None, "vencimiento": "2019-04-30", "importe": 1_000_000, "multa": 0,
        "fecha_registro": "2020-01-20", "lote": 1, "linea": 2, "notificacion": "2020-01-15",
    } | otros  # fmt: skip


def movimiento(
    conexion: Connection, folio: str, componente: str, tipo: str, importe: int, fecha: str, **otros: Any
) -> None:
    libro.agregar(
        conexion, "movimiento", pd.DataFrame([_movimiento(folio, componente, tipo, importe, fecha, **otros)])
    )


def _movimiento(folio: str, componente: str, tipo: str, importe: int, fecha: str, **otros: Any) -> dict[str, Any]:
    return {
        "clave": f"{folio}:{componente}:{tipo}:{fecha}", "folio": folio, "componente": componente, "tipo": tipo,
        "importe": importe, "fecha_efecto": fecha, "fecha_registro": fecha, "causa": tipo, "documento": "doc",
        "referencia": "", "usuario": "prueba", "reversa_de": None, "lote": 1,
    } | otros  # fmt: skip


def acto(conexion: Connection, folio: str, tipo: str, fecha: str, **otros: Any) -> None:
    libro.agregar(conexion, "acto", pd.DataFrame([_acto(folio, tipo, fecha, **otros)]).convert_dtypes())


def _acto(folio: str, tipo: str, fecha: str, **otros: Any) -> dict[str, Any]:
    return {
        "clave": f"{folio}:{tipo}:{fecha}", "folio": folio, "tipo": tipo, "fecha": fecha, "hora_inicio": "10:00",
        "hora_fin": "10:30", "resultado": "", "persona": None, "forma": None, "monto": None, "hasta": None,
        "referencia": None, "documento": None, "fecha_registro": fecha, "usuario": "prueba", "lote": 1,
    } | otros  # fmt: skip


def gasto(
    conexion: Connection, folio: str, importe: int, fecha: str, diligencia: str, componente: str = "GASTO_EJECUCION"
) -> None:
    clave = f"{diligencia}:gasto"
    movimiento(conexion, folio, componente, componente, importe, fecha, referencia=diligencia, clave=clave)


def hecho(folio: str, tipo: str, fecha: str, importe: int = SALDO_ENTERO, clave: str = "") -> dict[str, Any]:
    clave = clave or f"{folio}:{tipo}:{fecha}"
    return {
        "clave": clave, "folio": folio, "fecha": pd.Timestamp(fecha), "tipo": tipo, "importe": importe,
        "documento": clave, "causa": "ESPONTANEO", "fecha_registro": pd.Timestamp(fecha), "usuario": "prueba",
    }  # fmt: skip


def asentar(conexion: Connection, *hechos: dict[str, Any]) -> pd.DataFrame:
    """Aplica los hechos como la carga: deja sus recibos, los asienta en el libro y devuelve los movimientos."""
    pagos = [h for h in hechos if h["tipo"] == "PAGO"]
    if pagos:
        recibos = {
            "recibo": [h["clave"] for h in pagos], "fecha_ingreso": [h["fecha"] for h in pagos], "oficina": "TGZ",
            "caja": "1", "folio": [h["folio"] for h in pagos], "importe": [h["importe"] for h in pagos],
            "forma_pago": "EFECTIVO", "estado": "VIGENTE", "fecha_estado": pd.NaT, "sustituye_a": None, "lote": 1,
            "linea": 2,
        }  # fmt: skip
        libro.agregar(conexion, "recibo", pd.DataFrame(recibos))
    de_actos = {hecho: tipo for tipo, hecho in HECHO_DE_ACTO.items()}
    anotados = []
    for h in hechos:
        if h["tipo"] in de_actos and h["tipo"] != REGIMEN:
            tipo, fecha = de_actos[h["tipo"]], f"{h['fecha']:%Y-%m-%d}"
            hay = "SELECT clave FROM acto WHERE folio = :folio AND tipo = :tipo AND fecha = :fecha"
            datos = {"folio": h["folio"], "tipo": tipo, "fecha": fecha}
            clave = conexion.execute(text(hay), datos).scalar() or h["clave"]
            if clave == h["clave"] and not conexion.execute(text(hay), datos).first():
                monto = None if h["importe"] == SALDO_ENTERO else h["importe"]
                resultado = DEJA_SIN_EFECTOS if h["tipo"] == "REDUCCION_RESOLUCION" else ""
                acto(
                    conexion, h["folio"], tipo, fecha, clave=clave, monto=monto, resultado=resultado,
                    fecha_registro=f"{h['fecha_registro']:%Y-%m-%d}",
                )  # fmt: skip
            h = h | {"clave": f"{clave}:{h['tipo'].lower()}"}
        anotados.append(h)
    movimientos, _ = asentar_hechos(conexion, pd.DataFrame(anotados), de_la_oficina())
    libro.agregar(conexion, "movimiento", movimientos.assign(lote=1))
    return movimientos


def debe(conexion: Connection, folio: str, al: str) -> dict[str, int]:
    """Lo que se debe por componente a un día en que ya ocurrió todo lo anotado; sólo lo distinto de cero."""
    adeudos, gastos = leer_adeudos(conexion, pd.Index([folio]), de_la_oficina())
    pendiente = adeudos.pendiente(dias([al])).importe
    determinados = gastos.groupby("componente")["importe"].sum()
    debido = {
        c: int(s[0]) + int(pendiente.get(c, [0])[0]) + int(determinados.get(c, 0)) for c, s in adeudos.saldo.items()
    }
    return {c: importe for c, importe in debido.items() if importe}
