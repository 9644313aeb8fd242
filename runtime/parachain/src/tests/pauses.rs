//! Safe mode, pauses of single calls, and migrations, as on the stand-alone chain; and that the relay chain's data
//! still come through, without which there would be no block to end a pause in.

use super::{
    actors::{enrolment, errand, gateway, Actor},
    scene::{run, Chain, Draft},
};
use crate::{Consortium, Runtime, RuntimeCall, SafeMode, System, TxPause};
use frame_support::traits::{GetStorageVersion, StorageVersion};
use pallet_tx_pause::RuntimeCallNameOf;
use salus_primitives::consortium::Role;
use salus_runtime_common::pausing::is_never_paused;
use sp_runtime::{ApplyExtrinsicResult, DispatchError};

fn stopped() -> ApplyExtrinsicResult {
    Ok(Err(frame_system::Error::<Runtime>::CallFiltered.into()))
}

fn named(pallet: &str, call: &str) -> RuntimeCallNameOf<Runtime> {
    (pallet.as_bytes().to_vec().try_into().unwrap(), call.as_bytes().to_vec().try_into().unwrap())
}

fn allow() -> RuntimeCall {
    pallet_consent::Call::allow_contribution { organisation: 0, until: 1_000 }.into()
}

fn revoke() -> RuntimeCall {
    pallet_consent::Call::revoke_contribution { organisation: 0 }.into()
}

/// A patient who lets organisation 0 add records.
fn patient(draft: &mut Draft) -> Actor {
    let patient = Actor::new("//Paula");
    draft.succeed(&gateway(0), enrolment(0, &patient, Role::Patient));
    draft.succeed(&patient, allow());
    patient
}

#[test]
fn paused_chain_still_lets_a_patient_revoke() {
    let mut chain = Chain::local();
    let patient = chain.block(|draft| {
        let patient = patient(draft);
        assert_eq!(
            draft.pass(pallet_safe_mode::Call::force_enter {}, &[0, 1]),
            Err(DispatchError::BadOrigin)
        );
        assert_eq!(draft.pass(pallet_safe_mode::Call::force_enter {}, &[0, 1, 2]), Ok(()));
        patient
    });
    // What the collator brings of the time and of the relay chain is taken all the same.
    chain.block(|draft| {
        assert!(SafeMode::is_entered());
        assert_eq!(draft.send(&patient, allow()), stopped());
        let hidden = pallet_utility::Call::batch_all { calls: vec![revoke(), allow()] };
        assert_eq!(draft.send(&patient, hidden), stopped());
        draft.succeed(&patient, revoke());
        assert_eq!(draft.pass(pallet_safe_mode::Call::force_exit {}, &[0, 1, 2]), Ok(()));
        draft.succeed(&patient, allow());
    });
}

#[test]
fn safe_mode_should_last_four_hours_when_the_council_enters_it() {
    run(|draft| {
        assert_eq!(draft.pass(pallet_safe_mode::Call::force_enter {}, &[0, 1, 2]), Ok(()));
        let until = pallet_safe_mode::EnteredUntil::<Runtime>::get();
        assert_eq!(until, Some(System::block_number() + 4 * 600));
    });
}

#[test]
fn single_call_should_stop_when_the_council_pauses_it() {
    run(|draft| {
        let full_name = named("Consent", "allow_contribution");
        let patient = patient(draft);
        let pause = pallet_tx_pause::Call::pause { full_name: full_name.clone() };
        assert_eq!(draft.pass(pause, &[0, 1, 2]), Ok(()));
        assert_eq!(draft.send(&patient, allow()), stopped());
        draft.succeed(&patient, revoke());
        assert_eq!(draft.pass(pallet_tx_pause::Call::unpause { ident: full_name }, &[0, 1, 2]), Ok(()));
        draft.succeed(&patient, allow());
    });
}

#[test]
fn relay_chains_data_cannot_be_paused_by_the_whole_council() {
    run(|draft| {
        for (pallet, call) in [
            ("ParachainSystem", "set_validation_data"),
            ("Timestamp", "set"),
            ("Consent", "revoke_policy"),
            ("TxPause", "unpause"),
        ] {
            let pause = pallet_tx_pause::Call::pause { full_name: named(pallet, call) };
            let refused = pallet_tx_pause::Error::<Runtime>::Unpausable;
            assert_eq!(draft.pass(pause, &[0, 1, 2, 3]), Err(refused.into()), "{pallet}.{call}");
            assert!(!TxPause::is_paused(&named(pallet, call)));
        }
    });
}

#[test]
fn inherents_should_never_be_paused_when_compared_with_what_a_collator_makes() {
    use frame_support::traits::GetCallMetadata;
    run(|draft| {
        for call in draft.inherents() {
            let metadata = call.get_call_metadata();
            assert!(is_never_paused(metadata.pallet_name, metadata.function_name), "{metadata:?}");
        }
        // What wraps others and what governs is here under the names of the stand-alone chain.
        for pallet in ["Council", "Consortium", "Governance", "SafeMode", "TxPause", "Utility", "AuditLog"] {
            let calls = RuntimeCall::get_call_names(pallet);
            assert!(!calls.is_empty() && calls.iter().all(|call| is_never_paused(pallet, call)), "{pallet}");
        }
    });
}

#[test]
fn older_state_should_be_migrated_when_the_new_runtime_makes_its_first_block() {
    let mut chain = Chain::local();
    chain.change(|| {
        let _ = pallet_consortium::Buckets::<Runtime>::clear(u32::MAX, None);
        StorageVersion::new(1).put::<Consortium>();
        let older = frame_system::LastRuntimeUpgradeInfo {
            spec_version: 0.into(),
            spec_name: crate::VERSION.spec_name,
        };
        frame_system::LastRuntimeUpgrade::<Runtime>::put(older);
        sp_io::storage::set(&sp_io::hashing::twox_128(b"Migrations"), b"left");
    });
    chain.block(|draft| {
        assert_eq!(Consortium::on_chain_storage_version(), 2);
        draft.succeed(&gateway(0), errand());
        assert!(!sp_io::storage::exists(&sp_io::hashing::twox_128(b"Migrations")));
    });
}
