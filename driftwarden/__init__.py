"""driftwarden"""
