"""¿Cómo se comporta la cartera de créditos fiscales? (procesos.md, función F02).

Todo lo que puede fallar falla en `preparar`; lo demás son funciones puras sobre `Datos` que devuelven piezas de
papel. Las frases con cifras se escriben desde las mismas tablas que se imprimen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from cobranza.almacen.foto import Foto, foto_actual
from cobranza.base.ajustes import ajustes
from cobranza.base.catalogos import delegaciones
from cobranza.base.dinero import pesos
from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.base.fechas import fecha, fecha_corta
from cobranza.cartera.consultas import cartera_al
from cobranza.cartera.cubo import cuadro, cubo
from cobranza.cartera.puente import flujos, puente, total_del_puente
from cobranza.papel.piezas import Caratula, Cifra, Sello
from cobranza.papel.tabla import Columna, Tabla

MILLON = 100_000_000
MINIMO_PARA_PORCENTAJE = 20
"""Con menos casos se imprime el conteo y se omite el porcentaje (indicadores.md §9.7)."""

CLASES = {
    "CONTROVERTIDO": "Controvertido",
    "FACTIBLE": "No controvertido, factible de cobro",
    "BAJA_PROBABILIDAD": "No controvertido, baja probabilidad",
    "EN_FACILIDADES": "En facilidades de pago",
    "EN_PLAZO": "En plazo para pagar",
    "SIN_NOTIFICAR": "Sin notificar",
}
CAUSAS = {
    "inicial": "Saldo inicial",
    "altas": "Altas",
    "reactivaciones": "Reactivaciones",
    "accesorios": "Accesorios causados",
    "traspasos_recibidos": "Traspasos recibidos",
    "ajustes": "Ajustes a pesos",
    "pagos": "Pagos",
    "remates": "Remates",
    "condonacion": "Condonación de multas",
    "resolucion": "Resoluciones y sentencias",
    "prescripcion": "Prescripción declarada",
    "cancelacion": "Cancelación",
    "devoluciones": "Devolución a la emisora",
    "traspasos_enviados": "Traspasos enviados",
    "sin_causa": "Sin causa identificada",
    "final": "Saldo final",
    "diferencia": "Diferencia",
}
AMBITOS = {"estatal": "Estatal", "federal": "Federal coordinado"}


@dataclass(frozen=True)
class Datos:
    """Lo que el informe necesita, ya leído y calculado a su corte."""

    corte: date
    desde: date
    delegacion: str
    nominativo: bool
    cartera: pd.DataFrame
    cubo: pd.DataFrame
    puente: pd.DataFrame
    lotes: pd.DataFrame
    cuarentena: pd.DataFrame
    foto: Foto

    @property
    def vigentes(self) -> pd.DataFrame:
        """Créditos con saldo al corte."""
        return self.cartera[self.cartera["vida"] == "VIGENTE"]

    @property
    def total(self) -> pd.Series[int]:
        """El puente de todas las delegaciones: importe por causa, en centavos."""
        return total_del_puente(self.puente).set_index("causa")["importe"]

    @property
    def cuadra(self) -> bool:
        """¿Cuadran importe y número en cada delegación?"""
        diferencia = self.puente[self.puente["causa"] == "diferencia"]
        return bool((diferencia["importe"] == 0).all() and (diferencia["numero"] == 0).all())


def preparar(corte: str, desde: str = "", delegacion: str = "", nominativo: bool = False) -> Datos:
    """Lee la foto y calcula la cartera al corte y en la víspera del periodo.

    `desde` vacío es el primer día del año del corte; `delegacion` vacía, todas. Errores: `ErrorDeUso` si la
    delegación o el periodo no existen; `ErrorDeDatos` si no hay cartera; `ErrorDeLey` si falta un parámetro.
    """
    al = fecha(corte)
    inicio = fecha(desde) if desde else al.replace(month=1, day=1)
    if inicio > al:
        raise ErrorDeUso(f"El periodo empieza el {inicio}, después del corte {al}; se esperaba desde ≤ corte.")
    conocidas = delegaciones()["clave"]
    if delegacion and delegacion not in set(conocidas):
        raise ErrorDeUso(f"No existe la delegación «{delegacion}»; hay {', '.join(conocidas)}.")
    foto = foto_actual(ajustes().bd, ajustes().salidas)
    conexion = foto.conexion()
    cartera = cartera_al(conexion, al, delegacion)
    if cartera.empty:
        raise ErrorDeDatos(f"No hay créditos registrados al {al}; revisa el corte o ingiere la cartera.")
    inicial = cartera_al(conexion, inicio - timedelta(days=1))
    if delegacion:
        inicial = inicial[inicial["folio"].isin(cartera["folio"]) | (inicial["delegacion"] == delegacion)]
    lotes = conexion.execute("SELECT * FROM lote ORDER BY id").df()
    cuarentena = conexion.execute("SELECT archivo, linea, campo, valor, mensaje FROM cuarentena ORDER BY id").df()
    return Datos(
        corte=al,
        desde=inicio,
        delegacion=delegacion,
        nominativo=nominativo,
        cartera=cartera,
        cubo=cubo(cartera),
        puente=puente(inicial, cartera, flujos(conexion, inicio, al)),
        lotes=lotes,
        cuarentena=cuarentena,
        foto=foto,
    )


# ---------------------------------------------------------------- lo esencial


def caratula(datos: Datos) -> Caratula:
    """Las cifras del director, tres hallazgos en frases y el sello del cuadre."""
    total, inicial = int(datos.vigentes["total"].sum()), int(datos.total["inicial"])
    pagos = -int(datos.total.get("pagos", 0))
    urgente = _por_prescribir(datos, 90)
    return Caratula(
        pregunta="¿Cómo se comporta la cartera de créditos fiscales?",
        cifras=[
            Cifra("Saldo de la cartera", _millones(total), "millones de pesos", _variacion(inicial, total)),
            Cifra("Créditos con saldo", f"{len(datos.vigentes):,}", "créditos", _cambio_en_numero(datos)),
            Cifra("Cobrado en el periodo", _millones(pagos), "millones de pesos", _tasa_de_recuperacion(datos)),
            Cifra(
                "Prescribe en 90 días",
                _millones(int(urgente["total"].sum())),
                "millones de pesos",
                f"{len(urgente):,} créditos; meta: 0 sin acto programado",
            ),
        ],
        hallazgos=hallazgos_en_frases(datos),
        sello=_sello(datos),
    )


def _sello(datos: Datos) -> Sello:
    if datos.cuadra:
        return Sello(
            True, "Cuadra: saldo inicial y movimientos dan el saldo final, en pesos y en número, en cada delegación."
        )
    diferencia = datos.puente[datos.puente["causa"] == "diferencia"]
    return Sello(False, f"No cuadra por ${pesos(int(diferencia['importe'].abs().sum()))}.")


def hallazgos_en_frases(datos: Datos) -> list[str]:
    """Tres frases escritas desde los mismos cuadros que se imprimen."""
    por_clase = cuadro(datos.cubo, "clase").set_index("clave" if "clave" in datos.cubo else "clase")
    total = int(por_clase["total"].sum())
    factible = int(por_clase["total"].get("FACTIBLE", 0))
    controvertido = int(por_clase["total"].get("CONTROVERTIDO", 0))
    prescrita = datos.vigentes[datos.vigentes["consumada"]]
    urgente = _por_prescribir(datos, 90)
    mayor = cuadro(datos.cubo, "delegacion").iloc[0]
    return [
        f"De cada cien pesos de la cartera, {_pct(factible, total)} se pueden cobrar hoy y "
        f"{_pct(controvertido, total)} están en litigio; {_nombre(str(mayor['delegacion']))} concentra "
        f"{_pct(int(mayor['total']), total)} % del saldo.",
        f"Prescriben ${_millones(int(urgente['total'].sum()))} millones en 90 días, en {len(urgente):,} créditos.",
        f"Ya se consumó la prescripción de {len(prescrita):,} créditos por ${_millones(int(prescrita['total'].sum()))} "
        "millones que nadie ha declarado: no se les puede hacer gestión de cobro.",
    ]


def _pct(parte: int, total: int) -> str:
    decimas = (2000 * parte + total) // (2 * total) if total else 0
    return f"{decimas // 10}.{decimas % 10}"


def _millones(centavos: int) -> str:
    decimas = (2 * abs(centavos) + MILLON // 10) // (2 * (MILLON // 10))
    return f"{'−' if centavos < 0 else ''}{decimas // 10:,}.{decimas % 10}"


def _variacion(antes: int, ahora: int) -> str:
    if antes == 0:
        return "sin saldo inicial"
    signo = "+" if ahora >= antes else "−"
    return f"{signo}{_pct(abs(ahora - antes), antes)} % en el periodo"


def _cambio_en_numero(datos: Datos) -> str:
    numero = total_del_puente(datos.puente).set_index("causa")["numero"]
    cambio = int(numero["final"] - numero["inicial"])
    return f"{'+' if cambio >= 0 else '−'}{abs(cambio):,} en el periodo"


def _tasa_de_recuperacion(datos: Datos) -> str:
    base = int(datos.total["inicial"] + datos.total.get("altas", 0))
    return f"{_pct(-int(datos.total.get('pagos', 0)), base)} % del saldo inicial más altas"


def _nombre(delegacion: str) -> str:
    nombres = delegaciones().set_index("clave")["nombre"]
    return str(nombres.get(delegacion, delegacion)).removeprefix("Delegación de Hacienda ")


# ---------------------------------------------------------------- saldos


def _por(
    datos: Datos, dimension: str, rotulo: str, nombres: dict[str, str] | None = None, **opciones: object
) -> Tabla:
    """Tabla de saldo por una dimensión del cubo, con número, importe y participación."""
    saldos = cuadro(datos.cubo, dimension)
    total = saldos[["creditos", "historico", "accesorios", "total"]] if "accesorios" in saldos else saldos
    saldos = saldos.assign(
        nombre=saldos[dimension].map(nombres) if nombres else saldos[dimension],
        accesorios=saldos["total"] - saldos["historico"],
        parte=_por_millar(saldos["total"]),
    )
    suma = saldos[["creditos", "historico", "accesorios", "total"]].sum()
    del total
    return Tabla(
        titulo=f"Saldo por {rotulo.lower()} al {fecha_corta(datos.corte)}, millones de pesos",
        columnas=[
            Columna("nombre", rotulo, "texto"),
            Columna("creditos", "Créditos", "entero"),
            Columna("historico", "Histórico", "millones"),
            Columna("accesorios", "Accesorios", "millones"),
            Columna("total", "Saldo", "millones"),
            Columna("parte", "Parte", "porcentaje"),
        ],
        filas=saldos,
        total={"nombre": "Total", **{k: int(v) for k, v in suma.items()}, "parte": 1000},
        hoja=f"saldo_{dimension}",
        **opciones,  # type: ignore[arg-type]
    )


def _por_millar(columna: pd.Series[int]) -> pd.Series[int]:
    """Participación en décimas de punto: entero, redondeado al más cercano."""
    total = int(columna.sum()) or 1
    return (2000 * columna + total) // (2 * total)
