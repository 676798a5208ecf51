"""De los archivos de la oficina a los libros, o a la cuarentena con su motivo; nunca a ninguna parte.

Conceptos: un *layout* es una clase de archivo (su YAML dice las columnas y su módulo de `entradas`, en qué se
vuelven sus filas); una fila entra entera o trae *reparos*. Siempre: leídas = aceptadas + en cuarentena.

    fuente → lectura (bloques) → validacion → contraste → asiento → libros
             layouts (YAML)      entradas/<layout> ─────────┘ └→ saldos → cuenta.reversas

Empieza por `carga.ingerir`. Aquí no viven las reglas del procedimiento (`verificacion`) ni la aplicación de los pagos
(`cuenta`): lo que ya ocurrió se registra con sus faltas.
"""

from cobranza.ingesta.carga import Resultado, ingerir
from cobranza.ingesta.condiciones import Remesa
from cobranza.ingesta.layouts import describir, describir_texto

__all__ = ["Remesa", "Resultado", "describir", "describir_texto", "ingerir"]
