"""Expedientes escritos en pocos renglones, como tablas: los leen los ejemplos de las reglas y las faltas del gemelo.

Un renglón es `AAAA-MM-DD TIPO`, con `#nombre` si otro lo cita, `campo=valor` y, si alguna regla debe señalarlo, `!`
o `!` y sus claves:

    2025-03-03 EMBARGO #e forma=MUEBLES !PAE009
    2025-03-07 DEPOSITARIO ref=e

`credito campo=valor` cambia el crédito y `! credito` dice que el hallazgo es del crédito. `PAGO monto=560.00
a=GASTO_EJECUCION` paga eso; `revertido=AAAA-MM-DD` lo deshace. `gasto=` es el que causó un acto
(`componente=GASTO_EXTRAORDINARIO`, si no se deduce de su tipo). El crédito es
federal, de 10,000.00, y se notificó el 1 de febrero de 2024; practica EJ-1 y ordena DEL-1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pandas as pd

from cobranza.base.catalogos import actos as catalogo
from cobranza.base.dinero import centavos
from cobranza.base.errores import ErrorDeUso

CREDITO: dict[str, Any] = {
    "ambito": "federal", "concepto": "F-ISR", "origen": "LIQUIDACION", "autoridad": "Auditoría", "ejercicio": 2019,
    "rfc": "XEXX010101000", "nombre": "Deudor de ejemplo", "tipo_persona": "fisica", "municipio": "07101",
    "delegacion": "DH-TGZ", "ejecutor": "EJ-1", "vencimiento": "2023-04-30", "importe": 1_000_000, "multa": 0,
    "fecha_registro": "2024-02-05", "fecha_resolucion": "2024-01-10", "notificacion": "2024-02-01",
}  # fmt: skip
"""El crédito de un expediente que no dice otra cosa; importes en centavos."""
EXTRAORDINARIOS = ("INSCRIPCION", "AVALUO", "CONVOCATORIA")
_CAMPOS = {
    "de": "persona", "de_las": "hora_inicio", "a_las": "hora_fin", "resultado": "resultado", "forma": "forma",
    "monto": "monto", "hasta": "hasta", "notificado": "notificado_el", "ref": "referencia", "doc": "documento",
    "parcialidades": "parcialidades",
}  # fmt: skip

Esperados = dict[str, set[str]]
"""Regla (vacía, la del ejemplo) → lo que debe señalar: claves de actos, o el folio si es del crédito."""


class Expedientes:
    """Expedientes que se van poniendo; `tablas` los da con los nombres y columnas de los libros."""

    def __init__(self) -> None:
        self._filas: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.diligencias = frozenset(
            tipo for tipo, ficha in catalogo().items() if "diligencias" in ficha["captura"] and tipo != "NOTIFICACION"
        )
        """Los actos que alguien practica a una hora, salvo la notificación, que la dice."""

    def tablas(self) -> dict[str, pd.DataFrame]:
        """Las tablas que tienen algún renglón: credito, acto, movimiento y recibo."""
        return {nombre: pd.DataFrame(filas).convert_dtypes() for nombre, filas in self._filas.items() if filas}

    def poner(self, folio: str, hechos: str) -> Esperados:
        """Agrega un expediente y dice qué debe señalar cada regla en él.

        Errores: `ErrorDeUso` si un renglón dice un campo que no existe.
        """
        credito: dict[str, Any] = {"id": len(self._filas["credito"]) + 1, "folio": folio, "resolucion": f"R-{folio}"}
        credito |= CREDITO
        esperados: Esperados = defaultdict(set)
        renglones = [r.split() for r in hechos.strip().splitlines() if r.strip()]
        for primero, *resto in renglones:
            if primero == "credito":
                dichos = dict(dato.split("=", 1) for dato in resto)
                credito |= {k: int(v) if k in ("importe", "multa", "ejercicio") else v or None
                            for k, v in dichos.items()}  # fmt: skip
            elif primero.startswith("!"):
                _esperar(esperados, primero, folio)
        self._alta(credito)
        for primero, *resto in renglones:
            if primero[0].isdigit():
                self._hecho(credito, primero, resto, esperados)
        return esperados

    def _alta(self, credito: dict[str, Any]) -> None:
        folio, notificacion = credito["folio"], credito.pop("notificacion")
        self._filas["credito"].append(credito)
        for campo, componente in (("importe", "HISTORICO"), ("multa", "MULTA")):
            if credito[campo]:
                self._mover(credito, f"{folio}:alta-{campo}", componente, "ALTA", credito[campo],
                            credito["fecha_registro"])  # fmt: skip
        if notificacion:
            self._acto(credito, f"{folio}:notificacion", "NOTIFICACION", notificacion)

    def _hecho(self, credito: dict[str, Any], fecha: str, resto: list[str], esperados: Esperados) -> None:
        tipo, *datos = resto
        folio = credito["folio"]
        nombre = next((d[1:] for d in datos if d[0] == "#"), f"{len(self._filas['acto']) + 1}")
        clave = f"{folio}:{nombre}"
        dichos = dict(d.split("=", 1) for d in datos if "=" in d)
        for marca in (d for d in datos if d[0] == "!"):
            _esperar(esperados, marca, clave)
        if tipo == "PAGO":
            self._pagar(credito, clave, fecha, dichos)
            return
        gasto = dichos.pop("gasto", "")
        componente = dichos.pop(
            "componente", "GASTO_EXTRAORDINARIO" if tipo in EXTRAORDINARIOS else "GASTO_EJECUCION"
        )
        acto = self._acto(credito, clave, tipo, fecha)
        for campo, valor in dichos.items():
            if campo not in _CAMPOS:
                raise ErrorDeUso(f"Un expediente dice «{campo}»; se esperaba uno de: {', '.join(_CAMPOS)}.")
            acto[_CAMPOS[campo]] = _valor(folio, campo, valor)
        if gasto:
            self._mover(credito, f"{clave}:gasto", componente, componente, centavos(gasto), fecha, referencia=clave,
                        documento=acto["documento"])  # fmt: skip

    def _acto(self, credito: dict[str, Any], clave: str, tipo: str, fecha: str) -> dict[str, Any]:
        es_diligencia = tipo in self.diligencias
        quien = "DEL-1" if tipo == "MANDAMIENTO" else "EJ-1" if es_diligencia else None
        acto = {
            "credito": credito["id"], "id": len(self._filas["acto"]) + 1, "folio": credito["folio"], "clave": clave,
            "tipo": tipo, "fecha": fecha, "hora_inicio": "10:00" if es_diligencia else None,
            "hora_fin": "10:30" if es_diligencia else None, "resultado": "", "persona": quien, "forma": None,
            "monto": None, "hasta": None, "parcialidades": None, "notificado_el": None, "referencia": None,
            "documento": None, "fecha_registro": fecha,
        }  # fmt: skip
        self._filas["acto"].append(acto)
        return acto

    def _pagar(self, credito: dict[str, Any], clave: str, fecha: str, dichos: dict[str, str]) -> None:
        monto = credito["importe"] if dichos["monto"] == "todo" else centavos(dichos["monto"])
        componente = dichos.get("a", "HISTORICO")
        self._filas["recibo"].append({"recibo": clave, "fecha_ingreso": fecha, "folio": credito["folio"]})
        ref = f"{credito['folio']}:{dichos['ref']}" if "ref" in dichos else ""
        exacto = 10_000 if componente == "HISTORICO" else None
        de_mas = max(monto - credito["importe"], 0) if componente == "HISTORICO" else 0
        if de_mas:  # lo que pasa del principal paga recargos: se asientan y se pagan
            for sentido in (1, -1):
                self._mover(credito, f"{clave}:recargo{sentido}", "RECARGO", "RECARGO" if sentido > 0 else "PAGO",
                            sentido * de_mas, fecha, documento=clave)  # fmt: skip
            monto -= de_mas
        self._mover(credito, clave, componente, "PAGO", -monto, fecha, documento=clave, exacto=exacto, referencia=ref)
        if "revertido" in dichos:
            cuando = dichos["revertido"]
            self._mover(credito, f"{clave}:reversa", componente, "PAGO", monto, cuando, documento=clave,
                        reversa_de=clave, exacto=exacto)  # fmt: skip
            if de_mas:
                self._mover(credito, f"{clave}:reversa-recargo", "RECARGO", "PAGO", de_mas, cuando, documento=clave,
                            reversa_de=f"{clave}:recargo-1")  # fmt: skip

    def _mover(  # noqa: PLR0913 — los campos de un movimiento
        self, credito: dict[str, Any], clave: str, componente: str, tipo: str, importe: int, fecha: str, **otros: Any
    ) -> None:
        exacto = otros.pop("exacto", None)
        self._filas["movimiento"].append(
            {
                "credito": credito["id"], "folio": credito["folio"], "clave": clave, "componente": componente,
                "tipo": tipo, "importe": importe, "exacto": importe * exacto if exacto else None, "recargos": None,
                "fecha_efecto": fecha, "fecha_registro": fecha, "documento": "", "referencia": "", "reversa_de": None,
            } | otros
        )  # fmt: skip


def _esperar(esperados: Esperados, marca: str, que: str) -> None:
    for clave in marca[1:].split(","):
        esperados[clave].add(que)


def _valor(folio: str, campo: str, valor: str) -> Any:
    if not valor:
        return None
    if campo == "monto":
        return centavos(valor)
    if campo == "parcialidades":
        return int(valor)
    return f"{folio}:{valor}" if campo == "ref" else valor


def plantilla(gente: Mapping[str, tuple[str, str, str, str | None]], desde: str) -> dict[str, pd.DataFrame]:
    """Las tablas `persona` y `nombramiento`, de número → (puesto, facultades, delegación, último día)."""
    personas: list[dict[str, Any]] = []
    oficios: list[dict[str, Any]] = []
    for numero, (puesto, facultades, delegacion, hasta) in gente.items():
        de: dict[str, Any] = {"numero_empleado": numero, "puesto": puesto, "delegacion": delegacion}
        personas.append(de | {"nombre": f"{numero} de ejemplo", "rfc": rfc_de(numero)})
        oficios.append(de | {"oficio": f"OF-{numero}", "facultades": facultades, "desde": desde, "hasta": hasta})
    return {"persona": pd.DataFrame(personas), "nombramiento": pd.DataFrame(oficios)}


def rfc_de(numero: str) -> str:
    """El RFC ficticio de quien tiene ese número de empleado."""
    return f"{numero.replace('-', '')}X010101AAA"
