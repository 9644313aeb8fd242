#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use crate::{
    audit::{Action, Detail, Entry},
    authority::{Authority, UseStatus},
    consent::{Basis, Decision, EmergencyAccess, PolicyRef, PolicyStatus, PolicyTerms, Window},
    consortium::{Gateway, MemberStatus, Organisation, OrganisationKind},
    content::Codec,
    mmr::{Proof, Trail},
    record::{Record, RecordStatus},
    Page, *,
};
use alloc::{
    format,
    string::{String, ToString},
    vec,
};
use core::fmt::Debug;
use serde::{de::DeserializeOwned, Serialize};
use serde_json::{from_value, json, to_value, Value};

/// `value` is written as `form` and read back from it.
fn both_ways<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: T, form: Value) {
    assert_eq!(to_value(&value).unwrap(), form);
    assert_eq!(from_value::<T>(form).unwrap(), value);
}

/// `form` is refused, with `reason` in the message.
fn refused<T: DeserializeOwned + Debug>(form: Value, reason: &str) {
    let error = from_value::<T>(form.clone()).unwrap_err().to_string();
    assert!(error.contains(reason), "{form}: {error}");
}

const CID: &str = "bafkreibme22gw2h7y2h7tg2fhqotaqjucnbc24deqo72b6mkl2egezxhvy";

fn hex(byte: &str) -> String {
    format!("0x{}", byte.repeat(32))
}

#[test]
fn names_should_be_text_when_written_as_json() {
    both_ways::<Label>("medical-council".parse().unwrap(), json!("medical-council"));
    both_ways::<Attribute>("doctor@medical-council".parse().unwrap(), json!("doctor@medical-council"));
    both_ways::<ContentId>(CID.parse().unwrap(), json!(CID));
    both_ways::<Expression>("aa@xx AND bb@xx".parse().unwrap(), json!("aa@xx AND bb@xx"));
    both_ways(RecordId([0xab; 32]), json!(hex("ab")));
    both_ways(Purpose::Payment, json!("HPAYMT"));
    let purposes = [Purpose::Payment, Purpose::Treatment].into_iter().collect::<PurposeSet>();
    both_ways(purposes, json!(["TREAT", "HPAYMT"]));
    both_ways(PurposeSet::EMPTY, json!([]));
}

#[test]
fn json_should_be_refused_when_a_name_breaks_its_rules() {
    refused::<Label>(json!("Council"), "character 1");
    refused::<Attribute>(json!("doctor"), "name@authority");
    refused::<ContentId>(json!("QmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1n"), "CIDv1");
    refused::<Expression>(json!("aa@xx AND"), "column 10");
    refused::<RecordId>(json!("0x00"), "64 hexadecimal digits");
    refused::<Purpose>(json!("MARKETING"), "TREAT");
    refused::<PurposeSet>(json!(["TREAT", "MARKETING"]), "TREAT");
    refused::<Label>(json!(7), "string");
}

#[test]
fn organisation_should_be_readable_when_written_as_json() {
    let organisation = Organisation {
        name: "Hôpital Saint-Luc".as_bytes().to_vec().try_into().unwrap(),
        kind: OrganisationKind::Hospital,
        seat: 1u32,
        gateway: Gateway { account: 2, url: b"http://localhost:8080".to_vec().try_into().unwrap() },
        status: MemberStatus::Active,
    };
    let form = json!({
        "name": "Hôpital Saint-Luc",
        "kind": "hospital",
        "seat": 1,
        "gateway": { "account": 2, "url": "http://localhost:8080" },
        "status": "active",
    });
    both_ways(organisation, form.clone());
    let mut long = form;
    long["name"] = json!("x".repeat(65));
    refused::<Organisation<u32>>(long, "too long");
}

#[test]
fn authority_should_have_hexadecimal_keys_when_written_as_json() {
    let authority = Authority {
        organisation: 4,
        account: 1u32,
        public_key: vec![1, 0xab].try_into().unwrap(),
        proof_of_possession: vec![].try_into().unwrap(),
        key_version: 0,
        status: UseStatus::Suspended,
    };
    let form = json!({
        "organisation": 4,
        "account": 1,
        "public_key": "0x01ab",
        "proof_of_possession": "0x",
        "key_version": 0,
        "status": "suspended",
    });
    both_ways(authority.clone(), form.clone());

    let with = |key: String| {
        let mut form = form.clone();
        form["public_key"] = key.into();
        form
    };
    assert_eq!(from_value::<Authority<u32>>(with("01AB".into())).unwrap(), authority);
    refused::<Authority<u32>>(with("0x1".into()), "length");
    refused::<Authority<u32>>(with("0xzz".into()), "symbol");
    refused::<Authority<u32>>(with("00".repeat(1025)), "too many bytes");
}

#[test]
fn policy_terms_should_be_readable_when_written_as_json() {
    let terms = PolicyTerms {
        expression: "aa@xx OR bb@xx".parse().unwrap(),
        purposes: PurposeSet::EMPTY.with(Purpose::Treatment),
        valid: Window { from: 1, until: 2 },
        emergency: EmergencyAccess::Never,
    };
    let form = json!({
        "expression": "aa@xx OR bb@xx",
        "purposes": ["TREAT"],
        "valid": { "from": 1, "until": 2 },
        "emergency": "never",
    });
    both_ways(terms, form);
    both_ways(EmergencyAccess::Always, json!("always"));
    both_ways(EmergencyAccess::UnderRule(3), json!({ "under-rule": 3 }));
    both_ways(PolicyStatus::Revoked, json!("revoked"));
}

#[test]
fn decisions_should_say_their_ground_when_written_as_json() {
    let policy = PolicyRef { id: 9, version: 6 };
    both_ways(Decision::Refused, json!("refused"));
    both_ways(Decision::Granted(Basis::OwnRecord), json!({ "granted": "own-record" }));
    both_ways(
        Decision::Granted(Basis::Policy(policy)),
        json!({ "granted": { "policy": { "id": 9, "version": 6 } } }),
    );
}

#[test]
fn record_page_should_be_readable_when_written_as_json() {
    let record = Record {
        patient: 1u32,
        organisation: 2,
        author: 3,
        policy: PolicyRef { id: 9, version: 6 },
        content: CID.parse().unwrap(),
        header: ContentId::new(Codec::Raw, [0; 32]),
        previous: None,
        status: RecordStatus::Pending,
        required: 3,
        endorsements: vec![2, 5].try_into().unwrap(),
        submitted_at: 10,
        deadline: 20,
        disputed: None,
    };
    let page = Page { items: vec![record], next: Some(RecordId([1; 32])) };
    let form = to_value(&page).unwrap();
    assert_eq!(form["items"][0]["status"], "pending");
    assert_eq!(form["items"][0]["content"], CID);
    assert_eq!(form["items"][0]["endorsements"], json!([2, 5]));
    assert_eq!(form["next"], hex("01"));
    both_ways(page, form);
}

#[test]
fn trail_entry_and_proof_should_be_readable_when_written_as_json() {
    let entry = Entry {
        index: 3,
        block: 77,
        time: 1_700_000_000_000,
        actor: 1u32,
        organisation: None,
        action: Action::ContributionAllowed,
        record: Some(RecordId([5; 32])),
        purpose: Some(Purpose::Research),
        basis: Some(Basis::OwnRecord),
        detail: Detail::Ticket { ticket: 11, justification: [7; 32] },
    };
    let form = json!({
        "index": 3,
        "block": 77,
        "time": 1_700_000_000_000u64,
        "actor": 1,
        "organisation": null,
        "action": "contribution-allowed",
        "record": hex("05"),
        "purpose": "HRESCH",
        "basis": "own-record",
        "detail": { "ticket": { "ticket": 11, "justification": hex("07") } },
    });
    both_ways(entry, form);
    both_ways(Detail::Nothing, json!("nothing"));
    both_ways(Detail::Organisation { organisation: 4 }, json!({ "organisation": { "organisation": 4 } }));

    let trail = Trail { leaves: 2, peaks: vec![[0xab; 32]].try_into().unwrap() };
    both_ways(trail, json!({ "leaves": 2, "peaks": [hex("ab")] }));
    let proof = Proof { index: 1, leaves: 2, siblings: vec![[1; 32]] };
    both_ways(proof, json!({ "index": 1, "leaves": 2, "siblings": [hex("01")] }));
    refused::<Trail>(json!({ "leaves": 2, "peaks": ["0x00"] }), "32 bytes");
    refused::<Trail>(json!({ "leaves": 2, "peaks": vec![hex("ab"); 65] }), "64 peaks");
}
