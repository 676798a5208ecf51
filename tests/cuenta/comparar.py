"""El producto contra el oráculo, historia por historia: `python tests/cuenta/comparar.py [CUANTAS] [SEMILLA]`.

Dice cuántas difieren y, de las primeras, la historia más corta que aún difiere. Sale con 1 si alguna difiere.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cuenta.hechos import Caso
from cuenta.historias import historias
from cuenta.oraculo import debido
from cuenta.producto import producto
from cuenta.tiempo_y_tasas import fecha

TANDA = 10_000
Par = tuple[Caso, int]
Diferencia = tuple[Par, dict[str, int], dict[str, int]]


def diferencias(pares: Sequence[Par]) -> Iterator[Diferencia]:
    """((caso, día), oráculo, producto) de los que no coinciden en algún componente."""
    for par, del_producto in zip(pares, producto(pares), strict=True):
        segun_la_ley = debido(*par)
        if segun_la_ley != del_producto:
            yield par, segun_la_ley, del_producto


def reducir(par: Par) -> Par:
    """La historia más corta que se halla quitando hechos de uno en uno mientras aún difiera."""
    caso, al = par
    while True:
        sin_uno = [
            (replace(caso, hechos=caso.hechos[:k] + caso.hechos[k + 1 :]), al) for k in range(len(caso.hechos))
        ]
        sencillos = [(otro, al) for otro in _mas_sencillos(caso) if otro != caso]
        difiere = next(diferencias([*sin_uno, *sencillos]), None)
        if difiere is None:
            return caso, al
        (caso, _), _, _ = difiere


def _mas_sencillos(caso: Caso) -> Iterator[Caso]:
    yield replace(caso, multa=0, notificacion=None)
    yield replace(caso, ambito="federal")


def en_palabras(par: Par) -> str:
    """La historia para leerla: un renglón por hecho, en orden de fecha."""
    caso, al = par
    notificada = fecha(caso.notificacion) if caso.notificacion is not None else "no"
    renglones = [
        f"{caso.importe} vence {fecha(caso.vencimiento)}; multa {caso.multa} notificada {notificada}; {caso.ambito}; "
        f"recargos {'sí' if caso.causa_recargos else 'no'}; {caso.lectura}; al {fecha(al)}"
    ]
    for h in sorted(caso.hechos, key=lambda h: h.fecha):
        hasta = f" hasta {fecha(h.hasta)}" if h.hasta is not None else ""
        plazo = f" {h.modalidad} n={h.parcialidades}{hasta}" if h.tipo == "CONVENIO" else ""
        renglones.append(f"  {fecha(h.fecha)} {h.tipo} {h.importe or ''} {h.clave}{h.componente}{plazo}".rstrip())
    return "\n".join(renglones)


def _tanda(rango: tuple[int, int]) -> list[tuple[int, Diferencia]]:
    """Las que difieren de unas semillas seguidas, cada una con la suya."""
    cuantas, semilla = rango
    pares = list(historias(cuantas, semilla))
    semillas = {id(par): semilla + n for n, par in enumerate(pares)}
    return [(semillas[id(d[0])], d) for d in diferencias(pares)]


def _especie(par: Par) -> str:
    tipos = {h.tipo for h in par[0].hechos if h.fecha <= par[1]}
    return next(
        (
            t
            for t in ("ESTIMULO", "CONVENIO", "SIN_EFECTOS", "IMPUGNACION", "CANCELACION", "CONDONACION")
            if t in tipos
        ),
        "PAGO",
    )


def main() -> int:
    cuantas, semilla = (int(a) for a in (*sys.argv[1:], *("100000", "0")[len(sys.argv) - 1 :]))
    empezo = perf_counter()
    rangos = [(min(TANDA, cuantas - n), semilla + n) for n in range(0, cuantas, TANDA)]
    escribe, difieren = sys.stdout.write, []
    with ProcessPoolExecutor(2) as procesos:
        for rango, tanda in zip(rangos, procesos.map(_tanda, rangos), strict=True):
            difieren += tanda
            escribe(f"desde {rango[1]}, {rango[0]}: {[semilla for semilla, _ in tanda] or 'ninguna difiere'}\n")
            sys.stdout.flush()
    escribe(f"{cuantas} historias, {len(difieren)} difieren; {perf_counter() - empezo:.0f} s\n")
    escribe(f"por especie: {dict(Counter(_especie(par) for _, (par, _, _) in difieren))}\n")
    escribe(f"componentes: {dict(Counter(c for _, (_, a, b) in difieren for c in a if a[c] != b[c]))}\n")
    vistas: Counter[str] = Counter()
    for semilla_suya, (par, _, _) in difieren:
        if vistas[_especie(par)] < 3:
            vistas[_especie(par)] += 1
            corta = reducir(par)
            (_, ley, suyo) = next(diferencias([corta]))
            distintos = {c: (ley[c], suyo[c]) for c in ley if ley[c] != suyo[c]}
            escribe(f"\nsemilla {semilla_suya}: {en_palabras(corta)}\n  (oráculo, producto): {distintos}\n")
    return int(bool(difieren))


if __name__ == "__main__":
    sys.exit(main())
