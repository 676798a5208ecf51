"""Porcentajes, fracciones y topes que la ley escribe en su texto, con vigencia y artículo (`proporciones.yaml`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cobranza.base.dinero import dividir_redondeando, por
from cobranza.base.errores import ErrorDeLey
from cobranza.ley.norma import Norma
from cobranza.ley.renglon import Renglon


@dataclass(frozen=True, slots=True)
class Proporcion:
    """Un número de la ley: `exacto` es el porcentaje entre cien, la fracción o la cantidad, sin redondear."""

    clave: str
    texto: str
    unidad: str
    exacto: Fraction
    fundamento: str
    fuente: str
    calidad: str
    desde: date
    hasta: date | None
    """Último día en que rige; None si sigue."""

    @property
    def impreso(self) -> str:
        """Como se imprime en la memoria: «20 %», «2/3», «200 UDI»."""
        if self.unidad.startswith("fracción"):
            return self.texto
        return f"{self.texto} %" if self.unidad.startswith("por ciento") else f"{self.texto} {self.unidad}"

    @property
    def entero(self) -> int:
        """La cantidad, cuando la ley fija meses, días o parcialidades."""
        return int(self.exacto)

    def de(self, importe: int) -> int:
        """La parte de un importe, en centavos, medio hacia arriba."""
        numerador = por(importe, self.exacto.numerator)
        assert isinstance(numerador, int)
        resultado = dividir_redondeando(numerador, self.exacto.denominator)
        assert isinstance(resultado, int)
        return resultado

    def al_menos(self, importe: int) -> int:
        """El menor importe en centavos que cubre la parte: para mínimos que deben alcanzarse."""
        return -(-importe * self.exacto.numerator // self.exacto.denominator)

    def a_lo_mas(self, importe: int) -> int:
        """El mayor importe en centavos que no pasa de la parte: para límites «hasta por» e «inferior o igual»."""
        return importe * self.exacto.numerator // self.exacto.denominator

    def renglon(self, concepto: str, base: int, monto: int, *, suma: bool = True) -> Renglon:
        """El renglón que explica un importe obtenido con esta proporción."""
        return Renglon(concepto, base, self.impreso, monto, self.fundamento, self.fuente, self.calidad, suma=suma)


def proporcion(de: Norma, clave: str, al: date | None = None) -> Proporcion:
    """La proporción que rige ese día; sin fecha, la de la última vigencia. Errores: `ErrorDeLey` si no está.

    >>> from cobranza.ley.norma import norma
    >>> proporcion(norma("federal"), "remate_postura").al_menos(20_000_000)
    13333334
    """
    serie = de.serie("proporciones")
    suyos = [r for r in serie.renglones if r.get("clave") == clave]
    rigen = [r for r in suyos if al is None or r["desde"] <= al.isoformat() <= (r["hasta"] or "9999-12-31")]
    if not rigen:
        hay = f"tiene vigencias desde {suyos[0]['desde']}" if suyos else "no está en la tabla"
        raise ErrorDeLey(
            f"«{clave}» no tiene valor{f' al {al}' if al else ''}: {hay}. "
            f"Agrégalo con su fuente en {serie.archivo}; no se inventa ni se arrastra.",
            parametro=clave,
            fecha=al,
            archivo=serie.archivo,
        )
    r = max(rigen, key=lambda renglon: renglon["desde"])
    try:
        exacto = Fraction(r["valor"]) * (Fraction(1, 100) if r["unidad"].startswith("por ciento") else 1)
    except (ValueError, ZeroDivisionError) as error:
        raise ErrorDeLey(f"{serie.archivo}: «{clave}» vale «{r['valor']}»; se esperaba un número o 2/3.") from error
    desde, hasta = date.fromisoformat(r["desde"]), date.fromisoformat(r["hasta"]) if r["hasta"] else None
    return Proporcion(
        clave, r["valor"], r["unidad"], exacto, r["fundamento"], r["fuente"], r["calidad"], desde, hasta
    )
