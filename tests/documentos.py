"""Las tablas del README que salen del programa: órdenes, cuadernos, archivos de la oficina y mapa de la casa.

`make docs` las reescribe; una prueba comprueba que están al día.
"""

from __future__ import annotations

import ast
import json
import re
import tomllib
from pathlib import Path

RAIZ = Path(__file__).resolve().parents[1]
README = RAIZ / "README.md"
_MARCA = re.compile(r"(<!-- (\w+) -->\n).*?(<!-- /\2 -->)", re.DOTALL)


def con_tablas_al_dia(texto: str) -> str:
    """El README con cada bloque `<!-- nombre -->` vuelto a escribir."""
    bloques = {"ordenes": ordenes, "cuadernos": cuadernos, "layouts": layouts, "casa": casa}
    return _MARCA.sub(lambda m: f"{m[1]}{bloques[m[2]]()}{m[3]}", texto)


def ordenes() -> str:
    from typer.main import get_command

    from cobranza.puertas.cli import app

    grupo = get_command(app)
    filas = [(f"`cobranza {nombre}`", orden.short_help or "") for nombre, orden in grupo.commands.items()]  # type: ignore[attr-defined]
    return _tabla(("orden", "hace"), filas)


def cuadernos() -> str:
    from cobranza.ejecucion import parametros

    filas = []
    for ruta in sorted((RAIZ / "notebooks").glob("*.ipynb")):
        titulo = "".join(json.loads(ruta.read_text(encoding="utf-8"))["cells"][0]["source"]).splitlines()[0]
        nombres = ", ".join(f"`{n}`" for n in parametros.leer(ruta))
        filas.append((f"`{ruta.stem}`", titulo.removeprefix("# "), nombres))
    return _tabla(("cuaderno", "contesta", "parámetros"), filas)


def layouts() -> str:
    from cobranza.ingesta import layouts as fichas

    filas = [(f"`{f.nombre}`", f.titulo, str(len(f.columnas))) for f in map(fichas.leer, fichas.nombres())]
    return _tabla(("layout", "archivo", "columnas"), filas)


def casa() -> str:
    filas = []
    for cuarto in _cuartos():
        inicio = RAIZ / "lib" / "cobranza" / cuarto / "__init__.py"
        docstring = ast.get_docstring(ast.parse(inicio.read_text(encoding="utf-8"))) or ""
        filas.append((f"`{cuarto}`", " ".join(docstring.split("\n\n")[0].split())))
    return _tabla(("cuarto", "qué vive ahí"), filas)


def _cuartos() -> list[str]:
    """Los cuartos, de arriba abajo: los pisos que declara el contrato de importaciones."""
    ajustes = tomllib.loads((RAIZ / "pyproject.toml").read_text(encoding="utf-8"))
    pisos = ajustes["tool"]["importlinter"]["contracts"][0]["layers"]
    return [cuarto.strip() for piso in pisos for cuarto in piso.split("|")]


def _tabla(encabezado: tuple[str, ...], filas: list[tuple[str, ...]]) -> str:
    renglones = [encabezado, tuple("---" for _ in encabezado), *filas]
    return "".join("| " + " | ".join(c.replace("|", "\\|") for c in r) + " |\n" for r in renglones)


if __name__ == "__main__":
    README.write_text(con_tablas_al_dia(README.read_text(encoding="utf-8")), encoding="utf-8")
