"""Los datos que no sirven se dicen por su nombre y sin repetirlos; los raros se imprimen o se rechazan."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cobranza.base.errores import ErrorDeCobranza, ErrorDeDatos, ErrorDeUso
from cobranza.documentos import datos_declarados, plantillas
from cobranza.documentos.hechura import pdf

Datos = dict[str, Any]
SECRETO = "PERJ800101XX1"


def _con(datos: Datos, ruta: str, valor: Any) -> Datos:
    *pasos, ultimo = ruta.split(".")
    donde: Any = datos
    for paso in pasos:
        donde = donde[int(paso) if paso.isdigit() else paso]
    donde[ultimo] = valor
    return datos


@pytest.mark.parametrize(
    ("ruta", "valor", "dice"),
    [
        ("adeudo", 100000.0, "«adeudo» es un número con decimales; se esperaba un texto entre comillas"),
        ("adeudo", "cien mil", "«adeudo» no es un texto decimal"),
        ("adeudo", "1.005", "«adeudo» no es un texto decimal de hasta 2 decimales"),
        ("adeudo", "-1.00", "«adeudo» no puede ser negativo"),
        ("adeudo", "9" * 30, "«adeudo» no es un texto decimal|no cabe"),
        ("adeudo", None, "«adeudo» es nada"),
        ("solicitud", "2026-02-30", "«solicitud» no es una fecha"),
        ("solicitud", "20/02/2026", "«solicitud» no es una fecha"),
        ("solicitud", "20260220", "«solicitud» no es una fecha"),
        ("solicitud", "0026-02-20", "«solicitud» no es una fecha"),
        ("modalidad", SECRETO, "«modalidad» es un texto; se esperaba uno de"),
        ("creditos", [], "«creditos» es una lista; se esperaba al menos un elemento"),
        ("creditos", {}, "«creditos» es un objeto; se esperaba una lista"),
        ("creditos.1.importe", "x" + SECRETO, r"«creditos\[2\].importe» no es un texto decimal"),
        ("parcialidades.0.numero", "1", r"«parcialidades\[1\].numero» es un texto; se esperaba un entero"),
        ("parcialidades.0.numero", -1, "se esperaba un entero de cero en adelante"),
        ("contribuyente.nombre", "   ", "«contribuyente.nombre» está vacío"),
        ("contribuyente.nombre", "Uno\nDos", "«contribuyente.nombre» trae varios renglones"),
        ("contribuyente.nombre", "Nombre \x00", r"«contribuyente.nombre» trae una letra .*U\+0000"),
        (
            "contribuyente.nombre",
            "Nombre \ud83d",
            "«contribuyente.nombre» es un texto; se esperaba letras que existan",
        ),
        ("contribuyente.nombre", "Nombre 😀", r"«contribuyente.nombre» trae una letra .*U\+1F600"),
        ("contribuyente.nombre", "N" * 301, "«contribuyente.nombre» es un texto; se esperaba de 300 a lo más"),
        ("contribuyente", SECRETO, "«contribuyente» es un texto; se esperaba un objeto con sus datos"),
        ("contribuyente.curp", SECRETO, "sobra «contribuyente.curp»"),
        (SECRETO, "x", "sobra «…»"),
        ("folio", "../../etc/passwd", "«folio» es un texto; se esperaba mayúsculas, cifras y guiones"),
        ("folio", "CONV-1\n", "«folio» "),
        ("folio", "A" * 61, "«folio» "),
    ],
)
def test_lo_que_no_sirve_se_dice_sin_repetirlo(ruta: str, valor: Any, dice: str, ejemplos: dict[str, Datos]) -> None:
    datos = _con(ejemplos["convenio"], ruta, valor)
    with pytest.raises(ErrorDeDatos, match=dice) as error:
        pdf("convenio", datos)
    assert SECRETO not in error.value.mensaje
    assert "\n" not in error.value.mensaje
    assert error.value.__cause__ is None, "lo que pydantic cuenta repite los datos"


@pytest.mark.parametrize("datos", [None, [], "texto", 3, {}])
def test_lo_que_no_es_un_objeto_con_datos_se_explica(datos: object) -> None:
    with pytest.raises(ErrorDeDatos, match=r"falta «folio»|se esperaba un objeto"):
        pdf("convenio", datos)


def test_un_documento_que_no_existe_dice_cuales_hay() -> None:
    with pytest.raises(ErrorDeUso, match=r"«\.\./comun».*aceptacion_de_garantia"):
        pdf("../comun", {})


@pytest.mark.parametrize(
    ("tipo", "ruta", "valor", "dice"),
    [
        ("convenio", "parcialidades.3.capital", "6428.15", "parcialidades"),
        ("convenio", "total", "87574.80", "total es 87,574.80 y parcialidades.total da 87,574.79"),
        ("convenio", "pago_inicial", "20000.01", "adeudo es 100,000.00"),
        ("revocacion", "saldo", "1.00", "saldo es 1.00"),
        ("relacion_de_cancelados", "por_causal.0.importe", "0.00", "total es 26,500.00"),
        ("condonacion", "reducido", "11459.01", "multa es 16,370.00"),
        ("estado_de_cuenta", "debido", "127381.87", "debido - a_favor es"),
        ("acuerdo_de_baja", "pagos.0.importe", "1.00", "pagado es 10,214.00"),
    ],
)
def test_un_documento_que_no_cuadra_no_se_imprime(
    tipo: str, ruta: str, valor: str, dice: str, ejemplos: dict[str, Datos]
) -> None:
    with pytest.raises(ErrorDeDatos, match=f"no cuadran.*{dice}"):
        pdf(tipo, _con(ejemplos[tipo], ruta, valor))


def test_dos_maneras_de_escribir_lo_mismo_dan_el_mismo_documento(ejemplos: dict[str, Datos]) -> None:
    datos = ejemplos["ficha_de_pago"]
    igual = datos | {"importe": "7,297.9", "a_pagar": "$ 7298", "lugar": "  Tuxtla   Gutiérrez, Chiapas\t"}
    descompuesto = igual | {"lugar": "Tuxtla Gutie\u0301rrez, Chiapas"}
    assert pdf("ficha_de_pago", igual) == pdf("ficha_de_pago", datos) == pdf("ficha_de_pago", descompuesto)


def test_lo_que_un_dato_trae_no_lo_interpreta_la_plantilla(ejemplos: dict[str, Datos]) -> None:
    """`#`, `$`, `*` y `[` son de typst; en un nombre son letras."""
    datos = ejemplos["aviso_a_delegacion"]
    datos["asunto"] = '#panic("x") $x$ *a* _b_ ] [ \\ "comillas" <etiqueta> @ref // `cruda`'
    assert pdf("aviso_a_delegacion", datos)


def test_todas_las_letras_que_se_admiten_se_imprimen(ejemplos: dict[str, Datos]) -> None:
    admitidas = [
        chr(c) for c in range(32, 0x2300) if datos_declarados._LETRAS.fullmatch(chr(c)) and not chr(c).isspace()
    ]
    assert len(admitidas) > 500
    datos = ejemplos["aviso_a_delegacion"]
    datos["observaciones"] = "\n".join("".join(admitidas[k : k + 40]) for k in range(0, len(admitidas), 40))
    assert pdf("aviso_a_delegacion", datos)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texto=st.text(max_size=120))
def test_un_texto_cualquiera_se_imprime_o_se_rechaza(texto: str, ejemplos: dict[str, Datos]) -> None:
    datos = ejemplos["aviso_a_delegacion"] | {"asunto": texto}
    try:
        assert pdf("aviso_a_delegacion", datos).startswith(b"%PDF")
    except ErrorDeDatos as error:
        assert "asunto" in error.mensaje


@pytest.mark.lenta
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_cualquier_json_en_cualquier_lugar_se_rechaza_con_codigo(
    data: st.DataObject, ejemplos: dict[str, Datos]
) -> None:
    cualquiera = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda hijos: st.lists(hijos, max_size=3) | st.dictionaries(st.text(max_size=8), hijos, max_size=3),
        max_leaves=6,
    )
    tipo = data.draw(st.sampled_from(plantillas.nombres()))
    datos = dict(ejemplos[tipo])
    datos[data.draw(st.sampled_from(sorted(datos)) | st.text(max_size=10))] = data.draw(cualquiera)
    try:
        pdf(tipo, datos)
    except ErrorDeCobranza as error:
        assert error.codigo == 3


def test_el_esquema_dice_en_espanol_que_es_cada_dato() -> None:
    for nombre in plantillas.nombres():
        esquema = plantillas.leer(nombre).modelo.model_json_schema()
        assert esquema["additionalProperties"] is False
        assert {"folio", "fecha", "autoriza"} <= set(esquema["required"])
    assert "texto decimal" in esquema["$defs"]["revocacion_componentes"]["properties"]["importe"]["description"]
