"""Los expedientes: qué se exige y qué hay en cada delegación, qué falta, qué está mal y qué no ha vuelto."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from informes.conftest import dicho
from oficina import acto, almacen_nuevo, credito, en_carpeta
from personal import Oficina, contratar
from sqlalchemy import create_engine

from cobranza.almacen.deposito import el_de_la_oficina
from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeDatos
from cobranza.informes import expedientes
from cobranza.informes.expedientes import Datos
from cobranza.procesos.revision_expediente import PROCESO

pytestmark = pytest.mark.lenta
CORTE, HOY = "2025-12-31", date(2025, 12, 1)
PIEZAS = ("caratula", "por_delegacion", "faltantes", "mal_integrados", "prestamos", "cuadrar")
COMPLETO, A_MEDIAS, SIN = "TGZ-2024-000001", "TAP-2024-000002", "TGZ-2024-000003"


@pytest.fixture(scope="module")
def datos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Datos]:
    """Tres créditos: uno con su expediente completo, otro a medias, mal foliado y prestado, y uno sin expediente."""
    carpeta = tmp_path_factory.mktemp("expedientes")
    motor = almacen_nuevo(en_carpeta(carpeta))
    contratar(motor)
    with motor.begin() as conexion:
        for folio in (COMPLETO, A_MEDIAS, SIN):
            credito(conexion, folio, notificacion="2024-06-10", fecha_resolucion="2024-06-03",
                    fecha_registro="2024-06-20", vencimiento="2024-04-30", ejercicio=2023,
                    delegacion=f"DH-{folio[:3]}")  # fmt: skip
        acto(conexion, A_MEDIAS, "MANDAMIENTO", "2025-02-03")
    o = Oficina(motor, PROCESO)
    with pytest.MonkeyPatch.context() as entorno:
        entorno.setenv("COBRANZA_BD", en_carpeta(carpeta))
        entorno.setenv("COBRANZA_SALIDAS", str(carpeta))
        for folio, piezas, salta in (
            (COMPLETO, ("REG-01", "REG-02", "REG-05", "NOT-02", "PLZ-01", "EXG-01"), 0),
            (A_MEDIAS, ("REG-01", "REG-02", "MAN-01"), 1),
        ):
            numero = o.abrir("DEL", HOY, {"folio": folio})
            for k, pieza in enumerate(piezas, 1):
                dato = {"pieza": pieza, "fechada_el": "2025-02-03", "huella": _guardado(f"{folio} {pieza}")}
                o.paso(numero, "INTEGRADO_PARCIAL", "DEL", HOY, foja_inicial=k + salta, foja_final=k + salta, **dato)
        o.paso(numero, "PRESTADO", "DEL", HOY, prestado_a="OPG", devolver_el="2025-12-11")
        motor.dispose()
        yield expedientes.preparar(corte=CORTE)


def _guardado(texto: str) -> str:
    return el_de_la_oficina().guardar(texto.encode())


def test_dice_lo_mismo_que_su_oro(datos: Datos, oro: Callable[[str, str], None]) -> None:
    oro("expedientes", dicho([getattr(expedientes, pieza)(datos) for pieza in PIEZAS]))


def test_lo_exigible_es_lo_integrado_mas_lo_que_falta(datos: Datos) -> None:
    filas = datos.por_expediente.set_index("folio")
    assert [*filas.loc[COMPLETO, ["exigibles", "presentes", "completo"]]] == [6, 6, 1]
    assert [*filas.loc[A_MEDIAS, ["exigibles", "presentes", "completo"]]] == [8, 3, 0]
    total = expedientes.por_delegacion(datos).total
    assert total is not None and (total["vigentes"], total["con"], total["exigibles"]) == (3, 2, 14)
    falta = expedientes.faltantes(datos).total
    assert falta is not None and falta["faltan"] == 14 - 9 == int((~datos.exigidos["presente"]).sum())


def test_un_prestamo_sin_volver_se_dice_con_su_retraso(datos: Datos) -> None:
    (fila,) = expedientes.prestamos(datos).filas
    assert fila[-1] == 20 and "OPG" in fila
    (mal,) = expedientes.mal_integrados(datos).filas
    assert mal[-1] == "foja 1 sin pieza"


def test_lo_prestado_de_un_credito_cancelado_tambien_tiene_que_volver(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """El crédito sale de la cartera; su expediente sigue en manos de otro."""
    monkeypatch.setenv("COBRANZA_BD", en_carpeta(tmp_path))
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path))
    motor = almacen_nuevo(en_carpeta(tmp_path))
    contratar(motor)
    with motor.begin() as conexion:
        for folio in (COMPLETO, SIN):
            credito(conexion, folio, notificacion="2024-06-10", fecha_resolucion="2024-06-03",
                    fecha_registro="2024-06-20", vencimiento="2024-04-30", ejercicio=2023,
                    delegacion="DH-TGZ")  # fmt: skip
        acto(conexion, COMPLETO, "CANCELACION", "2025-12-05")
    o = Oficina(motor, PROCESO)
    numero = o.abrir("DEL", HOY, {"folio": COMPLETO})
    o.paso(numero, "INTEGRADO_PARCIAL", "DEL", HOY, pieza="REG-01", fechada_el="2025-02-03", huella=_guardado("x"),
           foja_inicial=1, foja_final=1)  # fmt: skip
    o.paso(numero, "PRESTADO", "DEL", HOY, prestado_a="OPG", devolver_el="2025-12-11")
    motor.dispose()
    datos = expedientes.preparar(corte=CORTE)
    assert [*datos.vigentes["folio"]] == [SIN] and datos.expedientes == ()
    (fila,) = expedientes.prestamos(datos).filas
    assert fila[0] == numero and fila[-1] == 20
    assert [c.valor for c in expedientes.caratula(datos).cifras if "vencidos" in c.etiqueta.lower()] == ["1"]
    assert "1 préstamo debió devolverse" in dicho([expedientes.caratula(datos)])


def test_dos_expedientes_de_un_credito_no_cuadran(datos: Datos) -> None:
    malo = replace(datos, expedientes=(*datos.expedientes, datos.expedientes[0]))
    with pytest.raises(ErrorDeDatos, match="más de un expediente"):
        expedientes.cuadrar(malo)


def test_lo_que_se_da_despues_de_la_foto_sale_en_la_que_sigue(datos: Datos) -> None:
    motor = create_engine(ajustes().bd)
    (numero,) = (e.numero for e in datos.expedientes if e.prestado_a)
    Oficina(motor, PROCESO).paso(numero, "DEVUELTO", "DEL", date(2025, 12, 5))
    motor.dispose()
    assert not any(e.prestado_a for e in expedientes.preparar(corte=CORTE).expedientes)


def test_una_delegacion_sola_dice_lo_suyo_y_antes_de_abrirlos_que_no_hay(datos: Datos) -> None:
    assert [e.folio for e in expedientes.preparar(corte=CORTE, delegacion="DH-TAP").expedientes] == [A_MEDIAS]
    antes = expedientes.preparar(corte="2025-11-30")
    assert "ninguno de los 3 créditos vigentes" in dicho([getattr(expedientes, p)(antes) for p in PIEZAS])
    uno = replace(antes, vigentes=antes.vigentes.iloc[:1])
    assert "el único crédito vigente no tiene abierto su expediente" in dicho([expedientes.caratula(uno)])
