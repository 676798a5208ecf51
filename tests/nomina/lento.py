"""La nómina calculada otra vez, despacio y sin tablas: cobro por cobro y regla por regla, como la haría una persona.

No comparte código con el cálculo de la casa: sólo recibe los mismos insumos y la retención de la ley, que tiene sus
propias pruebas.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np
import pandas as pd

from cobranza.nomina.insumos import Insumos

CIEN = 10_000
CONCEPTOS = ("GASTO_EJECUCION", "HONORARIO_NOTIFICACION")


@dataclass
class Resultado:
    """Sumas en centavos: por destino, por persona (bruto, reversado, retencion, pension, descuento, otras, neto…)."""

    destinos: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    personas: dict[str, dict[str, int]] = field(default_factory=dict)


def repartido(total: int, pesos: list[int]) -> list[int]:
    """Por el resto mayor, con fracciones; en empate, el que va antes."""
    exactas = [Fraction(total * p, sum(pesos)) for p in pesos]
    partes = [int(e) for e in exactas]
    orden = sorted(range(len(pesos)), key=lambda k: (partes[k] - exactas[k], k))
    for k in orden[: total - sum(partes)]:
        partes[k] += 1
    return partes


def calculada(de: Insumos, retiene: Any) -> Resultado:
    """`retiene(ingreso)`: el ISR del mes de un entero."""
    sale = Resultado()
    hechos = de.quienes.por_cobro.to_dict("index")
    titulares: dict[str, dict[str, Any]] = de.quienes.titulares.to_dict()
    supervisan: dict[tuple[Any, str], list[str]] = defaultdict(list)
    for s in de.quienes.supervisores.to_dict("records"):
        supervisan[s["ingreso"], s["puesto"]].append(s["persona"])
    ganado: list[tuple[str, int, str]] = []  # persona, importe, norma
    devuelto: dict[str, int] = defaultdict(int)
    for c in de.cobros.to_dict("records"):
        hecho = hechos[c["clave"]]
        norma = _rige(de, c)
        reglas = sorted((r for r in norma.reglas if r.concepto == c["concepto"]), key=lambda r: r.clave)
        for regla, importe in zip(reglas, repartido(int(c["importe"]), [r.porcentaje for r in reglas]), strict=True):
            for destino, quien, cuanto in _a_quien((titulares, supervisan), c, hecho, norma, regla, importe):
                if c["es_anterior"]:
                    devuelto[quien] += cuanto if destino == "PERSONA" else 0
                    continue
                if destino == "PERSONA":
                    ganado.append((quien, cuanto, norma.clave))
                sale.destinos[destino] += cuanto
    brutos = _con_tope(de, ganado, sale)
    _liquidadas(de, brutos, devuelto, retiene, sale)
    return sale


def _rige(de: Insumos, c: dict[str, Any]) -> Any:
    dia = pd.Timestamp(c["ingreso"]).date()
    propias = [n for n in de.registradas if c["ambito"] in n.ambitos and n.desde <= dia <= n.hasta]
    return next((n for n in propias if not n.supletoria), propias[0])


def _a_quien(
    puestos: tuple[Any, Any], c: dict[str, Any], hecho: Any, norma: Any, regla: Any, importe: int
) -> list[tuple[str, str, int]]:
    """(destino, quién, cuánto) de lo que toca a una regla."""
    if pd.isna(hecho["practicada"]):
        return [("SIN_ASIGNAR", "", importe)]
    if regla.participa == "fondo":
        return [("FONDO", regla.puesto, importe)]
    quien, nombrado = None, True
    titulares, supervisan = puestos
    if regla.participa == "practico":
        quien, nombrado = hecho["practico"], bool(hecho["practico_con_nombramiento"])
    elif regla.participa == "notifico_antes":
        quien, nombrado = hecho["notifico_antes"], bool(hecho["notifico_antes_con_nombramiento"])
    elif regla.participa == "titular":
        quien = titulares.get(regla.puesto, {}).get(c["clave"])
    else:
        if hay := supervisan.get((c["ingreso"], regla.puesto)):
            return [("PERSONA", q, i) for q, i in zip(hay, repartido(importe, [1] * len(hay)), strict=True)]
    if (quien is None or pd.isna(quien)) and regla.participa != "practico" and regla.vacante == "ACRECE":
        quien, nombrado = hecho["practico"], bool(hecho["practico_con_nombramiento"])
        if pd.isna(quien):
            return [("SIN_ASIGNAR", "", importe)]
    if quien is None or pd.isna(quien):
        return [("SIN_ASIGNAR", "", importe)] if regla.participa == "practico" else [("FONDO", norma.fondo, importe)]
    return [("PERSONA", quien, importe)] if nombrado else [("SIN_ASIGNAR", "", importe)]


def _con_tope(de: Insumos, ganado: list[tuple[str, int, str]], sale: Resultado) -> dict[str, int]:
    brutos: dict[str, int] = defaultdict(int)
    por_norma: dict[tuple[str, str], int] = defaultdict(int)
    for quien, cuanto, norma in ganado:
        por_norma[quien, norma] += cuanto
    topes = {n.clave: n.tope for n in de.registradas}
    for (quien, norma), suma in por_norma.items():
        tope = topes[norma]
        sobra = max(suma - tope, 0) if tope is not None else 0
        brutos[quien] += suma - sobra
        sale.destinos["PERSONA"] -= sobra
        sale.destinos["FONDO"] += sobra
    return brutos


def _liquidadas(de: Insumos, brutos: dict[str, int], devuelto: dict[str, int], retiene: Any, sale: Resultado) -> None:
    previos = {p["numero_empleado"]: p for p in de.previos.to_dict("records")}
    deben = [q for q, p in previos.items() if p["adeudo"] > 0]
    sueldos = dict(zip(de.plantilla["numero_empleado"], de.plantilla["sueldo_mensual"], strict=True))
    for quien in sorted({q for q, b in brutos.items() if b} | {q for q, d in devuelto.items() if d} | {*deben}):
        bruto, antes = brutos.get(quien, 0), previos.get(quien, {"adeudo": 0, "bruto_mes": 0})
        otros = int(sueldos[quien]) + int(antes["bruto_mes"])
        atribuible = max(retiene(otros + bruto) - retiene(otros), 0)
        isr = min(atribuible, bruto)
        queda = base = bruto - isr
        pension = _deducida(de, quien, "PENSION", base, queda)
        queda -= pension
        debe = devuelto.get(quien, 0) + int(antes["adeudo"])
        descuento = min(debe, base * de.maximo // CIEN, queda)
        queda -= descuento
        otras = _deducida(de, quien, "OTRA", base, queda)
        sale.personas[quien] = {
            "bruto": bruto, "retencion": isr, "pension": pension, "descuento": descuento, "otras": otras,
            "adeudo": debe - descuento, "neto": queda - otras,
        }  # fmt: skip


def _deducida(de: Insumos, quien: str, clase: str, base: int, queda: int) -> int:
    total = 0
    for d in de.deducciones.to_dict("records"):
        if (d["numero_empleado"], d["clase"]) == (quien, clase):
            total += min(int(d["importe"]) + base * int(d["porcentaje"]) // CIEN, queda - total)
    return total


# ---- periodos al azar ----


def al_azar(dado: Random, registradas: tuple[Any, ...], isr: Any) -> Insumos:
    """Los insumos de un periodo cualquiera: pocos cobros, pocas personas, de todo lo que puede pasar."""
    from datetime import date

    from cobranza.nomina.insumos import deducciones
    from cobranza.nomina.participantes import Participantes

    gente = [f"P{k}" for k in range(dado.randint(2, 7))]
    alguien = lambda: dado.choice([*gente, None])  # noqa: E731
    cuantos = dado.randint(0, 12)
    claves = [f"R{k:02d}" for k in range(cuantos)]
    dias = [date(2025, 12, dado.randint(1, 31)) for _ in claves]
    importes = [dado.choice((0, 1, 3, 7, 99, 100, dado.randint(1, 500_000))) for _ in claves]
    cobros = pd.DataFrame({
        "clave": pd.array(claves, dtype="str"), "recibo": pd.array(claves, dtype="str"),
        "folio": pd.array(["F"] * cuantos, dtype="str"),
        "concepto": pd.array([dado.choice(CONCEPTOS) for _ in claves], dtype="str"),
        "ingreso": np.array(dias, dtype="datetime64[s]"), "diligencia": pd.array(["D"] * cuantos, dtype="str"),
        "ambito": pd.array([dado.choice(("estatal", "estatal", "federal")) for _ in claves], dtype="str"),
        "rfc": pd.array(["X"] * cuantos, dtype="str"), "contribuyente": pd.array(["X"] * cuantos, dtype="str"),
        "delegacion": pd.array(["DH"] * cuantos, dtype="str"), "importe": np.array(importes, dtype=np.int64),
        "es_anterior": np.array([dado.random() < 0.2 for _ in claves], dtype=bool),
        "es_tardio": np.zeros(cuantos, dtype=bool),
    })  # fmt: skip
    practicada = [None if dado.random() < 0.1 else "2025-11-10" for _ in claves]
    por_cobro = pd.DataFrame({
        "acto": pd.array([None if p is None else "REQUERIMIENTO" for p in practicada], dtype="str"),
        "practicada": np.array([p or "NaT" for p in practicada], dtype="datetime64[s]"),
        "practico": pd.array([alguien() for _ in claves], dtype="str"),
        "delegacion": pd.array([dado.choice(("D1", "D2")) for _ in claves], dtype="str"),
        "notifico_antes": pd.array([alguien() for _ in claves], dtype="str"),
        "practico_con_nombramiento": np.array([dado.random() < 0.9 for _ in claves], dtype=bool),
        "notifico_antes_con_nombramiento": np.array([dado.random() < 0.9 for _ in claves], dtype=bool),
    }, index=pd.Index(claves, name="clave", dtype="str"))  # fmt: skip
    titulares = pd.DataFrame(
        {p: pd.array([alguien() for _ in claves], dtype="str") for p in ("DELEGADO", "JEFE_SECCION_EJECUCION")},
        index=por_cobro.index,
    )
    supervisan = [(d, q) for d in sorted(set(dias)) for q in gente if dado.random() < 0.3]
    supervisores = pd.DataFrame({
        "ingreso": np.array([d for d, _ in supervisan], dtype="datetime64[s]"),
        "puesto": pd.array(["SUPERVISOR_CENTRAL"] * len(supervisan), dtype="str"),
        "persona": pd.array([q for _, q in supervisan], dtype="str"),
    })  # fmt: skip
    plantilla = pd.DataFrame({
        "numero_empleado": pd.array(gente, dtype="str"), "nombre": pd.array(gente, dtype="str"),
        "sueldo_mensual": np.array([dado.randint(0, 3_000_000) for _ in gente], dtype=np.int64),
    })  # fmt: skip
    dichas = [
        {"persona": q, "clase": dado.choice(("pension", "otra")), "porcentaje": dado.choice((0, 1500, 5000, 9000)),
         "importe": dado.choice((0, 10_000, 999_999)), "documento": "d"}
        for q in gente if dado.random() < 0.3
    ]  # fmt: skip
    previos = pd.DataFrame({
        "numero_empleado": pd.array(gente, dtype="str"),
        "adeudo": np.array([dado.choice((0, 0, 50_000)) for _ in gente], dtype=np.int64),
        "bruto_mes": np.array([dado.choice((0, 0, 300_000)) for _ in gente], dtype=np.int64),
    })  # fmt: skip
    movimientos = pd.DataFrame({"importe": np.zeros(0, dtype=np.int64)})
    return Insumos(
        date(2025, 12, 1), date(2025, 12, 31), date(2026, 1, 8), cobros, movimientos,
        Participantes(por_cobro, titulares, supervisores), plantilla, previos, deducciones(dichas), registradas, isr,
        dado.choice((0, 3000, 10_000)),
    )  # fmt: skip
