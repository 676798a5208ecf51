"""El informe de cartera dice lo que hay, cuadra por su cuenta y no enseña a nadie."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from informes.conftest import dicho
from oficina import almacen_nuevo, asentar, credito, en_carpeta, gasto, hecho, movimiento

from cobranza.almacen import partes
from cobranza.base.errores import ErrorDeUso
from cobranza.cartera.consultas import cartera_al
from cobranza.cartera.indicadores import Acervo, evaluar
from cobranza.expediente.situacion import CONSUMADA, URGENTE
from cobranza.informes import informe_cartera as informe
from cobranza.informes.entrada import Entrada
from cobranza.informes.informe_cartera import partes as partes_del_informe
from cobranza.informes.informe_cartera.cobro import remanente
from cobranza.informes.informe_cartera.dinamica import transiciones
from cobranza.informes.informe_cartera.saldos import saldo_por
from cobranza.ley.norma import de_la_oficina
from cobranza.papel.formato import Reservada
from cobranza.papel.tabla import Tabla

pytestmark = pytest.mark.lenta

CORTE = "2025-12-31"


@pytest.fixture(scope="module")
def datos(oficina: Path) -> informe.Datos:
    return informe.preparar(corte=CORTE)


def _piezas(datos: informe.Datos) -> Iterator[object]:
    for funcion in (
        informe.caratula, informe.por_ambito, informe.por_clase, informe.por_delegacion, informe.por_concepto,
        informe.por_antiguedad, informe.por_etapa, informe.puente, informe.movimiento_por_delegacion,
        informe.cobranza_del_periodo, informe.caja, informe.radar, informe.urgentes, informe.acervo, informe.madurez,
        informe.concentracion, informe.relacion, informe.cuadrar,
    ):  # fmt: skip
        yield funcion(datos)


def test_dice_lo_mismo_que_su_oro(datos: informe.Datos, oro: Callable[[str, str], None]) -> None:
    oro("informe_cartera", dicho(_piezas(replace(datos, nominativo=True))))


def test_lo_que_se_comparte_dice_lo_mismo_que_su_oro(datos: informe.Datos, oro: Callable[[str, str], None]) -> None:
    oro("informe_cartera_compartido", dicho(_piezas(datos)))


@pytest.mark.lenta
@pytest.mark.parametrize("creditos", [1, 3])
def test_por_partes_y_en_varios_procesos_dice_lo_mismo_que_su_oro(
    oficina: Path, oro: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch, creditos: int
) -> None:
    monkeypatch.setattr(partes, "CREDITOS_POR_PARTE", creditos)
    assert len(informe.preparar(corte=CORTE).entrada.foto.partes(creditos)) > 3
    datos = informe.preparar(corte=CORTE)
    oro("informe_cartera", dicho(_piezas(replace(datos, nominativo=True))))
    oro("informe_cartera_compartido", dicho(_piezas(datos)))


@pytest.mark.lenta
def test_una_delegacion_por_partes_dice_lo_mismo_que_entera(oficina: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hay partes que no tienen ni un crédito suyo."""
    entera = informe.preparar(corte=CORTE, delegacion="DH-TAP")
    monkeypatch.setattr(partes, "CREDITOS_POR_PARTE", 1)
    assert dicho(_piezas(informe.preparar(corte=CORTE, delegacion="DH-TAP"))) == dicho(_piezas(entera))


@pytest.mark.parametrize("delegacion", ["DH-TGZ", "DH-TAP"])
def test_una_delegacion_sale_de_sus_segmentos_y_los_de_donde_le_llegaron(
    oficina: Path, delegacion: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A DH-TGZ le traspasaron un crédito de DH-TAP: con sólo sus segmentos o con los de todas dice lo mismo."""
    suya = informe.preparar(corte=CORTE, delegacion=delegacion)
    assert suya.entrada.suya.delegaciones == {"DH-TGZ": ("DH-TAP", "DH-TGZ"), "DH-TAP": ("DH-TAP",)}[delegacion]
    monkeypatch.setattr(Entrada, "suya", property(lambda self: self.foto))
    assert dicho(_piezas(suya)) == dicho(_piezas(informe.preparar(corte=CORTE, delegacion=delegacion)))


def test_cuadra_por_numero_y_por_importe(datos: informe.Datos) -> None:
    assert all(c.cuadra for c in datos.contrastes)
    assert informe.caratula(datos).sello.cuadra


def _roto(datos: informe.Datos, que: str) -> informe.Datos:
    """El informe con una sola de sus cuentas echada a perder."""
    puente, cubo = datos.suma.puente.copy(), datos.suma.cubo.copy()
    ejecutores, pagos = datos.suma.ejecutores.copy(), datos.suma.pagos.copy()
    if que == "flujos":
        puente.loc[puente["causa"] == "diferencia", "importe"] = 100
    elif que == "importe del cubo":
        cubo.loc[0, "total"] += 1
    elif que == "número del cubo":
        cubo.loc[0, "creditos"] += 1
    elif que == "número del puente":
        puente.loc[puente["causa"] == "final", "numero"] += 1
    elif que == "carga":
        ejecutores.loc[0, "creditos"] -= 1
    elif que == "inicial":
        puente.loc[puente["causa"] == "inicial", "numero"] += 1
    else:
        pagos.loc[0, "importe"] += 1
    suma = replace(datos.suma, puente=puente, cubo=cubo, ejecutores=ejecutores, pagos=pagos)
    return replace(datos, suma=suma)


@pytest.mark.parametrize(
    ("que", "dice"),
    [
        ("flujos", "No cuadra por $2.00 y 0 créditos en Tapachula, Tuxtla Gutiérrez"),
        ("importe del cubo", "por $0.01 y 0 créditos"),
        ("número del cubo", "por $0.00 y 1 crédito en"),
        ("número del puente", "por $0.00 y 2 créditos en"),
        ("carga", "carga por ejecutor"),
        ("inicial", "saldo inicial, contra el de los créditos que se siguen"),
        ("cobro", "pagos del movimiento, contra lo cobrado por recibos"),
    ],
)
def test_si_una_cuenta_se_rompe_el_sello_lo_dice_en_todas_partes(datos: informe.Datos, que: str, dice: str) -> None:
    roto = _roto(datos, que)
    sello = informe.caratula(roto).sello
    assert not sello.cuadra
    assert dice in sello.texto
    assert "✗" in informe.cuadrar(roto).texto()


@pytest.mark.parametrize("dimension", ["delegacion", "concepto", "etapa", "antiguedad", "clase"])
def test_cada_cuadro_suma_el_saldo_de_la_cartera(datos: informe.Datos, dimension: str) -> None:
    cuadro = saldo_por(datos.cubo, dimension)
    assert int(cuadro["total"].sum()) == datos.saldo
    assert (cuadro["estatal"] + cuadro["federal"] == cuadro["total"]).all()
    assert int(cuadro["creditos"].sum()) == datos.vigentes


def test_el_puente_llega_al_saldo_que_se_imprime(datos: informe.Datos) -> None:
    assert int(datos.total["importe"]["final"]) == datos.saldo
    assert int(datos.total["numero"]["final"]) == datos.vigentes


def test_el_traspasado_sale_de_una_delegacion_y_entra_en_otra(datos: informe.Datos) -> None:
    movimientos = datos.suma.puente.set_index(["delegacion", "causa"])["numero"]
    assert movimientos["DH-TGZ", "traspasos_recibidos"] == 1
    assert movimientos["DH-TAP", "traspasos_enviados"] == -1


def test_una_delegacion_suma_lo_mismo_que_su_renglon_en_el_total(datos: informe.Datos, oficina: Path) -> None:
    entera = datos.suma.puente.set_index(["delegacion", "causa"]).sort_index()
    for clave in ("DH-TGZ", "DH-TAP"):
        propia = informe.preparar(corte=CORTE, delegacion=clave)
        assert all(c.cuadra for c in propia.contrastes)
        sola = propia.suma.puente.set_index(["delegacion", "causa"]).sort_index()
        pd.testing.assert_frame_equal(sola, entera.loc[[clave]])
        assert propia.saldo == int(entera.loc[(clave, "final"), "importe"])


def test_el_prescrito_y_el_urgente_estan_en_su_tramo(datos: informe.Datos) -> None:
    cartera = cartera_al(datos.entrada.foto.conexion(), de_la_oficina(), datos.corte).set_index("folio")
    assert cartera["tramo_de_prescripcion"]["TGZ-2021-000002"] == CONSUMADA
    assert cartera["tramo_de_prescripcion"]["TGZ-2021-000012"] == URGENTE
    assert cartera["programado"]["TGZ-2021-000012"]
    assert datos.suma.urgentes["folio"].tolist() == ["TGZ-2021-000012"]


def test_lo_impreso_cae_en_la_banda_de_lo_exacto(datos: informe.Datos) -> None:
    """9.99998 % no se imprime «10.0 %» junto a una A que llega hasta 10."""
    casi = [Acervo(a, 1_000_000_000, 99_999_800, 49_999_990, 24_999_000) for a in (2023, 2024, 2025)]
    tabla, razones, *_ = informe.acervo(replace(datos, indicadores=evaluar(casi))).piezas
    valores = {fila[0]: (fila[2], fila[3]) for fila in tabla.filas}
    assert valores["Mora total sobre recaudación"] == ("9.99998 %", "A")
    assert valores["Seguimiento de los atrasos"] == ("9.99998 % y 24.999 %", "A")
    assert razones.filas[0][2:4] == [99_999_800, 1_000_000_000], "los dos lados van exactos al Excel"


def test_en_el_total_los_traspasos_se_compensan_y_lo_nulo_no_se_dibuja(datos: informe.Datos) -> None:
    grafica, tabla = informe.puente(datos).piezas
    assert "Traspasos" not in tabla.texto()
    assert "+0.0" not in grafica.html()
    assert sum(fila[2] for fila in tabla.filas[:-1]) == tabla.filas[-1][2] == datos.saldo


def test_lo_cobrado_por_mes_suma_lo_cobrado_y_cuenta_los_meses_vacios(datos: informe.Datos) -> None:
    grafica, tabla, *_ = informe.cobranza_del_periodo(replace(datos, nominativo=True)).piezas
    assert [fila[0] for fila in tabla.filas][:2] == ["Enero de 2025", "Febrero de 2025"]
    assert len(tabla.filas) == 12
    assert tabla.total["importe"] == -int(datos.total["importe"]["pagos"]) == sum(fila[2] for fila in tabla.filas)
    assert tabla.filas[6][3] == tabla.filas[6][2] - tabla.filas[5][2], "contra el mes anterior"
    assert "jun 25" in grafica.html()


def test_la_relacion_de_creditos_va_al_excel_y_dice_si_no_caben(
    oficina: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partes_del_informe, "RELACIONADOS", 3)
    recortada = informe.relacion(informe.preparar(corte=CORTE))
    assert len(recortada.filas) == 3
    assert "Se listan los 3 de mayor saldo de 10" in recortada.nota
    saldos = [fila[-1] for fila in recortada.filas]
    assert saldos == sorted(saldos, reverse=True)
    assert "XEXX010101000" not in str(recortada.datos())
    assert "El Litigante" in str(informe.relacion(informe.preparar(corte=CORTE, nominativo=True)).datos())


def test_la_matriz_de_transicion_cuenta_a_cada_credito_una_vez(datos: informe.Datos) -> None:
    total = transiciones(datos).total
    assert total is not None
    assert total["total"] == int(datos.total["numero"]["inicial"])


def test_no_ensena_a_nadie_si_no_es_nominativo(datos: informe.Datos, oficina: Path) -> None:
    publico = dicho(_piezas(datos))
    assert "XEXX010101000" not in publico
    assert "El Urgente" not in publico
    interno = informe.preparar(corte=CORTE, nominativo=True)
    assert "El Urgente" in informe.urgentes(interno).texto()


def test_un_corte_pasado_no_sabe_lo_que_vino_despues(oficina: Path) -> None:
    antes = informe.preparar(corte="2025-05-19")
    vida = cartera_al(antes.entrada.foto.conexion(), de_la_oficina(), antes.corte).set_index("folio")["vida"]
    assert vida["TGZ-2021-000005"] == "VIGENTE", "se canceló al día siguiente"
    assert vida["TGZ-2021-000004"] == "VIGENTE", "se pagó en junio"
    assert "TAP-2025-000006" not in vida.index


@pytest.mark.lenta
def test_lo_conocido_entonces_repite_el_informe_de_entonces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Se informa, después se capturan un pago y una cancelación con fecha de antes, y el informe viejo se repite."""
    monkeypatch.setenv("COBRANZA_BD", en_carpeta(tmp_path))
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path))
    motor = almacen_nuevo(en_carpeta(tmp_path))
    with motor.begin() as conexion:
        for k in range(4):
            credito(conexion, f"TGZ-2021-{k:06d}", fecha_registro="2021-02-01")
    entonces = informe.preparar(corte="2025-06-30")
    with motor.begin() as conexion:
        tarde = {"fecha_registro": pd.Timestamp("2025-09-01")}
        asentar(conexion, hecho("TGZ-2021-000001", "PAGO", "2025-06-10", 500_000) | tarde,
                hecho("TGZ-2021-000002", "CANCELACION", "2025-06-15") | tarde)  # fmt: skip
    motor.dispose()
    repetido = informe.preparar(corte="2025-06-30", conocido_al="2025-06-30")
    assert dicho(_piezas(repetido)) == dicho(_piezas(entonces))
    corregido = informe.preparar(corte="2025-06-30")
    assert corregido.saldo < entonces.saldo
    despues = informe.preparar(corte="2025-12-31", desde="2025-07-01")
    assert informe.caratula(despues).sello.cuadra, "lo capturado tarde entra en el saldo inicial y el puente cuadra"
    revisado = despues.suma.revisiones.set_index("folio")["motivo"]
    assert revisado["TGZ-2021-000001"] == "Pago capturado después"
    assert revisado["TGZ-2021-000002"] == "Baja o reactivación capturada después"
    assert len(revisado) == 2


def test_lo_que_queda_tras_pagar_el_principal_se_ve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Se paga todo y después se determina el gasto de una diligencia: el crédito no está de baja y se dice."""
    monkeypatch.setenv("COBRANZA_BD", en_carpeta(tmp_path))
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path))
    motor = almacen_nuevo(en_carpeta(tmp_path))
    with motor.begin() as conexion:
        credito(conexion, "TGZ-2021-000001")
        credito(conexion, "TGZ-2021-000002")
        asentar(conexion, hecho("TGZ-2021-000001", "PAGO", "2025-03-03", 10**9))
        gasto(conexion, "TGZ-2021-000001", 56_700, "2025-04-01", "D-1")
    motor.dispose()
    datos = informe.preparar(corte=CORTE, nominativo=True)
    tabla, para_compartir = remanente(datos), remanente(informe.preparar(corte=CORTE))
    assert isinstance(para_compartir, Tabla)
    assert isinstance((para_compartir.total or {})["total"], Reservada), "es lo que debe uno solo"
    assert isinstance(tabla, Tabla)
    assert tabla.total is not None
    assert [tabla.total[k] for k in ("creditos", "otros", "total")] == [1, 56_700, 56_700]
    assert datos.vigentes == 2


@pytest.mark.parametrize(
    ("dado", "dice"),
    [
        ({"corte": CORTE, "desde": "2026-01-01"}, "«desde» es 2026-01-01 y «corte» es 2025-12-31"),
        ({"corte": CORTE, "delegacion": "DH-XXX"}, "«delegacion» es «DH-XXX»"),
    ],
)
def test_lo_mal_pedido_se_dice(oficina: Path, dado: dict[str, str], dice: str) -> None:
    with pytest.raises(ErrorDeUso, match=dice):
        informe.preparar(**dado)


@pytest.mark.lenta
def test_el_gasto_que_aun_no_se_sabia_no_deja_un_credito_debiendo_menos_que_nada(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Se captura el pago de un gasto antes que el gasto: como se sabía ese día, ese crédito ya no tiene saldo."""
    monkeypatch.setenv("COBRANZA_BD", en_carpeta(tmp_path))
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path))
    motor = almacen_nuevo(en_carpeta(tmp_path))
    with motor.begin() as conexion:
        for k in range(3):
            credito(conexion, f"TGZ-2021-{k:06d}", fecha_registro="2021-02-01")
        movimiento(conexion, "TGZ-2021-000001", "GASTO_EJECUCION", "GASTO_EJECUCION", 56_700, "2025-04-01",
                   referencia="D-1", clave="D-1:gasto", fecha_registro="2025-09-01")  # fmt: skip
        asentar(conexion, hecho("TGZ-2021-000001", "PAGO", "2025-05-10", 10**9))
    motor.dispose()
    for conocido_al in ("2025-06-30", "2025-09-30", ""):
        datos = informe.preparar(corte=CORTE, conocido_al=conocido_al)
        assert datos.vigentes == int(datos.total["numero"]["final"]) == 2
        assert datos.saldo == int(datos.total["importe"]["final"])
        assert informe.caratula(datos).sello.cuadra
