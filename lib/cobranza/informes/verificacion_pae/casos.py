"""En qué créditos y quién: los casos por atender primero y dónde hace falta capacitar."""

from __future__ import annotations

import re

from cobranza.base.fechas import fecha_corta
from cobranza.informes.de_quien import con_su_numero, cuanto, da_folio, de_cada_quien, de_quien, numeros
from cobranza.informes.verificacion_pae.datos import Datos
from cobranza.informes.verificacion_pae.nombres import por_cien
from cobranza.papel.formato import Reservada
from cobranza.papel.palabras import MINIMO_PARA_PORCENTAJE, PUESTOS, delegaciones, nombradas
from cobranza.papel.piezas import Aviso, Varias
from cobranza.papel.tabla import Columna, Tabla
from cobranza.verificacion.regla import Severidad, reglas

PUNTOS = {Severidad.CRITICA: 10, Severidad.ALTA: 5, Severidad.MEDIA: 2, Severidad.BAJA: 1}
"""Cuánto pesa cada hallazgo al ordenar los casos (ilustrativo: sólo ordena, no sanciona)."""
_CASOS = 100
_IMPORTE = re.compile(r"\$\d[\d,]*(?:\.\d+)?")


def peores_casos(datos: Datos) -> Tabla:
    """Los créditos con más hallazgos, pesados por su gravedad, y su saldo."""
    gravedad = {r.clave: (list(Severidad).index(r.severidad), r.clave) for r in reglas()}
    cortos = {r.clave: r.corto for r in reglas()}
    puntos = datos.hallazgos["severidad"].map({s.value: p for s, p in PUNTOS.items()}).astype("int64")
    por_credito = datos.hallazgos.assign(puntos=puntos).groupby("folio")
    casos = por_credito.agg(puntos=("puntos", "sum"), hallazgos=("regla", "size"))
    casos["faltas"] = por_credito["regla"].agg(
        lambda claves: "; ".join(cortos[c] for c in sorted(set(claves), key=lambda clave: gravedad[clave]))
    )
    casos = casos.reset_index().merge(datos.creditos, on="folio")
    casos = casos.sort_values(["puntos", "total", "folio"], ascending=[False, False, True]).head(_CASOS)
    casos = con_su_numero(datos, casos)
    cual = numeros(datos, casos)
    casos = de_cada_quien(datos, casos.assign(primero=-casos["puntos"]), ["primero"])
    casos["delegacion"] = nombradas(casos["delegacion"], delegaciones())
    return Tabla(
        f"Créditos por atender primero al {fecha_corta(datos.corte)}{', pesos' if datos.nominativo else ''}",
        [
            *cual,
            Columna("delegacion", "Delegación"),
            cuanto(datos),
            Columna("faltas", "Faltas, de la más grave"),
            Columna("hallazgos", "Hallazgos", "entero"),
            Columna("puntos", "Puntos", "entero"),
            *de_quien(datos),
        ],
        casos,
        hoja="casos",
        maximo=15,
        nota="Puntos: crítico 10, alto 5, medio 2, bajo 1 (ilustrativo). "
        "A igual puntaje, primero el "
        f"{'saldo' if datos.nominativo else 'rango de saldo'} mayor.",
    )


def criticos(datos: Datos) -> Varias:
    """Los hallazgos críticos y los altos uno por uno, por dinero: lo que va a la cédula de observaciones."""
    cuadros = (
        (Severidad.CRITICA, "Hallazgos críticos", "criticos", 15),
        (Severidad.ALTA, "Hallazgos altos", "altos", 10),
    )
    return Varias([_uno_por_uno(datos, *cuadro) for cuadro in cuadros])


def _uno_por_uno(datos: Datos, severidad: Severidad, titulo: str, hoja: str, maximo: int) -> Tabla | Aviso:
    """Todos los hallazgos de una severidad, de mayor a menor importe o rango; los de la pantalla son los mayores."""
    hallados = datos.de([severidad])
    if hallados.empty:
        return Aviso("nota", f"No hay {titulo[0].lower()}{titulo[1:]}.")
    cortos = {r.clave: f"{r.corto} ({r.clave})" for r in reglas()}
    hallados = hallados.sort_values(["importe", "folio", "regla", "acto"], ascending=[False, True, True, True])
    de_diferencia = {r.clave for r in reglas() if r.mide == "diferencia"}
    miden = datos.nominativo and hallados["regla"].isin(de_diferencia).any()
    hallados = con_su_numero(datos, hallados.merge(datos.creditos[["folio", "rfc"]], on="folio", how="left"))
    importe = Columna("importe", "Importe", "pesos") if datos.nominativo else cuanto(datos)
    return Tabla(
        f"{titulo} al {fecha_corta(datos.corte)}, de mayor a menor "
        f"{'importe, pesos' if datos.nominativo else 'rango de saldo'}",
        [
            *numeros(datos, hallados),
            Columna("falta", "Falta"),
            Columna("donde", "Delegación"),
            importe,
            Columna("fecha", "Fecha", "fecha"),
            Columna("quien", "Empleado"),
            Columna("evidencia", "Evidencia"),
            *([Columna("acto", "Acto")] if da_folio(datos) else []),  # su clave es del expediente, como el folio
        ],
        de_cada_quien(datos, hallados).assign(
            falta=lambda h: h["regla"].map(cortos),
            donde=lambda h: nombradas(h["delegacion"], delegaciones()),
            quien=lambda h: h["persona"].where(h["persona"] != "", None),
            evidencia=lambda h: h["evidencia"] if datos.nominativo else h["evidencia"].map(sin_importes),
        ),
        hoja=hoja,
        maximo=maximo,
        nota=f"{'Importe' if datos.nominativo else 'Rango'}: el saldo del crédito, que se repite si tiene varios "
        "hallazgos"
        + ("; en gastos y depósitos, lo cobrado o retenido de más" if miden else "")
        + ". Empleado: quien practicó el acto o, si el hallazgo es del crédito, quien lo tiene asignado.",
    )


def sin_importes(evidencia: str) -> str:
    """Una evidencia como se puede compartir: lo que se debía, se cobró o se retuvo también señala a quien debe.

    >>> sin_importes("Se determinó $560.01 y corresponde $560.00.")
    'Se determinó $res. y corresponde $res.'
    """
    return _IMPORTE.sub(f"${Reservada.corto}", evidencia).replace("..", ".")


def ejecutores(datos: Datos) -> Tabla:
    """Quiénes practicaron los actos con hallazgos, por su tasa; con pocos actos, al final y sin tasa."""
    de_actos = datos.hallazgos[(datos.hallazgos["acto"] != "") & (datos.hallazgos["persona"] != "")]
    quienes = de_actos.groupby("persona").agg(hallazgos=("regla", "size"), creditos=("folio", "nunique"))
    criticos = de_actos[de_actos["severidad"] == Severidad.CRITICA].groupby("persona").size()
    quienes["criticos"] = criticos.reindex(quienes.index, fill_value=0)
    quienes["actos"] = datos.diligencias.reindex(quienes.index)
    quienes = quienes.reset_index()
    quienes["por_cien"] = [por_cien(h, a) for h, a in zip(quienes["hallazgos"], quienes["actos"], strict=True)]
    # por millón de actos: se comparan sin redondear
    tasa = quienes["hallazgos"] * 1_000_000 // quienes["actos"].clip(lower=1)
    quienes["tasa"] = tasa.where(quienes["actos"] >= MINIMO_PARA_PORCENTAJE, -1)
    quienes = quienes.merge(datos.personas, left_on="persona", right_on="numero_empleado", how="left")
    quienes = quienes.sort_values(["tasa", "hallazgos", "persona"], ascending=[False, False, True])
    quienes["quien"] = quienes["nombre"].fillna("Fuera de la plantilla")
    quienes["puesto"] = quienes["puesto"].map(PUESTOS)
    quienes["delegacion"] = nombradas(quienes["delegacion"].fillna(""), delegaciones())
    return Tabla(
        f"Personal por su tasa de hallazgos al {fecha_corta(datos.corte)}",
        [
            Columna("persona", "Empleado"),
            *([Columna("quien", "Persona")] if datos.nominativo else []),
            Columna("puesto", "Puesto"),
            Columna("delegacion", "Delegación"),
            Columna("por_cien", "Hallazgos por cien actos", "razon"),
            Columna("actos", "Actos", "entero"),
            Columna("hallazgos", "Hallazgos", "entero"),
            Columna("criticos", "Críticos", "entero"),
            Columna("creditos", "Créditos", "entero"),
        ],
        quienes,
        hoja="personal",
        maximo=15,
        nota=f"De mayor a menor tasa; con menos de {MINIMO_PARA_PORCENTAJE} actos sólo se da el conteo, al final. "
        "Cuenta los actos de cada quien, no los créditos que tiene asignados. Sirve para capacitar: un hallazgo no "
        "es una responsabilidad.",
    )
