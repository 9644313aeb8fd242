//! What an operator watches. No label ever carries an identifier or a name.

use prometheus_client::{
    encoding::{text::encode, EncodeLabelSet},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};

/// A request that was answered.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct RequestLabels {
    /// The route's pattern, never the path that was asked for.
    pub route: String,
    /// The HTTP method.
    pub method: &'static str,
    /// The HTTP status.
    pub status: u16,
}

/// Why something was refused; from a fixed list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct ReasonLabels {
    /// The reason's name.
    pub reason: &'static str,
}

/// The gateway's metrics.
pub struct Metrics {
    registry: Registry,
    /// Requests that were answered.
    pub requests: Family<RequestLabels, Counter>,
    /// Seconds from request to answer, the transfer of bodies not counted.
    pub request_seconds: Histogram,
    /// Records of this hospital that reached the chain.
    pub records_filed: Counter,
    /// Records of others that this organisation endorsed.
    pub records_endorsed: Counter,
    /// Records of others that this organisation will not endorse, by reason.
    pub records_refused: Family<ReasonLabels, Counter>,
    /// New headers filed for patients.
    pub rewraps_filed: Counter,
    /// New headers that this organisation endorsed.
    pub rewraps_endorsed: Counter,
    /// Records that this organisation deleted because their patients had them erased.
    pub records_erased: Counter,
    /// Checks that could not be finished, because nobody handed out the ciphertext, or not in time.
    pub checks_unfinished: Counter,
    /// Blocks handed out.
    pub blocks_served: Counter,
    /// Capsules transformed for a holder.
    pub transforms: Counter,
    /// Transform keys deleted because a holding stopped to count.
    pub transform_keys_revoked: Counter,
    /// Requests for a record that were refused, by reason.
    pub access_refused: Family<ReasonLabels, Counter>,
    /// Tickets whose serving the chain was told of.
    pub acknowledgements: Counter,
    /// Blocks of the pool that did not match their name.
    pub blocks_corrupt: Counter,
    /// 1 while the node answers.
    pub node_connected: Gauge,
    /// Number of the last finalised block.
    pub finalised_block: Gauge,
    /// Submissions that still have a way to go.
    pub submissions_waiting: Gauge,
    /// Sessions at present.
    pub sessions: Gauge,
    /// Own records filed again after they missed their majority.
    pub records_refiled: Counter,
    /// Own records that can never pass, and whose senders were told that they are safe.
    pub submissions_failed: Gauge,
    /// Blocks that were missing or damaged here and were fetched from others.
    pub blocks_repaired: Counter,
    /// Blocks that this organisation is to keep and that nobody handed out, in the last full round.
    pub blocks_missing: Gauge,
    /// Records with fewer copies than the consortium asks for, in the last full round.
    pub records_below_copies: Gauge,
    /// Blocks that a peer did not give as it should, by reason.
    pub peer_faults: Family<ReasonLabels, Counter>,
    /// Blocks that other gateways asked for, by what they need them for.
    pub peer_reads: Family<ReasonLabels, Counter>,
    /// 1 while the disk of the pool or the database is full.
    pub disk_full: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let buckets = [0.001, 0.005, 0.02, 0.1, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 60.0];
        let mut metrics = Self {
            registry: Registry::with_prefix("salus_gateway"),
            requests: Family::default(),
            request_seconds: Histogram::new(buckets),
            records_filed: Counter::default(),
            records_endorsed: Counter::default(),
            records_refused: Family::default(),
            rewraps_filed: Counter::default(),
            rewraps_endorsed: Counter::default(),
            records_erased: Counter::default(),
            checks_unfinished: Counter::default(),
            blocks_served: Counter::default(),
            transforms: Counter::default(),
            transform_keys_revoked: Counter::default(),
            access_refused: Family::default(),
            acknowledgements: Counter::default(),
            blocks_corrupt: Counter::default(),
            node_connected: Gauge::default(),
            finalised_block: Gauge::default(),
            submissions_waiting: Gauge::default(),
            sessions: Gauge::default(),
            records_refiled: Counter::default(),
            submissions_failed: Gauge::default(),
            blocks_repaired: Counter::default(),
            blocks_missing: Gauge::default(),
            records_below_copies: Gauge::default(),
            peer_faults: Family::default(),
            peer_reads: Family::default(),
            disk_full: Gauge::default(),
        };
        metrics.register();
        metrics
    }
}

impl Metrics {
    fn register(&mut self) {
        let r = &mut self.registry;
        r.register("requests", "Requests answered", self.requests.clone());
        r.register_with_unit(
            "request",
            "Time from request to answer, without transfer of bodies",
            Unit::Seconds,
            self.request_seconds.clone(),
        );
        r.register("records_filed", "Own records that reached the chain", self.records_filed.clone());
        r.register("records_endorsed", "Records of others endorsed", self.records_endorsed.clone());
        r.register("records_refused", "Records of others not endorsed", self.records_refused.clone());
        r.register("rewraps_filed", "New headers filed for patients", self.rewraps_filed.clone());
        r.register("rewraps_endorsed", "New headers endorsed", self.rewraps_endorsed.clone());
        r.register("records_erased", "Records deleted for their patients", self.records_erased.clone());
        r.register(
            "checks_unfinished",
            "Checks for which a block was missing or late",
            self.checks_unfinished.clone(),
        );
        r.register("blocks_served", "Blocks handed out", self.blocks_served.clone());
        r.register("transforms", "Capsules transformed", self.transforms.clone());
        r.register(
            "transform_keys_revoked",
            "Transform keys deleted after a holding stopped to count",
            self.transform_keys_revoked.clone(),
        );
        r.register("access_refused", "Refused requests for a record", self.access_refused.clone());
        r.register("acknowledgements", "Tickets acknowledged as served", self.acknowledgements.clone());
        r.register("blocks_corrupt", "Damaged blocks found in the pool", self.blocks_corrupt.clone());
        r.register("node_connected", "1 while the node answers", self.node_connected.clone());
        r.register("finalised_block", "Last finalised block", self.finalised_block.clone());
        r.register(
            "submissions_waiting",
            "Submissions not yet active, lapsed or failed",
            self.submissions_waiting.clone(),
        );
        r.register("sessions", "Sessions at present", self.sessions.clone());
        r.register(
            "records_refiled",
            "Own records filed again after they missed their majority",
            self.records_refiled.clone(),
        );
        r.register(
            "submissions_failed",
            "Own records that failed after their senders were told that they are safe",
            self.submissions_failed.clone(),
        );
        r.register(
            "blocks_repaired",
            "Blocks fetched from other organisations to repair the pool",
            self.blocks_repaired.clone(),
        );
        r.register(
            "blocks_missing",
            "Blocks missing here and elsewhere at the last full round",
            self.blocks_missing.clone(),
        );
        r.register(
            "records_below_copies",
            "Records with too few copies at the last full round",
            self.records_below_copies.clone(),
        );
        r.register("peer_faults", "Faults of other gateways, by reason", self.peer_faults.clone());
        r.register("peer_reads", "Blocks that other gateways asked for, by need", self.peer_reads.clone());
        r.register(
            "disk_full",
            "1 while the disk of the pool or the database is full",
            self.disk_full.clone(),
        );
    }

    /// Counts a refusal of a record.
    pub fn refused_record(&self, reason: &'static str) {
        self.records_refused.get_or_create(&ReasonLabels { reason }).inc();
    }

    /// Counts a block that another gateway asked for, by what it needs it for.
    pub fn peer_read(&self, reason: &'static str) {
        self.peer_reads.get_or_create(&ReasonLabels { reason }).inc();
    }

    /// Counts a refusal of access.
    pub fn refused_access(&self, reason: &'static str) {
        self.access_refused.get_or_create(&ReasonLabels { reason }).inc();
    }

    /// All metrics in the OpenMetrics text format.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing into a string cannot fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_should_be_written_with_the_prefix_when_asked_for() {
        let metrics = Metrics::default();
        metrics.refused_record("stale-epoch");
        let text = metrics.text();
        assert!(text.contains("salus_gateway_records_refused_total{reason=\"stale-epoch\"} 1"), "{text}");
        assert!(text.ends_with("# EOF\n"));
    }
}
