"""Embargo, cuentas e intervención: CFF, arts. 145, 151 a 172."""

from __future__ import annotations

from fractions import Fraction

from verificacion.lecturas.expediente import EMBARGO, Acto, Expediente, articulo, devuelto_el, se_supo

CON_DEPOSITARIO = ("MUEBLES", "VEHICULO", "INMUEBLE", "NEGOCIACION")


def sin_quien_lo_cite(e: Expediente, actos: list[Acto], tipo: str) -> list[str]:
    return [a["clave"] for a in actos if a["dia"] < e.corte and not e.que_citan(a, tipo)]


@articulo("PAE009")
def art_153(e: Expediente) -> list[str]:
    """Ni lo había, ni se nombró después sin que mediara otro embargo."""
    malos = []
    embargos = e.practicados(*EMBARGO, forma=CON_DEPOSITARIO)
    for a in embargos:
        otros = [m["dia"] for m in embargos if m["dia"] > a["dia"]]
        nombrado = any(
            a["dia"] <= dejo_de_serlo(e, d) and all(d["dia"] < otro for otro in otros)
            for d in e.practicados("DEPOSITARIO")
        )
        if a["dia"] < e.corte and not nombrado:
            malos.append(a["clave"])
    return malos


def dejo_de_serlo(e: Expediente, depositario: Acto) -> int:
    """Los jefes de las oficinas ejecutoras «removerán libremente a los depositarios»; mientras, lo es."""
    removido = e.primero(depositario, "REMOCION_DEPOSITARIO")
    return e.corte if removido is None else removido


@articulo("PAE089")
def art_153_remocion(e: Expediente) -> list[str]:
    """«Deberá poner a disposición de la autoridad ejecutora los bienes»; «cinco días contados a partir de…» (161)."""
    malos = []
    for r in e.de("REMOCION_DEPOSITARIO"):
        entrego = e.primero(r, "ENTREGA_DEPOSITARIO")
        ultimo = e.habiles_despues(r["notificado"] or r["dia"], 5)
        if (e.corte if entrego is None else entrego) > ultimo:
            malos.append(r["clave"])
    return malos


def sin_inscribir(e: Expediente, *formas: str) -> list[str]:
    """Art. 151, último párrafo; los quince días son una meta."""
    malos = []
    for a in e.practicados(*EMBARGO, forma=formas):
        limite = e.habiles_despues(a["dia"], 15)
        inscrito = any(a["dia"] <= i["dia"] <= limite for i in e.practicados("INSCRIPCION"))
        if e.debe and e.corte > limite and not inscrito and not e.que_citan(a, "LEVANTAMIENTO"):
            malos.append(a["clave"])
    return malos


@articulo("PAE010")
def art_151_inmueble(e: Expediente) -> list[str]:
    return sin_inscribir(e, "INMUEBLE")


@articulo("PAE056")
def art_151_negociacion(e: Expediente) -> list[str]:
    return sin_inscribir(e, "NEGOCIACION", "DERECHO_REAL")


@articulo("PAE016")
def art_174(e: Expediente) -> list[str]:
    malos = []
    for a in e.practicados(*EMBARGO, forma=CON_DEPOSITARIO):
        limite = a["dia"] + 90
        if (
            not e.que_citan(a, "LEVANTAMIENTO")
            and e.debe
            and e.corte > limite
            and not any(a["dia"] <= v["dia"] <= limite for v in e.practicados("AVALUO"))
        ):
            malos.append(a["clave"])
    return malos


@articulo("PAE045")
def art_157(e: Expediente) -> list[str]:
    """Quedan exceptuados de embargo…"""
    exceptuados = {
        "LECHO_COTIDIANO", "AJUAR_DE_CASA", "LIBROS_E_INSTRUMENTOS", "MAQUINARIA", "ARMAS_Y_EQUIPO", "SIEMBRAS",
        "USUFRUCTO", "USO_O_HABITACION", "PATRIMONIO_DE_FAMILIA", "RENTA_VITALICIA", "EJIDOS",
    }  # fmt: skip
    salvo = {("AJUAR_DE_CASA", "LUJO"), ("MAQUINARIA", "TODA_LA_NEGOCIACION"), ("USUFRUCTO", "FRUTOS")}
    return [
        b["clave"] for b in e.de("BIEN") if b["forma"] in exceptuados and (b["forma"], b["documento"]) not in salvo
    ]


@articulo("PAE047")
def arts_155_y_156(e: Expediente) -> list[str]:
    orden = {"DINERO": 1, "DEPOSITOS": 1, "CREDITOS": 2, "VALORES": 2, "MUEBLES": 3, "VEHICULO": 3, "INMUEBLE": 4,
             "NEGOCIACION": 5}  # fmt: skip
    causas = ("INSUFICIENTE", "FUERA_DE_CIRCUNSCRIPCION", "GRAVADO", "PERECEDERO")
    malos = []
    for a in e.practicados(*EMBARGO):
        for s in e.que_citan(a, "SENALAMIENTO")[:1]:
            if orden.get(a["forma"], 0) > orden.get(s["forma"], 9) and s["documento"] not in causas:
                malos.append(a["clave"])
    return malos


@articulo("PAE048")
def art_156_ultimo(e: Expediente) -> list[str]:
    return sin_quien_lo_cite(e, e.practicados(*EMBARGO, forma="INMUEBLE"), "PROTESTA_GRAVAMENES")


@articulo("PAE057", federal=True)
def art_152_buzon(e: Expediente) -> list[str]:
    return sin_quien_lo_cite(e, e.practicados(*EMBARGO), "AVISO_BUZON")


@articulo("PAE058")
def art_158(e: Expediente) -> list[str]:
    return sin_quien_lo_cite(e, e.de("OPOSICION_TERCERO"), "ACUERDO_OPOSICION")


@articulo("PAE059")
def art_159(e: Expediente) -> list[str]:
    return sin_quien_lo_cite(e, e.de("EMBARGO_PREVIO"), "AVISO_EMBARGO_PREVIO")


@articulo("PAE060")
def art_160(e: Expediente) -> list[str]:
    return sin_quien_lo_cite(e, e.practicados(*EMBARGO, forma="CREDITOS"), "NOTIFICACION_TERCERO")


@articulo("PAE061")
def art_161(e: Expediente) -> list[str]:
    malos = []
    for a in e.practicados(*EMBARGO, forma="DINERO"):
        entrega = e.primero(a, "ENTREGA_DINERO")
        limite = a["dia"] + 1
        while not e.habil(limite):  # art. 12: si la oficina no abre, al siguiente hábil
            limite += 1
        if (e.corte if entrega is None else entrega) > limite:
            malos.append(a["clave"])
    return malos


@articulo("PAE062")
def art_163(e: Expediente) -> list[str]:
    return [
        r["clave"]
        for r in e.de("ROMPIMIENTO")
        if not r["documento"] or (len(e.que_citan(r, "TESTIGO")) < 2 and r["dia"] < e.corte)
    ]


@articulo("PAE063")
def art_154(e: Expediente) -> list[str]:
    malos = []
    for a in e.practicados(*EMBARGO):
        sueltos = {le["referencia"] for le in e.de("LEVANTAMIENTO") if le["dia"] <= a["dia"]}
        asegurado = sum(b["monto"] for b in e.de("BIEN") if b["dia"] < a["dia"] and b["referencia"] not in sueltos)
        estimado = any(c["dia"] <= a["dia"] for c in e.de("ACUERDO_AMPLIACION"))
        if asegurado and asegurado >= e.debido(a["dia"]) and not estimado:
            malos.append(a["clave"])
    return malos


@articulo("PAE017")
def art_156_ter_exceso(e: Expediente) -> list[str]:
    return [t["clave"] for t in e.practicados("TRANSFERENCIA") if transferido_de_mas(e, t) > 0]


def transferido_de_mas(e: Expediente, t: Acto) -> int:
    """«Hasta por el importe que resulte suficiente para cubrirlo a la fecha en que se realice»: con lo de ese día."""
    ese_dia = [o for o in e.practicados("TRANSFERENCIA") if o["dia"] == t["dia"] and o["clave"] <= t["clave"]]
    return min(sum(o["monto"] for o in ese_dia) - e.debido(t["dia"]), t["monto"])


def de_las_otras(e: Expediente, a: Acto) -> int:
    """«Ya sea que el embargo se trabe sobre una sola cuenta o en más de una»: lo que las anteriores aún retienen."""
    retiene = 0
    for o in e.practicados("INMOVILIZACION"):
        levantada = e.primero(o, "LEVANTAMIENTO")
        if (o["dia"], o["clave"]) < (a["dia"], a["clave"]) and (levantada is None or levantada > a["dia"]):
            retiene += o["monto"]
    salio = [s["monto"] for s in e.practicados("LIBERACION") + e.practicados("TRANSFERENCIA") if s["dia"] < a["dia"]]
    return max(retiene - sum(salio), 0)


@articulo("PAE018")
def art_156_bis_exceso(e: Expediente) -> list[str]:
    malos = []
    for a in e.practicados("INMOVILIZACION"):
        informe = e.primero(a, "INFORME_ENTIDAD")
        limite = e.habiles_despues(a["dia"] if informe is None else informe, 3)
        libres = [li["monto"] for li in e.practicados("LIBERACION") if a["dia"] <= li["dia"] <= limite]
        exceso = min(a["monto"] + de_las_otras(e, a) - e.debido(a["dia"]), a["monto"])
        if exceso > 0 and e.corte > limite and 0 not in libres and sum(libres) < exceso:
            malos.append(a["clave"])
    return malos


@articulo("PAE046")
def art_157_x(e: Expediente) -> list[str]:
    cuentas = ("CUENTA_DE_RETIRO", "CUENTA_DE_SUELDO", "CUENTA_DE_PENSION")
    return [b["clave"] for b in e.de("BIEN", forma=cuentas) if b["documento"] != "VOLUNTARIAS_EXCEDENTE"]


@articulo("PAE049", federal=True)
def art_156_bis(e: Expediente) -> list[str]:
    malos = []
    for a in e.de("INMOVILIZACION"):
        desocupo = any(de <= a["dia"] < fin for de, fin in e.periodos(e.de("DESOCUPACION"), "~"))
        causa = any(c["dia"] <= a["dia"] for c in e.de("CAUSA_INMOVILIZACION"))
        supuesto = causa or desocupo or e.investigado(a["dia"], "NO_LOCALIZADO") or no_alcanza(e, a)
        if e.impugnado(a["dia"]) and not supuesto:
            malos.append(a["clave"])
    return malos


def no_alcanza(e: Expediente, a: Acto) -> bool:
    """Inciso d): «embargo de bienes cuyo valor sea insuficiente … o se desconozca el valor de éstos»."""
    sigue = [
        m for m in e.practicados(*EMBARGO)
        if m["dia"] <= a["dia"] and not any(le["dia"] <= a["dia"] for le in e.que_citan(m, "LEVANTAMIENTO"))
    ]  # fmt: skip
    if not sigue:
        return False
    avaluo = e.ultimo(a, "AVALUO")
    inventario = sum(b["monto"] for m in sigue for b in e.que_citan(m, "BIEN") if b["dia"] <= a["dia"])
    return (avaluo["monto"] if avaluo and avaluo["monto"] else inventario) < e.debido(a["dia"])


@articulo("PAE050")
def art_155_i(e: Expediente) -> list[str]:
    malos = []
    todos = e.practicados(*EMBARGO, forma="DEPOSITOS")
    for k, a in enumerate(todos):
        siguen = [m for m in todos[:k] if not any(le["dia"] <= a["dia"] for le in e.que_citan(m, "LEVANTAMIENTO"))]
        suma = a["monto"] + sum(m["monto"] for m in siguen)
        if a["monto"] and suma > e.debido(a["dia"]) and not e.que_citan(a, "SALDOS_DESCONOCIDOS"):
            malos.append(a["clave"])
    return malos


@articulo("PAE051", federal=True)
def art_151_i(e: Expediente) -> list[str]:
    malos = []
    for a in e.practicados("INMOVILIZACION") + e.practicados(*EMBARGO, forma="DEPOSITOS"):
        informe = e.primero(a, "INFORME_ENTIDAD")
        if informe is not None and e.paso_de(informe, 20, a["notificado"]):
            malos.append(a["clave"])
    return malos


@articulo("PAE052", federal=True)
def art_156_ter_firmeza(e: Expediente) -> list[str]:
    """Firme: ni impugnado ni en plazo para impugnarse, que es el mismo en que aún no es exigible."""
    return [
        t["clave"]
        for t in e.de("TRANSFERENCIA")
        if e.impugnado(t["dia"]) or e.exigible is None or t["dia"] < e.exigible
    ]


@articulo("PAE053", federal=True)
def art_156_ter_ii(e: Expediente) -> list[str]:
    malos = []
    for t in e.de("TRANSFERENCIA"):
        distinta = any(
            g["dia"] <= t["dia"] and (g["hasta"] is None or t["dia"] <= g["hasta"])
            and not any(f["dia"] <= t["dia"] for f in e.que_citan(g, "FIN_GARANTIA"))
            for g in e.de("GARANTIA") if g["forma"] != "BILLETE_DE_DEPOSITO"
        )  # fmt: skip
        if not distinta or not e.garantizado(t["dia"]):
            continue
        pedido = e.ultimo(t, "REQUERIMIENTO_GARANTIA", antes=True)
        if pedido is None or t["dia"] <= e.habiles_despues(se_supo(pedido), 5):
            malos.append(t["clave"])
    return malos


@articulo("PAE054", federal=True)
def art_156_ter_avisar(e: Expediente) -> list[str]:
    malos = []
    for t in e.practicados("TRANSFERENCIA"):
        informe = e.primero(t, "INFORME_ENTIDAD")
        supo, exceso = t["notificado"], transferido_de_mas(e, t)
        sin_avisar = informe is not None and e.paso_de(informe, 20, supo)
        if sin_avisar or (
            supo is not None and exceso > 0 and e.paso_de(supo, 20, devuelto_el(e.que_citan(t, "REINTEGRO"), exceso))
        ):
            malos.append(t["clave"])
    return malos


@articulo("PAE055", federal=True)
def art_156_bis_garantia(e: Expediente) -> list[str]:
    malos = []
    for o in e.de("OFRECIMIENTO_GARANTIA"):
        # «Resolver y notificar … o el requerimiento de requisitos»; «a aquél en que haya notificado»
        resolvio = sorted(e.que_citan(o, "RESOLUCION_GARANTIA"), key=se_supo)
        contesto = [se_supo(r) for r in resolvio + e.que_citan(o, "PREVENCION_GARANTIA")]
        tarde = e.paso_de(o["dia"], 5, min(contesto, default=None))
        sin_aviso = resolvio and e.paso_de(se_supo(resolvio[0]), 5, e.primero(resolvio[0], "AVISO_ENTIDAD"))
        if tarde or sin_aviso:
            malos.append(o["clave"])
    return malos


@articulo("PAE064", federal=True)
def art_145_ii(e: Expediente) -> list[str]:
    malos = []
    for p in e.de("EMBARGO_PRECAUTORIO"):
        supuesto = p["forma"] in ("A", "B", "C", "UNICO_BIEN") and p["documento"]
        pasa = p["monto"] > Fraction(2 * e.debido(p["dia"]), 3) and p["forma"] != "UNICO_BIEN"
        if not supuesto or pasa:
            malos.append(p["clave"])
    return malos


@articulo("PAE065", federal=True)
def art_145_v(e: Expediente) -> list[str]:
    malos = []
    for p in e.de("EMBARGO_PRECAUTORIO"):
        # «cesó la conducta … o bien, que existe orden de suspensión»
        obligan = [c["dia"] for c in e.que_citan(p, "CESE_CONDUCTA")]
        obligan += [s["dia"] for s in e.de("SUSPENSION") if s["dia"] >= p["dia"]]
        ceso = min(obligan, default=None)
        definitivo = ceso is not None and e.exigible is not None and e.exigible <= ceso
        sigue = ceso is not None and not definitivo and e.paso_de(ceso, 3, e.primero(p, "LEVANTAMIENTO"))
        if e.paso_de(p["dia"], 20, p["notificado"]) or sigue:
            malos.append(p["clave"])
    return malos


@articulo("PAE066")
def art_165(e: Expediente) -> list[str]:
    """Hasta el diez por ciento de los ingresos."""
    cuentas = {c["clave"]: c["monto"] for c in e.de("CUENTA_INTERVENTOR")}
    malos, enterado = [], dict.fromkeys(cuentas, 0)
    for i in sorted(e.de("ENTERO_INTERVENTOR"), key=lambda i: (i["dia"], i["clave"])):
        if cuentas.get(i["referencia"], 0):
            enterado[i["referencia"]] += i["monto"]
            if enterado[i["referencia"]] > Fraction(cuentas[i["referencia"]], 10):
                malos.append(i["clave"])
    return malos


@articulo("PAE067")
def arts_167_y_168(e: Expediente) -> list[str]:
    malos = []
    for i in e.de("INTERVENCION"):
        if e.que_citan(i, "LEVANTAMIENTO"):
            continue
        rindio = max([i["dia"], *(c["dia"] for c in e.de("CUENTA_INTERVENTOR"))])
        sin_cuenta = e.limite_en_meses(rindio, 1) < e.corte
        anotada = any(n["dia"] >= i["dia"] for n in e.practicados("INSCRIPCION"))
        sin_anotar = i["forma"] == "ADMINISTRACION" and not anotada and i["dia"] < e.corte
        if sin_cuenta or sin_anotar or e.salio_pagado:
            malos.append(i["clave"])
    return malos


def _dio_su_ocho_por_ciento(e: Expediente, inicio: int, vende: int) -> bool:
    """A razón del ocho por ciento mensual por los meses que ya pasaron al venderla."""
    meses = 0
    while e.meses_despues(inicio, meses + 1) < vende:
        meses += 1
    recaudado = sum(n["monto"] for n in e.de("ENTERO_INTERVENTOR") if inicio <= n["dia"] <= vende)
    return bool(recaudado >= Fraction(8 * meses * e.debido(inicio), 100))


@articulo("PAE068")
def art_172(e: Expediente) -> list[str]:
    malos = []
    for v in e.de("ENAJENACION_NEGOCIACION"):
        inicio = e.ultimo(v, "INTERVENCION")
        if v["forma"] == "IRREGULARIDADES" or inicio is None:
            continue
        if v["forma"] == "ESTACIONAL":
            malos += [v["clave"]] if _dio_su_ocho_por_ciento(e, inicio["dia"], v["dia"]) else []
            continue
        trimestre = e.limite_en_meses(inicio["dia"], 3)
        recaudado = sum(n["monto"] for n in e.de("ENTERO_INTERVENTOR") if inicio["dia"] <= n["dia"] <= trimestre)
        if recaudado >= Fraction(24 * e.debido(inicio["dia"]), 100) or v["dia"] <= trimestre:
            malos.append(v["clave"])
    return malos
