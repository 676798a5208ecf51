"""A quién proponer, cómo van los lotes, qué se canceló por causa, qué volvió a cobrarse y qué fue baja."""

from __future__ import annotations

import pandas as pd

from cobranza.base.catalogos import minimo_de_contribuyentes
from cobranza.base.dinero import pesos
from cobranza.base.fechas import fecha_corta
from cobranza.cartera.lotes_de_cancelacion import reglas, rotulo
from cobranza.cartera.oficios_de_cancelacion import CAUSALES
from cobranza.informes.cancelacion.datos import Datos
from cobranza.informes.de_quien import cuanto, de_cada_quien, de_quien
from cobranza.informes.sumado_por import con_delegacion, sumadas
from cobranza.papel.formato import NO_APLICA
from cobranza.papel.palabras import con_mayuscula, creditos, enunciado, periodo
from cobranza.papel.piezas import Aviso
from cobranza.papel.tabla import Columna, Tabla

_POR = {causa: con_mayuscula(dicha) for causa, dicha in CAUSALES.items()}
_CANCELA = "CFF, art. 146-A"


def candidatos(datos: Datos) -> Tabla | Aviso:
    """Cuántos deudores y créditos se pueden proponer, y por qué."""
    c = datos.candidatos
    if c.empty:
        return Aviso("nota", f"Al {fecha_corta(datos.corte)} no hay a quién proponer.")
    filas = c.assign(nombre_causal=_dicha(c))
    cuadro, total = sumadas(datos, filas, "nombre_causal", ["total"], [*_POR.values()])
    deudores = filas.groupby("nombre_causal")["rfc"].nunique()
    return Tabla(
        f"A quién se puede proponer al {fecha_corta(datos.corte)}, por causal, {datos.escala.unidad}",
        [
            Columna("nombre_causal", "Causal"),
            Columna("deudores", "Deudores", "entero"),
            Columna("casos", "Créditos", "entero"),
            Columna("total", "Saldo", datos.escala.tipo),
        ],
        cuadro.assign(deudores=cuadro["nombre_causal"].map(deudores)),
        total={"nombre_causal": "Total", "deudores": int(c["rfc"].nunique()), **total},
        hoja="candidatos",
        nota=f"La causal sale de lo que el deudor debe por todo, también lo ya cancelado ({_CANCELA}). Un "
        f"crédito en litigio, a plazos, garantizado, suspendido o prescrito no se propone.{datos.escala.redondeo}",
    )


def _dicha(c: pd.DataFrame) -> pd.Series[str]:
    """La causal en palabras: la de incosteabilidad, por el tope que cumple."""
    return c["por"].where(c["por"].isin([*_POR]), c["causal"]).map(_POR)


def proponer(datos: Datos) -> Tabla | Aviso:
    """Los créditos por proponer, de los que deben menos a los que deben más."""
    c = datos.candidatos
    if c.empty:
        return Aviso("nota", "No hay créditos por proponer.")
    filas = con_delegacion(c).assign(por_que=_dicha(c))
    suma = [Columna("suma", "Debe por todo", "pesos")] if datos.nominativo else []
    return Tabla(
        f"Créditos por proponer{', pesos' if datos.nominativo else ''}",
        [
            Columna("folio", "Crédito"),
            Columna("donde", "Delegación"),
            *de_quien(datos),
            Columna("por_que", "Causal"),
            Columna("creditos", "Créditos propuestos", "entero"),
            Columna("fuera", "Que no se cancelan", "entero"),
            *suma,
            cuanto(datos),
        ],
        de_cada_quien(datos, filas.sort_values(["suma", "folio"])),
        hoja="propuestos",
        maximo=10,
        nota="Cada deudor se abre con «cobranza tramite abrir cancelacion»; falta el dictamen y, según la causal, el "
        "estudio del costo o las búsquedas con fecha.",
    )


def lotes(datos: Datos) -> Tabla | Aviso:
    """Cómo va cada lote y si su muestra ya se revisó."""
    if datos.lotes.empty:
        return Aviso("nota", "Ningún lote tiene trámites que procedan.")
    filas = datos.lotes.assign(hallazgos=datos.lotes["hallazgos"].mask(datos.lotes["hallazgos"] == "", NO_APLICA))
    dinero = [Columna("importe", "Importe", "pesos")] if datos.nominativo else []
    total = {c: int(filas[c].sum()) for c in ("tramites", "creditos", "importe", "muestra", "revisados")}
    return Tabla(
        f"Lotes de cancelación y su muestra al {fecha_corta(datos.corte)}{', pesos' if datos.nominativo else ''}",
        [
            Columna("lote", "Lote"),
            Columna("estado", "Cómo va"),
            Columna("tramites", "Trámites", "entero"),
            Columna("creditos", "Créditos", "entero"),
            *dinero,
            Columna("muestra", "En la muestra", "entero"),
            Columna("revisados", "Revisados", "entero"),
            Columna("hallazgos", "Qué se encontró"),
        ],
        filas,
        total={"lote": "Total", "estado": "", "hallazgos": "", **total},
        hoja="lotes",
        ilustrativo=True,
        nota=f"{rotulo(_topes())}. La muestra la elige la huella del lote. Sin lote dicho, cada trámite va solo.",
    )


def _topes() -> str:
    return f"Hasta {int(reglas()['lote_maximo']):,} créditos por lote y {reglas()['muestra_por_ciento']} % revisado"


def por_causa(datos: Datos) -> Tabla | Aviso:
    """Lo cancelado en el periodo, por causa: lo que dicen los trámites y lo que dice el libro."""
    c = datos.cancelados.por_causa
    if c.empty:
        return Aviso("nota", f"No se canceló nada {_en(datos)}.")
    dinero = ["informado_importe", "anotado_importe", "archivo_importe", "libro_importe"]
    rotulos = {"informado": "Según los trámites", "anotado": "Según el libro", "archivo": "Por archivo, sin trámite",
               "libro": "Total del libro"}  # fmt: skip
    callar = {} if datos.nominativo else {"maximo": 20}
    con_importe = datos.nominativo or _muchos(datos)
    columnas = [Columna("nombre", "Causa")]
    for lado, titulo in rotulos.items():
        columnas.append(Columna(f"{lado}_creditos", f"{titulo}, créditos", "entero"))
        if con_importe:
            columnas.append(Columna(f"{lado}_importe", titulo, "pesos"))
    return Tabla(
        f"Cancelado {_en(datos)}, por causa{', pesos' if con_importe else ''}",
        columnas,
        c.assign(nombre=c["causa"].map(lambda causa: enunciado(causa) if causa else "Sin causa dicha")),
        total={"nombre": "Total", **{str(k): int(c[k].sum()) for k in c if k != "causa"}},
        hoja="por_causa",
        nota="Los trámites y el libro son cuentas distintas: cada acto guardó lo que el libro canceló por él. Lo que "
        f"entró en archivos de la oficina no tiene trámite aquí que lo respalde. {_diferencia(c, dinero)}",
        **callar,
    )


def _muchos(datos: Datos) -> bool:
    """¿Lo cancelado por cada causa, con trámite y sin él, es de suficientes contribuyentes para decir cuánto?"""
    con = datos.con_credito(datos.cancelados.de_tipo("CANCELACION"))
    return bool(con.groupby(["causa", "de_archivo"])["rfc"].nunique().min() >= minimo_de_contribuyentes())


def _diferencia(c: pd.DataFrame, dinero: list[str]) -> str:
    resta = int(c[dinero[0]].sum() - c[dinero[1]].sum())
    return "Cuadran por causa." if not resta else f"Difieren en ${pesos(abs(resta))}."


def _en(datos: Datos) -> str:
    dicho = periodo(datos.desde, datos.corte)
    return dicho if dicho.startswith("del ") else f"en {dicho}"


def reactivados(datos: Datos) -> Tabla | Aviso:
    """Lo cancelado que volvió a cobrarse en el periodo, crédito por crédito."""
    filas = datos.cancelados.de_tipo("REACTIVACION")
    if filas.empty:
        return Aviso("nota", f"Nada de lo cancelado se reactivó {_en(datos)}.")
    juntas = filas.groupby("folio", as_index=False).agg(reactivado=("importe", "sum"), ultimo=("ultimo", "max"))
    juntas = con_delegacion(datos.con_credito(juntas))
    motivo = {f: str(t.datos.get("motivo", "")) for t in datos.tramites for f in t.datos["folios"]}
    juntas["motivo"] = [enunciado(motivo[f]) if motivo.get(f) else "Por archivo" for f in juntas["folio"]]
    dinero = [Columna("reactivado", "Volvió a deberse", "pesos")] if datos.nominativo else []
    return Tabla(
        f"Créditos reactivados {_en(datos)}{', pesos' if datos.nominativo else ''}",
        [
            Columna("folio", "Crédito"),
            Columna("donde", "Delegación"),
            *de_quien(datos),
            Columna("ultimo", "Reactivado", "fecha"),
            Columna("motivo", "Por qué"),
            *dinero,
            cuanto(datos),
        ],
        de_cada_quien(datos, juntas, ["ultimo"]),
        hoja="reactivados",
        maximo=10,
        nota=f"La cancelación no libera del pago ({_CANCELA}): con bienes, domicilio o pago, se cobra otra vez.",
    )


def prescripcion(datos: Datos) -> Tabla | Aviso:
    """Lo que prescribió en el periodo: es baja y no cancelación."""
    mal = datos.cancelados.mal_cancelados
    if len(mal):
        return Aviso(
            "atencion",
            f"{creditos(mal['folio'].nunique())} con cancelación por una causa que no cancela "
            f"({', '.join(sorted(set(mal['causa'])))}): "
            "la prescripción es baja (CFF, art. 146). Corrige su acto.",
        )
    filas = datos.cancelados.de_tipo("PRESCRIPCION")
    if filas.empty:
        return Aviso("nota", f"No se declaró ninguna prescripción {_en(datos)}, y nada se canceló por prescripción.")
    cuadro, total = sumadas(datos, con_delegacion(datos.con_credito(filas)), "donde", ["importe"])
    return Tabla(
        f"Bajas por prescripción declarada {_en(datos)}, {datos.escala.unidad}",
        [
            Columna("donde", "Delegación"),
            Columna("casos", "Créditos", "entero"),
            Columna("importe", "Extinguido", datos.escala.tipo),
        ],
        cuadro,
        total={"donde": "Total", **total},
        hoja="prescripcion",
        nota=f"Extingue el crédito (CFF, art. 146); nada se canceló por esa causa.{datos.escala.redondeo}",
    )


def por_delegacion(datos: Datos) -> Tabla | Aviso:
    """Lo propuesto y lo cancelado al corte en cada delegación."""
    propuestos = datos.candidatos.assign(propuesto=datos.candidatos["total"], propuestos=1, vivos=0, neto=0)
    neto = datos.cancelados.neto[datos.cancelados.neto["importe"] > 0]
    neto = datos.con_credito(neto).assign(propuesto=0, propuestos=0, vivos=1, neto=neto["importe"])
    filas = pd.concat([propuestos, neto], ignore_index=True)
    if filas.empty:
        return Aviso("nota", f"Al {fecha_corta(datos.corte)} no hay a quién proponer ni nada cancelado.")
    medidas = {"propuestos": "", "propuesto": "propuestos", "vivos": "", "neto": "vivos"}
    cuadro, total = sumadas(datos, con_delegacion(filas), "donde", medidas)
    return Tabla(
        f"Por proponer y cancelado al {fecha_corta(datos.corte)}, por delegación, {datos.escala.unidad}",
        [
            Columna("donde", "Delegación"),
            Columna("propuestos", "Por proponer", "entero"),
            Columna("propuesto", "Su saldo", datos.escala.tipo),
            Columna("vivos", "Cancelados", "entero"),
            Columna("neto", "Cancelado que se sigue debiendo", datos.escala.tipo),
        ],
        cuadro,
        total={"donde": "Total", **total},
        hoja="delegacion",
        barra="neto",
        nota=f"El crédito cuenta en la delegación que lo tiene al corte.{datos.escala.redondeo}",
    )
