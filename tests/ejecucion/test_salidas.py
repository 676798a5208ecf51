"""Publicar de un golpe: quien lee ve la corrida de antes o la nueva, nunca ninguna; y lo ajeno no traba a nadie."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from cobranza.ejecucion import salidas

REPITE = """
import sys, time
from pathlib import Path
from cobranza.ejecucion import salidas
raiz = Path(sys.argv[1]); destino = raiz / "2026-01-31" / "informe" / "abc"
numero = 0
while True:
    numero += 1
    with salidas.obra(raiz, destino) as obra:
        (obra / "informe.html").write_text(str(numero) * 1000)
        salidas.publicar(obra, destino)
    if numero == 1: print("ya", flush=True)
"""


@pytest.mark.lenta
def test_al_reemplazar_una_corrida_nadie_la_ve_faltar_aunque_maten_a_quien_la_reemplaza(tmp_path: Path) -> None:
    informe = tmp_path / "2026-01-31" / "informe" / "abc" / "informe.html"
    for _ in range(5):
        with subprocess.Popen([sys.executable, "-c", REPITE, str(tmp_path)], stdout=subprocess.PIPE) as otro:
            assert otro.stdout is not None
            otro.stdout.readline()
            vistas = [len(set(informe.read_text())) for _ in range(1500)]
            otro.send_signal(signal.SIGKILL)
        assert len(vistas) == 1500
        assert informe.exists(), "sin esperar a que nadie recoja"
    salidas.recoger(tmp_path)
    assert list((tmp_path / ".corridas").iterdir()) == []


def test_donde_el_sistema_no_sabe_cambiarlas_la_de_antes_se_aparta_y_vuelve(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(salidas, "_de_cambiar", lambda: None)
    destino = tmp_path / "2026-01-31" / "informe" / "abc"
    for texto in ("una", "otra"):
        with salidas.obra(tmp_path, destino) as obra:
            (obra / "informe.html").write_text(texto)
            salidas.publicar(obra, destino)
    assert (destino / "informe.html").read_text() == "otra"
    # murió entre un cambio de nombre y el otro: quien lea las corridas la devuelve
    destino.replace(tmp_path / ".corridas" / "2026-01-31__informe__abc.anterior")
    salidas.recoger(tmp_path)
    assert (destino / "informe.html").read_text() == "otra"


def test_dos_iguales_a_la_vez_se_esperan(tmp_path: Path) -> None:
    destino, dentro, juntas = tmp_path / "a" / "b" / "c", [], []

    def una() -> None:
        with salidas.obra(tmp_path, destino) as obra:
            dentro.append(obra)
            juntas.append(len(dentro))
            (obra / "x").write_text("x")
            salidas.publicar(obra, destino)
            dentro.pop()

    hilos = [threading.Thread(target=una) for _ in range(4)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    assert juntas == [1, 1, 1, 1]


def test_recoger_salta_lo_que_no_puede_tocar(tmp_path: Path) -> None:
    taller = tmp_path / ".corridas"
    taller.mkdir()
    (taller / "a__b__c.parcial").mkdir()
    (taller / "otra.parcial").mkdir()
    (taller / "a__b__c.candado").symlink_to("/noexiste/candado")  # no se deja abrir
    salidas.recoger(tmp_path)
    assert [r.name for r in taller.iterdir() if r.name.startswith("otra")] == []


def test_lo_que_se_publica_llego_antes_al_disco(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cada archivo y su carpeta, antes de estar a la vista; y al final, la carpeta donde quedó."""
    destino = tmp_path / "2026-01-31" / "informe" / "abc"
    al_disco: list[tuple[str, bool]] = []
    de_verdad = salidas.sincronizar

    def anotar(ruta: Path) -> None:
        de_verdad(ruta)
        al_disco.append((ruta.name, destino.exists()))

    monkeypatch.setattr(salidas, "sincronizar", anotar)
    with salidas.obra(tmp_path, destino) as obra:
        for nombre in ("informe.html", "manifiesto.json"):
            (obra / nombre).write_text(nombre)
        salidas.publicar(obra, destino)
    assert sorted(al_disco[:2]) == [("informe.html", False), ("manifiesto.json", False)]
    assert [visto for _, visto in al_disco] == [False, False, False, True]
    assert al_disco[-1][0] == "informe"
