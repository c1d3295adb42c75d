"""Frozen values of trading: what money, prices, orders and approvals are."""
