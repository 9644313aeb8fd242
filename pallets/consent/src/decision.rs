//! The decision: may this person read that record, for this purpose, now?

use crate::{pallet::*, Policies};
use frame_support::pallet_prelude::*;
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use salus_primitives::{
    consent::{Basis, Decision, PolicyRef, PolicyStatus},
    consortium::Role,
    traits::{AttributeHoldings, Membership, RecordFacts, Records},
    BlockNumber, OrganisationId, Purpose, RecordId,
};
use sp_runtime::SaturatedConversion;

/// What the account is hashed from in whose trail attempts on records that do not exist are written.
///
/// Nobody has its key: finding one would be a preimage of BLAKE2b-256.
pub const ABSENT: &[u8] = b"salus/absent";

impl<T: Config> Pallet<T> {
    /// Decides whether `accessor` may read `record` for `purpose` at block `now`.
    ///
    /// Reads state and changes none, so that the call, the view function and the runtime API cannot
    /// disagree. Everything is looked at anew each time: that somebody was admitted once proves nothing
    /// later.
    pub fn decide(
        accessor: &T::AccountId,
        record: &RecordId,
        purpose: Purpose,
        now: BlockNumber,
    ) -> Decision {
        let participates = T::Members::participant(accessor).is_some();
        match T::Records::facts(record) {
            Some(facts) if participates => Self::weigh(accessor, &facts, purpose, now),
            _ => Decision::Refused,
        }
    }

    /// Decides on a record whose facts are known, for somebody known to take part.
    ///
    /// The grounds are tried in the order in which they bind: what is one's own needs no policy.
    pub(crate) fn weigh(
        accessor: &T::AccountId,
        facts: &RecordFacts<T::AccountId>,
        purpose: Purpose,
        now: BlockNumber,
    ) -> Decision {
        Self::own_record(accessor, facts)
            .or_else(|| Self::admitted_by_policy(accessor, facts, purpose, now))
            .map_or(Decision::Refused, Decision::Granted)
    }

    /// Patients read what is theirs, Pending and Superseded versions too, for any purpose.
    fn own_record(accessor: &T::AccountId, facts: &RecordFacts<T::AccountId>) -> Option<Basis> {
        (facts.patient == *accessor && !facts.gone).then_some(Basis::OwnRecord)
    }

    /// Others read Active records by the policy's current terms.
    ///
    /// The terms in force count, not those of the version the record was encrypted under: a patient who
    /// narrows a policy is obeyed at once.
    fn admitted_by_policy(
        accessor: &T::AccountId,
        facts: &RecordFacts<T::AccountId>,
        purpose: Purpose,
        now: BlockNumber,
    ) -> Option<Basis> {
        let id = facts.policy.id;
        let policy = Policies::<T>::get(id)?;
        let in_force = facts.active
            // The id came with the record: it must not lend another patient's consent.
            && policy.owner == facts.patient
            && policy.status == PolicyStatus::Active
            && policy.terms.valid.contains(now)
            && policy.terms.purposes.contains(purpose);
        let satisfied = in_force
            && policy
                .terms
                .expression
                .is_satisfied(|attribute| T::Attributes::holds(accessor, attribute, now));
        satisfied.then_some(Basis::Policy(PolicyRef { id, version: policy.version }))
    }

    /// In whose trail attempts on records that do not exist are written.
    pub fn absent() -> T::AccountId {
        sp_io::hashing::blake2_256(ABSENT).into()
    }

    /// The number of this block.
    pub(crate) fn now() -> BlockNumber {
        frame_system::Pallet::<T>::block_number().saturated_into()
    }

    /// The active participant who signed, and who vouches for that person.
    pub(crate) fn ensure_participant(
        origin: OriginFor<T>,
    ) -> Result<(T::AccountId, OrganisationId), DispatchError> {
        let who = ensure_signed(origin)?;
        let participant = T::Members::participant(&who).ok_or(Error::<T>::NotParticipant)?;
        Ok((who, participant.organisation))
    }

    /// The active patient who signed.
    pub(crate) fn ensure_patient(origin: OriginFor<T>) -> Result<T::AccountId, DispatchError> {
        let who = ensure_signed(origin)?;
        let participant = T::Members::participant(&who).ok_or(Error::<T>::NotParticipant)?;
        ensure!(participant.role == Role::Patient, Error::<T>::NotPatient);
        Ok(who)
    }
}
