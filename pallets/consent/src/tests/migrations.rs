use crate::{
    migrations::{AddKeyPackages, Former},
    mock::*,
    Delegations,
};
use codec::Encode;
use frame_support::traits::{GetStorageVersion, OnRuntimeUpgrade, StorageVersion};
use salus_primitives::consent::{Delegation, DelegationScope};

/// A caretaker as the runtime before key packages left one.
fn go_back_to_version_zero() {
    appoint(&CLERK, DelegationScope::Caretaker);
    let former = Former { scope: DelegationScope::Caretaker, until: now() + 1_000 };
    let key = Delegations::<Test>::hashed_key_for(PATIENT, CLERK);
    frame_support::storage::unhashed::put_raw(&key, &former.encode());
    StorageVersion::new(0).put::<Consent>();
    assert_eq!(Delegations::<Test>::get(PATIENT, CLERK), None, "it is of another layout");
}

#[test]
fn delegations_should_name_no_key_when_they_are_from_before() {
    ExtBuilder.build_and_execute(|| {
        go_back_to_version_zero();
        AddKeyPackages::<Test>::on_runtime_upgrade();
        assert_eq!(Consent::on_chain_storage_version(), 1);
        let expected =
            Delegation { scope: DelegationScope::Caretaker, until: now() + 1_000, key_package: None };
        assert_eq!(Delegations::<Test>::get(PATIENT, CLERK), Some(expected));
    });
}

#[cfg(feature = "try-runtime")]
#[test]
fn migration_should_pass_its_own_checks_when_tried() {
    ExtBuilder.build_and_execute(|| {
        go_back_to_version_zero();
        AddKeyPackages::<Test>::try_on_runtime_upgrade(true).unwrap();
    });
}
