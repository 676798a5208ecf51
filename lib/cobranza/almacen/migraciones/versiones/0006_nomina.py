"""La memoria de la nómina: sus versiones y cada renglón de recibo que se nominó, una sola vez."""

import sqlalchemy as sa
from alembic import op

from cobranza.almacen.proteccion import Protegida, proteger

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NUMERO = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PROTEGIDAS = (
    Protegida("nomina_version", (("id",), ("nomina", "version"))),
    Protegida("nomina_renglon", (("id",), ("clave",))),
)


def upgrade() -> None:
    importes = ("base", "bruto", "fondos", "sin_asignar", "retenciones", "descuentos", "deducciones", "neto")
    op.create_table(
        "nomina_version",
        sa.Column("id", NUMERO, autoincrement=False, nullable=False),
        sa.Column("nomina", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("desde", sa.Date(), nullable=False),
        sa.Column("hasta", sa.Date(), nullable=False),
        sa.Column("fecha_pago", sa.Date(), nullable=False),
        *(sa.Column(importe, sa.BigInteger(), nullable=False) for importe in importes),
        sa.Column("sello", sa.Text(), nullable=False),
        sa.Column("insumos", sa.Text(), nullable=False),
        sa.Column("resultado", sa.Text(), nullable=False),
        sa.Column("huella", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomina_version")),
        sa.UniqueConstraint("nomina", "version", name=op.f("uq_nomina_version_nomina_version")),
    )
    op.create_table(
        "nomina_renglon",
        sa.Column("id", NUMERO, autoincrement=False, nullable=False),
        sa.Column("clave", sa.Text(), nullable=False),
        sa.Column("nomina", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("clase", sa.Text(), nullable=False),
        sa.Column("recibo", sa.Text(), nullable=False),
        sa.Column("folio", sa.Text(), nullable=False),
        sa.Column("concepto", sa.Text(), nullable=False),
        sa.Column("fecha", sa.Date(), nullable=False),
        sa.Column("importe", sa.BigInteger(), nullable=False),
        sa.Column("huella", sa.Text(), nullable=False),
        sa.CheckConstraint("clase IN ('COBRO', 'REVERSA')", name=op.f("ck_nomina_renglon_clase")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomina_renglon")),
        sa.UniqueConstraint("clave", name=op.f("uq_nomina_renglon_clave")),
    )
    proteger(op.get_bind(), PROTEGIDAS)
