"""Lo que leen las reglas: los créditos a un corte, sus actos y quién podía practicarlos.

Un acto es un renglón con su crédito por posición (`credito`), su fecha en días (`dia`) y lo que del crédito hace
falta para juzgarlo (`ambito`, `exigible`); así cada regla es álgebra de columnas, no un recorrido.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.base.fechas import dia, dias
from cobranza.cartera.consultas import cartera_de, con_caducidades
from cobranza.cuenta.adeudos import Adeudos
from cobranza.cuenta.liquidacion import adeudos_a, liquidar_cartera
from cobranza.expediente.historia import Historia, historia
from cobranza.expediente.personas import nombramientos
from cobranza.expediente.significado import valen
from cobranza.verificacion.captura import capturado_desde
from cobranza.verificacion.deudas import deudas
from cobranza.verificacion.encimados import claves, encimados

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

    from cobranza.ley.norma import Normas

Columna = NDArray[np.int64]
_REPETIDAS = {"tipo", "resultado", "persona", "forma", "componente"}
"""Columnas de los actos y del dinero con pocos valores distintos."""
POCOS = 50_000
"""Renglones hasta los que cuesta más tomar cada columna de texto que copiar las de todos."""
COBRO = ("REQUERIMIENTO", "EMBARGO", "REQ_Y_EMBARGO")
"""Actos de cobro: con ellos se requiere de pago o se embarga."""
EMBARGAN = ("EMBARGO", "REQ_Y_EMBARGO")
"""Los que embargan: solos o con el requerimiento en la misma diligencia."""
VENDEN = ("REMATE", "ADJUDICACION/FISCO", "VENTA_FUERA_DE_REMATE")
"""Con ellos se vende lo embargado o se lo queda el fisco; adjudicarlo a un postor sólo sigue a su remate."""
EJECUCION = ("TRANSFERENCIA", "CONVOCATORIA", *VENDEN, "ENAJENACION_NEGOCIACION")
"""Con ellos se convierte en dinero lo embargado o garantizado."""
ACTO_NUEVO = "~nuevo"
"""Clave provisional del acto que aún no se anota; ordena después de cualquier otra."""

_ACTOS = """
    SELECT v.credito, a.id AS numero, v.folio, a.clave, a.tipo, a.fecha, COALESCE(a.hora_inicio, '') AS hora_inicio,
        COALESCE(a.hora_fin, '') AS hora_fin, COALESCE(a.resultado, '') AS resultado,
        COALESCE(a.persona, '') AS persona, COALESCE(a.forma, '') AS forma, COALESCE(a.monto, 0) AS monto, a.hasta,
        a.notificado_el, COALESCE(a.parcialidades, 0) AS parcialidades, COALESCE(a.referencia, '') AS referencia,
        COALESCE(a.documento, '') AS documento, COALESCE(g.importe, 0) AS gasto
    FROM acto a JOIN verificados v ON v.numero = a.credito LEFT JOIN (
        SELECT referencia, CAST(SUM(importe) AS BIGINT) AS importe FROM movimiento
        WHERE tipo = 'GASTO_EJECUCION' AND componente = 'GASTO_EJECUCION' GROUP BY referencia
    ) g ON g.referencia = a.clave
    WHERE a.fecha <= $corte ORDER BY a.tipo, a.id
"""
_RESUELTOS = "SELECT v.credito, c.fecha_resolucion FROM credito c JOIN verificados v ON v.numero = c.id"
_DINERO = """
    SELECT v.credito, m.clave, m.componente, m.tipo, m.importe, m.fecha_efecto AS fecha,
        COALESCE(m.documento, '') AS documento, COALESCE(m.referencia, '') AS referencia,
        COALESCE(m.reversa_de, '') AS reversa_de
    FROM movimiento m JOIN verificados v ON v.numero = m.credito
    WHERE m.fecha_efecto <= $corte AND (m.componente IN ('GASTO_EJECUCION', 'GASTO_EXTRAORDINARIO')
        OR m.tipo = 'PAGO' AND (m.reversa_de IS NOT NULL OR m.fecha_efecto = $corte OR EXISTS (
            SELECT 1 FROM acto a WHERE a.credito = m.credito AND a.fecha = m.fecha_efecto
            AND a.tipo IN ('EMBARGO', 'REQ_Y_EMBARGO', 'SOLICITUD_PLAZOS', 'CONVENIO'))))
    ORDER BY m.fecha_efecto, m.clave
"""
NO_SE_LEEN = {
    "movimiento": ("id", "folio", "causa", "usuario", "lote", "huella", "delegacion"),
    "acto": ("folio", "usuario", "lote", "huella", "delegacion"),
    "credito": ("lote", "linea", "huella"),
}
"""Las columnas de cada libro que no hacen falta para juzgar."""


@dataclass(frozen=True, slots=True)
class ActoNuevo:
    """El acto que se quiere anotar, con los campos del libro de actos; importes en centavos, horas `HH:MM`."""

    folio: str
    tipo: str
    fecha: date
    persona: str = ""
    resultado: str = ""
    hora_inicio: str = ""
    hora_fin: str = ""
    forma: str = ""
    monto: int = 0
    hasta: date | None = None
    documento: str = ""
    referencia: str = ""
    notificado_el: date | None = None
    gasto: int = 0


@dataclass(frozen=True)
class Pae:
    """El procedimiento de unos créditos a un corte, en el orden de `creditos` (`cartera_al`).

    `actos`, por tipo y, en cada uno, como se anotaron: credito, numero (el de su libro), folio, clave, tipo, fecha,
    dia, horas, resultado, persona, forma, monto, hasta, notificado (el día en que se hizo saber, si consta),
    parcialidades, referencia, documento, gasto, ambito, exigible.
    `nombramientos`: los de `personas.nombramientos`. `personas`: numero_empleado, nombre, rfc, puesto, delegacion.
    `dinero`: los gastos, los pagos del día de un embargo, de pedir o convenir pagar a plazos o del corte y lo que los
    revierte (credito, clave,
    componente, tipo, importe, dia, documento, referencia, reversa_de). `encimados`: claves de las diligencias que
    coinciden con otra de la misma persona en otro municipio, sea de quien sea el crédito. `captura`: dato → desde qué
    día se captura (`captura.capturado_desde`). `deudas`: lo que debía por todo el deudor de cada crédito cancelado
    por incosteable, ese día (`deudas.deudas`). Los días son `int64`; sin fecha, `SIN_DIA`.
    """

    corte: date
    creditos: pd.DataFrame
    actos: pd.DataFrame
    nombramientos: pd.DataFrame
    personas: pd.DataFrame
    historia: Historia
    dinero: pd.DataFrame
    encimados: frozenset[str] = frozenset()
    captura: Mapping[str, int] = field(default_factory=dict)
    deudas: pd.Series[int] = field(default_factory=lambda: pd.Series(dtype="int64"))

    @property
    def normas(self) -> Normas:
        """La norma con que se lee."""
        return self.historia.normas

    def al_corte(self, actos: pd.DataFrame) -> Columna:
        """El corte, una vez por acto."""
        return np.full(len(actos), dia(self.corte), dtype=np.int64)

    def lugares(self, actos: pd.DataFrame) -> Columna:
        """El lugar en la historia del crédito de cada acto."""
        return self.del_credito(actos, "lugar").to_numpy(np.int64)

    @cached_property
    def _revertidas(self) -> set[str]:
        return {*self.dinero["reversa_de"].unique()} - {""}

    def en_pie(self, renglones: pd.DataFrame) -> pd.DataFrame:
        """Los renglones de `dinero` que ningún otro revierte."""
        return renglones[~renglones["clave"].isin(self._revertidas)]

    @cached_property
    def _por_tipo(self) -> dict[str, Columna]:
        """Los renglones de cada tipo de acto: con decenas de reglas, buscarlos cada vez es lo que más tarda."""
        codigos, tipos = pd.factorize(self.actos["tipo"])
        orden = np.argsort(codigos, kind="stable")
        cortes = np.searchsorted(codigos[orden], np.arange(len(tipos) + 1))
        return {str(tipo): orden[cortes[k] : cortes[k + 1]] for k, tipo in enumerate(tipos)}

    def hay(self, *tipos: str) -> bool:
        """¿Hay algún acto de esos tipos?"""
        return any(tipo in self._por_tipo for tipo in tipos)

    @cached_property
    def _se_practico(self) -> NDArray[np.bool_]:
        """¿Se practicó cada acto? Se pregunta una vez por pareja de tipo y resultado."""
        (de_tipo, tipos), (de_resultado, dichos) = (pd.factorize(self.actos[c]) for c in ("tipo", "resultado"))
        pareja, cual = np.unique(de_tipo * max(len(dichos), 1) + de_resultado, return_inverse=True)
        como = valen([str(dicho) for dicho in dichos])
        partes = [divmod(int(p), max(len(dichos), 1)) for p in pareja]
        practico = [como[tipos[t]][r] == tipos[t] if tipos[t] in como else False for t, r in partes]
        return np.array([*practico, False], dtype=bool)[cual]

    def _renglones(self, tipos: tuple[str, ...]) -> Columna:
        partes = [self._por_tipo[tipo] for tipo in tipos if tipo in self._por_tipo]
        if len(partes) == 1:
            return partes[0]
        juntos = np.concatenate(partes) if partes else np.zeros(0, dtype=np.int64)
        return juntos[np.argsort(self._numeros[juntos], kind="stable")]

    @cached_property
    def _numeros(self) -> Columna:
        return self.actos["numero"].to_numpy(np.int64)

    def de_tipo(self, *tipos: str) -> pd.DataFrame:
        """Los actos de esos tipos, en el orden en que se anotaron."""
        return self._tomar(tipos, self._renglones(tipos))

    def de_clase(self, *clases: str) -> pd.DataFrame:
        """Los actos de esas clases: un tipo, o `TIPO/FORMA` si sólo los de esa forma."""
        formas: dict[str, list[str]] = {}
        for clase in clases:
            tipo, _, forma = clase.partition("/")
            formas.setdefault(tipo, []).append(forma)
        actos = self.de_tipo(*formas)
        for tipo, suyas in formas.items():
            if "" not in suyas:
                actos = actos[(actos["tipo"] != tipo) | actos["forma"].isin(suyas)]
        return actos

    def practicados(self, *tipos: str) -> pd.DataFrame:
        """Los actos de esos tipos que se practicaron."""
        renglones = self._renglones(tipos)
        return self._tomar((*tipos, ""), renglones[self._se_practico[renglones]])

    def que_valen(self, *tipos: str) -> pd.DataFrame:
        """Los actos de esos tipos que, con su resultado, valen alguno de ellos: se practicaron al menos en eso."""
        actos = self.de_tipo(*tipos)
        dichos = [str(dicho) for dicho in actos["resultado"].unique()]
        como, cuales = valen(dichos), np.zeros(len(actos), dtype=bool)
        for tipo in tipos:
            buenos = [dicho for dicho, vale in zip(dichos, como[tipo], strict=True) if vale in tipos]
            cuales |= (actos["tipo"].eq(tipo) & actos["resultado"].isin(buenos)).to_numpy()
        return actos[cuales]

    @cached_property
    def _tomados(self) -> dict[tuple[str, ...], pd.DataFrame]:
        return {}

    def _tomar(self, llave: tuple[str, ...], renglones: Columna) -> pd.DataFrame:
        """Esos renglones. Se guardan: las reglas los piden decenas de veces y no los cambian."""
        if llave not in self._tomados:
            # `leer` los trae por tipo: los de uno son un tramo, que no se copia
            desde = int(renglones[0]) if renglones.size else 0
            hasta = desde + renglones.size
            seguidos = np.array_equal(renglones, np.arange(desde, hasta))
            self._tomados[llave] = self.actos.iloc[desde:hasta] if seguidos else self.actos.take(renglones)
        return self._tomados[llave]

    def del_credito(self, actos: pd.DataFrame, columna: str) -> pd.Series[Any]:
        """Una columna del crédito de cada acto, con el índice de los actos."""
        valores: pd.Series[Any] = self.creditos[columna].take(actos["credito"].to_numpy())
        return valores.set_axis(actos.index)

    def dicen(self, actos: pd.DataFrame, dato: str) -> pd.DataFrame:
        """Los actos que traen ese dato (`TIPO.columna`, un texto) o son de cuando ya se captura.

        De los demás no se juzga lo que lo necesita (`evaluacion.falta_de`): no se gasta en ello.
        """
        desde = self.captura.get(dato, np.iinfo(np.int64).max)
        quedan: pd.DataFrame = actos[(actos[dato.partition(".")[2]] != "") | (actos["dia"] >= desde)]
        return quedan

    def adeudos(self, actos: pd.DataFrame, *, con_lo_del_dia: bool = False) -> Adeudos:
        """Los adeudos de sus créditos antes de los pagos del día de cada acto, o después."""
        credito, al = actos["credito"].to_numpy(), actos["dia"].to_numpy()
        lugar, notificacion = self.creditos["lugar"].to_numpy()[credito], dias(self.creditos["notificacion"])[credito]
        return adeudos_a(self.historia, lugar, al, notificacion, incluye_el_dia=con_lo_del_dia)

    def debido(self, actos: pd.DataFrame) -> Columna:
        """Lo que cada crédito debía, en total y en centavos, al empezar el día de cada acto."""
        debido = liquidar_cartera(self.adeudos(actos), actos["dia"].to_numpy())
        return debido["total"].to_numpy(np.int64)

    def pagado_antes_del_corte(self, actos: pd.DataFrame) -> NDArray[np.bool_]:
        """¿Salió de la cartera el crédito de cada acto, y ya nada debía al empezar el día del corte?"""
        pagado = np.array(self.del_credito(actos, "vida") == "BAJA", dtype=bool)
        salieron = actos[pagado]
        al_empezar = self.adeudos(salieron.assign(dia=dia(self.corte)))
        pagado[pagado] = np.sum(list(al_empezar.saldo.values()), axis=0) == 0
        return pagado

    def con(self, acto: ActoNuevo) -> Pae:
        """El mismo procedimiento de un crédito al día del acto, con ese acto anotado y lo posterior sin ocurrir.

        Errores: `ErrorDeDatos` si el crédito no está; `ErrorDeUso` si el acto es posterior al corte leído.
        """
        lugar = np.flatnonzero(self.creditos["folio"].eq(acto.folio))
        if not lugar.size:
            raise ErrorDeDatos(
                f"No hay un crédito {acto.folio} en la cartera al {self.corte}; revisa el folio y la delegación."
            )
        if acto.fecha > self.corte:
            raise ErrorDeUso(f"El acto es del {acto.fecha} y la cartera se leyó al {self.corte}: léela a ese día.")
        historia = self.actos[(self.actos["credito"] == lugar[0]) & (self.actos["dia"] <= dia(acto.fecha))]
        creditos = self.creditos.iloc[lugar].reset_index(drop=True)
        nuevo = {campo.name: [getattr(acto, campo.name)] for campo in fields(acto)}
        nuevo |= {"numero": [self._numeros.max(initial=0) + 1], "clave": [ACTO_NUEVO], "credito": [0]}
        nuevo |= {"parcialidades": [0]}
        nuevos = _con_su_credito(pd.DataFrame(nuevo), creditos)
        # los textos, como objetos: en un solo bloque, tomar renglones cuesta una vez y no una por columna
        actos = {str(c): _seguidos(historia[c], nuevos[c]) for c in historia}
        dinero = self.dinero[(self.dinero["credito"] == lugar[0]) & (self.dinero["dia"] <= dia(acto.fecha))]
        return replace(
            self,
            corte=acto.fecha,
            creditos=creditos,
            actos=pd.DataFrame(actos).assign(credito=0),
            dinero=dinero.assign(credito=0).reset_index(drop=True),
        )


def _seguidos(antes: pd.Series[Any], despues: pd.Series[Any]) -> NDArray[Any]:
    """Los valores de una columna y los que le siguen, en su tipo; los textos y categorías, como objetos."""
    valores = antes.to_numpy()
    return np.concatenate([valores, despues.to_numpy().astype(valores.dtype)])


def leer(  # noqa: PLR0913 — qué, con qué norma, a qué día, de quiénes y lo que se miró en otros
    conexion: DuckDBPyConnection,
    normas: Normas,
    corte: date,
    delegacion: str = "",
    ratos: pd.DataFrame | None = None,
    debidas: pd.Series[int] | None = None,
    captura: Mapping[str, int] | None = None,
) -> Pae:
    """El procedimiento de todos los créditos registrados al corte, o de los que una delegación tiene ese día.

    `ratos` y `debidas`: lo de `encimados` y `deudas`, si en la conexión no están todos los créditos. `captura`:
    otra que la de la oficina. Sin créditos, todo va vacío. Errores: `ErrorDeLey` si falta un parámetro.
    """
    h = con_caducidades(historia(conexion, normas, delegacion), corte)
    creditos = cartera_de(h, corte, delegacion)
    numeros = h.posicion.ids[creditos["lugar"].to_numpy()]
    conexion.register("verificados", creditos[["folio"]].assign(numero=numeros, credito=np.arange(len(creditos))))
    actos = _con_su_credito(_de_arrow(conexion.sql(_ACTOS, params={"corte": corte})), creditos)
    resueltos = conexion.sql(_RESUELTOS).df().set_index("credito")["fecha_resolucion"].reindex(range(len(creditos)))
    creditos = creditos.assign(resuelto=resueltos.to_numpy("datetime64[s]"))
    dinero = _de_arrow(conexion.sql(_DINERO, params={"corte": corte}))
    dinero = dinero.assign(dia=dias(dinero.pop("fecha").astype("datetime64[s]")))
    coinciden = claves(conexion, corte, encimados(conexion, corte) if ratos is None else ratos)
    conexion.unregister("verificados")
    personas = conexion.execute(
        "SELECT numero_empleado, nombre, rfc, puesto, delegacion FROM persona ORDER BY numero_empleado"
    ).df()
    captura = capturado_desde() if captura is None else captura
    debidas = deudas(conexion, normas, corte, captura) if debidas is None else debidas
    gente = nombramientos(conexion)
    return Pae(corte, creditos, actos, gente, personas, h, dinero, coinciden, captura, debidas)


def _de_arrow(consulta: DuckDBPyRelation) -> pd.DataFrame:
    """Por Arrow los textos pasan sin copiarse uno a uno; en un solo trozo, tomar renglones cuesta la mitad.

    Las `_REPETIDAS` salen como categorías: comparar y tomar números cuesta menos. Si son pocos, los textos salen
    juntos, como objetos: entonces lo que cuesta es tomarlos columna por columna.
    """
    leida = consulta.to_arrow_table().combine_chunks()
    for nombre in _REPETIDAS & {*leida.column_names}:
        cual = leida.schema.get_field_index(nombre)
        leida = leida.set_column(cual, nombre, leida[nombre].dictionary_encode())
    leido: pd.DataFrame = leida.to_pandas(date_as_object=False)
    if len(leido) > POCOS:
        return leido
    textos = leido.columns[leido.dtypes == "str"]
    return leido.astype(dict.fromkeys(textos, object)).copy()


def _con_su_credito(actos: pd.DataFrame, creditos: pd.DataFrame) -> pd.DataFrame:
    """Los actos con sus fechas en días y, de su crédito, el ámbito y el día en que fue exigible."""
    lugar = actos["credito"].to_numpy()
    fechas = actos["fecha"].astype("datetime64[s]")
    return actos.drop(columns="notificado_el").assign(
        fecha=fechas,
        dia=dias(fechas),
        hasta=dias(actos["hasta"].astype("datetime64[s]")),
        notificado=dias(actos["notificado_el"].astype("datetime64[s]")),
        ambito=creditos["ambito"].array.take(lugar),
        exigible=dias(creditos["exigible"])[lugar],
    )
