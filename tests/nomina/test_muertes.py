"""Morir de golpe a cualquier hora mientras se tramitan nóminas: ningún renglón se paga dos veces ni se pierde.

En la suite, tres muertes; con `COBRANZA_MUERTES` (`make muertes`), cien: la mitad en una escritura al azar, la mitad
a una hora al azar. Quien sigue después encuentra la nómina en un estado entero y la termina.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from muerte import muere, muere_a_los
from nomina.mesa import Mesa
from nomina.oficina_de_cobro import FOLIO, Oficina
from oficina import con_lote, gasto
from sqlalchemy import Engine, text

from cobranza.almacen.sesion import instante
from cobranza.libros.comprobacion import revisar_libros
from cobranza.tramites.libro_de_pasos import Tramite, todos

pytestmark = pytest.mark.lenta
MUERTES = 100 if os.environ.get("COBRANZA_MUERTES") else 3
PRIMERO = date(2025, 12, 1)
"""Cada día es un periodo: hay los que hagan falta."""
GASTO = 100_003
ESCRITURAS, SEGUNDOS = 40, 1.5
"""Hasta qué escritura y hasta qué segundo de quien sigue puede llegarle la muerte."""
CAMINO = ("BORRADOR", "CALCULADA", "EN_VALIDACION_DELEGACION", "VALIDADA", "REVISADA", "AUTORIZADA", "ENVIADA_A_PAGO",
          "PAGADA", "CERRADA")  # fmt: skip


@pytest.fixture
def mesa(motor: Engine, tmp_path: Path) -> Mesa:
    con_lote(motor)
    oficina = Oficina(tmp_path, motor)
    oficina.personal()
    oficina.credito()
    return Mesa(oficina)


def test_ningun_renglon_se_paga_dos_veces_ni_se_pierde_aunque_maten_a_quien_tramita(mesa: Mesa) -> None:
    azar = Random(20251231)
    muertes = intentos = 0
    cobrados: set[date] = set()
    while muertes < MUERTES:
        _que_haya_que_pagar(mesa, cobrados)
        fallas = _fallas(mesa)
        mesa.motor.dispose()  # un hijo no comparte conexiones con su padre
        intentos += 1
        muertes += _muere(azar, lambda: _seguir(mesa))
        _enteros(mesa, fallas)
        assert intentos < 4 * MUERTES, "casi nadie muere: la hora de morir quedó después de terminar"
    _que_haya_que_pagar(mesa, cobrados)
    _seguir(mesa)
    _enteros(mesa, _fallas(mesa))
    cerradas = _terminadas(mesa)
    sumas = [mesa.datos(t.numero) for t in _nominas(mesa)]
    assert sum(d["bruto"] + d["fondos"] + d["sin_asignar"] for d in sumas) == GASTO * cerradas
    assert mesa.cuantos("nomina_renglon") == cerradas > 0


def _que_haya_que_pagar(mesa: Mesa, cobrados: set[date]) -> None:
    """Un gasto cobrado el día de la nómina que sigue, si nadie la ha abierto."""
    hay = _nominas(mesa)
    dia = _dia(len(hay))
    if _terminadas(mesa) == len(hay) and dia not in cobrados:
        cobrados.add(dia)
        mesa.oficina.diligencia(f"D-{dia}", fecha=str(dia - timedelta(days=20)))
        with mesa.motor.begin() as conexion:
            gasto(conexion, FOLIO, GASTO, str(dia - timedelta(days=20)), f"D-{dia}")
        mesa.oficina.cobro(GASTO, str(dia), diligencia=f"D-{dia}", recibo=f"R-{dia}")


def _muere(azar: Random, hacer: Callable[[], None]) -> bool:
    if azar.random() < 0.5:
        return muere(hacer, azar.randint(1, ESCRITURAS))
    return muere_a_los(hacer, azar.uniform(0, SEGUNDOS))


def _seguir(mesa: Mesa) -> None:
    """Termina la nómina que haya a medias o, si no la hay, la del mes que sigue."""
    hay = _nominas(mesa)
    abierta = next((t for t in hay if t.estado != "CERRADA"), None)
    al = _pago(len(hay) - bool(abierta))
    numero = abierta.numero if abierta else mesa.abrir(al, **_periodo(len(hay)))
    while (estado := mesa.estado(numero)) != "CERRADA":
        _paso(mesa, numero, estado, al)


def _paso(mesa: Mesa, numero: str, estado: str, al: date) -> None:
    if estado == "EN_VALIDACION_DELEGACION" and not mesa.datos(numero)["validadas"]:
        mesa.validar(numero, al)
        return
    da = {
        "BORRADOR": lambda: mesa.paso(numero, "CALCULADA", "OSC", al),
        "CALCULADA": lambda: mesa.al_dia(al),
        "EN_VALIDACION_DELEGACION": lambda: mesa.al_dia(al),
        "VALIDADA": lambda: mesa.paso(numero, "REVISADA", "DCC", al, muestra="Tres expedientes"),
        "REVISADA": lambda: mesa.paso(numero, "AUTORIZADA", "DIR", al),
        "AUTORIZADA": lambda: mesa.paso(numero, "ENVIADA_A_PAGO", "ADM", al, suficiencia="SP-1"),
        "ENVIADA_A_PAGO": lambda: mesa.paso(numero, "PAGADA", "TES", al, respuesta=mesa.respuesta(numero)),
        "PAGADA": lambda: mesa.paso(numero, "CERRADA", "OSC", al, poliza="P-1", recibos="Caja 3", cfdi="Carpeta"),
    }
    da[estado]()


def _enteros(mesa: Mesa, fallas: set[str]) -> None:
    """Cada nómina en un estado entero, los libros íntegros y lo nominado igual a lo enviado, ni más ni menos."""
    hay = _nominas(mesa)
    for t in hay:
        pasos = list(dict.fromkeys(p.estado for p in t.pasos))
        assert pasos == list(CAMINO[: len(pasos)]), pasos
    assert _fallas(mesa) == fallas
    enviadas = {t.numero for t in hay if t.de("ENVIADA_A_PAGO")}
    with instante(mesa.motor) as conexion:
        filas = conexion.execute(text("SELECT clave, nomina, importe FROM nomina_renglon")).all()
    assert {f.nomina for f in filas} == enviadas
    assert len({f.clave for f in filas}) == len(filas) == len(enviadas)
    assert all(f.importe == -GASTO for f in filas)
    assert mesa.cuantos("nomina_version") == sum(t.de("CALCULADA") is not None for t in hay)


def _nominas(mesa: Mesa) -> list[Tramite]:
    with instante(mesa.motor) as conexion:
        return todos(conexion, "nomina")


def _terminadas(mesa: Mesa) -> int:
    return sum(t.estado == "CERRADA" for t in _nominas(mesa))


def _fallas(mesa: Mesa) -> set[str]:
    return {r.que for r in revisar_libros(mesa.motor) if r.falla}


def _dia(cual: int) -> date:
    return PRIMERO + timedelta(days=cual)


def _pago(cual: int) -> date:
    return _dia(cual) + timedelta(days=7)


def _periodo(cual: int) -> dict[str, str]:
    dia = str(_dia(cual))
    return {"periodo": f"Del {dia}", "desde": dia, "hasta": dia, "fecha_pago": str(_pago(cual))}
