"""Con qué se hizo: calidad de los datos, parámetros de la norma, método y procedencia."""

from __future__ import annotations

from cobranza.base.fechas import fecha_corta
from cobranza.cartera.cifras import IC
from cobranza.informes.glosario import significado as significado_de
from cobranza.informes.informe_cartera.datos import Datos
from cobranza.informes.procedencia import (
    interpretaciones_usadas,
    procedencia_de,
    tabla_de_parametros,
)
from cobranza.informes.sumado_por import sumadas
from cobranza.papel.definiciones import Definiciones
from cobranza.papel.palabras import enunciado
from cobranza.papel.piezas import Aviso, Ficha, Procedencia, Varias
from cobranza.papel.tabla import Columna, Tabla


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
        lotes.assign(layout=lotes["layout"].map(enunciado)),
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
    por_motivo, total = sumadas(
        datos, datos.suma.revisiones, "motivo", ["antes", "ahora", "diferencia"],
        sorted(datos.suma.revisiones["motivo"].unique()),
    )  # fmt: skip
    return Tabla(
        f"Saldo al {vispera} como se sabía ese día y como se sabe hoy, pesos",
        [
            Columna("motivo", "Qué se capturó después"),
            Columna("casos", "Créditos", "entero"),
            Columna("antes", "Como se sabía", "pesos"),
            Columna("ahora", "Como se sabe", "pesos"),
            Columna("diferencia", "Diferencia", "pesos"),
        ],
        por_motivo,
        total={"motivo": "Total", **total},
        hoja="revision",
        nota="Sólo los créditos revisados. El informe de entonces se repite con «-p conocido_al» y esa fecha.",
    )


def parametros(datos: Datos) -> Varias:
    """Los parámetros de la norma que usó el informe, con vigencia, fuente y calidad; lo ilustrativo, rotulado."""
    tabla = tabla_de_parametros(datos.entrada.normas, datos.corte)
    aviso = Aviso(
        "ilustrativo",
        "El articulado estatal vigente no se encontró publicado de forma legible: a los créditos estatales se les "
        "aplican las reglas federales, a título ilustrativo, hasta que la Dirección confirme las suyas.",
    )
    elegidas = interpretaciones_usadas(datos.entrada.normas)
    elegidas = elegidas[elegidas["ambito"] == "federal"]
    puntos = Ficha(
        "Interpretaciones elegidas donde la ley no decide sola",
        [(str(r["punto"]), f"{r['opcion']}. {r['nota']}") for r in elegidas.to_dict("records")],
    )
    return Varias([*([aviso] if tabla.ilustrativo else []), tabla, puntos])


def significado() -> Definiciones:
    """Qué significa cada cifra: fórmula, unidad y fundamento, con el ancla a la que llevan sus vínculos."""
    return significado_de(IC)


def procedencia(datos: Datos) -> Procedencia:
    """Periodo, base, foto, huellas y versión."""
    return procedencia_de(datos.entrada, desde=datos.desde)
