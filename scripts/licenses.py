#!/usr/bin/env python3
"""Writes THIRD_PARTY_LICENSES.md: what is in the program and the web console, under which licence.

  scripts/licenses.py           write it, with the text of each licence
  scripts/licenses.py --check   exit 1 if it lacks something that is used, or has something that is not

Crates are those of the release for Linux, from Cargo.lock; packages are those that npm installs for
production, from frontend/package-lock.json. --check reads the two lock files alone.
"""

import hashlib
import json
import pathlib
import re
import subprocess
import sys
import textwrap

ROOT = pathlib.Path(__file__).resolve().parent.parent
FILE = ROOT / "THIRD_PARTY_LICENSES.md"
TARGETS = ("x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu")
# What a crate's own licence may be called.
TEXTS = re.compile(r"^(licen[cs]e|copying|notice|unlicense)([-_.].*)?$", re.IGNORECASE)


def crates():
    """The crates that the program is linked from: name, version, licence, address, folder."""
    found = {}
    for target in TARGETS:
        command = ["cargo", "metadata", "--locked", "--format-version=1", f"--filter-platform={target}"]
        metadata = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
        packages = {package["id"]: package for package in metadata["packages"]}
        nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
        waiting, seen = [metadata["resolve"]["root"]], set()
        while waiting:
            if (this := waiting.pop()) in seen:
                continue
            seen.add(this)
            for needed in nodes[this]["deps"]:
                if any(kind["kind"] is None for kind in needed["dep_kinds"]):
                    waiting.append(needed["pkg"])
        for package in (packages[this] for this in seen):
            if package["source"] is not None:
                found[package["name"], package["version"]] = (
                    package["license"] or "see its text",
                    package["repository"] or "",
                    pathlib.Path(package["manifest_path"]).parent,
                )
    return found


def npm():
    """The packages that the web console is bundled from."""
    lock = json.loads((ROOT / "frontend/package-lock.json").read_text())
    return {
        (path.removeprefix("node_modules/"), package["version"]): (
            package.get("license", "see its text"),
            f"https://www.npmjs.com/package/{path.removeprefix('node_modules/')}",
            ROOT / "frontend" / path,
        )
        for path, package in lock["packages"].items()
        if path and not package.get("dev")
    }


def own_texts(licence, folder):
    """The files of its licence. Of `MIT OR …` MIT is chosen, as this project's own."""
    if not folder.is_dir():
        sys.exit(f"{folder} is missing: npm --prefix frontend ci")
    files = sorted(file for file in folder.iterdir() if TEXTS.match(file.name) and file.is_file())
    mit = [file for file in files if "mit" in file.name.lower()]
    return mit if mit and re.search(r"\bOR\b|/", licence) else files


def texts(packages):
    """Each text of a licence with the packages that have it; lines and spaces do not matter."""
    found = {}
    for (name, version), (licence, _, folder) in sorted(packages.items()):
        for file in own_texts(licence, folder):
            text = file.read_text(errors="replace").strip()
            key = hashlib.sha256(" ".join(text.split()).encode()).hexdigest()
            found.setdefault(key, (text, []))[1].append(f"{name} {version}")
    return sorted(found.values(), key=lambda entry: (-len(entry[1]), entry[1]))


def table(packages):
    rows = ["| name | version | licence | where |", "| --- | --- | --- | --- |"]
    for (name, version), (licence, address, _) in sorted(packages.items()):
        rows.append(f"| {name} | {version} | {licence} | {address} |")
    return rows


def listed(text):
    """The names and versions of the tables."""
    return set(re.findall(r"^\| (\S+) \| (\d\S*) \|", text, re.MULTILINE))


def check():
    """The lock files know nothing of targets, so of crates only those that are gone are found."""
    known = listed(FILE.read_text())
    lock = (ROOT / "Cargo.lock").read_text()
    locked = set(re.findall(r'name = "(\S+)"\nversion = "(\S+)"', lock))
    bundled = set(npm())
    wrong = sorted((bundled - known) | (known - locked - bundled))
    direct = set(re.findall(r"^([\w-]+) = ", (ROOT / "Cargo.toml").read_text().split("[dependencies]")[1]
                            .split("\n[")[0], re.MULTILINE))
    wrong += sorted((name, "not listed") for name in direct - {name for name, _ in known})
    for name, version in wrong:
        print(f"THIRD_PARTY_LICENSES.md is not up to date (scripts/licenses.py): {name} {version}", file=sys.stderr)
    return 1 if wrong else 0


def main():
    if sys.argv[1:] == ["--check"]:
        sys.exit(check())
    rust, web = crates(), npm()
    lines = [
        "# Third-party licences",
        "",
        "What the program and the web console in it are made of. `scripts/licenses.py` writes this file.",
        "livekit-console itself is under the [MIT licence](LICENSE).",
        "",
        "## Crates",
        "",
        *table(rust),
        "",
        "## npm packages",
        "",
        *table(web),
        "",
        "## Texts",
    ]
    for text, users in texts({**rust, **web}):
        lines += ["", *textwrap.wrap(", ".join(users), 110), "", "```text", text.replace("```", "'''"), "```"]
    FILE.write_text("\n".join(lines) + "\n")


main()
