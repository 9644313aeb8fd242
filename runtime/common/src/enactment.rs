//! The delay between what two thirds of the seats decide and what comes of it.
//!
//! What changes who decides, who reads in an emergency or which runtime runs must not come overnight. Such a call is
//! put on the agenda by two thirds of the seats, and is made a number of blocks later, by itself. Until then everybody
//! sees it: patients can take consent back, organisations can object or leave, and more than half of the council can
//! cancel it.
//!
//! | Extrinsic | Caller | Events |
//! |---|---|---|
//! | `schedule(call)` | two thirds of all seats | `Scheduled`; `Enacted` at once if there is no delay |
//! | `cancel(hash)` | council, more than half | `Cancelled` |
//! | `set_delay(blocks)` | two thirds of all seats, after the delay | `DelaySet` |
//!
//! The delay is a parameter of the chain, set at its genesis. Chains for development have none. A chain that says
//! nothing has [`Config::DefaultDelay`].

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod weights;

pub use pallet::*;
pub use weights::WeightInfo;

use core::marker::PhantomData;
use frame_support::{
    traits::{EnsureOrigin, Get, OriginTrait},
    weights::Weight,
};

/// Most decisions that wait at once.
pub const MAX_SCHEDULED: u32 = 64;
/// Most bytes of a call that waits: ample for the longest emergency rule or key of an authority.
pub const MAX_CALL: u32 = 16 * 1_024;

// The macro's own code expects.
#[allow(clippy::expect_used)]
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use alloc::boxed::Box;
    use codec::DecodeLimit;
    use frame_support::{
        dispatch::{GetDispatchInfo, PostDispatchInfo},
        pallet_prelude::*,
    };
    use frame_system::pallet_prelude::*;
    use salus_primitives::BlockNumber;
    use sp_runtime::{
        traits::{Dispatchable, Hash},
        SaturatedConversion,
    };

    /// How deep a call that waits is nested at most.
    const MAX_DEPTH: u32 = 16;

    /// See the [module's documentation](super).
    #[pallet::pallet]
    pub struct Pallet<T>(_);

    /// What the runtime decides.
    #[pallet::config]
    pub trait Config:
        frame_system::Config<RuntimeEvent: From<Event<Self>>, RuntimeOrigin: From<Origin>>
    {
        /// A call of the chain.
        type RuntimeCall: Parameter
            + Dispatchable<RuntimeOrigin = Self::RuntimeOrigin, PostInfo = PostDispatchInfo>
            + GetDispatchInfo
            + From<frame_system::Call<Self>>;

        /// Who decides: at least two thirds of the seats.
        type DecisionOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// Who sets the delay: [`AfterDelay`], or root where there is one.
        type EnactedOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// Who cancels what was decided: more than half of the council.
        type CancelOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// The delay of a chain whose genesis says nothing, in blocks.
        #[pallet::constant]
        type DefaultDelay: Get<BlockNumber>;

        /// The longest delay, in blocks: a consortium must be able to go on.
        #[pallet::constant]
        type LongestDelay: Get<BlockNumber>;

        /// The most that a call which waits may weigh: it is made at the beginning of a block.
        type MaxWeight: Get<Weight>;

        /// Weights of the calls, without the call that waits.
        type WeightInfo: WeightInfo;
    }

    /// Where a call comes from that was decided on and has waited.
    #[pallet::origin]
    #[derive(
        Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
    )]
    pub enum Origin {
        /// Two thirds of the seats decided on it, and the delay is over.
        Enacted,
    }

    /// For how many blocks a decision waits.
    #[pallet::storage]
    pub type Delay<T: Config> = StorageValue<_, BlockNumber, ValueQuery, T::DefaultDelay>;

    /// What waits: the first block in which each call is made, and its hash, in the order of the decisions.
    #[pallet::storage]
    pub type Agenda<T: Config> =
        StorageValue<_, BoundedVec<(BlockNumber, T::Hash), ConstU32<MAX_SCHEDULED>>, ValueQuery>;

    /// The encoded calls that wait, by their hashes.
    #[pallet::storage]
    pub type Waiting<T: Config> =
        StorageMap<_, Identity, T::Hash, BoundedVec<u8, ConstU32<MAX_CALL>>, OptionQuery>;

    /// The delay at genesis.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// Blocks; [`Config::DefaultDelay`] if absent.
        pub delay: Option<BlockNumber>,
        /// Nothing.
        #[serde(skip)]
        pub _config: PhantomData<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            if let Some(delay) = self.delay {
                assert!(delay <= T::LongestDelay::get(), "the delay of decisions is longer than the longest");
                Delay::<T>::put(delay);
            }
        }
    }

    /// What happened.
    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// Two thirds of the seats decided on a call.
        Scheduled {
            /// The call's hash.
            hash: T::Hash,
            /// The first block in which it is made.
            at: BlockNumber,
        },
        /// A call that was decided on has been made.
        Enacted {
            /// Its hash.
            hash: T::Hash,
            /// Whether it succeeded.
            result: DispatchResult,
        },
        /// The council cancelled what was decided.
        Cancelled {
            /// The call's hash.
            hash: T::Hash,
        },
        /// Decisions wait for so many blocks from now on.
        DelaySet {
            /// How many.
            blocks: BlockNumber,
        },
    }

    /// Why a call was refused.
    #[pallet::error]
    pub enum Error<T> {
        /// The same call waits already.
        AlreadyScheduled,
        /// As many decisions wait as may; let one take effect or cancel it.
        TooManyDecisions,
        /// The call is longer than a decision may be; split it.
        TooLong,
        /// The call weighs more than may be done at the beginning of a block; split it.
        TooHeavy,
        /// No decision with this hash waits.
        NotScheduled,
        /// The delay is longer than the longest.
        DelayTooLong,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        /// Makes at most one call whose time has come: it may be a heavy one.
        fn on_initialize(_now: BlockNumberFor<T>) -> Weight {
            Self::enact_one()
        }

        fn integrity_test() {
            assert!(
                T::DefaultDelay::get() <= T::LongestDelay::get(),
                "the usual delay must not be longer than the longest"
            );
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Has `call` made when the delay is over; at once if there is none.
        ///
        /// # Events
        /// [`Event::Scheduled`], or [`Event::Enacted`] at once
        ///
        /// # Errors
        /// [`Error::AlreadyScheduled`], [`Error::TooManyDecisions`], [`Error::TooLong`], [`Error::TooHeavy`]; without a
        /// delay those of `call`.
        #[pallet::call_index(0)]
        #[pallet::weight({
            let info = call.get_dispatch_info();
            (<T as Config>::WeightInfo::schedule().saturating_add(info.call_weight), info.class)
        })]
        pub fn schedule(
            origin: OriginFor<T>,
            call: Box<<T as Config>::RuntimeCall>,
        ) -> DispatchResultWithPostInfo {
            T::DecisionOrigin::ensure_origin(origin)?;
            let hash = T::Hashing::hash_of(&call);
            let delay = Delay::<T>::get();
            if delay == 0 {
                call.dispatch(Origin::Enacted.into()).map_err(|error| error.error)?;
                Self::deposit_event(Event::Enacted { hash, result: Ok(()) });
                return Ok(().into());
            }
            Self::put_on_the_agenda(hash, &call, delay)?;
            Ok(Some(<T as Config>::WeightInfo::schedule()).into())
        }

        /// Takes what was decided off the agenda.
        ///
        /// # Events
        /// [`Event::Cancelled`]
        ///
        /// # Errors
        /// [`Error::NotScheduled`]
        #[pallet::call_index(1)]
        #[pallet::weight(<T as Config>::WeightInfo::cancel())]
        pub fn cancel(origin: OriginFor<T>, hash: T::Hash) -> DispatchResult {
            T::CancelOrigin::ensure_origin(origin)?;
            Waiting::<T>::take(hash).ok_or(Error::<T>::NotScheduled)?;
            Agenda::<T>::mutate(|agenda| agenda.retain(|(_, other)| *other != hash));
            Self::deposit_event(Event::Cancelled { hash });
            Ok(())
        }

        /// Sets for how many blocks decisions wait. Those that wait already keep their blocks.
        ///
        /// # Events
        /// [`Event::DelaySet`]
        ///
        /// # Errors
        /// [`Error::DelayTooLong`]
        #[pallet::call_index(2)]
        #[pallet::weight(<T as Config>::WeightInfo::set_delay())]
        pub fn set_delay(origin: OriginFor<T>, blocks: BlockNumber) -> DispatchResult {
            T::EnactedOrigin::ensure_origin(origin)?;
            ensure!(blocks <= T::LongestDelay::get(), Error::<T>::DelayTooLong);
            Delay::<T>::put(blocks);
            Self::deposit_event(Event::DelaySet { blocks });
            Ok(())
        }
    }

    impl<T: Config> Pallet<T> {
        fn now() -> BlockNumber {
            frame_system::Pallet::<T>::block_number().saturated_into()
        }

        fn put_on_the_agenda(
            hash: T::Hash,
            call: &<T as Config>::RuntimeCall,
            delay: BlockNumber,
        ) -> DispatchResult {
            ensure!(!Waiting::<T>::contains_key(hash), Error::<T>::AlreadyScheduled);
            let weight = call.get_dispatch_info().call_weight;
            ensure!(weight.all_lte(T::MaxWeight::get()), Error::<T>::TooHeavy);
            let encoded: BoundedVec<u8, ConstU32<MAX_CALL>> =
                call.encode().try_into().map_err(|_| Error::<T>::TooLong)?;
            let at = Self::now().saturating_add(delay);
            Agenda::<T>::try_mutate(|agenda| agenda.try_push((at, hash)))
                .map_err(|_| Error::<T>::TooManyDecisions)?;
            Waiting::<T>::insert(hash, encoded);
            Self::deposit_event(Event::Scheduled { hash, at });
            Ok(())
        }

        /// Makes the first call whose time has come, if there is one.
        pub(super) fn enact_one() -> Weight {
            let asked = T::DbWeight::get().reads(1);
            let now = Self::now();
            let agenda = Agenda::<T>::get();
            let Some((_, hash)) = agenda.iter().find(|(at, _)| *at <= now).copied() else { return asked };
            Agenda::<T>::mutate(|agenda| agenda.retain(|(_, other)| *other != hash));
            let encoded = Waiting::<T>::take(hash).unwrap_or_default();
            // The runtime may have been replaced meanwhile, and the call with it.
            let decoded =
                <T as Config>::RuntimeCall::decode_all_with_depth_limit(MAX_DEPTH, &mut encoded.as_slice());
            let (result, weight) = match decoded {
                Ok(call) => {
                    let weight = call.get_dispatch_info().call_weight;
                    let result = call.dispatch(Origin::Enacted.into());
                    (result.map(|_| ()).map_err(|error| error.error), weight)
                }
                Err(_) => (Err(DispatchError::Corruption), Weight::zero()),
            };
            Self::deposit_event(Event::Enacted { hash, result });
            <T as Config>::WeightInfo::enact().saturating_add(weight)
        }

        /// Checks that every decision on the agenda has its call, and that there is no other.
        ///
        /// # Errors
        /// What does not hold.
        #[cfg(any(test, feature = "std", feature = "try-runtime"))]
        pub fn do_try_state() -> Result<(), sp_runtime::TryRuntimeError> {
            let agenda = Agenda::<T>::get();
            ensure!(
                agenda.iter().all(|(_, hash)| Waiting::<T>::contains_key(hash)),
                "a decision has no call"
            );
            ensure!(agenda.len() == Waiting::<T>::iter_keys().count(), "a call is on no agenda");
            Ok(())
        }
    }
}

/// Two thirds of the seats, after the delay; without one, two thirds of the seats at once.
pub struct AfterDelay<T>(PhantomData<T>);

impl<T, O> EnsureOrigin<O> for AfterDelay<T>
where
    T: Config,
    T::DecisionOrigin: EnsureOrigin<O>,
    O: OriginTrait + From<Origin>,
    for<'a> &'a O::PalletsOrigin: TryInto<&'a Origin>,
{
    type Success = ();

    fn try_origin(origin: O) -> Result<(), O> {
        if matches!(origin.caller().try_into(), Ok(Origin::Enacted)) {
            Ok(())
        } else if Delay::<T>::get() == 0 {
            <T::DecisionOrigin as EnsureOrigin<O>>::try_origin(origin).map(|_| ())
        } else {
            Err(origin)
        }
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn try_successful_origin() -> Result<O, ()> {
        Ok(Origin::Enacted.into())
    }
}
