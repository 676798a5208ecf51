"""La portada de todas las corridas: por corte, con semáforo, hallazgo y archivos."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from ejecucion.muestra import cuaderno, ficha

from cobranza.ejecucion import indice, manifiesto
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
    assert [h.text for h in estante.pagina().find_all("h3")] == [
        "Corte al 31 de diciembre de 2025", "Corte al 30 de noviembre de 2025", "Sin fecha de corte",
    ]  # fmt: skip


def test_cada_corrida_lleva_hallazgo_alcance_folio_y_enlaces_que_existen(estante: Estante) -> None:
    estante.poner(parametros={"delegacion": "DH-TAP", "maximo": 7}, emitido="2026-01-15T09:30:00")
    (renglon,) = estante.pagina().find_all("li")
    assert "De cada cien pesos" in renglon.text
    assert "Delegación de Hacienda Tapachula" in renglon.text
    assert "maximo: 7 · corrida 000000000001, del 15 ene 2026 a las 09:30" in renglon.text
    assert "folio" not in renglon.text.lower(), "el folio es del crédito; ésta es una corrida"
    assert [a.text for a in renglon.find_all("a")] == ["Informe", "Cuaderno", "Manifiesto"], "sin Excel: no lo hubo"
    for enlace in renglon.find_all("a"):
        assert (estante.carpeta / enlace["href"]).is_file()
        assert "Tapachula" in enlace["aria-label"]


def test_junto_al_informe_va_que_significa_cada_cifra(estante: Estante) -> None:
    carpeta = estante.poner(definiciones="cifra-saldo-exigible").relative_to(estante.carpeta).as_posix()
    (liga,) = estante.pagina().find_all("a", string="Qué significa cada cifra")
    assert liga["href"] == f"{carpeta}/informe.html#cifra-saldo-exigible"
    estante.poner(definiciones="", titulo="Sin cifras", cuaderno="inicio")
    assert len(estante.pagina().find_all("a", string="Qué significa cada cifra")) == 1, "quien no define no lo ofrece"


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
        "Otra delegación.", "Nuevo.",
    ]  # fmt: skip
    assert informe.details.summary.text == "1 corrida anterior"
    assert "Viejo." in informe.details.text


def test_cada_renglon_tiene_un_enlace_que_no_cambia_aunque_lleguen_otros(estante: Estante) -> None:
    suya = "-".join(estante.poner(hallazgo="Ésta.").parts[-3:])
    estante.poner("2026-01-31")
    estante.poner(hallazgo="La que la reemplaza.")
    pagina = estante.pagina()
    assert "Ésta." in pagina.find(id=suya).text
    anclas = [li["id"] for li in pagina.find_all("li")]
    assert len(anclas) == len(set(anclas)) == 3


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
    assert pagina.h4.text == "<script>alert(1)</script>"


def test_el_renglon_dice_de_que_credito_ejecutor_y_con_que_se_sabia(estante: Estante) -> None:
    estante.poner(parametros={"folio": "TGZ-2020-000208"})
    estante.poner(parametros={"delegacion": "", "ejecutor": "E0020"})
    estante.poner(parametros={"delegacion": "", "conocido_al": "2025-06-30", "desde": "2025-01-01"})
    dichos = [s.text for s in estante.pagina().select(".semaforo span")]
    assert dichos == [
        "Del 1 ene 2025 al 31 dic 2025 · Con lo conocido al 30 jun 2025 · Todas las delegaciones",
        "Ejecutor E0020 · Todas las delegaciones",
        "Crédito TGZ-2020-000208 · Todas las delegaciones",
    ]


class TestCadaCarteraAparte:
    EJEMPLO = {"nombre": "cobranza", "ejemplo": True}  # noqa: RUF012 — no se cambia
    PROPIA = {"nombre": "mi_cartera", "ejemplo": False}  # noqa: RUF012

    def test_la_misma_pregunta_en_dos_bases_son_dos(self, estante: Estante) -> None:
        estante.poner(hallazgo="De la oficina.", base=self.PROPIA)
        estante.poner(hallazgo="Del ejemplo.", base=self.EJEMPLO)
        propia, ejemplo = estante.pagina().find_all("section")
        assert (propia.h2.text, ejemplo.h2.text) == ("Cartera «mi_cartera»", "Datos de ejemplo")
        assert [h.text for h in propia.select(".hallazgo")] == ["De la oficina."]
        assert [h.text for h in ejemplo.select(".hallazgo")] == ["Del ejemplo."]
        assert "corrida anterior" not in propia.text + ejemplo.text

    def test_el_ejemplo_lo_dice_en_cada_renglon(self, estante: Estante) -> None:
        estante.poner(base=self.EJEMPLO)
        estante.poner(base=self.PROPIA)
        pagina = estante.pagina()
        assert "ni los contribuyentes ni las cifras existen" in pagina.find_all("section")[1].text
        assert [bool(li.select(".marca")) for li in pagina.find_all("li")] == [False, True]

    def test_la_que_no_dice_de_que_base_es_no_se_junta_con_ninguna(self, estante: Estante) -> None:
        estante.poner(base={"nombre": "", "ejemplo": False})
        estante.poner(base=self.PROPIA)
        assert [h.text for h in estante.pagina().find_all("h2")] == [
            "Cartera «mi_cartera»",
            "Corridas que no dicen su base",
        ]


def test_lo_que_fallo_va_aparte_y_plegado(estante: Estante) -> None:
    estante.poner()
    estante.poner(estado="fallida", error=ERROR)
    pagina = estante.pagina()
    assert [h.text for h in pagina.select("article .semaforo b")] == ["✓ Terminado"]
    plegadas = pagina.find("details", class_="fallidas")
    assert plegadas.summary.text == "1 corrida que falló"
    assert not plegadas.has_attr("open")
    assert "Falta el acuerdo." in plegadas.text


def test_lo_mal_preguntado_no_se_publica_aunque_haya_quedado_de_antes(estante: Estante) -> None:
    estante.poner(estado="fallida", error=ERROR | {"codigo": 2, "mensaje": "No existe la delegación «DH-XXX»."})
    pagina = estante.pagina()
    assert "DH-XXX" not in pagina.text
    assert "Todavía no hay informes" in pagina.text


def test_lo_reservado_nunca_va_en_el_indice_que_se_comparte(estante: Estante) -> None:
    """Ni lo que una versión anterior dejó junto a lo demás, ni lo que está en su carpeta."""
    estante.poner(hallazgo="Con nombres, donde antes.", parametros={"nominativo": True})
    aparte = Estante(estante.carpeta / "reservado")
    aparte.poner(hallazgo="Con nombres, aparte.", parametros={"nominativo": True, "delegacion": "DH-TAP"})
    pagina = estante.pagina()
    assert "Con nombres" not in pagina.text
    assert pagina.find("a", href="reservado/index.html")
    reservada = BeautifulSoup((aparte.carpeta / "index.html").read_text(encoding="utf-8"), "html.parser")
    assert [h.text for h in reservada.select(".hallazgo")] == ["Con nombres, aparte."]
    assert "Reservado: secreto fiscal" in reservada.header.text


def test_sin_nada_reservado_no_se_ofrece(estante: Estante) -> None:
    estante.poner()
    assert not estante.pagina().find("a", href="reservado/index.html")


def test_dice_cuando_se_genero_y_no_corre_programas(estante: Estante, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indice, "ahora", lambda: datetime(2026, 1, 15, 9, 30))
    estante.poner()
    pagina = estante.pagina()
    assert "Índice generado el 15 de enero de 2026 a las 09:30." in pagina.text
    (politica,) = pagina.find_all("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert politica["content"] == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert not pagina.find_all("script")


def test_los_filtros_son_los_que_sirven_de_algo(estante: Estante) -> None:
    estante.poner()
    assert not estante.pagina().find("form"), "con una sola corrida no hay qué filtrar"
    estante.poner("2025-11-30", parametros={"delegacion": "DH-TAP"})
    pagina = estante.pagina()
    assert [e.get_text(strip=True).split("Todo")[0] for e in pagina.select("form label")] == ["Corte", "Delegación"]
    marcas = {o["value"] for o in pagina.find_all("option") if o["value"]}
    assert all(any(m in li["data-marcas"].split() for li in pagina.select("article li")) for m in marcas)
