"""La memoria de la nómina en los libros: sus versiones, lo que ya se nominó y lo que cada quien quedó a deber.

Una versión guarda con qué se calculó y qué resultó; sólo se agregan. Al enviarse a pagar, cada renglón del libro que
nominó queda en `nomina_renglon`, cuya clave no se repite: la base misma impide que se pague dos veces.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import duckdb
import pandas as pd

from cobranza.base.errores import ErrorDeDatos
from cobranza.cuenta.diligencias_pagadas import COMPONENTES_LIGADOS
from cobranza.cuenta.reversas import DEJA_SIN_EFECTOS
from cobranza.libros import libro, nominadas, tablas
from cobranza.libros.nominadas import ya_nominados
from cobranza.nomina.calculo import Nomina, resolver
from cobranza.nomina.cobros import Nominado
from cobranza.nomina.conservado import (
    comprimido,
    descomprimido,
    insumos_escritos,
    insumos_leidos,
    resultado_escrito,
    resultado_leido,
    sello,
)
from cobranza.nomina.insumos import DeAntes, Insumos, reunir, sin_previos
from cobranza.nomina.netos import DESCUENTOS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from sqlalchemy import Connection

    from cobranza.ley.norma import Normas

TIPO, ENVIADA = "nomina", "ENVIADA_A_PAGO"
_TIPOS = {"DATE": "DATE", "BIGINT": "BIGINT"}


@dataclass(frozen=True, slots=True)
class Version:
    """Una versión guardada: de qué nómina, su número, su sello y lo que resultó."""

    nomina: str
    version: int
    sello: str
    resultado: Nomina


def calculada(  # noqa: PLR0913 — el periodo, el pago y las deducciones van por nombre
    conexion: Connection,
    *,
    normas: Normas,
    desde: date,
    hasta: date,
    fecha_pago: date,
    deducciones: pd.DataFrame | None = None,
    varios_meses: bool = False,
) -> tuple[Insumos, Nomina]:
    """Los insumos de una nómina, leídos de los libros como están en esta transacción, y lo que resulta de ellos.

    Se calcula con lo que se guardará, no con lo leído: así recalcular da lo mismo. Errores: los de `calcular`.
    """
    periodos = nominadas.enviadas(conexion, ENVIADA)[["desde", "hasta"]]
    leidas, originales = _leidas(conexion, periodos, desde, hasta)
    ya = pd.DataFrame({"clave": pd.array(sorted(ya_nominados(conexion, originales)), dtype="str")})
    antes = DeAntes(Nominado(ya, periodos), previos(conexion, fecha_pago), deducciones, varios_meses)
    with closing(_en_memoria(leidas)) as leido:
        insumos = reunir(leido, normas=normas, desde=desde, hasta=hasta, fecha_pago=fecha_pago, de_antes=antes)
    insumos = insumos_leidos(insumos_escritos(insumos))
    return insumos, resultado_leido(resultado_escrito(resolver(insumos)))


def guardar(conexion: Connection, nomina: str, insumos: Insumos, resultado: Nomina) -> Version:
    """Agrega la versión que sigue de una nómina."""
    escrito = resultado_escrito(resultado)
    numero = nominadas.ultima_version(conexion, nomina) + 1
    sumas = {c: int(resultado.personas[c].sum()) for c in ("neto", *DESCUENTOS)}
    renglon = {
        "nomina": nomina, "version": numero, "desde": insumos.desde.isoformat(), "hasta": insumos.hasta.isoformat(),
        "fecha_pago": insumos.fecha_pago.isoformat(), "base": resultado.base, "bruto": resultado.bruto,
        "fondos": resultado.fondos, "sin_asignar": resultado.sin_asignar, "retenciones": sumas["retencion"],
        "descuentos": sumas["descuento"], "deducciones": sumas["pension"] + sumas["otras"], "neto": sumas["neto"],
        "sello": sello(escrito), "insumos": comprimido(insumos_escritos(insumos)), "resultado": comprimido(escrito),
    }  # fmt: skip
    libro.agregar(conexion, "nomina_version", pd.DataFrame([renglon]).astype(object))
    return Version(nomina, numero, str(renglon["sello"]), resultado)


def leer(conexion: Connection, nomina: str, version: int = 0) -> Version:
    """Una versión guardada; sin número, la última. Errores: `ErrorDeDatos` si no la hay o no es la que se selló."""
    return de_su_fila(_fila(conexion, nomina, version))


def de_su_fila(fila: Mapping[str, Any]) -> Version:
    """La versión que guarda un renglón del libro. Errores: `ErrorDeDatos` si no es la que se selló."""
    nomina, escrito = str(fila["nomina"]), descomprimido(fila["resultado"])
    if sello(escrito) != fila["sello"]:
        raise ErrorDeDatos(
            f"La versión {fila['version']} de {nomina} no es la que se selló. Corre «cobranza comprobar»."
        )
    return Version(nomina, int(fila["version"]), str(fila["sello"]), resultado_leido(escrito))


def recalculada(conexion: Connection, nomina: str, version: int = 0) -> Version:
    """La misma versión, vuelta a calcular con lo que se guardó: ni ley, ni personal, ni reglas de hoy intervienen.

    Errores: `ErrorDeDatos` si ya no da los mismos bytes.
    """
    fila = _fila(conexion, nomina, version)
    resultado = resolver(insumos_leidos(descomprimido(fila["insumos"])))
    hoy = sello(resultado_escrito(resultado))
    if hoy != fila["sello"]:
        raise ErrorDeDatos(
            f"La versión {fila['version']} de {nomina} se selló {str(fila['sello'])[:12]} y hoy da {hoy[:12]}: "
            "el cálculo cambió desde entonces. Lo que vale es lo guardado; compáralas con «cobranza nomina comparar»."
        )
    return Version(nomina, int(fila["version"]), hoy, resultado)


def insumos_de(conexion: Connection, nomina: str, version: int = 0) -> Insumos:
    """Con qué se calculó una versión."""
    return insumos_leidos(descomprimido(_fila(conexion, nomina, version)["insumos"]))


def _fila(conexion: Connection, nomina: str, version: int) -> Mapping[str, Any]:
    ultima = nominadas.ultima_version(conexion, nomina)
    fila = nominadas.version(conexion, nomina, version or ultima)
    if fila is None:
        que = f"no tiene la versión {version}; tiene {ultima}" if ultima else "todavía no se ha calculado"
        raise ErrorDeDatos(f"{nomina} {que}: cobranza nomina ver {nomina}")
    return fila


def nominar(conexion: Connection, nomina: str, version: int, movimientos: pd.DataFrame) -> int:
    """Anota que esos renglones del libro ya se nominaron; devuelve cuántos. La base rechaza el que ya lo esté."""
    return libro.agregar(conexion, "nomina_renglon", movimientos.assign(nomina=nomina, version=version))


def previos(conexion: Connection, fecha_pago: date) -> pd.DataFrame:
    """Por persona, lo que quedó a deber en la última nómina enviada y lo que otras le pagan en el mes de pago.

    Columnas numero_empleado, adeudo y bruto_mes; centavos.
    """
    enviadas = nominadas.enviadas(conexion, ENVIADA)
    pago = enviadas["fecha_pago"].dt
    del_mes = enviadas[(pago.year == fecha_pago.year) & (pago.month == fecha_pago.month)]
    partes = [p.assign(adeudo=0, bruto_mes=p["bruto"]) for p in _personas(conexion, del_mes)]
    partes += [p.assign(bruto_mes=0) for p in _personas(conexion, enviadas.tail(1))]
    if not partes:
        return sin_previos()
    sumas = pd.concat(partes, ignore_index=True).groupby("numero_empleado")[["adeudo", "bruto_mes"]].sum()
    return sumas.reset_index()


def anterior_enviada(conexion: Connection, nomina: str) -> Nomina | None:
    """La última nómina que se envió a pagar y no es ésta; None si no hay."""
    enviadas = nominadas.enviadas(conexion, ENVIADA)
    otras = enviadas[enviadas["nomina"] != nomina].tail(1).to_dict("records")
    return leer(conexion, str(otras[0]["nomina"]), int(otras[0]["version"])).resultado if otras else None


def acumulados(conexion: Connection, ejercicio: int) -> pd.DataFrame:
    """Por persona, lo que las nóminas enviadas le pagaron en el año: bruto, cada descuento y neto, en centavos."""
    enviadas = nominadas.enviadas(conexion, ENVIADA)
    return acumulado(_personas(conexion, enviadas[enviadas["fecha_pago"].dt.year == ejercicio]))


def acumulado(personas: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Por persona, la suma de lo que dicen varias nóminas: bruto, cada descuento y neto, en centavos."""
    columnas = ["bruto", *DESCUENTOS, "neto"]
    if not personas:
        return pd.DataFrame(columns=["numero_empleado", *columnas])
    return pd.concat([*personas], ignore_index=True).groupby("numero_empleado")[columnas].sum().reset_index()


def _personas(conexion: Connection, enviadas: pd.DataFrame) -> list[pd.DataFrame]:
    cuales = zip(enviadas["nomina"], enviadas["version"], strict=True)
    return [leer(conexion, str(nomina), int(version)).resultado.personas for nomina, version in cuales]


def _leidas(
    conexion: Connection, periodos: pd.DataFrame, desde: date, hasta: date
) -> tuple[dict[str, pd.DataFrame], Sequence[str]]:
    """Las tablas que deciden la nómina, leídas en esta transacción, y los cobros de antes que algo reversa."""
    primero = min([desde, *(f.date() for f in periodos["desde"])])
    ligados = nominadas.cobrado(conexion, COMPONENTES_LIGADOS, primero, hasta)
    originales = set(ligados["reversa_de"].dropna()) - set(ligados["clave"])
    de_antes = nominadas.por_clave(conexion, "movimiento", "clave", originales)
    # de los créditos que quedaron sin efectos, su historia entera: qué se había cobrado y qué de eso se nominó
    sin_efectos = nominadas.resueltos(conexion, DEJA_SIN_EFECTOS, hasta)
    suyos = nominadas.por_clave(conexion, "movimiento", "folio", sin_efectos)
    ya_suyos = set(nominadas.por_clave(conexion, "nomina_renglon", "folio", sin_efectos)["clave"])
    movimientos = pd.concat([ligados, de_antes, suyos], ignore_index=True).drop_duplicates("clave")
    folios = set(movimientos["folio"])
    leidas = {
        "movimiento": movimientos,
        "credito": nominadas.por_clave(conexion, "credito", "folio", folios),
        "acto": nominadas.por_clave(conexion, "acto", "folio", folios),
        **{tabla: nominadas.entera(conexion, tabla) for tabla in ("persona", "nombramiento")},
    }
    return leidas, sorted(originales | ya_suyos)


def _en_memoria(leidas: Mapping[str, pd.DataFrame]) -> DuckDBPyConnection:
    """Esas tablas en una base aparte, que sólo vive mientras se calcula."""
    destino = duckdb.connect(config={"threads": 1})
    for tabla, filas in leidas.items():
        destino.register("leida", filas)
        columnas = ", ".join(f"CAST({c.name} AS {_TIPOS.get(str(c.type), 'VARCHAR')}) AS {c.name}"
                             for c in tablas.metadata.tables[tabla].columns)  # fmt: skip
        destino.execute(f"CREATE TABLE {tabla} AS SELECT {columnas} FROM leida")
        destino.unregister("leida")
    return destino
