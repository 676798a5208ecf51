"""La custodia: la base dice cuál es, y lo que decide dinero o culpa queda en una cadena.

Ninguna huella de antes cambia. Lo que ya había se comprueba, se sella (`custodia`) y de ahí en adelante se encadena: las
filas vivas entran al libro `version`, y la cuarentena y los lotes llevan su eslabón.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from cobranza.almacen.cadena import INICIO, alterado, canonico, eslabon, explicacion
from cobranza.almacen.proteccion import Protegida, proteger
from cobranza.base.errores import ErrorDeDatos

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMERO = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BLOQUE = 20_000
LIBROS = {
    "credito": "folio, ambito, concepto, origen, autoridad, resolucion, fecha_resolucion, ejercicio, rfc, nombre, "
    "tipo_persona, municipio, delegacion, ejecutor, vencimiento, importe, multa, fecha_registro, lote, linea, huella",
    "movimiento": "clave, folio, componente, tipo, importe, exacto, recargos, fecha_efecto, fecha_registro, causa, "
    "documento, referencia, usuario, reversa_de, lote, huella",
    "acto": "clave, folio, tipo, fecha, hora_inicio, hora_fin, resultado, persona, forma, monto, hasta, parcialidades, "
    "notificado_el, referencia, documento, fecha_registro, usuario, lote, huella",
}
SE_ENCADENAN = {
    "lote": (
        "eslabon",
        "layout, archivo, huella, leidas, aceptadas, en_cuarentena, registrado, usuario, remesa, encabezado",
    ),
    "cuarentena": (
        "huella",
        "lote, archivo, linea, campo, valor, motivo, mensaje, fila, clave, importe, fecha",
    ),
}
VIVAS = {
    "nombramiento": "oficio, numero_empleado, puesto, facultades, delegacion, desde, hasta, lote, linea",
    "numero_propio": "numero, folio, lote, linea",
    "persona": "numero_empleado, nombre, rfc, curp, puesto, delegacion, clabe, sueldo_mensual, alta, baja, lote, linea",
    "recaudacion": "clave, ejercicio, ambito, rubro, importe, fuente, lote, linea",
    "recibo": "recibo, fecha_ingreso, oficina, caja, folio, importe, forma_pago, estado, fecha_estado, sustituye_a, "
    "lote, linea",
}
PROTEGIDAS = (
    Protegida("lote", (("id",), ("layout", "huella")), "eslabon"),
    Protegida("cuarentena", (("id",),)),
    Protegida("credito", (("id",), ("folio",))),
    Protegida("movimiento", (("id",), ("clave",))),
    Protegida("acto", (("id",), ("clave",))),
    Protegida("version", (("id",),)),
    Protegida("custodia", (("id",),)),
)


def upgrade() -> None:
    conexion = op.get_bind()
    op.create_table(
        "version",
        sa.Column("id", NUMERO, autoincrement=False, nullable=False),
        sa.Column("tabla", sa.Text(), nullable=False),
        sa.Column("clave", sa.Text(), nullable=False),
        sa.Column("contenido", sa.Text(), nullable=True),
        sa.Column("lote", NUMERO, nullable=False),
        sa.Column("huella", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["lote"], ["lote.id"], name=op.f("fk_version_lote")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version")),
    )
    op.create_table(
        "custodia",
        sa.Column("id", NUMERO, autoincrement=False, nullable=False),
        sa.Column("contenido", sa.Text(), nullable=False),
        sa.Column("huella", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custodia")),
    )
    op.add_column("cuarentena", sa.Column("huella", sa.Text(), nullable=True))
    op.add_column("lote", sa.Column("eslabon", sa.Text(), nullable=True))
    if conexion.dialect.name == "postgresql":
        for tabla in (*LIBROS, *SE_ENCADENAN):
            # el número lo pone quien escribe, bajo su turno: una secuencia deja huecos cuando una carga muere
            op.execute(f"ALTER TABLE {tabla} ALTER COLUMN id DROP DEFAULT")
            op.execute(f"DROP SEQUENCE {tabla}_id_seq")
    sellos = {libro: _sello(conexion, libro, columnas) for libro, columnas in LIBROS.items()}
    for tabla, (sello, columnas) in SE_ENCADENAN.items():
        sellos[tabla] = _encadenar(conexion, tabla, sello, columnas)
    sellos["version"] = _versiones(conexion)
    de_antes = {libro: sello for libro, sello in sellos.items() if sello[0]}
    contenido = json.dumps({"semilla": secrets.token_hex(32), "sellos": de_antes}, separators=(",", ":"))
    conexion.execute(
        sa.text("INSERT INTO custodia (id, contenido, huella) VALUES (1, :contenido, :huella)"),
        {"contenido": contenido, "huella": eslabon("custodia", 1, INICIO, [contenido])},
    )
    proteger(conexion, PROTEGIDAS)


def _bloques(conexion: sa.Connection, tabla: str, llave: str, columnas: str) -> Iterator[Sequence[Any]]:
    """Los renglones de una tabla en orden de su llave, por bloques que caben en memoria."""
    consulta = f"SELECT {llave}, {columnas} FROM {tabla} {{}} ORDER BY {llave} LIMIT {BLOQUE}"
    filas = conexion.execute(sa.text(consulta.format(""))).all()
    while filas:
        yield filas
        filas = conexion.execute(sa.text(consulta.format(f"WHERE {llave} > :u")), {"u": filas[-1][0]}).all()


def _sello(conexion: sa.Connection, libro: str, columnas: str) -> tuple[int, str, str]:
    """(último id, su huella, huella de todo el libro con la versión 2). Errores: `ErrorDeDatos` si fue alterado."""
    hasta, huella, entero = 0, INICIO, INICIO
    for filas in _bloques(conexion, libro, "id", columnas):
        roto, huella = alterado(libro, huella, filas)
        if roto:
            raise ErrorDeDatos(f"La base no se puede llevar al día: {explicacion(libro, roto)}")
        for hasta, *valores in filas:
            entero = eslabon(libro, hasta, entero, valores)
    return hasta, huella, entero


def _encadenar(conexion: sa.Connection, tabla: str, sello: str, columnas: str) -> tuple[int, str, str]:
    hasta, huella = 0, INICIO
    cambio = sa.text(f"UPDATE {tabla} SET {sello} = :huella WHERE id = :id")
    for filas in _bloques(conexion, tabla, "id", columnas):
        eslabones = []
        for hasta, *valores in filas:
            huella = eslabon(tabla, hasta, huella, valores)
            eslabones.append({"id": hasta, "huella": huella})
        conexion.execute(cambio, eslabones)
    return hasta, huella, huella


def _versiones(conexion: sa.Connection) -> tuple[int, str, str]:
    hasta, huella = 0, INICIO
    alta = sa.text("INSERT INTO version VALUES (:id, :tabla, :clave, :contenido, :lote, :huella)")
    for tabla, columnas in VIVAS.items():
        llave, *nombres = columnas.split(", ")
        for filas in _bloques(conexion, tabla, llave, ", ".join(nombres)):
            renglones = []
            for clave, *valores in filas:
                hasta += 1
                contenido, lote = canonico(nombres, valores), valores[nombres.index("lote")]
                huella = eslabon("version", hasta, huella, [tabla, clave, contenido, lote])
                renglon = {"id": hasta, "tabla": tabla, "clave": clave, "contenido": contenido, "lote": lote}
                renglones.append(renglon | {"huella": huella})
            conexion.execute(alta, renglones)
    return hasta, huella, huella
