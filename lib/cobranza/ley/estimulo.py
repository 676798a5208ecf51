"""Estímulo de 2026 a créditos firmes de 2024 y anteriores (LIF 2026, vigésimo segundo transitorio).

Reduce multas, recargos y gastos de ejecución, nunca la contribución actualizada. Que la solicitud suspenda el
procedimiento e interrumpa la prescripción es efecto de su acto; aquí sólo se calcula.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from cobranza.base.fechas import dia, fecha_de
from cobranza.ley.norma import Norma
from cobranza.ley.plazo import ultimo_dia, vigencias
from cobranza.ley.proporciones import Proporcion, proporcion
from cobranza.ley.renglon import Renglon


@dataclass(frozen=True, slots=True)
class Solicitud:
    """Lo que decide si procede: `ingresos` son los de 2024 en centavos, si se saben; `exclusion`, la que haya."""

    fecha: date
    ejercicio: int
    firme: bool
    ingresos: int | None = None
    exclusion: str | None = None


def impedimento(de: Norma, pedido: Solicitud) -> str | None:
    """Por qué no procede el estímulo; None si procede. Errores: `ErrorDeLey` si no está capturado."""
    ejercicio, ingresos = (proporcion(de, f"estimulo_2026_{clave}") for clave in ("ejercicio", "ingresos"))
    pedir = vigencias(de, "EST-02")
    if de.ficha.get("ambito") == "estatal":
        return "El estímulo es de créditos federales, aunque los administre la entidad."
    if not any(p.desde <= dia(pedido.fecha) <= p.hasta for p in pedir):
        cuando = " o ".join(f"del {fecha_de(p.desde)} al {fecha_de(p.hasta)}" for p in pedir)
        return f"Se pide {cuando}; se pidió el {pedido.fecha}."
    if pedido.ejercicio > ejercicio.entero:
        return f"Alcanza al ejercicio {ejercicio.entero} y anteriores; el crédito es de {pedido.ejercicio}."
    if not pedido.firme:
        return "El crédito no está firme: falta consentirlo o desistirse del medio de defensa."
    if pedido.ingresos is not None and pedido.ingresos > ingresos.entero * 100:
        return "Los ingresos de 2024 pasan del límite."
    return f"Está excluido: {pedido.exclusion}." if pedido.exclusion else None


def parte(de: Norma, *, solo_formales: bool) -> Proporcion:
    """El por ciento que deja de pagarse de multas, recargos y gastos; `ErrorDeLey` si no está capturado."""
    return proporcion(de, f"estimulo_2026_{'formales' if solo_formales else 'accesorios'}")


def estimulo(de: Norma, accesorios: int, *, solo_formales: bool) -> Renglon:
    """Lo que deja de pagarse de multas, recargos y gastos; menos si el crédito es sólo multas formales. Centavos."""
    regla = parte(de, solo_formales=solo_formales)
    return regla.renglon("Estímulo", accesorios, -regla.de(accesorios))


def plazos(de: Norma, solicitud: date, formulario: date | None) -> tuple[date, date]:
    """(último día para recibir el formulario de pago, último día para pagar), en días naturales.

    Son los plazos EST-02 y EST-03; el que termina en inhábil, al siguiente hábil (CFF, art. 12, quinto párrafo).
    Errores: `ErrorDeLey` si no rigen esos días.
    """
    limite = _ultimo(de, "EST-02", solicitud)
    return limite, _ultimo(de, "EST-03", formulario or limite)


def _ultimo(de: Norma, clave: str, desde: date) -> date:
    return fecha_de(int(ultimo_dia(de, clave, np.array([dia(desde)], dtype=np.int64))[0]))
