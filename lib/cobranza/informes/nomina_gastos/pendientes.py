"""Lo que alguien tiene que resolver: lo que no se asignó, lo reversado y las alertas."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cobranza.base.dinero import pesos
from cobranza.informes.de_quien import con_su_numero, da_folio, numeros, que_se_da
from cobranza.informes.nomina_gastos import nombres
from cobranza.informes.nomina_gastos.datos import MAXIMO, Datos
from cobranza.nomina import alertas as avisos
from cobranza.nomina.partes import A_PERSONA, MOTIVOS, SIN_ASIGNAR
from cobranza.papel import palabras
from cobranza.papel.celdas_chicas import calladas
from cobranza.papel.formato import porcentaje
from cobranza.papel.piezas import Frase, Varias
from cobranza.papel.tabla import Columna, Tabla


def sin_asignar(datos: Datos) -> Varias | Frase:
    """Lo cobrado que no se puede pagar, por motivo y recibo por recibo."""
    partes = datos.partes[datos.partes["destino"] == SIN_ASIGNAR]
    if partes.empty:
        return Frase("Todo lo cobrado tiene diligencia, persona y nombramiento.")
    partes = partes.assign(porque=partes["motivo"].map(MOTIVOS))
    por_motivo = partes.groupby("porque").agg(cobros=("clave", "nunique"), importe=("importe", "sum")).reset_index()
    por_motivo = por_motivo.sort_values("importe", ascending=False, kind="stable", ignore_index=True)
    cuantos = datos.contribuyentes(["porque"], partes.merge(datos.cobros[["clave", "rfc"]], on="clave"))
    callar = datos.callar(cuantos.reindex(por_motivo["porque"]).tolist())
    detalle = partes.groupby(["clave", "porque"])["importe"].sum().reset_index()
    cobros = datos.cobros[["clave", "recibo", "folio", "diligencia", "ingreso", "delegacion"]]
    por_dinero = ["importe", "clave"] if datos.nominativo else ["clave"]
    detalle = detalle.merge(cobros, on="clave").sort_values(por_dinero, ascending=[c == "clave" for c in por_dinero])
    detalle = con_su_numero(datos, detalle)
    detalle["folio"] = que_se_da(datos, detalle["folio"])
    detalle["nombre"] = palabras.nombradas(detalle["delegacion"], palabras.delegaciones())
    total = int(partes["importe"].sum())
    return Varias(
        [
            Tabla(
                f"Sin asignar por motivo, {datos.periodo}, pesos",
                [
                    Columna("porque", "Motivo"),
                    Columna("cobros", "Cobros", "entero"),
                    Columna("importe", "Importe", "pesos"),
                ],
                calladas(por_motivo, callar, ["cobros", "importe"], datos.minimo),
                total={"porque": "Total", "cobros": partes["clave"].nunique(), "importe": total},
                hoja="sin_asignar_motivo",
                nota="Un cobro cuenta una vez en el total aunque tenga dos motivos.",
            ),
            Tabla(
                f"Sin asignar, por recibo{', pesos' if datos.nominativo else ''}",
                [
                    *([Columna("recibo", "Recibo")] if da_folio(datos) else []),
                    Columna("ingreso", "Ingreso", "fecha"),
                    *numeros(datos, detalle),
                    Columna("nombre", "Delegación"),
                    *([Columna("diligencia", "Diligencia")] if da_folio(datos) else []),
                    Columna("porque", "Motivo"),
                    *_importe(datos),
                ],
                detalle,
                total={"recibo": "Total", "importe": total} if datos.nominativo else None,
                hoja="sin_asignar",
                maximo=10,
                nota="Se paga cuando la delegación registra lo que falta y la nómina se vuelve a calcular antes de "
                "enviarse; después, al rectificar el recibo: su renglón nuevo entra en la que sigue.",
            ),
        ]
    )


def _importe(datos: Datos) -> list[Columna]:
    """Lo de un solo recibo: es un tanto por ciento de lo que se debe, así que en lo que se comparte no se dice."""
    return [Columna("importe", "Importe", "pesos")] if datos.nominativo else []


def reversas(datos: Datos) -> Varias | Frase:
    """Cobros de periodos anteriores reversados en éste: qué recibos y cuánto se descuenta a quién."""
    renglones = datos.de_la_delegacion(datos.nomina.reversas)
    del_periodo, repuesto = int(datos.cobros["reversado"].sum()), int(renglones["compensado"].sum())
    frases = ["Ningún cobro de un periodo anterior se revirtió en éste." if renglones.empty else _cuanto(renglones)]
    if del_periodo:
        frases.append(f"Se cobraron y revirtieron ${pesos(del_periodo)} en este mismo periodo: no entran en la base.")
    if repuesto:
        frases.append(
            f"Otro recibo volvió a cubrir ${pesos(repuesto)} de las mismas diligencias: ni se pagan ni se descuentan."
        )
    frase = Frase(" ".join(frases))
    por_descontar = renglones[renglones["importe"] > 0]
    return frase if por_descontar.empty else Varias([frase, _recibos(datos, por_descontar), _deudores(datos)])


def _cuanto(renglones: pd.DataFrame) -> str:
    total = int(renglones["reversado"].sum())
    return f"Se revirtieron ${pesos(total)} de cobros de periodos anteriores."


def _recibos(datos: Datos, renglones: pd.DataFrame) -> Tabla:
    causas = renglones["causa_reversa"]
    filas = con_su_numero(datos, renglones)
    filas = filas.assign(
        folio=que_se_da(datos, renglones["folio"]),
        concepto=renglones["concepto"].map(nombres.CONCEPTOS),
        causa_reversa=palabras.nombradas(causas, nombres.CAUSAS_DE_REVERSA),
    )
    return Tabla(
        f"Cobros de periodos anteriores que se revirtieron{', pesos' if datos.nominativo else ''}",
        [
            *([Columna("recibo", "Recibo")] if da_folio(datos) else []),
            *numeros(datos, filas),
            Columna("concepto", "Concepto"),
            Columna("ingreso", "Ingreso", "fecha"),
            Columna("fecha_reversa", "Reversa", "fecha"),
            Columna("causa_reversa", "Causa"),
            *_importe(datos),
        ],
        filas,
        total={"recibo": "Total", "importe": int(filas["importe"].sum())} if datos.nominativo else None,
        hoja="reversas",
    )


def _deudores(datos: Datos) -> Tabla:
    suyas = datos.de_la_delegacion(datos.nomina.partes_reversadas)
    quienes = suyas.loc[suyas["destino"] == A_PERSONA, "beneficiario"]
    personas = datos.nomina.personas
    filas = personas[personas["numero_empleado"].isin(quienes)]
    quien = nombres.columnas(datos)
    columnas = ["reversado", "descuento", "adeudo"]
    return Tabla(
        "Lo que cada persona recibió por esos cobros, pesos",
        [
            *quien,
            Columna("reversado", "Recibido de más", "pesos"),
            Columna("descuento", "Se descuenta hoy", "pesos"),
            Columna("adeudo", "Queda como adeudo", "pesos"),
        ],
        nombres.rotulado(datos, filas),
        total={quien[0].clave: "Total", **{c: int(filas[c].sum()) for c in columnas}},
        hoja="adeudos",
        nota=f"{dict(datos.fuentes)[MAXIMO]}. El adeudo pasa a la nómina guardada que sigue, aunque la persona ya no "
        "gane; un cálculo del periodo no lleva los de antes.",
    )


def alertas(datos: Datos) -> Tabla | Frase:
    """Lo que hay que mirar antes de autorizar."""
    if datos.alertas.empty:
        return Frase(
            "Ninguna alerta: nadie concentra más del 20 %, nadie cobra de su propio crédito y cada CLABE es única."
        )
    return Tabla(
        "Alertas de la nómina completa, pesos",
        [
            Columna("alerta", "Alerta"),
            Columna("asunto", "De quién o de qué"),
            Columna("detalle", "Qué pasa"),
            Columna("importe", "Importe", "pesos"),
        ],
        _alertas_de_quien(datos).assign(detalle=lambda f: [_que_pasa(datos, a) for a in f.to_dict("records")]),
        hoja="alertas",
        nota="Concentración: una persona con más del 20 % de lo que va a personas (umbral ilustrativo). La "
        "CLABE del contribuyente no se compara: ningún archivo la trae.",
    )  # fmt: skip


_QUE_PASA = {
    avisos.CONCENTRACION: "Recibe {parte} de lo que va a personas",
    avisos.DEL_DEUDOR: "Es el deudor del crédito {folio}",
    avisos.CLABE_REPETIDA: "Otra persona de esta nómina cobra en la misma cuenta",
    avisos.MINIMO: "Con los gastos ya no gana sólo el mínimo: ese ISR de su sueldo toca a la nómina ordinaria",
    avisos.RETENCION: "Ese ISR falta por retener en la nómina ordinaria del mes",
    avisos.SIN_GASTO: "Sin gasto causado, {estado} del periodo; la primera, del crédito {folio}",
    avisos.SIN_REVERSA: "Está {estado} y sigue en la base; crédito {folio}",
}


def _alertas_de_quien(datos: Datos) -> pd.DataFrame:
    """Las alertas con el seudónimo de la persona si se comparten; las de un recibo, con su recibo."""
    if datos.nominativo:
        return datos.alertas
    de_recibo = datos.alertas["alerta"] == avisos.SIN_REVERSA
    tapadas = datos.alertas["asunto"].map(nombres.de_personas(datos))
    recibos = datos.alertas["asunto"] if da_folio(datos) else ""
    de_un_credito = de_recibo | (datos.alertas["alerta"] == avisos.DEL_DEUDOR)
    callar = de_un_credito | datos.alertas["asunto"].isin(datos.personas_calladas)
    de_delegacion = datos.alertas["alerta"] == avisos.SIN_GASTO
    tapadas = tapadas.mask(de_recibo, recibos).mask(de_delegacion, datos.alertas["asunto"])
    dichas = datos.alertas.assign(asunto=tapadas, folio=que_se_da(datos, datos.alertas["folio"]))
    return calladas(dichas, callar, ["importe"], datos.minimo)


def _que_pasa(datos: Datos, alerta: dict[Any, Any]) -> str:
    if alerta["alerta"] == avisos.DEL_DEUDOR and not datos.nominativo:
        return "Es el deudor de un crédito; cuál, en la versión reservada"
    return _QUE_PASA[alerta["alerta"]].format(parte=porcentaje(alerta["decimas"]), **alerta)
