"""Las filas en cuarentena, para corregirlas en la oficina o devolverlas a la autoridad que las emitió."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cobranza.base import catalogos
from cobranza.base.errores import ErrorDeUso
from cobranza.libros.lecturas import en_cuarentena, hay_lote

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Apartada:
    """Una fila en cuarentena; `devolucion` es el motivo con que se devuelve, o vacío si se corrige en la oficina."""

    lote: int
    archivo: str
    linea: int
    columna: str
    valor: str
    motivo: str
    mensaje: str
    devolucion: str
    fila: str
    titulos: tuple[str, ...]
    """El encabezado de su archivo; vacío si se cargó antes de que se guardara."""


def apartadas(conexion: Connection, lote: int | None = None) -> Iterator[Apartada]:
    """Las filas en cuarentena de un lote, o de todos, en el orden en que se leyeron.

    Errores: `ErrorDeUso` si no hay tal lote: no es lo mismo que no haber apartado nada.
    """
    if lote is not None and not hay_lote(conexion, lote):
        raise ErrorDeUso(f"No hay un lote {lote}; su número lo dice `cobranza ingerir` al terminar.")
    motivos = _motivos_de_devolucion()
    for f in en_cuarentena(conexion, lote):
        devolucion = motivos.get((f.campo, f.motivo)) or motivos.get(("*", f.motivo), "")
        yield Apartada(
            lote=f.lote,
            archivo=f.archivo,
            linea=f.linea,
            columna=f.campo,
            valor=f.valor,
            motivo=f.motivo,
            mensaje=f.mensaje,
            devolucion=devolucion if f.layout == "cartera" else "",
            fila=f.fila,
            titulos=tuple(json.loads(f.encabezado)) if f.encabezado else (),
        )


def _motivos_de_devolucion() -> dict[tuple[str, str], str]:
    """(columna o «*», motivo de cuarentena) → motivo de devolución a la emisora."""
    return {
        (columna, motivo): devolucion["titulo"]
        for devolucion in catalogos.motivos_devolucion().values()
        for columna, motivos in devolucion.get("reparos", {}).items()
        for motivo in motivos
    }
