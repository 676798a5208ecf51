"""Convenios, garantías y cancelación: lo que dicen, que las partes sumen y que cuadren contra la cartera."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from informes import con_tramites, doce
from informes.con_tramites import A_PLAZOS, ATRASADO, CANCELADO, CON_EL, CORTE, CORTO, DE_ARCHIVO, GARANTIZADO
from informes.conftest import dicho
from oficina import almacen_nuevo, credito, en_carpeta

from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.cartera.consultas import cartera_de
from cobranza.cartera.convenios_al_corte import convenios_al
from cobranza.cartera.explicacion import explicar
from cobranza.expediente.historia import historia
from cobranza.informes import cancelacion, convenios, garantias, informe_cartera
from cobranza.informes.entrada import entrada

pytestmark = pytest.mark.lenta
PIEZAS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "convenios": (convenios, ("caratula", "estados", "antiguedad", "cosechas", "vencen", "avisos", "por_delegacion",
                              "tramites", "tramitado", "cuadrar")),
    "garantias": (garantias, ("caratula", "insuficientes", "por_vencer", "por_clase", "reparto", "liberables",
                              "por_delegacion", "tramites", "cuadrar")),
    "cancelacion": (cancelacion, ("caratula", "candidatos", "proponer", "lotes", "por_causa", "reactivados",
                                  "prescripcion", "por_delegacion", "tramites", "cuadrar")),
}  # fmt: skip
IMPROPIO = re.compile(r"\bnan\b|\bNaT\b|<NA>|\bNone\b|\$[-−]|\b1 (créditos|convenios|garantías|trámites|casos)\b")


def _oficina(carpeta: Path, anotar: Callable[[Any], None]) -> Iterator[Path]:
    motor = almacen_nuevo(en_carpeta(carpeta))
    anotar(motor)
    motor.dispose()
    with pytest.MonkeyPatch.context() as entorno:
        entorno.setenv("COBRANZA_BD", en_carpeta(carpeta))
        entorno.setenv("COBRANZA_SALIDAS", str(carpeta))
        yield carpeta


@pytest.fixture(scope="module")
def tramitada(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """La oficina con trámites."""
    yield from _oficina(tmp_path_factory.mktemp("tramitada"), con_tramites.anotar)


@pytest.fixture(scope="module")
def datos(tramitada: Path) -> dict[str, Any]:
    return {nombre: modulo.preparar(corte=CORTE) for nombre, (modulo, _) in PIEZAS.items()}


def _todo(modulo: Any, piezas: tuple[str, ...], de: Any) -> str:
    return dicho([getattr(modulo, pieza)(de) for pieza in piezas])


@pytest.mark.parametrize("cuaderno", PIEZAS)
@pytest.mark.parametrize("nominativo", [True, False])
def test_dice_lo_mismo_que_su_oro(
    datos: dict[str, Any], oro: Callable[[str, str], None], cuaderno: str, nominativo: bool
) -> None:
    modulo, piezas = PIEZAS[cuaderno]
    oro(f"{cuaderno}{'' if nominativo else '_compartido'}",
        _todo(modulo, piezas, replace(datos[cuaderno], nominativo=nominativo)))  # fmt: skip


@pytest.mark.parametrize("cuaderno", PIEZAS)
def test_lo_que_se_comparte_no_dice_de_quien(datos: dict[str, Any], cuaderno: str) -> None:
    modulo, piezas = PIEZAS[cuaderno]
    todo = _todo(modulo, piezas, datos[cuaderno])
    assert "Deudor" not in todo.replace("Deudores", "").replace("Deudor no localizable", "")
    assert "XEXX0202" not in todo


def test_un_convenio_va_igual_en_el_cuaderno_y_en_explica(datos: dict[str, Any]) -> None:
    de = datos["convenios"]
    uno = de.vigentes.set_index("folio").loc[A_PLAZOS]
    e = explicar(de.entrada.conexion, de.entrada.normas, A_PLAZOS, de.corte)
    assert e.convenio is not None and e.convenio.estado == "VIGENTE"
    tabla = de.convenios.parcialidades
    suyas = tabla[tabla["indice"] == de.todos.index[de.todos["folio"] == A_PLAZOS][0]]
    assert [*suyas["importe"]] == [p.importe for p in e.convenio.parcialidades]
    assert int(suyas["pagada_el"].notna().sum()) == 3
    assert uno["total"] == e.debido == uno["por_pagar"] + uno["aparte"]
    assert uno["integrado"] == 80_000_00


def test_a_la_segunda_incumplida_se_avisa_y_el_tramite_dice_lo_que_la_cuenta(datos: dict[str, Any]) -> None:
    de = datos["convenios"]
    assert [*de.convenios.por_caducar["folio"]] == [ATRASADO]
    assert [*de.tramitado["cuenta"]] == ["Vigente".upper()] * 2 and set(de.tramitado["difiere"]) == {""}
    assert "1 solicitud espera resolución." in convenios.caratula(de).hallazgos
    # un archivo con un convenio que caducó solo: la cuenta lo sabe y ningún trámite lo respalda
    assert de.todos.set_index("folio").loc[con_tramites.CADUCO, "estado"] == "CADUCO"
    assert "1 convenio de la cartera no salió de un trámite" in dicho([convenios.tramitado(de)])


def test_un_tramite_que_dice_otra_cosa_no_cuadra(datos: dict[str, Any]) -> None:
    de = datos["convenios"]
    malo = replace(
        de, tramitado=de.tramitado.assign(difiere="lo que integró el trámite no es lo que integra la cuenta")
    )
    assert not convenios.caratula(malo).sello.cuadra
    with pytest.raises(ErrorDeDatos, match="al-dia"):
        convenios.cuadrar(malo)


def test_una_garantia_de_dos_creditos_cuenta_una_vez(datos: dict[str, Any]) -> None:
    de = datos["garantias"]
    g = de.garantias
    assert set(de.garantizados["folio"]) == {GARANTIZADO, CON_EL, CORTO}
    assert int(g.responden["monto"].sum()) == 60_000_00 + 5_000_00 == int(g.grupos["garantizado"].sum())
    assert [f for f in g.grupos["folios"] if len(f) == 2] == [(GARANTIZADO, CON_EL)]
    assert CORTO in {f for folios in g.insuficientes["folios"] for f in folios}
    assert [*g.vencen(30)["folios"]] == [(CORTO,)] and len(g.vencen(60)) == 2
    total = garantias.reparto(replace(de, nominativo=True)).total
    assert total["cubierto"] + total["falta"] == total["requerido"] and total["cubierto"] == de.cubierto


def test_lo_cancelado_cuadra_por_causa_y_lo_de_archivo_va_aparte(datos: dict[str, Any]) -> None:
    de = datos["cancelacion"]
    (fila,) = de.cancelados.por_causa[lambda c: c["informado_creditos"] > 0].to_dict("records")
    assert fila["causa"] == "INCOSTEABILIDAD" and fila["informado_creditos"] == fila["anotado_creditos"] == 2
    assert fila["informado_importe"] == fila["anotado_importe"] > 0
    assert set(de.cancelados.neto.loc[lambda n: n["importe"] > 0, "folio"]) == {CANCELADO, DE_ARCHIVO}
    assert cancelacion.cuadrar(de).cuadra
    menos = replace(de.cancelados, informado={("TAP-2024-000007", "INCOSTEABILIDAD"): 1})
    with pytest.raises(ErrorDeDatos, match="con otro importe"):
        cancelacion.cuadrar(replace(de, cancelados=menos))


@pytest.mark.parametrize("cuaderno", PIEZAS)
def test_las_delegaciones_suman_el_total(datos: dict[str, Any], cuaderno: str) -> None:
    modulo, _ = PIEZAS[cuaderno]
    completo = replace(datos[cuaderno], nominativo=True)
    tabla = modulo.por_delegacion(completo)
    partes = [modulo.por_delegacion(replace(modulo.preparar(corte=CORTE, delegacion=d), nominativo=True))
              for d in ("DH-TGZ", "DH-TAP")]  # fmt: skip
    for columna in tabla.columnas[1:]:
        k = tabla.columnas.index(columna)
        total = tabla.total[columna.clave]
        assert total == sum(f[k] for f in tabla.filas) == sum(p.total[columna.clave] for p in partes), columna.clave


def test_el_informe_de_cartera_dice_lo_mismo(datos: dict[str, Any]) -> None:
    cartera = replace(informe_cartera.preparar(corte=CORTE), nominativo=True)
    filas = {f[0]: f for f in informe_cartera.decidido(cartera).filas}
    v, g, c = datos["convenios"].vigentes, datos["garantias"].garantizados, datos["cancelacion"].cancelados.neto
    assert filas["En convenio"][1:5] == [len(v), int(v["total"].sum()), 3, 3]
    assert filas["Garantizados"][1:5] == [len(g), int(g["total"].sum()), 2, 2]
    assert filas["Cancelados en cuentas públicas"][1:4] == [2, int(c.loc[c["importe"] > 0, "importe"].sum()), 3]


@pytest.mark.parametrize("cuaderno", PIEZAS)
@pytest.mark.parametrize("pregunta", [{}, {"corte": "2020-02-01"}, {"delegacion": "DH-SCL"}], ids=str)
def test_sin_tramites_ni_convenios_se_dice_con_dignidad(
    oficina: Path, cuaderno: str, pregunta: dict[str, str]
) -> None:
    modulo, piezas = PIEZAS[cuaderno]
    de = modulo.preparar(**{"corte": "2025-12-31"} | pregunta)
    hechas = [getattr(modulo, pieza)(de)._repr_mimebundle_() for pieza in piezas]
    todo = "\n".join(h["text/plain"] + "\n" + unescape(re.sub(r"<[^>]+>", " ", h["text/html"])) for h in hechas)
    impropio = IMPROPIO.search(todo)
    assert impropio is None, todo[max(0, impropio.start() - 80) : impropio.end() + 80]
    assert modulo.caratula(de).sello.cuadra


def test_los_doce_tienen_su_convenio_caduco_y_su_cancelado(oficina: Path) -> None:
    de = entrada("2025-12-31")
    h = historia(de.conexion, de.normas)
    hay = convenios_al(h, cartera_de(h, de.corte), de.corte)
    assert [*hay.todos["folio"]] == ["TAP-2021-000009"] and hay.vigentes.empty
    assert doce.rfc_de(9) in set(hay.todos["rfc"])
    c = cancelacion.preparar(corte="2025-12-31", costo="2,500")
    assert "1 cancelación entró por archivo" in " ".join(cancelacion.caratula(c).hallazgos)


def test_lo_mal_pedido_se_dice(oficina: Path) -> None:
    with pytest.raises(ErrorDeUso, match="un importe en pesos"):
        cancelacion.preparar(corte="2025-12-31", costo="mucho")


def test_una_cartera_sin_nada_de_esto(tmp_path: Path) -> None:
    def uno(motor: Any) -> None:
        with motor.begin() as conexion:
            credito(conexion, "TGZ-2020-000001")

    for _ in _oficina(tmp_path, uno):
        for modulo, piezas in PIEZAS.values():
            todo = _todo(modulo, piezas, modulo.preparar(corte="2025-12-31"))
            assert IMPROPIO.search(todo) is None
