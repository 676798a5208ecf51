"""Varios plazos lado a lado, sin escribir nada: lo que se pagaría y lo que impide cada uno."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cobranza.base.dinero import texto
from cobranza.cartera import plazos_en_papel as papel
from cobranza.cartera.a_plazos_procede import excluido
from cobranza.cartera.en_curso import en_curso
from cobranza.cuenta.convenios import DIFERIDO
from cobranza.cuenta.cotizacion import (
    Propuesta,
    cotizacion,
    garantia_exigida,
    pago_inicial,
    rebasa_el_maximo,
)
from cobranza.ingesta.anotacion import tablas_de
from cobranza.temas import campos
from cobranza.temas.campos import Campo, opcional

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from cobranza.ley.norma import Norma, Normas


PREGUNTA = (
    Campo("folios", campos.lista(campos.TEXTO, minimo=1), "Los créditos."),
    Campo("solicitud", campos.FECHA, "El día en que se solicitaría y se pagaría el 20 %."),
    opcional("parcialidades", campos.lista(campos.entero(1, 600)), "Los plazos por comparar, en parcialidades."),
    opcional("liquida_el", campos.lista(campos.FECHA), "Los días por comparar, si se difiere."),
    opcional("retenida", campos.SI_NO, "true si es contribución retenida, trasladada o recaudada."),
    opcional("comercio_exterior", campos.SI_NO, "true si debió pagarse por importar o exportar."),
)


def simular(conexion: Connection, normas: Normas, datos: Mapping[str, Any]) -> Mapping[str, Any]:
    """Varios plazos lado a lado, con lo que impide cada uno. Importes como texto decimal."""
    solicitud = datos["solicitud"]
    creditos = [en_curso(tablas_de(conexion, f), normas, f, solicitud) for f in datos["folios"]]
    norma = normas.de(str(creditos[0].credito["ambito"]))
    adeudo = sum(c.integrable for c in creditos)
    iniciales = [pago_inicial(norma, c.integrable, solicitud) for c in creditos]
    saldos = [c.integrable - p for c, p in zip(creditos, iniciales, strict=True)]
    marcas = {n: bool(datos[n]) for n in ("retenida", "comercio_exterior")}
    base = Propuesta(solicitud, solicitud)
    propuestas = [replace(base, parcialidades=n) for n in datos["parcialidades"] or ()]
    propuestas += [replace(base, liquida_el=d) for d in datos["liquida_el"] or ()]
    return {
        "adeudo": texto(adeudo),
        "pago_inicial": texto(sum(iniciales)),
        "saldo": texto(sum(saldos)),
        "impedimentos": [
            f"{c.credito['folio']}: {dicho}"
            for c in creditos
            for dicho in excluido(norma, c.credito, solicitud, **marcas)
        ],
        "opciones": [_opcion(norma, p, saldos, adeudo) for p in propuestas],
    }


def _opcion(norma: Norma, propuesta: Propuesta, saldos: Sequence[int], adeudo: int) -> dict[str, Any]:
    como = cotizacion(norma, propuesta, saldos)
    return {
        "modalidad": DIFERIDO if propuesta.liquida_el else "PARCIALIDADES",
        "meses": propuesta.meses(norma),
        "tasa": texto(como.tasa),
        "pago": texto(como.cuotas[0].importe),
        "recargos": texto(como.recargos),
        "total": texto(como.total),
        "garantia": texto(garantia_exigida(norma, adeudo, como.recargos, propuesta.solicitud)),
        "impide": rebasa_el_maximo(norma, propuesta),
        "tabla": [
            {**f, "importe": texto(f["importe"]), "recargo": texto(f["recargo"])} for f in papel.en_filas(como.cuotas)
        ],
    }
