"""Un nombre de módulo dice una cosa: los que se repiten están declarados, con su razón."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

LIB = Path(__file__).resolve().parents[2] / "lib" / "cobranza"
ESQUELETO = "todo informe tiene el mismo esqueleto: datos, esencial y sus palabras"
DE_LA_LEY = "el tema lleva el nombre de la fórmula de `ley` que expone"
POR_TEMA = "una regla, un vicio o un apartado lleva el nombre del tema de la ley que trata"
DEL_LAYOUT = "un módulo de `ingesta.entradas` lleva el nombre de su layout"
REPETIDOS = {
    "personas": "quién podía actuar cada día (expediente) y la plantilla ficticia (gemelo)",
    "datos": ESQUELETO,
    "cuadros": ESQUELETO,
    "esencial": ESQUELETO,
    "nombres": ESQUELETO,
    "isr": DE_LA_LEY,
    "plazos_de_pago": DE_LA_LEY,
    "multas": DE_LA_LEY,
    "prelacion": DE_LA_LEY,
    "estimulo": DE_LA_LEY,
    "convenido": "el pago a plazos de un crédito: lo que se cuenta de él (cartera) y el ficticio (gemelo)",
    "gastos": f"{DE_LA_LEY}; {POR_TEMA}",
    "remate": POR_TEMA,
    "prescripcion": POR_TEMA,
    "reparto": "el apartado del informe se llama como el módulo de `nomina` que enseña",
    "liquidacion": "la fórmula (`ley`), la de muchos créditos (`cuenta`) y el tocayo del cuaderno (`informes`)",
    "cartera": f"{DEL_LAYOUT}; las reglas sobre créditos que nadie mueve",
    "recaudacion": f"{DEL_LAYOUT}; la del gemelo",
    "agenda": "lo que toca correr (la orden de la consola) y los horarios de la cartera ficticia (gemelo)",
    "ancla": "la orden de la consola y lo que anota (`almacen`)",
    "calculo": "lo que corre `cobranza calcular` (`temas`) y la nómina de un periodo (`nomina`)",
    "carga": "la orden de la consola y lo que ella llama en `ingesta`",
    "columnas": "las de la cartera, que son su esquema, y las de un bloque de la ingesta",
    "parametros": "los de la norma (`ley`) y los de un cuaderno (`ejecucion`)",
    "partes": "las de la foto, las de un cobro y lo que cada parte de la cartera da al informe",
    "sello": "el de la página de un informe (ejecucion) y el de un PDF (documentos)",
    "guion": "el que ordena los cuadros de una página (ejecucion) y el de un suceso sembrado (gemelo)",
    "saldos": "lo que una carga mueve (`ingesta`) y el apartado del informe",
}


def _modulos() -> dict[str, list[Path]]:
    por_nombre: dict[str, list[Path]] = defaultdict(list)
    for ruta in LIB.rglob("*.py"):
        if ruta.stem != "__init__" and "migraciones" not in ruta.parts:
            por_nombre[ruta.stem].append(ruta.relative_to(LIB))
    return por_nombre


def test_un_nombre_se_repite_solo_si_esta_declarado_con_su_razon() -> None:
    repetidos = {nombre for nombre, rutas in _modulos().items() if len(rutas) > 1}
    assert repetidos == set(REPETIDOS)


def test_ningun_modulo_se_llama_como_un_cuarto() -> None:
    de_su_tipo = "el trámite (`procesos`) lleva el nombre de su tipo"
    propios = {"cartera": REPETIDOS["cartera"], "nomina": de_su_tipo, "verificacion": de_su_tipo}
    cuartos = {carpeta.parent.name for carpeta in LIB.glob("*/__init__.py")}
    assert cuartos & set(_modulos()) == set(propios)
