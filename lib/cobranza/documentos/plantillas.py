"""Las plantillas de `params/plantillas`: qué documento hacen, con qué fundamento y qué datos reciben.

Cada una es un archivo de typst que empieza con su encabezado, en YAML tras `//` y entre dos `// ---`. Lo que todos
los documentos reciben y las piezas que repiten se declaran igual en `comun.typ`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from cobranza.base.ajustes import ajustes
from cobranza.base.ambitos import AMBITOS
from cobranza.base.errores import ErrorDeDatos, ErrorDeUso, en_que_renglon
from cobranza.base.motivos import motivo_de
from cobranza.documentos import igualdades, rechazos
from cobranza.documentos.datos_declarados import Campo, Datos, declarados, modelo, vistos

COMUN = "comun"
_MARCA = "// ---"


@dataclass(frozen=True)
class Plantilla:
    """Un documento de la casa. `huella`: el SHA-256 de su archivo y del de las partes comunes."""

    nombre: str
    titulos: Mapping[str, str]
    para_que: str
    fundamento: tuple[str, ...]
    campos: tuple[Campo, ...]
    cuadra: tuple[str, ...]
    huella: str

    @property
    def titulo(self) -> str:
        """Cómo se llama el documento; si cambia de un ámbito a otro, los dos nombres."""
        return " · ".join(dict.fromkeys(self.titulos.values()))

    @cached_property
    def modelo(self) -> type[Datos]:
        """El esquema de sus datos."""
        return modelo(self.nombre, self.campos)

    def comprobados(self, datos: object) -> dict[str, Any]:
        """Los datos, comprobados y escritos de una sola forma: dos maneras de escribir lo mismo dan lo mismo.

        Errores: `ErrorDeDatos` si falta, sobra, no se entiende o no cuadra alguno.
        """
        try:
            comprobado = self.modelo.model_validate(datos)
        except ValidationError as error:
            raise ErrorDeDatos(
                f"{self.nombre}: {rechazos.dichos(error.errors(include_url=False))}. "
                f"Mira qué recibe con: cobranza documento tipos {self.nombre} --esquema"
            ) from None  # pydantic repite en su mensaje lo que recibió, y eso no sale
        limpios = comprobado.model_dump(mode="json", exclude_none=True)
        igualdades.comprobar(self.cuadra, limpios)
        return limpios

    def vistos(self, datos: Mapping[str, Any]) -> dict[str, Any]:
        """Los datos como los ve la plantilla."""
        return vistos(self.campos, datos)


def carpeta() -> Path:
    """Dónde están las plantillas de esta instalación."""
    return ajustes().params / "plantillas"


def nombres() -> list[str]:
    """Los documentos que hay, en orden alfabético. Errores: `ErrorDeUso` si no hay carpeta de plantillas."""
    hay = sorted(ruta.stem for ruta in carpeta().glob("*.typ") if ruta.stem != COMUN)
    if not hay:
        raise ErrorDeUso(f"No hay plantillas en {carpeta()}; revisa COBRANZA_PARAMS o restaura la carpeta.")
    return hay


def leer(nombre: str) -> Plantilla:
    """Una plantilla por su nombre. Errores: `ErrorDeUso` si no existe o su encabezado no se entiende."""
    if nombre not in nombres():
        raise ErrorDeUso(f"No hay un documento «{nombre}»; los hay: {', '.join(nombres())}.")
    try:
        comun, suyo = (carpeta().joinpath(f"{n}.typ").read_bytes() for n in (COMUN, nombre))
    except OSError as error:
        raise ErrorDeUso(
            f"No se puede leer {error.filename} ({motivo_de(error)}); restaura la carpeta de plantillas."
        ) from error
    return _leida(nombre, comun, suyo)


@lru_cache(maxsize=64)
def _leida(nombre: str, comun: bytes, suyo: bytes) -> Plantilla:
    """Se guarda por lo que dice el archivo y no por su ruta: si se edita, se vuelve a entender."""
    de_todos, propio = _encabezado(COMUN, comun), _encabezado(nombre, suyo)
    try:
        titulo = propio["titulo"]
        piezas = de_todos.get("piezas") or {}
        campos = {**de_todos["datos"], **propio["datos"]}
        cuadra = igualdades.declaradas(propio.get("cuadra") or (), f"{nombre}.typ")
        return Plantilla(
            nombre,
            titulo if isinstance(titulo, Mapping) else dict.fromkeys(AMBITOS, str(titulo)),
            str(propio["para_que"]),
            tuple(map(str, propio["fundamento"])),
            declarados(campos, piezas, f"{nombre}.typ"),
            cuadra,
            hashlib.sha256(comun + b"\0" + suyo).hexdigest(),
        )
    except KeyError as error:
        raise ErrorDeUso(f"A {nombre}.typ o a {COMUN}.typ le falta {error} en su encabezado.") from error
    except (TypeError, AttributeError) as error:
        raise ErrorDeUso(f"El encabezado de {nombre}.typ no tiene la forma esperada; mira otra plantilla.") from error


def _encabezado(nombre: str, crudo: bytes) -> Mapping[str, Any]:
    renglones = crudo.decode("utf-8", "replace").splitlines()
    try:
        inicio = renglones.index(_MARCA)
        fin = renglones.index(_MARCA, inicio + 1)
        suyos = (r.removeprefix("//").removeprefix(" ") for r in renglones[inicio + 1 : fin])
        leido = yaml.load("\n".join(suyos), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (ValueError, yaml.YAMLError) as error:
        raise ErrorDeUso(
            f"{nombre}.typ no empieza con su encabezado en YAML entre dos «{_MARCA}»{en_que_renglon(error)}; "
            "mira otra plantilla."
        ) from error
    if not isinstance(leido, Mapping):
        raise ErrorDeUso(f"El encabezado de {nombre}.typ no declara nada; se esperaba titulo, fundamento y datos.")
    return leido
