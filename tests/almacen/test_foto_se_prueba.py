"""Nadie usa una foto editada: el manifiesto lleva sello, los segmentos se comprueban y lo propio dañado se repone."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from almacen.conftest import Camara
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from cobranza.almacen import recorrido, vistos
from cobranza.almacen.foto import Foto, armar, foto_de
from cobranza.almacen.inventario import ACTUAL, leer, sellado
from cobranza.almacen.prueba import difieren
from cobranza.almacen.sesion import instante
from cobranza.almacen.toma import foto_actual, publicar
from cobranza.base import durable
from cobranza.base.errores import ErrorDeDatos


def _editar(ruta: Path, cambio: Callable[[dict[str, Any]], None], *, con_sello: bool = False) -> None:
    """Lo que haría alguien con acceso a la carpeta; `con_sello`, alguien que además sabe cómo se sella."""
    leido = json.loads(ruta.read_text())
    cambio(leido)
    ruta.write_text(json.dumps(sellado(leido) if con_sello else leido))


def _cambiar(segmento: Path) -> None:
    """Otra cosa del mismo tamaño y con la misma fecha."""
    antes = segmento.stat()
    contenido = bytearray(segmento.read_bytes())
    contenido[len(contenido) // 2] ^= 1
    segmento.write_bytes(contenido)
    os.utime(segmento, ns=(antes.st_atime_ns, antes.st_mtime_ns))


EDICIONES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "un segmento menos": lambda m: m["segmentos"]["credito"].pop(),
    "un segmento repetido": lambda m: m["segmentos"]["credito"].append(m["segmentos"]["credito"][0]),
    "la huella en ceros": lambda m: m.update(huella="0" * 64),
    "otra carpeta": lambda m: m.update(raiz="../../otra"),
    "una ruta hacia afuera": lambda m: m["segmentos"]["credito"][0].update(ruta="../../../etc/passwd"),
    "una ruta absoluta": lambda m: m["segmentos"]["credito"][0].update(ruta="/etc/passwd"),
    "otras filas": lambda m: m["segmentos"]["credito"][0].update(filas=9),
    "otra punta": lambda m: m["puntas"]["libros"]["credito"].__setitem__(1, "f" * 64),
    "otro nombre de base": lambda m: m["base"].update(nombre="otra", ejemplo=True),
    "otro último día": lambda m: m.update(hasta="2001-01-01"),
    "una tabla menos": lambda m: m["fichas"].pop(),
    "sin sello": lambda m: m.pop("sello"),
    "segmentos que no son lista": lambda m: m.update(segmentos={"credito": 3}),
}


@pytest.mark.parametrize("edicion", EDICIONES)
def test_un_manifiesto_editado_no_se_usa_en_ninguna_parte(camara: Camara, tmp_path: Path, edicion: str) -> None:
    buena, copia = camara.tomar(), tmp_path / "copia"
    publicar(buena, copia)
    for carpeta in (camara.salidas / "foto", copia):
        _editar(carpeta / ACTUAL, EDICIONES[edicion])
    with pytest.raises(ErrorDeDatos, match=r"no es el que se escribió|no se entiende"):
        foto_de(copia)
    with pytest.raises(ErrorDeDatos, match=r"no es el que se escribió|no se entiende"):
        foto_actual(f"foto:{copia}", tmp_path)
    repuesta = camara.tomar()
    assert repuesta == buena, "la propia se repone de los libros"


@pytest.mark.parametrize("edicion", ["un segmento menos", "un segmento repetido", "otras filas", "otra carpeta"])
def test_resellado_a_mano_tampoco_pasa_si_no_cuadra_con_sus_puntas(
    camara: Camara, tmp_path: Path, edicion: str
) -> None:
    publicar(camara.tomar(), tmp_path / "copia")
    _editar(tmp_path / "copia" / ACTUAL, EDICIONES[edicion], con_sello=True)
    with pytest.raises(ErrorDeDatos, match="no es el que se escribió"):
        foto_de(tmp_path / "copia")


def test_manifiesto_y_segmento_rehechos_a_la_par_los_encuentra_la_comparacion_con_los_libros(camara: Camara) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    foto = camara.tomar()
    with instante(camara.motor) as conexion:
        assert difieren(foto, conexion) == []
    for tabla, columna, otro in (("movimiento", "importe", 1), ("lote", "usuario", "otra persona")):
        segmento = foto.tablas[tabla][0]
        assert isinstance(segmento, Path)
        antes = segmento.read_bytes()
        leida = pq.read_table(segmento)
        posicion = leida.column_names.index(columna)
        falsa = pa.array([otro] * leida.num_rows, leida.schema.field(columna).type)
        pq.write_table(leida.set_column(posicion, leida.schema.field(columna), falsa), segmento)

        def rehacer(m: dict[str, Any], de: str = tabla, nuevo: Path = segmento) -> None:
            m["segmentos"][de][0]["huella"] = vistos.huella_de(nuevo)

        _editar(camara.salidas / "foto" / ACTUAL, rehacer, con_sello=True)
        with instante(camara.motor) as conexion:
            assert difieren(armada(camara.salidas / "foto" / ACTUAL), conexion) == [tabla]
        segmento.write_bytes(antes)
        _editar(camara.salidas / "foto" / ACTUAL, rehacer, con_sello=True)


def armada(manifiesto: Path) -> Foto:
    """La foto como está, sin probarla."""
    leido = leer(manifiesto)
    assert leido
    return armar(manifiesto, leido)


def rehacer(manifiesto: Path, tabla: str, cambio: Callable[[Any], Any], otro: str = "") -> None:
    """Cambia los segmentos de una tabla (`cambio`: de una tabla de Arrow, otra) y vuelve a sellar la foto."""
    import pyarrow.parquet as pq

    leido = json.loads(manifiesto.read_text())
    for segmento in leido["segmentos"][tabla]:
        ruta = manifiesto.parent / leido["raiz"] / segmento["ruta"]
        nueva = cambio(pq.read_table(ruta))
        segmento["ruta"] = segmento["ruta"].replace(*otro.split(">")) if otro else segmento["ruta"]
        ruta = manifiesto.parent / leido["raiz"] / segmento["ruta"]
        ruta.parent.mkdir(exist_ok=True)
        pq.write_table(nueva, ruta)
        segmento |= {"huella": vistos.huella_de(ruta), "filas": nueva.num_rows}
    manifiesto.write_text(json.dumps(sellado(leido)))


def _con(columna: str, valor: Any) -> Callable[[Any], Any]:
    def cambio(tabla: Any) -> Any:
        import pyarrow as pa

        posicion = tabla.column_names.index(columna)
        valores = pa.array([valor] * tabla.num_rows, tabla.schema.field(columna).type)
        return tabla.set_column(posicion, tabla.schema.field(columna), valores)

    return cambio


REHECHAS: dict[str, tuple[str, Callable[[Any], Any], str]] = {
    "un importe": ("credito", _con("importe", 1), ""),
    "un movimiento": ("movimiento", _con("importe", 1), ""),
    "cuándo se cargó": ("lote", _con("usuario", "otra persona"), ""),
    "la delegación repetida": ("movimiento", _con("delegacion", "DH-TGZ"), ""),
    "el número repetido": ("movimiento", _con("credito", 1), ""),
    "la carpeta": ("credito", lambda tabla: tabla, "DH-TAP>DH-XXX"),
    "dos veces lo mismo": ("movimiento", lambda tabla: tabla.slice(0, 1).take([0] * tabla.num_rows), ""),
    "sin una columna": ("movimiento", lambda tabla: tabla.drop_columns(["importe"]), ""),
    "sin su huella": ("credito", _con("huella", None), ""),
}


@pytest.mark.parametrize("como", REHECHAS)
def test_una_foto_rehecha_y_vuelta_a_sellar_no_se_usa_y_se_guarda(camara: Camara, tmp_path: Path, como: str) -> None:
    """Ni la copia que se lee sola ni la propia: la cadena de sus renglones no llega a la punta."""
    copia = tmp_path / "copia"
    publicar(camara.tomar(), copia)
    foto_de(copia)
    tabla, cambio, otro = REHECHAS[como]
    for carpeta in (copia, camara.salidas / "foto"):
        rehacer(carpeta / ACTUAL, tabla, cambio, otro)
        antes = {ruta: ruta.read_bytes() for ruta in carpeta.rglob("*.parquet")}
        with pytest.raises(ErrorDeDatos, match=r"no es la de los libros: .*guarda .* como evidencia") as dicho:
            camara.tomar() if carpeta != copia else foto_actual(f"foto:{copia}", tmp_path)
        assert dicho.value.codigo == 3 and "orra" not in dicho.value.mensaje
        assert {ruta: ruta.read_bytes() for ruta in carpeta.rglob("*.parquet")} == antes, "la prueba sigue ahí"
    shutil.move(camara.salidas / "foto", tmp_path / "evidencia")
    assert recorrido.falla(camara.tomar(), leer(camara.salidas / "foto" / ACTUAL) or {}) == ""


def test_lo_ya_recorrido_no_se_recorre_otra_vez_y_comprobar_si(
    camara: Camara, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publicar(camara.tomar(), tmp_path / "copia")
    vueltas: list[str] = []
    de_verdad = recorrido.alterado

    def contado(libro: str, *otros: Any) -> tuple[int, str]:
        vueltas.append(libro)
        return de_verdad(libro, *otros)

    monkeypatch.setattr(recorrido, "alterado", contado)
    camara.agregar("TGZ-2020-000009")
    camara.tomar()
    assert vueltas == [], "la que acaba de escribirse siguió la cadena"
    foto_de(tmp_path / "copia")
    assert set(vueltas) >= {"credito", "movimiento", "lote"}
    vueltas.clear()
    foto = foto_de(tmp_path / "copia")
    assert vueltas == []
    assert not recorrido.falla(foto, leer(foto.manifiesto) or {})
    assert vueltas


@pytest.mark.parametrize(
    "edicion",
    [
        lambda m: m["puntas"].update(carga=9),
        lambda m: m.update(hasta="2030-01-01"),
        lambda m: m["base"].update(ejemplo=True),
        lambda m: m["puntas"]["cadenas"]["credito"].__setitem__(1, "2:" + "f" * 64),
        lambda m: m["puntas"]["libros"]["credito"].__setitem__(1, "2:" + "f" * 64),
        lambda m: m["puntas"]["cadenas"].pop("lote"),
    ],
)
def test_lo_que_el_manifiesto_dice_de_los_libros_se_coteja_con_ellos(
    camara: Camara, tmp_path: Path, edicion: Callable[[dict[str, Any]], Any]
) -> None:
    publicar(camara.tomar(), tmp_path / "copia")
    _editar(tmp_path / "copia" / ACTUAL, edicion, con_sello=True)
    with pytest.raises(ErrorDeDatos, match="no es la de los libros"):
        foto_de(tmp_path / "copia")


@pytest.mark.parametrize("tabla", ["credito", "movimiento", "lote"])
def test_un_segmento_cambiado_se_repone_en_la_propia_y_se_dice(
    camara: Camara, tabla: str, capsys: pytest.CaptureFixture[str]
) -> None:
    buena = camara.tomar()
    segmento = buena.tablas[tabla][0]
    assert isinstance(segmento, Path)
    esperado = segmento.read_bytes()
    _cambiar(segmento)
    capsys.readouterr()
    assert camara.tomar().huella == buena.huella
    assert segmento.read_bytes() == esperado
    dicho = capsys.readouterr().err
    assert "1 segmento de la foto faltaba o cambió; se vuelve a escribir" in dicho and dicho.count("\n") == 1
    camara.tomar()
    assert not capsys.readouterr().err, "ya está sana"


@pytest.mark.parametrize("como", ["cambiado", "en 0 bytes", "borrado"])
def test_un_segmento_malo_en_una_foto_ajena_es_un_error_que_dice_que_hacer(
    camara: Camara, tmp_path: Path, como: str
) -> None:
    publicar(camara.tomar(), tmp_path / "copia")
    segmento = next(iter(foto_de(tmp_path / "copia").huellas))
    assert isinstance(segmento, Path)
    {"cambiado": _cambiar, "en 0 bytes": lambda s: s.write_bytes(b""), "borrado": Path.unlink}[como](segmento)
    with pytest.raises(ErrorDeDatos, match=r"(cambió|le falta) 1 segmento[ ;].*toma otra con"):
        foto_actual(f"foto:{tmp_path / 'copia'}", tmp_path)


@pytest.mark.parametrize("como", ["actual en 0 bytes", "actual ilegible", "segmento en 0 bytes", "segmento de más"])
def test_lo_que_deja_un_corte_de_luz_sana_solo(camara: Camara, como: str) -> None:
    buena = camara.tomar()
    carpeta, segmento = camara.salidas / "foto", buena.tablas["credito"][0]
    assert isinstance(segmento, Path)
    if como == "segmento de más":
        shutil.copy(segmento, segmento.with_name("000000000009-000000000010.parquet"))
    elif como == "segmento en 0 bytes":
        segmento.write_bytes(b"")
    else:
        (carpeta / ACTUAL).write_bytes(b"" if "0 bytes" in como else b"\xff\xfe{")
    assert camara.tomar() == buena
    assert camara.tomar().alterados() == []


def test_que_falte_un_segmento_o_el_manifiesto_no_salta_la_comparacion_con_la_base(camara: Camara) -> None:
    foto = camara.tomar()
    camara.sin_disparadores("DELETE FROM acto WHERE id = (SELECT MAX(id) FROM acto)")
    segmento = foto.tablas["movimiento"][0]
    assert isinstance(segmento, Path)
    segmento.unlink()
    with pytest.raises(ErrorDeDatos, match="no continúa la foto anterior"):
        camara.tomar()
    (camara.salidas / "foto" / ACTUAL).write_bytes(b"")
    with pytest.raises(ErrorDeDatos, match="no continúa la foto anterior"):
        camara.tomar()
    (camara.salidas / "foto" / ACTUAL).unlink()
    with pytest.raises(ErrorDeDatos, match="no continúa la foto anterior"):
        camara.tomar()


def test_un_segmento_que_se_perdio_en_una_foto_fija_se_repone(camara: Camara) -> None:
    from datetime import date

    corte = date(2025, 12, 31)
    fija = camara.tomar(corte)
    camara.agregar("TGZ-2020-000003")
    for ruta in (fija.tablas["credito"][0], fija.tablas["acto"][-1]):
        assert isinstance(ruta, Path)
        ruta.unlink()
    assert camara.tomar(corte) == fija
    assert fija.alterados() == []


def test_la_cache_no_vuelve_a_leer_lo_que_no_cambio_y_no_se_cree_lo_que_si(
    camara: Camara, monkeypatch: pytest.MonkeyPatch
) -> None:
    foto = camara.tomar()
    monkeypatch.setattr(vistos, "_RECIENTE_NS", 0)
    monkeypatch.setattr(vistos, "_en_memoria", {})
    assert foto.danados() == []
    assert (foto.manifiesto.parent / vistos.ARCHIVO).stat().st_mode & 0o777 == 0o600
    leidos: list[Path] = []

    def contar(ruta: Path) -> str:
        leidos.append(ruta)
        return ""

    with monkeypatch.context() as parche:
        parche.setattr(vistos, "huella_de", contar)
        parche.setattr(vistos, "_en_memoria", {})
        assert foto.danados() == [] and leidos == []
        assert len(foto.alterados()) == len(leidos) == len(foto.huellas), "comprobar no le cree a la caché"
    segmento = foto.tablas["credito"][0]
    assert isinstance(segmento, Path)
    _cambiar(segmento)
    assert foto.danados() == [segmento], "mismo tamaño y misma fecha, pero el sistema anota el cambio"
    for basura in (b"", b"[]", b"{", b'{"x": 3}'):
        (foto.manifiesto.parent / vistos.ARCHIVO).write_bytes(basura)
        assert foto.danados() == [segmento]


def test_los_restos_de_muertos_se_recogen_y_los_de_vivos_no(camara: Camara) -> None:
    foto = camara.tomar()
    muerto = subprocess.Popen([sys.executable, "-c", ""])
    muerto.wait()
    donde = next(iter(foto.huellas)).parent
    suyos = [donde / f"000000000001-000000000003.{muerto.pid}.{fin}" for fin in ("tmp", "orden")]
    vivo = donde / f"todo.{os.getppid()}.tmp"
    for resto in (*suyos, vivo):
        assert isinstance(resto, Path)
        resto.touch()
    camara.agregar("TGZ-2020-000003")
    camara.tomar()
    assert [r for r in camara.salidas.rglob("*.*") if r.suffix in (".tmp", ".orden")] == [vivo]


def test_la_huella_no_depende_de_la_hora_ni_de_en_cuantos_tramos_se_tomo_y_el_sello_si_cubre_todo(
    camara: Camara, tmp_path: Path
) -> None:
    camara.tomar()
    camara.agregar("TGZ-2020-000003")
    por_partes, de_una = camara.tomar(), foto_actual(camara.url, tmp_path / "otra")
    assert por_partes.huella == de_una.huella
    uno, otro = leer(por_partes.manifiesto), leer(de_una.manifiesto)
    assert uno and otro and uno["sello"] != otro["sello"]


@pytest.mark.parametrize("nombre", ["a?b", "a[b]c", "a*b", "k=1", "%25", "#x", "ñandú y más", "q'x"])
def test_la_carpeta_de_la_foto_se_lee_al_pie_de_la_letra(tmp_path: Path, camara: Camara, nombre: str) -> None:
    """DuckDB lee «?», «*» y «[» como comodines, y «k=1» como una columna."""
    vecina = tmp_path / nombre.replace("?", "X").replace("*", "X").replace("[b]", "b")
    publicar(camara.tomar(), vecina)
    camara.agregar("TGZ-2020-000003")
    publicar(camara.tomar(), tmp_path / nombre)
    leida = foto_actual(f"foto:{tmp_path / nombre}", tmp_path)
    conexion = leida.conexion()
    assert conexion.execute("SELECT COUNT(*) FROM credito").fetchone() == (4,)
    assert "k" not in [c[0] for c in conexion.execute("DESCRIBE credito").fetchall()]


@pytest.mark.lenta
@given(st.data())
def test_ninguna_edicion_al_azar_del_manifiesto_pasa(data: st.DataObject) -> None:
    """Cualquier hoja del manifiesto, cambiada por otra cosa: o no se acepta o dice exactamente lo mismo."""
    bueno = _de_muestra()
    copia = json.loads(json.dumps(bueno))
    sitio, clave = copia, None
    while isinstance(sitio, dict | list) and sitio:
        opciones = sorted(sitio) if isinstance(sitio, dict) else range(len(sitio))
        padre, clave = sitio, data.draw(st.sampled_from(list(opciones)))
        sitio = sitio[clave]
    padre[clave] = data.draw(st.none() | st.integers() | st.text(max_size=8) | st.booleans())
    ruta = _MUESTRA / "x.json"
    ruta.write_text(json.dumps(copia))
    with suppress(ErrorDeDatos):
        assert leer(ruta) == bueno


_MUESTRA = Path()


def _de_muestra() -> dict[str, Any]:
    global _MUESTRA
    if not _MUESTRA.name:
        import tempfile

        from oficina import almacen_nuevo, credito

        _MUESTRA = Path(tempfile.mkdtemp(prefix="muestra-"))
        motor = almacen_nuevo(f"sqlite:///{_MUESTRA / 'libros.db'}")
        with motor.begin() as conexion:
            credito(conexion, "TGZ-2020-000001")
        motor.dispose()
        foto_actual(f"sqlite:///{_MUESTRA / 'libros.db'}", _MUESTRA)
    leido = leer(_MUESTRA / "foto" / ACTUAL)
    assert leido is not None
    return leido


def test_una_base_sustituida_no_continua_la_foto(camara: Camara) -> None:
    """F2: mover el registro del primer lote no hace de ella otra base; reescribir su cadena se nota."""
    foto: Foto = camara.tomar()
    camara.sin_disparadores("UPDATE lote SET registrado = '2025-01-01 00:00:01' WHERE id = 1")
    camara.sin_disparadores(
        "UPDATE movimiento SET huella = '2:" + "0" * 64 + "' WHERE id = (SELECT MAX(id) FROM movimiento)"
    )
    with camara.motor.connect() as conexion:
        assert conexion.execute(text("SELECT COUNT(*) FROM movimiento")).scalar() == foto.conteos["movimiento"]
    with pytest.raises(ErrorDeDatos, match="no continúa la foto anterior"):
        camara.tomar()


def test_todo_lo_que_la_foto_publica_llego_antes_al_disco(camara: Camara, monkeypatch: pytest.MonkeyPatch) -> None:
    """F13: cada segmento y cada manifiesto se sincroniza antes de tomar su nombre, y su carpeta, después."""
    pedidos: list[Path] = []
    de_verdad = durable.sincronizar

    def anotar(ruta: Path) -> None:
        pedidos.append(ruta)
        de_verdad(ruta)

    monkeypatch.setattr(durable, "sincronizar", anotar)
    foto = camara.tomar()
    carpetas = {ruta.parent for ruta in foto.huellas} | {camara.salidas / "foto"}
    assert carpetas <= set(pedidos)
    archivos = [ruta for ruta in pedidos if ruta.suffix == ".tmp"]
    assert len(archivos) >= len(foto.huellas) + 2, "los segmentos y los dos manifiestos"


def test_con_el_disco_lleno_se_dice_y_no_quedan_restos(camara: Camara, monkeypatch: pytest.MonkeyPatch) -> None:
    def lleno(_: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as parche:
        parche.setattr(durable, "sincronizar", lleno)
        with pytest.raises(ErrorDeDatos, match=r"no queda espacio en el disco.*repite la orden"):
            camara.tomar()
    assert not [r for r in camara.salidas.rglob("*") if r.suffix in (".tmp", ".json", ".parquet")]
    assert camara.tomar().alterados() == []
