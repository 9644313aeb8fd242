//! What the runtimes of Salus share
