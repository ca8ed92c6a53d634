"""Pictures of the dashboards for the README, and a made-up fleet to take them of. README.md says how."""
