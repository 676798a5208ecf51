"""La nómina con memoria: un renglón se paga una vez, nadie firma lo suyo y lo cerrado se recalcula igual."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import psycopg
import pytest
from nomina.mesa import Mesa
from nomina.oficina_de_cobro import DILIGENCIA, FOLIO, Oficina
from oficina import con_lote, gasto
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from cobranza.almacen.sesion import instante
from cobranza.base.errores import ErrorDeDatos, ErrorDeProceso
from cobranza.libros import nominadas
from cobranza.libros.comprobacion import revisar_libros
from cobranza.nomina import conservado, versiones

pytestmark = pytest.mark.lenta

GASTO = 200_000
ENERO = {"periodo": "Enero de 2026", "desde": "2026-01-01", "hasta": "2026-01-31", "fecha_pago": "2026-02-06"}
FEBRERO = date(2026, 2, 6)
VALIDA = "EN_VALIDACION_DELEGACION"


@pytest.fixture
def mesa(motor: Engine, tmp_path: Path) -> Mesa:
    con_lote(motor)
    return montada(Oficina(tmp_path, motor))


@pytest.fixture
def sola(tmp_path: Path) -> Mesa:
    """En SQLite nada más: lo que no depende del motor."""
    return montada(Oficina(tmp_path))


def montada(oficina: Oficina) -> Mesa:
    oficina.personal()
    oficina.credito()
    oficina.diligencia()
    with oficina.motor.begin() as conexion:
        gasto(conexion, FOLIO, GASTO, "2025-11-10", DILIGENCIA)
    oficina.cobro(GASTO)
    return Mesa(oficina)


def negado(que: Any) -> set[str]:
    with pytest.raises(ErrorDeProceso) as error:
        que()
    return {i.regla for i in error.value.impedimentos}  # type: ignore[attr-defined]


def test_el_camino_entero_deja_cada_renglon_nominado_y_los_libros_integros(mesa: Mesa) -> None:
    numero = mesa.llevar("PAGADA")
    mesa.paso(numero, "CERRADA", "OSC", poliza="P-1", recibos="Caja 3", cfdi="UUID")
    datos = mesa.datos(numero)
    assert (datos["base"], datos["bruto"], datos["fondos"], datos["sin_asignar"]) == (GASTO, 150_000, 50_000, 0)
    assert sorted(datos["pagadas"]) == ["DE", "EJ", "JE", "NO", "SU"]
    assert (mesa.estado(numero), mesa.cuantos("nomina_version"), mesa.cuantos("nomina_renglon")) == ("CERRADA", 1, 1)
    assert [r.falla for r in revisar_libros(mesa.motor) if r.falla and "la caja" not in r.falla] == []
    assert mesa.ver(numero)["puede"] == []


def test_el_mismo_diciembre_no_se_reparte_dos_veces(mesa: Mesa) -> None:
    numero = mesa.llevar("ENVIADA_A_PAGO")
    assert negado(lambda: mesa.abrir(usuario="DSC")) == {"NOM02"}, "otro periodo igual se encima"
    assert negado(lambda: mesa.abrir(desde="2025-12-31", hasta="2026-01-03", fecha_pago="2026-01-08")) == {"NOM02"}
    assert "TRA02" in negado(lambda: mesa.paso(numero, "CANCELADA", "DIR", motivo="x")), "enviada ya no se cancela"
    assert mesa.cuantos("intento") == 3


def test_dos_procesos_a_la_vez_no_abren_ni_nominan_lo_mismo(mesa: Mesa) -> None:
    def intenta(que: Any) -> str:
        try:
            return str(que())
        except ErrorDeProceso as error:
            return error.impedimentos[0].regla  # type: ignore[attr-defined,no-any-return]

    with ThreadPoolExecutor(2) as dos:
        abiertas = list(dos.map(lambda u: intenta(lambda: mesa.abrir(usuario=u)), ["OSC", "DSC"]))
    assert sorted(a[:4] for a in abiertas) == ["NOM-", "NOM0"]
    numero = mesa.llevar("AUTORIZADA", numero=next(a for a in abiertas if a.startswith("NOM-")))
    renglones = mesa.version(numero).resultado  # y por debajo del trámite, la base misma
    with instante(mesa.motor) as conexion:
        suyos = versiones.insumos_de(conexion, numero).movimientos
    assert renglones.auxiliar == -int(suyos["importe"].sum())

    def nomina(cual: int) -> str:
        try:
            with mesa.motor.begin() as conexion:
                versiones.nominar(conexion, f"NOM-2099-{cual:06d}", 1, suyos)
        except (DBAPIError, psycopg.Error):
            return "rechazado"
        return "nominado"

    with ThreadPoolExecutor(2) as dos:
        assert sorted(dos.map(nomina, (1, 2))) == ["nominado", "rechazado"]
    assert negado(lambda: mesa.paso(numero, "ENVIADA_A_PAGO", "ADM", suficiencia="SP-1")) == {"NOM12"}


def test_lo_que_llega_tarde_pasa_a_la_siguiente_y_lo_dice(sola: Mesa) -> None:
    sola.llevar("PAGADA")
    sola.oficina.diligencia("D-2", fecha="2025-11-20")
    tarde = sola.oficina.cobro(100_000, "2025-12-20", diligencia="D-2", recibo="TARDE")
    sola.oficina.cobro(50_000, "2025-11-30", diligencia="D-2", recibo="ANTERIOR")  # de un mes que nunca se nominó
    numero = sola.llevar("CALCULADA", FEBRERO, **ENERO)
    datos = sola.datos(numero)
    assert (datos["base"], datos["tardios"]) == (100_000, ["TARDE"])
    assert "recibos de periodos que ya se habían enviado a pago: TARDE" in sola.ver(numero, FEBRERO)["avisos"][0]
    with instante(sola.motor) as conexion:
        assert nominadas.ya_nominados(conexion, [tarde]) == {}, "hasta que se envíe"


def test_no_hay_dos_en_curso_ni_de_un_periodo_sin_terminar(sola: Mesa) -> None:
    assert negado(lambda: sola.llevar("CALCULADA", date(2025, 12, 31), fecha_pago="2025-12-31")) == {"NOM03"}
    sola.llevar("CALCULADA", numero="NOM-2025-000001")
    otra = sola.abrir(FEBRERO, **ENERO)
    assert negado(lambda: sola.calcular(otra, FEBRERO)) == {"NOM04"}
    assert negado(lambda: sola.abrir(desde="2026-03-31", hasta="2026-03-01")) == {"NOM01"}


def test_quien_calcula_no_autoriza_y_un_beneficiario_no_valida_lo_suyo(sola: Mesa) -> None:
    sola.oficina.nombramiento("EJ", "DIRECTOR_COBRANZA", desde="2026-01-01")
    numero = sola.abrir(usuario="DIR")
    sola.calcular(numero, usuario="DIR")
    sola.oficina.persona("D2", "DELEGADO", delegacion="DH-SCL")
    assert negado(lambda: sola.paso(numero, VALIDA, "D2", delegacion="DH-TGZ")) == {"NOM07"}, "no es la suya"
    assert negado(lambda: sola.paso(numero, VALIDA, "D2")) == {"NOM06"}, "ahí no se paga"
    sola.paso(numero, VALIDA, "DE")
    assert sola.al_dia() == [], "falta que otro valide lo que cobra el delegado"
    assert negado(lambda: sola.paso(numero, VALIDA, "DE", delegacion="DH-TGZ")) == {"NOM09"}
    sola.paso(numero, VALIDA, "JE")
    assert sola.al_dia() == ["VALIDADA"]
    sola.paso(numero, "REVISADA", "DCC", muestra="Completos")
    assert negado(lambda: sola.paso(numero, "AUTORIZADA", "DIR")) == {"TRA05"}, "calculó"
    assert negado(lambda: sola.paso(numero, "AUTORIZADA", "EJ")) == {"NOM10"}, "cobra en ella"
    assert negado(lambda: sola.paso(numero, "AUTORIZADA", "DCC")) >= {"TRA04"}
    assert sola.cuantos("intento") == 6, "todo intento queda anotado"


def test_observada_se_vuelve_a_calcular_y_las_versiones_quedan(sola: Mesa) -> None:
    numero = sola.llevar("REVISADA")
    sola.paso(numero, "OBSERVADA", "DIR", motivo="Falta un recibo")
    sola.oficina.diligencia("D-2", fecha="2025-11-20")
    sola.oficina.cobro(100_000, "2025-12-20", diligencia="D-2", recibo="OTRO")
    sola.llevar("ENVIADA_A_PAGO", numero=numero)
    assert [sola.version(numero, v).resultado.base for v in (1, 2)] == [GASTO, GASTO + 100_000]
    assert sola.cuantos("nomina_renglon") == 2


def test_la_respuesta_del_banco_paga_a_unos_y_a_los_otros_se_les_vuelve_a_dispersar(sola: Mesa) -> None:
    numero = sola.llevar("ENVIADA_A_PAGO")
    mal = sola.respuesta(numero, "NO")
    assert negado(lambda: sola.paso(numero, "PAGADA", "TES", respuesta=mal)) == {"NOM14"}
    assert negado(lambda: sola.paso(numero, "PAGADA_PARCIAL", "TES", respuesta=mal[1:])) == {"NOM13"}
    assert "NOM13" in negado(lambda: sola.paso(numero, "PAGADA_PARCIAL", "TES", respuesta=[*mal, mal[0]]))
    sola.paso(numero, "PAGADA_PARCIAL", "TES", respuesta=mal)
    assert [r["persona"] for r in sola.respuesta(numero)] == ["NO"]
    sola.paso(numero, "PAGADA", "TES", respuesta=sola.respuesta(numero))
    assert sola.datos(numero)["dispersiones"] == 2


def test_lo_reversado_se_recupera_hasta_el_limite_y_se_arrastra_de_quien_ya_no_gana(sola: Mesa) -> None:
    clave = sola.oficina.cobro(GASTO * 2, "2025-12-15", recibo="REBOTA")
    sola.llevar("PAGADA")
    sola.oficina.reversa(clave, GASTO * 2, "2026-01-10")
    sola.oficina.diligencia("D-2", fecha="2026-01-05", cita="")
    sola.oficina.cobro(100_000, "2026-01-20", diligencia="D-2", recibo="NUEVO")
    enero = sola.llevar("PAGADA", FEBRERO, **ENERO)
    personas = sola.version(enero).resultado.personas.set_index("numero_empleado")
    assert personas.loc["EJ", "reversado"] == 160_000
    limite = int(personas.loc["EJ", "bruto"] - personas.loc["EJ", "retencion"]) * 30 // 100
    assert (personas.loc["EJ", "descuento"], personas.loc["EJ", "adeudo"]) == (limite, 160_000 - limite)
    marzo = date(2026, 3, 6)
    periodo = {"periodo": "Febrero", "desde": "2026-02-01", "hasta": "2026-02-28", "fecha_pago": "2026-03-06"}
    febrero = sola.llevar("CALCULADA", marzo, **periodo)
    personas = sola.version(febrero).resultado.personas.set_index("numero_empleado")
    assert (personas["bruto"] == 0).all(), "nadie ganó nada"
    assert personas.loc["EJ", "adeudo"] == 160_000 - limite, "lo que debe se arrastra"
    assert personas.loc["EJ", "adeudo_anterior"] == 160_000 - limite


def test_reversar_todo_da_cero(sola: Mesa) -> None:
    clave = "R-2025-12-05-200000:gasto_ejecucion"
    sola.llevar("PAGADA")
    sola.oficina.reversa(clave, GASTO, "2026-01-10")
    enero = sola.llevar("ENVIADA_A_PAGO", FEBRERO, **ENERO)
    with instante(sola.motor) as conexion:
        suma = conexion.execute(text("SELECT SUM(importe) FROM nomina_renglon")).scalar_one()
    assert suma == 0
    reversado = sola.version(enero).resultado.partes_reversadas
    assert int(reversado["importe"].sum()) == GASTO


def test_dos_nominas_en_un_mes_retienen_sobre_todo_lo_del_mes(sola: Mesa) -> None:
    sola.llevar("PAGADA")
    quincena = {"periodo": "Enero, primera", "desde": "2026-01-01", "hasta": "2026-01-15", "fecha_pago": "2026-01-16"}
    sola.oficina.cobro(GASTO, "2026-01-10", recibo="OTRO")
    segunda = sola.llevar("CALCULADA", date(2026, 1, 16), **quincena)
    ej = sola.version(segunda).resultado.personas.set_index("numero_empleado").loc["EJ"]
    assert ej["bruto_mes"] == 80_000
    assert ej["retencion_total"] > ej["retencion_sueldo"] > 0


def test_las_deducciones_salen_en_su_prelacion_y_nunca_de_mas(sola: Mesa) -> None:
    clave = sola.oficina.cobro(GASTO * 2, "2025-12-15", recibo="REBOTA")
    sola.llevar("PAGADA")
    sola.oficina.reversa(clave, GASTO * 2, "2026-01-10")
    sola.oficina.diligencia("D-2", fecha="2026-01-05", cita="")
    sola.oficina.cobro(100_000, "2026-01-20", diligencia="D-2", recibo="NUEVO")
    numero = sola.abrir(FEBRERO, **ENERO)
    comun = {"persona": "EJ", "documento": "Oficio 1"}
    pide = [
        comun | {"clase": "otra", "porcentaje": "0", "importe": "999.00"},
        comun | {"clase": "pension", "porcentaje": "80.00", "importe": "0.00"},
    ]
    sola.calcular(numero, FEBRERO, deducciones=pide)
    ej = sola.version(numero).resultado.personas.set_index("numero_empleado").loc["EJ"]
    queda = int(ej["bruto"] - ej["retencion"])
    assert ej["pension"] == queda * 80 // 100
    assert ej["descuento"] == min(160_000, queda * 30 // 100, queda - ej["pension"]), "después de los alimentos"
    assert (ej["otras"], ej["neto"]) == (queda - ej["pension"] - ej["descuento"], 0)


def test_un_pago_de_varios_meses_se_retiene_a_la_tasa_de_lo_mensualizado(sola: Mesa) -> None:
    """RLISR, art. 163, a mano: 800.00 por 61 días son 398.69 al mes; 85.16 de ISR que agregan, 21.35 %: 170.80."""
    noviembre = {"periodo": "Noviembre y diciembre", "desde": "2025-11-01"}
    numero = sola.abrir(**noviembre)
    sola.calcular(numero, varios_meses=True)
    ej = sola.version(numero).resultado.personas.set_index("numero_empleado").loc["EJ"]
    assert (ej["bruto"], ej["mensualizada"], ej["tasa"]) == (80_000, 39_869, 2_135)
    assert ej["retencion_total"] - ej["retencion_sueldo"] == 8_516
    assert (ej["retencion"], ej["neto"]) == (17_080, 80_000 - 17_080)
    with instante(sola.motor) as conexion:
        assert versiones.recalculada(conexion, numero).sello == sola.version(numero).sello
    sola.paso(numero, "OBSERVADA", "DIR", motivo="Con la regla del mes")
    sola.calcular(numero, varios_meses=False)
    assert sola.version(numero).resultado.personas.set_index("numero_empleado").loc["EJ", "retencion"] == 17_088
    sola.paso(numero, "CANCELADA", "DIR", motivo="Se hará por mes")
    de_un_mes = sola.abrir()
    assert negado(lambda: sola.calcular(de_un_mes, varios_meses=True)) == {"NOM16"}


def test_cerrada_se_recalcula_a_los_mismos_bytes_aunque_todo_cambie(
    sola: Mesa, monkeypatch: pytest.MonkeyPatch
) -> None:
    numero = sola.llevar("PAGADA")
    sello = sola.version(numero).sello
    with sola.motor.begin() as conexion:
        from cobranza.libros import vivo

        vivo.cambiar(conexion, "persona", {"EJ": {"sueldo_mensual": 9_000_000, "delegacion": "DH-SCL"}})
        vivo.cambiar(conexion, "nombramiento", {"OF-EJ-EJECUTOR-2020-01-01": {"hasta": date(2020, 2, 1)}})
    monkeypatch.setattr("cobranza.nomina.insumos.habilitantes", lambda: ())
    monkeypatch.setattr("cobranza.ley.isr.tarifa", None)
    with instante(sola.motor) as conexion:
        assert versiones.recalculada(conexion, numero).sello == sello


def test_una_version_alterada_no_se_lee(sola: Mesa) -> None:
    from oficina import por_fuera

    numero = sola.llevar("CALCULADA")
    otro = conservado.comprimido("{}")
    por_fuera(sola.motor, f"UPDATE nomina_version SET resultado = '{otro}'")
    with instante(sola.motor) as conexion, pytest.raises(ErrorDeDatos, match="no es la que se selló"):
        versiones.leer(conexion, numero)


def test_lo_acumulado_en_el_ano_es_lo_enviado(sola: Mesa) -> None:
    numero = sola.llevar("PAGADA")
    with instante(sola.motor) as conexion:
        del_ano, de_otro = versiones.acumulados(conexion, 2026), versiones.acumulados(conexion, 2025)
    personas = sola.version(numero).resultado.personas
    pd.testing.assert_frame_equal(del_ano[["numero_empleado", "bruto", "neto"]],
                                  personas[["numero_empleado", "bruto", "neto"]])  # fmt: skip
    assert de_otro.empty


def test_con_una_clabe_mala_no_se_envia(sola: Mesa) -> None:
    with sola.motor.begin() as conexion:
        from cobranza.libros import vivo

        vivo.cambiar(conexion, "persona", {"EJ": {"clabe": "002000000000000001"}})
    assert negado(lambda: sola.llevar("ENVIADA_A_PAGO")) == {"NOM11"}


def test_calcular_sobre_los_libros_es_calcular_sobre_la_foto(sola: Mesa) -> None:
    numero = sola.llevar("CALCULADA", fecha_pago="2026-01-08")
    de_la_foto = sola.oficina.nomina(fecha_pago=date(2026, 1, 8))
    pd.testing.assert_frame_equal(
        sola.version(numero).resultado.por_delegacion, de_la_foto.por_delegacion, check_dtype=False,
        check_categorical=False,
    )  # fmt: skip
