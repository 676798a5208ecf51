"""Cómo se detecta, qué tan bien y con qué: fichas de las reglas, exactitud, parámetros y procedencia."""

from __future__ import annotations

import pandas as pd

from cobranza.base.fechas import fecha_corta
from cobranza.informes.procedencia import procedencia_de, tabla_de_parametros
from cobranza.informes.verificacion_pae.datos import Datos
from cobranza.informes.verificacion_pae.nombres import NIVELES, SEVERIDADES
from cobranza.papel.piezas import Aviso, Ficha, Procedencia, Varias
from cobranza.papel.tabla import Columna, Tabla
from cobranza.verificacion.regla import reglas


def exactitud(datos: Datos) -> Tabla | Aviso:
    """Por regla: cuánto de lo sembrado se halló (cobertura) y cuánto de lo hallado se sembró (precisión)."""
    if datos.exactitud is None:
        return Aviso("nota", "Sólo la cartera de ejemplo dice qué se sembró en ella; aquí no hay contra qué medir.")
    medida = datos.exactitud[datos.exactitud[["sembradas", "halladas"]].sum(axis=1) > 0]
    medida = medida.assign(
        titulo=medida["regla"].map({r.clave: r.titulo for r in reglas()}).fillna(""),
        cobertura=_razones(medida["aciertos"], medida["sembradas"]),
        precision=_razones(medida["aciertos"], medida["halladas"]),
    )
    *filas, total = medida.to_dict("records")
    return Tabla(
        f"Detección contra lo sembrado al {fecha_corta(datos.corte)}",
        [
            Columna("regla", "Regla"),
            Columna("titulo", "Qué se incumple"),
            Columna("sembradas", "Sembradas", "entero"),
            Columna("halladas", "Halladas", "entero"),
            Columna("aciertos", "Aciertos", "entero"),
            Columna("omitidas", "Omitidas", "entero"),
            Columna("de_mas", "De más", "entero"),
            Columna("cobertura", "Cobertura", "razon"),
            Columna("precision", "Precisión", "razon"),
        ],
        filas,
        total={str(k): v for k, v in total.items()},
        hoja="exactitud",
        nota="Cobertura: aciertos entre sembradas. Precisión: aciertos entre halladas. Truncadas: 1.00, sin faltas.",
    )


def _razones(aciertos: pd.Series[int], de: pd.Series[int]) -> pd.Series[str]:
    """Con dos decimales truncados: sólo lo perfecto dice 1.00; sin casos no aplica."""
    centesimas = 100 * aciertos // de.where(de > 0, 1)
    textos = (centesimas // 100).astype(str) + "." + (centesimas % 100).astype(str).str.zfill(2)
    return textos.where(de > 0, None)


def fichas(datos: Datos) -> Varias:
    """La ficha de cada regla con hallazgos: cómo se detecta, con qué fundamento, qué hacer y cuántos hay.

    Las demás están en `docs/reglas.md` y en `cobranza explica CLAVE`.
    """
    numero = datos.hallazgos["regla"].value_counts()
    return Varias(
        [
            Ficha(
                f"{r.clave}. {r.titulo}",
                [
                    ("Severidad", f"{NIVELES[r.severidad]}: {SEVERIDADES[r.severidad]}"),
                    ("Fundamento", r.fundamento),
                    ("Cómo se detecta", r.deteccion),
                    ("Qué hacer", r.que_hacer),
                    ("Hallazgos", f"{int(numero.get(r.clave, 0)):,}"),
                ],
            )
            for r in reglas()
            if r.clave in numero.index
        ]
    )


def metodo() -> Ficha:
    """Qué se verificó y qué significa."""
    return Ficha(
        "Método",
        [
            (
                "Universo",
                "Todos los créditos registrados al corte, con todos los actos que surtieron efecto hasta él.",
            ),
            ("Severidad", "; ".join(f"{NIVELES[s]}, {que}" for s, que in SEVERIDADES.items()) + "."),
            (
                "Alcance",
                "Se revisan los datos capturados, no el expediente: un hallazgo se confirma con el documento.",
            ),
            (
                "La misma regla contesta antes",
                "Con un hallazgo crítico o alto el acto no se anota ni procede el paso de un trámite.",
            ),
        ],
    )


def parametros(datos: Datos) -> Tabla:
    """Los parámetros que las reglas consultaron; donde no hay límites publicados, el gasto no se comprueba."""
    return tabla_de_parametros(
        datos.entrada.normas,
        datos.corte,
        nota="Sin valor publicado para un día, el gasto de ese día no se comprueba: no se inventa.",
    )


def procedencia(datos: Datos) -> Procedencia:
    """Base, foto, huellas y versión."""
    return procedencia_de(datos.entrada)
