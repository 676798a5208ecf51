"""Los seis informes de la oficina de los doce créditos, corridos por la consola y leídos de lo que dejan."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from informes import doce
from oficina import almacen_nuevo, en_carpeta
from python_calamine import CalamineWorkbook

from cobranza.puertas.cli import ejecutar

CORTE, DE_LA_LIQUIDACION = "2025-12-31", "TGZ-2021-000003"
PREGUNTAS: dict[str, dict[str, str]] = {
    "informe_cartera": {},
    "verificacion_pae": {},
    "lista_de_trabajo": {},
    "liquidacion": {"folio": DE_LA_LIQUIDACION},
    "nomina_gastos": {"desde": "2025-11-01"},
    "que_pasa_si": {"al_b": CORTE, "mora_b": "", "reduccion_multas_b": "50"},
}
CIFRA = re.compile(r"<dt>(.*?)</dt><dd><b[^>]*>(.*?)</b> <span>(.*?)</span>(.*?)</dd>")


@dataclass(frozen=True)
class Leido:
    """Lo que dejó una corrida: la página, las hojas del Excel y la ficha de su manifiesto."""

    pagina: str
    hojas: Mapping[str, list[list[Any]]]
    ficha: Mapping[str, Any]

    def cifra(self, nombre: str) -> Decimal:
        """El número de una cifra de la carátula."""
        (valor,) = [v for dt, v, _, _ in CIFRA.findall(self.pagina) if llano(dt) == nombre]
        return numero(valor)

    def debajo(self, nombre: str) -> str:
        """Lo que la carátula dice debajo de una cifra."""
        return next(llano(n) for dt, _, _, n in CIFRA.findall(self.pagina) if llano(dt) == nombre)

    def columna(self, hoja: str, titulo: str) -> dict[str, Decimal]:
        """Primera columna → número de otra, con su total."""
        cabeza = next(k for k, fila in enumerate(self.hojas[hoja]) if titulo in fila)
        lugar = self.hojas[hoja][cabeza].index(titulo)
        return {str(f[0]): numero(f[lugar]) for f in self.hojas[hoja][cabeza + 1 :] if f[lugar] not in ("", "—")}


def llano(html: str) -> str:
    """El texto de un trozo de página."""
    return unescape(re.sub(r"<[^>]+>", "", html))


def numero(valor: Any) -> Decimal:
    """Un número como se imprime o como lo guarda el Excel."""
    limpio = str(valor).replace(",", "").replace("−", "-").removesuffix(" %")
    return Decimal(limpio).quantize(Decimal("0.01"))


def correr(carpeta: Path) -> dict[str, Leido]:
    """Corre los seis en una carpeta vacía y lee lo que dejaron."""
    motor = almacen_nuevo(en_carpeta(carpeta))
    with motor.begin() as conexion:
        doce.anotar(conexion)
    motor.dispose()
    with pytest.MonkeyPatch.context() as entorno:
        entorno.setenv("COBRANZA_BD", en_carpeta(carpeta))
        entorno.setenv("COBRANZA_SALIDAS", str(carpeta / "salidas"))
        for cuaderno, dados in PREGUNTAS.items():
            # completos: lo que se comparte calla cifras, y aquí se comparan todas
            nominativo = {} if cuaderno == "que_pasa_si" else {"nominativo": "si"}
            todos = {"corte": CORTE, **dados, **nominativo}
            orden = [parte for k, v in todos.items() for parte in ("-p", k, v)]
            assert ejecutar(["corre", cuaderno, *orden]) == 0
    return {cuaderno: _leer(carpeta / "salidas", cuaderno) for cuaderno in PREGUNTAS}


def _leer(salidas: Path, cuaderno: str) -> Leido:
    (ficha,) = salidas.rglob(f"{cuaderno}/*/manifiesto.json")
    (libro,) = ficha.parent.glob("*.xlsx")
    excel = CalamineWorkbook.from_path(libro)
    hojas = {nombre: excel.get_sheet_by_name(nombre).to_python() for nombre in excel.sheet_names}
    pagina = (ficha.parent / "informe.html").read_text(encoding="utf-8")
    return Leido(pagina, hojas, json.loads(ficha.read_text(encoding="utf-8")))
