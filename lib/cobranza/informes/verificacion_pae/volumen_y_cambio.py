"""Lo que compara la Dirección: qué delegación se sale de lo que le toca por volumen, cómo va y qué cambió en el mes.

Se comparan actos, no créditos: son de la oficina y no señalan a nadie. Cada acto cuenta una vez, tenga las faltas que
tenga.
"""

from __future__ import annotations

import pandas as pd

from cobranza.base.fechas import fecha_corta, mes_largo
from cobranza.informes.verificacion_pae.datos import Datos
from cobranza.informes.verificacion_pae.nombres import por_cien
from cobranza.papel.figuras import linea
from cobranza.papel.formato import decimas, entero, porcentaje
from cobranza.papel.palabras import MINIMO_PARA_PORCENTAJE, con_mayuscula, cuantos, delegaciones, nombradas
from cobranza.papel.piezas import Aviso, Varias
from cobranza.papel.tabla import Columna, Tabla
from cobranza.verificacion.intervalos import CONFIANZA, binomial, esperado

_MESES = 12
_LLAVE = ["regla", "folio", "acto"]
MAS, MENOS, IGUAL, POCOS = "Más de lo esperado", "Menos de lo esperado", "Como se espera", "Muy pocos actos"
_ORDEN = (MAS, IGUAL, MENOS, POCOS)


def _con_falta(datos: Datos) -> pd.DataFrame:
    """Los actos que alguna regla juzga, y si tienen una falta crítica o alta."""
    return datos.actos.assign(grave=datos.actos["clave"].isin(datos.graves["acto"]))


def cuadro_de_volumen(datos: Datos) -> pd.DataFrame:
    """Una fila por delegación: actos, con_falta, la tasa y su intervalo, lo esperado por su volumen y el veredicto.

    Tasas en centésimas de punto; esperado, en décimas de acto. Orden: las que se salen por arriba, de mayor a menor
    límite inferior.
    """
    actos = _con_falta(datos)
    filas, poblacion, con = [], len(actos), int(actos["grave"].sum())
    for delegacion, suyos in actos.groupby("delegacion"):
        n, x = len(suyos), int(suyos["grave"].sum())
        desde, hasta = binomial(x, n)
        centro, menos, mas = esperado(poblacion, con, n)
        dictamen = POCOS if n < MINIMO_PARA_PORCENTAJE else MAS if x > mas else MENOS if x < menos else IGUAL
        filas.append(
            {"delegacion": str(delegacion), "actos": n, "con_falta": x, "desde": desde, "hasta": hasta,
             "esperado": round(centro * 10), "menos": menos, "mas": mas, "dictamen": dictamen}
        )  # fmt: skip
    cuadro = pd.DataFrame(
        filas,
        columns=["delegacion", "actos", "con_falta", "desde", "hasta", "esperado", "menos", "mas", "dictamen"],
    )
    lugar = cuadro["dictamen"].map({d: k for k, d in enumerate(_ORDEN)})
    en_orden = cuadro.assign(lugar=lugar).sort_values(
        ["lugar", "desde", "con_falta", "delegacion"], ascending=[True, False, False, True], ignore_index=True
    )
    return en_orden.drop(columns="lugar")


def volumen(datos: Datos) -> Tabla | Aviso:
    """Qué delegaciones tienen más actos con falta grave de los que explica su volumen."""
    cuadro = cuadro_de_volumen(datos)
    if cuadro.empty:
        return Aviso("nota", "No hay actos que alguna regla juzgue.")
    con, total = int(cuadro["con_falta"].sum()), int(cuadro["actos"].sum())
    cuadro = cuadro.assign(
        nombre=nombradas(cuadro["delegacion"], delegaciones()),
        tasa=[por_cien(int(x), int(n)) for x, n in zip(cuadro["con_falta"], cuadro["actos"], strict=True)],
        intervalo=[_entre(int(a), int(b)) for a, b in zip(cuadro["desde"], cuadro["hasta"], strict=True)],
        tocarian=[f"{e // 10:,}.{e % 10} (de {entero(a)} a {entero(b)})" for e, a, b in
                  zip(cuadro["esperado"], cuadro["menos"], cuadro["mas"], strict=True)],
    )  # fmt: skip
    return Tabla(
        f"Actos con falta grave por delegación y lo que tocaría a su volumen, al {fecha_corta(datos.corte)}",
        [
            Columna("nombre", "Delegación"),
            Columna("dictamen", "Frente a lo esperado"),
            Columna("con_falta", "Actos con falta grave", "entero"),
            Columna("tocarian", f"Esperados por volumen ({CONFIANZA} %)", "razon"),
            Columna("tasa", "Por cien actos", "razon"),
            Columna("intervalo", f"Intervalo exacto al {CONFIANZA} %", "razon"),
            Columna("actos", "Actos juzgados", "entero"),
        ],
        cuadro,
        total={"nombre": "Total", "dictamen": "", "con_falta": con, "tocarian": "", "tasa": por_cien(con, total),
               "intervalo": "", "actos": total},
        hoja="volumen",
        maximo=len(cuadro),
        nota="Esperados: los que tocarían si sus actos fueran como los de todo lo verificado (hipergeométrica, "
        "exacta). Sólo fuera de ese intervalo la diferencia no es azar; dentro, el lugar no dice nada. Con treinta "
        "delegaciones, una o dos salen por azar. Intervalo de la tasa: Clopper y Pearson.",
    )  # fmt: skip


def _entre(desde: int, hasta: int) -> str:
    """Un intervalo en centésimas de punto, con un decimal y hacia afuera."""
    return f"{porcentaje(desde // 10).removesuffix(' %')} a {porcentaje(-(-hasta // 10))}"


def tendencia(datos: Datos) -> Varias | Aviso:
    """De los actos de cada mes, cuántos tienen una falta grave: los últimos doce meses."""
    actos = _con_falta(datos)
    meses = actos["fecha"].dt.to_period("M")
    ultimo = pd.Period(pd.Timestamp(datos.corte), "M")
    orden = [ultimo - k for k in range(_MESES, -1, -1)]
    sumas = actos.groupby(meses)["grave"].agg(["size", "sum"]).reindex(orden, fill_value=0).astype("int64")
    con_actos = sumas[sumas["size"] > 0]
    if con_actos.empty:
        return Aviso("nota", "En el último año no hay actos que alguna regla juzgue.")
    filas = [
        {"mes": con_mayuscula(mes_largo(mes.to_timestamp().date())), "actos": int(n), "con_falta": int(x),
         "tasa": decimas(int(x), int(n)), "intervalo": _entre(*binomial(int(x), int(n)))}
        for mes, n, x in con_actos.itertuples()
    ]  # fmt: skip
    tabla = Tabla(
        "Actos con falta grave, por mes en que se practicaron",
        [
            Columna("mes", "Mes"),
            Columna("actos", "Actos juzgados", "entero"),
            Columna("con_falta", "Con falta grave", "entero"),
            Columna("tasa", "Tasa", "porcentaje"),
            Columna("intervalo", f"Intervalo exacto al {CONFIANZA} %", "razon"),
        ],
        filas,
        hoja="tendencia",
        maximo=len(filas),
        nota="Por la fecha del acto, con las reglas de hoy: no cambia porque se agregue una regla. Un mes con pocos "
        "actos tiene un intervalo ancho: no es tendencia.",
    )
    pares = [(str(f["mes"]), decimas(int(x), int(n))) for f, (n, x) in zip(filas, con_actos.to_numpy(), strict=True)]
    dichas = "; ".join(f"{mes}: {porcentaje(tasa)}" for mes, tasa in pares)
    (primero, tasa), (ultimo_mes, ahora) = pares[0], pares[-1]
    titulo = (
        f"Actos con falta grave: de {porcentaje(tasa)} en {primero.lower()} a {porcentaje(ahora)} en "
        f"{ultimo_mes.lower()}"
    )
    return Varias([linea(titulo, pares, porcentaje, dichas), tabla])


# ---- qué cambió desde el mes pasado ----


def movidos(datos: Datos) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(los que son nuevos, los que ya no se señalan) desde el corte anterior, cada uno con su `causa`."""
    hoy, antes = datos.hallazgos, datos.antes
    return _nuevos(datos, hoy[~_esta(hoy, antes)]), _idos(datos, antes[~_esta(antes, hoy)])


def _esta(unos: pd.DataFrame, otros: pd.DataFrame) -> pd.Series[bool]:
    ya = pd.MultiIndex.from_frame(otros[_LLAVE])
    return pd.Series(pd.MultiIndex.from_frame(unos[_LLAVE]).isin(ya), index=unos.index)


def _nuevos(datos: Datos, nuevos: pd.DataFrame) -> pd.DataFrame:
    llego = ~nuevos["folio"].isin(datos.folios_de_antes)
    del_mes = (nuevos["acto"] != "") & (nuevos["fecha"] > pd.Timestamp(datos.corte_anterior))
    causa = pd.Series("Se cumplió un plazo o cambió el crédito", index=nuevos.index, dtype="str")
    return nuevos.assign(causa=causa.mask(del_mes, "Acto practicado en el periodo").mask(llego, "Crédito que llegó"))


def _idos(datos: Datos, idos: pd.DataFrame) -> pd.DataFrame:
    deben = set(datos.creditos.loc[datos.creditos["total"] > 0, "folio"])
    causa = pd.Series("Se hizo lo que faltaba o cambió el crédito", index=idos.index, dtype="str")
    causa = causa.mask(~idos["folio"].isin(deben), "El crédito dejó de deber")
    causa = causa.mask(~idos["folio"].isin(set(datos.creditos["folio"])), "El crédito se fue a otra delegación")
    return idos.assign(causa=causa.mask(_esta(idos, datos.suprimidos), "Se suprimió, con su motivo"))


def cambios(datos: Datos) -> Varias:
    """Lo que había el mes pasado, lo nuevo y lo que ya no se señala, por su causa; y qué reglas lo explican."""
    nuevos, idos = movidos(datos)
    cuando = fecha_corta(datos.corte_anterior)
    filas = [{"que": f"Hallazgos al {cuando}", **_cuenta(datos.antes)}]
    filas += [{"que": f"+ {c}", **_cuenta(s)} for c, s in _por_causa(nuevos)]
    filas += [{"que": f"− {c}", **_cuenta(s, menos=True)} for c, s in _por_causa(idos)]
    puente = Tabla(
        f"De los hallazgos del {cuando} a los del {fecha_corta(datos.corte)}",
        [
            Columna("que", "Por qué"),
            Columna("hallazgos", "Hallazgos", "entero"),
            Columna("graves", "Graves", "entero"),
        ],
        filas,
        total={"que": f"Hallazgos al {fecha_corta(datos.corte)}", **_cuenta(datos.hallazgos)},
        hoja="cambios",
        fija=True,
        nota="Los dos cortes se miran con lo que hoy se sabe y con las reglas de hoy: lo que se capturó tarde cuenta "
        "en el mes en que ocurrió. Un hallazgo es el mismo si es de la misma regla, crédito y acto.",
    )
    return Varias([puente, _por_regla(nuevos, idos)])


def _por_causa(movidos: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    grupos = [(str(causa), suyos) for causa, suyos in movidos.groupby("causa")]
    return sorted(grupos, key=lambda g: (-len(g[1]), g[0]))


def _cuenta(hallazgos: pd.DataFrame, *, menos: bool = False) -> dict[str, int]:
    graves = int(hallazgos["severidad"].isin(["CRITICA", "ALTA"]).sum())
    signo = -1 if menos else 1
    return {"hallazgos": signo * len(hallazgos), "graves": signo * graves}


def _por_regla(nuevos: pd.DataFrame, idos: pd.DataFrame) -> Tabla | Aviso:
    from cobranza.verificacion.regla import reglas

    cortos = {r.clave: r.corto for r in reglas()}
    cuentas = {n: m["regla"].value_counts() for n, m in (("nuevos", nuevos), ("idos", idos))}
    cuadro = pd.DataFrame(cuentas).fillna(0).astype("int64").rename_axis("regla").reset_index()
    if cuadro.empty:
        return Aviso("nota", "Ningún hallazgo es nuevo ni dejó de señalarse.")
    cuadro = cuadro.assign(neto=cuadro["nuevos"] - cuadro["idos"], falta=cuadro["regla"].map(cortos))
    return Tabla(
        "Qué reglas explican el cambio",
        [
            Columna("regla", "Regla"),
            Columna("falta", "Falta"),
            Columna("nuevos", "Nuevos", "entero"),
            Columna("idos", "Ya no se señalan", "entero"),
            Columna("neto", "Cambio", "entero"),
        ],
        cuadro.sort_values(["neto", "nuevos", "regla"], ascending=[False, False, True], ignore_index=True),
        hoja="cambios_por_regla",
        maximo=10,
    )


def dicho_del_cambio(datos: Datos) -> str:
    """La frase de la carátula."""
    nuevos, idos = movidos(datos)
    causas = _por_causa(nuevos)
    por = f", sobre todo por: {causas[0][0].lower()} ({entero(len(causas[0][1]))})" if causas else ""
    return (
        f"Desde el {fecha_corta(datos.corte_anterior)}, {cuantos(len(nuevos), 'hallazgo nuevo', 'hallazgos nuevos')}"
        f"{por}; {cuantos(len(idos), 'ya no se señala', 'ya no se señalan')}."
    )
