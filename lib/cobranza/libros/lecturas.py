"""Preguntas sueltas a los libros que hacen otros cuartos: aquí está su SQL, allá lo que significan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, and_, func, inspect, select, text

from cobranza.almacen.sesion import instante
from cobranza.libros import tablas

_DE_UNA_VEZ = 500
"""Cuántos se preguntan juntos: SQLite admite pocos valores en una consulta."""


def hay_creditos(motor: Engine) -> bool:
    """¿La base tiene algún crédito? Una base sin tablas no tiene."""
    with instante(motor) as conexion:
        return inspect(conexion).has_table("credito") and bool(
            conexion.execute(text("SELECT 1 FROM credito LIMIT 1")).scalar()
        )


def hay_tramites(motor: Engine) -> bool:
    """¿Hay algún paso en el libro? Una base de una versión anterior no lo tiene."""
    with instante(motor) as conexion:
        return inspect(conexion).has_table("paso") and bool(
            conexion.execute(text("SELECT 1 FROM paso LIMIT 1")).scalar()
        )


def huellas_de_lotes(motor: Engine, usuario: str | None = None) -> set[str]:
    """La huella de cada archivo que se cargó; con `usuario`, de los que cargó él."""
    lote = tablas.lote.c
    consulta = select(lote.huella) if usuario is None else select(lote.huella).where(lote.usuario == usuario)
    with motor.connect() as conexion:
        return set(conexion.execute(consulta).scalars())


def hay_lote(conexion: Connection, lote: int) -> bool:
    """¿Se cargó un lote con ese número?"""
    return conexion.execute(select(tablas.lote.c.id).where(tablas.lote.c.id == lote)).scalar() is not None


def en_cuarentena(conexion: Connection, lote: int | None = None) -> Iterator[Any]:
    """Las filas en cuarentena de un lote, o de todos, con su layout y en el orden en que se leyeron."""
    c, de_lote = tablas.cuarentena.c, tablas.lote.c
    consulta = (
        select(c.lote, c.archivo, c.linea, c.campo, c.valor, c.motivo, c.mensaje, c.fila)
        .add_columns(de_lote.layout, de_lote.encabezado)
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


def de_la_misma_resolucion(conexion: Connection, folio: str, al: date) -> list[str]:
    """Los otros créditos del mismo deudor que nacieron de la misma resolución y ya estaban registrados ese día."""
    de, otro = tablas.credito.alias("de"), tablas.credito.alias("otro")
    mismos = [otro.c[campo] == de.c[campo] for campo in ("rfc", "autoridad", "resolucion")]
    consulta = select(otro.c.folio).select_from(de).join(otro, and_(*mismos)).order_by(otro.c.folio)
    consulta = consulta.where(de.c.folio == folio, otro.c.folio != folio, otro.c.fecha_registro <= al)
    return list(conexion.execute(consulta).scalars())


def delegaciones_de(conexion: Connection, folios: Sequence[str], al: date) -> dict[str, str]:
    """Folio → la delegación que tiene el crédito ese día, después de sus traspasos; el que no existe no sale."""
    credito, acto = tablas.credito.c, tablas.acto.c
    suyas: dict[str, str] = {}
    for k in range(0, len(folios), _DE_UNA_VEZ):
        algunos = folios[k : k + _DE_UNA_VEZ]
        registrada = select(credito.folio, credito.delegacion).where(credito.folio.in_(algunos))
        traspasos = (
            select(acto.folio, acto.documento)
            .where(acto.folio.in_(algunos), acto.tipo == "TRASPASO", acto.fecha <= al)
            .order_by(acto.fecha, acto.id)
        )
        for consulta in (registrada, traspasos):
            suyas |= {str(folio): str(delegacion) for folio, delegacion in conexion.execute(consulta)}
    return suyas


def recibos_de(conexion: Connection, folio: str) -> list[tuple[str, date, int, str]]:
    """(recibo, día de ingreso, importe, estado) de un crédito, del primero al último; centavos."""
    r = tablas.recibo.c
    consulta = select(r.recibo, r.fecha_ingreso, r.importe, r.estado).where(r.folio == folio)
    filas = conexion.execute(consulta.order_by(r.fecha_ingreso, r.recibo)).all()
    return [(recibo, dia, int(importe), estado) for recibo, dia, importe, estado in filas]


def delegacion_de(conexion: Connection, folio: str) -> str:
    """La delegación que tiene el crédito: la del último traspaso o, sin él, la de su registro; vacía si no existe."""
    a, c = tablas.acto.c, tablas.credito.c
    traspaso = select(a.documento).where(a.folio == folio, a.tipo == "TRASPASO").order_by(a.fecha.desc(), a.id.desc())
    dicha = conexion.execute(traspaso.limit(1)).scalar()
    return str(dicha or conexion.execute(select(c.delegacion).where(c.folio == folio)).scalar() or "")


def de_quien_el_mismo_dia(conexion: Connection, acto: str) -> list[str]:
    """Los créditos en que, el día de ese acto, hizo algo la persona que lo practicó; ninguno si no dice quién."""
    consulta = text(
        "SELECT DISTINCT o.folio FROM acto a JOIN acto o ON o.persona = a.persona AND o.fecha = a.fecha "
        "WHERE a.clave = :acto AND a.persona <> '' ORDER BY o.folio"
    )
    return list(conexion.execute(consulta, {"acto": acto}).scalars())


def se_corrigio(conexion: Connection, folios: Sequence[str], desde: date) -> bool:
    """¿Desde ese día se supo que algún renglón de esos créditos no valía (un recibo que cayó, un hecho tardío)?"""
    m = tablas.movimiento.c
    consulta = select(m.id).where(m.folio.in_(folios), m.reversa_de.isnot(None), m.fecha_registro >= desde)
    return conexion.execute(consulta.limit(1)).first() is not None


def cancelado(conexion: Connection, desde: date, hasta: date) -> dict[tuple[str, str], int]:
    """(folio, causa) → centavos que el libro canceló en cuentas públicas en esos días, ambos incluidos."""
    m = tablas.movimiento.c
    consulta = (
        select(m.folio, m.causa, func.sum(m.importe))
        .where(m.tipo == "CANCELACION", m.fecha_efecto.between(desde, hasta))
        .group_by(m.folio, m.causa)
    )
    return {(str(f), str(causa)): -int(importe) for f, causa, importe in conexion.execute(consulta) if importe}
