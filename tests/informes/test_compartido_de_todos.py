"""Todos los cuadernos que se comparten, archivo por archivo: ni quién es, ni el importe de uno o dos, ni por resta.

Lo que no se debe poder leer se toma de los mismos datos con `nominativo`: lo que debe, pagó, convino, garantizó o se
le canceló a cada contribuyente, y a cada dos de una misma delegación.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
from informes.leidos import llano
from python_calamine import CalamineWorkbook
from sqlalchemy import create_engine, text

from cobranza.base.ajustes import ajustes
from cobranza.ejecucion.parametros import es_panel
from cobranza.informes import cancelacion, convenios, garantias, informe_cartera, prescripcion
from cobranza.informes.sumado_por import son_pocos
from cobranza.papel.formato import Reservada
from cobranza.papel.palabras import delegaciones
from cobranza.papel.tabla import Tabla
from cobranza.puertas.cli import ejecutar

pytestmark = pytest.mark.lenta

CORTE, DELEGACION = "2025-12-31", "DH-TAP"
DE_UNO_SOLO = ("liquidacion",)
"""Dice la cuenta exacta de un crédito, con un seudónimo que no es el de ningún otro informe."""
SE_COMPARTEN = sorted(r.stem for r in ajustes().cuadernos.glob("*.ipynb") if not es_panel(r) and r.stem != "inicio")
POR_DELEGACION = ("convenios", "garantias", "cancelacion", "prescripcion", "informe_cartera")
CUENTAN_DE_PERSONAS = ("nomina_gastos", "nomina_persona")
"""Sus importes son de quien cobra, con seudónimo; los de los contribuyentes los calla por delegación."""
MENOS_DE_ESTO_COINCIDE = 1_000_00
"""Un importe chico, o sin centavos, puede ser el de uno y, por azar, el de otra cosa."""


@dataclass(frozen=True)
class Secretos:
    """Lo que no debe salir: palabras y, por delegación, los importes (centavos) de uno o de dos contribuyentes."""

    palabras: frozenset[str]
    importes: frozenset[int]


@pytest.fixture(scope="module")
def salidas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Una cartera de ejemplo con trámites y todos sus informes para compartir, del estado y de una delegación."""
    carpeta = tmp_path_factory.mktemp("compartido")
    with pytest.MonkeyPatch.context() as entorno:
        entorno.setenv("COBRANZA_BD", f"sqlite:///{carpeta / 'libros.db'}")
        entorno.setenv("COBRANZA_SALIDAS", str(carpeta / "salidas"))
        entorno.setenv("COBRANZA_LLAVE_SEUDONIMOS", str(carpeta / "propia.llave"))
        assert ejecutar(["demo", "--creditos", "600", "--tramites"]) == 0
        for cuaderno in SE_COMPARTEN:
            assert ejecutar(["corre", cuaderno, "-p", "corte", CORTE]) == 0
        for cuaderno in POR_DELEGACION:
            assert ejecutar(["corre", cuaderno, "-p", "corte", CORTE, "-p", "delegacion", DELEGACION]) == 0
        yield carpeta / "salidas"


@pytest.fixture(scope="module")
def secretos(salidas: Path) -> Secretos:
    """Los de todos los créditos y los de las personas de la oficina."""
    c, g, k = (m.preparar(CORTE, nominativo=True) for m in (convenios, garantias, cancelacion))
    cartera, radar = informe_cartera.preparar(CORTE, nominativo=True), prescripcion.preparar(CORTE, nominativo=True)
    creditos = pd.read_sql("SELECT folio, rfc, nombre, delegacion FROM credito", create_engine(str(ajustes().bd)))
    vigentes = c.todos[c.todos["estado"] == "VIGENTE"]
    neto = k.con_credito(k.cancelados.neto[k.cancelados.neto["importe"] > 0])
    medidas = [
        *((cartera.suma.relacion, m) for m in ("total", "historico")),
        *((vigentes, m) for m in ("total", "por_pagar", "integrado", "abonado")),
        *((g.del_primero(g.garantias.grupos), m) for m in ("requerido", "garantizado", "falta")),
        (neto, "importe"), (k.candidatos, "total"), (radar.por_venir, "total"), (radar.consumados, "total"),
        *((k.con_credito(k.cancelados.de_tipo(t)), "importe") for t in ("CANCELACION", "REACTIVACION")),
        *((cartera.suma.revisiones, m) for m in ("antes", "ahora", "diferencia")),
        (_pagado(), "importe"),
    ]  # fmt: skip
    importes: set[int] = set()
    for filas, medida in medidas:
        filas = filas.drop(columns=["delegacion"], errors="ignore").merge(
            creditos[["folio", "delegacion"]], on="folio"
        )
        for _, suyos in filas.groupby("delegacion"):
            por_quien = [abs(int(v)) for v in suyos.groupby("rfc")[medida].sum()]
            importes |= {*por_quien, *(a + b for a, b in combinations(por_quien, 2))} if len(por_quien) > 2 else {
                *por_quien, sum(por_quien)}  # fmt: skip
    with create_engine(str(ajustes().bd)).connect() as abierta:
        gente = [v for fila in abierta.execute(text("SELECT nombre, rfc, clabe FROM persona")) for v in fila if v]
    quienes = {*creditos["rfc"], *creditos["nombre"], *map(str, gente)}
    return Secretos(
        frozenset(q for q in quienes if len(q) > 5),
        frozenset(i for i in importes if i >= MENOS_DE_ESTO_COINCIDE and i % 100),
    )


def _pagado() -> pd.DataFrame:
    consulta = (
        "SELECT c.folio, c.rfc, -SUM(m.importe) AS importe FROM movimiento m JOIN credito c ON c.folio = m.folio "
        "WHERE m.tipo = 'PAGO' AND m.fecha_efecto BETWEEN '2025-01-01' AND '2025-12-31' GROUP BY c.folio, c.rfc"
    )
    return pd.read_sql(consulta, create_engine(str(ajustes().bd)))


def _compartidos(salidas: Path) -> list[Path]:
    """Las carpetas de lo que se comparte."""
    return sorted(r.parent for r in salidas.rglob("manifiesto.json") if "reservado" not in r.parts)


def test_nadie_se_nombra_en_ningun_archivo_de_lo_compartido(salidas: Path, secretos: Secretos) -> None:
    """La página, el cuaderno, el manifiesto, cada pieza del Excel (con sus propiedades) y cómo se llaman."""
    carpetas = _compartidos(salidas)
    assert {c.parent.name for c in carpetas} >= {*SE_COMPARTEN}
    for archivo in (a for c in carpetas for a in c.rglob("*") if a.is_file()):
        dichos = [str(archivo.relative_to(salidas))]
        if zipfile.is_zipfile(archivo):
            with zipfile.ZipFile(archivo) as libro:
                dichos += [n + libro.read(n).decode("utf-8", "replace") for n in libro.namelist()]
        else:
            dichos.append(archivo.read_text(encoding="utf-8", errors="replace"))
        todo = "\n".join(dichos)
        assert not [s for s in secretos.palabras if s in todo], archivo


def test_el_unico_convenio_que_rige_en_una_delegacion_no_es_el_total_de_su_cuadro(salidas: Path) -> None:
    vistas = 0
    for delegacion in delegaciones():
        datos = convenios.preparar(CORTE, delegacion)
        if son_pocos(datos.vigentes) and not son_pocos(datos.todos):
            vistas += 1
            for tabla in (convenios.estados(datos), convenios.por_delegacion(datos)):
                assert isinstance(tabla, Tabla)
                assert isinstance((tabla.total or {})["por_pagar"], Reservada), delegacion
    assert vistas, "hay delegaciones con qué probar"


def _cuadros(libro: Path) -> Iterator[tuple[str, list[list[int]]]]:
    """De cada hoja, sus columnas de importes en centavos: lo que dice cada una, sin lo callado."""
    excel = CalamineWorkbook.from_path(libro)
    for hoja in excel.sheet_names:
        filas = excel.get_sheet_by_name(hoja).to_python()
        columnas = ([f[k] for f in filas if k < len(f)] for k in range(max(map(len, filas), default=0)))
        yield hoja, [[round(100 * v) for v in c if isinstance(v, int | float) and v] for c in columnas]


@pytest.mark.parametrize("cuaderno", [c for c in SE_COMPARTEN if c not in (*DE_UNO_SOLO, *CUENTAN_DE_PERSONAS)])
def test_ningun_importe_de_uno_o_de_dos_se_lee_ni_se_resta(salidas: Path, secretos: Secretos, cuaderno: str) -> None:
    """Ni en una celda, ni como lo que a una columna le falta para su total, ni entre las cifras de la carátula."""
    for carpeta in (c for c in _compartidos(salidas) if c.parent.name == cuaderno):
        libro = carpeta / "informe.xlsx"
        if not libro.exists():
            continue
        for hoja, columnas in _cuadros(libro):
            for columna in (c for c in columnas if any(v % 100 for v in c)):
                leidos = {abs(v) for v in columna}
                restados = {abs(columna[-1] - sum(columna[:-1]))}
                assert not (leidos | restados) & secretos.importes, (cuaderno, hoja, carpeta)
        pagina = llano((carpeta / "informe.html").read_text(encoding="utf-8"))
        esencial = pagina[pagina.index("Lo esencial") : pagina.index("Cuadra")]
        dichas = {int(re.sub(r"\D", "", c)) for c in re.findall(r"\b[\d,]+\.\d\d\b", esencial)}
        entre = {abs(a - b) for a, b in combinations(dichas, 2)}
        assert not (dichas | entre) & secretos.importes, (cuaderno, carpeta)
