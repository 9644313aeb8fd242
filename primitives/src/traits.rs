//! The traits through which the pallets meet; the runtime joins them.
//!
//! Benchmarks run in the joined runtime, so that a call's weight includes what happens behind a trait;
//! the `benchmark_*` functions set the scene for the other side.

#[cfg(feature = "runtime-benchmarks")]
use crate::Expression;
use crate::{
    attribute::Attribute,
    audit::Note,
    consent::{PolicyRef, Ticket},
    consortium::{Participant, Role, Standing},
    ids::{BlockNumber, Epoch, OrganisationId, PolicyId, RecordId, TicketId},
};

/// Who takes part in the consortium. Answered by pallet-consortium.
pub trait Membership<AccountId> {
    /// The active organisation whose gateway `who` is.
    fn gateway_of(who: &AccountId) -> Option<OrganisationId>;
    /// True if `organisation` is admitted and not suspended.
    fn is_active(organisation: OrganisationId) -> bool;
    /// How many organisations are active.
    fn active_count() -> u32;
    /// The number of the present roster. Each admission, suspension, reinstatement and removal begins another.
    fn roster() -> u32;
    /// True if `organisation` is active now and was active in `roster`.
    fn is_active_since(organisation: OrganisationId, roster: u32) -> bool;
    /// `who`, if enrolled and active with an active organisation.
    fn participant(who: &AccountId) -> Option<Participant>;
    /// True if `who` was enrolled as a patient, whatever became of the account or its organisation since.
    fn is_patient(who: &AccountId) -> bool {
        Self::participant(who).is_some_and(|participant| participant.role == Role::Patient)
    }
    /// The block in which `organisation` was suspended last, whether it still is or not.
    fn last_suspended(_organisation: OrganisationId) -> Option<BlockNumber> {
        None
    }
    /// The organisation in whose place `organisation` was admitted: it returned under a new number, and what was
    /// barred for the former binds the new one.
    fn predecessor(_organisation: OrganisationId) -> Option<OrganisationId> {
        None
    }
    /// True if `who` speaks in any capacity already.
    fn is_known(who: &AccountId) -> bool;
    /// Makes `who` an account of the chain in the capacity of an authority's office.
    fn add_authority_account(who: &AccountId, organisation: OrganisationId);
    /// Ends what [`Membership::add_authority_account`] began.
    fn remove_authority_account(who: &AccountId);
    /// Makes an active organisation, a gateway and participants for a benchmark.
    #[cfg(feature = "runtime-benchmarks")]
    fn benchmark_organisation(gateway: &AccountId) -> OrganisationId;
    /// Makes `who` an active participant of `organisation` for a benchmark.
    #[cfg(feature = "runtime-benchmarks")]
    fn benchmark_participant(who: &AccountId, organisation: OrganisationId, role: crate::consortium::Role);
}

/// In which capacity an account speaks. Answered by pallet-consortium, asked by the transaction
/// extension that guards the pool.
pub trait Standings<AccountId> {
    /// The capacity of `who` in an active organisation.
    fn standing(who: &AccountId) -> Option<Standing>;
}

/// Who owns records or policies, whatever became of the account or its organisation. Answered by the runtime, asked by
/// the transaction extension that guards the pool.
pub trait Owners<AccountId> {
    /// The organisation that enrolled `who`, if `who` owns what consent can be taken back for.
    fn organisation_of(who: &AccountId) -> Option<OrganisationId>;
}

/// What belongs to an account beside its enrolment. Answered by the pallets that keep it, asked by pallet-consortium
/// before an enrolment is withdrawn.
pub trait Belongings<AccountId> {
    /// True if anything belongs to `who`, or another account gave it something.
    fn has_any(who: &AccountId) -> bool;
}

impl<
        AccountId,
        First: Belongings<AccountId>,
        Second: Belongings<AccountId>,
        Third: Belongings<AccountId>,
    > Belongings<AccountId> for (First, Second, Third)
{
    fn has_any(who: &AccountId) -> bool {
        First::has_any(who) || Second::has_any(who) || Third::has_any(who)
    }
}

/// Who holds which attribute now. Answered by pallet-attribute-authority.
pub trait AttributeHoldings<AccountId> {
    /// True if `who` holds `attribute` at its current epoch, unexpired at `now`, and the attribute,
    /// its authority and that authority's organisation are active.
    fn holds(who: &AccountId, attribute: &Attribute, now: BlockNumber) -> bool;
    /// The current epoch of an active attribute.
    fn epoch(attribute: &Attribute) -> Option<Epoch>;
    /// Makes `who` hold `attribute` for a benchmark.
    #[cfg(feature = "runtime-benchmarks")]
    fn benchmark_grant(who: &AccountId, attribute: &Attribute);
}

/// What a patient allows. Answered by pallet-consent.
pub trait Consents<AccountId> {
    /// True if `patient` lets `organisation` add records at `now`.
    fn may_contribute(patient: &AccountId, organisation: OrganisationId, now: BlockNumber) -> bool;
    /// True if `who` decides for `patient` at `now`: the patient, or a guardian whom the patient appointed.
    fn decides_for(who: &AccountId, patient: &AccountId, now: BlockNumber) -> bool;
    /// The current version of `patient`'s policy `id`, if it is active.
    fn current_policy(patient: &AccountId, id: PolicyId) -> Option<PolicyRef>;
    /// The ticket `id`.
    fn ticket(id: TicketId) -> Option<Ticket<AccountId>>;
    /// Notes that `organisation` served ticket `id`; false if it was noted already or is unknown.
    fn mark_served(id: TicketId, organisation: OrganisationId, now: BlockNumber) -> bool;
    /// Makes `patient` allow `organisation` to contribute under a policy, for a benchmark.
    #[cfg(feature = "runtime-benchmarks")]
    fn benchmark_consent(
        patient: &AccountId,
        organisation: OrganisationId,
        expression: Expression,
    ) -> PolicyRef;
    /// Makes `guardian` decide for `patient`, for a benchmark.
    #[cfg(feature = "runtime-benchmarks")]
    fn benchmark_guardian(patient: &AccountId, guardian: &AccountId);
    /// Issues a ticket to `accessor` for a benchmark.
    #[cfg(feature = "runtime-benchmarks")]
    fn benchmark_ticket(patient: &AccountId, accessor: &AccountId) -> TicketId;
}

/// What the decision must know of a record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecordFacts<AccountId> {
    /// Whose it is.
    pub patient: AccountId,
    /// Under which policy it was encrypted.
    pub policy: PolicyRef,
    /// True if others than its patient may read it.
    pub active: bool,
    /// True if not even its patient reads it: it missed its majority, or its erasure was asked for.
    pub gone: bool,
}

/// Which records there are. Answered by pallet-ehr-registry.
pub trait Records<AccountId> {
    /// The facts of a record.
    fn facts(record: &RecordId) -> Option<RecordFacts<AccountId>>;
    /// True if any record, whatever its status, names the policy `policy`.
    fn is_any_under(policy: PolicyId) -> bool;
    /// Makes an active record for a benchmark.
    #[cfg(feature = "runtime-benchmarks")]
    fn benchmark_record(patient: &AccountId, policy: PolicyRef) -> RecordId;
}

/// Where what happened is written down. Answered by pallet-audit-log.
pub trait AuditTrail<AccountId> {
    /// Appends `note` to the trail of `patient`.
    ///
    /// A refusal deposits no event: it would tell every reader of the block in whose trail the attempt is, and so
    /// whether what was asked for exists.
    fn record(patient: &AccountId, note: Note<AccountId>);
    /// Forgets which organisations served `ticket`, which is about to be discarded. The trail keeps it.
    fn forget_ticket(_ticket: TicketId) {}
}
