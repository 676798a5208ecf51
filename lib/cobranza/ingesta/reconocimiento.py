"""De qué layout es cada archivo que se entrega y con qué mapeo se lee; los de una carpeta, en su orden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from cobranza.base.ajeno import que_sea_archivo
from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.ingesta import layouts, mapeos
from cobranza.ingesta.carga import Pedido
from cobranza.ingesta.layouts import Layout, normalizado
from cobranza.ingesta.mapeo_escrito import con_lo_anterior, escribir, nombre_de, ruta_de
from cobranza.ingesta.propuesta import Propuesta, layout_probable, proponer
from cobranza.ingesta.vistazo import Vistazo, mirar

_EXTENSIONES = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")

_A_LA_VISTA = 6


def archivos_de(rutas: Sequence[Path]) -> tuple[list[Path], dict[Path, str]]:
    """(Los archivos que se pueden cargar, los que una carpeta trae y no son una tabla → por qué).

    Errores: `ErrorDeUso` si una ruta no existe o una carpeta no trae ninguno.
    """
    archivos: list[Path] = []
    ajenos: dict[Path, str] = {}
    for ruta in rutas:
        if ruta.is_dir():
            suyos = [r for r in sorted(ruta.iterdir()) if r.is_file() and r.name[0] not in "~."]
            ajenos |= {r: por_que for r in suyos if (por_que := _por_que_no_es_tabla(r))}
            suyos = [r for r in suyos if r not in ajenos]
            if not suyos:
                raise ErrorDeUso(f"En la carpeta {ruta} no hay archivos CSV ni hojas de cálculo.")
            archivos += suyos
        else:
            if not ruta.exists():
                raise ErrorDeUso(f"No existe el archivo {ruta}; revisa la ruta.")
            que_sea_archivo(ruta)
            if ruta.name.startswith("~$"):
                raise ErrorDeUso(
                    f"{ruta} es la marca que Excel deja mientras tiene abierto {ruta.name[2:]}; guárdalo y carga ése."
                )
            archivos.append(ruta)
    return archivos, ajenos


def _por_que_no_es_tabla(ruta: Path) -> str:
    if ruta.suffix.lower() not in _EXTENSIONES:
        return "no es CSV ni hoja de cálculo"
    try:
        mirar(ruta)
    except ErrorDeDatos as error:
        return error.mensaje
    return ""


def pedidos(archivos: Sequence[Path], layout: str | None, mapeo: str | None) -> list[Pedido]:
    """Qué es cada archivo y cómo se lee, en el orden en que se cargan.

    Errores: `ErrorDeUso` si el layout o el mapeo no existen o no casan; `ErrorDeDatos` si un archivo no se reconoce.
    """
    if layout is not None:
        layouts.leer(layout)
    reconocidos = [_pedido(archivo, layout, mapeo) for archivo in archivos]
    return sorted(reconocidos, key=lambda pedido: layouts.leer(pedido.layout).orden)


def _pedido(archivo: Path, layout: str | None, mapeo: str | None) -> Pedido:
    if mapeo is not None:
        dicho = mapeos.leer(mapeo)
        if layout not in (None, dicho.layout):
            raise ErrorDeUso(f"El mapeo «{mapeo}» es de «{dicho.layout}» y se pidió cargar «{layout}».")
        return Pedido(dicho.layout, archivo, dicho)
    if layout is not None and not mapeos.todos():
        return Pedido(layout, archivo)
    try:
        vista = mirar(archivo)
    except ErrorDeDatos:
        if layout is None:
            raise
        return Pedido(layout, archivo)  # la carga dirá qué le pasa, con más detalle
    hallado = mapeos.para(vista.titulos, layout)
    if hallado is not None:
        return Pedido(hallado.layout, archivo, hallado)
    return Pedido(layout or _sin_mapeo(vista), archivo)


def _sin_mapeo(vista: Vistazo) -> str:
    """El layout cuyas columnas obligatorias trae el archivo con sus títulos o sinónimos."""
    vienen = {normalizado(titulo) for titulo in vista.titulos}
    caben = [nombre for nombre in layouts.nombres() if _caben(layouts.leer(nombre), vienen)]
    if not caben:
        probable = layout_probable(vista)
        raise ErrorDeDatos(
            f"{vista.ruta.name} parece «{probable}» y no trae {_dichos(_faltan(layouts.leer(probable), vienen))} con "
            "ese título. Corre primero "
            f"`cobranza ingerir {probable} {vista.ruta.name} --mapear`, que propone cómo leerlo, o llena su "
            f"plantilla (`cobranza ingerir {probable} --plantilla`)."
        )
    return max(caben, key=lambda nombre: _caben(layouts.leer(nombre), vienen))


def _caben(ficha: Layout, vienen: set[str]) -> int:
    """Cuántas columnas se reconocen, si están todas las obligatorias; 0 si falta alguna."""
    campos = {ficha.encabezados[titulo] for titulo in vienen if titulo in ficha.encabezados}
    return 0 if _faltan(ficha, vienen) else len(campos)


def _faltan(ficha: Layout, vienen: set[str]) -> list[str]:
    """Los títulos de las columnas obligatorias que no se reconocen entre los que vienen."""
    campos = {ficha.encabezados[titulo] for titulo in vienen if titulo in ficha.encabezados}
    return [c.titulo for campo, c in ficha.columnas.items() if c.obligatoria and campo not in campos]


def _dichos(titulos: Sequence[str]) -> str:
    a_la_vista = ", ".join(f"«{titulo}»" for titulo in titulos[:_A_LA_VISTA])
    return f"{a_la_vista} ni {len(titulos) - _A_LA_VISTA} más" if len(titulos) > _A_LA_VISTA else a_la_vista


def mapear(archivo: Path, layout: str | None, nombre: str | None, fijos: Mapping[str, str]) -> tuple[Propuesta, Path]:
    """Propone y escribe el mapeo de un archivo, sin perder lo que alguien ya hubiera corregido en él.

    Errores: `ErrorDeDatos` si el archivo no se puede leer o no se sabe de qué layout es.
    """
    vista = mirar(archivo)
    de = layout or layout_probable(vista)
    como = nombre or nombre_de(archivo, de)
    propuesta = proponer(vista, como, de, fijos)
    anterior = mapeos.leer(como) if ruta_de(como).is_file() else None
    propuesta = replace(propuesta, mapeo=con_lo_anterior(propuesta.mapeo, anterior))
    return propuesta, escribir(propuesta, archivo.name)
