"""Cada regla contra lo que se sembró: halla toda falta, calla ante toda casi falta y nada dice de lo limpio.

La verdad la escribe el suceso que se cuenta (`gemelo.sucesos`), no la regla.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from verificacion.sembrados import Sembrados, leer_tablas

from cobranza.gemelo.sucesos import poblacion
from cobranza.gemelo.sucesos.guion import sucesos
from cobranza.gemelo.sucesos.plantel import DELEGACIONES
from cobranza.gemelo.sucesos.poblacion import SOLO_FEDERALES
from cobranza.ley.norma import de_la_oficina
from cobranza.verificacion.evaluacion import evaluar, juzga_a, no_evaluadas, ordenar
from cobranza.verificacion.exactitud import LLAVE
from cobranza.verificacion.regla import reglas

pytestmark = pytest.mark.lenta

CLAVES = [r.clave for r in reglas()]


def llaves(marco: pd.DataFrame) -> set[tuple[str, ...]]:
    return set(marco[LLAVE].itertuples(index=False, name=None))


@pytest.mark.parametrize("clave", CLAVES)
def test_se_halla_todo_lo_sembrado_de_la_regla_y_nada_mas(clave: str, sembrados: Sembrados) -> None:
    verdad = sembrados.poblacion.verdad
    hallado = llaves(sembrados.hallazgos[sembrados.hallazgos["regla"] == clave])
    sembrado = llaves(verdad[verdad["regla"] == clave])
    que = sembrados.poblacion.creditos.set_index("folio")["que"]
    distinto = sorted(f"{folio} {acto}: {que[folio]}" for _, folio, acto in hallado ^ sembrado)
    assert sembrado and not distinto


def test_cada_regla_tiene_su_falta_y_su_casi_falta() -> None:
    faltas = {s.regla for s in sucesos() if s.es_falta}
    casi = {s.regla for s in sucesos() if not s.es_falta}
    assert faltas == casi == set(CLAVES)


def test_en_lo_limpio_no_hay_hallazgos(sembrados: Sembrados) -> None:
    creditos = sembrados.poblacion.creditos
    limpios = set(creditos.loc[creditos["como"] == "limpio", "folio"])
    suyos = sembrados.hallazgos[sembrados.hallazgos["folio"].isin(limpios)]
    assert len(limpios) > 40 and suyos.empty, suyos.to_string()


def test_todo_lo_sembrado_se_pudo_juzgar(sembrados: Sembrados) -> None:
    assert no_evaluadas(sembrados.pae).empty


def test_lo_que_impide_anotar_es_lo_que_se_halla(sembrados: Sembrados) -> None:
    """Quien va a anotar el acto no descarta sin buscar ninguna regla que lo señalaría."""
    de_clave = {r.clave: r for r in reglas()}
    actos = sembrados.pae.actos.set_index("clave", drop=False)
    for h in sembrados.hallazgos[sembrados.hallazgos["acto"] != ""].itertuples():
        acto = actos.loc[[h.acto]]
        assert de_clave[h.regla].juzga(h.tipo) and juzga_a(de_clave[h.regla], sembrados.pae, acto), h


def test_lo_que_solo_manda_la_ley_federal_es_lo_que_las_fichas_dicen() -> None:
    assert {r.clave for r in reglas() if r.ambitos == ("federal",)} == SOLO_FEDERALES


def test_los_sucesos_son_los_mismos_con_la_misma_semilla_y_otros_con_otra(sembrados: Sembrados) -> None:
    otra = poblacion(de_la_oficina(), veces=2)
    assert_frame_equal(otra.tablas["acto"], sembrados.poblacion.tablas["acto"])
    assert_frame_equal(otra.verdad, sembrados.poblacion.verdad)
    distinta = poblacion(de_la_oficina(), veces=1, semilla=14).tablas["credito"]
    comunes = otra.tablas["credito"].merge(distinta, on="folio")
    assert (comunes["importe_x"] != comunes["importe_y"]).any()


def test_los_hallazgos_no_dependen_del_orden_en_que_se_capturo(sembrados: Sembrados) -> None:
    azar = np.random.default_rng(1)
    revueltas = {nombre: tabla.iloc[azar.permutation(len(tabla))].reset_index(drop=True)
                 for nombre, tabla in sembrados.poblacion.tablas.items()}  # fmt: skip
    actos = revueltas["acto"]
    revueltas["acto"] = actos.assign(id=np.arange(1, len(actos) + 1))
    revueltos = evaluar(leer_tablas(revueltas, sembrados.poblacion))
    assert_frame_equal(revueltos, sembrados.hallazgos)


def test_los_hallazgos_no_dependen_de_como_se_reparta_la_cartera(sembrados: Sembrados) -> None:
    tablas = sembrados.poblacion.tablas
    partes = [evaluar(leer_tablas(tablas, sembrados.poblacion, delegacion)) for delegacion in DELEGACIONES]
    assert all(len(parte) for parte in partes)
    assert_frame_equal(ordenar(partes), sembrados.hallazgos)
