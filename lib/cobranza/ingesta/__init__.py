"""De los archivos de la oficina a los libros, o a la cuarentena con su motivo; nunca a ninguna parte.

Conceptos: un *layout* es una clase de archivo (su YAML dice las columnas; su módulo de `entradas`, en qué se vuelven
sus filas); un *mapeo*, cómo escribe esta oficina un layout; un *reparo*, por qué una fila no entra, dicho para quien
la puede corregir. Camino: archivo → `reconocimiento` (qué es y con qué mapeo se lee) → `fuente` (cómo está escrito) →
`lectura` (bloques) → `validacion` (revisa por columnas) → `contraste` (lo compara con los libros) → `asiento`
(renglones) → `saldos` (lo que mueve dinero). Siempre: leídas = aceptadas + en cuarentena.

Empieza por `carga.ingerir`. Aquí no viven las reglas del procedimiento (`verificacion`) ni la aplicación de los
pagos (`cuenta.aplicacion`).
"""

from cobranza.ingesta.carga import Pedido, ensayar, ingerir
from cobranza.ingesta.condiciones import Remesa
from cobranza.ingesta.layouts import describir, describir_texto
from cobranza.ingesta.resultado import Resultado

__all__ = ["Pedido", "Remesa", "Resultado", "describir", "describir_texto", "ensayar", "ingerir"]
