"""Garantías: un escenario con reloj, lo que la auditoría encuentra y que nada de esto cambie lo que se debe."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import chain, combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oficina import acto, asentar, credito, hecho
from personal import Oficina, contratar, orden
from sqlalchemy import Engine

from cobranza.almacen.sesion import instante
from cobranza.base.errores import ErrorDeProceso
from cobranza.ley.garantia import faltantes
from cobranza.ley.norma import de_la_oficina
from cobranza.procesos.garantia import PROCESO
from cobranza.tramites.libro_de_pasos import leer
from cobranza.tramites.papeles import Documentos
from cobranza.tramites.tramitar import Pedido, paso

FECHAS = {"vencimiento": "2024-04-30", "fecha_resolucion": "2024-06-03", "notificacion": "2024-06-10",
          "fecha_registro": "2024-06-20", "ejercicio": 2023}  # fmt: skip
pytestmark = pytest.mark.lenta
UNO, DOS = "TGZ-2024-000001", "TGZ-2024-000002"
AJENO = "TGZ-2024-000003"
BILLETE = {
    "clase": "billete_de_deposito", "emisor": "Banco del Bienestar", "identificacion": "B-1", "monto": "40000.00",
    "desde": "2025-01-06", "hasta": "2026-01-05", "para_que": "una suspensión",
}  # fmt: skip
FIANZA = BILLETE | {
    "clase": "fianza",
    "emisor": "Afianzadora de Prueba",
    "identificacion": "P-9",
    "sin_orden_ni_excusion": True,
}


@pytest.fixture
def siembra() -> Callable[[Engine], None]:
    return _tres_creditos


def _tres_creditos(motor: Engine) -> None:
    contratar(motor)
    with motor.begin() as conexion:
        credito(conexion, UNO, **FECHAS)
        credito(conexion, DOS, **FECHAS)
        credito(conexion, AJENO, **FECHAS, rfc="XAXX010101000")


@pytest.fixture
def oficina(motor: Engine) -> Oficina:
    return Oficina(motor, PROCESO)


def ofrecer(oficina: Oficina, al: date = date(2025, 1, 6), **otros: Any) -> str:
    return oficina.abrir("DEL", al, {"folios": [UNO], **BILLETE, **otros})


CAMINO = [("CALIFICADA", "OPG", {"idoneidad": "Se revisó el billete."}),
          ("ACEPTADA", "DIR", {"resguardo": "Caja fuerte"}),
          ("VIGENTE", "OPG", {})]  # fmt: skip


def vigente(oficina: Oficina, al: date = date(2025, 1, 7), **otros: Any) -> str:
    numero = ofrecer(oficina, **otros)
    for estado, usuario, datos in CAMINO:
        oficina.paso(numero, estado, usuario, al, **datos)
    return numero


def negado(oficina: Oficina, numero: str, estado: str, usuario: str, al: date, **datos: Any) -> list[str]:
    with pytest.raises(ErrorDeProceso) as error:
        oficina.paso(numero, estado, usuario, al, **datos)
    assert all(i.fundamento and i.que_hacer for i in error.value.impedimentos)
    return [i.regla for i in error.value.impedimentos]


def test_de_que_se_ofrece_a_que_se_libera(oficina: Oficina) -> None:
    """El reloj avanza: qué estado, qué marca, qué se debe y qué documentos hay cada día."""
    numero = ofrecer(oficina)
    assert numero == "GAR-2025-000001"
    antes = oficina.cartera(date(2025, 1, 7), UNO).loc[UNO]
    assert not antes["garantizado"] and antes["situacion"] == "EXIGIBLE"
    for estado, usuario, datos in CAMINO:
        oficina.paso(numero, estado, usuario, date(2025, 1, 7), **datos)
    despues = oficina.cartera(date(2025, 1, 7), UNO).loc[UNO]
    assert despues["garantizado"] and despues["situacion"] == "SUSPENDIDO"
    assert despues["total"] == antes["total"], "garantizar no cambia lo que se debe"
    assert oficina.documentos(numero, date(2025, 1, 7)) == ["calificacion_de_garantia", "aceptacion_de_garantia"]

    plazos = {p["clave"]: p for p in oficina.ver(numero, date(2025, 11, 6))["plazos"]}
    assert (plazos["VIGENCIA"]["vence"], plazos["VIGENCIA"]["semaforo"]) == ("2026-01-05", "amarillo")
    assert plazos["AMPLIACION"]["vence"] == "2026-01-07"
    assert [p["clave"] for p in oficina.ver(numero, date(2025, 11, 5))["plazos"] if p["semaforo"] != "verde"] == []
    avisos = {d: " ".join(oficina.ver(numero, d)["avisos"]) for d in (date(2025, 11, 6), date(2025, 12, 6))}
    assert "aviso de 60" in avisos[date(2025, 11, 6)] and "aviso de 30" in avisos[date(2025, 12, 6)]

    oficina.paso(
        numero, "AMPLIADA", "DIR", date(2025, 12, 8), identificacion="B-2", monto="45000.00", hasta="2027-01-05"
    )
    assert oficina.cartera(date(2026, 2, 1), UNO).loc[UNO, "garantizado"], "la nueva releva a la anterior"
    with oficina.motor.begin() as conexion:
        debe = int(oficina.cartera(date(2026, 2, 2), UNO).loc[UNO, "total"])
        asentar(conexion, hecho(UNO, "PAGO", "2026-02-02", debe))
    oficina.paso(numero, "CANCELADA", "DIR", date(2026, 2, 3), causa="pago_total", detalle="Recibo R-1")
    fin = oficina.cartera(date(2026, 2, 3), UNO).loc[UNO]
    assert not fin["garantizado"] and fin["total"] == 0
    visto = oficina.ver(numero, date(2026, 2, 3))
    assert visto["puede"] == [] and visto["plazos"] == []
    assert [d["plantilla"] for d in visto["documentos"]][-1] == "liberacion_de_garantia"
    assert [e["acto"] for e in visto["efectos"]] == ["GARANTIA", "FIN_GARANTIA", "GARANTIA", "FIN_GARANTIA"]


def test_lo_requerido_es_el_del_tema_y_sin_gastos(oficina: Oficina) -> None:
    numero = ofrecer(oficina)
    requerido = oficina.paso(numero, "CALIFICADA", "OPG", date(2025, 1, 7), idoneidad="x").datos["requerido"]
    c = oficina.cartera(date(2025, 1, 7), UNO).loc[UNO]
    tasa = de_la_oficina().de("federal").numero("recargos_mora", date(2025, 1, 7))
    actualizado = int(c["historico"] + c["actualizacion"])
    assert requerido["total"] == actualizado + int(c["recargos"]) + round(actualizado * tasa * 12 / 10_000)


def test_vence_sola_y_ya_no_detiene(oficina: Oficina) -> None:
    numero = vigente(oficina)
    assert oficina.al_dia(date(2026, 1, 5)) == []
    assert oficina.al_dia(date(2026, 3, 1)) == [(numero, "VENCIDA", date(2026, 1, 6))]
    assert oficina.al_dia(date(2026, 3, 1)) == []
    assert [bool(oficina.cartera(date(2026, 1, d), UNO).loc[UNO, "garantizado"]) for d in (5, 6)] == [True, False]


class TestLoQueLaAuditoriaEncuentra:
    """Los errores frecuentes de F12-C: cada uno se rechaza o se avisa."""

    def test_sin_calificacion(self, oficina: Oficina) -> None:
        numero = ofrecer(oficina)
        assert negado(oficina, numero, "ACEPTADA", "DIR", date(2025, 1, 7), resguardo="x") == ["TRA02"]
        assert negado(oficina, numero, "VIGENTE", "OPG", date(2025, 1, 7)) == ["TRA02"]

    def test_quien_la_ofrece_no_la_califica(self, oficina: Oficina) -> None:
        numero = oficina.abrir("OPG", date(2025, 1, 6), {"folios": [UNO], **BILLETE})
        assert negado(oficina, numero, "CALIFICADA", "OPG", date(2025, 1, 7), idoneidad="x") == ["TRA05"]
        assert oficina.paso(numero, "CALIFICADA", "OPG2", date(2025, 1, 7), idoneidad="x").estado == "CALIFICADA"

    def test_monto_insuficiente(self, oficina: Oficina) -> None:
        numero = ofrecer(oficina, monto="12000.00")
        assert negado(oficina, numero, "CALIFICADA", "OPG", date(2025, 1, 7), idoneidad="x") == ["GAR-J"]
        oficina.paso(numero, "REQUERIDA_COMPLEMENTAR", "OPG", date(2025, 1, 7), idoneidad="x", motivos="No alcanza")
        assert [p["clave"] for p in oficina.ver(numero, date(2025, 1, 8))["plazos"]] == ["MET-COMPLEMENTAR"]
        oficina.paso(numero, "CALIFICADA", "OPG", date(2025, 1, 8), idoneidad="x", monto="40000.00")

    def test_vigencia_vencida(self, oficina: Oficina) -> None:
        numero = ofrecer(oficina, hasta="2025-01-06")
        assert negado(oficina, numero, "CALIFICADA", "OPG", date(2025, 1, 7), idoneidad="x") == ["GAR-I"]

    def test_garantia_de_otro_credito(self, oficina: Oficina) -> None:
        with pytest.raises(ErrorDeProceso, match="es de otro crédito"):
            ofrecer(oficina, folios=[UNO, AJENO])
        with pytest.raises(ErrorDeProceso, match="No hay ese crédito"):
            ofrecer(oficina, folios=["NO-HAY"])
        vigente(oficina)
        otro = ofrecer(oficina, date(2025, 1, 8), folios=[DOS])
        assert negado(oficina, otro, "CALIFICADA", "OPG", date(2025, 1, 8), idoneidad="x") == ["GAR-D"]

    def test_no_ejecutada_tras_firmeza(self, oficina: Oficina) -> None:
        numero = vigente(
            oficina, folios=[UNO], **{k: v for k, v in FIANZA.items() if k != "desde"}, desde="2025-01-06"
        )
        with oficina.motor.begin() as conexion:
            acto(conexion, UNO, "IMPUGNACION", "2025-01-08", forma="NULIDAD")
        firmeza = {"firmeza": "Sentencia firme", "notificado_el": "2025-10-03"}
        assert negado(oficina, numero, "EFECTIVA", "DIR", date(2025, 10, 3), **firmeza) == ["GAR-N"]
        assert not any("hazla efectiva" in a for a in oficina.ver(numero, date(2025, 9, 1))["avisos"])
        with oficina.motor.begin() as conexion:
            acto(conexion, UNO, "RESOLUCION", "2025-09-10", resultado="CONFIRMA")
        assert any("hazla efectiva" in a for a in oficina.ver(numero, date(2025, 10, 1))["avisos"])
        assert negado(oficina, numero, "EFECTIVA", "DIR", date(2025, 10, 3), firmeza="S") == ["GAR-O"]
        oficina.paso(numero, "EFECTIVA", "DIR", date(2025, 10, 3), **firmeza)
        (plazo,) = oficina.ver(numero, date(2025, 10, 6))["plazos"]
        assert (plazo["clave"], plazo["vence"]) == ("GAR-06", "2025-10-24"), "quince días hábiles para la afianzadora"
        assert not oficina.cartera(date(2025, 10, 3), UNO).loc[UNO, "garantizado"], "ya se puede ejecutar"
        assert negado(oficina, numero, "CANCELADA", "DIR", date(2025, 10, 7), causa="pago_total", detalle="x") == [
            "GAR-P"
        ]

    def test_no_se_libera_lo_que_aun_garantiza(self, oficina: Oficina) -> None:
        numero = vigente(oficina)
        for causa in ("pago_total", "sin_efectos", "otra_causa"):
            assert negado(oficina, numero, "CANCELADA", "DIR", date(2025, 2, 3), causa=causa, detalle="x") == [
                "GAR-P"
            ]
        assert negado(oficina, numero, "CANCELADA", "DIR", date(2025, 2, 3), causa="sustitucion", detalle="x") == [
            "GAR-Q"
        ]


class TestElOrdenFederal:
    def test_desde_2026_va_primero_el_billete_y_se_prueba_que_no_se_pudo(self, oficina: Oficina) -> None:
        hoy = date(2026, 2, 3)
        datos = {**FIANZA, "desde": "2026-02-01", "hasta": "2027-03-01", "monto": "60000.00"}
        numero = ofrecer(oficina, hoy, **datos)
        assert negado(oficina, numero, "CALIFICADA", "OPG", hoy, idoneidad="x") == ["GAR-E"]
        antes = {"ofrecidas_antes": ["billete_de_deposito", "carta_de_credito"]}
        assert negado(oficina, numero, "CALIFICADA", "OPG", hoy, idoneidad="x", **antes) == ["GAR-F"]
        al_reves = {"ofrecidas_antes": ["billete_de_deposito", "obligacion_solidaria"], "imposibilidad": "Dictamen"}
        assert negado(oficina, numero, "CALIFICADA", "OPG", hoy, idoneidad="x", **al_reves) == ["GAR-E"]
        oficina.paso(numero, "CALIFICADA", "OPG", hoy, idoneidad="x", **antes, imposibilidad="Dictamen")

    def test_antes_de_2026_no_era_obligatorio(self, oficina: Oficina) -> None:
        assert vigente(oficina, **{k: v for k, v in FIANZA.items() if k != "folios"})

    def test_el_bien_tres_veces_incompleto_ya_no_se_admite(self, oficina: Oficina) -> None:
        hoy = date(2026, 2, 3)
        hipoteca = {
            **BILLETE, "clase": "hipoteca", "identificacion": "FR-77", "desde": "2026-02-01", "hasta": None,
            "monto": "60000.00", "ofrecidas_antes": ["billete_de_deposito"], "imposibilidad": "Dictamen",
            "avaluo": "AV-1", "bien_excluido": False,
        }  # fmt: skip
        for k in range(3):
            numero = ofrecer(oficina, hoy, **hipoteca | {"para_que": f"vez {k}"})
            oficina.paso(numero, "NO_ACEPTADA", "OPG", hoy, idoneidad="x", motivos="Incompleta")
        numero = ofrecer(oficina, hoy, **hipoteca)
        assert negado(oficina, numero, "CALIFICADA", "OPG", hoy, idoneidad="x") == ["GAR-E"]

    @pytest.mark.parametrize(
        ("clase", "quita"),
        [("fianza", "sin_orden_ni_excusion"), ("prenda", "avaluo"), ("hipoteca", "bien_excluido"),
         ("embargo_en_via_administrativa", "avaluo"), ("obligacion_solidaria", "emisor"),
         ("carta_de_credito", "emisor")],
    )  # fmt: skip
    def test_lo_que_cada_clase_exige(self, oficina: Oficina, clase: str, quita: str) -> None:
        todo = {**BILLETE, "clase": clase, "avaluo": "AV", "bien_excluido": False, "sin_orden_ni_excusion": True}
        numero = ofrecer(oficina, **{**todo, quita: None})
        assert negado(oficina, numero, "CALIFICADA", "OPG", date(2025, 1, 7), idoneidad="x") == ["GAR-G"]
        completa = {quita: todo[quita]} if quita != "emisor" else {"emisor": "Quien la otorga"}
        oficina.paso(numero, "CALIFICADA", "OPG", date(2025, 1, 7), idoneidad="x", **completa)

    def test_la_hipoteca_se_inscribe_antes_de_resguardarla(self, oficina: Oficina) -> None:
        numero = ofrecer(oficina, clase="hipoteca", avaluo="AV", bien_excluido=False)
        for estado, usuario, datos in CAMINO[:2]:
            oficina.paso(numero, estado, usuario, date(2025, 1, 7), **datos)
        assert negado(oficina, numero, "VIGENTE", "OPG", date(2025, 1, 7)) == ["GAR-H"]
        oficina.paso(numero, "VIGENTE", "OPG", date(2025, 1, 7), inscripcion="Folio real 77")


class TestVariasParaVarios:
    def test_una_para_dos_creditos_cubre_la_suma(self, oficina: Oficina) -> None:
        numero = ofrecer(oficina, folios=[UNO, DOS], monto="20000.00")
        assert negado(oficina, numero, "CALIFICADA", "OPG", date(2025, 1, 7), idoneidad="x") == ["GAR-J"]
        numero = vigente(oficina, folios=[UNO, DOS], monto="60000.00", identificacion="B-3")
        marcas = oficina.cartera(date(2025, 1, 7), UNO, DOS)["garantizado"]
        assert marcas.all() and [e["folio"] for e in oficina.leer(numero).pasos[-1].efectos] == [UNO, DOS]

    def test_dos_para_un_credito_se_suman(self, oficina: Oficina) -> None:
        primera, segunda = ofrecer(oficina, monto="9000.00"), ofrecer(oficina, **FIANZA | {"monto": "9000.00"})
        for estado, usuario, datos in CAMINO:
            for numero in (primera, segunda):
                oficina.paso(numero, estado, usuario, date(2025, 1, 7), **datos)
        assert {oficina.leer(n).estado for n in (primera, segunda)} == {"VIGENTE"}
        avisos = " ".join(oficina.ver(primera, date(2025, 1, 8))["avisos"])
        assert "No alcanza" not in avisos

    def test_lo_comprometido_en_otro_credito_no_sirve_dos_veces(self, oficina: Oficina) -> None:
        vigente(oficina, folios=[UNO, DOS], monto="36000.00")
        chica = ofrecer(oficina, date(2025, 1, 8), folios=[DOS], monto="1.00", identificacion="B-8")
        oficina.paso(chica, "CALIFICADA", "OPG", date(2025, 1, 8), idoneidad="x")  # la grande alcanza para los dos
        plazos = {p["clave"] for p in oficina.ver("GAR-2025-000001", date(2025, 12, 1))["plazos"]}
        assert {"VIGENCIA", "AMPLIACION"} <= plazos

    def test_sustituir(self, oficina: Oficina) -> None:
        vieja = vigente(oficina)
        assert negado(oficina, vieja, "SUSTITUIDA", "DIR", date(2025, 2, 3), sustituta="GAR-2025-000009") == ["GAR-L"]
        nueva = vigente(oficina, date(2025, 2, 3), identificacion="B-4")
        oficina.paso(vieja, "SUSTITUIDA", "DIR", date(2025, 2, 4), sustituta=nueva)
        assert oficina.cartera(date(2025, 2, 4), UNO).loc[UNO, "garantizado"], "queda la otra"
        oficina.paso(vieja, "CANCELADA", "DIR", date(2025, 2, 5), causa="sustitucion", detalle=f"La releva {nueva}")

    def test_deja_de_alcanzar_y_se_requiere_la_ampliacion(self, oficina: Oficina) -> None:
        requerido = oficina.paso(ofrecer(oficina), "CALIFICADA", "OPG", date(2025, 1, 7), idoneidad="x").datos[
            "requerido"
        ]
        justo = f"{(requerido['total'] + 40_000) / 100:.2f}"
        numero = vigente(oficina, monto=justo, identificacion="B-5")
        antes = {p["clave"]: p for p in oficina.ver(numero, date(2025, 1, 8))["plazos"]}["SUFICIENCIA"]
        assert antes["semaforo"] == "amarillo" and date(2025, 1, 8) < date.fromisoformat(antes["vence"])
        tarde = date(2025, 9, 1)
        assert {p["clave"]: p["semaforo"] for p in oficina.ver(numero, tarde)["plazos"]}["SUFICIENCIA"] == "rojo"
        with instante(oficina.motor) as conexion:
            de = Documentos(conexion, PROCESO, de_la_oficina())
            (oficio,) = de.del_dia(leer(conexion, numero), "ampliacion_de_garantia", tarde)
        assert "meta interna" in oficio.datos["ilustrativos"][0] and oficio.datos["faltante"] != "0.00"
        assert negado(oficina, numero, "AMPLIADA", "DIR", tarde, identificacion="B-6", monto="1.00") == [
            "GAR-K",
            "GAR-J",
        ]


def test_un_paso_repetido_no_garantiza_dos_veces(oficina: Oficina) -> None:
    numero = vigente(oficina)
    otra = paso(oficina.motor, PROCESO, Pedido("VIGENTE", {}, numero), orden("OPG", date(2025, 1, 7)))
    assert otra.ya_estaba and len(oficina.ver(numero, date(2025, 1, 7))["efectos"]) == 1


@given(
    st.dictionaries(st.sampled_from("ABCD"), st.integers(0, 40), min_size=1),
    st.lists(st.tuples(st.integers(0, 40), st.frozensets(st.sampled_from("ABCD"), min_size=1)), max_size=5),
)
def test_lo_que_falta_es_lo_que_ningun_reparto_cubre(
    requeridos: dict[str, int], garantias: list[tuple[int, frozenset[str]]]
) -> None:
    """Por el corte mínimo: falta lo que más exceda un grupo de créditos a todas las garantías que lo tocan."""
    folios = list(requeridos)
    grupos = chain.from_iterable(combinations(folios, k) for k in range(len(folios) + 1))
    peor = max(
        sum(requeridos[f] for f in grupo) - sum(m for m, cubre in garantias if cubre & set(grupo)) for grupo in grupos
    )
    assert sum(faltantes(requeridos, garantias).values()) == peor
