"""El manifiesto de una corrida: qué se corrió, con qué huellas, cómo terminó y qué archivos dejó.

No lleva horas, rutas ni nombres de máquina: repetir con lo mismo da los mismos bytes. Las horas y los segundos
van a `bitacora.jsonl`, que es de la instalación y no del informe.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from cobranza.ejecucion import huellas

ARCHIVO = "manifiesto.json"
FORMATO = 1
TERMINADA = "terminada"
FALLIDA = "fallida"

Manifiesto = dict[str, Any]


def escribir(carpeta: Path, manifiesto: Mapping[str, Any]) -> None:
    """Escribe el manifiesto con la huella de cada archivo que ya está en la carpeta."""
    archivos = {ruta.name: huellas.de_archivo(ruta) for ruta in sorted(carpeta.iterdir()) if ruta.name != ARCHIVO}
    texto = json.dumps(
        {"formato": FORMATO, **manifiesto, "archivos": archivos}, ensure_ascii=False, indent=2, sort_keys=True
    )
    (carpeta / ARCHIVO).write_text(texto + "\n", encoding="utf-8", newline="\n")


def leer(carpeta: Path) -> Manifiesto | None:
    """El manifiesto de una carpeta; None si no hay o no se entiende."""
    try:
        manifiesto = json.loads((carpeta / ARCHIVO).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return manifiesto if isinstance(manifiesto, dict) and manifiesto.get("formato") == FORMATO else None


def leer_integro(carpeta: Path) -> Manifiesto | None:
    """El manifiesto de una corrida terminada cuyos archivos están todos y no han cambiado; si no, None."""
    manifiesto = leer(carpeta)
    if manifiesto is None or manifiesto["estado"] != TERMINADA:
        return None
    for nombre, huella in manifiesto["archivos"].items():
        ruta = carpeta / nombre
        if not ruta.is_file() or huellas.de_archivo(ruta) != huella:
            return None
    return manifiesto


def anotar(salidas: Path, cuando: datetime, renglon: Mapping[str, object]) -> None:
    """Agrega un renglón a la bitácora; varias corridas a la vez no se pisan."""
    texto = json.dumps({"cuando": cuando.isoformat(timespec="seconds"), **renglon}, ensure_ascii=False)
    descriptor = os.open(salidas / "bitacora.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        os.write(descriptor, f"{texto}\n".encode())
    finally:
        os.close(descriptor)
