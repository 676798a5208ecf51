"""Que todo cuadre: lo que revisa `cobranza comprobar`, de los libros a la norma, una afirmación a la vez."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cobranza.almacen.foto import Foto
from cobranza.almacen.toma import foto_actual
from cobranza.base.dinero import pesos
from cobranza.base.errores import ErrorDeCobranza, ErrorDeDatos, ErrorDeLey
from cobranza.ley.norma import AMBITOS, Normas
from cobranza.libros.comprobacion import Revision, revisar_libros, revision
from cobranza.libros.lecturas import hay_creditos

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from sqlalchemy import Engine

_A_LA_VISTA = 3


def revisar_todo(motor: Engine, salidas: Path, hoy: date, normas: Normas) -> Iterator[Revision]:
    """Cadenas, protección, cargas, invariantes, foto, cuadre y norma, en ese orden; sigue aunque algo falle.

    El cuadre es el puente del año en curso y del anterior, por delegación; el año en curso es el del último
    renglón registrado, sin pasar de `hoy`. Códigos: 3 los datos, 4 la norma.
    """
    yield from revisar_libros(motor)
    url = motor.url.render_as_string(hide_password=False)
    try:
        foto = foto_actual(url, salidas) if hay_creditos(motor) else None
    except ErrorDeDatos as error:
        yield Revision("foto", error.mensaje, error.codigo)
    else:
        if foto:
            yield _foto(foto)
            yield from _cuadres(foto, hoy, normas)
    yield from _norma(normas)


def _foto(foto: Foto) -> Revision:
    alterados = foto.alterados()
    que = f"foto {foto.huella[:16]}: {len(foto.huellas)} segmentos con su huella"
    if not alterados:
        return Revision(que)
    return revision(
        que,
        f"{len(alterados)} segmentos faltan o cambiaron; el primero es {alterados[0]}. Borra {foto.ruta} y repite.",
    )


def _cuadres(foto: Foto, hoy: date, normas: Normas) -> Iterator[Revision]:
    corte = min(_ultimo_registro(foto.conexion()), hoy)
    periodos = [
        (date(corte.year - 1, 1, 1), date(corte.year - 1, 12, 31)),
        (date(corte.year, 1, 1), corte),
    ]
    for desde, hasta in periodos:
        que = f"cuadre del {desde} al {hasta}, por delegación"
        try:
            yield revision(que, _descuadre(foto, desde, hasta, normas))
        except ErrorDeLey as error:
            yield Revision(que, error.mensaje, error.codigo)


def _ultimo_registro(conexion: DuckDBPyConnection) -> date:
    filas = conexion.execute(
        "SELECT MAX(f) FROM (SELECT MAX(fecha_registro) AS f FROM credito UNION ALL "
        "SELECT MAX(fecha_registro) FROM movimiento UNION ALL SELECT MAX(fecha_registro) FROM acto)"
    ).fetchall()
    ultimo = filas[0][0]
    assert isinstance(ultimo, date)
    return ultimo


def _descuadre(foto: Foto, desde: date, hasta: date, normas: Normas) -> str:
    """Las delegaciones donde saldo inicial + flujos ≠ saldo final, en número o en importe."""
    import pandas as pd

    from cobranza.almacen.partes import por_partes
    from cobranza.cartera.puente import puente_de

    partes = por_partes(foto, partial(puente_de, desde, hasta, normas))
    p = pd.concat(partes).groupby(["delegacion", "causa"], as_index=False).sum()
    malos = p[p["causa"].eq("diferencia") & (p["importe"].ne(0) | p["numero"].ne(0))]
    dichos = [
        f"{delegacion} difiere en {numero} créditos y {pesos(importe)} pesos"
        for delegacion, numero, importe in zip(malos["delegacion"], malos["numero"], malos["importe"], strict=True)
    ]
    mas = f" y {len(dichos) - _A_LA_VISTA} delegaciones más" if len(dichos) > _A_LA_VISTA else ""
    return "; ".join(dichos[:_A_LA_VISTA]) + mas


def _norma(normas: Normas) -> Iterator[Revision]:
    contenido = normas.contenido
    for carpeta in contenido.carpetas():
        que = f"norma «{carpeta}»"
        try:
            for clave in contenido.claves(carpeta):
                contenido.serie(carpeta, clave)
            normas.ordenamiento(carpeta)
        except ErrorDeCobranza as error:
            yield Revision(que, error.mensaje, ErrorDeLey.codigo)
        else:
            yield Revision(que)
    try:
        elegidas = ", ".join(f"{ambito}: {normas.de(ambito).clave}" for ambito in AMBITOS)
    except ErrorDeCobranza as error:
        yield Revision("norma que rige cada ámbito", error.mensaje, ErrorDeLey.codigo)
    else:
        yield Revision(f"norma que rige cada ámbito ({elegidas})")
