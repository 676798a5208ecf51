"""Que los libros estén íntegros: cadenas, disparadores, cargas e invariantes, una afirmación a la vez."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection, Engine, text

from cobranza.almacen import identidad
from cobranza.almacen.operador import dados_de_mas
from cobranza.almacen.proteccion import desprotegidas
from cobranza.almacen.sesion import instante
from cobranza.base.errores import ErrorDeDatos
from cobranza.libros import cargas, tablas
from cobranza.libros.esquema import diferencias
from cobranza.libros.integridad import RESTAURA, rota
from cobranza.libros.vivo import discrepancias

_A_LA_VISTA = 3


@dataclass(frozen=True, slots=True)
class Revision:
    """Una afirmación revisada: qué se revisó y, si no se cumple, por qué y con qué código termina la consola.

    `aviso`: no es una falla y tampoco está bien; es algo que no se puede comprobar hasta que la oficina haga algo.
    """

    que: str
    falla: str = ""
    codigo: int = 0
    aviso: bool = False


def revisar_libros(motor: Engine) -> Iterator[Revision]:
    """Lo que se revisa en la base sola: tablas, cadenas, disparadores, lo vivo, cargas e invariantes.

    Si a las tablas les falta algo, lo demás no se puede preguntar y no se revisa.
    """
    with instante(motor) as conexion:
        distinto = "; ".join(diferencias(conexion))
        yield revision(TABLAS, distinto and f"{distinto}. {RESTAURA}")
    if distinto:
        return
    with instante(motor) as conexion:
        yield revision("la base dice cuál es", _sin_identidad(conexion))
        sellos = _sellos(conexion)
    for libro in tablas.SELLOS:
        with instante(motor) as conexion:
            yield revision(f"cadena de huellas de «{libro}»", rota(conexion, libro, sellos.get(libro)))
    with instante(motor) as conexion:
        yield revision("libros protegidos contra cambios", _sin_proteccion(conexion))
    for viva in tablas.VIVAS:
        with instante(motor) as conexion:
            yield revision(f"«{viva}» como se anotó por última vez", _cambiado_sin_anotar(conexion, viva))
    with instante(motor) as conexion:
        yield revision("cada renglón, de la carga que lo dejó", _metidos(conexion))
    with instante(motor) as conexion:
        for que, consulta, dice in INVARIANTES:
            malos = [dice.format(*fila) for fila in conexion.execute(text(f"{consulta} LIMIT {_A_LA_VISTA}"))]
            yield revision(que, "; ".join(malos))


TABLAS = "tablas como las de esta versión"


def revision(que: str, falla: str) -> Revision:
    """Una revisión de los datos: con código 3 si falla."""
    return Revision(que, falla, ErrorDeDatos.codigo if falla else 0)


INVARIANTES = (
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
        "lo cobrado = lo aplicado + lo que quedó a favor",
        "SELECT cobrado, aplicado, a_favor FROM (SELECT (SELECT COALESCE(SUM(importe), 0) FROM recibo WHERE estado = "
        "'VIGENTE') AS cobrado, "
        "COALESCE(-SUM(CASE WHEN componente <> 'SALDO_A_FAVOR' THEN importe ELSE 0 END), 0) AS aplicado, "
        "COALESCE(-SUM(CASE WHEN componente = 'SALDO_A_FAVOR' THEN importe ELSE 0 END), 0) AS a_favor "
        "FROM movimiento WHERE tipo = 'PAGO') t WHERE cobrado <> aplicado + a_favor",
        "la caja recibió {0} centavos, se aplicaron {1} y quedaron {2} a favor",
    ),
    (
        # al escribirse o en su día: que después cayera el recibo de que salió no lo vuelve falso
        "nadie tiene devuelto o compensado más de lo que tuvo a favor",
        "SELECT d.folio, (SELECT SUM(m.importe) FROM movimiento m WHERE m.folio = d.folio AND "
        "m.componente = d.componente AND m.id <= d.id) AS al_escribirse FROM movimiento d "
        "WHERE d.componente = 'SALDO_A_FAVOR' AND d.tipo = 'AJUSTE' AND d.importe > 0 AND (SELECT SUM(m.importe) "
        "FROM movimiento m WHERE m.folio = d.folio AND m.componente = d.componente AND m.id <= d.id) > 0 "
        "AND (SELECT SUM(m.importe) FROM movimiento m WHERE m.folio = d.folio AND m.componente = d.componente "
        "AND m.fecha_efecto <= d.fecha_efecto) > 0",
        "del crédito {0} se dispuso de {1} centavos que no tenía a favor",
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


def _sin_identidad(conexion: Connection) -> str:
    try:
        identidad.sellos(conexion)
    except ErrorDeDatos as error:
        return error.mensaje
    return ""


def _metidos(conexion: Connection) -> str:
    try:
        dicho = "; ".join(cargas.metidos(conexion))
    except ErrorDeDatos as error:
        dicho = error.mensaje.removesuffix(".")
    return f"{dicho}: alguien los escribió o los quitó por fuera. {RESTAURA}" if dicho else ""


def _sellos(conexion: Connection) -> dict[str, identidad.Sello]:
    try:
        return identidad.sellos(conexion)
    except ErrorDeDatos:
        return {}  # ya se dijo


def _sin_proteccion(conexion: Connection) -> str:
    """Las tablas cuyos disparadores no son los que esta versión define."""
    dichas = dados_de_mas(conexion, tablas.permisos_de_operador()) | desprotegidas(conexion, tablas.PROTEGIDAS)
    mal = [f"«{tabla}» {que}" for tabla, que in dichas.items()]
    return f"{'; '.join(mal)}. {RESTAURA}" if mal else ""


def _cambiado_sin_anotar(conexion: Connection, viva: str) -> str:
    """Los renglones vivos que alguien cambió, metió o quitó por fuera."""
    vistos = list(islice(discrepancias(conexion, viva), _A_LA_VISTA + 1))
    mas = " y hay más" if len(vistos) > _A_LA_VISTA else ""
    dichos = "; ".join(f"«{clave}» {que}" for clave, que in vistos[:_A_LA_VISTA])
    return f"en «{viva}», {dichos}{mas}. {RESTAURA}" if dichos else ""
