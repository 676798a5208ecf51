"""La carátula, los trámites y el cuadre contra la cartera: cada crédito garantizado tiene garantía, y al revés."""

from __future__ import annotations

from cobranza.base.dinero import pesos
from cobranza.base.errores import ErrorDeDatos
from cobranza.base.fechas import fecha_corta
from cobranza.cartera.cifras import GAR
from cobranza.cartera.garantias import AVISAN, cuadre
from cobranza.informes.garantias.cuadros import dichas
from cobranza.informes.garantias.datos import Datos
from cobranza.informes.glosario import cifra
from cobranza.informes.glosario import significado as significado_de
from cobranza.informes.procedencia import procedencia_de, tabla_de_parametros
from cobranza.informes.sumado_por import importe_callado, son_pocos
from cobranza.informes.tramitando import por_estado
from cobranza.papel.definiciones import Definiciones
from cobranza.papel.formato import entero
from cobranza.papel.palabras import cartera_vacia, creditos, cuantos, de_cada_cien
from cobranza.papel.piezas import Aviso, Caratula, Procedencia, Sello
from cobranza.papel.tabla import Tabla


def caratula(datos: Datos) -> Caratula:
    """Cuánto hay garantizado, si alcanza, qué deja de alcanzar y qué vence; la primera frase es la del índice."""
    g, requerido = datos.garantias, int(datos.garantias.grupos["requerido"].sum())
    garantizado = int(g.grupos["garantizado"].sum())
    return Caratula(
        pregunta="¿Alcanzan las garantías?",
        cifras=[
            cifra("creditos_garantizados", entero(len(datos.garantizados)), "créditos",
                  f"{dichas(len(g.responden))} por {_monto(datos, garantizado)}"),
            cifra("suficiencia", *_suficiencia(datos, requerido),
                  f"falta {_falta(datos, requerido - datos.cubierto)}", meta="100 % siempre"),
            cifra("dejan_de_alcanzar", entero(len(g.insuficientes) + len(g.dejan_de_alcanzar())), "casos",
                  f"{cuantos(len(g.insuficientes), 'no alcanza', 'no alcanzan')} hoy", meta="ninguno"),
            cifra("garantias_por_vencer", entero(len(g.vencen())), "garantías",
                  f"{entero(len(g.vencen(AVISAN[1])))} en {AVISAN[1]} días o menos"),
        ],
        hallazgos=_frases(datos),
        sello=_sello(datos),
    )  # fmt: skip


def _monto(datos: Datos, centavos: int) -> str:
    return importe_callado(datos, datos.garantizados, datos.escala.monto(centavos))


def _suficiencia(datos: Datos, requerido: int) -> tuple[str, str]:
    """La parte cubierta y de qué es; si lo que falta es de muy pocos, con ella se deduciría cuánto."""
    if son_pocos(datos.cortos) and not datos.nominativo:
        return "Reservado", "pocos contribuyentes"
    return de_cada_cien(datos.cubierto, requerido) if requerido else "—", "de lo que debe cubrirse"


def _falta(datos: Datos, centavos: int) -> str:
    return importe_callado(datos, datos.cortos, _monto(datos, centavos))


def _frases(datos: Datos) -> list[str]:
    g = datos.garantias
    if datos.creditos.empty:
        return [cartera_vacia(datos.corte)]
    if g.responden.empty:
        return [f"Al {fecha_corta(datos.corte)} ninguna garantía responde por los créditos de esta cartera.",
                *_por_liberar(datos)]  # fmt: skip
    requerido, falta = int(g.grupos["requerido"].sum()), int(g.grupos["falta"].sum())
    responde = "responde" if len(g.responden) == 1 else "responden"
    importes = (
        "sus importes van en la versión reservada"
        if son_pocos(datos.garantizados) and not datos.nominativo
        else f"deben cubrir {_monto(datos, requerido)} y {f'falta {_falta(datos, falta)}' if falta else 'alcanzan'}"
    )
    frases = [
        f"{dichas(len(g.responden)).capitalize()} {responde} por {creditos(len(datos.garantizados))}: {importes}."
    ]
    if cortos := len(g.insuficientes):
        que = "caso no alcanza" if cortos == 1 else "casos no alcanzan"
        frases.append(f"{entero(cortos)} {que} hoy: requiere la ampliación o, si no la hay, embarga (CFF, art. 141).")
    if pronto := len(g.dejan_de_alcanzar()):
        que = "caso dejará" if pronto == 1 else "casos dejarán"
        frases.append(f"{entero(pronto)} {que} de alcanzar en {AVISAN[0]} días o menos si nada se paga.")
    if vencen := len(g.vencen()):
        deja = "deja" if vencen == 1 else "dejan"
        frases.append(f"{dichas(vencen).capitalize()} {deja} de valer en {AVISAN[0]} días o menos.")
    return [*frases, *_por_liberar(datos)]


def _por_liberar(datos: Datos) -> list[str]:
    listas = len(datos.liberables)
    if not listas:
        return []
    return [f"{dichas(listas).capitalize()} ya no {'garantiza' if listas == 1 else 'garantizan'} nada y se pueden "
            "liberar." if listas > 1 else "1 garantía ya no garantiza nada y se puede liberar."]  # fmt: skip


def tramites(datos: Datos) -> Tabla | Aviso:
    """En qué estado están los trámites de garantía."""
    if not datos.tramites:
        return Aviso("nota", f"Al {fecha_corta(datos.corte)} no hay trámites de garantía.")
    return por_estado(datos.tramites, "garantia", datos.corte)


def significado() -> Definiciones:
    """Qué quiere decir cada cifra de este informe."""
    return significado_de(GAR)


def parametros(datos: Datos) -> Tabla:
    """Con qué norma se calculó."""
    return tabla_de_parametros(datos.entrada.normas, datos.corte)


def _sello(datos: Datos) -> Sello:
    if faltas := _descuadres(datos):
        return Sello(False, " ".join(faltas))
    g = datos.garantias
    suman = int(g.responden["monto"].fillna(0).sum())
    return Sello(
        True,
        f"Los créditos que la cartera da por garantizados ({entero(len(datos.garantizados))}) tienen una garantía "
        f"que responde, y los que la tienen están garantizados; {dichas(len(g.responden))} por "
        f"{importe_callado(datos, datos.garantizados, f'${pesos(suman)}')}, cada una en un solo grupo.",
    )


def _descuadres(datos: Datos) -> list[str]:
    g = datos.garantias
    faltas = [f"{folio}: {que}." for folio, que in sorted(cuadre(g, datos.creditos).items())[:5]]
    por_garantia, por_grupo = int(g.responden["monto"].fillna(0).sum()), int(g.grupos["garantizado"].sum())
    if por_garantia != por_grupo:
        faltas.append(f"Las garantías suman ${pesos(por_garantia)} y sus grupos ${pesos(por_grupo)}.")
    return faltas


def cuadrar(datos: Datos) -> Sello:
    """El sello, si todo dice lo mismo. Errores: `ErrorDeDatos` con lo que difiere y qué hacer."""
    if faltas := _descuadres(datos):
        raise ErrorDeDatos(
            f"No cuadra. {' '.join(faltas)} Pon los trámites al día con «cobranza tramite al-dia» y revisa los actos "
            "GARANTIA y FIN_GARANTIA de esos créditos."
        )
    return _sello(datos)


def procedencia(datos: Datos) -> Procedencia:
    """Base, foto, huellas y versión."""
    return procedencia_de(datos.entrada)
