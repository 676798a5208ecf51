"""Revisar un bloque por lo que trae escrito: cada columna y lo que una columna dice de otra. No mira el almacén."""

from __future__ import annotations

from cobranza.base.fechas import SIN_DIA, fecha_corta, fecha_de
from cobranza.ingesta.columnas import Enteros
from cobranza.ingesta.contrato import Contexto
from cobranza.ingesta.lectura import Bloque
from cobranza.ingesta.letras import sin_letras_rotas
from cobranza.ingesta.reparos import Reparos
from cobranza.ingesta.revisado import Revisado
from cobranza.ingesta.tipos import valor


def revisar(bloque: Bloque, contexto: Contexto, *, es_sospechosa: bool) -> Revisado:
    """Revisa el bloque columna por columna y entre columnas; `es_sospechosa` busca además letras rotas.

    Lo que ya ocurrió no puede ser posterior al día de la carga.
    """
    revisado = Revisado(contexto.layout, bloque, {}, Reparos(bloque.lineas), contexto.normas)
    for campo in contexto.layout.columnas:
        celda = revisado.celda(campo)
        if es_sospechosa:
            celda = sin_letras_rotas(celda)
            bloque.campos[campo] = celda.textos
        revisado.valores[campo] = valor(celda)
    _ya_ocurridas(revisado, contexto.hoy)
    _en_orden(revisado)
    for condicion in contexto.entrada.condiciones:
        condicion(revisado)
    return revisado


def _ya_ocurridas(revisado: Revisado, hoy: int) -> None:
    for campo, columna in revisado.layout.columnas.items():
        if columna.ocurrio:
            revisado.celda(campo).anotar(
                revisado.entero(campo) > hoy,
                "Fecha que aún no llega",
                f"«{{}}» es posterior al día de la carga ({fecha_corta(fecha_de(hoy))}); se captura cuando ocurre.",
            )


def _en_orden(revisado: Revisado) -> None:
    for antes, despues in revisado.layout.en_orden:
        primero, segundo = revisado.entero(antes), revisado.entero(despues)
        al_reves = (primero != SIN_DIA) & (segundo != SIN_DIA) & (primero > segundo)
        titulo = revisado.layout.columnas[antes].titulo

        def mensaje(i: int, titulo: str = titulo, fechas: Enteros = primero) -> str:
            return f"Es anterior a {titulo} ({fecha_corta(fecha_de(int(fechas[i])))}); una de las dos está mal."

        revisado.celda(despues).anotar(al_reves, "Fechas en desorden", mensaje)
