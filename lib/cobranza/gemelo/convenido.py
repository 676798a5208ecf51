"""Los guiones que pagan a plazos: piden, se les autoriza y pagan sus parcialidades en su día, o dejan de pagarlas.

Quien paga cubre cada parcialidad entera, a lo más unos días tarde; así el día en que un convenio caduca sale sólo del
calendario y de cuántas pagó (CFF, art. 66-A, fr. IV), sin preguntarlo a quien lleva la cuenta.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cobranza.gemelo.guiones import CORTE
from cobranza.gemelo.pasos import abonar, embargo_de_bienes, en_este_anio, requerimiento
from cobranza.gemelo.personas import DELEGADO
from cobranza.gemelo.sorteo import Columna, Mascara, algunos, entre
from cobranza.gemelo.trama import A_PARCIALIDADES, LIQUIDA, PAGO, Trama

TARDIAS = 3
"""Las parcialidades sin cubrir con que caduca (art. 66-A, fr. IV, inciso c)."""
_PLAZOS = (12, 24, 36)
_DIFERIDO_MESES = 12
_DIFERIDOS_MILESIMAS, _IMPUNTUALES_MILESIMAS = 150, 150


@dataclass(frozen=True)
class _Convenio:
    """Un pago a plazos por crédito: quién, desde qué solicitud, en cuántos meses y si se paga todo al final."""

    c: Columna
    solicitud: Columna
    meses: Columna
    diferido: Mascara

    def paga(self, t: Trama, cuantas: Columna) -> None:
        """Cubre sus primeras parcialidades en su día; la última, o el diferido, liquida."""
        for k in range(1, int(cuantas.max(initial=0)) + 1):
            ultima = self.meses == k
            cual = (cuantas >= k) & (~self.diferido | ultima)
            c, liquida = self.c[cual], ultima[cual]
            dia = t.pagadera(c, self.solicitud[cual], np.full(len(c), k))
            tarde = algunos(t.azar, len(c), _IMPUNTUALES_MILESIMAS) & ~liquida
            dia = np.where(tarde, t.tras(c, dia, 1, 12), dia)
            t.anotar(
                c, PAGO, dia, causa="POR_CONVENIO", milesimas=np.where(liquida, LIQUIDA, A_PARCIALIDADES),
                parcialidades=np.full(len(c), k),
            )  # fmt: skip

    def vence(self, t: Trama, cual: Columna) -> Columna:
        """Último día para pagar a tiempo la parcialidad de ese número."""
        return t.pagadera(self.c, self.solicitud, cual)


def caduca(t: Trama, c: Columna, solicitud: Columna, meses: Columna, pagadas: Columna) -> Columna:
    """El día siguiente a aquel en que quedan tres sin cubrir, o la última (un diferido sólo tiene la última)."""
    return t.pagadera(c, solicitud, np.minimum(pagadas + TARDIAS, meses)) + 1


def _conviene(t: Trama, c: Columna, meses: Columna, solicitud: Columna) -> _Convenio:
    """Pide, paga una quinta parte ese día y se le autoriza antes de la primera parcialidad."""
    diferido = algunos(t.azar, len(c), _DIFERIDOS_MILESIMAS) & (meses <= _DIFERIDO_MESES)
    t.anotar(c, "SOLICITUD_PLAZOS", solicitud)
    abonar(t, c, solicitud, "POR_CONVENIO", (200, 250))
    primera = t.pagadera(c, solicitud, np.full(len(c), 1))
    autoriza = np.minimum(t.tras(c, solicitud, 5, 20), primera)
    ultimo = t.mas_meses(c, solicitud, meses)
    forma = np.where(diferido, "DIFERIDO", "PARCIALIDADES")
    t.anotar(c, "CONVENIO", autoriza, hasta=ultimo, forma=forma, parcialidades=np.where(diferido, 0, meses))
    return _Convenio(c, solicitud, meses, diferido)


def _pide(t: Trama, c: Columna) -> Columna:
    """A la mitad ya se le requirió cuando pide pagar a plazos."""
    requerido = algunos(t.azar, len(c), 500)
    pide = t.tras(c, t.creditos.exigible[c], 5, 70)
    pide[requerido] = t.tras(c[requerido], requerimiento(t, c[requerido]), 3, 40)
    return pide


def cumplido(t: Trama, c: Columna) -> None:
    """Paga todas y se hace constar."""
    meses = np.array((3, 6, 12))[entre(t.azar, 0, 2, len(c))]
    convenio = _conviene(t, c, meses, _pide(t, c))
    convenio.paga(t, meses)
    t.anotar(c, "CONVENIO_CUMPLIDO", t.tras(c, convenio.vence(t, meses), 1, 15))


def vigente(t: Trama, c: Columna) -> None:
    """Al corte aún le falta plazo; uno de cada cinco dejó de pagar y nadie lo ha hecho constar."""
    pide = _pide(t, c)
    meses = np.full(len(c), _PLAZOS[-1])
    for plazo in reversed(_PLAZOS):
        meses = np.where(t.mas_meses(c, pide, np.full(len(c), plazo)) > CORTE, plazo, meses)
    convenio = _conviene(t, c, meses, pide)
    abandona = algunos(t.azar, len(c), 200)
    # el diferido que abandona no paga nada
    pagadas = np.where(abandona, np.where(convenio.diferido, 0, entre(t.azar, 0, 5, len(c))), meses)
    convenio.paga(t, np.minimum(pagadas, meses))


def revocado(t: Trama, c: Columna) -> None:
    """Deja de pagar; se revoca, a veces ya caduco, y se embarga lo que falta."""
    meses = np.full(len(c), _PLAZOS[0])
    convenio = _conviene(t, c, meses, _pide(t, c))
    pagadas = np.where(convenio.diferido, 0, entre(t.azar, 0, 3, len(c)))
    convenio.paga(t, pagadas)
    falla = convenio.vence(t, np.where(convenio.diferido, meses, pagadas + 1))
    ya_caduco = algunos(t.azar, len(c), 600)
    cae = caduca(t, c, convenio.solicitud, meses, np.where(convenio.diferido, meses, pagadas))
    fecha = np.where(ya_caduco, t.tras(c, cae, 1, 90), t.tras(c, falla, 1, 15))
    t.anotar(c, "CONVENIO_REVOCADO", fecha)
    ordena = t.tras(c, fecha, 10, 40)
    t.anotar(c, "MANDAMIENTO", ordena, puesto=DELEGADO)
    _, valuado = embargo_de_bienes(t, c, ordena, tras_cese=True)
    abona = algunos(t.azar, len(c), 600)
    abonar(t, c[abona], en_este_anio(t, c, valuado, 500)[abona], "POR_EMBARGO", (50, 600))
