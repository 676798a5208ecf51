"""De los archivos de la oficina a los libros, o a la cuarentena con su motivo; nunca a ninguna parte.

Empieza por `carga.ingerir`. Cada archivo tiene un layout (`params/catalogos/layouts`): `fuente` reconoce el
archivo, `lectura` lo parte en bloques, `validacion` revisa cada bloque por columnas, `contraste` lo compara con
el almacén y `asiento` lo vuelve renglones de los libros. Siempre: leídas = aceptadas + en cuarentena.
Aquí no viven las reglas del procedimiento (`verificacion`) ni la aplicación de los pagos (`cartera.aplicacion`).
"""

from cobranza.ingesta.carga import Resultado, ingerir
from cobranza.ingesta.condiciones import Remesa
from cobranza.ingesta.layouts import describir, describir_texto

__all__ = ["Remesa", "Resultado", "describir", "describir_texto", "ingerir"]
