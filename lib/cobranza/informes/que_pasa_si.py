"""¿Qué pasa si…? Dos escenarios de la cartera lado a lado, con la diferencia por causa (funciones F02 y F12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from cobranza.base.dinero import escalado, pesos, texto
from cobranza.base.errores import ErrorDeDatos
from cobranza.base.fechas import fecha, fecha_corta, fecha_larga
from cobranza.cartera.consultas import cartera_de, sin_creditos
from cobranza.cartera.escenario import CONCEPTOS, Base, Escenario, base_de, llevar, por_causa
from cobranza.expediente.historia import historia
from cobranza.informes.entrada import Entrada, entrada
from cobranza.informes.procedencia import procedencia_de
from cobranza.papel import palabras
from cobranza.papel.escala import Escala, escala_de
from cobranza.papel.figuras import barras
from cobranza.papel.piezas import Aviso, Caratula, Cifra, Ficha, Procedencia, Sello, Varias
from cobranza.papel.tabla import Columna, Tabla

_TITULOS = palabras.COMPONENTES | {"recargos": "Recargos por mora"}  # lo que un escenario mueve es la mora
_CAUSAS = {
    "al": "El tiempo que pasa",
    "inflacion": "La inflación",
    "mora": "La tasa de mora",
    "reduccion_multas": "La reducción de multas",
}


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
    dados: dict[str, object]
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


def escenario(al: str, corte: str, *, inflacion: str = "", mora: str = "", reduccion_multas: str = "0") -> Escenario:
    """Un escenario de los parámetros del cuaderno; vacío es lo publicado. Tasas en por ciento mensual («0.35»).

    >>> escenario("", "2025-12-31", mora="1.80").mora
    180
    """
    return Escenario(
        al=fecha(al or corte),
        inflacion=escalado(inflacion, 2) if inflacion else None,
        mora=escalado(mora, 2) if mora else None,
        reduccion_multas=escalado(reduccion_multas or "0", 2),
    )


def preparar(corte: str, a: Escenario, b: Escenario, delegacion: str = "") -> Datos:
    """Lee la foto y calcula los dos escenarios y su diferencia por causa.

    Errores: `ErrorDeDatos` si no hay cartera; `ErrorDeLey` si el día pide un índice o una tasa que ni se publicó ni
    se supuso; `ErrorDeUso` si la delegación no existe o un escenario es anterior al corte.
    """
    de = entrada(corte, delegacion)
    al = de.corte
    h = historia(de.conexion, de.normas, delegacion)
    cartera = cartera_de(h, al, delegacion)
    if cartera.empty:
        raise sin_creditos(al, delegacion)
    base = base_de(h, cartera, al)
    dados: dict[str, object] = {"corte": al, "delegacion": delegacion}
    for letra, e in (("a", a), ("b", b)):
        dados |= {f"al_{letra}": e.al, f"inflacion_{letra}": _tasa(e.inflacion), f"mora_{letra}": _tasa(e.mora)}
        dados[f"reduccion_multas_{letra}"] = texto(e.reduccion_multas)
    return Datos(al, delegacion, base, a, b, llevar(base, a), llevar(base, b), por_causa(base, a, b), dados, de)


def _tasa(centesimas: int | None) -> str:
    return "" if centesimas is None else texto(centesimas)


def caratula(datos: Datos) -> Caratula:
    """Cuánto se debería en cada escenario y de qué viene la diferencia."""
    diferencia, escala = datos.total_b - datos.total_a, datos.escala
    parte = palabras.de_cada_cien(abs(diferencia), datos.total_a) if datos.total_a else "—"
    frases = [
        f"En el escenario B se deberían {escala.monto(abs(diferencia))} {'más' if diferencia >= 0 else 'menos'} que "
        f"en el A, {parte} de diferencia."
    ]
    if datos.causas:
        mayor = max(datos.causas, key=lambda c: abs(datos.causas[c]))
        frases.append(f"Lo que más pesa: {_CAUSAS[mayor].lower()}, {escala.monto(datos.causas[mayor])}.")
    frases.append("Son supuestos de quien analiza, no pronósticos: nadie paga y nadie nuevo debe mientras tanto.")
    creditos = palabras.creditos(len(datos.base.creditos))
    return Caratula(
        pregunta="¿Qué pasa si…?",
        cifras=[
            Cifra("Escenario A", escala.corta(datos.total_a), escala.unidad, _resumen(datos.a)),
            Cifra("Escenario B", escala.corta(datos.total_b), escala.unidad, _resumen(datos.b)),
            Cifra(
                "Diferencia",
                escala.corta(diferencia),
                escala.unidad,
                f"en {creditos}",
            ),
        ],
        hallazgos=frases,
        sello=_sello(datos),
    )


def _resumen(e: Escenario) -> str:
    inflacion = "INPC publicado" if e.inflacion is None else f"inflación supuesta {texto(e.inflacion)} % mensual"
    mora = "mora publicada" if e.mora is None else f"mora supuesta {texto(e.mora)} % mensual"
    multas = f"multas reducidas {texto(e.reduccion_multas)} %" if e.reduccion_multas else "multas completas"
    return f"al {fecha_larga(e.al)}; {inflacion}; {mora}; {multas}"


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
    c = datos.base.creditos[["delegacion"]].assign(a=datos.debido_a["total"], b=datos.debido_b["total"])
    filas = c.groupby("delegacion", as_index=False).sum()
    filas["nombre"] = filas["delegacion"].map(palabras.delegaciones())
    return _lado_a_lado(datos, "nombre", "Delegación", filas.sort_values("b", ascending=False))


def por_ambito(datos: Datos) -> Tabla:
    """Lo que se debería en cada ámbito."""
    c = datos.base.creditos[["ambito"]].assign(a=datos.debido_a["total"], b=datos.debido_b["total"])
    filas = c.groupby("ambito", as_index=False).sum()
    filas["nombre"] = filas["ambito"].map(palabras.AMBITOS)
    return _lado_a_lado(datos, "nombre", "Ámbito", filas)


def _lado_a_lado(datos: Datos, clave: str, rotulo: str, filas: pd.DataFrame) -> Tabla:
    filas = filas.assign(diferencia=filas["b"] - filas["a"])
    suma = {k: int(filas[k].sum()) for k in ("a", "b", "diferencia")}
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
    positivas = [(str(f["causa"]), abs(int(str(f["importe"])))) for f in filas]
    grafica = barras("De qué viene la diferencia, en valor absoluto", positivas, datos.escala.corta)
    return Varias([grafica, tabla] if filas else [Aviso("nota", "Los dos escenarios son iguales.")])


def cuadrar(datos: Datos) -> Sello:
    """Las causas suman la diferencia. Errores: `ErrorDeDatos` si no."""
    sello = _sello(datos)
    if not sello.cuadra:
        raise ErrorDeDatos(sello.texto)
    return sello


def procedencia(datos: Datos) -> Procedencia:
    """Foto, huellas, versión y orden para repetirlo."""
    return procedencia_de(datos.entrada, "que_pasa_si", datos.dados)
