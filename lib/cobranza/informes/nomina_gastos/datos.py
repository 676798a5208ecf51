"""Lo que el informe necesita, leído y calculado; todo lo que puede fallar falla aquí."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from cobranza.base.catalogos import minimo_de_contribuyentes
from cobranza.base.fechas import fecha
from cobranza.informes.de_quien import EN_RESERVA, que_no_senale
from cobranza.informes.entrada import Entrada, entrada
from cobranza.informes.pedido import comprobado
from cobranza.ley.isr import subsidio, tarifa
from cobranza.ley.norma import Normas
from cobranza.nomina.alertas import alertas
from cobranza.nomina.calculo import Nomina, calcular
from cobranza.nomina.cuadre import Cuadre, cuadres
from cobranza.papel.celdas_chicas import renglones_por_reservar
from cobranza.papel.cuaderno import mostrar_reserva
from cobranza.papel.palabras import periodo

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Datos:
    """La nómina completa del periodo y la delegación que se mira; importes en centavos.

    La nómina siempre se calcula entera, porque el ISR de una persona depende de todo lo que ganó; con `delegacion`
    se muestra sólo lo cobrado en ella.
    """

    nomina: Nomina
    cuadres: tuple[Cuadre, ...]
    delegacion: str
    nominativo: bool
    alertas: pd.DataFrame
    fuentes: tuple[tuple[str, str], ...]
    entrada: Entrada

    def de_la_delegacion(self, renglones: pd.DataFrame) -> pd.DataFrame:
        """Los renglones de la delegación que se mira, o todos."""
        return renglones[renglones["delegacion"] == self.delegacion] if self.delegacion else renglones

    @property
    def cobros(self) -> pd.DataFrame:
        """Lo cobrado del periodo, un renglón por recibo y diligencia."""
        return self.de_la_delegacion(self.nomina.cobros)

    @property
    def partes(self) -> pd.DataFrame:
        """A dónde fue cada parte de lo cobrado."""
        return self.de_la_delegacion(self.nomina.partes)

    @property
    def por_persona(self) -> pd.DataFrame:
        """Lo de cada persona por delegación, con su nombre, RFC y CLABE."""
        propias = self.de_la_delegacion(self.nomina.por_delegacion)
        fichas = self.nomina.personas[["numero_empleado", "nombre", "rfc", "clabe"]]
        return propias.merge(fichas, on="numero_empleado", how="left")

    def suma(self, destino: str) -> int:
        """Centavos que fueron a personas, a fondos o sin asignar."""
        return int(self.partes.loc[self.partes["destino"] == destino, "importe"].sum())

    def contribuyentes(self, por: list[str], de: pd.DataFrame | None = None) -> pd.Series[int]:
        """Cuántos contribuyentes pagaron lo de cada grupo de cobros."""
        return (self.cobros if de is None else de).groupby(por)["rfc"].nunique()

    def callar(self, cuantos: Sequence[int]) -> list[bool]:
        """Qué renglones de un cuadro, dado de cuántos contribuyentes son, se callan; en lo reservado, ninguno."""
        return [False] * len(cuantos) if self.nominativo else renglones_por_reservar(cuantos, self.minimo)

    @property
    def minimo(self) -> int:
        """Con menos contribuyentes, un renglón de lo que se comparte se calla."""
        return minimo_de_contribuyentes()

    @cached_property
    def delegaciones_calladas(self) -> frozenset[str]:
        """De qué delegaciones no se dice cuánto se cobró ni a quién le tocó, en ningún cuadro."""
        cuantos = self.contribuyentes(["delegacion"])
        callar = self.callar(cuantos.tolist())
        return frozenset(d for d, si in zip(cuantos.index, callar, strict=True) if si)

    @cached_property
    def personas_calladas(self) -> frozenset[str]:
        """De quiénes no se dice cuánto reciben: menos lo suyo en las demás delegaciones, sería lo de una callada."""
        p = self.por_persona
        return frozenset(p.loc[p["delegacion"].isin(self.delegaciones_calladas), "numero_empleado"])

    @property
    def periodo(self) -> str:
        """El periodo, en palabras."""
        return periodo(self.nomina.desde, self.nomina.hasta)

    @property
    def es_ilustrativa(self) -> bool:
        """¿Alguna norma o regla usada es ilustrativa?"""
        return any(
            n.es_ilustrativa or any(r.calidad.startswith("ilustrativo") for r in n.reglas) for n in self.nomina.normas
        )


@comprobado
def preparar(corte: str, desde: str = "", delegacion: str = "", nominativo: bool = False) -> Datos:
    """Lee la foto y calcula la nómina de lo cobrado de `desde` a `corte`, pagada en el corte.

    `desde` vacío es el primer día del mes del corte: cada mes se reparte lo suyo y nada de otro.
    Errores: `ErrorDeUso` si la delegación o el periodo no existen; `ErrorDeLey` si no hay norma habilitante que cubra
    todas las fechas o falta un parámetro; `ErrorDeDatos` si no hay cartera o un cobro aparece dos veces.
    """
    mostrar_reserva(nominativo)
    de = entrada(corte, delegacion)
    inicio = fecha(desde) if desde else de.corte.replace(day=1)
    nomina = calcular(de.conexion, normas=de.normas, desde=inicio, hasta=de.corte)
    datos = Datos(
        nomina=nomina,
        cuadres=cuadres(nomina),
        delegacion=delegacion,
        nominativo=nominativo,
        alertas=alertas(nomina, de.conexion),
        fuentes=_fuentes(nomina, de.normas),
        entrada=de,
    )
    if not nominativo:
        que_no_senale(datos.cobros["rfc"].nunique(), datos.minimo, delegacion, EN_RESERVA)
    return datos


def _fuentes(nomina: Nomina, normas: Normas) -> tuple[tuple[str, str], ...]:
    """De dónde salen los parámetros que no están en la norma habilitante."""
    federal, pago = normas.de("federal"), nomina.fecha_pago
    maximo = normas.de("estatal").valor("nomina_descuento_maximo", pago)
    return (
        ("Tarifa del ISR", tarifa(federal, pago).fuente),
        ("Subsidio para el empleo", subsidio(federal, pago).fuente),
        ("Descuento máximo por reversas", f"{maximo.texto} % del neto ({maximo.calidad}). {maximo.fuente}"),
    )
