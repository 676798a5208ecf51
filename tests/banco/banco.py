"""El banco de la casa: junta las medidas de cada parte en una tabla con razones y dice qué metas se cumplen.

Uso: `make banco`, o `.venv/bin/python tests/banco/banco.py --corto` (menos de un minuto). Queda también en
`outputs/banco.txt`. Cada parte es un módulo de esta carpeta con `medir(*, corto)` y `metas(medidas)`. Los tiempos
se reportan, no se afirman: ninguna prueba depende de ellos.
"""

from __future__ import annotations

import argparse
import importlib
import math
import os
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cobranza.base.fechas import ahora

if TYPE_CHECKING:
    from banco.medida import Medida, Meta

PARTES = ("ley", "cartera", "verificacion", "oficina", "documentos", "corridas", "nomina", "muestra")


def correr(partes: tuple[str, ...], corto: bool) -> tuple[list[Medida], list[Meta]]:
    medidas: list[Medida] = []
    metas: list[Meta] = []
    for nombre in partes:
        parte = importlib.import_module(f"banco.{nombre}")
        de_la_parte = parte.medir(corto=corto)
        medidas += de_la_parte
        metas += parte.metas(de_la_parte)
    return medidas, metas


def informe(medidas: list[Medida], metas: list[Meta]) -> str:
    """Un cuadro por tema, con la razón de cada tiempo contra el de referencia, y una línea por meta."""
    lineas = [
        f"Banco del {ahora():%Y-%m-%d %H:%M}: Python {platform.python_version()}, {os.cpu_count()} núcleos",
        "El mejor tiempo de varias vueltas intercaladas. Segundos: lo que se espera; procesador: lo que trabajaron",
        "todos los núcleos. Razón: cuántas veces el tiempo del primero de su cuadro.",
    ]
    for cuadro in dict.fromkeys(m.cuadro for m in medidas):
        filas = [m for m in medidas if m.cuadro == cuadro]
        lineas += ["", cuadro, f"  {'':<30}{'segundos':>12}{'razón':>9}{'procesador':>13}{'hilos':>7}"]
        lineas += [_fila(m, {f.nombre: f.segundos for f in filas}) for m in filas]
    lineas += ["", "Metas"]
    lineas += [f"  {'cumple' if m.cumple else 'no cumple':<11}{m.texto}: {m.medido}" for m in metas]
    return "\n".join(linea.rstrip() for linea in lineas) + "\n"


def _fila(medida: Medida, tiempos: dict[str, float]) -> str:
    segundos, procesador = (
        "" if math.isnan(tiempo) else f"{tiempo:.6f}" for tiempo in (medida.segundos, medida.procesador)
    )
    razon = f"{medida.segundos / tiempos[medida.contra]:.2f}×" if medida.contra else ""
    return f"  {medida.nombre:<30}{segundos:>12}{razon:>9}{procesador:>13}{medida.hilos:>7}  {medida.nota}"


def main() -> None:
    from cobranza.base.ajustes import ajustes

    opciones = argparse.ArgumentParser(description="Banco de tiempos de la casa.")
    opciones.add_argument("--corto", action="store_true", help="sólo tamaños chicos; menos de un minuto")
    opciones.add_argument("partes", nargs="*", default=PARTES, help=f"qué medir ({', '.join(PARTES)})")
    elegido = opciones.parse_args()
    texto = informe(*correr(tuple(elegido.partes), elegido.corto))
    archivo = ajustes().salidas / "banco.txt"
    archivo.parent.mkdir(parents=True, exist_ok=True)
    archivo.write_text(texto, encoding="utf-8")
    sys.stdout.write(f"{texto}\nGuardado en {archivo}\n")


if __name__ == "__main__":
    # las partes se importan como `banco.ley`: la raíz es tests/, no esta carpeta
    sys.path[0] = str(Path(__file__).resolve().parents[1])
    main()
