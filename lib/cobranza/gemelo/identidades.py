"""Nombres, RFC, CURP y CLABE ficticios, con sus dígitos verificadores, por columnas.

Ninguno es de nadie: los nombres salen de listas cortas y las claves se forman con ellos y con un sorteo.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cobranza.gemelo.sorteo import Azar, Columna, entre
from cobranza.gemelo.textos import Textos, donde, pegados, tomar

Letras = NDArray[np.uint8]
NOMBRES = (
    *("María", "José", "Guadalupe", "Juan", "Rosario", "Luis", "Fabiola", "Óscar", "Beatriz", "Efraín", "Candelaria"),
    *("Rubén", "Lucía", "Noé", "Socorro", "Iván", "Maricruz", "Gilberto", "Elva", "Sebastián", "Domitila", "Héctor"),
)
"""Nombres de pila: en lugar par, de mujer; en lugar non, de hombre."""
APELLIDOS = (
    *("Gómez", "López", "Pérez", "Hernández", "Ruiz", "Méndez", "Díaz", "Sánchez", "Velasco", "Moreno", "Cruz"),
    *("Aguilar", "Zúñiga", "Culebro", "Nucamendi", "Coutiño", "Gordillo", "Farrera", "Utrilla", "Santiz", "Girón"),
    *("Morales", "Solís", "Penagos", "Ordóñez", "Ballinas", "Trujillo", "Vázquez", "Escobar", "Ramírez", "Torres"),
)
_GIROS = (
    *("Comercializadora", "Constructora", "Servicios", "Transportes", "Abarrotes", "Agropecuaria", "Inmobiliaria"),
    *("Distribuidora", "Operadora", "Hoteles", "Cafetalera", "Ferretería", "Laboratorios", "Gasolinera"),
)
_PROPIOS = (
    *(
        "Ceiba",
        "Usumacinta",
        "Soconusco",
        "Grijalva",
        "Marimba",
        "Jaguar",
        "Ámbar",
        "Tacaná",
        "Pijijiapan",
        "Lacandona",
    ),
    *("Orquídea", "Quetzal", "Chamula", "Montebello", "Sumidero", "Mezcalapa", "Parachico", "Copal"),
)
_ALFABETO_RFC = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"
_ALFABETO_CURP = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
_HOMOCLAVE = np.frombuffer(b"123456789ABCDEFGHIJKLMNPQRSTUVWXYZ", dtype=np.uint8)
_BANCOS = np.array([2, 12, 14, 21, 44, 72, 127])
_PLAZA = 100
_NACIDOS = 9_500
"""El último día (de 1996) en que nació un deudor; quien trabaja en la oficina nació antes."""
_PESOS_CLABE = np.array([3, 7, 1] * 6)[:17]


@dataclass(frozen=True, slots=True)
class Deudores:
    """Contribuyentes ficticios por columnas; `moral` dice cuáles son personas morales."""

    nombre: Textos
    rfc: Textos
    moral: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Gente:
    """Personas físicas ficticias, para la plantilla."""

    nombre: Textos
    rfc: Textos
    curp: Textos
    clabe: Textos


def deudores(azar: Azar, cuantos: int) -> Deudores:
    """Deudores ficticios; dos de cada cinco son personas morales."""
    fisicas = _Fisicas(azar, cuantos, _NACIDOS)
    partes = [entre(azar, 0, len(lista) - 1, cuantos) for lista in (_GIROS, _PROPIOS, APELLIDOS)]
    nombres_morales = pegados(*map(tomar, (_GIROS, _PROPIOS, APELLIDOS), partes), "SA de CV", con=" ")
    inicial = [_codigos([_plano(p)[:1] for p in lista])[cual] for lista, cual in zip(
        (_GIROS, _PROPIOS, APELLIDOS), partes, strict=True)]  # fmt: skip
    constitucion = entre(azar, 4_000, 16_000, cuantos)  # de 1980 a 2013
    rfc_moral = _rfc(azar, np.concatenate(inicial, axis=1), constitucion)
    moral = azar.integers(0, 5, cuantos) < 2
    return Deudores(
        donde(moral, nombres_morales, fisicas.nombre),
        donde(moral, rfc_moral, fisicas.rfc(azar)),
        moral,
    )


def gente(azar: Azar, cuantos: int) -> Gente:
    """Personas de la plantilla."""
    fisicas = _Fisicas(azar, cuantos, _NACIDOS - 4_000)
    return Gente(fisicas.nombre, fisicas.rfc(azar), fisicas.curp(azar), _clabe(azar, cuantos))


class _Fisicas:
    """Nombre y nacimiento de personas físicas, de donde salen sus claves."""

    def __init__(self, azar: Azar, cuantos: int, ultimo: int) -> None:
        self.pila = entre(azar, 0, len(NOMBRES) - 1, cuantos)
        self.paterno, self.materno = (entre(azar, 0, len(APELLIDOS) - 1, cuantos) for _ in range(2))
        self.nacio = entre(azar, -7_000, ultimo, cuantos)
        self.nombre = pegados(
            tomar(NOMBRES, self.pila), tomar(APELLIDOS, self.paterno), tomar(APELLIDOS, self.materno), con=" "
        )
        paternos = _codigos([_plano(a)[0] + _siguiente(a, "AEIOU") for a in APELLIDOS])
        iniciales = [_codigos([_plano(p)[:1] for p in lista]) for lista in (APELLIDOS, NOMBRES)]
        self.letras = np.concatenate(
            [paternos[self.paterno], iniciales[0][self.materno], iniciales[1][self.pila]], axis=1
        )

    def rfc(self, azar: Azar) -> Textos:
        return _rfc(azar, self.letras, self.nacio)

    def curp(self, azar: Azar) -> Textos:
        """Nacidos antes de 2000: la posición 17 es un dígito."""
        cuantos = len(self.pila)
        consonantes = [
            _codigos([_siguiente(p, "BCDFGHJKLMNPQRSTVWXYZ") for p in lista]) for lista in (APELLIDOS, NOMBRES)
        ]
        sexo = np.where(self.pila % 2 == 0, ord("M"), ord("H")).astype(np.uint8)
        cuerpo = [
            self.letras,
            _fecha(self.nacio),
            sexo[:, None],
            np.broadcast_to(np.frombuffer(b"CS", dtype=np.uint8), (cuantos, 2)),
            consonantes[0][self.paterno],
            consonantes[0][self.materno],
            consonantes[1][self.pila],
            np.full((cuantos, 1), ord("0"), dtype=np.uint8),
        ]
        letras = np.concatenate(cuerpo, axis=1)
        suma = _valores(_ALFABETO_CURP)[letras] @ np.arange(18, 1, -1)
        return _texto(np.concatenate([letras, _cifra((10 - suma % 10) % 10)], axis=1))


def _rfc(azar: Azar, letras: Letras, fecha: Columna) -> Textos:
    homoclave = _HOMOCLAVE[azar.integers(0, _HOMOCLAVE.size, (len(letras), 2))]
    cuerpo = np.concatenate([letras, _fecha(fecha), homoclave], axis=1)
    ancho = cuerpo.shape[1] + 1
    valores = _valores(_ALFABETO_RFC)
    # a la persona moral, que tiene una letra menos, le antecede un espacio
    suma = valores[cuerpo] @ np.arange(ancho, 1, -1) + (valores[ord(" ")] * 13 if ancho == 12 else 0)
    resto = (11 - suma % 11) % 11
    digito = np.where(resto == 10, ord("A"), resto + ord("0")).astype(np.uint8)
    return _texto(np.concatenate([cuerpo, digito[:, None]], axis=1))


def _clabe(azar: Azar, cuantos: int) -> Textos:
    banco = _BANCOS[azar.integers(0, _BANCOS.size, cuantos)]
    numero = (banco * 1_000 + _PLAZA) * 10**11 + azar.integers(0, 10**11, cuantos)
    cifras = numero[:, None] // 10 ** np.arange(16, -1, -1) % 10
    control = (10 - (cifras * _PESOS_CLABE % 10).sum(axis=1) % 10) % 10
    return _texto(np.concatenate([cifras.astype(np.uint8) + ord("0"), _cifra(control)], axis=1))


def _valores(alfabeto: str) -> Columna:
    tabla = np.zeros(256, dtype=np.int64)
    for valor, letra in enumerate(alfabeto):
        tabla[ord(letra)] = valor
    return tabla


def _cifra(numero: Columna) -> Letras:
    return (numero + ord("0")).astype(np.uint8)[:, None]


def _fecha(d: Columna) -> Letras:
    """AAMMDD de cada día."""
    textos = np.datetime_as_string(d.astype("datetime64[D]"))
    return textos.view(np.uint32).reshape(len(d), -1)[:, [2, 3, 5, 6, 8, 9]].astype(np.uint8)


def _texto(letras: Letras) -> Textos:
    ancho = letras.shape[1]
    crudos: Any = pa.array(np.ascontiguousarray(letras).view(f"S{ancho}").ravel())
    return crudos.cast(pa.string())  # type: ignore[no-any-return]  # columna de texto


def _codigos(textos: list[str]) -> Letras:
    return np.array([list(t.encode("ascii")) for t in textos], dtype=np.uint8)


def _plano(palabra: str) -> str:
    return unicodedata.normalize("NFKD", palabra).encode("ascii", "ignore").decode().upper()


def _siguiente(palabra: str, letras: str) -> str:
    """La primera letra interior que sea de ésas; X si no hay."""
    return next((letra for letra in _plano(palabra)[1:] if letra in letras), "X")
