//! Floods. The chain has no fees: what each takes is counted, and only whoever floods is refused.

use super::{
    governance::pass,
    scene::{errand, gateway, next_block, refused, run, same_card, seat, unsigned, Actor},
};
use crate::{
    access::Rules,
    quotas::{OrganisationQuota, SeatQuota},
    Consortium, RuntimeCall,
};
use codec::Encode;
use frame_support::{dispatch::GetDispatchInfo, weights::constants::WEIGHT_REF_TIME_PER_MILLIS};
use salus_primitives::{
    consortium::Role,
    quota::{Cost, Purse, Quotas},
    Purpose, RecordId,
};
use salus_runtime_common::{CallRules, Refusal};
use sp_runtime::transaction_validity::InvalidTransaction;

fn enrol(who: &Actor, role: Role, organisation: usize) {
    super::scene::enrol(organisation, who, role);
}

/// As many copies of `call` as take most of what ordinary transactions may of a block. The batch adds its own.
fn heaviest(call: &RuntimeCall) -> RuntimeCall {
    let single = call.get_dispatch_info().call_weight.ref_time();
    let calls = vec![call.clone(); (700 * WEIGHT_REF_TIME_PER_MILLIS / single) as usize];
    pallet_utility::Call::force_batch { calls }.into()
}

/// Sends the heaviest transactions that fit into a block, one per block, until the quota refuses.
fn flood(who: &Actor, call: &RuntimeCall) -> usize {
    let heaviest = heaviest(call);
    for sent in 0..64 {
        match who.send(heaviest.clone()) {
            Ok(Ok(())) => next_block(),
            outcome => {
                assert_eq!(outcome, refused(Refusal::QuotaExhausted));
                return sent;
            }
        }
    }
    panic!("the flood was never stopped");
}

/// Leaves nothing of the bucket behind `purse`.
fn exhaust(purse: &Purse<crate::AccountId>) {
    let mut step = Cost { ref_time: 1 << 50, length: 1 << 30 };
    while step != Cost::default() {
        if !Consortium::charge(purse, step) {
            step = Cost { ref_time: step.ref_time / 2, length: step.length / 2 };
        }
    }
}

fn open() -> RuntimeCall {
    pallet_consent::Call::open_access {
        record: RecordId([1; 32]),
        purpose: Purpose::Treatment,
        justification: [0; 32],
    }
    .into()
}

fn cost_of(call: RuntimeCall) -> Cost {
    Cost { ref_time: call.get_dispatch_info().call_weight.ref_time(), length: call.encoded_size() as u64 }
}

fn revocation() -> RuntimeCall {
    pallet_consent::Call::revoke_contribution { organisation: 0 }.into()
}

#[test]
fn flood_of_one_organisation_leaves_the_others_alone() {
    run(|| {
        let pointless = pallet_consortium::Call::reinstate_participant { account: seat(0).account() };
        let sent = flood(&gateway(0), &pointless.into());
        assert!((3..12).contains(&sent), "{sent}");
        for other in 1..4 {
            gateway(other).succeed(errand());
            let (used, limits) = (Consortium::quota(other as u32).unwrap().used, OrganisationQuota::get());
            assert!(used.ref_time < limits.capacity.ref_time / 100);
        }
        // The flooder is refused, until it comes back.
        exhaust(&Purse::Organisation(0));
        assert_eq!(gateway(0).send(errand()), refused(Refusal::QuotaExhausted));
        next_block();
        gateway(0).succeed(errand());
    });
}

#[test]
fn flooded_organisation_can_still_vote() {
    run(|| {
        exhaust(&Purse::Organisation(0));
        exhaust(&Purse::Organisation(1));
        assert_eq!(gateway(0).send(errand()), refused(Refusal::QuotaExhausted));
        assert_eq!(pass(pallet_consortium::Call::suspend { organisation: 3 }, &[0, 1, 2]), Ok(()));
    });
}

#[test]
fn flooded_patient_can_still_revoke() {
    run(|| {
        let patient = Actor::new("//Paula");
        enrol(&patient, Role::Patient, 0);
        patient.succeed(pallet_consent::Call::allow_contribution { organisation: 0, until: 1_000 });
        exhaust(&Purse::Organisation(0));
        assert_eq!(patient.send(same_card()), refused(Refusal::QuotaExhausted));
        patient.succeed(revocation());
    });
}

#[test]
fn revocations_are_not_unbounded_either() {
    run(|| {
        let patient = Actor::new("//Paula");
        enrol(&patient, Role::Patient, 0);
        exhaust(&Purse::Person(patient.account(), 0));
        assert_eq!(patient.send(revocation()), refused(Refusal::QuotaExhausted));
        // Another patient's are not touched, and the own come back in a moment.
        let other = Actor::new("//Otto");
        enrol(&other, Role::Patient, 0);
        assert!(other.send(revocation()).is_ok());
        for _ in 0..5 {
            next_block();
        }
        assert!(patient.send(revocation()).is_ok());
    });
}

#[test]
fn crowd_enrolled_to_take_back_nothing_leaves_others_their_blocks() {
    run(|| {
        let (one_of_the_crowd, patient) = (Actor::new("//Sybil"), Actor::new("//Paula"));
        enrol(&one_of_the_crowd, Role::Patient, 0);
        enrol(&patient, Role::Patient, 1);
        // As many others as it takes, each with a fresh bucket of its own.
        for number in 0..1_000_u32 {
            exhaust(&Purse::Person(Actor::new(&format!("//Sybil//{number}")).account(), 0));
            if Consortium::left(&Purse::Person(one_of_the_crowd.account(), 0), cost_of(revocation()))
                .is_none()
            {
                break;
            }
        }
        assert_eq!(one_of_the_crowd.send(revocation()), refused(Refusal::QuotaExhausted));
        assert!(patient.send(revocation()).is_ok());
        next_block();
        assert!(one_of_the_crowd.send(revocation()).is_ok());
    });
}

#[test]
fn revocation_cannot_carry_other_calls_past_the_quota() {
    run(|| {
        let patient = Actor::new("//Paula");
        enrol(&patient, Role::Patient, 0);
        exhaust(&Purse::Organisation(0));
        let smuggled: RuntimeCall =
            pallet_utility::Call::force_batch { calls: vec![revocation(), same_card()] }.into();
        assert_eq!(patient.send(smuggled), refused(Refusal::QuotaExhausted));
    });
}

#[test]
fn flooding_person_cannot_silence_its_hospital() {
    run(|| {
        let person = Actor::new("//Mallory");
        enrol(&person, Role::DataUser, 0);
        flood(&person, &same_card());
        // A quarter is the gateway's alone, and suspending does not even need that.
        gateway(0).succeed(errand());
        exhaust(&Purse::Organisation(0));
        gateway(0).succeed(pallet_consortium::Call::suspend_participant { account: person.account() });
        assert_eq!(person.send(same_card()), refused(Refusal::UnknownSender));
    });
}

#[test]
fn batch_cannot_hide_its_weight_from_the_quota() {
    run(|| {
        let single = open().get_dispatch_info().call_weight.ref_time();
        let mut hidden = open();
        for _ in 0..3 {
            hidden = pallet_utility::Call::batch { calls: vec![hidden; 4] }.into();
        }
        let doctor = Actor::new("//Dora");
        enrol(&doctor, Role::Practitioner, 0);
        assert!(hidden.get_dispatch_info().call_weight.ref_time() >= 64 * single);

        // Enough for a few, and not for sixty-four in disguise.
        let capacity = OrganisationQuota::get().capacity.ref_time;
        let used = Consortium::quota(0).unwrap().used.ref_time;
        let rest = capacity - capacity / 4 - used;
        assert!(Consortium::charge(&Purse::People(0), Cost { ref_time: rest - 60 * single, length: 0 }));
        assert_eq!(doctor.send(hidden), refused(Refusal::QuotaExhausted));
        doctor.succeed(open());
    });
}

#[test]
fn unused_weight_should_come_back_when_a_motion_is_closed() {
    run(|| {
        let heaviest = super::scene::motion_weight().ref_time();
        let before = SeatQuota::get().capacity.ref_time;
        // Far more of them than the quota holds at once, if what each declares stayed taken.
        for _ in 0..4 {
            assert_eq!(pass(pallet_consortium::Call::suspend { organisation: 3 }, &[0, 1, 2]), Ok(()));
            assert_eq!(pass(pallet_consortium::Call::reinstate { organisation: 3 }, &[0, 1, 2]), Ok(()));
        }
        assert!(8 * heaviest > before);
        let used = pallet_consortium::Reserves::<crate::Runtime>::get(seat(0).account()).used.ref_time;
        assert!(used < heaviest, "{used}");
    });
}

#[test]
fn validator_cannot_change_its_keys_again_and_again() {
    run(|| {
        use sp_core::Pair;
        use sp_runtime::traits::OpaqueKeys as _;
        let alice = Actor::new("//Alice");
        let change = |round: u32| {
            let babe = sp_core::sr25519::Pair::from_string(&format!("//Alice//{round}"), None).unwrap();
            let grandpa = sp_core::ed25519::Pair::from_string(&format!("//Alice//{round}"), None).unwrap();
            let keys = crate::SessionKeys { babe: babe.public().into(), grandpa: grandpa.public().into() };
            let statement = sp_core::proof_of_possession::statement_of_ownership(&alice.account().encode());
            let proof = (babe.sign(&statement), grandpa.sign(&statement)).encode();
            assert!(alice.account().using_encoded(|who| keys.ownership_proof_is_valid(who, &proof)));
            alice.send(pallet_session::Call::set_keys { keys, proof })
        };
        let changes = (0..16).take_while(|round| change(*round) == Ok(Ok(()))).count();
        assert!((1..=4).contains(&changes), "{changes}");
        assert_eq!(change(99), refused(Refusal::QuotaExhausted));
    });
}

#[test]
fn calls_should_wait_as_long_as_they_are_of_use_when_the_pool_is_full() {
    let longevity = [errand(), open(), revocation()].map(|call| Rules::longevity(&call));
    assert_eq!(longevity, [1_800, 150, 4_096]);
}

#[test]
fn flood_waits_behind_the_others_in_the_pool() {
    run(|| {
        use frame_support::storage::with_transaction;
        use sp_runtime::{transaction_validity::TransactionSource, DispatchError, TransactionOutcome};
        let priority = |who: &Actor| {
            let transaction = who.sign(errand());
            with_transaction(|| {
                let validity = crate::Executive::validate_transaction(
                    TransactionSource::External,
                    transaction,
                    crate::System::parent_hash(),
                );
                TransactionOutcome::Rollback(Ok::<_, DispatchError>(validity))
            })
            .unwrap()
            .unwrap()
            .priority
        };
        assert_eq!(priority(&gateway(0)), priority(&gateway(1)));
        assert!(Consortium::charge(&Purse::Organisation(0), Cost { ref_time: 1 << 41, length: 0 }));
        assert!(priority(&gateway(0)) < priority(&gateway(1)));
    });
}

#[test]
fn forged_general_transaction_should_be_refused_when_nothing_authorised_it() {
    run(|| {
        let wrapped = pallet_utility::Call::batch { calls: vec![errand()] }.into();
        for call in [errand(), revocation(), wrapped] {
            let outcome = crate::Executive::apply_extrinsic(unsigned(call));
            assert_eq!(outcome, Err(InvalidTransaction::UnknownOrigin.into()));
        }
    });
}

fn glass(patient: &Actor) -> RuntimeCall {
    pallet_consent::Call::break_glass {
        patient: patient.account(),
        reason: salus_primitives::emergency::EmergencyReason::Disaster,
        justification: [0; 32],
    }
    .into()
}

#[test]
fn flood_of_remedies_does_not_stop_a_suspension_or_a_broken_glass() {
    run(|| {
        let (doctor, flooder) = (Actor::new("//Dora"), Actor::new("//Mallory"));
        enrol(&doctor, Role::Practitioner, 0);
        enrol(&flooder, Role::Patient, 0);
        // Eight accounts of the hospital take back nothing, as often as they may.
        for number in 0..8 {
            exhaust(&Purse::Person(Actor::new(&format!("//Mallory//{number}")).account(), 0));
        }
        assert_eq!(flooder.send(revocation()), refused(Refusal::QuotaExhausted));
        assert!(doctor.send(glass(&flooder)).is_ok());
        let account = flooder.account();
        gateway(0).succeed(pallet_consortium::Call::suspend_participant { account });
    });
}

#[test]
fn flood_of_broken_glasses_does_not_stop_a_revocation_or_a_suspension() {
    run(|| {
        let (doctor, patient) = (Actor::new("//Dora"), Actor::new("//Paula"));
        enrol(&doctor, Role::Practitioner, 0);
        enrol(&patient, Role::Patient, 0);
        for number in 0..8 {
            exhaust(&Purse::Emergency(Actor::new(&format!("//Mallory//{number}")).account(), 0));
        }
        assert_eq!(doctor.send(glass(&patient)), refused(Refusal::QuotaExhausted));
        assert!(patient.send(revocation()).is_ok());
        gateway(0).succeed(pallet_consortium::Call::suspend_participant { account: doctor.account() });
    });
}
