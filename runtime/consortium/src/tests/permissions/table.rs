//! Every call of the consortium's own pallets with everybody who might make it.
//!
//! | Word | What becomes of the call |
//! |---|---|
//! | `yes` | it is carried out |
//! | `.` | refused before it is in a block, 102: this capacity does not make this call |
//! | `out` | the same, 101: the account speaks in no capacity |
//! | `none` | the same: somebody must sign it |
//! | `bad` | it fails with `BadOrigin`: not enough of the council, or not the council's to make |
//! | another | it fails with this error of its pallet |

/// Who tries, in the order of the columns: how the documentation calls them.
pub const COLUMNS: [&str; 15] = [
    "council, more than half",
    "council, two thirds",
    "seat",
    "gateway",
    "validator",
    "authority",
    "practitioner",
    "data user",
    "patient",
    "guardian",
    "stranger",
    "of a suspended organisation",
    "of a removed organisation",
    "patient of either",
    "unsigned",
];

/// What becomes of each call: decided by the council; made by an organisation's offices, by its people, by outsiders;
/// and sent by nobody.
#[rustfmt::skip]
pub const TABLE: &[(&str, &str)] = &[
    ("Consortium.admit", "                 bad yes  .   .   .   .    .  .  .  .    out out out  out  none"),
    ("Consortium.suspend", "               yes yes  .   .   .   .    .  .  .  .    out out out  out  none"),
    ("Consortium.reinstate", "             yes yes  .   .   .   .    .  .  .  .    out out out  out  none"),
    ("Consortium.remove", "                bad yes  .   .   .   .    .  .  .  .    out out out  out  none"),
    ("Consortium.rotate_seat", "           bad bad  yes .   .   .    .  .  .  .    out out out  out  none"),
    ("Consortium.set_gateway", "           bad bad  yes .   .   .    .  .  .  .    out out out  out  none"),
    ("Consortium.add_validator", "         bad yes  .   .   .   .    .  .  .  .    out out out  out  none"),
    ("Consortium.remove_validator", "      bad yes  .   .   .   .    .  .  .  .    out out out  out  none"),
    ("Consortium.readmit_validator", "     bad yes  .   .   .   .    .  .  .  .    out out out  out  none"),
    ("Consortium.enrol", "                 bad bad  .   yes .   .    .  .  .  .    out out out  out  none"),
    ("Consortium.suspend_participant", "   bad bad  .   yes .   .    .  .  .  .    out out out  out  none"),
    ("Consortium.reinstate_participant", " bad bad  .   yes .   .    .  .  .  .    out out out  out  none"),
    ("Consortium.withdraw_enrolment", "    bad bad  .   yes .   .    .  .  .  .    out out out  out  none"),
    ("Consortium.replace_key_card", "      bad bad  .   .   .   .    yes yes yes yes  out out out  out  none"),
    ("AttributeAuthority.register", "            bad yes  . . . .    . . . .  out out out  out  none"),
    ("AttributeAuthority.suspend", "             yes yes  . . . .    . . . .  out out out  out  none"),
    ("AttributeAuthority.reinstate", "           yes yes  . . . .    . . . .  out out out  out  none"),
    ("AttributeAuthority.remove", "              bad yes  . . . .    . . . .  out out out  out  none"),
    ("AttributeAuthority.declare", "             bad bad  . . . yes  . . . .  out out out  out  none"),
    ("AttributeAuthority.grant", "               bad bad  . . . yes  . . . .  out out out  out  none"),
    ("AttributeAuthority.renew", "               bad bad  . . . yes  . . . .  out out out  out  none"),
    ("AttributeAuthority.revoke", "              bad bad  . . . yes  . . . .  out out out  out  none"),
    ("AttributeAuthority.grant_batch", "         bad bad  . . . yes  . . . .  out out out  out  none"),
    ("AttributeAuthority.renew_batch", "         bad bad  . . . yes  . . . .  out out out  out  none"),
    ("AttributeAuthority.revoke_batch", "        bad bad  . . . yes  . . . .  out out out  out  none"),
    ("AttributeAuthority.rotate_key", "          bad bad  . . . yes  . . . .  out out out  out  none"),
    ("AttributeAuthority.suspend_attribute", "   bad bad  . . . yes  . . . .  out out out  out  none"),
    ("AttributeAuthority.reinstate_attribute", " bad bad  . . . yes  . . . .  out out out  out  none"),
    ("AttributeAuthority.discard_holdings", "    bad bad  . . . .    . . . .  out out out  out  yes"),
    ("Consent.set_policy", "          bad bad  . . . .  .   .   yes .    out out out  out  none"),
    ("Consent.revoke_policy", "       bad bad  . . . .  .   .   yes .    out out out  NotOwner  none"),
    ("Consent.allow_contribution", "  bad bad  . . . .  .   .   yes .    out out out  out  none"),
    ("Consent.revoke_contribution", " bad bad  . . . .  .   .   yes .    out out out  ContributionNotFound  none"),
    ("Consent.delegate", "            bad bad  . . . .  .   .   yes .    out out out  out  none"),
    ("Consent.end_delegation", "      bad bad  . . . .  .   .   yes .    out out out  DelegationNotFound  none"),
    ("Consent.restrict", "            bad bad  . . . .  .   .   yes .    out out out  yes  none"),
    ("Consent.lift_restriction", "    bad bad  . . . .  .   .   yes .    out out out  out  none"),
    ("Consent.open_access", "         bad bad  . . . .  yes yes yes yes  out out out  NotParticipant  none"),
    (
        "Consent.decline_delegation",
        "bad bad  . . . .  DelegationNotFound DelegationNotFound DelegationNotFound yes  out out out  out  none",
    ),
    ("Consent.decide_for", "          bad bad  . . . .  NotGuardian NotGuardian NotGuardian yes  out out out  out  none"),
    ("Consent.set_emergency_rule", "  bad yes  . . . .  .   .   .   .    out out out  out  none"),
    ("Consent.break_glass", "         bad bad  . . . .  yes yes NotOneself yes  out out out  out  none"),
    ("Consent.review", "              bad bad  . . . .  yes NotReviewer NotReviewer NotReviewer  out out out  out  none"),
    ("Consent.share_key", "           bad bad  . . . .  .   .   yes .    out out out  out  none"),
    ("Consent.discard_tickets", "     bad bad  . . . .  .   .   .   .    out out out  out  yes"),
    ("Consent.discard_policies", "    bad bad  . . . .  .   .   .   .    out out out  out  yes"),
    ("EhrRegistry.submit", "           bad bad  . yes . .  .   .   .   .    out out out  out  none"),
    ("EhrRegistry.endorse", "          bad bad  . yes . .  .   .   .   .    out out out  out  none"),
    ("EhrRegistry.lapse", "            bad bad  . yes . .  .   .   .   .    out out out  out  yes"),
    ("EhrRegistry.rewrap_for", "       bad bad  . yes . .  .   .   .   .    out out out  out  none"),
    ("EhrRegistry.rewrap", "           bad bad  . yes . .  .   .   .   .    out out out  out  none"),
    ("EhrRegistry.endorse_rewraps", "  bad bad  . yes . .  .   .   .   .    out out out  out  none"),
    ("EhrRegistry.attest_erasure", "   bad bad  . yes . .  .   .   .   .    out out out  out  none"),
    ("EhrRegistry.drop_rewrap", "      bad bad  . yes . .  .   .   .   .    out out out  out  yes"),
    ("EhrRegistry.dispute", "          bad bad  . . . .  RecordNotFound RecordNotFound yes yes  out out out  RecordNotFound  none"),
    ("EhrRegistry.withdraw_dispute", " bad bad  . . . .  RecordNotFound RecordNotFound yes yes  out out out  out  none"),
    ("EhrRegistry.erase", "            bad bad  . . . .  RecordNotFound RecordNotFound yes yes  out out out  RecordNotFound  none"),
    ("EhrRegistry.discard_records", "  bad bad  . . . .  .   .   .   .    out out out  out  yes"),
    ("AuditLog.acknowledge", " bad bad  . yes . .  . . . .  out out out  out  none"),
];
