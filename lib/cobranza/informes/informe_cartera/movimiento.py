"""El movimiento del periodo: de saldo inicial a saldo final por causa, y su cuadre."""

from __future__ import annotations

import pandas as pd

from cobranza.base.dinero import pesos
from cobranza.base.fechas import fecha_corta
from cobranza.informes.informe_cartera import nombres
from cobranza.informes.informe_cartera.datos import Datos
from cobranza.papel import palabras
from cobranza.papel.figuras import cascada
from cobranza.papel.piezas import Sello, Varias
from cobranza.papel.tabla import Columna, Tabla

_ENTRADAS = ("altas", "reactivaciones", "accesorios", "traspasos_recibidos", "ajustes")


def sello(datos: Datos) -> Sello:
    """El sello del cuadre, por número y por importe, en cada delegación y en el total."""
    if datos.diferencias.empty:
        return Sello(
            True, "Saldo inicial y movimientos dan el saldo final, en pesos y en créditos, en cada delegación."
        )
    importe = int(datos.diferencias["importe"].abs().sum())
    numero = int(datos.diferencias["numero"].abs().sum())
    donde = ", ".join(datos.diferencias["delegacion"])
    return Sello(False, f"No cuadra por ${pesos(importe)} y {palabras.creditos(numero)} en {donde}.")


def puente(datos: Datos) -> Varias:
    """Cascada y tabla del saldo inicial al final, por causa, en número y en importe."""
    total = datos.total
    causas = [c for c in nombres.CAUSAS if c in total.index and (total.loc[c] != 0).any()]
    pasos = [(nombres.CAUSAS[c], int(total["importe"][c]), c in ("inicial", "final")) for c in causas]
    inicial, final = int(total["importe"]["inicial"]), int(total["importe"]["final"])
    verbo = "subió" if final >= inicial else "bajó"
    titulo = f"El saldo {verbo} de {datos.escala.monto(inicial)} a {datos.escala.monto(final)}"
    grafica = cascada(titulo, [p for p in pasos if p[1]], datos.escala.corta)
    filas = [
        {"causa": nombres.CAUSAS[c], "numero": int(total["numero"][c]), "importe": int(total["importe"][c])}
        for c in causas
    ]
    tabla = Tabla(
        f"Movimiento de la cartera {_periodo(datos)}, pesos",
        [Columna("causa", "Causa"), Columna("numero", "Créditos", "entero"), Columna("importe", "Importe", "pesos")],
        filas,
        hoja="movimiento",
        nota="Accesorios: actualización, recargos, gastos y honorarios causados en el periodo, asentados o no. "
        "El número cuenta créditos con saldo: sólo cambia cuando uno nace, se reactiva o queda en cero.",
    )
    return Varias([grafica, tabla])


def por_delegacion(datos: Datos) -> Varias:
    """El puente de cada delegación, con su diferencia, y debajo causa por causa."""
    return Varias([_resumen(datos), desglose(datos)])


def _resumen(datos: Datos) -> Tabla:
    filas = puente_por_delegacion(datos.suma.puente)
    filas["nombre"] = palabras.nombradas(filas["delegacion"], palabras.delegaciones())
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
        total={"nombre": "Total", **{k: int(filas[k].sum()) for k in [*claves, "diferencia_numero"]}},
        hoja="movimiento_delegacion",
        nota="«Otros cambios»: reactivaciones, traspasos, ajustes y bajas distintas del pago; el Excel los desglosa.",
    )


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
    orden = list(nombres.CAUSAS)
    filas = filas.sort_values(["delegacion", "causa"], key=lambda c: c.map(orden.index) if c.name == "causa" else c)
    filas = filas.assign(
        nombre=filas["delegacion"].map(palabras.delegaciones()), titulo=filas["causa"].map(nombres.CAUSAS)
    )
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
    )


def cuadrar(datos: Datos) -> Sello:
    """Dice si cuadra; el informe no se detiene: un descuadre se publica en todas partes para que se corrija."""
    return sello(datos)
