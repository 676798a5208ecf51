"""Garantías del interés fiscal: se ofrecen, se califican, se vigilan y se liberan o se hacen efectivas.

Cuánto deben cubrir y si alcanzan lo dice `cartera.garantizado`; el acto GARANTIA detiene el procedimiento desde que
se registra y FIN_GARANTIA lo deja seguir. Fundamento: CFF, arts. 141 a 144.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from cobranza.base.dinero import pesos
from cobranza.base.errores import ErrorDeLey
from cobranza.base.fechas import dia, fecha_de
from cobranza.base.impedimento import Impedimento
from cobranza.cartera import oficios_de_garantia as oficios
from cobranza.cartera.creditos_en_curso import cartera_en_curso
from cobranza.cartera.garantizado import VIGENTES, Garantia, Suficiencia, garantia_de, suficiencia, vigentes
from cobranza.ingesta.anotacion import tablas_de
from cobranza.ley.garantia import CON_VETO, MODALIDADES, impedimento
from cobranza.ley.plazo import plazo
from cobranza.ley.proporciones import proporcion
from cobranza.tramites import libro_de_pasos as pasos
from cobranza.tramites.tramitar import Caso, Ocurrido, Proceso, Vencimiento

if TYPE_CHECKING:
    import pandas as pd

    from cobranza.tramites.libro_de_pasos import Tramite

_MODALIDAD = {"prenda": "prenda_o_hipoteca", "hipoteca": "prenda_o_hipoteca"}
_CON_BIEN = ("prenda", "hipoteca", "embargo_en_via_administrativa")
_CON_EMISOR = ("billete_de_deposito", "carta_de_credito", "fianza", "obligacion_solidaria")
_CUENTAN = {
    "CALIFICADA": ("OFRECIDA", "REQUERIDA_COMPLEMENTAR", "CALIFICADA", "ACEPTADA"),
    "ACEPTADA": ("CALIFICADA", "ACEPTADA"),
    "VIGENTE": ("ACEPTADA",),
}
"""Con qué otras garantías por registrar se puede completar, según el paso: varias se ofrecen en una solicitud."""
_AVISAN = (60, 30)
"""A cuántos días del fin de su vigencia se avisa (procesos.md B.4)."""


def modalidad(caso: Caso) -> str:
    """La fracción del art. 141 a que corresponde su clase."""
    return _MODALIDAD.get(caso.datos["clase"], str(caso.datos["clase"]))


def _creditos(caso: Caso) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(los créditos por los que responde, a ese día; sus actos)."""
    tablas = tablas_de(caso.conexion, *caso.asunto)
    return cartera_en_curso(tablas, caso.normas, caso.al), tablas["acto"]


def _otras(caso: Caso) -> list[Tramite]:
    return [t for t in pasos.todos(caso.conexion, "garantia") if t.numero != caso.numero]


def _esta(caso: Caso) -> Garantia:
    return Garantia(caso.numero, int(caso.datos["monto"]), frozenset(caso.asunto), caso.datos.get("hasta"))


def _suficiencia(caso: Caso, *, sin_esta: bool = False) -> Suficiencia:
    """Si alcanzan todas las que responden por sus créditos; una que también responde por otros, lo que le quede."""
    otras = _otras(caso)
    completan = [garantia_de(t) for t in otras if t.estado in _CUENTAN.get(caso.estado.clave, ())]
    propias = [] if sin_esta else [_esta(caso)]
    folios, hay = set(caso.asunto), 0
    while len(folios) > hay:  # las que tocan a las que tocan…: comparten lo que cubren
        hay = len(folios)
        tablas = tablas_de(caso.conexion, *sorted(folios))
        actos = tablas["acto"][tablas["acto"]["clave"].isin(_claves(caso.tramite)).eq(False)]
        cubren = [g for g in (*vigentes(otras, actos, caso.al), *completan, *propias) if g.folios & folios]
        folios |= {f for g in cubren for f in g.folios}
    return suficiencia(cartera_en_curso(tablas, caso.normas, caso.al), cubren, caso.normas, caso.al)


def _claves(tramite: Tramite | None) -> list[str]:
    return [str(e["clave"]) for paso in (tramite.pasos if tramite else ()) for e in paso.efectos]


# ---- lo que se comprueba ----


def un_deudor(caso: Caso) -> Iterator[Impedimento]:
    """Que los créditos existan, deban y sean de una misma persona."""
    c, _ = _creditos(caso)
    for folio in sorted({*caso.asunto} - {*c["folio"]}):
        yield caso.estado.impide("GAR-A", "No hay ese crédito", f"{folio} no está.", "Corrige el folio.")
    if c["rfc"].nunique() > 1:
        evidencia = f"Los créditos {', '.join(caso.asunto)} son de {c['rfc'].nunique()} deudores."
        yield caso.estado.impide("GAR-B", "La garantía es de otro crédito", evidencia, "Ofrece una por deudor.")
    for folio in c.loc[c["total"] <= 0, "folio"]:
        yield caso.estado.impide("GAR-C", "Nada que garantizar", f"{folio} no debe nada.", "Quítalo.")


def propia(caso: Caso) -> Iterator[Impedimento]:
    """Que el mismo documento no responda ya en otro trámite."""
    for t in _otras(caso):
        misma = all(t.datos.get(d) == caso.datos.get(d) for d in ("clase", "identificacion", "emisor"))
        if misma and t.estado not in ("NO_ACEPTADA", "CANCELADA"):
            evidencia = f"{caso.datos['identificacion']} ya está en {t.numero}, {t.estado}."
            yield caso.estado.impide(
                "GAR-D", "La garantía es de otro trámite", evidencia, "Pide otra, o amplía o libera aquélla."
            )


def en_su_orden(caso: Caso) -> Iterator[Impedimento]:
    """En lo federal, el orden obligatorio y la prueba de que no se pudo con las anteriores."""
    esta, antes = modalidad(caso), list(caso.datos.get("ofrecidas_antes") or ())
    de = caso.normas.de(ambito(caso))
    veces = sum(
        t.estado == "NO_ACEPTADA" and t.datos["identificacion"] == caso.datos["identificacion"] for t in _otras(caso)
    )
    motivo = impedimento(de, [*antes, esta], caso.al, incompletos=veces if esta in CON_VETO else 0)
    if motivo:
        yield caso.estado.impide("GAR-E", "No sigue el orden del art. 141", motivo, "Requiere que se complemente.")
    elif de.numero("garantia_orden", caso.al) and esta != MODALIDADES[0] and not caso.datos.get("imposibilidad"):
        yield caso.estado.impide(
            "GAR-F", "Falta acreditar la imposibilidad", f"Se ofrece «{esta}» sin probar que no se pudo con las "
            "modalidades anteriores.", "Requiere los documentos que lo acrediten.", "CFF, art. 141, segundo párrafo",
        )  # fmt: skip


def requisitos(caso: Caso) -> Iterator[Impedimento]:
    """Lo que cada clase exige por sí misma."""
    d, clase = caso.datos, caso.datos["clase"]
    faltas = []
    if clase in _CON_BIEN:
        faltas += [] if d.get("avaluo") else ["el avalúo"]
        faltas += [] if d.get("bien_excluido") is False else ["que no sea un bien excluido (intangible o rústico)"]
    if clase == "fianza" and d.get("sin_orden_ni_excusion") is not True:
        faltas.append("la renuncia a los beneficios de orden y excusión")
    if clase in _CON_EMISOR and not d.get("emisor"):
        faltas.append("quién la emite o la otorga")
    if faltas:
        yield caso.estado.impide(
            "GAR-G", "No es idónea", f"Falta {' y '.join(faltas)}.", "Requiere que se complemente."
        )


def inscrita(caso: Caso) -> Iterator[Impedimento]:
    """Que la hipoteca conste en el registro público antes de resguardarla."""
    if caso.datos["clase"] == "hipoteca" and not caso.datos.get("inscripcion"):
        yield caso.estado.impide("GAR-H", "La hipoteca no está inscrita", "No se dijo su inscripción.", "Inscríbela.")


def en_vigor(caso: Caso) -> Iterator[Impedimento]:
    """Que la garantía valga ese día."""
    desde, hasta = caso.datos["desde"], caso.datos.get("hasta")
    if desde > caso.al or (hasta and hasta < caso.al):
        evidencia = f"Vale del {desde} al {hasta or 'día en que se libere'} y el paso es del {caso.al}."
        yield caso.estado.impide(
            "GAR-I", "La garantía no está en vigor", evidencia, "Pide que la renueven o sustituyan."
        )


def alcanza(caso: Caso) -> Iterator[Impedimento]:
    """Que, con las demás, cubra lo actualizado, los accesorios y los de los doce meses siguientes."""
    s = _suficiencia(caso)
    if s.faltante:
        folios = ", ".join(f"{folio} {pesos(falta)}" for folio, falta in s.falta.items())
        evidencia = f"Debe cubrir {pesos(s.requerido)} al {caso.al}; falta {pesos(s.faltante)} ({folios})."
        yield caso.estado.impide(
            "GAR-J", "La garantía no alcanza", evidencia, "Requiere que la complemente, amplíe o sustituya; si no, "
            "embarga otros bienes.", "CFF, art. 141, segundo y tercer párrafos",
        )  # fmt: skip


def no_baja(caso: Caso) -> Iterator[Impedimento]:
    """Que ampliar no sea reducir."""
    antes = int(caso.tramite.datos["monto"]) if caso.tramite else 0
    if int(caso.datos["monto"]) < antes:
        evidencia = f"Era por {pesos(antes)} y ahora sería por {pesos(caso.datos['monto'])}."
        yield caso.estado.impide("GAR-K", "Una ampliación no reduce", evidencia, "Sustitúyela si debe bajar.")


def sustituida(caso: Caso) -> Iterator[Impedimento]:
    """Que la otra esté registrada, responda por lo mismo y alcance sin ésta."""
    otra = next((t for t in _otras(caso) if t.numero == caso.datos["sustituta"]), None)
    if otra is None or otra.estado not in VIGENTES or not {*caso.asunto} <= {*otra.datos["folios"]}:
        evidencia = f"{caso.datos['sustituta']} no es una garantía vigente de {', '.join(caso.asunto)}."
        yield caso.estado.impide(
            "GAR-L", "La sustituta no responde por lo mismo", evidencia, "Registra antes la otra."
        )
    elif (s := _suficiencia(caso, sin_esta=True)).faltante:
        evidencia = f"Sin ésta falta {pesos(s.faltante)} de {pesos(s.requerido)}."
        yield caso.estado.impide("GAR-J", "La garantía no alcanza", evidencia, "Amplía la sustituta antes.")


def firme(caso: Caso) -> Iterator[Impedimento]:
    """Que lo que deben sus créditos ya se pueda cobrar: exigible, sin medio de defensa y sin plazos."""
    c, _ = _creditos(caso)
    if not (c["total"] > 0).any():
        yield caso.estado.impide("GAR-M", "Nada que cobrar", "Sus créditos no deben nada.", "Libérala.")
    for folio, situacion in _sin_firmeza(c, caso.al).items():
        yield caso.estado.impide(
            "GAR-N", "El crédito no está firme", f"{folio}: {situacion}.", "Espera a que lo esté."
        )
    if caso.datos["clase"] == "fianza" and not caso.datos.get("notificado_el"):
        yield caso.estado.impide(
            "GAR-O", "Falta requerir a la afianzadora", "No se dijo cuándo surtió efectos el requerimiento.",
            "Notifícalo y di «notificado_el»: desde ese día corren quince para que pague.",
            "CFF, art. 143, tercer párrafo",
        )  # fmt: skip


def _sin_firmeza(c: pd.DataFrame, al: date) -> dict[str, str]:
    """Folio → por qué no se puede cobrar, de los que deben."""
    malos = {}
    for _, uno in c[c["total"] > 0].iterrows():
        exigible = None if uno["exigible"] is None or uno["exigible"] != uno["exigible"] else uno["exigible"].date()
        motivos = [m for m, hay in (
            ("con medio de defensa sin resolver", uno["controvertido"]),
            ("con pago a plazos vigente", uno["en_convenio"]),
            ("suspendido", uno["suspendido"]),
            ("no es exigible", exigible is None or exigible > al),
        ) if hay]  # fmt: skip
        if motivos:
            malos[str(uno["folio"])] = ", ".join(motivos)
    return malos


def liberable(caso: Caso) -> Iterator[Impedimento]:
    """Que ya no haya qué garantizar, que otra la sustituya o que ya no sirva."""
    c, _ = _creditos(caso)
    causa, estado = caso.datos["causa"], caso.tramite.estado if caso.tramite else ""
    deben = [str(f) for f in c.loc[c["total"] > 0, "folio"]]
    if causa in ("pago_total", "sin_efectos") and deben:
        evidencia = f"{', '.join(deben)} todavía deben {pesos(int(c['total'].sum()))} al {caso.al}."
        yield caso.estado.impide("GAR-P", "Todavía hay qué garantizar", evidencia, "Espera a que nada se deba.")
    if (causa == "sustitucion") != (estado == "SUSTITUIDA"):
        evidencia = f"Se dice «{causa}» y está {estado}."
        yield caso.estado.impide("GAR-Q", "La causa no es la que consta", evidencia, "Di la que consta.")
    if causa == "otra_causa" and deben and estado in VIGENTES:
        yield caso.estado.impide(
            "GAR-P", "Todavía hay qué garantizar", f"{', '.join(deben)} todavía deben.", "Sustitúyela antes.",
            "CFF, art. 141, cuarto párrafo: no se dispensa la garantía",
        )  # fmt: skip


# ---- lo que se calcula y lo que se asienta ----


def lo_requerido(caso: Caso) -> dict[str, Any]:
    """Lo que deben cubrir sus créditos ese día, para que el documento lo diga siempre igual."""
    c, _ = _creditos(caso)
    s = suficiencia(c, [_esta(caso)], caso.normas, caso.al)
    partes = {
        que: sum(getattr(r, que) for r in s.requeridos.values())
        for que in ("actualizado", "accesorios", "doce_meses")
    }
    debido = {str(folio): int(total) for folio, total in c["total"].items()}
    return {"requerido": {"al": caso.al.isoformat(), **partes, "total": s.requerido, "debido": debido}}


def _abre(caso: Caso) -> list[Mapping[str, Any]]:
    assert caso.anotar is not None
    d, orden = caso.datos, len(caso.tramite.pasos) + 1 if caso.tramite else 1
    # una garantía de varios créditos no responde entera por cada uno: su importe sólo va donde es de uno
    monto = {"monto": f"{int(d['monto']) // 100}.{int(d['monto']) % 100:02d}"} if len(caso.asunto) == 1 else {}
    hasta = {"hasta": d["hasta"]} if d.get("hasta") else {}
    return [
        caso.anotar({
            "clave": f"{caso.numero}:{orden}:{k}", "folio": folio, "acto": "GARANTIA", "fecha": caso.al,
            "forma": str(d["clase"]).upper(), "documento": caso.numero, **monto, **hasta,
        })
        for k, folio in enumerate(caso.asunto, 1)
    ]  # fmt: skip


def _cierra(caso: Caso) -> list[Mapping[str, Any]]:
    """Cierra lo que abrió su último registro, si nada lo cerró y no venció ya."""
    assert caso.anotar is not None
    con_actos = [p for p in (caso.tramite.pasos if caso.tramite else ()) if p.efectos]
    ultimos = [e for e in con_actos[-1].efectos if e["acto"] == "GARANTIA"] if con_actos else []
    if not ultimos or (caso.tramite and caso.tramite.de("VENCIDA")):
        return []
    return [
        caso.anotar({
            "clave": f"{e['clave']}:fin", "folio": e["folio"], "acto": "FIN_GARANTIA", "fecha": caso.al,
            "referencia": e["clave"], "documento": caso.numero,
        })
        for e in ultimos
    ]  # fmt: skip


def _amplia(caso: Caso) -> list[Mapping[str, Any]]:
    """La nueva se registra antes de cerrar la anterior: el crédito no queda un momento sin garantía."""
    return [*_cierra(caso), *_abre(caso)]


def vencio(caso: Caso) -> Ocurrido | None:
    """Terminó su vigencia: el primer día en que ya no vale."""
    hasta = caso.datos.get("hasta")
    return Ocurrido(hasta + timedelta(days=1)) if hasta and hasta < caso.al else None


# ---- lo que se vigila ----


def vencimientos(caso: Caso) -> Iterator[Vencimiento]:
    """Su vigencia, el día en que dejará de alcanzar y el de la ampliación anual."""
    if caso.tramite is None or caso.tramite.estado not in VIGENTES:
        return
    if hasta := caso.datos.get("hasta"):
        yield Vencimiento("VIGENCIA", hasta, "CFF, art. 141, tercer párrafo", _AVISAN[0])
    de = caso.normas.de(ambito(caso))
    otorgada = dia(caso.tramite.pasos[-1].fecha)
    anual = fecha_de(int(de.calendario.mas_meses(otorgada, proporcion(de, "garantia_meses", caso.al).entero)))
    yield Vencimiento("AMPLIACION", anual, "CFF, art. 141, segundo párrafo", _AVISAN[0])
    try:
        s = _suficiencia(caso)
    except ErrorDeLey:
        return  # lo dicen los avisos: sin el valor de ese día no se sabe
    deja = caso.al - timedelta(days=1) if s.faltante else s.deja_el
    if deja is not None:
        yield Vencimiento("SUFICIENCIA", deja, "CFF, art. 141, tercer párrafo", _AVISAN[0])


def avisos(caso: Caso) -> Iterator[str]:
    """Lo que su vigilancia encuentra ese día."""
    if caso.tramite is None or caso.tramite.estado not in VIGENTES:
        return
    hasta = caso.datos.get("hasta")
    if hasta and (limite := min((a for a in _AVISAN if (hasta - caso.al).days <= a), default=None)):
        yield f"Vence el {hasta}, en {(hasta - caso.al).days} días (aviso de {limite}): pide que la renueven."
    try:
        s, (c, actos) = _suficiencia(caso), _creditos(caso)
    except ErrorDeLey as error:
        yield f"No se puede saber si alcanza al {caso.al}: {error.mensaje}"
        return
    if s.faltante:
        yield f"No alcanza: debe cubrir {pesos(s.requerido)} y falta {pesos(s.faltante)}. Requiere la ampliación."
    elif s.deja_el:
        yield f"Alcanza hasta el {s.deja_el}, si nada se paga, con la tasa de hoy y sin inflación."
    resueltos = set(actos.loc[actos["tipo"].eq("RESOLUCION"), "folio"])
    listos = sorted({*c.loc[c["total"] > 0, "folio"]} & resueltos - {*_sin_firmeza(c, caso.al)})
    if listos:
        yield f"{', '.join(listos)}: su defensa se resolvió y sigue debiendo: si está firme, hazla efectiva."


def ambito(caso: Caso) -> str:
    """El de su primer crédito."""
    return oficios.ambito_de(caso)


def ampliacion(caso: Caso) -> Mapping[str, Any]:
    """El requerimiento de ampliación de ese día; sin datos si alcanza."""
    if caso.tramite is None or caso.tramite.estado not in VIGENTES:
        return {}
    c, _ = _creditos(caso)
    s = suficiencia(c, [_esta(caso)], caso.normas, caso.al)
    en_conjunto = _suficiencia(caso).faltante
    dias = plazo(caso.normas.de(ambito(caso)), "MET-COMPLEMENTAR", caso.al)
    debido: Sequence[tuple[str, int]] = [(str(f), int(t)) for f, t in c["total"].items()]
    return oficios.ampliacion(caso, s.requerido, min(s.faltante, en_conjunto), debido, dias) if en_conjunto else {}


PROCESO = Proceso(
    "garantia",
    comprueba={f.__name__: f for f in (
        un_deudor, propia, en_su_orden, requisitos, inscrita, en_vigor, alcanza, no_baja, sustituida, firme,
        liberable,
    )},
    calcula={"lo_requerido": lo_requerido},
    efectos={"garantiza": _abre, "amplia": _amplia, "termina": _cierra},
    documentos={
        "calificacion_de_garantia": oficios.calificacion,
        "aceptacion_de_garantia": oficios.aceptacion,
        "liberacion_de_garantia": oficios.liberacion,
    },
    del_dia={"ampliacion_de_garantia": ampliacion},
    observa={"VENCIDA": vencio},
    vencimientos=vencimientos,
    avisos=avisos,
    ambito=ambito,
)  # fmt: skip
