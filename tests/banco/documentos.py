"""Banco de los documentos: cuántos por minuto salen de una sola orden, y cuánta memoria piden.

Cada medida es `cobranza documento hacer` con una lista, con su arranque, en los núcleos que hay. La memoria se mide a
dos tamaños: si es plana, hacer el triple no pide más.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

import yaml
from banco.medida import Medida, Meta
from banco.proceso import cobranza

EJEMPLOS = Path(__file__).parents[1] / "documentos" / "ejemplos.yaml"
POR_MINUTO = 1_000
CRECE = 1.15
"""Cuánto puede crecer la memoria al hacer el triple: lo que varía de una corrida a otra."""
TIPOS = ("ficha_de_pago", "convenio", "estado_de_cuenta")
CHICO, GRANDE = "la tercera parte", "todos"


def medir(*, corto: bool) -> list[Medida]:
    """De cada documento, la orden con la lista entera y con su tercera parte."""
    cuantos = 60 if corto else 1_500
    ejemplos = yaml.safe_load(EJEMPLOS.read_text(encoding="utf-8"))["documentos"]
    return [m for tipo in TIPOS for m in _de_un_tipo(tipo, ejemplos[tipo], cuantos)]


def metas(medidas: list[Medida]) -> list[Meta]:
    """Mil por minuto, y la misma memoria para el triple."""
    resultado = []
    for tipo in TIPOS:
        chico, grande = (
            next(m for m in medidas if m.cuadro == _cuadro(tipo) and m.nombre == n) for n in (CHICO, GRANDE)
        )
        cuantos, memoria = (int(parte.split()[0].replace(",", "")) for parte in grande.nota.split(" · ")[:2])
        antes = int(chico.nota.split(" · ")[1].split()[0].replace(",", ""))
        if cuantos >= POR_MINUTO:  # con pocos sólo se mediría el arranque
            ritmo = round(cuantos * 60 / grande.segundos)
            a_solas = round(cuantos * 60 * grande.hilos / grande.procesador)
            medido = f"{ritmo:,}, y {a_solas:,} si los núcleos fueran sólo para ella"
            resultado.append(Meta(f"{tipo}: {POR_MINUTO:,} por minuto", medido, ritmo >= POR_MINUTO))
        resultado.append(Meta(f"{tipo}: memoria plana", f"{antes:,} y {memoria:,} MB", memoria <= antes * CRECE))
    return resultado


def _de_un_tipo(tipo: str, datos: dict[str, Any], cuantos: int) -> list[Medida]:
    medidas = []
    for nombre, cantidad in ((CHICO, cuantos // 3), (GRANDE, cuantos)):
        with tempfile.TemporaryDirectory(prefix="banco-documentos-") as carpeta:
            lista = Path(carpeta) / "lista.json"
            lista.write_text(json.dumps([datos | {"folio": f"BANCO-{k:06d}"} for k in range(cantidad)]))
            costo = cobranza(
                "documento", "hacer", tipo, "--datos", str(lista), "--salida", f"{carpeta}/hechos",
                COBRANZA_BD=f"sqlite:///{carpeta}/libros.db", COBRANZA_SALIDAS=carpeta,
            )  # fmt: skip
        nota = f"{cantidad:,} documentos · {costo.memoria:,} MB"
        medidas.append(
            Medida(_cuadro(tipo), nombre, costo.segundos, costo.procesador, os.cpu_count() or 1, CHICO, nota)
        )
    return medidas


def _cuadro(tipo: str) -> str:
    return f"Hacer documentos: {tipo}"
