"""Cómo va cada delegación, qué documentos faltan más, qué está mal integrado y qué está prestado."""

from __future__ import annotations

import pandas as pd

from cobranza.base.fechas import fecha_corta
from cobranza.informes.de_quien import que_se_da
from cobranza.informes.expedientes.datos import Datos
from cobranza.informes.sumado_por import con_delegacion
from cobranza.papel.palabras import de_cada_cien
from cobranza.papel.piezas import Aviso
from cobranza.papel.tabla import Columna, Tabla


def sin_expedientes(datos: Datos) -> Aviso:
    """Lo que se dice de una cartera sin expedientes abiertos."""
    return Aviso(
        "nota",
        f"Al {fecha_corta(datos.corte)} ningún crédito vigente tiene su expediente abierto; se abre con «cobranza "
        "tramite abrir revision_expediente».",
    )


def por_delegacion(datos: Datos) -> Tabla | Aviso:
    """Créditos vigentes, con expediente, completos e índice de integración de cada delegación."""
    if not datos.expedientes:
        return sin_expedientes(datos)
    filas = datos.por_expediente
    medidas = ["exigibles", "presentes", "completo"]
    suma = filas.groupby("delegacion")[medidas].sum().assign(con=filas.groupby("delegacion").size())
    cuadro = datos.vigentes.groupby("delegacion").size().rename("vigentes").to_frame().join(suma).fillna(0)
    cuadro = cuadro.astype("int64").reset_index()
    cuadro = con_delegacion(cuadro).sort_values(["con", "donde"], ascending=[False, True], ignore_index=True)
    total = {c: int(cuadro[c].sum()) for c in ("vigentes", "con", "completo", "exigibles", "presentes")}
    partes = zip(cuadro["presentes"], cuadro["exigibles"], strict=True)
    cuadro = cuadro.assign(indice=[de_cada_cien(int(p), int(e)) if e else "—" for p, e in partes])
    return Tabla(
        f"Expedientes por delegación al {fecha_corta(datos.corte)}",
        [
            Columna("donde", "Delegación"),
            Columna("vigentes", "Créditos vigentes", "entero"),
            Columna("con", "Con expediente", "entero"),
            Columna("completo", "Completos", "entero"),
            Columna("exigibles", "Documentos exigibles", "entero"),
            Columna("presentes", "Integrados", "entero"),
            Columna("indice", "Índice"),
        ],
        cuadro,
        total={"donde": "Total", **total, "indice": de_cada_cien(total["presentes"], total["exigibles"])},
        hoja="delegacion",
        barra="con",
        nota="Qué se exige sale de la etapa que alcanzó cada crédito (documentos.csv; en parte, ilustrativo).",
    )


def faltantes(datos: Datos) -> Tabla | Aviso:
    """Qué documentos faltan más, de mayor a menor."""
    if not datos.expedientes:
        return Aviso("nota", "Sin expedientes abiertos no hay documentos que buscar.")
    falta = datos.exigidos[~datos.exigidos["presente"]]
    if falta.empty:
        return Aviso("nota", "A ningún expediente abierto le falta un documento exigible.")
    llaves = ["clave", "documento"]
    cuadro = falta.groupby(llaves).size().rename("faltan").reset_index()
    pedidos = datos.exigidos.groupby("clave").size()
    cuadro = cuadro.assign(de=cuadro["clave"].map(pedidos).astype("int64"))
    cuadro = cuadro.sort_values(["faltan", "clave"], ascending=[False, True], ignore_index=True)
    return Tabla(
        f"Documentos que faltan en los expedientes al {fecha_corta(datos.corte)}",
        [
            Columna("clave", "Clave"),
            Columna("documento", "Documento"),
            Columna("faltan", "Falta en", "entero"),
            Columna("de", "De los que lo exigen", "entero"),
        ],
        cuadro,
        total={
            "clave": "Total",
            "documento": "",
            "faltan": int(cuadro["faltan"].sum()),
            "de": int(cuadro["de"].sum()),
        },
        hoja="faltantes",
        maximo=15,
        barra="faltan",
        principal="faltan",
    )


def mal_integrados(datos: Datos) -> Tabla | Aviso:
    """Los expedientes con fojas encimadas o ausentes, o con fechas cruzadas."""
    filas = datos.por_expediente
    filas = filas[filas["mal"] != ""]
    if filas.empty:
        return Aviso("nota", "Ningún expediente tiene fojas encimadas o ausentes ni fechas cruzadas.")
    return _lista(datos, filas, "Expedientes mal integrados", "mal_integrados", [Columna("mal", "Qué está mal")])


def prestamos(datos: Datos) -> Tabla | Aviso:
    """Los expedientes prestados: a quién, hasta cuándo y cuántos días llevan de retraso."""
    filas = datos.prestados
    if filas.empty:
        return Aviso("nota", "Ningún expediente está prestado.")
    retraso = (pd.Timestamp(datos.corte) - filas["devolver_el"]).dt.days.clip(lower=0)
    columnas = [
        Columna("prestado_a", "Prestado a"),
        Columna("devolver_el", "Se devuelve", "fecha"),
        Columna("retraso", "Días de retraso", "entero"),
    ]
    con = filas.assign(retraso=retraso).sort_values(["retraso", "folio"], ascending=[False, True])
    return _lista(datos, con, "Expedientes prestados", "prestamos", columnas)


def _lista(datos: Datos, filas: pd.DataFrame, titulo: str, hoja: str, columnas: list[Columna]) -> Tabla:
    con = con_delegacion(filas).assign(folio=que_se_da(datos, filas["folio"]))
    return Tabla(
        f"{titulo} al {fecha_corta(datos.corte)}",
        [Columna("numero", "Expediente"), Columna("folio", "Crédito"), Columna("donde", "Delegación"), *columnas],
        con,
        hoja=hoja,
        maximo=15,
    )
