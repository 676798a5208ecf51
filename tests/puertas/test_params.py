"""`cobranza params`: qué alcanza, qué está por vencer y cómo se agrega el que sigue sin estropear el archivo."""

from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path

import pytest

from cobranza.puertas.cli import ejecutar

pytestmark = pytest.mark.lenta

RAIZ = Path(__file__).resolve().parents[2]


@pytest.fixture
def params(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Una copia de la norma que se puede estropear."""
    copia = tmp_path / "params"
    shutil.copytree(RAIZ / "params", copia)
    monkeypatch.setenv("COBRANZA_PARAMS", str(copia))
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path / "salidas"))
    monkeypatch.setenv("COBRANZA_BD", f"sqlite:///{tmp_path / 'vacia.db'}")
    ejecutar(["migrar"])
    return copia / "legales"


def test_lo_vencido_va_primero_y_dice_que_archivo_editar(params: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ejecutar(["params", "--al", "2026-11-26"]) == 0
    dicho = capsys.readouterr().out.splitlines()
    assert dicho[0].startswith("VENCIDO     inpc (comunes)")
    assert "params/legales/comunes/inpc.csv" in dicho[1]
    assert any(r.startswith("POR VENCER  recargos_mora (federal)") for r in dicho)
    assert "en 35 días" in "\n".join(dicho)


def test_vencidos_termina_con_cuatro_solo_si_falta_algo(params: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ejecutar(["params", "--vencidos", "--al", "2026-11-26"]) == 4
    assert "recargos_mora" not in capsys.readouterr().out
    assert ejecutar(["params", "--vencidos", "--al", "2026-03-09"]) == 0
    assert "Todos los parámetros alcanzan" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("pedido", "archivo", "renglon"),
    [
        (["inpc", "2026-09", "145.900"], "comunes/inpc.csv", "2026-09-01,2026-09-30,145.900,ley"),
        (["udi", "2026-03-11", "8.735500"], "comunes/udi.csv", "2026-03-11,2026-03-11,8.735500,ley"),
        (["recargos_mora", "2027", "2.07"], "federal/recargos_mora.yaml", 'hasta: 2027-12-31, valor: "2.07"'),
        (["uma", "2027-02-01", "121.00", "--hasta", "2028-01-31"], "comunes/uma.yaml", "hasta: 2028-01-31"),
    ],
)  # fmt: skip
def test_agregar_el_siguiente_es_una_linea_en_un_archivo(
    params: Path, pedido: list[str], archivo: str, renglon: str
) -> None:
    antes = (params / archivo).read_text(encoding="utf-8").splitlines()
    assert ejecutar(["params", "agregar", *pedido, "--fuente", "DOF de prueba"]) == 0
    ahora = (params / archivo).read_text(encoding="utf-8").splitlines()
    assert ahora[:-1] == antes
    assert renglon in ahora[-1]
    assert "DOF de prueba" in ahora[-1]


def test_con_el_inpc_de_septiembre_se_liquida_octubre(
    params: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """El caso de la oficina: 10,000.00 exigibles desde el 18 de mayo y pagados el 20 de octubre de 2026."""
    caso = tmp_path / "caso.json"
    caso.write_text('[{"monto": "10000", "vencimiento_efectivo": "2026-05-18", "fecha_pago": "2026-10-20"}]')
    calcula = ["calcular", "liquidacion", "--entrada", str(caso)]
    assert ejecutar(calcula) == 4, "sin el de septiembre no se puede"
    assert ejecutar(["params", "agregar", "inpc", "2026-09", "145.900", "--fuente", "Prueba"]) == 0
    capsys.readouterr()
    assert ejecutar(calcula) == 0
    (hecho,) = json.loads(capsys.readouterr().out)
    assert hecho["total"] == "11246.50"


@pytest.mark.parametrize(
    ("pedido", "codigo", "dice"),
    [
        (["inpc", "2026-08", "1.0"], 4, "params/legales/comunes/inpc.csv"),
        (["inpc", "2026-12", "1.0"], 4, "hay un hueco"),
        (["recargos_mora", "2027", "dos"], 4, "no es un número decimal"),
        (["recargos_mora", "2027-13", "2.07"], 2, "se esperaba AAAA-MM-DD"),
        (["inpc", "septiembre", "1.0"], 2, "se esperaba AAAA-MM-DD"),
        (["inpc", "2026-13", "1.0"], 2, "PERIODO es «2026-13»"),
        (["inpc", "2026-09", "-145.900"], 4, "-145.900"),
        (["recargos_mora", "2027", "-2.07"], 4, "-2.07"),
        (["inpcc", "2026-09", "1.0"], 2, "No existe el parámetro"),
    ],
)
def test_lo_que_no_cabe_se_dice_y_no_cambia_nada(
    params: Path, capsys: pytest.CaptureFixture[str], pedido: list[str], codigo: int, dice: str
) -> None:
    antes = {r: r.read_bytes() for r in params.rglob("*.*") if r.is_file()}
    assert ejecutar(["params", "agregar", *pedido, "--fuente", "x"]) == codigo
    assert dice in capsys.readouterr().err
    assert {r: r.read_bytes() for r in params.rglob("*.*") if r.is_file()} == antes


def _todo(params: Path) -> dict[Path, bytes]:
    return {r: r.read_bytes() for r in params.rglob("*.*") if r.is_file()}


_DISPARATES = [
    ("coma decimal", ["inpc", "2026-09", "145,900"], "si es 145.900, usa punto decimal"),
    ("coma de miles", ["inpc", "2026-09", "1,459.00"], "sin comas"),
    ("punto corrido", ["inpc", "2026-09", "1459.00"], "vale 145.462; 1459.00 es 10 veces"),
    ("falta el primer dígito", ["inpc", "2026-09", "45.900"], "el mes anterior vale 145.462; 45.900 es 68 % menos"),
    ("con signo de pesos", ["inpc", "2026-09", "$145.900"], "no es un número decimal"),
    ("decimales perdidos", ["inpc", "2026-09", "145.9"], "trae 1 decimal"),
    ("un valor para todo el año", ["inpc", "2026-09-01", "145.900", "--hasta", "2027-08-31"], "un mes completo"),
    ("año 2207", ["inpc", "2207-09", "145.900"], "hay un hueco"),
    ("tasa sin punto", ["recargos_mora", "2027", "207"], "2.07; 207 es 100 veces"),
    ("tasa por diez", ["recargos_mora", "2027", "20.7"], "2.07; 20.7 es 10 veces"),
    ("tasa en tanto por uno", ["recargos_mora", "2027", "0.02"], "se esperaba entre 0.1 y 10"),
    ("la otra tasa", ["recargos_mora", "2027", "1.38"], "2.07; 1.38 es 33 % menos"),
    ("tasa sin fin", ["recargos_mora", "2027-01-01", "2.07"], "dilo con --hasta"),
    ("tasa de un mes", ["recargos_mora", "2027-01", "2.07"], "regiría 31 días"),
    ("UMA por diez", ["uma", "2027-02-01", "1173.10", "--hasta", "2028-01-31"], "117.31; 1173.10 es 10 veces"),
    ("UMA que baja", ["uma", "2027-02-01", "113.14", "--hasta", "2028-01-31"], "no ha bajado nunca"),
    ("UMA mensual por diaria", ["uma", "2027-02-01", "3566.22", "--hasta", "2028-01-31"], "30 veces"),
    ("UMA que termina antes", ["uma", "2027-02-01", "121.00", "--hasta", "2026-01-31"], "que termine después"),
    ("salario del mes", ["salario_minimo", "2027", "9766.24"], "31 veces"),
    ("UDI corrida", ["udi", "2026-03-11", "87.355000"], "el día anterior vale 8.735470; 87.355000 es 10 veces"),
    ("UDI de un mes entero", ["udi", "2026-03", "8.735500"], "ya tiene un valor desde 2026-03-01"),
    ("UDI de varios días", ["udi", "2026-03-11", "8.735500", "--hasta", "2026-03-25"], "un solo día"),
    ("la vigencia anterior sigue abierta", ["gastos_maximo", "2027-01-01", "110000.00"], "sin fin"),
    ("ya está", ["inpc", "2026-08", "145.500"], "--reemplazar"),
]


@pytest.mark.parametrize(("pedido", "dice"), [d[1:] for d in _DISPARATES], ids=[d[0] for d in _DISPARATES])
def test_un_error_de_dedo_no_entra_y_dice_contra_que_se_comparo(
    params: Path, capsys: pytest.CaptureFixture[str], pedido: list[str], dice: str
) -> None:
    antes = _todo(params)
    assert ejecutar(["params", "agregar", *pedido, "--fuente", "Prueba"]) == 4
    assert dice in capsys.readouterr().err
    assert _todo(params) == antes


def test_lo_que_parece_equivocado_entra_si_se_confirma_con_su_motivo(
    params: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _agrega("recargos_mora", "2027", "3.00", "--confirmo", "LIF 2027 sube la prórroga a 2.00") == 0
    historial = (params / "historial.csv").read_text(encoding="utf-8").splitlines()
    assert historial[0].startswith("cuando,quien,parametro,desde")
    assert "recargos_mora,2027-01-01,2027-12-31,,3.00,Prueba,confirmado,LIF 2027 sube" in historial[1]
    assert _agrega("recargos_mora", "2028", "3.00", "--ensayo") == 0  # lo que sigue ya no se compara mal
    assert "No se escribió nada" in capsys.readouterr().out


def test_un_valor_mal_capturado_se_reemplaza_y_queda_lo_que_decia(params: Path) -> None:
    archivo = params / "comunes" / "inpc.csv"
    antes = archivo.read_text(encoding="utf-8").splitlines()
    assert _agrega("inpc", "2026-08", "145.500", "--reemplazar", "Fe de erratas de prueba") == 0
    ahora = archivo.read_text(encoding="utf-8").splitlines()
    assert ahora[:-1] == antes[:-1] and ahora[-1].startswith("2026-08-01,2026-08-31,145.500,una_fuente")
    ultimo = (params / "historial.csv").read_text(encoding="utf-8").splitlines()[-1]
    assert "145.462" in ultimo and "reemplazado" in ultimo and "Fe de erratas de prueba" in ultimo


def test_reemplazar_tambien_pasa_por_la_verosimilitud(params: Path, capsys: pytest.CaptureFixture[str]) -> None:
    antes = _todo(params)
    assert _agrega("inpc", "2026-07", "45.000", "--reemplazar", "error de dedo") == 4
    dicho = capsys.readouterr().err
    assert "inpc desde 2026-07-01" in dicho and "inpc desde 2026-08-01" in dicho  # y contra el que le sigue
    assert _todo(params) == antes
    assert _agrega("inpc", "2026-09", "145.900", "--reemplazar", "no hay qué") == 2


def test_reemplazar_cierra_la_vigencia_que_no_tenia_fin(params: Path) -> None:
    assert _agrega("gastos_maximo", "2027-01-01", "105000.00", "--reemplazar", "Anexo 5 de prueba") == 0
    assert _agrega("gastos_maximo", "2027-01-01", "106000.00", "--reemplazar", "fe de erratas") == 0
    dos = (params / "federal" / "gastos_maximo.yaml").read_text(encoding="utf-8").splitlines()[-2:]
    assert 'hasta: 2026-12-31, valor: "97880.00"' in dos[0]
    assert dos[1].startswith('  - {desde: 2027-01-01, valor: "106000.00"')


def test_el_ejemplo_del_readme_no_escribe_nada(params: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [orden] = [r for r in (RAIZ / "README.md").read_text(encoding="utf-8").splitlines() if "params agregar" in r]
    antes = _todo(params)
    assert ejecutar(shlex.split(orden, comments=True)[1:]) == 0
    assert "No se escribió nada" in capsys.readouterr().out
    assert _todo(params) == antes


@pytest.mark.parametrize(
    ("archivo", "decia", "dice", "senala"),
    [
        ("comunes/inpc.csv", ",145.462,", ",45.462,", "el mes anterior vale"),
        ("comunes/udi.csv", "2026-03-10,8.735470", "2026-03-10,87.354700", "el día anterior vale"),
        ("comunes/uma.yaml", '"117.31"', '"1173.1"', "1173.1 es 10 veces"),
        ("federal/recargos_mora.yaml", '"2.07", calidad: ley', '"20.7", calidad: ley', "20.7 es 14 veces"),
        ("federal/prescripcion_anios.yaml", '"5"', '"50"', "se esperaba entre 1 y 20"),
        ("comunes/isr_mensual.csv", "425642.00,,133488.54", "425642.00,,13348.85", "no sigue a la anterior"),
        ("comunes/isr_mensual.csv", "37009.69,34.00", "37009.69,3.40", "no es mayor que la anterior"),
        ("comunes/subsidio_empleo.csv", "11492.66,535.65", "11492.66,5356.50", "es 10 veces"),
        ("federal/plazos.yaml", 'valor: "10", unidad: días hábiles', 'valor: "1000", unidad: días hábiles', "1000"),
    ],
)  # fmt: skip
def test_comprobar_senala_lo_absurdo_que_ya_esta(
    params: Path, capsys: pytest.CaptureFixture[str], archivo: str, decia: str, dice: str, senala: str
) -> None:
    ruta = params / archivo
    escrito = ruta.read_text(encoding="utf-8")
    assert decia in escrito
    ruta.write_text(escrito.replace(decia, dice, 1), encoding="utf-8")
    assert ejecutar(["comprobar"]) == 4
    dicho = capsys.readouterr()
    assert senala in dicho.err and "valores verosímiles" in dicho.err


def test_la_norma_entregada_no_tiene_dudas_y_lo_confirmado_tampoco(
    params: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ejecutar(["comprobar"]) == 3, "lo único que falla: aquí no hay libros"
    assert _agrega("recargos_mora", "2027", "4.00", "--confirmo", "prueba") == 0
    assert ejecutar(["comprobar"]) == 3
    dicho = capsys.readouterr()
    assert "norma" not in dicho.err
    assert "bien   valores verosímiles en la norma «federal»" in dicho.out


@pytest.mark.parametrize(
    ("archivo", "decia", "dice", "senala"),
    [
        ("comunes/inpc.csv", ",145.462,", ',"145,462",', "usa punto decimal"),
        ("comunes/uma.yaml", '"117.31"', '"-117.31"', "no es un número decimal"),
        ("comunes/inpc.csv", "2026-08-01,2026-08-31", "2026-08-01,2026-12-31", "un mes completo"),
        ("comunes/isr_mensual.csv", "0.01,844.59,0.00", "0.01,8445.90,0.00", "un centavo después"),
    ],
)
def test_lo_que_no_puede_ser_detiene_la_norma(
    params: Path, capsys: pytest.CaptureFixture[str], archivo: str, decia: str, dice: str, senala: str
) -> None:
    ruta = params / archivo
    escrito = ruta.read_text(encoding="utf-8")
    assert decia in escrito
    ruta.write_text(escrito.replace(decia, dice, 1), encoding="utf-8")
    assert ejecutar(["comprobar"]) == 4
    assert senala in capsys.readouterr().err


def test_una_tarifa_en_desorden_no_se_usa(params: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ruta = params / "comunes" / "isr_mensual.csv"
    lineas = ruta.read_text(encoding="utf-8").splitlines(keepends=True)
    lineas[-1], lineas[-2] = lineas[-2], lineas[-1]
    ruta.write_text("".join(lineas), encoding="utf-8")
    assert ejecutar(["comprobar"]) == 4
    assert "Ordena los renglones" in capsys.readouterr().err


def _agrega(*pedido: str) -> int:
    return ejecutar(["params", "agregar", *pedido, "--fuente", "Prueba"])


def test_lo_que_no_publico_la_autoridad_no_pasa_por_ley(params: Path, capsys: pytest.CaptureFixture[str]) -> None:
    antes = (params / "comunes/inpc.csv").read_bytes()
    pedido = ["params", "agregar", "inpc", "2026-09", "145.900", "--calidad", "ley", "--fuente"]
    assert ejecutar([*pedido, "una página cualquiera"]) == 2
    assert "no nombra a quien publica" in capsys.readouterr().err
    assert (params / "comunes/inpc.csv").read_bytes() == antes
    assert ejecutar([*pedido, "DOF 9 oct 2026"]) == 0
