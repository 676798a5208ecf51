"""Cambiar un parámetro de la norma: un valor entra comprobado, de una vez y con su historia, o no se toca nada.

Lo que no puede ser se rechaza al leer el archivo ensayado (`parametros`); lo que parece equivocado (`verosimilitud`)
pide el motivo de quien lo confirma. Cada cambio queda en `params/legales/historial.csv`: cuándo, quién,
qué decía antes, qué dice y por qué.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import tempfile
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from cobranza.base.errores import ErrorDeLey, ErrorDeUso
from cobranza.ley import historial, publicacion
from cobranza.ley.parametros import SIEMPRE, Serie, Valor, leer_serie
from cobranza.ley.renglon import ORDEN_DE_CALIDAD
from cobranza.ley.verosimilitud import Duda, dudas

_OFICIALES = re.compile(
    r"\b(DOF|Diario Oficial|INEGI|Banco de México|Banxico|Periódico Oficial|CONASAMI|LIF|CFF|RMF)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Cambio:
    """Lo que se quiere escribir; `hasta` vacío, sin fin; `calidad` vacía, la que dice la fuente.

    `confirmo`: por qué es cierto lo que parece equivocado; `reemplazo`: por qué se cambia lo que ya estaba.
    """

    desde: str
    hasta: str
    valor: str
    calidad: str
    fuente: str
    confirmo: str = ""
    reemplazo: str = ""

    def renglon(self) -> dict[str, str]:
        """Los campos de un renglón del archivo, en su orden."""
        calidad = self.calidad or ("ley" if _OFICIALES.search(self.fuente) else "una_fuente")
        return {
            "desde": self.desde, "hasta": self.hasta, "valor": self.valor, "calidad": calidad, "fuente": self.fuente
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hecho:
    """Qué archivo cambió (o cambiaría) y qué decía antes; `decia` vacío si el valor es nuevo."""

    archivo: Path
    decia: str


def editar(ruta: Path, cambio: Cambio, firma: tuple[datetime, str], *, aplicar: bool = False) -> Hecho:
    """Escribe un valor en el archivo de un parámetro; sin `aplicar`, sólo comprueba.

    `firma`: cuándo y quién. Errores: `ErrorDeLey` si no queda válido o no es verosímil; entonces no se tocó nada.
    """
    serie = leer_serie(ruta)
    _admisible(serie, cambio)
    previo = _previo_admisible(serie, cambio)
    cambia = ruta.with_name(Path(serie.archivo).name)
    hoja, params = ruta.parent.parent.joinpath(historial.ARCHIVO), ruta.parents[2]
    publicacion.exigir_publicado(params, cambia)
    aparte = Path(tempfile.mkdtemp(dir=ruta.parent, prefix=".ensayo-"))
    ensayo = aparte.joinpath(ruta.parent.name)  # así el error nombra el archivo de verdad
    ensayo.mkdir()
    try:
        shutil.copy2(ruta, ensayo.joinpath(ruta.name))
        nuevo = ensayo.joinpath(cambia.name)
        nuevo.write_text(_texto(cambia, cambio, previo), encoding="utf-8", newline="")
        shutil.copymode(cambia, nuevo)
        hallado = _dudas_del_cambio(leer_serie(ensayo.joinpath(ruta.name)), cambio, firma[0].date())
        if hallado and not cambio.confirmo:
            raise _por_confirmar(hallado)
        if aplicar:
            anotado = aparte.joinpath(historial.ARCHIVO)
            renglon = _renglon(serie.clave, cambio, previo, firma)
            anotado.write_text(historial.con_renglon(hoja, renglon), encoding="utf-8", newline="")
            anotado.replace(hoja)  # primero la historia: un renglón de más se explica, un cambio mudo no
            nuevo.replace(cambia)
            publicacion.publicar_lo_suyo(params, cambia, _motivo(serie.clave, cambio), firma)
    finally:
        shutil.rmtree(aparte, ignore_errors=True)
    return Hecho(cambia, previo.texto if previo else "")


def _motivo(clave: str, cambio: Cambio) -> str:
    """Por qué se publica: de dónde salió el valor y, si se reemplazó o se confirmó, por qué."""
    dichos = (f"{clave} desde {cambio.desde}: {cambio.fuente}", cambio.reemplazo, cambio.confirmo)
    return "; ".join(dicho for dicho in dichos if dicho)


def _admisible(serie: Serie, cambio: Cambio) -> None:
    if serie.tipo == "tabla":
        raise ErrorDeUso(
            f"{serie.clave} es una tabla de varios renglones por vigencia ({serie.archivo}): edítala con una hoja de "
            "cálculo y revísala con «cobranza comprobar»."
        )
    if cambio.calidad and not cambio.calidad.startswith(ORDEN_DE_CALIDAD):
        raise ErrorDeUso(f"La calidad «{cambio.calidad}» no se conoce; hay {', '.join(ORDEN_DE_CALIDAD)}.")
    if not cambio.fuente:
        raise ErrorDeUso("Falta la fuente: di en --fuente dónde se publicó el valor y cuándo.")
    if cambio.calidad == "ley" and not _OFICIALES.search(cambio.fuente):
        raise ErrorDeUso(
            f"La fuente «{cambio.fuente}» no nombra a quien publica (DOF, INEGI, Banxico…) y la calidad «ley» lo "
            "pide: di la publicación oficial o quita --calidad."
        )


def _previo_admisible(serie: Serie, cambio: Cambio) -> Valor | None:
    """El valor con que se encima, si el cambio dice que lo reemplaza; None si no hay ninguno y no lo dice."""
    previo = _previo(serie, cambio)
    if previo and not cambio.reemplazo:
        raise _ya_esta(serie, previo, cambio)
    if cambio.reemplazo and not previo:
        raise ErrorDeUso(f"{serie.clave} no tiene un valor que rija desde {cambio.desde}: no hay qué reemplazar.")
    return previo


def _previo(serie: Serie, cambio: Cambio) -> Valor | None:
    """El valor con que se encima: el que empieza ese día o el último, si no tiene fin."""
    mismo = [v for v in serie.valores if v.desde.isoformat() == cambio.desde]
    abierto = [v for v in serie.valores[-1:] if v.hasta == SIEMPRE and v.desde.isoformat() < cambio.desde]
    return next(iter([*mismo, *abierto]), None)


def _ya_esta(serie: Serie, previo: Valor, cambio: Cambio) -> ErrorDeLey:
    if previo.desde.isoformat() == cambio.desde:
        dice = f"{previo.texto or 'vacío'} ({previo.fuente})"
        que = f"{serie.clave} ya tiene un valor desde {previo.desde}: {dice}. Si está mal, cámbialo"
    else:
        que = f"{serie.clave} vale {previo.texto} desde {previo.desde}, sin fin. Para que éste lo siga, repite"
    return ErrorDeLey(
        f"{que} con --reemplazar y el motivo; lo que decía queda en el historial. Está en {serie.archivo}."
    )


def _por_confirmar(hallado: list[Duda]) -> ErrorDeLey:
    return ErrorDeLey(
        " · ".join(str(d) for d in hallado)
        + " No se cambió nada. Revisa la cifra contra la publicación; si es cierta, "
        "repite la orden con --confirmo y el motivo."
    )


def _dudas_del_cambio(serie: Serie, cambio: Cambio, hoy: date) -> list[Duda]:
    """Lo que se duda del valor nuevo y del que le sigue, que ahora se compara con él."""
    dias = [v.desde.isoformat() for v in serie.valores]
    lugar = dias.index(cambio.desde)
    return [d for d in dudas(serie, hoy) if d.desde.isoformat() in dias[lugar : lugar + 2]]


def _texto(archivo: Path, cambio: Cambio, previo: Valor | None) -> str:
    """El archivo como quedaría: los demás renglones, letra por letra, y el nuevo en su lugar o al final."""
    texto = archivo.read_text(encoding="utf-8")
    fin = "" if texto.endswith("\n") else "\n"
    lineas = (texto + fin).splitlines(keepends=True)
    nuevo = _linea(archivo, lineas, cambio)
    if previo is None:
        return "".join([*lineas, nuevo])
    lugar = next(k for k, linea in enumerate(lineas) if _empieza(archivo, linea, previo.desde))
    if previo.desde.isoformat() == cambio.desde:
        lineas[lugar] = nuevo
        return "".join(lineas)
    ayer = (date.fromisoformat(cambio.desde) - timedelta(days=1)).isoformat()
    cerrado = Cambio(previo.desde.isoformat(), ayer, previo.texto, previo.calidad, previo.fuente)
    lineas[lugar] = _linea(archivo, lineas, cerrado)
    return "".join([*lineas, nuevo])


def _empieza(archivo: Path, linea: str, desde: date) -> bool:
    if archivo.suffix == ".csv":
        return linea.startswith(f"{desde.isoformat()},")
    return re.match(rf"\s*- \{{desde: {desde.isoformat()}\b", linea) is not None


def _linea(archivo: Path, lineas: list[str], cambio: Cambio) -> str:
    renglon = cambio.renglon()
    if archivo.suffix == ".csv":
        salida = io.StringIO()
        csv.DictWriter(salida, next(csv.reader(lineas[:1])), lineterminator="\n").writerow(renglon)
        return salida.getvalue()
    if not lineas[-1].lstrip().startswith("- {"):
        raise ErrorDeUso(f"{archivo.name} no termina en un renglón «- {{desde: …}}»; agrega el valor a mano.")
    partes = [f"desde: {cambio.desde}", *([f"hasta: {cambio.hasta}"] if cambio.hasta else [])]
    partes += [f"valor: {json.dumps(cambio.valor)}", f"calidad: {json.dumps(renglon['calidad'])}"]
    partes.append(f"fuente: {json.dumps(cambio.fuente, ensure_ascii=False)}")
    return f"  - {{{', '.join(partes)}}}\n"


def _renglon(clave: str, cambio: Cambio, previo: Valor | None, firma: tuple[datetime, str]) -> list[str]:
    """Lo que el historial dice de un cambio, en el orden de sus campos."""
    hecho = "reemplazado" if previo else "confirmado" if cambio.confirmo else "agregado"
    motivo = "; ".join(m for m in (cambio.reemplazo, cambio.confirmo) if m)
    decia = f"{previo.texto} ({previo.fuente})" if previo else ""
    cuando, quien = firma
    de = [clave, cambio.desde, cambio.hasta]
    return [cuando.isoformat(), quien, *de, decia, cambio.valor, cambio.fuente, hecho, motivo]
