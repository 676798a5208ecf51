"""La norma capturada: cada valor con fecha, fuente y calidad, y las comprobaciones que una segunda fuente permite."""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from cobranza import temas
from cobranza.base.ajustes import ajustes
from cobranza.base.dinero import dividir_redondeando
from cobranza.base.errores import ErrorDeLey, ErrorDeUso
from cobranza.base.fechas import dia, fecha_de
from cobranza.ley.calendario import lista_del_articulo_12
from cobranza.ley.norma import de_ambito, norma
from cobranza.ley.parametros import leer_serie
from cobranza.ley.proporciones import proporcion
from cobranza.ley.renglon import NOMBRES, fuente_de

LEGALES = ajustes().params / "legales"
SERIES = sorted(r for r in LEGALES.glob("*/*.yaml") if r.name != "ordenamiento.yaml")
COBRANZA = Path(temas.__file__).parents[1]
FEDERAL = norma("federal")


def test_cada_parametro_tiene_nombre_para_imprimirse() -> None:
    assert {ruta.stem for ruta in SERIES if leer_serie(ruta).tipo != "tabla"} == set(NOMBRES)


def test_la_fuente_dice_el_parametro_en_espanol_y_no_repite_vigencias() -> None:
    indices = [FEDERAL.valor("inpc", date(2025, 11, 1)), FEDERAL.valor("inpc", date(2019, 3, 1))]
    fuente, _ = fuente_de(*indices)
    assert fuente.startswith("INPC de noviembre de 2025: 142.645, INPC de marzo de 2019: 103.476 (INEGI")
    tasas = [FEDERAL.valor("recargos_mora", date(anio, 6, 1)) for anio in range(2017, 2027)]
    fuente, _ = fuente_de(*tasas)
    assert [fuente.count(f"{tasa} %") for tasa in ("1.13", "1.47", "2.07")] == [1, 1, 1]
    assert "de 2018 a 2025: 1.47 %" in fuente
    assert "86,460.00 pesos" in fuente_de(FEDERAL.valor("gastos_maximo", date(2025, 1, 1)))[0]
    nota = "Articulado estatal por confirmar"
    estatal, _ = fuente_de(*(de_ambito("estatal").valor("recargos_mora", date(anio, 6, 1)) for anio in (2024, 2026)))
    assert estatal.count(nota) == 1


@pytest.mark.parametrize("ruta", SERIES, ids=lambda r: f"{r.parent.name}/{r.stem}")
def test_cada_valor_dice_desde_cuando_su_fuente_y_su_calidad(ruta: Path) -> None:
    serie = leer_serie(ruta)
    assert serie.valores
    assert serie.fundamento
    assert serie.revisado_el
    for valor in serie.valores:
        assert valor.desde <= valor.hasta
        assert valor.fuente
        assert valor.calidad
        assert (valor.numero is None) <= (serie.tipo == "tabla" or valor.calidad.startswith("no_encontrado")), valor


@pytest.mark.parametrize(
    ("renglones", "motivo"),
    [
        ('{desde: 2026-01-01, valor: 1.47, calidad: ley, fuente: "DOF"}', "entre comillas"),
        ('{desde: 2026-01-01, valor: "1.47", calidad: ley}', "fuente"),
        ('{desde: 2026-01-01, valor: "1.477", calidad: ley, fuente: "DOF"}', "más de 2 decimales"),
        (
            '{desde: 2026-01-01, valor: "1", calidad: ley, fuente: "DOF"}\n'
            '  - {desde: 2026-06-01, valor: "2", calidad: ley, fuente: "DOF"}',
            "se traslapa",
        ),
        (
            '{desde: 2025-01-01, hasta: 2025-06-30, valor: "1", calidad: ley, fuente: "DOF"}\n'
            '  - {desde: 2026-01-01, valor: "2", calidad: ley, fuente: "DOF"}',
            "hueco",
        ),
    ],
)
def test_un_parametro_mal_capturado_no_se_lee(tmp_path: Path, renglones: str, motivo: str) -> None:
    archivo = tmp_path / "tasa.yaml"
    archivo.write_text(
        "descripcion: d\nunidad: u\ntipo: escalon\ndecimales: 2\nfundamento: f\nrevisado_el: hoy\n"
        f"valores:\n  - {renglones}\n",
        encoding="utf-8",
    )
    with pytest.raises(ErrorDeLey, match=motivo):
        leer_serie(archivo)


# Comprobaciones contra otra fuente o contra la propia ley


def test_la_mora_es_la_prorroga_mas_la_mitad() -> None:
    """CFF, art. 21. Enero de 2000 se publicó 2.23 (1.49 × 1.5 = 2.235), sin subir la milésima."""
    mora = {v.desde: v.numero for v in FEDERAL.serie("recargos_mora").valores}
    prorroga = {v.desde: v.numero for v in FEDERAL.serie("recargos_prorroga").valores if v.numero is not None}
    distintas = {desde for desde, tasa in prorroga.items() if mora[desde] != dividir_redondeando(tasa * 150, 100)}
    assert (
        len(prorroga) == 63
    )  # 2000 a 2003 por mes (diciembre de 2000 se publicó con errata) y los escalones de 2004
    assert distintas == {date(2000, 1, 1)}


def test_el_inpc_concuerda_con_la_udi_de_otro_emisor() -> None:
    """CFF, art. 20 Ter: la UDI promedio de los días 10 y 25 del mes siguiente sigue al INPC del mes."""
    udi = {v.desde: v.numero or 0 for v in FEDERAL.serie("udi").valores}
    razones = []
    for valor in FEDERAL.serie("inpc").valores:
        siguiente = date(valor.desde.year + valor.desde.month // 12, valor.desde.month % 12 + 1, 1)
        pareja = [udi.get(siguiente.replace(day=d)) for d in (10, 25)]
        if None not in pareja and valor.desde != date(1998, 8, 1):  # marcado por revisar en su calidad
            razones.append(Fraction(sum(p or 0 for p in pareja), 2) / (valor.numero or 1))
    assert len(razones) > 350
    assert max(razones) / min(razones) < Fraction(10_002, 10_000)


def test_el_subsidio_es_el_porcentaje_de_la_uma_que_dice_su_fuente() -> None:
    de_cuota = [r for r in FEDERAL.serie("subsidio_empleo").renglones if r["tipo"] == "cuota_unica"]
    for renglon in de_cuota:
        hallado = re.search(r"([\d.]+) % de la UMA mensual ([\d.]+)", renglon["fuente"])
        assert hallado
        exacto = Fraction(hallado[1]) * Fraction(hallado[2])  # en centavos: por ciento de pesos
        assert abs(exacto - Fraction(renglon["subsidio"]) * 100) <= Fraction(1, 2)
    assert len(de_cuota) == 5


@pytest.mark.parametrize("clave", ["isr_mensual", "isr_diaria"])
def test_los_renglones_de_la_tarifa_no_dejan_huecos(clave: str) -> None:
    serie = FEDERAL.serie(clave)
    for al in (date(2023, 1, 1), date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31)):
        tarifa = serie.tabla_al(al)
        assert len(tarifa) == 11
        for antes, despues in pairwise(tarifa):
            assert Fraction(despues["limite_inferior"]) - Fraction(antes["limite_superior"]) == Fraction(1, 100)
        assert tarifa[-1]["limite_superior"] == ""


def test_la_tarifa_que_falta_dice_de_cuando_a_cuando_si_la_hay() -> None:
    """No está vacía: empieza después del día que se pidió."""
    desde = min(r["desde"] for r in FEDERAL.serie("isr_mensual").renglones)
    with pytest.raises(ErrorDeLey, match=rf"al 2000-01-31: tiene valores de {desde} a 2026-12-31\."):
        FEDERAL.serie("isr_mensual").tabla_al(date(2000, 1, 31))


def test_los_inhabiles_capturados_son_los_que_nombra_el_articulo_12() -> None:
    calendario = FEDERAL.calendario
    ultimo = fecha_de(calendario.hasta).year
    for anio in range(2007, ultimo + 1):
        transmision = [dia(date(anio, 12, 1))] if anio in (2012, 2018) else []
        for momento in (*lista_del_articulo_12(anio), *transmision):
            assert not calendario.es_habil(momento), fecha_de(momento)
    for capturado in calendario.motivos:
        anio = fecha_de(capturado).year
        permitidos = {*lista_del_articulo_12(anio), *(dia(date(a, 12, 1)) for a in (2006, 2012, 2018))}
        assert capturado in permitidos, fecha_de(capturado)


# Proporciones, citas e interpretaciones: lo que el código pide existe y lo que existe se pide


def _pedidas(patron: str) -> set[str]:
    texto = "\n".join(a.read_text(encoding="utf-8") for a in COBRANZA.rglob("*.py"))
    return set(re.findall(patron, texto))


def test_cada_cita_que_pide_el_codigo_esta_en_el_ordenamiento() -> None:
    pedidas = _pedidas(r'cita\("(\w+)"\)')
    assert pedidas
    for clave in ("federal", "estatal_chiapas"):
        for cita in pedidas:
            assert norma(clave).cita(cita)


def test_cada_interpretacion_del_ordenamiento_la_usa_el_codigo() -> None:
    assert _pedidas(r'interpretacion\("([\w.]+)"\)') | {"vacaciones.sat"} == set(FEDERAL.interpretaciones())


def test_cada_proporcion_que_pide_el_codigo_existe() -> None:
    for clave in _pedidas(r'proporcion\(de, "(\w+)"'):
        assert proporcion(FEDERAL, clave).exacto > 0


def test_ninguna_proporcion_se_traslapa() -> None:
    vigencias = defaultdict(list)
    for r in FEDERAL.serie("proporciones").renglones:
        vigencias[r["clave"]].append((r["desde"], r["hasta"] or "9999-12-31"))
    for clave, fechas in vigencias.items():
        fechas.sort()
        assert all(a[1] < b[0] for a, b in pairwise(fechas)), clave


def test_ningun_porcentaje_de_la_ley_va_a_mano_en_un_tema() -> None:
    """Los temas piden cada proporción por su clave: en su código no hay números que sean porcentajes de ley."""
    de_la_ley = {r["valor"] for r in FEDERAL.serie("proporciones").renglones if r["unidad"].startswith("por ciento")}
    for archivo in (*COBRANZA.glob("temas/*.py"), COBRANZA / "ley" / "multas.py", COBRANZA / "ley" / "remate.py"):
        for numero in re.findall(r"[*/] ?(\d+)\b", archivo.read_text(encoding="utf-8")):
            assert numero == "100" or numero not in de_la_ley, f"{archivo.name}: {numero}"


# Ordenamientos


def test_lo_estatal_heredado_va_rotulado_y_lo_nacional_no() -> None:
    estatal = de_ambito("estatal")
    al = date(2026, 3, 2)
    assert estatal.valor("recargos_mora", al).calidad == "ilustrativo"
    assert estatal.valor("salario_minimo", al).calidad == FEDERAL.valor("salario_minimo", al).calidad
    assert "supletorio" in estatal.cita("recargos")
    assert "supletorio" not in estatal.cita("isr_nomina")


def test_un_valor_propio_del_estado_gana_al_heredado(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for carpeta in ("comunes", "federal"):
        (tmp_path / "legales").mkdir(exist_ok=True)
        (tmp_path / "legales" / carpeta).symlink_to(LEGALES / carpeta)
    propia = tmp_path / "legales" / "estatal_ejemplo"
    propia.mkdir()
    ficha = yaml.safe_load((LEGALES / "estatal_chiapas" / "ordenamiento.yaml").read_text(encoding="utf-8"))
    (propia / "ordenamiento.yaml").write_text(yaml.safe_dump(ficha, allow_unicode=True), encoding="utf-8")
    (propia / "dias_inhabiles.csv").write_text("fecha,lista,motivo,fundamento,calidad\n", encoding="utf-8")
    tasa = (LEGALES / "federal" / "recargos_mora.yaml").read_text(encoding="utf-8")
    tasa = re.sub(r"valores:\n.*", "valores:\n", tasa, flags=re.DOTALL)
    tasa += '  - {desde: 2026-01-01, valor: "1.50", calidad: ley, fuente: "Ley de Ingresos del Estado"}\n'
    (propia / "recargos_mora.yaml").write_text(tasa, encoding="utf-8")
    monkeypatch.setenv("COBRANZA_PARAMS", str(tmp_path))
    caso = {"monto": "100", "vencimiento_efectivo": "2026-03-17", "fecha_pago": "2026-03-31", "ambito": "estatal"}
    assert temas.calcular("liquidacion", caso, {})["recargos"] == "1.50"


def test_una_cantidad_que_empieza_a_mitad_de_mes_rige_desde_ese_dia(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(LEGALES, tmp_path / "legales")
    minimo = tmp_path / "legales" / "federal" / "gastos_minimo.yaml"
    texto = minimo.read_text(encoding="utf-8").replace("{desde: 2026-01-01, valor", "{desde: 2026-01-20, valor")
    minimo.write_text(texto.replace("hasta: 2025-12-31", "hasta: 2026-01-19"), encoding="utf-8")
    monkeypatch.setenv("COBRANZA_PARAMS", str(tmp_path))
    casos = [{"credito": "1", "fecha_diligencia": f"2026-01-{d}", "diligencia": "embargo"} for d in (19, 20)]
    assert [temas.calcular("gastos_ejecucion", c, {})["gasto"] for c in casos] == ["560.00", "630.00"]


def test_un_ordenamiento_que_no_existe_dice_los_que_hay() -> None:
    with pytest.raises(ErrorDeUso, match="estatal_chiapas, federal"):
        norma("municipal")
