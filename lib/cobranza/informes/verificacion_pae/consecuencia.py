"""Qué puede costar y qué se hace: el dinero que una nulidad pone en riesgo, quién repite y en qué va lo levantado."""

from __future__ import annotations

import pandas as pd

from cobranza.base.catalogos import minimo_de_contribuyentes
from cobranza.base.fechas import fecha_corta
from cobranza.informes.verificacion_pae.datos import Datos
from cobranza.papel.celdas_chicas import calladas, reservada
from cobranza.papel.palabras import cuantos, delegaciones
from cobranza.papel.piezas import Aviso
from cobranza.papel.tabla import Columna, Tabla
from cobranza.verificacion.regla import ETAPAS, Efecto, reglas
from cobranza.verificacion.seguimiento import CUENTA, por_delegacion

_VECES = 2


def anulables(datos: Datos) -> pd.DataFrame:
    """Los hallazgos que pueden anular lo actuado, con su `etapa`."""
    etapas = {r.clave: r.etapa for r in reglas() if Efecto.NULIDAD in r.efectos}
    suyos = datos.hallazgos[datos.hallazgos["regla"].isin(etapas)]
    return suyos.assign(etapa=suyos["regla"].map(etapas))


def cuadro_de_nulidad(datos: Datos) -> pd.DataFrame:
    """Una fila por etapa: hallazgos, y los créditos cuyo primer vicio está en ella con su saldo, una sola vez."""
    claves = list(ETAPAS)
    hallados = anulables(datos)
    primera = hallados["etapa"].map(claves.index).groupby(hallados["folio"]).min().rename("lugar").reset_index()
    juntos = datos.creditos.merge(primera, on="folio").groupby("lugar")["total"]
    sumas = juntos.agg(creditos="size", saldo="sum").reindex(range(len(claves)), fill_value=0).astype("int64")
    numero = hallados["etapa"].value_counts().reindex(claves, fill_value=0).astype("int64")
    return pd.DataFrame(
        {"etapa": claves, "hallazgos": numero.to_numpy(), "creditos": sumas["creditos"], "saldo": sumas["saldo"]}
    )


def nulidad(datos: Datos) -> Tabla | Aviso:
    """Cuánto deben los créditos en que algo puede anularse, por la etapa del primer vicio."""
    cuadro, hallados = cuadro_de_nulidad(datos), anulables(datos)
    if hallados.empty:
        return Aviso("nota", "Ningún hallazgo puede anular lo actuado.")
    lugares = hallados["etapa"].map(list(ETAPAS).index).groupby(hallados["folio"]).min()
    orden = [str(k) for k in range(len(cuadro))]
    callar = datos.callar(lugares.astype(str), lugares.index.to_series(), orden)
    total: dict[str, object] = {"creditos": hallados["folio"].nunique(), "saldo": datos.saldo(hallados)}
    if datos.calla_lo_grave:
        callar, total = [True] * len(orden), dict.fromkeys(total, reservada(minimo_de_contribuyentes()))
    cuadro = cuadro.assign(nombre=cuadro["etapa"].map(ETAPAS))
    callados = calladas(cuadro, callar, ["creditos", "saldo"], minimo_de_contribuyentes())
    return Tabla(
        f"Saldo con vicio de nulidad por etapa, al {fecha_corta(datos.corte)}, {datos.escala.unidad}",
        [
            Columna("nombre", "Etapa"),
            Columna("hallazgos", "Hallazgos que anulan", "entero"),
            Columna("creditos", "Créditos", "entero"),
            Columna("saldo", "Saldo con vicio de nulidad", datos.escala.tipo),
        ],
        callados[cuadro["hallazgos"] > 0].reset_index(drop=True),
        total={"nombre": "Total", "hallazgos": len(hallados), **total},
        hoja="nulidad",
        nota="Cada crédito cuenta una vez, en la etapa de su primer vicio: lo que se anula arrastra lo que siguió. "
        f"Es lo que debe, no lo que se perdería: se puede reponer.{datos.escala.redondeo}",
    )  # fmt: skip


def cuadro_de_reincidencia(datos: Datos) -> pd.DataFrame:
    """Quién repite la misma falta en meses distintos: persona, regla, veces, meses, primera, ultima y ya_sabia."""
    h = datos.hallazgos[(datos.hallazgos["acto"] != "") & (datos.hallazgos["persona"] != "")]
    h = h.assign(mes=h["fecha"].dt.to_period("M"))
    grupos = h.groupby(["persona", "regla"])
    cuadro = grupos.agg(
        veces=("acto", "size"), meses=("mes", "nunique"), primera=("fecha", "min"), ultima=("fecha", "max")
    ).reset_index()
    sabian = datos.seguidos[datos.seguidos["reincide_de"] != ""]
    ya = sabian.groupby(["persona", "regla"]).size().rename("ya_sabia").reset_index()
    cuadro = (
        cuadro.merge(ya, on=["persona", "regla"], how="left").fillna({"ya_sabia": 0}).astype({"ya_sabia": "int64"})
    )
    cuadro = cuadro[(cuadro["meses"] >= _VECES) | (cuadro["ya_sabia"] > 0)]
    orden = ["ya_sabia", "meses", "veces", "persona", "regla"]
    return cuadro.sort_values(orden, ascending=[False, False, False, True, True], ignore_index=True)


def reincidencia(datos: Datos) -> Tabla | Aviso:
    """Quién vuelve a incurrir en lo mismo y, de eso, lo que ya se le había hecho saber."""
    cuadro = cuadro_de_reincidencia(datos)
    if cuadro.empty:
        return Aviso("nota", "Nadie ha repetido la misma falta en meses distintos.")
    cortos = {r.clave: f"{r.corto} ({r.clave})" for r in reglas()}
    gente = datos.personas.set_index("numero_empleado")
    cuadro = cuadro.assign(
        falta=cuadro["regla"].map(cortos),
        quien=cuadro["persona"].map(gente["nombre"]).fillna("Fuera de la plantilla"),
        donde=cuadro["persona"].map(gente["delegacion"]).map(delegaciones()).fillna(""),
    )
    return Tabla(
        f"Quién repite la misma falta, al {fecha_corta(datos.corte)}",
        [
            Columna("persona", "Empleado"),
            *([Columna("quien", "Persona")] if datos.nominativo else []),
            Columna("donde", "Delegación"),
            Columna("falta", "Falta"),
            Columna("meses", "Meses distintos", "entero"),
            Columna("veces", "Veces", "entero"),
            Columna("primera", "Primera", "fecha"),
            Columna("ultima", "Última", "fecha"),
            Columna("ya_sabia", "Después de notificarse", "entero"),
        ],
        cuadro,
        hoja="reincidencia",
        maximo=10,
        nota="Por persona y regla, en dos meses o más. Después de notificarse: hallazgos levantados por actos "
        "posteriores a que se le hizo saber otro igual. Sirve para capacitar: no es una responsabilidad.",
    )


def seguimiento(datos: Datos) -> Tabla | Aviso:
    """En qué van los hallazgos que se levantaron, por delegación, y cuánto se tarda en solventarlos."""
    if datos.seguidos.empty:
        return Aviso("nota", "No se ha levantado ningún hallazgo: se hace con «cobranza hallazgos levantar».")
    nombres = delegaciones()
    filas = [f | {"nombre": nombres.get(f["delegacion"], f["delegacion"])} for f in por_delegacion(datos.seguidos)]
    filas = sorted(filas, key=lambda f: (-f["vencidos"], -f["hallazgos"], f["delegacion"]))
    sumas = {c: sum(f[c] for f in filas) for c in (*CUENTA, "reinciden", "hallazgos")}
    dias = datos.seguidos["dias"].dropna()
    tardan = f" Mediana para solventar: {cuantos(int(dias.median()), 'día', 'días')}." if len(dias) else ""
    return Tabla(
        f"En qué van los hallazgos levantados al {fecha_corta(datos.corte)}",
        [
            Columna("nombre", "Delegación"),
            *(Columna(c, titulo, "entero") for c, titulo in CUENTA.items() if sumas[c]),
            Columna("reinciden", "Reinciden", "entero"),
            Columna("hallazgos", "Todos", "entero"),
        ],
        filas,
        total={"nombre": "Total", **sumas},
        hoja="seguimiento",
        maximo=len(filas),
        nota=f"Vence lo que no se contestó en quince días hábiles (meta interna).{tardan}",
    )
