"""Quien tenga el padrón intenta saber de quién habla lo compartido: página y Excel, dos cortes y dos destinatarios.

El padrón trae RFC, nombre, delegación e importes exactos de todos: es la versión reservada de los mismos informes.
"""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from informes.leidos import llano
from papel.determinadas import determinadas
from papel.test_mascara import MINIMO, candidatos
from python_calamine import CalamineWorkbook

from cobranza.base.dinero import pesos
from cobranza.base.errores import ErrorDeUso
from cobranza.base.seudonimos import DESTINATARIO
from cobranza.ejecucion import lugares
from cobranza.informes import informe_cartera, lista_de_trabajo, que_pasa_si, verificacion_pae
from cobranza.papel.palabras import delegaciones
from cobranza.puertas.cli import ejecutar

pytestmark = pytest.mark.lenta

CORTE, OTRO_CORTE = "2025-12-31", "2025-11-30"
SEUDONIMO = re.compile(r"\b[CP]-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


@dataclass(frozen=True)
class Compartido:
    """Lo que recibió alguien: la página como se lee y las hojas del Excel, con su encabezado."""

    pagina: str
    hojas: Mapping[str, list[list[Any]]]
    corrida: str

    def tabla(self, hoja: str, llave: str) -> pd.DataFrame:
        """Una hoja desde el renglón de encabezado que empieza con esa columna."""
        filas = self.hojas[hoja]
        cabeza = next(k for k, f in enumerate(filas) if f[0] == llave)
        return pd.DataFrame(filas[cabeza + 1 :], columns=filas[cabeza])

    @property
    def todo(self) -> str:
        """Todo su texto."""
        return self.pagina + str(self.hojas)


@dataclass(frozen=True)
class Oficina:
    """La carpeta de salidas y lo que de ella salió, por (cuaderno, corte, destinatario)."""

    padron: Mapping[str, Compartido]
    dado: Mapping[tuple[str, str, str], Compartido]


@pytest.fixture(scope="module")
def oficina(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oficina]:
    """Una cartera ficticia con sus informes: los reservados, y los que se dieron a dos destinatarios."""
    carpeta = tmp_path_factory.mktemp("reidentificacion")
    with pytest.MonkeyPatch.context() as entorno:
        (carpeta / "libros").mkdir()
        entorno.setenv("COBRANZA_BD", f"sqlite:///{carpeta / 'libros' / 'demo.db'}")
        entorno.setenv("COBRANZA_SALIDAS", str(carpeta / "salidas"))
        entorno.setenv("COBRANZA_LLAVE_SEUDONIMOS", str(carpeta / "libros" / "propia.llave"))
        entorno.delenv(DESTINATARIO, raising=False)
        assert ejecutar(["demo", "--creditos", "300"]) == 0
        yield Oficina(
            {c: _correr(carpeta, c, CORTE, "nominativo=si") for c in ("informe_cartera", "lista_de_trabajo")},
            {pedido: _dar(carpeta, entorno, *pedido) for pedido in PEDIDOS},
        )


PEDIDOS = [
    ("informe_cartera", CORTE, ""),
    ("informe_cartera", OTRO_CORTE, ""),
    ("informe_cartera", CORTE, "SAT"),
    ("lista_de_trabajo", CORTE, ""),
    ("verificacion_pae", CORTE, ""),
    ("nomina_gastos", CORTE, ""),
    ("que_pasa_si", CORTE, ""),
    ("lista_de_trabajo", CORTE, "SAT"),
    ("liquidacion", CORTE, ""),
]


def _dar(carpeta: Path, entorno: pytest.MonkeyPatch, cuaderno: str, corte: str, destinatario: str) -> Compartido:
    entorno.setenv(DESTINATARIO, destinatario)
    propios = {"que_pasa_si": (), "liquidacion": ("nominativo=no", f"folio={_uno(carpeta)}")}
    return _correr(carpeta, cuaderno, corte, *propios.get(cuaderno, ("nominativo=no",)))


def _uno(carpeta: Path) -> str:
    """Un crédito de la relación reservada, que ya corrió."""
    (libro,) = (lugares.reservado(carpeta / "salidas") / CORTE / "informe_cartera").glob("*/informe.xlsx")
    filas = CalamineWorkbook.from_path(libro).get_sheet_by_name("relacion").to_python()
    return next(str(f[0]) for f in filas if re.fullmatch(r"[A-Z]{3}-\d{4}-\d{6}", str(f[0])))


def _correr(carpeta: Path, cuaderno: str, corte: str, *parametros: str) -> Compartido:
    antes = set(carpeta.rglob("manifiesto.json"))
    orden = [parte for p in (f"corte={corte}", *parametros) for parte in ("-p", *p.split("="))]
    assert ejecutar(["corre", cuaderno, *orden]) == 0
    (nuevo,) = set(carpeta.rglob("manifiesto.json")) - antes
    libro = CalamineWorkbook.from_path(nuevo.with_name("informe.xlsx"))
    hojas = {nombre: libro.get_sheet_by_name(nombre).to_python() for nombre in libro.sheet_names}
    pagina = llano(nuevo.with_name("informe.html").read_text(encoding="utf-8"))
    return Compartido(pagina, hojas, json.loads(nuevo.read_text(encoding="utf-8"))["corrida"])


@pytest.fixture(scope="module")
def padron(oficina: Oficina) -> pd.DataFrame:
    """folio, rfc, nombre, delegacion y total (centavos) de cada crédito con saldo."""
    filas = oficina.padron["informe_cartera"].tabla("relacion", "Crédito")
    filas = filas[filas["RFC"] != ""]
    return pd.DataFrame({
        "folio": filas["Crédito"], "rfc": filas["RFC"], "nombre": filas["Contribuyente"],
        "delegacion": filas["Delegación"], "total": [round(100 * v) for v in filas["Saldo"]],
        "seudonimo": filas["Seudónimo"],
    })  # fmt: skip


def test_nada_de_un_rfc_ni_de_un_nombre_sale_en_lo_compartido(oficina: Oficina, padron: pd.DataFrame) -> None:
    for pedido, informe in oficina.dado.items():
        for rfc, nombre in padron[["rfc", "nombre"]].itertuples(index=False, name=None):
            assert rfc not in informe.todo and rfc[:6] not in informe.todo, pedido
            assert nombre not in informe.todo, pedido
        assert "•" not in informe.todo


def test_el_seudonimo_no_sirve_en_otro_corte_ni_con_otro_destinatario(oficina: Oficina) -> None:
    series = {pedido: set(SEUDONIMO.findall(informe.todo)) for pedido, informe in oficina.dado.items()}
    cartera = [
        series["informe_cartera", corte, para] for corte, para in ((CORTE, ""), (OTRO_CORTE, ""), (CORTE, "SAT"))
    ]
    assert all(len(serie) > 50 for serie in cartera)
    assert not cartera[0] & cartera[1] and not cartera[0] & cartera[2] and not cartera[1] & cartera[2]
    # y en el mismo sí: se sigue a un contribuyente del informe de cartera a la lista
    assert series["lista_de_trabajo", CORTE, ""] & cartera[0]
    corridas = {i.corrida for i in oficina.dado.values()}
    assert len(corridas) == len(oficina.dado), "para otro destinatario es otra corrida"


def test_la_version_reservada_hace_la_correspondencia(oficina: Oficina, padron: pd.DataFrame) -> None:
    suyos = padron.set_index("folio")["seudonimo"]
    dados = oficina.dado["informe_cartera", CORTE, ""].tabla("relacion", "Crédito")
    dados = dados[dados["Contribuyente"].str.match(SEUDONIMO)]
    assert (dados["Contribuyente"].to_numpy() == suyos[dados["Crédito"]].to_numpy()).all()


@pytest.mark.parametrize(
    ("cuaderno", "hojas"), [("informe_cartera", ("relacion",)), ("lista_de_trabajo", ("lista", "prescritos"))]
)
def test_con_el_padron_no_se_acierta_mas_que_al_azar(
    oficina: Oficina, padron: pd.DataFrame, cuaderno: str, hojas: tuple[str, ...]
) -> None:
    dado = oficina.dado[cuaderno, CORTE, ""]
    renglones = pd.concat([dado.tabla(hoja, "Crédito") for hoja in hojas])
    renglones = renglones[renglones["Crédito"].str.contains("-", na=False)]
    assert len(renglones) == len(padron), "están todos"
    vistos: dict[str, list[tuple[str, str]]] = defaultdict(list)
    con_seudonimo = renglones[renglones["Contribuyente"] != "res."]
    for quien, donde, rango in con_seudonimo[["Contribuyente", "Delegación", "Rango de saldo, pesos"]].to_numpy():
        vistos[quien].append((donde, rango))
    de_verdad = padron.set_index("seudonimo")["rfc"].to_dict()
    azar, aciertos, esperados, varianza = random.Random(1), 0, 0.0, 0.0
    for quien, suyos in vistos.items():
        posibles = candidatos(padron, suyos)
        assert de_verdad[quien] in posibles, "el informe no miente"
        assert len(posibles) >= MINIMO, (quien, suyos)
        # lo mejor que puede hacer: entre los que caben, cualquiera
        aciertos += azar.choice(posibles) == de_verdad[quien]
        esperados += 1 / len(posibles)
        varianza += (1 / len(posibles)) * (1 - 1 / len(posibles))
    assert len(vistos) > 50
    assert aciertos <= esperados + 3 * varianza**0.5
    assert esperados / len(vistos) < 0.25
    # de quien se calla el seudónimo sólo queda su delegación, y ahí hay otros callados
    de_folio = padron.set_index("folio")["rfc"]
    callados = renglones[renglones["Contribuyente"] == "res."]
    for donde, suyos in callados.groupby("Delegación"):
        en_ella = padron.loc[padron["delegacion"] == donde, "rfc"].nunique()
        assert de_folio[suyos["Crédito"]].nunique() >= min(MINIMO, en_ella)


def test_el_orden_de_los_renglones_no_dice_cuanto_debe_cada_uno(oficina: Oficina) -> None:
    filas = oficina.dado["informe_cartera", CORTE, ""].tabla("relacion", "Crédito")
    filas = filas[filas["Crédito"].str.contains("-")]
    for _, iguales in filas.groupby(["Delegación", "Rango de saldo, pesos"]):
        assert iguales["Crédito"].is_monotonic_increasing


CUADROS = {
    "delegacion": "Delegación", "concepto": "Concepto", "etapa": "Etapa del PAE", "clase": "Clase",
    "antiguedad": "Desde que es exigible", "prescripcion": "Prescribe",
}  # fmt: skip
_AMBITOS = ("Estatal", "Federal coordinado", "Suma de ambos")
_MOVIMIENTO = ("Saldo inicial", "Altas", "Accesorios", "Pagos", "Otros cambios", "Saldo final")


@dataclass
class Publicado:
    """Lo que los cuadros dicen: las celdas que callan, con lo que valen, y las sumas que publican."""

    dado: Compartido
    verdad: Compartido
    calladas: dict[Any, int]
    ecuaciones: list[dict[Any, int]]

    def leer(self, hoja: str, llave: str, columnas: tuple[str, ...]) -> list[str]:
        """Anota lo callado y la suma de cada columna; da los renglones."""
        de_verdad = self.verdad.tabla(hoja, llave).drop_duplicates(llave).set_index(llave)
        dichas = self.dado.tabla(hoja, llave)
        dichas = dichas[~dichas[llave].isin(["Total", ""])].set_index(llave)
        for columna in columnas:
            self.ecuaciones.append({(hoja, renglon, columna): 1 for renglon in dichas.index})
            for renglon, valor in dichas[columna].items():
                self.callar((hoja, renglon, columna), valor, de_verdad.loc[renglon, columna])
        return list(dichas.index)

    def callar(self, celda: Any, valor: Any, verdadero: Any) -> None:
        """La celda, si está callada."""
        if valor == "res.":
            self.calladas[celda] = round(100 * float(verdadero))

    def saldos(self) -> None:
        """Cada cuadro de saldo: por columna, y por renglón lo estatal y lo federal."""
        for hoja, llave in CUADROS.items():
            columnas = ("Créditos", *_AMBITOS, *(() if hoja == "prescripcion" else ("De ello, histórico",)))
            for renglon in self.leer(hoja, llave, columnas):
                self.ecuaciones.append({(hoja, renglon, c): 1 if c != _AMBITOS[2] else -1 for c in _AMBITOS})

    def movimiento(self) -> None:
        """El de cada delegación llega a su saldo final, que es el de su cuadro."""
        hoja = "movimiento_delegacion"
        for donde in self.leer(hoja, "Delegación", _MOVIMIENTO):
            self.ecuaciones.append({(hoja, donde, c): -1 if c == "Saldo final" else 1 for c in _MOVIMIENTO})
            self.ecuaciones.append({(hoja, donde, "Saldo final"): 1, ("delegacion", donde, _AMBITOS[2]): -1})

    def ejecutores(self, titulo: str, columna: str) -> None:
        """Los de una delegación suman lo de ella."""
        de_verdad = self.verdad.tabla("ejecutor", "Ejecutor").set_index(["Ejecutor", "Delegación"])[titulo]
        dichas = self.dado.tabla("ejecutor", "Ejecutor").query("Ejecutor != 'Total'")
        for donde, suyos in dichas.groupby("Delegación"):
            quienes = {("ejecutor", e, donde, titulo): 1 for e in suyos["Ejecutor"]}
            self.ecuaciones.append(quienes | {("delegacion", donde, columna): -1})
            for ejecutor, valor in suyos[["Ejecutor", titulo]].to_numpy():
                self.callar(("ejecutor", ejecutor, donde, titulo), valor, de_verdad[ejecutor, donde])


def test_ninguna_celda_callada_se_deduce_de_lo_publicado(oficina: Oficina) -> None:
    """Todos los cuadros juntos, con sus totales y lo que un cuadro dice de otro."""
    publicado = Publicado(oficina.dado["informe_cartera", CORTE, ""], oficina.padron["informe_cartera"], {}, [])
    publicado.saldos()
    publicado.movimiento()
    publicado.ejecutores("Saldo, suma de ambos ámbitos", _AMBITOS[2])
    publicado.ejecutores("Créditos", "Créditos")
    assert len(publicado.calladas) > 30, "hay qué atacar"
    con_algo = {c for c, v in publicado.calladas.items() if v}
    assert not determinadas(publicado.calladas, publicado.ecuaciones) & con_algo
    # la prueba sí puede fallar: si de una delegación callada se dijera su saldo, algo se deduciría
    dichas = {c for c in con_algo if c[0] == "ejecutor"}
    sin_una = {c: v for c, v in publicado.calladas.items() if c == next(iter(dichas))}
    assert determinadas(sin_una, publicado.ecuaciones)


def test_lo_que_si_se_dice_va_al_excel_como_numero(oficina: Oficina) -> None:
    """Callar unas celdas de una columna no convierte las otras en texto ni en flotantes mal escritos."""
    escrito = re.compile(r"[−+-]?\$?[\d,]*\d(\.\d+)?( ?%)?")
    for pedido, informe in oficina.dado.items():
        celdas = {c for hoja, filas in informe.hojas.items() if hoja != "Portada" for f in filas for c in f}
        sueltas = {c for c in celdas if isinstance(c, str) and escrito.fullmatch(c)}
        assert not {c for c in sueltas if not re.fullmatch(r"(19|20)\d\d", c)}, pedido


def test_los_totales_son_los_mismos_que_en_la_version_reservada(oficina: Oficina) -> None:
    dado, verdad = oficina.dado["informe_cartera", CORTE, ""], oficina.padron["informe_cartera"]
    for hoja, llave in {**CUADROS, "movimiento_delegacion": "Delegación", "ejecutor": "Ejecutor"}.items():
        uno, otro = (t.tabla(hoja, llave).query(f"`{llave}` == 'Total'").to_numpy().tolist() for t in (dado, verdad))
        assert uno == otro and uno, hoja


def test_lo_que_se_da_a_un_destinatario_no_lleva_folios(oficina: Oficina, padron: pd.DataFrame) -> None:
    """El folio es el mismo en todo corte y para todos: en su lugar va una clave que no se puede juntar con otra."""
    folio, clave = re.compile(r"\b[A-Z]{3}-\d{4}-\d{6}\b"), re.compile(r"\bR-[0-9A-Z]{4}-[0-9A-Z]{4}\b")
    for (cuaderno, _, para), informe in oficina.dado.items():
        if para:
            assert not folio.search(informe.todo), cuaderno
            assert len(set(clave.findall(informe.todo))) > 50
        elif cuaderno in ("informe_cartera", "lista_de_trabajo"):
            assert set(padron["folio"]) <= set(folio.findall(informe.todo)), "la oficina trabaja con el folio"


def test_la_liquidacion_no_se_cruza_con_las_relaciones(oficina: Oficina) -> None:
    """Dice la cuenta exacta de uno: su seudónimo no es el de ninguna relación."""
    suyos = set(SEUDONIMO.findall(oficina.dado["liquidacion", CORTE, ""].todo))
    assert len(suyos) == 1
    for pedido, informe in oficina.dado.items():
        if pedido[0] != "liquidacion":
            assert not suyos & set(SEUDONIMO.findall(informe.todo)), pedido


def test_lo_que_calla_el_informe_de_cartera_no_lo_dice_otro(oficina: Oficina) -> None:
    """El escenario sin supuestos es el saldo: calla las mismas delegaciones. La nómina no dice qué pagó uno solo."""
    cartera = oficina.dado["informe_cartera", CORTE, ""].tabla("delegacion", "Delegación")
    calladas = set(cartera.loc[cartera["Suma de ambos"] == "res.", "Delegación"])
    assert calladas
    supuesto = oficina.dado["que_pasa_si", CORTE, ""].tabla("delegación", "Delegación")
    de_a = next(c for c in supuesto if str(c).startswith("A, al"))
    assert set(supuesto.loc[supuesto[de_a] == "res.", "Delegación"]) == calladas
    nomina = oficina.dado["nomina_gastos", CORTE, ""]
    por_delegacion = nomina.tabla("delegaciones", "Delegación")
    callan = set(por_delegacion.loc[por_delegacion["Cobrado"] == "res.", "Delegación"])
    assert len(callan) != 1, "una sola se deduce del total"
    beneficiarios = nomina.tabla("beneficiarios", "Delegación")
    assert set(beneficiarios.loc[beneficiarios["Delegación"].isin(callan), "Bruto"]) <= {"res."}
    assert not {"Cobrado", "Parte"} & set(nomina.tabla("relacion", "Recibo").columns)
    assert "resumen_delegacion" not in nomina.hojas


def test_de_una_delegacion_de_pocos_solo_hay_version_reservada(oficina: Oficina, padron: pd.DataFrame) -> None:
    nombres = {nombre: clave for clave, nombre in delegaciones().items()}
    cuantos = padron.groupby("delegacion")["rfc"].nunique()
    chica, grande = nombres[cuantos.idxmin()], nombres[cuantos.idxmax()]
    assert cuantos.min() < MINIMO < cuantos.max()
    for informe in (informe_cartera, verificacion_pae):
        with pytest.raises(ErrorDeUso, match=r"menos de 3 contribuyentes.*nominativo si"):
            informe.preparar(CORTE, delegacion=chica)
        informe.preparar(CORTE, delegacion=grande)
    assert informe_cartera.preparar(CORTE, delegacion=chica, nominativo=True).vigentes
    with pytest.raises(ErrorDeUso, match="quita la delegación"):
        que_pasa_si.preparar(CORTE, chica)
    trabajo = lista_de_trabajo.preparar(CORTE, delegacion=chica)
    saldo = pesos(int(trabajo.lista["total"].sum()))
    dicho = "".join(
        str(p(trabajo)._repr_mimebundle_()) for p in (lista_de_trabajo.caratula, lista_de_trabajo.por_acto)
    )
    assert "reservado" in dicho and saldo not in dicho
