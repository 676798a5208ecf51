"""Los documentos: de una plantilla y unos datos a un PDF accesible, con folio, huella, QR y, si la hay, firma.

Empieza por `pdf`: mismos datos, mismos bytes. `plantillas` dice qué documentos hay y qué reciben; `masa`, cómo se
hacen por miles; `autenticidad`, si uno es auténtico, sin red y sin la base.

Aquí no se calcula ni se decide nada: los importes, las fechas y quién autoriza son datos que llegan hechos.
"""

from cobranza.documentos.hechura import pdf
from cobranza.documentos.masa import en_masa

__all__ = ["en_masa", "pdf"]
