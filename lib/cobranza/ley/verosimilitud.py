"""¿Es verosímil un parámetro? Compara cada valor con lo que cabe en su unidad y con el que le antecede.

Nada de esto es ley: un valor legítimo puede saltar. Por eso aquí sólo se duda; quien agrega el valor confirma, y lo
confirmado queda en el historial. Los topes son datos: `params/catalogos/verosimilitud.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

from cobranza.base.catalogos import verosimilitud
from cobranza.base.dinero import texto
from cobranza.ley.parametros import SIEMPRE, Serie, Valor

LEJOS_DIAS = 730
"""Un valor no se publica con más de dos años de anticipación: un año así es casi siempre un error de dedo."""
Confirmados = Set[tuple[str, str, str]]
"""(parámetro, primer día, valor) que alguien ya confirmó con su motivo."""


@dataclass(frozen=True, slots=True)
class Duda:
    """Un valor que parece equivocado: de qué parámetro, desde qué día y por qué se duda."""

    clave: str
    desde: date
    texto: str
    motivo: str

    def __str__(self) -> str:
        return f"{self.clave} desde {self.desde}: {self.motivo}"


def dudas(serie: Serie, hoy: date, confirmados: Confirmados = frozenset()) -> list[Duda]:
    """Lo que parece equivocado en una serie, en orden; lo que ya se confirmó no se repite."""
    topes = _topes(serie)
    if serie.tipo == "tabla":
        hallado = list(_de_tabla(serie, topes))
    else:
        con_dato = [v for v in serie.valores if v.numero is not None]
        parejas = list(pairwise([None, *con_dato]))
        hallado = [
            Duda(serie.clave, v.desde, v.texto, motivo)
            for antes, v in parejas
            if v
            # lo que sigue a un valor confirmado no se le compara: su salto ya se explicó
            for motivo in _de(serie, topes, None if antes and _llave(antes) in confirmados else antes, v)
        ]
    lejos = hoy + timedelta(days=LEJOS_DIAS)
    hallado += [
        Duda(serie.clave, v.desde, v.texto, f"empieza el {v.desde} y hoy es {hoy}: revisa el año.")
        for v in serie.valores
        if v.desde > lejos
    ]
    return [d for d in hallado if (d.clave, d.desde.isoformat(), d.texto) not in confirmados]


def _llave(v: Valor) -> tuple[str, str, str]:
    return v.clave, v.desde.isoformat(), v.texto


def _topes(serie: Serie) -> dict[str, Any]:
    dichos = verosimilitud()
    return {
        **dichos["por_tipo"].get(serie.tipo, {}),
        **dichos["por_unidad"].get(serie.unidad, {}),
        **dichos["por_serie"].get(serie.clave, {}),
    }


def _de(serie: Serie, topes: Mapping[str, Any], antes: Valor | None, v: Valor) -> Iterator[str]:
    """Las dudas de un valor frente al que le antecede."""
    yield from _de_su_unidad(topes, v.texto, serie.unidad)
    if antes is None or v.desde.isoformat() < topes.get("desde", ""):
        return
    if topes.get("cotejados", {}).get(v.desde.isoformat()) != v.texto:
        yield from _del_salto(topes, _vecino(serie, antes), antes.texto, v.texto)
    if topes.get("crece") and Fraction(v.texto) < Fraction(antes.texto):
        yield f"{v.texto} es menos que {antes.texto}, el valor anterior, y este parámetro no ha bajado nunca."
    if topes.get("anual") and serie.valores[-1] is v:
        yield from _del_anio(v)
    escritos, esperados = _decimales(v.texto), _decimales(antes.texto)
    if serie.tipo != "escalon" and escritos != esperados and serie.valores[-1] is v:
        decimales = "decimal" if escritos == 1 else "decimales"
        yield f"{v.texto} trae {escritos} {decimales} y el anterior, {antes.texto}, {esperados}: escríbelo completo."


def _vecino(serie: Serie, antes: Valor) -> str:
    nombres = {"mensual": "el mes anterior", "diario": "el día anterior"}
    return nombres.get(serie.tipo, f"el anterior, desde {antes.desde},")


def _de_su_unidad(topes: Mapping[str, Any], valor: str, unidad: str) -> Iterator[str]:
    """¿Cabe en lo que vale algo de esa unidad?"""
    minimo, maximo = topes.get("minimo"), topes.get("maximo")
    if minimo is None or maximo is None or Fraction(minimo) <= Fraction(valor) <= Fraction(maximo):
        return
    yield f"{valor} no parece un valor en «{unidad}»; se esperaba entre {minimo} y {maximo}."


def _del_salto(topes: Mapping[str, Any], vecino: str, antes: str, ahora: str) -> Iterator[str]:
    """¿Se aparta demasiado del que le antecede? «el mes anterior vale 145.462; 45.900 es 68 % menos»."""
    de, a, tope = Fraction(antes), Fraction(ahora), Fraction(topes["salto"])
    if not de or abs(a - de) * 100 <= tope * de:
        return
    veces = Fraction(a, de)
    sentido = "más" if a > de else "menos"
    cuanto = f"{_corto(veces)} veces" if veces >= 3 else f"{_corto(abs(veces - 1) * 100)} % {sentido}"
    yield f"{vecino} vale {antes}; {ahora} es {cuanto}, y lo más que se espera es {topes['salto']} % de diferencia."


def _corto(cantidad: Fraction) -> str:
    """Sin decimales si son tres cifras o más; si no, con uno."""
    decimas = round(cantidad * 10)
    return f"{round(cantidad):,}" if cantidad >= 10 or not decimas % 10 else f"{decimas // 10}.{decimas % 10}"


def _del_anio(v: Valor) -> Iterator[str]:
    """¿Rige un año, como los de su serie? Sólo se pregunta del último: a los demás los cierra el que sigue."""
    dura = (v.hasta - v.desde).days + 1
    if v.hasta == SIEMPRE:
        yield "este parámetro rige por años y no dice hasta cuándo: dilo con --hasta."
    elif dura not in (365, 366):
        yield f"este parámetro rige por años y éste regiría {dura} días: revisa el periodo."


def _decimales(texto: str) -> int:
    return len(texto.partition(".")[2])


def _de_tabla(serie: Serie, topes: Mapping[str, Any]) -> Iterator[Duda]:
    """Cada renglón contra el suyo de la vigencia anterior: el de su clave o, en una tarifa, el de su lugar."""
    yield from _de_las_cuotas(serie)
    antes: dict[tuple[str, str], str] = {}
    lugar: dict[str, int] = {}
    for r in sorted(serie.renglones, key=lambda r: r["desde"]):
        desde = r["desde"]
        lugar[desde] = lugar.get(desde, 0) + 1
        quien = r.get("clave") or r.get("digitos") or f"{r.get('tipo', '')}, renglón {lugar[desde]}".lstrip(", ")
        for columna in _NUMERICAS:
            if r.get(columna) and "/" not in r[columna]:
                unidad = verosimilitud()["por_unidad"].get(r.get("unidad") or serie.unidad, {})
                motivos = [
                    *(
                        _de_su_unidad(unidad, r[columna], r.get("unidad") or serie.unidad)
                        if columna == "valor"
                        else ()
                    ),
                    *_contra(topes, antes.get((quien, columna)), r[columna]),
                ]
                yield from (
                    Duda(serie.clave, date.fromisoformat(desde), r[columna], f"{quien}, {columna}: {motivo}")
                    for motivo in motivos
                )
                antes[quien, columna] = r[columna]


_NUMERICAS = ("valor", "limite_superior", "cuota_fija", "tasa_excedente", "ingreso_hasta", "subsidio")


def _contra(topes: Mapping[str, Any], antes: str | None, ahora: str) -> Iterator[str]:
    if antes is not None:
        yield from _del_salto(topes, "en la vigencia anterior", antes, ahora)


CUOTA = Fraction("0.10")
"""Cuánto puede apartarse una cuota fija de la que dan el renglón anterior y su tasa: el redondeo de la tarifa."""


def _de_las_cuotas(serie: Serie) -> Iterator[Duda]:
    """En una tarifa, cada cuota es la del renglón anterior más su tasa por lo que abarca, y la tasa crece."""
    for a, r in pairwise(serie.renglones):
        if a["desde"] != r["desde"] or not r.get("cuota_fija"):
            continue
        ancho = Fraction(a["limite_superior"]) - Fraction(a["limite_inferior"])
        toca = Fraction(a["cuota_fija"]) + ancho * Fraction(a["tasa_excedente"]) * Fraction(1, 100)
        de = f"renglón de {r['limite_inferior']}"
        if abs(Fraction(r["cuota_fija"]) - toca) > CUOTA:
            dicha = f"{de}: la cuota {r['cuota_fija']} no sigue a la anterior, que da {texto(round(toca * 100))}."
            yield Duda(serie.clave, date.fromisoformat(r["desde"]), r["cuota_fija"], dicha)
        if Fraction(r["tasa_excedente"]) <= Fraction(a["tasa_excedente"]):
            dicha = f"{de}: la tasa {r['tasa_excedente']} no es mayor que la anterior, {a['tasa_excedente']}."
            yield Duda(serie.clave, date.fromisoformat(r["desde"]), r["tasa_excedente"], dicha)
