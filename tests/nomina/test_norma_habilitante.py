"""Sin norma habilitante no hay nómina; con una mal escrita, tampoco."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from nomina.oficina_de_cobro import Oficina

from cobranza.base.errores import ErrorDeLey
from cobranza.base.fechas import dia
from cobranza.nomina import norma_habilitante
from cobranza.nomina.norma_habilitante import NormaHabilitante, leer_norma, norma_por_dia, normas


@pytest.fixture
def ejemplo() -> NormaHabilitante:
    (norma,) = [n for n in normas() if n.clave == "IL-GE"]
    return norma


def _el(momento: str) -> np.ndarray:
    return np.array([dia(date.fromisoformat(momento))], dtype=np.int64)


def _copia(carpeta: Path, antes: str, despues: str) -> Path:
    original = (norma_habilitante.carpeta() / "il_ge.yaml").read_text(encoding="utf-8")
    assert antes in original
    ruta = carpeta / "lineamiento.yaml"
    ruta.write_text(original.replace(antes, despues), encoding="utf-8")
    return ruta


def test_cada_concepto_de_cada_norma_suma_cien() -> None:
    for norma in normas():
        for concepto in {r.concepto for r in norma.reglas}:
            assert sum(r.porcentaje for r in norma.de_concepto(concepto)) == norma_habilitante.CIEN


def test_la_norma_de_ejemplo_se_rotula(ejemplo: NormaHabilitante) -> None:
    assert ejemplo.es_ilustrativa
    assert all(r.calidad == "ilustrativo" and r.fuente for r in ejemplo.reglas)


def test_porcentajes_que_no_suman_cien_se_niegan_y_dicen_el_archivo(tmp_path: Path) -> None:
    with pytest.raises(ErrorDeLey, match=r"lineamiento\.yaml.*GASTO_EJECUCION suman 99\.99"):
        leer_norma(_copia(tmp_path, '"40.00"', '"39.99"'))


def test_una_regla_que_no_se_conoce_se_niega(tmp_path: Path) -> None:
    with pytest.raises(ErrorDeLey, match="a_quien_sea"):
        leer_norma(_copia(tmp_path, "participa: superviso", "participa: a_quien_sea"))


def test_una_norma_sin_sus_ambitos_se_niega(tmp_path: Path) -> None:
    with pytest.raises(ErrorDeLey, match="ambitos"):
        leer_norma(_copia(tmp_path, "ambitos: [estatal]\n", ""))


def test_dos_archivos_con_la_misma_clave_se_niegan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogo = tmp_path / "catalogos" / "normas_de_reparto"
    shutil.copytree(norma_habilitante.carpeta(), catalogo)
    _copia(catalogo, "Sin fuente", "Sin fuente todavía")
    monkeypatch.setenv("COBRANZA_PARAMS", str(tmp_path))
    with pytest.raises(ErrorDeLey, match=r"lineamiento\.yaml: la clave IL-GE ya es de otra norma"):
        normas()


def test_sin_norma_que_cubra_el_dia_se_dice_que_archivo_agregar(ejemplo: NormaHabilitante) -> None:
    with pytest.raises(ErrorDeLey, match=r"estatal el 2027-01-01.*params/catalogos/normas_de_reparto/") as error:
        norma_por_dia((ejemplo,), "estatal", _el("2027-01-01"))
    assert error.value.codigo == 4


def test_una_norma_estatal_no_alcanza_lo_federal_si_no_lo_dice(ejemplo: NormaHabilitante) -> None:
    with pytest.raises(ErrorDeLey, match="ámbito federal"):
        norma_por_dia((ejemplo,), "federal", _el("2025-12-05"))
    amplia = replace(ejemplo, ambitos=("estatal", "federal"))
    assert norma_por_dia((amplia,), "federal", _el("2025-12-05")).tolist() == [0]


def test_la_norma_que_dice_federal_desplaza_a_la_supletoria(ejemplo: NormaHabilitante) -> None:
    (supletoria,) = [n for n in normas() if n.supletoria]
    amplia = replace(ejemplo, ambitos=("federal",), desde=date(2025, 7, 1))
    registradas = (amplia, supletoria)
    assert registradas[norma_por_dia(registradas, "federal", _el("2025-06-30"))[0]] is supletoria
    assert registradas[norma_por_dia(registradas, "federal", _el("2025-07-01"))[0]] is amplia


def test_dos_normas_el_mismo_dia_se_niegan(ejemplo: NormaHabilitante) -> None:
    with pytest.raises(ErrorDeLey, match="ya rige otra norma"):
        norma_por_dia((ejemplo, replace(ejemplo, clave="OTRA")), "estatal", _el("2025-12-05"))


def test_la_nomina_se_niega_si_un_solo_dia_del_periodo_queda_sin_norma(
    oficina: Oficina, ejemplo: NormaHabilitante
) -> None:
    oficina.personal()
    oficina.credito()
    oficina.diligencia()
    oficina.cobro(200_000)
    # el cobro del 5 de diciembre sí está cubierto; el 31 no
    with pytest.raises(ErrorDeLey, match="2025-12-31"):
        oficina.nomina(registradas=(replace(ejemplo, hasta=date(2025, 12, 30)),))


def test_sin_ninguna_norma_registrada_no_hay_nomina(oficina: Oficina) -> None:
    oficina.personal()
    oficina.credito()
    oficina.diligencia()
    oficina.cobro(200_000)
    with pytest.raises(ErrorDeLey, match="Hay: ninguna"):
        oficina.nomina(registradas=())


def test_cada_cobro_usa_la_norma_de_su_fecha_de_ingreso(oficina: Oficina, ejemplo: NormaHabilitante) -> None:
    oficina.personal()
    oficina.credito()
    oficina.diligencia(fecha="2025-11-10")
    oficina.cobro(200_000, "2025-12-14")
    oficina.cobro(200_000, "2025-12-15", recibo="R-2")
    antes = replace(ejemplo, hasta=date(2025, 12, 14))
    todo_al_ejecutor = replace(ejemplo.reglas[0], porcentaje=norma_habilitante.CIEN)
    despues = replace(ejemplo, clave="NUEVA", desde=date(2025, 12, 15), reglas=(todo_al_ejecutor,))
    nomina = oficina.nomina(registradas=(antes, despues))
    del_ejecutor = nomina.partes[nomina.partes["beneficiario"] == "EJ"].set_index("norma")["importe"]
    assert del_ejecutor.to_dict() == {"IL-GE": 80_000, "NUEVA": 200_000}
