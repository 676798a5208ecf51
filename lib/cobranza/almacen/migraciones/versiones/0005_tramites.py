"""Los trámites: el libro de pasos y el de lo que se intentó y no procedió."""

import sqlalchemy as sa
from alembic import op

from cobranza.almacen.proteccion import Protegida, proteger

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NUMERO = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PROTEGIDAS = (
    Protegida("paso", (("id",), ("clave",), ("tramite", "orden"))),
    Protegida("intento", (("id",),)),
)


def upgrade() -> None:
    op.create_table(
        "paso",
        sa.Column("id", NUMERO, autoincrement=False, nullable=False),
        sa.Column("tramite", sa.Text(), nullable=False),
        sa.Column("orden", sa.BigInteger(), nullable=False),
        sa.Column("tipo", sa.Text(), nullable=False),
        sa.Column("estado", sa.Text(), nullable=False),
        sa.Column("fecha", sa.Date(), nullable=False),
        sa.Column("registrado", sa.DateTime(), nullable=False),
        sa.Column("usuario", sa.Text(), nullable=False),
        sa.Column("persona", sa.Text(), nullable=False),
        sa.Column("rol", sa.Text(), nullable=False),
        sa.Column("datos", sa.Text(), nullable=False),
        sa.Column("efectos", sa.Text(), nullable=False),
        sa.Column("clave", sa.Text(), nullable=False),
        sa.Column("huella", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paso")),
        sa.UniqueConstraint("clave", name=op.f("uq_paso_clave")),
        sa.UniqueConstraint("tramite", "orden", name=op.f("uq_paso_tramite_orden")),
    )
    op.create_table(
        "intento",
        sa.Column("id", NUMERO, autoincrement=False, nullable=False),
        sa.Column("registrado", sa.DateTime(), nullable=False),
        sa.Column("usuario", sa.Text(), nullable=False),
        sa.Column("que", sa.Text(), nullable=False),
        sa.Column("asunto", sa.Text(), nullable=False),
        sa.Column("dicho", sa.Text(), nullable=False),
        sa.Column("impedimentos", sa.Text(), nullable=False),
        sa.Column("huella", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intento")),
    )
    proteger(op.get_bind(), PROTEGIDAS)
