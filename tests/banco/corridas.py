"""Banco de las corridas: el mismo informe por delegación y corte, con las órdenes de siempre y con `cobranza lote`.

Todos parten de la misma base y de su foto ya tomada, y dejan el HTML y el Excel de cada informe; `lote`, además, el
manifiesto y el índice. Ni papermill ni nbconvert hacen el Excel: a lo de siempre se lo escribe `papel.hoja`, la misma
de la casa. La cota es lo que trabajan las celdas, ya con todo importado, entre los núcleos de la máquina.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from itertools import islice, product
from pathlib import Path

import yaml
from banco.medida import Medida, Meta
from banco.proceso import Costo, cobranza, costo

from cobranza.base.ajustes import ajustes
from cobranza.base.catalogos import tabla

CUADERNO = "informe_cartera"
CORTES = [f"{ano}-{fin}" for ano in (2025, 2024) for fin in (
    "12-31", "11-30", "10-31", "09-30", "08-31", "07-31", "06-30", "05-31", "04-30", "03-31", "02-28", "01-31",
)]  # fmt: skip
CREDITOS, INFORMES, MUESTRA, LARGOS = 10_000, 30, 6, (120, 480)
"""Las órdenes de siempre se miden con una muestra: van una tras otra, y treinta cuestan cinco veces lo que seis.

Los lotes `LARGOS` sólo se miden con `cobranza lote`: cada informe debe costar lo mismo, y la memoria ser la misma.
"""
PAREJO = 1.1
"""Hasta cuántas veces lo del chico puede costar cada informe de un lote largo, y ocupar éste, sin que crezca."""
NUCLEOS = os.cpu_count() or 1
ORDENES, GRUPO, CASA, COTA = "papermill y nbconvert", "papermill en procesos", "cobranza lote", "celdas ÷ núcleos"
POR_INFORME = "cada informe de un lote, según de cuántos sea"
VECES_LAS_ORDENES, VECES_EL_GRUPO, PARTE_DE_LA_COTA = 10.0, 3.0, 0.6

_EL_EXCEL = """
import json, sys
from pathlib import Path


def excel(salida):
    from cobranza.ejecucion import documento
    from cobranza.papel.hoja import escribir_xlsx

    nb = json.loads(Path(salida).read_text(encoding="utf-8"))
    escribir_xlsx(Path(salida).with_suffix(".xlsx"), {"titulo": ""}, documento.tablas(nb), documento.cifras(nb))
"""
_EXCEL_SUELTO = f"""{_EL_EXCEL}

excel(sys.argv[1])
"""
_EN_GRUPO = f"""{_EL_EXCEL}
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context


def uno(tarea):
    import papermill
    from nbconvert import HTMLExporter

    cuaderno, salida, parametros = tarea
    papermill.execute_notebook(cuaderno, salida, parameters=parametros, progress_bar=False, kernel_name="python3")
    Path(salida).with_suffix(".html").write_text(HTMLExporter().from_filename(salida)[0])
    excel(salida)


if __name__ == "__main__":
    tareas = json.load(open(sys.argv[1]))
    with ProcessPoolExecutor(int(sys.argv[2]), mp_context=get_context("spawn")) as grupo:
        list(grupo.map(uno, tareas))
"""
_LAS_CELDAS = """
import importlib, json, os, sys
from contextlib import redirect_stdout, suppress
from io import StringIO
from cobranza.ejecucion.padre import PRECARGA

for nombre in PRECARGA:
    with suppress(ImportError):
        importlib.import_module(nombre)
from IPython.core.interactiveshell import InteractiveShell

tareas = json.load(open(sys.argv[1]))
trabajo = 0.0
for cuaderno, _, parametros in tareas:
    if (hijo := os.fork()) == 0:
        os.chdir(os.path.dirname(cuaderno))
        with redirect_stdout(StringIO()):
            interprete = InteractiveShell.instance()
            for celda in json.load(open(cuaderno))["cells"]:
                if celda["cell_type"] == "code":
                    interprete.run_cell("".join(celda["source"]))
                    if "parameters" in celda["metadata"].get("tags", []):
                        interprete.push(parametros)
        os._exit(0)
    uso = os.wait4(hijo, 0)[2]
    trabajo += uso.ru_utime + uso.ru_stime
print(trabajo, file=sys.stderr)
"""


def medir(*, corto: bool) -> list[Medida]:
    """El mismo lote de las tres maneras, con la razón contra la cota; y los largos, con la razón contra el chico."""
    creditos, informes, muestra, largos = (200, 2, 1, (4,)) if corto else (CREDITOS, INFORMES, MUESTRA, LARGOS)
    with tempfile.TemporaryDirectory(prefix="banco-corridas-") as carpeta:
        raiz = Path(carpeta)
        puesto = {"COBRANZA_BD": f"sqlite:///{raiz / 'libros.db'}", "COBRANZA_SALIDAS": str(raiz / "salidas")}
        cobranza("demo", "--creditos", str(creditos), **puesto)
        cobranza("foto", **puesto)
        medidas = _de_tres_maneras(raiz, informes, muestra, puesto)
        casa = next(m for m in medidas if m.nombre == CASA)
        return [*medidas, *_largos(raiz, largos, casa, informes, puesto)]


def _de_tres_maneras(raiz: Path, cuantos: int, muestra: int, puesto: dict[str, str]) -> list[Medida]:
    tareas = _tareas(raiz / f"sueltos-{cuantos}", cuantos)
    veces = cuantos / muestra
    ordenes = [_por_ordenes(tarea, _guion(raiz, "excel", _EXCEL_SUELTO), puesto) for tarea in tareas[:muestra]]
    grupo = costo([sys.executable, _guion(raiz, "grupo", _EN_GRUPO), _lista(raiz, tareas), str(NUCLEOS)], puesto)
    casa = _lote(raiz, tareas, puesto)
    celdas = costo([sys.executable, _guion(raiz, "celdas", _LAS_CELDAS), _lista(raiz, tareas[:muestra])], puesto)
    cuadro = f"{cuantos} informes por delegación, en {NUCLEOS} núcleos"
    cota = celdas.procesador * veces / NUCLEOS

    def medida(nombre: str, hecho: Costo, por: float = 1.0, nota: str = "") -> Medida:
        dicho = f"{hecho.memoria} MB{nota}"
        return Medida(cuadro, nombre, hecho.segundos * por, hecho.procesador * por, 1, COTA, dicho)

    sueltas = Costo(sum(o.segundos for o in ordenes), sum(o.procesador for o in ordenes), ordenes[0].memoria)
    return [
        Medida(cuadro, COTA, cota, celdas.procesador * veces, NUCLEOS, COTA, f"medida en {muestra}"),
        medida(ORDENES, sueltas, veces, f", medida en {muestra}"),
        medida(GRUPO, grupo),
        medida(CASA, casa),
    ]


def _largos(raiz: Path, largos: tuple[int, ...], casa: Medida, informes: int, puesto: dict[str, str]) -> list[Medida]:
    """Lo que tarda cada informe de un lote según de cuántos sea, y lo que ocupa el lote entero en su pico."""
    hechos = {cuantos: _lote(raiz, _tareas(raiz / f"sueltos-{cuantos}", cuantos), puesto) for cuantos in largos}
    cuadro, chico = POR_INFORME, _de_cuantos(informes)
    por_cada = {n: (h.segundos, h.procesador, f"{h.memoria} MB") for n, h in hechos.items()}
    por_cada = {informes: (casa.segundos, casa.procesador, casa.nota), **por_cada}
    return [Medida(cuadro, _de_cuantos(n), s / n, p / n, 1, chico, nota) for n, (s, p, nota) in por_cada.items()]


def _de_cuantos(informes: int) -> str:
    return f"lote de {informes}"


def _lote(raiz: Path, tareas: list[tuple[str, str, dict[str, str]]], puesto: dict[str, str]) -> Costo:
    return cobranza("lote", _plan(raiz, tareas), "--salida", str(raiz / f"lote-{len(tareas)}"), **puesto)


def metas(medidas: list[Medida]) -> list[Meta]:
    """Cuántas veces más rápido que lo de siempre, qué parte de la cota, y si un lote largo cuesta y ocupa más."""
    cuadro = medidas[0].cuadro
    de = {m.nombre: m.segundos for m in medidas if m.cuadro == cuadro}
    resultado = [
        Meta(f"{cuadro}: {texto}", f"{medido:.2f}", medido >= meta)
        for texto, medido, meta in (
            (f"{VECES_LAS_ORDENES:.0f} veces {ORDENES}", de[ORDENES] / de[CASA], VECES_LAS_ORDENES),
            (f"{VECES_EL_GRUPO:.0f} veces {GRUPO}", de[GRUPO] / de[CASA], VECES_EL_GRUPO),
            (f"{PARTE_DE_LA_COTA:.0%} de la cota", de[COTA] / de[CASA], PARTE_DE_LA_COTA),
        )
    ]
    chico, *largos = (m for m in medidas if m.cuadro == POR_INFORME)
    for largo in largos:
        tiempo, memoria = largo.segundos / chico.segundos, _megas(largo) / _megas(chico)
        for que, veces in (("el mismo tiempo por informe", tiempo), ("la misma memoria", memoria)):
            resultado.append(Meta(f"{largo.nombre}: {que} que el {chico.nombre}", f"{veces:.2f}", veces <= PAREJO))
    return resultado


def _megas(medida: Medida) -> int:
    return int(medida.nota.split(" MB")[0])


def _tareas(salidas: Path, cuantos: int) -> list[tuple[str, str, dict[str, str]]]:
    """(cuaderno, su copia corrida, parámetros) de cada informe."""
    salidas.mkdir()
    cuaderno = str(ajustes().cuadernos / f"{CUADERNO}.ipynb")
    pares = islice(product(CORTES, tabla("delegaciones")["clave"]), cuantos)
    return [
        (cuaderno, str(salidas / f"{n}.ipynb"), {"corte": corte, "delegacion": str(delegacion)})
        for n, (corte, delegacion) in enumerate(pares)
    ]


def _por_ordenes(tarea: tuple[str, str, dict[str, str]], excel: str, puesto: dict[str, str]) -> Costo:
    cuaderno, salida, parametros = tarea
    bin_ = Path(sys.executable).parent
    dados = [parte for nombre, valor in parametros.items() for parte in ("-p", nombre, valor)]
    corrida = costo([str(bin_ / "papermill"), cuaderno, salida, *dados, "--no-progress-bar", "-k", "python3"], puesto)
    pagina = costo([str(bin_ / "jupyter"), "nbconvert", "--to", "html", salida], puesto)
    anexo = costo([sys.executable, excel, salida], puesto)
    pasos = (corrida, pagina, anexo)
    return Costo(sum(p.segundos for p in pasos), sum(p.procesador for p in pasos), max(p.memoria for p in pasos))


def _plan(raiz: Path, tareas: list[tuple[str, str, dict[str, str]]]) -> str:
    ruta = raiz / f"plan-{len(tareas)}.yaml"
    cuadernos = [{"cuaderno": CUADERNO, "parametros": parametros} for _, _, parametros in tareas]
    ruta.write_text(yaml.safe_dump({"titulo": "Banco", "cuadernos": cuadernos}), encoding="utf-8")
    return str(ruta)


def _guion(raiz: Path, nombre: str, texto: str) -> str:
    ruta = raiz / f"{nombre}.py"
    ruta.write_text(texto, encoding="utf-8")
    return str(ruta)


def _lista(raiz: Path, tareas: list[tuple[str, str, dict[str, str]]]) -> str:
    ruta = raiz / f"tareas-{len(tareas)}.json"
    ruta.write_text(json.dumps(tareas), encoding="utf-8")
    return str(ruta)
