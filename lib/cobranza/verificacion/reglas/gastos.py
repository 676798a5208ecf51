"""El gasto de ejecución: que sea el que la ley manda y que se cobre una vez."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cobranza.base.fechas import dia
from cobranza.cartera.consultas import exigido_a
from cobranza.expediente.lapsos import vigente
from cobranza.expediente.significado import con
from cobranza.ley.gastos import INMOVILIZACION, causa_gasto, con_limites, gasto_ejecucion
from cobranza.verificacion.cruces import ultimo_de
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.pae import COBRO
from cobranza.verificacion.regla import Severidad, regla

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae


@regla(
    "PAE007",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 150, párrafos primero a tercero; RCFF, art. 95, párrafos segundo y tercero",
    titulo="Gasto de ejecución mal calculado o duplicado",
    corto="Gasto mal calculado",
    mide="diferencia",
    que_hacer="Corregir el gasto y, si ya se cobró, devolver o compensar la diferencia.",
    etapa="exigir",
    efecto="D",
    por_que="Es dinero cobrado de más a quien ya debe, y de ese gasto salen los incentivos de quien lo practica.",
    sobre=(*COBRO, "INMOVILIZACION", "REMATE"),
    con="gasto",
    rompe="""
        2025-03-05 REQUERIMIENTO gasto=560.01 doc=ACTA-2 !
    """,
    tambien=("""
        2025-03-06 REQUERIMIENTO #a gasto=560.00 doc=ACTA-3
        2025-03-06 EMBARGO #b forma=DEPOSITOS gasto=560.00 doc=ACTA-3 !
    """,),
    cumple="""
        2025-03-04 REQUERIMIENTO gasto=560.00 doc=ACTA-1
    """,
    salvo=((
        "Día sin límites publicados: el monto no se comprueba",
        """
        2022-06-01 INMOVILIZACION gasto=1234.56
        """,
    ),),
)  # fmt: skip
def gasto_indebido(pae: Pae) -> pd.DataFrame:
    """Gasto distinto del 2 % de lo exigido ese día, con su mínimo y su máximo; o segundo gasto de una misma acta.

    El monto sólo se comprueba en fechas con límites publicados; la inmovilización causa el del embargo o ninguno,
    según `gastos.inmovilizacion`. Dos cobros del mismo crédito, día y acta son una
    sola diligencia: el hallazgo va en el segundo.
    """
    actos = pae.actos[pae.actos["gasto"] > 0]
    cobros = actos[actos["tipo"].isin(COBRO) & (actos["documento"] != "")].sort_values("clave", kind="stable")
    repetidos = cobros[cobros.duplicated(["credito", "dia", "documento"])]
    repetidos = redactar(
        repetidos.assign(importe=repetidos["gasto"]),
        "Segundo gasto del acta {documento}: ${gasto:pesos} por una sola diligencia.",
    )
    mal_calculados = _mal_calculados(pae, actos[~actos.index.isin(repetidos.index)])
    return pd.concat([mal_calculados, repetidos])


def _mal_calculados(pae: Pae, actos: pd.DataFrame) -> pd.DataFrame:
    partes, comprobables = [actos.iloc[:0].assign(legal=0)], {}
    for ambito, parte in actos.groupby("ambito"):
        norma = pae.normas.de(str(ambito))
        inmoviliza = parte["tipo"].eq(INMOVILIZACION.upper())
        if inmoviliza.any() and not causa_gasto(norma, INMOVILIZACION):
            partes.append(parte[inmoviliza].assign(legal=0))
            parte = parte[~inmoviliza]
        comprobables[str(ambito)] = parte[con_limites(norma, parte["dia"].to_numpy())]
    # de una vez: recorrer la historia cuesta casi lo mismo por un ámbito que por los dos
    juntos = pd.concat([actos.iloc[:0], *comprobables.values()])
    exigido = pd.Series(exigido_a(pae.historia, pae.lugares(juntos), juntos["dia"].to_numpy()), index=juntos.index)
    for ambito, parte in comprobables.items():
        credito, al = exigido.loc[parte.index].to_numpy(), parte["dia"].to_numpy()
        partes.append(parte.assign(legal=gasto_ejecucion(pae.normas.de(ambito), credito=credito, al=al)))
    revisados = pd.concat(partes)
    malos = revisados[revisados["gasto"] != revisados["legal"]]
    return redactar(
        malos.assign(importe=np.abs(malos["gasto"] - malos["legal"])),
        "Se determinó ${gasto:pesos} y corresponde ${legal:pesos}.",
    )


@regla(
    "PAE082",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 150, párrafo quinto; RCFF, art. 95, párrafo primero",
    titulo="Gasto cobrado con revocación pendiente, o no devuelto",
    corto="Gasto no exigible",
    que_hacer="Devolver el gasto cobrado o aplicarlo a otro adeudo del contribuyente.",
    etapa="producto",
    efecto="D",
    por_que="Con la revocación pendiente el gasto no es exigible, y si el crédito cae no se debe ninguno.",
    mide="diferencia",
    sobre=("IMPUGNACION", "RESOLUCION"),
    rompe="""
        2025-03-03 REQUERIMIENTO #r gasto=560.00 doc=ACTA-1
        2025-03-10 IMPUGNACION forma=REVOCACION !
        2025-04-07 PAGO monto=560.00 a=GASTO_EJECUCION
    """,
    tambien=("""
        2025-03-03 REQUERIMIENTO #r gasto=560.00 doc=ACTA-1
        2025-03-05 PAGO monto=560.00 a=GASTO_EJECUCION
        2025-03-10 IMPUGNACION #i forma=NULIDAD
        2025-09-10 RESOLUCION ref=i resultado=DEJA_SIN_EFECTOS !
    """, """
        2025-03-03 REQUERIMIENTO #r gasto=560.00 doc=ACTA-1
        2025-03-05 PAGO monto=560.00 a=GASTO_EJECUCION
        2025-03-10 IMPUGNACION #i forma=NULIDAD
        2025-03-10 IMPUGNACION #j forma=AMPARO
        2025-10-10 RESOLUCION ref=j resultado=DEJA_SIN_EFECTOS
        2025-09-10 RESOLUCION ref=i resultado=DEJA_SIN_EFECTOS !
    """,),
    cumple="""
        2025-03-03 REQUERIMIENTO #r gasto=560.00 doc=ACTA-1
        2025-03-05 PAGO monto=560.00 a=GASTO_EJECUCION
        2025-03-10 IMPUGNACION forma=REVOCACION
    """,
    salvo=(
        (
            "La resolución sólo deja sin efectos una parte",
            """
            2025-03-03 REQUERIMIENTO #r gasto=560.00 doc=ACTA-1
            2025-03-05 PAGO monto=560.00 a=GASTO_EJECUCION
            2025-03-10 IMPUGNACION #i forma=NULIDAD
            2025-09-10 RESOLUCION ref=i resultado=DEJA_SIN_EFECTOS monto=2000.00
            """,
        ),
        (
            "Se devolvió",
            """
            2025-03-03 REQUERIMIENTO #r gasto=560.00 doc=ACTA-1
            2025-03-05 PAGO monto=560.00 a=GASTO_EJECUCION revertido=2025-09-20
            2025-03-10 IMPUGNACION #i forma=NULIDAD
            2025-09-10 RESOLUCION ref=i resultado=DEJA_SIN_EFECTOS
            """,
        ),
    ),
)  # fmt: skip
def gasto_no_exigible(pae: Pae) -> pd.DataFrame:
    """Gasto de ejecución pagado mientras había una revocación pendiente, o no devuelto tras caer todo el crédito.

    El hallazgo va en el medio de defensa o en su resolución; en juego está el gasto pagado.
    """
    pagos = _pagos_de_gastos(pae)
    abiertos = pagos[vigente(pae.historia, "revocacion", pagos["dia"].to_numpy(), pae.lugares(pagos))]
    medios = pae.de_tipo("IMPUGNACION")
    medios = medios[medios["forma"] == "REVOCACION"].assign(hasta=lambda m: m["dia"])
    medio = ultimo_de(abiertos, medios, mismo_dia=True, mas=("clave",))["clave"]
    durante = abiertos["importe"].groupby(medio.to_numpy()).sum()
    con_pago = medios[medios["clave"].isin(durante.index)]
    con_pago = con_pago.assign(importe=con_pago["clave"].map(durante).astype("int64"))
    caidos = pae.de_tipo("RESOLUCION")
    caidos = caidos[(caidos["resultado"] == "DEJA_SIN_EFECTOS") & (caidos["monto"] == 0)]
    # el crédito cae una vez, aunque después también lo diga el juicio
    caidos = caidos.sort_values("dia", kind="stable").drop_duplicates("credito").sort_index()
    pagado = pagos["importe"].groupby(pagos["credito"]).sum()
    caidos = caidos.assign(importe=caidos["credito"].map(pagado).fillna(0).astype("int64"))
    # el día en que cae aún no podía devolverse
    caidos = caidos[(caidos["importe"] > 0) & (caidos["dia"] < dia(pae.corte))]
    return pd.concat(
        [
            redactar(con_pago, "Con la revocación del {dia:fecha} pendiente se cobraron ${importe:pesos} de gastos."),
            redactar(caidos, "El {dia:fecha} cayó el crédito y no se han devuelto ${importe:pesos} de gastos."),
        ]
    )


def _pagos_de_gastos(pae: Pae) -> pd.DataFrame:
    """Lo pagado de gastos de ejecución y no revertido: credito, dia, importe (positivo)."""
    pagos = pae.dinero[(pae.dinero["tipo"] == "PAGO") & (pae.dinero["componente"] == "GASTO_EJECUCION")]
    pagos = pae.en_pie(pagos[pagos["importe"] < 0])
    return pagos.assign(importe=-pagos["importe"])


@regla(
    "PAE083",
    severidad=Severidad.MEDIA,
    fundamento="CFF, art. 150, párrafo cuarto",
    titulo="Gasto extraordinario sin comprobante o fuera de la lista",
    corto="Extraordinario sin apoyo",
    que_hacer="Anexar el comprobante o cancelar el gasto.",
    etapa="producto",
    efecto="D",
    por_que="Los extraordinarios son los que la ley enumera y constan en un comprobante; los demás no se deben.",
    mide="diferencia",
    sobre=("INSCRIPCION", "AVALUO", "CONVOCATORIA", "DEPOSITARIO", "ROMPIMIENTO", "NOTIFICACION", *COBRO),
    rompe="""
        2025-03-10 AVALUO gasto=3456.78 !
    """,
    cumple="""
        2025-03-10 AVALUO gasto=3456.78 doc=FACTURA-1
    """,
    salvo=((
        "Derechos de la inscripción, que la ley enumera, con su recibo",
        """
        2025-03-10 INSCRIPCION gasto=800.00 doc=RECIBO-7
        """,
    ),),
)  # fmt: skip
def extraordinario_sin_apoyo(pae: Pae) -> pd.DataFrame:
    """Gasto extraordinario de un acto que no dice su comprobante, o de un acto que no lo causa."""
    gastos = pae.dinero[pae.dinero["tipo"] == "GASTO_EXTRAORDINARIO"]
    importe = gastos["importe"].groupby(gastos["referencia"]).sum()
    actos = pae.actos[pae.actos["clave"].isin(importe.index[importe > 0])]
    lo_causan = [tipo for tipo, concepto in con("concepto_gasto").items() if concepto == "A-GEX"]
    malos = actos[(actos["documento"] == "") | ~actos["tipo"].isin([*lo_causan, "DEPOSITARIO", "ROMPIMIENTO"])]
    malos = malos.assign(importe=malos["clave"].map(importe).astype("int64"))
    return redactar(malos, "El {dia:fecha} se cargaron ${importe:pesos} de gasto extraordinario sin comprobante.")
