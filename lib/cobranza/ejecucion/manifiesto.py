"""El manifiesto de una corrida: qué se corrió, con qué huellas, cómo terminó y qué archivos dejó.

No lleva rutas ni nombres de máquina. La hora en que se corrió (`emitido`) va aquí y en ningún otro archivo de la
corrida: repetir con lo mismo da los mismos bytes en todos los demás. Su propia huella, quién la corrió y cuánto
tardó van a `publicadas.jsonl`, que es de la instalación y no del informe.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cobranza.ejecucion import huellas

ARCHIVO = "manifiesto.json"
FORMATO = 2
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
    """El manifiesto de una carpeta; None si no hay o no es uno de la casa, entero y con cada cosa en su lugar."""
    try:
        manifiesto = json.loads((carpeta / ARCHIVO).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return manifiesto if _esta_completo(manifiesto) else None


def leer_integro(carpeta: Path, *, terminada: bool = True) -> Manifiesto | None:
    """El manifiesto de una corrida cuyos archivos están todos, no han cambiado y no sobra ninguno; si no, None."""
    manifiesto = leer(carpeta)
    if manifiesto is None or (terminada and manifiesto["estado"] != TERMINADA):
        return None
    return None if alterados(carpeta, manifiesto) else manifiesto


def alterados(carpeta: Path, manifiesto: Manifiesto) -> list[str]:
    """Los archivos de una corrida que faltan, sobran o no son los que dice su manifiesto, en orden alfabético."""
    dichos = manifiesto["archivos"]
    hay = {ruta.name for ruta in carpeta.iterdir()} - {ARCHIVO}
    cambiados = {n for n in hay & set(dichos) if not _es(carpeta / n, dichos[n])}
    return sorted(cambiados | (hay ^ set(dichos)) | (_SIEMPRE - set(dichos)))


def _es(ruta: Path, huella: str) -> bool:
    return ruta.is_file() and huellas.de_archivo(ruta) == huella


def ilegibles(salidas: Path) -> list[Path]:
    """Las carpetas de corridas cuyo manifiesto no se entiende: no van en el índice y hay que decirlo."""
    return [r.parent for r in sorted(salidas.glob(f"[!.]*/*/*/{ARCHIVO}")) if leer(r.parent) is None]


_SIEMPRE = {"cuaderno.ipynb", "informe.html"}
"""Los archivos que toda corrida deja."""
_TEXTOS = ("cuaderno", "titulo", "hallazgo", "corte", "corrida", "ultimo_dato")


def _esta_completo(m: object) -> bool:
    """¿Trae lo que leen el índice, la portada y la comprobación, y es de la clase que esperan?"""
    if not isinstance(m, dict) or m.get("formato") != FORMATO or m.get("estado") not in (TERMINADA, FALLIDA):
        return False
    base, cuadre, error = m.get("base"), m.get("cuadre"), m.get("error")
    return (
        all(isinstance(m.get(clave), str) for clave in _TEXTOS)
        and all(isinstance(m.get(clave), dict) for clave in ("parametros", "procedencia"))
        and _de_textos(m.get("archivos"))
        and isinstance(base, dict) and isinstance(base.get("nombre"), str) and isinstance(base.get("ejemplo"), bool)
        and (cuadre is None or _es_cuadre(cuadre))
        and (m["estado"] == TERMINADA or _es_falla(error))
    )  # fmt: skip


def _de_textos(dicho: object) -> bool:
    return isinstance(dicho, dict) and all(isinstance(valor, str) for valor in dicho.values())


def _es_cuadre(cuadre: object) -> bool:
    return isinstance(cuadre, dict) and isinstance(cuadre.get("texto"), str) and "cuadra" in cuadre


def _es_falla(error: object) -> bool:
    return isinstance(error, dict) and isinstance(error.get("mensaje"), str) and isinstance(error.get("codigo"), int)
