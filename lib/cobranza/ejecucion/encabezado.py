"""Lo que va arriba de un informe y en la portada de su anexo: quién lo publica, de qué día, de qué y para quién."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cobranza.base import catalogos
from cobranza.base.catalogos import Institucion
from cobranza.base.fechas import fecha_corta, fecha_larga
from cobranza.papel import mime
from cobranza.papel.palabras import AMBITOS, AMBOS, RESERVADO, cuantos

SIN_FIRMA = "_" * 30
"""La raya donde se firma cuando la oficina no dijo quién."""


@dataclass(frozen=True, slots=True)
class Encabezado:
    """Textos ya escritos del encabezado de una corrida."""

    institucion: Institucion
    titulo: str
    corte: str
    periodo: str
    conocido: str
    alcance: str
    origen: str
    ejemplo: str
    aviso: str
    norma: str
    nominativo: bool
    firmas: tuple[tuple[str, str], ...]

    @property
    def reserva(self) -> str:
        """Quién puede leerlo."""
        return RESERVADO if self.nominativo else "Versión para compartir (con seudónimos)"

    @property
    def datos(self) -> list[str]:
        """Corte, periodo, qué se sabía y de qué o de quién es: lo que haya."""
        return [dato for dato in (self.corte, self.periodo, self.conocido, self.alcance) if dato]

    @property
    def asunto(self) -> str:
        """Lo que la distingue de otra del mismo corte."""
        return " · ".join(dato for dato in (self.periodo, self.conocido, self.alcance) if dato)


def encabezado(ficha: Mapping[str, Any]) -> Encabezado:
    """El encabezado de una corrida, desde la ficha de su manifiesto."""
    parametros = ficha["parametros"]
    al = _fecha(ficha["corte"])
    sabido = _fecha(parametros.get("conocido_al"))
    return Encabezado(
        institucion=catalogos.institucion(al or date.max),  # sin corte, con su nombre más reciente
        titulo=ficha["titulo"],
        corte=f"Corte al {fecha_larga(al)}" if al else "",
        periodo=_periodo(ficha, al),
        conocido=_conocido(sabido, str(ficha["procedencia"].get(mime.HISTORIA, ""))),
        alcance=alcance(ficha),
        origen=_origen(ficha),
        ejemplo=mime.DE_EJEMPLO if ficha["base"]["ejemplo"] else "",
        aviso=_aviso(al, _fecha(ficha["ultimo_dato"])),
        norma=str(ficha.get("norma_sin_publicar", "")),
        nominativo=parametros.get("nominativo") is True,
        firmas=catalogos.firmas(),
    )


def _conocido(sabido: date | None, historia: str) -> str:
    """Qué se sabía, y si entonces sólo lo decían los archivos."""
    if sabido is None:
        return ""
    return f"Con lo conocido al {fecha_corta(sabido)}" + (f". {historia}" if historia.startswith("Antes") else "")


def alcance(ficha: Mapping[str, Any]) -> str:
    """De qué crédito y de quién, persona, delegación y ámbito es, si el cuaderno los distingue."""
    parametros, dicho = ficha["parametros"], ficha["procedencia"]
    folio = dicho.get(mime.CREDITO) or parametros.get("folio")
    partes = [f"Crédito {folio}"] if folio else []
    partes += [f"{mime.CONTRIBUYENTE} {dicho[mime.CONTRIBUYENTE]}"] if mime.CONTRIBUYENTE in dicho else []
    partes += [f"{de.capitalize()} {parametros[de]}" for de in ("ejecutor", "empleado") if parametros.get(de)]
    if "delegacion" in parametros:
        clave = str(parametros["delegacion"])
        partes.append(catalogos.nombre("delegaciones", clave) if clave else "Todas las delegaciones")
    if "ambito" in parametros:
        partes.append({"": AMBOS, **AMBITOS}.get(str(parametros["ambito"]), str(parametros["ambito"])))
    return " · ".join(partes)


def institucion_de(cortes: Iterable[str]) -> Institucion:
    """Quién encabeza una página con informes de varios cortes: el nombre que lleva el más reciente de ellos."""
    fechas = [al for corte in cortes if (al := _fecha(corte))]
    return catalogos.institucion(max(fechas, default=date.max))


def titulo_del_corte(corte: str) -> str:
    """El corte para un título; el de una corrida sin fecha también se dice."""
    al = _fecha(corte)
    return f"Corte al {fecha_larga(al)}" if al else "Sin fecha de corte"


def portada(ficha: Mapping[str, Any]) -> dict[str, str]:
    """Rótulo → texto de la portada del anexo; el primero es el título y lo vacío no va."""
    cabeza = encabezado(ficha)
    cuadre = ficha["cuadre"]
    dicho = {
        "Informe": cabeza.titulo,
        mime.CARTERA: cabeza.ejemplo,
        "Dependencia": cabeza.institucion.dependencia,
        "Unidad": cabeza.institucion.unidad,
        "Corte": cabeza.corte,
        "Periodo": cabeza.periodo,
        "Lo que se sabía": cabeza.conocido,
        "Alcance": cabeza.alcance,
        "Datos": cabeza.origen,
        "Aviso": cabeza.aviso,
        "Norma": cabeza.norma,
        "Uso": cabeza.reserva,
        "Cuadre": cuadre["texto"] if cuadre else "",
        "Corrida": ficha["corrida"],
        "Para repetirlo": ficha["orden"],
        **{rotulo: quien or SIN_FIRMA for rotulo, quien in cabeza.firmas},
    }
    return {rotulo: texto for rotulo, texto in dicho.items() if texto}


def selladas(ficha: Mapping[str, Any], tablas: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Las tablas del anexo con el sello de los datos de ejemplo, si lo son, en la nota de cada hoja."""
    sello = f"{mime.DE_EJEMPLO}." if ficha["base"]["ejemplo"] else ""
    return [{**tabla, "nota": " ".join(filter(None, [sello, tabla.get("nota", "")]))} for tabla in tablas]


def _periodo(ficha: Mapping[str, Any], al: date | None) -> str:
    """El que el informe dice que usó; si no llegó a decirlo, el que se pidió."""
    if ficha["procedencia"].get(mime.PERIODO):
        return str(ficha["procedencia"][mime.PERIODO])
    desde = _fecha(ficha["parametros"].get("desde"))
    hasta = _fecha(ficha["parametros"].get("hasta")) or al
    return f"Del {fecha_corta(desde)} al {fecha_corta(hasta)}" if desde and hasta else ""


def _origen(ficha: Mapping[str, Any]) -> str:
    """De qué base y de cuándo es la foto: el último día que trae, no la hora en que se tomó."""
    hasta, nombre = _fecha(ficha["ultimo_dato"]), ficha["base"]["nombre"]
    partes = [f"Base «{nombre}»"] if nombre else []
    partes += [f"foto con lo capturado hasta el {fecha_corta(hasta)}"] if hasta else []
    texto = ", ".join(partes)
    return f"{texto[:1].upper()}{texto[1:]}"


def _aviso(corte: date | None, hasta: date | None) -> str:
    """Que el corte pasa de lo capturado, si entre uno y otro hubo un día en que la oficina trabaja."""
    if corte is None or hasta is None or corte <= hasta:
        return ""
    faltan = [hasta + timedelta(days=n + 1) for n in range(min((corte - hasta).days, 7))]
    if all(dia.weekday() >= 5 for dia in faltan):
        return ""
    return f"Último dato capturado: {fecha_corta(hasta)}; {_cuanto_falta(hasta, corte)}."


def _cuanto_falta(hasta: date, corte: date) -> str:
    """«faltan 8 meses», o los días si no llega a uno."""
    desde, fin = hasta + timedelta(days=1), corte + timedelta(days=1)
    meses = (fin.year - desde.year) * 12 + fin.month - desde.month - (fin.day < desde.day)
    cantidad = cuantos(meses, "mes", "meses") if meses else cuantos((corte - hasta).days, "día", "días")
    return f"{'falta' if cantidad.startswith('1 ') else 'faltan'} {cantidad}"


def _fecha(texto: object) -> date | None:
    try:
        return date.fromisoformat(str(texto))
    except ValueError:
        return None
