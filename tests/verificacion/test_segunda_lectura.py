"""Una segunda lectura de cada artículo, lenta y acto por acto, contra la regla por columnas.

Se lee sobre los expedientes de todos los ejemplos, no sólo los de su regla: cientos de historias que no se
pensaron para ella. Aquí no se usa nada de `verificacion` salvo la lectura de los actos; el calendario es de `ley`.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest

from cobranza.base.fechas import SIN_DIA, dia
from cobranza.ley.norma import norma
from cobranza.verificacion import ejemplos
from cobranza.verificacion.evaluacion import halladas
from cobranza.verificacion.pae import Pae
from cobranza.verificacion.regla import reglas

Acto = dict[str, Any]
HABIL = norma("federal").calendario.es_habil
PRACTICADO = ("", "PRACTICADA", "PRACTICADA_CON_TERCERO", "PAGO_EN_ACTO")
CORTE = dia(ejemplos.CORTE)


def habiles(desde: int, hasta: int) -> int:
    """Días hábiles después de `desde` y hasta `hasta`, contados uno por uno."""
    return sum(bool(HABIL(d)) for d in range(desde + 1, hasta + 1))


def de(actos: list[Acto], *tipos: str) -> list[Acto]:
    return [a for a in actos if a["tipo"] in tipos]


def embargos(actos: list[Acto], *formas: str) -> list[Acto]:
    dichos = [a for a in de(actos, "EMBARGO", "REQ_Y_EMBARGO") if a["resultado"] in PRACTICADO]
    return [a for a in dichos if not formas or a["forma"] in formas]


def cita(actos: list[Acto], acto: Acto, tipo: str) -> list[Acto]:
    return [a for a in de(actos, tipo) if a["referencia"] == acto["clave"]]


def ultimo(actos: list[Acto], acto: Acto, *tipos: str) -> Acto | None:
    antes = [a for a in de(actos, *tipos) if a["dia"] <= acto["dia"]]
    return max(antes, key=lambda a: a["dia"]) if antes else None


def art_13_y_12(actos: list[Acto]) -> list[Acto]:
    """PAE019: las diligencias se practican en días y horas hábiles (7:30 a 18:00), salvo habilitación."""
    malos = []
    for a in de(actos, "NOTIFICACION"):
        if a["forma"] != "PERSONAL" or a["resultado"] not in PRACTICADO:
            continue
        a_deshora = a["hora_inicio"] and not "07:30" <= a["hora_inicio"] <= "18:00"
        habilitado = any(
            h["dia"] <= a["dia"] <= (h["dia"] if h["hasta"] == SIN_DIA else h["hasta"])
            for h in de(actos, "HABILITACION")
            if h["forma"] != "TERCERO"
        )
        if (a_deshora or not HABIL(a["dia"])) and not habilitado:
            malos.append(a)
    return malos


def art_137(actos: list[Acto]) -> list[Acto]:
    """PAE020: si el notificador no encuentra a quien deba notificar, le deja citatorio."""
    return [
        a
        for a in de(actos, "NOTIFICACION")
        if a["resultado"] == "PRACTICADA_CON_TERCERO" and not any(c["dia"] < a["dia"] for c in de(actos, "CITATORIO"))
    ]


def art_134_iii(actos: list[Acto]) -> list[Acto]:
    """PAE023: por estrados, cuando no sea localizable, desocupe o se oponga."""
    return [
        a
        for a in de(actos, "NOTIFICACION")
        if a["forma"] == "ESTRADOS"
        and a["resultado"] in PRACTICADO
        and not any(
            o["dia"] <= a["dia"]
            and (o["tipo"] in ("NO_LOCALIZADO", "DESOCUPACION") or o["resultado"] in ("NO_LOCALIZADO", "OPOSICION"))
            for o in actos
        )
    ]


def art_157(actos: list[Acto]) -> list[Acto]:
    """PAE045: quedan exceptuados de embargo…"""
    exceptuados = {
        "LECHO_COTIDIANO", "AJUAR_DE_CASA", "LIBROS_E_INSTRUMENTOS", "MAQUINARIA", "ARMAS_Y_EQUIPO", "SIEMBRAS",
        "USUFRUCTO", "USO_O_HABITACION", "PATRIMONIO_DE_FAMILIA", "RENTA_VITALICIA", "EJIDOS",
    }  # fmt: skip
    salvo = {("AJUAR_DE_CASA", "LUJO"), ("MAQUINARIA", "TODA_LA_NEGOCIACION"), ("USUFRUCTO", "FRUTOS")}
    return [b for b in de(actos, "BIEN") if b["forma"] in exceptuados and (b["forma"], b["documento"]) not in salvo]


def art_156(actos: list[Acto]) -> list[Acto]:
    """PAE048: al inmueble, que manifieste sus gravámenes."""
    return [e for e in embargos(actos, "INMUEBLE") if e["dia"] < CORTE and not cita(actos, e, "PROTESTA_GRAVAMENES")]


def art_160(actos: list[Acto]) -> list[Acto]:
    """PAE060: el embargo de créditos se notifica a quienes los deban."""
    return [e for e in embargos(actos, "CREDITOS") if e["dia"] < CORTE and not cita(actos, e, "NOTIFICACION_TERCERO")]


def art_161(actos: list[Acto]) -> list[Acto]:
    """PAE061: el dinero se entrega dentro de las veinticuatro horas."""
    malos = []
    for e in embargos(actos, "DINERO"):
        entregas = cita(actos, e, "ENTREGA_DINERO")
        cuando = entregas[0]["dia"] if entregas else CORTE
        if cuando > e["dia"] + 1:
            malos.append(e)
    return malos


def art_163(actos: list[Acto]) -> list[Acto]:
    """PAE062: previo acuerdo fundado y ante dos testigos."""
    return [
        r
        for r in de(actos, "ROMPIMIENTO")
        if not r["documento"] or (len(cita(actos, r, "TESTIGO")) < 2 and r["dia"] < CORTE)
    ]


def art_165(actos: list[Acto]) -> list[Acto]:
    """PAE066: hasta el diez por ciento de los ingresos."""
    cuentas = {c["clave"]: c["monto"] for c in de(actos, "CUENTA_INTERVENTOR")}
    return [
        e
        for e in de(actos, "ENTERO_INTERVENTOR")
        if cuentas.get(e["referencia"], 0) and e["monto"] > Fraction(cuentas[e["referencia"]], 10)
    ]


def art_175(actos: list[Acto]) -> list[Acto]:
    """PAE069: el avalúo se notifica antes de convocar."""
    malos = []
    for c in de(actos, "CONVOCATORIA"):
        avaluo = ultimo(actos, c, "AVALUO")
        if avaluo is None or avaluo["notificado"] == SIN_DIA or avaluo["notificado"] > c["dia"]:
            malos.append(c)
    return malos


def art_177(actos: list[Acto]) -> list[Acto]:
    """PAE072: los acreedores del certificado de diez años se citan para el acto de remate."""
    malos = []
    for r in de(actos, "REMATE"):
        sin_citar = [
            a
            for a in de(actos, "ACREEDOR")
            if a["dia"] <= r["dia"] and not any(c["dia"] <= r["dia"] for c in cita(actos, a, "CITACION_ACREEDOR"))
        ]
        if sin_citar or not any(c["dia"] <= r["dia"] for c in de(actos, "CERTIFICADO_GRAVAMENES")):
            malos.append(r)
    return malos


def arts_179_181_182(actos: list[Acto]) -> list[Acto]:
    """PAE074: dos terceras partes, diez por ciento de depósito y los datos del postor."""
    malos = []
    for p in de(actos, "POSTURA"):
        avaluo = ultimo(actos, p, "AVALUO")
        base = avaluo["monto"] if avaluo else 0
        depositado = any(
            d["dia"] <= p["dia"] and d["documento"] == p["documento"] and d["monto"] >= Fraction(base, 10)
            for d in de(actos, "DEPOSITO_POSTURA")
        )
        legal = p["monto"] >= Fraction(2 * base, 3)
        if p["forma"] != "DESECHADA" and not (legal and depositado and p["documento"]):
            malos.append(p)
    return malos


def arts_185_186(actos: list[Acto]) -> list[Acto]:
    """PAE075: el saldo, en tres días los muebles y en diez lo demás; si no, se aplica el depósito."""
    malos = []
    for a in de(actos, "ADJUDICACION"):
        if a["forma"] not in ("MUEBLES", "INMUEBLE", "NEGOCIACION") or cita(actos, a, "DEPOSITO_APLICADO"):
            continue
        pagos = cita(actos, a, "SALDO_POSTURA")
        cuando = pagos[0]["dia"] if pagos else CORTE
        if habiles(a["dia"], cuando - 1) >= (3 if a["forma"] == "MUEBLES" else 10):
            malos.append(a)
    return malos


def art_192(actos: list[Acto]) -> list[Acto]:
    """PAE078: fuera de remate, con comprador que cubra el valor o si es de fácil descomposición."""
    malos = []
    for v in de(actos, "VENTA_FUERA_DE_REMATE"):
        avaluo = ultimo(actos, v, "AVALUO")
        cubre = v["forma"] == "COMPRADOR" and v["monto"] >= (avaluo["monto"] if avaluo else 0)
        if not cubre and v["forma"] not in ("PERECEDERO", "NEGOCIACION"):
            malos.append(v)
    return malos


def art_21_vii(actos: list[Acto]) -> list[Acto]:
    """PAE044: tres días desde que surte el requerimiento al librador."""
    malos = []
    for a in de(actos, "REQUERIMIENTO", "EMBARGO", "REQ_Y_EMBARGO"):
        r = ultimo(actos, a, "REQUERIMIENTO_CHEQUE")
        if r is not None and habiles(r["dia"], a["dia"] - 1) < 4:
            malos.append(a)
    return malos


LECTURAS: dict[str, Callable[[list[Acto]], list[Acto]]] = {
    "PAE019": art_13_y_12, "PAE020": art_137, "PAE023": art_134_iii, "PAE044": art_21_vii, "PAE045": art_157,
    "PAE048": art_156, "PAE060": art_160, "PAE061": art_161, "PAE062": art_163, "PAE066": art_165,
    "PAE069": art_175, "PAE072": art_177, "PAE074": arts_179_181_182, "PAE075": arts_185_186, "PAE078": art_192,
}  # fmt: skip


@pytest.fixture(scope="module")
def expedientes(de_ejemplo: list) -> tuple[Pae, list[list[Acto]]]:
    (pae,) = [pae for pae, _, _ in de_ejemplo if pae.corte == ejemplos.CORTE]
    columnas = ["folio", "clave", "tipo", "dia", "hora_inicio", "resultado", "forma", "monto", "hasta", "notificado",
                "referencia", "documento"]  # fmt: skip
    return pae, [suyos.to_dict("records") for _, suyos in pae.actos[columnas].groupby("folio")]


@pytest.mark.parametrize("clave", LECTURAS)
def test_la_lectura_lenta_del_articulo_senala_lo_mismo(clave: str, expedientes: tuple) -> None:
    pae, historias = expedientes
    (regla,) = reglas([clave])
    hallado = pd.Series(halladas(regla, pae)["clave"], dtype=object)
    leido = {a["clave"] for actos in historias for a in LECTURAS[clave](actos)}
    assert len(leido) and set(hallado) == leido
