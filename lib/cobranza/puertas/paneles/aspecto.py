"""Cómo se ve un panel: el estilo de la casa sobre los controles de ipywidgets, y las piezas que todos usan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import ipywidgets as w  # type: ignore[import-untyped]  # no publica tipos

from cobranza.base import catalogos
from cobranza.base.caidas import explicada
from cobranza.papel.formato import escapar
from cobranza.papel.marco import compacto, enmarcada

CLASE = "cobranza-panel"
_ESTILO = """
.cobranza-panel{--acento:ACENTO;--linea:var(--jp-border-color1,#ced5d7);
  --tinta:var(--jp-content-font-color1,#1b2124);--gris:var(--jp-content-font-color2,#545d62);
  --papel:var(--jp-layout-color0,#fff);--fondo:var(--jp-layout-color1,#f3f5f5);--mal:#a11c2c;--bien:#1a6b3a;
  font:.94rem/1.5 system-ui,sans-serif;color:var(--tinta);padding:.25rem .25rem 1rem;max-width:100%;overflow:visible}
[data-jp-theme-light="false"] .cobranza-panel{--acento:OSCURO;--mal:#ff9c9c;--bien:#7fd09c}
.cobranza-panel .widget-html,.cobranza-panel .widget-html-content{
  font:inherit;line-height:1.5;color:inherit;height:auto;width:100%;overflow:visible}
.cobranza-panel p{margin:0}
.cobranza-panel .widget-label{font:inherit;font-weight:600;color:var(--tinta);width:100%;text-align:left;
  white-space:normal;height:auto;line-height:1.4}
.cobranza-panel input:not([type=checkbox]),.cobranza-panel select,.cobranza-panel textarea{font:inherit!important;
  color:var(--tinta)!important;background-color:var(--papel)!important;border:1px solid var(--gris)!important;
  border-radius:0!important;box-shadow:none!important;width:100%}
.cobranza-panel :is(.widget-dropdown>select,.widget-text>input,.widget-datepicker>input){
  flex:0 0 auto;height:2.2rem!important;padding-left:.5rem}
.cobranza-panel :is(input,select,textarea,button):focus-visible{
  outline:2px solid var(--acento)!important;outline-offset:1px}
.cobranza-panel button.widget-button{font:inherit;font-weight:600;height:2.3rem;width:auto;padding:0 1.1rem;
  border-radius:0;background:var(--papel);color:var(--tinta);border:1px solid var(--gris);box-shadow:none;
  margin:2px 8px 6px 0}
.cobranza-panel button.widget-button.mod-primary{background:var(--acento);border-color:var(--acento);
  color:var(--papel)}
.cobranza-panel button.widget-button:disabled{opacity:.45}
.cobranza-panel .ancho{max-width:44rem;width:100%}
.cobranza-panel .campo{margin:0 1.75rem .9rem 0;width:18rem;max-width:100%}
.cobranza-panel .campo.largo{width:36rem}
.cobranza-panel .campos{display:flex;flex-flow:row wrap;align-items:flex-start;overflow:visible}
.cobranza-panel .campo>*{margin:0;width:100%}
.cobranza-panel :is(.widget-checkbox,.widget-label-basic){width:auto!important;height:auto;overflow:visible}
.cobranza-panel .widget-label-basic span{white-space:normal}
.cobranza-panel .widget-label-basic{font-weight:600}
.cobranza-panel .ayuda{color:var(--gris);font-size:.84rem;line-height:1.4}
.cobranza-panel .malo{color:var(--mal);font-size:.88rem;font-weight:600;line-height:1.4}
.cobranza-panel .aviso-panel{border-left:.3rem solid var(--gris);background:var(--fondo);padding:.55rem .9rem;
  margin:.35rem 0;max-width:60rem}
.cobranza-panel .aviso-panel.mal{border-color:var(--mal)}
.cobranza-panel .aviso-panel.bien{border-color:var(--bien)}
.cobranza-panel .bloque{border-top:1px solid var(--linea);padding-top:.9rem;margin-top:.5rem;overflow:visible}
.cobranza-panel :is(h2,h3).del-panel{margin:.3rem 0 .4rem;color:inherit;font:600 1.1rem/1.35 system-ui,sans-serif}
.cobranza-panel h3.del-panel{font-size:1rem}
.cobranza-panel .widget-hprogress{width:100%;max-width:30rem;height:1.1rem}
.cobranza-panel .widget-hprogress .progress{background:var(--linea);border-radius:0;height:.6rem}
.cobranza-panel .progress-bar{background:var(--acento)!important}
.cobranza-panel iframe{width:100%;height:75vh;border:1px solid var(--linea);background:#fff}
.cobranza-panel .widget-tab>.lm-TabBar .lm-TabBar-tab{font:inherit;flex:0 1 auto;min-width:9rem;text-align:center}
.cobranza-panel .widget-tab .lm-TabBar-tab.lm-mod-current::before{background:var(--acento)}
.cobranza-panel .widget-tab>.widget-tab-contents{border:0;border-top:1px solid var(--linea);padding:1rem 0 0;
  overflow:visible}
"""


def caja(*hijos: w.Widget, clases: Sequence[str] = ()) -> w.VBox:
    """Una columna de controles; sin alto fijo, que lo da lo que lleva dentro."""
    vista = w.VBox(list(hijos), layout=w.Layout(overflow="visible"))
    for clase in clases:
        vista.add_class(clase)
    return vista


def fila(*hijos: w.Widget) -> w.HBox:
    """Un renglón de controles, que se parte si no cabe."""
    return w.HBox(list(hijos), layout=w.Layout(flex_flow="row wrap", align_items="center", overflow="visible"))


def panel(*hijos: w.Widget) -> w.VBox:
    """El panel entero, con su estilo."""
    de = catalogos.institucion(date.max)
    estilo = compacto(_ESTILO.replace("ACENTO", de.acento).replace("OSCURO", de.acento_oscuro))
    return caja(w.HTML(f"<style>{estilo}</style>"), *hijos, clases=(CLASE,))


def boton(rotulo: str, al_oprimir: Callable[[], None], *, principal: bool = False) -> w.Button:
    """Un botón que hace una cosa."""
    suyo = w.Button(description=rotulo, button_style="primary" if principal else "")
    suyo.on_click(lambda _: al_oprimir())
    return suyo


def con_rotulo_arriba(control: Any) -> Any:
    """El mismo control, con su rótulo en el renglón de arriba y entero."""
    control.style.description_width = "100%"
    control.layout.flex_flow, control.layout.height = "column", "auto"
    return control


def titulo(dicho: str) -> w.HTML:
    """El título de una parte del panel."""
    return w.HTML(f'<h2 class="del-panel">{escapar(dicho)}</h2>')


def aviso(dicho: str, clase: str = "") -> str:
    """Un recuadro, en HTML; `mal` se anuncia a quien usa un lector de pantalla."""
    papel = ' role="alert"' if clase == "mal" else ' role="status"'
    return f'<p class="aviso-panel {clase}"{papel}>{escapar(dicho)}</p>'


def pieza(de_papel: Any) -> str:
    """Una pieza de la casa (tabla, ficha, carátula), en su marco."""
    return str(enmarcada(de_papel.html(), "")["text/html"])


def dicha(error: Exception) -> str:
    """Un error como lo diría la consola, en un recuadro."""
    conocido = explicada(error)
    if conocido is not None:
        return aviso(conocido.mensaje, "mal")
    return aviso(
        f"Algo falló y no se esperaba: {type(error).__name__}: {error}. Repítelo; si vuelve a pasar, avisa a quien "
        "mantiene el sistema.",
        "mal",
    )
