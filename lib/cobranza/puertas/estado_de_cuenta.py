"""El estado de cuenta de un crédito: los datos de su documento, tomados de lo que ya explica la cartera."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from cobranza.base import catalogos
from cobranza.base.dinero import pesos, texto
from cobranza.base.fechas import SIN_DIA, fecha_corta, fecha_de, hoy

if TYPE_CHECKING:
    from cobranza.cartera.explicacion import Explicacion
    from cobranza.cuenta.calendario_de_pagos import Parcialidad
    from cobranza.ley.renglon import Renglon


def datos_de(folio: str, al: str | None) -> dict[str, Any]:
    """Los datos del documento `estado_de_cuenta` de un crédito a un día, emitido hoy.

    Errores: los de `explicar`.
    """
    from cobranza.cartera.explicacion import explicar
    from cobranza.informes.entrada import entrada

    de = entrada(al)
    return datos(explicar(de.conexion, de.normas, folio, de.corte), hoy())


def datos(explicacion: Explicacion, emitido: date) -> dict[str, Any]:
    """Lo explicado, con los nombres de la plantilla; los importes son los mismos, en texto decimal."""
    from cobranza.cartera.explicacion import situacion_de

    todo = {
        **del_credito(explicacion, emitido),
        "folio": f"EDO-{explicacion.credito['folio']}-{explicacion.al:%Y%m%d}",
        "situacion": situacion_de(explicacion.credito),
        "estados": explicacion.estados,
        "componentes": _componentes(explicacion),
        "debido": texto(explicacion.debido),
        "a_favor": texto(-explicacion.a_favor) if explicacion.a_favor < 0 else "",
        "lineas": [_linea(r) for r in explicacion.renglones],
        "parcialidades": [_parcialidad(p) for p in explicacion.convenio.parcialidades]
        if explicacion.convenio
        else [],
        "movimientos": [
            {"dia": fecha_de(h.dia).isoformat(), "hecho": f"{h.hecho}{_entre_corchetes(h.efecto, h.fundamento)}"}
            for h in explicacion.cronologia.hitos
        ],
    }
    return {nombre: valor for nombre, valor in todo.items() if valor not in ("", [])}


def del_credito(explicacion: Explicacion, emitido: date) -> dict[str, Any]:
    """Lo que dice de un crédito cualquier documento suyo, emitido ese día; lo que no consta, vacío."""
    from cobranza.papel import palabras

    c = explicacion.credito
    return {
        "fecha": emitido.isoformat(),
        "lugar": palabras.delegaciones().get(c["delegacion"], str(c["delegacion"])),
        "ambito": str(c["ambito"]),
        "autoriza": {"puesto": _quien_autoriza(emitido)},
        "contribuyente": {"nombre": str(c["nombre"]), "rfc": str(c["rfc"])},
        "credito": str(c["folio"]),
        "numero_propio": explicacion.numero_propio,
        "concepto": palabras.conceptos().get(c["concepto"], str(c["concepto"])),
        "autoridad": _dicho(c["autoridad"]),
        "resolucion": _dicho(c["resolucion"]),
        "al": explicacion.al.isoformat(),
        "ilustrativos": ["parámetros estatales por confirmar"]
        if explicacion.calidad.startswith("ilustrativo")
        else [],
    }


def _componentes(explicacion: Explicacion) -> list[dict[str, str]]:
    """Lo que se debe por concepto; si no se debe nada, el importe histórico en cero lo dice.

    Lo devuelto de un pago que cayó no es parte de lo que se debe: lo cuenta su línea.
    """
    from cobranza.papel import palabras

    nombres = {
        **palabras.COMPONENTES,
        "recargos": "Recargos por mora",
        "recargos_prorroga": "Recargos por prórroga",
        "saldo_a_favor": "Saldo a favor",
    }
    debidos = {k: v for k, v in explicacion.componentes.items() if v and (k != "saldo_a_favor" or v < 0)}
    con_algo = debidos or {"historico": 0}
    return [{"nombre": nombres[clave], "importe": texto(importe)} for clave, importe in con_algo.items()]


def _linea(r: Renglon) -> dict[str, str]:
    operacion = f"{pesos(r.base)} × {r.factor}" if r.base is not None and r.factor else ""
    dicha = {
        "concepto": r.concepto,
        "operacion": operacion,
        "fundamento": f"{r.fundamento}{'. ' + r.fuente if r.fuente else ''}",
        "importe": texto(r.monto or 0) if r.suma else "",
    }
    return {nombre: valor for nombre, valor in dicha.items() if valor}


def _parcialidad(p: Parcialidad) -> dict[str, Any]:
    pagada = "sin cubrir" if p.pagada_el == SIN_DIA else f"cubierta el {fecha_corta(fecha_de(p.pagada_el))}"
    mora = f"; mora {pesos(p.mora)}" if p.mora else ""
    return {
        "numero": int(p.numero),
        "vence": fecha_de(p.vence).isoformat(),
        "importe": texto(p.importe),
        "estado": f"{pagada}{mora}",
    }


def _quien_autoriza(emitido: date) -> str:
    """Quien dicen los catálogos; si no lo dicen, la unidad que lo expide."""
    dicho = dict(catalogos.firmas()).get("Autorizó", "")
    return dicho or catalogos.institucion(emitido).unidad.rpartition(" · ")[2]


def _entre_corchetes(*partes: str) -> str:
    dichas = "; ".join(filter(None, partes))
    return f" [{dichas}]" if dichas else ""


def _dicho(valor: Any) -> str:
    return "" if pd.isna(valor) else str(valor)
