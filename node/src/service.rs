//! The running node: BABE makes blocks every two seconds, GRANDPA makes them final.

use futures::{FutureExt, StreamExt};
use salus_node::{
    backfill,
    rpc::{self, Chain, Following, Trails},
    trail::OffchainNodes,
    types::{Block, FullBackend, FullClient, FullPool, HostFunctions, SelectChain},
};
use salus_runtime_consortium::apis::RuntimeApi;
use sc_client_api::{Backend, BlockBackend, BlockchainEvents};
use sc_consensus_babe::{BabeBlockImport, BabeLink, BabeWorkerHandle, SlotProportion};
use sc_consensus_grandpa::{FinalityProofProvider, SharedVoterState};
use sc_network::{config::FullNetworkConfiguration, NetworkBackend};
use sc_service::{
    error::Error as ServiceError, Configuration, PartialComponents, TaskManager, WarpSyncConfig,
};
use sc_telemetry::{Telemetry, TelemetryWorker};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_consensus_babe::inherents::{BabeCreateInherentDataProviders, InherentDataProvider as SlotProvider};
use sp_consensus_babe::SlotDuration;
use sp_runtime::traits::{Block as BlockT, NumberFor};
use std::{sync::Arc, time::Duration};

/// A block that is final every so many blocks carries the proof of it, for nodes that join by warp sync.
const JUSTIFICATION_PERIOD: u32 = 512;

/// How long a GRANDPA message takes to reach everybody; the SDK's value for networks across the world.
const GOSSIP_DURATION: Duration = Duration::from_millis(333);

type GrandpaImport = sc_consensus_grandpa::GrandpaBlockImport<FullBackend, Block, FullClient, SelectChain>;
type GrandpaLink = sc_consensus_grandpa::LinkHalf<Block, FullClient, SelectChain>;
type InherentProviders = BabeCreateInherentDataProviders<Block>;
type Import = BabeBlockImport<Block, FullClient, GrandpaImport, InherentProviders, SelectChain>;

/// What only a running node needs of [`new_partial`].
pub struct ConsensusParts {
    import: Import,
    babe: BabeLink<Block>,
    babe_worker: BabeWorkerHandle<Block>,
    grandpa: GrandpaLink,
    inherents: InherentProviders,
    telemetry: Option<Telemetry>,
}

/// The parts of a node that commands on the database need, too.
pub type Partial = PartialComponents<
    FullClient,
    FullBackend,
    SelectChain,
    sc_consensus::DefaultImportQueue<Block>,
    FullPool,
    ConsensusParts,
>;

/// A block's slot and time, both from this machine's clock.
fn inherent_providers(slot_duration: SlotDuration) -> InherentProviders {
    Arc::new(move |_parent, ()| async move {
        let time = sp_timestamp::InherentDataProvider::from_system_time();
        let slot = SlotProvider::from_timestamp_and_slot_duration(*time, slot_duration);
        Ok((slot, time))
    })
}

/// Opens the database and prepares everything but the network.
///
/// # Errors
/// If the database, the keystore or the chain specification cannot be used.
pub fn new_partial(config: &Configuration) -> Result<Partial, ServiceError> {
    let telemetry = config
        .telemetry_endpoints
        .clone()
        .filter(|endpoints| !endpoints.is_empty())
        .map(|endpoints| -> Result<_, sc_telemetry::Error> {
            let worker = TelemetryWorker::new(16)?;
            let telemetry = worker.handle().new_telemetry(endpoints);
            Ok((worker, telemetry))
        })
        .transpose()?;

    let executor = sc_service::new_wasm_executor::<HostFunctions>(&config.executor);
    let (client, backend, keystore_container, task_manager) =
        sc_service::new_full_parts::<Block, RuntimeApi, _>(
            config,
            telemetry.as_ref().map(|(_, telemetry)| telemetry.handle()),
            executor,
            Vec::new(),
        )?;
    let client = Arc::new(client);

    let telemetry = telemetry.map(|(worker, telemetry)| {
        task_manager.spawn_handle().spawn("telemetry", None, worker.run());
        telemetry
    });
    let telemetry_handle = telemetry.as_ref().map(Telemetry::handle);

    let select_chain = sc_consensus::LongestChain::new(backend.clone());
    let transaction_pool = Arc::from(
        sc_transaction_pool::Builder::new(
            task_manager.spawn_essential_handle(),
            client.clone(),
            config.role.is_authority().into(),
        )
        .with_options(config.transaction_pool.clone())
        .with_prometheus(config.prometheus_registry())
        .build(),
    );

    let (grandpa_import, grandpa) = sc_consensus_grandpa::block_import(
        client.clone(),
        JUSTIFICATION_PERIOD,
        &client,
        select_chain.clone(),
        telemetry_handle.clone(),
    )?;
    let justification_import = grandpa_import.clone();

    let babe_configuration = sc_consensus_babe::configuration(&*client)?;
    let slot_duration = babe_configuration.slot_duration();
    let inherents = inherent_providers(slot_duration);
    let (import, babe) = sc_consensus_babe::block_import(
        babe_configuration,
        grandpa_import,
        client.clone(),
        inherents.clone(),
        select_chain.clone(),
        OffchainTransactionPoolFactory::new(transaction_pool.clone()),
    )?;
    let (import_queue, babe_worker) =
        sc_consensus_babe::import_queue(sc_consensus_babe::ImportQueueParams {
            link: babe.clone(),
            block_import: import.clone(),
            justification_import: Some(Box::new(justification_import)),
            client: client.clone(),
            slot_duration,
            spawner: &task_manager.spawn_essential_handle(),
            registry: config.prometheus_registry(),
            telemetry: telemetry_handle,
        })?;

    Ok(PartialComponents {
        client,
        backend,
        task_manager,
        import_queue,
        keystore_container,
        select_chain,
        transaction_pool,
        other: ConsensusParts { import, babe, babe_worker, grandpa, inherents, telemetry },
    })
}

/// Forgets what BABE and GRANDPA learnt from the last `blocks` blocks, which are being taken back.
///
/// # Errors
/// If the database refuses.
pub fn revert(
    client: Arc<FullClient>,
    backend: Arc<FullBackend>,
    blocks: NumberFor<Block>,
) -> Result<(), sc_cli::Error> {
    sc_consensus_babe::revert(client.clone(), backend, blocks)?;
    sc_consensus_grandpa::revert(client, blocks)?;
    Ok(())
}

/// Starts the node; it runs as long as the returned task manager lives.
///
/// # Errors
/// If a part of it cannot start: a port in use, a database in use, an unusable chain specification.
pub fn run<Network>(config: Configuration) -> Result<TaskManager, ServiceError>
where
    Network: NetworkBackend<Block, <Block as BlockT>::Hash>,
{
    let PartialComponents {
        client,
        backend,
        mut task_manager,
        import_queue,
        keystore_container,
        select_chain,
        transaction_pool,
        other: ConsensusParts { import, babe, babe_worker, grandpa, inherents, mut telemetry },
    } = new_partial(&config)?;

    let prometheus = config.prometheus_registry().cloned();
    let metrics = Network::register_notification_metrics(prometheus.as_ref());
    let mut net_config = FullNetworkConfiguration::<_, _, Network>::new(&config.network, prometheus.clone());
    let genesis_hash = client.block_hash(0)?.ok_or_else(|| {
        ServiceError::Other("the database has no genesis block; purge it and sync again".into())
    })?;
    let grandpa_protocol = sc_consensus_grandpa::protocol_standard_name(&genesis_hash, &config.chain_spec);
    let (grandpa_config, grandpa_notifications) = sc_consensus_grandpa::grandpa_peers_set_config::<_, Network>(
        grandpa_protocol.clone(),
        metrics.clone(),
        net_config.peer_store_handle(),
    );
    net_config.add_notification_protocol(grandpa_config);

    let trail_protocol = backfill::protocol_name(genesis_hash, config.chain_spec.fork_id());
    let indexing = config.offchain_worker.indexing_enabled;
    // A node that keeps no entries answers nobody who lacks some.
    let trail_store = backend.offchain_storage().filter(|_| indexing).map(OffchainNodes);
    let (trail_queue, trail_requests) = async_channel::bounded(backfill::QUEUE);
    let trail_queue = trail_store.is_some().then_some(trail_queue);
    net_config
        .add_request_response_protocol(backfill::config::<Network>(trail_protocol.clone(), trail_queue));

    let warp_sync = Arc::new(sc_consensus_grandpa::warp_proof::NetworkProvider::new(
        backend.clone(),
        grandpa.shared_authority_set().clone(),
        Vec::new(),
    ));
    let (network, system_rpc_tx, tx_handler_controller, sync_service, _) =
        sc_service::build_network(sc_service::BuildNetworkParams {
            config: &config,
            net_config,
            client: client.clone(),
            transaction_pool: transaction_pool.clone(),
            spawn_handle: task_manager.spawn_handle(),
            spawn_essential_handle: task_manager.spawn_essential_handle(),
            import_queue,
            block_announce_validator_builder: None,
            warp_sync_config: Some(WarpSyncConfig::WithProvider(warp_sync)),
            block_relay: None,
            metrics,
            gap_sync_body_policy: None,
        })?;

    let (trail_status, repairs) = backfill::Status::new(indexing);
    let trail_status = Arc::new(trail_status);
    if let Some(store) = trail_store {
        let spawner = task_manager.spawn_handle();
        let answering = backfill::serve(trail_requests, store.clone());
        spawner.spawn_blocking("trail-request-handler", Some("salus"), answering);
        let worker = backfill::Worker {
            client: client.clone(),
            sync: sync_service.clone(),
            store,
            peers: backfill::NetworkPeers::new(network.clone(), sync_service.clone(), trail_protocol),
            status: trail_status.clone(),
            repairs,
        };
        spawner.spawn_blocking("trail-backfill", Some("salus"), worker.run());
    }
    let trails =
        Trails { chain: Chain { client: client.clone(), backend: backend.clone() }, status: trail_status };
    let following = Following::default();
    let final_blocks = client.finality_notification_stream().map(|notification| notification.hash);
    task_manager.spawn_handle().spawn_blocking(
        "trail-subscriptions",
        Some("salus"),
        following.clone().run(trails.clone(), final_blocks),
    );

    if config.offchain_worker.enabled {
        let workers = sc_offchain::OffchainWorkers::new(sc_offchain::OffchainWorkerOptions {
            runtime_api_provider: client.clone(),
            keystore: Some(keystore_container.keystore()),
            offchain_db: backend.offchain_storage(),
            transaction_pool: Some(OffchainTransactionPoolFactory::new(transaction_pool.clone())),
            network_provider: Arc::new(network.clone()),
            is_validator: config.role.is_authority(),
            // No pallet of ours fetches anything.
            enable_http_requests: false,
            custom_extensions: |_| Vec::new(),
        })?;
        task_manager.spawn_handle().spawn(
            "offchain-workers-runner",
            "offchain-worker",
            workers.run(client.clone(), task_manager.spawn_handle()).boxed(),
        );
    }

    let role = config.role;
    let force_authoring = config.force_authoring;
    let name = config.network.node_name.clone();
    let votes = !config.disable_grandpa;
    // Blocks are held back while finality lags far behind, so that a stall does not outgrow memory.
    let backoff = Some(sc_consensus_slots::BackoffAuthoringOnFinalizedHeadLagging::default());
    let voter_state = SharedVoterState::empty();

    let rpc_builder = {
        let client = client.clone();
        let pool = transaction_pool.clone();
        let select_chain = select_chain.clone();
        let chain_spec = config.chain_spec.cloned_box();
        let keystore = keystore_container.keystore();
        let voter_state = voter_state.clone();
        let authority_set = grandpa.shared_authority_set().clone();
        let justifications = grandpa.justification_stream();
        let finality_proofs =
            FinalityProofProvider::new_for_service(backend.clone(), Some(authority_set.clone()));
        Box::new(move |executor: sc_rpc::SubscriptionTaskExecutor| {
            rpc::create(rpc::Deps {
                client: client.clone(),
                trails: trails.clone(),
                following: following.clone(),
                pool: pool.clone(),
                select_chain: select_chain.clone(),
                chain_spec: chain_spec.cloned_box(),
                keystore: keystore.clone(),
                babe_worker: babe_worker.clone(),
                voter_state: voter_state.clone(),
                authority_set: authority_set.clone(),
                justifications: justifications.clone(),
                finality_proofs: finality_proofs.clone(),
                executor,
            })
            .map_err(ServiceError::Application)
        })
    };

    sc_service::spawn_tasks(sc_service::SpawnTasksParams {
        config,
        client: client.clone(),
        backend,
        task_manager: &mut task_manager,
        keystore: keystore_container.keystore(),
        transaction_pool: transaction_pool.clone(),
        rpc_builder,
        network: network.clone(),
        system_rpc_tx,
        tx_handler_controller,
        sync_service: sync_service.clone(),
        telemetry: telemetry.as_mut(),
        tracing_execute_block: None,
    })?;
    let telemetry = telemetry.as_ref().map(Telemetry::handle);

    if role.is_authority() {
        let proposer = sc_basic_authorship::ProposerFactory::new(
            task_manager.spawn_handle(),
            client.clone(),
            transaction_pool.clone(),
            prometheus.as_ref(),
            telemetry.clone(),
        );
        let babe = sc_consensus_babe::start_babe(sc_consensus_babe::BabeParams {
            keystore: keystore_container.keystore(),
            client: client.clone(),
            select_chain,
            env: proposer,
            block_import: import,
            sync_oracle: sync_service.clone(),
            justification_sync_link: sync_service.clone(),
            create_inherent_data_providers: inherents,
            force_authoring,
            backoff_authoring_blocks: backoff,
            babe_link: babe,
            // Two thirds of a slot to fill the block, the rest to get it to the others.
            block_proposal_slot_portion: SlotProportion::new(2f32 / 3f32),
            max_block_proposal_slot_portion: None,
            telemetry: telemetry.clone(),
        })?;
        task_manager.spawn_essential_handle().spawn_blocking("babe", Some("block-authoring"), babe);
    }

    if votes {
        let voter = sc_consensus_grandpa::run_grandpa_voter(sc_consensus_grandpa::GrandpaParams {
            config: sc_consensus_grandpa::Config {
                gossip_duration: GOSSIP_DURATION,
                justification_generation_period: JUSTIFICATION_PERIOD,
                name: Some(name),
                observer_enabled: false,
                // Who takes no part in consensus needs no keys for it.
                keystore: role.is_authority().then(|| keystore_container.keystore()),
                local_role: role,
                telemetry: telemetry.clone(),
                protocol_name: grandpa_protocol,
            },
            link: grandpa,
            network,
            sync: Arc::new(sync_service),
            notification_service: grandpa_notifications,
            voting_rule: sc_consensus_grandpa::VotingRulesBuilder::default().build(),
            prometheus_registry: prometheus,
            shared_voter_state: voter_state,
            telemetry,
            offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(transaction_pool),
        })?;
        task_manager.spawn_essential_handle().spawn_blocking("grandpa-voter", None, voter);
    }

    Ok(task_manager)
}
