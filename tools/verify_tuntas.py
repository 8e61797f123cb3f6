"""Check a receipt or a whole event log of Tuntas against its published, signed days. Works offline.

Needs Python 3.11 or later and one library for signatures: pip install cryptography

    verify_tuntas.py receipt HASH DAY.json ...           was this report there?
    verify_tuntas.py log EXPORT.jsonl DAY.json ...       was anything changed, added or taken away?
    verify_tuntas.py package PACKAGE.zip [DAY.json ...]  is this referral package whole, and are its events signed?

DAY.json are the files of /data/bukti/, EXPORT.jsonl is made by `tuntas export --log`, HASH stands on the receipt.
Give --key HEX with the key you noted down earlier; without it the key in the files is believed and said.
The files must be of days without a gap. Exit code 0: everything fits; 1: something does not; 2: wrong use.
"""

import argparse
import hashlib
import itertools
import json
import sys
import zipfile
from datetime import UTC, date, datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Misfit(Exception):
    """Something that does not fit, as one sentence."""


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--key", help="public key in hexadecimal")
    parser.add_argument("what", choices=["receipt", "log", "package"])
    parser.add_argument("thing", help="the hash, the exported log, or the package")
    parser.add_argument("days", nargs="*", help="published days")
    given = parser.parse_args(arguments)
    if given.what != "package" and not given.days:
        parser.error("the files of the published days are missing")
    try:
        if given.what == "package":
            print(package(given.thing, given.days, given.key))
            return 0
        days = read_days(given.days, given.key)
        print(receipt(given.thing, days) if given.what == "receipt" else log(given.thing, days))
    except Misfit as misfit:
        print(f"DOES NOT FIT: {misfit}")
        return 1
    return 0


def read_days(paths, key):
    """The days in order: {date: set of hashes}. Signatures, roots and the link to the day before are checked."""
    rows = sorted((read_day(path, key) for path in paths), key=lambda row: row["day"])
    for before, row in itertools.pairwise(rows):
        if row["day"] != before["day"] + timedelta(days=1):
            raise Misfit("the day after {} is not among the files".format(before["day"]))
        if row["previous"] != hashlib.sha256(before["statement"].encode()).hexdigest():
            raise Misfit("{} does not follow the statement of the day before".format(row["day"]))
    if not key:
        print("key, not compared with one of yours: {}".format(", ".join(sorted({row["key"] for row in rows}))))
    return {row["day"]: row["leaves"] for row in rows}


def read_day(path, key):
    with open(path, encoding="utf-8") as file:
        said = json.load(file)
    lines = dict(line.split(" ", 1) for line in said["statement"].splitlines()[1:])
    used = key or said["key"]
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(used)).verify(
            bytes.fromhex(said["signature"]), said["statement"].encode()
        )
    except (InvalidSignature, ValueError) as error:
        raise Misfit(f"the signature of {lines['day']} does not hold") from error
    leaves = said["leaves"]
    if (len(leaves), len(set(leaves)), root(leaves)) != (int(lines["events"]), len(leaves), lines["root"]):
        raise Misfit("the hashes of {} do not give its root".format(lines["day"]))
    return {
        "day": date(*map(int, lines["day"].split("-"))), "previous": lines["previous"], "key": used,
        "statement": said["statement"], "leaves": set(leaves),
    }  # fmt: skip


def root(leaves):
    """Merkle root as in RFC 6962, over the sorted hashes."""
    level = [hashlib.sha256(b"\x00" + bytes.fromhex(leaf)).digest() for leaf in sorted(leaves)]
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        level = [hashlib.sha256(b"\x01" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)] + odd
    return level[0].hex() if level else hashlib.sha256().hexdigest()


def receipt(word, days):
    wanted = "".join(word.split()).lower()
    for day, leaves in days.items():
        if wanted in leaves:
            return f"FITS: the report was there on {day}"
    raise Misfit(f"no day among the files holds {wanted}")


def log(path, days):
    """Every row hashes to what it claims, follows the one before, and is in its day; no day has more."""
    found, last, count = {day: set() for day in days}, ("", 0, ""), 0
    with open(path, encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            said = json.loads(row["said"])
            last = follow(row, said, last)
            day = made_on(row["id"])
            if day in found:
                found[day].add(row["hash"])
            elif days and day <= max(days):
                raise Misfit("event {} was made on {}, which is not among the files".format(row["id"], day))
            count += 1
    for day, leaves in days.items():
        if found[day] != leaves:
            gone, added = len(leaves - found[day]), len(found[day] - leaves)
            raise Misfit(f"on {day} {gone} signed events are missing and {added} are not signed")
    return f"FITS: {count} events, {len(days)} signed days"


def package(path, published, key):
    """Every file is what the signed manifest says, the chain holds, each event leads to the signed root of its day."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    try:
        manifest, seal = json.loads(files["manifest.json"]), json.loads(files["manifest.sig.json"])
        proof, rows = json.loads(files["bukti.json"]), files["rantai.jsonl"].decode().splitlines()
    except (KeyError, ValueError) as error:
        raise Misfit(f"a part of the package is missing or unreadable: {error}") from error
    check_signature(key or seal["key"], files["manifest.json"], seal["signature"], "of the manifest")
    listed = {one["name"]: one["sha256"] for one in manifest["files"]}
    if set(files) != {*listed, "manifest.json", "manifest.sig.json"}:
        raise Misfit("the package holds other files than its manifest names")
    for name, digest in listed.items():
        if hashlib.sha256(files[name]).hexdigest() != digest:
            raise Misfit(f"{name} was changed")
    hashes = chain_of(rows)
    if (len(hashes), hashes[-1]) != (manifest["chain"]["events"], manifest["chain"]["head"]):
        raise Misfit("the chain is not the one that the manifest names")
    if manifest["consent"]["event"] and manifest["consent"]["event"] not in hashes:
        raise Misfit("the consent is not among the events")
    signed = check_days(proof, published, key, hashes)
    if not key:
        print("key, not compared with one of yours: {}".format(seal["key"]))
    return f"FITS: {len(listed)} files, {len(hashes)} events, {signed} of them under signed days"


def chain_of(rows):
    """The hashes of one report's events in order."""
    found, last = [], ("", 0, "")
    for line in rows:
        row = json.loads(line)
        said = json.loads(row["said"])
        if found and said["report_id"] != last[0]:
            raise Misfit("the chain holds events of another report")
        last = follow(row, said, last)
        found.append(row["hash"])
    if not found:
        raise Misfit("the chain is empty")
    return found


def check_days(proof, published, key, hashes):
    """How many events lead to the root of a signed day."""
    roots = {}
    for row in proof["days"]:
        check_signature(key or row["key"], row["statement"].encode(), row["signature"], "of a day")
        lines = dict(line.split(" ", 1) for line in row["statement"].splitlines()[1:])
        roots[lines["day"]] = (lines["root"], row["statement"])
    for path in published:
        day = read_day(path, key)
        known = roots.get(str(day["day"]))
        if known and known[1] != day["statement"]:
            raise Misfit(f"{day['day']} was published with another statement")
    for leaf, way in proof["events"].items():
        if leaf not in hashes:
            raise Misfit("the proof speaks of an event that is not in the chain")
        if climb(leaf, way["path"]) != roots.get(way["day"], ("", ""))[0]:
            raise Misfit(f"an event does not lead to the root of {way['day']}")
    return len(proof["events"])


def climb(leaf, path):
    """The root to which a leaf leads, as in RFC 6962."""
    at = hashlib.sha256(b"\x00" + bytes.fromhex(leaf)).digest()
    for side, other in path:
        pair = bytes.fromhex(other) + at if side == "left" else at + bytes.fromhex(other)
        at = hashlib.sha256(b"\x01" + pair).digest()
    return at.hex()


def check_signature(key, text, signature, whose):
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), text)
    except (InvalidSignature, ValueError) as error:
        raise Misfit(f"the signature {whose} does not hold") from error


def follow(row, said, last):
    report, seq, previous = last
    if said["report_id"] != report:
        seq, previous = 0, ""
    if (said["seq"], row["previous"]) != (seq + 1, previous):
        raise Misfit(f"report {said['report_id']}: row {seq + 1} is missing or out of place")
    if hashlib.sha256((row["previous"] + "\n" + row["said"]).encode()).hexdigest() != row["hash"]:
        raise Misfit(f"report {said['report_id']}: row {said['seq']} was changed")
    return said["report_id"], said["seq"], row["hash"]


def made_on(identifier):
    """The UTC day in a UUIDv7."""
    millis = int(identifier.replace("-", ""), 16) >> 80
    return datetime.fromtimestamp(millis / 1000, UTC).date()


if __name__ == "__main__":
    sys.exit(main())
