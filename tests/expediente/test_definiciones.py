"""Una sola definición de cada estado: el dinero, la situación, la regla y la lista de trabajo dicen lo mismo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from duckdb import DuckDBPyConnection
from nomina.oficina_de_cobro import Oficina
from oficina import acto, almacen_nuevo, asentar, credito, en_carpeta, hecho
from sqlalchemy import Connection, text

from cobranza.almacen.toma import foto_actual
from cobranza.base.fechas import dia, fecha_de
from cobranza.cartera.consultas import cartera_de
from cobranza.cuenta.liquidacion import adeudos_a
from cobranza.expediente.de_tablas import columnas_de, historia_de_tablas
from cobranza.expediente.historia import Historia, historia
from cobranza.expediente.prescripcion import Textos, causas_en_la_foto, detalle, suspensiones
from cobranza.ley.norma import de_la_oficina
from cobranza.libros.lecturas import resultados_de_actos
from cobranza.procesos.asignacion import propuesta
from cobranza.procesos.siguiente import siguiente_acto
from cobranza.verificacion.evaluacion import evaluar
from cobranza.verificacion.impedimentos import impedimentos
from cobranza.verificacion.pae import ActoNuevo, leer

pytestmark = pytest.mark.lenta

FOLIO = "TGZ-2020-000001"
CORTE = date(2024, 12, 31)
NORMAS = de_la_oficina()
Actos = list[tuple[str, str] | tuple[str, str, dict[str, Any]]]


class Respuestas:
    """Lo que cada cuarto contesta de un crédito a un día."""

    def __init__(self, conexion: DuckDBPyConnection, al: date = CORTE) -> None:
        self.historia = historia(conexion, NORMAS)
        self.textos = partial(causas_en_la_foto, conexion)
        cartera = cartera_de(self.historia, al)
        self.credito = cartera.iloc[0]
        hoy = np.array([dia(al)])
        self.en_dinero = bool(adeudos_a(self.historia, np.array([0]), hoy, hoy).pendiente(hoy).a_plazos[0])
        trabajo = siguiente_acto(self.historia, cartera, al)
        self.sigue = "" if trabajo.empty else str(trabajo["siguiente"].iloc[0])
        self.trabajo = None if trabajo.empty else trabajo.iloc[0]
        self.pae = leer(conexion, NORMAS, al)
        hallazgos = evaluar(self.pae, ["PAE005", "PAE006"])
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
    suspenden, interrumpen = detalle(r.historia, 0, CORTE, r.textos)
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


# De dónde nace la exigibilidad


DECLARADO = {"origen": "AUTODETERMINADO", "notificacion": ""}
OMITIDO = {"origen": "OMISION_DECLARACION", "notificacion": ""}


@pytest.mark.parametrize(
    ("datos", "exigible", "situacion", "sigue"),
    [
        # declarado y no pagado: el día siguiente a su vencimiento, sin notificación (CFF, arts. 6 y 145)
        (DECLARADO, "2019-05-01", "EXIGIBLE", "DICTAMINAR_PRESCRIPCION"),
        (DECLARADO | {"vencimiento": "2024-01-17"}, "2024-01-18", "EXIGIBLE", "ORDENAR"),
        (DECLARADO | {"vencimiento": "2025-01-17"}, "2025-01-18", "EN_PLAZO", "ESPERAR_PLAZO"),
        # una multa no se autodetermina; una liquidación se notifica
        (DECLARADO | {"concepto": "F-MULF"}, None, "SIN_NOTIFICAR", "NOTIFICAR"),
        (DECLARADO | {"origen": "LIQUIDACION"}, None, "SIN_NOTIFICAR", "NOTIFICAR"),
        # art. 41, fr. II: notificado el lunes 2 de diciembre de 2024, el tercer día es el jueves 5
        (OMITIDO | {"notificacion": "2024-12-02"}, "2024-12-05", "EXIGIBLE", "ORDENAR"),
        (OMITIDO, None, "SIN_NOTIFICAR", "NOTIFICAR"),
    ],
)
def test_el_origen_dice_desde_cuando_es_exigible_en_todos_los_cuartos(
    pregunta: Callable[..., Respuestas], datos: dict[str, Any], exigible: str | None, situacion: str, sigue: str
) -> None:
    r = pregunta([], **datos)
    assert (None if pd.isna(r.credito["exigible"]) else str(r.credito["exigible"].date())) == exigible
    assert (r.credito["situacion"], r.sigue) == (situacion, sigue)
    assert pd.isna(r.credito["prescribe"]) == (exigible is None), "lo exigible prescribe"


def test_la_multa_no_fiscal_y_la_omision_de_antes_de_2014_van_por_el_65(pregunta: Callable[..., Respuestas]) -> None:
    def exigible(**datos: Any) -> str:
        return str(pregunta([], **datos).credito["exigible"].date())

    for fecha in ("2024-03-01", "2013-06-03"):
        general = exigible(notificacion=fecha)
        assert exigible(notificacion=fecha, origen="AUTORIDAD_EXTERNA", concepto="F-MFNF") == general
        assert (exigible(notificacion=fecha, origen="OMISION_DECLARACION") == general) == (fecha < "2014")


def test_lo_autodeterminado_se_requiere_sin_notificar_y_antes_de_vencer_no(
    pregunta: Callable[..., Respuestas],
) -> None:
    datos = {"origen": "AUTODETERMINADO", "notificacion": ""}
    assert "PAE005" not in pregunta([REQUERIDO], vencimiento="2024-09-09", **datos).hallazgos
    assert "exigible desde" in pregunta([REQUERIDO], vencimiento="2024-09-10", **datos).hallazgos["PAE005"]


# Los seis días tras cesar el pago a plazos (CFF, art. 151, penúltimo párrafo)

CESE: dict[str, Actos] = {
    "revocado": [("CONVENIO", "2023-03-10"), ("CONVENIO_REVOCADO", "2023-04-10")],
    "caduco": [("CONVENIO", "2022-12-01")],  # la tercera parcialidad vencía el 1 de marzo de 2023
    "sin cese": [],
}


@pytest.mark.parametrize("caso", CESE)
@pytest.mark.parametrize(
    ("embargo", "pronto"), [("2023-04-13", True), ("2023-04-21", True), ("2023-04-24", False), ("2023-04-25", False)]
)
def test_tras_el_cese_no_se_embarga_en_los_seis_dias(
    pregunta: Callable[..., Respuestas], caso: str, embargo: str, pronto: bool
) -> None:
    """Requerido el 12, surte el 13; los seis días terminan el 21 de abril de 2023: la regla y la lista, lo mismo."""
    actos: Actos = [*CESE[caso], ("REQUERIMIENTO", "2023-04-12", {"resultado": "PRACTICADA"})]
    al = date.fromisoformat(embargo)
    con_embargo = pregunta([*actos, ("EMBARGO", embargo, {"resultado": "PRACTICADA"})], al)
    debe_esperar = pronto and caso != "sin cese"
    assert ("PAE005" in con_embargo.hallazgos) == debe_esperar
    r = pregunta(actos, al)
    assert r.sigue == ("ESPERAR_CESE" if debe_esperar else "EMBARGAR")
    assert not r.en_dinero
    assert r.credito["situacion"] == "EXIGIBLE"


@pytest.mark.parametrize(("caso", "hallado"), [("revocado", True), ("sin cese", False)])
def test_requerir_y_embargar_en_una_diligencia_no_deja_los_seis_dias(
    pregunta: Callable[..., Respuestas], caso: str, hallado: bool
) -> None:
    r = pregunta([*CESE[caso], ("REQ_Y_EMBARGO", "2023-04-12", {"resultado": "PRACTICADA"})], date(2023, 5, 31))
    assert ("PAE005" in r.hallazgos) == hallado
    por_anotar = ActoNuevo(FOLIO, "REQ_Y_EMBARGO", date(2023, 5, 31), resultado="PRACTICADA")
    antes = pregunta(CESE[caso], date(2023, 5, 31)).pae
    assert ("PAE005" in {i.regla for i in impedimentos(antes, por_anotar)}) == hallado


# Con un medio de defensa pendiente no se enajena (CFF, art. 173, fr. IV)

ASEGURADO: dict[str, Actos] = {
    "CONVOCAR": [("EMBARGO", "2024-02-01"), ("AVALUO", "2024-03-01")],
    "REMATAR": [("EMBARGO", "2024-02-01"), ("AVALUO", "2024-03-01"), ("CONVOCATORIA", "2024-03-04")],
    "APLICAR_REMATE": [("AVALUO", "2024-03-01"), ("CONVOCATORIA", "2024-03-04"), ("REMATE", "2024-03-25")],
    "TRANSFERIR": [("INMOVILIZACION", "2024-02-01")],
}


@pytest.mark.parametrize("sigue", ASEGURADO)
def test_con_la_nulidad_pendiente_lo_asegurado_no_se_enajena(pregunta: Callable[..., Respuestas], sigue: str) -> None:
    hechos: Actos = [(t, f, {"resultado": "PRACTICADA"}) for t, f, *_ in ASEGURADO[sigue]]
    assert pregunta(hechos).sigue == sigue
    en_juicio = pregunta([*hechos, ("IMPUGNACION", "2024-04-01", {"forma": "NULIDAD"})])
    assert (en_juicio.credito["clase"], en_juicio.sigue) == ("CONTROVERTIDO", "ESPERAR_FIRMEZA")
    resuelto: Actos = [("IMPUGNACION", "2024-04-01"), ("RESOLUCION", "2024-09-02", {"resultado": "CONFIRMA"})]
    assert pregunta([*hechos, *resuelto]).sigue == sigue


# El aviso a la segunda parcialidad sin cubrir (CFF, art. 66-A, fr. IV, inciso c)


@pytest.mark.parametrize(
    ("al", "pagos", "sigue"),
    [
        ("2024-06-11", {}, "VIGILAR_CONVENIO"),  # solicitado el 10 de mayo: venció una, el 10 de junio
        ("2024-07-10", {}, "VIGILAR_CONVENIO"),  # la segunda aún puede pagarse hoy
        ("2024-07-11", {}, "AVISAR_CONVENIO"),
        ("2024-08-12", {}, "AVISAR_CONVENIO"),  # la tercera vencía el sábado 10: hasta el lunes
        ("2024-08-13", {}, "ORDENAR"),  # caducó
        ("2024-07-20", {"2024-07-15": 1_000_000}, "VIGILAR_CONVENIO"),  # pagó tarde las dos
    ],
)
def test_a_la_segunda_parcialidad_sin_cubrir_la_lista_manda_avisar(
    tmp_path: Path, al: str, pagos: dict[str, int], sigue: str
) -> None:
    """Dinero, situación y lista: el convenio rige hasta que vence la tercera, y entre tanto se avisa."""
    motor = almacen_nuevo(en_carpeta(tmp_path))
    with motor.begin() as c:
        credito(c, FOLIO)
        acto(c, FOLIO, "CONVENIO", "2024-05-10", parcialidades=12)
        for fecha, importe in pagos.items():
            asentar(c, hecho(FOLIO, "PAGO", fecha, importe))
    motor.dispose()
    r = Respuestas(foto_actual(en_carpeta(tmp_path), tmp_path).conexion(), date.fromisoformat(al))
    assert r.sigue == sigue
    assert r.en_dinero == (r.credito["situacion"] == "EN_CONVENIO") == (sigue != "ORDENAR")
    if sigue == "AVISAR_CONVENIO":
        assert r.trabajo["porque"] == "2 parcialidades sin cubrir; con una más, el convenio caduca"
        assert (r.trabajo["antes_de"], bool(r.trabajo["urgente"])) == (pd.Timestamp("2024-08-12"), True)


TRES_CAUSAS: Actos = [
    (
        "SUSPENSION",
        "2021-03-01",
        {"resultado": "Concurso mercantil", "notificado_el": "2021-03-08", "hasta": "2021-09-30"},
    ),
    ("SUSPENSION", "2021-07-01", {"resultado": "Amparo", "notificado_el": "2021-07-05", "hasta": "2022-01-31"}),
    ("DESOCUPACION", "2022-06-01", {"hasta": "2022-08-31"}),
    ("SUSPENSION", "2023-02-01", {"resultado": "Art. 74", "hasta": "2023-04-30"}),
]
DE_TRES_CAUSAS = [
    (1, "Concurso mercantil", "2021-03-01", "2021-09-30", "2021-03-08"),
    (1, "Amparo", "2021-07-01", "2022-01-31", "2021-07-05"),
    (2, "con el domicilio desocupado", "2022-06-01", "2022-08-31", "2022-06-01"),
    (3, "Art. 74", "2023-02-01", "2023-04-30", "2023-02-01"),
]
"""(periodo, causa, desde, hasta, notificado)."""


def _explicada(h: Historia, textos: Textos) -> list[tuple[Any, ...]]:
    suspenden, _ = detalle(h, 0, CORTE, textos)
    for columna in ("desde", "hasta", "notificado"):
        suspenden[columna] = [fecha_de(d).isoformat() for d in suspenden[columna]]
    return list(suspenden[["periodo", "causa", "desde", "hasta", "notificado"]].itertuples(index=False, name=None))


def test_cada_suspension_dice_su_causa_y_a_que_periodo_se_funde(pregunta: Callable[..., Respuestas]) -> None:
    r = pregunta(TRES_CAUSAS)
    assert _explicada(r.historia, r.textos) == DE_TRES_CAUSAS
    _, desde, hasta = suspensiones(r.historia, CORTE)
    assert [(fecha_de(a).isoformat(), fecha_de(b).isoformat()) for a, b in zip(desde, hasta, strict=True)] == [
        ("2021-03-01", "2022-01-31"),
        ("2022-06-01", "2022-08-31"),
        ("2023-02-01", "2023-04-30"),
    ]


def test_la_causa_se_lee_igual_de_la_base_que_de_la_foto(tmp_path: Path) -> None:
    motor = almacen_nuevo(en_carpeta(tmp_path))
    with motor.begin() as c:
        credito(c, FOLIO)
        for k, (tipo, fecha, datos) in enumerate(TRES_CAUSAS):
            acto(c, FOLIO, tipo, fecha, **({"clave": f"{k}:{tipo}"} | datos))
    with motor.connect() as c:
        tablas = {
            "credito": pd.read_sql_query(text(f"SELECT {columnas_de('credito', 'c')} FROM credito c"), c),
            "acto": pd.read_sql_query(text(f"SELECT 1 AS credito, {columnas_de('acto', 'a')} FROM acto a"), c),
        }
        h = historia_de_tablas(tablas, NORMAS)
        assert _explicada(h, partial(resultados_de_actos, c)) == DE_TRES_CAUSAS
    motor.dispose()
