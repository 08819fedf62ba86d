"""Write a bill of materials of the report's environment: CycloneDX 1.5, as JSON, to standard output.

    .venv/bin/python tools/sbom.py > sbom.json

Packages, versions and the hashes of their files are those of requirements.lock; licences, descriptions and
what each needs are what the installed packages say. Nothing in it depends on when and where it is made.
"""

from __future__ import annotations

import json
import re
import sys
import uuid
from collections.abc import Iterator, Mapping
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path
from typing import Any

LOCK = Path("requirements.lock")
ROOT = "reproreport"
_PINNED = re.compile(r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_NEEDS = re.compile(r"[A-Za-z0-9][\w.-]*")


def normalised(name: str) -> str:
    """Return a package's name as indexes write it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(text: str) -> list[tuple[str, str, list[str]]]:
    """Return the name, the version and the hashes of every package of a lock.

    One has two versions where no single one is for all Pythons.
    """
    found: list[tuple[str, str, list[str]]] = []
    for line in text.splitlines():
        if begins := _PINNED.match(line):
            found.append((normalised(begins[1]), begins[2], []))
        if found:
            found[-1][2].extend(_HASH.findall(line))
    return sorted(found)


def bill(text: str, installed: Mapping[str, Distribution]) -> dict[str, Any]:
    """Return the bill of materials.

    Args:
        text: the lock.
        installed: the packages that are installed, by name; of those for other machines only the lock knows.
    """
    packages = locked(text)
    own = installed[ROOT]
    root = {"type": "application", "bom-ref": ROOT, "name": ROOT, "version": own.version}
    # What one needs is the version that is installed beside it, where the lock has two.
    here = {name: one.version for name, one in installed.items()}
    known = {name: version for name, version, _ in packages}
    known |= {name: version for name, version, _ in packages if here.get(name) == version}
    reference = {name: _purl(name, version) for name, version in known.items()}
    needs = [{"ref": ROOT, "dependsOn": sorted(_needs(own, reference))}]
    for name, version, _ in packages:
        found = installed.get(name)
        refs = sorted(_needs(found, reference)) if found else []
        needs.append({"ref": _purl(name, version), "dependsOn": refs})
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, text)}",
        "version": 1,
        "metadata": {"component": root | {"licenses": list(_licences(own))}},
        "components": [
            _component(name, version, hashes, installed.get(name)) for name, version, hashes in packages
        ],
        "dependencies": needs,
    }


def _purl(name: str, version: str) -> str:
    return f"pkg:pypi/{name}@{version}"


def _component(name: str, version: str, hashes: list[str], known: Distribution | None) -> dict[str, Any]:
    purl = _purl(name, version)
    made: dict[str, Any] = {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
    }
    if known:
        made["description"] = known.metadata.json.get("summary", "")
        made["licenses"] = list(_licences(known))
    # A package has a file for each machine; a component has one hash of each kind.
    files = [{"alg": "SHA-256", "content": one} for one in hashes]
    made["externalReferences"] = [{"type": "distribution", "url": purl, "hashes": [one]} for one in files]
    return made


def _licences(package: Distribution) -> Iterator[dict[str, Any]]:
    """Yield what a package says of its licence: an SPDX expression, else the names that it gives."""
    said = package.metadata.json
    if expression := said.get("license_expression"):
        yield {"expression": expression}
        return
    named = [one.rpartition(" :: ")[2] for one in said.get("classifier", []) if one.startswith("License")]
    first = str(said.get("license", "")).strip().split("\n")[0]
    for name in named or filter(None, [first]):
        yield {"license": {"name": name}}


def _needs(package: Distribution, known: Mapping[str, str]) -> set[str]:
    """Return which of the locked packages one asks for, extras left out."""
    asked = (one for one in package.requires or () if "extra ==" not in one)
    names = (normalised(match[0]) for one in asked if (match := _NEEDS.match(one)))
    return {known[name] for name in names if name in known}


def main() -> None:
    """Print the bill of the environment that runs this."""
    installed = {normalised(one.name): one for one in distributions()}
    installed[ROOT] = distribution(ROOT)
    json.dump(bill(LOCK.read_text(encoding="utf-8"), installed), sys.stdout, indent=1, ensure_ascii=False)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
