//! Safe mode, pauses of single calls, and migrations: what goes on whatever is stopped.

use super::{
    governance::pass,
    scene::{gateway, next_block, run, Actor},
};
use crate::{Consortium, Runtime, RuntimeCall, SafeMode, TxPause};
use frame_support::traits::{Contains, GetCallMetadata, GetCallName, GetStorageVersion, StorageVersion};
use pallet_tx_pause::RuntimeCallNameOf;
use salus_primitives::consortium::Role;
use salus_runtime_common::pausing::{is_never_paused, CallsNeverPaused};
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
fn patient() -> Actor {
    let patient = Actor::new("//Paula");
    super::scene::enrol(0, &patient, Role::Patient);
    patient.succeed(allow());
    patient
}

fn enter_safe_mode() {
    assert_eq!(pass(pallet_safe_mode::Call::force_enter {}, &[0, 1, 2]), Ok(()));
    assert!(SafeMode::is_entered());
}

#[test]
fn paused_chain_still_lets_a_patient_revoke() {
    run(|| {
        let patient = patient();
        enter_safe_mode();
        next_block();
        assert_eq!(patient.send(allow()), stopped());
        patient.succeed(revoke());
    });
}

#[test]
fn paused_chain_still_lets_the_council_remove_an_organisation_and_upgrade() {
    run(|| {
        enter_safe_mode();
        let code_hash = sp_core::H256::repeat_byte(1);
        assert_eq!(pass(crate::governance::Call::authorize_upgrade { code_hash }, &[0, 1, 2]), Ok(()));
        assert_eq!(pass(pallet_consortium::Call::remove { organisation: 3 }, &[0, 1, 2]), Ok(()));
    });
}

#[test]
fn stopped_call_cannot_hide_in_a_batch() {
    run(|| {
        let patient = patient();
        enter_safe_mode();
        let hidden = pallet_utility::Call::batch_all { calls: vec![revoke(), allow()] };
        assert_eq!(patient.send(hidden), stopped());
    });
}

#[test]
fn safe_mode_should_be_left_to_the_council_when_anybody_else_asks() {
    run(|| {
        assert_eq!(pass(pallet_safe_mode::Call::force_enter {}, &[0, 1]), Err(DispatchError::BadOrigin));
        enter_safe_mode();
        assert_eq!(pass(pallet_safe_mode::Call::force_exit {}, &[0, 1]), Err(DispatchError::BadOrigin));
        assert_eq!(pass(pallet_safe_mode::Call::force_exit {}, &[0, 1, 2]), Ok(()));
        assert!(!SafeMode::is_entered());
    });
}

#[test]
fn safe_mode_should_end_by_itself_when_its_time_is_over() {
    run(|| {
        enter_safe_mode();
        let until = pallet_safe_mode::EnteredUntil::<Runtime>::get().unwrap();
        assert_eq!(until, crate::System::block_number() + 4 * 1_800);
        pallet_safe_mode::EnteredUntil::<Runtime>::put(crate::System::block_number() + 1);
        next_block();
        next_block();
        assert!(!SafeMode::is_entered());
    });
}

#[test]
fn single_call_should_stop_when_the_council_pauses_it() {
    run(|| {
        let full_name = named("Consent", "allow_contribution");
        let patient = patient();
        assert_eq!(
            pass(pallet_tx_pause::Call::pause { full_name: full_name.clone() }, &[0, 1]),
            Err(DispatchError::BadOrigin)
        );
        assert_eq!(pass(pallet_tx_pause::Call::pause { full_name: full_name.clone() }, &[0, 1, 2]), Ok(()));
        assert_eq!(patient.send(allow()), stopped());
        patient.succeed(revoke());
        assert_eq!(pass(pallet_tx_pause::Call::unpause { ident: full_name }, &[0, 1, 2]), Ok(()));
        patient.succeed(allow());
    });
}

#[test]
fn revocation_cannot_be_paused_by_the_whole_council() {
    run(|| {
        for (pallet, call) in [
            ("Consent", "revoke_policy"),
            ("Consent", "revoke_contribution"),
            ("Consent", "break_glass"),
            ("EhrRegistry", "dispute"),
            ("EhrRegistry", "erase"),
            ("AttributeAuthority", "revoke"),
            ("AttributeAuthority", "revoke_batch"),
            ("AttributeAuthority", "suspend_attribute"),
            ("AttributeAuthority", "rotate_key"),
            ("Council", "vote"),
            ("Consortium", "remove"),
            ("Timestamp", "set"),
            ("TxPause", "unpause"),
        ] {
            let motion = pallet_tx_pause::Call::pause { full_name: named(pallet, call) };
            let refused = pallet_tx_pause::Error::<Runtime>::Unpausable;
            assert_eq!(pass(motion, &[0, 1, 2, 3]), Err(refused.into()), "{pallet}.{call}");
            assert!(!TxPause::is_paused(&named(pallet, call)));
        }
    });
}

#[test]
fn whole_council_cannot_stop_acknowledgement_while_reading_goes_on() {
    run(|| {
        let acknowledge = || pallet_audit_log::Call::<Runtime>::acknowledge { receipts: Default::default() };
        let filtered = |outcome| outcome == stopped();
        let motion = pallet_tx_pause::Call::pause { full_name: named("AuditLog", "acknowledge") };
        let refused = pallet_tx_pause::Error::<Runtime>::Unpausable;
        assert_eq!(pass(motion, &[0, 1, 2, 3]), Err(refused.into()));
        enter_safe_mode();
        next_block();
        // What may be read in safe mode is acknowledged in it, too.
        assert!(is_never_paused("Consent", "open_access"));
        assert!(!filtered(gateway(0).send(acknowledge())));
    });
}

#[test]
fn names_that_are_never_paused_should_be_those_of_pallets_and_calls_when_compared() {
    for pallet in ["Council", "Consortium", "Governance", "SafeMode", "TxPause", "Sudo"].into_iter().chain([
        "Timestamp",
        "Session",
        "Babe",
        "Grandpa",
        "Utility",
        "MetaTx",
        "AuditLog",
    ]) {
        let calls = RuntimeCall::get_call_names(pallet);
        assert!(!calls.is_empty() && calls.iter().all(|call| is_never_paused(pallet, call)), "{pallet}");
    }
    let stoppable = |pallet, names: &[&'static str]| -> Vec<_> {
        names.iter().copied().filter(|call| !is_never_paused(pallet, call)).collect()
    };
    // Whole lists: a name that is misspelt where it is spared, or a new call that should be, shows here.
    assert_eq!(
        stoppable("Consent", pallet_consent::Call::<Runtime>::get_call_names()),
        [
            "set_policy",
            "allow_contribution",
            "delegate",
            "lift_restriction",
            "set_emergency_rule",
            "discard_tickets",
            "share_key",
            "discard_policies"
        ]
    );
    assert_eq!(
        stoppable("EhrRegistry", pallet_ehr_registry::Call::<Runtime>::get_call_names()),
        [
            "submit",
            "endorse",
            "lapse",
            "rewrap",
            "endorse_rewraps",
            "withdraw_dispute",
            "attest_erasure",
            "drop_rewrap",
            "discard_records",
            "rewrap_for"
        ]
    );
    assert_eq!(
        stoppable("AttributeAuthority", pallet_attribute_authority::Call::<Runtime>::get_call_names()),
        [
            "register",
            "declare",
            "grant",
            "renew",
            "reinstate",
            "grant_batch",
            "renew_batch",
            "reinstate_attribute",
            "discard_holdings"
        ]
    );
    assert!(!stoppable("System", frame_system::Call::<Runtime>::get_call_names())
        .contains(&"apply_authorized_upgrade"));
    assert!(CallsNeverPaused::contains(&revoke()) && !CallsNeverPaused::contains(&allow()));
}

// Where every block's state is checked, the older one fails as it must.
#[cfg(not(feature = "try-runtime"))]
#[test]
fn older_state_should_be_migrated_when_the_new_runtime_makes_its_first_block() {
    run(|| {
        let _ = pallet_consortium::Buckets::<Runtime>::clear(u32::MAX, None);
        StorageVersion::new(1).put::<Consortium>();
        let older =
            frame_system::LastRuntimeUpgradeInfo { spec_version: 0.into(), spec_name: "salus".into() };
        frame_system::LastRuntimeUpgrade::<Runtime>::put(older);
        let removed_pallet = sp_io::hashing::twox_128(b"Migrations");
        sp_io::storage::set(&removed_pallet, b"left");
        // Without its bucket nobody of an organisation gets anything through.
        assert!(gateway(0).send(super::scene::errand()).is_err());
        next_block();
        assert_eq!(Consortium::on_chain_storage_version(), 2);
        gateway(0).succeed(super::scene::errand());
        assert!(!sp_io::storage::exists(&removed_pallet));
    });
}
