"""Cómo van los convenios: por estado, por edad, por cosecha y por delegación; qué vence y a quién se avisa."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cobranza.base.fechas import fecha_corta, mes_largo
from cobranza.cartera.convenido import CADUCO, CUMPLIDO, REVOCADO, VIGENTE
from cobranza.cartera.convenios_al_corte import ESTADOS, SEMANA
from cobranza.informes.convenios.datos import Datos
from cobranza.informes.de_quien import cuanto, de_cada_quien, de_quien
from cobranza.informes.sumado_por import con_delegacion, sumadas
from cobranza.papel.figuras import columnas
from cobranza.papel.formato import NoCalculable, decimas, porcentaje
from cobranza.papel.palabras import MINIMO_PARA_PORCENTAJE, con_mayuscula, de_cada_cien, en_lista
from cobranza.papel.piezas import Aviso, Varias
from cobranza.papel.tabla import Columna, Tabla

NOMBRES = {VIGENTE: "Vigente", CUMPLIDO: "Cumplido", CADUCO: "Caducado", REVOCADO: "Revocado"}
_EDADES = ((6, "Hasta 6 meses"), (12, "De 7 a 12 meses"), (24, "De 13 a 24 meses"), (36, "De 25 a 36 meses"))
_MAS = "Más de 36 meses"
_ANIOS = 12
_CUENTAN = {CUMPLIDO: "cumplidos", VIGENTE: "vigentes", CADUCO: "caducados", REVOCADO: "revocados"}


def sin_convenios(datos: Datos) -> Aviso:
    """Lo que se dice de una cartera sin un solo convenio."""
    return Aviso("nota", f"Al {fecha_corta(datos.corte)} ningún crédito se ha pagado ni se paga a plazos.")


def estados(datos: Datos) -> Tabla | Aviso:
    """Cuántos hay en cada estado y lo integrado, pagado y por pagar."""
    if datos.todos.empty:
        return sin_convenios(datos)
    todos = datos.todos.assign(rigen=(datos.todos["estado"] == VIGENTE).astype("int64"))
    # por pagar sólo tienen los que rigen: el total sería el del único
    medidas = {"integrado": "", "abonado": "", "por_pagar": "rigen"}
    filas, total = sumadas(datos, todos, "estado", medidas, ESTADOS)
    return Tabla(
        f"Convenios por estado al {fecha_corta(datos.corte)}, {datos.escala.unidad}",
        [
            Columna("nombre", "Estado"),
            Columna("casos", "Convenios", "entero"),
            Columna("integrado", "Integrado", datos.escala.tipo),
            Columna("abonado", "Pagado", datos.escala.tipo),
            Columna("por_pagar", "Por pagar", datos.escala.tipo),
        ],
        filas.assign(nombre=filas["estado"].map(NOMBRES)),
        total={"nombre": "Total", **total},
        hoja="estados",
        nota="Integrado: el adeudo a la solicitud menos lo pagado ese día (CFF, art. 66, fr. II). Por pagar: de los "
        "que rigen, lo integrado y su prórroga a la fecha menos lo pagado; al terminar, lo que queda vuelve a la "
        f"cuenta ordinaria.{datos.escala.redondeo}",
    )


def antiguedad(datos: Datos) -> Tabla | Aviso:
    """Cuánto llevan los que rigen desde que se autorizaron."""
    v = datos.vigentes
    if v.empty:
        return Aviso("nota", f"Al {fecha_corta(datos.corte)} no rige ningún convenio.")
    meses = [_meses(d.date(), datos.corte) for d in v["autorizado"]]
    edad = [next((rotulo for tope, rotulo in _EDADES if m <= tope), _MAS) for m in meses]
    filas, total = sumadas(datos, v.assign(edad=edad), "edad", ["por_pagar"], [*(r for _, r in _EDADES), _MAS])
    return Tabla(
        f"Convenios que rigen, por tiempo desde su autorización, {datos.escala.unidad}",
        [
            Columna("edad", "Desde que se autorizó"),
            Columna("casos", "Convenios", "entero"),
            Columna("por_pagar", "Por pagar", datos.escala.tipo),
        ],
        filas,
        total={"edad": "Total", **total},
        hoja="antiguedad",
        nota=f"El plazo máximo en parcialidades es de 36 meses (CFF, art. 66).{datos.escala.redondeo}",
    )


def _meses(desde: object, hasta: object) -> int:
    """Meses o fracción entre dos días."""
    a, b = pd.Timestamp(desde), pd.Timestamp(hasta)  # type: ignore[arg-type]
    return max(1, (b.year - a.year) * 12 + b.month - a.month + (b.day > a.day))


def cosechas(datos: Datos) -> Varias | Aviso:
    """Qué ha sido de los convenios autorizados cada mes, y su éxito por año."""
    if datos.todos.empty:
        return sin_convenios(datos)
    tabla = _por_mes(datos)
    por_anio = _cuenta(datos.todos, datos.todos["autorizado"].dt.year)
    maduras = (por_anio["terminados"] >= MINIMO_PARA_PORCENTAJE) & (
        por_anio["vigentes"] * 5 <= por_anio["autorizados"]
    )
    por_anio = por_anio[maduras].tail(_ANIOS)
    if len(por_anio) < 2:
        return Varias([tabla])
    pares = [(str(a), int(decimas(c, t))) for a, c, t in
             zip(por_anio.index, por_anio["cumplidos"], por_anio["terminados"], strict=True)]  # fmt: skip
    leyenda = (
        f"Cumplidos por cada cien terminados, de los años con {MINIMO_PARA_PORCENTAJE} o más y no más de un quinto "
        "vigente: los más nuevos todavía no dicen su éxito."
    )
    return Varias([columnas(_el_mayor_exito(pares), pares, porcentaje, leyenda), tabla])


def _el_mayor_exito(pares: list[tuple[str, int]]) -> str:
    """El título de la gráfica: ningún año es el mayor si otro llegó a lo mismo."""
    mayor = max(exito for _, exito in pares)
    anios = [anio for anio, exito in pares if exito == mayor]
    pagados = f"ya terminados, {porcentaje(mayor)} se pagaron completos"
    if len(anios) == len(pares):
        return f"De los autorizados cada año, {pagados}: en todos el mismo éxito"
    return f"De los autorizados en {en_lista(anios)} {pagados}: el mayor éxito"


def _cuenta(todos: pd.DataFrame, por: pd.Series[int]) -> pd.DataFrame:
    """Autorizados y en qué están, por lo que se pida; `terminados`, los que ya no rigen."""
    marcas = {nombre: (todos["estado"] == estado).astype("int64") for estado, nombre in _CUENTAN.items()}
    c = pd.DataFrame({"autorizados": 1, **marcas}, index=todos.index).groupby(por).sum()
    return c.assign(terminados=c["autorizados"] - c["vigentes"])


def _por_mes(datos: Datos) -> Tabla:
    c = _cuenta(datos.todos, datos.todos["autorizado"].dt.strftime("%Y-%m")).sort_index(ascending=False)
    exito = [
        decimas(cumplidos, terminados) if terminados >= MINIMO_PARA_PORCENTAJE else _pocos()
        for cumplidos, terminados in zip(c["cumplidos"], c["terminados"], strict=True)
    ]
    mes = [con_mayuscula(mes_largo(pd.Timestamp(f"{m}-01").date())) for m in c.index]
    total = {nombre: int(c[nombre].sum()) for nombre in ("autorizados", *_CUENTAN.values())}
    terminados = int(c["terminados"].sum())
    de_todos = decimas(total["cumplidos"], terminados) if terminados >= MINIMO_PARA_PORCENTAJE else _pocos()
    return Tabla(
        "Qué ha sido de los convenios, por mes de autorización",
        [
            Columna("mes", "Autorizados en"),
            Columna("autorizados", "Convenios", "entero"),
            *(Columna(n, con_mayuscula(n), "entero") for n in _CUENTAN.values()),
            Columna("exito", "Éxito", "porcentaje"),
        ],
        c.assign(mes=mes, exito=np.array([*exito, None], dtype=object)[:-1]).reset_index(drop=True),
        total={"mes": "Total", **total, "exito": de_todos},
        hoja="cosechas",
        maximo=12,
        nota="Éxito: cumplidos entre los que ya terminaron. Primero el mes más nuevo.",
    )


def _pocos() -> NoCalculable:
    return NoCalculable(f"menos de {MINIMO_PARA_PORCENTAJE} convenios terminados")


def por_delegacion(datos: Datos) -> Tabla | Aviso:
    """Los que rigen y lo que falta por pagar en cada delegación, con su éxito."""
    if datos.todos.empty:
        return sin_convenios(datos)
    todos = con_delegacion(datos.todos)
    vigente = todos["estado"] == VIGENTE
    todos = todos.assign(rigen=vigente.astype("int64"), saldo=todos["total"].where(vigente, 0),
                         cumplidos=(todos["estado"] == CUMPLIDO).astype("int64"))  # fmt: skip
    medidas = {"rigen": "", "cumplidos": "", "por_pagar": "rigen", "saldo": "rigen"}
    filas, total = sumadas(datos, todos, "donde", medidas)
    return Tabla(
        f"Convenios por delegación al {fecha_corta(datos.corte)}, {datos.escala.unidad}",
        [
            Columna("donde", "Delegación"),
            Columna("casos", "Convenios", "entero"),
            Columna("cumplidos", "Cumplidos", "entero"),
            Columna("rigen", "Vigentes", "entero"),
            Columna("por_pagar", "Por pagar", datos.escala.tipo),
            Columna("saldo", "Saldo de los vigentes", datos.escala.tipo),
        ],
        filas,
        total={"donde": "Total", **total},
        hoja="delegacion",
        barra="saldo",
        nota="El crédito cuenta en la delegación que lo tiene al corte. El saldo agrega a lo por pagar la mora de "
        f"parcialidades y los gastos que nacieron después de la solicitud.{datos.escala.redondeo}",
    )


def vencen(datos: Datos) -> Tabla | Aviso:
    """Las parcialidades que vencen en la semana que sigue al corte, de la primera a la última."""
    filas = datos.convenios.vencen()
    hasta = fecha_corta((pd.Timestamp(datos.corte) + pd.Timedelta(days=SEMANA)).date())
    if filas.empty:
        return Aviso("nota", f"Ninguna parcialidad vence del {fecha_corta(datos.corte)} al {hasta}.")
    filas = con_delegacion(filas).sort_values(["vence", "folio"])
    importe = [Columna("importe", "Importe", "pesos")] if datos.nominativo else []
    return Tabla(
        f"Parcialidades que vencen del {fecha_corta(datos.corte)} al {hasta}{', pesos' if datos.nominativo else ''}",
        [
            Columna("folio", "Crédito"),
            Columna("donde", "Delegación"),
            *de_quien(datos),
            Columna("numero", "Parcialidad", "ordinal"),
            Columna("vence", "Vence", "fecha"),
            *importe,
            cuanto(datos),
        ],
        de_cada_quien(datos, filas, ["vence"]),
        total={"folio": "Total", "importe": int(filas["importe"].sum()), "total": None} if datos.nominativo else None,
        hoja="vencen",
        nota="Día inhábil, se paga en tiempo el siguiente hábil (CFF, art. 12). El importe supone pagadas las "
        "anteriores; la mora de las vencidas va aparte en su ficha de pago.",
    )


def avisos(datos: Datos) -> Tabla | Aviso:
    """Los que caducan con una parcialidad incumplida más: se avisa hoy."""
    filas = datos.convenios.por_caducar
    if filas.empty:
        return Aviso("nota", "Ningún convenio está a una parcialidad de caducar.")
    filas = con_delegacion(filas).sort_values(["por_pagar", "folio"], ascending=[False, True])
    por_pagar = [Columna("por_pagar", "Por pagar", "pesos")] if datos.nominativo else []
    return Tabla(
        f"Convenios a una parcialidad de caducar{', pesos' if datos.nominativo else ''}",
        [
            Columna("folio", "Crédito"),
            Columna("donde", "Delegación"),
            *de_quien(datos),
            Columna("autorizado", "Autorizado", "fecha"),
            Columna("incumplidas", "Sin cubrir", "entero"),
            *por_pagar,
            cuanto(datos),
        ],
        de_cada_quien(datos, filas),
        hoja="avisos",
        nota="A la tercera parcialidad incumplida, o a la última, el plazo caduca (CFF, art. 66-A, fr. IV). El aviso "
        "sale con «cobranza tramite documento NÚMERO aviso_de_incumplimiento --al FECHA».",
    )


def exito(datos: Datos) -> str:
    """Cuántos de los terminados se pagaron, escrito; con pocos, sólo los conteos."""
    terminados = datos.todos[datos.todos["estado"] != VIGENTE]
    cumplidos = int((terminados["estado"] == CUMPLIDO).sum())
    if len(terminados) < MINIMO_PARA_PORCENTAJE:
        return f"{cumplidos} de {len(terminados)}"
    return de_cada_cien(cumplidos, len(terminados))
