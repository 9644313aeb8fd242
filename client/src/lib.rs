//! Client library: the chain, the gateways, keys and cards
