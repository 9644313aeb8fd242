//! Benchmarks, each with a full consortium: the worst case of everything that walks over it.

#![allow(clippy::expect_used, clippy::arithmetic_side_effects)] // A benchmark that cannot be set up must stop.

use crate::*;
use alloc::vec::Vec;
use codec::{Decode, Encode};
use frame_benchmarking::{account, v2::*, BenchmarkError};
use frame_support::{
    assert_ok,
    traits::{EnsureOrigin, Get},
};
use frame_system::RawOrigin;
use salus_primitives::{
    consortium::{GatewayUrl, MemberStatus},
    content::Codec,
    enrolment::{
        enrolment_statement, gateway_statement, seat_statement, Enrolment, GatewayAppointment, SeatRotation,
    },
    quota::{Cost, Purse, Quotas},
    traits::{Membership, Standings},
};
use sp_runtime::traits::TrailingZeroInput;

/// Who signs in benchmarks.
pub trait BenchmarkHelper<AccountId, Signature> {
    /// An account of which the key is at hand.
    fn signer() -> AccountId;
    /// Its signature over `message`.
    fn sign(message: &[u8]) -> Signature;
}

fn card(byte: u8) -> ContentId {
    ContentId::new(Codec::Raw, [byte; 32])
}

fn url() -> GatewayUrl {
    let mut url: Vec<u8> = b"https://".to_vec();
    url.resize(128, b'a');
    GatewayUrl::truncate_from(url)
}

fn name() -> OrganisationName {
    OrganisationName::truncate_from(alloc::vec![b'n'; 64])
}

fn seat<T: Config>(index: u32) -> T::AccountId {
    account("seat", index, 0)
}

/// Admits an organisation with the gateway `gateway` and a seat of its own.
pub(crate) fn organisation<T: Config>(gateway: &T::AccountId) -> OrganisationId {
    let id = NextOrganisation::<T>::get();
    let gateway = Gateway { account: gateway.clone(), url: url() };
    assert_ok!(Pallet::<T>::do_admit(name(), OrganisationKind::Hospital, seat::<T>(id), gateway, None));
    id
}

/// Makes `who` an active participant of `organisation`.
pub(crate) fn participant<T: Config>(who: &T::AccountId, organisation: OrganisationId, role: Role) {
    let participant = Participant { organisation, role, key_card: card(1), status: MemberStatus::Active };
    Participants::<T>::insert(who, participant);
    Pallet::<T>::begin_capacity(who);
}

/// Makes `who` a validator with session keys.
fn validator<T: Config>(who: &T::AccountId, organisation: OrganisationId) {
    assert_ok!(Pallet::<T>::do_add_validator(organisation, who.clone()));
    let seed = who.encode();
    let keys = <T as pallet_session::Config>::Keys::decode(&mut TrailingZeroInput::new(&seed));
    pallet_session::NextKeys::<T>::insert(who, keys.expect("keys of any bytes decode"));
    assert_ok!(frame_system::Pallet::<T>::inc_consumers(who));
}

/// Fills the consortium up to the last organisation but `free`, and its validators up to the last but
/// as many as one organisation may have.
fn fill<T: Config>(free: u32) {
    while Seats::<T>::count() < MAX_ORGANISATIONS.saturating_sub(free) {
        organisation::<T>(&account("gateway", NextOrganisation::<T>::get(), 0));
    }
    let own = T::MaxValidatorsPerOrganisation::get();
    let most = T::MaxValidators::get().saturating_sub(own);
    for (id, _) in Pallet::<T>::all_organisations() {
        // A founder may have validators since genesis.
        let founding = Pallet::<T>::validators_of(id).len() as u32;
        for index in founding..own {
            if Validators::<T>::count() >= most {
                return;
            }
            validator::<T>(&account("validator", id, index), id);
        }
    }
}

/// A full consortium and the organisation that has the rest of its validators.
fn full<T: Config>() -> (OrganisationId, T::AccountId, Vec<T::AccountId>) {
    fill::<T>(1);
    let gateway: T::AccountId = account("gateway", NextOrganisation::<T>::get(), 0);
    let id = organisation::<T>(&gateway);
    let own = T::MaxValidatorsPerOrganisation::get();
    let validators: Vec<T::AccountId> = (0..own).map(|index| account("own validator", id, index)).collect();
    for who in &validators {
        validator::<T>(who, id);
    }
    (id, gateway, validators)
}

fn origin<T: Config, O: EnsureOrigin<T::RuntimeOrigin>>() -> Result<T::RuntimeOrigin, BenchmarkError> {
    O::try_successful_origin().map_err(|_| BenchmarkError::Weightless)
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn admit() -> Result<(), BenchmarkError> {
        fill::<T>(1);
        let origin = origin::<T, T::AdmitOrigin>()?;
        let id = NextOrganisation::<T>::get();
        let gateway = Gateway { account: account("gateway", id, 0), url: url() };
        let former = id.saturating_sub(1);
        assert_ok!(Pallet::<T>::do_remove(former));
        let kind = OrganisationKind::Hospital;
        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, name(), kind, seat::<T>(id), gateway, Some(former));
        assert!(Pallet::<T>::is_active(id));
        Ok(())
    }

    #[benchmark]
    fn suspend() -> Result<(), BenchmarkError> {
        let (id, ..) = full::<T>();
        let origin = origin::<T, T::LastingOrigin>()?;
        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, id);
        assert!(!Pallet::<T>::is_active(id));
        Ok(())
    }

    #[benchmark]
    fn reinstate() -> Result<(), BenchmarkError> {
        let (id, ..) = full::<T>();
        assert_ok!(Pallet::<T>::do_suspend(id, false));
        let origin = origin::<T, T::LastingOrigin>()?;
        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, id);
        assert!(Pallet::<T>::is_active(id));
        Ok(())
    }

    #[benchmark]
    fn remove() -> Result<(), BenchmarkError> {
        let (id, _, validators) = full::<T>();
        let origin = origin::<T, T::RemoveOrigin>()?;
        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, id);
        assert!(!Pallet::<T>::is_active(id));
        assert!(validators.iter().all(|who| !Validators::<T>::contains_key(who)));
        Ok(())
    }

    #[benchmark]
    fn set_gateway() -> Result<(), BenchmarkError> {
        let (id, ..) = full::<T>();
        let replacement = T::BenchmarkHelper::signer();
        let gateway = Gateway { account: replacement.clone(), url: url() };
        let appointment = GatewayAppointment { account: replacement.clone(), nonce: 0, organisation: id };
        let statement = gateway_statement(&Pallet::<T>::genesis(), &appointment);
        let signature = T::BenchmarkHelper::sign(&statement);
        #[extrinsic_call]
        _(RawOrigin::Signed(seat::<T>(id)), gateway, Some(signature));
        assert_eq!(Gateways::<T>::get(replacement), Some(id));
        Ok(())
    }

    #[benchmark]
    fn add_validator() -> Result<(), BenchmarkError> {
        let (id, _, mut validators) = full::<T>();
        let last = validators.pop().ok_or(BenchmarkError::Stop("one validator at least"))?;
        assert_ok!(Pallet::<T>::end_validator(id, last.clone()));
        let origin = origin::<T, T::ValidatorOrigin>()?;
        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, id, last.clone());
        assert_eq!(Validators::<T>::get(last), Some(id));
        Ok(())
    }

    #[benchmark]
    fn remove_validator() -> Result<(), BenchmarkError> {
        let (_, _, mut validators) = full::<T>();
        let last = validators.pop().ok_or(BenchmarkError::Stop("one validator at least"))?;
        let origin = origin::<T, T::ValidatorOrigin>()?;
        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, last.clone());
        assert!(!Validators::<T>::contains_key(last));
        Ok(())
    }

    #[benchmark]
    fn enrol() -> Result<(), BenchmarkError> {
        let gateway: T::AccountId = whitelisted_caller();
        let id = organisation::<T>(&gateway);
        let who = T::BenchmarkHelper::signer();
        let (role, key_card, until) = (Role::Patient, card(2), T::LongestAgreement::get());
        let enrolment = Enrolment { account: who.clone(), nonce: 0, organisation: id, role, key_card, until };
        let statement = enrolment_statement(&Pallet::<T>::genesis(), &enrolment);
        let signature = T::BenchmarkHelper::sign(&statement);
        #[extrinsic_call]
        _(RawOrigin::Signed(gateway), who.clone(), role, key_card, until, signature);
        assert!(Pallet::<T>::participant(&who).is_some());
        Ok(())
    }

    #[benchmark]
    fn suspend_participant() -> Result<(), BenchmarkError> {
        let gateway: T::AccountId = whitelisted_caller();
        let id = organisation::<T>(&gateway);
        let who: T::AccountId = account("patient", 0, 0);
        participant::<T>(&who, id, Role::Patient);
        #[extrinsic_call]
        _(RawOrigin::Signed(gateway), who.clone());
        assert!(Pallet::<T>::participant(&who).is_none());
        Ok(())
    }

    #[benchmark]
    fn reinstate_participant() -> Result<(), BenchmarkError> {
        let gateway: T::AccountId = whitelisted_caller();
        let id = organisation::<T>(&gateway);
        let who: T::AccountId = account("patient", 0, 0);
        participant::<T>(&who, id, Role::Patient);
        assert_ok!(Pallet::<T>::do_suspend_participant(&gateway, who.clone()));
        #[extrinsic_call]
        _(RawOrigin::Signed(gateway), who.clone());
        assert!(Pallet::<T>::participant(&who).is_some());
        Ok(())
    }

    #[benchmark]
    fn replace_key_card() -> Result<(), BenchmarkError> {
        let id = organisation::<T>(&account("gateway", 0, 1));
        let who: T::AccountId = whitelisted_caller();
        participant::<T>(&who, id, Role::Patient);
        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()), card(2));
        assert_eq!(Pallet::<T>::participant(&who).map(|p| p.key_card), Some(card(2)));
        Ok(())
    }

    #[benchmark]
    fn withdraw_enrolment() -> Result<(), BenchmarkError> {
        let gateway: T::AccountId = account("gateway", 0, 1);
        let id = organisation::<T>(&gateway);
        let who: T::AccountId = account("person", 0, 0);
        participant::<T>(&who, id, Role::Patient);
        Deposits::<T>::insert(id, StorageBucket { used: u64::MAX, at: 0 });
        #[extrinsic_call]
        _(RawOrigin::Signed(gateway), who.clone());
        assert!(!Participants::<T>::contains_key(who));
        Ok(())
    }

    #[benchmark]
    fn rotate_seat() -> Result<(), BenchmarkError> {
        let (id, ..) = full::<T>();
        let account = T::BenchmarkHelper::signer();
        let rotation = SeatRotation { account: account.clone(), nonce: 0, organisation: id };
        let statement = seat_statement(&Pallet::<T>::genesis(), &rotation);
        let signature = T::BenchmarkHelper::sign(&statement);
        #[extrinsic_call]
        _(RawOrigin::Signed(seat::<T>(id)), account.clone(), signature);
        assert_eq!(Seats::<T>::get(account), Some(id));
        Ok(())
    }

    /// The lookup that asks last: whether the account is a seat.
    #[benchmark]
    fn standing() -> Result<(), BenchmarkError> {
        let id = organisation::<T>(&account("gateway", 0, 1));
        let who = seat::<T>(id);
        let found;
        #[block]
        {
            found = Pallet::<T>::standing(&who);
        }
        assert_eq!(found, Some(Standing::Seat(id)));
        Ok(())
    }

    #[benchmark]
    fn readmit_validator() -> Result<(), BenchmarkError> {
        let (_, _, mut validators) = full::<T>();
        let last = validators.pop().ok_or(BenchmarkError::Stop("one validator at least"))?;
        Isolated::<T>::insert(&last, frame_system::Pallet::<T>::block_number());
        let origin = origin::<T, T::ValidatorOrigin>()?;
        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, last.clone());
        assert!(!Isolated::<T>::contains_key(last));
        Ok(())
    }

    /// A person's bucket and that of the organisation's people, charged and given back.
    #[benchmark]
    fn charge_quota() -> Result<(), BenchmarkError> {
        let id = organisation::<T>(&account("gateway", 0, 1));
        let purse = Purse::<T::AccountId>::Person(account("person", 0, 0), id);
        let cost = Cost { ref_time: 1, length: 1 };
        let charged;
        #[block]
        {
            charged = Pallet::<T>::charge(&purse, cost);
            Pallet::<T>::give_back(&purse, cost);
        }
        assert!(charged);
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder::default().build(), crate::mock::Test);
}
