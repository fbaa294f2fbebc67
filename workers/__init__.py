"""Moves a paper from step to step: the pipeline, the ledger of jobs, the queue, the sweeper."""
