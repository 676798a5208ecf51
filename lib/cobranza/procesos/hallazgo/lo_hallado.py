"""Que el hallazgo sea cierto: la regla lo señala con lo que dicen los libros, y nadie lo ha levantado ya.

Fundamento: procesos F05. Lo que se guarda en el paso (evidencia, gravedad, a quién toca) sale de la regla, no de
quien lo levanta.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from cobranza.base.errores import ErrorDeUso
from cobranza.base.impedimento import Impedimento
from cobranza.expediente.de_tablas import conexion_de_tablas
from cobranza.ingesta.anotacion import folios_del_deudor, tablas_de
from cobranza.libros.lecturas import de_quien_el_mismo_dia
from cobranza.tramites.libro_de_pasos import Tramite, que_dicen
from cobranza.tramites.papeles import credito_de
from cobranza.tramites.tramitar import Caso
from cobranza.verificacion.evaluacion import evaluar
from cobranza.verificacion.pae import leer
from cobranza.verificacion.regla import reglas
from cobranza.verificacion.seguimiento import CERRADOS, TIPO


def senalado(caso: Caso, al: date, regla: str, acto: str) -> Mapping[str, Any] | None:
    """El hallazgo (como `evaluar`) de esa regla en ese acto, o en el crédito si va vacío; None si ya no lo señala.

    Lleva además `saldo`: lo que debe el crédito ese día, en centavos.
    """
    folio = str(caso.asunto)
    # una regla mira si la misma persona diligenció a la vez en otro lado, y otra, lo que su deudor debe por todos
    del_deudor = folios_del_deudor(caso.conexion, folio)
    folios = sorted({folio, *del_deudor, *de_quien_el_mismo_dia(caso.conexion, acto)})
    with conexion_de_tablas(tablas_de(caso.conexion, *folios)) as en_memoria:
        pae = leer(en_memoria, caso.normas, al)
        hallados = evaluar(pae, [regla])
    suyos = hallados[(hallados["folio"] == folio) & (hallados["acto"] == acto)]
    if suyos.empty:
        return None
    (saldo,) = pae.creditos.loc[pae.creditos["folio"] == folio, "total"]
    return {str(k): v for k, v in suyos.iloc[0].items()} | {"saldo": int(saldo)}


def lo_hallado(caso: Caso) -> Mapping[str, Any]:
    """Lo que la regla señala al corte: evidencia, gravedad, a quién toca e importe en juego, en centavos.

    Errores: `ErrorDeUso` si la regla no existe; `ErrorDeDatos` si el crédito no existe; `ErrorDeLey` si falta un
    parámetro.
    """
    datos, acto = caso.datos, str(caso.datos.get("acto") or "")
    (regla,) = reglas([str(datos["regla"]).upper()])
    de = credito_de(caso.conexion, str(caso.asunto))
    if datos["corte"] > caso.al:
        raise ErrorDeUso(
            f"El corte es {datos['corte']} y el hallazgo se levanta el {caso.al}; se esperaba uno que ya pasó."
        )
    visto = senalado(caso, datos["corte"], regla.clave, acto)
    dicho: dict[str, Any] = {
        "regla": regla.clave,
        "acto": acto,
        "ambito": de["ambito"],
        "senalado": visto is not None,
    }
    if visto is None:
        return dicho
    dicho |= {
        "titulo": regla.titulo, "fundamento": regla.fundamento, "que_hacer": regla.que_hacer,
        "efectos": list(regla.efectos), "severidad": visto["severidad"], "evidencia_de_la_regla": visto["evidencia"],
        "tipo_de_acto": visto["tipo"], "fecha_del_acto": visto["fecha"].date(), "delegacion": visto["delegacion"],
        "persona": visto["persona"], "importe": int(visto["importe"]), "saldo": visto["saldo"],
        "vuelta": 1,
    }  # fmt: skip
    return dicho | {"reincide_de": _reincide_de(caso, dicho)}


def _reincide_de(caso: Caso, dicho: Mapping[str, Any]) -> str:
    """El hallazgo anterior de la misma falta que ya se había hecho saber cuando se volvió a incurrir en ella.

    De un acto: el de la misma persona, en otro acto, notificado antes de éste. Del crédito: el suyo, ya solventado.
    """
    if not dicho["acto"]:
        antes = [t for t in _de_la_falta(caso, str(caso.asunto), dicho) if t.datos["folio"] == caso.asunto]
        solventados = [t.numero for t in antes if t.estado == "SOLVENTADO" and not t.datos["acto"]]
        return solventados[-1] if solventados else ""
    if not dicho["persona"]:
        return ""
    antes = [
        t for t in _de_la_falta(caso, str(dicho["persona"]), dicho) if t.datos.get("persona") == dicho["persona"]
    ]
    sabia = [t.numero for t in antes if (n := t.de("NOTIFICADO")) and n.fecha < dicho["fecha_del_acto"]]
    return sabia[-1] if sabia else ""


def _de_la_falta(caso: Caso, de_quien: str, dicho: Mapping[str, Any]) -> list[Tramite]:
    """Los hallazgos de la misma regla que nombran a esa persona o a ese crédito, y no se descartaron."""
    hay = que_dicen(caso.conexion, de_quien, str(dicho["regla"]))
    return [
        t
        for t in hay
        if t.tipo == TIPO
        and t.numero != caso.numero
        and t.datos["regla"] == dicho["regla"]
        and t.estado != "DESCARTADO"
    ]


def cierto(caso: Caso) -> Iterator[Impedimento]:
    """Que la regla lo señale a ese corte, con lo que hoy dicen los libros."""
    if not caso.datos["senalado"]:
        donde = caso.datos["acto"] or f"el crédito {caso.asunto}"
        evidencia = f"{caso.datos['regla']} no señala {donde} al {caso.datos['corte']}."
        que_hacer = f"Revisa regla, acto y corte: cobranza verificar --regla {caso.datos['regla']}."
        yield caso.estado.impide("HAL01", "No hay ese hallazgo", evidencia, que_hacer)


def uno_solo(caso: Caso) -> Iterator[Impedimento]:
    """Que no se haya levantado ya; el del crédito, ya cerrado, puede repetirse si se volvió a incurrir en él."""
    suyo = (str(caso.datos["regla"]), str(caso.asunto), str(caso.datos["acto"]))
    for otro in que_dicen(caso.conexion, suyo[0], suyo[1]):
        if otro.tipo == TIPO and otro.numero != caso.numero and suyo in ya_levantados([otro], caso.datos["corte"]):
            evidencia = f"Es {otro.numero}, que está {otro.estado}."
            yield caso.estado.impide("HAL02", "Ya se levantó", evidencia, "Síguelo por ese trámite.")


def ambito(caso: Caso) -> str:
    """El de su crédito."""
    return credito_de(caso.conexion, str(caso.asunto))["ambito"]


def ya_levantados(tramites: Sequence[Tramite], corte: date) -> set[tuple[str, str, str]]:
    """(regla, folio, acto) de los que a ese corte ya no se levantan: los del crédito, mientras no cierren; los de un
    acto, siempre, salvo el que se descartó y cuya supresión venció: vuelve a salir y hay que poder atenderlo."""
    return {
        (str(t.datos["regla"]), str(t.datos["folio"]), str(t.datos["acto"]))
        for t in tramites
        if (_sigue_callado(t, corte) if t.datos["acto"] else t.estado not in CERRADOS)
    }


def _sigue_callado(t: Tramite, corte: date) -> bool:
    return t.estado != "DESCARTADO" or corte.isoformat() <= str(t.datos["hasta"])
