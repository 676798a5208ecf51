"""El movimiento del periodo: de saldo inicial a saldo final por causa, y su cuadre."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cobranza.base.dinero import pesos
from cobranza.base.fechas import fecha_corta
from cobranza.cartera.dos_cuentas import Contraste
from cobranza.cartera.puente import CAUSAS
from cobranza.informes.informe_cartera import nombres
from cobranza.informes.informe_cartera.datos import Datos
from cobranza.informes.informe_cartera.quienes import APARTE, FLUJO, OTRAS
from cobranza.papel import palabras
from cobranza.papel.celdas_chicas import al_final, calladas, desgloses_por_reservar, reservada
from cobranza.papel.figuras import cascada
from cobranza.papel.palabras import cuantos
from cobranza.papel.piezas import Sello, Varias
from cobranza.papel.tabla import Columna, Tabla

_SALDOS = ("inicial", "final")


def sello(datos: Datos) -> Sello:
    """El sello del cuadre: dos cuentas de cada saldo coinciden en pesos y en créditos, en cada delegación."""
    faltas = [c for c in datos.contrastes if not c.cuadra]
    if not faltas:
        return Sello(
            True,
            "Saldo inicial y movimientos dan el saldo final, y ése es el de los cuadros, en pesos y en créditos, en "
            "cada delegación.",
        )
    return Sello(False, " ".join(_falta(c) for c in faltas))


def _falta(c: Contraste) -> str:
    nombres_cortos = palabras.delegaciones()
    donde = ", ".join(nombres_cortos.get(d, d) for d in c.donde if d)
    return (
        f"No cuadra por ${pesos(c.falta_importe)} y {palabras.creditos(c.falta_numero)}"
        f"{f' en {donde}' if donde else ''}: {c.que[0].lower()}{c.que[1:]}."
    )


def puente(datos: Datos) -> Varias:
    """Cascada y tabla del saldo inicial al final, por causa, en número y en importe."""
    total = datos.total if datos.delegacion else sin_traspasos_internos(datos.total)
    causas = [c for c in nombres.CAUSAS if c in _SALDOS or (total.loc[c] != 0).any()]
    juntas = causas_juntas(datos, causas)
    total, causas = _juntadas(total, causas, juntas)
    titulos = nombres.CAUSAS | {OTRAS: _titulo(juntas)}
    pasos = [(titulos[c], int(total["importe"][c]), c in _SALDOS) for c in causas]
    inicial, final = int(total["importe"]["inicial"]), int(total["importe"]["final"])
    grafica = cascada(_que_paso(datos, inicial, final), _los_que_se_ven(datos, pasos), datos.escala.corta)
    filas = [
        {"causa": titulos[c], "numero": int(total["numero"][c]), "importe": int(total["importe"][c])} for c in causas
    ]
    tabla = Tabla(
        f"Movimiento de la cartera {_periodo(datos)}, pesos",
        [Columna("causa", "Causa"), Columna("numero", "Créditos", "entero"), Columna("importe", "Importe", "pesos")],
        filas,
        hoja="movimiento",
        fija=True,
        nota="Accesorios: actualización, recargos, gastos y honorarios causados en el periodo, asentados o no. "
        "El número cuenta créditos con saldo: sólo cambia cuando uno nace, se reactiva o queda en cero."
        + ("" if datos.delegacion else " Los traspasos entre delegaciones se compensan aquí y van en el siguiente.")
        + _por_que_juntas(datos, juntas),
    )
    return Varias([grafica, tabla])


def causas_juntas(datos: Datos, causas: Sequence[str]) -> list[str]:
    """Las causas que en lo que se comparte van en un solo renglón, porque alguna movió a muy pocos.

    Con las de pocos, las menores que hagan falta para que sean dos y junten al mínimo; si no bastan, los accesorios,
    que alcanzan a todos.
    """
    if datos.nominativo:
        return []
    sueltas = {c: datos.movidos(c) for c in causas if c not in (*_SALDOS, *APARTE)}
    juntas = [c for c, quienes in sueltas.items() if 0 < len(quienes) < datos.minimo]
    if not juntas:
        return []
    suyos = frozenset[str]().union(*(sueltas[c] for c in juntas))
    for causa in sorted((c for c in sueltas if c not in juntas and sueltas[c]), key=lambda c: len(sueltas[c])):
        if len(juntas) > 1 and len(suyos) >= datos.minimo:
            break
        juntas, suyos = [*juntas, causa], suyos | sueltas[causa]
    return juntas if len(juntas) > 1 and len(suyos) >= datos.minimo else ["accesorios", *juntas]


def _juntadas(total: pd.DataFrame, causas: list[str], juntas: Sequence[str]) -> tuple[pd.DataFrame, list[str]]:
    if not juntas:
        return total, causas
    quedan = [c for c in causas if c not in juntas]
    con = total.copy()
    con.loc[OTRAS] = total.loc[[c for c in juntas if c in total.index]].sum()
    return con, [*quedan[:-1], OTRAS, quedan[-1]]


def _titulo(juntas: Sequence[str]) -> str:
    return "Accesorios y otros cambios" if "accesorios" in juntas else "Otros cambios"


def _por_que_juntas(datos: Datos, juntas: Sequence[str]) -> str:
    if not juntas:
        return ""
    cuales = palabras.en_lista([nombres.CAUSAS[c].lower() for c in juntas])
    return (
        f" «{_titulo(juntas)}» junta {cuales}: alguna movió a menos de {datos.minimo} contribuyentes, o con ella se "
        "deduciría (CFF, art. 69)."
    )


def sin_traspasos_internos(total: pd.DataFrame) -> pd.DataFrame:
    """El puente de todo el estado con lo enviado y lo recibido entre delegaciones ya compensado."""
    neto = total.loc["traspasos_recibidos"] + total.loc["traspasos_enviados"]
    compensado = total.copy()
    compensado.loc["traspasos_recibidos"], compensado.loc["traspasos_enviados"] = (
        neto.clip(lower=0),
        neto.clip(upper=0),
    )
    return compensado


def _que_paso(datos: Datos, inicial: int, final: int) -> str:
    if inicial == final:
        return f"El saldo no cambió: {datos.escala.monto(final)}"
    verbo = "subió" if final > inicial else "bajó"
    return f"El saldo {verbo} de {datos.escala.monto(inicial)} a {datos.escala.monto(final)}"


def _los_que_se_ven(datos: Datos, pasos: list[tuple[str, int, bool]]) -> list[tuple[str, int, bool]]:
    """Los pasos que en la unidad de la gráfica no se redondean a cero; los demás van en la tabla."""
    cero = datos.escala.corta(0)
    return [paso for paso in pasos if paso[2] or datos.escala.corta(paso[1]).lstrip("−") != cero]


def movimiento(datos: Datos) -> Varias:
    """Qué cambió en el periodo: en total y en cada delegación."""
    return Varias([puente(datos), por_delegacion(datos)])


def por_delegacion(datos: Datos) -> Varias:
    """El puente de cada delegación, con su diferencia, y debajo causa por causa."""
    return Varias([_resumen(datos), desglose(datos)])


def _resumen(datos: Datos) -> Tabla:
    filas = puente_por_delegacion(datos.suma.puente)
    filas["nombre"] = palabras.nombradas(filas["delegacion"], palabras.delegaciones())
    totales = filas
    filas = _sin_senalar(datos, filas)
    pocos = 0 < len(datos.movidos(OTRAS)) < datos.minimo and not datos.nominativo
    if pocos:
        filas = calladas(filas, filas[OTRAS] != 0, ["accesorios", OTRAS], datos.minimo)
    claves = ["inicial", "altas", "accesorios", "pagos", "otras", "final", "diferencia"]
    titulos = ["Saldo inicial", "Altas", "Accesorios", "Pagos", "Otros cambios", "Saldo final", "Diferencia"]
    return Tabla(
        f"Movimiento por delegación {_periodo(datos)}, {datos.escala.unidad}",
        [
            Columna("nombre", "Delegación"),
            *(Columna(k, t, datos.escala.tipo) for k, t in zip(claves[:-1], titulos[:-1], strict=True)),
            Columna("diferencia", "Diferencia, pesos", "pesos"),
            Columna("diferencia_numero", "Diferencia, créditos", "entero"),
        ],
        filas,
        total={
            "nombre": "Total",
            **{k: int(totales[k].sum()) for k in [*claves, "diferencia_numero"]},
            **(dict.fromkeys(("accesorios", OTRAS), reservada(datos.minimo)) if pocos else {}),
        },
        hoja="movimiento_delegacion",
        nota="«Otros cambios»: reactivaciones, traspasos, ajustes y bajas distintas del pago; el Excel los desglosa."
        + datos.escala.redondeo,
    )


_FLUJOS = ("inicial", "altas", "accesorios", "pagos", "otras")


def _sin_senalar(datos: Datos, filas: pd.DataFrame) -> pd.DataFrame:
    calladas_enteras = filas["delegacion"].isin(datos.delegaciones_calladas)
    en_sus_flujos = filas["delegacion"].isin(flujos_callados(datos, JUNTAS))
    filas = calladas(filas, calladas_enteras | en_sus_flujos, _FLUJOS, datos.minimo)
    filas = calladas(filas, calladas_enteras, ["final"], datos.minimo)
    return al_final(filas, calladas_enteras, "nombre")


JUNTAS = ("inicial", "altas", "pagos", OTRAS)
UNA_POR_UNA = ("inicial", *(causa for causa in CAUSAS if causa != "accesorios"), OTRAS)


def flujos_callados(datos: Datos, causas: Sequence[str]) -> frozenset[str]:
    """De qué delegaciones se dice el saldo final y no cómo se llegó a él: una de esas causas movió a muy pocos.

    Se callan todas sus causas y las de otra delegación, porque el puente de todo el estado dice cada una.
    """
    con_credito = datos.por_tamano("delegacion")
    todas = [*con_credito, *sorted(set(datos.suma.puente["delegacion"]) - {*con_credito})]
    if datos.nominativo or len(todas) < 2:
        return frozenset()
    renglones = [d in datos.delegaciones_calladas for d in todas]
    por_causa = [datos.contribuyentes(FLUJO, todas, causa) for causa in causas]
    con_saldo = datos.contribuyentes("delegacion", todas)
    callar = desgloses_por_reservar(renglones, list(zip(*por_causa, strict=True)), con_saldo, datos.minimo)
    return frozenset(d for d, c in zip(todas, callar, strict=True) if c)


def puente_por_delegacion(del_puente: pd.DataFrame) -> pd.DataFrame:
    """El puente en ancho, una fila por delegación, de mayor a menor saldo final; centavos."""
    ancho = del_puente.pivot_table(index="delegacion", columns="causa", values="importe", aggfunc="sum", fill_value=0)
    numero = del_puente[del_puente["causa"] == "diferencia"].set_index("delegacion")["numero"]
    for causa in ("inicial", "altas", "accesorios", "pagos", "final", "diferencia"):
        if causa not in ancho:
            ancho[causa] = 0
    conocidas = ["inicial", "altas", "accesorios", "pagos", "final", "diferencia"]
    ancho["otras"] = ancho.drop(columns=conocidas).sum(axis=1)
    ancho["diferencia_numero"] = numero.reindex(ancho.index).fillna(0)
    enteros = dict.fromkeys([*conocidas, "otras", "diferencia_numero"], "int64")
    return ancho.reset_index().sort_values(["final", "delegacion"], ascending=[False, True]).astype(enteros)


def _periodo(datos: Datos) -> str:
    return f"del {fecha_corta(datos.desde)} al {fecha_corta(datos.corte)}"


def desglose(datos: Datos) -> Tabla:
    """Cada causa de cada delegación, con número e importe: el detalle completo va al Excel."""
    filas = datos.suma.puente[~datos.suma.puente["causa"].eq("diferencia")]
    filas = filas[(filas["importe"] != 0) | (filas["numero"] != 0)]
    # de las calladas no va ni el nombre de sus causas: decir cuáles hubo ayuda a deducir cuánto
    callar = flujos_callados(datos, UNA_POR_UNA) | datos.delegaciones_calladas
    filas = filas[~filas["delegacion"].isin(callar) | filas["causa"].eq("final")]
    filas = calladas(
        filas, filas["delegacion"].isin(datos.delegaciones_calladas), ["numero", "importe"], datos.minimo
    )
    juntas = causas_juntas(datos, [*filas["causa"].unique()]) if datos.delegacion else []
    if juntas:
        filas = filas.assign(causa=filas["causa"].mask(filas["causa"].isin(juntas), OTRAS))
        filas = filas.groupby(["delegacion", "causa"], as_index=False)[["numero", "importe"]].sum()
    titulos = nombres.CAUSAS | {OTRAS: _titulo(juntas)}
    orden = [*(c for c in nombres.CAUSAS if c != "final"), OTRAS, "final"]
    filas = filas.sort_values(["delegacion", "causa"], key=lambda c: c.map(orden.index) if c.name == "causa" else c)
    filas = filas.assign(nombre=filas["delegacion"].map(palabras.delegaciones()), titulo=filas["causa"].map(titulos))
    return Tabla(
        "Movimiento por delegación y causa, pesos",
        [
            Columna("nombre", "Delegación"),
            Columna("titulo", "Causa"),
            Columna("numero", "Créditos", "entero"),
            Columna("importe", "Importe", "pesos"),
        ],
        filas,
        hoja="movimiento_causa",
        maximo=0,
        nota=f"De {cuantos(len(callar), 'delegación', 'delegaciones')} sólo va el saldo final: alguna causa movió a "
        f"menos de {datos.minimo} contribuyentes, o se deduciría la de otra (CFF, art. 69)."
        if callar and not datos.nominativo
        else "",
    )


def cuadrar(datos: Datos) -> Varias:
    """Las dos cuentas de cada saldo y el sello; no se detiene: un descuadre se publica en todas partes."""
    filas = [
        {
            "que": c.que,
            "una": c.importes[0],
            "otra": c.importes[1],
            "importe": c.importes[0] - c.importes[1],
            "numero_una": c.numeros[0] if c.numeros else None,
            "numero_otra": c.numeros[1] if c.numeros else None,
            "numero": c.numeros[0] - c.numeros[1] if c.numeros else None,
        }
        for c in datos.contrastes
    ]
    tabla = Tabla(
        "Lo mismo contado por dos caminos, pesos y créditos",
        [
            Columna("que", "Qué se compara"),
            Columna("una", "Una cuenta", "pesos"),
            Columna("otra", "La otra", "pesos"),
            Columna("importe", "Diferencia", "pesos"),
            Columna("numero_una", "Créditos, una", "entero"),
            Columna("numero_otra", "Créditos, la otra", "entero"),
            Columna("numero", "Diferencia en créditos", "entero"),
        ],
        filas,
        hoja="cuadre",
        nota="El movimiento suma el libro; los cuadros suman la cartera; lo cobrado, los recibos. Ninguna cuenta lee "
        "de la otra. Se comparan también delegación por delegación.",
    )
    return Varias([tabla, sello(datos)])
