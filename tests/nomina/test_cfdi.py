"""El CFDI de nómina: válido contra el esquema oficial, sellado con uno de prueba y sumando lo que se paga."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from nomina.mesa import Mesa
from nomina.oficina_de_cobro import Oficina

from cobranza.base.dinero import pesos
from cobranza.base.errores import ErrorDeDatos, ErrorDeLey
from cobranza.nomina import archivos as a
from cobranza.nomina import cfdi
from cobranza.nomina.releidos import cuadre_de_cfdi
from cobranza.nomina.versiones import Version
from cobranza.puertas.cli import ejecutar

pytestmark = pytest.mark.lenta

CLAVE = b"de-prueba"
CASA = {
    "rfc": "SFE260204AB1", "nombre": "SECRETARIA DE PRUEBA", "regimen_fiscal": "603", "codigo_postal": "29000",
    "origen_recurso": "IP", "clave_ent_fed": "CHP", "tipo_contrato": "99", "tipo_regimen": "02",
    "periodicidad_pago": "99", "tipo_percepcion": "038",
}  # fmt: skip
GENTE = ("DE", "EJ", "JE", "NO", "SU")
_SIN_LIBRO = pd.DataFrame(columns=["clave", "clase", "recibo", "folio", "concepto", "fecha", "importe"])
NUMERO = "NOM-2026-000001"
POSTALES = dict.fromkeys(GENTE, "29000")


@pytest.fixture(scope="module")
def pfx() -> bytes:
    """Un certificado de prueba, con el número de veinte cifras que llevan los del SAT."""
    llave = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    nombre = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "SECRETARIA DE PRUEBA")])
    certificado = (
        x509.CertificateBuilder()
        .subject_name(nombre)
        .issuer_name(nombre)
        .public_key(llave.public_key())
        .serial_number(int.from_bytes(b"30001000000500003416"))
        .not_valid_before(datetime(2025, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2030, 1, 1, tzinfo=UTC))
        .sign(llave, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(b"x", llave, certificado, None, BestAvailableEncryption(CLAVE))


@pytest.fixture(scope="module")
def mesa(tmp_path_factory: pytest.TempPathFactory) -> Mesa:
    oficina = Oficina(tmp_path_factory.mktemp("cfdi"))
    for numero, puesto in zip(GENTE, ("DELEGADO", "EJECUTOR", "JEFE_SECCION_EJECUCION", "NOTIFICADOR",
                                      "SUPERVISOR_CENTRAL"), strict=True):  # fmt: skip
        # el SAT sólo admite RFC con forma de RFC; uno gana tan poco que no se le retiene
        rfc, sueldo = f"XEX{numero[0]}010101AB1", 0 if numero == "DE" else 2_000_000
        oficina.persona(numero, puesto, rfc=rfc, curp="XEXX010101HNEXXXA4", sueldo_mensual=sueldo)
    oficina.credito()
    oficina.diligencia()
    oficina.cobro(200_000)
    mesa = Mesa(oficina)
    mesa.llevar("CALCULADA")
    return mesa


@pytest.fixture(scope="module")
def version(mesa: Mesa) -> Version:
    return mesa.version(NUMERO)


def test_es_valido_contra_el_esquema_oficial_y_suma_lo_que_se_paga(version: Version, pfx: bytes) -> None:
    pytest.importorskip("satcfdi")
    hechos = cfdi.comprobantes(version, CASA, POSTALES, (pfx, CLAVE))
    netos = version.resultado.personas.set_index("numero_empleado")["neto"]
    assert {quien: cfdi.total_de(xml) for quien, xml in hechos.items()} == netos.to_dict()
    suma = {a.POR_DELEGACION: a.archivos(version, _SIN_LIBRO)[a.POR_DELEGACION]}
    assert cuadre_de_cfdi(suma, hechos.values()).diferencia == 0
    assert cuadre_de_cfdi(suma, [*hechos.values()][1:]).diferencia > 0
    assert all(b'NoCertificado="30001000000500003416"' in xml for xml in hechos.values())
    assert b"nomina12:Deducciones" in hechos["EJ"]
    assert b"nomina12:Deducciones" not in hechos["DE"]
    assert cfdi.comprobantes(version, CASA, POSTALES, (pfx, CLAVE)) == hechos, "los mismos bytes"


def test_un_dato_que_el_esquema_no_admite_se_dice(version: Version, pfx: bytes) -> None:
    pytest.importorskip("satcfdi")
    with pytest.raises(ErrorDeDatos, match="no es válido contra el esquema oficial"):
        cfdi.comprobantes(version, CASA | {"clave_ent_fed": "XXXX"}, POSTALES, (pfx, CLAVE))


def test_lo_que_falta_detiene_con_codigo_cuatro(version: Version) -> None:
    with pytest.raises(ErrorDeLey, match="cfdi_nomina"):
        cfdi.datos_de_la_casa()
    with pytest.raises(ErrorDeLey, match="domicilio fiscal de 1 personas"):
        cfdi.comprobantes(version, CASA, POSTALES | {"EJ": ""})
    with pytest.raises(ErrorDeDatos, match="persona y codigo_postal"):
        cfdi.domicilios(b"a,b\n1,2\n")
    assert cfdi.domicilios(b"persona,codigo_postal\nEJ,29000\n") == {"EJ": "29000"}


def test_timbrar_se_simula_por_omision_y_lo_dice(tmp_path: Path) -> None:
    timbre = cfdi.Simulado().timbrar(b"<x/>")
    assert (timbre.simulado, timbre.folio[:9]) == (True, "SIMULADO-")


def test_al_exportar_se_cuadran_los_cfdi_o_se_dice_que_falta(
    mesa: Mesa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COBRANZA_BD", mesa.oficina.url)
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path / "salidas"))
    postales = tmp_path / "domicilios.csv"
    postales.write_text("persona,codigo_postal\n" + "".join(f"{q},29000\n" for q in GENTE), encoding="utf-8")

    def acta(carpeta: str, *otros: str, codigo: int = 0) -> str:
        salida = tmp_path / carpeta
        assert ejecutar(["nomina", "exportar", NUMERO, "--salida", str(salida), *otros]) == codigo
        hechas = [*salida.glob("*acta*")] if salida.exists() else []
        return hechas[0].read_text(encoding="utf-8") if hechas else ""

    with monkeypatch.context() as sin_el:
        sin_el.setattr("importlib.util.find_spec", lambda nombre: None)
        assert "Nómina = CFDI: no evaluado: falta instalar satcfdi" in acta("sin")
    assert "no evaluado: falta instalar satcfdi" in capsys.readouterr().err
    pytest.importorskip("satcfdi")
    assert "no evaluado: falta rfc, nombre" in acta("sin_la_casa")
    assert any("no evaluado: falta rfc, nombre" in aviso for aviso in mesa.ver(NUMERO)["avisos"])
    monkeypatch.setattr(cfdi, "_de_la_casa", lambda: CASA)
    assert "no evaluado: falta el archivo de domicilios fiscales" in acta("sin_domicilios")
    con = acta("con", "--cfdi", str(postales))
    neto = pesos(int(mesa.version(NUMERO).resultado.personas["neto"].sum()))
    assert f"Nómina = CFDI: {neto} contra {neto}; difiere 0.00" in con
    assert "no evaluado" not in con
    monkeypatch.setattr("cobranza.nomina.releidos.total_de", lambda xml: cfdi.total_de(xml) + 1)
    capsys.readouterr()
    assert acta("mal", "--cfdi", str(postales), codigo=3) == "", "si no cuadra no deja nada"
    assert "«Nómina = CFDI» difiere en $0.05" in capsys.readouterr().err
