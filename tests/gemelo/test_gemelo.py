"""La cartera de ejemplo: repetible, con sus filas sucias y anomalías dichas, y coherente con la ley al centavo."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from duckdb import DuckDBPyConnection

from cobranza import gemelo
from cobranza.almacen.sesion import abrir
from cobranza.almacen.toma import foto_actual
from cobranza.base.catalogos import actos
from cobranza.base.fechas import dia, dias
from cobranza.cartera.consultas import cartera_al, credito_exigido
from cobranza.cuenta.liquidacion import caducidades
from cobranza.expediente.historia import historia
from cobranza.gemelo import generar
from cobranza.ingesta import Resultado, ingerir
from cobranza.ley.gastos import con_limites, gasto_ejecucion
from cobranza.ley.norma import de_ambito, de_la_oficina
from cobranza.verificacion.evaluacion import evaluar
from cobranza.verificacion.exactitud import comparar, leer_verdad
from cobranza.verificacion.pae import leer

pytestmark = pytest.mark.lenta

CREDITOS, SEMILLA = 800, 2025
CORTE = date(2025, 12, 31)
DE_2026 = {"SOLICITUD_ESTIMULO", "FIN_ESTIMULO"}
SIN_PEDIR = {"DEVOLUCION", "COMPENSACION"}
DE_TRAMITE = {"BAJA", "REAPERTURA", "LEVANTAMIENTO", "FIN_GARANTIA", "CONDONACION_SIN_EFECTOS", "CONVENIO_REABIERTO"}
EN_CONCURSO = {"CONCURSO", "FIN_CONCURSO"}
CONSTANCIAS = {tipo for tipo, ficha in actos().items() if ficha.get("constancia")}
SEMBRADAS = {f"PAE{k:03d}" for k in (*range(1, 19), 23, 31, 40, 49, 52, 56, 85)}
"""Las reglas cuyo vicio trae la cartera de ejemplo; las demás miran datos que ella no captura, o cumple siempre."""


@dataclass(frozen=True)
class Cargada:
    """Una cartera de ejemplo ya en los libros."""

    carpeta: Path
    resultados: dict[str, Resultado]
    cuarentena: set[tuple[str, int]]
    conexion: DuckDBPyConnection

    def consulta(self, sql: str) -> pd.DataFrame:
        return self.conexion.execute(sql).df()


@pytest.fixture(scope="module")
def cargar(plantilla_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Cargada]:
    """Genera una cartera y la mete por la ingesta de verdad."""

    def de(creditos: int) -> Cargada:
        carpeta = tmp_path_factory.mktemp("gemelo")
        url = f"sqlite:///{shutil.copy(plantilla_sqlite, carpeta / 'libros.db')}"
        engine = abrir(url)
        resultados = {
            archivo.name: ingerir(engine, layout, archivo, usuario="demo", ahora=datetime(2026, 1, 2, 9, 30))
            for layout, archivo in generar(carpeta, creditos, SEMILLA)
        }
        with engine.connect() as conexion:
            filas = conexion.exec_driver_sql("SELECT archivo, linea FROM cuarentena").all()
        engine.dispose()
        foto = foto_actual(url, carpeta / "salidas").conexion()
        return Cargada(carpeta, resultados, {(str(a), int(linea)) for a, linea in filas}, foto)

    return de


@pytest.fixture(scope="module")
def cargada(cargar: Callable[[int], Cargada]) -> Cargada:
    return cargar(CREDITOS)


def _sucias(carpeta: Path) -> list[dict[str, str]]:
    with (carpeta / "verdad" / "filas_sucias.csv").open(encoding="utf-8", newline="") as archivo:
        return list(csv.DictReader(archivo))


def _a_cuarentena_solo_lo_sembrado(cargada: Cargada) -> None:
    sucias = _sucias(cargada.carpeta)
    assert cargada.cuarentena == {(fila["archivo"], int(fila["linea"])) for fila in sucias}
    motivos = {nombre: Counter(resultado.por_motivo) for nombre, resultado in cargada.resultados.items()}
    dichos = {nombre: Counter(f["motivo"] for f in sucias if f["archivo"] == nombre) for nombre in motivos}
    assert motivos == dichos


def test_van_a_cuarentena_las_filas_sucias_y_ninguna_otra(cargada: Cargada) -> None:
    _a_cuarentena_solo_lo_sembrado(cargada)
    assert {f["archivo"] for f in _sucias(cargada.carpeta)} == {n for n in cargada.resultados if n.endswith(".csv")}


def test_los_bloques_siguientes_continuan_folios_recibos_y_lineas(
    cargar: Callable[[int], Cargada], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gemelo, "_CREDITOS_POR_BLOQUE", 150)
    por_bloques = cargar(400)
    _a_cuarentena_solo_lo_sembrado(por_bloques)
    assert int(por_bloques.consulta("SELECT COUNT(*) AS n FROM credito")["n"].iloc[0]) == 400


def test_la_misma_semilla_da_los_mismos_bytes(cargada: Cargada, tmp_path: Path) -> None:
    avances: list[tuple[object, ...]] = []
    generar(tmp_path, CREDITOS, SEMILLA, al_avanzar=lambda *dice: avances.append(dice))
    de_antes = {a.name: a.read_bytes() for a in cargada.carpeta.rglob("*.*") if a.suffix in (".csv", ".xlsx")}
    assert {a.name: a.read_bytes() for a in tmp_path.rglob("*.*") if a.name != "ficha.json"} == de_antes
    assert avances[-1][-1] == CREDITOS


def test_lo_ya_escrito_no_se_regenera_y_otra_semilla_si(tmp_path: Path) -> None:
    antes = generar(tmp_path, 100, 1)
    marcas = [archivo.stat().st_mtime_ns for _, archivo in antes]
    assert [archivo.stat().st_mtime_ns for _, archivo in generar(tmp_path, 100, 1)] == marcas
    primera = antes[2][1].read_bytes()
    generar(tmp_path, 100, 2)
    assert antes[2][1].read_bytes() != primera
    antes[3][1].unlink()
    assert all(archivo.is_file() for _, archivo in generar(tmp_path, 100, 2))


def test_los_csv_van_en_latin1(cargada: Cargada) -> None:
    crudo = (cargada.carpeta / "cartera.csv").read_bytes()
    assert "Número de crédito".encode("latin-1") in crudo.splitlines()[0]
    with pytest.raises(UnicodeDecodeError):
        crudo.decode("utf-8")


def test_ningun_saldo_es_negativo_y_nadie_paga_de_mas(cargada: Cargada) -> None:
    saldos = cargada.consulta("SELECT folio, componente, SUM(importe) AS saldo FROM movimiento GROUP BY ALL")
    assert len(saldos) > CREDITOS
    assert saldos[saldos["saldo"] < 0].empty
    assert "SALDO_A_FAVOR" not in set(saldos["componente"])


def test_hay_de_todo(cargada: Cargada) -> None:
    c = cartera_al(cargada.conexion, de_la_oficina(), CORTE)
    federales = int((c["ambito"] == "federal").sum())
    assert CREDITOS * 33 // 100 < federales < CREDITOS * 47 // 100
    assert set(c["vida"]) == {"VIGENTE", "BAJA", "CANCELADO"}
    clases = {"CANCELADO", "CONTROVERTIDO", "EN_FACILIDADES", "SIN_NOTIFICAR", "EN_PLAZO", "BAJA_PROBABILIDAD"}
    assert set(c["clase"]) == clases | {"FACTIBLE"}
    assert {"REG", "PLZ", "EXG", "MAN", "REQ", "EMB", "INM", "AVA", "CON", "REM"} <= set(c["etapa"])
    assert c["rfc"].duplicated().any() and c["folio"].str.fullmatch(r"[A-Z]{3}-20\d\d-\d{6}").all()


def test_se_usa_cada_tipo_de_acto(cargada: Cargada) -> None:
    """Menos los que calcula el programa, los de la Ley de Ingresos de 2026, que empieza tras el corte, y los que
    disponen del saldo a favor o sólo asienta un trámite: en la cartera de ejemplo nadie lo ha pedido. Tampoco captura
    las constancias ni el concurso mercantil, que son lo que una oficina empieza a anotar después."""
    capturados = {tipo for tipo, ficha in actos().items() if ficha["captura"]}
    anotados = set(cargada.consulta("SELECT DISTINCT tipo FROM acto")["tipo"])
    assert anotados == capturados - DE_2026 - SIN_PEDIR - DE_TRAMITE - EN_CONCURSO - CONSTANCIAS


def test_los_actos_traen_lo_que_dice_cual_cuando_y_como(cargada: Cargada) -> None:
    dichos = cargada.consulta(
        "SELECT tipo, string_agg(DISTINCT forma, ',' ORDER BY forma) AS formas, bool_or(hasta IS NOT NULL) AS hasta, "
        "bool_or(referencia <> '') AS referencia, bool_or(notificado_el > fecha) AS despues, "
        "max(parcialidades) AS parcialidades FROM acto GROUP BY tipo"
    ).set_index("tipo")
    assert dichos.at["IMPUGNACION", "formas"] == "AMPARO,NULIDAD,REVOCACION"
    assert dichos.at["CONVENIO", "formas"] == "DIFERIDO,PARCIALIDADES" and dichos.at["CONVENIO", "parcialidades"] > 12
    assert dichos.loc[["RESOLUCION", "FIN_SUSPENSION"], "referencia"].all()
    assert dichos.loc[["RESOLUCION", "INMOVILIZACION"], "despues"].all() and dichos.at["SUSPENSION", "hasta"]


def test_hay_convenios_al_corriente_y_caducos_que_nadie_ha_revocado(cargada: Cargada) -> None:
    h = historia(cargada.conexion, de_la_oficina())
    caducos = set(h.creditos["folio"].iloc[caducidades(h, dia(CORTE))[0]])
    c = cartera_al(cargada.conexion, de_la_oficina(), CORTE)
    al_corriente = set(c.loc[c["clase"] == "EN_FACILIDADES", "folio"])
    revocados = set(cargada.consulta(
        "SELECT c.folio FROM acto a JOIN credito c ON c.id = a.credito WHERE a.tipo = 'CONVENIO_REVOCADO'"
    )["folio"])  # fmt: skip
    assert len(al_corriente) > len(caducos - revocados) > 0


def test_un_impuesto_vence_antes_de_que_se_determine(cargada: Cargada) -> None:
    de_impuesto = cargada.consulta(
        "SELECT vencimiento, fecha_resolucion FROM credito WHERE concepto IN ('E-ISN', 'F-ISR', 'F-IVA')"
    )
    assert len(de_impuesto) and (de_impuesto["vencimiento"] < de_impuesto["fecha_resolucion"]).all()


def test_nada_se_captura_antes_de_ocurrir_ni_despues_del_corte(cargada: Cargada) -> None:
    fechas = cargada.consulta(
        "SELECT fecha, fecha_registro FROM acto UNION ALL SELECT fecha_ingreso, NULL FROM recibo"
    )
    assert fechas["fecha"].max() <= pd.Timestamp(CORTE) and fechas["fecha_registro"].max() <= pd.Timestamp(CORTE)
    assert not (fechas["fecha_registro"] < fechas["fecha"]).any()


def test_el_gasto_es_el_que_manda_la_ley_ese_dia_salvo_lo_sembrado(cargada: Cargada) -> None:
    """2 % de lo exigido con sus límites o, donde no se publicaron, el 2 % a secas (CFF, art. 150)."""
    gastos = cargada.consulta(
        "SELECT m.folio, a.fecha, m.importe, c.ambito, a.clave FROM movimiento m "
        "JOIN acto a ON a.clave = m.referencia JOIN credito c ON c.folio = m.folio WHERE m.tipo = 'GASTO_EJECUCION' "
        "AND a.tipo IN ('REQUERIMIENTO', 'EMBARGO', 'REQ_Y_EMBARGO', 'INMOVILIZACION', 'REMATE')"
    )
    exigido = credito_exigido(historia(cargada.conexion, de_la_oficina()), gastos[["folio", "fecha"]])
    al, legal = dias(gastos["fecha"]), (exigido * 2 + 50) // 100
    for ambito in ("estatal", "federal"):
        norma = de_ambito(ambito)
        cual = gastos["ambito"].eq(ambito).to_numpy() & con_limites(norma, al)
        legal[cual] = gasto_ejecucion(norma, credito=exigido[cual], al=al[cual])
    distintos = gastos.loc[gastos["importe"].to_numpy() != legal, "clave"]
    verdad = pd.read_csv(cargada.carpeta / "verdad" / "anomalias.csv")
    assert len(gastos) > CREDITOS // 3 and len(distintos)
    assert set(distintos) <= set(verdad.loc[verdad["regla"] == "PAE007", "acto"])


def test_en_diciembre_de_2025_se_cobran_muchos_gastos(cargada: Cargada) -> None:
    cobrado = cargada.consulta(
        "SELECT fecha_efecto FROM movimiento WHERE tipo = 'PAGO' AND componente = 'GASTO_EJECUCION' "
        "AND referencia <> '' AND fecha_efecto >= '2025-01-01'"
    )["fecha_efecto"]
    en_diciembre = int((cobrado >= "2025-12-01").sum())
    assert en_diciembre * 25 > CREDITOS  # con diez mil créditos, más de cuatrocientos renglones
    assert cobrado.dt.month.nunique() > 6


def test_hay_diligencias_programadas_despues_del_corte(cargada: Cargada) -> None:
    programadas = cargada.consulta("SELECT fecha, hasta FROM acto WHERE tipo = 'PROGRAMACION'")
    assert len(programadas)
    assert (programadas["fecha"] <= pd.Timestamp(CORTE)).all() and (programadas["hasta"] > pd.Timestamp(CORTE)).all()


def test_hay_recibos_cancelados_con_su_sustituto_y_cheques_devueltos(cargada: Cargada) -> None:
    recibos = cargada.consulta("SELECT recibo, folio, importe, estado, sustituye_a FROM recibo")
    sustitutos = recibos[recibos["sustituye_a"].notna()].merge(recibos, left_on="sustituye_a", right_on="recibo")
    assert len(sustitutos) and set(sustitutos["estado_y"]) == {"CANCELADO"}
    assert np.array_equal(sustitutos["importe_x"], sustitutos["importe_y"])
    assert np.array_equal(sustitutos["folio_x"], sustitutos["folio_y"])
    assert (recibos["estado"] == "CHEQUE_DEVUELTO").any()


def test_la_verdad_cubre_las_reglas_que_se_siembran(cargada: Cargada) -> None:
    verdad = pd.read_csv(cargada.carpeta / "verdad" / "anomalias.csv")
    assert SEMBRADAS - {"PAE085"} <= set(verdad["regla"]) <= SEMBRADAS


def test_con_tres_mil_creditos_hay_al_menos_dos_de_cada_regla(tmp_path: Path) -> None:
    generar(tmp_path, 3_000, SEMILLA)
    assert (
        pd.read_csv(tmp_path / "verdad" / "anomalias.csv")["regla"].value_counts().reindex(sorted(SEMBRADAS)).min()
        >= 2
    )


@pytest.mark.parametrize("corte", [CORTE, date(2024, 6, 30), date(2021, 3, 31), date(2018, 9, 30), date(2026, 6, 30)])
def test_la_verificacion_halla_la_verdad_y_nada_mas(cargada: Cargada, corte: date) -> None:
    """Dos caminos a lo mismo: lo que el gemelo sabe que causó y lo que las reglas encuentran en los libros."""
    pae = leer(cargada.conexion, de_la_oficina(), corte)
    verdad = leer_verdad(cargada.carpeta / "verdad" / "anomalias.csv", pae)
    distintas = comparar(evaluar(pae), verdad).query("donde != 'ambos'")
    assert len(verdad) and distintas.empty, distintas.to_string()
