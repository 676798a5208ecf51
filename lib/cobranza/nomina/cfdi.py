"""El CFDI de nómina 1.2 de cada persona, listo para timbrar: se arma con `satcfdi`, que sólo se carga aquí.

Lo que la casa no sabe (quién emite, con qué régimen, qué contrato, el domicilio fiscal de cada persona) se pide y su
falta detiene con código 4: nada se supone. Timbrar es una interfaz; por omisión se simula, y así se dice.
"""

from __future__ import annotations

import csv
import hashlib
import importlib
import importlib.util
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any, Protocol

from cobranza.base import catalogos
from cobranza.base.dinero import centavos, texto
from cobranza.base.errores import ErrorDeDatos, ErrorDeLey, ErrorDeUso
from cobranza.nomina.versiones import Version

_DE_LA_CASA = (
    *("rfc", "nombre", "regimen_fiscal", "codigo_postal", "origen_recurso", "clave_ent_fed"),
    *("tipo_contrato", "tipo_regimen", "periodicidad_pago", "tipo_percepcion"),
)
_EXTRAORDINARIA, _ISR, _PENSION, _OTRA = "E", "002", "007", "004"
_DEDUCCIONES = (
    ("retencion", _ISR, "ISR"),
    ("pension", _PENSION, "Pensión alimenticia"),
    ("descuento", _OTRA, "Recuperación de cobros reversados"),
    ("otras", _OTRA, "Otras deducciones"),
)
_ESPACIO = "{http://www.sat.gob.mx/cfd/4}"


@dataclass(frozen=True, slots=True)
class Timbre:
    """Lo que dio quien timbró; `simulado`: nadie lo timbró de verdad y no vale ante la autoridad."""

    folio: str
    simulado: bool


class Timbrado(Protocol):
    """Quien timbra un comprobante sellado."""

    def timbrar(self, xml: bytes) -> Timbre:
        """El timbre de un comprobante."""
        ...


class Simulado:
    """El de omisión: no llama a nadie y da un folio que lo dice."""

    def timbrar(self, xml: bytes) -> Timbre:
        """Un folio que sale del comprobante."""
        return Timbre(f"SIMULADO-{hashlib.sha256(xml).hexdigest()[:32].upper()}", simulado=True)


def falta() -> str:
    """Qué falta para hacer los CFDI y cuadrarlos con la nómina."""
    if importlib.util.find_spec("satcfdi") is None:
        return "instalar satcfdi (pip install 'cobranza[cfdi]')"
    if faltan := _sin_decir(_de_la_casa()):
        return f"{', '.join(faltan)} en «cfdi_nomina» de params/catalogos/institucion.yaml"
    return "el archivo de domicilios fiscales (cobranza nomina exportar --cfdi)"


def datos_de_la_casa() -> Mapping[str, str]:
    """Lo que `institucion.yaml` dice de quien emite. Errores: `ErrorDeLey` si falta algo."""
    dicho = _de_la_casa()
    if faltan := _sin_decir(dicho):
        raise ErrorDeLey(
            f"Para el CFDI de nómina falta {', '.join(faltan)}: complétalo en «cfdi_nomina» de "
            "params/catalogos/institucion.yaml, con la constancia de situación fiscal de la dependencia."
        )
    return {campo: str(dicho[campo]) for campo in _DE_LA_CASA}


def _de_la_casa() -> Mapping[str, Any]:
    return catalogos.leer_yaml(catalogos.carpeta() / "institucion.yaml").get("cfdi_nomina") or {}


def _sin_decir(dicho: Mapping[str, Any]) -> list[str]:
    return [campo for campo in _DE_LA_CASA if not str(dicho.get(campo) or "").strip()]


def domicilios(contenido: bytes) -> dict[str, str]:
    """Número de empleado → código postal de su domicilio fiscal, de un CSV «persona,codigo_postal».

    Errores: `ErrorDeDatos` si no trae esas columnas.
    """
    filas = list(csv.DictReader(io.StringIO(contenido.decode("utf-8-sig"))))
    if filas and not {"persona", "codigo_postal"} <= filas[0].keys():
        raise ErrorDeDatos("El archivo de domicilios fiscales debe traer las columnas persona y codigo_postal.")
    return {fila["persona"].strip(): fila["codigo_postal"].strip() for fila in filas}


def comprobantes(
    de: Version, casa: Mapping[str, str], postales: Mapping[str, str], pfx: Any = None
) -> dict[str, bytes]:
    """Persona → su CFDI en XML, válido contra el esquema oficial; con `pfx` (contenido, clave), sellado.

    Sólo de quien ganó algo. Errores: `ErrorDeLey` si de alguien falta el código postal de su domicilio fiscal;
    `ErrorDeDatos` si el comprobante no es válido; `ErrorDeUso` si no está instalado `satcfdi`.
    """
    personas = [p for p in de.resultado.personas.to_dict("records") if int(p["bruto"]) > 0]
    malas = [
        str(p["numero_empleado"]) for p in personas if not _es_postal(postales.get(str(p["numero_empleado"]), ""))
    ]
    if malas:
        raise ErrorDeLey(
            f"Falta el código postal del domicilio fiscal de {len(malas)} personas ({', '.join(malas[:5])}): sale de "
            "su constancia de situación fiscal; agrégalo al archivo de domicilios."
        )
    firmante = None if pfx is None else _modulo("models").Signer.load_pkcs12(*pfx)
    return {str(p["numero_empleado"]): _uno(de, p, casa, postales, firmante) for p in personas}


def total_de(xml: bytes) -> int:
    """Lo que dice pagar un CFDI, leído de él; centavos."""
    from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]  # no publica tipos

    raiz = fromstring(xml)
    if raiz.tag != f"{_ESPACIO}Comprobante":
        raise ErrorDeDatos("El archivo no es un CFDI 4.0.")
    return centavos(str(raiz.attrib["Total"]))


def _uno(
    de: Version, persona: Mapping[Any, Any], casa: Mapping[str, str], postales: Mapping[str, str], firmante: Any
) -> bytes:
    cfdi40 = _modulo("create.cfd.cfdi40")
    quien = str(persona["numero_empleado"])
    complemento = _complemento(de, persona, casa)
    bruto, descuentos = int(persona["bruto"]), int(persona["bruto"]) - int(persona["neto"])
    comprobante = cfdi40.Comprobante(
        emisor=cfdi40.Emisor(rfc=casa["rfc"], nombre=casa["nombre"], regimen_fiscal=casa["regimen_fiscal"]),
        lugar_expedicion=casa["codigo_postal"],
        receptor=cfdi40.Receptor(
            rfc=str(persona["rfc"]),
            nombre=str(persona["nombre"]).upper(),
            domicilio_fiscal_receptor=postales[quien],
            regimen_fiscal_receptor="605",  # sueldos y salarios: el único de quien recibe nómina
            uso_cfdi="CN01",
        ),
        conceptos=cfdi40.Concepto(
            clave_prod_serv="84111505",
            cantidad=1,
            clave_unidad="ACT",
            descripcion="Pago de nómina",
            valor_unitario=_pesos(bruto),
            descuento=_pesos(descuentos) if descuentos else None,
            objeto_imp="01",
        ),
        tipo_de_comprobante="N",
        metodo_pago="PUE",
        serie=de.nomina,
        folio=quien,
        complemento=complemento,
        fecha=datetime.combine(de.resultado.fecha_pago, time(12)),
    )
    if firmante is not None:
        comprobante.sign(firmante)
    return _escrito(comprobante, quien, validar=firmante is not None)


def _complemento(de: Version, persona: Mapping[Any, Any], casa: Mapping[str, str]) -> Any:
    nomina12, n = _modulo("create.cfd.nomina12"), de.resultado
    deducciones = [
        nomina12.Deduccion(
            tipo_deduccion=tipo, clave=columna.upper(), concepto=dicho, importe=_pesos(persona[columna])
        )
        for columna, tipo, dicho in _DEDUCCIONES
        if int(persona[columna]) > 0
    ]
    percepcion = nomina12.Percepcion(
        tipo_percepcion=casa["tipo_percepcion"],
        clave="GASTOS",
        concepto="Participación en gastos de ejecución",
        importe_gravado=_pesos(persona["bruto"]),
        importe_exento=Decimal("0.00"),
    )
    receptor = nomina12.Receptor(
        curp=str(persona["curp"]),
        tipo_contrato=casa["tipo_contrato"],
        tipo_regimen=casa["tipo_regimen"],
        num_empleado=str(persona["numero_empleado"]),
        periodicidad_pago=casa["periodicidad_pago"],
        clave_ent_fed=casa["clave_ent_fed"],
        puesto=str(persona["puesto"]),
        departamento=str(persona["delegacion"]),
        cuenta_bancaria=str(persona["clabe"]),
    )
    complemento = nomina12.Nomina(
        tipo_nomina=_EXTRAORDINARIA,
        fecha_pago=n.fecha_pago,
        fecha_inicial_pago=n.desde,
        fecha_final_pago=n.hasta,
        num_dias_pagados=Decimal((n.hasta - n.desde).days + 1),
        receptor=receptor,
        emisor=nomina12.Emisor(entidad_sncf=nomina12.EntidadSNCF(origen_recurso=casa["origen_recurso"])),
        percepciones=nomina12.Percepciones(percepcion=[percepcion]),
        deducciones=nomina12.Deducciones(deduccion=deducciones) if deducciones else {"Deduccion": []},
    )
    if not deducciones:  # la biblioteca pide dónde anotar sus sumas aunque no haya ninguna
        complemento |= {"Deducciones": None, "TotalDeducciones": None}
    return complemento


def _escrito(comprobante: Any, quien: str, *, validar: bool) -> bytes:
    try:
        return bytes(comprobante.process(validate=validar).xml_bytes(xml_declaration=True, validate=validar))
    except Exception as error:
        if type(error).__name__ != "SchemaValidationError":
            raise
        que = re.sub(r"\s+", " ", str(error))[:300]
        raise ErrorDeDatos(f"El CFDI de {quien} no es válido contra el esquema oficial: {que}") from error


def _pesos(importe: Any) -> Decimal:
    return Decimal(texto(int(importe)))


def _es_postal(dicho: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{5}", dicho))


def _modulo(nombre: str) -> Any:
    try:
        return importlib.import_module(f"satcfdi.{nombre}")
    except ModuleNotFoundError as error:
        raise ErrorDeUso(
            f"Para hacer CFDI falta instalar {error.name}: pip install 'cobranza[cfdi]', en el entorno de la casa."
        ) from error
