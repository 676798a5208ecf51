"""Nada de lo que decide dinero o culpa se cambia sin que `comprobar` lo nombre, aunque lo haga la dueña."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cuenta.test_reversas import FOLIO
from libros.conftest import fallas
from oficina import con_lote, por_fuera
from sqlalchemy import BigInteger, Date, DateTime, Engine, text
from sqlalchemy.exc import DBAPIError

from cobranza.almacen.cadena import INICIO, eslabon
from cobranza.almacen.direccion import escrita
from cobranza.almacen.proteccion import desprotegidas, puestos
from cobranza.almacen.toma import foto_actual
from cobranza.base.errores import ErrorDeDatos
from cobranza.libros import cargas, libro, puntas, tablas, vivo

DOS = {
    "ambito": ("federal", "estatal"), "tipo_persona": ("fisica", "moral"), "componente": ("RECARGO", "MULTA"),
    "tipo": ("PAGO", "AJUSTE"), "estado": ("VIGENTE", "CANCELADO"), "folio": (FOLIO, "TAP-2020-000001"),
    "lote": (1, 2), "clase": ("COBRO", "REVERSA"),
}  # fmt: skip
"""Lo que la base sí deja poner en una columna con restricciones."""
JUNTAS = {"leidas": "aceptadas", "aceptadas": "leidas"}
"""Cuentas del lote que la base obliga a cambiar a la vez."""
SOLO_SQLITE = pytest.mark.parametrize("url_de_almacen", ["sqlite"], indirect=True)
SOLO_POSTGRES = pytest.mark.parametrize("url_de_almacen", ["postgres"], indirect=True)


def _de_otro_modo(columna: Any, valor: Any) -> Any:
    """Un valor distinto y admisible para esa columna."""
    if (columna.name, columna.table.name) == ("numero_empleado", "nombramiento"):
        return "E2"
    if columna.name in DOS and (columna.name, columna.table.name) != ("folio", "credito"):
        return next(v for v in DOS[columna.name] if v != valor)
    if isinstance(columna.type, BigInteger):
        return 1 if valor is None else valor + 1_000_000
    if isinstance(columna.type, Date | DateTime):
        return "1999-12-31"
    return f"{valor or ''}x"


@pytest.mark.lenta
@pytest.mark.parametrize("tabla", [*tablas.SELLOS, *tablas.VIVAS])
def test_cada_columna_de_cada_tabla_que_se_altere_se_nombra(libros: Engine, tabla: str) -> None:
    llave = next(iter(tablas.metadata.tables[tabla].primary_key)).name
    with libros.connect() as conexion:
        fila = conexion.execute(text(f"SELECT * FROM {tabla} ORDER BY {llave} DESC LIMIT 1")).mappings().one()
    assert fallas(libros) == {}
    calladas = []
    for columna in tablas.metadata.tables[tabla].columns:
        if columna.name == "en_cuarentena":
            continue  # con leídas y aceptadas fijas, la base no la deja sola
        pone = {columna.name: _de_otro_modo(columna, fila[columna.name])}
        pone |= {JUNTAS[columna.name]: fila[JUNTAS[columna.name]] + 1_000_000} if columna.name in JUNTAS else {}
        donde = f"{llave} = {_escrito(pone.get(llave, fila[llave]))}"
        try:
            por_fuera(libros, f"UPDATE {tabla} SET {_asignado(pone)} WHERE {llave} = {_escrito(fila[llave])}")
        except DBAPIError as error:
            assert "FOREIGN KEY" in str(error) or "foreign key" in str(error), error
            continue  # otra tabla la cita: la base misma lo impide
        dicho = " ".join(r.falla for r in fallas(libros).values())
        if tabla not in dicho or not ({str(fila[llave]), str(pone.get(llave))} & set(_palabras(dicho))):
            calladas.append((columna.name, dicho))
        por_fuera(libros, f"UPDATE {tabla} SET {_asignado({c: fila[c] for c in pone})} WHERE {donde}")
    assert calladas == []
    assert fallas(libros) == {}, "todo quedó como estaba"


def _asignado(pone: dict[str, Any]) -> str:
    return ", ".join(f"{columna} = {_escrito(valor)}" for columna, valor in pone.items())


def _escrito(valor: Any) -> str:
    if valor is None or isinstance(valor, int):
        return "NULL" if valor is None else str(valor)
    return "'" + str(valor).replace("'", "''").replace("%", "%%") + "'"


def _palabras(dicho: str) -> list[str]:
    return [palabra.strip("«».,;:") for palabra in dicho.split()]


@pytest.mark.parametrize(
    ("orden", "que", "dice"),
    [
        ("UPDATE persona SET clabe = '999999999999999999' WHERE numero_empleado = 'E1'", "«persona»", "«E1» no está"),
        ("UPDATE persona SET sueldo_mensual = 1", "«persona»", "«E1» no está .*«E2» no está"),
        ("UPDATE nombramiento SET hasta = '2021-01-01'", "«nombramiento»", "«O-1» no está"),
        ("UPDATE recibo SET fecha_ingreso = '2020-01-01' WHERE recibo = 'A-2'", "«recibo»", "«A-2» no está"),
        ("DELETE FROM numero_propio", "«numero_propio»", "«N-1» ya no está y no consta"),
        (
            "UPDATE persona SET numero_empleado = 'E3' WHERE numero_empleado = 'E2'",
            "«persona»",
            "«E2» ya no .*«E3» no",
        ),
        (
            "INSERT INTO recaudacion SELECT '2025', 1, ambito, rubro, importe, fuente, lote, linea FROM recaudacion",
            "«recaudacion»",
            "«2025» no consta que se diera de alta",
        ),
        ("UPDATE lote SET huella = 'otra' WHERE id = 2", "«lote»", "el renglón 2 de «lote»"),
        ("UPDATE lote SET eslabon = NULL WHERE id = 2", "«lote»", "2 de «lote» no lleva su huella"),
        ("UPDATE cuarentena SET valor = 'otro'", "«cuarentena»", "el renglón 1 de «cuarentena»"),
        ("UPDATE version SET contenido = NULL WHERE id = 1", "«version»", "el renglón 1 de «version»"),
        ("DELETE FROM custodia", "cuál es", "falta el primer renglón de «custodia»"),
        ("UPDATE custodia SET contenido = '[]'", "cuál es", "no se entiende"),
    ],
)
def test_lo_que_no_es_libro_tampoco_se_cambia_sin_rastro(libros: Engine, orden: str, que: str, dice: str) -> None:
    por_fuera(libros, orden)
    dichas = {q: r for q, r in fallas(libros).items() if que in q}
    assert len(dichas) == 1
    (falla,) = dichas.values()
    assert falla.codigo == 3
    assert re.search(dice, falla.falla), falla.falla


def test_borrar_lo_apartado_y_ajustar_su_lote_se_nota(libros: Engine) -> None:
    """La receta completa: sin la cuarentena y con las cuentas del lote cuadradas, la cadena del lote no sigue."""
    por_fuera(
        libros,
        "DELETE FROM cuarentena",
        "UPDATE lote SET leidas = aceptadas, en_cuarentena = 0 WHERE en_cuarentena > 0",
    )
    assert "cadena de huellas de «lote»" in fallas(libros)


@pytest.mark.parametrize("tabla", [t for t in tablas.SELLOS if t not in ("custodia", "cuarentena")])
def test_un_renglon_quitado_de_en_medio_o_los_numeros_corridos_se_notan(libros: Engine, tabla: str) -> None:
    corre = "UPDATE {t} SET id = id + 100000" if tabla != "lote" else "UPDATE {t} SET id = 100000 WHERE id = 1"
    sin_citas = "PRAGMA defer_foreign_keys = ON" if libros.dialect.name == "sqlite" else "SELECT 1"
    if tabla == "lote":
        with pytest.raises(DBAPIError, match=r"(?i)foreign key"):
            por_fuera(libros, sin_citas, corre.format(t=tabla))
        return
    por_fuera(libros, corre.format(t=tabla))
    assert f"cadena de huellas de «{tabla}»" in fallas(libros)


def test_una_carga_muerta_no_deja_hueco(libros: Engine) -> None:
    """Ni el lote ni los renglones toman un número que no se usó: un hueco es un renglón que falta."""
    antes = _punta(libros, "lote")
    conexion = libros.connect()
    transaccion = conexion.begin()
    datos = {
        "layout": "recibos",
        "archivo": "r.csv",
        "huella": "z",
        "usuario": "x",
        "registrado": datetime(2025, 1, 1),
    }
    cuenta = dict.fromkeys(("leidas", "aceptadas", "en_cuarentena"), 0)
    lote = cargas.abrir(conexion, **datos, **cuenta)
    transaccion.rollback()
    conexion.close()
    with libros.begin() as conexion:
        otra = cargas.abrir(conexion, **datos, **cuenta)
        cargas.sellar(conexion, otra)
    assert lote == otra == antes + 1
    assert fallas(libros) == {}


def _punta(libros: Engine, tabla: str) -> int:
    with libros.connect() as conexion:
        return puntas(conexion)[tabla][0]


CARGA = {
    "layout": "anotar", "archivo": "otra.csv", "huella": "otra", "leidas": 1, "aceptadas": 1, "en_cuarentena": 0,
    "registrado": datetime(2025, 4, 1), "usuario": "prueba",
}  # fmt: skip


def _agregar_a(libros: Engine, tabla: str, lote: int) -> None:
    """Un renglón más de una carga ya cerrada, con su huella bien hecha."""
    columnas = libro.propias(tablas.metadata.tables[tabla])
    with libros.begin() as conexion:
        fila = conexion.execute(text(f"SELECT * FROM {tabla} ORDER BY id DESC LIMIT 1")).mappings().one()
        suyo = dict(fila) | {"lote": lote} | {c: f"{fila[c]}x" for c in ("clave", "folio") if c == _unica(tabla)}
        libro.anexar(conexion, tabla, [tuple(suyo[c] for c in columnas)])


def _unica(tabla: str) -> str:
    return {"credito": "folio", "version": ""}.get(tabla, "clave")


@pytest.mark.parametrize("lote", ["primera", "ultima"])
@pytest.mark.parametrize("tabla", ["acto", "movimiento", "version", "cuarentena"])
def test_un_renglon_metido_en_una_carga_cerrada_se_nota(libros: Engine, tabla: str, lote: str) -> None:
    """Aunque la cadena siga bien: cada carga dijo al cerrarse hasta dónde llegaba cada libro."""
    with libros.connect() as conexion:
        cual = 1 if lote == "primera" else conexion.execute(text("SELECT MAX(id) FROM lote")).scalar_one()
    _agregar_a(libros, tabla, cual)
    dicha = fallas(libros)["cada renglón, de la carga que lo dejó"]
    assert dicha.codigo == 3
    assert f"«{tabla}»" in dicha.falla


def test_una_carga_cuyo_cierre_se_quito_se_nota(libros: Engine) -> None:
    por_fuera(libros, "DELETE FROM custodia WHERE id = (SELECT MAX(id) FROM custodia)")
    assert "no dicen lo mismo de si se cerró" in fallas(libros)["cada renglón, de la carga que lo dejó"].falla


def test_lo_vivo_que_cambia_por_la_puerta_deja_su_historia(libros: Engine) -> None:
    with libros.begin() as conexion:
        otra = cargas.abrir(conexion, **CARGA)
        vivo.cambiar(conexion, "persona", {"E1": {"clabe": "1" * 18, "lote": otra}})
        vivo.quitar(conexion, "numero_propio", ["N-1"], otra)
        cargas.sellar(conexion, otra)
    assert fallas(libros) == {}
    with libros.connect() as conexion:
        consulta = text("SELECT contenido FROM version WHERE tabla = :t AND clave = :c ORDER BY id")
        antes, ahora = conexion.execute(consulta, {"t": "persona", "c": "E1"}).scalars()
        assert '"clabe":"000000000000000000"' in antes and '"clabe":"111111111111111111"' in ahora
        assert list(conexion.execute(consulta, {"t": "numero_propio", "c": "N-1"}).scalars())[-1] is None


POR_NOMBRE = {
    "sqlite": (
        "DROP TRIGGER movimiento_sin_update; CREATE TRIGGER movimiento_sin_update BEFORE UPDATE ON movimiento WHEN 0 "
        "BEGIN SELECT RAISE(ABORT, 'no'); END",
        "DROP TRIGGER movimiento_sin_reemplazo",
        "CREATE TRIGGER de_mas AFTER INSERT ON movimiento BEGIN DELETE FROM recibo; END",
    ),
    "postgresql": (
        "ALTER TABLE movimiento ENABLE REPLICA TRIGGER movimiento_solo_agregar",
        "ALTER TABLE movimiento ENABLE TRIGGER movimiento_solo_agregar",
        "ALTER TABLE movimiento DISABLE TRIGGER ALL",
        "CREATE OR REPLACE FUNCTION movimiento_solo_agregar() RETURNS trigger LANGUAGE plpgsql "
        "AS $$ BEGIN RETURN NULL; END $$",
        "DROP TRIGGER movimiento_solo_agregar ON movimiento; CREATE TRIGGER movimiento_solo_agregar BEFORE UPDATE "
        "OR DELETE OR TRUNCATE ON movimiento FOR EACH STATEMENT WHEN (false) "
        "EXECUTE FUNCTION movimiento_solo_agregar(); "
        "ALTER TABLE movimiento ENABLE ALWAYS TRIGGER movimiento_solo_agregar",
        "CREATE RULE nada AS ON INSERT TO movimiento DO INSTEAD NOTHING",
        "ALTER TABLE movimiento ENABLE ROW LEVEL SECURITY",
    ),
}


def test_la_proteccion_se_compara_por_su_definicion_y_no_por_su_nombre(libros: Engine) -> None:
    calladas = []
    for receta in POR_NOMBRE[libros.dialect.name]:
        with libros.connect() as conexion:
            transaccion = conexion.begin()
            for orden in receta.split("; ") if "BEGIN" not in receta else _partes(receta):
                conexion.exec_driver_sql(orden)
            if "movimiento" not in desprotegidas(conexion, tablas.PROTEGIDAS):
                calladas.append(receta)
            transaccion.rollback()
    assert calladas == []
    assert fallas(libros) == {}


def _partes(receta: str) -> list[str]:
    """Las órdenes de una receta, sin partir lo que va entre BEGIN y END."""
    primera, hay, resto = receta.partition("; CREATE TRIGGER")
    return [primera, f"CREATE TRIGGER{resto}"] if hay and primera.startswith("DROP") else [receta]


@SOLO_SQLITE
@pytest.mark.parametrize("tabla", list(tablas.SELLOS))
@pytest.mark.parametrize("como", ["INSERT OR REPLACE INTO", "REPLACE INTO", "INSERT OR IGNORE INTO"])
def test_reemplazar_un_renglon_tampoco_se_puede(libros: Engine, tabla: str, como: str) -> None:
    with pytest.raises(DBAPIError, match="ya existe"), libros.begin() as conexion:
        conexion.exec_driver_sql(f"{como} {tabla} SELECT * FROM {tabla} LIMIT 1")


def test_un_lote_cerrado_no_se_cambia_ni_se_borra(libros: Engine) -> None:
    for orden in ("UPDATE lote SET usuario = 'otro' WHERE id = 1", "DELETE FROM lote WHERE id = 5"):
        with pytest.raises(DBAPIError, match="ya se cerró"), libros.begin() as conexion:
            conexion.exec_driver_sql(orden)


def test_una_tabla_que_no_es_la_de_esta_version_se_nombra(libros: Engine) -> None:
    with libros.begin() as conexion:
        conexion.exec_driver_sql("ALTER TABLE movimiento RENAME TO otro_movimiento")
        conexion.exec_driver_sql("CREATE TABLE movimiento AS SELECT * FROM otro_movimiento")
        conexion.exec_driver_sql("ALTER TABLE acto DROP COLUMN resultado")
    (falla,) = fallas(libros).values()
    for dice in ("sobra la tabla «otro_movimiento»", "a «acto» le falta la columna resultado", "«movimiento»"):
        assert dice in falla.falla


def _con_otro_texto(antes: str, despues: str) -> list[str]:
    """SQLite no sabe cambiar una restricción: se le cambia la receta de la tabla."""
    return [
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_master SET sql = replace(sql, '{antes}', '{despues}') WHERE type = 'table'",
        "PRAGMA writable_schema = RESET",
    ]


OTRA_RESTRICCION = {
    "una lista con otro valor": (
        _con_otro_texto("''fisica'', ''moral''", "''fisica'', ''moral'', ''otra''"),
        ["ALTER TABLE credito DROP CONSTRAINT ck_credito_tipo_persona",
         "ALTER TABLE credito ADD CONSTRAINT ck_credito_tipo_persona CHECK (tipo_persona IN ('fisica', 'otra'))"],
        "en «credito», la condición ck_credito_tipo_persona no es como debe",
    ),
    "una cuenta que siempre se cumple": (
        _con_otro_texto("leidas = aceptadas + en_cuarentena", "leidas = leidas"),
        ["ALTER TABLE lote DROP CONSTRAINT ck_lote_cuenta",
         "ALTER TABLE lote ADD CONSTRAINT ck_lote_cuenta CHECK (leidas = leidas)"],
        "en «lote», la condición ck_lote_cuenta no es como debe",
    ),
    "un negativo": (
        _con_otro_texto("importe >= 0 AND multa >= 0", "importe >= 0 OR multa >= 0"),
        ["ALTER TABLE credito DROP CONSTRAINT ck_credito_importes",
         "ALTER TABLE credito ADD CONSTRAINT ck_credito_importes CHECK (importe >= 0 OR multa >= 0)"],
        "en «credito», la condición ck_credito_importes no es como debe",
    ),
    "una que no mira lo que ya hay": (
        _con_otro_texto("importe >= 0 AND multa >= 0", "importe >= 0"),
        ["ALTER TABLE credito DROP CONSTRAINT ck_credito_importes",
         "ALTER TABLE credito ADD CONSTRAINT ck_credito_importes CHECK (importe >= 0 AND multa >= 0) NOT VALID"],
        "en «credito», la condición ck_credito_importes no es como debe",
    ),
    "borrar en cascada": (
        _con_otro_texto("REFERENCES credito (folio)", "REFERENCES credito (folio) ON DELETE CASCADE"),
        ["ALTER TABLE recibo DROP CONSTRAINT fk_recibo_folio",
         "ALTER TABLE recibo ADD CONSTRAINT fk_recibo_folio FOREIGN KEY (folio) REFERENCES credito (folio) "
         "ON DELETE CASCADE"],
        "en «recibo», la referencia fk_recibo_folio no es como debe",
    ),
    "una referencia que espera al final": (
        _con_otro_texto("REFERENCES credito (folio)", "REFERENCES credito (folio) DEFERRABLE INITIALLY DEFERRED"),
        ["ALTER TABLE recibo ALTER CONSTRAINT fk_recibo_folio DEFERRABLE INITIALLY DEFERRED"],
        "en «recibo», la referencia fk_recibo_folio no es como debe",
    ),
    "un índice menos": (
        ["DROP INDEX ix_movimiento_folio_fecha_efecto"],
        ["DROP INDEX ix_movimiento_folio_fecha_efecto"],
        "a «movimiento» le falta el índice de folio, fecha_efecto",
    ),
    "un índice que no indiza todo": (
        ["DROP INDEX ix_acto_folio_fecha", "CREATE INDEX ix_acto_folio_fecha ON acto (folio, fecha) WHERE monto > 0"],
        ["DROP INDEX ix_acto_folio_fecha", "CREATE INDEX ix_acto_folio_fecha ON acto (folio, fecha) WHERE monto > 0"],
        "a «acto» le falta el índice de folio, fecha",
    ),
    "un índice que rechaza renglones": (
        ["CREATE UNIQUE INDEX uno ON credito (nombre, folio)"],
        ["CREATE UNIQUE INDEX uno ON credito (nombre, folio)"],
        "a «credito» le sobra el índice de nombre, folio, que no deja repetir",
    ),
}  # fmt: skip


@pytest.mark.parametrize("como", OTRA_RESTRICCION)
def test_una_restriccion_con_el_mismo_nombre_y_otra_cosa_se_nombra(libros: Engine, como: str) -> None:
    en_sqlite, en_postgres, dice = OTRA_RESTRICCION[como]
    with libros.begin() as conexion:
        for orden in en_sqlite if conexion.dialect.name == "sqlite" else en_postgres:
            conexion.exec_driver_sql(orden)
    libros.dispose()
    assert dice in fallas(libros)["tablas como las de esta versión"].falla


def test_un_indice_de_mas_que_solo_ayuda_a_buscar_no_es_una_alteracion(libros: Engine) -> None:
    with libros.begin() as conexion:
        conexion.exec_driver_sql("CREATE INDEX de_la_oficina ON credito (lower(nombre))")
        conexion.exec_driver_sql("CREATE INDEX tambien ON acto (tipo)")
    assert fallas(libros) == {}


@SOLO_SQLITE
def test_una_columna_de_un_tipo_que_no_existe_se_dice_sin_avisos_ajenos(
    libros: Engine, tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    with libros.begin() as conexion:
        conexion.exec_driver_sql("ALTER TABLE cuarentena ADD z RARO")
    assert "a «cuarentena» le sobra la columna z" in fallas(libros)["tablas como las de esta versión"].falla
    foto_actual(escrita(libros), tmp_path / "salidas")
    assert [str(aviso.message) for aviso in recwarn] == []


def _reescrito(libros: Engine, tabla: str) -> list[str]:
    """Las órdenes que vuelven a encadenar un libro ya alterado, como lo haría quien conoce el programa."""
    sello, ordenes, anterior = tablas.SELLOS[tabla], [], INICIO
    propias = [c.name for c in tablas.metadata.tables[tabla].columns if c.name not in ("id", sello)]
    with libros.connect() as conexion:
        filas = conexion.exec_driver_sql(f"SELECT id, {', '.join(propias)} FROM {tabla} ORDER BY id").all()
    for numero, *valores in filas:
        anterior = eslabon(tabla, numero, anterior, valores)
        ordenes.append(f"UPDATE {tabla} SET {sello} = '{anterior}' WHERE id = {numero}")
    return ordenes


def test_reescribir_las_cadenas_y_mover_el_registro_del_lote_no_hace_otra_base(
    libros: Engine, url_de_almacen: str, tmp_path: Path
) -> None:
    """La base se reconoce por su custodia, no por un renglón que se edita: la foto anterior se sigue comparando."""
    antes = foto_actual(url_de_almacen, tmp_path)
    por_fuera(
        libros,
        f"UPDATE credito SET importe = 1 WHERE folio = '{FOLIO}'",
        f"UPDATE movimiento SET importe = 1 WHERE folio = '{FOLIO}' AND tipo = 'ALTA'",
        "UPDATE lote SET registrado = '2025-01-01 00:00:01.000000' WHERE id = 1",
    )
    for tabla in ("credito", "movimiento", "lote"):
        por_fuera(libros, *_reescrito(libros, tabla))
    assert not [q for q in fallas(libros) if "cadena" in q], "por dentro todo cuadra"
    with pytest.raises(ErrorDeDatos, match="no continúa la foto anterior"):
        foto_actual(url_de_almacen, tmp_path)
    assert antes.alterados() == []


def test_los_disparadores_son_los_que_el_motor_devuelve(motor: Engine) -> None:
    con_lote(motor)
    assert fallas(motor) == {}
    with motor.connect() as conexion:
        assert {d.tabla for d in puestos(conexion)} == set(tablas.SELLOS)
