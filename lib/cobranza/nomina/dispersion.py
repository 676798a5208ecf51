"""El archivo con que se pide al banco que pague (ancho fijo y CSV) y el que contesta, como los describe su layout."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cobranza.base import catalogos
from cobranza.base.dinero import centavos, texto
from cobranza.base.errores import ErrorDeDatos, ErrorDeUso

_ARCHIVO = "params/catalogos/dispersion.yaml"
_CONOCIDOS = {
    "encabezado": ("nomina", "fecha", "cuantos", "total"),
    "detalle": ("consecutivo", "persona", "clabe", "rfc", "nombre", "importe", "referencia", "fecha"),
    "total": ("nomina", "fecha", "cuantos", "total"),
}
COLUMNAS = ("consecutivo", "persona", "clabe", "rfc", "nombre", "importe")


@dataclass(frozen=True, slots=True)
class Pago:
    """Lo que se pide pagar a una persona; centavos."""

    persona: str
    nombre: str
    rfc: str
    clabe: str
    importe: int


def layout() -> Mapping[str, Any]:
    """El de esta oficina. Errores: `ErrorDeUso` si no se entiende."""
    dicho = catalogos.leer_yaml(catalogos.carpeta() / "dispersion.yaml")
    for parte, conocidos in _CONOCIDOS.items():
        for campo in dicho.get(parte) or ():
            if "ancho" not in campo or ("valor" not in campo and campo.get("campo") not in conocidos):
                raise ErrorDeUso(
                    f"{_ARCHIVO}: en «{parte}» hay {dict(campo)}; se esperaba «ancho» y «valor», o «campo» con uno "
                    f"de: {', '.join(conocidos)}."
                )
    return dicho


def de_ancho_fijo(como: Mapping[str, Any], nomina: str, fecha: date, pagos: Sequence[Pago]) -> bytes:
    """El archivo de ancho fijo, en ASCII: encabezado, un renglón por persona y total.

    Errores: `ErrorDeDatos` si un dato que no se puede cortar (un importe, una CLABE) no cabe en su campo.
    """
    sumas = {
        "nomina": nomina,
        "fecha": f"{fecha:%Y%m%d}",
        "cuantos": str(len(pagos)),
        "total": str(sum(p.importe for p in pagos)),
    }
    renglones = [_renglon(como["encabezado"], sumas)]
    for k, p in enumerate(pagos, start=1):
        dicho = {"consecutivo": str(k), "persona": p.persona, "clabe": p.clabe, "rfc": p.rfc, "nombre": p.nombre,
                 "importe": str(p.importe), "referencia": p.persona, "fecha": sumas["fecha"]}  # fmt: skip
        renglones.append(_renglon(como["detalle"], dicho))
    renglones.append(_renglon(como["total"], sumas))
    fin = str(como["fin_de_renglon"])
    return "".join(r + fin for r in renglones).encode("ascii")


def _renglon(campos: Sequence[Mapping[str, Any]], dicho: Mapping[str, str]) -> str:
    return "".join(_campo(campo, dicho) for campo in campos)


def _campo(campo: Mapping[str, Any], dicho: Mapping[str, str]) -> str:
    ancho, nombre = int(campo["ancho"]), str(campo.get("campo", ""))
    valor = _ascii(str(campo["valor"]) if "valor" in campo else dicho[nombre])
    if len(valor) > ancho and nombre != "nombre":
        raise ErrorDeDatos(
            f"«{nombre or valor}» mide {len(valor)} y en {_ARCHIVO} caben {ancho}; ensancha ese campo, no se corta."
        )
    relleno = str(campo.get("relleno", " "))
    justo = valor[:ancho]
    return justo.rjust(ancho, relleno) if campo.get("alinea") == "derecha" else justo.ljust(ancho, relleno)


def _ascii(dicho: str) -> str:
    """Sin acentos ni eñes, en mayúsculas: lo que un banco admite."""
    sin = unicodedata.normalize("NFKD", dicho).encode("ascii", "ignore").decode()
    return "".join(c if c.isprintable() else " " for c in sin).upper()


def leido_de_ancho_fijo(como: Mapping[str, Any], contenido: bytes) -> tuple[int, int]:
    """(lo que dice su total, lo que suman sus renglones), en centavos, leídos del archivo."""
    renglones = [r for r in contenido.decode("ascii").split(str(como["fin_de_renglon"])) if r]
    detalle = [int(_leido(como["detalle"], r, "importe")) for r in renglones[1:-1]]
    return int(_leido(como["total"], renglones[-1], "total")), sum(detalle)


def _leido(campos: Sequence[Mapping[str, Any]], renglon: str, cual: str) -> str:
    lugar = 0
    for campo in campos:
        if campo.get("campo") == cual:
            return renglon[lugar : lugar + int(campo["ancho"])].strip()
        lugar += int(campo["ancho"])
    raise ErrorDeUso(f"{_ARCHIVO} no dice dónde va «{cual}»; sin él no se comprueba lo que se paga.")


def en_csv(pagos: Sequence[Pago]) -> bytes:
    """Lo mismo, en CSV; importes en pesos."""
    salida = io.StringIO()
    escribe = csv.writer(salida, lineterminator="\r\n")
    escribe.writerow(COLUMNAS)
    for k, p in enumerate(pagos, start=1):
        escribe.writerow([k, p.persona, p.clabe, p.rfc, p.nombre, texto(p.importe)])
    return salida.getvalue().encode()


def respuesta(como: Mapping[str, Any], contenido: bytes) -> list[dict[str, str]]:
    """Lo que contestó el banco, como lo pide el trámite: persona, importe, resultado y motivo.

    Errores: `ErrorDeDatos` si le falta una columna o un importe no se entiende.
    """
    de = como["respuesta"]
    filas = list(csv.DictReader(io.StringIO(contenido.decode("utf-8-sig"))))
    hay = filas[0].keys() if filas else ()
    if faltan := [de[c] for c in ("persona", "importe", "resultado", "motivo") if de[c] not in hay]:
        raise ErrorDeDatos(
            f"A la respuesta del banco le falta la columna «{faltan[0]}» (trae {', '.join(hay) or 'nada'}). Di cómo "
            f"se llama en «respuesta» de {_ARCHIVO}."
        )
    pagado = {str(p).upper() for p in de["pagado"]}
    return [
        {
            "persona": fila[de["persona"]].strip(),
            "importe": texto(centavos(fila[de["importe"]])),
            "resultado": "pagado" if fila[de["resultado"]].strip().upper() in pagado else "rechazado",
            "motivo": fila[de["motivo"]].strip() or "sin motivo",
        }
        for fila in filas
    ]
