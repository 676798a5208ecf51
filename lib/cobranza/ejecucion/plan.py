"""Un plan de corridas (`params/corridas/*.yaml`): qué cuadernos, con qué parámetros y cuándo toca.

```yaml
titulo: Informes principales
cuando: mensual:1            # diario · semanal:lunes · mensual:1 · mensual:ultimo · habil:3 · habil:ultimo
                             # «habil:3»: el tercer día hábil del mes; sin «cuando», sólo a mano
parametros: {corte: fin_de_mes_anterior}   # o una fecha, inicio_de_mes_anterior, hoy, ayer o ultimo_capturado
cuadernos:
  - cuaderno: informe_cartera
  - cuaderno: verificacion_pae
    plazo: 20 min              # a toda la corrida; «plazo_por_celda», a cada celda (45 s, 20 min, 2 h)
    parametros: {nominativo: false}
    por_cada: {delegacion: [DH-TGZ, DH-TAP]}   # una corrida por valor; «catalogo:delegaciones» las toma todas
```
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

from cobranza.base import topes
from cobranza.base.ajeno import yaml_de
from cobranza.base.errores import ErrorDeUso
from cobranza.ejecucion.pasada import LOS_DE_SIEMPRE, Plazos

_DIAS = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
_CUANDO = re.compile(
    rf"diario|semanal:({'|'.join(_DIAS)})|mensual:([1-9]|1[0-9]|2[0-8]|ultimo)|habil:([1-9]|1[0-5]|ultimo)"
)
Habil = Callable[[date], bool]
"""Dice si un día es hábil: quien sabe de calendarios la pasa."""
_CATALOGO = re.compile(r"[a-z0-9_]+")
_A_LA_VISTA = 60
_PLAZOS = {"plazo", "plazo_por_celda"}
_CLAVES = {"titulo", "cuando", "parametros", "cuadernos", *_PLAZOS}
_CLAVES_DE_CUADERNO = {"cuaderno", "parametros", "por_cada", *_PLAZOS}
_PLAZO = re.compile(r"([1-9][0-9]{0,5}) ?(s|min|h)")
_SEGUNDOS = {"s": 1, "min": 60, "h": 3600}


@dataclass(frozen=True, slots=True)
class Tarea:
    """Un cuaderno con los parámetros con que se pide."""

    cuaderno: str
    parametros: dict[str, Any]
    plazos: Plazos = LOS_DE_SIEMPRE

    def __str__(self) -> str:
        detalle = ", ".join(f"{k}={v}" for k, v in self.parametros.items())
        return f"{self.cuaderno} ({detalle})" if detalle else self.cuaderno


@dataclass(frozen=True, slots=True)
class Plan:
    """Un archivo de corridas ya leído para un día."""

    nombre: str
    titulo: str
    cuando: str
    tareas: tuple[Tarea, ...]

    def toca(self, dia: date, es_habil: Habil | None = None) -> bool:
        """¿Toca correrlo ese día? Errores: `ErrorDeUso` si pide días hábiles y no se dio con qué saberlo."""
        clase, _, cual = self.cuando.partition(":")
        if clase == "semanal":
            return _DIAS[dia.weekday()] == cual
        if clase == "mensual":
            return (dia + timedelta(days=1)).day == 1 if cual == "ultimo" else dia.day == int(cual)
        if clase == "habil":
            if es_habil is None:
                raise ErrorDeUso(f"{self.nombre}: «{self.cuando}» pide días hábiles y aquí no hay calendario.")
            return _es_el_habil(dia, cual, es_habil)
        return clase == "diario"

    def proxima(self, desde: date, es_habil: Habil | None = None) -> date | None:
        """El primer día, desde ése inclusive, en que toca; None si sólo se corre a mano."""
        if not self.cuando:
            return None
        dias = (desde + timedelta(days=n) for n in range(62))
        return next((dia for dia in dias if self.toca(dia, es_habil)), None)


def _es_el_habil(dia: date, cual: str, es_habil: Habil) -> bool:
    """¿Es el enésimo día hábil de su mes, o el último?"""
    if not es_habil(dia):
        return False
    if cual != "ultimo":
        return sum(es_habil(dia.replace(day=n)) for n in range(1, dia.day + 1)) == int(cual)
    siguiente = dia + timedelta(days=1)
    while siguiente.month == dia.month:
        if es_habil(siguiente):
            return False
        siguiente += timedelta(days=1)
    return True


ULTIMO_CAPTURADO = "ultimo_capturado"
"""La fecha que no sale del calendario sino de los libros: el último día con datos al que alcanza la norma."""


def leer(ruta: Path, hoy: date, ultimo: Callable[[], date] | None = None) -> Plan:
    """Lee un plan y resuelve sus fechas relativas y su matriz; `ultimo` dice el último día capturado.

    Sin `ultimo`, que abre los libros, esa fecha se queda con su nombre: basta para saber qué corre y cuándo.
    Errores: `ErrorDeUso` con la clave que sobra, la que falta o el valor que no se entiende.
    """
    if not ruta.exists():
        raise ErrorDeUso(f"No existe la corrida {ruta}; las que hay están en params/corridas/.")
    ficha = yaml_de(ruta, "La corrida")
    if not isinstance(ficha, dict) or not isinstance(ficha.get("cuadernos"), list) or not ficha["cuadernos"]:
        raise ErrorDeUso(f"{ruta.name} no dice qué correr; se esperaba una lista «cuadernos».")
    _sin_sobrantes(ruta, ficha, _CLAVES)
    cuando = str(ficha.get("cuando", ""))
    if cuando and not _CUANDO.fullmatch(cuando):
        raise ErrorDeUso(
            f"{ruta.name}: «cuando: {cuando}» no se entiende; se esperaba diario, semanal:lunes, mensual:1 "
            "(del 1 al 28), mensual:ultimo, habil:3 (del 1 al 15) o habil:ultimo."
        )
    comunes = _parejas(ruta, "parametros", ficha.get("parametros"))
    fechas = _fechas(ultimo)
    plazos = _plazos(ruta, ficha, LOS_DE_SIEMPRE)
    pedidos = [_pedido(ruta, c, comunes, plazos) for c in ficha["cuadernos"]]
    corridas = sum(prod(len(valores) for valores in pedido.por_cada.values()) for pedido in pedidos)
    if corridas > topes.COMBINACIONES:
        raise ErrorDeUso(
            f"{ruta.name} pide {corridas:,} corridas, todas las combinaciones de «por_cada»; se admiten hasta "
            f"{topes.COMBINACIONES:,}. Quita valores, o pártelo en varios planes."
        )
    tareas = [t for pedido in pedidos for t in _tareas(pedido, lambda v: _resuelto(v, hoy, fechas))]
    return Plan(ruta.stem, str(ficha.get("titulo", ruta.stem)), cuando, tuple(tareas))


def con_fechas(dados: Mapping[str, Any], hoy: date, ultimo: Callable[[], date]) -> dict[str, Any]:
    """Los mismos parámetros con sus fechas relativas («fin_de_mes_anterior») resueltas para ese día."""
    return {nombre: _resuelto(valor, hoy, _fechas(ultimo)) for nombre, valor in dados.items()}


def _fechas(ultimo: Callable[[], date] | None) -> dict[str, Callable[[date], date]]:
    return {**_RELATIVAS, **({ULTIMO_CAPTURADO: lambda _: ultimo()} if ultimo else {})}


def leer_todos(carpeta: Path, hoy: date) -> list[Plan]:
    """Los planes de una carpeta, por nombre."""
    return [leer(ruta, hoy) for ruta in sorted(carpeta.glob("*.yaml"))]


def _sin_sobrantes(ruta: Path, ficha: dict[str, Any], admitidas: set[str]) -> None:
    sobran = sorted(map(str, set(ficha) - admitidas))
    if sobran:
        raise ErrorDeUso(
            f"{ruta.name}: no se entiende «{sobran[0][:_A_LA_VISTA]}»; se admite {', '.join(sorted(admitidas))}."
        )


@dataclass(frozen=True, slots=True)
class _Pedido:
    """Un elemento de «cuadernos» ya comprobado."""

    cuaderno: str
    fijos: dict[str, Any]
    por_cada: dict[str, list[Any]]
    plazos: Plazos


def _parejas(ruta: Path, clave: str, dadas: Any) -> dict[str, Any]:
    """Lo que debe ser «nombre: valor», con nombres de texto. Errores: `ErrorDeUso` con lo que se encontró."""
    if dadas is None:
        return {}
    if not isinstance(dadas, dict) or not all(isinstance(nombre, str) for nombre in dadas):
        raise ErrorDeUso(f"{ruta.name}: «{clave}» espera «nombre: valor»; se encontró {_dicho(dadas)}.")
    return dadas


def _dicho(dato: Any) -> str:
    """Un dato como se dice en un error: corto."""
    escrito = str(dato)
    return escrito if len(escrito) <= _A_LA_VISTA else f"{escrito[:_A_LA_VISTA]}…"


def _pedido(ruta: Path, pedido: Any, comunes: dict[str, Any], plazos: Plazos) -> _Pedido:
    pedido = {"cuaderno": pedido} if isinstance(pedido, str) else pedido
    if not isinstance(pedido, dict) or "cuaderno" not in pedido:
        raise ErrorDeUso(
            f"{ruta.name}: cada elemento de «cuadernos» dice su «cuaderno»; se encontró {_dicho(pedido)}."
        )
    _sin_sobrantes(ruta, pedido, _CLAVES_DE_CUADERNO)
    if not isinstance(pedido["cuaderno"], str):
        raise ErrorDeUso(f"{ruta.name}: «cuaderno» espera su nombre; se encontró {_dicho(pedido['cuaderno'])}.")
    fijos = {**comunes, **_parejas(ruta, "parametros", pedido.get("parametros"))}
    matriz = _parejas(ruta, "por_cada", pedido.get("por_cada"))
    por_cada = {nombre: _valores(ruta, nombre, v) for nombre, v in matriz.items()}
    return _Pedido(pedido["cuaderno"], fijos, por_cada, _plazos(ruta, pedido, plazos))


def _plazos(ruta: Path, ficha: dict[str, Any], por_omision: Plazos) -> Plazos:
    """Los plazos que dice; lo que no dice es de quien lo contiene."""

    def segundos(clave: str, si_no: int) -> int:
        if clave not in ficha:
            return si_no
        hallado = _PLAZO.fullmatch(str(ficha[clave]))
        if not hallado:
            raise ErrorDeUso(
                f"{ruta.name}: «{clave}: {_dicho(ficha[clave])}» no se entiende; se esperaba 45 s, 20 min o 2 h."
            )
        return int(hallado[1]) * _SEGUNDOS[hallado[2]]

    return Plazos(segundos("plazo_por_celda", por_omision.celda), segundos("plazo", por_omision.corrida))


def _tareas(pedido: _Pedido, resuelto: Callable[[Any], Any]) -> list[Tarea]:
    fijos, matriz = {k: resuelto(v) for k, v in pedido.fijos.items()}, pedido.por_cada
    return [
        Tarea(pedido.cuaderno, {**fijos, **dict(zip(matriz, combinacion, strict=True))}, pedido.plazos)
        for combinacion in product(*matriz.values())
    ]


def _valores(ruta: Path, nombre: str, valores: Any) -> list[Any]:
    if isinstance(valores, str) and valores.startswith("catalogo:"):
        from cobranza.base.catalogos import tabla  # trae pandas: sólo si el plan lo pide

        nombre_del_catalogo = valores.removeprefix("catalogo:")
        if not _CATALOGO.fullmatch(nombre_del_catalogo):
            raise ErrorDeUso(
                f"{ruta.name}: «por_cada: {nombre}» pide el catálogo «{_dicho(nombre_del_catalogo)}»; se esperaba el "
                "nombre de uno de params/catalogos, sin carpetas ni extensión, como «catalogo:delegaciones»."
            )
        columnas = tabla(nombre_del_catalogo)
        if "clave" not in columnas:
            raise ErrorDeUso(
                f"{ruta.name}: el catálogo «{nombre_del_catalogo}» no tiene columna «clave»; de él no salen corridas."
            )
        return list(columnas["clave"])
    if not isinstance(valores, list) or not valores:
        raise ErrorDeUso(
            f"{ruta.name}: «por_cada: {nombre}» espera una lista o «catalogo:NOMBRE»; se encontró {_dicho(valores)}."
        )
    return valores


def _resuelto(valor: Any, hoy: date, fechas: dict[str, Callable[[date], date]]) -> Any:
    if isinstance(valor, str) and valor in fechas:
        return fechas[valor](hoy).isoformat()
    return valor.isoformat() if isinstance(valor, date) else valor


def _cierre_anterior(hoy: date) -> date:
    return hoy - timedelta(days=hoy.day)


_RELATIVAS: dict[str, Callable[[date], date]] = {
    "hoy": lambda hoy: hoy,
    "ayer": lambda hoy: hoy - timedelta(days=1),
    "fin_de_mes_anterior": _cierre_anterior,
    "inicio_de_mes_anterior": lambda hoy: _cierre_anterior(hoy).replace(day=1),
}
