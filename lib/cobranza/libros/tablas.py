"""Las tablas de los libros, como las crea la migración; dinero en centavos enteros (BIGINT).

Cada tabla dice en su `info` si es un `libro` (sólo acepta agregar: disparadores de la base rechazan cambiar y
borrar), si está `viva` (cambia, y cada cambio deja su renglón en el libro `version`) y cómo se llama el `registro` en
que se busca una clave suya que otra tabla cita. Un lote se cierra: con su `eslabon` puesto, tampoco cambia.
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
    func,
    select,
    text,
)

from cobranza.almacen.identidad import CUSTODIA
from cobranza.almacen.proteccion import Protegida
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


def _numero(tabla: str) -> Column[int]:
    """El número de un renglón: el que sigue al último, siempre, para que un hueco sea un renglón que falta."""
    sigue = select(func.coalesce(func.max(text("id")), 0) + 1).select_from(text(tabla)).scalar_subquery()
    return Column("id", _ID, primary_key=True, autoincrement=False, default=sigue)


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
    _numero("lote"),
    _texto("layout"),
    _texto("archivo"),
    _texto("huella"),
    _entero("leidas"),
    _entero("aceptadas"),
    _entero("en_cuarentena"),
    Column("registrado", DateTime, nullable=False),
    _texto("usuario"),
    _texto("remesa", nulo=True),
    _texto("encabezado", nulo=True),
    _texto("eslabon", nulo=True),
    UniqueConstraint("layout", "huella"),
    CheckConstraint("leidas = aceptadas + en_cuarentena", name="cuenta"),
    info={"cierra": "eslabon"},
)
cuarentena = Table(
    "cuarentena",
    metadata,
    _numero("cuarentena"),
    Column("lote", _ID, ForeignKey("lote.id"), nullable=False),
    _texto("archivo"),
    _entero("linea"),
    _texto("campo"),
    _texto("valor"),
    _texto("motivo"),
    _texto("mensaje"),
    _texto("fila"),
    _texto("clave", nulo=True),
    _entero("importe", nulo=True),
    _dia("fecha", nulo=True),
    _texto("huella", nulo=True),
    info={"libro": True},
)
credito = Table(
    "credito",
    metadata,
    _numero("credito"),
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
    _numero("movimiento"),
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
    _numero("acto"),
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
    info={"viva": True, "registro": "la plantilla de personal"},
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
    info={"viva": True},
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
    info={"viva": True, "registro": "los recibos registrados"},
)
numero_propio = Table(
    "numero_propio",
    metadata,
    Column("numero", Text, primary_key=True),
    Column("folio", Text, ForeignKey("credito.folio"), nullable=False, index=True),
    Column("lote", _ID, ForeignKey("lote.id"), nullable=False),
    _entero("linea"),
    info={"viva": True, "registro": "los números propios"},
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
    info={"viva": True},
)
version = Table(
    "version",
    metadata,
    _numero("version"),
    _texto("tabla"),
    _texto("clave"),
    _texto("contenido", nulo=True),
    Column("lote", _ID, ForeignKey("lote.id"), nullable=False),
    _texto("huella"),
    info={"libro": True},
)
custodia = Table(
    CUSTODIA,
    metadata,
    _numero(CUSTODIA),
    _texto("contenido"),
    _texto("huella"),
    info={"libro": True},
)
paso = Table(
    "paso",
    metadata,
    _numero("paso"),
    _texto("tramite"),
    _entero("orden"),
    _texto("tipo"),
    _texto("estado"),
    _dia("fecha"),
    Column("registrado", DateTime, nullable=False),
    _texto("usuario"),
    _texto("persona"),
    _texto("rol"),
    _texto("datos"),
    _texto("efectos"),
    Column("clave", Text, nullable=False, unique=True),
    _texto("huella"),
    UniqueConstraint("tramite", "orden"),
    info={"libro": True, "registro": "los pasos de los trámites"},
)
intento = Table(
    "intento",
    metadata,
    _numero("intento"),
    Column("registrado", DateTime, nullable=False),
    _texto("usuario"),
    _texto("que"),
    _texto("asunto"),
    _texto("dicho"),
    _texto("impedimentos"),
    _texto("huella"),
    info={"libro": True},
)
nomina_version = Table(
    "nomina_version",
    metadata,
    _numero("nomina_version"),
    _texto("nomina"),
    _entero("version"),
    _dia("desde"),
    _dia("hasta"),
    _dia("fecha_pago"),
    *(_entero(importe) for importe in ("base", "bruto", "fondos", "sin_asignar")),
    *(_entero(importe) for importe in ("retenciones", "descuentos", "deducciones", "neto")),
    _texto("sello"),
    _texto("insumos"),
    _texto("resultado"),
    _texto("huella"),
    UniqueConstraint("nomina", "version"),
    info={"libro": True, "registro": "las versiones de las nóminas"},
)
nomina_renglon = Table(
    "nomina_renglon",
    metadata,
    _numero("nomina_renglon"),
    Column("clave", Text, nullable=False, unique=True),  # la del movimiento: se nomina una vez, jamás dos
    _texto("nomina"),
    _entero("version"),
    _texto("clase"),
    _texto("recibo"),
    _texto("folio"),
    _texto("concepto"),
    _dia("fecha"),
    _entero("importe"),
    _texto("huella"),
    _lista("clase", ("COBRO", "REVERSA")),
    info={"libro": True, "registro": "lo que ya se nominó"},
)
LIBROS = tuple(nombre for nombre, tabla in metadata.tables.items() if tabla.info.get("libro"))
"""Tablas de sólo agregar, cada una con su cadena de huellas."""
VIVAS = tuple(nombre for nombre, tabla in metadata.tables.items() if tabla.info.get("viva"))
"""Tablas que cambian; cada alta, cambio y baja queda en el libro `version`."""
SELLOS = {
    nombre: str(tabla.info.get("cierra", "huella"))
    for nombre, tabla in metadata.tables.items()
    if nombre in LIBROS or "cierra" in tabla.info
}
"""Tabla con cadena → la columna en que lleva su huella."""


def _claves(tabla: Table) -> tuple[tuple[str, ...], ...]:
    llaves = [tuple(c.name for c in tabla.primary_key)]
    unicas = (u for u in tabla.constraints if isinstance(u, UniqueConstraint))
    return (*llaves, *sorted(tuple(c.name for c in u.columns) for u in unicas))


PROTEGIDAS = tuple(
    Protegida(nombre, _claves(metadata.tables[nombre]), str(metadata.tables[nombre].info.get("cierra", "")))
    for nombre in SELLOS
)
"""Cómo se impide cambiar cada una."""
_AL_CERRAR = ("leidas", "aceptadas", "en_cuarentena", "remesa", "encabezado", "eslabon")
_SE_QUITA = ("numero_propio",)


def permisos_de_operador() -> dict[str, list[str]]:
    """Lo que puede quien opera, tabla por tabla: agregar a los libros, cerrar su lote y cambiar lo vivo."""
    permisos = {"alembic_version": ["SELECT"]} | {libro: ["SELECT", "INSERT"] for libro in SELLOS}
    permisos["lote"].append(f"UPDATE ({', '.join(_AL_CERRAR)})")
    for viva in VIVAS:
        tabla = metadata.tables[viva]
        cambian = [c.name for c in tabla.columns if not c.primary_key]
        permisos[viva] = ["SELECT", "INSERT", f"UPDATE ({', '.join(cambian)})", *(["DELETE"] * (viva in _SE_QUITA))]
    return permisos
