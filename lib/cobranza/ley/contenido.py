"""Los archivos de `params/legales`, leídos de una vez: sus bytes, su huella y lo que dicen.

Lo que se entiende de un archivo se guarda junto a los bytes de que salió: editar una tasa da otra huella y otra
norma, nunca la huella nueva con la cifra vieja.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cobranza.base import escrito
from cobranza.base.errores import ErrorDeLey
from cobranza.ley.parametros import Serie, serie_de

_DE_FICHAS = ("citas", "interpretaciones", "calendario", "calidad_de_lo_heredado")
ORDENAMIENTO = "ordenamiento"
"""Nombre del archivo que describe un ordenamiento; los demás YAML de su carpeta son parámetros."""


class Contenido:
    """Los archivos de todos los ordenamientos, por su ruta (`federal/inpc.yaml`); iguales si dicen lo mismo."""

    def __init__(self, archivos: Mapping[str, bytes]) -> None:
        self.archivos = archivos
        suma = hashlib.sha256()
        for ruta, crudo in sorted(archivos.items()):
            suma.update(f"{ruta} {len(crudo)}\n".encode())
            suma.update(crudo)
        self.huella = suma.hexdigest()
        self._series: dict[str, Serie | None] = {}
        self._fichas: dict[str, dict[str, Any]] = {}

    @classmethod
    def leer(cls, params: Path) -> Contenido:
        """Lo que hoy dicen los archivos de `params/legales`."""
        carpeta = params / "legales"
        rutas = (r for r in carpeta.glob("*/*") if r.suffix in (".yaml", ".csv"))
        return cls({f"{r.parent.name}/{r.name}": r.read_bytes() for r in rutas})

    def __eq__(self, otro: object) -> bool:
        return isinstance(otro, Contenido) and self.huella == otro.huella

    def __hash__(self) -> int:
        return hash(self.huella)

    def __reduce__(self) -> tuple[type[Contenido], tuple[Mapping[str, bytes]]]:
        return Contenido, (self.archivos,)

    def carpetas(self) -> list[str]:
        """Todas las carpetas, en orden alfabético."""
        return sorted({ruta.partition("/")[0] for ruta in self.archivos})

    def claves(self, carpeta: str) -> list[str]:
        """Los parámetros de una carpeta, en orden alfabético."""
        nombres = (ruta.partition("/") for ruta in self.archivos)
        stems = (n.removesuffix(".yaml") for c, _, n in nombres if c == carpeta and n.endswith(".yaml"))
        return sorted(stem for stem in stems if stem != ORDENAMIENTO)

    def ficha(self, carpeta: str) -> dict[str, Any]:
        """Lo que dice el `ordenamiento.yaml` de la carpeta; sin él, sólo su nombre. Errores: `ErrorDeLey`."""
        if carpeta not in self._fichas:
            ruta = f"{carpeta}/{ORDENAMIENTO}.yaml"
            crudo = self.archivos.get(ruta)
            self._fichas[carpeta] = {"nombre": carpeta} if crudo is None else _ficha(crudo, ruta)
        return self._fichas[carpeta]

    def serie(self, carpeta: str, clave: str) -> Serie | None:
        """El parámetro, comprobado; None si la carpeta no lo tiene. Errores: `ErrorDeLey` si está mal escrito."""
        ruta = f"{carpeta}/{clave}.yaml"
        if ruta not in self._series:
            self._series[ruta] = serie_de(ruta, self._crudo) if ruta in self.archivos else None
        return self._series[ruta]

    def renglones(self, carpeta: str, archivo: str) -> list[dict[str, str]]:
        """Los renglones de un CSV de la carpeta. Errores: `ErrorDeLey` si no está o está dañado."""
        ruta = f"{carpeta}/{archivo}"
        return escrito.csv_de(self._crudo(ruta), f"params/legales/{ruta}", clase=ErrorDeLey, vacio=True)

    def _crudo(self, ruta: str) -> bytes:
        if ruta not in self.archivos:
            raise ErrorDeLey(f"Falta params/legales/{ruta}; repónlo de un respaldo o del repositorio.")
        return self.archivos[ruta]


def _ficha(crudo: bytes, ruta: str) -> dict[str, Any]:
    archivo = f"params/legales/{ruta}"
    ficha = escrito.yaml_de(crudo, archivo, {"nombre": str}, ErrorDeLey)
    for llave in _DE_FICHAS:
        if not isinstance(ficha.get(llave, {}), dict):
            raise ErrorDeLey(f"En «{llave}» de {archivo} se esperaban claves con su valor. Corrígelo o repónlo.")
    return ficha
