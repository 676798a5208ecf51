"""Escribir un mapeo como lo leerá una persona: con qué es cada parte, lo que falta y lo que quedó en duda."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from cobranza.ingesta.layouts import normalizado
from cobranza.ingesta.mapeos import Mapeo, carpeta
from cobranza.ingesta.propuesta import Propuesta


def nombre_de(archivo: Path, layout: str) -> str:
    """El nombre de mapeo de un archivo: el suyo, con el layout delante si no lo dice."""
    propio = re.sub(r"\s+", "-", normalizado(archivo.stem))
    return propio if layout in propio.split("-") else f"{layout}-{propio}"


def ruta_de(nombre: str) -> Path:
    """Dónde va el mapeo de ese nombre."""
    return carpeta() / f"{nombre}.yaml"


def con_lo_anterior(nuevo: Mapeo, anterior: Mapeo | None) -> Mapeo:
    """El mapeo propuesto, sin perder lo que alguien ya escribió en el que había."""
    if anterior is None or anterior.layout != nuevo.layout:
        return nuevo
    columnas = nuevo.columnas | {t: c for t, c in anterior.columnas.items() if t in nuevo.columnas or not c}
    constantes = _llenas(anterior.constantes) | _llenas(nuevo.constantes)
    vacias = dict.fromkeys(nuevo.constantes, "")
    palabras = {
        columna: {**nuevo.valores.get(columna, {}), **_llenas(anterior.valores.get(columna, {}))}
        for columna in (*nuevo.valores, *(c for c in anterior.valores if c not in nuevo.valores))
    }
    cambios = {"columnas": columnas, "constantes": vacias | constantes, "valores": palabras}
    return nuevo.model_copy(update=cambios)


def _llenas(dichas: Mapping[str, str]) -> dict[str, str]:
    return {llave: valor for llave, valor in dichas.items() if valor}


def escribir(propuesta: Propuesta, archivo: str) -> Path:
    """Escribe el mapeo y devuelve dónde quedó."""
    destino = ruta_de(propuesta.mapeo.nombre)
    destino.parent.mkdir(parents=True, exist_ok=True)
    provisional = destino.with_suffix(f".{os.getpid()}.tmp")
    provisional.write_text("\n".join(_renglones(propuesta, archivo)) + "\n", encoding="utf-8")
    provisional.replace(destino)
    return destino


def _renglones(propuesta: Propuesta, archivo: str) -> Iterable[str]:
    mapeo, parecidas = propuesta.mapeo, {(c, escrito): clave for c, escrito, clave in propuesta.dudas}
    yield f"# Cómo escribe la oficina {archivo}. Lo propuso `cobranza ingerir … --mapear`: revísalo antes de cargar."
    yield f"layout: {mapeo.layout}"
    yield ""
    yield "# Título en el archivo: columna del layout («» si no se usa)"
    yield "columnas:" if mapeo.columnas else "columnas: {}"
    yield from (f"  {_texto(titulo)}: {_texto(columna)}" for titulo, columna in mapeo.columnas.items())
    if propuesta.sin_usar:
        yield f"  # no se usan: {', '.join(propuesta.sin_usar)}"
    yield ""
    yield "# Lo que vale en todas las filas donde el archivo no lo trae. «{Columna}» copia otra columna de la fila y"
    yield '# «{año de Columna}», su año: Ejercicio: "{año de Vencimiento}"'
    yield "constantes:" if mapeo.constantes else "constantes: {}"
    yield from (
        f"  {_texto(columna)}: {_texto(valor)}{'' if valor else '   # falta'}"
        for columna, valor in mapeo.constantes.items()
    )
    yield ""
    yield "# Cómo lo escribe la oficina: cómo se captura («» lo deja como viene)"
    yield "valores:" if mapeo.valores else "valores: {}"
    for columna, palabras in mapeo.valores.items():
        yield f"  {_texto(columna)}:"
        for escrito, clave in palabras.items():
            cerca = parecidas.get((columna, escrito), "")
            duda = "" if clave else f"   # ¿{cerca}?" if cerca else "   # falta"
            yield f"    {_texto(escrito)}: {_texto(clave)}{duda}"
    yield ""
    yield "# Con qué se separan los centavos: punto (1,234.50) o coma (1.234,50)"
    yield f"decimales: {mapeo.decimales}"


def _texto(valor: str) -> str:
    """Entre comillas, como texto de YAML y de JSON a la vez."""
    return json.dumps(valor, ensure_ascii=False)
