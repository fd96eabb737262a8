# Everything a newcomer needs. It asks for python3 (3.11 or later) and make; works with GNU make 3.81,
# as root or not, and in a directory whose name has spaces. `make` alone lists the targets.

PORT ?= 8000
export PORT

# Used when uv is not on the PATH; if this version cannot be had, pip does the work alone.
UV_VERSION := 0.13.9

# Another project's environment must not leak into this one.
unexport VIRTUAL_ENV CONDA_PREFIX PYTHONHOME PYTHONPATH DJANGO_SETTINGS_MODULE
unexport PIP_TARGET PIP_PREFIX PIP_REQUIRE_VIRTUALENV UV_TARGET UV_PREFIX UV_SYSTEM_PYTHON
# Without compiled files each command would take three seconds more; they go where git looks away.
unexport PYTHONDONTWRITEBYTECODE
export PIP_USER := 0
export PIP_DISABLE_PIP_VERSION_CHECK := 1

python := .venv/bin/python

# A .venv whose Python has gone (moved, upgraded, removed) is built again.
python_works := $(shell $(python) -c 'import sys; print(sys.version_info >= (3, 11))' 2>/dev/null)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup demo test bench drill lint lock messages clean rebuild

help:
	@echo 'make setup   build .venv and var/dev.env (done by the targets below when needed)'
	@echo 'make demo    the sample programme with demo people on http://127.0.0.1:$(PORT)  (PORT=9000 to change)'
	@echo 'make test    the whole suite, a few minutes  (STAGES="sqlite journeys" for some of it)'
	@echo 'make bench   the benchmarks  (DATA=large: 10,000 learners on PostgreSQL, some minutes)'
	@echo 'make drill   restore a backup, kill workers, stop PostgreSQL, fill a disk  (DRILLS="restore" for some of it)'
	@echo 'make lint    ruff and mypy'
	@echo 'make lock    write requirements.txt anew from pyproject.toml  (UPGRADE=1 for newer versions)'
	@echo 'make messages  gather the words of the interface into lms/locale/ and compile them'
	@echo 'make clean   remove .venv, caches and test reports; the demo data in var/ stay'

setup: .venv/.installed var/dev.env
	@:

demo: setup
	@exec $(python) manage.py demo

test: setup
	@exec $(python) tests/run.py $(STAGES)

bench: setup
	@exec $(python) -m tests.benchmarks $(if $(DATA),--data '$(DATA)')

drill: setup
	@exec $(python) -m tests.drills $(DRILLS)

lint: setup
	@exec $(python) tests/run.py lint types

lock: setup
	@if uv --version >/dev/null 2>&1; then set -- uv; else set -- $(python) -m uv; fi; \
	"$$@" --version >/dev/null 2>&1 || { echo 'make lock needs uv: python3 -m pip install uv'; exit 1; }; \
	echo 'Resolving the packages (about half a minute) ...'; \
	"$$@" pip compile pyproject.toml --group dev --universal --generate-hashes --python-version 3.11 \
	    --custom-compile-command 'make lock' --quiet $(if $(UPGRADE),--upgrade) -o requirements.txt
	@echo 'requirements.txt is up to date; "make setup" installs it.'

# The catalogues of the interface; needs gettext. The compiled ones are committed, so that running
# the site does not.
messages: setup
	@command -v xgettext >/dev/null || { echo 'make messages needs gettext: apt-get install gettext'; exit 1; }
	@DEBUG=1 $(python) manage.py makemessages --all --no-obsolete --no-location -v0 \
	    -i .venv -i tests -i var -i docs
	@for f in lms/locale/*/LC_MESSAGES/django.po; do \
	    printf '%s: ' "$$f"; msgfmt --check-format --statistics -o "$${f%.po}.mo" "$$f"; done

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis staticfiles var/test
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Run as one script. Order of preference: uv on the PATH, uv installed into .venv, plain pip. All three
# refuse a package whose hash is not the one in requirements.txt.
define bootstrap
set -eu
fail() { printf '%s\n' "$$@" >&2; exit 1; }
quietly() { "$$@" >/dev/null 2>&1; }
recent() { quietly "$$1" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))'; }

uv=
if quietly uv --version; then uv=yes; fi

# The first Python that is recent enough; Debian's may lack ensurepip, which only uv can do without.
chosen= incomplete=
for name in $${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3}; do
    recent "$$name" || continue
    if [ -n "$$uv" ] || quietly "$$name" -c 'import ensurepip'; then
        chosen=$$("$$name" -c 'import sys; print(sys.executable)'); break
    fi
    incomplete=$${incomplete:-$$name}
done

# Packages come in as lines like "Collecting x", "Downloading y (5 MB)": kept, as a sign of progress.
# Lists of everything installed are left out.
install() {
    rm -f .venv/.failed
    { "$$@" --require-hashes -r requirements.txt 2>&1 || : >.venv/.failed; } |
        sed -e '/^ [+~-] /d' -e '/^ Downloaded /d' -e '/^  /d' -e '/^Using Python/d' \
            -e '/^Ignoring .*: markers/d' -e '/^Successfully/d' -e 's/^\(Installing collected packages\):.*/\1 .../'
    [ ! -e .venv/.failed ]
}

if ! recent .venv/bin/python; then
    if [ -z "$$chosen" ] && [ -n "$$incomplete" ]; then
        fail "$$incomplete is recent enough but cannot make virtual environments (its ensurepip module is missing)." \
            "On Debian and Ubuntu install it as root:  apt-get install python3-venv"
    elif [ -z "$$chosen" ]; then
        fail "Python 3.11 or later is needed and was not found ($$("$${PYTHON:-python3}" --version 2>&1 || :))." \
            "Install it, or say where it is:  make setup PYTHON=python3.12"
    fi
    echo "Making .venv with $$("$$chosen" --version) ..."
    rm -rf .venv
    if [ -z "$$uv" ] || ! quietly uv venv --no-project --python "$$chosen" .venv; then
        "$$chosen" -m venv .venv || fail "Making .venv failed: see above."
    fi
fi

echo 'Installing the Python packages (about a minute the first time) ...'
if [ -n "$$uv" ]; then
    if install uv pip install --python .venv/bin/python; then exit 0; fi
    echo 'uv did not manage; trying pip ...'
fi
quietly .venv/bin/python -m pip --version || quietly .venv/bin/python -m ensurepip ||
    fail 'There is no pip in .venv: remove .venv and run "make setup" again.'
quietly .venv/bin/python -m uv --version || quietly .venv/bin/python -m pip install "uv==$(UV_VERSION)" || :
if quietly .venv/bin/python -m uv --version; then
    if install .venv/bin/python -m uv pip install --python .venv/bin/python; then exit 0; fi
    echo 'uv did not manage; trying pip ...'
fi
install .venv/bin/python -m pip install ||
    fail 'The packages could not be installed: see above. Run the same command again to try again.'
endef

.venv/.installed: export BOOTSTRAP = $(bootstrap)
.venv/.installed: requirements.txt $(if $(filter True,$(python_works)),,rebuild)
	@sh -c "$$BOOTSTRAP"
	@touch $@

rebuild:

# Keys of this clone alone. Settings read the file when the environment is silent; it is never overwritten.
var/dev.env: | .venv/.installed
	@mkdir -p var && umask 077 && $(python) -c 'import base64, secrets; \
	print("DEBUG=1"); \
	print("SECRET_KEY=" + secrets.token_urlsafe(50)); \
	print("SIGNING_KEY=" + base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())' >$@.new && mv $@.new $@
	@echo 'Wrote $@ (development keys, for this clone only).'
