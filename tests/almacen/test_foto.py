"""La foto: sólo se alarga, no se toca lo escrito, se comprueba sola y sirve sin la base."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from almacen.conftest import Camara
from oficina import acto, con_lote, credito
from sqlalchemy import insert

from cobranza.almacen import segmentos
from cobranza.almacen.foto import Foto, foto_de
from cobranza.almacen.migrar import migrar
from cobranza.almacen.sesion import abrir
from cobranza.almacen.toma import foto_actual
from cobranza.base.errores import ErrorDeDatos
from cobranza.libros import tablas

CORTE = date(2025, 12, 31)


def _archivos(foto: Foto) -> dict[Path, int]:
    return {ruta: ruta.stat().st_mtime_ns for ruta in foto.ruta.rglob("*.parquet")}


def test_la_foto_dice_lo_mismo_que_la_base(camara: Camara) -> None:
    conexion = camara.tomar().conexion()
    folios = conexion.execute("SELECT folio, importe, vencimiento, ejecutor FROM credito ORDER BY id").fetchall()
    assert folios == [
        ("TGZ-2020-000001", 1_000_000, date(2019, 4, 30), None),
        ("TGZ-2020-000002", 1_000_000, date(2019, 4, 30), None),
        ("TAP-2020-000001", 1_000_000, date(2019, 4, 30), None),
    ]
    assert conexion.execute("SELECT COUNT(*) FROM recibo").fetchone() == (0,), "lo vacío también tiene vista"


def test_cada_segmento_va_en_la_delegacion_de_origen_del_credito(camara: Camara) -> None:
    foto = camara.tomar()
    for libro in ("credito", "movimiento", "acto"):
        assert sorted(r.parent.name for r in foto.tablas[libro]) == ["DH-TAP", "DH-TGZ"]
    ajena = foto.conexion().execute(
        "SELECT COUNT(*) FROM read_parquet(?) WHERE folio NOT LIKE 'TAP%'",
        [[str(r) for r in foto.tablas["movimiento"] if r.parent.name == "DH-TAP"]],
    )
    assert ajena.fetchone() == (0,)


def test_sin_renglones_nuevos_es_la_misma_foto_y_no_se_escribe_nada(camara: Camara) -> None:
    primera = camara.tomar()
    antes = _archivos(primera)
    assert camara.tomar() == primera
    assert _archivos(primera) == antes


def test_la_foto_se_alarga_sin_tocar_lo_ya_escrito(camara: Camara) -> None:
    primera = camara.tomar()
    antes = _archivos(primera)
    camara.agregar("TGZ-2020-000003")
    segunda = camara.tomar()
    assert segunda.huella != primera.huella
    assert {r: t for r, t in _archivos(segunda).items() if r in antes} == antes
    nuevos = set(segunda.tablas["credito"]) - set(primera.tablas["credito"])
    assert [r.parent.name for r in nuevos] == ["DH-TGZ"], "sólo la delegación que creció"
    assert segunda.conteos["credito"] == 4
    assert foto_de(primera.ruta.parent / f"{primera.huella[:16]}.json").conteos["credito"] == 3, (
        "la anterior sirve aún"
    )


def test_alargar_o_tomar_de_una_vez_da_lo_mismo(camara: Camara, tmp_path: Path) -> None:
    camara.tomar()
    camara.agregar("TGZ-2020-000003")
    por_partes, de_una = camara.tomar(), foto_actual(camara.url, tmp_path / "otra")
    assert de_una.huella == por_partes.huella
    consulta = "SELECT * FROM movimiento ORDER BY id"
    assert de_una.conexion().execute(consulta).fetchall() == por_partes.conexion().execute(consulta).fetchall()


def test_las_tablas_que_cambian_van_enteras_y_la_anterior_se_conserva(camara: Camara) -> None:
    primera = camara.tomar()
    with camara.motor.begin() as conexion:
        datos = {"layout": "recibos", "archivo": "r.csv", "huella": "1", "leidas": 1, "aceptadas": 1,
                 "en_cuarentena": 0, "registrado": date(2025, 1, 2), "usuario": "caja"}  # fmt: skip
        lote = conexion.execute(insert(tablas.lote).values(**datos)).inserted_primary_key
        assert lote is not None
        conexion.execute(
            insert(tablas.recibo).values(
                recibo="A-1", fecha_ingreso=date(2023, 1, 2), oficina="TGZ", caja="1", folio="TGZ-2020-000001",
                importe=100, forma_pago="EFECTIVO", estado="VIGENTE", lote=lote[0], linea=2,
            )
        )  # fmt: skip
    segunda = camara.tomar()
    assert segunda.conexion().execute("SELECT recibo FROM recibo").fetchall() == [("A-1",)]
    assert primera.conexion().execute("SELECT recibo FROM recibo").fetchall() == []


def test_la_foto_de_un_corte_queda_fija(camara: Camara) -> None:
    fija = camara.tomar(CORTE)
    camara.agregar("TGZ-2020-000003")
    assert camara.tomar(CORTE).huella == fija.huella
    assert camara.tomar().conteos["credito"] == 4


def test_la_carpeta_de_la_foto_basta_en_otra_maquina(camara: Camara, tmp_path: Path) -> None:
    original = camara.tomar()
    esperado = original.conexion().execute("SELECT * FROM movimiento ORDER BY id").fetchall()
    copia = tmp_path / "otra máquina"
    shutil.copytree(camara.salidas / "foto", copia)
    shutil.rmtree(camara.salidas)
    foto = foto_de(copia)
    assert foto.huella == original.huella
    assert foto.alterados() == []
    assert foto.conexion().execute("SELECT * FROM movimiento ORDER BY id").fetchall() == esperado


def test_un_segmento_cambiado_se_nota(camara: Camara) -> None:
    foto = camara.tomar()
    segmento = foto.tablas["movimiento"][0]
    contenido = bytearray(segmento.read_bytes())
    contenido[len(contenido) // 2] ^= 1
    segmento.write_bytes(contenido)
    assert foto.alterados() == [segmento]


def test_si_falta_un_segmento_se_dice_y_la_siguiente_foto_lo_repone(camara: Camara) -> None:
    foto = camara.tomar()
    foto.tablas["movimiento"][0].unlink()
    with pytest.raises(ErrorDeDatos, match="le falta 1 segmento"):
        foto_de(camara.salidas / "foto")
    assert camara.tomar().huella == foto.huella
    assert foto_de(camara.salidas / "foto").alterados() == []


def test_donde_no_hay_foto_se_dice(tmp_path: Path) -> None:
    with pytest.raises(ErrorDeDatos, match="No hay una foto"):
        foto_de(tmp_path)


def test_sin_cartera_no_hay_foto(url_de_almacen: str, tmp_path: Path) -> None:
    with pytest.raises(ErrorDeDatos, match="cobranza demo"):
        foto_actual(url_de_almacen, tmp_path)


@pytest.mark.parametrize(
    "orden",
    [
        "UPDATE movimiento SET huella = 'x' WHERE id = (SELECT MAX(id) FROM movimiento)",
        "DELETE FROM acto WHERE id = (SELECT MAX(id) FROM acto)",
    ],
)
def test_una_base_alterada_no_continua_la_foto(camara: Camara, orden: str) -> None:
    camara.tomar()
    camara.sin_disparadores(orden)
    camara.agregar("TGZ-2020-000003")
    with pytest.raises(ErrorDeDatos, match="no continúa la foto anterior"):
        camara.tomar()


def test_un_renglon_nuevo_alterado_no_entra_en_la_foto(camara: Camara) -> None:
    camara.tomar()
    camara.agregar("TGZ-2020-000003")
    camara.sin_disparadores("UPDATE movimiento SET importe = 1 WHERE id = (SELECT MAX(id) FROM movimiento)")
    with pytest.raises(ErrorDeDatos, match="el renglón 4 de «movimiento»"):
        camara.tomar()
    assert not list((camara.salidas / "foto").rglob("*.tmp")), "nada a medias"


def test_lo_alterado_despues_de_fotografiado_no_cambia_la_foto(camara: Camara) -> None:
    """La foto conserva lo que había; quien dice que la base cambió es `comprobar`."""
    camara.tomar()
    camara.sin_disparadores("UPDATE movimiento SET importe = 1 WHERE id = 1")
    importe = camara.tomar().conexion().execute("SELECT importe FROM movimiento WHERE id = 1").fetchone()
    assert importe == (1_000_000,)


def test_otra_base_en_la_misma_carpeta_empieza_otra_foto(camara: Camara, tmp_path: Path) -> None:
    primera = camara.tomar()
    url = f"sqlite:///{tmp_path / 'otra.db'}"
    otra = abrir(url)
    migrar(otra)  # no una copia de otra base, que sería la misma
    con_lote(otra)
    with otra.begin() as conexion:
        credito(conexion, "TGZ-2020-000009")
        acto(conexion, "TGZ-2020-000009", "IMPUGNACION", "2021-01-01")
    otra.dispose()
    segunda = foto_actual(url, camara.salidas)
    assert segunda.conteos["credito"] == 1
    assert segunda.ruta != primera.ruta
    assert primera.alterados() == []


_TOMAR = """
import sys
from pathlib import Path
from cobranza.almacen.migrar import migrar
from cobranza.almacen.sesion import abrir
from cobranza.almacen.toma import foto_actual
print(foto_actual(sys.argv[1], Path(sys.argv[2])).huella)
"""


@pytest.mark.lenta
def test_dos_procesos_a_la_vez_toman_una_sola_foto(camara: Camara) -> None:
    orden = [sys.executable, "-c", _TOMAR, camara.url, str(camara.salidas)]
    procesos = [subprocess.Popen(orden, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    huellas = {proceso.communicate(timeout=900)[0].strip() for proceso in procesos}
    assert huellas == {camara.tomar().huella}
    assert camara.tomar().alterados() == []


@pytest.mark.parametrize("maximo", [1, 2, 10])
def test_las_partes_son_la_foto_sin_repetir(camara: Camara, maximo: int) -> None:
    camara.agregar("TGZ-2020-000003", "COM-2020-000001", delegacion="DH-COM")
    foto = camara.tomar()
    entera, partes = foto.conexion(), [parte.conexion() for parte in foto.partes(maximo)]
    assert len(partes) == {1: 5, 2: 3, 10: 1}[maximo]
    for tabla, llave in (("credito", "folio"), ("movimiento", "clave"), ("acto", "clave"), ("recibo", "recibo")):
        consulta = f"SELECT {llave}, * FROM {tabla} ORDER BY 1"
        juntas = [fila for parte in partes for fila in parte.execute(consulta).fetchall()]
        assert sorted(juntas) == entera.execute(consulta).fetchall(), tabla
    for parte in partes:
        folios = {f for (f,) in parte.execute("SELECT folio FROM credito").fetchall()}
        assert 0 < len(folios) <= maximo
        assert {f for (f,) in parte.execute("SELECT folio FROM acto").fetchall()} <= folios


def test_un_segmento_grande_va_en_orden_de_credito(camara: Camara, monkeypatch: pytest.MonkeyPatch) -> None:
    with camara.motor.begin() as conexion:
        acto(conexion, "TGZ-2020-000001", "REQUERIMIENTO", "2020-08-01")
        acto(conexion, "TGZ-2020-000001", "EMBARGO", "2020-07-01")
    antes = camara.tomar()
    sin_orden = "SELECT credito, clave FROM acto WHERE delegacion = 'DH-TGZ'"
    como_estaba = antes.conexion().execute(sin_orden).fetchall()
    shutil.rmtree(camara.salidas / "foto")
    monkeypatch.setattr(segmentos, "ORDENAR_DESDE", 1)
    ordenada = camara.tomar()
    assert ordenada.conexion().execute(sin_orden).fetchall() == sorted(como_estaba, key=lambda fila: fila[0])
    assert (ordenada.huella, ordenada.conteos, ordenada.alterados()) == (antes.huella, antes.conteos, [])
    assert not list(ordenada.ruta.rglob("*.orden")), "no queda nada a medias"


def test_la_carpeta_de_la_foto_es_solo_de_quien_la_toma(camara: Camara) -> None:
    camara.tomar()
    assert (camara.salidas / "foto").stat().st_mode & 0o077 == 0
