"""Lo que un libro .xlsx dice y la biblioteca que lee sus valores calla: fórmulas, errores y renglones ocultos.

Se recorre antes de que ella lo lea, y así se sabe también cuánto ocuparía: ella arma la hoja entera en memoria, y una
celda en el renglón quinientos millones, o un texto compartido por un millón de celdas, no se notan en el tamaño.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from defusedxml import DTDForbidden  # type: ignore[import-untyped]  # no publica tipos
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]  # ídem

from cobranza.base import topes
from cobranza.base.errores import ErrorDeDatos
from cobranza.ingesta import caja_zip

_REFERENCIA = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_TROZO = 1 << 20
_A_LA_VISTA = 200
_BORRALO = "Hay un dato perdido lejos de la tabla, o es demasiado grande: bórralo, o guárdala como CSV"


@dataclass(frozen=True, slots=True)
class Rara:
    """Una celda que no es sólo un valor: dónde está y qué dice."""

    donde: str
    dice: str


@dataclass(slots=True)
class Notas:
    """Lo que se anotó de una hoja, por renglón."""

    errores: dict[int, Rara] = field(default_factory=dict)
    formulas: dict[int, Rara] = field(default_factory=dict)
    """Fórmulas sin valor guardado: no se sabe cuánto dan."""
    con_formula: dict[int, str] = field(default_factory=dict)
    """Fórmulas con su valor guardado."""
    ocultos: set[int] = field(default_factory=set)
    columnas_ocultas: bool = False
    ultimo_renglon: int = 0
    ultima_columna: int = 0
    celdas: int = 0
    letras: int = 0
    combinadas: int = 0


class Libro:
    """Las notas de cada hoja de un .xlsx; lleva la cuenta de lo que ocupan todas juntas.

    Errores: `ErrorDeDatos` si pasan de un tope; los de `zipfile` y de XML si el libro está dañado.
    """

    def __init__(self, ruta: Path) -> None:
        self._ruta = ruta
        self._por_hoja: dict[str, Notas] = {}
        with caja_zip.abrir(ruta) as caja:
            nombres = {nombre.casefold(): nombre for nombre in caja.namelist()}
            self._partes = _partes(caja, nombres, ruta)
            compartidos = nombres.get("xl/sharedstrings.xml")
            self._textos = _largos(caja, compartidos, ruta) if compartidos else array("L")

    def notas(self, hoja: str) -> Notas:
        """Las notas de la hoja de ese nombre."""
        if hoja not in self._por_hoja:
            lector = _Lector(self._ruta, hoja, self._textos)
            with caja_zip.abrir(self._ruta) as caja:
                _recorrer(caja, self._partes[hoja], lector.expat)
            self._por_hoja[hoja] = lector.notas
            juntas = sum(notas.celdas for notas in self._por_hoja.values())
            letras = sum(notas.letras for notas in self._por_hoja.values())
            _que_quepan(self._ruta, "Las hojas", juntas, letras)
        return self._por_hoja[hoja]


def que_sea_posible(ruta: Path, hoja: str, renglones: int, columnas: int) -> None:
    """Errores: `ErrorDeDatos` si el rectángulo que va de la primera celda a la última no cabe en memoria."""
    if renglones > topes.RENGLONES_DE_HOJA or renglones * columnas > topes.CELDAS_DE_HOJA:
        raise ErrorDeDatos(
            f"La hoja «{hoja}» de {ruta.name} llega al renglón {renglones:,} y a la columna {columnas:,}; se "
            f"admiten {topes.RENGLONES_DE_HOJA:,} renglones y {topes.CELDAS_DE_HOJA:,} celdas, contando los "
            f"huecos. {_BORRALO}.",
            archivo=str(ruta),
        )


def _que_quepan(ruta: Path, que: str, celdas: int, letras: int) -> None:
    for cuantas, tope, unidad in (
        (celdas, topes.CELDAS_DE_HOJA, "celdas"),
        (letras, topes.LETRAS_DE_HOJA, "letras"),
    ):
        if cuantas > tope:
            raise topes.pasado(f"{que} de {ruta.name} traen", None, tope, _BORRALO, unidad=unidad, archivo=str(ruta))


def _partes(caja: zipfile.ZipFile, nombres: dict[str, str], ruta: Path) -> dict[str, str]:
    """Hoja → su archivo interno: el libro da su número de relación, y las relaciones, su ruta."""
    principal, relaciones = nombres.get("xl/workbook.xml"), nombres.get("xl/_rels/workbook.xml.rels")
    if principal is None or relaciones is None:
        raise zipfile.BadZipFile("sin índice de hojas")
    rutas = {
        nodo.get("Id"): nodo.get("Target", "") for nodo in fromstring(_indice(caja, relaciones), forbid_dtd=True)
    }
    partes: dict[str, str] = {}
    for nodo in fromstring(_indice(caja, principal), forbid_dtd=True).iter():
        if not nodo.tag.endswith("}sheet"):
            continue
        hoja = nodo.get("name", "")
        llave = next((valor for clave, valor in nodo.attrib.items() if clave.endswith("}id")), None)
        suya = posixpath.normpath(posixpath.join("/xl", rutas.get(llave, ""))).lstrip("/")
        if hoja in partes:
            raise zipfile.BadZipFile("dos hojas con el mismo nombre")
        if interna := nombres.get(suya.casefold()):
            partes[hoja] = interna
    if len(partes) > topes.HOJAS_DE_LIBRO:
        raise topes.pasado(
            f"{ruta.name} trae",
            len(partes),
            topes.HOJAS_DE_LIBRO,
            "Guarda en su archivo la que se carga",
            unidad="hojas",
            archivo=str(ruta),
        )
    return partes


def _indice(caja: zipfile.ZipFile, parte: str) -> bytes:
    if caja.getinfo(parte).file_size > topes.BYTES_DE_INDICE:
        raise zipfile.BadZipFile("índice de hojas desmedido")
    return caja.read(parte)


def sin_dtd(*_: object) -> None:
    """Ningún libro declara entidades: quien las trae quiere que crezcan o que se lea otro archivo."""
    raise DTDForbidden("DOCTYPE", None, None)


def lector_xml() -> expat.XMLParserType:
    """Un lector de XML sin DTD ni anidados sin fin; el espacio de nombres va antes de «}»."""
    lector = expat.ParserCreate(namespace_separator="}")
    lector.StartDoctypeDeclHandler = lector.EntityDeclHandler = sin_dtd
    lector.buffer_text = True
    return lector


class Niveles:
    """Cuenta las etiquetas abiertas. Errores: `ValueError` si pasan de `NIVELES_DE_XML`."""

    def __init__(self, abre: Callable[[str, dict[str, str]], None], cierra: Callable[[str], None]) -> None:
        self._nivel, self._abre, self._cierra = 0, abre, cierra

    def abre(self, nombre: str, atributos: dict[str, str]) -> None:
        """Una etiqueta más."""
        self._nivel += 1
        if self._nivel > topes.NIVELES_DE_XML:
            raise ValueError("etiquetas anidadas sin fin")
        self._abre(nombre.rpartition("}")[2], atributos)

    def cierra(self, nombre: str) -> None:
        """Una menos."""
        self._nivel -= 1
        self._cierra(nombre.rpartition("}")[2])


def _recorrer(caja: zipfile.ZipFile, parte: str, lector: expat.XMLParserType) -> None:
    with caja.open(parte) as xml:
        while trozo := xml.read(_TROZO):
            lector.Parse(trozo, False)
        lector.Parse(b"", True)


def _largos(caja: zipfile.ZipFile, parte: str, ruta: Path) -> array[int]:
    """Cuántas letras tiene cada texto compartido del libro."""
    largos: array[int] = array("L")
    total = 0

    def abre(etiqueta: str, _: dict[str, str]) -> None:
        if etiqueta == "si":
            largos.append(0)
            if len(largos) > topes.CELDAS_DE_HOJA:
                _que_quepan(ruta, "Los textos", len(largos), 0)

    def letras(texto: str) -> None:
        nonlocal total
        total += len(texto)
        if largos:
            largos[-1] += len(texto)
        if total > topes.LETRAS_DE_HOJA:
            _que_quepan(ruta, "Los textos", 0, total)

    lector, niveles = lector_xml(), Niveles(abre, lambda _: None)
    lector.StartElementHandler, lector.EndElementHandler = niveles.abre, niveles.cierra
    lector.CharacterDataHandler = letras
    _recorrer(caja, parte, lector)
    return largos


class _Lector:
    """Recorre la hoja celda por celda sin guardarla."""

    def __init__(self, ruta: Path, hoja: str, textos: array[int]) -> None:
        self.notas = Notas()
        self._ruta, self._hoja, self._textos = ruta, hoja, textos
        niveles = Niveles(self._abre, self._cierra)
        self.expat = lector_xml()
        self.expat.StartElementHandler, self.expat.EndElementHandler = niveles.abre, niveles.cierra
        self.expat.CharacterDataHandler = self._letras
        self._renglon = self._columna = self._renglones = 0
        self._celda: dict[str, str] = {}
        self._formula: str | None = None
        self._valor: str | None = None
        self._dentro = ""

    def _abre(self, etiqueta: str, atributos: dict[str, str]) -> None:
        if etiqueta == "c":
            self._celda, self._formula, self._valor = atributos, None, None
            self._columna += 1
            self.notas.celdas += 1
            if self.notas.celdas > topes.CELDAS_DE_HOJA:
                _que_quepan(self._ruta, "Las hojas", self.notas.celdas, 0)
        elif etiqueta in ("v", "f", "t"):
            self._dentro = etiqueta
            if etiqueta == "f":
                self._formula = ""
        elif etiqueta == "row":
            self._otro_renglon(atributos)
        elif etiqueta == "mergeCell":
            self.notas.combinadas += 1
            if self.notas.combinadas > topes.COMBINADAS:
                raise topes.pasado(
                    f"La hoja «{self._hoja}» de {self._ruta.name} trae",
                    None,
                    topes.COMBINADAS,
                    "Sepáralas, o guárdala como CSV",
                    unidad="rangos de celdas combinadas",
                    archivo=str(self._ruta),
                )
        elif etiqueta == "col" and atributos.get("hidden") in ("1", "true"):
            self.notas.columnas_ocultas = True

    def _otro_renglon(self, atributos: dict[str, str]) -> None:
        self._renglon, self._columna = int(atributos.get("r", self._renglon + 1)), 0
        self._renglones += 1
        if max(self._renglon, self._renglones) > topes.RENGLONES_DE_HOJA:
            que_sea_posible(self._ruta, self._hoja, max(self._renglon, self._renglones), self.notas.ultima_columna)
        if atributos.get("hidden") in ("1", "true"):
            self.notas.ocultos.add(self._renglon)

    def _letras(self, texto: str) -> None:
        if not self._dentro:
            return
        self.notas.letras += len(texto)
        if self.notas.letras > topes.LETRAS_DE_HOJA:
            _que_quepan(self._ruta, "Las hojas", 0, self.notas.letras)
        if self._dentro == "f":
            self._formula = _agregado(self._formula, texto)
        else:
            self._valor = _agregado(self._valor, texto)

    def _cierra(self, etiqueta: str) -> None:
        if etiqueta in ("v", "f", "t"):
            self._dentro = ""
        elif etiqueta == "c" and (self._valor is not None or self._formula is not None):
            self._anotar()

    def _anotar(self) -> None:
        donde = self._celda.get("r", "")
        if casa := _REFERENCIA.fullmatch(donde):
            self._renglon, self._columna = int(casa[2]), _numero(casa[1])
        notas, renglon = self.notas, self._renglon
        if renglon > notas.ultimo_renglon or self._columna > notas.ultima_columna:
            notas.ultimo_renglon = max(notas.ultimo_renglon, renglon)
            notas.ultima_columna = max(notas.ultima_columna, self._columna)
            que_sea_posible(self._ruta, self._hoja, notas.ultimo_renglon, notas.ultima_columna)
        clase = self._celda.get("t")
        if clase == "s" and self._valor and self._valor.isdecimal() and int(self._valor) < len(self._textos):
            notas.letras += self._textos[int(self._valor)]
        if clase == "e":
            notas.errores.setdefault(renglon, Rara(donde, self._valor or "#¿?"))
        elif self._formula is not None and not self._valor:
            notas.formulas.setdefault(renglon, Rara(donde, f"={self._formula}"))
        elif self._formula is not None:
            notas.con_formula.setdefault(renglon, donde)


def _agregado(antes: str | None, texto: str) -> str:
    """Lo que se guarda de una celda: sólo su principio, que es lo que se dice de ella."""
    return f"{antes or ''}{texto}"[:_A_LA_VISTA] if len(antes or "") < _A_LA_VISTA else str(antes)


def _numero(letras: str) -> int:
    """Letra de columna → número.

    >>> _numero("A"), _numero("AA")
    (1, 27)
    """
    total = 0
    for letra in letras:
        total = total * 26 + ord(letra) - ord("A") + 1
    return total
