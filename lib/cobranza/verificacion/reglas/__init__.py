"""Las reglas del procedimiento, un módulo por tema; importarlo las inscribe todas en `registro`.

Cada función recibe un `Pae` y devuelve los renglones que la incumplen con su evidencia. Aquí no se decide qué se
imprime ni a quién se le impide un acto.
"""

from cobranza.verificacion.reglas import cartera, depositos, diligencia, embargo, gastos, plazos, remate

__all__ = ["cartera", "depositos", "diligencia", "embargo", "gastos", "plazos", "remate"]
