"""Los datos que recibe una plantilla: cómo se declaran, cómo se comprueban y cómo se escriben.

Se declaran en el encabezado de la plantilla, `nombre: tipo | qué es` (`tipo?`, si puede faltar); una lista de un
elemento declara una lista, un mapa declara un grupo y `=pieza` repite una pieza común. Los tipos son `TIPOS`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr, create_model

from cobranza.base import dinero
from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.base.fechas import fecha_corta, fecha_larga
from cobranza.documentos import en_letra

_CORTO, _LARGO = 300, 6_000
_MAS_RENGLONES = 5_000
"""Elementos de una lista: la relación de un lote de mil y sobra."""
_MAS_ALTO = dinero.TOPE // 100
FOLIO = r"[A-ZÑ0-9][A-ZÑ0-9-]{2,59}"
_OPCIONES = re.compile(r"opcion\((.+)\)")
# las letras que tienen las tipografías de los documentos: latinas, puntuación tipográfica, euro, número y grados
_LETRAS = re.compile(
    r"[ -~\u00a0-\u024f\u2010-\u2015\u2018-\u201f\u2022\u2026\u2032\u2033\u20ac\u2116\u2192\u2212\u2260\u2264\u2265]*"
)
_SIN_CORTE = re.compile(r"[^\s-]{24}(?=[^\s-]{6})")


@dataclass(frozen=True, slots=True)
class Tipo:
    """Un tipo de dato: qué es en el esquema y cómo se le enseña a la plantilla."""

    que_es: str
    anotado: Any
    visto: Callable[[Any], Any]


def _legible(texto: str) -> str:
    """El texto, normalizado. Errores: `ValueError` si trae una letra que no se puede imprimir."""
    limpio = unicodedata.normalize("NFC", texto).strip()
    renglones = [" ".join(renglon.split()) for renglon in limpio.split("\n")]
    if not limpio:
        raise ValueError("está vacío; escríbelo o quítalo")
    for renglon in renglones:
        if not _LETRAS.fullmatch(renglon):
            raise ValueError(
                f"trae una letra que no se puede imprimir (U+{_ajena(renglon):04X}); se esperaban letras latinas, "
                "cifras y puntuación"
            )
    return "\n".join(renglones)


def _ajena(renglon: str) -> int:
    return next(ord(letra) for letra in renglon if not _LETRAS.fullmatch(letra))


def _de_un_renglon(texto: str) -> str:
    limpio = _legible(texto)
    if "\n" in limpio:
        raise ValueError("trae varios renglones; se esperaba uno")
    return limpio


def _con_forma(patron: str, ejemplo: str) -> Callable[[str], str]:
    def comprobado(texto: str) -> str:
        if not re.fullmatch(patron, texto):
            raise ValueError(f"no tiene la forma esperada, como {ejemplo}")
        return texto

    return comprobado


def _fecha(texto: str) -> str:
    try:
        dia = date.fromisoformat(texto)
    except ValueError as error:
        raise ValueError("no es una fecha; se esperaba AAAA-MM-DD y un día que exista") from error
    if texto != dia.isoformat() or not 1900 <= dia.year <= 2199:
        raise ValueError("no es una fecha de 1900 a 2199 escrita AAAA-MM-DD")
    return texto


def _escalado(decimales: int, *, con_signo: bool = False) -> Callable[[str], str]:
    def normal(texto: str) -> str:
        try:
            entero = dinero.escalado(texto, decimales)
        except ErrorDeDatos as error:
            raise ValueError(f"no es un texto decimal de hasta {decimales} decimales, como «1234.50»") from error
        if abs(entero) > _MAS_ALTO or (entero < 0 and not con_signo):
            raise ValueError("no puede ser negativo" if entero < 0 else "no cabe; revisa si sobra un dígito")
        return dinero.texto(entero, decimales)

    return normal


def _importe_visto(texto: str) -> dict[str, str]:
    centavos = dinero.centavos(texto)
    return {"cifra": dinero.pesos(centavos), "letra": en_letra.importe(centavos)}


def _fecha_vista(texto: str) -> dict[str, str]:
    dia = date.fromisoformat(texto)
    return {"corta": fecha_corta(dia), "larga": fecha_larga(dia), "letra": en_letra.fecha(dia)}


def _con_cortes(texto: str) -> str:
    """Una palabra larguísima se puede partir: si no, se saldría de su celda."""
    return _SIN_CORTE.sub(lambda m: f"{m[0]}\u200b", texto)


def _tasa_vista(texto: str) -> str:
    """«1.42 %», «70 %»: sin ceros de más, y con dos decimales si tiene alguno."""
    entero, _, decimales = texto.partition(".")
    decimales = decimales.rstrip("0")
    return f"{entero}.{decimales:0<2} %" if decimales else f"{entero} %"


def _decimal_visto(texto: str) -> str:
    return texto.rstrip("0").removesuffix(".")


TIPOS: dict[str, Tipo] = {
    "texto": Tipo(
        "texto de un renglón",
        Annotated[StrictStr, Field(max_length=_CORTO), AfterValidator(_de_un_renglon)],
        _con_cortes,
    ),
    "parrafo": Tipo(
        "texto de uno o varios renglones",
        Annotated[StrictStr, Field(max_length=_LARGO), AfterValidator(_legible)],
        _con_cortes,
    ),
    "folio": Tipo(
        "folio en mayúsculas, cifras y guiones, como CONV-2026-000001",
        Annotated[
            StrictStr,
            Field(pattern=f"^{FOLIO}$", max_length=60),
            AfterValidator(_con_forma(FOLIO, "CONV-2026-000001")),
        ],
        str,
    ),
    "fecha": Tipo(
        "fecha AAAA-MM-DD",
        Annotated[StrictStr, AfterValidator(_fecha), Field(json_schema_extra={"format": "date"})],
        _fecha_vista,
    ),
    "importe": Tipo(
        "pesos en texto decimal, como «1234.50»", Annotated[StrictStr, AfterValidator(_escalado(2))], _importe_visto
    ),
    "saldo": Tipo(
        "pesos en texto decimal; negativo, a favor",
        Annotated[StrictStr, AfterValidator(_escalado(2, con_signo=True))],
        _importe_visto,
    ),
    "tasa": Tipo(
        "por ciento en texto decimal, como «1.42»", Annotated[StrictStr, AfterValidator(_escalado(4))], _tasa_vista
    ),
    "decimal": Tipo(
        "número en texto decimal, de hasta seis decimales",
        Annotated[StrictStr, AfterValidator(_escalado(6))],
        _decimal_visto,
    ),
    "entero": Tipo("entero de cero en adelante", Annotated[StrictInt, Field(ge=0, le=10**9)], int),
    "si_no": Tipo("true o false", StrictBool, bool),
}
"""Los tipos de dato. De un importe la plantilla ve `cifra` y `letra`; de una fecha, `corta`, `larga` y `letra`."""


class Datos(BaseModel):
    """Lo que recibe una plantilla: ni un dato de más."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class Campo:
    """Un dato declarado: su tipo (o sus campos, si es un grupo) y si es una lista o puede faltar."""

    nombre: str
    que: str
    tipo: Tipo | None
    campos: tuple[Campo, ...] = ()
    es_lista: bool = False
    puede_faltar: bool = False

    def anotacion(self, dentro_de: str) -> Any:
        """El tipo con que pydantic lo comprueba."""
        suyo: Any = self.tipo.anotado if self.tipo else modelo(f"{dentro_de}_{self.nombre}", self.campos)
        if self.es_lista:
            suyo = Annotated[list[suyo], Field(min_length=1, max_length=_MAS_RENGLONES)]
        return suyo | None if self.puede_faltar else suyo

    def visto(self, valor: Any) -> Any:
        """El valor como lo ve la plantilla; None si falta."""
        if valor is None:
            return None
        if self.es_lista:
            return [self._uno(v) for v in valor]
        return self._uno(valor)

    def _uno(self, valor: Any) -> Any:
        return self.tipo.visto(valor) if self.tipo else vistos(self.campos, valor)


def declarados(encabezado: Mapping[str, Any], piezas: Mapping[str, Any], archivo: str) -> tuple[Campo, ...]:
    """Los campos de un encabezado ya leído. Errores: `ErrorDeUso` si alguno no se entiende."""
    return tuple(_declarado(nombre, dicho, piezas, archivo) for nombre, dicho in encabezado.items())


def _declarado(nombre: str, dicho: Any, piezas: Mapping[str, Any], archivo: str) -> Campo:
    puede_faltar = nombre.endswith("?")
    nombre = nombre.removesuffix("?")
    if isinstance(dicho, list) and len(dicho) == 1:
        uno = _declarado(nombre, dicho[0], piezas, archivo)
        return Campo(nombre, uno.que, uno.tipo, uno.campos, es_lista=True, puede_faltar=puede_faltar)
    if isinstance(dicho, Mapping):
        return Campo(nombre, "", None, declarados(dicho, piezas, archivo), puede_faltar=puede_faltar)
    tipo, _, que = (parte.strip() for parte in str(dicho).partition("|"))
    if tipo.startswith("=") and tipo[1:] in piezas:
        otro = _declarado(nombre, piezas[tipo[1:]], piezas, archivo)
        return Campo(nombre, que, otro.tipo, otro.campos, otro.es_lista, puede_faltar)
    if opciones := _OPCIONES.fullmatch(tipo):
        return Campo(nombre, que, _opcion(opciones[1]), puede_faltar=puede_faltar)
    if tipo not in TIPOS:
        raise ErrorDeUso(f"{archivo}: el dato «{nombre}» es «{tipo}»; se esperaba uno de {', '.join(TIPOS)}.")
    return Campo(nombre, que, TIPOS[tipo], puede_faltar=puede_faltar)


def _opcion(dichas: str) -> Tipo:
    opciones = tuple(o.strip() for o in dichas.split(";"))
    return Tipo(f"uno de: {', '.join(opciones)}", Literal[opciones], str)


def modelo(nombre: str, campos: tuple[Campo, ...]) -> type[Datos]:
    """El esquema de pydantic de esos campos."""
    definidos: dict[str, Any] = {}
    for campo in campos:
        que = ". ".join(filter(None, (campo.que, campo.tipo.que_es if campo.tipo else "")))
        omision = None if campo.puede_faltar else ...
        definidos[campo.nombre] = (campo.anotacion(nombre), Field(omision, description=que))
    return create_model(nombre, __base__=Datos, **definidos)


def vistos(campos: tuple[Campo, ...], valores: Mapping[str, Any]) -> dict[str, Any]:
    """Los valores como los ve la plantilla: importes con cifra y letra, fechas en palabras."""
    return {campo.nombre: campo.visto(valores.get(campo.nombre)) for campo in campos}
