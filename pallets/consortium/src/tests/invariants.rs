//! Any sequence of calls keeps the invariants.

use super::*;
use proptest::prelude::*;
use salus_primitives::quota::{Cost, Purse, Quotas, Share};

/// A call with small arguments, so that sequences of them meet.
#[derive(Clone, Debug)]
enum Step {
    Admit(OrganisationId),
    Suspend(OrganisationId),
    SuspendForAWhile(OrganisationId),
    RotateSeat(OrganisationId, AccountId),
    Reinstate(OrganisationId),
    Remove(OrganisationId),
    SetGateway(OrganisationId, AccountId),
    AddValidator(OrganisationId, AccountId),
    SetKeys(AccountId),
    RemoveValidator(AccountId),
    Enrol(OrganisationId, AccountId),
    SuspendParticipant(OrganisationId, AccountId),
    ReinstateParticipant(OrganisationId, AccountId),
    AddAuthority(OrganisationId, AccountId),
    RemoveAuthority(AccountId),
    Offend(AccountId),
    ReadmitValidator(AccountId),
    Charge(OrganisationId, AccountId, u64),
    PassSessions,
}

fn step() -> impl Strategy<Value = Step> {
    let id = || 0_u32..6;
    // A few free accounts, and those of the founders, which are in use.
    let account = || prop_oneof![0_u64..6, 100_u64..104, 200_u64..204, 300_u64..304];
    prop_oneof![
        id().prop_map(Step::Admit),
        id().prop_map(Step::Suspend),
        id().prop_map(Step::SuspendForAWhile),
        (id(), account()).prop_map(|(id, who)| Step::RotateSeat(id, who)),
        id().prop_map(Step::Reinstate),
        id().prop_map(Step::Remove),
        (id(), account()).prop_map(|(id, who)| Step::SetGateway(id, who)),
        (id(), account()).prop_map(|(id, who)| Step::AddValidator(id, who)),
        account().prop_map(Step::SetKeys),
        account().prop_map(Step::RemoveValidator),
        (id(), account()).prop_map(|(id, who)| Step::Enrol(id, who)),
        (id(), account()).prop_map(|(id, who)| Step::SuspendParticipant(id, who)),
        (id(), account()).prop_map(|(id, who)| Step::ReinstateParticipant(id, who)),
        (id(), account()).prop_map(|(id, who)| Step::AddAuthority(id, who)),
        account().prop_map(Step::RemoveAuthority),
        account().prop_map(Step::Offend),
        account().prop_map(Step::ReadmitValidator),
        (id(), account(), 0_u64..2_000).prop_map(|(id, who, cost)| Step::Charge(id, who, cost)),
        Just(Step::PassSessions),
    ]
}

fn gateway_now(id: OrganisationId) -> RuntimeOrigin {
    signed(Organisations::<Test>::get(id).map_or(gateway_account(id), |o| o.gateway.account))
}

/// Takes the step; whether the chain refuses it does not matter here.
fn take(step: Step) {
    let _ = match step {
        Step::Admit(id) => Consortium::admit(
            whole_council(),
            name("Next"),
            OrganisationKind::Hospital,
            seat(id),
            gateway(id),
            (id > 0).then(|| id - 1).filter(|former| {
                Organisations::<Test>::get(former).is_some_and(|o| o.status == MemberStatus::Removed)
            }),
        ),
        Step::Suspend(id) => Consortium::suspend(whole_council(), id),
        Step::SuspendForAWhile(id) => Consortium::suspend(most_of_the_council(), id),
        Step::RotateSeat(id, who) => {
            let signature = super::rotate_seat::agreement(who, id);
            Consortium::rotate_seat(signed(seat(id)), who, signature)
        }
        Step::Reinstate(id) => Consortium::reinstate(whole_council(), id),
        Step::Remove(id) => Consortium::remove(whole_council(), id),
        Step::SetGateway(id, account) => {
            let gateway = Gateway { account, url: url("https://moved.example") };
            let signature = super::set_gateway::appointment(account, id);
            Consortium::set_gateway(signed(seat(id)), gateway, Some(signature))
        }
        Step::AddValidator(id, who) => Consortium::add_validator(whole_council(), id, who),
        Step::SetKeys(who) => set_session_keys(who),
        Step::RemoveValidator(who) => Consortium::remove_validator(whole_council(), who),
        Step::Enrol(id, who) => {
            let until = System::block_number() as u32 + 5;
            let signature = agreement(who, id, Role::Patient, card(1), until);
            Consortium::enrol(gateway_now(id), who, Role::Patient, card(1), until, signature)
        }
        Step::SuspendParticipant(id, who) => Consortium::suspend_participant(gateway_now(id), who),
        Step::ReinstateParticipant(id, who) => Consortium::reinstate_participant(gateway_now(id), who),
        Step::AddAuthority(id, who) => {
            if Consortium::is_active(id) && !Consortium::is_known(&who) {
                Consortium::add_authority_account(&who, id);
            }
            Ok(())
        }
        Step::RemoveAuthority(who) => {
            Consortium::remove_authority_account(&who);
            Ok(())
        }
        Step::Offend(who) => {
            super::readmit_validator::offend(who);
            Ok(())
        }
        Step::ReadmitValidator(who) => Consortium::readmit_validator(whole_council(), who),
        Step::Charge(id, who, amount) => {
            charge(id, who, amount);
            Ok(())
        }
        Step::PassSessions => {
            pass_two_sessions();
            Ok(())
        }
    };
}

/// Charges an organisation, and the account if it may speak, as the extension would.
fn charge(id: OrganisationId, who: AccountId, amount: u64) {
    let cost = Cost { ref_time: amount, length: amount };
    let _ = Consortium::charge(&Purse::People(id), cost);
    if let Some(standing) = Consortium::standing(&who) {
        for share in [Share::Ordinary, Share::Remedies, Share::Emergencies] {
            let purse = Purse::of(who, &standing, share);
            if Consortium::charge(&purse, cost) {
                Consortium::give_back(&purse, cost);
            }
            if Consortium::deposit(&purse, amount) {
                Consortium::take_back(&purse, amount / 2);
            }
        }
    }
}

fn assert_council_is_the_active_seats() {
    let mut seats: Vec<_> = Organisations::<Test>::iter_values()
        .filter(|o| o.status == MemberStatus::Active)
        .map(|o| o.seat)
        .collect();
    seats.sort();
    assert_eq!(council_members(), seats);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn invariants_should_hold_when_any_calls_are_made(steps in prop::collection::vec(step(), 1..60)) {
        run(|| {
            for step in steps {
                take(step);
                Consortium::do_try_state().unwrap();
                assert_council_is_the_active_seats();
                // A session always has somebody to make blocks, and every one of them has keys.
                assert!(!pallet_session::Validators::<Test>::get().is_empty());
                assert!(!pallet_session::QueuedKeys::<Test>::get().is_empty());
                // Only validators hold session keys.
                assert!(pallet_session::NextKeys::<Test>::iter_keys().all(Validators::<Test>::contains_key));
            }
        });
    }
}
