"""Créditos que se registrarían dos veces: misma resolución, autoridad, RFC e importe con otro folio."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from cobranza.ingesta.columnas import Enteros, Mascara, entre, lista, marca, objetos, tomar
from cobranza.ingesta.contrato import Registradas
from cobranza.ingesta.encuentro import como_texto, encontradas
from cobranza.ingesta.folios import ALTA, devueltos
from cobranza.ingesta.revisado import Revisado


def sin_devueltas(conexion: Connection, revisado: Revisado) -> None:
    """El folio de una carga que se deshizo ya tiene su alta y su devolución en el libro: no se abre otra vez."""
    folios = revisado.texto("folio")
    usados = devueltos(conexion, lista(tomar(folios, revisado.reparos.en_pie)))
    revisado.celda("folio").anotar(
        entre(folios, usados),
        "Folio de una carga que se deshizo",
        "«{}» se registró y se devolvió a su emisora al deshacer la carga; deja el folio vacío o captura otro.",
    )


def sin_duplicadas(conexion: Connection, revisado: Revisado, registradas: Registradas) -> None:
    """El mismo crédito con otro folio, salvo dictamen que lo autorice; un dictamen autoriza un solo crédito.

    No es duplicado de uno que se devolvió a su emisora al deshacer su carga.
    """
    campos = list(revisado.layout.duplicado)
    candidatas = ~registradas.iguales & ~registradas.cambiadas
    filas = np.flatnonzero(candidatas & revisado.reparos.en_pie)
    valores = revisado.sobreviviente(filas)
    llaves = pd.DataFrame(
        {c: como_texto(valores[c], es_fecha=False) for c in (*campos, "dictamen")}, index=filas, dtype=object
    )
    de_quien = _del_bloque(revisado, llaves, campos) | _de_los_libros(conexion, llaves, campos)
    revisado.celda("resolucion").anotar(
        marca(len(candidatas), np.array(list(de_quien), dtype=np.int64)),
        "Crédito duplicado",
        lambda i: f"Duplica al crédito {de_quien[i]}: misma resolución, autoridad, RFC e importe.",
    )


def _del_bloque(revisado: Revisado, llaves: pd.DataFrame, campos: list[str]) -> dict[int, str]:
    """Fila → a qué fila anterior del bloque duplica, por su folio o por su línea."""
    con_dictamen = llaves["dictamen"].ne("")
    repetidas = llaves.duplicated(campos).where(~con_dictamen, llaves.duplicated([*campos, "dictamen"]))
    if not repetidas.any():
        return {}
    primera = pd.Series(llaves.index, index=llaves.index).groupby([llaves[c] for c in campos]).transform("first")
    folios, lineas = objetos(revisado.texto("folio")), revisado.bloque.lineas
    return {int(i): str(folios[primera[i]]) or f"de la línea {lineas[primera[i]]}" for i in llaves.index[repetidas]}


def _de_los_libros(conexion: Connection, llaves: pd.DataFrame, campos: list[str]) -> dict[int, str]:
    """Fila → folio registrado al que duplica."""
    iguales = encontradas(conexion, "credito", campos, llaves[campos].to_numpy().tolist(), ["folio"])
    iguales = iguales[~iguales["folio"].isin(devueltos(conexion, iguales["folio"].tolist()))]
    if iguales.empty:
        return {}
    posicion = iguales["i"].to_numpy(np.int64)
    altas = [[ALTA.format(folio)] for folio in iguales["folio"]]
    documentos = encontradas(conexion, "movimiento", ["clave"], altas, ["documento"]).set_index("i")["documento"]
    amparo = documentos.reindex(range(len(iguales))).to_numpy()
    dictamen = llaves["dictamen"].to_numpy()[posicion]
    duplica: Mascara = (dictamen == "") | (dictamen == amparo)
    filas: Enteros = llaves.index.to_numpy(np.int64)[posicion]
    return dict(zip(filas[duplica].tolist(), iguales.loc[duplica, "folio"].tolist(), strict=True))
