"""El renglón de una memoria de cálculo: lo que se imprime, armado con los números que se calcularon."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from cobranza.base.dinero import texto
from cobranza.base.fechas import fecha_corta, mes_largo
from cobranza.ley.parametros import SIEMPRE, Valor


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


NOMBRES = {
    "inpc": ("INPC", ""),
    "udi": ("UDI", "pesos"),
    "uma": ("UMA diaria", "pesos"),
    "salario_minimo": ("salario mínimo general diario", "pesos"),
    "recargos_mora": ("tasa mensual de recargos por mora", "%"),
    "recargos_prorroga": ("tasa mensual de recargos por prórroga", "%"),
    "recargos_tope_meses": ("tope de recargos por mora", "mensualidades"),
    "parcialidades_hasta_12": ("tasa mensual a plazos de hasta 12 meses", "%"),
    "parcialidades_13_a_24": ("tasa mensual a plazos de 13 a 24 meses", "%"),
    "parcialidades_mas_de_24": ("tasa mensual a plazos de más de 24 meses y diferidos", "%"),
    "gastos_porcentaje": ("gasto de ejecución por diligencia", "% del crédito"),
    "gastos_minimo": ("gasto de ejecución mínimo", "pesos"),
    "gastos_maximo": ("gasto de ejecución máximo", "pesos"),
    "plazo_para_pagar_dias": ("plazo para pagar o garantizar", "días hábiles"),
    "prescripcion_anios": ("plazo de prescripción", "años"),
    "prescripcion_tope_anios": ("tope de la prescripción", "años"),
    "prescripcion_tope_anteriores_anios": ("tope de la prescripción de los créditos anteriores a él", "años"),
    "garantia_orden": ("orden obligatorio de las garantías", "(1, sí; 0, no)"),
    "nomina_descuento_maximo": ("descuento máximo por cobros reversados", "% del neto"),
}
"""Cómo se llama cada parámetro y en qué unidad se imprime; una prueba comprueba que no falta ninguno."""


def fuente_de(*valores: Valor) -> tuple[str, str]:
    """(fuente, calidad) de los valores usados, lista para un renglón: cada uno con su nombre, su fecha y su origen.

    Vigencias seguidas con el mismo valor se dicen una vez. El rótulo de lo que sólo se aplica a título ilustrativo va
    al final, una sola vez.
    """
    por_fuente: dict[str, list[str]] = {}
    notas: dict[str, None] = {}
    previa = ""
    for seguidos in _seguidos(list(dict.fromkeys(valores))):
        fuentes: dict[str, None] = {}
        for v in seguidos:
            # lo heredado a título ilustrativo también se cita por quien lo publica, no por de dónde se capturó
            nota, punto, fuente = v.fuente.partition(". ") if v.es_ilustrativo else ("", "", v.se_cita)
            fuente = f"por cotejar con {v.publica}" if punto and v.publica else fuente
            notas |= {nota: None} if punto else {}
            fuentes |= dict.fromkeys((fuente or nota).split("; "))
        nombre, unidad = NOMBRES[v.clave]
        repetido = f"{nombre} " if unidad and v.clave == previa else ""
        por_fuente.setdefault("; ".join(fuentes), []).append(_dicho(seguidos).removeprefix(repetido))
        previa = v.clave
    fuentes_dichas = [f"{', '.join(usados)} ({fuente})" for fuente, usados in por_fuente.items()]
    dicha = ". ".join(["; ".join(fuentes_dichas), *notas])
    return dicha[:1].upper() + dicha[1:], peor_calidad([v.calidad for v in valores])


def _seguidos(valores: list[Valor]) -> list[list[Valor]]:
    """Los valores juntos cuando son del mismo parámetro, valen lo mismo y su vigencia sigue a la anterior."""
    juntos: list[list[Valor]] = []
    for v in valores:
        antes = juntos[-1][-1] if juntos else None
        if antes and (antes.clave, antes.texto) == (v.clave, v.texto) and v.desde - antes.hasta == timedelta(days=1):
            juntos[-1].append(v)
        else:
            juntos.append([v])
    return juntos


def _dicho(seguidos: list[Valor]) -> str:
    """«INPC de noviembre de 2025: 142.645», «tasa mensual de recargos por mora de 2019 a 2025: 1.47 %»."""
    nombre, unidad = NOMBRES[seguidos[0].clave]
    entero, punto, decimales = seguidos[0].texto.partition(".")
    valor = f"{int(entero):,}{punto}{decimales}" if unidad == "pesos" else seguidos[0].texto
    return f"{nombre} {_cuando(seguidos[0].desde, seguidos[-1].hasta)}: {valor} {unidad}".rstrip()


def _cuando(desde: date, hasta: date) -> str:
    """De qué mes, día o años es un valor, o desde cuándo rige."""
    if desde == hasta:
        return f"del {fecha_corta(desde)}"
    if hasta == SIEMPRE:
        return f"desde el {fecha_corta(desde)}"
    siguiente = hasta + timedelta(days=1)
    if (desde.day, siguiente.day) != (1, 1):
        return f"del {fecha_corta(desde)} al {fecha_corta(hasta)}"
    if (desde.year, desde.month) == (hasta.year, hasta.month):
        return f"de {mes_largo(desde)}"
    if (desde.month, siguiente.month) != (1, 1):
        return f"de {mes_largo(desde)} a {mes_largo(hasta)}"
    return f"de {desde.year}" if desde.year == hasta.year else f"de {desde.year} a {hasta.year}"
