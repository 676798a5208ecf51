"""Las incidencias: cada fila es un acto; los que dan de baja, reducen o reactivan mueven saldo."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from cobranza.base.dinero import pesos
from cobranza.base.fechas import dias
from cobranza.cuenta.aplicacion import DEL_SALDO_A_FAVOR, REGIMEN
from cobranza.cuenta.imputacion import SALDO_ENTERO
from cobranza.cuenta.reversas import CAUSA_DE, CON_IMPORTE, HECHO_DE_ACTO, PAGADO, SOLO_SI
from cobranza.ingesta.celda import SIN_NUMERO
from cobranza.ingesta.columnas import casa, entre, igual, lista, marca, mayusculas, objetos, textos, tomar, traducidos
from cobranza.ingesta.contrato import Aceptadas, Contexto, Entrada, Registradas
from cobranza.ingesta.encuentro import encontradas
from cobranza.ingesta.escrituras import claves_de_catalogo
from cobranza.ingesta.hechos import actos, exigencias_del_acto, hechos, pasados
from cobranza.ingesta.layouts import normalizado
from cobranza.ingesta.revisado import Revisado
from cobranza.ingesta.vigencia import que_alcance_la_prorroga

_REVOCACION = r"REVOCACI[OÓ]N"
_FINES_DEL_ESTIMULO = (PAGADO, "NEGADO", "DESISTIDO", "VENCIDO")


def _traspaso_a_delegacion(revisado: Revisado) -> None:
    """El documento de un traspaso es la delegación que recibe: se guarda su clave."""
    traspasos = igual(revisado.texto("tipo"), "TRASPASO")
    if not traspasos.any():
        return
    claves = claves_de_catalogo("delegaciones")
    celda, documentos = revisado.celda("documento"), objetos(revisado.texto("documento")).copy()
    reciben, desconocidas = traducidos(celda.textos, lambda texto: claves.get(normalizado(texto)), "")
    celda.anotar(
        traspasos & desconocidas & ~celda.vacias,
        "Delegación fuera de catálogo",
        "«{}» no está en el catálogo de delegaciones; en un traspaso, Documento dice quién recibe.",
    )
    documentos[traspasos] = objetos(reciben)[traspasos]
    revisado.valores["documento"] = textos(documentos)


def _importe_que_mueve(revisado: Revisado) -> None:
    condonaciones = entre(revisado.texto("tipo"), CON_IMPORTE)
    revisado.celda("monto").anotar(
        condonaciones & (revisado.entero("monto") == 0) & (revisado.entero("monto") != SIN_NUMERO),
        "Importe fuera de rango",
        "Un acto por cero no cambia nada; captura el monto.",
    )


def _fin_del_estimulo(revisado: Revisado) -> None:
    """En qué acabó: sólo el pagado mueve saldo, así que un resultado mal escrito no puede pasar por otro."""
    celda = revisado.celda("resultado")
    celda.anotar(
        igual(revisado.texto("tipo"), "FIN_ESTIMULO")
        & ~celda.vacias
        & ~entre(revisado.texto("resultado"), _FINES_DEL_ESTIMULO),
        "Causa fuera de catálogo",
        f"«{{}}» no dice en qué acabó el estímulo; se esperaba {', '.join(_FINES_DEL_ESTIMULO)}.",
    )


def _que_alcance_el_saldo_a_favor(conexion: Connection, revisado: Revisado, registradas: Registradas) -> None:
    """No se devuelve ni se compensa más de lo que el crédito tenía a favor ese día y sigue sin disponerse.

    Las del mismo archivo se suman en su orden; la que no alcanza no le quita nada a las demás.
    """
    dispone = entre(revisado.texto("tipo"), DEL_SALDO_A_FAVOR) & ~registradas.iguales & revisado.reparos.en_pie
    if not dispone.any():
        return
    filas = np.flatnonzero(dispone)
    folios = lista(tomar(revisado.texto("folio"), filas))
    marco = encontradas(
        conexion, "movimiento", ["folio", "componente"], [[f, "SALDO_A_FAVOR"] for f in dict.fromkeys(folios)],
        ["folio", "clave", "tipo", "importe", "fecha_efecto"],
    )  # fmt: skip
    cambios = {str(folio): _a_favor_por_dia(suyos) for folio, suyos in marco.groupby("folio")}
    faltan: dict[int, tuple[str, int]] = {}
    for i, folio in zip(filas.tolist(), folios, strict=True):
        al, pedido, suyos = int(revisado.entero("fecha")[i]), int(revisado.entero("monto")[i]), cambios.get(folio, [])
        if (hay := _disponible(suyos, al)) < pedido:
            faltan[i] = folio, hay
        else:
            suyos.append((al, -pedido, True))
    revisado.celda("monto").anotar(
        marca(len(dispone), list(faltan)),
        "Más de lo que tiene a favor",
        lambda i: (
            f"El crédito {faltan[i][0]} tenía ese día {pesos(faltan[i][1])} a favor; corrige el monto o la "
            "fecha, o carga antes el recibo de que sale."
        ),
    )


def _a_favor_por_dia(suyos: pd.DataFrame) -> list[tuple[int, int, bool]]:
    """(día, cuánto sube o, si es negativo, baja lo que hay a favor, ¿porque se dispuso?) de cada hecho."""
    llaves = [
        suyos["clave"].str.rsplit(":", n=1).str[0],
        pd.Series(dias(pd.to_datetime(suyos["fecha_efecto"].str[:10])), index=suyos.index),
        suyos["tipo"].eq("AJUSTE"),
    ]
    netos = (-suyos["importe"].astype("int64")).groupby(llaves).sum()
    dia, dispuesto = netos.index.get_level_values(1), netos.index.get_level_values(2)
    return list(zip(map(int, dia), map(int, netos), map(bool, dispuesto), strict=True))


def _disponible(cambios: Sequence[tuple[int, int, bool]], al: int) -> int:
    """De lo que había a favor ese día, lo que no se dispuso después; que su recibo cayera luego no lo cambia."""
    queda = minimo = sum(importe for dia, importe, _ in cambios if dia <= al)
    for _, importe, dispuesto in sorted(c for c in cambios if c[0] > al):
        if importe > 0 or dispuesto:
            queda += importe
            minimo = min(minimo, queda)
    return max(minimo, 0)


def _hechos(aceptadas: Aceptadas, contexto: Contexto) -> pd.DataFrame:
    """Bajas, reducciones, reactivaciones, convenios y el recurso que, si llega tarde, cambia lo que era exigible."""
    filas = aceptadas.nuevas
    tipos, resultado = filas.texto("tipo"), filas.texto("resultado")
    mueve = entre(tipos, HECHO_DE_ACTO)
    for tipo, con_resultado in SOLO_SI.items():
        mueve &= ~igual(tipos, tipo) | igual(resultado, con_resultado)
    comunes = hechos(filas, contexto, clave="clave", fecha="fecha", registro="fecha_registro")
    que = pd.Series(objetos(tipos)).map(HECHO_DE_ACTO)
    mueven = comunes.assign(
        # la clave lleva el hecho para no confundirse con la de un recibo del mismo número
        clave=comunes["clave"] + ":" + que.str.lower(),
        tipo=que.astype("category"),
        # la condonación y lo que dispone del saldo a favor traen importe; lo demás alcanza a todo el saldo
        importe=np.where(entre(tipos, CON_IMPORTE), filas.entero("monto"), SALDO_ENTERO),
        documento=filas.texto("documento").to_pandas(),
        causa=que.map(CAUSA_DE).fillna(pd.Series(objetos(resultado))).astype("category"),
    )[mueve]
    # mientras hay revocación pendiente los gastos no son exigibles (CFF, art. 150, quinto párrafo)
    recurre = igual(tipos, "IMPUGNACION") & casa(mayusculas(filas.texto("forma")), _REVOCACION)
    cambia = recurre | (igual(tipos, "RESOLUCION") & ~mueve)
    # la solicitud que llega después de que se pagó con su estímulo: sin ella no había plazo
    pedido = pasados(comunes, "ESTIMULO", igual(tipos, "SOLICITUD_ESTIMULO")).assign(tipo=REGIMEN)
    return pd.concat([mueven, pasados(comunes, "REVOCACION", cambia), pedido])


ENTRADA = Entrada(
    "acto",
    condiciones=(
        exigencias_del_acto,
        _traspaso_a_delegacion,
        _importe_que_mueve,
        _fin_del_estimulo,
        que_alcance_la_prorroga,
    ),
    contrastes=(_que_alcance_el_saldo_a_favor,),
    renglones=actos,
    hechos=_hechos,
)
