"""Trámites: qué hay (`tramite tipos`), abrir uno, darle un paso, verlo y listarlos (`tramites`)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cobranza.base.errores import ErrorDeUso
from cobranza.puertas import consola
from cobranza.puertas.actos import Usuario, libros, mano, quien_es
from cobranza.puertas.calcular import leer_json
from cobranza.puertas.consola import Grupo, Orden

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from cobranza.tramites.tramitar import Dado, Proceso
    from cobranza.tramites.tramitar import Orden as OrdenDePaso

app = typer.Typer(
    cls=Grupo, rich_markup_mode=None, no_args_is_help=True, help="Abre trámites, les da paso y los enseña."
)
Datos = Annotated[
    str | None, typer.Option("--datos", metavar="ARCHIVO", help="Los datos, en JSON; «-» es la entrada estándar.")
]
Al = Annotated[str | None, typer.Option("--al", metavar="AAAA-MM-DD", help="La fecha del paso; por omisión, hoy.")]
EnJson = Annotated[bool, typer.Option("--json", help="En JSON.")]
Esquema = Annotated[bool, typer.Option("--esquema", help="Imprime el JSON Schema de sus datos y termina.")]
Clave = Annotated[
    str,
    typer.Option(
        "--clave", metavar="TEXTO", help="La misma dos veces es un solo paso; sin ella, sale de lo que se dice."
    ),
]
_SIN_PLAZO = "plazo sin calcular"
_SEMAFOROS = {"verde": "en tiempo", "amarillo": "por vencer", "rojo": "vencido"}


@app.command(cls=Orden, short_help="Dice qué trámites hay.")
def tipos(en_json: EnJson = False) -> None:
    """Dice qué trámites hay, cómo se numeran y sus estados.

    \b
    Ejemplo:  cobranza tramite tipos
    """
    from cobranza.tramites.definicion import tipo
    from cobranza.tramites.definicion import tipos as los_que_hay

    fichas = [tipo(clave) for clave in los_que_hay()]
    if en_json:
        dichos = [
            {"tipo": t.clave, "titulo": t.titulo, "prefijo": t.prefijo, "fundamento": t.fundamento,
             "estados": {e.clave: {"titulo": e.titulo, "desde": list(e.desde), "roles": list(e.roles)}
                         for e in t.estados.values()}}
            for t in fichas
        ]  # fmt: skip
        consola.decir(json.dumps(dichos, ensure_ascii=False, indent=2))
        return
    for t in fichas:
        consola.decir(f"{t.clave:<14} {t.titulo} ({t.prefijo}; {t.fundamento})")
        consola.decir(f"{'':<14} {' · '.join(t.estados)}")


@app.command(cls=Orden, short_help="Abre un trámite.")
def abrir(  # noqa: PLR0913 — son las opciones de la orden
    tipo: Annotated[str, typer.Argument(metavar="TIPO", help="Cuál; «tramite tipos» los lista.")],
    datos: Datos = None,
    usuario: Usuario = None,
    al: Al = None,
    clave: Clave = "",
    esquema: Esquema = False,
) -> None:
    """Abre un trámite y dice su número.

    \b
    Ejemplo:  cobranza tramite abrir condonacion --datos solicitud.json --usuario E0001
    """
    from cobranza.tramites.tramitar import abrir as abrir_tramite

    proceso = proceso_de(tipo)
    if esquema:
        definido = proceso.definicion()
        consola.decir(json.dumps(definido.esquema(definido.inicial), ensure_ascii=False, indent=2))
        return
    with libros() as motor:
        _decir(abrir_tramite(motor, proceso, objeto_de(datos), orden_de(motor, usuario, al, clave)))


@app.command(cls=Orden, short_help="Lleva un trámite a un estado.")
def paso(  # noqa: PLR0913 — son las opciones de la orden
    numero: Annotated[str, typer.Argument(metavar="NUMERO", help="El trámite; con --esquema, su tipo.")],
    estado: Annotated[str, typer.Argument(metavar="ESTADO", help="A qué estado se lleva.")],
    datos: Datos = None,
    usuario: Usuario = None,
    al: Al = None,
    clave: Clave = "",
    esquema: Esquema = False,
) -> None:
    """Lleva un trámite a un estado, si procede. Si no, termina con 5 y dice qué lo impide; sólo queda el intento.

    \b
    Ejemplo:  cobranza tramite paso COND-2026-000001 AUTORIZADA --usuario E0001
    """
    from cobranza.tramites.tramitar import Pedido
    from cobranza.tramites.tramitar import paso as dar_paso

    if esquema:
        definido = proceso_de(numero).definicion()
        if estado not in definido.estados:
            raise ErrorDeUso(f"«{estado}» no es un estado de {numero}; son: {', '.join(definido.estados)}.")
        consola.decir(json.dumps(definido.esquema(definido.estados[estado]), ensure_ascii=False, indent=2))
        return
    with libros() as motor:
        proceso = del_numero(motor, numero)
        _decir(
            dar_paso(motor, proceso, Pedido(estado, objeto_de(datos), numero), orden_de(motor, usuario, al, clave))
        )


@app.command(cls=Orden, short_help="Enseña un trámite.")
def ver(
    numero: Annotated[str, typer.Argument(metavar="NUMERO", help="El trámite.")],
    al: Al = None,
    en_json: EnJson = False,
) -> None:
    """Enseña un trámite: sus pasos, sus plazos con semáforo y qué puede seguir, quién y qué lo impide.

    \b
    Ejemplo:  cobranza tramite ver COND-2026-000001
    """
    from cobranza.ley.norma import de_la_oficina
    from cobranza.tramites.libro_de_pasos import leer
    from cobranza.tramites.vista import Vista

    with libros(leer=True) as motor:
        proceso = del_numero(motor, numero)
        with leyendo(motor) as conexion:
            dicho = Vista(conexion, proceso, dia_de(al), de_la_oficina()).ver(leer(conexion, numero))
    if en_json:
        consola.decir(json.dumps(dicho, ensure_ascii=False, indent=2))
        return
    for renglon in _en_texto(dicho):
        consola.decir(renglon)


def tramites(  # noqa: PLR0913 — son las opciones de la orden
    tipo: Annotated[str, typer.Option("--tipo", metavar="TIPO", help="Sólo los de ese tipo.")] = "",
    estado: Annotated[str, typer.Option("--estado", metavar="ESTADO", help="Sólo los que están en ese estado.")] = "",
    delegacion: Annotated[
        str, typer.Option("--delegacion", metavar="D", help="Sólo los de créditos de esa delegación (DH-TGZ).")
    ] = "",
    vencen: Annotated[
        int | None,
        typer.Option("--vencen", metavar="DIAS", help="Sólo los que tienen un plazo que vence en esos días."),
    ] = None,
    al: Al = None,
    en_json: EnJson = False,
) -> None:
    """Lista los trámites: número, estado, desde cuándo y el plazo que vence primero.

    \b
    Ejemplo:  cobranza tramites --vencen 5
    """
    from cobranza.base import dominios
    from cobranza.ley.norma import de_la_oficina
    from cobranza.tramites.lista import en_lista

    _que_existan(tipo, estado)
    delegacion = str(dominios.valor("delegacion", delegacion))
    with libros(leer=True) as motor, leyendo(motor) as conexion:
        hay = list(en_lista(conexion, proceso_de, dia_de(al), de_la_oficina(), tipo))
    dichos: list[dict[str, Any]] = [
        {"numero": t.numero, "tipo": t.tipo, "estado": t.estado, "delegacion": t.delegacion,
         "desde": t.desde.isoformat(), "plazos": t.plazos, "falta": t.falta}
        for t in hay
        if (not estado or t.estado == estado)
        and (not delegacion or delegacion in t.delegaciones)
        and (vencen is None or t.falta or any(p["dias"] <= vencen for p in t.plazos))
    ]  # fmt: skip
    if en_json:
        consola.decir(json.dumps(dichos, ensure_ascii=False, indent=2))
        return
    for t_dicho in dichos:
        primero = next(iter(t_dicho["plazos"]), None)
        partes = [f"{primero['clave']} {_vence(primero)}"] if primero else []
        cuando = "; ".join([*partes, _SIN_PLAZO] if t_dicho["falta"] else partes)
        consola.decir(f"{t_dicho['numero']:<18} {t_dicho['estado']:<26} desde {t_dicho['desde']}  {cuando}".rstrip())
    if not dichos:
        consola.decir("No hay trámites así.")
    if falta := next((d["falta"] for d in dichos if d["falta"]), ""):
        consola.aviso(
            f"aviso: los plazos que salen de la cuenta de un crédito no se calculan ese día: {falta} Los de un día "
            "que sí la tiene salen con --al."
        )


def _que_existan(tipo: str, estado: str) -> None:
    """Errores: `ErrorDeUso` si se pide por algo que no hay: una lista vacía parecería que no hay trámites."""
    from cobranza.tramites.definicion import tipo as leer_tipo
    from cobranza.tramites.definicion import tipos as los_que_hay

    estados = {e for clave in ([tipo] if tipo else los_que_hay()) for e in leer_tipo(clave).estados}
    if estado and estado not in estados:
        de_cual = f" de {tipo}" if tipo else ""
        raise ErrorDeUso(f"«{estado}» no es un estado{de_cual}; son: {', '.join(sorted(estados))}.")


def proceso_de(tipo: str) -> Proceso:
    """El proceso de un trámite: el módulo de `procesos` que lleva su nombre o, sin él, sólo su YAML."""
    from cobranza.tramites.definicion import tipo as leer_tipo
    from cobranza.tramites.tramitar import Proceso

    leer_tipo(tipo)
    nombre = f"cobranza.procesos.{tipo}"
    if find_spec(nombre) is None:
        return Proceso(tipo)
    proceso = import_module(nombre).PROCESO
    assert isinstance(proceso, Proceso)
    return proceso


def hay_tramites() -> bool:
    """¿Se abrió alguno en esta instalación? Sólo lee."""
    from cobranza.libros.lecturas import hay_tramites as hay

    with libros(leer=True) as motor:
        return hay(motor)


def del_numero(motor: Engine, numero: str) -> Proceso:
    """El proceso del trámite con ese número."""
    from cobranza.tramites.libro_de_pasos import leer

    with leyendo(motor) as conexion:
        return proceso_de(leer(conexion, numero).tipo)


@contextmanager
def leyendo(motor: Engine) -> Iterator[Connection]:
    """Los libros como están en un instante."""
    from cobranza.almacen.sesion import instante

    with instante(motor) as conexion:
        yield conexion


def orden_de(motor: Engine, usuario: str | None, al: str | None, clave: str) -> OrdenDePaso:
    """Quién da el paso y cuándo, con lo que anota sus actos."""
    from cobranza.base.fechas import ahora
    from cobranza.procesos.anotar import con_que_anotar
    from cobranza.tramites.tramitar import Orden as OrdenDePaso

    quien = mano(quien_es(motor, usuario))
    return OrdenDePaso(quien.usuario, dia_de(al), ahora(), quien.normas, con_que_anotar(quien), clave)


def dia_de(al: str | None) -> date:
    """El día dicho; sin él, hoy."""
    from cobranza.base.fechas import ahora, fecha_pedida

    return fecha_pedida(al, "--al") if al else ahora().date()


def objeto_de(datos: str | None) -> dict[str, Any]:
    """Los datos de un paso, leídos de su archivo."""
    dichos = leer_json(datos) if datos else {}
    if not isinstance(dichos, dict):
        raise ErrorDeUso("Los datos de un paso son un objeto JSON: {campo: valor, …}; --esquema dice cuáles.")
    return dichos


def _decir(dado: Dado) -> None:
    consola.decir(dado.tramite.numero)
    consola.aviso(f"{dado.tramite.estado}{' (ya estaba)' if dado.ya_estaba else ''}")


def _en_texto(dicho: dict[str, Any]) -> list[str]:
    asunto = "; ".join(f"{k}: {', '.join(v) if isinstance(v, list) else v}" for k, v in dicho["asunto"].items())
    partes = [f"{dicho['numero']}  {dicho['titulo']}: {dicho['estado']}", asunto, "", "Pasos"]
    partes += [
        f"  {p['fecha']}  {p['estado']:<26} {p['usuario']} ({p['rol'] or 'el programa'})" for p in dicho["pasos"]
    ]
    if dicho["plazos"]:
        partes += ["", "Plazos", *(f"  {p['clave']:<18} {_vence(p)}  {p['fundamento']}" for p in dicho["plazos"])]
    if dicho["avisos"]:
        partes += ["", "Avisos", *(f"  {aviso}" for aviso in dicho["avisos"])]
    if dicho["documentos"]:
        partes += ["", "Documentos", *(f"  {d['archivo']:<28} {d['titulo']}" for d in dicho["documentos"])]
    partes += ["", "Puede seguir" if dicho["puede"] else "Terminado"]
    for s in dicho["puede"]:
        partes.append(f"  {s['estado']:<26} {' o '.join(s['roles'].values()) or 'el programa'}")
        partes += [f"      pide: {', '.join(s['pide'])}"] if s["pide"] else []
        partes += [f"      no puede darlo: {', '.join(s['no_fue'])}"] if s["no_fue"] else []
        partes += [f"      impide: {i['titulo']} ({i['fundamento']}). {i['evidencia']}" for i in s["impedimentos"]]
    return partes


def _vence(plazo: dict[str, Any]) -> str:
    return f"vence {plazo['vence']} ({_SEMAFOROS[plazo['semaforo']]}, {plazo['dias']} días)"
