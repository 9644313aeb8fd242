//! What the chain is for. The pallets meet here: each is told who answers its questions.

use crate::{
    configs::{CouncilAfterDelay, CouncilMajority, CouncilTwoThirds, MaxValidators, ReportableSessions},
    quotas, weights, AttributeAuthority, AuditLog, Consent, Consortium, Council, EhrRegistry, Runtime,
    Signature, Timestamp,
};
use frame_support::{parameter_types, traits::ConstU32};
use salus_primitives::BlockNumber;
use salus_runtime_common::{council::SeatChangeWeight, DAYS, HOURS, MINUTES};

parameter_types! {
    /// Fewest validators that the council leaves by choice: four are the smallest set that one fault does
    /// not stop.
    pub const MinValidators: u32 = 4;
    /// Longest time for which an attribute is granted at once: a year and a day, so that a yearly
    /// renewal is never late by a leap day.
    pub const MaxValidity: BlockNumber = 367 * DAYS;
    /// How long a holding is kept after it expired, so that its authority can still renew or revoke it.
    pub const HoldingRetention: BlockNumber = 90 * DAYS;
    /// How long a ticket counts: long enough to fetch a large study over a slow line.
    pub const TicketValidity: BlockNumber = 10 * MINUTES;
    /// How far ahead a policy, a contribution or a delegation may end: ten years, the usual span of retention.
    pub const MaxWindow: BlockNumber = 3_653 * DAYS;
    /// How long a ticket is kept after its end: a month to see which were opened and never served.
    pub const TicketRetention: BlockNumber = 30 * DAYS;
    /// How long a policy is kept after its window ended, if no record is under it: its patient may prolong it.
    pub const PolicyRetention: BlockNumber = 90 * DAYS;
    /// How long a record that missed its majority is kept: its organisation files it again within that time.
    pub const LapsedRetention: BlockNumber = 90 * DAYS;
    /// How long the certificate of an erasure is kept: as long as a patient may want to prove it.
    pub const ErasureRetention: BlockNumber = 3_653 * DAYS;
    /// How long the glass may stay broken: a day, within which a patient or a guardian can be asked.
    pub const MaxEmergencyValidity: BlockNumber = DAYS;
    /// How long a review may take.
    pub const MaxReviewTime: BlockNumber = 30 * DAYS;
    /// For how long refused attempts of one account at one patient are counted together.
    pub const RefusalPeriod: BlockNumber = DAYS;
    /// For how long more than half of the council can suspend an organisation or an authority: two weeks, enough to
    /// convince two thirds, or to make up.
    pub const SuspensionPeriod: BlockNumber = 14 * DAYS;
    /// How far ahead a person agrees to be enrolled: a month, for a form that is signed at home.
    pub const LongestAgreement: BlockNumber = 30 * DAYS;
    /// How long a record may gather endorsements.
    pub const EndorsementWindow: BlockNumber = HOURS;
}

impl pallet_consortium::Config for Runtime {
    type AdmitOrigin = CouncilAfterDelay;
    type SuspendOrigin = CouncilMajority;
    type LastingOrigin = CouncilTwoThirds;
    type RemoveOrigin = CouncilAfterDelay;
    type ValidatorOrigin = CouncilAfterDelay;
    type SuspensionPeriod = SuspensionPeriod;
    type Signature = Signature;
    type LongestAgreement = LongestAgreement;
    type SeatChanges = Council;
    type SeatChangeWeight = SeatChangeWeight<Runtime>;
    type MaxValidators = MaxValidators;
    type MinValidators = MinValidators;
    type MaxValidatorsPerOrganisation = ConstU32<4>;
    type ReportableSessions = ReportableSessions;
    type OrganisationQuota = quotas::OrganisationQuota;
    type SeatQuota = quotas::SeatQuota;
    type ValidatorQuota = quotas::ValidatorQuota;
    type PersonQuota = quotas::PersonQuota;
    type RemedyQuota = quotas::RemedyQuota;
    type EmergencyQuota = quotas::EmergencyQuota;
    type PublicQuota = quotas::PublicQuota;
    type StorageQuota = quotas::StorageQuota;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = salus_runtime_common::BenchmarkSigner;
    type Belongings = (Consent, EhrRegistry, AttributeAuthority);
    type Audit = AuditLog;
    type WeightInfo = weights::Consortium;
}

impl pallet_attribute_authority::Config for Runtime {
    type WeightInfo = weights::AttributeAuthority;
    type RegisterOrigin = CouncilAfterDelay;
    type SuspendOrigin = CouncilMajority;
    type LastingOrigin = CouncilTwoThirds;
    type SuspensionPeriod = SuspensionPeriod;
    type RemoveOrigin = CouncilAfterDelay;
    type Members = Consortium;
    type MaxAuthorities = ConstU32<256>;
    type MaxValidity = MaxValidity;
    type HoldingRetention = HoldingRetention;
}

impl pallet_consent::Config for Runtime {
    type WeightInfo = weights::Consent;
    type RuleOrigin = CouncilAfterDelay;
    type Members = Consortium;
    type Attributes = AttributeAuthority;
    type Records = EhrRegistry;
    type Audit = AuditLog;
    type TicketValidity = TicketValidity;
    type MaxWindow = MaxWindow;
    type TicketRetention = TicketRetention;
    type PolicyRetention = PolicyRetention;
    type MaxEmergencyValidity = MaxEmergencyValidity;
    type MaxReviewTime = MaxReviewTime;
}

impl pallet_ehr_registry::Config for Runtime {
    type WeightInfo = weights::EhrRegistry;
    type Members = Consortium;
    type Consents = Consent;
    type Audit = AuditLog;
    type Signature = Signature;
    type EndorsementWindow = EndorsementWindow;
    type MaxPendingPerOrganisation = ConstU32<1_024>;
    type LapsedRetention = LapsedRetention;
    type ErasureRetention = ErasureRetention;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = salus_runtime_common::BenchmarkSigner;
}

impl pallet_audit_log::Config for Runtime {
    type WeightInfo = weights::AuditLog;
    type Members = Consortium;
    type Consents = Consent;
    type Time = Timestamp;
    type Signature = Signature;
    type RefusalPeriod = RefusalPeriod;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = salus_runtime_common::BenchmarkSigner;
}
