"""Contestar un hallazgo y darlo por solventado: quién, con qué archivos, y cuándo venció sin respuesta."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from cobranza.base.fechas import dia, fecha_de
from cobranza.base.impedimento import Impedimento
from cobranza.procesos.hallazgo.lo_hallado import ambito, senalado
from cobranza.tramites.tramitar import Caso, Ocurrido
from cobranza.verificacion.seguimiento import limite

_HUELLA = re.compile(r"[0-9a-f]{64}")


def a_mas_tardar(caso: Caso, desde: date) -> date:
    """Último día para contestar lo que se hizo saber ese día, en el calendario de su ámbito."""
    return limite(caso.normas.de(ambito(caso)), desde)


def vencido(caso: Caso) -> Ocurrido | None:
    """Pasó el último día sin que la delegación contestara: desde el día siguiente."""
    assert caso.tramite is not None
    ultimo = a_mas_tardar(caso, caso.tramite.pasos[-1].fecha)
    return Ocurrido(fecha_de(dia(ultimo) + 1)) if caso.al > ultimo else None


def de_su_delegacion(caso: Caso) -> Iterator[Impedimento]:
    """Que conteste la delegación que lo tiene."""
    if caso.quien.delegacion != caso.datos["delegacion"]:
        evidencia = f"«{caso.quien.usuario}» es de {caso.quien.delegacion} y es de {caso.datos['delegacion']}."
        yield caso.estado.impide("HAL03", "No es su delegación", evidencia, "Que lo conteste su delegado.")


def con_huella(caso: Caso) -> Iterator[Impedimento]:
    """Que cada archivo lleve su SHA-256, y ninguno dos veces."""
    dichas = huellas(caso.datos["evidencia"])
    for e in caso.datos["evidencia"]:
        if not _HUELLA.fullmatch(str(e["huella"]).lower()) or dichas.count(str(e["huella"]).lower()) > 1:
            evidencia = f"«{e['documento']}» dice «{e['huella']}»."
            que_hacer = "Da el archivo con «cobranza hallazgos contestar --archivo»: la huella se calcula sola."
            yield caso.estado.impide("HAL04", "Evidencia sin su huella, o repetida", evidencia, que_hacer)


def misma_evidencia(caso: Caso) -> Iterator[Impedimento]:
    """Que quien revisa haya tenido a la vista los mismos archivos que se entregaron, y todos."""
    dadas, vistas = huellas(caso.datos["evidencia"]), huellas(caso.datos["cotejadas"])
    faltan = [str(e["documento"]) for e in caso.datos["evidencia"] if str(e["huella"]).lower() not in vistas]
    ajenas = [huella[:12] for huella in vistas if huella not in dadas]
    if faltan or ajenas:
        evidencia = "; ".join(
            [*([f"no se cotejó {', '.join(faltan)}"] if faltan else []),
             *([f"no la entregó la delegación {', '.join(ajenas)}"] if ajenas else [])]
        )  # fmt: skip
        que_hacer = "Pide los archivos que se entregaron; si cambiaron, reitera el hallazgo."
        yield caso.estado.impide("HAL05", "La evidencia no es la que se entregó", f"{evidencia}.", que_hacer)


def corregido(caso: Caso) -> Iterator[Impedimento]:
    """Que lo que incumplía el crédito ya no se señale: un acto pasado no cambia, lo que falta hacer sí."""
    if not caso.datos["acto"] and caso.datos["sigue_senalado"]:
        evidencia = f"{caso.datos['regla']} lo sigue señalando el {caso.al}."
        que_hacer = "Anota lo que se hizo y vuelve a revisarlo, o reitera el hallazgo."
        yield caso.estado.impide("HAL06", "El crédito sigue igual", evidencia, que_hacer)


def ya_reiterado(caso: Caso) -> Iterator[Impedimento]:
    """Que se haya reiterado antes de cerrarlo y dar vista al superior."""
    if int(caso.datos["vuelta"]) == 1:
        evidencia = f"{caso.numero} sólo se ha notificado una vez."
        yield caso.estado.impide("HAL07", "Falta reiterarlo", evidencia, "Reitéralo: cobranza hallazgos reiterar.")


def por_venir(caso: Caso) -> Iterator[Impedimento]:
    """Que la supresión con que se descarta calle algo: si ya venció, la regla lo sigue señalando."""
    if caso.datos["hasta"] < caso.al:
        evidencia = f"Se descarta el {caso.al} y callaría hasta el {caso.datos['hasta']}."
        yield caso.estado.impide("HAL08", "La supresión ya venció", evidencia, "Di un día que no haya pasado.")


def como_quedo(caso: Caso) -> Mapping[str, Any]:
    """Si la regla lo sigue señalando el día en que se revisa."""
    d = caso.datos
    visto = senalado(caso, caso.al, str(d["regla"]), str(d["acto"]))
    return {"sigue_senalado": visto is not None}


def otra_vez(caso: Caso) -> Mapping[str, Any]:
    """Cuántas veces se ha hecho saber, con ésta."""
    return {"vuelta": int(caso.datos["vuelta"]) + 1}


def suprime(caso: Caso) -> Sequence[Mapping[str, Any]]:
    """La supresión que hace que la regla no lo vuelva a señalar hasta ese día; vencida, vuelve a salir."""
    assert caso.anotar is not None
    d = caso.datos
    acto = {
        "folio": str(caso.asunto), "acto": "SUPRESION", "fecha": caso.al.isoformat(), "forma": str(d["regla"]),
        "resultado": str(d["motivo"]), "persona": caso.quien.persona, "hasta": d["hasta"].isoformat(),
        "documento": caso.numero,
    }  # fmt: skip
    return [caso.anotar(acto | ({"referencia": str(d["acto"])} if d["acto"] else {}))]


def avisos(caso: Caso) -> Iterator[str]:
    """La reincidencia, y lo que se aceptó aunque la regla lo siga señalando."""
    if caso.datos.get("reincide_de"):
        yield f"Es reincidencia de {caso.datos['reincide_de']}."
    if caso.estado.clave == "SOLVENTADO" and caso.datos["sigue_senalado"]:
        yield "La regla lo sigue señalando: el acto ya ocurrió y se aceptó por su evidencia."


def huellas(registros: Sequence[Mapping[str, Any]]) -> list[str]:
    """Las huellas de unos archivos, en minúsculas y en su orden."""
    return [str(r["huella"]).lower() for r in registros]
