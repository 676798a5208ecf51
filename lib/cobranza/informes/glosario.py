"""Las cifras de un informe con su nombre y su definición, tomados de `cartera.cifras`: se escriben una vez."""

from __future__ import annotations

from cobranza.cartera.cifras import Definicion, definicion, del_informe
from cobranza.papel.definiciones import Definiciones, Entrada
from cobranza.papel.piezas import Cifra


def cifra(clave: str, valor: str, unidad: str, nota: str = "", meta: str = "") -> Cifra:
    """Una cifra de la carátula con su nombre del glosario y el vínculo a lo que quiere decir."""
    dicha = definicion(clave)
    return Cifra(dicha.nombre, valor, unidad, nota, meta, dicha.ancla)


def significado(cuaderno: str) -> Definiciones:
    """Qué significa cada cifra que da un informe."""
    return Definiciones([Entrada(d.ancla, d.nombre, _dichos(d)) for d in del_informe(cuaderno)])


def _en_minuscula(formula: str) -> str:
    return f"{formula[:1].lower()}{formula[1:]}"


def _dichos(d: Definicion) -> list[str]:
    fundamento = [f"{d.fundamento.rstrip('.')}."] if d.fundamento else []
    return [d.que_es, f"Cómo se calcula: {_en_minuscula(d.formula)}", f"Unidad: {d.unidad}.", *fundamento]
