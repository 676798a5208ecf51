"""En qué orden se aplica un pago: pago normal (CFF, art. 20), a plazos (66-A) y concurrencia de fiscos (148).

Cada orden es una lista de lugares; un saldo se coloca por su nombre («gastos», «multas_actualizadas», «principal») y
conserva ese nombre en el resultado. Lo que sobra es remanente: no se aplica a otra contribución sin orden.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from cobranza.base.errores import ErrorDeDatos


@dataclass(frozen=True, slots=True)
class Lugar:
    """Un lugar del orden: clave con que se imprime, qué nombres caen en él y el inciso que lo pone ahí."""

    clave: str
    titulo: str
    nombres: str
    inciso: str


_CONTRIBUCION = r"contribuci|principal|histori|omitid|capital|impuesto|insoluto|actualizaci"
_ACCESORIO = r"accesori|recargo|multa|indemniz"

ART_20 = (
    Lugar("gastos_ejecucion", "Gastos de ejecución", r"gasto|honorario", "fr. I"),
    Lugar("recargos", "Recargos", r"recargo", "fr. II"),
    Lugar("multas", "Multas", r"multa", "fr. III"),
    Lugar("indemnizacion", "Indemnización del 20 % por cheque", r"indemniz|cheque", "fr. IV"),
    Lugar("contribucion", "Contribución actualizada", _CONTRIBUCION, "adeudo principal"),
)
ART_66A = (
    Lugar("recargos_prorroga", "Recargos por prórroga", r"prorroga", "inciso a)"),
    Lugar("recargos_mora", "Recargos por mora", r"mora", "inciso b)"),
    Lugar("multas", "Multas", r"multa", "inciso c), numeral 1"),
    Lugar("gastos_extraordinarios", "Gastos extraordinarios", r"extraordinari", "inciso c), numeral 2"),
    Lugar("gastos_ejecucion", "Gastos de ejecución", r"gasto|honorario", "inciso c), numeral 3"),
    Lugar("recargos", "Recargos", r"recargo", "inciso c), numeral 4"),
    Lugar("indemnizacion", "Indemnización del 20 % por cheque", r"indemniz|cheque", "inciso c), numeral 5"),
    Lugar("contribuciones", "Contribuciones omitidas actualizadas", _CONTRIBUCION, "inciso d)"),
)
ART_148 = (
    Lugar("gastos_ejecucion", "Gastos de ejecución", r"gasto", "fr. I"),
    Lugar(
        "accesorios_seguridad_social",
        "Accesorios de aportaciones de seguridad social",
        rf"({_ACCESORIO}).*(seguridad|aportacion|_ss|imss|infonavit)",
        "fr. II",
    ),
    Lugar(
        "aportaciones_seguridad_social",
        "Aportaciones de seguridad social",
        r"aportacion|seguridad_social|imss|infonavit|cuotas_obrero",
        "fr. III",
    ),
    Lugar("accesorios_demas", "Accesorios de los demás créditos", _ACCESORIO, "fr. IV"),
    Lugar(
        "demas_contribuciones",
        "Las demás contribuciones y créditos",
        rf"{_CONTRIBUCION}|demas|otr[ao]s|credito",
        "fr. V",
    ),
)


@dataclass(frozen=True, slots=True)
class Aplicacion:
    """Una parte del pago aplicada a un saldo, en el orden en que se aplicó. Centavos."""

    nombre: str
    lugar: Lugar
    saldo: int
    aplicado: int
    saltado: bool = False


def aplicar(
    pago: int, saldos: Mapping[str, int], orden: tuple[Lugar, ...], impugnados: Collection[str] = ()
) -> tuple[list[Aplicacion], int]:
    """Reparte un pago entre los saldos de un crédito: (aplicaciones en orden, remanente).

    Fundamento: CFF, arts. 20, párrafos octavo y noveno; 66-A, fr. V; y 148. Lo impugnado y garantizado se salta.
    Unidades: centavos. Errores: `ErrorDeDatos` si un saldo no tiene lugar en el orden.

    >>> partes, sobra = aplicar(1000, {"contribucion": 5000, "gastos": 630, "recargos": 900}, ART_20)
    >>> [(p.nombre, p.aplicado) for p in partes], sobra
    ([('gastos', 630), ('recargos', 370), ('contribucion', 0)], 0)
    """
    partes, resto = aplicar_a_varios(pago, [Credito("", "", saldos)], orden, impugnados=impugnados)
    return [parte for _, parte in partes], resto


@dataclass(frozen=True, slots=True)
class Credito:
    """Un crédito con la etiqueta con que se imprime, su periodo (ordenable) y su saldo por concepto. Centavos."""

    etiqueta: str
    periodo: str
    saldos: Mapping[str, int]


def aplicar_a_varios(
    pago: int,
    creditos: Sequence[Credito],
    orden: tuple[Lugar, ...],
    *,
    impugnados: Collection[str] = (),
    entre_todos: bool = False,
) -> tuple[list[tuple[str, Aplicacion]], int]:
    """Reparte un pago entre varios créditos: ([(etiqueta, aplicación)], remanente).

    Primero el periodo más antiguo y dentro de él el orden (arts. 20 y 66-A); con `entre_todos`, primero el lugar
    del orden y dentro de él el periodo (art. 148). Fundamento y errores, los de `aplicar`.
    """
    saltados = {lugar_de(nombre, orden) for nombre in impugnados}
    colocados = [
        (antiguedad, lugar_de(nombre, orden), credito.etiqueta, nombre)
        for antiguedad, credito in enumerate(sorted(creditos, key=lambda c: c.periodo))
        for nombre in credito.saldos
    ]
    colocados.sort(key=lambda p: (p[1], p[0]) if entre_todos else (p[0], p[1]))
    saldos = {c.etiqueta: c.saldos for c in creditos}
    partes, resto = [], pago
    for _, lugar, etiqueta, nombre in colocados:
        saldo = saldos[etiqueta][nombre]
        parte = 0 if lugar in saltados else min(resto, saldo)
        partes.append((etiqueta, Aplicacion(nombre, orden[lugar], saldo, parte, lugar in saltados)))
        resto -= parte
    return partes, resto


def lugar_de(nombre: str, orden: tuple[Lugar, ...]) -> int:
    """Qué lugar del orden ocupa un saldo por su nombre."""
    plano = unicodedata.normalize("NFKD", nombre.lower()).encode("ascii", "ignore").decode()
    plano = re.sub(r"[^a-z0-9]+", "_", plano)
    for posicion, lugar in enumerate(orden):
        if re.search(lugar.nombres, plano):
            return posicion
    raise ErrorDeDatos(
        f"«{nombre}» no es un saldo de este orden; se esperaba {', '.join(lugar.clave for lugar in orden)}.",
        valor=nombre,
    )
