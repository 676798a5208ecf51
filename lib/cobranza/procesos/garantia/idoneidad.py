"""Lo que impide ofrecer, aceptar, ampliar, sustituir, hacer efectiva o liberar una garantía."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from cobranza.base.dinero import pesos
from cobranza.base.impedimento import Impedimento
from cobranza.cartera.garantizado import VIGENTES
from cobranza.ley.garantia import CON_VETO, MODALIDADES, impedimento
from cobranza.procesos.garantia.responden import alcance, ambito, creditos, modalidad, otras
from cobranza.tramites.tramitar import Caso

if TYPE_CHECKING:
    import pandas as pd

_CON_BIEN = ("prenda", "hipoteca", "embargo_en_via_administrativa")
_CON_EMISOR = ("billete_de_deposito", "carta_de_credito", "fianza", "obligacion_solidaria")


def un_deudor(caso: Caso) -> Iterator[Impedimento]:
    """Que los créditos existan, deban y sean de una misma persona."""
    c, _ = creditos(caso)
    for folio in sorted({*caso.asunto} - {*c["folio"]}):
        yield caso.estado.impide("GAR-A", "No hay ese crédito", f"{folio} no está.", "Corrige el folio.")
    if c["rfc"].nunique() > 1:
        evidencia = f"Los créditos {', '.join(caso.asunto)} son de {c['rfc'].nunique()} deudores."
        yield caso.estado.impide("GAR-B", "La garantía es de otro crédito", evidencia, "Ofrece una por deudor.")
    for folio in c.loc[c["total"] <= 0, "folio"]:
        yield caso.estado.impide("GAR-C", "Nada que garantizar", f"{folio} no debe nada.", "Quítalo.")


def propia(caso: Caso) -> Iterator[Impedimento]:
    """Que el mismo documento no responda ya en otro trámite."""
    for t in otras(caso):
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
        t.estado == "NO_ACEPTADA" and t.datos["identificacion"] == caso.datos["identificacion"] for t in otras(caso)
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
    s = alcance(caso)
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
    otra = next((t for t in otras(caso) if t.numero == caso.datos["sustituta"]), None)
    if otra is None or otra.estado not in VIGENTES or not {*caso.asunto} <= {*otra.datos["folios"]}:
        evidencia = f"{caso.datos['sustituta']} no es una garantía vigente de {', '.join(caso.asunto)}."
        yield caso.estado.impide(
            "GAR-L", "La sustituta no responde por lo mismo", evidencia, "Registra antes la otra."
        )
    elif (s := alcance(caso, sin_esta=True)).faltante:
        evidencia = f"Sin ésta falta {pesos(s.faltante)} de {pesos(s.requerido)}."
        yield caso.estado.impide("GAR-J", "La garantía no alcanza", evidencia, "Amplía la sustituta antes.")


def firme(caso: Caso) -> Iterator[Impedimento]:
    """Que lo que deben sus créditos ya se pueda cobrar: exigible, sin medio de defensa y sin plazos."""
    c, _ = creditos(caso)
    if not (c["total"] > 0).any():
        yield caso.estado.impide("GAR-M", "Nada que cobrar", "Sus créditos no deben nada.", "Libérala.")
    for folio, situacion in sin_firmeza(c, caso.al).items():
        yield caso.estado.impide(
            "GAR-N", "El crédito no está firme", f"{folio}: {situacion}.", "Espera a que lo esté."
        )
    if caso.datos["clase"] == "fianza" and not caso.datos.get("notificado_el"):
        yield caso.estado.impide(
            "GAR-O", "Falta requerir a la afianzadora", "No se dijo cuándo surtió efectos el requerimiento.",
            "Notifícalo y di «notificado_el»: desde ese día corren quince para que pague.",
            "CFF, art. 143, tercer párrafo",
        )  # fmt: skip


def sin_firmeza(c: pd.DataFrame, al: date) -> dict[str, str]:
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
    c, _ = creditos(caso)
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
