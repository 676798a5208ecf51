"""Lo que el informe necesita, leído y calculado a su corte; todo lo que puede fallar falla aquí."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from cobranza.almacen.partes import por_partes
from cobranza.base.errores import ErrorDeUso
from cobranza.base.fechas import fecha
from cobranza.cartera.consultas import sin_creditos
from cobranza.cartera.indicadores import Acervo, Indicador, evaluar
from cobranza.cartera.puente import total_del_puente
from cobranza.cartera.recuperacion import recaudacion_anual
from cobranza.informes.entrada import Entrada, entrada
from cobranza.informes.informe_cartera.partes import Parte, Pregunta, parte_de, sumar
from cobranza.papel.escala import Escala, escala_de

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, kw_only=True)
class Datos(Pregunta):
    """Lo que se preguntó y la suma de lo que contestó cada parte de la cartera; importes en centavos."""

    nominativo: bool
    suma: Parte
    indicadores: list[Indicador]
    lotes: pd.DataFrame
    cuarentena: pd.DataFrame
    entrada: Entrada

    @property
    def cubo(self) -> pd.DataFrame:
        """El cubo de los créditos con saldo al corte."""
        return self.suma.cubo

    @property
    def saldo(self) -> int:
        """Lo que se debe al corte."""
        return int(self.cubo["total"].sum())

    @property
    def vigentes(self) -> int:
        """Créditos con saldo al corte."""
        return int(self.cubo["creditos"].sum())

    @property
    def escala(self) -> Escala:
        """La unidad en que se imprime el saldo: millones, o pesos si es una cartera chica."""
        return escala_de(self.saldo)

    @property
    def total(self) -> pd.DataFrame:
        """El puente de todo el informe: número e importe por causa."""
        return total_del_puente(self.suma.puente).set_index("causa")

    @property
    def diferencias(self) -> pd.DataFrame:
        """Delegaciones donde el movimiento no da el saldo final, por número o por importe; vacía si cuadra."""
        diferencia = self.suma.puente[self.suma.puente["causa"] == "diferencia"]
        return diferencia[(diferencia["importe"] != 0) | (diferencia["numero"] != 0)]


def preparar(
    corte: str, desde: str = "", delegacion: str = "", nominativo: bool = False, conocido_al: str = ""
) -> Datos:
    """Lee la foto por partes y las suma: la cartera al corte, la de la víspera del periodo y lo que pasó en medio.

    `desde` vacío es el primer día del año del corte; `delegacion` vacía, todas; `conocido_al` vacío, todo lo que hoy
    se sabe (con fecha, el informe sale como habría salido ese día). Errores: `ErrorDeUso` si la
    delegación o el periodo no existen; `ErrorDeDatos` si no hay cartera; `ErrorDeLey` si falta un parámetro.
    """
    de = entrada(corte, delegacion, conocido_al)
    inicio = fecha(desde) if desde else de.corte.replace(month=1, day=1)
    if inicio > de.corte:
        raise ErrorDeUso(f"El periodo empieza el {inicio}, después del corte {de.corte}; se esperaba desde ≤ corte.")
    pregunta = Pregunta(desde=inicio, corte=de.corte, delegacion=delegacion, conocido_al=conocido_al)
    suma = sumar(por_partes(de.foto, partial(parte_de, pregunta, de.normas)))
    if not suma.creditos:
        raise sin_creditos(de.corte, delegacion)
    de.normas.sumar(suma.consultado)
    conexion = de.conexion
    return Datos(
        **asdict(pregunta),
        nominativo=nominativo,
        suma=suma,
        indicadores=evaluar(_con_recaudacion(conexion, pregunta, suma.acervos)),
        lotes=conexion.execute("SELECT * FROM lote WHERE layout <> 'deshacer' ORDER BY id").df(),
        cuarentena=conexion.execute("SELECT archivo, linea, motivo FROM cuarentena ORDER BY id").df(),
        entrada=de,
    )


def _con_recaudacion(conexion: DuckDBPyConnection, pregunta: Pregunta, acervos: tuple[Acervo, ...]) -> list[Acervo]:
    """La mora de cada cierre con la recaudación de su año, que sólo la hay de todo el estado."""
    recaudado = {} if pregunta.delegacion else recaudacion_anual(conexion)
    return [replace(acervo, recaudacion=recaudado.get(acervo.ejercicio)) for acervo in acervos]
