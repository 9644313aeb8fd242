//! Spans of time are the same on both chains, though their blocks are not.

use crate::{time, Runtime as Here};
use frame_support::traits::Get;
use pallet_collective::Instance1;
use salus_primitives::BlockNumber;
use salus_runtime_common::{access::Chain, time as standalone_time};
use salus_runtime_consortium::Runtime as There;

fn span(blocks: BlockNumber) -> u64 {
    u64::from(blocks) * time::MILLISECS_PER_BLOCK
}

fn span_there(blocks: BlockNumber) -> u64 {
    u64::from(blocks) * standalone_time::MILLISECS_PER_BLOCK
}

#[test]
fn minutes_should_be_sixty_seconds_when_counted_in_blocks() {
    assert_eq!(span(time::MINUTES), 60_000);
    assert_eq!(span(time::DAYS), 24 * 60 * 60_000);
    assert_eq!(span(time::SESSION), span_there(standalone_time::EPOCH_DURATION_IN_BLOCKS));
}

#[test]
fn spans_should_be_those_of_the_standalone_chain_when_measured_in_time() {
    macro_rules! same {
        ($($config:path: $constant:ident),+ $(,)?) => {
            $(
                assert_eq!(
                    span(<<Here as $config>::$constant as Get<BlockNumber>>::get()),
                    span_there(<<There as $config>::$constant as Get<BlockNumber>>::get()),
                    stringify!($constant),
                );
            )+
        };
    }
    same!(
        pallet_attribute_authority::Config: MaxValidity,
        pallet_consent::Config: TicketValidity,
        pallet_consent::Config: MaxWindow,
        pallet_consent::Config: TicketRetention,
        pallet_consent::Config: MaxEmergencyValidity,
        pallet_consent::Config: MaxReviewTime,
        pallet_attribute_authority::Config: HoldingRetention,
        pallet_attribute_authority::Config: SuspensionPeriod,
        pallet_consortium::Config: SuspensionPeriod,
        pallet_consent::Config: PolicyRetention,
        pallet_ehr_registry::Config: LapsedRetention,
        pallet_ehr_registry::Config: ErasureRetention,
        pallet_ehr_registry::Config: EndorsementWindow,
        pallet_collective::Config<Instance1>: MotionDuration,
        pallet_safe_mode::Config: EnterDuration,
        pallet_safe_mode::Config: ExtendDuration,
    );
    assert_eq!(span(Here::LONGEST_RELAY), span_there(There::LONGEST_RELAY));
    assert_eq!(span(Here::MINUTES), span_there(There::MINUTES));
}

#[test]
fn weights_should_be_consistent_when_built() {
    let weights = crate::limits::RuntimeBlockWeights::get();
    assert!(weights.clone().validate().is_ok());
    assert_eq!(weights.max_block.proof_size(), 10 * 1024 * 1024);
}
