"""Con qué se hizo: calidad de los datos, parámetros de la norma, método y procedencia."""

from __future__ import annotations

from cobranza.base.fechas import fecha_corta
from cobranza.informes.informe_cartera.datos import Datos
from cobranza.informes.informe_cartera.dinamica import ficha_del_acervo
from cobranza.informes.procedencia import (
    interpretaciones_usadas,
    procedencia_de,
    tabla_de_parametros,
)
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
    return procedencia_de(datos.entrada, "informe_cartera", dados)
