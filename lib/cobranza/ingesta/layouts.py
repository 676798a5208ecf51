"""Los layouts: qué columnas trae cada archivo de la oficina, cómo se llaman y qué se acepta en cada una."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from cobranza.base import catalogos, topes
from cobranza.base.ajeno import entender_yaml, texto_utf8
from cobranza.base.dinero import centavos
from cobranza.base.errores import ErrorDeUso

Tipo = Literal[
    "texto", "importe", "fecha", "hora", "entero", "rfc", "curp", "clabe",
    "catalogo", "opcion", "acto", "resultado", "referencia",
]  # fmt: skip
TIPOS = {
    "texto": "texto",
    "importe": "importe en pesos, hasta dos decimales: 12,345.67",
    "fecha": "fecha dd/mm/aaaa o aaaa-mm-dd",
    "hora": "hora HH:MM",
    "entero": "número entero",
    "rfc": "RFC",
    "curp": "CURP",
    "clabe": "CLABE",
    "catalogo": "clave de catálogo",
    "opcion": "una de varias opciones",
    "acto": "tipo de acto",
    "resultado": "resultado de la diligencia",
    "referencia": "clave ya registrada",
}

_RAYAS = re.compile("[\N{HYPHEN}-\N{HORIZONTAL BAR}\N{MINUS SIGN}]")


class Columna(BaseModel):
    """Una columna del archivo: su encabezado, sus sinónimos y las condiciones de su valor."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    titulo: str
    tipo: Tipo
    sinonimos: tuple[str, ...] = ()
    obligatoria: bool = False
    ayuda: str = ""
    ejemplo: str = ""
    largo: int = 254
    patron: str = ""
    minimo: str = "0"
    maximo: str = "9000000000000.00"
    vacio: int | str | None = None
    desde: date = date(1900, 1, 1)
    hasta: date = date(2100, 12, 31)
    ocurrio: bool = False
    """Es la fecha de un hecho: no puede ser posterior al día en que se carga."""
    personas: tuple[Literal["fisica", "moral"], ...] = ("fisica", "moral")
    genericos: tuple[str, ...] = ()
    catalogo: str = ""
    opciones: dict[str, str] = {}
    refiere: str = ""

    @property
    def limites(self) -> tuple[int, int]:
        """Menor y mayor valor admitidos: centavos si es importe, el número mismo si es entero."""
        if self.tipo == "entero":
            return int(self.minimo), int(self.maximo)
        return centavos(self.minimo), centavos(self.maximo)


class Layout(BaseModel):
    """Un archivo de la oficina: sus columnas, su clave y lo que se revisa entre columnas."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    nombre: str
    orden: int
    titulo: str
    ayuda: str
    clave: str
    columnas: dict[str, Columna]
    duplicado: tuple[str, ...] = ()
    en_orden: tuple[tuple[str, str], ...] = ()
    actualizables: tuple[str, ...] = ()
    codificaciones: tuple[str, ...] = ("UTF-8", "Latin-1")
    separadores: tuple[str, ...] = (",", ";", "\t", "|")
    mapeadas: Mapping[str, str] = {}
    """Encabezado normalizado → campo, si un mapeo lo dice: manda sobre los sinónimos; vacío, no se usa."""

    @cached_property
    def encabezados(self) -> Mapping[str, str]:
        """Encabezado normalizado → campo, con el título, el nombre del campo y los sinónimos."""
        propios = {
            normalizado(texto): campo
            for campo, columna in self.columnas.items()
            for texto in (campo, *columna.sinonimos, columna.titulo)
            if campo not in self.mapeadas.values()
        }
        return {texto: campo for texto, campo in (propios | dict(self.mapeadas)).items() if campo}

    def model_copy(self, *, update: Mapping[str, object] | None = None, deep: bool = False) -> Self:
        """La copia rearma sus encabezados: los guardados son de las columnas de antes."""
        copia = super().model_copy(update=update, deep=deep)
        copia.__dict__.pop("encabezados", None)
        return copia


def normalizado(texto: str) -> str:
    """Un encabezado sin acentos, mayúsculas, signos ni espacios de más, para compararlo.

    >>> normalizado("  Número de  Crédito ")
    'numero de credito'
    """
    sin_acentos = (
        unicodedata.normalize("NFKD", _RAYAS.sub("-", texto.casefold())).encode("ascii", "ignore").decode("ascii")
    )
    return re.sub(r"[^a-z0-9]+", " ", sin_acentos).strip()


def nombres() -> tuple[str, ...]:
    """Los layouts que hay, en el orden en que se cargan."""
    return tuple(layout.nombre for layout in _todos(catalogos.carpeta() / "layouts"))


def leer(nombre: str) -> Layout:
    """El layout de ese nombre. Errores: `ErrorDeUso` si no existe."""
    for layout in _todos(catalogos.carpeta() / "layouts"):
        if layout.nombre == nombre:
            return layout
    raise ErrorDeUso(f"No hay un layout «{nombre}»; los que hay son: {', '.join(nombres())}.", layout=nombre)


def _todos(carpeta: Path) -> tuple[Layout, ...]:
    leidos = [_de_archivo(ruta, ruta.read_bytes()) for ruta in sorted(carpeta.glob("*.yaml"))]
    if not leidos:
        raise ErrorDeUso(f"No hay layouts en {carpeta}; revisa COBRANZA_PARAMS.")
    return tuple(sorted(leidos, key=lambda layout: layout.orden))


@lru_cache
def _de_archivo(ruta: Path, crudo: bytes) -> Layout:
    """Se guarda con lo que dice el archivo: si se edita, se vuelve a entender."""
    try:
        ficha = entender_yaml(texto_utf8(crudo, topes.BYTES_DE_YAML, f"El layout {ruta.name}"), ruta.name)
        return Layout.model_validate({"nombre": ruta.stem, **ficha})
    except (yaml.YAMLError, ValidationError, TypeError) as error:
        raise ErrorDeUso(f"El layout {ruta.name} está mal escrito: {error}. Corrígelo en {ruta}.") from error


def describir() -> list[dict[str, str]]:
    """Un renglón por columna de cada layout, listo para una tabla: layout, columna, tipo, obligatoria y ayuda."""
    return [
        {
            "layout": layout.nombre,
            "columna": columna.titulo,
            "campo": campo,
            "tipo": TIPOS[columna.tipo],
            "obligatoria": "sí" if columna.obligatoria else "no",
            "sinonimos": ", ".join(columna.sinonimos),
            "ayuda": _ayuda(columna),
        }
        for layout in _todos(catalogos.carpeta() / "layouts")
        for campo, columna in layout.columnas.items()
    ]


def describir_texto() -> str:
    """Los layouts en texto, como los imprime `cobranza ingerir --layouts`."""
    partes = []
    for layout in _todos(catalogos.carpeta() / "layouts"):
        partes.append(f"{layout.nombre} — {layout.titulo}\n  {layout.ayuda.strip()}")
        for renglon in describir():
            if renglon["layout"] == layout.nombre:
                obligatoria = " (obligatoria)" if renglon["obligatoria"] == "sí" else ""
                ayuda = f". {renglon['ayuda']}" if renglon["ayuda"] else ""
                partes.append(f"  · {renglon['columna']}{obligatoria}: {renglon['tipo']}{ayuda}")
    return "\n".join(partes)


def _ayuda(columna: Columna) -> str:
    detalles = [columna.ayuda]
    if columna.catalogo:
        detalles.append(f"Catálogo: {columna.catalogo}")
    if columna.opciones:
        detalles.append(f"Opciones: {', '.join(columna.opciones)}")
    if columna.refiere:
        detalles.append(f"Debe existir en {columna.refiere}")
    if columna.ejemplo:
        detalles.append(f"Ejemplo: {columna.ejemplo}")
    return "; ".join(d for d in detalles if d)
