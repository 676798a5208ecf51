"""Correr las reglas sobre toda la cartera: los hallazgos en una tabla y, en otra, lo que no se pudo juzgar.

Lo que la ficha de una regla declara se aplica aquí, igual para todas: su ámbito, su vigencia y el dato sin el que no
se juzga. De lo que no se captura no se dice «sin hallazgos»: se cuenta como no evaluado.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cobranza.base.fechas import SIN_DIA, columna_fecha, dia
from cobranza.verificacion.regla import Regla, Severidad, reglas

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobranza.verificacion.pae import Pae

_NUNCA = int(np.iinfo(np.int64).max)
COLUMNAS = (
    *("regla", "severidad", "folio", "acto", "tipo", "delegacion"),
    *("fecha", "persona", "importe", "evidencia"),
)
_TEXTOS = ("regla", "severidad", "folio", "acto", "tipo", "delegacion", "persona", "evidencia")
_SIN_JUZGAR = ("regla", "delegacion", "falta")


def evaluar(pae: Pae, claves: Iterable[str] | None = None) -> pd.DataFrame:
    """Un renglón por hallazgo de las reglas pedidas (o de todas), de lo más grave a lo menos y por folio.

    Columnas: regla, severidad, folio, acto (clave; vacía si es del crédito), tipo del acto, delegacion (la que hoy lo
    tiene), fecha, persona (número de empleado: quien practicó o, si es del crédito, quien lo tiene asignado),
    importe en juego en centavos (el saldo del crédito, salvo que la regla diga otro) y evidencia. Evaluar por
    delegaciones y juntar da lo mismo que evaluar de una vez. Lo que calla una supresión vigente va en `suprimidos`.
    """
    return _separados(pae, claves)[0]


def suprimidos(pae: Pae, claves: Iterable[str] | None = None) -> pd.DataFrame:
    """Los hallazgos que alguien decidió no señalar, con su motivo y hasta cuándo: lo que `evaluar` no da."""
    return _separados(pae, claves)[1]


def _separados(pae: Pae, claves: Iterable[str] | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(los que se señalan, los que calla una supresión vigente, completa y del mismo crédito)."""
    partes = ((regla, halladas(regla, pae)) for regla in reglas(claves))
    todos = ordenar([_completar(regla, malas, pae) for regla, malas in partes if len(malas)])
    from cobranza.verificacion.reglas import cartera  # ahí está la regla que las mira: quién calla se dice una vez

    s = cartera.ultimas_supresiones(pae)
    s = s[cartera.callan(pae, s)]
    callan = pd.DataFrame(
        {
            "regla": s["regla"], "folio": s["folio"], "acto": s["referencia"],
            "motivo": s["resultado"], "firma": s["persona"], "hasta": columna_fecha(s["hasta"].to_numpy(np.int64)),
        }
    )  # fmt: skip
    if callan.empty:
        return todos, todos.iloc[:0].assign(motivo="", firma="", hasta=columna_fecha(np.zeros(0, dtype=np.int64)))
    junto = todos.merge(callan, on=["regla", "folio", "acto"], how="left")
    suprimido = junto["motivo"].notna()
    return todos[~suprimido].reset_index(drop=True), junto[suprimido].reset_index(drop=True)


def halladas(regla: Regla, pae: Pae) -> pd.DataFrame:
    """Los renglones que incumplen una regla, en su ámbito y su vigencia, con el dato sin el que no se juzga."""
    if regla.sobre and not pae.hay(*(entrada.partition("/")[0] for entrada in regla.sobre)):
        return pae.actos.iloc[:0].assign(evidencia="")  # no hay qué juzgar: no se busca
    malas = regla.buscar(pae)
    if malas.empty:
        return malas
    quedan: pd.DataFrame = malas[_alcanza(regla, pae, malas) & (falta_de(regla, pae, malas) == "")]
    return quedan


def juzga_a(regla: Regla, pae: Pae, acto: pd.DataFrame) -> bool:
    """¿Puede recaer un hallazgo en ese renglón? Por su forma, ámbito y día, lo que trae y el dato que requiere."""
    (tipo,), (forma,), (ambito,), (cuando,) = (acto[c] for c in ("tipo", "forma", "ambito", "dia"))
    if forma and tipo not in regla.sobre and f"{tipo}/{forma}" not in regla.sobre:
        return False
    if ambito not in regla.ambitos or cuando > regla.hasta or SIN_DIA < cuando < regla.desde:
        return False
    if regla.con and not acto[regla.con].iloc[0]:
        return False
    return bool(_cual_falta(regla, pae, acto, regla.requiere)[0] < 0)


def no_evaluadas(pae: Pae, claves: Iterable[str] | None = None) -> pd.DataFrame:
    """De cada regla y delegación, cuántos actos o créditos no se pudieron juzgar y por qué dato: regla, delegacion,
    falta, cuantos."""
    delegaciones = pae.creditos["delegacion"].cat
    de_cada_uno, cuentas = delegaciones.codes.to_numpy(), Counter[tuple[str, str, str]]()
    for regla in reglas(claves):
        for juzgados, sin_forma in _juzgados(regla, pae) if regla.datos else ():
            datos = [*regla.datos, sin_forma]
            falta = _cual_falta(regla, pae, juzgados, (*regla.requiere, *regla.en_parte))
            if sin_forma:
                falta[(juzgados["forma"] == "").to_numpy()] = len(regla.datos)
            cual = np.flatnonzero(_alcanza(regla, pae, juzgados) & (falta >= 0))
            pareja = de_cada_uno[_creditos_de(juzgados)[cual]].astype(np.int64) * len(datos) + falta[cual]
            for numero, cuantos in zip(*np.unique(pareja, return_counts=True), strict=True):
                donde, dato = divmod(int(numero), len(datos))
                cuentas[regla.clave, str(delegaciones.categories[donde]), datos[dato]] += int(cuantos)
    contadas = pd.DataFrame([[*de, n] for de, n in sorted(cuentas.items())], columns=[*_SIN_JUZGAR, "cuantos"])
    return contadas.astype(dict.fromkeys(_SIN_JUZGAR, "str") | {"cuantos": "int64"})


def _juzgados(regla: Regla, pae: Pae) -> Iterator[tuple[pd.DataFrame, str]]:
    """Los actos que la regla mira, por tipo, o los créditos; y el dato sin el que no se sabe si son de su forma."""
    if not regla.sobre:
        yield _vigentes(pae), ""
    for tipo in dict.fromkeys(entrada.partition("/")[0] for entrada in regla.sobre):
        actos = pae.de_tipo(tipo)
        if tipo in regla.sobre:
            yield actos, ""
            continue
        formas = [forma for de, _, forma in (entrada.partition("/") for entrada in regla.sobre) if de == tipo]
        sin_decir = (actos["forma"] == "") & (actos["dia"] < pae.captura.get(f"{tipo}.forma", _NUNCA))
        yield actos[actos["forma"].isin(formas) | sin_decir], f"{tipo}.forma"


def _vigentes(pae: Pae) -> pd.DataFrame:
    """Los créditos que una regla del crédito juzga, como si fueran del día del corte."""
    return pae.creditos[pae.creditos["vida"] == "VIGENTE"].assign(dia=dia(pae.corte))


def _creditos_de(renglones: pd.DataFrame) -> NDArray[np.int64]:
    return np.asarray(renglones.get("credito", renglones.index), dtype=np.int64)


def _alcanza(regla: Regla, pae: Pae, renglones: pd.DataFrame) -> NDArray[np.bool_]:
    """¿Rige la regla en el ámbito y el día de cada renglón?"""
    cuando = renglones["dia"].to_numpy(np.int64)
    alcanza: NDArray[np.bool_] = renglones["ambito"].isin(regla.ambitos).to_numpy() & (cuando <= regla.hasta)
    alcanza &= (cuando >= regla.desde) | (cuando == SIN_DIA)
    return alcanza


def falta_de(regla: Regla, pae: Pae, renglones: pd.DataFrame) -> NDArray[np.object_]:
    """De cada renglón, el primer dato que la regla requiere, o él `necesita`, y no se captura; vacío si se juzga.

    Un tipo de acto falta si la oficina aún no lo capturaba ese día y el crédito no trae ninguno. Una columna, si aún
    no se capturaba y el acto juzgado (o todos los de ese tipo en su crédito, si es de otro acto) la trae vacía.
    """
    falta = np.array([*regla.requiere, ""], dtype=object)[_cual_falta(regla, pae, renglones, regla.requiere)]
    for dato in {*renglones["necesita"]} - {""} if "necesita" in renglones else ():
        sin_el = _cual_falta(regla, pae, renglones, (dato,)) >= 0
        falta[(falta == "") & sin_el & (renglones["necesita"] == dato).to_numpy()] = dato
    return falta


def _cual_falta(regla: Regla, pae: Pae, renglones: pd.DataFrame, datos: tuple[str, ...]) -> NDArray[np.int64]:
    """El lugar en `datos` del primero que falta para juzgar cada renglón; −1 si se puede juzgar."""
    falta = np.full(len(renglones), -1, dtype=np.int64)
    for lugar, dicho in enumerate(datos):
        dato, _, de_cuales = dicho.partition(" si ")
        sin_captura = renglones["dia"].to_numpy(np.int64) < pae.captura.get(dato, _NUNCA)
        if de_cuales:
            columna, _, valor = de_cuales.partition("=")
            sin_captura &= (renglones[columna] == valor).to_numpy()
        if sin_captura.any():
            falta[sin_captura & (falta < 0) & ~_consta(regla, pae, dato, renglones)] = lugar
    return falta


def _consta(regla: Regla, pae: Pae, dato: str, renglones: pd.DataFrame) -> NDArray[np.bool_]:
    """¿Está el dato? Una columna de lo que se juzga se mira en cada acto, y a los de otro tipo no les toca."""
    tipo, _, columna = dato.partition(".")
    del_tipo = pae.de_tipo(tipo)
    if columna:
        del_tipo = del_tipo[_lleno(del_tipo, columna)]
    en_el_credito = np.isin(_creditos_de(renglones), del_tipo["credito"].to_numpy())
    if not columna or "tipo" not in renglones:
        return en_el_credito
    propio = (renglones["tipo"] == tipo).to_numpy()
    return np.where(propio, _lleno(renglones, columna), en_el_credito | regla.juzga(tipo))


def _lleno(actos: pd.DataFrame, columna: str) -> NDArray[np.bool_]:
    valores = actos["notificado" if columna == "notificado_el" else columna]
    vacio = SIN_DIA if columna in ("hasta", "notificado_el") else 0 if columna == "monto" else ""
    return (valores != vacio).to_numpy()


def ordenar(partes: list[pd.DataFrame]) -> pd.DataFrame:
    """Hallazgos de varias reglas o delegaciones en una tabla, en el orden de siempre."""
    if not partes:
        return _sin_hallazgos()
    juntos = pd.concat(partes, ignore_index=True)[[*COLUMNAS]].astype(dict.fromkeys(_TEXTOS, "str"))
    gravedad = juntos["severidad"].map({s.value: k for k, s in enumerate(Severidad)}).astype("int64")
    en_orden = juntos.assign(gravedad=gravedad).sort_values(["gravedad", "regla", "folio", "acto"], kind="stable")
    return en_orden.drop(columns="gravedad").reset_index(drop=True)


def _sin_hallazgos() -> pd.DataFrame:
    vacia = pd.DataFrame({columna: pd.Series(dtype="str") for columna in COLUMNAS})
    return vacia.astype({"fecha": "datetime64[s]", "importe": "int64"})


def _completar(regla: Regla, halladas: pd.DataFrame, pae: Pae) -> pd.DataFrame:
    """De los renglones que una regla señala, la forma común de un hallazgo."""
    de_acto = "clave" in halladas
    lugar = halladas["credito"].to_numpy(np.int64) if de_acto else halladas.index.to_numpy(np.int64)

    def del_credito(columna: str) -> Any:
        return pae.creditos[columna].array.take(lugar).to_numpy()

    propio = halladas["importe"].to_numpy(np.int64) if de_acto and "importe" in halladas else None
    asignado = pae.creditos["ejecutor"].array.take(lugar).astype("str").fillna("")
    return pd.DataFrame(
        {
            "regla": regla.clave,
            "severidad": regla.severidad.value,
            "folio": del_credito("folio"),
            "acto": halladas["clave"].to_numpy() if de_acto else "",
            "tipo": halladas["tipo"].to_numpy() if de_acto else "",
            "delegacion": del_credito("delegacion"),
            "fecha": columna_fecha(halladas["dia"].to_numpy(np.int64)),
            "persona": halladas["persona"].to_numpy() if de_acto else asignado.to_numpy(),
            "importe": propio if propio is not None else del_credito("total"),
            "evidencia": halladas["evidencia"].to_numpy(),
        }
    )
