"""Quién da un paso: la cuenta con que entró, la persona que es, sus roles ese día y hasta cuánto alcanza."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from cobranza.base.catalogos import carpeta, leer_yaml
from cobranza.base.dinero import escalado
from cobranza.base.errores import ErrorDeLey, ErrorDeUso
from cobranza.tramites.que_rige import VIGENCIA, Vigente, comprobar_llaves, vigentes

ARCHIVO = "params/catalogos/roles.yaml"
_LLAVES = {
    "niveles": ("rol", "hasta", "unidad", "calidad", "fuente"),
    "doble_firma": ("importe", "calidad", "fuente"),
}
ROTULO = "valor ilustrativo, no oficial"
_UDI, _PESOS, _PORCENTAJE = "udi", "pesos", "por ciento"
_PUESTOS = text(
    "SELECT n.puesto, n.delegacion FROM nombramiento n JOIN persona p ON p.numero_empleado = n.numero_empleado "
    "WHERE n.numero_empleado = :persona AND n.desde <= :al AND (n.hasta IS NULL OR n.hasta >= :al) "
    "AND (p.baja IS NULL OR p.baja >= :al) ORDER BY n.desde DESC, n.oficio"
)
_PERSONA = text("SELECT puesto, delegacion FROM persona WHERE numero_empleado = :persona AND alta <= :al")


@dataclass(frozen=True, slots=True)
class Quien:
    """Quien da un paso. Sin persona conocida no tiene roles."""

    usuario: str
    persona: str = ""
    puesto: str = ""
    delegacion: str = ""
    roles: tuple[str, ...] = ()

    def con_rol(self, admitidos: Sequence[str]) -> str:
        """El primero de sus roles que está entre los admitidos; vacío si ninguno."""
        return next((rol for rol in self.roles if rol in admitidos), "")


@dataclass(frozen=True, slots=True)
class Nivel:
    """Hasta cuánto autoriza un rol: centavos (None, sin límite) o diezmilésimas de por ciento; y de dónde sale."""

    rol: str
    hasta: int | None
    dicho: str
    calidad: str
    fuente: str


def quien_es(conexion: Connection, usuario: str, al: date) -> Quien:
    """Quién es esa cuenta ese día: por su nombramiento vigente o, sin él, por su registro de personal."""
    libro = _roles()
    persona = str((libro.get("usuarios") or {}).get(usuario, usuario))
    datos = {"persona": persona, "al": al.isoformat() if conexion.dialect.name == "sqlite" else al}
    fila = conexion.execute(_PUESTOS, datos).first() or conexion.execute(_PERSONA, datos).first()
    puesto, delegacion = (str(fila[0]), str(fila[1])) if fila else ("", "")
    roles = tuple(
        rol
        for rol, ficha in libro["roles"].items()
        if (puesto and puesto in _que_rigen(ficha.get("puestos", ()), "puesto", al))
        or persona in _que_rigen(ficha.get("personas", ()), "persona", al)
    )
    return Quien(usuario, persona if fila or roles else "", puesto, delegacion, roles)


def usuario_de(conexion: Connection, dicho: str) -> str:
    """La cuenta que vale: en un servidor, la de la sesión de la base, que nadie puede decir por otro.

    Errores: `ErrorDeUso` si se dice otra.
    """
    if conexion.dialect.name != "postgresql":
        return dicho
    sesion = str(conexion.execute(text("SELECT session_user")).scalar())
    if dicho and dicho != sesion:
        raise ErrorDeUso(
            f"En este servidor quien da el paso es quien entró a la base ({sesion}); no se dice con --usuario."
        )
    return sesion


def titulo_de(rol: str) -> str:
    """Cómo se llama el órgano de un rol."""
    ficha = _roles()["roles"].get(rol)
    return str(ficha["titulo"]) if ficha else rol


def comprobar_roles(admitidos: Sequence[str]) -> None:
    """Errores: `ErrorDeUso` si alguno no está en `roles.yaml`."""
    hay = _roles()["roles"]
    if ajenos := [rol for rol in admitidos if rol not in hay]:
        raise ErrorDeUso(f"{ARCHIVO} no tiene el rol «{ajenos[0]}»; hay {', '.join(hay)}.")


def niveles(tramite: str, al: date, udi: Callable[[], int]) -> list[Nivel]:
    """Hasta cuánto autoriza cada rol ese día, del que menos alcanza al que más; `udi` la da, en millonésimas de peso.

    Errores: `ErrorDeLey` si ninguno rige ese día, o dos del mismo rol; `ErrorDeUso` si una ficha no se entiende.
    """
    fichas = _vigentes("niveles", tramite, al)
    if not fichas:
        raise ErrorDeLey(
            f"{ARCHIVO} no dice quién autoriza «{tramite}» el {al}; completa «niveles» con lo que rige ese día y su "
            "fuente."
        )
    comprobar_roles([f["rol"] for f in fichas])
    if dos := [f["rol"] for k, f in enumerate(fichas) if f["rol"] in [g["rol"] for g in fichas[:k]]]:
        raise ErrorDeLey(
            f"{ARCHIVO}: el {al} rigen dos niveles de {dos[0]} para «{tramite}»; cierra el anterior con «hasta_dia»."
        )
    leidos = [_nivel(ficha, udi) for ficha in fichas]
    return sorted(leidos, key=lambda n: (n.hasta is None, n.hasta or 0))


def doble_firma(tramite: str, al: date) -> tuple[int, str] | None:
    """(desde qué importe autorizan dos personas, dicho y rotulado) ese día; None si basta una siempre. Centavos.

    Errores: `ErrorDeLey` si ese día rigen dos; `ErrorDeUso` si una ficha no se entiende.
    """
    fichas = _vigentes("doble_firma", tramite, al)
    if not fichas:
        return None
    if len(fichas) > 1:
        raise ErrorDeLey(
            f"{ARCHIVO}: el {al} rigen dos importes de «doble_firma» para «{tramite}»; cierra el anterior con "
            "«hasta_dia»."
        )
    (ficha,) = fichas
    return escalado(ficha["importe"], 2), f"{ficha['importe']} pesos{rotulo_de(ficha['calidad'])}"


def _nivel(ficha: Mapping[str, Any], udi: Callable[[], int]) -> Nivel:
    unidad, dicho = ficha["unidad"], str(ficha.get("hasta") or "")
    hasta: int | None = None
    if dicho and unidad == _UDI:
        hasta = escalado(dicho, 0) * udi() // 10_000  # millonésimas de peso → centavos, sin redondear a favor
    elif dicho:
        hasta = escalado(dicho, 2 if unidad == _PESOS else 4)
    rotulo = f"{dicho} {unidad.upper() if unidad == _UDI else unidad}" if dicho else "sin límite"
    return Nivel(ficha["rol"], hasta, f"{rotulo}{rotulo_de(ficha['calidad'])}", ficha["calidad"], ficha["fuente"])


def rotulo_de(calidad: str) -> str:
    """Cómo se rotula lo que ninguna norma cotejada fija; vacío si no hace falta."""
    return f"; {ROTULO}" if calidad == "ilustrativo" else ""


def _vigentes(que: str, tramite: str, al: date) -> list[Mapping[str, Any]]:
    """Las fichas de un trámite que rigen ese día; todas se comprueban."""
    fichas = (_roles().get(que) or {}).get(tramite, ())
    for ficha in fichas:
        comprobar_llaves(ficha, {*_LLAVES[que], *VIGENCIA}, {*_LLAVES[que], "desde"}, ARCHIVO)
    return [f for f in fichas if Vigente("", *(str(f.get(v) or "") for v in VIGENCIA)).rige(al)]


def _que_rigen(dichos: Sequence[Any], llave: str, al: date) -> list[str]:
    return [v.clave for v in vigentes(dichos, llave, ARCHIVO) if v.rige(al)]


def _roles() -> Mapping[str, Any]:
    return leer_yaml(carpeta() / "roles.yaml")
