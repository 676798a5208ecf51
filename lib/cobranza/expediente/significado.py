"""Lo que cada acto significa, leído de `params/catalogos/actos.yaml` y comprobado: qué abre, qué cierra, cuándo vale.

Los demás módulos del cuarto preguntan aquí; ninguno nombra un acto para decidir un estado.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cobranza.base.catalogos import libro_de_actos, tabla
from cobranza.base.errores import ErrorDeUso

DETIENE = ("pae", "mora", "prescripcion", "gastos")
NOTIFICADO, SI_ABRE = "notificado", "si_abre"
"""En `interrumpe`: sólo si consta el día en que se hizo saber."""
_LLAVES = {
    "acto": {
        *("titulo", "fundamento", "captura", "exige", "vale", "con", "abre", "cierra", "etapa", "interrumpe"),
        *("deshace", "motiva", "facultad", "plazos", "dinero", "concepto_gasto", "constancia"),
    },
    "marca": {"titulo", "detiene", "varias", "todas", "fundamento"},
    "abre": {"desde", "hasta", "plazo", "forma", "salvo", "ambito", "ejercicio"},
    "cierra": {"desde", "cual", "plazo", "forma"},
}
_VALORES = {
    "vale": ("practicada", "siempre"),
    "interrumpe": ("true", NOTIFICADO, SI_ABRE),
    "abre.desde": ("notificado_el",),
    "abre.hasta": ("ultimo_dia",),
    "cierra.desde": ("dia_siguiente",),
    "cierra.cual": ("referencia", "solo_referencia"),
}


@dataclass(frozen=True, slots=True)
class Marca:
    """Un estado que unos actos abren y otros cierran; `todas`: rige mientras rijan todas ésas."""

    clave: str
    titulo: str
    detiene: tuple[str, ...]
    varias: bool
    todas: tuple[str, ...]
    fundamento: str


@dataclass(frozen=True, slots=True)
class Efecto:
    """Lo que un tipo de acto hace con una marca, con sus condiciones (documentadas en `actos.yaml`)."""

    tipo: str
    desde: str
    hasta: str
    plazos: tuple[str, ...]
    forma: str
    salvo: str
    ambito: str
    ejercicio: str
    cual: str


def catalogo() -> Mapping[str, Mapping[str, Any]]:
    """Tipo de acto → su ficha. Errores: `ErrorDeUso` si el catálogo dice algo que no se entiende."""
    libro = libro_de_actos()
    if id(libro) not in _comprobados:
        _comprobar(libro)
        _comprobados.clear()
        _derivados.clear()
        _comprobados[id(libro)] = libro
    actos: Mapping[str, Mapping[str, Any]] = libro["actos"]
    return actos


_comprobados: dict[int, Mapping[str, Any]] = {}
"""El último catálogo comprobado: se guarda con él para que su identidad no se repita."""
_derivados: dict[tuple[str, ...], dict[str, Any]] = {}
"""Lo que ya se sacó de él: las mismas preguntas se hacen cientos de veces por crédito."""


def marcas() -> dict[str, Marca]:
    """Las marcas, por su clave."""
    catalogo()
    if ("marcas",) not in _derivados:
        _derivados["marcas",] = {
            clave: Marca(clave, m["titulo"], tuple(m.get("detiene", ())), bool(m.get("varias")),
                         tuple(m.get("todas", ())), m.get("fundamento", ""))
            for clave, m in libro_de_actos()["marcas"].items()
        }  # fmt: skip
    return _derivados["marcas",]


def que_detienen(que: str) -> list[Marca]:
    """Las marcas que detienen eso (`pae`, `mora`, `prescripcion` o `gastos`), en el orden del catálogo."""
    return [m for m in marcas().values() if que in m.detiene]


def efectos(verbo: str, marca: str) -> dict[str, Efecto]:
    """Tipo de acto → cómo abre o cierra (`verbo`) esa marca."""
    fichas = catalogo()
    if (verbo, marca) in _derivados:
        return _derivados[verbo, marca]
    resultado: dict[str, Efecto] = {}
    for tipo, ficha in fichas.items():
        hace = _por_marca(ficha.get(verbo))
        if marca in hace:
            c = hace[marca]
            plazos = (c["plazo"],) if isinstance(c.get("plazo"), str) else tuple(c.get("plazo", ()))
            resultado[tipo] = Efecto(tipo, c.get("desde", ""), c.get("hasta", ""), plazos, c.get("forma", ""),
                                     c.get("salvo", ""), c.get("ambito", ""), c.get("ejercicio", ""),
                                     c.get("cual", ""))  # fmt: skip
    _derivados[verbo, marca] = resultado
    return resultado


def que_toca(tipo: str) -> frozenset[str]:
    """Las marcas cuyos periodos dependen de ese tipo de acto."""
    ficha = catalogo()[tipo]
    suyas = {*_por_marca(ficha.get("abre")), *_por_marca(ficha.get("cierra"))}
    return frozenset(suyas | {m.clave for m in marcas().values() if suyas & {*m.todas}})


def deshacen(marca: str) -> dict[str, str]:
    """Tipo de acto → el que deja sin efectos, de los que cierran esa marca."""
    return {tipo: deshecho for tipo, deshecho in con("deshace").items() if deshecho in efectos("cierra", marca)}


def con(campo: str) -> dict[str, Any]:
    """Tipo de acto → lo que su ficha dice en ese campo; sólo los que lo dicen."""
    return {tipo: ficha[campo] for tipo, ficha in catalogo().items() if ficha.get(campo)}


def practicados() -> tuple[str, ...]:
    """Resultados de una diligencia que se practicó; los actos que no son diligencia no traen resultado."""
    return ("", *libro_de_actos()["practicados"])


def resultados() -> tuple[str, ...]:
    """Resultados y sentidos de una resolución que el programa distingue; su posición es su número en la historia."""
    libro = libro_de_actos()
    return ("", *libro["resultados"], *libro["sentidos"])


def formas() -> tuple[str, ...]:
    """Formas de un acto que el programa distingue; su posición es su número en la historia."""
    return ("", *libro_de_actos()["formas"])


def vale(tipo: str, resultado: str) -> str:
    """El acto que vale uno de ese tipo con ese resultado; vacío si es como si no hubiera ocurrido.

    >>> vale("REQ_Y_EMBARGO", "SIN_BIENES"), vale("NOTIFICACION", "NO_LOCALIZADO")
    ('REQUERIMIENTO', '')
    """
    return valen([resultado])[tipo][0]


def valen(dichos: Sequence[str]) -> dict[str, list[str]]:
    """Tipo de acto → el acto que vale con cada uno de esos resultados (`vale`)."""
    se_practico = practicados()

    def de(tipo: str, ficha: Mapping[str, Any], resultado: str) -> str:
        if ficha.get("vale", "siempre") == "siempre" or resultado in se_practico:
            return tipo
        return str(ficha.get("con", {}).get(resultado, ""))

    return {tipo: [de(tipo, ficha, resultado) for resultado in dichos] for tipo, ficha in catalogo().items()}


def _por_marca(dicho: Any) -> dict[str, Mapping[str, Any]]:
    if not dicho:
        return {}
    return {dicho: {}} if isinstance(dicho, str) else {marca: c or {} for marca, c in dicho.items()}


def _comprobar(libro: Mapping[str, Any]) -> None:
    """Errores: `ErrorDeUso` si sobra una llave, un valor no es de los que hay o se nombra algo que no existe."""
    marcas_, tipos = libro["marcas"], libro["actos"]
    for clave, m in marcas_.items():
        _conocidas("marca", clave, m)
        _de_lista(clave, "detiene", m.get("detiene", ()), DETIENE)
        _de_lista(clave, "todas", m.get("todas", ()), marcas_)
    for tipo, ficha in tipos.items():
        _conocidas("acto", tipo, ficha)
        _de_lista(tipo, "vale", [ficha.get("vale", "siempre")], _VALORES["vale"])
        interrumpe = ficha.get("interrumpe", True)
        _de_lista(tipo, "interrumpe", ["true" if interrumpe is True else str(interrumpe)], _VALORES["interrumpe"])
        _de_lista(tipo, "con", ficha.get("con", {}), libro["resultados"])
        _de_lista(tipo, "con", ficha.get("con", {}).values(), tipos)
        _de_lista(tipo, "deshace", [ficha["deshace"]] if "deshace" in ficha else [], tipos)
        _de_lista(tipo, "etapa", [ficha["etapa"]] if "etapa" in ficha else [], set(tabla("etapas")["clave"]))
        for verbo in ("abre", "cierra"):
            hace = _por_marca(ficha.get(verbo))
            _de_lista(tipo, verbo, hace, marcas_)
            for condiciones in hace.values():
                _conocidas(verbo, tipo, condiciones)
                for campo in condiciones:
                    _de_lista(tipo, campo, [condiciones[campo]], _VALORES.get(f"{verbo}.{campo}"))
                for campo in condiciones.keys() & {"forma", "salvo"}:
                    _de_lista(tipo, campo, [condiciones[campo]], libro["formas"])


def _conocidas(que: str, clave: str, ficha: Mapping[str, Any]) -> None:
    _de_lista(clave, que, ficha, _LLAVES[que])


def _de_lista(clave: str, campo: str, dichos: Any, hay: Any) -> None:
    sobran = [] if hay is None else [dicho for dicho in dichos if dicho not in hay]
    if sobran:
        raise ErrorDeUso(
            f"params/catalogos/actos.yaml: {clave} dice «{sobran[0]}» en «{campo}»; se esperaba "
            f"{', '.join(sorted(map(str, hay)))}. Las llaves se explican al principio del archivo."
        )
