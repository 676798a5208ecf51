"""Lo que sale de una nómina: los archivos, sus cuadres releídos, los documentos y la consola."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from nomina.mesa import HOY, Mesa
from nomina.oficina_de_cobro import FOLIO, Oficina

from cobranza.almacen.sesion import instante
from cobranza.base.errores import ErrorDeDatos
from cobranza.documentos.hechura import pdf
from cobranza.ley.norma import de_la_oficina
from cobranza.nomina import archivos as a
from cobranza.nomina import dispersion, papeles_de_pago, releidos, versiones
from cobranza.nomina.dispersion import Pago
from cobranza.procesos import nomina as proceso
from cobranza.puertas.cli import ejecutar
from cobranza.tramites.libro_de_pasos import leer
from cobranza.tramites.papeles import Documentos

pytestmark = pytest.mark.lenta


@pytest.fixture(scope="module")
def calculada(tmp_path_factory: pytest.TempPathFactory) -> Mesa:
    """Una nómina calculada con dos delegaciones, una reversa y algo sin asignar."""
    oficina = Oficina(tmp_path_factory.mktemp("nomina"))
    oficina.personal()
    oficina.persona("E2", "EJECUTOR", delegacion="DH-SCL", nombre="=Ñandú Peña, José")
    oficina.credito()
    oficina.credito("E-0002", delegacion="DH-SCL")
    oficina.diligencia()
    oficina.diligencia("D-2", "E-0002", persona="E2", cita="")
    oficina.diligencia("D-3", fecha="2025-11-20")
    oficina.cobro(200_001, diligencia="D-3")
    oficina.cobro(77_777, folio="E-0002", diligencia="D-2", recibo="R-2")
    oficina.cobro(5_000, diligencia=None, recibo="R-3")
    anterior = oficina.cobro(30_000, "2025-11-12", recibo="R-0")
    oficina.reversa(anterior, 30_000, "2025-12-20")
    mesa = Mesa(oficina)
    mesa.llevar("CALCULADA")
    return mesa


@pytest.fixture(scope="module")
def hechos(calculada: Mesa) -> dict[str, bytes]:
    with instante(calculada.motor) as conexion:
        movimientos = versiones.insumos_de(conexion, "NOM-2026-000001").movimientos
    return a.archivos(calculada.version("NOM-2026-000001"), movimientos)


def test_los_cuadres_leidos_de_sus_archivos_dan_cero(hechos: dict[str, bytes]) -> None:
    assert {c.igualdad: c.diferencia for c in releidos.cuadres_de(hechos) if c.diferencia} == {}
    del_libro = releidos.cuadres_de(hechos)[0]
    assert del_libro.izquierda == 200_001 + 77_777 + 5_000 - 30_000


@pytest.mark.parametrize(
    ("archivo", "dice"),
    [
        (a.RELACION, "Libro de accesorios"),
        (a.REVERSAS, "Libro de accesorios"),
        (a.POR_DELEGACION, "Bruto = neto"),
        (a.RESUMEN, "Delegaciones = total"),
        (a.DISPERSION_CSV, "CSV"),
        (a.POLIZA, "póliza"),
        (a.RECIBOS, "recibos"),
    ],
)
def test_un_archivo_sin_un_renglon_no_cuadra(hechos: dict[str, bytes], archivo: str, dice: str) -> None:
    renglones = hechos[archivo].split(b"\r\n")
    corto = b"\r\n".join([*renglones[:2], *renglones[3:]]) if archivo != a.POLIZA else _sin_pago(renglones)
    if archivo == a.DISPERSION_CSV:
        corto = b"\r\n".join([renglones[0], *renglones[2:]])
    if archivo == a.RECIBOS:
        corto = json.dumps(json.loads(hechos[archivo])[1:]).encode()
    malos = [c.igualdad for c in releidos.cuadres_de(hechos | {archivo: corto}) if c.diferencia]
    assert any(dice in m for m in malos), malos


def _sin_pago(renglones: list[bytes]) -> bytes:
    return b"\r\n".join(r for r in renglones if not r.startswith(b"4. Al pagar,Bancos"))


def test_cada_hoja_dice_periodo_version_y_huella_y_nada_se_vuelve_formula(
    calculada: Mesa, hechos: dict[str, bytes]
) -> None:
    sello = calculada.version("NOM-2026-000001").sello
    for nombre in (a.POR_DELEGACION, a.RELACION, a.REVERSAS, a.RESUMEN, a.POLIZA, a.LIBRO):
        primera = hechos[nombre].decode().splitlines()[0]
        assert primera == f"Nómina,NOM-2026-000001,Versión,1,Del,2025-12-01,al,2025-12-31,Huella,{sello}"
    assert "'=Ñandú" in hechos[a.POR_DELEGACION].decode()


def test_la_dispersion_es_de_ancho_fijo_y_no_corta_un_importe(hechos: dict[str, bytes]) -> None:
    renglones = hechos[a.DISPERSION].decode("ascii").split("\r\n")[:-1]
    como = dispersion.layout()
    anchos = {p: sum(int(c["ancho"]) for c in como[p]) for p in ("encabezado", "detalle", "total")}
    assert {len(r) for r in renglones[1:-1]} == {anchos["detalle"]}
    assert (len(renglones[0]), len(renglones[-1])) == (anchos["encabezado"], anchos["total"])
    enorme = [Pago("E1", "x", "r", "0" * 18, 10**15)]
    with pytest.raises(ErrorDeDatos, match="no se corta"):
        dispersion.de_ancho_fijo(como, "NOM-2026-000001", HOY, enorme)


def test_si_un_archivo_no_cuadra_no_sale_de_calculada(calculada: Mesa, monkeypatch: pytest.MonkeyPatch) -> None:
    calculada.paso("NOM-2026-000001", "OBSERVADA", "DIR", motivo="prueba")
    sano = a.archivos
    monkeypatch.setattr(
        proceso, "archivos", lambda *d: sano(*d) | {a.RESUMEN: sano(*d)[a.RESUMEN][:-20] + b"0.00\r\n"}
    )
    calculada.paso("NOM-2026-000001", "CALCULADA", "OSC")
    with pytest.raises(AssertionError):
        calculada.al_dia()
    assert calculada.estado("NOM-2026-000001") == "CALCULADA"
    monkeypatch.undo()
    assert calculada.al_dia() == ["EN_VALIDACION_DELEGACION"]


def test_el_oficio_y_los_recibos_cuadran_y_se_imprimen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    oficina = Oficina(tmp_path)
    oficina.personal()
    oficina.credito()
    oficina.diligencia()
    oficina.cobro(200_000)
    mesa = Mesa(oficina)
    numero = mesa.llevar("ENVIADA_A_PAGO")
    with instante(mesa.motor) as conexion:
        de = Documentos(conexion, proceso.PROCESO, de_la_oficina())
        (oficio,) = de.de_los_pasos(leer(conexion, numero))
        recibos = de.del_dia(leer(conexion, numero), "recibo_de_nomina", HOY)
    assert (oficio.plantilla, oficio.datos["bruto"], oficio.datos["fondos"]) == (
        "oficio_de_pago",
        "1500.00",
        "500.00",
    )
    assert [r.datos["numero"] for r in recibos] == ["DE", "EJ", "JE", "NO", "SU"]
    (del_ejecutor,) = [r for r in recibos if r.datos["numero"] == "EJ"]
    assert del_ejecutor.datos["renglones"][0]["credito"] == FOLIO
    assert pdf("recibo_de_nomina", del_ejecutor.datos).startswith(b"%PDF")
    monkeypatch.setattr(papeles_de_pago, "RENGLONES", 0)  # el de quien tiene partes de todo el estado, por regla
    (largo,) = [r for r in papeles_de_pago.recibos(mesa.version(numero)) if r["numero"] == "EJ"]
    assert largo["renglones"] == [
        {"credito": "1 crédito", "recibo": "1 recibo", "diligencia": "Cada una, en la relación analítica",
         "regla": "IL-GE-01, 40.00 %", "importe": "800.00"}
    ]  # fmt: skip


def test_por_la_consola_de_principio_a_fin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    oficina = Oficina(tmp_path)
    oficina.personal()
    oficina.credito()
    oficina.diligencia()
    oficina.cobro(200_000)
    mesa = Mesa(oficina)
    monkeypatch.setenv("COBRANZA_BD", oficina.url)
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path / "salidas"))
    comun = ["--al", "2026-01-08"]

    def orden(*partes: str, codigo: int = 0) -> str:
        assert ejecutar(["nomina", *partes]) == codigo, capsys.readouterr().err
        leido = capsys.readouterr()
        return leido.out if codigo == 0 else leido.err

    orden(
        "abrir", "--desde", "2025-12-01", "--hasta", "2025-12-31", "--pago", "2026-01-08", "--usuario", "OSC", *comun
    )
    numero = "NOM-2026-000001"
    assert "EN_VALIDACION_DELEGACION" in orden("calcular", numero, "--usuario", "OSC", *comun)
    assert "Un beneficiario no valida lo suyo" in orden("validar", numero, "--usuario", "DE", *comun) + orden(
        "validar", numero, "--delegacion", "DH-TGZ", "--usuario", "DE", *comun, codigo=5
    )
    assert "VALIDADA" in orden("validar", numero, "--usuario", "JE", *comun)
    orden("revisar", numero, "--muestra", "Completos", "--usuario", "DCC", *comun)
    orden("autorizar", numero, "--usuario", "DIR", *comun)
    assert "Di una de las dos" in orden("pagar", numero, codigo=2)
    orden("pagar", numero, "--suficiencia", "SP-1", "--usuario", "ADM", *comun)
    rutas = json.loads(orden("exportar", numero, "--salida", str(tmp_path / "sale"), "--json"))
    assert any("acta_de_conciliacion" in r for r in rutas)
    con = json.loads(orden("exportar", numero, "--salida", str(tmp_path / "con"), "--recibos", "--json"))
    recibos = [Path(r) for r in con if r.endswith(".pdf")]
    with zipfile.ZipFile(next(r for r in con if r.endswith(".zip"))) as junto:
        assert len(recibos) == 5 and len(junto.namelist()) == len(con) - 1
        assert junto.read(f"recibos/{recibos[0].name}") == recibos[0].read_bytes()
    pedido = next(Path(r) for r in rutas if r.endswith("dispersion.csv")).read_text(encoding="utf-8").splitlines()[1:]
    filas = [f"{r.split(',')[1]},{r.split(',')[-1]},{'99' if ',NO,' in r else '00'},rastreo" for r in pedido]
    contestado = tmp_path / "respuesta.csv"
    contestado.write_text("\n".join(["Referencia,Importe,Estado,Motivo", *filas]), encoding="utf-8")
    assert "PAGADA_PARCIAL" in orden("pagar", numero, "--respuesta", str(contestado), "--usuario", "TES", *comun)
    orden("exportar", numero, "--salida", str(tmp_path / "otra"))
    otra = (tmp_path / "otra" / f"{numero}-v1-dispersion.csv").read_text(encoding="utf-8").splitlines()
    assert len(otra) == 2, "sólo al rechazado se le vuelve a dispersar"
    contestado.write_text(f"Referencia,Importe,Estado,Motivo\nNO,{otra[1].split(',')[-1]},00,ok", encoding="utf-8")
    orden("pagar", numero, "--respuesta", str(contestado), "--usuario", "TES", *comun)
    cierre = (
        "cerrar",
        numero,
        "--poliza",
        "P-1",
        "--recibos",
        "Caja",
        "--cfdi",
        "Carpeta",
        "--usuario",
        "OSC",
        *comun,
    )
    assert "CERRADA" in orden(*cierre)
    assert orden("comparar", numero, "1", "1") == "Son iguales.\n"
    assert json.loads(orden("ver", numero, "--recalcula", "--json"))["datos"]["neto"] > 0
    assert "no tiene la versión 7" in orden("comparar", numero, "1", "7", codigo=3)
    assert mesa.cuantos("nomina_renglon") == 1
