"""El registro de reglas: cada una con su ficha —qué exige la ley, por qué importa, qué hacer— y sus ejemplos.

Una regla es una función `(pae) -> DataFrame` decorada con `@regla`; su docstring es el «cómo se detecta» que lee
la oficina. Devuelve los renglones de `pae.actos` o de `pae.creditos` que la incumplen, con `evidencia` en español
y, si lo en juego no es el saldo del crédito, `importe` en centavos. La función no mira ámbito, vigencia ni si la
oficina captura el dato: eso lo declara la ficha y lo aplica `evaluacion`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from cobranza.base.ambitos import AMBITOS
from cobranza.base.errores import ErrorDeUso
from cobranza.base.fechas import dia

if TYPE_CHECKING:
    import pandas as pd

    from cobranza.verificacion.pae import Pae


class Severidad(StrEnum):
    """Gravedad de un hallazgo (procesos, F05), de la mayor a la menor."""

    CRITICA = "CRITICA"
    ALTA = "ALTA"
    MEDIA = "MEDIA"
    BAJA = "BAJA"

    @property
    def bloquea(self) -> bool:
        """¿No procede el acto en que recae?"""
        return self in (Severidad.CRITICA, Severidad.ALTA)


class Efecto(StrEnum):
    """Qué puede costar la falta: que se anule lo actuado, un daño al deudor o al fisco, o sólo la forma."""

    NULIDAD = "nulidad"
    DANO = "daño"
    FORMA = "forma"


Buscar = Callable[["Pae"], "pd.DataFrame"]
Etapa = Literal[
    "notificacion", "diligencia", "exigir", "embargo", "cuentas", "intervencion", "remate", "producto", "cartera"
]
ETAPAS: dict[str, str] = {
    "notificacion": "Notificación",
    "diligencia": "Diligencia",
    "exigir": "Exigir el pago",
    "embargo": "Embargo de bienes",
    "cuentas": "Cuentas y precautorio",
    "intervencion": "Intervención",
    "remate": "Remate",
    "producto": "Producto y fin",
    "cartera": "Cartera",
}
"""Etapas del procedimiento en que se agrupan, en su orden."""
_EFECTOS = {"N": Efecto.NULIDAD, "D": Efecto.DANO, "f": Efecto.FORMA}
_AMBITOS = {"FE": AMBITOS, "F": ("federal",)}
_SIEMPRE, _NUNCA = dia(date(1980, 1, 1)), dia(date(9999, 12, 31))


@dataclass(frozen=True, slots=True)
class Ejemplo:
    """Un expediente en pocos renglones (`ejemplos`): la rompe o no y, si es una excepción, cuál."""

    rompe: bool
    hechos: str
    excepcion: str = ""


@dataclass(frozen=True, slots=True)
class Regla:
    """Una regla y lo que de ella se imprime; `corto` es el nombre que cabe en una gráfica.

    `mide`: qué importe lleva cada hallazgo, el `saldo` del crédito o la `diferencia` que se cobró o retuvo de más.
    `sobre`: los tipos de acto que se juzgan (`EMBARGO`, o `EMBARGO/DINERO` si sólo los de esa forma); vacía, el
    crédito. `con`: el importe (`gasto` o `monto`) sin el que no recae en un acto; vacía, si en cualquiera.
    `requiere`: lo que tiene que capturarse para poder juzgarlos, un tipo de acto o una columna del acto juzgado
    (`evaluacion.falta_de`); `en_parte`: lo que sólo necesita alguno de sus supuestos, que dice cuál en la columna
    `necesita` de lo que señala; si es sólo de algunos actos, `DATO si columna=valor`. `desde` y `hasta`: días.
    """

    clave: str
    severidad: Severidad
    fundamento: str
    titulo: str
    corto: str
    que_hacer: str
    deteccion: str
    mide: str
    buscar: Buscar
    etapa: str
    efectos: tuple[Efecto, ...]
    ambitos: tuple[str, ...]
    desde: int
    hasta: int
    por_que: str
    excepciones: tuple[str, ...]
    sobre: tuple[str, ...]
    con: str
    requiere: tuple[str, ...]
    en_parte: tuple[str, ...]
    ejemplos: tuple[Ejemplo, ...]

    @property
    def datos(self) -> tuple[str, ...]:
        """Todo lo que tiene que capturarse para juzgar cada uno de sus supuestos."""
        return (*self.requiere, *(dato.partition(" si ")[0] for dato in self.en_parte))

    @property
    def es_ilustrativa(self) -> bool:
        """¿Se apoya en un plazo que la norma no fija? Entonces se imprime rotulada."""
        return "ilustrativo" in self.fundamento

    def juzga(self, tipo: str) -> bool:
        """¿Puede recaer un hallazgo suyo en un acto de ese tipo?"""
        return any(entrada.partition("/")[0] == tipo for entrada in self.sobre)

    @property
    def vigencia(self) -> str:
        """Entre qué días se aplica, como se lee."""
        if self.hasta == _NUNCA:
            return "permanente" if self.desde == _SIEMPRE else f"desde el {_iso(self.desde)}"
        return f"del {_iso(self.desde)} al {_iso(self.hasta)}"


def _iso(numero: int) -> str:
    from cobranza.base.fechas import fecha_de

    return fecha_de(numero).isoformat()


_REGLAS: dict[str, Regla] = {}


def regla(  # noqa: PLR0913 — son los campos de su ficha
    clave: str,
    *,
    severidad: Severidad,
    fundamento: str,
    titulo: str,
    corto: str,
    que_hacer: str,
    etapa: Etapa,
    efecto: str,
    por_que: str,
    rompe: str,
    cumple: str,
    mide: str = "saldo",
    ambito: str = "FE",
    vigencia: tuple[str, str] = ("", ""),
    sobre: tuple[str, ...] = (),
    con: Literal["", "gasto", "monto"] = "",
    requiere: tuple[str, ...] = (),
    en_parte: tuple[str, ...] = (),
    salvo: tuple[tuple[str, str], ...] = (),
    tambien: tuple[str, ...] = (),
) -> Callable[[Buscar], Buscar]:
    """Da de alta una regla; repetir la clave es un error de quien programa.

    `efecto`: letras de N (nulidad), D (daño) y f (forma). `ambito`: F (federal coordinado) o FE (también estatal).
    `vigencia`: (primer día, último), vacíos si no se acaba. `salvo`: parejas de excepción y su ejemplo.
    `tambien`: otros ejemplos que la rompen, uno por cada otro supuesto de la regla.
    """

    def inscribir(buscar: Buscar) -> Buscar:
        if clave in _REGLAS:
            raise ValueError(f"La regla {clave} ya existe: {_REGLAS[clave].titulo}.")
        deteccion = " ".join((inspect.getdoc(buscar) or "").split())
        desde, hasta = (dia(date.fromisoformat(d)) if d else limite for d, limite in
                        zip(vigencia, (_SIEMPRE, _NUNCA), strict=True))  # fmt: skip
        _REGLAS[clave] = Regla(
            clave, severidad, fundamento, titulo, corto, que_hacer, deteccion, mide, buscar, etapa,
            tuple(_EFECTOS[letra] for letra in efecto), _AMBITOS[ambito], desde, hasta, por_que,
            tuple(que for que, _ in salvo), sobre, con, requiere, en_parte,
            (Ejemplo(True, rompe), *(Ejemplo(True, otro) for otro in tambien), Ejemplo(False, cumple),
             *(Ejemplo(False, hechos, que) for que, hechos in salvo)),
        )  # fmt: skip
        return buscar

    return inscribir


def reglas(claves: Iterable[str] | None = None) -> list[Regla]:
    """Las reglas pedidas, o todas, en orden de clave. Errores: `ErrorDeUso` si alguna no existe."""
    import cobranza.verificacion.reglas  # noqa: F401 — al importarse, cada módulo inscribe las suyas

    pedidas = sorted(_REGLAS) if claves is None else sorted(set(claves))
    desconocidas = [clave for clave in pedidas if clave not in _REGLAS]
    if desconocidas:
        raise ErrorDeUso(
            f"No existe la regla «{desconocidas[0]}»; hay {', '.join(sorted(_REGLAS))}. "
            "Elige una de ellas; `cobranza verificar` las resume."
        )
    return [_REGLAS[clave] for clave in pedidas]
