"""Verificar sólo lo que llegó: qué créditos se ven cuando se registró algo, y que de ellos se da lo de siempre."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import oficina
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from sqlalchemy import Connection
from verificacion import expedientes
from verificacion.expedientes import CORTE, EJECUTOR

from cobranza.almacen.foto import Foto
from cobranza.almacen.sesion import abrir
from cobranza.almacen.toma import foto_actual
from cobranza.ley.norma import de_la_oficina
from cobranza.libros import cargas, libro
from cobranza.verificacion.entera import Verificada, verificada
from cobranza.verificacion.recientes import recientes
from cobranza.verificacion.regla import reglas

pytestmark = pytest.mark.lenta

LLEGO = date(2025, 12, 20)
A_LA_VEZ = {"persona": EJECUTOR, "resultado": "PRACTICADA", "hora_inicio": "10:00", "hora_fin": "10:40"}


def _carga(conexion: Connection) -> int:
    """La segunda carga, que este sistema registró el `LLEGO`; la primera es de enero."""
    return cargas.abrir(
        conexion, layout="diligencias", archivo="2.csv", huella="2" * 64, leidas=0, aceptadas=0, en_cuarentena=0,
        registrado=datetime(2025, 12, 20, 9, 30), usuario="prueba",
    )  # fmt: skip


@pytest.fixture(scope="module")
def foto(tmp_path_factory: pytest.TempPathFactory) -> Foto:
    """Los doce, cargados en enero, y lo que llegó después: un acto viejo, un recibo, un oficio y una coincidencia."""
    carpeta = tmp_path_factory.mktemp("recientes")
    url = expedientes.los_doce(carpeta)
    with abrir(url).begin() as conexion:
        for folio, delegacion, municipio in (
            ("AQUI", "DH-TGZ", "07101"), ("ALLA", "DH-TAP", "07089"), ("LEJOS", "DH-TAP", "07059"),
        ):  # fmt: skip
            oficina.credito(conexion, folio, delegacion=delegacion, municipio=municipio)
        oficina.acto(conexion, "ALLA", "REQUERIMIENTO", "2025-11-12", **A_LA_VEZ)
        for folio in ("ALLA", "LEJOS"):  # coinciden otro día, sin nada nuevo: de ALLA también se dice
            oficina.acto(conexion, folio, "EMBARGO", "2025-11-19", **A_LA_VEZ)
        nueva = _carga(conexion)
        # el archivo dice marzo; el sistema lo supo en diciembre
        oficina.acto(
            conexion, "AQUI", "REQUERIMIENTO", "2025-11-12", fecha_registro="2025-03-01", lote=nueva, **A_LA_VEZ
        )
        libro.agregar(conexion, "recibo", pd.DataFrame([_recibo("PRESCRITO", nueva)]))
        libro.agregar(conexion, "nombramiento", pd.DataFrame([_oficio(expedientes.DELEGADO, nueva)]))
        cargas.sellar(conexion, nueva)
    return foto_actual(url, carpeta)


def _recibo(folio: str, lote: int) -> dict[str, Any]:
    return {
        "recibo": "R-1", "fecha_ingreso": "2025-03-01", "oficina": "TGZ", "caja": "1", "folio": folio, "importe": 100,
        "forma_pago": "EFECTIVO", "estado": "CANCELADO", "fecha_estado": "2025-03-02", "sustituye_a": None,
        "lote": lote, "linea": 2,
    }  # fmt: skip


def _oficio(quien: str, lote: int) -> dict[str, Any]:
    return {
        "oficio": "OF-9", "numero_empleado": quien, "puesto": "DELEGADO", "facultades": "MANDAMIENTO",
        "delegacion": "DH-TGZ", "desde": "2025-12-01", "hasta": None, "lote": lote, "linea": 2,
    }  # fmt: skip


def _vistos(foto: Foto, desde: date, corte: date = CORTE) -> set[str]:
    numeros = recientes(foto, desde, corte).numeros
    consulta = "SELECT folio FROM credito ORDER BY folio"
    folios = {f for (f,) in foto.acotada(numeros).conexion().execute(consulta).fetchall()}
    assert len(folios) == len(numeros)
    return folios


def test_manda_el_dia_en_que_el_sistema_lo_registro(foto: Foto) -> None:
    assert {"AQUI", "PRESCRITO"} <= _vistos(foto, LLEGO)
    assert not _vistos(foto, date(2025, 12, 21))


def test_tambien_se_ve_con_quien_coincide_lo_nuevo(foto: Foto) -> None:
    """La diligencia que llegó estaba a la misma hora que otra, ya registrada, de un crédito sin nada nuevo."""
    vista = _verificar(foto, LLEGO)
    encimadas = vista.hallazgos.query("regla == 'PAE030'")["folio"]
    assert sorted(encimadas) == ["ALLA", "ALLA", "AQUI"]
    assert "ALLA" not in _vistos(foto, LLEGO, corte=date(2025, 11, 1))  # aún no coincidían


def test_si_cambio_un_nombramiento_se_ve_lo_que_esa_persona_firmo(foto: Foto) -> None:
    firmados = foto.conexion().execute("SELECT DISTINCT folio FROM acto WHERE persona = 'DEL-1'").fetchall()
    # y nadie más: los otros dos son los que coinciden, y el del recibo
    assert firmados and _vistos(foto, LLEGO) == {f for (f,) in firmados} | {"AQUI", "ALLA", "PRESCRITO"}


def test_antes_de_la_primera_carga_solo_hay_lo_que_dicen_los_archivos(foto: Foto) -> None:
    todos = {f for (f,) in foto.conexion().execute("SELECT folio FROM credito").fetchall()}
    assert _vistos(foto, date(2020, 1, 1)) == todos
    dichos = foto.conexion().execute(
        "SELECT folio FROM (SELECT folio, fecha_registro FROM acto UNION ALL SELECT folio, fecha_registro FROM "
        "movimiento UNION ALL SELECT folio, fecha_registro FROM credito) WHERE fecha_registro >= DATE '2024-06-01'"
    )
    assert _vistos(foto, date(2024, 6, 1)) == {f for (f,) in dichos.fetchall()} | {"ALLA"} & todos


def _verificar(foto: Foto, desde: date | None, delegacion: str = "") -> Verificada:
    solo = recientes(foto, desde, CORTE) if desde else None
    return verificada(foto, de_la_oficina(), CORTE, [r.clave for r in reglas()], delegacion, solo)


@pytest.mark.parametrize("delegacion", ["", "DH-TAP"])
def test_de_lo_visto_se_da_lo_mismo_que_en_la_corrida_entera(foto: Foto, delegacion: str) -> None:
    entera, parcial = _verificar(foto, None, delegacion), _verificar(foto, LLEGO, delegacion)
    de_los_vistos = entera.hallazgos["folio"].isin(_vistos(foto, LLEGO))
    assert_frame_equal(parcial.hallazgos, entera.hallazgos[de_los_vistos].reset_index(drop=True))
    assert 0 < parcial.creditos < entera.creditos and parcial.en_cartera == 15


def test_si_son_muchos_se_ven_por_partes(foto: Foto, monkeypatch: pytest.MonkeyPatch) -> None:
    """En partes de cuatro créditos: lo mismo que en una."""
    junta = _verificar(foto, LLEGO)
    monkeypatch.setattr("cobranza.verificacion.entera.CREDITOS_POR_PARTE", 4)
    monkeypatch.setattr("cobranza.almacen.partes.nucleos", lambda: 1)  # en varios procesos, en `test_evaluacion`
    assert len(foto.acotada(recientes(foto, LLEGO, CORTE).numeros).partes(4)) > 1
    en_partes = _verificar(foto, LLEGO)
    assert_frame_equal(en_partes.hallazgos, junta.hallazgos)
    assert_frame_equal(en_partes.sin_juzgar, junta.sin_juzgar)
    assert en_partes.creditos == junta.creditos
