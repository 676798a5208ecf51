"""Temas de tiempo: plazos en días y meses, vencimiento, notificación sin acuse, exigibilidad y prescripción."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any

from cobranza.base.errores import ErrorDeDatos
from cobranza.base.fechas import dia, fecha_de
from cobranza.ley import notificaciones, plazos
from cobranza.ley.calendario import Calendario
from cobranza.ley.norma import Norma
from cobranza.ley.prescripcion import de_un_credito
from cobranza.ley.renglon import Renglon, fuente_de
from cobranza.temas.campos import FECHA, SI_NO, TEXTO, Campo, alguno, entero, lista, opcional, registro, uno_de
from cobranza.temas.tema import Calculo, tema

_NOTIFICACION = Campo("notificacion", FECHA, "Día en que se notificó.")
_SAT = opcional(
    "dias_sat_publicados_por_el_estado",
    alguno(lista(FECHA), SI_NO),
    "true si el Estado publicó en su órgano oficial los días del SAT, o la lista de los que publicó.",
)
_AVISOS_MESES = (12, 6, 3)


@tema(
    "plazo_dias",
    "Cuándo surte efectos una notificación y vence un plazo en días hábiles",
    _NOTIFICACION,
    Campo("dias_habiles", entero(1, 500), "De cuántos días es el plazo."),
    _SAT,
)
def plazo_dias(de: Norma, caso: dict[str, Any]) -> Calculo:
    """CFF, arts. 12 y 135."""
    notificacion, calendario = dia(caso["notificacion"]), _calendario(de, caso)
    surte = int(calendario.habil_posterior(notificacion))
    vence = int(calendario.mas_habiles(surte, caso["dias_habiles"]))
    excluidos = calendario.excluidos(notificacion, vence)
    detalle = tuple({"fecha": d.isoformat(), "motivo": motivo} for d, motivo in excluidos)
    renglones = [
        _fecha(de, "Surte efectos la notificación", surte, "surte_efectos"),
        Renglon(
            f"Vence el plazo de {caso['dias_habiles']} días hábiles",
            None,
            fecha_de(vence).isoformat(),
            None,
            de.cita("dias"),
            suma=False,
            detalle=detalle,
        ),
    ]
    salida = {
        "surte_efectos": _iso(surte),
        "vence": _iso(vence),
        "excluidos": [d.isoformat() for d, _ in excluidos],
    }
    return salida, renglones


@tema(
    "plazo_meses",
    "Cuándo vence un plazo en meses",
    Campo("desde", FECHA, "Día en que inicia."),
    Campo("meses", entero(1, 720), "De cuántos meses es el plazo."),
)
def plazo_meses(de: Norma, caso: dict[str, Any]) -> Calculo:
    """CFF, art. 12, párrafos cuarto y quinto."""
    aniversario, vence = plazos.vence_en_meses(de, dia(caso["desde"]), caso["meses"])
    renglones = [_fecha(de, f"Se cumplen {caso['meses']} meses", aniversario, "meses")]
    if vence != aniversario:
        renglones.append(_fecha(de, "Inhábil: se prorroga al siguiente hábil", vence, "inhabil"))
    return {"vence": _iso(vence), "aniversario": _iso(aniversario)}, renglones


@tema(
    "vencimiento_pago",
    "Vencimiento efectivo de un pago: inhábiles y viernes en banco",
    Campo("fecha_legal", FECHA, "Día en que la ley manda pagar."),
    Campo("pago_en_institucion_de_credito", SI_NO, "true si se paga en banco: el viernes también se recorre."),
    opcional("rfc", TEXTO, "Si vence el día 17, da más días según su sexto dígito numérico."),
)
def vencimiento_pago(de: Norma, caso: dict[str, Any]) -> Calculo:
    """CFF, art. 12, quinto párrafo; decreto DOF 26-12-2013, art. 5.1, si se da el RFC."""
    legal, renglones = dia(caso["fecha_legal"]), []
    if caso["rfc"]:
        legal, suyo = plazos.con_dias_del_rfc(de, legal, caso["rfc"])
        if suyo:
            concepto = f"Más {suyo['valor']} días hábiles por el sexto dígito numérico del RFC"
            cita = de.cita("dias_adicionales_rfc")
            renglones.append(
                Renglon(concepto, None, _iso(legal) or "", None, cita, suyo["fuente"], suyo["calidad"], suma=False)
            )
    efectivo, motivo = plazos.vencimiento_efectivo(de, legal, caso["pago_en_institucion_de_credito"])
    motivo = "; ".join([*(r.concepto.lower() for r in renglones), motivo])
    renglones.append(_fecha(de, f"Vencimiento efectivo ({motivo})", efectivo, "vencimiento_pago"))
    return {"vencimiento_efectivo": _iso(efectivo), "motivo": motivo}, renglones


@tema("estrados", "Notificación por estrados", Campo("publicacion", FECHA, "Día en que se publicó el documento."))
def estrados(de: Norma, caso: dict[str, Any]) -> Calculo:
    """CFF, arts. 135 y 139."""
    ultimo, notificado = notificaciones.por_estrados(de, dia(caso["publicacion"]), caso["publicacion"])
    renglones = [
        _fecha(de, "Décimo y último día publicado", int(ultimo), "estrados"),
        _fecha(de, "Notificado el decimoprimer día", int(notificado), "estrados"),
    ]
    return _notificada(de, int(notificado), renglones)


@tema(
    "buzon_sin_apertura",
    "Notificación por buzón que no se abre",
    Campo("aviso", FECHA, "Día en que se envió el aviso."),
)
def buzon_sin_apertura(de: Norma, caso: dict[str, Any]) -> Calculo:
    """CFF, arts. 134, fr. I, y 135."""
    ultimo, notificado = notificaciones.por_buzon_sin_abrir(de, dia(caso["aviso"]))
    renglones = [
        _fecha(de, "Último día para abrir", int(ultimo), "buzon"),
        _fecha(de, "Notificado el cuarto día", int(notificado), "buzon"),
    ]
    salida, renglones = _notificada(de, int(notificado), renglones)
    return {"ultimo_dia_para_abrir": _iso(int(ultimo)), **salida}, renglones


@tema(
    "exigibilidad",
    "Desde cuándo es exigible un crédito y cuándo prescribe si nada lo interrumpe",
    opcional("notificacion", FECHA, "Día en que se notificó; obligatorio salvo en autodeterminado."),
    opcional("plazo_dias", entero(1, 500), "Días hábiles para pagar o garantizar; los del art. 65 si no se dice."),
    opcional(
        "supuesto",
        uno_de(*plazos.SUPUESTOS),
        "De dónde nace: general si no se dice; omision_de_declaracion (art. 41-II, notificación del adeudo); "
        "autodeterminado (arts. 6 y 145, su vencimiento); multa_no_fiscal_firme (arts. 4o. y 65, su notificación) o "
        "los del art. 151 (notificación del requerimiento).",
    ),
    opcional(
        "vencimiento", FECHA, "Último día para pagar lo que el contribuyente determinó; sólo en autodeterminado."
    ),
    _SAT,
    alternativas=(("notificacion",), ("supuesto", "vencimiento")),
)
def exigibilidad(de: Norma, caso: dict[str, Any]) -> Calculo:
    """CFF, arts. 12, 65, 135, 144, 145 y 146; 4o., 6, 41, fr. II, y 151, penúltimo párrafo, según el supuesto."""
    renglones = []
    surte = None
    if caso["supuesto"] == plazos.AUTODETERMINADO:
        vence, desde, plazo = _autodeterminado(de, caso)
    elif caso["vencimiento"] or not caso["notificacion"]:
        raise ErrorDeDatos("se esperaba «notificacion», y «vencimiento» sólo con supuesto «autodeterminado».")
    else:
        surte = int(_calendario(de, caso).habil_posterior(dia(caso["notificacion"])))
        vence, desde, plazo = _plazo_para_pagar(de, caso, surte)
        renglones.append(_fecha(de, "Surte efectos la notificación", surte, "surte_efectos"))
    prescribe, _, _ = de_un_credito(de, desde, [], [])
    renglones += [
        plazo,
        _fecha(de, "Exigible desde", desde, "exigibilidad"),
        _fecha(de, "Prescribe si nada lo interrumpe ni suspende", prescribe, "prescripcion"),
    ]
    salida = {
        "surte_efectos": _iso(surte),
        "vence": _iso(vence),
        "exigible_desde": _iso(desde),
        "prescribe": _iso(prescribe),
    }
    return salida, renglones


def _autodeterminado(de: Norma, caso: dict[str, Any]) -> tuple[int, int, Renglon]:
    """(último día para pagar, desde cuándo se exige, el renglón): su vencimiento, sin notificación de por medio."""
    if caso["notificacion"] or caso["plazo_dias"] or not caso["vencimiento"]:
        raise ErrorDeDatos(
            "lo autodeterminado se exige desde su «vencimiento»; se esperaba ése, sin «notificacion» ni «plazo_dias»."
        )
    vence = dia(caso["vencimiento"])
    cita = de.cita("exigible_autodeterminado")
    renglon = Renglon("Último día para pagar (autodeterminado)", None, _iso(vence) or "", None, cita, suma=False)
    return vence, vence + 1, renglon


def _plazo_para_pagar(de: Norma, caso: dict[str, Any], surte: int) -> tuple[int, int, Renglon]:
    """(último día para pagar, desde cuándo se ejecuta, el renglón que lo explica)."""
    notificado, supuesto = caso["notificacion"], caso["supuesto"] or plazos.GENERAL
    calendario = _calendario(de, caso)
    if supuesto in plazos.DEL_65:
        dias, (fuente, calidad) = caso["plazo_dias"], ("plazo que dice el caso", "")
        if not dias:
            dias = de.numero("plazo_para_pagar_dias", notificado)
            fuente, calidad = fuente_de(de.valor("plazo_para_pagar_dias", notificado))
        vence = int(calendario.mas_habiles(surte, dias))
        concepto = f"Vence el plazo de {dias} días hábiles para pagar o garantizar"
        cita = de.cita("exigibilidad" if supuesto == plazos.GENERAL else "exigible_multa_no_fiscal")
        return vence, vence + 1, Renglon(concepto, None, _iso(vence) or "", None, cita, fuente, calidad, suma=False)
    if caso["plazo_dias"]:
        raise ErrorDeDatos(f"«plazo_dias» es del supuesto general; el de «{supuesto}» lo fija la ley.")
    vence, desde, regla = plazos.exigible_segun(de, calendario, notificado, supuesto)
    concepto = f"Último día para pagar ({supuesto.replace('_', ' ')}: {regla.impreso})"
    cuando, fuente = _iso(vence) or "", regla.fuente
    return vence, desde, Renglon(concepto, None, cuando, None, regla.fundamento, fuente, regla.calidad, suma=False)


@tema(
    "prescripcion",
    "Cuándo prescribe un crédito, paso a paso",
    Campo("exigible", FECHA, "Día en que el pago pudo exigirse."),
    opcional(
        "interrupciones",
        lista(
            alguno(
                FECHA,
                registro(
                    Campo("fecha", FECHA, "Día de la gestión o del reconocimiento."),
                    opcional(
                        "notificada",
                        alguno(SI_NO, FECHA),
                        "false si no se hizo saber al deudor: no interrumpe; o el día en que se le hizo saber, que "
                        "es el que cuenta.",
                    ),
                ),
            )
        ),
        "Gestiones de cobro notificadas o reconocimientos del deudor: fecha o {fecha, notificada}.",
    ),
    opcional(
        "suspensiones",
        lista(
            registro(
                Campo("desde", FECHA, "Primer día suspendido."),
                opcional("hasta", FECHA, "Último día suspendido; null si sigue."),
            )
        ),
        "Suspensiones del procedimiento (art. 144) o por el domicilio: [desde, hasta], los dos días incluidos.",
    ),
)
def prescripcion(de: Norma, caso: dict[str, Any]) -> Calculo:
    """CFF, art. 146."""
    gestiones = [_gestion(g) for g in caso["interrupciones"] or []]
    lapsos = [(dia(s["desde"]), dia(s["hasta"]) if s["hasta"] else None) for s in caso["suspensiones"] or []]
    for desde, hasta in lapsos:
        if hasta is not None and hasta < desde:
            raise ErrorDeDatos(
                f"Una suspensión va de {fecha_de(desde)} a {fecha_de(hasta)}; se esperaba que no terminara antes de "
                "empezar (null si sigue)."
            )
    consumada, tope, pasos = de_un_credito(de, dia(caso["exigible"]), gestiones, lapsos)
    renglones = [Renglon(paso, None, "", None, de.cita("prescripcion"), suma=False) for paso in pasos]
    salida: dict[str, object] = {"consumada": _iso(consumada), "tope_10": _iso(tope), "pasos": pasos}
    if consumada is not None:
        salida["alertas"] = {f"{m}_meses": _meses_antes(fecha_de(consumada), m) for m in _AVISOS_MESES}
    return salida, renglones


def _gestion(dicha: Any) -> tuple[int, bool]:
    """(día que cuenta, si se hizo saber): el de la gestión, o aquel en que se notificó."""
    if isinstance(dicha, date):
        return dia(dicha), True
    notificada = dicha["notificada"]
    return dia(notificada if isinstance(notificada, date) else dicha["fecha"]), notificada is not False


def _calendario(de: Norma, caso: dict[str, Any]) -> Calendario:
    """El calendario del ordenamiento con los días que el caso dice que el Estado publicó."""
    publicados = caso["dias_sat_publicados_por_el_estado"]
    if not isinstance(publicados, list):
        return de.calendario
    return de.calendario.con(
        (d, "publicado por el Estado en su órgano oficial (RMF, regla 2.1.6)") for d in publicados
    )


def _meses_antes(momento: date, meses: int) -> str:
    """El mismo día, meses antes, o el último de su mes: es un aviso, no un plazo de ley."""
    anio, mes = divmod(12 * momento.year + momento.month - 1 - meses, 12)
    return date(anio, mes + 1, min(momento.day, monthrange(anio, mes + 1)[1])).isoformat()


def _notificada(de: Norma, notificado: int, renglones: list[Renglon]) -> Calculo:
    surte = int(plazos.surte_efectos(de, notificado))
    salida: dict[str, object] = {"fecha_notificacion": _iso(notificado), "surte_efectos": _iso(surte)}
    return salida, [*renglones, _fecha(de, "Surte efectos", surte, "surte_efectos")]


def _fecha(de: Norma, concepto: str, momento: int | None, cita: str) -> Renglon:
    return Renglon(concepto, None, _iso(momento) or "", None, de.cita(cita), suma=False)


def _iso(momento: int | None) -> str | None:
    return None if momento is None else fecha_de(momento).isoformat()
