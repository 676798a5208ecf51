"""El gemelo sintético: una cartera ficticia escrita como la escribiría la oficina, con sus errores.

Conceptos: un *guion* es lo que le pasa a un crédito; la *trama*, los hechos de todos; un *vicio*, lo que se
siembra para que la verificación lo halle. Camino: `creditos` → `vidas`, `coactivo` y `convenido` (siguen `guiones`
con los `pasos` de la ley) → `anomalias` (vicios) → `cuentas` (precio) → `causadas` (la verdad) → `renglones` y
`escritura`, con filas `sucias`.

Se empieza por `generar`; `sucesos` es otra población, la de cada falta y su casi falta. Nada aquí lee la base ni
llama a la verificación: lo que ésta halle se mide contra lo que aquí se sabe.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cobranza.gemelo.anomalias import sembrar, sin_supuesto_de_estrados
from cobranza.gemelo.causadas import verdad
from cobranza.gemelo.creditos import generar_creditos
from cobranza.gemelo.cuentas import valuar
from cobranza.gemelo.escritura import LAYOUTS, Salida, archivo_de, archivos_de_verdad, escribir_de_que_cartera
from cobranza.gemelo.personas import Plantilla, claves_de_delegacion, plantilla
from cobranza.gemelo.recaudacion import recaudacion
from cobranza.gemelo.renglones import (
    CAMPOS_DE_ACTO,
    claves_de_hechos,
    de_actos,
    de_cartera,
    de_recibos,
    es_diligencia,
)
from cobranza.gemelo.sorteo import Azar, Columna
from cobranza.gemelo.textos import tomar
from cobranza.gemelo.trama import PAGO, Trama
from cobranza.gemelo.vidas import contar
from cobranza.ley.norma import Normas, de_la_oficina

__all__ = ["generar", "ya_escrita"]
_FICHA = "ficha.json"
_VERSION = 10
"""Cambia cuando cambia lo que se genera con la misma semilla."""
_CREDITOS_POR_BLOQUE = 100_000


def generar(
    carpeta: Path,
    creditos: int,
    semilla: int,
    al_avanzar: Callable[..., None] | None = None,
    normas: Normas | None = None,
) -> list[tuple[str, Path]]:
    """Escribe la cartera ficticia en `carpeta` y devuelve (layout, archivo) en el orden en que se cargan.

    La misma semilla y el mismo tamaño dan los mismos bytes; si ya están, no se vuelven a escribir. Los CSV van en
    Latin-1 y en `carpeta/verdad` queda lo sembrado. `al_avanzar` recibe una palabra y cuántos créditos van; `normas`
    es la ley que siguen, por omisión la de la instalación.
    """
    archivos = [(layout, archivo_de(carpeta, layout)) for layout in LAYOUTS]
    if ya_escrita(carpeta, creditos, semilla):
        return archivos
    ficha = carpeta / _FICHA
    ficha.unlink(missing_ok=True)
    gente = plantilla(np.random.default_rng([semilla, 0]))
    with Salida(carpeta) as salida:
        salida.libro("personal", gente.personas)
        salida.libro("nombramientos", gente.nombramientos)
        salida.libro("recaudacion", recaudacion(creditos))
        cuenta = _Cuenta(np.zeros((len(claves_de_delegacion()), 100), dtype=np.int64), normas or de_la_oficina())
        for bloque, desde in enumerate(range(0, creditos, _CREDITOS_POR_BLOQUE), 1):
            cuantos = min(_CREDITOS_POR_BLOQUE, creditos - desde)
            _escribir(salida, gente, np.random.default_rng([semilla, bloque]), cuantos, cuenta)
            if al_avanzar:
                al_avanzar("créditos escritos", desde + cuantos)
    escribir_de_que_cartera(carpeta, archivos)
    ficha.write_text(_dicho(creditos, semilla))
    return archivos


def ya_escrita(carpeta: Path, creditos: int, semilla: int) -> bool:
    """¿La carpeta ya tiene, completa, la cartera de ese tamaño y esa semilla?"""
    ficha = carpeta / _FICHA
    escritos = [*(archivo_de(carpeta, layout) for layout in LAYOUTS), *archivos_de_verdad(carpeta)]
    dicho = _dicho(creditos, semilla)
    return ficha.is_file() and ficha.read_text() == dicho and all(archivo.is_file() for archivo in escritos)


def _dicho(creditos: int, semilla: int) -> str:
    return json.dumps({"version": _VERSION, "semilla": semilla, "creditos": creditos})


@dataclass
class _Cuenta:
    """Lo que pasa de un bloque al siguiente: consecutivos de folio, la ley y el número del próximo recibo."""

    consecutivos: Columna
    normas: Normas
    recibo: int = 1


def _escribir(salida: Salida, gente: Plantilla, azar: Azar, cuantos: int, cuenta: _Cuenta) -> None:
    """Un bloque de créditos con toda su historia, añadido a los archivos."""
    creditos = generar_creditos(azar, cuantos, cuenta.consecutivos, cuenta.normas)
    trama = Trama(azar, creditos)
    contar(trama)
    siembra = sembrar(trama, gente)
    hechos = valuar(azar, creditos, siembra.terminada())
    claves = claves_de_hechos(creditos, hechos)
    por_estrados = sin_supuesto_de_estrados(azar, creditos)
    salida.anotar_anomalias(verdad(trama, hechos, claves, siembra.sembradas, por_estrados))
    salida.agregar(azar, "cartera", de_cartera(azar, creditos, gente, por_estrados))
    actos = de_actos(azar, creditos, hechos, claves, gente)
    diligencias = es_diligencia(hechos)
    for layout, cuales in (("diligencias", diligencias), ("incidencias", ~diligencias & hechos["tipo"].ne(PAGO))):
        lugar = np.flatnonzero(cuales)
        salida.agregar(azar, layout, {campo: tomar(actos[campo], lugar) for campo in CAMPOS_DE_ACTO[layout]})
    recibos = de_recibos(azar, creditos, hechos, cuenta.recibo)
    cuenta.recibo += len(recibos["recibo"])
    salida.agregar(azar, "recibos", recibos)
