"""La norma como valor: se abre una vez, con su huella, y se pasa a quien la necesita.

`abrir` lee `params/legales` y da unas `Normas`: el ordenamiento federal y el de la entidad que se eligió, con las
interpretaciones elegidas, lo que se supone y la cuenta de lo que se les preguntó. `federal` y `estatal_chiapas` viven
lado a lado; otro estado es otra carpeta. Lo que una carpeta no tiene se hereda de las que declara, y lo heredado
puede rotularse como ilustrativo.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from cobranza.base import catalogos
from cobranza.base.ajustes import ajustes
from cobranza.base.ambitos import AMBITOS
from cobranza.base.errores import ErrorDeLey, ErrorDeUso
from cobranza.ley.contenido import Contenido
from cobranza.ley.ordenamiento import SIN_VALOR, Consultado, Norma, anotar_en
from cobranza.ley.parametros import Serie

__all__ = [
    "AMBITOS",
    "SIN_VALOR",
    "Consultado",
    "Norma",
    "Normas",
    "abrir",
    "de_ambito",
    "de_la_oficina",
    "juntar",
    "norma",
]
Elegidas = tuple[tuple[str, str], ...]
Supuestas = tuple[tuple[str, Serie], ...]
"""(ordenamiento, serie que en él sustituye a la publicada)."""


@dataclass(frozen=True, eq=False)
class Normas:
    """Todos los ordenamientos como estaban al abrirlos; dos son la misma sólo si son el mismo objeto.

    `entidad`: la carpeta que rige lo estatal ("" si hay varias y nadie eligió). `consultado` crece con cada pregunta.
    """

    contenido: Contenido
    entidad: str
    elegidas: Elegidas = ()
    supuestas: Supuestas = ()
    consultado: Consultado = field(default_factory=dict, repr=False)
    _hechas: dict[object, Any] = field(default_factory=dict, repr=False)

    def __reduce__(self) -> tuple[object, ...]:
        return _rehacer, (self.contenido, self.entidad, self.elegidas, self.supuestas)

    def en_otra_maquina(self) -> tuple[object, ...]:
        """Lo que de ellas viaja a otra instalación, que pone las suyas: su huella, lo elegido y lo supuesto."""
        return _las_de_aqui, (self.huella, self.elegidas, self.supuestas)

    @cached_property
    def huella(self) -> str:
        """SHA-256 de lo que dice la norma y de qué entidad se eligió: cambia si cualquiera de los dos cambia."""
        return hashlib.sha256(f"{self.contenido.huella} {self.entidad}".encode()).hexdigest()

    def de(self, ambito: str) -> Norma:
        """Ordenamiento que rige un ámbito (`estatal` o `federal`). Errores: `ErrorDeUso` si ninguno, o varios."""
        if ambito not in self._hechas:
            self._hechas[ambito] = self.ordenamiento(self._carpeta_de(ambito))
        norma: Norma = self._hechas[ambito]
        return norma

    def _carpeta_de(self, ambito: str) -> str:
        rigen = _que_rigen(self.contenido, ambito)
        if self.entidad in rigen:
            return self.entidad
        if len(rigen) == 1:
            return rigen[0]
        if rigen:
            raise ErrorDeUso(
                f"Hay {len(rigen)} ordenamientos del ámbito «{ambito}» ({', '.join(rigen)}) y no se ha elegido: di "
                "cuál rige en `ordenamiento` de params/catalogos/institucion.yaml o con COBRANZA_ENTIDAD."
            )
        raise ErrorDeUso(
            f"Ningún ordenamiento de params/legales rige el ámbito «{ambito}»; se esperaba estatal o federal."
        )

    def ordenamiento(self, clave: str) -> Norma:
        """El ordenamiento de una carpeta. Errores: `ErrorDeUso` si no existe, o si no admite lo que se eligió."""
        llave = ("ordenamiento", clave)
        if llave not in self._hechas:
            if clave not in self.contenido.carpetas():
                raise ErrorDeUso(
                    f"No existe el ordenamiento «{clave}»; hay {', '.join(_ordenamientos(self.contenido))}."
                )
            hecha = Norma(clave, self)
            if "hereda" in hecha.ficha:
                _validar(hecha)
            self._hechas[llave] = hecha
        norma: Norma = self._hechas[llave]
        return norma

    def con(self, punto: str, opcion: str) -> Normas:
        """Las mismas con otra interpretación en un punto; lo que se les pregunte cuenta aquí."""
        return self.eligiendo({punto: opcion})

    def eligiendo(self, elegidas: Mapping[str, str]) -> Normas:
        """Las mismas con otras interpretaciones; lo que se les pregunte cuenta aquí."""
        todas = tuple(sorted({**dict(self.elegidas), **elegidas}.items()))
        if todas == self.elegidas:
            return self
        if todas not in self._hechas:
            self._hechas[todas] = replace(self, elegidas=todas, _hechas={})
        normas: Normas = self._hechas[todas]
        return normas

    def suponiendo(self, ordenamiento: str, serie: Serie) -> Normas:
        """Las mismas con otra serie en lugar de la de un ordenamiento; lo que se les pregunte cuenta aquí."""
        otras = tuple((o, s) for o, s in self.supuestas if (o, s.clave) != (ordenamiento, serie.clave))
        return replace(self, supuestas=(*otras, (ordenamiento, serie)), _hechas={})

    def aparte(self) -> Normas:
        """Las mismas con su propia cuenta de lo consultado, desde cero: una por informe."""
        return replace(self, consultado={}, _hechas={})

    def sumar(self, consultado: Consultado) -> None:
        """Agrega lo que se preguntó en otro lado (una parte de la cartera que calculó otro proceso)."""
        self.consultado.update(juntar([self.consultado, consultado]))


def juntar(consultados: Iterable[Consultado]) -> Consultado:
    """Todo lo que se preguntó en varios lados."""
    todo: Consultado = {}
    for consultado in consultados:
        for llave, lapso in consultado.items():
            anotar_en(todo, llave, lapso)
    return todo


def _validar(resultado: Norma) -> None:
    conocidas = resultado.interpretaciones()
    for punto, opcion in resultado.normas.elegidas:
        if punto not in conocidas:
            raise ErrorDeUso(f"«{punto}» no es una interpretación; hay {', '.join(sorted(conocidas))}.")
        opciones = conocidas[punto]["opciones"]
        if isinstance(opciones, list) and opcion not in opciones:
            raise ErrorDeUso(f"«{punto}» no admite «{opcion}»; admite {', '.join(opciones)}.")
        if isinstance(opciones, str) and not (opcion.isdigit() and 1 <= int(opcion) <= 31):
            raise ErrorDeUso(f"«{punto}» no admite «{opcion}»; admite {opciones}.")


def abrir(
    params: Path,
    entidad: str = "",
    elegidas: Mapping[str, str] | Iterable[tuple[str, str]] = (),
    supuestas: Supuestas = (),
) -> Normas:
    """La norma de una carpeta de parámetros, como está escrita ahora.

    `entidad`: la carpeta que rige lo estatal; vacía, la que dice `catalogos/institucion.yaml` y, si no dice, la única
    que haya. `elegidas`: interpretaciones. Mientras los archivos no cambien devuelve el mismo objeto.
    Errores: `ErrorDeUso` si la entidad no existe.
    """
    contenido = Contenido.leer(params)
    dicha = entidad or _entidad_de_la_oficina(params)
    estatales = _que_rigen(contenido, "estatal")
    if dicha and dicha not in estatales:
        raise ErrorDeUso(
            f"La entidad elegida es «{dicha}» y no hay esa carpeta en params/legales con `ambito: estatal`; hay "
            f"{', '.join(estatales) or 'ninguna'}. Corrige `ordenamiento` en params/catalogos/institucion.yaml o "
            "COBRANZA_ENTIDAD."
        )
    rige = dicha or (estatales[0] if len(estatales) == 1 else "")
    return _rehacer(contenido, rige, tuple(sorted(dict(elegidas).items())), supuestas)


def _rehacer(contenido: Contenido, entidad: str, elegidas: Elegidas, supuestas: Supuestas) -> Normas:
    abiertas = _abiertas(contenido, entidad, elegidas)
    return replace(abiertas, supuestas=supuestas, consultado={}, _hechas={}) if supuestas else abiertas


def _las_de_aqui(huella: str, elegidas: Elegidas, supuestas: Supuestas) -> Normas:
    """Las de esta instalación, con su propia cuenta, si son las que se piden. Errores: `ErrorDeLey` si son otras."""
    propias = de_la_oficina(dict(elegidas))
    if propias.huella != huella:
        raise ErrorDeLey("otra huella de norma")
    return replace(propias, supuestas=supuestas, consultado={}, _hechas={})


@lru_cache(maxsize=64)
def _abiertas(contenido: Contenido, entidad: str, elegidas: Elegidas) -> Normas:
    """El mismo objeto para el mismo contenido: `Contenido` se compara por su huella."""
    return Normas(contenido, entidad, elegidas)


def _entidad_de_la_oficina(params: Path) -> str:
    ruta = params / "catalogos" / "institucion.yaml"
    return str(catalogos.leer_yaml(ruta).get("ordenamiento") or "") if ruta.is_file() else ""


def _ordenamientos(contenido: Contenido) -> list[str]:
    return [c for c in contenido.carpetas() if f"{c}/ordenamiento.yaml" in contenido.archivos]


def _que_rigen(contenido: Contenido, ambito: str) -> list[str]:
    return [c for c in _ordenamientos(contenido) if contenido.ficha(c).get("ambito") == ambito]


def de_la_oficina(elegidas: Mapping[str, str] | None = None) -> Normas:
    """La norma de esta instalación (`ajustes`): la abren las puertas y los informes, y de ahí se pasa."""
    actual = ajustes()
    return abrir(actual.params, actual.entidad, elegidas or {})


def norma(clave: str, interpretaciones: Mapping[str, str] | None = None) -> Norma:
    """Un ordenamiento de esta instalación por su carpeta, con las interpretaciones que se elijan.

    Errores: `ErrorDeUso` si el ordenamiento, la interpretación o la opción no existen.
    """
    return de_la_oficina(interpretaciones).ordenamiento(clave)


def de_ambito(ambito: str, interpretaciones: Mapping[str, str] | None = None) -> Norma:
    """Ordenamiento de esta instalación que rige un ámbito (`estatal` o `federal`)."""
    return de_la_oficina(interpretaciones).de(ambito)
