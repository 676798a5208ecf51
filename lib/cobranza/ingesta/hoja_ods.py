"""Cuánto ocuparía un .ods: una celda, un renglón o un espacio dicen cuántas veces se repiten, y eso se cuenta."""

from __future__ import annotations

import zipfile
from pathlib import Path

from cobranza.base import topes
from cobranza.ingesta import caja_zip
from cobranza.ingesta.hoja_xml import Niveles, lector_xml, que_sea_posible

_TROZO = 1 << 20
_CELDAS = ("table-cell", "covered-table-cell")


def que_quepa(ruta: Path) -> None:
    """Errores: `ErrorDeDatos` si una hoja no cabe en memoria; los de `zipfile` y de XML si está dañada."""
    with caja_zip.abrir(ruta) as caja:
        if "content.xml" not in caja.namelist():
            raise zipfile.BadZipFile("sin contenido")
        lector = _Lector(ruta)
        with caja.open("content.xml") as xml:
            while trozo := xml.read(_TROZO):
                lector.expat.Parse(trozo, False)
            lector.expat.Parse(b"", True)


class _Lector:
    def __init__(self, ruta: Path) -> None:
        self._ruta, self._hoja = ruta, ""
        niveles = Niveles(self._abre, self._cierra)
        self.expat = lector_xml()
        self.expat.StartElementHandler, self.expat.EndElementHandler = niveles.abre, niveles.cierra
        self.expat.CharacterDataHandler = self._texto
        self._hojas = self._elementos = 0
        self._renglones = self._ancho = self._letras = 0  # de lo que trae datos
        self._del_renglon = self._huecos = self._letras_del_renglon = 0
        self._veces_renglon = self._veces_celda = 1
        self._vacios = self._letras_de_celda = 0
        self._trae = False

    def _abre(self, etiqueta: str, atributos: dict[str, str]) -> None:
        if etiqueta == "table":
            self._otra_hoja(_dice(atributos, "name"))
        elif etiqueta == "table-row":
            self._veces_renglon = _veces(atributos, "number-rows-repeated")
            self._del_renglon = self._huecos = self._letras_del_renglon = 0
        elif etiqueta in _CELDAS:
            self._veces_celda = _veces(atributos, "number-columns-repeated")
            self._letras_de_celda = len(_dice(atributos, "string-value"))
            self._trae = any(clave.endswith(("}value-type", "}formula", "}value")) for clave in atributos)
            self._elementos += 1
            if self._elementos > topes.CELDAS_DE_HOJA:
                que_sea_posible(self._ruta, self._hoja, 1, self._elementos)
        elif etiqueta == "s":
            self._letras_de_celda += _veces(atributos, "c")
            self._trae = True

    def _otra_hoja(self, nombre: str) -> None:
        self._hoja, self._hojas = nombre, self._hojas + 1
        self._renglones = self._ancho = self._vacios = 0
        if self._hojas > topes.HOJAS_DE_LIBRO:
            raise topes.pasado(
                f"{self._ruta.name} trae",
                self._hojas,
                topes.HOJAS_DE_LIBRO,
                "Guarda en su archivo la que se carga",
                unidad="hojas",
                archivo=str(self._ruta),
            )

    def _texto(self, texto: str) -> None:
        self._letras_de_celda += len(texto)
        self._trae = self._trae or bool(texto.strip())

    def _cierra(self, etiqueta: str) -> None:
        if etiqueta in _CELDAS:
            if self._trae:
                self._del_renglon += self._huecos + self._veces_celda
                self._letras_del_renglon += self._letras_de_celda * self._veces_celda
                self._huecos = 0
            else:
                self._huecos += self._veces_celda
            self._que_quepa(self._renglones + 1, self._del_renglon, self._letras + self._letras_del_renglon)
        elif etiqueta == "table-row":
            self._cierra_renglon()

    def _cierra_renglon(self) -> None:
        if not self._del_renglon:
            self._vacios += self._veces_renglon
            return
        self._renglones += self._vacios + self._veces_renglon
        self._vacios = 0
        self._ancho = max(self._ancho, self._del_renglon)
        self._letras += self._letras_del_renglon * self._veces_renglon
        self._que_quepa(self._renglones, self._ancho, self._letras)

    def _que_quepa(self, renglones: int, ancho: int, letras: int) -> None:
        que_sea_posible(self._ruta, self._hoja, renglones, ancho)
        if letras > topes.LETRAS_DE_HOJA:
            raise topes.pasado(
                f"Las hojas de {self._ruta.name} traen",
                None,
                topes.LETRAS_DE_HOJA,
                "Borra lo que no sea la tabla, o guárdala como CSV",
                unidad="letras",
                archivo=str(self._ruta),
            )


def _dice(atributos: dict[str, str], nombre: str) -> str:
    return next((valor for clave, valor in atributos.items() if clave.endswith(f"}}{nombre}")), "")


def _veces(atributos: dict[str, str], nombre: str) -> int:
    """Cuántas veces; la biblioteca falla con lo que no es un número, y aquí también. Errores: `ValueError`."""
    return int(_dice(atributos, nombre) or 1)
