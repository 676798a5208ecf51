"""Banco de la nómina: de los cobros al neto, guardarla y escribir sus archivos con cien mil renglones de recibo."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from banco.medida import Medida, Meta, Par, lado_a_lado

from cobranza.ley.isr import del_mes
from cobranza.ley.norma import norma
from cobranza.nomina.archivos import archivos
from cobranza.nomina.calculo import resolver
from cobranza.nomina.conservado import insumos_escritos, insumos_leidos, resultado_escrito, sello
from cobranza.nomina.insumos import Insumos, deducciones, sin_previos
from cobranza.nomina.norma_habilitante import normas
from cobranza.nomina.participantes import Participantes
from cobranza.nomina.versiones import Version

CALCULAR, GUARDAR, ESCRIBIR = "calcular la nómina", "escribir lo que se guarda y releerlo", "escribir sus archivos"
RENGLONES, GENTE, DELEGACIONES = 100_000, 1_000, 30
META_SEGUNDOS = 5.0


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
    return lado_a_lado(_cuadro(cuantos), pares, vueltas=1 if corto else 2)


def metas(medidas: list[Medida]) -> list[Meta]:
    """Calcular cien mil renglones en menos de cinco segundos."""
    (calcular,) = [m for m in medidas if m.nombre == CALCULAR]
    if calcular.cuadro != _cuadro(RENGLONES):
        return []
    medido = f"{calcular.segundos:.2f} s"
    return [Meta("nómina: 100,000 renglones en 5 s", medido, calcular.segundos < META_SEGUNDOS)]


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
    ficha = {c: pd.array(gente, dtype="str") for c in ("numero_empleado", "nombre", "rfc", "curp", "puesto")}
    plantilla = pd.DataFrame(ficha | {"clabe": pd.array(["0" * 18] * GENTE, dtype="str"),
                                      "delegacion": pd.array(["D"] * GENTE, dtype="str"),
                                      "sueldo_mensual": dado.integers(800_000, 3_000_000, GENTE)})  # fmt: skip
    del_libro = cobros[["clave", "recibo", "folio", "concepto"]]
    movimientos = del_libro.assign(clase="COBRO", fecha=dias, importe=-importes)
    return Insumos(
        date(2025, 12, 1), date(2025, 12, 31), date(2026, 1, 8), cobros, movimientos,
        Participantes(por_cobro, titulares, supervisores), plantilla, sin_previos(), deducciones(()), normas(),
        del_mes(norma("federal"), date(2026, 1, 8)), 3000,
    )  # fmt: skip
