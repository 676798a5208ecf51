"""Los libros: créditos, movimientos y actos de sólo agregar, y lo que los acompaña."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = None
branch_labels = None
depends_on = None

LIBROS = ("credito", "movimiento", "acto")


def upgrade() -> None:
    op.create_table(
        "lote",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("layout", sa.Text(), nullable=False),
        sa.Column("archivo", sa.Text(), nullable=False),
        sa.Column("huella", sa.Text(), nullable=False),
        sa.Column("leidas", sa.BigInteger(), nullable=False),
        sa.Column("aceptadas", sa.BigInteger(), nullable=False),
        sa.Column("en_cuarentena", sa.BigInteger(), nullable=False),
        sa.Column("registrado", sa.DateTime(), nullable=False),
        sa.Column("usuario", sa.Text(), nullable=False),
        sa.Column("remesa", sa.Text(), nullable=True),
        sa.CheckConstraint("leidas = aceptadas + en_cuarentena", name=op.f("ck_lote_cuenta")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lote")),
        sa.UniqueConstraint("layout", "huella", name=op.f("uq_lote_layout_huella")),
    )
    op.create_table(
        "credito",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("folio", sa.Text(), nullable=False),
        sa.Column("ambito", sa.Text(), nullable=False),
        sa.Column("concepto", sa.Text(), nullable=False),
        sa.Column("origen", sa.Text(), nullable=False),
        sa.Column("autoridad", sa.Text(), nullable=False),
        sa.Column("resolucion", sa.Text(), nullable=False),
        sa.Column("fecha_resolucion", sa.Date(), nullable=False),
        sa.Column("ejercicio", sa.BigInteger(), nullable=False),
        sa.Column("rfc", sa.Text(), nullable=False),
        sa.Column("nombre", sa.Text(), nullable=False),
        sa.Column("tipo_persona", sa.Text(), nullable=False),
        sa.Column("municipio", sa.Text(), nullable=False),
        sa.Column("delegacion", sa.Text(), nullable=False),
        sa.Column("ejecutor", sa.Text(), nullable=True),
        sa.Column("vencimiento", sa.Date(), nullable=False),
        sa.Column("importe", sa.BigInteger(), nullable=False),
        sa.Column("multa", sa.BigInteger(), nullable=False),
        sa.Column("fecha_registro", sa.Date(), nullable=False),
        sa.Column("lote", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("linea", sa.BigInteger(), nullable=False),
        sa.Column("huella", sa.Text(), nullable=False),
        sa.CheckConstraint("ambito IN ('estatal', 'federal')", name=op.f("ck_credito_ambito")),
        sa.CheckConstraint("tipo_persona IN ('fisica', 'moral')", name=op.f("ck_credito_tipo_persona")),
        sa.CheckConstraint("importe >= 0 AND multa >= 0", name=op.f("ck_credito_importes")),
        sa.ForeignKeyConstraint(["lote"], ["lote.id"], name=op.f("fk_credito_lote")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credito")),
        sa.UniqueConstraint("folio", name=op.f("uq_credito_folio")),
    )
    op.create_index(
        op.f("ix_credito_resolucion_autoridad_rfc_importe"),
        "credito",
        ["resolucion", "autoridad", "rfc", "importe"],
        unique=False,
    )
    op.create_table(
        "cuarentena",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("lote", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("archivo", sa.Text(), nullable=False),
        sa.Column("linea", sa.BigInteger(), nullable=False),
        sa.Column("campo", sa.Text(), nullable=False),
        sa.Column("valor", sa.Text(), nullable=False),
        sa.Column("motivo", sa.Text(), nullable=False),
        sa.Column("mensaje", sa.Text(), nullable=False),
        sa.Column("fila", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["lote"], ["lote.id"], name=op.f("fk_cuarentena_lote")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cuarentena")),
    )
    op.create_table(
        "persona",
        sa.Column("numero_empleado", sa.Text(), nullable=False),
        sa.Column("nombre", sa.Text(), nullable=False),
        sa.Column("rfc", sa.Text(), nullable=False),
        sa.Column("curp", sa.Text(), nullable=False),
        sa.Column("puesto", sa.Text(), nullable=False),
        sa.Column("delegacion", sa.Text(), nullable=False),
        sa.Column("clabe", sa.Text(), nullable=False),
        sa.Column("sueldo_mensual", sa.BigInteger(), nullable=False),
        sa.Column("alta", sa.Date(), nullable=False),
        sa.Column("baja", sa.Date(), nullable=True),
        sa.Column("lote", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("linea", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["lote"], ["lote.id"], name=op.f("fk_persona_lote")),
        sa.PrimaryKeyConstraint("numero_empleado", name=op.f("pk_persona")),
    )
    op.create_table(
        "acto",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("clave", sa.Text(), nullable=False),
        sa.Column("folio", sa.Text(), nullable=False),
        sa.Column("tipo", sa.Text(), nullable=False),
        sa.Column("fecha", sa.Date(), nullable=False),
        sa.Column("hora_inicio", sa.Text(), nullable=True),
        sa.Column("hora_fin", sa.Text(), nullable=True),
        sa.Column("resultado", sa.Text(), nullable=True),
        sa.Column("persona", sa.Text(), nullable=True),
        sa.Column("forma", sa.Text(), nullable=True),
        sa.Column("monto", sa.BigInteger(), nullable=True),
        sa.Column("hasta", sa.Date(), nullable=True),
        sa.Column("parcialidades", sa.BigInteger(), nullable=True),
        sa.Column("notificado_el", sa.Date(), nullable=True),
        sa.Column("referencia", sa.Text(), nullable=True),
        sa.Column("documento", sa.Text(), nullable=True),
        sa.Column("fecha_registro", sa.Date(), nullable=False),
        sa.Column("usuario", sa.Text(), nullable=False),
        sa.Column("lote", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("huella", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["folio"], ["credito.folio"], name=op.f("fk_acto_folio")),
        sa.ForeignKeyConstraint(["lote"], ["lote.id"], name=op.f("fk_acto_lote")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acto")),
        sa.UniqueConstraint("clave", name=op.f("uq_acto_clave")),
    )
    op.create_index(op.f("ix_acto_folio_fecha"), "acto", ["folio", "fecha"], unique=False)
    op.create_table(
        "movimiento",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("clave", sa.Text(), nullable=False),
        sa.Column("folio", sa.Text(), nullable=False),
        sa.Column("componente", sa.Text(), nullable=False),
        sa.Column("tipo", sa.Text(), nullable=False),
        sa.Column("importe", sa.BigInteger(), nullable=False),
        sa.Column("exacto", sa.BigInteger(), nullable=True),
        sa.Column("recargos", sa.BigInteger(), nullable=True),
        sa.Column("fecha_efecto", sa.Date(), nullable=False),
        sa.Column("fecha_registro", sa.Date(), nullable=False),
        sa.Column("causa", sa.Text(), nullable=False),
        sa.Column("documento", sa.Text(), nullable=True),
        sa.Column("referencia", sa.Text(), nullable=True),
        sa.Column("usuario", sa.Text(), nullable=False),
        sa.Column("reversa_de", sa.Text(), nullable=True),
        sa.Column("lote", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("huella", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "componente IN ('HISTORICO', 'ACTUALIZACION', 'RECARGO', 'RECARGO_PRORROGA', 'RECARGO_PARCIALIDAD', 'MULTA', 'ACTUALIZACION_MULTA', 'GASTO_EJECUCION', 'GASTO_EXTRAORDINARIO', 'HONORARIO_NOTIFICACION', 'INDEMNIZACION', 'SALDO_A_FAVOR')",
            name=op.f("ck_movimiento_componente"),
        ),
        sa.CheckConstraint(
            "tipo IN ('ALTA', 'ACTUALIZACION', 'RECARGO', 'RECARGO_PRORROGA', 'RECARGO_PARCIALIDAD', 'GASTO_EJECUCION', 'GASTO_EXTRAORDINARIO', 'HONORARIO_NOTIFICACION', 'INDEMNIZACION', 'PAGO', 'APLICACION_REMATE', 'CONDONACION', 'REDUCCION_RESOLUCION', 'PRESCRIPCION', 'CANCELACION', 'REACTIVACION', 'TRASPASO_SALIDA', 'TRASPASO_ENTRADA', 'DEVOLUCION_EMISORA', 'AJUSTE')",
            name=op.f("ck_movimiento_tipo"),
        ),
        sa.ForeignKeyConstraint(["folio"], ["credito.folio"], name=op.f("fk_movimiento_folio")),
        sa.ForeignKeyConstraint(["lote"], ["lote.id"], name=op.f("fk_movimiento_lote")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movimiento")),
        sa.UniqueConstraint("clave", name=op.f("uq_movimiento_clave")),
    )
    op.create_index(op.f("ix_movimiento_folio_fecha_efecto"), "movimiento", ["folio", "fecha_efecto"], unique=False)
    op.create_table(
        "nombramiento",
        sa.Column("oficio", sa.Text(), nullable=False),
        sa.Column("numero_empleado", sa.Text(), nullable=False),
        sa.Column("puesto", sa.Text(), nullable=False),
        sa.Column("facultades", sa.Text(), nullable=False),
        sa.Column("delegacion", sa.Text(), nullable=False),
        sa.Column("desde", sa.Date(), nullable=False),
        sa.Column("hasta", sa.Date(), nullable=True),
        sa.Column("lote", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("linea", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["lote"], ["lote.id"], name=op.f("fk_nombramiento_lote")),
        sa.ForeignKeyConstraint(
            ["numero_empleado"], ["persona.numero_empleado"], name=op.f("fk_nombramiento_numero_empleado")
        ),
        sa.PrimaryKeyConstraint("oficio", name=op.f("pk_nombramiento")),
    )
    op.create_table(
        "recibo",
        sa.Column("recibo", sa.Text(), nullable=False),
        sa.Column("fecha_ingreso", sa.Date(), nullable=False),
        sa.Column("oficina", sa.Text(), nullable=False),
        sa.Column("caja", sa.Text(), nullable=False),
        sa.Column("folio", sa.Text(), nullable=False),
        sa.Column("importe", sa.BigInteger(), nullable=False),
        sa.Column("forma_pago", sa.Text(), nullable=False),
        sa.Column("estado", sa.Text(), nullable=False),
        sa.Column("fecha_estado", sa.Date(), nullable=True),
        sa.Column("sustituye_a", sa.Text(), nullable=True),
        sa.Column("lote", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("linea", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("estado IN ('VIGENTE', 'CANCELADO', 'CHEQUE_DEVUELTO')", name=op.f("ck_recibo_estado")),
        sa.ForeignKeyConstraint(["folio"], ["credito.folio"], name=op.f("fk_recibo_folio")),
        sa.ForeignKeyConstraint(["lote"], ["lote.id"], name=op.f("fk_recibo_lote")),
        sa.PrimaryKeyConstraint("recibo", name=op.f("pk_recibo")),
    )
    op.create_index(op.f("ix_recibo_folio"), "recibo", ["folio"], unique=False)
    op.create_table(
        "recaudacion",
        sa.Column("clave", sa.Text(), nullable=False),
        sa.Column("ejercicio", sa.BigInteger(), nullable=False),
        sa.Column("ambito", sa.Text(), nullable=False),
        sa.Column("rubro", sa.Text(), nullable=False),
        sa.Column("importe", sa.BigInteger(), nullable=False),
        sa.Column("fuente", sa.Text(), nullable=False),
        sa.Column("lote", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("linea", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("ambito IN ('estatal', 'federal')", name=op.f("ck_recaudacion_ambito")),
        sa.ForeignKeyConstraint(["lote"], ["lote.id"], name=op.f("fk_recaudacion_lote")),
        sa.PrimaryKeyConstraint("clave", name=op.f("pk_recaudacion")),
    )
    for libro in LIBROS:
        _proteger(libro)


def _proteger(libro: str) -> None:
    """Disparadores que rechazan cambiar o borrar renglones de un libro."""
    motivo = f"el libro {libro} es de solo agregar: corrige con otro renglón"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {libro}_solo_agregar() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{motivo}'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {libro}_solo_agregar BEFORE UPDATE OR DELETE OR TRUNCATE ON {libro} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {libro}_solo_agregar()"
        )
        return
    for accion in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {libro}_sin_{accion.lower()} BEFORE {accion} ON {libro} "
            f"BEGIN SELECT RAISE(ABORT, '{motivo}'); END"
        )
