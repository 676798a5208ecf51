"""De créditos y hechos a los renglones de cada archivo de la oficina, campo por campo."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from cobranza.base.catalogos import actos, municipios
from cobranza.base.fechas import SIN_DIA
from cobranza.gemelo.agenda import sin_encimar
from cobranza.gemelo.creditos import Creditos, claves_de_concepto, origenes
from cobranza.gemelo.guiones import CORTE
from cobranza.gemelo.personas import EJECUTOR, NADIE, Plantilla, claves_de_delegacion
from cobranza.gemelo.sorteo import Azar, Columna, Mascara, algunos, entre, por_peso
from cobranza.gemelo.textos import Textos, donde, fechas, horas, importes, numerados, pegados, tomar
from cobranza.gemelo.trama import LIQUIDA, PAGO
from cobranza.ley.calendario import partes

Renglones = dict[str, Textos]
"""Una columna de texto por campo del layout; nulo es celda vacía."""
_AUTORIDADES = {
    "LIQUIDACION": "Dirección de Auditoría Fiscal",
    "CONTROL_OBLIGACIONES": "Dirección de Control de Obligaciones",
    "PADRON_VEHICULAR": "Departamento de Control Vehicular",
    "VENTANILLA": "Dirección de Ingresos",
    "AUTORIDAD_EXTERNA": "Autoridad administrativa o judicial",
    "ORGANO_CONTROL": "Órgano interno de control",
    "RETENEDOR": "Dependencia ejecutora de obra",
}
_NOTIFICADA = ("PERSONAL", "BUZON", "CORREO_CERTIFICADO")
CAMPOS_DE_ACTO = {
    "diligencias": (
        "clave", "folio", "tipo", "fecha", "hora_inicio", "hora_fin", "persona", "resultado", "forma", "monto",
        "notificado_el", "hasta", "referencia", "documento", "gasto", "honorario", "fecha_registro",
    ),
    "incidencias": (
        "clave", "folio", "tipo", "fecha", "forma", "parcialidades", "notificado_el", "hasta", "monto", "documento",
        "resultado", "referencia", "persona", "fecha_registro",
    ),
}  # fmt: skip
"""Qué campos de un acto lleva cada archivo, en su orden."""
_FORMAS_DE_PAGO = ("EFECTIVO", "TRANSFERENCIA", "CHEQUE", "TARJETA")
_CHEQUES_MILESIMAS, _CANCELADOS_MILESIMAS = 30, 20


def de_cartera(azar: Azar, c: Creditos, plantilla: Plantilla, por_estrados: Mascara) -> Renglones:
    """Un renglón por crédito; `por_estrados`: los que se notificaron así."""
    n, claves = len(c), claves_de_concepto()
    como = tomar(_NOTIFICADA, por_peso(azar, (8, 1, 1), n))
    origen = [o for _, o in origenes()]
    ejecutor = plantilla.quien(
        np.full(n, EJECUTOR), c.delegacion, c.plaza, np.full(n, CORTE), np.zeros(n, dtype=bool)
    )
    return {
        "folio": c.folio,
        "ambito": tomar(("ESTATAL", "FEDERAL COORDINADO"), c.federal.astype(np.int64)),
        "concepto": tomar(claves, c.concepto),
        "origen": tomar(origen, c.origen),
        "autoridad": tomar([_AUTORIDADES[o] for o in origen], c.origen),
        "resolucion": pegados("SH/", c.folio),
        "fecha_resolucion": fechas(c.resolucion),
        "ejercicio": numerados(np.minimum(partes(c.vencimiento)[0], partes(c.resolucion)[0]) // 12, 4),
        "rfc": tomar(c.deudores.rfc, c.deudor),
        "nombre": tomar(c.deudores.nombre, c.deudor),
        "municipio": tomar(municipios()["clave_inegi"].tolist(), c.municipio),
        "delegacion": tomar(claves_de_delegacion(), c.delegacion),
        "ejecutor": donde(algunos(azar, n, 900), tomar(plantilla.numero, ejecutor), None),
        "vencimiento": fechas(c.vencimiento),
        "importe": importes(c.importe),
        "multa": importes(c.multa, c.multa > 0),
        "notificacion": fechas(c.notificacion),
        "forma": donde(c.notificacion != SIN_DIA, donde(por_estrados, "ESTRADOS", como), None),
        "fecha_registro": fechas(c.alta),
    }  # fmt: skip


def claves_de_hechos(c: Creditos, hechos: pd.DataFrame) -> Textos:
    """La clave de cada acto: folio, en qué archivo se captura y su número dentro del crédito."""
    numero = hechos.groupby("credito").cumcount().to_numpy().astype(np.int64) + 1
    letra = donde(es_diligencia(hechos), "-D", "-I")
    return pegados(tomar(c.folio, hechos["credito"].to_numpy()), letra, numerados(numero, 2))


def es_diligencia(hechos: pd.DataFrame) -> Mascara:
    """¿Se captura en el archivo de diligencias?"""
    tipos = [tipo for tipo, ficha in actos().items() if "diligencias" in ficha["captura"]]
    return hechos["tipo"].isin(tipos).to_numpy()


def de_actos(azar: Azar, c: Creditos, hechos: pd.DataFrame, claves: Textos, plantilla: Plantilla) -> Renglones:
    """Un renglón por hecho, con los campos de las diligencias y de las incidencias."""
    credito, fecha = hechos["credito"].to_numpy(), hechos["fecha"].to_numpy()
    persona = plantilla.quien(
        hechos["puesto"].to_numpy(), c.delegacion[credito], c.plaza[credito], fecha, hechos["ajeno"].to_numpy()
    )
    # dos gastos de una sola acta llevan el mismo documento
    acta = tomar(claves, np.arange(len(hechos)) - hechos["misma_acta"].to_numpy())
    recibe = tomar(claves_de_delegacion(), (c.delegacion[credito] + 1) % len(claves_de_delegacion()))
    monto, gasto = hechos["monto"].to_numpy(), hechos["gasto_centavos"].to_numpy()
    hora, fin = sin_encimar(hechos, persona, c.municipio[credito])
    vacia = pa.nulls(len(hechos), pa.string())
    parcialidades = np.where(hechos["tipo"].eq("CONVENIO"), hechos["parcialidades"], 0)
    return {
        "clave": claves,
        "folio": tomar(c.folio, credito),
        "tipo": _textos(hechos["tipo"]),
        "fecha": fechas(fecha),
        "hora_inicio": horas(hora),
        "hora_fin": horas(fin),
        "persona": tomar(plantilla.numero, persona, persona == NADIE),
        "resultado": _textos(hechos["resultado"]),
        "forma": _textos(hechos["forma"]),
        "monto": importes(monto, monto >= 0),
        "hasta": fechas(hechos["hasta"].to_numpy()),
        "parcialidades": donde(parcialidades > 0, numerados(parcialidades, 1), None),
        "notificado_el": fechas(hechos["notificado"].to_numpy()),
        "referencia": _referencias(azar, hechos, claves),
        "documento": donde(hechos["tipo"].eq("TRASPASO").to_numpy(), recibe, pegados("A/", acta)),
        "gasto": importes(gasto, gasto > 0),
        "honorario": vacia,
        "fecha_registro": fechas(np.minimum(fecha + entre(azar, 0, 12, len(hechos)), CORTE)),
    }


def _referencias(azar: Azar, hechos: pd.DataFrame, claves: Textos) -> Textos:
    """La clave de lo que cada resolución o fin de suspensión cierra; la mitad de las veces no se captura."""
    credito, numero = hechos["credito"].to_numpy(), np.arange(len(hechos))
    lugar = np.full(len(hechos), -1)
    for cierra, abre in (("RESOLUCION", "IMPUGNACION"), ("FIN_SUSPENSION", "SUSPENSION")):
        previo = np.maximum.accumulate(np.where(hechos["tipo"].eq(abre), numero, -1))
        suyo = hechos["tipo"].eq(cierra).to_numpy() & (previo >= 0) & (credito[previo] == credito)
        lugar = np.where(suyo & algunos(azar, len(hechos), 500), previo, lugar)
    return tomar(claves, lugar, lugar < 0)


def _textos(columna: pd.Series[str]) -> Textos:
    categorias = pa.array([c or None for c in columna.cat.categories], pa.string())
    return tomar(categorias, columna.cat.codes.to_numpy().astype(np.int64))


def de_recibos(azar: Azar, c: Creditos, hechos: pd.DataFrame, siguiente: int) -> Renglones:
    """Un renglón por pago, más los cancelados que alguno sustituye y los cheques que no se pagaron.

    `siguiente` es el número del primer recibo del bloque.
    """
    pagos = hechos[hechos["tipo"] == PAGO]
    ultimo = ~hechos["credito"].duplicated(keep="last")
    abonos = pagos[ultimo[pagos.index] & pagos["milesimas"].ne(LIQUIDA)]
    cheques = abonos[algunos(azar, len(abonos), _CHEQUES_MILESIMAS)]
    # un cheque devuelto va aparte y después del último pago: su indemnización no alcanza a ningún otro hecho
    cheques = cheques.assign(estado=2, fecha=np.minimum(cheques["fecha"] + entre(azar, 1, 9, len(cheques)), CORTE))
    errados = algunos(azar, len(pagos), _CANCELADOS_MILESIMAS)
    juntos = pd.concat([pagos[errados].assign(estado=1), pagos.assign(estado=0, errado=errados), cheques])
    juntos["errado"] = juntos["errado"].fillna(False).astype(bool)
    juntos = juntos.sort_values("fecha", kind="stable", ignore_index=True)
    numero = siguiente + np.arange(len(juntos))
    recibo, estado = pegados("RI-", numerados(numero, 8)), juntos["estado"].to_numpy()
    credito, fecha = juntos["credito"].to_numpy(), juntos["fecha"].to_numpy()
    return {
        "recibo": recibo,
        "fecha_ingreso": fechas(fecha),
        "oficina": tomar([d.removeprefix("DH-") for d in claves_de_delegacion()], c.delegacion[credito]),
        "caja": numerados(entre(azar, 1, 4, len(juntos)), 1),
        "folio": tomar(c.folio, credito),
        "importe": importes(juntos["monto"].to_numpy()),
        "forma_pago": donde(estado == 2, "CHEQUE", tomar(_FORMAS_DE_PAGO, entre(azar, 0, 3, len(juntos)))),
        "estado": tomar(("VIGENTE", "CANCELADO", "CHEQUE_DEVUELTO"), estado),
        "fecha_estado": fechas(np.where(estado == 0, SIN_DIA, np.minimum(fecha + 3 * (estado == 2), CORTE))),
        "sustituye_a": _sustituidos(juntos, recibo),
        "causa": _textos(juntos["causa"]),
    }


def _sustituidos(recibos: pd.DataFrame, recibo: Textos) -> Textos:
    """De cada pago que se capturó dos veces, el recibo cancelado que sustituye: el de su mismo hecho."""
    cancelados = pd.Series(np.flatnonzero(recibos["estado"] == 1), index=recibos.loc[recibos["estado"] == 1, "orden"])
    lugar: Columna = cancelados.reindex(recibos["orden"]).fillna(-1).to_numpy(np.int64)
    falta = ~recibos["errado"].to_numpy()
    return tomar(recibo, lugar, falta)
