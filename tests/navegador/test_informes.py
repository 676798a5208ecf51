"""Los informes de verdad, de una cartera chica, en un Chromium de verdad: teléfono, pantalla y papel."""

from __future__ import annotations

import csv
import re
import shutil
import sqlite3
import subprocess
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from navegador.accesible import reparos
from navegador.chromium import Pestana
from oficina import en_carpeta

from cobranza.base.ajustes import ajustes
from cobranza.ejecucion.parametros import es_panel
from cobranza.papel.formato import numero_escrito
from cobranza.puertas.cli import ejecutar

# las lleva un solo proceso: los informes se corren una vez
pytestmark = [pytest.mark.lenta]

TELEFONO, MEDIANA, PANTALLA = 390, 800, 1280
# los paneles no dejan informe
CUADERNOS = sorted(ruta.stem for ruta in ajustes().cuadernos.glob("*.ipynb") if not es_panel(ruta))
FALLIDA, SIN_NORMA = "fallida", "2099-01-31"
TODAS = (*CUADERNOS, FALLIDA)
LIMITE_DE_BYTES = 150_000
SIN_CUADROS = ("expedientes",)
"""La cartera de ejemplo no trae expedientes."""
ALTO_QUE_SE_LEE = 240
"""En teléfono, un renglón más alto lo estira algo que no se ve."""

# cada cuadro que no cabe: si lo dice y si su cifra principal queda a la vista en cada renglón, total incluido
CUADROS = """[...document.querySelectorAll('.tabla, .lienzo')].filter(c => c.checkVisibility()).map(c => {
  const marco = c.getBoundingClientRect(), principales = [...c.querySelectorAll('td.p')];
  return {
    titulo: c.ariaLabel, desborda: c.scrollWidth > c.clientWidth,
    avisa: parseFloat(getComputedStyle(c, '::before').fontSize) > 0,
    conTeclado: c.tabIndex === 0,
    fuera: principales.map(p => p.getBoundingClientRect())
      .filter(p => p.left < marco.left - 1 || p.right > marco.right + 1).length,
    encimadas: principales.filter(p => p.getBoundingClientRect().left
      < p.parentElement.firstElementChild.getBoundingClientRect().right - 1).length,
    altos: [...c.querySelectorAll('tbody tr')].map(r => r.getBoundingClientRect().height),
  };
})"""


# el navegador sabe si algo se desliza un cuadro de pantalla después de acomodarlo
DOS_CUADROS = "new Promise(r => requestAnimationFrame(() => requestAnimationFrame(() => r(true))))"


@pytest.fixture(scope="session")
def informes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """La página de cada cuaderno y la de uno que no terminó."""
    carpeta = tmp_path_factory.mktemp("informes")
    salidas = carpeta / "salidas"
    with pytest.MonkeyPatch.context() as puesto:
        puesto.setenv("COBRANZA_BD", en_carpeta(carpeta))
        puesto.setenv("COBRANZA_SALIDAS", str(salidas))
        assert ejecutar(["demo", "--creditos", "300"]) == 0
        for cuaderno in CUADERNOS:
            assert ejecutar(["corre", cuaderno]) == 0
        # lo que sólo el cuaderno descubre: hasta ahí no alcanza la norma; un parámetro malo no deja página
        assert ejecutar(["corre", "liquidacion", "-p", "corte", SIN_NORMA]) != 0
    hechas = {r.parents[1].name: r for r in salidas.rglob("informe.html") if FALLIDA not in r.parent.name}
    (fallida,) = (r for r in salidas.rglob("informe.html") if FALLIDA in r.parent.name)
    return hechas | {FALLIDA: fallida}


def test_el_indice_lleva_a_lo_que_significa_cada_cifra(pestana: Pestana, informes: dict[str, Path]) -> None:
    """El vínculo de cada informe que da cifras, en la página de verdad, llega a una definición que se ve."""
    salidas = informes["informe_cartera"].parents[3]
    pestana.ver(salidas / "index.html")
    ligas = pestana.evaluar(
        "[...document.links].filter(a => a.textContent.startsWith('Qué significa')).map(a => a.href)"
    )
    llevan = {liga.split("/")[-3] for liga in ligas}
    assert {"informe_cartera", "verificacion_pae", "nomina_gastos", "liquidacion"} <= llevan
    for liga in ligas:
        cuaderno, ancla = liga.split("/")[-3], liga.partition("#")[2]
        pestana.ver(informes[cuaderno])
        assert pestana.evaluar(f"document.getElementById('{ancla}').checkVisibility()")
        assert pestana.evaluar(f"document.getElementById('{ancla}').querySelector('dd').textContent.length") > 20


@pytest.mark.parametrize("nombre", TODAS)
class TestCadaPagina:
    @pytest.mark.parametrize("ancho", [TELEFONO, MEDIANA, PANTALLA])
    def test_el_texto_usa_el_ancho_que_hay(
        self, pestana: Pestana, informes: dict[str, Path], nombre: str, ancho: int
    ) -> None:
        pestana.ver(informes[nombre], ancho=ancho)
        assert pestana.evaluar("document.documentElement.scrollWidth") <= ancho
        assert pestana.evaluar("document.querySelector('main').getBoundingClientRect().width") >= 0.6 * ancho

    @pytest.mark.parametrize("ancho", [TELEFONO, PANTALLA])
    def test_axe_no_encuentra_nada(
        self, pestana: Pestana, informes: dict[str, Path], nombre: str, ancho: int
    ) -> None:
        pestana.ver(informes[nombre], ancho=ancho)
        assert reparos(pestana) == []

    @pytest.mark.parametrize("ancho", [TELEFONO, PANTALLA])
    def test_lo_que_no_cabe_lo_dice_y_su_cifra_queda_a_la_vista(
        self, pestana: Pestana, informes: dict[str, Path], nombre: str, ancho: int
    ) -> None:
        pestana.ver(informes[nombre], ancho=ancho)
        pestana.evaluar(DOS_CUADROS)
        for cuadro in pestana.evaluar(CUADROS):
            assert cuadro["avisa"] == cuadro["desborda"], cuadro["titulo"]
            assert cuadro["conTeclado"] or not cuadro["desborda"], cuadro["titulo"]
            assert cuadro["fuera"] == 0, cuadro["titulo"]
            assert cuadro["encimadas"] == 0, cuadro["titulo"]
            assert max(cuadro["altos"], default=0) <= ALTO_QUE_SE_LEE, cuadro["titulo"]


CON_NOMBRES = ("lista_de_trabajo", "nomina_gastos", "verificacion_pae")


@pytest.fixture(scope="module")
def otras_paginas(informes: dict[str, Path]) -> dict[str, Path]:
    """Las reservadas, la de `explica --html` y los índices."""
    salidas = informes["informe_cartera"].parents[3]
    with pytest.MonkeyPatch.context() as puesto:
        puesto.setenv("COBRANZA_BD", en_carpeta(salidas.parent))
        puesto.setenv("COBRANZA_SALIDAS", str(salidas))
        for cuaderno in CON_NOMBRES:
            assert ejecutar(["corre", cuaderno, "-p", "nominativo", "si"]) == 0
        antes = set(salidas.rglob("informe.html"))
        folio = min(f for (f,) in sqlite3.connect(salidas.parent / "libros.db").execute("SELECT folio FROM credito"))
        assert ejecutar(["explica", str(folio), "--html"]) == 0
    (explicada,) = set(salidas.rglob("informe.html")) - antes
    reservadas = {f"{n}-reservado": next((salidas / "reservado").glob(f"*/{n}/*/informe.html")) for n in CON_NOMBRES}
    indices = {"index": salidas / "index.html", "index-reservado": salidas / "reservado" / "index.html"}
    return {"explica": explicada, **reservadas, **indices}


def test_ninguna_pagina_pasa_de_150_kilobytes(informes: dict[str, Path], otras_paginas: dict[str, Path]) -> None:
    pesan = {nombre: ruta.stat().st_size for nombre, ruta in (informes | otras_paginas).items()}
    assert {nombre: bytes_ for nombre, bytes_ in pesan.items() if bytes_ > LIMITE_DE_BYTES} == {}


@pytest.mark.parametrize("oscuro", [False, True], ids=["claro", "oscuro"])
@pytest.mark.parametrize("nombre", ["explica", *(f"{n}-reservado" for n in CON_NOMBRES), "index", "index-reservado"])
def test_axe_tampoco_encuentra_nada_en_lo_reservado_los_indices_y_lo_explicado(
    pestana: Pestana, otras_paginas: dict[str, Path], nombre: str, oscuro: bool
) -> None:
    pestana.ver(otras_paginas[nombre], oscuro=oscuro)
    assert reparos(pestana) == []
    assert not nombre.endswith("-reservado") or "secreto fiscal" in pestana.evaluar("document.body.innerText")


@pytest.mark.parametrize("nombre", TODAS)
def test_axe_no_encuentra_nada_de_noche(pestana: Pestana, informes: dict[str, Path], nombre: str) -> None:
    pestana.ver(informes[nombre], oscuro=True)
    assert reparos(pestana) == []


# cómo quedan las cifras de la carátula, los folios y las barras junto a su cifra
LO_QUE_SE_LEE = """(() => {
  const renglones = e => { const r = document.createRange(); r.selectNodeContents(e); return r; };
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  return {
    tallas: [...document.querySelectorAll('.cifras b')].map(e => getComputedStyle(e).fontSize),
    partidos: [...document.querySelectorAll('td, th')].filter(e => e.checkVisibility()
      && /^[A-Z]{3}-\\d{4}-\\d{6}$/.test(e.textContent.trim()) && renglones(e).getClientRects().length > 1).length,
    // en teléfono no se dibujan
    tapadas: [...document.querySelectorAll('.cuadro td[style]')].filter(e => e.checkVisibility()
      && getComputedStyle(e).backgroundImage !== 'none').map(e => {
      const largo = parseFloat(e.style.getPropertyValue('--largo')), caja = e.getBoundingClientRect();
      return renglones(e).getBoundingClientRect().left - (caja.left + (.7 + largo * .045) * rem);
    }),
  };
})()"""


@pytest.mark.parametrize("ancho", [TELEFONO, PANTALLA])
@pytest.mark.parametrize("nombre", CUADERNOS)
def test_las_cifras_van_iguales_el_folio_entero_y_la_barra_junto_a_la_suya(
    pestana: Pestana, informes: dict[str, Path], nombre: str, ancho: int
) -> None:
    pestana.ver(informes[nombre], ancho=ancho)
    leido = pestana.evaluar(LO_QUE_SE_LEE)
    assert len(set(leido["tallas"])) <= 1, "ninguna cifra de la carátula es mayor que las otras"
    assert leido["partidos"] == 0
    assert [hueco for hueco in leido["tapadas"] if hueco < 0] == []
    hay_barras = ancho == PANTALLA and nombre in ("informe_cartera", "lista_de_trabajo")
    assert leido["tapadas"] or not hay_barras, "hay barras que mirar"


@pytest.mark.parametrize("nombre", CUADERNOS)
def test_en_el_excel_ninguna_cifra_va_como_texto(informes: dict[str, Path], nombre: str) -> None:
    """Ni importes, ni por cientos, ni años ni números de renglón: todo se puede sumar, ordenar y filtrar."""
    anexo = informes[nombre].with_name("informe.xlsx")
    if nombre in SIN_CUADROS:
        assert not anexo.exists(), "sin cuadros no hay anexo que revisar"
        return
    libro = openpyxl.load_workbook(anexo, read_only=True)
    como_texto = {
        (hoja.title, celda.coordinate): celda.value
        for hoja in libro
        for fila in hoja.iter_rows()
        for celda in fila
        if isinstance(celda.value, str) and numero_escrito(celda.value.strip())
    }
    assert como_texto == {}


MENOS_RENGLONES = 10
"""Una hoja con menos, que no sea la última, gasta papel por una tabla que no cupo."""


@pytest.fixture(scope="module", params=CUADERNOS)
def impreso(
    request: pytest.FixtureRequest, pestana: Pestana, informes: dict[str, Path], tmp_path_factory: Any
) -> tuple[Path, list[str]]:
    """El PDF de un informe de verdad y los encabezados y títulos que no deben quedar al pie."""
    if not (shutil.which("pdftotext") and shutil.which("pdfinfo")):
        pytest.skip("no hay pdftotext ni pdfinfo (poppler-utils): no se revisa lo impreso")
    pestana.ver(informes[request.param])
    titulos = pestana.evaluar(
        "[...document.querySelectorAll('main h2, main h3, caption span, figcaption')].map(e => e.textContent.trim())"
    )
    return pestana.pdf(tmp_path_factory.mktemp("pdf") / f"{request.param}.pdf"), titulos


def _hojas(pdf: Path) -> list[list[str]]:
    """Los renglones de cada hoja, sin el pie."""
    texto = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    return [[r.strip() for r in hoja.splitlines() if r.strip()][:-1] for hoja in texto.split("\f")[:-1]]


def _anchos(pdf: Path) -> list[str]:
    """El ancho de cada hoja, en puntos."""
    dicho = subprocess.run(["pdfinfo", "-l", "99", pdf], capture_output=True, text=True, check=True).stdout
    return re.findall(r"size: +(\d+) x", dicho)


# cada apartado que abre con párrafos y luego enseña un cuadro o una gráfica: su título y el de lo que enseña
PRESENTADOS = """[...document.querySelectorAll('main section')].flatMap(s => {
  const [h2, ...resto] = s.children, visto = resto.find(e => !e.matches('p, h3'));
  const titulo = visto?.matches('.cuadro, figure') && visto.querySelector('caption span, figcaption');
  return titulo ? [[h2.textContent.trim(), titulo.textContent.trim()]] : [];
})"""


class TestImpreso:
    def test_un_titulo_y_su_parrafo_van_en_la_hoja_de_lo_que_presentan(
        self, pestana: Pestana, informes: dict[str, Path], impreso: tuple[Path, list[str]]
    ) -> None:
        pdf, _ = impreso
        pestana.ver(informes[pdf.stem])
        presentados = pestana.evaluar(PRESENTADOS)
        assert presentados or pdf.stem in ("inicio", *SIN_CUADROS)
        # los renglones del papel no parten donde los de la página
        hojas = [" ".join(" ".join(hoja).split()) for hoja in _hojas(pdf)]
        for titulo, presenta in presentados:
            juntos = [hoja for hoja in hojas if -1 < hoja.find(titulo) < hoja.find(presenta)]
            assert juntos, (titulo, presenta)

    def test_ninguna_hoja_va_casi_vacia(self, impreso: tuple[Path, list[str]]) -> None:
        hojas, anchos = _hojas(impreso[0]), _anchos(impreso[0])
        # la que va antes de girar el papel acaba donde acaba su cuadro: lo que sigue no cabe en ella
        cortas = {
            k: hoja
            for k, hoja in enumerate(hojas[:-1], start=1)
            if len(hoja) < MENOS_RENGLONES and anchos[k - 1] == anchos[k]
        }
        assert cortas == {}

    def test_ningun_titulo_queda_al_pie_sin_lo_suyo(self, impreso: tuple[Path, list[str]]) -> None:
        pdf, titulos = impreso
        for numero, hoja in enumerate(_hojas(pdf), start=1):
            ultimo = re.sub(r"^(Cuadro|Gráfica) \d+\. ", "", hoja[-1])
            # una palabra suelta puede ser lo último de una celda
            partido = len(ultimo.split()) > 1
            malos = [t for t in titulos if t == ultimo or (partido and (t.endswith(ultimo) or t.startswith(ultimo)))]
            assert not malos, (numero, hoja[-1])

    def test_la_orientacion_solo_cambia_donde_no_cabe(self, impreso: tuple[Path, list[str]]) -> None:
        pdf, _ = impreso
        giros = sum(ancho == "792" != antes for antes, ancho in pairwise(["612", *_anchos(pdf)]))
        assert giros <= 1, "de tanto girar las hojas no se encuadernan"


def test_una_hoja_de_calculo_de_verdad_lee_las_cifras_del_anexo(informes: dict[str, Path], tmp_path: Path) -> None:
    """LibreOffice abre el anexo, lo vuelve a calcular y da la misma suma que el informe."""
    programa = shutil.which("soffice") or shutil.which("libreoffice")
    if programa is None:
        pytest.skip("no hay LibreOffice: el anexo no se abre en una hoja de cálculo de verdad")
    anexo = informes["informe_cartera"].with_name("informe.xlsx")
    libro = openpyxl.load_workbook(anexo)
    hoja = libro["delegacion"]
    filas = [[celda.value for celda in fila] for fila in hoja.iter_rows()]
    cabeza = next(k for k, fila in enumerate(filas) if "Suma de ambos" in fila)
    columna = filas[cabeza].index("Suma de ambos")
    total = next(fila[columna] for fila in filas[cabeza:] if fila[0] == "Total")
    libro.active = libro.sheetnames.index("delegacion")
    libro._sheets = [hoja]  # LibreOffice sólo pasa a texto la primera
    libro.save(tmp_path / "una.xlsx")
    en_utf8 = "csv:Text - txt - csv (StarCalc):44,34,76"
    orden = [programa, "--headless", f"-env:UserInstallation=file://{tmp_path}/perfil", "--convert-to", en_utf8]
    for archivo in (anexo, tmp_path / "una.xlsx"):
        hecho = subprocess.run(
            [*orden, "--outdir", str(tmp_path), str(archivo)],
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert hecho.returncode == 0, hecho.stderr
    assert (tmp_path / "informe.csv").stat().st_size, "también se abre entero"
    renglones = list(csv.reader((tmp_path / "una.csv").read_text(encoding="utf-8").splitlines()))
    leido = next(fila for fila in renglones if fila[0] == "Total")[columna]
    assert Decimal(re.sub(r"[^\d.]", "", leido)) == Decimal(str(total)).quantize(Decimal("0.01"))
