"""Los renglones que no son datos: totales, rayas, encabezados repetidos y pies de página. No se cargan, y se dice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from cobranza.ingesta.encabezado_del_archivo import reconocidas

TOTAL = "Renglones de totales que no se cargaron"
OTRO = "Renglones que no son datos y no se cargaron"
_TOTAL = re.compile(r"(?:gran\s+|sub\s?-?)?total(?:es)?\b.*|sumas?\b.*|acumulado\b.*", re.IGNORECASE)
_NUMERO = re.compile(r"[-−(]?\s*[$]?\s*[\d., '’]*\d[\d., ]*\)?\s*(?:%|mxn|pesos)?|\$?\s*-\s*", re.IGNORECASE)
_CUENTA = re.compile(
    r"\d[\d,]* (?:cr[eé]ditos?|registros?|renglones|filas?|casos?|contribuyentes?|recibos?|adeudos?)", re.IGNORECASE
)
_RAYA = re.compile(r"[-=_*─—]{2,}|\+?(?:-+\+)+-*")
_PIE = re.compile(
    r"\(?\d[\d,]* (?:rows?|filas?|renglones|registros|records?)"
    r"(?: (?:affected|selected|afectad\w+|seleccionad\w+|in set).*)?\)?\.?"
    r"|(?:p[aá]gina|p[aá]g\.?|hoja) \d+(?: (?:de|/) \d+)?"
    r"|(?:nota|notas|fuente|elabor[oó]|revis[oó]|autoriz[oó]|vo\.? ?bo\.?"
    r"|fecha de (?:corte|impresi[oó]n|emisi[oó]n))\s*[.:].*"
    r"|-* ?fin del? (?:reporte|archivo|listado|informe).*",
    re.IGNORECASE,
)


def que_relleno_es(celdas: Sequence[str], encabezados: Mapping[str, str]) -> str:
    """El motivo por el que ese renglón no es un dato; vacío si lo es. Un renglón sin nada no llega aquí."""
    llenas = [celda.strip() for celda in celdas if celda.strip()]
    rotulos = [celda for celda in llenas if not (_NUMERO.fullmatch(celda) or _CUENTA.fullmatch(celda))]
    if len(rotulos) == 1 and _TOTAL.fullmatch(rotulos[0]):
        return TOTAL
    if all(_RAYA.fullmatch(celda) for celda in llenas) and any(len(celda) > 2 for celda in llenas):
        return OTRO
    if len(llenas) == 1 and _PIE.fullmatch(llenas[0]):
        return OTRO
    if len(llenas) > 2 and reconocidas(llenas, encabezados) == len(llenas):
        return OTRO  # el encabezado, repetido en cada página
    return ""
