//! What nodes and clients read. Everything here delegates.

use crate::{
    configs::{ConsensusHook, BLOCKS_PER_RELAY_SLOT, RELAY_PARENT_OFFSET},
    genesis_config_presets,
    time::SLOT_DURATION,
    AccountId, AttributeAuthority, AuditLog, Block, Consent, Consortium, EhrRegistry, Executive,
    InherentDataExt, Nonce, ParachainInfo, ParachainSystem, Runtime, RuntimeGenesisConfig, SessionKeys,
    System, VERSION,
};
use alloc::vec::Vec;
use frame_support::genesis_builder_helper::{build_state, get_preset};
use salus_primitives::{
    authority::{AttributeHolder, AttributeState, AuthorityKeyBytes, HeldAttribute, NamedAuthority},
    consent::{Barred, Decision, Delegation, NamedTicket, Policy, Ticket},
    consortium::{Organisation, Participant, Standing, ValidatorState},
    emergency::{Emergency, EmergencyRule, NamedEmergency},
    erasure::{Erasure, NamedErasure},
    mmr::Trail,
    quota::QuotaState,
    record::{NamedRecord, NamedRewrap, Page, Record, Rewrap},
    Attribute, BlockNumber, EmergencyId, Label, OrganisationId, PolicyId, Purpose, RecordId, TicketId,
};
use sp_api::impl_runtime_apis;
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_core::OpaqueMetadata;
use sp_inherents::{CheckInherentsResult, InherentData};
use sp_runtime::{
    traits::Block as BlockT,
    transaction_validity::{TransactionSource, TransactionValidity},
    ApplyExtrinsicResult, ExtrinsicInclusionMode, KeyTypeId,
};
use sp_session::OpaqueGeneratedSessionKeys;
use sp_version::RuntimeVersion;

impl_runtime_apis! {
    impl sp_api::Core<Block> for Runtime {
        fn version() -> RuntimeVersion {
            VERSION
        }

        fn execute_block(block: <Block as BlockT>::LazyBlock) {
            Executive::execute_block(block)
        }

        fn initialize_block(header: &<Block as BlockT>::Header) -> ExtrinsicInclusionMode {
            Executive::initialize_block(header)
        }
    }

    impl sp_api::Metadata<Block> for Runtime {
        fn metadata() -> OpaqueMetadata {
            OpaqueMetadata::new(Runtime::metadata().into())
        }

        fn metadata_at_version(version: u32) -> Option<OpaqueMetadata> {
            Runtime::metadata_at_version(version)
        }

        fn metadata_versions() -> Vec<u32> {
            Runtime::metadata_versions()
        }
    }

    impl frame_support::view_functions::runtime_api::RuntimeViewFunction<Block> for Runtime {
        fn execute_view_function(
            id: frame_support::view_functions::ViewFunctionId,
            input: Vec<u8>,
        ) -> Result<Vec<u8>, frame_support::view_functions::ViewFunctionDispatchError> {
            Runtime::execute_view_function(id, input)
        }
    }

    impl sp_block_builder::BlockBuilder<Block> for Runtime {
        fn apply_extrinsic(extrinsic: <Block as BlockT>::Extrinsic) -> ApplyExtrinsicResult {
            Executive::apply_extrinsic(extrinsic)
        }

        fn finalize_block() -> <Block as BlockT>::Header {
            Executive::finalize_block()
        }

        fn inherent_extrinsics(data: InherentData) -> Vec<<Block as BlockT>::Extrinsic> {
            data.create_extrinsics()
        }

        fn check_inherents(block: <Block as BlockT>::LazyBlock, data: InherentData) -> CheckInherentsResult {
            data.check_extrinsics(&block)
        }
    }

    impl sp_transaction_pool::runtime_api::TaggedTransactionQueue<Block> for Runtime {
        fn validate_transaction(
            source: TransactionSource,
            tx: <Block as BlockT>::Extrinsic,
            block_hash: <Block as BlockT>::Hash,
        ) -> TransactionValidity {
            Executive::validate_transaction(source, tx, block_hash)
        }
    }

    impl sp_offchain::OffchainWorkerApi<Block> for Runtime {
        fn offchain_worker(header: &<Block as BlockT>::Header) {
            Executive::offchain_worker(header)
        }
    }

    impl sp_consensus_aura::AuraApi<Block, AuraId> for Runtime {
        fn slot_duration() -> sp_consensus_aura::SlotDuration {
            sp_consensus_aura::SlotDuration::from_millis(SLOT_DURATION)
        }

        fn authorities() -> Vec<AuraId> {
            pallet_aura::Authorities::<Runtime>::get().into_inner()
        }
    }

    impl cumulus_primitives_aura::AuraUnincludedSegmentApi<Block> for Runtime {
        fn can_build_upon(included: <Block as BlockT>::Hash, slot: cumulus_primitives_aura::Slot) -> bool {
            ConsensusHook::can_build_upon(included, slot)
        }
    }

    impl cumulus_primitives_core::CollectCollationInfo<Block> for Runtime {
        fn collect_collation_info(
            header: &<Block as BlockT>::Header,
        ) -> cumulus_primitives_core::CollationInfo {
            ParachainSystem::collect_collation_info(header)
        }
    }

    impl cumulus_primitives_core::GetParachainInfo<Block> for Runtime {
        fn parachain_id() -> cumulus_primitives_core::ParaId {
            ParachainInfo::parachain_id()
        }
    }

    impl cumulus_primitives_core::RelayParentOffsetApi<Block> for Runtime {
        fn relay_parent_offset() -> u32 {
            RELAY_PARENT_OFFSET
        }

        // One relay block ahead of the next: what asynchronous backing reaches.
        fn max_claim_queue_offset() -> u8 {
            1
        }
    }

    impl cumulus_primitives_core::TargetBlockRate<Block> for Runtime {
        fn target_block_rate() -> u32 {
            BLOCKS_PER_RELAY_SLOT
        }
    }

    impl sp_session::SessionKeys<Block> for Runtime {
        fn generate_session_keys(owner: Vec<u8>, seed: Option<Vec<u8>>) -> OpaqueGeneratedSessionKeys {
            SessionKeys::generate(&owner, seed).into()
        }

        fn decode_session_keys(encoded: Vec<u8>) -> Option<Vec<(Vec<u8>, KeyTypeId)>> {
            SessionKeys::decode_into_raw_public_keys(&encoded)
        }
    }

    impl frame_system_rpc_runtime_api::AccountNonceApi<Block, AccountId, Nonce> for Runtime {
        fn account_nonce(account: AccountId) -> Nonce {
            System::account_nonce(account)
        }
    }

    impl sp_genesis_builder::GenesisBuilder<Block> for Runtime {
        fn build_state(config: Vec<u8>) -> sp_genesis_builder::Result {
            build_state::<RuntimeGenesisConfig>(config)
        }

        fn get_preset(id: &Option<sp_genesis_builder::PresetId>) -> Option<Vec<u8>> {
            get_preset::<RuntimeGenesisConfig>(id, genesis_config_presets::get_preset)
        }

        fn preset_names() -> Vec<sp_genesis_builder::PresetId> {
            genesis_config_presets::preset_names()
        }
    }

    impl salus_runtime_api::ConsortiumApi<Block, AccountId> for Runtime {
        fn organisations() -> Vec<(OrganisationId, Organisation<AccountId>)> {
            Consortium::all_organisations()
        }

        fn participant(account: AccountId) -> Option<Participant> {
            Consortium::enrolled(account)
        }

        fn standing(account: AccountId) -> Option<Standing> {
            Consortium::standing_of(account)
        }

        fn validators() -> Vec<ValidatorState<AccountId>> {
            Consortium::all_validators()
        }

        fn quota(organisation: OrganisationId) -> Option<QuotaState> {
            Consortium::quota(organisation)
        }
    }

    impl salus_runtime_api::AuthorityApi<Block, AccountId> for Runtime {
        fn authorities() -> Vec<NamedAuthority<AccountId>> {
            AttributeAuthority::authorities()
        }

        fn authority(name: Label) -> Option<NamedAuthority<AccountId>> {
            AttributeAuthority::authority(name)
        }

        fn attribute(attribute: Attribute) -> Option<AttributeState> {
            AttributeAuthority::attribute(attribute)
        }

        fn holdings(holder: AccountId) -> Vec<HeldAttribute> {
            AttributeAuthority::holdings(holder)
        }

        fn holders_of(
            attribute: Attribute,
            cursor: Option<AccountId>,
            limit: u32,
        ) -> Page<AttributeHolder<AccountId>, AccountId> {
            AttributeAuthority::holders_of(attribute, cursor, limit.min(salus_runtime_api::MAX_PAGE))
        }

        fn key(name: Label, version: u32) -> Option<AuthorityKeyBytes> {
            AttributeAuthority::key(name, version)
        }
    }

    impl salus_runtime_api::ConsentApi<Block, AccountId> for Runtime {
        fn policy(policy: PolicyId) -> Option<Policy<AccountId>> {
            Consent::policy(policy)
        }

        fn policies_of(owner: AccountId) -> Vec<(PolicyId, Policy<AccountId>)> {
            Consent::policies_of(owner)
        }

        fn contributions_of(patient: AccountId) -> Vec<(OrganisationId, BlockNumber)> {
            Consent::contributions_of(patient)
        }

        fn decide(accessor: AccountId, record: RecordId, purpose: Purpose) -> Decision {
            Consent::decision(accessor, record, purpose)
        }

        fn ticket(ticket: TicketId) -> Option<Ticket<AccountId>> {
            Consent::ticket(ticket)
        }

        fn tickets_of(
            patient: AccountId,
            cursor: Option<TicketId>,
            limit: u32,
        ) -> Page<NamedTicket<AccountId>, TicketId> {
            Consent::tickets_of(patient, cursor, limit)
        }

        fn delegations_of(patient: AccountId) -> Vec<(AccountId, Delegation)> {
            Consent::delegations_of(patient)
        }

        fn delegators_of(
            delegate: AccountId,
            cursor: Option<AccountId>,
            limit: u32,
        ) -> Page<(AccountId, Delegation), AccountId> {
            Consent::delegators_of(delegate, cursor, limit)
        }

        fn restrictions_of(patient: AccountId) -> Vec<Barred<AccountId>> {
            Consent::restrictions_of(patient)
        }

        fn emergency_rule() -> Option<EmergencyRule> {
            Consent::emergency_rule()
        }

        fn emergency(emergency: EmergencyId) -> Option<Emergency<AccountId>> {
            Consent::emergency(emergency)
        }

        fn emergencies_of(
            patient: AccountId,
            cursor: Option<EmergencyId>,
            limit: u32,
        ) -> Page<NamedEmergency<AccountId>, EmergencyId> {
            Consent::emergencies_of(patient, cursor, limit)
        }

        fn overdue_reviews(
            cursor: Option<EmergencyId>,
            limit: u32,
        ) -> Page<NamedEmergency<AccountId>, EmergencyId> {
            Consent::overdue_reviews(cursor, limit)
        }
    }

    impl salus_runtime_api::EhrApi<Block, AccountId> for Runtime {
        fn record(record: RecordId) -> Option<Record<AccountId>> {
            EhrRegistry::record(record)
        }

        fn records_of(
            patient: AccountId,
            cursor: Option<RecordId>,
            limit: u32,
        ) -> Page<NamedRecord<AccountId>, RecordId> {
            EhrRegistry::records_of(patient, cursor, limit.min(salus_runtime_api::MAX_PAGE))
        }

        fn pending_for(
            organisation: OrganisationId,
            cursor: Option<RecordId>,
            limit: u32,
        ) -> Page<NamedRecord<AccountId>, RecordId> {
            EhrRegistry::pending_for(organisation, cursor, limit.min(salus_runtime_api::MAX_PAGE))
        }

        fn rewrap(record: RecordId) -> Option<Rewrap> {
            EhrRegistry::rewrap_of(record)
        }

        fn rewraps_for(
            organisation: OrganisationId,
            cursor: Option<RecordId>,
            limit: u32,
        ) -> Page<NamedRewrap, RecordId> {
            EhrRegistry::rewraps_for(organisation, cursor, limit.min(salus_runtime_api::MAX_PAGE))
        }

        fn erasure(record: RecordId) -> Option<Erasure<AccountId>> {
            EhrRegistry::erasure(record)
        }

        fn erasures_for(
            organisation: OrganisationId,
            cursor: Option<RecordId>,
            limit: u32,
        ) -> Page<NamedErasure<AccountId>, RecordId> {
            EhrRegistry::erasures_for(organisation, cursor, limit.min(salus_runtime_api::MAX_PAGE))
        }
    }

    impl salus_runtime_api::AuditApi<Block, AccountId> for Runtime {
        fn trail(patient: AccountId) -> Trail {
            AuditLog::trail(patient)
        }
    }

    #[cfg(feature = "try-runtime")]
    impl frame_try_runtime::TryRuntime<Block> for Runtime {
        fn on_runtime_upgrade(
            checks: frame_try_runtime::UpgradeCheckSelect,
        ) -> (frame_support::weights::Weight, frame_support::weights::Weight) {
            match Executive::try_runtime_upgrade(checks) {
                Ok(weight) => (weight, crate::limits::RuntimeBlockWeights::get().max_block),
                // The tool that calls this reads the failure from the log and needs the trap.
                #[allow(clippy::panic)]
                Err(reason) => panic!("the upgrade failed: {reason:?}"),
            }
        }

        fn execute_block(
            block: <Block as BlockT>::LazyBlock,
            state_root_check: bool,
            signature_check: bool,
            select: frame_try_runtime::TryStateSelect,
        ) -> frame_support::weights::Weight {
            match Executive::try_execute_block(block, state_root_check, signature_check, select) {
                Ok(weight) => weight,
                #[allow(clippy::panic)]
                Err(reason) => panic!("the block failed: {reason:?}"),
            }
        }
    }
}
