"""Los seis informes están bien escritos: se lee cada rótulo, celda, frase y gráfica de sus páginas."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from informes.leidos import PREGUNTAS, Leido

pytestmark = pytest.mark.lenta

_MES = "(?:ene|feb|mar|abr|may|jun|jul|ago|sep|oct|nov|dic)"
_LARGO = "(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)"
FALTAS = {
    "plural con uno": r"(?<![\d.,])1 (?!más\b|menos\b|mes\b)(?:de [a-z]+ )?[a-záéíóúñ]+s\b(?! \d{4})",
    "plural entre paréntesis": r"\w\(e?s\)",
    "conteo de nada": r"\bcon 0\b|\b0 (?:es|son) ",
    "signo después del peso": r"\$[-−]",
    "cero con signo": r"(?<!\w)[-−+]0(?:\.0+)?(?![\w.,])",
    "menos que un décimo": r"(?<![\d,])0\.0 millones",
    "dato ausente": r"\b(?:nan|NaT|None|null|True|False)\b|<NA>|\{['\"]",
    "inglés": r"\b(?:the|with|and|recall|score|value|count|total of|report|default|file|loading|warning|error)\b",
    "miles sin coma": r"(?<![\d,.\-/A-Za-z#•_])(?!(?:19|20)\d\d\b)\d{4,}(?:\.\d+)?(?![\d\-/A-Za-z,_])",
    "dos formas de fecha": rf"\d {_MES} \d{{4}} al \d+ de|\d de {_LARGO} de \d{{4}} al \d+ {_MES} ",
    "fecha de máquina": r"\b\d{4}-\d\d-\d\d\b",
    "minúscula después de la diagonal": r"[a-záéíóúñ]/[a-záéíóúñ]",
}
"""Cada falta y cómo se reconoce en una línea de texto."""
DE_MAQUINA = re.compile(
    r"^[\w.-]+\.(?:xlsx|csv|ya?ml)$|^[0-9a-f]{8,}$|params/|AAAA-MM-DD"
    r"|^[a-z0-9_]+\.[a-z0-9_]+$|repositorio público|[A-Z]{3}-\d{4}-\d{6}:[A-Z_]+:"
)
"""Nombres de archivo, huellas, formatos, puntos de la norma y claves de acto: se imprimen como son."""
ROTULOS = frozenset(("h1", "h2", "h3", "h4", "caption", "figcaption", "dt", "th", "li", "small", "summary", "td"))
_MES_DE_EJE = re.compile(rf"^{_MES} \d\d$")
UNIDADES = re.compile(r"pesos|millones|\$|por cien|por ciento|%|créditos|\bve[cz]|hallazgos|crédito [A-Z]{3}-")


class _Lector(HTMLParser):
    """Las líneas de una página, cada una con la etiqueta más cercana; no entra a código, estilo ni Procedencia."""

    SIN_CIERRE = frozenset(("br", "img", "hr", "input", "meta", "link", "path", "rect", "line", "circle", "polyline"))
    ENTERAS = ROTULOS | {"p", "dd", "text", "title", "desc"}
    CALLADAS = frozenset(("script", "style", "code", "pre", "footer", "nav"))

    def __init__(self) -> None:
        super().__init__()
        self.pila: list[str] = []
        self.abiertas: list[list[str]] = []
        self.lineas: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.SIN_CIERRE:
            self.pila.append(tag)
        if tag in self.ENTERAS:
            self.abiertas.append([tag, ""])

    def handle_endtag(self, tag: str) -> None:
        while self.pila and self.pila.pop() != tag:
            pass
        if self.abiertas and self.abiertas[-1][0] == tag:
            etiqueta, texto = self.abiertas.pop()
            if limpio := " ".join(texto.split()):
                self.lineas.append((etiqueta, limpio))

    def handle_data(self, data: str) -> None:
        if self.abiertas and not self.CALLADAS & set(self.pila):
            self.abiertas[-1][1] += data


def lineas(pagina: str) -> list[tuple[str, str]]:
    """(etiqueta, texto) de lo que lee una persona hasta la procedencia, que copia claves y huellas."""
    lector = _Lector()
    lector.feed(re.split(r"<h2[^>]*>\s*Procedencia", pagina)[0])
    return [(etiqueta, texto) for etiqueta, texto in lector.lineas if not DE_MAQUINA.search(texto)]


def faltas(linea: str) -> set[str]:
    """Qué faltas tiene una línea."""
    return {falta for falta, patron in FALTAS.items() if re.search(patron, linea)}


@pytest.mark.parametrize(
    ("linea", "falta"),
    [
        ("Entraron 1 nuevos", "plural con uno"),
        ("Hay 1 créditos", "plural con uno"),
        ("1 nuevo(s)", "plural entre paréntesis"),
        ("se hallaron 122, con 0 de más", "conteo de nada"),
        ("0 son críticos y 0 son altos", "conteo de nada"),
        ("$−178.3", "signo después del peso"),
        ("$-27.69", "signo después del peso"),
        ("Ajustes +0.0", "cero con signo"),
        ("−0.0", "cero con signo"),
        ("0.0 millones", "menos que un décimo"),
        ("Fecha: NaT", "dato ausente"),
        ("{'desde': 1}", "dato ausente"),
        ("Recall y precision score", "inglés"),
        ("Mínimo: 86460.00", "miles sin coma"),
        ("5385 créditos", "miles sin coma"),
        ("Del 1 dic 2025 al 31 de diciembre de 2025", "dos formas de fecha"),
        ("Corte 2025-12-31", "fecha de máquina"),
        ("Por exigirse/más de 10 años", "minúscula después de la diagonal"),
    ],
)
def test_cada_falta_se_reconoce(linea: str, falta: str) -> None:
    assert falta in faltas(linea)


@pytest.mark.parametrize(
    "linea",
    ["1 crédito", "21 créditos", "1.0 créditos por persona", "−$178.3 millones", "10.0 millones", "86,460.00",
     "Diciembre de 2025", "Del 1 ene 2025 al 31 dic 2025", "TGZ-2020-000208", "1 mes", "+0.5", "CFF, art. 146"],
)  # fmt: skip
def test_lo_bien_escrito_no_se_senala(linea: str) -> None:
    assert not faltas(linea)


@pytest.mark.lenta
@pytest.mark.parametrize("cuaderno", PREGUNTAS)
def test_ningun_texto_del_informe_tiene_faltas(leidos: dict[str, Leido], cuaderno: str) -> None:
    dichas = lineas(leidos[cuaderno].pagina)
    assert len(dichas) > 100
    assert [(texto, faltas(texto)) for _, texto in dichas if faltas(texto)] == []


@pytest.mark.lenta
@pytest.mark.parametrize("cuaderno", PREGUNTAS)
def test_todo_rotulo_y_toda_celda_empieza_con_mayuscula(leidos: dict[str, Leido], cuaderno: str) -> None:
    dichas = lineas(leidos[cuaderno].pagina)
    chicas = [t for etiqueta, t in dichas if etiqueta in ROTULOS and t[0].islower() and t != "n. c."]
    assert [t for t in chicas if not _MES_DE_EJE.match(t)] == []


@pytest.mark.lenta
@pytest.mark.parametrize("cuaderno", PREGUNTAS)
def test_toda_grafica_dice_su_unidad_en_el_titulo(leidos: dict[str, Leido], cuaderno: str) -> None:
    pagina = leidos[cuaderno].pagina
    titulos = [t for etiqueta, t in lineas(pagina) if etiqueta == "figcaption"]
    assert [t for t in titulos if not UNIDADES.search(t)] == []


@pytest.mark.lenta
@pytest.mark.parametrize("cuaderno", PREGUNTAS)
def test_una_delegacion_se_llama_igual_en_celdas_y_graficas(leidos: dict[str, Leido], cuaderno: str) -> None:
    dichas = [t for etiqueta, t in lineas(leidos[cuaderno].pagina) if etiqueta in ("td", "th", "text", "li")]
    assert [t for t in dichas if re.search("^(Delegación de Hacienda|Centro de Recaudación Local) ", t)] == []


def test_en_pesos_no_se_avisa_de_un_redondeo_que_no_hay(leidos: dict[str, Leido]) -> None:
    """Los doce créditos van en pesos y centavos: lo impreso sí suma."""
    for nombre, leido in leidos.items():
        assert "millones de pesos" not in leido.pagina, nombre
        assert "Redondeado" not in leido.pagina, nombre
