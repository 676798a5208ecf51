"""De un archivo a bloques de columnas: encabezado reconocido, filas mal formadas aparte, texto recortado."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain, islice

import numpy as np

from cobranza.base import topes
from cobranza.base.errores import ErrorDeDatos
from cobranza.ingesta import lectura_csv
from cobranza.ingesta.avisos import Avisos, enumerados
from cobranza.ingesta.columnas import Enteros, Textos, casa, igual, recortados, textos, vaciadas
from cobranza.ingesta.encabezado_del_archivo import RENGLONES_A_LA_VISTA, Encabezado, leer_encabezado, reconocidas
from cobranza.ingesta.entregas import DE_LA_CARGA, DE_MAS
from cobranza.ingesta.especie import TEXTO
from cobranza.ingesta.fuente import Fuente
from cobranza.ingesta.identificadores import FOLIO, con_guiones
from cobranza.ingesta.layouts import Columna, Layout
from cobranza.ingesta.lectura_csv import Fila
from cobranza.ingesta.relleno import que_relleno_es
from cobranza.ingesta.reparos import Reparo

FILAS_POR_BLOQUE = 50_000
_POR_CELDA = 8
"""Lo que pesa una celda vacía mientras se junta, en letras."""
NULOS = ("NULL", "(null)", "(NULL)", "[NULL]", "<NULL>", "<null>", r"\N", "NaN", "NaT", "nan", "None")
"""Como enseñan los servidores de base de datos, y quien los exporta, lo que no tiene valor."""
_CONFIGURACION = re.compile(r"\ufeff?\"?sep=(.?)", re.IGNORECASE)
_PEDAZO_DE_IMPORTE, _RESTO_DE_IMPORTE = re.compile(r"\$?\s*[0-9]{1,3}"), re.compile(r"[0-9]{3}(?:\.[0-9]{1,2})?")


@dataclass(frozen=True, slots=True)
class Bloque:
    """Un tramo del archivo: `campos` son las filas bien formadas, por columna; `malas`, las que no se partieron."""

    lineas: Enteros
    crudas: Sequence[str]
    campos: dict[str, Textos]
    malas: Sequence[tuple[Reparo, str]]
    titulos: tuple[str, ...] = ()
    """El encabezado como venía."""

    @property
    def leidas(self) -> int:
        """Filas del tramo, bien y mal formadas; las que no son datos no cuentan."""
        return len(self.lineas) + len(self.malas)


@dataclass(slots=True)
class _Tramo:
    """Las filas de un bloque mientras se juntan."""

    encabezado: Encabezado
    habitual: int
    """Cuántas celdas trae la mayoría de las filas."""
    layout: Layout
    avisos: Avisos
    lineas: list[int] = field(default_factory=list)
    crudas: list[str] = field(default_factory=list)
    celdas: list[str] = field(default_factory=list)
    """Una sola lista, y no una por fila: el recolector de basura no la recorre fila por fila."""
    malas: list[tuple[Reparo, str]] = field(default_factory=list)


def bloques(fuente: Fuente, layout: Layout, filas_por_bloque: int, avisos: Avisos) -> Iterator[Bloque]:
    """Los bloques del archivo, en orden; nunca hay más de uno en memoria. Lo que se pasó por alto queda en `avisos`.

    Errores: `ErrorDeDatos` si faltan columnas, se repiten, o el archivo no trae encabezado.
    """
    with ExitStack() as abiertos:
        filas = _sin_sorpresas(fuente, _filas(fuente, layout, abiertos, avisos))
        principio = [fila for fila in islice(filas, RENGLONES_A_LA_VISTA) if not _es_configuracion(fila)]
        if not principio:
            raise ErrorDeDatos(
                f"{fuente.ruta.name} no trae un encabezado legible; un renglón debe nombrar las columnas."
            )
        cual, encabezado = leer_encabezado(principio, fuente.ruta.name, layout)
        _decir_encabezado(encabezado, principio[cual][0], cual, avisos)
        habitual = Counter(len(celdas) for _, celdas, _, _ in principio[cual + 1 :]).most_common(1)
        filas = chain(principio[cual + 1 :], filas)
        leidas = 0
        for primera in filas:
            tramo = _hasta_el_tope(chain((primera,), filas), filas_por_bloque)
            bloque = _bloque(tramo, _Tramo(encabezado, habitual[0][0], layout, avisos))
            leidas += bloque.leidas
            if leidas > topes.FILAS:
                raise topes.pasado(
                    f"{fuente.nombre} trae",
                    None,
                    topes.FILAS,
                    "Pártelo en varios archivos, cada uno con su encabezado",
                    unidad="filas",
                )
            if bloque.leidas:
                yield bloque


def _sin_sorpresas(fuente: Fuente, filas: Iterator[Fila]) -> Iterator[Fila]:
    """Las mismas filas; lo que falle al leer un texto ajeno (el disco, la memoria) es un error de datos."""
    try:
        yield from filas
    except (OSError, ValueError, LookupError, MemoryError, csv.Error) as error:
        raise ErrorDeDatos(
            f"{fuente.nombre} no se pudo leer completo ({type(error).__name__}): está dañado o se movió. "
            "No se cargó nada; pide que te lo envíen de nuevo.",
            archivo=str(fuente.ruta),
        ) from error


def _hasta_el_tope(filas: Iterator[Fila], cuantas: int) -> Iterator[Fila]:
    """Las filas de un bloque: las que se pidieron, o menos si ya son demasiadas letras para tenerlas juntas."""
    letras = 0
    for fila in islice(filas, cuantas):
        yield fila
        letras += len(fila[2]) + _POR_CELDA * len(fila[1])
        if letras > topes.LETRAS_DE_BLOQUE:
            return


def _decir_encabezado(encabezado: Encabezado, linea: int, titulos: int, avisos: Avisos) -> None:
    if titulos:
        avisos.decir(f"El encabezado está en el renglón {linea}; lo de arriba se tomó por título y no se leyó.")
    # las que la casa agregó al devolver lo que no entró no le dicen nada a quien lo corrigió
    if ajenas := [titulo for titulo in encabezado.de_mas if titulo not in DE_MAS + DE_LA_CARGA]:
        avisos.decir(f"Columnas que no son del layout y no se leyeron: {enumerados(ajenas, 10)}.")


def _es_configuracion(fila: Fila) -> bool:
    return bool(fila[1]) and _CONFIGURACION.match(fila[1][0]) is not None and not any(fila[1][2:])


def _filas(fuente: Fuente, layout: Layout, abiertos: ExitStack, avisos: Avisos) -> Iterator[Fila]:
    if fuente.clase != TEXTO:
        from cobranza.ingesta import lectura_hoja  # tarda: sólo si es una hoja de cálculo

        return lectura_hoja.filas(fuente, layout, avisos)
    return _de_texto(fuente, layout, abiertos)


def _de_texto(fuente: Fuente, layout: Layout, abiertos: ExitStack) -> Iterator[Fila]:
    """Las filas de un CSV; se abre al pedir la primera."""
    archivo = abiertos.enter_context(
        fuente.ruta.open(encoding=fuente.codificacion, errors=fuente.errores, newline="")
    )
    con_algo = (renglon for renglon in lectura_csv.renglones(archivo) if not renglon.isspace())
    primeros = list(islice(con_algo, RENGLONES_A_LA_VISTA))
    archivo.seek(0)
    yield from lectura_csv.filas(archivo, _separador(primeros, layout))


def _separador(renglones: Sequence[str], layout: Layout) -> str:
    """El que dice «sep=»; si no, con el que un renglón nombra más columnas; si ninguno, el que parte más parejo."""
    declarado = _CONFIGURACION.match(renglones[0]) if renglones else None
    if declarado and declarado[1].strip('"\r\n'):
        return declarado[1]

    encabezados = layout.encabezados

    def nombradas(separador: str) -> int:
        partidos = (
            [celda.strip(' "\ufeff') for celda in renglon.split(separador, topes.COLUMNAS)] for renglon in renglones
        )
        return max((reconocidas(celdas, encabezados) for celdas in partidos), default=0)

    def parejos(separador: str) -> int:
        cuentas = Counter(n for renglon in renglones if (n := renglon.count(separador)))
        return max((veces * min(n, 5) for n, veces in cuentas.items()), default=0)

    return max(layout.separadores, key=lambda separador: (nombradas(separador), parejos(separador)))


def _bloque(tramo: Iterator[Fila], junto: _Tramo) -> Bloque:
    ancho, celdas, lineas, crudas = junto.encabezado.ancho, junto.celdas, junto.lineas, junto.crudas
    for fila in tramo:
        linea, de_la_fila, cruda, reparo = fila
        if reparo is not None or len(de_la_fila) != ancho:
            ajustadas = _ajustadas(fila, junto)
            if ajustadas is None:
                continue
            de_la_fila = ajustadas
        celdas += de_la_fila
        lineas.append(linea)
        crudas.append(cruda)
    return _sin_relleno(_columnas(junto), junto)


def _columnas(junto: _Tramo) -> Bloque:
    posiciones, ancho = junto.encabezado.posiciones, junto.encabezado.ancho
    vacia = textos([""] * len(junto.lineas))
    campos = {
        campo: _columna(columna, junto.celdas[posiciones[campo] :: ancho]) if campo in posiciones else vacia
        for campo, columna in junto.layout.columnas.items()
    }
    lineas = np.array(junto.lineas, dtype=np.int64)
    return Bloque(lineas, junto.crudas, campos, junto.malas, junto.encabezado.titulos)


def _columna(columna: Columna, celdas: Sequence[str]) -> Textos:
    """Las celdas de una columna sin espacios de más; lo que un servidor enseña cuando no hay valor, vacío."""
    limpia = vaciadas(recortados(textos(celdas)), NULOS)
    return con_guiones(limpia) if columna.refiere == "credito.folio" or columna.patron == FOLIO else limpia


def _sin_relleno(bloque: Bloque, junto: _Tramo) -> Bloque:
    """El bloque sin los renglones vacíos ni los que no son datos: se buscan entre los que no traen ni la mitad."""
    columnas, posiciones = junto.layout.columnas, junto.encabezado.posiciones
    obligatorias = [campo for campo in posiciones if columnas[campo].obligatoria] or list(posiciones)
    faltan = sum(igual(bloque.campos[campo], "").astype(np.int64) for campo in obligatorias)
    primera = bloque.campos[obligatorias[0]]
    repetidas = igual(primera, junto.encabezado.titulos[posiciones[obligatorias[0]]]) | casa(primera, "^[-=_*]{3,}$")
    dudosas = np.flatnonzero((np.asarray(faltan) * 2 >= len(obligatorias)) | repetidas).tolist()
    ancho = junto.encabezado.ancho
    sobran = [i for i in dudosas if _es_relleno(junto.celdas[i * ancho : (i + 1) * ancho], junto.lineas[i], junto)]
    if not sobran:
        return bloque
    for i in reversed(sobran):
        del junto.celdas[i * ancho : (i + 1) * ancho], junto.lineas[i], junto.crudas[i]
    return _columnas(junto)


def _es_relleno(celdas: Sequence[str], linea: int, junto: _Tramo) -> bool:
    if not any(celda.strip() for celda in celdas):
        return True
    motivo = que_relleno_es(celdas, junto.layout.encabezados)
    if motivo:
        junto.avisos.contar(motivo, "", {linea: next(celda.strip() for celda in celdas if celda.strip())})
    return bool(motivo)


def _ajustadas(fila: Fila, junto: _Tramo) -> list[str] | None:
    """Las celdas de una fila a lo ancho del encabezado: lo vacío no es dato. Nada si no es fila o va a las malas."""
    linea, celdas, cruda, reparo = fila
    ancho = junto.encabezado.ancho
    if reparo is None and len(celdas) > ancho:
        if not any(celda.strip() for celda in celdas[ancho:]) and not _trae_importe_partido(celdas, junto):
            return celdas[:ancho]
        reparo = _otro_ancho(linea, len(celdas), ancho)
    elif reparo is None and len(celdas) < ancho:
        reparo = _que_falta(linea, celdas, junto)
        if reparo is None:
            return celdas + [""] * (ancho - len(celdas))
    if not celdas or not _es_relleno(celdas, linea, junto):
        assert reparo is not None
        junto.malas.append((reparo, cruda))
    return None


def _trae_importe_partido(celdas: Sequence[str], junto: _Tramo) -> bool:
    """¿Un importe con coma y sin comillas recorrió las celdas («10,000.00» vuelto «10» y «000.00»)?"""
    if len(celdas) == junto.habitual:
        return False
    importes = [p for c, p in junto.encabezado.posiciones.items() if junto.layout.columnas[c].tipo == "importe"]
    return any(
        _PEDAZO_DE_IMPORTE.fullmatch(celdas[p].strip()) and _RESTO_DE_IMPORTE.fullmatch(celdas[p + 1].strip())
        for p in importes
        if p + 1 < len(celdas)
    )


def _que_falta(linea: int, celdas: Sequence[str], junto: _Tramo) -> Reparo | None:
    """Si a una fila corta le falta algo obligatorio; lo opcional del final puede no venir."""
    columnas, ancho = junto.layout.columnas, junto.encabezado.ancho
    faltan = [
        columnas[c].titulo
        for c, p in junto.encabezado.posiciones.items()
        if p >= len(celdas) and columnas[c].obligatoria
    ]
    if not faltan:
        return None
    mensaje = (
        f"Falta {faltan[0]}; es obligatorio. La fila trae {len(celdas)} celdas y el encabezado {ancho}; revisa "
        "separadores y comillas."
    )
    return Reparo(linea, faltan[0], "", mensaje, "Falta un dato obligatorio")


def _otro_ancho(linea: int, celdas: int, ancho: int) -> Reparo:
    mensaje = (
        f"La fila trae {celdas} celdas y el encabezado {ancho}; revisa separadores y comillas (un importe con "
        "coma va entre comillas)."
    )
    return Reparo(linea, "", "", mensaje, "Número de celdas distinto al del encabezado")
