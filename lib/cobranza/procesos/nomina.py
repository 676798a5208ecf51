"""La nómina de gastos de ejecución como trámite: se calcula con memoria, se valida, se autoriza y se paga una vez.

Aquí no hay aritmética: la hace `nomina` y `nomina.versiones` la guarda en la transacción del paso. Se comprueba quién
puede, que el periodo no se encime con otro, que todo cuadre y que ningún renglón de recibo se haya nominado ya.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from cobranza.base.dinero import pesos
from cobranza.base.impedimento import Impedimento
from cobranza.ingesta.columnas import textos
from cobranza.ingesta.identificadores import fallas_clabe
from cobranza.ley.isr import salario_minimo_del_mes
from cobranza.libros import nominadas
from cobranza.nomina import cfdi, papeles_de_pago, versiones
from cobranza.nomina.archivos import archivos
from cobranza.nomina.controles import controles
from cobranza.nomina.cuadre import cuadres
from cobranza.nomina.insumos import deducciones
from cobranza.nomina.netos import DESCUENTOS
from cobranza.nomina.releidos import cuadres_de
from cobranza.nomina.versiones import TIPO, Version
from cobranza.tramites import libro_de_pasos as pasos
from cobranza.tramites.libro_de_pasos import Tramite
from cobranza.tramites.tramitar import Caso, Ocurrido, Proceso

_CANCELADA = "CANCELADA"
_VALIDACION = "EN_VALIDACION_DELEGACION"
_EN_CURSO = ("CALCULADA", _VALIDACION, "VALIDADA", "REVISADA", "AUTORIZADA")
_A_LA_VISTA = 5


# ---- lo que se calcula y se guarda ----


def version(caso: Caso) -> Mapping[str, Any]:
    """Calcula y guarda la versión que sigue; en el paso quedan sus sumas y su sello, en centavos."""
    d = caso.datos
    insumos, resultado = versiones.calculada(
        caso.conexion,
        normas=caso.normas,
        desde=d["desde"],
        hasta=d["hasta"],
        fecha_pago=d["fecha_pago"],
        deducciones=deducciones(d.get("deducciones") or ()),
        varios_meses=bool(d.get("varios_meses")),
    )
    hecha = versiones.guardar(caso.conexion, caso.numero, insumos, resultado)
    personas = resultado.personas
    return {
        "version": hecha.version,
        "sello": hecha.sello,
        "base": resultado.base,
        "bruto": resultado.bruto,
        "fondos": resultado.fondos,
        "sin_asignar": resultado.sin_asignar,
        "descuentos": {c: int(personas[c].sum()) for c in DESCUENTOS},
        "neto": int(personas["neto"].sum()),
        "tardios": sorted({str(r) for r in resultado.cobros.loc[resultado.cobros["es_tardio"], "recibo"]}),
        "validadas": [],
        "ilustrativos": [f"norma de reparto {n.clave}" for n in resultado.normas if n.es_ilustrativa],
    }


def validadas(caso: Caso) -> Mapping[str, Any]:
    """Qué delegaciones se han validado y por quién, con la de este paso."""
    if _de_la_calculada(caso):
        return {"validadas": [], "delegacion": ""}
    cual = str(caso.datos.get("delegacion") or caso.quien.delegacion)
    # lo dicho en un paso no vale para el que sigue
    return {"delegacion": "", "validadas": [*_validadas(caso), {"delegacion": cual, "persona": caso.quien.persona}]}


def pagados(caso: Caso) -> Mapping[str, Any]:
    """A quiénes se les ha pagado ya y cuántas dispersiones van."""
    nuevos = [r["persona"] for r in caso.datos["respuesta"] if r["resultado"] == "pagado"]
    return {
        "pagadas": [*_pagadas(caso.datos), *nuevos],
        "dispersiones": int(caso.datos.get("dispersiones") or 0) + 1,
    }


# ---- lo que se comprueba ----


def periodo_claro(caso: Caso) -> Iterator[Impedimento]:
    """Que el periodo no esté al revés ni se pague antes de que termine."""
    desde, hasta, pago = (caso.datos[c] for c in ("desde", "hasta", "fecha_pago"))
    if desde > hasta or pago < hasta:
        evidencia = f"Dice del {desde} al {hasta}, pagado el {pago}."
        que_hacer = "Corrige las fechas: empieza antes de terminar y se paga después."
        yield caso.estado.impide("NOM01", "El periodo no se entiende", evidencia, que_hacer)


def periodo_libre(caso: Caso) -> Iterator[Impedimento]:
    """Que ninguno de sus días sea de otra nómina que no se canceló."""
    for otra in _otras(caso):
        if _dia(otra, "desde") <= caso.datos["hasta"] and caso.datos["desde"] <= _dia(otra, "hasta"):
            evidencia = f"{otra.numero} ({otra.estado}) es del {otra.datos['desde']} al {otra.datos['hasta']}."
            que_hacer = "Abre la nómina de los días que no tienen una; lo que llegó tarde entra en la que sigue."
            yield caso.estado.impide("NOM02", "El periodo se encima con otro", evidencia, que_hacer)


def periodo_terminado(caso: Caso) -> Iterator[Impedimento]:
    """Que el periodo ya haya terminado: lo que falta por ingresar no se reparte."""
    if caso.al <= caso.datos["hasta"]:
        evidencia = f"Termina el {caso.datos['hasta']} y hoy es {caso.al}."
        yield caso.estado.impide("NOM03", "El periodo no ha terminado", evidencia, "Calcúlala después de ese día.")


def de_varios_meses(caso: Caso) -> Iterator[Impedimento]:
    """Que sólo se retenga como de varios meses lo que los abarca (RLISR, art. 163)."""
    desde, hasta = caso.datos["desde"], caso.datos["hasta"]
    if caso.datos.get("varios_meses") and (desde.year, desde.month) == (hasta.year, hasta.month):
        que_hacer = "Calcúlala sin esa opción: el impuesto es el del mes (LISR, art. 96)."
        yield caso.estado.impide("NOM16", "El periodo es de un solo mes", f"Del {desde} al {hasta}.", que_hacer)


def una_a_la_vez(caso: Caso) -> Iterator[Impedimento]:
    """Que no haya otra calculada sin enviar: lo que cada quien debe y lo ya nominado sale de la anterior."""
    for otra in _otras(caso):
        if otra.estado in _EN_CURSO:
            que_hacer = "Envíala a pago, obsérvala o cancélala antes de calcular ésta."
            yield caso.estado.impide("NOM04", "Hay otra nómina en curso", f"{otra.numero}: {otra.estado}.", que_hacer)


def cuadra(caso: Caso) -> Iterator[Impedimento]:
    """Que las cuatro igualdades den cero; al salir de CALCULADA, cada lado leído de su propio archivo."""
    guardada = _guardada(caso)
    todos = [*cuadres(guardada.resultado)]
    if caso.estado.clave == _VALIDACION and _de_la_calculada(caso):
        movimientos = versiones.insumos_de(caso.conexion, caso.numero).movimientos
        todos += cuadres_de(archivos(guardada, movimientos))
    for cuadre in todos:
        if cuadre.diferencia:
            evidencia = f"«{cuadre.igualdad}» difiere en {pesos(cuadre.diferencia)}."
            que_hacer = "Revisa los movimientos del periodo y vuelve a calcularla."
            yield caso.estado.impide("NOM05", "La nómina no cuadra", evidencia, que_hacer)


def le_toca_validar(caso: Caso) -> Iterator[Impedimento]:
    """Que valide lo de su delegación quien es de ella (o la coordinación, lo que a aquélla no le toca), y una vez."""
    if _de_la_calculada(caso):
        return
    cual, pagan = _cual(caso), _beneficiarios(caso)
    if cual not in pagan:
        hay = ", ".join(sorted(pagan)) or "ninguna"
        yield caso.estado.impide(
            "NOM06", "No hay qué validar ahí", f"«{cual}»; se paga en: {hay}.", "Revisa la clave."
        )
    elif "DCC" not in caso.quien.roles and caso.quien.delegacion != cual:
        evidencia = f"«{caso.quien.usuario}» es de {caso.quien.delegacion} y se valida {cual}."
        yield caso.estado.impide("NOM07", "No es su delegación", evidencia, "Que la valide su delegado.")
    elif any(v["delegacion"] == cual and v["persona"] == caso.quien.persona for v in _validadas(caso)):
        if falta_otra(pagan[cual], [v["persona"] for v in _validadas(caso) if v["delegacion"] == cual]):
            return  # lo dice mejor `no_lo_suyo`
        yield caso.estado.impide("NOM08", "Ya la validó", f"{cual}.", "No hace falta repetirlo.")


def no_lo_suyo(caso: Caso) -> Iterator[Impedimento]:
    """Que nadie valide lo que él mismo cobra: eso lo valida otra persona."""
    if _de_la_calculada(caso):
        return
    cual, yo = _cual(caso), caso.quien.persona
    mias = [v for v in _validadas(caso) if v["delegacion"] == cual and v["persona"] == yo]
    if yo in _beneficiarios(caso).get(cual, set()) and mias:
        evidencia = f"«{caso.quien.usuario}» ya validó {cual}; lo que falta es lo que él cobra."
        que_hacer = "Que lo valide otra persona de la delegación, o la coordinación."
        yield caso.estado.impide("NOM09", "Un beneficiario no valida lo suyo", evidencia, que_hacer)


def no_es_beneficiario(caso: Caso) -> Iterator[Impedimento]:
    """Que quien autoriza o envía a pago no cobre en ella."""
    if caso.quien.persona and caso.quien.persona in set(_guardada(caso).resultado.personas["numero_empleado"]):
        que_hacer = "Que lo dé quien no cobre en ella."
        yield caso.estado.impide("NOM10", "Cobra en esta nómina", f"«{caso.quien.usuario}».", que_hacer)


def cuentas_buenas(caso: Caso) -> Iterator[Impedimento]:
    """Que toda persona a quien se paga tenga CLABE con su dígito de control."""
    personas = _guardada(caso).resultado.personas
    pagan = personas[personas["neto"] > 0]
    forma, digito = fallas_clabe(textos(pagan["clabe"].fillna("").tolist()))
    malas = pagan.loc[np.asarray(forma) | np.asarray(digito), "numero_empleado"].tolist()
    if malas:
        evidencia = f"{len(malas)}: {_primeras(malas)}."
        que_hacer = "Corrígela en el personal, obsérvala y vuelve a calcular."
        yield caso.estado.impide("NOM11", "CLABE que no es buena", evidencia, que_hacer)


def sin_nominar(caso: Caso) -> Iterator[Impedimento]:
    """Que ningún renglón de recibo se haya nominado ya (la base también lo impide)."""
    claves = [str(c) for c in versiones.insumos_de(caso.conexion, caso.numero).movimientos["clave"]]
    if ya := nominadas.ya_nominados(caso.conexion, claves):
        evidencia = f"{len(ya)} renglones, entre ellos {_primeras([f'{c} en {n}' for c, n in sorted(ya.items())])}."
        yield caso.estado.impide("NOM12", "Ya se nominó", evidencia, "Obsérvala y vuelve a calcular.")


def respuesta_cabal(caso: Caso) -> Iterator[Impedimento]:
    """Que el banco conteste de cada persona por pagar, y sólo de ellas, por su importe."""
    assert caso.tramite is not None
    deben = pendientes(_guardada(caso), caso.tramite.datos)  # antes de contar los de esta respuesta
    dichas = [(str(r["persona"]), int(r["importe"])) for r in caso.datos["respuesta"]]
    distintas = [p for p, importe in dichas if deben.get(p) != importe]
    faltan = sorted(set(deben) - {p for p, _ in dichas})
    repetidas = sorted({p for p, _ in dichas if sum(p == otra for otra, _ in dichas) > 1})
    casos = (("no se le debe eso", distintas), ("falta", faltan), ("viene dos veces", repetidas))
    for que, quienes in casos:
        if quienes:
            evidencia = f"{len(quienes)} ({que}): {_primeras(quienes)}."
            que_hacer = "Revisa que el archivo sea la respuesta a la última dispersión."
            yield caso.estado.impide("NOM13", "La respuesta no corresponde", evidencia, que_hacer)


def todo_pagado(caso: Caso) -> Iterator[Impedimento]:
    """Que el banco haya pagado todo."""
    if malos := _rechazados(caso):
        evidencia = f"Rechazó {len(malos)}: {_primeras(malos)}."
        yield caso.estado.impide("NOM14", "No se pagó toda", evidencia, "Llévala a PAGADA_PARCIAL.")


def algo_rechazado(caso: Caso) -> Iterator[Impedimento]:
    """Que el banco haya rechazado alguno."""
    if not _rechazados(caso):
        yield caso.estado.impide("NOM15", "Se pagó toda", "No hay rechazos.", "Llévala a PAGADA.")


# ---- lo que se asienta y lo que ocurre solo ----


def nominar(caso: Caso) -> Sequence[Mapping[str, Any]]:
    """Deja cada renglón del libro como ya nominado: desde aquí no se puede cancelar ni volver a pagar."""
    movimientos = versiones.insumos_de(caso.conexion, caso.numero).movimientos
    cuantos = versiones.nominar(caso.conexion, caso.numero, int(caso.datos["version"]), movimientos)
    return [{"nominados": cuantos, "importe": -int(movimientos["importe"].sum())}]


def a_validar(caso: Caso) -> Ocurrido | None:
    """Calculada, pasa a que las delegaciones la validen; si no cuadra, el paso se niega y ahí se queda."""
    if caso.tramite is None or caso.tramite.estado != "CALCULADA":
        return None
    return Ocurrido(caso.tramite.pasos[-1].fecha)


def validada(caso: Caso) -> Ocurrido | None:
    """Todas las delegaciones en que se paga la validaron, lo de cada quien por otra persona."""
    if por_validar(caso):
        return None
    return Ocurrido(caso.tramite.pasos[-1].fecha) if caso.tramite else None


def avisos(caso: Caso) -> Iterator[str]:
    """Lo que llegó tarde, lo que no se asignó, lo que falta validar y lo ilustrativo."""
    d = caso.datos
    if tardios := d.get("tardios"):
        yield f"Entran {len(tardios)} recibos de periodos que ya se habían enviado a pago: {_primeras(tardios)}."
    if d.get("sin_asignar"):
        yield f"Sin asignar, no se pagan: {pesos(d['sin_asignar'])}."
    if caso.tramite and caso.tramite.estado == _VALIDACION and (faltan := por_validar(caso)):
        yield f"Faltan por validar: {', '.join(faltan)}."
    if d.get("version"):
        anterior = versiones.anterior_enviada(caso.conexion, caso.numero)
        hecha = _guardada(caso).resultado
        minimo = salario_minimo_del_mes(caso.normas.de("federal"), hecha.fecha_pago)
        yield from map(str, controles(hecha, minimo=minimo, anterior=anterior))
        yield f"Nómina = CFDI: no evaluado: falta {cfdi.falta()}."
    for que in d.get("ilustrativos") or ():
        yield f"Valor ilustrativo, no oficial: {que}."


def por_validar(caso: Caso) -> list[str]:
    """Las delegaciones en que se paga y que aún no se validan del todo."""
    hechas = _validadas(caso)
    return [
        delegacion
        for delegacion, cobran in sorted(_beneficiarios(caso).items())
        if falta_otra(cobran, [v["persona"] for v in hechas if v["delegacion"] == delegacion])
    ]


def pendientes(de: Version, datos: Mapping[str, Any]) -> dict[str, int]:
    """A quiénes falta pagarles y cuánto, en centavos, con lo que el banco ha contestado hasta ahora."""
    ya = {*_pagadas(datos)}
    personas = de.resultado.personas
    netos = zip(personas["numero_empleado"], personas["neto"], strict=True)
    return {str(p): int(neto) for p, neto in netos if neto > 0 and str(p) not in ya}


def _guardada(caso: Caso) -> Version:
    return versiones.leer(caso.conexion, caso.numero)


def _otras(caso: Caso) -> list[Tramite]:
    return [t for t in pasos.todos(caso.conexion, TIPO) if t.numero != caso.numero and t.estado != _CANCELADA]


def _dia(tramite: Tramite, cual: str) -> date:
    return date.fromisoformat(str(tramite.datos[cual]))


def _de_la_calculada(caso: Caso) -> bool:
    """¿El paso abre la validación (y no valida una delegación)?"""
    return caso.tramite is None or caso.tramite.estado == "CALCULADA"


def _cual(caso: Caso) -> str:
    """La delegación que se valida en este paso."""
    return str(caso.datos["validadas"][-1]["delegacion"])


def _validadas(caso: Caso) -> list[Mapping[str, Any]]:
    """Las de antes de este paso."""
    return list((caso.tramite.datos.get("validadas") if caso.tramite else None) or ())


def _beneficiarios(caso: Caso) -> dict[str, set[str]]:
    filas = _guardada(caso).resultado.por_delegacion
    return {str(d): set(suyas) for d, suyas in filas.groupby("delegacion")["numero_empleado"]}


def falta_otra(cobran: set[str], validaron: Sequence[str]) -> bool:
    """¿Hay alguien, de los que cobran, cuyo cobro no ha validado otra persona?"""
    return not validaron or any(all(v == quien for v in validaron) for quien in cobran)


def _pagadas(datos: Mapping[str, Any]) -> list[str]:
    return [str(p) for p in datos.get("pagadas") or ()]


def _rechazados(caso: Caso) -> list[str]:
    return [str(r["persona"]) for r in caso.datos["respuesta"] if r["resultado"] == "rechazado"]


def _primeras(dichas: Sequence[str]) -> str:
    mas = f" y {len(dichas) - _A_LA_VISTA} más" if len(dichas) > _A_LA_VISTA else ""
    return f"{', '.join(dichas[:_A_LA_VISTA])}{mas}"


PROCESO = Proceso(
    TIPO,
    comprueba={f.__name__: f for f in (
        periodo_claro, periodo_libre, periodo_terminado, de_varios_meses, una_a_la_vez, cuadra, le_toca_validar,
        no_lo_suyo, no_es_beneficiario, cuentas_buenas, sin_nominar, respuesta_cabal, todo_pagado, algo_rechazado,
    )},
    calcula={f.__name__: f for f in (version, validadas, pagados)},
    efectos={"nomina": nominar},
    documentos={"oficio_de_pago": lambda c: papeles_de_pago.oficio_de_pago(_guardada(c), c.datos["suficiencia"])},
    del_dia={"recibo_de_nomina": lambda caso: papeles_de_pago.recibos(_guardada(caso))},
    observa={_VALIDACION: a_validar, "VALIDADA": validada},
    avisos=avisos,
)  # fmt: skip
