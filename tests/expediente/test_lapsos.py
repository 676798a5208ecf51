"""El pliegue de los actos contra uno lento escrito aparte, en todos los órdenes de un mismo día."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oficina import acto, almacen_nuevo, credito, en_carpeta

from cobranza.almacen.toma import foto_actual
from cobranza.base.errores import ErrorDeUso
from cobranza.base.fechas import SIN_DIA, dia
from cobranza.cuenta.reversas import HECHO_DE_ACTO
from cobranza.expediente import significado
from cobranza.expediente.historia import NINGUNO, Historia, historia, numero_de_acto
from cobranza.expediente.lapsos import lapsos, lapsos_al, unidos, vigente
from cobranza.expediente.por_credito import Renglones
from cobranza.expediente.prescripcion import _interrumpen, gestiones, suspensiones
from cobranza.expediente.significado import catalogo, con, formas, marcas, que_detienen, resultados, vale
from cobranza.ley.norma import de_la_oficina, norma
from cobranza.libros.vocabulario import SIN_FIN

pytestmark = pytest.mark.lenta

HOY = dia(date(2024, 3, 4))


@dataclass(frozen=True)
class Hecho:
    """Un acto de prueba: días contados desde `HOY`; `cierra`, el lugar del acto que dice cerrar."""

    tipo: str
    dia: int
    hasta: int | None = None
    cierra: int | None = None


def de_actos(*creditos: list[Hecho], ambito: str = "federal", **otros: Any) -> Historia:
    """Una historia en memoria con los actos de cada crédito, anotados en ese orden."""
    filas, referencias, anotados = [], [], 0
    for lugar, hechos in enumerate(creditos):
        primero = anotados + 1
        for h in hechos:
            anotados += 1
            hasta = SIN_DIA if h.hasta is None else HOY + h.hasta
            filas.append((lugar, anotados, numero_de_acto()[h.tipo], HOY + h.dia, hasta))
            if h.cierra is not None:
                referencias.append((anotados, primero + h.cierra))
    filas.sort(key=lambda f: (f[0], f[3], f[1]))
    lugar, ids, tipo, cuando, hasta = (np.array(c, dtype=np.int64) for c in zip(*filas, strict=True)) if filas else (
        np.zeros(0, dtype=np.int64),) * 5  # fmt: skip
    columnas = {"id": ids, "tipo": tipo, "dia": cuando, "notificado": cuando, "hasta": hasta,
                "consta": np.zeros(ids.size, dtype=bool), "resultado": np.zeros(ids.size),
                "forma": np.full(ids.size, otros.get("forma", 0)), "vale": np.ones(ids.size, dtype=bool),
                "registro": cuando}  # fmt: skip
    inicio = np.concatenate([[0], np.cumsum(np.bincount(lugar, minlength=len(creditos)))])
    marco = pd.DataFrame({"folio": [f"F{k}" for k in range(len(creditos))], "ambito": ambito})
    marco["ejercicio"] = otros.get("ejercicio", 2023)
    nada = pd.DataFrame()
    de, a = (np.array(c, dtype=np.int64) for c in zip(*referencias, strict=True)) if referencias else (
        np.zeros(0, dtype=np.int64),) * 2  # fmt: skip
    actos = Renglones(inicio, columnas)
    marco = marco.astype({"ambito": "category"})
    return Historia(de_la_oficina(), marco, actos, actos, actos, actos, nada, nada, nada, nada, (de, a))


def lento(hechos: list[Hecho], abre: str, cierra: str, al: int) -> bool:
    """¿Rige la suspensión (o el pleito) ese día? Acto por acto, como lo haría una persona con el expediente."""
    en_orden = sorted(range(len(hechos)), key=lambda k: (hechos[k].dia, k))
    abiertas: dict[int, int | None] = {}
    for k in en_orden:
        h = hechos[k]
        if h.dia > al:
            break
        if h.tipo == abre:
            abiertas[k] = h.hasta
        elif h.tipo == cierra:
            if h.cierra is not None and hechos[h.cierra].tipo == abre:
                abiertas.pop(h.cierra, None)
            elif vivas := [o for o in abiertas if abiertas[o] is None or abiertas[o] >= h.dia]:
                abiertas.pop(vivas[-1])
    return any(hasta is None or hasta >= al for hasta in abiertas.values())


def _hechos(abre: str, cierra: str, con_hasta: bool) -> st.SearchStrategy[list[Hecho]]:
    uno = st.builds(
        Hecho,
        st.sampled_from([abre, cierra]),
        st.integers(0, 6),
        st.none() | st.integers(0, 9) if con_hasta else st.none(),
    )

    def con_referencias(hechos: list[Hecho], dichas: list[int]) -> list[Hecho]:
        """Algunos cierres dicen cuál; sólo algo ya anotado antes y de ese día o anterior."""
        lista = []
        for k, h in enumerate(hechos):
            que = dichas[k]
            sirve = h.tipo == cierra and 0 <= que < k and hechos[que].dia <= h.dia and hechos[que].tipo == abre
            lista.append(Hecho(h.tipo, h.dia, h.hasta if h.tipo == abre else None, que if sirve else None))
        return lista

    return st.lists(uno, max_size=7).flatmap(
        lambda hechos: st.lists(st.integers(-3, 6), min_size=len(hechos), max_size=len(hechos)).map(
            lambda dichas: con_referencias(hechos, dichas)
        )
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(_hechos("SUSPENSION", "FIN_SUSPENSION", True), min_size=1, max_size=6))
def test_las_suspensiones_se_pliegan_como_las_contaria_una_persona(creditos: list[list[Hecho]]) -> None:
    h = de_actos(*creditos)
    for al in range(-1, 12):
        esperado = [lento(hechos, "SUSPENSION", "FIN_SUSPENSION", al) for hechos in creditos]
        assert vigente(h, "suspension", HOY + al).tolist() == esperado, al
        parejas = vigente(h, "suspension", np.full(len(creditos), HOY + al), np.arange(len(creditos)))
        assert parejas.tolist() == esperado, al


@settings(max_examples=60, deadline=None)
@given(st.lists(_hechos("IMPUGNACION", "RESOLUCION", False), min_size=1, max_size=6))
def test_los_pleitos_se_pliegan_como_los_contaria_una_persona(creditos: list[list[Hecho]]) -> None:
    h = de_actos(*creditos)
    for al in range(-1, 12):
        esperado = [lento(hechos, "IMPUGNACION", "RESOLUCION", al) for hechos in creditos]
        assert vigente(h, "controvertido", HOY + al).tolist() == esperado, al


@settings(max_examples=60, deadline=None)
@given(_hechos("SUSPENSION", "FIN_SUSPENSION", True), st.integers(-1, 12))
def test_lo_que_pasa_despues_no_cambia_lo_que_regia(hechos: list[Hecho], al: int) -> None:
    hasta_hoy = [Hecho(h.tipo, h.dia, h.hasta) for h in hechos if h.dia <= al]
    sin_decir = [Hecho(h.tipo, h.dia, h.hasta) for h in hechos]
    corte = HOY + al
    todo, parte = de_actos(sin_decir), de_actos(hasta_hoy)
    assert vigente(todo, "suspension", corte).tolist() == vigente(parte, "suspension", corte).tolist()
    # y los periodos como se conocían ese día, abiertos los que nadie había cerrado
    juntos = [[c.tolist() for c in unidos([lapsos_al(h, "suspension", corte)])] for h in (todo, parte)]
    assert juntos[0] == juntos[1]


DEL_MISMO_DIA = [
    ("convenio", "CONVENIO", ("CONVENIO_REVOCADO", "CONVENIO"), {True: "CONVENIO", False: "CONVENIO_REVOCADO"}),
    ("suspension", "SUSPENSION", ("FIN_SUSPENSION", "SUSPENSION"), {True: "SUSPENSION", False: "FIN_SUSPENSION"}),
    ("cancelado", "CANCELACION", ("REACTIVACION", "CANCELACION"), {True: "CANCELACION", False: "REACTIVACION"}),
    ("controvertido", "IMPUGNACION", ("RESOLUCION", "IMPUGNACION"), {True: "IMPUGNACION", False: "RESOLUCION"}),
]


@pytest.mark.parametrize(("marca", "abre", "mismo_dia", "queda"), DEL_MISMO_DIA, ids=lambda v: str(v)[:20])
def test_en_un_mismo_dia_cuentan_como_se_anotaron(
    marca: str, abre: str, mismo_dia: tuple[str, ...], queda: dict[bool, str]
) -> None:
    """Con algo ya abierto: si lo último anotado abre, sigue abierto; si cierra, ya no."""
    for orden in permutations(mismo_dia):
        h = de_actos([Hecho(abre, 0), *(Hecho(tipo, 5) for tipo in orden)])
        abierta = vigente(h, marca, HOY + 5)[0]
        if marcas()[marca].varias:
            # con varias, cerrar tras abrir termina la segunda y la primera sigue
            assert abierta
        else:
            assert abierta == (queda[True] == orden[-1])


def test_el_cumplido_abarca_su_dia_y_el_revocado_no() -> None:
    for cierra, rige in (("CONVENIO_CUMPLIDO", True), ("CONVENIO_REVOCADO", False)):
        h = de_actos([Hecho("CONVENIO", 0), Hecho(cierra, 5)])
        assert vigente(h, "convenio", HOY + 5)[0] == rige
        assert not vigente(h, "convenio", HOY + 6)[0]


def test_el_cumplido_que_se_deshace_no_cerro_y_el_siguiente_si() -> None:
    reabierto = [Hecho("CONVENIO", 0), Hecho("CONVENIO_CUMPLIDO", 5), Hecho("CONVENIO_REABIERTO", 9, cierra=1)]
    otra_vez = [*reabierto, Hecho("CONVENIO_CUMPLIDO", 12)]
    ajeno = [*reabierto[:2], Hecho("CONVENIO_REABIERTO", 9, cierra=0)]
    h = de_actos(reabierto, otra_vez, ajeno)
    assert vigente(h, "convenio", HOY + 20).tolist() == [True, False, False], (
        "deshace el que dice, y sólo un CUMPLIDO"
    )
    assert vigente(h, "convenio", HOY + 12).tolist() == [True, True, False]


def test_un_convenio_que_modifica_sigue_la_misma_cadena() -> None:
    h = de_actos([Hecho("CONVENIO", 0), Hecho("CONVENIO", 5), Hecho("CONVENIO_REVOCADO", 9), Hecho("CONVENIO", 9)])
    p = lapsos(h, "convenio")
    assert (p.desde - HOY).tolist() == [0, 5, 9]
    assert (p.fin - HOY).tolist()[:2] == [5, 9] and p.fin[2] == SIN_FIN
    assert p.primero.tolist() == [0, 0, 3]


def test_un_acto_calculado_cierra_antes_que_los_anotados_de_su_dia() -> None:
    h = de_actos([Hecho("CONVENIO", 0), Hecho("CONVENIO", 5)], [Hecho("CONVENIO", 0)])
    caduca = h.con_actos("CONVENIO_CADUCO", np.array([0, 1]), np.array([HOY + 5, HOY + 3]))
    assert vigente(caduca, "convenio", HOY + 5).tolist() == [True, False]
    assert lapsos(caduca, "convenio").primero.tolist() == [0, 1, 2], "el segundo convenio no modifica al caduco"
    assert vigente(h, "convenio", HOY + 5).tolist() == [True, True], "la historia de antes no cambió"
    assert not catalogo()["CONVENIO_CADUCO"]["captura"]


def test_la_resolucion_cierra_el_medio_que_dice_y_no_los_demas() -> None:
    recurso, juicio = Hecho("IMPUGNACION", 0), Hecho("IMPUGNACION", 2)
    del_recurso = de_actos([recurso, juicio, Hecho("RESOLUCION", 5, cierra=0), Hecho("RESOLUCION", 8, cierra=0)])
    assert vigente(del_recurso, "controvertido", HOY + 9)[0], (
        "el juicio sigue aunque el recurso se resuelva dos veces"
    )
    sin_decir = de_actos([recurso, juicio, Hecho("RESOLUCION", 5)])
    assert lapsos(sin_decir, "controvertido").fin.tolist() == [SIN_FIN, HOY + 5], "sin decir cuál, el último abierto"
    futura = de_actos([Hecho("RESOLUCION", 1, cierra=1), Hecho("IMPUGNACION", 3)])
    assert vigente(futura, "controvertido", HOY + 4)[0], "nada se cierra antes de abrirse"
    ajena = de_actos([recurso, Hecho("GARANTIA", 1), Hecho("RESOLUCION", 5, cierra=1)])
    assert not vigente(ajena, "controvertido", HOY + 5)[0], "lo que dice no es un medio de defensa"


def test_el_fin_de_la_suspension_solo_cierra_la_desocupacion_si_lo_dice() -> None:
    desocupa, suspende = Hecho("DESOCUPACION", 0), Hecho("SUSPENSION", 1)
    h = de_actos([desocupa, suspende, Hecho("FIN_SUSPENSION", 5)])
    assert vigente(h, "desocupacion", HOY + 6)[0] and not vigente(h, "suspension", HOY + 6)[0]
    h = de_actos([desocupa, suspende, Hecho("FIN_SUSPENSION", 5, cierra=0)])
    assert not vigente(h, "desocupacion", HOY + 6)[0] and vigente(h, "suspension", HOY + 6)[0]


def _detenidos(h: Historia, al: int) -> list[bool]:
    """¿Algo detenía ese día el procedimiento de cada crédito?"""
    return np.any([vigente(h, m.clave, al) for m in que_detienen("pae")], axis=0).tolist()


def _suspendido(h: Historia, corte: int) -> list[tuple[int, int]]:
    lugar, desde, hasta = suspensiones(h, date(1970, 1, 1) + timedelta(days=corte))
    assert set(lugar) <= {0}
    return list(zip((desde - HOY).tolist(), (hasta - HOY).tolist(), strict=True))


def test_los_periodos_suspendidos_se_funden_con_ambos_dias_incluidos() -> None:
    h = de_actos(
        [
            Hecho("SUSPENSION", 0, hasta=4),
            Hecho("SUSPENSION", 3),
            Hecho("FIN_SUSPENSION", 8),
            Hecho("DESOCUPACION", 8, hasta=10),
            Hecho("SUSPENSION", 20),
        ]
    )
    assert _suspendido(h, HOY + 19) == [(0, 10)], "el día 8 empieza la desocupación: no queda ningún día libre"
    ((_, _), (desde, hasta)) = _suspendido(h, HOY + 25)
    assert desde == 20 and hasta > 10**6, "la abierta no tiene fin"
    assert _suspendido(h, HOY + 5)[0][1] > 10**6, "ese día nadie había dicho cuándo terminaba la segunda"


def test_impugnar_y_garantizar_suspende_sin_mas_acto_desde_lo_que_llegue_despues() -> None:
    h = de_actos(
        [Hecho("IMPUGNACION", 0), Hecho("GARANTIA", 4, hasta=30), Hecho("EMBARGO", 6), Hecho("RESOLUCION", 20)]
    )
    assert _suspendido(h, HOY + 40) == [(4, 19)], "hasta la víspera de la resolución; el embargo no lo borra"
    assert _suspendido(h, HOY + 10) == [(4, 30)], "sin resolver, mientras viva la garantía"
    sola = de_actos([Hecho("GARANTIA", 4)])
    assert _suspendido(sola, HOY + 40) == [], "la garantía sola detiene el procedimiento, no la prescripción"
    assert _detenidos(sola, HOY + 5) == [True]


def test_solo_interrumpe_lo_que_se_hizo_saber_y_ese_dia(tmp_path: Path) -> None:
    motor = almacen_nuevo(en_carpeta(tmp_path))
    with motor.begin() as c:
        credito(c, "TGZ-2020-000001")
        for tipo, fecha, *datos in (
            ("INMOVILIZACION", "2021-03-01", {"notificado_el": "2021-03-22"}),
            ("INMOVILIZACION", "2021-03-02"),
            ("AVALUO", "2021-04-05", {"notificado_el": "2021-04-19"}),
            ("AVALUO", "2021-04-06"),
            ("REQUERIMIENTO", "2021-05-03", {"resultado": "NO_LOCALIZADO"}),
            ("REQ_Y_EMBARGO", "2021-06-01", {"resultado": "SIN_BIENES"}),
            ("EMBARGO", "2021-07-01", {"resultado": "SIN_BIENES"}),
            ("EMBARGO", "2021-08-02", {"resultado": "OPOSICION", "notificado_el": "2021-08-09"}),
            ("SOLICITUD_PLAZOS", "2021-09-01", {"resultado": "por escrito"}),
        ):
            acto(c, "TGZ-2020-000001", tipo, fecha, **(datos[0] if datos else {}))
    motor.dispose()
    _, momento, _ = gestiones(historia(foto_actual(en_carpeta(tmp_path), tmp_path).conexion(), de_la_oficina()))
    esperados = ("2021-03-22", "2021-04-19", "2021-06-01", "2021-09-01")
    assert momento.tolist() == [dia(date.fromisoformat(d)) for d in esperados]


@pytest.fixture(scope="module")
def todo_con_todo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Historia, list[tuple[str, str]]]]:
    """Un crédito por cada acto con cada resultado, como los lee la historia."""
    carpeta = tmp_path_factory.mktemp("todo")
    motor = almacen_nuevo(en_carpeta(carpeta))
    pares = [(t, r) for t in catalogo() for r in (*resultados(), "OTRA COSA")]
    with motor.begin() as c:
        for k, (tipo, resultado) in enumerate(pares):
            credito(c, f"F{k:04d}", notificacion="")
            acto(c, f"F{k:04d}", tipo, "2024-01-10", resultado=resultado)
    motor.dispose()
    yield historia(foto_actual(en_carpeta(carpeta), carpeta).conexion(), de_la_oficina()), pares


NO_SE_PRACTICO = {"CITATORIO_DEJADO", "NO_LOCALIZADO", "OPOSICION", "SIN_BIENES", "CONFIRMA", "DEJA_SIN_EFECTOS"}
DILIGENCIAS = {
    *("NOTIFICACION", "REQUERIMIENTO", "EMBARGO", "REQ_Y_EMBARGO", "DEPOSITARIO", "INSCRIPCION", "INMOVILIZACION"),
    *("TRANSFERENCIA", "LIBERACION", "AVALUO", "CONVOCATORIA", "REMATE"),
}


def test_cada_acto_con_cada_resultado_vale_o_no_vale(todo_con_todo: tuple[Historia, list[tuple[str, str]]]) -> None:
    h, pares = todo_con_todo
    nombre = {n: t for t, n in numero_de_acto().items()}
    for k, (tipo, resultado) in enumerate(pares):
        fallida = tipo in DILIGENCIAS and resultado in {*NO_SE_PRACTICO, "OTRA COSA"}
        requerido = tipo in ("REQUERIMIENTO", "REQ_Y_EMBARGO") and resultado == "SIN_BIENES"
        leido = nombre[int(h.actos["tipo"][k])] if h.actos["vale"][k] else ""
        assert leido == ("REQUERIMIENTO" if requerido else "" if fallida else tipo), (tipo, resultado)
        if resultado != "OTRA COSA":
            assert leido == vale(tipo, resultado), (tipo, resultado)
        assert int(h.actos["resultado"][k]) == (
            resultados().index(resultado) if resultado in resultados() else NINGUNO
        )


def test_solo_lo_que_vale_abre_una_marca(todo_con_todo: tuple[Historia, list[tuple[str, str]]]) -> None:
    h, pares = todo_con_todo
    abre = {"NOTIFICACION": "notificado", "SUSPENSION": "suspension", "CONVENIO": "convenio", "GARANTIA": "garantia",
            "IMPUGNACION": "controvertido", "CANCELACION": "cancelado", "DESOCUPACION": "desocupacion",
            "NO_LOCALIZADO": "no_localizado", "INSOLVENCIA": "insolvente"}  # fmt: skip
    for marca in abre.values():
        rige = vigente(h, marca, dia(date(2024, 2, 1)))
        esperado = [abre.get(t) == marca and bool(h.actos["vale"][k]) for k, (t, _) in enumerate(pares)]
        assert rige.tolist() == esperado, marca


# El estímulo y los seis meses para garantizar (LIF 2026, transitorios 22.º y 29.º)


def test_la_solicitud_del_estimulo_detiene_el_procedimiento_treinta_dias_o_hasta_que_se_cierra() -> None:
    en_2026 = dia(date(2026, 3, 2)) - HOY
    h = de_actos(
        [Hecho("SOLICITUD_ESTIMULO", en_2026)],
        [Hecho("SOLICITUD_ESTIMULO", en_2026), Hecho("FIN_ESTIMULO", en_2026 + 12)],
    )
    for dias_despues, rige in ((0, [True, True]), (12, [True, False]), (30, [True, False]), (31, [False, False])):
        assert _detenidos(h, HOY + en_2026 + dias_despues) == rige, dias_despues
    assert _detenidos(de_actos([Hecho("SOLICITUD_ESTIMULO", 0)]), HOY + 1) == [False], "en 2024 no existía"


@pytest.mark.parametrize(
    ("pide", "otros", "procede"),
    [
        (date(2026, 10, 31), {}, True),
        (date(2026, 11, 1), {}, False),
        (date(2026, 11, 20), {}, False),
        (date(2026, 3, 2), {"ejercicio": 2024}, True),
        (date(2026, 3, 2), {"ejercicio": 2025}, False),
        (date(2026, 3, 2), {"ambito": "estatal"}, False),
    ],
)
def test_el_estimulo_suspende_e_interrumpe_solo_si_procede(pide: date, otros: dict[str, Any], procede: bool) -> None:
    h = de_actos([Hecho("SOLICITUD_ESTIMULO", dia(pide) - HOY)], **otros)
    assert _detenidos(h, dia(pide) + 1) == [procede]
    assert _interrumpen(h).tolist() == [procede]


def test_la_solicitud_que_termina_el_mismo_dia_tambien_interrumpio() -> None:
    en_2026 = dia(date(2026, 3, 2)) - HOY
    h = de_actos([Hecho("SOLICITUD_ESTIMULO", en_2026), Hecho("FIN_ESTIMULO", en_2026)])
    assert _interrumpen(h).tolist() == [True, False]


def test_tras_la_revocacion_hay_seis_meses_para_garantizar_o_diez_dias_si_se_resuelve_antes() -> None:
    interpone = dia(date(2026, 1, 15))
    de = interpone - HOY
    revocacion = formas().index("REVOCACION")
    h = de_actos(
        [Hecho("IMPUGNACION", de)], [Hecho("IMPUGNACION", de), Hecho("RESOLUCION", de + 20)], forma=revocacion
    )
    seis_meses = dia(date(2026, 7, 15))
    resuelve = interpone + 20
    calendario = norma("federal").calendario
    # surte efectos el hábil siguiente y de ahí diez hábiles
    limite = int(calendario.mas_habiles(calendario.habil_posterior(resuelve), 10))
    marca = "revocacion_sin_garantia"
    for cuando, rige in ((interpone, [1, 1]), (resuelve, [1, 1]), (limite, [1, 1]), (limite + 1, [1, 0]),
                         (seis_meses, [1, 0]), (seis_meses + 1, [0, 0])):  # fmt: skip
        assert vigente(h, marca, cuando).tolist() == [bool(r) for r in rige], cuando
    for otra in (de_actos([Hecho("IMPUGNACION", de)]), de_actos([Hecho("IMPUGNACION", de)], forma=revocacion,
                 ambito="estatal"), de_actos([Hecho("IMPUGNACION", de - 30)], forma=revocacion)):  # fmt: skip
        assert not vigente(otra, marca, interpone + 1)[0], "otro medio, crédito estatal o anterior a 2026"


# El catálogo


@pytest.mark.parametrize(
    ("donde", "cambio", "dicho"),
    [
        ("actos.CONVENIO.abre", "convenios", "«convenios»"),
        ("actos.CONVENIO.habre", "convenio", "«habre»"),
        ("actos.NOTIFICACION.vale", "practicado", "«practicado»"),
        ("actos.REQ_Y_EMBARGO.con", {"SIN_BIENES": "REQUERIR"}, "«REQUERIR»"),
        ("actos.FIN_SUSPENSION.cierra", {"suspension": {"cual": "la última"}}, "«la última»"),
        ("actos.REMATE.etapa", "REMATE", "«REMATE»"),
        ("actos.AVALUO.interrumpe", "avisado", "«avisado»"),
        ("actos.EMBARGO.interrumpe", 1, "«1»"),
        ("marcas.convenio.detiene", ["todo"], "«todo»"),
        ("marcas.defensa_garantizada.todas", ["pleito"], "«pleito»"),
    ],
)
def test_un_catalogo_que_no_se_entiende_dice_que_corregir(
    monkeypatch: pytest.MonkeyPatch, donde: str, cambio: Any, dicho: str
) -> None:
    from copy import deepcopy

    libro = deepcopy(dict(significado.libro_de_actos()))
    *camino, ultimo = donde.split(".")
    ficha = libro
    for paso in camino:
        ficha = ficha[paso]
    ficha[ultimo] = cambio
    monkeypatch.setattr(significado, "libro_de_actos", lambda: libro)
    with pytest.raises(ErrorDeUso, match=r"actos\.yaml") as malo:
        significado.catalogo()
    assert dicho in str(malo.value)


def test_lo_que_el_catalogo_dice_del_dinero_es_lo_que_se_asienta() -> None:
    de_los_capturados = {tipo: hecho for tipo, hecho in con("dinero").items() if catalogo()[tipo]["captura"]}
    assert de_los_capturados == HECHO_DE_ACTO


def test_los_plazos_que_nombra_el_catalogo_estan_en_la_norma() -> None:
    from cobranza.base.catalogos import siguientes
    from cobranza.ley.plazo import vigencias

    nombrados = {p for f in catalogo().values() for p in f.get("plazos", ())}
    nombrados |= {f["plazo"] for f in siguientes().values() if "plazo" in f}
    for verbo in ("abre", "cierra"):
        nombrados |= {p for m in marcas() for e in significado.efectos(verbo, m).values() for p in e.plazos}
    for ambito in ("federal", "estatal_chiapas"):
        assert all(vigencias(norma(ambito), clave) for clave in nombrados), nombrados
