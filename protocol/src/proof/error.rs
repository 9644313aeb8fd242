//! Why a proof is refused.

use salus_primitives::{BlockNumber, Moment};

/// Why a proof is refused, what to do about it, and a code that never changes its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProofError {
    /// The header's bytes are not a header, or not the one way to write it.
    #[error("the block header cannot be read")]
    HeaderForm,
    /// A header that should build on another does not.
    #[error("block {0} does not build on the block before it")]
    NotDescending(BlockNumber),
    /// The header is not after the last change of the validators.
    #[error("block {block} is not after block {since}, with which the validators changed")]
    BeforeSet {
        /// The block.
        block: BlockNumber,
        /// The block of the last change.
        since: BlockNumber,
    },
    /// A later block was verified before.
    #[error("block {block} is older than block {latest}, which was verified before")]
    Older {
        /// The block.
        block: BlockNumber,
        /// The latest that was verified.
        latest: BlockNumber,
    },
    /// The header does not say when it was made.
    #[error("the block header does not say when the block was made")]
    NoTime,
    /// The block is too old.
    #[error("the block is {age} ms old, and no older than {limit} ms is accepted")]
    Stale {
        /// How old it is, in milliseconds.
        age: Moment,
        /// The largest age accepted.
        limit: Moment,
    },
    /// The block was made after the present time.
    #[error("the block was made {0} ms after the present time")]
    Early(Moment),

    /// The state proof is larger than any honest one.
    #[error("the state proof is too large")]
    StateTooLarge,
    /// The nodes do not lead from the state root to the value.
    #[error("the state proof is incomplete or of another state")]
    StateNodes,
    /// The proven bytes are not what the chain keeps there.
    #[error("the proven value of {0} cannot be read")]
    StateValue(&'static str),

    /// The votes' bytes are not a justification.
    #[error("the proof of finality cannot be read")]
    VotesForm,
    /// The justification is larger than any honest one.
    #[error("the proof of finality is too large")]
    VotesTooLarge,
    /// The votes are for another block.
    #[error("the validators' votes are for another block")]
    VotesTarget,
    /// A vote's signature does not hold.
    #[error("a validator's signature does not hold")]
    Signature,
    /// Nothing shows that a vote's block builds on the one in question.
    #[error("a validator's vote is not linked to the block")]
    Unlinked,
    /// The justification carries headers that no vote needs.
    #[error("the proof of finality has headers that no vote needs")]
    UnusedHeaders,
    /// Too few of the set have voted.
    #[error("validators of weight {have} voted, {need} are needed: this set never finalised the block")]
    TooFew {
        /// The weight of those who voted.
        have: u64,
        /// The least weight that finalises.
        need: u64,
    },

    /// No set of validators can be this.
    #[error("the set of validators is empty, too large, or names one twice")]
    SetForm,
    /// A set's last block does not name the next one.
    #[error("the last block of the validators of set {0} names no successors")]
    NoSuccessors(u64),
    /// The change of the set takes effect later than this chain's changes do.
    #[error("the change of the validators of set {0} takes effect with a delay")]
    DelayedChange(u64),
    /// The council forced the change, so that no vote of the old set proves it.
    #[error("the council forced the change of the validators of set {0}: no set confirms the next one")]
    ForcedChange(u64),
    /// A change that is not after the one before.
    #[error("the change of the validators in block {block} is not after the one in block {since}")]
    ChangeOrder {
        /// The block of the change.
        block: BlockNumber,
        /// The block of the change before.
        since: BlockNumber,
    },
    /// The verifier knows only a later set.
    #[error("the block was finalised before the validators of set {0} took over: name an earlier set")]
    TooEarly(u64),

    /// The kept bytes are not what this program keeps.
    #[error("the kept set of validators cannot be read")]
    KeptForm,
    /// A later version of this program kept the bytes.
    #[error("the kept set of validators is of version {0}, which this program does not know")]
    KeptVersion(u8),
    /// The kept bytes are of another chain.
    #[error("the kept set of validators is of another chain")]
    OtherChain,
}

impl ProofError {
    /// The error's name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::HeaderForm => "header.form",
            Self::NotDescending(_) => "header.not-descending",
            Self::BeforeSet { .. } => "header.before-set",
            Self::Older { .. } => "header.older",
            Self::NoTime => "header.no-time",
            Self::Stale { .. } => "header.stale",
            Self::Early(_) => "header.early",
            Self::StateTooLarge => "state.too-large",
            Self::StateNodes => "state.nodes",
            Self::StateValue(_) => "state.value",
            Self::VotesForm => "votes.form",
            Self::VotesTooLarge => "votes.too-large",
            Self::VotesTarget => "votes.target",
            Self::Signature => "votes.signature",
            Self::Unlinked => "votes.unlinked",
            Self::UnusedHeaders => "votes.unused-headers",
            Self::TooFew { .. } => "votes.too-few",
            Self::SetForm => "set.form",
            Self::NoSuccessors(_) => "change.no-successors",
            Self::DelayedChange(_) => "change.delayed",
            Self::ForcedChange(_) => "change.forced",
            Self::ChangeOrder { .. } => "change.order",
            Self::TooEarly(_) => "change.too-early",
            Self::KeptForm => "kept.form",
            Self::KeptVersion(_) => "kept.version",
            Self::OtherChain => "kept.other-chain",
        }
    }

    /// What to do.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::HeaderForm
            | Self::NotDescending(_)
            | Self::StateTooLarge
            | Self::StateNodes
            | Self::VotesForm
            | Self::VotesTooLarge
            | Self::VotesTarget
            | Self::Signature
            | Self::Unlinked
            | Self::UnusedHeaders
            | Self::TooFew { .. }
            | Self::NoSuccessors(_) => {
                "do not rely on this answer: ask another organisation, and tell this one's operator"
            }
            Self::BeforeSet { .. } | Self::ChangeOrder { .. } => {
                "ask for the changes of the validators after the last one verified, and for a later block"
            }
            Self::Older { .. } => "ask again, or ask another organisation: this one is behind",
            Self::Stale { .. } => {
                "ask another organisation; if all are as old, finality stands still: tell the operators"
            }
            Self::Early(_) => "set this device's clock",
            Self::NoTime | Self::StateValue(_) | Self::DelayedChange(_) | Self::KeptVersion(_) => {
                "update this program"
            }
            Self::ForcedChange(_) => {
                "take the new set of validators from the consortium, and begin with it again"
            }
            Self::SetForm | Self::TooEarly(_) => {
                "take the chain's specification from where the organisations publish it, and begin with it again"
            }
            Self::KeptForm | Self::OtherChain => {
                "begin again with the set of validators in the chain's specification"
            }
        }
    }
}
