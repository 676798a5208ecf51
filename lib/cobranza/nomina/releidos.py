"""Los cuatro cuadres, cada lado leído de su propio archivo: si uno no da 0.00, la nómina no sale de CALCULADA."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping

from cobranza.base.dinero import centavos
from cobranza.nomina import archivos as a
from cobranza.nomina import dispersion
from cobranza.nomina.cfdi import total_de
from cobranza.nomina.cuadre import Cuadre
from cobranza.nomina.netos import DESCUENTOS
from cobranza.nomina.partes import A_PERSONA

Fila = Mapping[str, str]


def cuadres_de(hechos: Mapping[str, bytes]) -> tuple[Cuadre, ...]:
    """Las igualdades entre los archivos de una nómina, en centavos; todas deben dar cero."""
    relacion, reversas = _filas(hechos[a.RELACION]), _filas(hechos[a.REVERSAS])
    nomina, resumen = _filas(hechos[a.POR_DELEGACION]), _filas(hechos[a.RESUMEN])
    del_libro = -sum(centavos(f["importe"]) for f in _filas(hechos[a.LIBRO]))
    a_personas = _suma([f for f in relacion if f["destino"] == A_PERSONA], "importe")
    neto = _suma(nomina, "neto")
    dicho, dispersado = dispersion.leido_de_ancho_fijo(dispersion.layout(), hechos[a.DISPERSION])
    pagan = [f for f in _filas(hechos[a.POLIZA]) if f["momento"].startswith("4.")]
    return (
        _cuadre(
            "Libro de accesorios = personas + fondos + sin asignar − reversas",
            del_libro,
            _suma(relacion, "importe") - _suma(reversas, "importe"),
        ),
        _cuadre("Bruto = neto + retenciones", a_personas, neto + sum(_suma(nomina, c) for c in DESCUENTOS)),
        Cuadre(
            "Delegaciones = total",
            _suma(nomina, "bruto"),
            _suma(resumen, "personas"),
            _entre(nomina, "bruto", resumen, "personas"),
        ),
        _cuadre("Nómina = dispersión de ancho fijo", neto, dispersado),
        _cuadre("Dispersión = su total", dispersado, dicho),
        _cuadre(
            "Nómina = dispersión en CSV", neto, _suma(_filas(hechos[a.DISPERSION_CSV], con_marca=False), "importe")
        ),
        _cuadre("Nómina = póliza al pagar", neto, _suma(pagan, "abono")),
        _cuadre("Nómina = recibos", neto, sum(centavos(r["neto"]) for r in json.loads(hechos[a.RECIBOS]))),
    )


def cuadre_de_cfdi(hechos: Mapping[str, bytes], xmls: Iterable[bytes]) -> Cuadre:
    """Que lo que dicen pagar los CFDI, leídos de ellos, sea el neto de la nómina."""
    return _cuadre("Nómina = CFDI", _suma(_filas(hechos[a.POR_DELEGACION]), "neto"), sum(map(total_de, xmls)))


def _filas(contenido: bytes, *, con_marca: bool = True) -> list[Fila]:
    texto = io.StringIO(contenido.decode(), newline="")
    if con_marca:
        texto.readline()
    return list(csv.DictReader(texto))


def _suma(filas: list[Fila], columna: str) -> int:
    return sum(centavos(f[columna]) for f in filas)


def _cuadre(igualdad: str, izquierda: int, derecha: int) -> Cuadre:
    return Cuadre(igualdad, izquierda, derecha, abs(izquierda - derecha))


def _entre(unas: list[Fila], una: str, otras: list[Fila], otra: str) -> int:
    """La suma de las diferencias, delegación por delegación."""
    sumas: dict[str, int] = defaultdict(int)
    for filas, columna, signo in ((unas, una, 1), (otras, otra, -1)):
        for f in filas:
            sumas[f["delegacion"]] += signo * centavos(f[columna])
    return sum(map(abs, sumas.values()))
