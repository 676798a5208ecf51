"""La foto: los libros en segmentos Parquet inmutables por delegación, que los informes leen con DuckDB.

Es una carpeta con segmentos y manifiestos que basta para repetir sus informes en otra máquina, sin la base; vive
igual en este disco o donde llegue fsspec (`s3://`, `gs://`…). Cómo se toma y se alarga está en `toma`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cobranza.almacen import conocido, recorrido
from cobranza.almacen.fichas import Ficha
from cobranza.almacen.identidad import Identidad
from cobranza.almacen.inventario import ACTUAL as ACTUAL  # quien lee una foto no sabe cómo se escribe
from cobranza.almacen.inventario import CARGAS, FotoDanada, leer
from cobranza.almacen.inventario import FORMATO as FORMATO
from cobranza.almacen.vistos import danados, distintos
from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.base.motivos import motivo_de
from cobranza.base.secretos import a_la_vista

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duckdb import DuckDBPyConnection
    from upath import UPath

    Ruta = Path | UPath


@dataclass(frozen=True, slots=True)
class Porcion:
    """Qué renglones del principal tocan a una parte: `desde` ≤ número < `hasta`; de `vacias`, ninguno."""

    desde: int = 0
    hasta: int | None = None
    vacias: tuple[str, ...] = ()

    def condicion(self, tabla: Ficha) -> str:
        """La condición SQL que deja sólo sus renglones; vacía si le toca el segmento entero."""
        if tabla.nombre in self.vacias:
            return "FALSE"
        if self.hasta is None or not tabla.principal:
            return ""
        return f"{tabla.numero} >= {self.desde} AND {tabla.numero} < {self.hasta}"


@dataclass(frozen=True)
class Foto:
    """Una foto: dónde está, de qué base, qué día se capturó lo último (`hasta`) y su huella general.

    Por tabla: la cabeza de su cadena, sus segmentos y su conteo.
    """

    ruta: Ruta
    manifiesto: Ruta
    base: Identidad
    hasta: date
    huella: str
    fichas: dict[str, Ficha]
    cabezas: dict[str, str]
    tablas: dict[str, list[Ruta]]
    conteos: dict[str, int]
    huellas: dict[Ruta, str] = field(repr=False)
    filas: dict[Ruta, int] = field(repr=False)
    porcion: Porcion | None = None
    delegaciones: tuple[str, ...] = ()
    """De cuáles son sus segmentos, si no son los de todas (`solo`)."""
    numeros: NDArray[np.int64] | None = field(default=None, compare=False, repr=False)
    sin: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)

    def acotada(self, numeros: NDArray[np.int64], sin: Mapping[str, tuple[str, ...]] | None = None) -> Foto:
        """La misma foto con sólo esos renglones del principal y lo que va con ellos; `sin` esas columnas por tabla.

        Abrirla los lee una vez; para muchos, `partes` la divide como a la entera.
        """
        return replace(self, numeros=numeros, sin=sin or {})

    def conexion(self, conocido_al: date | None = None) -> DuckDBPyConnection:
        """Conexión de DuckDB en memoria con una vista por tabla; dinero BIGINT, fechas DATE.

        Con `conocido_al` los libros son los que se conocían ese día: lo que este sistema había registrado (`lote`)
        hasta entonces. Antes de la primera carga no había nada registrado y sólo queda lo que los archivos afirman de
        sí (`fecha_registro`). La vista `importado` (libro, id) dice qué renglones afirman ser de antes de su carga.
        """
        import duckdb

        conexion = duckdb.connect(config={"threads": 1} if self.porcion else {})
        # los segmentos no cambian: lo que dicen de sí se lee una vez, y no en cada consulta
        conexion.execute("SET parquet_metadata_cache = true")
        if not isinstance(self.ruta, Path):
            conexion.register_filesystem(self.ruta.fs)
        if self.numeros is not None:
            import pyarrow as pa

            conexion.register("numeros", pa.table([pa.array(self.numeros)], names=["numero"]))
        for tabla in self.tablas:
            dicho = f"fecha_registro <= DATE '{conocido_al}'" if conocido_al and self.fichas[tabla].libro else ""
            self._vista(conexion, tabla, dicho)
        libros = [tabla for tabla in sorted(self.tablas) if self.fichas[tabla].libro]
        de_una_carga = conocido.con_carga(conexion, libros)
        if CARGAS in self.tablas and de_una_carga:
            conocido.decir_lo_importado(conexion, de_una_carga)
            if conocido_al and (registrado := conocido.registrado(conexion, conocido_al)):
                for libro in de_una_carga:
                    self._vista(conexion, libro, f"fecha_registro <= DATE '{conocido_al}' AND {registrado}")
        return conexion

    def primera_carga(self) -> date | None:
        """El día en que este sistema registró su primera carga; de antes sólo hay lo que dijeron los archivos."""
        return conocido.primera_carga(self.conexion()) if CARGAS in self.tablas else None

    def cuando_se_cargo(self) -> str:
        """Huella del día de cada carga: de ellos depende lo que se sabía un día, y no van en la de la foto."""
        return conocido.cuando_se_cargo(self.tablas[CARGAS])

    def _vista(self, conexion: DuckDBPyConnection, tabla: str, condicion: str) -> None:
        propia = self.porcion.condicion(self.fichas[tabla]) if self.porcion else ""
        que, columnas = "VIEW", "*"
        if self.numeros is not None and self.fichas[tabla].principal:
            # pocos y regados por todos los segmentos: se leen una vez, y no en cada consulta
            que = "TABLE"
            if sobran := self.sin.get(tabla):
                columnas = f"* EXCLUDE ({', '.join(sobran)})"
            propia = " AND ".join(filter(None, (propia, f"{self.fichas[tabla].numero} IN (FROM numeros)")))
        donde = " AND ".join(filter(None, (condicion, propia)))
        conexion.execute(
            f"CREATE OR REPLACE {que} {tabla} AS SELECT {columnas} FROM {self._segmentos(tabla)}"
            + (f" WHERE {donde}" if donde else "")
        )

    def _segmentos(self, tabla: str) -> str:
        """Sus segmentos, como los lee DuckDB: cada ruta al pie de la letra, aunque lleve «?», «[» o «=»."""
        rutas = ", ".join(f"'{_al_pie_de_la_letra(str(s))}'" for s in self.tablas[tabla])
        return f"read_parquet([{rutas}], hive_partitioning = false)"

    def con_archivo(self, tabla: str) -> str:
        """La tabla con el archivo de que viene cada renglón (`filename`), para una consulta de `conexion`."""
        return self._segmentos(tabla).removesuffix(")") + ", filename = true)"

    def partes(self, maximo: int) -> list[Foto]:
        """La foto en partes de unos `maximo` créditos, por delegación de origen; juntas son la foto, sin repetir.

        Toda la historia de un crédito está en su parte. Las delegaciones chicas van juntas y la que es mayor que el
        máximo se divide por tramos de número. Van de mayor a menor: al repartirlas, ninguna grande queda al final.
        La `acotada` a no más del máximo es una sola.
        """
        if self.numeros is not None and self.numeros.size <= maximo:
            return [self]
        por_delegacion: dict[str, int] = {}
        for ruta in self.tablas[self._principal]:
            por_delegacion[ruta.parent.name] = por_delegacion.get(ruta.parent.name, 0) + self.filas[ruta]
        partes, juntas, llevan = list[tuple[int, Foto]](), set[str](), 0
        for delegacion, cuantos in sorted(por_delegacion.items(), key=lambda par: (-par[1], par[0])):
            if cuantos > maximo:
                limites = self._limites(delegacion, maximo)
                partes += [(cuantos // len(limites), self._parte({delegacion}, *limite)) for limite in limites]
                continue
            if llevan + cuantos > maximo:
                partes.append((llevan, self._parte(juntas)))
                juntas, llevan = set(), 0
            juntas, llevan = juntas | {delegacion}, llevan + cuantos
        if juntas:
            partes.append((llevan, self._parte(juntas)))
        return [parte for _, parte in sorted(partes, key=lambda par: -par[0])] if len(partes) > 1 else [self]

    def solo(self, delegaciones: set[str]) -> Foto:
        """La foto con sólo los segmentos de esas delegaciones de origen: lo demás no se abre."""
        parte = replace(self._parte(delegaciones), delegaciones=tuple(sorted(delegaciones)))
        return parte if parte.porcion and parte.porcion.vacias else replace(parte, porcion=None)

    @property
    def _principal(self) -> str:
        return next(ficha.nombre for ficha in self.fichas.values() if ficha.es_principal)

    def _limites(self, delegacion: str, maximo: int) -> list[tuple[int, int]]:
        """Números del principal [desde, hasta) que parten una delegación en trozos iguales de no más de `maximo`."""
        suyos = [ruta for ruta in self.tablas[self._principal] if ruta.parent.name == delegacion]
        conexion = replace(self, tablas={self._principal: suyos}, numeros=None).conexion()
        consulta = f"SELECT id FROM {self._principal} ORDER BY id"
        numeros = np.asarray(conexion.execute(consulta).fetchnumpy()["id"], dtype=np.int64)
        trozos = -(-len(numeros) // maximo)
        cortes = [int(numeros[len(numeros) * k // trozos]) for k in range(trozos)]
        return list(zip(cortes, [*cortes[1:], int(numeros[-1]) + 1], strict=True))

    def _parte(self, delegaciones: set[str], desde: int = 0, hasta: int | None = None) -> Foto:
        """Los segmentos de esas delegaciones; de la tabla donde no tienen, uno ajeno y vacío, para que exista."""
        tablas = dict(self.tablas)
        por_delegacion = [ficha.nombre for ficha in self.fichas.values() if ficha.principal]
        for tabla in por_delegacion:
            tablas[tabla] = [ruta for ruta in self.tablas[tabla] if ruta.parent.name in delegaciones]
        vacias = tuple(tabla for tabla in por_delegacion if not tablas[tabla])
        tablas |= {tabla: self.tablas[tabla][:1] for tabla in vacias}
        return replace(self, tablas=tablas, porcion=Porcion(desde, hasta, vacias))

    def tamanos(self) -> dict[Ruta, int]:
        """Bytes de cada segmento que está donde el manifiesto dice."""
        if isinstance(self.ruta, Path):
            return {ruta: ruta.stat().st_size for ruta in self.huellas if ruta.is_file()}
        hay = self.ruta.fs.find(self.ruta.path, detail=True)  # una sola pregunta: cada una es un viaje por la red
        return {r: int(hay[r.path]["size"]) for r in self.huellas if not isinstance(r, Path) and r.path in hay}

    def faltantes(self) -> list[Ruta]:
        """Segmentos que el manifiesto nombra y ya no están."""
        hay = self.tamanos()
        return [ruta for ruta in self.huellas if ruta not in hay]

    def danados(self) -> list[Ruta]:
        """Segmentos que faltan o cambiaron; no vuelve a leer lo que ya comprobó y sigue igual (`vistos`)."""
        return danados(self.huellas, self.manifiesto.parent)

    def alterados(self) -> list[Ruta]:
        """Segmentos que faltan o cuya huella ya no es la que se anotó al escribirlos; los relee todos."""
        faltan = self.faltantes()
        return [*faltan, *distintos({r: huella for r, huella in self.huellas.items() if r not in faltan})]


def foto_de(ruta: Ruta) -> Foto:
    """La foto que está en una carpeta (la última) o en un manifiesto, ya probada; no hace falta la base.

    Errores: `ErrorDeDatos` si ahí no hay una foto, no es como se escribió, le faltan segmentos o sus renglones no son
    los de la cadena de los libros.
    """
    try:
        manifiesto = ruta / ACTUAL if ruta.is_dir() else ruta
        leido = leer(manifiesto)
        if leido is None:
            raise ErrorDeDatos(
                f"No hay una foto en {a_la_vista(ruta)}; se esperaba la carpeta «foto» o un manifiesto .json suyo."
            )
        foto = armar(manifiesto, leido)
        malos = foto.danados()
        faltan = foto.faltantes() if malos else []
        if not malos:
            recorrido.exigir(foto, leido)
    except ErrorDeDatos:
        raise
    except Exception as error:  # lo que diga cada controlador de fsspec, que puede repetir con qué se entra
        raise ErrorDeDatos(
            f"No se pudo leer la foto de {a_la_vista(ruta)} ({motivo_de(error)}). Revisa que ese lugar exista, "
            "que conteste y que tengas permiso."
        ) from (error if isinstance(ruta, Path) else None)
    if faltan:
        raise ErrorDeDatos(
            f"A la foto {foto.huella[:16]} le {_falta(len(faltan))}; el primero es {faltan[0].name}. "
            "Copia la carpeta completa o toma otra con `cobranza foto`."
        )
    if malos:
        raise ErrorDeDatos(
            f"En la foto {foto.huella[:16]} {_cambio(len(malos))} después de escribirse; el primero es "
            f"{malos[0].parent.name}/{malos[0].name}. No se usa: recupérala de donde la copiaste o toma otra con "
            "`cobranza foto`."
        )
    return foto


def _falta(cuantos: int) -> str:
    return "falta 1 segmento" if cuantos == 1 else f"faltan {cuantos} segmentos"


def _cambio(cuantos: int) -> str:
    return "cambió 1 segmento" if cuantos == 1 else f"cambiaron {cuantos} segmentos"


def armar(manifiesto: Ruta, leido: dict[str, Any]) -> Foto:
    """La foto que describe un manifiesto ya leído y probado (`inventario.leer`)."""
    raiz = manifiesto.parent / leido["raiz"]
    try:
        fichas = [Ficha(**ficha) for ficha in leido["fichas"]]
        return Foto(
            ruta=raiz,
            manifiesto=manifiesto,
            base=Identidad(**leido["base"]),
            hasta=date.fromisoformat(leido["hasta"]),
            huella=leido["huella"],
            fichas={ficha.nombre: ficha for ficha in fichas},
            cabezas={libro: huella for libro, (_, huella) in leido["puntas"]["libros"].items()},
            tablas={t: [raiz / s["ruta"] for s in ss] for t, ss in leido["segmentos"].items()},
            conteos={t: sum(s["filas"] for s in ss) for t, ss in leido["segmentos"].items()},
            huellas={raiz / s["ruta"]: s["huella"] for ss in leido["segmentos"].values() for s in ss},
            filas={raiz / s["ruta"]: s["filas"] for ss in leido["segmentos"].values() for s in ss},
        )
    except (ValueError, LookupError, TypeError) as error:
        raise FotoDanada(f"El manifiesto {a_la_vista(manifiesto)} no se entiende; no se usa.") from error


def _al_pie_de_la_letra(ruta: str) -> str:
    # DuckDB lee «*», «?» y «[» como comodines: cada uno entre corchetes sólo se corresponde consigo mismo
    return "".join(f"[{signo}]" if signo in "*?[" else signo for signo in ruta).replace("'", "''")


def ruta_de(texto: str) -> Ruta:
    """La ruta de una carpeta o un manifiesto: de este disco o, con protocolo, de donde llegue fsspec.

    Errores: `ErrorDeUso` si el protocolo no existe o falta su controlador.
    """
    if "://" not in texto:
        return Path(texto).resolve()
    from upath import UPath  # cuesta tanto como media base de datos y casi nunca hace falta

    try:
        ruta = UPath(texto)
        ruta.fs  # noqa: B018 — al pedirlo se sabe si hay con qué llegar
    except Exception:  # cada controlador falla a su modo, y lo que dice puede traer con qué se entra
        raise ErrorDeUso(
            f"No se puede llegar a {a_la_vista(texto)}. Se esperaba una carpeta o un protocolo de fsspec con su "
            "controlador instalado (para s3://, `.venv/bin/pip install s3fs`)."
        ) from None
    return ruta
