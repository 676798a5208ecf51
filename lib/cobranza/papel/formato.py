"""De valores exactos a texto es-MX: 1,234,567.89, «31 dic 2025», «12.3 %»."""

from __future__ import annotations

import html
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cobranza.base.dinero import pesos
from cobranza.base.fechas import fecha_corta

NO_APLICA = "—"
MILLON = 100_000_000
DINERO = ("pesos", "millones")
_ESCRITA = re.compile(r"([−-])?\$?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?( ?%)?")
NUMERICOS = (*DINERO, "entero", "porcentaje", "razon")


class NoCalculable:
    """Una cifra que no puede darse, con su motivo; se imprime «n. c.»."""

    corto = "n. c."
    largo = "no calculable"

    def __init__(self, motivo: str) -> None:
        self.motivo = motivo

    def __str__(self) -> str:
        return self.corto

    def nota(self) -> str:
        """Cómo se explica al pie de la tabla."""
        return f"{self.corto}, {self.largo}: {self.motivo}."


class Reservada(NoCalculable):
    """Una cifra que se sabe y no se comparte, porque señalaría a alguien; se imprime «res.»."""

    corto = "res."
    largo = "reservado"


def entero(numero: int) -> str:
    """Número con comas.

    >>> entero(-1234567)
    '−1,234,567'
    """
    return f"{'−' if numero < 0 else ''}{abs(int(numero)):,}"


def millones(centavos: int, decimales: int = 2) -> str:
    """Centavos → millones de pesos, al decimal más cercano.

    >>> millones(123_456_789_012), millones(-5_000_000, 1)
    ('1,234.57', '−0.1')
    """
    unidad = MILLON // 10**decimales
    cantidad = (2 * abs(int(centavos)) + unidad) // (2 * unidad)
    texto = f"{cantidad // 10**decimales:,}.{cantidad % 10**decimales:0{decimales}d}"
    return f"−{texto}" if centavos < 0 and cantidad else texto


def con_signo(importe: str) -> str:
    """El signo de pesos, después del menos.

    >>> con_signo("1.50"), con_signo("−1.50")
    ('$1.50', '−$1.50')
    """
    return f"−${importe[1:]}" if importe.startswith("−") else f"${importe}"


def con_mas(cantidad: str) -> str:
    """Una resta escrita, con su signo también si es de más.

    >>> con_mas("1.50"), con_mas("−1.50")
    ('+1.50', '−1.50')
    """
    return cantidad if cantidad.startswith("−") else f"+{cantidad}"


def porcentaje(decimas: int) -> str:
    """Décimas de punto → texto.

    >>> porcentaje(123)
    '12.3 %'
    """
    return f"{'−' if decimas < 0 else ''}{abs(int(decimas)) // 10:,}.{abs(int(decimas)) % 10} %"


class Decimas(int):
    """Décimas de punto para imprimir, con la parte y el total de que salen: el Excel lleva la razón exacta."""

    parte: int
    total: int


def decimas(parte: int, total: int) -> Decimas:
    """Participación de una parte en el total, en décimas de punto, al más cercano; 0 si no hay total.

    >>> decimas(1, 3)
    333
    """
    dicha = Decimas((2000 * int(parte) + int(total)) // (2 * int(total)) if total else 0)
    dicha.parte, dicha.total = int(parte), int(total)
    return dicha


def numero_escrito(texto: str) -> tuple[Decimal, str] | None:
    """Una cifra ya escrita, como número y con su formato de Excel; None si el texto dice otra cosa.

    >>> numero_escrito("−1,489.6"), numero_escrito("12.30 %"), numero_escrito("n. c.")
    ((Decimal('-1489.6'), '#,##0.0'), (Decimal('0.1230'), '0.00%'), None)
    """
    hallada = _ESCRITA.fullmatch(texto)
    if not hallada:
        return None
    signo, entera, decimales, por_ciento = hallada.groups()
    numero = Decimal(f"{'-' if signo else ''}{entera.replace(',', '')}{decimales or ''}")
    ceros = f".{'0' * (len(decimales) - 1)}" if decimales else ""
    return (numero.scaleb(-2), f"0{ceros}%") if por_ciento else (numero, f"#,##0{ceros}")


def como_fecha(valor: Any) -> str:
    """Fecha, marca de tiempo o texto ISO → «31 dic 2025»."""
    if isinstance(valor, str):
        valor = date.fromisoformat(valor[:10])
    if isinstance(valor, datetime):
        valor = valor.date()
    return fecha_corta(valor)


def en_texto(valor: Any, tipo: str) -> str:
    """Un valor según el tipo de su columna; lo ausente es «—», lo no calculable «n. c.» y "" nada."""
    if isinstance(valor, NoCalculable):
        return str(valor)
    if es_vacio(valor):
        return NO_APLICA
    if valor == "":
        return ""
    formas = {
        "entero": entero,
        "pesos": pesos,
        "millones": millones,
        "porcentaje": porcentaje,
        "fecha": como_fecha,
    }
    return formas[tipo](valor) if tipo in formas else str(valor)


def es_vacio(valor: Any) -> bool:
    """¿Falta el dato? (None, NaN, NaT, NA)."""
    return valor is None or type(valor).__name__ in ("NaTType", "NAType") or valor != valor


def escapar(texto: object) -> str:
    """Texto listo para HTML."""
    return html.escape(str(texto), quote=True)
