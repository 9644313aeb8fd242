//! How the storage of older runtimes becomes that of this one.
//!
//! Each step is versioned: it runs once, on a chain that has the version before, and does nothing anywhere
//! else. A runtime lists those that its chain may still need.

use crate::*;
use frame_support::migrations::VersionedMigration;

/// Version 2: quotas. Gives every organisation that is not removed its bucket, untouched.
pub type AddBuckets<T> =
    VersionedMigration<1, 2, v2::InsertBuckets<T>, Pallet<T>, <T as frame_system::Config>::DbWeight>;

/// The step itself, which must not be run but through [`AddBuckets`].
mod v2 {
    use super::*;
    use core::marker::PhantomData;
    use frame_support::{traits::UncheckedOnRuntimeUpgrade, weights::Weight};
    use salus_primitives::consortium::MemberStatus;
    use sp_runtime::traits::Get;
    #[cfg(feature = "try-runtime")]
    use {alloc::vec::Vec, codec::Encode, frame_support::ensure, sp_runtime::TryRuntimeError};

    /// One read for each organisation ever admitted, one write for each that is not removed. There are
    /// far fewer than fit into a block.
    pub struct InsertBuckets<T>(PhantomData<T>);

    impl<T: Config> UncheckedOnRuntimeUpgrade for InsertBuckets<T> {
        fn on_runtime_upgrade() -> Weight {
            let (mut reads, mut writes) = (0_u64, 0_u64);
            for (id, organisation) in Organisations::<T>::iter() {
                reads = reads.saturating_add(1);
                if organisation.status != MemberStatus::Removed {
                    writes = writes.saturating_add(1);
                    Buckets::<T>::insert(id, Bucket::default());
                }
            }
            <T as frame_system::Config>::DbWeight::get().reads_writes(reads, writes)
        }

        #[cfg(feature = "try-runtime")]
        fn pre_upgrade() -> Result<Vec<u8>, TryRuntimeError> {
            Ok(Seats::<T>::count().encode())
        }

        #[cfg(feature = "try-runtime")]
        fn post_upgrade(seats: Vec<u8>) -> Result<(), TryRuntimeError> {
            let buckets = u32::try_from(Buckets::<T>::iter_keys().count()).unwrap_or(u32::MAX);
            ensure!(buckets.encode() == seats, "an organisation has no bucket");
            Ok(())
        }
    }
}
