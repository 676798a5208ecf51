"""La relación de los créditos con saldo, del mayor al menor: completa va al Excel, tapada si no es nominativo."""

from __future__ import annotations

from cobranza.base.dinero import pesos
from cobranza.base.fechas import fecha_corta
from cobranza.informes.de_quien import con_su_numero, cuanto, de_cada_quien, de_quien, numeros
from cobranza.informes.informe_cartera import nombres
from cobranza.informes.informe_cartera.datos import Datos
from cobranza.informes.informe_cartera.saldos import concentracion
from cobranza.papel import palabras
from cobranza.papel.formato import entero
from cobranza.papel.piezas import Varias
from cobranza.papel.tabla import Columna, Tabla


def deudores(datos: Datos) -> Varias:
    """Cuánto deben los mayores y, crédito por crédito, quiénes."""
    return Varias([concentracion(datos), relacion(datos)])


def relacion(datos: Datos) -> Tabla:
    """Crédito por crédito: de quién es, en qué está, desde cuándo y cuánto debe."""
    c = con_su_numero(datos, datos.suma.relacion)
    listado = int(c["total"].sum())
    total = {"folio": "Total", "historico": int(c["historico"].sum()), "total": listado}
    suman = "" if datos.nominativo else f"Suman ${pesos(listado)}. "
    faltan = f"Se listan los {entero(len(c))} de mayor saldo de {entero(datos.vigentes)}; los demás suman el resto."
    return Tabla(
        f"Relación de créditos con saldo al {fecha_corta(datos.corte)}{', pesos' if datos.nominativo else ''}",
        [
            *numeros(datos, c),
            Columna("en", "Delegación"),
            Columna("de_ambito", "Ámbito"),
            Columna("de_concepto", "Concepto"),
            *de_quien(datos),
            Columna("ejecutor", "Ejecutor"),
            Columna("de_etapa", "Etapa"),
            Columna("de_clase", "Clase"),
            Columna("exigible", "Exigible desde", "fecha"),
            Columna("prescribe", "Prescribe", "fecha"),
            *([Columna("historico", "Histórico", "pesos")] if datos.nominativo else []),
            cuanto(datos),
        ],
        de_cada_quien(datos, c).assign(
            en=lambda c: palabras.nombradas(c["delegacion"], palabras.delegaciones()),
            de_ambito=lambda c: c["ambito"].map(palabras.AMBITOS),
            de_concepto=lambda c: palabras.nombradas(c["concepto"], palabras.conceptos()),
            de_etapa=lambda c: palabras.nombradas(c["etapa"], palabras.etapas()),
            de_clase=lambda c: palabras.nombradas(c["clase"], nombres.DE_UN_CREDITO),
        ),
        total=total if datos.nominativo else None,
        hoja="relacion",
        maximo=0,
        nota=(suman + ("" if len(c) == datos.vigentes else faltan)).strip(),
    )
