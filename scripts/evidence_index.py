"""Runs every entry of an index of evidence through a built `cloister`, and compares what it prints with what the index says.

Nothing of Cloister is used but the program: expectations come from the index, from Intel's documents that it names, and from the tables below.
"""

import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import evidence_expectations as expected

COLLATERAL = ["tcb_info", "qe_identity", "pck_crl", "root_ca_crl", "tcb_signing_chain", "pck_crl_issuer_chain"]
ANY_TIME = "2025-06-05T12:39:06+00:00"


class Index:
    """The entries, and the cases that follow from them: a name, the program's arguments, and a check of its verdict."""

    def __init__(self, folder):
        self.folder = folder
        with open(os.path.join(folder, "INDEX.json"), encoding="utf-8") as file:
            self.entries = json.load(file)["entries"]
        self.by_file = {entry["file"]: entry for entry in self.entries if entry["kind"] == "evidence"}
        self.evidence = expected.evidence(folder)
        self.bundles = expected.bundles()
        self.sets = {}
        for name in sorted(os.listdir(os.path.join(folder, "sets"))):
            self.sets["sets/" + name] = self.json("sets/" + name)

    def json(self, name):
        with open(os.path.join(self.folder, name), encoding="utf-8") as file:
            return json.load(file)

    def cases(self):
        for entry in self.entries:
            kind, tee = entry["kind"], entry["tee"]
            if kind == "evidence":
                yield from getattr(self, tee.replace("-", "_"))(entry)
            elif kind == "bundle":
                found = list(self.bundle(entry))
                assert found, f"nothing is expected of {entry['file']}"
                yield from found
            elif kind == "eventlog":
                yield from self.event_log(entry)
            elif kind == "collateral":
                yield from self.collateral(entry)
            else:
                yield self.derived(entry)
        for name, one in self.sets.items():
            wanted = one["expected_status"]
            yield name, one["quote"], [name], one["as_of"], self.is_extended(one["quote"]) or {"status": wanted}

    # Quotes of SGX and TDX

    def is_extended(self, file):
        """Bytes that are not zeros follow the quote: refused before anything is looked up (docs/attestation-differences.md)."""
        entry = self.by_file.get(file, {})
        length = entry.get("quote_length")
        if not entry.get("trailing_bytes") or length is None:
            return None
        with open(os.path.join(self.folder, file), "rb") as data:
            rest = data.read()[length:]
        return {"codes": ["malformed"]} if any(rest) else None

    def sgx(self, entry):
        yield from self.quote(entry)

    tdx = sgx

    def quote(self, entry):
        file = entry["file"]
        if not entry.get("cases"):
            yield self.listed(file)
        for case in entry.get("cases", []):
            name = f"{file} at {case['as_of']}"
            yield name, file, [case[key] for key in COLLATERAL], case["as_of"], self.is_extended(file) or self.of_quote(entry, case)

    def of_quote(self, entry, case):
        """Status, date, levels, advisories, flags and claims, and exactly the reasons that a careful policy has against them."""
        wanted, flags = case["expected"], entry["policy_flags"]
        if wanted["status"].startswith("reject"):
            return self.evidence[entry["file"]]
        if wanted["status"] == "NoMatch":
            return {"status": "NoMatch", "codes": ["tcb_level_missing"]}
        level = self.enclave_level(case, entry["qe"]["isvsvn"])
        advisories = sorted(set(wanted["advisory_ids"]) | set(level.get("advisoryIDs", [])))
        claims = entry["claims"]
        levels = dict(wanted)
        if claims.get("tee_tcb_svn", "0000")[2:4] == "00":
            # A module of version 0 is judged with the platform.
            levels["tdx_module"] = None
        return {
            "status": wanted["status"], "advisories": advisories, "debug": flags["debug"],
            "codes": expected.codes_of_policy(wanted["status"], advisories, flags, claims, entry["tee"]),
            "tcb_date": min([wanted["tcb_date"], level["tcbDate"]] + self.module_dates(case, claims)), "levels": levels, "claims": claims,
        }

    def enclave_level(self, case, version):
        """What Intel's identity says of the quoting enclave: date and advisories of the index are of the platform and the module alone."""
        levels = self.json(case["qe_identity"])["enclaveIdentity"]["tcbLevels"]
        return next(level for level in levels if level["tcb"]["isvsvn"] <= version)

    def module_dates(self, case, claims):
        """The date of the module's level when the domain started, which counts even where the one that runs now is younger."""
        launch = bytes.fromhex(claims.get("tee_tcb_svn", "0000"))
        for identity in self.json(case["tcb_info"])["tcbInfo"].get("tdxModuleIdentities", []):
            if identity["id"] == f"TDX_{launch[1]:02X}":
                dates = [level["tcbDate"] for level in identity["tcbLevels"] if level["tcb"]["isvsvn"] <= launch[0]]
                return dates[:1]
        return []

    def listed(self, file):
        """A file whose verdict the tables name, with the moment and the files beside it."""
        wanted = self.evidence[file]
        return file, wanted.get("evidence", file), wanted.get("files", []), wanted.get("at", ANY_TIME), wanted

    # Other hardware

    def snp(self, entry):
        file, given = entry["file"], entry.get("collateral")
        if not given:
            yield self.listed(file)
            return
        files = [given[name] for name in ("vek", "ask", "ark")] + (given["crl"] or [])
        if not given["crl"]:
            yield file, file, files, entry["as_of"], {"codes": ["revocation_list_missing"]}
            return
        claims = entry["claims"]
        codes = ["debug_enabled"] * claims["debug"] + ["guest_policy_not_accepted"] * claims["migrate_ma"]
        codes += ["vmpl_not_accepted"] * (claims["vmpl"] != 0)
        wanted = {"status": "Verified", "codes": codes, "debug": claims["debug"], "claims": claims}
        yield file, file, files, entry["as_of"], wanted
        # A list is never optional.
        yield file + " without a list", file, files[:3], entry["as_of"], {"codes": ["revocation_list_missing"]}

    def nitro(self, entry):
        file, status = entry["file"], entry["expected"]["status"]
        if status.startswith("reject"):
            yield file, file, [], entry.get("as_of") or "2021-09-09T10:19:20Z", self.evidence[file]
            return
        debug = status.endswith("debug")
        yield file, file, [], entry["as_of"], {
            "status": "Verified", "codes": ["debug_enabled"] * debug, "debug": debug, "claims": entry["claims"]}

    def azure_vtpm(self, entry):
        file = entry["file"]
        wanted = dict(self.evidence[file], claims=entry["claims"])
        files, moment = wanted["files"], wanted["at"]
        if entry.get("companions"):
            yield file + " alone", file, [], moment, {"codes": ["endorsement_missing"]}
        yield file, file, files, moment, wanted
        nonce = entry["claims"]["nonce_extraData_hex"]
        yield file + " for its nonce", file, files, moment, wanted, nonce
        yield file + " for another nonce", file, files, moment, dict(wanted, codes=wanted["codes"] + ["nonce_mismatch"]), "00" + nonce[2:]

    def tpm(self, entry):
        yield entry["file"], entry["file"], [], ANY_TIME, self.evidence[entry["file"]]

    def cca(self, entry):
        yield entry["file"], entry["file"], [], ANY_TIME, {"status": "Unsupported", "codes": ["unsupported"]}

    nvidia = cca

    # What goes with evidence

    def bundle(self, entry):
        file = entry["file"]
        if file.endswith("certs_bad.pem"):
            # The chain of another certificate: nobody is left who signed Intel's documents.
            quote = "sgx/oasisprotocol_oasis-core/quote_v3_ecdsa_p256_pck_chain.bin"
            case = dict(self.by_file[quote]["cases"][0], tcb_signing_chain=file)
            yield file, quote, [case[key] for key in COLLATERAL], case["as_of"], expected.refused("endorsement_missing")
        for evidence, files, moment, wanted in self.bundles.get(file, []):
            yield file, evidence, files, moment, wanted

    def event_log(self, entry):
        """With the quote of the same machine: the log replays to its registers, or is none."""
        quote = "tdx/google_go-tdx-guest/cos-113-tdx-quote.dat"
        case = self.by_file[quote]["cases"][0]
        files = [case[key] for key in COLLATERAL] + [entry["file"]]
        log = entry["source_expectation"] == "replay matches RTMRs"
        wanted = {"status": "UpToDate", "codes": [], "claim": ("event_log", 43)} if log else {"codes": ["endorsement_malformed"]}
        yield entry["file"], quote, files, case["as_of"], wanted
        if log:
            other = "tdx/Phala-Network_dcap-qvl/sample.tdx_quote"
            case = self.by_file[other]["cases"][0]
            yield entry["file"] + " of another machine", other, [case[key] for key in COLLATERAL] + [entry["file"]], case["as_of"], {
                "codes": ["event_log_mismatch"]}

    def collateral(self, entry):
        """Recognised as what it is: evidence that misses everything is then refused for that, and not for the file."""
        kind, file = entry.get("type"), entry["file"]
        if kind is None:
            return
        quote = "sgx/Phala-Network_dcap-qvl/sgx_quote"
        if kind == "negative trust anchor":
            # No root is taken from a file: the verdict is what it is without it.
            document = "nitro/fortanix_rust-sgx/expired_attestation.bin"
            yield file, document, [file], self.by_file[document]["as_of"], {"status": "Verified", "codes": ["debug_enabled"]}
        elif file.startswith("tpm/openpcc_openpcc/azure_tpm_intermediate"):
            # Its carrier wrote text around the PEM (docs/attestation-differences.md).
            yield file, quote, [file], ANY_TIME, expected.refused("endorsement_malformed")
        else:
            yield file, quote, [file], ANY_TIME, {"not": ["endorsement_malformed"], "status": "Invalid"}

    # Changed files

    def derived(self, entry):
        file, status = entry["file"], entry["expected"]["status"]
        if entry["kind"] == "derived-positive":
            return file, entry["derived_from"], [file], self.json(file)["as_of"], {
                "status": status, "codes": [], "advisories": entry["expected"]["advisories"]}
        is_set = "_col_" in file
        files = [file] if is_set else [self.set_of(entry)] if entry.get("collateral_set") else []
        given = entry.get("collateral") or {}
        files += [given[name] for name in ("vek", "ask", "ark") if given.get(name)] + (given.get("crl") or [])
        subject = entry["derived_from"] if is_set else file
        return f"{file}: {entry['change']}", subject, files, entry.get("as_of") or self.time_of_base(entry), expected.derived(file)

    def set_of(self, entry):
        """The named set; where the folder lacks it, the one of the same quote and moment."""
        named = entry["collateral_set"]
        if os.path.exists(os.path.join(self.folder, named)):
            return named
        for name, one in self.sets.items():
            if one["quote"] == entry["derived_from"] and one["as_of"] == entry["as_of"]:
                return name
        return named.replace("v3_base_collateral", "v3_col_expired_collateral")

    def time_of_base(self, entry):
        return self.by_file.get(entry.get("derived_from"), {}).get("as_of") or ANY_TIME


def run(program, folder, case):
    """What is wrong with the program's answer, in words; and the verdict."""
    name, evidence, files, moment, wanted = case[:5]
    arguments = [program, "evidence", "verify", os.path.join(folder, evidence), "--json", "--at", moment]
    for file in files:
        arguments += ["--endorsement", os.path.join(folder, file)]
    if len(case) > 5:
        arguments += ["--nonce", case[5]]
    ended = subprocess.run(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, check=False)
    try:
        verdict = json.loads(ended.stdout)
    except ValueError:
        return [f"printed no verdict, but {ended.stderr[-300:]!r}"], {"result": "none", "codes": []}
    problems = []
    codes = [reason["code"] for reason in verdict["reasons"]]
    if set(verdict) != {"format", "result", "status", "advisories", "debug", "claims", "reasons"}:
        problems.append(f"has the members {sorted(verdict)}")
    if (verdict["result"], ended.returncode) != (("refused", 3) if codes else ("verified", 0)):
        problems.append(f"says {verdict['result']} with {codes}, and ended with {ended.returncode}")
    if "codes" in wanted and sorted(set(codes)) != sorted(set(wanted["codes"])):
        problems.append(f"gives the reasons {codes}, not {wanted['codes']}")
    if set(codes) & set(wanted.get("not", [])):
        problems.append(f"gives the reasons {codes}")
    for member in ("status", "advisories", "debug"):
        if member in wanted and wanted[member] is not None and verdict[member] != wanted[member]:
            problems.append(f"has the {member} {verdict[member]}, not {wanted[member]}")
    if "tcb_date" in wanted and verdict["claims"]["tcb_date"] != wanted["tcb_date"]:
        problems.append(f"has the date {verdict['claims']['tcb_date']}, not {wanted['tcb_date']}")
    if "claim" in wanted:
        found = verdict["claims"].get(wanted["claim"][0])
        if found != wanted["claim"][1]:
            problems.append(f"claims {wanted['claim'][0]} {found}, not {wanted['claim'][1]}")
    if "levels" in wanted:
        for level in ("platform", "qe", "tdx_module"):
            found = verdict["claims"]["tcb_levels"].get(level)
            if found != wanted["levels"][level]:
                problems.append(f"has the level {found} for {level}, not {wanted['levels'][level]}")
    if "claims" in wanted and verdict["status"] not in ("Invalid", "NoMatch", "Unsupported"):
        problems += expected.same_claims(wanted["claims"], verdict["claims"], verdict["format"])
    verdict["codes"] = codes
    return problems, verdict


def main():
    program, folder = sys.argv[1:3]
    index = Index(folder)
    cases = list(index.cases())
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        answers = list(pool.map(lambda case: run(program, folder, case), cases))
    unexpected = 0
    for case, (problems, verdict) in zip(cases, answers):
        for problem in problems:
            print(f"{case[0]}: {problem}")
        unexpected += bool(problems)
    counted = [entry for entry in index.entries if entry["kind"] != "collateral"]
    refused = sum(verdict["result"] == "refused" for _, verdict in answers)
    unsupported = sum("unsupported" in verdict["codes"] for _, verdict in answers)
    print(
        f"{len(counted)} evidence files, {len(cases)} cases, {refused} refusals, {unexpected} unexpected, {unsupported} unsupported; "
        f"{len(index.entries) - len(counted)} endorsement files")
    sys.exit(1 if unexpected or not cases else 0)


if __name__ == "__main__":
    main()
