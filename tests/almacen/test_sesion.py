"""Abrir la base: la que no existe no se crea sola, y lo que falla se dice en español y sin la contraseña."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from cobranza.almacen import sesion
from cobranza.almacen.fallas import del_servidor
from cobranza.almacen.sesion import abrir, abrir_existente
from cobranza.almacen.toma import foto_actual
from cobranza.base.errores import ErrorDeCobranza, ErrorDeDatos, ErrorDeUso

CLAVE = "no-se-debe-ver"
DEL_SERVIDOR = f"postgresql+psycopg://cobrador:{CLAVE}@servidor.gob.mx/oficina"


def test_leer_una_base_que_no_existe_lo_dice_y_no_crea_nada(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'carpeta' / 'mal_escrita.db'}"
    with pytest.raises(ErrorDeDatos, match=r"mal_escrita\.db no existe.*cobranza migrar"):
        abrir_existente(url)
    with pytest.raises(ErrorDeDatos, match="no existe"):
        foto_actual(url, tmp_path / "salidas")
    assert not (tmp_path / "carpeta").exists()


def test_la_que_quedo_entre_las_salidas_se_dice_como_traerla(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    aqui = replace(sesion.ajustes(), raiz=tmp_path)
    monkeypatch.setattr(sesion, "ajustes", lambda: aqui)
    (tmp_path / "outputs").mkdir()
    (tmp_path / "outputs" / "cobranza.db").touch()
    with pytest.raises(ErrorDeDatos, match=r"mv outputs/cobranza\.db\* datos/"):
        abrir_existente(f"sqlite:///{tmp_path / 'datos' / 'cobranza.db'}")


@pytest.mark.parametrize(
    "url",
    [
        f"mysql://cobrador:{CLAVE}@servidor/oficina",
        f"oficina://cobrador:{CLAVE}@servidor/oficina",
        f"cobrador:{CLAVE}@servidor",
        f"postgresql+psycopg://cobrador:{CLAVE}@127.0.0.1:1/oficina",
    ],
)
def test_lo_que_no_abre_se_dice_en_espanol_y_sin_la_clave(url: str) -> None:
    with pytest.raises(ErrorDeUso) as dicho:
        abrir(url)
    mensaje = dicho.value.mensaje
    assert CLAVE not in mensaje
    assert "COBRANZA_BD" in mensaje or "se esperaba" in mensaje
    for ingles in ("No module", "Can't", "Could not", "refused", "connection", "unable", "file is", "FATAL"):
        assert ingles not in mensaje


@pytest.mark.parametrize(
    ("dicho", "codigo", "dice"),
    [
        ('FATAL:  database "oficina" does not exist', 3, "La base «oficina» no existe en servidor.gob.mx"),
        ("FATAL:  no existe la base de datos «oficina»", 3, "createdb oficina"),
        (f'FATAL:  password authentication failed for user "cobrador" {CLAVE}', 2, "no admitió al usuario"),
        ('FATAL:  role "cobrador" does not exist', 2, "no admitió al usuario"),
        ("could not translate host name", 2, "no se encuentra con ese nombre"),
        ("connection timeout expired", 2, "no contesta en ese puerto"),
        ("FATAL: sorry, too many clients already", 2, "no admite más conexiones"),
        ("server closed the connection unexpectedly", 2, "no responde"),
    ],
)
def test_lo_que_dice_el_servidor_se_traduce(dicho: str, codigo: int, dice: str) -> None:
    error: ErrorDeCobranza = del_servidor(make_url(DEL_SERVIDOR), dicho)
    assert error.codigo == codigo
    assert dice in error.mensaje
    assert CLAVE not in error.mensaje and "FATAL" not in error.mensaje
