"""Un parámetro legal: valores con `desde`, `hasta`, `fuente` y `calidad`, leídos de su archivo y comprobados.

Tipos: `escalon` (rige de `desde` a `hasta`), `mensual` y `diario` (un valor por periodo; no se arrastra) y
`tabla` (varios renglones por vigencia: tarifas). Un valor vacío significa «no encontrado» y detiene el cálculo.
"""

from __future__ import annotations

import csv
import io
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from cobranza.base.dinero import escalado
from cobranza.base.errores import ErrorDeCobranza, ErrorDeLey

TIPOS = ("escalon", "mensual", "diario", "tabla")
SIEMPRE = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class Valor:
    """Un valor de la norma y de dónde viene; `numero` es el texto escalado a `decimales` (None si no se halló)."""

    clave: str
    texto: str
    numero: int | None
    decimales: int
    desde: date
    hasta: date
    fuente: str
    calidad: str
    archivo: str


@dataclass(frozen=True)
class Serie:
    """Los valores de un parámetro, en orden y sin traslapes."""

    clave: str
    descripcion: str
    unidad: str
    tipo: str
    decimales: int
    fundamento: str
    revisado_el: str
    archivo: str
    valores: tuple[Valor, ...]
    renglones: tuple[dict[str, str], ...] = field(default=(), repr=False)

    def al(self, momento: date) -> Valor:
        """El valor que rige ese día; si no hay, `ErrorDeLey` dice qué archivo editar."""
        posicion = bisect_right(self.valores, momento, key=lambda v: v.desde) - 1
        valor = self.valores[posicion] if posicion >= 0 else None
        if valor is None or momento > valor.hasta or valor.numero is None:
            raise self.sin_valor(momento)
        return valor

    def sin_valor(self, momento: date) -> ErrorDeLey:
        """El error que explica el hueco, con lo que sí hay y el archivo por editar."""
        con_dato = [v for v in self.valores if v.numero is not None]
        alcance = f"tiene valores de {con_dato[0].desde} a {_hasta(con_dato[-1])}" if con_dato else "está vacío"
        vacio = any(v.desde <= momento <= v.hasta and v.numero is None for v in self.valores)
        motivo = "la celda de esa vigencia está vacía (no encontrado)" if vacio else alcance
        return ErrorDeLey(
            f"{self.clave} no tiene valor al {momento}: {motivo}. "
            f"Agrégalo con su fuente en {self.archivo}; no se inventa ni se arrastra.",
            parametro=self.clave,
            fecha=momento,
            archivo=self.archivo,
        )

    def tabla_al(self, momento: date) -> list[dict[str, str]]:
        """Renglones vigentes ese día de un parámetro de tipo `tabla` (tarifas), tal como están en el archivo."""
        vigentes = [r for r in self.renglones if r["desde"] <= momento.isoformat() <= (r["hasta"] or "9999-12-31")]
        if not vigentes:
            raise self.sin_valor(momento)
        return vigentes


def _hasta(valor: Valor) -> str:
    return "la fecha" if valor.hasta == SIEMPRE else valor.hasta.isoformat()


def leer_serie(ruta: Path) -> Serie:
    """El parámetro de un archivo suelto; la norma completa se abre con `norma.abrir`. Errores: los de `serie_de`."""
    carpeta = ruta.parent.parent
    return serie_de(f"{ruta.parent.name}/{ruta.name}", lambda nombre: (carpeta / nombre).read_bytes())


def serie_de(ruta: str, leer: Callable[[str], bytes]) -> Serie:
    """Entiende y comprueba un parámetro (`federal/inpc.yaml`); `leer` da los bytes de una ruta.

    Errores: `ErrorDeLey` si trae flotantes, traslapes, huecos no declarados o valores sin fuente o sin calidad.
    """
    rotulo = f"params/legales/{ruta}"
    carpeta, _, nombre = ruta.partition("/")
    clave = nombre.removesuffix(".yaml")
    ficha: dict[str, Any] = yaml.load(leer(ruta), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    faltan = [c for c in ("descripcion", "unidad", "tipo", "fundamento", "revisado_el") if c not in ficha]
    if faltan or ficha["tipo"] not in TIPOS:
        raise ErrorDeLey(f"{rotulo}: faltan los campos {faltan} o el tipo no es uno de {TIPOS}.")
    decimales = int(ficha.get("decimales", 2))
    if "archivo" in ficha:
        rotulo = f"params/legales/{carpeta}/{ficha['archivo']}"
        renglones = list(_renglones_csv(leer(f"{carpeta}/{ficha['archivo']}")))
    else:
        renglones = [{k: "" if v is None else v for k, v in r.items()} for r in ficha.get("valores", [])]
    es_tabla = ficha["tipo"] == "tabla"
    valores = tuple(_valor(clave, r, decimales, rotulo, es_tabla) for r in renglones)
    if not es_tabla:
        _comprobar(valores, rotulo, {str(h[0]) for h in ficha.get("huecos", [])})
    return Serie(
        clave=clave,
        descripcion=ficha["descripcion"],
        unidad=ficha["unidad"],
        tipo=ficha["tipo"],
        decimales=decimales,
        fundamento=ficha["fundamento"],
        revisado_el=str(ficha["revisado_el"]),
        archivo=rotulo,
        valores=tuple(sorted(valores, key=lambda v: v.desde)),
        renglones=tuple({k: str(v) for k, v in r.items()} for r in renglones) if es_tabla else (),
    )


def _renglones_csv(crudo: bytes) -> Iterator[dict[str, Any]]:
    yield from csv.DictReader(io.StringIO(crudo.decode("utf-8"), newline=""))


def _valor(clave: str, renglon: dict[str, Any], decimales: int, rotulo: str, es_tabla: bool) -> Valor:
    crudo = renglon.get("valor", "")
    if not isinstance(crudo, str):
        raise ErrorDeLey(f"{rotulo}: el valor {crudo!r} no va entre comillas; sin ellas YAML lo vuelve float.")
    if not renglon.get("fuente") or not renglon.get("calidad"):
        raise ErrorDeLey(f"{rotulo}: el valor desde {renglon.get('desde')} no dice su fuente y su calidad.")
    try:
        numero = escalado(crudo, decimales) if crudo.strip() and not es_tabla else None
        desde, hasta = _fecha(renglon["desde"]), _fecha(renglon.get("hasta") or SIEMPRE)
    except (ErrorDeCobranza, ValueError, KeyError) as error:
        raise ErrorDeLey(f"{rotulo}: el renglón {renglon} no se entiende ({error}).") from error
    return Valor(clave, crudo, numero, decimales, desde, hasta, renglon["fuente"], renglon["calidad"], rotulo)


def _fecha(crudo: object) -> date:
    return crudo if isinstance(crudo, date) else date.fromisoformat(str(crudo))


def _comprobar(valores: tuple[Valor, ...], rotulo: str, huecos: set[str]) -> None:
    """Ni traslapes ni huecos: cada vigencia empieza el día siguiente al fin de la anterior."""
    for antes, despues in pairwise(valores):
        esperado = antes.hasta + timedelta(days=1) if antes.hasta != SIEMPRE else despues.desde
        if antes.hasta == SIEMPRE or despues.desde < esperado:
            raise ErrorDeLey(
                f"{rotulo}: la vigencia desde {despues.desde} se traslapa con la anterior, que llega a {antes.hasta}."
            )
        if despues.desde > esperado and despues.desde.isoformat() not in huecos:
            raise ErrorDeLey(
                f"{rotulo}: hay un hueco entre {antes.hasta} y {despues.desde}; complétalo o decláralo en `huecos`."
            )
