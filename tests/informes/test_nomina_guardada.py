"""La nómina guardada en sus informes: lo que se selló, sin recalcular, entera, por delegación y de una persona."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from nomina.mesa import Mesa
from nomina.oficina_de_cobro import Oficina
from oficina import por_fuera

from cobranza.almacen.sesion import instante
from cobranza.base.dinero import pesos
from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.informes import nomina_gastos, nomina_persona
from cobranza.informes.nomina_persona import esencial
from cobranza.libros import vivo
from cobranza.nomina import versiones
from cobranza.papel.tabla import Tabla

pytestmark = pytest.mark.lenta

DICIEMBRE, FEBRERO = "2025-12-31", date(2026, 2, 6)
ENERO = {"periodo": "Enero", "desde": "2026-01-01", "hasta": "2026-01-31", "fecha_pago": "2026-02-06"}
PENSION = [{"persona": "EJ", "clase": "pension", "porcentaje": "20.00", "importe": "0.00", "documento": "Oficio 1"}]


@pytest.fixture(scope="module")
def mesa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mesa]:
    """Diciembre, observada y vuelta a calcular, y enero con una reversa y alimentos; luego cambia el personal."""
    carpeta = tmp_path_factory.mktemp("guardada")
    with pytest.MonkeyPatch.context() as entorno:
        entorno.setenv("COBRANZA_SALIDAS", str(carpeta))
        oficina = Oficina(carpeta)
        entorno.setenv("COBRANZA_BD", oficina.url)
        yield _tramitada(oficina)


def _tramitada(oficina: Oficina) -> Mesa:
    oficina.personal()
    oficina.persona("E2", "EJECUTOR", delegacion="DH-SCL")
    oficina.credito(nombre="Comercial del Valle", rfc="CVA010101AB1")
    oficina.credito("E-0002", delegacion="DH-SCL")
    oficina.diligencia()
    oficina.diligencia("D-2", "E-0002", persona="E2", tipo="EMBARGO")
    oficina.cobro(200_000)
    rebota = oficina.cobro(150_000, "2025-12-15", recibo="REBOTA")
    mesa = Mesa(oficina)
    numero = mesa.llevar("CALCULADA")
    mesa.paso(numero, "OBSERVADA", "DIR", motivo="Falta un recibo")
    oficina.cobro(123_457, "2025-12-20", folio="E-0002", diligencia="D-2", recibo="OTRO")
    mesa.llevar("PAGADA", numero=numero)
    oficina.reversa(rebota, 150_000, "2026-01-10")
    oficina.diligencia("D-3", fecha="2026-01-05", cita="")
    oficina.cobro(100_000, "2026-01-20", diligencia="D-3", recibo="NUEVO")
    enero = mesa.abrir(FEBRERO, **ENERO)
    mesa.calcular(enero, FEBRERO, deducciones=PENSION)
    mesa.validar(enero, FEBRERO)
    mesa.paso(enero, "REVISADA", "DCC", FEBRERO, muestra="Dos expedientes")
    mesa.paso(enero, "AUTORIZADA", "DIR", FEBRERO)
    mesa.paso(enero, "ENVIADA_A_PAGO", "ADM", FEBRERO, suficiencia="SP-2")
    with oficina.motor.begin() as conexion:
        vivo.cambiar(conexion, "persona", {"EJ": {"sueldo_mensual": 9_000_000, "nombre": "Otro Nombre"}})
    return mesa


NUMERO, DE_ENERO = "NOM-2026-000001", "NOM-2026-000002"


def test_dice_lo_que_se_sello_aunque_todo_haya_cambiado(mesa: Mesa, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cobranza.informes.nomina_gastos.datos.calcular", None)
    datos = nomina_gastos.preparar(corte=DICIEMBRE, nomina=NUMERO.lower(), nominativo=True)
    version = mesa.version(NUMERO)
    assert datos.nomina.base == version.resultado.base == 473_457
    assert datos.nomina.personas.to_dict() == version.resultado.personas.to_dict()
    assert "Otro Nombre" not in nomina_gastos.por_beneficiario(datos).texto()
    dicho = nomina_gastos.caratula(datos).texto()
    assert f"{NUMERO}, versión 2, sin recalcular; huella {version.sello[:16]}. Su trámite está en «Pagada»" in dicho
    procedencia = dict(nomina_gastos.procedencia(datos).pares)
    assert procedencia["Huella de la versión"] == version.sello
    assert procedencia["Periodo"] == "Del 1 dic 2025 al 31 dic 2025"


def test_sus_cuadres_son_los_de_sus_archivos_vueltos_a_leer(mesa: Mesa) -> None:
    datos = nomina_gastos.preparar(corte=DICIEMBRE, nomina=NUMERO, nominativo=True)
    (tabla,) = [p for p in nomina_gastos.cuadrar(datos).piezas if isinstance(p, Tabla)]
    dichas = tabla.texto()
    for igualdad in ("Nómina = dispersión de ancho fijo", "Nómina = póliza al pagar", "Nómina = recibos"):
        assert igualdad in dichas
    assert {c.diferencia for c in datos.cuadres} == {0}
    medido = datos.indicadores
    assert (medido.dias, medido.rechazados, medido.dispersados) == (8, 0, 6)
    assert "0.0 %" in nomina_gastos.indicadores(datos).texto()


def test_por_delegacion_suma_la_entera_y_la_version_anterior_dice_cual_la_sustituyo(mesa: Mesa) -> None:
    pedida = {"corte": DICIEMBRE, "nomina": NUMERO, "nominativo": True}
    entera = nomina_gastos.preparar(**pedida)
    partes = [nomina_gastos.preparar(**pedida, delegacion=d) for d in ("DH-TGZ", "DH-SCL")]
    for columna in ("bruto", "retencion", "descuentos", "neto"):
        assert sum(p.por_persona[columna].sum() for p in partes) == entera.por_persona[columna].sum()
    primera = nomina_gastos.preparar(**pedida, version=1)
    assert primera.nomina.base == 350_000
    assert "versión 1; la sustituyó la versión 2" in nomina_gastos.caratula(primera).texto()


def test_lo_que_se_descuenta_con_orden_entra_en_los_descuentos(mesa: Mesa) -> None:
    datos = nomina_gastos.preparar(corte="2026-01-31", nomina=DE_ENERO, nominativo=True)
    personas = datos.nomina.personas.set_index("numero_empleado")
    assert personas.loc["EJ", "pension"] > 0
    for pieza in (nomina_gastos.por_beneficiario(datos), nomina_gastos.por_delegacion(datos).piezas[-1]):
        assert isinstance(pieza, Tabla) and pieza.total
        descuentos = pieza.total.get("retenido") or pieza.total["retencion"] + pieza.total["descuentos"]
        bruto = pieza.total.get("bruto") or pieza.total["personas"]
        assert bruto - descuentos == pieza.total["neto"]
    assert "Otras nóminas" not in nomina_gastos.memoria_isr(datos).texto()


def test_lo_que_no_es_suyo_se_dice(mesa: Mesa) -> None:
    with pytest.raises(ErrorDeUso, match=f"«NOM-2026-000009»; se esperaba una de las guardadas: {NUMERO}"):
        nomina_gastos.preparar(corte=DICIEMBRE, nomina="NOM-2026-000009")
    with pytest.raises(ErrorDeUso, match="no tiene la versión 7; tiene 2"):
        nomina_gastos.preparar(corte=DICIEMBRE, nomina=NUMERO, version=7)
    with pytest.raises(ErrorDeUso, match="del 2025-12-01 al 2025-12-31 y se pidió con corte 2025-11-30"):
        nomina_gastos.preparar(corte="2025-11-30", nomina=NUMERO)
    with pytest.raises(ErrorDeUso, match="versión 2 y no de cuál nómina"):
        nomina_gastos.preparar(corte=DICIEMBRE, version=2)
    calculada = nomina_gastos.preparar(corte=DICIEMBRE, nominativo=True)
    assert "no una nómina guardada" in nomina_gastos.caratula(calculada).texto()


def test_una_version_alterada_no_sale_en_un_informe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    oficina = Oficina(tmp_path)
    monkeypatch.setenv("COBRANZA_BD", oficina.url)
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path))
    oficina.personal()
    oficina.credito()
    oficina.diligencia()
    oficina.cobro(200_000)
    Mesa(oficina).llevar("CALCULADA")
    por_fuera(oficina.motor, "UPDATE nomina_version SET sello = 'otro'")
    with pytest.raises(ErrorDeDatos, match="no es la que se selló"):
        nomina_gastos.preparar(corte=DICIEMBRE, nomina=NUMERO, nominativo=True)


PIEZAS = (
    nomina_persona.caratula, nomina_persona.por_nomina, nomina_persona.cada_peso, nomina_persona.reglas,
    nomina_persona.descontado, nomina_persona.memoria_isr, nomina_persona.acumulados, nomina_persona.cuadrar,
)  # fmt: skip


def _de_ej(**otros: Any) -> nomina_persona.Datos:
    return nomina_persona.preparar(corte="2026-02-28", empleado="EJ", **otros)


def _texto(datos: nomina_persona.Datos) -> str:
    return "\n\n".join(f"== {p.__name__} ==\n{p(datos)._repr_mimebundle_()['text/plain']}" for p in PIEZAS) + "\n"


@pytest.mark.parametrize(("nombre", "nominativo"), [("nomina_persona", True), ("nomina_persona_compartida", False)])
def test_el_estado_de_una_persona_dice_lo_mismo_que_su_oro(
    mesa: Mesa, nombre: str, nominativo: bool, oro: Callable[[str, str], None]
) -> None:
    oro(nombre, _texto(_de_ej(nominativo=nominativo)))


def test_lo_compartido_de_una_persona_no_lleva_importes_ni_quien_es(mesa: Mesa) -> None:
    compartido, completo = _texto(_de_ej()), _texto(_de_ej(nominativo=True))
    personas = [mesa.version(n).resultado.personas.set_index("numero_empleado").loc["EJ"] for n in (NUMERO, DE_ENERO)]
    importes = {pesos(int(p[c])) for p in personas for c in ("bruto", "retencion", "neto", "sueldo_mensual")}
    for secreto in (*importes, "Otro Nombre", "XEEJ010101000"):
        assert secreto in completo
        assert secreto not in compartido
    assert not re.search(r"\d\.\d\d\b(?! %)", re.sub(r"40\.00|15\.00|0\.00", "", compartido)), "ni un importe"


def test_lo_acumulado_es_lo_que_dicen_los_libros_y_lo_no_enviado_no_esta(mesa: Mesa) -> None:
    datos = _de_ej(nominativo=True)
    with instante(mesa.motor) as conexion:
        libros = versiones.acumulados(conexion, 2026).set_index("numero_empleado").loc["EJ"]
    assert datos.acumulado() == libros[list(datos.acumulado())].to_dict()
    antes = nomina_persona.preparar(corte="2026-01-31", empleado="EJ", nominativo=True)
    assert [g.version.nomina for g in antes.nominas] == [NUMERO], "la de febrero se paga después"
    de_otra = nomina_persona.preparar(corte="2026-02-28", empleado="OSC", nominativo=True)
    assert "ninguna nómina enviada a pago" in nomina_persona.caratula(de_otra).texto()
    assert _texto(de_otra)
    with pytest.raises(ErrorDeUso, match="«empleado» es «E»"):
        nomina_persona.preparar(corte=DICIEMBRE, empleado="E")
    with pytest.raises(ErrorDeUso, match="Falta el parámetro «empleado»"):
        nomina_persona.preparar(corte=DICIEMBRE)


def test_si_un_recibo_no_dice_su_neto_no_se_entrega(mesa: Mesa, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(esencial, "sumas_de_recibos", lambda _: [{"numero": "EJ", "neto": "0.01"}])
    with pytest.raises(ErrorDeDatos, match="«Sus recibos = su neto»"):
        nomina_persona.cuadrar(_de_ej(nominativo=True))
