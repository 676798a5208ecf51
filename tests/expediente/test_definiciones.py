"""Una sola definición de cada estado: el dinero, la situación, la regla y la lista de trabajo dicen lo mismo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from duckdb import DuckDBPyConnection
from nomina.oficina_de_cobro import Oficina
from oficina import acto, almacen_nuevo, credito, en_carpeta
from sqlalchemy import Connection

from cobranza.almacen.toma import foto_actual
from cobranza.base.fechas import dia, fecha_de
from cobranza.cartera.consultas import cartera_de
from cobranza.cuenta.liquidacion import adeudos_a
from cobranza.expediente.historia import historia
from cobranza.expediente.prescripcion import detalle
from cobranza.ley.norma import de_la_oficina
from cobranza.procesos.asignacion import propuesta
from cobranza.procesos.siguiente import siguiente_acto
from cobranza.verificacion.evaluacion import evaluar
from cobranza.verificacion.pae import leer

FOLIO = "TGZ-2020-000001"
CORTE = date(2024, 12, 31)
NORMAS = de_la_oficina()
Actos = list[tuple[str, str] | tuple[str, str, dict[str, Any]]]


class Respuestas:
    """Lo que cada cuarto contesta de un crédito a un día."""

    def __init__(self, conexion: DuckDBPyConnection, al: date = CORTE) -> None:
        self.historia = historia(conexion, NORMAS)
        cartera = cartera_de(self.historia, al)
        self.credito = cartera.iloc[0]
        hoy = np.array([dia(al)])
        self.en_dinero = bool(adeudos_a(self.historia, np.array([0]), hoy, hoy).pendiente(hoy).a_plazos[0])
        trabajo = siguiente_acto(self.historia, cartera, al)
        self.sigue = "" if trabajo.empty else str(trabajo["siguiente"].iloc[0])
        hallazgos = evaluar(leer(conexion, NORMAS, al), ["PAE005", "PAE006"])
        self.hallazgos = dict(zip(hallazgos["regla"], hallazgos["evidencia"], strict=True))


@pytest.fixture
def pregunta(tmp_path: Path) -> Callable[..., Respuestas]:
    """`pregunta(actos, al)`: anota los actos en ese orden y pregunta a todos los cuartos."""

    def anotar(c: Connection, actos: Actos, **otros: Any) -> None:
        credito(c, FOLIO, **otros)
        for k, (tipo, fecha, *datos) in enumerate(actos):
            acto(c, FOLIO, tipo, fecha, **({"clave": f"{k}:{tipo}"} | (datos[0] if datos else {})))

    def responder(actos: Actos, al: date = CORTE, **otros: Any) -> Respuestas:
        carpeta = tmp_path / str(len(list(tmp_path.iterdir())))
        carpeta.mkdir()
        motor = almacen_nuevo(en_carpeta(carpeta))
        with motor.begin() as c:
            anotar(c, actos, **otros)
        motor.dispose()
        return Respuestas(foto_actual(en_carpeta(carpeta), carpeta).conexion(), al)

    return responder


REQUERIDO = ("REQUERIMIENTO", "2024-09-10", {"resultado": "PRACTICADA"})


def test_d1_un_convenio_revocado_y_otro_el_mismo_dia_dejan_convenio(pregunta: Callable[..., Respuestas]) -> None:
    r = pregunta(
        [
            ("CONVENIO", "2023-06-14"),
            ("CONVENIO_REVOCADO", "2024-03-14"),
            ("CONVENIO", "2024-03-14"),
            ("REQUERIMIENTO", "2024-04-10", {"resultado": "PRACTICADA"}),
        ],
        date(2024, 4, 30),
    )
    assert r.en_dinero
    assert (r.credito["situacion"], r.sigue) == ("EN_CONVENIO", "VIGILAR_CONVENIO")
    assert "en convenio" in r.hallazgos["PAE006"]


def test_d2_el_fin_de_una_suspension_y_otra_el_mismo_dia_dejan_suspension(
    pregunta: Callable[..., Respuestas],
) -> None:
    r = pregunta(
        [("SUSPENSION", "2023-01-10"), ("FIN_SUSPENSION", "2023-03-10"), ("SUSPENSION", "2023-03-10"), REQUERIDO]
    )
    assert r.credito["suspendido"]
    assert (r.credito["situacion"], r.credito["clase"]) == ("SUSPENDIDO", "SUSPENDIDO")
    assert r.sigue == "SEGUIR_DEFENSA"
    assert "suspendido" in r.hallazgos["PAE006"]
    assert pd.isna(r.credito["prescribe"])


def test_d2_prima_la_resolucion_del_recurso_y_el_juicio_el_mismo_dia_dejan_litigio(
    pregunta: Callable[..., Respuestas],
) -> None:
    r = pregunta(
        [
            ("IMPUGNACION", "2022-03-02"),
            ("RESOLUCION", "2023-03-02", {"resultado": "CONFIRMA"}),
            ("IMPUGNACION", "2023-03-02"),
        ]
    )
    assert r.credito["controvertido"]
    assert r.credito["clase"] == "CONTROVERTIDO"


def test_d3_la_notificacion_que_no_se_practico_no_notifica(pregunta: Callable[..., Respuestas]) -> None:
    r = pregunta([("NOTIFICACION", "2022-03-01", {"resultado": "NO_LOCALIZADO"}), REQUERIDO], notificacion="")
    assert pd.isna(r.credito["notificacion"])
    assert (r.credito["situacion"], r.sigue) == ("SIN_NOTIFICAR", "NOTIFICAR")
    assert "no estaba notificado" in r.hallazgos["PAE005"]


def test_d4_un_embargo_sin_bienes_no_es_un_embargo(pregunta: Callable[..., Respuestas]) -> None:
    r = pregunta(
        [
            ("MANDAMIENTO", "2023-11-06"),
            ("REQUERIMIENTO", "2023-11-10", {"resultado": "PRACTICADA"}),
            ("EMBARGO", "2024-01-10", {"resultado": "SIN_BIENES"}),
        ]
    )
    assert (r.credito["etapa"], r.sigue) == ("REQ", "EMBARGAR")


def _con_baja(carpeta: Path, baja: str, diligencia: str) -> DuckDBPyConnection:
    oficina = Oficina(carpeta)
    facultades = {"facultades": "NOTIFICAR; REQUERIR; EMBARGAR"}
    oficina.persona("EJ", "EJECUTOR", baja=baja, sin_nombramiento=True)
    oficina.nombramiento("EJ", "EJECUTOR", **facultades)
    with oficina.motor.begin() as c:
        credito(c, FOLIO, ejecutor="EJ")
        acto(c, FOLIO, "REQUERIMIENTO", diligencia, resultado="PRACTICADA", persona="EJ")
    return oficina.foto()


@pytest.mark.parametrize(
    ("diligencia", "facultado"), [("2024-01-31", True), ("2024-02-01", False), ("2024-06-10", False)]
)
def test_d5_quien_se_fue_no_puede_y_el_dia_de_su_baja_aun(tmp_path: Path, diligencia: str, facultado: bool) -> None:
    """Tres cuartos, una respuesta: el día de la baja es el último de servicio."""
    from cobranza.nomina.participantes import participantes

    conexion = _con_baja(tmp_path, "2024-01-31", diligencia)
    al = date.fromisoformat(diligencia)
    assert evaluar(leer(conexion, NORMAS, CORTE), ["PAE003"]).empty == facultado
    assert propuesta(conexion, NORMAS, al).empty == facultado, "si ya no puede, su crédito queda por asignar"
    cobro = pd.DataFrame({"clave": ["c"], "folio": [FOLIO], "delegacion": ["DH-TGZ"],
                          "diligencia": [f"{FOLIO}:REQUERIMIENTO:{diligencia}"],
                          "ingreso": [pd.Timestamp(al)]})  # fmt: skip
    assert bool(participantes(conexion, cobro, []).por_cobro["practico_con_nombramiento"].iloc[0]) == facultado


def test_una_facultad_es_una_palabra_entera(tmp_path: Path) -> None:
    """«REQUERIR INFORMES» no faculta a requerir de pago."""
    oficina = Oficina(tmp_path)
    oficina.persona("EJ", "EJECUTOR", sin_nombramiento=True)
    oficina.nombramiento("EJ", "EJECUTOR", facultades="REQUERIR INFORMES; EMBARGAR", oficio="O-1")
    with oficina.motor.begin() as c:
        credito(c, FOLIO, ejecutor="EJ")
    assert propuesta(oficina.foto(), NORMAS, CORTE)["folio"].tolist() == [FOLIO]


DEL_MISMO_DIA = ["CONVENIO", "CONVENIO_REVOCADO", "CONVENIO_CUMPLIDO"]


@pytest.mark.parametrize(
    "orden",
    [
        *permutations(DEL_MISMO_DIA, 2),
        *(pytest.param(o, marks=pytest.mark.lenta) for o in permutations(DEL_MISMO_DIA, 3)),
    ],
    ids=" ".join,
)
def test_del_convenio_todos_los_cuartos_dicen_lo_mismo(
    pregunta: Callable[..., Respuestas], orden: tuple[str, ...]
) -> None:
    """Con un convenio en curso, varios actos el mismo día, en todos los órdenes: ese día y al siguiente."""
    actos: Actos = [("CONVENIO", "2024-02-14"), *((tipo, "2024-03-14") for tipo in orden)]
    for requiere in ("2024-03-14", "2024-03-15"):
        al = date.fromisoformat(requiere)
        r = pregunta([*actos, ("REQUERIMIENTO", requiere, {"resultado": "PRACTICADA"})], al)
        assert (
            r.en_dinero
            == bool(r.credito["en_convenio"])
            == (r.credito["situacion"] == "EN_CONVENIO")
            == (r.credito["clase"] == "EN_FACILIDADES")
            == (r.sigue == "VIGILAR_CONVENIO")
            == ("PAE006" in r.hallazgos)
        ), (requiere, r.credito["situacion"], r.sigue, r.hallazgos)


def test_el_convenio_que_caduca_solo_deja_de_detener_en_todos_los_cuartos(
    pregunta: Callable[..., Respuestas],
) -> None:
    """Sin pagar ninguna parcialidad, a la tercera vencida (CFF, art. 66-A, fr. IV, inciso c)."""
    r = pregunta([("CONVENIO", "2023-06-14"), REQUERIDO])
    assert not r.en_dinero
    assert (r.credito["situacion"], r.sigue) == ("EXIGIBLE", "EMBARGAR")
    assert "PAE006" not in r.hallazgos


DETIENEN: dict[str, Actos] = {
    "suspension": [("SUSPENSION", "2024-02-01")],
    "garantia": [("GARANTIA", "2024-02-01")],
    "defensa con garantía": [("IMPUGNACION", "2024-01-15"), ("GARANTIA", "2024-02-01")],
    "suspensión y defensa": [("IMPUGNACION", "2024-01-15"), ("SUSPENSION", "2024-02-01")],
    "defensa sola": [("IMPUGNACION", "2024-01-15")],
    "nada": [],
}


@pytest.mark.parametrize("caso", DETIENEN)
def test_lo_que_detiene_el_procedimiento_lo_detiene_en_todos_los_cuartos(
    pregunta: Callable[..., Respuestas], caso: str
) -> None:
    """Si la regla dice que no se podía requerir, no es exigible ni factible y la lista no manda requerir."""
    r = pregunta([("MANDAMIENTO", "2024-01-10"), *DETIENEN[caso], REQUERIDO])
    detenido = caso not in ("nada", "defensa sola")
    assert ("PAE006" in r.hallazgos) == detenido
    assert (r.credito["situacion"] in ("SUSPENDIDO", "CONTROVERTIDO_SUSPENDIDO")) == detenido
    assert (r.sigue == "SEGUIR_DEFENSA") == detenido
    assert (r.credito["clase"] == "FACTIBLE") == (caso == "nada")
    assert pd.isna(r.credito["prescribe"]) == (detenido and caso != "garantia")


def test_el_dia_en_que_prescribe_aun_se_puede_interrumpir(pregunta: Callable[..., Respuestas]) -> None:
    prescribe = pregunta([]).credito["prescribe"].date()
    assert not pregunta([], prescribe).credito["consumada"]
    assert pregunta([], prescribe + timedelta(days=1)).credito["consumada"]
    ese_dia = ("REQUERIMIENTO", prescribe.isoformat(), {"resultado": "PRACTICADA"})
    assert pregunta([ese_dia], prescribe).credito["prescribe"].year == prescribe.year + 5


def test_el_detalle_de_la_prescripcion_dice_cada_causa(pregunta: Callable[..., Respuestas]) -> None:
    r = pregunta(
        [
            ("IMPUGNACION", "2021-01-11"),
            ("GARANTIA", "2021-02-08", {"hasta": "2022-02-08"}),
            ("SUSPENSION", "2021-03-01", {"notificado_el": "2021-03-08", "hasta": "2021-12-31"}),
            ("REQUERIMIENTO", "2023-05-02", {"resultado": "PRACTICADA", "notificado_el": "2023-05-03"}),
        ]
    )
    suspenden, interrumpen = detalle(r.historia, 0, CORTE)
    dias_de = {c: [fecha_de(d).isoformat() for d in suspenden[c]] for c in ("desde", "hasta", "notificado")}
    assert suspenden["marca"].tolist() == ["defensa_garantizada", "suspension"]
    assert dias_de == {
        "desde": ["2021-02-08", "2021-03-01"],
        "hasta": ["2022-02-08", "2021-12-31"],
        "notificado": ["2021-02-08", "2021-03-08"],
    }
    assert [(fecha_de(d).isoformat(), c) for d, c in interrumpen.itertuples(index=False)] == [
        ("2023-05-03", "REQUERIMIENTO")
    ]
