"""Qué forma tiene cada catálogo: sin esto no se lee."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cobranza.base.escrito import FICHAS

COLUMNAS: Mapping[str, tuple[str, ...]] = {
    "circunscripciones": ("municipio", "delegacion"),
    "conceptos": ("clave", "concepto", "ambito", "naturaleza", "multa", "causa_recargos"),
    "delegaciones": ("clave", "nombre", "tipo", "sede_clave_inegi"),
    "documentos": ("clave", "etapa", "documento", "obligatorio", "supuesto"),
    "entidades": ("cve_ent", "nombre", "otros_nombres"),
    "etapas": ("orden", "clave", "etapa", "acto"),
    "municipios": ("cve_ent", "cve_mun", "clave_inegi", "nombre", "delegacion_clave"),
    "origenes": ("origen", "multa", "supuesto"),
}
"""Columnas que debe traer cada catálogo CSV."""
SIN_RENGLONES = ("circunscripciones",)
"""Los que la oficina llena si quiere."""
LLAVES: Mapping[str, Mapping[str, Any]] = {
    "actos": {
        "resultados": dict,
        "practicados": list,
        "sentidos": list,
        "formas": list,
        "marcas": FICHAS,
        "actos": FICHAS,
    },
    "captura": {"datos": dict},
    "indicadores": {"edicion": str, "aviso": str, "umbrales": FICHAS},
    "motivos_devolucion": {"motivos": FICHAS},
    "roles": {"roles": FICHAS},
    "siguientes": {"siguientes": FICHAS},
    "verosimilitud": {"por_tipo": FICHAS, "por_unidad": FICHAS, "por_serie": FICHAS},
}
"""Claves que debe traer cada catálogo YAML."""
