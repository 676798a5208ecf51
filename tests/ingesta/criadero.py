"""Mata procesos que cargan archivos, en momentos al azar, y cuenta cómo quedó el almacén cada vez.

Corre aparte de pytest: importa todo una sola vez y bifurca un hijo por muerte, que así nace en milisegundos.
Uso: criadero.py URL_DE_LA_BASE LAYOUT ARCHIVO VECES SEMILLA; escribe un renglón JSON por muerte.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import sys
import time
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

from cobranza.almacen.sesion import abrir
from cobranza.ingesta import ingerir
from cobranza.libros import tablas
from cobranza.libros.comprobacion import revisar_libros


def cargar(url: str, layout: str, archivo: Path) -> None:
    motor = abrir(url)
    ingerir(motor, layout, archivo, usuario="x", ahora=datetime(2026, 1, 1))
    motor.dispose()


def copia(url: str) -> str:
    """Una base igual a la dada, para esta muerte."""
    base = make_url(url)
    if base.get_backend_name() == "sqlite":
        assert base.database
        ruta = Path(base.database).with_name("muerte.db")
        for sufijo in ("", "-wal", "-shm"):
            Path(f"{ruta}{sufijo}").unlink(missing_ok=True)
        shutil.copy(base.database, ruta)
        return f"sqlite:///{ruta}"
    nueva = base.set(database=f"{base.database}_m")
    motor = create_engine(base.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with motor.connect() as conexion:
        conexion.execute(text(f"DROP DATABASE IF EXISTS {nueva.database} WITH (FORCE)"))
        conexion.execute(text(f"CREATE DATABASE {nueva.database} TEMPLATE {base.database}"))
    motor.dispose()
    return nueva.render_as_string(hide_password=False)


def retrato(motor: Engine) -> str:
    """Huella de todo lo que hay en la base."""
    huella = hashlib.sha256()
    with motor.connect() as conexion:
        if conexion.dialect.name == "postgresql":
            while conexion.execute(
                text(
                    "SELECT COUNT(*) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            ).scalar():
                time.sleep(0.002)  # el servidor aún no nota que su cliente murió
        for tabla in tablas.metadata.tables:
            filas = conexion.execute(text(f"SELECT * FROM {tabla} ORDER BY 1")).all()
            huella.update(repr([tuple(f) for f in filas]).encode())
    return huella.hexdigest()


def nacer(url: str, layout: str, archivo: Path) -> int:
    hijo = os.fork()
    if hijo == 0:
        try:
            cargar(url, layout, archivo)
        finally:
            os._exit(0)
    return hijo


def revisar(url: str) -> tuple[str, list[str]]:
    motor = abrir(url)
    estado = retrato(motor), [r.falla for r in revisar_libros(motor) if r.falla]
    motor.dispose()
    return estado


def main(url: str, layout: str, archivo: Path, veces: int, azar: random.Random) -> None:
    antes = revisar(copia(url))[0]
    cargar(copia(url), layout, archivo)  # catálogos y norma quedan leídos: los hijos nacen con ellos
    entera = copia(url)
    inicio = time.perf_counter()
    os.waitpid(nacer(entera, layout, archivo), 0)
    duracion = time.perf_counter() - inicio
    despues = revisar(entera)[0]
    nombres = {antes: "antes", despues: "después"}
    for _ in range(veces):
        base = copia(url)
        hijo = nacer(base, layout, archivo)
        time.sleep(azar.uniform(0, duracion * 1.1))
        os.kill(hijo, signal.SIGKILL)
        os.waitpid(hijo, 0)
        estado, fallas = revisar(base)
        sys.stdout.write(json.dumps({"quedó": nombres.get(estado, "en medio"), "fallas": fallas}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]), random.Random(int(sys.argv[5])))
