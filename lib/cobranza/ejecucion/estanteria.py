"""Ordenar las corridas que hay: listarlas, quitarlas o archivarlas. Los datos no se tocan."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from cobranza.base import permisos
from cobranza.base.errores import ErrorDeUso
from cobranza.ejecucion import lugares, publicadas
from cobranza.ejecucion.indice import Entrada, entradas, escribir_indice
from cobranza.ejecucion.publicadas import MINIMO
from cobranza.ejecucion.salidas import apartar, recoger


def todas(salidas: Path) -> list[Entrada]:
    """Las corridas que hay, compartibles y reservadas, de la más reciente a la más antigua."""
    for estante in (salidas, lugares.reservado(salidas)):
        recoger(estante)  # un «--forzar» muerto a la mitad no deja a nadie sin su informe
    juntas = [*entradas(salidas), *entradas(lugares.reservado(salidas))]
    return sorted(juntas, key=lambda e: (e.cuando, e.carpeta.name), reverse=True)


def nombradas(salidas: Path, corridas: Sequence[str], *, fallidas: bool = False) -> list[Entrada]:
    """Las corridas de ese nombre (bastan sus primeras letras) y, con `fallidas`, todas las que fallaron.

    Errores: `ErrorDeUso` si no se nombra ninguna, si una no existe o si unas letras nombran a varias.
    """
    hay = todas(salidas)
    if not corridas and not fallidas:
        raise ErrorDeUso("No se dijo qué corrida; se esperaba su nombre (lo da «cobranza corridas») o --fallidas.")
    elegidas = {e.carpeta: e for corrida in corridas for e in _una(hay, corrida)}
    return list((elegidas | {e.carpeta: e for e in hay if fallidas and e.fallo}).values())


def _una(hay: Iterable[Entrada], dicha: str) -> list[Entrada]:
    """Esa corrida; si además falló al repetirse, las dos carpetas."""
    empiezan = [e for e in hay if e.ficha["corrida"].startswith(dicha.strip().lower())]
    nombres = sorted({e.ficha["corrida"] for e in empiezan})
    if len(dicha.strip()) < MINIMO or not nombres:
        raise ErrorDeUso(
            f"No hay una corrida «{dicha}»; se esperaba su nombre o sus primeras {MINIMO} letras, como las da "
            "«cobranza corridas»."
        )
    if len(nombres) > 1:
        raise ErrorDeUso(f"«{dicha}» nombra a varias corridas: {', '.join(nombres)}. Escribe más letras.")
    return empiezan


def quitar(salidas: Path, elegidas: Iterable[Entrada]) -> None:
    """Borra las carpetas de esas corridas y vuelve a escribir el índice."""
    for entrada in elegidas:
        estante = lugares.estante_de(salidas, entrada.carpeta)
        publicadas.anotar_quitada(estante, entrada.carpeta)
        shutil.rmtree(apartar(estante, entrada.carpeta))
        sin_carpetas_vacias(estante, entrada.carpeta.parent)
    escribir_indice(salidas)


def archivar(salidas: Path, elegidas: Iterable[Entrada]) -> list[Path]:
    """Mueve esas corridas a `archivo/`, fuera del índice, y dice a dónde; lo reservado sigue entre lo reservado."""
    destinos = []
    for entrada in elegidas:
        estante = lugares.estante_de(salidas, entrada.carpeta)
        destino = estante / lugares.ARCHIVO / entrada.carpeta.relative_to(estante)
        if destino.exists():
            shutil.rmtree(apartar(estante, destino))
        publicadas.anotar_movida(estante, entrada.carpeta, estante, destino)
        permisos.carpeta(destino.parent)
        entrada.carpeta.replace(destino)
        sin_carpetas_vacias(estante, entrada.carpeta.parent)
        destinos.append(destino)
    escribir_indice(salidas)
    return destinos


def resguardar(salidas: Path) -> int:
    """Lleva a lo reservado lo que otra versión dejó con nombres entre lo que se comparte; dice cuántas eran."""
    sueltas = [e for e in entradas(salidas) if lugares.es_reservada(e.ficha["parametros"])]
    for entrada in sueltas:
        destino = lugares.abrir_reservado(salidas) / entrada.carpeta.relative_to(salidas)
        if destino.exists():
            publicadas.anotar_quitada(salidas, entrada.carpeta)
            shutil.rmtree(apartar(salidas, entrada.carpeta))
        else:
            publicadas.anotar_movida(salidas, entrada.carpeta, lugares.reservado(salidas), destino)
            permisos.carpeta(destino.parent)
            lugares.cerrar(entrada.carpeta.replace(destino))
        sin_carpetas_vacias(salidas, entrada.carpeta.parent)
    return len(sueltas)


def sin_carpetas_vacias(estante: Path, carpeta: Path) -> None:
    """Borra hacia arriba, sin pasar del estante, las carpetas que se quedaron sin corridas."""
    while carpeta != estante and not any(carpeta.iterdir()):
        carpeta.rmdir()
        carpeta = carpeta.parent
