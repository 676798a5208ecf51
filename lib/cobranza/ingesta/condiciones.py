"""Lo que se le pide a una carga para que valga: que entre completa, que concilie con su remesa, o sólo ensayarla."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, text

from cobranza.base.dinero import pesos
from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.ingesta.contrato import Entrada
from cobranza.ingesta.reparos import Reparo
from cobranza.ingesta.revisado import Revisado
from cobranza.ingesta.tapado import tapado

_A_LA_VISTA = 5


@dataclass(frozen=True, slots=True)
class Remesa:
    """El oficio con que la autoridad emisora remite créditos: cuántos dice que son y cuánto suman (centavos)."""

    oficio: str
    numero: int
    importe: int


def que_admita_remesa(layout: str, entrada: Entrada) -> None:
    """Sólo lo que da de alta créditos llega con oficio de remisión. Errores: `ErrorDeUso`."""
    if not entrada.alta:
        raise ErrorDeUso(f"La remesa concilia créditos que remite su emisora; «{layout}» no los trae: quítala.")


def importe_leido(revisado: Revisado, entrada: Entrada) -> int:
    """Centavos que suman las altas del bloque que se entienden, entren o no; 0 si el layout no da altas."""
    return sum(int(np.maximum(revisado.entero(campo), 0).sum()) for campo in entrada.alta)


def que_concilie(remesa: Remesa, leidas: int, importe: int, archivo: str) -> None:
    """El archivo trae exactamente lo que dice su oficio, en número y en importe. Errores: `ErrorDeDatos`."""
    if (leidas, importe) == (remesa.numero, remesa.importe):
        return
    raise ErrorDeDatos(
        f"{archivo} no concilia con la remesa {remesa.oficio}: trae {leidas:,} filas que suman {pesos(importe)} y el "
        f"oficio dice {remesa.numero:,} por {pesos(remesa.importe)}; la diferencia es de {leidas - remesa.numero:+,} "
        f"filas y {pesos(importe - remesa.importe)} pesos. No se cargó nada; pide a la emisora que la aclare.",
        filas=leidas - remesa.numero,
        importe=importe - remesa.importe,
    )


def que_entren_todas(por_motivo: Mapping[str, int], reparos: Sequence[Reparo], archivo: str) -> None:
    """Ninguna fila fue a cuarentena. Errores: `ErrorDeDatos` con el conteo por motivo y los primeros reparos."""
    if not por_motivo:
        return
    motivos = ", ".join(f"{motivo}: {filas:,}" for motivo, filas in por_motivo.items())
    vistos = "; ".join(
        f"línea {r.linea}, {r.campo or 'fila'}: {tapado(r.campo, r.mensaje)}" for r in reparos[:_A_LA_VISTA]
    )
    raise ErrorDeDatos(
        f"{sum(por_motivo.values()):,} filas de {archivo} no entran ({motivos}) y se pidió todo o nada: no se cargó "
        f"ninguna. Primeros reparos: {vistos} Con --ensayo se ven más; corrígelos y vuelve a cargarlo.",
        por_motivo=dict(por_motivo),
    )


def que_se_confirmen(confirmadas: int | None, vistas: int, archivo: str) -> None:
    """Quien confirma dice cuántas filas vio; si son otras, no se cargó nada. Errores: `ErrorDeDatos`."""
    if confirmadas is None or confirmadas == vistas:
        return
    raise ErrorDeDatos(
        f"Se confirmaron {confirmadas:,} filas de {archivo} y las que piden confirmación son {vistas:,}; no se cargó "
        "nada. Míralas con --ensayo y confirma las que de verdad viste.",
        vistas=vistas,
    )


def efecto(conexion: Connection, lote: int) -> tuple[int, int]:
    """(créditos que da de alta el lote, centavos que suma a lo que debe la cartera, con su signo).

    La actualización y los recargos que un pago asienta ya se debían: no suman.
    """
    creditos = conexion.execute(text("SELECT COUNT(*) FROM credito WHERE lote = :lote"), {"lote": lote}).scalar()
    suma = text(
        "SELECT CAST(COALESCE(SUM(importe), 0) AS BIGINT) FROM movimiento "
        "WHERE lote = :lote AND componente <> 'SALDO_A_FAVOR' "
        "AND tipo NOT IN ('ACTUALIZACION', 'RECARGO')"
    )
    return int(creditos or 0), int(conexion.execute(suma, {"lote": lote}).scalar() or 0)
