"""El mismo saldo contado por caminos distintos: si dos no coinciden, en pesos o en créditos, se dice dónde.

El puente suma el libro; el cubo, la cartera; lo cobrado, los recibos; el paso entre tramos, crédito por crédito.
Ninguno lee del otro, así que su acuerdo prueba algo y su desacuerdo señala el error.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

TODAS = ""
"""La delegación de lo que sólo se cuenta en el total."""


@dataclass(frozen=True, slots=True)
class Contraste:
    """Dos cuentas de lo mismo: importes en centavos y número de créditos (None si no se cuentan).

    `donde`: las delegaciones en que no coinciden; vacía si coinciden en todas. `falta_importe` y `falta_numero`: la
    suma de las diferencias sin signo, para que un error no tape a otro.
    """

    que: str
    importes: tuple[int, int]
    numeros: tuple[int, int] | None
    donde: tuple[str, ...]
    falta_importe: int
    falta_numero: int

    @property
    def cuadra(self) -> bool:
        """¿Coinciden las dos cuentas en cada delegación?"""
        return not self.donde


def contrastes(
    *,
    puente: pd.DataFrame,
    cubo: pd.DataFrame,
    ejecutores: pd.DataFrame,
    pagos: pd.DataFrame,
    transiciones: pd.DataFrame,
) -> list[Contraste]:
    """Lo que se compara de un periodo: flujos y saldo final, saldo final y cuadros, carga, cobro y saldo inicial.

    Cada marco, como lo da su módulo de `cartera`; `ejecutores`: delegacion, creditos y total por ejecutor.
    """
    final, cuadros = _de_la_causa(puente, "final"), _por_delegacion(cubo)
    diferencia = _de_la_causa(puente, "diferencia")
    de_los_flujos = {d: (final[d][0] + v[0], final[d][1] + v[1]) for d, v in diferencia.items()}
    pagado = int(puente.loc[puente["causa"] == "pagos", "importe"].sum())
    siguen = {TODAS: (int(transiciones["saldo"].sum()), int(transiciones["creditos"].sum()))}
    return [
        _comparar("Saldo inicial más movimientos, contra saldo final", de_los_flujos, final),
        _comparar("Saldo final del movimiento, contra el de los cuadros", final, cuadros),
        _comparar("Carga por ejecutor, contra el saldo de los cuadros", _por_delegacion(ejecutores), cuadros),
        _comparar("Saldo inicial, contra el de los créditos que se siguen", _en_total(puente, "inicial"), siguen),
        _comparar(
            "Pagos del movimiento, contra lo cobrado por recibos",
            {TODAS: (-pagado, 0)},
            {TODAS: (int(pagos["importe"].sum()), 0)},
            cuenta=False,
        ),
    ]


_Sumas = dict[str, tuple[int, int]]


def _de_la_causa(puente: pd.DataFrame, causa: str) -> _Sumas:
    filas = puente[puente["causa"] == causa]
    return {
        str(d): (int(importe), int(numero))
        for d, importe, numero in zip(filas["delegacion"], filas["importe"], filas["numero"], strict=True)
    }


def _en_total(puente: pd.DataFrame, causa: str) -> _Sumas:
    filas = puente[puente["causa"] == causa]
    return {TODAS: (int(filas["importe"].sum()), int(filas["numero"].sum()))}


def _por_delegacion(filas: pd.DataFrame) -> _Sumas:
    sumas = filas.groupby("delegacion")[["total", "creditos"]].sum()
    return {str(d): (int(fila["total"]), int(fila["creditos"])) for d, fila in sumas.iterrows()}


def _comparar(que: str, a: _Sumas, b: _Sumas, *, cuenta: bool = True) -> Contraste:
    nada = (0, 0)
    donde = sorted({*a, *b})
    importes = [a.get(d, nada)[0] - b.get(d, nada)[0] for d in donde]
    numeros = [a.get(d, nada)[1] - b.get(d, nada)[1] for d in donde]
    return Contraste(
        que,
        (sum(v[0] for v in a.values()), sum(v[0] for v in b.values())),
        (sum(v[1] for v in a.values()), sum(v[1] for v in b.values())) if cuenta else None,
        tuple(d for d, i, n in zip(donde, importes, numeros, strict=True) if i or n),
        sum(abs(i) for i in importes),
        sum(abs(n) for n in numeros),
    )
