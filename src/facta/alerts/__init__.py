"""Alerts: what moved is logged once and delivered to those who asked."""
