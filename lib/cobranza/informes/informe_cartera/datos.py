"""Lo que el informe necesita, leído y calculado a su corte; todo lo que puede fallar falla aquí."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from cobranza.almacen.foto import Foto
from cobranza.almacen.partes import por_partes
from cobranza.almacen.toma import foto_actual
from cobranza.base.ajustes import ajustes
from cobranza.base.catalogos import delegaciones
from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.base.fechas import fecha
from cobranza.cartera.indicadores import Acervo, Indicador, evaluar
from cobranza.cartera.puente import total_del_puente
from cobranza.cartera.recuperacion import recaudacion_anual
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
    foto: Foto

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
    al = fecha(corte)
    inicio = fecha(desde) if desde else al.replace(month=1, day=1)
    pregunta = Pregunta(desde=inicio, corte=al, delegacion=delegacion, conocido_al=conocido_al)
    _comprobar(pregunta.desde, al, delegacion)
    foto = foto_actual(ajustes().bd, ajustes().salidas)
    suma = sumar(por_partes(foto, partial(parte_de, pregunta)))
    if not suma.creditos:
        raise ErrorDeDatos(
            f"No hay créditos registrados al {al}{f' en {delegacion}' if delegacion else ''}; "
            "se esperaba al menos uno. Revisa el corte o ingiere la cartera."
        )
    conexion = foto.conexion(fecha(conocido_al) if conocido_al else None)
    return Datos(
        **asdict(pregunta),
        nominativo=nominativo,
        suma=suma,
        indicadores=evaluar(_con_recaudacion(conexion, pregunta, suma.acervos)),
        lotes=conexion.execute("SELECT * FROM lote WHERE layout <> 'deshacer' ORDER BY id").df(),
        cuarentena=conexion.execute("SELECT archivo, linea, motivo FROM cuarentena ORDER BY id").df(),
        foto=foto,
    )


def _con_recaudacion(conexion: DuckDBPyConnection, pregunta: Pregunta, acervos: tuple[Acervo, ...]) -> list[Acervo]:
    """La mora de cada cierre con la recaudación de su año, que sólo la hay de todo el estado."""
    recaudado = {} if pregunta.delegacion else recaudacion_anual(conexion)
    return [replace(acervo, recaudacion=recaudado.get(acervo.ejercicio)) for acervo in acervos]


def _comprobar(inicio: date, al: date, delegacion: str) -> None:
    if inicio > al:
        raise ErrorDeUso(f"El periodo empieza el {inicio}, después del corte {al}; se esperaba desde ≤ corte.")
    conocidas = delegaciones()["clave"]
    if delegacion and delegacion not in set(conocidas):
        raise ErrorDeUso(f"No existe la delegación «{delegacion}»; hay {', '.join(conocidas)}.")
