"""Lo que le ha pasado a un crédito: su pago a plazos, lo que suspendió e interrumpió, y su línea de tiempo."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from oficina import acto, almacen_nuevo, asentar, credito, en_carpeta, gasto, hecho, movimiento
from sqlalchemy import Connection

from cobranza.almacen.toma import foto_actual
from cobranza.base.fechas import SIN_DIA, dia
from cobranza.cartera.explicacion import como_dict, explicar
from cobranza.cuenta.calendario_de_pagos import calendario
from cobranza.cuenta.parcialidades import Abonos, Plan, curso
from cobranza.ley.norma import de_la_oficina, norma
from cobranza.libros.vocabulario import SIN_FIN

pytestmark = pytest.mark.lenta

FOLIO = "TGZ-2020-000001"
CONVENIDO = {"importe": 100_000_00, "vencimiento": "2025-01-17", "multa": 30_000_00, "notificacion": "2025-01-16"}
PAGO_INICIAL, PARCIALIDAD = 31_717_58, 11_573_58

Anota = Callable[[Connection], None]
Explica = Callable[[str, Anota], dict[str, Any]]


@pytest.fixture
def explica(tmp_path: Path) -> Explica:
    """Lo que `explica --json` dice del crédito, al día, con lo que se anote."""

    def al(corte: str, anotar: Anota) -> dict[str, Any]:
        motor = almacen_nuevo(en_carpeta(tmp_path))
        with motor.begin() as conexion:
            anotar(conexion)
        motor.dispose()
        foto = foto_actual(en_carpeta(tmp_path), tmp_path).conexion()
        datos = como_dict(explicar(foto, de_la_oficina(), FOLIO, date.fromisoformat(corte)))
        foto.close()
        return datos

    return al


def en_doce(*despues: tuple[str, int], **otros: Any) -> Anota:
    """El convenio de las correcciones de ley (§2.b): doce meses al 1.42 %, y los pagos que se digan."""

    def anotar(conexion: Connection) -> None:
        credito(conexion, FOLIO, **CONVENIDO)
        acto(conexion, FOLIO, "SOLICITUD_PLAZOS", "2026-03-10")
        acto(conexion, FOLIO, "CONVENIO", "2026-03-12", hasta="2027-03-10", parcialidades=12, **otros)
        pagos = [("2026-03-10", PAGO_INICIAL), *despues]
        asentar(conexion, *(hecho(FOLIO, "PAGO", fecha, importe) for fecha, importe in pagos))

    return anotar


def test_cada_parcialidad_dice_cuando_vence_cuando_se_cubrio_y_su_mora(explica: Explica) -> None:
    """La segunda vence el lunes 11 (el 10 es domingo) y se paga tres días tarde: 2.07 % de mora, sólo ella."""
    pagos = ("2026-04-10", PARCIALIDAD), ("2026-05-14", PARCIALIDAD + 239_57)
    convenio = explica("2026-06-10", en_doce(*pagos))["convenio"]
    primera, segunda, tercera = convenio["parcialidades"][:3]
    assert (convenio["solicitado"], convenio["autorizado"], convenio["tasa"]) == ("2026-03-10", "2026-03-12", "1.42")
    assert (convenio["modalidad"], convenio["estado"], convenio["caduco_el"]) == ("PARCIALIDADES", "VIGENTE", None)
    assert len(convenio["parcialidades"]) == 12
    assert primera == {
        "numero": 1, "vence": "2026-04-10", "importe": "11573.58", "pagada_el": "2026-04-10", "mora": "0.00",
    }  # fmt: skip
    assert segunda == {
        "numero": 2, "vence": "2026-05-11", "importe": "11573.58", "pagada_el": "2026-05-14", "mora": "239.57",
    }  # fmt: skip
    assert tercera["pagada_el"] is None


@pytest.mark.parametrize(
    ("al", "estado", "caduco_el", "avisa"),
    [
        ("2026-05-11", "VIGENTE", None, False),
        ("2026-05-12", "VIGENTE", None, True),
        ("2026-06-10", "VIGENTE", None, True),
        ("2026-06-11", "CADUCO", "2026-06-11", False),
    ],
)
def test_a_la_segunda_sin_cubrir_avisa_y_a_la_tercera_caduca(
    explica: Explica, al: str, estado: str, caduco_el: str | None, avisa: bool
) -> None:
    datos = explica(al, en_doce())
    convenio = datos["convenio"]
    assert (convenio["estado"], convenio["caduco_el"], bool(convenio["aviso"])) == (estado, caduco_el, avisa)
    assert datos["estados"][-1].startswith(f"Convenio {estado.lower()}")
    assert ("Caduca el pago a plazos" in {h["hecho"] for h in datos["linea_de_tiempo"]}) == (estado == "CADUCO")


@pytest.mark.parametrize(
    ("cierra", "estado"), [("CONVENIO_REVOCADO", "REVOCADO"), ("CONVENIO_CUMPLIDO", "CUMPLIDO"), ("", "CUMPLIDO")]
)
def test_el_acto_que_lo_cierra_o_pagarlo_todo_dice_como_termino(explica: Explica, cierra: str, estado: str) -> None:
    def anotar(conexion: Connection) -> None:
        en_doce(*[] if cierra else [("2026-04-08", 300_000_00)])(conexion)
        if cierra:
            acto(conexion, FOLIO, cierra, "2026-04-09")

    assert explica("2026-04-20", anotar)["convenio"]["estado"] == estado


def test_un_gasto_posterior_no_reabre_el_convenio_que_ya_se_pago(explica: Explica) -> None:
    """El gasto se debe aparte: el convenio sigue cumplido y sin parcialidad que falte."""

    def anotar(conexion: Connection) -> None:
        en_doce(("2026-04-08", 300_000_00))(conexion)
        gasto(conexion, FOLIO, 560_00, "2026-05-04", f"{FOLIO}-D")

    datos = explica("2026-06-10", anotar)
    assert datos["convenio"]["estado"] == "CUMPLIDO"
    assert all(p["pagada_el"] for p in datos["convenio"]["parcialidades"])


def test_el_diferido_es_un_solo_pago_en_su_dia(explica: Explica) -> None:
    convenio = explica("2026-06-10", en_doce(forma="DIFERIDO"))["convenio"]
    (unica,) = convenio["parcialidades"]
    assert (convenio["modalidad"], unica["vence"], unica["pagada_el"]) == ("DIFERIDO", "2027-03-10", None)
    # 126,870.30 y doce meses de prórroga al 1.97 %, la del diferido
    assert unica["importe"] == "156862.44"


def test_a_un_credito_pagado_no_le_falta_el_centavo_que_la_tabla_redondea_de_mas() -> None:
    """Lo debido son sus conceptos, cada uno al centavo: pagados todos, ni caduca ni queda parcialidad sin cubrir."""
    federal, solicitud, al = norma("federal"), dia(date(2024, 1, 16)), np.array([dia(date(2025, 6, 30))])
    uno = [np.array([v], dtype=np.int64) for v in (solicitud, solicitud, 12)]
    plan = Plan(*uno, np.array([False]), np.array([0]), np.array([142]), np.array([8_698_170]))

    def abonos(importe: int, *, salda: bool) -> Abonos:
        pagado_el = np.array([solicitud + 20], dtype=np.int64)
        return Abonos(np.zeros(1, dtype=np.int64), pagado_el, np.array([importe]), np.array([salda]))

    def va(importe: int, *, salda: bool) -> tuple[bool, int, int]:
        del_credito = curso(federal, plan, abonos(importe, salda=salda), np.array([True]), al)
        tabla = calendario(federal, plan, abonos(importe, salda=salda), np.array([True]), int(al[0]))
        return bool(del_credito.saldado[0]), int(del_credito.caduca[0]), sum(p.pagada_el == SIN_DIA for p in tabla)

    todo = 8_698_170 + 123_514  # con la prórroga del primer mes, que ya empezó
    assert va(todo, salda=True) == (True, SIN_FIN, 0)
    assert va(todo - 1, salda=True) == (True, SIN_FIN, 0)
    saldado, caduca, faltan = va(todo - 1, salda=False)
    assert (saldado, faltan) == (False, 1)
    assert caduca == dia(date(2025, 1, 17)), "al día siguiente de la última, que no se cubrió"


def test_el_calendario_dice_lo_mismo_que_el_curso_con_que_se_liquida() -> None:
    """Lo exigido hasta cada mes, la mora total y lo que falta, en planes al azar a la mitad de su vida."""
    federal, azar, con_mora = norma("federal"), random.Random(7), 0
    for _ in range(150):
        n, solicitud = azar.choice([3, 6, 12, 18]), dia(date(2022, 1, 1)) + azar.randint(0, 500)
        dias = sorted(solicitud + azar.randint(1, 400) for _ in range(azar.randint(0, 6)))
        abonos = Abonos(
            np.zeros(len(dias), dtype=np.int64), np.array(dias, dtype=np.int64),
            np.array([azar.randint(1, 9_000_00) for _ in dias], dtype=np.int64),
            np.zeros(len(dias), dtype=bool),
        )  # fmt: skip
        uno = [np.array([v], dtype=np.int64) for v in (solicitud, solicitud + azar.choice([0, 0, 20, 75]), n)]
        integrado = azar.randint(1, 60_000_00)
        plan = Plan(*uno, np.array([False]), np.array([0]), np.array([126]), np.array([integrado]))
        al = np.array([solicitud + azar.randint(1, 500)])
        va = curso(federal, plan, abonos, np.array([True]), al)
        parcialidades = calendario(federal, plan, abonos, np.array([True]), int(al[0]))
        assert sum(p.mora for p in parcialidades) == int(va.mora[0])
        inicio = [solicitud, *va.vencimientos[0]]
        corren = [m for m in range(min(n, va.prorrogas.shape[1])) if inicio[m] < al[0]]
        causado = np.cumsum(va.prorrogas[0])
        cuota = int(plan.parcialidad[0])
        for m in corren:
            tope = integrado + int(causado[m])
            exigido = tope if m + 1 == n else min((m + 1) * cuota, tope)
            assert sum(p.importe for p in parcialidades[: m + 1]) == exigido
        con_mora += int(va.mora[0]) > 0
    assert con_mora > 40


def suspendido(conexion: Connection) -> None:
    """Impugnado y garantizado; después, una suspensión que se encima con la de ley; y un requerimiento."""
    credito(conexion, FOLIO, vencimiento="2019-04-30", notificacion="2020-01-15")
    acto(conexion, FOLIO, "REQUERIMIENTO", "2020-06-01", resultado="PRACTICADA", notificado_el="2020-06-03")
    acto(conexion, FOLIO, "REQUERIMIENTO", "2020-07-01", resultado="NO_LOCALIZADO")
    acto(conexion, FOLIO, "IMPUGNACION", "2020-08-03", forma="NULIDAD")
    acto(conexion, FOLIO, "GARANTIA", "2020-08-10")
    acto(conexion, FOLIO, "SUSPENSION", "2020-09-01", notificado_el="2020-09-04")


def test_lo_suspendido_se_dice_primero_fundido_y_con_su_causa(explica: Explica) -> None:
    datos = explica("2025-12-31", suspendido)
    (unica,) = datos["suspensiones"]
    assert (unica["desde"], unica["hasta"], unica["notificada"]) == ("2020-08-10", None, "2020-08-10")
    assert "impugnado y garantizado" in unica["causa"]
    assert "Suspensión del procedimiento" in unica["causa"]
    dichos = " ".join(datos["estados"])
    for palabra in ("Controvertido", "Suspendido", "Garantizado"):
        assert palabra in dichos
    assert datos["prescribe"] is None
    assert datos["consumada"] is False


def test_interrumpe_lo_que_se_hizo_saber_ese_dia(explica: Explica) -> None:
    datos = explica("2025-12-31", suspendido)
    assert [(i["fecha"], i["acto"]) for i in datos["interrupciones"]] == [("2020-06-03", "REQUERIMIENTO")]
    de_requerir = [h for h in datos["linea_de_tiempo"] if h["hecho"].startswith("Requerimiento")]
    assert [h["efecto"] for h in de_requerir] == ["interrumpe la prescripción", ""]
    assert "se hizo saber el 3 jun 2020" in de_requerir[0]["hecho"]


def test_la_linea_de_tiempo_va_en_orden_y_llega_a_la_prescripcion(explica: Explica) -> None:
    def anotar(conexion: Connection) -> None:
        credito(conexion, FOLIO, vencimiento="2019-04-30", notificacion="2020-01-15")
        asentar(conexion, hecho(FOLIO, "PAGO", "2021-02-10", 1_000_00, "R-1"))

    datos = explica("2026-03-31", anotar)
    fechas = [h["fecha"] for h in datos["linea_de_tiempo"]]
    assert fechas == sorted(fechas)
    clases = [h["clase"] for h in datos["linea_de_tiempo"]]
    assert clases == ["plazo", "acto", "plazo", "pago", "prescripcion", "liquidacion"]
    assert datos["linea_de_tiempo"][0]["efecto"] == "De aquí corren actualización y recargos"
    assert datos["linea_de_tiempo"][-2]["fecha"] == datos["prescribe"] == "2026-02-10"
    assert datos["consumada"] is True


def test_lo_que_llega_ya_consumada_la_prescripcion_no_la_interrumpe(explica: Explica) -> None:
    def anotar(conexion: Connection) -> None:
        credito(conexion, FOLIO, vencimiento="2019-04-30", notificacion="2020-01-15")
        acto(conexion, FOLIO, "SOLICITUD_PLAZOS", "2020-02-01")
        acto(conexion, FOLIO, "REQUERIMIENTO", "2025-10-06", resultado="PRACTICADA")

    datos = explica("2025-12-31", anotar)
    assert datos["interrupciones"] == [], "ni antes de exigirse, ni después de consumada"
    (efecto,) = [h["efecto"] for h in datos["linea_de_tiempo"] if h["hecho"].startswith("Requerimiento")]
    assert efecto == "llegó ya consumada la prescripción"


def test_sin_notificar_tambien_se_explica(explica: Explica) -> None:
    datos = explica("2025-12-31", lambda conexion: credito(conexion, FOLIO, notificacion=None, multa=5_000_00))
    assert (datos["situacion"], datos["exigible"], datos["prescribe"]) == ("SIN_NOTIFICAR", None, None)
    assert datos["componentes"]["multas"] == "5000.00", "sin notificar, la multa no se actualiza"
    assert [h["clase"] for h in datos["linea_de_tiempo"]] == ["plazo", "liquidacion"]


def test_lo_pagado_de_mas_es_saldo_a_favor_con_signo_negativo(explica: Explica) -> None:
    def anotar(conexion: Connection) -> None:
        credito(conexion, FOLIO)
        asentar(conexion, hecho(FOLIO, "PAGO", "2024-05-10", 90_000_00, "R-1"))

    datos = explica("2025-12-31", anotar)
    assert datos["debido"] == "0.00"
    assert datos["total"] == datos["componentes"]["saldo_a_favor"]
    assert datos["total"].startswith("-")
    assert datos["renglones"][-1]["fundamento"] == "CFF, art. 22"


def test_la_multa_no_fiscal_dice_por_que_no_causa_recargos(explica: Explica) -> None:
    renglones = explica("2025-12-31", lambda conexion: credito(conexion, FOLIO, concepto="F-MFNF"))["renglones"]
    (sin_recargos,) = [r for r in renglones if r["concepto"].startswith("Recargos por mora")]
    assert (sin_recargos["monto"], sin_recargos["fundamento"]) == ("0.00", "CFF, art. 21, párrafo noveno")
    assert "multas no fiscales" in sin_recargos["concepto"]


def test_el_gasto_dice_su_dos_por_ciento_y_el_extraordinario_no(explica: Explica) -> None:
    def anotar(conexion: Connection) -> None:
        credito(conexion, FOLIO)
        for tipo, n in (("REQUERIMIENTO", 1), ("AVALUO", 2)):
            acto(conexion, FOLIO, tipo, f"2024-05-1{n}", resultado="PRACTICADA", clave=f"{FOLIO}-D{n}")
        gasto(conexion, FOLIO, 560_00, "2024-05-11", f"{FOLIO}-D1")
        gasto(conexion, FOLIO, 5_000_00, "2024-05-12", f"{FOLIO}-D2", "GASTO_EXTRAORDINARIO")
        movimiento(
            conexion, FOLIO, "GASTO_EJECUCION", "GASTO_EJECUCION", 1_00, "2024-05-13", documento=None, clave="G-3"
        )

    renglones = explica("2025-12-31", anotar)["renglones"]
    de_dos, extraordinario, suelto = (r for r in renglones if r["concepto"].startswith("Gastos"))
    assert "(mínimo 560.00, máximo 86,460.00): 2.00 % de 24,432.12 son 488.64" in de_dos["concepto"]
    assert de_dos["concepto"].endswith("se cobró el mínimo")
    assert de_dos["fuente"].startswith(
        f"Acto {FOLIO}-D1. Gasto de ejecución por diligencia desde el 1 ene 2009: 2.00 %"
    )
    assert "gasto de ejecución máximo de 2023 a 2025: 86,460.00 pesos" in de_dos["fuente"]
    assert extraordinario["concepto"] == "Gastos extraordinarios, 12 may 2024"
    assert (extraordinario["fundamento"], extraordinario["factor"]) == ("CFF, art. 150, cuarto párrafo", "")
    assert suelto["fuente"].startswith("Movimiento G-3")
