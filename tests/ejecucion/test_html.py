"""La página: un solo archivo, sin código ni rastros a la vista, que dice de quién es, de qué día y cómo se repite."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any, ClassVar

import pytest
import segno
from bs4 import BeautifulSoup
from ejecucion.muestra import cuaderno, ficha
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from cobranza.ejecucion.html import a_html
from cobranza.papel.piezas import Sello

LIMITE_DE_BYTES = 150_000
CERRADA = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
FALLA: dict[str, Any] = {
    "celda": 6,
    "apartado": "¿Por qué cambió el saldo?",
    "nombre": "ErrorDeLey",
    "mensaje": "recargos_mora no tiene valor al 2026-02-01. Agrégalo en params/legales/federal/recargos_mora.yaml.",
    "codigo": 4,
}


def _pagina(nodo: Any, **cambios: Any) -> BeautifulSoup:
    return BeautifulSoup(a_html(nodo, contexto=ficha(nodo, **cambios)), "html.parser")


def _con_salida(*salidas: Any) -> BeautifulSoup:
    """Una página cuyo único apartado tiene esas salidas."""
    celdas = [new_markdown_cell("# ¿Qué hay?"), new_markdown_cell("## Apartado"), new_code_cell("x")]
    celdas[2].outputs = list(salidas)
    return _pagina(new_notebook(cells=celdas), procedencia={})


def _politica(pagina: BeautifulSoup) -> str:
    (dicha,) = pagina.find_all("meta", attrs={"http-equiv": "Content-Security-Policy"})
    return str(dicha["content"])


@pytest.fixture(scope="module")
def pagina() -> BeautifulSoup:
    return _pagina(cuaderno())


class TestLoQueDiceArriba:
    def test_dependencia_titulo_corte_y_alcance(self, pagina: BeautifulSoup) -> None:
        assert "Secretaría de Hacienda del Estado de Chiapas" in pagina.header.text
        assert "Dirección de Cobranza" in pagina.header.text
        assert [h.text for h in pagina.find_all("h1")] == ["¿Cómo se comporta la cartera de créditos fiscales?"]
        assert "Corte al 31 de diciembre de 2025" in pagina.main.text
        assert "Todas las delegaciones" in pagina.main.text

    def test_la_dependencia_lleva_el_nombre_que_tenia_en_el_corte(self) -> None:
        despues = _pagina(cuaderno(), corte="2026-03-31", parametros={"corte": "2026-03-31"})
        assert "Secretaría de Finanzas" in despues.header.text

    def test_un_periodo_y_una_delegacion_se_dicen_con_su_nombre(self) -> None:
        parametros = {"delegacion": "DH-TAP", "desde": "2025-12-01", "ambito": "federal"}
        texto = _pagina(cuaderno(), parametros=parametros).main.text
        assert "Corte al 31 de diciembre de 2025Del 1 dic 2025 al 31 dic 2025" in texto
        assert "Delegación de Hacienda Tapachula · Federal coordinado" in texto

    @pytest.mark.parametrize(
        ("nominativo", "dice"),
        [(True, "Reservado: secreto fiscal"), (False, "Versión para compartir (con seudónimos)")],
    )
    def test_dice_quien_puede_leerlo(self, nominativo: bool, dice: str) -> None:
        pagina = _pagina(cuaderno(), parametros={"nominativo": nominativo})
        assert dice in pagina.header.text
        assert dice in pagina.style.text, "también al pie de cada página impresa"


class TestLoQueLleva:
    def test_es_un_solo_archivo_ligero_y_en_espanol(self, pagina: BeautifulSoup) -> None:
        assert pagina.html["lang"] == "es-MX"
        assert not pagina.find_all(["link", "iframe", "object"])
        assert not re.search(r"url\(|@import", pagina.style.text)
        assert len(str(pagina).encode()) < LIMITE_DE_BYTES

    def test_el_unico_programa_es_el_de_la_casa_y_se_permite_por_su_huella(self, pagina: BeautifulSoup) -> None:
        (guion,) = pagina.find_all("script")
        assert not guion.attrs, "sin src: no hay de dónde cambiarlo"
        huella = base64.b64encode(hashlib.sha256(guion.string.encode()).digest()).decode()
        assert _politica(pagina) == f"{CERRADA}; script-src 'sha256-{huella}'"

    def test_sin_cuadros_no_hay_programa_ni_permiso(self) -> None:
        pagina = _con_salida(new_output("display_data", data={"text/html": "<p>nada que ordenar</p>"}))
        assert _politica(pagina) == CERRADA
        assert not pagina.find_all("script")

    def test_el_indice_son_los_apartados_del_cuaderno(self, pagina: BeautifulSoup) -> None:
        enlaces = pagina.find("nav", class_="contenido").find_all("a")
        assert [a.text for a in enlaces] == [h.text for h in pagina.find_all("h2")]
        assert enlaces[0].text == "Lo esencial"
        for enlace in enlaces:
            assert pagina.find(id=enlace["href"].removeprefix("#"))

    def test_de_que_trata_va_debajo_de_la_caratula(self, pagina: BeautifulSoup) -> None:
        lo_esencial = pagina.find("section")
        assert lo_esencial.find(class_="caratula")
        assert "Lo lee la Dirección de Cobranza" in lo_esencial.find_all("div", class_="entrada")[0].text
        assert lo_esencial.text.index("✓ Cuadra") < lo_esencial.text.index("Lo lee la Dirección")

    def test_el_codigo_no_se_ve(self, pagina: BeautifulSoup) -> None:
        assert "informe.preparar" not in pagina.text
        assert "text/plain" not in pagina.text

    def test_los_parametros_van_con_su_valor_y_su_ayuda(self, pagina: BeautifulSoup) -> None:
        (tabla,) = [t for t in pagina.find_all("table") if "Parámetros de la corrida" in t.text]
        filas = [[c.text for c in fila.find_all(["th", "td"])] for fila in tabla.tbody.find_all("tr")]
        assert ["corte", "2025-12-31", "Fecha de corte, AAAA-MM-DD"] in filas
        assert ["delegacion", "—", "Clave de la delegación; vacía, todas"] in filas
        assert ["nominativo", "No", "Con nombres de contribuyentes"] in filas

    def test_al_final_va_como_repetirlo(self, pagina: BeautifulSoup) -> None:
        ultimo = pagina.find_all("section")[-1]
        assert ultimo.h2.text == "Procedencia"
        assert "cobranza corre informe_cartera -p corte 2025-12-31" in ultimo.text
        for huella in ("cuaderno", "codigo", "norma", "datos"):
            assert huella.encode().hex() in ultimo.text

    def test_lo_que_ya_dijo_el_cuaderno_no_se_repite(self) -> None:
        nodo = cuaderno()
        dicho = _pagina(nodo, procedencia={"Huella de la norma": "la misma", "Para repetirlo": "cobranza corre otro"})
        assert b"norma".hex() not in dicho.text
        assert "cobranza corre informe_cartera" in dicho.text, "la orden que repite sólo la sabe la corrida"

    def test_lo_mismo_da_los_mismos_bytes(self) -> None:
        assert a_html(cuaderno(), contexto=ficha(cuaderno())) == a_html(cuaderno(), contexto=ficha(cuaderno()))


class TestLoQueNoSirve:
    def test_si_no_cuadra_lo_dice_en_cada_pagina(self) -> None:
        pagina = _pagina(cuaderno(Sello(False, "No cuadra por $1,250.00.")))
        assert pagina.find(class_="leyenda").text == "NO CUADRA"
        assert 'content:"NO CUADRA"' in pagina.style.text
        assert "✗ No cuadra por $1,250.00." in pagina.main.text

    def test_si_cuadra_no_hay_leyenda(self, pagina: BeautifulSoup) -> None:
        assert not pagina.find(class_="leyenda")
        assert "NO CUADRA" not in str(pagina)

    def test_una_corrida_fallida_dice_donde_por_que_y_que_hacer(self) -> None:
        pagina = _pagina(cuaderno(), estado="fallida", error=FALLA)
        recuadro = pagina.find(class_="falla").text
        assert "Celda 6, apartado «¿Por qué cambió el saldo?»" in recuadro
        assert FALLA["mensaje"] in recuadro
        assert "Completa el valor que falta" in recuadro
        assert "¿Dónde está el saldo?" in recuadro, "dice qué apartados no se hicieron"
        assert [h.text for h in pagina.find_all("h2")] == ["Lo esencial", "Procedencia"]
        assert pagina.find(class_="leyenda").text == "NO TERMINÓ"

    def test_el_rastro_de_pila_no_se_ve(self) -> None:
        error = new_output(
            "error", ename="KeyError", evalue="'saldo'", traceback=["Traceback (most recent call last)"]
        )
        assert "Traceback" not in _con_salida(error).text


class TestLoQueNoEsDeLaCasa:
    def test_un_cuaderno_sin_piezas_ni_apartados_tambien_tiene_pagina(self) -> None:
        nodo = new_notebook(cells=[new_code_cell("1 + 1")])
        nodo.cells[0].outputs = [new_output("execute_result", data={"text/plain": "2"})]
        pagina = _pagina(nodo, titulo="ensayo", procedencia={})
        assert pagina.h1.text == "ensayo"
        assert pagina.pre.text == "2"

    def test_si_hay_html_el_texto_llano_no_se_ve(self) -> None:
        salida = new_output("display_data", data={"text/html": "<p>rico</p>", "text/plain": "<llano>"})
        texto = _con_salida(salida).main.text
        assert "rico" in texto
        assert "llano" not in texto

    def test_los_avisos_no_se_ven_y_lo_que_se_imprime_si(self) -> None:
        avisos = new_output("stream", name="stderr", text="UserWarning: algo\n")
        impreso = new_output("stream", name="stdout", text="a < b\n")
        pagina = _con_salida(avisos, impreso)
        assert "UserWarning" not in pagina.text
        assert pagina.pre.text == "a < b"

    def test_los_datos_para_maquinas_no_se_ven(self) -> None:
        datos = {"application/vnd.cobranza.hallazgos+json": {"hallazgos": ["x"]}, "text/plain": "no se ve"}
        assert "no se ve" not in _con_salida(new_output("display_data", data=datos)).text

    def test_una_imagen_va_dentro_de_la_pagina_con_su_texto(self) -> None:
        salida = new_output(
            "display_data", data={"image/png": "aGVj\nho="}, metadata={"image/png": {"alt": "Sube todo el año"}}
        )
        imagen = _con_salida(salida).img
        assert imagen["src"] == "data:image/png;base64,aGVjho="
        assert imagen["alt"] == "Sube todo el año"

    def test_un_programa_ajeno_se_quita_y_una_tabla_de_pandas_se_desliza(self) -> None:
        html = '<div><script>alert(1)</script><table border="1" class="dataframe"><tr><td>1</td></tr></table></div>'
        pagina = _con_salida(new_output("display_data", data={"text/html": html}))
        assert not pagina.find_all("script")
        assert pagina.find("table", class_="dataframe").find_parent(class_="tabla")

    def test_el_html_escrito_en_el_texto_se_muestra_y_no_se_obedece(self) -> None:
        prosa = (
            "## Apartado\n\n<img src=x onerror=alert(1)> ![foto](https://ejemplo.mx/a.png) [x](javascript:alert(1))"
        )
        nodo = new_notebook(cells=[new_markdown_cell("# ¿Qué?"), new_markdown_cell(prosa)])
        pagina = _pagina(nodo, procedencia={})
        assert not pagina.find_all("img")
        assert "<img src=x" in pagina.main.text
        assert not [a for a in pagina.find_all("a", href=True) if "javascript" in a["href"]]

    def test_un_apartado_sin_nada_no_aparece(self) -> None:
        celdas = [
            new_markdown_cell("# ¿Qué?\n\nEntrada."),
            new_markdown_cell("## Vacío"),
            new_markdown_cell("## Lleno\n\nx"),
        ]
        pagina = _pagina(new_notebook(cells=celdas), procedencia={})
        assert [h.text for h in pagina.find_all("h2")] == ["Lleno", "Procedencia"]
        assert "Entrada." in pagina.main.text

    def test_los_titulos_no_saltan_niveles(self) -> None:
        nodo = new_notebook(cells=[new_markdown_cell("# Uno\n\n## Dos\n\n#### Cuatro\n\n# Otro uno\n\ntexto")])
        niveles = [h.name for h in _pagina(nodo, procedencia={}).find_all(re.compile(r"h\d"))]
        assert niveles == ["h1", "h2", "h3", "h2"]

    def test_un_titulo_raro_no_rompe_la_hoja_de_estilo(self) -> None:
        pagina = _pagina(cuaderno(), corrida='a"b\\c</style>')
        assert pagina.style.text.count("{") == pagina.style.text.count("}")
        assert "</style" not in pagina.style.text


class TestElAncla:
    """El papel también es testigo: la portada lleva la raíz de los libros en un QR."""

    RAIZ = "0123456789abcdef" * 4
    DICHA = f"cobranza-ancla:1:fedcba987654:{RAIZ}"
    ANCLA: ClassVar[dict[str, Any]] = {"base": "2:fedcba9876543210" + "0" * 48, "raiz": RAIZ, "puntas": {}}

    def test_va_en_la_portada_con_su_texto_alternativo_y_en_la_procedencia(self) -> None:
        pagina = _pagina(cuaderno(), ancla=self.ANCLA)
        (qr,) = pagina.select(".cabeza .ancla svg")
        assert qr["role"] == "img"
        assert qr.title.text == "Código QR del ancla de los datos; su texto está en la procedencia"
        (dicha,) = [dt.find_next("dd").text for dt in pagina.find_all("dt") if dt.text == "Ancla de los datos"]
        assert dicha == self.DICHA

    def test_el_qr_dice_lo_mismo(self) -> None:
        """Los módulos dibujados son los de ese texto, con su zona de silencio: se rehacen del trazo."""
        (qr,) = _pagina(cuaderno(), ancla=self.ANCLA).select(".cabeza .ancla svg")
        lado = int(qr["viewbox"].split()[2])
        trazos = [p["d"] for p in qr.find_all("path") if p.get("stroke")]
        assert _negros(trazos[0]) == {
            (x + 4, y + 4)
            for y, fila in enumerate(segno.make_qr(self.DICHA, error="m", boost_error=False).matrix)
            for x, negro in enumerate(fila)
            if negro
        }
        assert lado == 41 + 8

    @pytest.mark.parametrize("cambios", [{"ancla": {}}, {"ancla": ANCLA, "error": FALLA}])
    def test_sin_ancla_sin_corte_o_si_no_termino_no_hay_qr(self, cambios: dict[str, Any]) -> None:
        assert not _pagina(cuaderno(), **cambios).select(".ancla")


def _negros(trazo: str) -> set[tuple[int, int]]:
    """Los módulos que pinta un trazo de segno: `M x y.5 h n m dx dy h n …`, con desplazamientos relativos."""
    negros, x, y = set[tuple[int, int]](), 0.0, 0.0
    for orden, numeros in re.findall(r"([Mmh])([-\d. ]+)", trazo):
        valores = [float(n) for n in re.findall(r"-?\d*\.?\d+", numeros)]
        if orden == "M":
            x, y = valores
        elif orden == "m":
            x, y = x + valores[0], y + valores[1]
        else:
            negros |= {(int(x) + k, int(y)) for k in range(int(valores[0]))}
            x += valores[0]
    return negros
