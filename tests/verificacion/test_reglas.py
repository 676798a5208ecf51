"""Cada regla con quien la incumple y con quien la cumple por un día, una hora o un centavo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pandas as pd
import pytest
from duckdb import DuckDBPyConnection
from verificacion.expedientes import CORTE, habil, natural

from cobranza.base.errores import ErrorDeUso
from cobranza.expediente.en_renglones import Expedientes, plantilla
from cobranza.ley.norma import de_la_oficina
from cobranza.verificacion import ejemplos
from cobranza.verificacion.evaluacion import evaluar
from cobranza.verificacion.impedimentos import juez
from cobranza.verificacion.pae import Pae, leer
from cobranza.verificacion.regla import ETAPAS, Severidad, regla, reglas

Senalados = Callable[..., set[str]]
VISPERA = CORTE - timedelta(days=1)


def test_de_siete_y_media_a_seis_en_punto_se_puede_diligenciar(senalados: Senalados) -> None:
    de_horas = {clave for clave in senalados("PAE001") if ":a-las-" in clave}
    assert de_horas == {"DILIGENCIA:a-las-07:29", "DILIGENCIA:a-las-18:01"}


def test_un_dia_inhabil_necesita_habilitacion_que_lo_cubra(senalados: Senalados) -> None:
    de_dias = {clave for clave in senalados("PAE001") if ":en-" in clave}
    assert de_dias == {"DILIGENCIA:en-domingo", "DILIGENCIA:en-festivo-tras-la-habilitacion"}


def test_el_citatorio_es_del_habil_anterior_aunque_haya_fin_de_semana(senalados: Senalados) -> None:
    assert senalados("PAE002") == {"DILIGENCIA:citatorio-de-dos-dias"}


def test_el_ultimo_dia_del_nombramiento_aun_vale(senalados: Senalados) -> None:
    assert senalados("PAE003") == {"NOMBRADO:nombramiento-vencido", "NOMBRADO:sin-persona"}


def test_el_mandamiento_va_antes_o_el_mismo_dia_y_lo_firma_quien_puede(senalados: Senalados) -> None:
    assert senalados("PAE004") == {"NOMBRADO:antes-del-mandamiento", "NOMBRADO:mandamiento-del-jefe"}


def test_se_cobra_desde_el_dia_en_que_es_exigible_y_no_antes(senalados: Senalados) -> None:
    assert senalados("PAE005") == {"APRESURADO:ultimo-dia-del-plazo"}


def test_lo_que_detiene_la_ejecucion_vale_mientras_esta_abierto(senalados: Senalados) -> None:
    assert senalados("PAE006") == {
        "SUSPENDIDO:en-suspension",
        "SUSPENDIDO:ultimo-dia-de-garantia",
        "PAGADO:en-convenio",
        "PAGADO:ya-pagado",
    }


def test_el_gasto_es_exacto_y_uno_por_acta_donde_hay_limites(senalados: Senalados) -> None:
    assert senalados("PAE007") == {"COBRADO:un-centavo-de-mas", "COBRADO:b-segundo"}


def test_si_la_inmovilizacion_no_causa_gasto_el_que_se_cobro_esta_de_mas(conexion: DuckDBPyConnection) -> None:
    sin_gasto = de_la_oficina().eligiendo({"gastos.inmovilizacion": "sin_gasto"})
    hallazgos = evaluar(leer(conexion, sin_gasto, CORTE), ["PAE007"]).set_index("acto")["importe"]
    assert set(hallazgos.index) == {"COBRADO:un-centavo-de-mas", "COBRADO:b-segundo", "COBRADO:dia-sin-limites"}
    assert hallazgos["COBRADO:dia-sin-limites"] == 123_456


@pytest.mark.parametrize(("como", "impide"), [("sin_requerimiento", False), ("con_requerimiento", True)])
def test_si_la_declaratoria_no_basta_el_embargo_por_estrados_pide_requerimiento(como: str, impide: bool) -> None:
    puesto = Expedientes()
    puesto.poner("X", "2025-02-24 DECLARATORIA_EMBARGO #d forma=ESTRADOS")
    libros = plantilla(ejemplos.PERSONAL, ejemplos.DESDE) | puesto.tablas()
    embargo = {"folio": "X", "tipo": "EMBARGO", "fecha": date(2025, 3, 3), "persona": "EJ-1", "forma": "DEPOSITOS"}
    impiden = juez(de_la_oficina().con("embargo.por_declaratoria", como))(libros, embargo | {"referencia": "X:d"})
    assert ("PAE031" in {i.regla for i in impiden}) == impide


def test_el_acta_que_empieza_tiene_que_cerrar(senalados: Senalados) -> None:
    assert senalados("PAE008") == {"DILIGENCIA:sin-cierre"}


def test_los_bienes_embargados_se_dejan_en_deposito_ese_dia(senalados: Senalados) -> None:
    assert senalados("PAE009") == {"EMBARGADO:muebles-solos"}


def test_el_decimoquinto_dia_habil_aun_se_inscribe_a_tiempo(senalados: Senalados) -> None:
    assert senalados("PAE010") == {"EMBARGADO:inmueble"}


def test_mientras_corre_el_plazo_no_falta_la_inscripcion(senalados: Senalados) -> None:
    dia_quince = date.fromisoformat(habil("2025-04-01", 15))
    assert senalados("PAE010", dia_quince) == set()
    assert senalados("PAE010", dia_quince + timedelta(days=1)) == {"EMBARGADO:inmueble"}


def test_el_ultimo_dia_del_avaluo_aun_vale(senalados: Senalados) -> None:
    assert senalados("PAE011") == {"REMATADO:con-avaluo-vencido"}


def test_el_decimo_dia_habil_exacto_ya_se_puede_rematar(senalados: Senalados) -> None:
    assert senalados("PAE012") == {"REMATADO:remate-dia-9"}


def test_el_vigesimo_dia_habil_exacto_aun_se_puede_rematar(senalados: Senalados) -> None:
    assert senalados("PAE013") == {"REMATADO:remate-dia-21"}


def test_sesenta_dias_exactos_no_son_abandono(senalados: Senalados) -> None:
    assert senalados("PAE014") == {"OLVIDADO"}
    assert "REGULAR" in senalados("PAE014", CORTE + timedelta(days=1))


def test_el_dia_en_que_se_cumple_la_prescripcion_aun_no_esta_consumada(senalados: Senalados) -> None:
    assert senalados("PAE015") == {"PRESCRITO"}
    assert senalados("PAE015", VISPERA) == set()


def test_el_avaluo_del_dia_noventa_es_a_tiempo(senalados: Senalados) -> None:
    assert senalados("PAE016") == {"EMBARGADO:muebles-solos"}


def test_mientras_corre_el_plazo_no_falta_el_avaluo(senalados: Senalados) -> None:
    dia_noventa = date.fromisoformat(natural("2025-03-03", 90))
    assert senalados("PAE016", dia_noventa) == set()
    assert senalados("PAE016", dia_noventa + timedelta(days=1)) == {"EMBARGADO:muebles-solos"}


def test_se_transfiere_lo_que_se_debe_y_ni_un_centavo_mas(senalados: Senalados) -> None:
    assert senalados("PAE017") == {"INMOVILIZADO:transferencia-de-mas"}


def test_el_exceso_se_libera_a_mas_tardar_el_tercer_dia_habil(senalados: Senalados) -> None:
    assert senalados("PAE018") == {"INMOVILIZADO:a-los-4-dias"}


def test_mientras_corre_el_plazo_no_falta_liberar(senalados: Senalados) -> None:
    tercer_dia = date.fromisoformat(habil("2025-04-01", 3))
    assert senalados("PAE018", tercer_dia) == set()
    assert senalados("PAE018", tercer_dia + timedelta(days=1)) == {"INMOVILIZADO:a-los-4-dias"}


def test_el_regular_cumple_todo_en_el_ultimo_momento(todos: pd.DataFrame) -> None:
    assert "REGULAR" not in set(todos["folio"])


def test_las_claves_van_seguidas_y_estan_las_que_ya_se_publicaban() -> None:
    claves = [r.clave for r in reglas()]
    assert claves == [f"PAE{k:03d}" for k in range(1, len(claves) + 1)]
    assert {f"PAE{k:03d}" for k in range(1, 19)} < set(claves)


@pytest.mark.parametrize("una", reglas(), ids=lambda r: r.clave)
def test_cada_regla_se_explica_entera(una) -> None:
    assert una.titulo and una.fundamento and una.deteccion.endswith(".") and una.que_hacer.endswith(".")
    assert una.efectos and una.ambitos and una.por_que.endswith(".") and una.etapa in ETAPAS
    assert len(una.corto) <= 24
    assert {ejemplo.rompe for ejemplo in una.ejemplos} == {True, False}
    assert sum(bool(ejemplo.excepcion) for ejemplo in una.ejemplos) == len(una.excepciones)
    # ningún plazo de la casa se hace pasar por ley, ni bloquea
    assert not (una.es_ilustrativa and una.severidad.bloquea)


def test_una_regla_que_no_existe_dice_cuales_hay(pae: Pae) -> None:
    with pytest.raises(ErrorDeUso, match=r"PAE999.*PAE001"):
        evaluar(pae, ["PAE999"])


def test_dos_reglas_no_comparten_clave() -> None:
    with pytest.raises(ValueError, match="PAE001"):
        regla(
            "PAE001", severidad=Severidad.BAJA, fundamento="", titulo="", corto="", que_hacer="", etapa="cartera",
            efecto="f", por_que="", rompe="", cumple="",
        )(lambda pae: pae.actos)  # fmt: skip
