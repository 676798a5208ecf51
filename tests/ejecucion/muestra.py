"""Un informe completo en memoria, con todas las piezas de papel y cifras inventadas, para ver cómo queda."""

from __future__ import annotations

from datetime import date
from typing import Any

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from cobranza.ejecucion import documento
from cobranza.ejecucion.ficha import Pedido, orden
from cobranza.papel.figuras import barras, calor, cascada, columnas, linea
from cobranza.papel.formato import NoCalculable, decimas, millones
from cobranza.papel.lienzo import Figura
from cobranza.papel.piezas import Aviso, Caratula, Cifra, Ficha, Frase, Procedencia, Sello, Varias
from cobranza.papel.tabla import Columna, Tabla

DELEGACIONES = ("Tuxtla Gutiérrez", "Tapachula", "San Cristóbal de las Casas", "Comitán", "Tonalá", "Huixtla")
SALDOS = (612_345_678_90, 301_147_654_32, 148_765_000_00, 94_302_201_10, 72_100_004_32, 60_023_456_78)
MESES = ("Ene", "Feb", "Mar", "Abr", "May", "Jun", "Jul", "Ago", "Sep", "Oct", "Nov", "Dic")
CAUSAS = (
    "Saldo inicial", "Altas", "Reactivaciones", "Accesorios", "Pagos", "Remates", "Condonación", "Resoluciones",
    "Prescripción", "Saldo final",
)  # fmt: skip
RENGLONES_DE_LA_LARGA = 90
"""Más de los que caben en una página: su encabezado debe repetirse."""


def _millones(centavos: int) -> str:
    return millones(centavos, 1)


def por_delegacion() -> Tabla:
    filas = [
        {"nombre": n, "creditos": 9120 // (k + 1), "saldo": s, "parte": decimas(s, sum(SALDOS))}
        for k, (n, s) in enumerate(zip(DELEGACIONES, SALDOS, strict=True))
    ]
    return Tabla(
        "Saldo por delegación al 31 dic 2025, millones de pesos",
        [
            Columna("nombre", "Delegación"),
            Columna("creditos", "Créditos", "entero"),
            Columna("saldo", "Saldo", "millones"),
            Columna("parte", "Parte del saldo", "porcentaje"),
        ],
        filas,
        total={"nombre": "Total", "creditos": 22_344, "saldo": sum(SALDOS), "parte": 1000},
        hoja="saldo_delegacion",
        barra="saldo",
        nota="Saldo: lo asentado hasta el corte más lo que falta devengar ese día.",
    )


def movimiento() -> Tabla:
    """Más columnas de las que caben en vertical, con un cero, un «no aplica» y un «no calculable»."""
    filas: list[dict[str, Any]] = [
        {"nombre": n, **{c: s // (k + 2) * (-1 if 4 <= k <= 8 else 1) for k, c in enumerate(CAUSAS)}}
        for n, s in zip(DELEGACIONES, SALDOS, strict=True)
    ]
    filas[3]["Remates"], filas[4]["Remates"] = 0, None
    filas[5]["Remates"] = NoCalculable("la delegación no remitió sus actas de remate")
    return Tabla(
        "Movimiento por delegación, millones de pesos",
        [Columna("nombre", "Delegación"), *(Columna(c, c, "millones") for c in CAUSAS)],
        filas,
        hoja="movimiento",
    )


def larga() -> Tabla:
    filas = [
        {
            "folio": f"F-2019-{k:05d}",
            "quien": "C-7K3Q-92XF",
            "vence": date(2026, 1 + k % 3, 1 + k % 28),
            "saldo": 9_876_543_210 // (k + 1),
        }
        for k in range(212)
    ]
    return Tabla(
        "Créditos que prescriben en 90 días, de mayor a menor saldo, pesos",
        [
            Columna("folio", "Crédito"),
            Columna("quien", "Contribuyente"),
            Columna("vence", "Prescribe", "fecha"),
            Columna("saldo", "Saldo", "pesos"),
        ],
        filas,
        hoja="por_prescribir",
        maximo=RENGLONES_DE_LA_LARGA,
    )


def _caratula(sello: Sello) -> Caratula:
    return Caratula(
        "¿Cómo se comporta la cartera?",
        [
            Cifra("Saldo, estatal y federal", "1,489.6", "millones de pesos", "+3.2 % en el periodo"),
            Cifra("Créditos con saldo", "22,344", "créditos", "−412 en el periodo"),
            Cifra(
                "Cobrado en el periodo", "212.4", "millones de pesos", "14.7 % del saldo inicial más altas", "18.0 %"
            ),
            Cifra("Prescribe en 90 días", "18.4", "millones de pesos", "212 créditos"),
        ],
        [
            "De cada cien pesos de la cartera, 38.2 se pueden cobrar hoy; Tuxtla Gutiérrez concentra 41.1 %.",
            "Prescriben $18.4 millones en 90 días; 53 de los 212 créditos no tienen acto programado.",
            "Ya se consumó la prescripción de 1,204 créditos por $61.9 millones que nadie ha declarado.",
        ],
        sello,
    )


def _puente() -> Varias:
    pasos = [
        ("Saldo inicial", 1_443_400_000_00, True),
        ("Altas", 162_300_000_00, False),
        ("Accesorios causados", 131_200_000_00, False),
        ("Pagos", -212_400_000_00, False),
        ("Resoluciones y sentencias", -34_900_000_00, False),
        ("Saldo final", 1_489_600_000_00, True),
    ]
    titulo = "El saldo creció 46.2 millones: altas y accesorios superan lo cobrado, millones de pesos"
    return Varias([Frase("La cartera creció 46.2 millones de pesos."), cascada(titulo, pasos, _millones)])


def _donde() -> Figura:
    pares = list(zip(DELEGACIONES, SALDOS, strict=True))
    return barras("Dos delegaciones concentran siete de cada diez pesos, millones de pesos", pares, _millones)


def _antiguedad() -> Varias:
    tramos = [("0 a 30 días", 4_100_000_00), ("31 a 365 días", 230_100_000_00), ("Más de 1 año", 1_254_400_000_00)]
    return Varias([columnas("Ocho de cada diez pesos tienen más de un año, millones de pesos", tramos, _millones)])


def _codigo(fuente: str, *piezas: Any, etiqueta: str = "") -> Any:
    celda = new_code_cell(fuente, metadata={"tags": [etiqueta]} if etiqueta else {})
    celda.outputs = [new_output("display_data", data=p._repr_mimebundle_()) for p in piezas]
    return celda


def cuaderno(sello: Sello | None = None) -> Any:
    """El cuaderno ya corrido. Sin sello, cuadra."""
    sello = sello or Sello(True, "Saldo inicial y movimientos dan el saldo final, en cada delegación.")
    diligencias = [[(k * 7 + j * 13) % 97 for j in range(12)] for k in range(len(DELEGACIONES))]
    meses = [(f"{mes} 2025", 14_000_000_00 + k * 80_000_000) for k, mes in enumerate(MESES)]
    fichas = [
        Ficha("Saldo", [("Fórmula", "Lo asentado más lo que falta devengar.")]),
        Ficha("Tasa de recuperación", [("Numerador", "Pagos del periodo."), ("Sentido", "Más es mejor.")]),
    ]
    return new_notebook(
        cells=[
            new_markdown_cell(
                "# ¿Cómo se comporta la cartera de créditos fiscales?\n\nLo lee la Dirección de Cobranza el primer "
                "día hábil de cada mes. Fundamento: CFF, arts. 4, 17-A, 21 y 145."
            ),
            _codigo(
                'corte: str = "2025-12-31"  # fecha de corte, AAAA-MM-DD\n'
                'delegacion: str = ""  # clave de la delegación; vacía, todas\n'
                "nominativo: bool = False  # con nombres de contribuyentes",
                etiqueta="parameters",
            ),
            _codigo("datos = informe.preparar(corte=corte)"),
            new_markdown_cell("## Lo esencial"),
            _codigo("informe.caratula(datos)", _caratula(sello)),
            new_markdown_cell("## ¿Por qué cambió el saldo?"),
            _codigo("informe.puente(datos)", _puente()),
            new_markdown_cell("El **número** cuenta créditos. Ver [CFF, art. 17-A](https://www.diputados.gob.mx/CFF.pdf)."),
            _codigo("informe.movimiento(datos)", movimiento()),
            new_markdown_cell("## ¿Dónde está el saldo?"),
            _codigo("informe.por_delegacion(datos)", _donde(), por_delegacion()),
            new_markdown_cell("## ¿Qué tan vieja es?\n\n### Por mes"),
            _codigo("informe.antiguedad(datos)", _antiguedad()),
            _codigo("informe.meses(datos)", calor("Diligencias por mes", DELEGACIONES, MESES, diligencias)),
            _codigo("informe.serie(datos)", linea("La recaudación creció, millones de pesos", meses, _millones)),
            new_markdown_cell("## ¿Qué está por prescribir?"),
            _codigo("informe.prescribe(datos)", Aviso("atencion", "53 créditos no tienen acto programado."), larga()),
            new_markdown_cell("## Parámetros y vigencias"),
            _codigo("informe.vigencias(datos)", Aviso("ilustrativo", "Al ámbito estatal, reglas federales.")),
            new_markdown_cell("## Fichas de los indicadores"),
            _codigo("informe.fichas(datos)", Varias(fichas), Frase("Leídas = aceptadas + en cuarentena.")),
            new_markdown_cell("## Cuadre"),
            _codigo("informe.cuadrar(datos)", sello),
            new_markdown_cell("## Procedencia"),
            _codigo("informe.procedencia(datos)", Procedencia([("Foto de los libros", "9c1f0e6f" * 8)])),
        ]
    )  # fmt: skip


def ficha(nodo: Any, **cambios: Any) -> dict[str, Any]:
    """La ficha del manifiesto de ese cuaderno, como la arma el motor."""
    parametros = {"corte": "2025-12-31", "delegacion": "", "nominativo": False} | cambios.pop("parametros", {})
    huellas = {clave: clave.encode().hex() for clave in ("cuaderno", "codigo", "norma", "catalogos", "datos", "base")}
    return {
        "cuaderno": "informe_cartera",
        "titulo": documento.titulo(nodo),
        "hallazgo": documento.hallazgo(nodo),
        "corte": "2025-12-31",
        "corrida": "3f9a01bc44de",
        "estado": "terminada",
        "parametros": parametros,
        "huellas": huellas,
        "base": {"nombre": "oficina", "ejemplo": False},
        "ancla": {"base": "2:" + "0f" * 32, "raiz": "4e" * 32, "puntas": {"credito": [31_022, "2:" + "c4" * 32]}},
        "ultimo_dato": "2026-01-09",
        "orden": orden(nodo, Pedido("informe_cartera", parametros, huellas, {})),
        "cuadre": documento.cuadre(nodo),
        "procedencia": documento.procedencia(nodo),
        "version": "0.1.0",
        **cambios,
    }
