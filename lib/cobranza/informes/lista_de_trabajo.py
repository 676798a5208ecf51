"""¿Qué sigue en cada crédito? La lista de trabajo de una delegación o de un ejecutor (funciones F05 y F10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from cobranza.base.catalogos import siguientes
from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.base.fechas import fecha_corta
from cobranza.cartera.consultas import cartera_de, sin_creditos
from cobranza.expediente.historia import historia
from cobranza.informes.entrada import Entrada, entrada
from cobranza.informes.procedencia import procedencia_de
from cobranza.ley.plazo import vigencias
from cobranza.papel.escala import Escala, escala_de
from cobranza.papel.formato import entero
from cobranza.papel.mascara import enmascarado_nombre
from cobranza.papel.palabras import creditos
from cobranza.papel.piezas import Caratula, Cifra, Ficha, Procedencia, Sello
from cobranza.papel.tabla import Columna, Tabla
from cobranza.procesos.siguiente import URGENTE_DIAS, siguiente_acto


@dataclass(frozen=True)
class Datos:
    """Los créditos vigentes con su siguiente acto, en orden de trabajo; importes en centavos."""

    corte: date
    delegacion: str
    ejecutor: str
    nominativo: bool
    lista: pd.DataFrame
    vigentes: int
    entrada: Entrada

    @property
    def escala(self) -> Escala:
        """La unidad en que se imprime el saldo."""
        return escala_de(int(self.lista["total"].sum()))

    @property
    def urgentes(self) -> pd.DataFrame:
        """Lo que vence en 90 días o ya venció."""
        return self.lista[self.lista["urgente"]]


def preparar(corte: str, delegacion: str = "", ejecutor: str = "", nominativo: bool = False) -> Datos:
    """Lee la foto y decide el siguiente acto de cada crédito vigente.

    `delegacion` y `ejecutor` (número de empleado) vacíos, todos. Errores: `ErrorDeUso` si no existen;
    `ErrorDeDatos` si no hay cartera.
    """
    de = entrada(corte, delegacion)
    al, conexion = de.corte, de.conexion
    h = historia(conexion, de.normas, delegacion)
    cartera = cartera_de(h, al, delegacion)
    if cartera.empty:
        raise sin_creditos(al, delegacion)
    if ejecutor:
        conocidos = conexion.execute("SELECT numero_empleado FROM persona").df()["numero_empleado"]
        if ejecutor not in set(conocidos):
            raise ErrorDeUso(f"No hay una persona con número de empleado «{ejecutor}»; revisa la plantilla cargada.")
        cartera = cartera[cartera["ejecutor"] == ejecutor]
    lista = siguiente_acto(h, cartera, al)
    return Datos(al, delegacion, ejecutor, nominativo, lista, int((cartera["vida"] == "VIGENTE").sum()), de)


def caratula(datos: Datos) -> Caratula:
    """Cuánto hay que hacer, cuánto es urgente y qué acto se repite más."""
    urgentes, total = datos.urgentes, int(datos.lista["total"].sum())
    en_riesgo = int(urgentes["total"].sum())
    frases = [
        f"{creditos(len(urgentes))} por {datos.escala.monto(en_riesgo)} con su siguiente acto vencido "
        f"o por vencer en {URGENTE_DIAS} días."
    ]
    if len(urgentes):
        mayor = urgentes.groupby("que_hacer")["total"].agg(["size", "sum"]).sort_values("sum", ascending=False)
        frases.append(
            f"Lo que más dinero mueve: «{mayor.index[0]}», en {creditos(int(mayor['size'].iloc[0]))} por "
            f"{datos.escala.monto(int(mayor['sum'].iloc[0]))}."
        )
    sin_ejecutor = datos.lista["ejecutor"].isna()
    if sin_ejecutor.any():
        frases.append(f"Sin ejecutor asignado: {creditos(int(sin_ejecutor.sum()))}.")
    return Caratula(
        pregunta="¿Qué sigue en cada crédito?",
        cifras=[
            Cifra("Por trabajar", entero(len(datos.lista)), "créditos", f"{datos.escala.monto(total)} de saldo"),
            Cifra("Urgentes", entero(len(urgentes)), "créditos", f"límite en {URGENTE_DIAS} días o ya vencido"),
            Cifra("Saldo en riesgo", datos.escala.corta(en_riesgo), datos.escala.unidad, "de los urgentes"),
        ],
        hallazgos=frases,
        sello=_sello(datos),
    )


def _sello(datos: Datos) -> Sello:
    if len(datos.lista) == datos.vigentes:
        return Sello(True, "Cada crédito vigente aparece una vez y con un solo siguiente acto.")
    return Sello(False, f"La lista tiene {len(datos.lista)} renglones y hay {datos.vigentes} créditos vigentes.")


def por_acto(datos: Datos) -> Tabla:
    """Cuántos créditos y cuánto saldo esperan cada acto, y cuántos son urgentes."""
    agrupado = datos.lista.assign(urgentes=datos.lista["urgente"].astype("int64")).groupby(
        ["que_hacer", "porque", "fundamento"], as_index=False
    )
    filas = agrupado.agg(creditos=("folio", "size"), urgentes=("urgentes", "sum"), total=("total", "sum"))
    return Tabla(
        f"Siguiente acto de los créditos vigentes al {fecha_corta(datos.corte)}, {datos.escala.unidad}",
        [
            Columna("que_hacer", "Qué sigue"),
            Columna("porque", "Por qué"),
            Columna("fundamento", "Fundamento"),
            Columna("creditos", "Créditos", "entero"),
            Columna("urgentes", "Urgentes", "entero"),
            Columna("total", "Saldo", datos.escala.tipo),
        ],
        filas.sort_values("total", ascending=False),
        total={"que_hacer": "Total", **{k: int(filas[k].sum()) for k in ("creditos", "urgentes", "total")}},
        hoja="por_acto",
        barra="total",
    )


def lista(datos: Datos) -> Tabla:
    """La lista, en orden de trabajo: primero lo urgente y, dentro, de mayor a menor saldo."""
    filas = datos.lista.assign(
        quien=datos.lista["nombre"] if datos.nominativo else datos.lista["nombre"].map(enmascarado_nombre)
    )
    return Tabla(
        "Lista de trabajo, pesos",
        [
            Columna("folio", "Crédito"),
            Columna("quien", "Contribuyente"),
            Columna("ejecutor", "Ejecutor"),
            Columna("que_hacer", "Qué sigue"),
            Columna("antes_de", "Antes de", "fecha"),
            Columna("porque", "Por qué"),
            Columna("total", "Saldo", "pesos"),
        ],
        filas,
        hoja="lista",
        maximo=50,
        nota=f"Primero lo que vence en {URGENTE_DIAS} días o ya venció; dentro, de mayor a menor saldo.",
    )


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


def cuadrar(datos: Datos) -> Sello:
    """La lista tiene cada crédito vigente una vez. Errores: `ErrorDeDatos` si no."""
    if len(datos.lista) != datos.vigentes or datos.lista["folio"].duplicated().any():
        raise ErrorDeDatos(_sello(datos).texto + " Revisa los actos duplicados de esos créditos.")
    return _sello(datos)


def procedencia(datos: Datos) -> Procedencia:
    """Foto, huellas, versión y orden para repetir la lista."""
    dados = {k: getattr(datos, k) for k in ("corte", "delegacion", "ejecutor", "nominativo")}
    return procedencia_de(datos.entrada, "lista_de_trabajo", dados)
