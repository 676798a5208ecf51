"""Temas sobre bienes y costo de cobrar: remate, intervención, embargo precautorio, garantía e incosteabilidad."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cobranza.base.dinero import texto
from cobranza.base.errores import ErrorDeDatos
from cobranza.base.fechas import dia, fecha_de
from cobranza.ley import garantia as regla_de_garantia
from cobranza.ley import remate as regla
from cobranza.ley.incosteabilidad import causal, topes
from cobranza.ley.norma import Norma
from cobranza.ley.proporciones import proporcion
from cobranza.ley.renglon import Renglon, fuente_de
from cobranza.ley.subasta import Postura, a_quienes_se_finco, cierre, ganadora
from cobranza.temas.campos import (
    FECHA,
    IMPORTE,
    MOMENTO,
    SI_NO,
    TEXTO,
    UDI,
    Campo,
    entero,
    lista,
    opcional,
    registro,
    uno_de,
)
from cobranza.temas.tema import Calculo, tema

_DECIMALES_UDI = 6
_POSTURA = registro(
    Campo("postor", TEXTO, "Clave del postor."),
    Campo("monto", IMPORTE, "Lo que ofrece."),
    Campo("recibida", MOMENTO, "Fecha y hora de recepción."),
)


@tema(
    "incosteabilidad",
    "Si un deudor es de cobro incosteable",
    Campo("importes", lista(IMPORTE, minimo=1), "Importe de cada crédito del deudor: se suman todos."),
    Campo("costo", IMPORTE, "Costo de recuperación."),
    Campo("fecha", FECHA, "Día en que se evalúa: fija la UDI."),
    opcional("udi", UDI, "Valor de la UDI de ese día, si no está capturada."),
)
def incosteabilidad(de: Norma, caso: dict[str, Any]) -> Calculo:
    """CFF, art. 146-A, párrafos segundo y cuarto."""
    importe, costo, al = sum(caso["importes"]), caso["costo"], caso["fecha"]
    fuente, calidad = "UDI capturada en el caso", "capturada"
    udi = caso["udi"]
    if udi is None:
        valor = de.valor("udi", al)
        udi, (fuente, calidad) = valor.numero or 0, fuente_de(valor)
    limites = topes(de, al, udi, _DECIMALES_UDI)
    hallada = causal(importe, costo, limites)
    cita = de.cita("incosteabilidad")
    concepto = f"Suma de {len(caso['importes'])} créditos del deudor"
    renglones = [Renglon(concepto, None, "", importe, cita, suma=False)]
    for tope, regla_udi in ((limites.menor, limites.de_menor), (limites.mayor, limites.de_mayor)):
        factor = f"{regla_udi.impreso} × {texto(udi, _DECIMALES_UDI)}"
        renglones.append(Renglon("Tope", importe, factor, tope, regla_udi.fundamento, fuente, calidad, suma=False))
    renglones.append(limites.costo.renglon("Costo de recuperación contra importe", importe, costo, suma=False))
    salida = {
        "incosteable": hallada is not None,
        "causal": hallada,
        "importe": texto(importe),
        "tope_200_udi": texto(limites.menor),
        "tope_20000_udi": texto(limites.mayor),
    }
    return salida, renglones


@tema(
    "remate",
    "Postura legal, depósito y adjudicación; o fin de la subasta",
    opcional("base", IMPORTE, "Avalúo que sirve de base."),
    opcional("inicio_subasta", FECHA, "Primer día de la subasta."),
    alternativas=(("base",), ("inicio_subasta",)),
)
def remate(de: Norma, caso: dict[str, Any]) -> Calculo:
    """CFF, arts. 175, 179, 181, 183 y 191."""
    salida: dict[str, object] = {}
    renglones: list[Renglon] = []
    if caso["base"] is not None:
        base = caso["base"]
        for clave, concepto, de_la_ley, monto in (
            ("postura_legal", "Postura legal", "remate_postura", regla.postura_legal(de, base)),
            ("deposito", "Depósito para participar", "remate_deposito", regla.deposito(de, base)),
            ("adjudicacion_fisco", "Adjudicación al fisco", "remate_adjudicacion", regla.adjudicacion(de, base)),
        ):
            salida[clave] = texto(monto)
            renglones.append(proporcion(de, de_la_ley).renglon(concepto, base, monto, suma=False))
    if caso["inicio_subasta"] is not None:
        primero, ultimo = (fecha_de(d) for d in regla.fin_de_la_subasta(de, dia(caso["inicio_subasta"])))
        duracion = proporcion(de, "remate_subasta")
        salida |= {"inicio": primero.isoformat(), "fin": ultimo.isoformat(), "hora": regla.HORA_DE_CIERRE}
        concepto = f"Subasta de {primero} a {ultimo}, {regla.HORA_DE_CIERRE} Zona Centro"
        renglones.append(
            Renglon(concepto, None, duracion.impreso, None, duracion.fundamento, duracion.fuente, suma=False)
        )
    return salida, renglones


@tema(
    "subasta",
    "Quién gana una subasta, cuándo cierra y qué sigue si el ganador no paga",
    Campo("base", IMPORTE, "Precio base fijado en la convocatoria."),
    Campo("inicio_subasta", FECHA, "Primer día de la subasta."),
    Campo("posturas", lista(_POSTURA), "Cada postura y mejora: [postor, monto, recibida]."),
    opcional("incumplieron", lista(TEXTO), "Postores ganadores que no pagaron."),
    opcional("bien", uno_de("muebles", "inmuebles"), "Fija el plazo para pagar; las negociaciones, como inmuebles."),
)
def subasta(de: Norma, caso: dict[str, Any]) -> Calculo:
    """CFF, arts. 179, 181 y 183 a 186."""
    base, incumplieron = caso["base"], caso["incumplieron"] or []
    _, ultimo = regla.fin_de_la_subasta(de, dia(caso["inicio_subasta"]))
    posturas = [Postura(**p) for p in caso["posturas"]]
    fin = cierre(de, datetime.fromisoformat(f"{fecha_de(ultimo)}T{regla.HORA_DE_CIERRE}"), posturas)
    gana = ganadora(de, base, posturas, fin, incumplieron)
    fincadas = [p.postor for p in a_quienes_se_finco(de, base, posturas, fin, incumplieron)]
    if ajenos := sorted(set(incumplieron) - set(fincadas)):
        raise ErrorDeDatos(
            f"incumplieron: se encontró {', '.join(ajenos)}; se esperaba a quien se le fincó el remate "
            f"({', '.join(fincadas) or 'nadie'}): sólo él pierde su garantía ({de.cita('subasta')})."
        )
    perdidas = len(set(incumplieron)) * regla.deposito(de, base)
    cita = de.cita("subasta")
    que_sigue = gana.postor if gana else "otra almoneda" if incumplieron else "adjudicación al fisco"
    renglones = [
        Renglon("Cierre de la subasta", None, fin.isoformat(sep=" ", timespec="minutes"), None, cita, suma=False),
        Renglon(f"Se adjudica: {que_sigue}", base, "", gana.monto if gana else None, cita, suma=False),
    ]
    if perdidas:
        renglones.append(Renglon("Depósitos que se aplican al fisco", None, "", perdidas, cita, suma=False))
    salida: dict[str, object] = {
        "cierre": fin.isoformat(timespec="minutes"),
        "ganador": gana.postor if gana else None,
        "monto": texto(gana.monto) if gana else None,
        "que_sigue": que_sigue,
        "depositos_perdidos": texto(perdidas),
    }
    if gana and caso["bien"]:
        plazo = proporcion(de, f"subasta_pago_{caso['bien']}").entero
        salida["paga_a_mas_tardar"] = fecha_de(int(de.calendario.mas_habiles(dia(fin.date()), plazo))).isoformat()
    return salida, renglones


@tema(
    "intervencion",
    "Si procede enajenar la negociación intervenida",
    Campo("credito", IMPORTE, "Crédito fiscal."),
    Campo("recaudado_3_meses", IMPORTE, "Lo recaudado por la intervención en el periodo."),
    opcional("estacional", SI_NO, "true si obtiene sus ingresos en una época del año."),
    opcional("meses", entero(1, 60), "Meses transcurridos, si es estacional; 3 si no se dice."),
)
def intervencion(de: Norma, caso: dict[str, Any]) -> Calculo:
    """CFF, art. 172."""
    estacional = bool(caso["estacional"])
    meses = (caso["meses"] or 3) if estacional else 3
    credito, recaudado = caso["credito"], caso["recaudado_3_meses"]
    minimo = regla.minimo_recaudado(de, credito, meses=meses, estacional=estacional)
    procede = regla.procede_enajenar(de, credito, recaudado, meses=meses, estacional=estacional)
    parte = proporcion(de, "intervencion_estacional" if estacional else "intervencion_trimestre")
    concepto = f"Mínimo que debió recaudarse en {meses} meses" + (" (estacional)" if estacional else "")
    renglones = [
        parte.renglon(concepto, credito, minimo, suma=False),
        Renglon("Recaudado", None, "", recaudado, de.cita("intervencion"), suma=False),
    ]
    return {"procede_enajenar": procede, "minimo": texto(minimo)}, renglones


@tema(
    "embargo_precautorio",
    "Tope del embargo precautorio",
    Campo("contribuciones_y_accesorios", IMPORTE, "Contribuciones determinadas con sus accesorios."),
    suma="tope",
)
def embargo_precautorio(de: Norma, caso: dict[str, Any]) -> Calculo:
    """CFF, art. 145, fr. II."""
    base = caso["contribuciones_y_accesorios"]
    tope = regla.tope_del_embargo_precautorio(de, base)
    renglon = proporcion(de, "embargo_precautorio").renglon("Tope del embargo precautorio", base, tope)
    return {"tope": texto(tope)}, [renglon]


@tema(
    "garantia",
    "Cuánto debe cubrir una garantía y si lo ofrecido sigue el orden",
    Campo("contribuciones_actualizadas", IMPORTE, "Contribuciones actualizadas a la fecha."),
    opcional("recargos", IMPORTE, "Recargos causados."),
    opcional("multas", IMPORTE, "Multas (actualizadas)."),
    Campo("fecha", FECHA, "Día en que se otorga."),
    opcional("ofrecidas", lista(uno_de(*regla_de_garantia.MODALIDADES)), "Modalidades, en el orden ofrecido."),
    opcional("ofrecimientos_incompletos", entero(0, 100), "Veces que el mismo bien se ofreció sin cumplir."),
    suma="requerida",
)
def garantia(de: Norma, caso: dict[str, Any]) -> Calculo:
    """CFF, art. 141; sin gastos de ejecución (art. 142, último párrafo)."""
    actualizadas, al = caso["contribuciones_actualizadas"], caso["fecha"]
    futuros, tasa = regla_de_garantia.recargos_futuros(de, actualizadas, al)
    debe = regla_de_garantia.requerido(de, al, actualizadas, (caso["recargos"] or 0, caso["multas"] or 0))
    cita = de.cita("garantia")
    fuente, calidad = fuente_de(de.valor("recargos_mora", al))
    renglones = [
        Renglon("Contribuciones actualizadas", None, "", actualizadas, cita),
        Renglon("Recargos causados", None, "", caso["recargos"] or 0, cita),
        Renglon("Multas", None, "", caso["multas"] or 0, cita),
        Renglon(
            "Recargos de los doce meses siguientes", actualizadas, f"{texto(tasa)} %", futuros, cita, fuente, calidad
        ),
    ]
    incompletos = caso["ofrecimientos_incompletos"] or 0
    motivo = regla_de_garantia.impedimento(de, caso["ofrecidas"] or [], al, incompletos=incompletos)
    meses = proporcion(de, "garantia_meses", al).entero
    salida = {
        "requerida": texto(debe.total),
        "recargos_futuros": texto(futuros),
        "ampliar_el": fecha_de(int(de.calendario.mas_meses(dia(al), meses))).isoformat(),
        "admisible": motivo is None,
        "motivo": motivo,
    }
    return salida, renglones
