"""Desde cuándo captura la oficina cada dato que una regla necesita (`params/catalogos/captura.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping

from cobranza.base.catalogos import actos, carpeta, leer_yaml
from cobranza.base.errores import ErrorDeUso
from cobranza.base.fechas import dia, fecha

COLUMNAS = ("forma", "monto", "hasta", "notificado_el", "referencia", "documento", "persona", "resultado")
"""Columnas de un acto que la oficina puede no llenar."""


def capturado_desde() -> dict[str, int]:
    """Dato → primer día en que la oficina lo captura; los que aún no captura no salen.

    Errores: `ErrorDeUso` si el archivo nombra un acto o una columna que no existe, o una fecha que no lo es.
    """
    dichos: Mapping[str, object] = leer_yaml(carpeta() / "captura.yaml")["datos"] or {}
    for clave in dichos:
        tipo, _, columna = clave.partition(".")
        if tipo not in actos() or (columna and columna not in COLUMNAS):
            raise ErrorDeUso(
                f"params/catalogos/captura.yaml: «{clave}» no es un tipo de acto de actos.yaml ni TIPO.columna con "
                f"una de estas columnas: {', '.join(COLUMNAS)}. Corrígelo."
            )
    return {clave: dia(fecha(str(desde))) for clave, desde in dichos.items() if desde}
