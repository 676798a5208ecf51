"""La regla que verifica contesta también si un acto procede, sobre la misma historia."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from verificacion.expedientes import CORTE, EJECUTOR

from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.base.fechas import SIN_DIA, fecha_de
from cobranza.expediente.en_renglones import Expedientes, plantilla
from cobranza.ley.norma import de_la_oficina
from cobranza.verificacion.cruces import tienen
from cobranza.verificacion.ejemplos import DESDE, PERSONAL, Puesto
from cobranza.verificacion.evaluacion import juzga_a
from cobranza.verificacion.impedimentos import impedimentos, juez
from cobranza.verificacion.pae import ActoNuevo, Pae
from cobranza.verificacion.regla import Severidad, reglas

pytestmark = pytest.mark.lenta

# el plazo para liberar empieza con la inmovilización: al anotarla aún no se puede incumplir
SOLO_DESPUES = {"PAE018"}


def sin_anotar(pae: Pae, clave: str) -> tuple[Pae, ActoNuevo]:
    """La misma historia con ese acto todavía por anotar."""
    acto = pae.actos[pae.actos["clave"] == clave].iloc[0]
    nuevo = ActoNuevo(
        folio=acto["folio"],
        tipo=acto["tipo"],
        fecha=acto["fecha"].date(),
        hasta=None if acto["hasta"] == SIN_DIA else fecha_de(acto["hasta"]),
        **{c: acto[c] for c in ("persona", "resultado", "hora_inicio", "hora_fin", "forma", "documento")},
        monto=int(acto["monto"]),
        gasto=int(acto["gasto"]),
    )
    return replace(pae, actos=pae.actos[pae.actos["clave"] != clave]), nuevo


def bloqueantes(hallazgos: pd.DataFrame) -> pd.Series:
    """Por acto, las reglas críticas o altas que se pueden incumplir en el momento de anotarlo."""
    graves = hallazgos["severidad"].isin([Severidad.CRITICA, Severidad.ALTA])
    de_acto = hallazgos[graves & (hallazgos["acto"] != "") & ~hallazgos["regla"].isin(SOLO_DESPUES)]
    return de_acto.groupby("acto")["regla"].agg(set)


@pytest.mark.lenta
def test_lo_que_la_verificacion_senala_tampoco_se_deja_anotar(pae: Pae, todos: pd.DataFrame) -> None:
    esperados = bloqueantes(todos)
    assert set().union(*esperados) == {f"PAE{k:03d}" for k in (*range(1, 8), 11, 12, 13, 17)}
    for clave, esperado in esperados.items():
        assert {h.regla for h in impedimentos(*sin_anotar(pae, str(clave)))} == esperado, clave


@pytest.mark.parametrize(
    "clave",
    [
        "DILIGENCIA:a-las-07:30", "DILIGENCIA:a-las-18:00", "DILIGENCIA:en-domingo-habilitado",
        "DILIGENCIA:lunes-con-citatorio", "NOMBRADO:ultimo-dia-de-nombramiento",
        "NOMBRADO:mismo-dia-del-mandamiento", "APRESURADO:primer-dia-exigible", "SUSPENDIDO:dia-en-que-termina",
        "SUSPENDIDO:garantia-vencida", "PAGADO:dia-en-que-se-revoca", "PAGADO:dia-del-pago", "COBRADO:exacto",
        "COBRADO:otra-acta", "COBRADO:dia-sin-limites", "REGULAR:remate-dia-10", "REMATADO:remate-dia-20",
        "INMOVILIZADO:transferencia-exacta", "INMOVILIZADO:a-los-4-dias",
    ],
)  # fmt: skip
def test_lo_que_cumple_por_poco_se_deja_anotar(pae: Pae, clave: str) -> None:
    assert impedimentos(*sin_anotar(pae, clave)) == []


def test_el_impedimento_dice_articulo_evidencia_y_que_hacer(pae: Pae) -> None:
    en_domingo = ActoNuevo("REGULAR", "CITATORIO", date(2025, 3, 9), EJECUTOR, hora_inicio="10:00")
    (hallazgo,) = impedimentos(pae, en_domingo)
    assert hallazgo.regla == "PAE001" and hallazgo.severidad == Severidad.CRITICA
    assert "CFF, arts. 12 y 13" in str(hallazgo) and "9 mar 2025" in str(hallazgo)
    assert str(hallazgo).endswith(hallazgo.que_hacer)


def test_a_las_seis_de_la_tarde_aun_procede(pae: Pae) -> None:
    a_las_seis = ActoNuevo("REGULAR", "CITATORIO", date(2025, 3, 10), EJECUTOR, hora_inicio="18:00")
    assert impedimentos(pae, a_las_seis) == []


def test_no_se_requiere_a_quien_no_se_ha_notificado(pae: Pae) -> None:
    antes_de_notificar = ActoNuevo("REGULAR", "MANDAMIENTO", date(2024, 1, 15), "DEL-1")
    assert [h.regla for h in impedimentos(pae, antes_de_notificar)] == ["PAE005"]


@pytest.mark.parametrize(("pagado", "impide"), [("20000.00", True), ("500.00", False)])
def test_lo_que_se_pago_ese_dia_impide_embargarlo_antes_de_anotarlo(pagado: str, impide: bool) -> None:
    """El pago se lee aunque en los libros todavía no haya un embargo de ese día."""
    puesto = Expedientes()
    puesto.poner("X", f"2025-02-10 MANDAMIENTO\n2025-02-20 REQUERIMIENTO\n2025-03-03 PAGO monto={pagado}")
    libros = plantilla(PERSONAL, DESDE) | puesto.tablas()
    embargo = {"folio": "X", "tipo": "EMBARGO", "fecha": date(2025, 3, 3), "persona": "EJ-1", "forma": "MUEBLES"}
    assert ("PAE032" in {i.regla for i in juez(de_la_oficina())(libros, embargo)}) == impide


def impiden_en(hechos: str, **acto: Any) -> set[str]:
    """Las reglas que impiden anotar ese acto en un expediente escrito en renglones, en la oficina como está."""
    puesto = Expedientes()
    puesto.poner("X", hechos)
    libros = plantilla(PERSONAL, DESDE) | puesto.tablas()
    return {i.regla for i in juez(de_la_oficina())(libros, {"folio": "X"} | acto)}


@pytest.mark.parametrize(
    ("hechos", "forma", "monto", "impide"),
    [
        ("", "FIANZA", 1_600_000, True),
        ("", "FIANZA", 1_700_000, False),
        ("", "BILLETE_DE_DEPOSITO", 10_000, False),
        ("2025-06-03 GARANTIA forma=BILLETE_DE_DEPOSITO monto=9000.00", "FIANZA", 800_000, False),
        ("2025-06-03 GARANTIA forma=BILLETE_DE_DEPOSITO monto=7000.00", "FIANZA", 800_000, True),
    ],
)
def test_una_garantia_corta_no_se_deja_anotar(hechos: str, forma: str, monto: int, impide: bool) -> None:
    acto = {"tipo": "GARANTIA", "fecha": date(2025, 6, 3), "forma": forma, "monto": monto}
    assert ("PAE084" in impiden_en(hechos, **acto)) == impide


@pytest.mark.parametrize(
    ("pagado", "resultado", "impide"),
    [("2800.00", "DISPENSADO", True), ("2900.00", "DISPENSADO", False), ("2900.00", "GARANTIZADO", True),
     ("100.00", "DE_VARIOS_CREDITOS", False), ("100.00", "", False)],
)  # fmt: skip
def test_un_convenio_sin_su_pago_inicial_o_su_garantia_no_se_deja_anotar(
    pagado: str, resultado: str, impide: bool
) -> None:
    """Sin decir cómo queda el interés fiscal, mientras la oficina no lo capture, no se juzga."""
    hechos = f"2025-03-03 SOLICITUD_PLAZOS\n2025-03-03 PAGO monto={pagado}"
    acto = {"tipo": "CONVENIO", "fecha": date(2025, 3, 5), "forma": "PARCIALIDADES", "hasta": date(2026, 3, 3)}
    assert ("PAE086" in impiden_en(hechos, **acto, resultado=resultado)) == impide


def test_lo_medio_y_lo_bajo_no_impiden(pae: Pae) -> None:
    sin_depositario_ni_cierre = ActoNuevo(
        "REGULAR", "EMBARGO", date(2025, 3, 10), EJECUTOR, hora_inicio="10:00", forma="VEHICULO"
    )
    assert impedimentos(pae, sin_depositario_ni_cierre) == []


def test_lo_que_ocurrio_despues_no_juzga_al_acto(pae: Pae) -> None:
    antes_de_suspender = ActoNuevo("SUSPENDIDO", "REQUERIMIENTO", date(2025, 2, 28), EJECUTOR)
    assert impedimentos(pae, antes_de_suspender) == []


def test_el_acto_es_de_un_credito_que_existe(pae: Pae) -> None:
    with pytest.raises(ErrorDeDatos, match="NADIE"):
        impedimentos(pae, ActoNuevo("NADIE", "CITATORIO", CORTE))


def test_no_se_juzga_con_una_cartera_anterior_al_acto(pae: Pae) -> None:
    with pytest.raises(ErrorDeUso, match="léela a ese día"):
        impedimentos(pae, ActoNuevo("REGULAR", "CITATORIO", CORTE + timedelta(days=1)))


def test_lo_que_se_descarta_sin_buscar_no_lo_senalaria_la_regla(
    de_ejemplo: list[tuple[Pae, list[Puesto], dict[str, pd.DataFrame]]],
) -> None:
    de_clave, mirados = {r.clave: r for r in reglas()}, set()
    for pae, _, halladas in de_ejemplo:
        for clave, malas in halladas.items():
            if de_clave[clave].severidad.bloquea and de_clave[clave].sobre:
                for k in range(len(malas)):
                    fila = malas.iloc[[k]]
                    assert de_clave[clave].juzga(fila["tipo"].iloc[0]) and juzga_a(de_clave[clave], pae, fila), clave
                    mirados.add(clave)
    assert len(mirados) > len(reglas()) // 2


def test_sin_lo_que_la_oficina_no_captura_no_se_juzga(
    de_ejemplo: list[tuple[Pae, list[Puesto], dict[str, pd.DataFrame]]],
) -> None:
    de_clave = {r.clave: r for r in reglas()}
    pae, fila = next((p, h["PAE042"].iloc[[0]]) for p, _, h in de_ejemplo if len(h.get("PAE042", ())))
    assert juzga_a(de_clave["PAE042"], pae, fila)
    sin_nada = replace(pae, captura={}, actos=pae.actos.assign(monto=0))
    assert not juzga_a(de_clave["PAE042"], sin_nada, fila.assign(monto=0))


@pytest.mark.parametrize("por", ["credito", "referencia"])
def test_las_parejas_son_las_de_un_merge(por: str) -> None:
    azar = np.random.default_rng(61)

    def renglones(cuantos: int) -> pd.DataFrame:
        numeros = azar.integers(0, 9, cuantos)
        llave = numeros if por == "credito" else [f"R-{n}" for n in numeros]
        return pd.DataFrame({por: llave, "dia": azar.integers(0, 30, cuantos), "ambito": "federal"})

    for cuantos, de in ((0, 5), (5, 0), (40, 25), (1, 1)):
        a, b = renglones(cuantos), renglones(de)
        pares = a.assign(k=range(len(a))).merge(b, on=por, suffixes=("", "_otro"))
        esperado = np.isin(np.arange(len(a)), pares.loc[pares["dia_otro"] < pares["dia"], "k"])
        assert (tienen(a, b, lambda p: p["dia_otro"] < p["dia"], por=por) == esperado).all()
