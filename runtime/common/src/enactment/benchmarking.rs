//! Benchmarks with a full agenda and the longest call: the worst case of everything.

#![allow(clippy::expect_used, clippy::arithmetic_side_effects)] // A benchmark that cannot be set up must stop.

use super::{pallet::*, MAX_CALL, MAX_SCHEDULED};
use alloc::{boxed::Box, vec};
use codec::Encode;
use frame_benchmarking::{v2::*, BenchmarkError};
use frame_support::traits::EnsureOrigin;
use frame_system::pallet_prelude::OriginFor;
use salus_primitives::BlockNumber;
use sp_runtime::traits::Hash;

/// The bytes of a call beside its argument: two indices and the argument's length.
const OVERHEAD: u32 = 6;

/// A call as long as one that waits may be.
fn longest<T: Config>() -> <T as Config>::RuntimeCall {
    let remark = vec![7; MAX_CALL.saturating_sub(OVERHEAD) as usize];
    frame_system::Call::<T>::remark { remark }.into()
}

/// Puts `many` calls on the agenda that are due in block `at`.
fn fill<T: Config>(many: u32, at: BlockNumber) {
    for number in 0..many {
        let hash = T::Hashing::hash_of(&number);
        Agenda::<T>::mutate(|agenda| agenda.try_push((at, hash))).expect("there is room");
        Waiting::<T>::insert(hash, frame_support::BoundedVec::default());
    }
}

/// The longest call, last on a full agenda, and its hash.
fn full<T: Config>(at: BlockNumber) -> T::Hash {
    fill::<T>(MAX_SCHEDULED - 1, BlockNumber::MAX);
    let call = longest::<T>();
    let hash = T::Hashing::hash_of(&call);
    Agenda::<T>::mutate(|agenda| agenda.try_push((at, hash))).expect("there is room");
    Waiting::<T>::insert(hash, frame_support::BoundedVec::truncate_from(call.encode()));
    hash
}

fn origin<T: Config, By: EnsureOrigin<OriginFor<T>>>() -> Result<OriginFor<T>, BenchmarkError> {
    By::try_successful_origin().map_err(|()| BenchmarkError::Weightless)
}

#[benchmarks]
mod benches {
    use super::*;

    #[benchmark]
    fn schedule() -> Result<(), BenchmarkError> {
        Delay::<T>::put(1);
        fill::<T>(MAX_SCHEDULED - 1, BlockNumber::MAX);
        let call = longest::<T>();
        let hash = T::Hashing::hash_of(&call);
        let origin = origin::<T, T::DecisionOrigin>()?;

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, Box::new(call));

        assert!(Waiting::<T>::contains_key(hash));
        Ok(())
    }

    #[benchmark]
    fn cancel() -> Result<(), BenchmarkError> {
        let hash = full::<T>(BlockNumber::MAX);
        let origin = origin::<T, T::CancelOrigin>()?;

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, hash);

        assert!(!Waiting::<T>::contains_key(hash));
        Ok(())
    }

    #[benchmark]
    fn set_delay() -> Result<(), BenchmarkError> {
        let origin = origin::<T, T::EnactedOrigin>()?;

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, 1);

        assert_eq!(Delay::<T>::get(), 1);
        Ok(())
    }

    /// The call itself is refused at once: nobody signed it.
    #[benchmark]
    fn enact() {
        let hash = full::<T>(0);

        #[block]
        {
            Pallet::<T>::enact_one();
        }

        assert!(!Waiting::<T>::contains_key(hash));
    }
}
