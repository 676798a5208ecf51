"""El mapeo: cómo escribe *esta* oficina un layout. Sus títulos, lo que su archivo no trae y sus palabras.

Vive en `params/catalogos/mapeos/<nombre>.yaml`; lo propone y lo escribe `propuesta`, lo revisa una persona. No cambia
qué se pide ni qué es válido: traduce el archivo antes de revisarlo, así que no entra en la huella de la norma.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from cobranza.base import catalogos
from cobranza.base.ajeno import yaml_de
from cobranza.base.errores import ErrorDeUso, en_que_renglon
from cobranza.ingesta import layouts
from cobranza.ingesta.columnas import Textos, cambiar, igual, lista, objetos, recortados, textos, traducidos
from cobranza.ingesta.layouts import Layout, normalizado
from cobranza.ingesta.lectura import Bloque

_T = TypeVar("_T")
_REFERENCIA = re.compile(r"\{([^{}]+)\}")
_ANIO = "año de "
_CUATRO_CIFRAS = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_INERTE = r"^'([=+\-@])"
"""El apóstrofo con que se devuelve un dato que una hoja de cálculo tomaría por fórmula."""


class Mapeo(BaseModel):
    """Cómo se lee un archivo que no trae los títulos ni las palabras del layout."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    nombre: str
    layout: str
    columnas: dict[str, str] = {}
    """Título en el archivo → columna del layout; vacía, no se usa."""
    constantes: dict[str, str] = {}
    """Columna del layout → lo que vale donde el archivo no lo trae; «{Columna}» y «{año de Columna}» la citan."""
    valores: dict[str, dict[str, str]] = {}
    """Columna del layout → cómo lo escribe la oficina → cómo se captura."""
    decimales: Literal["punto", "coma"] = "punto"

    def ficha(self) -> Layout:
        """El layout que lee los títulos de este archivo; lo que es constante no se le exige al encabezado."""
        propio = layouts.leer(self.layout)
        constantes = self._por_campo(propio, self.constantes)
        columnas = {
            campo: columna.model_copy(update={"obligatoria": columna.obligatoria and campo not in constantes})
            for campo, columna in propio.columnas.items()
        }
        mapeadas = {
            normalizado(titulo): self._campo(propio, columna) if columna else ""
            for titulo, columna in self.columnas.items()
        }
        return propio.model_copy(update={"columnas": columnas, "mapeadas": mapeadas})

    def sin_llenar(self) -> list[str]:
        """Las constantes que alguien debe decir y siguen vacías, por su título."""
        propio = layouts.leer(self.layout)
        vacias = [c for c, valor in self._por_campo(propio, self.constantes).items() if not valor]
        return [propio.columnas[c].titulo for c in vacias if propio.columnas[c].obligatoria]

    def huella(self, del_archivo: str) -> str:
        """La de un archivo leído con este mapeo."""
        return hashlib.sha256(f"{del_archivo} {self.model_dump_json(exclude={'nombre'})}".encode()).hexdigest()

    def traducido(self, bloque: Bloque) -> Bloque:
        """El bloque con sus importes, sus palabras y sus constantes como los pide el layout."""
        propio = layouts.leer(self.layout)
        campos = dict(bloque.campos)
        for campo, columna in propio.columnas.items():
            if columna.tipo == "importe" and self.decimales == "coma":
                campos[campo] = cambiar(cambiar(campos[campo], r"[.\s]", ""), ",", ".")
        for campo, palabras in self._por_campo(propio, self.valores).items():
            dichas = {normalizado(escrito): clave for escrito, clave in palabras.items() if clave}
            campos[campo], _ = traducidos(campos[campo], _o_igual(dichas), "")
        originales = dict(campos)
        for campo, valor in self._por_campo(propio, self.constantes).items():
            if valor:
                campos[campo] = self._con_constante(propio, originales, campo, valor)
        return replace(bloque, campos=campos)

    def _con_constante(self, propio: Layout, campos: Mapping[str, Textos], campo: str, valor: str) -> Textos:
        """La columna con la constante donde venía vacía; las que cita se leen de la misma fila, como venían."""
        vacias = igual(campos[campo], "")
        citadas = {dicha: self._campo(propio, dicha.removeprefix(_ANIO)) for dicha in _REFERENCIA.findall(valor)}
        if not citadas:
            armados = [valor] * len(vacias)
        else:
            partes = {dicha: lista(campos[citado]) for dicha, citado in citadas.items()}
            armados = [
                _REFERENCIA.sub(lambda m, i=i: _citado(m[1], partes[m[1]][i]), valor)  # type: ignore[misc]
                for i in range(len(vacias))
            ]
        resultado = objetos(campos[campo]).copy()
        resultado[vacias] = [armado for armado, vacia in zip(armados, vacias, strict=True) if vacia]
        return recortados(textos(resultado))

    def _por_campo(self, propio: Layout, dichos: Mapping[str, _T]) -> dict[str, _T]:
        return {self._campo(propio, columna): dicho for columna, dicho in dichos.items()}

    def _campo(self, propio: Layout, columna: str) -> str:
        campo = propio.encabezados.get(normalizado(columna))
        if campo is None:
            raise ErrorDeUso(
                f"El mapeo «{self.nombre}» nombra la columna «{columna}», que no es del layout «{self.layout}»; se "
                f"esperaba alguna de: {', '.join(c.titulo for c in propio.columnas.values())}."
            )
        return campo


def sin_apostrofo(bloque: Bloque) -> Bloque:
    """El bloque sin el apóstrofo con que se devolvió, inerte, lo que parecía fórmula."""
    return replace(bloque, campos={campo: cambiar(c, _INERTE, r"\1") for campo, c in bloque.campos.items()})


def _o_igual(dichas: Mapping[str, str]) -> Callable[[str], str]:
    return lambda texto: dichas.get(normalizado(texto), texto)


def _citado(dicha: str, valor: str) -> str:
    if not dicha.startswith(_ANIO):
        return valor
    anios = _CUATRO_CIFRAS.findall(valor)
    return anios[0] if len(anios) == 1 else ""


def carpeta() -> Path:
    """Dónde viven los mapeos de esta instalación."""
    return catalogos.carpeta() / "mapeos"


def todos() -> list[Mapeo]:
    """Los mapeos que hay, por nombre. Errores: `ErrorDeUso` si alguno está mal escrito."""
    return [leer(ruta.stem) for ruta in sorted(carpeta().glob("[!_]*.yaml"))]


def leer(nombre: str) -> Mapeo:
    """El mapeo de ese nombre. Errores: `ErrorDeUso` si no existe o está mal escrito."""
    ruta = carpeta() / f"{nombre}.yaml"
    if not ruta.is_file():
        hay = ", ".join(sorted(r.stem for r in carpeta().glob("[!_]*.yaml"))) or "ninguno"
        raise ErrorDeUso(f"No hay un mapeo «{nombre}» en {carpeta()}; hay: {hay}. Escríbelo con --mapear {nombre}.")
    try:
        leido = yaml_de(ruta, "El mapeo")
        mapeo = Mapeo.model_validate({"nombre": nombre, **_sin_nulos(leido)})
    except (yaml.YAMLError, ValidationError, TypeError, UnicodeError) as error:
        raise ErrorDeUso(
            f"El mapeo {ruta} está mal escrito{en_que_renglon(error)}: se esperaba layout, columnas, constantes y "
            f"valores, cada uno con «título: valor». Corrígelo, o bórralo y vuelve a escribirlo con --mapear."
        ) from error
    mapeo.ficha()
    return mapeo


def _sin_nulos(leido: Mapping[str, object]) -> dict[str, object]:
    """Lo que se dejó en blanco en el YAML es vacío, y un número o un sí/no es el texto que se escribió."""

    def limpio(dato: object) -> object:
        if isinstance(dato, dict):
            return {str(llave): limpio(valor) for llave, valor in dato.items()}
        return "" if dato is None else str(dato)

    return {llave: {} if dato is None else limpio(dato) for llave, dato in leido.items()}


def para(titulos: Iterable[str], layout: str | None = None) -> Mapeo | None:
    """El mapeo cuyos títulos vienen todos en ese encabezado, el que más nombre; None si ninguno."""
    vienen = {normalizado(titulo) for titulo in titulos}
    caben = [
        mapeo
        for mapeo in todos()
        if mapeo.columnas and layout in (None, mapeo.layout) and {normalizado(t) for t in mapeo.columnas} <= vienen
    ]
    return max(caben, key=lambda mapeo: len(mapeo.columnas), default=None)
