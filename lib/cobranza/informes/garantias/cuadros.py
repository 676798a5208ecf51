"""De qué clase son las garantías, cuáles no alcanzan o dejan de valer, qué se puede liberar y cómo se reparten."""

from __future__ import annotations

import pandas as pd

from cobranza.base.fechas import fecha_corta
from cobranza.cartera.garantias import AVISAN, CLASES, SIN_CLASE
from cobranza.informes.de_quien import cuanto, de_cada_quien, de_quien
from cobranza.informes.garantias.datos import Datos
from cobranza.informes.sumado_por import con_delegacion, sumadas
from cobranza.papel.palabras import cuantos
from cobranza.papel.piezas import Aviso
from cobranza.papel.tabla import Columna, Tabla

NOMBRES = CLASES | {SIN_CLASE: "No consta su clase (por archivo)"}
_FUNDAMENTO = "CFF, art. 141"


def sin_garantias(datos: Datos) -> Aviso:
    """Lo que se dice de una cartera sin garantías."""
    return Aviso("nota", f"Al {fecha_corta(datos.corte)} ninguna garantía responde por los créditos de esta cartera.")


def por_clase(datos: Datos) -> Tabla | Aviso:
    """Cuántas responden y por cuánto, en el orden del artículo: las siete, aunque no haya."""
    r = datos.garantias.responden
    if r.empty:
        return sin_garantias(datos)
    con = datos.del_primero(r.assign(monto=r["monto"].fillna(0).astype("int64")))
    filas, total = sumadas(
        datos, con.assign(clase=con["clase"].map(NOMBRES)), "clase", ["monto"], [*NOMBRES.values()]
    )
    faltan = [c for c in CLASES.values() if c not in set(filas["clase"])]
    filas = pd.concat([filas, pd.DataFrame({"clase": faltan, "casos": 0, "monto": 0})], ignore_index=True)
    orden = {nombre: k for k, nombre in enumerate(NOMBRES.values())}
    return Tabla(
        f"Garantías que responden al {fecha_corta(datos.corte)}, por clase, {datos.escala.unidad}",
        [
            Columna("clase", "Clase"),
            Columna("casos", "Garantías", "entero"),
            Columna("monto", "Importe", datos.escala.tipo),
        ],
        filas.sort_values("clase", key=lambda c: c.map(orden), ignore_index=True),
        total={"clase": "Total", **total},
        hoja="clase",
        nota=f"Cada garantía cuenta una vez, aunque responda por varios créditos ({_FUNDAMENTO}, fracciones I a VI). "
        f"Las que constan por archivo no dicen su clase si no se capturó.{datos.escala.redondeo}",
    )


def insuficientes(datos: Datos) -> Tabla | Aviso:
    """Lo que no alcanza hoy y lo que dejará de alcanzar en sesenta días: primero a lo que más le falta."""
    g = datos.garantias
    filas = pd.concat([g.insuficientes, g.dejan_de_alcanzar()], ignore_index=True)
    if filas.empty:
        alcanza = "" if g.grupos.empty else f"Lo garantizado alcanza hoy y los {AVISAN[0]} días que siguen."
        return Aviso("nota", alcanza or "No hay garantías con importe que medir.")
    filas = con_delegacion(datos.del_primero(filas))
    filas = filas.assign(
        creditos=[len(f) for f in filas["folios"]],
        cuantas=[len(x) for x in filas["garantias"]],
        que=["No alcanza" if falta else "Dejará de alcanzar" for falta in filas["falta"]],
    )
    dinero = ("garantizado", "requerido", "falta") if datos.nominativo else ()
    titulos = {"garantizado": "Garantizado", "requerido": "Debe cubrir", "falta": "Falta"}
    total = {c: int(filas[c].sum()) for c in (*dinero, "creditos", "cuantas")}
    return Tabla(
        f"Créditos cuya garantía no alcanza o dejará de alcanzar en {AVISAN[0]} días"
        f"{', pesos' if datos.nominativo else ''}",
        [
            Columna("folio", "Crédito"),
            Columna("donde", "Delegación"),
            *de_quien(datos, con_rfc=False),
            Columna("creditos", "Créditos", "entero"),
            Columna("cuantas", "Garantías", "entero"),
            Columna("que", "Qué pasa"),
            Columna("deja_el", "Alcanza hasta", "fecha"),
            *(Columna(c, titulos[c], "pesos") for c in dinero),
            *([] if datos.nominativo else [cuanto(datos)]),
        ],
        de_cada_quien(datos, filas, ["que"]),
        total={"folio": "Total", **total} if datos.nominativo else None,
        hoja="suficiencia",
        maximo=15,
        principal="falta" if datos.nominativo else None,
        nota="Debe cubrir lo actualizado, los accesorios y los recargos de los doce meses siguientes (CFF, art. 141, "
        "segundo párrafo). Donde varios créditos comparten garantías va el primero y cuántos son; un peso "
        "garantizado cubre un solo peso. El día supone la tasa de hoy, sin inflación ni pagos.",
    )


def por_vencer(datos: Datos) -> Tabla | Aviso:
    """Las que dejan de valer en sesenta días y cuáles en treinta, de la primera a la última."""
    filas = datos.garantias.vencen()
    if filas.empty:
        return Aviso("nota", f"Ninguna garantía deja de valer en los {AVISAN[0]} días que siguen al corte.")
    dias = (filas["hasta"] - pd.Timestamp(datos.corte)).dt.days
    filas = con_delegacion(datos.del_primero(filas)).assign(
        clase=filas["clase"].map(NOMBRES),
        dias=dias,
        aviso=[f"De {min(a for a in AVISAN if d <= a)} días" for d in dias],
        creditos=[len(f) for f in filas["folios"]],
    )
    importe = [Columna("monto", "Importe", "pesos")] if datos.nominativo else []
    return Tabla(
        f"Garantías que dejan de valer en {AVISAN[0]} días o menos{', pesos' if datos.nominativo else ''}",
        [
            Columna("consta", "Garantía"),
            Columna("clase", "Clase"),
            Columna("hasta", "Vale hasta", "fecha"),
            Columna("dias", "Días", "entero"),
            Columna("aviso", "Aviso"),
            Columna("folio", "Crédito"),
            Columna("creditos", "Créditos", "entero"),
            Columna("donde", "Delegación"),
            *de_quien(datos, con_rfc=False),
            *importe,
        ],
        de_cada_quien(datos, filas, ["hasta", "consta"]),
        hoja="vigencia",
        nota="Se pide que la renueven o la sustituyan antes de ese día (CFF, art. 141, tercer párrafo).",
    )


def liberables(datos: Datos) -> Tabla | Aviso:
    """Las que ya no garantizan nada."""
    filas = datos.liberables
    if filas.empty:
        return Aviso("nota", "Ninguna garantía está por liberarse.")
    filas = con_delegacion(datos.del_primero(filas)).assign(
        clase=filas["clase"].map(NOMBRES), creditos=[len(f) for f in filas["folios"]]
    )
    importe = [Columna("monto", "Importe", "pesos")] if datos.nominativo else []
    return Tabla(
        f"Garantías por liberar al {fecha_corta(datos.corte)}{', pesos' if datos.nominativo else ''}",
        [
            Columna("consta", "Garantía"),
            Columna("clase", "Clase"),
            Columna("folio", "Crédito"),
            Columna("creditos", "Créditos", "entero"),
            Columna("donde", "Delegación"),
            *de_quien(datos, con_rfc=False),
            Columna("por_que", "Por qué"),
            *importe,
        ],
        de_cada_quien(datos, filas, ["consta"]),
        hoja="por_liberar",
        nota="Se libera con su trámite, y el documento se devuelve a quien la otorgó. De las que sólo constan por "
        "archivo y ya no valen no se sabe si se devolvieron.",
    )


def reparto(datos: Datos) -> Tabla | Aviso:
    """De qué manera se tocan garantías y créditos: una para varios, varias para uno; sin contar doble."""
    g = datos.garantias.grupos
    if g.empty:
        return Aviso("nota", "No hay garantías con importe que repartir.")
    como = [_como(len(f), len(x)) for f, x in zip(g["folios"], g["garantias"], strict=True)]
    filas = datos.del_primero(g).assign(
        como=como,
        creditos=[len(f) for f in g["folios"]],
        cuantas=[len(x) for x in g["garantias"]],
        cubierto=g["requerido"] - g["falta"],
        cortos=(g["falta"] > 0).astype("int64"),
    )
    medidas = dict.fromkeys(("creditos", "cuantas", "garantizado", "requerido"), "")
    # lo que falta es sólo de los cortos, y lo cubierto lo diría por resta
    cuadro, total = sumadas(datos, filas, "como", medidas | {"cubierto": "cortos", "falta": "cortos"}, _COMO)
    return Tabla(
        f"Cómo se reparte lo garantizado al {fecha_corta(datos.corte)}, {datos.escala.unidad}",
        [
            Columna("como", "Garantías y créditos"),
            Columna("casos", "Grupos", "entero"),
            Columna("cuantas", "Garantías", "entero"),
            Columna("creditos", "Créditos", "entero"),
            *(Columna(c, t, datos.escala.tipo) for c, t in (
                ("garantizado", "Garantizado"), ("requerido", "Debe cubrir"), ("cubierto", "Cubierto"),
                ("falta", "Falta"))),
        ],
        cuadro,
        total={"como": "Total", **total},
        hoja="reparto",
        principal="falta",
        nota="Cubierto: lo que de lo garantizado sirve a algo, repartido lo mejor que se puede; lo que sobra en una "
        f"no cubre lo que falta en otra.{datos.escala.redondeo}",
    )  # fmt: skip


_COMO = ("Una para un crédito", "Una para varios créditos", "Varias para un crédito", "Varias para varios créditos")


def _como(creditos: int, garantias: int) -> str:
    return _COMO[2 * (garantias > 1) + (creditos > 1)]


def por_delegacion(datos: Datos) -> Tabla | Aviso:
    """Los créditos garantizados y lo que falta en cada delegación."""
    c = datos.garantizados
    if c.empty:
        return sin_garantias(datos)
    falta: dict[str, int] = {}
    for folios, cuanto_falta in zip(datos.garantias.grupos["folios"], datos.garantias.grupos["falta"], strict=True):
        suyos = [f for f in folios if f in set(c["folio"])] if len(folios) > 1 else folios
        falta[suyos[0] if suyos else folios[0]] = int(cuanto_falta)
    filas = con_delegacion(c).assign(falta=c["folio"].map(falta).fillna(0).astype("int64"))
    filas = filas.assign(cortos=(filas["falta"] > 0).astype("int64"))
    cuadro, total = sumadas(datos, filas, "donde", {"cortos": "", "falta": "cortos", "total": ""})
    return Tabla(
        f"Créditos garantizados por delegación al {fecha_corta(datos.corte)}, {datos.escala.unidad}",
        [
            Columna("donde", "Delegación"),
            Columna("casos", "Créditos garantizados", "entero"),
            Columna("cortos", "Con garantía corta", "entero"),
            Columna("falta", "Falta por garantizar", datos.escala.tipo),
            Columna("total", "Saldo", datos.escala.tipo),
        ],
        cuadro,
        total={"donde": "Total", **total},
        hoja="delegacion",
        barra="total",
        nota=f"Lo que falta a un grupo de créditos va en la delegación del primero.{datos.escala.redondeo}",
    )


def dichas(numero: int) -> str:
    """«1 garantía», «3 garantías»."""
    return cuantos(numero, "garantía", "garantías")
