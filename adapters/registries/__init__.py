"""Where the serving side looks up which version of a model is in force.

Imports domain, pydantic and `adapters.artifacts`; implements `domain.ports.Registry`.
A newcomer starts at `adapters.registries.folder`.
"""
