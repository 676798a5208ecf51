"""La ingesta contra un almacén de verdad: leídas = aceptadas + cuarentena, una vez y completa o nada."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from sorteo import ejemplos
from sqlalchemy import Engine, text

from cobranza.almacen.migrar import migrar
from cobranza.almacen.sesion import abrir
from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.ingesta import Resultado, ingerir, lectura
from cobranza.libros import tablas

AHORA = datetime(2026, 1, 2, 9, 30)
CARTERA = {
    "Número de crédito": "TGZ-2019-000001",
    "Ámbito": "ESTATAL",
    "Clave de concepto": "E-ISN",
    "Origen": "LIQUIDACION",
    "Autoridad emisora": "Dirección de Auditoría Fiscal",
    "Resolución": "R-1",
    "Fecha de resolución": "15/03/2019",
    "Ejercicio": "2018",
    "RFC": "GODE561231GR8",
    "Nombre o razón social": "Persona de Ejemplo Ñandú",
    "Municipio": "07101",
    "Delegación": "DH-TGZ",
    "Ejecutor": "",
    "Vencimiento": "17/03/2018",
    "Importe histórico": "10,000.00",
    "Multa": "",
    "Fecha de notificación": "20/03/2019",
    "Forma de notificación": "PERSONAL",
    "Fecha de alta": "01/04/2019",
}
DILIGENCIA = {
    "Clave": "D-1",
    "Crédito": "TGZ-2019-000001",
    "Tipo": "REQUERIMIENTO",
    "Fecha": "15/05/2020",
    "Hora de inicio": "10:00",
    "Hora de cierre": "11:30",
    "Resultado": "PRACTICADA",
    "Referencia": "",
    "Documento": "ACTA-1",
    "Gasto determinado": "1,500.00",
    "Honorario": "",
    "Fecha de captura": "16/05/2020",
}
INCIDENCIA = {
    "Clave": "I-1",
    "Crédito": "TGZ-2019-000001",
    "Tipo": "IMPUGNACION",
    "Fecha": "15/05/2020",
    "Monto": "",
    "Documento": "",
    "Causa": "",
    "Fecha de captura": "16/05/2020",
}
RECIBO = {
    "Recibo": "A-1",
    "Fecha de ingreso": "10/06/2020",
    "Oficina": "TGZ",
    "Caja": "1",
    "Crédito": "TGZ-2019-000001",
    "Importe": "500.00",
    "Forma de pago": "EFECTIVO",
    "Estado": "VIGENTE",
    "Fecha de estado": "",
    "Sustituye a": "",
    "Causa": "ESPONTANEO",
}
PERSONA = {
    "Número de empleado": "E-1",
    "Nombre": "Persona Ejecutora",
    "RFC": "GODE561231GR8",
    "CURP": "BOXW310820HNERXN09",
    "Puesto": "EJECUTOR",
    "Delegación": "TGZ",
    "CLABE": "032180000118359719",
    "Sueldo mensual": "12,000.00",
    "Alta": "01/01/2015",
    "Baja": "",
}


@pytest.fixture
def engine(motor: Engine) -> Engine:
    return motor


def _almacen(ruta: Path) -> Engine:
    engine = abrir(f"sqlite:///{ruta}")
    migrar(engine)
    return engine


def _csv(ruta: Path, filas: Sequence[dict[str, str]], codificacion: str = "latin-1") -> Path:
    with ruta.open("w", encoding=codificacion, newline="") as archivo:
        escritor = csv.DictWriter(archivo, list(filas[0]))
        escritor.writeheader()
        escritor.writerows(filas)
    return ruta


def _creditos(cuantos: int) -> list[dict[str, str]]:
    return [
        CARTERA | {"Número de crédito": f"TGZ-2019-{i:06d}", "Resolución": f"R-{i}"} for i in range(1, cuantos + 1)
    ]


def _cargar(engine: Engine, layout: str, ruta: Path) -> Resultado:
    return ingerir(engine, layout, ruta, usuario="captura", ahora=AHORA)


def _carga_filas(engine: Engine, tmp_path: Path, layout: str, *filas: dict[str, str]) -> Resultado:
    nombre = f"{layout}-{len(list(tmp_path.glob('*.csv')))}.csv"
    return _cargar(engine, layout, _csv(tmp_path / nombre, filas, "utf-8"))


def _consulta(engine: Engine, sql: str) -> list[tuple[object, ...]]:
    with engine.connect() as conexion:
        return [tuple(_llano(dato) for dato in fila) for fila in conexion.execute(text(sql))]


def _llano(dato: object) -> object:
    """Cada motor da fechas y sumas con su tipo; aquí se comparan como texto y entero."""
    if isinstance(dato, date):
        return dato.isoformat()
    return int(dato) if isinstance(dato, Decimal) else dato


def _retrato(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    return {tabla: _consulta(engine, f"SELECT * FROM {tabla} ORDER BY 1") for tabla in tablas.metadata.tables}


def _mensaje(engine: Engine) -> str:
    return str(_consulta(engine, "SELECT mensaje FROM cuarentena ORDER BY id DESC LIMIT 1")[0][0])


def test_un_credito_da_alta_multa_y_notificacion(engine: Engine, tmp_path: Path) -> None:
    r = _carga_filas(engine, tmp_path, "cartera", CARTERA | {"Multa": "$ 1,234.5"})
    assert (r.leidas, r.aceptadas, r.cuarentena) == (1, 1, 0)
    credito = _consulta(engine, "SELECT folio, ambito, importe, multa, tipo_persona, nombre, ejecutor FROM credito")
    assert credito == [("TGZ-2019-000001", "estatal", 1_000_000, 123_450, "fisica", "Persona de Ejemplo Ñandú", None)]
    movimientos = _consulta(
        engine, "SELECT clave, componente, importe, causa, documento FROM movimiento ORDER BY clave"
    )
    assert movimientos == [
        ("TGZ-2019-000001:alta", "HISTORICO", 1_000_000, "ALTA", "R-1"),
        ("TGZ-2019-000001:multa", "MULTA", 123_450, "ALTA", "R-1"),
    ]
    actos = _consulta(engine, "SELECT clave, tipo, fecha, forma, fecha_registro FROM acto")
    assert actos == [("TGZ-2019-000001:notificacion", "NOTIFICACION", "2019-03-20", "PERSONAL", "2019-04-01")]


@pytest.mark.parametrize(
    ("columna", "valor", "motivo"),
    [
        ("Fecha de resolución", "31/02/2024", "Fecha que no existe"),
        ("Fecha de resolución", "15/03/85", "Fecha con año de dos dígitos"),
        ("Fecha de resolución", "5/3/2019", "Fecha ambigua"),
        ("Fecha de resolución", "03/15/2019", "Fecha en otro orden"),
        ("Fecha de resolución", "marzo", "Fecha que no se entiende"),
        ("Fecha de resolución", "15/03/2027", "Fecha que aún no llega"),
        ("Fecha de alta", "03/01/2026", "Fecha que aún no llega"),
        ("Fecha de notificación", "15/03/2035", "Fecha que aún no llega"),
        ("Vencimiento", "15/03/1995", "La norma capturada no alcanza"),
        ("Vencimiento", "31/12/1999", "La norma capturada no alcanza"),
        ("Fecha de resolución", "15/03/1850", "Fecha fuera de rango"),
        ("Fecha de notificación", "14/03/2019", "Fechas en desorden"),
        ("Importe histórico", "-5.00", "Importe negativo"),
        ("Importe histórico", "(5.00)", "Importe negativo"),
        ("Importe histórico", "1.234", "Importe con más de dos decimales"),
        ("Importe histórico", "12,34.00", "Importe que no se entiende"),
        ("Importe histórico", "1e5", "Importe en notación científica"),
        ("Importe histórico", "10,000,000,000.00", "Importe fuera de rango"),
        ("Importe histórico", "99999999999999999999.00", "Importe fuera de rango"),
        ("Importe histórico", "0.00", "Importe fuera de rango"),
        ("Importe histórico", "", "Falta un dato obligatorio"),
        ("RFC", "GODE561231", "RFC con forma equivocada"),
        ("RFC", "GODE561331GR8", "RFC con fecha que no existe"),
        ("RFC", "GODE56123", "RFC con forma equivocada"),
        ("RFC", "GODE561231G", "RFC con forma equivocada"),
        ("RFC", "XAXX010101000", "RFC genérico"),
        ("Delegación", "DH-ZZZ", "Delegación fuera de catálogo"),
        ("Municipio", "07095", "Municipio fuera de catálogo"),
        ("Clave de concepto", "E-NADA", "Clave de concepto fuera de catálogo"),
        ("Clave de concepto", "A-REC", "Clave de concepto fuera de catálogo"),
        ("Clave de concepto", "F-ISR", "Concepto de otro ámbito"),
        ("Ámbito", "MUNICIPAL", "Ámbito desconocido"),
        ("Ejecutor", "E-9", "Ejecutor que no existe"),
        ("Número de crédito", "123", "Clave con forma equivocada"),
        ("Ejercicio", "dos mil", "Número que no se entiende"),
        ("Ejercicio", "1900", "Número fuera de rango"),
        ("Origen", "X" * 61, "Texto demasiado largo"),
        ("Nombre o razón social", "A\x00B", "Caracteres de control"),
        ("Nombre o razón social", "RamÃ³n", "Letras rotas por la codificación"),
    ],
)
def test_lo_que_no_se_entiende_va_a_cuarentena_con_su_motivo(
    engine: Engine, tmp_path: Path, columna: str, valor: str, motivo: str
) -> None:
    buena = CARTERA | {"Número de crédito": "TGZ-2019-000002", "Resolución": "R-2"}
    ruta = _csv(tmp_path / "c.csv", [buena, CARTERA | {columna: valor}], codificacion="utf-8")
    r = _cargar(engine, "cartera", ruta)
    assert (r.leidas, r.aceptadas, r.cuarentena, r.por_motivo) == (2, 1, 1, {motivo: 1})
    linea, campo, archivo = _consulta(engine, "SELECT linea, campo, archivo FROM cuarentena")[0]
    assert (linea, campo, archivo) == (3, columna, "c.csv")
    assert _consulta(engine, "SELECT folio FROM credito") == [("TGZ-2019-000002",)]


@pytest.mark.parametrize(
    ("columna", "valor"),
    [
        ("Municipio", "7101"),
        ("Municipio", "Tuxtla Gutiérrez"),
        ("Delegación", "TGZ"),
        ("RFC", "gode561231gr8"),
        ("RFC", "XEXX010101000"),
        ("RFC", "SAT970701NN3"),
        ("Fecha de resolución", "2019-03-15"),
        ("Fecha de resolución", "29/02/2016"),
        ("Importe histórico", "$ 1,234.5"),
        ("Importe histórico", "0.01"),
        ("Nombre o razón social", "SÃO JOÃO"),
        ("Nombre o razón social", 'Comercial, S. A. "La Única"\nsegundo renglón'),
    ],
)
def test_lo_que_se_entiende_sin_ambiguedad_entra(engine: Engine, tmp_path: Path, columna: str, valor: str) -> None:
    r = _carga_filas(engine, tmp_path, "cartera", CARTERA | {columna: valor})
    assert (r.aceptadas, r.por_motivo) == (1, {})


def test_el_importe_es_exacto_al_centavo(engine: Engine, tmp_path: Path) -> None:
    importes = {"0.29": 29, "1.1": 110, "1,234.56": 123_456, "4,999,999,999.99": 499_999_999_999, "7": 700}
    filas = [c | {"Importe histórico": i} for c, i in zip(_creditos(5), importes, strict=True)]
    _carga_filas(engine, tmp_path, "cartera", *filas)
    assert [c[0] for c in _consulta(engine, "SELECT importe FROM credito ORDER BY folio")] == list(importes.values())


def test_el_renglon_senalado_es_el_fisico(engine: Engine, tmp_path: Path) -> None:
    """Con renglones en blanco, saltos dentro de comillas y filas mal formadas."""
    filas = _creditos(4)
    filas[0]["Nombre o razón social"] = "Dos\nrenglones"
    filas[3]["RFC"] = "MALO"
    renglones = _texto_csv(filas)
    cuerpo = renglones.split("\r\n")
    cuerpo.insert(1, "")
    cuerpo.insert(3, "una,fila,corta")
    ruta = tmp_path / "c.csv"
    ruta.write_bytes("\r\n".join(cuerpo).encode("latin-1"))
    r = _cargar(engine, "cartera", ruta)
    assert (r.leidas, r.aceptadas, r.cuarentena) == (5, 3, 2)
    lineas = _consulta(engine, "SELECT linea, fila FROM cuarentena ORDER BY linea")
    esperadas = [
        i for i, fila in enumerate(ruta.read_text("latin-1").splitlines(), 1) if "corta" in fila or "MALO" in fila
    ]
    assert [fila[0] for fila in lineas] == esperadas
    assert lineas[0][1] == "una,fila,corta"


def test_unas_comillas_sin_cerrar_solo_cuestan_su_renglon(engine: Engine, tmp_path: Path) -> None:
    filas = _creditos(200)
    renglones = _texto_csv(filas).split("\r\n")
    renglones[2] = renglones[2].replace("LIQUIDACION", '"LIQUIDACION', 1)
    ruta = tmp_path / "c.csv"
    ruta.write_bytes("\r\n".join(renglones).encode("latin-1"))
    r = _cargar(engine, "cartera", ruta)
    assert (r.leidas, r.aceptadas, r.por_motivo) == (200, 199, {"Fila mal formada": 1})
    assert _consulta(engine, "SELECT linea FROM cuarentena") == [(3,)]


def _texto_csv(filas: Sequence[dict[str, str]]) -> str:
    salida = io.StringIO(newline="")
    escritor = csv.DictWriter(salida, list(filas[0]))
    escritor.writeheader()
    escritor.writerows(filas)
    return salida.getvalue()


def test_el_duplicado_dice_de_quien_lo_es(engine: Engine, tmp_path: Path) -> None:
    otro = CARTERA | {"Número de crédito": "TGZ-2019-000002"}
    r = _carga_filas(engine, tmp_path, "cartera", CARTERA, otro)
    assert r.por_motivo == {"Crédito duplicado": 1}
    assert "TGZ-2019-000001" in _mensaje(engine)
    r = _carga_filas(engine, tmp_path, "cartera", CARTERA | {"Número de crédito": "TGZ-2019-000003"})
    assert r.por_motivo == {"Crédito duplicado": 1}
    assert "TGZ-2019-000001" in _mensaje(engine)


def test_el_duplicado_se_ve_aunque_este_en_otro_bloque(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lectura, "FILAS_POR_BLOQUE", 2)
    filas = [*_creditos(4), CARTERA | {"Número de crédito": "TGZ-2019-000009"}, CARTERA]
    r = _carga_filas(engine, tmp_path, "cartera", *filas)
    assert r.por_motivo == {"Crédito duplicado": 1, "Clave repetida en el archivo": 1}


def test_la_clave_repetida_dice_en_que_linea_estaba(engine: Engine, tmp_path: Path) -> None:
    r = _carga_filas(engine, tmp_path, "cartera", CARTERA, CARTERA)
    assert r.por_motivo == {"Clave repetida en el archivo": 1}
    assert "línea 2" in _mensaje(engine)


def test_el_mismo_archivo_dos_veces_no_cambia_nada(engine: Engine, tmp_path: Path) -> None:
    ruta = _csv(tmp_path / "c.csv", [*_creditos(3), CARTERA | {"RFC": "malo"}])
    primera = _cargar(engine, "cartera", ruta)
    antes = _retrato(engine)
    segunda = _cargar(engine, "cartera", ruta)
    assert segunda.ya_conocido
    assert (segunda.lote, segunda.leidas, segunda.aceptadas, segunda.cuarentena) == (
        primera.lote,
        primera.leidas,
        primera.aceptadas,
        primera.cuarentena,
    )
    assert _retrato(engine) == antes


def test_lo_ya_registrado_igual_se_acepta_sin_efecto(engine: Engine, tmp_path: Path) -> None:
    _carga_filas(engine, tmp_path, "cartera", *_creditos(3))
    r = _carga_filas(engine, tmp_path, "cartera", *_creditos(5))
    assert (r.aceptadas, r.ya_registradas, r.cuarentena) == (5, 3, 0)
    assert _consulta(engine, "SELECT COUNT(*) FROM movimiento") == [(5,)]


def test_lo_ya_registrado_con_otros_datos_no_se_reescribe(engine: Engine, tmp_path: Path) -> None:
    _carga_filas(engine, tmp_path, "cartera", CARTERA)
    r = _carga_filas(engine, tmp_path, "cartera", CARTERA | {"Importe histórico": "20,000.00"})
    assert r.por_motivo == {"Ya registrada con otros datos": 1}
    assert "Importe histórico" in _mensaje(engine)
    assert _consulta(engine, "SELECT importe FROM credito") == [(1_000_000,)]


def test_la_notificacion_que_llega_despues_se_anota(engine: Engine, tmp_path: Path) -> None:
    sin = CARTERA | {"Fecha de notificación": "", "Forma de notificación": ""}
    _carga_filas(engine, tmp_path, "cartera", sin)
    assert _consulta(engine, "SELECT COUNT(*) FROM acto") == [(0,)]
    r = _carga_filas(engine, tmp_path, "cartera", CARTERA)
    assert (r.aceptadas, r.ya_registradas) == (1, 0)
    assert _consulta(engine, "SELECT fecha FROM acto") == [("2019-03-20",)]
    r = _carga_filas(engine, tmp_path, "cartera", CARTERA | {"Fecha de notificación": "21/03/2019"})
    assert r.por_motivo == {"Ya registrada con otros datos": 1}


def test_una_diligencia_da_acto_y_gasto(engine: Engine, tmp_path: Path) -> None:
    _carga_filas(engine, tmp_path, "cartera", CARTERA)
    citatorio = DILIGENCIA | {"Clave": "D-0", "Tipo": "CITATORIO", "Gasto determinado": "", "Honorario": "500.00"}
    r = _carga_filas(engine, tmp_path, "diligencias", citatorio, DILIGENCIA | {"Referencia": "D-0"})
    assert r.aceptadas == 2
    gastos = _consulta(
        engine,
        "SELECT clave, componente, importe, fecha_efecto, causa, referencia FROM movimiento WHERE referencia > ''",
    )
    assert sorted(gastos) == [
        ("D-0:honorario", "HONORARIO_NOTIFICACION", 50_000, "2020-05-15", "CITATORIO", "D-0"),
        ("D-1:gasto", "GASTO_EJECUCION", 150_000, "2020-05-15", "REQUERIMIENTO", "D-1"),
    ]
    r = _carga_filas(engine, tmp_path, "diligencias", DILIGENCIA | {"Referencia": "D-0", "Gasto determinado": "1.00"})
    assert r.por_motivo == {"Ya registrada con otros datos": 1}


@pytest.mark.parametrize("tipo", ["INSCRIPCION", "AVALUO", "CONVOCATORIA"])
def test_lo_erogado_es_gasto_extraordinario(engine: Engine, tmp_path: Path, tipo: str) -> None:
    """CFF, art. 150, cuarto párrafo: se reembolsa lo que costó; no es el 2 % ni se reparte en la nómina."""
    _carga_filas(engine, tmp_path, "cartera", CARTERA)
    r = _carga_filas(engine, tmp_path, "diligencias", DILIGENCIA | {"Tipo": tipo})
    assert r.aceptadas == 1, _mensaje(engine)
    gasto = _consulta(engine, "SELECT componente, tipo, importe FROM movimiento WHERE clave = 'D-1:gasto'")
    assert gasto == [("GASTO_EXTRAORDINARIO", "GASTO_EXTRAORDINARIO", 150_000)]


@pytest.mark.parametrize(
    ("cambio", "motivo"),
    [
        ({"Crédito": "TGZ-2019-000999"}, "Crédito que no existe"),
        ({"Referencia": "D-404"}, "Referencia que no existe"),
        ({"Tipo": "CONVENIO"}, "Tipo de acto desconocido"),
        ({"Resultado": "QUIZA"}, "Resultado desconocido"),
        ({"Hora de inicio": "25:00"}, "Hora que no se entiende"),
        ({"Fecha": "17/05/2020"}, "Fechas en desorden"),
    ],
)
def test_una_diligencia_que_no_cuadra_no_entra(
    engine: Engine, tmp_path: Path, cambio: dict[str, str], motivo: str
) -> None:
    _carga_filas(engine, tmp_path, "cartera", CARTERA)
    r = _carga_filas(engine, tmp_path, "diligencias", DILIGENCIA | cambio)
    assert r.por_motivo == {motivo: 1}


def test_quien_cita_a_una_fila_caida_cae_con_ella(engine: Engine, tmp_path: Path) -> None:
    _carga_filas(engine, tmp_path, "cartera", CARTERA)
    cadena = [DILIGENCIA | {"Clave": f"D-{i}", "Referencia": f"D-{i - 1}" if i else ""} for i in range(4)]
    cadena[0]["Hora de inicio"] = "99:99"
    r = _carga_filas(engine, tmp_path, "diligencias", *cadena)
    assert r.por_motivo == {"Referencia que no existe": 3, "Hora que no se entiende": 1}


@pytest.mark.parametrize(
    ("cambio", "motivo"),
    [
        ({"Tipo": "CONDONACION"}, "Falta un dato que el acto exige"),
        ({"Tipo": "ASIGNACION"}, None),
        ({"Tipo": "TRASPASO", "Documento": "DH-ZZZ"}, "Delegación fuera de catálogo"),
        ({"Tipo": "CONDONACION", "Monto": "0.00"}, "Importe fuera de rango"),
        ({"Tipo": "REQUERIMIENTO"}, "Tipo de acto desconocido"),
    ],
)
def test_cada_incidencia_trae_lo_que_su_acto_exige(
    engine: Engine, tmp_path: Path, cambio: dict[str, str], motivo: str | None
) -> None:
    _carga_filas(engine, tmp_path, "cartera", CARTERA)
    r = _carga_filas(engine, tmp_path, "incidencias", INCIDENCIA | cambio)
    assert r.por_motivo == {motivo or "Falta un dato que el acto exige": 1}


def test_el_traspaso_guarda_la_clave_de_la_delegacion(engine: Engine, tmp_path: Path) -> None:
    _carga_filas(engine, tmp_path, "cartera", CARTERA)
    r = _carga_filas(engine, tmp_path, "incidencias", INCIDENCIA | {"Tipo": "TRASPASO", "Documento": "Tap"})
    assert r.aceptadas == 1
    assert _consulta(engine, "SELECT documento FROM acto WHERE tipo = 'TRASPASO'") == [("DH-TAP",)]


def test_los_recibos_vigentes_pagan_y_los_cancelados_no(engine: Engine, tmp_path: Path) -> None:
    _carga_filas(engine, tmp_path, "cartera", CARTERA)
    cancelado = RECIBO | {"Recibo": "A-2", "Estado": "CANCELADO", "Fecha de estado": "11/06/2020"}
    sustituto = RECIBO | {"Recibo": "A-3", "Sustituye a": "A-2"}
    r = _carga_filas(
        engine, tmp_path, "recibos", RECIBO, cancelado, sustituto, RECIBO | {"Recibo": "A-4", "Estado": "CANCELADO"}
    )
    assert (r.aceptadas, r.por_motivo) == (3, {"Falta la fecha del estado": 1})
    assert _consulta(engine, "SELECT SUM(importe) FROM movimiento WHERE tipo = 'PAGO'") == [(-100_000,)]
    assert _consulta(engine, "SELECT COUNT(*) FROM recibo") == [(3,)]


def test_una_cancelacion_deja_el_saldo_en_cero(engine: Engine, tmp_path: Path) -> None:
    _carga_filas(engine, tmp_path, "cartera", CARTERA | {"Multa": "500.00"})
    _carga_filas(engine, tmp_path, "incidencias", INCIDENCIA | {"Tipo": "CANCELACION"})
    assert _consulta(engine, "SELECT SUM(importe) FROM movimiento") == [(0,)]
    assert _consulta(engine, "SELECT DISTINCT usuario FROM movimiento") == [("captura",)]


def test_la_plantilla_cambia_sueldo_y_no_rfc(engine: Engine, tmp_path: Path) -> None:
    _carga_filas(engine, tmp_path, "personal", PERSONA)
    cambios = {"Sueldo mensual": "15,000.00", "Baja": "31/12/2024"}
    r = _carga_filas(engine, tmp_path, "personal", PERSONA | cambios)
    assert (r.aceptadas, r.ya_registradas) == (1, 0)
    assert _consulta(engine, "SELECT sueldo_mensual, baja, lote FROM persona") == [(1_500_000, "2024-12-31", 2)]
    r = _carga_filas(engine, tmp_path, "personal", PERSONA | cambios | {"Nombre": "Otra"})
    assert r.por_motivo == {"Ya registrada con otros datos": 1}


@pytest.mark.parametrize(
    ("columna", "valor", "motivo"),
    [
        ("RFC", "SAT970701NN3", "RFC de otro tipo de persona"),
        ("RFC", "XEXX010101000", "RFC genérico"),
        ("CURP", "BOXW310820HNERXN08", "CURP con dígito verificador equivocado"),
        ("CURP", "BOXW310231HNERXN09", "CURP con fecha que no existe"),
        ("CLABE", "032180000118359718", "CLABE con dígito de control equivocado"),
        ("CLABE", "0321", "CLABE con forma equivocada"),
        ("Baja", "01/01/2014", "Fechas en desorden"),
    ],
)
def test_una_persona_con_claves_equivocadas_no_entra(
    engine: Engine, tmp_path: Path, columna: str, valor: str, motivo: str
) -> None:
    r = _carga_filas(engine, tmp_path, "personal", PERSONA | {columna: valor})
    assert r.por_motivo == {motivo: 1}


def test_un_fallo_a_la_mitad_deja_el_almacen_como_estaba(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lectura, "FILAS_POR_BLOQUE", 3)
    _carga_filas(engine, tmp_path, "cartera", CARTERA | {"Número de crédito": "TAP-2019-000001", "Resolución": "T-1"})
    antes = _retrato(engine)
    ruta = _csv(tmp_path / "c.csv", _creditos(10))

    def se_cae(leidas: int) -> None:
        if leidas > 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingerir(engine, "cartera", ruta, usuario="captura", ahora=AHORA, al_avanzar=se_cae)
    assert _retrato(engine) == antes
    assert _cargar(engine, "cartera", ruta).aceptadas == 10


_BASURA = st.text(st.characters(codec="latin-1"), max_size=12)
_CELDAS = st.one_of(
    _BASURA, st.sampled_from(['"', "31/02/2024", "1,234.50", "-1", "\x00", "", "a\nb", "GODE561231GR8"])
)


@pytest.mark.lenta
@settings(max_examples=ejemplos(60, 25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.lists(_CELDAS, min_size=1, max_size=21), st.none()), max_size=12))
def test_leidas_es_aceptadas_mas_cuarentena_con_cualquier_basura(
    tmp_path_factory: pytest.TempPathFactory, filas: list[list[str] | None]
) -> None:
    """`None` es una fila buena; lo demás, celdas al azar escritas sin cuidar las comillas."""
    carpeta = tmp_path_factory.mktemp("basura")
    engine = _almacen(carpeta / "a.db")
    buenas = iter(_creditos(len(filas) + 1))
    renglones = [_texto_csv([CARTERA]).split("\r\n")[0]]
    for fila in filas:
        renglones.append(",".join(fila) if fila is not None else _texto_csv([next(buenas)]).split("\r\n")[1])
    ruta = carpeta / "c.csv"
    ruta.write_bytes("\r\n".join(renglones).encode("latin-1"))
    r = _cargar(engine, "cartera", ruta)
    assert r.leidas == r.aceptadas + r.cuarentena
    assert _consulta(engine, "SELECT COUNT(*) FROM cuarentena") == [(r.cuarentena,)]
    assert _consulta(engine, "SELECT COUNT(*) FROM credito") == [(r.aceptadas,)]
    assert sum(r.por_motivo.values()) == r.cuarentena
    engine.dispose()


def _xlsx(ruta: Path, filas: Sequence[Sequence[object]], combinar: str = "") -> Path:
    libro = Workbook()
    hoja = libro.active
    assert hoja is not None
    for fila in filas:
        hoja.append(list(fila))
    if combinar:
        hoja.merge_cells(combinar)
    libro.save(ruta)
    return ruta


def test_la_hoja_de_calculo_trae_fechas_y_numeros_de_verdad(engine: Engine, tmp_path: Path) -> None:
    fila = list((PERSONA | {"Delegación": "DH-TGZ"}).values())
    fila[7:10] = [12000.1, datetime(2015, 1, 1), None]  # type: ignore[list-item]
    r = _cargar(engine, "personal", _xlsx(tmp_path / "p.xlsx", [list(PERSONA), fila, [None] * 10]))
    assert (r.leidas, r.aceptadas, r.por_motivo) == (1, 1, {})
    assert _consulta(engine, "SELECT sueldo_mensual, alta, baja FROM persona") == [(1_200_010, "2015-01-01", None)]


def test_formulas_combinadas_y_numeros_cortados_van_a_cuarentena(engine: Engine, tmp_path: Path) -> None:
    filas = [list(PERSONA)]
    for i in range(1, 5):
        filas.append(list((PERSONA | {"Número de empleado": f"E-{i}"}).values()))
    filas[1][7] = "=SUM(1,2)"
    filas[2][6] = 321800001183597190  # type: ignore[call-overload]
    filas[3][1] = "#N/A"
    r = _cargar(engine, "personal", _xlsx(tmp_path / "p.xlsx", filas, combinar="A5:B5"))
    assert r.cuarentena == 4
    assert set(r.por_motivo) == {
        "Fórmula en lugar de valor",
        "Número con más dígitos de los que Excel guarda",
        "Error de Excel",
        "Celdas combinadas",
    }
    assert _consulta(engine, "SELECT linea FROM cuarentena ORDER BY linea") == [(2,), (3,), (4,), (5,)]


def test_las_columnas_se_buscan_por_nombre(engine: Engine, tmp_path: Path) -> None:
    al_reves = dict(reversed(CARTERA.items()))
    al_reves = {("NO. DE CREDITO" if k == "Número de crédito" else k): v for k, v in al_reves.items()}
    assert _carga_filas(engine, tmp_path, "cartera", al_reves | {"Observaciones": "nada"}).aceptadas == 1


def test_una_columna_que_falta_detiene_el_archivo(engine: Engine, tmp_path: Path) -> None:
    sin = {k: v for k, v in CARTERA.items() if k not in {"RFC", "Vencimiento"}}
    with pytest.raises(ErrorDeDatos, match=r"«RFC», «Vencimiento».*Se encontraron: «Número de crédito»"):
        _carga_filas(engine, tmp_path, "cartera", sin)
    assert _consulta(engine, "SELECT COUNT(*) FROM lote") == [(0,)]


def test_dos_columnas_para_lo_mismo_detienen_el_archivo(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(ErrorDeDatos, match="dos columnas"):
        _carga_filas(engine, tmp_path, "cartera", CARTERA | {"Folio": "X"})


@pytest.mark.parametrize("contenido", [b"", b"\n\n", b"\xef\xbb\xbf", b"PK\x03\x04basura", b"\xd0\xcf\x11\xe0viejo"])
def test_un_archivo_vacio_o_ilegible_se_explica(engine: Engine, tmp_path: Path, contenido: bytes) -> None:
    ruta = tmp_path / "x.csv"
    ruta.write_bytes(contenido)
    with pytest.raises(ErrorDeDatos, match=r"x\.csv"):
        _cargar(engine, "cartera", ruta)


def test_un_archivo_que_no_existe_y_un_layout_que_no_existe_se_explican(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(ErrorDeDatos, match="No se pudo leer"):
        _cargar(engine, "cartera", tmp_path / "nada.csv")
    with pytest.raises(ErrorDeUso, match="los que hay son: personal, nombramientos, cartera"):
        _cargar(engine, "nada", tmp_path / "nada.csv")


@pytest.mark.parametrize("codificacion", ["latin-1", "cp1252", "utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_las_letras_se_leen_bien_en_cualquier_codificacion(engine: Engine, tmp_path: Path, codificacion: str) -> None:
    r = _cargar(engine, "cartera", _csv(tmp_path / "c.csv", [CARTERA], codificacion))
    assert r.aceptadas == 1
    assert _consulta(engine, "SELECT nombre FROM credito") == [("Persona de Ejemplo Ñandú",)]


def test_un_archivo_que_mezcla_codificaciones_se_lee_letra_por_letra(engine: Engine, tmp_path: Path) -> None:
    encabezado, una, otra = _texto_csv(_creditos(2)).rstrip().split("\r\n")
    ruta = tmp_path / "c.csv"
    ruta.write_bytes("\r\n".join([encabezado, una]).encode("latin-1") + b"\r\n" + otra.encode("utf-8"))
    r = _cargar(engine, "cartera", ruta)
    assert r.aceptadas == 2
    assert "mezcla" in r.avisos[0]
    assert _consulta(engine, "SELECT DISTINCT nombre FROM credito") == [("Persona de Ejemplo Ñandú",)]


@pytest.mark.parametrize("separador", [";", "\t", "|"])
def test_el_separador_se_reconoce(engine: Engine, tmp_path: Path, separador: str) -> None:
    ruta = tmp_path / "c.csv"
    with ruta.open("w", encoding="latin-1", newline="") as archivo:
        escritor = csv.DictWriter(archivo, list(CARTERA), delimiter=separador)
        escritor.writeheader()
        escritor.writerow(CARTERA)
    assert _cargar(engine, "cartera", ruta).aceptadas == 1


def test_un_archivo_con_mes_y_dia_volteados_se_rechaza_entero(engine: Engine, tmp_path: Path) -> None:
    filas = [c | {"Vencimiento": "03/17/2018"} for c in _creditos(12)]
    with pytest.raises(ErrorDeDatos, match="mm/dd/aaaa"):
        _carga_filas(engine, tmp_path, "cartera", *filas)
    assert _consulta(engine, "SELECT COUNT(*) FROM credito") == [(0,)]


def test_un_encabezado_sin_filas_no_es_un_error(engine: Engine, tmp_path: Path) -> None:
    ruta = tmp_path / "c.csv"
    ruta.write_bytes(_texto_csv([CARTERA]).split("\r\n")[0].encode("latin-1"))
    r = _cargar(engine, "cartera", ruta)
    assert (r.leidas, r.avisos) == (0, ("El archivo trae encabezado y ninguna fila.",))
