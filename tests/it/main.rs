//! What the whole console promises, one file a capability.

mod alerts;
mod bad_input;
mod console;
mod crash;
mod database;
mod deploy;
mod folding;
mod full_disk;
mod http;
mod journey;
mod ledger;
mod lifecycle;
mod load;
mod outage;
mod poison;
mod process;
mod prometheus;
mod proxy;
mod rest;
mod simulator;
mod store_contract;
mod told;
mod websocket;
mod whole;
