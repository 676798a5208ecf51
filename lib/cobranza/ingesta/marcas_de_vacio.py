"""Lo que una oficina escribe donde no hay dato («S/N», «-», «N/A», «__/__/____»): vale lo que una celda vacía.

Una sola definición para todos los tipos de columna. En el texto libre no se toca: «S/N» es como se cita un oficio sin
número. En los importes el guion es cero, no vacío.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cobranza.ingesta.avisos import Avisos
from cobranza.ingesta.columnas import Mascara, Textos, casa, entre, lista, tomar, vaciadas
from cobranza.ingesta.layouts import Columna, Layout
from cobranza.ingesta.lectura import Bloque
from cobranza.ingesta.numeros import CAMPO as NUMERO_PROPIO

_RAYAS = r"[-\x{2010}-\x{2015}\x{2212}_/.:* ]+"
_CEROS = r"0+(?:\.0+)?"
_PALABRAS = (
    r"s\s?[/.-]?\s?[nd]\.?|s/(?:f|folio|fecha|no\.?|n[uú]m\.?)|n\s?[/.]?\s?[ad]\.?|"
    r"sin (?:n[uú]mero|n[uú]m\.?|no\.?|folio|datos?|fecha|asignar)|no (?:aplica|tiene|hay|disponible)|ningun[oa]"
)


def sin_marcas(bloque: Bloque, layout: Layout, avisos: Avisos) -> Bloque:
    """El bloque con las marcas de vacío vueltas vacío; las que son palabra se avisan, porque alguien las escribió."""
    campos = dict(bloque.campos)
    for campo, columna in layout.columnas.items():
        es_llave = campo in (layout.clave, NUMERO_PROPIO) or bool(columna.refiere)
        if columna.tipo == "texto" and not es_llave:
            continue
        marcadas = _marcadas(campos[campo], columna, es_llave=es_llave)
        if marcadas.any():
            _avisar(avisos, bloque, campos[campo], marcadas)
            campos[campo] = vaciadas(campos[campo], set(lista(tomar(campos[campo], marcadas))))
    return replace(bloque, campos=campos)


def _marcadas(escrita: Textos, columna: Columna, *, es_llave: bool) -> Mascara:
    formas = [_PALABRAS, *([_CEROS] if es_llave else []), *([] if columna.tipo == "importe" else [_RAYAS])]
    marcadas = casa(escrita, f"(?i)^(?:{'|'.join(formas)})$")
    return marcadas & ~entre(escrita, columna.opciones) if columna.opciones else marcadas


def _avisar(avisos: Avisos, bloque: Bloque, escrita: Textos, marcadas: Mascara) -> None:
    filas = np.flatnonzero(marcadas & ~casa(escrita, f"^{_RAYAS}$"))
    if filas.size:
        avisos.contar(
            "Celdas que dicen que no hay dato, leídas como vacías",
            "Si alguna sí es un dato, escríbela de otro modo.",
            dict(zip(bloque.lineas[filas].tolist(), lista(tomar(escrita, filas)), strict=True)),
        )
