"""El plazo para pagar cuando cesó el pago a plazos: seis días desde que surte efectos el requerimiento.

Lo leen la regla y la lista de trabajo. Fundamento: CFF, arts. 66-A, fr. IV, y 151, penúltimo párrafo.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cobranza.base.fechas import SIN_DIA
from cobranza.expediente.lapsos import lapsos
from cobranza.expediente.por_credito import en_orden
from cobranza.ley.plazos import vence_tras_el_cese
from cobranza.libros.vocabulario import SIN_FIN

if TYPE_CHECKING:
    from cobranza.expediente.historia import Historia

Columna = NDArray[np.int64]
_REQUIEREN = ("REQUERIMIENTO", "REQ_Y_EMBARGO")


def ceso_el(h: Historia, lugar: Columna, al: Columna) -> Columna:
    """El último día, hasta `al`, en que cesó el pago a plazos de cada crédito, revocado o caduco; `SIN_DIA` si no."""
    p = lapsos(h, "convenio")
    terminado = p.cierra < SIN_FIN
    de, cierra = p.lugar[terminado], p.cierra[terminado]
    revocan = h.actos_de("CONVENIO_REVOCADO")
    partes = [(h.actos.lugar[revocan], h.actos["dia"][revocan])]
    partes += [(quien, cuando) for tipo, quien, cuando in h.derivados if tipo == "CONVENIO_CADUCO"]
    cesan = np.concatenate([en_orden(quien.astype(np.int64), cuando) for quien, cuando in partes])
    ceso = np.isin(en_orden(de, cierra), cesan)
    return _ultimo(de[ceso], cierra[ceso], lugar, al)


def requerido_tras_el_cese(h: Historia, lugar: Columna, al: Columna) -> tuple[Columna, Columna]:
    """(día en que se hizo saber el primer requerimiento tras el cese, último para pagar); `SIN_DIA` si no lo hubo.

    `lugar` y `al` van a la par. Sólo cuenta lo que se requirió hasta su día `al`.
    """
    ceso = ceso_el(h, lugar, al)
    renglon = h.actos_de(*_REQUIEREN)
    renglon = renglon[h.actos["vale"][renglon]]
    quien, cuando = h.actos.lugar[renglon], h.actos["notificado"][renglon].astype(np.int64)
    orden = np.argsort(en_orden(quien, cuando), kind="stable")
    quien, cuando = np.append(quien[orden], -1), np.append(cuando[orden], SIN_DIA)
    primero = np.searchsorted(en_orden(quien[:-1], cuando[:-1]), en_orden(lugar, np.maximum(ceso, -(2**18))))
    hay = (ceso != SIN_DIA) & (quien[primero] == lugar) & (cuando[primero] <= al)
    requerido = np.where(hay, cuando[primero], SIN_DIA)
    return requerido, vencen(h, lugar, requerido)


def vencen(h: Historia, lugar: Columna, requerido: Columna) -> Columna:
    """Último de los días para pagar que abrió el requerimiento hecho saber cada día; `SIN_DIA` donde no lo hay."""
    ambito, ultimo = h.creditos["ambito"].to_numpy(dtype=object)[lugar], np.full(lugar.size, SIN_DIA, dtype=np.int64)
    for clave in sorted(set(ambito[requerido != SIN_DIA])):
        cual = (ambito == clave) & (requerido != SIN_DIA)
        ultimo[cual] = vence_tras_el_cese(h.normas.de(clave), requerido[cual])
    return ultimo


def _ultimo(de: Columna, dia: Columna, lugar: Columna, al: Columna) -> Columna:
    """De cada crédito, el último de esos días que no pasa de `al`; `SIN_DIA` si ninguno."""
    orden = np.argsort(en_orden(de, dia), kind="stable")
    de, dia = np.append(de[orden], -1), np.append(dia[orden], SIN_DIA)
    cual = np.searchsorted(en_orden(de[:-1], dia[:-1]), en_orden(lugar, al), side="right") - 1
    return np.where((cual >= 0) & (de[cual] == lugar), dia[cual], SIN_DIA)
