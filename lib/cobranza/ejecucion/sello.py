"""El sello de un informe: la huella de la página y, si hay clave, su firma, dentro de la página misma.

Con él y la clave pública se comprueba lejos de la oficina, sin red, sin base y sin norma, que el archivo es el que se
publicó. Sin firma sólo dice que la página coincide con su sello, y quien la cambie puede rehacerlo: no prueba nada.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cobranza.base import firma

AUTENTICO, ALTERADO, SIN_FIRMA = "auténtico", "alterado", "sin firma"
OTRA_CLAVE, SIN_SELLO = "otra clave", "sin sello"
_LUGAR = '<meta charset="utf-8">\n'
"""El sello va justo después: en otra parte de la página no vale."""
_SELLO = re.compile(re.escape(_LUGAR) + r'<meta name="cobranza-sello" content="([^"<>\n]{1,2000})">\n')
_CAMPOS = ("corrida", "corte", "documento", "publica", "firma")


@dataclass(frozen=True, slots=True)
class Dictamen:
    """Qué se puede decir de un archivo: el estado, y la corrida, el corte y la clave pública que dice su sello."""

    estado: str
    corrida: str = ""
    corte: str = ""
    publica: str = ""


def sellar(pagina: str, corrida: str, corte: str) -> str:
    """La página con su sello; la misma página y la misma clave dan los mismos bytes."""
    dicho = {"corrida": corrida, "corte": corte, "documento": _huella(pagina), "publica": firma.publica()}
    dicho["firma"] = firma.firmar(_por_firmar(dicho))
    return pagina.replace(_LUGAR, _LUGAR + _renglon(dicho), 1)


def dictaminar(crudo: bytes, publicas: Sequence[str]) -> Dictamen:
    """Qué se puede decir de un archivo con esas claves públicas (base64)."""
    try:
        texto = crudo.decode("utf-8")
        hallado = _SELLO.search(texto)
        dicho = json.loads(html.unescape(hallado[1])) if hallado else None
    except (ValueError, RecursionError):
        return Dictamen(ALTERADO if b"cobranza-sello" in crudo else SIN_SELLO)
    if hallado is None:
        return Dictamen(ALTERADO if b"cobranza-sello" in crudo else SIN_SELLO)
    if not isinstance(dicho, dict) or not all(isinstance(dicho.get(campo), str) for campo in _CAMPOS):
        return Dictamen(ALTERADO)
    dicho = {campo: dicho[campo] for campo in _CAMPOS}
    pagina = texto[: hallado.start()] + _LUGAR + texto[hallado.end() :]
    es_el_mismo = _huella(pagina) == dicho["documento"] and hallado[0] == _LUGAR + _renglon(dicho)
    return Dictamen(_estado(dicho, es_el_mismo, publicas), dicho["corrida"], dicho["corte"], dicho["publica"])


def _estado(dicho: dict[str, str], es_el_mismo: bool, publicas: Sequence[str]) -> str:
    if not es_el_mismo:
        return ALTERADO
    if not dicho["firma"]:
        return SIN_FIRMA
    if not firma.verificada(_por_firmar(dicho), dicho["firma"], dicho["publica"]):
        return ALTERADO
    return AUTENTICO if dicho["publica"] in publicas else OTRA_CLAVE


def _renglon(dicho: dict[str, str]) -> str:
    contenido = html.escape(json.dumps(dicho, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
    return f'<meta name="cobranza-sello" content="{contenido}">\n'


def _por_firmar(dicho: dict[str, str]) -> bytes:
    """Lo que cubre la firma: todo lo que dice el sello menos ella misma."""
    sin_firma = {campo: valor for campo, valor in dicho.items() if campo != "firma"}
    return b"cobranza informe 1\n" + json.dumps(sin_firma, sort_keys=True, separators=(",", ":")).encode()


def _huella(pagina: str) -> str:
    return hashlib.sha256(pagina.encode()).hexdigest()
