//! What takes two thirds of the council's seats and a delay, in which others can react. The chain and its clients read
//! the same list: a client proposes such a call inside `Enactment.schedule`.

/// The call that schedules another.
pub const SCHEDULE: (&str, &str) = ("Enactment", "schedule");

/// The calls that are scheduled, by pallet.
pub const DELAYED: &[(&str, &[&str])] = &[
    ("Consortium", &["admit", "remove", "add_validator", "remove_validator", "readmit_validator"]),
    ("AttributeAuthority", &["register", "remove"]),
    ("Consent", &["set_emergency_rule"]),
    ("Governance", &["authorize_upgrade"]),
    ("Enactment", &["set_delay"]),
];

/// True if `call` of `pallet`, both named as in the metadata, takes effect only after a delay.
pub fn is_delayed(pallet: &str, call: &str) -> bool {
    DELAYED.iter().any(|(of, calls)| *of == pallet && calls.contains(&call))
}

#[cfg(test)]
mod tests {
    use super::is_delayed;

    #[test]
    fn call_should_be_delayed_when_it_changes_who_decides() {
        assert!(is_delayed("Consortium", "admit") && is_delayed("Governance", "authorize_upgrade"));
        assert!(!is_delayed("Consortium", "suspend") && !is_delayed("TxPause", "unpause"));
    }
}
