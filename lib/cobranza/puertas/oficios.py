"""`cobranza documento`: hacer documentos, comprobarlos sin red y sin la base, y el estado de cuenta de un crédito."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from cobranza.base.errores import ErrorDeDatos, ErrorDeUso, en_que_renglon
from cobranza.base.motivos import motivo_de
from cobranza.puertas import consola
from cobranza.puertas.consola import Grupo, Orden

app = typer.Typer(cls=Grupo, rich_markup_mode=None, no_args_is_help=True)

_MAYOR = 64 << 20
"""Lo más que se lee de un archivo, en bytes: un documento pesa cien mil y una lista de mil, dos millones."""


@app.callback()
def documento() -> None:
    """Hace documentos en PDF y comprueba si uno es auténtico, sin red y sin la base.

    \b
    Ejemplo:  cobranza documento tipos
              cobranza documento verificar oficio.pdf
    """


@app.command(cls=Orden, short_help="Lista los documentos, o dice qué datos recibe uno.")
def tipos(
    tipo: Annotated[str | None, typer.Argument(metavar="[TIPO]", help="Uno, con los datos que recibe.")] = None,
    esquema: Annotated[bool, typer.Option("--esquema", help="Imprime el JSON Schema de sus datos.")] = False,
) -> int:
    """Lista los documentos que se pueden hacer, o los datos que recibe uno."""
    from cobranza.documentos import plantillas

    if tipo is None:
        if esquema:
            raise ErrorDeUso("Falta decir de cuál: cobranza documento tipos TIPO --esquema")
        hay = [plantillas.leer(nombre) for nombre in plantillas.nombres()]
        ancho = max(len(p.nombre) for p in hay)
        consola.decir("\n".join(f"{p.nombre:<{ancho}}  {p.titulo}. {p.para_que}" for p in hay))
        return 0
    plantilla = plantillas.leer(tipo)
    if esquema:
        consola.decir(json.dumps(plantilla.modelo.model_json_schema(), ensure_ascii=False, indent=2))
        return 0
    consola.decir("\n".join([f"{plantilla.titulo}. {plantilla.para_que}", "", "Datos"]))
    consola.decir("\n".join(_campos(plantilla.campos, "  ")))
    consola.decir("\n".join(["", "Fundamento", *(f"  {f}" for f in plantilla.fundamento)]))
    return 0


@app.command(cls=Orden, short_help="Hace un documento, o muchos de una vez.")
def hacer(
    tipo: Annotated[str, typer.Argument(metavar="TIPO", help="Qué documento; «cobranza documento tipos» los lista.")],
    datos: Annotated[
        str,
        typer.Option("--datos", metavar="ARCHIVO|-", help="Un objeto JSON, o una lista: uno por documento."),
    ] = "-",
    salida: Annotated[
        Path | None, typer.Option("--salida", metavar="RUTA", help="El archivo, o la carpeta si es una lista.")
    ] = None,
) -> int:
    """Hace un documento, o muchos de una vez, y dice dónde quedaron.

    Si hay certificado (COBRANZA_CERTIFICADO) los firma; si no, dicen «Sin firma». Llevan nombres: queda anotado
    que se hicieron (cobranza corridas --nominativas).

    \b
    Ejemplo:  cobranza documento hacer convenio --datos convenio.json --salida convenio.pdf
    """
    from cobranza.documentos import plantillas

    plantillas.leer(tipo)
    dichos = _leer_json(datos)
    if isinstance(dichos, list):
        return _muchos(tipo, dichos, salida)
    consola.decir(consola.corta(emitido(tipo, dichos, salida)))
    return 0


@app.command("estado_de_cuenta", cls=Orden, short_help="Hace el estado de cuenta de un crédito.")
def estado_de_cuenta(
    folio: Annotated[str, typer.Argument(metavar="FOLIO", help="El crédito, por su folio o su número.")],
    al: Annotated[
        str | None,
        typer.Option("--al", metavar="AAAA-MM-DD", help="Día de las cifras; por omisión, el último capturado."),
    ] = None,
    salida: Annotated[Path | None, typer.Option("--salida", metavar="ARCHIVO", help="Dónde se deja.")] = None,
) -> int:
    """Hace el estado de cuenta de un crédito, con nombre y RFC: qué se debe ese día, de qué se compone y por qué.

    \b
    Ejemplo:  cobranza documento estado_de_cuenta TGZ-2019-000123 --al 2025-12-31
    """
    from cobranza.puertas.estado_de_cuenta import datos_de

    consola.decir(consola.corta(emitido("estado_de_cuenta", datos_de(folio, al), salida)))
    return 0


@app.command("dictamen_de_prescripcion", cls=Orden, short_help="Hace el dictamen de prescripción de un crédito.")
def dictamen_de_prescripcion(
    folio: Annotated[str, typer.Argument(metavar="FOLIO", help="El crédito, por su folio o su número.")],
    al: Annotated[
        str | None,
        typer.Option(
            "--al", metavar="AAAA-MM-DD", help="Día con que se dictamina; por omisión, el último capturado."
        ),
    ] = None,
    salida: Annotated[Path | None, typer.Option("--salida", metavar="ARCHIVO", help="Dónde se deja.")] = None,
) -> int:
    """Hace el dictamen de prescripción de un crédito, con el cómputo de su plazo; dice también si aún no prescribe.

    \b
    Ejemplo:  cobranza documento dictamen_de_prescripcion TGZ-2019-000123 --al 2025-12-31
    """
    from cobranza.puertas.dictamen_de_prescripcion import datos_de

    consola.decir(consola.corta(emitido("dictamen_de_prescripcion", datos_de(folio, al), salida)))
    return 0


@app.command(cls=Orden, short_help="Dice si un documento es auténtico.")
def verificar(
    archivo: Annotated[Path | None, typer.Argument(metavar="[ARCHIVO]", help="El PDF.")] = None,
    clave_publica: Annotated[
        str,
        typer.Option(
            "--clave-publica", metavar="CLAVE|ARCHIVO", help="La de la casa; con ella, debe llevar su firma."
        ),
    ] = "",
    raiz: Annotated[
        list[Path] | None,
        typer.Option("--raiz", metavar="CERTIFICADO", help="La autoridad que respalda la firma; se puede repetir."),
    ] = None,
    qr: Annotated[
        str, typer.Option("--qr", metavar="TEXTO", help="Lo que dice el QR de un papel, en vez del PDF.")
    ] = "",
    en_json: Annotated[bool, typer.Option("--json", help="La respuesta en JSON.")] = False,
) -> int:
    """Dice si un documento es auténtico, está alterado o no trae firma que lo pruebe. Sin red y sin la base.

    Termina con 0 si nada se alteró y con 3 si algo no corresponde, o si se dio la clave y no lleva su firma.

    \b
    Ejemplo:  cobranza documento verificar oficio.pdf --clave-publica casa.pub
    """
    from cobranza.base import firma
    from cobranza.documentos import autenticidad

    publicas = firma.publicas(clave_publica)
    if qr:
        c = autenticidad.comprobar_qr(qr, publicas)
    elif archivo is None:
        raise ErrorDeUso("Falta el PDF por comprobar, o --qr y el texto de su QR.")
    else:
        c = autenticidad.comprobar(_bytes(archivo), publicas=publicas, raices=_raices(raiz or []))
    consola.decir(_como_json(c) if en_json else _en_palabras(c))
    return ErrorDeDatos.codigo if c.dictamen is autenticidad.Dictamen.ALTERADO else 0


def emitido(tipo: str, datos: Mapping[str, Any], salida: Path | None) -> Path:
    """El documento ya en su archivo, firmado si hay certificado, y anotado antes de escribirse."""
    from cobranza.base import nominativas
    from cobranza.documentos import hechura, masa
    from cobranza.documentos.certificado import configurado

    firma = configurado()
    contenido = hechura.pdf(tipo, datos, certificado=firma, momento=_momento() if firma else None)
    folio = str(datos["folio"])
    destino = salida or _reservado() / f"{folio}.pdf"
    if destino.is_dir():
        destino = destino / f"{folio}.pdf"
    masa.preparar(destino.parent)
    nominativas.registrar(f"documento {tipo}", {"folio": folio})
    return masa.escribir(destino, contenido)


def _muchos(tipo: str, lista: list[Any], salida: Path | None) -> int:
    from cobranza.base import nominativas
    from cobranza.documentos import masa
    from cobranza.documentos.certificado import configurado

    carpeta = salida or _reservado()
    momento = _momento() if configurado() else None
    nominativas.registrar(f"documento {tipo}", {"documentos": len(lista)})
    cuantos = 0
    with consola.barra() as avance:
        tarea = avance.add_task(tipo, total=len(lista), detalle="")
        for _ in masa.en_masa(tipo, lista, carpeta, momento=momento):
            cuantos += 1
            avance.update(tarea, advance=1, detalle=f"{cuantos} de {len(lista)}")
    consola.decir(f"{consola.cuantos(cuantos, 'documento', 'documentos')} en {consola.corta(carpeta)}")
    return 0


def _momento() -> datetime:
    """La hora de la oficina, con su zona: la que lleva una firma."""
    from cobranza.base import catalogos
    from cobranza.base.ajustes import ajustes
    from cobranza.base.fechas import ahora

    return ahora().replace(tzinfo=ZoneInfo(ajustes().zona or catalogos.zona()))


def _reservado() -> Path:
    from cobranza.base import nominativas
    from cobranza.base.ajustes import ajustes

    return ajustes().salidas / nominativas.RESERVADO / "documentos"


def _campos(campos: Any, sangria: str) -> Iterator[str]:
    for campo in campos:
        marcas = [*(["lista"] if campo.es_lista else []), *(["puede faltar"] if campo.puede_faltar else [])]
        tipo = campo.tipo.que_es if campo.tipo else "grupo"
        que = f": {campo.que}" if campo.que else ""
        yield f"{sangria}{campo.nombre} ({', '.join([tipo, *marcas])}){que}"
        yield from _campos(campo.campos, sangria + "  ")


def _leer_json(entrada: str) -> Any:
    if entrada == "-" and sys.stdin.isatty():
        raise ErrorDeUso("Faltan los datos: dalos con --datos ARCHIVO o por la entrada estándar.")
    crudo = sys.stdin.buffer.read(_MAYOR + 1) if entrada == "-" else _bytes(Path(entrada))
    if len(crudo) > _MAYOR:
        raise ErrorDeDatos(f"Los datos pasan de {_MAYOR >> 20} MB; hazlos en varias listas.")
    try:
        return json.loads(crudo.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ErrorDeDatos("Los datos no están en UTF-8; vuelve a guardarlos así.") from error
    except (ValueError, RecursionError) as error:
        raise ErrorDeDatos(
            f"Los datos no son JSON válido{en_que_renglon(error)}; se esperaba un objeto o una lista de objetos."
        ) from error


def _bytes(archivo: Path) -> bytes:
    try:
        with archivo.open("rb") as abierto:  # no se pregunta el tamaño: un dispositivo dice cero y no termina
            crudo = abierto.read(_MAYOR + 1)
    except (OSError, ValueError) as error:
        por_que = motivo_de(error)
        raise ErrorDeUso(f"No se puede leer {archivo} ({por_que}); revisa la ruta y su permiso.") from error
    if len(crudo) > _MAYOR:
        raise ErrorDeDatos(f"{archivo} pasa de {_MAYOR >> 20} MB; ni un documento ni sus datos pesan eso.")
    return crudo


def _raices(rutas: list[Path]) -> list[Any]:
    from pyhanko.keys import load_certs_from_pemder_data

    certificados: list[Any] = []
    for ruta in rutas:
        try:
            certificados += load_certs_from_pemder_data(_bytes(ruta))
        except (ValueError, TypeError) as error:
            raise ErrorDeUso(f"{ruta} no es un certificado; se esperaba un .pem o un .cer.") from error
    return certificados


def _en_palabras(c: Any) -> str:
    cabeza = (
        f"{str(c.dictamen).upper()}  {c.tipo} {c.folio} del {c.fecha}".rstrip() if c.folio else c.dictamen.upper()
    )
    nota = []
    if c.dictamen == "sin firma":
        nota = ["  - está íntegro, pero nada prueba quién lo hizo: comprueba con --clave-publica o con --raiz"]
    huella = [f"  huella {c.huella}"] if c.huella else []
    return "\n".join([cabeza, *huella, *(f"  ✗ {f}" for f in c.faltas), *(f"  ✓ {h}" for h in c.hechos), *nota])


def _como_json(c: Any) -> str:
    campos = ("dictamen", "tipo", "folio", "fecha", "huella", "hechos", "faltas")
    return json.dumps({k: getattr(c, k) for k in campos}, ensure_ascii=False, indent=2)
