//! What stands between a stored record and the chain: some of it time heals, and some nothing does.

use super::IntakeError;
use crate::{database::submissions::Particulars, ledger::Head, state::Gateway};
use salus_client::account::AccountId;
use salus_primitives::{
    consent::{Policy, PolicyStatus},
    consortium::{MemberStatus, Role},
    record::RecordStatus,
    OrganisationId,
};

/// Why a record cannot be filed at present.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Obstacle {
    /// It may pass: the record waits.
    Passing(String),
    /// It never will.
    Final(String),
}

impl Obstacle {
    fn passing(reason: &str) -> Self {
        Self::Passing(reason.into())
    }

    fn last(reason: &str) -> Self {
        Self::Final(reason.into())
    }

    /// What it means that the chain refused the call for `reason`.
    pub(super) fn of_refusal(reason: &str) -> Self {
        // A version that was replaced or erased never becomes Active again. Everything else the patient, the council,
        // an authority or another block can change.
        const LAST: [&str; 3] = [
            "EhrRegistry::PreviousNotActive",
            "EhrRegistry::PreviousNotFound",
            "EhrRegistry::PreviousOfAnother",
        ];
        if LAST.contains(&reason) {
            Self::last(reason)
        } else {
            Self::passing(reason)
        }
    }
}

/// Looks for what the chain would refuse the record for; the policy under which it can be filed if there is nothing.
///
/// # Errors
/// If the chain cannot be asked.
pub(super) async fn look(
    gateway: &Gateway,
    head: Head,
    wanted: &Particulars,
) -> Result<Result<Policy<AccountId>, Obstacle>, IntakeError> {
    let ledger = gateway.ledger.as_ref();
    let Some(own) = gateway.roster.organisation(head).await? else {
        return Ok(Err(Obstacle::passing("organisation-not-active")));
    };
    let policy = ledger.policy(head, wanted.policy).await?;
    let policy = match policy.filter(|policy| policy.owner == wanted.patient) {
        Some(policy) if policy.status == PolicyStatus::Active => policy,
        Some(_) => return Ok(Err(Obstacle::last("policy-revoked"))),
        None => return Ok(Err(Obstacle::last("no-policy"))),
    };
    if let Some(previous) = wanted.previous {
        let previous = ledger.record(head, previous).await?;
        if !previous.is_some_and(|previous| previous.status == RecordStatus::Active) {
            return Ok(Err(Obstacle::last("previous-not-active")));
        }
    }
    let contributions = ledger.contributions(head, wanted.patient).await?;
    if !contributions.iter().any(|(organisation, until)| *organisation == own && head.number < *until) {
        return Ok(Err(Obstacle::passing("no-contribution")));
    }
    if !may_author(gateway, head, own, wanted).await? {
        return Ok(Err(Obstacle::passing("author-not-active")));
    }
    Ok(Ok(policy))
}

/// True if the author can answer for a record of organisation `own`.
///
/// # Errors
/// If the chain cannot be asked.
pub(super) async fn may_author(
    gateway: &Gateway,
    head: Head,
    own: OrganisationId,
    wanted: &Particulars,
) -> Result<bool, IntakeError> {
    if wanted.author == gateway.account.id() {
        return Ok(true);
    }
    let author = gateway.ledger.participant(head, wanted.author).await?;
    Ok(author.is_some_and(|person| {
        person.organisation == own
            && person.role == Role::Practitioner
            && person.status == MemberStatus::Active
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusal_should_be_final_only_when_no_later_block_can_change_it() {
        assert!(matches!(Obstacle::of_refusal("EhrRegistry::PreviousNotActive"), Obstacle::Final(_)));
        for passing in
            ["EhrRegistry::PolicyNotCurrent", "EhrRegistry::ContributionNotAllowed", "System::CallFiltered"]
        {
            assert_eq!(Obstacle::of_refusal(passing), Obstacle::Passing(passing.into()));
        }
    }
}
