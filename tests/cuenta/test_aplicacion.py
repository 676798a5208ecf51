"""Los pagos y demás hechos: orden legal, centavos exactos y nada negativo."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date

import pandas as pd
import pytest
from oficina import asentar, con_lote, credito, debe, gasto, hecho
from sqlalchemy import Connection, Engine, text

from cobranza.base.fechas import dia
from cobranza.ley.liquidacion import liquidar
from cobranza.ley.norma import norma
from cobranza.ley.redondeo import a_pesos


@pytest.fixture
def conexion(motor: Engine) -> Iterator[Connection]:
    con_lote(motor)
    with motor.begin() as abierta:
        yield abierta


def saldos(conexion: Connection, folio: str) -> dict[str, int]:
    filas = conexion.execute(
        text("SELECT componente, SUM(importe) FROM movimiento WHERE folio = :folio GROUP BY componente"),
        {"folio": folio},
    )
    return {c: int(s) for c, s in filas if s}


def debido(monto: int, vencimiento: str, pago: str):
    return liquidar(
        norma("federal"),
        monto=monto,
        vencimiento=dia(date.fromisoformat(vencimiento)),
        pago=dia(date.fromisoformat(pago)),
    )


def test_el_pago_total_en_pesos_deja_todo_en_cero(conexion: Connection) -> None:
    credito(conexion, "TGZ-2020-000001", importe=1_234_567)
    cuenta = debido(1_234_567, "2019-04-30", "2023-03-15")
    total = int(a_pesos(cuenta.recargos)) + int(a_pesos(cuenta.actualizado))
    movimientos = asentar(conexion, hecho("TGZ-2020-000001", "PAGO", "2023-03-15", total))
    assert saldos(conexion, "TGZ-2020-000001") == {}
    pagado = movimientos.loc[movimientos["tipo"] == "PAGO", "importe"].sum()
    assert pagado == -total


def test_lo_que_sobra_de_un_pago_queda_a_favor(conexion: Connection) -> None:
    credito(conexion, "TGZ-2020-000002")
    asentar(conexion, hecho("TGZ-2020-000002", "PAGO", "2023-03-15", 99_000_000))
    quedan = saldos(conexion, "TGZ-2020-000002")
    assert set(quedan) == {"SALDO_A_FAVOR"}
    assert quedan["SALDO_A_FAVOR"] < 0


def test_el_pago_parcial_sigue_el_orden_del_articulo_20(conexion: Connection) -> None:
    credito(conexion, "TGZ-2020-000003", multa=50_000)
    gasto(conexion, "TGZ-2020-000003", 56_000, "2023-02-01", "D-1")
    cuenta = debido(1_000_000, "2019-04-30", "2023-03-15")
    asentar(conexion, hecho("TGZ-2020-000003", "PAGO", "2023-03-15", 60_000))
    quedan = debe(conexion, "TGZ-2020-000003", "2023-03-15")
    assert "GASTO_EJECUCION" not in quedan
    assert quedan["RECARGO"] == cuenta.recargos - 4_000
    assert quedan["MULTA"] == 50_000
    assert quedan["HISTORICO"] == 1_000_000


def test_un_gasto_posterior_al_pago_no_lo_cubre_ese_pago(conexion: Connection) -> None:
    credito(conexion, "TGZ-2020-000004")
    gasto(conexion, "TGZ-2020-000004", 56_000, "2024-02-01", "D-2")
    asentar(conexion, hecho("TGZ-2020-000004", "PAGO", "2023-03-15", 60_000))
    assert saldos(conexion, "TGZ-2020-000004")["GASTO_EJECUCION"] == 56_000


def test_lo_cobrado_de_gastos_se_liga_a_la_diligencia_mas_antigua(conexion: Connection) -> None:
    credito(conexion, "TGZ-2020-000005")
    gasto(conexion, "TGZ-2020-000005", 56_000, "2023-02-01", "D-1")
    gasto(conexion, "TGZ-2020-000005", 60_000, "2023-05-01", "D-2")
    uno = asentar(conexion, hecho("TGZ-2020-000005", "PAGO", "2023-06-01", 70_000))
    dos = asentar(conexion, hecho("TGZ-2020-000005", "PAGO", "2023-07-01", 46_000))
    ligados = pd.concat([uno, dos]).query("componente == 'GASTO_EJECUCION'")
    assert ligados.groupby("referencia")["importe"].sum().to_dict() == {"D-1": -56_000, "D-2": -60_000}
    assert uno["importe"].sum() - uno.query("tipo != 'PAGO'")["importe"].sum() == -70_000


def test_dos_pagos_el_mismo_dia_dejan_lo_mismo_que_uno(conexion: Connection) -> None:
    credito(conexion, "TGZ-2020-000006")
    credito(conexion, "TGZ-2020-000007")
    asentar(conexion, hecho("TGZ-2020-000006", "PAGO", "2023-03-15", 900_000))
    asentar(
        conexion,
        hecho("TGZ-2020-000007", "PAGO", "2023-03-15", 400_000, "a"),
        hecho("TGZ-2020-000007", "PAGO", "2023-03-15", 500_000, "b"),
    )
    assert sum(saldos(conexion, "TGZ-2020-000006").values()) == sum(saldos(conexion, "TGZ-2020-000007").values())


def test_el_insoluto_se_actualiza_desde_el_vencimiento_original(conexion: Connection) -> None:
    credito(conexion, "TGZ-2020-000008", concepto="F-MFNF")
    asentar(conexion, hecho("TGZ-2020-000008", "PAGO", "2023-03-15", 500_000))
    historico = saldos(conexion, "TGZ-2020-000008")["HISTORICO"]
    asentar(conexion, hecho("TGZ-2020-000008", "PAGO", "2025-06-20", 100))
    quedan = debe(conexion, "TGZ-2020-000008", "2025-06-20")
    esperado = debido(historico, "2019-04-30", "2025-06-20").actualizado - 100
    assert abs(quedan["HISTORICO"] + quedan["ACTUALIZACION"] - esperado) <= 1
    assert "RECARGO" not in quedan, "las multas no fiscales no causan recargos"


def test_la_condonacion_solo_toca_la_multa(conexion: Connection) -> None:
    credito(conexion, "TGZ-2020-000009", multa=200_000)
    antes = saldos(conexion, "TGZ-2020-000009")
    asentar(conexion, hecho("TGZ-2020-000009", "CONDONACION", "2020-04-01"))
    despues = saldos(conexion, "TGZ-2020-000009")
    assert "MULTA" not in despues
    assert "ACTUALIZACION_MULTA" not in despues
    assert despues["HISTORICO"] == antes["HISTORICO"]


@pytest.mark.parametrize(("concepto", "queda"), [("F-MULF", 1_000_000 - 400_000), ("F-MFNF", 1_000_000)])
def test_el_credito_que_es_multa_fiscal_se_reduce_el_mismo(conexion: Connection, concepto: str, queda: int) -> None:
    """Con su actualización y en su parte; la multa no fiscal no es de las que reduce el art. 74."""
    folio = "TGZ-2020-000019"
    credito(conexion, folio, concepto=concepto)
    al = "2023-04-03"
    antes = sum(debe(conexion, folio, al).values())
    asentar(conexion, hecho(folio, "CONDONACION", al, antes * 40 // 100))
    despues = debe(conexion, folio, al)
    assert sum(despues.values()) == (antes - antes * 40 // 100 if concepto == "F-MULF" else antes)
    assert abs(despues["HISTORICO"] - queda) <= 1
    asentar(conexion, hecho(folio, "CONDONACION", "2023-04-04"))
    assert (debe(conexion, folio, "2023-05-02") == {}) == (concepto == "F-MULF")


def test_reactivar_devuelve_lo_cancelado(conexion: Connection) -> None:
    credito(conexion, "TGZ-2020-000010", multa=10_000)
    gasto(conexion, "TGZ-2020-000010", 56_000, "2023-02-01", "D-1")
    movimientos = asentar(
        conexion,
        hecho("TGZ-2020-000010", "CANCELACION", "2023-03-01"),
        hecho("TGZ-2020-000010", "REACTIVACION", "2024-03-01"),
    )
    cancelado = movimientos.query("tipo == 'CANCELACION'")["importe"].sum()
    assert movimientos.query("tipo == 'REACTIVACION'")["importe"].sum() == -cancelado
    assert saldos(conexion, "TGZ-2020-000010")["HISTORICO"] == 1_000_000


@pytest.mark.lenta
def test_ningun_componente_queda_negativo_con_pagos_al_azar(conexion: Connection) -> None:
    azar = random.Random(7)
    hechos = []
    for k in range(200):
        folio = f"TGZ-2019-{k:06d}"
        credito(
            conexion, folio, ambito=azar.choice(["federal", "estatal"]), multa=azar.choice([0, 12_345]),
            importe=azar.randint(1, 50_000_000),
            vencimiento=f"201{azar.randint(3, 9)}-0{azar.randint(1, 9)}-{azar.randint(10, 28)}",
        )  # fmt: skip
        for n in range(azar.randint(0, 3)):
            gasto(conexion, folio, azar.randint(1, 9_000_000), f"202{azar.randint(1, 3)}-05-1{n}", f"{folio}-D{n}")
        for n in range(azar.randint(1, 4)):
            importe = azar.randint(1, 60_000_000) // 100 * 100
            hechos.append(
                hecho(folio, "PAGO", f"202{azar.randint(1, 5)}-0{azar.randint(1, 9)}-2{n}", importe, f"{folio}-P{n}")
            )
    movimientos = asentar(conexion, *hechos)
    pagos = (
        movimientos.query("tipo == 'PAGO'").groupby(movimientos["clave"].str.extract(r"(.*-P\d)")[0])["importe"].sum()
    )
    esperado = pd.Series({h["clave"]: -h["importe"] for h in hechos})
    assert (pagos.sort_index() == esperado.sort_index()).all(), "cada recibo se reparte completo"
    negativos = conexion.exec_driver_sql(
        "SELECT folio, componente, SUM(importe) FROM movimiento WHERE componente <> 'SALDO_A_FAVOR' "
        "GROUP BY folio, componente HAVING SUM(importe) < 0"
    ).all()
    assert negativos == []
