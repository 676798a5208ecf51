"""El cuaderno ya corrido como documento: se limpia de lo que cambia de una máquina a otra y se lee lo que dice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cobranza.base import errores, topes
from cobranza.ejecucion import huellas
from cobranza.papel import mime

INYECTADA = "injected-parameters"
_AVISO_DE_ERROR = "papermill-error-cell-tag"
"""Las celdas que papermill agrega para señalar dónde se detuvo."""
_DEL_NUCLEO = re.compile(r"/ipykernel_\d+/\d+\.py")
DEFINIDA = re.compile(r'<div id="(cifra-[a-z0-9-]+)"><dt>([^<]+)</dt>')
"""Dónde se define una cifra: su ancla y su nombre."""
FICHA = "cobranza"
"""Dónde va, en los metadatos de un cuaderno corrido, la ficha de su corrida."""

Cuaderno = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Falla:
    """Por qué no terminó un cuaderno: número de celda (desde 1), apartado, clase de error, mensaje y código."""

    celda: int
    apartado: str
    nombre: str
    mensaje: str
    codigo: int

    def como_dict(self) -> dict[str, object]:
        """La falla como se guarda en el manifiesto."""
        return asdict(self)


def limpiar(nb: Cuaderno, raiz: Path) -> None:
    """Quita tiempos, rutas y números que no son del informe; dos corridas iguales quedan byte a byte iguales."""
    nb["metadata"] = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    nb["cells"] = [celda for celda in nb["cells"] if _AVISO_DE_ERROR not in _etiquetas(celda)]
    for numero, celda in enumerate(nb["cells"]):
        etiquetas = sorted(_etiquetas(celda))
        celda["metadata"] = {"tags": etiquetas} if etiquetas else {}
        if INYECTADA in etiquetas:
            celda["id"] = "parametros-de-la-corrida"
            celda["source"] = celda["source"].replace("# Parameters", "# Parámetros de esta corrida", 1)
        celda.setdefault("id", f"celda-{numero}")
        if "outputs" in celda:
            celda["outputs"] = _con_lo_impreso_junto(celda["outputs"])
        for salida in celda.get("outputs", []):
            _limpiar_salida(salida, raiz)


def _con_lo_impreso_junto(salidas: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lo impreso en una celda llega en pedazos que cambian de una vez a otra: se junta, y lo de stderr va después.

    Lo hace la casa y no nbclient: el suyo (`coalesce_streams`) tarda el cuadrado de lo que mide un renglón.
    """
    impreso: dict[str, str] = {}
    for salida in salidas:
        if salida["output_type"] == "stream":
            impreso[salida["name"]] = impreso.get(salida["name"], "") + salida["text"]
    juntas: list[dict[str, Any]] = []
    for salida in salidas:
        if salida["output_type"] != "stream":
            juntas.append(salida)
        elif impreso:  # donde empezó
            juntas += [
                {"output_type": "stream", "name": nombre, "text": _sin_retrocesos(impreso[nombre])}
                for nombre in sorted(impreso, key=("stdout", "stderr").index)
            ]
            impreso.clear()
    return juntas


def _sin_retrocesos(texto: str) -> str:
    """De un renglón que se escribió encima (`\\r`, una barra de avance), lo último."""
    renglones = texto.replace("\r\n", "\n").split("\n")
    return "\n".join(renglon.rstrip("\r").rpartition("\r")[2] for renglon in renglones)


def con_ficha(nb: Cuaderno, ficha: dict[str, Any]) -> Cuaderno:
    """El cuaderno limpio con su ficha dentro y el sello de lo que dice: con eso se vuelve a sacar su página."""
    suya = {"ficha": ficha, "sello": _sello(nb)}
    return {**nb, "metadata": {**nb["metadata"], FICHA: suya}}


def ficha_guardada(nb: Cuaderno) -> dict[str, Any] | None:
    """La ficha que el cuaderno trae dentro; None si no la trae o si lo que dice ya no es lo que se corrió."""
    suya = nb["metadata"].get(FICHA)
    return dict(suya["ficha"]) if suya and suya["sello"] == _sello(nb) else None


def _sello(nb: Cuaderno) -> str:
    celdas = [[c["cell_type"], c["source"], c.get("outputs", [])] for c in nb["cells"]]
    return huellas.de_texto(huellas.canonico(celdas))


def _etiquetas(celda: Cuaderno) -> list[str]:
    return list(celda["metadata"].get("tags", []))


def _limpiar_salida(salida: Cuaderno, raiz: Path) -> None:
    if "text" in salida:
        salida["text"] = _sin_rutas("".join(salida["text"]), raiz)
    if "text/plain" in salida.get("data", {}):
        salida["data"]["text/plain"] = _sin_rutas("".join(salida["data"]["text/plain"]), raiz)
    if mime.SOLO_DEL_CUADERNO in salida.get("data", {}):  # puede llevar un rastro
        salida["data"]["text/html"] = _sin_rutas("".join(salida["data"]["text/html"]), raiz)
    if "traceback" in salida:
        salida["traceback"] = [_sin_rutas(renglon, raiz) for renglon in salida["traceback"]]


def _sin_rutas(texto: str, raiz: Path) -> str:
    texto = texto.replace(f"{raiz}/", "").replace(str(Path.home()), "~")
    return re.sub(r" at 0x[0-9a-fA-F]+", "", _sin_archivos_del_nucleo(texto))


def _sin_archivos_del_nucleo(texto: str) -> str:
    """La ruta del archivo que el núcleo da a cada celda, por «celda».

    Se halla su final y se camina hacia atrás hasta el blanco: cada letra se mira una vez. Buscarla de frente
    (`\\S*/ipykernel…`) volvía a empezar en cada letra, y un texto largo sin blancos no terminaba nunca.
    """
    partes, desde = [], 0
    for hallado in _DEL_NUCLEO.finditer(texto):
        inicio = hallado.start()
        while inicio > desde and not texto[inicio - 1].isspace():
            inicio -= 1
        partes += [texto[desde:inicio], "celda"]
        desde = hallado.end()
    return "".join([*partes, texto[desde:]])


def titulo(nb: Cuaderno) -> str:
    """La pregunta del cuaderno: su primer encabezado `# `; vacío si no tiene."""
    return _encabezado(nb, len(nb["cells"]), "# ")


def _encabezado(nb: Cuaderno, hasta: int, marca: str) -> str:
    """Primer `# ` del cuaderno o, con otra marca, el último encabezado de esa clase antes de la celda `hasta`."""
    hallado = ""
    for celda in nb["cells"][:hasta]:
        if celda["cell_type"] != "markdown":
            continue
        for renglon in "".join(celda["source"]).splitlines():
            if renglon.startswith(marca):
                hallado = renglon.removeprefix(marca).strip()
                if marca == "# ":
                    return hallado
    return hallado


def falla(nb: Cuaderno) -> Falla | None:
    """La primera celda que terminó en error; None si ninguna. El código sale de la clase de error de la casa."""
    numero = 0
    for posicion, celda in enumerate(nb["cells"]):
        numero += INYECTADA not in _etiquetas(celda)
        for salida in celda.get("outputs", []):
            if salida["output_type"] == "error":
                return _falla(numero, _encabezado(nb, posicion, "## "), salida["ename"], salida["evalue"])
    return None


def _falla(celda: int, apartado: str, nombre: str, texto: str) -> Falla:
    clase = getattr(errores, nombre, None)
    if isinstance(clase, type) and issubclass(clase, errores.ErrorDeCobranza):
        return Falla(celda, apartado, nombre, texto, clase.codigo)
    mensaje = f"La celda {celda} terminó con {nombre}: {texto.strip() or 'sin mensaje'}."
    return Falla(celda, apartado, nombre, mensaje, errores.ErrorDeEjecucion.codigo)


def fallida_por(nb: Cuaderno, posicion: int, nombre: str, mensaje: str) -> Falla:
    """Falla sin celda en error: el núcleo murió o se acabó el plazo mientras corría la celda de esa posición."""
    ajenas = {INYECTADA, _AVISO_DE_ERROR}
    numero = 1 + sum(ajenas.isdisjoint(_etiquetas(celda)) for celda in nb["cells"][:posicion])
    apartado = _encabezado(nb, posicion, "## ")
    return Falla(numero, apartado, nombre, mensaje, errores.ErrorDeEjecucion.codigo)


def de_otra_norma(nb: Cuaderno, huella: str) -> Falla | None:
    """La falla de un cuaderno que dice haber usado otra norma que la de esa huella; None si no lo dice."""
    if procedencia(nb).get(mime.HUELLA_DE_LA_NORMA, huella) == huella:
        return None
    mensaje = "La norma cambió mientras corría: su huella al empezar no es la que usó el informe. Vuelve a correrlo."
    return fallida_por(nb, len(nb["cells"]) - 1, errores.ErrorDeEjecucion.__name__, mensaje)


def salida_desmedida(nb: Cuaderno) -> Falla | None:
    """La falla de un cuaderno que imprimió de más, ya sin esa salida: sería un informe que nadie puede abrir.

    Se mide antes de limpiarlo: lo que no se admite tampoco se recorre.
    """
    total = 0
    for k, celda in enumerate(nb["cells"]):
        total += sum(len(json.dumps(salida, default=str)) for salida in celda.get("outputs", []))
        if total > topes.LETRAS_DE_SALIDA:
            for otra in nb["cells"][k:]:
                if "outputs" in otra:
                    otra["outputs"] = []
            mensaje = (
                f"El cuaderno imprimió más de {topes.LETRAS_DE_SALIDA:,} letras, que es lo que se admite. Imprime "
                "menos, o deja la tabla completa en el anexo."
            )
            return fallida_por(nb, k, errores.ErrorDeEjecucion.__name__, mensaje)
    return None


def _paquetes(nb: Cuaderno, tipo: str) -> Iterator[Any]:
    """Los datos que las celdas dejaron con ese tipo MIME, en orden; una salida puede traer varios en una lista."""
    for celda in nb["cells"]:
        for salida in celda.get("outputs", []):
            dato = salida.get("data", {}).get(tipo)
            dato = json.loads(dato) if isinstance(dato, str) else dato
            if dato is not None:
                yield from dato if isinstance(dato, list) else [dato]


def tablas(nb: Cuaderno) -> list[dict[str, Any]]:
    """Las tablas completas del cuaderno, en orden, para el anexo."""
    return list(_paquetes(nb, mime.TABLA))


def procedencia(nb: Cuaderno) -> dict[str, Any]:
    """Lo que el propio cuaderno dice de sus datos y su norma; vacío si no lo dice."""
    reunida: dict[str, Any] = {}
    for paquete in _paquetes(nb, mime.PROCEDENCIA):
        reunida |= dict(paquete)
    return reunida


def hallazgo(nb: Cuaderno) -> str:
    """El hallazgo principal, en una frase, para el índice; vacío si el cuaderno no lo deja."""
    return next((str(p["hallazgos"][0]) for p in _paquetes(nb, mime.HALLAZGOS) if p["hallazgos"]), "")


def cifras(nb: Cuaderno) -> list[dict[str, str]]:
    """Las cifras de la carátula, para la portada del anexo; vacía si el cuaderno no la deja."""
    return next((list(paquete["cifras"]) for paquete in _paquetes(nb, mime.CIFRAS)), [])


def definiciones(nb: Cuaderno) -> str:
    """El ancla de la primera cifra que el cuaderno define, para el vínculo del índice; vacía si no define ninguna."""
    paginas = (s.get("data", {}).get("text/html", "") for c in nb["cells"] for s in c.get("outputs", []))
    return next((hallada[1] for pagina in paginas if (hallada := DEFINIDA.search("".join(pagina)))), "")


def cuadre(nb: Cuaderno) -> dict[str, Any] | None:
    """El sello del cuadre, `{"cuadra": bool, "texto": str}`: el primero que no cuadre o, si no, el primero."""
    sellos = list(_paquetes(nb, mime.CUADRE))
    return next((s for s in sellos if not s["cuadra"]), sellos[0] if sellos else None)
