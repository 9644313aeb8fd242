//! What the other pallets ask of a record.

use crate::{pallet::*, Records};
use salus_primitives::{
    record::RecordStatus,
    traits::{self, RecordFacts},
    PolicyId, RecordId,
};

impl<T: Config> traits::Belongings<T::AccountId> for Pallet<T> {
    fn has_any(who: &T::AccountId) -> bool {
        RecordsOf::<T>::iter_key_prefix(who).next().is_some()
    }
}

impl<T: Config> traits::Records<T::AccountId> for Pallet<T> {
    fn facts(record: &RecordId) -> Option<RecordFacts<T::AccountId>> {
        Records::<T>::get(record).map(|record| RecordFacts {
            patient: record.patient,
            policy: record.policy,
            active: record.status == RecordStatus::Active,
            gone: matches!(record.status, RecordStatus::Lapsed | RecordStatus::Erasing),
        })
    }

    fn is_any_under(policy: PolicyId) -> bool {
        RecordsUnder::<T>::contains_key(policy)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn benchmark_record(patient: &T::AccountId, policy: salus_primitives::consent::PolicyRef) -> RecordId {
        use crate::benchmarking::insert_record;

        insert_record::<T>(patient, policy, None, RecordStatus::Active)
    }
}
