"""Los ejemplos de las reglas: expedientes en pocos renglones que se leen, se imprimen y corren como prueba.

Un renglón es `AAAA-MM-DD TIPO`, con `#nombre` si otro lo cita, `campo=valor` y `!` si la regla debe señalarlo:

    2025-03-03 EMBARGO #e forma=MUEBLES !
    2025-03-04 DEPOSITARIO ref=e

`credito campo=valor` cambia el crédito; `corte AAAA-MM-DD`, el día en que se verifica; `! credito` dice que el
hallazgo es del crédito. `PAGO monto=560.00 a=GASTO_EJECUCION` paga eso; `revertido=AAAA-MM-DD` lo deshace. `gasto=`
es el que causó un acto. El crédito es federal, de 10,000.00, y se notificó el 1 de febrero de 2024. Practica EJ-1;
EJ-2 tuvo nombramiento hasta el 14 de marzo de 2025; EJ-3 es de Tapachula; ordena DEL-1; JEFE-1 sólo supervisa.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from cobranza.base.catalogos import actos as catalogo
from cobranza.base.dinero import centavos
from cobranza.base.errores import ErrorDeUso
from cobranza.expediente.de_tablas import conexion_de_tablas
from cobranza.verificacion.pae import Pae, leer

if TYPE_CHECKING:
    from cobranza.ley.norma import Normas
    from cobranza.verificacion.regla import Ejemplo, Regla

CORTE = date(2025, 12, 30)
_CREDITO: dict[str, Any] = {
    "ambito": "federal", "concepto": "F-ISR", "origen": "LIQUIDACION", "autoridad": "Auditoría", "ejercicio": 2019,
    "rfc": "XEXX010101000", "nombre": "Deudor de ejemplo", "tipo_persona": "fisica", "municipio": "07101",
    "delegacion": "DH-TGZ", "ejecutor": "EJ-1", "vencimiento": "2023-04-30", "importe": 1_000_000, "multa": 0,
    "fecha_registro": "2024-02-05", "fecha_resolucion": "2024-01-10", "notificacion": "2024-02-01",
}  # fmt: skip
_CAMPOS = {
    "de": "persona", "de_las": "hora_inicio", "a_las": "hora_fin", "resultado": "resultado", "forma": "forma",
    "monto": "monto", "hasta": "hasta", "notificado": "notificado_el", "ref": "referencia", "doc": "documento",
    "parcialidades": "parcialidades",
}  # fmt: skip
_PERSONAL = {
    "EJ-1": ("EJECUTOR", "NOTIFICAR; REQUERIR; EMBARGAR", "DH-TGZ", None),
    "EJ-2": ("EJECUTOR", "NOTIFICAR; REQUERIR; EMBARGAR", "DH-TGZ", "2025-03-14"),
    "EJ-3": ("EJECUTOR", "NOTIFICAR; REQUERIR; EMBARGAR", "DH-TAP", None),
    "NOT-1": ("NOTIFICADOR", "NOTIFICAR", "DH-TGZ", None),
    "DEL-1": ("DELEGADO", "MANDAMIENTO; DESIGNAR EJECUTORES", "DH-TGZ", None),
    "JEFE-1": ("JEFE_SECCION_EJECUCION", "SUPERVISAR", "DH-TGZ", None),
}
EXTRAORDINARIOS = ("INSCRIPCION", "AVALUO", "CONVOCATORIA")


@dataclass(frozen=True, slots=True)
class Puesto:
    """Un ejemplo con su folio, el día en que se verifica y lo que la regla debe señalar (claves, o el folio)."""

    folio: str
    regla: str
    ejemplo: Ejemplo
    corte: date
    esperados: frozenset[str]


@dataclass
class _Tablas:
    creditos: list[dict[str, Any]]
    actos: list[dict[str, Any]]
    movimientos: list[dict[str, Any]]
    recibos: list[dict[str, Any]]


def de_reglas(reglas: Iterable[Regla], normas: Normas) -> list[tuple[Pae, list[Puesto]]]:
    """Los ejemplos de esas reglas como expedientes leídos: uno por día en que se verifican, con todo capturado."""
    por_corte: dict[date, tuple[_Tablas, list[Puesto]]] = {}
    for regla in reglas:
        for numero, ejemplo in enumerate(regla.ejemplos, 1):
            corte = _corte(ejemplo.hechos)
            tablas, puestos = por_corte.setdefault(corte, (_Tablas([], [], [], []), []))
            puestos.append(_poner(tablas, f"{regla.clave}-{numero}", regla.clave, ejemplo, corte))
    return [(_leer(tablas, normas, corte), puestos) for corte, (tablas, puestos) in sorted(por_corte.items())]


def _leer(t: _Tablas, normas: Normas, corte: date) -> Pae:
    with conexion_de_tablas({**_personal(), **_marcos(t)}) as conexion:
        leido = leer(conexion, normas, corte)
    return replace(leido, captura=_Todo())


class _Todo(dict[str, int]):
    """La captura de una oficina que todo lo anota desde siempre."""

    def get(self, clave: str, si_no: Any = None) -> Any:
        return 0


def _marcos(t: _Tablas) -> dict[str, pd.DataFrame]:
    nombres = {"credito": t.creditos, "acto": t.actos, "movimiento": t.movimientos, "recibo": t.recibos}
    return {nombre: pd.DataFrame(filas).convert_dtypes() for nombre, filas in nombres.items() if filas}


def _personal() -> Mapping[str, pd.DataFrame]:
    gente: list[dict[str, Any]] = []
    oficios: list[dict[str, Any]] = []
    for numero, (puesto, facultades, delegacion, hasta) in _PERSONAL.items():
        de: dict[str, Any] = {"numero_empleado": numero, "puesto": puesto, "delegacion": delegacion}
        gente.append(de | {"nombre": f"{numero} de ejemplo", "rfc": f"{numero.replace('-', '')}X010101AAA"})
        oficios.append(
            de | {"oficio": f"OF-{numero}", "facultades": facultades, "desde": "2015-01-01", "hasta": hasta}
        )
    return {"persona": pd.DataFrame(gente), "nombramiento": pd.DataFrame(oficios)}


def _corte(hechos: str) -> date:
    for renglon in hechos.splitlines():
        if renglon.split()[:1] == ["corte"]:
            return date.fromisoformat(renglon.split()[1])
    return CORTE


def _poner(t: _Tablas, folio: str, clave: str, ejemplo: Ejemplo, corte: date) -> Puesto:
    credito: dict[str, Any] = {"id": len(t.creditos) + 1, "folio": folio, "resolucion": f"R-{folio}"} | _CREDITO
    esperados: set[str] = set()
    renglones = [r.split() for r in ejemplo.hechos.strip().splitlines() if r.strip()]
    for primero, *resto in renglones:
        if primero == "credito":
            dichos = dict(dato.split("=", 1) for dato in resto)
            credito |= {k: int(v) if k in ("importe", "multa", "ejercicio") else v or None for k, v in dichos.items()}
        elif primero == "!":
            esperados.add(folio)
    notificacion = credito.pop("notificacion")
    t.creditos.append(credito)
    for componente in ("importe", "multa"):
        if credito[componente]:
            de = "HISTORICO" if componente == "importe" else "MULTA"
            _mover(
                t, credito, f"{folio}:alta-{componente}", de, "ALTA", credito[componente], credito["fecha_registro"]
            )
    if notificacion:
        t.actos.append(_acto(t, credito, f"{folio}:notificacion", "NOTIFICACION", notificacion))
    for primero, *resto in renglones:
        if primero[0].isdigit():
            _hecho(t, credito, primero, resto, esperados)
    return Puesto(folio, clave, ejemplo, corte, frozenset(esperados))


def _hecho(t: _Tablas, credito: dict[str, Any], fecha: str, resto: list[str], esperados: set[str]) -> None:
    tipo, *datos = resto
    nombre = next((d[1:] for d in datos if d[0] == "#"), f"{len(t.actos) + 1}")
    clave = f"{credito['folio']}:{nombre}"
    dichos = dict(d.split("=", 1) for d in datos if "=" in d)
    if "!" in datos:
        esperados.add(clave)
    if tipo == "PAGO":
        _pagar(t, credito, clave, fecha, dichos)
        return
    gasto = dichos.pop("gasto", "")
    acto = _acto(t, credito, clave, tipo, fecha)
    for campo, valor in dichos.items():
        if campo not in _CAMPOS:
            raise ErrorDeUso(f"Un ejemplo dice «{campo}»; se esperaba uno de: {', '.join(_CAMPOS)}.")
        acto[_CAMPOS[campo]] = _valor(credito["folio"], campo, valor)
    t.actos.append(acto)
    if gasto:
        componente = "GASTO_EXTRAORDINARIO" if tipo in EXTRAORDINARIOS else "GASTO_EJECUCION"
        _mover(t, credito, f"{clave}:gasto", componente, componente, centavos(gasto), fecha, referencia=clave,
               documento=acto["documento"])  # fmt: skip


def _valor(folio: str, campo: str, valor: str) -> Any:
    if campo == "monto":
        return centavos(valor)
    if campo == "parcialidades":
        return int(valor)
    return f"{folio}:{valor}" if campo == "ref" else valor or None


def _acto(t: _Tablas, credito: dict[str, Any], clave: str, tipo: str, fecha: str) -> dict[str, Any]:
    es_diligencia = "diligencias" in catalogo()[tipo]["captura"] and tipo != "NOTIFICACION"
    quien = "DEL-1" if tipo == "MANDAMIENTO" else "EJ-1" if es_diligencia else None
    return {
        "credito": credito["id"], "id": len(t.actos) + 1, "folio": credito["folio"], "clave": clave, "tipo": tipo,
        "fecha": fecha, "hora_inicio": "10:00" if es_diligencia else None,
        "hora_fin": "10:30" if es_diligencia else None, "resultado": "", "persona": quien, "forma": None,
        "monto": None, "hasta": None, "parcialidades": None, "notificado_el": None, "referencia": None,
        "documento": None, "fecha_registro": fecha,
    }  # fmt: skip


def _pagar(t: _Tablas, credito: dict[str, Any], clave: str, fecha: str, dichos: dict[str, str]) -> None:
    monto = credito["importe"] if dichos["monto"] == "todo" else centavos(dichos["monto"])
    componente = dichos.get("a", "HISTORICO")
    t.recibos.append({"recibo": clave, "fecha_ingreso": fecha, "folio": credito["folio"]})
    ref = f"{credito['folio']}:{dichos['ref']}" if "ref" in dichos else ""
    exacto = 10_000 if componente == "HISTORICO" else None
    de_mas = max(monto - credito["importe"], 0) if componente == "HISTORICO" else 0
    if de_mas:  # lo que pasa del principal paga recargos: se asientan y se pagan
        for sentido in (1, -1):
            _mover(t, credito, f"{clave}:recargo{sentido}", "RECARGO", "RECARGO" if sentido > 0 else "PAGO",
                   sentido * de_mas, fecha, documento=clave)  # fmt: skip
        monto -= de_mas
    _mover(t, credito, clave, componente, "PAGO", -monto, fecha, documento=clave, exacto=exacto, referencia=ref)
    if "revertido" in dichos:
        _mover(t, credito, f"{clave}:reversa", componente, "PAGO", monto, dichos["revertido"], documento=clave,
               reversa_de=clave, exacto=exacto)  # fmt: skip
        if de_mas:
            _mover(t, credito, f"{clave}:reversa-recargo", "RECARGO", "PAGO", de_mas, dichos["revertido"],
                   documento=clave, reversa_de=f"{clave}:recargo-1")  # fmt: skip


def _mover(  # noqa: PLR0913 — los campos de un movimiento
    t: _Tablas,
    credito: dict[str, Any],
    clave: str,
    componente: str,
    tipo: str,
    importe: int,
    fecha: str,
    **otros: Any,
) -> None:
    exacto = otros.pop("exacto", None)
    t.movimientos.append(
        {
            "credito": credito["id"], "folio": credito["folio"], "clave": clave, "componente": componente,
            "tipo": tipo, "importe": importe, "exacto": importe * exacto if exacto else None, "recargos": None,
            "fecha_efecto": fecha, "fecha_registro": fecha, "documento": "", "referencia": "", "reversa_de": None,
        } | otros
    )  # fmt: skip
