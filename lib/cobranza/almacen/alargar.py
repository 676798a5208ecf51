"""Alargar la foto de una base con sus renglones nuevos y reponer lo que se le haya dañado.

Los libros sólo agregan, así que la foto también. Antes de usar lo que hay, la base debe contener aún lo que dice
cualquier foto suya: que a la última le falte algo, o no se pueda leer, no se salta esa comparación.
"""

from __future__ import annotations

import hashlib
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cobranza.almacen import cadena, recorrido
from cobranza.almacen.cadena import INICIO, sellos_de
from cobranza.almacen.fichas import Ficha, fichas
from cobranza.almacen.foto import Foto, armar, foto_de
from cobranza.almacen.identidad import huella_de_base, identidad_de
from cobranza.almacen.inventario import ACTUAL, CARGAS, FORMATO, escribir, leer, sellado
from cobranza.almacen.segmentos import Tramo, escribir_libro, escribir_suelta, tramo_de
from cobranza.base import durable
from cobranza.base.errores import ErrorDeDatos

if TYPE_CHECKING:
    from sqlalchemy import Connection

SIN_CARTERA = (
    "Aún no hay cartera: la base está vacía. Se esperaba al menos un crédito ingerido. "
    "Corre `cobranza demo` para el ejemplo o `cobranza ingerir cartera ARCHIVO` para la tuya."
)


@dataclass(frozen=True, slots=True)
class Toma:
    """Un instante de la base, con lo que en él dicen sus tablas, y la carpeta donde va su foto."""

    conexion: Connection
    carpeta: Path
    tablas: list[Ficha]
    puntas: dict[str, Any]
    base: dict[str, Any]

    @classmethod
    def de(cls, conexion: Connection, carpeta: Path) -> Toma:
        """Errores: `ErrorDeDatos` si aún no hay cartera."""
        tablas = fichas(conexion)
        if not tablas:
            raise ErrorDeDatos(SIN_CARTERA)
        puntas = _puntas(conexion, [ficha for ficha in tablas if ficha.libro])
        return cls(conexion, carpeta, tablas, puntas, identidad_de(conexion).como_dict())

    @property
    def raiz(self) -> str:
        """La carpeta de los segmentos de esta base."""
        de_esta_base = f"{FORMATO} {self.puntas['base']}"
        return f"libros-{hashlib.sha256(de_esta_base.encode()).hexdigest()[:12]}"

    def al_dia(self) -> dict[str, Any]:
        """El manifiesto de los libros como están, con los segmentos nuevos, o dañados, ya escritos."""
        vigente = self._vigente()
        sano = self._reparada(vigente) if vigente else None
        if sano:
            recorrido.exigir(armar(self.carpeta / ACTUAL, sano), sano)
        if sano and sano["puntas"] == self.puntas and sano["base"] == self.base:
            if sano != _leida(self.carpeta / ACTUAL)[0]:
                self._publicar(sano)
            return sano
        nuevo = self._extender(sano)
        self._publicar(nuevo)
        return nuevo

    def fija(self, ruta: Path) -> Foto:
        """Una foto que ya no cambia. Errores: `ErrorDeDatos` si no es de esta base o no se puede reponer."""
        try:
            leido = leer(ruta)
            if leido and not self._es_mia(leido):
                raise ErrorDeDatos(f"La foto fija {ruta.name} es de otra base, no de la de COBRANZA_BD.")
            if leido:
                self._que_continue(leido)
                if self._reparada(leido) != leido:
                    raise ErrorDeDatos(f"A la foto fija {ruta.name} no se le pudo reponer lo que perdió.")
            return foto_de(ruta)
        except ErrorDeDatos as error:
            raise ErrorDeDatos(
                f"{error.mensaje} Es una foto fija: para tomarla de nuevo, mueve {ruta} a otro lugar y repite la "
                "orden; saldrá con los libros de hoy."
            ) from error

    def _vigente(self) -> dict[str, Any] | None:
        """La última foto de esta base que se puede alargar, ya comparada con la base; None si no hay."""
        actual, motivo = _leida(self.carpeta / ACTUAL)
        if motivo:
            _avisar(f"la última foto no sirve y se vuelve a tomar de los libros. {motivo}")
        if actual is None or not self._es_mia(actual):
            # sin ella no se salta la comparación: cualquier otra foto de esta base sirve de testigo
            otras = [leida for ruta in sorted(self.carpeta.glob("*.json")) if (leida := _leida(ruta)[0])]
            mias = sorted(filter(self._es_mia, otras), key=lambda otra: (otra["puntas"]["carga"], _total(otra)))
            for otra in mias:
                self._que_continue(otra)
            actual = mias[-1] if mias else None
        elif actual["puntas"] != self.puntas:
            self._que_continue(actual)
        return actual if actual is not None and self._sirve(actual) else None

    def _es_mia(self, manifiesto: dict[str, Any]) -> bool:
        return bool(manifiesto["puntas"]["base"] == self.puntas["base"])

    def _sirve(self, manifiesto: dict[str, Any]) -> bool:
        """¿Tiene estas tablas? Si no, se toma entera otra vez."""
        mias = [asdict(ficha) for ficha in self.tablas]
        return bool(manifiesto["fichas"] == mias and manifiesto["raiz"] == self.raiz)

    def _que_continue(self, antes: dict[str, Any]) -> None:
        """La base debe contener, con la misma huella, el último renglón de cada cadena de una foto anterior."""
        from sqlalchemy import text

        sellos = sellos_de(self.conexion)
        for libro, (identidad, huella) in antes["puntas"]["cadenas"].items():
            consulta = text(f"SELECT {sellos.get(libro, 'NULL')} FROM {libro} WHERE id = :id")
            if identidad and self.conexion.execute(consulta, {"id": identidad}).scalar() != huella:
                raise ErrorDeDatos(
                    f"La base no continúa la foto anterior: se esperaba el renglón {identidad} de «{libro}» como "
                    "estaba y cambió o ya no está. Corre `cobranza comprobar`. Si restauraste un respaldo a "
                    f"propósito, guarda {self.carpeta} en otro lugar y vuelve a tomar la foto."
                )

    def _reparada(self, manifiesto: dict[str, Any]) -> dict[str, Any]:
        """El manifiesto con sus segmentos completos: los que faltan o cambiaron se reescriben de los libros."""
        malos = armar(self.carpeta / ACTUAL, manifiesto).danados()
        if not malos:
            return manifiesto
        que = "1 segmento de la foto faltaba o cambió; se vuelve"
        if len(malos) > 1:
            que = f"{len(malos)} segmentos de la foto faltaban o cambiaron; se vuelven"
        _avisar(f"{que} a escribir de los libros.")
        self._recoger()
        perdidos = {ruta.relative_to(self.carpeta / manifiesto["raiz"]).as_posix() for ruta in malos}
        segmentos = dict(manifiesto["segmentos"])
        for ficha in self.tablas:
            suyos = segmentos.get(ficha.nombre, [])
            faltan = [s["ruta"] for s in suyos if s["ruta"] in perdidos]
            if faltan and not ficha.libro:
                suyos = escribir_suelta(self.conexion, self.carpeta / self.raiz, ficha)
            elif faltan:
                repuestos = [s for tramo in sorted(set(map(tramo_de, faltan))) for s in self._tramo(ficha, *tramo)]
                nuevos = {s["ruta"]: s for s in repuestos}
                suyos = [nuevos.get(s["ruta"], s) for s in suyos]
            segmentos[ficha.nombre] = suyos
        return sellado(manifiesto | {"segmentos": segmentos})

    def _tramo(self, libro: Ficha, desde: int, hasta: int) -> list[dict[str, Any]]:
        """Los segmentos de los renglones `desde` < id ≤ `hasta`, comprobando que sigan a la cadena."""
        from sqlalchemy import text

        consulta = text(f"SELECT huella FROM {libro.nombre} WHERE id <= :id ORDER BY id DESC LIMIT 1")
        huella = self.conexion.execute(consulta, {"id": desde}).scalar() or INICIO
        return escribir_libro(self.conexion, self.carpeta / self.raiz, libro, Tramo(desde, hasta, huella))

    def _extender(self, vigente: dict[str, Any] | None) -> dict[str, Any]:
        self._recoger()
        segmentos: dict[str, list[dict[str, Any]]] = dict(vigente["segmentos"]) if vigente else {}
        desde = vigente["puntas"] if vigente else {"libros": {}}
        for libro in (ficha for ficha in self.tablas if ficha.libro):
            ultimo, huella = desde["libros"].get(libro.nombre, [0, INICIO])
            tramo = Tramo(ultimo, self.puntas["libros"][libro.nombre][0], huella)
            nuevos = escribir_libro(self.conexion, self.carpeta / self.raiz, libro, tramo)
            segmentos[libro.nombre] = segmentos.get(libro.nombre, []) + nuevos
        otra_carga, cadenas = desde.get("carga") != self.puntas["carga"], desde.get("cadenas", {})
        for suelta in (ficha for ficha in self.tablas if not ficha.libro):
            # un paso que no asienta nada no viene con una carga: lo dice la punta de su propia cadena
            if otra_carga or cadenas.get(suelta.nombre) != self.puntas["cadenas"].get(suelta.nombre):
                segmentos[suelta.nombre] = escribir_suelta(self.conexion, self.carpeta / self.raiz, suelta)
        hay = {libro: sum(s["filas"] for s in segmentos[libro]) for libro in self.puntas["libros"]}
        return sellado(
            {
                "formato": FORMATO,
                "fichas": [asdict(ficha) for ficha in self.tablas],
                "base": self.base,
                "hasta": _hasta(self.conexion, vigente, self.puntas["libros"]),
                "raiz": self.raiz,
                "puntas": self.puntas,
                # PostgreSQL saltaba números cuando una carga moría: los renglones son menos que el último número
                "huecos": {
                    libro: ultimo - hay[libro]
                    for libro, (ultimo, _) in self.puntas["libros"].items()
                    if ultimo != hay[libro]
                },
                "segmentos": segmentos,
            }
        )

    def _publicar(self, manifiesto: dict[str, Any]) -> None:
        escribir(self.carpeta / f"{manifiesto['huella'][:16]}.json", manifiesto)
        escribir(self.carpeta / ACTUAL, manifiesto)
        # lo nuevo se escribió siguiendo la cadena, desde donde terminaba lo que ya se había recorrido
        recorrido.anotar(armar(self.carpeta / ACTUAL, manifiesto), manifiesto)

    def _recoger(self) -> None:
        """Lo que dejaron quienes murieron escribiendo aquí."""
        durable.recoger([*self.carpeta.rglob("*.tmp"), *self.carpeta.rglob("*.orden")])


def _leida(ruta: Path) -> tuple[dict[str, Any] | None, str]:
    """(el manifiesto, o None si no está o no sirve; por qué no sirve)."""
    try:
        return leer(ruta), ""
    except ErrorDeDatos as error:
        return None, error.mensaje


def _total(manifiesto: dict[str, Any]) -> int:
    return sum(ultimo for ultimo, _ in manifiesto["puntas"]["libros"].values())


def _avisar(que: str) -> None:
    sys.stderr.write(f"aviso: {que}\n")


def _puntas(conexion: Connection, libros: list[Ficha]) -> dict[str, Any]:
    """Hasta dónde llega cada libro ([último id, su huella]), la última carga y de qué base son."""
    from sqlalchemy import text

    puntas: dict[str, Any] = {"libros": {}}
    for libro in libros:
        fila = conexion.execute(text(f"SELECT id, huella FROM {libro.nombre} ORDER BY id DESC LIMIT 1")).first()
        if fila is None and libro.es_principal:
            raise ErrorDeDatos(SIN_CARTERA)
        puntas["libros"][libro.nombre] = [fila[0], fila[1]] if fila else [0, INICIO]
    puntas["carga"] = conexion.execute(text(f"SELECT MAX(id) FROM {CARGAS}")).scalar() or 0
    puntas["base"] = huella_de_base(conexion)
    puntas["cadenas"] = {tabla: list(punta) for tabla, punta in cadena.puntas(conexion, sellos_de(conexion)).items()}
    return puntas


def _hasta(conexion: Connection, vigente: dict[str, Any] | None, libros: dict[str, Any]) -> str:
    """El último día en que se capturó algo, en los renglones nuevos o en los que ya estaban."""
    from sqlalchemy import text

    antes = vigente["puntas"]["libros"] if vigente else {}
    dias: list[str] = [vigente["hasta"]] if vigente else []
    for libro in libros:
        consulta = text(f"SELECT MAX(fecha_registro) FROM {libro} WHERE id > :id")
        ultimo = conexion.execute(consulta, {"id": antes.get(libro, [0])[0]}).scalar()
        dias += [str(ultimo)[:10]] if ultimo is not None else []
    return max(dias)
