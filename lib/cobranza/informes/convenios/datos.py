"""Lo que el informe necesita: los convenios de la foto a su corte y sus trámites; lo que puede fallar falla aquí."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING

import pandas as pd

from cobranza.base.catalogos import minimo_de_contribuyentes
from cobranza.base.seudonimos import CONTRIBUYENTE
from cobranza.cartera.consultas import cartera_de
from cobranza.cartera.convenios_al_corte import Convenios, convenios_al
from cobranza.cartera.convenios_tramitados import tramitados
from cobranza.informes.entrada import Entrada, entrada
from cobranza.informes.pedido import comprobado
from cobranza.informes.tramitando import de_la_cartera
from cobranza.papel.cuaderno import mostrar_reserva
from cobranza.papel.escala import Escala, escala_de
from cobranza.papel.mascara import resguardada
from cobranza.tramites.en_la_foto import tramites_al

if TYPE_CHECKING:
    from cobranza.tramites.libro_de_pasos import Tramite


@dataclass(frozen=True)
class Datos:
    """Los convenios al corte, con sus trámites; importes en centavos.

    `en_convenio`: los folios que la cartera da por en convenio y deben. `tramitado`: como `cartera.tramitados`.
    """

    corte: date
    delegacion: str
    nominativo: bool
    convenios: Convenios
    en_convenio: frozenset[str]
    registrados: int
    tramites: list[Tramite]
    tramitado: pd.DataFrame
    entrada: Entrada

    @property
    def todos(self) -> pd.DataFrame:
        """Un renglón por convenio, también los terminados."""
        return self.convenios.todos

    @property
    def vigentes(self) -> pd.DataFrame:
        """Los que rigen."""
        return self.convenios.vigentes

    @property
    def escala(self) -> Escala:
        """La unidad en que se imprime el dinero."""
        return escala_de(int(self.todos["integrado"].sum()))

    @cached_property
    def resguardo(self) -> pd.DataFrame:
        """Por folio, el seudónimo y el rango con que va en las listas que se comparten."""
        nombrar = partial(self.entrada.seudonimos.de, CONTRIBUYENTE)
        return resguardada(self.vigentes.drop_duplicates("folio"), minimo_de_contribuyentes(), nombrar)


@comprobado
def preparar(corte: str, delegacion: str = "", nominativo: bool = False) -> Datos:
    """Lee la foto y sigue cada convenio hasta el corte; `delegacion` vacía, todas.

    Errores: `ErrorDeUso` si la delegación no existe; `ErrorDeDatos` si no hay libros; `ErrorDeLey` si falta una tasa.
    """
    mostrar_reserva(nominativo)
    de = entrada(corte, delegacion)
    h = de.historia()
    cartera = cartera_de(h, de.corte, delegacion)
    hay = convenios_al(h, cartera, de.corte)
    suyos = de_la_cartera(tramites_al(de.conexion, "convenio", de.corte), cartera)
    return Datos(
        corte=de.corte,
        delegacion=delegacion,
        nominativo=nominativo,
        convenios=hay,
        en_convenio=frozenset(cartera.loc[cartera["en_convenio"] & (cartera["total"] > 0), "folio"]),
        registrados=len(cartera),
        tramites=suyos,
        tramitado=tramitados(suyos, hay),
        entrada=de,
    )
