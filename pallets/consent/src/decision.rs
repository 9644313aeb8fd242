//! The decision: may this person read that record, for this purpose, now?

use crate::{pallet::*, Policies};
use frame_support::pallet_prelude::*;
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use salus_primitives::{
    consent::{Basis, Decision, Policy, PolicyRef, PolicyStatus},
    consortium::Role,
    traits::{Membership, RecordFacts, Records},
    BlockNumber, OrganisationId, PolicyId, Purpose, RecordId,
};
use sp_runtime::SaturatedConversion;

/// What the account is hashed from in whose trail attempts on records that do not exist are written.
///
/// Nobody has its key: finding one would be a preimage of BLAKE2b-256.
pub const ABSENT: &[u8] = b"salus/absent";

impl<T: Config> Pallet<T> {
    /// Decides whether `accessor` may read `record` for `purpose` at block `now`.
    ///
    /// Reads state and changes none, so that the call and the runtime API cannot
    /// disagree. Everything is looked at again each time: that somebody was admitted once proves nothing
    /// later.
    pub fn decide(
        accessor: &T::AccountId,
        record: &RecordId,
        purpose: Purpose,
        now: BlockNumber,
    ) -> Decision {
        T::Records::facts(record).map_or(Decision::Refused, |facts| {
            Self::weigh(accessor, Self::enroller(accessor), &facts, purpose, now)
        })
    }

    /// The active organisation that enrolled `who`, if `who` is an active participant.
    pub(crate) fn enroller(who: &T::AccountId) -> Option<OrganisationId> {
        T::Members::participant(who).map(|participant| participant.organisation)
    }

    /// Decides on a record whose facts are known, for an account that `organisation` enrolled. Without one only
    /// what is one's own is open: a patient reads that whatever became of the account or its hospital.
    ///
    /// The grounds are tried in the order in which they bind: what is one's own needs no leave, and whom the
    /// patient named needs no policy. A restriction comes before all but the first.
    pub(crate) fn weigh(
        accessor: &T::AccountId,
        organisation: Option<OrganisationId>,
        facts: &RecordFacts<T::AccountId>,
        purpose: Purpose,
        now: BlockNumber,
    ) -> Decision {
        Self::own_record(accessor, facts)
            .or_else(|| Self::admitted(accessor, organisation?, facts, purpose, now))
            .map_or(Decision::Refused, Decision::Granted)
    }

    /// Patients read what is theirs, Pending and Superseded versions too, for any purpose.
    fn own_record(accessor: &T::AccountId, facts: &RecordFacts<T::AccountId>) -> Option<Basis> {
        (facts.patient == *accessor && !facts.gone).then_some(Basis::OwnRecord)
    }

    /// Others read Active records, unless the patient bars them.
    fn admitted(
        accessor: &T::AccountId,
        organisation: OrganisationId,
        facts: &RecordFacts<T::AccountId>,
        purpose: Purpose,
        now: BlockNumber,
    ) -> Option<Basis> {
        let patient = &facts.patient;
        if !facts.active || Self::is_barred(patient, accessor, organisation) {
            return None;
        }
        if let Some(basis) = Self::admitted_as_delegate(accessor, patient, purpose, now) {
            return Some(basis);
        }
        let id = facts.policy.id;
        // The id came with the record: it must not lend another patient's consent.
        let policy = Policies::<T>::get(id).filter(|policy| policy.owner == *patient)?;
        Self::admitted_by_policy(accessor, id, &policy, purpose, now)
            .or_else(|| Self::admitted_in_emergency(accessor, &policy, purpose, now))
    }

    /// Whom the patient appointed reads at the patient's request or to treat, not to bill or to research.
    fn admitted_as_delegate(
        accessor: &T::AccountId,
        patient: &T::AccountId,
        purpose: Purpose,
        now: BlockNumber,
    ) -> Option<Basis> {
        matches!(purpose, Purpose::PatientRequest | Purpose::Treatment)
            .then(|| Self::appointed(patient, accessor, now))?
            .map(Basis::Delegation)
    }

    /// The policy's current terms count, not those of the version the record was encrypted under: a patient
    /// who narrows a policy is obeyed at once.
    fn admitted_by_policy(
        accessor: &T::AccountId,
        id: PolicyId,
        policy: &Policy<T::AccountId>,
        purpose: Purpose,
        now: BlockNumber,
    ) -> Option<Basis> {
        let terms = &policy.terms;
        let admits = policy.status == PolicyStatus::Active
            && terms.valid.contains(now)
            && terms.purposes.contains(purpose)
            && Self::satisfies(accessor, &terms.expression, now);
        admits.then_some(Basis::Policy(PolicyRef { id, version: policy.version }))
    }

    /// Whoever broke the glass reads for emergency treatment what the policy lets an emergency open.
    ///
    /// Outside the policy's window, whatever its purposes and also once it is closed, since nobody foresees an
    /// emergency: the patient's word on emergencies is a term of its own. What the rule asks of the accessor is
    /// asked again: an attribute that was revoked meanwhile opens nothing. A patient who agreed to one version of the
    /// rule is asked again, too: under another version an emergency opens nothing of the policy, also one that began
    /// under the version agreed to.
    fn admitted_in_emergency(
        accessor: &T::AccountId,
        policy: &Policy<T::AccountId>,
        purpose: Purpose,
        now: BlockNumber,
    ) -> Option<Basis> {
        if purpose != Purpose::EmergencyTreatment || policy.status == PolicyStatus::Revoked {
            return None;
        }
        let emergency = Self::open_emergency(&policy.owner, accessor, now)?;
        Self::rule_for(accessor, now)
            .filter(|rule| policy.terms.emergency.opens_under(rule.version))
            .map(|_| Basis::Emergency(emergency))
    }

    /// In whose trail attempts on records that do not exist are written.
    pub fn absent() -> T::AccountId {
        sp_io::hashing::blake2_256(ABSENT).into()
    }

    /// The number of this block.
    pub(crate) fn now() -> BlockNumber {
        frame_system::Pallet::<T>::block_number().saturated_into()
    }

    /// The active participant who signed, and the organisation that enrolled that person.
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
        Self::ensure_is_patient(&who)?;
        Ok(who)
    }

    /// Refuses whoever was never enrolled as a patient.
    pub(crate) fn ensure_was_patient(who: &T::AccountId) -> DispatchResult {
        if T::Members::is_patient(who) {
            Ok(())
        } else {
            Self::ensure_is_patient(who)
        }
    }

    /// Refuses whoever is not an active patient.
    pub(crate) fn ensure_is_patient(who: &T::AccountId) -> DispatchResult {
        let participant = T::Members::participant(who).ok_or(Error::<T>::NotParticipant)?;
        ensure!(participant.role == Role::Patient, Error::<T>::NotPatient);
        Ok(())
    }
}
