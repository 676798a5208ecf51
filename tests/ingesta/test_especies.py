"""Qué es un archivo, con qué letras está escrito y dónde está su encabezado: por lo que trae, no por su nombre."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ingesta.libros_de_prueba import con_openpyxl, ods, xlsb
from ingesta.test_ingesta import CARTERA, _creditos, _csv, _texto_csv
from ingesta.test_reales import REALES, _cargar, _consulta
from sqlalchemy import Engine

from cobranza.base.errores import ErrorDeDatos
from cobranza.ingesta import layouts, lectura
from cobranza.ingesta.avisos import Avisos
from cobranza.ingesta.fuente import reconocer
from cobranza.ingesta.letras import descifrado, es_letra_rota, sin_entidades

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def _zip(**partes: str) -> bytes:
    memoria = io.BytesIO()
    with zipfile.ZipFile(memoria, "w") as caja:
        for nombre, contenido in partes.items():
            caja.writestr(nombre.replace("__", "/"), contenido)
    return memoria.getvalue()


def _dbf() -> bytes:
    encabezado = (
        bytes([3, 125, 2, 4]) + (1).to_bytes(4, "little") + (65).to_bytes(2, "little") + (11).to_bytes(2, "little")
    )
    campo = b"RFC".ljust(11, b"\0") + b"C" + bytes(4) + bytes([10, 0]) + bytes(14)
    return encabezado + bytes(20) + campo + b"\x0d" + b" FIC0101010" + b"\x1a"


_HTML = (REALES / "18-html-disfrazado.xls").read_text(encoding="utf-8")
_OTRAS = {
    "html.xls": (_HTML.encode(), "página HTML"),
    "html_con_marca.xls": (b"\xef\xbb\xbf\r\n" + _HTML.encode(), "página HTML"),
    "html_utf16.xls": (_HTML.encode("utf-16"), "página HTML"),
    "tabla.xls": (b"<table border=1><tr><td>RFC</td></tr></table>", "página HTML"),
    "2003.xls": (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "XML 2003",
    ),
    "factura.xml": (b'<?xml version="1.0"?><cfdi:Comprobante xmlns:cfdi="http://www.sat.gob.mx/cfd/4"/>', "CFDI"),
    "otro.xml": (b'<?xml version="1.0"?><datos><a/></datos>', "un archivo XML"),
    "c.xlsx": (gzip.compress(b"a,b\n1,2\n"), "gzip"),
    "c.zip": (_zip(**{"enero.csv": "a,b", "febrero.csv": "a,b"}), r"ZIP con 2 archivos \(enero\.csv, febrero\.csv\)"),
    "word.xlsx": (_zip(word__document="x"), "documento de texto"),
    "numbers.xlsx": (_zip(**{"Index__Document.iwa": "x"}), "Numbers"),
    "c.pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "un PDF"),
    "c.dbf": (_dbf(), "dBase o FoxPro"),
    "c.json": (b'[{"rfc": "X"}]', "un archivo JSON"),
    "c.csv": (b'{"rfc": "X"}', "un archivo JSON"),
    "foto.csv": (b"\x89PNG\r\n\x1a\n" + bytes(50), "una imagen"),
    "foto.jpg": (b"\xff\xd8\xff\xe0" + bytes(50), "una imagen"),
    "clave.xlsx": (_OLE + "EncryptedPackage".encode("utf-16-le") + bytes(64), "con contraseña"),
    "carta.xls": (_OLE + "WordDocument".encode("utf-16-le") + bytes(64), "Word"),
    "base.csv": (b"SQLite format 3\x00" + bytes(100), "SQLite"),
    "acceso.csv": (b"\x00\x01\x00\x00Standard ACE DB\x00" + bytes(100), "Access"),
    "trunco.xlsx": (b"PK\x03\x04" + bytes(range(256)), "dañado"),
    "rara.xls": (_OLE, "dañado o de otro programa"),
    "excel4.xls": (b"\x09\x08\x08\x00\x00\x05\x05\x00" + bytes(100), "anterior a 1997"),
    "c.slk": (b"ID;PWXL;N;E\r\nC;Y1;X1;K1\r\n", "SYLK"),
    "c.7z": (b"7z\xbc\xaf\x27\x1c" + bytes(50), "7-Zip"),
    "vacio.csv": (b"", "vacío"),
    "blanco.xlsx": (b" \r\n\r\n", "vacío"),
}


@pytest.mark.parametrize("nombre", _OTRAS)
def test_lo_que_no_es_una_tabla_se_dice_por_su_nombre_y_que_hacer(motor: Engine, tmp_path: Path, nombre: str) -> None:
    contenido, que_es = _OTRAS[nombre]
    ruta = tmp_path / nombre
    ruta.write_bytes(contenido)
    with pytest.raises(ErrorDeDatos, match=que_es) as error:
        _cargar(motor, ruta)
    assert nombre in error.value.mensaje
    assert "le faltan columnas" not in error.value.mensaje


@pytest.mark.parametrize("clase", ["xlsx", "ods", "xlsb"])
@settings(max_examples=25)
@given(st.data())
def test_un_libro_roto_se_explica_y_no_se_cae(
    tmp_path_factory: pytest.TempPathFactory, clase: str, data: st.DataObject
) -> None:
    """Un libro bueno al que se le cambian bytes al azar: entra, o se dice que está dañado."""
    carpeta = tmp_path_factory.getbasetemp()
    escribir = {"xlsx": lambda ruta, filas: con_openpyxl(ruta, Base=filas), "ods": ods, "xlsb": xlsb}[clase]
    ruta = escribir(carpeta / f"roto.{clase}", [list(CARTERA), list(CARTERA.values())])
    contenido = bytearray(ruta.read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        contenido[len(contenido) * data.draw(st.integers(0, 9_999)) // 10_000] = data.draw(st.integers(0, 255))
    ruta.write_bytes(bytes(contenido))
    try:
        list(lectura.bloques(reconocer(ruta), layouts.leer("cartera"), 100, Avisos()))
    except ErrorDeDatos as error:
        assert ruta.name in error.mensaje


_NOMBRES = ("Muñoz Peña", "María José Pérez", "JESÚS NÚÑEZ ÁLVAREZ", "García López", "Íñigo Güemes")


@pytest.mark.parametrize(
    "codificacion", ["cp850", "cp437", "mac_roman", "cp1252", "utf-8", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_las_letras_del_archivo_se_reconocen_por_evidencia(motor: Engine, tmp_path: Path, codificacion: str) -> None:
    nombre = "Muñoz Peña y García" if codificacion == "cp437" else "JESÚS NÚÑEZ ÁLVAREZ y Compañía"
    ruta = tmp_path / "c.csv"
    crudo = _texto_csv([c | {"Nombre o razón social": nombre} for c in _creditos(3)])
    if codificacion == "cp437":  # no tiene las mayúsculas acentuadas que sí llevan los títulos
        crudo = crudo.replace("Ámbito", "Ambito")
    ruta.write_bytes(crudo.encode(codificacion))
    r = _cargar(motor, ruta)
    assert (r.aceptadas, r.por_motivo) == (3, {})
    assert _consulta(motor, "SELECT DISTINCT nombre FROM credito") == [(nombre,)]
    rara = codificacion in {"cp850", "cp437", "mac_roman", "utf-16-le", "utf-16-be"}
    assert any(a.startswith("El archivo está") for a in r.avisos) == rara


@pytest.mark.parametrize(
    ("era", "leida"),
    [
        *(("utf-8", leida) for leida in ("cp1252", "latin-1", "cp850", "cp437", "mac_roman")),
        ("cp850", "cp1252"),
        ("cp1252", "cp850"),
        ("cp1252", "mac_roman"),
        ("mac_roman", "cp1252"),
        ("cp1252", "cp1251"),
        ("cp1252", "utf-8"),
        ("ascii", "ascii"),
    ],
)
@pytest.mark.parametrize("nombre", ["Muñoz Peña", "María José Pérez", "García López"])
def test_las_letras_rotas_de_cada_familia_se_notan(
    motor: Engine, tmp_path: Path, era: str, leida: str, nombre: str
) -> None:
    roto = nombre.encode(era, "replace").decode(leida, "replace")
    ruta = _csv(tmp_path / "c.csv", [CARTERA | {"Nombre o razón social": roto}], "utf-8")
    r = _cargar(motor, ruta)
    assert r.aceptadas == 0
    assert set(r.por_motivo) <= {"Letras rotas por la codificación", "Caracteres de control"}
    if (decia := descifrado(roto)) and "Letras rotas por la codificación" in r.por_motivo:
        assert decia == nombre
        assert f"seguramente decía «{nombre}»" in r.reparos[0].mensaje


@pytest.mark.parametrize(
    "texto",
    [
        "Ramón", "SÃO JOÃO", "¿Qué?", "Peña–Núñez", "O’Neil", "Wendy’s", "Müller", "Société Générale", "AT&T", "P&G",
        "5° piso", "1ª. sección", "«La Única»", "CAÑÓN", "México—Tuxtla", "Zoë", "Gal·la", "10 ± 2", "CAMÕES",
    ],
)  # fmt: skip
def test_lo_que_esta_bien_escrito_no_se_toma_por_roto(texto: str) -> None:
    assert not es_letra_rota(texto)
    assert sin_entidades(texto) == texto


@pytest.mark.parametrize(
    "doble", ["MuÃƒÂ±oz", "Mu&amp;ntilde;oz", "Mu&#241;oz", "Mu&#xF1;oz", "MarÃ a", "Mu�oz", "JOS? LOPEZ"]
)
def test_lo_dos_veces_roto_tambien_se_nota(doble: str) -> None:
    assert es_letra_rota(doble) or sin_entidades(doble) == "Muñoz"


def _con(tmp_path: Path, *renglones: str, codificacion: str = "utf-8") -> Path:
    ruta = tmp_path / f"{len(list(tmp_path.iterdir()))}.csv"
    ruta.write_text("\n".join(renglones) + "\n", codificacion)
    return ruta


@pytest.mark.parametrize("separador", [";", "\t", "|", ","])
def test_sep_titulos_y_separador_se_reconocen_juntos(motor: Engine, tmp_path: Path, separador: str) -> None:
    salida = io.StringIO(newline="")
    escritor = csv.writer(salida, delimiter=separador)
    escritor.writerows([["Cartera, informe; preliminar"], [], list(CARTERA), list(CARTERA.values())])
    ruta = _con(tmp_path, f"sep={separador}", *salida.getvalue().splitlines())
    r = _cargar(motor, ruta)
    assert (r.aceptadas, r.por_motivo) == (1, {})


def test_un_texto_que_empieza_como_otra_cosa_sigue_siendo_texto(motor: Engine, tmp_path: Path) -> None:
    """«MZ» es la firma de un programa y también un título; los renglones de Mac acaban en un solo signo."""
    encabezado, fila = _texto_csv([CARTERA]).splitlines()
    ruta = tmp_path / "c.csv"
    ruta.write_bytes(f"MZ,{encabezado}\r4,{fila}\r".encode("mac_roman"))
    assert _cargar(motor, ruta).aceptadas == 1


def test_sin_encabezado_se_separa_igual_y_lo_hallado_se_lee(motor: Engine, tmp_path: Path) -> None:
    ruta = _con(tmp_path, "Contribuyente;Adeudo;Año", "Ficticia;5,000.00;2024", "Otra;6,000.00;2024")
    with pytest.raises(ErrorDeDatos, match="«Contribuyente», «Adeudo», «Año»"):
        _cargar(motor, ruta)


def test_renglones_de_separadores_totales_y_rayas_no_son_filas(motor: Engine, tmp_path: Path) -> None:
    encabezado, una, otra = _texto_csv(_creditos(2)).splitlines()
    comas = "," * (len(CARTERA) - 1)
    raya = ",".join(["-----"] * len(CARTERA))
    total = f'TOTAL,2 créditos{"," * 13}"20,000.00",,,,'
    ruta = _con(
        tmp_path, encabezado, raya, una, comas, f" {comas} ", otra, comas, encabezado, total, "(2 rows affected)"
    )
    r = _cargar(motor, ruta)
    assert (r.leidas, r.aceptadas) == (2, 2)
    dichos = "\n".join(r.avisos)
    assert "Renglones de totales que no se cargaron: 1 fila (línea 9 «TOTAL»)" in dichos
    assert "Renglones que no son datos y no se cargaron: 3 filas" in dichos


def test_un_importe_con_coma_sin_comillas_no_se_recorre_en_silencio(motor: Engine, tmp_path: Path) -> None:
    """«10,000.00» sin comillas y una celda vacía al final: de no verlo, entraría como diez pesos."""
    orden = [c for c in CARTERA if c not in {"Importe histórico", "Multa"}] + [
        "Importe histórico",
        "Multa",
        "Dictamen",
    ]
    encabezado, buena = _texto_csv([{c: (CARTERA | {"Dictamen": ""})[c] for c in orden}]).splitlines()
    ruta = _con(tmp_path, encabezado, buena, buena.replace('"10,000.00"', "10,000.00").replace("000001", "000002"))
    assert _cargar(motor, ruta).por_motivo == {"Número de celdas distinto al del encabezado": 1}


@pytest.mark.parametrize("nulo", ["NULL", "(null)", r"\N", "NaT", "[NULL]"])
def test_lo_que_un_servidor_ensena_sin_valor_es_vacio(motor: Engine, tmp_path: Path, nulo: str) -> None:
    vacias = dict.fromkeys(("Ejecutor", "Multa", "Fecha de notificación", "Forma de notificación"), nulo)
    r = _cargar(motor, _csv(tmp_path / "c.csv", [CARTERA | vacias]))
    assert (r.aceptadas, r.por_motivo) == (1, {})
    assert _consulta(motor, "SELECT COUNT(*) FROM acto") == [(0,)]


@pytest.mark.parametrize("folio", ["tgz-2019-000001", "TGZ 2019 000001", "TGZ/2019/000001", "TGZ2019000001"])
def test_el_folio_entra_con_otro_signo_o_en_minusculas(motor: Engine, tmp_path: Path, folio: str) -> None:
    assert _cargar(motor, _csv(tmp_path / "c.csv", [CARTERA | {"Número de crédito": folio}])).aceptadas == 1
    assert _consulta(motor, "SELECT folio FROM credito") == [("TGZ-2019-000001",)]


@pytest.mark.parametrize(
    "roto", ["Gonz=E1lez", "Gonz=C3=A1lez", "Gonz%C3%A1lez", "Gonz%E1lez", r"Gonz\u00e1lez", r"Gonz\xe1lez"]
)
def test_lo_escapado_por_otro_programa_son_letras_rotas_y_se_dice_que_decian(roto: str) -> None:
    assert es_letra_rota(roto)
    assert descifrado(roto) == "González"


@pytest.mark.parametrize("dudoso", ["MuÐoz", "MU?OZ", "Hernƒndez"])
def test_lo_que_no_es_seguro_no_se_sugiere(dudoso: str) -> None:
    assert es_letra_rota(dudoso)
    assert not descifrado(dudoso)


@pytest.mark.parametrize("sano", ["CLAVE=12", "50% de avance", r"C:\\users", "A=B", "IVA 16%"])
def test_los_signos_de_siempre_no_son_letras_rotas(sano: str) -> None:
    assert not es_letra_rota(sano)
