"""Donde los guiones anotan lo que le pasa a cada crédito, con los días hábiles de su ámbito.

Un hecho es un acto o un pago. Se anota por columnas: a muchos créditos a la vez, cada uno en su fecha.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from cobranza.base.catalogos import actos
from cobranza.base.fechas import SIN_DIA
from cobranza.expediente.significado import formas, resultados
from cobranza.gemelo.creditos import Creditos
from cobranza.gemelo.guiones import CORTE, HORIZONTE
from cobranza.gemelo.personas import NADIE
from cobranza.gemelo.sorteo import Azar, Columna, Mascara, entre
from cobranza.ley.calendario import Calendario
from cobranza.ley.norma import AMBITOS

PAGO = "PAGO"
COBRO = ("REQUERIMIENTO", "EMBARGO", "REQ_Y_EMBARGO")
TIPOS = (*actos(), PAGO)
RESULTADOS = (*resultados(), "INCOSTEABILIDAD")
FORMAS = formas()
CAUSAS = (*("ESPONTANEO", "POR_REQUERIMIENTO", "POR_EMBARGO", "POR_TRANSFERENCIA", "POR_CONVENIO", "POR_REMATE"),)
SIN_HORA, SIN_MONTO = -1, -1
SIN_GASTO, GASTO_LEGAL, GASTO_EXTRAORDINARIO = range(3)
LIQUIDA = 1_000
"""Milésimas de un pago que cubre todo lo debido."""
A_PARCIALIDADES = -2
"""En lugar de milésimas: el pago cubre su parcialidad."""
_NUNCA = CORTE + 200
"""Lo que pasaría después del corte no pasa: no hace falta el calendario de años tan lejanos."""
_CATEGORIAS = {"tipo": TIPOS, "resultado": RESULTADOS, "forma": FORMAS, "causa": CAUSAS}
_DE_OFICIO: dict[str, Any] = {
    "hora": SIN_HORA, "fin": SIN_HORA, "puesto": NADIE, "resultado": "", "forma": "", "causa": "ESPONTANEO",
    "milesimas": SIN_MONTO, "hasta": SIN_DIA, "gasto": SIN_GASTO, "parcialidades": 0, "notificado": SIN_DIA,
}  # fmt: skip


class Trama:
    """Los hechos de un bloque de créditos conforme se anotan."""

    def __init__(self, azar: Azar, creditos: Creditos) -> None:
        self.azar, self.creditos = azar, creditos
        self._calendarios = [creditos.normas.de(a).calendario for a in AMBITOS]
        self._partes: list[dict[str, Any]] = []

    def anotar(self, c: Columna, tipo: str, fecha: Columna, **otros: Any) -> None:
        """Un hecho por crédito de `c`: hora y fin (minutos del día), puesto de quien actúa, resultado, forma, causa,
        milesimas (de lo debido; en una garantía, de lo que debe cubrir), hasta, gasto, notificado y parcialidades
        (cuántas se convienen, o cuál se paga); cada dato vale para todos o viene por columna."""
        datos = {"credito": c, "tipo": tipo, "fecha": fecha} | _DE_OFICIO | otros
        self._partes.append({campo: _en_columna(campo, dato, len(c)) for campo, dato in datos.items()})

    def hechos(self) -> pd.DataFrame:
        """Todo lo anotado hasta el corte, en orden de crédito y fecha; lo del mismo día, como se anotó."""
        juntos = {campo: np.concatenate([p[campo] for p in self._partes]) for campo in self._partes[0]}
        orden = np.lexsort((juntos["fecha"], juntos["credito"]))
        orden = orden[juntos["fecha"][orden] <= CORTE]
        marco = pd.DataFrame({campo: columna[orden] for campo, columna in juntos.items()})
        for campo, categorias in _CATEGORIAS.items():
            marco[campo] = pd.Categorical.from_codes(marco[campo].to_numpy(np.int64), pd.Index(categorias))
        return marco

    def ultimo(self) -> Columna:
        """El día del último hecho anotado de cada crédito, hasta el corte; `SIN_DIA` si ninguno."""
        ultimo = np.full(len(self.creditos), SIN_DIA, dtype=np.int64)
        for parte in self._partes:
            ya = parte["fecha"] <= CORTE
            np.maximum.at(ultimo, parte["credito"][ya], parte["fecha"][ya])
        return ultimo

    def habil(self, c: Columna, d: Columna) -> Columna:
        """Ese día, o el primer hábil que le siga."""
        alcanza = np.minimum(d, _NUNCA)
        return self._por_ambito(c, lambda calendario, cual: calendario.siguiente_habil(alcanza[cual]))

    def tras(self, c: Columna, d: Columna, desde: int, hasta: int) -> Columna:
        """Un día hábil entre `desde` y `hasta` días naturales después."""
        return self.habil(c, d + entre(self.azar, desde, hasta, len(c)))

    def mas_habiles(self, c: Columna, d: Columna, cuantos: Columna) -> Columna:
        """El día hábil que está `cuantos` hábiles después."""
        alcanza = np.minimum(d, _NUNCA)

        def cada_uno(calendario: Calendario, cual: Columna) -> Columna:
            resultado = alcanza[cual]
            for k in np.unique(cuantos[cual]):
                de_k = cuantos[cual] == k
                resultado[de_k] = calendario.mas_habiles(resultado[de_k], int(k))
            return resultado

        return self._por_ambito(c, cada_uno)

    def mas_meses(self, c: Columna, d: Columna, cuantos: Columna) -> Columna:
        """El mismo día, tantos meses después."""
        return self._por_ambito(c, lambda calendario, cual: calendario.mas_meses(d[cual], cuantos[cual]))

    def pagadera(self, c: Columna, solicitud: Columna, cual: Columna) -> Columna:
        """El último día para pagar a tiempo esa parcialidad: si es inhábil, el hábil siguiente (CFF, art. 12)."""
        alcanza = np.minimum(self.mas_meses(c, solicitud, cual), HORIZONTE)
        return self._por_ambito(c, lambda calendario, de: calendario.siguiente_habil(alcanza[de]))

    def habil_anterior(self, c: Columna, d: Columna) -> Columna:
        """El último hábil antes de ese día."""
        anterior = d - 1
        while (inhabil := ~self.es_habil(c, anterior)).any():
            anterior = anterior - inhabil
        return anterior

    def es_habil(self, c: Columna, d: Columna) -> Mascara:
        """¿Es hábil en el calendario de su ámbito?"""
        return self._por_ambito(c, lambda calendario, cual: calendario.es_habil(d[cual])).astype(bool)

    def _por_ambito(self, c: Columna, funcion: Callable[[Calendario, Columna], Any]) -> Columna:
        """Lo que responde el calendario de cada uno; recibe sus posiciones en `c`."""
        resultado = np.zeros(len(c), dtype=np.int64)
        federal = self.creditos.federal[c]
        for k, calendario in enumerate(self._calendarios):
            cual = np.flatnonzero(federal == bool(k))
            resultado[cual] = funcion(calendario, cual)
        return resultado


def _en_columna(campo: str, dato: Any, cuantos: int) -> Columna:
    if campo in _CATEGORIAS:
        codigos = {texto: k for k, texto in enumerate(_CATEGORIAS[campo])}
        if isinstance(dato, str):
            dato = codigos[dato]
        elif dato.dtype.kind in "UO":
            distintos, cual = np.unique(dato.astype(str), return_inverse=True)
            dato = np.array([codigos[t] for t in distintos.tolist()])[cual]
        return np.broadcast_to(np.asarray(dato, dtype=np.int8), (cuantos,))
    return np.broadcast_to(np.asarray(dato, dtype=np.int64), (cuantos,))
