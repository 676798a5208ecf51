"""El hallazgo de la verificación: que sea cierto, que conteste quien debe y que lo dé por solventado otra persona."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from oficina import acto, almacen_nuevo, credito, en_carpeta
from personal import Oficina, contratar, orden
from sqlalchemy import Engine, select

from cobranza.almacen.sesion import instante
from cobranza.base.errores import ErrorDeDatos, ErrorDeProceso
from cobranza.ley.norma import de_la_oficina
from cobranza.libros import tablas
from cobranza.libros.comprobacion import revisar_libros
from cobranza.procesos.hallazgo import PROCESO
from cobranza.puertas.cli import ejecutar
from cobranza.tramites.libro_de_pasos import leer, todos
from cobranza.tramites.papeles import Documentos
from cobranza.tramites.tramitar import abrir
from cobranza.tramites.vista import Vista
from cobranza.verificacion.seguimiento import por_delegacion, seguimiento

pytestmark = pytest.mark.lenta
DOMINGO, LUNES, OTRO_DOMINGO = "2026-02-08", "2026-02-09", "2026-03-15"
CORTE, HOY, NOTIFICADO = date(2026, 2, 27), date(2026, 3, 2), date(2026, 3, 4)
VENCE = date(2026, 3, 26)
"""Quince días hábiles desde que surte la notificación del 4 de marzo: el 16 es inhábil."""
ACTO = f"UNO:CITATORIO:{DOMINGO}"
HUELLA = hashlib.sha256(b"acta").hexdigest()
EVIDENCIA = [{"documento": "acta.pdf", "huella": HUELLA, "foja": "12"}]


@pytest.fixture
def libros(tmp_path: Path) -> Engine:
    """Un citatorio en domingo, otro en lunes de la misma persona y un crédito prescrito; todos, de Tuxtla."""
    motor = almacen_nuevo(en_carpeta(tmp_path))
    contratar(motor)
    with motor.begin() as conexion:
        for folio in ("UNO", "DOS"):
            credito(conexion, folio, notificacion="2025-11-03", fecha_registro="2025-11-05", vencimiento="2025-04-30")
        credito(conexion, "VIEJO")
        acto(conexion, "UNO", "CITATORIO", DOMINGO, persona="EJ1")
        acto(conexion, "DOS", "CITATORIO", LUNES, persona="EJ1")
    return motor


@pytest.fixture
def oficina(libros: Engine) -> Oficina:
    return Oficina(libros, PROCESO)


def levantado(oficina: Oficina, al: date = HOY, corte: date = CORTE, **otros: Any) -> str:
    datos = {"folio": "UNO", "regla": "PAE001", "acto": ACTO, "corte": corte.isoformat()} | otros
    return oficina.abrir("OSC", al, {k: v for k, v in datos.items() if v})


def notificado(oficina: Oficina, **otros: Any) -> str:
    numero = levantado(oficina, **otros)
    oficina.paso(numero, "NOTIFICADO", "DCC", NOTIFICADO, oficio="DCC/012/2026")
    return numero


def contestado(oficina: Oficina, al: date = date(2026, 3, 10), **otros: Any) -> str:
    numero = notificado(oficina, **otros)
    oficina.paso(numero, "CONTESTADO", "DEL", al, respuesta="Se repuso", evidencia=EVIDENCIA)
    return numero


def negado(que: Any) -> list[str]:
    with pytest.raises(ErrorDeProceso) as error:
        que()
    return [i.regla for i in error.value.impedimentos]  # type: ignore[attr-defined]


def documentos(motor: Engine, numero: str, al: date, plantilla: str) -> list[Any]:
    with instante(motor) as conexion:
        de = Documentos(conexion, PROCESO, de_la_oficina())
        try:
            return [dict(d.datos) for d in de.del_dia(leer(conexion, numero), plantilla, al)]
        except ErrorDeDatos:
            return []


def cuentas(motor: Engine, al: date) -> dict[str, int]:
    with instante(motor) as conexion:
        (suyas,) = por_delegacion(seguimiento(todos(conexion, "hallazgo"), al, de_la_oficina()))
    return {cuenta: n for cuenta, n in suyas.items() if cuenta != "delegacion" and n}


def test_de_principio_a_fin_con_el_reloj(oficina: Oficina, libros: Engine) -> None:
    numero = levantado(oficina)
    with instante(libros) as conexion:
        datos = leer(conexion, numero).datos
    assert (datos["severidad"], datos["delegacion"], datos["persona"]) == ("CRITICA", "DH-TGZ", "EJ1")
    assert (
        "8 feb 2026" in datos["evidencia_de_la_regla"] and datos["reincide_de"] == "" and datos["saldo"] > 1_000_000
    )
    assert cuentas(libros, HOY) == {"por_notificar": 1, "hallazgos": 1}

    oficina.paso(numero, "NOTIFICADO", "DCC", NOTIFICADO, oficio="DCC/012/2026")
    (oficio,) = documentos(libros, numero, NOTIFICADO, "oficio_de_observaciones")
    (cedula,) = documentos(libros, numero, NOTIFICADO, "cedula_de_verificacion")
    assert (oficio["oficio"], oficio["a_mas_tardar"]) == ("DCC/012/2026", VENCE.isoformat())
    assert [h["regla"] for h in cedula["hallazgos"]] == ["PAE001"] and cedula["credito"] == "UNO"
    assert documentos(libros, numero, date(2026, 3, 5), "cedula_de_verificacion") == [], "ese día no se notificó nada"
    assert [f["nombre"] for f in (cedula["autoriza"], *cedula["tambien_firman"])] == ["Persona DCC", "Persona OSC"]

    with instante(libros) as conexion:
        (plazo,) = Vista(conexion, PROCESO, NOTIFICADO, de_la_oficina()).plazos(leer(conexion, numero))
    assert (plazo["clave"], plazo["vence"], plazo["es_meta"]) == ("MET-SOLVENTAR", VENCE.isoformat(), True)
    assert oficina.al_dia(VENCE) == [], "el último día aún se contesta"

    oficina.paso(numero, "CONTESTADO", "DEL", VENCE, respuesta="Se repuso", evidencia=EVIDENCIA)
    assert cuentas(libros, VENCE) == {"contestados": 1, "hallazgos": 1}
    assert oficina.al_dia(date(2026, 4, 30)) == [], "contestado ya no vence"
    dado = oficina.paso(numero, "SOLVENTADO", "OSC2", date(2026, 4, 1), motivacion="Consta",
                        cotejadas=[{"huella": HUELLA}])  # fmt: skip
    assert dado.datos["sigue_senalado"] is True, "el acto en domingo no deja de serlo: se aceptó por su evidencia"
    assert cuentas(libros, date(2026, 4, 1)) == {"solventados": 1, "hallazgos": 1}
    assert cuentas(libros, HOY) == {"por_notificar": 1, "hallazgos": 1}, "al día de entonces, como estaba"
    with instante(libros) as conexion:
        (s,) = seguimiento(todos(conexion, "hallazgo"), date(2026, 4, 1), de_la_oficina()).to_dict("records")
    assert s["dias"] == 28 and s["veces"] == 1
    assert not [r.falla for r in revisar_libros(libros) if r.falla]


def test_vence_se_reitera_y_se_da_vista(oficina: Oficina, libros: Engine) -> None:
    numero = notificado(oficina)
    despues = date(2026, 3, 27)
    assert cuentas(libros, VENCE) == {"en_plazo": 1, "hallazgos": 1}
    assert cuentas(libros, despues) == {"vencidos": 1, "hallazgos": 1}, "vence aunque nadie los ponga al día"
    assert oficina.al_dia(date(2026, 3, 31)) == [(numero, "VENCIDO", despues)]
    assert oficina.al_dia(date(2026, 3, 31)) == []
    assert negado(lambda: oficina.paso(numero, "NO_SOLVENTADO", "DIR", date(2026, 3, 31), motivo="Calla")) == [
        "HAL07"
    ]
    oficina.paso(numero, "REITERADO", "DCC", date(2026, 3, 31), oficio="DCC/031/2026", motivo="No contestó")
    (oficio,) = documentos(libros, numero, date(2026, 3, 31), "oficio_de_observaciones")
    assert (oficio["clase"], oficio["motivo"], oficio["hallazgos"][0]["clase"]) == (
        "reiteración", "No contestó", "Reiterado",
    )  # fmt: skip
    assert [estado for _, estado, _ in oficina.al_dia(date(2026, 5, 15))] == ["VENCIDO"]
    dado = oficina.paso(numero, "NO_SOLVENTADO", "DIR", date(2026, 5, 18), motivo="Se da vista a la Subsecretaría")
    assert [p.estado for p in dado.pasos].count("VENCIDO") == 2 and dado.datos["vuelta"] == 2


class TestQuien:
    def test_quien_lo_contesta_no_lo_solventa(self, oficina: Oficina) -> None:
        numero = contestado(oficina)
        dicho = {"motivacion": "Consta", "cotejadas": [{"huella": HUELLA}]}
        assert "TRA05" in negado(lambda: oficina.paso(numero, "SOLVENTADO", "DEL", date(2026, 3, 11), **dicho))

    def test_quien_lo_levanta_no_lo_notifica(self, oficina: Oficina) -> None:
        numero = levantado(oficina)
        assert "TRA05" in negado(lambda: oficina.paso(numero, "NOTIFICADO", "OSC", NOTIFICADO, oficio="X"))

    def test_lo_contesta_su_delegacion(self, oficina: Oficina, libros: Engine) -> None:
        with libros.begin() as conexion:
            credito(conexion, "TAP", delegacion="DH-TAP", notificacion="2025-11-03", fecha_registro="2025-11-05")
            acto(conexion, "TAP", "CITATORIO", DOMINGO, persona="EJ2")
        numero = notificado(oficina, folio="TAP", acto=f"TAP:CITATORIO:{DOMINGO}")
        dicho = {"respuesta": "Se repuso", "evidencia": EVIDENCIA}
        assert negado(lambda: oficina.paso(numero, "CONTESTADO", "DEL", date(2026, 3, 10), **dicho)) == ["HAL03"]


class TestQueSeaCierto:
    @pytest.mark.parametrize("otros", [{"acto": f"DOS:CITATORIO:{LUNES}", "folio": "DOS"}, {"regla": "PAE015"}])
    def test_no_se_levanta_lo_que_la_regla_no_senala(self, oficina: Oficina, otros: dict[str, str]) -> None:
        assert negado(lambda: levantado(oficina, **otros)) == ["HAL01"]

    def test_ni_dos_veces(self, oficina: Oficina, libros: Engine) -> None:
        numero = levantado(oficina)
        assert negado(lambda: levantado(oficina, al=date(2026, 3, 3))) == ["HAL02"]
        repetido = {"folio": "UNO", "regla": "PAE001", "acto": ACTO, "corte": CORTE.isoformat()}
        assert abrir(libros, PROCESO, repetido, orden("OSC", HOY)).tramite.numero == numero, (
            "la misma orden, el mismo"
        )

    def test_descartarlo_hace_que_la_regla_calle_hasta_ese_dia(self, oficina: Oficina, libros: Engine) -> None:
        numero = levantado(oficina)
        oficina.paso(numero, "DESCARTADO", "DCC", NOTIFICADO, motivo="Se habilitó el día", hasta="2026-06-30")
        a = tablas.acto.c
        with libros.connect() as conexion:
            (dicho,) = conexion.execute(select(a.forma, a.referencia, a.persona).where(a.tipo == "SUPRESION"))
        assert tuple(dicho) == ("PAE001", ACTO, "DCC")
        assert negado(lambda: levantado(oficina, al=date(2026, 3, 5), corte=date(2026, 3, 5))) == ["HAL01", "HAL02"]

    def test_no_se_descarta_con_una_supresion_que_ya_vencio(self, oficina: Oficina) -> None:
        """No callaría nada, y el trámite quedaría cerrado con la regla señalando lo mismo."""
        numero = levantado(oficina)
        hasta = {"motivo": "Se habilitó el día", "hasta": "2026-03-03"}
        assert negado(lambda: oficina.paso(numero, "DESCARTADO", "DCC", NOTIFICADO, **hasta)) == ["HAL08"]
        hasta |= {"hasta": NOTIFICADO.isoformat()}
        assert oficina.paso(numero, "DESCARTADO", "DCC", NOTIFICADO, **hasta).estado == "DESCARTADO"

    def test_vencida_su_supresion_el_descartado_se_levanta_otra_vez(self, oficina: Oficina) -> None:
        """La regla lo vuelve a señalar: si no se pudiera levantar, nadie podría atenderlo."""
        numero = levantado(oficina)
        oficina.paso(numero, "DESCARTADO", "DCC", NOTIFICADO, motivo="Se habilitó el día", hasta="2026-06-30")
        despues = date(2026, 7, 2)
        assert negado(lambda: levantado(oficina, al=despues, corte=date(2026, 6, 30))) == ["HAL01", "HAL02"]
        # un corte anterior a la supresión no la salta
        assert negado(lambda: levantado(oficina, al=despues, corte=CORTE)) == ["HAL02"]
        assert levantado(oficina, al=despues, corte=date(2026, 7, 1)) != numero


class TestEvidencia:
    def test_sin_huella_no_se_contesta(self, oficina: Oficina) -> None:
        numero = notificado(oficina)

        def con(*huellas: str) -> list[str]:
            dicho = {"respuesta": "x", "evidencia": [EVIDENCIA[0] | {"huella": h} for h in huellas]}
            return negado(lambda: oficina.paso(numero, "CONTESTADO", "DEL", date(2026, 3, 10), **dicho))

        for mala in ("acta", "0" * 63, "g" * 64):
            assert con(mala) == ["HAL04"]
        assert set(con(HUELLA, HUELLA)) == {"HAL04"}, "dos veces la misma"

    def test_quien_revisa_tuvo_la_misma(self, oficina: Oficina) -> None:
        numero = contestado(oficina)
        otra = {"motivacion": "x", "cotejadas": [{"huella": "0" * 64}]}
        assert negado(lambda: oficina.paso(numero, "SOLVENTADO", "OSC", date(2026, 3, 11), **otra)) == ["HAL05"]

    def test_lo_que_falta_hacer_se_solventa_haciendolo(self, oficina: Oficina) -> None:
        """El crédito prescrito sigue vigente: ningún papel lo solventa mientras la regla lo señale."""
        numero = contestado(oficina, folio="VIEJO", regla="PAE015", acto="")
        dicho = {"motivacion": "x", "cotejadas": [{"huella": HUELLA}]}
        assert negado(lambda: oficina.paso(numero, "SOLVENTADO", "OSC", date(2026, 3, 11), **dicho)) == ["HAL06"]


def test_reincide_quien_ya_sabia(oficina: Oficina, libros: Engine) -> None:
    """El mismo ejecutor, la misma falta, después de que se le hizo saber la primera."""
    primero = notificado(oficina)
    with libros.begin() as conexion:
        acto(conexion, "DOS", "CITATORIO", OTRO_DOMINGO, persona="EJ1")
        acto(conexion, "VIEJO", "CITATORIO", OTRO_DOMINGO, persona="EJ2")
    al = date(2026, 3, 18)
    numeros = [
        levantado(oficina, al=al, corte=date(2026, 3, 17), folio=f, acto=f"{f}:CITATORIO:{OTRO_DOMINGO}")
        for f in ("DOS", "VIEJO")
    ]
    with instante(libros) as conexion:
        assert [leer(conexion, n).datos["reincide_de"] for n in numeros] == [primero, ""]
    assert cuentas(libros, al)["reinciden"] == 1


def test_lo_que_detiene_a_muchos_por_igual_se_dice_una_vez_y_con_cuales(
    libros: Engine, tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    monkeypatch.setenv("COBRANZA_BD", en_carpeta(tmp_path))
    with libros.begin() as conexion:
        for folio in ("A", "B", "C", "D"):
            credito(conexion, folio, notificacion="2025-11-03", fecha_registro="2025-11-05")
            acto(conexion, folio, "CITATORIO", DOMINGO)
    reglas = ["levantar", "DH-TGZ", "--regla", "PAE001", "--corte", CORTE.isoformat()]
    assert ejecutar(["hallazgos", *reglas, "--usuario", "NADIE", "--al", HOY.isoformat(), "--aplicar"]) == 5
    dicho = capsys.readouterr().err
    assert dicho.count("TRA04") == 1
    assert "«NADIE» no tiene ningún rol ese día" in dicho
    assert "No procedió en PAE001 A, PAE001 B, PAE001 C y 2 más." in dicho
    assert "0 hallazgos; 5 no procedieron." in dicho


def test_la_delegacion_completa_en_la_consola(libros: Engine, tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    """Levantar, notificar con sus PDF, contestar y solventar con el archivo; repetir no hace nada."""
    monkeypatch.setenv("COBRANZA_BD", en_carpeta(tmp_path))
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path / "salidas"))
    acta = tmp_path / "acta.pdf"
    acta.write_bytes(b"acta")

    def dice(*orden: str) -> tuple[int, str]:
        return ejecutar(["hallazgos", *orden]), capsys.readouterr().out

    reglas = ["DH-TGZ", "--regla", "PAE001", "--corte", CORTE.isoformat()]
    quien = ["--usuario", "OSC", "--al", HOY.isoformat(), "--aplicar"]
    codigo, ensayo = dice("levantar", *reglas)
    assert codigo == 0 and len(ensayo.splitlines()) == 1
    assert dice("levantar", *reglas, *quien)[1].count("LEVANTADO") == 1
    assert dice("levantar", *reglas, *quien) == (0, "")

    oficio = [
        "Tuxtla Gutiérrez",
        "--oficio",
        "DCC/012/2026",
        "--usuario",
        "DCC",
        "--al",
        NOTIFICADO.isoformat(),
        "--aplicar",
    ]
    codigo, dicho = dice("notificar", *oficio, "--salida", str(tmp_path / "papel"))
    hechos = sorted(r.name for r in (tmp_path / "papel").iterdir())
    assert codigo == 0 and [h.rpartition("-")[2] for h in hechos] == ["CED.pdf", "OFICIO.pdf"]
    antes = {r.name: r.read_bytes() for r in (tmp_path / "papel").iterdir()}
    assert dice("notificar", *oficio, "--salida", str(tmp_path / "otra"))[0] == 0
    assert {r.name: r.read_bytes() for r in (tmp_path / "otra").iterdir()} == antes

    numero = "HALL-2026-000001"
    contesta = ["--archivo", str(acta), "--respuesta", "Se repuso", "--usuario", "DEL", "--al", "2026-03-10"]
    assert dice("contestar", numero, *contesta) == (0, f"{numero}  CONTESTADO\n")
    acta.write_bytes(b"otra")
    solventa = ["--archivo", str(acta), "--motivacion", "Consta", "--usuario", "OSC2", "--al", "2026-03-11"]
    assert dice("solventar", numero, *solventa)[0] == 5
    acta.write_bytes(b"acta")
    assert dice("solventar", numero, *solventa) == (0, f"{numero}  SOLVENTADO\n")
    codigo, dicho = dice("estado", "--al", "2026-03-31")
    assert codigo == 0 and dicho.split() == ["DH-TGZ", "solventados", "1"]
    assert dice("contestar", numero, "--archivo", "no-existe", "--respuesta", "x")[0] == 2
