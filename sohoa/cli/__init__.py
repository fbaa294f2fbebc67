"""The commands. Each module has `register(app)`, which mounts its commands on the Typer app."""
