"""Un trámite abierto, en palabras: de qué trata, qué ha pasado, qué plazos corren y qué se puede hacer ahora."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cobranza.base.fechas import fecha, fecha_corta
from cobranza.base.impedimento import Impedimento
from cobranza.papel.formato import escapar
from cobranza.papel.piezas import Aviso, Ficha, Varias
from cobranza.papel.tabla import Columna, Tabla
from cobranza.puertas.paneles import aspecto
from cobranza.puertas.paneles.formulario import legible
from cobranza.tramites.facultados import Quien, titulo_de

_SEMAFOROS = {"verde": "○ En tiempo", "amarillo": "◐ Por vencer", "rojo": "● Vencido"}


def a_la_vista(dicho: Mapping[str, Any], quien: Quien) -> str:
    """El trámite que da `Vista.ver`, en HTML; a `quien` lo mira se le dice qué puede dar."""
    asunto = "; ".join(", ".join(v) if isinstance(v, list) else str(v) for v in dicho["asunto"].values())
    cabeza = (
        f'<h2 class="del-panel bloque">{escapar(dicho["numero"])} · {escapar(dicho["titulo"])}</h2>'
        f"<p>{escapar(asunto)}. Está en <b>{escapar(dicho['estado'])}</b>; se abrió el "
        f"{fecha_corta(fecha(dicho['abierto_el']))}.</p>"
    )
    piezas = [*(Aviso("nota", aviso) for aviso in dicho["avisos"]), _que_sigue(dicho["puede"], quien), _pasos(dicho)]
    piezas += [de(dicho) for de, hay in ((_plazos, "plazos"), (_documentos, "documentos")) if dicho[hay]]
    datos = [(legible(k), _en_palabras(v)) for k, v in dicho["datos"].items()]
    return cabeza + aspecto.pieza(Varias([*piezas, Ficha("Datos del trámite", datos)]))


def negativa(impiden: Sequence[Impedimento]) -> str:
    """Por qué no procede, con su artículo y qué hacer."""
    dicho = aspecto.aviso("No procede: no se escribió nada y quedó anotado el intento.", "mal")
    return dicho + aspecto.pieza(_impedimentos([i.como_dict() for i in impiden], "Qué lo impide"))


def _que_sigue(puede: Sequence[Mapping[str, Any]], quien: Quien) -> Tabla | Aviso:
    if not puede:
        return Aviso("nota", "Este trámite terminó: ya no sigue ningún paso.")
    filas = [
        {
            "paso": s["titulo"],
            "quien": " o ".join(s["roles"].values()) or "El programa, cuando ocurra",
            "tu": _puedes(s, quien),
            "no_fue": ", ".join(dict.fromkeys(s["no_fue"])) or "—",
            "impide": " ".join(f"{i['titulo']} ({i['fundamento']}). {i['evidencia']}" for i in s["impedimentos"])
            or ("Se comprueba al darlo." if s["por_comprobar"] else "Nada."),
        }
        for s in puede
    ]
    columnas = [
        Columna("paso", "Paso"), Columna("quien", "Quién lo da"), Columna("tu", "¿Tú puedes?"),
        Columna("no_fue", "No puede darlo"), Columna("impide", "Qué lo impide"),
    ]  # fmt: skip
    return Tabla("Qué se puede hacer ahora", columnas, filas)


def _puedes(s: Mapping[str, Any], quien: Quien) -> str:
    if not s["roles"]:
        return "No: se observa"
    if not quien.con_rol(list(s["roles"])):
        return "No: no tienes ese rol"
    return "No: diste un paso que otro debe revisar" if quien.usuario in s["no_fue"] else "Sí"


def _pasos(dicho: Mapping[str, Any]) -> Tabla:
    filas = [
        {
            "fecha": fecha(p["fecha"]),
            "estado": p["estado"],
            "usuario": p["usuario"],
            "rol": titulo_de(p["rol"]) if p["rol"] else "El programa",
        }
        for p in dicho["pasos"]
    ]
    columnas = [
        Columna("fecha", "Fecha", "fecha"), Columna("estado", "Paso"), Columna("usuario", "Quién"),
        Columna("rol", "Con qué rol"),
    ]  # fmt: skip
    return Tabla("Pasos dados", columnas, filas, maximo=60)


def _plazos(dicho: Mapping[str, Any]) -> Tabla:
    filas = [
        {"clave": p["clave"], "vence": fecha(p["vence"]), "dias": p["dias"], "semaforo": _SEMAFOROS[p["semaforo"]],
         "fundamento": p["fundamento"]}
        for p in dicho["plazos"]
    ]  # fmt: skip
    columnas = [
        Columna("clave", "Plazo"), Columna("vence", "Vence", "fecha"), Columna("dias", "Días que faltan", "entero"),
        Columna("semaforo", "Semáforo"), Columna("fundamento", "Fundamento"),
    ]  # fmt: skip
    return Tabla("Plazos que corren", columnas, filas, maximo=60)


def _documentos(dicho: Mapping[str, Any]) -> Tabla:
    columnas = [Columna("archivo", "Archivo"), Columna("titulo", "Documento"), Columna("huella", "Huella")]
    filas = [{**d, "huella": d["huella"][:12]} for d in dicho["documentos"]]
    return Tabla("Documentos de sus pasos", columnas, filas, maximo=60)


def _impedimentos(impiden: Sequence[Mapping[str, str]], titulo: str) -> Tabla:
    columnas = [
        Columna("titulo", "Impedimento"), Columna("fundamento", "Fundamento"), Columna("evidencia", "Se encontró"),
        Columna("que_hacer", "Qué hacer"),
    ]  # fmt: skip
    return Tabla(titulo, columnas, list(impiden))


def _en_palabras(valor: Any) -> str:
    if isinstance(valor, bool):
        return "Sí" if valor else "No"
    if isinstance(valor, list):
        return "; ".join(map(_en_palabras, valor))
    if isinstance(valor, dict):
        return ", ".join(f"{legible(k)}: {_en_palabras(v)}" for k, v in valor.items())
    return str(valor)
