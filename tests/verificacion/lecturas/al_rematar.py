"""Remate, producto y pago a plazos: CFF, arts. 66, 66-A, 141, 150 y 173 a 196-B."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from verificacion.lecturas.expediente import EMBARGO, Acto, Expediente, articulo, devuelto_el

from cobranza.base.catalogos import conceptos
from cobranza.base.fechas import fecha_de
from cobranza.ley.liquidacion import liquidar


def base(e: Expediente, acto: Acto) -> int:
    """El avalúo que sirve de base ese día."""
    avaluo = e.ultimo(acto, "AVALUO")
    return avaluo["monto"] if avaluo else 0


@articulo("PAE011")
def vigencia_del_avaluo(e: Expediente) -> list[str]:
    malos = []
    for a in e.de("CONVOCATORIA", "REMATE"):
        avaluo = e.ultimo(a, "AVALUO")
        if avaluo is not None and avaluo["hasta"] is not None and a["dia"] > avaluo["hasta"]:
            malos.append(a["clave"])
    return malos


def inicio_del_remate(e: Expediente, r: Acto) -> tuple[int, int] | None:
    """(convocado, empieza): la subasta, si la hay después de convocar; si no, su acto."""
    convocatoria = e.ultimo(r, "CONVOCATORIA", antes=True) or e.ultimo(r, "CONVOCATORIA")
    if convocatoria is None:
        return None
    subasta = e.ultimo(r, "SUBASTA")
    hay = subasta is not None and subasta["dia"] >= convocatoria["dia"]
    return convocatoria["dia"], subasta["dia"] if hay and subasta else r["dia"]


@articulo("PAE012")
def art_176_diez_dias(e: Expediente) -> list[str]:
    dias = ((r, inicio_del_remate(e, r)) for r in e.de("REMATE"))
    return [r["clave"] for r, d in dias if d is None or d[1] < e.habiles_despues(d[0], 10)]


@articulo("PAE013")
def art_176_veinte_dias(e: Expediente) -> list[str]:
    dias = ((r, inicio_del_remate(e, r)) for r in e.de("REMATE"))
    return [r["clave"] for r, d in dias if d and d[1] > e.habiles_despues(d[0], 20)]


@articulo("PAE069")
def art_175(e: Expediente) -> list[str]:
    malos = []
    for c in e.de("CONVOCATORIA"):
        avaluo = e.ultimo(c, "AVALUO")
        if avaluo is None or avaluo["notificado"] is None or avaluo["notificado"] > c["dia"]:
            malos.append(c["clave"])
    return malos


@articulo("PAE070")
def art_175_inconformidad(e: Expediente) -> list[str]:
    malos = []
    for a in e.de("CONVOCATORIA", "REMATE"):
        for q in e.de("INCONFORMIDAD_AVALUO"):
            limite = e.habiles_despues(q["dia"], dias_del_perito(e, q))
            dictamenes = e.que_citan(q, "DICTAMEN_PERITO")
            if not dictamenes or dictamenes[0]["dia"] > limite:
                resuelta: int | None = limite + 1
            elif dictamenes[0]["monto"] > Fraction(11 * base(e, q), 10):
                resuelta = e.primero(q, "PERITO_TERCERO")
            else:
                resuelta = dictamenes[0]["dia"]
            if q["dia"] <= a["dia"] and (resuelta is None or a["dia"] < resuelta):
                malos.append(a["clave"])
    return malos


def dias_del_perito(e: Expediente, q: Acto) -> int:
    """Quinto párrafo: cinco los muebles, diez los inmuebles y quince las negociaciones."""
    formas = [m["forma"] for m in e.practicados(*EMBARGO) if m["dia"] <= q["dia"]]
    dias = {"MUEBLES": 5, "VEHICULO": 5, "INMUEBLE": 10, "NEGOCIACION": 15}
    return max([dias[f] for f in formas if f in dias], default=15)


@articulo("PAE071")
def art_173_iv(e: Expediente) -> list[str]:
    return [
        a["clave"]
        for a in e.de("REMATE", "ADJUDICACION", "VENTA_FUERA_DE_REMATE")
        if a["forma"] != "PERECEDERO"
        and (e.suspendido(a["dia"]) or (e.impugnado(a["dia"]) and e.garantizado(a["dia"])))
    ]


@articulo("PAE072")
def art_177(e: Expediente) -> list[str]:
    malos = []
    for r in e.de("REMATE"):
        citados = all(
            (cita := e.primero(a, "CITACION_ACREEDOR")) is not None and cita <= r["dia"]
            for a in e.de("ACREEDOR")
            if a["dia"] <= r["dia"]
        )
        if not citados or not any(c["dia"] <= r["dia"] for c in e.de("CERTIFICADO_GRAVAMENES")):
            malos.append(r["clave"])
    return malos


@articulo("PAE073", federal=True)
def art_183(e: Expediente) -> list[str]:
    malos = []
    for s in e.de("SUBASTA"):
        ultimo = s["dia"] if s["hasta"] is None else s["hasta"]
        mejora = any(
            p["referencia"] == s["clave"] and p["dia"] == ultimo and "11:40" <= p["hora_inicio"] <= "12:00"
            for p in e.de("POSTURA")
        )
        cierra = not s["hora_fin"] or (s["hora_fin"] >= "12:05" if mejora else s["hora_fin"] == "12:00")
        if e.habiles(s["dia"], ultimo) != 4 or s["hora_inicio"] not in ("", "12:00") or not cierra:
            malos.append(s["clave"])
    return malos


@articulo("PAE074")
def arts_179_181_182(e: Expediente) -> list[str]:
    """Dos terceras partes, diez por ciento de depósito y los datos del postor."""
    malos = []
    for p in e.de("POSTURA"):
        valor = base(e, p)
        depositado = any(
            d["dia"] <= p["dia"] and d["documento"] == p["documento"] and d["monto"] >= Fraction(valor, 10)
            for d in e.de("DEPOSITO_POSTURA")
        )
        legal = p["monto"] >= Fraction(2 * valor, 3)
        if p["forma"] != "DESECHADA" and not (legal and depositado and p["documento"]):
            malos.append(p["clave"])
    return malos


@articulo("PAE075")
def arts_185_y_186(e: Expediente) -> list[str]:
    """El saldo, en tres días los muebles y en diez lo demás; si no, se aplica el depósito."""
    malos = []
    for a in e.de("ADJUDICACION", forma=("MUEBLES", "INMUEBLE", "NEGOCIACION")):
        plazo = 3 if a["forma"] == "MUEBLES" else 10
        if not e.que_citan(a, "DEPOSITO_APLICADO") and e.paso_de(a["dia"], plazo, e.primero(a, "SALDO_POSTURA")):
            malos.append(a["clave"])
    return malos


@articulo("PAE076")
def art_189(e: Expediente) -> list[str]:
    return [a["clave"] for a in e.de("ADJUDICACION") if a["documento"] in e.plantilla]


@articulo("PAE077", federal=True)
def arts_190_y_191(e: Expediente) -> list[str]:
    malos = []
    for a in e.de("ADJUDICACION", forma="FISCO"):
        seis_decimos = Fraction(6 * base(e, a), 10)
        posturas = [p["monto"] for p in e.de("POSTURA") if p["dia"] <= a["dia"] and p["forma"] != "DESECHADA"]
        mayor = any(p > a["monto"] and p >= Fraction(2 * base(e, a), 3) for p in posturas)
        iguales = posturas.count(a["monto"]) >= 2
        if (abs(a["monto"] - seis_decimos) >= 1 and not iguales) or mayor:
            malos.append(a["clave"])
    return malos


@articulo("PAE078")
def art_192(e: Expediente) -> list[str]:
    """Fuera de remate, con comprador que cubra el valor o si es de fácil descomposición."""
    malos = []
    for v in e.de("VENTA_FUERA_DE_REMATE"):
        valuado = e.ultimo(v, "AVALUO") is not None
        cubre = v["forma"] == "COMPRADOR" and valuado and v["monto"] >= base(e, v)
        if not cubre and v["forma"] not in ("PERECEDERO", "NEGOCIACION"):
            malos.append(v["clave"])
    return malos


@articulo("PAE079")
def art_196(e: Expediente) -> list[str]:
    malos = []
    for x in e.de("EXCEDENTE"):
        limite = e.limite_en_meses(x["dia"], 24) if x["forma"] == "ADJUDICACION" else x["dia"]
        if devuelto_el(e.que_citan(x, "ENTREGA_EXCEDENTE"), x["monto"]) is None and limite < e.corte:
            malos.append(x["clave"])
    return malos


@articulo("PAE080")
def arts_187_y_195(e: Expediente) -> list[str]:
    malos = []
    if e.salio_pagado:
        siguen = [a for a in e.practicados(*EMBARGO, "INMOVILIZACION")
                  if a["dia"] < e.corte and not e.que_citan(a, "LEVANTAMIENTO")]  # fmt: skip
        cuentas = sum(a["monto"] for a in siguen if a["tipo"] == "INMOVILIZACION")
        libres = e.practicados("LIBERACION")
        suma = sum(li["monto"] for li in libres + e.practicados("TRANSFERENCIA"))
        todo = any(not li["monto"] and e.insoluto(li["dia"] + 1) <= 0 for li in libres)
        libre = todo or (suma > 0 and suma >= cuentas)
        malos = [a["clave"] for a in siguen if a["tipo"] != "INMOVILIZACION" or not libre]
    for a in e.de("ADJUDICACION", forma="INMUEBLE"):
        if e.paso_de(a["dia"], 15, e.primero(a, "AVISO_REGISTRO")):
            malos.append(a["clave"])
    return malos


@articulo("PAE081")
def art_196_a(e: Expediente) -> list[str]:
    malos = []
    for a in e.de("ABANDONO"):
        if a["forma"] == "MUEBLES_NO_REMATADOS":
            previos = [m for m in e.practicados(*EMBARGO) if m["dia"] <= a["dia"]]
            desde, meses = (previos[-1]["dia"] if previos else a["dia"]), 18
        else:
            puestos = e.ultimo(a, "A_DISPOSICION")
            # «a partir del día siguiente a aquél en que se le notifique»
            avisado = puestos["notificado"] if puestos else None
            desde = (puestos["dia"] if puestos else a["dia"]) if avisado is None else avisado + 1
            meses = 2
        resueltos = [r for r in e.de("RESOLUCION") if r["resultado"] != "CONFIRMA" and r["dia"] <= a["dia"]]
        if resueltos:
            interpuesto = e.ultimo(resueltos[-1], "IMPUGNACION")
            if interpuesto and interpuesto["dia"] >= desde:
                desde = resueltos[-1]["dia"]
        if a["dia"] <= e.limite_en_meses(desde, meses) or e.impugnado(a["dia"]):
            malos.append(a["clave"])
    return malos


@articulo("PAE082")
def art_150_v(e: Expediente) -> list[str]:
    revertidos = {m["reversa_de"] for m in e.dinero if m["reversa_de"]}
    pagos = [
        m for m in e.dinero
        if m["tipo"] == "PAGO" and m["componente"] == "GASTO_EJECUCION" and m["importe"] < 0
        and m["clave"] not in revertidos
    ]  # fmt: skip
    malos = []
    for i in e.de("IMPUGNACION", forma="REVOCACION"):
        resuelta = [r["dia"] for r in e.de("RESOLUCION") if r["referencia"] in ("", i["clave"])]
        if any(i["dia"] <= m["dia"] < min(resuelta, default=e.corte + 1) for m in pagos):
            malos.append(i["clave"])
    caen = [r for r in e.de("RESOLUCION") if r["resultado"] == "DEJA_SIN_EFECTOS" and not r["monto"]]
    if caen and pagos and caen[0]["dia"] < e.corte:
        malos.append(caen[0]["clave"])
    return malos


@articulo("PAE083")
def art_150_iv(e: Expediente) -> list[str]:
    """Los que la ley enumera: inscripción, avalúo, convocatoria, depósito y cerrajería, con su comprobante."""
    lo_causan = ("INSCRIPCION", "AVALUO", "CONVOCATORIA", "DEPOSITARIO", "ROMPIMIENTO")
    cargados = {m["referencia"] for m in e.dinero if m["tipo"] == "GASTO_EXTRAORDINARIO"}
    return [
        a["clave"]
        for a in e.actos
        if a["clave"] in cargados and (not a["documento"] or a["tipo"] not in lo_causan)
    ]  # fmt: skip


@articulo("PAE084", federal=True)
def art_141(e: Expediente) -> list[str]:
    """¶2: lo actualizado, los accesorios y los de doce meses; al año se actualiza y amplía. ¶3: que alcance."""
    malos = []
    for g in e.de("GARANTIA"):
        if g["forma"] == "BILLETE_DE_DEPOSITO" or not e.debe or not _garantiza(e, g, e.corte):
            continue
        al = max([g["dia"], *(a["dia"] for a in e.que_citan(g, "AMPLIACION_GARANTIA"))])
        cubren = [_por_cuanto(e, o, al) for o in e.de("GARANTIA") if o["dia"] <= al and _garantiza(e, o, al)]
        corta = all(cubren) and sum(cubren) < _con_doce_meses(e, al)
        if corta or e.limite_en_meses(al, 12) < e.corte:
            malos.append(g["clave"])
    return malos


def _garantiza(e: Expediente, g: Acto, d: int) -> bool:
    """¿Responde ese día? Termina con el fin que la cita, con el que no cita a ninguna si es la última, o vence."""
    if g["hasta"] is not None and g["hasta"] < d:
        return False
    for fin in e.de("FIN_GARANTIA"):
        if not g["dia"] <= fin["dia"] <= d:
            continue
        abiertas = [o for o in e.de("GARANTIA") if o["dia"] <= fin["dia"] and not e.que_citan(o, "FIN_GARANTIA")]
        if fin["referencia"] == g["clave"] or (not fin["referencia"] and abiertas and abiertas[-1] is g):
            return False
    return True


def _por_cuanto(e: Expediente, g: Acto, d: int) -> int:
    ampliada = [a for a in e.que_citan(g, "AMPLIACION_GARANTIA") if a["dia"] <= d]
    return int((ampliada[-1] if ampliada else g)["monto"])


def _con_doce_meses(e: Expediente, d: int) -> int:
    """Doce mensualidades de la tasa de mora de ese día, sobre lo actualizado (art. 141, segundo párrafo)."""
    insoluto = e.insoluto(d + 1)
    if insoluto <= 0:
        return e.debido(d)
    hoy = liquidar(e.norma, monto=insoluto, vencimiento=e.credito["vencimiento"], pago=d)
    doce = Fraction(int(hoy.actualizado) * 12 * e.norma.numero("recargos_mora", fecha_de(d)), 10_000)
    return int(hoy.actualizado) + int(hoy.recargos) + int(doce + Fraction(1, 2))


@articulo("PAE085", federal=True)
def art_66_a_iv(e: Expediente) -> list[str]:
    malos = []
    for c in e.de("CONVENIO"):
        cae = e.caduca(c)
        cerrado = any(f["dia"] > c["dia"] for f in e.de("CONVENIO_REVOCADO", "CONVENIO_CUMPLIDO", "CONVENIO"))
        if cae is not None and cae <= e.corte and e.debe and not cerrado:
            malos.append(c["clave"])
    return malos


CIERRAN = ("CONVENIO_REVOCADO", "CONVENIO_CUMPLIDO")


@articulo("PAE086", federal=True)
def arts_66_y_66_a(e: Expediente) -> list[str]:
    contribuciones = {str(c["clave"]) for c in conceptos().to_dict("records")
                      if c["naturaleza"] in ("impuesto", "derecho")}  # fmt: skip
    malos = []
    for c in e.de("CONVENIO"):
        antes = [a for a in e.de("CONVENIO") if a["dia"] < c["dia"]]
        otro = antes[-1] if antes else None
        cierre, suya = e.ultimo(c, *CIERRAN, antes=True), e.ultimo(c, "SOLICITUD_PLAZOS")
        es_suya = suya and not (otro and suya["dia"] <= otro["dia"]) and not (cierre and suya["dia"] < cierre["dia"])
        pide = (suya if suya and es_suya else c)["dia"]
        pedido = mes(fecha_de(pide))
        fin = pedido if c["hasta"] is None else mes(fecha_de(c["hasta"]))
        debio = mes(fecha_de(e.credito["vencimiento"]))
        largo = fin - pedido > 12 if c["forma"] == "DIFERIDO" else (c["parcialidades"] or fin - pedido) > 36
        reciente = pedido - debio < 6 or pedido // 12 == debio // 12
        excluido = e.credito["concepto"] in contribuciones and e.credito["origen"] != "SEGURIDAD_SOCIAL"
        modifica = otro and not (cierre and cierre["dia"] >= otro["dia"])
        solo = c["resultado"] != "DE_VARIOS_CREDITOS" and not modifica
        if largo or (reciente and excluido) or (solo and not _pago_y_garantizo(e, c, pide, fin - pedido)):
            malos.append(c["clave"])
    return malos


def _pago_y_garantizo(e: Expediente, c: Acto, pide: int, meses: int) -> bool:
    """66, fr. II: el 20 % al pedirlo, en pesos (art. 20). 66-A, fr. III: garantía del 80 % y de la prórroga."""
    adeudo = e.debido(pide)
    pagos = [m for m in e.dinero if m["tipo"] == "PAGO" and m["dia"] == pide and m["importe"] < 0]
    revertidos = {m["reversa_de"] for m in e.dinero}
    pagado = -sum(m["importe"] for m in pagos if m["clave"] not in revertidos)
    quinta = int(Fraction(adeudo, 5) + Fraction(1, 2))
    pesos, centavos = divmod(quinta, 100)
    if pagado < 100 * (pesos + (centavos > 50)):
        return False
    if c["resultado"] == "DISPENSADO":
        return True
    hay = [
        _por_cuanto(e, g, c["dia"]) for g in e.de("GARANTIA") if g["dia"] <= c["dia"] and _garantiza(e, g, c["dia"])
    ]
    numero = meses if c["forma"] == "DIFERIDO" else c["parcialidades"] or meses
    prorroga = _prorroga(e, adeudo - pagado, numero, pide, c) if numero > 0 else 0
    return not all(hay) or sum(hay) >= int(Fraction(4 * adeudo, 5) + Fraction(1, 2)) + prorroga


def _prorroga(e: Expediente, saldo: int, numero: int, pide: int, c: Acto) -> int:
    """66-A, frs. I y II: la anualidad de parcialidades iguales o, diferido, la tasa por los meses."""
    tramo = "mas_de_24" if c["forma"] == "DIFERIDO" or numero > 24 else "13_a_24" if numero > 12 else "hasta_12"
    tasa = Fraction(e.norma.numero(f"parcialidades_{tramo}", fecha_de(pide)), 10_000)
    if c["forma"] == "DIFERIDO":
        return int(saldo * tasa * numero)
    cuota = int(saldo * tasa / (1 - (1 + tasa) ** -numero) + Fraction(1, 2))
    causado = Fraction(0)
    for pagadas in range(numero):
        causado += (saldo - pagadas * cuota + int(causado + Fraction(1, 2))) * tasa
    return int(causado + Fraction(1, 2))


def mes(d: date) -> int:
    return 12 * d.year + d.month - 1
