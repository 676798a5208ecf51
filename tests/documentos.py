"""La documentación que sale del programa: las tablas del README y de `docs/casa.md`, y las referencias de `docs/`.

`make docs` la reescribe; una prueba comprueba que está al día. Un documento con marcas `<!-- nombre -->` conserva lo
que hay fuera de ellas; los demás se escriben enteros.
"""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

RAIZ = Path(__file__).resolve().parents[1]
README, CASA = RAIZ / "README.md", RAIZ / "docs" / "casa.md"
_MARCA = re.compile(r"(<!-- (\w+) -->\n).*?(<!-- /\2 -->)", re.DOTALL)
_AVISO = "\n<!-- Sale del programa: se cambia con `make docs`, no a mano. -->\n\n"
_ANCHO = 100


def con_tablas_al_dia(texto: str) -> str:
    """El documento con cada bloque `<!-- nombre -->` vuelto a escribir."""
    bloques = {"ordenes": ordenes, "cuadernos": cuadernos, "layouts": layouts, "casa": casa}
    return _MARCA.sub(lambda m: f"{m[1]}{bloques[m[2]]()}{m[3]}", texto)


def ordenes() -> str:
    filas = [(f"`cobranza {nombre}`", orden.short_help or "") for nombre, orden in _grupo().commands.items()]
    return _tabla(("orden", "hace"), filas)


def cuadernos() -> str:
    from cobranza.ejecucion import parametros as de_cuaderno

    filas = []
    for ruta in sorted((RAIZ / "notebooks").glob("*.ipynb")):
        titulo = "".join(json.loads(ruta.read_text(encoding="utf-8"))["cells"][0]["source"]).splitlines()[0]
        nombres = ", ".join(f"`{n}`" for n in de_cuaderno.leer(ruta))
        filas.append((f"`{ruta.stem}`", titulo.removeprefix("# "), nombres))
    return _tabla(("cuaderno", "contesta", "parámetros"), filas)


def layouts() -> str:
    from cobranza.ingesta import layouts as fichas

    filas = [(f"`{f.nombre}`", f.titulo, str(len(f.columnas))) for f in map(fichas.leer, fichas.nombres())]
    return _tabla(("layout", "archivo", "columnas"), filas)


def casa() -> str:
    return _tabla(("cuarto", "qué vive ahí"), [(f"`{c}`", " ".join(dicho_por(c)[0].split())) for c in cuartos()])


def dicho_por(cuarto: str) -> list[str]:
    """Los párrafos del docstring de un cuarto."""
    inicio = RAIZ / "lib" / "cobranza" / cuarto / "__init__.py"
    return (ast.get_docstring(ast.parse(inicio.read_text(encoding="utf-8"))) or "").split("\n\n")


def cuartos() -> list[str]:
    """Los cuartos, de arriba abajo: los pisos que declara el contrato de importaciones."""
    ajustes = tomllib.loads((RAIZ / "pyproject.toml").read_text(encoding="utf-8"))
    pisos = ajustes["tool"]["importlinter"]["contracts"][0]["layers"]
    return [cuarto.strip() for piso in pisos for cuarto in piso.split("|")]


def columnas() -> str:
    from cobranza.cartera.columnas import CARTERA

    filas = [(f"`{c.nombre}`", f"`{c.tipo}`", c.unidad, c.significado, c.fundamento) for c in CARTERA]
    return (
        f"# Las columnas de la cartera\n{_AVISO}"
        f"Lo que da `cartera.consultas.cartera_de`: un renglón por crédito registrado al corte y {len(filas)} "
        "columnas. El esquema está en `cartera.columnas` y una prueba lo compara con una cartera.\n\n"
    ) + _tabla(("columna", "tipo", "unidad", "qué quiere decir", "fundamento"), filas)


def parametros() -> str:
    from cobranza.informes.procedencia import en_palabras
    from cobranza.ley.parametros import leer_serie

    texto = (
        f"# Los parámetros de la norma\n{_AVISO}"
        "Qué valores usa el programa, hasta cuándo alcanzan y, del último, su calidad y su fuente. Viven en "
        "`params/legales/`; `cobranza params` dice cuáles están vencidos.\n"
    )
    for carpeta in sorted((RAIZ / "params" / "legales").iterdir()):
        series = [leer_serie(ruta) for ruta in sorted(carpeta.glob("*.yaml")) if _es_serie(ruta)]
        if not series:
            continue
        texto += f"\n## {carpeta.name}\n\n" + _tabla(
            ("clave", "qué es", "unidad", "alcanza", "calidad", "fundamento", "fuente"),
            [_parametro(serie, en_palabras) for serie in series],
        )
        for serie in (s for s in series if s.renglones and "clave" in s.renglones[0]):
            texto += f"\n### {serie.clave}\n\n" + _tabla(
                ("clave", "valor", "unidad", "rige desde", "calidad", "fundamento", "fuente"),
                [_renglon(r, en_palabras) for r in serie.renglones],
            )
    return texto


def _renglon(r: dict[str, str], en_palabras: Callable[[str], str]) -> tuple[str, ...]:
    hasta = f" hasta {r['hasta']}" if r["hasta"] else ""
    calidad = en_palabras(r["calidad"])
    return (f"`{r['clave']}`", r["valor"], r["unidad"], r["desde"] + hasta, calidad, r["fundamento"], r["fuente"])


def _es_serie(ruta: Path) -> bool:
    import yaml

    ficha = yaml.safe_load(ruta.read_text(encoding="utf-8"))
    return {"descripcion", "unidad", "tipo"} <= set(ficha)


def _parametro(serie: Any, en_palabras: Callable[[str], str]) -> tuple[str, ...]:
    con_dato = [v for v in serie.valores if v.texto or serie.tipo == "tabla"]
    primero, ultimo = con_dato[0], con_dato[-1]
    hasta = "sin término" if ultimo.hasta.year > 9000 else str(ultimo.hasta)
    return (
        f"`{serie.clave}`",
        serie.descripcion,
        serie.unidad,
        f"{primero.desde} a {hasta}",
        en_palabras(ultimo.calidad),
        serie.fundamento,
        ultimo.fuente,
    )


def reglas() -> str:
    from cobranza.informes.verificacion_pae.nombres import NIVELES
    from cobranza.verificacion.regla import ETAPAS
    from cobranza.verificacion.regla import reglas as todas

    texto = (
        f"# Las reglas del procedimiento\n{_AVISO}"
        f"Lo que revisa `cobranza verificar` y el cuaderno `verificacion_pae`: {len(todas())} reglas, de la "
        "notificación al producto del remate. La misma regla impide: con un hallazgo crítico o alto el acto no se "
        "anota ni el paso de un trámite procede. Lo que la oficina no captura no se juzga: se cuenta aparte "
        "(`params/catalogos/captura.yaml`).\n"
    )
    for etapa, titulo in ETAPAS.items():
        filas = [
            (f"[{r.clave}](reglas/{r.clave}.md)", r.titulo, NIVELES[r.severidad], r.fundamento)
            for r in todas()
            if r.etapa == etapa
        ]
        texto += f"\n## {titulo}\n\n" + _tabla(("regla", "qué se incumple", "severidad", "fundamento"), filas)
    return texto


def pagina_de_regla(clave: str) -> str:
    from cobranza.informes.verificacion_pae.nombres import NIVELES, SEVERIDADES
    from cobranza.verificacion.regla import ETAPAS
    from cobranza.verificacion.regla import reglas as todas

    (r,) = todas([clave])
    partes = [
        f"# {r.clave}. {r.titulo}\n{_AVISO}"
        f"- **Severidad:** {NIVELES[r.severidad]} ({SEVERIDADES[r.severidad]})"
        f"{'; impide anotar el acto' if r.severidad.bloquea else ''}\n"
        f"- **Fundamento:** {r.fundamento}\n"
        f"- **Efecto:** {', '.join(r.efectos)}\n"
        f"- **Etapa:** {ETAPAS[r.etapa]}\n"
        f"- **Ámbito:** {' y '.join(r.ambitos)}{' (supletorio, ilustrativo)' if 'estatal' in r.ambitos else ''}\n"
        f"- **Vigencia:** {r.vigencia}\n",
        f"## Por qué importa\n\n{r.por_que}\n",
        f"## Cómo se detecta\n\n{r.deteccion}\n",
    ]
    if r.datos:
        datos = ", ".join(f"`{dato}`" for dato in r.datos)
        partes.append(
            f"No se evalúa, y se cuenta aparte, lo que no traiga {datos} si la oficina aún no lo captura.\n"
        )
    for e in r.ejemplos:
        rotulo = "La rompe" if e.rompe else f"Salvo: {e.excepcion}" if e.excepcion else "La cumple"
        hechos = "\n".join(renglon.strip() for renglon in e.hechos.strip().splitlines())
        partes.append(f"## {rotulo}\n\n```text\n{hechos}\n```\n")
    partes.append(f"## Qué hacer\n\n{r.que_hacer}\n")
    return "\n".join(partes)


def _claves_de_reglas() -> list[str]:
    from cobranza.verificacion.regla import reglas as todas

    return [r.clave for r in todas()]


def glosario() -> str:
    from cobranza.cartera.cifras import CIFRAS

    texto = (
        f"# Qué significa cada cifra\n{_AVISO}"
        "Una sola definición de cada cifra con nombre, la misma en todos los informes: cada uno repite las suyas en "
        "«¿Qué significa cada cifra?» y su carátula lleva ahí.\n"
    )
    for c in CIFRAS:
        fundamento = f"- **Fundamento:** {c.fundamento}\n" if c.fundamento else ""
        texto += (
            f'\n## {c.nombre}\n\n<a id="{c.ancla}"></a>\n\n{c.que_es}\n\n'
            f"- **Cómo se calcula:** {c.formula}\n- **Unidad:** {c.unidad}\n{fundamento}"
            f"- **La dan:** {', '.join(f'`{i}`' for i in c.informes)}\n"
        )
    return texto


def referencia_de_ordenes() -> str:
    texto = (
        f"# Las órdenes de la consola\n{_AVISO}"
        "La ayuda de cada orden, como la da `cobranza ORDEN --help`. Códigos de salida: 0 bien · 2 uso · 3 datos · "
        "4 norma · 5 proceso · 6 ejecución.\n"
    )
    for nombre, ayuda in _ayudas(_grupo(), "cobranza"):
        texto += f"\n## `{nombre}`\n\n```text\n{ayuda}\n```\n"
    return texto


def _grupo() -> Any:
    from typer.main import get_command

    from cobranza.puertas.cli import app

    return get_command(app)


def _ayudas(orden: Any, nombre: str, arriba: Any = None) -> Iterator[tuple[str, str]]:
    """(orden completa, su ayuda) de una orden y de las que tenga dentro, a un ancho que no depende de la terminal."""
    donde = orden.context_class(
        orden, info_name=nombre.split()[-1], parent=arriba, terminal_width=_ANCHO, max_content_width=_ANCHO
    )
    yield nombre, "\n".join(renglon.rstrip() for renglon in orden.get_help(donde).strip().splitlines())
    for corta, interior in getattr(orden, "commands", {}).items():
        yield from _ayudas(interior, f"{nombre} {corta}", donde)


def _tabla(encabezado: tuple[str, ...], filas: list[tuple[str, ...]]) -> str:
    renglones = [encabezado, tuple("---" for _ in encabezado), *filas]
    return "".join("| " + " | ".join(c.replace("|", "\\|") for c in r) + " |\n" for r in renglones)


_ENTEROS = {
    "columnas": columnas,
    "parametros": parametros,
    "reglas": reglas,
    "glosario": glosario,
    "ordenes": referencia_de_ordenes,
}
REGLAS = RAIZ / "docs" / "reglas"
GENERADOS = (
    *(README, CASA, *(RAIZ / "docs" / f"{nombre}.md" for nombre in _ENTEROS)),
    *(REGLAS / f"{clave}.md" for clave in _claves_de_reglas()),
)


def texto_de(ruta: Path) -> str:
    """El texto que debe tener uno de los documentos generados."""
    if ruta.parent == REGLAS:
        return pagina_de_regla(ruta.stem)
    if ruta.stem in _ENTEROS:
        return _ENTEROS[ruta.stem]()
    return con_tablas_al_dia(ruta.read_text(encoding="utf-8"))


if __name__ == "__main__":
    REGLAS.mkdir(exist_ok=True)
    for sobra in {*REGLAS.glob("*.md")} - {*GENERADOS}:
        sobra.unlink()
    for documento in GENERADOS:
        documento.write_text(texto_de(documento), encoding="utf-8")
