"""Con qué se hace un informe: se comprueba una vez, dice qué norma usó y cuenta lo que le preguntó."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from oficina import acto, almacen_nuevo, credito, en_carpeta

from cobranza.almacen import partes
from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeUso
from cobranza.cartera.consultas import cartera_de
from cobranza.expediente.historia import historia
from cobranza.informes import informe_cartera, lista_de_trabajo, nomina_gastos, que_pasa_si, verificacion_pae
from cobranza.informes.entrada import entrada
from cobranza.informes.procedencia import parametros_usados
from cobranza.ley.norma import Normas, abrir, de_la_oficina

pytestmark = pytest.mark.lenta

CORTE = "2025-12-31"
A, B = "TGZ-2020-000001", "TGZ-2020-000002"


@pytest.fixture(scope="module")
def con_convenio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Dos créditos federales, uno de ellos a plazos."""
    carpeta = tmp_path_factory.mktemp("a_plazos")
    motor = almacen_nuevo(en_carpeta(carpeta))
    with motor.begin() as conexion:
        credito(conexion, A)
        credito(conexion, B, delegacion="DH-TAP")
        acto(conexion, A, "CONVENIO", "2025-01-10", hasta="2026-01-10")
    motor.dispose()
    with pytest.MonkeyPatch.context() as entorno:
        entorno.setenv("COBRANZA_BD", en_carpeta(carpeta))
        entorno.setenv("COBRANZA_SALIDAS", str(carpeta))
        yield carpeta


def _que_pasa_si(**dados: Any) -> object:
    return que_pasa_si.preparar(**dados)


@pytest.mark.parametrize(
    "preparar", [informe_cartera.preparar, lista_de_trabajo.preparar, verificacion_pae.preparar, _que_pasa_si]
)
def test_lo_mal_pedido_falla_igual_en_todos(con_convenio: Path, preparar: Any) -> None:
    with pytest.raises(ErrorDeUso, match=r"«delegacion» es «DH-XXX».*Hay: DH-TGZ, Tuxtla Gutiérrez"):
        preparar(corte=CORTE, delegacion="DH-XXX")
    with pytest.raises(ErrorDeUso, match="«corte» es «31/12/2025»; se esperaba una fecha"):
        preparar(corte="31/12/2025")


@pytest.mark.parametrize("informe", [informe_cartera, lista_de_trabajo, verificacion_pae])
def test_sin_creditos_el_informe_va_en_ceros_y_lo_dice(con_convenio: Path, informe: Any) -> None:
    datos = informe.preparar(corte="2010-01-01")
    assert informe.caratula(datos).hallazgos == ["No hay créditos registrados al 1 ene 2010: el informe va en ceros."]


def test_la_nomina_comprueba_la_misma_delegacion(con_convenio: Path) -> None:
    with pytest.raises(ErrorDeUso, match="«delegacion» es «DH-XXX»"):
        nomina_gastos.preparar(desde="2025-12-01", corte=CORTE, delegacion="DH-XXX")


def test_sin_corte_es_el_ultimo_dia_capturado(con_convenio: Path) -> None:
    de = entrada(None)
    assert (de.corte, de.conocido_al) == (date(2025, 1, 10), None)


def test_lo_usado_sale_de_lo_que_se_pregunto(con_convenio: Path) -> None:
    datos = informe_cartera.preparar(corte=CORTE)
    usados = parametros_usados(datos.entrada.normas, datos.corte).set_index("clave")
    assert set(usados["ambito"]) == {"federal"}, "no hay créditos estatales: de su norma nada se usó"
    assert {"inpc", "recargos_mora", "parcialidades_hasta_12"} <= set(usados.index), (
        "la prórroga del convenio también"
    )
    assert usados["desde"]["inpc"] == date(2025, 11, 1), "el del mes anterior al corte"
    assert not set(usados.index) & {"gastos_minimo", "gastos_maximo"}, "aquí no se calculó ningún gasto"


def test_cada_informe_lleva_su_cuenta(con_convenio: Path) -> None:
    informe_cartera.preparar(corte=CORTE)
    assert entrada(CORTE).normas.consultado == {}


@pytest.mark.lenta
def test_lo_que_preguntan_otros_procesos_tambien_cuenta(con_convenio: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entero = informe_cartera.preparar(corte=CORTE).entrada.normas.consultado
    monkeypatch.setattr(partes, "CREDITOS_POR_PARTE", 1)
    por_partes = informe_cartera.preparar(corte=CORTE).entrada
    assert len(por_partes.foto.partes(1)) == 2
    assert por_partes.normas.consultado == entero


def test_la_procedencia_dice_que_norma_y_que_estado(
    con_convenio: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    params = tmp_path / "params"
    shutil.copytree(ajustes().params, params)
    otro = params / "legales" / "estatal_aguascalientes"
    shutil.copytree(params / "legales" / "estatal_chiapas", otro)
    ficha = (otro / "ordenamiento.yaml").read_text(encoding="utf-8")
    (otro / "ordenamiento.yaml").write_text(
        ficha.replace("para el Estado de Chiapas", "para el Estado de Aguascalientes"), encoding="utf-8"
    )
    monkeypatch.setenv("COBRANZA_PARAMS", str(params))
    for entidad, estado in (("", "Chiapas"), ("estatal_aguascalientes", "Aguascalientes")):
        monkeypatch.setenv("COBRANZA_ENTIDAD", entidad)
        datos = informe_cartera.preparar(corte=CORTE)
        dicho = dict(informe_cartera.procedencia(datos).pares)
        assert str(dicho["Norma de lo estatal"]).endswith(estado)
        assert dicho["Huella de la norma"] == de_la_oficina().huella


def test_lo_supuesto_tambien_mueve_la_exigibilidad(con_convenio: Path) -> None:
    """El plazo para pagar y la prescripción se cuentan con la norma que trae la historia."""
    de = entrada(CORTE)
    conocida = historia(de.conexion, de.normas)
    inhabil = replace(conocida, normas=_con_otro_inhabil(de.normas.entidad))
    antes, despues = (cartera_de(h, de.corte).set_index("folio") for h in (conocida, inhabil))
    assert despues["exigible"][B] > antes["exigible"][B]
    assert despues["prescribe"][B] > antes["prescribe"][B]


def _con_otro_inhabil(entidad: str) -> Normas:
    normas = abrir(ajustes().params, entidad).aparte()
    federal = normas.de("federal")
    inhabiles = [(date(2020, 2, numero), "supuesto") for numero in (10, 11, 12)]
    federal.__dict__["calendario"] = federal.calendario.con(inhabiles)
    return normas
