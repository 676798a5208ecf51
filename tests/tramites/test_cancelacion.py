"""Cancelación: un escenario con reloj, lo que la auditoría encuentra, los lotes y que nunca extinga lo debido."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oficina import acto, almacen_nuevo, asentar, credito, creditos, en_carpeta, hecho
from personal import Oficina, contratar, orden
from sorteo import ejemplos
from sqlalchemy import Engine

from cobranza.almacen.sesion import instante
from cobranza.base.catalogos import leer_yaml
from cobranza.base.errores import ErrorDeDatos, ErrorDeProceso
from cobranza.cartera import lotes_de_cancelacion as lotes
from cobranza.ingesta.anotacion import tablas_de
from cobranza.ley.norma import de_la_oficina
from cobranza.libros import libro
from cobranza.libros.comprobacion import revisar_libros
from cobranza.libros.lecturas import cancelado
from cobranza.procesos import garantia
from cobranza.procesos.cancelacion import PROCESO
from cobranza.puertas.cli import ejecutar
from cobranza.tramites.libro_de_pasos import Paso, Tramite, agregar, leer, todos
from cobranza.tramites.papeles import Documentos
from cobranza.tramites.tramitar import Pedido, Proceso, paso

pytestmark = pytest.mark.lenta
FECHAS = {"vencimiento": "2024-04-30", "fecha_resolucion": "2024-06-03", "notificacion": "2024-06-10",
          "fecha_registro": "2024-06-20", "ejercicio": 2023, "importe": 100_000,
          "nombre": "Deudor de Prueba"}  # fmt: skip
CHICO, OTRO, AJENO = "TGZ-2024-000001", "TGZ-2024-000002", "TGZ-2024-000003"
RFC, RFC_AJENO = "AAAA800101AA1", "BBBB800101BB1"
HOY = date(2026, 1, 12)
BUSQUEDAS = [
    {"fuente": fuente, "fecha": "2025-11-03", "resultado": "sin_bienes"}
    for fuente in ("registro_publico", "vehicular", "bancaria", "catastro")
]


@pytest.fixture
def siembra() -> Callable[[Engine], Any]:
    return montada


@pytest.fixture
def oficina(motor: Engine) -> Oficina:
    return Oficina(motor, PROCESO)


def montada(motor: Engine) -> Oficina:
    contratar(motor)
    with motor.begin() as conexion:
        credito(conexion, CHICO, **FECHAS | {"rfc": RFC})
        credito(conexion, AJENO, **FECHAS | {"rfc": RFC_AJENO})
    return Oficina(motor, PROCESO)


def otro_credito(oficina: Oficina, folio: str = OTRO, **otros: Any) -> None:
    with oficina.motor.begin() as conexion:
        credito(conexion, folio, **FECHAS | {"rfc": RFC} | otros)


CAMINO: list[tuple[str, str, dict[str, Any]]] = [
    ("EN_INVESTIGACION", "DEL", {}),
    ("DICTAMINADO", "OSC2", {"motivacion": "Cuesta más cobrarlo."}),
    ("PROCEDE", "DCC", {}),
    ("AUTORIZADO", "OSC", {"muestra_revisada": "Expediente completo"}),
    ("CANCELADO", "OSC3", {}),
]


def llevar(oficina: Oficina, hasta: str, al: date = HOY, **otros: Any) -> str:
    """Un trámite llevado hasta un estado; los datos de más van en el paso que los pide o los admite."""
    estados = PROCESO.definicion().estados
    cuando = {"folios": [CHICO], "causal": "incosteabilidad"}
    numero = oficina.abrir("DEL", al, cuando | {k: v for k, v in otros.items() if k in (*cuando, "nota")})
    for estado, usuario, datos in CAMINO[: [e for e, *_ in CAMINO].index(hasta) + 1]:
        admite = {k: v for k, v in otros.items() if k in (*estados[estado].pide, *estados[estado].admite)}
        oficina.paso(
            numero,
            estado,
            otros.get("autoriza", usuario) if estado == "AUTORIZADO" else usuario,
            al,
            **datos | admite,
        )
    return numero


def negado(oficina: Oficina, numero: str, estado: str, usuario: str, al: date = HOY, **datos: Any) -> list[str]:
    with pytest.raises(ErrorDeProceso) as error:
        oficina.paso(numero, estado, usuario, al, **datos)
    assert all(i.fundamento and i.que_hacer for i in error.value.impedimentos)
    assert RFC not in str(error.value) and "Deudor de Prueba" not in str(error.value)
    return [i.regla for i in error.value.impedimentos]


def cuadra(oficina: Oficina) -> dict[str, Any]:
    with instante(oficina.motor) as conexion:
        dicho = lotes.informado(todos(conexion, "cancelacion"), date(2026, 1, 1), date(2026, 12, 31))
        return lotes.cuadre(dicho, cancelado(conexion, date(2026, 1, 1), date(2026, 12, 31)))


@pytest.mark.parametrize(("dicho", "monto"), [({"costo": "5000.00", "costo_como": "Estudio"}, [500_000]), ({}, [])])
def test_lo_que_costaria_cobrarle_queda_en_el_acto(oficina: Oficina, dicho: dict[str, str], monto: list[int]) -> None:
    """Lo lee PAE087."""
    llevar(oficina, "CANCELADO", **dicho)
    with instante(oficina.motor) as conexion:
        actos = tablas_de(conexion, CHICO)["acto"]
    assert actos.loc[actos["tipo"] == "CANCELACION", "monto"].dropna().tolist() == monto


def test_de_que_se_propone_a_que_vuelve_a_cobrarse(oficina: Oficina) -> None:
    """El reloj avanza: estado, saldo y documentos. Cancelar saca el saldo; reactivar devuelve el de la ley."""
    numero = llevar(oficina, "AUTORIZADO")
    debia = int(oficina.cartera(HOY, CHICO).loc[CHICO, "total"])
    assert debia == int(oficina.cartera(HOY, AJENO).loc[AJENO, "total"]) > 100_000
    assert oficina.documentos(numero, HOY) == ["dictamen_de_cancelacion", "acuerdo_de_cancelacion"]
    oficina.paso(numero, "CANCELADO", "OSC3", HOY)
    fila = oficina.cartera(HOY, CHICO).loc[CHICO]
    assert (fila["vida"], fila["total"], bool(fila["cancelado"])) == ("CANCELADO", 0, True)
    (efecto,) = oficina.leer(numero).pasos[-1].efectos
    assert (efecto["acto"], efecto["importe"]) == ("CANCELACION", debia)
    assert cuadra(oficina)["por_causa"] == {"INCOSTEABILIDAD": {
        "informado_creditos": 1, "informado_importe": debia, "base_creditos": 1, "base_importe": debia}}  # fmt: skip
    assert cuadra(oficina)["cuadra"]
    despues = date(2026, 2, 16)
    with pytest.raises(ErrorDeDatos, match="falta «motivo»"):
        oficina.paso(numero, "REACTIVADO", "OSC", despues)  # sin rastro, no
    oficina.paso(numero, "REACTIVADO", "OSC", despues, motivo="bienes", evidencia="Oficio del registro público")
    oficina.paso(numero, "VIGENTE", "OSC", despues)
    fila, gemelo = (oficina.cartera(despues, f).loc[f] for f in (CHICO, AJENO))
    assert fila["vida"] == "VIGENTE" and fila["total"] == gemelo["total"] > debia, (
        "como si nunca se hubiera cancelado"
    )
    with instante(oficina.motor) as conexion:
        tramite = leer(conexion, numero)
    assert [p.estado for p in tramite.pasos][-3:] == ["CANCELADO", "REACTIVADO", "VIGENTE"]
    assert tramite.datos["motivo"] == "bienes" and tramite.pasos[-2].efectos[0]["acto"] == "REACTIVACION"
    assert not [r.falla for r in revisar_libros(oficina.motor) if r.falla]


def test_un_pago_reactiva_solo(oficina: Oficina) -> None:
    numero = llevar(oficina, "CANCELADO")
    assert oficina.al_dia(date(2026, 2, 10)) == []
    with oficina.motor.begin() as conexion:
        asentar(conexion, hecho(CHICO, "REACTIVACION", "2026-02-12"), hecho(CHICO, "PAGO", "2026-02-12", 5_000))
    assert oficina.al_dia(date(2026, 2, 20)) == [(numero, "REACTIVADO", date(2026, 2, 12))]
    assert oficina.al_dia(date(2026, 2, 20)) == []
    assert oficina.leer(numero).datos["motivo"] == "pago"


class TestLoQueLaAuditoriaEncuentra:
    """Los errores frecuentes de F06, uno por uno."""

    def test_lo_informado_distinto_de_la_base(self, oficina: Oficina) -> None:
        llevar(oficina, "CANCELADO")
        with oficina.motor.begin() as conexion:
            asentar(conexion, hecho(AJENO, "CANCELACION", "2026-01-20"))
        difieren = cuadra(oficina)["difieren"]
        assert list(difieren.values()) == ["en la base, sin trámite"] and AJENO in next(iter(difieren))

    def test_cancelar_como_insolvente_sin_investigacion(self, oficina: Oficina) -> None:
        numero = llevar(oficina, "DICTAMINADO", causal="insolvencia")
        assert negado(oficina, numero, "PROCEDE", "DCC") == ["CAN-I"]
        numero = llevar(oficina, "DICTAMINADO", causal="insolvencia", busquedas=BUSQUEDAS[:3], nota="otra")
        with pytest.raises(ErrorDeProceso, match=r"buscar en catastro \(ilustrativo"):
            oficina.paso(numero, "PROCEDE", "DCC", HOY)
        assert llevar(oficina, "PROCEDE", causal="insolvencia", busquedas=BUSQUEDAS, nota="con todas")

    def test_la_investigacion_caduca(self, oficina: Oficina) -> None:
        viejas = [b | {"fecha": "2024-12-02"} for b in BUSQUEDAS]
        numero = llevar(oficina, "DICTAMINADO", causal="insolvencia", busquedas=viejas)
        assert negado(oficina, numero, "PROCEDE", "DCC") == ["CAN-G"] * 4
        numero = llevar(oficina, "PROCEDE", causal="insolvencia", busquedas=BUSQUEDAS, nota="vigentes")
        (plazo,) = oficina.ver(numero, HOY)["plazos"]
        assert (plazo["clave"], plazo["vence"]) == ("INVESTIGACION", "2026-11-30")
        numero = llevar(oficina, "DICTAMINADO", causal="insolvencia", nota="bienes",
                        busquedas=[*BUSQUEDAS, BUSQUEDAS[0] | {"resultado": "con_bienes"}])  # fmt: skip
        assert negado(oficina, numero, "PROCEDE", "DCC") == ["CAN-H"]

    def test_prescribir_y_registrarlo_como_cancelacion(self, oficina: Oficina) -> None:
        with pytest.raises(ErrorDeProceso, match="es baja por prescripción") as error:
            oficina.abrir("DEL", HOY, {"folios": [CHICO], "causal": "prescripcion"})
        assert [i.regla for i in error.value.impedimentos] == ["CAN-C"]
        otro_credito(oficina, vencimiento="2015-04-30", notificacion="2015-06-10", fecha_registro="2015-06-20",
                     fecha_resolucion="2015-06-01", ejercicio=2014)  # fmt: skip
        with pytest.raises(ErrorDeProceso, match="ya prescribió: es baja"):
            oficina.abrir("DEL", HOY, {"folios": [OTRO], "causal": "incosteabilidad"})

    def test_no_sumar_todos_los_creditos_del_deudor(self, oficina: Oficina) -> None:
        otro_credito(oficina)
        numero = llevar(oficina, "DICTAMINADO")
        with pytest.raises(ErrorDeProceso, match="Sus 2 créditos suman") as error:
            oficina.paso(numero, "PROCEDE", "DCC", HOY)
        assert [i.regla for i in error.value.impedimentos] == ["CAN-E"]

    def test_cancelar_de_a_poco_no_cabe_dos_veces_en_el_tope(self, oficina: Oficina) -> None:
        llevar(oficina, "CANCELADO")
        otro_credito(oficina)
        numero = llevar(oficina, "DICTAMINADO", folios=[OTRO])
        assert negado(oficina, numero, "PROCEDE", "DCC") == ["CAN-E"], "lo ya cancelado se sigue debiendo"

    def test_entre_200_y_20000_hace_falta_el_costo_y_como_se_estimo(self, oficina: Oficina) -> None:
        otro_credito(oficina)
        dos = {"folios": [CHICO, OTRO]}
        total = int(oficina.cartera(HOY, CHICO, OTRO)["total"].sum())
        justo = {"costo": f"{total * 75 // 100 / 100:.2f}", "costo_como": "Estudio"}
        assert negado(oficina, llevar(oficina, "DICTAMINADO", **dos, **justo), "PROCEDE", "DCC") == ["CAN-E"]
        rebasa = {"costo": f"{(total * 75 // 100 + 1) / 100:.2f}"}
        assert negado(oficina, llevar(oficina, "DICTAMINADO", **dos, **rebasa, nota="b"), "PROCEDE", "DCC") == [
            "CAN-F"
        ]
        assert llevar(oficina, "PROCEDE", **dos, **rebasa, costo_como="Tabulador de diligencias", nota="c")

    @pytest.mark.parametrize(("tipo", "dice"), [
        ("IMPUGNACION", "medio de defensa"), ("SUSPENSION", "suspendido"), ("GARANTIA", "garantizado"),
    ])  # fmt: skip
    def test_cancelar_en_medio_de_defensa(self, oficina: Oficina, tipo: str, dice: str) -> None:
        numero = llevar(oficina, "AUTORIZADO")
        with oficina.motor.begin() as conexion:
            acto(conexion, CHICO, tipo, "2026-01-12")
        with pytest.raises(ErrorDeProceso, match=dice) as error:
            oficina.paso(numero, "CANCELADO", "OSC3", HOY)
        assert {i.regla for i in error.value.impedimentos} == {"CAN-D"}
        assert not oficina.cartera(HOY, CHICO).loc[CHICO, "cancelado"]

    def test_de_otro_deudor_o_que_no_esta(self, oficina: Oficina) -> None:
        for folios, regla in (([CHICO, AJENO], "CAN-B"), (["NO-HAY"], "CAN-A")):
            with pytest.raises(ErrorDeProceso) as error:
                oficina.abrir("DEL", HOY, {"folios": folios, "causal": "incosteabilidad"})
            assert [i.regla for i in error.value.impedimentos] == [regla]

    def test_no_localizado_y_fallecimiento_piden_su_prueba(self, oficina: Oficina) -> None:
        visita = {"fuente": "visita", "fecha": "2025-11-03", "resultado": "no_localizado"}
        lugares = [b | {"resultado": "no_localizado"} for b in BUSQUEDAS[:3]]
        numero = llevar(oficina, "DICTAMINADO", causal="no_localizado", busquedas=[visita, visita, *lugares])
        assert negado(oficina, numero, "PROCEDE", "DCC") == ["CAN-I"], "la misma visita dos veces es una"
        dos = [visita, visita | {"fecha": "2025-11-05"}, *lugares]
        assert llevar(oficina, "PROCEDE", causal="no_localizado", busquedas=dos, nota="dos visitas")
        numero = llevar(oficina, "DICTAMINADO", causal="fallecimiento", busquedas=BUSQUEDAS[:1], nota="sin acta")
        assert negado(oficina, numero, "PROCEDE", "DCC") == ["CAN-I"]


class TestQuienAutoriza:
    def test_cada_nivel_hasta_su_tope_en_udi(self, oficina: Oficina) -> None:
        otro_credito(oficina, importe=2_000_000)
        dos = {"folios": [CHICO, OTRO], "causal": "insolvencia", "busquedas": BUSQUEDAS}
        numero = llevar(oficina, "PROCEDE", **dos)
        for quien in ("OSC", "DCC2"):
            assert negado(oficina, numero, "AUTORIZADO", quien, muestra_revisada="x") == ["TRA06"]
        assert oficina.paso(numero, "AUTORIZADO", "DIR", HOY, muestra_revisada="x").estado == "AUTORIZADO"

    def test_dos_firmas_de_dos_personas_y_otra_ejecuta(self, oficina: Oficina) -> None:
        numero = llevar(oficina, "DICTAMINADO")
        oficina.paso(numero, "PROCEDE", "DCC", HOY)
        assert negado(oficina, numero, "AUTORIZADO", "DCC", muestra_revisada="x") == ["TRA05"]
        oficina.paso(numero, "AUTORIZADO", "OSC", HOY, muestra_revisada="x")
        assert negado(oficina, numero, "CANCELADO", "OSC") == ["TRA05"]

    def test_la_deuda_crece_y_rebasa_a_quien_autorizo(self, oficina: Oficina) -> None:
        numero = llevar(oficina, "AUTORIZADO", causal="insolvencia", busquedas=BUSQUEDAS)
        otro_credito(oficina, importe=2_000_000)
        assert negado(oficina, numero, "CANCELADO", "OSC3") == ["CAN-N"]


class TestLotes:
    def test_la_muestra_se_revisa_antes_de_cancelar(self, oficina: Oficina) -> None:
        rfcs = [f"CCCC80010{k}CC{k}" for k in range(3)]
        folios = [f"TGZ-2024-00010{k}" for k in range(3)]
        for folio, rfc in zip(folios, rfcs, strict=True):
            otro_credito(oficina, folio, rfc=rfc)
        numeros = [llevar(oficina, "PROCEDE", folios=[f], lote="2026-01") for f in folios]
        with instante(oficina.motor) as conexion:
            hay = lotes.del_lote(todos(conexion, "cancelacion"), "2026-01")
        (elegido,) = lotes.muestra(hay, "2026-01")  # 5 % de 3, hacia arriba
        otros = [n for n in numeros if n != elegido]
        assert negado(oficina, elegido, "AUTORIZADO", "OSC") == ["CAN-L"]
        oficina.paso(otros[0], "AUTORIZADO", "OSC", HOY)
        assert negado(oficina, otros[0], "CANCELADO", "OSC3") == ["CAN-M"]
        tarde = llevar(oficina, "DICTAMINADO")
        assert negado(oficina, tarde, "PROCEDE", "DCC", lote="2026-01") == ["CAN-K"]
        oficina.paso(elegido, "AUTORIZADO", "OSC", HOY, muestra_revisada="Sin hallazgos")
        oficina.paso(otros[0], "CANCELADO", "OSC3", HOY)
        with instante(oficina.motor) as conexion:
            de = Documentos(conexion, PROCESO, de_la_oficina())
            (relacion,) = de.del_dia(leer(conexion, otros[0]), "relacion_de_cancelados", HOY)
        assert [c["folio"] for c in relacion.datos["creditos"]] == oficina.leer(otros[0]).datos["folios"]
        assert "coincide" in relacion.datos["cuadre"] and "NO" not in relacion.datos["cuadre"]
        assert any("ilustrativo" in i for i in relacion.datos["ilustrativos"])

    def test_no_caben_mas_de_mil_creditos(self, oficina: Oficina) -> None:
        folios = [f"TGZ-2024-{k:06d}" for k in range(10, 1010)]
        with oficina.motor.begin() as conexion:
            creditos(conexion, [FECHAS | {"folio": f, "rfc": "DDDD800101DD1", "importe": 100} for f in folios])
            ya = Paso("CANC-2026-000900", 1, "cancelacion", "PROCEDE", HOY, orden("DCC", HOY).ahora, "DCC", "DCC",
                      "DCC", {"folios": folios, "causal": "incosteabilidad", "lote": "G"}, clave="lleno")  # fmt: skip
            libro.tomar_turno(conexion)
            agregar(conexion, ya)
        numero = llevar(oficina, "DICTAMINADO")
        assert negado(oficina, numero, "PROCEDE", "DCC", lote="G") == ["CAN-J"]

    @given(st.lists(st.integers(1, 400), min_size=1, max_size=60), st.text(max_size=5))
    def test_la_muestra_alcanza_y_no_se_elige_a_mano(self, tamanos: list[int], lote: str) -> None:
        hay = [Tramite(f"CANC-2026-{k:06d}", "cancelacion", (), {"folios": ["x"] * n}) for k, n in enumerate(tamanos)]
        elegidos = lotes.muestra(hay, lote)
        assert elegidos == lotes.muestra(hay[::-1], lote)
        assert sum(len(t.datos["folios"]) for t in hay if t.numero in elegidos) * 20 >= sum(tamanos)


def _en(oficina: Oficina, proceso: Proceso, estado: str) -> str:
    """Un trámite que está en un estado, sin haber pasado por los demás."""
    numero = f"{proceso.definicion().prefijo}-2026-000001"
    datos = {"folios": [CHICO], "causal": "incosteabilidad", "clase": "fianza", "monto": 1}
    with oficina.motor.begin() as conexion:
        libro.tomar_turno(conexion)
        agregar(conexion, Paso(numero, 1, proceso.tipo, estado, HOY, orden("DEL", HOY).ahora, "NADIE", "", "", datos))
    return numero


@pytest.mark.parametrize("proceso", [PROCESO, garantia.PROCESO], ids=lambda p: p.tipo)
def test_ninguna_transicion_fuera_de_la_tabla(proceso: Proceso, tmp_path: Any) -> None:
    estados = proceso.definicion().estados
    for desde in estados:
        motor = almacen_nuevo(en_carpeta((tmp_path / desde,)[0].parent).replace("libros.db", f"{desde}.db"))
        try:
            oficina = Oficina(motor, proceso)
            contratar(motor)
            numero = _en(oficina, proceso, desde)
            for hasta, estado in estados.items():
                if desde in estado.desde:
                    continue
                quien = next((r for r in estado.roles if r in ("DEL", "OPG", "OSC", "DIR", "DCC")), "DIR")
                with pytest.raises(ErrorDeProceso) as error:
                    paso(motor, proceso, Pedido(hasta, {}, numero), orden(quien, HOY))
                assert "TRA02" in [i.regla for i in error.value.impedimentos], f"{desde} → {hasta}"  # type: ignore[attr-defined]
            assert oficina.leer(numero).estado == desde
        finally:
            motor.dispose()


PASOS = st.lists(
    st.tuples(st.sampled_from([*(e for e, *_ in CAMINO), "REACTIVADO", "VIGENTE", "NO_PROCEDE"]), st.integers(0, 9)),
    min_size=4, max_size=9,
)  # fmt: skip


@settings(max_examples=ejemplos(6, 3), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PASOS)
def test_tras_cualquier_secuencia_se_debe_lo_de_la_ley(tmp_path_factory: Any, dados: list[tuple[str, int]]) -> None:
    """El crédito gemelo, sin trámite, dice lo que la ley manda deber; el cancelado no suma, pero vuelve entero."""
    motor = almacen_nuevo(en_carpeta(tmp_path_factory.mktemp("cancelacion")))
    try:
        oficina = montada(motor)
        numero = oficina.abrir("DEL", HOY, {"folios": [CHICO], "causal": "incosteabilidad"})
        quien = {e: (u, d) for e, u, d in CAMINO} | {
            "REACTIVADO": ("OSC", {"motivo": "error", "evidencia": "Acta"}), "VIGENTE": ("OSC", {}),
            "NO_PROCEDE": ("DCC", {}),
        }  # fmt: skip
        al = HOY
        # cada sorteo se intenta tras el paso que sigue del camino: así llega lejos y también se equivoca
        siguen = iter([*(e for e, *_ in CAMINO), "REACTIVADO", "VIGENTE"])
        for sorteado, dias in dados:
            al = date.fromordinal(min(al.toordinal() + dias, date(2026, 2, 20).toordinal()))
            for estado in filter(None, (next(siguen, None), sorteado)):
                usuario, datos = quien[estado]
                with contextlib.suppress(ErrorDeProceso):
                    oficina.paso(numero, estado, usuario, al, **datos)
            c = oficina.cartera(al, CHICO, AJENO)
            esta = oficina.leer(numero).estado
            debido = 0 if esta == "CANCELADO" else int(c.loc[AJENO, "total"])
            assert int(c.loc[CHICO, "total"]) == debido, esta
    finally:
        motor.dispose()


class TestCandidatosYCuadre:
    def test_se_proponen_por_todo_lo_que_deben(
        self, oficina: Oficina, url_de_almacen: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any,
        capsys: pytest.CaptureFixture[str],
    ) -> None:  # fmt: skip
        otro_credito(oficina, importe=300_000)
        otro_credito(oficina, "TGZ-2024-000009", rfc="EEEE800101EE1", importe=50_000)
        with oficina.motor.begin() as conexion:
            acto(conexion, "TGZ-2024-000009", "IMPUGNACION", "2025-06-02")
        monkeypatch.setenv("COBRANZA_BD", url_de_almacen)
        monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path))
        assert ejecutar(["tramite", "candidatos", "cancelacion", "--al", "2026-01-12", "--json"]) == 0
        dicho = json.loads(capsys.readouterr().out)["candidatos"]
        assert [(c["folios"], c["por"]) for c in dicho] == [([AJENO], "200_udi")], "ni el grande ni el que litiga"
        assert ejecutar(["tramite", "candidatos", "--al", "2026-01-12", "--costo", "5000.00", "--json"]) == 0
        salida = capsys.readouterr().out
        porque = {tuple(c["folios"]): c["por"] for c in json.loads(salida)["candidatos"]}
        assert porque == {(AJENO,): "200_udi", (CHICO, OTRO): "20000_udi"}
        assert RFC not in salida and "Deudor" not in salida
        llevar(oficina, "CANCELADO", folios=[AJENO])
        argumentos = ["tramite", "cuadre", "cancelacion", "--desde", "2026-01-01", "--al", "2026-03-31"]
        assert ejecutar(argumentos) == 0 and "Cuadra." in capsys.readouterr().out
        with oficina.motor.begin() as conexion:
            asentar(conexion, hecho(OTRO, "CANCELACION", "2026-01-20"))
        assert ejecutar(argumentos) == 5 and "sin trámite" in capsys.readouterr().out


def test_los_topes_de_la_oficina_se_rotulan() -> None:
    from cobranza.base.catalogos import carpeta

    assert leer_yaml(carpeta() / "cancelacion.yaml")["calidad"] == "ilustrativo"
    assert "ilustrativo" in lotes.rotulo("el tope")
