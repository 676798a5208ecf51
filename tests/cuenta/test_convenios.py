"""Créditos en pago a plazos: prórroga, orden del artículo 66-A y vuelta a la regla; y créditos suspendidos."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from cartera.test_explicacion import con_convenio
from oficina import acto, almacen_nuevo, asentar, credito, en_carpeta, gasto, hecho
from sqlalchemy import text

from cobranza.almacen.toma import foto_actual
from cobranza.base.dinero import dividir_redondeando
from cobranza.base.errores import ErrorDeLey
from cobranza.base.fechas import SIN_DIA, dia, fecha_de
from cobranza.cartera.consultas import cartera_al, cartera_de
from cobranza.cartera.explicacion import explicar
from cobranza.cartera.puente import puente
from cobranza.cuenta.imputacion import CONCEPTOS_A_PLAZOS, CONCEPTOS_EN_ORDEN
from cobranza.cuenta.liquidacion import caducidades
from cobranza.cuenta.reversas import HECHO_DE_ACTO, asentar_hechos
from cobranza.expediente.historia import Historia, historia
from cobranza.ley.actualizacion import factor
from cobranza.ley.devengo import en_tramos
from cobranza.ley.norma import de_la_oficina, norma
from cobranza.ley.plazos_de_pago import parcialidad
from cobranza.ley.prelacion import ART_20, ART_66A, lugar_de
from cobranza.ley.recargos import tasa
from cobranza.libros import libro

pytestmark = pytest.mark.lenta

FOLIO = "TGZ-2020-000001"
CIEN_MIL = 100_000_00
FACTOR_JUNIO_ENTRE_ENERO = 145_131 * 10_000 // 143_588
"""INPC de junio de 2026 entre el de enero, truncado al diezmilésimo (CFF, art. 17-A)."""


class Oficina:
    """Un almacén donde se anotan créditos, actos y pagos, y se pregunta cuánto se debe."""

    def __init__(self, carpeta: Path) -> None:
        self.carpeta, self.url = carpeta, en_carpeta(carpeta)
        self.motor = almacen_nuevo(self.url)

    def convenio(self, desde: str, hasta: str | None, folio: str = FOLIO, **otros: Any) -> None:
        """Cien mil pesos que vencen el día en que se convienen: así no traen accesorios anteriores."""
        with self.motor.begin() as conexion:
            credito(conexion, folio, **({"importe": CIEN_MIL, "vencimiento": desde} | otros))
            acto(conexion, folio, "CONVENIO", desde, hasta=hasta)

    def acto(self, tipo: str, fecha: str, folio: str = FOLIO) -> None:
        """El acto como lo deja la carga: anotado y, si llega tarde, con su historia vuelta a contar."""
        with self.motor.begin() as conexion:
            acto(conexion, folio, tipo, fecha)
            cambia = hecho(folio, HECHO_DE_ACTO[tipo], fecha, clave=f"{folio}:{tipo}:{fecha}:convenio")
            movimientos, _ = asentar_hechos(conexion, pd.DataFrame([cambia]), de_la_oficina())
            libro.agregar(conexion, "movimiento", movimientos.assign(lote=1))

    def gasto(self, importe: int, fecha: str, folio: str = FOLIO) -> None:
        with self.motor.begin() as conexion:
            gasto(conexion, folio, importe, fecha, f"{folio}-D{fecha}")

    def paga(self, fecha: str, importe: int, folio: str = FOLIO) -> dict[str, int]:
        """Lo que un pago cubrió por componente."""
        with self.motor.begin() as conexion:
            movimientos = asentar(conexion, hecho(folio, "PAGO", fecha, importe))
        pagado = movimientos[movimientos["tipo"] == "PAGO"]
        return {str(c): -int(i) for c, i in pagado.groupby("componente")["importe"].sum().items()}

    def pagan(self, *pagos: tuple[str, int]) -> None:
        """Varios pagos en un solo archivo."""
        with self.motor.begin() as conexion:
            asentar(conexion, *(hecho(FOLIO, "PAGO", fecha, importe) for fecha, importe in pagos))

    def debe(self, al: str, folio: str = FOLIO) -> pd.Series[Any]:
        conexion = foto_actual(self.url, self.carpeta).conexion()
        try:
            dia_de_corte = date.fromisoformat(al)
            debido = cartera_al(conexion, de_la_oficina(), dia_de_corte).set_index("folio").loc[folio]
            assert explicar(conexion, de_la_oficina(), folio, dia_de_corte).debido == debido["total"]
        finally:
            conexion.close()
        return debido

    def saldos(self) -> dict[tuple[str, str], int]:
        with self.motor.connect() as conexion:
            filas = conexion.execute(
                text("SELECT folio, componente, SUM(importe) FROM movimiento GROUP BY folio, componente")
            )
            return {(f, c): int(s) for f, c, s in filas if s}


@pytest.fixture
def oficina(tmp_path: Path) -> Iterator[Oficina]:
    abierta = Oficina(tmp_path)
    yield abierta
    abierta.motor.dispose()


def test_cien_mil_con_veinte_por_ciento_a_doce_meses_se_paga_con_su_tabla(oficina: Oficina) -> None:
    """80,000.00 a 1.42 % (LIF 2026): once de 7,297.90 y la última de 7,297.89 lo dejan en cero."""
    oficina.convenio("2026-01-15", "2027-01-15")
    assert oficina.paga("2026-01-15", 20_000_00) == {"HISTORICO": 20_000_00}
    cuota = parcialidad(80_000_00, 142, 12)
    assert oficina.paga("2026-02-15", cuota) == {"RECARGO_PRORROGA": 1_136_00, "HISTORICO": 6_161_90}
    # 73,838.10 × 1.42 % = 1,048.50
    assert oficina.paga("2026-03-15", cuota) == {"RECARGO_PRORROGA": 1_048_50, "HISTORICO": 6_249_40}
    oficina.pagan(*((f"2026-{mes:02d}-15", cuota) for mes in range(4, 13)), ("2027-01-15", cuota - 1))
    assert oficina.saldos() == {}


def test_mientras_no_se_pague_corre_la_prorroga_por_mes_o_fraccion(oficina: Oficina) -> None:
    oficina.convenio("2026-01-15", "2027-01-15")
    oficina.paga("2026-01-15", 20_000_00)
    for al, meses in (("2026-01-15", 0), ("2026-02-16", 1), ("2026-02-17", 2)):
        debido = oficina.debe(al)
        assert debido["actualizacion"] == 0
        mora = 0 if meses < 2 else _mora(oficina, 7_297_90, al)
        # el 15 de febrero es domingo: el mes corre hasta el lunes 16; lo vencido ya no causa prórroga sino mora
        sin_vencer = 80_000_00 - (6_161_90 if meses == 2 else 0)
        assert debido["recargos"] == 1_136_00 * (meses > 0) + (sin_vencer * 142 // 10_000) * (meses > 1) + mora, al


def _mora(oficina: Oficina, parcialidad: int, al: str) -> int:
    """Mora de una parcialidad vencida el 16 de febrero de 2026, en el mismo mes: sin actualización."""
    return dividir_redondeando(parcialidad * 207, 10_000)


@pytest.mark.parametrize(
    ("hasta", "tasa_mensual"),
    [("2027-01-15", 142), ("2027-01-16", 163), ("2028-01-15", 163), ("2029-01-15", 197), (None, 197)],
)
def test_la_tasa_depende_del_plazo_y_sin_fecha_se_supone_el_maximo(
    oficina: Oficina, hasta: str | None, tasa_mensual: int
) -> None:
    oficina.convenio("2026-01-15", hasta)
    assert oficina.debe("2026-02-10")["recargos"] == CIEN_MIL * tasa_mensual // 10_000


def test_el_adeudo_se_integra_a_la_solicitud_y_rige_su_tasa(oficina: Oficina) -> None:
    """Pedido en 2025 (1.26 %), autorizado en 2026 (1.42 %): CFF, arts. 66 y 66-A, fr. I, segundo párrafo."""
    oficina.convenio("2026-01-15", "2027-01-15", vencimiento="2025-12-20")
    oficina.acto("SOLICITUD_PLAZOS", "2025-12-20")
    debido = oficina.debe("2026-01-18")
    assert (debido["actualizacion"], debido["historico"]) == (0, CIEN_MIL)
    assert debido["recargos"] == 1_260_00, "un mes o fracción desde la solicitud"


def test_sin_tasa_publicada_se_detiene(oficina: Oficina) -> None:
    oficina.convenio("2005-03-01", "2006-03-01", fecha_registro="2005-03-01")
    with pytest.raises(ErrorDeLey, match="parcialidades_hasta_12"):
        oficina.debe("2005-06-01")


ADEUDO = {"importe": CIEN_MIL, "vencimiento": "2025-01-17", "multa": 30_000_00, "notificacion": "2025-01-16"}


class TestCorreccionesDosBC:
    """El ejemplo de las correcciones de ley: 158,587.88 al 10-mar-2026, pago del 20 %, 12 meses al 1.42 %."""

    def _convenio(self, oficina: Oficina, autorizado: str, **otros: Any) -> None:
        with oficina.motor.begin() as conexion:
            credito(conexion, FOLIO, **ADEUDO)
            acto(conexion, FOLIO, "SOLICITUD_PLAZOS", "2026-03-10")
            acto(conexion, FOLIO, "CONVENIO", autorizado, hasta="2027-03-10", parcialidades=12, **otros)

    def test_el_adeudo_a_la_solicitud(self, oficina: Oficina) -> None:
        self._convenio(oficina, "2026-03-10")
        debido = oficina.debe("2026-03-10")
        partes = [int(debido[c]) for c in ("historico", "actualizacion", "recargos", "multas")]
        assert partes == [100_000_00, 4_600_00, 22_781_88, 31_206_00]

    @pytest.mark.parametrize(
        ("modalidad", "debido"), [("PARCIALIDADES", 132_274_97), ("DIFERIDO", 134_368_33)], ids=["1.42", "1.97"]
    )
    def test_autorizado_despues_se_debe_desde_la_solicitud(
        self, oficina: Oficina, modalidad: str, debido: int
    ) -> None:
        self._convenio(oficina, "2026-05-12", forma=modalidad)
        oficina.paga("2026-03-10", 31_717_58)
        assert oficina.debe("2026-06-10")["total"] == debido

    def test_entre_la_solicitud_y_la_autorizacion_se_debe_segun_lo_que_consta(self, oficina: Oficina) -> None:
        """Sin autorización corre lo ordinario; cuando consta, ese mismo día se cuenta a plazos desde la solicitud."""
        with oficina.motor.begin() as conexion:
            credito(conexion, FOLIO, **ADEUDO)
            acto(conexion, FOLIO, "SOLICITUD_PLAZOS", "2026-03-10")
        sin_autorizar = oficina.debe("2026-04-20")
        assert sin_autorizar["total"] == 164_318_60
        with oficina.motor.begin() as conexion:
            acto(conexion, FOLIO, "CONVENIO", "2026-05-12", hasta="2027-03-10", parcialidades=12)
        autorizado = oficina.debe("2026-04-20")
        assert autorizado["total"] == 163_091_78
        assert (sin_autorizar["situacion"], autorizado["situacion"]) == ("EXIGIBLE", "EXIGIBLE"), (
            "el PAE, al autorizar"
        )

    def test_quien_paga_puntual_no_debe_un_mes_de_mas_por_el_dia_inhabil(self, oficina: Oficina) -> None:
        self._convenio(oficina, "2026-03-10")
        oficina.paga("2026-03-10", 31_717_58)
        oficina.paga("2026-04-10", 11_573_58)
        oficina.paga("2026-05-11", 11_573_58)  # el 10 es domingo
        assert oficina.debe("2026-06-10")["total"] == 108_709_56

    def test_la_parcialidad_tardia_causa_su_mora_y_nada_mas(self, oficina: Oficina) -> None:
        self._convenio(oficina, "2026-03-10")
        oficina.paga("2026-03-10", 31_717_58)
        assert oficina.debe("2026-04-13")["recargos"] - oficina.debe("2026-04-10")["recargos"] == 1_662_79 + 239_57
        cubierto = oficina.paga("2026-04-13", 11_573_58 + 239_57)
        assert cubierto["RECARGO_PARCIALIDAD"] == 239_57
        oficina.paga("2026-05-14", 11_573_58 + 239_57)
        assert oficina.debe("2026-06-10")["total"] == 108_709_56

    def test_a_la_tercera_sin_cubrir_caduca_solo(self, oficina: Oficina) -> None:
        self._convenio(oficina, "2026-03-10")
        oficina.paga("2026-03-10", 31_717_58)
        antes, despues = oficina.debe("2026-06-10"), oficina.debe("2026-06-11")
        assert antes["actualizacion"] == despues["actualizacion"] or antes["recargos"] > 0
        # desde el último pago corren otra vez actualización y mora; la prórroga ya no se debe
        norma_federal = norma("federal")
        desde, hasta = dia(date(2026, 3, 10)), dia(date(2026, 6, 11))
        contribucion = int(antes["historico"]) + int(antes["actualizacion"])
        actualizado_al = dividir_redondeando(contribucion * int(factor(norma_federal, desde, hasta)), 10_000)
        assert int(despues["historico"] + despues["actualizacion"]) == actualizado_al
        mora = dividir_redondeando(actualizado_al * int(tasa(norma_federal, desde, hasta)), 10_000)
        viejos = int(oficina.debe("2026-03-10")["recargos"])
        assert despues["recargos"] == viejos + mora

    def test_el_diferido_vence_entero_su_ultimo_dia(self, oficina: Oficina) -> None:
        self._convenio(oficina, "2026-03-10", forma="DIFERIDO")
        with oficina.motor.begin() as conexion:
            h = _historia(oficina)
            assert caducidades(h, dia(date(2026, 8, 31)))[0].size == 0
            del conexion

    def test_la_caducidad_queda_fechada(self, oficina: Oficina) -> None:
        self._convenio(oficina, "2026-03-10")
        lugar, cuando = caducidades(_historia(oficina), dia(date(2026, 8, 31)))
        assert (lugar.tolist(), [str(fecha_de(int(d))) for d in cuando]) == ([0], ["2026-06-11"])


def _historia(oficina: Oficina) -> Historia:
    return historia(foto_actual(oficina.url, oficina.carpeta).conexion(), de_la_oficina())


def test_lo_causado_antes_del_convenio_queda_fijo_en_su_dia(oficina: Oficina) -> None:
    """Mientras se paga en tiempo se debe lo mismo que a la solicitud, más la prórroga."""
    oficina.convenio("2024-01-15", "2025-01-15", vencimiento="2022-06-17", multa=9_000_00)
    el_dia, despues = oficina.debe("2024-01-15"), oficina.debe("2024-02-15")
    assert el_dia["actualizacion"] > 0
    for concepto in ("actualizacion", "multas", "historico"):
        assert despues[concepto] == el_dia[concepto]
    assert despues["recargos"] == el_dia["recargos"] + dividir_redondeando(int(el_dia["total"]) * 126, 10_000)


def test_un_pago_en_convenio_sigue_el_orden_del_66_a_y_no_el_del_20(oficina: Oficina) -> None:
    oficina.convenio("2026-01-15", "2027-01-15", vencimiento="2026-01-14", multa=5_000_00, notificacion="2026-01-05")
    oficina.gasto(700_00, "2026-01-14")
    # un día de mora: 100,000.00 × 2.07 % = 2,070.00; insoluto 107,770.00; un mes de prórroga, 1,530.33
    assert oficina.debe("2026-02-15")["recargos"] == 2_070_00 + 1_530_33
    assert oficina.paga("2026-02-15", 1_530_33 + 5_000_00 + 100_00) == {
        "RECARGO_PRORROGA": 1_530_33,
        "MULTA": 5_000_00,
        "GASTO_EJECUCION": 100_00,
    }, "los recargos anteriores van después de multas y gastos (fr. V, inciso c, numeral 4)"
    assert oficina.paga("2026-02-16", 600_00 + 2_070_00) == {"GASTO_EJECUCION": 600_00, "RECARGO": 2_070_00}


def test_el_orden_del_libro_es_el_del_tema() -> None:
    """La misma ley dicha dos veces: cada concepto del libro ocupa el lugar que le da `prelacion_66A`."""
    lugares = [lugar_de(NOMBRE_EN_LEY[grupo[0]], ART_66A) for grupo in CONCEPTOS_A_PLAZOS]
    assert lugares == sorted(lugares)
    lugares = [lugar_de(NOMBRE_EN_LEY[grupo[0]], ART_20) for grupo in CONCEPTOS_EN_ORDEN]
    assert lugares == sorted(lugares)


NOMBRE_EN_LEY = {
    "RECARGO_PRORROGA": "recargos_prorroga",
    "RECARGO_PARCIALIDAD": "recargos_mora",
    "MULTA": "multas",
    "GASTO_EXTRAORDINARIO": "gastos_extraordinarios",
    "GASTO_EJECUCION": "gastos_ejecucion",
    "RECARGO": "recargos",
    "INDEMNIZACION": "indemnizacion",
    "HISTORICO": "contribucion",
}


def test_revocado_se_actualiza_y_causa_mora_desde_el_ultimo_pago(oficina: Oficina) -> None:
    """Paga la primera de doce y deja tres: INPC jun/ene 2026 y seis meses de mora a 2.07 % sobre lo actualizado."""
    oficina.convenio("2026-01-15", "2027-01-15")
    oficina.paga("2026-01-15", 20_000_00)
    oficina.paga("2026-02-15", 7_297_90)
    oficina.acto("CONVENIO_REVOCADO", "2026-05-18")
    debido = oficina.debe("2026-07-20")
    actualizado = dividir_redondeando(73_838_10 * FACTOR_JUNIO_ENTRE_ENERO, 10_000)
    assert debido["historico"] == 73_838_10
    assert debido["historico"] + debido["actualizacion"] == actualizado
    assert debido["recargos"] == dividir_redondeando(actualizado * 6 * 207, 10_000), "la prórroga no pagada cesa"


def test_un_pago_tras_la_revocacion_extingue_lo_que_toca_a_su_factor(oficina: Oficina) -> None:
    oficina.convenio("2024-01-15", "2025-01-15", vencimiento="2022-06-17")
    oficina.paga("2024-02-15", 30_000_00)
    oficina.acto("CONVENIO_REVOCADO", "2024-03-04")
    debido = oficina.debe("2025-03-20")
    bloque = int(debido["historico"] + debido["actualizacion"])
    sobre_el_bloque = 30_000_00
    cubierto = oficina.paga("2025-03-20", int(debido["recargos"]) + sobre_el_bloque)
    extinto = dividir_redondeando(sobre_el_bloque * int(debido["historico"]), bloque)
    assert abs(cubierto["HISTORICO"] - extinto) <= 2, "en proporción; dos factores, dos redondeos"
    assert cubierto["HISTORICO"] + cubierto["ACTUALIZACION"] == sobre_el_bloque
    ese_dia = oficina.debe("2025-03-20")
    assert abs(int(ese_dia["total"]) - (bloque - sobre_el_bloque)) <= 1


def test_la_multa_se_detiene_y_se_reanuda_sin_causar_recargos(oficina: Oficina) -> None:
    oficina.convenio("2024-01-15", "2025-01-15", importe=0, multa=CIEN_MIL, vencimiento="2022-06-17")
    el_dia = oficina.debe("2024-01-15")
    assert el_dia["multas"] > CIEN_MIL
    assert oficina.debe("2024-03-15")["multas"] == el_dia["multas"]
    oficina.acto("CONVENIO_REVOCADO", "2024-04-03")
    revocado = oficina.debe("2025-03-20")
    assert revocado["multas"] > el_dia["multas"]
    assert revocado["recargos"] == 0


def test_las_sesenta_mensualidades_son_del_adeudo_y_no_de_cada_tramo(oficina: Oficina) -> None:
    """Cuatro años antes del convenio y tres desde el último pago: sólo doce de los últimos causan (art. 21 ¶2)."""
    antes, pagado = (dia(date(2018, 1, 17)), dia(date(2022, 1, 17))), (dia(date(2022, 3, 17)), dia(date(2025, 3, 17)))
    tramos = (np.array([[antes[0], pagado[0]]]), np.array([[antes[1], pagado[1]]]))
    fino, cubiertos = np.array([CIEN_MIL * 10_000]), np.array([SIN_DIA])
    primero, segundo = en_tramos(norma("federal"), fino, tramos, cubiertos)
    assert (int(primero.meses_causados[0]), int(segundo.meses_causados[0])) == (48, 12)
    assert int(segundo.meses[0]) == 36, "transcurrieron treinta y seis"
    assert int(segundo.tasa[0]) == tasa(norma("federal"), pagado[0], dia(date(2023, 3, 17)))


def test_el_convenio_modificado_sigue_y_cambia_de_tasa(oficina: Oficina) -> None:
    """A doce meses y luego a veinticuatro: lo insoluto y la prórroga pendiente se convienen otra vez (art. 66).

    No hay mora del crédito entre uno y otro.
    """
    oficina.convenio("2026-01-15", "2027-01-15")
    oficina.paga("2026-02-15", 10_000_00)
    with oficina.motor.begin() as conexion:
        acto(conexion, FOLIO, "CONVENIO", "2026-03-02", hasta="2028-01-15")
    saldo = CIEN_MIL - (10_000_00 - 1_420_00)
    convenido = saldo + dividir_redondeando(saldo * 142, 10_000)
    debido = oficina.debe("2026-04-01")
    assert debido["actualizacion"] == 0
    assert debido["total"] == convenido + dividir_redondeando(convenido * 163, 10_000)


def test_la_suspension_no_detiene_la_actualizacion_ni_los_recargos(oficina: Oficina) -> None:
    otro = "TGZ-2020-000002"
    with oficina.motor.begin() as conexion:
        for folio in (FOLIO, otro):
            credito(conexion, folio, multa=9_000_00)
        acto(conexion, otro, "SUSPENSION", "2021-01-15")
    suspendido, libre = oficina.debe("2025-03-20", otro), oficina.debe("2025-03-20")
    assert suspendido["suspendido"]
    assert suspendido["total"] == libre["total"]
    assert pd.isna(suspendido["prescribe"]), "la prescripción sí se detiene (art. 146)"


def test_la_revocacion_que_llega_tarde_deja_lo_mismo_que_a_tiempo(tmp_path: Path) -> None:
    deben = []
    for tarde in (False, True):
        carpeta = tmp_path / str(tarde)
        carpeta.mkdir()
        oficina = Oficina(carpeta)
        oficina.convenio("2024-01-15", "2025-01-15", vencimiento="2022-06-17")
        oficina.paga("2024-02-15", 20_000_00)
        if not tarde:
            oficina.acto("CONVENIO_REVOCADO", "2024-03-04")
        cubierto = oficina.paga("2024-03-20", 30_000_00)
        assert ("RECARGO_PRORROGA" in cubierto) == tarde
        if tarde:
            oficina.acto("CONVENIO_REVOCADO", "2024-03-04")
        deben.append((oficina.saldos(), oficina.debe("2025-03-20")["total"]))
        oficina.motor.dispose()
    assert deben[0] == deben[1]


FOLIOS = [f"TGZ-2019-{k:06d}" for k in range(30)]


def _historias(oficina: Oficina) -> list[dict[str, Any]]:
    """Treinta créditos con convenio, siempre los mismos, y sus hechos en orden de fecha."""
    azar = random.Random(5)
    with oficina.motor.begin() as conexion:
        historias = [con_convenio(conexion, azar, folio) for folio in FOLIOS]
    return sorted((h for historia in historias for h in historia), key=lambda h: h["fecha"])


@pytest.fixture(scope="module")
def al_azar(tmp_path_factory: pytest.TempPathFactory) -> Oficina:
    oficina = Oficina(tmp_path_factory.mktemp("convenios"))
    hechos = _historias(oficina)
    with oficina.motor.begin() as conexion:
        for mitad in (hechos[: len(hechos) // 2], hechos[len(hechos) // 2 :]):
            asentar(conexion, *mitad)
    return oficina


def test_nada_queda_negativo(al_azar: Oficina) -> None:
    assert [llave for llave, saldo in al_azar.saldos().items() if saldo < 0 and llave[1] != "SALDO_A_FAVOR"] == []


@pytest.mark.lenta
def test_en_dos_lotes_da_lo_mismo_que_en_uno(al_azar: Oficina, tmp_path: Path) -> None:
    en_dos, en_uno = al_azar, Oficina(tmp_path)
    hechos = _historias(en_uno)
    with en_uno.motor.begin() as conexion:
        asentar(conexion, *hechos)
    assert en_uno.saldos() == en_dos.saldos()


def test_el_puente_cuadra_con_convenios(al_azar: Oficina) -> None:
    conexion = foto_actual(al_azar.url, al_azar.carpeta).conexion()
    h = historia(conexion, de_la_oficina())
    for anio in (2021, 2022, 2023, 2024):
        desde, corte = date(anio, 1, 1), date(anio, 12, 31)
        p = puente(h, cartera_de(h, desde - timedelta(days=1)), cartera_de(h, corte), desde, corte)
        diferencia = p[p["causa"] == "diferencia"]
        assert (diferencia[["importe", "numero"]] == 0).all(axis=None)
    conexion.close()


@pytest.mark.lenta
def test_pagar_todo_lo_que_se_debe_deja_cero(tmp_path: Path) -> None:
    oficina = Oficina(tmp_path)
    hechos = _historias(oficina)
    with oficina.motor.begin() as conexion:
        asentar(conexion, *hechos, *(hecho(f, "PAGO", "2025-11-30", 10**12, f"{f}-FIN") for f in FOLIOS))
    assert {componente for _, componente in oficina.saldos()} <= {"SALDO_A_FAVOR"}
