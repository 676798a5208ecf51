"""El lote de una carga: se abre antes que nada, se cierra si la cuenta sale y dice si el archivo ya se conocía."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import Connection, Engine, update

from cobranza.base.errores import ErrorDeDatos
from cobranza.ingesta.condiciones import Remesa
from cobranza.ingesta.entradas import da_altas
from cobranza.ingesta.folios import DESHACER
from cobranza.ingesta.fuente import Fuente
from cobranza.ingesta.layouts import Layout
from cobranza.ingesta.resultado import Cuenta, Resultado
from cobranza.libros import cargas, tablas


def abrir_lote(conexion: Connection, layout: Layout, fuente: Fuente, usuario: str, ahora: datetime) -> int:
    """Escribir el lote es lo primero: quien llega segundo con el mismo archivo espera aquí, y choca."""
    return cargas.abrir(
        conexion,
        layout=layout.nombre,
        archivo=fuente.nombre,
        huella=fuente.huella,
        leidas=0,
        aceptadas=0,
        en_cuarentena=0,
        registrado=ahora,
        usuario=usuario,
    )


def anotar_remesa(conexion: Connection, lote: int, remesa: Remesa) -> None:
    """El oficio con que llegaron los créditos del lote."""
    conexion.execute(update(tablas.lote).where(tablas.lote.c.id == lote).values(remesa=remesa.oficio))


def cerrar_lote(conexion: Connection, lote: int, cuenta: Cuenta) -> None:
    """Anota la cuenta del lote y cómo venía el encabezado; falta sellarlo.

    Errores: `ErrorDeDatos` si la cuenta no sale.
    """
    if cuenta.leidas != cuenta.aceptadas + cuenta.cuarentena:
        raise ErrorDeDatos(
            f"La carga no cuadra: {cuenta.leidas} leídas ≠ {cuenta.aceptadas} aceptadas + {cuenta.cuarentena} en "
            "cuarentena. No se cargó nada; reporta el archivo."
        )
    valores = {"leidas": cuenta.leidas, "aceptadas": cuenta.aceptadas, "en_cuarentena": cuenta.cuarentena}
    encabezado = json.dumps(cuenta.titulos, ensure_ascii=False) if cuenta.titulos else None
    suyo = update(tablas.lote).where(tablas.lote.c.id == lote)
    conexion.execute(suyo.values(**valores, encabezado=encabezado))


def conocido(engine: Engine, layout: Layout, fuente: Fuente) -> Resultado | None:
    """Lo que se dijo de este archivo cuando se cargó; None si no se ha cargado.

    Errores: `ErrorDeDatos` si su carga se deshizo.
    """
    lote = tablas.lote
    consulta = lote.select().where(lote.c.layout == layout.nombre, lote.c.huella == fuente.huella)
    with engine.connect().execution_options(solo_lectura=True) as conexion:
        fila = conexion.execute(consulta).mappings().first()
        deshizo = conexion.execute(lote.select().where(lote.c.layout == DESHACER, lote.c.huella == fuente.huella))
        deshecho = deshizo.first() is not None and da_altas(layout.nombre)
    if fila is None:
        return None
    if deshecho:
        raise ErrorDeDatos(
            f"{fuente.ruta.name} es el mismo archivo del lote {fila['id']}, que se deshizo; no se cambió nada. Se "
            "esperaba corregido: con otros folios, o sin ellos para que el sistema los asigne."
        )
    aviso = f"Este archivo ya se había cargado (lote {fila['id']}, {fila['archivo']}); no se cambió nada."
    if fila["en_cuarentena"]:
        aviso += f" Lo que no entró: cobranza cuarentena --lote {fila['id']} --csv ARCHIVO; corrígelo y carga ése."
    cuentas = fila["leidas"], fila["aceptadas"], fila["en_cuarentena"]
    return Resultado(fila["id"], *cuentas, ya_conocido=True, avisos=(aviso,))
