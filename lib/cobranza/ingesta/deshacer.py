"""Deshacer una carga de créditos el mismo día: se devuelven a su emisora, sin borrar nada.

Los libros sólo agregan: el alta queda y a su lado, con la misma fecha de efecto, su devolución; los créditos quedan
en cero y de baja a cualquier corte, y el puente los muestra como alta y como devolución a la emisora. El folio de un
crédito devuelto no se usa otra vez: el archivo corregido entra con otros folios, o sin ellos para que el sistema los
asigne, y lo devuelto no cuenta como duplicado. Las notificaciones anotadas no se tocan.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, Engine, RowMapping, select, text

from cobranza.base.errores import ErrorDeProceso, ErrorDeUso
from cobranza.ingesta.entradas import da_altas
from cobranza.ingesta.folios import DESHACER, DEVOLUCION
from cobranza.libros import cargas, libro, tablas, vivo
from cobranza.tramites.libro_de_pasos import que_tratan_de

_TOCADOS = """
    SELECT l.id, l.layout, l.archivo, COUNT(DISTINCT t.folio), MIN(t.folio) FROM (
        SELECT m.lote, m.folio FROM credito c JOIN movimiento m ON m.folio = c.folio WHERE c.lote = :lote
        UNION SELECT a.lote, a.folio FROM credito c JOIN acto a ON a.folio = c.folio WHERE c.lote = :lote
        UNION SELECT r.lote, r.folio FROM credito c JOIN recibo r ON r.folio = c.folio WHERE c.lote = :lote
    ) t JOIN lote l ON l.id = t.lote WHERE t.lote <> :lote GROUP BY l.id, l.layout, l.archivo ORDER BY l.id
"""
_ALTAS = """
    SELECT m.clave, m.folio, m.componente, m.importe, m.fecha_efecto FROM credito c
    JOIN movimiento m ON m.folio = c.folio WHERE c.lote = :lote AND m.tipo = 'ALTA' ORDER BY m.id
"""
_NOTIFICADOS = """
    SELECT COUNT(*) FROM acto a JOIN credito c ON c.folio = a.folio WHERE a.lote = :lote AND c.lote <> :lote
"""


@dataclass(frozen=True, slots=True)
class Deshecho:
    """Una carga deshecha: el lote que la deshizo, cuántos créditos salieron y con cuánto saldo (centavos)."""

    lote: int
    creditos: int
    importe: int
    notificaciones: int
    """Las que la carga anotó a créditos de otras y que siguen anotadas."""


def deshacer(engine: Engine, lote: int, *, usuario: str, ahora: datetime) -> Deshecho:
    """Devuelve a la emisora todos los créditos que dio de alta un lote de cartera registrado hoy.

    Errores: `ErrorDeUso` si el lote no existe; `ErrorDeProceso` si no es de hoy, no es de cartera, ya se deshizo o
    algo posterior tocó sus créditos o un trámite trata de ellos.
    """
    with engine.begin() as conexion:
        libro.tomar_turno(conexion)
        ficha = conexion.execute(select(tablas.lote).where(tablas.lote.c.id == lote)).mappings().first()
        if ficha is None:
            raise ErrorDeUso(f"No hay un lote {lote}; su número lo dice `cobranza ingerir` al terminar.")
        altas = pd.read_sql_query(text(_ALTAS), conexion, params={"lote": lote}, parse_dates=["fecha_efecto"])
        if impedimentos := _impedimentos(conexion, ficha, altas, ahora):
            raise ErrorDeProceso(f"El lote {lote} no se puede deshacer: {'; '.join(impedimentos)}.", impedimentos)
        propio = _abrir_lote(conexion, ficha, altas["folio"].nunique(), usuario, ahora)
        libro.agregar(conexion, "movimiento", _devoluciones(altas, ahora, usuario).assign(lote=propio))
        # el número propio queda libre para el crédito corregido; que lo tuvo consta en sus versiones
        vivo.quitar(conexion, "numero_propio", vivo.claves_de(conexion, "numero_propio", lote), propio)
        notificados = conexion.execute(text(_NOTIFICADOS), {"lote": lote}).scalar()
        cargas.sellar(conexion, propio)
    return Deshecho(propio, int(altas["folio"].nunique()), int(altas["importe"].sum()), int(notificados or 0))


def _impedimentos(conexion: Connection, ficha: RowMapping, altas: pd.DataFrame, ahora: datetime) -> list[str]:
    """Todo lo que lo impide, no sólo lo primero."""
    impiden = []
    if not da_altas(ficha["layout"]):
        impiden.append(f"es de «{ficha['layout']}» y sólo se deshacen los de cartera")
    elif altas.empty:
        impiden.append("no dio de alta ningún crédito")
    if ficha["registrado"].date() != ahora.date():
        impiden.append(
            f"se registró el {ficha['registrado']:%d/%m/%Y} y sólo se deshace el mismo día; después, cada crédito se "
            "da de baja con su propio acto"
        )
    c = tablas.lote.c
    otro = select(c.id).where(c.layout == DESHACER, c.huella == ficha["huella"])
    if (anterior := conexion.execute(otro).scalar()) is not None:
        return [*impiden, f"ya se deshizo (lote {anterior})"]
    tocados = conexion.execute(text(_TOCADOS), {"lote": ficha["id"]}).all()
    impiden += [
        f"el lote {posterior} ({layout}, {archivo}) ya tocó {cuantos} de sus créditos; el primero es {folio}"
        for posterior, layout, archivo, cuantos, folio in tocados
    ]
    # un trámite puede no haber asentado aún ningún acto: sólo los nombra
    tramites = que_tratan_de(conexion, set(altas["folio"]), ficha["registrado"])
    return impiden + [f"{numero} trata de {folio}" for numero, folio in tramites.items()]


def _abrir_lote(conexion: Connection, ficha: RowMapping, creditos: int, usuario: str, ahora: datetime) -> int:
    """El lote de la devolución lleva la huella del archivo que deshace: así no se deshace dos veces."""
    valores = {"leidas": creditos, "aceptadas": creditos, "en_cuarentena": 0, "registrado": ahora, "usuario": usuario}
    copiado = {campo: ficha[campo] for campo in ("archivo", "huella", "remesa")}
    return cargas.abrir(conexion, layout=DESHACER, **copiado, **valores)


def _devoluciones(altas: pd.DataFrame, ahora: datetime, usuario: str) -> pd.DataFrame:
    """El movimiento que retira cada alta, con su misma fecha de efecto; se conoce hoy."""
    hoy = pd.Timestamp(ahora.date())
    return altas.assign(
        clave=[DEVOLUCION.format(clave) for clave in altas["clave"]],
        tipo="DEVOLUCION_EMISORA",
        importe=-altas["importe"],
        fecha_registro=altas["fecha_efecto"].where(altas["fecha_efecto"] > hoy, hoy),
        causa="LOTE_DESHECHO",
        documento=None,
        referencia=altas["clave"],
        usuario=usuario,
        reversa_de=None,
    )
