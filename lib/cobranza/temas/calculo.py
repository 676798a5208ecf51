"""De un caso a su resultado: elige el ordenamiento, valida, aplica la fórmula e imprime la memoria."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cobranza.base.errores import ErrorDeUso
from cobranza.ley.norma import Norma, Normas, de_la_oficina
from cobranza.ley.renglon import Renglon, peor_calidad
from cobranza.temas import bienes, credito, estimulo, gastos, isr, multas, plazos_de_pago, prelacion, tiempo
from cobranza.temas.tema import REGISTRO, Tema

_MODULOS = (credito, gastos, plazos_de_pago, prelacion, tiempo, multas, estimulo, bienes, isr)
"""Importarlos registra sus temas; se listan en este orden."""


def temas() -> list[Tema]:
    """Todos los temas; cada uno se imprime como su clave y qué calcula."""
    return [t for modulo in _MODULOS for t in REGISTRO.values() if t.formula.__module__ == modulo.__name__]


def esquema(tema: str) -> dict[str, Any]:
    """JSON Schema de lo que entra a un tema. Errores: `ErrorDeUso` si no existe."""
    return _tema(tema).esquema()


def comprobar_interpretaciones(interpretaciones: dict[str, str]) -> None:
    """Errores: `ErrorDeUso` si una interpretación no existe o no admite ese valor."""
    de_la_oficina(interpretaciones).de("federal")


def calcular(
    tema: str, caso: dict[str, Any], interpretaciones: dict[str, str], normas: Normas | None = None
) -> dict[str, Any]:
    """El resultado de un caso: los campos del tema más `interpretaciones`, `calidad` y `renglones`.

    Lo que el caso elige (`inpc_publicado_desde_dia`, `dias_sat_publicados_por_el_estado`) gana a
    `interpretaciones`. `normas`: por omisión, las de la instalación; quien calcula muchos casos las abre una vez.
    Errores: los de la casa, con qué se encontró y qué se esperaba.

    >>> calcular("redondeo_pago", {"importe": "100.50"}, {})["a_pagar"]
    '100.00'
    """
    pedido = _tema(tema)
    leido = pedido.leer(caso)
    elegidas = {**interpretaciones, **_elegidas_en(leido)}
    de = (normas or de_la_oficina()).eligiendo(elegidas).de(leido["ambito"] or "federal")
    salida, renglones = pedido.formula(de, leido)
    completos = [r if r.calidad else replace(r, calidad=de.calidad_de_la_regla) for r in renglones]
    return {
        **salida,
        "interpretaciones": elegidas,
        "calidad": peor_calidad([r.calidad for r in completos]),
        "renglones": [r.como_dict() for r in (*completos, *_de_interpretacion(de, elegidas))],
    }


def _tema(clave: str) -> Tema:
    if clave not in REGISTRO:
        raise ErrorDeUso(f"No existe el tema «{clave}»; los que hay son: {', '.join(t.clave for t in temas())}.")
    return REGISTRO[clave]


def _elegidas_en(leido: dict[str, Any]) -> dict[str, str]:
    elegidas = {}
    if leido.get("inpc_publicado_desde_dia") is not None:
        elegidas["inpc.disponible_desde_dia"] = str(leido["inpc_publicado_desde_dia"])
    publicados = leido.get("dias_sat_publicados_por_el_estado")
    if isinstance(publicados, bool):
        elegidas["vacaciones.sat"] = "publicadas" if publicados else "apagado"
    return elegidas


def _de_interpretacion(de: Norma, elegidas: dict[str, str]) -> list[Renglon]:
    fichas = de.interpretaciones()
    return [
        Renglon(
            f"Interpretación elegida: {punto}",
            None,
            opcion,
            None,
            str(fichas[punto]["nota"]),
            calidad="interpretacion",
            suma=False,
        )
        for punto, opcion in sorted(elegidas.items())
    ]
