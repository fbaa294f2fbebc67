"""The embedded stack: object store, queue server and our own processes on one machine."""
