//! `salus keys renew`: another key that others encrypt to.

use crate::{
    commands::delegation::sharing,
    context::Context,
    failure::Failure,
    output::{value, Outcome},
    progress::Progress,
    terminal,
};
use salus_client::{
    chain::{
        calls::{consent, consortium},
        View,
    },
    Account, AccountId, Chain, RecipientSuite,
};
use salus_primitives::{
    consent::{Policy, PolicyStatus},
    BlockNumber, PolicyId,
};
use serde::Serialize;

/// What could not be done for the new key.
#[derive(Debug, Serialize)]
struct Left {
    command: String,
    reason: String,
}

/// Draws another key, has the chain name its card, shares it with the delegates and begins the policies' next versions.
///
/// Cut off at any time, it goes on where it was when it is repeated: as long as the chain names another card than the
/// keystore's, no third key is drawn.
pub async fn renew(context: &Context, suite: RecipientSuite) -> Result<Outcome, Failure> {
    let mut keystore = context.keystore_to_change().await?;
    let chain = context.chain().await?;
    let account = keystore.account().clone();
    let own = chain.participant(account.id()).await?.ok_or_else(|| {
        Failure::new("this account is not enrolled").remedy("ask your organisation to enrol it")
    })?;
    let waiting = Progress::waiting(context.options.json, "Renewing the key");
    if own.key_card == keystore.card().content_id() {
        // Kept before the chain is told: whatever is sealed to it from now on must open.
        keystore.renew_recipient(suite);
        keystore.save()?;
    }
    let (card, id) = (keystore.card().encode(), keystore.card().content_id());
    let included = chain.submit(&account, consortium::replace_key_card(id)).await?;
    sharing::put_named(context, &keystore, own.organisation, card, included.block_number).await?;

    let view = chain.at_finalized().await?;
    let now = view.number().await?;
    let mut left = Vec::new();
    for delegate in delegates_with_a_key(&view, account.id(), now).await? {
        if let Err(failure) = sharing::share(context, &keystore, delegate).await {
            let command = format!("salus delegation share {delegate}");
            left.push(Left { command, reason: failure.what().into() });
        }
    }
    let policies = policies_in_use(&view, account.id(), now).await?;
    let count = policies.len();
    for (policy, terms) in policies {
        if let Err(failure) = begin_next_version(chain, &account, policy, &terms).await {
            left.push(Left {
                command: format!("salus policy set --id {policy}"),
                reason: failure.what().into(),
            });
        }
    }
    drop(waiting);
    Ok(told(&id.to_string(), count, &left).included(&included))
}

/// Whom `patient` appointed and gave a key.
async fn delegates_with_a_key(
    view: &View<'_>,
    patient: AccountId,
    now: BlockNumber,
) -> Result<Vec<AccountId>, Failure> {
    let appointed = view.delegations_of(patient).await?;
    let with_key = appointed
        .into_iter()
        .filter(|(_, delegation)| delegation.counts(now) && delegation.key_package.is_some());
    Ok(with_key.map(|(delegate, _)| delegate).collect())
}

/// The policies of `patient` whose records can get new headers.
async fn policies_in_use(
    view: &View<'_>,
    patient: AccountId,
    now: BlockNumber,
) -> Result<Vec<(PolicyId, Policy<AccountId>)>, Failure> {
    let policies = view.policies_of(patient).await?;
    Ok(policies.into_iter().filter(|(_, policy)| is_in_use(policy, now)).collect())
}

fn is_in_use(policy: &Policy<AccountId>, now: BlockNumber) -> bool {
    policy.status == PolicyStatus::Active && now < policy.terms.valid.until
}

/// Sets a policy to the terms that it has: gateways ask for new headers under the next version.
async fn begin_next_version(
    chain: &Chain,
    account: &Account,
    id: PolicyId,
    policy: &Policy<AccountId>,
) -> Result<(), Failure> {
    chain.submit(account, consent::set_policy(Some(id), &policy.terms)).await?;
    Ok(())
}

fn told(card: &str, policies: usize, left: &[Left]) -> Outcome {
    let mut text = "You have another key; what was sealed to the one before still opens.\n".to_owned();
    if policies > 0 {
        text.push_str(
            "Now run `salus record rewrap`: until then your records are sealed to the key before.\n",
        );
    }
    if !left.is_empty() {
        text.push_str("This was not done; run it later:\n");
        for item in left {
            text.push_str(&format!("  {} ({})\n", item.command, terminal::line(&item.reason)));
        }
    }
    Outcome::new(text)
        .field("key_card", card)
        .field("policies", policies)
        .field("left", value(left))
        .undone(!left.is_empty())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use salus_primitives::{
        consent::{PolicyTerms, Window},
        PurposeSet,
    };

    #[test]
    fn policy_should_get_its_next_version_when_records_can_still_be_filed_under_it() {
        let policy = |status, until| {
            let terms = PolicyTerms {
                expression: "doctor@medical-council".parse().unwrap(),
                purposes: PurposeSet::EMPTY,
                valid: Window { from: 0, until },
                emergency: salus_primitives::consent::EmergencyAccess::Never,
            };
            Policy { owner: AccountId([1; 32]), terms, version: 1, status }
        };
        assert!(is_in_use(&policy(PolicyStatus::Active, 11), 10));
        assert!(!is_in_use(&policy(PolicyStatus::Active, 10), 10));
        assert!(!is_in_use(&policy(PolicyStatus::Closed, 11), 10));
        assert!(!is_in_use(&policy(PolicyStatus::Revoked, 11), 10));
    }

    #[test]
    fn outcome_should_name_what_is_left_when_something_is() {
        let left = [Left { command: "salus delegation share X".into(), reason: "no gateway answers".into() }];
        let some = told("card", 2, &left);
        assert!(some.render(false).contains("salus delegation share X (no gateway answers)"));
        assert_eq!(some.code(), 1);
        assert_eq!(told("card", 0, &[]).render(false).trim().lines().count(), 1);
    }
}
