"""El informe de la verificación dice lo que hay, cuadra por tres caminos y no enseña a nadie."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from informes.conftest import dicho
from verificacion import expedientes

from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.informes import verificacion_pae as informe
from cobranza.informes.entrada import entrada
from cobranza.informes.verificacion_pae import consecuencia, volumen_y_cambio
from cobranza.informes.verificacion_pae import datos as preparacion
from cobranza.informes.verificacion_pae.cuadros import cuadro_por_delegacion, cuadro_por_severidad
from cobranza.papel.formato import Reservada
from cobranza.papel.tabla import Tabla
from cobranza.verificacion.exactitud import LLAVE, exactitud
from cobranza.verificacion.regla import Severidad

pytestmark = pytest.mark.lenta

PIEZAS = (
    informe.caratula, informe.por_severidad, informe.por_regla, informe.por_delegacion, informe.mapa,
    informe.peores_casos, informe.criticos, informe.ejecutores, informe.exactitud, informe.fichas,
    informe.parametros, informe.cuadrar, informe.cambios, informe.nulidad, informe.volumen, informe.tendencia,
    informe.reincidencia, informe.seguimiento,
)  # fmt: skip
# no va al oro: sus huellas cambian con cada base
CON_HUELLAS = (informe.procedencia,)


@pytest.fixture(scope="module")
def oficina(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    carpeta = tmp_path_factory.mktemp("verificacion")
    url = expedientes.los_doce(carpeta)
    with pytest.MonkeyPatch.context() as entorno:
        entorno.setenv("COBRANZA_BD", url)
        entorno.setenv("COBRANZA_SALIDAS", str(carpeta))
        yield carpeta


@pytest.fixture(scope="module")
def datos(oficina: Path) -> informe.Datos:
    return informe.preparar(corte=expedientes.CORTE.isoformat())


def todo(datos: informe.Datos) -> str:
    return dicho([pieza(datos) for pieza in PIEZAS] + [informe.metodo()])


def test_el_informe_dice_lo_mismo_que_su_oro(datos: informe.Datos, oro: Callable[[str, str], None]) -> None:
    oro("verificacion_pae", todo(replace(datos, nominativo=True)))


def test_lo_que_se_comparte_dice_lo_mismo_que_su_oro(datos: informe.Datos, oro: Callable[[str, str], None]) -> None:
    oro("verificacion_pae_compartido", todo(datos))


def test_sin_pedirlo_no_se_ve_a_nadie(datos: informe.Datos) -> None:
    enmascarado = todo(datos) + dicho([pieza(datos) for pieza in CON_HUELLAS])
    for secreto in ("Persona de Prueba", "XEXX010101000", "Elena Ruiz", "Mario Paz"):
        assert secreto not in enmascarado
    # tampoco en lo que viaja al Excel
    anexo = str([pieza(datos)._repr_mimebundle_() for pieza in PIEZAS])
    assert "XEXX010101000" not in anexo and "Elena Ruiz" not in anexo
    # quién es se sabe por su número, como en los otros informes
    assert "EJ-2" in enmascarado


def test_lo_nominativo_si_dice_quien(datos: informe.Datos) -> None:
    abierto = todo(replace(datos, nominativo=True))
    assert "Persona de Prueba" in abierto and "XEXX010101000" in abierto and "Elena Ruiz Ficticia" in abierto


def test_cuadra_por_severidad_por_regla_y_por_delegacion(datos: informe.Datos) -> None:
    assert informe.cuadrar(datos).cuadra and informe.caratula(datos).sello.cuadra


@pytest.mark.parametrize(
    ("columna", "valor", "camino"),
    [("severidad", "GRAVISIMA", "severidad"), ("delegacion", None, "delegación"), ("regla", None, "regla")],
)
def test_un_hallazgo_que_se_pierde_en_un_cuadro_detiene_el_informe(
    datos: informe.Datos, columna: str, valor: str | None, camino: str
) -> None:
    roto = datos.hallazgos.copy()
    roto.loc[0, columna] = valor
    with pytest.raises(ErrorDeDatos, match=f"Por {camino} suman"):
        informe.cuadrar(replace(datos, hallazgos=roto))
    assert not informe.caratula(replace(datos, hallazgos=roto)).sello.cuadra


def _saldo_grave(datos: informe.Datos) -> str:
    [cifra] = [c for c in informe.caratula(datos).cifras if c.etiqueta == "Saldo con faltas graves"]
    return cifra.valor


@pytest.mark.parametrize("cada", [1, 2, 4, 12])
def test_lo_que_calla_un_cuadro_no_se_deduce_de_la_caratula_ni_de_otro(datos: informe.Datos, cada: int) -> None:
    """Con lo crítico y lo grave a la vista, lo alto es su resta: si es de pocos, se callan los tres.

    `cada`: a cuántos créditos debe cada contribuyente.
    """
    numerados = datos.creditos.assign(rfc=[f"R{k // cada}" for k in range(len(datos.creditos))])
    datos = replace(datos, creditos=numerados)
    quien = numerados.set_index("folio")["rfc"]
    criticos, graves = (set(h["folio"]) for h in (datos.de([Severidad.CRITICA]), datos.graves))
    con_hallazgo = set(datos.hallazgos["folio"])
    partes = [criticos, graves - criticos, con_hallazgo - graves]
    de_pocos = any(0 < quien[list(p)].nunique() < 3 for p in partes)
    severidad, nulidad = informe.por_severidad(datos), informe.nulidad(datos)
    delegacion = informe.por_delegacion(datos).piezas[-1]
    assert isinstance(nulidad, Tabla) and isinstance(delegacion, Tabla)
    assert delegacion.total is not None and nulidad.total is not None
    dichos = [
        _saldo_grave(datos) != "res.",
        not isinstance(delegacion.total["saldo_grave"], Reservada),
        not isinstance(nulidad.total["saldo"], Reservada),
    ]
    assert not (de_pocos and any(dichos))
    if any(dichos):
        assert all(dichos) and not any(isinstance(f[-1], Reservada) for f in severidad.filas[:2])
    assert _saldo_grave(replace(datos, nominativo=True)) != "res."


@pytest.mark.parametrize("graves", [True, False])
def test_si_todos_los_hallazgos_son_de_uno_o_dos_tampoco_se_dice_el_total(
    datos: informe.Datos, *, graves: bool
) -> None:
    """Con un solo renglón él es el total, y con dos renglones de los mismos también: se calla todo importe."""
    suyos = datos.hallazgos[datos.hallazgos["severidad"].isin(["CRITICA", "ALTA"]) == graves]
    con_saldo = datos.creditos.loc[datos.creditos["total"] > 0, "folio"]
    de_dos = suyos.loc[suyos["folio"].isin(con_saldo), "folio"].unique()[:2]
    datos = replace(datos, hallazgos=datos.hallazgos[datos.hallazgos["folio"].isin(de_dos)])
    quien = [f"R{k}" for k in range(len(datos.creditos))]
    datos = replace(datos, creditos=datos.creditos.assign(rfc=quien))
    regla, delegacion = informe.por_regla(datos).piezas[1], informe.por_delegacion(datos).piezas[-1]
    cuadros = [informe.por_severidad(datos), regla, delegacion, informe.nulidad(datos)]
    importes = ("saldo", "saldo_grave", "diferencia")
    for cuadro in cuadros:
        if isinstance(cuadro, Tabla):
            lugares = [k for k, c in enumerate(cuadro.columnas) if c.clave in importes]
            dichos = [fila[k] for fila in cuadro.filas for k in lugares if fila[k] is not None]
            dichos += [v for clave, v in (cuadro.total or {}).items() if clave in importes]
            assert all(isinstance(v, Reservada) for v in dichos if v != 0), (cuadro.titulo, dichos)


def test_de_una_regla_no_se_deduce_lo_que_deben_los_pocos_que_no_la_incumplen(datos: informe.Datos) -> None:
    """El total menos los créditos de una regla es lo de los demás: si son de uno o dos, la regla se calla."""
    datos = replace(datos, creditos=datos.creditos.assign(rfc=[f"R{k}" for k in range(len(datos.creditos))]))
    con = set(datos.hallazgos["folio"])
    tabla = informe.por_regla(datos).piezas[1]
    assert isinstance(tabla, Tabla) and tabla.total is not None and not isinstance(tabla.total["saldo"], Reservada)
    for fila in tabla.filas:
        suyos = set(datos.hallazgos.loc[datos.hallazgos["regla"] == fila[0], "folio"])
        if len(suyos) < 3 or 0 < len(con - suyos) < 3:
            assert isinstance(fila[5], Reservada), fila[0]
    # la misma falta en todos menos en dos
    casi_todos = sorted(con)[2:]
    uno = datos.hallazgos.iloc[:1]
    repetida = pd.concat([uno.assign(folio=f, regla="PAE014", acto="") for f in casi_todos], ignore_index=True)
    datos = replace(datos, hallazgos=pd.concat([datos.hallazgos, repetida], ignore_index=True))
    tabla = informe.por_regla(datos).piezas[1]
    assert isinstance(tabla, Tabla)
    (suya,) = [f for f in tabla.filas if f[0] == "PAE014"]
    assert isinstance(suya[5], Reservada)


def test_con_muchos_contribuyentes_en_cada_parte_se_dice_el_saldo_grave(datos: informe.Datos) -> None:
    juntos = [
        replace(
            datos,
            creditos=datos.creditos.assign(folio=datos.creditos["folio"] + s, rfc=datos.creditos["folio"] + s),
            hallazgos=datos.hallazgos.assign(folio=datos.hallazgos["folio"] + s),
        )
        for s in "ABC"
    ]
    muchos = replace(
        datos,
        creditos=pd.concat([d.creditos for d in juntos], ignore_index=True),
        hallazgos=pd.concat([d.hallazgos for d in juntos], ignore_index=True),
    )
    assert _saldo_grave(muchos) != "res."
    assert not any(isinstance(f[-1], Reservada) for f in informe.por_severidad(muchos).filas)


def test_el_saldo_de_un_credito_se_cuenta_una_vez_en_cada_cifra(datos: informe.Datos) -> None:
    graves = datos.hallazgos[datos.hallazgos["severidad"].isin(["CRITICA", "ALTA"])]
    assert graves["folio"].duplicated().any()
    deben = datos.creditos.set_index("folio")["total"]
    en_riesgo = int(deben[graves["folio"].unique()].sum())
    todos = int(deben[datos.hallazgos["folio"].unique()].sum())
    severidad, delegacion = cuadro_por_severidad(datos), cuadro_por_delegacion(datos)
    assert int(severidad["saldo"][:2].sum()) == int(delegacion["saldo_grave"].sum()) == en_riesgo
    assert int(severidad["saldo"].sum()) == int(delegacion["saldo"].sum()) == todos
    assert _saldo_grave(replace(datos, nominativo=True)) == datos.escala.corta(en_riesgo)
    assert "Saldo en riesgo" not in todo(datos)
    abiertos = replace(datos, nominativo=True)
    for tabla in (informe.por_severidad(abiertos), informe.por_regla(abiertos).piezas[1]):
        assert tabla.total["saldo"] == todos


def test_los_titulos_no_se_contradicen_y_el_orden_es_el_que_se_dice(datos: informe.Datos) -> None:
    muchos = pd.concat([datos.creditos.assign(folio=datos.creditos["folio"] + str(k)) for k in range(30)])
    amplio = replace(datos, creditos=pd.concat([datos.creditos, muchos], ignore_index=True))
    titulos = [f.titulo for f in informe.mapa(amplio).piezas] + [informe.por_delegacion(amplio).piezas[0].titulo]
    assert len(set(titulos)) == len(titulos) == 3
    assert titulos[0].startswith("En los actos") and titulos[1].startswith("En los créditos que nadie mueve")
    assert "tiene la tasa más alta" in titulos[2] and "hallazgos por cada cien créditos" in titulos[2]
    cuadro = cuadro_por_delegacion(amplio)
    assert cuadro["tasa"].is_monotonic_decreasing and titulos[2].startswith(cuadro["nombre"][0])
    assert cuadro["nombre"][0] in informe.hallazgos(amplio)[-1]
    # la gráfica lleva todas las que tienen tasa, y las faltas van con su nombre
    assert len(informe.por_delegacion(amplio).piezas[0].datos) == len(cuadro)
    assert "Sin citatorio previo · 002" in informe.mapa(amplio).html()


def test_lo_grave_va_entero_al_anexo_por_dinero_con_oficina_y_persona(datos: informe.Datos) -> None:
    datos = replace(datos, nominativo=True)
    for tabla, severidad in zip(informe.criticos(datos).piezas, ("CRITICA", "ALTA"), strict=True):
        deben = datos.hallazgos[datos.hallazgos["severidad"] == severidad]
        assert len(tabla.filas) == len(deben)
        columnas = [c.clave for c in tabla.columnas]
        assert {"falta", "folio", "donde", "importe", "quien"} <= set(columnas)
        importes = [fila[columnas.index("importe")] for fila in tabla.filas]
        assert importes == sorted(importes, reverse=True) and sum(importes) == deben["importe"].sum()


def test_el_personal_va_por_tasa_y_con_pocos_actos_al_final(datos: informe.Datos) -> None:
    una = datos.hallazgos[(datos.hallazgos["acto"] != "") & (datos.hallazgos["persona"] != "")].iloc[:1]
    hallazgos = pd.concat([una.assign(persona=p) for p in ["A", "B", "B", "B", "C", "C"]], ignore_index=True)
    datos = replace(datos, hallazgos=hallazgos, diligencias=pd.Series({"A": 20, "B": 200, "C": 19}))
    assert [fila[0] for fila in informe.ejecutores(datos).filas] == ["A", "B", "C"]


def test_sin_faltas_graves_no_se_habla_de_anular(datos: informe.Datos) -> None:
    leves = replace(datos, hallazgos=datos.hallazgos[~datos.hallazgos["severidad"].isin(["CRITICA", "ALTA"])])
    assert informe.hallazgos(leves)[0].endswith("ninguno es crítico ni alto.")
    assert "anular" not in dicho([informe.caratula(leves)])
    assert "No hay hallazgos críticos." in dicho([informe.criticos(leves)])


def test_con_menos_de_veinte_creditos_no_hay_tasa(datos: informe.Datos) -> None:
    assert "n. c., no calculable: menos de 20 casos" in dicho([informe.por_delegacion(datos)])


def test_una_delegacion_solo_ve_lo_suyo(oficina: Path) -> None:
    de_tapachula = informe.preparar(corte=expedientes.CORTE.isoformat(), delegacion="DH-TAP", nominativo=True)
    assert set(de_tapachula.creditos["folio"]) == {"NOMBRADO", "SUSPENDIDO", "OLVIDADO"}
    assert set(de_tapachula.hallazgos["delegacion"]) == {"DH-TAP"}
    informe.cuadrar(de_tapachula)


def test_una_delegacion_que_no_existe_dice_cuales_hay(oficina: Path) -> None:
    with pytest.raises(ErrorDeUso, match=r"DH-XXX.*DH-TGZ"):
        informe.preparar(corte=expedientes.CORTE.isoformat(), delegacion="DH-XXX")


def test_sin_hallazgos_tambien_hay_informe(datos: informe.Datos) -> None:
    limpio = replace(datos, hallazgos=datos.hallazgos.iloc[:0])
    assert "Ninguno de 12 créditos" in todo(limpio)
    assert informe.cuadrar(limpio).cuadra
    assert "tiene la tasa más alta" not in todo(limpio)


def test_con_la_cartera_de_la_oficina_no_se_mide_la_deteccion(datos: informe.Datos) -> None:
    assert datos.exactitud is None
    assert "no hay contra qué medir" in dicho([informe.exactitud(datos)])


def test_pedir_la_verdad_en_otra_cartera_se_rechaza(oficina: Path) -> None:
    with pytest.raises(ErrorDeUso, match="no es la de ejemplo"):
        informe.preparar(corte=expedientes.CORTE.isoformat(), verdad="demo/verdad/anomalias.csv")


def test_de_la_de_ejemplo_se_lee_solo_el_archivo_que_se_pide(oficina: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    datos_de_ejemplo = replace(entrada(expedientes.CORTE.isoformat()).foto.base, ejemplo=True)
    foto = replace(entrada(expedientes.CORTE.isoformat()).foto, base=datos_de_ejemplo)
    monkeypatch.setattr(preparacion, "DEL_EJEMPLO", "prueba")
    monkeypatch.setattr(preparacion, "entrada", lambda *a: replace(entrada(*a), foto=foto))
    escrita = oficina / "demo" / "verdad" / "anomalias.csv"
    with pytest.raises(ErrorDeUso, match="No existe demo/verdad"):
        informe.preparar(corte=expedientes.CORTE.isoformat(), verdad="demo/verdad/anomalias.csv")
    escrita.parent.mkdir(parents=True)
    escrita.write_text("regla,folio,acto,desde,hasta\nPAE001,OTRO,OTRO-D01,2020-01-01,\n", encoding="utf-8")
    assert informe.preparar(corte=expedientes.CORTE.isoformat()).exactitud is None
    cargas = escrita.with_name("cargas.csv")
    for de_otra in (None, "cartera," + "f" * 64):
        if de_otra:
            cargas.write_text(f"layout,huella\n{de_otra}\n", encoding="utf-8")
        with pytest.raises(ErrorDeDatos, match="no es de la cartera de la base «libros»"):
            informe.preparar(corte=expedientes.CORTE.isoformat(), verdad="demo/verdad/anomalias.csv")
    cargas.write_text("layout,huella\ncartera," + "0" * 64 + "\n", encoding="utf-8")
    medida = informe.preparar(corte=expedientes.CORTE.isoformat(), verdad="demo/verdad/anomalias.csv").exactitud
    assert medida is not None and medida["sembradas"].sum() == 0 and medida["halladas"].sum() > 0


def test_con_la_de_ejemplo_se_mide_contra_lo_sembrado(datos: informe.Datos) -> None:
    # de lo sembrado falta uno por hallar: la cobertura se trunca y nunca dice 1.00
    sembrado = datos.hallazgos[LLAVE].assign(acto=lambda h: h["acto"].mask(h.index == 0, "OTRO"))
    medido = replace(datos, exactitud=exactitud(datos.hallazgos, sembrado))
    total = dicho([informe.exactitud(medido)]).splitlines()[-2]
    assert total.split() == ["Total", "27", "27", "26", "1", "1", "0.96", "0.96"]
    assert "De 27 anomalías sembradas en la cartera de ejemplo se hallaron 26, con 1 de más." in informe.hallazgos(
        medido
    )


def test_el_puente_del_mes_descuadra_si_un_hallazgo_va_dos_veces(datos: informe.Datos) -> None:
    assert informe.cuadrar(datos).cuadra and len(datos.antes) != len(datos.hallazgos)
    roto = replace(datos, antes=pd.concat([datos.antes, datos.antes.head(1)], ignore_index=True))
    with pytest.raises(ErrorDeDatos, match="Del mes pasado a hoy dan"):
        informe.cuadrar(roto)


def test_cada_cambio_va_en_su_causa(datos: informe.Datos) -> None:
    modelo = datos.hallazgos.iloc[0]
    dias = {"DEL_MES": "2025-12-10", "VIEJO": "2025-03-03"}

    def uno(folio: str, cuando: str) -> dict[str, object]:
        return dict(modelo) | {"folio": folio, "acto": f"{folio}:{cuando}", "fecha": pd.Timestamp(dias[cuando])}

    existe, otro = datos.creditos["folio"].iloc[[0, 1]]
    hoy = pd.DataFrame([uno("LLEGO", "DEL_MES"), uno(existe, "DEL_MES"), uno(existe, "VIEJO")])
    sin_saldo = datos.creditos["total"].where(datos.creditos["folio"] != otro, 0)
    antes = pd.DataFrame([uno("SE_FUE", "VIEJO"), uno(otro, "VIEJO"), uno(existe, "VIEJO") | {"acto": "y"}])
    callado = pd.DataFrame([uno(existe, "VIEJO") | {"acto": "y"}])
    caso = replace(
        datos, hallazgos=hoy, antes=antes, suprimidos=callado, creditos=datos.creditos.assign(total=sin_saldo),
        folios_de_antes=frozenset(datos.creditos["folio"]),
    )  # fmt: skip
    nuevos, idos = volumen_y_cambio.movidos(caso)
    assert nuevos["causa"].tolist() == [
        "Crédito que llegó", "Acto practicado en el periodo", "Se cumplió un plazo o cambió el crédito",
    ]  # fmt: skip
    assert idos["causa"].tolist() == [
        "El crédito se fue a otra delegación", "El crédito dejó de deber", "Se suprimió, con su motivo",
    ]  # fmt: skip


def test_quien_practica_mas_no_sale_peor_por_eso(datos: informe.Datos) -> None:
    """La misma tasa con diez veces más actos es lo esperado; el doble, con los mismos actos, no."""
    filas = [
        {"clave": f"{d}-{k}", "delegacion": d, "fecha": pd.Timestamp("2025-12-01"), "falta": k % cada == 0}
        for d, cuantos, cada in (("DH-TGZ", 1000, 10), ("DH-TAP", 100, 10), ("DH-HUX", 100, 3), ("DH-SCL", 5, 1))
        for k in range(cuantos)
    ]
    actos = pd.DataFrame(filas)
    con = pd.DataFrame([dict(datos.hallazgos.iloc[0]) | {"acto": c} for c in actos.loc[actos["falta"], "clave"]])
    caso = replace(datos, actos=actos.drop(columns="falta"), hallazgos=con.assign(severidad="ALTA"))
    cuadro = volumen_y_cambio.cuadro_de_volumen(caso).set_index("delegacion")
    assert cuadro["dictamen"].to_dict() == {
        "DH-HUX": volumen_y_cambio.MAS, "DH-TAP": volumen_y_cambio.IGUAL, "DH-TGZ": volumen_y_cambio.MENOS,
        "DH-SCL": volumen_y_cambio.POCOS,
    }  # fmt: skip
    assert abs(int(cuadro["esperado"].sum()) - 10 * len(con)) <= len(cuadro), "lo esperado reparte lo que hay"
    assert (cuadro["desde"] <= 10_000 * cuadro["con_falta"] // cuadro["actos"]).all()


def test_el_saldo_con_vicio_cuenta_una_vez_cada_credito(datos: informe.Datos) -> None:
    hallados = consecuencia.anulables(datos)
    assert hallados["folio"].duplicated().any()
    deben = datos.creditos.set_index("folio")["total"]
    cuadro = consecuencia.cuadro_de_nulidad(datos)
    assert int(cuadro["saldo"].sum()) == int(deben[hallados["folio"].unique()].sum())
    assert int(cuadro["creditos"].sum()) == hallados["folio"].nunique()


def test_lo_levantado_se_dice_por_delegacion(datos: informe.Datos) -> None:
    comun = {"folio": "X", "regla": "PAE001", "severidad": "CRITICA", "persona": "EJ-1", "saldo": 1,
             "levantado_el": expedientes.CORTE, "notificado_el": expedientes.CORTE, "veces": 1}  # fmt: skip
    filas = [
        ("DH-TAP", "vencidos", None, "HALL-1"),
        ("DH-TGZ", "solventados", 12, ""),
        ("DH-TGZ", "en_plazo", None, ""),
    ]
    seguidos = pd.DataFrame(
        [comun | {"numero": f"H{k}", "delegacion": d, "cuenta": c, "dias": dias, "reincide_de": r}
         for k, (d, c, dias, r) in enumerate(filas)]
    )  # fmt: skip
    caso = replace(datos, seguidos=seguidos)
    dicha = dicho([informe.seguimiento(caso)])
    assert "Mediana para solventar: 12 días" in dicha and dicha.index("Tapachula") < dicha.index("Tuxtla")
    assert "De los hallazgos notificados, 1 venció sin contestar." in informe.hallazgos(caso)
    assert consecuencia.cuadro_de_reincidencia(caso).iloc[0]["ya_sabia"] == 1, "lo que ya sabía va primero"
