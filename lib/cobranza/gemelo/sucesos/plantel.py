"""Quién actúa en los sucesos: la misma plantilla en cada delegación, con uno que ya se fue."""

from __future__ import annotations

from dataclasses import dataclass

from cobranza.expediente.en_renglones import rfc_de

DELEGACIONES = ("DH-TGZ", "DH-TAP", "DH-PIC")
RELEVADO_HASTA = "2018-06-29"
DESDE = "2015-01-01"
_EJECUTA = "NOTIFICAR; REQUERIR; EMBARGAR"
_PUESTOS = {
    "ejecutor": ("EJ", "EJECUTOR", _EJECUTA, None),
    "relevado": ("EX", "EJECUTOR", _EJECUTA, RELEVADO_HASTA),
    "notificador": ("NO", "NOTIFICADOR", "NOTIFICAR", None),
    "delegado": ("DE", "DELEGADO", "MANDAMIENTO; DESIGNAR EJECUTORES", None),
    "jefe": ("JE", "JEFE_SECCION_EJECUCION", "SUPERVISAR", None),
}


@dataclass(frozen=True)
class Oficina:
    """La delegación que lleva un crédito."""

    delegacion: str

    @property
    def otra(self) -> str:
        """La delegación que le sigue."""
        return DELEGACIONES[(DELEGACIONES.index(self.delegacion) + 1) % len(DELEGACIONES)]

    def quien(self, papel: str) -> str:
        """El número de empleado de quien hace ese papel; `de_otra` es el ejecutor de la otra delegación."""
        donde = self.otra if papel == "de_otra" else self.delegacion
        return _numero("ejecutor" if papel == "de_otra" else papel, donde)

    def documento(self, dicho: str) -> str:
        """Lo que dice un documento: `otra` es la otra delegación y `rfc:papel`, el RFC de alguien de ésta."""
        if dicho == "otra":
            return self.otra
        return rfc_de(self.quien(dicho.removeprefix("rfc:"))) if dicho.startswith("rfc:") else dicho


def plantel() -> dict[str, tuple[str, str, str, str | None]]:
    """Número → (puesto, facultades, delegación, hasta) de todos."""
    return {
        _numero(papel, delegacion): (puesto, facultades, delegacion, hasta)
        for delegacion in DELEGACIONES
        for papel, (_, puesto, facultades, hasta) in _PUESTOS.items()
    }


def propia(numero: str, delegacion: str, hasta: str) -> dict[str, tuple[str, str, str, str | None]]:
    """Un ejecutor de un solo suceso, con nombramiento hasta ese día."""
    return {numero: ("EJECUTOR", _EJECUTA, delegacion, hasta)}


def _numero(papel: str, delegacion: str) -> str:
    return f"{_PUESTOS[papel][0]}-{delegacion.removeprefix('DH-')}"
