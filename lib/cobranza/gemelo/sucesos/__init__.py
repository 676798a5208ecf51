"""Los sucesos: cada falta que una regla del procedimiento busca, y su casi falta, contadas como algo que pasó.

Conceptos: una *vida limpia* es un procedimiento completo en que nada falta; un *suceso*, los pocos renglones que en
ella se mueven, quitan o agregan; la *verdad*, en qué acto recae la falta, escrita por quien cuenta el suceso y no por
la regla. Camino: `limpias` (vidas) y, por etapa, `al_notificar`, `al_exigir`, `al_embargar` y `al_rematar` (sucesos)
→ `guion` (se leen) → `escribir` (con fechas, personas e importes al azar) → `poblacion`.

Es una población aparte de la cartera de ejemplo: ésta no cambia. Nada aquí llama a la verificación.
"""

from cobranza.gemelo.sucesos.poblacion import CORTE, Poblacion, poblacion

__all__ = ["CORTE", "Poblacion", "poblacion"]
