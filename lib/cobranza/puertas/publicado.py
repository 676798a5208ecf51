"""Comprobar lo ya publicado: las corridas de las salidas contra su registro y un informe suelto contra su sello."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.base.motivos import motivo_de
from cobranza.puertas import consola


def comprobar_informes(clave_publica: str) -> int:
    """Dice si cada corrida de las salidas es la que se publicó; 3 si alguna no."""
    from cobranza.base import firma
    from cobranza.base.ajustes import ajustes
    from cobranza.ejecucion.revision import revisar

    codigo = 0
    for hallado in revisar(ajustes().salidas, firma.publicas(clave_publica)):
        if hallado.falla:
            consola.error(f"{hallado.que}: {hallado.falla}")
            codigo = ErrorDeDatos.codigo
        else:
            consola.decir(f"bien   {hallado.que}")
    return codigo


def verificar_informe(
    archivo: Annotated[Path, typer.Argument(metavar="ARCHIVO.html", help="El informe, como llegó.")],
    clave_publica: Annotated[
        str | None,
        typer.Option(
            "--clave-publica",
            metavar="CLAVE",
            help="La de la oficina, en base64 o en su archivo; sin ella, la de aquí.",
        ),
    ] = None,
) -> int:
    """Dice si un informe es el que publicó la oficina, sin red, sin base y sin norma.

    Termina con 0 si es auténtico y 3 si lo cambiaron, no trae firma o es de otra clave. Pide la clave pública a la
    oficina por otro camino que el informe.

    \b
    Ejemplo:  cobranza verificar-informe informe.html --clave-publica publica.txt
    """
    from cobranza.base import firma
    from cobranza.ejecucion import sello

    if not archivo.is_file():
        raise ErrorDeUso(f"No existe {archivo}, o no es un archivo; se esperaba un informe en HTML.")
    try:
        crudo = archivo.read_bytes()
    except OSError as error:
        raise ErrorDeUso(
            f"No se puede leer {archivo} ({motivo_de(error)}); se esperaba un informe en HTML."
        ) from error
    hallado = sello.dictaminar(crudo, firma.publicas(clave_publica or ""))
    if hallado.estado == sello.AUTENTICO:
        consola.decir(
            f"auténtico: corrida {hallado.corrida}, {_corte(hallado.corte)}, firmado con la clave {hallado.publica}"
        )
        return 0
    de_cual = f" Dice ser la corrida {hallado.corrida}, {_corte(hallado.corte)}." if hallado.corrida else ""
    consola.error(f"{_DICHOS[hallado.estado].format(publica=hallado.publica)}{de_cual}")
    return ErrorDeDatos.codigo


_DICHOS = {
    "alterado": "alterado: el archivo no es el que se publicó. No uses sus cifras; pide otro a la oficina.",
    "sin firma": (
        "sin firma: coincide con su sello, pero quien lo cambie puede rehacerlo y nada prueba de quién es. Pide uno "
        "firmado (la oficina crea su clave con «cobranza ancla --crear-clave»)."
    ),
    "otra clave": (
        "otra clave: está firmado con {publica}, que no es la que se dio. Si es la de la oficina, compárala por otro "
        "camino y dila en --clave-publica."
    ),
    "sin sello": "sin sello: no es un informe sellado de cobranza, o se lo quitaron. Pide otro a la oficina.",
}


def publicar(
    destino: Annotated[Path, typer.Argument(metavar="CARPETA", help="Dónde queda; la que sirve el servidor web.")],
    nominativo: Annotated[
        bool, typer.Option("--nominativo", help="También lo reservado, en su carpeta y anotado (CFF, art. 69).")
    ] = False,
    direccion: Annotated[
        str,
        typer.Option("--direccion", metavar="URL", help="Desde dónde se servirá; va en los enlaces de los avisos."),
    ] = "",
) -> int:
    """Deja en una carpeta los informes que se comparten, con su índice, sus avisos en Atom y sus huellas.

    Sólo copia lo que falte y retira lo que ya no se comparte. Quien los reciba los comprueba con «sha256sum -c
    huellas.sha256». Termina con 3 si alguna corrida no es la que se publicó: ésa no va y las demás sí.

    \b
    Ejemplo:  cobranza publicar ../informes --direccion https://cobranza.ejemplo.gob.mx/informes
    """
    from cobranza.base.ajustes import ajustes
    from cobranza.ejecucion import archivo_publico

    if direccion and not direccion.startswith(("https://", "http://")):
        raise ErrorDeUso(f"La dirección es «{direccion}»; se esperaba que empezara con https:// o http://.")
    hecha = archivo_publico.publicar(ajustes().salidas, destino, nominativo=nominativo, direccion=direccion)
    for carpeta in hecha.dejadas:
        consola.error(
            f"{carpeta.name} no es lo que se publicó y no va; «cobranza comprobar --informes» dice por qué."
        )
    consola.decir(
        f"{_cuantos(hecha.corridas, 'corrida')} en {destino}: {_cuantos(hecha.copiados, 'archivo nuevo')}, "
        f"{_cuantos(hecha.retirados, 'retirado')}"
    )
    if not hecha.corridas:
        consola.decir("No hay informes que compartir todavía; corre uno con «cobranza corre informe_cartera».")
    return ErrorDeDatos.codigo if hecha.dejadas else 0


def _cuantos(cuantos: int, que: str) -> str:
    """«1 archivo nuevo», «3 archivos nuevos»."""
    return f"{cuantos:,} {que if cuantos == 1 else ' '.join(f'{palabra}s' for palabra in que.split())}"


def _corte(corte: str) -> str:
    return f"corte {corte}" if corte[:1].isdigit() else "sin fecha de corte"
