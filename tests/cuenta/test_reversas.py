"""Recibos que dejan de estar vigentes, pagos que llegan tarde y lo que cambia el pasado de un crédito."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path

import pandas as pd
import pytest
from oficina import con_lote, credito, debe, gasto
from sqlalchemy import Engine, text

from cobranza.almacen.toma import foto_actual
from cobranza.base.dinero import texto
from cobranza.base.fechas import dia
from cobranza.ingesta import Resultado, ingerir
from cobranza.ley.liquidacion import liquidar
from cobranza.ley.norma import norma
from cobranza.ley.redondeo import a_pesos
from cobranza.nomina.cobros import auxiliar, cobros

FOLIO = "TGZ-2020-000001"
PRIMERO = {
    "Recibo": "A-1",
    "Fecha de ingreso": "2023-03-15",
    "Oficina": "TGZ",
    "Caja": "1",
    "Crédito": FOLIO,
    "Importe": "5000.00",
    "Forma de pago": "CHEQUE",
    "Estado": "VIGENTE",
    "Fecha de estado": "",
    "Sustituye a": "",
    "Causa": "ESPONTANEO",
    "Causa de la devolución": "",
}
CAIDO = {"Estado": "CANCELADO", "Fecha de estado": "2024-06-20"}
DEVUELTO = {"Estado": "CHEQUE_DEVUELTO", "Fecha de estado": "2023-04-03"}
INCIDENCIA = {"Clave": "I-1", "Crédito": FOLIO, "Monto": "", "Documento": "", "Causa": ""}
DILIGENCIA = {
    "Clave": "D-9", "Crédito": FOLIO, "Tipo": "REQUERIMIENTO", "Hora de inicio": "10:00", "Hora de cierre": "11:30",
    "Resultado": "PRACTICADA", "Referencia": "", "Documento": "ACTA-1", "Honorario": "",
}  # fmt: skip


class Ventanilla:
    """Un almacén donde se cargan archivos como los de la oficina y se pregunta qué quedó."""

    def __init__(self, motor: Engine, carpeta: Path) -> None:
        self.motor, self._carpeta, self._numero = motor, carpeta, count()
        con_lote(motor)

    def cargar(self, layout: str, *filas: dict[str, str]) -> Resultado:
        ruta = self._carpeta / f"{next(self._numero)}.csv"
        pd.DataFrame(filas).to_csv(ruta, index=False)
        resultado = ingerir(self.motor, layout, ruta, usuario="caja", ahora=datetime(2026, 1, 2))
        assert resultado.cuarentena == 0, resultado.por_motivo
        return resultado

    def recibos(self, *filas: dict[str, str]) -> Resultado:
        return self.cargar("recibos", *filas)

    def incidencia(self, tipo: str, fecha: str, **otros: str) -> Resultado:
        fila = INCIDENCIA | {"Tipo": tipo, "Fecha": fecha, "Fecha de captura": fecha, "Clave": f"{tipo}-{fecha}"}
        return self.cargar("incidencias", fila | otros)

    def movimientos(self) -> pd.DataFrame:
        with self.motor.connect() as conexion:
            consulta = text("SELECT * FROM movimiento ORDER BY id")
            return pd.read_sql_query(consulta, conexion, parse_dates=["fecha_efecto", "fecha_registro"])

    def debe(self, al: str) -> dict[str, int]:
        """Lo debido por componente, con lo que se causa hasta un día posterior a todo lo anotado."""
        with self.motor.begin() as conexion:
            return debe(conexion, FOLIO, al)

    def saldos(self, al: str = "2100-01-01") -> dict[str, int]:
        """Saldo distinto de cero de cada componente, con lo que ha surtido efecto a un día."""
        m = self.movimientos()
        suma = m[m["fecha_efecto"] <= al].groupby("componente")["importe"].sum()
        return {str(c): int(s) for c, s in suma.items() if s}


@pytest.fixture
def ventanilla(motor: Engine, tmp_path: Path) -> Ventanilla:
    return Ventanilla(motor, tmp_path)


@pytest.fixture
def con_credito(ventanilla: Ventanilla) -> Ventanilla:
    with ventanilla.motor.begin() as conexion:
        credito(conexion, FOLIO)
        gasto(conexion, FOLIO, 56_000, "2023-02-01", "D-1")
    return ventanilla


def debido(pago: str, monto: int = 1_000_000):
    return liquidar(
        norma("federal"), monto=monto, vencimiento=dia(date(2019, 4, 30)), pago=dia(date.fromisoformat(pago))
    )


def sin_pagar(al: str) -> dict[str, int]:
    cuenta = debido(al)
    return {
        "HISTORICO": 1_000_000,
        "ACTUALIZACION": int(cuenta.actualizacion),
        "RECARGO": int(cuenta.recargos),
        "GASTO_EJECUCION": 56_000,
    }


@pytest.mark.parametrize("importe", ["400.00", "5000.00", "50000.00"])
def test_un_pago_cancelado_deja_el_credito_como_si_no_se_hubiera_pagado(
    con_credito: Ventanilla, importe: str
) -> None:
    """Ni el parcial que sólo cubrió gastos, ni el que tocó el principal, ni el que liquidó y sobró."""
    con_credito.recibos(PRIMERO | {"Importe": importe})
    con_credito.recibos(PRIMERO | {"Importe": importe} | CAIDO)
    assert con_credito.debe("2024-06-20") == sin_pagar("2024-06-20")
    assert con_credito.debe("2025-06-20") == sin_pagar("2025-06-20")


def test_la_reversa_es_el_contrario_de_cada_movimiento_del_pago(con_credito: Ventanilla) -> None:
    con_credito.recibos(PRIMERO | {"Importe": "50000.00"})
    antes = con_credito.movimientos()
    con_credito.recibos(PRIMERO | {"Importe": "50000.00"} | CAIDO)
    pagos = antes[antes["tipo"].isin(["PAGO", "AJUSTE"])].set_index("clave")
    reversas = con_credito.movimientos().dropna(subset="reversa_de").set_index("reversa_de")
    reversas = reversas[reversas["tipo"].isin(["PAGO", "AJUSTE"])].loc[pagos.index]
    iguales = ["tipo", "componente", "referencia", "documento", "folio"]
    pd.testing.assert_frame_equal(reversas[iguales], pagos[iguales], check_names=False)
    assert (reversas["importe"] == -pagos["importe"]).all()
    assert (reversas["fecha_efecto"] == "2024-06-20").all()
    assert "D-1" in set(reversas["referencia"]), "la nómina encuentra la diligencia cuyo gasto se devolvió"


def test_antes_de_la_reversa_el_pago_sigue_contando(con_credito: Ventanilla) -> None:
    con_credito.recibos(PRIMERO)
    pagado = con_credito.saldos()
    con_credito.recibos(PRIMERO | CAIDO)
    assert con_credito.saldos(al="2024-06-19") == pagado


def test_el_cheque_devuelto_debe_ademas_el_veinte_por_ciento(con_credito: Ventanilla) -> None:
    con_credito.recibos(PRIMERO)
    con_credito.recibos(PRIMERO | DEVUELTO)
    assert con_credito.debe("2023-04-03") == sin_pagar("2023-04-03") | {"INDEMNIZACION": 100_000}


@pytest.mark.parametrize("causa", ["BANCO", "FUERA DE TIEMPO"])
def test_el_cheque_que_no_se_pago_por_otra_causa_no_causa_indemnizacion(con_credito: Ventanilla, causa: str) -> None:
    con_credito.recibos(PRIMERO)
    con_credito.recibos(PRIMERO | DEVUELTO | {"Causa de la devolución": causa})
    assert con_credito.debe("2023-04-03") == sin_pagar("2023-04-03")


def test_el_cheque_que_llega_ya_devuelto_solo_deja_su_indemnizacion(con_credito: Ventanilla) -> None:
    con_credito.recibos(PRIMERO | DEVUELTO)
    quedan = con_credito.saldos()
    assert quedan == {"HISTORICO": 1_000_000, "GASTO_EJECUCION": 56_000, "INDEMNIZACION": 100_000}


def test_la_indemnizacion_no_la_cubre_un_pago_anterior_a_ella(con_credito: Ventanilla) -> None:
    con_credito.recibos(PRIMERO | DEVUELTO)
    con_credito.recibos(PRIMERO | {"Recibo": "A-2", "Fecha de ingreso": "2023-03-20", "Importe": "150000.00"})
    assert con_credito.saldos()["INDEMNIZACION"] == 100_000
    assert con_credito.saldos(al="2023-04-02").get("INDEMNIZACION") is None


def test_el_recibo_que_sustituye_a_otro_se_aplica_una_sola_vez(con_credito: Ventanilla) -> None:
    con_credito.recibos(PRIMERO)
    una_vez = con_credito.saldos()
    con_credito.recibos(PRIMERO | {"Recibo": "A-2", "Sustituye a": "A-1"})
    assert con_credito.saldos() == una_vez
    with con_credito.motor.connect() as conexion:
        estados = conexion.execute(text("SELECT recibo, estado FROM recibo ORDER BY recibo")).all()
    assert [tuple(e) for e in estados] == [("A-1", "CANCELADO"), ("A-2", "VIGENTE")]


def test_da_igual_en_que_renglon_viene_el_recibo_sustituido(con_credito: Ventanilla) -> None:
    con_credito.recibos(PRIMERO)
    una_vez = con_credito.saldos()
    nuevo = PRIMERO | {"Recibo": "A-2", "Sustituye a": "A-1"}
    con_credito.recibos(nuevo, PRIMERO | {"Estado": "CANCELADO", "Fecha de estado": "2023-03-16"})
    assert con_credito.saldos() == una_vez, "el sustituto conserva su fecha: no se causa nada por el cambio"


@pytest.mark.parametrize("primero", [0, 1], ids=["antes", "después"])
def test_el_sustituto_que_viene_en_el_mismo_archivo_que_el_sustituido_lo_releva(
    con_credito: Ventanilla, primero: int
) -> None:
    """El recibo sustituido pagó hasta el día de su sustituto, como si cada uno hubiera llegado en su archivo."""
    dos = [PRIMERO, PRIMERO | {"Recibo": "A-2", "Fecha de ingreso": "2023-03-28", "Sustituye a": "A-1"}]
    con_credito.recibos(dos[primero], dos[1 - primero])
    m = con_credito.movimientos()
    pagado = m[m["tipo"].eq("PAGO")].groupby("documento")["importe"].sum().to_dict()
    assert pagado == {"A-1": 0, "A-2": -500_000}
    hasta_el_27 = m[m["tipo"].eq("PAGO") & (m["fecha_efecto"] <= "2023-03-27")]
    assert hasta_el_27["importe"].sum() == -500_000


def test_el_pago_en_efectivo_que_llega_antes_que_el_aviso_del_banco_no_queda_a_favor(
    con_credito: Ventanilla,
) -> None:
    """El cheque rebotó el 3 de abril, se pagó en caja el 5 y el archivo del banco llegó después."""
    completo = PRIMERO | {"Importe": "50000.00"}
    con_credito.recibos(completo)
    con_credito.recibos(completo | {"Recibo": "A-2", "Fecha de ingreso": "2023-04-05", "Forma de pago": "EFECTIVO"})
    assert set(con_credito.saldos()) == {"SALDO_A_FAVOR"}
    con_credito.recibos(completo | DEVUELTO)
    cuenta = debido("2023-04-05")
    al_pagar = int(a_pesos(cuenta.recargos)) + int(a_pesos(cuenta.actualizado)) + 56_000 + 1_000_000
    a_favor = con_credito.saldos()["SALDO_A_FAVOR"]
    assert a_favor == al_pagar - 5_000_000
    assert set(con_credito.saldos()) == {"SALDO_A_FAVOR"}


def test_el_pago_duplicado_se_acepta_se_avisa_y_queda_a_favor(con_credito: Ventanilla) -> None:
    completo = PRIMERO | {"Importe": "50000.00"}
    r = con_credito.recibos(completo, completo | {"Recibo": "A-2"})
    assert any("A-2 (TGZ-2020-000001)" in aviso and "A-1" not in aviso for aviso in r.avisos), r.avisos
    assert set(con_credito.saldos()) == {"SALDO_A_FAVOR"}
    assert con_credito.saldos()["SALDO_A_FAVOR"] < -5_000_000


def test_cancelar_el_duplicado_quita_lo_que_quedo_a_favor(con_credito: Ventanilla) -> None:
    completo = PRIMERO | {"Importe": "50000.00"}
    con_credito.recibos(completo)
    uno = con_credito.saldos()
    con_credito.recibos(completo | {"Recibo": "A-2"})
    con_credito.recibos(completo | {"Recibo": "A-2"} | CAIDO)
    assert con_credito.saldos() == uno


def test_pagar_un_credito_cancelado_lo_reactiva_con_lo_causado_mientras_tanto(con_credito: Ventanilla) -> None:
    con_credito.incidencia("CANCELACION", "2021-05-10")
    con_credito.recibos(PRIMERO)
    m = con_credito.movimientos()
    assert m.loc[m["tipo"] == "REACTIVACION", "importe"].sum() == -m.loc[m["tipo"] == "CANCELACION", "importe"].sum()
    with con_credito.motor.connect() as conexion:
        actos = conexion.execute(text("SELECT fecha, documento FROM acto WHERE tipo = 'REACTIVACION'")).all()
    assert [(str(f), d) for f, d in actos] == [("2023-03-15", "A-1")]
    quedan, cuenta = con_credito.debe("2023-03-15"), debido("2023-03-15")
    todo = int(cuenta.actualizado + cuenta.recargos) + 56_000
    assert sum(quedan.values()) == todo - 500_000, "cancelar no libera (CFF, art. 146-A)"


def test_reactivar_en_otro_archivo_devuelve_lo_cancelado(con_credito: Ventanilla) -> None:
    con_credito.incidencia("CANCELACION", "2021-05-10")
    con_credito.incidencia("REACTIVACION", "2022-05-10")
    assert con_credito.debe("2022-05-10") == {k: v for k, v in sin_pagar("2022-05-10").items() if v}


def test_la_reactivacion_que_llega_antes_que_su_cancelacion_tambien_la_deshace(con_credito: Ventanilla) -> None:
    con_credito.incidencia("REACTIVACION", "2022-05-10")
    con_credito.incidencia("CANCELACION", "2021-05-10")
    assert con_credito.debe("2022-05-10") == {k: v for k, v in sin_pagar("2022-05-10").items() if v}


def test_el_pago_que_cayo_reactivo_lo_que_despues_se_supo_cancelado(con_credito: Ventanilla) -> None:
    con_credito.recibos(PRIMERO)
    con_credito.recibos(PRIMERO | CAIDO)
    con_credito.incidencia("CANCELACION", "2021-05-10")
    assert con_credito.debe("2024-06-20") == sin_pagar("2024-06-20")


def test_dos_resoluciones_devuelven_una_vez_los_gastos_que_se_cobraron(con_credito: Ventanilla) -> None:
    """RCFF, art. 95, primer párrafo: la segunda no duplica lo que la primera dejó a favor."""
    con_credito.recibos(PRIMERO)
    for fecha in ("2023-06-01", "2023-09-01"):
        con_credito.incidencia("RESOLUCION", fecha, Causa="DEJA_SIN_EFECTOS")
    assert con_credito.saldos() == {"SALDO_A_FAVOR": -56_000}


def test_si_el_pago_que_reactivo_se_cancela_el_credito_sigue_reactivado(con_credito: Ventanilla) -> None:
    con_credito.incidencia("CANCELACION", "2021-05-10")
    con_credito.recibos(PRIMERO)
    con_credito.recibos(PRIMERO | CAIDO)
    assert con_credito.debe("2024-06-20") == sin_pagar("2024-06-20")


def test_un_recibo_cancelado_no_vuelve_a_estar_vigente(con_credito: Ventanilla) -> None:
    con_credito.recibos(PRIMERO)
    con_credito.recibos(PRIMERO | CAIDO)
    with pytest.raises(AssertionError, match="Estado que ya no cambia"):
        con_credito.recibos(PRIMERO, PRIMERO | {"Recibo": "A-2"})


def test_un_pago_que_llega_tarde_deja_lo_mismo_que_si_hubiera_llegado_a_tiempo(
    con_credito: Ventanilla, tmp_path: Path
) -> None:
    """El de marzo llega después de que se asentaron el de junio y una condonación."""
    tarde, junio = PRIMERO, PRIMERO | {"Recibo": "A-2", "Fecha de ingreso": "2023-06-20", "Importe": "3000.00"}
    con_credito.recibos(junio)
    r = con_credito.recibos(tarde)
    assert any("su historia se volvió a contar" in aviso for aviso in r.avisos)
    a_tiempo = con_credito.debe("2024-01-10")
    con_credito.recibos(tarde | CAIDO, junio | CAIDO)
    con_credito.recibos(tarde | {"Recibo": "B-1"}, junio | {"Recibo": "B-2"})
    assert con_credito.debe("2024-01-10") == a_tiempo
    m = con_credito.movimientos()
    vivos = m[m["reversa_de"].isna() & ~m["clave"].isin(m["reversa_de"])]
    por_recibo = vivos[vivos["tipo"] == "PAGO"].groupby("documento")["importe"].sum()
    assert por_recibo.to_dict() == {"B-1": -500_000, "B-2": -300_000}


def test_lo_que_llega_despues_de_la_reversa_vale_desde_su_dia(con_credito: Ventanilla, tmp_path: Path) -> None:
    """El de febrero llega cuando el de marzo ya cayó: entre uno y otro se debía lo que con los dos."""
    febrero = PRIMERO | {"Recibo": "A-0", "Fecha de ingreso": "2023-02-20", "Importe": "400.00"}
    con_credito.recibos(PRIMERO)
    con_credito.recibos(PRIMERO | CAIDO)
    con_credito.recibos(febrero)
    entre, despues = con_credito.saldos(al="2024-06-19"), con_credito.saldos()
    assert "GASTO_EJECUCION" not in entre, "el de febrero cubrió 400.00 y el de marzo, los 160.00 que faltaban"
    assert despues["GASTO_EJECUCION"] == 16_000
    m = con_credito.movimientos()
    marzo = m[(m["documento"] == "A-1") & (m["fecha_efecto"] < "2024-06-20") & (m["tipo"] == "PAGO")]
    assert marzo.groupby("componente")["importe"].sum().to_dict() == {"GASTO_EJECUCION": -16_000, "RECARGO": -484_000}
    conexion = foto_actual(str(con_credito.motor.url), tmp_path).conexion()
    nominado = cobros(conexion, date(2023, 3, 1), date(2023, 3, 31))
    assert nominado["importe"].tolist() == [16_000] == [auxiliar(conexion, date(2023, 3, 1), date(2023, 3, 31))]
    conexion.close()


def test_la_tolerancia_de_baja_es_cero_si_nadie_la_dice(
    con_credito: Ventanilla, monkeypatch: pytest.MonkeyPatch
) -> None:
    cuenta = debido("2023-03-15")
    total = int(a_pesos(cuenta.recargos)) + int(a_pesos(cuenta.actualizado)) + 56_000
    le_falta_un_peso = PRIMERO | {"Importe": texto(total - 100)}
    con_credito.recibos(le_falta_un_peso)
    assert sum(con_credito.saldos().values()) > 0
    con_credito.recibos(le_falta_un_peso | CAIDO)
    monkeypatch.setitem(norma("federal").ficha, "tolerancia_de_baja", "1.00")
    con_credito.recibos(le_falta_un_peso | {"Recibo": "A-2", "Fecha de ingreso": "2024-06-20"})
    con_credito.recibos(le_falta_un_peso | {"Recibo": "A-3", "Sustituye a": "A-2"})
    ajustado = con_credito.movimientos().query("documento == 'A-3' and tipo == 'AJUSTE'")["importe"].sum()
    assert con_credito.saldos() == {}
    assert ajustado < 0, "lo que faltó queda a la vista"


def _historia_al_azar(azar: random.Random, folio: str) -> list[tuple[str, dict[str, str]]]:
    """Recibos y actos de un crédito, cada uno en su día; los recibos que caen vienen también caídos."""
    dias = iter(sorted(azar.sample(range(1_000), 14)))
    inicio, partes = date(2021, 1, 4), []
    for n in range(azar.randint(2, 5)):
        fecha = inicio + timedelta(next(dias))
        recibo = PRIMERO | {
            "Recibo": f"{folio}-{n}", "Crédito": folio, "Fecha de ingreso": fecha.isoformat(),
            "Importe": texto(azar.randint(1, 12_000) * 100),
        }  # fmt: skip
        partes.append(("recibos", recibo))
        if azar.random() < 0.4:
            cae = {"Estado": azar.choice(["CANCELADO", "CHEQUE_DEVUELTO"])}
            partes.append(
                ("recibos", recibo | cae | {"Fecha de estado": str(fecha + timedelta(azar.randint(0, 700)))})
            )
    for n, tipo in enumerate(azar.choices([*_BAJAS], k=azar.randint(0, 4))):
        fecha = (inicio + timedelta(next(dias))).isoformat()
        acto = {"Tipo": tipo, "Fecha": fecha, "Fecha de captura": fecha, "Clave": f"{folio}-A{n}", "Crédito": folio}
        partes.append(("incidencias", INCIDENCIA | acto | _BAJAS[tipo]))
    for n in range(azar.randint(0, 2)):
        fecha = (inicio + timedelta(next(dias))).isoformat()
        diligencia = {"Clave": f"{folio}-G{n}", "Crédito": folio, "Fecha": fecha, "Fecha de captura": fecha}
        partes.append(("diligencias", DILIGENCIA | diligencia | {"Gasto determinado": "560.00"}))
    return partes


_BAJAS = {
    "CONDONACION": {"Monto": "100.00"}, "CANCELACION": {}, "REACTIVACION": {}, "PRESCRIPCION_DECLARADA": {},
    "RESOLUCION": {"Causa": "DEJA_SIN_EFECTOS"},
}  # fmt: skip


def _en_tandas(
    azar: random.Random, partes: list[tuple[str, dict[str, str]]]
) -> list[tuple[str, list[dict[str, str]]]]:
    """Los archivos en que llegan, en cualquier orden; un recibo cae siempre después de haberse cargado."""
    azar.shuffle(partes)
    tandas: list[tuple[str, list[dict[str, str]]]] = []
    cargados: set[str] = set()
    while partes:
        layout = partes[0][0]
        de_ahora: dict[str, dict[str, str]] = {}
        resto = []
        for suyo, fila in partes:
            clave = fila.get("Recibo") or fila["Clave"]
            cae_antes = fila.get("Estado", "VIGENTE") != "VIGENTE" and clave not in cargados
            if suyo != layout or clave in de_ahora or cae_antes or len(de_ahora) >= 9:
                resto.append((suyo, fila))
            else:
                de_ahora[clave] = fila
        cargados |= set(de_ahora)
        if de_ahora:
            tandas.append((layout, list(de_ahora.values())))
        partes = resto[1:] + resto[:1] if not de_ahora else resto
    return tandas


@pytest.mark.lenta
@pytest.mark.parametrize("semilla", range(2))
def test_el_orden_en_que_llegan_los_archivos_no_cambia_nada(ventanilla: Ventanilla, semilla: int) -> None:
    """Cada crédito tiene un gemelo con la misma historia, que llega en otro orden."""
    azar = random.Random(semilla)
    gemelos = {f"TGZ-2020-{k:06d}": f"TAP-2020-{k:06d}" for k in range(1, 7)}
    partes: list[tuple[str, dict[str, str]]] = []
    with ventanilla.motor.begin() as conexion:
        for folio, gemelo in gemelos.items():
            datos = {"importe": azar.randint(1, 9_000) * 100 + 37, "multa": azar.choice([0, 50_000])}
            historia = _historia_al_azar(azar, folio)
            partes += historia
            partes += [(layout, {c: v.replace(folio, gemelo) for c, v in fila.items()}) for layout, fila in historia]
            for suyo in (folio, gemelo):
                credito(conexion, suyo, **datos)
                gasto(conexion, suyo, 56_000, "2021-09-01", f"D-{suyo}")
    for layout, filas in _en_tandas(azar, partes):
        ventanilla.cargar(layout, *filas)
    m = ventanilla.movimientos()
    netos = m.groupby(["folio", "fecha_efecto", "componente"])["importe"].sum()
    netos = netos[netos != 0]
    for folio, gemelo in gemelos.items():
        assert netos.loc[folio].to_dict() == netos.loc[gemelo].to_dict()
    _nada_negativo_en_ningun_dia(m)
    _cada_recibo_vigente_se_aplica_entero(ventanilla, m)


def _nada_negativo_en_ningun_dia(m: pd.DataFrame) -> None:
    assert not m["clave"].duplicated().any()
    for al in sorted(m["fecha_efecto"].unique()):
        suma = m[m["fecha_efecto"] <= al].groupby(["folio", "componente"])["importe"].sum()
        negativos = suma[(suma < 0) & (suma.index.get_level_values("componente") != "SALDO_A_FAVOR")]
        assert negativos.empty, (al, negativos)


def _cada_recibo_vigente_se_aplica_entero(ventanilla: Ventanilla, m: pd.DataFrame) -> None:
    with ventanilla.motor.connect() as conexion:
        recibos = pd.read_sql_query(text("SELECT recibo, importe, estado FROM recibo"), conexion)
    esperado = (-recibos["importe"]).where(recibos["estado"] == "VIGENTE", 0).to_numpy()
    pagado = m[m["tipo"] == "PAGO"].groupby("documento")["importe"].sum().reindex(recibos["recibo"], fill_value=0)
    assert (pagado.to_numpy() == esperado).all()
