"""El aviso sale cifrado por un servidor de verdad, con liga y sin un solo dato; si no sale, nada más falla."""

from __future__ import annotations

import base64
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_string
from email.policy import default
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from cobranza.base.errores import ErrorDeEjecucion, ErrorDeUso
from cobranza.ejecucion import correo
from cobranza.ejecucion.correo import Buzon, buzon, de_corridas, de_una_falla, mandar
from cobranza.ejecucion.documento import Falla
from cobranza.ejecucion.motor import Corrida

CLAVE = "Secreto-de-la-oficina"
AHORA = datetime(2026, 1, 6, 7, 0)


@dataclass
class Servidor:
    """Un servidor SMTP de loopback: STARTTLS, AUTH PLAIN y una carta por conexión."""

    certificado: Path
    con_tls: bool = True
    cartas: list[str] = field(default_factory=list)
    cifradas: list[bool] = field(default_factory=list)
    claves: list[str] = field(default_factory=list)

    def __enter__(self) -> Servidor:
        self.escucha = socket.create_server(("127.0.0.1", 0))
        self.puerto = self.escucha.getsockname()[1]
        threading.Thread(target=self._atender, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.escucha.close()

    def _atender(self) -> None:
        while True:
            try:
                conexion, _ = self.escucha.accept()
            except OSError:
                return
            with ExitStack() as abiertos, suppress(OSError):
                self._conversar(abiertos.enter_context(conexion), abiertos)

    def _conversar(self, conexion: socket.socket, abiertos: ExitStack) -> None:
        def decir(texto: str) -> None:
            conexion.sendall(f"{texto}\r\n".encode())

        cifrada = False
        decir("220 oficina")
        lector = abiertos.enter_context(conexion.makefile("rb"))
        while renglon := lector.readline().decode().strip():
            orden, _, resto = renglon.partition(" ")
            if orden.upper() == "EHLO":
                decir("250-oficina")
                decir("250 AUTH PLAIN" if cifrada or not self.con_tls else "250 STARTTLS")
            elif orden.upper() == "STARTTLS":
                decir("220 listo")
                contexto = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                contexto.load_cert_chain(self.certificado)
                conexion = abiertos.enter_context(contexto.wrap_socket(conexion, server_side=True))
                lector, cifrada = abiertos.enter_context(conexion.makefile("rb")), True
            elif orden.upper() == "AUTH":
                self.claves.append(base64.b64decode(resto.split()[-1]).decode().split("\0")[-1])
                decir("235 bien" if self.claves[-1] == CLAVE else f"535 la contraseña {self.claves[-1]} no es")
            elif orden.upper() == "DATA":
                decir("354 va")
                lineas = []
                while (linea := lector.readline().decode()) != ".\r\n":
                    lineas.append(linea)
                self.cartas.append("".join(lineas))
                self.cifradas.append(cifrada)
                decir("250 recibida")
            elif orden.upper() == "QUIT":
                decir("221 adiós")
                return
            else:
                decir("250 bien")


@pytest.fixture(scope="module")
def certificado(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Un certificado de 127.0.0.1 firmado por sí mismo, con su llave, en un archivo."""
    llave = ec.generate_private_key(ec.SECP256R1())
    nombre = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "oficina")])
    hecho = (
        x509.CertificateBuilder(nombre, nombre, llave.public_key(), x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(llave, hashes.SHA256())
    )
    ruta = tmp_path_factory.mktemp("smtp") / "servidor.pem"
    privada = llave.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    ruta.write_bytes(privada + hecho.public_bytes(serialization.Encoding.PEM))
    return ruta


@pytest.fixture
def servidor(certificado: Path) -> Iterator[Servidor]:
    with Servidor(certificado) as suyo:
        yield suyo


@pytest.fixture
def suyo(servidor: Servidor, certificado: Path, tmp_path: Path) -> Buzon:
    (tmp_path / "clave.txt").write_text(f"{CLAVE}\n", encoding="utf-8")
    hecho = buzon(
        {
            "COBRANZA_SMTP": f"smtp://127.0.0.1:{servidor.puerto}",
            "COBRANZA_SMTP_DE": "cobranza@oficina.gob.mx",
            "COBRANZA_SMTP_PARA": "jefa@oficina.gob.mx, turno@oficina.gob.mx",
            "COBRANZA_SMTP_USUARIO": "cobranza",
            "COBRANZA_SMTP_CLAVE": str(tmp_path / "clave.txt"),
            "COBRANZA_SMTP_LIGA": "https://informes.oficina.gob.mx/",
            "COBRANZA_SMTP_CA": str(certificado),
        }
    )
    assert hecho is not None
    return hecho


def _corrida(salidas: Path, cuaderno: str, falla: Falla | None = None, **parametros: object) -> Corrida:
    carpeta = salidas / "2025-12-31" / cuaderno / "abc123"
    hallazgo = "Juana Pérez debe $1,000.00"
    return Corrida(cuaderno, dict(parametros), "2025-12-31", "abc123", carpeta, "T", hallazgo, falla)


def test_sale_cifrado_con_liga_y_sin_un_solo_dato(suyo: Buzon, servidor: Servidor, tmp_path: Path) -> None:
    falla = Falla(3, "Saldo", "ErrorDeDatos", "El crédito DH-2025-000123 no cuadra", 3)
    hechas = [
        _corrida(tmp_path, "nomina_gastos", nominativo=True, ejecutor="E-0042"),
        _corrida(tmp_path, "informe_cartera", delegacion="DH-TGZ"),
        _corrida(tmp_path, "liquidacion", falla, folio="DH-2025-000123"),
    ]
    mandar(suyo, *de_corridas("Agenda del 6 ene 2026", hechas, tmp_path, suyo.liga), AHORA)
    (carta,) = servidor.cartas
    assert servidor.cifradas == [True] and servidor.claves == [CLAVE]
    leida = message_from_string(carta, policy=default)
    assert leida["Subject"] == "cobranza: 1 de 3 informes con falla"
    assert leida["To"] == "jefa@oficina.gob.mx, turno@oficina.gob.mx"
    assert not leida.is_multipart(), "ni un adjunto"
    texto = leida.get_content()
    assert "bien   nomina_gastos, corte 2025-12-31 (reservado: se abre en la oficina)" in texto
    assert "https://informes.oficina.gob.mx/2025-12-31/informe_cartera/abc123/informe.html" in texto
    assert "falló  liquidacion, corte 2025-12-31: los datos no dan o no cuadran (código 3)" in texto
    for dato in ("Juana", "1,000", "000123", "E-0042", "DH-TGZ", CLAVE, socket.gethostname()):
        assert dato not in texto + carta, dato


def test_todo_bien_tambien_se_avisa_y_lo_que_no_corrio_tambien(tmp_path: Path) -> None:
    asunto, texto = de_corridas("Agenda", [_corrida(tmp_path, "informe_cartera")], tmp_path, "")
    assert asunto == "cobranza: 1 informe listo" and "http" not in texto
    asunto, texto = de_una_falla("Agenda", 4)
    assert asunto == "cobranza: no se corrió nada (código 4)" and "la norma no alcanza" in texto


def test_sin_configurar_no_hay_buzon() -> None:
    assert buzon({}) is None


@pytest.mark.parametrize(
    ("cambio", "dice"),
    [
        ({"": "smtp://cobranza:clave@servidor"}, "sin usuario ni contraseña"),
        ({"": "http://servidor"}, "se esperaba smtp://"),
        ({"_PARA": "jefa"}, "COBRANZA_SMTP_PARA"),
        ({"_DE": "a@b.mx\nBcc: otro@c.mx"}, "COBRANZA_SMTP_DE"),
        ({"_LIGA": "javascript:x"}, "COBRANZA_SMTP_LIGA"),
    ],
)
def test_lo_mal_configurado_se_dice_sin_repetir_la_clave(cambio: dict[str, str], dice: str) -> None:
    dichas = {"": "smtp://servidor", "_DE": "a@b.mx", "_PARA": "c@d.mx", **cambio}
    with pytest.raises(ErrorDeUso, match=dice) as error:
        buzon({f"COBRANZA_SMTP{nombre}": valor for nombre, valor in dichas.items()})
    assert "clave@" not in str(error.value)


def test_la_contrasena_mala_no_sale_en_el_mensaje_aunque_el_servidor_la_repita(suyo: Buzon, tmp_path: Path) -> None:
    mala = tmp_path / "otra.txt"
    for escrita, dice in (("equivocada", "no aceptó el usuario"), ("contraseña-equivocada", "acento o ñ")):
        mala.write_text(escrita, encoding="utf-8")
        with pytest.raises(ErrorDeEjecucion, match=dice) as error:
            mandar(replace(suyo, clave=mala), "a", "b", AHORA)
        assert "equivocada" not in str(error.value) and error.value.__suppress_context__


def test_un_certificado_que_no_se_puede_comprobar_no_vale(suyo: Buzon, servidor: Servidor) -> None:
    with pytest.raises(ErrorDeEjecucion, match="COBRANZA_SMTP_CA"):
        mandar(replace(suyo, autoridad=None), "a", "b", AHORA)
    assert servidor.cartas == [] and servidor.claves == []


def test_sin_cifrado_no_va_la_contrasena_y_solo_se_manda_aqui_mismo(suyo: Buzon, certificado: Path) -> None:
    with Servidor(certificado, con_tls=False) as llano:
        sin_tls = replace(suyo, puerto=llano.puerto)
        with pytest.raises(ErrorDeEjecucion, match="no ofrece cifrado"):
            mandar(sin_tls, "a", "b", AHORA)
        assert llano.claves == []
        mandar(replace(sin_tls, usuario="", clave=None), "a", "b", AHORA)
        assert llano.cifradas == [False]


def test_un_servidor_que_no_esta_se_dice(suyo: Buzon, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mudo:
        puerto = mudo.getsockname()[1]
        monkeypatch.setattr(correo, "PLAZO_SEGUNDOS", 0.2)
        with pytest.raises(ErrorDeEjecucion, match="no contestó a tiempo"):
            mandar(replace(suyo, puerto=puerto), "a", "b", AHORA)
    with pytest.raises(ErrorDeEjecucion, match="no se alcanzó"):
        mandar(replace(suyo, puerto=puerto), "a", "b", AHORA)
