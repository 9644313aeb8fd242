//! Attacks on and by attribute authorities.

use super::{
    governance::pass,
    scene::{self, content, enrol, events, gateway, refused, run, Actor},
};
use crate::{AttributeAuthority, Consent, Executive, Runtime, RuntimeEvent, System};
use pallet_attribute_authority::{Call, Error, Event};
use salus_primitives::{
    authority::{Grant, SkipReason, UseStatus},
    consent::{Decision, EmergencyAccess, PolicyRef, PolicyTerms, Window},
    consortium::Role,
    traits::AttributeHoldings,
    Attribute, BlockNumber, Label, Purpose, RecordId,
};
use salus_runtime_common::Refusal;
use sp_runtime::{transaction_validity::InvalidTransaction, ApplyExtrinsicResult, DispatchError};

const RECORD: RecordId = RecordId([9; 32]);
/// The first block at which the doctor's attribute no longer counts.
const EXPIRES: BlockNumber = 1_000;

type AuthorityCall = Call<Runtime>;

/// Two authorities of two organisations, and a record that a doctor of the first may read.
struct Scene {
    /// `medical-council` of organisation 0.
    council: Actor,
    /// `city-hospital` of organisation 1.
    hospital: Actor,
    patient: Actor,
    doctor: Actor,
    /// A second doctor.
    colleague: Actor,
}

fn label(text: &str) -> Label {
    text.parse().unwrap()
}

fn doctor_attribute() -> Attribute {
    "doctor@medical-council".parse().unwrap()
}

fn register(name: &str, office: &Actor, organisation: u32) {
    let registration = AuthorityCall::register {
        name: label(name),
        organisation,
        account: office.account(),
        public_key: vec![1; 674].try_into().unwrap(),
        proof_of_possession: vec![2; 98].try_into().unwrap(),
    };
    assert_eq!(pass(registration, &[0, 1, 2]), Ok(()));
}

fn grant(holder: &Actor) -> AuthorityCall {
    AuthorityCall::grant {
        holder: holder.account(),
        attribute: label("doctor"),
        expires: EXPIRES,
        key_package: content(2),
    }
}

fn renewals(holders: &[&Actor]) -> AuthorityCall {
    let grants = holders.iter().map(|holder| Grant {
        holder: holder.account(),
        attribute: label("doctor"),
        expires: EXPIRES,
        key_package: content(5),
    });
    AuthorityCall::renew_batch { grants: grants.collect::<Vec<_>>().try_into().unwrap() }
}

fn epoch() -> Option<u32> {
    <AttributeAuthority as AttributeHoldings<_>>::epoch(&doctor_attribute())
}

fn failed(error: Error<Runtime>) -> ApplyExtrinsicResult {
    Ok(Err(error.into()))
}

impl Scene {
    fn new() -> Self {
        let scene = Self {
            council: Actor::new("//Medical-Council//authority"),
            hospital: Actor::new("//City-Hospital//authority"),
            patient: Actor::new("//Paula"),
            doctor: Actor::new("//Dora"),
            colleague: Actor::new("//Carl"),
        };
        register("medical-council", &scene.council, 0);
        register("city-hospital", &scene.hospital, 1);
        scene.council.succeed(AuthorityCall::declare { attribute: label("doctor") });
        for (who, role) in [
            (&scene.patient, Role::Patient),
            (&scene.doctor, Role::Practitioner),
            (&scene.colleague, Role::Practitioner),
        ] {
            enrol(2, who, role);
        }
        for holder in [&scene.doctor, &scene.colleague] {
            scene.council.succeed(grant(holder));
        }
        scene.file_a_record();
        assert!(scene.opens(&scene.doctor));
        scene
    }

    fn file_a_record(&self) {
        let patient = &self.patient;
        patient.succeed(pallet_consent::Call::set_policy {
            policy: None,
            terms: PolicyTerms {
                expression: "doctor@medical-council".parse().unwrap(),
                purposes: [Purpose::Treatment].into_iter().collect(),
                valid: Window { from: 0, until: 10 * EXPIRES },
                emergency: EmergencyAccess::Never,
            },
        });
        patient.succeed(pallet_consent::Call::allow_contribution { organisation: 2, until: EXPIRES });
        let (id, policy) = Consent::policies_of(patient.account()).remove(0);
        gateway(2).succeed(pallet_ehr_registry::Call::submit {
            record: RECORD,
            patient: patient.account(),
            author: gateway(2).account(),
            policy: PolicyRef { id, version: policy.version },
            content: content(3),
            header: content(4),
            previous: None,
        });
        for organisation in [1, 3] {
            let records = vec![RECORD].try_into().unwrap();
            gateway(organisation).succeed(pallet_ehr_registry::Call::endorse { records });
        }
    }

    /// True if `who` gets a ticket for the record when asking on the chain; the reading agrees.
    fn opens(&self, who: &Actor) -> bool {
        let foreseen = Consent::decision(who.account(), RECORD, Purpose::Treatment);
        who.succeed(pallet_consent::Call::open_access {
            record: RECORD,
            purpose: Purpose::Treatment,
            justification: [3; 32],
        });
        let ticket = events().into_iter().rev().find_map(|event| match event {
            RuntimeEvent::Consent(pallet_consent::Event::AccessDecided { ticket, .. }) => Some(ticket),
            _ => None,
        });
        let opened = ticket.unwrap().is_some();
        assert_eq!(opened, foreseen != Decision::Refused);
        opened
    }
}

#[test]
fn expired_holding_opens_nothing() {
    run(|| {
        let scene = Scene::new();
        System::set_block_number(EXPIRES - 1);
        assert!(scene.opens(&scene.doctor));
        System::set_block_number(EXPIRES);
        assert!(!scene.opens(&scene.doctor));
        // The patient reads on; and a renewal at the same block brings the doctor back.
        let own = Consent::decision(scene.patient.account(), RECORD, Purpose::PatientRequest);
        assert_ne!(own, Decision::Refused);
        scene.council.succeed(AuthorityCall::renew {
            holder: scene.doctor.account(),
            attribute: label("doctor"),
            expires: EXPIRES + 1,
            key_package: content(5),
        });
        assert!(scene.opens(&scene.doctor));
        assert!(!scene.opens(&scene.colleague));
    });
}

#[test]
fn removed_authority_stops_everywhere_at_once() {
    run(|| {
        let scene = Scene::new();
        let removal = AuthorityCall::remove { name: label("medical-council") };
        assert_eq!(pass(removal.clone(), &[0, 1]), Err(DispatchError::BadOrigin));
        assert!(scene.opens(&scene.doctor));

        assert_eq!(pass(removal.clone(), &[0, 1, 2]), Ok(()));
        // What it certified opens nothing, in the same block.
        for holder in [&scene.doctor, &scene.colleague] {
            assert!(!scene.opens(holder));
            let held = AttributeAuthority::holdings(holder.account());
            assert!(held.iter().all(|held| !held.counts));
        }
        assert_eq!(epoch(), None);
        // Its office is a stranger to the pool, whatever it tries.
        let declare = AuthorityCall::declare { attribute: label("surgeon") };
        for call in [grant(&scene.doctor), renewals(&[&scene.doctor]), declare] {
            assert_eq!(scene.council.send(call), refused(Refusal::UnknownSender));
        }
        // It comes back neither by reinstatement nor under its name.
        let reinstatement = AuthorityCall::reinstate { name: label("medical-council") };
        let removed = Error::<Runtime>::AuthorityRemoved;
        assert_eq!(pass(reinstatement, &[0, 1, 2]), Err(removed.into()));
        let again = AuthorityCall::register {
            name: label("medical-council"),
            organisation: 0,
            account: Actor::new("//Impostor").account(),
            public_key: vec![1; 674].try_into().unwrap(),
            proof_of_possession: vec![2; 98].try_into().unwrap(),
        };
        assert_eq!(pass(again, &[0, 1, 2]), Err(Error::<Runtime>::NameTaken.into()));
        // Others go on.
        scene.hospital.succeed(AuthorityCall::declare { attribute: label("icu") });
        let status = AttributeAuthority::authority(label("medical-council")).unwrap().authority.status;
        assert_eq!(status, UseStatus::Removed);
    });
}

#[test]
fn authority_of_a_suspended_organisation_cannot_issue() {
    run(|| {
        let scene = Scene::new();
        let suspension = pallet_consortium::Call::suspend { organisation: 0 };
        assert_eq!(pass(suspension, &[1, 2, 3]), Ok(()));
        for call in [grant(&scene.doctor), renewals(&[&scene.doctor])] {
            assert_eq!(scene.council.send(call), refused(Refusal::UnknownSender));
        }
        assert!(!scene.opens(&scene.doctor));
        assert_eq!(epoch(), None);

        let reinstatement = pallet_consortium::Call::reinstate { organisation: 0 };
        assert_eq!(pass(reinstatement, &[1, 2, 3]), Ok(()));
        assert!(scene.opens(&scene.doctor));
        scene.council.succeed(renewals(&[&scene.doctor]));
    });
}

#[test]
fn authority_cannot_touch_another_namespace() {
    run(|| {
        let scene = Scene::new();
        let revocation =
            || AuthorityCall::revoke { holder: scene.doctor.account(), attribute: label("doctor") };
        let suspension = || AuthorityCall::suspend_attribute { attribute: label("doctor") };
        for call in [grant(&scene.doctor), revocation(), suspension()] {
            assert_eq!(scene.hospital.send(call), failed(Error::UnknownAttribute));
        }

        // With an attribute of the same name it touches its own, and nothing of the other's.
        scene.hospital.succeed(AuthorityCall::declare { attribute: label("doctor") });
        assert_eq!(scene.hospital.send(revocation()), failed(Error::NotHeld));
        scene.hospital.succeed(AuthorityCall::revoke_batch {
            holdings: vec![(scene.doctor.account(), label("doctor"))].try_into().unwrap(),
        });
        let skipped = events().into_iter().any(|event| {
            event
                == RuntimeEvent::AttributeAuthority(Event::Skipped { index: 0, reason: SkipReason::NotHeld })
        });
        assert!(skipped);
        scene.hospital.succeed(suspension());
        scene.hospital.succeed(AuthorityCall::rotate_key {
            public_key: vec![7; 674].try_into().unwrap(),
            proof_of_possession: vec![8; 98].try_into().unwrap(),
        });
        assert_eq!(epoch(), Some(0));
        assert!(scene.opens(&scene.doctor));

        // Nor does its word count where the other's is asked for.
        scene.hospital.succeed(AuthorityCall::reinstate_attribute { attribute: label("doctor") });
        let outsider = Actor::new("//Olga");
        enrol(1, &outsider, Role::Practitioner);
        scene.hospital.succeed(grant(&outsider));
        assert!(!scene.opens(&outsider));
    });
}

#[test]
fn rotated_key_needs_new_epochs() {
    run(|| {
        let scene = Scene::new();
        let name = label("medical-council");
        let first = AttributeAuthority::key(name.clone(), 0);
        scene.council.succeed(AuthorityCall::rotate_key {
            public_key: vec![7; 674].try_into().unwrap(),
            proof_of_possession: vec![8; 98].try_into().unwrap(),
        });

        // Keys of the old secret open nothing any more, on the chain as in the capsules.
        assert_eq!(epoch(), Some(1));
        assert!(!scene.opens(&scene.doctor) && !scene.opens(&scene.colleague));
        // Whoever is re-issued counts again, and nobody else.
        scene.council.succeed(renewals(&[&scene.doctor]));
        assert!(scene.opens(&scene.doctor));
        assert!(!scene.opens(&scene.colleague));
        // The old key stays for the capsules that were made with it, and never comes back into use.
        assert_eq!(AttributeAuthority::key(name.clone(), 0), first);
        assert_eq!(AttributeAuthority::key(name, 1).map(|key| key.into_inner()), Some(vec![7; 674]));
        let back = AuthorityCall::rotate_key {
            public_key: first.unwrap(),
            proof_of_possession: vec![2; 98].try_into().unwrap(),
        };
        assert_eq!(scene.council.send(back), failed(Error::KeyUsedBefore));
    });
}

#[test]
fn revoked_holders_cost_one_epoch_and_the_rest_come_back_together() {
    run(|| {
        let scene = Scene::new();
        let third = Actor::new("//Theo");
        enrol(2, &third, Role::Practitioner);
        scene.council.succeed(grant(&third));
        let lost = [&scene.doctor, &scene.colleague].map(|who| (who.account(), label("doctor")));
        scene.council.succeed(AuthorityCall::revoke_batch { holdings: lost.to_vec().try_into().unwrap() });
        assert_eq!(epoch(), Some(1));

        let rest = AttributeAuthority::holders_of(doctor_attribute(), None, 10);
        assert_eq!(rest.items.iter().map(|item| item.holder.clone()).collect::<Vec<_>>(), [third.account()]);
        assert!(!scene.opens(&third));
        scene.council.succeed(renewals(&[&third]));
        assert!(scene.opens(&third));
        assert!(!scene.opens(&scene.doctor) && !scene.opens(&scene.colleague));
    });
}

/// Sends a transaction that nobody signs.
fn unsigned(call: AuthorityCall) -> ApplyExtrinsicResult {
    Executive::apply_extrinsic(scene::unsigned(call))
}

#[test]
fn expired_holding_is_cleared_away_by_anybody_once_and_not_too_early() {
    run(|| {
        let scene = Scene::new();
        let clean_up = || AuthorityCall::discard_holdings {
            holdings: vec![(scene.doctor.account(), label("medical-council"), label("doctor"))]
                .try_into()
                .unwrap(),
        };
        let retention: BlockNumber = <Runtime as pallet_attribute_authority::Config>::HoldingRetention::get();
        System::set_block_number(EXPIRES + retention - 1);
        assert_eq!(unsigned(clean_up()), Err(InvalidTransaction::Future.into()));
        System::set_block_number(EXPIRES + retention);
        // Not with a signature: the pool takes it from nobody in particular or not at all.
        assert_eq!(scene.council.send(clean_up()), refused(Refusal::CallNotAllowed));
        assert_eq!(unsigned(clean_up()), Ok(Ok(())));
        assert_eq!(unsigned(clean_up()), Err(InvalidTransaction::Stale.into()));
        assert!(AttributeAuthority::holdings(scene.doctor.account()).is_empty());
        assert_eq!(AttributeAuthority::holdings(scene.colleague.account()).len(), 1);
    });
}

#[test]
fn calls_of_members_are_refused_when_nobody_signs_them() {
    run(|| {
        let scene = Scene::new();
        for call in [grant(&scene.doctor), AuthorityCall::remove { name: label("medical-council") }] {
            assert_eq!(unsigned(call), Err(InvalidTransaction::UnknownOrigin.into()));
        }
    });
}
