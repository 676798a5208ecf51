"""Lo que el informe necesita: la cartera partida por cuándo prescribe y qué sigue en cada crédito."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial

import pandas as pd

from cobranza.base.catalogos import minimo_de_contribuyentes
from cobranza.base.seudonimos import CONTRIBUYENTE
from cobranza.cartera.consultas import cartera_de
from cobranza.cartera.por_prescribir import PorPrescribir, por_prescribir
from cobranza.informes.de_quien import EN_RESERVA, que_no_senale
from cobranza.informes.entrada import Entrada, entrada
from cobranza.informes.pedido import comprobado
from cobranza.papel.cuaderno import mostrar_reserva
from cobranza.papel.escala import Escala, escala_de
from cobranza.papel.mascara import resguardada
from cobranza.procesos.siguiente import siguiente_acto


@dataclass(frozen=True)
class Datos:
    """Los vigentes al corte partidos por cuándo prescriben, con lo que sigue en los dos primeros; centavos."""

    corte: date
    delegacion: str
    nominativo: bool
    meses: int
    partes: PorPrescribir
    vigentes: int
    saldo: int
    entrada: Entrada

    @property
    def consumados(self) -> pd.DataFrame:
        """Los ya prescritos sin declarar."""
        return self.partes.consumados

    @property
    def por_venir(self) -> pd.DataFrame:
        """Los que prescriben en los meses del radar."""
        return self.partes.radar

    @property
    def listados(self) -> pd.DataFrame:
        """Los que se nombran uno por uno."""
        return pd.concat([self.consumados, self.por_venir], ignore_index=True)

    @property
    def escala(self) -> Escala:
        """La unidad en que se imprime el dinero."""
        return escala_de(int(self.listados["total"].sum()))

    @cached_property
    def resguardo(self) -> pd.DataFrame:
        """Por folio, el seudónimo y el rango con que va en las listas que se comparten."""
        nombrar = partial(self.entrada.seudonimos.de, CONTRIBUYENTE)
        return resguardada(self.listados, minimo_de_contribuyentes(), nombrar)


@comprobado
def preparar(corte: str, delegacion: str = "", meses: int = 12, nominativo: bool = False) -> Datos:
    """Lee la foto y parte la cartera; `delegacion` vacía, todas; el radar alcanza `meses` meses.

    Errores: `ErrorDeUso` si la delegación no existe o los meses no van; `ErrorDeDatos` si no hay libros; `ErrorDeLey`
    si falta una tasa.
    """
    mostrar_reserva(nominativo)
    de = entrada(corte, delegacion)
    h = de.historia()
    cartera = cartera_de(h, de.corte, delegacion)
    vigente = cartera[cartera["vida"] == "VIGENTE"]
    if not nominativo:
        que_no_senale(vigente["rfc"].nunique(), minimo_de_contribuyentes(), delegacion, EN_RESERVA)
    sigue = siguiente_acto(h, cartera, de.corte).set_index("folio")[["siguiente", "que_hacer"]]
    sigue = sigue.reindex(cartera["folio"]).set_axis(cartera.index)
    return Datos(
        corte=de.corte,
        delegacion=delegacion,
        nominativo=nominativo,
        meses=meses,
        partes=por_prescribir(h, cartera.join(sigue), de.corte, meses),
        vigentes=len(vigente),
        saldo=int(vigente["total"].sum()),
        entrada=de,
    )
