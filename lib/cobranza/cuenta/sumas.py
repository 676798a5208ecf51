"""Sumar renglones de movimiento por crédito y componente, y formar con ellos los adeudos."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cobranza.base.catalogos import conceptos
from cobranza.base.fechas import dias
from cobranza.cuenta.adeudos import COMPONENTES, DEVENGABLES, PRINCIPALES, TIPO_DE_DEVENGO, Adeudos
from cobranza.cuenta.convenios import sin_convenios
from cobranza.cuenta.pausas import pausas
from cobranza.expediente.historia import COMPONENTES as NUMERO
from cobranza.expediente.historia import TIPOS, Historia
from cobranza.expediente.situacion import vencimientos_de_multa
from cobranza.ley.devengo import FINO

Columna = NDArray[np.int64]


@dataclass
class Sumas:
    """Lo asentado por componente: importes, lo causado, la fracción de centavo del principal y lo extinguido."""

    importe: Columna
    causado: Columna
    fraccion: Columna
    extinguido: Columna

    @classmethod
    def de_renglones(
        cls, cuantos: int, quien: Columna, componente: NDArray[np.uint8], tipo: NDArray[np.uint8], importe: Columna
    ) -> Sumas:
        """Suma unos renglones por crédito (`quien`) y componente; `importe` ya es cero donde no cuentan."""
        ancho = len(NUMERO)
        sumas, causado = np.zeros((cuantos, ancho), dtype=np.int64), np.zeros((cuantos, ancho), dtype=np.int64)
        llave = quien * ancho + componente
        np.add.at(sumas.reshape(-1), llave, importe)
        devenga = np.flatnonzero(np.isin(tipo, [TIPOS[t] for t in TIPO_DE_DEVENGO.values()]))
        np.add.at(causado.reshape(-1), llave[devenga], importe[devenga])
        return cls(sumas, causado, np.zeros((cuantos, ancho), dtype=np.int64), np.zeros(cuantos, dtype=np.int64))

    def extinguir(self, quien: Columna, componente: NDArray[np.uint8], fraccion: Columna, recargos: Columna) -> None:
        """Suma lo que unos pagos extinguieron."""
        np.add.at(self.fraccion.reshape(-1), quien * len(NUMERO) + componente, fraccion)
        np.add.at(self.extinguido, quien, recargos)

    def adeudos(self, h: Historia, lugar: Columna, notificacion: Columna, cubiertos: Columna) -> Adeudos:
        """Los adeudos de esas sumas, sin convenios."""
        creditos = h.creditos[["ambito", "concepto", "vencimiento"]].take(lugar)
        causan = conceptos().set_index("clave")["causa_recargos"].eq("si")
        saldo = {c: self.importe[:, NUMERO[c]] for c in COMPONENTES}
        return Adeudos(
            normas=h.normas,
            ambito=creditos["ambito"].to_numpy(dtype=object),
            causa_recargos=creditos["concepto"].map(causan).fillna(True).to_numpy(bool),
            vencimiento=dias(creditos["vencimiento"]),
            vencimiento_multa=vencimientos_de_multa(creditos["ambito"], notificacion, h.normas),
            saldo=saldo,
            exacto={c: saldo[c] * FINO + self.fraccion[:, NUMERO[c]] for c in PRINCIPALES},
            extinguido=self.extinguido,
            causado={c: self.causado[:, NUMERO[c]] for c in DEVENGABLES},
            cubiertos=cubiertos,
            convenios=sin_convenios(lugar.size),
            pausas=pausas(h, lugar),
        )
