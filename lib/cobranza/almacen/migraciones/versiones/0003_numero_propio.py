"""El número con que la oficina conoce cada crédito, cómo vino escrito cada archivo y cuánto importa lo apartado."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "numero_propio",
        sa.Column("numero", sa.Text(), nullable=False),
        sa.Column("folio", sa.Text(), nullable=False),
        sa.Column("lote", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("linea", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["folio"], ["credito.folio"], name=op.f("fk_numero_propio_folio")),
        sa.ForeignKeyConstraint(["lote"], ["lote.id"], name=op.f("fk_numero_propio_lote")),
        sa.PrimaryKeyConstraint("numero", name=op.f("pk_numero_propio")),
    )
    op.create_index(op.f("ix_numero_propio_folio"), "numero_propio", ["folio"], unique=False)
    op.add_column("cuarentena", sa.Column("clave", sa.Text(), nullable=True))
    op.add_column("cuarentena", sa.Column("importe", sa.BigInteger(), nullable=True))
    op.add_column("cuarentena", sa.Column("fecha", sa.Date(), nullable=True))
    op.add_column("lote", sa.Column("encabezado", sa.Text(), nullable=True))
