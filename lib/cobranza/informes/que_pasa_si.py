"""¿Qué pasa si…? Dos escenarios de la cartera lado a lado, con la diferencia por causa (funciones F02 y F12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from cobranza.base import dominios
from cobranza.base.catalogos import minimo_de_contribuyentes
from cobranza.base.dinero import escalado, pesos, texto
from cobranza.base.errores import ErrorDeDatos, ErrorDeLey
from cobranza.base.fechas import fecha, fecha_corta, fecha_larga
from cobranza.cartera.cifras import QPS
from cobranza.cartera.consultas import cartera_de
from cobranza.cartera.escenario import CONCEPTOS, Base, Escenario, base_de, llevar, por_causa
from cobranza.informes.de_quien import que_no_senale
from cobranza.informes.entrada import Entrada, entrada
from cobranza.informes.glosario import cifra
from cobranza.informes.glosario import significado as significado_de
from cobranza.informes.pedido import comprobado
from cobranza.informes.procedencia import procedencia_de
from cobranza.papel import palabras
from cobranza.papel.celdas_chicas import al_final, calladas, renglones_por_reservar
from cobranza.papel.definiciones import Definiciones
from cobranza.papel.escala import Escala, escala_de
from cobranza.papel.figuras import cascada
from cobranza.papel.piezas import Aviso, Caratula, Cifra, Ficha, Procedencia, Sello, Varias
from cobranza.papel.tabla import Columna, Tabla

_TITULOS = palabras.COMPONENTES | {"recargos": "Recargos por mora"}  # lo que un escenario mueve es la mora
_CAUSAS = {
    "al": "El tiempo que pasa",
    "inflacion": "La inflación",
    "mora": "La tasa de mora",
    "reduccion_multas": "La reducción de multas",
}
_TASAS = ("inflacion", "mora", "reduccion_multas")


@dataclass(frozen=True)
class Datos:
    """Los dos escenarios ya calculados sobre los créditos vigentes al corte; centavos."""

    corte: date
    delegacion: str
    base: Base
    a: Escenario
    b: Escenario
    debido_a: pd.DataFrame
    debido_b: pd.DataFrame
    causas: dict[str, int]
    entrada: Entrada

    @property
    def escala(self) -> Escala:
        """La unidad en que se imprime."""
        return escala_de(max(self.total_a, self.total_b))

    @property
    def total_a(self) -> int:
        """Lo que se debería en el escenario A."""
        return int(self.debido_a["total"].sum())

    @property
    def total_b(self) -> int:
        """Lo que se debería en el escenario B."""
        return int(self.debido_b["total"].sum())


@comprobado
def preparar(corte: str, delegacion: str = "", **supuestos: str) -> Datos:
    """Lee la foto y calcula los dos escenarios y su diferencia por causa; sin créditos con saldo, en ceros.

    `supuestos`: los del cuaderno, `al_a`, `inflacion_a`, `mora_a`, `reduccion_multas_a` y los mismos con `_b`; el que
    falta es lo publicado. Errores: `ErrorDeUso` si uno no se entiende o no existe; `ErrorDeDatos` si no hay libros;
    `ErrorDeLey` si el día pide un índice o una tasa que ni se publicó ni se supuso.
    """
    dominios.sin_desconocidos(supuestos, _SUPUESTOS)
    a, b = (_supuesto(letra, corte, supuestos) for letra in "ab")
    de = entrada(corte, delegacion)
    al = de.corte
    h = de.historia()
    base = base_de(h, cartera_de(h, al, delegacion), al)
    que_no_senale(
        base.creditos["rfc"].nunique(),
        minimo_de_contribuyentes(),
        delegacion,
        "Este informe no tiene versión reservada: quita la delegación.",
    )
    de_a, de_b = _llevado(base, a, "a"), _llevado(base, b, "b")
    return Datos(al, delegacion, base, a, b, de_a, de_b, por_causa(base, a, b), de)


def _llevado(base: Base, e: Escenario, letra: str) -> pd.DataFrame:
    """La base en un escenario. Errores: `ErrorDeLey` que dice qué parámetro del cuaderno suple lo no publicado."""
    try:
        return llevar(base, e)
    except ErrorDeLey as error:
        faltan = [f"{k}_{letra}" for k, dado in (("inflacion", e.inflacion), ("mora", e.mora)) if dado is None]
        if e.al <= base.corte or not faltan:
            raise
        raise ErrorDeLey(
            f"{error.mensaje} El escenario {letra.upper()} llega al {fecha_larga(e.al)}: para un día sin valores "
            f"publicados, supón {' y '.join(faltan)} en por ciento mensual (por ejemplo 0.35)."
        ) from error


_SUPUESTOS = {f"{que}_{letra}": f"{que}_{letra}" for letra in "ab" for que in ("al", *_TASAS)}


def _supuesto(letra: str, corte: str, supuestos: Mapping[str, str]) -> Escenario:
    tasas = {que: supuestos.get(f"{que}_{letra}", "") for que in _TASAS}
    return Escenario(
        al=fecha(supuestos.get(f"al_{letra}") or corte),
        inflacion=escalado(tasas["inflacion"], 2) if tasas["inflacion"] else None,
        mora=escalado(tasas["mora"], 2) if tasas["mora"] else None,
        reduccion_multas=escalado(tasas["reduccion_multas"] or "0", 2),
    )


def caratula(datos: Datos) -> Caratula:
    """Cuánto se debería en cada escenario y de qué viene la diferencia."""
    diferencia, escala = datos.total_b - datos.total_a, datos.escala
    frases = [_que_da(datos, diferencia)]
    if any(datos.causas.values()):
        mayor = max(datos.causas, key=lambda c: abs(datos.causas[c]))
        verbo = "suma" if datos.causas[mayor] > 0 else "resta"
        frases.append(
            f"Lo que más pesa: {_CAUSAS[mayor].lower()}, que {verbo} {escala.monto(abs(datos.causas[mayor]))}."
        )
    frases.append("Son supuestos de quien analiza, no pronósticos: nadie paga y nadie nuevo debe mientras tanto.")
    creditos = palabras.creditos(len(datos.base.creditos))
    return Caratula(
        pregunta="¿Qué pasa si…?",
        cifras=[
            _del_escenario("A", escala.corta(datos.total_a), escala.unidad, _resumen(datos.a)),
            _del_escenario("B", escala.corta(datos.total_b), escala.unidad, _resumen(datos.b)),
            cifra("diferencia", escala.corta(diferencia), escala.unidad, f"B menos A, en {creditos}"),
        ],
        hallazgos=frases,
        sello=_sello(datos),
    )


def _del_escenario(letra: str, valor: str, unidad: str, nota: str) -> Cifra:
    """La cifra de un escenario: los dos llevan a la misma definición."""
    dicha = cifra("escenario", valor, unidad, nota)
    return replace(dicha, etiqueta=f"{dicha.etiqueta} {letra}")


def _que_da(datos: Datos, diferencia: int) -> str:
    if not len(datos.base.creditos):
        return f"Ningún crédito tiene saldo al {fecha_corta(datos.corte)}: los dos escenarios dan cero."
    if not diferencia:
        return f"Los dos escenarios dan lo mismo: {datos.escala.monto(datos.total_a)}."
    parte = f", {palabras.de_cada_cien(abs(diferencia), datos.total_a)} de diferencia" if datos.total_a else ""
    return (
        f"En el escenario B se deberían {datos.escala.monto(abs(diferencia))} {'más' if diferencia > 0 else 'menos'} "
        f"que en el A{parte}."
    )


def _resumen(e: Escenario) -> str:
    inflacion = "INPC publicado" if e.inflacion is None else f"inflación supuesta {texto(e.inflacion)} % mensual"
    mora = "mora publicada" if e.mora is None else f"mora supuesta {texto(e.mora)} % mensual"
    multas = f"multas reducidas {texto(e.reduccion_multas)} %" if e.reduccion_multas else "multas completas"
    return f"Al {fecha_larga(e.al)}; {inflacion}; {mora}; {multas}"


def _sello(datos: Datos) -> Sello:
    sobra = datos.total_b - datos.total_a - sum(datos.causas.values())
    if sobra == 0:
        return Sello(True, "Las causas suman exactamente la diferencia entre los dos escenarios.")
    return Sello(False, f"Las causas no explican ${pesos(sobra)} de la diferencia.")


def supuestos(datos: Datos) -> Varias:
    """Qué supone cada escenario."""
    aviso = Aviso("ilustrativo", "Lo supuesto no es un valor publicado: sirve para comparar, no para cobrar.")
    return Varias([aviso, Ficha("Escenarios", [("A", _resumen(datos.a)), ("B", _resumen(datos.b))])])


def por_concepto(datos: Datos) -> Tabla:
    """Lo que se debería por concepto en cada escenario."""
    filas = pd.DataFrame({"concepto": [_TITULOS[c] for c in CONCEPTOS]})
    filas["a"] = [int(datos.debido_a[c].sum()) for c in CONCEPTOS]
    filas["b"] = [int(datos.debido_b[c].sum()) for c in CONCEPTOS]
    return _lado_a_lado(datos, "concepto", "Concepto", filas[(filas["a"] != 0) | (filas["b"] != 0)])


def por_delegacion(datos: Datos) -> Tabla:
    """Lo que se debería en cada delegación."""
    c = datos.base.creditos[["delegacion", "rfc"]].assign(a=datos.debido_a["total"], b=datos.debido_b["total"])
    por = c.groupby("delegacion")
    filas = por[["a", "b"]].sum().assign(creditos=por.size(), quienes=por["rfc"].nunique()).reset_index()
    filas["nombre"] = filas["delegacion"].map(palabras.delegaciones())
    # en el mismo orden y con el mismo tope que el informe de cartera: los dos callan los mismos renglones
    filas = filas.sort_values(["creditos", "delegacion"], ascending=[False, True], ignore_index=True)
    minimo = minimo_de_contribuyentes()
    filas["callar"] = renglones_por_reservar([min(int(n), minimo) for n in filas["quienes"]], minimo)
    return _lado_a_lado(
        datos, "nombre", "Delegación", filas.sort_values("b", ascending=False, ignore_index=True), minimo
    )


def por_ambito(datos: Datos) -> Tabla:
    """Lo que se debería en cada ámbito."""
    c = datos.base.creditos[["ambito"]].assign(a=datos.debido_a["total"], b=datos.debido_b["total"])
    filas = c.groupby("ambito", as_index=False).sum()
    filas["nombre"] = filas["ambito"].map(palabras.AMBITOS)
    return _lado_a_lado(datos, "nombre", "Ámbito", filas)


def _lado_a_lado(datos: Datos, clave: str, rotulo: str, filas: pd.DataFrame, minimo: int = 0) -> Tabla:
    """Los dos escenarios por renglón; con `minimo`, se callan los que digan `callar`."""
    filas = filas.assign(diferencia=filas["b"] - filas["a"])
    suma = {k: int(filas[k].sum()) for k in ("a", "b", "diferencia")}
    if minimo:
        filas = al_final(calladas(filas, filas["callar"], list(suma), minimo), filas["callar"], clave)
    return Tabla(
        f"Saldo supuesto por {rotulo.lower()}, {datos.escala.unidad}",
        [
            Columna(clave, rotulo),
            Columna("a", f"A, al {fecha_corta(datos.a.al)}", datos.escala.tipo),
            Columna("b", f"B, al {fecha_corta(datos.b.al)}", datos.escala.tipo),
            Columna("diferencia", "B menos A", datos.escala.tipo),
        ],
        filas,
        total={clave: "Total", **suma},
        hoja=rotulo.lower(),
        ilustrativo=True,
        nota=datos.escala.redondeo.strip(),
    )


def causas(datos: Datos) -> Varias:
    """De qué viene la diferencia, cambiando una cosa a la vez."""
    filas = [{"causa": _CAUSAS[c], "importe": v} for c, v in datos.causas.items()]
    tabla = Tabla(
        f"Diferencia entre escenarios por causa, {datos.escala.unidad}",
        [Columna("causa", "Causa"), Columna("importe", "B menos A", datos.escala.tipo)],
        filas,
        total={"causa": "Diferencia", "importe": datos.total_b - datos.total_a},
        hoja="causas",
        nota="Se cambia primero el día, luego la inflación, luego la mora y al final las multas; otro orden "
        "repartiría distinto lo que depende de dos cosas a la vez.",
        ilustrativo=True,
    )
    pasos = [(_CAUSAS[c], v, False) for c, v in datos.causas.items() if v]
    grafica = cascada(
        f"De A a B: lo que suma y lo que resta, {datos.escala.unidad}",
        [("Escenario A", datos.total_a, True), *pasos, ("Escenario B", datos.total_b, True)],
        datos.escala.corta,
    )
    if not filas:
        return Varias([Aviso("nota", "Los dos escenarios son iguales.")])
    return Varias([grafica, tabla] if pasos else [tabla])


def cuadrar(datos: Datos) -> Sello:
    """Las causas suman la diferencia. Errores: `ErrorDeDatos` si no."""
    sello = _sello(datos)
    if not sello.cuadra:
        raise ErrorDeDatos(sello.texto)
    return sello


def significado() -> Definiciones:
    """Qué significa cada cifra."""
    return significado_de(QPS)


def procedencia(datos: Datos) -> Procedencia:
    """Base, foto, huellas y versión."""
    return procedencia_de(datos.entrada)
