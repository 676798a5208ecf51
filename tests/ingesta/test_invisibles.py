"""Lo que no se ve o engaña se trata igual en los dos motores, y nada de eso llega a la base."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ingesta.libros_de_prueba import con_xlsxwriter
from ingesta.test_ingesta import CARTERA, _csv
from ingesta.test_reales import _cargar, _consulta
from sqlalchemy import Engine, inspect, text

from cobranza.almacen.migrar import migrar
from cobranza.almacen.sesion import abrir
from cobranza.base.errores import ErrorDeDatos
from cobranza.base.invisibles import a_la_vista, es_enganoso

NO_ENTRAN = [*map(chr, (0, 1, 7, 8, 0x0B, 0x1B, 0x1F, 0x7F, 0x80, 0x85, 0x9F, 0xFFFE, 0xFFFF))]
DE_DIRECCION = [*map(chr, (0x61C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))]
DE_ANCHO_CERO = [*map(chr, (0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0x2064, 0xFEFF, 0x180E, 0xE0041, 0xFE0F))]
CAMPOS = list(CARTERA)


def _textos_de_la_base(motor: Engine) -> list[str]:
    with motor.connect() as conexion:
        return [
            dato
            for tabla in inspect(motor).get_table_names()
            for fila in conexion.execute(text(f'SELECT * FROM "{tabla}"'))
            for dato in fila
            if isinstance(dato, str)
        ]


def _que_la_base_este_limpia(motor: Engine) -> None:
    for dato in _textos_de_la_base(motor):
        assert not any(letra in dato for letra in NO_ENTRAN + DE_DIRECCION), ascii(dato)


@pytest.mark.parametrize("letra", NO_ENTRAN + DE_DIRECCION, ids=lambda c: f"U+{ord(c):04X}")
def test_lo_que_engana_no_entra_en_ninguna_columna(motor: Engine, tmp_path: Path, letra: str) -> None:
    filas = [
        CARTERA | {"Número de crédito": f"TGZ-2019-{k:06d}", "Resolución": f"R-{k}"}
        for k in range(1, len(CAMPOS) + 1)
    ]
    for k, campo in enumerate(CAMPOS):
        dato = filas[k][campo] or "XX"
        filas[k][campo] = dato[:1] + letra + dato[1:]
    r = _cargar(motor, _csv(tmp_path / "c.csv", filas, "utf-8"))
    assert (r.leidas, r.aceptadas, r.cuarentena) == (len(CAMPOS), 0, len(CAMPOS))
    _que_la_base_este_limpia(motor)
    assert all(reparo.mensaje == a_la_vista(reparo.mensaje) for reparo in r.reparos)


@pytest.mark.parametrize("letra", DE_ANCHO_CERO, ids=lambda c: f"U+{ord(c):04X}")
def test_lo_de_ancho_cero_se_quita_y_el_dato_es_el_mismo(motor: Engine, tmp_path: Path, letra: str) -> None:
    fila = {campo: f"{letra}{dato[:2]}{letra}{dato[2:]}" if dato else letra for campo, dato in CARTERA.items()}
    r = _cargar(motor, _csv(tmp_path / "c.csv", [fila], "utf-8"))
    assert (r.aceptadas, r.por_motivo) == (1, {})
    ((folio, nombre),) = _consulta(motor, "SELECT folio, nombre FROM credito")
    assert (folio, nombre) == (CARTERA["Número de crédito"], CARTERA["Nombre o razón social"])
    assert not any(letra in dato for dato in _textos_de_la_base(motor))


def test_un_guion_que_no_se_ve_no_entra(motor: Engine, tmp_path: Path) -> None:
    r = _cargar(motor, _csv(tmp_path / "c.csv", [CARTERA | {"Nombre o razón social": "Mu\xadñoz"}], "utf-8"))
    assert (r.aceptadas, r.cuarentena) == (0, 1)


def test_tambien_en_titulos_nombres_de_archivo_y_hojas(motor: Engine, tmp_path: Path) -> None:
    crudo = _csv(tmp_path / "a.csv", [CARTERA], "utf-8").read_text(encoding="utf-8")
    ruta = tmp_path / "a\u202eb\x07.csv"
    ruta.write_text(crudo.replace("RFC", "\u202eRFC\x00", 1).replace("\r\n", ",\x00\r\n", 1), encoding="utf-8")
    r = _cargar(motor, ruta)
    assert (r.leidas, r.aceptadas) == (1, 1)
    _que_la_base_este_limpia(motor)
    escapada = [v if k != "Nombre o razón social" else "a_xD800_b_x0000_" for k, v in CARTERA.items()]
    escapada[0] = "TGZ-2019-000002"
    hoja = _cargar(motor, con_xlsxwriter(tmp_path / "c.xlsx", [list(CARTERA), escapada]))
    assert (hoja.leidas, hoja.cuarentena) == (1, 1)
    _que_la_base_este_limpia(motor)


@pytest.mark.skipif(os.name != "posix", reason="los nombres que no son UTF-8 son de Unix")
def test_un_nombre_de_archivo_que_no_es_utf8_se_guarda_a_la_vista(motor: Engine, tmp_path: Path) -> None:
    ruta = Path(os.fsdecode(os.fsencode(tmp_path) + b"/cr\xe9ditos.csv"))
    _csv(ruta, [CARTERA], "utf-8")
    assert _cargar(motor, ruta).aceptadas == 1
    assert _consulta(motor, "SELECT archivo FROM lote") == [("cr\ufffdditos.csv",)]


def test_los_mismos_archivos_dan_las_mismas_cuentas_en_los_dos_motores(motor: Engine, tmp_path: Path) -> None:
    """Se compara cada motor con SQLite: cuentas, motivos, mensajes y lo que quedó en cuarentena."""
    raras = [*NO_ENTRAN, *DE_DIRECCION, *DE_ANCHO_CERO, "\xad", "\u2028", "\u3000", "\ud7ff", "\U0010ffff", "Ａ"]
    filas = []
    for k, letra in enumerate(raras, start=1):
        campo = CAMPOS[k % len(CAMPOS)]
        base = CARTERA | {"Número de crédito": f"TGZ-2019-{k:06d}", "Resolución": f"R-{k}"}
        filas.append(base | {campo: f"{base[campo]}{letra}"})
    ruta = _csv(tmp_path / "c.csv", filas, "utf-8")
    ruta.write_text(ruta.read_text(encoding="utf-8") + '"sin cerrar\x00\u202e\n', encoding="utf-8")
    referencia = abrir(f"sqlite:///{tmp_path / 'otra.db'}")
    migrar(referencia)
    vistas = []
    for de in (motor, referencia):
        r = _cargar(de, ruta)
        apartadas = _consulta(de, "SELECT linea, campo, valor, motivo, mensaje, fila FROM cuarentena ORDER BY linea")
        vistas.append((r.leidas, r.aceptadas, r.cuarentena, r.por_motivo, r.avisos, apartadas))
    referencia.dispose()
    assert vistas[0] == vistas[1]
    assert vistas[0][0] == len(raras) + 1


@given(st.text())
def test_a_la_vista_siempre_se_puede_guardar_y_ensenar(texto: str) -> None:
    limpio = a_la_vista(texto)
    limpio.encode("utf-8")
    assert "\x00" not in limpio
    assert a_la_vista(limpio) == limpio
    assert not any(unicodedata.bidirectional(c) in ("RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI") for c in limpio)
    assert es_enganoso(texto) or limpio == texto


def test_usuario_y_oficio_tampoco_enganan(motor: Engine, tmp_path: Path) -> None:
    from ingesta.test_ingesta import AHORA

    from cobranza.base.errores import ErrorDeUso
    from cobranza.ingesta import Remesa, ingerir

    ruta = _csv(tmp_path / "c.csv", [CARTERA], "utf-8")
    with pytest.raises(ErrorDeUso, match="no se ven"):
        ingerir(motor, "cartera", ruta, usuario="x\u202e", ahora=AHORA)
    with pytest.raises((ErrorDeUso, ErrorDeDatos), match="no se ven"):
        ingerir(motor, "cartera", ruta, usuario="x", ahora=AHORA, remesa=Remesa("OF\x00", 1, 1_000_000))
