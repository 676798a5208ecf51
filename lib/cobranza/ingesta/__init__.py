"""De los archivos de la oficina a los libros, o a la cuarentena con su motivo; nunca a ninguna parte.

Conceptos: un *layout* dice qué columnas trae un archivo; un *reparo*, por qué una fila no entra, dicho para quien
la puede corregir. Camino: archivo → `fuente` (lo reconoce) → `lectura` (bloques) → `validacion` (revisa por
columnas) → `contraste` (lo compara con los libros) → `asiento` (renglones). Siempre: leídas = aceptadas + en
cuarentena.

Empieza por `carga.ingerir`. Aquí no viven las reglas del procedimiento (`verificacion`) ni la aplicación de los
pagos (`cuenta.aplicacion`).
"""

from cobranza.ingesta.carga import Resultado, ingerir
from cobranza.ingesta.condiciones import Remesa
from cobranza.ingesta.layouts import describir, describir_texto

__all__ = ["Remesa", "Resultado", "describir", "describir_texto", "ingerir"]
