"""La historia de unos créditos, leída una vez de la foto y lista para preguntarle por cualquier fecha.

Los libros se leen como columnas de enteros ordenadas por crédito; lo que se debía y en qué estado estaba cada
crédito a un día sale de recorrerlas, sin volver a la foto. En qué estado estaba lo dicen `lapsos` y `situacion`;
cuánto se debía, `cuenta.liquidacion`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.fechas import SIN_DIA, dias
from cobranza.expediente.plegados import Plegados
from cobranza.expediente.por_credito import Posiciones, Renglones, en_orden, inicios, marco
from cobranza.expediente.significado import catalogo, con, efectos, formas, marcas, que_toca, resultados, valen
from cobranza.ley.norma import Normas
from cobranza.libros.vocabulario import COMPONENTES as COMPONENTES_EN_ORDEN
from cobranza.libros.vocabulario import DE_CONVENIO, TIPOS_DE_MOVIMIENTO

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from duckdb import DuckDBPyConnection

    from cobranza.ley.norma import Normas

Columna = NDArray[np.int64]
Mascara = NDArray[np.bool_]
_VACIA: Columna = np.zeros(0, dtype=np.int64)

COMPONENTES = {componente: lugar for lugar, componente in enumerate(COMPONENTES_EN_ORDEN)}
"""Número de cada componente en `movimientos`."""
TIPOS = {tipo: lugar for lugar, tipo in enumerate(TIPOS_DE_MOVIMIENTO)}
"""Número de cada tipo en `movimientos`."""

_REPETIDAS = ("ambito", "concepto", "origen", "autoridad", "tipo_persona", "municipio", "delegacion", "ejecutor")
"""Columnas del crédito con pocos valores distintos."""
_EPOCA = "DATE '1970-01-01'"
NINGUNO = 255
"""Número de lo que el catálogo no distingue: un tipo de acto, un resultado o una forma desconocidos."""
_CREDITOS = """
    SELECT id, folio, ambito, concepto, origen, autoridad, resolucion, ejercicio, rfc, nombre, tipo_persona,
        municipio, delegacion, ejecutor, vencimiento, importe, multa, fecha_registro
    FROM credito c WHERE c.id {en}
"""
_MOVIMIENTOS = f"""
    SELECT m.credito, enum_code(CAST(m.componente AS {{componente}})) AS componente,
        enum_code(CAST(m.tipo AS {{tipo}})) AS tipo, m.importe, CAST(m.fecha_efecto - {_EPOCA} AS INT) AS dia,
        CAST(m.fecha_registro - {_EPOCA} AS INT) AS registro
    FROM movimiento m WHERE m.credito {{en}}
"""
_ACTOS = f"""
    SELECT a.credito, CAST(a.id AS INT) AS id,
        COALESCE(enum_code(TRY_CAST(a.tipo AS {{tipo}})), {NINGUNO}) AS tipo,
        CAST(a.fecha - {_EPOCA} AS INT) AS dia,
        CAST(COALESCE(a.notificado_el, a.fecha) - {_EPOCA} AS INT) AS notificado,
        a.notificado_el IS NOT NULL AS consta,
        COALESCE(a.hasta - {_EPOCA}, {SIN_DIA}) AS hasta,
        {{resultado}} AS resultado, {{forma}} AS forma,
        CAST(COALESCE(a.parcialidades, 0) AS UTINYINT) AS parcialidades,
        CAST(a.fecha_registro - {_EPOCA} AS INT) AS registro
    FROM acto a WHERE a.credito {{en}}
"""
_CITAN = """
    CREATE OR REPLACE TEMP TABLE cita AS SELECT a.id, a.credito, a.referencia FROM acto a
    WHERE a.tipo IN ({cierran}) AND a.referencia <> '' AND a.credito {en}
"""
_REFERENCIAS = """
    SELECT CAST(c.id AS INT) AS de, CAST(r.id AS INT) AS a FROM cita c JOIN acto r ON r.clave = c.referencia
    WHERE r.tipo IN ({abren}) AND r.credito = c.credito AND r.credito IN (SELECT credito FROM cita) ORDER BY c.id
"""
_EXTINCIONES = f"""
    SELECT m.credito, enum_code(CAST(m.componente AS {{componente}})) AS componente,
        m.exacto - m.importe * 10000 AS fraccion, COALESCE(m.recargos, 0) AS recargos,
        CAST(m.fecha_efecto - {_EPOCA} AS INT) AS dia, CAST(m.fecha_registro - {_EPOCA} AS INT) AS registro
    FROM movimiento m WHERE m.exacto IS NOT NULL AND m.credito {{en}}
"""
_CON_TEXTO = f"""
    SELECT credito, id, tipo, fecha, hasta, COALESCE(documento, '') AS documento, COALESCE(persona, '') AS persona,
        COALESCE(forma, '') AS forma, COALESCE(parcialidades, 0) AS parcialidades, fecha_registro AS registro
    FROM acto a WHERE tipo IN ('TRASPASO', 'ASIGNACION', {", ".join(map(repr, DE_CONVENIO))}) AND a.credito {{en}}
    ORDER BY credito, fecha, id
"""
_CAMBIOS = ["tipo", "fecha", "documento", "persona", "registro", "lugar"]
_A_PLAZOS = ["tipo", "fecha", "hasta", "forma", "parcialidades", "registro", "lugar"]
_CON_CONVENIO = """
    CREATE OR REPLACE TEMP TABLE con_convenio AS SELECT DISTINCT credito FROM acto a
    WHERE a.tipo = 'CONVENIO' AND a.credito {en}
"""
_DE_PLAZOS = f"""
    SELECT m.credito, enum_code(CAST(m.componente AS {{componente}})) AS componente,
        enum_code(CAST(m.tipo AS {{tipo}})) AS tipo, m.importe, COALESCE(m.exacto, m.importe * 10000) AS exacto,
        COALESCE(m.recargos, 0) AS recargos, CAST(m.fecha_efecto - {_EPOCA} AS INT) AS dia,
        CAST(COALESCE(r.fecha_ingreso, m.fecha_efecto) - {_EPOCA} AS INT) AS pagado_el,
        CAST(m.fecha_registro - {_EPOCA} AS INT) AS registro
    FROM movimiento m
    LEFT JOIN (SELECT * FROM recibo WHERE credito IN (FROM con_convenio)) r ON r.recibo = m.documento
    WHERE m.credito IN (FROM con_convenio)
"""
_CUBIERTOS = """
    SELECT credito, CAST(referencia AS DATE) AS hasta, importe, fecha_efecto AS efecto, fecha_registro AS registro
    FROM movimiento m WHERE tipo = 'RECARGO' AND componente = 'RECARGO' AND referencia <> '' AND m.credito {en}
"""
_REVERTIDOS = """
    WITH contrario AS (
        SELECT credito, reversa_de, MIN(fecha_efecto) AS desde, MIN(fecha_registro) AS conocido FROM movimiento m
        WHERE reversa_de IS NOT NULL AND tipo = 'PAGO' AND m.credito {en} GROUP BY credito, reversa_de
    )
    SELECT m.credito, m.fecha_efecto AS fecha, m.reversa_de IS NOT NULL AS es_contrario, c.desde AS hasta,
        c.conocido, m.fecha_registro AS registro
    FROM movimiento m LEFT JOIN contrario c ON c.reversa_de = m.clave
    WHERE m.tipo = 'PAGO' AND m.credito IN (SELECT credito FROM contrario)
"""


@dataclass(frozen=True)
class Historia:
    """Los créditos en orden de folio y, por su posición (`lugar`), todo lo que les ha pasado. Días `int`, centavos.

    `movimientos`: componente, tipo (números), importe, dia. `actos`, de cada crédito en orden de fecha y, el mismo
    día, como se anotaron: id, tipo (número: el del acto que *vale*, `significado.vale`), vale (si no, es como si no
    hubiera ocurrido), dia, notificado (día en que se hizo saber; si no lo dice, el del acto), hasta (`SIN_DIA` si no
    hay), resultado y forma (números, `NINGUNO` si el catálogo no los distingue) y parcialidades. `extinciones`: lo
    que un pago extinguió del principal, con su fracción de centavo y sus recargos. `de_plazos`: los movimientos de
    los créditos con convenio, con el día en que se pagó. Todos, su día de `registro`. Marcos con su `lugar`:
    `cambios` de delegación y ejecutor; `a_plazos`, los actos de los convenios; `cubiertos`, los pagos que cubrieron
    todos los recargos si se cuentan por tramo; y `revertidos`, los pagos de los créditos con alguno revertido.
    `referencias`: ids del acto que cierra o deshace y del que dice, en orden del primero. `derivados`: actos que no
    están en el libro (`con_actos`). `actos` trae también `consta`: si el acto dice el día en que se hizo saber.
    `posicion`: el lugar de cada id de crédito (no en la `conocida`).
    """

    normas: Normas
    creditos: pd.DataFrame
    movimientos: Renglones
    extinciones: Renglones
    de_plazos: Renglones
    actos: Renglones
    cambios: pd.DataFrame
    a_plazos: pd.DataFrame
    cubiertos: pd.DataFrame
    revertidos: pd.DataFrame
    referencias: tuple[Columna, Columna] = field(default_factory=lambda: (_VACIA, _VACIA))
    derivados: tuple[tuple[str, Columna, Columna], ...] = ()
    plegados: Plegados = field(default_factory=lambda: Plegados(), compare=False, repr=False)
    posicion: Posiciones = field(default_factory=lambda: Posiciones(_VACIA), repr=False)

    def con_actos(self, tipo: str, lugar: Columna, dia: Columna) -> Historia:
        """La misma historia con actos que el programa calcula (los de `captura: []`); sólo los ven los lapsos.

        El día en que coinciden con actos anotados, cuentan antes que ellos.
        """
        derivados = (*self.derivados, (tipo, lugar, dia))
        return replace(self, derivados=derivados, plegados=Plegados(self.plegados, que_toca(tipo)))

    def lugares(self, folios: pd.Series[str]) -> Columna:
        """Posición de cada folio; −1 si no está."""
        lugares: Columna = pd.Index(self.creditos["folio"]).get_indexer(pd.Index(folios)).astype(np.int64)
        return lugares

    def actos_de(self, *tipos: str) -> Columna:
        """Los renglones de esos tipos de acto, en orden de crédito y fecha."""
        return np.flatnonzero(np.isin(self.actos["tipo"], [numero_de_acto()[t] for t in tipos]))

    def tardios(self, al: int) -> Columna:
        """Los créditos de los que después del día `al` se registró algo que surtió efecto hasta ese día."""
        tarde = np.zeros(len(self.creditos), dtype=bool)
        for libro in (self.movimientos, self.actos):
            tarde[libro.lugar[(libro["dia"] <= al) & (libro["registro"] > al)]] = True
        return np.flatnonzero(tarde)

    def conocida(self, lugar: Columna, al: int) -> Historia:
        """La historia de esos créditos como se conocía el día `al`: sin lo que se registró después."""
        nuevo = np.full(len(self.creditos), -1, dtype=np.int64)
        conocidos = lugar[dias(self.creditos["fecha_registro"].iloc[lugar]) <= al]
        nuevo[conocidos] = np.arange(conocidos.size)

        def conocido(m: pd.DataFrame) -> pd.DataFrame:
            m = m.assign(lugar=nuevo[m["lugar"]])
            return m[(m["lugar"] >= 0) & (dias(m["registro"]) <= al)]

        en_pie = dias(self.revertidos["conocido"]) > al
        revertidos = self.revertidos.assign(hasta=self.revertidos["hasta"].mask(en_pie))
        return Historia(
            self.normas,
            self.creditos.iloc[conocidos].reset_index(drop=True),
            self.movimientos.conocidos(conocidos, al),
            self.extinciones.conocidos(conocidos, al),
            self.de_plazos.conocidos(conocidos, al),
            self.actos.conocidos(conocidos, al),
            conocido(self.cambios),
            conocido(self.a_plazos),
            conocido(self.cubiertos),
            conocido(revertidos),
            self.referencias,
        )


def numero_de_acto() -> dict[str, int]:
    """Número de cada tipo de acto del catálogo en `Historia.actos`."""
    return {tipo: numero for numero, tipo in enumerate(catalogo())}


def de_catalogo(fichas: Mapping[str, Any], valor: Callable[[Any], int]) -> NDArray[Any]:
    """Una tabla por número de acto con el valor de los que tienen ficha; cero (o falso) en los demás."""
    numero, tabla = numero_de_acto(), {tipo: valor(ficha) for tipo, ficha in fichas.items()}
    columna = np.zeros(NINGUNO + 1, dtype=bool if all(v is True for v in tabla.values()) else np.int64)
    for tipo, v in tabla.items():
        columna[numero[tipo]] = v
    return columna


def historia(conexion: DuckDBPyConnection, normas: Normas, delegacion: str = "") -> Historia:
    """La historia de todos los créditos de la foto, o de los que una delegación ha tenido alguna vez.

    Los que tuvo y traspasó también salen: hacen falta para cuadrar; `consultas.cartera_de` deja los que tiene.
    """
    dicha = "'" + delegacion.replace("'", "''") + "'"
    que_tuvo = (
        f"SELECT id FROM credito WHERE delegacion = {dicha} UNION "
        f"SELECT credito FROM acto WHERE tipo = 'TRASPASO' AND documento = {dicha}"
    )
    return _leer(conexion, normas, que_tuvo if delegacion else "")


def origenes(conexion: DuckDBPyConnection, delegacion: str) -> set[str]:
    """De dónde son los créditos que una delegación ha tenido alguna vez: de ella y de las que le traspasaron."""
    consulta = "SELECT DISTINCT delegacion FROM acto WHERE tipo = 'TRASPASO' AND documento = ?"
    return {delegacion, *(de for (de,) in conexion.execute(consulta, [delegacion]).fetchall())}


def historia_de(conexion: DuckDBPyConnection, normas: Normas, folios: pd.Series[str]) -> Historia:
    """La historia sólo de esos créditos; los que no existen no salen."""
    conexion.register("pedidos", pd.DataFrame({"folio": folios.to_numpy()}))
    leida = _leer(conexion, normas, "SELECT id FROM credito WHERE folio IN (SELECT folio FROM pedidos)")
    conexion.unregister("pedidos")
    return leida


def _leer(conexion: DuckDBPyConnection, normas: Normas, cuales: str) -> Historia:
    """La historia de los créditos que devuelve la consulta `cuales` (columna de ids); vacía, todos."""
    en = "IS NOT NULL"
    if cuales:
        conexion.execute(f"CREATE OR REPLACE TEMP TABLE elegido AS {cuales}")
        en = "IN (FROM elegido)"
    creditos = marco(conexion, _CREDITOS.format(en=en), _REPETIDAS, por="folio")
    posicion = Posiciones(creditos.pop("id").to_numpy(np.int64))
    enums = {"componente": _enum(COMPONENTES_EN_ORDEN), "tipo": _enum(TIPOS_DE_MOVIMIENTO)}
    movimientos = _renglones(conexion, _MOVIMIENTOS.format(en=en, **enums), posicion, len(creditos))
    conexion.execute(_CON_CONVENIO.format(en=en))
    extinciones, de_plazos = (
        _renglones(conexion, consulta.format(en=en, **enums), posicion, len(creditos))
        for consulta in (_EXTINCIONES, _DE_PLAZOS)
    )
    numeros = {"resultado": _numero("a.resultado", resultados()), "forma": _numero("a.forma", formas())}
    actos = _renglones(
        conexion,
        _ACTOS.format(en=en, tipo=_enum(tuple(catalogo())), **numeros),
        posicion,
        len(creditos),
        por_fecha=True,
    )
    marcos = [marco(conexion, consulta.format(en=en)) for consulta in (_CON_TEXTO, _CUBIERTOS, _REVERTIDOS)]
    for m in marcos:
        m["lugar"] = posicion(m.pop("credito").to_numpy(np.int64))
    con_texto, cubiertos, revertidos = (m[m["lugar"] >= 0] for m in marcos)
    de_convenio = con_texto["tipo"].isin(DE_CONVENIO)
    cambios, a_plazos = con_texto.loc[~de_convenio, _CAMBIOS], con_texto.loc[de_convenio, _A_PLAZOS]
    libros = movimientos, extinciones, de_plazos, _lo_que_valen(actos)
    h = Historia(normas, creditos, *libros, cambios, a_plazos, cubiertos, revertidos, _referencias(conexion, en))
    return replace(h, posicion=posicion)


def _numero(columna: str, palabras: tuple[str, ...]) -> str:
    """La posición de cada palabra; en un texto libre, convertir a enumeración cuesta el triple."""
    casos = " ".join(f"WHEN {columna} = '{palabra}' THEN {k}" for k, palabra in enumerate(palabras))
    return f"CAST(CASE WHEN {columna} IS NULL THEN 0 {casos} ELSE {NINGUNO} END AS UTINYINT)"


def _lo_que_valen(actos: Renglones) -> Renglones:
    """Los actos con `vale` y, por `tipo`, el del acto que valen según su resultado (`significado.vale`)."""
    numero, distinguidos = numero_de_acto(), resultados()
    como = np.full((NINGUNO + 1, NINGUNO + 1), NINGUNO, dtype=np.uint8)
    # lo que el catálogo no distingue no es un resultado de lo practicado
    for tipo, actos_que in valen([*distinguidos, "?"]).items():
        *de_cada_uno, desconocido = (numero.get(otro, NINGUNO) for otro in actos_que)
        como[numero[tipo], : len(distinguidos)], como[numero[tipo], NINGUNO] = de_cada_uno, desconocido
    tipo = como.ravel()[(actos["tipo"].astype(np.intp) << 8) | actos["resultado"]]
    sirve = tipo != NINGUNO
    return replace(actos, columnas=actos.columnas | {"tipo": np.where(sirve, tipo, actos["tipo"]), "vale": sirve})


def _referencias(conexion: DuckDBPyConnection, en: str) -> tuple[Columna, Columna]:
    """De los actos que cierran una marca, o deshacen otro acto, y dicen cuál: (su id, el del que dicen), en orden."""
    deshacen = con("deshace")
    cierran, abren = (
        ", ".join(repr(t) for t in sorted({t for m in marcas() for t in efectos(verbo, m)} | {*tambien}))
        for verbo, tambien in (("cierra", deshacen.keys()), ("abre", deshacen.values()))
    )
    conexion.execute(_CITAN.format(cierran=cierran, en=en))
    if not conexion.execute("SELECT 1 FROM cita LIMIT 1").fetchall():
        return _VACIA, _VACIA
    leidas = conexion.sql(_REFERENCIAS.format(abren=abren)).fetchnumpy()
    return np.asarray(leidas["de"], dtype=np.int64), np.asarray(leidas["a"], dtype=np.int64)


def _enum(valores: tuple[str, ...]) -> str:
    return f"ENUM ({', '.join(repr(v) for v in valores)})"


def _renglones(
    conexion: DuckDBPyConnection, consulta: str, posicion: Posiciones, cuantos: int, *, por_fecha: bool = False
) -> Renglones:
    columnas = {n: np.asarray(c) for n, c in conexion.execute(consulta).fetchnumpy().items()}
    lugar = posicion(columnas.pop("credito"))
    if lugar.min(initial=0) < 0:
        conocido = lugar >= 0
        lugar, columnas = lugar[conocido], {nombre: valores[conocido] for nombre, valores in columnas.items()}
    llave = en_orden(lugar, columnas["dia"]) if por_fecha else lugar
    orden = np.argsort(llave, kind="stable")
    # los del mismo día van como se anotaron; una consulta con varios hilos no siempre los da así
    if por_fecha and np.any((np.diff(llave[orden]) == 0) & (np.diff(columnas["id"][orden]) < 0)):
        orden = np.lexsort((columnas["id"], llave))
    return Renglones(inicios(lugar, cuantos), {nombre: valores[orden] for nombre, valores in columnas.items()})
