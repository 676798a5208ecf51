"""La carátula y el cuadre: lo que el director lee, escrito desde los mismos cuadros que siguen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza.base.catalogos import minimo_de_contribuyentes
from cobranza.base.dinero import pesos
from cobranza.base.errores import ErrorDeDatos
from cobranza.cartera.cifras import PAE
from cobranza.informes.glosario import cifra
from cobranza.informes.glosario import significado as significado_de
from cobranza.informes.verificacion_pae.consecuencia import anulables, cuadro_de_nulidad
from cobranza.informes.verificacion_pae.cuadros import (
    cuadro_por_delegacion,
    cuadro_por_regla,
    cuadro_por_severidad,
    la_tasa_mas_alta,
)
from cobranza.informes.verificacion_pae.datos import Datos
from cobranza.informes.verificacion_pae.volumen_y_cambio import cuadro_de_volumen, dicho_del_cambio, movidos
from cobranza.papel.definiciones import Definiciones
from cobranza.papel.formato import entero
from cobranza.papel.palabras import (
    MINIMO_PARA_PORCENTAJE,
    POCOS_CREDITOS,
    cartera_vacia,
    creditos,
    cuantos,
    de_cada_cien,
    en_lista,
)
from cobranza.papel.piezas import Caratula, Cifra, Sello
from cobranza.verificacion.exactitud import TOTAL
from cobranza.verificacion.regla import Severidad

if TYPE_CHECKING:
    import pandas as pd


def caratula(datos: Datos) -> Caratula:
    """Las cifras del director, los hallazgos en frases y el sello del cuadre."""
    verificados = len(datos.creditos)
    con_hallazgo = datos.hallazgos["folio"].nunique()
    criticos = datos.de([Severidad.CRITICA])["folio"].nunique()
    return Caratula(
        pregunta="¿Se aplica bien el procedimiento administrativo de ejecución?",
        cifras=[
            cifra("creditos_verificados", entero(verificados), "créditos", "toda la cartera, con todas las reglas"),
            cifra("con_hallazgo", entero(con_hallazgo), "créditos", _parte(con_hallazgo, verificados)),
            cifra("hallazgo_grave", entero(criticos), "créditos", _parte(criticos, verificados), meta="ninguno"),
            _saldo_grave(datos),
        ],
        hallazgos=hallazgos(datos),
        sello=_sello(datos),
    )


def _saldo_grave(datos: Datos) -> Cifra:
    if datos.calla_lo_grave:
        motivo = "con él se deduciría lo que deben unos pocos: CFF, art. 69"
        return cifra("saldo_con_falta_grave", "res.", "reservado", motivo)
    return cifra(
        "saldo_con_falta_grave",
        datos.escala.corta(int(datos.con_falta_grave["total"].sum())),
        datos.escala.unidad,
        f"lo que deben {creditos(len(datos.con_falta_grave))} con hallazgo crítico o alto",
    )


def hallazgos(datos: Datos) -> list[str]:
    """Frases completas con su cifra; la primera es la que va al índice."""
    if datos.hallazgos.empty:
        if datos.creditos.empty:
            return [cartera_vacia(datos.corte)]
        return [f"Ninguno de {creditos(len(datos.creditos))} incumple las reglas revisadas."]
    graves = datos.graves
    frases = [
        f"{cuantos(len(datos.hallazgos), 'hallazgo', 'hallazgos')} en "
        f"{creditos(datos.hallazgos['folio'].nunique())}; {_cuantos_graves(datos)}.",
        *([_la_mas_cara(datos), _la_mas_frecuente(datos)] if len(graves) else []),
    ]
    frases.append(dicho_del_cambio(datos))
    if not datos.delegacion:
        frases.append(_la_delegacion(datos))
    if vencidos := int((datos.seguidos["cuenta"] == "vencidos").sum()):
        frases.append(f"De los hallazgos notificados, {cuantos(vencidos, 'venció', 'vencieron')} sin contestar.")
    if datos.exactitud is not None:
        total = datos.exactitud[datos.exactitud["regla"] == TOTAL]
        sembradas, aciertos, de_mas = (int(total[c].iloc[0]) for c in ("sembradas", "aciertos", "de_mas"))
        frases.append(
            f"De {cuantos(sembradas, 'anomalía sembrada', 'anomalías sembradas')} en la cartera de ejemplo se "
            f"hallaron {entero(aciertos)}, {f'con {entero(de_mas)}' if de_mas else 'y ninguna'} de más."
        )
    return frases


def _cuantos_graves(datos: Datos) -> str:
    criticos, altos = (len(datos.de([s])) for s in (Severidad.CRITICA, Severidad.ALTA))
    dichos = [
        *([cuantos(criticos, "es crítico", "son críticos")] if criticos else []),
        *([cuantos(altos, "es alto", "son altos")] if altos else []),
    ]
    if not dichos:
        return "ninguno es crítico ni alto"
    pueden = "puede" if criticos + altos == 1 else "pueden"
    return f"{' y '.join(dichos)}: {pueden} anular lo actuado o costar dinero"


def _la_mas_cara(datos: Datos) -> str:
    """La falta grave cuyos créditos deben más: ahí está el dinero por anularse."""
    primera = _graves_por(datos, "saldo").iloc[0]
    suyos = datos.hallazgos.loc[datos.hallazgos["regla"] == primera["regla"], "folio"]
    quienes = suyos.map(datos.de_quien_debe).nunique()
    cuanto = f"{datos.escala.monto(int(primera['saldo']))} en {creditos(int(primera['con_hallazgo']))}"
    if not datos.nominativo and 0 < quienes < minimo_de_contribuyentes():
        cuanto = "de tan pocos contribuyentes que el importe es reservado"
    return f"Por dinero, la falta grave mayor es «{primera['titulo']}» ({primera['regla']}): {cuanto}."


def _graves_por(datos: Datos, columna: str) -> pd.DataFrame:
    graves = cuadro_por_regla(datos).query("severidad in ('CRITICA', 'ALTA') and hallazgos > 0")
    return graves.sort_values([columna, "regla"], ascending=[False, True])


def _la_mas_frecuente(datos: Datos) -> str:
    graves = _graves_por(datos, "hallazgos")
    primera = graves.iloc[0]
    casos = cuantos(int(primera["hallazgos"]), "caso", "casos")
    iguales = graves[graves["hallazgos"] == primera["hallazgos"]]
    if len(iguales) > 1:
        cuales = en_lista([f"«{t}» ({r})" for t, r in zip(iguales["titulo"], iguales["regla"], strict=True)])
        return f"Por número, las faltas graves más frecuentes son {cuales}, con {casos} cada una."
    return (
        f"Por número, la falta grave más frecuente es «{primera['titulo']}» ({primera['regla']}), con "
        f"{casos}. {primera['que_hacer']}"
    )


def _la_delegacion(datos: Datos) -> str:
    cuadro = cuadro_por_delegacion(datos)
    primera = cuadro.iloc[0]
    if primera["tasa"] < 0:
        return f"{primera['nombre']} reúne {cuantos(int(primera['hallazgos']), 'hallazgo', 'hallazgos')}."
    return f"{la_tasa_mas_alta(cuadro)} hallazgos por cada cien créditos."


def _parte(parte: int, total: int) -> str:
    if total < MINIMO_PARA_PORCENTAJE:
        return f"{POCOS_CREDITOS}: sin porcentaje"
    return f"{de_cada_cien(parte, total)} de lo verificado"


def significado() -> Definiciones:
    """Qué quiere decir cada cifra de este informe."""
    return significado_de(PAE)


def _sello(datos: Datos) -> Sello:
    faltas = _descuadres(datos)
    if faltas:
        return Sello(False, " ".join(faltas))
    return Sello(
        True,
        "Los hallazgos suman lo mismo por severidad, por regla y por delegación; los créditos y su saldo, contados "
        "una vez, por severidad, por delegación y por etapa; y los del mes pasado, más los nuevos, menos los que ya "
        "no se señalan, son los de hoy.",
    )


def _descuadres(datos: Datos) -> list[str]:
    """Qué cuadros no suman el total: en hallazgos los tres; en créditos y saldo, los dos que no los repiten."""
    severidad, delegacion = cuadro_por_severidad(datos), cuadro_por_delegacion(datos)
    numero, folios, saldo = len(datos.hallazgos), datos.hallazgos["folio"].nunique(), datos.saldo(datos.hallazgos)
    graves = int(datos.con_falta_grave["total"].sum())
    faltas = [
        f"Por {nombre} suman {entero(int(c['hallazgos'].sum()))} hallazgos; el total es {entero(numero)}."
        for nombre, c in (
            ("severidad", severidad),
            ("regla", cuadro_por_regla(datos)),
            ("delegación", delegacion),
        )
        if int(c["hallazgos"].sum()) != numero
    ]
    faltas += [
        f"Por {nombre} suman {creditos(int(c['con_hallazgo'].sum()))} y ${pesos(int(c['saldo'].sum()))}; el total es "
        f"{entero(folios)} y ${pesos(saldo)}."
        for nombre, c in (("severidad", severidad), ("delegación", delegacion))
        if (int(c["con_hallazgo"].sum()), int(c["saldo"].sum())) != (folios, saldo)
    ]
    bloquean = severidad["severidad"].isin([s.value for s in Severidad if s.bloquea])
    if not graves == int(severidad.loc[bloquean, "saldo"].sum()) == int(delegacion["saldo_grave"].sum()):
        faltas.append(f"El saldo con faltas graves, ${pesos(graves)}, no es el de los cuadros.")
    return [*faltas, *_descuadres_comparados(datos)]


def _descuadres_comparados(datos: Datos) -> list[str]:
    """Que lo del mes pasado más lo nuevo menos lo que se fue dé lo de hoy, y que el riesgo y los actos sumen."""
    nuevos, idos = movidos(datos)
    puente, hoy = len(datos.antes) + len(nuevos) - len(idos), len(datos.hallazgos)
    riesgo, sumado = datos.saldo(anulables(datos)), int(cuadro_de_nulidad(datos)["saldo"].sum())
    actos = int(cuadro_de_volumen(datos)["actos"].sum())
    return [
        *([f"Del mes pasado a hoy dan {entero(puente)} hallazgos; hay {entero(hoy)}."] if puente != hoy else []),
        *([f"Por etapa, lo anulable suma ${pesos(sumado)}; es ${pesos(riesgo)}."] if riesgo != sumado else []),
        *([f"Por delegación suman {entero(actos)} actos; son {entero(len(datos.actos))}."]
          if actos != len(datos.actos) else []),
    ]  # fmt: skip


def cuadrar(datos: Datos) -> Sello:
    """El sello, si los cuadros suman lo mismo. Errores: `ErrorDeDatos` con lo que no cuadra."""
    faltas = _descuadres(datos)
    if faltas:
        raise ErrorDeDatos("No cuadra. " + " ".join(faltas))
    return _sello(datos)
