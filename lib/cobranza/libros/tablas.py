"""Las tablas de los libros, como las crea la migración; dinero en centavos enteros (BIGINT).

Cada tabla dice en su `info` si es un `libro` (sólo acepta agregar: disparadores de la base rechazan cambiar y borrar)
y cómo se llama el `registro` en que se busca una clave suya que otra tabla cita.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from cobranza.base.ambitos import AMBITOS
from cobranza.libros.vocabulario import COMPONENTES, TIPOS_DE_MOVIMIENTO

CONVENCION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=CONVENCION)

_ID = BigInteger().with_variant(Integer, "sqlite")


def _texto(nombre: str, nulo: bool = False) -> Column[str]:
    return Column(nombre, Text, nullable=nulo)


def _dia(nombre: str, nulo: bool = False) -> Column[object]:
    return Column(nombre, Date, nullable=nulo)


def _entero(nombre: str, nulo: bool = False) -> Column[int]:
    return Column(nombre, BigInteger, nullable=nulo)


def _lista(columna: str, valores: tuple[str, ...]) -> CheckConstraint:
    opciones = ", ".join(f"'{v}'" for v in valores)
    return CheckConstraint(f"{columna} IN ({opciones})", name=columna)


lote = Table(
    "lote",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    _texto("layout"),
    _texto("archivo"),
    _texto("huella"),
    _entero("leidas"),
    _entero("aceptadas"),
    _entero("en_cuarentena"),
    Column("registrado", DateTime, nullable=False),
    _texto("usuario"),
    _texto("remesa", nulo=True),
    UniqueConstraint("layout", "huella"),
    CheckConstraint("leidas = aceptadas + en_cuarentena", name="cuenta"),
)
cuarentena = Table(
    "cuarentena",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("lote", _ID, ForeignKey("lote.id"), nullable=False),
    _texto("archivo"),
    _entero("linea"),
    _texto("campo"),
    _texto("valor"),
    _texto("motivo"),
    _texto("mensaje"),
    _texto("fila"),
)
credito = Table(
    "credito",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("folio", Text, nullable=False, unique=True),
    _texto("ambito"),
    _texto("concepto"),
    _texto("origen"),
    _texto("autoridad"),
    _texto("resolucion"),
    _dia("fecha_resolucion"),
    _entero("ejercicio"),
    _texto("rfc"),
    _texto("nombre"),
    _texto("tipo_persona"),
    _texto("municipio"),
    _texto("delegacion"),
    _texto("ejecutor", nulo=True),
    _dia("vencimiento"),
    _entero("importe"),
    _entero("multa"),
    _dia("fecha_registro"),
    Column("lote", _ID, ForeignKey("lote.id"), nullable=False),
    _entero("linea"),
    _texto("huella"),
    _lista("ambito", AMBITOS),
    _lista("tipo_persona", ("fisica", "moral")),
    CheckConstraint("importe >= 0 AND multa >= 0", name="importes"),
    Index(None, "resolucion", "autoridad", "rfc", "importe"),
    info={"libro": True, "registro": "la cartera"},
)
movimiento = Table(
    "movimiento",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("clave", Text, nullable=False, unique=True),
    Column("folio", Text, ForeignKey("credito.folio"), nullable=False),
    _texto("componente"),
    _texto("tipo"),
    _entero("importe"),
    _entero("exacto", nulo=True),
    _entero("recargos", nulo=True),
    _dia("fecha_efecto"),
    _dia("fecha_registro"),
    _texto("causa"),
    _texto("documento", nulo=True),
    _texto("referencia", nulo=True),
    _texto("usuario"),
    _texto("reversa_de", nulo=True),
    Column("lote", _ID, ForeignKey("lote.id"), nullable=False),
    _texto("huella"),
    _lista("componente", COMPONENTES),
    _lista("tipo", TIPOS_DE_MOVIMIENTO),
    Index(None, "folio", "fecha_efecto"),
    info={"libro": True},
)
acto = Table(
    "acto",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("clave", Text, nullable=False, unique=True),
    Column("folio", Text, ForeignKey("credito.folio"), nullable=False),
    _texto("tipo"),
    _dia("fecha"),
    _texto("hora_inicio", nulo=True),
    _texto("hora_fin", nulo=True),
    _texto("resultado", nulo=True),
    _texto("persona", nulo=True),
    _texto("forma", nulo=True),
    _entero("monto", nulo=True),
    _dia("hasta", nulo=True),
    _entero("parcialidades", nulo=True),
    _dia("notificado_el", nulo=True),
    _texto("referencia", nulo=True),
    _texto("documento", nulo=True),
    _dia("fecha_registro"),
    _texto("usuario"),
    Column("lote", _ID, ForeignKey("lote.id"), nullable=False),
    _texto("huella"),
    Index(None, "folio", "fecha"),
    info={"libro": True, "registro": "los actos registrados"},
)
persona = Table(
    "persona",
    metadata,
    Column("numero_empleado", Text, primary_key=True),
    _texto("nombre"),
    _texto("rfc"),
    _texto("curp"),
    _texto("puesto"),
    _texto("delegacion"),
    _texto("clabe"),
    _entero("sueldo_mensual"),
    _dia("alta"),
    _dia("baja", nulo=True),
    Column("lote", _ID, ForeignKey("lote.id"), nullable=False),
    _entero("linea"),
    info={"registro": "la plantilla de personal"},
)
nombramiento = Table(
    "nombramiento",
    metadata,
    Column("oficio", Text, primary_key=True),
    Column("numero_empleado", Text, ForeignKey("persona.numero_empleado"), nullable=False),
    _texto("puesto"),
    _texto("facultades"),
    _texto("delegacion"),
    _dia("desde"),
    _dia("hasta", nulo=True),
    Column("lote", _ID, ForeignKey("lote.id"), nullable=False),
    _entero("linea"),
)
recibo = Table(
    "recibo",
    metadata,
    Column("recibo", Text, primary_key=True),
    _dia("fecha_ingreso"),
    _texto("oficina"),
    _texto("caja"),
    Column("folio", Text, ForeignKey("credito.folio"), nullable=False, index=True),
    _entero("importe"),
    _texto("forma_pago"),
    _texto("estado"),
    _dia("fecha_estado", nulo=True),
    _texto("sustituye_a", nulo=True),
    Column("lote", _ID, ForeignKey("lote.id"), nullable=False),
    _entero("linea"),
    _lista("estado", ("VIGENTE", "CANCELADO", "CHEQUE_DEVUELTO")),
    info={"registro": "los recibos registrados"},
)
recaudacion = Table(
    "recaudacion",
    metadata,
    Column("clave", Text, primary_key=True),
    _entero("ejercicio"),
    _texto("ambito"),
    _texto("rubro"),
    _entero("importe"),
    _texto("fuente"),
    Column("lote", _ID, ForeignKey("lote.id"), nullable=False),
    _entero("linea"),
    _lista("ambito", AMBITOS),
)
LIBROS = tuple(nombre for nombre, tabla in metadata.tables.items() if tabla.info.get("libro"))
"""Tablas de sólo agregar, cada una con su cadena de huellas."""
