"""Lo que el informe necesita: candidatos, lotes y lo cancelado, de la foto a su corte; lo que falla, falla aquí."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING

import pandas as pd

from cobranza.base.catalogos import minimo_de_contribuyentes
from cobranza.base.dinero import centavos
from cobranza.base.fechas import fecha
from cobranza.base.seudonimos import CONTRIBUYENTE
from cobranza.cartera.cancelados import Cancelados, cancelados_al, lotes_al
from cobranza.cartera.consultas import cartera_de
from cobranza.cartera.incosteables import candidatos
from cobranza.cartera.lotes_de_cancelacion import cuadre
from cobranza.expediente.historia import historia
from cobranza.informes.entrada import Entrada, entrada
from cobranza.informes.pedido import comprobado
from cobranza.informes.tramitando import de_la_cartera
from cobranza.papel.cuaderno import mostrar_reserva
from cobranza.papel.escala import Escala, escala_de
from cobranza.papel.mascara import resguardada
from cobranza.tramites.en_la_foto import tramites_al

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from cobranza.tramites.libro_de_pasos import Tramite

_DEL_CREDITO = ["folio", "delegacion", "rfc", "nombre", "total", "cancelado"]
_DE_UN_CANDIDATO = ["folio", "causal", "por", "suma", "creditos", "fuera", "delegacion", "rfc", "nombre", "total"]


@dataclass(frozen=True)
class Datos:
    """Lo de la cancelación en [desde, corte]; centavos.

    `creditos`: los de la cartera. `candidatos`, un renglón por crédito propuesto: su causal, por qué tope o marca
    (`por`), lo que suma el deudor por todo lo que debe (`suma`), cuántos créditos suyos se proponen y cuántos no
    (`fuera`), y lo del crédito. `cuadre`: como `lotes_de_cancelacion.cuadre`.
    """

    desde: date
    corte: date
    delegacion: str
    nominativo: bool
    creditos: pd.DataFrame
    candidatos: pd.DataFrame
    cancelados: Cancelados
    lotes: pd.DataFrame
    tramites: list[Tramite]
    entrada: Entrada

    @property
    def escala(self) -> Escala:
        """La unidad en que se imprime el dinero."""
        movido = int(self.cancelados.movido["importe"].sum())
        return escala_de(max(movido, int(self.candidatos["total"].sum()), int(self.cancelados.neto["importe"].sum())))

    @cached_property
    def cuadre(self) -> Mapping[str, Any]:
        """Lo informado por los trámites contra lo que canceló el libro por actos anotados aquí."""
        return cuadre(self.cancelados.informado, self.cancelados.base)

    def con_credito(self, filas: pd.DataFrame) -> pd.DataFrame:
        """Con la delegación, el contribuyente y el saldo de su crédito."""
        lo_suyo = self.creditos.set_index("folio").astype({"delegacion": "str"})
        return filas.drop(columns=[c for c in lo_suyo if c in filas]).join(lo_suyo, on="folio")

    @cached_property
    def resguardo(self) -> pd.DataFrame:
        """Por folio, el seudónimo y el rango con que va en las listas que se comparten."""
        con = {*self.candidatos["folio"], *self.cancelados.movido["folio"]}
        nombrar = partial(self.entrada.seudonimos.de, CONTRIBUYENTE)
        return resguardada(self.creditos[self.creditos["folio"].isin(con)], minimo_de_contribuyentes(), nombrar)


@comprobado
def preparar(corte: str, desde: str = "", delegacion: str = "", costo: str = "", nominativo: bool = False) -> Datos:
    """Lee la foto y mira toda la deuda de cada deudor; `delegacion` vacía, todas.

    `desde` vacío es el primer día del año del corte. `costo`: lo que costaría recuperar lo de cada deudor, en pesos;
    vacío, sólo se proponen los de hasta 200 UDI, los insolventes y los no localizados. Errores: `ErrorDeUso` si un
    parámetro no se entiende; `ErrorDeDatos` si no hay libros; `ErrorDeLey` si falta la UDI de ese día.
    """
    mostrar_reserva(nominativo)
    de = entrada(corte, delegacion)
    inicio = fecha(desde) if desde else de.corte.replace(month=1, day=1)
    # lo que un deudor debe se suma en todo el estado, aunque se pida una delegación
    todos = cartera_de(historia(de.conexion, de.normas), de.corte)
    suya = todos[todos["delegacion"] == delegacion] if delegacion else todos
    propuestos = candidatos(de.conexion, todos, de.normas, de.corte, centavos(costo) if costo else 0)
    suyos = de_la_cartera(tramites_al(de.conexion, "cancelacion", de.corte), suya)
    return Datos(
        desde=inicio,
        corte=de.corte,
        delegacion=delegacion,
        nominativo=nominativo,
        creditos=suya[_DEL_CREDITO],
        candidatos=_por_credito(propuestos, suya),
        cancelados=cancelados_al(de.conexion, suyos, suya["folio"], inicio, de.corte),
        lotes=lotes_al(suyos),
        tramites=suyos,
        entrada=de,
    )


def _por_credito(propuestos: list[dict[str, Any]], cartera: pd.DataFrame) -> pd.DataFrame:
    """Un renglón por crédito propuesto de esa cartera, con lo que suma su deudor en todo el estado."""
    filas = [
        {"folio": folio, "causal": p["causal"], "por": p["por"], "suma": p["total"], "creditos": len(p["folios"]),
         "fuera": len(p["no_se_cancelan"])}
        for p in propuestos
        for folio in p["folios"]
    ]  # fmt: skip
    dichas = pd.DataFrame(filas, columns=_DE_UN_CANDIDATO[:6])
    lo_suyo = cartera.set_index("folio")[_DE_UN_CANDIDATO[6:]].astype({"delegacion": "str"})
    juntas = dichas[dichas["folio"].isin(cartera["folio"])].join(lo_suyo, on="folio")
    enteros = dict.fromkeys(("suma", "creditos", "fuera", "total"), "int64")
    return juntas.astype(enteros).reset_index(drop=True)
