"""Notificación y diligencia: CFF, arts. 12, 13, 38, 134 a 140 y 152."""

from __future__ import annotations

from verificacion.lecturas.expediente import COBRO, Acto, Expediente, articulo

DILIGENCIAS = ("CITATORIO", *COBRO)


def habilitado(e: Expediente, d: int) -> bool:
    """Art. 13, segundo párrafo."""
    return any(
        h["forma"] != "TERCERO" and h["dia"] <= d <= (h["dia"] if h["hasta"] is None else h["hasta"])
        for h in e.de("HABILITACION")
    )


def a_deshora(e: Expediente, a: Acto) -> bool:
    """Art. 13: son hábiles las horas de 7:30 a 18:00; la que empieza en hora hábil puede concluir después."""
    fuera = a["hora_inicio"] != "" and not "07:30" <= a["hora_inicio"] <= "18:00"
    return (fuera or not e.habil(a["dia"])) and not habilitado(e, a["dia"])


@articulo("PAE001")
def arts_12_y_13(e: Expediente) -> list[str]:
    return [a["clave"] for a in e.de(*DILIGENCIAS) if a_deshora(e, a)]


@articulo("PAE019")
def art_13_al_notificar(e: Expediente) -> list[str]:
    return [a["clave"] for a in e.practicados("NOTIFICACION", forma="PERSONAL") if a_deshora(e, a)]


def dejados(e: Expediente) -> list[Acto]:
    """«Le dejará citatorio»: si ni se localizó el domicilio, no se dejó."""
    return [c for c in e.de("CITATORIO") if c["resultado"] != "NO_LOCALIZADO"]


def citado(e: Expediente, a: Acto) -> bool:
    """«Día hábil posterior que se señale»: el que dijo o, si no dijo, el siguiente hábil."""
    vispera = a["dia"] - 1
    while not e.habil(vispera):
        vispera -= 1
    for c in dejados(e):
        valido = c["dia"] < a["dia"] and (e.habil(c["dia"]) or habilitado(e, c["dia"]))
        if valido and (c["hasta"] == a["dia"] or vispera <= c["dia"]):
            return True
    return False


@articulo("PAE002")
def art_137_citatorio(e: Expediente) -> list[str]:
    con_otro = [a for a in e.de(*COBRO) if a["resultado"] == "PRACTICADA_CON_TERCERO"]
    return [a["clave"] for a in con_otro if not citado(e, a)]


@articulo("PAE020")
def art_137_al_notificar(e: Expediente) -> list[str]:
    con_otro = [a for a in e.practicados("NOTIFICACION") if a["resultado"] == "PRACTICADA_CON_TERCERO"]
    return [a["clave"] for a in con_otro if not citado(e, a)]


def minuto(hora: str) -> int:
    return 60 * int(hora[:2]) + int(hora[3:5])


@articulo("PAE021")
def art_137_dia_y_hora_fijos(e: Expediente) -> list[str]:
    malos = []
    for a in e.de("NOTIFICACION", *COBRO):
        antes = [c for c in dejados(e) if c["dia"] < a["dia"]]
        citatorio = max(reversed(antes), key=lambda c: (c["dia"], c["hora_inicio"]), default=None)
        if a["resultado"] != "PRACTICADA_CON_TERCERO" or citatorio is None or citatorio["hasta"] is None:
            continue
        horas = [c["hora_inicio"] for c in e.que_citan(citatorio, "CITA") if c["hora_inicio"]]
        otra_hora = horas and a["hora_inicio"] and abs(minuto(a["hora_inicio"]) - minuto(horas[0])) > 10
        if citatorio["hasta"] != a["dia"] or otra_hora:
            malos.append(a["clave"])
    return malos


@articulo("PAE022")
def art_137_constancia(e: Expediente) -> list[str]:
    return [c["clave"] for c in e.de("CITATORIO", forma="PUERTA") if not c["documento"]]


@articulo("PAE023")
def art_134_iii(e: Expediente) -> list[str]:
    def por_que(d: int) -> bool:
        return any(
            o["dia"] <= d
            and (o["tipo"] in ("NO_LOCALIZADO", "DESOCUPACION") or o["resultado"] in ("NO_LOCALIZADO", "OPOSICION"))
            for o in e.de("NO_LOCALIZADO", "DESOCUPACION", "NOTIFICACION", *DILIGENCIAS)
        )

    return [a["clave"] for a in e.practicados("NOTIFICACION", forma="ESTRADOS") if not por_que(a["dia"])]


@articulo("PAE024")
def art_139(e: Expediente) -> list[str]:
    """Se publica diez días; se tiene por notificado el undécimo, contado desde el siguiente a la publicación."""
    malos = []
    for a in e.practicados("NOTIFICACION", forma="ESTRADOS"):
        publicadas = [p for p in e.de("PUBLICACION", forma="ESTRADOS") if p["dia"] < a["dia"]]
        if not publicadas:
            continue
        p = publicadas[-1]
        retiro = a["dia"] if p["hasta"] is None else p["hasta"]
        if a["dia"] != e.habiles_despues(p["dia"], 11) or e.habiles(p["dia"], retiro) < 10:
            malos.append(a["clave"])
    return malos


@articulo("PAE025", federal=True)
def art_134_i(e: Expediente) -> list[str]:
    malos = []
    for a in e.practicados("NOTIFICACION", forma="BUZON"):
        aviso = e.ultimo(a, "AVISO_BUZON")
        if aviso is None:
            continue
        abierto = aviso["notificado"] is not None and aviso["notificado"] <= a["dia"]
        if a["dia"] < e.habiles_despues(aviso["dia"], 4) and not abierto:
            malos.append(a["clave"])
    return malos


@articulo("PAE026")
def art_140(e: Expediente) -> list[str]:
    completas = {"DOF": 3, "DIARIO": 1, "PAGINA": 15}
    malos = []
    for a in e.practicados("NOTIFICACION", forma="EDICTOS"):
        causa = any(c["dia"] <= a["dia"] for c in e.de("CAUSA_EDICTOS"))
        publicado = any(
            sum(p["parcialidades"] or 1 for p in e.de("PUBLICACION", forma=donde) if p["dia"] <= a["dia"]) >= veces
            for donde, veces in completas.items()
        )
        if not (causa and publicado):
            malos.append(a["clave"])
    return malos


@articulo("PAE027")
def art_134_correo(e: Expediente) -> list[str]:
    sin_constancia = ("CORREO_ORDINARIO", "TELEGRAMA")
    return [a["clave"] for a in e.de("NOTIFICACION", "REQUERIMIENTO", "CITATORIO", forma=sin_constancia)]


@articulo("PAE028")
def art_38_iii(e: Expediente) -> list[str]:
    resuelto = e.credito["resuelto"]
    return [a["clave"] for a in e.practicados("NOTIFICACION") if resuelto is not None and a["dia"] < resuelto]


@articulo("PAE029")
def art_134_ultimo(e: Expediente) -> list[str]:
    malos = []
    for a in e.practicados("NOTIFICACION", forma="PERSONAL"):
        tercero = any(
            h["persona"] == a["persona"] and h["dia"] <= a["dia"] <= (h["dia"] if h["hasta"] is None else h["hasta"])
            for h in e.de("HABILITACION", forma="TERCERO")
        )
        if a["persona"] and not e.nombrado(a["persona"], a["dia"], facultad="NOTIFICAR") and not tercero:
            malos.append(a["clave"])
    return malos


@articulo("PAE003")
def arts_38_v_y_152(e: Expediente) -> list[str]:
    return [a["clave"] for a in e.de(*DILIGENCIAS) if not e.nombrado(a["persona"], a["dia"])]


@articulo("PAE004")
def art_151_orden(e: Expediente) -> list[str]:
    ordenes = e.de("MANDAMIENTO")
    sin_orden = [a["clave"] for a in e.de(*COBRO) if not any(m["dia"] <= a["dia"] for m in ordenes)]
    sin_facultad = [m["clave"] for m in ordenes if not e.nombrado(m["persona"], m["dia"], facultad="MANDAMIENTO")]
    return sin_orden + sin_facultad


@articulo("PAE008")
def art_152_circunstanciada(e: Expediente) -> list[str]:
    return [a["clave"] for a in e.de(*DILIGENCIAS) if a["hora_inicio"] and not a["hora_fin"]]


@articulo("PAE030")
def art_38_en_un_solo_lugar(e: Expediente) -> list[str]:
    def completa(a: Acto) -> bool:
        return bool(a["persona"] and a["hora_inicio"] and a["hora_fin"])

    malos = []
    for a in filter(completa, e.de(*DILIGENCIAS) + e.de("NOTIFICACION", forma="PERSONAL")):
        for o in filter(completa, e.de_todos[a["persona"], a["dia"]]):
            enciman = a["hora_inicio"] < o["hora_fin"] and o["hora_inicio"] < a["hora_fin"]
            if enciman and o["municipio"] != e.credito["municipio"]:
                malos.append(a["clave"])
    return malos


@articulo("PAE043")
def art_38_v_territorio(e: Expediente) -> list[str]:
    malos = []
    for a in e.de("MANDAMIENTO", *DILIGENCIAS) + e.de("NOTIFICACION", forma="PERSONAL"):
        # el día del traspaso, cualquiera de las dos: no consta a qué hora pasó
        donde = {e.delegacion(a["dia"]), e.delegacion(a["dia"] - 1)}
        comisionado = any(
            c["persona"] == a["persona"] and c["dia"] <= a["dia"] <= (c["dia"] if c["hasta"] is None else c["hasta"])
            for c in e.de("COMISION")
            + (e.de("HABILITACION", forma="TERCERO") if a["tipo"] in ("NOTIFICACION", "CITATORIO") else [])
        )
        quien = e.nombrado(a["persona"], a["dia"])
        suya = any(e.nombrado(a["persona"], a["dia"], delegacion=d) for d in donde)
        if quien and not suya and not comisionado:
            malos.append(a["clave"])
    return malos
