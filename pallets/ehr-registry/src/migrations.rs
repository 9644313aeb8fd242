//! How the storage of older runtimes becomes that of this one, as in `pallet_consortium::migrations`.

use crate::{pallet::*, Records};
use frame_support::migrations::VersionedMigration;

/// Version 1: records are counted by their policies.
pub type CountByPolicy<T> =
    VersionedMigration<0, 1, v1::CountByPolicy<T>, Pallet<T>, <T as frame_system::Config>::DbWeight>;

/// The step itself, which must not be run but through [`CountByPolicy`].
mod v1 {
    use super::*;
    use core::marker::PhantomData;
    use frame_support::{traits::UncheckedOnRuntimeUpgrade, weights::Weight};
    use sp_runtime::traits::Get;
    #[cfg(feature = "try-runtime")]
    use {alloc::vec::Vec, frame_support::ensure, sp_runtime::TryRuntimeError};

    /// Reads every record and writes a count for it. It runs in one block, so it is for chains with some thousands of
    /// records: all that there are before the first release.
    pub struct CountByPolicy<T>(PhantomData<T>);

    impl<T: Config> UncheckedOnRuntimeUpgrade for CountByPolicy<T> {
        fn on_runtime_upgrade() -> Weight {
            let mut records = 0_u64;
            for record in Records::<T>::iter_values() {
                records = records.saturating_add(1);
                Pallet::<T>::enter_policy(record.policy.id);
            }
            T::DbWeight::get().reads_writes(records.saturating_mul(2), records)
        }

        #[cfg(feature = "try-runtime")]
        fn post_upgrade(_: Vec<u8>) -> Result<(), TryRuntimeError> {
            let counted = RecordsUnder::<T>::iter_values().fold(0_u32, u32::saturating_add);
            ensure!(counted == Records::<T>::count(), "a record is not counted for its policy");
            Ok(())
        }
    }
}
