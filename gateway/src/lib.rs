//! The EHR server of one organisation
