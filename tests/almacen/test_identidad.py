"""La foto dice de qué base es, si es la de ejemplo y hasta qué día se había capturado."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from oficina import almacen_nuevo, asentar, credito, hecho

from cobranza.almacen.foto import Foto, foto_de
from cobranza.almacen.identidad import DEL_EJEMPLO
from cobranza.almacen.sesion import abrir
from cobranza.almacen.toma import foto_actual
from cobranza.libros import cargas

FOLIO = "TGZ-2019-000001"


def _base(ruta: Path) -> str:
    url = f"sqlite:///{ruta}"
    motor = almacen_nuevo(url)
    with motor.begin() as conexion:
        credito(conexion, FOLIO)
    motor.dispose()
    return url


def _segmentos(foto: Foto) -> dict[str, int]:
    return {str(ruta): ruta.stat().st_mtime_ns for ruta in foto.huellas if isinstance(ruta, Path)}


def test_la_propia_lleva_el_nombre_de_su_archivo_y_no_es_el_ejemplo(tmp_path: Path) -> None:
    foto = foto_actual(_base(tmp_path / "oficina de rentas.db"), tmp_path)
    assert foto.base.como_dict() == {"nombre": "oficina de rentas", "ejemplo": False}
    copia = foto_de(foto.manifiesto)
    assert (copia.base, copia.hasta) == (foto.base, foto.hasta), "viaja con la foto"


def test_basta_una_carga_del_ejemplo_para_que_todo_lo_que_salga_lo_diga(tmp_path: Path) -> None:
    url = _base(tmp_path / "mezclada.db")
    antes = foto_actual(url, tmp_path)
    motor = abrir(url)
    with motor.begin() as conexion:
        datos = {"layout": "recaudacion", "archivo": "r.csv", "huella": "1", "registrado": datetime(2025, 1, 2)}
        cuenta = dict.fromkeys(("leidas", "aceptadas", "en_cuarentena"), 0)
        cargas.sellar(conexion, cargas.abrir(conexion, usuario=DEL_EJEMPLO, **datos, **cuenta))
    motor.dispose()
    despues = foto_actual(url, tmp_path)
    assert (antes.base.ejemplo, despues.base.ejemplo) == (False, True)
    nuevos = _segmentos(despues).items() - _segmentos(antes).items()
    assert {Path(ruta).parent.parent.name for ruta, _ in nuevos} == {"lote"}, "sólo se escribe la carga que llegó"


def test_el_ultimo_dia_crece_con_lo_que_se_captura(tmp_path: Path) -> None:
    url = _base(tmp_path / "libros.db")
    antes = foto_actual(url, tmp_path).hasta
    motor = abrir(url)
    with motor.begin() as conexion:
        asentar(conexion, hecho(FOLIO, "PAGO", "2025-05-10", 400_000))
    motor.dispose()
    assert foto_actual(url, tmp_path).hasta == date(2025, 5, 10) > antes
