"""Cada forma en que una hoja de cálculo o un servidor *enseña* un valor válido vuelve a entrar como ese valor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.base.fechas import MESES, SIN_DIA, dia, fecha_de
from cobranza.ingesta import layouts, tipos
from cobranza.ingesta.avisos import Avisos
from cobranza.ingesta.celda import SIN_NUMERO, Celda
from cobranza.ingesta.columnas import lista, recortados, textos
from cobranza.ingesta.lectura import Bloque
from cobranza.ingesta.marcas_de_vacio import sin_marcas
from cobranza.ingesta.reparos import Reparos

pytestmark = pytest.mark.lenta

_INGLES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LARGOS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October")
_DIAS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
_CEROS = (
    "00:00",
    "0:00:00",
    "00:00:00.000",
    "00:00:00.0000000",
    "12:00:00 a. m.",
    "12:00:00 AM",
    "12:00AM",
    "00:00 UTC",
)


def _leida(layout: str, campo: str, *valores: str) -> tuple[list[object], Reparos]:
    """Lo que entiende la ingesta de esos textos en esa columna, y sus reparos."""
    ficha = layouts.leer(layout)
    reparos = Reparos(np.arange(2, 2 + len(valores), dtype=np.int64))
    vacia = textos([""] * len(valores))
    campos = dict.fromkeys(ficha.columnas, vacia) | {campo: recortados(textos(list(valores)))}
    bloque = sin_marcas(Bloque(reparos.lineas, valores, campos, ()), ficha, Avisos())
    celda = Celda(campo, ficha.columnas[campo], bloque.campos[campo], reparos, ficha)
    leidos = tipos.valor(celda)
    return (leidos.tolist() if isinstance(leidos, np.ndarray) else leidos.to_pylist()), reparos


def _motivos(reparos: Reparos) -> list[str]:
    return [reparo.motivo for suyos in reparos.por_fila.values() for reparo in suyos]


def _uno(layout: str, campo: str, valor: str) -> object:
    (leido,), reparos = _leida(layout, campo, valor)
    assert _motivos(reparos) == [], valor
    return leido


_FECHAS: dict[str, Callable[[date], str]] = {
    "mexicana": lambda f: f"{f:%d/%m/%Y}",
    "ISO": lambda f: f.isoformat(),
    "año primero, diagonales": lambda f: f"{f:%Y/%m/%d}",
    "año primero, puntos": lambda f: f"{f:%Y.%m.%d}",
    "año primero, sin ceros": lambda f: f"{f.year}-{f.month}-{f.day}",
    "compacta (SQL 112)": lambda f: f"{f:%Y%m%d}",
    "con puntos": lambda f: f"{f:%d.%m.%Y}",
    "larga": lambda f: f"{f.day} de {MESES[f.month - 1]} de {f.year}",
    "larga con día de la semana": lambda f: f"{_DIAS[f.weekday()]}, {f.day} de {MESES[f.month - 1]} de {f.year}",
    "larga en mayúsculas": lambda f: f"{f.day} DE {MESES[f.month - 1].upper()} DE {f.year}",
    "mes corto": lambda f: f"{f:%d}-{MESES[f.month - 1][:3]}-{f.year}",
    "mes corto con punto": lambda f: f"{f.day} {MESES[f.month - 1][:3]}. {f.year}",
    "mes en inglés (Oracle)": lambda f: f"{f:%d}-{_INGLES[f.month - 1].upper()}-{f.year}",
    "inglés, mes primero": lambda f: f"{_INGLES[f.month - 1]} {f.day}, {f.year}",
    "SAS": lambda f: f"{f:%d}{_INGLES[f.month - 1].upper()}{f.year}",
    "SQL Server (datetime a texto)": lambda f: f"{_INGLES[f.month - 1]} {f.day:>2} {f.year} 12:00AM",
    "ISO con T y Z": lambda f: f"{f.isoformat()}T00:00:00Z",
    "ISO con desfase": lambda f: f"{f.isoformat()}T00:00:00.000-06:00",
    "PostgreSQL timestamptz": lambda f: f"{f.isoformat()} 00:00:00-06",
    "Java": lambda f: f"Tue {_INGLES[f.month - 1]} {f:%d} 00:00:00 CST {f.year}",
    "HTTP": lambda f: f"Tue, {f:%d} {_INGLES[f.month - 1]} {f.year} 00:00:00 GMT",
    **{f"mexicana con hora {cero}": lambda f, cero=cero: f"{f:%d/%m/%Y} {cero}" for cero in _CEROS},  # type: ignore[misc]
    **{f"ISO con hora {cero}": lambda f, cero=cero: f"{f.isoformat()} {cero}" for cero in _CEROS},  # type: ignore[misc]
    "SQL Server 113": lambda f: f"{f:%d} {_INGLES[f.month - 1]} {f.year} 00:00:00:000",
    "SQL Server 109": lambda f: f"{_INGLES[f.month - 1]} {f.day:>2} {f.year} 12:00:00:000AM",
    "Oracle timestamp": lambda f: f"{f:%d}-{_INGLES[f.month - 1].upper()}-{f.year} 12.00.00.000000 AM",
    "DB2": lambda f: f"{f.isoformat()}-00.00.00.000000",
    "ISO básica": lambda f: f"{f:%Y%m%d}T000000",
    "ISO básica con Z": lambda f: f"{f:%Y%m%d}T000000Z",
    "día de la semana delante": lambda f: f"{_DIAS[f.weekday()]} {f:%d/%m/%Y}",
    "día corto delante": lambda f: f"{_DIAS[f.weekday()][:3]}. {f:%d/%m/%Y}",
    "punto final": lambda f: f"{f:%d/%m/%Y}.",
    "ISO con raya": lambda f: f.isoformat().replace("-", "–"),
    "ISO con signo menos": lambda f: f.isoformat().replace("-", "−"),
    "espacio fino": lambda f: f"{f:%d/%m/%Y} 12:00:00\N{NARROW NO-BREAK SPACE}a.\N{NARROW NO-BREAK SPACE}m.",
    "marca invisible": lambda f: f"\N{LEFT-TO-RIGHT MARK}{f:%d/%m/%Y}\N{LEFT-TO-RIGHT MARK}",
    "apóstrofo": lambda f: f"'{f:%d/%m/%Y}",
    "número de serie": lambda f: str((f - date(1899, 12, 30)).days),
    "número de serie con punto": lambda f: f"{(f - date(1899, 12, 30)).days}.0",
}


@given(st.dates(date(1981, 1, 1), date(2025, 12, 31)), st.sampled_from(sorted(_FECHAS)))
def test_toda_fecha_que_se_ensena_vuelve_a_entrar(fecha: date, forma: str) -> None:
    assert _uno("cartera", "fecha_resolucion", _FECHAS[forma](fecha)) == dia(fecha)


@given(st.dates(date(1981, 1, 1), date(2025, 12, 31)))
def test_dia_y_mes_con_otro_signo_entran_si_no_hay_duda(fecha: date) -> None:
    """Con el mes y el día intercambiables y sin nada que lo aclare, la fecha es ambigua y se dice."""
    (leida,), reparos = _leida("cartera", "fecha_resolucion", f"{fecha:%d-%m-%Y}")
    if fecha.day > 12 or fecha.day == fecha.month:
        assert leida == dia(fecha)
    else:
        assert _motivos(reparos) == ["Fecha ambigua"]


def test_una_columna_que_ensena_su_orden_resuelve_las_ambiguas_y_lo_avisa() -> None:
    leidas, reparos = _leida("cartera", "fecha_resolucion", "4/2/2025", "25/1/2025", "1/3/2025 0:00")
    assert [fecha_de(int(str(leida))) for leida in leidas] == [date(2025, 2, 4), date(2025, 1, 25), date(2025, 3, 1)]
    ((motivo, _), filas), *_ = reparos.avisadas.items()
    assert (motivo, filas) == (
        "Fecha leída con el día primero",
        {0: "4/2/2025 → 04/02/2025", 2: "1/3/2025 0:00 → 01/03/2025"},
    )


def test_una_columna_que_se_contradice_no_resuelve_nada() -> None:
    _, reparos = _leida("cartera", "fecha_resolucion", "4-2-2025", "25-1-2025", "1-25-2025")
    assert _motivos(reparos) == ["Fecha ambigua", "Fecha en otro orden"]


@pytest.mark.parametrize(
    ("valor", "motivo", "dice"),
    [
        ("4/2/2025", "Fecha ambigua", "4 de febrero o 2 de abril"),
        ("04-02-2025", "Fecha ambigua", "04/02/2025 es el 4 de febrero"),
        ("15/03/85", "Fecha con año de dos dígitos", "cuatro"),
        ("04-FEB-85", "Fecha con año de dos dígitos", "cuatro"),
        ("04/02/2025 13:05", "Fecha con hora", "la hora 13:05"),
        ("2025-02-04T06:00:00Z", "Fecha con hora", "zona horaria"),
        ("45692.5", "Fecha con hora", "4 feb 2025"),
        ("feb-25", "Fecha incompleta", "no trae el día"),
        ("99999", "Fecha que no se entiende", "no es una fecha"),
        ("31/02/2025 00:00", "Fecha que no existe", "no existe"),
        ("01-25-2025", "Fecha en otro orden", "al revés"),
        ("pendiente", "Fecha que no se entiende", "no es una fecha"),
    ],
)
def test_la_fecha_que_no_entra_dice_la_verdad(valor: str, motivo: str, dice: str) -> None:
    hasta = layouts.leer("incidencias").columnas["hasta"]
    assert hasta.hasta.year == 2100, "para «04-FEB-85» caben dos siglos"
    _, reparos = _leida("incidencias", "hasta", valor)
    assert _motivos(reparos) == [motivo]
    assert dice in reparos.por_fila[0][0].mensaje


@pytest.mark.parametrize(
    ("valor", "esperada"),
    [
        ("45692", "45692 → 04/02/2025"),
        ("04-FEB-25", "04-FEB-25 → 04/02/2025"),
        ("04/02/25", "04/02/25 → 04/02/2025"),
        ("04-FEB-25 12.00.00.000000 AM", "04-FEB-25 12.00.00.000000 AM → 04/02/2025"),
    ],
)
def test_lo_que_se_dedujo_se_dice_con_su_fecha(valor: str, esperada: str) -> None:
    (leida,), reparos = _leida("cartera", "fecha_resolucion", valor)
    assert leida == dia(date(2025, 2, 4))
    assert list(reparos.avisadas.values()) == [{0: esperada}]


_MARCAS = [
    "-",
    "—",
    "/  /",
    "__/__/____",
    "--",
    "N/A",
    "n.a.",
    "S/N",
    "s/n.",
    "SN",
    "sin número",
    "Sin fecha",
    "no aplica",
]


@pytest.mark.parametrize("valor", _MARCAS)
@pytest.mark.parametrize(
    ("layout", "campo", "vacio"),
    [
        ("cartera", "notificacion", SIN_DIA),
        ("cartera", "numero_propio", ""),
        ("cartera", "folio", ""),
        ("recibos", "sustituye_a", ""),
        ("diligencias", "persona", ""),
    ],
)
def test_la_marca_de_vacio_es_vacio_donde_el_dato_puede_faltar(
    layout: str, campo: str, vacio: object, valor: str
) -> None:
    assert _uno(layout, campo, valor) == vacio


@pytest.mark.parametrize("valor", _MARCAS)
@pytest.mark.parametrize(
    ("layout", "campo"),
    [("cartera", "vencimiento"), ("cartera", "rfc"), ("recibos", "folio"), ("recibos", "recibo")],
)
def test_la_marca_de_vacio_no_llena_lo_obligatorio(layout: str, campo: str, valor: str) -> None:
    assert _motivos(_leida(layout, campo, valor)[1]) == ["Falta un dato obligatorio"]


@pytest.mark.parametrize("valor", ["0", "00", "0.0"])
def test_el_cero_no_es_numero_de_nada_y_en_un_importe_si_es_cero(valor: str) -> None:
    assert _uno("cartera", "numero_propio", valor) == ""
    assert _uno("cartera", "multa", valor) == 0


def test_el_importe_opcional_que_no_aplica_es_vacio_y_el_oficio_sin_numero_es_un_oficio() -> None:
    assert _uno("cartera", "multa", "N/A") == 0
    assert _uno("cartera", "resolucion", "S/N") == "S/N"


def test_la_fecha_con_raya_entra_si_no_hay_duda() -> None:
    assert _uno("cartera", "vencimiento", "17–02–2025") == dia(date(2025, 2, 17))


@pytest.mark.parametrize("raya", "-‐‑–—−")
def test_la_raya_en_una_clave_es_guion(raya: str) -> None:
    assert _uno("cartera", "concepto", f"E{raya}ISN") == "E-ISN"


@pytest.mark.parametrize(
    ("escrito", "centavos"),
    [("12345.6700000001", 1234567), ("0.3000000000000000444", 30), ("1999.9999999999", 200000), ("0.07000000001", 7)],
)
def test_el_ruido_que_junta_una_suma_no_estorba(escrito: str, centavos: int) -> None:
    assert _uno("cartera", "importe", escrito) == centavos


_CIFRAS = {
    "de ancho completo": str.maketrans("0123456789/.-:", "０１２３４５６７８９／．－："),
    "árabes": str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"),
    "persas": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"),
    "devanagari": str.maketrans("0123456789", "०१२३४५६७८९"),
    "matemáticas": str.maketrans("0123456789", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"),
}


@pytest.mark.parametrize("escritura", sorted(_CIFRAS))
@pytest.mark.parametrize(
    ("layout", "campo", "comun"),
    [
        ("cartera", "vencimiento", "17/02/2025"),
        ("cartera", "notificacion", "2025-02-17"),
        ("cartera", "ejercicio", "2024"),
        ("cartera", "importe", "10000.50"),
        ("cartera", "rfc", "GODE561231GR8"),
        ("cartera", "municipio", "07101"),
        ("cartera", "concepto", "E-ISN"),
        ("diligencias", "hora_inicio", "09:30"),
        ("personal", "clabe", "032180000118359719"),
    ],
)
def test_las_cifras_de_otra_escritura_entran_como_las_comunes(
    layout: str, campo: str, comun: str, escritura: str
) -> None:
    assert _uno(layout, campo, comun.translate(_CIFRAS[escritura])) == _uno(layout, campo, comun)


_TIPADAS = [
    (ficha.nombre, campo)
    for ficha in map(layouts.leer, layouts.nombres())
    for campo, columna in ficha.columnas.items()
    if columna.tipo not in ("texto", "referencia")
]


@given(
    st.sampled_from(_TIPADAS),
    st.one_of(
        st.text(min_size=1, max_size=14),
        st.text("0123456789०４٤²½Ⅳ/-.:, eE+()$%'", min_size=1, max_size=14),
        st.from_regex(r"\A\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\Z"),
    ),
)
def test_ninguna_celda_con_texto_se_queda_vacia_sin_decirlo(columna: tuple[str, str], escrito: str) -> None:
    """O hay un valor, o hay un reparo, o lo escrito era una marca de vacío; y ninguna biblioteca lanza su error."""
    layout, campo = columna
    ficha = layouts.leer(layout)
    reparos = Reparos(np.array([2], dtype=np.int64))
    limpia = recortados(textos([escrito]))
    leidos = tipos.valor(Celda(campo, ficha.columnas[campo], limpia, reparos, ficha))
    (leido,) = leidos.tolist() if isinstance(leidos, np.ndarray) else leidos.to_pylist()
    if limpia.to_pylist() != [""]:
        assert leido not in ("", SIN_DIA, SIN_NUMERO) or _motivos(reparos)


def test_lo_que_una_biblioteca_no_convierte_es_un_reparo_y_lo_demas_entra(monkeypatch: pytest.MonkeyPatch) -> None:
    from cobranza.ingesta import cantidades

    def quisquillosa(columna: object) -> object:
        if "77" in lista(columna):  # type: ignore[arg-type]
            raise ValueError("ArrowInvalid")
        return original(columna)  # type: ignore[arg-type]

    original = cantidades.en_enteros
    monkeypatch.setattr(cantidades, "en_enteros", quisquillosa)
    leidos, reparos = _leida("cartera", "ejercicio", "2024", "77", "1900")
    assert leidos[0] == 2024
    assert {i: [r.motivo for r in suyos] for i, suyos in reparos.por_fila.items()} == {
        1: ["Dato que no se entiende"],
        2: ["Número fuera de rango"],
    }


_DOCE = ("a. m.", "p. m."), ("a.m.", "p.m."), ("AM", "PM"), ("am", "pm"), ("a m", "p m")


def _de_12(hora: time, espacio: str) -> str:
    medio = "p" if hora.hour >= 12 else "a"
    return f"{(hora.hour - 1) % 12 + 1:02d}:{hora.minute:02d}{espacio}{medio}.{espacio}m."


_HORAS: dict[str, Callable[[time], str]] = {
    "de 24": lambda h: f"{h:%H:%M}",
    "sin cero": lambda h: f"{h.hour}:{h.minute:02d}",
    "con segundos": lambda h: f"{h:%H:%M}:00",
    "SQL Server time(7)": lambda h: f"{h:%H:%M}:00.0000000",
    "hrs": lambda h: f"{h:%H:%M} hrs",
    "hrs.": lambda h: f"{h:%H:%M}hrs.",
    "horas": lambda h: f"{h.hour}:{h.minute:02d} horas",
    "h": lambda h: f"{h:%H:%M} h",
    "con h en medio": lambda h: f"{h:%H}h{h:%M}",
    "PostgreSQL timetz": lambda h: f"{h:%H:%M}:00-06",
    "día cero de Excel": lambda h: f"1899-12-30 {h:%H:%M}:00",
    "día cero de SQL Server": lambda h: f"1900-01-01 {h:%H:%M}:00.000",
    "fracción del día": lambda h: f"{(h.hour * 60 + h.minute) / 1440:.10f}",
    **{
        f"de 12 {medio}": lambda h, medio=medio: f"{(h.hour - 1) % 12 + 1}:{h.minute:02d} {medio[h.hour >= 12]}"  # type: ignore[misc]
        for medio in _DOCE
    },
    "de 12 con espacio fino": lambda h: _de_12(h, "\N{NARROW NO-BREAK SPACE}"),
}  # fmt: skip


@given(st.times().map(lambda h: time(h.hour, h.minute)), st.sampled_from(sorted(_HORAS)))
def test_toda_hora_que_se_ensena_vuelve_a_entrar(hora: time, forma: str) -> None:
    assert _uno("diligencias", "hora_inicio", _HORAS[forma](hora)) == f"{hora:%H:%M}"


@pytest.mark.parametrize("valor", ["25:00", "24:00", "9.00", "0900", "13:30 AM", "9", "mañana", "30:05", "9:60"])
def test_la_hora_que_no_se_entiende_no_entra(valor: str) -> None:
    assert _motivos(_leida("diligencias", "hora_inicio", valor)[1]) == ["Hora que no se entiende"]


def test_la_hora_con_fecha_se_dice() -> None:
    assert _motivos(_leida("diligencias", "hora_inicio", "2024-06-10 09:00")[1]) == ["Hora con fecha"]


def _con_ruido(importe: Decimal) -> str:
    """Como lo escribe quien vuelca el número binario de la celda con diecisiete cifras."""
    return f"{float(importe):.17g}"


_IMPORTES: dict[str, Callable[[Decimal], str]] = {
    "llano": lambda i: f"{i:.2f}",
    "con miles": lambda i: f"{i:,.2f}",
    "con signo de pesos": lambda i: f"$ {i:,.2f}",
    "contabilidad": lambda i: f" $  {i:,.2f} ",
    "con moneda": lambda i: f"${i:,.2f} MXN",
    "moneda nacional": lambda i: f"{i:,.2f} M.N.",
    "espacio de no separación": lambda i: f"$\N{NO-BREAK SPACE}{i:,.2f}",
    "miles con espacio fino": lambda i: f"{i:,.2f}".replace(",", "\N{NARROW NO-BREAK SPACE}"),
    "miles con espacio": lambda i: f"{i:,.2f}".replace(",", " "),
    "money de SQL Server": lambda i: f"{i:.4f}",
    "europea": lambda i: f"{i:,.2f}".translate(str.maketrans(",.", ".,")),
    "coma decimal sin miles": lambda i: f"{i:.2f}".replace(".", ","),
    "ruido binario": _con_ruido,
    "signo más": lambda i: f"+{i:.2f}",
    "apóstrofo": lambda i: f"'{i:.2f}",
    "sin cero a la izquierda": lambda i: f"{i:.2f}".lstrip("0"),
}


@given(st.decimals("0.01", "4999999999.99", places=2), st.sampled_from(sorted(_IMPORTES)))
def test_todo_importe_que_se_ensena_vuelve_a_entrar(importe: Decimal, forma: str) -> None:
    assert _uno("cartera", "importe", _IMPORTES[forma](importe)) == int(importe * 100)


@pytest.mark.parametrize("valor", ["-", "$ -", "$-", " $-   ", "–", "—", "$ -??", "-0.00", "(0.00)", "0"])
def test_el_cero_contable_es_cero(valor: str) -> None:
    assert _uno("cartera", "multa", valor) == 0


@pytest.mark.parametrize(
    ("valor", "motivo"),
    [
        *(
            (negativo, "Importe negativo")
            for negativo in ("-5", "−5", "5-", "(5.00)", "$ (1,234.50)", "-$5", "$-5.00")
        ),
        ("1.234", "Importe con más de dos decimales"),
        ("3333.3333333333335", "Importe con más de dos decimales"),
        ("1E+05", "Importe en notación científica"),
        ("1.23E+07", "Importe en notación científica"),
        ("USD 100.00", "Importe en otra moneda"),
        ("0,500", "Importe que no se entiende"),
        ("12,34.00", "Importe que no se entiende"),
        ("1,234,56", "Importe que no se entiende"),
        ("10%", "Importe que no se entiende"),
        ("N/A", "Falta un dato obligatorio"),
    ],
)
def test_el_importe_que_no_entra_dice_por_que(valor: str, motivo: str) -> None:
    assert _motivos(_leida("cartera", "importe", valor)[1]) == [motivo]


@pytest.mark.parametrize("valor", ["2024", "2024.0", "2,024", "2024.00", "'2024", " 2024 ", "+2024"])
def test_el_entero_entra_como_lo_ensena_una_hoja(valor: str) -> None:
    assert _uno("cartera", "ejercicio", valor) == 2024


@pytest.mark.parametrize(
    "valor", ["GODE561231GR8", "gode561231gr8", "GODE-561231-GR8", "GODE 561231 GR8", "gode.561231/gr8"]
)
def test_el_rfc_entra_con_separadores_y_minusculas(valor: str) -> None:
    assert _uno("cartera", "rfc", valor) == "GODE561231GR8"


@pytest.mark.parametrize(
    ("valor", "dice"),
    [("GODE561231", "falta la homoclave"), ("GODE56123", "12 posiciones"), ("XAXX010101000", "genérico")],
)
def test_el_rfc_que_no_entra_dice_por_que(valor: str, dice: str) -> None:
    _, reparos = _leida("cartera", "rfc", valor)
    assert dice in reparos.por_fila[0][0].mensaje


@pytest.mark.parametrize("valor", ["032180000118359719", "032 180 00011835971 9", "032-180-00011835971-9"])
def test_la_clabe_entra_con_separadores(valor: str) -> None:
    assert _uno("personal", "clabe", valor) == "032180000118359719"


def test_a_la_clabe_que_perdio_su_cero_se_le_dice() -> None:
    _, reparos = _leida("personal", "clabe", "32180000118359719")
    assert "17 dígitos" in reparos.por_fila[0][0].mensaje


@pytest.mark.parametrize("valor", ["07101", "7101", "7101.0", "'07101", "tuxtla gutierrez", "TUXTLA GUTIÉRREZ"])
def test_la_clave_entra_con_y_sin_ceros(valor: str) -> None:
    assert _uno("cartera", "municipio", valor) == "07101"


@pytest.mark.parametrize(
    ("valor", "clave"),
    [
        ("Tapachula, Chiapas", "07089"),
        ("Tapachula, Chis.", "07089"),
        ("Comitán", "07019"),
        ("San Cristóbal", "07078"),
        ("Villahermosa, Tabasco", "27000"),
        ("Tabasco", "27000"),
        ("27004", "27000"),
    ],
)
def test_el_municipio_entra_con_su_estado_o_por_el_principio_de_un_solo_nombre(valor: str, clave: str) -> None:
    assert _uno("cartera", "municipio", valor) == clave


@pytest.mark.parametrize(
    ("valor", "dice"),
    [
        ("Villahermosa", "escribe el estado tras una coma: «Villahermosa, Tabasco»"),
        ("Tuxtla", "puede ser Tuxtla Chico o Tuxtla Gutiérrez"),
    ],
)
def test_el_municipio_que_no_se_reconoce_dice_como_escribirlo(valor: str, dice: str) -> None:
    _, reparos = _leida("cartera", "municipio", valor)
    assert dice in reparos.por_fila[0][0].mensaje


def test_lo_que_guarda_una_hora_de_excel_llega_al_minuto() -> None:
    """0.3784722222 es como se ve 09:05 en formato General."""
    fraccion = timedelta(hours=9, minutes=5) / timedelta(days=1)
    assert _uno("diligencias", "hora_inicio", f"{fraccion:.10f}") == f"{datetime(2025, 1, 1, 9, 5):%H:%M}"
