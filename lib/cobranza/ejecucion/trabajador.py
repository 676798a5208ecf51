"""Lo que todo trabajador de un lote usa, para cargarlo una vez: de aquí se bifurcan todos."""

import cobranza.ejecucion.html
import cobranza.papel.hoja
from cobranza.ejecucion.silencio import en_silencio

with en_silencio():
    import nbclient.client
    import nbformat.v4
    import papermill.execute  # type: ignore[import-untyped]  # no publica tipos

__all__ = ["cobranza", "nbclient", "nbformat", "papermill"]
