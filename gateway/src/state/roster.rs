//! Who takes part in the consortium, as the chain says it at a finalised block; remembered until the next one.

use crate::{
    ledger::{Head, Ledger, LedgerError},
    per_head::PerHead,
};
use salus_client::account::AccountId;
use salus_primitives::{
    consent::Barred,
    consortium::{MemberStatus, Organisation, Role, Standing},
    OrganisationId,
};
use std::sync::Arc;

/// The organisations of the consortium at one block.
pub type Organisations = Arc<Vec<(OrganisationId, Organisation<AccountId>)>>;

/// Whom a patient bars, at one block.
type Restrictions = Arc<Vec<Barred<AccountId>>>;

/// As what an account is let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// It takes an active part in the consortium.
    Member(Standing),
    /// A patient whose account is suspended, or whose organisation is suspended or removed: the chain grants such a
    /// patient the own records, and nothing else.
    OwnRecords(OrganisationId),
}

impl Entry {
    /// In which capacity the account's requests are counted.
    pub fn standing(self) -> Standing {
        match self {
            Self::Member(standing) => standing,
            Self::OwnRecords(organisation) => Standing::Participant(organisation, Role::Patient),
        }
    }
}

/// Members and organisations.
pub struct Roster {
    ledger: Arc<dyn Ledger>,
    /// This gateway's account.
    own: AccountId,
    standings: PerHead<AccountId, Option<Standing>>,
    organisations: PerHead<(), Organisations>,
    copies: PerHead<(), usize>,
    restrictions: PerHead<AccountId, Restrictions>,
}

impl Roster {
    /// As `ledger` says it, for the gateway with account `own`.
    pub(super) fn new(ledger: Arc<dyn Ledger>, own: AccountId) -> Self {
        Self {
            ledger,
            own,
            standings: PerHead::default(),
            organisations: PerHead::default(),
            copies: PerHead::default(),
            restrictions: PerHead::default(),
        }
    }

    /// This gateway's account.
    pub fn own(&self) -> AccountId {
        self.own
    }

    /// In which capacity `account` speaks at `head`.
    ///
    /// # Errors
    /// [`LedgerError`] if the node does not answer.
    pub async fn standing(&self, head: Head, account: AccountId) -> Result<Option<Standing>, LedgerError> {
        if let Some(standing) = self.standings.get(head.number, &account) {
            return Ok(standing);
        }
        let standing = self.ledger.standing(head, account).await?;
        self.standings.insert(head.number, account, standing);
        Ok(standing)
    }

    /// As what `account` is let in at `head`; none if it is neither a member nor a patient.
    ///
    /// # Errors
    /// [`LedgerError`] if the node does not answer.
    pub async fn entry(&self, head: Head, account: AccountId) -> Result<Option<Entry>, LedgerError> {
        if let Some(standing) = self.standing(head, account).await? {
            return Ok(Some(Entry::Member(standing)));
        }
        let person = self.ledger.participant(head, account).await?;
        let patient = person.filter(|person| person.role == Role::Patient);
        Ok(patient.map(|patient| Entry::OwnRecords(patient.organisation)))
    }

    /// The organisation whose gateway this is at `head`; none if it is suspended or not registered.
    ///
    /// # Errors
    /// [`LedgerError`] if the node does not answer.
    pub async fn organisation(&self, head: Head) -> Result<Option<OrganisationId>, LedgerError> {
        match self.standing(head, self.own).await? {
            Some(Standing::Gateway(organisation)) => Ok(Some(organisation)),
            _ => Ok(None),
        }
    }

    /// The active organisations at `head`.
    ///
    /// # Errors
    /// [`LedgerError`] if the node does not answer.
    pub async fn active_organisations(&self, head: Head) -> Result<Organisations, LedgerError> {
        if let Some(found) = self.organisations.get(head.number, &()) {
            return Ok(found);
        }
        let mut all = self.ledger.organisations(head).await?;
        all.retain(|(_, organisation)| organisation.status == MemberStatus::Active);
        let found = Arc::new(all);
        self.organisations.insert(head.number, (), Arc::clone(&found));
        Ok(found)
    }

    /// The organisation that this account is or was registered for as its gateway, whatever its status.
    ///
    /// # Errors
    /// [`LedgerError`] if the node does not answer.
    pub async fn registered_organisation(&self, head: Head) -> Result<Option<OrganisationId>, LedgerError> {
        let all = self.ledger.organisations(head).await?;
        let own = all.into_iter().find(|(_, organisation)| organisation.gateway.account == self.own);
        Ok(own.map(|(id, _)| id))
    }

    /// How many organisations keep a record's content at `head`.
    ///
    /// # Errors
    /// [`LedgerError`] if the node does not answer.
    pub async fn copies(&self, head: Head) -> Result<usize, LedgerError> {
        if let Some(copies) = self.copies.get(head.number, &()) {
            return Ok(copies);
        }
        let copies = usize::try_from(self.ledger.copies().await?).unwrap_or(usize::MAX);
        self.copies.insert(head.number, (), copies);
        Ok(copies)
    }

    /// True if `patient` bars `organisation` at `head`.
    ///
    /// # Errors
    /// [`LedgerError`] if the node does not answer.
    pub async fn is_barred(
        &self,
        head: Head,
        organisation: OrganisationId,
        patient: AccountId,
    ) -> Result<bool, LedgerError> {
        let barred = match self.restrictions.get(head.number, &patient) {
            Some(barred) => barred,
            None => {
                let barred = Arc::new(self.ledger.restrictions(head, patient).await?);
                self.restrictions.insert(head.number, patient, Arc::clone(&barred));
                barred
            }
        };
        Ok(barred.contains(&Barred::Organisation(organisation)))
    }
}
