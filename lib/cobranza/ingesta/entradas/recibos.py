"""Los recibos: los vigentes pagan; los que dejan de estarlo, o que otro sustituye, revierten lo que pagaron."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sqlalchemy import Connection, text

from cobranza.base.dinero import pesos
from cobranza.cuenta.aplicacion import REGIMEN
from cobranza.ingesta.columnas import entre, igual, lista, marca, tomar
from cobranza.ingesta.contrato import Aceptadas, Contexto, Entrada, Registradas
from cobranza.ingesta.encuentro import encontradas
from cobranza.ingesta.hechos import hechos
from cobranza.ingesta.revisado import Filas, Revisado
from cobranza.ley.cheque import indemnizacion
from cobranza.libros import libro, vivo
from cobranza.papel.palabras import cuantos

_A_LA_VISTA = 5
_VECES_EL_CREDITO, _HOLGURA = 20, 1_000_000
"""Más de lo que la actualización, los recargos y los gastos pueden hacer crecer un crédito antes de prescribir."""


def _estado_con_fecha(revisado: Revisado) -> None:
    no_vigente = entre(revisado.texto("estado"), ("CANCELADO", "CHEQUE_DEVUELTO"))
    celda = revisado.celda("fecha_estado")
    mensaje = "Un recibo que no está vigente lleva la fecha en que dejó de estarlo."
    celda.anotar(no_vigente & celda.vacias, "Falta la fecha del estado", mensaje)


def _estado_definitivo(conexion: Connection, revisado: Revisado, registradas: Registradas) -> None:
    """Un recibo que dejó de estar vigente no vuelve ni cambia de causa: se captura otro que lo sustituya."""
    filas = np.flatnonzero(registradas.cambiadas & revisado.reparos.en_pie)
    claves = [[c] for c in lista(tomar(revisado.texto("recibo"), filas))]
    marco = encontradas(conexion, "recibo", ["recibo"], claves, ["estado"])
    caidos = marco[marco["estado"].ne("VIGENTE")]
    estados = dict(zip(filas[caidos["i"].to_numpy(np.int64)].tolist(), caidos["estado"], strict=True))
    revisado.celda("estado").anotar(
        marca(len(registradas.cambiadas), list(estados)),
        "Estado que ya no cambia",
        lambda i: (
            f"El recibo ya está registrado como {estados[i]} y su pago ya se revirtió; si se volvió a cobrar, "
            "captura otro recibo que lo sustituya."
        ),
    )


def _desmedido(conexion: Connection, revisado: Revisado, registradas: Registradas) -> None:
    """Un recibo muchas veces mayor que el crédito suele ser un punto decimal corrido: alguien debe confirmarlo."""
    nuevas = ~registradas.iguales & ~registradas.cambiadas & revisado.reparos.en_pie
    filas = np.flatnonzero(nuevas)
    folios = lista(tomar(revisado.texto("folio"), filas))
    marco = encontradas(conexion, "credito", ["folio"], [[f] for f in folios], ["importe", "multa"])
    registrado = marco["importe"].astype("int64") + marco["multa"].astype("int64")
    debia = dict(zip(filas[marco["i"].to_numpy(np.int64)].tolist(), registrado, strict=True))
    importes = revisado.entero("importe")
    absurdas = [i for i, importe in debia.items() if importes[i] > _VECES_EL_CREDITO * importe + _HOLGURA]
    revisado.pedir_confirmacion(
        "importe",
        marca(len(nuevas), absurdas),
        "recibo mucho mayor que el crédito",
        lambda i: (
            f"El recibo es de {pesos(int(importes[i]))} y el crédito se registró por {pesos(int(debia[i]))}; revisa "
            "el punto decimal y el crédito. Si es cierto, carga la fila con --confirmo y cuántas son: lo que exceda "
            "quedará a favor."
        ),
    )


def _hechos(aceptadas: Aceptadas, contexto: Contexto) -> pd.DataFrame:
    nuevas, cambiadas = aceptadas.nuevas, aceptadas.cambiadas
    return pd.concat(
        [
            _pagos(nuevas, contexto),
            _devueltos(nuevas, contexto),
            _reversas(cambiadas, contexto),
            _devueltos(cambiadas, contexto),
        ]
    )


def _pagos(filas: Filas, contexto: Contexto) -> pd.DataFrame:
    """Lo que pagan los recibos vigentes."""
    marco = _de_recibo(filas, contexto, tipo="PAGO", fecha="fecha_ingreso", causa="causa")
    return marco[igual(filas.texto("estado"), "VIGENTE")]


def _reversas(filas: Filas, contexto: Contexto) -> pd.DataFrame:
    """Lo que dejan de pagar los que ya no lo están."""
    marco = _de_recibo(filas, contexto, tipo="REVERSA", fecha="fecha_estado", causa="estado")
    return marco.assign(clave=marco["clave"] + ":reversa")[~igual(filas.texto("estado"), "VIGENTE")]


def _devueltos(filas: Filas, contexto: Contexto) -> pd.DataFrame:
    """Los cheques que el banco devolvió, y por qué: causan indemnización (CFF, art. 21, séptimo párrafo)."""
    marco = _de_recibo(filas, contexto, tipo="CHEQUE", fecha="fecha_estado", causa="causa_devolucion")
    return marco[igual(filas.texto("estado"), "CHEQUE_DEVUELTO")]


def _de_recibo(filas: Filas, contexto: Contexto, *, tipo: str, fecha: str, causa: str) -> pd.DataFrame:
    return hechos(filas, contexto, clave="recibo", fecha=fecha, registro=fecha).assign(
        tipo=pd.Categorical([tipo] * filas.cuantas, categories=["PAGO", "REVERSA", "CHEQUE"]),
        importe=filas.entero("importe"),
        documento=filas.texto("recibo").to_pandas(),
        causa=filas.texto(causa).to_pandas().astype("category"),
        sustituye_a=filas.texto("sustituye_a").to_pandas().astype("category"),
    )


def _resueltos(
    conexion: Connection, hechos: pd.DataFrame, contexto: Contexto
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Los hechos con las reversas de lo sustituido; de los cheques queda asentada su indemnización."""
    juntos = pd.concat([hechos, _sustituidos(conexion, hechos, contexto)], ignore_index=True)
    de_cheque = juntos["tipo"] == "CHEQUE"
    _indemnizar(conexion, juntos[de_cheque], contexto)
    # la indemnización de un cheque que se conoce tarde también debió cobrarse antes
    causadas = juntos[de_cheque].assign(clave=lambda c: c["clave"] + ":cheque", tipo=REGIMEN, importe=0)
    juntos = pd.concat([juntos[~de_cheque], causadas], ignore_index=True)
    return juntos.drop(columns="sustituye_a"), _duplicados(conexion, contexto)


def _sustituidos(conexion: Connection, hechos: pd.DataFrame, contexto: Contexto) -> pd.DataFrame:
    """Reversas de los recibos vigentes que otro del archivo sustituye: quedan cancelados el día de su sustituto."""
    sustitutos = hechos[hechos["tipo"].eq("PAGO") & hechos["sustituye_a"].astype("str").ne("")].reset_index(drop=True)
    viejos = [[str(v)] for v in sustitutos["sustituye_a"]]
    marco = encontradas(conexion, "recibo", ["recibo"], viejos, ["recibo", "folio", "estado", "fecha_ingreso"])
    marco = marco[marco["estado"].eq("VIGENTE")].drop_duplicates("recibo")
    nuevos = sustitutos.iloc[marco["i"].to_numpy(np.int64)].reset_index(drop=True)
    ingreso = pd.to_datetime(marco["fecha_ingreso"].str[:10]).reset_index(drop=True).astype(nuevos["fecha"].dtype)
    fecha = nuevos["fecha"].where(nuevos["fecha"] > ingreso, ingreso)
    cancelados = {
        str(recibo): {"estado": "CANCELADO", "fecha_estado": dia.date(), "lote": contexto.lote}
        for recibo, dia in zip(marco["recibo"], fecha, strict=True)
    }
    vivo.cambiar(conexion, "recibo", cancelados)
    recibo = marco["recibo"].reset_index(drop=True)
    return nuevos.assign(
        clave=recibo + ":reversa",
        folio=marco["folio"].to_numpy(),
        fecha=fecha,
        fecha_registro=fecha,
        tipo="REVERSA",
        documento=recibo,
        causa="CANCELADO",
    )


def _indemnizar(conexion: Connection, cheques: pd.DataFrame, contexto: Contexto) -> None:
    """El 20 % del cheque, salvo causa del banco o presentación tardía (CFF, art. 21, séptimo párrafo)."""
    folios = [[str(f)] for f in cheques["folio"]]
    ambitos = encontradas(conexion, "credito", ["folio"], folios, ["ambito"]).sort_values("i")["ambito"]
    importes = [
        indemnizacion(
            contexto.normas.de(ambito),
            int(importe),
            presentado_en_tiempo=causa != "FUERA_DE_TIEMPO",
            causa_del_banco=causa == "BANCO",
        )
        for ambito, importe, causa in zip(ambitos, cheques["importe"], cheques["causa"], strict=True)
    ]
    renglones = cheques.drop(columns="sustituye_a").assign(
        clave=cheques["clave"] + ":cheque",
        componente="INDEMNIZACION",
        tipo="INDEMNIZACION",
        importe=np.array(importes, dtype=np.int64),
        fecha_efecto=cheques["fecha"],
        causa="CHEQUE_DEVUELTO",
        referencia="",
        reversa_de=None,
        lote=contexto.lote,
    )
    libro.agregar(conexion, "movimiento", renglones[renglones["importe"] > 0])


def _duplicados(conexion: Connection, contexto: Contexto) -> tuple[str, ...]:
    """Recibos que repiten crédito, importe y día de otro vigente: se aplican, pero alguien debe verlos."""
    dobles = conexion.execute(
        text(
            "SELECT n.recibo, n.folio FROM recibo n WHERE n.lote = :lote AND n.estado = 'VIGENTE' AND EXISTS ("
            "SELECT 1 FROM recibo o WHERE o.folio = n.folio AND o.importe = n.importe AND o.recibo <> n.recibo "
            "AND o.fecha_ingreso = n.fecha_ingreso AND o.estado = 'VIGENTE' "
            "AND (o.lote < n.lote OR o.recibo < n.recibo)) ORDER BY n.recibo"
        ),
        {"lote": contexto.lote},
    ).all()
    if not dobles:
        return ()
    vistos = ", ".join(f"{recibo} ({folio})" for recibo, folio in dobles[:_A_LA_VISTA])
    mas = f" y {len(dobles) - _A_LA_VISTA} más" if len(dobles) > _A_LA_VISTA else ""
    return (
        f"{cuantos(len(dobles), 'recibo repite', 'recibos repiten')} "
        f"crédito, importe y día de otro: {vistos}{mas}. Se aplicaron y lo que exceda "
        "queda a favor; si son el mismo pago, cancela uno.",
    )


ENTRADA = Entrada(
    "recibo",
    aparte=("causa", "causa_devolucion"),
    condiciones=(_estado_con_fecha,),
    contrastes=(_estado_definitivo, _desmedido),
    hechos=_hechos,
    resuelve=_resueltos,
)
