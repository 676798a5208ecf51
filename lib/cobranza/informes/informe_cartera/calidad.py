"""Con qué se hizo: calidad de los datos, cobro del periodo, parámetros de la norma, método y procedencia."""

from __future__ import annotations

from cobranza.base.fechas import fecha_corta
from cobranza.informes.informe_cartera import nombres
from cobranza.informes.informe_cartera.datos import Datos
from cobranza.informes.informe_cartera.dinamica import ficha_del_acervo
from cobranza.informes.procedencia import (
    AMBITOS,
    PARAMETROS_DE_LIQUIDACION,
    interpretaciones_usadas,
    procedencia_de,
    tabla_de_parametros,
)
from cobranza.papel.formato import entero
from cobranza.papel.piezas import Aviso, Ficha, Procedencia, Varias
from cobranza.papel.tabla import Columna, Tabla


def cobranza_del_periodo(datos: Datos) -> Varias:
    """Lo cobrado por lo que lo motivó y por ejercicio del crédito (REC-02)."""
    rango = f"del {fecha_corta(datos.desde)} al {fecha_corta(datos.corte)}, pesos"
    return Varias([_cobrado_por(datos, "causa", f"Cobrado por causa {rango}", nombres.CAUSAS_DE_PAGO),
                   _cobrado_por(datos, "ejercicio", f"Cobrado por ejercicio del crédito {rango}", None),
                   remanente(datos)])  # fmt: skip


def remanente(datos: Datos) -> Tabla | Aviso:
    """Lo que queda vivo de los créditos cuyo principal ya se pagó (CAN-04): nadie lo da por cerrado sin cobrarlo."""
    quedan = datos.cubo[datos.cubo["principal_pagado"]]
    if quedan.empty:
        return Aviso("nota", "Ningún crédito con el principal pagado debe todavía accesorios.")
    claves = ("creditos", "actualizacion", "recargos", "multas", "otros", "total")
    filas = quedan.assign(otros=quedan["gastos"] + quedan["honorarios"] + quedan["indemnizacion"])
    filas = filas.groupby("ambito", as_index=False)[list(claves)].sum()
    return Tabla(
        f"Accesorios que quedan tras pagarse el principal, al {fecha_corta(datos.corte)}, pesos",
        [
            Columna("nombre", "Ámbito"),
            Columna("creditos", "Créditos", "entero"),
            Columna("actualizacion", "Actualización", "pesos"),
            Columna("recargos", "Recargos", "pesos"),
            Columna("multas", "Multas", "pesos"),
            Columna("otros", "Gastos y otros", "pesos"),
            Columna("total", "Saldo", "pesos"),
        ],
        filas.assign(nombre=filas["ambito"].map(AMBITOS)),
        total={"nombre": "Estatal y federal coordinado", **{k: int(filas[k].sum()) for k in claves}},
        hoja="remanente",
        nota="El crédito sigue vigente: la baja por pago sólo procede con saldo en cero (función F11).",
    )


def _cobrado_por(datos: Datos, dimension: str, titulo: str, nombrar: dict[str, str] | None) -> Tabla:
    ancho = datos.suma.pagos.pivot_table(
        index=dimension, columns="ambito", values="importe", aggfunc="sum", fill_value=0
    )
    ancho = ancho.reindex(columns=list(AMBITOS), fill_value=0).astype("int64")
    ancho["recibos"] = datos.suma.pagos.groupby(dimension)["recibos"].sum()
    ancho["total"] = ancho["estatal"] + ancho["federal"]
    orden = "total" if nombrar else dimension
    ancho = ancho.reset_index().sort_values(orden, ascending=False, ignore_index=True)
    ancho["nombre"] = ancho[dimension].map(nombrar).fillna(ancho[dimension]) if nombrar else ancho[dimension].map(str)
    return Tabla(
        titulo,
        [
            Columna("nombre", "Causa" if nombrar else "Ejercicio"),
            Columna("recibos", "Recibos", "entero"),
            Columna("estatal", "Estatal", "pesos"),
            Columna("federal", "Federal coordinado", "pesos"),
            Columna("total", "Suma de ambos", "pesos"),
        ],
        ancho,
        total={"nombre": "Total", **{k: int(ancho[k].sum()) for k in ("recibos", "estatal", "federal", "total")}},
        nota=_de_donde_sale(datos) if nombrar else "",
        hoja=f"cobrado_{dimension}",
        barra="total",
    )


def _de_donde_sale(datos: Datos) -> str:
    distintos, recibos = (int(datos.suma.pagos[k].sum()) for k in ("distintos", "recibos"))
    nota = (
        "Lo que motivó el pago se lee de los actos: el convenio vigente ese día o, si no, la última diligencia "
        "practicada; sin ninguna antes, es espontáneo (analogía con el CFF, art. 73)."
    )
    if not distintos:
        return nota
    return f"{nota} En {entero(distintos)} de {entero(recibos)} recibos la caja anotó otra causa."


def calidad_de_los_datos(datos: Datos) -> Varias:
    """Qué archivos alimentan el informe, cuánto quedó fuera y por qué."""
    lotes = datos.lotes.assign(dia=datos.lotes["registrado"].astype(str).str[:10])
    cuentas = {k: int(lotes[k].sum()) for k in ("leidas", "aceptadas", "en_cuarentena")}
    cargas = Tabla(
        "Archivos cargados, filas",
        [
            Columna("archivo", "Archivo"),
            Columna("layout", "Layout"),
            Columna("leidas", "Leídas", "entero"),
            Columna("aceptadas", "Aceptadas", "entero"),
            Columna("en_cuarentena", "En cuarentena", "entero"),
        ],
        lotes,
        total={"archivo": "Total", **cuentas},
        hoja="cargas",
        nota="Leídas = aceptadas + en cuarentena, siempre. Lo que está en cuarentena no entra en ninguna cifra.",
    )
    motivos = datos.cuarentena.groupby("motivo", as_index=False).agg(
        filas=("linea", "size"), archivos=("archivo", "nunique")
    )
    en_cuarentena = Tabla(
        "Filas en cuarentena por motivo",
        [Columna("motivo", "Motivo"), Columna("filas", "Filas", "entero"), Columna("archivos", "Archivos", "entero")],
        motivos.sort_values(["filas", "motivo"], ascending=[False, True]),
        hoja="cuarentena",
        maximo=10,
        nota="«cobranza cuarentena» las lista con su línea y las exporta para devolverlas a quien las remitió.",
    )
    return Varias([cargas, en_cuarentena, revision(datos)])


def revision(datos: Datos) -> Tabla | Aviso:
    """Qué cambió del saldo inicial desde que se informó: lo capturado después con fecha de antes, por motivo."""
    vispera = fecha_corta(datos.vispera)
    if datos.suma.revisiones.empty:
        return Aviso(
            "nota", f"Nada de lo informado al {vispera} ha cambiado: no se capturó después algo con fecha anterior."
        )
    por_motivo = datos.suma.revisiones.groupby("motivo", as_index=False).agg(
        creditos=("folio", "size"), antes=("antes", "sum"), ahora=("ahora", "sum"), diferencia=("diferencia", "sum")
    )
    claves = ("creditos", "antes", "ahora", "diferencia")
    return Tabla(
        f"Saldo al {vispera} como se sabía ese día y como se sabe hoy, pesos",
        [
            Columna("motivo", "Qué se capturó después"),
            Columna("creditos", "Créditos", "entero"),
            Columna("antes", "Como se sabía", "pesos"),
            Columna("ahora", "Como se sabe", "pesos"),
            Columna("diferencia", "Diferencia", "pesos"),
        ],
        por_motivo.sort_values("motivo"),
        total={"motivo": "Total", **{k: int(por_motivo[k].sum()) for k in claves}},
        hoja="revision",
        nota="Sólo los créditos revisados. El informe de entonces se repite con «-p conocido_al» y esa fecha.",
    )


def parametros(datos: Datos) -> Varias:
    """Los parámetros de la norma que usó el informe, con vigencia, fuente y calidad; lo ilustrativo, rotulado."""
    tabla = tabla_de_parametros("Parámetros vigentes", PARAMETROS_DE_LIQUIDACION, datos.corte)
    aviso = Aviso(
        "ilustrativo",
        "El articulado estatal vigente no se encontró publicado de forma legible: a los créditos estatales se les "
        "aplican las reglas federales, a título ilustrativo, hasta que la Dirección confirme las suyas.",
    )
    elegidas = interpretaciones_usadas()
    elegidas = elegidas[elegidas["ambito"] == "federal"]
    puntos = Ficha(
        "Interpretaciones elegidas donde la ley no decide sola",
        [(str(r["punto"]), f"{r['opcion']}. {r['nota']}") for r in elegidas.to_dict("records")],
    )
    return Varias([*([aviso] if tabla.ilustrativo else []), tabla, puntos])


def metodo() -> Varias:
    """Ficha de cada cifra: fórmula, universo y fundamento."""
    return Varias([*(Ficha(titulo, list(pares.items())) for titulo, pares in _FICHAS.items()), ficha_del_acervo()])


_FICHAS = {
    "Saldo": {
        "Fórmula": "Lo asentado en el libro de movimientos hasta el corte más lo que falta devengar ese día.",
        "Componentes": "Histórico, actualización (CFF, art. 17-A), recargos por mora (art. 21), multas actualizadas "
        "(art. 70), gastos de ejecución (art. 150), honorarios e indemnización por cheque (art. 21).",
        "Universo": "Créditos registrados al corte con saldo, sin los cancelados en cuenta pública (art. 146-A).",
        "Fechas": "Un movimiento cuenta por su fecha de efecto; la de registro se conserva aparte.",
    },
    "Movimiento y cuadre (MOV-01)": {
        "Fórmula": "Saldo inicial + altas + reactivaciones + accesorios ± ajustes ± traspasos − pagos − bajas = "
        "saldo final, por número y por importe.",
        "Prueba": "Los flujos salen del libro y los saldos de la cartera a cada fecha: son cuentas independientes.",
    },
    "Tasa de recuperación (REC-01)": {"Fórmula": "Pagos del periodo entre saldo inicial más altas."},
    "Saldo por prescribir (ANT-03)": {
        "Fórmula": "Saldo de los créditos cuyo plazo de prescripción termina en 90, 180 o 365 días.",
        "Fundamento": "CFF, art. 146: cinco años que reinicia la gestión notificada, con tope de diez.",
    },
}


def procedencia(datos: Datos) -> Procedencia:
    """Foto, huellas, versión y orden para repetir el informe."""
    dados = {k: getattr(datos, k) for k in ("corte", "desde", "delegacion", "nominativo", "conocido_al")}
    return procedencia_de(datos.foto, "informe_cartera", dados, datos.corte)
