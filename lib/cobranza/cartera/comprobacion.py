"""Que los libros estén íntegros y cuadren: lo que revisa `cobranza comprobar`, una afirmación a la vez."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from cobranza.almacen.foto import Foto
from cobranza.almacen.sesion import instante
from cobranza.almacen.toma import foto_actual
from cobranza.base.ajustes import ajustes
from cobranza.base.dinero import pesos
from cobranza.base.errores import ErrorDeCobranza, ErrorDeDatos, ErrorDeLey
from cobranza.cartera import tablas
from cobranza.cartera.libros import comprobar_cadena
from cobranza.ley.norma import norma
from cobranza.ley.parametros import leer_serie

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_A_LA_VISTA = 3


@dataclass(frozen=True, slots=True)
class Revision:
    """Una afirmación revisada: qué se revisó y, si no se cumple, por qué y con qué código termina la consola."""

    que: str
    falla: str = ""
    codigo: int = 0


def revisar_todo(motor: Engine, salidas: Path, hoy: date) -> Iterator[Revision]:
    """Cadenas, protección, cargas, invariantes, foto, cuadre y norma, en ese orden; sigue aunque algo falle.

    El cuadre es el puente del año en curso y del anterior, por delegación; el año en curso es el del último
    renglón registrado, sin pasar de `hoy`. Códigos: 3 los datos, 4 la norma.
    """
    yield from revisar_libros(motor)
    url = motor.url.render_as_string(hide_password=False)
    try:
        foto = foto_actual(url, salidas) if _tiene_creditos(motor) else None
    except ErrorDeDatos as error:
        yield Revision("foto", error.mensaje, error.codigo)
    else:
        if foto:
            yield _foto(foto)
            yield from _cuadres(foto, hoy)
    yield from _norma()


def revisar_libros(motor: Engine) -> Iterator[Revision]:
    """Lo que se revisa en la base sola: cadenas, disparadores, cargas e invariantes de los movimientos."""
    for libro in tablas.LIBROS:
        with instante(motor) as conexion:
            alterado = comprobar_cadena(conexion, libro)
        yield _revision(f"cadena de huellas de «{libro}»", alterado[1] if alterado else "")
    with instante(motor) as conexion:
        yield _revision("libros protegidos contra cambios", _sin_proteccion(conexion))
        for que, consulta, dice in _INVARIANTES:
            malos = [dice.format(*fila) for fila in conexion.execute(text(f"{consulta} LIMIT {_A_LA_VISTA}"))]
            yield _revision(que, "; ".join(malos))


def _revision(que: str, falla: str) -> Revision:
    return Revision(que, falla, ErrorDeDatos.codigo if falla else 0)


_INVARIANTES = (
    (
        "leídas = aceptadas + cuarentena en cada carga",
        "SELECT l.id, l.archivo, l.leidas, l.aceptadas, l.en_cuarentena, COUNT(c.id) FROM lote l "
        "LEFT JOIN cuarentena c ON c.lote = l.id GROUP BY l.id, l.archivo, l.leidas, l.aceptadas, l.en_cuarentena "
        "HAVING l.leidas <> l.aceptadas + l.en_cuarentena OR l.en_cuarentena <> COUNT(c.id)",
        "la carga {0} ({1}) dice {2} leídas, {3} aceptadas y {4} en cuarentena, donde hay {5}",
    ),
    (
        "ningún componente negativo",
        "SELECT folio, componente, SUM(importe) FROM movimiento WHERE componente <> 'SALDO_A_FAVOR' "
        "GROUP BY folio, componente HAVING SUM(importe) < 0",
        "el crédito {0} tiene {1} en {2} centavos",
    ),
    (
        "lo dado de alta = lo que dice el crédito",
        "SELECT c.folio, c.importe + c.multa, COALESCE(SUM(m.importe), 0) FROM credito c "
        "LEFT JOIN movimiento m ON m.folio = c.folio AND m.tipo = 'ALTA' GROUP BY c.folio, c.importe, c.multa "
        "HAVING c.importe + c.multa <> COALESCE(SUM(m.importe), 0)",
        "el crédito {0} es de {1} centavos y sus altas suman {2}",
    ),
    (
        "cada recibo vigente aplicado completo; los demás, en cero",
        "SELECT r.recibo, r.folio, r.estado, r.importe, COALESCE(-SUM(m.importe), 0) FROM recibo r "
        "LEFT JOIN movimiento m ON m.folio = r.folio AND m.documento = r.recibo AND m.tipo = 'PAGO' "
        "GROUP BY r.recibo, r.folio, r.estado, r.importe HAVING COALESCE(-SUM(m.importe), 0) <> "
        "CASE WHEN r.estado = 'VIGENTE' THEN r.importe ELSE 0 END",
        "el recibo {0} del crédito {1} está {2}, es de {3} centavos y tiene aplicados {4}",
    ),
    (
        "cada reversa es el contrario de un movimiento, y uno solo",
        "SELECT r.clave, r.folio FROM movimiento r LEFT JOIN movimiento o ON o.clave = r.reversa_de "
        "WHERE r.reversa_de IS NOT NULL AND (o.clave IS NULL OR o.importe <> -r.importe OR o.folio <> r.folio "
        "OR o.componente <> r.componente OR o.tipo <> r.tipo) UNION ALL SELECT MIN(clave), MIN(folio) "
        "FROM movimiento WHERE reversa_de IS NOT NULL GROUP BY reversa_de HAVING COUNT(*) > 1",
        "el movimiento {0} del crédito {1} no corresponde al que dice revertir",
    ),
)
"""Qué se afirma, la consulta de lo que lo incumple y cómo se dice."""


def _sin_proteccion(conexion: Connection) -> str:
    """Libros a los que les falta el disparador que rechaza cambios."""
    if conexion.dialect.name == "postgresql":
        consulta = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        necesarios = {libro: {f"{libro}_solo_agregar"} for libro in tablas.LIBROS}
    else:
        consulta = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        necesarios = {libro: {f"{libro}_sin_update", f"{libro}_sin_delete"} for libro in tablas.LIBROS}
    hay = set(conexion.execute(text(consulta)).scalars())
    sin = [f"«{libro}»" for libro, suyos in necesarios.items() if not suyos <= hay]
    if not sin:
        return ""
    return f"a {', '.join(sin)} le quitaron los disparadores que rechazan cambios; restaura la base de un respaldo."


def _tiene_creditos(motor: Engine) -> bool:
    with instante(motor) as conexion:
        return inspect(conexion).has_table("credito") and bool(
            conexion.execute(text("SELECT 1 FROM credito LIMIT 1")).scalar()
        )


def _foto(foto: Foto) -> Revision:
    alterados = foto.alterados()
    que = f"foto {foto.huella[:16]}: {len(foto.huellas)} segmentos con su huella"
    if not alterados:
        return Revision(que)
    return _revision(
        que,
        f"{len(alterados)} segmentos faltan o cambiaron; el primero es {alterados[0]}. Borra {foto.ruta} y repite.",
    )


def _cuadres(foto: Foto, hoy: date) -> Iterator[Revision]:
    corte = min(_ultimo_registro(foto.conexion()), hoy)
    periodos = [
        (date(corte.year - 1, 1, 1), date(corte.year - 1, 12, 31)),
        (date(corte.year, 1, 1), corte),
    ]
    for desde, hasta in periodos:
        que = f"cuadre del {desde} al {hasta}, por delegación"
        try:
            yield _revision(que, _descuadre(foto, desde, hasta))
        except ErrorDeLey as error:
            yield Revision(que, error.mensaje, error.codigo)


def _ultimo_registro(conexion: DuckDBPyConnection) -> date:
    filas = conexion.execute(
        "SELECT MAX(f) FROM (SELECT MAX(fecha_registro) AS f FROM credito UNION ALL "
        "SELECT MAX(fecha_registro) FROM movimiento UNION ALL SELECT MAX(fecha_registro) FROM acto)"
    ).fetchall()
    ultimo = filas[0][0]
    assert isinstance(ultimo, date)
    return ultimo


def _descuadre(foto: Foto, desde: date, hasta: date) -> str:
    """Las delegaciones donde saldo inicial + flujos ≠ saldo final, en número o en importe."""
    import pandas as pd

    from cobranza.almacen.partes import por_partes
    from cobranza.cartera.puente import puente_de

    partes = por_partes(foto, partial(puente_de, desde, hasta))
    p = pd.concat(partes).groupby(["delegacion", "causa"], as_index=False).sum()
    malos = p[p["causa"].eq("diferencia") & (p["importe"].ne(0) | p["numero"].ne(0))]
    dichos = [
        f"{delegacion} difiere en {numero} créditos y {pesos(importe)} pesos"
        for delegacion, numero, importe in zip(malos["delegacion"], malos["numero"], malos["importe"], strict=True)
    ]
    mas = f" y {len(dichos) - _A_LA_VISTA} delegaciones más" if len(dichos) > _A_LA_VISTA else ""
    return "; ".join(dichos[:_A_LA_VISTA]) + mas


def _norma() -> Iterator[Revision]:
    for carpeta in sorted(p for p in (ajustes().params / "legales").iterdir() if p.is_dir()):
        que = f"norma «{carpeta.name}»"
        try:
            for ruta in sorted(carpeta.glob("*.yaml")):
                if ruta.stem != "ordenamiento":
                    leer_serie(ruta)
            norma(carpeta.name)
        except ErrorDeCobranza as error:
            yield Revision(que, error.mensaje, ErrorDeLey.codigo)
        else:
            yield Revision(que)
