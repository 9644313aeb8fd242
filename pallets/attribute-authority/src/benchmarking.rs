//! Measures the calls, in the joined runtime.

use crate::*;
use alloc::{format, string::String, vec};
use frame_benchmarking::{account, v2::*};
use frame_support::traits::{EnsureOrigin, Get};
use frame_system::RawOrigin;
use salus_primitives::{
    authority::{
        AttributeState, Authority, AuthorityKeyBytes, Holding, PossessionProofBytes, UseStatus, MAX_HOLDINGS,
    },
    consortium::Role,
    content::{Codec, ContentId},
    traits::{AttributeHoldings, Membership},
    Attribute, BlockNumber, Label, OrganisationId,
};

/// An active organisation: that of the first authority, so that many authorities need not have many.
fn organisation<T: Config>() -> OrganisationId {
    match Authorities::<T>::iter_values().next() {
        Some(authority) => authority.organisation,
        None => T::Members::benchmark_organisation(&account("attribute authority's gateway", 0, 0)),
    }
}

/// The largest key and proof.
fn key_material() -> (AuthorityKeyBytes, PossessionProofBytes) {
    (vec![1u8; 1024].try_into().unwrap_or_default(), vec![2u8; 1024].try_into().unwrap_or_default())
}

fn label(text: String) -> Result<Label, BenchmarkError> {
    text.parse().map_err(|_| BenchmarkError::Stop("not a label"))
}

/// A label of the greatest length, different for each `number`.
fn long_label(prefix: &str, number: u32) -> Result<Label, BenchmarkError> {
    label(format!("{prefix}-{number:0>width$}", width = 31usize.saturating_sub(prefix.len())))
}

/// The account of authority `name`, which is made unless there is one.
fn authority<T: Config>(name: &Label) -> T::AccountId {
    if let Some(authority) = Authorities::<T>::get(name) {
        return authority.account;
    }
    let account: T::AccountId = account("authority", Authorities::<T>::count(), 0);
    let organisation = organisation::<T>();
    let (public_key, proof_of_possession) = key_material();
    T::Members::add_authority_account(&account, organisation);
    AuthorityOf::<T>::insert(&account, name);
    Authorities::<T>::insert(
        name,
        Authority {
            organisation,
            account: account.clone(),
            public_key,
            proof_of_possession,
            status: UseStatus::Active,
        },
    );
    account
}

/// Declares `attribute` unless it is, and returns the account of its authority.
fn declared<T: Config>(attribute: &Attribute) -> T::AccountId {
    let account = authority::<T>(&attribute.authority);
    if !Attributes::<T>::contains_key(&attribute.authority, &attribute.name) {
        let state = AttributeState { epoch: 0, status: UseStatus::Active };
        Attributes::<T>::insert(&attribute.authority, &attribute.name, state);
        AttributeCount::<T>::mutate(&attribute.authority, |count| *count = count.saturating_add(1));
    }
    account
}

fn key_package() -> ContentId {
    ContentId::new(Codec::Raw, [3; 32])
}

/// Makes `who` hold `attribute` until block `expires`.
fn hold<T: Config>(who: &T::AccountId, attribute: &Attribute, expires: BlockNumber) {
    declared::<T>(attribute);
    let epoch = Attributes::<T>::get(&attribute.authority, &attribute.name).map_or(0, |state| state.epoch);
    if !Holdings::<T>::contains_key(who, attribute) {
        HoldingCount::<T>::mutate(who, |count| *count = count.saturating_add(1));
    }
    Holdings::<T>::insert(who, attribute, Holding { epoch, expires, key_package: key_package() });
}

/// Makes `who` hold `attribute` for the benchmark of another pallet.
pub(crate) fn grant<T: Config>(who: &T::AccountId, attribute: &Attribute) {
    hold::<T>(who, attribute, BlockNumber::MAX);
}

/// An attribute with the longest names, declared.
fn attribute<T: Config>() -> Result<(Attribute, T::AccountId), BenchmarkError> {
    let attribute = Attribute { name: long_label("name", 0)?, authority: long_label("authority", 0)? };
    let account = declared::<T>(&attribute);
    Ok((attribute, account))
}

/// An active participant.
fn holder<T: Config>() -> T::AccountId {
    let holder: T::AccountId = account("holder", 0, 0);
    T::Members::benchmark_participant(&holder, organisation::<T>(), Role::Practitioner);
    holder
}

fn council<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
    T::RegisterOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn register() -> Result<(), BenchmarkError> {
        let origin = council::<T>()?;
        let name = long_label("authority", 0)?;
        let organisation = organisation::<T>();
        let (public_key, proof) = key_material();
        let office: T::AccountId = account("authority", 0, 0);

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, name.clone(), organisation, office.clone(), public_key, proof);

        assert_eq!(AuthorityOf::<T>::get(office), Some(name));
        Ok(())
    }

    #[benchmark]
    fn declare() -> Result<(), BenchmarkError> {
        let attribute = Attribute { name: long_label("name", 0)?, authority: long_label("authority", 0)? };
        let office = authority::<T>(&attribute.authority);

        #[extrinsic_call]
        _(RawOrigin::Signed(office), attribute.name.clone());

        assert_eq!(<Pallet<T> as AttributeHoldings<_>>::epoch(&attribute), Some(0));
        Ok(())
    }

    #[benchmark]
    fn grant() -> Result<(), BenchmarkError> {
        let (attribute, office) = attribute::<T>()?;
        let holder = holder::<T>();
        let expires = T::MaxValidity::get();

        #[extrinsic_call]
        _(RawOrigin::Signed(office), holder.clone(), attribute.name.clone(), expires, key_package());

        assert_eq!(HoldingCount::<T>::get(&holder), 1);
        assert!(Holdings::<T>::contains_key(&holder, &attribute));
        Ok(())
    }

    #[benchmark]
    fn grant_making_room() -> Result<(), BenchmarkError> {
        let (attribute, office) = attribute::<T>()?;
        let holder = holder::<T>();
        for number in 1..=MAX_HOLDINGS {
            let expired = Attribute { name: long_label("name", number)?, ..attribute.clone() };
            // No block comes before block 0, so that this has expired at any.
            hold::<T>(&holder, &expired, 0);
        }
        let expires = T::MaxValidity::get();

        #[extrinsic_call]
        grant(RawOrigin::Signed(office), holder.clone(), attribute.name.clone(), expires, key_package());

        assert_eq!(HoldingCount::<T>::get(&holder), 1);
        assert!(Holdings::<T>::contains_key(&holder, &attribute));
        Ok(())
    }

    #[benchmark]
    fn renew() -> Result<(), BenchmarkError> {
        let (attribute, office) = attribute::<T>()?;
        let holder = holder::<T>();
        hold::<T>(&holder, &attribute, 0);
        let expires = T::MaxValidity::get();

        #[extrinsic_call]
        _(RawOrigin::Signed(office), holder.clone(), attribute.name.clone(), expires, key_package());

        assert_eq!(Holdings::<T>::get(&holder, &attribute).map(|holding| holding.expires), Some(expires));
        Ok(())
    }

    #[benchmark]
    fn revoke() -> Result<(), BenchmarkError> {
        let (attribute, office) = attribute::<T>()?;
        let holder = holder::<T>();
        hold::<T>(&holder, &attribute, BlockNumber::MAX);

        #[extrinsic_call]
        _(RawOrigin::Signed(office), holder.clone(), attribute.name.clone());

        assert!(!Holdings::<T>::contains_key(&holder, &attribute));
        assert_eq!(<Pallet<T> as AttributeHoldings<_>>::epoch(&attribute), Some(1));
        Ok(())
    }

    #[benchmark]
    fn suspend() -> Result<(), BenchmarkError> {
        let origin = council::<T>()?;
        let name = long_label("authority", 0)?;
        authority::<T>(&name);

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, name.clone());

        assert_eq!(Authorities::<T>::get(name).map(|authority| authority.status), Some(UseStatus::Suspended));
        Ok(())
    }

    #[benchmark]
    fn reinstate() -> Result<(), BenchmarkError> {
        let origin = council::<T>()?;
        let name = long_label("authority", 0)?;
        authority::<T>(&name);
        Pallet::<T>::do_suspend(name.clone())?;

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, name.clone());

        assert_eq!(Authorities::<T>::get(name).map(|authority| authority.status), Some(UseStatus::Active));
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder::default().build(), crate::mock::Test);
}
