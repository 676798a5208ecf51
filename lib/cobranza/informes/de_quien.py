"""De quién y cuánto, crédito por crédito: completo en lo reservado; en lo que se comparte, seudónimo y rango.

La versión reservada lleva también el seudónimo: con ella, quien tiene permiso sabe de quién habla la otra.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from cobranza.base.seudonimos import CONTRIBUYENTE
from cobranza.papel.tabla import Columna

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from cobranza.informes.entrada import Entrada

SEUDONIMO = Columna("seudonimo", "Seudónimo")


class ConQuienes(Protocol):
    """Los datos de un informe que lista créditos."""

    @property
    def nominativo(self) -> bool:
        """¿Salen nombres?"""

    @property
    def entrada(self) -> Entrada:
        """Con qué se hace; trae la serie de seudónimos."""

    @property
    def resguardo(self) -> pd.DataFrame:
        """Por folio, lo que se puede compartir (`papel.mascara.resguardada`)."""


def de_quien(datos: ConQuienes, *, con_rfc: bool = True) -> list[Columna]:
    """Las columnas que dicen de quién es."""
    if not datos.nominativo:
        return [Columna("seudonimo", "Contribuyente")]
    rfc = [Columna("rfc", "RFC")] if con_rfc else []
    return [*rfc, Columna("nombre", "Contribuyente"), SEUDONIMO]


def cuanto(datos: ConQuienes) -> Columna:
    """La columna que dice cuánto debe."""
    return Columna("total", "Saldo", "pesos") if datos.nominativo else Columna("rango", "Rango de saldo, pesos")


def de_cada_quien(datos: ConQuienes, creditos: pd.DataFrame, orden: Sequence[str] = ()) -> pd.DataFrame:
    """Los créditos con su seudónimo y, si se comparten, su rango y en un orden que no dice cuánto debe cada uno.

    `orden`: las columnas que mandan antes que el rango; al final, el folio. Lo reservado conserva el suyo.
    """
    if datos.nominativo:
        unicos = {rfc: datos.entrada.seudonimos.de(CONTRIBUYENTE, rfc) for rfc in set(creditos["rfc"])}
        return creditos.assign(seudonimo=creditos["rfc"].map(unicos))
    suyo = datos.resguardo.reindex(creditos["folio"].astype(str))
    con = creditos.assign(
        seudonimo=suyo["seudonimo"].to_numpy(), rango=suyo["rango"].to_numpy(), nivel=suyo["nivel"].to_numpy()
    )
    sentido = [True] * len(orden)
    return con.sort_values([*orden, "nivel", "folio"], ascending=[*sentido, False, True], kind="stable")
