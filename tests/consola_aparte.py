"""La consola en su propio proceso: para matarla, darle otra cuenta u otro disco, y ver qué dejó vivo o a medias."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

RAIZ = Path(__file__).parents[1]
ORDEN = (str(Path(sys.executable).with_name("cobranza")),)
_MARCA = "COBRANZA_MARCA_DE_PRUEBA"


@dataclass
class Oficina:
    """Una instalación de prueba: su base, sus salidas y su carpeta provisional, todas en `carpeta`."""

    carpeta: Path
    antes: tuple[str, ...] = ()
    """Con qué se arranca la consola: otra cuenta (`setpriv …`), otra máscara."""
    mas: dict[str, str] = field(default_factory=dict)
    marca: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def salidas(self) -> Path:
        return self.carpeta / "salidas"

    @property
    def base(self) -> Path:
        return self.carpeta / "libros" / "cobranza.db"

    @property
    def provisional(self) -> Path:
        return self.carpeta / "tmp"

    def entorno(self) -> dict[str, str]:
        self.provisional.mkdir(exist_ok=True, parents=True)
        return {
            **{k: v for k, v in os.environ.items() if not k.startswith("COBRANZA_")},
            "COBRANZA_BD": f"sqlite:///{self.base}",
            "COBRANZA_SALIDAS": str(self.salidas),
            "TMPDIR": str(self.provisional),
            _MARCA: self.marca,
            **self.mas,
        }

    def empezar(self, *orden: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*self.antes, *ORDEN, *orden],
            cwd=RAIZ,
            env=self.entorno(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=_con_sus_senales,
        )

    def correr(self, *orden: str) -> tuple[int, str, str]:
        """(código, lo que dijo, lo que dijo por la salida de errores)."""
        with self.empezar(*orden) as proceso:
            dicho, error = proceso.communicate(timeout=900)
        return proceso.returncode, dicho, error

    def vivos(self) -> list[str]:
        """Los procesos de esta oficina que siguen vivos, con su orden: de cualquiera de sus consolas."""
        hallados = []
        for carpeta in Path("/proc").iterdir():
            if carpeta.name.isdigit() and int(carpeta.name) != os.getpid():
                try:
                    if self.marca.encode() in (carpeta / "environ").read_bytes():
                        orden = (carpeta / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                        hallados.append(f"{carpeta.name} {orden[:80]}")
                except OSError:
                    continue
        return hallados

    def se_quedan(self, plazo: float = 120.0) -> list[str]:
        """Los que siguen vivos después de ese plazo; se espera sólo mientras haya alguno."""
        fin = time.monotonic() + plazo
        while (vivos := self.vivos()) and time.monotonic() < fin:
            time.sleep(0.05)
        for vivo in vivos:  # que una falla no deje procesos en la máquina
            os.kill(int(vivo.split()[0]), signal.SIGKILL)
        return vivos

    def restos(self) -> list[str]:
        """Lo provisional que hay: en la carpeta del sistema, en las salidas, junto a la base y en la foto."""
        sueltos = [*self.provisional.glob("*"), *self.salidas.glob(".corridas/*")]
        sueltos += [r for r in self.salidas.glob(".*") if r.name != ".corridas"]
        sueltos += [*self.salidas.rglob("*.tmp"), *self.salidas.rglob("*.orden")]
        return sorted(str(r.relative_to(self.carpeta)) for r in sueltos if r.exists())


def matar_en(proceso: subprocess.Popen[str], segundos: float, senal: signal.Signals) -> tuple[int, str]:
    """Le manda la señal a ese momento, si no terminó antes; (código, salida de errores)."""
    try:
        proceso.wait(segundos)
    except subprocess.TimeoutExpired:
        proceso.send_signal(senal)
    _, error = proceso.communicate(timeout=900)
    return proceso.returncode, error


def matar_cuando(proceso: subprocess.Popen[str], hay: Callable[[], bool], senal: signal.Signals) -> tuple[int, str]:
    """Lo mismo, en cuanto se ve algo: una máquina lenta no llega a la mitad al mismo segundo que una rápida."""
    while proceso.poll() is None and not hay():
        time.sleep(0.02)
    return matar_en(proceso, 0.2, senal)


def como(cuenta: int, grupo: int, mascara: int = 0o022, *, sin_casa: bool = False) -> tuple[str, ...]:
    """Con qué arrancar un programa con esa cuenta, que también es de ese grupo, y esa máscara; vacío si no se puede.

    La cuenta conserva el permiso de leer (y sólo de leer) lo ajeno: sin él, un Python instalado en la carpeta de otra
    persona no podría ni empezar. Escribir, borrar y abrir candados sigue sujeto a los permisos de verdad.
    """
    if os.geteuid() != 0:
        return ()
    lee = "+dac_read_search"
    orden = (
        "setpriv",
        f"--reuid={cuenta}",
        f"--regid={cuenta}",
        f"--groups={grupo}",
        f"--inh-caps={lee}",
        f"--ambient-caps={lee}",
    )
    con_mascara = ("sh", "-c", f'umask {mascara:03o}; {"unset HOME; " if sin_casa else ""}exec "$@"', "sh")
    probada = subprocess.run([*orden, *con_mascara, "true"], capture_output=True, check=False)
    return (*orden, *con_mascara) if probada.returncode == 0 else ()


def _con_sus_senales() -> None:
    """Quien corre las pruebas en segundo plano hereda SIGINT y SIGHUP ignoradas; una consola de verdad, no."""
    for senal in (signal.SIGINT, signal.SIGHUP):
        signal.signal(senal, signal.SIG_DFL)
