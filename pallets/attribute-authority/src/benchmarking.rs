//! Measures the calls, in the joined runtime.

use crate::*;
use alloc::{format, string::String, vec, vec::Vec};
use frame_benchmarking::{account, v2::*};
use frame_support::{
    pallet_prelude::TransactionSource,
    traits::{Authorize, EnsureOrigin, Get},
};
use frame_system::RawOrigin;
use salus_primitives::{
    authority::{
        AttributeState, Authority, AuthorityKeyBytes, Grant, Holding, PossessionProofBytes, UseStatus,
        MAX_ATTRIBUTES, MAX_GRANT_BATCH, MAX_HOLDINGS, MAX_RETIRED_KEYS,
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
            key_version: 0,
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
    HolderIndex::<T>::insert(attribute, who, ());
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

/// As many suspensions that end by themselves as there can be beside one more.
fn many_suspended<T: Config>() -> Result<(), BenchmarkError> {
    for number in 1..T::MaxAuthorities::get() {
        let ends = (BlockNumber::MAX, long_label("suspended", number)?);
        SuspensionEnds::<T>::mutate(|all| all.try_push(ends))
            .map_err(|_| BenchmarkError::Stop("more suspensions than authorities"))?;
    }
    Ok(())
}

/// An active participant.
fn holder<T: Config>() -> T::AccountId {
    numbered_holder::<T>(0)
}

/// An active participant, different for each `number`.
fn numbered_holder<T: Config>(number: u32) -> T::AccountId {
    let holder: T::AccountId = account("holder", number, 0);
    T::Members::benchmark_participant(&holder, organisation::<T>(), Role::Practitioner);
    holder
}

/// Lets `who` have as many attributes of `authority` as one may have, all of them expired.
fn fill_places<T: Config>(who: &T::AccountId, authority: &Label) -> Result<(), BenchmarkError> {
    for number in 1..=MAX_HOLDINGS {
        let expired = Attribute { name: long_label("name", number)?, authority: authority.clone() };
        // No block comes before block 0, so that this has expired at any.
        hold::<T>(who, &expired, 0);
    }
    Ok(())
}

/// `n` attributes of one authority, each with its own holder until block `expires`.
fn many_held<T: Config>(
    n: u32,
    expires: BlockNumber,
) -> Result<(T::AccountId, Vec<(T::AccountId, Attribute)>), BenchmarkError> {
    let authority_name = long_label("authority", 0)?;
    let office = authority::<T>(&authority_name);
    let mut held = Vec::new();
    for number in 0..n {
        let attribute = Attribute { name: long_label("name", number)?, authority: authority_name.clone() };
        let holder = numbered_holder::<T>(number);
        hold::<T>(&holder, &attribute, expires);
        held.push((holder, attribute));
    }
    Ok((office, held))
}

/// The grants of `attribute` to `n` holders.
fn grants_to<T: Config>(attribute: &Attribute, holders: impl Iterator<Item = T::AccountId>) -> GrantBatch<T> {
    let grants: Vec<_> = holders
        .map(|holder| Grant {
            holder,
            attribute: attribute.name.clone(),
            expires: T::MaxValidity::get(),
            key_package: key_package(),
        })
        .collect();
    GrantBatch::<T>::truncate_from(grants)
}

/// `n` holdings that anybody may clear away.
fn discardable<T: Config>(n: u32) -> Result<Discards<T>, BenchmarkError> {
    let (_, held) = many_held::<T>(n, 0)?;
    frame_system::Pallet::<T>::set_block_number(T::HoldingRetention::get().into());
    let items = held.into_iter().map(|(holder, attribute)| (holder, attribute.authority, attribute.name));
    Ok(Discards::<T>::truncate_from(items.collect()))
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
        fill_places::<T>(&holder, &attribute.authority)?;
        let expires = T::MaxValidity::get();

        #[extrinsic_call]
        grant(RawOrigin::Signed(office), holder.clone(), attribute.name.clone(), expires, key_package());

        assert_eq!(HoldingCount::<T>::get(&holder), MAX_HOLDINGS);
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
        many_suspended::<T>()?;
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
        many_suspended::<T>()?;
        Pallet::<T>::do_suspend(name.clone(), false)?;

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, name.clone());

        assert_eq!(Authorities::<T>::get(name).map(|authority| authority.status), Some(UseStatus::Active));
        Ok(())
    }

    #[benchmark]
    fn grant_batch(n: Linear<1, MAX_GRANT_BATCH>) -> Result<(), BenchmarkError> {
        let (attribute, office) = attribute::<T>()?;
        let grants = grants_to::<T>(&attribute, (0..n).map(numbered_holder::<T>));

        #[extrinsic_call]
        _(RawOrigin::Signed(office), grants);

        assert_eq!(HolderIndex::<T>::iter_key_prefix(&attribute).count() as u32, n);
        Ok(())
    }

    #[benchmark]
    fn grant_batch_making_room(n: Linear<1, MAX_GRANT_BATCH>) -> Result<(), BenchmarkError> {
        let (attribute, office) = attribute::<T>()?;
        for number in 0..n {
            fill_places::<T>(&numbered_holder::<T>(number), &attribute.authority)?;
        }
        let grants = grants_to::<T>(&attribute, (0..n).map(|number| account("holder", number, 0)));

        #[extrinsic_call]
        grant_batch(RawOrigin::Signed(office), grants);

        assert_eq!(HolderIndex::<T>::iter_key_prefix(&attribute).count() as u32, n);
        Ok(())
    }

    #[benchmark]
    fn renew_batch(n: Linear<1, MAX_GRANT_BATCH>) -> Result<(), BenchmarkError> {
        let (attribute, office) = attribute::<T>()?;
        for number in 0..n {
            hold::<T>(&numbered_holder::<T>(number), &attribute, 0);
        }
        let grants = grants_to::<T>(&attribute, (0..n).map(|number| account("holder", number, 0)));

        #[extrinsic_call]
        _(RawOrigin::Signed(office), grants);

        let renewed = Holdings::<T>::iter_values().filter(|holding| holding.expires > 0).count();
        assert_eq!(renewed as u32, n);
        Ok(())
    }

    #[benchmark]
    fn revoke_batch(n: Linear<1, MAX_GRANT_BATCH>) -> Result<(), BenchmarkError> {
        let (office, held) = many_held::<T>(n, BlockNumber::MAX)?;
        let revocations =
            RevocationBatch::<T>::truncate_from(held.into_iter().map(|(who, of)| (who, of.name)).collect());

        #[extrinsic_call]
        _(RawOrigin::Signed(office), revocations);

        assert_eq!(HolderIndex::<T>::iter_keys().count(), 0);
        Ok(())
    }

    #[benchmark]
    fn rotate_key(a: Linear<0, MAX_ATTRIBUTES>) -> Result<(), BenchmarkError> {
        let name = long_label("authority", 0)?;
        let office = authority::<T>(&name);
        for number in 0..a {
            declared::<T>(&Attribute { name: long_label("name", number)?, authority: name.clone() });
        }
        let given_up = MAX_RETIRED_KEYS.saturating_sub(1);
        for version in 0..given_up {
            let mut key = vec![9u8; 1020];
            key.extend(version.to_le_bytes());
            RetiredKeys::<T>::insert(&name, version, AuthorityKeyBytes::truncate_from(key));
        }
        Authorities::<T>::mutate(&name, |entry| {
            if let Some(authority) = entry {
                authority.key_version = given_up;
            }
        });
        let public_key = AuthorityKeyBytes::truncate_from(vec![7u8; 1024]);
        let (_, proof) = key_material();

        #[extrinsic_call]
        _(RawOrigin::Signed(office), public_key.clone(), proof);

        assert_eq!(Pallet::<T>::key_of_version(&name, MAX_RETIRED_KEYS), Some(public_key));
        Ok(())
    }

    #[benchmark]
    fn suspend_attribute() -> Result<(), BenchmarkError> {
        let (attribute, office) = attribute::<T>()?;

        #[extrinsic_call]
        _(RawOrigin::Signed(office), attribute.name.clone());

        assert_eq!(<Pallet<T> as AttributeHoldings<_>>::epoch(&attribute), None);
        Ok(())
    }

    #[benchmark]
    fn reinstate_attribute() -> Result<(), BenchmarkError> {
        let (attribute, office) = attribute::<T>()?;
        Pallet::<T>::do_suspend_attribute(&office, attribute.name.clone())?;

        #[extrinsic_call]
        _(RawOrigin::Signed(office), attribute.name.clone());

        assert_eq!(<Pallet<T> as AttributeHoldings<_>>::epoch(&attribute), Some(0));
        Ok(())
    }

    #[benchmark]
    fn remove() -> Result<(), BenchmarkError> {
        let origin = T::RemoveOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        let name = long_label("authority", 0)?;
        let office = authority::<T>(&name);
        many_suspended::<T>()?;

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, name);

        assert_eq!(AuthorityOf::<T>::get(office), None);
        Ok(())
    }

    #[benchmark]
    fn discard_holdings(n: Linear<1, MAX_GRANT_BATCH>) -> Result<(), BenchmarkError> {
        let holdings = discardable::<T>(n)?;

        #[extrinsic_call]
        _(RawOrigin::Authorized, holdings);

        assert_eq!(HolderIndex::<T>::iter_keys().count(), 0);
        Ok(())
    }

    #[benchmark]
    fn authorize_discard_holdings(n: Linear<1, MAX_GRANT_BATCH>) -> Result<(), BenchmarkError> {
        let call = Call::<T>::discard_holdings { holdings: discardable::<T>(n)? };

        #[block]
        {
            call.authorize(TransactionSource::External)
                .ok_or(BenchmarkError::Stop("the call is not one that anybody may make"))??;
        }
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder::default().build(), crate::mock::Test);
}
