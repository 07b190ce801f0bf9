#!/usr/bin/env python3
"""Everything that a person or a CI does with this checkout, on any machine with Python 3.11 or later.

python3 x.py demo    set up, write the brief of the flagship case, print where it is
python3 x.py test    set up, run every check there is
python3 x.py soak    set up, run all tests, the long ones too, on many more examples
python3 x.py lock    remake the two lock files (lock --upgrade: with the newest versions)

What is set up lives in .venv and build. Nothing else is touched, except that test and soak install
missing Debian packages (Chromium, Pango, PostgreSQL) where they run as root.
"""

import contextlib
import ctypes.util
import hashlib
import os
import re
import shutil
import ssl
import subprocess
import sys
import time
from pathlib import Path

OLDEST_PYTHON = (3, 11)
ROOT = Path(__file__).resolve().parent
BUILD = ROOT / "build"
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
STAMP = VENV / "x.stamp"
RUN_LOCK, DEV_LOCK = "requirements.lock", "requirements-dev.lock"
FLAGSHIP = "european-security"
CHECKS = {
    "format": ["ruff", "format", "--check"],
    "lint": ["ruff", "check"],
    "types": ["mypy"],
    "imports": ["lint-imports", "--no-logo"],
}
PYTEST = ["pytest", "--numprocesses=auto", "--dist=worksteal"]
# What some tests need from the system: the Debian package, and whether it is there.
DEBIAN = {
    "chromium": lambda: shutil.which("chromium") is not None,
    "libpango-1.0-0": lambda: ctypes.util.find_library("pango-1.0") is not None,
    "libpangoft2-1.0-0": lambda: ctypes.util.find_library("pangoft2-1.0") is not None,
    "postgresql": lambda: shutil.which("initdb") is not None or any(Path("/usr/lib/postgresql").glob("*/bin/initdb")),
    "libharfbuzz-subset0": lambda: ctypes.util.find_library("harfbuzz-subset") is not None,
}


class Problem(Exception):
    """Something that the person at the keyboard has to know, in one line."""


def say(text):
    """Print a line at once, so that it stands before what the next program prints."""
    print(text, flush=True)


def run(command, **options):
    """Run a program that has nobody to ask."""
    return subprocess.run([str(part) for part in command], stdin=subprocess.DEVNULL, cwd=ROOT, check=False, **options)


def must(why, command):
    """Run a quiet step; if it fails, show its last words and stop."""
    env = {**os.environ, "UV_COMPILE_BYTECODE": "1", "UV_NO_PROGRESS": "1", "UV_PYTHON_DOWNLOADS": "never"}
    if ssl.create_default_context().cert_store_stats()["x509_ca"]:
        env.setdefault("UV_SYSTEM_CERTS", "1")  # the certificates that pip trusts: an institution's proxy has its own
    done = run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env)
    if done.returncode:
        print(*done.stdout.decode(errors="replace").strip().splitlines()[-12:], sep="\n", file=sys.stderr, flush=True)
        raise Problem(why)


# Setting up: .venv holds what a lock lists, by hash, and the project itself.


def setup(lock):
    """Make .venv hold what the lock lists, and the project, unless it does already."""
    if up_to_date(lock):
        return
    with alone():
        if up_to_date(lock):  # somebody else made it while this one waited
            return
        started = time.monotonic()
        lock = DEV_LOCK if DEV_LOCK in (lock, stamp()[1]) else RUN_LOCK
        STAMP.unlink(missing_ok=True)
        if not healthy():
            make_venv()
        uv_pip = [BIN / "uv", "pip"]
        say(f"setup: installing what {lock} lists, by hash")
        must(
            f"could not install what {lock} lists: is the package index reachable?",
            [*uv_pip, "sync", "--quiet", "--require-hashes", "--python", VENV, lock],
        )
        say("setup: installing the project itself, editable")
        must(
            "could not install the project itself",
            [*uv_pip, "install", "--quiet", "--no-deps", "--no-build-isolation", "--python", VENV, "--editable", "."],
        )
        STAMP.write_text(f"{digest()} {lock}\n", encoding="utf-8")
        say(f"setup: done in {time.monotonic() - started:.0f} s")


def up_to_date(lock):
    made_from, made_with = stamp()
    return made_with in (lock, DEV_LOCK) and made_from == digest()


def stamp():
    """Return the digest and the lock that .venv was last made from."""
    with contextlib.suppress(OSError, ValueError):
        made_from, made_with = STAMP.read_text(encoding="utf-8").split()
        return made_from, made_with
    return "", ""


def digest():
    """Digest all that .venv is made from: the locks, the project file, this Python, this place."""
    made_from = hashlib.sha256(f"{sys.version} {sys.base_prefix} {ROOT}".encode())
    for name in (RUN_LOCK, DEV_LOCK, "pyproject.toml"):
        made_from.update((ROOT / name).read_bytes())
    return made_from.hexdigest()


@contextlib.contextmanager
def alone():
    """Let only one setup at a time work on this checkout."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "setup.lock").open("w") as held:
        with contextlib.suppress(ImportError):  # Windows has no fcntl: there, do not start two at once
            import fcntl

            fcntl.flock(held, fcntl.LOCK_EX)
        yield


def healthy():
    """Whether .venv is of this Python and has a uv that runs."""
    with contextlib.suppress(OSError):
        version = run([BIN / "python", "-c", "import sys; print(sys.version)"], capture_output=True, text=True)
        return (
            version.stdout.strip() == sys.version
            and run([BIN / "uv", "--version"], capture_output=True).returncode == 0
        )
    return False


def make_venv():
    """Make .venv anew, holding only the uv that the lock names, by its hash."""
    say(f"setup: making {VENV.name} with Python {sys.version.split()[0]}")
    shutil.rmtree(VENV, ignore_errors=True)
    must("could not make .venv: on Debian, `apt-get install python3-venv` helps", [sys.executable, "-m", "venv", VENV])
    uv = re.search(r"^uv==.*\\\n(?: +--hash=.*\n)+", (ROOT / RUN_LOCK).read_text(encoding="utf-8"), re.MULTILINE)
    if uv is None:
        raise Problem(f"{RUN_LOCK} does not name uv with its hashes: bring back the file of the last commit")
    (BUILD / "uv.lock").write_text(uv[0], encoding="utf-8")
    say(f"setup: installing {uv[0].split()[0]}")
    must(
        "could not install uv with pip: is the package index reachable?",
        [BIN / "python", "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "-r", BUILD / "uv.lock"],
    )


# The commands


def demo():
    """Write the brief of the flagship case; the last line printed is the path of the page."""
    setup(RUN_LOCK)
    page = BUILD / f"{FLAGSHIP}.html"
    BUILD.mkdir(exist_ok=True)
    page.unlink(missing_ok=True)
    say(f"demo: detente brief {FLAGSHIP}")
    done = run([BIN / "python", "-m", "detente", "brief", FLAGSHIP, "--out", page])
    if done.returncode or not page.is_file():
        raise Problem(f"`detente brief {FLAGSHIP}` wrote no page (exit status {done.returncode})")
    say(str(page))
    return 0


def test(pytest_options=()):
    """Run every check, the tests last, and report all that failed."""
    setup(DEV_LOCK)
    install_debian_packages()
    started = time.monotonic()
    failed = [name for name, command in CHECKS.items() if not passes(name, command)]
    if not passes("tests", [*PYTEST, *pytest_options]):
        failed.append("tests")
    verdict = f"FAILED: {', '.join(failed)}" if failed else "all checks passed"
    say(f"{verdict} ({time.monotonic() - started:.0f} s)")
    return 1 if failed else 0


def soak():
    """Run all tests, the long ones too, with the many examples of the soak profile."""
    return test(["-m", "", "--hypothesis-profile=soak", "--timeout=0"])


def passes(name, command):
    """Run one check under a heading, and say how it went and how long it took."""
    say(f"== {name}: {' '.join(command)}")
    started = time.monotonic()
    status = run([BIN / command[0], *command[1:]]).returncode
    if status or name != "tests":  # pytest's own last line says it all
        say(f"-- {name}: {'FAILED' if status else 'passed'} ({time.monotonic() - started:.1f} s)")
    return status == 0


def install_debian_packages():
    """Install what some tests need from the system where this may be done; else those tests are skipped, and say so."""
    missing = [name for name, is_there in DEBIAN.items() if not is_there()]
    if not missing:
        return
    if not shutil.which("apt-get") or not hasattr(os, "geteuid") or os.geteuid() != 0:
        say(f"setup: not on this system: {', '.join(missing)}; the tests that need them will be skipped")
        return
    say(f"setup: installing Debian's {', '.join(missing)}")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-q", "-y"]
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "apt.log").open("wb") as log:
        run([*apt, "update"], stdout=log, stderr=log, env=env)
        done = run([*apt, "install", "--no-install-recommends", *missing], stdout=log, stderr=log, env=env)
    if done.returncode:
        say(f"setup: could not install them (see {BUILD.name}/apt.log); the tests that need them will be skipped")


def lock(upgrade=False):
    """Remake both locks: hashed, for every platform, and naming no host."""
    with alone():
        if not healthy():
            make_venv()
    common = [
        BIN / "uv",
        "pip",
        "compile",
        "--quiet",
        "--universal",
        "--generate-hashes",
        "--no-header",
        "--no-annotate",
    ]
    common += ["--no-emit-index-url", "--no-emit-find-links", *(["--upgrade"] if upgrade else [])]
    wanted = ["pyproject.toml", "--group", "setup"]
    for name, more in (
        (DEV_LOCK, ["--extra", "pdf", "--extra", "postgresql", "--group", "dev"]),
        (RUN_LOCK, ["--constraints", DEV_LOCK]),
    ):
        say(f"lock: {name}")
        must(f"could not resolve {name}", [*common, *wanted, *more, "--output-file", name])
        if "://" in (ROOT / name).read_text(encoding="utf-8"):
            raise Problem(f"{name} names a host: do not commit it")
    return 0


def main(arguments):
    commands = {
        ("demo",): demo,
        ("test",): test,
        ("soak",): soak,
        ("lock",): lock,
        ("lock", "--upgrade"): lambda: lock(upgrade=True),
    }
    if sys.version_info < OLDEST_PYTHON:
        raise Problem(f"this needs Python 3.11 or later, and is running on {sys.version.split()[0]}")
    if tuple(arguments) not in commands:
        asked = arguments and arguments[0] in ("-h", "--help", "help")
        print(__doc__.strip(), file=sys.stdout if asked else sys.stderr)
        return 0 if asked else 2
    return commands[tuple(arguments)]()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Problem as problem:
        sys.exit(f"x.py: {problem}")
    except KeyboardInterrupt:
        sys.exit(130)
