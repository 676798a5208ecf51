"""Comparar un bloque con lo que el almacén ya sabe: claves conocidas, referencias y duplicados.

Cada pregunta es una sola consulta con todas las llaves del bloque; como el bloque anterior ya está escrito en la
misma transacción, lo que se repite dentro del archivo se encuentra igual que lo que ya estaba.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from cobranza.ingesta.columnas import Enteros, Mascara, lista, marca, objetos, tomar
from cobranza.ingesta.contrato import Contexto, Registradas
from cobranza.ingesta.encuentro import como_texto, encontradas
from cobranza.ingesta.folios import asignar_folios
from cobranza.ingesta.numeros import sin_ambiguos
from cobranza.ingesta.revisado import Revisado
from cobranza.libros import tablas


@dataclass(frozen=True, slots=True)
class Contraste:
    """Filas aceptadas del bloque: las nuevas, las que completan lo registrado y las que cambian un dato vivo.

    Las aceptadas que no están en ninguna ya estaban registradas tal cual.
    """

    nuevas: Enteros
    completan: Enteros
    cambiadas: Enteros


def contrastar(conexion: Connection, revisado: Revisado, contexto: Contexto) -> Contraste:
    """Anota los reparos que sólo el almacén puede decir y separa lo nuevo de lo ya registrado."""
    entrada = contexto.entrada
    _repetidas_en_el_bloque(revisado)
    for previo in entrada.antes:
        previo(conexion, revisado)
    registradas = _ya_registradas(conexion, revisado, contexto)
    completan = entrada.completan(conexion, revisado, registradas.iguales)
    for contraste in entrada.contrastes:
        contraste(conexion, revisado, registradas)
    sin_ambiguos(conexion, revisado)
    _referencias(conexion, revisado, entrada.tabla)
    if entrada.alta:
        asignar_folios(conexion, revisado)
    en_pie = revisado.reparos.en_pie
    return Contraste(
        np.flatnonzero(en_pie & ~registradas.iguales & ~registradas.cambiadas),
        np.flatnonzero(en_pie & completan),
        np.flatnonzero(en_pie & registradas.cambiadas),
    )


def _repetidas_en_el_bloque(revisado: Revisado) -> None:
    clave = revisado.layout.clave
    claves = pd.Series(objetos(revisado.texto(clave)))
    en_pie = np.flatnonzero(revisado.reparos.en_pie & claves.ne("").to_numpy())
    vistas = claves.iloc[en_pie]
    repetidas = en_pie[vistas.duplicated(keep="first").to_numpy()]
    if repetidas.size == 0:
        return
    primera = {valor: i for i, valor in reversed(list(zip(vistas.index, vistas, strict=True)))}
    donde = marca(len(claves), repetidas)
    lineas = revisado.bloque.lineas
    revisado.celda(clave).anotar(
        donde,
        "Clave repetida en el archivo",
        lambda i: f"«{claves[i]}» ya viene en la línea {lineas[primera[claves[i]]]} de este archivo; quita una.",
    )


def _ya_registradas(conexion: Connection, revisado: Revisado, contexto: Contexto) -> Registradas:
    layout, entrada = revisado.layout, contexto.entrada
    en_pie = np.flatnonzero(revisado.reparos.en_pie)
    comparables = entrada.propias(layout)
    claves = lista(tomar(revisado.texto(layout.clave), en_pie))
    marco = encontradas(conexion, entrada.tabla, [layout.clave], [[c] for c in claves], [*comparables, "lote"])
    iguales = np.zeros(len(revisado.bloque.lineas), dtype=bool)
    cambiadas = iguales.copy()
    if marco.empty:
        return Registradas(iguales, cambiadas)
    filas = en_pie[marco["i"].to_numpy(np.int64)]
    de_este_lote = marco["lote"].eq(str(contexto.lote)).to_numpy()
    distintos = _distintos(revisado, marco, filas, comparables)
    fijos = distintos.drop(columns=list(layout.actualizables))
    conflicto = ~de_este_lote & fijos.any(axis=1).to_numpy()
    celda, n = revisado.celda(layout.clave), len(iguales)
    celda.anotar(
        marca(n, filas[de_este_lote]),
        "Clave repetida en el archivo",
        "«{}» ya viene antes en este archivo; quita una.",
    )
    en_que = dict(zip(filas.tolist(), fijos.to_numpy(dtype=bool), strict=True))
    titulos = np.array([layout.columnas[campo].titulo for campo in fijos.columns])
    celda.anotar(
        marca(n, filas[conflicto]),
        "Ya registrada con otros datos",
        lambda i: (
            f"Ya está registrada con otro valor en: {', '.join(titulos[en_que[i]])}. Lo registrado no se "
            "reescribe: corrige el archivo o anota el acto que lo cambia."
        ),
    )
    alguno = distintos.any(axis=1).to_numpy()
    iguales[filas[~de_este_lote & ~alguno]] = True
    cambiadas[filas[~de_este_lote & alguno & ~conflicto]] = True
    return Registradas(iguales, cambiadas)


def _distintos(revisado: Revisado, marco: pd.DataFrame, filas: Enteros, campos: Sequence[str]) -> pd.DataFrame:
    nuevos = revisado.sobreviviente(filas)
    distinto = {}
    for campo in campos:
        es_fecha = revisado.layout.columnas[campo].tipo == "fecha"
        guardado = [dato[:10] for dato in marco[campo]] if es_fecha else marco[campo].tolist()
        distinto[campo] = np.array(guardado, dtype=object) != np.array(
            como_texto(nuevos[campo], es_fecha=es_fecha), dtype=object
        )
    return pd.DataFrame(distinto)


def _referencias(conexion: Connection, revisado: Revisado, propia: str) -> None:
    """Lo que otra fila o el almacén deben conocer antes; se repite porque una fila caída arrastra a quien la cita."""
    columnas = {c: col for c, col in revisado.layout.columnas.items() if col.tipo == "referencia"}
    conocidas = {c: _conocidas(conexion, revisado, c, col.refiere) for c, col in columnas.items()}
    antes = -1
    while antes != len(revisado.reparos.por_fila):
        antes = len(revisado.reparos.por_fila)
        en_pie = revisado.reparos.en_pie
        for campo, columna in columnas.items():
            tabla, llave = columna.refiere.split(".")
            registro = tablas.metadata.tables[tabla].info["registro"]
            donde = f"{registro} ni antes en este archivo" if tabla == propia else registro
            citadas = pd.Series(objetos(revisado.texto(campo)))
            falta = en_pie & citadas.ne("").to_numpy() & ~conocidas[campo]
            if falta.any() and tabla == propia:
                propias = lista(tomar(revisado.texto(llave), en_pie))
                falta &= ~citadas.isin(propias).to_numpy()
            revisado.celda(campo).anotar(
                falta,
                f"{columna.titulo} que no existe",
                f"«{{}}» no está en {donde}; corrígelo o carga antes lo que falta.",
            )


def _conocidas(conexion: Connection, revisado: Revisado, campo: str, refiere: str) -> Mascara:
    tabla, llave = refiere.split(".")
    citadas = pd.Series(objetos(revisado.texto(campo)))
    distintas = [[c] for c in citadas[revisado.reparos.en_pie].unique() if c]
    marco = encontradas(conexion, tabla, [llave], distintas, [llave])
    return np.asarray(citadas.isin(marco[llave]), dtype=bool)
