"""`cobranza comprobar` con una foto en `COBRANZA_BD`: lo que se sabe de ella sin su base."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from almacen.test_foto_se_prueba import rehacer
from sqlalchemy import Engine

from cobranza.almacen import ancla, recorrido
from cobranza.almacen.cadena import INICIO, eslabon
from cobranza.almacen.direccion import escrita
from cobranza.almacen.foto import foto_de
from cobranza.almacen.inventario import ACTUAL, leer, sellado
from cobranza.almacen.sesion import abrir
from cobranza.almacen.toma import foto_actual, publicar
from cobranza.almacen.vistos import huella_de
from cobranza.libros.anclaje import Lugar, anclar
from cobranza.puertas.cli import ejecutar

pytestmark = pytest.mark.lenta

Decir = Callable[..., tuple[int, str]]


@pytest.fixture
def copia(viva: Path, tmp_path: Path) -> Path:
    """La copia de una foto, que se lee sin la base, junto a un testigo de sus libros."""
    shutil.copy(viva, tmp_path / "libros.db")
    motor: Engine = abrir(f"sqlite:///{tmp_path / 'libros.db'}")
    anclar(motor, Lugar(tmp_path / "testigo.jsonl", tmp_path), datetime(2025, 6, 30), {})
    publicar(foto_actual(escrita(motor), tmp_path / "salidas"), tmp_path / "copia")
    motor.dispose()
    return tmp_path / "copia"


@pytest.fixture
def comprobar(
    copia: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Decir:
    monkeypatch.setenv("COBRANZA_BD", f"foto:{copia}")
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path / "otras"))

    def dicho(*partes: str) -> tuple[int, str]:
        codigo = ejecutar(["comprobar", *partes])
        salida = capsys.readouterr()
        return codigo, salida.out + salida.err

    return dicho


def test_una_foto_sana_se_comprueba_sola_y_contra_su_ancla(copia: Path, comprobar: Decir, tmp_path: Path) -> None:
    codigo, dicho = comprobar()
    assert codigo == 0, dicho
    for que in ("segmentos con su huella", "siguen la cadena", "cada reversa", "cuadre del", "cobranza-ancla:1:"):
        assert que in dicho
    suya = ancla.de_la_foto(foto_de(copia))
    assert comprobar("--ancla", ancla.texto(suya["base"], suya["raiz"]))[0] == 0
    codigo, dicho = comprobar("--ancla", str(tmp_path / "testigo.jsonl"))
    assert codigo == 0 and "bien   la foto continúa lo anclado" in dicho
    assert comprobar("--ancla", ancla.texto(suya["base"], "0" * 64))[0] == 3


def test_una_foto_rehecha_termina_en_tres_y_no_se_aconseja_borrarla(copia: Path, comprobar: Decir) -> None:
    rehacer(copia / ACTUAL, "movimiento", lambda t: _con_importes(t, lambda importe: importe * 2))
    codigo, dicho = comprobar()
    assert codigo == 3 and "como evidencia" in dicho and "orra" not in dicho


def test_comprobar_la_recorre_aunque_lo_visto_diga_que_ya(copia: Path, comprobar: Decir) -> None:
    rehacer(copia / ACTUAL, "movimiento", lambda t: _con_importes(t, lambda importe: importe * 2))
    leido = json.loads((copia / ACTUAL).read_text())
    (copia / ".vistos.json").write_text(json.dumps({f"recorrida-{leido['sello']}": [1]}))
    assert foto_de(copia), "quien además reescribe lo visto engaña a quien sólo abre la foto"
    codigo, dicho = comprobar()
    assert codigo == 3 and "no corresponde a su huella" in dicho


def test_dos_columnas_con_el_nombre_cambiado_llevan_las_mismas_huellas_y_se_nombran(
    copia: Path, comprobar: Decir
) -> None:
    def cambia(tabla: pa.Table) -> pa.Table:
        otros = {"importe": "multa", "multa": "importe"}
        return tabla.rename_columns([otros.get(c, c) for c in tabla.column_names])

    rehacer(copia / ACTUAL, "credito", cambia)
    codigo, dicho = comprobar()
    assert codigo == 3 and "«credito» no tiene las columnas de los libros" in dicho


def test_rehecha_entera_con_otras_cadenas_no_da_el_ancla(copia: Path, comprobar: Decir, tmp_path: Path) -> None:
    """Todas sus huellas son buenas: sólo lo anclado fuera dice que no es la de los libros."""
    suya = ancla.de_la_foto(foto_de(copia))
    _reencadenar(copia / ACTUAL)
    assert recorrido.falla(foto_de(copia), leer(copia / ACTUAL) or {}) == ""
    assert comprobar()[0] == 0
    codigo, dicho = comprobar("--ancla", str(tmp_path / "testigo.jsonl"))
    assert codigo == 3 and "de «acto» no es el del ancla 1" in dicho
    codigo, dicho = comprobar("--ancla", ancla.texto(suya["base"], suya["raiz"]))
    assert codigo == 3 and "la foto da otra raíz" in dicho


def _con_importes(tabla: pa.Table, cambio: Callable[[int], int]) -> pa.Table:
    posicion = tabla.column_names.index("importe")
    nuevos = pa.array([cambio(i) for i in tabla["importe"].to_pylist()], pa.int64())
    return tabla.set_column(posicion, "importe", nuevos)


def _reencadenar(manifiesto: Path) -> None:
    """Cambia quién hizo cada acto y vuelve a encadenar su libro, como lo haría quien conoce el programa."""
    leido = json.loads(manifiesto.read_text())
    rutas = [manifiesto.parent / leido["raiz"] / s["ruta"] for s in leido["segmentos"]["acto"]]
    partes = [pq.read_table(ruta) for ruta in rutas]
    propias = partes[0].column_names[:-2]
    valores = [c for c in propias if c not in ("id", "huella")]
    nuevas, anterior = {}, INICIO
    for fila in sorted((f for parte in partes for f in parte.to_pylist()), key=lambda f: f["id"]):
        anterior = eslabon("acto", fila["id"], anterior, [(fila | {"usuario": "otra"})[c] for c in valores])
        nuevas[fila["id"]] = anterior
    for ruta, parte, segmento in zip(rutas, partes, leido["segmentos"]["acto"], strict=True):
        otras = [f | {"usuario": "otra", "huella": nuevas[f["id"]]} for f in parte.to_pylist()]
        pq.write_table(pa.Table.from_pylist(otras, schema=parte.schema), ruta)
        segmento["huella"] = huella_de(ruta)
    for donde in ("libros", "cadenas"):
        leido["puntas"][donde]["acto"][1] = anterior
    manifiesto.write_text(json.dumps(sellado(leido)))
