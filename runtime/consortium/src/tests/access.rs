//! Attacks on the pool, and the table of `access.rs` line by line.

use super::scene::{content, enrolment, errand, gateway, refused, run, same_card, seat, Actor};
use crate::{access::Rules, RuntimeCall, TxExtension};
use codec::Encode;
use frame_support::assert_ok;
use salus_primitives::{
    consortium::{Role, Standing},
    Purpose, RecordId,
};
use salus_runtime_common::{member_access::MAX_WRAPPERS, CallRules, Refusal};
use sp_runtime::traits::TransactionExtension;

fn remark() -> RuntimeCall {
    frame_system::Call::remark { remark: vec![1] }.into()
}

fn enrol(who: &Actor, role: Role) -> RuntimeCall {
    enrolment(0, who, role)
}

fn open() -> RuntimeCall {
    pallet_consent::Call::open_access {
        record: RecordId([1; 32]),
        purpose: Purpose::Treatment,
        justification: [0; 32],
    }
    .into()
}

fn batch(calls: Vec<RuntimeCall>) -> RuntimeCall {
    pallet_utility::Call::batch_all { calls }.into()
}

#[test]
fn stranger_should_be_refused_when_sending_anything() {
    run(|| {
        let stranger = Actor::new("//Mallory");
        for call in [errand(), enrol(&stranger, Role::Patient), open(), batch(vec![errand()])] {
            assert_eq!(stranger.send(call), refused(Refusal::UnknownSender));
        }
    });
}

#[test]
fn person_should_be_admitted_when_enrolled_and_refused_when_suspended() {
    run(|| {
        let patient = Actor::new("//Paula");
        gateway(0).succeed(enrol(&patient, Role::Patient));
        patient.succeed(same_card());
        gateway(0).succeed(pallet_consortium::Call::suspend_participant { account: patient.account() });
        assert_eq!(patient.send(same_card()), refused(Refusal::UnknownSender));
        gateway(0).succeed(pallet_consortium::Call::reinstate_participant { account: patient.account() });
        patient.succeed(same_card());
    });
}

#[test]
fn forged_signature_should_be_refused_when_the_sender_is_a_member() {
    run(|| {
        let mut forged = Actor::new("//Mallory").sign(errand());
        if let sp_runtime::generic::Preamble::Signed(address, ..) = &mut forged.preamble {
            *address = gateway(0).account().into();
        }
        let outcome = crate::Executive::apply_extrinsic(forged);
        assert_eq!(outcome, Err(sp_runtime::transaction_validity::InvalidTransaction::BadProof.into()));
    });
}

#[test]
fn transaction_should_be_refused_when_it_is_replayed() {
    run(|| {
        let signed = gateway(0).sign(errand());
        assert_ok!(crate::Executive::apply_extrinsic(signed.clone()).unwrap());
        let again = crate::Executive::apply_extrinsic(signed);
        assert_eq!(again, Err(sp_runtime::transaction_validity::InvalidTransaction::Stale.into()));
    });
}

#[test]
fn wrapped_call_should_be_refused_when_it_would_be_refused_alone() {
    run(|| {
        let person = Actor::new("//Paula");
        gateway(0).succeed(enrol(&person, Role::Patient));
        let forbidden = enrol(&Actor::new("//Mallory"), Role::Practitioner);
        let wrappers: [fn(Vec<RuntimeCall>) -> RuntimeCall; 3] = [
            |calls| pallet_utility::Call::batch { calls }.into(),
            |calls| pallet_utility::Call::batch_all { calls }.into(),
            |calls| pallet_utility::Call::force_batch { calls }.into(),
        ];
        for wrap in wrappers {
            let hidden = wrap(vec![same_card(), wrap(vec![open(), forbidden.clone()])]);
            assert_eq!(person.send(hidden), refused(Refusal::CallNotAllowed));
        }
    });
}

#[test]
fn wrapper_should_be_refused_when_it_speaks_for_somebody_else() {
    run(|| {
        let call = Box::new(errand());
        let origin = Box::new(crate::OriginCaller::system(frame_system::RawOrigin::Root));
        let wrappers: [RuntimeCall; 4] = [
            pallet_utility::Call::as_derivative { index: 0, call: call.clone() }.into(),
            pallet_utility::Call::dispatch_as { as_origin: origin, call: call.clone() }.into(),
            pallet_utility::Call::if_else { main: call.clone(), fallback: call.clone() }.into(),
            pallet_sudo::Call::sudo { call }.into(),
        ];
        for wrapper in wrappers {
            assert_eq!(gateway(0).send(wrapper.clone()), refused(Refusal::CallNotAllowed));
            assert_eq!(gateway(0).send(batch(vec![wrapper])), refused(Refusal::CallNotAllowed));
        }
    });
}

#[test]
fn transaction_should_be_refused_when_wrapped_too_deep() {
    run(|| {
        // Not batch_all, which the pallet itself refuses to nest.
        let wrap = |call| pallet_utility::Call::batch { calls: vec![call] }.into();
        let wrapped = |depth| (0..depth).fold(errand(), |call, _| wrap(call));
        gateway(0).succeed(wrapped(MAX_WRAPPERS));
        assert_eq!(gateway(0).send(wrapped(MAX_WRAPPERS + 1)), refused(Refusal::NestedTooDeep));
    });
}

#[test]
fn code_should_not_be_set_when_a_member_asks() {
    run(|| {
        let calls: [RuntimeCall; 4] = [
            frame_system::Call::set_code { code: vec![] }.into(),
            frame_system::Call::set_storage { items: vec![] }.into(),
            frame_system::Call::authorize_upgrade { code_hash: Default::default() }.into(),
            frame_system::Call::apply_authorized_upgrade { code: vec![] }.into(),
        ];
        for call in calls {
            for member in [seat(0), gateway(0), Actor::new("//Alice")] {
                assert_eq!(member.send(call.clone()), refused(Refusal::CallNotAllowed));
            }
        }
    });
}

/// Every call of ours with who may make it.
#[test]
fn calls_should_be_open_to_exactly_those_named_when_all_standings_try() {
    use salus_primitives::{
        consent::{
            Barred, DelegationScope::Guardian, EmergencyAccess, GuardianDecision, PolicyTerms, Window,
        },
        emergency::{EmergencyReason, ReviewOutcome},
    };
    let seat = Standing::Seat(0);
    let gateway = Standing::Gateway(0);
    let validator = Standing::Validator(0);
    let authority = Standing::Authority(0);
    let patient = Standing::Participant(0, Role::Patient);
    let practitioner = Standing::Participant(0, Role::Practitioner);
    let user = Standing::Participant(0, Role::DataUser);
    let everybody = [seat, gateway, validator, authority, patient, practitioner, user];

    let account = Actor::new("//Paula").account();
    let label = || "doctor".parse().unwrap();
    let terms = PolicyTerms {
        expression: "doctor@medical-council".parse().unwrap(),
        purposes: [Purpose::Treatment].into_iter().collect(),
        valid: Window { from: 0, until: 10 },
        emergency: EmergencyAccess::Never,
    };
    let policy = salus_primitives::consent::PolicyRef { id: 0, version: 1 };
    let organisation_gateway =
        salus_primitives::consortium::Gateway { account: account.clone(), url: Default::default() };
    let keys = crate::SessionKeys {
        babe: sp_core::sr25519::Public::default().into(),
        grandpa: sp_core::ed25519::Public::default().into(),
    };
    let hash = Default::default();
    let bound = u32::MAX;

    let table: Vec<(RuntimeCall, Vec<Standing>)> = vec![
        (remark(), vec![]),
        (frame_system::Call::remark_with_event { remark: vec![] }.into(), vec![]),
        (
            pallet_collective::Call::propose {
                threshold: 1,
                proposal: Box::new(remark()),
                length_bound: bound,
            }
            .into(),
            vec![seat],
        ),
        (pallet_collective::Call::vote { proposal: hash, index: 0, approve: true }.into(), vec![seat]),
        (
            pallet_collective::Call::close {
                proposal_hash: hash,
                index: 0,
                proposal_weight_bound: Default::default(),
                length_bound: bound,
            }
            .into(),
            vec![seat],
        ),
        (
            pallet_collective::Call::execute { proposal: Box::new(remark()), length_bound: bound }.into(),
            vec![],
        ),
        (
            pallet_collective::Call::set_members { new_members: vec![], prime: None, old_count: 0 }.into(),
            vec![],
        ),
        (
            pallet_consortium::Call::set_gateway { gateway: organisation_gateway.clone(), signature: None }
                .into(),
            vec![seat],
        ),
        (
            pallet_consortium::Call::admit {
                name: Default::default(),
                kind: salus_primitives::consortium::OrganisationKind::Hospital,
                seat: account.clone(),
                gateway: organisation_gateway,
                predecessor: None,
            }
            .into(),
            vec![],
        ),
        (
            pallet_consortium::Call::rotate_seat {
                account: account.clone(),
                signature: sp_core::sr25519::Signature::default().into(),
            }
            .into(),
            vec![seat],
        ),
        (pallet_consortium::Call::suspend { organisation: 0 }.into(), vec![]),
        (pallet_consortium::Call::remove { organisation: 0 }.into(), vec![]),
        (pallet_consortium::Call::add_validator { organisation: 0, account: account.clone() }.into(), vec![]),
        (pallet_consortium::Call::readmit_validator { account: account.clone() }.into(), vec![]),
        (
            pallet_consortium::Call::enrol {
                account: account.clone(),
                role: Role::Patient,
                key_card: content(1),
                until: 1,
                signature: sp_core::sr25519::Signature::default().into(),
            }
            .into(),
            vec![gateway],
        ),
        (pallet_consortium::Call::suspend_participant { account: account.clone() }.into(), vec![gateway]),
        (pallet_consortium::Call::reinstate_participant { account: account.clone() }.into(), vec![gateway]),
        (
            pallet_consortium::Call::replace_key_card { key_card: content(1) }.into(),
            vec![patient, practitioner, user],
        ),
        (pallet_session::Call::set_keys { keys, proof: vec![] }.into(), vec![validator]),
        (pallet_session::Call::purge_keys {}.into(), vec![]),
        (pallet_attribute_authority::Call::declare { attribute: label() }.into(), vec![authority]),
        (
            pallet_attribute_authority::Call::grant {
                holder: account.clone(),
                attribute: label(),
                expires: 1,
                key_package: content(1),
            }
            .into(),
            vec![authority],
        ),
        (
            pallet_attribute_authority::Call::renew {
                holder: account.clone(),
                attribute: label(),
                expires: 1,
                key_package: content(1),
            }
            .into(),
            vec![authority],
        ),
        (
            pallet_attribute_authority::Call::revoke { holder: account.clone(), attribute: label() }.into(),
            vec![authority],
        ),
        (
            pallet_attribute_authority::Call::grant_batch { grants: vec![].try_into().unwrap() }.into(),
            vec![authority],
        ),
        (
            pallet_attribute_authority::Call::renew_batch { grants: vec![].try_into().unwrap() }.into(),
            vec![authority],
        ),
        (
            pallet_attribute_authority::Call::revoke_batch { holdings: vec![].try_into().unwrap() }.into(),
            vec![authority],
        ),
        (
            pallet_attribute_authority::Call::rotate_key {
                public_key: Default::default(),
                proof_of_possession: Default::default(),
            }
            .into(),
            vec![authority],
        ),
        (pallet_attribute_authority::Call::suspend_attribute { attribute: label() }.into(), vec![authority]),
        (
            pallet_attribute_authority::Call::reinstate_attribute { attribute: label() }.into(),
            vec![authority],
        ),
        (pallet_attribute_authority::Call::suspend { name: label() }.into(), vec![]),
        (pallet_attribute_authority::Call::remove { name: label() }.into(), vec![]),
        (
            pallet_attribute_authority::Call::discard_holdings { holdings: vec![].try_into().unwrap() }
                .into(),
            vec![],
        ),
        (pallet_consent::Call::set_policy { policy: None, terms }.into(), vec![patient]),
        (pallet_consent::Call::revoke_policy { policy: 0 }.into(), vec![patient]),
        (pallet_consent::Call::allow_contribution { organisation: 0, until: 1 }.into(), vec![patient]),
        (pallet_consent::Call::revoke_contribution { organisation: 0 }.into(), vec![patient]),
        (open(), vec![patient, practitioner, user]),
        (
            pallet_consent::Call::delegate { delegate: account.clone(), scope: Guardian, until: 1 }.into(),
            vec![patient],
        ),
        (pallet_consent::Call::end_delegation { delegate: account.clone() }.into(), vec![patient]),
        (
            pallet_consent::Call::decline_delegation { patient: account.clone() }.into(),
            vec![patient, practitioner, user],
        ),
        (pallet_consent::Call::restrict { barred: Barred::Organisation(0) }.into(), vec![patient]),
        (pallet_consent::Call::lift_restriction { barred: Barred::Organisation(0) }.into(), vec![patient]),
        (
            pallet_consent::Call::decide_for {
                patient: account.clone(),
                decision: GuardianDecision::RevokePolicy { policy: 0 },
            }
            .into(),
            vec![patient, practitioner, user],
        ),
        (
            pallet_consent::Call::set_emergency_rule {
                accessors: "emergency@medical-council".parse().unwrap(),
                reviewers: "reviewer@medical-council".parse().unwrap(),
                validity: 1,
                review_within: 1,
            }
            .into(),
            vec![],
        ),
        (
            pallet_consent::Call::break_glass {
                patient: account.clone(),
                reason: EmergencyReason::Disaster,
                justification: [0; 32],
            }
            .into(),
            vec![patient, practitioner, user],
        ),
        (
            pallet_consent::Call::review { emergency: 0, outcome: ReviewOutcome::Justified }.into(),
            vec![patient, practitioner, user],
        ),
        // Nobody signs this one: it authorises itself.
        (pallet_consent::Call::discard_tickets { tickets: Default::default() }.into(), vec![]),
        (
            pallet_ehr_registry::Call::submit {
                record: RecordId([1; 32]),
                patient: account.clone(),
                author: account,
                policy,
                content: content(1),
                header: content(2),
                previous: None,
            }
            .into(),
            vec![gateway],
        ),
        (pallet_ehr_registry::Call::endorse { records: Default::default() }.into(), vec![gateway]),
        (pallet_ehr_registry::Call::lapse { record: RecordId([1; 32]) }.into(), vec![gateway]),
        (
            pallet_ehr_registry::Call::rewrap {
                record: RecordId([1; 32]),
                policy,
                header: content(3),
                signature: sp_core::sr25519::Signature::default().into(),
            }
            .into(),
            vec![gateway],
        ),
        (pallet_ehr_registry::Call::endorse_rewraps { rewraps: Default::default() }.into(), vec![gateway]),
        (pallet_ehr_registry::Call::attest_erasure { records: Default::default() }.into(), vec![gateway]),
        (pallet_ehr_registry::Call::drop_rewrap { record: RecordId([1; 32]) }.into(), vec![gateway]),
        (
            pallet_ehr_registry::Call::dispute { record: RecordId([1; 32]), reason: [0; 32] }.into(),
            vec![patient, practitioner, user],
        ),
        (
            pallet_ehr_registry::Call::withdraw_dispute { record: RecordId([1; 32]) }.into(),
            vec![patient, practitioner, user],
        ),
        (
            pallet_ehr_registry::Call::erase { record: RecordId([1; 32]) }.into(),
            vec![patient, practitioner, user],
        ),
        (pallet_audit_log::Call::acknowledge { receipts: Default::default() }.into(), vec![gateway]),
        (pallet_timestamp::Call::set { now: 0 }.into(), vec![]),
        (crate::governance::Call::authorize_upgrade { code_hash: hash }.into(), vec![]),
        (pallet_safe_mode::Call::enter {}.into(), vec![]),
        (pallet_safe_mode::Call::force_enter {}.into(), vec![]),
        (pallet_tx_pause::Call::pause { full_name: Default::default() }.into(), vec![]),
        (pallet_grandpa::Call::note_stalled { delay: 0, best_finalized_block_number: 0 }.into(), vec![]),
    ];
    run(|| {
        for (call, allowed) in &table {
            for standing in &everybody {
                assert_eq!(
                    Rules::allows(standing, call),
                    allowed.contains(standing),
                    "{standing:?} and {call:?}"
                );
            }
        }
    });
}

#[test]
fn extension_data_should_be_what_clients_expect_when_encoded() {
    // Nonce and era are all that a client puts in; the others are empty. The immortal era and nonce 0.
    run(|| {
        let extrinsic = gateway(3).sign(errand());
        if let sp_runtime::generic::Preamble::Signed(_, _, extension) = extrinsic.preamble {
            assert_eq!(extension.encode(), vec![0, 0]);
        }
    });
    let names: Vec<_> = <TxExtension as TransactionExtension<RuntimeCall>>::metadata()
        .into_iter()
        .map(|extension| extension.identifier)
        .collect();
    assert_eq!(
        names,
        [
            "AuthorizeCall",
            "CheckNonZeroSender",
            "CheckSpecVersion",
            "CheckTxVersion",
            "CheckGenesis",
            "CheckMortality",
            "MemberAccess",
            "CheckNonce",
            "CheckWeight",
            "WeightReclaim",
        ]
    );
}
