"""El aviso por correo de cómo terminó una orden que nadie mira: qué informes, cómo salieron y su liga.

Nunca lleva datos ni adjuntos: ni hallazgos, ni mensajes de error (que nombran créditos), ni otro parámetro que el
corte. Va por el servidor de la oficina, siempre cifrado; sólo a un servidor de la misma máquina puede ir sin cifrar,
y entonces sin contraseña. Sin `COBRANZA_SMTP` no hay correo y nada cambia.
"""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path
from urllib.parse import quote, urlsplit

from cobranza.base.errores import ErrorDeEjecucion, ErrorDeUso
from cobranza.base.motivos import motivo_de
from cobranza.ejecucion import lugares
from cobranza.ejecucion.motor import INFORME, Corrida
from cobranza.papel.palabras import cuantos

PLAZO_SEGUNDOS = 20
"""Cuánto se espera al servidor: un correo que no sale no detiene los informes."""
_VARIABLE = "COBRANZA_SMTP"
_PUERTOS = {"smtp": 587, "smtps": 465}
_AQUI = ("localhost", "127.0.0.1", "::1")
_DIRECCION = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")
_POR_QUE = {
    2: "se pidió algo que no existe",
    3: "los datos no dan o no cuadran",
    4: "la norma no alcanza a ese día",
    5: "un acto no procede",
    6: "el cuaderno no terminó",
}
"""Qué quiere decir cada código, sin nada del caso."""


@dataclass(frozen=True, slots=True)
class Buzon:
    """Por dónde y a quién se avisa. La contraseña no se guarda: se lee de su archivo al mandar."""

    servidor: str
    puerto: int
    directo: bool
    """¿Cifrado desde el principio (`smtps`), o por STARTTLS?"""
    de: str
    para: tuple[str, ...]
    usuario: str = ""
    clave: Path | None = None
    liga: str = ""
    autoridad: Path | None = None


def buzon(entorno: Mapping[str, str] = os.environ) -> Buzon | None:
    """El buzón que dicen las variables `COBRANZA_SMTP…`; None si no hay. Errores: `ErrorDeUso` si no se entienden."""
    dicho = {nombre: entorno.get(f"{_VARIABLE}{nombre}", "").strip() for nombre in _NOMBRES}
    if not dicho[""]:
        return None
    partes = urlsplit(dicho[""] if "://" in dicho[""] else f"smtp://{dicho['']}")
    if partes.scheme not in _PUERTOS or not partes.hostname or partes.password or partes.username:
        raise ErrorDeUso(
            f"{_VARIABLE} no se entiende; se esperaba smtp://servidor:587 o smtps://servidor:465, sin usuario ni "
            f"contraseña (van en {_VARIABLE}_USUARIO y, en un archivo, {_VARIABLE}_CLAVE)."
        )
    para = tuple(filter(None, (uno.strip() for uno in dicho["_PARA"].split(","))))
    for variable, direcciones in (("_DE", (dicho["_DE"],)), ("_PARA", para)):
        if not direcciones or not all(_DIRECCION.fullmatch(una) for una in direcciones):
            raise ErrorDeUso(f"{_VARIABLE}{variable} debe traer una dirección como cobranza@oficina.gob.mx.")
    if dicho["_LIGA"] and not dicho["_LIGA"].startswith(("https://", "http://")):
        raise ErrorDeUso(
            f"{_VARIABLE}_LIGA debe empezar con https:// o http://: es desde donde se sirven las salidas."
        )
    return Buzon(
        servidor=partes.hostname,
        puerto=_puerto(partes.netloc) or _PUERTOS[partes.scheme],
        directo=partes.scheme == "smtps",
        de=dicho["_DE"],
        para=para,
        usuario=dicho["_USUARIO"],
        clave=Path(dicho["_CLAVE"]) if dicho["_CLAVE"] else None,
        liga=dicho["_LIGA"].rstrip("/"),
        autoridad=Path(dicho["_CA"]) if dicho["_CA"] else None,
    )


_NOMBRES = ("", "_DE", "_PARA", "_USUARIO", "_CLAVE", "_LIGA", "_CA")


def _puerto(red: str) -> int | None:
    hallado = re.search(r":(\d+)$", red)
    return int(hallado[1]) if hallado else None


def de_corridas(de_que: str, hechas: Sequence[Corrida], salidas: Path, liga: str) -> tuple[str, str]:
    """(asunto, texto) de lo que se corrió, con la liga de cada informe y la del índice."""
    fallidas = sum(bool(hecha.falla) for hecha in hechas)
    todos = cuantos(len(hechas), "informe", "informes")
    if fallidas:
        asunto = f"cobranza: {fallidas} de {todos} con falla"
    else:
        asunto = f"cobranza: {todos} {'listo' if len(hechas) == 1 else 'listos'}"
    renglones = [de_que, "", *(r for hecha in hechas for r in _renglones(hecha, salidas, liga)), ""]
    renglones += [f"Índice: {liga}/index.html"] if liga else ["El índice está en las salidas de la oficina."]
    return asunto, "\n".join([*renglones, "", _PIE])


def de_una_falla(de_que: str, codigo: int) -> tuple[str, str]:
    """(asunto, texto) de una orden que no corrió nada."""
    por_que = _POR_QUE.get(codigo, "falló")
    texto = f"{de_que}\n\nNo se corrió nada: {por_que} (código {codigo}). El detalle está en la salida de la orden."
    return f"cobranza: no se corrió nada (código {codigo})", f"{texto}\n\n{_PIE}"


_PIE = "Este aviso es automático y no lleva datos ni adjuntos: los informes se abren en su liga."


def _renglones(hecha: Corrida, salidas: Path, liga: str) -> list[str]:
    """Cómo terminó un informe y dónde está; lo reservado no lleva liga."""
    de = f"{hecha.cuaderno}, corte {hecha.corte}" if hecha.corte[:1].isdigit() else hecha.cuaderno
    if hecha.falla:
        por_que = _POR_QUE.get(hecha.falla.codigo, "no terminó")
        renglon = f"falló  {de}: {por_que} (código {hecha.falla.codigo})"
    else:
        renglon = f"bien   {de}{' (ya estaba)' if hecha.reutilizada else ''}"
    if lugares.es_reservada(hecha.parametros):
        return [f"{renglon} (reservado: se abre en la oficina)"]
    if not liga or not hecha.corrida or not hecha.carpeta.is_relative_to(salidas):
        return [renglon]
    return [renglon, f"       {liga}/{quote(hecha.carpeta.relative_to(salidas).as_posix())}/{INFORME}"]


def mandar(a: Buzon, asunto: str, texto: str, ahora: datetime) -> None:
    """Manda el aviso. Errores: `ErrorDeEjecucion` con qué pasó, sin la contraseña ni lo que contestó el servidor."""
    carta = EmailMessage(policy=SMTP)
    carta["From"], carta["To"], carta["Subject"] = a.de, ", ".join(a.para), asunto
    carta["Date"] = format_datetime(ahora.astimezone())
    carta["Message-ID"] = make_msgid(domain=a.de.rpartition("@")[2])  # sin él, diría el nombre de la máquina
    carta["Auto-Submitted"] = "auto-generated"
    carta.set_content(texto)
    try:
        cifrado = ssl.create_default_context(cafile=str(a.autoridad) if a.autoridad else None)
        with _abierto(a, cifrado) as servidor:
            servidor.send_message(carta)
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        raise ErrorDeEjecucion(f"No se pudo avisar por correo: {_que_paso(error)}. {_QUE_HACER}") from None


_QUE_HACER = f"Revisa las variables {_VARIABLE}…; los informes no dependen de esto."


def _abierto(a: Buzon, cifrado: ssl.SSLContext) -> smtplib.SMTP:
    """La conexión cifrada y, si hay usuario, ya identificada."""
    # el nombre con que se saluda es el del remitente: el de la máquina no le importa a nadie
    propio = a.de.rpartition("@")[2]
    if a.directo:
        servidor: smtplib.SMTP = smtplib.SMTP_SSL(
            a.servidor, a.puerto, local_hostname=propio, timeout=PLAZO_SEGUNDOS, context=cifrado
        )
    else:
        servidor = smtplib.SMTP(a.servidor, a.puerto, local_hostname=propio, timeout=PLAZO_SEGUNDOS)
    try:
        servidor.ehlo()
        if not a.directo and (servidor.has_extn("starttls") or a.servidor not in _AQUI or a.usuario):
            servidor.starttls(context=cifrado)
            servidor.ehlo()
        if a.usuario:
            servidor.login(a.usuario, _clave(a))
    except BaseException:
        servidor.close()
        raise
    return servidor


def _clave(a: Buzon) -> str:
    if a.clave is None:
        raise ErrorDeEjecucion(
            f"No se pudo avisar por correo: falta {_VARIABLE}_CLAVE, el archivo con la clave de {_VARIABLE}_USUARIO."
        )
    return a.clave.read_text(encoding="utf-8").strip()


def _que_paso(error: smtplib.SMTPException | OSError | UnicodeError) -> str:
    """En palabras de la casa: lo que contesta el servidor puede repetir lo que se le mandó."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "el servidor no aceptó el usuario o la contraseña"
    if isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPSenderRefused):
        return "el servidor no aceptó al remitente o a los destinatarios"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "el servidor no ofrece cifrado (STARTTLS) o no pide contraseña, y así no se manda"
    if isinstance(error, ssl.SSLError):
        return f"no se comprobó el certificado del servidor; si es de la oficina, da su autoridad en {_VARIABLE}_CA"
    if isinstance(error, TimeoutError | smtplib.SMTPServerDisconnected):
        return "el servidor no contestó a tiempo o cortó"
    if isinstance(error, UnicodeError):  # el error la trae entera: no se repite
        return "la contraseña o una dirección trae letras con acento o ñ, que este servidor no admite"
    if isinstance(error, smtplib.SMTPException):
        return "el servidor no aceptó el mensaje"
    return f"no se alcanzó el servidor o un archivo ({motivo_de(error)})"
