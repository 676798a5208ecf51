"""El expediente de un crédito: qué se le exige, que sus archivos no cambien, el foliado y los préstamos."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from oficina import acto, almacen_nuevo, credito, en_carpeta
from personal import Oficina, contratar
from sqlalchemy import Engine

from cobranza.almacen.deposito import BIEN, CAMBIADO, FALTA, Deposito, el_de_la_oficina
from cobranza.almacen.sesion import instante
from cobranza.base.errores import ErrorDeDatos, ErrorDeProceso
from cobranza.cartera.integracion import Expediente, Pieza, confronta, expediente_de, fallas, indice
from cobranza.ingesta.anotacion import tablas_de
from cobranza.ley.norma import de_la_oficina
from cobranza.procesos.revision_expediente import PROCESO, exigidos_hoy
from cobranza.puertas.cli import ejecutar
from cobranza.tramites.libro_de_pasos import leer
from cobranza.tramites.papeles import Documentos

pytestmark = pytest.mark.lenta
FOLIO, OTRO = "TGZ-2024-000001", "TGZ-2024-000002"
HOY = date(2025, 12, 15)
DE_SIEMPRE = ["REG-01", "REG-02", "REG-05", "NOT-02", "PLZ-01", "EXG-01"]
Captura = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def motor(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    carpeta = tmp_path_factory.mktemp("expedientes")
    motor = almacen_nuevo(en_carpeta(carpeta))
    contratar(motor)
    with motor.begin() as conexion:
        for folio in (FOLIO, OTRO):
            credito(conexion, folio, notificacion="2024-06-10", fecha_resolucion="2024-06-03",
                    fecha_registro="2024-06-20", vencimiento="2024-04-30", ejercicio=2023)  # fmt: skip
        acto(conexion, FOLIO, "MANDAMIENTO", "2025-02-03")
        acto(conexion, FOLIO, "CITATORIO", "2025-03-03", resultado="CITATORIO_DEJADO")
        acto(conexion, FOLIO, "REQUERIMIENTO", "2025-03-04", resultado="PRACTICADA")
        acto(conexion, FOLIO, "EMBARGO", "2025-04-01", resultado="PRACTICADA", forma="INMUEBLE")
    with pytest.MonkeyPatch.context() as entorno:
        entorno.setenv("COBRANZA_BD", en_carpeta(carpeta))
        entorno.setenv("COBRANZA_SALIDAS", str(carpeta))
        yield motor
    motor.dispose()


@pytest.fixture(scope="module")
def oficina(motor: Engine) -> Oficina:
    return Oficina(motor, PROCESO)


@pytest.fixture(scope="module")
def numero(oficina: Oficina) -> str:
    return oficina.abrir("DEL", HOY, {"folio": FOLIO, "ubicacion": "Estante 3"})


def integrada(oficina: Oficina, numero: str, que: tuple[str, int, int], contenido: bytes, **otros: object) -> str:
    huella = el_de_la_oficina().guardar(contenido)
    datos = {"pieza": que[0], "fechada_el": "2025-02-03", "foja_inicial": que[1], "foja_final": que[2]}
    oficina.paso(numero, "INTEGRADO_PARCIAL", "DEL", HOY, **{**datos, "huella": huella, **otros})
    return huella


def test_se_exige_lo_de_las_etapas_alcanzadas_y_lo_condicional_si_ocurrio(motor: Engine) -> None:
    with instante(motor) as conexion:
        con_embargo, sin_nada = (
            exigidos_hoy(tablas_de(conexion, f), de_la_oficina(), HOY)["clave"] for f in (FOLIO, OTRO)
        )
    assert [*sin_nada] == DE_SIEMPRE
    # el citatorio es de la diligencia y no de la notificación; el inmueble pide su certificado
    assert {*con_embargo} == {*DE_SIEMPRE, "MAN-01", "MAN-02", "REQ-01", "REQ-02", "EMB-01", "EMB-02", "INS-02"}


def test_removido_el_depositario_se_exige_su_acuerdo(motor: Engine) -> None:
    with motor.connect() as conexion:  # no se confirma: los demás no lo ven
        acto(conexion, FOLIO, "DEPOSITARIO", "2025-04-01", clave="DEPO-1")
        antes = exigidos_hoy(tablas_de(conexion, FOLIO), de_la_oficina(), HOY)["clave"]
        acto(conexion, FOLIO, "REMOCION_DEPOSITARIO", "2025-06-02", referencia="DEPO-1")
        despues = exigidos_hoy(tablas_de(conexion, FOLIO), de_la_oficina(), HOY)["clave"]
    assert {*despues} - {*antes} == {"DEP-01"}


def test_una_pieza_entra_con_su_archivo_y_ya_no_se_repite(oficina: Oficina, numero: str) -> None:
    huella = integrada(oficina, numero, ("REG-01", 1, 3), b"caratula")
    e = expediente_de(oficina.leer(numero))
    assert [(p.clave, p.huella, e.fojas) for p in e.piezas] == [("REG-01", huella, 3)]
    for que, con in (("EXP06", b"caratula"), ("EXP03", b"otra"), ("EXP04", b"mas")):
        otros = {"EXP03": {"pieza": "NO-99"}, "EXP04": {"foja_final": 1}}.get(que, {})
        with pytest.raises(ErrorDeProceso, match=que):
            integrada(oficina, numero, ("REG-02", 4, 9), con, **otros)
    with pytest.raises(ErrorDeProceso, match="EXP05"):
        integrada(oficina, numero, ("REG-02", 4, 9), b"x", huella="0" * 64)
    with pytest.raises(ErrorDeProceso, match="EXP02"):
        oficina.abrir("DEL", HOY, {"folio": FOLIO})


def test_no_se_da_por_completo_mientras_falte_algo_y_lo_da_otra_persona(oficina: Oficina, motor: Engine) -> None:
    numero = oficina.abrir("DEL", HOY, {"folio": OTRO})
    for k, clave in enumerate(DE_SIEMPRE[:-1]):
        integrada(oficina, numero, (clave, k + 1, k + 1), clave.encode())
    with pytest.raises(ErrorDeProceso, match="EXG-01"):
        oficina.paso(numero, "COMPLETO_A_LA_ETAPA", "DSC", HOY)
    integrada(oficina, numero, (DE_SIEMPRE[-1], 6, 6), b"liquidacion")
    with pytest.raises(ErrorDeProceso, match="TRA04"):
        oficina.paso(numero, "COMPLETO_A_LA_ETAPA", "DEL", HOY)
    assert oficina.paso(numero, "COMPLETO_A_LA_ETAPA", "DSC", HOY).estado == "COMPLETO_A_LA_ETAPA"
    with instante(motor) as conexion:
        con = indice(
            exigidos_hoy(tablas_de(conexion, OTRO), de_la_oficina(), HOY), [expediente_de(oficina.leer(numero))]
        )
    assert con["presente"].all() and len(con) == len(DE_SIEMPRE)
    with pytest.raises(ErrorDeProceso, match="EXP09"):
        oficina.paso(numero, "CERRADO", "DSC", HOY)


def test_un_prestamo_dice_a_quien_y_vence(oficina: Oficina, numero: str) -> None:
    with pytest.raises(ErrorDeProceso, match="EXP11"):
        oficina.paso(numero, "PRESTADO", "DEL", HOY, prestado_a="NADIE", devolver_el="2025-12-20")
    with pytest.raises(ErrorDeProceso, match="EXP10"):
        oficina.paso(numero, "PRESTADO", "DEL", HOY, prestado_a="OPG", devolver_el="2025-12-01")
    oficina.paso(numero, "PRESTADO", "DEL", HOY, prestado_a="OPG", devolver_el="2025-12-20")
    (plazo,) = oficina.ver(numero, date(2025, 12, 22))["plazos"]
    assert (plazo["vence"], plazo["semaforo"]) == ("2025-12-20", "rojo")
    assert expediente_de(oficina.leer(numero)).prestado_a == "OPG"
    with pytest.raises(ErrorDeProceso):
        integrada(oficina, numero, ("REG-02", 4, 9), b"prestado")
    oficina.paso(numero, "DEVUELTO", "DEL", date(2025, 12, 16))
    assert expediente_de(oficina.leer(numero)).prestado_a == ""


def test_el_foliado_y_las_fechas_cruzadas_se_dicen() -> None:
    def con(*piezas: tuple[str, str, int, int]) -> list[str]:
        hechas = [Pieza(c, date.fromisoformat(f), a, b, "") for c, f, a, b in piezas]
        return fallas(Expediente("E", "F", "", "", tuple(hechas)))

    assert con(("MAN-01", "2025-02-03", 1, 2), ("REQ-02", "2025-03-04", 3, 5)) == []
    assert con(("MAN-01", "2025-02-03", 1, 2), ("REQ-02", "2025-02-03", 3, 3)) == []
    assert con(("MAN-01", "2025-02-03", 2, 3), ("REQ-02", "2025-03-04", 3, 5)) == [
        "foja 1 sin pieza", "foja 3 en más de una pieza",
    ]  # fmt: skip
    (cruzada,) = con(("REQ-02", "2025-02-01", 1, 1), ("MAN-01", "2025-02-03", 2, 2))
    assert cruzada == "REQ-02 es del 1 feb 2025, anterior a MAN-01, del 3 feb 2025"


def test_el_deposito_descubre_lo_que_cambia_falta_o_se_cambia_por_otro(tmp_path: Path) -> None:
    deposito = Deposito(tmp_path)
    uno, otro = deposito.guardar(b"uno"), deposito.guardar(b"otro")
    assert deposito.guardar(b"uno") == uno and deposito.como_esta(uno) == BIEN and deposito.leer(otro) == b"otro"
    ruta_uno, ruta_otro = (tmp_path / h[:2] / h for h in (uno, otro))
    ruta_uno.write_bytes(ruta_otro.read_bytes())
    assert deposito.como_esta(uno) == CAMBIADO
    with pytest.raises(ErrorDeDatos, match="cambió"):
        deposito.leer(uno)
    ruta_otro.unlink()
    assert deposito.como_esta(otro) == FALTA
    assert deposito.guardar(b"uno") == uno and deposito.como_esta(uno) == BIEN


def test_el_deposito_vive_donde_llegue_fsspec(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COBRANZA_EXPEDIENTES", "memory://expedientes")
    deposito = el_de_la_oficina()
    huella = deposito.guardar(b"lejos")
    assert deposito.como_esta(huella) == BIEN and deposito.leer(huella) == b"lejos"
    assert deposito.como_esta("0" * 64) == FALTA


def test_el_estante_se_confronta_con_lo_que_consta() -> None:
    pieza = Pieza("REG-01", HOY, 1, 4, "")
    hay = [
        Expediente("E1", "A", "", "Caja 1", (pieza,)), Expediente("E2", "B", "", "", ()),
        Expediente("E3", "C", "", "", (), "OPG", HOY), Expediente("E4", "D", "", "", (), "OPG", HOY),
    ]  # fmt: skip
    visto = {"fojas": None, "ubicacion": ""}
    assert confronta(hay, {"A": {"fojas": 3, "ubicacion": "Caja 2"}, "D": visto, "Z": visto}) == [
        ("A", "E1", "tiene 3 fojas y constan 4"),
        ("A", "E1", "está en «Caja 2» y consta en «Caja 1»"),
        ("B", "E2", "no está en el estante y no consta prestado"),
        ("D", "E4", "está en el estante y consta prestado a OPG"),
        ("Z", "", "está en el estante y no tiene expediente"),
    ]
    assert confronta(hay[:1], {"A": {"fojas": 4, "ubicacion": "Caja 1"}}) == []


def test_la_cedula_dice_lo_que_habia_ese_dia(oficina: Oficina, numero: str) -> None:
    oficina.paso(numero, "OBSERVADO", "DSC", date(2025, 12, 16), observacion="Falta el acta.",
                 solventar_el="2025-12-30")  # fmt: skip
    with instante(oficina.motor) as conexion:
        de, tramite = Documentos(conexion, PROCESO, de_la_oficina()), leer(conexion, numero)
        with pytest.raises(ErrorDeDatos, match="no da"):
            de.del_dia(tramite, "cedula_de_expediente", date(2025, 12, 1))
        (antes,), (despues,) = (
            [d.datos for d in de.del_dia(tramite, "cedula_de_expediente", al)] for al in (HOY, date(2025, 12, 16))
        )
    assert "observacion" not in antes and despues["a_mas_tardar"] == "2025-12-30"
    assert (despues["presentes"], despues["exigibles"], despues["fojas"]) == (1, 13, 3)
    donde = {d["clave"]: d["donde"] for d in despues["documentos"]}
    assert (donde["REG-01"], donde["EMB-01"]) == ("1 a 3", "falta")
    assert despues["autoriza"]["puesto"] != antes["autoriza"]["puesto"], "la firma quien la revisó"


def test_la_consola_integra_comprueba_y_confronta(numero: str, tmp_path: Path, capsys: Captura) -> None:
    archivo = tmp_path / "mandamiento.pdf"
    archivo.write_bytes(b"%PDF mandamiento")
    orden = ["expediente", "integrar", numero, str(archivo), "--pieza", "man-01", "--fechada", "2025-02-03",
             "--usuario", "DEL", "--al", "2025-12-17"]  # fmt: skip
    assert ejecutar([*orden, "--fojas", "4-5"]) == 0
    huella = capsys.readouterr().out.split()[-1]
    assert ejecutar([*orden, "--fojas", "cuatro"]) == 2
    assert ejecutar(["expediente", "indice", numero, "--al", "2025-12-17"]) == 0
    dicho = capsys.readouterr().out
    assert "✓ MAN-01" in dicho and "✗ EMB-01" in dicho and "2 de 13 exigibles; 5 fojas en 2 piezas" in dicho
    assert ejecutar(["expediente", "comprobar"]) == 0
    (el_de_la_oficina().raiz / huella[:2] / huella).write_bytes(b"otro")  # type: ignore[union-attr]
    capsys.readouterr()
    assert ejecutar(["expediente", "comprobar"]) == 3
    assert "MAN-01, fojas 4 a 5: su archivo cambió o es otro" in capsys.readouterr().out
    estante = tmp_path / "estante.csv"
    estante.write_text(f"Crédito,Fojas,Ubicación\n{FOLIO},4,Estante 3\n", encoding="utf-8")
    assert ejecutar(["expediente", "confrontar", str(estante)]) == 3
    assert "tiene 4 fojas y constan 5" in capsys.readouterr().out
    estante.write_text("Crédito,Fojas\nA,x\n", encoding="utf-8")
    assert ejecutar(["expediente", "confrontar", str(estante)]) == 3
    assert "renglón 2" in capsys.readouterr().err
