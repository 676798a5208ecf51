"""El pago a plazos: quién lo autoriza, con qué requisitos, y lo que le pasa solo (caduca o se termina de pagar).

El dinero no se calcula aquí: el adeudo, la tabla, la mora y la caducidad son los de `cuenta`, los mismos que dicen el
libro y `explica`. Fundamento: CFF, arts. 66 y 66-A.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from cobranza.base.dinero import pesos, texto
from cobranza.base.errores import ErrorDeDatos
from cobranza.base.fechas import SIN_DIA, dia, fecha_de
from cobranza.base.impedimento import Impedimento
from cobranza.cartera import plazos_en_papel as papel
from cobranza.cartera.a_plazos_procede import excluido, garantia_que_falta, revocado_hace_poco
from cobranza.cartera.convenido import CADUCO, CUMPLIDO, REVOCADO, VIGENTE
from cobranza.cartera.en_curso import EnCurso, en_curso
from cobranza.cuenta.calendario_de_pagos import Parcialidad
from cobranza.cuenta.convenios import DIFERIDO
from cobranza.cuenta.cotizacion import (
    Cotizacion,
    Propuesta,
    cotizacion,
    garantia_exigida,
    juntas,
    pago_inicial,
    rebasa_el_maximo,
)
from cobranza.ingesta.anotacion import tablas_de
from cobranza.ley.plazos_de_pago import meses_de_prorroga
from cobranza.temas import campos
from cobranza.temas.campos import Campo, opcional
from cobranza.tramites.facultados import niveles, titulo_de
from cobranza.tramites.libro_de_pasos import todos
from cobranza.tramites.papeles import concepto_de, contribuyente_de, credito_de
from cobranza.tramites.tramitar import Caso, Ocurrido, Proceso, Simulacion, Vencimiento

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from cobranza.ley.norma import Norma, Normas

_TERMINADOS = ("NEGADO", "CUMPLIDO", "REVOCADO")
_EN_MARCHA = ("AUTORIZADO", "FIRMADO", "VIGENTE", "MODIFICADO")
_TRES, _ULTIMA, _VENCIDO, _SIN_GARANTIA = "tres_parcialidades", "ultima_parcialidad", "diferido_vencido", "garantia"


def _ambito(caso: Caso) -> str:
    return credito_de(caso.conexion, caso.asunto[0])["ambito"]


def _norma(caso: Caso) -> Norma:
    return caso.normas.de(_ambito(caso))


def _creditos(caso: Caso, al: date) -> list[EnCurso]:
    return [en_curso(tablas_de(caso.conexion, f), caso.normas, f, al) for f in caso.asunto]


def _propuesta(caso: Caso, rige: date, solicitud: date | None = None) -> Propuesta:
    d = caso.datos
    diferido = papel.es_diferido(d)
    if not d.get("liquida_el" if diferido else "parcialidades"):
        falta = "«liquida_el», el día elegido para pagar" if diferido else "«parcialidades», cuántas"
        raise ErrorDeDatos(f"Con modalidad {d['modalidad']} falta {falta}.")
    pedida = solicitud or d["solicitud"]
    if diferido:
        return Propuesta(pedida, rige, liquida_el=d["liquida_el"])
    return Propuesta(pedida, rige, parcialidades=int(d["parcialidades"]))


def _va(creditos: Sequence[EnCurso]) -> tuple[Parcialidad, ...]:
    """Las parcialidades del convenio como van, sumadas entre sus créditos."""
    return juntas([c.convenio.parcialidades for c in creditos if c.convenio])


# ── lo que se comprueba ─────────────────────────────────────────────────────────────────────────────────────────────


def asunto_claro(caso: Caso) -> Iterable[Impedimento]:
    """Un contribuyente, un ámbito, créditos que deben y que no se pagan ya a plazos ni están suspendidos."""
    registro = [credito_de(caso.conexion, f) for f in caso.asunto]
    if len({(r["rfc"], r["ambito"]) for r in registro}) > 1 or len({*caso.asunto}) < len(caso.asunto):
        que = "Los créditos no son de un solo contribuyente y ámbito, o uno se repite."
        yield caso.estado.impide("CONV01", "Asunto revuelto", que, "Pide uno por contribuyente y ámbito.")
    abiertos = [t for t in todos(caso.conexion, "convenio") if t.numero != caso.numero]
    for t in abiertos:
        if t.estado not in _TERMINADOS and {*t.datos["folios"]} & {*caso.asunto}:
            que = f"{t.numero} está {t.estado}."
            yield caso.estado.impide("CONV02", "Ya hay un trámite de esos créditos", que, "Termina ése.")
        rfc = credito_de(caso.conexion, t.datos["folios"][0])["rfc"]
        ultimo = t.pasos[-1].fecha
        del_mismo = t.estado == "REVOCADO" and rfc == registro[0]["rfc"]
        if del_mismo and (dicho := revocado_hace_poco(_norma(caso), ultimo, caso.al)):
            yield caso.estado.impide("CONV03", "Otro convenio revocado", f"{t.numero}: {dicho}", "Espera.")
    for c in _creditos(caso, caso.al):
        folio, columnas = c.credito["folio"], c.credito
        if c.debido <= 0 or columnas["vida"] != "VIGENTE":
            que = f"{folio} debe {pesos(c.debido)} y está {columnas['vida']}."
            yield caso.estado.impide("CONV04", "No hay adeudo que pagar a plazos", que, "Revisa el folio.")
        if columnas["suspendido"]:
            que = f"{folio} está suspendido por otro medio."
            yield caso.estado.impide("CONV05", "Crédito suspendido", que, "Desiste del medio o espera a que termine.")
        if c.convenio and c.convenio.estado == VIGENTE:
            que = f"{folio}: {c.convenio.en_palabras()}."
            yield caso.estado.impide("CONV02", "Ya se paga a plazos", que, "Modifica ese convenio, una sola vez.")


def plazo_admitido(caso: Caso) -> Iterable[Impedimento]:
    """Que el plazo quepa en el máximo y la solicitud no sea posterior al paso (art. 66, primer párrafo)."""
    if caso.datos["solicitud"] > caso.al:
        que = f"La solicitud es del {caso.datos['solicitud']} y el paso, del {caso.al}."
        yield caso.estado.impide("CONV06", "Solicitud posterior", que, "Corrige la fecha.")
    if dicho := rebasa_el_maximo(_norma(caso), _propuesta(caso, caso.al)):
        yield caso.estado.impide("CONV07", "El plazo rebasa el máximo", dicho, "Pide un plazo menor.", "CFF, art. 66")


def procedencia(caso: Caso) -> Iterable[Impedimento]:
    """Lo que no se puede pagar a plazos (art. 66-A, fr. VI)."""
    for c in _creditos(caso, caso.al):
        dichos = excluido(
            _norma(caso), c.credito, caso.datos["solicitud"],
            retenida=bool(caso.datos.get("retenida")), comercio_exterior=bool(caso.datos.get("comercio_exterior")),
        )  # fmt: skip
        for dicho in dichos:
            yield caso.estado.impide(
                "CONV08", "No procede el pago a plazos", f"{c.credito['folio']}: {dicho}", "Cobra sin plazos.",
                "CFF, art. 66-A, fr. VI",
            )  # fmt: skip


def pago_inicial_hecho(caso: Caso) -> Iterable[Impedimento]:
    """El 20 % pagado el día de la solicitud, como consta en los libros (art. 66, fr. II)."""
    exigido = pago_inicial(_norma(caso), caso.datos["adeudo"], caso.datos["solicitud"])
    if caso.datos["pago_inicial"] < exigido:
        que = (
            f"Del adeudo de {pesos(caso.datos['adeudo'])} al {caso.datos['solicitud']} se pagaron ese día "
            f"{pesos(caso.datos['pago_inicial'])}; se esperaban {pesos(exigido)}."
        )
        que_hacer = "Carga el recibo, o previene: la solicitud vale desde el día en que se paga."
        yield caso.estado.impide("CONV09", "Falta el pago inicial", que, que_hacer, "CFF, art. 66, fr. II")


def garantia_ofrecida(caso: Caso) -> Iterable[Impedimento]:
    """La garantía que consta en los libros, suficiente y vigente, o su dispensa (art. 66-A, fr. III)."""
    if caso.datos.get("dispensa"):
        return
    tablas = [tablas_de(caso.conexion, f)["acto"] for f in caso.asunto]
    exigida = caso.datos["garantia_exigida"]
    if falta := garantia_que_falta(pd.concat(tablas), str(caso.datos.get("garantia") or ""), exigida, caso.al):
        que_hacer = (
            "Registra la garantía (acto GARANTIA, con su monto), amplíala, o dispénsala con la regla que lo permita."
        )
        yield caso.estado.impide("CONV10", "Garantía", falta, que_hacer, "CFF, art. 66-A, fr. III")


def sigue_en_pie(caso: Caso) -> Iterable[Impedimento]:
    """Que el plazo no haya caducado."""
    for c in _creditos(caso, caso.al):
        if c.convenio and c.convenio.estado in (CADUCO, REVOCADO):
            que = f"{c.credito['folio']}: {c.convenio.en_palabras()}."
            que_hacer = "Ponlo al día: cobranza tramite al-dia."
            yield caso.estado.impide("CONV11", "El plazo ya caducó", que, que_hacer, "CFF, art. 66-A, fr. IV")


def una_sola_vez(caso: Caso) -> Iterable[Impedimento]:
    """La modalidad se modifica por una sola ocasión (art. 66, fr. I)."""
    if caso.tramite and (antes := caso.tramite.de("MODIFICADO")):
        que = f"Ya se modificó el {antes.fecha}."
        yield caso.estado.impide("CONV12", "Sólo se modifica una vez", que, "Sigue con lo convenido.")


def plazo_en_conjunto(caso: Caso) -> Iterable[Impedimento]:
    """Que lo ya corrido y el plazo nuevo no pasen juntos del máximo (art. 66, fr. I)."""
    original, al = date.fromisoformat(str(caso.datos["solicitud_original"])), caso.al
    corridos = meses_de_prorroga(_norma(caso), original, al) if al > original else 0
    if dicho := rebasa_el_maximo(_norma(caso), _propuesta(caso, al, al), corridos):
        que = f"Con {corridos} meses ya corridos: {dicho}"
        yield caso.estado.impide("CONV07", "El plazo en conjunto rebasa el máximo", que, "Pide un plazo menor.")


def causa_cierta(caso: Caso) -> Iterable[Impedimento]:
    """Que los libros digan lo mismo que la causa: un pago que llegó tarde puede haberla quitado."""
    causa = caso.datos["causa"]
    caduco = _caduco(caso, caso.al)
    if causa in (_TRES, _ULTIMA, _VENCIDO) and caduco is None:
        que = f"Se dice «{causa}» y en los libros el plazo sigue en pie al {caso.al}."
        yield caso.estado.impide("CONV13", "La causa no consta", que, "Revisa los pagos; cobranza tramite al-dia.")
    if causa == _SIN_GARANTIA and not [*garantia_ofrecida(caso)]:
        que = "La garantía consta, alcanza y está vigente, o se dispensó."
        yield caso.estado.impide("CONV13", "La causa no consta", que, "Revisa la garantía.")


# ── lo que se calcula y se guarda ───────────────────────────────────────────────────────────────────────────────────


def _pagado_el(tablas: Mapping[str, pd.DataFrame], el_dia: date) -> tuple[int, list[str]]:
    """(lo que se pagó a un crédito con recibos de ese día, cuáles); lo que quedó a favor no paga."""
    m, r = tablas["movimiento"], tablas["recibo"]
    del_dia = r.loc[pd.to_datetime(r["fecha_ingreso"]) == pd.Timestamp(el_dia), "recibo"]
    suyos = m[m["tipo"].eq("PAGO") & m["componente"].ne("SALDO_A_FAVOR") & m["documento"].isin(del_dia)]
    return -int(suyos["importe"].sum()), sorted(set(suyos["documento"]))


def cotiza(caso: Caso) -> Mapping[str, Any]:
    """El adeudo a la solicitud, lo pagado ese día, y la tabla de lo que queda."""
    solicitud, norma = caso.datos["solicitud"], _norma(caso)
    creditos = _creditos(caso, solicitud)
    pagos = [_pagado_el(tablas_de(caso.conexion, f), solicitud) for f in caso.asunto]
    pagado = [p for p, _ in pagos]
    propuesta = _propuesta(caso, caso.al)
    como = cotizacion(norma, propuesta, [c.integrable for c in creditos])
    adeudo = como.saldo + sum(pagado)
    return _guardable(caso, como, propuesta) | {
        "adeudo": adeudo,
        "pago_inicial": sum(pagado),
        "recibo": ", ".join(sorted({r for _, recibos in pagos for r in recibos})) or "ninguno",
        "creditos": [
            {"folio": f, "importe": c.integrable + p} for f, c, p in zip(caso.asunto, creditos, pagado, strict=True)
        ],
        "garantia_exigida": garantia_exigida(norma, adeudo, como.recargos, solicitud),
        "solicitud_original": solicitud,
    }


def cotiza_otra_vez(caso: Caso) -> Mapping[str, Any]:
    """Al modificar se integra lo que se debe ese día, y ése es el saldo."""
    creditos = _creditos(caso, caso.al)
    propuesta = _propuesta(caso, caso.al, caso.al)
    como = cotizacion(_norma(caso), propuesta, [c.integrable for c in creditos])
    return _guardable(caso, como, propuesta) | {
        "adeudo": como.saldo,
        "pago_inicial": 0,
        "creditos": [{"folio": c.credito["folio"], "importe": c.integrable} for c in creditos],
        "solicitud": caso.al,
    }


def _guardable(caso: Caso, como: Cotizacion, propuesta: Propuesta) -> dict[str, Any]:
    norma = _norma(caso)
    rotulos = []
    if caso.estado.nivel:
        udi = lambda: int(caso.normas.de("federal").valor("udi", caso.al).numero or 0)  # noqa: E731
        rotulos = [
            f"tope de {titulo_de(n.rol)} para autorizar, {n.dicho}"
            for n in niveles("convenio", caso.al, udi)
            if n.calidad == "ilustrativo"
        ]
    return {
        "saldo": como.saldo,
        "tasa": como.tasa,
        "tabla": papel.en_filas(como.cuotas),
        "plazo_meses": propuesta.meses(norma),
        "ilustrativos": rotulos,
    }


def saldo_al_revocar(caso: Caso) -> Mapping[str, Any]:
    """Lo que se debe al revocar, con actualización y recargos desde el último pago (art. 66-A, fr. IV)."""
    creditos = []
    for folio in caso.asunto:
        tablas = tablas_de(caso.conexion, folio)
        revoca = {"id": tablas["acto"]["id"].max() + 1, "clave": caso.numero, "tipo": "CONVENIO_REVOCADO"}
        revoca |= {"credito": tablas["credito"]["id"].iloc[0], "fecha": caso.al, "fecha_registro": caso.al}
        actos = pd.concat([tablas["acto"], pd.DataFrame([revoca])], ignore_index=True)
        creditos.append(en_curso({**tablas, "acto": actos}, caso.normas, folio, caso.al))
    corre = [c.convenio.corre_desde for c in creditos if c.convenio]
    return {
        "componentes": papel.componentes([c.componentes for c in creditos]),
        "saldo_revocado": sum(c.debido for c in creditos),
        "ultimo_pago": fecha_de(max(corre)),
    }


# ── los actos que asienta ───────────────────────────────────────────────────────────────────────────────────────────


def _anota(caso: Caso, acto: str, fecha: date, **otros: str) -> list[Mapping[str, Any]]:
    assert caso.anotar is not None
    comun = {"acto": acto, "fecha": fecha.isoformat(), "documento": caso.numero} | otros
    return [caso.anotar({"folio": f, **comun}) for f in caso.asunto]


def _convenio(caso: Caso) -> list[Mapping[str, Any]]:
    ultima = str(caso.datos["tabla"][-1]["vence"])
    dicho = {"forma": str(caso.datos["modalidad"]).upper(), "hasta": ultima}
    if papel.es_diferido(caso.datos):
        return _anota(caso, "CONVENIO", caso.al, **dicho | {"hasta": caso.datos["liquida_el"].isoformat()})
    return _anota(caso, "CONVENIO", caso.al, **dicho, parcialidades=str(caso.datos["parcialidades"]))


def _solicita(caso: Caso) -> list[Mapping[str, Any]]:
    return _anota(caso, "SOLICITUD_PLAZOS", caso.datos["solicitud"])


def _solicita_de_nuevo(caso: Caso) -> list[Mapping[str, Any]]:
    antes = caso.tramite.datos["solicitud"] if caso.tramite else ""
    return _solicita(caso) if str(caso.datos["solicitud"]) != str(antes) else []


def _modifica(caso: Caso) -> list[Mapping[str, Any]]:
    return [*_solicita(caso), *_convenio(caso)]


# ── lo que le pasa solo ─────────────────────────────────────────────────────────────────────────────────────────────


def _caduco(caso: Caso, al: date) -> tuple[date, str] | None:
    """(desde qué día, por qué) cayó solo el plazo de alguno de sus créditos; None si sigue."""
    hallados = []
    for c in _creditos(caso, al):
        v = c.convenio
        if v is not None and v.estado == CADUCO and v.terminado_el is not None:
            ultima = v.parcialidades[-1]
            de_la_ultima = ultima.vence < v.terminado_el and not ultima.vence < v.terminado_el - 1
            causa = _VENCIDO if v.modalidad == DIFERIDO else _ULTIMA if de_la_ultima else _TRES
            hallados.append((v.terminado_el, causa))
    if not hallados:
        return None
    cuando, causa = min(hallados)
    return fecha_de(cuando), causa


def _se_incumplio(caso: Caso) -> Ocurrido | None:
    if (caduco := _caduco(caso, caso.al)) is None:
        return None
    cuando, causa = caduco
    vencidas = [p for c in _creditos(caso, caso.al) if c.convenio for p in c.convenio.incumplidas()]
    cuales = ", ".join(f"la {p.numero} ({fecha_de(p.vence)})" for p in vencidas)
    return Ocurrido(cuando, {"causa": causa, "hechos": f"No se cubrieron en tiempo y monto: {cuales}."})


def _sigue(caso: Caso) -> Ocurrido | None:
    """Un pago anterior que llegó tarde a los libros quitó la causa: nunca se incumplió."""
    vuelve = caso.tramite is not None and caso.tramite.estado == "INCUMPLIDO"
    if not vuelve or caso.datos["causa"] not in (_TRES, _ULTIMA, _VENCIDO):
        return None
    return Ocurrido(caso.al) if _caduco(caso, caso.al) is None else None


def _se_cumplio(caso: Caso) -> Ocurrido | None:
    creditos = _creditos(caso, caso.al)
    if not all(c.convenio and c.convenio.estado == CUMPLIDO for c in creditos):
        return None
    pagadas = [p.pagada_el for p in _va(creditos) if p.pagada_el != SIN_DIA]
    return Ocurrido(fecha_de(max(pagadas)) if pagadas else caso.al)


def _vencimientos(caso: Caso) -> Iterable[Vencimiento]:
    if caso.tramite and caso.tramite.estado in _EN_MARCHA:
        sigue = [p for p in _va(_creditos(caso, caso.al)) if p.pagada_el == SIN_DIA and p.importe > 0]
        for p in sigue[:1]:
            yield Vencimiento(f"PARCIALIDAD-{p.numero}", fecha_de(p.vence), "CFF, art. 66-A, frs. I y II")


def _avisos(caso: Caso) -> Iterable[str]:
    if not caso.tramite or caso.tramite.estado not in _EN_MARCHA:
        return
    for c in _creditos(caso, caso.al):
        if c.convenio and c.convenio.aviso:
            yield f"{c.credito['folio']}: {c.convenio.aviso}"
    for v in _vencimientos(caso):
        faltan = (v.vence - caso.al).days
        if 0 <= faltan <= v.avisa:
            yield f"{v.clave} vence el {v.vence}, en {faltan} días"


# ── documentos ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _con_creditos(caso: Caso, dicho: Mapping[str, Any]) -> dict[str, Any]:
    creditos = [
        {"folio": c["folio"], "concepto": concepto_de(caso.conexion, c["folio"]), "importe": texto(c["importe"])}
        for c in caso.datos["creditos"]
    ]
    return _con_contribuyente(caso, dicho) | {"creditos": creditos}


def _con_contribuyente(caso: Caso, dicho: Mapping[str, Any]) -> dict[str, Any]:
    return {"contribuyente": contribuyente_de(caso.conexion, caso.asunto[0]), **dicho} if dicho else {}


def _de_autorizacion(caso: Caso) -> str:
    paso = caso.tramite.de("AUTORIZADO") if caso.tramite else None
    return f"{caso.numero}-{paso.orden:02d}-01" if paso else caso.numero


def _papel_convenio(caso: Caso) -> Mapping[str, Any]:
    paso = caso.tramite.de("AUTORIZADO") if caso.tramite else None
    cuando = {"autorizacion": _de_autorizacion(caso), "autorizado_el": str(paso.fecha if paso else caso.al)}
    return _con_creditos(caso, papel.convenio(caso.datos) | cuando)


def _papel_revocacion(caso: Caso) -> Mapping[str, Any]:
    d = caso.datos
    return _con_contribuyente(
        caso,
        {
            "autorizacion": _de_autorizacion(caso), "convenio": caso.numero, "causa": papel.CAUSAS[d["causa"]],
            "hechos": d["hechos"], "ultimo_pago": str(d["ultimo_pago"]), "al": caso.al.isoformat(),
            "componentes": d["componentes"], "saldo": texto(d["saldo_revocado"]),
        },
    )  # fmt: skip


def _del_dia(caso: Caso, que: Any) -> Any:
    va = _va(_creditos(caso, caso.al))
    return que(caso.numero, va, dia(caso.al)) if va else {}


def _estados_de_cuenta(caso: Caso) -> list[dict[str, Any]]:
    creditos = [c for c in _creditos(caso, caso.al) if c.convenio]
    return [_con_contribuyente(caso, papel.estado_de_cuenta(c, "CFF, arts. 66 y 66-A")) for c in creditos]


# ── simular ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_PREGUNTA = (
    Campo("folios", campos.lista(campos.TEXTO, minimo=1), "Los créditos."),
    Campo("solicitud", campos.FECHA, "El día en que se solicitaría y se pagaría el 20 %."),
    opcional("parcialidades", campos.lista(campos.entero(1, 600)), "Los plazos por comparar, en parcialidades."),
    opcional("liquida_el", campos.lista(campos.FECHA), "Los días por comparar, si se difiere."),
    opcional("retenida", campos.SI_NO, "true si es contribución retenida, trasladada o recaudada."),
    opcional("comercio_exterior", campos.SI_NO, "true si debió pagarse por importar o exportar."),
)


def simular(conexion: Connection, normas: Normas, datos: Mapping[str, Any]) -> Mapping[str, Any]:
    """Varios plazos lado a lado, con lo que impide cada uno. Importes como texto decimal."""
    solicitud = datos["solicitud"]
    creditos = [en_curso(tablas_de(conexion, f), normas, f, solicitud) for f in datos["folios"]]
    norma = normas.de(str(creditos[0].credito["ambito"]))
    adeudo = sum(c.integrable for c in creditos)
    iniciales = [pago_inicial(norma, c.integrable, solicitud) for c in creditos]
    saldos = [c.integrable - p for c, p in zip(creditos, iniciales, strict=True)]
    marcas = {n: bool(datos[n]) for n in ("retenida", "comercio_exterior")}
    base = Propuesta(solicitud, solicitud)
    propuestas = [replace(base, parcialidades=n) for n in datos["parcialidades"] or ()]
    propuestas += [replace(base, liquida_el=d) for d in datos["liquida_el"] or ()]
    return {
        "adeudo": texto(adeudo),
        "pago_inicial": texto(sum(iniciales)),
        "saldo": texto(sum(saldos)),
        "impedimentos": [
            f"{c.credito['folio']}: {dicho}"
            for c in creditos
            for dicho in excluido(norma, c.credito, solicitud, **marcas)
        ],
        "opciones": [_opcion(norma, p, saldos, adeudo) for p in propuestas],
    }


def _opcion(norma: Norma, propuesta: Propuesta, saldos: Sequence[int], adeudo: int) -> dict[str, Any]:
    como = cotizacion(norma, propuesta, saldos)
    return {
        "modalidad": DIFERIDO if propuesta.liquida_el else "PARCIALIDADES",
        "meses": propuesta.meses(norma),
        "tasa": texto(como.tasa),
        "pago": texto(como.cuotas[0].importe),
        "recargos": texto(como.recargos),
        "total": texto(como.total),
        "garantia": texto(garantia_exigida(norma, adeudo, como.recargos, propuesta.solicitud)),
        "impide": rebasa_el_maximo(norma, propuesta),
        "tabla": [
            {**f, "importe": texto(f["importe"]), "recargo": texto(f["recargo"])} for f in papel.en_filas(como.cuotas)
        ],
    }


PROCESO = Proceso(
    "convenio",
    comprueba={
        "asunto_claro": asunto_claro,
        "plazo_admitido": plazo_admitido,
        "procedencia": procedencia,
        "pago_inicial": pago_inicial_hecho,
        "garantia_ofrecida": garantia_ofrecida,
        "garantia_vigente": garantia_ofrecida,
        "sigue_en_pie": sigue_en_pie,
        "una_sola_vez": una_sola_vez,
        "plazo_en_conjunto": plazo_en_conjunto,
        "causa_cierta": causa_cierta,
    },
    calcula={"cotiza": cotiza, "cotiza_otra_vez": cotiza_otra_vez, "saldo_al_revocar": saldo_al_revocar},
    efectos={
        "solicita": _solicita,
        "solicita_de_nuevo": _solicita_de_nuevo,
        "autoriza": _convenio,
        "modifica": _modifica,
        "cumple": lambda caso: _anota(caso, "CONVENIO_CUMPLIDO", caso.al),
        "revoca": lambda caso: _anota(caso, "CONVENIO_REVOCADO", caso.al),
    },
    documentos={
        "autorizacion_de_plazos": lambda caso: _con_creditos(caso, papel.autorizacion(caso.datos)),
        "convenio": _papel_convenio,
        "ficha_de_pago": lambda caso: [_con_contribuyente(caso, f) for f in papel.fichas(caso.numero, caso.datos)],
        "aviso_contable": lambda caso: papel.devengado(caso.numero, caso.al.isoformat(), caso.datos),
        "revocacion": _papel_revocacion,
    },
    del_dia={
        "ficha_de_pago": lambda caso: [_con_contribuyente(caso, f) for f in _del_dia(caso, papel.fichas_del_dia)],
        "aviso_de_incumplimiento": lambda caso: _con_contribuyente(caso, _del_dia(caso, papel.incumplimiento)),
        "aviso_contable": lambda caso: _del_dia(caso, papel.recaudado),
        "estado_de_cuenta": _estados_de_cuenta,
    },
    observa={"INCUMPLIDO": _se_incumplio, "VIGENTE": _sigue, "CUMPLIDO": _se_cumplio},
    vencimientos=_vencimientos,
    avisos=_avisos,
    simula=Simulacion(_PREGUNTA, simular),
    ambito=_ambito,
)
