"""Que los libros estén íntegros: cadenas, disparadores, cargas e invariantes, una afirmación a la vez."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, text

from cobranza.almacen.sesion import instante
from cobranza.base.errores import ErrorDeDatos
from cobranza.libros import tablas
from cobranza.libros.libro import comprobar_cadena

_A_LA_VISTA = 3


@dataclass(frozen=True, slots=True)
class Revision:
    """Una afirmación revisada: qué se revisó y, si no se cumple, por qué y con qué código termina la consola."""

    que: str
    falla: str = ""
    codigo: int = 0


def revisar_libros(motor: Engine) -> Iterator[Revision]:
    """Lo que se revisa en la base sola: cadenas, disparadores, cargas e invariantes de los movimientos."""
    for libro in tablas.LIBROS:
        with instante(motor) as conexion:
            alterado = comprobar_cadena(conexion, libro)
        yield revision(f"cadena de huellas de «{libro}»", alterado[1] if alterado else "")
    with instante(motor) as conexion:
        yield revision("libros protegidos contra cambios", _sin_proteccion(conexion))
        for que, consulta, dice in _INVARIANTES:
            malos = [dice.format(*fila) for fila in conexion.execute(text(f"{consulta} LIMIT {_A_LA_VISTA}"))]
            yield revision(que, "; ".join(malos))


def revision(que: str, falla: str) -> Revision:
    """Una revisión de los datos: con código 3 si falla."""
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
