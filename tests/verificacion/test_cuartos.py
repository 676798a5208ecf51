"""Lo que dice una regla lo dicen también el estado, la prescripción, la lista de trabajo y quien anota."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from cobranza.expediente.de_tablas import conexion_de_tablas
from cobranza.expediente.en_renglones import Expedientes, plantilla
from cobranza.expediente.por_liberar import por_liberar
from cobranza.ley.norma import de_la_oficina
from cobranza.procesos.siguiente import lo_que_sigue
from cobranza.verificacion import ejemplos
from cobranza.verificacion.evaluacion import evaluar
from cobranza.verificacion.impedimentos import impedimentos
from cobranza.verificacion.pae import ActoNuevo, leer

FOLIO = "UNO"
REQUERIDO = "2025-02-10 MANDAMIENTO\n2025-03-03 REQUERIMIENTO\n"


def visto(hechos: str, al: date = ejemplos.CORTE) -> dict[str, Any]:
    """De un crédito, ese día: su renglón de la cartera, qué sigue y qué reglas lo señalan."""
    puestos = Expedientes()
    puestos.poner(FOLIO, hechos)
    tablas = plantilla(ejemplos.PERSONAL, ejemplos.DESDE) | puestos.tablas()
    with conexion_de_tablas(tablas) as conexion:
        pae = leer(conexion, de_la_oficina(), al, captura=ejemplos.TODO)
        sigue = lo_que_sigue(conexion, de_la_oficina(), FOLIO, al)
    return {
        "credito": pae.creditos.iloc[0], "pae": pae, "sigue": sigue["siguiente"] if sigue else "",
        "reglas": set(evaluar(pae)["regla"]), "tablas": tablas,
    }  # fmt: skip


def impiden(hechos: str, tipo: str, al: date, **otros: Any) -> set[str]:
    nuevo = ActoNuevo(FOLIO, tipo, al, persona="EJ-1", hora_inicio="10:00", hora_fin="10:30", **otros)
    return {i.regla for i in impedimentos(visto(hechos, al)["pae"], nuevo)}


@pytest.mark.parametrize(
    ("fin", "situacion", "sigue", "impedido"),
    [
        ("", "SUSPENDIDO", "SEGUIR_DEFENSA", True),
        ("2025-05-01 CONCURSO", "SUSPENDIDO", "SEGUIR_DEFENSA", True),
        ("2025-06-02 CONCURSO forma=QUIEBRA", "EXIGIBLE", "EMBARGAR", False),
        ("2025-06-02 FIN_CONCURSO ref=c forma=INCUMPLIDO", "EXIGIBLE", "EMBARGAR", False),
    ],
)
def test_el_concurso_suspende_en_todas_partes_hasta_que_termina_o_quiebra(
    fin: str, situacion: str, sigue: str, impedido: bool
) -> None:
    """CFF, arts. 144, párrafos noveno y décimo, y 146, tercero: tampoco corre la prescripción."""
    hechos = f"{REQUERIDO}2025-04-01 CONCURSO #c\n{fin}"
    v = visto(hechos)
    assert (v["credito"]["situacion"], v["sigue"]) == (situacion, sigue)
    assert bool(v["credito"]["suspendido"]) == pd.isna(v["credito"]["prescribe"]) == impedido
    assert ("PAE014" in v["reglas"]) != impedido
    assert ("PAE036" in impiden(hechos, "EMBARGO", date(2025, 12, 29), forma="DEPOSITOS")) == impedido


def test_mientras_duro_el_concurso_no_corrio_la_prescripcion() -> None:
    hechos = f"{REQUERIDO}2025-04-01 CONCURSO #c\n2025-06-10 FIN_CONCURSO ref=c forma=INCUMPLIDO"
    corridos = visto(hechos)["credito"]["prescribe"] - visto(REQUERIDO)["credito"]["prescribe"]
    assert corridos.days == 70


def test_lo_que_una_supresion_recortada_ya_no_calla_se_vuelve_a_senalar() -> None:
    """PAE088 y los hallazgos miran la misma supresión: la última."""
    requerido = "2025-03-03 REQUERIMIENTO #r\n"
    larga = f"{requerido}2025-03-10 SUPRESION ref=r forma=PAE004 resultado=EN_ARCHIVO de=DEL-1 hasta=2026-06-30\n"
    corta = f"{larga}2025-06-30 SUPRESION ref=r forma=PAE004 resultado=SE_RECORTA de=DEL-1 hasta=2025-09-30"
    assert {"PAE004", "PAE088"} & visto(larga)["reglas"] == set()
    assert {"PAE004", "PAE088"} <= visto(corta)["reglas"]


@pytest.mark.parametrize(
    ("despues", "pesa"),
    [
        ("", True),
        ("2025-05-06 TRANSFERENCIA monto=9000.00", False),
        ("2025-05-06 TRANSFERENCIA monto=9000.00 resultado=SIN_BIENES", True),
        ("2025-05-05 LIBERACION monto=1.00\n2025-05-06 TRANSFERENCIA monto=8999.99", False),
        ("2025-05-06 TRANSFERENCIA monto=8999.99", True),
        ("2025-05-06 TRANSFERENCIA", True),
        ("2025-05-06 LIBERACION", False),
        ("2025-05-05 LIBERACION", True),
    ],
)
def test_lo_inmovilizado_pesa_igual_para_la_regla_y_para_la_baja(despues: str, pesa: bool) -> None:
    """CFF, arts. 156-Ter y 195: lo que ya se transfirió o se liberó no hay que levantarlo otra vez."""
    v = visto(f"{REQUERIDO}2025-03-10 INMOVILIZACION monto=9000.00\n2025-05-06 PAGO monto=todo\n{despues}")
    gravan = por_liberar(v["pae"].historia, v["tablas"], ejemplos.CORTE, date(2025, 5, 6))
    assert ("PAE080" in v["reglas"], [g.tipo for g in gravan]) == (pesa, ["INMOVILIZACION"] * pesa)
