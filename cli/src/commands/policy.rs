//! `salus policy`: a patient decides who may read.

use super::{decision, signable::Signable, whose};
use crate::{
    caret,
    context::Context,
    failure::Failure,
    output::{pairs, value, word, Outcome, Table},
    progress::Progress,
    span::Span,
};
use clap::{Args, Subcommand};
use salus_client::{
    chain::{events, Chain},
    offline::Preparation,
    AccountId,
};
use salus_primitives::{
    consent::{EmergencyAccess, GuardianDecision, Policy, PolicyStatus, PolicyTerms, Window},
    BlockNumber, Expression, PolicyId, Purpose, PurposeSet,
};
use std::{collections::BTreeSet, str::FromStr};

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a policy, or change one.
    Set(Set),
    /// Show a policy.
    Show {
        /// Its number.
        policy: PolicyId,
    },
    /// List a patient's policies.
    List {
        /// Whose; your own if not given.
        #[arg(long, value_name = "ADDRESS")]
        patient: Option<AccountId>,
    },
    /// Revoke a policy: it admits nobody but its patient. If it lets emergencies open records, it still does: to end
    /// that, too, set it with --emergency=never first.
    Revoke {
        /// Its number.
        policy: PolicyId,
        /// In whose name, as the guardian; your own if not given.
        #[arg(long, value_name = "ADDRESS")]
        patient: Option<AccountId>,
    },
    /// Check a policy expression without a network.
    Check {
        /// Such as: doctor@medical-council AND cardiology@city-hospital
        expression: String,
    },
}

/// The terms of a policy.
#[derive(Debug, Args)]
pub struct Set {
    /// Who may read, such as: doctor@medical-council AND cardiology@city-hospital
    expression: String,
    /// For what: TREAT, ETREAT, HPAYMT, HOPERAT, HRESCH, PUBHLTH, PATRQT; several with commas.
    #[arg(long = "purpose", value_delimiter = ',', required = true, value_name = "CODE")]
    purposes: Vec<Purpose>,
    /// For how long, such as 365d.
    #[arg(long = "for", value_name = "SPAN", default_value = "365d")]
    span: Span,
    /// Whether an emergency opens it too: never, always (what --emergency alone says), current (only under the rule for
    /// emergencies that is in force now), or the version of a rule, as `salus emergency rule` shows it.
    #[arg(
        long,
        value_name = "WHEN",
        num_args = 0..=1,
        require_equals = true,
        default_value = "never",
        default_missing_value = "always"
    )]
    emergency: Emergencies,
    /// Change this policy instead of making one.
    #[arg(long, value_name = "NUMBER")]
    id: Option<PolicyId>,
    /// In whose name, as the guardian; your own if not given.
    #[arg(long, value_name = "ADDRESS")]
    patient: Option<AccountId>,
}

/// What `--emergency` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Emergencies {
    /// The version in force decides whether, as it is when the policy is set.
    Current,
    Said(EmergencyAccess),
}

impl FromStr for Emergencies {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text {
            "never" => Self::Said(EmergencyAccess::Never),
            "always" => Self::Said(EmergencyAccess::Always),
            "current" => Self::Current,
            version => Self::Said(EmergencyAccess::UnderRule(
                version.parse().map_err(|_| "say never, always, current, or the version of a rule")?,
            )),
        })
    }
}

/// Does it.
pub async fn run(context: &Context, command: Command) -> Result<Outcome, Failure> {
    match command {
        Command::Set(terms) => set(context, terms).await,
        Command::Show { policy } => show(context, policy).await,
        Command::List { patient } => list(context, patient).await,
        Command::Revoke { policy, patient } => revoke(context, policy, patient).await,
        Command::Check { expression } => check(&expression),
    }
}

/// What can be signed without a connection. Whether an attribute was declared cannot be asked then; the chain asks.
pub(super) fn signable(command: &Command, prepared: &Preparation) -> Result<Signable, Failure> {
    Ok(match command {
        Command::Set(set) => {
            let window = Window { from: prepared.block, until: prepared.block_after(set.span.0) };
            let Emergencies::Said(emergency) = set.emergency else {
                return Err(Failure::new(
                    "which rule for emergencies is in force cannot be asked without a connection",
                )
                .remedy("name its version, which `salus emergency rule` shows: --emergency=VERSION"));
            };
            let terms = set.terms(caret::expression(&set.expression)?, window, emergency);
            let told = Outcome::new(format!("A policy that admits {}.", terms.expression));
            Some((decision(set.patient, GuardianDecision::SetPolicy { policy: set.id, terms }), told))
        }
        Command::Revoke { policy, patient } => {
            let told = Outcome::new(format!("Policy {policy} admits nobody any more."));
            Some((decision(*patient, GuardianDecision::RevokePolicy { policy: *policy }), told))
        }
        Command::Show { .. } | Command::List { .. } | Command::Check { .. } => None,
    })
}

impl Set {
    fn terms(&self, expression: Expression, valid: Window, emergency: EmergencyAccess) -> PolicyTerms {
        let purposes = self.purposes.iter().copied().collect::<PurposeSet>();
        PolicyTerms { expression, purposes, valid, emergency }
    }
}

fn check(text: &str) -> Result<Outcome, Failure> {
    let expression = caret::expression(text)?;
    let authorities: BTreeSet<String> =
        expression.leaves().map(|attribute| attribute.authority.to_string()).collect();
    let attributes: Vec<String> = expression.leaves().map(ToString::to_string).collect();
    let canonical = expression.to_string();
    let text = pairs([
        ("canonical", canonical.clone()),
        ("attributes", attributes.len().to_string()),
        ("authorities", authorities.iter().cloned().collect::<Vec<_>>().join(", ")),
    ]);
    Ok(Outcome::new(text)
        .field("expression", canonical)
        .field("attributes", attributes)
        .field("authorities", value(authorities)))
}

async fn set(context: &Context, set: Set) -> Result<Outcome, Failure> {
    let expression = caret::expression(&set.expression)?;
    let keystore = context.keystore()?;
    let chain = context.chain().await?;
    declared(chain, &expression).await?;
    let from = chain.finalized_number().await?;
    let until = from.saturating_add(chain.blocks_in(set.span.0).await?);
    let emergency = match set.emergency {
        Emergencies::Said(access) => access,
        Emergencies::Current => agreed(chain).await?,
    };
    let terms = set.terms(expression, Window { from, until }, emergency);
    let waiting = Progress::waiting(context.options.json, "Writing the policy on the chain");
    let decided = GuardianDecision::SetPolicy { policy: set.id, terms: terms.clone() };
    let included = chain.submit(keystore.account(), decision(set.patient, decided)).await?;
    drop(waiting);
    let event: events::PolicySet = included.require()?;
    let policy = event.policy;
    let mut text = format!(
        "Policy {} version {} is set (block {}).\n{}",
        policy.id, policy.version, included.block_number, terms.expression
    );
    if policy.version > 1 {
        text.push_str("\nRecords filed under earlier versions stay sealed under those.");
    }
    Ok(Outcome::new(text)
        .included(&included)
        .field("policy", policy.id)
        .field("version", policy.version)
        .field("terms", value(&terms)))
}

/// Consent to emergencies under the rule that is in force, and under no later one.
async fn agreed(chain: &Chain) -> Result<EmergencyAccess, Failure> {
    let rule = chain.emergency_rule().await?.ok_or_else(|| {
        Failure::new("the council has set no rule for emergencies")
            .remedy("use --emergency=never until it has")
    })?;
    Ok(EmergencyAccess::UnderRule(rule.version))
}

/// A policy over undeclared attributes would admit nobody, and nothing could be sealed under it.
async fn declared(chain: &Chain, expression: &Expression) -> Result<(), Failure> {
    let attributes: BTreeSet<_> = expression.leaves().collect();
    for attribute in attributes {
        if chain.attribute(attribute).await?.is_none() {
            return Err(Failure::new(format!("no authority declares the attribute {attribute}"))
                .remedy("choose among those that `salus authority list` shows"));
        }
    }
    Ok(())
}

async fn show(context: &Context, id: PolicyId) -> Result<Outcome, Failure> {
    let chain = context.chain().await?;
    let policy = chain.policy(id).await?.ok_or_else(|| {
        Failure::new(format!("there is no policy {id}")).remedy("look with `salus policy list`")
    })?;
    let (clock, Policy { owner, terms, version, .. }) = (context.clock().await, &policy);
    let status = state(&policy, clock.block());
    let rule = chain.emergency_rule().await?.map(|rule| rule.version);
    let text = pairs([
        ("policy", format!("{id}, version {version}, {status}")),
        ("patient", owner.to_string()),
        ("who", terms.expression.to_string()),
        ("for", codes(terms.purposes)),
        ("from", clock.tell(terms.valid.from)),
        ("until", clock.tell(terms.valid.until)),
        ("emergency", emergencies(terms.emergency, rule)),
    ]);
    Ok(Outcome::new(text).field("id", id).field("state", status).field("policy", value(&policy)))
}

async fn list(context: &Context, patient: Option<AccountId>) -> Result<Outcome, Failure> {
    let patient = whose(context, patient)?;
    let chain = context.chain().await?;
    let policies = chain.policies_of(patient).await?;
    let rule = chain.emergency_rule().await?.map(|rule| rule.version);
    let clock = context.clock().await;
    let mut table = Table::new(["POLICY", "VERSION", "STATUS", "FOR", "UNTIL", "EMERGENCY", "WHO"]);
    for (id, policy) in &policies {
        table.row([
            id.to_string(),
            policy.version.to_string(),
            state(policy, clock.block()),
            codes(policy.terms.purposes),
            clock.tell(policy.terms.valid.until),
            emergencies(policy.terms.emergency, rule),
            policy.terms.expression.to_string(),
        ]);
    }
    let listed: Vec<_> = policies
        .iter()
        .map(|(id, policy)| {
            let state = state(policy, clock.block());
            serde_json::json!({ "id": id, "state": state, "policy": policy })
        })
        .collect();
    Ok(Outcome::new(table.or("No policies.")).field("patient", patient.to_string()).field("policies", listed))
}

async fn revoke(context: &Context, id: PolicyId, patient: Option<AccountId>) -> Result<Outcome, Failure> {
    let keystore = context.keystore()?;
    let waiting = Progress::waiting(context.options.json, "Revoking");
    let call = decision(patient, GuardianDecision::RevokePolicy { policy: id });
    let included = context.chain().await?.submit(keystore.account(), call).await?;
    drop(waiting);
    let text = format!("Policy {id} is revoked (block {}).", included.block_number);
    Ok(Outcome::new(text).included(&included).field("policy", id))
}

/// What has become of a policy by block `now`: its status, or that its time is over or not yet come.
fn state(policy: &Policy<AccountId>, now: Option<BlockNumber>) -> String {
    let Window { from, until } = policy.terms.valid;
    match (policy.status, now) {
        (PolicyStatus::Active, Some(now)) if now >= until => "expired".into(),
        (PolicyStatus::Active, Some(now)) if now < from => "not yet".into(),
        (status, _) => word(status),
    }
}

/// Whether an emergency opens a policy's records, now that the rule's version is `present`.
fn emergencies(access: EmergencyAccess, present: Option<u32>) -> String {
    match access {
        EmergencyAccess::Never => "never".into(),
        EmergencyAccess::Always => "always".into(),
        EmergencyAccess::UnderRule(agreed) if present == Some(agreed) => format!("rule {agreed}"),
        EmergencyAccess::UnderRule(agreed) => format!("rule {agreed}, not in force"),
    }
}

fn codes(purposes: PurposeSet) -> String {
    purposes.iter().map(|purpose| purpose.to_string()).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn check_should_print_the_canonical_text_when_the_expression_is_right() {
        let outcome = check("(doctor@medical-council)   and nurse@city-hospital").unwrap();
        assert!(outcome.render(false).contains("doctor@medical-council AND nurse@city-hospital"));
        let json: serde_json::Value = serde_json::from_str(&outcome.render(true)).unwrap();
        assert_eq!(json["authorities"], serde_json::json!(["city-hospital", "medical-council"]));
    }

    #[test]
    fn policy_should_be_shown_as_expired_when_its_time_is_over() {
        let terms = PolicyTerms {
            expression: "doctor@medical-council".parse().unwrap(),
            purposes: PurposeSet::EMPTY,
            valid: Window { from: 5, until: 10 },
            emergency: EmergencyAccess::Never,
        };
        let active = Policy { owner: AccountId([1; 32]), terms, version: 1, status: PolicyStatus::Active };
        let states = [4, 5, 9, 10].map(|now| state(&active, Some(now)));
        assert_eq!(states, ["not yet", "active", "active", "expired"]);
        assert_eq!(state(&active, None), "active");
        let revoked = Policy { status: PolicyStatus::Revoked, ..active };
        assert_eq!(state(&revoked, Some(10)), "revoked");
    }

    #[test]
    fn emergency_should_say_whether_its_rule_is_in_force_when_a_policy_is_listed() {
        assert_eq!(emergencies(EmergencyAccess::Never, Some(3)), "never");
        assert_eq!(emergencies(EmergencyAccess::Always, None), "always");
        assert_eq!(emergencies(EmergencyAccess::UnderRule(3), Some(3)), "rule 3");
        assert_eq!(emergencies(EmergencyAccess::UnderRule(3), Some(4)), "rule 3, not in force");
    }

    #[test]
    fn emergency_should_be_read_as_meant_when_it_is_given_in_any_form() {
        #[derive(clap::Parser)]
        struct Line {
            #[command(flatten)]
            set: Set,
        }
        let read = |option: &[&str]| {
            let rest = ["--purpose", "TREAT", "doctor@medical-council"];
            let line = [&["set"][..], option, &rest].concat();
            <Line as clap::Parser>::try_parse_from(line).map(|line| line.set.emergency)
        };
        assert_eq!(read(&[]).unwrap(), Emergencies::Said(EmergencyAccess::Never));
        assert_eq!(read(&["--emergency"]).unwrap(), Emergencies::Said(EmergencyAccess::Always));
        assert_eq!(read(&["--emergency=never"]).unwrap(), Emergencies::Said(EmergencyAccess::Never));
        assert_eq!(read(&["--emergency=current"]).unwrap(), Emergencies::Current);
        assert_eq!(read(&["--emergency=4"]).unwrap(), Emergencies::Said(EmergencyAccess::UnderRule(4)));
        assert!(read(&["--emergency=sometimes"]).is_err());
    }

    #[test]
    fn check_should_fail_when_the_expression_is_wrong() {
        assert!(check("doctor@medical-council AND").is_err());
    }
}
