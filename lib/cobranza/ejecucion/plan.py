"""Un plan de corridas (`params/corridas/*.yaml`): qué cuadernos, con qué parámetros y cuándo toca.

```yaml
titulo: Informes principales
cuando: mensual:1            # diario · semanal:lunes · mensual:1 · mensual:ultimo; sin él, sólo a mano
parametros: {corte: fin_de_mes_anterior}   # o una fecha, o hoy, o ayer
cuadernos:
  - cuaderno: informe_cartera
  - cuaderno: verificacion_pae
    parametros: {nominativo: false}
    por_cada: {delegacion: [DH-TGZ, DH-TAP]}   # una corrida por valor; «catalogo:delegaciones» las toma todas
```
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import yaml

from cobranza.base.errores import ErrorDeUso

_DIAS = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
_CUANDO = re.compile(rf"diario|semanal:({'|'.join(_DIAS)})|mensual:([1-9]|1\d|2[0-8]|ultimo)")
_CLAVES = {"titulo", "cuando", "parametros", "cuadernos"}
_CLAVES_DE_CUADERNO = {"cuaderno", "parametros", "por_cada"}
_FECHAS_RELATIVAS = ("hoy", "ayer", "fin_de_mes_anterior")


@dataclass(frozen=True, slots=True)
class Tarea:
    """Un cuaderno con los parámetros con que se pide."""

    cuaderno: str
    parametros: dict[str, Any]

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

    def toca(self, dia: date) -> bool:
        """¿Toca correrlo ese día?"""
        clase, _, cual = self.cuando.partition(":")
        if clase == "semanal":
            return _DIAS[dia.weekday()] == cual
        if clase == "mensual":
            return (dia + timedelta(days=1)).day == 1 if cual == "ultimo" else dia.day == int(cual)
        return clase == "diario"

    def proxima(self, desde: date) -> date | None:
        """El primer día, desde ése inclusive, en que toca; None si sólo se corre a mano."""
        dias = (desde + timedelta(days=n) for n in range(62))
        return next((dia for dia in dias if self.toca(dia)), None)


def leer(ruta: Path, hoy: date) -> Plan:
    """Lee un plan y resuelve sus fechas relativas y su matriz.

    Errores: `ErrorDeUso` con la clave que sobra, la que falta o el valor que no se entiende.
    """
    if not ruta.is_file():
        raise ErrorDeUso(f"No existe la corrida {ruta}; las que hay están en params/corridas/.")
    try:
        ficha = yaml.safe_load(ruta.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ErrorDeUso(f"{ruta.name} no es YAML válido: {error}.".replace("\n", " ")) from error
    if not isinstance(ficha, dict) or not isinstance(ficha.get("cuadernos"), list) or not ficha["cuadernos"]:
        raise ErrorDeUso(f"{ruta.name} no dice qué correr; se esperaba una lista «cuadernos».")
    _sin_sobrantes(ruta, ficha, _CLAVES)
    cuando = str(ficha.get("cuando", ""))
    if cuando and not _CUANDO.fullmatch(cuando):
        raise ErrorDeUso(
            f"{ruta.name}: «cuando: {cuando}» no se entiende; se esperaba diario, semanal:lunes, mensual:1 "
            "(del 1 al 28) o mensual:ultimo."
        )
    comunes = ficha.get("parametros") or {}
    tareas = [t for c in ficha["cuadernos"] for t in _tareas(ruta, c, comunes, hoy)]
    return Plan(ruta.stem, str(ficha.get("titulo", ruta.stem)), cuando, tuple(tareas))


def leer_todos(carpeta: Path, hoy: date) -> list[Plan]:
    """Los planes de una carpeta, por nombre."""
    return [leer(ruta, hoy) for ruta in sorted(carpeta.glob("*.yaml"))]


def _sin_sobrantes(ruta: Path, ficha: dict[str, Any], admitidas: set[str]) -> None:
    sobran = sorted(set(ficha) - admitidas)
    if sobran:
        raise ErrorDeUso(f"{ruta.name}: no se entiende «{sobran[0]}»; se admite {', '.join(sorted(admitidas))}.")


def _tareas(ruta: Path, pedido: Any, comunes: dict[str, Any], hoy: date) -> list[Tarea]:
    pedido = {"cuaderno": pedido} if isinstance(pedido, str) else pedido
    if not isinstance(pedido, dict) or "cuaderno" not in pedido:
        raise ErrorDeUso(f"{ruta.name}: cada elemento de «cuadernos» dice su «cuaderno»; se encontró {pedido}.")
    _sin_sobrantes(ruta, pedido, _CLAVES_DE_CUADERNO)
    fijos = {k: _resuelto(v, hoy) for k, v in {**comunes, **(pedido.get("parametros") or {})}.items()}
    matriz = {nombre: _valores(ruta, nombre, v) for nombre, v in (pedido.get("por_cada") or {}).items()}
    return [
        Tarea(str(pedido["cuaderno"]), {**fijos, **dict(zip(matriz, combinacion, strict=True))})
        for combinacion in product(*matriz.values())
    ]


def _valores(ruta: Path, nombre: str, valores: Any) -> list[Any]:
    if isinstance(valores, str) and valores.startswith("catalogo:"):
        from cobranza.base.catalogos import tabla  # trae pandas: sólo si el plan lo pide

        return list(tabla(valores.removeprefix("catalogo:"))["clave"])
    if not isinstance(valores, list) or not valores:
        raise ErrorDeUso(
            f"{ruta.name}: «por_cada: {nombre}» espera una lista o «catalogo:NOMBRE»; se encontró {valores}."
        )
    return valores


def _resuelto(valor: Any, hoy: date) -> Any:
    if valor in _FECHAS_RELATIVAS:
        atras = {"hoy": 0, "ayer": 1, "fin_de_mes_anterior": hoy.day}[valor]
        return (hoy - timedelta(days=atras)).isoformat()
    return valor.isoformat() if isinstance(valor, date) else valor
