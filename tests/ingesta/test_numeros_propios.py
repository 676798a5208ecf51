"""Los números de la oficina: se guardan con el alta y valen donde vale el folio."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from ingesta.test_ingesta import (
    CARTERA,
    DILIGENCIA,
    INCIDENCIA,
    RECIBO,
    _almacen,
    _carga_filas,
    _cargar,
    _consulta,
    _csv,
    _mensaje,
)
from sqlalchemy import Engine

from cobranza.almacen.toma import foto_actual
from cobranza.cartera.explicacion import explicar
from cobranza.ingesta.deshacer import deshacer
from cobranza.ley.norma import de_la_oficina

pytestmark = pytest.mark.lenta

PROPIO = "SF/DC/0001/2022"
SUYO = CARTERA | {"Número de crédito": "", "Número propio": PROPIO}
SEGUNDO = SUYO | {"Número propio": "SF/DC/0002/2022", "Resolución": "R-2"}


@pytest.fixture
def engine(motor: Engine) -> Engine:
    return motor


def test_el_numero_de_la_oficina_se_guarda_y_el_folio_lo_pone_el_sistema(engine: Engine, tmp_path: Path) -> None:
    r = _carga_filas(engine, tmp_path, "cartera", SUYO, SEGUNDO)
    assert (r.leidas, r.aceptadas) == (2, 2)
    assert _consulta(engine, "SELECT numero, folio FROM numero_propio ORDER BY numero") == [
        (PROPIO, "TGZ-2019-000001"),
        ("SF/DC/0002/2022", "TGZ-2019-000002"),
    ]


@pytest.mark.parametrize(
    ("layout", "fila", "tabla"),
    [("diligencias", DILIGENCIA, "acto"), ("incidencias", INCIDENCIA, "acto"), ("recibos", RECIBO, "recibo")],
)
@pytest.mark.parametrize("escrito", [PROPIO, "sf/dc/0001/2022", "tgz-2019-000001"])
def test_en_los_demas_archivos_vale_el_numero_propio_o_el_folio_en_minusculas(
    engine: Engine, tmp_path: Path, layout: str, fila: dict[str, str], tabla: str, escrito: str
) -> None:
    _carga_filas(engine, tmp_path, "cartera", SUYO)
    r = _carga_filas(engine, tmp_path, layout, fila | {"Crédito": escrito})
    assert (r.aceptadas, r.cuarentena) == (1, 0), _mensaje(engine)
    folios = _consulta(engine, f"SELECT DISTINCT folio FROM {tabla}")
    assert folios == [("TGZ-2019-000001",)]


def test_el_numero_que_nadie_registro_se_dice_como_venia(engine: Engine, tmp_path: Path) -> None:
    _carga_filas(engine, tmp_path, "cartera", SUYO)
    r = _carga_filas(engine, tmp_path, "recibos", RECIBO | {"Crédito": "SF/DC/0999/2022"})
    assert r.por_motivo == {"Crédito que no existe": 1}
    assert "«SF/DC/0999/2022» no está en la cartera" in _mensaje(engine)


def test_la_misma_cartera_en_otro_archivo_se_reconoce_por_su_numero(engine: Engine, tmp_path: Path) -> None:
    _carga_filas(engine, tmp_path, "cartera", SUYO)
    r = _carga_filas(engine, tmp_path, "cartera", SUYO, SEGUNDO)
    assert (r.aceptadas, r.ya_registradas, r.cuarentena) == (2, 1, 0)
    assert _consulta(engine, "SELECT COUNT(*) FROM credito") == [(2,)]


def test_un_numero_repetido_o_de_otro_credito_no_entra(engine: Engine, tmp_path: Path) -> None:
    r = _carga_filas(engine, tmp_path, "cartera", SUYO, SEGUNDO | {"Número propio": PROPIO.lower()})
    assert r.por_motivo == {"Número propio repetido en el archivo": 1}
    assert "línea 2" in _mensaje(engine)
    otro = SEGUNDO | {"Número propio": PROPIO, "Número de crédito": "TGZ-2019-000009"}
    r = _carga_filas(engine, tmp_path, "cartera", otro)
    assert r.por_motivo == {"Número propio de otro crédito": 1}
    assert "TGZ-2019-000001" in _mensaje(engine)


def test_el_credito_ya_cargado_recibe_despues_su_numero(engine: Engine, tmp_path: Path) -> None:
    _carga_filas(engine, tmp_path, "cartera", CARTERA)
    con_numero = CARTERA | {"Número propio": PROPIO}
    for ya in (0, 1):
        r = _carga_filas(engine, tmp_path, "cartera", con_numero | {"Dictamen": ""} if ya else con_numero)
        assert (r.aceptadas, r.ya_registradas) == (1, ya)
    assert _consulta(engine, "SELECT numero, folio FROM numero_propio") == [(PROPIO, "TGZ-2019-000001")]
    assert _consulta(engine, "SELECT COUNT(*) FROM acto") == [(1,)]


def test_deshacer_la_carga_deja_libre_el_numero(engine: Engine, tmp_path: Path) -> None:
    from ingesta.test_ingesta import AHORA

    _carga_filas(engine, tmp_path, "cartera", SUYO)
    deshacer(engine, 1, usuario="x", ahora=AHORA)
    r = _carga_filas(engine, tmp_path, "cartera", SUYO | {"Multa": "10.00"})
    assert (r.aceptadas, r.cuarentena) == (1, 0)
    assert _consulta(engine, "SELECT folio FROM numero_propio") == [("TGZ-2019-000002",)]


@pytest.mark.parametrize("escrito", [PROPIO, "sf/dc/0001/2022", "tgz-2019-000001"])
def test_la_liquidacion_se_pide_y_se_nombra_por_el_numero_de_la_oficina(tmp_path: Path, escrito: str) -> None:
    engine = _almacen(tmp_path / "libros.db")
    _cargar(engine, "cartera", _csv(tmp_path / "c.csv", [SUYO]))
    foto = foto_actual(f"sqlite:///{tmp_path / 'libros.db'}", tmp_path)
    explicacion = explicar(foto.conexion(), de_la_oficina(), escrito, date(2019, 12, 31))
    assert (explicacion.credito["folio"], explicacion.numero_propio) == ("TGZ-2019-000001", PROPIO)


@pytest.mark.parametrize("marca", ["S/N", "-", "N/A", "0", "SN", "sin número", "—", "s/n."])
def test_la_marca_de_vacio_no_es_numero_de_ningun_credito(engine: Engine, tmp_path: Path, marca: str) -> None:
    """Dos créditos «S/N» no chocan entre sí, y un recibo «S/N» no se le aplica a ninguno."""
    sin_numero = SUYO | {"Número propio": marca}
    r = _carga_filas(engine, tmp_path, "cartera", sin_numero, sin_numero | {"Resolución": "R-2"})
    assert (r.aceptadas, r.cuarentena) == (2, 0), _mensaje(engine)
    assert _consulta(engine, "SELECT COUNT(*) FROM numero_propio") == [(0,)]
    r = _carga_filas(engine, tmp_path, "recibos", RECIBO | {"Crédito": marca})
    assert r.por_motivo == {"Falta un dato obligatorio": 1}
    assert "Falta Crédito" in _mensaje(engine)


def test_las_cifras_de_ancho_completo_entran_con_su_notificacion(engine: Engine, tmp_path: Path) -> None:
    r = _carga_filas(engine, tmp_path, "cartera", CARTERA | {"Fecha de notificación": "２０/０３/２０１９"})
    assert (r.aceptadas, r.cuarentena) == (1, 0)
    assert _consulta(engine, "SELECT COUNT(*) FROM acto WHERE tipo = 'NOTIFICACION'") == [(1,)]


DE_TAPACHULA = {"Delegación": "DH-TAP", "Municipio": "07089"}


@pytest.mark.parametrize("escrito", ["SF / DC / 0001 / 2022", "sf/dc /0001/2022", "SF/DC/0001/2022 "])
def test_los_espacios_junto_a_los_signos_no_hacen_otro_numero(engine: Engine, tmp_path: Path, escrito: str) -> None:
    _carga_filas(engine, tmp_path, "cartera", SUYO)
    r = _carga_filas(engine, tmp_path, "recibos", RECIBO | {"Crédito": escrito})
    assert (r.aceptadas, r.cuarentena) == (1, 0), _mensaje(engine)


@pytest.mark.parametrize(("registrado", "escrito"), [("123", "123.0"), ("000123", "123"), ("123", "0123")])
def test_el_numero_que_una_hoja_cambio_se_reconoce_si_es_uno_solo(
    engine: Engine, tmp_path: Path, registrado: str, escrito: str
) -> None:
    _carga_filas(engine, tmp_path, "cartera", SUYO | {"Número propio": registrado})
    r = _carga_filas(engine, tmp_path, "recibos", RECIBO | {"Crédito": escrito})
    assert (r.aceptadas, r.cuarentena) == (1, 0), _mensaje(engine)


@pytest.mark.parametrize("escrito", ["123", "0123", "123.0"])
def test_el_recibo_que_dos_creditos_reclaman_no_se_aplica_a_ninguno(
    engine: Engine, tmp_path: Path, escrito: str
) -> None:
    _carga_filas(
        engine, tmp_path, "cartera", *(f | {"Número propio": n} for f, n in ((SUYO, "000123"), (SEGUNDO, "123")))
    )
    r = _carga_filas(engine, tmp_path, "recibos", RECIBO | {"Crédito": escrito})
    assert r.por_motivo == {"Número propio de más de un crédito": 1}
    assert "TGZ-2019-000001 y TGZ-2019-000002" in _mensaje(engine)
    con_ceros = RECIBO | {"Crédito": "000123", "Recibo": "R-CON-CEROS"}
    assert _carga_filas(engine, tmp_path, "recibos", con_ceros).aceptadas == 1
    assert _consulta(engine, "SELECT folio FROM recibo") == [("TGZ-2019-000001",)]


def test_el_mismo_numero_en_dos_delegaciones_se_explica_y_sus_recibos_esperan(engine: Engine, tmp_path: Path) -> None:
    _carga_filas(engine, tmp_path, "cartera", SUYO)
    r = _carga_filas(engine, tmp_path, "cartera", SEGUNDO | DE_TAPACHULA | {"Número propio": PROPIO})
    assert r.por_motivo == {"Número propio de otro crédito": 1}
    assert "ya lo tiene otro crédito, TGZ-2019-000001" in _mensaje(engine)
    assert "Delegación" in _mensaje(engine)
    r = _carga_filas(engine, tmp_path, "recibos", RECIBO | {"Crédito": PROPIO})
    assert r.por_motivo == {"Número propio de más de un crédito": 1}
    r = _carga_filas(engine, tmp_path, "recibos", RECIBO | {"Crédito": "TGZ-2019-000001"})
    assert r.aceptadas == 1


def test_un_numero_con_forma_de_folio_de_otra_serie_no_toma_ese_folio(engine: Engine, tmp_path: Path) -> None:
    r = _carga_filas(engine, tmp_path, "cartera", SUYO | DE_TAPACHULA | {"Número propio": "TGZ-2019-000123"})
    assert _consulta(engine, "SELECT numero, folio FROM numero_propio") == [("TGZ-2019-000123", "TAP-2019-000001")]
    assert any("forma de folio de otra serie" in aviso for aviso in r.avisos)
    recibo = RECIBO | {"Crédito": "TGZ-2019-000123"}
    assert _carga_filas(engine, tmp_path, "recibos", recibo).aceptadas == 1
    _carga_filas(engine, tmp_path, "cartera", SEGUNDO | {"Número de crédito": "TGZ-2019-000123", "Número propio": ""})
    r = _carga_filas(engine, tmp_path, "recibos", recibo | {"Recibo": "R-DUDOSO"})
    assert r.por_motivo == {"Número propio de más de un crédito": 1}
    propia = SUYO | {"Número propio": "TGZ-2019-000777", "Resolución": "R-3"}
    _carga_filas(engine, tmp_path, "cartera", propia)
    assert _consulta(engine, "SELECT 1 FROM credito WHERE folio = 'TGZ-2019-000777'") == [(1,)]
