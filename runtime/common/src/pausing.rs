//! What neither safe mode nor a pause of single calls ever stops.
//!
//! In an emergency the council may stop everything, or one call that turned out to be dangerous. It may not
//! stop patients from taking their consent back, nor a physician from saving a life, nor itself from
//! governing.

use core::marker::PhantomData;
use frame_support::traits::{Contains, GetCallMetadata};
use pallet_tx_pause::RuntimeCallNameOf;

/// Pallets of which no call is ever stopped, on whichever chain they are.
const PALLETS: &[&str] = &[
    // Governing, and undoing a pause.
    "Council",
    "Consortium",
    "Governance",
    "SafeMode",
    "TxPause",
    "Sudo",
    "Migrations",
    // What every block begins with, and what keeps it safe: inherents, keys, reports of conflicting signatures.
    "Timestamp",
    "Session",
    "Babe",
    "Grandpa",
    "ParachainSystem",
    // Only make other calls, each of which is asked about by itself.
    "Utility",
    "MetaTx",
];

/// Single calls that are never stopped, by pallet and by name as the metadata tells it.
const CALLS: &[(&str, &str)] = &[
    // Consent: taking it back, barring somebody, saving a life and answering for it.
    // A NEW CALL THAT TAKES SOMETHING BACK BELONGS HERE: one line.
    ("Consent", "revoke_policy"),
    ("Consent", "revoke_contribution"),
    ("Consent", "end_delegation"),
    ("Consent", "decline_delegation"),
    // A guardian's only way to take consent back, and so a child's; that it also grants must be borne.
    ("Consent", "decide_for"),
    ("Consent", "restrict"),
    ("Consent", "break_glass"),
    ("Consent", "review"),
    // Without it nobody is treated from the records: safe mode must not be the worse harm. What it hands
    // out is still decided on every use.
    ("Consent", "open_access"),
    // A patient's word against a record.
    ("EhrRegistry", "dispute"),
    ("EhrRegistry", "erase"),
    // A key that leaked, a certificate that was a mistake, an authority that nobody can trust any more.
    ("AttributeAuthority", "revoke"),
    ("AttributeAuthority", "revoke_batch"),
    ("AttributeAuthority", "suspend_attribute"),
    ("AttributeAuthority", "rotate_key"),
    ("AttributeAuthority", "suspend"),
    ("AttributeAuthority", "remove"),
    // The way out: a runtime that the council authorised.
    ("System", "apply_authorized_upgrade"),
];

/// True if no pause ever stops `call` of `pallet`, both named as in the metadata.
pub fn is_never_paused(pallet: &str, call: &str) -> bool {
    PALLETS.contains(&pallet) || CALLS.contains(&(pallet, call))
}

/// Tells safe mode which calls it cannot stop.
pub struct CallsNeverPaused;

impl<Call: GetCallMetadata> Contains<Call> for CallsNeverPaused {
    fn contains(call: &Call) -> bool {
        let metadata = call.get_call_metadata();
        is_never_paused(metadata.pallet_name, metadata.function_name)
    }
}

/// Tells the pauses of single calls which names they cannot stop, on the chain `T`.
pub struct NamesNeverPaused<T>(PhantomData<T>);

impl<T: pallet_tx_pause::Config> Contains<RuntimeCallNameOf<T>> for NamesNeverPaused<T> {
    fn contains((pallet, call): &RuntimeCallNameOf<T>) -> bool {
        // A name that is no text is nobody's.
        matches!(
            (core::str::from_utf8(pallet), core::str::from_utf8(call)),
            (Ok(pallet), Ok(call)) if is_never_paused(pallet, call)
        )
    }
}
