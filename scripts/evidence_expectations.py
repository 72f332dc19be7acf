"""What each entry must lead to where the index says it in words, or leaves it to policy: the reason that was made, and no other."""

import json
import os

MILAN = ["collateral/amd/milan/ask.der", "collateral/amd/milan/ark.der", "collateral/amd/milan/crl_20250506.der"]
GENOA = ["collateral/amd/genoa/ask.der", "collateral/amd/genoa/ark.der", "collateral/amd/genoa/crl_20241023.der"]
AZURE = "azure-vtpm/confidential-containers_trustee/az-"
TRUSTEE = "snp/confidential-containers_trustee/"
OASIS = "sgx/oasisprotocol_oasis-core/"
OE = "openenclave_openenclave/"
RA_TLS = "sgx/CCC-Attestation_interoperable-ra-tls/"
INTEL = "intel_confidential-computing.tee.dcap.qvl/"
INTEL_SAMPLE = "sgx/intel_SGX-TDX-DCAP-QuoteVerificationLibrary/sampleData.quote.dat"
ANY_TIME = "2025-06-05T12:39:06+00:00"


def refused(*codes):
    return {"codes": list(codes)}


def of_domain(folder):
    """The endorsements and the moment of the quote inside Azure's TDX evidence, which the index lists by itself."""
    with open(os.path.join(folder, "INDEX.json"), encoding="utf-8") as file:
        entries = json.load(file)["entries"]
    case = next(entry for entry in entries if entry["file"] == "tdx/confidential-containers_trustee/td-quote.bin")["cases"][0]
    names = ["tcb_info", "qe_identity", "pck_crl", "root_ca_crl", "tcb_signing_chain", "pck_crl_issuer_chain"]
    return [case[name] for name in names], case["as_of"], case["expected"]


def evidence(folder):
    """Entries that are evidence and have no case of their own."""
    snp = {"status": "Verified", "codes": [], "debug": False, "at": ANY_TIME}
    files, moment, expected = of_domain(folder)
    # Azure's domains lack SEPT_VE_DISABLE.
    codes = ["sept_ve_not_disabled"] + ["tcb_status_not_accepted"] * (expected["status"] != "UpToDate")
    codes += ["advisory_not_accepted"] * bool(expected["advisory_ids"] and expected["status"] != "UpToDate")
    tdx = {"status": expected["status"], "codes": codes, "debug": False, "at": moment, "files": files}
    unendorsed = refused("endorsement_missing")
    return {
        # Certification data of types 1 and 3: there are no certificates.
        "sgx/fortanix_rust-sgx/quote_raw_tcb.bin": refused("unsupported"),
        OASIS + "quote_v3_ecdsa_p256_eppid.bin": refused("unsupported"),
        INTEL_SAMPLE: refused("unsupported"),
        # Genuine; the vectors have no revocation list of their moment.
        "tdx/oasisprotocol_oasis-core/quote_v4_tdx_ecdsa_p256.bin": dict(refused("revocation_list_missing"), at="2024-09-02T07:43:52Z"),
        "tdx/oasisprotocol_oasis-core/quote_v4_tdx_ecdsa_p256_trailing.bin": dict(
            refused("revocation_list_missing"), at="2024-09-21T00:00:00Z"),
        RA_TLS + "intel-sgxsdk-cert.pem.b7a49786.quote.bin": dict(refused("revocation_list_missing"), at="2024-09-02T07:43:52Z"),
        # Damaged chains, a damaged signature.
        "sgx/" + OE + "sgx_cert_ec_bad.der.4e3f9fa7.quote.bin": refused("chain_invalid"),
        "sgx/" + OE + "sgx_report_bad.bin.2a49ce72.quote.bin": refused("chain_invalid"),
        "sgx/" + OE + "sgx_cert_rsa_bad.der.f4f27469.quote.bin": refused("endorsement_malformed"),
        "sgx/fortanix_rust-sgx/quote_pck_cert_chain_corrupted.bin": refused("report_signature"),
        # No certificates inside: the text of the chain is something else.
        "tdx/intel_SGX-TDX-DCAP-QuoteVerificationLibrary/tdx.quote.dat": refused("endorsement_malformed"),
        # Reports whose key's certificate nobody published.
        "snp/Azure-Samples_microsoft-azure-attestation/get-sevsnp-jwt.py.b7a21119.snp-report.bin": unendorsed,
        "snp/LIT-Protocol_sev-snp-utils/guest_report.bin": unendorsed,
        "snp/LIT-Protocol_sev-snp-utils/snp_report_msg_resp.bin.dd677385.snp-report.bin": unendorsed,
        "snp/microsoft_confidential-sidecar-containers/attest_test.go.62213a90.snp-report.bin": unendorsed,
        "snp/LIT-Protocol_sev-snp-utils/guest_report_bad_sig.bin": refused("malformed"),
        "snp/LIT-Protocol_sev-snp-utils/guest_report_corrupt.bin": refused("malformed"),
        # The same chip's certificate for other versions is another key's.
        "snp/project-oak_oak/test_dice.c7ff0a93.snp-report.bin": dict(
            refused("report_signature"), files=["collateral/amd/genoa/vcek_b6563a6c.der"] + GENOA, at="2025-09-06T17:21:41Z"),
        # Certificates, and so judged beside a report: a genuine one of another chip, and one whose hardware id is cut.
        TRUSTEE + "test-vcek-invalid-legacy.der": dict(
            refused("report_signature"), evidence=TRUSTEE + "test-report.bin", files=[TRUSTEE + "test-vcek-invalid-legacy.der"] + MILAN),
        TRUSTEE + "test-vcek-invalid-new.der": dict(
            refused("endorsement_malformed"), evidence=TRUSTEE + "test-report.bin", files=[TRUSTEE + "test-vcek-invalid-new.der"] + MILAN),
        "nitro/fortanix_rust-sgx/tampered_certificate.bin": refused("endorsement_malformed"),
        "nitro/fortanix_rust-sgx/tampered_signature.bin": refused("report_signature"),
        # The processor's, the paravisor's and the TPM's part.
        AZURE + "snp-vtpm.evidence-v0.json": dict(snp, files=MILAN),
        AZURE + "snp-vtpm.evidence-v1.json": dict(snp, files=MILAN),
        AZURE + "snp-vtpm.evidence-v2.json": dict(snp, files=MILAN),
        AZURE + "snp-vtpm.evidence-genoa.json": dict(snp, files=GENOA, at="2025-02-23T02:21:48+00:00"),
        AZURE + "snp-vtpm.tpm-quote-v1.json": dict(
            snp, files=MILAN + ["collateral/amd/milan/vcek_fcd6cc41.der", AZURE + "snp-vtpm.hcl-report.bin"]),
        AZURE + "tdx-vtpm.evidence-v0.json": tdx,
        AZURE + "tdx-vtpm.evidence-v1.json": tdx,
        AZURE + "tdx-vtpm.tpm-quote-v1.json": dict(
            tdx, files=files + [AZURE + "tdx-vtpm.hcl-report.bin", "tdx/confidential-containers_trustee/td-quote.bin"]),
        # Keys that nobody vouches for whom the program knows, and parts of a quote, which are none alone.
        "tpm/google_go-tpm-tools/gce-cos-85-no-nonce.pb": refused("chain_invalid"),
        "tpm/google_go-tpm-tools/gce-cos-85-nonce9009.pb": refused("chain_invalid"),
        "tpm/confidential-containers_trustee/tpm_evidence.json": unendorsed,
        "tpm/keylime_keylime/quote.out": refused("malformed"),
        "tpm/keylime_keylime/quotesig.out": refused("malformed"),
        "tpm/keylime_keylime/akpub.pem": refused("malformed"),
        "tpm/keylime_keylime/quotepcr.out": refused("malformed"),
    }


def bundles():
    """What stands beside evidence: with the evidence it belongs to, or as what it is not."""
    ours = "Phala-Network_dcap-qvl/"
    outer = "sgx/" + INTEL
    domain = "tdx/" + INTEL
    pairs = {
        "sgx/" + ours + "sgx_quote_collateral.json": [
            ("sgx/" + ours + "sgx_quote", "2025-07-04T10:28:44Z", {
                "status": "ConfigurationAndSWHardeningNeeded", "advisories": ["INTEL-SA-00289", "INTEL-SA-00615"],
                "codes": ["tcb_status_not_accepted", "advisory_not_accepted"]})],
        "tdx/" + ours + "tdx_quote_collateral.json": [
            ("tdx/" + ours + "sample.tdx_quote", "2025-07-04T10:16:31Z", {"status": "UpToDate", "advisories": [], "codes": []})],
        "tdx/" + ours + "tdx_quote_outdated_collateral.json": [
            ("tdx/" + ours + "tdx_quote_outdated", "2026-03-05T10:50:03Z", {"status": "NoMatch", "codes": ["tcb_level_missing"]})],
        "tdx/" + ours + "quote_collateral.json": [
            ("tdx/" + ours + "quote_hex.txt.9069d475.quote.bin", "2025-09-17T07:22:55Z", {"status": "UpToDate", "codes": []})],
    }
    wanted = {name: [(quote, [name], at, verdict) for quote, at, verdict in cases] for name, cases in pairs.items()}
    # Endorsements and evidence in Open Enclave's containers; certificates that carry quotes, whose quotes are listed by themselves.
    for name in ["tdx/" + OE + "tdx_endorsement_data.bin", "tdx/" + OE + "tdx_quote_v5_endorsement_eval21.bin"]:
        wanted[name] = [("tdx/" + OE + "tdx_quote_v5", [name], "2026-06-27T22:27:15Z", refused("endorsement_malformed"))]
    for name in [
        "sgx/" + OE + "evidence", "sgx/" + OE + "sgx_cert_ec_bad.der", RA_TLS + "gramine-cert.pem", RA_TLS + "intel-sgxsdk-cert.pem",
        RA_TLS + "rats-tls-cert.pem", "sgx/inclavare-containers_rats-rs/demo-sgx-cert.pem",
        "snp/microsoft_confidential-sidecar-containers/body.uvm_reference_info.bin",
    ]:
        wanted[name] = [(name, [], ANY_TIME, refused("malformed"))]
    # Intel's laboratory: its quote names no certificates, and its documents are by nobody whom the program trusts.
    genuine = "tdx/Phala-Network_dcap-qvl/sample.tdx_quote"
    for name in ["sgx.pckSignChain.pem", "sgx.tcbSignChain.pem", "sgx.trustedRootCaCert.pem"]:
        wanted[outer + name] = [(INTEL_SAMPLE, [outer + name], ANY_TIME, refused("unsupported"))]
    for name in ["sgx.qeIdentity.json", "sgx.tcbInfo.json"]:
        wanted[outer + name] = [(INTEL_SAMPLE, [outer + name], ANY_TIME, refused("unsupported"))]
    for name in ["tdx.intermediateCaCrl.der", "tdx.pckSignChain.pem", "tdx.qeIdentity.json"]:
        wanted[domain + name] = [(genuine, [domain + name], "2025-07-04T10:16:31Z", refused("revocation_list_missing"))]
    return wanted


# Every derived file, by the part of its name behind the sample's.
REASONS = {
    "header_flip_user_data.bin": "report_signature",
    "header_bad_vendor.bin": "unsupported",
    "header_att_key_type_3.bin": "unsupported",
    "body_flip_report_data.bin": "report_signature",
    "body_flip_measurement.bin": "report_signature",
    "sig_flip.bin": "report_signature",
    "sig_zero.bin": "report_signature",
    "qe_report_flip.bin": "quoting_enclave",
    "qe_auth_flip.bin": "key_binding",
    "pck_leaf_flip.bin": "chain_invalid",
    "truncated.bin": "malformed",
    "siglen_overflow.bin": "malformed",
    "col_wrong_pck_crl_issuer.json": "revocation_list_missing",
    "col_tampered_tcb_info.json": "collateral_signature",
    "col_reserialized_tcb_info.json": "collateral_signature",
    "col_tampered_qe_identity.json": "collateral_signature",
    # The lists are looked at first; the machine's own certificate of the third sample is younger still.
    "col_expired_collateral.json": "revocation_list_expired",
    "v5_col_future_collateral.json": "certificate_expired",
    "col_future_collateral.json": "revocation_list_expired",
    "col_empty_pck_crl.json": "revocation_list_missing",
    "col_fmspc_mismatch.json": "collateral_mismatch",
    "col_wrong_qe_identity_type.json": "collateral_mismatch",
    "report_data_flip.bin": "report_signature",
    "policy_debug_set.bin": "report_signature",
    "measurement_flip.bin": "report_signature",
    "reported_tcb_down.bin": "report_signature",
    "chip_id_flip.bin": "report_signature",
    "sig_r_flip.bin": "report_signature",
    "sig_r_high_byte.bin": "report_signature",
    "sig_big_endian.bin": "report_signature",
    "sigalgo_2.bin": "unsupported",
    "version_9.bin": "unsupported",
    "reserved_tail_nonzero.bin": "malformed",
    "payload_pcr0_zero.bin": "report_signature",
    "cabundle_reversed.bin": "chain_untrusted",
    "trailing_byte.bin": "malformed",
    "unprotected_nonempty.bin": "malformed",
    # The document itself, four hours later.
    "NitroValidator.t.sol.69d51f98.cose.bin": "certificate_expired",
}


def derived(file):
    """The one reason of a changed file; zeros behind a quote, which devices write, are passed over."""
    name = os.path.basename(file)
    if name.endswith("_trailing_bytes.bin"):
        return {"status": "UpToDate", "codes": []}
    return next(refused(code) for end, code in REASONS.items() if name == end or name.endswith("_" + end))


def codes_of_policy(status, advisories, flags, claims, tee):
    """What a careful policy has against authentic quotes: all of it, and no more."""
    codes = []
    if status != "UpToDate":
        codes += ["tcb_status_not_accepted"] + ["advisory_not_accepted"] * bool(advisories)
    codes += ["debug_enabled"] * bool(flags["debug"]) + ["sept_ve_not_disabled"] * (flags.get("sept_ve_disable") is False)
    codes += ["service_td_not_accepted"] * (flags.get("mrservicetd_nonzero") is True)
    if tee == "sgx":
        bits = int.from_bytes(bytes.fromhex(claims["attributes"])[:8], "little")
        # INIT and MODE64 on; PROVISIONKEY, EINITTOKENKEY and reserved bits off.
        codes += ["attributes_not_accepted"] * (bits & 0x5 != 0x5 or bits & ~0x5C7 != 0)
    else:
        bits = int.from_bytes(bytes.fromhex(claims["tdattributes"]), "little")
        # TUD, LASS, SEPT_VE_DISABLE, PKS, KL and PERFMON may be on; MIGRATABLE and reserved bits are off.
        known = 0xFF | 1 << 27 | 1 << 28 | 1 << 30 | 1 << 31 | 1 << 63
        codes += ["attributes_not_accepted"] * (bits & ~known != 0)
    return codes


RENAMED = {
    "timestamp_ms": "timestamp", "nonce_extraData_hex": "extra_data", "resetCount": "reset_count", "tee_tcb_svn_2": "tee_tcb_svn2",
    "vmUniqueId": "vm_id", "secure-boot": "secure_boot", "tpm-enabled": "tpm_enabled", "console-enabled": "console_enabled",
}
# What the index notes of a file besides what was signed.
NOTES = {"map_keys", "chain_cns", "nonce_ascii", "pcr_selection", "report_type", "vmpl_note"}


def plain(value):
    """One spelling for what both write differently."""
    if isinstance(value, str):
        return value.lower()
    return value


def same_claims(wanted, found, kind):
    """Every claim of the index that the program prints too must be equal."""
    problems = []
    compared = 0
    wanted = dict(wanted, **(wanted.get("vm_configuration") or {}))
    for name, value in wanted.items():
        mine = RENAMED.get(name, name)
        if name == "pcrs_nonzero":
            value = {index: digest for index, digest in value.items()}
            printed = {index: digest for index, digest in found["pcrs"].items() if set(digest) != {"0"}}
        elif name == "pcr_count":
            printed = len(found["pcrs"])
        elif name in NOTES or mine not in found:
            continue
        else:
            printed = found[mine]
        if name in ("current_build", "committed_build") and isinstance(value, list):
            value = value if printed.split(".")[0] == str(value[-1]) else value
            printed = sorted(int(part) for part in printed.split("."))
            value = sorted(value)
        if mine == "cpuid_fam_mod_step" and printed is None and wanted["version"] == 2:
            # Reports of version 2 do not tell; the index has zeros for it.
            printed = [0, 0, 0]
        if isinstance(printed, bool) and value in (0, 1):
            value = bool(value)
        compared += 1
        if plain(printed) != plain(value):
            problems.append(f"claims {mine} {printed}, not {value}")
    if compared < 3:
        problems.append(f"prints only {compared} of the claims of {kind}")
    return problems
