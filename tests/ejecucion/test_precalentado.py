"""Los núcleos precalentados son como los de cero, mueren cuando deben y, si su padre falta, todo sigue."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.manager import AsyncKernelManager
from tests.ejecucion.test_lote import con_cuadernos

from cobranza.base import caidas
from cobranza.ejecucion import precalentado
from cobranza.ejecucion.aprovisionador import Bifurcado, Precalentado
from cobranza.ejecucion.lote import correr_lote
from cobranza.ejecucion.motor import Entorno, correr
from cobranza.ejecucion.nucleo import NucleoAislado
from cobranza.ejecucion.plan import Tarea
from cobranza.informes import inicio

pytestmark = [
    pytest.mark.lenta,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="sólo en Linux se bifurca"),
]


@pytest.fixture(scope="module")
def nucleos() -> Iterator[precalentado.Encendido]:
    with precalentado.padre() as encendidos:
        assert encendidos
        yield encendidos


async def _con_nucleo(que: Callable[[AsyncKernelManager, Any], Any], **opciones: Any) -> Any:
    nucleo = NucleoAislado(kernel_name="python3")
    await nucleo.start_kernel(**opciones)
    cliente = nucleo.client()
    cliente.start_channels()
    try:
        await cliente.wait_for_ready(timeout=60)
        return await que(nucleo, cliente)
    finally:
        cliente.stop_channels()
        await nucleo.shutdown_kernel(now=True)


async def _decir(cliente: Any, codigo: str) -> str:
    """Lo que imprime ese código, o el nombre de su error."""
    dicho: list[str] = []
    await cliente.execute_interactive(
        codigo,
        output_hook=lambda m: dicho.append(m["content"].get("text") or m["content"].get("ename", "")),
        timeout=60,
    )
    return "".join(dicho).strip()


def _en_un_nucleo(codigo: str, **opciones: Any) -> str:
    return str(asyncio.run(_con_nucleo(lambda _, cliente: _decir(cliente, codigo), **opciones)))


def test_nace_del_padre_con_el_entorno_y_la_carpeta_de_quien_lo_pidio(
    nucleos: precalentado.Encendido, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNA_NUEVA", "sí")
    dicho = _en_un_nucleo(
        "import os, sys; print(os.getppid(), os.environ['UNA_NUEVA'], os.getcwd(), sys.path[0], hash('a'))",
        cwd=str(tmp_path),
    )
    de_cero = subprocess.run(
        [sys.executable, "-c", "print(hash('a'))"],
        env={**os.environ, "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
    )
    assert dicho == f"{nucleos.proceso.pid} sí {tmp_path} {tmp_path} {de_cero.stdout.strip()}"


def test_cerrarlo_lo_deja_muerto_y_sin_hijos(tmp_path: Path) -> None:
    """Se cierra matándolo: al volver ya no está, ni lo que él abrió."""
    apuntado = tmp_path / "pid"
    codigo = f"import subprocess as s; h = s.Popen(['sleep', '99']); open({str(apuntado)!r}, 'w').write(str(h.pid))"
    inicio = time.monotonic()
    nucleo = asyncio.run(_con_nucleo(lambda nucleo, cliente: _y_su_numero(nucleo, cliente, codigo)))
    assert time.monotonic() - inicio < 30, "cerrar no espera plazos"
    assert _muerto(nucleo)
    assert _muerto(int(apuntado.read_text()))


async def _y_su_numero(nucleo: AsyncKernelManager, cliente: Any, codigo: str) -> int:
    await _decir(cliente, codigo)
    return int(nucleo.provisioner.pid)  # type: ignore[union-attr]  # el de la casa lo tiene


def _muerto(pid: int) -> bool:
    """Ya no corre; si nadie lo ha enterrado, al menos no hace nada."""
    estado = Path(f"/proc/{pid}/stat")
    for _ in range(100):
        try:
            if estado.read_text().rpartition(")")[2].split()[0] in "ZX":
                return True
        except OSError:
            return True
        time.sleep(0.02)
    return False


def test_si_no_arranca_se_dice_como_siempre(tmp_path: Path) -> None:
    """Lo que dice el cliente de la casa lo entiende quien traduce las caídas."""

    async def sin_nucleo() -> None:
        nucleo = NucleoAislado(kernel_name="python3")
        await nucleo.start_kernel(cwd=str(tmp_path))
        cliente = nucleo.client()
        cliente.start_channels()
        os.kill(nucleo.provisioner.pid, signal.SIGKILL)  # type: ignore[union-attr]  # ídem
        try:
            await cliente.wait_for_ready(timeout=2)
        finally:
            cliente.stop_channels()
            await nucleo.shutdown_kernel(now=True)

    with pytest.raises(RuntimeError) as caida:
        asyncio.run(sin_nucleo())
    entendida = caidas.explicada(caida.value)
    assert entendida is not None
    assert "El núcleo que corre el cuaderno no arrancó" in entendida.mensaje


@pytest.mark.usefixtures("nucleos")
def test_ninguno_hereda_el_azar_ni_lo_de_la_casa_ni_hilos_ni_conexiones() -> None:
    codigo = textwrap.dedent("""
        import os, sys, numpy
        casa = [m for m in sys.modules if m.startswith("cobranza.") and not m.startswith("cobranza.ejecucion")]
        abiertos = [os.path.realpath(f"/proc/self/fd/{e}") for e in os.listdir("/proc/self/fd")]
        ajenos = [ruta for ruta in abiertos if "cobranza-padre" in ruta]
        print(numpy.random.rand(), casa, ajenos)
    """)
    uno, otro = _en_un_nucleo(codigo), _en_un_nucleo(codigo)
    assert uno.endswith("[] []")
    assert uno != otro, "el azar global de NumPy sale distinto en cada uno"


def test_lleva_los_informes_del_lote_y_si_el_codigo_cambia_los_importa_cada_quien(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(precalentado.ENCHUFE, raising=False)
    codigo = textwrap.dedent("""
        import sys
        antes = "cobranza.informes.inicio" in sys.modules
        from cobranza.informes import inicio
        print(antes, inicio is sys.modules["cobranza.informes.inicio"])
    """)
    archivo = Path(inicio.__file__)
    como = archivo.stat()
    with precalentado.padre(["inicio", "el_que_no_hay"]):
        assert _en_un_nucleo(codigo) == "True True"
        os.utime(archivo, ns=(como.st_atime_ns, como.st_mtime_ns + 1_000_000))
        try:
            assert _en_un_nucleo(codigo) == "False True"
        finally:
            os.utime(archivo, ns=(como.st_atime_ns, como.st_mtime_ns))
        assert _en_un_nucleo(codigo) == "True True"


@pytest.mark.usefixtures("nucleos")
def test_se_interrumpe_y_se_reinicia_como_cualquiera() -> None:
    async def probar(nucleo: AsyncKernelManager, cliente: Any) -> tuple[str, str, str]:
        primero = await _decir(cliente, "import os; print(os.getpid())")
        tarea = asyncio.create_task(_decir(cliente, "import time; time.sleep(60)"))
        await asyncio.sleep(0.5)
        await nucleo.interrupt_kernel()
        interrumpido = await tarea
        await nucleo.restart_kernel(now=True)
        await cliente.wait_for_ready(timeout=60)
        assert isinstance(nucleo.provisioner, Precalentado)
        assert isinstance(nucleo.provisioner.process, Bifurcado)
        return primero, interrumpido, await _decir(cliente, "import os; print(os.getpid())")

    primero, interrumpido, despues = asyncio.run(_con_nucleo(probar))
    assert interrumpido == "KeyboardInterrupt"
    assert primero != despues


@pytest.mark.usefixtures("nucleos")
def test_muere_con_quien_lo_pidio() -> None:
    guion = textwrap.dedent("""
        import asyncio, os, signal
        from cobranza.ejecucion.nucleo import NucleoAislado
        async def main():
            nucleo = NucleoAislado(kernel_name="python3")
            await nucleo.start_kernel()
            print(nucleo.provisioner.pid, flush=True)
            os.kill(os.getpid(), signal.SIGKILL)
        asyncio.run(main())
    """)
    muerto = subprocess.run([sys.executable, "-c", guion], capture_output=True, text=True, check=False)
    assert muerto.returncode == -signal.SIGKILL
    assert _ya_no_esta(int(muerto.stdout))


def test_muere_con_su_padre_y_el_siguiente_nace_de_cero() -> None:
    async def probar(nucleo: AsyncKernelManager, cliente: Any) -> int:
        suyo = int(await _decir(cliente, "import os; print(os.getpid())"))
        encendido.proceso.kill()
        encendido.proceso.wait()
        assert _ya_no_esta(suyo)
        assert not await nucleo.is_alive()
        return suyo

    encendido = precalentado.Encendido()
    antes = os.environ.get(precalentado.ENCHUFE)
    try:
        os.environ[precalentado.ENCHUFE] = str(encendido.enchufe)
        asyncio.run(_con_nucleo(probar))
        assert _en_un_nucleo("import os; print(os.getppid())") == str(os.getpid())
    finally:
        os.environ.pop(precalentado.ENCHUFE)
        if antes:
            os.environ[precalentado.ENCHUFE] = antes
        encendido.apagar()


def _ya_no_esta(pid: int) -> bool:
    for _ in range(200):
        try:
            if Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


def test_da_los_mismos_bytes_que_uno_de_cero(entorno: Entorno, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(precalentado.ENCHUFE, precalentado.APAGADO)
    de_cero = correr("bueno", {"maximo": 3}, entorno=replace(entorno, salidas=entorno.salidas / "a"))
    monkeypatch.delenv(precalentado.ENCHUFE)
    with precalentado.padre():
        precalentada = correr("bueno", {"maximo": 3}, entorno=replace(entorno, salidas=entorno.salidas / "b"))
    for nombre in ("cuaderno.ipynb", "informe.html", "informe.xlsx"):
        if (de_cero.carpeta / nombre).exists():
            assert (de_cero.carpeta / nombre).read_bytes() == (precalentada.carpeta / nombre).read_bytes()


def test_si_un_cuaderno_mata_al_padre_los_demas_terminan(
    entorno: Entorno, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(precalentado.ENCHUFE, raising=False)
    en = con_cuadernos(
        entorno,
        tmp_path,
        asesino="import os, signal, pathlib\n"
        "padre = pathlib.Path(f'/proc/{os.getppid()}/cmdline').read_text()\n"
        "import time\n"
        "if 'ejecucion.padre' in padre: os.kill(os.getppid(), signal.SIGKILL), time.sleep(60)",
        manso="import time; time.sleep(1)",
    )
    hechas = correr_lote([Tarea("asesino", {}), Tarea("manso", {})], entorno=en)
    assert [hecha.codigo for hecha in hechas] == [0, 0], [hecha.falla for hecha in hechas]


def test_donde_no_se_puede_se_dice_y_se_sigue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(precalentado.ENCHUFE, precalentado.APAGADO)
    with precalentado.padre() as nucleos:
        assert nucleos is None
        assert "COBRANZA_NUCLEOS=no" in precalentado.por_que_no()
        assert precalentado.enchufe() is None
    monkeypatch.delenv(precalentado.ENCHUFE)
    monkeypatch.setattr(sys, "platform", "win32")
    with precalentado.padre() as nucleos:
        assert nucleos is None
        assert "sólo Linux" in precalentado.por_que_no()
