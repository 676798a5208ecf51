"""Lo que la norma dice de las fechas de un crédito antes de que entre: que alcance y que no haya prescrito.

Un crédito cuyas fechas no alcanza la norma detendría todos los informes con código 4: se aparta al cargarlo y se dice
qué archivo falta.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.fechas import SIN_DIA, fecha_corta, fecha_de
from cobranza.expediente.situacion import supuestos
from cobranza.ingesta.columnas import Enteros, Mascara, entre, igual, objetos, tomar
from cobranza.ingesta.revisado import Revisado
from cobranza.ley.calendario import primer_dia
from cobranza.ley.norma import AMBITOS, SIN_VALOR, Norma
from cobranza.ley.plazos import AUTODETERMINADO, DEL_CREDITO, exigible_desde
from cobranza.ley.prescripcion import prescribe

_ANIOS_DE_DIAS, _HOLGURA = 365, 120
"""Días de un año y los que de sobra caben entre notificar y poder exigir."""
_MOTIVO = "La norma capturada no alcanza"


def que_alcance_la_norma(revisado: Revisado) -> None:
    """Vencimiento desde que hay INPC y tasa de mora (CFF, arts. 17-A y 21); notificación desde que hay calendario."""
    vencimiento, notificacion = revisado.entero("vencimiento"), revisado.entero("notificacion")
    for norma, del_ambito in _por_ambito(revisado):
        primero = _primer_vencimiento(norma)
        revisado.celda("vencimiento").anotar(
            del_ambito & (vencimiento != SIN_DIA) & (vencimiento < primero),
            _MOTIVO,
            f"El INPC y las tasas de recargos capturados alcanzan a vencimientos desde el {_dicho(primero)}; captura "
            f"los anteriores, con su fuente, en params/legales/ ({norma.clave}) y vuelve a cargarlo.",
        )
        _con_calendario(revisado, "notificacion", del_ambito & (notificacion != SIN_DIA), norma)


def que_alcance_el_calendario(revisado: Revisado) -> None:
    """La notificación que llega como diligencia; sin saber de qué ámbito es, el calendario que empieza más tarde."""
    notifica = igual(revisado.texto("tipo"), "NOTIFICACION") & (revisado.entero("fecha") != SIN_DIA)
    norma = max((revisado.normas.de(ambito) for ambito in AMBITOS), key=lambda n: n.calendario.desde)
    _con_calendario(revisado, "fecha", notifica, norma)


def que_alcance_la_prorroga(revisado: Revisado) -> None:
    """El pago a plazos, desde que hay tasas de prórroga (CFF, art. 66-A) en ambos ámbitos: el archivo no lo dice."""
    a_plazos = entre(revisado.texto("tipo"), ("CONVENIO", "SOLICITUD_PLAZOS"))
    if not a_plazos.any():
        return
    primero = max(_primera_prorroga(revisado.normas.de(ambito)) for ambito in AMBITOS)
    momento = revisado.entero("fecha")
    revisado.celda("fecha").anotar(
        a_plazos & (momento != SIN_DIA) & (momento < primero),
        _MOTIVO,
        f"Las tasas de prórroga capturadas empiezan el {_dicho(primero)}; captura las anteriores, con su fuente, en "
        "params/legales/ (parcialidades) y vuelve a cargarlo.",
    )


def _primera_prorroga(norma: Norma) -> int:
    """El primer día con tasa para cualquier plazo."""
    primeros = []
    for serie in ("parcialidades_hasta_12", "parcialidades_13_a_24", "parcialidades_mas_de_24"):
        desde, _, valores = norma.por_vigencia(serie)
        primeros.append(int(desde[valores != SIN_VALOR].min()))
    return max(primeros)


def _con_calendario(revisado: Revisado, campo: str, cuales: Mascara, norma: Norma) -> None:
    desde = norma.calendario.desde
    revisado.celda(campo).anotar(
        cuales & (revisado.entero(campo) < desde),
        _MOTIVO,
        f"El calendario capturado empieza el {_dicho(desde)} y sin él no se sabe desde cuándo fue exigible; agrega "
        f"los días inhábiles de esos años en params/legales/ ({norma.clave}) y vuelve a cargarlo.",
    )


def que_no_llegue_prescrito(revisado: Revisado) -> None:
    """El crédito que a su alta ya cumplió el plazo se devuelve a su emisora (CFF, art. 146; procesos F10).

    El archivo no dice si algo lo interrumpió o lo suspendió: quien lo acredite captura el oficio como dictamen.
    """
    notificacion, alta = revisado.entero("notificacion"), revisado.entero("fecha_registro")
    vencimiento, sin_dictamen = revisado.entero("vencimiento"), igual(revisado.texto("dictamen"), "")
    for norma, del_ambito in _por_ambito(revisado):
        # antes de cinco años no pudo prescribir: sólo se calcula el plazo de los viejos, que el calendario cubre
        dias_de = _ANIOS_DE_DIAS * int(norma.por_vigencia("prescripcion_anios")[2].min())
        cubre = (notificacion >= norma.calendario.desde) & (notificacion <= norma.calendario.hasta - _HOLGURA)
        notificado = (notificacion != SIN_DIA) & cubre & (alta - notificacion >= dias_de)
        vencido = (vencimiento != SIN_DIA) & (alta - vencimiento >= dias_de)
        cuales = np.flatnonzero(del_ambito & sin_dictamen & (alta != SIN_DIA) & (notificado | vencido))
        supuesto = _supuestos(revisado, cuales)
        prescribio = np.full(notificacion.size, SIN_DIA, dtype=np.int64)
        declarado = np.zeros(notificacion.size, dtype=bool)
        declarado[cuales[supuesto == AUTODETERMINADO]] = True
        for cada in DEL_CREDITO:
            quien = cuales[supuesto == cada]
            quien = quien[(vencido if cada == AUTODETERMINADO else notificado)[quien]]
            desde = exigible_desde(norma, cada, notificacion[quien], vencimiento[quien])
            sin_gestiones = np.zeros((quien.size, 0), dtype=np.int64)
            prescribio[quien], _ = prescribe(
                norma, desde, sin_gestiones, np.zeros((quien.size, 0, 2), dtype=np.int64)
            )

        def mensaje(i: int, prescribio: Enteros = prescribio) -> str:
            return (
                f"Prescribió el {_dicho(int(prescribio[i]))}, y su alta no es anterior (CFF, art. 146); si una "
                "gestión lo interrumpió, captura en Dictamen el oficio que lo acredita."
            )

        llego = (prescribio != SIN_DIA) & (prescribio <= alta)
        for celda, suyos in (("notificacion", ~declarado), ("vencimiento", declarado)):
            revisado.celda(celda).anotar(llego & suyos, "Prescrito al registrarse", mensaje)


def _supuestos(revisado: Revisado, cuales: Enteros) -> NDArray[np.object_]:
    """De dónde nace la exigibilidad de esas filas (`situacion.supuestos`)."""
    textos = (pd.Series(objetos(tomar(revisado.texto(c), cuales)), dtype=object) for c in ("origen", "concepto"))
    return supuestos(*textos)


def _por_ambito(revisado: Revisado) -> Iterator[tuple[Norma, Mascara]]:
    for ambito in AMBITOS:
        del_ambito = igual(revisado.texto("ambito"), ambito)
        if del_ambito.any():
            yield revisado.normas.de(ambito), del_ambito


def _primer_vencimiento(norma: Norma) -> int:
    """El primer día que puede ser vencimiento: hay tasa de mora ese mes e INPC del anterior."""
    meses = []
    for serie, despues in (("inpc", 1), ("recargos_mora", 0)):
        inicio, valores = norma.por_mes(serie)
        meses.append(inicio + int(np.argmax(valores != SIN_VALOR)) + despues)
    return int(primer_dia(max(meses)))


def _dicho(numero: int) -> str:
    return fecha_corta(fecha_de(numero))
