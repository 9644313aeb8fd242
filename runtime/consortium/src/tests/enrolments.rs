//! Whose people are whose: enrolments that nobody agreed to, and patients whom somebody wants to silence.

use super::{
    governance::pass,
    scene::{agreed, content, council, enrol, enrolment, gateway, refused, run, seat, Actor},
};
use crate::{AccountId, Consent, Consortium, EhrRegistry, Runtime, RuntimeCall, System};
use pallet_consortium::{Error, Participants};
use salus_primitives::{
    consent::{Barred, Basis, Decision, EmergencyAccess, PolicyRef, PolicyTerms, Window},
    consortium::{Gateway, MemberStatus, OrganisationKind, Participant, Role, Standing},
    Purpose, RecordId,
};
use salus_runtime_common::Refusal;
use sp_runtime::{ApplyExtrinsicResult, DispatchError};

const RECORD: RecordId = RecordId([7; 32]);

fn failed(error: Error<Runtime>) -> ApplyExtrinsicResult {
    Ok(Err(error.into()))
}

fn remove(organisation: u32) {
    assert_eq!(pass(pallet_consortium::Call::remove { organisation }, &[0, 1, 2]), Ok(()));
}

/// A doctor of organisation 1 with the attribute that the policy of Paula, a patient of organisation 3, asks for; and a
/// record of hers that organisation 3 filed.
fn filed() -> (Actor, Actor) {
    let (patient, doctor) = (Actor::new("//Paula"), Actor::new("//Dora"));
    let office = Actor::new("//Medical-Council//authority");
    let registration = pallet_attribute_authority::Call::register {
        name: "medical-council".parse().unwrap(),
        organisation: 0,
        account: office.account(),
        public_key: vec![1; 144].try_into().unwrap(),
        proof_of_possession: vec![2; 96].try_into().unwrap(),
    };
    assert_eq!(pass(registration, &[0, 1, 2]), Ok(()));
    office.succeed(pallet_attribute_authority::Call::declare { attribute: "doctor".parse().unwrap() });
    enrol(3, &patient, Role::Patient);
    enrol(1, &doctor, Role::Practitioner);
    office.succeed(pallet_attribute_authority::Call::grant {
        holder: doctor.account(),
        attribute: "doctor".parse().unwrap(),
        expires: 100_000,
        key_package: content(2),
    });
    let terms = PolicyTerms {
        expression: "doctor@medical-council".parse().unwrap(),
        purposes: [Purpose::Treatment].into_iter().collect(),
        valid: Window { from: 0, until: 100_000 },
        emergency: EmergencyAccess::Never,
    };
    patient.succeed(pallet_consent::Call::set_policy { policy: None, terms });
    patient.succeed(pallet_consent::Call::allow_contribution { organisation: 3, until: 100_000 });
    patient.succeed(pallet_consent::Call::allow_contribution { organisation: 1, until: 100_000 });
    let (id, policy) = Consent::policies_of(patient.account()).remove(0);
    gateway(3).succeed(pallet_ehr_registry::Call::submit {
        record: RECORD,
        patient: patient.account(),
        author: gateway(3).account(),
        policy: PolicyRef { id, version: policy.version },
        content: content(3),
        header: content(4),
        previous: None,
    });
    for organisation in [0, 1] {
        let records = vec![RECORD].try_into().unwrap();
        gateway(organisation).succeed(pallet_ehr_registry::Call::endorse { records });
    }
    (patient, doctor)
}

fn reads(doctor: &Actor) -> bool {
    matches!(Consent::decision(doctor.account(), RECORD, Purpose::Treatment), Decision::Granted(_))
}

fn revoke_policy() -> RuntimeCall {
    pallet_consent::Call::revoke_policy { policy: 0 }.into()
}

#[test]
fn gateway_cannot_strip_a_patient_of_the_ways_to_revoke() {
    run(|| {
        let (patient, doctor) = filed();
        remove(3);
        // Another role, which nobody but the patient can agree to, and the patient cannot either.
        let unsigned = {
            let (account, key_card, until) = (patient.account(), content(1), 50);
            let signature = Actor::new("//Mallory").sign_seat(2);
            pallet_consortium::Call::<Runtime>::enrol {
                account,
                role: Role::DataUser,
                key_card,
                until,
                signature,
            }
        };
        assert_eq!(gateway(2).send(unsigned), failed(Error::NotSignedByAccount));
        let agreed = enrolment(2, &patient, Role::DataUser);
        assert_eq!(gateway(2).send(agreed), failed(Error::PatientStaysPatient));
        // Nor can it suspend somebody who is not its own.
        let suspend = pallet_consortium::Call::suspend_participant { account: patient.account() };
        assert_eq!(gateway(2).send(suspend), failed(Error::OtherOrganisation));

        assert!(reads(&doctor));
        patient.succeed(revoke_policy());
        assert!(!reads(&doctor));
        patient.succeed(pallet_ehr_registry::Call::erase { record: RECORD });
    });
}

#[test]
fn patient_takes_everything_back_when_suspended_and_enrolled_as_something_else_before() {
    run(|| {
        let (patient, doctor) = filed();
        // As a runtime left it that let any gateway do so.
        let role = Role::DataUser;
        let status = MemberStatus::Suspended;
        let person = Participant { organisation: 2, role, key_card: content(1), status };
        for status in [MemberStatus::Active, status] {
            Participants::<Runtime>::insert(patient.account(), Participant { status, ..person.clone() });
            patient.succeed(pallet_consent::Call::revoke_contribution {
                organisation: if status == MemberStatus::Active { 3 } else { 1 },
            });
        }
        assert!(reads(&doctor));
        patient.succeed(revoke_policy());
        assert!(!reads(&doctor));
        patient.succeed(pallet_ehr_registry::Call::dispute { record: RECORD, reason: [1; 32] });
        patient.succeed(pallet_ehr_registry::Call::erase { record: RECORD });
        // Nothing else, and nobody else who owns nothing.
        let allow = pallet_consent::Call::allow_contribution { organisation: 0, until: 1_000 };
        assert_eq!(patient.send(allow), refused(Refusal::UnknownSender));
        gateway(1).succeed(pallet_consortium::Call::suspend_participant { account: doctor.account() });
        assert_eq!(doctor.send(revoke_policy()), refused(Refusal::UnknownSender));
    });
}

#[test]
fn suspended_patient_still_bars_a_reader() {
    run(|| {
        let (patient, doctor) = filed();
        gateway(3).succeed(pallet_consortium::Call::suspend_participant { account: patient.account() });
        assert!(reads(&doctor));
        patient.succeed(pallet_consent::Call::restrict { barred: Barred::Account(doctor.account()) });
        assert!(!reads(&doctor));
        let lift = pallet_consent::Call::lift_restriction { barred: Barred::Account(doctor.account()) };
        assert_eq!(patient.send(lift), refused(Refusal::UnknownSender));
    });
}

#[test]
fn suspended_hospital_does_not_keep_its_patients_from_their_own_records() {
    run(|| {
        let (patient, doctor) = filed();
        let open = || pallet_consent::Call::<Runtime>::open_access {
            record: RECORD,
            purpose: Purpose::PatientRequest,
            justification: [0; 32],
        };
        let decision = || Consent::decision(patient.account(), RECORD, Purpose::PatientRequest);
        gateway(3).succeed(pallet_consortium::Call::suspend_participant { account: patient.account() });
        assert_eq!(decision(), Decision::Granted(Basis::OwnRecord));
        patient.succeed(open());
        assert_eq!(pass(pallet_consortium::Call::suspend { organisation: 3 }, &[0, 1, 2]), Ok(()));
        patient.succeed(open());
        remove(3);
        patient.succeed(open());
        assert_eq!(Consent::ticket(2).unwrap().accessor, patient.account());
        // What is not one's own looks like what is not there.
        let absent = pallet_consent::Call::open_access {
            record: RecordId([8; 32]),
            purpose: Purpose::PatientRequest,
            justification: [0; 32],
        };
        let refused_by_the_pallet = Ok(Err(pallet_consent::Error::<Runtime>::NotParticipant.into()));
        assert_eq!(patient.send(absent), refused_by_the_pallet);
        // A doctor without standing opens nothing.
        gateway(1).succeed(pallet_consortium::Call::suspend_participant { account: doctor.account() });
        assert_eq!(doctor.send(open()), refused(Refusal::UnknownSender));
    });
}

#[test]
fn patient_moves_to_another_hospital_without_asking_the_one_before() {
    run(|| {
        let (patient, doctor) = filed();
        enrol(2, &patient, Role::Patient);
        let standing = |who: &Actor| Consortium::standing_of(who.account());
        assert_eq!(standing(&patient), Some(Standing::Participant(2, Role::Patient)));
        // The former hospital has no power over the patient, and the records are still the patient's.
        let suspend = pallet_consortium::Call::suspend_participant { account: patient.account() };
        assert_eq!(gateway(3).send(suspend), failed(Error::OtherOrganisation));
        assert!(reads(&doctor));
        patient.succeed(revoke_policy());
    });
}

#[test]
fn former_hospital_cannot_take_a_patient_back_with_an_old_signature() {
    run(|| {
        let patient = Actor::new("//Paula");
        let first = enrolment(3, &patient, Role::Patient);
        gateway(3).succeed(first.clone());
        enrol(2, &patient, Role::Patient);
        assert_eq!(gateway(3).send(first), failed(Error::NotSignedByAccount));
    });
}

#[test]
fn signature_for_one_hospital_is_of_no_use_to_another() {
    run(|| {
        let patient = Actor::new("//Paula");
        assert_eq!(gateway(1).send(enrolment(0, &patient, Role::Patient)), failed(Error::NotSignedByAccount));
        let tomorrow = System::block_number() + 2_000_000;
        let long = agreed(0, &patient, Role::Patient, tomorrow);
        assert_eq!(gateway(0).send(long), failed(Error::AgreementTooFarAhead));
        assert_eq!(Consortium::standing_of(patient.account()), None);
    });
}

fn admission(predecessor: Option<u32>) -> RuntimeCall {
    pallet_consortium::Call::admit {
        name: b"North".to_vec().try_into().unwrap(),
        kind: OrganisationKind::Laboratory,
        seat: Actor::new("//North//seat").account(),
        gateway: Gateway {
            account: Actor::new("//North//gateway").account(),
            url: b"https://laboratory.example".to_vec().try_into().unwrap(),
        },
        predecessor,
    }
    .into()
}

#[test]
fn enrolment_does_not_squat_on_accounts_that_a_motion_names() {
    run(|| {
        let (key_card, until) = (content(1), 50);
        for account in ["//North//seat", "//North//gateway"].map(|name| Actor::new(name).account()) {
            let signature = gateway(3).sign_seat(3);
            let squat =
                pallet_consortium::Call::enrol { account, role: Role::Patient, key_card, until, signature };
            assert_eq!(gateway(3).send(squat), failed(Error::NotSignedByAccount));
        }
        assert_eq!(pass(admission(None), &[0, 1, 2]), Ok(()));
    });
}

#[test]
fn organisation_does_not_shed_its_bars_by_returning_under_another_number() {
    run(|| {
        let (patient, doctor) = filed();
        patient.succeed(pallet_consent::Call::restrict { barred: Barred::Organisation(1) });
        assert!(!reads(&doctor));
        remove(1);
        assert_eq!(pass(admission(Some(1)), &[0, 2, 3]), Ok(()));
        let newcomer: AccountId = Actor::new("//North//gateway").account();
        assert_eq!(Consortium::standing_of(newcomer), Some(Standing::Gateway(4)));
        Actor::new("//North//gateway").succeed(enrolment(4, &doctor, Role::Practitioner));
        assert!(!reads(&doctor));
        patient.succeed(pallet_consent::Call::lift_restriction { barred: Barred::Organisation(1) });
        assert!(reads(&doctor));
    });
}

#[test]
fn leaked_seat_key_is_replaced_without_leaving_the_consortium() {
    run(|| {
        let fresh = Actor::new("//City-Hospital//second-seat");
        let rotate = |signature| pallet_consortium::Call::<Runtime>::rotate_seat {
            account: fresh.account(),
            signature,
        };
        // Nobody's account is taken without a signature, and not by another seat's.
        assert_eq!(seat(0).send(rotate(seat(0).sign_seat(0))), failed(Error::NotSignedByAccount));
        assert_eq!(seat(0).send(rotate(fresh.sign_seat(1))), failed(Error::NotSignedByAccount));
        seat(0).succeed(rotate(fresh.sign_seat(0)));
        assert!(council().contains(&fresh.account()) && !council().contains(&seat(0).account()));
        // What leaked is worth nothing any more.
        let back = pallet_consortium::Call::rotate_seat {
            account: Actor::new("//Mallory").account(),
            signature: Actor::new("//Mallory").sign_seat(0),
        };
        assert_eq!(seat(0).send(back), refused(Refusal::UnknownSender));
        // The others and the new key decide; its votes count, and the number of seats stays.
        let suspend = pallet_consortium::Call::<Runtime>::suspend { organisation: 3 };
        assert_eq!(pass(suspend.clone(), &[1, 2]), Err(DispatchError::BadOrigin));
        assert_eq!(pass(suspend, &[1, 2, 3]), Ok(()));
        assert_eq!(EhrRegistry::record(RECORD), None);
    });
}

#[test]
fn seat_does_not_take_an_account_that_is_not_its_own_for_its_gateway() {
    run(|| {
        let fresh = Actor::new("//City-Hospital//second-gateway");
        let url = b"https://moved.example".to_vec();
        let set = |organisation: usize, signature| {
            let url = url.clone().try_into().unwrap();
            let gateway = Gateway { account: fresh.account(), url };
            seat(organisation).send(pallet_consortium::Call::<Runtime>::set_gateway { gateway, signature })
        };
        // Another organisation names the account first; and signs itself, or passes another agreement off as this one.
        for signature in [None, Some(seat(1).sign_gateway(1)), Some(fresh.sign_seat(1))] {
            assert_eq!(set(1, signature), failed(Error::NotSignedByAccount));
        }
        assert_eq!(set(1, Some(fresh.sign_gateway(0))), failed(Error::NotSignedByAccount));
        let agreed = fresh.sign_gateway(0);
        assert_eq!(set(0, Some(agreed.clone())), Ok(Ok(())));
        assert_eq!(Consortium::standing_of(fresh.account()), Some(Standing::Gateway(0)));
        // The agreement is used up: once the gateway moved on, it does not come back by it.
        let back = gateway(0);
        let gateway = Gateway { account: back.account(), url: url.clone().try_into().unwrap() };
        let signature = Some(back.sign_gateway(0));
        seat(0).succeed(pallet_consortium::Call::set_gateway { gateway, signature });
        assert_eq!(set(0, Some(agreed)), failed(Error::NotSignedByAccount));
    });
}
