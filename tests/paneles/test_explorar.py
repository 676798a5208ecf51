"""La cartera por tramos: cerrada, sin nombres salvo que se pidan, y un crédito abierto con todo lo suyo."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from oficina import asentar, en_carpeta, hecho
from sqlalchemy import create_engine

from cobranza.base import nominativas
from cobranza.base.errores import ErrorDeUso
from cobranza.puertas.paneles.explorar import DeLaCartera, Explorar
from cobranza.puertas.paneles.rejilla import Pedido

pytestmark = pytest.mark.lenta

TODAS = Pedido(0, 200, ("folio", False), {})


def _con_nombres() -> Explorar:
    panel = Explorar()
    panel.nombres.value = True
    panel.abrir()
    return panel


def _fuente(panel: Explorar) -> DeLaCartera:
    assert panel.fuente is not None
    return panel.fuente


def _folios(panel: Explorar, orden: tuple[str, bool] = ("folio", False), **filtros: str) -> list[str]:
    return [clave for clave, _ in _fuente(panel).pagina(Pedido(0, 200, orden, filtros)).filas]


def _anotado() -> list[dict[str, Any]]:
    return [dict(r) for r in nominativas.leer().renglones]


@pytest.mark.usefixtures("oficina_chica")
def test_sin_nombres_no_hay_rfc_ni_nombre_ni_importe_a_su_alcance() -> None:
    panel = Explorar()
    cartera = _fuente(panel).cartera
    assert not {"rfc", "nombre", "total"} & set(cartera.columnas)
    dicho = json.dumps(_fuente(panel).pagina(Pedido(0, 200, ("folio", False), {})).filas, ensure_ascii=False)
    assert "Ñandú" not in dicho and "XEXX" not in dicho
    for columna in ("rfc", "nombre", "total"):
        with pytest.raises(ErrorDeUso):
            cartera.tramo({columna: "x"}, ("folio", False), 0, 10)
    _fuente(panel).busca = "ñandú"
    assert _folios(panel) == [], "sin nombres no se busca por nombre"
    assert not nominativas.leer().renglones


@pytest.mark.usefixtures("oficina_chica")
def test_la_conexion_no_llega_a_archivos_ni_a_columnas_tapadas() -> None:
    conexion = _fuente(Explorar()).cartera._conexion
    for orden in (
        "SELECT * FROM read_csv('/etc/passwd')", "COPY cartera TO '/tmp/fuera.csv'", "ATTACH '/tmp/otra.db'",
        "SET enable_external_access = true", "SELECT * FROM credito", "INSTALL httpfs", "SELECT rfc FROM cartera",
    ):  # fmt: skip
        with pytest.raises(duckdb.Error):
            conexion.execute(orden)


@pytest.mark.usefixtures("oficina_chica")
def test_con_nombres_se_anota_antes_y_se_busca_por_todo() -> None:
    panel = _con_nombres()
    (anotado,) = _anotado()
    assert (anotado["cuaderno"], anotado["parametros"]["nominativo"]) == ("explorar", True)
    for busca, folio in (("numero 7", 7), ("xexx07", 7), ("SH/003", 3), ("tgz-2020-000012", 12)):
        _fuente(panel).busca = busca
        assert _folios(panel) == [f"TGZ-2020-{folio:06d}"], busca
    _fuente(panel).busca = ""
    de_mas_a_menos = _folios(panel, ("total", True))
    assert de_mas_a_menos == sorted(de_mas_a_menos, reverse=True), "el de más importe primero"
    assert len(_folios(panel, delegacion="DH-TAP")) == 4
    cartera = _fuente(panel).cartera
    quinto = cartera.tramo({}, ("total", True), 4, 1)[1][0]["total"] // 100
    assert cartera.tramo({"total": f"> {quinto:,}"}, ("total", True), 0, 200)[0] == 5
    with pytest.raises(ErrorDeUso, match="se esperaba como"):
        _folios(panel, total="mucho")


@pytest.mark.usefixtures("oficina_chica")
def test_los_tramos_juntos_son_la_cartera_y_ninguno_se_repite(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cobranza.cartera.recorrible._PRIMEROS", 4)
    cartera = _fuente(_con_nombres()).cartera
    tramos = [cartera.tramo({}, ("nombre", True), desde, 3)[1] for desde in range(0, 12, 3)]
    juntos = [fila["folio"] for tramo in tramos for fila in tramo]
    assert len(juntos) == len(set(juntos)) == 12
    assert cartera.tramo({}, ("nombre", True), 12, 3) == (12, [])


@pytest.mark.usefixtures("oficina_chica")
def test_un_clic_abre_el_credito_con_su_saldo_su_tiempo_y_lo_que_lo_impide() -> None:
    panel = Explorar()
    panel.ver("TGZ-2020-000001")
    credito = panel.credito
    assert "TGZ-2020-000001" in credito.titulo.value
    assert "Importe histórico" in credito.saldo.value and "Ñandú" not in credito.saldo.value
    assert "Notificación" in credito.tiempo.value
    assert "Qué sigue" in credito.sigue.value
    assert "no tiene trámites" in credito.documentos.value
    credito.acto.value = "EMBARGO"
    credito.juzgar()
    assert "No procede" in credito.dictamen.value and "Qué lo impide" in credito.dictamen.value


def test_exporta_lo_que_se_ve_y_lo_reservado_aparte(oficina_chica: Path) -> None:
    for panel, carpeta, titulo in (
        (Explorar(), "exportado", "Rango de saldo, pesos"), (_con_nombres(), "reservado/exportado", "Saldo, pesos")
    ):  # fmt: skip
        assert panel.rejilla is not None
        panel.rejilla.pedido = Pedido(0, 100, ("folio", True), {"delegacion": "DH-TAP"})
        panel.exportar()
        (ruta,) = (oficina_chica / "salidas" / carpeta).glob("*.xlsx")
        filas = [[c.value for c in r] for r in openpyxl.load_workbook(ruta)["creditos"].iter_rows()]
        folios = [str(v) for fila in filas for v in fila if str(v).startswith("TGZ-2020")]
        assert folios == sorted(folios, reverse=True) and len(folios) == 4
        assert any(titulo in map(str, fila) for fila in filas)
    assert [r["parametros"].get("exporta") for r in _anotado()] == [None, "xlsx"]


def _contado(panel: Explorar, clave: str, **filtros: str) -> dict[str, int]:
    """Lo mismo que el histograma, contado aparte: renglón por renglón de lo que la rejilla enseña."""
    fuente = _fuente(panel)
    lugar = [c.clave for c in fuente.columnas].index(clave)
    dichos = [fila[lugar] for _, fila in fuente.pagina(Pedido(0, 200, ("folio", False), filtros)).filas]
    return dict(Counter(dicho or "Sin dato" for dicho in dichos))


def test_lo_que_ya_no_se_debe_no_sale_exigible(oficina_chica: Path) -> None:
    """La misma situación que dan la liquidación y el informe de cartera: ésta contaba lo pagado como exigible."""
    pagado, cancelado = "TGZ-2020-000001", "TGZ-2020-000002"
    with create_engine(en_carpeta(oficina_chica / "datos")).begin() as conexion:
        asentar(conexion, hecho(pagado, "PAGO", "2021-03-01", 10**11), hecho(cancelado, "CANCELACION", "2021-03-01"))
    fuente = _fuente(Explorar())
    claves = [c.clave for c in fuente.columnas]
    dichas = {folio: dict(zip(claves, fila, strict=True)) for folio, fila in fuente.pagina(TODAS).filas}
    assert dichas[pagado]["situacion"] == "Sin adeudo" and dichas[pagado]["prescribe"] == ""
    assert dichas[cancelado]["situacion"] == "Cancelado"
    exigibles = dict(fuente.repartos(TODAS)["situacion"]).get("Exigible", 0)
    assert exigibles == sum(fila["situacion"] == "Exigible" for fila in dichas.values()) <= 10


@pytest.mark.usefixtures("oficina_chica")
def test_el_histograma_cuenta_lo_que_la_rejilla_ensena() -> None:
    panel = Explorar()
    for filtros in ({}, {"delegacion": "DH-TAP"}, {"folio": "no está"}):
        repartos = _fuente(panel).repartos(Pedido(0, 1, ("folio", False), filtros))
        assert not {"folio", "seudonimo", "numero_propio", "resolucion"} & set(repartos), (
            "uno por crédito no se cuenta"
        )
        for clave in ("delegacion", "concepto", "situacion", "etapa", "ejecutor", "rango"):
            assert dict(repartos[clave]) == _contado(panel, clave, **filtros), clave
        anios = Counter(dicho[:4] for dicho, n in _contado(panel, "prescribe", **filtros).items() for _ in range(n))
        assert {que: n for que, n in repartos["prescribe"] if n} == anios
    _fuente(panel).busca = "000007"
    repartos = _fuente(panel).repartos(Pedido(0, 1, ("folio", False), {}))
    assert [sum(n for _, n in pares) for pares in repartos.values()] == [1] * len(repartos), "también lo que se busca"


@pytest.mark.usefixtures("oficina_chica")
def test_el_importe_solo_se_reparte_con_nombres_y_un_folio_nunca() -> None:
    assert "total" not in _fuente(Explorar()).repartos(Pedido(0, 1, ("folio", False), {}))
    con = _con_nombres()
    cuentas = _fuente(con).repartos(Pedido(0, 1, ("folio", False), {}))["total"]
    importes = [int(d.replace(",", "").split(".")[0]) for d, n in _contado(con, "total").items() for _ in range(n)]
    assert sum(n for _, n in cuentas) == len(importes) == 12
    for que, cuantos in cuentas:
        desde, hasta = (int(lado.strip(" $").replace(",", "")) for lado in que.split(" a "))
        assert cuantos == sum(desde <= importe <= hasta for importe in importes), que
    with pytest.raises(ErrorDeUso, match="no se reparte"):
        _fuente(con).cartera.repartos(["folio"], {})
    with pytest.raises(ErrorDeUso, match="no tiene la columna"):
        _fuente(Explorar()).cartera.repartos(["rfc"], {})
