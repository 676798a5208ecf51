"""Los libros de sólo agregar: qué tablas hay, con qué palabras y cómo se agrega un renglón encadenado.

Conceptos: un *movimiento* cambia lo que se debe de un componente; un *acto* tiene efecto jurídico sobre un
crédito; un *lote* es la carga de la que vino. Nada se corrige: se agrega otro renglón. Camino: marco de renglones
→ `libro` (agrega y encadena) o `vivo` (cambia y anota su versión) → `tablas` → `comprobacion` (que nadie los altere).

Empieza por `vocabulario`. Qué significan los actos lo dice `expediente`; cuánto se debe, `cuenta`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection


def puntas(conexion: Connection) -> dict[str, tuple[int, str]]:
    """Hasta dónde llega cada libro, y los lotes: nombre → (último número, su huella); en cero si está vacío."""
    from cobranza.libros import libro  # quien sólo quiere las palabras no carga la base

    return libro.puntas(conexion)
