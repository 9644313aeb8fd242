//! How the storage of older runtimes becomes that of this one.
//!
//! As in `pallet_consortium::migrations`: each step is versioned, runs once, and a runtime lists those that its chain
//! may still need.

use crate::{pallet::*, Delegations};
use frame_support::migrations::VersionedMigration;

/// Version 1: a delegation names the package with the reading key. Those from before name none.
pub type AddKeyPackages<T> =
    VersionedMigration<0, 1, v1::AddKeyPackages<T>, Pallet<T>, <T as frame_system::Config>::DbWeight>;

/// The step itself, which must not be run but through [`AddKeyPackages`].
mod v1 {
    use super::*;
    use codec::{Decode, Encode};
    use core::marker::PhantomData;
    use frame_support::{traits::UncheckedOnRuntimeUpgrade, weights::Weight};
    use salus_primitives::{
        consent::{Delegation, DelegationScope},
        BlockNumber,
    };
    use sp_runtime::traits::Get;
    #[cfg(feature = "try-runtime")]
    use {alloc::vec::Vec, frame_support::ensure, sp_runtime::TryRuntimeError};

    /// A delegation as version 0 kept it.
    #[derive(Encode, Decode)]
    pub(crate) struct Former {
        pub(crate) scope: DelegationScope,
        pub(crate) until: BlockNumber,
    }

    /// Reads and writes each delegation: at most 16 of each patient who appointed a person.
    pub struct AddKeyPackages<T>(PhantomData<T>);

    impl<T: Config> UncheckedOnRuntimeUpgrade for AddKeyPackages<T> {
        fn on_runtime_upgrade() -> Weight {
            let mut translated = 0_u64;
            Delegations::<T>::translate_values(|Former { scope, until }| {
                translated = translated.saturating_add(1);
                Some(Delegation { scope, until, key_package: None })
            });
            T::DbWeight::get().reads_writes(translated, translated)
        }

        #[cfg(feature = "try-runtime")]
        fn pre_upgrade() -> Result<Vec<u8>, TryRuntimeError> {
            Ok(Self::keys().encode())
        }

        #[cfg(feature = "try-runtime")]
        fn post_upgrade(before: Vec<u8>) -> Result<(), TryRuntimeError> {
            ensure!(Self::keys().encode() == before, "a delegation was lost");
            ensure!(Delegations::<T>::iter().count() as u64 == Self::keys(), "a delegation cannot be read");
            Ok(())
        }
    }

    #[cfg(feature = "try-runtime")]
    impl<T: Config> AddKeyPackages<T> {
        fn keys() -> u64 {
            Delegations::<T>::iter_keys().count() as u64
        }
    }
}

#[cfg(test)]
pub(crate) use v1::Former;
