"""La baja de un crédito pagado: que lo esté de verdad, lo que hay que levantar y lo que la reabre."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oficina import acto, con_lote, credito, debe, gasto
from sorteo import ejemplos
from sqlalchemy import Engine, select
from tramites.oficina_de_tramites import AHORA, al_dia, dar, datos_de, documentos, negado, orden, personal

from cobranza.almacen.sesion import abrir as abrir_base
from cobranza.almacen.sesion import instante
from cobranza.base.dinero import texto
from cobranza.cartera.en_curso import en_curso
from cobranza.documentos import pdf
from cobranza.informes.bajas import por_tipo_de_pago, relacion
from cobranza.ingesta import ingerir
from cobranza.ingesta.anotacion import tablas_de
from cobranza.ley.norma import de_la_oficina
from cobranza.libros import tablas
from cobranza.libros.comprobacion import revisar_libros
from cobranza.procesos.baja import PROCESO
from cobranza.puertas.cli import ejecutar
from cobranza.tramites.libro_de_pasos import leer, todos
from cobranza.tramites.tramitar import abrir
from cobranza.tramites.vista import Vista

pytestmark = pytest.mark.lenta
FOLIO = "DEBE"
_numero = count()


def recibo(motor: Engine, carpeta: Path, clave: str, fecha: str, importe: int, **otros: str) -> None:
    """Un recibo cargado como llega de la caja."""
    fila = {
        "Recibo": clave, "Fecha de ingreso": fecha, "Oficina": "TGZ", "Caja": "1", "Crédito": FOLIO,
        "Importe": texto(importe), "Forma de pago": "CHEQUE", "Estado": "VIGENTE", "Fecha de estado": "",
        "Sustituye a": "", "Causa": "ESPONTANEO", "Causa de la devolución": "",
    }  # fmt: skip
    ruta = carpeta / f"recibos-{next(_numero)}.csv"
    pd.DataFrame([fila | otros]).to_csv(ruta, index=False)
    resultado = ingerir(motor, "recibos", ruta, usuario="caja", ahora=AHORA)
    assert resultado.cuarentena == 0, resultado.por_motivo


def caido(fecha: str, estado: str = "CANCELADO") -> dict[str, str]:
    return {"Estado": estado, "Fecha de estado": fecha}


def debido(motor: Engine, al: str) -> int:
    with motor.begin() as conexion:
        return sum(v for c, v in debe(conexion, FOLIO, al).items() if c != "SALDO_A_FAVOR")


@pytest.fixture
def siembra() -> Callable[[Engine], None]:
    return _con_un_credito


def _con_un_credito(motor: Engine) -> None:
    con_lote(motor)
    with motor.begin() as conexion:
        personal(conexion)
        credito(conexion, FOLIO)


@pytest.fixture
def libros(motor: Engine) -> Engine:
    return motor


def abierta(motor: Engine, al: date = date(2026, 3, 10)) -> str:
    return abrir(motor, PROCESO, {"folio": FOLIO}, orden("OPG1", al)).tramite.numero


def de_baja(motor: Engine) -> str:
    numero = abierta(motor)
    dar(motor, numero, "BAJA", "DSC1", date(2026, 3, 11))
    return numero


def liquidado(motor: Engine, carpeta: Path, fecha: str = "2026-03-09") -> int:
    """Lo que debe ese día, pagado con un recibo."""
    todo = debido(motor, fecha)
    recibo(motor, carpeta, "R-1", fecha, todo)
    return todo


def actos(motor: Engine) -> list[tuple[str, str | None]]:
    a = tablas.acto.c
    consulta = select(a.tipo, a.referencia).where(a.documento.like("BAJA-%")).order_by(a.id)
    with motor.connect() as conexion:
        return [(tipo, referencia) for tipo, referencia in conexion.execute(consulta)]


def etapa(motor: Engine, al: str) -> str:
    with instante(motor) as conexion:
        return str(
            en_curso(tablas_de(conexion, FOLIO), de_la_oficina(), FOLIO, date.fromisoformat(al)).credito["etapa"]
        )


def test_de_principio_a_fin(libros: Engine, tmp_path: Path) -> None:
    total = liquidado(libros, tmp_path)
    numero = de_baja(libros)
    datos = datos_de(libros, numero)
    assert (datos["pagado"], datos["saldo"], datos["a_favor"]) == (total, 0, 0)
    assert (datos["como_se_pago"], datos["extinguido_el"]) == ("ESPONTANEO", "2026-03-09")
    assert actos(libros) == [("BAJA", None)] and debido(libros, "2026-03-31") == 0
    assert al_dia(libros, date(2026, 3, 31)) == []
    assert [p for p, _ in documentos(libros, numero)] == ["acuerdo_de_baja", "aviso_a_delegacion"]
    assert not [r.falla for r in revisar_libros(libros) if r.falla]


class TestNoHayBaja:
    def test_con_saldo_aunque_se_haya_pagado_el_importe_historico(self, libros: Engine, tmp_path: Path) -> None:
        recibo(libros, tmp_path, "R-1", "2026-03-09", 1_000_000)
        assert negado(libros, lambda: abierta(libros)) == ["BAJ01"]

    def test_con_un_peso_de_saldo(self, libros: Engine, tmp_path: Path) -> None:
        """La tolerancia la fija el ordenamiento y la aplica el libro: hoy es cero."""
        recibo(libros, tmp_path, "R-1", "2026-03-09", debido(libros, "2026-03-09") - 100)
        assert negado(libros, lambda: abierta(libros)) == ["BAJ01"]

    @pytest.mark.parametrize("tipo", ["PRESCRIPCION_DECLARADA", "CANCELACION"])
    def test_sin_recibo(self, libros: Engine, tipo: str) -> None:
        from oficina import asentar, hecho

        with libros.begin() as conexion:
            asentar(conexion, hecho(FOLIO, tipo.removesuffix("_DECLARADA"), "2026-03-02"))
        assert negado(libros, lambda: abierta(libros)) == ["BAJ02", "BAJ03"]

    def test_lo_que_acabo_de_extinguir_la_prescripcion(self, libros: Engine, tmp_path: Path) -> None:
        from oficina import asentar, hecho

        recibo(libros, tmp_path, "R-1", "2026-03-02", 500_000)
        with libros.begin() as conexion:
            asentar(conexion, hecho(FOLIO, "PRESCRIPCION", "2026-03-04"))
        assert negado(libros, lambda: abierta(libros)) == ["BAJ03"]

    def test_dos_veces(self, libros: Engine, tmp_path: Path) -> None:
        liquidado(libros, tmp_path)
        de_baja(libros)
        assert negado(libros, lambda: abierta(libros, date(2026, 3, 12))) == ["BAJ04"]

    def test_quien_la_comprueba_no_la_acuerda(self, libros: Engine, tmp_path: Path) -> None:
        liquidado(libros, tmp_path)
        numero = abierta(libros)
        assert "TRA04" in negado(libros, lambda: dar(libros, numero, "BAJA", "OPG1", date(2026, 3, 11)))

    def test_si_se_cae_el_recibo_antes_de_acordarla(self, libros: Engine, tmp_path: Path) -> None:
        total = liquidado(libros, tmp_path)
        numero = abierta(libros)
        recibo(libros, tmp_path, "R-1", "2026-03-09", total, **caido("2026-03-11"))
        assert negado(libros, lambda: dar(libros, numero, "BAJA", "DSC1", date(2026, 3, 12))) == ["BAJ01", "BAJ02"]


@pytest.mark.parametrize("estado", ["CANCELADO", "CHEQUE_DEVUELTO"])
def test_el_recibo_revertido_la_reabre_con_su_fecha(libros: Engine, tmp_path: Path, estado: str) -> None:
    total = liquidado(libros, tmp_path)
    numero = de_baja(libros)
    recibo(libros, tmp_path, "R-1", "2026-03-09", total, **caido("2026-03-20", estado))
    assert al_dia(libros, date(2026, 3, 19)) == []
    assert al_dia(libros, date(2026, 3, 31)) == [("VIGENTE", date(2026, 3, 20))]
    assert al_dia(libros, date(2026, 3, 31)) == []
    assert "R-1" in datos_de(libros, numero)["motivo"] and debido(libros, "2026-03-20") >= total
    assert [tipo for tipo, _ in actos(libros)] == ["BAJA", "REAPERTURA"]
    # el expediente estuvo cerrado mientras el recibo valió
    assert [etapa(libros, dia) for dia in ("2026-03-10", "2026-03-12", "2026-03-31")] == ["EXG", "CIE", "EXG"]
    # y si se vuelve a pagar, se da de baja con otro trámite
    recibo(libros, tmp_path, "R-2", "2026-03-24", debido(libros, "2026-03-24"))
    otra = abierta(libros, date(2026, 3, 25))
    assert otra != numero and dar(libros, otra, "BAJA", "DSC1", date(2026, 3, 25)).estado == "BAJA"


def test_si_queda_otro_recibo_se_reabre_con_pagos(libros: Engine, tmp_path: Path) -> None:
    recibo(libros, tmp_path, "R-0", "2026-03-02", 300_000)
    total = liquidado(libros, tmp_path)
    de_baja(libros)
    recibo(libros, tmp_path, "R-1", "2026-03-09", total, **caido("2026-03-20"))
    assert al_dia(libros, date(2026, 3, 31)) == [("PAGO_PARCIAL", date(2026, 3, 20))]


def test_lo_que_se_cae_con_fecha_anterior_la_reabre_el_dia_del_acuerdo(libros: Engine, tmp_path: Path) -> None:
    total = liquidado(libros, tmp_path)
    de_baja(libros)
    recibo(libros, tmp_path, "R-1", "2026-03-09", total, **caido("2026-03-10"))
    assert al_dia(libros, date(2026, 3, 31)) == [("VIGENTE", date(2026, 3, 11))]


def test_el_recibo_sustituido_no_paga_dos_veces_ni_reabre(libros: Engine, tmp_path: Path) -> None:
    total = liquidado(libros, tmp_path)
    recibo(libros, tmp_path, "R-2", "2026-03-09", total, **{"Sustituye a": "R-1"})
    datos = datos_de(libros, de_baja(libros))
    assert [r["recibo"] for r in datos["recibos"]] == ["R-2"] and (datos["pagado"], datos["a_favor"]) == (total, 0)


def test_el_pago_duplicado_queda_a_favor_y_no_la_toca(libros: Engine, tmp_path: Path) -> None:
    total = liquidado(libros, tmp_path)
    recibo(libros, tmp_path, "R-2", "2026-03-10", total)
    numero = de_baja(libros)
    assert datos_de(libros, numero)["a_favor"] == total
    recibo(libros, tmp_path, "R-3", "2026-03-12", 5_000)
    assert al_dia(libros, date(2026, 3, 31)) == []
    (_, acuerdo), *_ = documentos(libros, numero)
    assert (acuerdo["a_favor"], acuerdo["extinguido_el"]) == (texto(total), "2026-03-09")


def test_lo_devuelto_de_un_pago_que_cayo_no_es_saldo_a_favor_del_acuerdo(libros: Engine, tmp_path: Path) -> None:
    recibo(libros, tmp_path, "R-0", "2026-03-02", 90_000_00)
    devolucion = {
        "Clave": "DEV-1", "Crédito": FOLIO, "Tipo": "DEVOLUCION", "Fecha": "2026-03-03", "Monto": "1.00",
        "Documento": "OF-1", "Causa": "", "Fecha de captura": "2026-03-03",
    }  # fmt: skip
    pd.DataFrame([devolucion]).to_csv(tmp_path / "devolucion.csv", index=False)
    assert ingerir(libros, "incidencias", tmp_path / "devolucion.csv", usuario="caja", ahora=AHORA).cuarentena == 0
    recibo(libros, tmp_path, "R-0", "2026-03-02", 90_000_00, **caido("2026-03-05"))
    liquidado(libros, tmp_path)
    numero = de_baja(libros)
    assert datos_de(libros, numero)["a_favor"] == 0
    (_, acuerdo), *_ = documentos(libros, numero)
    assert "a_favor" not in acuerdo


class TestLiberacion:
    @pytest.fixture
    def con_bienes(self, libros: Engine, tmp_path: Path) -> Engine:
        """Requerido, embargado, con una inmovilización, un embargo sin bienes y una garantía."""
        with libros.begin() as conexion:
            acto(conexion, FOLIO, "MANDAMIENTO", "2025-01-08")
            acto(conexion, FOLIO, "REQUERIMIENTO", "2025-02-04", resultado="PRACTICADA")
            acto(conexion, FOLIO, "EMBARGO", "2025-03-04", resultado="SIN_BIENES", forma="MUEBLES")
            acto(conexion, FOLIO, "EMBARGO", "2025-04-04", resultado="PRACTICADA", forma="INMUEBLE")
            acto(conexion, FOLIO, "INSCRIPCION", "2025-04-22", resultado="PRACTICADA")
            acto(conexion, FOLIO, "INMOVILIZACION", "2025-05-06", resultado="PRACTICADA", forma="DEPOSITOS")
            acto(conexion, FOLIO, "GARANTIA", "2025-06-03", forma="FIANZA")
            gasto(conexion, FOLIO, 56_000, "2025-02-04", "D-1")
        liquidado(libros, tmp_path)
        return libros

    def test_lo_pagado_tras_un_embargo_no_es_espontaneo(self, con_bienes: Engine) -> None:
        """El recibo dice «espontáneo»; los actos dicen otra cosa."""
        assert datos_de(con_bienes, de_baja(con_bienes))["como_se_pago"] == "POR_EMBARGO"

    def test_se_levanta_todo_lo_que_grava_y_se_avisa(self, con_bienes: Engine) -> None:
        numero = de_baja(con_bienes)
        levantados = [referencia for tipo, referencia in actos(con_bienes) if tipo == "LEVANTAMIENTO"]
        esperado = [("EMBARGO", "2025-04-04"), ("INSCRIPCION", "2025-04-22"), ("INMOVILIZACION", "2025-05-06")]
        assert levantados == [f"{FOLIO}:{tipo}:{fecha}" for tipo, fecha in esperado]
        (acuerdo, _, aviso) = (datos for _, datos in documentos(con_bienes, numero))
        assert len(acuerdo["bienes_por_liberar"]) == 4, "los tres y la garantía"
        assert "Garantía" in aviso["que_hacer"][-2] and aviso["que_hacer"][-1] == "Cerrar el expediente."
        with instante(con_bienes) as conexion:
            vista = Vista(conexion, PROCESO, date(2026, 3, 12), de_la_oficina())
            (falta,) = vista.avisos(leer(conexion, numero))
        assert falta.startswith("Falta liberar: Garantía"), "se libera en su trámite, y mientras se advierte"

    def test_los_documentos_se_imprimen(self, con_bienes: Engine) -> None:
        hechos = documentos(con_bienes, de_baja(con_bienes))
        assert [p for p, _ in hechos] == ["acuerdo_de_baja", "carta_de_liberacion", "aviso_a_delegacion"]
        for plantilla, datos in hechos:
            assert pdf(plantilla, datos).startswith(b"%PDF")


def test_la_relacion_dice_lo_de_la_base_y_sin_nombres(libros: Engine, tmp_path: Path) -> None:
    total = liquidado(libros, tmp_path)
    numero = de_baja(libros)

    def dicha() -> list[dict[str, Any]]:
        with instante(libros) as conexion:
            return relacion(todos(conexion, "baja"), date(2026, 1, 1), date(2026, 12, 31))

    (renglon,) = dicha()
    assert renglon["acuerdo"] == numero and (renglon["pagado"], renglon["dias"]) == (total, 2)
    assert por_tipo_de_pago([renglon]) == [{"como_se_pago": "ESPONTANEO", "bajas": 1, "pagado": total}]
    assert "Persona" not in str(renglon) and "XEXX" not in str(renglon)
    recibo(libros, tmp_path, "R-1", "2026-03-09", total, **caido("2026-03-20"))
    al_dia(libros, date(2026, 3, 31))
    (renglon,) = dicha()
    assert renglon["reabierta_el"] == "2026-03-20" and por_tipo_de_pago([renglon]) == []


def test_la_consola_la_relaciona_y_publica_lo_condonado(
    libros: Engine, tmp_path: Path, url_de_almacen: str, monkeypatch: Any, capsys: Any
) -> None:
    monkeypatch.setenv("COBRANZA_BD", url_de_almacen)
    total = liquidado(libros, tmp_path)
    numero = de_baja(libros)
    periodo = ["--desde", "2026-03-01", "--hasta", "2026-03-31"]
    assert ejecutar(["tramite", "relacion", "baja", *periodo]) == 0
    encabezado, renglon = capsys.readouterr().out.splitlines()
    assert encabezado.startswith("folio,acuerdo,fecha") and renglon.startswith(f"{FOLIO},{numero},2026-03-11")
    assert f",{texto(total)}," in renglon
    assert ejecutar(["tramite", "relacion", "baja", *periodo, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["pagado"] == texto(total)
    assert ejecutar(["tramite", "publicas", "condonacion", *periodo]) == 0
    assert "No hay ninguna" in capsys.readouterr().out
    assert ejecutar(["tramite", "publicas", "baja"]) == 2


HECHOS = st.lists(
    st.tuples(st.sampled_from(["pago", "todo", "cae"]), st.integers(0, 4), st.integers(1, 30_000)), max_size=7
)


@settings(max_examples=ejemplos(6, 3), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hechos=HECHOS)
def test_esta_de_baja_si_y_solo_si_no_debe(plantilla_sqlite: Path, tmp_path_factory: Any, hechos: Any) -> None:
    """Con cualquier serie de pagos y cancelaciones: la baja procede cuando el libro dice cero, y se reabre si no."""
    carpeta = tmp_path_factory.mktemp("baja")
    (carpeta / "libros.db").write_bytes(plantilla_sqlite.read_bytes())
    motor = abrir_base(f"sqlite:///{carpeta / 'libros.db'}")
    con_lote(motor)
    with motor.begin() as conexion:
        personal(conexion)
        credito(conexion, FOLIO)
    dia, vigentes, numero = 2, {}, ""
    for k, (que, dias, pesos) in enumerate(hechos):
        dia = min(27, dia + dias)
        hoy = date(2026, 3, dia)
        if que == "cae" and vigentes:
            clave, (fecha, importe) = vigentes.popitem()
            recibo(motor, carpeta, clave, fecha, importe, **caido(hoy.isoformat()))
        elif que != "cae":
            importe = debido(motor, hoy.isoformat()) if que == "todo" else pesos * 100
            if importe:
                vigentes[f"R-{k}"] = (hoy.isoformat(), importe)
                recibo(motor, carpeta, f"R-{k}", hoy.isoformat(), importe)
        al_dia(motor, hoy)
        debe_hoy = debido(motor, hoy.isoformat())
        if numero:
            with instante(motor) as conexion:
                sigue = leer(conexion, numero).estado == "BAJA"
            assert sigue == (debe_hoy == 0)
            numero = numero if sigue else ""
        elif debe_hoy == 0:
            numero = abierta(motor, hoy)
            dar(motor, numero, "BAJA", "DSC1", hoy)
        else:
            assert "BAJ01" in negado(motor, lambda hoy=hoy: abierta(motor, hoy))
    motor.dispose()
