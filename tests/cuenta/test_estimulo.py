"""El estímulo de 2026 en los libros: quien pagó lo que deja ya no debe nada (LIF 2026, transitorio 22.º)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from itertools import count
from pathlib import Path

import pandas as pd
import pytest
from oficina import con_lote, credito, debe, gasto
from sqlalchemy import Engine, text

from cobranza.base.dinero import texto
from cobranza.base.fechas import dia
from cobranza.ingesta import Resultado, ingerir
from cobranza.ley.liquidacion import liquidar
from cobranza.ley.norma import norma

FOLIO = "TGZ-2020-000001"
PAGO = "2026-07-20"
RECIBO = {
    "Recibo": "A-1", "Fecha de ingreso": PAGO, "Oficina": "TGZ", "Caja": "1", "Crédito": FOLIO, "Importe": "",
    "Forma de pago": "EFECTIVO", "Estado": "VIGENTE", "Fecha de estado": "", "Sustituye a": "",
    "Causa": "ESPONTANEO", "Causa de la devolución": "",
}  # fmt: skip
ACCESORIOS = {"RECARGO", "MULTA", "ACTUALIZACION_MULTA", "GASTO_EJECUCION", "GASTO_EXTRAORDINARIO"}


class Ventanilla:
    """Un crédito de 10,000.00 con multa de 3,000.00 y un requerimiento, y los archivos que van llegando."""

    def __init__(self, motor: Engine, carpeta: Path, datos: dict[str, object]) -> None:
        self.motor, self._carpeta, self._numero = motor, carpeta, count()
        con_lote(motor)
        de_siempre = {"importe": 1_000_000, "multa": 300_000, "ambito": "federal", "concepto": "F-ISR"}
        with motor.begin() as conexion:
            credito(conexion, FOLIO, **de_siempre | datos)
            gasto(conexion, FOLIO, 56_000, "2023-02-01", "D-1")

    def cargar(self, layout: str, fila: dict[str, str]) -> Resultado:
        ruta = self._carpeta / f"{next(self._numero)}.csv"
        pd.DataFrame([fila]).to_csv(ruta, index=False)
        return ingerir(self.motor, layout, ruta, usuario="caja", ahora=datetime(2026, 11, 28))

    def pide(self, fecha: str = "2026-07-01") -> None:
        assert self.incidencia("SOLICITUD_ESTIMULO", fecha).cuarentena == 0

    def termina(self, resultado: str = "PAGADO", fecha: str = PAGO) -> None:
        assert self.incidencia("FIN_ESTIMULO", fecha, resultado).cuarentena == 0

    def incidencia(self, tipo: str, fecha: str, causa: str = "") -> Resultado:
        return self.cargar("incidencias", {
            "Clave": f"{tipo}-{fecha}", "Crédito": FOLIO, "Tipo": tipo, "Fecha": fecha, "Monto": "", "Documento": "",
            "Causa": causa, "Fecha de captura": fecha,
        })  # fmt: skip

    def paga(self, centavos: int) -> None:
        assert self.cargar("recibos", RECIBO | {"Importe": texto(centavos)}).cuarentena == 0

    def debe(self, al: str = PAGO) -> dict[str, int]:
        with self.motor.begin() as conexion:
            return debe(conexion, FOLIO, al)


@pytest.fixture
def ventanilla(motor: Engine, tmp_path: Path) -> Callable[..., Ventanilla]:
    return lambda **datos: Ventanilla(motor, tmp_path, datos)


def contribucion_actualizada() -> int:
    r = liquidar(
        norma("federal"), monto=1_000_000, vencimiento=dia(date(2019, 4, 30)), pago=dia(date.fromisoformat(PAGO))
    )
    return 1_000_000 + int(r.actualizacion)


def en_pesos(centavos: int) -> int:
    return round(centavos / 100 - 0.001) * 100


def test_quien_paga_lo_que_deja_el_estimulo_no_debe_nada(ventanilla: Callable[..., Ventanilla]) -> None:
    v = ventanilla()
    antes = v.debe()
    assert antes.keys() >= {"RECARGO", "MULTA", "GASTO_EJECUCION"}
    v.pide()
    v.termina()
    assert v.debe() == {c: importe for c, importe in antes.items() if c not in ACCESORIOS}
    v.paga(en_pesos(contribucion_actualizada()))
    assert v.debe("2026-09-30") == {}


def test_sin_el_estimulo_ese_pago_va_primero_a_los_accesorios(ventanilla: Callable[..., Ventanilla]) -> None:
    v = ventanilla()
    antes = sum(v.debe().values())
    v.paga(en_pesos(contribucion_actualizada()))
    assert sum(v.debe().values()) == antes - en_pesos(contribucion_actualizada()) > 1_500_000


@pytest.mark.parametrize("orden", [(0, 1, 2), (2, 1, 0), (2, 0, 1), (1, 0, 2), (1, 2, 0), (0, 2, 1)])
def test_en_cualquier_orden_de_captura_queda_lo_mismo(
    ventanilla: Callable[..., Ventanilla], orden: tuple[int, ...]
) -> None:
    v = ventanilla()
    pasos = (v.pide, v.termina, lambda: v.paga(en_pesos(contribucion_actualizada())))
    for k in orden:
        pasos[k]()
    assert v.debe("2026-09-30") == {}
    with v.motor.connect() as conexion:
        causas = "SELECT DISTINCT causa FROM movimiento WHERE tipo = 'CONDONACION' AND reversa_de IS NULL"
        assert conexion.execute(text(causas)).scalars().all() == ["ESTIMULO"]


@pytest.mark.parametrize(
    ("datos", "pide", "resultado", "fin"),
    [
        ({}, "2026-07-01", "NEGADO", PAGO),
        ({}, "2026-07-01", "DESISTIDO", PAGO),
        ({}, None, "PAGADO", PAGO),
        ({}, "2026-06-01", "PAGADO", PAGO),
        ({"ejercicio": 2025}, "2026-07-01", "PAGADO", PAGO),
        ({"ambito": "estatal", "concepto": "E-ISN"}, "2026-07-01", "PAGADO", PAGO),
    ],
    ids=["negado", "desistido", "sin-pedirlo", "fuera-de-plazo", "de-2025", "estatal"],
)
def test_si_no_se_pago_en_su_plazo_o_no_alcanza_al_credito_se_debe_todo(
    ventanilla: Callable[..., Ventanilla], datos: dict[str, object], pide: str | None, resultado: str, fin: str
) -> None:
    v = ventanilla(**datos)
    antes = v.debe()
    if pide:
        v.pide(pide)
    v.termina(resultado, fin)
    assert v.debe() == antes


def test_de_un_credito_que_es_multa_formal_queda_la_decima_parte(ventanilla: Callable[..., Ventanilla]) -> None:
    v = ventanilla(concepto="F-VOES", multa=0)
    antes = v.debe()
    v.pide()
    v.termina()
    de_antes = {c: antes.get(c, 0) for c in ("HISTORICO", "ACTUALIZACION")}
    assert abs(sum(v.debe().values()) * 10 - sum(antes.values())) <= 10
    assert v.debe()["HISTORICO"] * 10 == de_antes["HISTORICO"]


def test_en_que_acabo_se_dice_con_una_palabra_conocida(ventanilla: Callable[..., Ventanilla]) -> None:
    v = ventanilla()
    v.pide()
    for causa in ("", "Pagado en caja"):
        assert v.incidencia("FIN_ESTIMULO", PAGO, causa).cuarentena == 1
