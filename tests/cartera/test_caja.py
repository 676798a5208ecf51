"""La caja: recibido = aplicado + a favor + sin identificar; y lo que quedó a favor se devuelve o se compensa."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest
from ingesta.test_ingesta import (
    CARTERA,
    INCIDENCIA,
    RECIBO,
    _almacen,
    _carga_filas,
    _consulta,
    _mensaje,
)
from sqlalchemy import Engine

from cobranza.almacen.toma import foto_actual
from cobranza.base.dinero import pesos
from cobranza.cartera.caja import Caja, caja_de, con_lo_apartado
from cobranza.cartera.explicacion import explicar
from cobranza.documentos.hechura import pdf
from cobranza.ley.norma import de_la_oficina
from cobranza.libros.comprobacion import revisar_libros
from cobranza.puertas import estado_de_cuenta

pytestmark = pytest.mark.lenta

FOLIO = CARTERA["Número de crédito"]
DE_MAS = RECIBO | {"Importe": "50,000.00"}
DEVOLUCION = INCIDENCIA | {"Tipo": "DEVOLUCION", "Fecha": "15/07/2020", "Fecha de captura": "16/07/2020"}


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = _almacen(tmp_path / "libros.db")
    _carga_filas(engine, tmp_path, "cartera", CARTERA)
    return engine


def _caja(tmp_path: Path, corte: str = "2020-12-31") -> Caja:
    foto = foto_actual(f"sqlite:///{tmp_path / 'libros.db'}", tmp_path)
    desde, al = date(2020, 1, 1), date.fromisoformat(corte)
    return con_lo_apartado(caja_de(foto.conexion(), desde, al), foto.conexion(), desde, al)


def _integros(engine: Engine) -> None:
    assert [r.que for r in revisar_libros(engine) if r.falla] == []


def test_el_excedente_de_un_recibo_absurdo_queda_a_favor_y_la_caja_cuadra(engine: Engine, tmp_path: Path) -> None:
    _carga_filas(engine, tmp_path, "recibos", DE_MAS)
    caja = _caja(tmp_path)
    assert (caja.recibos, caja.recibido, caja.diferencia) == (1, 5_000_000, 0)
    assert caja.aplicado + caja.excedente == 5_000_000
    assert caja.excedente == caja.queda > 3_000_000
    assert caja.a_favor["folio"].tolist() == [FOLIO]
    _integros(engine)


def test_lo_que_nadie_sabe_de_que_credito_es_esta_sin_identificar_hasta_que_se_carga(
    engine: Engine, tmp_path: Path
) -> None:
    _carga_filas(engine, tmp_path, "recibos", RECIBO, RECIBO | {"Recibo": "A-2", "Crédito": "TGZ-2031-000009"})
    caja = _caja(tmp_path)
    assert (caja.entro, caja.aplicado, caja.sin_identificar, caja.recibos_sin_identificar) == (
        100_000, 50_000, 50_000, 1,
    )  # fmt: skip
    _carga_filas(engine, tmp_path, "recibos", RECIBO | {"Recibo": "A-2"})
    caja = _caja(tmp_path)
    assert (caja.entro, caja.aplicado, caja.sin_identificar) == (100_000, 100_000, 0)


@pytest.mark.parametrize(("tipo", "columna"), [("DEVOLUCION", "devuelto"), ("COMPENSACION", "compensado")])
def test_se_dispone_del_saldo_a_favor_con_su_acto_y_no_de_mas(
    engine: Engine, tmp_path: Path, tipo: str, columna: str
) -> None:
    _carga_filas(engine, tmp_path, "recibos", DE_MAS)
    antes = _caja(tmp_path)
    acto = DEVOLUCION | {"Tipo": tipo, "Monto": "1,000.00", "Documento": "OFICIO-1"}
    r = _carga_filas(engine, tmp_path, "incidencias", acto, acto | {"Clave": "I-2", "Monto": "90,000.00"})
    assert r.por_motivo == {"Más de lo que tiene a favor": 1}
    assert "a favor; corrige el monto" in _mensaje(engine)
    caja = _caja(tmp_path)
    assert caja.queda == antes.queda - 100_000
    assert caja.a_favor[columna].tolist() == [100_000]
    assert (caja.aplicado, caja.excedente, caja.diferencia) == (antes.aplicado, antes.excedente, 0)
    _integros(engine)


def test_lo_devuelto_sigue_devuelto_cuando_un_hecho_que_llega_tarde_obliga_a_contar_de_nuevo(
    engine: Engine, tmp_path: Path
) -> None:
    _carga_filas(engine, tmp_path, "recibos", DE_MAS)
    _carga_filas(engine, tmp_path, "incidencias", DEVOLUCION | {"Monto": "1,000.00"})
    tarde = RECIBO | {"Recibo": "A-0", "Fecha de ingreso": "01/06/2020", "Importe": "100.00"}
    _carga_filas(engine, tmp_path, "recibos", tarde)
    assert _consulta(engine, "SELECT COUNT(*) FROM movimiento WHERE causa = 'REAPLICACION'") != [(0,)]
    caja = _caja(tmp_path)
    assert (caja.recibido, caja.diferencia) == (5_010_000, 0)
    assert caja.a_favor["devuelto"].tolist() == [100_000]
    _integros(engine)


def test_lo_devuelto_de_un_pago_que_cae_no_se_cuenta_en_lo_que_se_debe(engine: Engine, tmp_path: Path) -> None:
    _carga_filas(engine, tmp_path, "recibos", DE_MAS)
    _carga_filas(engine, tmp_path, "incidencias", DEVOLUCION | {"Monto": "1,000.00"})
    caido = DE_MAS | {"Estado": "CANCELADO", "Fecha de estado": "20/07/2020"}
    _carga_filas(engine, tmp_path, "recibos", caido)
    foto = foto_actual(f"sqlite:///{tmp_path / 'libros.db'}", tmp_path)
    e = explicar(foto.conexion(), de_la_oficina(), FOLIO, date(2020, 12, 31))
    ultima = e.renglones[-1]
    assert (ultima.monto, e.a_favor) == (100_000, 100_000) and "no es parte de lo que se debe" in ultima.concepto
    assert e.debido == int(e.credito["total"]) == e.total - 100_000
    assert e.rotulo_del_total == f"Total: se deben {pesos(e.debido)}; lo demás se devolvió de más"
    caja = _caja(tmp_path)
    assert (caja.queda, caja.de_mas) == (0, 100_000), "lo devuelto de más no baja lo que es de otro"
    _integros(engine)


def test_el_estado_de_cuenta_dice_lo_devuelto_de_un_pago_que_cayo(engine: Engine, tmp_path: Path) -> None:
    _carga_filas(engine, tmp_path, "recibos", DE_MAS)
    _carga_filas(engine, tmp_path, "incidencias", DEVOLUCION | {"Monto": "1,000.00"})
    _carga_filas(engine, tmp_path, "recibos", DE_MAS | {"Estado": "CANCELADO", "Fecha de estado": "20/07/2020"})
    foto = foto_actual(f"sqlite:///{tmp_path / 'libros.db'}", tmp_path)
    e = explicar(foto.conexion(), de_la_oficina(), FOLIO, date(2020, 12, 31))
    datos = estado_de_cuenta.datos(e, date(2021, 1, 4))
    assert "a_favor" not in datos and "Saldo a favor" not in {c["nombre"] for c in datos["componentes"]}
    assert datos["lineas"][-1]["importe"] == "1000.00", "lo dice su línea: no es parte de lo que se debe"
    assert pdf("estado_de_cuenta", datos).startswith(b"%PDF")


def test_no_se_devuelve_antes_de_que_se_pagara_de_mas(engine: Engine, tmp_path: Path) -> None:
    _carga_filas(engine, tmp_path, "recibos", DE_MAS)
    antes = DEVOLUCION | {"Fecha": "01/06/2020", "Monto": "1,000.00"}
    r = _carga_filas(engine, tmp_path, "incidencias", antes, DEVOLUCION | {"Clave": "I-2", "Monto": "1,000.00"})
    assert r.por_motivo == {"Más de lo que tiene a favor": 1}
    assert "tenía ese día 0.00 a favor" in _mensaje(engine)
    assert _caja(tmp_path).a_favor["devuelto"].tolist() == [100_000]


def test_la_devolucion_que_no_alcanza_no_le_quita_nada_a_la_que_sigue(engine: Engine, tmp_path: Path) -> None:
    _carga_filas(engine, tmp_path, "recibos", DE_MAS)
    de_mas = DEVOLUCION | {"Monto": "90,000.00"}
    r = _carga_filas(engine, tmp_path, "incidencias", de_mas, DEVOLUCION | {"Clave": "I-2", "Monto": "1,000.00"})
    assert r.por_motivo == {"Más de lo que tiene a favor": 1}
    assert _caja(tmp_path).a_favor["devuelto"].tolist() == [100_000]


def test_lo_devuelto_se_captura_igual_aunque_ya_conste_que_el_recibo_cayo_despues(
    engine: Engine, tmp_path: Path
) -> None:
    _carga_filas(engine, tmp_path, "recibos", DE_MAS)
    _carga_filas(engine, tmp_path, "recibos", DE_MAS | {"Estado": "CANCELADO", "Fecha de estado": "20/07/2020"})
    dos = [DEVOLUCION | {"Monto": "1,000.00"}, DEVOLUCION | {"Clave": "I-2", "Fecha": "21/07/2020",
                               "Fecha de captura": "21/07/2020", "Monto": "1.00"}]  # fmt: skip
    r = _carga_filas(engine, tmp_path, "incidencias", *dos)
    assert r.por_motivo == {"Más de lo que tiene a favor": 1}, "la del día siguiente ya no tenía de dónde"
    assert _caja(tmp_path).de_mas == 100_000
    _integros(engine)


def test_antes_de_pagar_no_hay_nada_que_devolver(engine: Engine, tmp_path: Path) -> None:
    r = _carga_filas(engine, tmp_path, "incidencias", DEVOLUCION | {"Monto": "1.00"})
    assert r.por_motivo == {"Más de lo que tiene a favor": 1}


def test_comprobar_dice_si_se_dispuso_de_lo_que_no_habia(engine: Engine, tmp_path: Path) -> None:
    from sqlalchemy import text

    with engine.begin() as conexion:  # como si alguien hubiera escrito el renglón por fuera
        conexion.execute(
            text(
                "INSERT INTO movimiento (clave, folio, componente, tipo, importe, fecha_efecto, fecha_registro, "
                f"causa, usuario, lote, huella) VALUES ('x', '{FOLIO}', 'SALDO_A_FAVOR', 'AJUSTE', 500, "
                "'2020-01-01', '2020-01-01', 'DEVOLUCION', 'x', 1, 'x')"
            )
        )
    fallas = " ".join(r.falla for r in revisar_libros(engine))
    assert f"del crédito {FOLIO} se dispuso de 500 centavos que no tenía a favor" in fallas


def test_un_recibo_cancelado_de_un_credito_que_no_existe_no_es_dinero_sin_identificar(
    engine: Engine, tmp_path: Path
) -> None:
    ajeno = RECIBO | {"Recibo": "A-2", "Crédito": "TGZ-2031-000009"}
    caido = {"Estado": "CANCELADO", "Fecha de estado": "22/06/2020"}
    _carga_filas(engine, tmp_path, "recibos", RECIBO, ajeno | {"Recibo": "A-3"} | caido)
    assert (_caja(tmp_path).entro, _caja(tmp_path).recibos_sin_identificar) == (50_000, 0)
    _carga_filas(engine, tmp_path, "recibos", ajeno)
    assert (_caja(tmp_path).sin_identificar, _caja(tmp_path).recibos_sin_identificar) == (50_000, 1)
    _carga_filas(engine, tmp_path, "recibos", ajeno | caido)  # lo último que se supo del mismo recibo
    assert (_caja(tmp_path).entro, _caja(tmp_path).recibos_sin_identificar) == (50_000, 0)


def test_el_recibo_que_llega_ya_cancelado_nunca_se_aplico_y_no_descuadra(engine: Engine, tmp_path: Path) -> None:
    caido = {"Recibo": "A-9", "Estado": "CANCELADO", "Fecha de estado": "22/09/2020"}
    _carga_filas(engine, tmp_path, "recibos", RECIBO, RECIBO | caido)
    for corte in ("2020-07-31", "2020-12-31"):
        assert (_caja(tmp_path, corte).recibido, _caja(tmp_path, corte).diferencia) == (50_000, 0)


_CARGAS = (
    {"Recibo": "A-1", "Fecha de ingreso": "10/03/2020"},
    {"Recibo": "A-2", "Fecha de ingreso": "12/05/2020", "Importe": "700.00"},
    {"Recibo": "A-3", "Fecha de ingreso": "14/07/2020", "Importe": "50,000.00", "Forma de pago": "CHEQUE"},
    {"Recibo": "A-4", "Fecha de ingreso": "15/09/2020", "Importe": "900.00"},
    {"Recibo": "A-1", "Fecha de ingreso": "10/03/2020"},
    {"Recibo": "A-5", "Fecha de ingreso": "18/06/2020", "Importe": "710.00", "Sustituye a": "A-2"},
    {"Recibo": "A-1", "Fecha de ingreso": "10/03/2020", "Estado": "CANCELADO", "Fecha de estado": "20/04/2020"},
    {"Recibo": "A-3", "Fecha de ingreso": "14/07/2020", "Importe": "50,000.00", "Forma de pago": "CHEQUE",
     "Estado": "CHEQUE_DEVUELTO", "Fecha de estado": "22/08/2020"},
)  # fmt: skip
"""Recibos que se cancelan, se sustituyen, se devuelven o llegan dos veces; cada uno en su archivo."""
_DIAS = [date(2020, mes, 28) for mes in range(2, 13)]


def _en_desorden(semilla: int) -> list[dict[str, str]]:
    """Los archivos en otro orden: lo único que no puede antes es caer un recibo que aún no se carga."""
    azar = random.Random(semilla)
    turno = {k: azar.random() for k in range(len(_CARGAS))}
    for despues, antes in ((5, 1), (6, 4), (6, 0), (7, 2)):
        turno[despues] = max(turno[despues], turno[antes] + azar.random())
    return [RECIBO | _CARGAS[k] for k in sorted(turno, key=turno.__getitem__)]


@pytest.mark.muestra(3)
@pytest.mark.parametrize("semilla", range(6))
def test_lo_que_se_conocia_un_dia_cuadra_a_cualquier_corte(engine: Engine, tmp_path: Path, semilla: int) -> None:
    """Corte × conocido_al; lo recibido es la suma, hecha aparte, de los recibos que ese día se sabían vigentes."""
    for fila in _en_desorden(semilla):
        _carga_filas(engine, tmp_path, "recibos", fila)
    foto = foto_actual(f"sqlite:///{tmp_path / 'libros.db'}", tmp_path)
    recibos = _consulta(engine, "SELECT recibo, importe, fecha_ingreso, COALESCE(fecha_estado, '9999') FROM recibo")
    vio_caer = 0
    for conocido in (None, *_DIAS):
        conexion = foto.conexion(conocido)
        se_supo = _se_supo(engine)
        for corte in _DIAS:
            caja = caja_de(conexion, date(2020, 1, 1), corte, todo=conocido is None)
            hoy = str(conocido or "9999")
            ha_entrado = [r for r in recibos if str(r[2]) <= min(str(corte), hoy)]
            valen = [r for r in ha_entrado if str(r[3]) > str(corte) or se_supo[str(r[0])] > hoy]
            assert caja.diferencia == 0, (conocido, corte)
            assert (caja.recibos, caja.recibido) == (len(valen), sum(int(str(r[1])) for r in valen)), (
                conocido,
                corte,
            )
            vio_caer += len(ha_entrado) - len(valen)
    assert vio_caer > 50


def _se_supo(engine: Engine) -> dict[str, str]:
    """El primer día en que se supo que cada recibo cayó."""
    consulta = (
        "SELECT documento, MIN(fecha_registro) FROM movimiento WHERE tipo = 'PAGO' AND reversa_de IS NOT NULL "
        "AND causa <> 'REAPLICACION' GROUP BY documento"
    )
    return {str(r[0]): "9999" for r in _consulta(engine, "SELECT recibo FROM recibo")} | {
        str(documento): str(dia) for documento, dia in _consulta(engine, consulta)
    }
