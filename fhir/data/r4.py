#!/usr/bin/env python3
"""Writes r4.txt from HL7's own definitions.

Usage: npm pack hl7.fhir.r4.examples@4.0.1 && tar xzf hl7.fhir.r4.examples-4.0.1.tgz
       ./r4.py package > r4.txt
"""
import json
import sys
from pathlib import Path

# Value sets with more codes than this are left out: they are lists of languages, currencies and media types.
MOST_CODES = 64
FHIR_TYPE = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type"


def resources(folder, name):
    return [entry["resource"] for entry in json.loads((folder / name).read_text("utf-8"))["entry"]]


def codes(entries):
    for entry in entries:
        if "code" in entry and not entry.get("abstract"):
            yield entry["code"]
        yield from codes(entry.get("contains", []))


def type_of(path, types):
    for given in types:
        code = given["code"]
        if code.startswith("http://hl7.org/fhirpath/"):
            told = [e.get("valueUrl", e.get("valueUri")) for e in given.get("extension", []) if e["url"] == FHIR_TYPE]
            code = told[0] if told else "string"
        if path[0].isupper() and path.count(".") == 1 and path.endswith(".id") and code == "string":
            code = "id?"
        yield code


def main():
    folder = Path(sys.argv[1])
    sets = {s["url"]: sorted(set(codes(s["expansion"].get("contains", []))))
            for s in resources(folder, "Bundle-valueset-expansions.json")}
    definitions = resources(folder, "Bundle-types.json") + resources(folder, "Bundle-resources.json")
    lines = []
    for definition in definitions:
        if definition["resourceType"] != "StructureDefinition" or definition.get("derivation") == "constraint":
            continue
        if definition["kind"] not in ("resource", "complex-type") or (
                definition["abstract"] and definition["id"] != "Element"):
            continue
        kind, top = definition["kind"], {}
        for element in definition["snapshot"]["element"]:
            parent, _, name = element["path"].rpartition(".")
            top.setdefault(element["path"], []) if not parent else top.setdefault(parent, []).append(element)
        for path, elements in top.items():
            if not elements:
                continue
            lines.append(("@ " if kind == "resource" and "." not in path else "= ") + path)
            for element in elements:
                name = element["path"].rpartition(".")[2]
                if "contentReference" in element:
                    types = [element["contentReference"].lstrip("#")]
                elif element["path"] in top and element["path"] != path:
                    types = [element["path"]]
                else:
                    types = list(type_of(element["path"], element["type"]))
                    types = ["id" if t == "id?" and kind == "resource" else "string" if t == "id?" else t for t in types]
                line = f"{name} {min(element['min'], 1)} {'1' if element['max'] == '1' else '*'} {'|'.join(types)}"
                binding = element.get("binding", {})
                if binding.get("strength") == "required" and types == ["code"]:
                    found = sets.get(binding["valueSet"].split("|")[0], [])
                    if 0 < len(found) <= MOST_CODES:
                        line += " " + "|".join(found)
                lines.append(line)
    print('# FHIR R4 (4.0.1). "@": a resource, "=": another type; then its elements: name, least, most, kinds, codes.')
    print("# Written by r4.py from HL7's definitions, which are CC0.")
    print("\n".join(lines))


main()
