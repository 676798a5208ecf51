"""Lo que el informe necesita, leído y calculado a su corte; todo lo que puede fallar falla aquí."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from cobranza.almacen.foto import Foto, foto_actual
from cobranza.base.ajustes import ajustes
from cobranza.base.catalogos import delegaciones
from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.base.fechas import fecha
from cobranza.cartera.consultas import cartera_de
from cobranza.cartera.cosechas import cosechas, transiciones
from cobranza.cartera.cubo import cubo
from cobranza.cartera.historia import Historia, historia
from cobranza.cartera.indicadores import Indicador, acervo_al, evaluar
from cobranza.cartera.puente import flujos, puente, total_del_puente
from cobranza.cartera.recuperacion import pagos_del_periodo, recaudacion_anual
from cobranza.cartera.revisiones import revisiones
from cobranza.papel.escala import Escala, escala_de

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Datos:
    """La cartera al corte, su cubo y su movimiento en el periodo [desde, corte]; importes en centavos."""

    corte: date
    desde: date
    delegacion: str
    nominativo: bool
    conocido_al: str
    cartera: pd.DataFrame
    cubo: pd.DataFrame
    puente: pd.DataFrame
    pagos: pd.DataFrame
    cosechas: pd.DataFrame
    revisiones: pd.DataFrame
    transiciones: pd.DataFrame
    indicadores: list[Indicador]
    lotes: pd.DataFrame
    cuarentena: pd.DataFrame
    foto: Foto

    @property
    def vigentes(self) -> pd.DataFrame:
        """Créditos con saldo al corte."""
        return self.cartera[self.cartera["vida"] == "VIGENTE"]

    @property
    def escala(self) -> Escala:
        """La unidad en que se imprime el saldo: millones, o pesos si es una cartera chica."""
        return escala_de(int(self.vigentes["total"].sum()))

    @property
    def total(self) -> pd.DataFrame:
        """El puente de todo el informe: número e importe por causa."""
        return total_del_puente(self.puente).set_index("causa")

    @property
    def diferencias(self) -> pd.DataFrame:
        """Delegaciones donde el movimiento no da el saldo final, por número o por importe; vacía si cuadra."""
        diferencia = self.puente[self.puente["causa"] == "diferencia"]
        return diferencia[(diferencia["importe"] != 0) | (diferencia["numero"] != 0)]


def preparar(
    corte: str, desde: str = "", delegacion: str = "", nominativo: bool = False, conocido_al: str = ""
) -> Datos:
    """Lee la foto y calcula la cartera al corte y en la víspera del periodo.

    `desde` vacío es el primer día del año del corte; `delegacion` vacía, todas; `conocido_al` vacío, todo lo que hoy
    se sabe (con fecha, el informe sale como habría salido ese día). Errores: `ErrorDeUso` si la
    delegación o el periodo no existen; `ErrorDeDatos` si no hay cartera; `ErrorDeLey` si falta un parámetro.
    """
    al = fecha(corte)
    inicio = fecha(desde) if desde else al.replace(month=1, day=1)
    _comprobar(inicio, al, delegacion)
    foto = foto_actual(ajustes().bd, ajustes().salidas)
    conexion = foto.conexion(fecha(conocido_al) if conocido_al else None)
    h = historia(conexion, delegacion)
    final, inicial = cartera_de(h, al), cartera_de(h, inicio - timedelta(days=1))
    cartera = _de(final, delegacion)
    if cartera.empty:
        raise ErrorDeDatos(
            f"No hay créditos registrados al {al}{f' en {delegacion}' if delegacion else ''}; "
            "se esperaba al menos uno. Revisa el corte o ingiere la cartera."
        )
    del_periodo = flujos(conexion, inicio, al)
    movimiento = puente(inicial, final, del_periodo)
    return Datos(
        corte=al,
        desde=inicio,
        delegacion=delegacion,
        nominativo=nominativo,
        conocido_al=conocido_al,
        cartera=cartera,
        cubo=cubo(cartera),
        puente=movimiento[movimiento["delegacion"] == delegacion] if delegacion else movimiento,
        pagos=pagos_del_periodo(conexion, cartera, inicio, al),
        revisiones=_de(revisiones(foto, inicio - timedelta(days=1)), delegacion),
        cosechas=cosechas(conexion, cartera["folio"], al),
        transiciones=transiciones(_de(inicial, delegacion), cartera),
        indicadores=_indicadores(conexion, h, {inicio - timedelta(days=1): inicial, al: final}, al, delegacion),
        lotes=conexion.execute("SELECT * FROM lote WHERE layout <> 'deshacer' ORDER BY id").df(),
        cuarentena=conexion.execute("SELECT archivo, linea, motivo FROM cuarentena ORDER BY id").df(),
        foto=foto,
    )


def _de(cartera: pd.DataFrame, delegacion: str) -> pd.DataFrame:
    return cartera[cartera["delegacion"] == delegacion] if delegacion else cartera


def _indicadores(
    conexion: DuckDBPyConnection, h: Historia, leidas: dict[date, pd.DataFrame], al: date, delegacion: str
) -> list[Indicador]:
    """Los indicadores del acervo con el cierre del corte y los de los dos años anteriores a la misma fecha.

    `leidas`: las carteras que ya se tienen, por fecha; las que falten se leen.
    """
    recaudado = {} if delegacion else recaudacion_anual(conexion)
    cierres = []
    for hace in (2, 1, 0):
        cierre = (pd.Timestamp(al) - pd.DateOffset(years=hace)).date()
        cartera = _de(leidas[cierre] if cierre in leidas else cartera_de(h, cierre), delegacion)
        cierres.append(acervo_al(cartera, cierre, recaudado.get(cierre.year)))
    return evaluar(cierres)


def _comprobar(inicio: date, al: date, delegacion: str) -> None:
    if inicio > al:
        raise ErrorDeUso(f"El periodo empieza el {inicio}, después del corte {al}; se esperaba desde ≤ corte.")
    conocidas = delegaciones()["clave"]
    if delegacion and delegacion not in set(conocidas):
        raise ErrorDeUso(f"No existe la delegación «{delegacion}»; hay {', '.join(conocidas)}.")
