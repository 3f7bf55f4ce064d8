"""The custody record: signed events in a log that others' tools can verify."""
