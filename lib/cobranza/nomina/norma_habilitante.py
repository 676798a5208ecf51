"""La norma que permite repartir lo cobrado de gastos: sus reglas son datos con vigencia, fuente y calidad.

Viven en `params/catalogos/normas_de_reparto/*.yaml`. Sin una que cubra el ámbito y todas las fechas, no hay nómina.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cobranza.base import catalogos
from cobranza.base.dinero import centavos, escalado, texto
from cobranza.base.errores import ErrorDeCobranza, ErrorDeLey
from cobranza.base.fechas import dia, fecha, fecha_de

PRACTICO, NOTIFICO_ANTES, TITULAR, SUPERVISO, FONDO = "practico", "notifico_antes", "titular", "superviso", "fondo"
PARTICIPA = (PRACTICO, NOTIFICO_ANTES, TITULAR, SUPERVISO, FONDO)
VACANTE = ("FONDO", "ACRECE")
CIEN = 10_000
"""Cien por ciento en centésimas de punto."""
SIEMPRE = date(9999, 12, 31)
SIN_NORMA = -1


@dataclass(frozen=True, slots=True)
class Regla:
    """Qué parte de un concepto le toca a quién; porcentaje en centésimas de punto."""

    clave: str
    concepto: str
    puesto: str
    participa: str
    vacante: str
    porcentaje: int
    fuente: str
    calidad: str


@dataclass(frozen=True, slots=True)
class NormaHabilitante:
    """Un acuerdo o lineamiento con su vigencia, los ámbitos que alcanza y sus reglas en orden de clave.

    `supletoria`: sólo rige donde ninguna otra. `tope`: centavos por persona y periodo, o None.
    """

    clave: str
    titulo: str
    publicado_en: str
    calidad: str
    fuente: str
    ambitos: tuple[str, ...]
    desde: date
    hasta: date
    supletoria: bool
    tope: int | None
    fondo: str
    reglas: tuple[Regla, ...]
    archivo: str

    @property
    def es_ilustrativa(self) -> bool:
        """¿Debe imprimirse rotulada?"""
        return self.calidad.startswith("ilustrativo")

    def de_concepto(self, concepto: str) -> tuple[Regla, ...]:
        """Sus reglas para un concepto. Errores: `ErrorDeLey` si no dice cómo se reparte."""
        reglas = tuple(r for r in self.reglas if r.concepto == concepto)
        if not reglas:
            raise ErrorDeLey(f"{self.archivo} no dice cómo se reparte {concepto}; agrega sus reglas con su fuente.")
        return reglas


def carpeta() -> Path:
    """Carpeta de las normas habilitantes de esta instalación."""
    return catalogos.carpeta() / "normas_de_reparto"


def normas() -> tuple[NormaHabilitante, ...]:
    """Las normas registradas, en orden de archivo. Errores: `ErrorDeLey` si alguna está mal escrita o se repite."""
    todas = tuple(leer_norma(ruta) for ruta in sorted(carpeta().glob("*.yaml")))
    claves = [n.clave for n in todas]
    for k, norma in enumerate(todas):
        if norma.clave in claves[:k]:
            raise ErrorDeLey(f"{norma.archivo}: la clave {norma.clave} ya es de otra norma; usa una propia.")
    return todas


def leer_norma(ruta: Path) -> NormaHabilitante:
    """Lee y comprueba una norma: vigencia, reglas conocidas y porcentajes que sumen cien por concepto."""
    archivo = f"params/catalogos/{ruta.parent.name}/{ruta.name}"
    ficha = catalogos.leer_yaml(ruta)
    try:
        reglas = tuple(sorted((_regla(r, ficha) for r in ficha["reglas"]), key=lambda r: r.clave))
        norma = NormaHabilitante(
            clave=ficha["clave"],
            titulo=ficha["titulo"],
            publicado_en=ficha["publicado_en"],
            calidad=ficha["calidad"],
            fuente=ficha["fuente"],
            ambitos=tuple(ficha["ambitos"]),
            desde=fecha(ficha["desde"]),
            hasta=fecha(ficha["hasta"] or SIEMPRE.isoformat()),
            supletoria=bool(ficha.get("supletoria", False)),
            tope=centavos(ficha["tope_por_persona"]) if ficha["tope_por_persona"] else None,
            fondo=ficha["fondo"],
            reglas=reglas,
            archivo=archivo,
        )
    except (KeyError, TypeError, ErrorDeCobranza) as error:
        raise ErrorDeLey(f"{archivo}: falta o no se entiende {error}; compáralo con il_ge.yaml.") from error
    _comprobar(norma)
    return norma


def _regla(renglon: dict[str, Any], ficha: Mapping[str, Any]) -> Regla:
    participa, vacante = renglon["participa"], renglon.get("vacante", "FONDO")
    if participa not in PARTICIPA or vacante not in VACANTE:
        raise ErrorDeLey(f"«{participa}» o «{vacante}» en {renglon['regla']} (hay {PARTICIPA} y {VACANTE})")
    return Regla(
        clave=renglon["regla"],
        concepto=renglon["concepto"],
        puesto=renglon["puesto"],
        participa=participa,
        vacante=vacante,
        porcentaje=escalado(renglon["porcentaje"], 2),
        fuente=renglon.get("fuente", ficha["fuente"]),
        calidad=renglon.get("calidad", ficha["calidad"]),
    )


def _comprobar(norma: NormaHabilitante) -> None:
    if norma.hasta < norma.desde:
        raise ErrorDeLey(f"{norma.archivo}: la vigencia termina el {norma.hasta}, antes de empezar ({norma.desde}).")
    for concepto in sorted({r.concepto for r in norma.reglas}):
        suma = sum(r.porcentaje for r in norma.de_concepto(concepto))
        if suma != CIEN:
            raise ErrorDeLey(
                f"{norma.archivo}: los porcentajes de {concepto} suman {texto(suma)} y deben sumar exactamente "
                "100.00; corrige sus reglas.",
                archivo=norma.archivo,
            )


def norma_por_dia(registradas: Sequence[NormaHabilitante], ambito: str, dias: NDArray[np.int64]) -> NDArray[np.int64]:
    """Lugar, en `registradas`, de la norma que rige cada día en un ámbito.

    Una supletoria sólo rige donde ninguna otra. Errores: `ErrorDeLey` si algún día no tiene norma o tiene dos.
    """
    rige = np.full(dias.shape, SIN_NORMA, dtype=np.int64)
    for supletoria in (True, False):
        ocupado = np.zeros(dias.shape, dtype=bool)
        for lugar, norma in enumerate(registradas):
            if ambito not in norma.ambitos or norma.supletoria != supletoria:
                continue
            cubre = (dias >= dia(norma.desde)) & (dias <= dia(norma.hasta))
            if (cubre & ocupado).any():
                raise ErrorDeLey(
                    f"{norma.archivo}: el {fecha_de(int(dias[cubre & ocupado].min()))} ya rige otra norma en el "
                    f"ámbito {ambito}; acorta la vigencia de una."
                )
            ocupado |= cubre
            rige[cubre] = lugar
    if (rige == SIN_NORMA).any():
        raise _sin_norma(registradas, ambito, fecha_de(int(dias[rige == SIN_NORMA].min())))
    return rige


def _sin_norma(registradas: Sequence[NormaHabilitante], ambito: str, momento: date) -> ErrorDeLey:
    hay = "; ".join(
        f"{n.clave} ({', '.join(n.ambitos)}) de {n.desde} a {'la fecha' if n.hasta == SIEMPRE else n.hasta}"
        for n in registradas
    )
    return ErrorDeLey(
        f"Ninguna norma habilitante registrada cubre el ámbito {ambito} el {momento}; sin ella no hay nómina. "
        f"Hay: {hay or 'ninguna'}. Registra el acuerdo o lineamiento vigente en "
        "params/catalogos/normas_de_reparto/ (por ejemplo, una copia de il_ge.yaml con su título, publicación, "
        "ámbitos, `desde`, `hasta` y reglas que sumen 100.00 por concepto).",
        ambito=ambito,
        fecha=momento,
    )
