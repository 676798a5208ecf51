"""Los ámbitos de un crédito: qué ordenamiento lo rige."""

AMBITOS = ("estatal", "federal")
"""Los dos, en el orden en que se listan; `federal` es el coordinado."""
