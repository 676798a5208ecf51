"""Lo que el informe necesita: las garantías de la foto a su corte y si alcanzan; lo que puede fallar falla aquí."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING

import pandas as pd

from cobranza.base.catalogos import minimo_de_contribuyentes
from cobranza.base.seudonimos import CONTRIBUYENTE
from cobranza.cartera.consultas import cartera_de
from cobranza.cartera.garantias import Garantias, garantias_al, por_liberar
from cobranza.informes.entrada import Entrada, entrada
from cobranza.informes.pedido import comprobado
from cobranza.informes.tramitando import de_la_cartera
from cobranza.papel.cuaderno import mostrar_reserva
from cobranza.papel.escala import Escala, escala_de
from cobranza.papel.mascara import resguardada
from cobranza.tramites.en_la_foto import tramites_al

if TYPE_CHECKING:
    from cobranza.tramites.libro_de_pasos import Tramite

_DEL_CREDITO = ["folio", "delegacion", "rfc", "nombre", "total", "garantizado", "cancelado"]


@dataclass(frozen=True)
class Datos:
    """Las garantías al corte y los créditos de la cartera (folio, delegacion, rfc, nombre, total…); centavos."""

    corte: date
    delegacion: str
    nominativo: bool
    garantias: Garantias
    creditos: pd.DataFrame
    liberables: pd.DataFrame
    tramites: list[Tramite]
    entrada: Entrada

    @property
    def escala(self) -> Escala:
        """La unidad en que se imprime el dinero."""
        return escala_de(int(self.garantias.grupos["garantizado"].sum()))

    @property
    def garantizados(self) -> pd.DataFrame:
        """Los créditos que la cartera da por garantizados."""
        return self.creditos[self.creditos["garantizado"]]

    @property
    def cubierto(self) -> int:
        """Lo que cubren todas, cada peso una vez."""
        g = self.garantias.grupos
        return int(g["requerido"].sum() - g["falta"].sum())

    @property
    def cortos(self) -> pd.DataFrame:
        """Los grupos a los que algo les falta, con lo de su primer crédito."""
        g = self.garantias.grupos
        cortos = g[g["falta"] > 0]
        return self.creditos.iloc[:0] if cortos.empty else self.del_primero(cortos)

    def del_primero(self, filas: pd.DataFrame) -> pd.DataFrame:
        """Con lo del primer crédito de cada renglón: de ahí son la delegación y el contribuyente de una garantía."""
        suyos = self.creditos.set_index("folio")
        folio = [next((f for f in folios if f in suyos.index), folios[0]) for folios in filas["folios"]]
        lo_suyo = suyos[["delegacion", "rfc", "nombre", "total"]].astype({"delegacion": "str"})
        return filas.assign(folio=folio).join(lo_suyo, on="folio").astype({"folio": "str"})

    @cached_property
    def resguardo(self) -> pd.DataFrame:
        """Por folio, el seudónimo y el rango con que va en las listas que se comparten."""
        con = {f for folios in self.garantias.todas["folios"] for f in folios}
        nombrar = partial(self.entrada.seudonimos.de, CONTRIBUYENTE)
        return resguardada(self.creditos[self.creditos["folio"].isin(con)], minimo_de_contribuyentes(), nombrar)


@comprobado
def preparar(corte: str, delegacion: str = "", nominativo: bool = False) -> Datos:
    """Lee la foto y mide cada garantía al corte; `delegacion` vacía, todas.

    Errores: `ErrorDeUso` si la delegación no existe; `ErrorDeDatos` si no hay libros; `ErrorDeLey` si falta una tasa.
    """
    mostrar_reserva(nominativo)
    de = entrada(corte, delegacion)
    cartera = cartera_de(de.historia(), de.corte, delegacion)
    suyos = de_la_cartera(tramites_al(de.conexion, "garantia", de.corte), cartera)
    hay = garantias_al(de.conexion, suyos, cartera, de.normas, de.corte)
    return Datos(
        corte=de.corte,
        delegacion=delegacion,
        nominativo=nominativo,
        garantias=hay,
        creditos=cartera[_DEL_CREDITO],
        liberables=por_liberar(hay, cartera),
        tramites=suyos,
        entrada=de,
    )
