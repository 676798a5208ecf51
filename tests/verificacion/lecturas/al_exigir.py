"""Exigir y cartera: CFF, arts. 20, 21, 38, 41, 65, 66-A, 74, 144 a 151; LIF 2026, transitorios 22.º y 29.º."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from verificacion.lecturas.expediente import (
    COBRO,
    CREDITO,
    EMBARGO,
    PRACTICADO,
    SIEMPRE,
    Acto,
    Expediente,
    articulo,
    se_supo,
)

from cobranza.base.catalogos import actos
from cobranza.base.fechas import dia, fecha_de
from cobranza.ley.gastos import con_limites, gasto_ejecucion


def ejecutan(e: Expediente, *, perecederos: bool = False) -> list[Acto]:
    """Con lo que se convierte en dinero; adjudicar a un postor sólo cumple el remate que se le fincó (195)."""
    return [
        a
        for a in e.de("TRANSFERENCIA", "CONVOCATORIA", "REMATE", "VENTA_FUERA_DE_REMATE", "ENAJENACION_NEGOCIACION")
        + e.de("ADJUDICACION", forma="FISCO")
        if perecederos or a["forma"] != "PERECEDERO"
    ]


@articulo("PAE005")
def arts_65_y_145(e: Expediente) -> list[str]:
    malos = [
        a["clave"]
        for a in e.de("MANDAMIENTO", "INMOVILIZACION", *COBRO)
        if e.exigible is None or a["dia"] < e.exigible
    ]
    return malos + [a["clave"] for a in e.practicados(*EMBARGO) if a["clave"] not in malos and tras_el_cese(e, a)]


def tras_el_cese(e: Expediente, a: Acto) -> bool:
    """Art. 151, penúltimo párrafo: seis días desde que surte el requerimiento, si cesó el pago a plazos."""
    ceses = [r["dia"] for r in e.de("CONVENIO_REVOCADO")] + [e.caduca(c) or SIEMPRE for c in e.de("CONVENIO")]
    ceses = [d for d in ceses if d <= a["dia"]]
    requeridos = [r["dia"] for r in e.practicados("REQUERIMIENTO", "REQ_Y_EMBARGO") if r["dia"] <= a["dia"]]
    requeridos = [d for d in requeridos if ceses and d >= max(ceses)]
    return bool(requeridos) and a["dia"] <= e.habiles_despues(min(requeridos), 7)


@articulo("PAE006")
def arts_144_y_66_a(e: Expediente) -> list[str]:
    malos = []
    for a in e.de("INMOVILIZACION", *COBRO):
        por_insuficiente = a["tipo"] == "INMOVILIZACION" and any(
            c["dia"] <= a["dia"] for c in e.de("CAUSA_INMOVILIZACION")
        )
        detenido = e.detenido_sin_garantia(a["dia"]) if por_insuficiente else e.detenido(a["dia"])
        if detenido or e.insoluto(a["dia"]) <= 0:
            malos.append(a["clave"])
    return malos + [a["clave"] for a in ejecutan(e, perecederos=True) if ejecucion_detenida(e, a)]


def ejecucion_detenida(e: Expediente, a: Acto) -> bool:
    """Ni en pago a plazos (66-A), ni suspendido o impugnado y garantizado (144), ni pagado; el remate, 173-IV."""
    d = a["dia"]
    por_defensa = e.suspendido(d) or (e.impugnado(d) and e.garantizado(d))
    detenido = e.en_convenio(d) or (
        a["tipo"] not in ("REMATE", "ADJUDICACION", "VENTA_FUERA_DE_REMATE") and por_defensa
    )
    return e.insoluto(d) <= 0 or (detenido and a["forma"] != "PERECEDERO")


@articulo("PAE007")
def art_150(e: Expediente) -> list[str]:
    malos: list[str] = []
    actas: set[tuple[int, str]] = set()
    for a in sorted((a for a in e.actos if a["gasto"]), key=lambda a: a["clave"]):
        acta = (a["dia"], a["documento"])
        repetida = a["tipo"] in COBRO and a["documento"] and acta in actas
        if a["tipo"] in COBRO and a["documento"]:
            actas.add(acta)
        hay_limites = bool(con_limites(e.norma, a["dia"]))
        if repetida or (
            hay_limites and a["gasto"] != gasto_ejecucion(e.norma, credito=e.exigido(a["dia"]), al=a["dia"])
        ):
            malos.append(a["clave"])
    return malos


def requeridos(e: Expediente) -> list[Acto]:
    """«Se requerirá de pago al deudor»: se entendió con alguien, hubiera o no bienes que embargar."""
    return [a for a in e.de("REQUERIMIENTO", "REQ_Y_EMBARGO") if a["resultado"] in (*PRACTICADO, "SIN_BIENES")]


@articulo("PAE031")
def art_151_requerir(e: Expediente) -> list[str]:
    if e.credito["origen"] == "OMISION_DECLARACION":
        return []
    antes = [a["dia"] for a in requeridos(e)]
    antes += [a["dia"] for a in e.de("GARANTIA", forma="EMBARGO") + e.de("EMBARGO_PRECAUTORIO")]
    return [a["clave"] for a in e.practicados("EMBARGO")
            if not any(d <= a["dia"] for d in antes) and not art_151_bis(e, a)]  # fmt: skip


def art_151_bis(e: Expediente, a: Acto) -> bool:
    """Depósitos, valores y créditos, inmuebles e intangibles; con declaratoria por buzón, estrados o edictos."""
    previas = e.de("DECLARATORIA_EMBARGO", forma=("BUZON", "ESTRADOS", "EDICTOS"))
    declarado = any(d["clave"] == a["referencia"] and d["dia"] <= a["dia"] for d in previas)
    return declarado and a["forma"] in ("DEPOSITOS", "VALORES", "CREDITOS", "INMUEBLE", "INTANGIBLES")


@articulo("PAE032")
def art_151_pago(e: Expediente) -> list[str]:
    malos = []
    revertidos = {m["reversa_de"] for m in e.dinero if m["reversa_de"]}
    for a in e.practicados(*EMBARGO):
        en_el_acto = a["resultado"] == "PAGO_EN_ACTO" or any(
            r["dia"] == a["dia"] and r["resultado"] == "PAGO_EN_ACTO" for r in e.de("REQUERIMIENTO", "REQ_Y_EMBARGO")
        )
        pagos = [m for m in e.dinero if m["tipo"] == "PAGO" and m["dia"] == a["dia"] and m["importe"] < 0]
        pagado = -sum(m["importe"] for m in pagos if m["clave"] not in revertidos)
        if en_el_acto or (pagado and pagado >= e.debido(a["dia"])):
            malos.append(a["clave"])
    return malos


@articulo("PAE033", federal=True)
def art_151_seis_dias(e: Expediente) -> list[str]:
    if e.credito["origen"] != "ERROR_ARITMETICO":
        return []
    malos = []
    for a in e.practicados(*EMBARGO):
        previos = [r["dia"] for r in requeridos(e) if r["dia"] <= a["dia"]]
        if previos and a["dia"] <= e.habiles_despues(max(previos), 7):
            malos.append(a["clave"])
    return malos


@articulo("PAE034", federal=True)
def art_41(e: Expediente) -> list[str]:
    if e.credito["origen"] != "OMISION_DECLARACION":
        return []
    pedidas = [r["dia"] for r in e.de("REQUERIMIENTO_DECLARACION")]
    return [a["clave"] for a in e.practicados("NOTIFICACION") if sum(d < a["dia"] for d in pedidas) < 3]


@articulo("PAE035", federal=True)
def lif_2026_29(e: Expediente) -> list[str]:
    return [a["clave"] for a in ejecutan(e) if e.en_los_seis_meses(a["dia"])]


@articulo("PAE036", federal=True)
def art_144_concurso(e: Expediente) -> list[str]:
    """El día en que se notificó no se sabe qué fue primero."""
    return [
        a["clave"]
        for a in e.de("INMOVILIZACION", *COBRO) + ejecutan(e)
        if e.en_concurso(a["dia"]) and e.en_concurso(a["dia"] - 1)
    ]


@articulo("PAE037", federal=True)
def lif_2026_22(e: Expediente) -> list[str]:
    en_2026 = range(dia(date(2026, 1, 1)), dia(date(2027, 1, 1)))
    return [a["clave"] for a in ejecutan(e) if a["dia"] in en_2026 and e.pidio_estimulo(a["dia"])]


@articulo("PAE038", federal=True)
def art_74(e: Expediente) -> list[str]:
    malos = []
    for a in ejecutan(e):
        for s in e.de("SOLICITUD_REDUCCION", forma="CON_SUSPENSION"):
            resuelta = any(
                r["dia"] <= a["dia"] for t in ("CONDONACION", "NEGATIVA_REDUCCION") for r in e.que_citan(s, t)
            )
            en_tramite = s["dia"] <= a["dia"] and not resuelta
            if en_tramite and e.garantizado(a["dia"]):
                malos.append(a["clave"])
    return malos


@articulo("PAE039", federal=True)
def art_144_lo_consentido(e: Expediente) -> list[str]:
    malos = []
    for i in e.de("IMPUGNACION"):
        una_parte = 0 < i["monto"] < e.credito["importe"] + e.credito["multa"]
        requerido = any(r["dia"] >= i["dia"] for r in requeridos(e))
        if una_parte and e.debe and e.paso_de(i["dia"], 30, None) and not requerido:
            malos.append(i["clave"])
    return malos


@articulo("PAE040")
def art_146_gestion(e: Expediente) -> list[str]:
    gestiones = e.de("INMOVILIZACION", *COBRO) + ejecutan(e, perecederos=True)
    return [a["clave"] for a in gestiones if e.prescribe is not None and a["dia"] > e.prescribe]


@articulo("PAE041")
def art_26(e: Expediente) -> list[str]:
    malos = []
    for a in e.de("INMOVILIZACION", *COBRO):
        for d in e.que_citan(a, "DESTINATARIO")[:1]:
            responde = any(
                r["documento"] == d["documento"] and r["notificado"] is not None and r["notificado"] <= a["dia"]
                for r in e.de("RESPONSABLE_SOLIDARIO")
            )
            otro = d["documento"] not in ("", e.credito["rfc"])
            if otro and d["forma"] != "SUCESION" and not responde:
                malos.append(a["clave"])
    return malos


@articulo("PAE042")
def art_38_iv_importe(e: Expediente) -> list[str]:
    return [m["clave"] for m in e.de("MANDAMIENTO") if m["monto"] > e.debido(m["dia"])]


@articulo("PAE044", federal=True)
def art_21_vii(e: Expediente) -> list[str]:
    """Tres días desde que surte el requerimiento al librador."""
    malos = []
    for a in e.de(*COBRO):
        r = e.ultimo(a, "REQUERIMIENTO_CHEQUE")
        if r is not None and a["dia"] <= e.habiles_despues(se_supo(r), 4):
            malos.append(a["clave"])
    return malos


@articulo("PAE014")
def meta_sesenta_dias(e: Expediente) -> list[str]:
    diligencias = [tipo for tipo, ficha in actos().items() if "diligencias" in ficha["captura"]]
    if not e.debe or e.exigible is None or e.corte < e.exigible or e.detenido(e.corte) or consumada(e):
        return []
    if (e.impugnado(e.corte) and e.garantizado(e.corte)) or e.en_concurso(e.corte):
        return []
    ultima = max([e.exigible, *(a["dia"] for a in e.de(*diligencias))])
    return [CREDITO] if e.corte - ultima > 60 and not sin_cobro(e) else []


def sin_cobro(e: Expediente) -> bool:
    """Lo controvertido y lo que no se localiza no cuenta como cartera que se pueda gestionar."""
    return e.impugnado(e.corte) or e.investigado(e.corte, "NO_LOCALIZADO", "INSOLVENCIA")


def consumada(e: Expediente) -> bool:
    return e.debe and e.prescribe is not None and e.prescribe < e.corte


@articulo("PAE015")
def art_146_sin_declarar(e: Expediente) -> list[str]:
    return [CREDITO] if consumada(e) else []


@articulo("PAE087", federal=True)
def art_146_a(e: Expediente) -> list[str]:
    malos = []
    for c in e.de("CANCELACION"):
        if c["resultado"] in ("INSOLVENCIA", "NO_LOCALIZADO"):
            procede = e.investigado(c["dia"], "INSOLVENCIA", "NO_LOCALIZADO")
        else:
            procede = c["resultado"] != "INCOSTEABILIDAD" or es_incosteable(e, c)
        if not procede:
            malos.append(c["clave"])
    return malos


def es_incosteable(e: Expediente, c: Acto) -> bool:
    """¶2: hasta 200 UDI; hasta 20,000 y más del 75 %; o cuesta lo que se debe. ¶4: por todos sus créditos."""
    debe = sum(o.debido(c["dia"]) for o in e.del_deudor if o.credito["registro"] <= c["dia"])
    udi = Fraction(e.norma.numero("udi", fecha_de(c["dia"])), 10**4)  # centavos
    if debe <= 200 * udi or c["monto"] >= debe:
        return True
    return bool(debe <= 20_000 * udi and 100 * c["monto"] > 75 * debe)


@articulo("PAE088")
def supresiones(e: Expediente) -> list[str]:
    ultima = {(s["forma"].upper(), s["referencia"]): s for s in e.de("SUPRESION")}
    return [
        s["clave"]
        for s in ultima.values()
        if not (s["resultado"] and s["persona"] and s["forma"]) or s["hasta"] is None or s["hasta"] < e.corte
    ]
