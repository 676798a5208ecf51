"""Retención de ISR por salarios (LISR, art. 96) y subsidio para el empleo.

Los gastos de ejecución que cobra el personal son salario (art. 94, fr. I): la tarifa se aplica a la totalidad
del mes, nunca aparte. Lo que retienen los gastos es `retencion(sueldo + gastos) − retencion(sueldo)`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Generic, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from cobranza.base.dinero import Centavos, centavos, dividir_redondeando, dividir_truncando, por, texto
from cobranza.base.errores import ErrorDeDatos
from cobranza.ley.norma import Norma

Columna = NDArray[np.int64]
DIAS_POR_MES = "30.4"
"""Con cuántos días se mensualiza (RLISR, art. 163, fr. I)."""
CON_SUBSIDIO = "tarifa_y_subsidio"
"""La interpretación de `isr.varios_meses` que compara menos el subsidio."""
DIAS_DEL_MES = 31
"""Un mes no tiene más días: quien gana más que esto en salarios mínimos no percibe sólo el mínimo."""


@dataclass(frozen=True, slots=True)
class Retencion:
    """ISR del mes en centavos: el de la tarifa, el subsidio que corresponde y lo que se retiene."""

    impuesto: Centavos
    subsidio: Centavos
    retencion: Centavos


@dataclass(frozen=True, slots=True, eq=False)
class Tarifa:
    """Renglones de una tarifa como columnas: límites y cuotas en centavos, tasas en centésimas de punto."""

    inferiores: Columna
    cuotas: Columna
    tasas: Columna
    fuente: str
    calidad: str

    def impuesto(self, ingreso: Centavos, dias: int = 1) -> Centavos:
        """Cuota fija más tasa sobre el excedente del límite inferior; `dias` multiplica una tarifa diaria."""
        limites, lugar = self._lugar(ingreso, dias)
        excedente = np.maximum(np.asarray(ingreso, np.int64) - limites[lugar], 0)
        resultado = self.cuotas[lugar] * dias + dividir_redondeando(por(excedente, self.tasas[lugar]), 10_000)
        return int(resultado) if isinstance(ingreso, int) else resultado

    def tramo(self, ingreso: int, dias: int = 1) -> str:
        """El renglón de la tarifa que se aplicó, como se imprime."""
        limites, lugar = self._lugar(ingreso, dias)
        cuota, tasa = int(self.cuotas[lugar]) * dias, int(self.tasas[lugar])
        return f"{texto(cuota)} + {texto(tasa)} % sobre lo que exceda de {texto(int(limites[lugar]))}"

    def _lugar(self, ingreso: Centavos, dias: int) -> tuple[Columna, Columna]:
        """(límites inferiores del periodo, renglón que toca a cada ingreso)."""
        limites = self.inferiores * dias - (dias - 1)  # 24.55 diario es 24.54 + 0.01: el centavo no se multiplica
        return limites, np.maximum(np.searchsorted(limites, ingreso, side="right") - 1, 0)


@dataclass(frozen=True, slots=True, eq=False)
class Subsidio:
    """El subsidio vigente: desde qué ingreso rige cada importe y si lo que exceda del impuesto se entregaba."""

    inferiores: Columna
    importes: Columna
    se_entrega: bool
    fuente: str
    calidad: str

    def de(self, ingreso: Centavos) -> Centavos:
        """Subsidio que corresponde al ingreso total del mes; cero si no hay ingreso o lo rebasa."""
        resultado = self.importes[np.searchsorted(self.inferiores, ingreso, side="right")]
        return int(resultado) if isinstance(ingreso, int) else resultado

    def del_periodo(self, dias: int) -> Subsidio:
        """El mismo, para un periodo menor a un mes: importes y límites entre 30.4 por los días, sin pasar del mes."""
        mes = Fraction(DIAS_POR_MES)

        def parte(columna: Columna) -> Columna:
            proporcional = np.asarray(dividir_redondeando(por(columna, dias * mes.denominator), mes.numerator))
            return cast(Columna, np.minimum(proporcional, columna))

        return replace(self, inferiores=parte(self.inferiores - 1) + 1, importes=parte(self.importes))


Cuanto = TypeVar("Cuanto", int, Columna)


@dataclass(frozen=True, slots=True)
class VariosMeses(Generic[Cuanto]):
    """Retención de un pago que corresponde a varios meses: centavos; `tasa` en diezmilésimas (21.36 % = 2136)."""

    mensualizada: Cuanto
    con: Cuanto
    sin: Cuanto
    tasa: Cuanto
    retencion: Cuanto


@dataclass(frozen=True, slots=True, eq=False)
class DelMes:
    """La tarifa y el subsidio de un mes, juntos: con ellos se retiene igual aunque después cambie la ley."""

    tarifa: Tarifa
    subsidio: Subsidio

    def retencion(self, ingreso: Centavos) -> Retencion:
        """La del mes sobre la totalidad de lo percibido (LISR, art. 96); entero o columna, en centavos.

        Errores: `ErrorDeDatos` si el ingreso es negativo.
        """
        if np.min(ingreso, initial=0) < 0:
            raise ErrorDeDatos("El ingreso del mes no puede ser negativo; se esperaba cero o más.")
        return _menos_subsidio(self.tarifa.impuesto(ingreso), self.subsidio, ingreso)

    def de_varios_meses(
        self, percepcion: Columna, *, dias: int, otros: Columna, con_subsidio: bool
    ) -> VariosMeses[Columna]:
        """Retención de percepciones que corresponden a `dias`; `otros`, lo demás del mes de pago. Columnas, centavos.

        Fundamento: RLISR, art. 163 (la fracción IV se leyó incompleta). La tasa es el ISR que la percepción
        mensualizada agrega al de lo demás, entre ella misma, hasta el diezmilésimo (CFF, art. 17-A, último párrafo).
        Sólo con la tarifa o, `con_subsidio`, menos el subsidio.
        """
        al_mes = Fraction(DIAS_POR_MES) * Fraction(1, dias)
        mensualizada = dividir_redondeando(por(percepcion, al_mes.numerator), al_mes.denominator)
        con, sin = (
            np.asarray(r.retencion if con_subsidio else r.impuesto, np.int64)
            for r in (self.retencion(otros + mensualizada), self.retencion(otros))
        )
        tasa = dividir_truncando(por(con - sin, 10_000), np.maximum(mensualizada, 1))
        retencion = dividir_redondeando(por(percepcion, tasa), 10_000)
        return VariosMeses(*(np.asarray(v, np.int64) for v in (mensualizada, con, sin, tasa, retencion)))


def del_mes(de: Norma, al: date) -> DelMes:
    """Con qué se retiene ese día. Errores: `ErrorDeLey` si no hay tarifa o subsidio."""
    return DelMes(tarifa(de, al), subsidio(de, al))


def retencion(de: Norma, *, ingreso: Centavos, al: date, solo_salario_minimo: bool = False) -> Retencion:
    """Retención mensual sobre la totalidad de lo percibido en el mes.

    Fundamento: LISR, art. 96; decreto del subsidio para el empleo vigente. Forma: entero o columna `int64`.
    Unidades: centavos. Desde mayo de 2024 el subsidio sólo reduce el impuesto hasta cero; antes el excedente se
    entregaba y la retención sale negativa. Con `solo_salario_minimo` no se retiene mientras el ingreso del mes
    quepa en el salario mínimo. Errores: `ErrorDeLey` si ese día no hay tarifa o subsidio; `ErrorDeDatos` si el
    ingreso es negativo.

    >>> from cobranza.ley.norma import norma
    >>> retencion(norma("federal"), ingreso=1_300_000, al=date(2026, 11, 30))
    Retencion(impuesto=107600, subsidio=0, retencion=107600)
    """
    hallada = del_mes(de, al).retencion(ingreso)
    neto = hallada.retencion
    if solo_salario_minimo:
        neto = np.where(np.asarray(ingreso) <= salario_minimo_del_mes(de, al), 0, neto)
    return replace(hallada, retencion=int(neto) if isinstance(ingreso, int) else neto)


def _menos_subsidio(impuesto: Centavos, apoyo: Subsidio, ingreso: Centavos) -> Retencion:
    corresponde = apoyo.de(ingreso)
    neto = impuesto - corresponde if apoyo.se_entrega else np.maximum(impuesto - corresponde, 0)
    return Retencion(impuesto, corresponde, int(neto) if isinstance(ingreso, int) else neto)


def salario_minimo_del_mes(de: Norma, al: date) -> int:
    """Lo más que puede sumar un mes de salario mínimo general, en centavos."""
    return de.numero("salario_minimo", al) * DIAS_DEL_MES


@lru_cache(maxsize=64)
def tarifa(de: Norma, al: date, clave: str = "isr_mensual") -> Tarifa:
    """La tarifa vigente ese día: `isr_mensual` o `isr_diaria`. Errores: `ErrorDeLey` si no la hay."""
    renglones = de.serie(clave).tabla_al(al)
    return Tarifa(
        _columna(renglones, "limite_inferior"),
        _columna(renglones, "cuota_fija"),
        _columna(renglones, "tasa_excedente"),
        renglones[0]["fuente"],
        renglones[0]["calidad"],
    )


@lru_cache(maxsize=64)
def subsidio(de: Norma, al: date) -> Subsidio:
    """El subsidio vigente ese día. Errores: `ErrorDeLey` si no lo hay."""
    renglones = de.serie("subsidio_empleo").tabla_al(al)
    inferiores, importes = _columna(renglones, "ingreso_desde"), _columna(renglones, "subsidio")
    if renglones[-1]["ingreso_hasta"]:
        inferiores = np.append(inferiores, centavos(renglones[-1]["ingreso_hasta"]) + 1)
        importes = np.append(importes, 0)
    se_entrega = renglones[0]["tipo"] == "tabla_escalonada"
    return Subsidio(
        inferiores, np.insert(importes, 0, 0), se_entrega, renglones[0]["fuente"], renglones[0]["calidad"]
    )


def _columna(renglones: list[dict[str, str]], campo: str) -> Columna:
    return np.array([centavos(r[campo]) for r in renglones], dtype=np.int64)


def de_varios_meses(de: Norma, *, percepcion: int, dias: int, sueldo: int, al: date) -> VariosMeses[int]:
    """La de `DelMes.de_varios_meses` con la tarifa de ese día y la interpretación `isr.varios_meses`.

    Errores: los de `tarifa`.
    """
    con_subsidio = de.interpretacion("isr.varios_meses") == CON_SUBSIDIO
    una, otros = np.array([percepcion], np.int64), np.array([sueldo], np.int64)
    hallada = del_mes(de, al).de_varios_meses(una, dias=dias, otros=otros, con_subsidio=con_subsidio)
    return VariosMeses(*(int(getattr(hallada, campo.name)[0]) for campo in fields(hallada)))


def por_periodo(de: Norma, *, ingreso: int, dias: int, al: date) -> Retencion:
    """Retención de un periodo menor a un mes: la tarifa diaria por sus días, menos el subsidio de esos días.

    Fundamento: RLISR, art. 175; decreto del subsidio para el empleo vigente (el mensual entre 30.4 por los días). El
    ajuste con la tarifa mensual va en el último pago del mes. Centavos. Errores: los de `retencion`.

    >>> from cobranza.ley.norma import norma
    >>> por_periodo(norma("federal"), ingreso=500_000, dias=15, al=date(2026, 3, 15))
    Retencion(impuesto=36691, subsidio=26430, retencion=10261)
    """
    impuesto = tarifa(de, al, "isr_diaria").impuesto(ingreso, dias)
    return _menos_subsidio(impuesto, subsidio(de, al).del_periodo(dias), ingreso)
