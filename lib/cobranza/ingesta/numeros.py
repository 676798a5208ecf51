"""El número con que la oficina conoce un crédito: otra llave del mismo crédito, que vale en todos sus archivos.

El folio lo asigna el sistema; el número propio (SF/DC/0001/2022) lo trae la oficina. Se guarda con el alta, se busca
sin distinguir mayúsculas y donde un archivo pide el crédito sirve cualquiera de los dos.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from sqlalchemy import Connection, text

from cobranza.base.numero_propio import CAMBIOS
from cobranza.ingesta.columnas import (
    Mascara,
    Textos,
    cambiar,
    casa,
    entre,
    igual,
    lista,
    marca,
    mayusculas,
    objetos,
    textos,
    tomar,
    traducidos,
)
from cobranza.ingesta.contrato import Asientos, Contexto
from cobranza.ingesta.encuentro import encontradas
from cobranza.ingesta.layouts import Layout
from cobranza.ingesta.lectura import Bloque
from cobranza.ingesta.revisado import Filas, Revisado

CAMPO = "numero_propio"
"""El campo del layout y la tabla donde se guarda."""
_CREDITO = "credito.folio"
_FOLIO = "^[A-Z]{3}-[0-9]{4}-[0-9]{6}$"
_REPETIDO, _AJENO = "Número propio repetido en el archivo", "Número propio de otro crédito"
_OTRO = "otro que está en cuarentena con ese número"
_LO_DISTINGUE = ("delegacion", "resolucion", "rfc")
"""Si cambia algo de esto, es otro crédito aunque traiga el mismo número."""


def canonicos(escritos: Textos) -> Textos:
    """Los números en mayúsculas, sin espacios junto a sus signos, con guion común y sin el «.0» de una hoja."""
    dichos = mayusculas(escritos)
    for patron, por in CAMBIOS:
        dichos = cambiar(dichos, patron, por)
    return dichos


def con_folio(conexion: Connection, bloque: Bloque, layout: Layout) -> Bloque:
    """El bloque con el folio de cada crédito que viene por su número propio; el folio, en mayúsculas.

    El número que nadie registró, o que podría ser de dos créditos, se queda como venía: el contraste dirá por qué.
    """
    campos = dict(bloque.campos)
    for campo, columna in layout.columnas.items():
        if columna.refiere == _CREDITO:
            campos[campo] = _resuelta(conexion, campos[campo])
    if CAMPO in campos:
        campos[CAMPO], folio = canonicos(campos[CAMPO]), mayusculas(campos[layout.clave])
        por_numero = _registrado(conexion, campos[CAMPO])
        campos[layout.clave] = textos(np.where(igual(folio, ""), objetos(por_numero), objetos(folio)))
    return replace(bloque, campos=campos)


def _registrado(conexion: Connection, numeros: Textos) -> Textos:
    """El folio del crédito que ya lleva cada número; vacío si ninguno."""
    cuales = np.flatnonzero(~igual(numeros, ""))
    folios = objetos(textos([""] * len(numeros))).copy()
    marco = encontradas(conexion, CAMPO, ["numero"], [[n] for n in lista(tomar(numeros, cuales))], ["folio"])
    folios[cuales[marco["i"].to_numpy(np.int64)]] = marco["folio"].to_numpy(dtype=object)
    return textos(folios)


def _resuelta(conexion: Connection, escrita: Textos) -> Textos:
    """La columna con el folio de lo que sólo puede ser un crédito; lo demás, en mayúsculas, como venía."""
    candidatos = _candidatos(conexion, escrita)
    return _traducida(mayusculas(escrita), {dicho: min(fs) for dicho, fs in candidatos.items() if len(fs) == 1})


def _traducida(columna: Textos, folios: Mapping[str, str]) -> Textos:
    if not folios:
        return columna
    return traducidos(columna, lambda texto: folios.get(texto, texto), "")[0]


def _candidatos(conexion: Connection, escrita: Textos) -> dict[str, set[str]]:
    """Lo escrito, en mayúsculas → los folios de los créditos que podría nombrar, si se nombra por número propio."""
    dichos = mayusculas(escrita)
    folios = casa(dichos, _FOLIO)
    distintos = sorted(set(lista(tomar(dichos, ~folios & ~igual(dichos, "")))))
    numeros = lista(canonicos(textos(distintos)))
    marco = encontradas(conexion, CAMPO, ["numero"], [[n] for n in numeros], ["folio"])
    hallados: dict[str, set[str]] = {}
    for i, folio in zip(marco["i"], marco["folio"], strict=True):
        hallados.setdefault(distintos[i], set()).add(folio)
    de_cifras = {d: n for d, n in zip(distintos, numeros, strict=True) if n.isdecimal()}
    por_cifras = _por_cifras(conexion) if de_cifras else {}
    for dicho, numero in de_cifras.items():
        if not (numero.startswith("0") and dicho in hallados):  # a quien le quedan sus ceros nadie se los puso
            hallados[dicho] = set(por_cifras.get(numero.lstrip("0"), ()))
    for numero, folio in _que_parecen_folio(conexion) if folios.any() else ():
        hallados[numero] = {folio} | {f for f in [numero] if _es_folio(conexion, f)}
    for dicho in _en_disputa(conexion, hallados):
        hallados[dicho].add(_OTRO)
    return {dicho: suyos for dicho, suyos in hallados.items() if suyos}


def _por_cifras(conexion: Connection) -> dict[str, set[str]]:
    """Los números de puras cifras, sin los ceros que una hoja de cálculo les quita → sus créditos."""
    consulta = text(f"SELECT numero, folio FROM {CAMPO} WHERE ltrim(numero, '0123456789') = ''")
    creditos: dict[str, set[str]] = {}
    for numero, folio in conexion.execute(consulta):
        creditos.setdefault(numero.lstrip("0"), set()).add(folio)
    return creditos


def _que_parecen_folio(conexion: Connection) -> list[tuple[str, str]]:
    renglones = conexion.execute(text(f"SELECT numero, folio FROM {CAMPO} WHERE numero LIKE '___-____-______'"))
    return [(numero, folio) for numero, folio in renglones if re.fullmatch(_FOLIO, numero) and numero != folio]


def _es_folio(conexion: Connection, folio: str) -> bool:
    return bool(conexion.execute(text("SELECT 1 FROM credito WHERE folio = :folio"), {"folio": folio}).scalar())


def _en_disputa(conexion: Connection, hallados: Mapping[str, set[str]]) -> set[str]:
    """De esos números, los que otra fila reclamó para otro crédito y por eso está en cuarentena."""
    if not hallados:
        return set()
    consulta = text("SELECT DISTINCT valor FROM cuarentena WHERE motivo IN (:repetido, :ajeno)")
    reclamados = set(conexion.execute(consulta, {"repetido": _REPETIDO, "ajeno": _AJENO}).scalars())
    if not reclamados:
        return set()
    dichos = list(hallados)
    return {d for d, n in zip(dichos, lista(canonicos(textos(dichos))), strict=True) if n in reclamados}


def sin_ambiguos(conexion: Connection, revisado: Revisado) -> None:
    """Un número que pueden reclamar dos créditos no dice de cuál es la fila: no se aplica a ninguno."""
    for campo, columna in revisado.layout.columnas.items():
        if columna.refiere != _CREDITO:
            continue
        escrita = revisado.texto(campo)
        dudosos = {dicho: fs for dicho, fs in _candidatos(conexion, escrita).items() if len(fs) > 1}
        if dudosos:
            escritos = lista(escrita)
            revisado.celda(campo).anotar(
                entre(escrita, dudosos) & revisado.reparos.en_pie,
                "Número propio de más de un crédito",
                lambda i, e=escritos, d=dudosos: (  # type: ignore[misc]
                    f"«{e[i]}» puede ser de más de un crédito: {' y '.join(sorted(d[e[i]]))}. No se aplicó a "
                    "ninguno; escribe el folio del que es."
                ),
            )


def que_no_tome_folio_ajeno(revisado: Revisado) -> None:
    """El número con forma de folio es el folio sólo si su serie es de la delegación; si no, es un número propio."""
    numeros, folios = objetos(revisado.texto(CAMPO)), objetos(revisado.texto("folio")).copy()
    delegaciones = objetos(revisado.texto("delegacion"))
    parecen = np.flatnonzero(casa(revisado.texto(CAMPO), _FOLIO) & (folios == ""))
    suyos = [i for i in parecen.tolist() if delegaciones[i].rpartition("-")[2] == numeros[i][:3]]
    folios[suyos] = numeros[suyos]
    if suyos:
        revisado.valores["folio"] = revisado.bloque.campos["folio"] = textos(folios)
    ajenos = set(parecen.tolist()) - set(suyos)
    revisado.celda(CAMPO).avisar(
        "Número propio con forma de folio de otra serie",
        "Se guardó como número propio y el sistema asignó el folio; si es el folio, corrige la delegación.",
        {i: numeros[i] for i in sorted(ajenos)},
    )


def sin_numeros_ajenos(conexion: Connection, revisado: Revisado) -> None:
    """Un número propio es de un solo crédito: ni dos filas del archivo ni otro crédito registrado lo llevan."""
    numeros = pd.Series(objetos(revisado.texto(CAMPO)))
    con_numero = revisado.reparos.en_pie & numeros.ne("").to_numpy()
    repetidos = con_numero & numeros.where(con_numero).duplicated().to_numpy()
    primera = numeros[con_numero].drop_duplicates()
    de_quien = dict(zip(primera, revisado.bloque.lineas[primera.index.to_numpy()], strict=True))
    celda = revisado.celda(CAMPO)
    celda.anotar(
        repetidos,
        _REPETIDO,
        lambda i: (
            f"«{numeros[i]}» ya es el número de la línea {de_quien[numeros[i]]} de este archivo; cada crédito lleva "
            "el suyo."
        ),
    )
    duenos, folios = _duenos(conexion, revisado), objetos(revisado.texto("folio"))
    distintos = _de_otro(conexion, revisado, duenos)
    ajenos = [i for i, folio in duenos.items() if folio != folios[i] or i in distintos]
    celda.anotar(
        marca(len(numeros), ajenos),
        _AJENO,
        lambda i: (
            f"«{numeros[i]}» ya lo tiene otro crédito, {duenos[i]}"
            + (f", registrado con otro valor en {distintos[i]}" if i in distintos else "")
            + ". Si la fila es otro crédito, dale un número que los distinga o déjalo vacío; si es ése, corrígela."
        ),
    )


def _de_otro(conexion: Connection, revisado: Revisado, duenos: Mapping[int, str]) -> dict[int, str]:
    """Fila → en qué se distingue del crédito que ya lleva su número."""
    filas = list(duenos)
    marco = encontradas(conexion, "credito", ["folio"], [[duenos[i]] for i in filas], _LO_DISTINGUE)
    nuevos = {campo: objetos(revisado.texto(campo)) for campo in _LO_DISTINGUE}
    titulos = {campo: revisado.layout.columnas[campo].titulo for campo in _LO_DISTINGUE}
    en_que = {
        filas[renglon["i"]]: ", ".join(
            titulos[c] for c in _LO_DISTINGUE if nuevos[c][filas[renglon["i"]]] != renglon[c]
        )
        for renglon in marco.to_dict("records")
    }
    return {i: dicho for i, dicho in en_que.items() if dicho}


def sin_registrar(conexion: Connection, revisado: Revisado, iguales: Mascara) -> Mascara:
    """De los créditos ya registrados, los que ahora traen un número propio que no tenían; lo demás queda sin él."""
    numeros = objetos(revisado.texto(CAMPO)).copy()
    conocidos = marca(len(iguales), list(_duenos(conexion, revisado)))
    numeros[iguales & conocidos] = ""
    revisado.valores[CAMPO] = textos(numeros)
    return np.asarray(iguales & revisado.reparos.en_pie & (numeros != ""), dtype=bool)


def _duenos(conexion: Connection, revisado: Revisado) -> dict[int, str]:
    """Fila en pie → folio del crédito que ya lleva su número propio."""
    numeros = revisado.texto(CAMPO)
    filas = np.flatnonzero(revisado.reparos.en_pie & ~igual(numeros, ""))
    marco = encontradas(conexion, CAMPO, ["numero"], [[n] for n in lista(tomar(numeros, filas))], ["folio"])
    return dict(zip(filas[marco["i"].to_numpy(np.int64)].tolist(), marco["folio"], strict=True))


def registrados(filas: Filas, contexto: Contexto) -> Asientos:
    """Los números propios de las filas que lo traen."""
    numeros = objetos(filas.texto(CAMPO))
    marco = pd.DataFrame(
        {"numero": numeros, "folio": objetos(filas.texto("folio")), "lote": contexto.lote, "linea": filas.lineas}
    )
    return {CAMPO: marco[marco["numero"].ne("")]}
