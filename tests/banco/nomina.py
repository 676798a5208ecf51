"""Banco de la nómina: de los cobros al neto, guardarla y escribir sus archivos con cien mil renglones de recibo."""

from __future__ import annotations

import os
import resource
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import yaml
from banco.medida import Medida, Meta, Par, lado_a_lado
from nomina.test_cfdi import CASA

from cobranza.documentos import masa
from cobranza.ley.isr import del_mes
from cobranza.ley.norma import norma
from cobranza.nomina.archivos import archivos
from cobranza.nomina.calculo import resolver
from cobranza.nomina.cfdi import comprobantes
from cobranza.nomina.conservado import insumos_escritos, insumos_leidos, resultado_escrito, sello
from cobranza.nomina.insumos import Insumos, deducciones, sin_previos
from cobranza.nomina.norma_habilitante import normas
from cobranza.nomina.papeles_de_pago import recibos
from cobranza.nomina.participantes import Participantes
from cobranza.nomina.versiones import Version
from cobranza.puertas.exportacion_de_nomina import RECIBO, en_pdf_y_zip

CALCULAR, GUARDAR, ESCRIBIR = "calcular la nómina", "escribir lo que se guarda y releerlo", "escribir sus archivos"
DOCUMENTOS = "archivos, CFDI, recibos en PDF y ZIP"
RENGLONES, GENTE, DELEGACIONES = 100_000, 1_000, 30
META_SEGUNDOS, META_DE_TODO = 5.0, 60.0
EJEMPLOS = Path(__file__).parents[1] / "documentos" / "ejemplos.yaml"


def medir(*, corto: bool) -> list[Medida]:
    """Lo que tarda cada cosa, en un hilo."""
    cuantos = 2_000 if corto else RENGLONES
    de = insumos(cuantos)
    escrito = resultado_escrito(hecha := resolver(de))
    version = Version("NOM-2026-000001", 1, sello(escrito), hecha)
    pares = [
        Par(CALCULAR, lambda: resolver(de)),
        Par(GUARDAR, lambda: insumos_leidos(insumos_escritos(de))),
        Par(ESCRIBIR, lambda: archivos(version, de.movimientos)),
    ]
    return [*lado_a_lado(_cuadro(cuantos), pares, vueltas=1 if corto else 2), _todo(version, de, corto=corto)]


def _todo(version: Version, de: Insumos, *, corto: bool) -> Medida:
    """Todos sus archivos, el CFDI y el recibo en PDF de cada persona, en los núcleos que hay, y el ZIP; una vez."""
    comun = yaml.safe_load(EJEMPLOS.read_text(encoding="utf-8"))["documentos"][RECIBO]
    empieza, gastado = time.perf_counter(), _procesador()
    with tempfile.TemporaryDirectory(prefix="banco-nomina-") as carpeta:
        salida = Path(carpeta)
        rutas = [masa.escribir(salida / n, c) for n, c in archivos(version, de.movimientos).items()]
        postales = dict.fromkeys(version.resultado.personas["numero_empleado"], CASA["codigo_postal"])
        rutas += [masa.escribir(salida / f"{q}.xml", x) for q, x in comprobantes(version, CASA, postales).items()]
        dichos = recibos(version)[: 2 if corto else None]
        con_folio = [comun | d | {"folio": f"R-{k:06d}"} for k, d in enumerate(dichos)]
        hechos = en_pdf_y_zip(salida, version, con_folio, rutas)
    nota = f"{len(hechos) - 1:,} recibos"
    tardo = time.perf_counter() - empieza
    return Medida(
        _cuadro(len(de.cobros)), DOCUMENTOS, tardo, _procesador() - gastado, os.cpu_count() or 1, CALCULAR, nota
    )


def _procesador() -> float:
    propio, hijos = (resource.getrusage(q) for q in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return propio.ru_utime + propio.ru_stime + hijos.ru_utime + hijos.ru_stime


def metas(medidas: list[Medida]) -> list[Meta]:
    """Cien mil renglones calculados en menos de cinco segundos, y todos sus documentos en menos de sesenta."""
    (calcular,) = [m for m in medidas if m.nombre == CALCULAR]
    if calcular.cuadro != _cuadro(RENGLONES):
        return []
    (todo,) = [m for m in medidas if m.nombre == DOCUMENTOS]
    cuantos = int(todo.nota.split()[0].replace(",", ""))
    ritmo = f"{todo.segundos:.1f} s; {cuantos / todo.segundos:.1f} recibos por segundo"
    return [
        Meta("nómina: 100,000 renglones en 5 s", f"{calcular.segundos:.2f} s", calcular.segundos < META_SEGUNDOS),
        Meta("nómina: todos sus documentos y el ZIP en 60 s", ritmo, todo.segundos < META_DE_TODO),
    ]


def _cuadro(cuantos: int) -> str:
    return f"Nómina de {cuantos:,} renglones de recibo"


def insumos(cuantos: int) -> Insumos:
    """Un mes cualquiera con esos renglones, mil personas y treinta delegaciones."""
    dado = np.random.default_rng(7)
    gente = np.array([f"P{k:04d}" for k in range(GENTE)])
    claves = np.array([f"R{k:07d}" for k in range(cuantos)])
    quien = lambda: pd.array(gente[dado.integers(0, GENTE, cuantos)], dtype="str")  # noqa: E731
    dias = np.array("2025-12-01", dtype="datetime64[s]") + dado.integers(0, 31, cuantos) * np.timedelta64(86_400, "s")
    importes = dado.integers(60_000, 200_000, cuantos).astype(np.int64)
    texto = lambda valor: pd.array([valor] * cuantos, dtype="str")  # noqa: E731
    cobros = pd.DataFrame({
        "clave": pd.array(claves, dtype="str"), "recibo": pd.array(claves, dtype="str"), "folio": texto("F"),
        "concepto": texto("GASTO_EJECUCION"), "ingreso": dias, "diligencia": texto("D"), "ambito": texto("estatal"),
        "rfc": texto("X"), "contribuyente": texto("Deudor"), "delegacion": texto("D"), "importe": importes,
        "es_anterior": dado.random(cuantos) < 0.02, "es_tardio": np.zeros(cuantos, dtype=bool),
    })  # fmt: skip
    indice = pd.Index(claves, name="clave", dtype="str")
    por_cobro = pd.DataFrame({
        "acto": texto("REQUERIMIENTO"), "practicada": dias, "practico": quien(),
        "delegacion": pd.array([f"D{k:02d}" for k in dado.integers(0, DELEGACIONES, cuantos)], dtype="str"),
        "notifico_antes": quien(), "practico_con_nombramiento": dado.random(cuantos) < 0.98,
        "notifico_antes_con_nombramiento": dado.random(cuantos) < 0.98,
    })  # fmt: skip
    por_cobro.index = indice
    titulares = pd.DataFrame({"DELEGADO": quien(), "JEFE_SECCION_EJECUCION": quien()})
    titulares.index = indice
    supervisores = pd.DataFrame({
        "ingreso": np.unique(dias), "puesto": "SUPERVISOR_CENTRAL", "persona": "P0000",
    })  # fmt: skip
    ficha = {c: pd.array(gente, dtype="str") for c in ("numero_empleado", "nombre", "puesto")}
    iguales = {"rfc": "XEXX010101AB1", "curp": "XEXX010101HNEXXXA4", "clabe": "0" * 18, "delegacion": "D"}
    ficha |= {c: pd.array([v] * GENTE, dtype="str") for c, v in iguales.items()}
    plantilla = pd.DataFrame(ficha | {"sueldo_mensual": dado.integers(800_000, 3_000_000, GENTE)})
    del_libro = cobros[["clave", "recibo", "folio", "concepto"]]
    movimientos = del_libro.assign(clase="COBRO", fecha=dias, importe=-importes)
    return Insumos(
        date(2025, 12, 1), date(2025, 12, 31), date(2026, 1, 8), cobros, movimientos,
        Participantes(por_cobro, titulares, supervisores), plantilla, sin_previos(), deducciones(()), normas(),
        del_mes(norma("federal"), date(2026, 1, 8)), 3000,
    )  # fmt: skip
