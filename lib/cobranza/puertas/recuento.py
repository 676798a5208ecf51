"""Lo que la consola cuenta de una carga, de un ensayo y de un mapeo propuesto."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from cobranza.puertas import consola

if TYPE_CHECKING:
    from cobranza.ingesta import Resultado
    from cobranza.ingesta.propuesta import Propuesta

_MOTIVOS_A_LA_VISTA = 3
_DUDAS_A_LA_VISTA = 20


def contar(hechas: Iterable[tuple[Path, Resultado]]) -> None:
    """Qué pasó con cada archivo: la cuenta, los motivos, los avisos y lo que se dejó escrito."""
    from cobranza.ingesta.tapado import tapado

    for archivo, hecha in hechas:
        cuenta = (
            f"{consola.numero(hecha.leidas)} leídas = {consola.numero(hecha.aceptadas)} aceptadas"
            f" + {consola.numero(hecha.cuarentena)} en cuarentena"
        )
        lote = "" if hecha.efecto else f" (lote {hecha.lote}{', ya estaba' if hecha.ya_conocido else ''})"
        consola.decir(f"{archivo.name}: {cuenta}{lote}")
        _motivos(hecha)
        for mensaje in hecha.avisos:
            if not hecha.ya_conocido or hecha.cuarentena:
                consola.aviso(f"  aviso: {tapado('', mensaje)}")
        if hecha.efecto:
            _ensayo(hecha, *hecha.efecto)
        if hecha.correcciones:
            corregir = f"  lo que no {'entraría' if hecha.efecto else 'entró'}, para corregirlo y volver a cargarlo:"
            consola.decir(f"{corregir} {consola.corta(hecha.correcciones)}")
        if hecha.folios:
            consola.decir(f"  el folio de cada fila: {consola.corta(hecha.folios)}")


def _motivos(hecha: Resultado) -> None:
    """Cuántas filas por cada motivo: en un ensayo, todos; en una carga, los primeros."""
    motivos = list(hecha.por_motivo.items())
    a_la_vista = len(motivos) if hecha.efecto else _MOTIVOS_A_LA_VISTA
    for motivo, filas in motivos[:a_la_vista]:
        consola.decir(f"  {consola.numero(filas):>6} {motivo}")
    if len(motivos) > a_la_vista:
        mas = consola.cuantos(len(motivos) - a_la_vista, "motivo", "motivos")
        consola.decir(f"         y {mas} más")


def _ensayo(hecha: Resultado, creditos: int, importe: int) -> None:
    """Lo que sólo se dice de un ensayo: los primeros reparos, cuántos faltan y cuánto cambiaría el saldo."""
    from cobranza.base.dinero import pesos
    from cobranza.ingesta.tapado import tapado

    for reparo in hecha.reparos:
        mensaje = tapado(reparo.campo, reparo.mensaje)
        consola.decir(f"  línea {reparo.linea}, {reparo.campo or 'fila'}: {mensaje}")
    if (faltan := hecha.cuarentena - len(hecha.reparos)) > 0:
        consola.decir(f"  y {consola.cuantos(faltan, 'fila', 'filas')} más con reparos")
    if creditos or importe:
        consola.decir(
            f"  sumaría al saldo {consola.cuantos(creditos, 'crédito', 'créditos')} y {pesos(importe)} pesos"
        )
    consola.decir("Fue un ensayo: no quedó nada en la base.")


def contar_mapeo(archivo: Path, propuesta: Propuesta, destino: Path) -> None:
    """Qué se reconoció de un archivo, qué falta decir y qué quedó sin traducir."""
    mapeo = propuesta.mapeo
    consola.decir(f"{archivo.name}: parece «{mapeo.layout}»; mapeo en {consola.corta(destino)}")
    for titulo, columna in mapeo.columnas.items():
        if columna and titulo != columna:
            consola.decir(f"  «{titulo}» es {columna}")
    for columna, valor in mapeo.constantes.items():
        if valor:
            consola.decir(f"  {columna}: {valor} donde no venga")
    for columna, palabras in mapeo.valores.items():
        for escrito, clave in palabras.items():
            if clave:
                consola.decir(f"  {columna}: «{escrito}» es {clave}")
    if propuesta.sin_usar:
        consola.decir(f"  no se usan: {', '.join(propuesta.sin_usar)}")
    _lo_que_falta(propuesta)


def _lo_que_falta(propuesta: Propuesta) -> None:
    """Lo que alguien debe decir antes de cargar."""
    mapeo = propuesta.mapeo
    faltan = [columna for columna in propuesta.faltan if not mapeo.constantes.get(columna)]
    for columna in faltan:
        consola.decir(f'  FALTA {columna}, que el archivo no trae: --fijo "{columna}=…", o escríbelo en el mapeo')
    dudas = [(c, escrito, cerca) for c, escrito, cerca in propuesta.dudas if not mapeo.valores[c].get(escrito)]
    for columna, escrito, cerca in dudas[:_DUDAS_A_LA_VISTA]:
        pregunta = f"; ¿es {cerca}?" if cerca else ""
        consola.decir(f"  SIN TRADUCIR {columna} «{escrito}»{pregunta} Escríbelo en el mapeo.")
    if len(dudas) > _DUDAS_A_LA_VISTA:
        consola.decir(f"  y {len(dudas) - _DUDAS_A_LA_VISTA} palabras más sin traducir")
