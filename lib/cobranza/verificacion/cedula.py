"""La cédula de la muestra: un libro de Excel para llenar, y su lectura de vuelta con lo que no se entiende aparte.

Siempre: leídas = aceptadas + en blanco + rechazadas. La cédula lleva la semilla, el corte y la
huella de la muestra: la de otra no se lee.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from cobranza.base import durable
from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.ingesta.fuente import reconocer
from cobranza.ingesta.lectura_hoja import texto_de
from cobranza.ingesta.libro_abierto import abrir
from cobranza.ingesta.reparos import Reparo
from cobranza.verificacion.muestra import PARTES, Muestra

CUMPLE, NO_CUMPLE, NO_APLICA = "cumple", "no cumple", "no aplica"
RESPUESTAS = (CUMPLE, NO_CUMPLE, NO_APLICA)
OBLIGATORIO = "si"
_HOJA, _DE_LA_MUESTRA = "Cédula", "Muestra"
_COLUMNAS = {
    "folio": ("Crédito", 18), "delegacion": ("Delegación", 11), "parte": ("Por qué se revisa", 15),
    "etapa": ("Etapa", 7), "documento": ("Documento", 42), "obligatorio": ("Obligatorio", 12),
    "requisitos": ("Requisitos mínimos", 46), "respuesta": ("¿Cumple?", 11), "foja": ("Foja", 8),
    "observacion": ("Observación", 34), "responsable": ("Responsable", 16), "plazo": ("Plazo", 12),
}  # fmt: skip
_SE_LLENAN = ("respuesta", "foja", "observacion", "responsable", "plazo")


@dataclass(frozen=True)
class Leida:
    """Una cédula llena: `respuestas` (folio, documento, etapa, obligatorio, parte, delegacion y lo llenado).

    `sin_contestar`: por folio, los renglones de la muestra sin una respuesta aceptada.
    """

    leidas: int
    en_blanco: int
    respuestas: pd.DataFrame
    reparos: list[Reparo]
    sin_contestar: pd.Series[int]

    @property
    def completos(self) -> set[str]:
        """Los créditos con todos sus renglones contestados y aceptados."""
        return set(self.respuestas["folio"]) - set(self.sin_contestar.index)


def renglones(muestra: Muestra) -> pd.DataFrame:
    """Lo que se pregunta: un renglón por crédito y documento, en el orden en que se imprime."""
    return muestra.documentos.merge(muestra.creditos[["folio", "delegacion", "parte"]], on="folio")


def escribir(muestra: Muestra, destino: Path) -> Path:
    """Deja la cédula para llenar. Errores: `ErrorDeUso` si ya existe (podría estar llena) o no es .xlsx."""
    import xlsxwriter  # type: ignore[import-untyped]  # tarda: sólo si se pide

    if destino.exists():
        raise ErrorDeUso(f"Ya existe {destino}; se esperaba un archivo nuevo, porque el que está podría estar lleno.")
    if destino.suffix.lower() != ".xlsx":
        raise ErrorDeUso(
            f"La cédula es un libro de Excel y {destino} no termina en .xlsx; con otra terminación Excel no lo abre."
        )
    destino.parent.mkdir(parents=True, exist_ok=True)
    hecho = BytesIO()
    with xlsxwriter.Workbook(hecho, {"in_memory": True}) as libro:
        hoja, de_la_muestra = libro.add_worksheet(_HOJA), libro.add_worksheet(_DE_LA_MUESTRA)
        _escribir_hoja(libro, hoja, renglones(muestra))
        for k, (que, dicho) in enumerate(_datos_de(muestra).items()):
            de_la_muestra.write_row(k, 0, [que, dicho])
        de_la_muestra.set_column(0, 1, 70)
    durable.escribir(destino, hecho.getvalue())
    return destino


def _datos_de(muestra: Muestra) -> dict[str, str]:
    return {
        "corte": muestra.corte.isoformat(), "semilla": muestra.semilla, "puntos": str(muestra.puntos),
        "huella": muestra.huella,
    }  # fmt: skip


def _escribir_hoja(libro: Any, hoja: Any, filas: pd.DataFrame) -> None:
    titulo = libro.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1, "bg_color": "#DCE6F1"})
    fijo = libro.add_format({"text_wrap": True, "valign": "top", "num_format": "@", "font_color": "#404040"})
    libre = libro.add_format({"text_wrap": True, "valign": "top", "num_format": "@", "bg_color": "#FFFBE6"})
    for k, (clave, (nombre, ancho)) in enumerate(_COLUMNAS.items()):
        hoja.write_string(0, k, nombre, titulo)
        hoja.set_column(k, k, ancho, libre if clave in _SE_LLENAN else fijo)
        if clave in filas:
            dichos = filas[clave].map(PARTES) if clave == "parte" else filas[clave]
            hoja.write_column(1, k, dichos.astype("str").tolist(), fijo)
    cual = list(_COLUMNAS).index("respuesta")
    hoja.data_validation(1, cual, max(len(filas), 1), cual, {"validate": "list", "source": list(RESPUESTAS)})
    hoja.freeze_panes(1, 1)
    hoja.set_landscape()
    hoja.repeat_rows(0)
    hoja.fit_to_pages(1, 0)


def leer(ruta: Path, muestra: Muestra) -> Leida:
    """Lo que se contestó. Errores: `ErrorDeDatos` si no es un libro legible o es la cédula de otra muestra."""
    if not ruta.is_file():
        raise ErrorDeUso(f"No existe {ruta.name}; se esperaba la cédula que dejó «cobranza muestra», ya llena.")
    libro = abrir(reconocer(ruta))
    if faltan := [h for h in (_HOJA, _DE_LA_MUESTRA) if h not in libro.sheet_names]:
        raise ErrorDeDatos(f"{ruta.name} no tiene la hoja «{faltan[0]}»; se esperaba una cédula de la muestra.")
    _que_sea_de(ruta, muestra, {f[0]: f[1] for f in _celdas(libro, _DE_LA_MUESTRA) if len(f) > 1})
    encabezado, *filas = _celdas(libro, _HOJA) or [[]]
    titulos = {nombre: clave for clave, (nombre, _) in _COLUMNAS.items()}
    if ajenos := [nombre for nombre in titulos if nombre not in encabezado]:
        raise ErrorDeDatos(f"{ruta.name} no tiene la columna «{ajenos[0]}»; se esperaba la cédula con sus títulos.")
    lugares = {titulos[t]: k for k, t in enumerate(encabezado) if t in titulos}
    dichas = [{clave: fila[k].strip() for clave, k in lugares.items()} for fila in filas]
    return _leida([(k, d) for k, d in enumerate(dichas, 2) if any(d.values())], muestra)


def _celdas(libro: Any, hoja: str) -> list[list[str]]:
    return [[texto_de(celda) for celda in fila] for fila in libro.get_sheet_by_name(hoja).to_python()]


def _que_sea_de(ruta: Path, muestra: Muestra, dichos: dict[str, str]) -> None:
    for que, esperado in _datos_de(muestra).items():
        if dichos.get(que, "") != esperado:
            raise ErrorDeDatos(
                f"{ruta.name} es de otra muestra: su {que} es «{dichos.get(que, '')[:20]}» y aquí es "
                f"«{esperado[:20]}». Corre el cuaderno con el corte, la semilla y los puntos de esa cédula, sobre la "
                "misma cartera."
            )


def _leida(dichas: list[tuple[int, dict[str, str]]], muestra: Muestra) -> Leida:
    preguntas = renglones(muestra)
    hay = {(str(p.folio), str(p.documento)): p for p in preguntas.itertuples(index=False)}
    aceptadas: dict[tuple[str, str], dict[str, Any]] = {}
    reparos: list[Reparo] = []
    # de dos respuestas a lo mismo no se sabe cuál vale: ninguna entra
    veces = Counter((d["folio"], d["documento"]) for _, d in dichas if d["respuesta"])
    en_blanco = 0
    for linea, dicho in dichas:
        llave = (dicho["folio"], dicho["documento"])
        p = hay.get(llave)
        if (reparo := _reparo(linea, dicho, p, repetida=veces[llave] > 1)) is not None or p is None:
            reparos.extend([reparo] if reparo else [])
        elif not dicho["respuesta"]:
            en_blanco += 1
        else:
            fijos = {"folio": p.folio, "documento": p.documento, "etapa": p.etapa, "obligatorio": p.obligatorio,
                     "parte": p.parte, "delegacion": p.delegacion}  # fmt: skip
            llenos = {c: dicho[c] for c in _SE_LLENAN} | {"respuesta": dicho["respuesta"].lower()}
            aceptadas[llave] = {**fijos, **llenos}
    faltan = pd.Series([folio for folio, documento in hay if (folio, documento) not in aceptadas], dtype="str")
    columnas = ["folio", "documento", "etapa", "obligatorio", "parte", "delegacion", *_SE_LLENAN]
    return Leida(
        len(dichas),
        en_blanco,
        pd.DataFrame(list(aceptadas.values()), columns=columnas),
        reparos,
        faltan.value_counts(),
    )


def _reparo(linea: int, dicho: dict[str, str], pregunta: Any, *, repetida: bool) -> Reparo | None:
    """Por qué no entra un renglón; None si entra o está en blanco. `pregunta`: la de la muestra, si está en ella."""
    respuesta = dicho["respuesta"].lower()
    obligatorio = pregunta is not None and pregunta.obligatorio == OBLIGATORIO
    casos = (
        (pregunta is None, "documento", "no es de la muestra",
         "No cambies crédito ni documento; agrega tus notas aparte."),
        (repetida and bool(respuesta), "documento", "está contestado dos veces", "Deja uno solo."),
        (bool(respuesta) and respuesta not in RESPUESTAS, "respuesta", "no es una respuesta",
         f"Se esperaba: {', '.join(RESPUESTAS)}."),
        (respuesta == NO_CUMPLE and not dicho["observacion"], "observacion", "no dice qué falta",
         "Escribe qué requisito no cumple."),
        (respuesta == CUMPLE and not dicho["foja"], "foja", "no dice dónde consta",
         "Escribe la foja, o «s/f» si el expediente no está foliado."),
        (respuesta == NO_APLICA and obligatorio, "respuesta", "siempre aplica",
         "Ese documento es obligatorio en esa etapa: cumple o no cumple."),
    )  # fmt: skip
    for falla, campo, motivo, que_hacer in casos:
        if falla:
            return Reparo(linea, campo, dicho[campo], f"«{dicho[campo]}» {motivo}. {que_hacer}", motivo)
    return None
