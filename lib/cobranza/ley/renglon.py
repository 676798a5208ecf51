"""El renglón de una memoria de cálculo: lo que se imprime, armado con los números que se calcularon."""

from __future__ import annotations

from dataclasses import dataclass, field

from cobranza.base.dinero import texto
from cobranza.ley.parametros import Valor


@dataclass(frozen=True, slots=True)
class Renglon:
    """Una línea de la memoria: qué, sobre qué, por cuánto, cuánto, por qué artículo y con qué fuente.

    `base` y `monto` en centavos (None si no aplica); `factor` es el texto que se imprime («1.0181», «4.52 %»).
    `suma` dice si el monto forma parte del total.
    """

    concepto: str
    base: int | None
    factor: str
    monto: int | None
    fundamento: str
    fuente: str = ""
    calidad: str = ""
    suma: bool = True
    detalle: tuple[dict[str, str], ...] = field(default=())

    def como_dict(self) -> dict[str, object]:
        """Forma del contrato de `cobranza calcular`: importes como texto decimal."""
        renglon: dict[str, object] = {
            "concepto": self.concepto,
            "base": None if self.base is None else texto(self.base),
            "factor": self.factor,
            "monto": None if self.monto is None else texto(self.monto),
            "fundamento": self.fundamento,
            "fuente": self.fuente,
            "calidad": self.calidad,
            "suma": self.suma,
        }
        if self.detalle:
            renglon["detalle"] = list(self.detalle)
        return renglon


ORDEN_DE_CALIDAD = (
    "ley", "regla", "oficial", "inegi", "oficial_banxico", "dos_fuentes", "una_fuente", "mora_una_fuente",
    "secundaria", "inferida", "iniciativa", "hasta_12_deducida", "conflicto", "revisar", "ilustrativo",
)  # fmt: skip


def peor_calidad(calidades: list[str]) -> str:
    """La calidad más débil de las usadas: un resultado no vale más que su parámetro más flojo.

    >>> peor_calidad(["inegi", "ilustrativo", "ley"])
    'ilustrativo'
    """

    def lugar(calidad: str) -> int:
        candidatos = [i for i, prefijo in enumerate(ORDEN_DE_CALIDAD) if calidad.startswith(prefijo)]
        return candidatos[-1] if candidatos else len(ORDEN_DE_CALIDAD)

    return max(dict.fromkeys(c for c in calidades if c), key=lugar, default="ley")


def fuente_de(*valores: Valor) -> tuple[str, str]:
    """(fuente, calidad) de los valores usados, lista para un renglón."""
    por_fuente: dict[str, list[str]] = {}
    for v in dict.fromkeys(valores):
        por_fuente.setdefault(v.fuente, []).append(f"{v.clave} {v.texto} ({v.desde})")
    fuentes = [f"{', '.join(usados)}: {fuente}" for fuente, usados in por_fuente.items()]
    return "; ".join(fuentes), peor_calidad([v.calidad for v in valores])
