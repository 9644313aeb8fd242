//! What more than half of the council would like to do alone, or overnight.

use super::{
    governance::pass,
    scene::{council, errand, events, gateway, next_block, next_session, refused, run, seat, Actor},
};
use crate::{
    AttributeAuthority, Consent, Consortium, Enactment, Runtime, RuntimeCall, RuntimeEvent, Session, System,
};
use frame_support::traits::GetCallMetadata;
use salus_primitives::{
    authority::UseStatus,
    consortium::{Gateway, OrganisationKind, Standing},
    governance::{is_delayed, DELAYED},
};
use salus_runtime_common::{
    enactment::{self, Delay},
    Refusal,
};
use sp_core::H256;
use sp_runtime::{
    traits::{BlakeTwo256, Hash},
    DispatchError,
};

const DELAY: u32 = 5;

fn admission(name: &str) -> RuntimeCall {
    pallet_consortium::Call::admit {
        name: name.as_bytes().to_vec().try_into().unwrap(),
        kind: OrganisationKind::Laboratory,
        seat: Actor::new(&format!("//{name}//seat")).account(),
        gateway: Gateway {
            account: Actor::new(&format!("//{name}//gateway")).account(),
            url: b"https://laboratory.example".to_vec().try_into().unwrap(),
        },
        predecessor: None,
    }
    .into()
}

fn registration() -> RuntimeCall {
    pallet_attribute_authority::Call::register {
        name: "spies".parse().unwrap(),
        organisation: 0,
        account: Actor::new("//Spies//authority").account(),
        public_key: vec![1; 144].try_into().unwrap(),
        proof_of_possession: vec![2; 96].try_into().unwrap(),
    }
    .into()
}

fn emergency_rule() -> RuntimeCall {
    pallet_consent::Call::set_emergency_rule {
        accessors: "spy@spies".parse().unwrap(),
        reviewers: "spy@spies".parse().unwrap(),
        validity: 100,
        review_within: 1_000,
    }
    .into()
}

fn upgrade() -> RuntimeCall {
    crate::governance::Call::authorize_upgrade { code_hash: H256::repeat_byte(1) }.into()
}

fn suspension(organisation: u32) -> pallet_consortium::Call<Runtime> {
    pallet_consortium::Call::suspend { organisation }
}

fn schedule(call: RuntimeCall) -> enactment::Call<Runtime> {
    enactment::Call::schedule { call: Box::new(call) }
}

/// A council of five, of which three are more than half and four are two thirds; and whose decisions wait.
fn five_seats_that_wait() {
    assert_eq!(pass(admission("North"), &[0, 1, 2]), Ok(()));
    Delay::<Runtime>::put(DELAY);
}

#[test]
fn more_than_half_cannot_admit_a_puppet_nor_name_who_reads_in_an_emergency() {
    run(|| {
        five_seats_that_wait();
        Delay::<Runtime>::put(0);
        for call in [admission("East"), registration(), emergency_rule(), upgrade()] {
            for motion in [call.clone(), schedule(call.clone()).into()] {
                assert_eq!(pass(motion, &[0, 1, 2]), Err(DispatchError::BadOrigin), "{call:?}");
            }
        }
        for call in [admission("East"), registration(), emergency_rule(), upgrade()] {
            assert_eq!(pass(call, &[0, 1, 2, 3]), Ok(()));
        }
    });
}

#[test]
fn two_thirds_cannot_change_who_decides_before_others_can_react() {
    run(|| {
        five_seats_that_wait();
        for call in [admission("East"), registration(), emergency_rule(), upgrade()] {
            assert_eq!(pass(call, &[0, 1, 2, 3]), Err(DispatchError::BadOrigin));
        }
        assert_eq!(pass(schedule(admission("East")), &[0, 1, 2, 3]), Ok(()));
        let at = System::block_number() + DELAY;
        let hash = BlakeTwo256::hash_of(&admission("East"));
        let scheduled = RuntimeEvent::Enactment(enactment::Event::Scheduled { hash, at });
        assert!(events().contains(&scheduled));
        let newcomer = || Consortium::standing_of(Actor::new("//East//seat").account());
        while System::block_number() + 1 < at {
            next_block();
            assert_eq!(newcomer(), None);
        }
        next_block();
        assert_eq!(newcomer(), Some(Standing::Seat(5)));
        let enacted = RuntimeEvent::Enactment(enactment::Event::Enacted { hash, result: Ok(()) });
        assert!(events().contains(&enacted));
        assert_eq!(council().len(), 6);
    });
}

#[test]
fn emergency_rule_gives_nobody_anything_while_it_waits() {
    run(|| {
        five_seats_that_wait();
        assert_eq!(pass(schedule(emergency_rule()), &[0, 1, 2, 3]), Ok(()));
        assert_eq!(Consent::emergency_rule(), None);
        for _ in 0..DELAY {
            next_block();
        }
        assert!(Consent::emergency_rule().is_some());
    });
}

#[test]
fn council_can_cancel_what_it_decided_while_it_waits() {
    run(|| {
        five_seats_that_wait();
        assert_eq!(pass(schedule(upgrade()), &[0, 1, 2, 3]), Ok(()));
        let again = enactment::Error::<Runtime>::AlreadyScheduled;
        assert_eq!(pass(schedule(upgrade()), &[0, 1, 2, 3]), Err(again.into()));
        let hash = BlakeTwo256::hash_of(&upgrade());
        let cancel = || enactment::Call::<Runtime>::cancel { hash };
        assert_eq!(pass(cancel(), &[0, 1]), Err(DispatchError::BadOrigin));
        assert_eq!(pass(cancel(), &[0, 1, 2]), Ok(()));
        for _ in 0..=DELAY {
            next_block();
        }
        assert!(System::authorized_upgrade().is_none());
        let nothing = enactment::Error::<Runtime>::NotScheduled;
        assert_eq!(pass(cancel(), &[0, 1, 2]), Err(nothing.into()));
        Enactment::do_try_state().unwrap();
    });
}

#[test]
fn delay_cannot_be_shortened_faster_than_it_lasts() {
    run(|| {
        five_seats_that_wait();
        let shorten = || RuntimeCall::from(enactment::Call::set_delay { blocks: 0 });
        assert_eq!(pass(shorten(), &[0, 1, 2, 3]), Err(DispatchError::BadOrigin));
        assert_eq!(pass(schedule(shorten()), &[0, 1, 2, 3]), Ok(()));
        assert_eq!(Delay::<Runtime>::get(), DELAY);
        for _ in 0..DELAY {
            next_block();
        }
        assert_eq!(Delay::<Runtime>::get(), 0);
        let forever = enactment::Call::set_delay { blocks: u32::MAX };
        let too_long = enactment::Error::<Runtime>::DelayTooLong;
        assert_eq!(pass(forever, &[0, 1, 2, 3]), Err(too_long.into()));
    });
}

#[test]
fn decision_that_fails_when_its_time_comes_harms_nothing() {
    run(|| {
        five_seats_that_wait();
        assert_eq!(pass(schedule(admission("East")), &[0, 1, 2, 3]), Ok(()));
        // Meanwhile the account is somebody's.
        super::scene::enrol(0, &Actor::new("//East//seat"), salus_primitives::consortium::Role::Patient);
        for _ in 0..DELAY {
            next_block();
        }
        let used = pallet_consortium::Error::<Runtime>::AccountInUse;
        let hash = BlakeTwo256::hash_of(&admission("East"));
        let enacted = enactment::Event::Enacted { hash, result: Err(used.into()) };
        assert!(events().contains(&RuntimeEvent::Enactment(enacted)));
        Enactment::do_try_state().unwrap();
    });
}

#[test]
fn decisions_take_effect_one_in_each_block() {
    run(|| {
        five_seats_that_wait();
        for call in [registration(), emergency_rule()] {
            assert_eq!(pass(schedule(call), &[0, 1, 2, 3]), Ok(()));
        }
        for _ in 0..DELAY {
            next_block();
        }
        assert!(Consent::emergency_rule().is_none());
        next_block();
        assert!(Consent::emergency_rule().is_some());
    });
}

#[test]
fn nobody_but_the_council_decides_what_waits() {
    run(|| {
        Delay::<Runtime>::put(DELAY);
        let hash = H256::zero();
        let calls: [RuntimeCall; 3] = [
            schedule(upgrade()).into(),
            enactment::Call::cancel { hash }.into(),
            enactment::Call::set_delay { blocks: 0 }.into(),
        ];
        for call in calls {
            for member in [seat(0), gateway(0), Actor::new("//Alice")] {
                assert_eq!(member.send(call.clone()), refused(Refusal::CallNotAllowed));
            }
        }
    });
}

#[test]
fn more_than_half_cannot_take_their_rivals_validators() {
    run(|| {
        five_seats_that_wait();
        let validators = Session::validators();
        assert_eq!(validators.len(), 4);
        assert_eq!(pass(suspension(2), &[0, 1, 3]), Ok(()));
        next_session();
        next_session();
        assert_eq!(Session::validators(), validators);
        // What its people do is refused all the same.
        assert_eq!(gateway(2).send(errand()), refused(Refusal::UnknownSender));
    });
}

#[test]
fn more_than_half_cannot_keep_a_rival_out_for_ever() {
    run(|| {
        five_seats_that_wait();
        assert_eq!(pass(suspension(2), &[0, 1, 3]), Ok(()));
        assert!(!council().contains(&seat(2).account()));
        let period = <Runtime as pallet_consortium::Config>::SuspensionPeriod::get();
        System::set_block_number(System::block_number() + period - 1);
        next_block();
        assert!(council().contains(&seat(2).account()));
        // The jump ends a session, and changing the set fills the block.
        next_block();
        gateway(2).succeed(errand());
        let recently = pallet_consortium::Error::<Runtime>::SuspendedRecently;
        assert_eq!(pass(suspension(2), &[0, 1, 3]), Err(recently.into()));
        // Two thirds may.
        assert_eq!(pass(suspension(2), &[0, 1, 2, 3]), Ok(()));
    });
}

/// Until the block in which what more than half suspended in this block is back, and one more to breathe.
fn wait_out_a_suspension() {
    let period = <Runtime as pallet_consortium::Config>::SuspensionPeriod::get();
    System::set_block_number(System::block_number() + period - 1);
    next_block();
    next_block();
}

#[test]
fn more_than_half_cannot_switch_an_authority_off_for_ever() {
    run(|| {
        five_seats_that_wait();
        Delay::<Runtime>::put(0);
        assert_eq!(pass(registration(), &[0, 1, 2, 3]), Ok(()));
        let name = || "spies".parse().unwrap();
        let suspend = || pallet_attribute_authority::Call::<Runtime>::suspend { name: name() };
        let is_active =
            || AttributeAuthority::authority(name()).unwrap().authority.status == UseStatus::Active;
        let majority = [1, 2, 3];
        assert_eq!(pass(suspend(), &majority), Ok(()));
        assert!(!is_active());
        wait_out_a_suspension();
        assert!(is_active());
        let recently = Err(pallet_attribute_authority::Error::<Runtime>::SuspendedRecently.into());
        assert_eq!(pass(suspend(), &majority), recently);
        // Nor in turns with its organisation: after that neither can be suspended for a while.
        assert_eq!(pass(suspension(0), &majority), Ok(()));
        wait_out_a_suspension();
        assert_eq!(pass(suspend(), &majority), recently);
        let organisation = Err(pallet_consortium::Error::<Runtime>::SuspendedRecently.into());
        assert_eq!(pass(suspension(0), &majority), organisation);
        // Two thirds may.
        assert_eq!(pass(suspend(), &[0, 1, 2, 3]), Ok(()));
        wait_out_a_suspension();
        assert!(!is_active());
    });
}

#[test]
fn calls_that_wait_should_be_those_that_clients_schedule_when_compared() {
    run(|| {
        five_seats_that_wait();
        let eve = Actor::new("//Eve").account();
        let calls: [RuntimeCall; 10] = [
            admission("East"),
            pallet_consortium::Call::remove { organisation: 3 }.into(),
            pallet_consortium::Call::add_validator { organisation: 0, account: eve.clone() }.into(),
            pallet_consortium::Call::remove_validator { account: eve.clone() }.into(),
            pallet_consortium::Call::readmit_validator { account: eve }.into(),
            registration(),
            pallet_attribute_authority::Call::remove { name: "spies".parse().unwrap() }.into(),
            emergency_rule(),
            upgrade(),
            enactment::Call::set_delay { blocks: 0 }.into(),
        ];
        assert_eq!(calls.len(), DELAYED.iter().map(|(_, calls)| calls.len()).sum::<usize>());
        for call in calls {
            let metadata = call.get_call_metadata();
            assert!(is_delayed(metadata.pallet_name, metadata.function_name), "{call:?}");
            // All seats agree, and it is not enough.
            assert_eq!(pass(call, &[0, 1, 2, 3]), Err(DispatchError::BadOrigin));
        }
    });
}

#[test]
fn chain_that_says_nothing_should_wait_two_days_when_it_begins() {
    run(|| {
        assert_eq!(Delay::<Runtime>::get(), 0, "the local network is for trying out");
        Delay::<Runtime>::kill();
        assert_eq!(Delay::<Runtime>::get(), 2 * salus_runtime_common::DAYS);
    });
}
