use super::*;
use crate::migrations::AddBuckets;
use frame_support::traits::{GetStorageVersion, OnRuntimeUpgrade, StorageVersion};
use salus_primitives::quota::Bucket;

/// The state that the runtime before quotas left.
fn go_back_to_version_one() {
    let _ = Buckets::<Test>::clear(u32::MAX, None);
    StorageVersion::new(1).put::<Consortium>();
}

#[test]
fn organisations_should_get_their_buckets_when_the_storage_is_of_version_one() {
    run(|| {
        assert_ok!(Consortium::remove(whole_council(), LAKE));
        assert_ok!(Consortium::suspend(whole_council(), CARE));
        go_back_to_version_one();
        assert!(Consortium::do_try_state().is_err());

        let weight = AddBuckets::<Test>::on_runtime_upgrade();
        assert!(weight.all_gte(<Test as frame_system::Config>::DbWeight::get().reads_writes(3, 2)));
        assert_eq!(Consortium::on_chain_storage_version(), 2);
        assert_eq!(Buckets::<Test>::get(CITY), Some(Bucket::default()));
        assert_eq!(Buckets::<Test>::get(CARE), Some(Bucket::default()));
        assert_eq!(Buckets::<Test>::get(LAKE), None);
    });
}

#[test]
fn buckets_should_be_left_alone_when_the_migration_runs_again() {
    run(|| {
        use salus_primitives::quota::{Cost, Purse, Quotas};
        assert!(Consortium::charge(&Purse::Organisation(CITY), Cost { ref_time: 7, length: 0 }));
        AddBuckets::<Test>::on_runtime_upgrade();
        assert_eq!(Consortium::quota(CITY).unwrap().used.ref_time, 7);
    });
}

#[test]
fn storage_should_be_of_the_current_version_when_the_chain_begins() {
    run(|| assert_eq!(Consortium::on_chain_storage_version(), Consortium::in_code_storage_version()));
}

#[cfg(feature = "try-runtime")]
#[test]
fn migration_should_pass_its_own_checks_when_tried() {
    run(|| {
        go_back_to_version_one();
        AddBuckets::<Test>::try_on_runtime_upgrade(true).unwrap();
    });
}
