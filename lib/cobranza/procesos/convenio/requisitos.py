"""Lo que un pago a plazos exige: asunto, plazo, lo excluido, pago inicial y garantía (CFF, arts. 66 y 66-A)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from cobranza.base.dinero import pesos
from cobranza.base.impedimento import Impedimento
from cobranza.cartera.a_plazos_procede import excluido, garantia_que_falta, revocado_hace_poco
from cobranza.cartera.convenido import VIGENTE
from cobranza.cuenta.cotizacion import (
    pago_inicial,
    rebasa_el_maximo,
)
from cobranza.ingesta.anotacion import tablas_de
from cobranza.ley.plazos_de_pago import meses_de_prorroga
from cobranza.procesos.convenio.creditos_del_convenio import creditos_de, norma_de, propuesta_de
from cobranza.tramites.libro_de_pasos import todos
from cobranza.tramites.papeles import credito_de
from cobranza.tramites.tramitar import Caso

if TYPE_CHECKING:
    pass

_TERMINADOS = ("NEGADO", "CUMPLIDO", "REVOCADO")


def asunto_claro(caso: Caso) -> Iterable[Impedimento]:
    """Un contribuyente, un ámbito, créditos que deben y que no se pagan ya a plazos ni están suspendidos."""
    registro = [credito_de(caso.conexion, f) for f in caso.asunto]
    if len({(r["rfc"], r["ambito"]) for r in registro}) > 1 or len({*caso.asunto}) < len(caso.asunto):
        que = "Los créditos no son de un solo contribuyente y ámbito, o uno se repite."
        yield caso.estado.impide("CONV01", "Asunto revuelto", que, "Pide uno por contribuyente y ámbito.")
    abiertos = [t for t in todos(caso.conexion, "convenio") if t.numero != caso.numero]
    for t in abiertos:
        if t.estado not in _TERMINADOS and {*t.datos["folios"]} & {*caso.asunto}:
            que = f"{t.numero} está {t.estado}."
            yield caso.estado.impide("CONV02", "Ya hay un trámite de esos créditos", que, "Termina ése.")
        rfc = credito_de(caso.conexion, t.datos["folios"][0])["rfc"]
        ultimo = t.pasos[-1].fecha
        del_mismo = t.estado == "REVOCADO" and rfc == registro[0]["rfc"]
        if del_mismo and (dicho := revocado_hace_poco(norma_de(caso), ultimo, caso.al)):
            yield caso.estado.impide("CONV03", "Otro convenio revocado", f"{t.numero}: {dicho}", "Espera.")
    for c in creditos_de(caso, caso.al):
        folio, columnas = c.credito["folio"], c.credito
        if c.debido <= 0 or columnas["vida"] != "VIGENTE":
            que = f"{folio} debe {pesos(c.debido)} y está {columnas['vida']}."
            yield caso.estado.impide("CONV04", "No hay adeudo que pagar a plazos", que, "Revisa el folio.")
        if columnas["suspendido"]:
            que = f"{folio} está suspendido por otro medio."
            yield caso.estado.impide("CONV05", "Crédito suspendido", que, "Desiste del medio o espera a que termine.")
        if c.convenio and c.convenio.estado == VIGENTE:
            que = f"{folio}: {c.convenio.en_palabras()}."
            yield caso.estado.impide("CONV02", "Ya se paga a plazos", que, "Modifica ese convenio, una sola vez.")


def plazo_admitido(caso: Caso) -> Iterable[Impedimento]:
    """Que el plazo quepa en el máximo y la solicitud no sea posterior al paso (art. 66, primer párrafo)."""
    if caso.datos["solicitud"] > caso.al:
        que = f"La solicitud es del {caso.datos['solicitud']} y el paso, del {caso.al}."
        yield caso.estado.impide("CONV06", "Solicitud posterior", que, "Corrige la fecha.")
    if dicho := rebasa_el_maximo(norma_de(caso), propuesta_de(caso, caso.al)):
        yield caso.estado.impide("CONV07", "El plazo rebasa el máximo", dicho, "Pide un plazo menor.", "CFF, art. 66")


def procedencia(caso: Caso) -> Iterable[Impedimento]:
    """Lo que no se puede pagar a plazos (art. 66-A, fr. VI)."""
    for c in creditos_de(caso, caso.al):
        dichos = excluido(
            norma_de(caso), c.credito, caso.datos["solicitud"],
            retenida=bool(caso.datos.get("retenida")), comercio_exterior=bool(caso.datos.get("comercio_exterior")),
        )  # fmt: skip
        for dicho in dichos:
            yield caso.estado.impide(
                "CONV08", "No procede el pago a plazos", f"{c.credito['folio']}: {dicho}", "Cobra sin plazos.",
                "CFF, art. 66-A, fr. VI",
            )  # fmt: skip


def pago_inicial_hecho(caso: Caso) -> Iterable[Impedimento]:
    """El 20 % pagado el día de la solicitud, como consta en los libros (art. 66, fr. II)."""
    exigido = pago_inicial(norma_de(caso), caso.datos["adeudo"], caso.datos["solicitud"])
    if caso.datos["pago_inicial"] < exigido:
        que = (
            f"Del adeudo de {pesos(caso.datos['adeudo'])} al {caso.datos['solicitud']} se pagaron ese día "
            f"{pesos(caso.datos['pago_inicial'])}; se esperaban {pesos(exigido)}."
        )
        que_hacer = "Carga el recibo, o previene: la solicitud vale desde el día en que se paga."
        yield caso.estado.impide("CONV09", "Falta el pago inicial", que, que_hacer, "CFF, art. 66, fr. II")


def garantia_ofrecida(caso: Caso) -> Iterable[Impedimento]:
    """La garantía que consta en los libros, suficiente y vigente, o su dispensa (art. 66-A, fr. III)."""
    if caso.datos.get("dispensa"):
        return
    tablas = [tablas_de(caso.conexion, f)["acto"] for f in caso.asunto]
    exigida = caso.datos["garantia_exigida"]
    if falta := garantia_que_falta(pd.concat(tablas), str(caso.datos.get("garantia") or ""), exigida, caso.al):
        que_hacer = (
            "Registra la garantía (acto GARANTIA, con su monto), amplíala, o dispénsala con la regla que lo permita."
        )
        yield caso.estado.impide("CONV10", "Garantía", falta, que_hacer, "CFF, art. 66-A, fr. III")


def garantia_vigente(caso: Caso) -> Iterable[Impedimento]:
    """La misma, al empezar a regir; reabrir lo que se dio por cumplido no la pide otra vez: si falta, se revoca."""
    if caso.tramite is None or caso.tramite.estado != "CUMPLIDO":
        yield from garantia_ofrecida(caso)


def una_sola_vez(caso: Caso) -> Iterable[Impedimento]:
    """La modalidad se modifica por una sola ocasión (art. 66, fr. I)."""
    if caso.tramite and (antes := caso.tramite.de("MODIFICADO")):
        que = f"Ya se modificó el {antes.fecha}."
        yield caso.estado.impide("CONV12", "Sólo se modifica una vez", que, "Sigue con lo convenido.")


def plazo_en_conjunto(caso: Caso) -> Iterable[Impedimento]:
    """Que lo ya corrido y el plazo nuevo no pasen juntos del máximo (art. 66, fr. I)."""
    original, al = date.fromisoformat(str(caso.datos["solicitud_original"])), caso.al
    corridos = meses_de_prorroga(norma_de(caso), original, al) if al > original else 0
    if dicho := rebasa_el_maximo(norma_de(caso), propuesta_de(caso, al, al), corridos):
        que = f"Con {corridos} meses ya corridos: {dicho}"
        yield caso.estado.impide("CONV07", "El plazo en conjunto rebasa el máximo", que, "Pide un plazo menor.")
