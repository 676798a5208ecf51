"""Invertir una condición de una regla, correr su límite o quitarle una parte hace fallar alguna prueba.

De cada regla se corren todos sus mutantes sobre los sucesos y sobre sus ejemplos. Los que no se distinguen están
declarados, con por qué ninguna historia los distinguiría.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from verificacion.mutantes import mutantes
from verificacion.sembrados import Sembrados, sembrar

from cobranza.verificacion.evaluacion import halladas
from cobranza.verificacion.pae import Pae
from cobranza.verificacion.regla import Regla, reglas

pytestmark = [pytest.mark.lenta, pytest.mark.filterwarnings("ignore")]

SOLO_LA_FRASE = "sólo cambia la frase de la evidencia"
SIN_DIA_ES_EL_PRIMERO = "sin día es anterior a todo día: la comparación que queda ya dice que no"
CERO_NO_PASA = "un importe de cero no pasa de nada"
SOLO_HAY_PAGOS = "lo único negativo que las reglas leen son pagos"
AL_ANOTAR = "sólo importa al anotar un acto, que aún no está en la historia"
EQUIVALENTES = {
    "PAE001": {"malos['hora_inicio'] != '' → malos['hora_inicio'] == ''": SOLO_LA_FRASE},
    "PAE003": {"malos['persona'] == '' → malos['persona'] != ''": SOLO_LA_FRASE},
    "PAE005": {
        "~sin_notificar & (actos['dia'] < actos['exigible']) → actos['dia'] < actos['exigible']":
            SIN_DIA_ES_EL_PRIMERO,
        "(requerido != SIN_DIA) & (cuando <= vence) → cuando <= vence": SIN_DIA_ES_EL_PRIMERO,
        "(requerido == SIN_DIA) & actos['tipo'].eq('REQ_Y_EMBARGO').to_numpy() → requerido == SIN_DIA": AL_ANOTAR,
        "requerido == SIN_DIA → requerido != SIN_DIA": AL_ANOTAR,
    },
    "PAE006": {
        "dias(pae.del_credito(actos, 'fecha_registro')) <= actos['dia'].to_numpy() → "
        "dias(pae.del_credito(actos, 'fecha_registro')) < actos['dia'].to_numpy()": "el día del alta ya hay saldo",
    },
    "PAE007": {
        "actos['tipo'].isin(COBRO) & (actos['documento'] != '') → actos['documento'] != ''":
            "de lo que no es un cobro no se hacen dos gastos con un acta",
        "~inmoviliza → inmoviliza": "sólo sin gasto por inmovilizar: lo prueba test_reglas con esa interpretación",
    },
    "PAE018": {"exceso > 0 → exceso >= 0": "de lo que no pasa no hay nada que liberar"},
    "PAE028": {
        "(actos['emitida'] != SIN_DIA) & (actos['dia'] < actos['emitida']) → actos['dia'] < actos['emitida']":
            SIN_DIA_ES_EL_PRIMERO,
    },
    "PAE031": {
        "actos['forma'].isin(POR_ESTRADOS) & actos['ambito'].isin(bastan) → actos['forma'].isin(POR_ESTRADOS)":
            "sólo si la declaratoria no basta: lo prueba test_reglas con esa interpretación",
    },
    "PAE032": {
        "(pae.dinero['tipo'] == 'PAGO') & (pae.dinero['importe'] < 0) → pae.dinero['importe'] < 0": SOLO_HAY_PAGOS,
        "pagado > 0 → pagado >= 0": "sólo ahorra valuar los créditos que no pagaron",
        "pae.dinero['importe'] < 0 → pae.dinero['importe'] <= 0": CERO_NO_PASA,
    },
    "PAE040": {
        "actos['dia'] > actos['prescribe'] → actos['dia'] >= actos['prescribe']":
            "la gestión del último día interrumpe, y entonces prescribe otro día",
    },
    "PAE042": {"actos['monto'] > 0 → actos['monto'] >= 0": CERO_NO_PASA},
    "PAE043": {"~suya → suya": SOLO_LA_FRASE},
    "PAE055": {
        "(resuelta != SIN_DIA) & fuera_de_plazo(pae, actos, desde, aviso, AVISAR_A_LA_ENTIDAD) → "
        "fuera_de_plazo(pae, actos, desde, aviso, AVISAR_A_LA_ENTIDAD)":
            "si no se ha resuelto, el plazo empieza en el corte",
    },
    "PAE063": {
        "bienes['monto'] > 0 → bienes['monto'] >= 0": CERO_NO_PASA,
        "valor > 0 → valor >= 0": CERO_NO_PASA,
    },
    "PAE065": {
        "(ceso != SIN_DIA) & fuera_de_plazo(pae, actos, desde, levantado, LEVANTAR_PRECAUTORIO) → "
        "fuera_de_plazo(pae, actos, desde, levantado, LEVANTAR_PRECAUTORIO)":
            "si no ha cesado, el plazo empieza en el corte",
    },
    "PAE076": {
        "(actos['documento'] != '') & actos['documento'].isin(pae.personas['rfc']) → "
        "actos['documento'].isin(pae.personas['rfc'])": "nadie de la plantilla tiene el RFC vacío",
    },
    "PAE082": {
        "(pae.dinero['tipo'] == 'PAGO') & (pae.dinero['componente'] == 'GASTO_EJECUCION') → "
        "pae.dinero['componente'] == 'GASTO_EJECUCION'": SOLO_HAY_PAGOS,
        "pagos['importe'] < 0 → pagos['importe'] <= 0": CERO_NO_PASA,
    },
    "PAE083": {"importe > 0 → importe >= 0": CERO_NO_PASA},
    "PAE085": {
        "(pares['dia_cae'] >= pares['dia']) & (pares['dia_cae'] <= dia(pae.corte)) → "
        "pares['dia_cae'] >= pares['dia']": "la historia se lee hasta el corte: nada cae después",
        "pares['dia_cae'] >= pares['dia'] → pares['dia_cae'] > pares['dia']":
            "ninguno caduca el día en que se autoriza",
    },
    "PAE086": {
        "(pae.dinero['tipo'] == 'PAGO') & (pae.dinero['importe'] < 0) → pae.dinero['importe'] < 0": SOLO_HAY_PAGOS,
        "pae.dinero['importe'] < 0 → pae.dinero['importe'] <= 0": CERO_NO_PASA,
    },
}  # fmt: skip
"""Regla → mutante que no se distingue → por qué."""


@pytest.fixture(scope="module")
def historias(de_ejemplo: list) -> list[tuple[Pae, str]]:
    """Los sucesos, una vez cada uno, y los ejemplos: cada pae y con qué empieza el folio que importa de él."""
    sembrada: Sembrados = sembrar(1)
    return [(sembrada.pae, ""), *((pae, "PAE") for pae, _, _ in de_ejemplo)]


def senalado(regla: Regla, pae: Pae, prefijo: str) -> list[str]:
    """Lo que señala, con sus repeticiones; de los ejemplos, sólo los de su regla, que son los que la prueban."""
    malas: pd.DataFrame = halladas(regla, pae)
    que = sorted(malas["clave"] if "clave" in malas else malas["folio"])
    return [q for q in que if not prefijo or q.startswith(f"{regla.clave}-")]


def se_cae(mutada: Regla, historias: list[tuple[Pae, str]], de_la_regla: list[list[str]]) -> bool:
    """¿Halla otra cosa que la regla, o termina en error?"""
    for (pae, prefijo), suyo in zip(historias, de_la_regla, strict=True):
        try:
            if senalado(mutada, pae, prefijo) != suyo:
                return True
        except Exception:
            return True
    return False


@pytest.mark.parametrize("clave", [r.clave for r in reglas()])
def test_todo_cambio_a_una_condicion_se_nota(clave: str, historias: list[tuple[Pae, str]]) -> None:
    (regla,) = reglas([clave])
    de_la_regla = [senalado(regla, pae, prefijo) for pae, prefijo in historias]
    vivos = {
        m.que.split(": ", 1)[1]
        for m in mutantes(regla)
        if not se_cae(replace(regla, buscar=m.buscar), historias, de_la_regla)
    }
    assert vivos == set(EQUIVALENTES.get(clave, {}))
