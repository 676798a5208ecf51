"""Por qué algo no procede, dicho igual venga de donde venga: una regla del procedimiento o un paso de un trámite."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Impedimento:
    """Qué lo impide, cuán grave es, en qué artículo se apoya, qué se encontró y qué hacer."""

    regla: str
    severidad: str
    titulo: str
    fundamento: str
    evidencia: str
    que_hacer: str

    def __str__(self) -> str:
        return f"{self.regla} {self.titulo} ({self.fundamento}). {self.evidencia} {self.que_hacer}"

    def como_dict(self) -> dict[str, str]:
        """Como se publica."""
        return {campo: str(valor) for campo, valor in asdict(self).items()}
