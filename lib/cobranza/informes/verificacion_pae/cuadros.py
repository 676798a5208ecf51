"""Qué falla y dónde: los hallazgos por severidad, por regla, por delegación y el cruce de ambas.

El saldo de un crédito se cuenta una vez en cada cifra. Por severidad, cada crédito va en la de su falta más grave;
por delegación, en la que lo tiene: las dos suman el total. Por regla no suman, y el cuadro lo dice.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cobranza.base.catalogos import minimo_de_contribuyentes
from cobranza.base.fechas import fecha_corta
from cobranza.informes.verificacion_pae.datos import Datos
from cobranza.informes.verificacion_pae.nombres import FALTAS_GRAVES, NIVELES, SEVERIDADES, por_cien
from cobranza.papel.celdas_chicas import calladas, reservada
from cobranza.papel.figuras import barras, calor
from cobranza.papel.formato import Reservada, decimas, porcentaje
from cobranza.papel.lienzo import Figura
from cobranza.papel.palabras import (
    MINIMO_PARA_PORCENTAJE,
    POCOS_CREDITOS,
    cuantos,
    dato_de_un_acto,
    delegaciones,
    en_lista,
    nombradas,
)
from cobranza.papel.piezas import Aviso, Varias
from cobranza.papel.tabla import Columna, Tabla
from cobranza.verificacion.regla import Severidad, reglas

COLUMNAS_DEL_MAPA = 20
"""Delegaciones que caben en la gráfica; el cuadro por delegación las lleva todas."""
_UNA_VEZ = "El saldo de cada crédito se cuenta una vez"


def cuadro_por_severidad(datos: Datos) -> pd.DataFrame:
    """Una fila por severidad: hallazgos, y los créditos cuya falta más grave es ésa con su saldo."""
    orden = [s.value for s in Severidad]
    hallazgos = datos.hallazgos["severidad"].value_counts().reindex(orden, fill_value=0).rename("hallazgos")
    peor = gravedad_de(datos).rename("gravedad").reset_index()
    juntos = datos.creditos.merge(peor, on="folio").groupby("gravedad")["total"]
    sumas = juntos.agg(con_hallazgo="size", saldo="sum").reindex(range(len(orden)), fill_value=0)
    return pd.concat([hallazgos.reset_index(), sumas.astype("int64").reset_index(drop=True)], axis=1)


def gravedad_de(datos: Datos) -> pd.Series[int]:
    """De cada folio con hallazgos, el lugar de su falta más grave."""
    lugares = {s.value: k for k, s in enumerate(Severidad)}
    return datos.hallazgos["severidad"].map(lugares).groupby(datos.hallazgos["folio"]).min()


def cuadro_por_regla(datos: Datos) -> pd.DataFrame:
    """Una fila por regla, en orden de clave: su ficha, hallazgos, con_hallazgo, saldo y diferencia."""
    todas = pd.DataFrame(
        [[r.clave, r.corto, r.severidad.value, r.titulo, r.fundamento, r.que_hacer, r.mide] for r in reglas()],
        columns=["regla", "corto", "severidad", "titulo", "fundamento", "que_hacer", "mide"],
    )
    cuadro = _con_ceros(todas, _contados(datos, "regla"), "regla")
    # la diferencia sólo la miden las reglas de gastos y depósitos; en las demás no aplica
    cuadro["diferencia"] = cuadro["importe"].where(cuadro["mide"] == "diferencia").astype("Int64")
    return cuadro


def cuadro_por_delegacion(datos: Datos) -> pd.DataFrame:
    """Una fila por delegación con créditos, de mayor a menor tasa; al final, las que no alcanzan para una."""
    cuadro = datos.creditos.groupby("delegacion").size().rename("creditos").reset_index()
    cuadro = _con_ceros(cuadro, _contados(datos, "delegacion"), "delegacion")
    for columna, severidad in (("criticos", Severidad.CRITICA), ("altos", Severidad.ALTA)):
        numero = datos.de([severidad]).groupby("delegacion").size()
        cuadro[columna] = cuadro["delegacion"].map(numero).fillna(0).astype("int64")
    grave = datos.con_falta_grave.groupby("delegacion")["total"].sum()
    cuadro["saldo_grave"] = cuadro["delegacion"].map(grave).fillna(0).astype("int64")
    cuadro["nombre"] = nombradas(cuadro["delegacion"], delegaciones())
    cuadro["por_cien"] = [por_cien(h, c) for h, c in zip(cuadro["hallazgos"], cuadro["creditos"], strict=True)]
    alcanza = cuadro["creditos"] >= MINIMO_PARA_PORCENTAJE
    # por millón de créditos: se comparan sin redondear
    cuadro["tasa"] = (cuadro["hallazgos"] * 1_000_000 // cuadro["creditos"].clip(lower=1)).where(alcanza, -1)
    orden = ["tasa", "hallazgos", "delegacion"]
    return cuadro.sort_values(orden, ascending=[False, False, True], ignore_index=True)


def _contados(datos: Datos, por: str) -> pd.DataFrame:
    """De cada grupo: hallazgos, créditos distintos, su saldo (cada uno una vez) y lo que suman los importes."""
    sumas = datos.hallazgos.groupby(por).agg(hallazgos=("folio", "size"), importe=("importe", "sum"))
    distintos = (
        datos.hallazgos[[por, "folio"]].drop_duplicates().merge(datos.creditos[["folio", "total"]], on="folio")
    )
    return sumas.join(distintos.groupby(por)["total"].agg(con_hallazgo="size", saldo="sum"))


def _con_ceros(renglones: pd.DataFrame, sumas: pd.DataFrame, llave: str) -> pd.DataFrame:
    """Todos los renglones con sus sumas; los que no tienen hallazgos quedan en cero, y ninguna suma se pierde."""
    junto = renglones.merge(sumas.reset_index(), on=llave, how="outer")
    return junto.fillna(dict.fromkeys(sumas, 0)).astype(dict.fromkeys(sumas, "int64"))


def por_severidad(datos: Datos) -> Tabla:
    """Cuántos hallazgos hay de cada gravedad y cuánto deben los créditos cuya falta más grave es ésa."""
    cuadro = cuadro_por_severidad(datos)
    cuadro["nombre"] = cuadro["severidad"].map(NIVELES) + ": " + cuadro["severidad"].map(SEVERIDADES)
    callar = _severidades_por_callar(datos)
    return Tabla(
        f"Hallazgos por severidad al {fecha_corta(datos.corte)}, {datos.escala.unidad}",
        [
            Columna("nombre", "Severidad"),
            Columna("hallazgos", "Hallazgos", "entero"),
            Columna("con_hallazgo", "Créditos", "entero"),
            Columna("saldo", "Saldo de esos créditos", datos.escala.tipo),
        ],
        calladas(cuadro, callar, ["con_hallazgo", "saldo"], minimo_de_contribuyentes()),
        total={"nombre": "Total", **_totales(datos)},
        hoja="severidad",
        barra="hallazgos",
        nota=f"{_UNA_VEZ}, en el renglón de su falta más grave. «{FALTAS_GRAVES}» es lo crítico más lo alto.",
    )


def _severidades_por_callar(datos: Datos) -> list[bool]:
    """Si se publica el saldo con faltas graves, lo de cada lado de él se tapa con lo de su mismo lado."""
    peor = gravedad_de(datos)
    orden = [str(k) for k in range(len(Severidad))]
    if datos.calla_lo_grave:
        return datos.callar(peor.astype(str), peor.index.to_series(), orden)
    bloquean = sum(s.bloquea for s in Severidad)
    leves = peor[peor >= bloquean]
    return [False] * bloquean + datos.callar(leves.astype(str), leves.index.to_series(), orden[bloquean:])


def _totales(datos: Datos) -> dict[str, object]:
    return {
        "hallazgos": len(datos.hallazgos),
        "con_hallazgo": datos.hallazgos["folio"].nunique(),
        "saldo": _dicho(datos, datos.hallazgos, datos.saldo(datos.hallazgos)),
    }


def _plazos_de_trabajo(claves: Sequence[str]) -> Aviso:
    if not claves:
        return Aviso("nota", "Ningún hallazgo se apoya en un plazo que la norma no fije.")
    son = "El plazo de {} es de trabajo: ninguna norma lo fija."
    if len(claves) > 1:
        son = "Los plazos de {} son de trabajo: ninguna norma los fija."
    return Aviso("ilustrativo", son.format(en_lista(claves)))


def _dicho(datos: Datos, hallazgos: pd.DataFrame, importe: int, de: pd.Series[str] | None = None) -> object:
    """Lo que suman esos hallazgos, o callado si son de tan pocos que señalaría a alguien (`Datos.de_pocos`)."""
    return reservada(minimo_de_contribuyentes()) if datos.de_pocos(hallazgos["folio"], de) else importe


def por_regla(datos: Datos) -> Varias:
    """Cada regla con su artículo, lo que se halló y qué hacer; los plazos que ninguna norma fija, rotulados."""
    cuadro = cuadro_por_regla(datos)
    gravedad = cuadro["severidad"].map({s.value: k for k, s in enumerate(Severidad)})
    cuadro = cuadro.assign(gravedad=gravedad, nivel=cuadro["severidad"].map(NIVELES))
    cuadro = cuadro.sort_values(["gravedad", "saldo", "regla"], ascending=[True, False, True], ignore_index=True)
    miden = datos.hallazgos["regla"].isin(cuadro.loc[cuadro["mide"] == "diferencia", "regla"])
    diferencia = _dicho(datos, datos.hallazgos[miden], int(cuadro["diferencia"].sum()), datos.de_quien)
    cuadro = cuadro[cuadro["hallazgos"] > 0].reset_index(drop=True)
    cuadro = _reglas_sin_senalar(datos, cuadro)
    ilustrativas = [r.clave for r in reglas() if r.es_ilustrativa and r.clave in set(cuadro["regla"])]
    tabla = Tabla(
        f"Hallazgos por regla al {fecha_corta(datos.corte)}, pesos",
        [
            Columna("regla", "Regla"),
            Columna("titulo", "Qué se incumple"),
            Columna("nivel", "Severidad"),
            Columna("hallazgos", "Hallazgos", "entero"),
            Columna("con_hallazgo", "Créditos", "entero"),
            Columna("saldo", "Saldo de esos créditos", "pesos"),
            Columna("diferencia", "Cobrado o retenido de más", "pesos"),
        ],
        cuadro,
        total={"regla": "Total", **_totales(datos), "diferencia": diferencia},
        hoja="regla",
        nota="De lo más grave a lo menos y, dentro, por saldo. Un crédito puede incumplir varias reglas: el total lo "
        "cuenta una vez, así que créditos y saldo no son la suma de los renglones.",
    )
    return Varias(
        [
            _plazos_de_trabajo(ilustrativas),
            tabla,
            Tabla(
                "Qué hacer ante cada falta",
                [Columna("regla", "Regla"), Columna("que_hacer", "Qué hacer"), Columna("fundamento", "Fundamento")],
                cuadro,
                hoja="que_hacer",
            ),
            _sin_hallazgos(datos),
        ]
    )


def _sin_hallazgos(datos: Datos) -> Tabla:
    """Las reglas que no señalaron nada, y cuánto no se pudo juzgar de todas: no es lo mismo no hallar que no ver."""
    sin_dato = datos.sin_evaluar.groupby(["regla", "falta"], sort=True)["cuantos"].sum().reset_index()
    con_hallazgo = set(datos.hallazgos["regla"])
    filas = []
    for r in reglas():
        faltas = sin_dato[sin_dato["regla"] == r.clave]
        if r.clave in con_hallazgo and faltas.empty:
            continue
        dicho = "; ".join(f"falta {dato_de_un_acto(falta)}" for falta in faltas["falta"])
        filas.append(
            {
                "regla": r.clave,
                "titulo": r.titulo,
                "estado": f"No evaluada: {dicho}" if dicho else "Sin hallazgos",
                "cuantos": int(faltas["cuantos"].sum()) or None,
            }
        )
    return Tabla(
        f"Reglas sin hallazgos o sin dato al {fecha_corta(datos.corte)}",
        [
            Columna("regla", "Regla"),
            Columna("titulo", "Qué se revisa"),
            Columna("estado", "Qué pasó"),
            Columna("cuantos", "Sin juzgar", "entero"),
        ],
        filas,
        hoja="sin_hallazgos",
        maximo=10,
        nota="Sin juzgar: actos o créditos que la regla miraría y de los que no se captura el dato que necesita. "
        "Qué se captura y desde cuándo, en params/catalogos/captura.yaml.",
    )


def _reglas_sin_senalar(datos: Datos, cuadro: pd.DataFrame) -> pd.DataFrame:
    """Las reglas con muy pocos contribuyentes, o que los dejan fuera a ellos, calladas: el total daría el resto.

    Entre las que miden una diferencia, que sí suman, dos.
    """
    h, minimo = datos.hallazgos, minimo_de_contribuyentes()
    orden = cuadro["regla"].tolist()
    miden = cuadro["mide"].eq("diferencia").tolist()
    suman = datos.callar(
        h["regla"], h["folio"], [r if m else "" for r, m in zip(orden, miden, strict=True)], datos.de_quien
    )
    suyos = h["folio"].groupby(h["regla"])
    pocos = [
        datos.de_pocos(suyos.get_group(r), datos.de_quien if m else None)
        or datos.de_pocos(h.loc[~h["folio"].isin(suyos.get_group(r)), "folio"])
        for r, m in zip(orden, miden, strict=True)
    ]
    callar = [a or b for a, b in zip(suman, pocos, strict=True)]
    cuadro = calladas(cuadro, callar, ["con_hallazgo", "saldo"], minimo)
    cuadro = calladas(cuadro, [c and m for c, m in zip(callar, miden, strict=True)], ["diferencia"], minimo)
    return cuadro.sort_values(
        ["gravedad", "saldo", "regla"],
        key=lambda c: c.map(lambda v: 0 if isinstance(v, Reservada) else -int(v)) if c.name == "saldo" else c,
        ignore_index=True,
    )


def por_delegacion(datos: Datos) -> Varias:
    """La tasa de cada delegación y, en el cuadro, sus conteos y lo que deben sus créditos con faltas graves."""
    cuadro = cuadro_por_delegacion(datos)
    figuras = _tasas(cuadro)
    cuadro = _delegaciones_sin_senalar(datos, cuadro)
    totales = _totales(datos) | {
        "creditos": len(datos.creditos),
        "criticos": len(datos.de([Severidad.CRITICA])),
        "altos": len(datos.de([Severidad.ALTA])),
        "por_cien": por_cien(len(datos.hallazgos), len(datos.creditos)),
        "saldo_grave": (
            reservada(minimo_de_contribuyentes())
            if datos.calla_lo_grave
            else int(datos.con_falta_grave["total"].sum())
        ),
    }
    tabla = Tabla(
        f"Hallazgos por delegación al {fecha_corta(datos.corte)}, {datos.escala.unidad}",
        [
            Columna("nombre", "Delegación"),
            Columna("por_cien", "Hallazgos por cien créditos", "razon"),
            Columna("saldo_grave", FALTAS_GRAVES, datos.escala.tipo),
            Columna("criticos", "Críticos", "entero"),
            Columna("altos", "Altos", "entero"),
            Columna("hallazgos", "Hallazgos", "entero"),
            Columna("con_hallazgo", "Créditos con hallazgo", "entero"),
            Columna("creditos", "Créditos verificados", "entero"),
        ],
        cuadro,
        total={"nombre": "Total", **totales},
        hoja="delegacion",
        maximo=len(cuadro),
        nota=f"De mayor a menor tasa; con {POCOS_CREDITOS} sólo se da el conteo, al final. {_UNA_VEZ}.",
    )
    return Varias([*figuras, tabla])


def _delegaciones_sin_senalar(datos: Datos, cuadro: pd.DataFrame) -> pd.DataFrame:
    """Calladas en créditos y saldo; la tasa y los hallazgos son de la oficina, no de los contribuyentes."""
    minimo, orden = minimo_de_contribuyentes(), cuadro["delegacion"].tolist()
    for columna, cuales in (("saldo_grave", datos.graves), ("con_hallazgo", datos.hallazgos)):
        callar = datos.callar(cuales["delegacion"], cuales["folio"], orden)
        if columna == "saldo_grave" and datos.calla_lo_grave:
            callar = [True] * len(orden)
        cuadro = calladas(cuadro, callar, [columna], minimo)
    return cuadro


def _tasas(cuadro: pd.DataFrame) -> list[Figura]:
    """La gráfica de tasas, con todas las delegaciones que alcanzan para una; ninguna si no hay hallazgos."""
    con_tasa = cuadro[cuadro["tasa"] >= 0]
    if con_tasa.empty or not int(cuadro["hallazgos"].sum()):
        return []
    pares = [
        (str(nombre), decimas(int(h), int(c)))
        for nombre, h, c in zip(con_tasa["nombre"], con_tasa["hallazgos"], con_tasa["creditos"], strict=True)
    ]
    fuera = len(cuadro) - len(con_tasa)
    resto = f" Sin tasa, por tener {POCOS_CREDITOS}: {cuantos(fuera, 'delegación', 'delegaciones')}." if fuera else ""
    dichas = "; ".join(f"{nombre}: {_tasa(valor)}" for nombre, valor in pares)
    if len(cuadro) == 1:
        return []  # una sola no se compara con nadie
    titulo = f"{la_tasa_mas_alta(cuadro)} hallazgos por cada cien créditos"
    return [barras(titulo, pares, _tasa, f"Hallazgos por cada cien créditos. {dichas}.{resto}")]


def la_tasa_mas_alta(cuadro: pd.DataFrame) -> str:
    """Qué delegación la tiene, o cuáles si empatan en lo que se imprime; `cuadro`, de mayor a menor tasa."""
    tasas = [decimas(int(h), int(c)) for h, c in zip(cuadro["hallazgos"], cuadro["creditos"], strict=True)]
    alcanzan = [(str(n), t) for n, t, con in zip(cuadro["nombre"], tasas, cuadro["tasa"] >= 0, strict=True) if con]
    mayores = [nombre for nombre, tasa in alcanzan if tasa == alcanzan[0][1]]
    return f"{en_lista(mayores)} {'tiene' if len(mayores) == 1 else 'tienen'} la tasa más alta: {_tasa(tasas[0])}"


def _tasa(decimas_de_punto: int) -> str:
    return porcentaje(decimas_de_punto).removesuffix(" %")


def mapa(datos: Datos) -> Varias | Aviso:
    """Regla por delegación: dónde se repite cada falta. Los créditos que nadie mueve van aparte: son otra escala."""
    del_credito = set(datos.hallazgos.loc[datos.hallazgos["acto"] == "", "regla"])
    figuras = []
    for aparte, de_que in ((False, "En los actos"), (True, "En los créditos que nadie mueve")):
        con_hallazgo = set(datos.hallazgos["regla"])
        claves = [r.clave for r in reglas() if r.clave in con_hallazgo and (r.clave in del_credito) == aparte]
        if datos.hallazgos["regla"].isin(claves).any():
            figuras.append(_calor(datos.hallazgos, claves, de_que))
    return Varias(figuras) if figuras else Aviso("nota", "No hay hallazgos que cruzar.")


def _calor(hallazgos: pd.DataFrame, claves: list[str], de_que: str) -> Figura:
    """Una fila por regla, con su nombre; una columna por delegación, con la clave que encabeza sus folios."""
    hallazgos = hallazgos[hallazgos["regla"].isin(claves)]
    cruce = pd.crosstab(hallazgos["regla"], hallazgos["delegacion"])
    orden = cruce.sum().sort_values(ascending=False, kind="stable").index
    cruce = cruce.reindex(index=claves, columns=orden[:COLUMNAS_DEL_MAPA], fill_value=0)
    mayor = cruce.melt(value_name="veces", ignore_index=False).sort_values("veces", kind="stable").iloc[-1]
    nombres, cortos = delegaciones(), {r.clave: r.corto for r in reglas()}
    donde, veces = nombres.get(str(mayor["delegacion"]), str(mayor["delegacion"])), int(mayor["veces"])
    cuales = "; ".join(f"{_clave(d)}, {nombres.get(d, d)}" for d in cruce.columns)
    fuera = len(orden) - cruce.shape[1]
    resto = f" Se ven las {cruce.shape[1]} con más; faltan {fuera}, que están en el cuadro." if fuera > 0 else ""
    return calor(
        f"{de_que}, lo que más se repite en una delegación es «{cortos[str(mayor.name)]}» ({mayor.name}) en {donde}: "
        f"{cuantos(veces, 'vez', 'veces')}",
        [f"{cortos[clave]} · {clave.removeprefix('PAE')}" for clave in claves],
        [_clave(d) for d in cruce.columns],
        cruce.to_numpy().tolist(),
        f"Número de hallazgos por regla y por delegación, de más a menos. {cuales}.{resto}",
    )


def _clave(delegacion: str) -> str:
    return delegacion.rpartition("-")[2]
