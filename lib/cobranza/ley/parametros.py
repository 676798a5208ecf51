"""Un parámetro legal: valores con `desde`, `hasta`, `fuente` y `calidad`, leídos de su archivo y comprobados.

Tipos: `escalon` (rige de `desde` a `hasta`), `mensual` y `diario` (un valor por periodo; no se arrastra) y
`tabla` (varios renglones por vigencia: tarifas). Un valor vacío significa «no encontrado» y detiene el cálculo.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from cobranza.base import escrito
from cobranza.base.dinero import escalado
from cobranza.base.errores import ErrorDeCobranza, ErrorDeLey

TIPOS = ("escalon", "mensual", "diario", "tabla")
SIEMPRE = date(9999, 12, 31)
_SIN_FIN = "la fecha"
_DECIMAL = re.compile(r"\d+(\.\d+)?")
"""Como se escribe un valor: sin comas, porque «145,900» y «145.900» no son lo mismo."""
_LIMITES = (("limite_inferior", "limite_superior"), ("ingreso_desde", "ingreso_hasta"))
_CIFRAS = (
    "limite_inferior",
    "limite_superior",
    "cuota_fija",
    "tasa_excedente",
    "ingreso_desde",
    "ingreso_hasta",
    "subsidio",
)


@dataclass(frozen=True, slots=True)
class Valor:
    """Un valor de la norma y de dónde viene; `numero` es el texto escalado a `decimales` (None si no se halló)."""

    clave: str
    texto: str
    numero: int | None
    decimales: int
    desde: date
    hasta: date
    fuente: str
    calidad: str
    archivo: str
    publica: str = ""

    @property
    def se_cita(self) -> str:
        """La fuente como la lee un contribuyente: la publicación oficial, o que es secundaria y contra qué se coteja.

        De qué publicación se capturó lo dicen el archivo y la procedencia; aquí sólo se cita a quien lo publica.
        """
        if self.es_ilustrativo or (self.es_oficial and not self.publica):
            return self.fuente
        if self.calidad == "ley":
            return self.fuente
        if self.es_oficial:
            return self.publica
        return f"fuente secundaria, por cotejar con {self.publica}" if self.publica else "fuente secundaria"

    @property
    def es_oficial(self) -> bool:
        """¿Se cotejó con quien lo publica?"""
        return self.calidad.startswith(("ley", "regla", "oficial", "inegi", "interpretacion"))

    @property
    def es_ilustrativo(self) -> bool:
        """¿Debe imprimirse rotulado?"""
        return self.calidad.startswith("ilustrativo")


@dataclass(frozen=True)
class Serie:
    """Los valores de un parámetro, en orden y sin traslapes."""

    clave: str
    descripcion: str
    unidad: str
    tipo: str
    decimales: int
    fundamento: str
    revisado_el: str
    archivo: str
    valores: tuple[Valor, ...]
    renglones: tuple[dict[str, str], ...] = field(default=(), repr=False)

    def al(self, momento: date) -> Valor:
        """El valor que rige ese día; si no hay, `ErrorDeLey` dice qué archivo editar."""
        posicion = bisect_right(self.valores, momento, key=lambda v: v.desde) - 1
        valor = self.valores[posicion] if posicion >= 0 else None
        if valor is None or momento > valor.hasta or valor.numero is None:
            raise self.sin_valor(momento)
        return valor

    def sin_valor(self, momento: date) -> ErrorDeLey:
        """El error que explica el hueco, con lo que sí hay y el archivo por editar."""
        con_dato = [(str(v.desde), _hasta(v)) for v in self.valores if v.numero is not None]
        if self.tipo == "tabla":
            con_dato = sorted((r["desde"], r["hasta"] or _SIN_FIN) for r in self.renglones)
        alcance = f"tiene valores de {con_dato[0][0]} a {con_dato[-1][1]}" if con_dato else "está vacío"
        vacio = any(v.desde <= momento <= v.hasta and v.numero is None for v in self.valores)
        motivo = "la celda de esa vigencia está vacía (no encontrado)" if vacio else alcance
        return ErrorDeLey(
            f"{self.clave} no tiene valor al {momento}: {motivo}. "
            f"Agrégalo con su fuente en {self.archivo}; no se inventa ni se arrastra.",
            parametro=self.clave,
            fecha=momento,
            archivo=self.archivo,
        )

    def tabla_al(self, momento: date) -> list[dict[str, str]]:
        """Renglones vigentes ese día de un parámetro de tipo `tabla` (tarifas), tal como están en el archivo."""
        vigentes = [r for r in self.renglones if r["desde"] <= momento.isoformat() <= (r["hasta"] or "9999-12-31")]
        if not vigentes:
            raise self.sin_valor(momento)
        return vigentes


def _hasta(valor: Valor) -> str:
    return _SIN_FIN if valor.hasta == SIEMPRE else valor.hasta.isoformat()


def leer_serie(ruta: Path) -> Serie:
    """El parámetro de un archivo suelto; la norma completa se abre con `norma.abrir`. Errores: los de `serie_de`."""
    carpeta = ruta.parent.parent
    return serie_de(f"{ruta.parent.name}/{ruta.name}", partial(_leida, carpeta))


def _leida(carpeta: Path, ruta: str) -> bytes:
    try:
        return (carpeta / ruta).read_bytes()
    except FileNotFoundError as error:
        raise ErrorDeLey(f"Falta params/legales/{ruta}; repónlo de un respaldo o del repositorio.") from error


def serie_de(ruta: str, leer: Callable[[str], bytes]) -> Serie:
    """Entiende y comprueba un parámetro (`federal/inpc.yaml`); `leer` da los bytes de una ruta.

    Errores: `ErrorDeLey` si está dañado o trae flotantes, comas, traslapes, huecos no declarados, vigencias de otro
    tipo, tarifas en desorden o valores sin fuente o sin calidad.
    """
    with escrito.al_entender(f"params/legales/{ruta}", ErrorDeLey):
        return _entendida(ruta, leer)


def _entendida(ruta: str, leer: Callable[[str], bytes]) -> Serie:
    rotulo = f"params/legales/{ruta}"
    carpeta, _, nombre = ruta.partition("/")
    clave = nombre.removesuffix(".yaml")
    ficha: dict[str, Any] = escrito.yaml_de(leer(ruta), rotulo, clase=ErrorDeLey)
    faltan = [c for c in ("descripcion", "unidad", "tipo", "fundamento", "revisado_el") if c not in ficha]
    if faltan or ficha["tipo"] not in TIPOS:
        raise ErrorDeLey(f"{rotulo}: faltan los campos {faltan} o el tipo no es uno de {TIPOS}.")
    decimales = int(ficha.get("decimales", 2))
    if "archivo" in ficha:
        rotulo = f"params/legales/{carpeta}/{ficha['archivo']}"
        renglones = escrito.csv_de(leer(f"{carpeta}/{ficha['archivo']}"), rotulo, ("desde", "fuente"), ErrorDeLey)
    else:
        renglones = [{k: "" if v is None else v for k, v in r.items()} for r in ficha.get("valores") or []]
    if not renglones:
        raise ErrorDeLey(f"{rotulo} no trae ningún valor; repónlo de un respaldo o del repositorio.")
    es_tabla = ficha["tipo"] == "tabla"
    valores = tuple(_valor(clave, r, decimales, rotulo, ficha) for r in renglones)
    if es_tabla:
        _comprobar_tarifa(renglones, rotulo)
    else:
        _comprobar(valores, rotulo, {str(h[0]) for h in ficha.get("huecos", [])})
        _comprobar_periodos(valores, ficha["tipo"], rotulo)
    return Serie(
        clave=clave,
        descripcion=ficha["descripcion"],
        unidad=ficha["unidad"],
        tipo=ficha["tipo"],
        decimales=decimales,
        fundamento=ficha["fundamento"],
        revisado_el=str(ficha["revisado_el"]),
        archivo=rotulo,
        valores=tuple(sorted(valores, key=lambda v: v.desde)),
        renglones=tuple(
            escrito.Escrito({k: str(v) for k, v in r.items()}, rotulo, ErrorDeLey) for r in renglones if es_tabla
        ),
    )


def _valor(clave: str, renglon: dict[str, Any], decimales: int, rotulo: str, ficha: dict[str, Any]) -> Valor:
    es_tabla = ficha["tipo"] == "tabla"
    crudo = renglon.get("valor", "")
    if not isinstance(crudo, str):
        raise ErrorDeLey(f"{rotulo}: el valor {crudo!r} no va entre comillas; sin ellas YAML lo vuelve float.")
    if not es_tabla and crudo.strip():
        _comprobar_cifra(crudo, f"{rotulo}: el valor desde {renglon.get('desde')}")
    if not renglon.get("fuente") or not renglon.get("calidad"):
        raise ErrorDeLey(f"{rotulo}: el valor desde {renglon.get('desde')} no dice su fuente y su calidad.")
    try:
        numero = escalado(crudo, decimales) if crudo.strip() and not es_tabla else None
        desde, hasta = _fecha(renglon["desde"]), _fecha(renglon.get("hasta") or SIEMPRE)
    except (ErrorDeCobranza, ValueError, KeyError) as error:
        raise ErrorDeLey(f"{rotulo}: el renglón {renglon} no se entiende ({error}).") from error
    return Valor(
        clave,
        crudo,
        numero,
        decimales,
        desde,
        hasta,
        renglon["fuente"],
        renglon["calidad"],
        rotulo,
        ficha.get("publica", ""),
    )


def _comprobar_cifra(crudo: str, de_que: str) -> None:
    if not _DECIMAL.fullmatch(crudo):
        pista = (
            f": si es {crudo.replace(',', '.')}, usa punto decimal"
            if "." not in crudo and crudo.count(",") == 1
            else ""
        )
        raise ErrorDeLey(
            f"{de_que} es «{crudo}», que no es un número decimal{pista}. Se escribe sólo con dígitos y punto, "
            "sin comas ni signos: 1234.50."
        )


def _fecha(crudo: object) -> date:
    return crudo if isinstance(crudo, date) else date.fromisoformat(str(crudo))


def _comprobar(valores: tuple[Valor, ...], rotulo: str, huecos: set[str]) -> None:
    """Ni traslapes ni huecos: cada vigencia empieza el día siguiente al fin de la anterior."""
    for antes, despues in pairwise(valores):
        esperado = antes.hasta + timedelta(days=1) if antes.hasta != SIEMPRE else despues.desde
        if antes.hasta == SIEMPRE or despues.desde < esperado:
            raise ErrorDeLey(
                f"{rotulo}: la vigencia desde {despues.desde} se traslapa con la anterior, que llega a {antes.hasta}."
            )
        if despues.desde > esperado and despues.desde.isoformat() not in huecos:
            raise ErrorDeLey(
                f"{rotulo}: hay un hueco entre {antes.hasta} y {despues.desde}; complétalo o decláralo en `huecos`."
            )


def _comprobar_periodos(valores: tuple[Valor, ...], tipo: str, rotulo: str) -> None:
    """Una vigencia no termina antes de empezar; la de una serie mensual es un mes y la de una diaria, un día."""
    for v in valores:
        siguiente = v.hasta + timedelta(days=1) if v.hasta != SIEMPRE else v.hasta
        un_mes = (v.desde.day, siguiente.day) == (1, 1) and v.desde.month % 12 + 1 == siguiente.month
        dura = (v.hasta - v.desde).days
        bien = dura >= 0 and (tipo != "diario" or dura == 0) and (tipo != "mensual" or (un_mes and dura < 31))
        if not bien:
            esperado = {"mensual": "un mes completo", "diario": "un solo día"}.get(tipo, "que termine después")
            hasta = "sin fin" if v.hasta == SIEMPRE else f"al {v.hasta}"
            raise ErrorDeLey(
                f"{rotulo}: la vigencia del {v.desde} {hasta} no es de una serie {tipo}; se esperaba {esperado}."
            )


def _comprobar_tarifa(renglones: list[dict[str, Any]], rotulo: str) -> None:
    """Los renglones de una tarifa van en orden, sin huecos ni traslapes: cada límite sigue al anterior."""
    for r in renglones:
        for columna in _CIFRAS:
            if r.get(columna):
                _comprobar_cifra(str(r[columna]), f"{rotulo}: {columna} del renglón desde {r['desde']}")
    for inferior, superior in _LIMITES:
        for antes, despues in pairwise(r for r in renglones if r.get(inferior)):
            if antes["desde"] != despues["desde"]:
                continue
            fin = str(antes[superior])
            if not fin or escalado(despues[inferior], 2) != escalado(fin, 2) + 1:
                raise ErrorDeLey(
                    f"{rotulo}: en la vigencia desde {antes['desde']}, tras el renglón que llega a {fin} sigue el de "
                    f"{despues[inferior]}; se esperaba el que empieza un centavo después. Ordena los renglones de "
                    "menor a mayor y revisa los límites."
                )
