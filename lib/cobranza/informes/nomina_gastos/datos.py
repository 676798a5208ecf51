"""Lo que el informe necesita, leído y calculado; todo lo que puede fallar falla aquí."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from cobranza.base.catalogos import minimo_de_contribuyentes
from cobranza.base.dinero import texto
from cobranza.base.errores import ErrorDeUso
from cobranza.base.fechas import fecha
from cobranza.informes.de_quien import EN_RESERVA, que_no_senale
from cobranza.informes.entrada import Entrada, entrada
from cobranza.informes.pedido import comprobado
from cobranza.ley.isr import salario_minimo_del_mes, subsidio, tarifa
from cobranza.nomina.alertas import alertas
from cobranza.nomina.calculo import Nomina, calcular
from cobranza.nomina.cuadre import Cuadre, cuadres
from cobranza.nomina.guardadas_en_la_foto import Guardada, guardada
from cobranza.nomina.mediciones import Indicadores, indicadores
from cobranza.nomina.netos import DESCUENTOS
from cobranza.papel.celdas_chicas import renglones_por_reservar
from cobranza.papel.cuaderno import mostrar_reserva
from cobranza.papel.palabras import periodo

if TYPE_CHECKING:
    from collections.abc import Sequence

MAXIMO = "Descuento máximo por reversas"


@dataclass(frozen=True)
class Datos:
    """La nómina completa del periodo y la delegación que se mira; importes en centavos.

    La nómina siempre se calcula entera, porque el ISR de una persona depende de todo lo que ganó; con `delegacion`
    se muestra sólo lo cobrado en ella. `guardada`: la versión de que sale; None, si es un cálculo del periodo.
    """

    nomina: Nomina
    cuadres: tuple[Cuadre, ...]
    delegacion: str
    nominativo: bool
    alertas: pd.DataFrame
    fuentes: tuple[tuple[str, str], ...]
    entrada: Entrada
    indicadores: Indicadores
    guardada: Guardada | None = None

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
        """Lo de cada persona por delegación, con su nombre, RFC y CLABE; `descuentos`: lo que no es ISR."""
        propias = self.de_la_delegacion(self.nomina.por_delegacion)
        propias = propias.assign(descuentos=propias[[c for c in DESCUENTOS if c != "retencion"]].sum(axis=1))
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
def preparar(  # noqa: PLR0913 — son los parámetros del cuaderno
    corte: str, desde: str = "", delegacion: str = "", nomina: str = "", version: int = 0, nominativo: bool = False
) -> Datos:
    """La versión guardada de una nómina o, sin `nomina`, el cálculo de lo cobrado de `desde` a `corte`.

    `desde` vacío es el primer día del mes del corte: cada mes se reparte lo suyo y nada de otro. Lo guardado se lee
    como se selló; lo calculado se supone pagado en el corte.

    Errores: `ErrorDeUso` si la delegación, el periodo, la nómina o su versión no existen, o el periodo no es el suyo;
    `ErrorDeLey` si al calcular no hay norma habilitante o falta un parámetro; `ErrorDeDatos` si no hay cartera, un
    cobro aparece dos veces o lo guardado no es lo que se selló.
    """
    mostrar_reserva(nominativo)
    de = entrada(corte, delegacion)
    inicio = fecha(desde) if desde else None
    datos = _guardada(de, inicio, nomina, version) if nomina else _calculada(de, inicio, version)
    datos = replace(datos, delegacion=delegacion, nominativo=nominativo)
    if not nominativo:
        que_no_senale(datos.cobros["rfc"].nunique(), datos.minimo, delegacion, EN_RESERVA)
    return datos


def _calculada(de: Entrada, inicio: date | None, version: int) -> Datos:
    if version:
        raise ErrorDeUso(
            f"Se pidió la versión {version} y no de cuál nómina; di también «nomina», como NOM-2026-000001."
        )
    hecha = calcular(de.conexion, normas=de.normas, desde=inicio or de.corte.replace(day=1), hasta=de.corte)
    federal, maximo = de.normas.de("federal"), de.normas.de("estatal").valor("nomina_descuento_maximo", de.corte)
    isr = (tarifa(federal, de.corte).fuente, subsidio(federal, de.corte).fuente)
    fuentes = _fuentes(*isr, f"{maximo.texto} % del neto ({maximo.calidad}). {maximo.fuente}")
    medido = indicadores(hecha, de.conexion)
    return Datos(hecha, cuadres(hecha), "", False, _alertas(hecha, de), fuentes, de, medido)


def _guardada(de: Entrada, inicio: date | None, nomina: str, version: int) -> Datos:
    """Lo sellado, con las fuentes con que se calculó. El periodo pedido tiene que ser el suyo."""
    hallada = guardada(de.conexion, nomina, version)
    hecha = hallada.version.resultado
    if (inicio or hecha.desde, de.corte) != (hecha.desde, hecha.hasta):
        pedido = f"desde {inicio} y con corte {de.corte}" if inicio else f"con corte {de.corte}"
        raise ErrorDeUso(
            f"{nomina} es del {hecha.desde} al {hecha.hasta} y se pidió {pedido}. Pídela con "
            f"«-p corte {hecha.hasta}» y sin «desde»."
        )
    isr, maximo = hallada.insumos.isr, f"{texto(hallada.insumos.maximo)} % del neto, el que regía al calcularla"
    fuentes = _fuentes(isr.tarifa.fuente, isr.subsidio.fuente, maximo)
    medido = indicadores(hecha, de.conexion, hallada.tramite.datos)
    return Datos(hecha, hallada.cuadres(), "", False, _alertas(hecha, de), fuentes, de, medido, guardada=hallada)


def _alertas(hecha: Nomina, de: Entrada) -> pd.DataFrame:
    minimo = salario_minimo_del_mes(de.normas.de("federal"), hecha.fecha_pago)
    return alertas(hecha, de.conexion, minimo=minimo)


def _fuentes(tarifa_de: str, subsidio_de: str, maximo: str) -> tuple[tuple[str, str], ...]:
    """De dónde salen los parámetros que no están en la norma habilitante."""
    return (("Tarifa del ISR", tarifa_de), ("Subsidio para el empleo", subsidio_de), (MAXIMO, maximo))
