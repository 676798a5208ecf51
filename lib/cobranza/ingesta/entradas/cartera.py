"""La cartera: cada fila da de alta un crédito, su importe, su multa y, si trae fecha, su notificación."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from cobranza.base import catalogos
from cobranza.base.ambitos import AMBITOS
from cobranza.base.fechas import SIN_DIA, columna_fecha
from cobranza.ingesta.columnas import (
    Enteros,
    Mascara,
    con_sufijo,
    igual,
    largo,
    lista,
    marca,
    o_nulo,
    objetos,
    textos,
    tomar,
    traducidos,
)
from cobranza.ingesta.contrato import Aceptadas, Asientos, Contexto, Entrada, con_linea
from cobranza.ingesta.duplicados import sin_devueltas, sin_duplicadas
from cobranza.ingesta.encuentro import como_texto, encontradas
from cobranza.ingesta.hechos import hechos, pasados
from cobranza.ingesta.numeros import CAMPO as NUMERO_PROPIO
from cobranza.ingesta.numeros import que_no_tome_folio_ajeno, registrados, sin_numeros_ajenos, sin_registrar
from cobranza.ingesta.revisado import Filas, Revisado
from cobranza.ingesta.territorio import ARCHIVO as CIRCUNSCRIPCIONES
from cobranza.ingesta.territorio import delegacion_de_cada_uno
from cobranza.ingesta.vigencia import que_alcance_la_norma, que_no_llegue_prescrito


def _ambito_del_concepto(revisado: Revisado) -> None:
    """El ámbito que no se captura es el de su concepto; si se captura, es el mismo."""
    ambitos = catalogos.conceptos().set_index("clave")["ambito"].to_dict()
    del_concepto, _ = traducidos(revisado.texto("concepto"), ambitos.get, "")
    de_la_fila = revisado.texto("ambito")
    distinto = np.zeros(len(revisado.bloque.lineas), dtype=np.bool_)
    for ambito in AMBITOS:
        distinto |= igual(del_concepto, ambito) & ~igual(de_la_fila, ambito) & ~igual(de_la_fila, "")
    revisado.celda("concepto").anotar(
        distinto,
        "Concepto de otro ámbito",
        "El concepto «{}» no es del ámbito que dice la fila; corrige uno de los dos.",
    )
    dicho = revisado.celda("ambito").vacias
    revisado.valores["ambito"] = textos(np.where(dicho, objetos(del_concepto), objetos(de_la_fila)))


def _forma_sin_notificacion(revisado: Revisado) -> None:
    con_forma = ~igual(revisado.texto("forma"), "")
    sin_fecha = revisado.celda("notificacion").vacias
    revisado.celda("notificacion").anotar(
        con_forma & sin_fecha,
        "Notificación sin fecha",
        "Trae forma de notificación y no trae fecha; captura la fecha o borra la forma.",
    )


def _delegacion_del_municipio(revisado: Revisado) -> None:
    """La delegación que no se captura es la del domicilio del deudor (catálogo de municipios)."""
    celda, municipios = revisado.celda("delegacion"), revisado.texto("municipio")
    donde = revisado.celda("municipio")
    faltan = celda.vacias & ~igual(municipios, "")
    if not faltan.any():
        return
    del_municipio, _ = traducidos(municipios, delegacion_de_cada_uno().get, "")
    donde.anotar(
        faltan & igual(del_municipio, ""),
        "Municipio sin delegación",
        f"No se sabe qué delegación atiende «{{}}»; captúrala, o declárala una vez en {CIRCUNSCRIPCIONES} "
        "(`cobranza ingerir --sin-delegacion` dice cuáles faltan).",
    )
    delegaciones = np.where(faltan, objetos(del_municipio), objetos(revisado.texto("delegacion")))
    revisado.valores["delegacion"] = textos(delegaciones)


def _notificacion_nueva(conexion: Connection, revisado: Revisado, iguales: Mascara) -> Mascara:
    """Créditos ya registrados cuya notificación apenas llega; otra fecha de la ya anotada es un reparo."""
    fechas = revisado.entero("notificacion")
    filas = np.flatnonzero(iguales & (fechas != SIN_DIA) & revisado.reparos.en_pie)
    claves = [[f"{folio}:notificacion"] for folio in lista(tomar(revisado.texto("folio"), filas))]
    marco = encontradas(conexion, "acto", ["clave"], claves, ["fecha"])
    anotadas: Enteros = filas[marco["i"].to_numpy(np.int64)]
    distinta = np.array(
        [f[:10] for f in marco["fecha"]], dtype=object
    ) != np.array(como_texto(fechas[anotadas], es_fecha=True), dtype=object)  # fmt: skip
    revisado.celda("notificacion").anotar(
        marca(len(iguales), anotadas[distinta]),
        "Ya registrada con otros datos",
        "El crédito ya tiene una notificación con otra fecha; lo registrado no se reescribe.",
    )
    fechas[anotadas] = SIN_DIA  # ya está en el libro: si algo más completa la fila, no se anota otra vez
    return marca(len(iguales), np.setdiff1d(filas, anotadas))


def _que_completan(conexion: Connection, revisado: Revisado, iguales: Mascara) -> Mascara:
    """Créditos ya registrados que apenas traen su notificación o su número propio."""
    notificados = _notificacion_nueva(conexion, revisado, iguales)
    return notificados | sin_registrar(conexion, revisado, iguales)


def _altas(filas: Filas, contexto: Contexto) -> Asientos:
    asientos = con_linea(filas, contexto)
    moral = largo(filas.texto("rfc")) == 12
    asientos["credito"]["tipo_persona"] = np.where(moral, "moral", "fisica").astype(object)
    historico = _alta(filas, contexto, componente="HISTORICO", importe="importe", sufijo="alta")
    multa = _alta(filas, contexto, componente="MULTA", importe="multa", sufijo="multa")
    movimientos = pd.concat([historico, multa], ignore_index=True)
    return asientos | {"movimiento": movimientos} | _completadas(filas, contexto)


def _completadas(filas: Filas, contexto: Contexto) -> Asientos:
    """Lo que puede llegar con el alta o después: la notificación y el número propio."""
    return _notificadas(filas, contexto) | registrados(filas, contexto)


def _alta(filas: Filas, contexto: Contexto, *, componente: str, importe: str, sufijo: str) -> pd.DataFrame:
    """El alta de un componente, donde no es cero; la ampara la resolución, o el dictamen si lo hay."""
    dictamen = filas.texto("dictamen")
    alta = columna_fecha(filas.entero("fecha_registro"))
    marco = pd.DataFrame(
        {
            "clave": objetos(con_sufijo(filas.texto("folio"), sufijo)),
            "folio": objetos(filas.texto("folio")),
            "componente": componente,
            "tipo": "ALTA",
            "importe": filas.entero(importe),
            "fecha_efecto": alta,
            "fecha_registro": alta,
            "causa": "ALTA",
            "documento": np.where(igual(dictamen, ""), objetos(filas.texto("resolucion")), objetos(dictamen)),
            "usuario": contexto.usuario,
            "lote": contexto.lote,
        }
    )
    return marco[marco["importe"] > 0]


def _notificadas(filas: Filas, contexto: Contexto) -> Asientos:
    """El acto de notificación de las filas que traen su fecha."""
    fecha = filas.entero("notificacion")
    marco = pd.DataFrame(
        {
            "clave": objetos(con_sufijo(filas.texto("folio"), "notificacion")),
            "folio": objetos(filas.texto("folio")),
            "tipo": "NOTIFICACION",
            "fecha": columna_fecha(fecha),
            "resultado": "",
            "forma": o_nulo(filas.texto("forma")),
            "fecha_registro": columna_fecha(np.maximum(fecha, filas.entero("fecha_registro"))),
            "usuario": contexto.usuario,
            "lote": contexto.lote,
        }
    )
    return {"acto": marco[fecha != SIN_DIA]}


def _tardias(aceptadas: Aceptadas, contexto: Contexto) -> pd.DataFrame:
    """La notificación que llega después dice desde cuándo se actualiza la multa (CFF, art. 70, segundo párrafo)."""
    filas = aceptadas.completan
    comunes = hechos(filas, contexto, clave="folio", fecha="notificacion", registro="fecha_registro")
    comunes["clave"] += ":notificacion"
    comunes["fecha_registro"] = comunes["fecha_registro"].where(
        comunes["fecha_registro"] > comunes["fecha"], comunes["fecha"]
    )
    notifica = filas.entero("notificacion") != SIN_DIA
    return pasados(comunes, "NOTIFICACION", notifica & (filas.entero("multa") > 0))


ENTRADA = Entrada(
    "credito",
    aparte=("notificacion", "forma", "dictamen", NUMERO_PROPIO),
    condiciones=(
        _ambito_del_concepto,
        _forma_sin_notificacion,
        _delegacion_del_municipio,
        que_no_tome_folio_ajeno,
        que_alcance_la_norma,
        que_no_llegue_prescrito,
    ),
    antes=(sin_devueltas, sin_numeros_ajenos),
    contrastes=(sin_duplicadas,),
    completan=_que_completan,
    renglones=_altas,
    completa=_completadas,
    hechos=_tardias,
    alta=("importe", "multa"),
)
