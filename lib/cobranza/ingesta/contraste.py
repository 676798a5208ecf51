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

from cobranza.base.fechas import SIN_DIA
from cobranza.ingesta.columnas import Enteros, Mascara, lista, marca, objetos, tomar
from cobranza.ingesta.duplicados import sin_devueltas, sin_duplicadas
from cobranza.ingesta.encuentro import como_texto, encontradas
from cobranza.ingesta.folios import asignar_folios
from cobranza.ingesta.validacion import Revisado

TABLA = {
    "personal": "persona",
    "nombramientos": "nombramiento",
    "cartera": "credito",
    "diligencias": "acto",
    "incidencias": "acto",
    "recibos": "recibo",
    "recaudacion": "recaudacion",
}
FUERA_DE_LA_TABLA = {
    "cartera": ("notificacion", "forma", "dictamen"),
    "diligencias": ("gasto", "honorario"),
    "recibos": ("causa", "causa_devolucion"),
}
"""Campos de cada layout que no son columnas de su tabla: dan movimientos o actos."""
_NOMBRES = {
    "persona": "la plantilla de personal",
    "credito": "la cartera",
    "acto": "los actos registrados ni antes en este archivo",
    "recibo": "los recibos registrados ni antes en este archivo",
}


@dataclass(frozen=True, slots=True)
class Contraste:
    """Filas aceptadas del bloque: las nuevas, las que sólo traen la notificación y las que cambian un dato vivo.

    Las aceptadas que no están en ninguna ya estaban registradas tal cual.
    """

    nuevas: Enteros
    notificadas: Enteros
    cambiadas: Enteros


def contrastar(conexion: Connection, revisado: Revisado, lote: int) -> Contraste:
    """Anota los reparos que sólo el almacén puede decir y separa lo nuevo de lo ya registrado."""
    _repetidas_en_el_bloque(revisado)
    if revisado.layout.nombre == "cartera":
        sin_devueltas(conexion, revisado)
    iguales, cambiadas = _ya_registradas(conexion, revisado, lote)
    notificadas = np.zeros_like(iguales)
    if revisado.layout.nombre == "cartera":
        notificadas = _notificacion_nueva(conexion, revisado, iguales)
        sin_duplicadas(conexion, revisado, ~iguales & ~cambiadas)
    if revisado.layout.nombre == "recibos":
        _estado_definitivo(conexion, revisado, cambiadas)
    if revisado.layout.nombre == "diligencias":
        _gasto_distinto(conexion, revisado, iguales)
    _referencias(conexion, revisado)
    if revisado.layout.nombre == "cartera":
        asignar_folios(conexion, revisado)
    en_pie = revisado.reparos.en_pie
    return Contraste(
        np.flatnonzero(en_pie & ~iguales & ~cambiadas),
        np.flatnonzero(en_pie & notificadas),
        np.flatnonzero(en_pie & cambiadas),
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


def _ya_registradas(conexion: Connection, revisado: Revisado, lote: int) -> tuple[Mascara, Mascara]:
    layout, tabla = revisado.layout, TABLA[revisado.layout.nombre]
    en_pie = np.flatnonzero(revisado.reparos.en_pie)
    comparables = [campo for campo in layout.columnas if campo not in FUERA_DE_LA_TABLA.get(layout.nombre, ())]
    claves = lista(tomar(revisado.texto(layout.clave), en_pie))
    marco = encontradas(conexion, tabla, [layout.clave], [[c] for c in claves], [*comparables, "lote"])
    iguales = np.zeros(len(revisado.bloque.lineas), dtype=bool)
    cambiadas = iguales.copy()
    if marco.empty:
        return iguales, cambiadas
    filas = en_pie[marco["i"].to_numpy(np.int64)]
    de_este_lote = marco["lote"].eq(str(lote)).to_numpy()
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
    return iguales, cambiadas


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


def _estado_definitivo(conexion: Connection, revisado: Revisado, cambiadas: Mascara) -> None:
    """Un recibo que dejó de estar vigente no vuelve ni cambia de causa: se captura otro que lo sustituya."""
    filas = np.flatnonzero(cambiadas & revisado.reparos.en_pie)
    claves = [[c] for c in lista(tomar(revisado.texto("recibo"), filas))]
    marco = encontradas(conexion, "recibo", ["recibo"], claves, ["estado"])
    caidos = marco[marco["estado"].ne("VIGENTE")]
    estados = dict(zip(filas[caidos["i"].to_numpy(np.int64)].tolist(), caidos["estado"], strict=True))
    revisado.celda("estado").anotar(
        marca(len(cambiadas), list(estados)),
        "Estado que ya no cambia",
        lambda i: (
            f"El recibo ya está registrado como {estados[i]} y su pago ya se revirtió; si se volvió a cobrar, "
            "captura otro recibo que lo sustituya."
        ),
    )


def _notificacion_nueva(conexion: Connection, revisado: Revisado, iguales: Mascara) -> Mascara:
    """Créditos ya registrados cuya notificación apenas llega; otra fecha de la ya anotada es un reparo."""
    fechas = revisado.entero("notificacion")
    filas = np.flatnonzero(iguales & (fechas != SIN_DIA) & revisado.reparos.en_pie)
    claves = [[f"{folio}:notificacion"] for folio in lista(tomar(revisado.texto("folio"), filas))]
    marco = encontradas(conexion, "acto", ["clave"], claves, ["fecha"])
    anotadas = filas[marco["i"].to_numpy(np.int64)]
    distinta = np.array(
        [f[:10] for f in marco["fecha"]], dtype=object
    ) != np.array(como_texto(fechas[anotadas], es_fecha=True), dtype=object)  # fmt: skip
    revisado.celda("notificacion").anotar(
        marca(len(iguales), anotadas[distinta]),
        "Ya registrada con otros datos",
        "El crédito ya tiene una notificación con otra fecha; lo registrado no se reescribe.",
    )
    return marca(len(iguales), np.setdiff1d(filas, anotadas))


def _gasto_distinto(conexion: Connection, revisado: Revisado, iguales: Mascara) -> None:
    """Una diligencia ya registrada no puede traer otro gasto ni otro honorario."""
    filas = np.flatnonzero(iguales & revisado.reparos.en_pie)
    claves = lista(tomar(revisado.texto("clave"), filas))
    for campo in ("gasto", "honorario"):
        marco = encontradas(conexion, "movimiento", ["clave"], [[f"{c}:{campo}"] for c in claves], ["importe"])
        anotado = np.zeros(len(filas), dtype=np.int64)
        anotado[marco["i"].to_numpy(np.int64)] = marco["importe"].astype("int64")
        distinto = filas[anotado != revisado.entero(campo)[filas]]
        revisado.celda(campo).anotar(
            marca(len(iguales), distinto),
            "Ya registrada con otros datos",
            "La diligencia ya está registrada con otro importe; lo registrado no se reescribe.",
        )


def _referencias(conexion: Connection, revisado: Revisado) -> None:
    """Lo que otra fila o el almacén deben conocer antes; se repite porque una fila caída arrastra a quien la cita."""
    columnas = {c: col for c, col in revisado.layout.columnas.items() if col.tipo == "referencia"}
    conocidas = {c: _conocidas(conexion, revisado, c, col.refiere) for c, col in columnas.items()}
    antes = -1
    while antes != len(revisado.reparos.por_fila):
        antes = len(revisado.reparos.por_fila)
        en_pie = revisado.reparos.en_pie
        for campo, columna in columnas.items():
            tabla, llave = columna.refiere.split(".")
            citadas = pd.Series(objetos(revisado.texto(campo)))
            falta = en_pie & citadas.ne("").to_numpy() & ~conocidas[campo]
            if falta.any() and tabla == TABLA[revisado.layout.nombre]:
                propias = lista(tomar(revisado.texto(llave), en_pie))
                falta &= ~citadas.isin(propias).to_numpy()
            revisado.celda(campo).anotar(
                falta,
                f"{columna.titulo} que no existe",
                f"«{{}}» no está en {_NOMBRES[tabla]}; corrígelo o carga antes lo que falta.",
            )


def _conocidas(conexion: Connection, revisado: Revisado, campo: str, refiere: str) -> Mascara:
    tabla, llave = refiere.split(".")
    citadas = pd.Series(objetos(revisado.texto(campo)))
    distintas = [[c] for c in citadas[revisado.reparos.en_pie].unique() if c]
    marco = encontradas(conexion, tabla, [llave], distintas, [llave])
    return np.asarray(citadas.isin(marco[llave]), dtype=bool)
