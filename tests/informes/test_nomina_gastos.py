"""El informe de la nómina: sus frases y tablas salen de los mismos datos y no enseñan de más."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from nomina.oficina_de_cobro import Oficina, rfc_de

from cobranza.base.dinero import centavos, pesos
from cobranza.base.errores import ErrorDeDatos, ErrorDeLey, ErrorDeUso
from cobranza.informes import nomina_gastos as informe
from cobranza.papel.tabla import Tabla

pytestmark = pytest.mark.lenta

PIEZAS = (
    informe.caratula, informe.reglas, informe.por_delegacion, informe.por_beneficiario, informe.resumen,
    informe.relacion_analitica, informe.fondos, informe.sin_asignar, informe.reversas, informe.memoria_isr,
    informe.alertas, informe.dispersion, informe.poliza, informe.indicadores, informe.cuadrar,
)  # fmt: skip


@pytest.fixture(scope="module")
def oficina(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oficina]:
    """La oficina que leen casi todas; nadie anota en ella."""
    with pytest.MonkeyPatch.context() as entorno:
        yield _anotada(tmp_path_factory.mktemp("nomina"), entorno)


@pytest.fixture
def propia(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Oficina:
    """Otra igual, para la prueba que le anota algo."""
    return _anotada(tmp_path, monkeypatch)


def _anotada(carpeta: Path, entorno: pytest.MonkeyPatch) -> Oficina:
    """Dos delegaciones, ámbitos y conceptos; un cobro sin diligencia, un nombramiento vencido y una reversa."""
    nueva = Oficina(carpeta)
    nueva.personal()
    nueva.persona("E2", "EJECUTOR", delegacion="DH-SCL", sueldo_mensual=1_000_000)
    nueva.persona("E3", "EJECUTOR", hasta="2025-10-31")
    nueva.persona("S2", "SUPERVISOR_CENTRAL")
    nueva.credito(nombre="Comercial del Valle", rfc="CVA010101AB1")
    nueva.credito("E-0002", delegacion="DH-SCL", rfc=rfc_de("E2"), nombre="Persona E2")
    nueva.credito("F-0001", ambito="federal", concepto="F-ISR")
    nueva.diligencia("D-1")
    nueva.diligencia("D-2", folio="E-0002", fecha="2025-11-12", persona="E2", tipo="EMBARGO")
    nueva.diligencia("D-3", folio="F-0001", fecha="2025-11-14", cita="")
    nueva.diligencia("D-4", fecha="2025-11-18", persona="E3", tipo="EMBARGO", cita="")
    nueva.diligencia("N-1", fecha="2025-11-03", persona="NO", tipo="NOTIFICACION", cita="")
    caido = nueva.cobro(150_000, "2025-11-20", recibo="R-100")
    nueva.reversa(caido, 150_000, "2025-12-02")
    nueva.cobro(200_000, "2025-12-05", recibo="R-101", diligencia="D-4")
    nueva.cobro(123_457, "2025-12-08", recibo="R-102", folio="E-0002", diligencia="D-2")
    nueva.cobro(63_000, "2025-12-09", recibo="R-103", folio="F-0001", diligencia="D-3")
    nueva.cobro(45_256, "2025-12-10", recibo="R-104", diligencia="N-1", concepto="HONORARIO_NOTIFICACION")
    nueva.cobro(30_000, "2025-12-11", recibo="R-105", diligencia=None)
    entorno.setenv("COBRANZA_BD", nueva.url)
    entorno.setenv("COBRANZA_SALIDAS", str(carpeta))
    return nueva


@pytest.fixture(scope="module")
def datos(oficina: Oficina) -> informe.Datos:
    return informe.preparar(desde="2025-12-01", corte="2025-12-31")


def _texto(datos: informe.Datos) -> str:
    return "\n\n".join(f"== {p.__name__} ==\n{p(datos)._repr_mimebundle_()['text/plain']}" for p in PIEZAS) + "\n"


@pytest.mark.parametrize(("nombre", "nominativo"), [("nomina_gastos", True), ("nomina_gastos_compartida", False)])
def test_el_informe_dice_lo_mismo_que_su_oro(
    datos: informe.Datos, nombre: str, nominativo: bool, oro: Callable[[str, str], None]
) -> None:
    oro(nombre, _texto(replace(datos, nominativo=nominativo)))


def test_lo_que_pago_uno_solo_no_se_comparte(datos: informe.Datos) -> None:
    """Dos delegaciones, y en ninguna pagan tres: de ninguna se dice cuánto, ni recibo por recibo."""
    dicho, completo = _texto(datos), _texto(replace(datos, nominativo=True))
    assert datos.delegaciones_calladas == set(datos.nomina.cobros["delegacion"])
    cobros = datos.nomina.cobros
    for importe in (*cobros["importe"], *cobros.groupby("delegacion")["importe"].sum()):
        assert pesos(int(importe)) in completo
        assert not re.search(rf"(?<![\d,]){re.escape(pesos(int(importe)))}", dicho)


def test_las_tablas_suman_lo_que_dice_la_caratula(datos: informe.Datos) -> None:
    base = 200_000 + 123_457 + 63_000 + 45_256 + 30_000
    datos = replace(datos, nominativo=True)
    (delegaciones,) = [p for p in informe.por_delegacion(datos).piezas if isinstance(p, Tabla)]
    assert delegaciones.total is not None
    assert delegaciones.total["base"] == base
    assert delegaciones.total["neto"] == informe.dispersion(datos).total["neto"]
    assert informe.relacion_analitica(datos).total["importe"] == base
    poliza = informe.poliza(datos).total
    assert poliza["cargo"] == poliza["abono"]


def test_para_compartir_no_salen_nombres_rfc_ni_cuentas(datos: informe.Datos) -> None:
    html = "".join(str(p(datos)._repr_mimebundle_()) for p in PIEZAS)
    for secreto in ("Comercial del Valle", "Persona E2", rfc_de("E2"), *datos.nomina.personas["clabe"]):
        assert secreto not in html
    nominativo = replace(datos, nominativo=True)
    completo = "".join(str(p(nominativo)._repr_mimebundle_()) for p in PIEZAS)
    con_pago = datos.nomina.personas[datos.nomina.personas["neto"] > 0]
    for dato in ("Comercial del Valle", "Persona E2", rfc_de("E2"), *con_pago["clabe"]):
        assert dato in completo


def test_la_clabe_va_al_excel_como_texto_de_dieciocho_digitos(datos: informe.Datos) -> None:
    tabla = informe.dispersion(replace(datos, nominativo=True)).datos()
    lugar = [c["clave"] for c in tabla["columnas"]].index("clabe")
    assert tabla["columnas"][lugar]["tipo"] == "texto"
    assert all(isinstance(f[lugar], str) and len(f[lugar]) == 18 for f in tabla["filas"])


def test_lo_ilustrativo_se_rotula_en_cada_tabla_que_sale_de_la_regla(datos: informe.Datos) -> None:
    rotuladas = (
        informe.por_beneficiario,
        informe.relacion_analitica,
        informe.fondos,
        informe.dispersion,
        informe.poliza,
    )
    assert all(pieza(datos).datos()["ilustrativo"] for pieza in rotuladas)
    assert "ilustrativo" in informe.caratula(datos).texto()


def test_las_delegaciones_por_separado_suman_el_total(oficina: Oficina, datos: informe.Datos) -> None:
    partes = [
        informe.preparar(desde="2025-12-01", corte="2025-12-31", delegacion=clave, nominativo=True)
        for clave in datos.nomina.cobros["delegacion"].unique()
    ]
    assert len(partes) == 2
    with pytest.raises(ErrorDeUso, match="menos de 3 contribuyentes"):
        informe.preparar(desde="2025-12-01", corte="2025-12-31", delegacion=partes[0].delegacion)
    for columna in ("bruto", "retencion", "descuento", "neto"):
        assert sum(p.por_persona[columna].sum() for p in partes) == datos.nomina.personas[columna].sum()
    assert sum(p.cobros["importe"].sum() for p in partes) == datos.nomina.base


def test_si_no_cuadra_la_caratula_lo_dice_y_el_cuadre_detiene(propia: Oficina) -> None:
    propia.reversa("no-existe", 100, "2025-12-20")
    datos = informe.preparar(desde="2025-12-01", corte="2025-12-31")
    assert "✗" in informe.caratula(datos).texto()
    with pytest.raises(ErrorDeDatos, match=r"\$1\.00"):
        informe.cuadrar(datos)


def test_sin_decir_desde_se_reparte_solo_el_mes_del_corte(propia: Oficina) -> None:
    # enero no vuelve a repartir diciembre: una nómina calendarizada no paga dos veces lo mismo
    propia.cobro(100, "2026-01-20", recibo="R-300")
    diciembre, enero = (informe.preparar(corte=corte).nomina for corte in ("2025-12-31", "2026-01-31"))
    assert (diciembre.desde, enero.desde) == (date(2025, 12, 1), date(2026, 1, 1))
    assert set(enero.cobros["recibo"]) == {"R-300"}
    assert not set(diciembre.cobros["recibo"]) & set(enero.cobros["recibo"])


def test_sin_norma_que_cubra_el_periodo_el_informe_no_se_emite(propia: Oficina) -> None:
    propia.cobro(100, "2027-01-05", recibo="R-200")
    with pytest.raises(ErrorDeLey, match="params/catalogos/normas_de_reparto/"):
        informe.preparar(desde="2027-01-01", corte="2027-01-31")


def test_una_delegacion_que_no_existe_se_niega(oficina: Oficina) -> None:
    with pytest.raises(ErrorDeUso, match="DH-XXX"):
        informe.preparar(desde="2025-12-01", corte="2025-12-31", delegacion="DH-XXX")


def test_los_destinos_dichos_suman_lo_cobrado(datos: informe.Datos) -> None:
    """De lo cobrado se dice lo de personas, lo de fondos y lo que queda sin asignar: nada falta."""
    frase = informe.caratula(datos).hallazgos[0]
    base, *destinos, neto = (centavos(v) for v in re.findall(r"\$([\d,]+\.\d\d)", frase))
    assert base == sum(destinos) == datos.nomina.base
    assert neto == int(datos.por_persona["neto"].sum())
    assert "quedan sin asignar" in frase


def test_la_nomina_no_afirma_lo_que_no_sabe(oficina: Oficina, datos: informe.Datos) -> None:
    """No se lleva qué nómina se autorizó ni se pagó: ningún texto lo da por hecho."""
    for otros in (datos, informe.preparar(desde="2025-06-01", corte="2025-06-30")):
        texto = _texto(otros)
        assert "ya nominado" not in texto
        assert "otra versión de esta nómina" not in texto
    varios = informe.preparar(desde="2025-11-01", corte="2025-12-31")
    assert any("se pagaría otra vez" in frase for frase in informe.caratula(varios).hallazgos)


def test_un_mes_sin_cobros_se_publica_en_ceros(oficina: Oficina) -> None:
    datos = informe.preparar(desde="2025-06-01", corte="2025-06-30")
    assert "Cobrado que se reparte: 0.00 pesos" in _texto(datos)


def test_un_periodo_de_varios_meses_avisa_como_se_retuvo(oficina: Oficina) -> None:
    datos = informe.preparar(desde="2025-11-01", corte="2025-12-31")
    assert "varios meses" in informe.memoria_isr(datos).texto()


def test_la_memoria_con_el_sueldo_de_una_persona_no_se_comparte(oficina: Oficina, datos: informe.Datos) -> None:
    assert "Sueldo del mes" not in _texto(datos)
    assert "Memoria del ISR" not in _texto(datos)
    completa = informe.memoria_isr(informe.preparar(desde="2025-12-01", corte="2025-12-31", nominativo=True)).texto()
    assert "Memoria del ISR" in completa
    assert "Sueldo del mes" in completa


def test_sin_desde_es_el_mes_del_corte(oficina: Oficina) -> None:
    assert informe.preparar(corte="2026-01-31").nomina.desde == date(2026, 1, 1)


def test_la_procedencia_dice_la_norma_y_el_periodo(datos: informe.Datos) -> None:
    texto = informe.procedencia(datos).texto()
    assert "IL-GE" in texto
    assert "Periodo: Del 1 dic 2025 al 31 dic 2025" in texto
