//! Calls that one account signs without a connection and another account sends.
//!
//! The chain and its clients read the same list: a device offers what the chain takes.

/// The calls that may be relayed, by pallet: what a patient, or a guardian for one, decides about records.
///
/// Such a call may take effect up to a week after it was signed. A call whose moment matters, such as opening a
/// record, is not among them.
pub const RELAYABLE: &[(&str, &[&str])] = &[
    (
        "Consent",
        &[
            "set_policy",
            "revoke_policy",
            "allow_contribution",
            "revoke_contribution",
            "delegate",
            "end_delegation",
            "decline_delegation",
            "restrict",
            "lift_restriction",
            "decide_for",
        ],
    ),
    ("EhrRegistry", &["dispute", "withdraw_dispute", "erase"]),
    ("Consortium", &["replace_key_card"]),
];

/// The wrapper in which several of them are relayed at once.
pub const RELAYABLE_WRAPPER: (&str, &str) = ("Utility", "batch_all");

/// True if `call` of `pallet`, both named as in the metadata, may be relayed.
pub fn is_relayable(pallet: &str, call: &str) -> bool {
    RELAYABLE.iter().any(|(of, calls)| *of == pallet && calls.contains(&call))
}

#[cfg(test)]
mod tests {
    use super::is_relayable;

    #[test]
    fn call_should_be_relayable_when_pallet_and_name_are_listed_together() {
        assert!(is_relayable("Consent", "restrict"));
        assert!(!is_relayable("Consent", "erase") && !is_relayable("Consent", "open_access"));
    }
}
