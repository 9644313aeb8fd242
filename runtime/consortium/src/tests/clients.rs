//! What a client without metadata takes for granted: each call's place, and the form of its arguments.

use crate::{RuntimeCall, VERSION};
use codec::{DecodeAll, Encode};
use salus_primitives::{
    authority::Grant,
    consent::{Barred, DelegationScope, EmergencyAccess, GuardianDecision, PolicyRef, PolicyTerms, Window},
    consortium::{Gateway, OrganisationKind, Role},
    content::Codec,
    emergency::{EmergencyReason, ReviewOutcome},
    governance::SCHEDULE,
    ContentId, Label, Purpose, RecordId,
};
use salus_protocol::{
    calls::{
        attribute_authority as authority, audit_log, consent, consortium, council, ehr_registry as ehr,
        governance, safe_mode, system, tx_pause, utility, Call, KnownCalls,
    },
    enrolment::Agreement,
    AccountId,
};
use scale_info::{TypeDef, TypeInfo};
use std::path::{Path, PathBuf};

/// Set to write the table of this version again.
const REFRESH: &str = "SALUS_REFRESH_CALLS";
/// Pallets of which no member makes a call: the chain's authors, its beginnings, and what is not on both chains.
const OTHERS: [&str; 8] =
    ["Timestamp", "Babe", "Authorship", "Historical", "Offences", "Session", "Grandpa", "Sudo"];

fn file() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../protocol/src/calls/known");
    folder.join(format!("{}.txt", VERSION.spec_version))
}

/// The variants of an enum: index, name, and the types of the fields.
fn variants<T: TypeInfo + ?Sized>() -> Vec<scale_info::Variant> {
    let TypeDef::Variant(calls) = T::type_info().type_def else { panic!("calls are an enum") };
    calls.variants
}

/// A line for each call: two indices and the name.
fn of_this_runtime() -> String {
    let mut lines = Vec::new();
    for pallet in variants::<RuntimeCall>() {
        if OTHERS.contains(&pallet.name) {
            continue;
        }
        let TypeDef::Variant(calls) = pallet.fields[0].ty.type_info().type_def else {
            panic!("calls are an enum")
        };
        lines.extend(calls.variants.iter().map(|call| (pallet.index, call.index, pallet.name, call.name)));
    }
    lines.sort_unstable();
    lines.iter().map(|(pallet, call, of, name)| format!("{pallet} {call} {of}.{name}\n")).collect()
}

#[test]
fn known_calls_should_be_this_runtimes_when_compared_with_what_clients_compile_in() {
    let now = of_this_runtime();
    if std::env::var_os(REFRESH).is_some() {
        std::fs::write(file(), &now).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(file()).unwrap_or_default(),
        now,
        "the calls changed: if a chain runs this spec_version already, bump it and add the new version's file to \
         protocol/src/calls/known.rs; then run `{REFRESH}=1 cargo test -p salus-runtime-consortium --lib clients` and \
         commit the file"
    );
}

#[test]
fn calls_of_this_version_should_be_compiled_into_clients_when_it_is_released() {
    let known = KnownCalls::of(&VERSION.spec_name, VERSION.spec_version);
    assert!(known.is_ok(), "add version {} to protocol/src/calls/known.rs", VERSION.spec_version);
}

fn account(byte: u8) -> AccountId {
    AccountId([byte; 32])
}

fn label(text: &str) -> Label {
    text.parse().unwrap()
}

fn content(byte: u8) -> ContentId {
    ContentId::new(Codec::Raw, [byte; 32])
}

fn terms() -> PolicyTerms {
    PolicyTerms {
        expression: "doctor@medical-council AND icu@city-hospital".parse().unwrap(),
        purposes: [Purpose::Treatment].into_iter().collect(),
        valid: Window { from: 1, until: 2 },
        emergency: EmergencyAccess::Always,
    }
}

fn of_the_council() -> Vec<Call> {
    let gateway =
        Gateway { account: account(2), url: b"https://hospital.example".to_vec().try_into().unwrap() };
    let name = b"Hospital".to_vec().try_into().unwrap();
    let (key, proof) = (vec![1; 144].try_into().unwrap(), vec![2; 96].try_into().unwrap());
    let rule = "doctor@medical-council".parse().unwrap();
    vec![
        consortium::admit(&name, OrganisationKind::Hospital, account(1), &gateway, Some(2)),
        consortium::rotate_seat(account(1), [&[1], [7; 64].as_slice()].concat()),
        Call::new(SCHEDULE.0, SCHEDULE.1).with_call(consortium::remove(1)),
        consortium::suspend(1),
        consortium::reinstate(1),
        consortium::remove(1),
        consortium::set_gateway(&gateway, None),
        consortium::set_gateway(&gateway, Some([&[1], [7; 64].as_slice()].concat())),
        consortium::add_validator(1, account(3)),
        consortium::remove_validator(account(3)),
        consortium::readmit_validator(account(3)),
        authority::register(&label("council"), 1, account(4), &key, &proof),
        authority::suspend(&label("council")),
        authority::reinstate(&label("council")),
        authority::remove(&label("council")),
        authority::rotate_key(&key, &proof),
        consent::set_emergency_rule(&rule, &rule, 10, 20),
        governance::authorize_upgrade([1; 32]),
        governance::note_stalled(1, 2),
        safe_mode::force_enter(),
        safe_mode::force_extend(),
        safe_mode::force_exit(),
        tx_pause::pause("Consortium", "enrol"),
        tx_pause::unpause("Consortium", "enrol"),
        council::propose(3, consortium::suspend(1)),
        council::vote([1; 32], 2, true),
        council::close([1; 32], 2, 100),
        system::apply_authorized_upgrade(&[1, 2, 3]),
    ]
}

fn of_gateways_and_authorities() -> Vec<Call> {
    let (doctor, policy) = (label("doctor"), PolicyRef { id: 1, version: 2 });
    let grant = Grant { holder: account(5), attribute: doctor.clone(), expires: 9, key_package: content(1) };
    let (grants, record) = (vec![grant].try_into().unwrap(), RecordId([6; 32]));
    let agreement = Agreement { organisation: 1, role: Role::Patient, until: 9, signature: [7; 64] };
    let held = (account(5), doctor.clone(), label("council"));
    vec![
        consortium::enrol(account(5), content(1), &agreement),
        consortium::suspend_participant(account(5)),
        consortium::reinstate_participant(account(5)),
        consortium::withdraw_enrolment(account(5)),
        authority::declare(&doctor),
        authority::grant(account(5), &doctor, 9, content(1)),
        authority::renew(account(5), &doctor, 9, content(1)),
        authority::revoke(account(5), &doctor),
        authority::grant_batch(&grants),
        authority::renew_batch(&grants),
        authority::revoke_batch(&vec![(account(5), doctor.clone())].try_into().unwrap()),
        authority::suspend_attribute(&doctor),
        authority::reinstate_attribute(&doctor),
        authority::discard_holdings(&vec![held].try_into().unwrap()),
        ehr::submit(record, account(5), account(6), policy, content(2), content(3), Some(record)),
        ehr::endorse(&vec![record].try_into().unwrap()),
        ehr::lapse(record),
        ehr::rewrap(record, policy, content(3), [7; 64]),
        ehr::rewrap_for(record, policy, content(3), account(5), [7; 64]),
        ehr::endorse_rewraps(&vec![(record, content(3))].try_into().unwrap()),
        ehr::drop_rewrap(record),
        ehr::attest_erasure(&vec![record].try_into().unwrap()),
        ehr::discard_records(&vec![record].try_into().unwrap()),
        audit_log::acknowledge(&vec![(1, [7; 64])].try_into().unwrap()),
    ]
}

fn of_people() -> Vec<Call> {
    let (barred, record) = (Barred::Account(account(5)), RecordId([6; 32]));
    vec![
        consortium::replace_key_card(content(1)),
        consent::set_policy(None, &terms()),
        consent::set_policy(Some(3), &terms()),
        consent::revoke_policy(3),
        consent::allow_contribution(1, 9),
        consent::revoke_contribution(1),
        consent::open_access(record, Purpose::Treatment, [1; 32]),
        consent::delegate(account(5), DelegationScope::Guardian, 9),
        consent::share_key(account(5), content(1)),
        consent::end_delegation(account(5)),
        consent::decline_delegation(account(5)),
        consent::restrict(&barred),
        consent::lift_restriction(&barred),
        consent::decide_for(account(5), &GuardianDecision::Restrict { barred }),
        consent::break_glass(account(5), EmergencyReason::ImminentDanger, [1; 32]),
        consent::review(1, ReviewOutcome::Justified),
        consent::discard_tickets(&vec![1, 2].try_into().unwrap()),
        consent::discard_policies(&vec![1, 2].try_into().unwrap()),
        ehr::dispute(record, [1; 32]),
        ehr::withdraw_dispute(record),
        ehr::erase(record),
        utility::batch_all(vec![consent::revoke_policy(3), ehr::erase(record)]),
    ]
}

#[test]
fn calls_should_be_read_as_what_they_are_when_encoded_without_metadata() {
    let known = KnownCalls::of(&VERSION.spec_name, VERSION.spec_version).unwrap();
    for call in [of_the_council(), of_gateways_and_authorities(), of_people()].concat() {
        let name = format!("{}.{}", call.pallet(), call.name());
        let bytes = call.encode(&known).unwrap();
        let read = RuntimeCall::decode_all(&mut bytes.as_slice());
        let read = read.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(read.encode(), bytes, "{name}");
    }
}
