"""Una foto más grande: la de la cartera de ejemplo con cada crédito repetido, sellada como la que toma la oficina.

La cadena de los renglones repetidos no es la de ninguna base: se deja dicho que ya se recorrió, como queda dicho
cuando la oficina toma la suya. Todo lo demás (segmentos, huellas, sello) se comprueba igual.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from cobranza.almacen import inventario, recorrido
from cobranza.almacen.foto import Foto, armar, foto_de
from cobranza.almacen.segmentos import huella_de

DE_UN_DIA = 200
"""De cada tantos créditos, en uno se anota algo el último día: con un millón, unos cinco mil."""
_COMO_LA_FOTO = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 100_000"
_DE_CADA_COPIA = {
    "credito": ("id", "folio", "rfc"),
    "acto": ("id", "credito", "folio", "clave", "referencia"),
    "movimiento": ("id", "credito", "folio", "clave", "reversa_de", "referencia", "documento"),
    "recibo": ("credito", "folio", "recibo", "sustituye_a"),
}
"""Lo que distingue a un crédito de su copia, por tabla."""


def repetida(foto: Foto, veces: int, carpeta: Path, dia: tuple[date, date] | None = None) -> Foto:
    """La misma foto con cada crédito tantas veces; con `dia` (en que ocurrieron, en que se registraron), además unos
    actos que se registraron después que todo."""
    leido = inventario.leer(foto.manifiesto)
    assert leido
    conexion, con_numero = foto.conexion(), ("credito", "acto", "movimiento")
    hasta = {t: conexion.execute(f"SELECT max(id) + 1 FROM {t}").fetchall()[0][0] for t in con_numero}
    for tabla, segmentos in leido["segmentos"].items():
        tipos = dict(renglon[:2] for renglon in conexion.execute(f"DESCRIBE {tabla}").fetchall())
        propias = _DE_CADA_COPIA.get(tabla, ())
        columnas = ", ".join(_copiada(c, t, tabla, hasta) if c in propias else c for c, t in tipos.items())
        copias = f", range({veces}) r(n)" if propias else ""
        # como la foto ordena los segmentos grandes
        orden = f" ORDER BY {'id' if tabla == 'credito' else 'credito'}" if propias else ""
        for segmento in segmentos:
            origen = foto.ruta / segmento["ruta"]
            leer = f"SELECT {columnas} FROM read_parquet('{origen}', hive_partitioning = false){copias}{orden}"
            _escribir(conexion, leer, carpeta / leido["raiz"], segmento)
        if tabla == "acto" and dia:
            segmentos += [_un_dia(conexion, carpeta / leido["raiz"], s, *dia) for s in segmentos]
    return _sellada(carpeta / inventario.ACTUAL, leido | ({"hasta": str(dia[1])} if dia else {}))


def _escribir(conexion: Any, consulta: str, raiz: Path, segmento: dict[str, Any]) -> None:
    ruta = raiz / segmento["ruta"]
    ruta.parent.mkdir(parents=True, exist_ok=True)
    (filas,) = conexion.execute(f"COPY ({consulta}) TO '{ruta}' ({_COMO_LA_FOTO})").fetchall()[0]
    segmento |= {"filas": filas, "huella": huella_de(ruta)}


def _un_dia(
    conexion: Any, raiz: Path, segmento: Mapping[str, Any], ocurrido: date, registrado: date
) -> dict[str, Any]:
    """El segmento nuevo de una delegación: el último acto de algunos créditos, otra vez, ese día."""
    otro = dict(segmento) | {"ruta": segmento["ruta"].replace(".parquet", "-dia.parquet")}
    consulta = (
        f"SELECT * REPLACE (-id AS id, clave || '-dia' AS clave, DATE '{ocurrido}' AS fecha, "
        f"DATE '{registrado}' AS fecha_registro) FROM read_parquet('{raiz / segmento['ruta']}', "
        f"hive_partitioning = false) WHERE credito % {DE_UN_DIA} = 0 "
        "QUALIFY row_number() OVER (PARTITION BY credito ORDER BY fecha DESC, id DESC) = 1"
    )
    _escribir(conexion, consulta, raiz, otro)
    return otro


def _sellada(manifiesto: Path, leido: dict[str, Any]) -> Foto:
    for puntas in (leido["puntas"]["libros"], leido["puntas"]["cadenas"]):
        for libro, punta in puntas.items():
            punta[0] = sum(s["filas"] for s in leido["segmentos"].get(libro, ())) or punta[0]
    leido = inventario.sellado(leido | {"huecos": {}})
    inventario.escribir(manifiesto, leido)
    recorrido.anotar(armar(manifiesto, leido), leido)
    return foto_de(manifiesto)


def _copiada(columna: str, tipo: str, tabla: str, hasta: Mapping[str, int]) -> str:
    if tipo in ("BIGINT", "INTEGER"):
        cuantos = hasta["credito" if columna == "credito" else tabla]
        return f"{columna} + n * {cuantos} AS {columna}"
    if columna == "rfc":  # de otro contribuyente, con la misma forma
        return "left(rfc, 10) || lpad(CAST(n AS VARCHAR), 3, '0') AS rfc"
    return f"CASE WHEN coalesce({columna}, '') = '' THEN {columna} ELSE {columna} || '-' || n END AS {columna}"
