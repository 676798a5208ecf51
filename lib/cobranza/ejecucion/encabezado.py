"""Lo que va arriba de un informe y en la portada de su anexo: quién lo publica, de qué día, de qué y para quién."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cobranza.base import catalogos
from cobranza.base.catalogos import Institucion
from cobranza.base.fechas import fecha_corta, fecha_larga
from cobranza.papel.palabras import AMBITOS, AMBOS


@dataclass(frozen=True, slots=True)
class Encabezado:
    """Textos ya escritos del encabezado de una corrida."""

    institucion: Institucion
    titulo: str
    corte: str
    alcance: str
    nominativo: bool

    @property
    def reserva(self) -> str:
        """Quién puede leerlo."""
        return "Reservado: secreto fiscal" if self.nominativo else "Versión para compartir (datos enmascarados)"

    @property
    def datos(self) -> list[str]:
        """Corte y alcance, lo que haya."""
        return [dato for dato in (self.corte, self.alcance) if dato]


def encabezado(ficha: Mapping[str, Any]) -> Encabezado:
    """El encabezado de una corrida, desde la ficha de su manifiesto."""
    parametros = ficha["parametros"]
    al = _fecha(ficha["corte"])
    return Encabezado(
        institucion=catalogos.institucion(al or date.max),  # sin corte, con su nombre más reciente
        titulo=ficha["titulo"],
        corte=_corte(al, parametros),
        alcance=alcance(parametros),
        nominativo=parametros.get("nominativo") is True,
    )


def alcance(parametros: Mapping[str, Any]) -> str:
    """De qué crédito, delegación y ámbito es, si el cuaderno los distingue."""
    partes = [f"Crédito {parametros['folio']}"] if parametros.get("folio") else []
    if "delegacion" in parametros:
        clave = str(parametros["delegacion"])
        partes.append(catalogos.nombre("delegaciones", clave) if clave else "Todas las delegaciones")
    if "ambito" in parametros:
        partes.append({"": AMBOS, **AMBITOS}.get(str(parametros["ambito"]), str(parametros["ambito"])))
    return " · ".join(partes)


def titulo_del_corte(corte: str) -> str:
    """El corte para un título; el de una corrida sin fecha también se dice."""
    al = _fecha(corte)
    return f"Corte al {fecha_larga(al)}" if al else "Sin fecha de corte"


def orden(ficha: Mapping[str, Any]) -> str:
    """La orden de consola que repite la corrida."""
    partes = ["cobranza", "corre", ficha["cuaderno"]]
    for nombre, valor in ficha["parametros"].items():
        if valor not in ("", False):
            partes += ["-p", nombre, "si" if valor is True else str(valor)]
    return shlex.join(partes)


def _corte(al: date | None, parametros: Mapping[str, Any]) -> str:
    if al is None:
        return ""
    desde = _fecha(str(parametros.get("desde", "")))
    hasta = _fecha(str(parametros.get("hasta", ""))) or al
    if desde:
        return f"Del {fecha_corta(desde)} al {fecha_larga(hasta)}"
    return f"Corte al {fecha_larga(al)}"


def _fecha(texto: str) -> date | None:
    try:
        return date.fromisoformat(texto)
    except ValueError:
        return None
