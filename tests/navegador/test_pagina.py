"""Las páginas en un Chromium de verdad: sin red, sin errores, sin desbordes, legibles y bien impresas."""

from __future__ import annotations

import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from ejecucion.muestra import RENGLONES_DE_LA_LARGA
from navegador.chromium import Pestana

pytestmark = pytest.mark.lenta

TODAS = ("informe", "no_cuadra", "fallida", "indice", "indice_vacio")
TELEFONO, TELEFONO_CHICO, PANTALLA = 390, 360, 1280
ANCHO_CARTA = 710  # de margen a margen, en unidades de la página
CARTA_EN_PUNTOS = "612 x 792 pts (letter)"

# textos cuya tinta contrasta menos de 4.5 con su fondo
SIN_CONTRASTE = """(() => {
  const numeros = s => (s.match(/[\\d.]+/g) || []).map(Number);
  const luz = c => c.slice(0, 3).map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((suma, v, k) => suma + v * [.2126, .7152, .0722][k], 0);
  const fondo = e => {
    for (; e; e = e.parentElement) {
      const c = numeros(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  const malos = [], textos = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let vistos = 0;
  while (textos.nextNode()) {
    const e = textos.currentNode.parentElement;
    if (!textos.currentNode.data.trim() || !e.checkVisibility()) continue;
    const estilo = getComputedStyle(e), tinta = luz(numeros(e.closest('svg') ? estilo.fill : estilo.color));
    const papel = luz(fondo(e)), razon = (Math.max(tinta, papel) + .05) / (Math.min(tinta, papel) + .05);
    vistos += 1;
    if (razon < 4.5) malos.push([textos.currentNode.data.trim().slice(0, 40), razon]);
  }
  return {vistos, malos};
})()"""

# imágenes, tablas y campos que no se oyen
SIN_NOMBRE = """(() => {
  const dice = id => document.getElementById(id)?.textContent.trim();
  const svg = [...document.querySelectorAll('svg')].filter(s => s.getAttribute('role') !== 'img'
    || !(s.getAttribute('aria-labelledby') || '').split(' ').every(dice));
  const img = [...document.querySelectorAll('img')].filter(i => !i.alt);
  const th = [...document.querySelectorAll('th')].filter(t => !t.scope);
  const tabla = [...document.querySelectorAll('table')].filter(t => !t.caption && !t.ariaLabel);
  const enlace = [...document.querySelectorAll('a')].filter(a => !(a.ariaLabel || a.textContent).trim());
  return [...svg, ...img, ...th, ...tabla, ...enlace].map(e => e.outerHTML.slice(0, 80));
})()"""


@pytest.mark.parametrize("nombre", TODAS)
class TestEnPantalla:
    def test_no_pide_red_ni_se_queja(self, pestana: Pestana, paginas: dict[str, Path], nombre: str) -> None:
        pestana.ver(paginas[nombre])
        assert pestana.pedidos() == []
        assert pestana.quejas() == []

    @pytest.mark.parametrize("ancho", [TELEFONO_CHICO, TELEFONO, PANTALLA])
    def test_no_se_desborda_a_lo_ancho(
        self, pestana: Pestana, paginas: dict[str, Path], nombre: str, ancho: int
    ) -> None:
        pestana.ver(paginas[nombre], ancho=ancho)
        assert pestana.evaluar("document.documentElement.scrollWidth") <= ancho

    @pytest.mark.parametrize("oscuro", [False, True], ids=["claro", "oscuro"])
    def test_todo_se_lee(self, pestana: Pestana, paginas: dict[str, Path], nombre: str, oscuro: bool) -> None:
        pestana.ver(paginas[nombre], oscuro=oscuro)
        hallado = pestana.evaluar(SIN_CONTRASTE)
        assert hallado["vistos"] > 0
        assert hallado["malos"] == []

    def test_tiene_un_titulo_y_los_demas_en_orden(
        self, pestana: Pestana, paginas: dict[str, Path], nombre: str
    ) -> None:
        pestana.ver(paginas[nombre])
        niveles = pestana.evaluar("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])")
        assert niveles[0] == 1
        assert niveles.count(1) == 1
        assert all(despues - antes <= 1 for antes, despues in pairwise(niveles))

    def test_todo_tiene_nombre(self, pestana: Pestana, paginas: dict[str, Path], nombre: str) -> None:
        pestana.ver(paginas[nombre])
        assert pestana.evaluar(SIN_NOMBRE) == []
        claves = pestana.evaluar("[...document.querySelectorAll('[id]')].map(e => e.id)")
        assert len(claves) == len(set(claves))


class TestElInforme:
    def test_la_caratula_cabe_en_una_pantalla(self, pestana: Pestana, paginas: dict[str, Path]) -> None:
        pestana.ver(paginas["informe"], ancho=PANTALLA, alto=800)
        assert pestana.evaluar("document.querySelector('.sello').getBoundingClientRect().bottom") <= 800

    def test_el_indice_esta_al_lado_en_pantalla_y_plegado_en_telefono(
        self, pestana: Pestana, paginas: dict[str, Path]
    ) -> None:
        se_ve = "document.querySelector('.contenido a').checkVisibility()"
        pestana.ver(paginas["informe"])
        assert pestana.evaluar(se_ve)
        pestana.evaluar("document.querySelector('.contenido li:last-child a').click()")
        assert pestana.evaluar("decodeURIComponent(location.hash)").endswith("-procedencia")
        pestana.ver(paginas["informe"], ancho=TELEFONO)
        assert not pestana.evaluar(se_ve)
        pestana.evaluar("document.querySelector('.contenido summary').click()")
        assert pestana.evaluar(se_ve)

    @pytest.mark.parametrize(("ancho", "clase"), [(TELEFONO, "angosta"), (PANTALLA, "ancha")])
    def test_cada_grafica_usa_el_dibujo_de_su_pantalla_sin_encoger_el_texto(
        self, pestana: Pestana, paginas: dict[str, Path], ancho: int, clase: str
    ) -> None:
        pestana.ver(paginas["informe"], ancho=ancho)
        vistas = pestana.evaluar(
            "[...document.querySelectorAll('svg.ancha, svg.angosta')].filter(s => s.checkVisibility())"
            ".map(s => [s.classList[0], s.getBoundingClientRect().width / s.viewBox.baseVal.width])"
        )
        assert {c for c, _ in vistas} == {clase}
        assert all(escala > 0.9 for _, escala in vistas)


@pytest.fixture(scope="module")
def impresas(pestana: Pestana, paginas: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    carpeta = tmp_path_factory.mktemp("pdf")
    if not (shutil.which("pdftotext") and shutil.which("pdfinfo")):
        pytest.skip("no hay pdftotext ni pdfinfo (poppler-utils): no se revisa lo impreso")
    hechas = {}
    for nombre in ("informe", "no_cuadra"):
        pestana.ver(paginas[nombre], oscuro=True)
        hechas[nombre] = pestana.pdf(carpeta / f"{nombre}.pdf")
    return hechas


def _paginas_de(pdf: Path) -> list[str]:
    texto = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    return texto.split("\f")[:-1]


def _medidas(pdf: Path) -> list[str]:
    """El papel de cada página."""
    dicho = subprocess.run(["pdfinfo", "-l", "99", pdf], capture_output=True, text=True, check=True).stdout
    return re.findall(r"^Page +\d+ size: +(.+)$", dicho, re.MULTILINE)


class TestEnPapel:
    @pytest.mark.parametrize("cuales", [".cuadro:not(.ancho)", ".ancho:not(.acostado)"])
    def test_las_tablas_caben_a_lo_ancho(self, pestana: Pestana, paginas: dict[str, Path], cuales: str) -> None:
        pestana.ver(paginas["informe"], ancho=ANCHO_CARTA, medio="print")
        medidas = pestana.evaluar(
            f"[...document.querySelectorAll('{cuales} table')].map(t => t.getBoundingClientRect().width)"
        )
        assert medidas
        assert max(medidas) <= ANCHO_CARTA

    def test_es_carta(self, impresas: dict[str, Path]) -> None:
        assert set(_medidas(impresas["informe"])) == {CARTA_EN_PUNTOS}

    def test_cada_pagina_lleva_corrida_corte_y_numero(self, impresas: dict[str, Path]) -> None:
        hojas = _paginas_de(impresas["informe"])
        for numero, hoja in enumerate(hojas, start=1):
            assert f"página {numero} de {len(hojas)}" in hoja
            assert "Corrida 3f9a01bc44de · Corte al 31 de diciembre de 2025 · Versión para compartir" in hoja

    def test_la_primera_es_la_portada(self, impresas: dict[str, Path]) -> None:
        primera = _paginas_de(impresas["informe"])[0]
        assert "Secretaría de Hacienda" in primera
        assert "✓ Cuadra" in primera
        assert "¿Por qué cambió el saldo?" not in primera, "lo demás empieza en otra página"

    def test_el_encabezado_de_una_tabla_larga_se_repite_y_ningun_renglon_se_pierde(
        self, impresas: dict[str, Path]
    ) -> None:
        hojas = [h for h in _paginas_de(impresas["informe"]) if "F-2019-" in h]
        assert len(hojas) > 1
        assert all(re.search(r"Crédito\s+Contribuyente\s+Prescribe\s+Saldo", hoja) for hoja in hojas)
        folios = re.findall(r"F-2019-\d{5}", "".join(hojas))
        assert len(folios) == len(set(folios)) == RENGLONES_DE_LA_LARGA

    def test_lo_plegado_se_imprime_y_las_direcciones_se_leen(self, impresas: dict[str, Path]) -> None:
        texto = "".join(_paginas_de(impresas["informe"]))
        assert "Numerador" in texto
        assert "(https://www.diputados.gob.mx/CFF.pdf)" in texto
        assert "Ver los datos" not in texto

    def test_la_tabla_ancha_cabe_sin_girar_la_hoja_y_no_se_corta(self, impresas: dict[str, Path]) -> None:
        hojas = _paginas_de(impresas["informe"])
        (lugar,) = [k for k, hoja in enumerate(hojas) if "Movimiento por delegación, millones" in hoja]
        renglon = next(r for r in hojas[lugar].splitlines() if r.strip().startswith("Tapachula"))
        assert len(renglon.split()) == 11, "la delegación y sus diez cifras"

    def test_si_no_cuadra_lo_dice_cada_pagina_y_si_cuadra_ninguna(self, impresas: dict[str, Path]) -> None:
        assert all("NO CUADRA" in hoja for hoja in _paginas_de(impresas["no_cuadra"]))
        assert not any("NO CUADRA" in hoja for hoja in _paginas_de(impresas["informe"]))

    def test_se_imprime_en_claro_aunque_la_pantalla_este_oscura(
        self, pestana: Pestana, paginas: dict[str, Path], impresas: dict[str, Path]
    ) -> None:
        imagen = impresas["informe"].with_suffix("")
        subprocess.run(
            ["pdftoppm", "-r", "20", "-f", "1", "-l", "1", "-gray", impresas["informe"], imagen], check=True
        )
        (mapa,) = imagen.parent.glob("informe-*.pgm")
        pixeles = mapa.read_bytes().split(b"\n", 3)[3]
        blancos = sum(p > 200 for p in pixeles)
        assert blancos > len(pixeles) * 3 // 4


class TestElQrDeLaPortada:
    """Lo de la portada no se encima con él, y en papel es del tamaño que lee un teléfono."""

    ENCIMADOS = """(() => {
      const caja = e => e.getBoundingClientRect(), qr = caja(document.querySelector('.ancla'));
      const textos = [...document.querySelectorAll('.cabeza > :not(.ancla), .firmas dd')].flatMap(e => {
        const r = document.createRange(); r.selectNodeContents(e);
        return [...r.getClientRects(), ...(e.tagName === 'DD' ? [caja(e)] : [])];
      });
      const cruza = t => t.right > qr.left && t.left < qr.right && t.bottom > qr.top && t.top < qr.bottom;
      return textos.filter(cruza).length;
    })()"""

    @pytest.mark.parametrize("ancho", [PANTALLA, 1000, 700])
    def test_en_pantalla_no_se_encima(self, pestana: Pestana, paginas: dict[str, Path], ancho: int) -> None:
        pestana.ver(paginas["informe"], ancho=ancho)
        assert pestana.evaluar("document.querySelector('.ancla svg').getBoundingClientRect().width") >= 80
        assert pestana.evaluar(self.ENCIMADOS) == 0

    def test_en_papel_mide_lo_que_se_lee(self, pestana: Pestana, paginas: dict[str, Path]) -> None:
        pestana.ver(paginas["informe"], ancho=ANCHO_CARTA, medio="print")
        milimetros = pestana.evaluar("document.querySelector('.ancla svg').getBoundingClientRect().width") * 25.4 / 96
        modulos = pestana.evaluar("document.querySelector('.ancla svg').viewBox.baseVal.width")
        assert milimetros / modulos >= 0.5, "medio milímetro por módulo"
        assert pestana.evaluar(self.ENCIMADOS) == 0
        # un título que llega a su orilla
        pestana.evaluar(
            "document.querySelector('h1').textContent = '¿Qué está por prescribir y qué hay que depurar?'"
        )
        assert pestana.evaluar(self.ENCIMADOS) == 0

    def test_en_un_telefono_no_estorba(self, pestana: Pestana, paginas: dict[str, Path]) -> None:
        pestana.ver(paginas["informe"], ancho=TELEFONO)
        assert not pestana.evaluar("document.querySelector('.ancla').checkVisibility()")
