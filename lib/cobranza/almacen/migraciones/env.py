"""Alembic corre aquí, sobre la conexión que le da `almacen.migrar`, dentro de su transacción."""

from alembic import context

conexion = context.config.attributes["connection"]
context.configure(connection=conexion, transactional_ddl=False)
context.run_migrations()
