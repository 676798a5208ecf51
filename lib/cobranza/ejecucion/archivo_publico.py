"""`cobranza publicar`: los informes que se comparten, en una carpeta que cualquier servidor de páginas puede servir.

Lleva cada corrida como se publicó, en la misma ruta que en las salidas (`corte/cuaderno/corrida`: los enlaces no
cambian), el índice, los avisos en Atom y `huellas.sha256`, que cualquiera comprueba con `sha256sum -c`. Lo que falló
y lo que no es lo publicado no va; lo reservado sólo si se pide, y entonces queda anotado.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5
from xml.etree import ElementTree as Xml  # sólo se escribe: lo ajeno se lee con defusedxml

from cobranza.base import durable, firma, nominativas, permisos
from cobranza.base.errores import ErrorDeEjecucion, ErrorDeUso
from cobranza.base.fechas import con_zona
from cobranza.base.motivos import motivo_de
from cobranza.ejecucion import huellas, lugares, manifiesto, publicadas
from cobranza.ejecucion.encabezado import encabezado, institucion_de
from cobranza.ejecucion.estanteria import sin_carpetas_vacias
from cobranza.ejecucion.indice import ARCHIVO as INDICE
from cobranza.ejecucion.indice import Entrada, entradas, pagina

AVISOS = "avisos.atom"
HUELLAS = "huellas.sha256"
FIRMA = "huellas.sha256.firma"
"""La firma de las huellas, en base64, si hay clave: con la clave pública se sabe que son las de la oficina."""
_ATOM = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"


@dataclass
class Publicacion:
    """Qué se hizo: corridas que hay allá, archivos copiados y retirados, y las corridas que no se publicaron."""

    corridas: int = 0
    copiados: int = 0
    retirados: int = 0
    dejadas: list[Path] = field(default_factory=list)


def publicar(salidas: Path, destino: Path, *, nominativo: bool = False, direccion: str = "") -> Publicacion:
    """Deja en `destino` lo que hoy se comparte y retira de ahí lo que ya no; lo demás que hubiera no se toca.

    `direccion` es desde dónde se servirá (`https://…/`), para que los avisos lleven enlaces completos. Los archivos
    llegan antes que el índice: quien lee ve siempre enlaces que abren. Errores: `ErrorDeUso` si el destino está
    dentro de las salidas o al revés; `ErrorDeEjecucion` si allá no se puede escribir.
    """
    salidas, destino = salidas.resolve(), destino.resolve()
    if destino.is_relative_to(salidas) or salidas.is_relative_to(destino):
        raise ErrorDeUso(
            f"{destino} y las salidas ({salidas}) están una dentro de la otra; se esperaba una carpeta aparte: lo "
            "que se publica no se mezcla con lo que se corre."
        )
    hecha = Publicacion()
    try:
        with permisos.mascara(permisos.carpeta(destino)):
            _poner(salidas, destino, nominativo, direccion, hecha)
    except OSError as error:
        raise ErrorDeEjecucion(
            f"No se pudo publicar en {destino} ({motivo_de(error)}); lo que ya había sigue ahí. Da espacio o permiso "
            "a esa carpeta y repite la orden: sólo copia lo que falte."
        ) from error
    return hecha


def _poner(salidas: Path, destino: Path, nominativo: bool, direccion: str, hecha: Publicacion) -> None:
    durable.recoger(destino.rglob("*.tmp"))
    van = [*_publicables(salidas, hecha), *(_publicables(lugares.reservado(salidas), hecha) if nominativo else ())]
    antes = _leidas(destino / HUELLAS)
    ahora = {
        (entrada.carpeta / nombre).relative_to(salidas).as_posix(): huella
        for entrada in van
        for nombre, huella in _archivos(entrada)
    }
    for entrada in van:
        if lugares.es_reservada(entrada.ficha["parametros"]):
            nominativas.registrar(entrada.ficha["cuaderno"], entrada.ficha["parametros"], reutilizada=True)
    for ruta, huella in ahora.items():
        hecha.copiados += _copiar(salidas / ruta, destino / ruta, huella)
    hecha.corridas = len(van)
    paginas = _paginas(van, salidas, destino, direccion)
    for ruta, texto in paginas.items():
        durable.escribir(destino / ruta, texto.encode())
    hecha.retirados = sum(
        _retirar(destino, destino / ruta, antes[ruta]) for ruta in antes.keys() - ahora.keys() - paginas.keys()
    )
    # al final: si algo falla antes, la siguiente vez se sabe qué era nuestro
    _escribir_huellas(destino, ahora | {ruta: huellas.de_texto(texto) for ruta, texto in paginas.items()})


def _paginas(van: Sequence[Entrada], salidas: Path, destino: Path, direccion: str) -> dict[str, str]:
    """El índice y los avisos de lo que se comparte y, si va algo reservado, su índice aparte; sin avisos."""
    alla = [replace(entrada, carpeta=destino / entrada.carpeta.relative_to(salidas)) for entrada in van]
    reservadas = [e for e in alla if lugares.es_reservada(e.ficha["parametros"])]
    compartidas = [e for e in alla if not lugares.es_reservada(e.ficha["parametros"])]
    aparte = lugares.reservado(destino)
    paginas = {
        INDICE: pagina(compartidas, destino, avisos=AVISOS),
        AVISOS: _avisos(compartidas, destino, direccion),
    }
    return paginas | ({f"{aparte.name}/{INDICE}": pagina(reservadas, aparte, reservado=True)} if reservadas else {})


def _publicables(estante: Path, hecha: Publicacion) -> Iterator[Entrada]:
    """Las corridas terminadas de un estante que son, byte por byte, lo que se publicó; las demás se apuntan."""
    leido = publicadas.leer()
    for entrada in entradas(estante):
        if entrada.fallo or lugares.es_reservada(entrada.ficha["parametros"]) != (
            estante.name == nominativas.RESERVADO
        ):
            continue
        lugar = publicadas.Lugar.de(estante, entrada.carpeta)
        if manifiesto.leer_integro(entrada.carpeta) and publicadas.es_lo_publicado(lugar, leido):
            yield entrada
        else:
            hecha.dejadas.append(entrada.carpeta)


def _archivos(entrada: Entrada) -> Iterator[tuple[str, str]]:
    yield from entrada.ficha["archivos"].items()
    yield manifiesto.ARCHIVO, huellas.de_archivo(entrada.carpeta / manifiesto.ARCHIVO)


def _copiar(origen: Path, copia: Path, huella: str) -> bool:
    """Copia un archivo si allá no está igual; quien lee ve el de antes o éste."""
    if copia.is_file() and huellas.de_archivo(copia) == huella:
        return False
    permisos.carpeta(copia.parent)
    aparte = durable.provisional(copia)
    try:
        shutil.copyfile(origen, aparte)
        permisos.ajustar(aparte)
        durable.publicar(aparte, copia)
    except BaseException:
        aparte.unlink(missing_ok=True)
        raise
    return True


def _retirar(destino: Path, ruta: Path, huella: str) -> bool:
    """Borra lo que se publicó y ya no se comparte; lo que alguien cambió allá no es nuestro y se queda."""
    if not ruta.is_file() or huellas.de_archivo(ruta) != huella:
        return False
    ruta.unlink()
    sin_carpetas_vacias(destino, ruta.parent)
    return True


def _escribir_huellas(destino: Path, todas: dict[str, str]) -> None:
    lista = "".join(f"{huella}  {ruta}\n" for ruta, huella in sorted(todas.items())).encode()
    durable.escribir(destino / HUELLAS, lista)
    if firmada := firma.firmar(lista):
        durable.escribir(destino / FIRMA, f"{firmada}\n".encode())
    else:
        (destino / FIRMA).unlink(missing_ok=True)


def _leidas(lista: Path) -> dict[str, str]:
    """Lo que se publicó la vez anterior: ruta → huella. Una ruta que salga de la carpeta no es de las nuestras."""
    if not lista.is_file():
        return {}
    renglones = (renglon.partition("  ") for renglon in lista.read_text(encoding="utf-8").splitlines())
    return {ruta: huella for huella, _, ruta in renglones if not {"..", ""} & {*Path(ruta).parts, *ruta.split("/")}}


def _avisos(van: Sequence[Entrada], carpeta: Path, direccion: str) -> str:
    """El archivo Atom (RFC 4287): un aviso por corrida, del más reciente al más antiguo."""
    Xml.register_namespace("", _ATOM)
    base = f"{direccion.rstrip('/')}/" if direccion else ""
    raiz = Xml.Element(
        f"{{{_ATOM}}}feed", {f"{{{_XML}}}lang": "es-MX", **({f"{{{_XML}}}base": base} if base else {})}
    )
    quien = institucion_de([e.ficha["corte"] for e in van])
    recientes = sorted(van, key=lambda e: (e.cuando, e.carpeta.name), reverse=True)
    _texto(raiz, "title", f"Informes de cobranza · {quien.dependencia}")
    _texto(raiz, "id", _identidad(f"avisos {base}"))
    _texto(raiz, "updated", _cuando(recientes[0].cuando if recientes else "1970-01-01T00:00:00"))
    _texto(Xml.SubElement(raiz, f"{{{_ATOM}}}author"), "name", quien.dependencia)
    Xml.SubElement(raiz, f"{{{_ATOM}}}link", rel="self", href=f"{base}{AVISOS}")
    for entrada in recientes:
        _aviso(Xml.SubElement(raiz, f"{{{_ATOM}}}entry"), entrada, entrada.carpeta.relative_to(carpeta))
    Xml.indent(raiz)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(raiz, encoding="unicode") + "\n"


def _aviso(aviso: Xml.Element, entrada: Entrada, ruta: Path) -> None:
    cabeza = encabezado(entrada.ficha)
    _texto(aviso, "title", " · ".join(dicho for dicho in (entrada.ficha["titulo"], cabeza.asunto) if dicho))
    _texto(aviso, "id", _identidad(entrada.ficha["corrida"]))
    _texto(aviso, "updated", _cuando(entrada.cuando))
    _texto(aviso, "summary", entrada.ficha["hallazgo"])
    Xml.SubElement(
        aviso, f"{{{_ATOM}}}link", rel="alternate", type="text/html", href=f"{ruta.as_posix()}/informe.html"
    )


def _texto(padre: Xml.Element, etiqueta: str, texto: str) -> None:
    Xml.SubElement(padre, f"{{{_ATOM}}}{etiqueta}").text = texto


def _identidad(de_que: str) -> str:
    """El mismo aviso, siempre con la misma identidad, se sirva desde donde se sirva."""
    return f"urn:uuid:{uuid5(NAMESPACE_OID, f'cobranza {de_que}')}"


def _cuando(texto: str) -> str:
    return con_zona(datetime.fromisoformat(texto)).isoformat()
