"""Cuándo cuesta más cobrar que lo que se cobra (CFF, art. 146-A): topes en UDI y costo de recuperación."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cobranza.ley.norma import Norma
from cobranza.ley.proporciones import Proporcion, proporcion


@dataclass(frozen=True, slots=True)
class Topes:
    """Los topes del artículo en centavos, el porcentaje de costo y las proporciones de que salen."""

    menor: int
    mayor: int
    costo: Proporcion
    de_menor: Proporcion
    de_mayor: Proporcion


def topes(de: Norma, al: date, udi: int, decimales: int) -> Topes:
    """Equivalente en pesos de 200 y 20,000 UDI a un día; `udi` viene escalada.

    Los centavos se cortan: un importe es «inferior o igual» al producto exacto si lo es al cortado.
    """
    menor, mayor = (proporcion(de, f"incosteable_{clave}", al) for clave in ("menor", "mayor"))
    en_pesos = [unidades.entero * udi * 100 // 10**decimales for unidades in (menor, mayor)]
    return Topes(en_pesos[0], en_pesos[1], proporcion(de, "incosteable_costo", al), menor, mayor)


def causal(importe: int, costo: int, limites: Topes) -> str | None:
    """La primera causal que se cumple (`200_udi`, `20000_udi`, `costo_mayor`) o None. `importe` es de todo el deudor.

    Los topes son «inferior o igual»; el 75 % debe rebasarse; el costo basta con que iguale al importe.
    Fundamento: CFF, art. 146-A, párrafos segundo y cuarto.
    """
    if importe <= limites.menor:
        return "200_udi"
    rebasa = costo * limites.costo.exacto.denominator > importe * limites.costo.exacto.numerator
    if importe <= limites.mayor and rebasa:
        return "20000_udi"
    return "costo_mayor" if costo >= importe else None
