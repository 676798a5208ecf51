"""La portada de todas las corridas: por corte, con semáforo, hallazgo y archivos."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from ejecucion.muestra import cuaderno, ficha

from cobranza.ejecucion import manifiesto
from cobranza.ejecucion.indice import escribir_indice

ERROR = {"celda": 6, "apartado": "Reparto", "nombre": "ErrorDeLey", "mensaje": "Falta el acuerdo.", "codigo": 4}


class Estante:
    """Una carpeta de salidas a la que se le ponen corridas, cada una más reciente que la anterior."""

    def __init__(self, carpeta: Path) -> None:
        self.carpeta, self.cuantas = carpeta, 0

    def poner(self, corte: str = "2025-12-31", **cambios: Any) -> Path:
        self.cuantas += 1
        dicho = ficha(cuaderno(), corrida=f"{self.cuantas:012x}", corte=corte, **cambios)
        dicho["parametros"]["corte"] = corte
        carpeta = self.carpeta / corte / dicho["cuaderno"] / dicho["corrida"]
        carpeta.mkdir(parents=True)
        for nombre in ("informe.html", "cuaderno.ipynb"):
            (carpeta / nombre).write_text("x", encoding="utf-8")
        manifiesto.escribir(carpeta, dicho)
        os.utime(carpeta / manifiesto.ARCHIVO, (self.cuantas, self.cuantas))
        return carpeta

    def pagina(self) -> BeautifulSoup:
        return BeautifulSoup(escribir_indice(self.carpeta).read_text(encoding="utf-8"), "html.parser")


@pytest.fixture
def estante(tmp_path: Path) -> Estante:
    return Estante(tmp_path / "salidas con espacio")


def test_sin_corridas_dice_como_hacer_la_primera(estante: Estante) -> None:
    pagina = estante.pagina()
    assert pagina.h1.text == "Informes de cobranza"
    assert "Todavía no hay informes" in pagina.text
    assert pagina.code.text == "make corre"


def test_el_corte_mas_reciente_va_primero_y_lo_que_no_tiene_fecha_al_final(estante: Estante) -> None:
    for corte in ("2025-11-30", "sin_corte", "2025-12-31"):
        estante.poner(corte)
    assert [h.text for h in estante.pagina().find_all("h2")] == [
        "Corte al 31 de diciembre de 2025", "Corte al 30 de noviembre de 2025", "Sin fecha de corte",
    ]  # fmt: skip


def test_cada_corrida_lleva_hallazgo_alcance_folio_y_enlaces_que_existen(estante: Estante) -> None:
    estante.poner(parametros={"delegacion": "DH-TAP", "nominativo": True, "maximo": 7})
    (renglon,) = estante.pagina().find_all("li")
    assert "De cada cien pesos" in renglon.text
    assert "Delegación de Hacienda Tapachula" in renglon.text
    assert "Reservado: secreto fiscal · maximo: 7 · folio 000000000001" in renglon.text
    assert [a.text for a in renglon.find_all("a")] == ["Informe", "Cuaderno", "Manifiesto"], "sin Excel: no lo hubo"
    for enlace in renglon.find_all("a"):
        assert (estante.carpeta / enlace["href"]).is_file()
        assert "Tapachula" in enlace["aria-label"]


@pytest.mark.parametrize(
    ("cambios", "rotulo", "frase"),
    [
        ({}, "✓ Terminado", "De cada cien pesos"),
        ({"cuadre": {"cuadra": False, "texto": "No cuadra por $5.00."}}, "! No cuadra", "No cuadra por $5.00."),
        ({"estado": "fallida", "error": ERROR}, "✗ Falló", "Falta el acuerdo."),
    ],
)
def test_el_semaforo_se_dice_con_palabras(estante: Estante, cambios: dict[str, Any], rotulo: str, frase: str) -> None:
    estante.poner(**cambios)
    (renglon,) = estante.pagina().find_all("li")
    assert renglon.find(class_="semaforo").b.text == rotulo
    assert frase in renglon.find(class_="hallazgo").text


def test_de_lo_mismo_se_ve_lo_ultimo_y_lo_anterior_queda_plegado(estante: Estante) -> None:
    estante.poner(hallazgo="Viejo.")
    estante.poner(hallazgo="Nuevo.")
    estante.poner(hallazgo="Otra delegación.", parametros={"delegacion": "DH-SCL"})
    informe = estante.pagina().find("article")
    assert [li.find(class_="hallazgo").text for li in informe.ul.find_all("li", recursive=False)] == [
        "Nuevo.", "Otra delegación.",
    ]  # fmt: skip
    assert informe.details.summary.text == "1 corrida anterior"
    assert "Viejo." in informe.details.text


def test_cuenta_cuantos_estan_bien_y_cuantos_no(estante: Estante) -> None:
    estante.poner()
    estante.poner(cuaderno="otro", estado="fallida", error=ERROR)
    assert [s.text for s in estante.pagina().find(class_="datos-de-corte").find_all("span")] == [
        "1 al día",
        "1 con falla",
    ]


def test_lo_que_no_es_un_manifiesto_no_estorba(estante: Estante) -> None:
    carpeta = estante.poner()
    (carpeta / manifiesto.ARCHIVO).write_text("{roto", encoding="utf-8")
    assert "Todavía no hay informes" in estante.pagina().text


def test_los_titulos_no_pueden_traer_html(estante: Estante) -> None:
    estante.poner(titulo="<script>alert(1)</script>")
    pagina = estante.pagina()
    assert not pagina.find_all("script")
    assert pagina.h3.text == "<script>alert(1)</script>"
