"""Preguntas sueltas a los libros que hacen otros cuartos: aquí está su SQL, allá lo que significan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, inspect, select, text

from cobranza.almacen.sesion import instante
from cobranza.libros import tablas


def hay_creditos(motor: Engine) -> bool:
    """¿La base tiene algún crédito? Una base sin tablas no tiene."""
    with instante(motor) as conexion:
        return inspect(conexion).has_table("credito") and bool(
            conexion.execute(text("SELECT 1 FROM credito LIMIT 1")).scalar()
        )


def huellas_de_lotes(motor: Engine) -> set[str]:
    """La huella de cada archivo que se cargó."""
    with motor.connect() as conexion:
        return set(conexion.execute(select(tablas.lote.c.huella)).scalars())


def en_cuarentena(conexion: Connection, lote: int | None = None) -> Iterator[Any]:
    """Las filas en cuarentena de un lote, o de todos, con su layout y en el orden en que se leyeron."""
    c, de_lote = tablas.cuarentena.c, tablas.lote.c
    consulta = (
        select(c.lote, c.archivo, c.linea, c.campo, c.valor, c.motivo, c.mensaje, c.fila, de_lote.layout)
        .join(tablas.lote, de_lote.id == c.lote)
        .order_by(c.id)
    )
    if lote is not None:
        consulta = consulta.where(c.lote == lote)
    yield from conexion.execute(consulta)


def resultados_de_actos(conexion: Connection, ids: Sequence[int]) -> dict[int, str]:
    """Id de cada acto → su resultado (la «Causa» con que se capturó), como se escribió; vacío si no trae."""
    acto = tablas.acto.c
    return {i: dicho or "" for i, dicho in conexion.execute(select(acto.id, acto.resultado).where(acto.id.in_(ids)))}
