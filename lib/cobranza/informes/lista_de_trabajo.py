"""¿Qué sigue en cada crédito? La lista de trabajo de una delegación o de un ejecutor (funciones F05 y F10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import Any

import pandas as pd

from cobranza.base import catalogos
from cobranza.base.catalogos import siguientes
from cobranza.base.errores import ErrorDeDatos
from cobranza.base.fechas import fecha_corta
from cobranza.base.seudonimos import CONTRIBUYENTE
from cobranza.cartera.buscado import empleado_registrado
from cobranza.cartera.cifras import LT
from cobranza.cartera.consultas import cartera_de
from cobranza.cartera.numeros_propios import numeros_propios
from cobranza.informes.de_quien import cuanto, de_cada_quien, de_quien, numeros, que_se_da
from cobranza.informes.entrada import Entrada, entrada
from cobranza.informes.glosario import cifra
from cobranza.informes.glosario import significado as significado_de
from cobranza.informes.pedido import comprobado
from cobranza.informes.procedencia import procedencia_de
from cobranza.informes.trabajo_por_acto import por_acto
from cobranza.ley.plazo import vigencias
from cobranza.papel.cuaderno import mostrar_reserva
from cobranza.papel.definiciones import Definiciones
from cobranza.papel.escala import Escala, escala_de
from cobranza.papel.formato import entero
from cobranza.papel.mascara import resguardada
from cobranza.papel.palabras import cartera_vacia, creditos, delegaciones, nombradas
from cobranza.papel.piezas import Aviso, Caratula, Ficha, Procedencia, Sello
from cobranza.papel.tabla import Columna, Tabla
from cobranza.procesos.siguiente import ATRASADO, EN_TIEMPO, PRESCRIBE, PRESCRITO, TURNOS, VENCE, siguiente_acto

__all__ = [
    "Datos",
    "caratula",
    "cuadrar",
    "lista",
    "metodo",
    "por_acto",
    "preparar",
    "prescritos",
    "procedencia",
    "significado",
]


@dataclass(frozen=True)
class Datos:
    """Los créditos vigentes con su siguiente acto, en orden de trabajo; importes en centavos."""

    corte: date
    delegacion: str
    ejecutor: str
    nominativo: bool
    lista: pd.DataFrame
    registrados: int
    vigentes: int
    entrada: Entrada

    @property
    def escala(self) -> Escala:
        """La unidad en que se imprime el saldo."""
        return escala_de(int(self.lista["total"].sum()))

    @cached_property
    def resguardo(self) -> pd.DataFrame:
        """Por folio, el seudónimo y el rango con que va en las listas que se comparten."""
        return resguardada(self.lista, self.minimo, partial(self.entrada.seudonimos.de, CONTRIBUYENTE))

    @property
    def minimo(self) -> int:
        """Con menos contribuyentes, un renglón de lo que se comparte se calla."""
        return catalogos.minimo_de_contribuyentes()

    def monto(self, creditos_de: pd.DataFrame) -> str:
        """Lo que suman unos créditos; en lo que se comparte, si son de pocos contribuyentes, no se dice."""
        return "un importe reservado" if self.son_pocos(creditos_de) else self.escala.monto(_suma(creditos_de))

    def son_pocos(self, creditos_de: pd.DataFrame) -> bool:
        """¿Su suma, en lo que se comparte, diría cuánto debe alguien?"""
        return not self.nominativo and 0 < creditos_de["rfc"].nunique() < self.minimo

    @property
    def por_trabajar(self) -> pd.DataFrame:
        """Lo que todavía se puede cobrar, en orden de trabajo."""
        return self.lista[self.lista["turno"] != PRESCRITO]

    @property
    def prescritos(self) -> pd.DataFrame:
        """Lo que ya prescribió: se propone su depuración, no su cobro."""
        return self.lista[self.lista["turno"] == PRESCRITO].sort_values(["total", "folio"], ascending=[False, True])

    def del_turno(self, *turnos: str) -> pd.DataFrame:
        """Los créditos de esas partes de la lista."""
        return self.lista[self.lista["turno"].isin(turnos)]


@comprobado
def preparar(corte: str, delegacion: str = "", ejecutor: str = "", nominativo: bool = False) -> Datos:
    """Lee la foto y decide el siguiente acto de cada crédito vigente.

    `delegacion` y `ejecutor` (número de empleado) vacíos, todos. Errores: `ErrorDeUso` si no existen.
    """
    mostrar_reserva(nominativo)
    de = entrada(corte, delegacion)
    al, conexion = de.corte, de.conexion
    ejecutor = empleado_registrado(conexion, ejecutor) if ejecutor else ""
    h = de.historia()
    cartera = cartera_de(h, al, delegacion)
    registrados = len(cartera)
    if ejecutor:
        cartera = cartera[cartera["ejecutor"] == ejecutor]
    lista = siguiente_acto(h, cartera, al)
    lista["numero_propio"] = lista["folio"].map(numeros_propios(conexion))
    vigentes = int((cartera["vida"] == "VIGENTE").sum())
    return Datos(al, delegacion, ejecutor, nominativo, lista, registrados, vigentes, de)


def caratula(datos: Datos) -> Caratula:
    """Qué se pierde primero, qué va atrasado y qué ya prescribió; la primera frase es la del índice."""
    trabajo, prescribe, prescritos = datos.por_trabajar, datos.del_turno(PRESCRIBE), datos.prescritos
    atrasado, monto = datos.del_turno(ATRASADO), datos.monto
    return Caratula(
        pregunta="¿Qué sigue en cada crédito?",
        cifras=[
            cifra("por_trabajar", entero(len(trabajo)), "créditos", f"{monto(trabajo)} de saldo"),
            cifra("prescriben_en_90_dias", entero(len(prescribe)), "créditos", f"{monto(prescribe)} de saldo"),
            cifra(
                "atrasados",
                entero(len(atrasado)),
                "créditos",
                f"su límite ya pasó; {monto(atrasado)} de saldo",
            ),
            cifra("prescritos", entero(len(prescritos)), "créditos", f"aparte; {monto(prescritos)} de saldo"),
        ],
        hallazgos=_frases(datos),
        sello=_sello(datos),
    )


def _suma(creditos_de: pd.DataFrame) -> int:
    return int(creditos_de["total"].sum())


def _frases(datos: Datos) -> list[str]:
    if not datos.registrados:
        return [cartera_vacia(datos.corte)]
    de = f"De {datos.ejecutor}: " if datos.ejecutor else ""
    prescribe, vence, prescritos = datos.del_turno(PRESCRIBE), datos.del_turno(VENCE), datos.prescritos
    if len(prescribe):
        primero = prescribe.iloc[0]
        (cual,) = que_se_da(datos, prescribe["folio"].head(1))
        el_primero = f"{cual}, el {fecha_corta(primero['prescribe'].date())}"
        primera = f"{creditos(len(prescribe))} por {datos.monto(prescribe)} "
        verbo, antes = ("prescribe", "") if len(prescribe) == 1 else ("prescriben", "el primero, ")
        primera += f"{verbo} en 90 días o menos: {antes}{el_primero}."
    elif len(datos.por_trabajar):
        primera = f"Ningún crédito prescribe en 90 días; hay {entero(len(datos.por_trabajar))} por trabajar."
    else:
        primera = "No hay créditos por trabajar."
    frases = [f"{de}{primera}"]
    if len(vence):
        frases.append(f"Con un plazo de ley por vencer: {creditos(len(vence))}.")
    atrasado = datos.del_turno(ATRASADO)
    if len(atrasado):
        mayor = atrasado.groupby("que_hacer")["total"].agg(["size", "sum"]).sort_values("sum", ascending=False)
        frases.append(
            f"De lo atrasado, lo que más dinero mueve es «{mayor.index[0]}»: {creditos(int(mayor['size'].iloc[0]))} "
            f"por {datos.monto(atrasado[atrasado['que_hacer'] == mayor.index[0]])}."
        )
    if len(prescritos):
        frases.append(f"Ya prescribieron {creditos(len(prescritos))}: se propone su depuración, no su cobro.")
    sin_ejecutor = int(datos.por_trabajar["ejecutor"].isna().sum())
    if sin_ejecutor:
        frases.append(f"Sin ejecutor asignado: {creditos(sin_ejecutor)}.")
    return frases


def _sello(datos: Datos) -> Sello:
    if len(datos.lista) == datos.vigentes:
        return Sello(True, "Cada crédito vigente aparece una vez, en la lista o entre los prescritos.")
    return Sello(False, f"La lista tiene {len(datos.lista)} renglones y hay {datos.vigentes} créditos vigentes.")


def lista(datos: Datos) -> Tabla | Aviso:
    """La lista, en orden de trabajo: primero lo que se pierde primero."""
    if datos.por_trabajar.empty:
        return Aviso("nota", "No hay créditos por trabajar.")
    return Tabla(
        f"Lista de trabajo{f' de {datos.ejecutor}' if datos.ejecutor else ''} al {fecha_corta(datos.corte)}, pesos",
        [
            *numeros(datos, datos.por_trabajar),
            Columna("prescribe", "Prescribe", "fecha"),
            Columna("faltan", "Días para prescribir", "entero"),
            Columna("que_hacer", "Qué sigue"),
            cuanto(datos),
            Columna("antes_de", "Límite", "fecha"),
            Columna("atraso", "Días de atraso", "entero"),
            *_donde(datos),
            Columna("ejecutor", "Ejecutor"),
            *de_quien(datos, con_rfc=False),
            Columna("turno", "Turno"),
            Columna("porque", "Por qué"),
        ],
        _con_nombres(datos, datos.por_trabajar, orden=["cuando"]),
        hoja="lista",
        maximo=50,
        nota=f"En este orden: {'; '.join(t.lower() for t in TURNOS if t != PRESCRITO)}. Dentro, lo que se pierde "
        f"antes y, a igual día, el {'saldo' if datos.nominativo else 'rango de saldo'} mayor. Límite: el de ley o la "
        "meta interna, nunca después de prescribir.",
    )


def prescritos(datos: Datos) -> Tabla | Aviso:
    """Lo que ya prescribió y sigue en la cartera: no se cobra, se propone depurar."""
    if datos.prescritos.empty:
        return Aviso("nota", "Ningún crédito vigente ha prescrito.")
    return Tabla(
        f"Créditos prescritos que siguen vigentes al {fecha_corta(datos.corte)}, pesos",
        [
            *numeros(datos, datos.prescritos),
            Columna("prescribe", "Prescribió", "fecha"),
            cuanto(datos),
            *_donde(datos),
            Columna("ejecutor", "Ejecutor"),
            *de_quien(datos, con_rfc=False),
        ],
        _con_nombres(datos, datos.prescritos),
        total={"folio": "Total", "total": _suma(datos.prescritos)} if datos.nominativo else None,
        hoja="prescritos",
        maximo=15,
        nota="Se propone su depuración con dictamen (CFF, art. 146); no admiten gestión de cobro.",
    )


def _donde(datos: Datos) -> list[Columna]:
    """La delegación y, si no se comparte, el municipio: con él y un padrón quedarían muy pocos."""
    return [Columna("donde", "Delegación"), *([Columna("municipio", "Municipio")] if datos.nominativo else [])]


def _con_nombres(datos: Datos, cuales: pd.DataFrame, orden: Sequence[str] = ()) -> pd.DataFrame:
    """Los renglones con delegación, municipio, contribuyente (en seudónimo si se comparten) y sus días."""
    cuales = de_cada_quien(datos, cuales.assign(cuando=_cuando(cuales)), orden)
    municipios = dict(catalogos.municipios()[["clave_inegi", "nombre"]].itertuples(index=False, name=None))
    corte = pd.Timestamp(datos.corte)
    atraso = (corte - cuales["antes_de"]).dt.days.astype("Int64")
    return cuales.assign(
        donde=nombradas(cuales["delegacion"].astype("str"), delegaciones()),
        municipio=nombradas(cuales["municipio"].astype("str"), municipios),
        faltan=(cuales["prescribe"] - corte).dt.days.astype("Int64"),
        atraso=atraso.where(atraso > 0),
    )


def _cuando(cuales: pd.DataFrame) -> pd.Series[float]:
    """El lugar de cada uno por lo que se pierde primero; los que empatan, el mismo: el importe no desempata."""
    dia_en_que = cuales["antes_de"].where(cuales["turno"].isin((VENCE, EN_TIEMPO)), cuales["prescribe"])
    return (cuales["turno"].map(TURNOS.index).astype("int64") * 10**6) + dia_en_que.rank(method="min").fillna(10**5)


def metodo(datos: Datos) -> Ficha:
    """De dónde sale cada plazo: de la ley o de una meta interna."""
    pares = [(str(f["que_hacer"]), f"{f['fundamento']}. {_plazo(datos, f)}") for f in siguientes().values()]
    return Ficha("Plazo de cada acto", pares)


_HITOS = {
    "fecha_registro": "el registro",
    "exigible": "que es exigible",
    "mandamiento": "el mandamiento",
    "requerimiento": "el requerimiento",
    "embargo": "el embargo",
    "avaluo": "el avalúo",
    "convocatoria": "la convocatoria",
    "inmovilizacion": "la inmovilización",
}


def _plazo(datos: Datos, ficha: Mapping[str, Any]) -> str:
    if "hasta" in ficha:
        return f"Hasta {ficha['hasta']}."
    if "desde" not in ficha:
        return "Sin plazo propio: rige la fecha de prescripción."
    if "plazo" not in ficha:
        return f"Hasta {_HITOS[ficha['desde']]}."
    rige = vigencias(datos.entrada.normas.de("federal"), ficha["plazo"])[-1]
    quien = "meta interna, ilustrativa" if rige.es_meta else "de ley"
    return f"{rige.impreso} desde {_HITOS[ficha['desde']]} ({quien})."


def significado() -> Definiciones:
    """Qué quiere decir cada cifra de este informe."""
    return significado_de(LT)


def cuadrar(datos: Datos) -> Sello:
    """La lista tiene cada crédito vigente una vez. Errores: `ErrorDeDatos` si no."""
    if len(datos.lista) != datos.vigentes or datos.lista["folio"].duplicated().any():
        raise ErrorDeDatos(_sello(datos).texto + " Revisa los actos duplicados de esos créditos.")
    return _sello(datos)


def procedencia(datos: Datos) -> Procedencia:
    """Base, foto, huellas y versión."""
    return procedencia_de(datos.entrada)
