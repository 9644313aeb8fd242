//! Emergencies: reading without having been asked, and answering for it afterwards.

use crate::{
    delegations::one_less, pallet::*, tickets::refusal, Emergencies, EmergenciesOf, LastEmergency,
    PolicyCount,
};
use frame_support::{ensure, pallet_prelude::*};
use salus_primitives::{
    audit::{Action, Detail, Note},
    consent::Basis,
    consortium::Role,
    emergency::{
        Emergency, EmergencyReason, EmergencyRule, Review, ReviewOutcome, MANY_UNREVIEWED, MAX_UNREVIEWED,
    },
    traits::{AttributeHoldings, AuditTrail, Membership},
    BlockNumber, Digest, EmergencyId, Expression, OrganisationId, Purpose,
};

impl<T: Config> Pallet<T> {
    /// Opens an emergency or refuses, and writes either down.
    ///
    /// Reviews that wait stop no accessor who treats people: from [`MANY_UNREVIEWED`] on each emergency is flagged.
    /// [`MAX_UNREVIEWED`] stops a stolen key, with a refusal that the trail keeps as it keeps any other.
    pub(crate) fn do_break_glass(
        accessor: T::AccountId,
        organisation: OrganisationId,
        patient: T::AccountId,
        reason: EmergencyReason,
        justification: Digest,
    ) -> DispatchResult {
        let now = Self::now();
        ensure!(accessor != patient, Error::<T>::NotOneself);
        ensure!(Self::open_emergency(&patient, &accessor, now).is_none(), Error::<T>::StillOpen);

        let known = Self::is_known_patient(&patient);
        let unreviewed = UnreviewedCount::<T>::get(&accessor);
        let admitted =
            known && unreviewed < MAX_UNREVIEWED && !Self::is_barred(&patient, &accessor, organisation);
        let rule = Self::rule_for(&accessor, now).filter(|_| admitted);
        // Out of ids, nobody is admitted: the refusal is the same as any other.
        let opened = rule.and_then(|rule| {
            let emergency = Emergency {
                accessor: accessor.clone(),
                organisation,
                patient: patient.clone(),
                reason,
                justification,
                opened_at: now,
                until: now.saturating_add(rule.validity),
                review_by: now.saturating_add(rule.review_within),
                review: None,
            };
            Self::insert_emergency(emergency)
        });

        let note = Note {
            organisation: Some(organisation),
            purpose: Some(Purpose::EmergencyTreatment),
            ..match opened {
                Some(emergency) => Note {
                    basis: Some(Basis::Emergency(emergency)),
                    detail: Detail::Emergency { emergency, reason, justification },
                    ..Note::new(accessor.clone(), Action::BrokeGlass)
                },
                None => refusal(&accessor, justification),
            }
        };
        let trail = if known { patient } else { Self::absent() };
        T::Audit::record(&trail, note);
        if opened.is_some() && unreviewed >= MANY_UNREVIEWED {
            let unreviewed = unreviewed.saturating_add(1);
            Self::deposit_event(Event::ManyUnreviewed { accessor: accessor.clone(), unreviewed });
        }
        Self::deposit_event(Event::GlassBroken { accessor, emergency: opened });
        Ok(())
    }

    pub(crate) fn do_review(
        reviewer: T::AccountId,
        organisation: OrganisationId,
        id: EmergencyId,
        outcome: ReviewOutcome,
    ) -> DispatchResult {
        let now = Self::now();
        let rule = CurrentRule::<T>::get().ok_or(Error::<T>::NotReviewer)?;
        ensure!(Self::satisfies(&reviewer, &rule.reviewers, now), Error::<T>::NotReviewer);
        let mut emergency = Emergencies::<T>::get(id).ok_or(Error::<T>::EmergencyNotFound)?;
        ensure!(emergency.review.is_none(), Error::<T>::AlreadyReviewed);
        let involved = reviewer == emergency.accessor || organisation == emergency.organisation;
        ensure!(!involved, Error::<T>::ReviewerInvolved);

        emergency.review = Some(Review { reviewer: reviewer.clone(), outcome, at: now });
        Unreviewed::<T>::remove(id);
        UnreviewedCount::<T>::mutate_exists(&emergency.accessor, one_less);
        LastEmergency::<T>::mutate_exists(&emergency.patient, &emergency.accessor, |last| {
            *last = last.filter(|last| *last != id);
        });
        let note = Note {
            organisation: Some(organisation),
            detail: Detail::Review { emergency: id, outcome },
            ..Note::new(reviewer.clone(), Action::Reviewed)
        };
        T::Audit::record(&emergency.patient, note);
        Emergencies::<T>::insert(id, emergency);
        Self::deposit_event(Event::EmergencyReviewed { emergency: id, reviewer, outcome });
        Ok(())
    }

    /// The emergency in which `accessor` reads records of `patient` at `now`.
    ///
    /// One lookup suffices: while one is open, the same accessor opens no second one, so that the last is
    /// the only one that can be.
    pub(crate) fn open_emergency(
        patient: &T::AccountId,
        accessor: &T::AccountId,
        now: BlockNumber,
    ) -> Option<EmergencyId> {
        let id = LastEmergency::<T>::get(patient, accessor)?;
        Emergencies::<T>::get(id).filter(|emergency| emergency.is_open(now)).map(|_| id)
    }

    /// The rule, if `accessor` holds what it asks of those who break the glass.
    pub(crate) fn rule_for(accessor: &T::AccountId, now: BlockNumber) -> Option<EmergencyRule> {
        CurrentRule::<T>::get().filter(|rule| Self::satisfies(accessor, &rule.accessors, now))
    }

    /// True if what `who` holds at `now` satisfies `expression`.
    pub(crate) fn satisfies(who: &T::AccountId, expression: &Expression, now: BlockNumber) -> bool {
        expression.is_satisfied(|attribute| T::Attributes::holds(who, attribute, now))
    }

    /// True if `who` is an active patient, or was one who made a policy.
    ///
    /// A patient whose hospital is suspended must still be helped; and one who never made a policy has no
    /// record that an emergency could open.
    fn is_known_patient(who: &T::AccountId) -> bool {
        PolicyCount::<T>::contains_key(who)
            || T::Members::participant(who).is_some_and(|participant| participant.role == Role::Patient)
    }

    /// Stores an emergency under the next free id; `None` if there is none left.
    fn insert_emergency(emergency: Emergency<T::AccountId>) -> Option<EmergencyId> {
        let id = NextEmergency::<T>::get();
        NextEmergency::<T>::put(id.checked_add(1)?);
        EmergenciesOf::<T>::insert(&emergency.patient, id, ());
        LastEmergency::<T>::insert(&emergency.patient, &emergency.accessor, id);
        Unreviewed::<T>::insert(id, emergency.review_by);
        UnreviewedCount::<T>::mutate(&emergency.accessor, |count| *count = count.saturating_add(1));
        Emergencies::<T>::insert(id, emergency);
        Some(id)
    }
}
