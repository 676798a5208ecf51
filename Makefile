# Órdenes de la casa. `make corre` y `make prueba` bastan en una máquina con Python 3.11 o posterior y make.
.DEFAULT_GOAL := todo
.PHONY: todo listo corre prueba exhaustiva fuzz ataque rapida cobertura revisa formato ganchos cuadernos panel nominas oro docs banco oraculo fija sbom muertes limpia
PYTHON ?= python3
V := .venv/bin
# con uv se compila el bytecode al instalar; sin él, cada cuaderno pagaría el doble de arranque
unexport PYTHONDONTWRITEBYTECODE

todo: revisa prueba            ## revisa y prueba

listo: .venv/listo             ## crea .venv con versiones fijas y huellas; con SOLO=produccion, sin lo de desarrollo

.venv/listo: requirements.txt requirements-desarrollo.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "error: se encontró $$($(PYTHON) --version); se esperaba Python 3.11 o posterior. Indica otro con: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	@echo "creando el entorno .venv…"
	@$(PYTHON) -m venv .venv || { echo "error: Python no puede crear entornos; instala su módulo venv (en Debian: apt-get install python3-venv)" >&2; exit 2; }
	@sh .ci/instala $(V) $(if $(filter produccion,$(SOLO)),requirements.txt,requirements-desarrollo.txt)
	@touch $@

corre: .venv/listo             ## cartera de ejemplo y los tres informes en outputs/index.html
	@$(V)/cobranza demo
	@COBRANZA_BD="$${COBRANZA_BD:-sqlite:///datos/ejemplo.db}" $(V)/cobranza lote params/corridas/ejemplo.yaml

prueba: .venv/listo            ## la suite, con un PostgreSQL privado si está instalado; de las combinatorias, una muestra
	@$(V)/python -m pytest -n 2 --con-servidor --ignore=tests/laboratorio
	@$(V)/python -m pytest --maxfail=3 tests/laboratorio

exhaustiva: .venv/listo        ## la suite con todos los casos de sus combinatorias y más ejemplos por propiedad (más de una hora)
	@COBRANZA_PRUEBAS=todas $(V)/python -m pytest -n 2 --con-servidor

fuzz: .venv/listo              ## mil archivos y veinte mil casos rotos: ninguno termina en 1 ni se come la máquina
	@COBRANZA_FUZZ=todo $(V)/python -m pytest -n 0 tests/fuzz tests/puertas/test_params_danados.py

ataque: .venv/listo            ## dos mil alteraciones en cada motor, con sus huellas rehechas: ninguna pasa en silencio
	@COBRANZA_ATAQUE=2000 $(V)/python -m pytest -n 0 --con-servidor tests/libros/test_ataque.py

rapida: .venv/listo             ## cerca de un minuto: las pruebas que no abren bases, cuadernos, navegadores ni servidores
	@$(V)/python -m pytest -n 2 -m "not lenta"

cobertura: .venv/listo         ## qué líneas no recorre ninguna prueba rápida
	@$(V)/python -m pytest -n 2 -m "not lenta" --cov --cov-report=term-missing:skip-covered

revisa: .venv/listo            ## estilo, tipos, importaciones y cuadernos sin salidas
	@$(V)/ruff format --check . && $(V)/ruff check . && $(V)/mypy && $(V)/lint-imports --no-logo
	@$(V)/nbstripout --keep-id --verify notebooks/*.ipynb

formato: .venv/listo           ## da formato al código y limpia cuadernos
	@$(V)/ruff format . && $(V)/ruff check --fix . && $(V)/nbstripout --keep-id notebooks/*.ipynb

ganchos: .venv/listo           ## instala lo que se revisa antes de cada commit
	@$(V)/pre-commit install

cuadernos: .venv/listo         ## abre JupyterLab en los cuadernos; empieza por inicio.ipynb
	@$(V)/cobranza cuadernos

panel: .venv/listo             ## abre los paneles: correr informes, dar trámites y explorar la cartera, sin ver código
	@$(V)/cobranza cuadernos --panel

oro: .venv/listo               ## regenera el texto de oro de los informes (revisa el diff)
	@$(V)/python -m pytest tests/informes --actualizar-oro

docs: .venv/listo              ## regenera las tablas del README y las referencias de docs/
	@$(V)/python tests/documentos.py

banco: .venv/listo             ## tabla de tiempos, en una misma corrida
	@$(V)/python tests/banco/banco.py

oraculo: .venv/listo           ## cien mil historias al azar, el producto contra la ley escrita aparte
	@$(V)/python tests/cuenta/comparar.py

nominas: .venv/listo           ## diez mil periodos al azar, la nómina contra otra hecha despacio y aparte
	@COBRANZA_NOMINAS=10000 $(V)/python -m pytest -n 0 tests/nomina/test_independiente.py

FIJA := uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --extra instalacion
fija: .venv/listo              ## vuelve a fijar los requisitos, de producción y de desarrollo, con lo que pide pyproject.toml
	@$(V)/$(FIJA) --extra desarrollo pyproject.toml -o requirements-desarrollo.txt
	@$(V)/$(FIJA) --constraint requirements-desarrollo.txt pyproject.toml -o requirements.txt

sbom: .venv/listo              ## qué piezas ajenas lleva lo que se instala en la oficina: build/sbom.cdx.json (CycloneDX)
	@mkdir -p build
	@PYTHONWARNINGS=ignore $(V)/cyclonedx-py requirements requirements.txt --pyproject pyproject.toml --output-reproducible --output-file build/sbom.cdx.json
	@echo "quedó en build/sbom.cdx.json"

muertes: .venv/listo           ## quinientas muertes al azar, cien entre nóminas y una antes de cada escritura de cada paso (tarda horas)
	@COBRANZA_MUERTES=500 $(V)/python -m pytest -n 0 --con-servidor tests/ejecucion/test_muertes.py tests/tramites/test_muertes.py tests/nomina/test_muertes.py tests/ingesta/test_fallas.py

limpia:                        ## borra entorno y salidas; las bases de datos y los registros, nunca
	@rm -rf .venv
	@find outputs -mindepth 1 -depth ! -name .gitignore ! -name '*.db' ! -name '*.db-*' ! -path 'outputs/reservado/*.jsonl' \
	  ! -path 'outputs/reservado/*.llave' ! -path 'outputs/reservado/testigos.json' ! -type d -delete
	@find outputs -mindepth 1 -depth -type d -empty -delete
