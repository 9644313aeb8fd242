//! What an organisation and its people may take of the chain, which has no fees: leaky buckets.
//!
//! Every transaction pours what it costs, in computing time and in bytes, into somebody's bucket. The
//! bucket leaks a little with every block. What does not fit is refused. So a flood fills the bucket of
//! whoever makes it, and nobody else's.

use crate::{
    consortium::Standing,
    ids::{BlockNumber, OrganisationId},
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// What a transaction takes of the chain.
#[derive(
    Clone, Copy, Default, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Cost {
    /// Picoseconds of computing on the reference machine: the time part of a weight.
    pub ref_time: u64,
    /// Bytes of the encoded transaction.
    pub length: u64,
}

impl Cost {
    /// The three quarters of an organisation's quota that its people may fill.
    ///
    /// The rest is its gateway's, so that whoever floods from inside a hospital cannot keep the hospital
    /// from filing records, and from suspending the flooder.
    const fn for_people(self) -> Self {
        Self { ref_time: three_quarters(self.ref_time), length: three_quarters(self.length) }
    }

    const fn saturating_add(self, other: Self) -> Self {
        Self {
            ref_time: self.ref_time.saturating_add(other.ref_time),
            length: self.length.saturating_add(other.length),
        }
    }

    const fn saturating_sub(self, other: Self) -> Self {
        Self {
            ref_time: self.ref_time.saturating_sub(other.ref_time),
            length: self.length.saturating_sub(other.length),
        }
    }

    /// `times` as much.
    pub const fn saturating_mul(self, times: u32) -> Self {
        Self {
            ref_time: self.ref_time.saturating_mul(times as u64),
            length: self.length.saturating_mul(times as u64),
        }
    }
}

const fn three_quarters(whole: u64) -> u64 {
    whole.saturating_sub(whole / 4)
}

/// How much a bucket holds and how fast it leaks.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Limits {
    /// What fits into it: what may be taken at once.
    pub capacity: Cost,
    /// What leaks from it with every block: what may be taken for ever.
    pub refill: Cost,
}

/// What has been taken and has not leaked yet. The default is untouched.
#[derive(
    Clone, Copy, Default, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Bucket {
    /// How full it was at block `at`.
    pub used: Cost,
    /// When it was last touched.
    pub at: BlockNumber,
}

impl Bucket {
    /// How full it is at block `now`.
    pub fn used_at(&self, now: BlockNumber, limits: &Limits) -> Cost {
        self.used.saturating_sub(limits.refill.saturating_mul(now.saturating_sub(self.at)))
    }

    /// The bucket after `cost` was poured into it at `now`, if then it is not fuller than `ceiling`.
    pub fn charged(&self, now: BlockNumber, limits: &Limits, ceiling: Cost, cost: Cost) -> Option<Self> {
        let used = self.used_at(now, limits).saturating_add(cost);
        (used.ref_time <= ceiling.ref_time && used.length <= ceiling.length).then_some(Self { used, at: now })
    }

    /// The bucket after `cost`, which was poured into it before, was taken out again.
    pub fn returned(&self, cost: Cost) -> Self {
        Self { used: self.used.saturating_sub(cost), at: self.at }
    }

    /// What is left up to `ceiling`, in thousandths of it, of whatever is scarcer: 0 to 999.
    pub fn left(&self, ceiling: Cost) -> u16 {
        let thousandths = |used: u64, of: u64| {
            let left = u128::from(of.saturating_sub(used)).saturating_mul(999);
            u16::try_from(left.checked_div(u128::from(of)).unwrap_or_default()).unwrap_or(999)
        };
        thousandths(self.used.ref_time, ceiling.ref_time).min(thousandths(self.used.length, ceiling.length))
    }
}

/// How many bytes an organisation may add to the state for ever: at once, and with every block.
///
/// Time and bytes of a transaction come back; what it leaves in the state does not. So this is counted by itself.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct StorageLimits {
    /// Bytes at once.
    pub capacity: u64,
    /// Bytes with every block.
    pub refill: u64,
}

/// Bytes that were added to the state, so far as they have not been made up for by time. The default is none.
#[derive(
    Clone, Copy, Default, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct StorageBucket {
    /// How many at block `at`.
    pub used: u64,
    /// When it was last touched.
    pub at: BlockNumber,
}

impl StorageBucket {
    /// How full it is at block `now`.
    pub fn used_at(&self, now: BlockNumber, limits: &StorageLimits) -> u64 {
        let passed = u64::from(now.saturating_sub(self.at));
        self.used.saturating_sub(limits.refill.saturating_mul(passed))
    }

    /// The bucket after `bytes` were added at `now`, if that is no more than `limits` allow.
    pub fn charged(&self, now: BlockNumber, limits: &StorageLimits, bytes: u64) -> Option<Self> {
        let used = self.used_at(now, limits).saturating_add(bytes);
        (used <= limits.capacity).then_some(Self { used, at: now })
    }

    /// The bucket after `bytes`, which were added before, turned out not to be.
    pub fn returned(&self, bytes: u64) -> Self {
        Self { used: self.used.saturating_sub(bytes), at: self.at }
    }
}

/// Which share of the chain a transaction is counted against, by the least of its calls.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Share {
    /// The daily work: what the sender's capacity has.
    Ordinary,
    /// Remedies, which no organisation's quota refuses.
    Remedies,
    /// Breaking the glass, which the remedies of others must not hold up either.
    Emergencies,
}

impl Share {
    /// The share of a transaction that makes calls of both.
    pub const fn with(self, other: Self) -> Self {
        match (self, other) {
            (Self::Ordinary, _) | (_, Self::Ordinary) => Self::Ordinary,
            (Self::Emergencies, Self::Emergencies) => Self::Emergencies,
            _ => Self::Remedies,
        }
    }
}

/// Whose bucket a transaction's cost goes into.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Purse<AccountId> {
    /// An organisation's, which its gateway may fill.
    Organisation(OrganisationId),
    /// The same, of which its people and authorities may fill three quarters.
    People(OrganisationId),
    /// A seat's own: an organisation that is flooded, or floods, still votes.
    Seat(AccountId),
    /// A validator's own: enough to change session keys now and then.
    Validator(AccountId),
    /// An account's own, for what must never wait for an organisation's: taking consent back. What all such accounts
    /// of an organisation take is counted together, too, or whoever enrols a crowd would have as many buckets.
    Person(AccountId, OrganisationId),
    /// The same for those who break the glass, with a share of their own: whoever floods the remedies of a hospital must
    /// not stop its emergency physicians.
    Emergency(AccountId, OrganisationId),
    /// A gateway's or an authority's own, for its remedies: people cannot drain it, so suspending a flooder and
    /// withdrawing a certificate always go through.
    Office(AccountId),
    /// Everybody's, for the calls that need no sender because they prove themselves.
    Public,
}

impl<AccountId> Purse<AccountId> {
    /// Whose bucket a transaction of `who`, who speaks as `standing`, goes into, if it belongs to `share`.
    pub fn of(who: AccountId, standing: &Standing, share: Share) -> Self {
        match (standing, share) {
            (Standing::Seat(_), _) => Self::Seat(who),
            (Standing::Participant(organisation, _), Share::Remedies) => Self::Person(who, *organisation),
            (Standing::Participant(organisation, _), Share::Emergencies) => {
                Self::Emergency(who, *organisation)
            }
            (_, Share::Remedies | Share::Emergencies) => Self::Office(who),
            (Standing::Validator(_), _) => Self::Validator(who),
            (Standing::Gateway(organisation), _) => Self::Organisation(*organisation),
            (Standing::Authority(organisation) | Standing::Participant(organisation, _), _) => {
                Self::People(*organisation)
            }
        }
    }

    /// The organisation whose room in the state the transaction uses; none for remedies, which nothing refuses and which
    /// add little: their own quotas bound that.
    pub const fn depositor(&self) -> Option<OrganisationId> {
        match self {
            Self::Organisation(organisation) | Self::People(organisation) => Some(*organisation),
            _ => None,
        }
    }

    /// How full the bucket may become through this purse, of one that holds `capacity`.
    pub fn ceiling(&self, capacity: Cost) -> Cost {
        match self {
            Self::People(_) => capacity.for_people(),
            _ => capacity,
        }
    }
}

/// Who counts what is taken. Answered by pallet-consortium, asked by the transaction extension that guards
/// the pool.
pub trait Quotas<AccountId> {
    /// What would be left of `purse` if `cost` were taken from it now, in thousandths: 0 to 999. None if
    /// it has not that much.
    fn left(purse: &Purse<AccountId>, cost: Cost) -> Option<u16>;
    /// Takes `cost`. False, and nothing is taken, if `purse` has not that much.
    #[must_use]
    fn charge(purse: &Purse<AccountId>, cost: Cost) -> bool;
    /// Gives back what was taken in this block and turned out not to be needed.
    fn give_back(purse: &Purse<AccountId>, cost: Cost);
    /// True if the organisation behind `purse` may add `bytes` to the state for ever.
    fn has_room(_purse: &Purse<AccountId>, _bytes: u64) -> bool {
        true
    }
    /// Counts `bytes` as added. False, and nothing is counted, if there is no room.
    #[must_use]
    fn deposit(_purse: &Purse<AccountId>, _bytes: u64) -> bool {
        true
    }
    /// Counts `bytes` as not added after all.
    fn take_back(_purse: &Purse<AccountId>, _bytes: u64) {}
}

/// An organisation's quota, as the read API tells it.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct QuotaState {
    /// How much there is, and how fast it comes back.
    pub limits: Limits,
    /// How much of it is in use now.
    pub used: Cost,
}

#[cfg(test)]
mod tests;
