"""`publicadas.jsonl`: qué se publicó, cuándo, quién y con qué huella; con él se comprueba lo que hay en las salidas.

Es un registro encadenado junto a la base. Cada corrida que queda, terminada o fallida, se anota antes de ocupar su
lugar: si el proceso muere entre una cosa y otra, `salidas.recoger` la termina de publicar. Lo que se quita, se
archiva o se aparta también se anota; lo que desaparece o cambia sin anotarse no es lo publicado.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from cobranza.base import encadenado, nominativas
from cobranza.base.ajustes import ajustes
from cobranza.base.encadenado import Leido
from cobranza.base.errores import ErrorDeEjecucion
from cobranza.base.fechas import ahora
from cobranza.base.motivos import motivo_de
from cobranza.base.nominativas import junto_a_la_base
from cobranza.base.quien import quien
from cobranza.ejecucion import huellas, lugares, manifiesto
from cobranza.ejecucion.manifiesto import Manifiesto

ARCHIVO = "publicadas.jsonl"
PUBLICADA, QUITADA, MOVIDA, APARTADA = "publicada", "quitada", "movida", "apartada"
COMPROBADA = "comprobada"
"""Un renglón que no es de una corrida: antes de correr lo que tocaba, se comprobaron los libros."""
TRAMITES_AL_DIA = "tramites_al_dia"
"""Otro que tampoco: ese día se dieron los pasos que ya habían ocurrido solos."""
MINIMO = 4
"""Letras de una corrida que bastan para nombrarla."""
APARTADO = "apartado"
"""La carpeta, dentro de cada estante, de lo que estaba en lugar de lo publicado."""

Renglon = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Lugar:
    """Dónde está una corrida: la carpeta de lo que se comparte o la de lo reservado, y la suya dentro de ella."""

    estante: str
    carpeta: str

    @classmethod
    def de(cls, estante: Path, carpeta: Path) -> Lugar:
        """El lugar de una carpeta que está en un estante."""
        return cls(str(estante.resolve()), carpeta.relative_to(estante).as_posix())

    @property
    def ruta(self) -> Path:
        """Su carpeta."""
        return Path(self.estante, self.carpeta)

    @property
    def corrida(self) -> str:
        """El nombre de su corrida."""
        return self.carpeta.rpartition("/")[2].removesuffix(f"-{manifiesto.FALLIDA}")


def ruta() -> Path:
    """Dónde está el registro de esta instalación."""
    return junto_a_la_base(ajustes()) / ARCHIVO


def leer(publicas: Sequence[str] = ()) -> Leido:
    """El registro de esta instalación, comprobado; con claves públicas, también sus firmas.

    Lo que se corrió con otra base en estas salidas se anotó junto a ella o entre lo reservado: también cuenta.
    Errores: `ErrorDeEjecucion` si está y no se puede leer.
    """
    return encadenado.juntos(leido for _, leido in todos(publicas))


def todos(publicas: Sequence[str] = ()) -> list[tuple[Path, Leido]]:
    """Cada registro que dice algo de estas salidas, y lo que dice; al final, el de esta base, entero."""
    *otros, suyo = nominativas.en_todas(ajustes(), ARCHIVO)
    leidos = [(otro, _de_aqui(_leido(otro, publicas))) for otro in otros]
    return [*((otro, leido) for otro, leido in leidos if leido.renglones), (suyo, _leido(suyo, publicas))]


def _leido(registro: Path, publicas: Sequence[str]) -> Leido:
    try:
        return encadenado.leer(registro, publicas)
    except OSError as error:
        raise ErrorDeEjecucion(
            f"No se puede leer {registro} ({motivo_de(error)}), y sin él no se sabe si lo que hay es lo publicado. "
            "Revisa el permiso de ese archivo."
        ) from error


def _de_aqui(leido: Leido) -> Leido:
    """Del registro de otra base, sólo lo que se publicó en estas salidas."""
    salidas = ajustes().salidas
    aqui = {str(estante.resolve()) for estante in (salidas, lugares.reservado(salidas))}
    renglones, firmes = (
        tuple(r for r in varios if r.get("estante") in aqui) for varios in (leido.renglones, leido.firmes)
    )
    return replace(leido, renglones=renglones, firmes=firmes)


def _donde(lugar: Lugar) -> Path:
    """El registro donde ya consta lo de ese lugar; si en ninguno, el de esta base."""
    *otros, suyo = nominativas.en_todas(ajustes(), ARCHIVO)
    suyas = {lugar, Lugar(lugar.estante, f"{lugar.carpeta}-{manifiesto.FALLIDA}")}
    return next((otro for otro in otros if otro.is_file() and suyas & vivas(_leido(otro, ())).keys()), suyo)


def anotar(hecho: str, lugar: Lugar, **datos: object) -> None:
    """Agrega un renglón. Errores: `ErrorDeEjecucion` si no se puede: sin registro no se publica ni se quita."""
    base = {"cuando": ahora().isoformat(), "quien": quien(), "hecho": hecho}
    registro = _donde(lugar)
    try:
        nominativas.recordar_donde(ajustes())
        encadenado.agregar(registro, {**base, "estante": lugar.estante, "carpeta": lugar.carpeta, **datos})
    except OSError as error:
        raise ErrorDeEjecucion(
            f"No se pudo anotar en {registro} lo que se iba a hacer con la corrida {lugar.corrida} "
            f"({motivo_de(error)}), y sin esa nota no se hace. Revisa el permiso y el espacio de esa carpeta y "
            "repite la orden."
        ) from error


def anotar_publicada(lugar: Lugar, obra: Path, ficha: Manifiesto, segundos: float) -> None:
    """Anota la corrida que está en `obra` y va a ocupar ese lugar."""
    anotar(
        PUBLICADA,
        lugar,
        **{clave: ficha[clave] for clave in ("cuaderno", "corte", "corrida", "estado", "parametros")},
        nominativo=lugares.es_reservada(ficha["parametros"]),
        manifiesto=huellas.de_archivo(obra / manifiesto.ARCHIVO),
        ancla=str((ficha.get("ancla") or {}).get("raiz", "")),
        libros=ficha.get("ancla") or {},
        con_nombres=encadenado.punta(nominativas.ruta(ajustes())),
        segundos=segundos,
    )


def vivas(leido: Leido) -> dict[Lugar, Renglon]:
    """Qué debe haber y con qué renglón se publicó, según lo que del registro se puede creer."""
    hay: dict[Lugar, Renglon] = {}
    for renglon in leido.firmes:
        lugar = Lugar(str(renglon.get("estante")), str(renglon.get("carpeta")))
        if renglon.get("hecho") == PUBLICADA:
            hay[lugar] = renglon
            hay.pop(Lugar(lugar.estante, f"{lugar.carpeta}-{manifiesto.FALLIDA}"), None)
        elif renglon.get("hecho") in (QUITADA, APARTADA):
            hay.pop(lugar, None)
        elif renglon.get("hecho") == MOVIDA:
            hay[Lugar(str(renglon.get("a_estante")), str(renglon.get("a_carpeta")))] = hay.pop(lugar, renglon)
    return hay


def vigente(lugar: Lugar) -> Manifiesto | None:
    """El manifiesto de lo que hay en ese lugar si es, byte por byte, lo que se publicó; si no, None."""
    hallado = manifiesto.leer_integro(lugar.ruta)
    return hallado if hallado and es_lo_publicado(lugar, leer()) else None


def es_lo_publicado(lugar: Lugar, leido: Leido) -> bool:
    """¿El manifiesto que hay en ese lugar es el que se publicó en él?

    Unas salidas que se cambiaron de disco siguen valiendo: cuenta la carpeta de la corrida y no la de todas.
    """
    archivo = lugar.ruta / manifiesto.ARCHIVO
    if not archivo.is_file():
        return False
    huella = huellas.de_archivo(archivo)
    todas = vivas(leido)
    if lugar in todas:
        return bool(todas[lugar].get("manifiesto") == huella)
    return any(r.get("manifiesto") == huella for suyo, r in todas.items() if suyo.carpeta == lugar.carpeta)


def por_publicar(estante: Path, obra: Path) -> Path | None:
    """A dónde iba una obra completa que ya estaba anotada cuando murió quien la hacía; None si no estaba."""
    carpeta = "/".join(obra.stem.split("__"))
    for suya in (carpeta, f"{carpeta}-{manifiesto.FALLIDA}"):
        if es_de(obra, vivas(leer()).get(Lugar(str(estante.resolve()), suya))):
            return estante / suya
    return None


def es_de(obra: Path, renglon: Renglon | None) -> bool:
    """¿Lo que hay en esa carpeta está completo y es lo que anotó ese renglón?"""
    if renglon is None or manifiesto.leer_integro(obra, terminada=False) is None:
        return False
    return bool(huellas.de_archivo(obra / manifiesto.ARCHIVO) == renglon.get("manifiesto"))


def apartar(estante: Path, carpeta: Path) -> Path:
    """Quita de su lugar lo que no es lo publicado, sin borrarlo, y lo anota; dice dónde quedó."""
    lugar = Lugar.de(estante, carpeta)
    destino = _libre(estante / APARTADO / lugar.carpeta)
    archivo = carpeta / manifiesto.ARCHIVO
    huella = huellas.de_archivo(archivo) if archivo.is_file() else ""
    anotar(APARTADA, lugar, en=destino.relative_to(estante).as_posix(), manifiesto=huella)
    destino.parent.mkdir(parents=True, exist_ok=True)
    return carpeta.replace(destino)


def _libre(deseada: Path) -> Path:
    """Esa carpeta o, si ya hay, la que sigue."""
    numero, libre = 1, deseada
    while libre.exists():
        numero += 1
        libre = deseada.with_name(f"{deseada.name}-{numero}")
    return libre


def anotar_comprobada(dia: date, codigo: int) -> None:
    """Anota cómo terminó la comprobación que se hace antes de correr lo que toca un día; con 0, se corrió."""
    anotar(COMPROBADA, Lugar("", ""), dia=dia.isoformat(), codigo=codigo)


def anotar_tramites(dia: date, codigo: int) -> None:
    """Anota cómo terminó la puesta al día de los trámites de un día hábil."""
    anotar(TRAMITES_AL_DIA, Lugar("", ""), dia=dia.isoformat(), codigo=codigo)


def con_tramites_al_dia(dia: date) -> bool:
    """¿Ya se pusieron al día ese día, sin que ninguno se quedara sin darse?"""
    dado = {"hecho": TRAMITES_AL_DIA, "dia": dia.isoformat(), "codigo": 0}
    return any(dado.items() <= dict(renglon).items() for renglon in leer().renglones)


def perdidas(salidas: Path, dicha: str) -> list[Lugar]:
    """Las corridas publicadas que empiezan así y cuya carpeta ya no está, si no hay otra que sí esté."""
    de_aqui = {str(estante.resolve()) for estante in (salidas, lugares.reservado(salidas))}
    suyas = [lugar for lugar in vivas(leer()) if lugar.estante in de_aqui and lugar.corrida.startswith(dicha.strip())]
    nombrada = len(dicha.strip()) >= MINIMO and len({lugar.corrida for lugar in suyas}) == 1
    return suyas if nombrada and not any(lugar.ruta.exists() for lugar in suyas) else []


def anotar_quitada(estante: Path, carpeta: Path) -> None:
    """Anota que alguien quita una corrida."""
    anotar(QUITADA, Lugar.de(estante, carpeta))


def anotar_movida(estante: Path, carpeta: Path, a_estante: Path, destino: Path) -> None:
    """Anota que una corrida se archiva o pasa a lo reservado."""
    suyo = Lugar.de(a_estante, destino)
    archivo = carpeta / manifiesto.ARCHIVO
    anotar(
        MOVIDA,
        Lugar.de(estante, carpeta),
        a_estante=suyo.estante,
        a_carpeta=suyo.carpeta,
        manifiesto=huellas.de_archivo(archivo) if archivo.is_file() else "",
    )
