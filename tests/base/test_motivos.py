"""Lo que el sistema dice en inglés no llega a nadie: se dice en español, y en un solo lugar."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

import cobranza
from cobranza.base.motivos import motivo_de


def test_solo_un_lugar_dice_por_que_fallo_el_sistema() -> None:
    raiz = Path(cobranza.__file__).parent
    assert [str(f) for f in raiz.rglob("*.py") if ".strerror" in f.read_text() or '"strerror"' in f.read_text()] == []


def test_lo_que_el_disco_y_la_red_contestan_se_dice_en_espanol() -> None:
    for numero in (errno.ENOENT, errno.EISDIR, errno.EACCES, errno.ENOSPC, errno.EROFS, errno.ECONNREFUSED):
        assert os.strerror(numero) not in motivo_de(OSError(numero, os.strerror(numero)))
    assert motivo_de(socket.gaierror(-2, "Name or service not known")) == "no se encontró el servidor"
    assert motivo_de(OSError("sin número")) == "OSError"
