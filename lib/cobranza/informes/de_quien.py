"""De quién y cuánto, crédito por crédito: completo en lo reservado; en lo que se comparte, seudónimo y rango.

La versión reservada lleva también el seudónimo: con ella, quien tiene permiso sabe de quién habla la otra. El folio
es con lo que la oficina trabaja, y es el mismo en todo corte: lo que se da a un destinatario lleva en su lugar una
clave de renglón, que en otro corte o para otro destinatario es otra.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from cobranza.base.errores import ErrorDeUso
from cobranza.base.seudonimos import CONTRIBUYENTE, RENGLON
from cobranza.cartera.numeros_propios import numeros_propios
from cobranza.papel.tabla import Columna

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from cobranza.informes.entrada import Entrada

SEUDONIMO = Columna("seudonimo", "Seudónimo")


class ConEntrada(Protocol):
    """Los datos de un informe que se comparte o se reserva."""

    @property
    def nominativo(self) -> bool:
        """¿Salen nombres?"""

    @property
    def entrada(self) -> Entrada:
        """Con qué se hace; trae la serie de seudónimos."""


class ConQuienes(ConEntrada, Protocol):
    """Los de uno que lista créditos."""

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
    creditos = creditos.assign(folio=que_se_da(datos, creditos["folio"]))
    con = creditos.assign(
        seudonimo=suyo["seudonimo"].to_numpy(), rango=suyo["rango"].to_numpy(), nivel=suyo["nivel"].to_numpy()
    )
    sentido = [True] * len(orden)
    return con.sort_values([*orden, "nivel", "folio"], ascending=[*sentido, False, True], kind="stable")


def da_folio(datos: ConEntrada) -> bool:
    """¿Se nombra cada crédito por su folio? No, en lo que se comparte con un destinatario."""
    return datos.nominativo or not datos.entrada.seudonimos.destinatario


def que_se_da(datos: ConEntrada, folios: pd.Series[str]) -> list[str]:
    """Cómo se nombra cada crédito: por su folio o, si se da a un destinatario, por su clave de renglón."""
    if da_folio(datos):
        return [str(folio) for folio in folios]
    claves = {folio: datos.entrada.seudonimos.de(RENGLON, folio) for folio in set(folios)}
    return [claves[folio] for folio in folios]


def con_su_numero(datos: ConEntrada, creditos: pd.DataFrame) -> pd.DataFrame:
    """Los créditos con `numero_propio`, el de la oficina; vacío si no le dio ninguno."""
    return creditos.assign(numero_propio=creditos["folio"].map(numeros_propios(datos.entrada.conexion)))


def numeros(datos: ConEntrada, creditos: pd.DataFrame) -> list[Columna]:
    """Las columnas que dicen qué crédito es: su folio y, si la oficina numeró alguno, su `numero_propio`."""
    propio = da_folio(datos) and creditos["numero_propio"].notna().any()
    return [Columna("folio", "Crédito"), *([Columna("numero_propio", "Número de la oficina")] if propio else [])]


def que_no_senale(contribuyentes: int, minimo: int, delegacion: str, que_hacer: str) -> None:
    """Detiene lo que se comparte de una sola delegación si es de muy pocos: sus totales dirían cuánto debe cada uno.

    Errores: `ErrorDeUso`. De todo el estado no se detiene: su total no dice de dónde es.
    """
    if delegacion and 0 < contribuyentes < minimo:
        raise ErrorDeUso(
            f"En {delegacion} hay menos de {minimo} contribuyentes y lo que se comparte diría cuánto debe o pagó "
            f"cada uno (CFF, art. 69). {que_hacer}"
        )


EN_RESERVA = "Pide la versión reservada con «-p nominativo si», o quita la delegación."
"""Qué hacer con lo que no se puede compartir de una delegación."""
