"""Los catálogos de la oficina (`params/catalogos`), leídos una vez por proceso.

Un catálogo es una tabla corta de textos (lo vacío es ""); aquí sólo se leen: nada decide con ellos.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from cobranza.base import escrito, formas
from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeDatos, ErrorDeUso

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


_leidos: ContextVar[dict[str, Any] | None] = ContextVar("leidos", default=None)
"""Lo que ya se leyó mientras los catálogos están `quietos`."""


@contextmanager
def quietos() -> Iterator[None]:
    """Mientras dura, cada catálogo se lee del disco una vez: un juicio pregunta lo mismo cientos de veces."""
    if _leidos.get() is not None:
        yield
        return
    antes = _leidos.set({})
    try:
        yield
    finally:
        _leidos.reset(antes)


def carpeta() -> Path:
    """Carpeta de los catálogos de esta instalación."""
    leidos = _leidos.get()
    if leidos is None:
        return ajustes().params / "catalogos"
    if "" not in leidos:
        leidos[""] = ajustes().params / "catalogos"
    quieta: Path = leidos[""]
    return quieta


def tabla(nombre: str) -> pd.DataFrame:
    """Un catálogo CSV, en el orden del archivo. Errores: `ErrorDeDatos` si no existe o está dañado.

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


def verosimilitud() -> Mapping[str, Mapping[str, Any]]:
    """Qué es verosímil en un parámetro de la norma: topes `por_tipo`, `por_unidad` y `por_serie`."""
    return MappingProxyType(leer_yaml(carpeta() / "verosimilitud.yaml"))


def institucion(al: date) -> Institucion:
    """La dependencia y la unidad con el nombre que tenían ese día; antes del primero que se conoce, ése.

    >>> from datetime import date
    >>> institucion(date(2025, 12, 31)).dependencia
    'Secretaría de Hacienda del Estado de Chiapas'
    """
    dichas = leer_yaml(carpeta() / "institucion.yaml")["vigencias"]
    with escrito.al_entender("institucion.yaml"):
        vigencias = sorted(dichas, key=lambda v: str(v["desde"]))
        rigen = [v for v in vigencias if str(v["desde"]) <= al.isoformat()] or vigencias[:1]
        return Institucion(*(str(rigen[-1][campo]) for campo in Institucion.__slots__))


def firmas() -> tuple[tuple[str, str], ...]:
    """Quién elabora, revisa y autoriza los informes: (rótulo, nombre); el nombre, vacío si la oficina no lo dijo.

    >>> [rotulo for rotulo, _ in firmas()]
    ['Elaboró', 'Revisó', 'Autorizó']
    """
    dichas = leer_yaml(carpeta() / "institucion.yaml").get("firmas") or {}
    rotulos = {"elaboro": "Elaboró", "reviso": "Revisó", "autorizo": "Autorizó"}
    if not isinstance(dichas, Mapping):
        raise ErrorDeDatos("En «firmas» de institucion.yaml se esperaban elaboro, reviso y autorizo. Corrígelo.")
    return tuple((rotulo, str(dichas.get(clave) or "")) for clave, rotulo in rotulos.items())


def minimo_de_contribuyentes() -> int:
    """Con menos contribuyentes, un renglón de lo que se comparte señalaría a alguien y se calla.

    Errores: `ErrorDeUso` si no es un entero de 2 o más.

    >>> minimo_de_contribuyentes()
    3
    """
    dicho = leer_yaml(carpeta() / "institucion.yaml").get("minimo_de_contribuyentes", 3)
    if not isinstance(dicho, int) or isinstance(dicho, bool) or dicho < 2:
        raise ErrorDeUso(
            f"minimo_de_contribuyentes es «{dicho}» en institucion.yaml; se esperaba un entero de 2 o más. Corrígelo."
        )
    return dicho


def zona() -> str:
    """La zona horaria de la oficina.

    >>> zona()
    'America/Mexico_City'
    """
    return str(leer_yaml(carpeta() / "institucion.yaml").get("zona") or "America/Mexico_City")


def nombre(catalogo: str, clave: str) -> str:
    """La columna `nombre` de una clave de un catálogo CSV, sin cargar pandas; la clave misma si no está.

    >>> nombre("delegaciones", "DH-TAP"), nombre("delegaciones", "X")
    ('Delegación de Hacienda Tapachula', 'X')
    """
    return nombrados(catalogo).get(clave, clave)


def nombrados(catalogo: str) -> dict[str, str]:
    """Clave → nombre de un catálogo CSV, en su orden y sin cargar pandas."""
    ruta = carpeta() / f"{catalogo}.csv"
    return {fila["clave"]: fila["nombre"] for fila in _renglones(_bytes(ruta), ruta.name)}


def leer_yaml(ruta: Path) -> Mapping[str, Any]:
    """Un catálogo YAML por su ruta, como está escrito ahora. Errores: `ErrorDeDatos` si no existe o está dañado."""
    return _entender_yaml(_bytes(ruta), ruta.name)


def danados() -> Iterator[str]:
    """Qué tienen de malo los catálogos que hay y los que deberían estar; nada si todos se entienden."""
    propios = {f"{nombre}.csv" for nombre in formas.COLUMNAS} | {f"{nombre}.yaml" for nombre in formas.LLAVES}
    hay = {r.name for r in carpeta().glob("*.*") if r.suffix in (".csv", ".yaml")}
    for nombre in sorted(propios | hay):
        try:
            crudo = _bytes(carpeta() / nombre)
            _renglones(crudo, nombre) if nombre.endswith(".csv") else _entender_yaml(crudo, nombre)
        except ErrorDeDatos as error:
            yield error.mensaje


def _csv(ruta: Path) -> pd.DataFrame:
    return _entender_csv(_bytes(ruta), ruta.name)


def _bytes(ruta: Path) -> bytes:
    leidos = _leidos.get()
    if leidos is None:
        _comprueba(ruta)
        return ruta.read_bytes()
    if (llave := str(ruta)) not in leidos:
        _comprueba(ruta)
        leidos[llave] = ruta.read_bytes()
    crudo: bytes = leidos[llave]
    return crudo


@lru_cache(maxsize=64)
def _renglones(crudo: bytes, nombre: str) -> list[dict[str, str]]:
    """Se guarda por lo que dice el archivo y no por su ruta: si se edita, se vuelve a entender."""
    catalogo = nombre.removesuffix(".csv")
    return escrito.csv_de(crudo, nombre, formas.COLUMNAS.get(catalogo, ()), vacio=catalogo in formas.SIN_RENGLONES)


@lru_cache(maxsize=64)
def _entender_csv(crudo: bytes, nombre: str) -> pd.DataFrame:
    import pandas as pd  # tarda: sólo si se lee una tabla

    _renglones(crudo, nombre)
    with escrito.al_entender(nombre):
        return pd.read_csv(io.BytesIO(crudo), dtype=str, keep_default_na=False, encoding="utf-8")


@lru_cache(maxsize=64)
def _entender_yaml(crudo: bytes, nombre: str) -> Mapping[str, Any]:
    return MappingProxyType(escrito.yaml_de(crudo, nombre, formas.LLAVES.get(nombre.removesuffix(".yaml"))))


def _comprueba(ruta: Path) -> None:
    if not ruta.is_file():
        existentes = ", ".join(sorted(p.name for p in ruta.parent.glob("*.*"))) or "ninguno"
        raise ErrorDeDatos(
            f"No existe el catálogo {ruta.name} en {ruta.parent}; hay: {existentes}. "
            "Revisa COBRANZA_PARAMS o restaura el archivo."
        )
