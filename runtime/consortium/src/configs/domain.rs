//! What the chain is for. The pallets meet here: each is told who answers its questions.

use crate::{
    configs::{CouncilMajority, CouncilTwoThirds, MaxValidators, ReportableSessions},
    weights, AttributeAuthority, AuditLog, Consent, Consortium, Council, EhrRegistry, Runtime, Timestamp,
};
use frame_support::{parameter_types, traits::ConstU32, weights::constants::WEIGHT_REF_TIME_PER_MILLIS};
use salus_primitives::{
    quota::{Cost, Limits},
    BlockNumber,
};
use salus_runtime_common::{DAYS, HOURS, MINUTES};

/// Capacity and what comes back with every block, in microseconds of computing and in bytes.
const fn limits(capacity: (u64, u64), refill: (u64, u64)) -> Limits {
    const MICROSECOND: u64 = WEIGHT_REF_TIME_PER_MILLIS / 1_000;
    Limits {
        capacity: Cost { ref_time: capacity.0.saturating_mul(MICROSECOND), length: capacity.1 },
        refill: Cost { ref_time: refill.0.saturating_mul(MICROSECOND), length: refill.1 },
    }
}

const KIB: u64 = 1_024;

parameter_types! {
    /// An organisation takes a quarter of every block for ever, and five blocks' worth of ordinary
    /// transactions at once: a second of computing and 3.75 MiB each. So it cannot crowd three others out, and
    /// a hospital that was offline catches up at once.
    pub const OrganisationQuota: Limits = limits((5_000_000, 18 * KIB * KIB), (250_000, 960 * KIB));
    /// A seat can carry out the heaviest motion there may be, half of a block, twice at once, and every
    /// minute again.
    pub const SeatQuota: Limits = limits((1_500_000, 8 * KIB * KIB), (25_000, 256 * KIB));
    /// A validator changes its session keys twice or three times at once, and then every few minutes.
    pub const ValidatorQuota: Limits = limits((3_000, 16 * KIB), (5, 16));
    /// A patient takes back every policy and every contribution at once, and then some every minute.
    pub const PersonQuota: Limits = limits((500_000, 6 * KIB * KIB), (1_000, 16 * KIB));
    /// Cleaning up, by whoever likes, takes a twentieth of every block.
    pub const PublicQuota: Limits = limits((500_000, 2 * KIB * KIB), (50_000, 200 * KIB));
    /// Fewest validators that the council leaves by choice: four are the smallest set that one fault does
    /// not stop.
    pub const MinValidators: u32 = 4;
    /// Longest time for which an attribute is granted at once: a year and a day, so that a yearly
    /// renewal is never late by a leap day.
    pub const MaxValidity: BlockNumber = 367 * DAYS;
    /// How long a ticket counts: long enough to fetch a large study over a slow line.
    pub const TicketValidity: BlockNumber = 10 * MINUTES;
    /// How far ahead a policy or a contribution may end: ten years, the usual span of retention.
    pub const MaxWindow: BlockNumber = 3_653 * DAYS;
    /// How long a record may gather endorsements.
    pub const EndorsementWindow: BlockNumber = HOURS;
}

impl pallet_consortium::Config for Runtime {
    type AdmitOrigin = CouncilMajority;
    type RemoveOrigin = CouncilTwoThirds;
    type ValidatorOrigin = CouncilTwoThirds;
    type SeatChanges = Council;
    type MaxValidators = MaxValidators;
    type MinValidators = MinValidators;
    type MaxValidatorsPerOrganisation = ConstU32<4>;
    type ReportableSessions = ReportableSessions;
    type OrganisationQuota = OrganisationQuota;
    type SeatQuota = SeatQuota;
    type ValidatorQuota = ValidatorQuota;
    type PersonQuota = PersonQuota;
    type PublicQuota = PublicQuota;
    type WeightInfo = weights::Consortium;
}

impl pallet_attribute_authority::Config for Runtime {
    type WeightInfo = weights::AttributeAuthority;
    type RegisterOrigin = CouncilMajority;
    type Members = Consortium;
    type MaxAuthorities = ConstU32<256>;
    type MaxValidity = MaxValidity;
}

impl pallet_consent::Config for Runtime {
    type WeightInfo = weights::Consent;
    type Members = Consortium;
    type Attributes = AttributeAuthority;
    type Records = EhrRegistry;
    type Audit = AuditLog;
    type TicketValidity = TicketValidity;
    type MaxWindow = MaxWindow;
}

impl pallet_ehr_registry::Config for Runtime {
    type WeightInfo = weights::EhrRegistry;
    type Members = Consortium;
    type Consents = Consent;
    type Audit = AuditLog;
    type EndorsementWindow = EndorsementWindow;
    type MaxPendingPerOrganisation = ConstU32<1_024>;
}

impl pallet_audit_log::Config for Runtime {
    type WeightInfo = weights::AuditLog;
    type Members = Consortium;
    type Consents = Consent;
    type Time = Timestamp;
}
