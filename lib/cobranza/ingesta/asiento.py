"""De filas aceptadas a renglones de los libros: lo nuevo se agrega y lo vivo se cambia."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Connection

from cobranza.ingesta.columnas import lista
from cobranza.ingesta.contraste import Contraste
from cobranza.ingesta.contrato import Aceptadas, Asientos, Contexto
from cobranza.ingesta.revisado import Filas, Revisado
from cobranza.ingesta.saldos import sin_los_oportunos
from cobranza.libros import libro, tablas, vivo


def asentar(
    conexion: Connection, revisado: Revisado, contraste: Contraste, contexto: Contexto
) -> pd.DataFrame | None:
    """Escribe los renglones del bloque y devuelve los hechos que mueven saldo, si los hay."""
    aceptadas = Aceptadas(*(Filas(revisado, c) for c in (contraste.nuevas, contraste.completan, contraste.cambiadas)))
    renglones = _renglones(aceptadas, contexto)
    for tabla in tablas.metadata.sorted_tables:  # quien cita a otra tabla va después de ella
        if tabla.name in renglones and len(renglones[tabla.name]):
            libro.agregar(conexion, tabla.name, renglones[tabla.name])
    if aceptadas.cambiadas.cuantas:
        _cambiar(conexion, aceptadas.cambiadas, contexto)
    hechos = contexto.entrada.hechos(aceptadas, contexto)
    return None if hechos is None else sin_los_oportunos(conexion, hechos.reset_index(drop=True))


def _renglones(aceptadas: Aceptadas, contexto: Contexto) -> Asientos:
    renglones = contexto.entrada.renglones(aceptadas.nuevas, contexto)
    if aceptadas.completan.cuantas:
        for tabla, de_mas in contexto.entrada.completa(aceptadas.completan, contexto).items():
            renglones[tabla] = pd.concat([renglones[tabla], de_mas], ignore_index=True)
    return renglones


def _cambiar(conexion: Connection, filas: Filas, contexto: Contexto) -> None:
    """Los datos vivos (el sueldo de una persona, el estado de un recibo…) que el layout deja cambiar."""
    layout = contexto.layout
    marco = pd.DataFrame({campo: filas.guardable(campo) for campo in layout.actualizables})
    claves = lista(filas.texto(layout.clave))
    cambios: dict[str, dict[str, object]] = {}
    for clave, linea, fila in zip(claves, filas.lineas.tolist(), marco.to_dict("records"), strict=True):
        valores = {str(campo): None if pd.isna(dato) else _de_python(dato) for campo, dato in fila.items()}
        cambios[clave] = valores | {"lote": contexto.lote, "linea": linea}
    vivo.cambiar(conexion, contexto.entrada.tabla, cambios)


def _de_python(dato: object) -> object:
    return dato.date() if isinstance(dato, pd.Timestamp) else dato
