"""Los catálogos de la oficina (`params/catalogos`), leídos una vez por proceso.

Un catálogo es una tabla corta de textos (lo vacío es ""); aquí sólo se leen: nada decide con ellos.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import yaml

from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeUso

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd


@dataclass(frozen=True, slots=True)
class Institucion:
    """Quién publica: cómo se llama y con qué color, en pantalla clara y oscura."""

    dependencia: str
    unidad: str
    acento: str
    acento_oscuro: str


def carpeta() -> Path:
    """Carpeta de los catálogos de esta instalación."""
    return ajustes().params / "catalogos"


def tabla(nombre: str) -> pd.DataFrame:
    """Un catálogo CSV, en el orden del archivo. Errores: `ErrorDeUso` si no existe.

    >>> list(tabla("etapas")["clave"])[:3]
    ['REG', 'NOT', 'PLZ']
    """
    return _csv(carpeta() / f"{nombre}.csv").copy(deep=False)


def conceptos() -> pd.DataFrame:
    """Conceptos: clave, concepto, ambito, naturaleza, multa (`fiscal`, `no_fiscal` o "") y causa_recargos (si/no).

    >>> list(conceptos().set_index("clave")["causa_recargos"].loc[["F-ISR", "F-MFNF"]])
    ['si', 'no']
    """
    return tabla("conceptos")


def supuestos_de_exigibilidad(parejas: Iterable[tuple[str, str]]) -> list[str]:
    """De dónde nace la exigibilidad de cada (origen, concepto), de `origenes.csv`; si no está, «general».

    >>> supuestos_de_exigibilidad([("Autodeterminado", "F-ISR"), ("LIQUIDACION", "F-ISR")])
    ['autodeterminado', 'general']
    """
    multas = dict(conceptos()[["clave", "multa"]].itertuples(index=False, name=None))
    filas = tabla("origenes")[["origen", "multa", "supuesto"]].itertuples(index=False, name=None)
    dichos = {(origen, multa): str(supuesto) for origen, multa, supuesto in reversed(list(filas))}
    llaves = [(origen.strip().upper().replace(" ", "_"), multas.get(concepto, "")) for origen, concepto in parejas]
    return [dichos.get(llave, "general") for llave in llaves]


def delegaciones() -> pd.DataFrame:
    """Delegaciones y centros de recaudación: clave (`DH-TGZ`), nombre, tipo, sede, estado_dato, fuente."""
    return tabla("delegaciones")


def municipios() -> pd.DataFrame:
    """Municipios: clave_inegi (cinco dígitos), nombre y delegación donde hay fuente."""
    return tabla("municipios")


def libro_de_actos() -> Mapping[str, Any]:
    """Todo lo que dice `actos.yaml`: actos, marcas, resultados y cuáles son de lo practicado, sentidos y formas."""
    return leer_yaml(carpeta() / "actos.yaml")


def actos() -> Mapping[str, Mapping[str, Any]]:
    """Tipos de acto: `titulo`, `captura` (archivos donde se captura), `fundamento` y lo que exige su renglón."""
    return MappingProxyType(libro_de_actos()["actos"])


def resultados() -> Mapping[str, str]:
    """Resultados posibles de una diligencia y su descripción."""
    return MappingProxyType(libro_de_actos()["resultados"])


def siguientes() -> Mapping[str, Mapping[str, Any]]:
    """Qué sigue en un crédito: `que_hacer`, `porque`, `fundamento` y, si corre plazo, `desde`, `plazo` y `dias`."""
    return MappingProxyType(leer_yaml(carpeta() / "siguientes.yaml")["siguientes"])


def motivos_devolucion() -> Mapping[str, Mapping[str, Any]]:
    """Motivos de devolución a la autoridad emisora: `titulo`, `certeza` y los `reparos` de la ingesta que lo son."""
    return MappingProxyType(leer_yaml(carpeta() / "motivos_devolucion.yaml")["motivos"])


def indicadores() -> Mapping[str, Any]:
    """Indicadores calificados: `edicion`, `aviso` y `umbrales` por clave (norma, certeza, bandas, fuente)."""
    return MappingProxyType(leer_yaml(carpeta() / "indicadores.yaml"))


def institucion(al: date) -> Institucion:
    """La dependencia y la unidad con el nombre que tenían ese día; antes del primero que se conoce, ése.

    >>> from datetime import date
    >>> institucion(date(2025, 12, 31)).dependencia
    'Secretaría de Hacienda del Estado de Chiapas'
    """
    vigencias = sorted(leer_yaml(carpeta() / "institucion.yaml")["vigencias"], key=lambda v: str(v["desde"]))
    rigen = [v for v in vigencias if str(v["desde"]) <= al.isoformat()] or vigencias[:1]
    return Institucion(*(rigen[-1][campo] for campo in Institucion.__slots__))


def zona() -> str:
    """La zona horaria de la oficina.

    >>> zona()
    'America/Mexico_City'
    """
    return str(leer_yaml(carpeta() / "institucion.yaml").get("zona") or "America/Mexico_City")


def comprobar_delegacion(clave: str) -> None:
    """Errores: `ErrorDeUso` con las que hay si la delegación no existe; vacía son todas."""
    conocidas = delegaciones()["clave"]
    if clave and clave not in set(conocidas):
        raise ErrorDeUso(f"No existe la delegación «{clave}»; hay {', '.join(conocidas)}.")


def nombre(catalogo: str, clave: str) -> str:
    """La columna `nombre` de una clave de un catálogo CSV, sin cargar pandas; la clave misma si no está.

    >>> nombre("delegaciones", "DH-TAP"), nombre("delegaciones", "X")
    ('Delegación de Hacienda Tapachula', 'X')
    """
    ruta = carpeta() / f"{catalogo}.csv"
    _comprueba(ruta)
    with ruta.open(encoding="utf-8", newline="") as archivo:
        return next((fila["nombre"] for fila in csv.DictReader(archivo) if fila["clave"] == clave), clave)


def leer_yaml(ruta: Path) -> Mapping[str, Any]:
    """Un catálogo YAML por su ruta, como está escrito ahora. Errores: `ErrorDeUso` si no existe."""
    return _entender_yaml(_bytes(ruta))


def _csv(ruta: Path) -> pd.DataFrame:
    return _entender_csv(_bytes(ruta))


def _bytes(ruta: Path) -> bytes:
    _comprueba(ruta)
    return ruta.read_bytes()


@lru_cache(maxsize=64)
def _entender_csv(crudo: bytes) -> pd.DataFrame:
    """Se guarda por lo que dice el archivo y no por su ruta: si se edita, se vuelve a entender."""
    import pandas as pd  # tarda: sólo si se lee una tabla

    return pd.read_csv(io.BytesIO(crudo), dtype=str, keep_default_na=False, encoding="utf-8")


@lru_cache(maxsize=64)
def _entender_yaml(crudo: bytes) -> Mapping[str, Any]:
    return MappingProxyType(yaml.load(crudo, getattr(yaml, "CSafeLoader", yaml.SafeLoader)))


def _comprueba(ruta: Path) -> None:
    if not ruta.is_file():
        existentes = ", ".join(sorted(p.name for p in ruta.parent.glob("*.*"))) or "ninguno"
        raise ErrorDeUso(
            f"No existe el catálogo {ruta.name} en {ruta.parent}; hay: {existentes}. "
            "Revisa COBRANZA_PARAMS o restaura el archivo."
        )
