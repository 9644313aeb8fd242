//! What the pallet needs of its runtime.

use frame_support::pallet_macros::pallet_section;

/// The configuration, for the pallet to import.
#[pallet_section]
mod config {
    /// What the runtime decides.
    #[pallet::config]
    pub trait Config:
        frame_system::Config<RuntimeEvent: From<Event<Self>>>
        + pallet_session::Config<ValidatorId = <Self as frame_system::Config>::AccountId>
    {
        /// Who admits organisations: at least two thirds of the seats, after a delay.
        type AdmitOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// Who suspends organisations for a while, and reinstates suspended ones: more than half of the council.
        type SuspendOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// Who suspends organisations until further notice: at least two thirds of the seats.
        type LastingOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// Who removes organisations: at least two thirds of the seats, after a delay.
        type RemoveOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// Who adds, removes and readmits validators: at least two thirds of the seats, after a delay.
        type ValidatorOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// For how many blocks a suspension by more than half lasts. For as long again it cannot be repeated.
        #[pallet::constant]
        type SuspensionPeriod: Get<BlockNumber>;

        /// How an account signs that it agrees.
        type Signature: Verify<Signer: IdentifyAccount<AccountId = Self::AccountId>>
            + Parameter
            + DecodeWithMemTracking;

        /// For how many blocks ahead at most a person agrees to be enrolled.
        #[pallet::constant]
        type LongestAgreement: Get<BlockNumber>;

        /// The council, whose members are the seats of the active organisations.
        type SeatChanges: ChangeMembers<Self::AccountId> + InitializeMembers<Self::AccountId>;

        /// What it costs to tell the council of a change, when as many motions are open as may be: the votes of
        /// whoever leaves are taken out of each.
        type SeatChangeWeight: Get<Weight>;

        /// Most validators of the consortium.
        #[pallet::constant]
        type MaxValidators: Get<u32>;

        /// Fewest validators that the council may leave by its own choice.
        ///
        /// A chain may start with fewer: it keeps the validators of its genesis until this many are
        /// ready. And it may be left with fewer by what cannot wait: see the
        /// [crate's documentation](crate).
        #[pallet::constant]
        type MinValidators: Get<u32>;

        /// Most validators of one organisation.
        #[pallet::constant]
        type MaxValidatorsPerOrganisation: Get<u32>;

        /// For how many past sessions two conflicting signatures can still be reported.
        #[pallet::constant]
        type ReportableSessions: Get<u32>;

        /// What each organisation, its gateway and its people together, may take of the chain.
        #[pallet::constant]
        type OrganisationQuota: Get<Limits>;

        /// What each seat may take: enough to propose, vote and carry a decision out.
        #[pallet::constant]
        type SeatQuota: Get<Limits>;

        /// What each validator may take. So small that it is a pause between changes of session keys.
        #[pallet::constant]
        type ValidatorQuota: Get<Limits>;

        /// What each account may take by calls that its organisation's quota never refuses.
        #[pallet::constant]
        type PersonQuota: Get<Limits>;

        /// What the accounts of each organisation may take by such calls, all together.
        #[pallet::constant]
        type RemedyQuota: Get<Limits>;

        /// What the accounts of each organisation may take by breaking the glass, all together.
        #[pallet::constant]
        type EmergencyQuota: Get<Limits>;

        /// What the calls that need no sender may take, all together.
        #[pallet::constant]
        type PublicQuota: Get<Limits>;

        /// How many bytes each organisation, its gateway and its people together, may add to the state for ever.
        #[pallet::constant]
        type StorageQuota: Get<StorageLimits>;

        /// What belongs to an account beside its enrolment.
        type Belongings: salus_primitives::traits::Belongings<Self::AccountId>;

        /// Where what concerns a patient's account is recorded.
        type Audit: salus_primitives::traits::AuditTrail<Self::AccountId>;

        /// Who signs in benchmarks.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: BenchmarkHelper<Self::AccountId, Self::Signature>;

        /// Weights of the calls, measured on the joined runtime.
        type WeightInfo: WeightInfo;
    }
}
