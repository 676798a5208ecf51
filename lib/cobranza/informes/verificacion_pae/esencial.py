"""La carátula y el cuadre: lo que el director lee, escrito desde los mismos cuadros que siguen."""

from __future__ import annotations

from cobranza.base.dinero import pesos
from cobranza.base.errores import ErrorDeDatos
from cobranza.informes.verificacion_pae.cuadros import cuadro_por_delegacion, cuadro_por_regla, cuadro_por_severidad
from cobranza.informes.verificacion_pae.datos import Datos
from cobranza.papel.formato import entero, millones
from cobranza.papel.palabras import MINIMO_PARA_PORCENTAJE, POCOS_CREDITOS, creditos, cuantos, de_cada_cien
from cobranza.papel.piezas import Caratula, Cifra, Sello
from cobranza.verificacion.exactitud import TOTAL
from cobranza.verificacion.regla import Severidad


def caratula(datos: Datos) -> Caratula:
    """Las cifras del director, los hallazgos en frases y el sello del cuadre."""
    verificados = len(datos.creditos)
    con_hallazgo = datos.hallazgos["folio"].nunique()
    criticos = datos.de([Severidad.CRITICA])["folio"].nunique()
    return Caratula(
        pregunta="¿Se aplica bien el procedimiento administrativo de ejecución?",
        cifras=[
            Cifra("Créditos verificados", entero(verificados), "créditos", "toda la cartera, con todas las reglas"),
            Cifra("Con algún hallazgo", entero(con_hallazgo), "créditos", _parte(con_hallazgo, verificados)),
            Cifra(
                "Con hallazgo crítico", entero(criticos), "créditos", _parte(criticos, verificados), meta="ninguno"
            ),
            Cifra(
                "Saldo en riesgo",
                millones(int(datos.en_riesgo["total"].sum()), 1),
                "millones de pesos",
                f"de {creditos(len(datos.en_riesgo))} con hallazgo crítico o alto",
            ),
        ],
        hallazgos=hallazgos(datos),
        sello=_sello(datos),
    )


def hallazgos(datos: Datos) -> list[str]:
    """Frases completas con su cifra; la primera es la que va al índice."""
    if datos.hallazgos.empty:
        return [f"Ninguno de {creditos(len(datos.creditos))} incumple las reglas revisadas."]
    criticos, altos = (len(datos.de([s])) for s in (Severidad.CRITICA, Severidad.ALTA))
    frases = [
        f"{cuantos(len(datos.hallazgos), 'hallazgo', 'hallazgos')} en "
        f"{creditos(datos.hallazgos['folio'].nunique())}; "
        f"{cuantos(criticos, 'es crítico', 'son críticos')} y {cuantos(altos, 'es alto', 'son altos')}: "
        "pueden anular lo actuado o costar dinero.",
        _la_mas_frecuente(datos),
    ]
    if not datos.delegacion:
        frases.append(_la_delegacion(datos))
    if datos.exactitud is not None:
        total = datos.exactitud[datos.exactitud["regla"] == TOTAL]
        sembradas, aciertos, de_mas = (int(total[c].iloc[0]) for c in ("sembradas", "aciertos", "de_mas"))
        frases.append(
            f"De {cuantos(sembradas, 'anomalía sembrada', 'anomalías sembradas')} en la cartera de ejemplo se "
            f"hallaron {entero(aciertos)}, con {entero(de_mas)} de más."
        )
    return frases


def _la_mas_frecuente(datos: Datos) -> str:
    graves = cuadro_por_regla(datos).query("severidad in ('CRITICA', 'ALTA') and hallazgos > 0")
    if graves.empty:
        return "Ningún hallazgo es crítico ni alto."
    primera = graves.sort_values(["hallazgos", "regla"], ascending=[False, True]).iloc[0]
    return (
        f"La falta grave más frecuente es «{primera['titulo']}» ({primera['regla']}), con "
        f"{cuantos(int(primera['hallazgos']), 'caso', 'casos')}. {primera['que_hacer']}"
    )


def _la_delegacion(datos: Datos) -> str:
    cuadro = cuadro_por_delegacion(datos)
    suficientes = cuadro[cuadro["creditos"] >= MINIMO_PARA_PORCENTAJE]
    if suficientes.empty:
        mayor = cuadro.iloc[0]
        return f"{mayor['nombre']} reúne {cuantos(int(mayor['hallazgos']), 'hallazgo', 'hallazgos')}."
    # por millón de créditos: se comparan sin redondear
    tasa = suficientes["hallazgos"] * 1_000_000 // suficientes["creditos"]
    peor = suficientes.iloc[int(tasa.to_numpy().argmax())]
    return f"{peor['nombre']} tiene la tasa más alta: {peor['por_cien']} hallazgos por cada cien créditos."


def _parte(parte: int, total: int) -> str:
    if total < MINIMO_PARA_PORCENTAJE:
        return f"{POCOS_CREDITOS}: sin porcentaje"
    return f"{de_cada_cien(parte, total)} de lo verificado"


def _sello(datos: Datos) -> Sello:
    faltas = _descuadres(datos)
    if faltas:
        return Sello(False, " ".join(faltas))
    return Sello(True, "Los hallazgos y su importe suman lo mismo por severidad, por regla y por delegación.")


def _descuadres(datos: Datos) -> list[str]:
    """Qué cuadros no suman el total de hallazgos, en número o en importe."""
    numero, importe = len(datos.hallazgos), int(datos.hallazgos["importe"].sum())
    cuadros = {
        "severidad": cuadro_por_severidad(datos),
        "regla": cuadro_por_regla(datos),
        "delegación": cuadro_por_delegacion(datos),
    }
    return [
        f"Por {nombre} suman {entero(int(c['hallazgos'].sum()))} hallazgos y ${pesos(int(c['importe'].sum()))}; "
        f"el total es {entero(numero)} y ${pesos(importe)}."
        for nombre, c in cuadros.items()
        if (int(c["hallazgos"].sum()), int(c["importe"].sum())) != (numero, importe)
    ]


def cuadrar(datos: Datos) -> Sello:
    """El sello, si los cuadros suman lo mismo. Errores: `ErrorDeDatos` con lo que no cuadra."""
    faltas = _descuadres(datos)
    if faltas:
        raise ErrorDeDatos("No cuadra. " + " ".join(faltas))
    return _sello(datos)
