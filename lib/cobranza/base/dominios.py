"""Qué valores admite cada parámetro de un cuaderno y cómo se escribe cada uno, dicho una sola vez.

La consola, el lote y el propio cuaderno preguntan aquí: lo mismo pedido de otra manera («Tapachula», «dh-tap») queda
igual, y lo que no se entiende se detiene antes de leer ningún dato.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import partial
from typing import Any

from cobranza.base import catalogos, topes
from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.base.fechas import fecha
from cobranza.base.invisibles import a_la_vista

Escalar = str | int | bool
Leer = Callable[[object], Escalar | None]
"""De lo dado a su valor; None si no se entiende."""

_SI = frozenset({"si", "sí", "s", "true", "verdadero", "1"})
_NO = frozenset({"no", "n", "false", "falso", "0", "none", "null", ""})
_DE_LA_CASA = re.compile(r"[a-z]{3}-[0-9]{4}-[0-9]{6}", re.IGNORECASE)
_DECIMAL = re.compile(r"[-−]?([0-9]{1,18})(?:\.([0-9]{1,2})0{0,18})?")
_A_LA_VISTA = 60
_LARGO_DE_UNA_CLAVE = 64
_MESES = 120
_PUNTOS = 50


@dataclass(frozen=True, slots=True)
class Dominio:
    """Los valores de un parámetro: cómo se leen, qué se esperaba y, de lo que no se entiende, qué más decir.

    `opciones`: las parejas (clave, nombre) de un catálogo, si salen de uno. `forma`: cómo se describe en JSON Schema
    un valor ya escrito como lo escribe la casa; sin ella, un texto.
    """

    clave: str
    esperado: str
    leer: Leer
    pista: Callable[[str], str] = lambda _: ""
    opciones: Callable[[], dict[str, str]] | None = None
    forma: Mapping[str, Any] = field(default_factory=lambda: {"type": "string", "maxLength": topes.LETRAS_DE_DATO})

    def esquema(self, *, admite_vacio: bool) -> dict[str, Any]:
        """El JSON Schema de un valor suyo; `admite_vacio`: además, el texto vacío, que es no decirlo."""
        propio = dict(self.forma)
        if self.opciones:
            propio = {"oneOf": [{"const": clave, "title": nombre} for clave, nombre in self.opciones().items()]}
        # un texto cualquiera ya admite el vacío
        ya_lo_admite = propio.get("type") == "string" and not {"format", "pattern"} & set(propio)
        if not admite_vacio or ya_lo_admite:
            return propio
        vacio = {"const": "", "title": "Sin decir"}
        return {"oneOf": [vacio, *propio["oneOf"]]} if "oneOf" in propio else {"anyOf": [propio, vacio]}


def si_o_no(crudo: object) -> bool | None:
    """Sólo un sí escrito como sí es sí.

    >>> si_o_no("false"), si_o_no(None), si_o_no("Sí"), si_o_no("quizá")
    (False, False, True, None)
    """
    if crudo is None or isinstance(crudo, bool):
        return bool(crudo)
    if not isinstance(crudo, str | int):
        return None
    dicho = str(crudo).strip().casefold()
    return True if dicho in _SI else False if dicho in _NO else None


def _texto(crudo: object) -> str | None:
    """Un texto o un entero sin adornos; lo que no se dio es vacío."""
    if crudo is None:
        return ""
    if isinstance(crudo, bool) or not isinstance(crudo, str | int | date):
        return None
    if isinstance(crudo, int) and abs(crudo) >= 10**topes.CIFRAS:  # escribirlo ya es un error de Python
        return None
    dicho = crudo.isoformat() if isinstance(crudo, date) else str(crudo).strip()
    return dicho if dicho.isprintable() and len(dicho) <= topes.LETRAS_DE_DATO else None


def _entero(crudo: object) -> int | None:
    dicho = _texto(crudo)
    return int(dicho) if dicho is not None and re.fullmatch(r"[-+]?[0-9]{1,18}", dicho) else None


def _hasta(tope: int, crudo: object) -> int | None:
    dicho = _entero(crudo)
    return dicho if dicho is not None and 1 <= dicho <= tope else None


def _fecha(crudo: object) -> str | None:
    dicho = _texto(crudo) if isinstance(crudo, str | date) or crudo is None else None
    if not dicho:
        return dicho
    try:
        return fecha(dicho).isoformat()
    except ErrorDeDatos:
        return None


def _clave(crudo: object) -> str | None:
    dicho = _texto(crudo)
    if dicho is None or len(dicho) > _LARGO_DE_UNA_CLAVE:
        return None
    return dicho.upper() if _DE_LA_CASA.fullmatch(dicho) else dicho


def _archivo(crudo: object) -> str | None:
    """Una ruta que no sale de la carpeta de salidas."""
    dicho = _texto(crudo)
    if dicho is None or dicho.startswith(("/", "\\", "~")) or ".." in re.split(r"[/\\]", dicho):
        return None
    return dicho


def _por_ciento(minimo: int, maximo: int, crudo: object) -> str | None:
    """Un número decimal con dos decimales a lo más, escrito siempre igual: «1.80», 1.8 y «1.8» son lo mismo.

    Papermill vuelve número lo que se le da: el texto de un flotante es lo que la persona escribió.
    """
    dicho = repr(crudo) if isinstance(crudo, float) else _texto(crudo)
    if not dicho:
        return dicho
    partes = _DECIMAL.fullmatch(dicho.removesuffix("%").strip())
    if partes is None:
        return None
    centesimas = int(partes[1] + (partes[2] or "").ljust(2, "0")) * (-1 if dicho[0] in "-−" else 1)
    if not minimo * 100 <= centesimas <= maximo * 100:
        return None
    entero, fraccion = divmod(abs(centesimas), 100)
    signo = "-" if centesimas < 0 else ""
    return f"{signo}{entero}.{fraccion:02d}".rstrip("0").rstrip(".")


def _importe(crudo: object) -> str | None:
    """Pesos con dos decimales: «2,500», 2500 y «2500.00» son lo mismo."""
    dicho = repr(crudo) if isinstance(crudo, float) else _texto(crudo)
    partes = _DECIMAL.fullmatch(dicho.removeprefix("$").replace(",", "")) if dicho else None
    if not dicho or partes is None or dicho[0] in "-−":
        return dicho if dicho == "" else None
    return f"{int(partes[1])}.{(partes[2] or '').ljust(2, '0')}"


def delegaciones() -> dict[str, str]:
    """Clave → nombre de cada delegación y centro de recaudación."""
    return catalogos.nombrados("delegaciones")


def _delegacion(crudo: object) -> str | None:
    """La clave de una delegación dada por su clave o por su nombre, con o sin acentos, mayúsculas o apellido."""
    dicho = _texto(crudo)
    return dicho if not dicho else _llaves().get(_llano(dicho))


def _llaves() -> dict[str, str]:
    """Cada manera de decir una delegación → su clave; lo que nombra a dos no nombra a ninguna."""
    dichas: dict[str, set[str]] = {}
    for clave, nombre in delegaciones().items():
        for manera in {_llano(clave), _llano(nombre), _llano(_propio(nombre))}:
            dichas.setdefault(manera, set()).add(clave)
    return {manera: min(claves) for manera, claves in dichas.items() if len(claves) == 1}


def _propio(nombre: str) -> str:
    """«Delegación de Hacienda Tapachula» → «Tapachula»."""
    return re.sub(r"^(Delegación de Hacienda|Centro de Recaudación Local|Módulo)\s+", "", nombre)


def _llano(dicho: str) -> str:
    """Sin acentos, mayúsculas ni espacios de más."""
    sin_acentos = unicodedata.normalize("NFD", dicho).encode("ascii", "ignore").decode()
    return " ".join(sin_acentos.casefold().split())


def _que_delegaciones_hay(dicho: str) -> str:
    hay = "; ".join(f"{clave}, {_propio(nombre)}" for clave, nombre in delegaciones().items())
    llaves = _llaves()
    # lo dicho a medias se parece más, por sus letras, a otra: «Tuxtla», a Huixtla
    a_medias = sorted({clave for manera, clave in llaves.items() if manera.startswith(f"{_llano(dicho)} ")})
    cerca = [llaves[manera] for manera in get_close_matches(_llano(dicho), llaves, n=1)]
    clave = a_medias[0] if len(a_medias) == 1 else next(iter(cerca), "")
    sugerencia = f" ¿Quisiste decir {clave}, {_propio(delegaciones()[clave])}?" if clave else ""
    return f"{sugerencia} Hay: {hay}."


_POR_CIENTO = {"type": "string", "pattern": r"^-?[0-9]{1,3}(\.[0-9]{1,2})?$"}
_CLAVE = {"type": "string", "maxLength": _LARGO_DE_UNA_CLAVE}
FECHA = Dominio(
    "fecha",
    "una fecha que exista, escrita AAAA-MM-DD, como 2025-12-31",
    _fecha,
    forma={"type": "string", "format": "date"},
)
DELEGACION = Dominio(
    "delegacion", "la clave o el nombre de una delegación, o nada", _delegacion, _que_delegaciones_hay, delegaciones
)
FOLIO = Dominio("folio", "el folio de un crédito, como TGZ-2019-000123", _clave, forma=_CLAVE)
EJECUTOR = Dominio("ejecutor", "el número de empleado de un ejecutor, como E0020", _clave, forma=_CLAVE)
EMPLEADO = Dominio("empleado", "un número de empleado, como E0020, o nada", _clave, forma=_CLAVE)
NOMINA = Dominio("nomina", "el número de una nómina guardada, como NOM-2026-000001, o nada", _clave, forma=_CLAVE)
SI_NO = Dominio("si_no", "sí o no", si_o_no, forma={"type": "boolean"})
ENTERO = Dominio("entero", "un entero", _entero, forma={"type": "integer"})
MESES = Dominio(
    "meses",
    f"un número de meses, de 1 a {_MESES}",
    partial(_hasta, _MESES),
    forma={"type": "integer", "minimum": 1, "maximum": _MESES},
)
PUNTOS = Dominio(
    "puntos",
    f"el error que se admite, de 1 a {_PUNTOS} puntos por ciento",
    partial(_hasta, _PUNTOS),
    forma={"type": "integer", "minimum": 1, "maximum": _PUNTOS},
)
TEXTO = Dominio("texto", "un texto", _texto)
ARCHIVO = Dominio("archivo", "un archivo de la carpeta de salidas, dicho desde ella", _archivo)
INFLACION = Dominio(
    "inflacion",
    "una tasa mensual en por ciento, de -10 a 100, como 0.35",
    partial(_por_ciento, -10, 100),
    forma=_POR_CIENTO,
)
TASA = Dominio(
    "tasa", "una tasa mensual en por ciento, de 0 a 100, como 1.8", partial(_por_ciento, 0, 100), forma=_POR_CIENTO
)
IMPORTE = Dominio("importe", "un importe en pesos, como 2500.00, o nada", _importe)
PARTE = Dominio("parte", "un por ciento, de 0 a 100, como 50", partial(_por_ciento, 0, 100), forma=_POR_CIENTO)

_DE_PARAMETRO = {
    **dict.fromkeys(("corte", "desde", "hasta", "conocido_al", "al", "al_a", "al_b"), FECHA),
    **dict.fromkeys(("inflacion", "inflacion_a", "inflacion_b"), INFLACION),
    **dict.fromkeys(("mora", "mora_a", "mora_b"), TASA),
    **dict.fromkeys(("reduccion_multas", "reduccion_multas_a", "reduccion_multas_b"), PARTE),
    "delegacion": DELEGACION,
    "folio": FOLIO,
    "ejecutor": EJECUTOR,
    "empleado": EMPLEADO,
    "nomina": NOMINA,
    "version": ENTERO,
    "nominativo": SI_NO,
    **dict.fromkeys(("verdad", "cedula"), ARCHIVO),
    "costo": IMPORTE,
    "puntos": PUNTOS,
    "meses": MESES,
}
_DE_TIPO = {"str": TEXTO, "int": ENTERO, "bool": SI_NO}
OBLIGATORIOS = frozenset({"corte"})
"""Los que nunca pueden ir vacíos."""
_EN_ORDEN = (("desde", "corte"), ("desde", "hasta"), ("corte", "al_a"), ("corte", "al_b"))
"""Parejas de fechas donde la primera no puede pasar de la segunda."""


def dominio(nombre: str, tipo: str = "str") -> Dominio:
    """El dominio de un parámetro: el de su nombre o, si no tiene uno propio, el de su tipo."""
    return _DE_PARAMETRO.get(nombre, _DE_TIPO[tipo])


def valor(nombre: str, crudo: object, tipo: str = "str") -> Escalar:
    """El valor de un parámetro, escrito como lo escribe la casa. Errores: `ErrorDeUso` si no se entiende.

    >>> valor("delegacion", "tapachula"), valor("folio", "tgz-2019-000123"), valor("mora_a", "1.80")
    ('DH-TAP', 'TGZ-2019-000123', '1.8')
    """
    de = dominio(nombre, tipo)
    leido = de.leer(crudo)
    if leido is None or (leido == "" and nombre in OBLIGATORIOS):
        dicho = a_la_vista(_escrito(crudo))
        corto = dicho if len(dicho) <= _A_LA_VISTA else f"{dicho[:_A_LA_VISTA]}…"
        raise ErrorDeUso(f"El parámetro «{nombre}» es «{corto}»; se esperaba {de.esperado}.{de.pista(corto)}")
    return leido


def _escrito(crudo: object) -> str:
    try:
        return str(crudo)
    except (ValueError, RecursionError):  # un entero de miles de cifras, o listas dentro de listas
        return f"un {type(crudo).__name__} desmedido"


def valores(dados: Mapping[str, object], tipos: Mapping[str, str] | None = None) -> dict[str, Escalar]:
    """Todos los valores dados, en su dominio y en orden entre sí. Errores: `ErrorDeUso` con el primero que no va."""
    leidos = {nombre: valor(nombre, crudo, (tipos or {}).get(nombre, "str")) for nombre, crudo in dados.items()}
    for antes, despues in _EN_ORDEN:
        primera, segunda = str(leidos.get(antes, "")), str(leidos.get(despues, ""))
        if primera and segunda and primera > segunda:
            raise ErrorDeUso(
                f"El parámetro «{antes}» es {primera} y «{despues}» es {segunda}; se esperaba que «{antes}» no "
                f"pasara de «{despues}»."
            )
    return leidos


def sin_desconocidos(dados: Mapping[str, object], conocidos: Mapping[str, object]) -> None:
    """Errores: `ErrorDeUso` con el primer parámetro que el cuaderno no tiene y los que sí, con el más parecido."""
    for nombre in dados:
        if nombre in conocidos:
            continue
        nombre = a_la_vista(str(nombre)[:_A_LA_VISTA])
        cerca = get_close_matches(nombre, conocidos, n=1)
        sugerencia = f" ¿Quisiste decir «{cerca[0]}»?" if cerca else ""
        hay = map(str, conocidos.values())
        raise ErrorDeUso(
            f"El cuaderno no tiene un parámetro «{nombre}».{sugerencia} "
            + (f"Los que tiene son: {'; '.join(hay)}." if conocidos else "Este cuaderno no declara parámetros.")
        )
