"""Cómo se le dice a cada cosa: las palabras que leen las personas, escritas una sola vez.

Los nombres salen de los catálogos; en tablas, gráficas y frases una delegación lleva siempre su nombre corto, y el
completo sólo encabeza el informe. Una clave que no está en su catálogo se imprime tal cual.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from cobranza.base import catalogos
from cobranza.base.fechas import fecha_corta, mes_largo
from cobranza.papel.formato import decimas, entero, porcentaje

if TYPE_CHECKING:
    import pandas as pd

MINIMO_PARA_PORCENTAJE = 20
"""Con menos casos se imprime el conteo y se omite el porcentaje (indicadores.md §9.7)."""
POCOS_CREDITOS = f"menos de {MINIMO_PARA_PORCENTAJE} créditos"
RESERVADO = "Reservado: secreto fiscal"
"""Cómo se rotula lo que sólo se lee dentro."""
AMBITOS = {"estatal": "Estatal", "federal": "Federal coordinado"}
AMBOS = "Estatal y federal coordinado"
COMPONENTES = {
    "historico": "Importe histórico",
    "actualizacion": "Actualización",
    "recargos": "Recargos",
    "multas": "Multas actualizadas",
    "gastos": "Gastos de ejecución",
    "honorarios": "Honorarios de notificación",
    "indemnizacion": "Indemnización por cheque",
}
"""De qué se compone lo que se debe, en el orden en que se imprime."""
PUESTOS = {
    "EJECUTOR": "Ejecutor",
    "NOTIFICADOR": "Notificador",
    "JEFE_SECCION_EJECUCION": "Jefe de sección de ejecución",
    "DELEGADO": "Delegado",
    "SUPERVISOR_CENTRAL": "Supervisor central",
    "DIRECTOR_COBRANZA": "Director de Cobranza",
    "SUBSECRETARIO_INGRESOS": "Subsecretario de Ingresos",
    "JEFE_COBRANZA_COACTIVA": "Jefe de Cobranza Coactiva",
    "JEFE_SEGUIMIENTO_CONTROL": "Jefe de Seguimiento y Control",
    "JEFE_OFICINA_SEGUIMIENTO": "Jefe de oficina de seguimiento",
    "JEFE_OFICINA_MEDIOS_DEFENSA": "Jefe de oficina de medios de defensa",
    "JEFE_OFICINA_REGISTRO": "Jefe de oficina de registro",
    "JEFE_OFICINA_PLAZOS_GARANTIAS": "Jefe de oficina de plazos y garantías",
}
FONDOS = {
    "FONDO_CAPACITACION": "Fondo de capacitación",
    "FONDO_REVOLVENTE_COBRANZA": "Fondo revolvente de cobranza",
}
_RECORTES = (("Delegación de Hacienda ", ""), ("Centro de Recaudación Local ", "CRL "))


def corto(nombre: str) -> str:
    """El nombre oficial de una delegación o centro, recortado para tablas y frases.

    >>> corto("Delegación de Hacienda Tapachula"), corto("Centro de Recaudación Local Acapetahua")
    ('Tapachula', 'CRL Acapetahua')
    """
    for largo, breve in _RECORTES:
        nombre = nombre.replace(largo, breve)
    return nombre


def delegaciones() -> dict[str, str]:
    """Clave de delegación → nombre corto.

    >>> delegaciones()["DH-TGZ"]
    'Tuxtla Gutiérrez'
    """
    return {clave: corto(nombre) for clave, nombre in _columna(catalogos.delegaciones(), "nombre").items()}


def conceptos() -> dict[str, str]:
    """Clave de concepto del crédito → nombre."""
    return _columna(catalogos.conceptos(), "concepto")


def etapas() -> dict[str, str]:
    """Clave de etapa del PAE → nombre, en el orden del procedimiento."""
    return _columna(catalogos.tabla("etapas"), "etapa")


def actos() -> dict[str, str]:
    """Tipo de acto → su título."""
    return {clave: str(ficha["titulo"]) for clave, ficha in catalogos.actos().items()}


def dato_de_un_acto(clave: str) -> str:
    """Un dato de `captura.yaml`, en palabras.

    >>> dato_de_un_acto("CITATORIO.forma"), dato_de_un_acto("AVISO_BUZON")
    ('Citatorio para el día hábil siguiente, forma', 'Aviso en el buzón tributario')
    """
    tipo, _, columna = clave.partition(".")
    titulo = actos().get(tipo, tipo)
    return f"{titulo}, {columna.replace('_', ' ')}" if columna else titulo


def _columna(catalogo: pd.DataFrame, campo: str) -> dict[str, str]:
    return dict(zip(catalogo["clave"], catalogo[campo], strict=True))


def nombradas(claves: pd.Series[str], nombres: Mapping[str, str]) -> pd.Series[str]:
    """Una columna de claves con sus nombres; la que no tiene nombre queda tal cual."""
    return claves.map(nombres).fillna(claves)


def cuantos(numero: int, uno: str, varios: str) -> str:
    """Conteo con su sustantivo.

    >>> cuantos(1, "crédito", "créditos"), cuantos(1200, "crédito", "créditos")
    ('1 crédito', '1,200 créditos')
    """
    return f"{entero(numero)} {uno if numero == 1 else varios}"


def creditos(numero: int) -> str:
    """«1 crédito», «212 créditos»."""
    return cuantos(numero, "crédito", "créditos")


def cartera_vacia(al: date) -> str:
    """Lo que dice un informe cuando al corte no hay créditos.

    >>> cartera_vacia(date(2010, 1, 1))
    'No hay créditos registrados al 1 ene 2010: el informe va en ceros.'
    """
    return f"No hay créditos registrados al {fecha_corta(al)}: el informe va en ceros."


def de_cada_cien(parte: int, total: int) -> str:
    """Participación con un decimal.

    >>> de_cada_cien(1, 3)
    '33.3 %'
    """
    return porcentaje(decimas(parte, total))


def con_mayuscula(dicho: str) -> str:
    """Un rótulo que empieza en mayúscula, sin tocar lo demás.

    >>> con_mayuscula("más de 10 años")
    'Más de 10 años'
    """
    return f"{dicho[:1].upper()}{dicho[1:]}"


def en_lista(partes: Sequence[str]) -> str:
    """Las partes como se dicen.

    >>> en_lista(["2021", "2022", "2023"]), en_lista(["2022"])
    ('2021, 2022 y 2023', '2022')
    """
    return f"{', '.join(partes[:-1])} y {partes[-1]}" if len(partes) > 1 else "".join(partes)


def enunciado(clave: str) -> str:
    """Una clave sin ficha propia, legible.

    >>> enunciado("CONTROVERTIDO_NO_SUSPENDIDO")
    'Controvertido no suspendido'
    """
    return clave.replace("_", " ").capitalize()


def periodo(desde: date, hasta: date) -> str:
    """«diciembre de 2025» si es un mes completo; si no, «del 1 nov 2025 al 31 dic 2025».

    >>> periodo(date(2025, 12, 1), date(2025, 12, 31))
    'diciembre de 2025'
    """
    siguiente = hasta + timedelta(days=1)
    completo = desde.day == 1 and siguiente.day == 1 and (desde.year, desde.month) == (hasta.year, hasta.month)
    return mes_largo(hasta) if completo else f"del {fecha_corta(desde)} al {fecha_corta(hasta)}"
