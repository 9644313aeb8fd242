//! What nodes and clients read of the consortium's own pallets: the same on every chain of Salus.
//!
//! A new read is a function in its pallet, a line in `salus-runtime-api`, a few lines here, and a line in the
//! node's JSON-RPC.

/// Implements the runtime APIs of Salus for the runtime that calls it, with those that it has besides.
///
/// Everything is read from the runtime's own `Runtime`, `Block`, `AccountId` and pallets, which must be in scope.
#[macro_export]
macro_rules! impl_apis {
    ($($others:tt)*) => {
        use salus_primitives::{
            authority::{AttributeHolder, AttributeState, AuthorityKeyBytes, HeldAttribute, NamedAuthority},
            consent::{Barred, Decision, Delegation, NamedTicket, Policy, Ticket},
            consortium::{Organisation, Participant, Standing, ValidatorState},
            emergency::{Emergency, EmergencyRule, NamedEmergency},
            erasure::{Erasure, NamedErasure},
            mmr::Trail,
            quota::QuotaState,
            record::{NamedRecord, NamedRewrap, Record, Rewrap}, Page,
            Attribute, BlockNumber, EmergencyId, Label, OrganisationId, PolicyId, Purpose, RecordId, TicketId,
        };

        sp_api::impl_runtime_apis! {
            $($others)*

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
                    AttributeAuthority::holders_of(attribute, cursor, limit)
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
                    EhrRegistry::records_of(patient, cursor, limit)
                }

                fn pending_for(
                    organisation: OrganisationId,
                    cursor: Option<RecordId>,
                    limit: u32,
                ) -> Page<NamedRecord<AccountId>, RecordId> {
                    EhrRegistry::pending_for(organisation, cursor, limit)
                }

                fn rewrap(record: RecordId) -> Option<Rewrap> {
                    EhrRegistry::rewrap_of(record)
                }

                fn rewraps_for(
                    organisation: OrganisationId,
                    cursor: Option<RecordId>,
                    limit: u32,
                ) -> Page<NamedRewrap, RecordId> {
                    EhrRegistry::rewraps_for(organisation, cursor, limit)
                }

                fn erasure(record: RecordId) -> Option<Erasure<AccountId>> {
                    EhrRegistry::erasure(record)
                }

                fn was_erased(record: RecordId) -> bool {
                    EhrRegistry::was_erased(record)
                }

                fn erasures_for(
                    organisation: OrganisationId,
                    cursor: Option<RecordId>,
                    limit: u32,
                ) -> Page<NamedErasure<AccountId>, RecordId> {
                    EhrRegistry::erasures_for(organisation, cursor, limit)
                }
            }

            impl salus_runtime_api::AuditApi<Block, AccountId> for Runtime {
                fn trail(patient: AccountId) -> Trail {
                    AuditLog::trail(patient)
                }
            }
        }
    };
}
