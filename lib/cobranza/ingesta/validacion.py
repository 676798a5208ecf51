"""Revisar un bloque por lo que trae escrito: cada columna y lo que una columna dice de otra. No mira el almacén."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cobranza.base import catalogos
from cobranza.base.fechas import SIN_DIA, fecha_corta, fecha_de
from cobranza.ingesta.celda import SIN_NUMERO, Celda, Valor
from cobranza.ingesta.columnas import (
    Enteros,
    Textos,
    casa,
    entre,
    igual,
    lista,
    objetos,
    textos,
    tomar,
    traducidos,
)
from cobranza.ingesta.fuente import es_letra_rota
from cobranza.ingesta.layouts import Layout, normalizado
from cobranza.ingesta.lectura import Bloque
from cobranza.ingesta.reparos import Reparos
from cobranza.ingesta.tipos import claves_de_catalogo, valor
from cobranza.ingesta.vigencia import (
    que_alcance_el_calendario,
    que_alcance_la_norma,
    que_alcance_la_prorroga,
    que_no_llegue_prescrito,
)
from cobranza.ley.norma import Normas

_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{80}-\x{9f}]"
_QUIZA_ROTA = r"[ÃÂâ\x{FFFD}]"


@dataclass
class Revisado:
    """Un bloque revisado: un valor exacto por campo y los reparos de las filas que no entran."""

    layout: Layout
    bloque: Bloque
    valores: dict[str, Valor]
    reparos: Reparos
    normas: Normas

    def texto(self, campo: str) -> Textos:
        """Una columna de texto."""
        columna = self.valores[campo]
        assert not isinstance(columna, np.ndarray)
        return columna

    def entero(self, campo: str) -> Enteros:
        """Una columna de centavos, números o días."""
        columna = self.valores[campo]
        assert isinstance(columna, np.ndarray)
        return columna

    def celda(self, campo: str) -> Celda:
        """La columna como venía escrita, para anotarle reparos."""
        columna = self.layout.columnas[campo]
        return Celda(campo, columna, self.bloque.campos[campo], self.reparos, self.layout)

    def sobreviviente(self, cuales: Sequence[int] | Enteros) -> dict[str, Valor]:
        """Los valores de algunas filas."""
        indices = np.asarray(cuales, dtype=np.int64)
        return {
            campo: columna[indices] if isinstance(columna, np.ndarray) else tomar(columna, indices)
            for campo, columna in self.valores.items()
        }


def revisar(bloque: Bloque, layout: Layout, *, es_sospechosa: bool, hoy: int, normas: Normas) -> Revisado:
    """Revisa el bloque columna por columna y entre columnas; `es_sospechosa` busca además letras rotas.

    `hoy`: el día de la carga; lo que ya ocurrió no puede ser posterior.
    """
    revisado = Revisado(layout, bloque, {}, Reparos(bloque.lineas), normas)
    for campo in layout.columnas:
        celda = revisado.celda(campo)
        if es_sospechosa:
            _sin_letras_rotas(celda)
        revisado.valores[campo] = valor(celda)
    _ya_ocurridas(revisado, hoy)
    _en_orden(revisado)
    for regla in _PROPIAS.get(layout.nombre, ()):
        regla(revisado)
    return revisado


def _sin_letras_rotas(celda: Celda) -> None:
    control = casa(celda.textos, _CONTROL)
    celda.anotar(
        control,
        "Caracteres de control",
        "Trae caracteres de control (NUL u otros) que no se ven; vuelve a capturar el dato.",
    )
    dudosas = np.flatnonzero(casa(celda.textos, _QUIZA_ROTA) & ~control)
    rotas = np.zeros_like(control)
    rotas[dudosas] = [es_letra_rota(texto) for texto in lista(tomar(celda.textos, dudosas))]
    celda.anotar(
        rotas,
        "Letras rotas por la codificación",
        "«{}» trae letras rotas: se guardó con otra codificación; expórtalo en UTF-8.",
    )


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


def _ambito_del_concepto(revisado: Revisado) -> None:
    ambitos = catalogos.conceptos().set_index("clave")["ambito"].to_dict()
    del_concepto, _ = traducidos(revisado.texto("concepto"), ambitos.get, "")
    de_la_fila = revisado.texto("ambito")
    distinto = np.zeros(len(revisado.bloque.lineas), dtype=np.bool_)
    for ambito in ("estatal", "federal"):
        distinto |= igual(del_concepto, ambito) & ~igual(de_la_fila, ambito) & ~igual(de_la_fila, "")
    revisado.celda("concepto").anotar(
        distinto,
        "Concepto de otro ámbito",
        "El concepto «{}» no es del ámbito que dice la fila; corrige uno de los dos.",
    )


def _forma_sin_notificacion(revisado: Revisado) -> None:
    con_forma = ~igual(revisado.texto("forma"), "")
    sin_fecha = revisado.celda("notificacion").vacias
    revisado.celda("notificacion").anotar(
        con_forma & sin_fecha,
        "Notificación sin fecha",
        "Trae forma de notificación y no trae fecha; captura la fecha o borra la forma.",
    )


def _delegacion_del_municipio(revisado: Revisado) -> None:
    """La delegación que no se captura es la del domicilio del deudor (catálogo de municipios)."""
    celda, municipios = revisado.celda("delegacion"), revisado.texto("municipio")
    faltan = celda.vacias & ~igual(municipios, "")
    if not faltan.any():
        return
    de_cada_uno = catalogos.municipios().set_index("clave_inegi")["delegacion_clave"].to_dict()
    del_municipio, _ = traducidos(municipios, de_cada_uno.get, "")
    celda.anotar(
        faltan & igual(del_municipio, ""),
        "Municipio sin delegación",
        "No se sabe qué delegación atiende ese municipio (params/catalogos/municipios.csv no la trae); captúrala.",
    )
    delegaciones = np.where(faltan, objetos(del_municipio), objetos(revisado.texto("delegacion")))
    revisado.valores["delegacion"] = textos(delegaciones)


def _exigencias_del_acto(revisado: Revisado) -> None:
    """Lo que `actos.yaml` exige a cada tipo de acto."""
    for tipo, acto in catalogos.actos().items():
        for campo in acto.get("exige", ()):
            if campo in revisado.valores:
                celda = revisado.celda(campo)
                de_ese_tipo = igual(revisado.texto("tipo"), tipo)
                mensaje = f"Un acto de tipo {tipo} exige {celda.columna.titulo}."
                celda.anotar(de_ese_tipo & celda.vacias, "Falta un dato que el acto exige", mensaje)


def _traspaso_a_delegacion(revisado: Revisado) -> None:
    """El documento de un traspaso es la delegación que recibe: se guarda su clave."""
    traspasos = igual(revisado.texto("tipo"), "TRASPASO")
    if not traspasos.any():
        return
    claves = claves_de_catalogo("delegaciones")
    celda, documentos = revisado.celda("documento"), objetos(revisado.texto("documento")).copy()
    reciben, desconocidas = traducidos(celda.textos, lambda texto: claves.get(normalizado(texto)), "")
    celda.anotar(
        traspasos & desconocidas & ~celda.vacias,
        "Delegación fuera de catálogo",
        "«{}» no está en el catálogo de delegaciones; en un traspaso, Documento dice quién recibe.",
    )
    documentos[traspasos] = objetos(reciben)[traspasos]
    revisado.valores["documento"] = textos(documentos)


def _condonacion_con_monto(revisado: Revisado) -> None:
    condonaciones = igual(revisado.texto("tipo"), "CONDONACION")
    revisado.celda("monto").anotar(
        condonaciones & (revisado.entero("monto") == 0) & (revisado.entero("monto") != SIN_NUMERO),
        "Importe fuera de rango",
        "Una condonación de cero no condona nada; captura el monto.",
    )


def _estado_con_fecha(revisado: Revisado) -> None:
    no_vigente = entre(revisado.texto("estado"), ("CANCELADO", "CHEQUE_DEVUELTO"))
    celda = revisado.celda("fecha_estado")
    mensaje = "Un recibo que no está vigente lleva la fecha en que dejó de estarlo."
    celda.anotar(no_vigente & celda.vacias, "Falta la fecha del estado", mensaje)


_PROPIAS: Mapping[str, tuple[Callable[[Revisado], None], ...]] = {
    "cartera": (
        _ambito_del_concepto,
        _forma_sin_notificacion,
        _delegacion_del_municipio,
        que_alcance_la_norma,
        que_no_llegue_prescrito,
    ),
    "diligencias": (_exigencias_del_acto, que_alcance_el_calendario),
    "incidencias": (
        _exigencias_del_acto,
        _traspaso_a_delegacion,
        _condonacion_con_monto,
        que_alcance_la_prorroga,
    ),
    "recibos": (_estado_con_fecha,),
}
