"""Anotar lo que la oficina decide hoy: cada acto entra por donde entra un archivo y asienta lo mismo, si procede.

La diferencia con un archivo es cuándo se juzga: lo que ya ocurrió entra con sus faltas y se encuentran; lo que se va
a anotar se juzga antes, con lo que la base dice en esa misma transacción. Quién juzga lo trae quien llama.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from secrets import token_hex
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Engine, Text, bindparam, text

from cobranza.almacen.sesion import instante
from cobranza.base import catalogos
from cobranza.base.errores import ErrorDeCobranza, ErrorDeDatos, ErrorDeUso
from cobranza.base.fechas import dia
from cobranza.base.impedimento import Impedimento
from cobranza.expediente.de_tablas import columnas_de
from cobranza.ingesta import layouts
from cobranza.ingesta.asiento import asentar
from cobranza.ingesta.columnas import textos
from cobranza.ingesta.contraste import Contraste, contrastar
from cobranza.ingesta.contrato import Contexto
from cobranza.ingesta.entradas import entrada
from cobranza.ingesta.fuente import Fuente
from cobranza.ingesta.lectura import Bloque
from cobranza.ingesta.lotes import abrir_lote, cerrar_lote
from cobranza.ingesta.numeros import con_folio
from cobranza.ingesta.resultado import Cuenta
from cobranza.ingesta.revisado import Filas, Revisado
from cobranza.ingesta.saldos import mover_saldos
from cobranza.ingesta.validacion import revisar
from cobranza.ley.norma import Normas
from cobranza.libros import libro
from cobranza.libros.cargas import sellar
from cobranza.libros.vocabulario import RFC_GENERICOS

ANOTAR = "anotar"
"""El lote de lo que no vino en un archivo."""
_TABLAS = {
    "credito": f"SELECT {columnas_de('credito', 'c', reglas=True)} FROM credito c WHERE c.folio IN :folios",
    "acto": f"SELECT c.id AS credito, {columnas_de('acto', 'a', reglas=True)} FROM acto a "
    "JOIN credito c ON c.folio = a.folio WHERE a.folio IN :folios",
    "movimiento": f"SELECT c.id AS credito, {columnas_de('movimiento', 'm', reglas=True)} FROM movimiento m "
    "JOIN credito c ON c.folio = m.folio WHERE m.folio IN :folios",
    "recibo": f"SELECT {columnas_de('recibo', 'r')} FROM recibo r WHERE r.folio IN :folios",
    "persona": f"SELECT {columnas_de('persona', 'p')} FROM persona p",
    "nombramiento": f"SELECT {columnas_de('nombramiento', 'n')} FROM nombramiento n",
}
Tablas = Mapping[str, pd.DataFrame]


Juez = Callable[[Tablas, Mapping[str, Any]], Sequence[Impedimento]]
"""De la historia del crédito y el acto por anotar (como irá al libro), los impedimentos; vacía si procede."""


@dataclass(frozen=True, slots=True)
class Anotado:
    """Qué pasó con un acto: se anotó (o ya estaba, tal cual), o por qué no."""

    clave: str
    folio: str
    acto: str
    ya_estaba: bool = False
    impedimentos: tuple[Impedimento, ...] = ()
    """Lo que la ley impide."""
    error: ErrorDeCobranza | None = None
    """Lo que se dijo mal, contradice lo registrado o no se pudo juzgar."""

    @property
    def procede(self) -> bool:
        """¿Quedó anotado, o quedaría?"""
        return not self.impedimentos and self.error is None


def layout_de(acto: str) -> str:
    """El archivo en que se captura ese acto. Errores: `ErrorDeUso` si no existe o lo calcula el programa."""
    fichas = catalogos.actos()
    if acto not in fichas:
        raise ErrorDeUso(
            f"No existe el acto «{acto}»{_parecido(acto, fichas)}; los que hay están en params/catalogos/actos.yaml."
        )
    se_captura = [nombre for nombre in ("diligencias", "incidencias") if nombre in fichas[acto]["captura"]]
    if not se_captura:
        raise ErrorDeUso(f"{acto} no se anota: lo calcula el programa con lo que dicen los libros.")
    return se_captura[0]


def _parecido(acto: str, fichas: Mapping[str, Any]) -> str:
    parecidos = get_close_matches(acto.upper(), fichas, n=1)
    return f" (¿quisiste decir {parecidos[0]}?)" if parecidos else ""


def campos_de(acto: str) -> tuple[str, ...]:
    """Los campos con que se puede anotar ese acto; el día de captura lo pone el reloj."""
    return tuple(campo for campo in layouts.leer(layout_de(acto)).columnas if campo != "fecha_registro")


@dataclass(frozen=True, slots=True)
class Mano:
    """Quién anota, cuándo, con qué ley y quién juzga lo que anota."""

    usuario: str
    ahora: datetime
    normas: Normas
    juez: Juez


def anotar(motor: Engine, dichos: Sequence[Mapping[str, str]], mano: Mano, *, ensayo: bool = False) -> list[Anotado]:
    """Anota los actos que proceden, en su orden; cada uno se juzga con los anteriores ya anotados.

    `dichos`: por acto, campo del layout → lo escrito, con `clave` y `tipo`. El que no procede no impide a los demás.
    Todo es una transacción: o queda la tanda o nada. Con `ensayo` nada queda.
    """
    with motor.begin() as conexion:
        libro.tomar_turno(conexion)
        tanda = conexion.begin_nested()
        sesion = Sesion(conexion, mano, _abrir(conexion, dichos, mano))
        hechos = [sesion.anotar(dicho) for dicho in dichos]
        nuevos = sum(h.procede and not h.ya_estaba for h in hechos)
        if ensayo or not nuevos:
            tanda.rollback()
        else:
            _cerrar(conexion, sesion.lote, nuevos)
            tanda.commit()
    return hechos


@contextmanager
def actos_de(conexion: Connection, mano: Mano) -> Iterator[Callable[[Mapping[str, str]], Anotado]]:
    """Con qué anotar actos dentro de una transacción ajena; su lote se abre con el primero y se cierra al salir."""
    sesion = Sesion(conexion, mano)
    hechos: list[Anotado] = []

    def anotar_uno(dicho: Mapping[str, str]) -> Anotado:
        if not sesion.lote:
            sesion.lote = _abrir(conexion, [dicho], mano)
        hechos.append(sesion.anotar(dicho))
        return hechos[-1]

    yield anotar_uno
    if sesion.lote:
        nuevos = sum(h.procede and not h.ya_estaba for h in hechos)
        _cerrar(conexion, sesion.lote, nuevos)


def juzgar(motor: Engine, dicho: Mapping[str, str], mano: Mano) -> Anotado:
    """Si un acto procedería, sin escribir ni estorbar a quien escribe."""
    with instante(motor) as conexion:
        return Sesion(conexion, mano).juzgar(dicho)


@dataclass(slots=True)
class Sesion:
    """Actos que se anotan dentro de una transacción que otro abre y cierra."""

    conexion: Connection
    mano: Mano
    lote: int = 0
    anotados: dict[str, Mapping[str, str]] = field(default_factory=dict)
    """Lo ya anotado en esta tanda, por su clave: dicho otra vez igual, es el mismo."""

    def juzgar(self, dicho: Mapping[str, str]) -> Anotado:
        """Qué pasaría con un acto; no escribe."""
        return self._revisar(dicho)[0]

    @catalogos.quietos()
    def anotar(self, dicho: Mapping[str, str]) -> Anotado:
        """Un acto con su punto de regreso: si no procede, no deja nada."""
        if self.anotados.get(dicho["clave"]) == dicho:
            return Anotado(dicho["clave"], dicho["folio"], dicho["tipo"], ya_estaba=True)
        punto = self.conexion.begin_nested()
        try:
            hecho, asiento = self._revisar(dicho)
            if asiento is not None and hecho.procede and not hecho.ya_estaba:
                hechos = asentar(self.conexion, *asiento)
                mover_saldos(self.conexion, [] if hechos is None else [hechos], asiento[-1])
        except BaseException:
            punto.rollback()
            raise
        if not hecho.procede:
            punto.rollback()
            return hecho
        punto.commit()
        self.anotados[hecho.clave] = dicho
        return hecho

    def _revisar(self, dicho: Mapping[str, str]) -> tuple[Anotado, tuple[Revisado, Contraste, Contexto] | None]:
        """Se entiende, se contrasta con lo registrado y se juzga, todo con los mismos catálogos."""
        with catalogos.quietos():
            return self._revisar_con_estos(dicho)

    def _revisar_con_estos(
        self, dicho: Mapping[str, str]
    ) -> tuple[Anotado, tuple[Revisado, Contraste, Contexto] | None]:
        hecho, mano = Anotado(dicho["clave"], dicho["folio"], dicho["tipo"]), self.mano
        try:
            layout = layouts.leer(layout_de(hecho.acto))
            propio = entrada(layout.nombre)
            contexto = Contexto(layout, propio, self.lote, mano.usuario, dia(mano.ahora.date()), mano.normas)
            bloque = con_folio(self.conexion, _bloque(dicho, layout, mano.ahora), layout)
            revisado = revisar(bloque, contexto, es_sospechosa=True)
            contraste = contrastar(self.conexion, revisado, contexto)
            hecho = replace(hecho, folio=str(bloque.campos["folio"][0]))
            if reparos := revisado.reparos.por_fila.get(0):
                dichos = " ".join(f"{r.campo}: {r.mensaje}" for r in reparos)
                return replace(
                    hecho, error=ErrorDeDatos(f"{hecho.acto} en {hecho.folio} no se anota. {dichos}")
                ), None
            if not contraste.nuevas.size:
                return replace(hecho, ya_estaba=True), None
            impedimentos = mano.juez(tablas_de(self.conexion, hecho.folio), _entendido(revisado))
            return replace(hecho, impedimentos=tuple(impedimentos)), (revisado, contraste, contexto)
        except ErrorDeCobranza as error:
            return replace(hecho, error=error), None


def tablas_de(conexion: Connection, *folios: str) -> dict[str, pd.DataFrame]:
    """Lo que los libros dicen de unos créditos en esta transacción, y quién puede actuar: lo que leen las reglas."""
    cuales: Any = bindparam("folios", list(folios), type_=Text, expanding=True)
    return {
        nombre: pd.read_sql_query(
            text(consulta).bindparams(cuales) if ":folios" in consulta else text(consulta), conexion
        )
        for nombre, consulta in _TABLAS.items()
    }


def folios_del_deudor(conexion: Connection, *folios: str) -> list[str]:
    """Todos los créditos de quienes deben ésos, en orden; con un RFC genérico, sólo los del mismo nombre."""
    consulta = text(
        "SELECT DISTINCT o.folio FROM credito c JOIN credito o ON o.rfc = c.rfc "
        "AND (o.rfc NOT IN :genericos OR o.nombre = c.nombre) WHERE c.folio IN :folios ORDER BY o.folio"
    ).bindparams(
        bindparam("folios", list(folios), type_=Text, expanding=True),
        bindparam("genericos", list(RFC_GENERICOS), type_=Text, expanding=True),
    )
    return list(conexion.execute(consulta).scalars())


def _abrir(conexion: Connection, dichos: Sequence[Mapping[str, str]], mano: Mano) -> int:
    """El lote de la tanda; lleva algo al azar porque dos tandas iguales, aun en el mismo instante, son dos."""
    contenido = json.dumps([*map(dict, dichos), token_hex(16)], ensure_ascii=False, sort_keys=True)
    huella = hashlib.sha256(contenido.encode()).hexdigest()
    ficha = layouts.leer("incidencias").model_copy(update={"nombre": ANOTAR})
    return abrir_lote(conexion, ficha, Fuente(Path("actos anotados"), huella), mano.usuario, mano.ahora)


def _cerrar(conexion: Connection, lote: int, nuevos: int) -> None:
    cerrar_lote(conexion, lote, Cuenta(leidas=nuevos, aceptadas=nuevos))
    sellar(conexion, lote)


def _bloque(dicho: Mapping[str, str], layout: layouts.Layout, ahora: datetime) -> Bloque:
    escritos = {**dicho, "fecha_registro": ahora.date().isoformat()}
    campos = {campo: textos([escritos.get(campo, "").strip()]) for campo in layout.columnas}
    return Bloque(np.array([1], dtype=np.int64), [json.dumps(dict(dicho), ensure_ascii=False)], campos, [])


def _entendido(revisado: Revisado) -> dict[str, Any]:
    """Cada campo como va al libro: texto, centavos o fecha; lo ausente, None."""
    filas = Filas(revisado, np.zeros(1, dtype=np.int64))
    marco = pd.DataFrame({campo: filas.guardable(campo) for campo in revisado.layout.columnas}).astype(object)
    return {
        str(campo): None if pd.isna(dato) else dato.date() if isinstance(dato, pd.Timestamp) else dato
        for campo, dato in marco.iloc[0].items()
    }
