"""La muestra se repite con su semilla, su cédula va y vuelve, y lo que extrapola acierta las veces que dice."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from verificacion import expedientes

from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.verificacion import cedula
from cobranza.verificacion.muestra import (
    RIESGO,
    SORTEO,
    Muestra,
    determinada,
    extrapolado,
    por_etapa,
    repartida,
    sorteados,
)
from cobranza.verificacion.pae import Pae

pytestmark = pytest.mark.lenta


@pytest.fixture(scope="module")
def muestra(pae: Pae) -> Muestra:
    return determinada(pae, semilla="PRUEBA", puntos=5)


class TestElSorteo:
    def test_no_depende_del_orden_y_cambia_con_la_semilla(self, pae: Pae, muestra: Muestra) -> None:
        al_reves = replace(pae, creditos=pae.creditos.iloc[::-1])
        assert determinada(al_reves, semilla="PRUEBA", puntos=5).huella == muestra.huella
        assert determinada(pae, semilla="OTRA", puntos=5).huella != muestra.huella
        folios = [f"F{k}" for k in range(500)]
        assert sorteados(folios, "a", 20) == sorteados(folios[::-1], "a", 20) != sorteados(folios, "b", 20)

    def test_cada_folio_sale_las_veces_que_le_tocan(self) -> None:
        folios = [f"F{k}" for k in range(20)]
        veces = [sum(f in sorteados(folios, str(s), 5) for s in range(400)) for f in folios]
        assert min(veces) > 65 and max(veces) < 135, "a cada uno le tocan cien, con nueve de desviación"

    def test_lo_de_riesgo_entra_todo_y_no_se_sortea(self, pae: Pae) -> None:
        creditos = pae.creditos.assign(
            total=pae.creditos["total"].where(pae.creditos["folio"] != "REGULAR", 10_000_001),
            prescribe=pae.creditos["prescribe"].mask(pae.creditos["folio"] == "REGULAR", "2026-06-30"),
        )

        def parte(**cambio: object) -> str:
            con = creditos.assign(
                **{c: creditos[c].mask(creditos["folio"] == "REGULAR", v) for c, v in cambio.items()}
            )
            sacada = determinada(replace(pae, creditos=con), semilla="x", puntos=5).creditos
            return str(sacada.set_index("folio").loc["REGULAR", "parte"])

        assert parte() == RIESGO
        assert parte(total=10_000_000) == SORTEO, "más que el umbral, no lo mismo"
        assert parte(prescribe="2026-07-01") == SORTEO, "seis meses desde el corte"

    def test_se_reparte_en_proporcion_con_un_minimo(self) -> None:
        hecho = repartida({"A": 5000, "B": 500, "C": 12, "D": 3}, puntos=7, minimo=10)
        assert hecho == {"A": (5000, 172), "B": (500, 17), "C": (12, 10), "D": (3, 3)}

    def test_sin_semilla_no_hay_sorteo(self, pae: Pae) -> None:
        with pytest.raises(ErrorDeUso, match="Falta la semilla"):
            determinada(pae, semilla=" ", puntos=5)


def test_se_piden_los_documentos_de_las_etapas_que_alcanzo(muestra: Muestra) -> None:
    de = muestra.documentos.groupby("folio")["etapa"].agg(set)
    assert {"EMB", "AVA", "CON", "REM"} <= de["REGULAR"] and "ADJ" not in de["REGULAR"]
    assert "EMB" not in de["APRESURADO"] and {"REG", "NOT", "MAN", "REQ"} <= de["APRESURADO"]


def test_lo_condicional_es_obligatorio_si_ocurrio_su_acto(muestra: Muestra) -> None:
    """`documentos.csv` dice qué acto exige cada documento: con él, «no aplica» no vale."""
    de = {(d.folio, d.documento): d.obligatorio for d in muestra.documentos.itertuples()}
    citatorio, inscripcion = "Citatorio previo", "Solicitud y boleta de inscripción en Registro Público"
    assert de["REGULAR", inscripcion] == "si" and de["REGULAR", citatorio] == "condicional"
    avaluo = "Dictamen de avalúo y su notificación"
    assert de["REMATADO", avaluo] == "si" and ("APRESURADO", avaluo) not in de
    garantia = "Garantía: ofrecimiento, calificación, aceptación, vigencia"
    assert de["SUSPENDIDO", garantia] == "si" and ("REGULAR", garantia) not in de


Llenar = Callable[[dict[str, int], list[openpyxl.cell.Cell]], None]


def llena(muestra: Muestra, destino: Path, cambio: Llenar = lambda *_: None) -> Path:
    """La cédula contestada: todo cumple; `cambio` toca el renglón que quiera."""
    cedula.escribir(muestra, destino)
    libro = openpyxl.load_workbook(destino)
    hoja = libro["Cédula"]
    lugar = {str(c.value): k for k, c in enumerate(hoja[1])}
    for fila in hoja.iter_rows(min_row=2):
        fila[lugar["¿Cumple?"]].value, fila[lugar["Foja"]].value = "Cumple", "12"
        cambio(lugar, list(fila))
    libro.save(destino)
    return destino


class TestLaCedula:
    def test_va_y_vuelve_entera(self, muestra: Muestra, tmp_path: Path) -> None:
        leida = cedula.leer(llena(muestra, tmp_path / "c.xlsx"), muestra)
        assert (leida.leidas, len(leida.respuestas), leida.reparos) == (len(muestra.documentos),) * 2 + ([],)
        assert leida.completos == set(muestra.creditos["folio"])
        with pytest.raises(ErrorDeUso, match="podría estar lleno"):
            cedula.escribir(muestra, tmp_path / "c.xlsx")

    def test_lo_que_no_se_entiende_queda_aparte_con_su_linea(self, muestra: Muestra, tmp_path: Path) -> None:
        primero = str(muestra.documentos["folio"].iloc[0])
        males = {
            2: ("¿Cumple?", "tal vez", "no es una respuesta"), 3: ("Foja", None, "no dice dónde consta"),
            4: ("¿Cumple?", "no cumple", "no dice qué falta"), 5: ("Crédito", "NO-ESTA", "no es de la muestra"),
            6: ("¿Cumple?", None, ""),
        }  # fmt: skip

        def danar(lugar: dict[str, int], fila: list[openpyxl.cell.Cell]) -> None:
            if mal := males.get(fila[0].row):
                fila[lugar[mal[0]]].value = mal[1]

        leida = cedula.leer(llena(muestra, tmp_path / "c.xlsx", danar), muestra)
        assert [(r.linea, r.motivo) for r in leida.reparos] == [(k, m) for k, (_, _, m) in males.items() if m]
        assert leida.leidas == len(leida.respuestas) + leida.en_blanco + len(leida.reparos) and leida.en_blanco == 1
        assert leida.sin_contestar[primero] == 5 and primero not in leida.completos

    def test_de_lo_contestado_dos_veces_no_entra_ninguna(self, muestra: Muestra, tmp_path: Path) -> None:
        """Renglones copiados y movidos: con dos respuestas no se sabe cuál vale; con una y un blanco, sí."""
        ruta = llena(muestra, tmp_path / "c.xlsx")
        libro = openpyxl.load_workbook(ruta)
        hoja = libro["Cédula"]
        dos, tres = ([c.value for c in hoja[k]] for k in (2, 3))
        lugar = {str(c.value): k for k, c in enumerate(hoja[1])}
        dos[lugar["¿Cumple?"]], dos[lugar["Observación"]] = "no cumple", "sin firma"
        tres[lugar["¿Cumple?"]] = None
        hoja.insert_rows(2, 2)
        for k, valores in ((2, dos), (3, tres)):
            for c, valor in enumerate(valores, 1):
                hoja.cell(k, c).value = valor
        libro.save(ruta)
        leida = cedula.leer(ruta, muestra)
        assert [(r.linea, r.motivo) for r in leida.reparos] == [(k, "está contestado dos veces") for k in (2, 4)]
        assert leida.leidas == len(leida.respuestas) + leida.en_blanco + len(leida.reparos) and leida.en_blanco == 1
        assert leida.sin_contestar.tolist() == [1]

    def test_lo_obligatorio_lo_dice_la_muestra_y_no_la_celda(self, muestra: Muestra, tmp_path: Path) -> None:
        def danar(lugar: dict[str, int], fila: list[openpyxl.cell.Cell]) -> None:
            if fila[lugar["Obligatorio"]].value == "si":
                fila[lugar["Obligatorio"]].value, fila[lugar["¿Cumple?"]].value = "condicional", "no aplica"

        leida = cedula.leer(llena(muestra, tmp_path / "c.xlsx", danar), muestra)
        assert {r.motivo for r in leida.reparos} == {"siempre aplica"}
        assert len(leida.reparos) == muestra.documentos["obligatorio"].eq("si").sum()

    def test_la_hoja_vacia_se_dice(self, muestra: Muestra, tmp_path: Path) -> None:
        ruta = llena(muestra, tmp_path / "c.xlsx")
        libro = openpyxl.load_workbook(ruta)
        libro.remove(libro["Cédula"])
        libro.create_sheet("Cédula")
        libro.save(ruta)
        with pytest.raises(ErrorDeDatos, match="no tiene la columna"):
            cedula.leer(ruta, muestra)

    def test_la_de_otra_muestra_no_se_lee(self, pae: Pae, muestra: Muestra, tmp_path: Path) -> None:
        ruta = llena(muestra, tmp_path / "c.xlsx")
        with pytest.raises(ErrorDeDatos, match="es de otra muestra: su semilla es «PRUEBA» y aquí es «OTRA»"):
            cedula.leer(ruta, determinada(pae, semilla="OTRA", puntos=5))
        (tmp_path / "roto.xlsx").write_bytes(ruta.read_bytes()[:500])
        with pytest.raises(ErrorDeDatos, match="dañado"):
            cedula.leer(tmp_path / "roto.xlsx", muestra)


def test_de_cada_etapa_de_cada_delegacion_sale_alguno(muestra: Muestra) -> None:
    e = muestra.estratos
    assert set(e["delegacion"]) == {"DH-TGZ", "DH-TAP"} and len(e) > 4
    assert (e.loc[e["poblacion"] > 0, "sorteados"] > 0).all()
    elegidos = muestra.creditos[muestra.creditos["parte"] == SORTEO].groupby(["delegacion", "etapa"], observed=True)
    assert elegidos.size().to_dict() == {
        (r.delegacion, r.etapa): r.sorteados for r in e.itertuples() if r.sorteados
    }  # fmt: skip


def test_lo_de_cada_delegacion_se_reparte_entre_sus_etapas() -> None:
    reparto = por_etapa(
        {("A", "REQ"): 4900, ("A", "REM"): 100, ("A", "AVA"): 3, ("B", "REQ"): 5}, puntos=7, minimo=10
    )
    assert reparto == {("A", "REQ"): (4900, 185), ("A", "REM"): (100, 4), ("A", "AVA"): (3, 1), ("B", "REQ"): (5, 5)}


TAMANOS = {"A": 420, "B": 180, "C": 90, "D": 45, "E": 18}
ETAPAS = {"REQ": 40, "EMB": 25, "AVA": 20, "MAN": 10, "REM": 5}
"""Por ciento de cada delegación."""


def poblacion() -> dict[tuple[str, str], int]:
    partes = {(d, e): n * p // 100 for d, n in TAMANOS.items() for e, p in ETAPAS.items()}
    return {k: n for k, n in partes.items() if n}


@pytest.mark.parametrize("tasas", [(6, 6, 6, 6, 6), (2, 10, 25, 5, 40), (1, 1, 1, 1, 1)])
def test_el_intervalo_acierta_las_veces_que_dice(tasas: tuple[int, ...]) -> None:
    """Se sabe cuántos no cumplen en cada estrato; se sortea doscientas veces con semillas fijas."""
    veces, azar, tasa = 200, random.Random(13), dict(zip(TAMANOS, tasas, strict=True))
    reparto = por_etapa(poblacion(), puntos=8, minimo=10)
    malos = {k: round(n * tasa[k[0]] / 100) for k, (n, _) in reparto.items()}
    partes = [[*reparto], *([k for k in reparto if k[0] == d] for d in TAMANOS),
              *([k for k in reparto if k[1] == e] for e in ETAPAS)]  # fmt: skip
    aciertos = [0] * len(partes)
    for _ in range(veces):
        visto = {k: (n, m, sum(j < malos[k] for j in azar.sample(range(n), m))) for k, (n, m) in reparto.items()}
        for cual, suyos in enumerate(partes):
            x = extrapolado({k: visto[k] for k in suyos})
            aciertos[cual] += x.desde <= sum(malos[k] for k in suyos) <= x.hasta
    assert min(aciertos) >= veces * 93 // 100, f"{aciertos} de {veces}: en todo, por delegación y por etapa"


def test_lo_extrapolado_pondera_y_suma_lo_de_riesgo() -> None:
    x = extrapolado({"A": (100, 10, 1), "B": (20, 20, 3)}, (5, 4))
    assert x.estimado == Fraction(100, 10) + 3 + 4 and (x.poblacion, x.revisados, x.hallados) == (125, 35, 8)
    assert 8 <= x.desde <= 17 <= x.hasta <= 98
    censo = extrapolado({"A": (10, 10, 2)}, (0, 0))
    assert (censo.desde, censo.hasta) == (2, 2)
    with pytest.raises(ErrorDeUso, match="se esperaba alguno revisado"):
        extrapolado({"A": (10, 0, 0)}, (0, 0))


def test_el_corte_y_la_semilla_van_en_la_cedula(muestra: Muestra, tmp_path: Path) -> None:
    libro = openpyxl.load_workbook(cedula.escribir(muestra, tmp_path / "c.xlsx"))
    dicho = {str(a.value): str(b.value) for a, b in libro["Muestra"].iter_rows(max_col=2)}
    assert dicho == {"corte": str(expedientes.CORTE), "semilla": "PRUEBA", "puntos": "5", "huella": muestra.huella}
    assert "XEXX" not in str([c.value for fila in libro["Cédula"].iter_rows() for c in fila]), "sin RFC"
