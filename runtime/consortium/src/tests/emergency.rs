//! Breaking the glass on the joined chain, and tickets that anybody discards.

use super::{
    governance::pass,
    scene::{content, enrol, events, gateway, refused, run, trail_after, Actor},
};
use crate::{
    access::Rules, Consent, Executive, Runtime, RuntimeCall, RuntimeEvent, System, TxExtension,
    UncheckedExtrinsic,
};
use pallet_consent::Call;
use salus_primitives::{
    audit::Action,
    consent::{Basis, Decision, EmergencyAccess, GuardianDecision, PolicyTerms, Window},
    consortium::Role,
    emergency::{EmergencyReason, ReviewOutcome},
    traits::Records,
    EmergencyId, Purpose, RecordId, TicketId,
};
use salus_runtime_common::{CallRules, MemberAccess, Refusal, DAYS, HOURS};
use sp_runtime::{
    generic::Era, transaction_validity::InvalidTransaction, ApplyExtrinsicResult, DispatchError,
};

const RECORD: RecordId = RecordId([9; 32]);

/// A patient of the city hospital, a nurse of the harbour hospital who may break the glass, a reviewer of the
/// valley hospital, and an Active record that an emergency opens.
struct Ward {
    patient: Actor,
    nurse: Actor,
    reviewer: Actor,
    office: Actor,
}

fn rule() -> Call<Runtime> {
    Call::set_emergency_rule {
        accessors: "emergency@medical-council".parse().unwrap(),
        reviewers: "reviewer@medical-council".parse().unwrap(),
        validity: HOURS,
        review_within: 7 * DAYS,
    }
}

fn ward() -> Ward {
    let ward = Ward {
        patient: Actor::new("//Paula"),
        nurse: Actor::new("//Nora"),
        reviewer: Actor::new("//Rita"),
        office: Actor::new("//Medical-Council//authority"),
    };
    let registration = pallet_attribute_authority::Call::register {
        name: "medical-council".parse().unwrap(),
        organisation: 2,
        account: ward.office.account(),
        public_key: vec![1; 144].try_into().unwrap(),
        proof_of_possession: vec![2; 96].try_into().unwrap(),
    };
    assert_eq!(pass(registration, &[0, 1, 2]), Ok(()));
    assert_eq!(pass(rule(), &[0, 1, 2]), Ok(()));
    for attribute in ["doctor", "emergency", "reviewer"] {
        let attribute = attribute.parse().unwrap();
        ward.office.succeed(pallet_attribute_authority::Call::declare { attribute });
    }
    let people = [
        (&ward.patient, Role::Patient, 0),
        (&ward.nurse, Role::Practitioner, 1),
        (&ward.reviewer, Role::Practitioner, 2),
    ];
    for (who, role, organisation) in people {
        enrol(organisation, who, role);
    }
    for (who, attribute) in [(&ward.nurse, "emergency"), (&ward.reviewer, "reviewer")] {
        ward.office.succeed(pallet_attribute_authority::Call::grant {
            holder: who.account(),
            attribute: attribute.parse().unwrap(),
            expires: 100 * DAYS,
            key_package: content(2),
        });
    }
    ward.patient.succeed(Call::set_policy {
        policy: None,
        terms: PolicyTerms {
            expression: "doctor@medical-council".parse().unwrap(),
            purposes: [Purpose::Treatment].into_iter().collect(),
            valid: Window { from: 0, until: 1_000 },
            emergency: EmergencyAccess::Always,
        },
    });
    ward.patient.succeed(Call::allow_contribution { organisation: 0, until: 1_000 });
    gateway(0).succeed(pallet_ehr_registry::Call::submit {
        record: RECORD,
        patient: ward.patient.account(),
        author: gateway(0).account(),
        policy: Consent::policies_of(ward.patient.account())
            .into_iter()
            .map(|(id, policy)| salus_primitives::consent::PolicyRef { id, version: policy.version })
            .next()
            .unwrap(),
        content: content(3),
        header: content(4),
        previous: None,
    });
    let endorse = pallet_ehr_registry::Call::endorse { records: vec![RECORD].try_into().unwrap() };
    gateway(1).succeed(endorse.clone());
    gateway(2).succeed(endorse);
    assert!(crate::EhrRegistry::facts(&RECORD).unwrap().active);
    ward
}

impl Ward {
    fn break_glass(&self) -> Option<EmergencyId> {
        self.nurse.succeed(Call::break_glass {
            patient: self.patient.account(),
            reason: EmergencyReason::ConsentImpossible,
            justification: [3; 32],
        });
        let broken = events().into_iter().rev().find_map(|event| match event {
            RuntimeEvent::Consent(pallet_consent::Event::GlassBroken { emergency, .. }) => Some(emergency),
            _ => None,
        });
        broken.unwrap()
    }

    fn decision(&self) -> Decision {
        Consent::decision(self.nurse.account(), RECORD, Purpose::EmergencyTreatment)
    }
}

/// A general transaction: signed by nobody.
fn send_unsigned(call: impl Into<RuntimeCall>) -> ApplyExtrinsicResult {
    let extension: TxExtension = (
        frame_system::AuthorizeCall::new(),
        frame_system::CheckNonZeroSender::new(),
        frame_system::CheckSpecVersion::new(),
        frame_system::CheckTxVersion::new(),
        frame_system::CheckGenesis::new(),
        frame_system::CheckMortality::from(Era::Immortal),
        MemberAccess::new(),
        frame_system::CheckNonce::from(0),
        frame_system::CheckWeight::new(),
        frame_system::WeightReclaim::new(),
    );
    Executive::apply_extrinsic(UncheckedExtrinsic::new_transaction(call.into(), extension))
}

#[test]
fn nurse_should_read_in_an_emergency_when_she_breaks_the_glass_and_no_longer_when_reviewed() {
    let entries = trail_after(|| {
        let ward = ward();
        assert_eq!(ward.decision(), Decision::Refused);

        let id = ward.break_glass().unwrap();

        assert_eq!(ward.decision(), Decision::Granted(Basis::Emergency(id)));
        ward.nurse.succeed(Call::open_access {
            record: RECORD,
            purpose: Purpose::EmergencyTreatment,
            justification: [4; 32],
        });
        let ticket = Consent::tickets_of(ward.patient.account(), None, 10).items.remove(0).ticket;
        assert_eq!(ticket.basis, Basis::Emergency(id));

        ward.reviewer.succeed(Call::review { emergency: id, outcome: ReviewOutcome::Justified });
        assert_eq!(ward.decision(), Decision::Refused);
        ward.patient.account()
    });
    let actions: Vec<_> = entries.iter().map(|entry| entry.action).collect();
    assert!(actions.ends_with(&[Action::BrokeGlass, Action::Opened, Action::Reviewed]));
}

#[test]
fn emergency_should_open_nothing_when_the_nurse_s_credential_is_revoked_meanwhile() {
    run(|| {
        let ward = ward();
        ward.break_glass().unwrap();
        ward.office.succeed(pallet_attribute_authority::Call::revoke {
            holder: ward.nurse.account(),
            attribute: "emergency".parse().unwrap(),
        });
        assert_eq!(ward.decision(), Decision::Refused);
    });
}

#[test]
fn emergency_should_open_when_the_patient_s_hospital_is_suspended() {
    run(|| {
        let ward = ward();
        assert_eq!(pass(pallet_consortium::Call::suspend { organisation: 0 }, &[1, 2, 3]), Ok(()));
        let id = ward.break_glass().unwrap();
        assert_eq!(ward.decision(), Decision::Granted(Basis::Emergency(id)));
    });
}

#[test]
fn glass_should_stay_whole_when_the_authority_s_organisation_is_suspended() {
    run(|| {
        let ward = ward();
        assert_eq!(pass(pallet_consortium::Call::suspend { organisation: 2 }, &[0, 1, 3]), Ok(()));
        assert_eq!(ward.break_glass(), None);
    });
}

#[test]
fn rule_should_not_change_when_half_of_the_council_asks() {
    run(|| {
        assert_eq!(pass(rule(), &[0, 1]), Err(DispatchError::BadOrigin));
        assert_eq!(Consent::emergency_rule(), None);
    });
}

#[test]
fn colleague_should_not_review_when_the_nurse_is_of_the_same_hospital() {
    run(|| {
        let ward = ward();
        let id = ward.break_glass().unwrap();
        let colleague = Actor::new("//Cora");
        enrol(1, &colleague, Role::Practitioner);
        ward.office.succeed(pallet_attribute_authority::Call::grant {
            holder: colleague.account(),
            attribute: "reviewer".parse().unwrap(),
            expires: 100 * DAYS,
            key_package: content(2),
        });
        let outcome = ReviewOutcome::Justified;
        assert_eq!(
            colleague.send(Call::review { emergency: id, outcome }),
            Ok(Err(pallet_consent::Error::<Runtime>::ReviewerInvolved.into()))
        );
    });
}

#[test]
fn calls_that_take_access_away_should_go_first_when_the_pool_is_full() {
    let account = Actor::new("//Nora").account();
    let urgent: [Call<Runtime>; 6] = [
        Call::decide_for { patient: account.clone(), decision: GuardianDecision::RevokePolicy { policy: 0 } },
        Call::revoke_policy { policy: 0 },
        Call::revoke_contribution { organisation: 0 },
        Call::end_delegation { delegate: account.clone() },
        Call::restrict { barred: salus_primitives::consent::Barred::Account(account.clone()) },
        Call::break_glass {
            patient: account,
            reason: EmergencyReason::ImminentDanger,
            justification: [0; 32],
        },
    ];
    let ordinary = Rules::priority(&Call::review { emergency: 0, outcome: ReviewOutcome::Justified }.into());
    for call in urgent {
        assert!(Rules::priority(&call.into()) > ordinary);
    }
}

/// A ticket of the patient, issued in the first block.
fn ticket(ward: &Ward) -> TicketId {
    ward.patient.succeed(Call::open_access {
        record: RECORD,
        purpose: Purpose::PatientRequest,
        justification: [0; 32],
    });
    0
}

fn discard(tickets: &[TicketId]) -> Call<Runtime> {
    Call::discard_tickets { tickets: tickets.to_vec().try_into().unwrap() }
}

#[test]
fn anybody_should_discard_tickets_when_they_ended_long_ago_and_not_before() {
    run(|| {
        let ward = ward();
        let id = ticket(&ward);
        assert_eq!(send_unsigned(discard(&[id])), Err(InvalidTransaction::Future.into()));
        let now = System::block_number();
        System::set_block_number(now + 31 * DAYS);
        assert_eq!(send_unsigned(discard(&[id])), Ok(Ok(())));
        assert_eq!(Consent::ticket(id), None);
        // Replayed, it is as if it had never been.
        assert_eq!(send_unsigned(discard(&[id])), Err(InvalidTransaction::Stale.into()));
        System::set_block_number(now);
    });
}

#[test]
fn unsigned_transaction_should_be_refused_when_it_would_discard_nothing() {
    run(|| {
        assert_eq!(send_unsigned(discard(&[])), Err(InvalidTransaction::Call.into()));
        assert_eq!(send_unsigned(discard(&[7])), Err(InvalidTransaction::Stale.into()));
        // Nor is any other call let in without a signature.
        let call = Call::revoke_policy { policy: 0 };
        assert_eq!(send_unsigned(call), Err(InvalidTransaction::UnknownOrigin.into()));
    });
}

#[test]
fn discarding_should_be_refused_when_a_member_signs_or_wraps_it() {
    run(|| {
        let ward = ward();
        let batch = pallet_utility::Call::batch { calls: vec![discard(&[0]).into()] };
        assert_eq!(ward.patient.send(discard(&[0])), refused(Refusal::CallNotAllowed));
        assert_eq!(ward.patient.send(batch.clone()), refused(Refusal::CallNotAllowed));
        assert_eq!(send_unsigned(batch), Err(InvalidTransaction::UnknownOrigin.into()));
    });
}

#[test]
fn physician_is_not_stopped_when_reviews_wait_but_reviewers_see_who_has_many() {
    run(|| {
        let ward = ward();
        let many = salus_primitives::emergency::MANY_UNREVIEWED;
        for number in 0..many {
            let patient = Actor::new(&format!("//Victim{number}"));
            super::scene::enrol(0, &patient, Role::Patient);
            ward.nurse.succeed(Call::break_glass {
                patient: patient.account(),
                reason: EmergencyReason::Disaster,
                justification: [3; 32],
            });
            if number % 4 == 3 {
                super::scene::next_block();
            }
        }
        let trail = || crate::AuditLog::trail(ward.patient.account()).leaves;
        let before = trail();
        assert!(ward.break_glass().is_some());
        assert_eq!(trail(), before + 1);
        let accessor = ward.nurse.account();
        let flag = pallet_consent::Event::ManyUnreviewed { accessor, unreviewed: many + 1 };
        assert!(events().contains(&RuntimeEvent::Consent(flag)));
        // Long before any review is overdue.
        assert_eq!(Consent::overdue_reviews(None, 100).items.len() as u32, many + 1);
    });
}

#[test]
fn folder_that_the_patient_closed_still_opens_to_whom_saves_her_life() {
    run(|| {
        let ward = ward();
        let (id, policy) = Consent::policies_of(ward.patient.account()).remove(0);
        ward.patient.succeed(Call::revoke_policy { policy: id });
        let emergency = ward.break_glass().unwrap();
        assert_eq!(ward.decision(), Decision::Granted(Basis::Emergency(emergency)));
        // And closes for good if she says so.
        let terms = PolicyTerms { emergency: EmergencyAccess::Never, ..policy.terms };
        ward.patient.succeed(Call::set_policy { policy: Some(id), terms });
        ward.patient.succeed(Call::revoke_policy { policy: id });
        assert_eq!(ward.decision(), Decision::Refused);
    });
}

#[test]
fn majority_that_changes_the_rule_gets_nothing_of_a_patient_who_agreed_to_the_former_one() {
    run(|| {
        let ward = ward();
        let (id, policy) = Consent::policies_of(ward.patient.account()).remove(0);
        let agreed = |version| Call::set_policy {
            policy: Some(id),
            terms: PolicyTerms { emergency: EmergencyAccess::UnderRule(version), ..policy.terms.clone() },
        };
        ward.patient.succeed(agreed(1));
        let emergency = ward.break_glass().unwrap();
        assert_eq!(ward.decision(), Decision::Granted(Basis::Emergency(emergency)));

        // Three of four name whom they like. The nurse satisfies their rule, too.
        let Call::set_emergency_rule { reviewers, validity, review_within, .. } = rule() else { panic!() };
        let accessors = "emergency@medical-council OR doctor@medical-council".parse().unwrap();
        let theirs = Call::set_emergency_rule { accessors, reviewers, validity, review_within };
        assert_eq!(pass(theirs, &[0, 1, 2]), Ok(()));
        assert_eq!(ward.decision(), Decision::Refused);
        let spy = Actor::new("//Spy");
        enrol(3, &spy, Role::Practitioner);
        ward.office.succeed(pallet_attribute_authority::Call::grant {
            holder: spy.account(),
            attribute: "doctor".parse().unwrap(),
            expires: 100 * DAYS,
            key_package: content(2),
        });
        spy.succeed(Call::break_glass {
            patient: ward.patient.account(),
            reason: EmergencyReason::ConsentImpossible,
            justification: [3; 32],
        });
        let asked = Consent::decision(spy.account(), RECORD, Purpose::EmergencyTreatment);
        assert_eq!(asked, Decision::Refused);

        // What the council did not yet decide cannot be agreed to; what it decided, only by the patient.
        let refusal = pallet_consent::Error::<Runtime>::RuleNotFound.into();
        assert_eq!(ward.patient.send(agreed(3)), Ok(Err(refusal)));
        ward.patient.succeed(agreed(2));
        assert_eq!(ward.decision(), Decision::Granted(Basis::Emergency(emergency)));
    });
}
