"""Los campos que entran a un tema: una tabla corta que valida cada caso y escribe su JSON Schema."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from cobranza.base import topes
from cobranza.base.dinero import escalado
from cobranza.base.errores import ErrorDeDatos
from cobranza.base.fechas import fecha as leer_fecha
from cobranza.base.invisibles import a_la_vista, es_enganoso

_A_LA_VISTA = 60
_CIFRAS = re.compile(rf"\s*[0-9]{{1,{topes.CIFRAS}}}\s*")
_MOMENTO = re.compile(r"\s*[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?\s*")
PRIMERA, ULTIMA = date(1980, 1, 1), date(2090, 12, 31)
"""Fuera de estos años no hay norma capturada ni calendario que proyectar: es un error de captura."""


@dataclass(frozen=True, slots=True)
class Tipo:
    """Una clase de dato: qué se espera, cómo se lee (o falla) y cómo se describe en JSON Schema."""

    esperado: str
    lee: Callable[[Any], Any]
    esquema: dict[str, Any] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Campo:
    """Un campo de entrada de un tema."""

    nombre: str
    tipo: Tipo
    ayuda: str
    obligatorio: bool = True


def opcional(nombre: str, tipo: Tipo, ayuda: str) -> Campo:
    """Un campo que puede faltar."""
    return Campo(nombre, tipo, ayuda, obligatorio=False)


def leer(tipo: Tipo, valor: Any, donde: str) -> Any:
    """El valor ya convertido. Errores: `ErrorDeDatos` dice dónde, qué se encontró y qué se esperaba."""
    try:
        return tipo.lee(valor)
    except ErrorDeDatos as error:
        raise ErrorDeDatos(f"{donde}: {error.mensaje}", campo=donde) from error


def _falla(valor: Any, esperado: str) -> ErrorDeDatos:
    return ErrorDeDatos(f"se encontró {dicho(valor)}; se esperaba {esperado}.")


def dicho(valor: Any) -> str:
    """Un valor como se dice en un error: su principio, sin lo que una pantalla o un JSON no admiten.

    >>> dicho(["a\u202eb", {"c": 1}])
    '["a�b", {"c": 1}]'
    """
    try:
        escrito = json.dumps(valor, ensure_ascii=False, default=str)
    except (ValueError, RecursionError):  # un entero de miles de cifras, o listas dentro de listas
        return f"un {type(valor).__name__} desmedido"
    return a_la_vista(escrito if len(escrito) <= _A_LA_VISTA else f"{escrito[:_A_LA_VISTA]}…")


def decimal(decimales: int, esperado: str) -> Tipo:
    """Número decimal no negativo en texto (o entero), escalado a entero con esos decimales."""

    def lee(valor: Any) -> int:
        if isinstance(valor, bool) or not isinstance(valor, str | int):
            raise _falla(valor, esperado)
        if isinstance(valor, int) and abs(valor) >= 10**topes.CIFRAS:
            raise _falla(valor, esperado)
        numero = escalado(str(valor), decimales)
        if numero < 0:
            raise _falla(valor, f"{esperado}, no negativo")
        return numero

    patron = rf"^\s*\$?\s*([0-9]{{1,3}}(,[0-9]{{3}})+|[0-9]+)(\.[0-9]{{1,{decimales}}})?\s*$"
    return Tipo(esperado, lee, {"type": ["string", "integer"], "pattern": patron, "minimum": 0})


def entero(minimo: int, maximo: int) -> Tipo:
    """Entero entre dos límites, como número o como texto."""
    esperado = f"un entero de {minimo} a {maximo}"

    def lee(valor: Any) -> int:
        crudo = valor if isinstance(valor, int) and not isinstance(valor, bool) else None
        if isinstance(valor, str) and _CIFRAS.fullmatch(valor):
            crudo = int(valor)
        if crudo is None or not minimo <= crudo <= maximo:
            raise _falla(valor, esperado)
        return crudo

    esquema = {"type": ["integer", "string"], "minimum": minimo, "maximum": maximo, "pattern": r"^\s*[0-9]+\s*$"}
    return Tipo(esperado, lee, esquema)


def _lee_fecha(valor: Any) -> date:
    if not isinstance(valor, str):
        raise _falla(valor, FECHA.esperado)
    momento = leer_fecha(valor)
    if not PRIMERA <= momento <= ULTIMA:
        raise _falla(valor, f"una fecha de {PRIMERA} a {ULTIMA}")
    return momento


def _lee_mes(valor: Any) -> date:
    if not isinstance(valor, str):
        raise _falla(valor, MES.esperado)
    return _lee_fecha(f"{valor.strip()}-01" if valor.count("-") == 1 else valor).replace(day=1)


def _lee_momento(valor: Any) -> datetime:
    try:
        if not _MOMENTO.fullmatch(valor):  # Python admite además semanas, fracciones y fechas sin guiones
            raise ValueError(valor)
        return datetime.fromisoformat(valor.strip())
    except (TypeError, ValueError) as error:
        raise _falla(valor, f"{MOMENTO.esperado}, hora de la Zona Centro y sin huso") from error


def _lee_si_no(valor: Any) -> bool:
    admitidos = {"si": True, "true": True, "no": False, "false": False}
    leido = admitidos.get(llano(valor)) if isinstance(valor, str | bool) else None
    if leido is None:
        raise _falla(valor, SI_NO.esperado)
    return leido


def _lee_texto(valor: Any) -> str:
    if isinstance(valor, bool) or not isinstance(valor, str | int):
        raise _falla(valor, TEXTO.esperado)
    if isinstance(valor, int) and abs(valor) >= 10**topes.CIFRAS:
        raise _falla(valor, TEXTO.esperado)
    escrito = str(valor).strip()
    if not escrito or not es_legible(escrito):
        raise _falla(valor, f"{TEXTO.esperado} de hasta {topes.LETRAS_DE_DATO:,} letras, que se lea entero")
    return escrito


def es_legible(escrito: str) -> bool:
    """¿Es un texto de largo razonable y sin caracteres que no se ven o que engañan?"""
    return len(escrito) <= topes.LETRAS_DE_DATO and not es_enganoso(escrito)


def llano(valor: Any) -> str:
    """Texto sin acentos, en minúsculas y con guiones bajos, para comparar lo que escriben las personas.

    >>> llano("Después del acta final")
    'despues_del_acta_final'
    """
    plano = (
        unicodedata.normalize("NFKD", str(valor)[: topes.LETRAS_DE_DATO].strip().lower())
        .encode("ascii", "ignore")
        .decode()
    )
    return "_".join("".join(c if c.isalnum() else " " for c in plano).split())


IMPORTE = decimal(2, "un importe en pesos, como «10000.00»")
TASA = decimal(4, "una tasa en por ciento, como «1.47»")
PORCENTAJE = decimal(2, "un por ciento, como «55»")
UDI = decimal(6, "el valor de la UDI, como «8.735470»")
FECHA = Tipo("una fecha AAAA-MM-DD", _lee_fecha, {"type": "string", "format": "date"})
MES = Tipo("un mes AAAA-MM", _lee_mes, {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$"})
MOMENTO = Tipo("fecha y hora AAAA-MM-DDTHH:MM", _lee_momento, {"type": "string", "format": "date-time"})
SI_NO = Tipo("true o false", _lee_si_no, {"type": ["boolean", "string"], "enum": [True, False, "si", "sí", "no"]})
TEXTO = Tipo("un texto", _lee_texto, {"type": ["string", "integer"], "minLength": 1})


def _que_no_sobren(valor: list[Any] | dict[str, Any]) -> None:
    if len(valor) > topes.ELEMENTOS:
        raise topes.pasado("trae", len(valor), topes.ELEMENTOS, "Parte el caso en varios", unidad="elementos")


def uno_de(*opciones: str) -> Tipo:
    """Una palabra de una lista; se admite con acentos, mayúsculas o espacios."""
    esperado = f"uno de: {', '.join(opciones)}"

    def lee(valor: Any) -> str:
        palabra = llano(valor) if isinstance(valor, str) else ""
        if palabra not in opciones:
            raise _falla(valor, esperado)
        return palabra

    return Tipo(esperado, lee, {"type": "string", "enum": list(opciones)})


def lista(de: Tipo, *, minimo: int = 0) -> Tipo:
    """Lista de un tipo."""
    esperado = f"una lista de {de.esperado}" if minimo == 0 else f"una lista con al menos {minimo}: {de.esperado}"

    def lee(valor: Any) -> list[Any]:
        if not isinstance(valor, list) or len(valor) < minimo:
            raise _falla(valor, esperado)
        _que_no_sobren(valor)
        return [leer(de, elemento, f"elemento {k}") for k, elemento in enumerate(valor, 1)]

    return Tipo(esperado, lee, {"type": "array", "items": de.esquema, "minItems": minimo})


def por_nombre(de: Tipo) -> Tipo:
    """Objeto con nombres libres: {concepto: valor}."""
    esperado = f"un objeto {{concepto: {de.esperado}}}"

    def lee(valor: Any) -> dict[str, Any]:
        if not isinstance(valor, dict) or not valor:
            raise _falla(valor, esperado)
        _que_no_sobren(valor)
        if feo := next((nombre for nombre in valor if not nombre.strip() or not es_legible(nombre)), None):
            raise _falla(feo, "un nombre que se lea entero")
        return {nombre: leer(de, v, nombre) for nombre, v in valor.items()}

    return Tipo(esperado, lee, {"type": "object", "additionalProperties": de.esquema, "minProperties": 1})


def registro(*campos: Campo) -> Tipo:
    """Objeto con campos conocidos, o la lista de sus valores en ese orden; lo ausente queda en None."""
    nombres = [c.nombre for c in campos]
    esperado = f"un objeto o una lista con {', '.join(nombres)}"

    def lee(valor: Any) -> dict[str, Any]:
        if isinstance(valor, list) and len(valor) <= len(campos):
            valor = dict(zip(nombres, valor, strict=False))
        if not isinstance(valor, dict):
            raise _falla(valor, esperado)
        return leer_campos(campos, valor)

    objeto = {
        "type": "object",
        "properties": {c.nombre: c.tipo.esquema for c in campos},
        "required": [c.nombre for c in campos if c.obligatorio],
        "additionalProperties": False,
    }
    return Tipo(esperado, lee, {"anyOf": [objeto, {"type": "array", "maxItems": len(campos)}]})


def alguno(*tipos: Tipo) -> Tipo:
    """El primero de los tipos que se entienda; si ninguno, el motivo más preciso."""
    esperado = " o ".join(t.esperado for t in tipos)

    def lee(valor: Any) -> Any:
        motivos = []
        for tipo in tipos:
            try:
                return tipo.lee(valor)
            except ErrorDeDatos as error:
                motivos.append(error)
        precisos = [m for m in motivos if not m.mensaje.startswith("se encontró")]
        raise precisos[0] if precisos else _falla(valor, esperado)

    return Tipo(esperado, lee, {"anyOf": [t.esquema for t in tipos]})


def leer_campos(campos: tuple[Campo, ...], caso: Mapping[str, Any]) -> dict[str, Any]:
    """Todos los campos del caso, convertidos; los opcionales ausentes (o null) quedan en None."""
    sobran = [nombre for nombre in caso if nombre not in {c.nombre for c in campos}]
    if sobran:
        raise ErrorDeDatos(
            f"no se conoce el campo «{a_la_vista(sobran[0][:_A_LA_VISTA])}»{_parecido(sobran[0], campos)}; "
            f"se esperaban {', '.join(c.nombre if c.obligatorio else f'[{c.nombre}]' for c in campos)}."
        )
    faltan = [c for c in campos if c.obligatorio and caso.get(c.nombre) is None]
    if faltan:
        raise ErrorDeDatos(f"falta «{faltan[0].nombre}» ({faltan[0].ayuda}): se esperaba {faltan[0].tipo.esperado}.")
    return {c.nombre: None if caso.get(c.nombre) is None else leer(c.tipo, caso[c.nombre], c.nombre) for c in campos}


def _parecido(nombre: str, campos: tuple[Campo, ...]) -> str:
    from difflib import get_close_matches

    cercanos = get_close_matches(nombre[:_A_LA_VISTA], [c.nombre for c in campos], n=1)
    return f" (¿{cercanos[0]}?)" if cercanos else ""
