//! What others read, through the runtime's API.

use crate::{pallet::*, Delegations, Emergencies, Policies, Restrictions, Tickets};
use alloc::vec::Vec;
use salus_primitives::{
    consent::{Barred, Decision, Delegation, NamedTicket, Policy, Ticket},
    emergency::{Emergency, EmergencyRule, NamedEmergency},
    BlockNumber, EmergencyId, OrganisationId, Page, PolicyId, Purpose, RecordId, TicketId,
};

impl<T: Config> Pallet<T> {
    /// The policy with this id.
    pub fn policy(id: PolicyId) -> Option<Policy<T::AccountId>> {
        Policies::<T>::get(id)
    }

    /// Every policy of `patient`, revoked ones included; at most 64, in no particular order.
    pub fn policies_of(patient: T::AccountId) -> Vec<(PolicyId, Policy<T::AccountId>)> {
        Self::list_policies(&patient)
    }

    /// Which organisations `patient` lets add records, and until before which block; those that
    /// have ended are told too. At most one for each organisation ever admitted.
    pub fn contributions_of(patient: T::AccountId) -> Vec<(OrganisationId, BlockNumber)> {
        Contributions::<T>::iter_prefix(&patient).collect()
    }

    /// What `open_access` would decide now. Leaves no trace, so it must not be offered to just anybody.
    pub fn decision(accessor: T::AccountId, record: RecordId, purpose: Purpose) -> Decision {
        Self::decide(&accessor, &record, purpose, Self::now())
    }

    /// The ticket with this id.
    pub fn ticket(id: TicketId) -> Option<Ticket<T::AccountId>> {
        Tickets::<T>::get(id)
    }

    /// The tickets for records of `patient`, in no particular but a stable order, with which of them were
    /// opened and never served.
    ///
    /// As in every listing here, `cursor` is the `next` of the page before, and `limit` is taken as 1 to
    /// [`MAX_PAGE`](salus_primitives::page::MAX_PAGE).
    pub fn tickets_of(
        patient: T::AccountId,
        cursor: Option<TicketId>,
        limit: u32,
    ) -> Page<NamedTicket<T::AccountId>, TicketId> {
        Self::page_tickets(&patient, cursor, limit)
    }

    /// Whom `patient` appointed; those whose time has ended may be told too. At most 16.
    pub fn delegations_of(patient: T::AccountId) -> Vec<(T::AccountId, Delegation)> {
        Delegations::<T>::iter_prefix(&patient).collect()
    }

    /// Which patients appointed `delegate`, and to what.
    pub fn delegators_of(
        delegate: T::AccountId,
        cursor: Option<T::AccountId>,
        limit: u32,
    ) -> Page<(T::AccountId, Delegation), T::AccountId> {
        Self::page_delegators(&delegate, cursor, limit)
    }

    /// Whom `patient` bars. At most 64.
    pub fn restrictions_of(patient: T::AccountId) -> Vec<Barred<T::AccountId>> {
        Restrictions::<T>::iter_key_prefix(&patient).collect()
    }

    /// The rule for emergencies.
    pub fn emergency_rule() -> Option<EmergencyRule> {
        CurrentRule::<T>::get()
    }

    /// The emergency with this id.
    pub fn emergency(id: EmergencyId) -> Option<Emergency<T::AccountId>> {
        Emergencies::<T>::get(id)
    }

    /// The emergencies in which somebody broke the glass of `patient`.
    pub fn emergencies_of(
        patient: T::AccountId,
        cursor: Option<EmergencyId>,
        limit: u32,
    ) -> Page<NamedEmergency<T::AccountId>, EmergencyId> {
        Self::page_emergencies(&patient, cursor, limit)
    }

    /// The emergencies that somebody should have reviewed by now, and nobody has.
    ///
    /// `limit` bounds how many unreviewed ones are looked at: a page may hold fewer, even none, and still
    /// have a next one.
    pub fn overdue_reviews(
        cursor: Option<EmergencyId>,
        limit: u32,
    ) -> Page<NamedEmergency<T::AccountId>, EmergencyId> {
        Self::page_overdue(cursor, limit)
    }
}
